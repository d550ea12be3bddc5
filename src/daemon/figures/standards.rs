//! What the desk asks of itself and how far it keeps it, and what it promises: the second, third
//! and fourth of the five gaps. Never the rating of anybody but customers on the quick form.

use std::cmp::Reverse;

use super::desk::{CAME, Spans, came};
use super::five::Signs;
use super::part::{Asked, Part, Parts, drawn, table};
use super::row::Row as Ticket;
use crate::domain::promise::Became;
use crate::domain::{Dimension, Gap, Rater, Scale};
use crate::wire::report::{Behind, Cell, Plot, ROWS, Row, Table, Unit};

/// One in so many may be late before it counts: nine of ten is what is told of every time, too.
const LATE: u64 = 10;
/// What of a rating tells whether a standard is kept.
const KEPT: [Dimension; 2] = [Dimension::Reliability, Dimension::Responsiveness];

fn share(part: u64, of: u64) -> Cell {
    Cell::ratio(i64::try_from(part).unwrap_or(0), of)
}

/// Gap 2: topics that somebody complained of and for which no rule of the desk says by when.
pub fn missing(asked: &Asked<'_>) -> (Vec<Table>, Signs) {
    let mut parts = Parts::<(u64, u64)>::new();
    for one in came(asked) {
        let without = u64::from(!asked.columns.rules.has_rule(one.clock));
        parts.add(Some(Part::Topic(one.topic)), |(all, lacking)| {
            *all += 1;
            *lacking += without;
        });
    }
    let mut signs = Signs::default();
    let rows = parts.rows(asked, |of, part, (all, lacking)| {
        let cells = vec![of, Cell::count(all), Cell::count(lacking), share(lacking, all)];
        (part.clone(), lacking, Row { cells, rows_of: asked.rows_of(&part, CAME, "by") })
    });
    let topics = rows.iter().filter(|(part, ..)| *part != Part::All);
    signs.add(topics.map(|(_, lacking, _)| *lacking > 0));
    let rows = worst_first(rows);
    let columns =
        [("complaints", Unit::Count), ("without-rule", Unit::Count), ("share", Unit::Share)];
    let key = if signs.signs > 0 { "gap-standards-missing" } else { "gap-standards" };
    let told = table("gap-standards", "topic", &columns, rows);
    (vec![drawn(told, Plot::Bars { column: 2 }, &[key])], signs)
}

/// Rows by how bad they are, that of all of it last.
fn worst_first<K: Ord + Copy>(mut rows: Vec<(Part, K, Row)>) -> Vec<Row> {
    rows.sort_by_key(|(part, bad, _)| (*part == Part::All, Reverse(*bad)));
    rows.into_iter().map(|(_, _, row)| row).take(ROWS).collect()
}

/// What is measured of a topic.
#[derive(Debug, Default)]
struct Measured {
    answers: Spans,
    ends: Spans,
    complaints: u64,
    /// Of each dimension in [`KEPT`]: how many scores, and their sum.
    scores: [(u64, i64); 2],
}

impl Measured {
    fn late(&self) -> u64 {
        [&self.answers, &self.ends].map(|spans| spans.due - spans.met).iter().sum()
    }

    /// Tells whether more than one in ten was late, of the answers or of the settlements.
    fn is_short(&self) -> bool {
        [&self.answers, &self.ends].iter().any(|spans| (spans.due - spans.met) * LATE > spans.due)
    }

    fn cells(&self, of: Cell) -> Vec<Cell> {
        let mut cells = vec![of, Cell::count(self.complaints)];
        for spans in [&self.answers, &self.ends] {
            cells.extend([Cell::count(spans.due), share(spans.met, spans.due)]);
        }
        cells.push(Cell::count(self.scores.iter().map(|(n, _)| *n).max().unwrap_or(0)));
        cells.extend(self.scores.map(|(n, sum)| Cell::ratio(sum, n)));
        cells
    }
}

/// Gap 3: how far the desk keeps its own times, and what customers say of that.
pub fn kept(asked: &Asked<'_>) -> (Vec<Table>, Signs) {
    let (tickets, rules) = (&asked.columns.tickets, &asked.columns.rules);
    let mut parts = Parts::<Measured>::new();
    for one in came(asked) {
        let answered = one.answer().filter(|_| !one.is_carried());
        let (ended, end) = (tickets.resolution(one), asked.end());
        let late = [tickets.late_answer(one, end, rules), tickets.late_end(one, end, rules)];
        parts.add(Some(Part::Topic(one.topic)), |sums| {
            sums.complaints += 1;
            sums.answers.add(answered, late[0]);
            sums.ends.add(ended, late[1]);
        });
    }
    for (topic, scores) in rated(asked) {
        parts.add(Some(Part::Topic(topic)), |sums| {
            for ((n, sum), score) in sums.scores.iter_mut().zip(scores).filter(|(_, one)| *one > 0)
            {
                *n += 1;
                *sum += i64::from(score);
            }
        });
    }
    let mut signs = Signs::default();
    let rows = parts.rows(asked, |of, part, sums| {
        let row = Row { cells: sums.cells(of), rows_of: asked.rows_of(&part, CAME, "by") };
        ((part, sums.late(), row), sums.is_short())
    });
    let is_topic = |part: &Part| *part != Part::All;
    let topics = rows.iter().filter(|((part, ..), _)| is_topic(part));
    signs.add(topics.map(|(_, is_short)| *is_short));
    let rows = worst_first(rows.into_iter().map(|(row, _)| row).collect());
    let columns = [
        ("complaints", Unit::Count),
        ("answers-due", Unit::Count),
        ("answers-in-time", Unit::Share),
        ("ends-due", Unit::Count),
        ("ends-in-time", Unit::Share),
        ("ratings", Unit::Count),
        ("reliability", Unit::Score),
        ("responsiveness", Unit::Score),
    ];
    (
        vec![drawn(table("gap-delivery", "topic", &columns, rows), Plot::None, &["gap-delivery"])],
        signs,
    )
}

/// What customers gave on the quick form, by what it was about.
fn rated<'a>(asked: &'a Asked<'_>) -> impl Iterator<Item = ([u8; 2], [u8; 2])> + 'a {
    let meant = asked.columns.ratings.rows().iter().filter(|one| asked.means(one.at));
    let theirs = meant.filter(|one| one.kind() == Some((Rater::Customer, Scale::Five)));
    theirs.filter_map(|one| {
        let topic = match asked.columns.rated(one) {
            (Some(ticket), _) => ticket.topic,
            (None, Some(contact)) => contact.topic,
            (None, None) => return None,
        };
        let scores = one.scores();
        Some((topic, KEPT.map(|dimension| scores[dimension as usize])))
    })
}

/// Gap 4: what was promised and not kept.
pub fn promised(asked: &Asked<'_>) -> (Vec<Table>, Signs) {
    let (mut counts, mut signs) = ([0_u64; 3], Signs::default());
    for one in asked.columns.promises.due((asked.from, asked.end())) {
        let at = match one.became {
            Became::Kept => 0,
            Became::Late => 1,
            Became::Missed => 2,
            Became::Cancelled => continue,
        };
        counts[at] += 1;
        signs.add([at > 0]);
    }
    let due: u64 = counts.iter().sum();
    let mut cells = vec![Cell::Word("report-all".to_owned()), Cell::count(due)];
    cells.extend(counts.map(Cell::count));
    cells.push(share(counts[0], due));
    let row = Row { cells, rows_of: Behind::Promises.to_string() };
    let columns = [
        ("due", Unit::Count),
        ("promises-kept", Unit::Count),
        ("promises-late", Unit::Count),
        ("promises-missed", Unit::Count),
        ("share", Unit::Share),
    ];
    let calls =
        drawn(table("gap-promises", "of", &columns, vec![row]), Plot::None, &["gap-promises"]);
    (vec![broken(asked), calls], signs)
}

/// Complaints that came of a promise, by topic.
fn broken(asked: &Asked<'_>) -> Table {
    let mut parts = Parts::<u64>::new();
    let is_broken = |one: &&Ticket| one.gap() == Some(Gap::Communication);
    for one in came(asked).filter(is_broken) {
        parts.add(Some(Part::Topic(one.topic)), |count| *count += 1);
    }
    let base = format!("{CAME} gap:{}", Gap::Communication);
    let rows = parts.rows(asked, |of, part, count| {
        let row =
            Row { cells: vec![of, Cell::count(count)], rows_of: asked.rows_of(&part, &base, "by") };
        (part, count, row)
    });
    let told =
        table("gap-communication", "topic", &[("complaints", Unit::Count)], worst_first(rows));
    drawn(told, Plot::Bars { column: 1 }, &["gap-communication"])
}
