//! The report of how many answered of those who were drawn, survey by survey and part by part.
//! Never a rate of those alone who could be reached.

use super::behind;
use super::contact::small;
use super::lasts::Lasts;
use super::part::{Asked, Parts, drawn, table};
use crate::daemon::desk::Desk;
use crate::daemon::survey;
use crate::domain::quality::interval::{Worth, of_share};
use crate::wire::report::{Behind, Cell, Plot, ROWS, Row, Saying, Table, Unit};
use crate::wire::{Progress, SurveyRow};

const COLUMNS: [(&str, Unit); 9] = [
    ("drawn", Unit::Count),
    ("answered", Unit::Count),
    ("survey-refused", Unit::Count),
    ("survey-not-reached", Unit::Count),
    ("survey-out", Unit::Count),
    ("survey-open", Unit::Count),
    ("response-rate", Unit::Share),
    ("low", Unit::Share),
    ("high", Unit::Share),
];

/// Its tables: of each survey that was drawn in the time, and of the parts of those that have any.
///
/// # Errors
/// The store's.
pub fn tables(desk: &Desk, asked: &Asked<'_>) -> anyhow::Result<Vec<Table>> {
    let rows = survey::rows(&desk.reader.view(), desk.clock.now())?;
    let meant: Vec<&SurveyRow> = rows.iter().rev().filter(|row| asked.means(row.at)).collect();
    if meant.is_empty() {
        return Ok(Vec::new());
    }
    let name = |row: &SurveyRow| row.plan.name.clone();
    let leads = |of: String, part: Option<&str>, row: Row| {
        let part = part.map(|part| format!(" drawn:{part}")).unwrap_or_default();
        Row { rows_of: format!("{} name:{of}{part}", Behind::Survey), ..row }
    };
    let whole =
        meant.iter().map(|row| leads(name(row), None, line(Cell::Text(name(row)), &row.progress)));
    let parts = meant.iter().filter(|row| row.plan.by.is_some()).flat_map(|row| {
        row.strata.iter().map(|(part, _, progress)| {
            let of = Cell::Text(format!("{}: {}", name(row), part_name(part)));
            leads(name(row), Some(part_name(part)), line(of, progress))
        })
    });
    let parts: Vec<Row> = parts.collect();
    let all = Table {
        plot: Plot::Bars { column: 7 },
        says: says(&meant),
        ..table("surveys", "survey", &COLUMNS, whole.collect())
    };
    let by_part = (!parts.is_empty()).then(|| table("survey-parts", "survey", &COLUMNS, parts));
    let by_now = asked.by.is_some().then(|| by_now(desk, asked, &meant)).transpose()?;
    Ok([Some(all), by_part, by_now].into_iter().flatten().collect())
}

/// Each survey by what those who were drawn are now, came by and complained of last.
fn by_now(desk: &Desk, asked: &Asked<'_>, meant: &[&SurveyRow]) -> anyhow::Result<Table> {
    let (view, lasts) = (desk.reader.view(), Lasts::new(asked));
    let mut rows = Vec::new();
    for name in meant.iter().map(|row| row.plan.name.as_str()) {
        let mut parts = Parts::<Progress>::new();
        for (customer, _, stands, _) in survey::drawn_of(&view, name, None)?? {
            parts.add(lasts.part(small(customer.0)), |sums| survey::add(sums, &stands));
        }
        let survey = format!("{} name:{name}", Behind::Survey);
        rows.extend(parts.rows(asked, |of, part, progress| {
            let mut row = line(of, &progress);
            row.cells.insert(1, Cell::Text(name.to_owned()));
            Row { rows_of: behind::named(asked, &survey, &part), ..row }
        }));
    }
    rows.truncate(ROWS);
    let columns = [&[("survey", Unit::Label)][..], &COLUMNS].concat();
    Ok(drawn(table("survey-by", asked.of(), &columns, rows), Plot::None, &["survey-by"]))
}

/// A part as the desk's words and codes have it; a stroke where nothing is known.
fn part_name(part: &str) -> &str {
    if part.is_empty() { "-" } else { part }
}

fn line(of: Cell, progress: &Progress) -> Row {
    let Progress { drawn, answered, refused, unreachable, dropped, gone, not_reached, open } =
        *progress;
    let interval = of_share(answered, drawn);
    let cells = vec![
        of,
        Cell::count(drawn),
        Cell::count(answered),
        Cell::count(refused),
        Cell::count(not_reached),
        Cell::count(unreachable + dropped + gone),
        Cell::count(open),
        Cell::ratio(i64::try_from(answered).unwrap_or(i64::MAX), drawn),
        Cell::real(interval.map(|one| one.low)),
        Cell::real(interval.map(|one| one.high)),
    ];
    Row { cells, rows_of: String::new() }
}

/// What is to be known before anything is made of the answers.
fn says(rows: &[&SurveyRow]) -> Vec<Saying> {
    let is = |fits: fn(&Progress) -> bool| rows.iter().any(|row| fits(&row.progress));
    let few = is(|one| Worth::of(one.answered) != Worth::Sound);
    let low = is(|one| 2 * one.answered < one.drawn);
    let keys = [Some("surveys"), few.then_some("surveys-few"), low.then_some("surveys-low")];
    keys.into_iter().flatten().map(Saying::of).collect()
}
