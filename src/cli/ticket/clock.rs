//! `sigap ticket clock`: how a ticket's due times came about. Never counts anything itself.

use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use super::super::table::Table;
use crate::domain::sla::told;
use crate::domain::{Refusal, TicketNo};
use crate::wire::{Answer, ClockPage, Query, SettingRow};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap ticket clock T-1042\nsigap ticket clock T-1042 --json")]
pub struct Args {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
}

pub fn run(Args { ticket }: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let Answer::Clock(found) = desk.client.query(Query::Clock { ticket })? else {
        return Err(Failure::unexpected());
    };
    let page = found.ok_or(Refusal::NoTicket { ticket })?;
    if context.out.form() == Form::Json {
        context.out.json(&*page)?;
        return Ok(Exit::Done);
    }
    context.out.table(&sheet(&page, &desk))?;
    context.out.line("")?;
    context.out.table(&steps(&page, &desk))?;
    if !page.days.is_empty() {
        context.out.line("")?;
        context.out.table(&days(&page, &desk))?;
    }
    Ok(Exit::Done)
}

fn sheet(page: &ClockPage, desk: &Desk) -> Table {
    let speech = &desk.speech;
    let ticket = &page.ticket;
    let mut table = Table::sheet();
    let subject = ticket.subject.clone().unwrap_or_else(|| speech.say("cli-erased"));
    table.row([ticket.no.to_string(), subject]);
    let mut row = |name: &str, value: String| {
        table.row([speech.say(&format!("cli-col-{name}")), value]);
    };
    row("status", speech.word("status", ticket.status.word()));
    let stands = ticket.left().and(ticket.clock.stopped);
    let left = |left: i64| speech.span_left(left).unwrap_or_else(|| speech.say("cli-clock-late"));
    let (answer, resolve) = match stands {
        Some(at) => {
            row("clock", speech.say_with("cli-clock-stands", &[("time", &speech.full(at))]));
            (left(ticket.clock.answer_left), left(ticket.clock.resolve_left))
        }
        None => (speech.full(ticket.answer_due), speech.full(ticket.resolve_due)),
    };
    match ticket.answered {
        Some(at) => row("answered", speech.full(at)),
        None => row("answer-due", answer),
    }
    row("resolve-due", resolve);
    let from = |setting: &Option<SettingRow>, changed: bool, none: &str| match setting {
        None => speech.say(none),
        Some(SettingRow { seq, at, by, name, .. }) => {
            let (seq, at) = (seq.to_string(), speech.full(*at));
            let values = [("name", &**name), ("seq", &*seq), ("by", &**by), ("time", &*at)];
            let key = if changed { "cli-clock-set-changed" } else { "cli-clock-set" };
            speech.say_with(key, &values)
        }
    };
    row("rule", from(&page.rule, page.rule_changed, "cli-clock-no-rule"));
    row("terms", page.terms.clone());
    row("calendar", from(&page.calendar, page.calendar_changed, "cli-clock-always"));
    if let Some(calendar) = &page.calendar {
        // Its holidays are told with the days they take away.
        let lines = calendar.text.lines().filter(|line| !line.starts_with("off "));
        let (zone, hours): (Vec<_>, Vec<_>) = lines.partition(|line| line.starts_with("zone "));
        row("zone", zone.concat().replacen("zone ", "", 1));
        row("hours", hours.join("\n"));
    }
    table
}

fn steps(page: &ClockPage, desk: &Desk) -> Table {
    let speech = &desk.speech;
    let heads = ["when", "agent", "what", "answer-due", "resolve-due", "seq"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 3, 4, 5]);
    for step in &page.steps {
        let mut what = speech.word("clock", &step.what);
        if step.undone {
            what = speech.say_with("cli-clock-undone", &[("what", &what)]);
        }
        if !step.to.is_empty() {
            what = format!("{what} ({})", step.to);
        }
        let due = |at| if step.stands { "-".to_owned() } else { speech.moment(at, desk.now) };
        table.row([
            speech.moment(step.at, desk.now),
            step.by.clone(),
            what,
            due(step.answer_due),
            due(step.resolve_due),
            step.seq.to_string(),
        ]);
    }
    table
}

fn days(page: &ClockPage, desk: &Desk) -> Table {
    let speech = &desk.speech;
    let heads = ["day", "from", "to", "counted", "total", "off"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2, 3, 4]);
    for day in &page.days {
        let is_off = day.counted == 0;
        let time = |at| if is_off { "-".to_owned() } else { speech.clock(at) };
        let span = |millis: i64| match told(millis).as_str() {
            "" => "0m".to_owned(),
            span => span.to_owned(),
        };
        table.row([
            day.date.to_string(),
            time(day.from),
            time(day.to),
            span(day.counted),
            span(day.total),
            day.off.iter().map(|off| off.trim_start_matches("off ")).collect::<Vec<_>>().join(", "),
        ]);
    }
    table
}
