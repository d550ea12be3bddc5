//! A small desk's story in which every kind of event happens, for the journal that is kept for
//! ever. Never changed: a changed story is another journal.

use crate::domain::{Change, Event, Fact, Field};

/// What happened, block by block.
pub(super) fn story() -> Vec<Vec<Event>> {
    let customers = [known_customers(), changed_customers(), promises()];
    let contacts = [contacts(), tickets(), ratings(), settings()];
    customers.into_iter().chain(contacts).flatten().collect()
}

fn change(field: Field, key: &str, from: &str, to: &str) -> Change {
    Change { field, key: key.to_owned(), from: from.to_owned(), to: to.to_owned() }
}

fn words(fact: Fact, private: Vec<Change>) -> Event {
    Event { fact, private }
}

fn known_customers() -> Vec<Vec<Event>> {
    let siti = Fact::CustomerAdded {
        customer: 1,
        facts: vec![change(Field::Tier, "", "", "gold"), change(Field::Channel, "", "", "call")],
    };
    let siti_words = vec![
        change(Field::Name, "", "", "Siti Rahayu"),
        change(Field::Phone, "mobile", "", "+62 812-3344-5566"),
        change(Field::SharedPhone, "office", "", "021 555 0199"),
        change(Field::Email, "", "", "siti@mail.example"),
        change(Field::BirthDate, "", "", "1987-11-21"),
        change(Field::Attribute, "tenure", "", "12"),
    ];
    let added = |customer, name| {
        let fact = Fact::CustomerAdded { customer, facts: Vec::new() };
        words(fact, vec![change(Field::Name, "", "", name)])
    };
    let block = vec![words(siti, siti_words), added(2, "김민수"), added(3, "Nur Hidayat")];
    vec![block, vec![added(4, "Added By Mistake")]]
}

fn changed_customers() -> Vec<Vec<Event>> {
    let amended = Fact::CustomerAmended {
        customer: 1,
        facts: vec![change(Field::Tier, "", "gold", "platinum")],
    };
    let amended_words = vec![
        change(Field::Name, "", "Siti Rahayu", "Siti Rahayu Putri"),
        change(Field::Email, "", "siti@mail.example", ""),
        change(Field::Tag, "", "", "vip"),
    ];
    let consent = |from, to, how| {
        Fact::ConsentSet { customer: 1, purpose: 2, channel: 2, from, to, how }.into()
    };
    let verified = |passed| Fact::CustomerVerified { customer: 1, proof: 1, passed }.into();
    vec![
        vec![Fact::CustomerWithdrawn { customer: 4 }.into()],
        vec![Fact::CustomerWithdrawn { customer: 3 }.into()],
        vec![Fact::CustomerRestored { customer: 3 }.into()],
        vec![words(amended, amended_words)],
        vec![consent(0, 1, 1)],
        vec![consent(1, 2, 4)],
        vec![verified(0), verified(1)],
        vec![Fact::VerificationWithdrawn { customer: 1, entry: 11 }.into()],
    ]
}

fn promises() -> Vec<Vec<Event>> {
    let promised = |callback, agent: &str| {
        let due = 1_795_100_000_000 + callback as i64;
        let fact = Fact::CallBackPromised { callback, customer: 2, due, agent: agent.to_owned() };
        Event::with_note(fact, "About the credit note.")
    };
    let set = |to| Fact::CallBackSet { callback: 2, customer: 2, from: 1, to }.into();
    vec![vec![promised(1, "agent1")], vec![promised(2, "")], vec![set(2)]]
}

fn contacts() -> Vec<Vec<Event>> {
    let logged = |interaction, customer, at| {
        let (channel, direction) = (1, 1);
        let topic = *b"BI";
        let fact = Fact::InteractionLogged { interaction, customer, channel, direction, topic, at };
        Event::with_note(fact, "Asked about the bill.")
    };
    let outcome = |from, to| Fact::OutcomeSet { interaction: 1, customer: 1, from, to }.into();
    vec![
        vec![logged(1, 1, 1_795_001_000_000)],
        vec![logged(2, 1, 1_400_000_000_000), logged(3, 1, 1_795_002_000_000)],
        vec![outcome([0, 0], *b"FU"), outcome(*b"FU", *b"SO")],
        vec![Fact::InteractionWithdrawn { interaction: 3, customer: 1 }.into()],
    ]
}

fn opened(ticket: u64, customer: u64, interaction: u64) -> Event {
    let at = 1_795_002_000_000 + ticket as i64;
    let fact = Fact::TicketOpened {
        ticket,
        customer,
        interaction,
        topic: *b"TE",
        severity: 3,
        priority: 3,
        answer_due: at + 3_600_000,
        resolve_due: at + 14_400_000,
        at,
    };
    let subject = change(Field::Subject, "", "", "No dial tone since Monday");
    words(fact, vec![subject, Change::new(Field::Note, "The whole street.")])
}

fn tickets() -> Vec<Vec<Event>> {
    let assigned = |ticket, from: &str, to: &str| {
        Fact::TicketAssigned { ticket, from: from.to_owned(), to: to.to_owned() }.into()
    };
    let status =
        |ticket, from, to, note| Event::with_note(Fact::TicketStatusSet { ticket, from, to }, note);
    let noted = |answered, note| Event::with_note(Fact::TicketNoted { ticket: 1, answered }, note);
    let amended = Fact::TicketAmended {
        ticket: 1,
        topic_from: *b"TE",
        topic_to: *b"IN",
        severity_from: 3,
        severity_to: 4,
    };
    let subject = "No dial tone since Sunday";
    let amended_words = vec![change(Field::Subject, "", "No dial tone since Monday", subject)];
    let priority = Fact::TicketPrioritySet {
        ticket: 2,
        from: 3,
        to: 4,
        answer_due: 1_795_003_800_000,
        resolve_due: 1_795_009_200_000,
    };
    let linked = |linked| Fact::TicketLinked { ticket: 1, other: 2, kind: 1, linked }.into();
    vec![
        vec![opened(1, 1, 1), assigned(1, "", "agent2"), status(1, 1, 2, "")],
        vec![opened(2, 2, 0)],
        vec![opened(3, 2, 0)],
        vec![Fact::TicketWithdrawn { ticket: 3 }.into()],
        vec![noted(1, "Called: repair tomorrow."), noted(0, "Wrong street in the map.")],
        vec![Fact::TicketNoteWithdrawn { ticket: 1, entry: 29 }.into()],
        vec![words(amended, amended_words), linked(1)],
        vec![priority.into(), linked(0), linked(1)],
        vec![opened(4, 1, 2), status(4, 1, 5, "Was mended already.")],
    ]
}

fn ratings() -> Vec<Vec<Event>> {
    let given = |rating, interaction, ticket, scale| {
        let scores = [4, 5, 0, 3, scale];
        let (customer, rater) = (1, 1);
        Fact::RatingGiven { rating, customer, interaction, ticket, scores, scale, rater }.into()
    };
    vec![
        vec![given(1, 1, 0, 5)],
        vec![given(2, 0, 1, 7), given(3, 0, 0, 5)],
        vec![Fact::RatingWithdrawn { rating: 3, customer: 1 }.into()],
    ]
}

fn settings() -> Vec<Vec<Event>> {
    let code = |code: &[u8; 2], label: &str, retired_from, retired_to| {
        let (kind, code, label_to) = (1, *code, label.to_owned());
        let label_from = String::new();
        Fact::CodeSet { kind, code, label_from, label_to, retired_from, retired_to }.into()
    };
    let canned = |name: &str, from: &str, to: &str| {
        let [name, from, to] = [name, from, to].map(str::to_owned);
        Fact::CannedSet { name, from, to }.into()
    };
    let role = |agent: &str, from, to| Fact::RoleSet { agent: agent.to_owned(), from, to }.into();
    vec![
        vec![code(b"WA", "Water meter", 2, 0), code(b"SU", "", 0, 1), code(b"XX", "", 0, 2)],
        vec![canned("hello", "", "Good morning."), canned("bye", "", "Goodbye.")],
        vec![canned("bye", "Goodbye.", "")],
        vec![role("agent1", 0, 3), role("agent2", 0, 1), role("agent2", 1, 0)],
    ]
}
