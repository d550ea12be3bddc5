//! One attached asker: a thread that reads requests and one that writes replies. Never lets a
//! slow, silent or hostile peer hold up anybody else or grow the desk.
//!
//! [`super::ears`] and [`super::mouth`] keep time and count bytes; [`super::room`] is what large
//! lines share.

use std::io::{self, ErrorKind};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use serde::de::IgnoredAny;
use uuid::Uuid;

use super::answer;
use super::crew::{Beat, Pulse};
use super::desk::{Desk, Leaving, Serving};
use super::drafts::{self, Drafts};
use super::ears::{Ears, Heard, USUAL_BYTES};
use super::hub::{Entered, Out};
use super::identity::{self, Identity};
use super::mouth::{self, Permits};
use super::named;
use super::room::{Held, Part};
use super::said;
use super::signals;
use super::survey;
use super::views;
use super::writer::{Job, Work};
use crate::domain::{Refusal, Right, Role};
use crate::wire::line::{self, LineError};
use crate::wire::{
    Answer, Done, Draft, DraftAsk, Hello, PROTOCOL, Query, Reply, Request, Trouble, Welcome,
};

/// An asker after hello.
struct Asker<'a> {
    desk: &'a Desk,
    who: Identity,
    /// Its number among those who are attached.
    number: u64,
    seat: String,
    /// Whether it has said that it changes nothing.
    reads_only: bool,
    serving: &'a Serving,
    out: Sender<Out>,
    permits: Arc<Permits>,
    part: Arc<Part>,
    /// Set for a terminal at which somebody takes calls.
    pulse: Option<Arc<Pulse>>,
}

/// Serves one connection until its end.
pub fn serve(desk: &Desk, stream: &Arc<UnixStream>, serving: &Serving) {
    if let Err(error) = attend(desk, stream, serving) {
        tracing::debug!("a connection ended: {error}");
    }
    // Whatever is left unread in it: the peer is to know that it is over.
    drop(stream.shutdown(Shutdown::Both));
}

fn attend(desk: &Desk, stream: &Arc<UnixStream>, serving: &Serving) -> Result<(), LineError> {
    let mut ears = Ears::new(Arc::clone(stream));
    let (hello, who) = match greet(desk, stream, &mut ears) {
        Ok(greeted) => greeted,
        Err(trouble) => {
            desk.counts.turned_away();
            return mouth::say(stream, &trouble);
        }
    };
    let (out, outgoing) = channel();
    let nudged = Arc::new(AtomicBool::new(false));
    let nudge = hello.follow.then(|| (out.clone(), Arc::clone(&nudged)));
    let entered = match desk.hub.enter((&who.agent, who.role, &hello.seat), nudge) {
        Ok(entered) => entered,
        Err(crowded) => {
            desk.counts.turned_away();
            let full = trouble(Trouble::Full, crowded.to_string());
            return mouth::say(stream, &full);
        }
    };
    serving.is_known();
    desk.counts.attached();
    desk.look_who_can_reach_it();
    if hello.follow {
        serving.works();
    }
    // Behind the welcome: what was said to everybody a moment ago.
    let word = desk.hub.word(desk.clock.now()).filter(|_| hello.follow);
    let told = word.map(|word| out.send(Out::Reply(Box::new(Reply::Signal(word)))));
    told.unwrap_or(Ok(())).expect("its other end is here");
    let left = signals::left(desk, &who.agent).filter(|_| hello.follow && !hello.watch);
    let told = left.map(|left| out.send(Out::Reply(Box::new(Reply::Signal(left)))));
    told.unwrap_or(Ok(())).expect("its other end is here");
    let pulse = takes_calls(&hello, &who).then(|| sit(desk, &who, entered.number));
    let ended = mouth::say(stream, &welcome(desk, &who)).and_then(|()| {
        let (permits, part) = (Arc::new(Permits::default()), Arc::clone(&entered.part));
        let (who, seat, pulse) = (who.clone(), hello.seat, pulse.clone());
        let (number, reads_only) = (entered.number, hello.reads_only);
        let asker =
            Asker { desk, who, number, seat, reads_only, serving, out, permits, part, pulse };
        converse(asker, stream, &mut ears, (&entered, &nudged, outgoing))
    });
    desk.hub.leave(entered.number, desk.clock.now());
    if let Some(pulse) = pulse {
        desk.crew.rise(&who.agent, &pulse, desk.clock.now());
        signals::announce(desk, &who.agent);
    }
    ended
}

/// Whether somebody sits there who may be given a call.
fn takes_calls(hello: &Hello, who: &Identity) -> bool {
    hello.follow && !hello.watch && !hello.reads_only && Right::Serve.is_of(who.role)
}

fn sit(desk: &Desk, who: &Identity, number: u64) -> Arc<Pulse> {
    let pulse = desk.crew.sit((&who.agent, who.role), number, desk.clock.now());
    signals::speaks_on(desk, &who.agent);
    signals::announce(desk, &who.agent);
    pulse
}

/// Both halves, until both have ended.
fn converse(
    asker: Asker<'_>,
    stream: &UnixStream,
    ears: &mut Ears,
    (entered, nudged, outgoing): (&Entered, &AtomicBool, Receiver<Out>),
) -> Result<(), LineError> {
    let Asker { desk, ref who, ref permits, .. } = asker;
    let (agent, permits) = (who.agent.clone(), Arc::clone(permits));
    thread::scope(|scope| {
        let writing = move || {
            let to = (&desk.hub, &*agent);
            let ended = mouth::write_out(to, &outgoing, entered.cursor, (nudged, &permits), stream);
            if let Err(error) = ended {
                tracing::debug!("{agent} was cut off: {error}");
            }
            // Nobody writes any more: what still waits gives back its part of the room, and the
            // reader ends, whether it waits for a line or for a permit, or has lines left that
            // were sent before.
            drop(outgoing);
            drop(stream.shutdown(Shutdown::Both));
            permits.end();
        };
        thread::Builder::new().name("writing".into()).spawn_scoped(scope, writing)?;
        let ended = read_in(&asker, ears);
        // The hub holds the other sender: with both gone the writing half ends.
        desk.hub.leave(entered.number, desk.clock.now());
        drop(asker);
        ended
    })
}

fn trouble(trouble: Trouble, sentence: String) -> Box<Reply> {
    Box::new(Reply::Trouble { id: None, trouble, sentence })
}

/// Reads the hello and finds out who says it.
fn greet(
    desk: &Desk,
    stream: &UnixStream,
    ears: &mut Ears,
) -> Result<(Hello, Identity), Box<Reply>> {
    let no_hello = "the first line must be {\"hello\":{\"protocol\":1,\"program\":\"NAME\"}}";
    match ears.hello() {
        Ok(true) => {}
        Ok(false) | Err(LineError::Io(_) | LineError::Malformed(_)) => {
            return Err(trouble(Trouble::NoHello, no_hello.into()));
        }
        Err(LineError::TooLong) => {
            let sentence = format!("{no_hello}, and no longer than that takes");
            return Err(trouble(Trouble::TooLong, sentence));
        }
    }
    let hello = match serde_json::from_slice::<Request>(ears.line()) {
        Ok(Request::Hello(hello)) => hello,
        Ok(_) => return Err(trouble(Trouble::NoHello, no_hello.into())),
        Err(error) => {
            // A newer program's hello may hold what this one does not know.
            return Err(match protocol_of(ears.line()) {
                Some(theirs) if theirs != PROTOCOL => other_protocol(theirs),
                Some(_) | None => trouble(Trouble::NoHello, format!("{no_hello}; {error}")),
            });
        }
    };
    if hello.protocol != PROTOCOL {
        return Err(other_protocol(hello.protocol));
    }
    let not_allowed = |why: String| trouble(Trouble::NotAllowed, why);
    let uid = identity::peer(stream).map_err(|error| not_allowed(error.to_string()))?;
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
    trouble(Trouble::Protocol, sentence)
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

/// The reading half: one request after the other until the peer ends or misbehaves.
fn read_in(asker: &Asker<'_>, ears: &mut Ears) -> Result<(), LineError> {
    loop {
        let held = match ears.next(&asker.part.lines) {
            Ok(Heard::Line(held)) => held,
            Ok(Heard::End) => return Ok(()),
            Err(error @ LineError::TooLong) => {
                asker.permits.take()?;
                asker.trouble(None, Trouble::TooLong, error.to_string())?;
                return Err(error);
            }
            Err(error) => return Err(error),
        };
        asker.permits.take()?;
        match serde_json::from_slice::<Request>(ears.line()) {
            Ok(request) => asker.handle(request, held)?,
            Err(error) => asker.misunderstood(ears.line(), &error)?,
        }
    }
}

impl Asker<'_> {
    /// Something is said at a terminal at which somebody takes calls.
    fn beat(&self) {
        let Some(pulse) = &self.pulse else { return };
        match self.desk.crew.beat(&self.who.agent, pulse, self.desk.clock.now()) {
            Beat::AsEver => {}
            Beat::Again => self.desk.hub.is_heard(self.number),
            Beat::Back => {
                self.desk.hub.is_heard(self.number);
                signals::announce(self.desk, &self.who.agent);
            }
        }
    }

    fn handle(&self, request: Request, held: Option<Held>) -> Result<(), LineError> {
        match &request {
            Request::Query { ask: Query::Desk, .. } => self.serving.looks(),
            _ => self.serving.works(),
        }
        self.beat();
        match request {
            Request::Hello(_) => {
                self.trouble(None, Trouble::Unknown, "hello is said once, at the start".into())
            }
            Request::Query { id, ask } => self.query(id, ask),
            Request::Command { id, command_id, .. } if command_id.is_nil() => {
                let sentence = "the nil UUID is no command_id; make one for each command";
                self.trouble(Some(id), Trouble::Unknown, sentence.into())
            }
            Request::Command { id, run, .. } if self.only_reads(run.right()).is_err() => {
                self.refused(id, Refusal::OnlyReads)
            }
            Request::Command { id, command_id, run } => {
                let known = named::are_known(self.desk, &self.who.agent, &run);
                if let Err(refusal) = known.and_then(|()| views::are_own(&run)) {
                    return self.refused(id, refusal);
                }
                let Identity { agent, via, .. } = self.who.clone();
                let role = self.role();
                let out = self.out.clone();
                let found = survey::looked_up(self.desk, role, &run);
                let kind = std::mem::discriminant(&run);
                let command = run;
                let job = Job { id, command_id, agent, via, role, kind, command, found, out, held };
                let leaving = "the desk is leaving; attach again";
                self.desk
                    .submit(Work::Command(Box::new(job)))
                    .or_else(|Leaving| self.trouble(Some(id), Trouble::Leaving, leaving.into()))
            }
            Request::Signal { id, say } if self.only_reads(say.right(&self.who.agent)).is_err() => {
                self.refused(id, Refusal::OnlyReads)
            }
            Request::Signal { id, say } => {
                match signals::heard(self.desk, (&self.now(), self.number), say) {
                    Ok(()) => self.done(id),
                    Err(refusal) => self.refused(id, refusal),
                }
            }
            Request::Draft { id, ask } => self.draft(id, ask),
        }
    }

    /// What the asker may do now: the roster may have changed since the hello.
    fn role(&self) -> Role {
        self.who.standing.role(self.desk.granted(&self.who.agent))
    }

    /// Refuses what changes something where nothing is to be changed.
    fn only_reads(&self, right: Right) -> Result<(), Refusal> {
        if self.reads_only && !right.only_reads() { Err(Refusal::OnlyReads) } else { Ok(()) }
    }

    fn may(&self, right: Right) -> Result<(), Refusal> {
        self.only_reads(right)?;
        self.desk.may(self.role(), right)
    }

    fn now(&self) -> Identity {
        Identity { role: self.role(), ..self.who.clone() }
    }

    fn query(&self, id: u64, ask: Query) -> Result<(), LineError> {
        self.desk.counts.asked();
        if let Err(refusal) = self.may(ask.right()) {
            return self.refused(id, refusal);
        }
        let made = || match &ask {
            // It waits for the writer, and nobody else shall wait for it.
            Query::IndexDigest => {
                self.made(id, answer::answer(self.desk, self.who.names(), ask.clone()))
            }
            _ => {
                let line = self.desk.clerks.ask(self.who.names(), id, ask.clone());
                line.unwrap_or_else(|| Err(io::Error::from(ErrorKind::BrokenPipe).into()))
            }
        };
        self.answer(made)
    }

    fn made(&self, id: u64, made: anyhow::Result<(u64, Answer)>) -> Result<Vec<u8>, LineError> {
        let reply = match made {
            Ok((seq, answer)) => Reply::Answer { id, seq, answer },
            Err(error) => said::declined(self.desk, id, error),
        };
        mouth::written(&reply)
    }

    /// Answers. A large answer takes its room before it waits to be read; when there is none, it
    /// is thrown away and made again when there is: what waits for room takes none.
    fn answer(&self, make: impl Fn() -> Result<Vec<u8>, LineError>) -> Result<(), LineError> {
        let made = || {
            let _asking = self.part.asking.take(1);
            make()
        };
        let (mut waited, room) = (None, &self.part.answers);
        loop {
            let line = made()?;
            let bytes = line.len();
            if bytes <= USUAL_BYTES {
                return self.write(line, None);
            }
            let enough = waited.take().filter(|held: &Held| held.bytes() >= bytes);
            if let Some(held) = enough.or_else(|| room.try_take(bytes)) {
                return self.write(line, Some(held));
            }
            drop(line);
            waited = Some(room.take(bytes));
        }
    }

    fn draft(&self, id: u64, ask: DraftAsk) -> Result<(), LineError> {
        if let Err(refusal) = self.may(ask.right()) {
            return self.refused(id, refusal);
        }
        let drafts = Drafts::of(&self.desk.place.drafts(), &self.who.agent);
        let outcome = match ask {
            DraftAsk::Keep(draft) => {
                let _asking = self.part.asking.take(1);
                self.keep(&drafts, draft)
            }
            DraftAsk::Drop { id } => drafts.forget(id).map_err(Into::into),
            DraftAsk::List => {
                return self.answer(|| {
                    self.made(id, drafts.list().map(|list| self.listed(list)).map_err(Into::into))
                });
            }
            DraftAsk::Claim { id: claimed } => {
                return self.answer(|| self.made(id, self.claimed(&drafts, claimed)));
            }
        };
        match outcome {
            Ok(()) => self.done(id),
            Err(error) => self.reply(said::declined(self.desk, id, error)),
        }
    }

    fn claimed(&self, drafts: &Drafts, claimed: Uuid) -> anyhow::Result<(u64, Answer)> {
        let mut list = drafts.list()?;
        list.retain(|draft| draft.id == claimed);
        list.iter().try_for_each(|draft| self.keep(drafts, draft.clone()))?;
        Ok(self.listed(list))
    }

    fn listed(&self, mut list: Vec<Draft>) -> (u64, Answer) {
        for draft in &mut list {
            draft.live = self.desk.hub.is_live(&self.who.agent, &draft.seat);
        }
        (self.desk.reader.head(), Answer::Drafts(list))
    }

    /// Keeps a draft as the asker's own, at this seat and time. About somebody who was erased none
    /// is kept. Looked at afterwards: an erasure that is decided meanwhile finds the draft there,
    /// or is seen here.
    fn keep(&self, drafts: &Drafts, draft: Draft) -> anyhow::Result<()> {
        let seat = self.seat.clone();
        let own = Draft { at: self.desk.clock.now(), seat, live: false, ..draft };
        drafts.keep(&own)?;
        match drafts::erased(&own, &self.desk.reader)? {
            None => Ok(()),
            Some(customer) => {
                drafts.forget(own.id)?;
                Err(Refusal::Erased { customer }.into())
            }
        }
    }

    fn done(&self, id: u64) -> Result<(), LineError> {
        self.reply(Reply::Done { id, seq: self.desk.reader.head(), done: Done::default() })
    }

    fn refused(&self, id: u64, refusal: Refusal) -> Result<(), LineError> {
        self.reply(said::refused(id, refusal))
    }

    /// Says what is wrong with a line; keeps nothing of what may be a large and senseless one.
    fn misunderstood(&self, line: &[u8], error: &serde_json::Error) -> Result<(), LineError> {
        let is_json = serde_json::from_slice::<IgnoredAny>(line).is_ok();
        let trouble = if is_json { Trouble::Unknown } else { Trouble::NotJson };
        let number = line::number_of(line);
        self.trouble(number, trouble, format!("not understood: {error}; see docs/protocol.md"))
    }

    fn trouble(
        &self,
        id: Option<u64>,
        trouble: Trouble,
        sentence: String,
    ) -> Result<(), LineError> {
        self.reply(Reply::Trouble { id, trouble, sentence })
    }

    fn reply(&self, reply: Reply) -> Result<(), LineError> {
        self.tell(Out::Reply(Box::new(reply)))
    }

    fn write(&self, line: Vec<u8>, held: Option<Held>) -> Result<(), LineError> {
        self.permits.owe(line.len());
        self.tell(Out::Line { line, held })
    }

    /// Hands something to the writing half. When that was cut off, nobody listens any more, and the
    /// conversation is over.
    fn tell(&self, out: Out) -> Result<(), LineError> {
        self.out.send(out).map_err(|_| io::Error::from(ErrorKind::BrokenPipe).into())
    }
}
