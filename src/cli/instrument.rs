//! `sigap instrument …`: what customers are asked. Never an answer of theirs.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use super::sheet;
use super::table::Table;
use crate::domain::instrument::Side;
use crate::domain::{Instrument, Refusal, limit};
use crate::wire::{Answer, Command, InstrumentRow, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap instrument list\nsigap instrument show servqual")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap instrument list\nsigap instrument list --json")]
    List,
    #[command(after_help = "sigap instrument show servqual\nsigap instrument show quick --json")]
    Show {
        #[arg(value_name = "NAME")]
        name: String,
    },
    #[command(after_help = "\
sigap instrument export servqual > ours.toml
sigap instrument export kiosk")]
    Export {
        #[arg(value_name = "NAME")]
        name: String,
    },
    #[command(after_help = "\
sigap instrument set kiosk kiosk.toml
sigap instrument set servqual ours.toml
sigap instrument set kiosk - < kiosk.toml")]
    Set {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    #[command(after_help = "\
sigap instrument sheet kiosk
sigap instrument sheet kiosk --html kiosk.html")]
    Sheet {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "FILE")]
        html: Option<PathBuf>,
    },
    #[command(after_help = "sigap instrument remove kiosk")]
    Remove {
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    match args.verb {
        Verb::List => list(&mut desk, context),
        Verb::Show { name } => {
            let row = found(&mut desk, &name)?;
            match context.out.form() {
                Form::Json => context.out.json(&row)?,
                Form::People => shown(&row, context)?,
            }
            Ok(Exit::Done)
        }
        Verb::Export { name } => {
            let row = found(&mut desk, &name)?;
            row.text.lines().try_for_each(|line| context.out.line(line))?;
            Ok(Exit::Done)
        }
        Verb::Set { name, file } => {
            let text = read(&file)?;
            // To the desk an empty text removes; nobody who says "set" means that.
            text.parse::<Instrument>()?;
            let done = desk.client.run(Command::SetInstrument { name: name.clone(), text })?;
            context.done(&done, "cli-done-instrument", &[("instrument", &name)])
        }
        Verb::Sheet { name, html } => {
            let row = found(&mut desk, &name)?;
            sheet::run(&row, html.as_deref(), context)
        }
        Verb::Remove { name } => {
            let command = Command::SetInstrument { name: name.clone(), text: String::new() };
            let done = desk.client.run(command)?;
            context.done(&done, "cli-done-instrument-removed", &[("instrument", &name)])
        }
    }
}

/// One instrument with its statements.
///
/// # Errors
/// [`Refusal::NoInstrument`].
pub fn found(desk: &mut Desk, name: &str) -> Result<InstrumentRow, Failure> {
    let Answer::Instrument(row) = desk.client.query(Query::Instrument { name: name.to_owned() })?
    else {
        return Err(Failure::unexpected());
    };
    let none = || Refusal::NoInstrument { name: name.to_owned() };
    Ok(*row.ok_or_else(none)?)
}

/// A file's text, or standard input for `-`; one byte more than fits tells the desk that it is too
/// long.
fn read(file: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let most = limit::INSTRUMENT_BYTES as u64 + 1;
    let read = if file == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(most).read_to_end(&mut bytes))
    };
    read.map_err(|why| Failure::file(file, why))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn list(desk: &mut Desk, context: &mut Context) -> Ended {
    let Answer::Instruments(rows) = desk.client.query(Query::Instruments)? else {
        return Err(Failure::unexpected());
    };
    if context.out.form() == Form::Json {
        rows.iter().try_for_each(|row| context.out.json(row))?;
        return Ok(Exit::Done);
    }
    let heads = ["name", "title", "statements", "scale", "seq"];
    let heads = heads.map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 2, 3, 4]);
    for row in rows {
        let title = context.speech.said(&row.title).to_owned();
        let scale = format!("1-{}", row.scale.byte());
        let version = if row.version == 0 { "-".to_owned() } else { row.version.to_string() };
        table.row([row.name, title, row.statements.to_string(), scale, version]);
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}

/// The statements as they are read out.
fn shown(row: &InstrumentRow, context: &mut Context) -> Result<(), Failure> {
    let instrument: Instrument = row.text.parse().map_err(Failure::from)?;
    let title = context.speech.said(&instrument.title);
    context.out.line(title)?;
    let (lowest, highest) =
        (context.speech.said(&instrument.lowest), context.speech.said(&instrument.highest));
    context.out.line(&format!("1 {lowest} … {} {highest}", instrument.scale.byte()))?;
    let sides = Side::ALL.iter().filter(|side| instrument.asks(**side));
    for side in sides {
        context.out.line("")?;
        let title = context.say(&format!("instrument-{}", side.word()));
        context.out.line(&title)?;
        for (place, statement) in instrument.statements.iter().enumerate() {
            let said = context.speech.said(statement.said(*side));
            context.out.line(&format!("{} {said}", place + 1))?;
        }
    }
    Ok(())
}
