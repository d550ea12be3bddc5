//! The only thread that writes: commands in, synced blocks out. Never answers before the journal
//! has the block.

mod job;
mod resting;
mod ringing;
mod sharing;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::cache;
use super::decide::again::{self, Before, Outcomes};
use super::decide::{Deciding, Declined};
use super::desk::Desk;
use super::mender;
use super::prose;
use super::said;
use super::touched;
use super::undone::UndoLog;
use crate::domain::{At, Entry, Refusal};
use crate::lookup::Identities;
use crate::store::{Digest, Erasure, Fresh, OpenBlock, Store, StoreError};
use crate::wire::line::TOUCHED;
use crate::wire::{Command, Done};
pub use job::Job;
use sharing::Shares;

/// Commands that may wait for the writer; a connection whose command does not fit waits with it.
const WAITING: usize = 1_024;
/// Commands decided into one block: what waits during one sync of a slow disk.
const BLOCK_COMMANDS: usize = 512;
/// Entries after which a block is closed even when more commands wait.
const BLOCK_ENTRIES: usize = 4_000;

/// How long the index may lag behind when there is no rest: some hundred thousand entries of an
/// import.
const FLUSH_LATEST: Duration = Duration::from_secs(10);

/// What the writer is given to do, in turn.
#[derive(Debug)]
pub enum Work {
    /// Decide a command.
    Command(Box<Job>),
    /// Something to be done between two blocks.
    Chore(Chore),
}

/// What is done while no block is open.
#[derive(Debug)]
pub enum Chore {
    /// Answer from this index from now on; with it these erasures are done.
    TakeIn(Fresh, Vec<Erasure>, SyncSender<anyhow::Result<()>>),
    /// Give the journal back what the mirror still has; the sender is dropped when that is done.
    Heal(SyncSender<()>),
    /// Look who may be given a ticket that nobody has.
    Share,
    /// Say what the index holds, while nothing is written.
    Digest(SyncSender<Result<Digest, StoreError>>),
}

/// The way to the writer, and its end.
pub fn queue() -> (SyncSender<Work>, Receiver<Work>) {
    sync_channel(WAITING)
}

/// What came of a command: where it ended in the journal and what to say.
pub(super) type Outcome = Result<(u64, Done), Declined>;

/// The writer's own memory; everything in it can be had from the journal again.
pub struct Writer {
    store: Store,
    desk: Arc<Desk>,
    outcomes: Outcomes,
    undo: UndoLog,
    /// When there is something to tell of the tickets' clocks.
    alarm: Option<At>,
    /// Sharing tickets out.
    shares: Shares,
    /// Whether everybody has been told that the mirror is lost.
    mirror_told: bool,
    /// The thread that writes the look-up's cache, or did.
    keeper: Option<JoinHandle<()>>,
}

impl Writer {
    /// A writer for an opened store; `recent` are the journal's last entries, so that what
    /// was done before a restart can be undone.
    pub fn new(store: Store, desk: Arc<Desk>, recent: &[Entry]) -> Writer {
        let mut undo = UndoLog::default();
        recent.chunk_by(|a, b| a.command == b.command).for_each(|command| undo.committed(command));
        let mirror_told = desk.reader.mirror_lost().is_some();
        let (outcomes, alarm, keeper) = (Outcomes::default(), None, None);
        let (view, mut shares) = (desk.reader.view(), Shares::default());
        shares.take(recent, &view);
        shares.read(&view);
        desk.hub.follows.read(&view);
        drop(view);
        let mut writer = Writer { store, desk, outcomes, undo, alarm, shares, mirror_told, keeper };
        writer.look_for_alarm();
        writer
    }

    /// Works until every connection has gone, then closes the store in order.
    ///
    /// # Errors
    /// [`StoreError`] of the closing.
    pub fn run(mut self, works: &Receiver<Work>) -> Result<(), StoreError> {
        // Since when the index on disk lags behind; a desk at rest does not, and wakes nobody.
        let mut lags: Option<Instant> = None;
        loop {
            let shares = self.shares.is_due();
            let work = match self.patience(lags) {
                None => works.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(patience) => works.recv_timeout(patience),
            };
            let rests = matches!(work, Err(RecvTimeoutError::Timeout)) && lags.is_some() && !shares;
            match work {
                Ok(Work::Command(first)) => {
                    if let Some(after) = self.block(*first, works) {
                        self.between_blocks(after);
                    }
                    lags.get_or_insert_with(Instant::now);
                }
                Ok(Work::Chore(chore)) => self.between_blocks(chore),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.ring() | self.share() {
                lags.get_or_insert_with(Instant::now);
            }
            if rests || lags.is_some_and(|since| since.elapsed() >= FLUSH_LATEST) {
                lags = None;
                if let Err(error) = self.store.flush() {
                    tracing::warn!("the index could not be flushed; a start will replay: {error}");
                }
                if rests {
                    self.look_at_mirror();
                    self.desk.look_who_can_reach_it();
                    self.keep_lookup();
                }
            }
        }
        let Writer { store, desk, keeper, .. } = self;
        // A keeper that panicked has told so.
        desk.cache.undisturbed(|| keeper.map(|keeper| drop(keeper.join())));
        let closed = store.close();
        if desk.cache.is_behind(desk.reader.head()) {
            cache::keep_lookup(&desk, desk.reader.standing());
        }
        closed
    }

    fn between_blocks(&mut self, chore: Chore) {
        match chore {
            Chore::TakeIn(fresh, erasures, to) => drop(to.send(self.take_in(fresh, &erasures))),
            // What is healed may have been found by several who read it before that.
            Chore::Heal(_) if self.desk.reader.damage().is_none() => {}
            Chore::Heal(_done) => mender::heal(&mut self.store),
            Chore::Share => self.shares.look_again(),
            // Whoever asked may have gone.
            Chore::Digest(to) => drop(to.send(self.store.digest())),
        }
    }

    fn take_in(&mut self, fresh: Fresh, erasures: &[Erasure]) -> anyhow::Result<()> {
        self.store.take_in(fresh)?;
        self.look_for_alarm();
        if !erasures.is_empty() {
            // The look-up itself has not known them since their erasure was decided.
            self.desk.cache.forget().context("the look-up's cache cannot be removed")?;
            self.store.finish_erasures(erasures)?;
            // Screens have asked when it was decided, and may still show what was there then.
            self.desk.hub.ask_anew();
        }
        Ok(())
    }

    /// One group commit: the first command and those that wait behind it. Returns the chore
    /// that ended the waiting, to be done after it.
    fn block(&mut self, first: Job, works: &Receiver<Work>) -> Option<Chore> {
        let mut block = self.store.begin();
        let mut pending = Identities::default();
        let mut outcomes: Vec<(Job, Outcome)> = Vec::new();
        let (mut next, mut after) = (Some(first), None);
        while let Some(mut job) = next {
            let outcome = self.decide(&mut job, &mut block, &mut pending);
            outcomes.push((job, outcome));
            let full = outcomes.len() >= BLOCK_COMMANDS
                || block.entries().len() >= BLOCK_ENTRIES
                || block.is_full();
            next = match if full { None } else { works.try_recv().ok() } {
                Some(Work::Command(job)) => Some(*job),
                Some(Work::Chore(chore)) => {
                    after = Some(chore);
                    None
                }
                None => None,
            };
        }
        self.keep(block, outcomes);
        after
    }

    /// Commits a block and tells what came of it.
    fn keep(&mut self, block: OpenBlock, outcomes: Vec<(Job, Outcome)>) {
        let entries = block.entries().to_vec();
        let began = Instant::now();
        let committed = self.store.commit(block);
        if !entries.is_empty() {
            self.desk.counts.kept(began.elapsed());
        }
        match committed {
            Ok(_) => {
                self.look_for_trouble();
                self.synced(&entries, outcomes);
                self.look_at_clocks(&entries);
                self.shares.take(&entries, &self.desk.reader.view());
            }
            Err(error) => self.failed(&error, outcomes),
        }
    }

    fn decide(&self, job: &mut Job, block: &mut OpenBlock, pending: &mut Identities) -> Outcome {
        let command = job.command_id.as_u128();
        if let Some(before) = self.outcomes.of(command) {
            let is_same = before.is(&job.agent, &job.command);
            let outcome = is_same.then(|| (before.seq, before.done.clone()));
            return outcome.ok_or_else(|| Refusal::CommandIdUsed.into());
        }
        if let Some(first) = block.view().command(command) {
            return self.outcome_before(first, job, block);
        }
        self.desk.may(job.role, job.command.right())?;
        if let Some(why) = self.desk.hub.read_only() {
            return Err(Refusal::ReadOnly { why }.into());
        }
        self.desk.space.enough()?;
        let asked = std::mem::replace(&mut job.command, Command::Undo);
        let stamp = job.stamp(self.desk.clock.tick());
        let mark = block.mark();
        let lookup = self.desk.lookup();
        let (reader, undo, place) = (&self.desk.reader, &self.undo, &self.desk.place);
        let (lookup, role) = (&lookup, job.role);
        let found = job.found.take();
        let mut deciding =
            Deciding { block, pending, lookup, reader, stamp, role, undo, place, found };
        match deciding.run(asked) {
            Ok(done) => {
                let last = block.entries().last().map(|entry| entry.seq);
                Ok((last.unwrap_or_else(|| self.store.head()), done))
            }
            Err(declined) => {
                // A command that is refused half-way leaves nothing.
                block.rollback(mark);
                Err(declined)
            }
        }
    }

    /// What a command brought about that was decided before, in an earlier run or in this very
    /// block, read from its entries.
    fn outcome_before(&self, first: u64, job: &Job, block: &OpenBlock) -> Outcome {
        let command = job.command_id.as_u128();
        let kept = self.desk.reader.entries(first, BLOCK_ENTRIES)?;
        let entries = kept.iter().chain(block.entries());
        let own: Vec<Entry> = entries.filter(|entry| entry.command == command).cloned().collect();
        let done = touched::done(&own);
        if own.first().is_some_and(|first| !again::is_of(first, &done, &job.agent, &job.command)) {
            return Err(Refusal::CommandIdUsed.into());
        }
        let done = touched::as_first_told(done, &own, &self.desk.reader, &block.view())?;
        Ok((own.last().map_or(first, |entry| entry.seq), done))
    }

    fn synced(&mut self, entries: &[Entry], outcomes: Vec<(Job, Outcome)>) {
        match touched::findable(&self.desk.reader, entries) {
            Ok(findable) => findable.put_into(|change| self.desk.change_lookup(change)),
            Err(error) => {
                self.desk.cache.distrust();
                tracing::error!("the look-up could not be brought up to date: {error}");
            }
        }
        if let Err(error) = prose::take_in(&self.desk, entries) {
            tracing::error!("words of tickets could not be brought up to date: {error}");
            prose::begin_anew(&self.desk);
        }
        for command in entries.chunk_by(|a, b| a.command == b.command) {
            self.undo.committed(command);
        }
        let head = self.store.head();
        if !entries.is_empty() {
            // Past what a terminal is told one by one, nobody is told whose tickets they are.
            let few = entries.len() <= TOUCHED;
            let view = self.desk.reader.view();
            let whose = |no| view.whose(no).ok().flatten().filter(|_| few);
            let touched = entries.iter().flat_map(|entry| touched::touched(entry, whose));
            self.desk.hub.heed(entries);
            self.desk.hub.publish(head, touched);
        }
        for (job, outcome) in outcomes {
            self.desk.counts.decided(&outcome);
            match &outcome {
                Ok((seq, done)) => {
                    let (seq, done, agent) = (*seq, done.clone(), job.agent.as_str().into());
                    let before = Before { seq, done, agent, kind: job.kind };
                    self.outcomes.remember(job.command_id.as_u128(), before);
                }
                // It is nobody's to take back any more, and in the way of nothing done before it.
                Err(Declined::Refused(Refusal::Erased { .. })) if job.takes_back() => {
                    self.undo.forget_last(&job.agent);
                }
                Err(Declined::Refused(_) | Declined::Failed(_)) => {}
            }
            said::reply(job, outcome);
        }
    }

    /// A block was kept, and what it asks for may not have been begun: then nothing is written any
    /// more.
    fn look_for_trouble(&self) {
        if let (Some(why), None) = (self.desk.reader.trouble(), self.desk.hub.read_only()) {
            tracing::error!("the journal cannot be written any more: {why}");
            self.desk.hub.became_read_only(&why);
            self.desk.hub.could_not_erase(&why);
        }
    }

    /// Nothing of the block counts: everybody hears why, and nothing is written any more.
    fn failed(&self, error: &StoreError, outcomes: Vec<(Job, Outcome)>) {
        let why = error.to_string();
        tracing::error!("the journal cannot be written: {why}");
        // The block may be kept all the same, and the look-up does not know of it.
        self.desk.cache.distrust();
        self.desk.hub.became_read_only(&why);
        for (job, _) in outcomes {
            let outcome = Err(Refusal::ReadOnly { why: why.clone() }.into());
            self.desk.counts.decided(&outcome);
            said::reply(job, outcome);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::net::UnixStream;
    use std::path::Path;
    use std::sync::atomic::{AtomicU64, AtomicUsize};
    use std::sync::mpsc::{TrySendError, channel};
    use std::sync::{Mutex, RwLock};

    use super::super::cache::Cache;
    use super::super::clerks::Clerks;
    use super::super::counts::Counts;
    use super::super::hub::Hub;
    use super::super::looks::Looks;
    use super::super::signals::Offers;
    use super::super::space::Space;
    use super::*;
    use crate::daemon::hub::Out;
    use crate::domain::Role;
    use crate::domain::{CustomerId, Profile};
    use crate::home::place::Whose;
    use crate::home::{Clock, Place, Settings, SystemConfig};
    use crate::lookup::Lookup;
    use crate::store::Salts;
    use crate::wire::{IfKnown, ImportedCustomer, Reply};
    use uuid::Uuid;

    /// A writer on an empty desk in a folder.
    fn writer(dir: &Path) -> Writer {
        let (store, _) = Store::open(dir, Salts::random(), &mut |_| ()).expect("it opens");
        let (dir, socket) = (dir.to_owned(), dir.join("desk.sock"));
        let (clock, whose) = (Clock::System, Whose::Throwaway);
        let space = Space::new(&dir, 0);
        let place = Place { dir, socket, whose, system: SystemConfig::default() };
        let desk = Desk {
            started: clock.now(),
            clock,
            zone: "UTC".to_owned(),
            settings: Settings::default(),
            reader: store.reader(),
            lookup: RwLock::new(Lookup::new()),
            looking: AtomicUsize::new(0),
            cache: Cache::of(&place),
            written: prose::Written::default(),
            clerks: Clerks::default(),
            space,
            hub: Hub::new(0),
            crew: crate::daemon::crew::Crew::default(),
            looks: Looks::new(place.looks(), 1),
            worked: crate::daemon::worked::Worked::new(place.work(), 1, At(0)),
            calls: crate::daemon::calls::Calls::default(),
            board: Default::default(),
            figures: Default::default(),
            offers: Offers::default(),
            jobs: Mutex::default(),
            waker: UnixStream::pair().expect("two ends").0,
            streams: Mutex::default(),
            counts: Counts::default(),
            place,
        };
        Writer::new(store, Arc::new(desk), &[])
    }

    /// An import of so many customers whom nobody knows.
    fn import(count: usize) -> Work {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let rows = (0..count as u64).map(|line| {
            let name =
                format!("Customer {}", NEXT.fetch_add(1, std::sync::atomic::Ordering::SeqCst));
            ImportedCustomer { line, profile: Profile { name, ..Profile::default() } }
        });
        work(Command::ImportCustomers { rows: rows.collect(), if_known: IfKnown::Add })
    }

    fn work(command: Command) -> Work {
        let (command_id, agent, role) = (Uuid::now_v7(), "a".to_owned(), Role::Administrator);
        let (out, held, kind) = (channel().0, None, std::mem::discriminant(&command));
        Work::Command(Box::new(Job {
            id: 1,
            command_id,
            agent,
            via: String::new(),
            role,
            kind,
            command,
            found: None,
            out,
            held,
        }))
    }

    /// How many of these are left waiting after the first block.
    fn left(works: Vec<Work>) -> usize {
        let folder = tempfile::tempdir().expect("a folder");
        let (send, waiting) = queue();
        works.into_iter().for_each(|work| send.send(work).expect("there is room"));
        let Ok(Work::Command(first)) = waiting.recv() else { panic!("a command") };
        writer(folder.path()).block(*first, &waiting);
        waiting.try_iter().count()
    }

    #[test]
    fn a_block_that_was_kept_counts_when_its_erasure_cannot_be_begun() {
        let folder = tempfile::tempdir().expect("a folder");
        let (send, waiting) = queue();
        let customers = vec![CustomerId(1)];
        let erase = Command::EraseCustomers { customers, reason: "asked for".to_owned() };
        let (out, said) = channel();
        for mut work in [import(2), work(erase)] {
            if let Work::Command(job) = &mut work {
                job.out = out.clone();
            }
            send.send(work).expect("room");
        }
        drop((send, out));
        // An erasure begins a new file, when its block is kept already: this one cannot.
        let taken = folder.path().join("journal/00000000000000000004.journal");
        let writer = writer(folder.path());
        fs::create_dir(&taken).expect("made");
        let desk = Arc::clone(&writer.desk);
        writer.run(&waiting).expect("it ends in order");
        for out in said {
            let Out::Reply(reply) = out else { panic!("{out:?}") };
            assert!(matches!(*reply, Reply::Done { .. }), "{reply:?}");
        }
        assert_eq!((desk.reader.head(), desk.lookup().len()), (3, 1), "kept, and found");
        assert!(desk.hub.read_only().is_some() && desk.hub.erasing_failed().is_some());
        assert_eq!(desk.reader.erasing(), 1);
    }

    #[test]
    fn so_many_commands_wait_and_no_more() {
        let (send, waiting) = queue();
        let heal = || Work::Chore(Chore::Heal(sync_channel(1).0));
        (0..WAITING).for_each(|_| send.try_send(heal()).expect("room"));
        let over = send.try_send(heal());
        assert!(matches!(over, Err(TrySendError::Full(_))), "whoever brings it waits with it");
        drop(waiting.recv());
        assert!(send.try_send(heal()).is_ok());
    }

    #[test]
    fn a_block_takes_so_many_commands_and_entries_and_no_more() {
        let commands = |count: usize| (0..count).map(|_| import(1)).collect::<Vec<_>>();
        assert_eq!(left(commands(BLOCK_COMMANDS)), 0);
        assert_eq!(left(commands(BLOCK_COMMANDS + 1)), 1);
        let entries = |count: usize| vec![import(count - 1_000), import(1_000), import(1)];
        assert_eq!(left(entries(BLOCK_ENTRIES - 1)), 0, "it is not full yet");
        assert_eq!(left(entries(BLOCK_ENTRIES)), 1);
    }
}
