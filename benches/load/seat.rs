//! A terminal as the desk sees it: told what changes, it asks again what it shows, as the program's
//! terminal does; and somebody at it who works. Never draws.

use std::io::{BufReader, ErrorKind};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use sigap::client::PROGRAM;
use sigap::domain::{Channel, CustomerId, Direction, Priority, Sort};
use sigap::wire::line::{self, Got, LINE_BYTES};
use sigap::wire::{
    Changed, Command, Hello, Kind, PROTOCOL, Query, QueueView, Reply, Request, TicketFilter,
    Touched,
};
use uuid::Uuid;

use super::floor::Floor;
use super::place;
use super::tally::Work;
use crate::made::law::Dice;
use crate::outside::Anything;

/// Between two asks that nobody pressed a key for, and rows asked for: see `terminal/ask.rs` and
/// `terminal/questions.rs`.
const PAUSE: Duration = Duration::from_millis(250);
const ROWS: u32 = 60;
/// Nobody waits for longer in one piece.
const LONGEST: Duration = Duration::from_millis(500);

/// Something was heard.
#[derive(Debug, Clone, Copy)]
pub struct Heard {
    /// Microseconds since the beginning.
    pub at: u32,
    /// How far in the journal it was.
    pub seq: u64,
}

/// What a terminal has seen of the run.
#[derive(Debug, Default)]
pub struct Seen {
    /// How far the journal was when it attached.
    pub from: u64,
    /// That something had changed.
    pub told: Vec<Heard>,
    /// The queue, asked for again.
    pub answered: Vec<Heard>,
    /// What was done at it.
    pub works: Vec<Work>,
}

/// One pane's question.
#[derive(Debug, Clone, Copy, Default)]
struct Ask {
    flight: Option<u64>,
    wanted: bool,
    asked: Option<Instant>,
}

impl Ask {
    fn due(&self, now: Instant) -> Option<Instant> {
        let due = self.asked.map_or(now, |asked| asked + PAUSE);
        (self.wanted && self.flight.is_none()).then_some(due)
    }
}

/// A terminal and who works at it.
pub struct Seat {
    stream: UnixStream,
    reader: BufReader<UnixStream>,
    line: Vec<u8>,
    floor: Floor,
    hand: CustomerId,
    queue: Ask,
    history: Ask,
    next: u64,
    began: Instant,
    /// Between two commands, on average.
    pause: Duration,
    act_at: Instant,
    /// The command that is not answered yet.
    doing: Option<(u64, u32, bool)>,
    dice: Dice,
    seen: Seen,
}

fn hello(home: &Path, agent: &str) -> Anything<UnixStream> {
    let mut stream = UnixStream::connect(&place(home)?.socket)?;
    let (program, act_as) = (PROGRAM.to_owned(), Some(agent.to_owned()));
    let (protocol, seat) = (PROTOCOL, format!("seat of {agent}"));
    let hello = Hello {
        protocol,
        program,
        act_as,
        seat,
        follow: true,
        watch: false,
        reads_only: false,
        early: false,
    };
    line::write(&mut stream, &Request::Hello(hello))?;
    Ok(stream)
}

impl Seat {
    /// A terminal that never reads what it is told.
    pub fn deaf(home: &Path) -> Anything<UnixStream> {
        hello(home, "deaf")
    }

    /// Attaches; its people begin to work after a while of their own.
    pub fn open(
        home: &Path,
        number: usize,
        floor: &Floor,
        (began, pause): (Instant, Duration),
    ) -> Anything<Seat> {
        let stream = hello(home, &format!("agent{number}"))?;
        let mut reader = BufReader::with_capacity(1 << 14, stream.try_clone()?);
        let from = match line::read::<Reply>(&mut reader, &mut Vec::new())? {
            Some(Reply::Welcome(welcome)) => welcome.seq,
            other => return Err(format!("no welcome: {other:?}").into()),
        };
        let mut dice = Dice((number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        dice.roll(2);
        let act_at = Instant::now() + pause.mul_f64(dice.part());
        let hand = CustomerId(dice.roll(floor.customers as usize) as u64 + 1);
        let wanted = Ask { wanted: true, ..Ask::default() };
        let (line, floor) = (Vec::new(), floor.clone());
        let (queue, history, next, doing) = (wanted, wanted, 0, None);
        let seen = Seen { from, ..Seen::default() };
        Ok(Seat {
            stream,
            reader,
            line,
            floor,
            hand,
            queue,
            history,
            next,
            began,
            pause,
            act_at,
            doing,
            dice,
            seen,
        })
    }

    /// Works until it is over; what was asked then is not waited for.
    pub fn work(&mut self, end: Instant) -> Result<Seen, String> {
        while Instant::now() < end {
            self.step(end).map_err(|error| error.to_string())?;
        }
        Ok(std::mem::take(&mut self.seen))
    }

    fn step(&mut self, end: Instant) -> Anything<()> {
        let now = Instant::now();
        if self.queue.due(now).is_some_and(|at| at <= now) {
            let (view, filter) = (QueueView::MineAndUnassigned, TicketFilter::default());
            let sort = Sort::Due;
            let id = self.ask(Query::Queue { view, filter, sort, skip: 0, limit: ROWS })?;
            self.queue = Ask { flight: Some(id), wanted: false, asked: Some(now) };
        }
        if self.history.due(now).is_some_and(|at| at <= now) {
            let (customer, text) = (self.hand, String::new());
            let id = self.ask(Query::History { customer, text, before: None, limit: ROWS })?;
            self.history = Ask { flight: Some(id), wanted: false, asked: Some(now) };
        }
        if self.doing.is_none() && now >= self.act_at {
            self.act()?;
        }
        let acts = self.doing.is_none().then_some(self.act_at);
        let wakes = [self.queue.due(now), self.history.due(now), acts, Some(end)];
        let wake = wakes.into_iter().flatten().min().unwrap_or(now).min(now + LONGEST);
        let wait = wake.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        self.stream.set_read_timeout(Some(wait))?;
        match line::read_up_to(&mut self.reader, &mut self.line, LINE_BYTES) {
            Ok(Got::Line) => {
                let line = std::mem::take(&mut self.line);
                self.hear(&line)?;
                self.line = line;
                self.line.clear();
                Ok(())
            }
            Ok(Got::Part | Got::End) => Err("the desk has gone".into()),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn ask(&mut self, ask: Query) -> Anything<u64> {
        self.next += 1;
        let id = self.next;
        line::write(&mut self.stream, &Request::Query { id, ask })?;
        Ok(id)
    }

    fn micros(&self) -> u32 {
        self.began.elapsed().as_micros() as u32
    }

    /// Does something that agents do: mostly contacts, then notes, priorities, takes.
    fn act(&mut self) -> Anything<()> {
        let ticket = self.floor.tickets[self.dice.roll(self.floor.tickets.len())];
        let (topics, note) = (&self.floor.topics, "Rang again, wants to know when.".to_owned());
        let topic = topics[self.dice.roll(topics.len())];
        let customer = self.hand;
        let run = match self.dice.roll(10) {
            0..=3 => {
                let (channel, direction) = (Channel::Call, Direction::In);
                let (at, outcome) = (None, None);
                Command::LogInteraction { customer, channel, direction, topic, note, at, outcome }
            }
            4..=6 => Command::NoteTicket { ticket, note, answered: false },
            7..=8 => {
                let all = [Priority::Low, Priority::Normal, Priority::High];
                {
                    let (priority, was) = (all[self.dice.roll(all.len())], Default::default());
                    Command::SetPriority { ticket, priority, was }
                }
            }
            _ => {
                let to = format!("agent{}", self.dice.roll(500));
                Command::AssignTicket { ticket, to, was: Default::default() }
            }
        };
        let is_ticket = !matches!(run, Command::LogInteraction { .. });
        self.next += 1;
        let (id, command_id) = (self.next, Uuid::now_v7());
        self.doing = Some((id, self.micros(), is_ticket));
        line::write(&mut self.stream, &Request::Command { id, command_id, run })?;
        Ok(())
    }

    /// Reads a line; of answers only whose and how far they are.
    fn hear(&mut self, line: &[u8]) -> Anything<()> {
        let at = self.micros();
        if line.starts_with(b"{\"answer\"") {
            let (id, seq) = (number(line, "\"id\":")?, number(line, "\"seq\":")?);
            if self.queue.flight == Some(id) {
                self.queue.flight = None;
                self.seen.answered.push(Heard { at, seq });
            }
            if self.history.flight == Some(id) {
                self.history.flight = None;
            }
            return Ok(());
        }
        match serde_json::from_slice::<Reply>(line)? {
            Reply::Changed(changed) => {
                self.seen.told.push(Heard { at, seq: changed.seq });
                self.touched(&changed);
            }
            Reply::Done { id, seq, .. } => self.done(id, at, seq),
            Reply::Refused { id, .. } => self.done(id, at, 0),
            Reply::Signal(_) => {}
            other => return Err(format!("the desk says {other:?}").into()),
        }
        Ok(())
    }

    fn touched(&mut self, changed: &Changed) {
        let kinds = || changed.touched.iter();
        let of_queue = |kind: Kind| matches!(kind, Kind::Ticket | Kind::Customer);
        self.queue.wanted |= changed.much || kinds().any(|one| of_queue(one.kind));
        // What becomes of a ticket is told of its customer's history, too.
        let of_hand = |one: &Touched| {
            let told = matches!(one.kind, Kind::Interaction | Kind::Rating | Kind::Customer);
            told && one.id == self.hand.0
        };
        self.history.wanted |= changed.much || kinds().any(of_hand);
    }

    fn done(&mut self, id: u64, done: u32, seq: u64) {
        let Some((_, sent, is_ticket)) = self.doing.take_if(|doing| doing.0 == id) else { return };
        self.seen.works.push(Work { sent, done, seq, is_ticket });
        // People think for as long as it takes: mostly short, at times long.
        let think = -(1.0 - self.dice.part()).ln();
        self.act_at = Instant::now() + self.pause.mul_f64(think);
    }
}

/// The number behind the first such name.
fn number(line: &[u8], name: &str) -> Anything<u64> {
    let head = std::str::from_utf8(&line[..line.len().min(80)]).unwrap_or_default();
    let (_, rest) = head.split_once(name).ok_or("an answer without a number")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Ok(rest[..end].parse()?)
}
