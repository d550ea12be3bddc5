//! `sigap queue --watch`: in a terminal the queue redrawn in place, in a pipe a line per change.
//! Never more than once a second, and nothing at all while nothing changes. A desk that goes away
//! is waited for.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::line::{Line, Woken};
use super::paper::Paper;
use super::{Asked, ChangeRow, Picture};
use crate::cli::context::Context;
use crate::cli::exit::{Ended, Exit, Failure};
use crate::cli::open::Screen;
use crate::cli::output::Form;
use crate::cli::row::{TicketRow, rfc3339};
use crate::cli::ticket::list;
use crate::client::{Absent, Attach, Client, ClientError, Follow};
use crate::domain::text::clean_line;
use crate::domain::time::MINUTE;
use crate::domain::{At, Code, TicketNo};
use crate::home::Place;
use crate::speech::Speech;
use crate::wire::{Answer, Query, QueueRow};

/// From one look at the queue to the next, however much changes.
const PAUSE: Duration = Duration::from_secs(1);

/// Where it is shown.
enum Shown {
    /// A terminal.
    Paper(Paper, Vec<Code>),
    /// A pipe, and the tickets that were told of.
    Lines(BTreeMap<TicketNo, Told>),
}

/// A ticket as it was told.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    row: QueueRow,
    is_late: bool,
}

/// What became of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    There,
    Came,
    Changed,
    Late,
    Gone,
}

impl Change {
    const fn word(self) -> &'static str {
        match self {
            Change::There => "there",
            Change::Came => "came",
            Change::Changed => "changed",
            Change::Late => "late",
            Change::Gone => "gone",
        }
    }
}

pub fn run(asked: &Asked, screen: Screen, context: &mut Context) -> Ended {
    let how = Attach { follow: Follow::Watch, ..context.attach(Absent::Start) };
    let place = context.place()?;
    let client = Client::attach(&place, &how, &mut |_| ())?;
    let zone = TimeZone::get(&client.welcome.zone).unwrap_or_else(|_| TimeZone::system());
    let speech = context.speech.in_zone(zone);
    let signals = |why| Failure::file("signal".as_ref(), why);
    let mut line = Line::new(client).map_err(signals)?;
    let mut shown = match screen {
        Screen::There => {
            let Answer::Codes(codes) = line.ask(Query::Codes)? else {
                return Err(Failure::unexpected());
            };
            Shown::Paper(Paper::default(), codes)
        }
        Screen::Piped | Screen::Dumb => Shown::Lines(BTreeMap::new()),
    };
    let mut is_first = true;
    // Whoever has stopped the desk wants it so: one who watches does not start it again.
    let how = Attach { absent: Absent::Tell, ..how };
    loop {
        let woken = match asked.picture(|ask| line.ask(ask)) {
            Ok(picture) => {
                let now = line.now();
                show(&mut shown, picture, is_first, (&speech, now), context)?;
                is_first = false;
                next(&mut line)
            }
            Err(error) => Err(error),
        };
        let woken = match woken {
            Err(Failure::Desk(ClientError::Closed | ClientError::Broken(_))) => {
                again(&mut line, (&place, &how), &mut shown, context)?
            }
            other => other?,
        };
        if woken == Woken::Stop {
            return Ok(Exit::Done);
        }
    }
}

/// Until something has changed or may be late.
fn next(line: &mut Line) -> Result<Woken, Failure> {
    match line.rest(PAUSE)? {
        Woken::Stop => Ok(Woken::Stop),
        Woken::Changed | Woken::Over => line.wait(to_minute(line.now())),
    }
}

/// The desk has gone: says so, and attaches again when it is back, however long that takes.
fn again(
    line: &mut Line,
    (place, how): (&Place, &Attach),
    shown: &mut Shown,
    context: &mut Context,
) -> Result<Woken, Failure> {
    say_state("queue-desk-gone", shown, context)?;
    loop {
        if line.pause(PAUSE) == Woken::Stop {
            return Ok(Woken::Stop);
        }
        if let Ok(client) = Client::attach(place, how, &mut |_| ()) {
            line.goes_on(client);
            say_state("queue-desk-back", shown, context)?;
            return Ok(Woken::Changed);
        }
    }
}

/// Says how it is with the desk: above what is shown, or beside the lines of a pipe.
fn say_state(key: &str, shown: &mut Shown, context: &mut Context) -> Result<(), Failure> {
    let sentence = context.say(key);
    match shown {
        Shown::Paper(paper, _) => {
            let bytes = paper.under(sentence, size()?);
            context.out.raw(bytes.as_bytes())?;
            context.out.flush()
        }
        Shown::Lines(_) => {
            // Nobody may read what is said there; the lines are what counts.
            drop(writeln!(io::stderr(), "{sentence}"));
            Ok(())
        }
    }
}

fn size() -> Result<(u16, u16), Failure> {
    crossterm::terminal::size().map_err(|why| Failure::file("stdout".as_ref(), why))
}

fn show(
    shown: &mut Shown,
    picture: Picture,
    is_first: bool,
    (speech, now): (&Speech, At),
    context: &mut Context,
) -> Result<(), Failure> {
    match shown {
        Shown::Paper(paper, codes) => draw(paper, codes, &picture, speech, now, context)?,
        Shown::Lines(told) => tell(told, picture.page.rows, is_first, (speech, now), context)?,
    }
    context.out.flush()
}

/// Until the next minute, when something may be late and spans are others.
fn to_minute(now: At) -> Duration {
    let left = MINUTE - now.0.rem_euclid(MINUTE);
    Duration::from_millis(u64::try_from(left).unwrap_or(0))
}

fn draw(
    paper: &mut Paper,
    codes: &[Code],
    picture: &Picture,
    speech: &Speech,
    now: At,
    context: &mut Context,
) -> Result<(), Failure> {
    let size = size()?;
    let mut lines = picture.figures(codes, speech, now, usize::from(size.0));
    lines.push(String::new());
    match picture.page.rows.is_empty() {
        true => lines.push(speech.say("cli-queue-none")),
        false => {
            let table = picture.table(speech, now).render(size.0);
            lines.extend(table.lines().map(str::to_owned));
        }
    }
    context.out.raw(paper.show(&lines, size).as_bytes())
}

/// A line for each ticket that came, changed, became late or went.
fn tell(
    told: &mut BTreeMap<TicketNo, Told>,
    rows: Vec<QueueRow>,
    is_first: bool,
    (speech, now): (&Speech, At),
    context: &mut Context,
) -> Result<(), Failure> {
    let mut before = std::mem::take(told);
    for row in rows {
        let is_late = row.ticket.due().is_some_and(|due| due < now);
        let is = Told { row, is_late };
        let change = match before.remove(&is.row.ticket.no) {
            None if is_first => Some(Change::There),
            None => Some(Change::Came),
            Some(was) if was == is => None,
            Some(was) if was.row == is.row => Some(Change::Late),
            Some(_) => Some(Change::Changed),
        };
        if let Some(change) = change {
            say(change, &is.row, (speech, now), context)?;
        }
        told.insert(is.row.ticket.no, is);
    }
    before.values().try_for_each(|gone| say(Change::Gone, &gone.row, (speech, now), context))
}

fn say(
    change: Change,
    row: &QueueRow,
    (speech, now): (&Speech, At),
    context: &mut Context,
) -> Result<(), Failure> {
    let ticket = &row.ticket;
    if context.out.form() == Form::Json {
        let (at, change) = (rfc3339(now), change.word());
        return context.out.json(&ChangeRow { at, change, row: TicketRow::from(ticket) });
    }
    let words = [
        speech.clock(now),
        speech.say(&format!("queue-change-{}", change.word())),
        ticket.no.to_string(),
        list::due(ticket, speech, now),
        speech.word("status", ticket.status.word()),
        speech.word("priority", ticket.priority.word()),
        ticket.topic.to_string(),
        ticket.assignee.clone().unwrap_or_else(|| "-".to_owned()),
        speech.label(ticket.customer, &row.label),
        speech.subject(ticket),
    ];
    // Each is one line by itself, and two blanks keep them apart.
    context.out.text(&words.map(|word| clean_line(&word)).join("  "))
}
