//! The queue as the person wants to see it. Never which tickets are in it: that is the desk's
//! business.

use super::{Answers, Seat};
use crate::domain::{Sort, TicketNo};
use crate::speech::Lang;
use crate::terminal::rows::Row;
use crate::wire::{Kind, Query, Request};

/// By what the questions that wait at the desk have the queue sorted.
fn sorts(seat: &mut Seat) -> Vec<Sort> {
    let sort = |request| match request {
        Request::Query { ask: Query::Queue { sort, .. }, .. } => Some(sort),
        _ => None,
    };
    std::mem::take(&mut seat.waiting).into_iter().filter_map(sort).collect()
}

fn selected(seat: &Seat) -> Option<TicketNo> {
    seat.model.queue.rows.selected().map(Row::id)
}

#[test]
fn the_queue_is_sorted_by_the_next_thing_and_the_selected_ticket_stays_selected() {
    for (lang, words) in [
        (Lang::En, ["by priority", "by age", "by tier", "by due time"]),
        (Lang::Id, ["menurut prioritas", "menurut umur", "menurut tingkat", "menurut tenggat"]),
    ] {
        let mut seat = Seat::new(lang, (80, 24));
        seat.keys("F4 Down");
        let was = selected(&seat);
        for word in words {
            seat.world.tickets.rotate_left(1);
            seat.keys("S");
            assert!(seat.shows(word), "{word}: {}", seat.frame().text());
            assert_eq!(selected(&seat), was, "{word}");
        }
    }
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.answers = Answers::Later;
    seat.keys("S S");
    assert_eq!(sorts(&mut seat), [Sort::Priority], "one question at a time");
}

#[test]
fn a_queue_that_is_held_still_asks_for_nothing_until_it_is_let_go() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 Down F");
    let shown = |seat: &Seat| -> Vec<TicketNo> {
        seat.model.queue.rows.all().iter().map(Row::id).collect()
    };
    let (rows, was) = (shown(&seat), selected(&seat));
    assert!(seat.shows("Queue  frozen, no changes"), "{}", seat.frame().text());
    seat.world.tickets.rotate_left(1);
    seat.world.tickets.remove(1);
    seat.answers = Answers::Later;
    seat.after(1_000).touched(Kind::Ticket, 1042, "ticket_assigned", "agent07");
    seat.after(1_000).touched(Kind::Ticket, 1051, "ticket_resolved", "agent07");
    seat.after(1_000);
    assert_eq!(sorts(&mut seat), [], "nothing is asked");
    assert_eq!((shown(&seat), selected(&seat)), (rows.clone(), was));
    assert!(seat.shows("frozen, 2 changes"), "{}", seat.frame().text());
    seat.answers = Answers::AtOnce;
    seat.keys("Up t");
    let take = crate::wire::Command::TakeTicket { ticket: rows[0] };
    let taken = |command| command == take;
    assert!(seat.commands().into_iter().any(taken), "the desk decides about what is on show");
    seat.keys("Down F");
    assert!(!seat.shows("frozen"), "{}", seat.frame().text());
    assert_eq!(selected(&seat), was, "it stays selected");
    assert_ne!(shown(&seat), rows, "and what was done is there");
    seat.keys("F S");
    assert!(!seat.shows("frozen") && seat.shows("by priority"), "another order is another picture");
}

#[test]
fn of_somebody_who_was_erased_nothing_stays_in_a_queue_that_is_held_still() {
    let mut seat = Seat::new(Lang::Id, (80, 24));
    seat.keys("F4 F");
    assert!(seat.shows("beku, belum ada perubahan") && seat.shows("Nur Halimah"));
    seat.after(1_000).touched(Kind::Customer, 1, "customer_erased", "budi");
    let row = seat.model.queue.rows.all().first().expect("it is held");
    assert_eq!((&*row.label, &row.ticket.subject), ("C-1", &None));
}
