//! Unsaved texts: kept while they are typed, found again, gone when saved. Never older than a
//! second.

use super::{NOW, Seat};
use crate::domain::CustomerId;
use crate::speech::Lang;
use crate::terminal::inbox::Effect;
use crate::wire::{Draft, DraftAsk, Request};

fn draft(form: &str, customer: u64, note: &str) -> Draft {
    Draft {
        id: uuid::Uuid::from_u128(99),
        form: form.into(),
        customer: Some(CustomerId(customer)),
        ticket: None,
        label: String::new(),
        fields: vec![("topic".into(), "TE".into()), ("note".into(), note.into())],
        at: NOW,
        seat: "elsewhere".into(),
        live: false,
    }
}

#[test]
fn what_is_typed_is_kept_within_a_second_and_never_while_nothing_changes() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI' 'abc'");
    assert!(seat.kept().is_empty());
    let due = seat.model.wake_at().expect("it wants to be woken");
    assert!(due.0 - seat.now.0 <= 1_000, "{}", due.0 - seat.now.0);
    seat.after(due.0 - seat.now.0);
    assert_eq!(seat.kept().len(), 1);
    assert_eq!(
        seat.kept()[0].fields,
        [("topic".into(), "BI".into()), ("note".into(), "abc".into())]
    );
    assert_eq!(seat.model.wake_at(), None, "quiet when nothing changes");
    // Typing without a pause does not put it off.
    for _ in 0..10 {
        seat.keys("'x'").after(200);
    }
    let note = |seat: &Seat| seat.kept()[0].fields[1].1.len();
    assert!(note(&seat) >= "abc".len() + 6, "{:?}", seat.kept());
}

#[test]
fn what_is_typed_fast_is_not_mixed_into_an_older_text() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI' 'half a no' Esc i 'TE' 'another'");
    assert_eq!((&*seat.model.field("topic"), &*seat.model.field("note")), ("TE", "another"));
    assert!(seat.shows("A text for this is kept"), "{}", seat.frame().text());
    seat.keys("Enter");
    assert_eq!(seat.kept().len(), 1, "the older one waits on");
}

#[test]
fn esc_keeps_the_text_and_the_same_form_finds_it_again() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI' 'half a no' Esc");
    assert!(seat.shows("Kept as an unsaved text: g d finds it again."));
    assert_eq!(seat.kept().len(), 1);
    seat.keys("i Ctrl-n 'te!'");
    assert_eq!(seat.model.field("note"), "half a note!");
    assert_eq!(seat.model.field("topic"), "BI");
    seat.keys("Enter");
    assert!(seat.kept().is_empty(), "saved, so dropped");
    assert_eq!(seat.commands().len(), 1);
}

#[test]
fn a_form_that_is_emptied_again_leaves_no_draft() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'B'").after(1_000);
    assert_eq!(seat.kept().len(), 1);
    seat.keys("Backspace Esc");
    assert!(seat.kept().is_empty());
}

#[test]
fn a_draft_of_another_day_waits_and_opens_where_it_was() {
    let mut world = super::world::World::furnished();
    world.drafts = vec![draft("log", 1, "the line is dead since Mon")];
    let mut seat = Seat::with(Lang::En, (80, 24), world);
    assert!(seat.shows("One unsaved text is waiting: g d opens it."), "{}", seat.frame().text());
    seat.keys("g d");
    assert!(seat.shows("the line is dead since Mon"), "{}", seat.frame().text());
    seat.keys("Enter 'day'");
    assert_eq!(seat.model.hand.as_ref().map(|hand| hand.id), Some(CustomerId(1)));
    assert_eq!(seat.model.field("note"), "the line is dead since Monday");
}

#[test]
fn a_text_that_is_being_typed_at_another_seat_is_taken_over() {
    let mut world = super::world::World::furnished();
    world.drafts = vec![Draft { live: true, ..draft("log", 1, "half a no") }];
    let mut seat = Seat::with(Lang::En, (80, 24), world);
    // Meanwhile somebody goes on typing there.
    seat.world.drafts[0].fields[1].1 = "half a note".into();
    seat.keys("'445566' Enter i Ctrl-n '!'");
    assert_eq!(seat.model.field("note"), "half a note!");
    assert!(seat.shows("was being typed elsewhere"), "{}", seat.frame().text());
    let claims = seat
        .said
        .iter()
        .filter(|request| matches!(request, Request::Draft { ask: DraftAsk::Claim { .. }, .. }));
    assert_eq!(claims.count(), 1);
    assert_eq!(seat.model.drafts.len(), 1, "the others are still known");
}

#[test]
fn leaving_asks_only_when_a_text_is_not_saved() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("q");
    assert_eq!(seat.effects, [Effect::Leave]);
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI' 'half' Esc q");
    assert_eq!(seat.effects, []);
    assert!(seat.shows("One text is not saved."), "{}", seat.frame().text());
    seat.keys("l");
    assert_eq!(seat.effects, [Effect::Leave]);
}
