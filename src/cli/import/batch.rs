//! Rows made ready for the desk, some hundred at a time. Never more in memory than a few batches,
//! however long the file is.

use std::io;

use super::card;
use super::cards::{self, Card, Cards};
use super::contact::{Contacts, Lacks};
use super::customer::Customers;
use super::row::Row;
use super::rows::{self, Rows};
use super::source::Counted;
use crate::domain::{Malformed, Refusal};
use crate::wire::{
    Command, IfKnown, ImportedCustomer, ImportedInteraction, ImportedLeaver, ImportedTicket,
};

/// Rows of a batch: one group commit of the desk, and the progress moves twice a second even on a
/// slow disk.
const BATCH_ROWS: usize = 500;
/// Bytes of a batch's values: with their names and JSON's marks it still fits into one line of the
/// wire.
const BATCH_BYTES: usize = 768 * 1024;

/// Records of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Records {
    /// Customers.
    Customers(Vec<ImportedCustomer>),
    /// Past contacts.
    Interactions(Vec<ImportedInteraction>),
    /// Tickets.
    Tickets(Vec<ImportedTicket>),
    /// Who may have left.
    Lost(Vec<ImportedLeaver>),
}

/// Why a row is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// The desk does not, or would not, take it.
    Refused(Refusal),
    /// It is no row.
    Row(rows::Broken),
    /// It is no card.
    Card(cards::Broken),
    /// It is no contact or ticket.
    Lacks(Lacks),
}

/// A row that is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Its values, or its beginning when it is no row.
    pub row: Row,
    /// Why.
    pub why: Why,
}

/// What was met on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows with something in them, rejected ones too.
    pub rows: u64,
    /// Rows with nothing but delimiters.
    pub empty: u64,
    /// Values that do not fit their field and are kept as attributes.
    pub kept: u64,
    /// Rows with letters that the character set does not have.
    pub damaged: u64,
    /// Pictures and the like in cards.
    pub left_out: u64,
    /// Sums and times that the file leaves blank: not known, and not guessed.
    pub unknown: u64,
}

/// Some rows.
#[derive(Debug)]
pub struct Batch {
    /// What goes to the desk.
    pub records: Records,
    /// The rows it is from, in the same order.
    pub originals: Vec<Row>,
    /// Rows that do not.
    pub rejected: Vec<Reject>,
    /// What was met on the way.
    pub counts: Counts,
    /// Whether the records have gone to the desk.
    pub sent: bool,
}

/// Where rows come from and what becomes of them.
pub enum Maker {
    /// Rows of customers.
    Customers(Rows<Counted>, Customers),
    /// Cards; the year is this one.
    Cards(Cards<Counted>, u16),
    /// Rows of past contacts.
    Interactions(Rows<Counted>, Contacts),
    /// Rows of tickets.
    Tickets(Rows<Counted>, Contacts),
    /// Rows of customers who may have left.
    Lost(Rows<Counted>, Contacts),
}

impl Counts {
    /// Both together.
    pub fn plus(self, other: Counts) -> Counts {
        Counts {
            rows: self.rows + other.rows,
            empty: self.empty + other.empty,
            kept: self.kept + other.kept,
            damaged: self.damaged + other.damaged,
            left_out: self.left_out + other.left_out,
            unknown: self.unknown + other.unknown,
        }
    }
}

impl Records {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Records::Customers(rows) => rows.len(),
            Records::Interactions(rows) => rows.len(),
            Records::Tickets(rows) => rows.len(),
            Records::Lost(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes all of them out.
    pub fn take(&mut self) -> Records {
        let none = match self {
            Records::Customers(_) => Records::Customers(Vec::new()),
            Records::Interactions(_) => Records::Interactions(Vec::new()),
            Records::Tickets(_) => Records::Tickets(Vec::new()),
            Records::Lost(_) => Records::Lost(Vec::new()),
        };
        std::mem::replace(self, none)
    }

    /// What the desk is asked to do with them.
    pub fn command(self, if_known: IfKnown) -> Command {
        match self {
            Records::Customers(rows) => Command::ImportCustomers { rows, if_known },
            Records::Interactions(rows) => Command::ImportInteractions { rows },
            Records::Tickets(rows) => Command::ImportTickets { rows },
            Records::Lost(rows) => Command::ImportLost { rows },
        }
    }
}

impl Batch {
    fn new(records: Records) -> Batch {
        let (originals, rejected) = (Vec::with_capacity(BATCH_ROWS), Vec::new());
        Batch { records, originals, rejected, counts: Counts::default(), sent: false }
    }

    fn reject(&mut self, row: Row, why: Why) {
        self.rejected.push(Reject { row, why });
    }

    /// The last line of the file that a row of it begins at.
    pub fn last_line(&self) -> u64 {
        let taken = self.originals.last().map(|row| row.line);
        let rejected = self.rejected.iter().map(|reject| reject.row.line).max();
        taken.max(rejected).unwrap_or(0)
    }

    /// The row of a line of the file.
    pub fn original(&self, line: u64) -> Option<&Row> {
        let at = self.originals.binary_search_by_key(&line, |row| row.line).ok()?;
        self.originals.get(at)
    }
}

impl Maker {
    /// The next rows; `None` at the end of the file.
    ///
    /// # Errors
    /// What reading says; the rows before it are lost to this batch only.
    pub fn batch(&mut self) -> io::Result<Option<Batch>> {
        let mut batch = Batch::new(match self {
            Maker::Customers(..) | Maker::Cards(..) => Records::Customers(Vec::new()),
            Maker::Interactions(..) => Records::Interactions(Vec::new()),
            Maker::Tickets(..) => Records::Tickets(Vec::new()),
            Maker::Lost(..) => Records::Lost(Vec::new()),
        });
        let mut size = 0;
        while batch.counts.rows < BATCH_ROWS as u64 && size < BATCH_BYTES {
            let more = match self {
                Maker::Cards(cards, year) => add_card(cards, *year, &mut batch)?,
                Maker::Customers(rows, _)
                | Maker::Interactions(rows, _)
                | Maker::Tickets(rows, _)
                | Maker::Lost(rows, _) => {
                    let mut row = batch.originals.last().map(Row::like).unwrap_or_default();
                    match rows.next(&mut row)? {
                        rows::Next::End => None,
                        rows::Next::Broken(broken) => {
                            batch.counts.rows += 1;
                            batch.reject(row, Why::Row(broken));
                            Some(0)
                        }
                        rows::Next::Row => Some(self.add_row(row, &mut batch)),
                    }
                }
            };
            let Some(more) = more else { break };
            size += more;
        }
        Ok((batch.counts != Counts::default()).then_some(batch))
    }

    /// The character set's name, as far as it is known.
    pub fn charset(&self) -> &'static str {
        match self {
            Maker::Cards(cards, _) => cards.charset(),
            Maker::Customers(rows, _)
            | Maker::Interactions(rows, _)
            | Maker::Tickets(rows, _)
            | Maker::Lost(rows, _) => rows.charset(),
        }
    }

    /// Takes a row in; gives back about how much of the wire it needs.
    fn add_row(&self, row: Row, batch: &mut Batch) -> usize {
        if row.is_empty() {
            batch.counts.empty += 1;
            return 0;
        }
        batch.counts.rows += 1;
        batch.counts.damaged += u64::from(row.is_damaged());
        let made = match (self, &mut batch.records) {
            (Maker::Customers(_, customers), Records::Customers(list)) => {
                customers.take(&row).map_err(refused).map(|taken| {
                    batch.counts.kept += taken.kept;
                    list.push(ImportedCustomer { line: row.line, profile: taken.profile });
                    customers.overhead()
                })
            }
            (Maker::Interactions(_, contacts), Records::Interactions(list)) => contacts
                .interaction(&row)
                .map_err(lacks)
                .map(|record| list.push(record))
                .map(|()| 0),
            (Maker::Tickets(_, contacts), Records::Tickets(list)) => {
                contacts.ticket(&row).map_err(lacks).map(|record| list.push(record)).map(|()| 0)
            }
            (Maker::Lost(_, contacts), Records::Lost(list)) => {
                contacts.leaver(&row).map_err(lacks).map(|(record, unknown)| {
                    batch.counts.unknown += unknown;
                    list.push(record);
                    0
                })
            }
            (
                Maker::Customers(..)
                | Maker::Interactions(..)
                | Maker::Tickets(..)
                | Maker::Lost(..)
                | Maker::Cards(..),
                _,
            ) => {
                unreachable!("a batch holds what its maker makes")
            }
        };
        let size = row.size();
        match made {
            Ok(overhead) => {
                batch.originals.push(row);
                size + overhead
            }
            Err(why) => {
                batch.reject(row, why);
                0
            }
        }
    }
}

fn refused(malformed: Malformed) -> Why {
    Why::Refused(Refusal::Malformed(malformed))
}

fn lacks(lacks: Lacks) -> Why {
    match lacks {
        Lacks::Malformed(malformed) => refused(malformed),
        Lacks::Customer | Lacks::Time(_) | Lacks::Subject | Lacks::Months(_) | Lacks::Reason(_) => {
            Why::Lacks(lacks)
        }
    }
}

/// Takes a card in; `None` at the end of the file.
fn add_card(
    cards: &mut Cards<Counted>,
    this_year: u16,
    batch: &mut Batch,
) -> io::Result<Option<usize>> {
    let mut card = Card::default();
    let next = cards.next(&mut card)?;
    if next == cards::Next::End {
        return Ok(None);
    }
    batch.counts.rows += 1;
    batch.counts.left_out += card.left_out;
    batch.counts.damaged += u64::from(card.text.contains(char::REPLACEMENT_CHARACTER));
    let row = Row::of(card.line, &[&card.text]);
    let made = match next {
        cards::Next::Broken(broken) => Err(Why::Card(broken)),
        cards::Next::Card | cards::Next::End => card::take(&card, this_year).map_err(refused),
    };
    match (made, &mut batch.records) {
        (Ok(taken), Records::Customers(list)) => {
            batch.counts.kept += taken.kept;
            list.push(ImportedCustomer { line: card.line, profile: taken.profile });
            batch.originals.push(row);
        }
        (Ok(_), Records::Interactions(_) | Records::Tickets(_) | Records::Lost(_)) => {
            unreachable!("cards hold customers")
        }
        (Err(why), _) => batch.reject(row, why),
    }
    Ok(Some(card.text.len()))
}
