//! `sigap report …`: figures over a time. Never a figure without how many it was made of.

mod aht;
mod asked;
mod fcr;
mod made;
mod promises;
mod quality;
mod rows;
mod states;

use clap::ValueEnum;

use super::context::{Context, Desk};
use super::exit::{Ended, Failure};
use super::when;
use crate::domain::At;
use crate::domain::work::WorkLine;
use crate::wire::query::DoneBy;
use crate::wire::{Answer, Query, ReportKind};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap report aht --from 'yesterday 00:00' --to 'today 00:00'")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    Aht(aht::Args),
    #[command(after_help = "\
sigap report complaints
sigap report complaints --from '2026-11-01 00:00' --to '2026-12-01 00:00' --by agent
sigap report complaints --html complaints.html
sigap report complaints --by week --csv > complaints.csv")]
    Complaints(asked::Args),
    #[command(after_help = "\
sigap report desk
sigap report desk --from '2026-11-01 00:00' --to '2026-12-01 00:00' --by agent
sigap report desk --html desk.html
sigap report desk --by week --csv > desk.csv")]
    Desk(asked::Args),
    Fcr(fcr::Args),
    #[command(after_help = "\
sigap report gaps
sigap report gaps --from '2026-11-01 00:00' --to '2026-12-01 00:00' --html gaps.html")]
    Gaps(asked::Args),
    #[command(after_help = "\
sigap report lost
sigap report lost --from '2026-01-01 00:00' --to '2026-12-01 00:00' --by tier
sigap report lost --by channel --html lost.html")]
    Lost(asked::PeopleArgs),
    Promises(promises::Args),
    #[command(after_help = "\
sigap report quality
sigap report quality --instrument kiosk --from '2026-11-01 00:00' --json
sigap report quality --by tier")]
    Quality(quality::OfInstrument),
    States(states::Args),
    #[command(after_help = "\
sigap report survey
sigap report survey --from '2026-10-01 00:00' --to '2026-11-01 00:00' --html visits.html
sigap report survey --by tier")]
    Survey(asked::PeopleArgs),
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::Aht(args) => aht::run(args, context),
        Verb::Complaints(args) => asked::run(ReportKind::Complaints, &args, context),
        Verb::Desk(args) => asked::run(ReportKind::Desk, &args, context),
        Verb::Fcr(args) => fcr::run(args, context),
        Verb::Gaps(args) => asked::run(ReportKind::Gaps, &args, context),
        Verb::Lost(args) => asked::lost(&args, context),
        Verb::Promises(args) => promises::run(args, context),
        Verb::Quality(args) => quality::run(args, context),
        Verb::States(args) => states::run(args, context),
        Verb::Survey(args) => asked::survey(&args, context),
    }
}

/// From when to when a report goes: today until now unless said otherwise.
#[derive(Debug, clap::Args)]
struct Span {
    #[arg(long, value_name = "TIME", default_value = "today 00:00")]
    from: String,
    #[arg(long, value_name = "TIME", default_value = "now")]
    to: String,
}

impl Span {
    /// The times, in the desk's zone; the second is not included.
    fn read(&self, desk: &Desk) -> Result<(At, At), Failure> {
        let time = |text: &str| when::bound(text, desk.now, &desk.zone);
        when::forwards((time(&self.from)?, time(&self.to)?), desk)
    }
}

/// What has a row of its own, where calls are not told apart by what they were about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Agent,
    Day,
}

/// What was done in a time.
fn work(desk: &mut Desk, (from, until): (At, At)) -> Result<Vec<WorkLine>, Failure> {
    let meant = DoneBy { agent: None, since: Some(from), until: Some(until) };
    let (mut lines, mut after) = (Vec::new(), Some(0));
    while let Some(place) = after {
        let meant = meant.clone();
        let ask = |limit| Query::Work { meant: meant.clone(), after: place, limit };
        let Answer::Work(page) = desk.page(u64::MAX, ask)? else {
            return Err(Failure::unexpected());
        };
        lines.extend(page.rows);
        after = page.next;
    }
    Ok(lines)
}

/// The day of the desk on which a time is.
fn day(at: At, desk: &Desk) -> String {
    let zoned = jiff::Timestamp::from_millisecond(at.0).map(|at| at.to_zoned(desk.zone.clone()));
    zoned.map(|day| day.date().to_string()).unwrap_or_default()
}
