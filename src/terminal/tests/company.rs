//! Who else has open what is open here. Never a word to the desk while nothing changes.

use super::{Seat, welcome};
use crate::domain::{CustomerId, TicketNo};
use crate::speech::Lang;
use crate::terminal::inbox::{Effect, Input};
use crate::terminal::update::update;
use crate::wire::{Company, Crowd, Opened, Record, Request, Signal};

const TICKET: Record = Record::Ticket(TicketNo(1042));
const NUR: Record = Record::Customer(CustomerId(1));

/// What the desk was told is open, one after the other.
fn said(seat: &Seat) -> Vec<Vec<Opened>> {
    let opened = |request: &Request| match request {
        Request::Signal { say: Signal::Open { records }, .. } => Some(records.clone()),
        _ => None,
    };
    seat.said.iter().filter_map(opened).collect()
}

fn crowd(names: &[&str]) -> Crowd {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    Crowd { count: u32::try_from(names.len()).expect("few"), names }
}

fn told(seat: &mut Seat, record: Record, writing: &Crowd, looking: &Crowd) {
    let (writing, looking) = (writing.clone(), looking.clone());
    let records = vec![Company { record, writing, looking }];
    seat.signal(Signal::Company { records });
}

fn title(seat: &Seat, begins: &str) -> String {
    let text = seat.frame().text();
    let mut lines = text.lines();
    let line = lines.find(|line| line.trim_start_matches(['*', ' ']).starts_with(begins));
    line.unwrap_or_else(|| panic!("no {begins}:\n{text}")).trim_end().to_owned()
}

#[test]
fn the_desk_is_told_what_is_open_when_it_changes_and_not_else() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    assert!(said(&seat).is_empty(), "nothing is open");
    seat.keys("F4 Enter");
    let customer = |typing| Opened { record: NUR, typing };
    let ticket = |typing| Opened { record: TICKET, typing };
    let looks = said(&seat).pop().expect("it was told");
    assert!(looks.contains(&ticket(false)) && looks.iter().all(|one| !one.typing), "{looks:?}");
    let before = said(&seat).len();
    seat.after(1_000).after(59_000).keys("m");
    assert_eq!(said(&seat).len(), before, "at rest, and with a form that is empty");
    seat.keys("'Nur called'");
    assert_eq!(said(&seat).len(), before + 1, "not letter by letter");
    assert!(said(&seat).last().is_some_and(|all| all.contains(&ticket(true))));
    seat.keys("Esc");
    assert_eq!(said(&seat).last(), Some(&looks), "the form is closed");
    seat.keys("Esc F2 '445566' Enter i 'BI'");
    assert_eq!(said(&seat).last(), Some(&vec![customer(true)]));
}

#[test]
fn a_desk_that_comes_back_is_told_again_and_what_the_old_one_said_is_gone() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 Enter");
    told(&mut seat, TICKET, &crowd(&["agent07"]), &crowd(&[]));
    assert!(title(&seat, "T-1042").contains("agent07 is writing"));
    seat.take(Input::Lost("gone".into()));
    assert!(!seat.shows("agent07 is writing"));
    let before = said(&seat).len();
    seat.take(Input::Linked(Box::new(welcome(3))));
    assert_eq!(said(&seat).len(), before + 1);
}

#[test]
fn who_is_there_makes_no_pane_ask_and_moves_no_other_text() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter").after(1_000);
    let before = title(&seat, "History");
    let (writing, looking) = (crowd(&["agent07"]), crowd(&["rina", "sari"]));
    let records = vec![Company { record: NUR, writing, looking }];
    let signal = crate::wire::Reply::Signal(Signal::Company { records });
    let effects = update(&mut seat.model, Input::Reply(Box::new(signal)), seat.now);
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Say(_))), "{effects:?}");
    let after = title(&seat, "History");
    assert!(after.starts_with(&before) && after.contains("writing"), "{before}\n{after}");
}

#[test]
fn two_are_named_more_are_counted_and_writing_comes_before_looking() {
    let many = Crowd { count: 14, names: Vec::new() };
    for (size, writing, looking, en, id) in [
        (80, crowd(&["agent07"]), crowd(&[]), "agent07 is writing", "agent07 sedang menulis"),
        (80, crowd(&[]), many.clone(), "14 looking", "14 melihat"),
        (
            80,
            crowd(&["a", "b"]),
            many.clone(),
            "a, b are writing, 14 looking",
            "a, b sedang menulis, 14 melihat",
        ),
        (40, crowd(&["agent07"]), crowd(&["rina"]), "agent07 is writing", "1 menulis"),
        (40, many.clone(), many, "14 writing", "14 menulis"),
    ] {
        for (lang, wanted) in [(Lang::En, en), (Lang::Id, id)] {
            let mut seat = Seat::new(lang, (size, if size == 80 { 24 } else { 12 }));
            seat.keys("F4 Enter");
            told(&mut seat, TICKET, &writing, &looking);
            let shown = title(&seat, "T-1042");
            assert!(shown.contains(wanted) && shown.is_ascii(), "{shown}");
            told(&mut seat, NUR, &writing, &looking);
            assert!(!title(&seat, "T-1042").contains(wanted), "of another record");
        }
    }
}
