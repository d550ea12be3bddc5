//! `sigap restore`: makes a desk of a backup. Never in a home that holds one, never half of it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use nix::fcntl::Flock;
use serde_json::json;

use super::backup::{failed, is_backup, place_of};
use super::bar::Bar;
use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use crate::backup::{self, Manifest};
use crate::daemon::{self, BootError};
use crate::home::{Place, Settings};
use crate::store::{self, Erasure, Salts, Store, StoreError};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap restore /mnt/usb/desk
sigap restore /mnt/usb/desk.tar --home /srv/desk
sigap restore /mnt/usb/desk --erasures /mnt/elsewhere/erasures.jsonl
gunzip -c desk.tar.gz | sigap restore -")]
pub struct Args {
    #[arg(value_name = "FOLDER|FILE.tar|-")]
    source: PathBuf,
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let place = context.place()?;
    is_backup(&args.source, "restore", context)?;
    let list = erasures(&place, args.erasures.as_deref(), context)?;
    let mut met = 0;
    let made = fresh(&place, context, &mut |partial, context| {
        let bar = Bar::new();
        let source = place_of(&args.source);
        let journal = partial.join("journal");
        let manifest = backup::fetch(&source, &journal, &mut |progress| bar.copy(progress))
            .map_err(|error| failed(error, context))?;
        if manifest.last == 0 {
            return Err(Failure::said(Exit::Refused, context.say("cli-restore-nothing")));
        }
        bar.again();
        // Whoever was erased since the backup was taken stays so.
        let erased = store::erase_again(partial, &list, &mut |progress| bar.store(progress));
        met = erased.map_err(|error| told(error, context))?.customers;
        store::note_erasures(&place.dir, &list).map_err(|error| told(error, context))?;
        bar.again();
        let opened = Store::open(partial, Salts::random(), &mut |progress| bar.store(progress));
        let closed = opened.and_then(|(store, _)| store.close());
        closed.map_err(|error| told(error, context))?;
        Ok(manifest)
    })?;
    tell(&made, &place, (met, &list), context)?;
    Ok(Exit::Done)
}

/// Says how many customers stay out, or that nobody could be left out.
///
/// # Errors
/// [`Failure::File`].
pub fn tell_kept_out(met: u64, list: &[Erasure], context: &mut Context) -> Result<(), Failure> {
    let listed = context.speech.number(list.len() as u64);
    let sentence = match list.is_empty() {
        true => context.say("cli-restore-erasures"),
        false => context.speech.say_count("cli-restore-kept-out", met, &[("listed", &*listed)]),
    };
    context.out.line(&sentence)
}

/// Everybody on the lists that the home and its mirror still have, and on the one that is given.
///
/// # Errors
/// [`Failure`] when a list cannot be read.
pub fn erasures(
    place: &Place,
    given: Option<&Path>,
    context: &Context,
) -> Result<Vec<Erasure>, Failure> {
    let read = |file: &Path| store::read_erasures(file).map_err(|error| told(error, context));
    let mut list = BTreeSet::from_iter(read(&store::erasures_file(&place.dir))?);
    if let Some(mirror) = Settings::read(&place.dir).map_err(Failure::Config)?.mirror {
        list.extend(read(&store::erasures_file(&mirror))?);
    }
    if let Some(file) = given {
        list.extend(given_list(file, context)?);
    }
    Ok(list.into_iter().collect())
}

/// A list that was asked for: one that is not there is no empty one.
///
/// # Errors
/// [`Failure`] when it cannot be read to its end.
pub fn given_list(file: &Path, context: &Context) -> Result<Vec<Erasure>, Failure> {
    file.metadata().map_err(|why| Failure::file(file, why))?;
    store::read_erasures(file).map_err(|error| told(error, context))
}

/// Makes a desk in a folder of its own within an empty home and, once it is whole, puts it in its
/// place. What an earlier attempt has left is removed first.
///
/// # Errors
/// [`Failure`] when the home is no fresh one, is in use, or `make` fails; nothing is left then.
pub fn fresh<T>(
    place: &Place,
    context: &mut Context,
    make: &mut dyn FnMut(&Path, &mut Context) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let lock = alone(place, context)?;
    let partial = place.partial();
    remove(&partial)?;
    if !store::is_fresh(&place.dir).map_err(|error| told(error, context))? {
        let values = [("dir", &*place.dir.display().to_string())];
        let sentence = context.speech.say_with("cli-restore-taken", &values);
        return Err(Failure::said(Exit::Refused, sentence));
    }
    fs::create_dir(&partial).map_err(|why| Failure::file(&partial, why))?;
    let made = make(&partial, context).and_then(|made| {
        // What customers were found by in an earlier desk, should this home have been one.
        remove_file(&place.cache())?;
        store::adopt(&partial, &place.dir).map_err(|error| told(error, context))?;
        Ok(made)
    });
    let removed = remove(&partial);
    drop(lock);
    let made = made?;
    removed.map(|()| made)
}

/// Takes the desk's lock, so that nobody serves it meanwhile.
///
/// # Errors
/// [`Failure`], with the way to stop a desk that is in use.
pub fn alone(place: &Place, context: &Context) -> Result<Flock<File>, Failure> {
    // Whatever is made here is its owner's alone.
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o077));
    place.prepare()?;
    daemon::own(place).map_err(|error| match error {
        BootError::Owned(dir) => {
            let sentence = context.speech.say_with("cli-restore-running", &[("dir", &dir)]);
            Failure::said(Exit::Refused, sentence)
        }
        BootError::Place(error) => Failure::Place(error),
        BootError::Io { why, .. } | BootError::Socket { why, .. } => {
            Failure::file(&place.lock(), why)
        }
        BootError::Store { why, .. } => told(why, context),
        BootError::Unfinished(dir) => {
            let sentence = context.speech.say_with("daemon-unfinished", &[("dir", &dir)]);
            Failure::said(Exit::Refused, sentence)
        }
    })
}

/// Removes a folder that may be there.
///
/// # Errors
/// [`Failure::File`].
pub fn remove(dir: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(dir) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(Failure::file(dir, why)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Removes a file that may be there.
///
/// # Errors
/// [`Failure::File`].
pub fn remove_file(file: &Path) -> Result<(), Failure> {
    match fs::remove_file(file) {
        Err(why) if why.kind() != io::ErrorKind::NotFound => Err(Failure::file(file, why)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// What the store could not do.
pub fn told(error: StoreError, context: &Context) -> Failure {
    failed(error.into(), context)
}

fn tell(
    manifest: &Manifest,
    place: &Place,
    (met, list): (u64, &[Erasure]),
    context: &mut Context,
) -> Ended {
    let dir = place.dir.display().to_string();
    match context.out.form() {
        Form::Json => context.out.json(&json!({
            "home": dir,
            "entries": manifest.entries,
            "last": manifest.last,
            "chain": manifest.chain,
            "created_at": manifest.created_at,
            "erased": { "listed": list.len(), "kept_out": met },
        }))?,
        Form::People => {
            let last = manifest.last.to_string();
            let values = [("last", &*last), ("chain", &*manifest.chain), ("dir", &*dir)];
            let sentence = context.speech.say_count("cli-restore-done", manifest.entries, &values);
            context.out.line(&sentence)?;
            let settings = context.speech.say_with("cli-restore-settings", &[("dir", &*dir)]);
            context.out.line(&settings)?;
            tell_kept_out(met, list, context)?;
        }
    }
    Ok(Exit::Done)
}
