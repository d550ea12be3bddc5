//! The report of what mystery shoppers found, beside what customers said in the same weeks. Never
//! both in one figure, and never ratings of two scales, or answers to two instruments or versions.

use std::collections::BTreeMap;

use super::behind;
use super::gaps::Asking;
use super::given::Given;
use super::part::{Asked, Part, Parts, table};
use super::quality;
use crate::daemon::desk::Desk;
use crate::domain::instrument::QUICK;
use crate::domain::quality::interval::FEW;
use crate::domain::{At, Dimension, Instrument, Rater, Scale};
use crate::wire::report::{Cell, ReportBy, Row, Saying, Table, Unit};

/// What customers gave, and what shoppers did.
#[derive(Debug, Default)]
struct Both {
    customers: Given,
    visits: Given,
}

/// What somebody perceived, statement by statement: 0 where nothing was said.
struct Sat {
    at: At,
    rater: Rater,
    scores: Vec<u8>,
}

/// All that may be put beside each other, and what a score of it is about: a row for each of these,
/// with the places of its scores.
type About = Vec<(Cell, Vec<usize>)>;

impl Both {
    /// Takes in what was said; nothing of a rating by anybody else.
    fn add(&mut self, rater: Rater, scores: impl Iterator<Item = u8>) {
        match rater {
            Rater::Customer => self.customers.add(scores),
            Rater::Mystery => self.visits.add(scores),
            Rater::Agent | Rater::Supervisor => {}
        }
    }

    fn row(&self, of: Cell, rows_of: String) -> Row {
        let (customers, visits) = (self.customers.mean(), self.visits.mean());
        let gap = customers.zip(visits).map(|(said, found)| found - said);
        let cells = vec![
            of,
            Cell::count(self.customers.sittings),
            Cell::real(customers),
            Cell::count(self.visits.sittings),
            Cell::real(visits),
            Cell::real(gap),
        ];
        Row { cells, rows_of }
    }
}

const COLUMNS: [(&str, Unit); 5] = [
    ("said", Unit::Count),
    ("said-mean", Unit::Score),
    ("visits", Unit::Count),
    ("visits-mean", Unit::Score),
    ("difference", Unit::Score),
];

/// Its tables: of each scale on which a shopper has rated, and of each instrument that one has
/// answered, by week and by dimension.
///
/// # Errors
/// The store's.
pub fn tables(desk: &Desk, asked: &Asked<'_>, read: u64) -> anyhow::Result<Vec<Table>> {
    // Weeks are what they are compared by, whatever else is asked for.
    let weekly = asked.by_week();
    let view = desk.reader.view();
    let (mut quick, mut full) = (Vec::new(), BTreeMap::<_, Vec<Sat>>::new());
    for one in view.answers(None, usize::MAX)? {
        if one.no > read || !asked.means(one.at) || one.perceived.is_empty() {
            continue;
        }
        let sat = Sat { at: one.at, rater: one.rater, scores: one.perceived };
        match one.instrument.as_str() {
            QUICK => quick.push((one.scale, sat)),
            _ => full.entry((one.instrument, one.version, one.scale)).or_default().push(sat),
        }
    }
    let mut tables = of_ratings(&weekly, quick);
    let versions = view.instrument_versions()?;
    for ((name, version, scale), sat) in full {
        let Some(instrument) = quality::asked(&name, version, &versions) else { continue };
        tables.extend(of_instrument(&weekly, (&name, version, scale), &instrument, &sat));
    }
    Ok(tables)
}

/// Of the five quick scores, for each scale.
fn of_ratings(asked: &Asked<'_>, mut all: Vec<(Scale, Sat)>) -> Vec<Table> {
    for one in asked.columns.ratings.rows().iter().filter(|one| asked.means(one.at)) {
        let Some((rater, scale)) = one.kind() else { continue };
        all.push((scale, Sat { at: one.at, rater, scores: one.scores().to_vec() }));
    }
    let named = |dimension: &Dimension| Cell::Word(format!("word-dimension-{dimension}"));
    let about: About =
        Dimension::ALL.iter().enumerate().map(|(at, one)| (named(one), vec![at])).collect();
    let of = |scale: &Scale| {
        let sat = all.iter().filter(|(on, _)| on == scale).map(|(_, sat)| sat);
        let name = format!("mystery-{scale}");
        let rows_of = behind::visited(QUICK, 0, *scale);
        compared(asked, (&name, &rows_of), &about, &sat.collect::<Vec<_>>(), Vec::new())
    };
    Scale::ALL.iter().flat_map(of).collect()
}

/// Of answers to one version of an instrument.
fn of_instrument(
    asked: &Asked<'_>,
    (name, version, scale): (&str, u64, Scale),
    instrument: &Instrument,
    sat: &[Sat],
) -> Vec<Table> {
    let key = if version > 0 { "mystery-of-version" } else { "mystery-of" };
    let mut of = Saying::of(key).with("instrument", Unit::Label, Cell::Text(name.to_owned())).with(
        "scale",
        Unit::Label,
        Cell::Text(format!("1-{}", scale.byte())),
    );
    if version > 0 {
        of = of.with("version", Unit::Label, Cell::Text(version.to_string()));
    }
    let about = Asking::new(instrument, None).about();
    let rows_of = behind::visited(name, version, scale);
    let called = ("mystery-answers", rows_of.as_str());
    compared(asked, called, &about, &sat.iter().collect::<Vec<_>>(), vec![of])
}

/// Customers and visits by week and by what they are about; nothing where nobody has come. What
/// customers said in weeks without a visit has nothing to be compared with.
fn compared(
    asked: &Asked<'_>,
    (name, rows_of): (&str, &str),
    about: &About,
    all: &[&Sat],
    mut says: Vec<Saying>,
) -> Vec<Table> {
    let week = |one: &Sat| asked.time(one.at);
    let visits = all.iter().filter(|one| one.rater == Rater::Mystery);
    let visited: Vec<Option<Part>> = visits.map(|one| week(one)).collect();
    if visited.is_empty() {
        return Vec::new();
    }
    let mut weeks = Parts::<Both>::new();
    let mut parts: Vec<Both> = about.iter().map(|_| Both::default()).collect();
    for one in all.iter().filter(|one| visited.contains(&week(one))) {
        weeks.add(week(one), |both| both.add(one.rater, one.scores.iter().copied()));
        for (both, (_, places)) in parts.iter_mut().zip(about) {
            let scores = places.iter().filter_map(|at| one.scores.get(*at).copied());
            both.add(one.rater, scores);
        }
    }
    let rows =
        weeks.rows(asked, |of, part, both| both.row(of, behind::named(asked, rows_of, &part)));
    let by_week = table(name, ReportBy::Week.word(), &COLUMNS, rows);
    let rows = about.iter().zip(&parts);
    let rows = rows.map(|((of, _), both)| both.row(of.clone(), rows_of.to_owned()));
    let by_dimension = table(&format!("{name}-dimensions"), "dimension", &COLUMNS, rows.collect());
    says.push(Saying::of("mystery"));
    if visited.len() < FEW as usize {
        says.push(Saying::of("mystery-few"));
    }
    vec![Table { says, ..by_week }, by_dimension]
}
