//! Following what is in front of one, and hearing of it. Never a word about what one does oneself:
//! that is the desk's business, and tried through the real one.

use super::Seat;
use crate::domain::{CustomerId, Record, TicketNo};
use crate::speech::Lang;
use crate::terminal::pane::queue::View;
use crate::wire::{Command, FollowNews, QueueView, Signal};

const TICKET: Record = Record::Ticket(TicketNo(1042));
const NUR: Record = Record::Customer(CustomerId(1));

fn hears(seat: &mut Seat, news: &[(Record, &str, &str)], more: u32) {
    let news = news.iter().map(|(record, what, by)| FollowNews {
        record: *record,
        ticket: None,
        what: (*what).to_owned(),
        by: (*by).to_owned(),
    });
    seat.signal(Signal::Followed { news: news.collect(), more });
}

#[test]
fn the_key_follows_what_is_in_front_of_one_and_ends_it() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 *");
    assert_eq!(seat.commands(), [Command::Follow(TICKET)]);
    assert!(seat.shows("T-1042+ ") && seat.shows("You follow T-1042"), "{}", seat.frame().text());
    assert!(!seat.shows("T-1038+"));
    seat.keys("g *");
    assert_eq!(seat.model.queue.view, View::BuiltIn(QueueView::Followed));
    assert!(seat.shows("followed, ") && !seat.shows("T-1038"), "{}", seat.frame().text());
    seat.keys("*");
    assert_eq!(seat.commands().last(), Some(&Command::Unfollow(TICKET)));
    assert!(seat.shows("You no longer follow T-1042."), "{}", seat.frame().text());
}

#[test]
fn with_the_history_in_front_it_is_the_customer_and_all_their_tickets_are_marked() {
    let mut seat = Seat::new(Lang::En, (120, 40));
    seat.keys("F2 '445566' Enter *");
    assert_eq!(seat.commands(), [Command::Follow(NUR)]);
    assert!(
        seat.shows("T-1042+") && seat.shows("Nur Halimah  followed"),
        "{}",
        seat.frame().text()
    );
    seat.keys("F4 * *");
    let ended = [Command::Follow(NUR), Command::Follow(TICKET), Command::Unfollow(TICKET)];
    assert_eq!(seat.commands(), ended);
    assert!(seat.shows("you follow its customer still"), "{}", seat.frame().text());
    assert!(seat.shows("T-1042+"));
}

#[test]
fn news_stands_in_one_line_and_grows_until_it_was_read() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    hears(&mut seat, &[(TICKET, "ticket_noted", "agent07")], 0);
    let one = "You follow T-1042: note added to the ticket by agent07";
    assert!(seat.shows(one), "{}", seat.frame().text());
    let other = Record::Ticket(TicketNo(9));
    hears(&mut seat, &[(other, "ticket_noted", "agent07"), (NUR, "ticket_opened", "rina")], 0);
    let many = "3 that you follow have changed: C-1, T-9, T-1042";
    assert!(seat.shows(many), "{}", seat.frame().text());
    hears(&mut seat, &[(TICKET, "ticket_assigned", "agent07")], 0);
    assert!(seat.shows("3 that you follow have changed: T-1042, C-1, T-9"));
    hears(&mut seat, &[], 7);
    assert!(seat.shows("10 that you follow have changed: T-1042, C-1, T-9, ..."));
    seat.after(5_000).keys("j");
    hears(&mut seat, &[(other, "ticket_noted", "agent07")], 0);
    assert!(seat.shows(&one.replace("T-1042", "T-9")), "{}", seat.frame().text());
}

/// It was lost once with the first ordinary notice.
#[test]
fn news_that_was_not_read_stays_beside_what_is_said_meanwhile() {
    let mut seat = Seat::new(Lang::En, (120, 40));
    let other = Record::Ticket(TicketNo(9));
    seat.keys("F4");
    hears(&mut seat, &[(other, "ticket_noted", "rina")], 0);
    seat.touched(crate::wire::Kind::Ticket, 1042, "ticket_noted", "agent07");
    let said = |seat: &Seat| seat.model.notice_lines(500).join(" ");
    let (own, one) = ("T-1042: note added to the ticket by agent07", "You follow T-9: note added");
    assert!(said(&seat).starts_with(own) && said(&seat).contains(one), "{}", said(&seat));
    hears(&mut seat, &[(NUR, "ticket_opened", "rina")], 0);
    let two = "2 that you follow have changed: C-1, T-9";
    assert!(said(&seat).starts_with(own) && said(&seat).contains(two), "{}", said(&seat));
    seat.keys("J");
    assert!(said(&seat).contains("J does nothing here") && said(&seat).contains(two));
    seat.keys("j");
    assert_eq!(said(&seat).trim(), two, "what cannot be done is gone with the next key");
    seat.after(5_000).keys("k");
    assert_eq!(said(&seat).trim(), "", "read");
}

#[test]
fn a_key_that_is_typed_into_a_form_has_read_nothing() {
    let mut seat = Seat::new(Lang::En, (120, 40));
    let one = "You follow T-9: note added";
    seat.keys("'445566' Enter i 'BI'");
    hears(&mut seat, &[(Record::Ticket(TicketNo(9)), "ticket_noted", "rina")], 0);
    seat.after(60_000).keys("'she says'").after(60_000).keys("'that'");
    assert!(seat.shows(one), "{}", seat.frame().text());
    seat.keys("Esc").after(5_000).keys("j j");
    assert!(!seat.shows(one), "{}", seat.frame().text());
}
