//! What customers expect against what supervisors believe they do, and against what they get: the
//! first and the last of the five gaps. Never two instruments, versions or scales in one table.

use std::collections::BTreeMap;

use super::behind;
use super::five::Signs;
use super::gaps::{Asking, Group, Said};
use super::part::table;
use super::quality::{Key, about, asked, figures, without_alphas};
use crate::domain::quality::interval::FEW;
use crate::domain::quality::{Kind, interval};
use crate::domain::{Instrument, Rater, Scale};
use crate::store::Setting;
use crate::wire::report::{Cell, Plot, Row, Saying, Table, Unit};

/// What was answered in the time, and what by.
pub struct Answered {
    /// Apart by what may not be put together.
    pub groups: BTreeMap<Key, Group>,
    /// Every version of an instrument that the desk has had.
    pub versions: Vec<Setting>,
}

/// What customers answered by one version of an instrument.
struct Theirs<'a> {
    of: (&'a str, u64),
    scale: Scale,
    instrument: Instrument,
    group: &'a Group,
}

impl Theirs<'_> {
    /// Who is behind a row of it.
    fn rows_of(&self) -> String {
        let (name, version) = self.of;
        behind::answered(name, version, Rater::Customer, self.scale)
    }
}

impl Answered {
    fn theirs(&self) -> impl Iterator<Item = Theirs<'_>> {
        let customers =
            self.groups.iter().filter(|((_, _, rater, _), _)| *rater == Rater::Customer);
        customers.filter_map(|((name, version, _, scale), group)| {
            let instrument = asked(name, *version, &self.versions)?;
            Some(Theirs { of: (name, *version), scale: *scale, instrument, group })
        })
    }
}

/// Gap 1: dimension by dimension, where both were asked.
pub fn knowledge(answered: &Answered) -> (Vec<Table>, Signs) {
    let (mut tables, mut signs) = (Vec::new(), Signs::default());
    for theirs in answered.theirs() {
        let (name, version) = theirs.of;
        let key = (name.to_owned(), version, Rater::Supervisor, theirs.scale);
        let Some(believed) = answered.groups.get(&key) else { continue };
        let asking = Asking::new(&theirs.instrument, None);
        let both = theirs.group.expected(&asking).zip(believed.expected(&asking));
        let rows: Vec<Row> = both
            .filter(|((_, said), (_, believed))| !said.is_empty() && !believed.is_empty())
            .map(|((of, said), (_, believed))| {
                let row = compared(of, &said, &believed, &mut signs);
                Row { rows_of: theirs.rows_of(), ..row }
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        let columns = [
            ("customers-n", Unit::Count),
            ("customers-expect", Unit::Score),
            ("supervisors-n", Unit::Count),
            ("supervisors-believe", Unit::Score),
            ("difference", Unit::Score),
            ("low", Unit::Score),
            ("high", Unit::Score),
        ];
        let mut told = table("gap-knowledge", "dimension", &columns, rows);
        told.says = vec![about(theirs.of, Kind::of(Rater::Customer, theirs.scale))];
        tables.push(told);
    }
    if tables.is_empty() {
        tables.push(table("gap-knowledge", "dimension", &[], Vec::new()));
    }
    let key = if signs.of == 0 { "gap-knowledge-none" } else { "gap-knowledge" };
    said(&mut tables, key);
    (tables, signs)
}

/// What is believed less what was said. Supervisors are all there are: only what customers said is
/// a sample, and has an interval.
fn compared(of: Cell, said: &[f64], believed: &[f64], signs: &mut Signs) -> Row {
    let means = [interval::mean(said), interval::mean(believed)];
    let difference = means[0].zip(means[1]).map(|(said, believed)| believed - said);
    let ends = interval::of_mean(said).zip(means[1]);
    let ends = ends.map(|(one, believed)| (believed - one.high, believed - one.low));
    if said.len() as u64 >= FEW {
        signs.add([ends.is_some_and(|(low, high)| low > 0.0 || high < 0.0)]);
    }
    let cells = vec![
        of,
        Cell::count(said.len() as u64),
        Cell::real(means[0]),
        Cell::count(believed.len() as u64),
        Cell::real(means[1]),
        Cell::real(difference),
        Cell::real(ends.map(|(low, _)| low)),
        Cell::real(ends.map(|(_, high)| high)),
    ];
    Row { cells, rows_of: String::new() }
}

/// Gap 5: what customers get against what they expect.
pub fn quality(answered: &Answered) -> (Vec<Table>, Signs) {
    let (mut tables, mut signs) = (Vec::new(), Signs::default());
    for theirs in answered.theirs() {
        let sayings = theirs.group.said(&Asking::new(&theirs.instrument, None));
        let dimensions = &sayings.dimensions;
        if dimensions.iter().all(|one| one.gap.is_none()) {
            continue;
        }
        let is_short = |one: &Said| one.interval.is_some_and(|one| one.high < 0.0);
        signs.add(dimensions.iter().filter(|one| one.is_told()).map(is_short));
        let row = |one: &Said| Row { rows_of: theirs.rows_of(), ..one.row() };
        let rows = dimensions.iter().map(row).collect();
        let kind = Kind::of(Rater::Customer, theirs.scale);
        let says = [vec![about(theirs.of, kind)], sayings.says()].concat();
        let told = without_alphas(figures("gap-quality", "dimension", rows, says));
        tables.push(Table { plot: Plot::None, ..told });
    }
    if tables.is_empty() {
        tables.push(table("gap-quality", "dimension", &[], Vec::new()));
    }
    let key = if signs.of == 0 { "gap-quality-none" } else { "gap-quality" };
    said(&mut tables, key);
    (tables, signs)
}

/// What a gap is stands under the first of its tables.
fn said(tables: &mut [Table], key: &str) {
    tables.iter_mut().take(1).for_each(|one| one.says.insert(0, Saying::of(key)));
}
