//! Line mode: everything the screen can do, at a prompt, for screen readers, braille displays, poor
//! terminals and scripts. Never an escape sequence, and never a second way to do anything: the
//! lines drive the model that the screen shows.
//!
//! A line's way: [`hands`] or [`editor`] → [`talk`] ([`words`] → [`act`], [`form`], [`choose`],
//! [`rate`]) → the model → the desk → the model → [`tell`] and [`lists`] → [`voice`].

pub mod act;
pub mod asking;
pub mod choose;
pub mod editor;
pub mod form;
pub mod hands;
pub mod help;
pub mod lists;
pub mod rate;
pub mod talk;
pub mod tell;
#[cfg(test)]
mod tests;
pub mod voice;
pub mod words;

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use anyhow::Context;
use jiff::tz::TimeZone;

use super::action::Action;
use super::inbox::{Effect, INPUTS, Input};
use super::keymap::{Key, KeyPress, Resolved};
use super::line::Line;
use super::link::{Link, Way};
use super::model::{Model, Start};
use super::{Args, DeskClock, attach, child, ears, seat, tty};
use crate::client::{Attach, Follow, Meanwhile, Pen};
use crate::domain::At;
use crate::domain::time::MINUTE;
use crate::home::{LastView, Place};
use crate::speech::Lang;
use editor::{Editor, Typed};
use hands::{Raw, Reading};
use talk::{Talk, Typist};
use voice::Voice;

pub use voice::Hands;

/// The size by which the model decides how far a page goes.
const SIZE: (u16, u16) = (80, 24);
/// The shortest time between two looks at the clock.
const BEAT: Duration = Duration::from_millis(1);

/// How a conversation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The person left, or there were no more lines.
    Left,
    /// The same, and something that a program had typed was refused or not understood.
    Refused,
}

/// Talks with whoever is at the other end until they leave.
///
/// # Errors
/// [`crate::client::ClientError`] when there is no desk, else what is wrong with the terminal.
pub fn run(args: Args, how: Hands) -> anyhow::Result<Outcome> {
    let raw = match how {
        Hands::Editor => Some(Raw::take().context("the terminal cannot be read key by key")?),
        Hands::Cooked | Hands::Pipe => None,
    };
    let seat = seat();
    let attached = Attach {
        seat: seat.clone(),
        // Whoever only looks takes no calls.
        follow: if args.how.pen == Pen::Away { Follow::Watch } else { Follow::Changes },
        meanwhile: Meanwhile::Find,
        ..args.how
    };
    let client = attach(&args.place, &attached, &args.speech)?;
    let clock = DeskClock::of(client.welcome.now);
    let zone = TimeZone::get(&client.welcome.zone).unwrap_or_else(|_| TimeZone::system());
    let speech = Arc::new(args.speech.in_zone(zone.clone()));
    let (inbox, arrivals) = sync_channel(INPUTS);
    let leave = ears::signals(inbox.clone()).context("signals cannot be listened to")?;
    let line = Line::open(leave).context("nothing can be told there")?;
    let reading = match how {
        Hands::Editor => {
            let term = std::env::var("TERM").unwrap_or_default();
            ears::keyboard(&term, inbox.clone());
            None
        }
        Hands::Cooked | Hands::Pipe => Some(hands::lines(inbox.clone())),
    };
    let (place, speaks) = (args.place.clone(), speech.clone());
    let way = Way { place, how: attached, speech: speaks, inbox: inbox.clone() };
    let (link, welcome) = Link::follow(client, way);
    let seed = uuid::Uuid::new_v4().as_u128();
    let (keymap, theme, view) = (Arc::new(args.keymap.for_lines()), args.theme, args.last.read());
    let pen = args.how.pen;
    let start = Start { speech, keymap, theme, zone, size: SIZE, seat, seed, view, pen };
    let typist = if how == Hands::Pipe { Typist::Program } else { Typist::Person };
    let columns = crossterm::terminal::size().map_or(SIZE.0, |(columns, _)| columns);
    let mut room = Room {
        talk: Talk::new(Model::new(start, &welcome), typist),
        voice: Voice::new(line, how, args.letters, columns),
        editor: Editor::default(),
        raw,
        reading,
        link,
        clock,
        inbox,
        place: args.place,
        last: args.last,
        completing: None,
    };
    let leaving = room.work(&arrivals);
    drop(room.voice.end(&mut room.editor));
    let refused = room.talk.was_refused() && how == Hands::Pipe;
    drop(room);
    match leaving {
        Leaving::Sample => child::become_sample(args.speech.lang()).map(|()| Outcome::Left),
        Leaving::Home if refused => Ok(Outcome::Refused),
        Leaving::Home => Ok(Outcome::Left),
    }
}

/// Why the conversation is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaving {
    Home,
    Sample,
}

struct Room {
    talk: Talk,
    voice: Voice<Line>,
    editor: Editor,
    raw: Option<Raw>,
    reading: Option<Reading>,
    link: Link,
    clock: DeskClock,
    inbox: SyncSender<Input>,
    place: Place,
    last: LastView,
    /// The line whose name is to be completed when the desk has said who there is.
    completing: Option<String>,
}

impl Room {
    /// Waits, takes what has come in, tells what came of it, until the person leaves or nobody
    /// listens any more.
    fn work(&mut self, arrivals: &Receiver<Input>) -> Leaving {
        let mut next = Some(Input::Tick);
        loop {
            let input = match next.take() {
                Some(input) => input,
                None => match arrivals.recv_timeout(self.patience()) {
                    Ok(input) => input,
                    Err(RecvTimeoutError::Timeout) => Input::Tick,
                    Err(RecvTimeoutError::Disconnected) => return Leaving::Home,
                },
            };
            match self.hear(input) {
                Ok(None) => {}
                Ok(Some(leaving)) => return leaving,
                // Nobody is left to be told.
                Err(_) => return self.gone(),
            }
            next = arrivals.try_recv().ok();
            if next.is_none() && self.rest().is_err() {
                return self.gone();
            }
        }
    }

    /// Nobody listens any more: what is typed is kept, and that is all.
    fn gone(&mut self) -> Leaving {
        for effect in self.talk.take(Input::Leave, self.clock.now()) {
            if let Effect::Say(request) = effect {
                self.link.say(&request);
            }
        }
        Leaving::Home
    }

    /// Until something has to be done although nothing comes in.
    fn patience(&self) -> Duration {
        let now = self.clock.now();
        let minute = At(now.0 - now.0.rem_euclid(MINUTE) + MINUTE);
        let wakes = [Some(minute), self.talk.wake_at(), self.talk.model.wake_at()];
        let wake = wakes.into_iter().flatten().min().map_or(MINUTE, |at| at.0 - now.0);
        Duration::from_millis(u64::try_from(wake).unwrap_or(0)).max(BEAT)
    }

    /// One input, and what is told of it.
    fn hear(&mut self, input: Input) -> io::Result<Option<Leaving>> {
        let input = match input {
            Input::Key(press) if matches!(press.key, Key::F(_)) => match self.on_key(press) {
                Some(action) => Input::Line(format!(":{action}")),
                None => return Ok(None),
            },
            Input::Key(press) => match self.editor.press(press) {
                Typed::Line(line) => Input::Line(line),
                Typed::Leave => Input::End,
                Typed::Cancel => match self.talk.model.sheet.is_some() || self.is_choosing() {
                    true => Input::Line("cancel".to_owned()),
                    false => return self.voice.show(&mut self.editor).map(|()| None),
                },
                Typed::Stop => return self.stop().map(|()| None),
                Typed::Complete => return self.complete().map(|()| None),
                Typed::Going => return self.voice.show(&mut self.editor).map(|()| None),
            },
            // The terminal has thrown away what was typed of the line.
            Input::Interrupt if self.voice.is_cooked() && self.talk.has_begun() => {
                self.voice.interrupted()?;
                Input::Line("cancel".to_owned())
            }
            Input::Paste(text) => {
                self.editor.paste(&text);
                return self.voice.show(&mut self.editor).map(|()| None);
            }
            Input::Resize { columns, .. } => {
                self.voice.columns = columns;
                return Ok(None);
            }
            other => other,
        };
        match &input {
            Input::Linked(welcome) => self.clock = DeskClock::of(welcome.now),
            Input::Line(line) => {
                self.reading.iter_mut().for_each(Reading::came);
                self.voice.answered(line, &mut self.editor)?;
            }
            _ => {}
        }
        let leaving = self.take(input)?;
        self.complete_asked()?;
        Ok(leaving)
    }

    /// What a function key does: it is no letter, so it does it whatever is typed.
    fn on_key(&self, press: KeyPress) -> Option<Action> {
        let model = &self.talk.model;
        match model.keymap.resolve(model.context(), &[press]) {
            Resolved::Action(action) => Some(action),
            Resolved::Wait(_) | Resolved::Nothing => None,
        }
    }

    fn is_choosing(&self) -> bool {
        self.talk.model.over.is_some()
    }

    fn take(&mut self, input: Input) -> io::Result<Option<Leaving>> {
        let effects = self.talk.take(input, self.clock.now());
        let lang: Lang = self.talk.model.speech.lang();
        let mut leaving = None;
        for effect in effects {
            match effect {
                Effect::Say(request) => self.link.say(&request),
                Effect::Import(file) => child::import(&self.place, lang, file, self.inbox.clone()),
                // Where it cannot be written the next start shows the usual view.
                Effect::Remember(view) => drop(self.last.write(&view)),
                // What is copied was read out, and there is no screen to be drawn.
                Effect::Copy(_) | Effect::Redraw => {}
                Effect::Stop => self.stop()?,
                Effect::Sample => leaving = Some(Leaving::Sample),
                Effect::Leave => leaving = Some(Leaving::Home),
            }
        }
        let said = self.talk.said();
        self.voice.tell(said, &mut self.editor)?;
        if let Some(reading) = &mut self.reading {
            reading.left(self.talk.waiting());
        }
        Ok(leaving)
    }

    /// All that came in is dealt with: the next line may be typed.
    fn rest(&mut self) -> io::Result<()> {
        if !self.talk.is_idle(self.clock.now()) {
            return Ok(());
        }
        self.voice.ask(self.talk.prompt(), &mut self.editor)
    }

    /// Completes the last word or the name that is looked for, or tells all that it may become.
    fn complete(&mut self) -> io::Result<()> {
        let line = self.editor.text().to_owned();
        let Some(at) = self.talk.name_at(&line) else {
            let begun = line.rsplit(char::is_whitespace).next().unwrap_or("");
            let at = line.len() - begun.len();
            let words = self.talk.completions(&line);
            return self.completed(at, &words, " ");
        };
        self.talk.look_up(&line[at..]);
        self.completing = Some(line);
        // The desk knows the names: it goes on when it has said them.
        self.take(Input::Tick)?;
        self.complete_asked()
    }

    /// Goes on completing a name once the desk has answered, unless more was typed meanwhile.
    fn complete_asked(&mut self) -> io::Result<()> {
        let Some(line) = self.completing.take().filter(|line| line == self.editor.text()) else {
            return Ok(());
        };
        let Some(at) = self.talk.name_at(&line) else { return Ok(()) };
        match self.talk.names(&line[at..]) {
            Some(names) => self.completed(at, &names, ""),
            None => {
                self.completing = Some(line);
                Ok(())
            }
        }
    }

    /// What the line may become from a place on, and what follows the only one.
    fn completed(&mut self, at: usize, words: &[String], end: &str) -> io::Result<()> {
        let (lead, begun) = self.editor.text().split_at(at);
        let (lead, begun) = (lead.to_owned(), begun.chars().count());
        match words {
            [] => {}
            [only] => self.editor.put(&format!("{lead}{only}{end}")),
            [first, others @ ..] => {
                let mut common = first.clone();
                while !others.iter().all(|word| word.starts_with(&common)) {
                    common.pop();
                }
                if common.chars().count() > begun {
                    self.editor.put(&format!("{lead}{common}"));
                } else {
                    self.voice.tell(vec![words.join("  ")], &mut self.editor)?;
                }
            }
        }
        self.voice.show(&mut self.editor)
    }

    /// Stops as the shell's job; without a shell nobody would wake us again.
    fn stop(&mut self) -> io::Result<()> {
        if !tty::has_shell() {
            let said = self.talk.model.speech.say("notice-no-shell");
            return self.voice.tell(vec![said], &mut self.editor);
        }
        hands::stop(self.raw.as_ref())?;
        self.voice.forget(&mut self.editor);
        Ok(())
    }
}
