//! One attached asker: a thread that reads requests and one that writes replies. Never lets a
//! slow, silent or hostile peer hold up anybody else or grow the desk.

use std::io::BufReader;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use serde::de::IgnoredAny;

use super::answer;
use super::desk::Desk;
use super::drafts::Drafts;
use super::hub::{Cursor, Hub, Out};
use super::identity::{self, Identity};
use super::signals;
use super::writer::{Job, Work};
use crate::domain::Refusal;
use crate::wire::line::{self, LineError};
use crate::wire::{
    Answer, Done, Draft, DraftAsk, Hello, PROTOCOL, Reply, Request, Trouble, Welcome,
};

/// Requests of one connection that may be under way; the next is read when one is answered.
const IN_FLIGHT: usize = 32;
/// How long a fresh connection may take to say hello.
const HELLO_PATIENCE: Duration = Duration::from_secs(10);
/// How long a peer may leave what is written to it unread before it is cut off.
const WRITE_PATIENCE: Duration = Duration::from_secs(20);

/// Counts requests under way, so that a peer that never reads stops being read.
#[derive(Debug, Default)]
struct Permits {
    taken: Mutex<usize>,
    freed: Condvar,
}

impl Permits {
    fn take(&self) {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self
            .freed
            .wait_while(taken, |taken| *taken >= IN_FLIGHT)
            .unwrap_or_else(PoisonError::into_inner);
        *taken += 1;
    }

    fn free(&self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_sub(1);
        self.freed.notify_one();
    }

    /// Lets a waiting reader go on for good: nobody writes any more.
    fn free_all(&self) {
        *self.taken.lock().unwrap_or_else(PoisonError::into_inner) = 0;
        self.freed.notify_all();
    }
}

/// An asker after hello.
struct Asker<'a> {
    desk: &'a Desk,
    who: Identity,
    seat: String,
    out: Sender<Out>,
    permits: Arc<Permits>,
}

/// Serves one connection until its end.
pub fn serve(desk: &Desk, stream: UnixStream) {
    if let Err(error) = attend(desk, stream) {
        tracing::debug!("a connection ended: {error}");
    }
}

fn attend(desk: &Desk, stream: UnixStream) -> Result<(), LineError> {
    stream.set_read_timeout(Some(HELLO_PATIENCE))?;
    stream.set_write_timeout(Some(WRITE_PATIENCE))?;
    let mut writing = stream.try_clone()?;
    let mut reading = BufReader::with_capacity(1 << 16, stream);
    let mut buffer = Vec::new();
    let (hello, who) = match greet(desk, &mut reading, &mut buffer) {
        Ok(greeted) => greeted,
        Err(trouble) => return line::write(&mut writing, &trouble),
    };
    reading.get_ref().set_read_timeout(None)?;
    let (out, outgoing) = channel();
    let nudged = Arc::new(AtomicBool::new(false));
    let nudge = hello.follow.then(|| (out.clone(), Arc::clone(&nudged)));
    let hub = &desk.hub;
    let now = desk.clock.now();
    let (number, cursor) = hub.enter((&who.agent, who.role, &hello.seat), nudge, now);
    if hello.follow {
        signals::announce(desk, &who.agent);
    }
    let permits = Arc::new(Permits::default());
    let asker =
        Asker { desk, who: who.clone(), seat: hello.seat, out, permits: Arc::clone(&permits) };
    let welcome = line::write(&mut writing, &welcome(desk, &who));
    let ended = welcome.and_then(|()| {
        thread::scope(|scope| {
            let agent = who.agent.as_str();
            scope.spawn(move || {
                let ended =
                    write_out(hub, agent, &outgoing, cursor, (&nudged, &permits), &mut writing);
                if let Err(error) = ended {
                    tracing::debug!("{agent} was cut off: {error}");
                }
                // Wakes the reader, whether it waits for a line or for a permit.
                drop(writing.shutdown(std::net::Shutdown::Both));
                permits.free_all();
            });
            let ended = read_in(&asker, &mut reading, &mut buffer);
            // The hub holds the other sender: with both gone the writing half ends.
            hub.leave(number, desk.clock.now());
            drop(asker);
            ended
        })
    });
    hub.leave(number, desk.clock.now());
    if hello.follow {
        signals::announce(desk, &who.agent);
    }
    ended
}

/// Reads the hello and finds out who says it.
fn greet(
    desk: &Desk,
    reading: &mut BufReader<UnixStream>,
    buffer: &mut Vec<u8>,
) -> Result<(Hello, Identity), Box<Reply>> {
    let trouble =
        |trouble, sentence: String| Box::new(Reply::Trouble { id: None, trouble, sentence });
    let no_hello = "the first line must be {\"hello\":{\"protocol\":1,\"program\":\"NAME\"}}";
    let hello = match line::read::<Request>(reading, buffer) {
        Ok(Some(Request::Hello(hello))) => hello,
        Ok(_) | Err(LineError::Io(_)) => return Err(trouble(Trouble::NoHello, no_hello.into())),
        Err(error @ LineError::TooLong) => {
            return Err(trouble(Trouble::TooLong, error.to_string()));
        }
        Err(LineError::Malformed(error)) => {
            // A newer program's hello may hold what this one does not know.
            return Err(match protocol_of(buffer) {
                Some(theirs) if theirs != PROTOCOL => other_protocol(theirs),
                Some(_) | None => trouble(Trouble::NoHello, format!("{no_hello}; {error}")),
            });
        }
    };
    if hello.protocol != PROTOCOL {
        return Err(other_protocol(hello.protocol));
    }
    let not_allowed = |why: String| trouble(Trouble::NotAllowed, why);
    let uid = identity::peer(reading.get_ref()).map_err(|error| not_allowed(error.to_string()))?;
    let roles = desk.roles();
    let who = identity::identify(&desk.place, uid, hello.act_as.as_deref(), &roles)
        .map_err(not_allowed)?;
    Ok((hello, who))
}

/// The protocol of a hello of which nothing else is understood.
fn protocol_of(line: &[u8]) -> Option<u32> {
    let hello: serde_json::Value = serde_json::from_slice(line).ok()?;
    hello.pointer("/hello/protocol")?.as_u64()?.try_into().ok()
}

fn other_protocol(theirs: u32) -> Box<Reply> {
    let program = crate::daemon::PROGRAM;
    let sentence = format!(
        "this desk ({program}) speaks protocol {PROTOCOL}, not {theirs}; use the same version on \
         both sides"
    );
    Box::new(Reply::Trouble { id: None, trouble: Trouble::Protocol, sentence })
}

fn welcome(desk: &Desk, who: &Identity) -> Reply {
    Reply::Welcome(Welcome {
        protocol: PROTOCOL,
        program: crate::daemon::PROGRAM.to_owned(),
        agent: who.agent.clone(),
        role: who.role,
        seq: desk.reader.head(),
        now: desk.clock.now(),
        zone: desk.zone.clone(),
        kind: desk.kind(),
        customers: desk.customers(),
        read_only: desk.hub.read_only(),
    })
}

/// The writing half: replies as they come, and what changed since the cursor at each nudge.
fn write_out(
    hub: &Hub,
    agent: &str,
    outgoing: &Receiver<Out>,
    mut cursor: Cursor,
    (nudged, permits): (&AtomicBool, &Permits),
    to: &mut UnixStream,
) -> Result<(), LineError> {
    for out in outgoing {
        match out {
            Out::Reply(reply) => {
                match line::write(to, &*reply) {
                    Err(LineError::TooLong) => line::write(to, &too_large(&reply))?,
                    other => other?,
                }
                permits.free();
            }
            Out::Nudge => {
                nudged.store(false, Ordering::SeqCst);
                let (changed, signals) = hub.news(&mut cursor, agent);
                changed.map_or(Ok(()), |changed| line::write(to, &Reply::Changed(changed)))?;
                for signal in signals {
                    line::write(to, &Reply::Signal(signal))?;
                }
            }
        }
    }
    Ok(())
}

/// What is said in place of an answer that does not fit into a line.
fn too_large(reply: &Reply) -> Reply {
    let id = match reply {
        Reply::Answer { id, .. } | Reply::Done { id, .. } | Reply::Refused { id, .. } => Some(*id),
        Reply::Trouble { id, .. } => *id,
        Reply::Welcome(_) | Reply::Changed(_) | Reply::Signal(_) => None,
    };
    let sentence = "the answer does not fit into one line; ask for fewer rows".to_owned();
    Reply::Trouble { id, trouble: Trouble::TooLong, sentence }
}

/// The reading half: one request after the other until the peer ends or misbehaves.
fn read_in(
    asker: &Asker<'_>,
    reading: &mut BufReader<UnixStream>,
    buffer: &mut Vec<u8>,
) -> Result<(), LineError> {
    loop {
        match line::read_bytes(reading, buffer) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error @ LineError::TooLong) => {
                asker.permits.take();
                asker.trouble(None, Trouble::TooLong, error.to_string());
                return Err(error);
            }
            Err(error) => return Err(error),
        }
        asker.permits.take();
        match serde_json::from_slice::<Request>(buffer) {
            Ok(request) => asker.handle(request),
            Err(error) => asker.misunderstood(buffer, &error),
        }
    }
}

impl Asker<'_> {
    fn handle(&self, request: Request) {
        match request {
            Request::Hello(_) => {
                self.trouble(None, Trouble::Unknown, "hello is said once, at the start".into());
            }
            Request::Query { id, ask } => match answer::answer(self.desk, &self.who.agent, ask) {
                Ok((seq, answer)) => self.reply(Reply::Answer { id, seq, answer }),
                Err(error) => self.failed(id, &error),
            },
            Request::Command { id, command_id, run } => {
                let (agent, role) = (self.who.agent.clone(), self.who.role);
                let out = self.out.clone();
                let job = Job { id, command_id, agent, role, command: run, out };
                if self.desk.submit(Work::Command(Box::new(job))).is_err() {
                    self.trouble(
                        Some(id),
                        Trouble::Leaving,
                        "the desk is leaving; attach again".into(),
                    );
                }
            }
            Request::Signal { id, say } => match signals::heard(self.desk, &self.who, say) {
                Ok(()) => self.done(id),
                Err(refusal) => self.refused(id, refusal),
            },
            Request::Draft { id, ask } => self.draft(id, ask),
        }
    }

    fn draft(&self, id: u64, ask: DraftAsk) {
        let drafts = Drafts::of(&self.desk.place.drafts(), &self.who.agent);
        let outcome = match ask {
            DraftAsk::Keep(draft) => drafts.keep(&self.own(draft)).map(|()| None),
            DraftAsk::Drop { id } => drafts.forget(id).map(|()| None).map_err(Into::into),
            DraftAsk::List => drafts.list().map(Some).map_err(Into::into),
            DraftAsk::Claim { id } => drafts.list().map_err(anyhow::Error::from).and_then(|all| {
                let claimed: Vec<_> = all.into_iter().filter(|draft| draft.id == id).collect();
                let kept =
                    claimed.iter().try_for_each(|draft| drafts.keep(&self.own(draft.clone())));
                kept.map(|()| Some(claimed))
            }),
        };
        match outcome {
            Ok(None) => self.done(id),
            Ok(Some(mut list)) => {
                for draft in &mut list {
                    draft.live = self.desk.hub.is_live(&self.who.agent, &draft.seat);
                }
                let seq = self.desk.reader.head();
                self.reply(Reply::Answer { id, seq, answer: Answer::Drafts(list) });
            }
            Err(error) => self.failed(id, &error),
        }
    }

    /// The draft as the asker's own, at this seat and time.
    fn own(&self, draft: Draft) -> Draft {
        Draft { at: self.desk.clock.now(), seat: self.seat.clone(), live: false, ..draft }
    }

    fn done(&self, id: u64) {
        self.reply(Reply::Done { id, seq: self.desk.reader.head(), done: Done::default() });
    }

    fn refused(&self, id: u64, refusal: Refusal) {
        let sentence = refusal.to_string();
        self.reply(Reply::Refused { id, refusal, sentence });
    }

    fn failed(&self, id: u64, error: &anyhow::Error) {
        tracing::error!("{error:#}");
        self.trouble(Some(id), Trouble::Failed, format!("the desk could not do that: {error:#}"));
    }

    /// Says what is wrong with a line; keeps nothing of what may be a large and senseless one.
    fn misunderstood(&self, line: &[u8], error: &serde_json::Error) {
        let is_json = serde_json::from_slice::<IgnoredAny>(line).is_ok();
        let trouble = if is_json { Trouble::Unknown } else { Trouble::NotJson };
        let number = line::number_of(line);
        self.trouble(number, trouble, format!("not understood: {error}; see docs/protocol.md"));
    }

    fn trouble(&self, id: Option<u64>, trouble: Trouble, sentence: String) {
        self.reply(Reply::Trouble { id, trouble, sentence });
    }

    fn reply(&self, reply: Reply) {
        // The writing half may have been cut off; then nobody listens any more.
        drop(self.out.send(Out::Reply(Box::new(reply))));
    }
}
