//! `sigap queue`: the live queue as plain lines, once or as it changes. Never a way to change it.

mod line;
mod paper;
mod watch;

use serde::Serialize;

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::open::{self, Screen};
use super::output::Form;
use super::row::TicketRow;
use super::table::Table;
use super::ticket::list;
use crate::domain::{At, Code, Filter, Sort};
use crate::speech::Speech;
use crate::terminal::board::text::Seen;
use crate::terminal::letters::{self, Letters};
use crate::wire::line::ANSWER_ROWS;
use crate::wire::{Answer, Query, QueuePage, QueueView, TicketFilter, Wallboard};

/// Rows shown when nobody says how many; a terminal has fewer.
const ROWS: u32 = 50;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap queue
sigap queue --watch
sigap queue --view breached --watch
sigap queue --sort priority
sigap queue topic:BI tier:gold --watch --json >> queue.jsonl")]
pub struct Args {
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    #[arg(long, value_name = "NAME")]
    view: Option<String>,
    #[arg(long, value_name = "BY", default_value = "due",
        value_parser = super::given::word(Sort::ALL, Sort::word))]
    sort: Sort,
    #[arg(long)]
    watch: bool,
    #[arg(long, value_name = "N", value_parser = super::given::rows())]
    limit: Option<u32>,
}

/// What is asked again and again.
struct Asked {
    filter: TicketFilter,
    sort: Sort,
    limit: u32,
}

/// The queue at one moment.
struct Picture {
    page: QueuePage,
    board: Box<Wallboard>,
}

/// A ticket and what became of it in the queue.
#[derive(Debug, Serialize)]
struct ChangeRow<'a> {
    at: String,
    change: &'static str,
    #[serde(flatten)]
    row: TicketRow<'a>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let mut filter = desk.filter(&args.filter)?;
    if let Some(name) = &args.view {
        filter = desk.view(name)?.and(filter);
    }
    let named = filter.clone();
    let filter = TicketFilter { text: filter.to_string(), ..TicketFilter::default() };
    let screen = match context.out.form() {
        Form::People => Screen::look(),
        Form::Json => Screen::Piped,
    };
    let limit = |otherwise: u32| args.limit.unwrap_or(otherwise);
    let asked = |otherwise: u32| Asked { filter, sort: args.sort, limit: limit(otherwise) };
    if args.watch {
        // One who only looks at it again and again is ready for no call by that.
        drop(desk);
        let limit = if screen == Screen::There { ROWS } else { ANSWER_ROWS };
        return watch::run(&asked(limit), screen, context);
    }
    once(&asked(ROWS), &named, &mut desk, context)
}

fn once(asked: &Asked, filter: &Filter, desk: &mut Desk, context: &mut Context) -> Ended {
    let picture = asked.picture(|ask| Ok(desk.client.query(ask)?))?;
    let rows = &picture.page.rows;
    if rows.is_empty() {
        desk.has_those_of(filter)?;
    }
    if context.out.form() == Form::Json {
        rows.iter().try_for_each(|row| context.out.json(&TicketRow::from(&row.ticket)))?;
        context.more(rows.len() as u64, picture.page.total)?;
        return Ok(Exit::Done);
    }
    let codes = desk.codes()?;
    let width = context.out.width();
    let figures = picture.figures(&codes, &desk.speech, desk.now, width);
    figures.iter().try_for_each(|line| context.out.text(line))?;
    context.out.text("")?;
    match rows.is_empty() {
        true => context.out.line(&desk.speech.say("cli-queue-none"))?,
        false => context.out.table(&picture.table(&desk.speech, desk.now))?,
    }
    context.more(rows.len() as u64, picture.page.total)?;
    Ok(Exit::Done)
}

impl Asked {
    /// Asks for the queue, and how the desk does as a whole.
    fn picture(
        &self,
        mut ask: impl FnMut(Query) -> Result<Answer, Failure>,
    ) -> Result<Picture, Failure> {
        let (view, filter) = (QueueView::All, self.filter.clone());
        let (sort, limit) = (self.sort, self.limit);
        let Answer::Queue(page) = ask(Query::Queue { view, filter, sort, skip: 0, limit })? else {
            return Err(Failure::unexpected());
        };
        let Answer::Wallboard(board) = ask(Query::Wallboard)? else {
            return Err(Failure::unexpected());
        };
        Ok(Picture { page, board })
    }
}

impl Picture {
    /// What is told above the tickets.
    fn figures(&self, codes: &[Code], speech: &Speech, now: At, width: usize) -> Vec<String> {
        let seen = Seen { page: &self.board, speech, codes, now };
        let lines = seen.figures(width);
        match open::letters() {
            Letters::All => lines,
            Letters::Ascii => {
                lines.into_iter().map(|line| line.chars().map(letters::bar).collect()).collect()
            }
        }
    }

    fn table(&self, speech: &Speech, now: At) -> Table {
        list::table(&self.page.rows, speech, now)
    }
}
