//! The report of how the desk works. Never an average where a few long ones would hide what most
//! waited: medians, and what nine of ten did not go beyond.

use super::behind;
use super::calls;
use super::first;
use super::line::Call;
use super::loyalty;
use super::opinions;
use super::part::{Asked, Part, Parts, drawn, table};
use super::row::{Row as Ticket, Took};
use crate::daemon::desk::Desk;
use crate::domain::instrument::QUICK;
use crate::domain::quality::quantile::{MEDIAN, P90, quantile};
use crate::domain::time::DAY;
use crate::domain::work::HandlingTime;
use crate::domain::{Rater, Scale};
use crate::wire::report::{Behind, Cell, Plot, Row, Table, Unit};

/// Its tables.
///
/// # Errors
/// The disk's.
pub fn tables(desk: &Desk, asked: &Asked<'_>) -> anyhow::Result<Vec<Table>> {
    let calls = calls::calls(desk, asked)?;
    let mut tables = vec![
        first::contacts(asked, desk.settings.first_contact()),
        answers(asked),
        resolutions(asked),
        backlog(asked, &calls),
        calls::handled(asked, &calls),
        contacts(asked),
    ];
    tables.extend(opinions::tables(asked));
    tables.extend(ratings(asked));
    tables.push(loyalty::map(asked));
    Ok(tables)
}

/// All complaints; one that lives on in another is counted there.
pub fn complaints<'a>(asked: &'a Asked<'_>) -> impl Iterator<Item = &'a Ticket> {
    asked.columns.tickets.own().filter(|one| one.is_complaint())
}

/// Those that came in the time.
pub fn came<'a>(asked: &'a Asked<'_>) -> impl Iterator<Item = &'a Ticket> {
    complaints(asked).filter(|one| asked.means(one.opened))
}

/// The filter that gives them.
pub const CAME: &str = "kind:complaint -status:merged";

/// How many, how long it took, and how many of those that were due were in time.
#[derive(Debug, Default)]
pub struct Spans {
    complaints: u64,
    done: u64,
    /// Those that were due.
    pub due: u64,
    /// Those of them that were in time.
    pub met: u64,
    reopened: u64,
    millis: Vec<i64>,
}

impl Spans {
    /// Counts one more: how long it took, or else whether it is late.
    pub fn add(&mut self, took: Option<Took>, late: Option<bool>) {
        self.complaints += 1;
        match (took, late) {
            (Some(Took { millis: Some(millis), met }), _) => {
                self.millis.push(millis);
                self.done += 1;
                self.due += 1;
                self.met += u64::from(met);
            }
            (Some(Took { millis: None, .. }), _) => self.done += 1,
            (None, late) => self.due += u64::from(late == Some(true)),
        }
    }

    fn cells(&mut self, of: Cell) -> Vec<Cell> {
        let span = |millis: Option<i64>| millis.map_or(Cell::None, Cell::seconds);
        let (median, most) = (quantile(&mut self.millis, MEDIAN), quantile(&mut self.millis, P90));
        let mut cells = vec![of, Cell::count(self.complaints), Cell::count(self.done)];
        cells.extend([span(median), span(most), Cell::count(self.due)]);
        cells.push(Cell::ratio(i64::try_from(self.met).unwrap_or(0), self.due));
        cells
    }
}

/// Its columns after the first: what was done is named.
const fn spans(done: &'static str) -> [(&'static str, Unit); 6] {
    [
        ("complaints", Unit::Count),
        (done, Unit::Count),
        ("median", Unit::Duration),
        ("nine-of-ten", Unit::Duration),
        ("due", Unit::Count),
        ("in-time", Unit::Share),
    ]
}

fn answers(asked: &Asked<'_>) -> Table {
    let (tickets, rules) = (&asked.columns.tickets, &asked.columns.rules);
    let mut parts = Parts::<Spans>::new();
    for one in came(asked) {
        let late = tickets.late_answer(one, asked.end(), rules);
        let took = one.answer().filter(|_| !one.is_carried());
        parts.add(asked.of_ticket(one, one.by), |spans| spans.add(took, late));
    }
    let rows = parts.rows(asked, |of, part, mut spans| {
        let rows_of = asked.rows_of(&part, CAME, "by");
        Row { cells: spans.cells(of), rows_of }
    });
    drawn(
        table("answers", asked.of(), &spans("answered"), rows),
        Plot::Bars { column: 6 },
        &["business-time"],
    )
}

fn resolutions(asked: &Asked<'_>) -> Table {
    let (tickets, rules) = (&asked.columns.tickets, &asked.columns.rules);
    let mut parts = Parts::<Spans>::new();
    for one in came(asked) {
        let late = tickets.late_end(one, asked.end(), rules);
        let took = tickets.resolution(one);
        parts.add(asked.of_ticket(one, one.by), |spans| {
            spans.add(took, late);
            spans.reopened += u64::from(one.reopened > 0);
        });
    }
    let rows = parts.rows(asked, |of, part, mut spans| {
        let rows_of = asked.rows_of(&part, CAME, "by");
        let mut cells = spans.cells(of);
        cells.push(Cell::count(spans.reopened));
        Row { cells, rows_of }
    });
    let columns = [&spans("resolved")[..], &[("reopened", Unit::Count)]].concat();
    drawn(
        table("resolutions", asked.of(), &columns, rows),
        Plot::Bars { column: 6 },
        &["resolutions"],
    )
}

/// What waited at the end.
#[derive(Debug, Default)]
struct Backlog {
    waiting: u64,
    late: u64,
    ages: Vec<i64>,
    /// Settled in the time.
    settled: u64,
    /// Whether others wait now, so that no list can show it.
    is_past: bool,
}

fn backlog(asked: &Asked<'_>, calls: &[&Call]) -> Table {
    let (tickets, rules, end) = (&asked.columns.tickets, &asked.columns.rules, asked.end());
    let mut parts = Parts::<Backlog>::new();
    let is_late = |one: &Ticket| tickets.waits_late(one, end, rules);
    for one in tickets.own() {
        let settled = tickets.settled_within(one, (asked.from, asked.until)) as u64;
        let (waits, waits_now) = (tickets.waited(one, end), one.status().is_active());
        if settled == 0 && !waits && !waits_now {
            continue;
        }
        let late = waits && is_late(one);
        parts.add(asked.of_ticket(one, one.holder), |sums| {
            sums.settled += settled;
            sums.waiting += u64::from(waits);
            sums.late += u64::from(late);
            sums.ages.extend(waits.then(|| end.0.saturating_sub(one.opened.0)));
            sums.is_past |= waits != waits_now;
        });
    }
    let mut time = HandlingTime::default();
    calls.iter().for_each(|call| calls::add(&mut time, call));
    let (aht, days) = (time.average(), (end.0.saturating_sub(asked.from.0)).max(1));
    let rows = parts.rows(asked, |of, part, sums| {
        // Of those no list of what waits now can be told apart.
        let is_apart =
            matches!(part, Part::Hour(_) | Part::Week(_) | Part::Channel(None) | Part::Unknown);
        let rows_of = match sums.is_past || is_apart {
            true => behind::named(asked, Behind::Waited.word(), &part),
            false => waiting(asked, &part),
        };
        Row { cells: sums.cells(of, aht, days), rows_of }
    });
    let columns = [
        ("waiting", Unit::Count),
        ("late", Unit::Count),
        ("median-age", Unit::Duration),
        ("oldest", Unit::Duration),
        ("queued", Unit::Duration),
        ("days-to-clear", Unit::Days),
    ];
    drawn(table("backlog", asked.of(), &columns, rows), Plot::Bars { column: 1 }, &["backlog"])
}

impl Backlog {
    fn cells(mut self, of: Cell, aht: Option<i64>, millis: i64) -> Vec<Cell> {
        let span = |millis: Option<i64>| millis.map_or(Cell::None, Cell::seconds);
        let waiting = i64::try_from(self.waiting).unwrap_or(i64::MAX);
        let queued = aht.map(|aht| aht.saturating_mul(waiting));
        // Waiting, by what is settled in a day.
        let days = waiting as f64 * millis as f64 / DAY as f64 / self.settled as f64;
        let oldest = self.ages.iter().max().copied();
        vec![
            of,
            Cell::count(self.waiting),
            Cell::count(self.late),
            span(quantile(&mut self.ages, MEDIAN)),
            span(oldest),
            span(queued),
            Cell::real((self.settled > 0).then_some(days)),
        ]
    }
}

/// The filter that gives what waits.
fn waiting(asked: &Asked<'_>, part: &Part) -> String {
    let all = asked.rows_of(part, "status:new,open,waiting,on_hold", "agent");
    // It waits whenever it came.
    let is_time = |word: &&str| !word.starts_with("opened:");
    all.split(' ').filter(is_time).collect::<Vec<_>>().join(" ")
}

fn contacts(asked: &Asked<'_>) -> Table {
    let mut parts = Parts::<Vec<u32>>::new();
    for one in asked.columns.contacts.rows().iter().filter(|one| asked.means(one.at)) {
        parts.add(asked.of_contact(one), |customers| customers.push(one.customer));
    }
    let rows = parts.rows(asked, |of, part, mut customers| {
        let contacts = customers.len() as u64;
        customers.sort_unstable();
        customers.dedup();
        let customers = customers.len() as u64;
        let each = Cell::ratio(i64::try_from(contacts).unwrap_or(0), customers);
        let cells = vec![of, Cell::count(contacts), Cell::count(customers), each];
        Row { cells, rows_of: behind::named(asked, "contacts", &part) }
    });
    let columns =
        [("contacts", Unit::Count), ("customers", Unit::Count), ("per-customer", Unit::Number)];
    drawn(table("contacts", asked.of(), &columns, rows), Plot::Bars { column: 1 }, &[])
}

/// Ratings of one kind of rater on one scale.
#[derive(Debug, Default)]
struct Scores {
    ratings: u64,
    scores: u64,
    sum: u64,
}

/// What was rated, a table for each rater and scale: they are never mixed.
fn ratings(asked: &Asked<'_>) -> Vec<Table> {
    let kinds = Rater::ALL.iter().flat_map(|by| Scale::ALL.iter().map(move |on| (*by, *on)));
    let of_kind = |kind: (Rater, Scale)| {
        let mut parts = Parts::<Scores>::new();
        let all = asked.columns.ratings.rows().iter();
        for one in all.filter(|one| asked.means(one.at) && one.kind() == Some(kind)) {
            let part = asked.of_said((one.is_of(), one.subject), one.by, one.at);
            parts.add(part, |sums| {
                let given = one.scores().into_iter().filter(|score| *score > 0);
                sums.ratings += 1;
                given.for_each(|score| {
                    sums.scores += 1;
                    sums.sum += u64::from(score);
                });
            });
        }
        let (rater, scale) = kind;
        let rows = parts.rows(asked, |of, part, sums| {
            let mean = Cell::ratio(i64::try_from(sums.sum).unwrap_or(0), sums.scores);
            let cells = vec![of, Cell::count(sums.ratings), Cell::count(sums.scores), mean];
            let of = behind::answered(QUICK, 0, rater, scale);
            Row { cells, rows_of: behind::named(asked, &of, &part) }
        });
        let name = format!("ratings-{rater}-{scale}");
        let columns = [("ratings", Unit::Count), ("scores", Unit::Count), ("mean", Unit::Score)];
        let empty = rows.last().is_none_or(|row| row.cells.get(1) == Some(&Cell::count(0)));
        (!empty)
            .then(|| drawn(table(&name, asked.of(), &columns, rows), Plot::Bars { column: 3 }, &[]))
    };
    kinds.filter_map(of_kind).collect()
}
