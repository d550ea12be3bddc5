//! A line to the desk on which changes are heard while one asks. Never asks by itself.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::cli::exit::Failure;
use crate::client::{self, Client, ClientError, Sender};
use crate::domain::At;
use crate::wire::line::LineError;
use crate::wire::{Answer, Query, Reply, Request};

/// What is heard and not taken yet: more than the desk says between two questions. When it is full
/// the desk waits, and sums up.
const HEARD: usize = 64;

/// What comes in.
enum Heard {
    Reply(Box<Reply>),
    Broken(LineError),
    Closed,
    /// Ctrl-C, or whoever started us has gone.
    Stop,
}

/// Why nothing is waited for any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// Something has changed.
    Changed,
    /// The time is over.
    Over,
    /// It is to end.
    Stop,
}

/// The line.
pub struct Line {
    sender: Sender,
    /// Each with the number of the connection on which it was heard.
    heard: Receiver<(u64, Heard)>,
    inbox: SyncSender<(u64, Heard)>,
    /// The connection that counts.
    number: u64,
    asked: u64,
    /// Whether something has changed since it was last asked for.
    changed: bool,
    /// Whether it is to end.
    stopped: bool,
    /// The desk's time when it was attached to, and ours.
    began: (At, Instant),
}

impl Line {
    /// Listens from now on.
    ///
    /// # Errors
    /// Signals cannot be listened to.
    pub fn new(client: Client) -> std::io::Result<Line> {
        let (welcome, sender, receiver) = client.split();
        let (inbox, heard) = sync_channel(HEARD);
        stops(inbox.clone())?;
        let (began, asked, number) = ((welcome.now, Instant::now()), 0, 0);
        listen(receiver, number, inbox.clone());
        let (changed, stopped) = (false, false);
        Ok(Line { sender, heard, inbox, number, asked, changed, stopped, began })
    }

    /// The desk is there again: goes on with a fresh connection. What is still said of the one
    /// before counts no more.
    pub fn goes_on(&mut self, client: Client) {
        let (welcome, sender, receiver) = client.split();
        self.number += 1;
        listen(receiver, self.number, self.inbox.clone());
        (self.sender, self.began) = (sender, (welcome.now, Instant::now()));
    }

    /// Waits so long while there is no desk; `Stop` ends it.
    pub fn pause(&mut self, span: Duration) -> Woken {
        let until = Instant::now() + span;
        loop {
            if self.stopped {
                return Woken::Stop;
            }
            match self.heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok((_, Heard::Stop)) => self.stopped = true,
                Ok((_, Heard::Reply(_) | Heard::Broken(_) | Heard::Closed)) => {}
                Err(_) => return Woken::Over,
            }
        }
    }

    /// What is heard next on this connection, and that it is to end.
    fn counts(&self, (number, heard): (u64, Heard)) -> Option<Heard> {
        (number == self.number || matches!(heard, Heard::Stop)).then_some(heard)
    }

    /// The desk's time.
    pub fn now(&self) -> At {
        let (at, since) = self.began;
        at.plus(i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    /// Asks and waits for the answer; what changes meanwhile is not forgotten.
    ///
    /// # Errors
    /// [`Failure::Desk`].
    pub fn ask(&mut self, ask: Query) -> Result<Answer, Failure> {
        self.asked += 1;
        let id = self.asked;
        self.sender.send(&Request::Query { id, ask }).map_err(ClientError::from)?;
        loop {
            let heard = self.heard.recv().expect("we hold a sender ourselves");
            let Some(heard) = self.counts(heard) else { continue };
            match heard {
                Heard::Reply(reply) => match *reply {
                    Reply::Answer { id: of, answer, .. } if of == id => return Ok(answer),
                    Reply::Refused { refusal, .. } => return Err(refusal.into()),
                    Reply::Trouble { trouble, sentence, .. } => {
                        return Err(ClientError::Trouble { trouble, sentence }.into());
                    }
                    other => self.note(&other),
                },
                other => self.ended(other)?,
            }
        }
    }

    /// Waits until something changes, at most so long.
    ///
    /// # Errors
    /// [`Failure::Desk`] when the desk has gone.
    pub fn wait(&mut self, at_most: Duration) -> Result<Woken, Failure> {
        let until = Instant::now() + at_most;
        loop {
            if self.stopped {
                return Ok(Woken::Stop);
            }
            if std::mem::take(&mut self.changed) {
                return Ok(Woken::Changed);
            }
            match self.heard.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(heard) => match self.counts(heard) {
                    Some(Heard::Reply(reply)) => self.note(&reply),
                    Some(other) => self.ended(other)?,
                    None => {}
                },
                Err(RecvTimeoutError::Timeout) => return Ok(Woken::Over),
                Err(RecvTimeoutError::Disconnected) => return Err(ClientError::Closed.into()),
            }
        }
    }

    /// Waits so long whatever changes; `Stop` ends it.
    ///
    /// # Errors
    /// As for [`Line::wait`].
    pub fn rest(&mut self, span: Duration) -> Result<Woken, Failure> {
        let until = Instant::now() + span;
        let mut changed = false;
        loop {
            match self.wait(until.saturating_duration_since(Instant::now()))? {
                Woken::Changed => changed = true,
                Woken::Over => {
                    self.changed = changed;
                    return Ok(Woken::Over);
                }
                Woken::Stop => return Ok(Woken::Stop),
            }
        }
    }

    fn note(&mut self, reply: &Reply) {
        self.changed |= matches!(reply, Reply::Changed(_));
    }

    fn ended(&mut self, heard: Heard) -> Result<(), Failure> {
        match heard {
            Heard::Stop => self.stopped = true,
            Heard::Broken(error) => return Err(ClientError::Broken(error).into()),
            Heard::Closed => return Err(ClientError::Closed.into()),
            Heard::Reply(_) => {}
        }
        Ok(())
    }
}

/// Hears what a connection says, to its end.
fn listen(mut receiver: client::Receiver, number: u64, inbox: SyncSender<(u64, Heard)>) {
    thread::spawn(move || {
        loop {
            let one = match receiver.next_reply() {
                Ok(Some(reply)) => Heard::Reply(Box::new(reply)),
                Ok(None) => Heard::Closed,
                Err(error) => Heard::Broken(error),
            };
            let is_last = !matches!(one, Heard::Reply(_));
            if inbox.send((number, one)).is_err() || is_last {
                return;
            }
        }
    });
}

/// Has a signal to end heard on the same way as all else.
fn stops(inbox: SyncSender<(u64, Heard)>) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    thread::spawn(move || {
        for _ in signals.forever() {
            if inbox.send((0, Heard::Stop)).is_err() {
                return;
            }
        }
    });
    Ok(())
}
