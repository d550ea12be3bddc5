//! The rows each entry writes. What a record becomes is the domain's `apply`; here is only where
//! it is kept and in which lists. Never fails over what an entry says, only over the index.

use super::error::StoreError;
use super::overlay::Overlay;
use super::record::{CustomerRow, ErasedRow, HistoryRow, Place, ProfileRow, Setting};
use super::table::{self, Table};
use super::{contact, follow, heard, lost, survey, ticket};
use crate::domain::filter::Saved;
use crate::domain::{
    At, CallBack, CallBackId, CallBackState, Canned, Code, CodeKind, Customer, CustomerId, Entry,
    Fact, Granted, Handover, Record, Role, TicketNo, TwoLetters,
};

type Done = Result<(), StoreError>;

/// Takes one entry into the rows.
///
/// # Errors
/// When a row that is needed cannot be read.
pub(super) fn apply(entry: &Entry, rows: &mut Overlay) -> Done {
    note_command(entry, rows);
    match &entry.fact {
        Fact::CustomerAdded { customer, .. } => {
            add_customer(CustomerId(*customer), entry, rows);
            Ok(())
        }
        Fact::CustomerAmended { customer, .. }
        | Fact::CustomerWithdrawn { customer }
        | Fact::CustomerRestored { customer }
        | Fact::ConsentSet { customer, .. }
        | Fact::CustomerVerified { customer, .. }
        | Fact::VerificationWithdrawn { customer, .. }
        | Fact::CallBackPromised { customer, .. }
        | Fact::CallBackSet { customer, .. }
        | Fact::CustomerWorthSet { customer, .. }
        | Fact::CustomerLeft { customer, .. }
        | Fact::CustomerErased { customer, .. } => {
            change_customer(CustomerId(*customer), entry, rows)
        }
        Fact::InteractionLogged { .. } => contact::log(entry, rows),
        Fact::InteractionWithdrawn { .. } => contact::withdraw(entry, rows),
        Fact::OutcomeSet { .. } => contact::set_outcome(entry, rows),
        Fact::RatingGiven { .. } => contact::rate(entry, rows),
        Fact::RatingWithdrawn { .. } => contact::withdraw_rating(entry, rows),
        Fact::TicketOpened { .. } => ticket::open(entry, rows),
        Fact::TicketWithdrawn { ticket: number }
        | Fact::TicketAssigned { ticket: number, .. }
        | Fact::TicketStatusSet { ticket: number, .. }
        | Fact::TicketPrioritySet { ticket: number, .. }
        | Fact::TicketAmended { ticket: number, .. }
        | Fact::TicketNoted { ticket: number, .. }
        | Fact::TicketNoteWithdrawn { ticket: number, .. }
        | Fact::TicketLinked { ticket: number, .. }
        | Fact::TicketClockSet { ticket: number, .. }
        | Fact::TicketEscalated { ticket: number, .. }
        | Fact::TicketHandled { ticket: number, .. }
        | Fact::TicketClockTold { ticket: number, .. } => {
            ticket::change(TicketNo(*number), entry, rows)
        }
        Fact::CodeSet { kind, code, label_to, retired_to, .. } => {
            set_code(*kind, *code, label_to, *retired_to, rows);
            Ok(())
        }
        Fact::CannedSet { name, to, .. } => set_canned(name, to, rows),
        Fact::RoleSet { agent, to, .. } => {
            set_role(agent, *to, entry, rows);
            Ok(())
        }
        Fact::ViewSet { agent } => set_view(agent, entry, rows),
        Fact::CalendarSet { name, to, .. } => set(Table::Calendars, (name, to), entry, rows),
        Fact::SlaSet { scope, to, .. } => set(Table::Rules, (scope, to), entry, rows),
        Fact::SharingSet { agent, to, .. } => set(Table::Sharing, (agent, to), entry, rows),
        Fact::HandoverWritten { .. }
        | Fact::HandoverWithdrawn { .. }
        | Fact::HandoverRead { .. } => keep_handover(entry, rows),
        Fact::FollowSet { .. } => follow::keep(entry, rows),
        Fact::InstrumentSet { name, to, .. } => set(Table::Instruments, (name, to), entry, rows),
        Fact::AnswersGiven { .. }
        | Fact::AnswersWithdrawn { .. }
        | Fact::ImportanceSet { .. }
        | Fact::ScoreGiven { .. }
        | Fact::ScoreWithdrawn { .. }
        | Fact::ImprovementSet { .. } => heard::keep(entry, rows),
        Fact::SurveyDrawn(_) | Fact::SurveyWithdrawn { .. } | Fact::SurveyAsked(_) => {
            survey::keep(entry, rows)
        }
    }
}

/// Keeps under a command's id where its first entry is, so that a command sent again is answered
/// and not repeated. The entries of one command follow one another.
fn note_command(entry: &Entry, rows: &mut Overlay) {
    if rows.last_command != Some(entry.command) {
        rows.last_command = Some(entry.command);
        rows.note_command((entry.command, entry.seq));
    }
}

fn add_customer(id: CustomerId, entry: &Entry, rows: &mut Overlay) {
    rows.counters.customer = rows.counters.customer.max(id.0);
    rows.counters.counts.customers += 1;
    let customer = Customer::added(id, entry);
    rows.put(table::customer(id), &CustomerRow { added: entry.seq, customer });
}

fn change_customer(id: CustomerId, entry: &Entry, rows: &mut Overlay) -> Done {
    let key = table::customer(id);
    let Some(mut row) = rows.get::<CustomerRow>(&key)? else { return Ok(()) };
    let was = row.customer.clone();
    row.customer.apply(entry);
    if let Fact::CustomerErased { .. } = &entry.fact {
        let (seq, at, added, added_at) = (entry.seq, entry.at, row.added, was.since);
        rows.put(table::erased(id), &ErasedRow { seq, at, added, added_at });
        rows.remove(table::first(id));
        rows.remove(table::followers(Record::Customer(id)));
    } else if was.profile != row.customer.profile {
        keep_first(&was, rows)?;
    }
    let counts = &mut rows.counters.counts;
    match (was.withdrawn, row.customer.withdrawn) {
        (false, true) => counts.customers = counts.customers.saturating_sub(1),
        (true, false) => counts.customers += 1,
        (true, true) | (false, false) => {}
    }
    if let Fact::CallBackPromised { callback, .. } = &entry.fact {
        rows.counters.callback = rows.counters.callback.max(*callback);
    }
    keep_call_backs(&was, &row.customer, rows);
    lost::keep(&was, &row.customer, rows);
    keep_record_history(&was, entry, id, rows);
    rows.put(key, &row);
    Ok(())
}

/// Keeps the profile as it was added, by which an import recognises the row it came from.
fn keep_first(was: &Customer, rows: &mut Overlay) -> Done {
    let key = table::first(was.id);
    if rows.get::<ProfileRow>(&key)?.is_none() {
        rows.put(key, &ProfileRow(was.profile.clone()));
    }
    Ok(())
}

/// Lists the promises of a customer that are open, as long as the customer is there.
fn keep_call_backs(was: &Customer, is: &Customer, rows: &mut Overlay) {
    fn open(customer: &Customer) -> Vec<&CallBack> {
        let is_gone = customer.withdrawn || customer.erased.is_some();
        let all = if is_gone { &[][..] } else { &customer.callbacks[..] };
        all.iter().filter(|one| one.state == CallBackState::Open).collect()
    }
    let (before, after) = (open(was), open(is));
    let key = |one: &CallBack| table::call_back(one.due, CallBackId(one.id.0));
    before.iter().filter(|one| !after.contains(one)).for_each(|one| rows.remove(key(one)));
    after.iter().filter(|one| !before.contains(one)).for_each(|one| rows.put(key(one), *one));
}

/// Puts a change of the record into the customer's history; a verification that was taken back
/// leaves it. That a customer was added needs no row: the record says when.
fn keep_record_history(was: &Customer, entry: &Entry, id: CustomerId, rows: &mut Overlay) {
    let key = |at: At, seq: u64| table::history(id, table::position(at, seq), seq);
    match &entry.fact {
        Fact::VerificationWithdrawn { entry: seq, .. } => {
            let verified = was.verified.iter().find(|one| one.entry == *seq);
            if let Some(verified) = verified {
                rows.remove(key(verified.at, *seq));
            }
        }
        _ => rows.put(key(entry.at, entry.seq), &HistoryRow::Record(Box::new(entry.clone()))),
    }
}

fn set_code(kind: u8, letters: [u8; 2], label: &str, retired: u8, rows: &mut Overlay) {
    const THERE_IS_NONE: u8 = 2;
    let code = TwoLetters::from_bytes(letters);
    let key = table::code(kind, code);
    match CodeKind::from_byte(kind) {
        Some(kind) if retired != THERE_IS_NONE => {
            rows.put(key, &Code { kind, code, label: label.to_owned(), retired: retired == 1 });
        }
        Some(_) | None => rows.remove(key),
    }
}

fn set_canned(name: &str, text: &str, rows: &mut Overlay) -> Done {
    let key = Table::Canned.name(name);
    if text.is_empty() {
        rows.remove(key);
    } else {
        rows.put(key, &Canned { name: name.to_owned(), text: text.to_owned() });
    }
    Ok(())
}

fn set_role(agent: &str, role: u8, entry: &Entry, rows: &mut Overlay) {
    let key = Table::Roles.name(agent);
    match Role::from_byte(role) {
        Some(role) => rows.put(key, &Granted { role, by: entry.by.clone(), at: entry.at }),
        None => rows.remove(key),
    }
}

fn keep_handover(entry: &Entry, rows: &mut Overlay) -> Done {
    match entry.fact {
        Fact::HandoverWithdrawn { entry: no } => rows.remove(Table::Handover.number(no)),
        Fact::HandoverRead { entry: no } => {
            let key = Table::Handover.number(no);
            if let Some(mut note) = rows.get::<Handover>(&key)? {
                note.apply(entry);
                rows.put(key, &note);
            }
        }
        _ => {
            let note = Handover::of(entry);
            note.iter().for_each(|note| rows.put(Table::Handover.number(note.no), note));
        }
    }
    Ok(())
}

fn set_view(agent: &str, entry: &Entry, rows: &mut Overlay) -> Done {
    let Some(view) = Saved::of(entry) else { return Ok(()) };
    let key = table::view(agent, &view.name);
    if view.filter.is_empty() {
        rows.remove(key);
    } else {
        rows.put(key, &view);
    }
    Ok(())
}

/// Keeps a calendar or a rule beside those before it: old tickets are still counted by them.
fn set(table: Table, (name, text): (&str, &str), entry: &Entry, rows: &mut Overlay) -> Done {
    let (seq, at, by) = (entry.seq, entry.at, entry.by.clone());
    let (name, text) = (name.to_owned(), text.to_owned());
    rows.put(table.number(seq), &Setting { seq, at, by, name, text });
    Ok(())
}

/// Where something of a customer is in the history, and its key there.
pub(super) fn place(customer: CustomerId, at: At, seq: u64) -> (Place, table::Key) {
    let position = table::position(at, seq);
    (Place { customer, position, seq }, table::history(customer, position, seq))
}

/// The history key of a place.
pub(super) fn key_of(place: &Place) -> table::Key {
    table::history(place.customer, place.position, place.seq)
}
