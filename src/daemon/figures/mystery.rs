//! The report of what mystery shoppers found, beside what customers said in the same weeks. Never
//! both in one figure, and never ratings of two scales.

use super::contact::Rated;
use super::part::{Asked, Part, Parts, drawn, table};
use crate::domain::quality::interval::FEW;
use crate::domain::{At, Dimension, Rater, Scale};
use crate::wire::report::{Cell, Plot, ReportBy, Row, Table, Unit};

/// What some raters gave.
#[derive(Debug, Default, Clone, Copy)]
struct Given {
    ratings: u64,
    scores: u64,
    sum: i64,
}

/// What customers gave, and what shoppers did.
#[derive(Debug, Default)]
struct Both {
    customers: Given,
    visits: Given,
}

impl Given {
    fn add(&mut self, scores: impl Iterator<Item = u8>) {
        self.ratings += 1;
        for score in scores.filter(|score| *score > 0) {
            self.scores += 1;
            self.sum += i64::from(score);
        }
    }

    fn mean(&self) -> Option<f64> {
        (self.scores > 0).then(|| self.sum as f64 / self.scores as f64)
    }
}

impl Both {
    /// Whose it is; `None` for a rating by anybody else.
    fn of(&mut self, rater: Rater) -> Option<&mut Given> {
        match rater {
            Rater::Customer => Some(&mut self.customers),
            Rater::Mystery => Some(&mut self.visits),
            Rater::Agent | Rater::Supervisor => None,
        }
    }

    fn row(&self, of: Cell) -> Row {
        let (customers, visits) = (self.customers.mean(), self.visits.mean());
        let gap = customers.zip(visits).map(|(said, found)| found - said);
        let cells = vec![
            of,
            Cell::count(self.customers.ratings),
            Cell::real(customers),
            Cell::count(self.visits.ratings),
            Cell::real(visits),
            Cell::real(gap),
        ];
        Row { cells, rows_of: String::new() }
    }
}

const COLUMNS: [(&str, Unit); 5] = [
    ("said", Unit::Count),
    ("said-mean", Unit::Score),
    ("visits", Unit::Count),
    ("visits-mean", Unit::Score),
    ("difference", Unit::Score),
];

/// Its tables: of each scale on which a shopper has rated, by week and by dimension.
pub fn tables(asked: &Asked<'_>) -> Vec<Table> {
    // Weeks are what they are compared by, whatever else is asked for.
    let weekly = asked.by_week();
    Scale::ALL.iter().flat_map(|scale| of_scale(&weekly, *scale)).collect()
}

fn meant<'a>(asked: &'a Asked<'_>, scale: Scale) -> impl Iterator<Item = (&'a Rated, Rater)> {
    let all = asked.columns.ratings.rows().iter().filter(|one| asked.means(one.at));
    all.filter_map(move |one| {
        let (rater, on) = one.kind()?;
        (on == scale).then_some((one, rater))
    })
}

fn of_scale(asked: &Asked<'_>, scale: Scale) -> Vec<Table> {
    let week = |at: At| asked.time(at);
    let visited: Vec<Option<Part>> = meant(asked, scale)
        .filter(|(_, rater)| *rater == Rater::Mystery)
        .map(|(one, _)| week(one.at))
        .collect();
    if visited.is_empty() {
        return Vec::new();
    }
    let mut weeks = Parts::<Both>::new();
    let mut dimensions = Dimension::ALL.iter().map(|_| Both::default()).collect::<Vec<_>>();
    // What customers said in weeks without a visit has nothing to be compared with.
    let same = meant(asked, scale).filter(|(one, _)| visited.contains(&week(one.at)));
    for (one, rater) in same {
        weeks.add(week(one.at), |both| {
            both.of(rater).into_iter().for_each(|given| given.add(one.scores().into_iter()));
        });
        for (both, score) in dimensions.iter_mut().zip(one.scores()).filter(|(_, score)| *score > 0)
        {
            both.of(rater).into_iter().for_each(|given| given.add([score].into_iter()));
        }
    }
    let says: &[&str] =
        if visited.len() < FEW as usize { &["mystery", "mystery-few"] } else { &["mystery"] };
    let rows = weeks.rows(asked, |of, _, both| both.row(of));
    let by_week = table(&format!("mystery-{scale}"), ReportBy::Week.word(), &COLUMNS, rows);
    let named = |dimension: &Dimension| Cell::Word(format!("word-dimension-{dimension}"));
    let rows = Dimension::ALL.iter().zip(&dimensions).map(|(one, both)| both.row(named(one)));
    let by_dimension =
        table(&format!("mystery-{scale}-dimensions"), "dimension", &COLUMNS, rows.collect());
    vec![drawn(by_week, Plot::None, says), by_dimension]
}
