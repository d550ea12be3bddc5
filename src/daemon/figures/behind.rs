//! The customers behind a row of a report that counts those who left, or what was answered. Never
//! what anybody wrote: who it was, when, and the figure that went in.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::calls;
use super::contact::Contact;
use super::lasts::Lasts;
use super::line::Call;
use super::lost::{loss, money, reason};
use super::loyalty;
use super::part::{Asked, Part, table};
use super::parted::part;
use crate::daemon::desk::Desk;
use crate::daemon::survey;
use crate::domain::instrument::QUICK;
use crate::domain::{At, CustomerId, InteractionId, Measure, Rater, Scale, Subject, TwoLetters};
use crate::store::{StoreError, View};
use crate::wire::report::{Cell, ROWS, ReportAsk, Row, Saying, Table, Unit};

/// One who was counted.
#[derive(Debug)]
struct Counted {
    /// 0 for somebody who is not named.
    customer: u64,
    at: At,
    /// Why, or what it is about.
    about: Cell,
    /// What they paid or gave.
    figure: Cell,
}

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

/// What a row says of those who gave answers that may be put together.
pub fn answered(instrument: &str, version: u64, rater: Rater, scale: Scale) -> String {
    format!("answers instrument:{instrument} version:{version} rater:{rater} scale:{scale}")
}

/// What a row says of those who answered one question.
pub fn scored_by(what: Measure, rater: Rater) -> String {
    format!("scores question:{what} rater:{rater}")
}

/// Tells whether a condition of a row is so; one that it has not is.
fn is_so(wanted: &Wanted<'_>, key: &str, value: &str) -> bool {
    wanted.get(key).is_none_or(|wanted| *wanted == value)
}

/// Those who left.
fn gone(
    view: &View<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted<'_>,
) -> Result<Vec<Counted>, StoreError> {
    let (codes, lasts) = (view.codes()?, Lasts::new(asked));
    let of_part = |customer: u32| is_of(asked, wanted, lasts.part(customer).as_ref());
    let one = |(customer, stays): (&super::leavers::Customer, Vec<super::leavers::Stay<'_>>)| {
        let loss = loss(asked, &stays)?;
        let why = match loss.reason {
            [0, 0] => "none".to_owned(),
            letters => TwoLetters::from_bytes(letters).to_string(),
        };
        let month = asked.day(loss.at).strftime("%Y-%m").to_string();
        let fits = is_so(wanted, "reason", &why) && is_so(wanted, "month", &month);
        (fits && of_part(customer.no)).then(|| Counted {
            customer: customer.no.into(),
            at: loss.at,
            about: reason(loss.reason, &codes),
            figure: loss.monthly().map_or(Cell::None, money),
        })
    };
    Ok(asked.columns.leavers.until(asked.end()).filter_map(one).collect())
}

fn subject(subject: Subject) -> Cell {
    match subject {
        Subject::Ticket(no) => Cell::Text(no.to_string()),
        Subject::Interaction(id) => Cell::Text(id.to_string()),
        Subject::Service => Cell::None,
    }
}

/// The mean of what was given, left-out answers aside.
pub fn mean(given: &[u8]) -> Cell {
    let given: Vec<i64> = given.iter().filter(|one| **one > 0).map(|one| (*one).into()).collect();
    Cell::ratio(given.iter().sum(), given.len() as u64)
}

/// Who answered by an instrument; of whom what they perceive is known, that, else what they expect.
fn sat(
    view: &View<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted<'_>,
    read: u64,
) -> Result<Vec<Counted>, StoreError> {
    let fits = |instrument: &str, version: u64, rater: Rater, scale: Scale| {
        is_so(wanted, "instrument", instrument)
            && is_so(wanted, "version", &version.to_string())
            && is_so(wanted, "rater", rater.word())
            && is_so(wanted, "scale", scale.word())
    };
    let mut all = Vec::new();
    for one in view.answers(None, usize::MAX)? {
        let is_then = one.no <= read && asked.means(one.at);
        let part = || part(asked, (one.subject, one.customer), &one.by, one.at);
        if is_then
            && fits(&one.instrument, one.version, one.rater, one.scale)
            && is_of(asked, wanted, part().as_ref())
        {
            let given = if one.perceived.is_empty() { &one.expected } else { &one.perceived };
            let customer = one.customer.map_or(0, |customer| customer.0);
            let (at, about, figure) = (one.at, subject(one.subject), mean(given));
            all.push(Counted { customer, at, about, figure });
        }
    }
    for one in asked.columns.ratings.rows().iter().filter(|one| asked.means(one.at)) {
        let Some((rater, scale)) = one.kind() else { continue };
        let part = || asked.of_said((one.is_of(), one.subject), one.by, one.at);
        if fits(QUICK, 0, rater, scale) && is_of(asked, wanted, part().as_ref()) {
            let customer = asked.columns.rated_by(one).unwrap_or(0).into();
            let about = Cell::Text(format!("R-{}", one.no));
            all.push(Counted { customer, at: one.at, about, figure: mean(&one.scores()) });
        }
    }
    Ok(all)
}

/// Who answered one question.
fn scored(
    view: &View<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted<'_>,
    read: u64,
) -> Result<Vec<Counted>, StoreError> {
    let mut all = Vec::new();
    for one in view.scores(None, usize::MAX)? {
        let fits =
            is_so(wanted, "question", one.what.word()) && is_so(wanted, "rater", one.rater.word());
        let part = || part(asked, (one.subject, Some(one.customer)), &one.by, one.at);
        if fits && one.no <= read && asked.means(one.at) && is_of(asked, wanted, part().as_ref()) {
            let (customer, at, about) = (one.customer.0, one.at, subject(one.subject));
            all.push(Counted { customer, at, about, figure: Cell::count(one.score.into()) });
        }
    }
    Ok(all)
}

/// Who had a contact.
fn met(asked: &Asked<'_>, wanted: &Wanted<'_>) -> Vec<Counted> {
    let contacts = asked.columns.contacts.rows().iter().filter(|one| asked.means(one.at));
    let of_part = |one: &&Contact| is_of(asked, wanted, asked.of_contact(one).as_ref());
    let one = |one: &Contact| Counted {
        customer: one.customer.into(),
        at: one.at,
        about: Cell::Text(InteractionId(one.no.into()).to_string()),
        figure: Cell::count(1),
    };
    contacts.filter(of_part).map(one).collect()
}

/// The calls, each with who had it: a call alone does not say whose it was.
fn called(desk: &Desk, asked: &Asked<'_>, wanted: &Wanted<'_>) -> std::io::Result<Vec<Counted>> {
    let calls = calls::calls(desk, asked)?;
    let parted = calls::parted(asked);
    let one = |call: &Call| Counted {
        customer: 0,
        at: call.answered,
        about: Cell::Text(asked.columns.names.name(call.agent).to_owned()),
        figure: Cell::seconds(call.spans().iter().sum()),
    };
    let of_part = |call: &&&Call| is_of(asked, wanted, parted(call).as_ref());
    Ok(calls.iter().filter(of_part).map(|call| one(call)).collect())
}

/// Customers by whether they are satisfied and stay.
fn bound(asked: &Asked<'_>, wanted: &Wanted<'_>) -> Vec<Counted> {
    let all = loyalty::last(asked).into_iter();
    let meant = all.filter(|said| is_so(wanted, "of", said.word));
    let one = |said: loyalty::Said| Counted {
        customer: said.customer.into(),
        at: said.at,
        about: Cell::Word(said.word.to_owned()),
        figure: said.mean,
    };
    meant.map(one).collect()
}

/// Who was drawn for a survey, and where they stand.
fn drawn(view: &View<'_>, wanted: &Wanted<'_>) -> anyhow::Result<Vec<Counted>> {
    let name = wanted.get("name").copied().unwrap_or("");
    let part = wanted.get("part").copied();
    let one = |(customer, at, stands, tries): (CustomerId, At, &'static str, u64)| Counted {
        customer: customer.0,
        at,
        about: Cell::Word(format!("survey-{stands}")),
        figure: Cell::count(tries),
    };
    Ok(survey::drawn_of(view, name, part)??.into_iter().map(one).collect())
}

/// Its table: the last first.
///
/// # Errors
/// The store's.
pub fn tables(
    desk: &Desk,
    ask: &ReportAsk,
    asked: &Asked<'_>,
    read: u64,
) -> anyhow::Result<Vec<Table>> {
    let mut words = ask.rows.split_whitespace();
    let kind = words.next().unwrap_or("");
    let wanted: Wanted<'_> = words.filter_map(|word| word.split_once(':')).collect();
    let view = desk.reader.view();
    let (mut all, figure) = match kind {
        "lost" => (gone(&view, asked, &wanted)?, ("monthly-lost", Unit::Money)),
        "answers" => (sat(&view, asked, &wanted, read)?, ("mean", Unit::Score)),
        "scores" => (scored(&view, asked, &wanted, read)?, ("score", Unit::Score)),
        "contacts" => (met(asked, &wanted), ("contacts", Unit::Count)),
        "calls" => (called(desk, asked, &wanted)?, ("aht", Unit::Duration)),
        "loyalty" => (bound(asked, &wanted), ("mean", Unit::Score)),
        "survey" => (drawn(&view, &wanted)?, ("tries", Unit::Count)),
        _ => (Vec::new(), ("mean", Unit::Score)),
    };
    all.sort_by_key(|one| Reverse((one.at, one.customer)));
    let more = all.len().saturating_sub(ROWS) as u64;
    let mut rows = Vec::new();
    for one in all.into_iter().take(ROWS) {
        let customer = CustomerId(one.customer);
        let record = if one.customer == 0 { None } else { view.customer(customer)? };
        let (of, rows_of) = match one.customer {
            0 => (Cell::None, String::new()),
            _ => (Cell::Text(customer.to_string()), customer.to_string()),
        };
        let name = record.map_or(Cell::None, |record| Cell::Text(record.label()));
        let cells = vec![of, name, Cell::Number(one.at.0), one.about, one.figure];
        rows.push(Row { cells, rows_of });
    }
    let columns = [("name", Unit::Label), ("when", Unit::Time), ("about", Unit::Label), figure];
    let mut told = table("behind", "customer", &columns, rows);
    let saying = || Saying::of("behind-more").with("count", Unit::Count, Cell::count(more));
    told.says = (more > 0).then(saying).into_iter().collect();
    Ok(vec![told])
}
