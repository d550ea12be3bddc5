//! Behind the figures of what was said: who answered, what mystery shoppers found, and who is
//! satisfied. Never those of another rater or scale than the row is of.

use super::{Counted, Wanted, is_of, is_so};
use crate::daemon::figures::loyalty;
use crate::daemon::figures::part::{Asked, Part};
use crate::daemon::figures::parted::part;
use crate::domain::instrument::QUICK;
use crate::domain::{Measure, Rater, Scale, Subject};
use crate::store::{StoreError, View};
use crate::wire::report::{Behind, Cell};

/// What a row says of those who gave answers that may be put together.
pub fn answered(instrument: &str, version: u64, rater: Rater, scale: Scale) -> String {
    let of = Behind::Answers;
    format!("{of} instrument:{instrument} version:{version} rater:{rater} scale:{scale}")
}

/// What a row says of visits and of what customers said in the same weeks.
pub fn visited(instrument: &str, version: u64, scale: Scale) -> String {
    format!("{} instrument:{instrument} version:{version} scale:{scale}", Behind::Visits)
}

/// What a row says of those who answered one question.
pub fn scored_by(what: Measure, rater: Rater) -> String {
    format!("{} question:{what} rater:{rater}", Behind::Scores)
}

/// The mean of what was given, left-out answers aside.
pub fn mean(given: &[u8]) -> Cell {
    let given: Vec<i64> = given.iter().filter(|one| **one > 0).map(|one| (*one).into()).collect();
    Cell::ratio(given.iter().sum(), given.len() as u64)
}

fn subject(subject: Subject) -> Cell {
    match subject {
        Subject::Ticket(no) => Cell::Text(no.to_string()),
        Subject::Interaction(id) => Cell::Text(id.to_string()),
        Subject::Service => Cell::None,
    }
}

/// One who answered by an instrument.
struct Sat {
    rater: Rater,
    /// Whether any of it is what they perceive.
    perceives: bool,
    counted: Counted,
}

/// Who answered by an instrument; of whom what they perceive is known, that, else what they expect.
fn sat(
    view: &View<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted<'_>,
    read: u64,
) -> Result<Vec<Sat>, StoreError> {
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
            let perceives = !one.perceived.is_empty();
            let given = if perceives { &one.perceived } else { &one.expected };
            let customer = one.customer.map_or(0, |customer| customer.0);
            let (at, about, figure) = (one.at, subject(one.subject), mean(given));
            let counted = Counted { customer, ticket: 0, at, about, figure };
            all.push(Sat { rater: one.rater, perceives, counted });
        }
    }
    for one in asked.columns.ratings.rows().iter().filter(|one| asked.means(one.at)) {
        let Some((rater, scale)) = one.kind() else { continue };
        let part = || asked.of_said((one.is_of(), one.subject), one.by, one.at);
        if fits(QUICK, 0, rater, scale) && is_of(asked, wanted, part().as_ref()) {
            let customer = asked.columns.rated_by(one).unwrap_or(0).into();
            let about = Cell::Text(format!("R-{}", one.no));
            let (at, figure) = (one.at, mean(&one.scores()));
            let counted = Counted { customer, ticket: 0, at, about, figure };
            all.push(Sat { rater, perceives: true, counted });
        }
    }
    Ok(all)
}

/// Who answered by an instrument.
pub fn answers(
    view: &View<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted<'_>,
    read: u64,
) -> Result<Vec<Counted>, StoreError> {
    Ok(sat(view, asked, wanted, read)?.into_iter().map(|one| one.counted).collect())
}

/// What mystery shoppers found and what customers said, of weeks with a visit: whose it is, is what
/// it is about.
pub fn visits(
    view: &View<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted<'_>,
    read: u64,
) -> Result<Vec<Counted>, StoreError> {
    let mut wanted = wanted.clone();
    // The week is when it was said, whatever it was said of.
    let week = wanted.remove("part");
    let weekly = asked.by_week();
    let mut all = sat(view, &weekly, &wanted, read)?;
    all.retain(|one| one.perceives && matches!(one.rater, Rater::Customer | Rater::Mystery));
    let week_of = |one: &Sat| weekly.time(one.counted.at);
    let visits = all.iter().filter(|one| one.rater == Rater::Mystery);
    let visited: Vec<Option<Part>> = visits.map(week_of).collect();
    let is_meant = |one: &Sat| {
        let of = week_of(one);
        visited.contains(&of)
            && is_of(&weekly, &week.map(|week| ("part", week)).into_iter().collect(), of.as_ref())
    };
    let told = |one: Sat| {
        let about = Cell::Word(format!("word-rater-{}", one.rater));
        Counted { about, ..one.counted }
    };
    Ok(all.into_iter().filter(is_meant).map(told).collect())
}

/// Who answered one question.
pub fn scores(
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
            let figure = Cell::count(one.score.into());
            all.push(Counted { customer, ticket: 0, at, about, figure });
        }
    }
    Ok(all)
}

/// Customers by whether they are satisfied and stay.
pub fn loyalty(asked: &Asked<'_>, wanted: &Wanted<'_>) -> Vec<Counted> {
    let all = loyalty::last(asked).into_iter();
    let meant = all.filter(|said| is_so(wanted, "of", said.word));
    let one = |said: loyalty::Said| Counted {
        customer: said.customer.into(),
        ticket: 0,
        at: said.at,
        about: Cell::Word(said.word.to_owned()),
        figure: said.mean,
    };
    meant.map(one).collect()
}
