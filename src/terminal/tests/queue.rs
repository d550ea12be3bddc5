//! The queue as the person wants to see it. Never which tickets are in it: that is the desk's
//! business.

use super::{Answers, Seat};
use crate::domain::{Sort, TicketNo};
use crate::speech::Lang;
use crate::terminal::rows::Row;
use crate::wire::{Query, Request};

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
