//! `sigap import`: customers, contacts and tickets out of files that other programs wrote. Never
//! drops a row or a value without saying so.
//!
//! The way of a row: [`source`] bytes, [`text`] letters, [`window`], [`rows`] or [`cards`], where
//! each column goes ([`heading`], [`customers`], [`contacts`]), the record ([`customer`],
//! [`contact`], [`card`], [`draft`]), a [`batch`], and to the desk ([`send`]) or nowhere ([`dry`]).

mod answers;
mod batch;
mod card;
mod cards;
pub mod cell;
mod contact;
mod contacts;
mod customer;
mod customers;
mod dates;
#[cfg(test)]
mod documented;
mod draft;
mod dry;
pub mod heading;
mod leaver;
mod opened;
mod orders;
mod progress;
mod rejected;
mod report;
mod row;
mod rows;
mod send;
mod sheet;
mod sniff;
mod source;
mod text;
mod trouble;
mod window;
mod words;

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use super::when;
use crate::client::{Absent, ClientError};
use crate::domain::{At, Code, Rater};
use crate::wire::{Command, IfKnown};

use dates::Order;
use dry::Dry;
use opened::{Mapping, Opened, Wish, World};
use progress::Progress;
use rejected::Rejected;
use report::Update;
use send::{Import, Tally};
use sniff::{Asked, Header};
use trouble::Trouble;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap import customers contacts.csv --dry-run
sigap import customers list.csv --map 'HP Istri=phone' --map Blok=-
sigap import customers phone-book.vcf --update
sigap import interactions calls.csv
sigap import tickets zendesk.csv --json
sigap import answers kiosk.csv --instrument kiosk --encoding cp949 --segment 'kiosk 2019'
sigap import lost telco.csv --as-of 2026-11-01")]
pub struct Args {
    #[arg(value_name = "WHAT", value_enum)]
    what: What,
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long)]
    update: bool,
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    #[arg(long, value_name = "LETTER", value_parser = delimiter)]
    delimiter: Option<u8>,
    #[arg(long)]
    no_header: bool,
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    #[arg(long, value_name = "NAME", required_if_eq("what", "answers"))]
    instrument: Option<String>,
    #[arg(long, value_name = "SEGMENT")]
    segment: Option<String>,
    #[arg(long, value_name = "RATER", default_value = "customer",
          value_parser = super::given::word(Rater::ALL, Rater::word))]
    rater: Rater,
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// Customers.
    Customers,
    /// Past contacts.
    Interactions,
    /// Tickets.
    Tickets,
    /// Answers to an instrument.
    Answers,
    /// Who left, and what they were to the house.
    Lost,
}

/// Tells whether an import would take a column of that name for a field of a customer.
pub fn is_heading(name: &str) -> bool {
    let lookup = heading::Lookup::new(customers::TABLE);
    name.starts_with(heading::ATTRIBUTE)
        || lookup.find(name, Some(heading::Origin::Sigap)).is_some()
}

/// One ASCII character, or `tab`.
fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        &[byte] if byte.is_ascii() && !byte.is_ascii_alphanumeric() && byte != b'"' => Ok(byte),
        _ => Err(text.to_owned()),
    }
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    if args.what == What::Answers {
        return answers(&args, context);
    }
    let file = args.file.display().to_string();
    let header = if args.no_header { Header::None } else { Header::Told };
    let wish = Wish {
        maps: args.map.clone(),
        encoding: args.encoding.clone(),
        asked: Asked { delimiter: args.delimiter, header },
        source: args.source.clone(),
    };
    let opened = Opened::open(&args.file, args.what, wish)
        .map_err(|why| Failure::said(why.exit(), why.sentence(&file, &context.speech)))?;
    if args.dry_run { dry_run(&args, opened, context) } else { import(&args, opened, context) }
}

fn answers(args: &Args, context: &mut Context) -> Ended {
    let header = if args.no_header { Header::None } else { Header::Told };
    let wish = answers::Wish {
        file: &args.file,
        instrument: args.instrument.as_deref().unwrap_or_default(),
        segment: args.segment.as_deref(),
        rater: args.rater,
        encoding: args.encoding.as_deref(),
        asked: Asked { delimiter: args.delimiter, header },
    };
    answers::run(&wish, args.dry_run.then_some(()), context)
}

/// The year of a time.
fn year(at: At, zone: &TimeZone) -> u16 {
    let time = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    u16::try_from(time.to_zoned(zone.clone()).year()).unwrap_or(1970)
}

fn world(args: &Args, desk: &mut Desk, context: &Context) -> Result<World, Failure> {
    let codes = desk.codes()?;
    let usual = Order::of_locale(context.locale());
    let (this_year, zone) = (year(desk.now, &desk.zone), desk.zone.clone());
    let as_of = as_of(args, desk.now, &zone)?;
    Ok(World { usual, this_year, as_of, zone, codes })
}

/// When what the file says was so: now, unless it is said.
fn as_of(args: &Args, now: At, zone: &TimeZone) -> Result<At, Failure> {
    let said = args.as_of.as_deref();
    Ok(said.map_or(Ok(now), |text| when::bound(text, now, zone))?)
}

fn dry_run(args: &Args, opened: Opened, context: &mut Context) -> Ended {
    let place = context.place()?;
    let mut desk = match context.desk_at(&place, &context.attach(Absent::Tell)) {
        Ok(desk) => Some(desk),
        Err(Failure::Desk(ClientError::NoDesk { .. })) => None,
        Err(failure) => return Err(failure),
    };
    let world = match &mut desk {
        Some(desk) => world(args, desk, context)?,
        None => {
            let now = At(jiff::Timestamp::now().as_millisecond());
            let (usual, zone) = (Order::of_locale(context.locale()), TimeZone::system());
            let as_of = as_of(args, now, &zone)?;
            World { usual, this_year: year(now, &zone), as_of, zone, codes: Code::defaults() }
        }
    };
    let progress = Progress::new(opened.length, opened.read.clone());
    let (maker, mapping) = opened.ready(world);
    let client = desk.as_mut().map(|desk| &mut desk.client);
    let dry = Dry { file: &args.file, mapping: &mapping, client, progress };
    dry.run(send::batches(maker), context)
}

fn import(args: &Args, opened: Opened, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let world = world(args, &mut desk, context)?;
    let mut progress = Progress::new(opened.length, opened.read.clone());
    let path = opened.path.clone();
    let (maker, mapping) = opened.ready(world);
    let columns = match mapping.columns.as_slice() {
        [] => vec!["vcard".to_owned()],
        columns => columns.iter().map(|mapped| mapped.column.clone()).collect(),
    };
    let rejected = Rejected::new(path.as_deref(), columns, mapping.delimiter.unwrap_or(b','));
    let if_known = if args.update { IfKnown::Update } else { IfKnown::Refuse };
    let mut import = Import {
        client: &mut desk.client,
        if_known,
        rejected,
        progress: &mut progress,
        speech: &context.speech,
        tally: Tally::default(),
    };
    let file = args.file.display().to_string();
    let ended = import.run(&send::batches(maker), &file);
    let Import { rejected, mut tally, .. } = import;
    progress.finish();
    tally.rejected_file = rejected.finish().map_err(send::unwritten)?;
    match ended {
        Ok(()) => tell(args, &tally, &mapping, &progress, context)
            .and_then(|exit| context.out.flush().map(|()| exit))
            .map_err(Failure::after_keeping),
        Err(failure) => Err(stopped(failure, &tally, context)),
    }
}

fn tell(
    args: &Args,
    tally: &Tally,
    mapping: &Mapping,
    progress: &Progress,
    context: &mut Context,
) -> Ended {
    let took = progress.elapsed();
    match context.out.form() {
        Form::Json => context.out.json(&report::summary(&args.file, tally, mapping, took))?,
        Form::People => {
            let offered = args.what == What::Customers && !args.update;
            let update = if offered { Update::Offered } else { Update::Settled };
            let mut lines = report::doubts(mapping, &context.speech);
            lines.extend(report::lines(tally, took, progress.rate(), update, &context.speech));
            lines.iter().try_for_each(|line| context.out.line(line))?;
        }
    }
    Ok(if tally.rejected > 0 { Exit::Partly } else { Exit::Done })
}

/// An import that ended before the file did: what was done stays, and doing it again is safe.
fn stopped(failure: Failure, tally: &Tally, context: &Context) -> Failure {
    let Some(why) = failure.sentence(&context.speech) else { return failure };
    let line = context.speech.number(tally.line);
    let rows = tally.counts.rows;
    let so_far = context.speech.say_count("import-stopped", rows, &[("line", &line)]);
    Failure::said(failure.exit(), format!("{why}\n{so_far}"))
}

/// Reads a whole file as an import into a desk without customers would, and gives every command
/// that it would send.
///
/// # Errors
/// [`Trouble`], for a file that cannot be imported or not to its end.
pub fn each_command(file: &Path, what: What, take: &mut dyn FnMut(Command)) -> Result<(), Trouble> {
    let opened = Opened::open(file, what, Wish::default())?;
    let (zone, codes) = (TimeZone::UTC, Code::defaults());
    let (usual, as_of) = (Order::DayFirst, At(0));
    let world = World { usual, this_year: 2026, as_of, zone, codes };
    let (mut maker, _) = opened.ready(world);
    while let Some(batch) = maker.batch().map_err(Trouble::Unreadable)? {
        take(batch.records.command(IfKnown::Refuse));
    }
    Ok(())
}

/// The one customer of a table.
#[cfg(test)]
pub fn taken_from_table(text: &str) -> draft::Taken {
    let utf8 = Some(encoding_rs::UTF_8);
    let text = text::Text::open(text.as_bytes(), utf8).expect("memory does not fail");
    let mut window = window::Window::new(text);
    let lookup = heading::Lookup::new(customers::TABLE);
    let opening = sniff::open(&mut window, &lookup, Asked::default()).expect("a table");
    let columns = lookup.columns(&opening.names, &[]).expect("no maps");
    let origin = heading::Origin::of(&opening.names);
    let setting = customer::Setting { origin, source: "list".to_owned(), this_year: 2026 };
    let orders = vec![Order::DayFirst; columns.len()];
    let customers = customer::Customers::new(&columns, &orders, &setting);
    customers.take(&opening.sample[0]).expect("somebody")
}

/// The customer of a card.
#[cfg(test)]
pub fn taken_from_card(text: &str) -> draft::Taken {
    let card = cards::Card { text: text.to_owned(), line: 1, left_out: 0 };
    card::take(&card, 2026).expect("somebody")
}
