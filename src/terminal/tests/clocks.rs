//! Tickets whose clocks stand still or ran out, as a person sees them. Never a real clock.

use super::Seat;
use super::world::World;
use crate::domain::clock::BY_ITSELF;
use crate::domain::time::{HOUR, MINUTE};
use crate::domain::{Clock, Status};
use crate::speech::Lang;
use crate::terminal::inbox::Input;
use crate::terminal::update::update;
use crate::wire::{Changed, Kind, Reply, Touched};

#[test]
fn a_clock_that_stands_still_shows_what_is_left_and_is_never_late() {
    for (lang, size, wanted, opened) in [
        (Lang::En, (120, 40), "waits, 2h00m left", "first answer waits, 2h00m left"),
        (Lang::En, (80, 24), "waits, 2h00m left", "first answer waits, 2h00m left"),
        (Lang::En, (40, 12), "2h00m left", "first answer waits, 2h00m left"),
        (Lang::Id, (80, 24), "jeda, sisa 2j00m", "jawaban pertama jeda, sisa 2j00m"),
        (Lang::Id, (40, 12), "sisa 2j00m", "jawaban pertama jeda, sisa 2j00m"),
    ] {
        let mut world = World::furnished();
        world.tickets.truncate(1);
        let ticket = &mut world.tickets[0];
        ticket.status = Status::Waiting;
        let stopped = Some(ticket.opened.plus(MINUTE));
        ticket.clock = Clock { stopped, answer_left: 2 * HOUR, ..Clock::default() };
        let mut seat = Seat::with(lang, size, world);
        seat.keys("F4");
        let text = seat.frame().text();
        assert!(text.contains(wanted), "{size:?}: {text}");
        assert!(!text.contains("! T-"), "{size:?}: it is late: {text}");
        seat.keys("Enter");
        // What is opened is wrapped where the screen is narrow.
        let text = seat.frame().text();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(opened), "{size:?}: {text}");
    }
}

#[test]
fn whoever_shall_know_that_a_ticket_is_late_is_told() {
    for (to, is_told) in [("agent42", true), ("rina", false)] {
        let mut world = World::furnished();
        world.tickets.clear();
        let mut seat = Seat::with(Lang::En, (80, 24), world);
        let (what, by) = ("ticket_answer_late".to_owned(), BY_ITSELF.to_owned());
        let touched = Touched { kind: Kind::Ticket, id: 7, what, by, to: to.to_owned() };
        let changed = Changed { seq: 102, touched: vec![touched], much: false };
        update(&mut seat.model, Input::Reply(Box::new(Reply::Changed(changed))), seat.now);
        let text = seat.frame().text();
        assert_eq!(text.contains("T-7: first answer is late"), is_told, "{text}");
    }
}
