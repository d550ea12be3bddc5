//! The report of the five gaps (Parasuraman, Zeithaml, Berry 1985): what each is, what in the
//! desk's data points to it, and the complaints whose cause it is. Never a sign that nobody can
//! look up.

use super::desk::{CAME, came};
use super::knowledge::{self, Answered};
use super::part::{Asked, Part, Parts, drawn, table};
use super::{quality, standards};
use crate::daemon::desk::Desk;
use crate::domain::Gap;
use crate::wire::report::{Cell, Plot, ReportAsk, Row, Table, Unit};

/// In how many of those that were looked at something points to a gap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signs {
    /// So many.
    pub signs: u64,
    /// Of so many.
    pub of: u64,
}

impl Signs {
    /// More were looked at: whether something points to the gap in each.
    pub fn add(&mut self, looked_at: impl IntoIterator<Item = bool>) {
        for is_sign in looked_at {
            self.of += 1;
            self.signs += u64::from(is_sign);
        }
    }
}

/// Its tables: all five, and then each by itself.
///
/// # Errors
/// The store's.
pub fn tables(
    desk: &Desk,
    ask: &ReportAsk,
    asked: &Asked<'_>,
    read: u64,
) -> anyhow::Result<Vec<Table>> {
    let view = desk.reader.view();
    let groups = quality::groups(&view, ask, (asked.columns, read))?;
    let answered = Answered { groups, versions: view.instrument_versions()? };
    let each = [
        (Gap::Perception, knowledge::knowledge(&answered)),
        (Gap::Specification, standards::missing(asked)),
        (Gap::Delivery, standards::kept(asked)),
        (Gap::Communication, standards::promised(asked)),
        (Gap::Quality, knowledge::quality(&answered)),
    ];
    let mut tables = vec![summary(asked, &each)];
    tables.extend(asked.by.is_some().then(|| parts(asked)));
    tables.extend(each.into_iter().flat_map(|(_, (tables, _))| tables));
    Ok(tables)
}

/// Complaints part by part, and whose cause which gap is.
fn parts(asked: &Asked<'_>) -> Table {
    let mut parts = Parts::<(u64, [u64; 5])>::new();
    for one in came(asked) {
        let at = one.gap().and_then(|gap| Gap::ALL.iter().position(|one| *one == gap));
        parts.add(asked.of_ticket(one, one.by), |(complaints, gaps)| {
            *complaints += 1;
            at.and_then(|at| gaps.get_mut(at)).into_iter().for_each(|gap| *gap += 1);
        });
    }
    let rows = parts.rows(asked, |of, part, (complaints, gaps)| {
        let cells = [of, Cell::count(complaints)].into_iter().chain(gaps.map(Cell::count));
        Row { cells: cells.collect(), rows_of: asked.rows_of(&part, CAME, "by") }
    });
    let gaps = ["gap-1", "gap-2", "gap-3", "gap-4", "gap-5"].map(|gap| (gap, Unit::Count));
    let columns = [&[("complaints", Unit::Count)][..], &gaps].concat();
    drawn(table("gaps-parts", asked.of(), &columns, rows), Plot::None, &[])
}

type Each = [(Gap, (Vec<Table>, Signs)); 5];

/// A row for each: complaints whose cause it is, and the signs.
fn summary(asked: &Asked<'_>, each: &Each) -> Table {
    let all = came(asked).filter(|one| one.gap().is_some()).count() as u64;
    let row = |(gap, (_, signs)): &(Gap, (Vec<Table>, Signs))| {
        let count = came(asked).filter(|one| one.gap() == Some(*gap)).count() as u64;
        let cells = vec![
            Cell::Word(format!("report-gap-{gap}")),
            Cell::count(count),
            Cell::ratio(i64::try_from(count).unwrap_or(0), all),
            Cell::count(signs.signs),
            Cell::count(signs.of),
        ];
        Row { cells, rows_of: asked.rows_of(&Part::Gap(Some(*gap)), CAME, "by") }
    };
    let columns = [
        ("complaints", Unit::Count),
        ("share", Unit::Share),
        ("signs", Unit::Count),
        ("signs-of", Unit::Count),
    ];
    let rows = each.iter().map(row).collect();
    drawn(table("gaps", "gap", &columns, rows), Plot::Bars { column: 1 }, &["gaps"])
}
