//! The customers behind a row of a report that no filter of tickets lists. Never what anybody
//! wrote: who it was, when, and what went into the figure.

mod done;
mod gone;
mod said;

use std::cmp::Reverse;
use std::collections::BTreeMap;

pub use said::{answered, mean, scored_by, visited};

use super::part::{Asked, Part, table};
use crate::daemon::desk::Desk;
use crate::domain::{At, CustomerId, Refusal, TicketNo};
use crate::store::{StoreError, View};
use crate::wire::report::{Behind, Cell, ROWS, ReportAsk, Row, Saying, Table, Unit};

/// One who was counted.
#[derive(Debug)]
struct Counted {
    /// 0 for somebody who is not named.
    customer: u64,
    /// The ticket that was counted; 0 where it was none.
    ticket: u32,
    at: At,
    /// Why, or what it is about.
    about: Cell,
    /// What they paid or gave, or what became of it.
    figure: Cell,
}

/// What is called how, as a column has it.
type Figure = (&'static str, Unit);

/// The conditions of a row, by their names.
type Wanted<'a> = BTreeMap<&'a str, &'a str>;

/// What a row of a part says of those behind it: `lost part:BI`, the part as its first cell has it.
pub fn named(asked: &Asked<'_>, of: &str, part: &Part) -> String {
    match part {
        Part::All => of.to_owned(),
        part => format!("{of} part:{}", label(asked, part)),
    }
}

fn label(asked: &Asked<'_>, part: &Part) -> String {
    match asked.name(part) {
        Cell::Text(name) | Cell::Word(name) => name,
        Cell::Said(_) | Cell::Number(_) | Cell::None => String::new(),
    }
}

/// Tells whether a part is the one that a row is of.
fn is_of(asked: &Asked<'_>, wanted: &Wanted<'_>, part: Option<&Part>) -> bool {
    let is_it = |wanted: &&str| part.is_some_and(|part| label(asked, part) == *wanted);
    wanted.get("part").is_none_or(is_it)
}

/// Tells whether a condition of a row is so; one that it has not is.
fn is_so(wanted: &Wanted<'_>, key: &str, value: &str) -> bool {
    wanted.get(key).is_none_or(|wanted| *wanted == value)
}

/// All who were counted, and what their last column is.
fn counted(
    desk: &Desk,
    (kind, wanted): (Behind, &Wanted<'_>),
    asked: &Asked<'_>,
    read: u64,
) -> anyhow::Result<(Vec<Counted>, Figure)> {
    let view = desk.reader.view();
    Ok(match kind {
        Behind::Lost => (gone::lost(&view, asked, wanted)?, ("monthly-lost", Unit::Money)),
        Behind::Known => (gone::known(&view, asked, wanted)?, ("sum", Unit::Money)),
        Behind::Stays => (gone::stays(&view, asked, wanted)?, ("months", Unit::Number)),
        Behind::Answers => (said::answers(&view, asked, wanted, read)?, ("mean", Unit::Score)),
        Behind::Visits => (said::visits(&view, asked, wanted, read)?, ("mean", Unit::Score)),
        Behind::Scores => (said::scores(&view, asked, wanted, read)?, ("score", Unit::Score)),
        Behind::Loyalty => (said::loyalty(asked, wanted), ("mean", Unit::Score)),
        Behind::Contacts => (done::contacts(asked, wanted), ("contacts", Unit::Count)),
        Behind::Calls => (done::calls(desk, asked, wanted)?, ("aht", Unit::Duration)),
        Behind::Survey => (done::drawn(&view, asked, wanted)?, ("tries", Unit::Count)),
        Behind::Promises => (done::promises(asked), ("became", Unit::Label)),
        Behind::FirstContact => {
            let days = desk.settings.first_contact();
            (done::first_contacts(asked, wanted, days), ("became", Unit::Label))
        }
        Behind::Opened => (done::opened(asked, wanted), ("status", Unit::Label)),
        Behind::Waited => (done::waited(asked, wanted), ("age", Unit::Duration)),
    })
}

/// Its table: the last first, and before them those of whom nothing is known.
///
/// # Errors
/// The store's; a [`crate::domain::Refusal`] of a survey that there is not.
pub fn tables(
    desk: &Desk,
    ask: &ReportAsk,
    asked: &Asked<'_>,
    read: u64,
) -> anyhow::Result<Vec<Table>> {
    let mut words = ask.rows.split_whitespace();
    let kind = words.next().unwrap_or("").parse::<Behind>().map_err(Refusal::from)?;
    let wanted: Wanted<'_> = words.filter_map(|word| word.split_once(':')).collect();
    let (mut all, figure) = counted(desk, (kind, &wanted), asked, read)?;
    let is_known = |one: &Counted| kind == Behind::Known && one.figure != Cell::None;
    all.sort_by_key(|one| (is_known(one), Reverse((one.at, one.customer))));
    let more = all.len().saturating_sub(ROWS) as u64;
    let view = desk.reader.view();
    let rows = all.into_iter().take(ROWS).map(|one| row(&view, one));
    let rows = rows.collect::<Result<Vec<Row>, StoreError>>()?;
    let columns = [("name", Unit::Label), ("when", Unit::Time), ("about", Unit::Label), figure];
    let mut told = table("behind", "customer", &columns, rows);
    let saying = || Saying::of("behind-more").with("count", Unit::Count, Cell::count(more));
    told.says = (more > 0).then(saying).into_iter().collect();
    Ok(vec![told])
}

/// One of them, and where that leads: to the ticket, else to the customer.
fn row(view: &View<'_>, one: Counted) -> Result<Row, StoreError> {
    let customer = CustomerId(one.customer);
    let record = if one.customer == 0 { None } else { view.customer(customer)? };
    let of = if one.customer == 0 { Cell::None } else { Cell::Text(customer.to_string()) };
    let rows_of = match (one.ticket, one.customer) {
        (0, 0) => String::new(),
        (0, _) => customer.to_string(),
        (ticket, _) => TicketNo(ticket.into()).to_string(),
    };
    let name = record.map_or(Cell::None, |record| Cell::Text(record.label()));
    Ok(Row { cells: vec![of, name, Cell::Number(one.at.0), one.about, one.figure], rows_of })
}
