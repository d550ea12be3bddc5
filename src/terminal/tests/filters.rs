//! Narrowing the queue and the history while one types. Never a filter at work: what passes is the
//! desk's business, and tried through the real one.

use std::collections::BTreeSet;

use super::world::World;
use super::{Answers, Seat, said};
use crate::domain::filter::Saved;
use crate::domain::{Status, TicketNo};
use crate::speech::Lang;
use crate::terminal::inbox::Effect;
use crate::terminal::pane::queue::{Seen, View, cells};
use crate::terminal::rows::Row;
use crate::wire::{Answer, Command, Query, QueueView, Request};

/// The texts that lists were asked to be narrowed by, of what waits at the desk.
fn asked(seat: &mut Seat) -> Vec<(u64, String, Query)> {
    let waiting = std::mem::take(&mut seat.waiting);
    let text = |request| match request {
        Request::Query { id, ask } => match &ask {
            Query::Queue { filter, .. } => Some((id, filter.text.clone(), ask)),
            Query::History { text, .. } => Some((id, text.clone(), ask)),
            _ => None,
        },
        _ => None,
    };
    waiting.into_iter().filter_map(text).collect()
}

/// What the queue is asked for, key by key, when the desk answers at once.
fn narrowed(seat: &Seat) -> &str {
    &seat.model.queue.narrow.filter
}

#[test]
fn the_queue_is_narrowed_as_one_types_by_what_is_complete() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 f");
    assert!(seat.shows("Queue  filter: "), "{}", seat.frame().text());
    for (typed, wanted) in [
        ("status:op", ""),
        ("en", "status:open"),
        (" topic:b", "status:open"),
        ("i,te", "status:open topic:BI,TE"),
        (" mod", "status:open topic:BI,TE mod"),
    ] {
        seat.keys(&format!("'{typed}'"));
        assert_eq!(narrowed(&seat), wanted, "{typed}");
        assert_eq!(seat.model.notice, None, "{typed}: nothing half-typed is a mistake");
    }
    seat.keys("Enter");
    assert!(seat.shows("with \"status:open topic:bi,te mod\""), "{}", seat.frame().text());
    seat.keys("Esc");
    assert_eq!(narrowed(&seat), "");
    assert!(seat.model.queue.narrow.is_empty(), "Esc shows everything again");
}

#[test]
fn a_mistake_is_named_once_the_word_is_finished_and_nothing_typed_goes() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 f 'statsu'");
    assert_eq!(seat.model.notice, None, "it may be a word");
    seat.keys("':open '");
    assert!(seat.shows("statsu") && seat.shows("status, topic"), "{}", seat.frame().text());
    seat.keys("'tier:gold' Enter");
    assert!(seat.shows("'statsu' is not one of"), "{}", seat.frame().text());
    assert_eq!(seat.model.queue.narrow.edit.text(), "statsu:open tier:gold");
    assert_eq!(narrowed(&seat), "tier:gold", "what is right counts");
    seat.keys("Home Delete Delete Delete Delete Delete Delete 'status' Enter");
    assert!(!seat.model.is_filtering());
    assert_eq!(narrowed(&seat), "status:open tier:gold");
}

#[test]
fn an_empty_box_says_what_may_be_typed() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 f");
    for wanted in ["status:", "topic:", "? explains"] {
        assert!(seat.shows(wanted), "{wanted}: {}", seat.frame().text());
    }
    seat.keys("'m'");
    assert!(!seat.shows("? explains"), "{}", seat.frame().text());
}

#[test]
fn a_ticket_whose_clock_stands_still_is_not_late() {
    let mut seat = Seat::new(Lang::En, (120, 40));
    seat.keys("g a");
    let speech = seat.model.speech.clone();
    let row = seat.model.queue.rows.all()[0].clone();
    let due = row.ticket.due().expect("it is due");
    let codes = [];
    let now = due.plus(60_000);
    let followed = BTreeSet::new();
    let seen = Seen { now, me: "agent07", followed: &followed, codes: &codes, speech: &speech };
    for (status, is_late, shown) in [
        (Status::Open, true, "late 1m"),
        (Status::Waiting, false, "waiting"),
        (Status::OnHold, false, "on hold"),
    ] {
        let mut row = row.clone();
        row.ticket.status = status;
        let cells = cells(&row, &seen);
        assert_eq!(cells[0] == "!", is_late, "{cells:?}");
        assert!(cells[2].contains(shown), "{cells:?}");
        assert_eq!(cells[2].contains("late"), is_late, "{cells:?}");
    }
}

#[test]
fn the_words_of_the_screen_count_in_indonesian() {
    let mut seat = Seat::new(Lang::Id, (80, 24));
    seat.keys("F4 f 'status:terbuka prioritas:mendesak pemegang:saya' Enter");
    assert_eq!(narrowed(&seat), "status:open priority:urgent agent:me");
    seat.keys("f Ctrl-u 'prioritas:segera ' Enter");
    assert!(seat.shows("mendesak") && seat.shows("prioritas:segera"), "{}", seat.frame().text());
}

#[test]
fn tab_completes_and_the_question_mark_shows_the_words() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    let text = |seat: &Seat| seat.model.queue.narrow.edit.text().to_owned();
    seat.keys("F4 f 'pr' Tab");
    assert_eq!(text(&seat), "priority:");
    seat.keys("Tab");
    assert_eq!(text(&seat), "priority:low");
    assert!(seat.shows("normal"), "what else there is: {}", seat.frame().text());
    seat.keys("Tab Tab Tab");
    assert_eq!(text(&seat), "priority:urgent");
    assert_eq!(narrowed(&seat), "priority:urgent");
    seat.keys("' agent:agent0' Tab");
    assert_eq!(text(&seat), "priority:urgent agent:agent07");
    seat.keys("?");
    for wanted in ["due:", "late", "topic:", "BI"] {
        assert!(seat.shows(wanted), "{wanted}: {}", seat.frame().text());
    }
    seat.keys("'tier' Enter");
    assert_eq!(text(&seat), "priority:urgent agent:agent07 tier:");
    assert!(seat.model.is_filtering());
    seat.keys("'gold' Enter");
    assert_eq!(narrowed(&seat), "priority:urgent agent:agent07 tier:gold");
}

#[test]
fn one_question_is_under_way_and_the_newest_follows_it() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 Down");
    seat.answers = Answers::Later;
    seat.keys("f 'modem'");
    let first = asked(&mut seat);
    assert_eq!(first.len(), 1, "one question at a time");
    assert_eq!(first[0].1, "m");
    let (id, _, ask) = first[0].clone();
    let answer = seat.world.answer(&ask).expect("an answer");
    let Answer::Queue(mut page) = answer else { panic!("the queue") };
    page.rows.truncate(1);
    seat.take(said(id, Answer::Queue(page)));
    assert_eq!(seat.model.queue.rows.len(), 3, "an answer for fewer letters is not shown");
    let second = asked(&mut seat);
    assert_eq!(second.iter().map(|one| one.1.as_str()).collect::<Vec<_>>(), ["modem"]);
    let (id, _, ask) = second[0].clone();
    let Some(Answer::Queue(mut page)) = seat.world.answer(&ask) else { panic!("the queue") };
    page.rows.retain(|row| row.ticket.no == TicketNo(1038));
    page.total = 1;
    seat.take(said(id, Answer::Queue(page)));
    let selected = seat.model.queue.rows.selected().map(Row::id);
    assert_eq!((selected, seat.model.queue.rows.len()), (Some(TicketNo(1038)), 1));
    assert!(seat.shows("1 of 57"), "{}", seat.frame().text());
}

#[test]
fn the_history_has_a_box_of_its_own() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter f 'modem'");
    assert_eq!(seat.model.history.narrow.filter, "modem");
    assert!(seat.shows("History  filter: modem"), "{}", seat.frame().text());
    assert_eq!(seat.model.history.rows.len(), 1, "{}", seat.frame().text());
    seat.keys("Esc");
    assert_eq!(seat.model.history.rows.len(), 4);
    seat.keys("f 'modem' F4 f 'tier:gold' Enter F3");
    assert_eq!(seat.model.history.narrow.filter, "modem", "each list keeps its own");
    assert!(seat.shows("with \"modem\""), "{}", seat.frame().text());
    assert!(seat.shows("with \"tier:gold\""), "{}", seat.frame().text());
}

#[test]
fn the_box_is_there_on_small_and_wide_screens() {
    for (lang, size) in [
        (Lang::En, (40, 12)),
        (Lang::Id, (40, 12)),
        (Lang::En, (120, 40)),
        (Lang::Id, (80, 24)),
        (Lang::En, (20, 6)),
    ] {
        let mut seat = Seat::new(lang, size);
        seat.keys("F4 f 'topic:BI'");
        assert!(seat.shows("topic:BI"), "{size:?}: {}", seat.frame().text());
        let cursor = seat.frame().cursor;
        let text = seat.frame().text();
        let line = text.lines().nth(usize::from(cursor.y)).unwrap_or_default().to_owned();
        let before: String = line.chars().take(usize::from(cursor.x)).collect();
        assert!(before.ends_with("topic:BI"), "{size:?} {cursor:?}: {text}");
    }
}

#[test]
fn views_are_chosen_kept_and_removed() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    let kept = |name: &str, filter: &str| Saved { name: name.into(), filter: filter.into() };
    seat.keys("g v");
    for wanted in ["due today", "late", "unassigned"] {
        assert!(seat.shows(wanted), "{wanted}: {}", seat.frame().text());
    }
    assert!(seat.shows("keep what is on show now"), "{}", seat.frame().text());
    assert!(!seat.shows("remove a view"), "there is none: {}", seat.frame().text());
    seat.keys("'due today' Enter");
    assert_eq!(seat.model.queue.view, View::BuiltIn(QueueView::DueToday));
    assert_eq!(seat.effects, [Effect::Remember("due_today".into())]);
    seat.keys("f 'tier:gold' Enter g v 'keep' Enter");
    assert!(seat.shows("Keep as a view: due:today tier:gold"), "{}", seat.frame().text());
    let wanted = kept("gold", "due:today tier:gold");
    seat.world.views = vec![wanted.clone()];
    seat.keys("'gold' Enter");
    assert_eq!(seat.commands(), [Command::SetView(wanted.clone())]);
    assert!(seat.shows("Kept as the view \"gold\""), "{}", seat.frame().text());
    assert_eq!(seat.model.queue.view, View::Saved(wanted));
    assert!(seat.model.queue.narrow.is_empty(), "what was typed is in the view");
    assert_eq!(seat.effects.last(), Some(&Effect::Remember("own gold".into())));
    assert!(seat.shows("Queue  gold"), "{}", seat.frame().text());
    seat.keys("g a g v 'gold' Enter");
    assert!(seat.shows("Queue  gold"), "{}", seat.frame().text());
    seat.keys("g v 'remove' Enter Enter");
    assert_eq!(seat.commands().last(), Some(&Command::SetView(kept("gold", ""))));
}

#[test]
fn the_view_of_the_last_time_is_on_show_first() {
    let gold = Saved { name: "gold".into(), filter: "tier:gold".into() };
    for (last, views, wanted) in [
        (None, vec![], View::BuiltIn(QueueView::MineAndUnassigned)),
        (Some("breached"), vec![], View::BuiltIn(QueueView::Breached)),
        (Some("own gold"), vec![gold.clone()], View::Saved(gold.clone())),
        (Some("own gone"), vec![gold], View::BuiltIn(QueueView::MineAndUnassigned)),
        (Some("?"), vec![], View::BuiltIn(QueueView::MineAndUnassigned)),
    ] {
        let mut world = World::furnished();
        (world.last, world.views) = (last.map(str::to_owned), views);
        let seat = Seat::with(Lang::En, (80, 24), world);
        assert_eq!(seat.model.queue.view, wanted, "{last:?}");
        assert!(seat.model.queue.page.is_some(), "{last:?}: the queue is there");
    }
}

#[test]
fn a_view_that_cannot_be_read_shows_no_rows_of_another_and_gives_way_to_the_first() {
    let broken = Saved { name: "wide".into(), filter: "x ".repeat(31) };
    let full = Saved { name: "full".into(), filter: "x ".repeat(30).trim().into() };
    let mut world = World::furnished();
    (world.last, world.views) = (Some("own wide".into()), vec![broken, full.clone()]);
    let mut seat = Seat::with(Lang::En, (80, 24), world);
    let first = View::BuiltIn(QueueView::MineAndUnassigned);
    assert_eq!(seat.model.queue.view, first, "at the start");
    assert!(!seat.model.queue.rows.is_empty());
    seat.keys("g a g v 'wide' Enter");
    assert_eq!(seat.model.queue.view, first, "chosen");
    assert!(!seat.model.queue.rows.is_empty());
    seat.keys("g v 'full' Enter f 'y' Enter");
    assert_eq!(seat.model.queue.view, View::Saved(full));
    assert!(seat.model.queue.rows.is_empty(), "one word more than fits");
    seat.keys("f Esc");
    assert!(!seat.model.queue.rows.is_empty(), "without it");
}

#[test]
fn a_name_that_nobody_has_is_told_where_nothing_is_found() {
    for (lang, wanted) in [
        (Lang::En, "Nobody here is called nobdy; ask for me, none, agent42, agent07"),
        (Lang::Id, "Di sini tidak ada yang bernama nobdy"),
    ] {
        let mut seat = Seat::with(lang, (120, 40), World::empty());
        seat.keys("F4 f 'agent:nobdy' Enter");
        assert!(seat.shows(wanted), "{}", seat.frame().text());
        assert_eq!(narrowed(&seat), "agent:nobdy", "it may be somebody who has left");
        seat.keys("Esc f 'agent:agent07' Enter");
        assert_eq!(seat.model.notice, None);
    }
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("F4 f 'topic:xx '");
    assert!(seat.shows("'topic:xx' is not one of"), "{}", seat.frame().text());
}
