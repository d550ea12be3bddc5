//! Keeps the words of tickets findable: read from the index beside everything else when the desk
//! has opened, kept up with every entry. Never a word of somebody who was erased.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread;

use super::desk::Desk;
use crate::domain::{CustomerId, Entry, Fact, Field, Ticket, TicketNo};
use crate::lookup::prose::Prose;
use crate::store::{HistoryItem, StoreError};

/// Tickets read while nobody can look for words: a millisecond or two.
const STEP: usize = 50;

/// The words of tickets, and how many tickets have not been read yet.
#[derive(Debug, Default)]
pub struct Written {
    prose: RwLock<Prose>,
    unread: AtomicU64,
    /// Whether reading them came to a damaged row: it goes on with an index built anew.
    halted: AtomicBool,
}

impl Written {
    /// The words, for looking something up.
    pub fn read(&self) -> RwLockReadGuard<'_, Prose> {
        self.prose.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many tickets are not found by their words yet: some, for a while, after a start.
    pub fn unread(&self) -> u64 {
        self.unread.load(Ordering::Relaxed)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Prose> {
        self.prose.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the words of all tickets in a thread of its own.
///
/// # Errors
/// When there is no thread.
pub fn start(desk: &Arc<Desk>) -> io::Result<()> {
    let desk = Arc::clone(desk);
    let tickets = desk.reader.view().counts().map_or(0, |counts| counts.tickets);
    desk.written.unread.store(tickets, Ordering::Relaxed);
    let reading = move || {
        let build = desk.reader.build();
        if let Err(error) = read_all(&desk) {
            tracing::error!("words of tickets could not be read yet: {error}");
            desk.written.halted.store(true, Ordering::SeqCst);
            // It may have been built before that was said.
            if desk.reader.build() != build {
                go_on(&desk);
            }
            return;
        }
        desk.written.unread.store(0, Ordering::Relaxed);
        let prose = desk.written.read();
        tracing::info!("words of {} tickets in {} bytes", prose.len(), prose.bytes());
    };
    thread::Builder::new().name("prose".into()).spawn(reading).map(drop)
}

/// Forgets all words and reads them again: some could not be brought up to date, and may be of
/// somebody who was erased.
pub fn begin_anew(desk: &Arc<Desk>) {
    *desk.written.write() = Prose::default();
    if let Err(error) = start(desk) {
        tracing::error!("no thread to read the words of tickets: {error}");
    }
}

/// Reads on, when a damaged row kept the words from being read: the index was built anew.
pub fn go_on(desk: &Arc<Desk>) {
    if desk.written.halted.swap(false, Ordering::SeqCst) {
        begin_anew(desk);
    }
}

/// What is read under the lock cannot be out of date: whoever changes it waits for the lock.
fn read_all(desk: &Desk) -> Result<(), StoreError> {
    let mut after = None;
    while !desk.is_leaving() {
        let mut prose = desk.written.write();
        let tickets = desk.reader.view().tickets(after, STEP)?;
        let Some(last) = tickets.last().map(|ticket| ticket.no) else {
            prose.shrink();
            return Ok(());
        };
        tickets.iter().try_for_each(|ticket| add(desk, ticket, &mut prose))?;
        drop(prose);
        after = Some(last);
        let read = |left: u64| Some(left.saturating_sub(tickets.len() as u64));
        let _ = desk.written.unread.fetch_update(Ordering::Relaxed, Ordering::Relaxed, read);
        // Whoever waits for the words comes first.
        thread::yield_now();
    }
    Ok(())
}

/// Adds the words of a ticket as it is now.
fn add(desk: &Desk, ticket: &Ticket, prose: &mut Prose) -> Result<(), StoreError> {
    for text in texts(desk, ticket)? {
        prose.add(ticket.no, &text);
    }
    Ok(())
}

/// All that is written in a ticket: subject, customer's name, notes from the first on. Nothing of
/// somebody who was erased, whose words the index may still have.
///
/// # Errors
/// The store's.
pub fn texts(desk: &Desk, ticket: &Ticket) -> Result<Vec<String>, StoreError> {
    let view = desk.reader.view();
    let customer = view.customer(ticket.customer)?;
    if customer.as_ref().is_some_and(|one| one.erased.is_some()) || ticket.withdrawn {
        return Ok(Vec::new());
    }
    let mut texts: Vec<String> = ticket.subject.iter().cloned().collect();
    texts.extend(customer.map(|one| one.profile.name));
    texts.extend(view.ticket_lines(ticket.no)?.into_iter().filter_map(|line| line.note));
    Ok(texts)
}

/// Brings the words up to date with synced entries.
///
/// # Errors
/// The store's.
pub fn take_in(desk: &Desk, entries: &[Entry]) -> Result<(), StoreError> {
    for entry in entries {
        match &entry.fact {
            Fact::TicketOpened { ticket, .. } | Fact::TicketNoted { ticket, .. } => {
                said(desk, TicketNo(*ticket), entry)?;
            }
            Fact::TicketStatusSet { ticket, .. }
            | Fact::TicketEscalated { ticket, .. }
            | Fact::TicketHandled { ticket, .. } => said(desk, TicketNo(*ticket), entry)?,
            Fact::TicketAmended { ticket, .. } | Fact::TicketNoteWithdrawn { ticket, .. } => {
                again(desk, &[TicketNo(*ticket)])?;
            }
            Fact::TicketWithdrawn { ticket } => desk.written.write().remove(&[TicketNo(*ticket)]),
            Fact::CustomerErased { customer, .. } => {
                let tickets = of(desk, CustomerId(*customer))?;
                desk.written.write().remove(&tickets);
            }
            Fact::CustomerAmended { customer, .. } if is_renamed(entry) => {
                again(desk, &of(desk, CustomerId(*customer))?)?;
            }
            // These hold no words of tickets.
            Fact::CustomerAdded { .. }
            | Fact::CustomerAmended { .. }
            | Fact::CustomerWithdrawn { .. }
            | Fact::CustomerRestored { .. }
            | Fact::CustomerVerified { .. }
            | Fact::VerificationWithdrawn { .. }
            | Fact::ConsentSet { .. }
            | Fact::CallBackPromised { .. }
            | Fact::CallBackSet { .. }
            | Fact::CustomerWorthSet { .. }
            | Fact::CustomerLeft { .. }
            | Fact::InteractionLogged { .. }
            | Fact::InteractionWithdrawn { .. }
            | Fact::OutcomeSet { .. }
            | Fact::TicketAssigned { .. }
            | Fact::TicketPrioritySet { .. }
            | Fact::TicketLinked { .. }
            | Fact::RatingGiven { .. }
            | Fact::RatingWithdrawn { .. }
            | Fact::CodeSet { .. }
            | Fact::CannedSet { .. }
            | Fact::RoleSet { .. }
            | Fact::ViewSet { .. }
            | Fact::TicketClockSet { .. }
            | Fact::TicketClockTold { .. }
            | Fact::CalendarSet { .. }
            | Fact::SlaSet { .. }
            | Fact::SharingSet { .. }
            | Fact::HandoverWritten { .. }
            | Fact::HandoverWithdrawn { .. }
            | Fact::HandoverRead { .. }
            | Fact::FollowSet { .. }
            | Fact::InstrumentSet { .. }
            | Fact::AnswersGiven { .. }
            | Fact::AnswersWithdrawn { .. }
            | Fact::ImportanceSet { .. }
            | Fact::ScoreGiven { .. }
            | Fact::SurveyDrawn(_)
            | Fact::SurveyWithdrawn { .. }
            | Fact::SurveyAsked(_)
            | Fact::ScoreWithdrawn { .. }
            | Fact::ImprovementSet { .. } => {}
        }
    }
    Ok(())
}

fn is_renamed(entry: &Entry) -> bool {
    entry.private.iter().flatten().any(|change| change.field == Field::Name)
}

/// Adds the words beside an entry; with a new ticket its customer's name.
fn said(desk: &Desk, ticket: TicketNo, entry: &Entry) -> Result<(), StoreError> {
    let name = if let Fact::TicketOpened { customer, .. } = entry.fact {
        desk.reader.view().customer(CustomerId(customer))?
    } else {
        None
    };
    let mut prose = desk.written.write();
    for change in entry.private.iter().flatten() {
        prose.add(ticket, &change.to);
    }
    name.iter().for_each(|customer| prose.add(ticket, &customer.profile.name));
    Ok(())
}

/// Reads tickets anew of which some words may be gone.
fn again(desk: &Desk, tickets: &[TicketNo]) -> Result<(), StoreError> {
    let mut prose = desk.written.write();
    prose.remove(tickets);
    for no in tickets {
        if let Some(ticket) = desk.reader.view().ticket(*no)? {
            add(desk, &ticket, &mut prose)?;
        }
    }
    Ok(())
}

/// A customer's tickets.
fn of(desk: &Desk, customer: CustomerId) -> Result<Vec<TicketNo>, StoreError> {
    let mut tickets = Vec::new();
    for item in desk.reader.view().history(customer, None)? {
        if let (_, HistoryItem::Ticket(ticket)) = item? {
            tickets.push(ticket.no);
        }
    }
    Ok(tickets)
}
