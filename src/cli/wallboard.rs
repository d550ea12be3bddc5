//! `sigap wallboard`: the whole desk at a glance, on a screen or as text. Never a customer's name.

use serde::Serialize;

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::open::{self, Screen};
use super::output::Form;
use super::roster::AgentRow;
use super::row::rfc3339;
use crate::domain::time::SECOND;
use crate::domain::{At, Dimension};
use crate::terminal::First;
use crate::terminal::board::text::{Block, Seen};
use crate::terminal::letters::{self, Letters};
use crate::wire::board::{Part, Quality};
use crate::wire::{Answer, Query, Wallboard};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap wallboard\nsigap wallboard --once\nsigap wallboard --json")]
pub struct Args {
    #[arg(long)]
    once: bool,
}

/// Everything on it, for scripts.
#[derive(Debug, Serialize)]
struct BoardRow<'a> {
    at: String,
    waiting: u64,
    unassigned: u64,
    paused: u64,
    breached: u64,
    due_soon: u64,
    oldest_at: Option<String>,
    opened_today: u64,
    resolved_today: u64,
    opened_24h: u64,
    resolved_24h: u64,
    days_to_clear: Option<f64>,
    calls_missed: u64,
    improvements_late: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls_per_hour: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    aht_s: Option<i64>,
    topics: &'a [Part],
    priorities: &'a [Part],
    tiers: &'a [Part],
    quality: Vec<QualityRow>,
    history: &'a [u64],
    agents: Vec<AgentRow<'a>>,
    behind: u64,
}

/// One dimension by one kind of rater on one scale.
#[derive(Debug, Serialize)]
struct QualityRow {
    rater: &'static str,
    highest: u8,
    dimension: &'static str,
    n: u64,
    mean: Option<f64>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let is_screen = Screen::look() == Screen::There && context.out.form() == Form::People;
    if is_screen && !args.once && !context.plain {
        return open::screen(context.place()?, First::Wallboard, context);
    }
    let mut desk = context.desk()?;
    let page = loop {
        let Answer::Wallboard(page) = desk.client.query(Query::Wallboard)? else {
            return Err(Failure::unexpected());
        };
        // Just after a start the desk reads the last day piece by piece.
        if page.behind == 0 {
            break page;
        }
    };
    if context.out.form() == Form::Json {
        context.out.json(&row(&page))?;
        return Ok(Exit::Done);
    }
    let codes = desk.codes()?;
    let seen = Seen { page: &page, speech: &desk.speech, codes: &codes, now: page.at };
    let plain = |line: String| match open::letters() {
        Letters::All => line,
        Letters::Ascii => line.chars().map(letters::bar).collect(),
    };
    let lines = lines(&seen, context.out.width());
    lines.into_iter().try_for_each(|line| context.out.text(&plain(line)))?;
    Ok(Exit::Done)
}

/// All of it, one below the other.
fn lines(seen: &Seen<'_>, width: usize) -> Vec<String> {
    let mut lines = seen.figures(width);
    let indented = |text: String| format!("  {text}");
    for block in [Block::Topics, Block::Priorities, Block::Tiers, Block::Agents] {
        lines.push(String::new());
        lines.push(seen.title(block));
        let rows = seen.rows(block, width.saturating_sub(2));
        lines.extend(rows.into_iter().map(|row| indented(row.text)));
    }
    lines.push(String::new());
    lines.push(seen.speech.say("board-quality"));
    lines.extend(seen.quality(width.saturating_sub(2)).into_iter().map(indented));
    lines
}

fn row(page: &Wallboard) -> BoardRow<'_> {
    BoardRow {
        at: rfc3339(page.at),
        waiting: page.waiting,
        unassigned: page.unassigned,
        paused: page.paused,
        breached: page.breached,
        due_soon: page.due_soon,
        oldest_at: page.oldest.map(|at: At| rfc3339(at)),
        opened_today: page.opened_today,
        resolved_today: page.resolved_today,
        opened_24h: page.opened,
        resolved_24h: page.resolved,
        days_to_clear: page.days_to_clear(),
        calls_missed: page.calls_missed,
        improvements_late: page.improvements_late,
        calls_per_hour: page.calls_per_hour,
        aht_s: page.aht.map(|aht| aht / SECOND),
        topics: &page.topics,
        priorities: &page.priorities,
        tiers: &page.tiers,
        quality: page.quality.iter().flat_map(quality).collect(),
        history: &page.history,
        agents: page.agents.iter().map(AgentRow::from).collect(),
        behind: page.behind,
    }
}

fn quality(one: &Quality) -> impl Iterator<Item = QualityRow> {
    let (rater, highest) = (one.rater.word(), one.scale.byte());
    Dimension::ALL.iter().zip(&one.dimensions).map(move |(dimension, scores)| {
        let (dimension, n, mean) = (dimension.word(), scores.n, scores.mean());
        QualityRow { rater, highest, dimension, n, mean }
    })
}
