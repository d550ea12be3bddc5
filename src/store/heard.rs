//! What customers have said of the service, beside ratings: answers to instruments, what matters to
//! them, scores; and what is to be done better. Never a mean: that is a report's.

use std::collections::BTreeMap;

use super::error::StoreError;
use super::overlay::Overlay;
use super::record::{HistoryRow, Setting, TicketRow};
use super::table::{self, Table};
use super::view::{View, each};
use crate::domain::{
    Answers, At, CustomerId, Entry, Fact, Importance, Improvement, Opinion, Ticket,
};

type Rowed<T> = Result<T, StoreError>;

/// Takes one entry into the rows.
///
/// # Errors
/// When a row that is needed cannot be read.
pub(super) fn keep(entry: &Entry, rows: &mut Overlay) -> Rowed<()> {
    match &entry.fact {
        Fact::ImportanceSet { customer, to, .. } => {
            let key = Table::Importance.number(*customer);
            match Importance::kept(*to) {
                Some(points) => rows.put(key, &points),
                None => rows.remove(key),
            }
            shown(*customer, entry.at, entry.seq, Some(entry), rows);
        }
        Fact::AnswersWithdrawn { customer, entry: seq } => {
            let key = Table::Answers.number(*seq);
            if let Some(answers) = rows.get::<Answers>(&key)? {
                shown(*customer, answers.at, *seq, None, rows);
            }
            rows.remove(key);
        }
        Fact::ScoreWithdrawn { customer, entry: seq } => {
            let key = Table::Scores.number(*seq);
            if let Some(opinion) = rows.get::<Opinion>(&key)? {
                shown(*customer, opinion.at, *seq, None, rows);
            }
            rows.remove(key);
        }
        Fact::ImprovementSet { improvement, .. } => {
            let no = if *improvement == 0 { entry.seq } else { *improvement };
            let key = Table::Improvements.number(no);
            let was = rows.get::<Improvement>(&key)?;
            if let Some(now) = Improvement::after(was.as_ref(), entry) {
                rows.put(key, &now);
            }
        }
        _ => given(entry, rows),
    }
    Ok(())
}

fn given(entry: &Entry, rows: &mut Overlay) {
    if let Some(answers) = Answers::of(entry) {
        let customer = answers.customer.map_or(0, |customer| customer.0);
        shown(customer, answers.at, entry.seq, Some(entry), rows);
        rows.put(Table::Answers.number(entry.seq), &answers);
    }
    if let Some(opinion) = Opinion::of(entry) {
        shown(opinion.customer.0, opinion.at, entry.seq, Some(entry), rows);
        rows.put(Table::Scores.number(entry.seq), &opinion);
    }
}

/// Puts it into its customer's history, or takes it out of there.
fn shown(customer: u64, at: At, seq: u64, entry: Option<&Entry>, rows: &mut Overlay) {
    if customer == 0 {
        return;
    }
    let key = table::history(CustomerId(customer), table::position(at, seq), seq);
    match entry {
        Some(entry) => rows.put(key, &HistoryRow::Record(Box::new(entry.clone()))),
        None => rows.remove(key),
    }
}

impl View<'_> {
    /// Instruments of the desk's own as they were set by the entries up to a seq, by name.
    ///
    /// # Errors
    /// See [`View::customer`], here and below.
    pub fn instruments(&self, seq: u64) -> Rowed<Vec<Setting>> {
        self.settings(Table::Instruments, seq)
    }

    /// Every version of every instrument of the desk's own, oldest first.
    ///
    /// # Errors
    /// See [`View::instruments`].
    pub fn instrument_versions(&self) -> Rowed<Vec<Setting>> {
        let rows = each::<Setting>(self.rows().scan(Table::Instruments.all()));
        rows.map(|row| row.map(|(_, setting)| setting)).collect()
    }

    /// Sittings by number, those after the given one.
    ///
    /// # Errors
    /// See [`View::instruments`].
    pub fn answers(&self, after: Option<u64>, limit: usize) -> Rowed<Vec<Answers>> {
        let rows = each::<Answers>(self.rows().scan(Table::Answers.after(after))).take(limit);
        rows.map(|row| row.map(|(_, answers)| answers)).collect()
    }

    /// Scores by number, those after the given one.
    ///
    /// # Errors
    /// See [`View::instruments`].
    pub fn scores(&self, after: Option<u64>, limit: usize) -> Rowed<Vec<Opinion>> {
        let rows = each::<Opinion>(self.rows().scan(Table::Scores.after(after))).take(limit);
        rows.map(|row| row.map(|(_, opinion)| opinion)).collect()
    }

    /// One sitting.
    ///
    /// # Errors
    /// See [`View::instruments`].
    pub fn sitting(&self, no: u64) -> Rowed<Option<Answers>> {
        self.rows().get(&Table::Answers.number(no))
    }

    /// One score.
    ///
    /// # Errors
    /// See [`View::instruments`].
    pub fn score(&self, no: u64) -> Rowed<Option<Opinion>> {
        self.rows().get(&Table::Scores.number(no))
    }

    /// What matters to a customer, or (`None`) to all; as somebody has said it.
    ///
    /// # Errors
    /// See [`View::instruments`].
    pub fn importance(&self, customer: Option<CustomerId>) -> Rowed<Option<Importance>> {
        let number = customer.map_or(0, |customer| customer.0);
        self.rows().get(&Table::Importance.number(number))
    }

    /// What matters to each customer who has said so.
    ///
    /// # Errors
    /// See [`View::instruments`].
    pub fn importances(&self) -> Rowed<BTreeMap<CustomerId, Importance>> {
        let rows = each::<Importance>(self.rows().scan(Table::Importance.all()));
        let said = rows.map(|row| row.map(|(key, points)| (table::number_in(&key, 0), points)));
        let theirs = said.filter(|row| row.as_ref().map_or(true, |(customer, _)| *customer > 0));
        theirs.map(|row| row.map(|(customer, points)| (CustomerId(customer), points))).collect()
    }

    /// Improvements by number, those that were taken back left out.
    ///
    /// # Errors
    /// See [`View::instruments`].
    pub fn improvements(&self) -> Rowed<Vec<Improvement>> {
        let rows = each::<Improvement>(self.rows().scan(Table::Improvements.all()));
        let rows = rows.map(|row| row.map(|(_, one)| one));
        rows.filter(|row| row.as_ref().map_or(true, |one| one.plan.is_some())).collect()
    }

    /// One improvement, even when it was taken back.
    ///
    /// # Errors
    /// See [`View::instruments`].
    pub fn improvement(&self, no: u64) -> Rowed<Option<Improvement>> {
        self.rows().get(&Table::Improvements.number(no))
    }

    /// Tickets from the highest number down, those that were taken back included.
    pub fn newest_tickets(&self, limit: usize) -> impl Iterator<Item = Rowed<Ticket>> + use<'_> {
        let rows = each::<TicketRow>(self.rows().scan_back(Table::Tickets.all()));
        rows.take(limit).map(|row| row.map(|(_, row)| row.ticket))
    }
}
