//! Properties over many made-up desks and many made-up bytes. Never a case chosen by hand.

use proptest::collection::vec;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq};
use proptest::{prop_oneof, proptest};

use super::super::block::{self, HEADER, Header};
use super::super::codec;
use super::super::entry::Salts;
use super::{Desk, named, stamp, state};
use crate::domain::{
    Alarm, At, CallBackId, CallBackState, Change, ClockChange, Complaint, Customer, CustomerId,
    Entry, Event, Fact, Field, Hours, InteractionId, Matter, Priority, Proof, Record, Ruling,
    Severity, Status, Ticket, TicketNo,
};
use crate::store::{HistoryItem, OpenBlock, View};

/// Something an agent does; the number chooses to whom.
#[derive(Debug, Clone, Copy)]
enum Act {
    Add,
    Rename(u64),
    Withdraw(u64),
    Verify(u64),
    Unverify(u64),
    Promise(u64),
    Settle(u64),
    Log(u64, i64),
    Unlog(u64),
    Outcome(u64),
    Open(u64),
    Take(u64),
    Move(u64, Status),
    Urge(u64),
    Count(u64, ClockChange),
    Tell(u64),
    Note(u64),
    Unnote(u64),
    Unopen(u64),
    Follow(u64),
    Carry(u64),
    Rate(u64),
    Unrate(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0_u64..6;
    let status = prop_oneof![
        Just(Status::Open),
        Just(Status::Waiting),
        Just(Status::OnHold),
        Just(Status::Resolved),
        Just(Status::Closed)
    ];
    let change = prop_oneof![
        Just(ClockChange::Opened),
        Just(ClockChange::Paused),
        Just(ClockChange::Resumed),
        Just(ClockChange::Reopened)
    ];
    prop_oneof![
        3 => Just(Act::Add),
        1 => who.clone().prop_map(Act::Rename),
        1 => who.clone().prop_map(Act::Withdraw),
        1 => who.clone().prop_map(Act::Verify),
        1 => who.clone().prop_map(Act::Unverify),
        2 => who.clone().prop_map(Act::Promise),
        1 => who.clone().prop_map(Act::Settle),
        4 => (who.clone(), -5_i64..5).prop_map(|(who, at)| Act::Log(who, at)),
        1 => who.clone().prop_map(Act::Unlog),
        1 => who.clone().prop_map(Act::Outcome),
        3 => who.clone().prop_map(Act::Open),
        2 => who.clone().prop_map(Act::Take),
        3 => (who.clone(), status).prop_map(|(who, status)| Act::Move(who, status)),
        1 => who.clone().prop_map(Act::Urge),
        4 => (who.clone(), change).prop_map(|(who, change)| Act::Count(who, change)),
        2 => who.clone().prop_map(Act::Tell),
        3 => who.clone().prop_map(Act::Note),
        2 => who.clone().prop_map(Act::Unnote),
        1 => who.clone().prop_map(Act::Unopen),
        2 => who.clone().prop_map(Act::Follow),
        1 => who.clone().prop_map(Act::Carry),
        2 => who.clone().prop_map(Act::Rate),
        1 => who.prop_map(Act::Unrate),
    ]
}

/// The events of an act, by the rules of the nouns; none when there is nobody or it is refused.
fn events(act: Act, block: &mut OpenBlock) -> Vec<Event> {
    match act {
        Act::Add => {
            let id = block.next_customer();
            vec![Customer::add(id, &named(&format!("Customer {id}")))]
        }
        Act::Rename(who) => with_customer(who, block, |customer| {
            customer.amend(&named(&format!("Renamed {}", customer.changed.0))).ok()
        }),
        Act::Withdraw(who) => with_customer(who, block, |customer| {
            Some(Fact::CustomerWithdrawn { customer: customer.id.0 }.into())
        }),
        Act::Verify(who) => {
            with_customer(who, block, |customer| Some(customer.verify(Proof::Birth, true)))
        }
        Act::Unverify(who) => with_customer(who, block, |customer| {
            let entry = customer.verified.last()?.entry;
            Some(Fact::VerificationWithdrawn { customer: customer.id.0, entry }.into())
        }),
        Act::Promise(who) => {
            let id = block.next_callback();
            with_customer(who, block, |customer| {
                customer.promise_call(id, At(1_000 - id.0 as i64), "", "a note").ok()
            })
        }
        Act::Settle(who) => with_customer(who, block, |customer| {
            let promised = customer.callbacks.last()?.id;
            customer.settle_call(CallBackId(promised.0), CallBackState::Kept).ok()
        }),
        Act::Follow(who) => follow(who, block),
        Act::Carry(who) => {
            let (from, into) = (TicketNo(who + 1), TicketNo(who + 2));
            let follow = |no| block.view().followers(Record::Ticket(no)).expect("readable");
            match follow(into).left(from, into) {
                none if none.is_empty() => follow(from).carried(from, into),
                left => left,
            }
        }
        Act::Log(..) | Act::Open(_) => beginnings(act, block),
        Act::Unlog(_) | Act::Outcome(_) | Act::Rate(_) | Act::Unrate(_) => {
            contact_events(act, block)
        }
        Act::Take(_)
        | Act::Move(..)
        | Act::Urge(_)
        | Act::Count(..)
        | Act::Tell(_)
        | Act::Note(_)
        | Act::Unnote(_)
        | Act::Unopen(_) => ticket_events(act, block),
    }
}

/// Follows a customer or a ticket, or no longer.
fn follow(who: u64, block: &OpenBlock) -> Vec<Event> {
    let record = match who % 2 {
        0 => Record::Ticket(TicketNo(who / 2 + 1)),
        _ => Record::Customer(CustomerId(who / 2 + 1)),
    };
    let followers = block.view().followers(record).expect("readable");
    let ends = followers.unfollow(record, "agent1");
    ends.unwrap_or_else(|_| followers.follow(record, "agent1").into_iter().collect())
}

/// A contact or a ticket begins.
fn beginnings(act: Act, block: &mut OpenBlock) -> Vec<Event> {
    let (interaction, no) = (block.next_interaction().0, block.next_ticket());
    let heard = block.view().interactions(None, 9).expect("readable");
    match act {
        Act::Log(who, at) => with_customer(who, block, |customer| {
            let (channel, direction, topic) = (1, 1, *b"BI");
            let customer = customer.id.0;
            let fact =
                Fact::InteractionLogged { interaction, customer, channel, direction, topic, at };
            Some(fact.into())
        }),
        Act::Open(who) => with_customer(who, block, |customer| {
            let contact = heard.iter().find(|contact| contact.customer == customer.id);
            let complaint = Complaint {
                customer: customer.id,
                interaction: contact.map(|contact| contact.id),
                topic: "TE".parse().ok()?,
                kind: Matter::Complaint,
                severity: Severity::Major,
                priority: Priority::Normal,
                subject: "It does not work",
                note: "",
                at: At(who as i64),
            };
            Ticket::open(no, &complaint).ok()
        }),
        _ => Vec::new(),
    }
}

fn with_customer(
    who: u64,
    block: &OpenBlock,
    decide: impl FnOnce(&Customer) -> Option<Event>,
) -> Vec<Event> {
    let found = block.view().customer(CustomerId(who + 1)).expect("readable");
    found.and_then(|customer| decide(&customer)).into_iter().collect()
}

fn contact_events(act: Act, block: &mut OpenBlock) -> Vec<Event> {
    let rating = block.next_rating().0;
    let view = block.view();
    let contact = |who| view.interaction(InteractionId(who + 1)).expect("readable");
    let event: Option<Event> = match act {
        Act::Unlog(who) => contact(who).map(|one| {
            Fact::InteractionWithdrawn { interaction: one.id.0, customer: one.customer.0 }.into()
        }),
        Act::Outcome(who) => contact(who).map(|one| {
            let (interaction, customer) = (one.id.0, one.customer.0);
            Fact::OutcomeSet { interaction, customer, from: [0, 0], to: *b"SO" }.into()
        }),
        Act::Rate(who) => contact(who).map(|one| {
            let (customer, interaction) = (one.customer.0, one.id.0);
            let (scores, scale, rater, ticket) = ([1, 2, 3, 4, 5], 5, 1, 0);
            Fact::RatingGiven { rating, customer, interaction, ticket, scores, scale, rater }.into()
        }),
        Act::Unrate(who) => {
            view.rating(crate::domain::RatingId(who + 1)).expect("readable").map(|one| one.undo())
        }
        _ => None,
    };
    event.into_iter().collect()
}

fn ticket_events(act: Act, block: &OpenBlock) -> Vec<Event> {
    let (Act::Take(who)
    | Act::Move(who, _)
    | Act::Urge(who)
    | Act::Count(who, _)
    | Act::Tell(who)
    | Act::Note(who)
    | Act::Unnote(who)
    | Act::Unopen(who)) = act
    else {
        return Vec::new();
    };
    let view = block.view();
    let Some(ticket) = view.ticket(TicketNo(who + 1)).expect("readable") else {
        return Vec::new();
    };
    let number = ticket.no.0;
    match act {
        Act::Take(_) => ticket.take("agent1").unwrap_or_default(),
        Act::Move(_, status) => ticket.set_status(status, "why").into_iter().collect(),
        Act::Urge(_) => ticket.set_priority(Priority::Urgent).into_iter().collect(),
        Act::Count(_, change) => {
            let now = At(ticket.changed.0 + 1_000);
            let set = ticket.set_clock(change, &ticket.standing(), &ruling(), now);
            set.expect("all time counts").into_iter().collect()
        }
        Act::Tell(_) => {
            ticket.alarm().into_iter().map(|(due, alarm)| told(number, alarm, due)).collect()
        }
        Act::Note(_) => ticket.note("a note", ticket.links.is_empty()).into_iter().collect(),
        Act::Unnote(_) => {
            let lines = view.ticket_lines(ticket.no).expect("readable");
            let note = lines.iter().find(|line| line.what == "noted");
            let gone =
                note.map(|note| Fact::TicketNoteWithdrawn { ticket: number, entry: note.entry });
            gone.into_iter().map(Event::from).collect()
        }
        _ => vec![Fact::TicketWithdrawn { ticket: number }.into()],
    }
}

fn told(ticket: u64, alarm: Alarm, due: At) -> Event {
    let (what, to) = (alarm.byte(), String::new());
    Fact::TicketClockTold { ticket, what, due: due.0, to }.into()
}

/// A rule with all that can be asked for.
fn ruling() -> Ruling {
    let terms = "answer 1h resolve 2h warn 50% breach raise".parse().expect("terms");
    let (policy, rule, calendar) = (1, 1, 0);
    Ruling { policy, rule, calendar, tier: None, terms, hours: Hours::Always }
}

/// What must hold between the lists of any desk.
fn lists_agree(view: &View<'_>) {
    let all = usize::MAX;
    let customers = view.customers(None, all).expect("readable");
    let contacts = view.interactions(None, all).expect("readable");
    let tickets = view.tickets(None, all).expect("readable");
    let ratings = view.ratings(None, all).expect("readable");
    let counts = view.counts().expect("readable");
    assert_eq!(counts.customers, customers.len() as u64);
    assert_eq!(counts.interactions, contacts.len() as u64);
    assert_eq!(counts.tickets, tickets.len() as u64);
    assert_eq!(counts.ratings, ratings.len() as u64);

    let queue = view.queue().expect("readable");
    let queue: Vec<_> = queue.iter().map(|entry| (entry.due, entry.ticket)).collect();
    let mut due: Vec<_> = tickets.iter().filter_map(|t| t.place().map(|due| (due, t.no))).collect();
    due.sort_unstable();
    assert_eq!(queue, due);

    let alarms = tickets.iter().filter_map(|ticket| Some((ticket.alarm()?.0, ticket.no)));
    assert_eq!(view.next_alarm().expect("readable"), alarms.min());

    let promised = view.call_backs(None, all).expect("readable");
    let open = customers.iter().flat_map(|customer| &customer.callbacks);
    let mut open: Vec<_> = open.filter(|one| one.state == CallBackState::Open).cloned().collect();
    open.sort_by_key(|one| (one.due, one.id));
    assert_eq!(promised, open);

    for customer in customers.iter().map(|customer| customer.id) {
        let activity = view.activity(customer).expect("readable");
        let active = tickets.iter().filter(|one| one.customer == customer && one.is_active());
        assert_eq!(activity.open_tickets as usize, active.count());
        let times = contacts.iter().filter(|one| one.customer == customer).map(|one| one.at);
        assert_eq!(activity.last_contact, times.max());
        let items = view.history(customer, None).expect("readable");
        let items: Vec<_> = items.collect::<Result<_, _>>().expect("readable");
        assert!(items.is_sorted_by(|newer, older| newer.0 >= older.0));
        let count = |wanted: fn(&HistoryItem) -> bool| {
            items.iter().filter(|(_, item)| wanted(item)).count()
        };
        let contacts = contacts.iter().filter(|one| one.customer == customer).count();
        assert_eq!(count(|item| matches!(item, HistoryItem::Interaction(_))), contacts);
        let tickets = tickets.iter().filter(|one| one.customer == customer).count();
        assert_eq!(count(|item| matches!(item, HistoryItem::Ticket(_))), tickets);
        let ratings = ratings.iter().filter(|one| one.customer == customer).count();
        assert_eq!(count(|item| matches!(item, HistoryItem::Rating(_))), ratings);
    }
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let field = (0..Field::ALL.len()).prop_map(|at| Field::ALL[at]);
    let change = (field, ".{0,8}", ".{0,8}", ".{0,40}");
    vec(change.prop_map(|(field, key, from, to)| Change { field, key, from, to }), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_replayed_index_is_the_live_one(blocks in vec(vec((act(), any::<bool>()), 1..8), 1..14)) {
        let desk = Desk::new();
        let (mut store, _) = desk.open();
        for acts in blocks {
            let mut block = store.begin();
            for (command, (act, stays)) in (store.head() * 10..).zip(acts) {
                let mark = block.mark();
                for event in events(act, &mut block) {
                    block.append(event, &stamp(command));
                }
                if !stays {
                    block.rollback(mark);
                }
            }
            let open = state(&block.view());
            store.commit(block).expect("kept");
            prop_assert_eq!(state(&store.reader().view()), open);
        }
        lists_agree(&store.reader().view());
        let (live, entries) = (store.shared.index().dump(), store.reader().entries(1, 9_999));
        store.close().expect("closed");
        let (store, _) = desk.open();
        let closed = store.shared.index().dump();
        drop(store);
        desk.remove_index();
        let (store, _) = desk.open();
        prop_assert_eq!(&store.shared.index().dump(), &closed);
        let rows = |all: &[(Vec<u8>, Vec<u8>)]| {
            let of_nouns = all.iter().filter(|(key, _)| key[0] != 0 && key[0] != 14);
            of_nouns.cloned().collect::<Vec<_>>()
        };
        prop_assert_eq!(rows(&closed), rows(&live));
        let again = store.reader().entries(1, 9_999);
        prop_assert_eq!(again.expect("readable"), entries.expect("readable"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_encoded_is_decoded(
        private in changes(), at in any::<i64>(), by in ".{0,12}", via in ".{0,12}",
        command in any::<u128>(), undoes in any::<u64>()
    ) {
        let fact = Fact::CustomerAmended { customer: undoes, facts: private.clone() };
        let (at, words) = (At(at), Some(private));
        let entry = Entry { seq: 5, at, by, via, command, undoes, fact, private: words };
        let mut bytes = Vec::new();
        let (one, mut salts) = (std::slice::from_ref(&entry), Salts::seeded([1; 32]));
        block::build(&[9; 32], 5, one, &mut salts, &mut bytes);
        let header = Header::read(&bytes).expect("a header");
        let parts = header.parts(&bytes[HEADER..][..header.length()]).expect("whole");
        prop_assert!(parts[0].is_sealed());
        prop_assert_eq!(parts[0].decode(5), Ok(entry));
        prop_assert!(parts[0].decode(6).is_err());
    }

    #[test]
    fn made_up_bytes_are_refused_or_read_but_never_more(bytes in vec(any::<u8>(), 0..200)) {
        let mut again = Vec::new();
        if let Ok(fact) = codec::decode::<Fact>(&bytes) {
            codec::encode_into(&fact, &mut again);
            prop_assert!(again.len() <= bytes.len());
        }
        if let Ok(changes) = codec::decode::<Vec<Change>>(&bytes) {
            prop_assert!(changes.len() <= bytes.len());
        }
        if let Ok(header) = Header::read(&bytes) {
            prop_assert!(!header.fits(&bytes) || header.parts(&bytes).is_ok());
        }
    }

    #[test]
    fn a_flipped_bit_in_a_block_is_noticed(
        private in changes(), at in any::<usize>(), bit in 0_u8..8
    ) {
        let fact = Fact::TicketNoted { ticket: 1, answered: 0 };
        let (by, via, private) = ("agent1".to_owned(), String::new(), Some(private));
        let entry = Entry { seq: 1, at: At(7), by, via, command: 2, undoes: 0, fact, private };
        let mut bytes = Vec::new();
        block::build(&[0; 32], 1, &[entry], &mut Salts::seeded([1; 32]), &mut bytes);
        let length = HEADER + Header::read(&bytes).expect("a header").length();
        let at = at % length;
        bytes[at] ^= 1_u8 << bit;
        let sound = Header::read(&bytes).is_ok_and(|header| {
            bytes.get(HEADER..HEADER + header.length()).is_some_and(|body| header.fits(body))
        });
        prop_assert!(!sound, "byte {}", at);
    }
}

#[test]
fn a_length_is_never_believed() {
    // Varint 253: eight bytes follow.
    let huge = [253, 255, 255, 255, 255, 255, 255, 255, 127];
    assert!(codec::decode::<String>(&huge).is_err());
    assert!(codec::decode::<Vec<Change>>(&huge).is_err());
    assert!(codec::decode::<Vec<u64>>(&huge).is_err());
    let mut trailing = Vec::new();
    codec::encode_into("text", &mut trailing);
    assert_eq!(codec::decode::<String>(&trailing).as_deref(), Ok("text"));
    trailing.push(0);
    assert!(codec::decode::<String>(&trailing).is_err());
}
