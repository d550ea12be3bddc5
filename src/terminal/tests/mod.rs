//! The screen without a terminal and without a desk: keys in, a small made-up desk answers, what
//! was said and what is shown comes out. Never a thread, a socket or a clock.

mod calls;
mod choosing;
mod clocks;
mod company;
mod drafts;
mod filters;
mod follow;
mod keys;
mod live;
mod marks;
mod newcomer;
mod pictures;
mod queue;
mod walk;
mod wallboard;
pub mod world;

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::backend::Frame;
use super::inbox::{Effect, Input};
use super::keymap::{Key, KeyPress, Keymap};
use super::model::{Model, Start};
use super::update::update;
use super::view::view;
use super::widget::Theme;
use crate::client::Pen;
use crate::domain::{At, Role};
use crate::speech::{Lang, Speech};
use crate::wire::{
    Answer, Changed, Command, DeskKind, Done, Draft, DraftAsk, Query, Reply, Request, Signal,
    Touched, Welcome,
};

/// 21 November 2026, 09:14 in Jakarta.
pub const NOW: At = At(1_795_227_240_000);

/// A person at a screen, and the desk that answers.
pub struct Seat {
    pub model: Model,
    pub now: At,
    /// What was said to the desk, queries left out.
    pub said: Vec<Request>,
    /// What else was to be done.
    pub effects: Vec<Effect>,
    /// Requests that the desk has not answered because it is away or slow.
    pub waiting: Vec<Request>,
    /// Whether the desk answers at once.
    pub answers: Answers,
    pub world: world::World,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    AtOnce,
    Later,
}

pub fn jakarta() -> TimeZone {
    TimeZone::get("Asia/Jakarta").expect("the time zone database")
}

/// What a desk of so many customers says at first.
pub fn welcome(customers: u64) -> Welcome {
    Welcome {
        protocol: crate::wire::PROTOCOL,
        program: "sigap test".into(),
        agent: "agent42".into(),
        role: Role::Agent,
        seq: 100,
        now: NOW,
        zone: "Asia/Jakarta".into(),
        kind: DeskKind::Personal,
        customers,
        read_only: None,
    }
}

/// What a terminal begins with.
pub fn start(lang: Lang, size: (u16, u16), view: Option<String>) -> Start {
    Start {
        pen: Pen::Held,
        speech: Arc::new(Speech::new(lang, jakarta())),
        keymap: Arc::new(Keymap::load("default").expect("it is compiled in")),
        theme: Theme::plain(),
        zone: jakarta(),
        size,
        seat: "here".into(),
        seed: 7,
        view,
    }
}

impl Seat {
    pub fn new(lang: Lang, size: (u16, u16)) -> Seat {
        Seat::with(lang, size, world::World::furnished())
    }

    pub fn with(lang: Lang, size: (u16, u16), world: world::World) -> Seat {
        let welcome = welcome(world.customers.len() as u64);
        let start = start(lang, size, world.last.clone());
        let mut seat = Seat {
            model: Model::new(start, &welcome),
            now: NOW,
            said: Vec::new(),
            effects: Vec::new(),
            waiting: Vec::new(),
            answers: Answers::AtOnce,
            world,
        };
        seat.take(Input::Tick);
        seat
    }

    /// One input; the desk answers what it leads to until nothing is left to say.
    pub fn take(&mut self, input: Input) -> &mut Seat {
        let mut inputs = std::collections::VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in update(&mut self.model, input, self.now) {
                match effect {
                    Effect::Say(request) if self.answers == Answers::AtOnce => {
                        inputs.extend(self.answer(*request));
                    }
                    Effect::Say(request) => self.waiting.push(*request),
                    other => self.effects.push(other),
                }
            }
        }
        self
    }

    /// The desk answers what has waited.
    pub fn catch_up(&mut self) -> &mut Seat {
        self.answers = Answers::AtOnce;
        for request in std::mem::take(&mut self.waiting) {
            if let Some(input) = self.answer(request) {
                self.take(input);
            }
        }
        self
    }

    /// What the desk answers to a request.
    pub fn answer(&mut self, request: Request) -> Option<Input> {
        let reply = match request.clone() {
            Request::Query { id, ask } => {
                if let Err(refusal) = self.world.reads(&ask) {
                    let sentence = refusal.to_string();
                    return Some(Input::Reply(Box::new(Reply::Refused { id, refusal, sentence })));
                }
                return self.world.answer(&ask).map(|answer| said(id, answer));
            }
            Request::Command { id, run, .. } => match self.world.decide(&run) {
                Ok(done) => Reply::Done { id, seq: 101, done },
                Err(refusal) => {
                    let sentence = refusal.to_string();
                    Reply::Refused { id, refusal, sentence }
                }
            },
            Request::Draft { id, ask: DraftAsk::Claim { id: wanted } } => {
                let claimed = self.world.drafts.iter().filter(|draft| draft.id == wanted);
                let claimed = claimed.cloned().collect();
                self.said.push(request);
                return Some(said(id, Answer::Drafts(claimed)));
            }
            Request::Draft { id, ask: DraftAsk::List } => {
                return Some(said(id, Answer::Drafts(self.world.drafts.clone())));
            }
            Request::Draft { id, .. } | Request::Signal { id, .. } => {
                Reply::Done { id, seq: 101, done: Done::default() }
            }
            Request::Hello(_) => return None,
        };
        self.said.push(request);
        Some(Input::Reply(Box::new(reply)))
    }

    /// Keys as people write them: `i BI`, text in quotes letter by letter.
    pub fn keys(&mut self, keys: &str) -> &mut Seat {
        for press in pressed(keys) {
            self.take(Input::Key(press));
        }
        self
    }

    /// Time goes by.
    pub fn after(&mut self, millis: i64) -> &mut Seat {
        self.now = self.now.plus(millis);
        self.take(Input::Tick)
    }

    /// The desk says that something was touched by somebody.
    pub fn touched(&mut self, kind: crate::wire::Kind, id: u64, what: &str, by: &str) -> &mut Seat {
        let (what, by, to) = (what.into(), by.into(), String::new());
        let touched = Touched { kind, id, what, by, to };
        let changed = Changed { seq: 102, touched: vec![touched], much: false };
        self.take(Input::Reply(Box::new(Reply::Changed(changed))))
    }

    pub fn signal(&mut self, signal: Signal) -> &mut Seat {
        self.take(Input::Reply(Box::new(Reply::Signal(signal))))
    }

    pub fn frame(&self) -> Frame {
        view(&self.model)
    }

    pub fn shows(&self, text: &str) -> bool {
        self.frame().text().contains(text)
    }

    /// The commands said so far.
    pub fn commands(&self) -> Vec<Command> {
        let command = |request: &Request| match request {
            Request::Command { run, .. } => Some(run.clone()),
            _ => None,
        };
        self.said.iter().filter_map(command).collect()
    }

    /// Drafts that were kept and not dropped.
    pub fn kept(&self) -> Vec<Draft> {
        let mut kept: Vec<Draft> = Vec::new();
        for request in &self.said {
            match request {
                Request::Draft { ask: DraftAsk::Keep(draft), .. } => {
                    kept.retain(|one| one.id != draft.id);
                    kept.push(draft.clone());
                }
                Request::Draft { ask: DraftAsk::Drop { id }, .. } => {
                    kept.retain(|draft| draft.id != *id);
                }
                _ => {}
            }
        }
        kept
    }
}

fn said(id: u64, answer: Answer) -> Input {
    Input::Reply(Box::new(Reply::Answer { id, seq: 100, answer }))
}

/// Presses as text names them: `a B Enter`; a word in quotes is typed letter by letter.
pub fn pressed(keys: &str) -> Vec<KeyPress> {
    let mut presses = Vec::new();
    for (at, part) in keys.split('\'').enumerate() {
        if at % 2 == 1 {
            presses.extend(part.chars().map(|c| KeyPress::plain(Key::Char(c))));
        } else {
            presses.extend(
                part.split_whitespace().map(|key| {
                    key.parse::<KeyPress>().unwrap_or_else(|_| panic!("{key} is no key"))
                }),
            );
        }
    }
    presses
}

/// A query's name, for tables.
pub fn name(ask: &Query) -> String {
    let text = serde_json::to_value(ask).expect("it can be said");
    match &text {
        serde_json::Value::Object(map) => map.keys().next().cloned().unwrap_or_default(),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}
