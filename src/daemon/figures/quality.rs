//! The report of what customers expect and get. Never two kinds of raters, scales or versions of an
//! instrument in one figure: each has tables of its own.

use std::collections::BTreeMap;

use super::behind;
use super::columns::Columns;
use super::gaps::{Asking, Group, Said, Sayings, Sitting};
use super::part::Asked;
use super::parted;
use crate::daemon::desk::Desk;
use crate::domain::instrument::QUICK;
use crate::domain::quality::{Kind, Sample, interval, scales};
use crate::domain::{CustomerId, Instrument, Measure, Rater, Scale};
use crate::store::{Setting, StoreError, View};
use crate::wire::report::{Cell, Column, MILLION, Plot, ReportAsk, Row, Saying, Table, Unit};

/// What may be put together: the instrument, its version, who answered, on which scale.
pub type Key = (String, u64, Rater, Scale);

/// Columns up to the alphas.
const FIGURES: usize = 8;

/// Its tables.
///
/// # Errors
/// The store's.
pub fn tables(
    desk: &Desk,
    ask: &ReportAsk,
    (asked_for, read): (&Asked<'_>, u64),
) -> anyhow::Result<Vec<Table>> {
    let view = desk.reader.view();
    let mut parted = parted::parted(&view, ask, (asked_for, read))?;
    let columns = asked_for.columns;
    let (versions, points) = (view.instrument_versions()?, view.importance(None)?);
    let mut tables = Vec::new();
    for (key, group) in groups(&view, ask, (columns, read))? {
        let (name, version, rater, scale) = &key;
        let Some(instrument) = asked(name, *version, &versions) else { continue };
        let kind = Kind::of(*rater, *scale);
        let asking = Asking::new(&instrument, points);
        let rows_of = behind::answered(name, *version, *rater, *scale);
        let told = of_group((name, *version), kind, &asking, &group);
        tables.extend(told.into_iter().map(|table| leading(table, &rows_of)));
        if let Some(parts) = parted.remove(&key) {
            tables.push(parted::of_parts(asked_for, &asking.about(), (&rows_of, parts)));
        }
    }
    tables.extend(scores(&view, ask, read)?);
    Ok(tables)
}

/// What was asked by a version of an instrument.
pub fn asked(name: &str, version: u64, versions: &[Setting]) -> Option<Instrument> {
    match version {
        0 => Instrument::built_in(name),
        seq => versions.iter().find(|one| one.seq == seq)?.text.parse().ok(),
    }
}

/// Everything that was answered in the time, apart by what may not be put together.
pub fn groups(
    view: &View<'_>,
    ask: &ReportAsk,
    (columns, read): (&Columns, u64),
) -> Result<BTreeMap<Key, Group>, StoreError> {
    let mut groups = BTreeMap::<Key, Group>::new();
    let matters = view.importances()?;
    let own = |customer: Option<CustomerId>| customer.and_then(|who| matters.get(&who)).copied();
    let meant = |name: &str| ask.name.is_empty() || ask.name == name;
    let is_then = |at| (ask.from..ask.until).contains(&at);
    for one in view.answers(None, usize::MAX)? {
        if one.no <= read && is_then(one.at) && meant(&one.instrument) {
            let key = (one.instrument, one.version, one.rater, one.scale);
            let own = own(one.customer);
            let (expected, perceived) = (one.expected, one.perceived);
            groups.entry(key).or_default().add(Sitting { expected, perceived, own });
        }
    }
    if meant(QUICK) {
        for rated in columns.ratings.rows().iter().filter(|rated| is_then(rated.at)) {
            let Some((rater, scale)) = rated.kind() else { continue };
            let key = (QUICK.to_owned(), 0, rater, scale);
            let own = own(columns.rated_by(rated).map(|customer| CustomerId(customer.into())));
            let (expected, perceived) = (Vec::new(), rated.scores().to_vec());
            groups.entry(key).or_default().add(Sitting { expected, perceived, own });
        }
    }
    Ok(groups)
}

/// The same table with who is behind each of its rows.
fn leading(mut table: Table, rows_of: &str) -> Table {
    table.rows.iter_mut().for_each(|row| rows_of.clone_into(&mut row.rows_of));
    table
}

/// The tables of one group.
fn of_group(
    (name, version): (&str, u64),
    kind: Kind,
    asking: &Asking<'_>,
    group: &Group,
) -> Vec<Table> {
    let said = group.said(asking);
    let mut says = vec![about((name, version), kind)];
    says.extend(said.says());
    let whole = said.whole.iter().chain(&said.dimensions).map(Said::row).collect();
    let statements = said.statements.iter().map(Said::row).collect();
    let mut tables = vec![
        figures("quality", "dimension", whole, says),
        without_alphas(figures("quality-statements", "statement", statements, Vec::new())),
    ];
    if let Some(points) = asking.points() {
        tables.push(quadrant(&said, &points));
    }
    tables.push(answers(kind, asking, group));
    tables
}

/// What a table is of.
pub fn about((name, version): (&str, u64), kind: Kind) -> Saying {
    let about = Saying::of("quality-of")
        .with("instrument", Unit::Label, Cell::Text(name.to_owned()))
        .with("rater", Unit::Label, Cell::Word(format!("word-rater-{}", kind.rater())))
        .with("scale", Unit::Label, Cell::Text(format!("1-{}", kind.highest())));
    match version {
        0 => about,
        seq => Saying { key: "quality-of-version".to_owned(), ..about }.with(
            "version",
            Unit::Label,
            Cell::Text(seq.to_string()),
        ),
    }
}

fn column(name: &str, unit: Unit) -> Column {
    Column { name: name.to_owned(), unit }
}

/// What was expected and perceived, a row for each.
pub fn figures(name: &str, of: &str, rows: Vec<Row>, says: Vec<Saying>) -> Table {
    let columns = vec![
        column(of, Unit::Label),
        column("expected-n", Unit::Count),
        column("perceived-n", Unit::Count),
        column("expected", Unit::Score),
        column("perceived", Unit::Score),
        column("quality-gap", Unit::Score),
        column("low", Unit::Score),
        column("high", Unit::Score),
        column("alpha-expected", Unit::Number),
        column("alpha-perceived", Unit::Number),
    ];
    Table { name: name.to_owned(), columns, rows, plot: Plot::Bars { column: 4 }, says }
}

/// One statement has no alpha.
pub fn without_alphas(mut table: Table) -> Table {
    table.columns.truncate(FIGURES);
    table.rows.iter_mut().for_each(|row| row.cells.truncate(FIGURES));
    table
}

/// Importance against what is perceived: what matters and is not good comes first.
fn quadrant(said: &Sayings, points: &[u8; 5]) -> Table {
    let of = said.dimensions.iter().zip(points);
    let rows = of.map(|(one, points)| Row {
        cells: vec![one.label.clone(), Cell::count(u64::from(*points)), Cell::real(one.perceived)],
        rows_of: String::new(),
    });
    Table {
        name: "quality-importance".to_owned(),
        columns: vec![
            column("dimension", Unit::Label),
            column("importance", Unit::Number),
            column("perceived", Unit::Score),
        ],
        rows: rows.collect(),
        plot: Plot::Quadrant { x: 1, y: 2 },
        says: Vec::new(),
    }
}

/// How many gave which answer, statement by statement.
fn answers(kind: Kind, asking: &Asking<'_>, group: &Group) -> Table {
    let mut columns = vec![
        column("statement", Unit::Label),
        column("side", Unit::Label),
        column("answers", Unit::Count),
        column("mean", Unit::Score),
    ];
    let scores = 1..=kind.highest();
    columns.extend(scores.map(|score| column(&format!("score-{score}"), Unit::Count)));
    let mut rows = Vec::new();
    // Of a side that nobody was asked there is nothing to tell.
    let given = group.given(asking).filter(|(_, side, _)| group.has(*side));
    for (label, side, values) in given {
        let mut sample = Sample::new(kind);
        // What is above the scale was never taken in.
        values.for_each(|value| sample.add(value).unwrap_or_default());
        let mut cells = vec![label, Cell::Word(format!("report-side-{}", side.word()))];
        cells.extend([Cell::count(sample.n()), Cell::real(sample.mean())]);
        cells.extend(sample.distribution().iter().map(|count| Cell::count(*count)));
        rows.push(Row { cells, rows_of: String::new() });
    }
    rows.truncate(crate::wire::report::ROWS);
    let name = "quality-answers".to_owned();
    Table { name, columns, rows, plot: Plot::None, says: Vec::new() }
}

/// CSAT, NPS and CES, for each rater by itself.
fn scores(view: &View<'_>, ask: &ReportAsk, read: u64) -> Result<Option<Table>, StoreError> {
    let mut given = BTreeMap::<(Measure, Rater), Vec<u8>>::new();
    for one in view.scores(None, usize::MAX)? {
        if one.no <= read && (ask.from..ask.until).contains(&one.at) && ask.name.is_empty() {
            given.entry((one.what, one.rater)).or_default().push(one.score);
        }
    }
    if given.is_empty() {
        return Ok(None);
    }
    let rows = given.iter().map(|((what, rater), all)| {
        let values: Vec<f64> = all.iter().map(|score| f64::from(*score)).collect();
        let cells = vec![
            Cell::Word(format!("word-measure-{what}")),
            Cell::Word(format!("word-rater-{rater}")),
            Cell::count(all.len() as u64),
            Cell::real(interval::mean(&values)),
            figure(*what, *rater, all),
        ];
        Row { cells, rows_of: behind::scored_by(*what, *rater) }
    });
    let columns = vec![
        column("question", Unit::Label),
        column("rater", Unit::Label),
        column("answers", Unit::Count),
        column("mean", Unit::Score),
        column("question-figure", Unit::Number),
    ];
    let (name, says) = ("scores".to_owned(), vec![Saying::of("scores")]);
    Ok(Some(Table { name, columns, rows: rows.collect(), plot: Plot::None, says }))
}

/// What the literature makes of a question's answers: % satisfied, promoters less detractors, mean.
fn figure(what: Measure, rater: Rater, all: &[u8]) -> Cell {
    match what {
        Measure::Csat => {
            let mut sample = Sample::new(Kind::of(rater, Scale::Five));
            all.iter().for_each(|score| sample.add(*score).unwrap_or_default());
            let (part, of) = scales::satisfied(&sample);
            let hundred = i64::try_from(part * 100).unwrap_or(MILLION);
            Cell::ratio(hundred, of)
        }
        Measure::Nps => {
            let recommended =
                all.iter().try_fold(scales::Recommended::default(), |sum, score| sum.and(*score));
            Cell::real(recommended.and_then(scales::Recommended::score))
        }
        Measure::Ces => {
            let values: Vec<f64> = all.iter().map(|score| f64::from(*score)).collect();
            Cell::real(interval::mean(&values))
        }
    }
}
