//! Rows of tickets: the record, its time line, its place in the queue. Never a ticket that was
//! taken back in a list.

use super::contact;
use super::error::StoreError;
use super::overlay::Overlay;
use super::record::{HistoryRow, QueueEntry, TicketRow};
use super::rows::place;
use super::table;
use crate::domain::{
    Activity, Agreement, Alarm, At, CustomerId, Entry, Fact, Field, Gap, Handled, LinkKind, Matter,
    Priority, Severity, Status, Ticket, TicketLine, TicketNo, TwoLetters,
};

type Done = Result<(), StoreError>;

/// A ticket was opened.
pub(super) fn open(entry: &Entry, rows: &mut Overlay) -> Done {
    let Some(ticket) = Ticket::opened(entry) else { return Ok(()) };
    rows.counters.ticket = rows.counters.ticket.max(ticket.no.0);
    rows.counters.counts.tickets += 1;
    if let Some(interaction) = ticket.interaction {
        contact::set_ticket(interaction, Some(ticket.no), rows)?;
    }
    let (_, key) = place(ticket.customer, ticket.opened, entry.seq);
    rows.put(key, &HistoryRow::Ticket(ticket.no));
    keep_line(ticket.no, entry, rows);
    keep_lists(None, &ticket, rows)?;
    rows.put(table::ticket(ticket.no), &TicketRow { opened: entry.seq, ticket });
    Ok(())
}

/// Something was done to a ticket.
pub(super) fn change(no: TicketNo, entry: &Entry, rows: &mut Overlay) -> Done {
    let key = table::ticket(no);
    let Some(mut row) = rows.get::<TicketRow>(&key)? else { return Ok(()) };
    let was = row.ticket.clone();
    row.ticket.apply(entry);
    match &entry.fact {
        Fact::TicketNoteWithdrawn { entry: seq, .. } => {
            rows.remove(table::line(no, *seq));
            row.ticket.answered = row.ticket.handling.answered.or(first_answer(no, rows)?);
        }
        _ => keep_line(no, entry, rows),
    }
    if row.ticket.withdrawn && !was.withdrawn {
        leave(&row, rows)?;
    }
    if is_of_clock(entry) {
        rows.put(table::clock(no, entry.seq), &());
    }
    keep_lists(Some(&was), &row.ticket, rows)?;
    rows.put(key, &row);
    Ok(())
}

/// Takes a ticket out of the history, the counts, and the contact it came from.
fn leave(row: &TicketRow, rows: &mut Overlay) -> Done {
    let TicketRow { opened, ticket } = row;
    let (_, key) = place(ticket.customer, ticket.opened, *opened);
    rows.remove(key);
    rows.counters.counts.tickets = rows.counters.counts.tickets.saturating_sub(1);
    ticket.interaction.map_or(Ok(()), |interaction| contact::set_ticket(interaction, None, rows))
}

/// Tells whether an entry says something of a ticket's due times; so does its opening.
const fn is_of_clock(entry: &Entry) -> bool {
    matches!(
        entry.fact,
        Fact::TicketClockSet { .. } | Fact::TicketClockTold { .. } | Fact::TicketPrioritySet { .. }
    )
}

/// Keeps what is told of a ticket's clocks, the queue, and how many active tickets the customer
/// has.
fn keep_lists(was: Option<&Ticket>, is: &Ticket, rows: &mut Overlay) -> Done {
    let (before, after) = (was.and_then(Ticket::alarm), is.alarm());
    if before != after {
        let key = |at: At| table::alarm(at, is.no);
        before.iter().for_each(|(at, _)| rows.remove(key(*at)));
        after.iter().for_each(|(at, alarm)| rows.put(key(*at), alarm));
    }
    let before = was.and_then(QueueEntry::of);
    let after = QueueEntry::of(is);
    if before == after {
        return Ok(());
    }
    if let Some(entry) = &before {
        rows.remove(table::queue(entry.due, entry.ticket));
    }
    if let Some(entry) = &after {
        rows.put(table::queue(entry.due, entry.ticket), entry);
    }
    match (before.is_some(), after.is_some()) {
        (false, true) => count_open(is.customer, rows, |count| count + 1),
        (true, false) => count_open(is.customer, rows, |count| count.saturating_sub(1)),
        (true, true) | (false, false) => Ok(()),
    }
}

/// Counts a customer's active tickets; a customer without any has no row.
fn count_open(customer: CustomerId, rows: &mut Overlay, count: impl Fn(u32) -> u32) -> Done {
    let key = table::open_tickets(customer);
    match count(rows.get(&key)?.unwrap_or(0)) {
        0 => rows.remove(key),
        more => rows.put(key, &more),
    }
    Ok(())
}

/// When the customer was first answered by a note that still stands.
fn first_answer(ticket: TicketNo, rows: &Overlay) -> Result<Option<At>, StoreError> {
    let mut scan = rows.rows().scan(table::lines(ticket));
    let mut first: Option<At> = None;
    while let Some((_, line)) = scan.next::<TicketLine>()? {
        if line.what == NOTED && line.to == ANSWERED {
            first = Some(first.map_or(line.at, |at| at.min(line.at)));
        }
    }
    Ok(first)
}

const NOTED: &str = "noted";
/// Stands as the value of a note by which the customer was answered.
const ANSWERED: &str = "answered";

fn keep_line(ticket: TicketNo, entry: &Entry, rows: &mut Overlay) {
    let Some((what, from, to)) = words(entry) else { return };
    let note = entry.text(Field::Note);
    let (seq, at, by, what) = (entry.seq, entry.at, entry.by.clone(), what.to_owned());
    let line = TicketLine { entry: seq, at, by, what, from, to, note };
    rows.put(table::line(ticket, seq), &line);
}

/// What an entry did to a ticket: the word for it, from which value, to which value.
fn words(entry: &Entry) -> Option<(&'static str, String, String)> {
    let none = String::new;
    Some(match &entry.fact {
        Fact::TicketOpened { .. } => ("opened", none(), none()),
        Fact::TicketWithdrawn { .. } => ("withdrawn", none(), none()),
        Fact::TicketAssigned { from, to, .. } => ("assigned", from.clone(), to.clone()),
        Fact::TicketStatusSet { from, to, .. } => {
            let word = |byte| Status::from_byte(byte).map_or("", Status::word).to_owned();
            ("status", word(*from), word(*to))
        }
        Fact::TicketPrioritySet { from, to, .. } => {
            let word = |byte| Priority::from_byte(byte).map_or("", Priority::word).to_owned();
            ("priority", word(*from), word(*to))
        }
        Fact::TicketAmended { .. } => amended(entry)?,
        Fact::TicketEscalated { to: 1, .. } => ("escalated", none(), none()),
        Fact::TicketEscalated { .. } => ("calmed", none(), none()),
        Fact::TicketHandled { what, from, to, .. } => handled(*what, *from, *to)?,
        Fact::TicketNoted { answered, .. } => {
            let to = if *answered == 1 { ANSWERED } else { "" };
            (NOTED, none(), to.to_owned())
        }
        Fact::TicketClockTold { what, .. } => {
            ("told", none(), Alarm::from_byte(*what).map_or("", Alarm::word).to_owned())
        }
        Fact::TicketLinked { other, kind, linked, .. } => {
            let kind = LinkKind::from_byte(*kind).map_or("", LinkKind::word);
            let tie = format!("{kind} {}", TicketNo(*other));
            if *linked == 1 { ("linked", none(), tie) } else { ("linked", tie, none()) }
        }
        _ => return None,
    })
}

/// A step of a complaint's way: its word is the line's, the values are words; a time has none.
fn handled(what: u8, from: i64, to: i64) -> Option<(&'static str, String, String)> {
    let what = Handled::from_byte(what)?;
    let word = |value: i64| {
        let byte = u8::try_from(value).unwrap_or(0);
        let word = match what {
            Handled::Matter => Matter::from_byte(byte).map(Matter::word),
            Handled::Acknowledged | Handled::Answered | Handled::Settled => None,
            Handled::Cause => Gap::from_byte(byte).map(Gap::word),
            Handled::Agreement => Agreement::from_byte(byte).map(Agreement::word),
            Handled::Activity => Activity::from_byte(byte).map(Activity::word),
        };
        word.unwrap_or("").to_owned()
    };
    match (what, to) {
        (Handled::Acknowledged, 0) => Some(("unacknowledged", String::new(), String::new())),
        _ => Some((what.word(), word(from), word(to))),
    }
}

/// Topic, severity and subject, as far as they were changed, with commas between.
fn amended(entry: &Entry) -> Option<(&'static str, String, String)> {
    let Fact::TicketAmended { topic_from, topic_to, severity_from, severity_to, .. } = &entry.fact
    else {
        return None;
    };
    let topic = |letters| TwoLetters::from_bytes(letters).to_string();
    let severity = |byte| Severity::from_byte(byte).map_or("", Severity::word).to_owned();
    let subject = entry.private.iter().flatten().find(|change| change.field == Field::Subject);
    let mut changed = Vec::new();
    if topic_from != topic_to {
        changed.push((topic(*topic_from), topic(*topic_to)));
    }
    if severity_from != severity_to {
        changed.push((severity(*severity_from), severity(*severity_to)));
    }
    changed.extend(subject.map(|change| (change.from.clone(), change.to.clone())));
    let (from, to): (Vec<String>, Vec<String>) = changed.into_iter().unzip();
    Some(("amended", from.join(", "), to.join(", ")))
}
