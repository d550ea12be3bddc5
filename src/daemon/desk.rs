//! What every thread of the desk shares. Never the store itself: the writer owns it.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::thread;
use std::time::Instant;

use super::board::Board;
use super::cache::Cache;
use super::calls::Calls;
use super::clerks::Clerks;
use super::counts::Counts;
use super::crew::Crew;
use super::figures::Figures;
use super::hub::Hub;
use super::looks::Looks;
use super::prose::Written;
use super::signals::Offers;
use super::space::Space;
use super::worked::Worked;
use super::writer::Work;
use crate::domain::{At, Refusal, Right, Role};
use crate::home::place::Whose;
use crate::home::{Clock, Place, Settings};
use crate::lookup::Lookup;
use crate::store::Reader;
use crate::wire::DeskKind;

/// The desk as its connections see it.
pub struct Desk {
    /// Where it lives.
    pub place: Place,
    /// Its clock.
    pub clock: Clock,
    /// IANA name of its time zone.
    pub zone: String,
    /// What its owner has set, as it was read when the desk was started.
    pub settings: Settings,
    /// When it started.
    pub started: At,
    /// Synced state.
    pub reader: Reader,
    /// Finding customers.
    pub lookup: RwLock<Lookup>,
    /// How many wait for the look-up to find somebody in it.
    pub looking: AtomicUsize,
    /// Where that is kept for the next start.
    pub cache: Cache,
    /// Finding tickets by their words.
    pub written: Written,
    /// Room on the disk.
    pub space: Space,
    /// Who makes answers.
    pub clerks: Clerks,
    /// Who is attached.
    pub hub: Hub,
    /// Who is at work and doing what.
    pub crew: Crew,
    /// Who looked at whose record.
    pub looks: Looks,
    /// The whole desk at a glance.
    pub board: Board,
    /// What reports are counted from.
    pub figures: Figures,
    /// What agents have done.
    pub worked: Worked,
    /// Announced calls.
    pub offers: Offers,
    /// Calls under way.
    pub calls: Calls,
    /// The way to the writer; `None` once the desk is leaving.
    pub jobs: Mutex<Option<SyncSender<Work>>>,
    /// Wakes the thread that accepts connections.
    pub waker: UnixStream,
    /// Every connection's socket, to end them all.
    pub streams: Mutex<Streams>,
    /// What it has done.
    pub counts: Counts,
}

/// Connections that have not said hello. A program says it at once, so few are ever without; when
/// there are more, the oldest one of the user who has most of them goes.
const STRANGERS: usize = 128;
/// How often the writer lets others go first before it changes the look-up: for as long as they
/// take to wake up, not for as long as they like.
const TURNS: usize = 1_000;

/// Open sockets by number.
#[derive(Debug, Default)]
pub struct Streams {
    next: u64,
    /// When somebody who worked at the desk left last.
    left: Option<Instant>,
    open: BTreeMap<u64, Peer>,
}

/// Who is at the other end of a socket.
#[derive(Debug)]
struct Peer {
    stream: Arc<UnixStream>,
    uid: u32,
    /// Whether they have said hello.
    is_known: bool,
    does: Does,
}

/// What somebody is attached for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    /// Has not said so yet.
    Nothing,
    /// Looks how the desk is, and for nothing else: that keeps no desk awake.
    Looks,
    /// Works at it.
    Works,
}

impl Streams {
    /// The oldest stranger of the user who has most of them; `None` while they are few.
    fn stranger_to_go(&self) -> Option<u64> {
        let strangers = || self.open.iter().filter(|(_, peer)| !peer.is_known);
        if strangers().count() < STRANGERS {
            return None;
        }
        let mut users: BTreeMap<u32, (usize, u64)> = BTreeMap::new();
        for (number, peer) in strangers() {
            users.entry(peer.uid).or_insert((0, *number)).0 += 1;
        }
        users.into_values().max_by_key(|(count, _)| *count).map(|(_, oldest)| oldest)
    }
}

/// The desk takes no more commands.
#[derive(Debug)]
pub struct Leaving;

/// A connection that is being served; it no longer counts once this is dropped.
pub struct Serving {
    desk: Arc<Desk>,
    number: u64,
}

impl Serving {
    /// The peer has said hello, and keeps its place from now on.
    pub fn is_known(&self) {
        if let Some(peer) = self.desk.streams().open.get_mut(&self.number) {
            peer.is_known = true;
        }
    }

    /// The peer asks how the desk is; whether it does more is seen later.
    pub fn looks(&self) {
        self.does(Does::Looks);
    }

    /// The peer works at the desk.
    pub fn works(&self) {
        self.does(Does::Works);
    }

    fn does(&self, does: Does) {
        if let Some(peer) = self.desk.streams().open.get_mut(&self.number)
            && peer.does != Does::Works
        {
            peer.does = does;
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let mut streams = self.desk.streams();
        let gone = streams.open.remove(&self.number);
        if gone.is_none_or(|peer| peer.does != Does::Looks) {
            streams.left = Some(Instant::now());
        }
        if streams.open.is_empty() {
            self.desk.wake();
        }
        self.desk.counts.changed();
    }
}

impl Desk {
    /// Whose desk it is, in the words of the wire.
    pub const fn kind(&self) -> DeskKind {
        kind(self.place.whose)
    }

    /// The look-up, for reading.
    pub fn lookup(&self) -> RwLockReadGuard<'_, Lookup> {
        self.looking.fetch_add(1, Ordering::AcqRel);
        let lookup = self.lookup.read().unwrap_or_else(PoisonError::into_inner);
        self.looking.fetch_sub(1, Ordering::AcqRel);
        lookup
    }

    /// Changes the look-up; whoever waits to find somebody goes first.
    pub fn change_lookup(&self, change: &dyn Fn(&mut Lookup)) {
        // The lock alone would let an import, which changes it again and again, have it every time.
        let mut turns = 0..TURNS;
        while self.looking.load(Ordering::Acquire) > 0 && turns.next().is_some() {
            thread::yield_now();
        }
        change(&mut self.lookup.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Roles given by the roster; none when they cannot be read.
    pub fn roles(&self) -> BTreeMap<String, Role> {
        let roles = self.reader.view().roles().unwrap_or_default();
        roles.into_iter().map(|(agent, granted)| (agent, granted.role)).collect()
    }

    /// What the roster makes of somebody now.
    pub fn granted(&self, agent: &str) -> Option<Role> {
        self.reader.view().role(agent).unwrap_or_default()
    }

    /// Makes sure that a role has a right; who has it instead, and is here, is in the refusal.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn may(&self, role: Role, right: Right) -> Result<(), Refusal> {
        if right.is_of(role) {
            return Ok(());
        }
        let may = right.roles();
        Err(Refusal::NotAllowed { may: may.to_vec(), here: self.hub.here(may) })
    }

    /// How many customers there are.
    pub fn customers(&self) -> u64 {
        self.reader.view().counts().map(|counts| counts.customers).unwrap_or_default()
    }

    /// Tells whether the desk takes no more commands.
    pub fn is_leaving(&self) -> bool {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Looks whether the home and the mirror are still their owner's alone, as a start does. What
    /// is new is logged, and has terminals ask how the desk is.
    pub fn look_who_can_reach_it(&self) {
        let mirror = self.settings.mirror.as_deref();
        let mirror = || mirror.map_or(Ok(()), |mirror| self.place.check_mirror(mirror));
        let open = self.place.check().and_then(|()| mirror()).err().map(|why| why.to_string());
        if !self.hub.is_open_to_others(open.clone()) {
            return;
        }
        match open {
            Some(why) => tracing::error!("the desk would not start as it is now: {why}"),
            None => tracing::info!("the desk is its owner's alone again"),
        }
        self.ask_anew();
    }

    /// How the desk itself is has changed: everybody is to ask again.
    pub fn ask_anew(&self) {
        self.hub.ask_anew();
        self.counts.changed();
    }

    /// Hands work to the writer, waiting while too much waits.
    ///
    /// # Errors
    /// The desk is leaving.
    pub fn submit(&self, work: Work) -> Result<(), Leaving> {
        let jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).clone();
        jobs.and_then(|jobs| jobs.send(work).ok()).ok_or(Leaving)
    }

    /// Counts a connection for as long as the returned value lives. It is a stranger's until it
    /// [is known](Serving::is_known); too many strangers cost the oldest one its place.
    pub fn arrived(self: &Arc<Desk>, stream: &Arc<UnixStream>, uid: u32) -> Serving {
        let mut streams = self.streams();
        if let Some(gone) = streams.stranger_to_go().and_then(|oldest| streams.open.remove(&oldest))
        {
            drop(gone.stream.shutdown(Shutdown::Both));
        }
        streams.next += 1;
        let number = streams.next;
        let peer = Peer { stream: Arc::clone(stream), uid, is_known: false, does: Does::Nothing };
        streams.open.insert(number, peer);
        Serving { desk: Arc::clone(self), number }
    }

    /// How many connections there are, those that have not said hello included.
    pub fn connections(&self) -> usize {
        self.streams().open.len()
    }

    /// When somebody who worked at the desk left last, if anybody has.
    pub fn left(&self) -> Option<Instant> {
        self.streams().left
    }

    /// How many have said hello.
    pub fn known(&self) -> usize {
        self.streams().open.values().filter(|peer| peer.is_known).count()
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes no more commands and ends every connection; the writer ends after what waits.
    pub fn close(&self) {
        self.clerks.close();
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take();
        for peer in self.streams().open.values() {
            // The answers of commands that still wait are lost to their askers, who ask again
            // under the same command id.
            drop(peer.stream.shutdown(Shutdown::Both));
        }
    }

    /// Wakes the accepting thread, which then sees whether it is time to leave.
    pub fn wake(&self) {
        // A full pipe wakes it too.
        drop((&self.waker).write(&[0]));
    }
}

/// Whose desk it is, in the words of the wire.
pub const fn kind(whose: Whose) -> DeskKind {
    match whose {
        Whose::Personal => DeskKind::Personal,
        Whose::System => DeskKind::System,
        Whose::Throwaway => DeskKind::Throwaway,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_too_many_strangers_the_oldest_of_who_has_most_goes() {
        let (stream, _) = UnixStream::pair().expect("two ends");
        let stream = Arc::new(stream);
        let mut streams = Streams::default();
        let mut arrive = |number: u64, uid: u32, is_known: bool| {
            let peer = Peer { stream: Arc::clone(&stream), uid, is_known, does: Does::Nothing };
            streams.open.insert(number, peer);
            streams.stranger_to_go()
        };
        assert_eq!(arrive(1, 7, false), None);
        assert_eq!(arrive(2, 7, true), None, "who said hello does not count");
        for number in 3..=STRANGERS as u64 {
            assert_eq!(arrive(number, 8, false), None, "{number}: there is room for one more");
        }
        assert_eq!(arrive(200, 8, false), Some(3), "no room for another");
    }
}
