//! `sigap calendar …`: when the desk works. Never counts time: the desk does.

pub mod ics;

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::table::Table;
use crate::domain::{Calendar, Malformed, Refusal};
use crate::wire::{Answer, Command, Query, SettingRow};

/// Bytes of a file of holidays: a thousand events with long descriptions.
const FILE_BYTES: u64 = 4 * 1024 * 1024;

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap calendar list\nsigap calendar show office")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap calendar list\nsigap calendar list --json")]
    List,
    #[command(after_help = "sigap calendar show office\nsigap calendar show office > office.txt")]
    Show {
        #[arg(value_name = "NAME")]
        name: String,
    },
    #[command(after_help = "\
sigap calendar set office --zone Asia/Jakarta --hours 'mon-fri 09:00-12:00 13:00-18:00'
sigap calendar set office --off '2026-12-24 12:00-24:00 Christmas Eve' --off '05-01 Labour Day'
sigap calendar set office - < office.txt")]
    Set {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "TEXT", conflicts_with_all = ["zone", "hours", "off", "no_off"])]
        note: Option<String>,
        #[arg(long, value_name = "ZONE")]
        zone: Option<String>,
        #[arg(long, value_name = "HOURS")]
        hours: Vec<String>,
        #[arg(long, value_name = "DAY")]
        off: Vec<String>,
        #[arg(long)]
        no_off: bool,
    },
    #[command(after_help = "sigap calendar remove office")]
    Remove {
        #[arg(value_name = "NAME")]
        name: String,
    },
    #[command(after_help = "sigap calendar import office holidays.ics")]
    Import {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    match args.verb {
        Verb::List => list(&mut desk, context),
        Verb::Show { name } => {
            let calendar = found(&mut desk, &name)?;
            match context.out.form() {
                Form::Json => context.out.json(&calendar)?,
                Form::People => {
                    calendar.text.lines().try_for_each(|line| context.out.line(line))?;
                }
            }
            Ok(Exit::Done)
        }
        Verb::Set { name, note: Some(text), .. } => {
            let text = given::text(Some(text))?;
            set(&name, text, &mut desk, context)
        }
        Verb::Set { name, note: None, zone, hours, off, no_off } => {
            let was = asked(&mut desk, &name)?.map(|calendar| calendar.text).unwrap_or_default();
            let text = changed(&was, zone.as_deref(), (&hours, &off), no_off.then_some(()));
            set(&name, text, &mut desk, context)
        }
        Verb::Remove { name } => {
            let command = Command::SetCalendar { name: name.clone(), text: String::new() };
            let done = desk.client.run(command)?;
            context.done(&done, "cli-done-calendar-removed", &[("calendar", &name)])
        }
        Verb::Import { name, file } => import(&name, &file, &mut desk, context),
    }
}

fn asked(desk: &mut Desk, name: &str) -> Result<Option<SettingRow>, Failure> {
    match desk.client.query(Query::Calendar { name: name.to_owned() })? {
        Answer::Calendar(calendar) => Ok(calendar.map(|calendar| *calendar)),
        _ => Err(Failure::unexpected()),
    }
}

fn found(desk: &mut Desk, name: &str) -> Result<SettingRow, Failure> {
    let none = || Refusal::NoCalendar { calendar: name.to_owned() };
    Ok(asked(desk, name)?.ok_or_else(none)?)
}

fn set(name: &str, text: String, desk: &mut Desk, context: &mut Context) -> Ended {
    if text.trim().is_empty() {
        // An empty text removes; nobody who says "set" means that.
        return Err(Malformed::NeverOpen.into());
    }
    let done = desk.client.run(Command::SetCalendar { name: name.to_owned(), text })?;
    context.done(&done, "cli-done-calendar", &[("calendar", name)])
}

/// A calendar's text with another zone, other hours (all of them), and more or other holidays.
fn changed(
    was: &str,
    zone: Option<&str>,
    (hours, off): (&[String], &[String]),
    anew: Option<()>,
) -> String {
    let is = |line: &str, word: &str| line.split_whitespace().next() == Some(word);
    let stays = |line: &&str| match (is(line, "zone"), is(line, "off")) {
        (true, _) => zone.is_none(),
        (_, true) => anew.is_none(),
        (false, false) => hours.is_empty(),
    };
    let zone = zone.iter().map(|zone| format!("zone {zone}"));
    let off = off.iter().map(|day| format!("off {day}"));
    let kept = was.lines().filter(stays).map(str::to_owned);
    zone.chain(kept).chain(hours.iter().cloned()).chain(off).collect::<Vec<_>>().join("\n")
}

fn list(desk: &mut Desk, context: &mut Context) -> Ended {
    let Answer::Sla(page) = desk.client.query(Query::Sla)? else {
        return Err(Failure::unexpected());
    };
    if context.out.form() == Form::Json {
        page.calendars.iter().try_for_each(|calendar| context.out.json(calendar))?;
        return Ok(Exit::Done);
    }
    if page.calendars.is_empty() {
        let none = context.say("cli-calendar-none");
        context.out.line(&none)?;
    }
    let heads = ["name", "zone", "hours", "seq"];
    let mut table = Table::new(heads.map(|head| context.say(&format!("cli-col-{head}"))), &[0, 3]);
    for SettingRow { seq, name, text, .. } in page.calendars {
        let (zone, hours) = text.split_once('\n').unwrap_or((&text, ""));
        let zone = zone.trim_start_matches("zone ").to_owned();
        table.row([name, zone, hours.trim().to_owned(), seq.to_string()]);
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}

/// Takes the holidays of a file into a calendar that is there.
fn import(name: &str, file: &Path, desk: &mut Desk, context: &mut Context) -> Ended {
    let was = found(desk, name)?;
    let calendar: Calendar = was.text.parse()?;
    let given = calendar.zone.clone();
    let zone = TimeZone::get(&given).map_err(|_| Malformed::Zone { given })?;
    let holidays = ics::read(&contents(file, context)?, &zone)
        .map_err(|wrong| Failure::said(Exit::File, wrong.sentence(&context.speech)))?;
    let (before, count) = (calendar.holidays().len(), holidays.len());
    let calendar = calendar.with(holidays)?;
    let added = calendar.holidays().len() - before;
    let command = Command::SetCalendar { name: name.to_owned(), text: calendar.to_string() };
    let number = |count: usize| context.speech.number(count as u64);
    let (added, known) = (number(added), number(count - added));
    let values = [("calendar", name), ("added", &*added), ("known", &*known)];
    let done = desk.client.run(command)?;
    context.done(&done, "cli-done-calendar-imported", &values)
}

fn contents(file: &Path, context: &Context) -> Result<Vec<u8>, Failure> {
    let failed = |why| Failure::file(file, why);
    let mut bytes = Vec::new();
    let from = File::open(file).map_err(failed)?;
    from.take(FILE_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(Failure::said(Exit::File, context.say("ics-too-large")));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_given_stays_as_it_was() {
        let was = "zone UTC\nmon 09:00-10:00\noff 05-01 Labour Day\n";
        let [hours, off] = [["tue 9-10".to_owned()], ["12-25".to_owned()]];
        let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(changed(was, None, (&[], &off), None)).len(), 4);
        let all = changed(was, Some("Asia/Jakarta"), (&hours, &off), Some(()));
        assert_eq!(lines(all), ["zone Asia/Jakarta", "tue 9-10", "off 12-25"]);
        assert_eq!(changed("", Some("UTC"), (&hours, &[]), None), "zone UTC\ntue 9-10");
    }
}
