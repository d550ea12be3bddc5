//! What others do while a person looks. Never a row that slips away under the finger.

use super::world::World;
use super::{Seat, name};
use crate::domain::{Role, Status, TicketNo};
use crate::speech::Lang;
use crate::terminal::inbox::{Effect, Input};
use crate::terminal::model::Focus;
use crate::terminal::rows::Row;
use crate::terminal::update::update;
use crate::wire::{Changed, Kind, Query, Reply, Request, Touched, Why};

/// The questions that an input leads to, by name.
fn asked(seat: &mut Seat, input: Input) -> Vec<String> {
    let effects = update(&mut seat.model, input, seat.now);
    let ask = |effect: Effect| match effect {
        Effect::Say(request) => match *request {
            Request::Query { ask, .. } => Some(name(&ask)),
            _ => None,
        },
        _ => None,
    };
    effects.into_iter().filter_map(ask).collect()
}

fn change(kind: Kind, id: u64) -> Input {
    let (what, by, to) = ("ticket_assigned".into(), "agent07".into(), String::new());
    let touched = Touched { kind, id, what, by, to };
    let changed = Changed { seq: 102, touched: vec![touched], much: false };
    Input::Reply(Box::new(Reply::Changed(changed)))
}

#[test]
fn a_change_makes_only_those_panes_ask_again_that_show_it() {
    for (kind, id, wanted) in [
        (Kind::Ticket, 1042, vec!["find", "queue"]),
        (Kind::Customer, 1, vec!["find", "customer", "history", "queue"]),
        (Kind::Customer, 2, vec!["find", "queue"]),
        (Kind::Interaction, 1, vec!["history"]),
        (Kind::Interaction, 2, vec![]),
        (Kind::Rating, 1, vec!["history"]),
        (Kind::Setting, 0, vec!["codes", "canned", "roster"]),
    ] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys("'445566' Enter").after(1_000);
        assert_eq!(asked(&mut seat, change(kind, id)), wanted, "{kind:?} {id}");
    }
}

#[test]
fn a_storm_of_changes_is_asked_after_four_times_a_second_and_one_at_a_time() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.after(1_000);
    let mut asks = 0;
    for _ in 0..100 {
        seat.now = seat.now.plus(10);
        // The desk does not answer: a second question would wait behind the first.
        asks += asked(&mut seat, change(Kind::Ticket, 1)).len();
    }
    assert_eq!(asks, 1);
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.after(1_000);
    let before = seat.model.post.len();
    let mut asks = 0;
    for _ in 0..100 {
        seat.now = seat.now.plus(10);
        let effects = update(&mut seat.model, change(Kind::Ticket, 1), seat.now);
        asks += effects.len();
        for effect in effects {
            if let Effect::Say(request) = effect {
                let Request::Query { id, ask } = *request else { panic!("only questions") };
                let answer = seat.world.answer(&ask).expect("an answer");
                seat.take(super::said(id, answer));
            }
        }
    }
    assert!((3..=4).contains(&asks), "{asks} in a second");
    assert_eq!(seat.model.post.len(), before);
}

#[test]
fn a_ticket_that_leaves_the_queue_while_selected_stays_with_what_became_of_it() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 Down Down");
    let selected = |seat: &Seat| seat.model.queue.rows.selected().map(Row::id);
    assert_eq!(selected(&seat), Some(TicketNo(1051)));
    seat.world.tickets[2].assignee = Some("agent07".into());
    seat.world.tickets[2].status = Status::Open;
    seat.after(1_000).touched(Kind::Ticket, 1051, "ticket_assigned", "agent07");
    assert_eq!(selected(&seat), Some(TicketNo(1051)));
    let text = seat.frame().text();
    let row = text.lines().find(|line| line.contains("T-1051") && line.starts_with(['x', '>']));
    assert!(row.is_some_and(|row| row.contains("agent07")), "{text}");
    assert!(text.contains("T-1051: ticket assigned by agent07"), "{text}");
    seat.keys("Up Down");
    assert!(!seat.shows("T-1051  11"), "{}", seat.frame().text());
    assert_eq!(selected(&seat), Some(TicketNo(1038)));
}

/// Their name and number stayed in the row that is kept until the person moves.
#[test]
fn of_somebody_who_was_erased_nothing_stays_in_the_row_that_is_selected() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("/ 'nur halimah'").after(1_000);
    assert!(seat.shows("0812-3344-5566"), "{}", seat.frame().text());
    seat.world.customers.retain(|customer| customer.id.0 != 1);
    seat.after(1_000).touched(Kind::Customer, 1, "customer_erased", "budi");
    let row = seat.model.find.rows.all().first().expect("it is kept for show");
    assert_eq!((&*row.label, row.phones.len() + row.emails.len()), ("C-1", 0));
    assert!(!seat.shows("0812-3344-5566"), "{}", seat.frame().text());
}

#[test]
fn a_row_says_that_it_is_sending_until_the_desk_has_answered() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.answers = super::Answers::Later;
    seat.keys("F4 t");
    let row = |seat: &Seat| {
        let text = seat.frame().text();
        text.lines().find(|line| line.contains("T-1042")).unwrap_or_default().to_owned()
    };
    assert!(row(&seat).contains("sending"), "{}", row(&seat));
    assert!(row(&seat).ends_with('-'), "nothing is drawn on a guess: {}", row(&seat));
    seat.world.tickets[0].assignee = Some("agent42".into());
    seat.catch_up();
    assert!(!row(&seat).contains("sending") && row(&seat).ends_with("me"), "{}", row(&seat));
}

#[test]
fn find_asks_for_the_newest_text_only_and_drops_what_is_outdated() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.answers = super::Answers::Later;
    seat.keys("/ 'nu'");
    let finds = |seat: &mut Seat| -> Vec<(u64, crate::wire::Query)> {
        let waiting = std::mem::take(&mut seat.waiting);
        let find = |request| match request {
            Request::Query { id, ask: ask @ crate::wire::Query::Find { .. } } => Some((id, ask)),
            _ => None,
        };
        waiting.into_iter().filter_map(find).collect()
    };
    let first = finds(&mut seat);
    assert_eq!(first.len(), 1, "one question at a time");
    seat.keys("Backspace Backspace 'bu'");
    let (id, ask) = first[0].clone();
    let answer = seat.world.answer(&ask).expect("an answer");
    seat.take(super::said(id, answer));
    assert!(seat.model.find.rows.is_empty(), "nobody wants to see who begins with n any more");
    let second = finds(&mut seat);
    assert_eq!(second.len(), 1);
    let (id, ask) = second[0].clone();
    let answer = seat.world.answer(&ask).expect("an answer");
    seat.take(super::said(id, answer));
    assert!(seat.model.find.is_answered());
    assert!(seat.shows("Budi Hartono"), "{}", seat.frame().text());
}

#[test]
fn only_who_can_do_something_about_it_is_told_that_the_mirror_is_lost() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.model.desk.mirror_lost = Some("cannot find /mnt/other".into());
    assert!(!seat.shows("lost its mirror"), "{}", seat.frame().text());
    seat.model.me.role = Role::Administrator;
    assert!(seat.shows("lost its mirror"), "{}", seat.frame().text());
    seat.model.desk.open_to_others = Some("/srv/sigap is open".into());
    assert!(seat.shows("can reach the desk's files"), "{}", seat.frame().text());
    seat.model.desk.metrics_lost = Some("/nowhere/sigap.prom".into());
    assert!(seat.shows("file of metrics"), "{}", seat.frame().text());
    seat.model.me.role = Role::Agent;
    assert!(!seat.shows("can reach the desk's files"), "{}", seat.frame().text());
}

#[test]
fn whether_the_mirror_is_lost_is_asked_at_the_start_and_not_only_heard() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.answers = super::Answers::Later;
    seat.model.ask_everything();
    seat.take(Input::Tick);
    let asked = |one: &Request| matches!(one, Request::Query { ask, .. } if *ask == Query::Desk);
    assert!(seat.waiting.iter().any(asked), "{:?}", seat.waiting);
}

#[test]
fn a_row_says_why_it_was_found_and_the_title_how_many_more_there_are() {
    for (size, why, typed, row, title) in [
        ((80, 24), None, "nur", "> Nur Halimah", "1 of 1,000,000"),
        ((80, 24), None, "3344", ">#Nur Halimah", "# number  1 of"),
        ((80, 24), Some(Why::Sound), "nur", ">~Nur Halimah", "~ sound  1 of"),
        ((40, 12), Some(Why::Sound), "nur", ">~Nur Halimah", "~ sound  1 of"),
        ((40, 12), Some(Why::Typo), "nur", ">?Nur Halimah", "? letter  1 of"),
    ] {
        let mut world = World::furnished();
        world.why = why;
        let mut seat = Seat::with(Lang::En, size, world);
        seat.keys(&format!("/ '{typed}'"));
        let text = seat.frame().text();
        assert!(text.contains(row) && text.contains(title), "{size:?} {typed}: {text}");
    }
    for (size, title) in [
        ((80, 24), "9 more, 12 of 1,000,000"),
        ((40, 12), "4 more, 12 of 1,000,000"),
        ((30, 12), "+4, 12 of 1,000,000"),
    ] {
        let mut world = World::furnished();
        world.customers.clear();
        (0..12).for_each(|number| world.add(&format!("Nur {number}"), "0812"));
        let mut seat = Seat::with(Lang::En, size, world);
        seat.keys("/ 'nur'");
        assert!(seat.shows(title), "{size:?}: {}", seat.frame().text());
    }
}

#[test]
fn an_auditor_is_offered_no_change_and_told_who_may_before_a_word_is_typed() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.model.go(Focus::Queue);
    assert!(seat.shows("t take"), "{}", seat.frame().text());
    seat.model.me.role = Role::Auditor;
    assert!(!seat.shows("t take") && seat.shows("? keys"), "{}", seat.frame().text());
    for keys in ["n", "N", "t", "s", "a"] {
        seat.keys(keys);
        assert!(seat.model.sheet.is_none() && seat.model.over.is_none(), "{keys}");
        assert!(seat.shows("Only these roles may do this"), "{keys}: {}", seat.frame().text());
    }
    assert!(seat.commands().is_empty(), "{:?}", seat.commands());
    seat.keys(": 'take tick'");
    assert!(!seat.shows("take the ticket yourself"), "{}", seat.frame().text());
}
