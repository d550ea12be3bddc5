//! What is in which list, and what is in none any more. Never a rule: those are tested with their
//! nouns.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;

use super::story::story;
use super::{Desk, customers, named, short, stamp, state, write};
use crate::domain::{
    At, CallBackId, Code, CodeKind, Customer, CustomerId, Event, Fact, InteractionId, RatingId,
    Role, TicketNo,
};
use crate::store::{Counts, FULL_BYTES, HistoryItem, How, StoreError, verify};

fn told() -> Desk {
    Desk::with(&story())
}

fn logged(interaction: u64, customer: u64, at: i64) -> Event {
    let (channel, direction, topic) = (1, 1, *b"BI");
    Fact::InteractionLogged { interaction, customer, channel, direction, topic, at }.into()
}

#[test]
fn what_was_taken_back_is_in_no_list_and_no_count() {
    let desk = told();
    let (store, _) = desk.open();
    let reader = store.reader();
    let view = reader.view();
    let all = usize::MAX;
    let counts = Counts { customers: 3, interactions: 2, tickets: 3, ratings: 2 };
    assert_eq!(view.counts().expect("readable"), counts);
    let customers = view.customers(None, all).expect("readable");
    assert_eq!(customers.iter().map(|c| c.id.0).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(view.customer(CustomerId(4)).expect("readable"), None);
    assert!(view.history(CustomerId(4), None).expect("readable").next().is_none());
    let contacts = view.interactions(None, all).expect("readable");
    assert_eq!(contacts.iter().map(|i| i.id.0).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(view.interaction(InteractionId(3)).expect("readable"), None);
    let tickets = view.tickets(None, all).expect("readable");
    assert_eq!(tickets.iter().map(|t| t.no.0).collect::<Vec<_>>(), [1, 2, 4]);
    assert_eq!(view.ticket(TicketNo(3)).expect("readable"), None);
    assert_eq!(view.rating(RatingId(3)).expect("readable"), None);
    assert_eq!(view.ratings(Some(RatingId(1)), all).expect("readable").len(), 1);
    let lines = view.ticket_lines(TicketNo(1)).expect("readable");
    let what: Vec<&str> = lines.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(
        what,
        ["opened", "assigned", "status", "noted", "amended", "linked", "linked", "linked"]
    );
}

#[test]
fn a_ticket_waits_for_its_first_answer_again_when_the_answer_is_taken_back() {
    let desk = told();
    let (store, _) = desk.open();
    let reader = store.reader();
    let ticket = reader.view().ticket(TicketNo(1)).expect("readable").expect("there");
    assert_eq!(ticket.answered, None);
    let due: Vec<(u64, At)> = reader
        .view()
        .queue()
        .expect("readable")
        .iter()
        .map(|entry| (entry.ticket.0, entry.due))
        .collect();
    assert_eq!(due, [(2, At(1_795_003_800_000)), (1, ticket.answer_due)]);
}

#[test]
fn a_history_is_in_the_order_in_which_things_took_place() {
    let desk = told();
    let (store, _) = desk.open();
    let reader = store.reader();
    let view = reader.view();
    let kinds = |before| {
        let items = view.history(CustomerId(1), before).expect("readable");
        items.map(|item| {
            let (position, item) = item.expect("readable");
            (position, short(&item))
        })
    };
    let all: Vec<(u64, String)> = kinds(None).collect();
    let words: Vec<&str> = all.iter().map(|(_, what)| what.as_str()).collect();
    let wanted = [
        "R-2",
        "R-1",
        "T-4",
        "T-1",
        "I-1",
        "customer_verified 12",
        "consent_set 10",
        "consent_set 9",
        "customer_amended 8",
        "customer_added 1",
        "I-2",
    ];
    assert_eq!(words, wanted);
    assert!(all.is_sorted_by(|newer, older| newer.0 > older.0));
    for page in 1..all.len() {
        let rest: Vec<(u64, String)> = kinds(Some(all[page - 1].0)).collect();
        assert_eq!(rest, all[page..], "after item {page}");
    }
    let HistoryItem::Record(added) = view
        .history(CustomerId(1), None)
        .expect("readable")
        .map(|item| item.expect("readable").1)
        .find(|item| matches!(item, HistoryItem::Record(entry) if entry.seq == 1))
        .expect("there")
    else {
        panic!("an entry was looked for");
    };
    assert_eq!(added.private.map(|words| words.len()), Some(6));
}

#[test]
fn a_customer_is_known_by_the_last_contact_and_the_open_tickets() {
    let desk = told();
    let (mut store, _) = desk.open();
    let reader = store.reader();
    let last = |id| reader.view().last_contact(CustomerId(id)).expect("readable");
    assert_eq!(last(1), Some(At(1_795_001_000_000)));
    assert_eq!(last(2), None);
    assert_eq!(reader.view().open_tickets(CustomerId(1)).expect("readable"), 1);
    assert_eq!(reader.view().open_tickets(CustomerId(2)).expect("readable"), 1);
    write(&mut store, &[vec![logged(9, 2, 5), logged(10, 2, 4)]]);
    assert_eq!(last(2), Some(At(5)));
    write(&mut store, &[vec![Fact::InteractionWithdrawn { interaction: 9, customer: 2 }.into()]]);
    assert_eq!(last(2), Some(At(4)));
    let all = reader.view().activities().expect("readable");
    assert_eq!(all.len(), 2);
    for (customer, activity) in all {
        assert_eq!(activity, reader.view().activity(customer).expect("readable"));
    }
}

#[test]
fn promises_are_listed_by_due_time_while_they_are_open() {
    let desk = told();
    let (mut store, _) = desk.open();
    let reader = store.reader();
    let open = |before| {
        let rows = reader.view().call_backs(before, 9).expect("readable");
        rows.into_iter().map(|row| row.id.0).collect::<Vec<u64>>()
    };
    assert_eq!(open(None), [1]);
    assert_eq!(open(Some(At(1_795_100_000_001))), [0; 0]);
    assert_eq!(open(Some(At(1_795_100_000_002))), [1]);
    let set = |to| vec![Fact::CallBackSet { callback: 2, customer: 2, from: 2, to }.into()];
    write(&mut store, &[set(1)]);
    assert_eq!(open(None), [1, 2]);
    write(&mut store, &[vec![Fact::CustomerWithdrawn { customer: 2 }.into()]]);
    assert_eq!(open(None), [0; 0]);
    write(&mut store, &[vec![Fact::CustomerRestored { customer: 2 }.into()]]);
    assert_eq!(open(None), [1, 2]);
}

#[test]
fn settings_lie_over_what_every_desk_begins_with() {
    let desk = told();
    let (store, _) = desk.open();
    let reader = store.reader();
    let codes = reader.view().codes().expect("readable");
    let find = |kind, code: &str| {
        let code = code.parse().expect("two letters");
        codes.iter().find(|one: &&Code| one.kind == kind && one.code == code).cloned()
    };
    assert_eq!(codes.len(), Code::defaults().len() + 1);
    assert_eq!(find(CodeKind::Topic, "WA").expect("there").label, "Water meter");
    assert!(find(CodeKind::Topic, "SU").expect("there").retired);
    assert_eq!(find(CodeKind::Topic, "XX"), None);
    let canned = reader.view().canned().expect("readable");
    assert_eq!(canned.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["hello"]);
    let roles = reader.view().roles().expect("readable");
    let (agent, granted) = roles.first().expect("one");
    assert_eq!((agent.as_str(), granted.role, roles.len()), ("agent1", Role::Administrator, 1));
    assert_eq!(reader.view().role("agent2").expect("readable"), None);
}

#[test]
fn numbers_are_given_once_and_go_on_after_opening_again() {
    let desk = told();
    let (store, _) = desk.open();
    let mut block = store.begin();
    assert_eq!((block.next_customer(), block.next_customer()), (CustomerId(5), CustomerId(6)));
    assert_eq!(block.next_interaction(), InteractionId(4));
    assert_eq!(block.next_ticket(), TicketNo(5));
    assert_eq!(block.next_rating(), RatingId(4));
    assert_eq!(block.next_callback(), CallBackId(3));
    let mark = block.mark();
    assert_eq!(block.next_callback(), CallBackId(4));
    block.rollback(mark);
    assert_eq!(block.next_callback(), CallBackId(4));
}

#[test]
fn a_block_sees_itself_and_nobody_else_does_until_it_is_kept() {
    let desk = told();
    let (mut store, _) = desk.open();
    let reader = store.reader();
    let before = state(&reader.view());
    let mut block = store.begin();
    let add = |number| Customer::add(CustomerId(number), &named("New"));
    block.append(add(5), &stamp(90));
    block.append(Fact::CustomerWithdrawn { customer: 2 }.into(), &stamp(90));
    let half = state(&block.view());
    let mark = block.mark();
    block.append(logged(4, 5, 77), &stamp(91));
    block.append(Fact::TicketWithdrawn { ticket: 1 }.into(), &stamp(91));
    assert_ne!(state(&block.view()), half);
    assert_eq!(state(&reader.view()), before);
    block.rollback(mark);
    assert_eq!(state(&block.view()), half);
    assert_eq!(block.entries().len(), 2);
    block.append(logged(4, 5, 77), &stamp(91));
    let seen = state(&block.view());
    store.commit(block).expect("kept");
    assert_eq!(state(&reader.view()), seen);
    assert_eq!(reader.view().command(91), Some(reader.head()));
    assert_eq!(reader.view().command(92), None);
}

#[test]
fn a_block_that_comes_late_is_refused() {
    let desk = told();
    let (mut store, _) = desk.open();
    let (mut first, mut second) = (store.begin(), store.begin());
    first.append(logged(4, 1, 5), &stamp(90));
    second.append(logged(4, 1, 6), &stamp(91));
    store.commit(first).expect("kept");
    let refused = store.commit(second).expect_err("late");
    assert!(matches!(refused, StoreError::OutOfTurn { .. }), "{refused}");
}

#[test]
fn entries_are_read_back_across_files_and_from_memory() {
    let desk = Desk::new();
    let (mut store, _) = desk.open();
    store.journal.as_mut().expect("writable").segment_bytes = 3_000;
    let names: Vec<String> = (0..100).map(|number| format!("Customer {number}")).collect();
    let blocks = customers(&names.iter().map(String::as_str).collect::<Vec<_>>());
    write(&mut store, &blocks);
    let live = store.reader().entries(1, 1_000).expect("readable");
    assert_eq!(live.len(), 100);
    store.close().expect("closed");
    let files = fs::read_dir(desk.path().join("journal")).expect("readable").count();
    assert!(files > 5, "{files} files");
    let (store, opened) = desk.open();
    assert_eq!(opened.how, How::AsLeft);
    let reader = store.reader();
    assert_eq!(reader.entries(1, 1_000).expect("readable"), live);
    for from in 1..=100 {
        let few = reader.entries(from, 3).expect("readable");
        assert_eq!(few, live[from as usize - 1..].iter().take(3).cloned().collect::<Vec<_>>());
    }
    assert_eq!(reader.entries(101, 5).expect("readable"), []);
    let verified = verify(desk.path(), 0, None, &mut |_| ()).expect("readable");
    assert_eq!((verified.entries, verified.last, verified.damage), (100, 100, Vec::new()));
}

#[test]
fn nobody_else_can_read_the_files() {
    let desk = told();
    for path in [desk.path().join("journal"), desk.journal(), desk.index()] {
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
}

#[test]
fn a_block_says_when_it_is_full() {
    let desk = Desk::new();
    let (store, _) = desk.open();
    let mut block = store.begin();
    let mark = block.mark();
    let add =
        |number: u64, bytes: usize| Customer::add(CustomerId(number), &named(&"x".repeat(bytes)));
    block.append(add(1, 1), &stamp(1));
    let beside = block.bytes - 1;
    block.append(add(2, FULL_BYTES - 1 - block.bytes - beside), &stamp(1));
    assert!(block.bytes == FULL_BYTES - 1 && !block.is_full(), "{}", block.bytes);
    block.rollback(mark);
    block.append(add(1, FULL_BYTES - beside), &stamp(1));
    assert!(block.bytes == FULL_BYTES && block.is_full(), "{}", block.bytes);
    block.rollback(mark);
    assert!(!block.is_full());
}

#[test]
fn nothing_is_kept_after_an_error() {
    let desk = told();
    let (mut store, _) = desk.open();
    let reader = store.reader();
    let (head, before) = (reader.head(), state(&reader.view()));
    let journal = store.journal.as_mut().expect("writable");
    journal.tail.file = File::open(desk.journal()).expect("there");
    let mut block = store.begin();
    block.append(logged(4, 1, 5), &stamp(90));
    let error = store.commit(block).expect_err("the file cannot be written");
    assert!(matches!(error, StoreError::Io { what: "write", .. }), "{error}");
    assert_eq!(reader.trouble(), Some(error.to_string()));
    let mut block = store.begin();
    block.append(logged(4, 1, 5), &stamp(91));
    let again = store.commit(block).expect_err("for good");
    assert!(matches!(again, StoreError::ReadOnly { .. }), "{again}");
    assert_eq!((reader.head(), state(&reader.view())), (head, before.clone()));
    drop((store, reader));
    let (store, opened) = desk.open();
    assert_eq!((opened.how, opened.damage), (How::AsLeft, None));
    assert_eq!(state(&store.reader().view()), before);
}
