//! What is held in memory besides its rows: the queue, and the commands by their ids. Never other
//! than the rows say.

use super::story::story;
use super::{Desk, customers, stamp, write};
use crate::domain::{CustomerId, Fact, TicketNo};
use crate::store::overlay::{Changes, Rows};
use crate::store::record::{CustomerBeginning, CustomerRow};
use crate::store::table::{self, Table};
use crate::store::waiting::Towards;
use crate::store::{How, Queue, Store};

fn numbers(queue: &Queue) -> Vec<u64> {
    queue.iter().map(|entry| entry.ticket.0).collect()
}

fn queue(store: &Store) -> Queue {
    store.reader().view().queue().expect("readable")
}

/// The key of the first row of a table.
fn first_of(store: &Store, table: Table) -> table::Key {
    let index = store.shared.index();
    let mut rows = index.range(&table.all());
    index.advance(&mut rows, Towards::Last).expect("readable").expect("there is one").0.to_vec()
}

#[test]
fn a_command_is_known_after_it_was_kept_and_in_every_later_run() {
    let desk = Desk::new();
    let (mut store, _) = desk.open();
    // Enough for rows that are full and one that is not.
    write(&mut store, &customers(&["Somebody"; 100]));
    let mut block = store.begin();
    let mark = block.mark();
    block.append(Fact::CustomerWithdrawn { customer: 7 }.into(), &stamp(200));
    assert_eq!(block.view().command(200), Some(101));
    assert_eq!(store.reader().view().command(200), None, "it is not kept yet");
    block.rollback(mark);
    assert_eq!(block.view().command(200), None, "it was taken back");
    block.append(Fact::CustomerWithdrawn { customer: 8 }.into(), &stamp(201));
    store.commit(block).expect("kept");
    for _ in 0..2 {
        let reader = store.reader();
        let known: Vec<_> = (1..=101).map(|id| reader.view().command(id)).collect();
        let seqs: Vec<_> = (1..=100).map(Some).chain([None]).collect();
        assert_eq!(known, seqs);
        assert_eq!(reader.view().command(201), Some(101));
        drop(reader);
        store.close().expect("closed");
        let opened;
        (store, opened) = desk.open();
        assert_eq!(opened.how, How::AsLeft);
    }
}

#[test]
fn a_spoilt_row_of_what_is_in_memory_is_found_when_the_desk_opens() {
    for table in [Table::Queue, Table::Commands] {
        let desk = Desk::with(&story());
        let (store, _) = desk.open();
        let (before, known) = (numbers(&queue(&store)), store.reader().view().command(1));
        assert!(!before.is_empty() && known.is_some());
        store.shared.index().spoil(&first_of(&store, table));
        assert_eq!(numbers(&queue(&store)), before, "nothing wrong is shown meanwhile");
        drop(store);
        let (store, opened) = desk.open();
        assert!(matches!(opened.how, How::Rebuilt { .. }), "{table:?}: {opened:?}");
        assert_eq!(numbers(&queue(&store)), before);
        assert_eq!(store.reader().view().command(1), known);
    }
}

#[test]
fn commands_that_are_missing_from_the_index_are_noticed() {
    let desk = Desk::with(&customers(&["Somebody"; 100]));
    let (store, _) = desk.open();
    let last = store.shared.index().known().rows(&[(1, 1)], 101).remove(0).0;
    let (rows, queue, commands) = ([(last, None)].into(), Default::default(), Vec::new());
    store.shared.index().apply(Changes { rows, queue, commands }).expect("removed");
    store.flush().expect("written");
    drop(store);
    let (store, opened) = desk.open();
    assert!(matches!(opened.how, How::Rebuilt { .. }), "{opened:?}");
    assert_eq!(store.reader().view().command(100), Some(100));
}

#[test]
fn who_has_asked_for_the_queue_goes_on_with_what_was_there_then() {
    let desk = Desk::with(&story());
    let (mut store, _) = desk.open();
    let before = queue(&store);
    let tickets = numbers(&before);
    let gone = tickets[0];
    let mut block = store.begin();
    block.append(Fact::TicketWithdrawn { ticket: gone }.into(), &stamp(300));
    let open = block.view().queue().expect("readable");
    assert_eq!(numbers(&open), tickets[1..]);
    assert_eq!(numbers(&queue(&store)), tickets, "it is not kept yet");
    store.commit(block).expect("kept");
    assert_eq!(numbers(&before), tickets);
    assert_eq!(numbers(&queue(&store)), tickets[1..]);
    assert_eq!(store.reader().view().ticket(TicketNo(gone)).expect("readable"), None);
    drop((before, open, store));
    assert_eq!(numbers(&queue(&desk.open().0)), tickets[1..]);
}

#[test]
fn a_time_line_begins_with_what_the_customers_row_says() {
    let desk = Desk::with(&story());
    let (store, _) = desk.open();
    let index = store.shared.index();
    let mut seen = 0;
    for id in (1..=4).map(CustomerId) {
        let (key, rows) = (table::customer(id), Rows::kept(index.clone()));
        let row: CustomerRow = index.get(&key).expect("readable").expect("there");
        let beginning: CustomerBeginning = rows.beginning(&key).expect("readable").expect("there");
        assert_eq!(
            (beginning.added, beginning.since, beginning.withdrawn),
            (row.added, row.customer.since, row.customer.withdrawn)
        );
        seen += usize::from(beginning.withdrawn);
    }
    assert!(seen > 0, "one of them was withdrawn");
}
