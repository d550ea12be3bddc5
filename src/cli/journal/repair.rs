//! `sigap journal repair`: gets lost entries back from a copy. Never while the desk runs, never
//! without keeping the damaged files as they were.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::backup::{failed, is_backup, place_of};
use super::super::bar::Bar;
use super::super::context::Context;
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use super::super::restore::{alone, remove, remove_file, told};
use super::verify::lost;
use crate::backup;
use crate::home::Place;
use crate::store::{self, Damage, Repaired, Salts, Store};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, value_name = "FOLDER|FILE.tar|-")]
    from: PathBuf,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let place = context.place()?;
    if !args.from.join("journal").is_dir() {
        is_backup(&args.from, "journal repair --from", context)?;
    }
    let lock = alone(&place, context)?;
    let unpacked = place.unpacked();
    remove(&unpacked)?;
    let repaired = repaired(&args.from, &unpacked, &place, context);
    let removed = remove(&unpacked);
    let repaired = repaired?;
    removed?;
    drop(lock);
    match context.out.form() {
        Form::Json => context.out.json(&object(&repaired))?,
        Form::People => people(&repaired, &place, context)?,
    }
    Ok(if repaired.lost.is_empty() { Exit::Done } else { Exit::Trouble })
}

fn repaired(
    from: &Path,
    unpacked: &Path,
    place: &Place,
    context: &Context,
) -> Result<Repaired, Failure> {
    let bar = Bar::new();
    let mut erased = Vec::new();
    let copy = match place_of(from) {
        backup::Place::Folder(dir) => {
            let journal = journal_in(&dir);
            if journal != dir {
                // A mirror or a home has the list beside its journal.
                let list = store::read_erasures(&store::erasures_file(&dir));
                erased = list.map_err(|error| told(error, context))?;
            }
            journal
        }
        source @ (backup::Place::File(_) | backup::Place::Stream) => {
            // What it is worth shows block by block.
            backup::unpack(&source, unpacked, &mut |progress| bar.copy(progress))
                .map_err(|error| failed(error, context))?;
            unpacked.to_owned()
        }
    };
    if !holds_any(&copy)? {
        let values = [("place", &*from.display().to_string())];
        let sentence = context.speech.say_with("cli-journal-no-copy", &values);
        return Err(Failure::said(Exit::File, sentence));
    }
    bar.again();
    let mut repaired =
        store::repair(&place.dir, &copy, &erased, &mut |progress| bar.store(progress))
            .map_err(|error| told(error, context))?;
    // What customers were found by before the list of the copy was known.
    remove_file(&place.cache())?;
    bar.again();
    // The index may know of entries that neither of the two has.
    let opened = Store::open(&*place.dir, Salts::random(), &mut |progress| bar.store(progress));
    let (store, opened) = opened.map_err(|error| told(error, context))?;
    store.close().map_err(|error| told(error, context))?;
    let missed = opened.damage.filter(|damage| damage.first > repaired.last);
    repaired.lost.extend(missed);
    if !place.dir.join("journal.damaged").exists() {
        // An erasure that came along has taken them with it.
        repaired.kept = 0;
    }
    Ok(repaired)
}

/// The journal in a folder: of a home or a mirror the one below it, of a backup itself.
fn journal_in(dir: &Path) -> PathBuf {
    let below = dir.join("journal");
    if below.is_dir() { below } else { dir.to_owned() }
}

fn holds_any(dir: &Path) -> Result<bool, Failure> {
    let mut files = std::fs::read_dir(dir).map_err(|why| Failure::file(dir, why))?;
    Ok(files.any(|file| {
        file.is_ok_and(|file| file.file_name().to_str().is_some_and(store::is_segment))
    }))
}

fn entries(back: &[RangeInclusive<u64>]) -> u64 {
    back.iter().map(|range| range.end() - range.start() + 1).sum()
}

fn object(repaired: &Repaired) -> Value {
    let damage = |damage: &Damage| {
        let file = damage.file.display().to_string();
        json!({ "first": damage.first, "last": damage.last, "file": file, "why": damage.why })
    };
    let range =
        |range: &RangeInclusive<u64>| json!({ "first": range.start(), "last": range.end() });
    json!({
        "entries": entries(&repaired.back),
        "back": repaired.back.iter().map(range).collect::<Vec<_>>(),
        "lost": repaired.lost.iter().map(damage).collect::<Vec<_>>(),
        "last": repaired.last,
        "kept_files": repaired.kept,
    })
}

fn people(repaired: &Repaired, place: &Place, context: &mut Context) -> Result<(), Failure> {
    for range in &repaired.back {
        let (first, last) = (range.start().to_string(), range.end().to_string());
        let key = match range.start() == range.end() {
            true => "cli-journal-back-one",
            false => "cli-journal-back-many",
        };
        let line = context.speech.say_with(key, &[("first", &*first), ("last", &*last)]);
        context.out.line(&line)?;
    }
    for damage in &repaired.lost {
        let line = lost(damage, context);
        context.out.line(&line)?;
    }
    let key = match (repaired.lost.is_empty(), repaired.back.is_empty()) {
        (true, true) => "cli-journal-repair-whole",
        (true, false) => "cli-journal-repaired",
        (false, _) => "cli-journal-repair-left",
    };
    let (last, dir) = (repaired.last.to_string(), place.dir.display().to_string());
    let values = [("last", &*last), ("dir", &*dir)];
    let line = context.speech.say_count(key, entries(&repaired.back), &values);
    context.out.line(&line)?;
    if repaired.kept == 0 {
        return Ok(());
    }
    let line = context.speech.say_count("cli-journal-kept-damaged", repaired.kept, &values);
    context.out.line(&line)
}
