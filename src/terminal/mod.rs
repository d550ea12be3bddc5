//! The screen an agent works at. Never opens the store or calls the daemon's code.
//!
//! A key's way: [`ears`] → [`inbox`] → [`update`] ([`keymap`] → [`act`]) → [`inbox::Effect`] →
//! [`link`] → the desk → [`replies`] → [`view`] → [`backend`].

pub mod act;
pub mod action;
pub mod ask;
pub mod backend;
pub mod board;
pub mod child;
pub mod company;
pub mod detail;
pub mod ears;
pub mod errand;
pub mod flow;
pub mod inbox;
pub mod input;
pub mod keymap;
pub mod layout;
pub mod letters;
pub mod line;
pub mod link;
pub mod model;
pub mod narrow;
pub mod notice;
pub mod offer;
pub mod over;
pub mod pace;
pub mod paint;
pub mod pane;
pub mod plain;
pub mod post;
pub mod questions;
pub mod replies;
mod reports;
mod right;
pub mod rows;
pub mod sheet;
pub mod state;
pub mod tty;
pub mod update;
pub mod view;
pub mod widget;

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::tz::TimeZone;

use crate::client::waiting::Waiting;
use crate::client::{Attach, Client, Follow, Meanwhile, Pen};
use crate::domain::At;
use crate::domain::time::MINUTE;
use crate::home::{Clock, LastView, Place};
use crate::speech::Speech;
use backend::Screen;
use inbox::{Effect, INPUTS, Input};
use keymap::Keymap;
use letters::Letters;
use line::Line;
use link::{Link, Way};
use model::{Model, Start};
use tty::Tty;
use widget::Theme;

/// Milliseconds that the first frame waits for the first answers: below what an eye notices, and
/// a desk that runs has answered long before.
const OPENING: i64 = 60;
/// Inputs taken before a frame is drawn: a desk that talks without a pause must not blind it.
const BATCH: usize = 1_000;

/// How the screen is opened.
pub struct Args {
    /// Which desk.
    pub place: Place,
    /// Which view of the queue was on show last.
    pub last: LastView,
    /// How to attach to it; the seat is filled in here.
    pub how: Attach,
    /// The reader's language.
    pub speech: Speech,
    /// Which key does what.
    pub keymap: Keymap,
    /// How things look.
    pub theme: Theme,
    /// Which letters the terminal can show.
    pub letters: Letters,
    /// What is on show first.
    pub first: First,
}

/// What is on show first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// The four panes.
    Panes,
    /// The wallboard.
    Wallboard,
}

/// Opens the screen and gives the terminal back when the person leaves.
///
/// # Errors
/// [`crate::client::ClientError`] when there is no desk, else what is wrong with the terminal.
pub fn run(args: Args) -> anyhow::Result<()> {
    let mut tty = Tty::take_keys().context("the terminal cannot be read key by key")?;
    let seat = seat();
    let how = Attach {
        seat: seat.clone(),
        // Nobody takes calls at a wall, nor where nothing may be written.
        follow: match args.first {
            First::Panes if args.how.pen != Pen::Away => Follow::Changes,
            First::Panes | First::Wallboard => Follow::Watch,
        },
        meanwhile: Meanwhile::Find,
        ..args.how
    };
    let client = attach(&args.place, &how, &args.speech)?;
    let clock = DeskClock::of(client.welcome.now);
    let zone = TimeZone::get(&client.welcome.zone).unwrap_or_else(|_| TimeZone::system());
    let speech = Arc::new(args.speech.in_zone(zone.clone()));
    let (inbox, arrivals) = sync_channel(INPUTS);
    let leave = ears::signals(inbox.clone()).context("signals cannot be listened to")?;
    let mut line = Line::open(leave).context("the terminal cannot be written to")?;
    let term = std::env::var("TERM").unwrap_or_default();
    ears::keyboard(&term, inbox.clone());
    let way = Way { place: args.place.clone(), how, speech: speech.clone(), inbox: inbox.clone() };
    let (link, welcome) = Link::follow(client, way);
    let size = crossterm::terminal::size().context("the terminal does not say how large it is")?;
    let seed = uuid::Uuid::new_v4().as_u128();
    let pen = args.how.pen;
    let (keymap, theme, view) = (Arc::new(args.keymap), args.theme, args.last.read());
    let start = Start { speech, keymap, theme, zone, size, seat, seed, view, pen };
    tty.take_screen(&mut line)?;
    let screen = Screen::new(line);
    let mut model = Model::new(start, &welcome);
    if args.first == First::Wallboard {
        model.open_board();
    }
    let place = args.place;
    let (letters, last) = (args.letters, args.last);
    let held = false;
    let mut desk = Terminal { model, screen, held, letters, tty, link, clock, inbox, place, last };
    let leaving = desk.work(&arrivals)?;
    drop(desk);
    match leaving {
        Leaving::Home => Ok(()),
        Leaving::Sample => child::become_sample(args.speech.lang()),
    }
}

/// Attaches; a desk that takes its time to start says how far it is.
fn attach(place: &Place, how: &Attach, speech: &Speech) -> anyhow::Result<Client> {
    let mut waiting = Waiting::new(speech, io::stdout());
    Ok(Client::attach(place, how, &mut |opening| waiting.tell(opening))?)
}

/// What this seat is called: the terminal's name, else the process's number.
fn seat() -> String {
    match nix::unistd::ttyname(io::stdin()) {
        Ok(name) => name.display().to_string(),
        Err(_) => format!("process {}", std::process::id()),
    }
}

/// The desk's clock as this machine tells it: the desk may run at another time than we do.
#[derive(Debug, Clone, Copy)]
struct DeskClock {
    ahead: i64,
}

impl DeskClock {
    fn of(desk: At) -> DeskClock {
        DeskClock { ahead: desk.0 - Clock::System.now().0 }
    }

    fn now(self) -> At {
        Clock::System.now().plus(self.ahead)
    }
}

/// Why the screen is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leaving {
    /// The person is done, or the terminal is gone.
    Home,
    /// The person wants to see the sample desk.
    Sample,
}

struct Terminal {
    model: Model,
    screen: Screen<Line>,
    /// The line was not ready for the last frame.
    held: bool,
    letters: Letters,
    tty: Tty,
    link: Link,
    clock: DeskClock,
    inbox: SyncSender<Input>,
    place: Place,
    last: LastView,
}

impl Terminal {
    /// Waits, takes all that has come in, draws once, until the person leaves.
    fn work(&mut self, arrivals: &Receiver<Input>) -> io::Result<Leaving> {
        let opened = self.clock.now();
        if let Some(leaving) = self.take(Input::Tick)? {
            return Ok(leaving);
        }
        let mut drawn = false;
        loop {
            let opening = !drawn && !self.model.is_answered();
            let until = if opening { Some(opened.plus(OPENING)) } else { None };
            let input = match arrivals.recv_timeout(self.patience(until)) {
                Ok(input) => input,
                Err(RecvTimeoutError::Timeout) => Input::Tick,
                Err(RecvTimeoutError::Disconnected) => return Ok(Leaving::Home),
            };
            let rest = arrivals.try_iter().take(BATCH).collect::<Vec<_>>();
            for input in std::iter::once(input).chain(rest) {
                if let Some(leaving) = self.take(input)? {
                    return Ok(leaving);
                }
            }
            let now = self.clock.now();
            let opens = self.model.is_answered() || now >= opened.plus(OPENING);
            self.held = self.screen.pace.due(Instant::now()).is_some();
            if (drawn || opens) && !self.held {
                let mut frame = view::view(&self.model);
                self.letters.fit(&mut frame);
                if self.screen.show(frame).is_err() {
                    // The terminal is gone, and nobody is left to be told: what is typed is kept.
                    drop(self.take(Input::Leave));
                    return Ok(Leaving::Home);
                }
                drawn = true;
            }
        }
    }

    /// How long nothing has to be done when nothing comes in: until the model wants to be woken,
    /// at the latest until the next minute, when clocks on the screen move on.
    fn patience(&self, until: Option<At>) -> Duration {
        let now = self.clock.now();
        let minute = At(now.0 - now.0.rem_euclid(MINUTE) + MINUTE);
        let wake = [Some(minute), until, self.model.wake_at()].into_iter().flatten().min();
        let millis = wake.map_or(MINUTE, |at| at.0.saturating_sub(now.0));
        let wake = Duration::from_millis(u64::try_from(millis).unwrap_or(0));
        let now = Instant::now();
        // What was held back is drawn when the line is ready, and not before.
        self.screen.pace.due(now).filter(|_| self.held).map_or(wake, |due| wake.min(due - now))
    }

    fn take(&mut self, input: Input) -> io::Result<Option<Leaving>> {
        match &input {
            Input::Linked(welcome) => self.clock = DeskClock::of(welcome.now),
            Input::Key(_) | Input::Paste(_) => self.screen.pace.touched(Instant::now()),
            // Whoever says so wants a whole picture, also of the size that there was before.
            Input::Resize { .. } => {
                self.screen.forget();
                self.screen.pace.resized(Instant::now());
            }
            Input::Shown => self.screen.pace.shown(Instant::now()),
            Input::Reply(_)
            | Input::Lost(_)
            | Input::Tick
            | Input::Line(_)
            | Input::End
            | Input::Child(_)
            | Input::Stop
            | Input::Interrupt
            | Input::Leave => {}
        }
        for effect in update::update(&mut self.model, input, self.clock.now()) {
            match effect {
                Effect::Say(request) => self.link.say(&request),
                Effect::Copy(text) => self.screen.send(&child::clipboard(&text))?,
                Effect::Import(file) => {
                    child::import(&self.place, self.model.speech.lang(), file, self.inbox.clone());
                }
                // Where it cannot be written the next start shows the usual view.
                Effect::Remember(view) => drop(self.last.write(&view)),
                Effect::Redraw => self.screen.forget(),
                Effect::Stop => self.stop()?,
                Effect::Sample => return Ok(Some(Leaving::Sample)),
                Effect::Leave => return Ok(Some(Leaving::Home)),
            }
        }
        Ok(None)
    }

    /// Stops as the shell's job; without a shell nobody would wake us again.
    fn stop(&mut self) -> io::Result<()> {
        if !tty::has_shell() {
            self.model.say("notice-no-shell");
            return Ok(());
        }
        self.tty.stop(self.screen.line())?;
        self.screen.forget();
        let (columns, lines) = crossterm::terminal::size()?;
        // What is due meanwhile is done with the next input.
        drop(update::update(&mut self.model, Input::Resize { columns, lines }, self.clock.now()));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
