//! `sigap journal verify`: is every entry there and as it was written? Reads the files themselves,
//! whether a daemon runs or not. Never mends anything.

use std::io::IsTerminal;
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::super::context::{Context, Desk};
use super::super::customer::erase::taken_off;
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use crate::client::{Absent, ClientError};
use crate::domain::Malformed;
use crate::home::Place;
use crate::store::{self, Damage, Noted, StoreError, Verified, Vouched};
use crate::wire::answer::DeskStatus;
use crate::wire::{Answer, Query};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Compares the index with the journal as well.
    #[arg(long)]
    deep: bool,
    #[arg(long, value_name = "SEQ:HASH", value_parser = noted)]
    noted: Option<Noted>,
}

/// What `sigap journal head` printed.
fn noted(text: &str) -> Result<Noted, Malformed> {
    let parts = text.trim().split_once(':').and_then(|(seq, chain)| {
        let is_hash = chain.len() == 64 && chain.bytes().all(|one| one.is_ascii_hexdigit());
        let seq = seq.parse().ok().filter(|_| is_hash)?;
        Some(Noted { seq, chain: chain.to_ascii_lowercase() })
    });
    parts.ok_or_else(|| {
        let given = crate::domain::text::clean_line(text);
        Malformed::Word { given, allowed: "SEQ:HASH (sigap journal head)".to_owned() }
    })
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let place = context.place()?;
    if !place.journal().is_dir() {
        let dir = place.dir.display().to_string();
        let sentence = context.speech.say_with("cli-journal-none", &[("dir", &dir)]);
        return Err(Failure::said(Exit::Refused, sentence));
    }
    let head = head(&place, context)?;
    let verified =
        watched(|progress| store::verify(&place.dir, head, args.noted.as_ref(), progress));
    let verified = verified.map_err(|error| failed(error, &place.dir, context))?;
    let is_sound = verified.damage.is_empty();
    let compared = match args.deep && is_sound {
        true => Some(compare(&place, context)?),
        false => None,
    };
    if compared.as_ref().is_some_and(|compared| !compared.differing.is_empty()) {
        store::distrust_index(&place.dir).map_err(|error| failed(error, &place.dir, context))?;
    }
    match context.out.form() {
        Form::Json => context.out.json(&told(&verified, compared.as_ref()))?,
        Form::People => people(&verified, compared.as_ref(), context)?,
    }
    let is_equal = compared.is_none_or(|compared| compared.differing.is_empty());
    let is_same = matches!(verified.noted, None | Some(Vouched::Same));
    Ok(if is_sound && is_equal && is_same { Exit::Done } else { Exit::Trouble })
}

/// Does long work under a bar.
fn watched<T>(work: impl FnOnce(&mut dyn FnMut(store::Progress)) -> T) -> T {
    let bar = bar();
    let done = work(&mut |progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.bytes);
    });
    bar.finish_and_clear();
    done
}

/// The running desk's index beside one built from the journal.
struct Compared {
    seq: u64,
    rows: u64,
    /// Tables that are not the same.
    differing: Vec<String>,
}

/// An erasure takes words from the journal first and from the index afterwards: it is waited for,
/// and where one came between the two looks they are taken again.
fn compare(place: &Place, context: &Context) -> Result<Compared, Failure> {
    /// Looks that may be spoilt by others, one after the other.
    const LOOKS: usize = 5;
    let mut desk = context.desk()?;
    for _ in 1..LOOKS {
        let mut before = status(&mut desk)?;
        if before.erasing > 0 {
            taken_off(&mut desk, context)?;
            before = status(&mut desk)?;
        }
        let compared = compare_once(place, &mut desk, context)?;
        // Nobody can have been erased meanwhile where nothing was written: before the first look
        // there was nobody to erase, and nothing has been decided since.
        let is_at_rest = |now: &DeskStatus| now.erasing == 0 && now.seq == compared.seq;
        if compared.differing.is_empty() || is_at_rest(&before) && is_at_rest(&*status(&mut desk)?)
        {
            return Ok(compared);
        }
    }
    compare_once(place, &mut desk, context)
}

fn status(desk: &mut Desk) -> Result<Box<DeskStatus>, Failure> {
    let Answer::Desk(status) = desk.client.query(Query::Desk)? else {
        return Err(Failure::unexpected());
    };
    Ok(status)
}

fn compare_once(place: &Place, desk: &mut Desk, context: &Context) -> Result<Compared, Failure> {
    let (seq, Answer::IndexDigest(live)) = desk.client.query_at(Query::IndexDigest)? else {
        return Err(Failure::unexpected());
    };
    let replayed = watched(|progress| store::replayed(&place.dir, seq, progress));
    let replayed = replayed.map_err(|error| failed(error, &place.dir, context))?;
    let rows = replayed.tables.iter().map(|table| table.rows).sum();
    let differs = |table: &store::TableDigest| {
        !live
            .iter()
            .any(|one| one.table == table.table && one.rows == table.rows && one.hash == table.hash)
    };
    let differing = replayed.tables.iter().filter(|table| differs(table));
    let differing = differing.map(|table| table.table.to_owned()).collect();
    Ok(Compared { seq, rows, differing })
}

/// The last seq that a running desk has promised to keep; 0 when none runs.
fn head(place: &Place, context: &Context) -> Result<u64, Failure> {
    match context.desk_at(place, &context.attach(Absent::Tell)) {
        Ok(desk) => Ok(desk.client.welcome.seq),
        Err(Failure::Desk(ClientError::NoDesk { .. })) => Ok(0),
        Err(error) => Err(error),
    }
}

/// A bar on standard error where somebody watches.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {eta}")
        .expect("the template is well-formed");
    bar.set_style(style.progress_chars("#>-"));
    bar
}

fn failed(error: StoreError, dir: &Path, context: &Context) -> Failure {
    match error {
        StoreError::Io { path, source, .. } => Failure::file(&path, source),
        other => {
            let (dir, why) = (dir.display().to_string(), other.to_string());
            let values = [("dir", &*dir), ("why", &*why)];
            Failure::said(Exit::Trouble, context.speech.say_with("daemon-no-store", &values))
        }
    }
}

fn told(verified: &Verified, compared: Option<&Compared>) -> serde_json::Value {
    let damage = |damage: &Damage| {
        let file = damage.file.display().to_string();
        json!({ "first": damage.first, "last": damage.last, "file": file, "why": damage.why })
    };
    json!({
        "entries": verified.entries,
        "blocks": verified.blocks,
        "last": verified.last,
        "chain": verified.chain,
        "damage": verified.damage.iter().map(damage).collect::<Vec<_>>(),
        "noted": verified.noted.map(|vouched| match vouched {
            Vouched::Same => "same",
            Vouched::Changed => "changed",
            Vouched::Missing => "missing",
        }),
        "index": compared.map(|compared| json!({
            "seq": compared.seq, "rows": compared.rows, "differing": compared.differing,
        })),
    })
}

fn people(
    verified: &Verified,
    compared: Option<&Compared>,
    context: &mut Context,
) -> Result<(), Failure> {
    for damage in &verified.damage {
        let lines = lost(damage, context);
        context.out.line(&lines)?;
    }
    let last = verified.last.to_string();
    let (key, values) = match verified.damage.is_empty() {
        true => ("cli-journal-sound", vec![("last", &*last), ("chain", &*verified.chain)]),
        false => ("cli-journal-damaged", vec![("last", &*last)]),
    };
    let sentence = context.speech.say_count(key, verified.entries, &values);
    context.out.line(&sentence)?;
    if let Some(vouched) = verified.noted {
        let key = match vouched {
            Vouched::Same => "cli-journal-noted-same",
            Vouched::Changed => "cli-journal-noted-changed",
            Vouched::Missing => "cli-journal-noted-missing",
        };
        let sentence = context.speech.say(key);
        context.out.line(&sentence)?;
    }
    let Some(compared) = compared else { return Ok(()) };
    let (seq, tables) = (compared.seq.to_string(), compared.differing.join(", "));
    let values = [("seq", &*seq), ("tables", &*tables)];
    let key = match compared.differing.is_empty() {
        true => "cli-journal-index-same",
        false => "cli-journal-index-differs",
    };
    let sentence = context.speech.say_count(key, compared.rows, &values);
    context.out.line(&sentence)
}

/// Which entries are lost, and where they should be.
pub fn lost(damage: &Damage, context: &Context) -> String {
    context.speech.damage((damage.first, damage.last), &damage.file, &damage.why)
}
