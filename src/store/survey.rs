//! Surveys and what came of asking those who were drawn. Never an answer: those are where they were
//! given.

use std::collections::HashMap;

use super::error::StoreError;
use super::overlay::Overlay;
use super::record::HistoryRow;
use super::table::{self, Table};
use super::view::{View, each};
use crate::domain::{Asked, CustomerId, Entry, Fact, Survey};

type Rowed<T> = Result<T, StoreError>;

/// Takes one entry into the rows.
///
/// # Errors
/// None so far: nothing that is needed is read.
pub(super) fn keep(entry: &Entry, rows: &mut Overlay) -> Rowed<()> {
    match &entry.fact {
        Fact::SurveyWithdrawn { survey } => rows.remove(Table::Surveys.number(*survey)),
        Fact::SurveyAsked(state) => {
            let customer = CustomerId(state.customer);
            rows.put(table::asked(state.survey, customer), &Asked::after(state));
            let position = table::position(entry.at, entry.seq);
            let key = table::history(customer, position, entry.seq);
            rows.put(key, &HistoryRow::Record(Box::new(entry.clone())));
        }
        _ => {
            let ratings = rows.counters.rating;
            let survey = Survey::of(entry, ratings);
            survey.iter().for_each(|one| rows.put(Table::Surveys.number(one.no), one));
        }
    }
    Ok(())
}

impl View<'_> {
    /// Surveys, the first that was drawn first.
    ///
    /// # Errors
    /// See [`View::customer`], here and below.
    pub fn surveys(&self) -> Rowed<Vec<Survey>> {
        let rows = each::<Survey>(self.rows().scan(Table::Surveys.all()));
        rows.map(|row| row.map(|(_, survey)| survey)).collect()
    }

    /// What came of asking somebody.
    ///
    /// # Errors
    /// See [`View::surveys`].
    pub fn asked(&self, survey: u64, customer: CustomerId) -> Rowed<Asked> {
        Ok(self.rows().get(&table::asked(survey, customer))?.unwrap_or_default())
    }

    /// The same of everybody of whom there is something to say.
    ///
    /// # Errors
    /// See [`View::surveys`].
    pub fn asked_of(&self, survey: u64) -> Rowed<HashMap<CustomerId, Asked>> {
        let rows = each::<Asked>(self.rows().scan(table::asked_all(survey)));
        let row = |row: Rowed<(sled::IVec, Asked)>| {
            row.map(|(key, asked)| (CustomerId(table::number_in(&key, 1)), asked))
        };
        rows.map(row).collect()
    }
}
