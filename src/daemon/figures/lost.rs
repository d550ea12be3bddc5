//! The report of who left: how many, why, what they paid, and how long customers stay. Never a sum
//! that nobody has said: how many are not known is told beside it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::behind;
use super::lasts::Lasts;
use super::leavers::{Customer, Loss, Stay};
use super::part::{Asked, Part, Parts, drawn, table};
use crate::daemon::desk::Desk;
use crate::domain::code::LEAVINGS;
use crate::domain::quality::pareto::{Ranked, pareto};
use crate::domain::quality::retention::Retention;
use crate::domain::quality::survival::{self, Left, Life};
use crate::domain::{At, Code, CodeKind, TwoLetters};
use crate::wire::report::{Behind, Cell, Plot, ROWS, Row, Saying, Table, Unit};

/// Months after which it is told who is still there: a quarter, and years.
const AFTER: [(u32, &str); 6] = [
    (3, "after-3"),
    (12, "after-12"),
    (24, "after-24"),
    (36, "after-36"),
    (60, "after-60"),
    (72, "after-72"),
];
/// Customers below which a share may be chance: one more or less changes it by three in a hundred.
const FEW: u64 = 30;
/// Months that have a row: ten years, which still are one page of a curve.
const MONTHS: usize = 120;
/// Parts that have a curve of their own.
const CURVES: usize = 12;
/// What they pay in a month, as the row of it is called.
const MONTHLY: &str = "monthly";
/// What they have paid in all, as the row of it is called.
pub const PAID: &str = "paid";
/// Millionths in a hundredth.
const HUNDREDTH: i64 = 10_000;

/// Its tables.
///
/// # Errors
/// The store's.
pub fn tables(desk: &Desk, asked: &Asked<'_>) -> anyhow::Result<Vec<Table>> {
    let codes = desk.reader.view().codes()?;
    let all: Vec<(&Customer, Vec<Stay<'_>>)> = asked.columns.leavers.until(asked.end()).collect();
    let lasts = Lasts::new(asked);
    let mut tables =
        vec![lost(asked, &all, &lasts), known(asked, &all), reasons(asked, &all, &codes)];
    tables.push(retention(asked, &all));
    tables.extend(stays(asked, &all, &lasts));
    Ok(tables)
}

type All<'a> = [(&'a Customer, Vec<Stay<'a>>)];

/// A sum in hundredths.
pub fn money(sum: i64) -> Cell {
    sum.checked_mul(HUNDREDTH).map_or(Cell::None, Cell::Number)
}

/// Tells whether somebody was a customer in the time that is meant.
pub fn was_here(asked: &Asked<'_>, stays: &[Stay<'_>]) -> bool {
    let here = |(begun, loss): &Stay<'_>| {
        *begun < asked.until && loss.is_none_or(|loss| loss.at >= asked.from)
    };
    stays.iter().any(here)
}

/// How somebody left in the time that is meant: the last time, if they did so twice.
pub fn loss<'a>(asked: &Asked<'_>, stays: &[Stay<'a>]) -> Option<&'a Loss> {
    stays.iter().rev().find_map(|(_, loss)| loss.filter(|loss| asked.means(loss.at)))
}

fn lost(asked: &Asked<'_>, all: &All<'_>, lasts: &Lasts<'_>) -> Table {
    let mut parts = Parts::<Retention>::new();
    for (one, stays) in all.iter().filter(|(_, stays)| was_here(asked, stays)) {
        parts.add(lasts.part(one.no), |sums| match loss(asked, stays) {
            Some(loss) => sums.left(loss.monthly()),
            None => sums.stayed(),
        });
    }
    let mut here = 0;
    let rows = parts.rows(asked, |of, part, sums| {
        let row = Row { rows_of: behind::named(asked, "lost", &part), ..figures(of, sums) };
        (sums.customers, row)
    });
    let last = |(customers, row)| {
        here = customers;
        row
    };
    let rows: Vec<Row> = rows.into_iter().map(last).collect();
    let columns = [
        ("customers", Unit::Count),
        ("lost", Unit::Count),
        ("share-lost", Unit::Share),
        ("kept", Unit::Share),
        ("monthly-lost", Unit::Money),
        ("unpriced", Unit::Count),
    ];
    let says: &[&str] = if here < FEW { &["lost", "lost-few"] } else { &["lost"] };
    drawn(table("lost", asked.of(), &columns, rows), Plot::None, says)
}

fn figures(of: Cell, sums: Retention) -> Row {
    let Retention { customers, lost, monthly, unpriced } = sums;
    let cells = vec![
        of,
        Cell::count(customers),
        Cell::count(lost),
        Cell::real(sums.loss()),
        Cell::real(sums.rate()),
        money(monthly),
        Cell::count(unpriced),
    ];
    Row { cells, rows_of: String::new() }
}

/// What somebody pays in a month, or has paid in all.
pub fn sum(customer: &Customer, what: &str) -> Option<i64> {
    if what == MONTHLY { customer.monthly() } else { customer.paid() }
}

/// What is known of what customers pay, and what is not.
fn known(asked: &Asked<'_>, all: &All<'_>) -> Table {
    let figure = |name: &str| {
        let (mut known, mut unknown, mut paid, mut lost) = (0, 0, 0_i64, 0_i64);
        for (one, stays) in all.iter().filter(|(_, stays)| was_here(asked, stays)) {
            match sum(one, name) {
                None => unknown += 1,
                Some(sum) => {
                    known += 1;
                    paid = paid.saturating_add(sum);
                    if loss(asked, stays).is_some() {
                        lost = lost.saturating_add(sum);
                    }
                }
            }
        }
        let cells = vec![
            Cell::Word(format!("report-{name}")),
            Cell::count(known),
            Cell::count(unknown),
            money(paid),
            money(lost),
        ];
        (unknown, Row { cells, rows_of: format!("{} of:{name}", Behind::Known) })
    };
    let (_, monthly) = figure(MONTHLY);
    let (blank, paid) = figure(PAID);
    let columns = [
        ("known", Unit::Count),
        ("not-known", Unit::Count),
        ("sum", Unit::Money),
        ("of-the-lost", Unit::Money),
    ];
    let told = table("lost-known", "of", &columns, vec![monthly, paid]);
    let said = Saying::of("lost-blank").with("count", Unit::Count, Cell::count(blank));
    Table { says: (blank > 0).then_some(said).into_iter().collect(), ..told }
}

/// Why they left, most of them first.
fn reasons(asked: &Asked<'_>, all: &All<'_>, codes: &[Code]) -> Table {
    let mut counts: BTreeMap<[u8; 2], (u64, i64)> = BTreeMap::new();
    for loss in all.iter().filter_map(|(_, stays)| loss(asked, stays)) {
        let (count, monthly) = counts.entry(loss.reason).or_default();
        *count += 1;
        *monthly = monthly.saturating_add(loss.monthly().unwrap_or(0));
    }
    let ranked = pareto(counts.iter().map(|(reason, (count, _))| (*reason, *count)));
    let row = |one: Ranked<[u8; 2]>| {
        let monthly = counts.get(&one.of).map_or(0, |(_, monthly)| *monthly);
        let cells = vec![
            reason(one.of, codes),
            Cell::count(one.count),
            Cell::real(Some(one.share)),
            Cell::real(Some(one.together)),
            money(monthly),
        ];
        let why = match one.of {
            [0, 0] => "none".to_owned(),
            letters => TwoLetters::from_bytes(letters).to_string(),
        };
        Row { cells, rows_of: format!("lost reason:{why}") }
    };
    let rows = ranked.into_iter().map(row).take(ROWS).collect();
    let columns = [
        ("lost", Unit::Count),
        ("share", Unit::Share),
        ("so-far", Unit::Share),
        ("monthly-lost", Unit::Money),
    ];
    drawn(table("lost-reasons", "reason", &columns, rows), Plot::Bars { column: 1 }, &["pareto"])
}

/// A reason by the desk's own word, else by ours.
pub fn reason(letters: [u8; 2], codes: &[Code]) -> Cell {
    if letters == [0, 0] {
        return Cell::Word("left-no-reason".to_owned());
    }
    let code = TwoLetters::from_bytes(letters);
    let own = codes.iter().find(|one| one.kind == CodeKind::Leaving && one.code == code);
    let is_ours = LEAVINGS.contains(&code.to_string().as_str());
    match own.map(|one| one.label.as_str()) {
        Some("") | None if is_ours => Cell::Word(format!("leaving-{code}")),
        Some(label) if !label.is_empty() => Cell::Text(format!("{code} {label}")),
        Some(_) | None => Cell::Text(code.to_string()),
    }
}

/// Months since the year 0.
fn month(day: Date) -> i32 {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

/// Who was there in each month, and who left in it.
fn retention(asked: &Asked<'_>, all: &All<'_>) -> Table {
    let last = month(asked.day(asked.end()));
    let first = month(asked.day(asked.from)).max(last - MONTHS as i32 + 1);
    let count = usize::try_from(last - first + 1).unwrap_or(0);
    let mut months = vec![Retention::default(); count];
    for (begun, loss) in all.iter().flat_map(|(_, stays)| stays) {
        if loss.is_some_and(|loss| loss.at < asked.from) {
            continue;
        }
        let place = |at| usize::try_from(month(asked.day(at)) - first).unwrap_or(0);
        let (from, left) = (place(*begun), loss.map(|loss| (place(loss.at), loss)));
        let until = left.map_or(count, |(until, _)| until.min(count));
        months[from.min(until)..until].iter_mut().for_each(Retention::stayed);
        if let Some((at, loss)) = left
            && let Some(one) = months.get_mut(at)
        {
            one.left(loss.monthly());
        }
    }
    let row = |(at, sums): (usize, Retention)| {
        let number = first + at as i32;
        let name = format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1);
        let rows_of = format!("lost month:{name}");
        Row { rows_of, ..figures(Cell::Text(name), sums) }
    };
    let rows = months.into_iter().enumerate().map(row).collect();
    let columns = [
        ("customers", Unit::Count),
        ("lost", Unit::Count),
        ("share-lost", Unit::Share),
        ("kept", Unit::Share),
        ("monthly-lost", Unit::Money),
        ("unpriced", Unit::Count),
    ];
    drawn(table("retention", "month", &columns, rows), Plot::Line { x: 0, y: vec![4] }, &[])
}

/// Whole months for which somebody was a customer, so far or until they left.
pub fn months(asked: &Asked<'_>, begun: At, loss: Option<&Loss>) -> u32 {
    let (from, until) = (asked.day(begun), asked.day(loss.map_or(asked.end(), |loss| loss.at)));
    let broken = i32::from(until.day() < from.day());
    u32::try_from(month(until) - month(from) - broken).unwrap_or(0)
}

/// How long customers stay: the curve, and who is still there after some months.
fn stays(asked: &Asked<'_>, all: &All<'_>, lasts: &Lasts<'_>) -> Vec<Table> {
    let mut parts = Parts::<Vec<Life>>::new();
    for (one, stays) in all {
        let lives: Vec<Life> = stays
            .iter()
            .map(|(begun, loss)| {
                let left = if loss.is_some() { Left::Yes } else { Left::NotYet };
                Life { time: months(asked, *begun, *loss), left }
            })
            .collect();
        parts.add(lasts.part(one.no), |sums| sums.extend(&lives));
    }
    let rows = parts.rows(asked, |of, part, lives| {
        let curve = survival::curve(lives.iter().copied());
        let rows_of = |of: &str| behind::named(asked, of, &part);
        let row = still_there(of.clone(), &lives, &curve);
        let row = Row { rows_of: rows_of(Behind::Stays.word()), ..row };
        let mut drawn = steps(&curve, rows_of);
        if part != Part::All {
            drawn.name = "survival-part".to_owned();
            drawn.says.push(Saying::of("survival-part").with("part", Unit::Label, of));
        }
        (row, drawn)
    });
    let (told, mut curves): (Vec<Row>, Vec<Table>) = rows.into_iter().unzip();
    // That of everybody comes first, and only so many as are still looked at.
    curves.rotate_right(1);
    curves.truncate(1 + CURVES);
    let after = AFTER.iter().map(|(_, name)| (*name, Unit::Share));
    let columns: Vec<(&str, Unit)> = [("stays", Unit::Count), ("lost", Unit::Count)]
        .into_iter()
        .chain(after)
        .chain([("half-left", Unit::Number)])
        .collect();
    let says: &[&str] = &["survival"];
    let told = drawn(table("stays", asked.of(), &columns, told), Plot::None, says);
    std::iter::once(told).chain(curves).collect()
}

fn still_there(of: Cell, lives: &[Life], steps: &[survival::Step]) -> Row {
    let longest = lives.iter().map(|life| life.time).max().unwrap_or(0);
    let lost = lives.iter().filter(|life| life.left == Left::Yes).count() as u64;
    let mut cells = vec![of, Cell::count(lives.len() as u64), Cell::count(lost)];
    // Of what is longer ago than anybody was seen nothing is known.
    let share = |months: u32| (months <= longest).then(|| survival::at(steps, months));
    cells.extend(AFTER.iter().map(|(months, _)| Cell::real(share(*months))));
    cells.push(survival::median(steps).map_or(Cell::None, |months| Cell::count(months.into())));
    Row { cells, rows_of: String::new() }
}

/// The curve; each of its steps leads to those who left then, in the words of `rows_of`.
fn steps(curve: &[survival::Step], rows_of: impl Fn(&str) -> String) -> Table {
    let row = |step: &survival::Step| {
        let real = |number: f64| Cell::real(Some(number));
        let cells = vec![
            Cell::count(step.time.into()),
            Cell::count(step.at_risk),
            Cell::count(step.lost),
            real(step.survival),
            real(step.interval.low),
            real(step.interval.high),
        ];
        Row { cells, rows_of: rows_of(&format!("{} months:{}", Behind::Stays, step.time)) }
    };
    let rows = curve.iter().take(ROWS).map(row).collect();
    let columns = [
        ("at-risk", Unit::Count),
        ("lost", Unit::Count),
        ("survival", Unit::Share),
        ("low", Unit::Share),
        ("high", Unit::Share),
    ];
    let mut told =
        drawn(table("survival", "months", &columns, rows), Plot::Steps { x: 0, y: 3 }, &[]);
    told.columns[0].unit = Unit::Number;
    told
}
