//! What customers expect and get, with rows for each topic, agent, tier, channel or week. Never two
//! kinds of raters, scales or versions of an instrument in one figure, as in all of that report.

use std::collections::BTreeMap;

use super::behind;
use super::contact::{Of, small};
use super::given::Given;
use super::part::{Asked, Part, Parts, table};
use super::quality::Key;
use crate::domain::instrument::QUICK;
use crate::domain::{At, CustomerId, Subject};
use crate::store::{StoreError, View};
use crate::wire::report::{Cell, ROWS, ReportAsk, Row, Saying, Table, Unit};

/// Scores of both sides, for each statement.
#[derive(Debug, Default)]
pub struct Sums {
    sat: Vec<[Vec<u8>; 2]>,
}

/// For each of what may be put together, what was said of each part.
pub type Parted = BTreeMap<Key, Parts<Sums>>;

/// Everything that was answered in the time, by part; nothing where no parts are asked for.
///
/// # Errors
/// The store's.
pub fn parted(
    view: &View<'_>,
    ask: &ReportAsk,
    (asked, read): (&Asked<'_>, u64),
) -> Result<Parted, StoreError> {
    let mut parted = Parted::new();
    if asked.by.is_none() {
        return Ok(parted);
    }
    let meant = |name: &str| ask.name.is_empty() || ask.name == name;
    let mut add = |key: Key, part: Option<Part>, sides: [&[u8]; 2]| {
        let parts = parted.entry(key).or_insert_with(Parts::new);
        parts.add(part, |sums: &mut Sums| sums.sat.push(sides.map(<[u8]>::to_vec)));
    };
    for one in view.answers(None, usize::MAX)? {
        if one.no <= read && asked.means(one.at) && meant(&one.instrument) {
            let part = part(asked, (one.subject, one.customer), &one.by, one.at);
            let key = (one.instrument, one.version, one.rater, one.scale);
            add(key, part, [&one.expected, &one.perceived]);
        }
    }
    if meant(QUICK) {
        for rated in asked.columns.ratings.rows().iter().filter(|rated| asked.means(rated.at)) {
            let Some((rater, scale)) = rated.kind() else { continue };
            let part = asked.of_said((rated.is_of(), rated.subject), rated.by, rated.at);
            add((QUICK.to_owned(), 0, rater, scale), part, [&[], &rated.scores()]);
        }
    }
    Ok(parted)
}

/// The part that something which a customer said is in.
pub fn part(
    asked: &Asked<'_>,
    (subject, customer): (Subject, Option<CustomerId>),
    by: &str,
    at: At,
) -> Option<Part> {
    let subject = match subject {
        Subject::Interaction(id) => (Of::Contact, small(id.0)),
        Subject::Ticket(no) => (Of::Ticket, small(no.0)),
        Subject::Service => (Of::Service, customer.map_or(0, |customer| small(customer.0))),
    };
    asked.of_said(subject, asked.columns.names.known(by), at)
}

/// The table of one group: of each part all of it, and each dimension.
pub fn of_parts(
    asked: &Asked<'_>,
    about: &[(Cell, Vec<usize>)],
    (rows_of, parts): (&str, Parts<Sums>),
) -> Table {
    let whole = about.iter().flat_map(|(_, places)| places.clone()).collect();
    let whole = (Cell::Word("report-all".to_owned()), whole);
    let rows = parts.rows(asked, |of, part, sums| {
        let rows_of = behind::named(asked, rows_of, &part);
        let all = std::iter::once(&whole).chain(about);
        let row = |(what, places): &(Cell, Vec<usize>)| Row {
            rows_of: rows_of.clone(),
            ..row(&of, what, places, &sums)
        };
        all.map(row).collect::<Vec<Row>>()
    });
    let columns = [
        ("dimension", Unit::Label),
        ("expected-n", Unit::Count),
        ("expected", Unit::Score),
        ("perceived-n", Unit::Count),
        ("perceived", Unit::Score),
    ];
    let rows = rows.into_iter().flatten().take(ROWS).collect();
    let told = table("quality-parts", asked.of(), &columns, rows);
    Table { says: vec![Saying::of("quality-parts")], ..told }
}

fn row(of: &Cell, what: &Cell, places: &[usize], sums: &Sums) -> Row {
    let mut cells = vec![of.clone(), what.clone()];
    for side in 0..2 {
        let mut given = Given::default();
        for sat in &sums.sat {
            given.add(places.iter().filter_map(|at| sat[side].get(*at).copied()));
        }
        cells.extend([Cell::count(given.sittings), Cell::real(given.mean())]);
    }
    Row { cells, rows_of: String::new() }
}
