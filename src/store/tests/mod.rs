//! The store as its callers meet it: events in, rows out, through every way it can be stopped.
//! Never looks into a file's bytes but to spoil them.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::walk::Walk;
use super::{HistoryItem, Opened, Salts, Stamp, Store, StoreError, View};
use crate::domain::{At, Customer, Event, Profile};

mod damage;
mod erasure;
mod golden;
mod heal;
mod lists;
mod memory;
mod mirror;
mod random;
mod renew;
mod story;
mod tamper;

/// A store in a folder of its own.
struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { home: tempfile::tempdir().expect("a folder") }
    }

    /// A desk with these blocks in its journal, closed without a word.
    fn with(blocks: &[Vec<Event>]) -> Desk {
        let desk = Desk::new();
        let (mut store, _) = desk.open();
        write(&mut store, blocks);
        store.flush().expect("flushed");
        desk
    }

    fn path(&self) -> &Path {
        self.home.path()
    }

    fn open(&self) -> (Store, Opened) {
        self.try_open().expect("the store opens")
    }

    fn try_open(&self) -> Result<(Store, Opened), StoreError> {
        Store::open(self.path(), Salts::seeded([7; 32]), &mut |_| ())
    }

    /// The journal's first file.
    fn journal(&self) -> PathBuf {
        self.path().join("journal/00000000000000000001.journal")
    }

    fn index(&self) -> PathBuf {
        self.path().join("index").join("1")
    }

    fn remove_index(&self) {
        fs::remove_dir_all(self.path().join("index")).expect("removed");
    }
}

/// Commits each list of events as one block and one command.
fn write(store: &mut Store, blocks: &[Vec<Event>]) {
    for events in blocks {
        let mut block = store.begin();
        let command = store.head() + 1;
        for event in events {
            block.append(event.clone(), &stamp(command));
        }
        store.commit(block).expect("kept");
    }
}

/// The stamp of a command, a minute later than that of the one before.
fn stamp(command: u64) -> Stamp {
    let minutes = i64::try_from(command).expect("a small number");
    let at = At(1_795_000_000_000 + 60_000 * minutes);
    Stamp { at, by: "agent1".to_owned(), command: command.into(), via: String::new(), undoes: 0 }
}

fn named(name: &str) -> Profile {
    Profile { name: name.to_owned(), ..Profile::default() }
}

/// One block per name, each adding a customer.
fn customers(names: &[&str]) -> Vec<Vec<Event>> {
    let add = |(number, name): (u64, &&str)| {
        Customer::add(crate::domain::CustomerId(number), &named(name))
    };
    (1..).zip(names).map(|one| vec![add(one)]).collect()
}

/// What an item of a history is, by number or by fact and seq.
fn short(item: &HistoryItem) -> String {
    match item {
        HistoryItem::Interaction(contact) => contact.id.to_string(),
        HistoryItem::Ticket(ticket) => ticket.no.to_string(),
        HistoryItem::Rating(rating) => rating.id.to_string(),
        HistoryItem::Record(entry) => format!("{} {}", entry.fact.name(), entry.seq),
    }
}

/// Everything that can be looked up, a line of JSON each.
fn state(view: &View<'_>) -> Vec<String> {
    fn line<T: Serialize>(lines: &mut Vec<String>, what: &str, value: T) {
        let json = serde_json::to_string(&value).expect("every noun is JSON");
        lines.push(format!("{what} {json}"));
    }
    let mut lines = Vec::new();
    let all = usize::MAX;
    for customer in view.customers(None, all).expect("readable") {
        line(&mut lines, "customer", &customer);
        line(&mut lines, "activity", view.activity(customer.id).expect("readable"));
        for item in view.history(customer.id, None).expect("readable") {
            let (position, item) = item.expect("readable");
            lines.push(format!("history {} {position} {}", customer.id, short(&item)));
        }
    }
    line(&mut lines, "firsts", view.firsts(None, all).expect("readable"));
    for interaction in view.interactions(None, all).expect("readable") {
        line(&mut lines, "interaction", interaction);
    }
    for ticket in view.tickets(None, all).expect("readable") {
        line(&mut lines, "ticket", &ticket);
        for one in view.ticket_lines(ticket.no).expect("readable") {
            line(&mut lines, "line", one);
        }
    }
    for rating in view.ratings(None, all).expect("readable") {
        line(&mut lines, "rating", rating);
    }
    view.queue().expect("readable").iter().for_each(|entry| line(&mut lines, "queue", entry));
    line(&mut lines, "call-backs", view.call_backs(None, all).expect("readable"));
    line(&mut lines, "codes", view.codes().expect("readable"));
    line(&mut lines, "canned", view.canned().expect("readable"));
    let roles = view.roles().expect("readable").into_iter();
    let roles: Vec<_> = roles.map(|(agent, granted)| (agent, granted.role)).collect();
    line(&mut lines, "roles", roles);
    line(&mut lines, "counts", view.counts().expect("readable"));
    lines
}

/// Where in the first file each block lies.
fn places(desk: &Desk) -> Vec<Range<usize>> {
    let mut walk = Walk::from_start(&desk.path().join("journal")).expect("readable");
    let mut places = Vec::new();
    while let Ok(found) = walk.step().expect("readable") {
        places.push(found.cursor.start as usize..found.cursor.end as usize);
    }
    places
}
