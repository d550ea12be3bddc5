//! Rows that are marked, and what is done to all of them. Never done to a row that is not.

use super::Seat;
use crate::domain::{Agreement, Bulk, Priority, Refusal, Status, TicketNo, Was};
use crate::speech::Lang;
use crate::terminal::rows::Row;
use crate::wire::Command;

fn marked(seat: &Seat) -> Vec<u64> {
    seat.model.queue.marked.iter().map(|no| no.0).collect()
}

fn changes(seat: &Seat) -> Vec<(Vec<TicketNo>, Bulk)> {
    let change = |command: Command| match command {
        Command::ChangeTickets { tickets, change } => Some((tickets, change)),
        _ => None,
    };
    seat.commands().into_iter().filter_map(change).collect()
}

fn lines(seat: &Seat) -> Vec<String> {
    seat.frame().text().lines().map(str::to_owned).collect()
}

fn at(seat: &Seat) -> u64 {
    seat.model.queue.rows.selected().map_or(0, |row| row.ticket.no.0)
}

#[test]
fn marks_are_kept_by_number_whatever_moves_and_go_with_esc() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("g a Space Space");
    assert_eq!(marked(&seat), [1038, 1042]);
    assert_eq!(at(&seat), 1051, "the next row");
    assert!(seat.shows(" *! T-1042") && seat.shows("2 marked"), "{}", seat.frame().text());
    seat.world.tickets.reverse();
    seat.touched(crate::wire::Kind::Ticket, 1042, "ticket_assigned", "agent07").after(1_000);
    assert_eq!(seat.model.queue.rows.all()[0].id(), TicketNo(1051));
    assert!(seat.shows(" *! T-1042") && seat.shows(">   T-1051"), "{}", seat.frame().text());
    seat.keys("End Space");
    assert_eq!(marked(&seat), [1038], "Space takes a mark away too");
    seat.keys("Esc");
    assert_eq!(marked(&seat), [0; 0]);
    assert!(seat.shows("The mark is gone"), "{}", seat.frame().text());
}

#[test]
fn one_preview_and_one_enter_for_what_needs_no_words() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("g a Space Space Space");
    seat.world.tickets[2].status = Status::Resolved;
    seat.keys("p u");
    assert!(seat.shows("1 of 3 tickets: priority urgent; 2 refused"), "{}", seat.frame().text());
    assert_eq!(changes(&seat), [], "nothing is done yet");
    seat.keys("Esc");
    assert_eq!((changes(&seat).len(), marked(&seat).len()), (0, 3), "Esc leaves all as it is");
    seat.keys("p u Enter");
    let change = Bulk::Priority { priority: Priority::Urgent };
    assert_eq!(changes(&seat), [(vec![TicketNo(1038)], change)], "urgent and settled ones not");
    assert_eq!(marked(&seat), [0; 0]);
    assert!(seat.shows("1 ticket: priority urgent. Done."), "{}", seat.frame().text());
}

#[test]
fn words_for_all_marked_are_there_again_when_the_desk_refuses() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("g a Space Space m 'the line is mended' Enter");
    assert!(seat.shows("2 tickets: add the note"), "{}", seat.frame().text());
    let why = Box::new(Refusal::NoTicket { ticket: TicketNo(1038) });
    seat.world.refusal = Some(Refusal::OneOfMany { ticket: TicketNo(1038), why });
    seat.keys("Enter");
    assert!(seat.shows("Nothing was done: T-1038"), "{}", seat.frame().text());
    assert!(seat.shows("the line is mended"), "{}", seat.frame().text());
    seat.keys("Enter Enter");
    let note = Bulk::Note { note: "the line is mended".into(), answered: false };
    let both = vec![TicketNo(1042), TicketNo(1038)];
    assert_eq!(changes(&seat).last(), Some(&(both, note)));
    assert!(seat.model.sheet.is_none());
}

#[test]
fn a_text_for_marked_rows_is_a_draft_like_any_other() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("g a Space e 'the bank is silent' Esc");
    assert_eq!(seat.kept().len(), 1);
    seat.world.drafts = seat.kept();
    seat.keys("Esc g d Enter");
    assert!(seat.shows("the bank is silent"), "{}", seat.frame().text());
    seat.keys("Enter");
    assert!(seat.shows("No row is marked"), "{}", seat.frame().text());
    assert!(seat.shows("the bank is silent"), "nothing is lost");
}

#[test]
fn an_opened_ticket_is_what_keys_are_about_and_not_the_marked_ones() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("g a Space Space Enter p h");
    let last = seat.commands().pop();
    let wanted = Command::SetPriority {
        ticket: TicketNo(1051),
        priority: Priority::High,
        was: Was { priority: Some(Priority::Normal), ..Was::default() },
    };
    assert_eq!(last, Some(wanted));
    seat.keys("Esc F3 Space");
    assert!(seat.shows("Rows are marked in the queue") || marked(&seat).len() == 2);
}

#[test]
fn what_customers_said_when_many_were_closed_is_kept() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("g a Space Space");
    seat.world.tickets.iter_mut().for_each(|ticket| ticket.status = Status::Resolved);
    seat.keys("s c 'a' Tab 'called them all' Enter");
    assert!(seat.shows("2 tickets: status closed (agreed)"), "{}", seat.frame().text());
    seat.keys("Enter");
    let (note, agreed) = ("called them all".to_owned(), Some(Agreement::Agreed));
    let closed = Bulk::Status { status: Status::Closed, note, agreed };
    assert_eq!(changes(&seat), [(vec![TicketNo(1042), TicketNo(1038)], closed)]);
}

#[test]
fn a_preview_is_of_all_it_is_done_to_whatever_is_typed_and_says_so_on_40_columns() {
    for (lang, told, hint, none) in [
        (Lang::En, "2 of 3 tickets: priority", "Enter do it  Esc not", "Esc back"),
        (Lang::Id, "2 dari 3 tiket: prioritas", "Enter lakukan  Esc batal", "Esc balik"),
    ] {
        let mut seat = Seat::new(lang, (40, 12));
        seat.keys("g a Space Space Space p u '1038'");
        let shown = lines(&seat);
        assert!(shown.join("\n").contains(told), "{shown:?}");
        assert!(["T-1042", "T-1038", "T-1051"].iter().all(|no| seat.shows(no)), "{shown:?}");
        assert_eq!(shown.last().map(|line| line.trim()), Some(hint));
        seat.keys("Enter");
        let change = Bulk::Priority { priority: Priority::Urgent };
        assert_eq!(changes(&seat), [(vec![TicketNo(1038), TicketNo(1051)], change)]);
        seat.keys("g a Home Space p u");
        assert_eq!(lines(&seat).last().map(|line| line.trim()), Some(none));
    }
}

#[test]
fn while_rows_are_marked_the_last_line_says_what_is_done_to_them() {
    for (lang, size, first, clear) in [
        (Lang::En, (80, 24), "a assign  s status  p priority", "Esc clear"),
        (Lang::En, (40, 12), "a assign s status p priority", "Esc clear"),
        (Lang::Id, (80, 24), "a serahkan  s status  p prioritas", "Esc lepas"),
    ] {
        let mut seat = Seat::new(lang, size);
        seat.keys("g a Space");
        let last = lines(&seat).pop().unwrap_or_default();
        assert!(last.starts_with(first) && last.contains(clear), "{last}");
        seat.keys("Esc");
        let last = lines(&seat).pop().unwrap_or_default();
        assert!(!last.contains(clear), "{last}");
    }
}

#[test]
fn who_saves_again_after_a_conflict_overwrites_what_they_were_told_and_no_third_value() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 s w 'sends the invoice'");
    let (theirs, yours, by) = ("on_hold".to_owned(), "waiting".to_owned(), "sari".to_owned());
    let field = "status".to_owned();
    seat.world.refusal = Some(Refusal::ChangedMeanwhile { field, theirs, yours, by });
    seat.keys("Enter");
    assert!(seat.shows("sends the invoice"), "{}", seat.frame().text());
    seat.keys("Enter");
    let was = |command: &Command| match command {
        Command::SetStatus { was, .. } => was.status,
        _ => None,
    };
    let seen: Vec<_> = seat.commands().iter().map(was).collect();
    assert_eq!(seen, [Some(Status::New), Some(Status::OnHold)]);
}

#[test]
fn a_row_that_leaves_the_list_is_marked_no_longer_and_that_is_said() {
    for (lang, said) in [
        (Lang::En, "T-1038: not in this list any more, so not marked any more."),
        (Lang::Id, "T-1038: tidak ada lagi di daftar ini, jadi tandanya dilepas."),
    ] {
        let mut seat = Seat::new(lang, (80, 24));
        seat.keys("g a Space Space");
        let gone = seat.world.tickets.remove(1);
        assert_eq!(gone.no, TicketNo(1038));
        seat.touched(crate::wire::Kind::Ticket, 1038, "ticket_status_set", "agent07").after(1_000);
        assert!(seat.shows(said), "{}", seat.frame().text());
        assert_eq!(marked(&seat), [1042], "the other one stays marked");
        // In another view it is not on show, and that is no reason to forget it.
        seat.keys("g m").after(1_000);
        assert_eq!(marked(&seat), [1042]);
    }
}

#[test]
fn the_form_of_many_says_that_enter_looks_first() {
    for (lang, many, one) in
        [(Lang::En, "Enter look", "Enter save"), (Lang::Id, "Enter lihat", "Enter simpan")]
    {
        let mut seat = Seat::new(lang, (80, 24));
        seat.keys("g a Space Space m");
        let last = lines(&seat).pop().unwrap_or_default();
        assert!(last.starts_with(many), "{last}");
        seat.keys("Esc Esc m");
        let last = lines(&seat).pop().unwrap_or_default();
        assert!(last.starts_with(one), "{last}");
    }
}
