//! Both halves of every rule: what is allowed and each refusal, as tables. Never a store or screen.

use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};

use super::consent::{ConsentHow, ConsentState, Purpose};
use super::customer::CallBackState;
use super::filter::Saved;
use super::{
    At, CallBackId, Change, Channel, Code, Complaint, Customer, CustomerId, Email, Entry, Event,
    ExternalId, Fact, Field, Line, Link, LinkKind, Malformed, Matter, Phone, Priority, Profile,
    Proof, Refusal, Severity, Status, Ticket, TicketLine, TicketNo, Tier, TwoLetters,
};

/// An entry as the journal would hold it.
fn entry(seq: u64, by: &str, event: Event) -> Entry {
    let (at, command) = (At(1_000 * seq as i64), u128::from(seq));
    let Event { fact, private } = event;
    Entry {
        seq,
        at,
        by: by.into(),
        command,
        via: String::new(),
        undoes: 0,
        fact,
        private: Some(private),
    }
}

fn code(text: &str) -> TwoLetters {
    text.parse().expect("two letters")
}

/// A ticket that went through these statuses.
fn ticket(path: &[Status]) -> Ticket {
    let complaint = Complaint {
        customer: CustomerId(1),
        interaction: None,
        topic: code("BI"),
        kind: Matter::Complaint,
        severity: Severity::Moderate,
        priority: Priority::Normal,
        subject: "charged twice",
        note: "",
        at: At(0),
    };
    let opened = Ticket::open(TicketNo(1), &complaint).expect("a good complaint");
    let mut ticket = Ticket::opened(&entry(1, "ana", opened)).expect("an opening");
    for status in path {
        let event = ticket.set_status(*status, "").expect("a way along the arrows");
        ticket.apply(&entry(2, "ana", event));
    }
    ticket
}

#[test]
fn a_ticket_moves_along_the_arrows_and_no_other_way() {
    use Status::{Closed, Merged, New, OnHold, Open, Resolved, Waiting};
    let rows: [(&[Status], &[Status]); 6] = [
        (&[], &[Open, Waiting, OnHold, Resolved]),
        (&[Open], &[Waiting, OnHold, Resolved]),
        (&[Open, Waiting], &[Open, OnHold, Resolved]),
        (&[Open, OnHold], &[Open, Waiting, Resolved]),
        (&[Open, Resolved], &[Open, Closed]),
        (&[Open, Resolved, Closed], &[Open]),
    ];
    for (path, allowed) in rows {
        let ticket = ticket(path);
        for to in [New, Open, Waiting, OnHold, Resolved, Closed, Merged] {
            let outcome = ticket.set_status(to, "");
            if to == ticket.status {
                assert_eq!(outcome, Err(Refusal::AlreadySo), "{path:?} to {to}");
            } else if allowed.contains(&to) {
                assert!(outcome.is_ok(), "{path:?} to {to}");
            } else {
                assert!(matches!(outcome, Err(Refusal::WrongStatus { .. })), "{path:?} to {to}");
            }
        }
    }
}

#[test]
fn a_ticket_is_taken_by_one_agent_only() {
    let mut ticket = ticket(&[]);
    for event in ticket.take("ana").expect("nobody has it") {
        ticket.apply(&entry(2, "ana", event));
    }
    assert_eq!((ticket.assignee.as_deref(), ticket.status), (Some("ana"), Status::Open));
    let no = ticket.no;
    assert_eq!(ticket.take("ana"), Err(Refusal::AlreadyYours { ticket: no }));
    assert_eq!(ticket.take("budi"), Err(Refusal::AlreadyTaken { ticket: no, by: "ana".into() }));
    assert_eq!(ticket.assign("ana"), Err(Refusal::AlreadySo));
    assert!(ticket.assign("budi").is_ok() && ticket.assign("").is_ok());
    for nobody in ["no body; at/../all", "x y", ".hidden", "-x", &"x".repeat(33)] {
        let told = ticket.assign(nobody);
        let is_told = matches!(told, Err(Refusal::Malformed(Malformed::AgentName { .. })));
        assert!(is_told, "{nobody}: {told:?}");
    }
    let resolved = self::ticket(&[Status::Open, Status::Resolved]);
    assert!(matches!(resolved.take("ana"), Err(Refusal::WrongStatus { .. })));
}

#[test]
fn a_reopened_ticket_counts_its_returns_and_its_clock_runs_again() {
    let mut ticket = ticket(&[Status::Open, Status::Resolved, Status::Closed]);
    assert_eq!(ticket.due(), None);
    let event = ticket.reopen("it is broken again").expect("closed");
    ticket.apply(&entry(9, "ana", event));
    assert_eq!((ticket.status, ticket.reopened, ticket.resolved), (Status::Open, 1, None));
    assert_eq!(ticket.due(), Some(ticket.answer_due));
    assert!(matches!(ticket.reopen(""), Err(Refusal::WrongStatus { .. })));
}

#[test]
fn an_answer_moves_the_due_time_from_first_answer_to_resolution() {
    let mut ticket = ticket(&[]);
    let note = ticket.note("called back, will check", true).expect("a note");
    ticket.apply(&entry(2, "ana", note));
    assert_eq!(ticket.due(), Some(ticket.resolve_due));
    let empty = Refusal::Malformed(Malformed::Empty { field: Field::Note });
    assert_eq!(ticket.note(" \n ", false), Err(empty));
}

#[test]
fn tickets_are_linked_once_and_never_to_themselves() {
    let mut ticket = ticket(&[]);
    let link = |no| Link { kind: LinkKind::Related, other: TicketNo(no) };
    assert_eq!(ticket.link(link(1)), Err(Refusal::LinkToItself { ticket: TicketNo(1) }));
    let event = ticket.link(link(2)).expect("another");
    ticket.apply(&entry(2, "ana", event));
    assert_eq!(ticket.link(link(2)), Err(Refusal::AlreadySo));
}

#[test]
fn the_best_customers_are_served_one_step_sooner() {
    use Priority::{High, Low, Normal, Urgent};
    for (severity, others, best) in [
        (Severity::Minor, Low, Normal),
        (Severity::Moderate, Normal, High),
        (Severity::Major, High, Urgent),
        (Severity::Critical, Urgent, Urgent),
    ] {
        for tier in [None, Some(Tier::Iron), Some(Tier::Lead)] {
            assert_eq!(Priority::suggested(severity, tier), others);
        }
        for tier in [Tier::Gold, Tier::Platinum] {
            assert_eq!(Priority::suggested(severity, Some(tier)), best);
        }
    }
}

fn customer(profile: &Profile) -> Customer {
    Customer::added(CustomerId(1), &entry(1, "ana", Customer::add(CustomerId(1), profile)))
}

#[test]
fn a_customer_without_a_name_is_shown_by_what_there_is() {
    let phone = Phone::parse("", "0812-3344-5566").expect("a number");
    let email = Email::parse("", "nur.h@mail.example").expect("an address");
    let external = ExternalId { system: "zendesk".into(), id: "77".into() };
    let mut profile = Profile { note: "caller withheld the number".into(), ..Profile::default() };
    assert_eq!(customer(&profile).label(), "C-1");
    profile.external.push(external);
    assert_eq!(customer(&profile).label(), "zendesk 77");
    profile.emails.push(email);
    assert_eq!(customer(&profile).label(), "nur.h@mail.example");
    profile.phones.push(phone);
    assert_eq!(customer(&profile).label(), "0812-3344-5566");
    profile.account = "AC-00231".into();
    assert_eq!(customer(&profile).label(), "AC-00231");
    profile.name = "Nur Halimah".into();
    assert_eq!(customer(&profile).label(), "Nur Halimah");
    assert_eq!(Profile::default().checked(), Err(Malformed::Nobody));
}

#[test]
fn what_nobody_would_see_is_no_view_no_label_no_subject_and_no_reason() {
    let blank = "\u{2800}\u{3164}";
    let view = Saved { name: blank.into(), filter: "status:open".into() };
    assert_eq!(view.checked(), Err(Malformed::Empty { field: Field::Name }));
    let topic = Code::defaults().swap_remove(0);
    assert!(Code { label: blank.into(), ..topic.clone() }.checked().is_err());
    assert!(Code { label: String::new(), ..topic }.checked().is_ok(), "that removes it");
    assert!(ticket(&[]).amend(blank, code("BI"), Severity::Major).is_err());
    let reason = customer(&Profile::default()).erase(blank, &[]);
    assert_eq!(reason, Err(Malformed::Empty { field: Field::Note }.into()));
}

#[test]
fn a_name_that_looks_blank_is_refused_as_one_that_is_empty() {
    let named = |name: &str| Profile {
        name: name.into(),
        note: "caller withheld the number".into(),
        ..Profile::default()
    };
    for blank in ["\u{3164}", "\u{2800} \u{2800}", "\u{200d}", "\u{301}"] {
        let refused = Err(Malformed::Empty { field: Field::Name });
        assert_eq!(named(blank).checked(), refused, "{blank:?}");
    }
    for kept in ["", "Ö", "김"] {
        assert_eq!(named(kept).checked().expect("kept").name, kept);
    }
}

#[test]
fn consent_is_what_was_said_last_and_unknown_when_never_asked() {
    let mut customer = customer(&Profile { name: "Nur".into(), ..Profile::default() });
    let state = |c: &Customer| c.consent_state(Purpose::Survey, Channel::Call);
    assert_eq!(state(&customer), ConsentState::Unknown);
    for wanted in [ConsentState::Given, ConsentState::Refused] {
        let ask =
            |c: &Customer| c.consent(Purpose::Survey, Channel::Call, wanted, ConsentHow::Call);
        let event = ask(&customer).expect("a change");
        customer.apply(&entry(2, "ana", event));
        assert_eq!(state(&customer), wanted);
        assert_eq!(ask(&customer), Err(Refusal::AlreadySo));
    }
    assert_eq!(customer.consent_state(Purpose::Marketing, Channel::Mail), ConsentState::Unknown);
}

#[test]
fn a_promised_call_is_settled_once() {
    let mut customer = customer(&Profile { name: "Nur".into(), ..Profile::default() });
    let promise = customer.promise_call(CallBackId(5), At(9), "", "about the modem").expect("fits");
    customer.apply(&entry(2, "ana", promise));
    let kept = customer.settle_call(CallBackId(5), CallBackState::Kept).expect("open");
    customer.apply(&entry(3, "ana", kept));
    let again = customer.settle_call(CallBackId(5), CallBackState::Cancelled);
    assert_eq!(again, Err(Refusal::CallBackSettled { state: CallBackState::Kept }));
    let none = customer.settle_call(CallBackId(6), CallBackState::Kept);
    assert_eq!(none, Err(Refusal::NoCallBack { callback: CallBackId(6) }));
}

#[test]
fn undo_takes_back_what_still_is_so_and_nothing_else() {
    let mut ticket = ticket(&[]);
    let urgent = entry(2, "ana", ticket.set_priority(Priority::Urgent).expect("a change"));
    ticket.apply(&urgent);
    let undone = ticket.undo(&urgent, &[]).expect("still urgent");
    let high = entry(3, "budi", ticket.set_priority(Priority::High).expect("a change"));
    ticket.apply(&high);
    assert_eq!(ticket.undo(&urgent, &[]), Err(Refusal::ChangedSince));
    ticket.apply(&entry(4, "ana", undone));
    assert_eq!((ticket.priority, ticket.answer_due), (Priority::Normal, At(4 * super::time::HOUR)));

    let opened = entry(1, "ana", Event::from(Fact::TicketWithdrawn { ticket: 1 }));
    let opened = Entry {
        fact: Fact::TicketOpened {
            ticket: 1,
            customer: 1,
            interaction: 0,
            topic: *b"BI",
            severity: 2,
            priority: 2,
            answer_due: 0,
            resolve_due: 0,
            at: 0,
        },
        ..opened
    };
    let noted = |by: &str| TicketLine {
        entry: 7,
        at: At(0),
        by: by.into(),
        what: "noted".into(),
        from: String::new(),
        to: String::new(),
        note: None,
    };
    let fresh = self::ticket(&[]);
    assert!(fresh.undo(&opened, &[noted("ana")]).is_ok());
    assert_eq!(fresh.undo(&opened, &[noted("budi")]), Err(Refusal::ChangedSince));
}

#[test]
fn undo_of_a_customer_gives_back_every_value() {
    let phone = |number: &str| Phone::parse("work", number).expect("a number");
    let was = Profile { name: "Nur".into(), phones: vec![phone("0812-1")], ..Profile::default() };
    let wanted = Profile {
        name: "Nur Halimah".into(),
        phones: vec![Phone { line: Line::Shared, ..phone("0812-2") }],
        tier: Some(Tier::Gold),
        ..Profile::default()
    };
    let mut customer = customer(&was);
    let added = entry(1, "ana", Customer::add(CustomerId(1), &was));
    assert!(customer.undo(&added, || true).is_ok());
    assert_eq!(customer.undo(&added, || false), Err(Refusal::ChangedSince));
    let amended = entry(2, "ana", customer.amend(&wanted).expect("a change"));
    customer.apply(&amended);
    assert_eq!(customer.profile, wanted);
    let back = customer.undo(&amended, || true).expect("unchanged since");
    customer.apply(&entry(3, "ana", back));
    assert_eq!(customer.profile, was);
    assert_eq!(customer.undo(&amended, || true), Err(Refusal::ChangedSince));
    let check = entry(4, "ana", customer.verify(Proof::Birth, true));
    customer.apply(&check);
    let withdrawn = customer.undo(&check, || true).expect("there");
    customer.apply(&entry(5, "ana", withdrawn));
    assert_eq!(customer.verified, []);
}

#[test]
fn limits_hold_at_the_limit_and_past_it() {
    use super::limit;
    let name = |count: usize| Profile { name: "x".repeat(count), ..Profile::default() };
    assert!(name(limit::NAME_CHARS).checked().is_ok());
    assert!(matches!(name(limit::NAME_CHARS + 1).checked(), Err(Malformed::TooLong { .. })));
    let phones = |count: usize| Profile {
        phones: (0..count)
            .map(|n| Phone::parse("", &format!("0812{n:06}")).expect("one"))
            .collect(),
        ..Profile::default()
    };
    assert!(phones(limit::PHONES).checked().is_ok());
    assert!(matches!(phones(limit::PHONES + 1).checked(), Err(Malformed::TooMany { .. })));
    let note = |count: usize| super::customer::checked_note(&"n".repeat(count));
    assert!(note(limit::NOTE_CHARS).is_ok());
    assert!(matches!(note(limit::NOTE_CHARS + 1), Err(Malformed::TooLong { .. })));
}

/// Any profile that passes its check.
fn profiles() -> impl Strategy<Value = Profile> {
    let text = "[a-zA-Z0-9 ]{0,6}";
    let phones = prop::collection::vec(("[a-z]{0,2}", "0[0-9]{3,6}", 0_u8..3), 0..4);
    let tags = prop::collection::vec("[a-z]{1,3}", 0..4);
    (text, phones, tags, any::<u8>(), text, "[a-z]{1,5}").prop_map(
        |(name, phones, tags, tier, city, note)| {
            let phones = phones.into_iter().map(|(label, number, line)| Phone {
                label,
                number,
                line: Line::from_byte(line).unwrap_or(Line::Own),
            });
            Profile {
                name,
                phones: phones.collect(),
                tags,
                tier: Tier::from_byte(tier % 5),
                city,
                note,
                ..Profile::default()
            }
        },
    )
}

/// A profile without what order and repetition may change.
fn sorted(mut profile: Profile) -> Profile {
    profile.phones.sort_by(|a, b| (&a.label, &a.number).cmp(&(&b.label, &b.number)));
    profile.tags.sort();
    profile
}

proptest! {
    #[test]
    fn the_changes_between_two_profiles_lead_from_one_to_the_other_and_back(
        a in profiles(), b in profiles()
    ) {
        let (Ok(a), Ok(b)) = (a.checked(), b.checked()) else { return Ok(()) };
        // One number under two labels has one line; that it may differ is a form's business.
        let clear = |p: &Profile| p.phones.iter().all(|x| {
            p.phones.iter().all(|y| x.number != y.number || x.line == y.line)
        });
        if !clear(&a) || !clear(&b) { return Ok(()) }
        let changes = a.changes_to(&b);
        let mut there = a.clone();
        changes.iter().for_each(|change| there.apply(change));
        prop_assert_eq!(sorted(there.clone()), sorted(b));
        changes.iter().rev().map(Change::reversed).for_each(|change| there.apply(&change));
        prop_assert_eq!(sorted(there), sorted(a));
    }

    #[test]
    fn what_was_cleaned_holds_nothing_hostile(text in any::<String>()) {
        prop_assert!(!super::text::clean_line(&text).chars().any(super::text::is_hostile));
        let kept = super::text::clean_text(&text);
        prop_assert!(kept.chars().all(|c| c == '\n' || !super::text::is_hostile(c)));
    }
}
