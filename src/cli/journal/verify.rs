//! `sigap journal verify`: is every entry there and as it was written? Reads the files themselves,
//! whether a daemon runs or not. Never mends anything.

use std::io::IsTerminal;
use std::path::Path;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use super::super::context::Context;
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use crate::client::{Absent, ClientError};
use crate::home::Place;
use crate::store::{self, Damage, StoreError, Verified};

pub fn run(context: &mut Context) -> Ended {
    let place = context.place()?;
    if !place.journal().is_dir() {
        let dir = place.dir.display().to_string();
        let sentence = context.speech.say_with("cli-journal-none", &[("dir", &dir)]);
        return Err(Failure::said(Exit::Refused, sentence));
    }
    let head = head(&place, context)?;
    let bar = bar();
    let mut progress = |progress: store::Progress| {
        bar.set_length(progress.of);
        bar.set_position(progress.bytes);
    };
    let verified = store::verify(&place.dir, head, &mut progress);
    bar.finish_and_clear();
    let verified = verified.map_err(|error| failed(error, &place.dir, context))?;
    match context.out.form() {
        Form::Json => context.out.json(&told(&verified))?,
        Form::People => people(&verified, context)?,
    }
    Ok(if verified.damage.is_empty() { Exit::Done } else { Exit::Trouble })
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

fn told(verified: &Verified) -> serde_json::Value {
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
    })
}

fn people(verified: &Verified, context: &mut Context) -> Result<(), Failure> {
    for damage in &verified.damage {
        let lines = damaged(damage, context);
        context.out.line(&lines)?;
    }
    let last = verified.last.to_string();
    let (key, values) = match verified.damage.is_empty() {
        true => ("cli-journal-sound", vec![("last", &*last), ("chain", &*verified.chain)]),
        false => ("cli-journal-damaged", vec![("last", &*last)]),
    };
    let sentence = context.speech.say_count(key, verified.entries, &values);
    context.out.line(&sentence)
}

fn damaged(damage: &Damage, context: &Context) -> String {
    let (first, last) = (damage.first.to_string(), damage.last.to_string());
    let file = damage.file.display().to_string();
    let key = match damage.first.cmp(&damage.last) {
        std::cmp::Ordering::Less => "cli-journal-lost-many",
        std::cmp::Ordering::Equal => "cli-journal-lost-one",
        std::cmp::Ordering::Greater => "cli-journal-lost-before",
    };
    let values = [("first", &*first), ("last", &*last), ("file", &*file), ("why", &*damage.why)];
    context.speech.say_with(key, &values)
}
