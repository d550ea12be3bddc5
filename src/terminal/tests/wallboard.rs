//! The wallboard as people see it, in both languages and four sizes, and where its keys lead. Never
//! a colour: what matters is said in words.

use super::world::World;
use super::{NOW, Seat};
use crate::domain::time::{MINUTE, SECOND};
use crate::domain::{Agent, AgentState, Rater, Role, Scale};
use crate::speech::Lang;
use crate::terminal::inbox::Input;
use crate::terminal::letters::Letters;
use crate::terminal::widget::columns::fit;
use crate::wire::board::{Part, Quality, Scores};
use crate::wire::{Query, Request, Signal, Wallboard};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 40), (200, 60), (40, 12)];

fn part(name: &str, waiting: u64, breached: u64) -> Part {
    Part { name: name.into(), waiting, breached }
}

fn agent(number: u32, state: AgentState, minutes: i64) -> Agent {
    let (role, since) = (Role::Agent, NOW.plus(-minutes * MINUTE));
    let reason = if state == AgentState::Break { "LU" } else { "" };
    let (name, reason) = (format!("agent{number:02}"), reason.to_owned());
    Agent { state, reason, terminals: 1, ..Agent::absent(&name, role, since) }
}

/// A desk of twenty at half past nine.
fn busy() -> Wallboard {
    use AgentState::{Away, Break, OnCall, Ready, WrapUp};
    let states = [Ready, OnCall, Break, OnCall, WrapUp, Away, OnCall, Ready, OnCall, Away];
    let agents = (1..=20).zip(states.into_iter().cycle());
    let scores = |n, sum| Scores { n, sum };
    let five = [scores(9, 38), scores(9, 40), scores(7, 30), scores(9, 41), scores(8, 33)];
    let quality = |rater, scale, dimensions| Quality { rater, scale, dimensions };
    Wallboard {
        at: NOW,
        waiting: 57,
        unassigned: 14,
        paused: 5,
        breached: 2,
        due_soon: 4,
        oldest: Some(NOW.plus(-192 * MINUTE)),
        opened_today: 31,
        resolved_today: 28,
        opened: 44,
        resolved: 38,
        calls_missed: 1,
        improvements_late: 0,
        calls_per_hour: Some(96),
        aht: Some(224 * SECOND),
        topics: vec![part("BI", 33, 2), part("DE", 12, 0), part("TE", 11, 0), part("QX", 1, 0)],
        priorities: vec![
            part("urgent", 3, 2),
            part("high", 12, 0),
            part("normal", 40, 0),
            part("low", 2, 0),
        ],
        tiers: vec![part("platinum", 2, 0), part("gold", 20, 1), part("", 35, 1)],
        quality: vec![
            quality(Rater::Customer, Scale::Five, five),
            quality(Rater::Supervisor, Scale::Seven, [scores(1, 6); 5]),
        ],
        history: (0..25).map(|at| (at * 37) % 31 + at + 3).collect(),
        agents: agents.map(|(number, state)| agent(number, state, i64::from(number) * 7)).collect(),
        behind: 0,
    }
}

fn seat(lang: Lang, size: (u16, u16)) -> Seat {
    let board = Some(Box::new(busy()));
    Seat::with(lang, size, World { board, ..World::furnished() })
}

/// The first lines of a screen in a frame, with the cursor's place.
fn picture(seat: &Seat, name: &str, columns: u16) -> String {
    let frame = seat.frame();
    let mut text = format!("{name}, cursor at {},{}\n", frame.cursor.x, frame.cursor.y);
    for line in frame.text().lines() {
        text += &format!("|{}|\n", fit(line, usize::from(columns)));
    }
    text + "\n"
}

#[test]
fn boards() {
    let screens = [
        ("board", "W"),
        ("tiers", "F9 Tab Tab Tab Down"),
        ("last agent", "g w G"),
        ("what if", "W w '720' Tab '240' Tab '50'"),
    ];
    for lang in [Lang::En, Lang::Id] {
        for (columns, lines) in SIZES {
            let mut pictures = String::new();
            for (name, keys) in screens {
                let mut seat = seat(lang, (columns, lines));
                seat.keys(keys).after(200);
                pictures += &picture(&seat, name, columns);
            }
            insta::assert_snapshot!(format!("{}_{columns}x{lines}", lang.tag()), pictures);
        }
    }
}

#[test]
fn a_terminal_of_seven_bits_has_its_bars_too() {
    let mut seat = seat(Lang::En, (80, 24));
    let mut frame = seat.keys("W").frame();
    Letters::Ascii.fit(&mut frame);
    let text = frame.text();
    assert!(text.contains("########") && text.contains(".::--==++") && text.is_ascii(), "{text}");
    assert_eq!(text.matches('?').count(), 1, "the key for help alone: {text}");
}

#[test]
fn every_size_is_drawn_and_the_cursor_stays_inside() {
    for keys in ["W", "W Tab", "W Tab Tab", "W G", "W w"] {
        for (columns, lines) in
            [(20, 6), (33, 9), (71, 13), (72, 8), (80, 10), (160, 12), (300, 90)]
        {
            let mut seat = seat(Lang::Id, (80, 24));
            seat.keys(keys).take(Input::Resize { columns, lines });
            let frame = seat.frame();
            assert!(frame.cells.area.contains(frame.cursor), "{keys} {columns}x{lines}");
        }
    }
}

#[test]
fn enter_opens_the_queue_narrowed_to_what_is_selected() {
    for (keys, filter) in [
        ("W Enter", "agent:agent18"),
        ("W Tab Down Enter", "topic:DE"),
        ("W Tab Tab Enter", "priority:urgent"),
        ("W Shift-Tab G Enter", "tier:none"),
    ] {
        let mut seat = seat(Lang::En, (80, 24));
        seat.keys(keys);
        assert!(seat.model.board.is_none(), "{keys}");
        assert_eq!(seat.model.queue.whole_text(), filter, "{keys}");
        assert_eq!(seat.model.queue.narrow.edit.text(), filter, "{keys}");
    }
}

#[test]
fn it_asks_when_something_changes_or_a_minute_is_over_and_never_else() {
    let mut seat = seat(Lang::En, (80, 24));
    seat.keys("W");
    let asked = |seat: &mut Seat| {
        seat.answers = super::Answers::Later;
        seat.take(Input::Tick);
        let boards = seat.waiting.iter();
        let boards =
            boards.filter(|one| matches!(one, Request::Query { ask: Query::Wallboard, .. }));
        let count = boards.count();
        seat.catch_up();
        count
    };
    let before = seat.frame();
    seat.after(1_500);
    assert_eq!(asked(&mut seat), 0, "nothing is new");
    assert_eq!(seat.frame(), before, "nothing is drawn anew");
    assert_eq!(seat.model.wake_at(), None, "nothing wakes it");
    seat.answers = super::Answers::Later;
    seat.touched(crate::wire::Kind::Rating, 1, "rating_given", "agent07");
    assert_eq!(asked(&mut seat), 1, "somebody was rated");
    seat.now = seat.now.plus(MINUTE);
    assert_eq!(asked(&mut seat), 1, "a minute is over");
    assert_eq!(asked(&mut seat), 0);
}

#[test]
fn only_who_leads_sets_somebody_away_and_only_who_is_selected() {
    let said = |seat: &Seat| {
        let away = |request: &Request| match request {
            Request::Signal { say: Signal::State { agent, state, .. }, .. } => {
                Some((agent.clone(), *state))
            }
            _ => None,
        };
        seat.said.iter().filter_map(away).collect::<Vec<_>>()
    };
    let mut agent = seat(Lang::En, (80, 24));
    agent.keys("W Down A");
    assert_eq!(said(&agent), []);
    assert!(agent.shows("supervisor"), "who may is said");
    let mut lead = seat(Lang::En, (80, 24));
    lead.model.me.role = Role::Supervisor;
    lead.keys("W Down A");
    assert_eq!(said(&lead), [("agent11".to_owned(), AgentState::Away)]);
    lead.keys("Tab A");
    assert_eq!(said(&lead).len(), 1, "a topic is nobody");
}

#[test]
fn a_key_for_a_ticket_that_is_out_of_sight_does_nothing_to_it() {
    let mut seat = seat(Lang::En, (80, 24));
    seat.keys("F4 W t x s n");
    assert!(seat.commands().is_empty(), "{:?}", seat.commands());
    assert!(seat.model.board.is_some() && seat.shows("in front"), "{}", seat.frame().text());
    seat.keys("Esc t");
    assert_eq!(seat.commands().len(), 1, "in sight it is taken");
}

#[test]
fn what_if_answers_while_one_types_and_remembers_what_was_asked() {
    let mut seat = seat(Lang::En, (120, 40));
    let said = |seat: &Seat| seat.model.notice_lines(200).join(" ");
    seat.keys("W w");
    let told = said(&seat);
    assert!(told.starts_with("The desk's own calls and handling time of the last 4h. 96 calls"));
    assert!(told.contains("3m44s each"), "{told}");
    seat.keys("'720' Tab");
    assert!(said(&seat).starts_with("The desk's own handling time"), "{}", said(&seat));
    seat.keys("'240' Tab '55' Tab '80/15'");
    let told = said(&seat);
    assert!(told.starts_with("720 calls"), "{told}");
    assert!(told.ends_with("55 agents answer 84.6% within 15s: 80/15 is reached."), "{told}");
    seat.keys("Esc w");
    assert_eq!(said(&seat), told, "what was asked is there");
    seat.keys("Tab Tab '12'");
    let told = said(&seat);
    assert!(told.contains("at least 49 agents") && told.contains("84.6%"), "{told}");
    assert!(seat.kept().is_empty(), "no draft of a sum");
}
