//! Agents who write: customers, contacts, tickets, notes, imports, as fast as the desk takes them.
//! Never forgets a command, acknowledged or not.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use sigap::domain::{Channel, CustomerId, Direction, Matter, Profile, TicketNo, TwoLetters};
use sigap::wire::{Command, Done, IfKnown, ImportedCustomer, Reply};
use uuid::Uuid;

use crate::ledger::{Fate, Promise};
use crate::random::Random;
use crate::talk::Talk;

/// Commands of one writer that may wait for their outcome: a terminal has one, an import some.
const AHEAD: u64 = 8;
/// Rows of an import at most: enough to be longer than a piece of disk.
const ROWS: u64 = 40;
/// Repeats of a note's words at most: some notes fill more than one page of the disk.
const WORDS: u64 = 100;

/// Writers at work, until their desk is gone or each has written what it shall.
pub struct Crew {
    writers: Vec<JoinHandle<anyhow::Result<Vec<Promise>>>>,
    done: Receiver<()>,
}

/// How much a crew shall write.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Tells the commands of one life of a desk from those of another.
    pub life: u64,
    pub writers: u64,
    /// Commands of each writer.
    pub commands: u64,
    pub erasures: Erasures,
}

/// Whether customers are erased now and then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasures {
    Never,
    Some,
}

impl Crew {
    pub fn start(socket: &Path, load: Load, random: &mut Random) -> Crew {
        let (sender, done) = channel();
        let writers = (0..load.writers).map(|number| {
            let (socket, random, ended) = (socket.to_owned(), random.fork(), sender.clone());
            thread::spawn(move || {
                let _ended = ended;
                let mut writer = Writer::new(load, number, random);
                writer.write(&socket)?;
                Ok(writer.promises)
            })
        });
        Crew { writers: writers.collect(), done }
    }

    /// Waits until all have ended, or for so long.
    pub fn watch(&self, moment: Duration) {
        // Nobody sends anything: it is either the moment or everybody's end.
        debug_assert!(matches!(
            self.done.recv_timeout(moment),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected)
        ));
    }

    /// What they were told, once all have ended.
    pub fn promises(self) -> anyhow::Result<Vec<Promise>> {
        let mut promises = Vec::new();
        for writer in self.writers {
            let written = writer.join().map_err(|_| anyhow::anyhow!("a writer panicked"))?;
            promises.extend(written?);
        }
        Ok(promises)
    }
}

struct Writer {
    load: Load,
    number: u64,
    random: Random,
    promises: Vec<Promise>,
    /// Places in `promises` of what has no outcome yet.
    waiting: VecDeque<usize>,
    customers: Vec<CustomerId>,
    erased: Vec<CustomerId>,
    tickets: Vec<TicketNo>,
}

impl Writer {
    fn new(load: Load, number: u64, random: Random) -> Writer {
        let (promises, waiting) = (Vec::new(), VecDeque::new());
        let (customers, erased, tickets) = (Vec::new(), Vec::new(), Vec::new());
        Writer { load, number, random, promises, waiting, customers, erased, tickets }
    }

    fn write(&mut self, socket: &Path) -> anyhow::Result<()> {
        // A desk that was killed before anybody came in has promised nothing.
        let agent = format!("agent{}", self.number);
        let Ok(mut talk) = Talk::open(socket, &agent) else {
            return Ok(());
        };
        let ahead = if self.random.chance(1, 3) { 1 } else { AHEAD };
        for _ in 0..self.load.commands {
            let (id, command_id) = (self.id(), Uuid::now_v7());
            let (run, texts) = self.command();
            let (agent, fate) = (agent.clone(), Fate::Unknown);
            let promise = Promise { id, agent, command_id, run, texts, fate };
            self.promises.push(promise);
            let promise = &self.promises[self.promises.len() - 1];
            if talk.send(id, command_id, &promise.run).is_err() {
                break;
            }
            self.waiting.push_back(self.promises.len() - 1);
            if self.waiting.len() as u64 >= ahead && !self.hear(&mut talk)? {
                return Ok(());
            }
        }
        while !self.waiting.is_empty() && self.hear(&mut talk)? {}
        Ok(())
    }

    /// A number no other command of the round has.
    fn id(&self) -> u64 {
        (self.load.life << 40) | (self.number << 32) | self.promises.len() as u64
    }

    /// Hears one outcome; false when the desk has gone or writes no more.
    fn hear(&mut self, talk: &mut Talk) -> anyhow::Result<bool> {
        let (id, fate) = match talk.reply()? {
            None => return Ok(false),
            Some(Reply::Done { id, seq, done }) => {
                self.learn(&done);
                (id, Fate::Kept(seq))
            }
            Some(Reply::Refused { id, sentence, .. }) => (id, Fate::Refused(sentence)),
            Some(Reply::Trouble { id: Some(id), sentence, .. }) => (id, Fate::Refused(sentence)),
            Some(other) => anyhow::bail!("not an outcome: {other:?}"),
        };
        let at = self.waiting.iter().position(|at| self.promises[*at].id == id);
        let Some(at) = at.and_then(|at| self.waiting.remove(at)) else {
            anyhow::bail!("an outcome of what nobody asked: {id}")
        };
        let goes_on = matches!(fate, Fate::Kept(_));
        self.promises[at].fate = fate;
        Ok(goes_on)
    }

    /// An answer about somebody who has been erased meanwhile brings nobody back.
    fn learn(&mut self, done: &Done) {
        let Some(customer) = done.customer.filter(|one| !self.erased.contains(one)) else { return };
        self.customers.push(customer);
        self.tickets.extend(done.ticket);
    }

    /// The next command, and the words by which its entries can be told.
    fn command(&mut self) -> (Command, Vec<String>) {
        if self.load.erasures == Erasures::Some
            && self.random.chance(1, 25)
            && let Some(customer) = self.customers.pop()
        {
            self.erased.push(customer);
            self.customers.retain(|one| *one != customer);
            // Of the tickets nobody says whose they are.
            self.tickets.clear();
            let (customers, reason) = (vec![customer], "asked for".to_owned());
            return (Command::EraseCustomers { customers, reason }, vec![String::new()]);
        }
        let text = self.text(0);
        let customer = self.customers.last().copied();
        let ticket = self.tickets.last().copied();
        match (self.random.below(10), customer, ticket) {
            (0..3, Some(customer), _) => {
                let ended = self.random.chance(1, 4);
                let run = log(customer, &text, ended);
                // How it ended is an entry of its own, without words.
                (run, if ended { vec![text, String::new()] } else { vec![text] })
            }
            (3, Some(customer), _) => (open(customer, &text), vec![text]),
            (4 | 5, _, Some(ticket)) => {
                let note = Command::NoteTicket { ticket, note: text.clone(), answered: false };
                (note, vec![text])
            }
            (6, _, _) => {
                let texts: Vec<String> =
                    (0..self.random.within(2, ROWS)).map(|row| self.text(row)).collect();
                (import(&texts), texts)
            }
            (_, _, _) => {
                let profile = Box::new(Profile { name: name(&text), ..Profile::default() });
                (Command::AddCustomer { profile, if_known: IfKnown::Add }, vec![name(&text)])
            }
        }
    }

    /// Words that nothing else in the round has.
    fn text(&mut self, row: u64) -> String {
        let (life, number, count) = (self.load.life, self.number, self.promises.len());
        let words = if self.random.chance(1, 8) { self.random.below(WORDS) } else { 2 };
        let tail = " pulsa belum masuk, saldo terpotong".repeat(words as usize);
        format!("w{life}.{number}.{count}.{row};{tail}")
    }
}

/// The beginning of a text, short enough for a name.
fn name(text: &str) -> String {
    text.chars().take(60).collect::<String>().trim_end().to_owned()
}

fn letters(code: &str) -> TwoLetters {
    code.parse().expect("two letters")
}

fn log(customer: CustomerId, note: &str, ended: bool) -> Command {
    Command::LogInteraction {
        customer,
        channel: Channel::Call,
        direction: Direction::In,
        topic: letters("BI"),
        note: note.to_owned(),
        at: None,
        outcome: ended.then(|| letters("SO")),
    }
}

fn open(customer: CustomerId, subject: &str) -> Command {
    Command::OpenTicket {
        customer,
        interaction: None,
        topic: letters("BI"),
        severity: None,
        priority: None,
        subject: name(subject),
        note: subject.to_owned(),
        assignee: None,
        kind: Matter::Complaint,
        acknowledged: false,
    }
}

fn import(texts: &[String]) -> Command {
    let rows = (1..).zip(texts).map(|(line, text)| {
        let profile = Profile { name: name(text), note: text.clone(), ..Profile::default() };
        ImportedCustomer { line, profile }
    });
    Command::ImportCustomers { rows: rows.collect(), if_known: IfKnown::Add }
}
