//! `sigap backup`: copies the journal while the desk goes on. Reads the files itself; never asks
//! the desk for more than the last entry it has promised to keep.

use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use nix::unistd::{Uid, User};
use serde_json::json;

use super::bar::Bar;
use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use crate::backup::{self, BackupError, Taken};
use crate::client::{Absent, ClientError};
use crate::home::Place;
use crate::store::StoreError;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap backup /mnt/usb/desk
sigap backup /mnt/usb/desk.tar
sigap backup --keep 14 /var/backups/sigap
(umask 077; sigap backup - | gzip > desk.tar.gz)")]
pub struct Args {
    #[arg(value_name = "FOLDER|FILE.tar|-")]
    target: PathBuf,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let place = context.place()?;
    owned(&place, context)?;
    // Whatever is made here is its owner's alone.
    nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o077));
    let now = jiff::Timestamp::now().to_string();
    packed(&args.target, context)?;
    let target = match args.keep {
        Some(_) => one_of_many(&args.target, &now, context)?,
        None => place_of(&args.target),
    };
    apart(&target, &place, context)?;
    if target == backup::Place::Stream && io::stdout().is_terminal() {
        return Err(Failure::said(Exit::Usage, context.say("cli-backup-terminal")));
    }
    let head = head(&place, context)?;
    let bar = Bar::new();
    let mut progress = |progress| bar.copy(progress);
    let taken = backup::take(&place.journal(), head, &target, &now, &mut progress);
    drop(bar);
    let taken = taken.map_err(|error| failed(error, context))?;
    let removed = match args.keep {
        Some(keep) => backup::keep_last(&args.target, keep as usize, &taken.manifest.desk)
            .map_err(|error| failed(error, context))?,
        None => Vec::new(),
    };
    tell(&taken, &target, &removed, context)
}

/// What a word of the command line means: `-`, a name with `.tar` at its end, or a folder.
pub fn place_of(given: &Path) -> backup::Place {
    if given == Path::new("-") {
        return backup::Place::Stream;
    }
    let is_tar = given.extension().is_some_and(|ending| ending == "tar") && !given.is_dir();
    let path = given.to_owned();
    if is_tar { backup::Place::File(path) } else { backup::Place::Folder(path) }
}

/// How names of packed files end, and what packs and unpacks them.
const PACKED: [(&str, &str, &str); 6] = [
    ("gz", "gzip", "gunzip -c"),
    ("tgz", "gzip", "gunzip -c"),
    ("xz", "xz", "xz -dc"),
    ("zst", "zstd", "zstd -dc"),
    ("bz2", "bzip2", "bunzip2 -c"),
    ("zip", "zip", "unzip -p"),
];

/// Nobody who names a packed file means a folder.
fn packed(target: &Path, context: &Context) -> Result<(), Failure> {
    let Some((_, packs, _)) = packing(target).filter(|_| !target.is_dir()) else { return Ok(()) };
    let values = [("file", &*target.display().to_string()), ("packs", *packs)];
    Err(Failure::said(Exit::Usage, context.speech.say_with("cli-backup-packed", &values)))
}

fn packing(path: &Path) -> Option<&'static (&'static str, &'static str, &'static str)> {
    PACKED.iter().find(|(ending, ..)| path.extension().is_some_and(|found| found == *ending))
}

/// Says what to do with something that is given as a backup and is none: a packed file, a folder of
/// backups, a mirror or home. `verb` is the command that takes a stream.
///
/// # Errors
/// [`Failure::Said`]; nothing else is one.
pub fn is_backup(source: &Path, verb: &str, context: &Context) -> Result<(), Failure> {
    let file = source.display().to_string();
    let refuse = |key, name, value: &str| {
        let values = [("file", &*file), ("verb", verb), (name, value)];
        Err(Failure::said(Exit::File, context.speech.say_with(key, &values)))
    };
    if let Some((.., unpacks)) = packing(source).filter(|_| source.is_file()) {
        return refuse("cli-restore-packed", "unpacks", unpacks);
    }
    if !source.is_dir() || source.join("manifest.json").exists() {
        return Ok(());
    }
    if let Some(newest) = backup::newest_copy(source).map_err(|error| failed(error, context))? {
        return refuse("cli-restore-many", "newest", &newest.display().to_string());
    }
    match source.join("journal").is_dir() {
        true => refuse("cli-restore-mirror", "dir", &file),
        false => Ok(()),
    }
}

fn one_of_many(dir: &Path, now: &str, context: &Context) -> Result<backup::Place, Failure> {
    if dir == Path::new("-") {
        return Err(Failure::said(Exit::Usage, context.say("cli-backup-keep-folder")));
    }
    if !dir.is_dir() {
        // Whoever made it would fill the disk below when the one that is meant is away.
        let values = [("dir", &*dir.display().to_string())];
        let sentence = context.speech.say_with("cli-backup-keep-missing", &values);
        return Err(Failure::said(Exit::File, sentence));
    }
    Ok(backup::Place::File(dir.join(backup::copy_name(now))))
}

/// Only the owner of the journal can read it.
fn owned(place: &Place, context: &Context) -> Result<(), Failure> {
    let dir = place.dir.display().to_string();
    let about = match place.dir.metadata() {
        Ok(about) => about,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Err(none(&dir, context)),
        Err(why) => return Err(Failure::file(&place.dir, why)),
    };
    if about.uid() != nix::unistd::geteuid().as_raw() {
        let user = User::from_uid(Uid::from_raw(about.uid())).ok().flatten();
        let user = user.map_or_else(|| format!("#{}", about.uid()), |user| user.name);
        let values = [("dir", &*dir), ("user", &*user)];
        let sentence = context.speech.say_with("cli-backup-foreign", &values);
        return Err(Failure::said(Exit::Refused, sentence));
    }
    if place.journal().is_dir() { Ok(()) } else { Err(none(&dir, context)) }
}

fn none(dir: &str, context: &Context) -> Failure {
    let sentence = context.speech.say_with("cli-journal-none", &[("dir", dir)]);
    Failure::said(Exit::Refused, sentence)
}

/// A backup within what it is a backup of is none.
fn apart(target: &backup::Place, place: &Place, context: &Context) -> Result<(), Failure> {
    let (backup::Place::Folder(path) | backup::Place::File(path)) = target else {
        return Ok(());
    };
    // The part of it that is there, whatever links lead to it.
    let there = std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let there = there.ancestors().find_map(|path| path.canonicalize().ok());
    let home = place.dir.canonicalize().unwrap_or_else(|_| place.dir.clone());
    if there.is_none_or(|there| !there.starts_with(home)) {
        return Ok(());
    }
    let sentence =
        context.speech.say_with("cli-backup-inside", &[("dir", &place.dir.display().to_string())]);
    Err(Failure::said(Exit::Usage, sentence))
}

/// The last entry that a running desk has promised to keep; 0 when none runs.
fn head(place: &Place, context: &Context) -> Result<u64, Failure> {
    match context.desk_at(place, &context.attach(Absent::Tell)) {
        Ok(desk) => Ok(desk.client.welcome.seq),
        Err(Failure::Desk(ClientError::NoDesk { .. })) => Ok(0),
        Err(error) => Err(error),
    }
}

/// Why there is no backup, and what to do.
pub fn failed(error: BackupError, context: &Context) -> Failure {
    let said = |exit, key: &str, values: &[(&str, &str)]| {
        Failure::said(exit, context.speech.say_with(key, values))
    };
    match error {
        // A reader that has gone has no backup: that must not look like success.
        BackupError::Io { path, source }
        | BackupError::Store(StoreError::Io { path, source, .. }) => {
            Failure::File { path, why: source }
        }
        BackupError::Store(StoreError::AnotherDesk { other, .. }) => {
            said(Exit::Refused, "cli-journal-another", &[("dir", &other.display().to_string())])
        }
        BackupError::Store(StoreError::List { file, line, why }) => {
            Failure::said(Exit::File, context.speech.broken_list(&file, line, &why))
        }
        BackupError::Store(error) => {
            said(Exit::Trouble, "cli-backup-unreadable", &[("why", &error.to_string())])
        }
        BackupError::Damaged(damage) => {
            let lost = damage.iter().map(|one| super::journal::lost(one, context));
            let lines: Vec<String> = lost.chain([context.say("cli-backup-damaged")]).collect();
            Failure::said(Exit::Trouble, lines.join("\n"))
        }
        BackupError::Taken(path) if path.is_file() => {
            said(Exit::Refused, "cli-backup-taken-file", &[("file", &path.display().to_string())])
        }
        BackupError::Taken(dir) => {
            said(Exit::Refused, "cli-backup-taken", &[("dir", &dir.display().to_string())])
        }
        BackupError::Another(dir) => {
            said(Exit::Refused, "cli-backup-another", &[("dir", &dir.display().to_string())])
        }
        BackupError::Busy(dir) => {
            said(Exit::Refused, "cli-backup-busy", &[("dir", &dir.display().to_string())])
        }
        BackupError::None(place) => said(Exit::File, "cli-backup-none", &[("place", &place)]),
        BackupError::Cut(place) => said(Exit::Trouble, "cli-backup-cut", &[("place", &place)]),
        BackupError::Newer(format) => {
            said(Exit::File, "cli-backup-newer", &[("format", &format.to_string())])
        }
        BackupError::Changed(file) => said(Exit::Trouble, "cli-backup-changed", &[("file", &file)]),
        BackupError::Missing(file) => said(Exit::Trouble, "cli-backup-missing", &[("file", &file)]),
        BackupError::Chain => Failure::said(Exit::Trouble, context.say("cli-backup-chain")),
    }
}

fn tell(
    taken: &Taken,
    target: &backup::Place,
    removed: &[PathBuf],
    context: &mut Context,
) -> Ended {
    let (manifest, speech) = (&taken.manifest, &context.speech);
    let name = |path: &PathBuf| path.display().to_string();
    let (told, kind) = match target {
        backup::Place::Folder(path) => (name(path), "cli-backup-is-folder"),
        backup::Place::File(path) => (name(path), "cli-backup-is-file"),
        backup::Place::Stream => ("-".to_owned(), "cli-backup-is-stream"),
    };
    let removed: Vec<String> = removed.iter().map(name).collect();
    let object = json!({
        "target": told,
        "entries": manifest.entries,
        "last": manifest.last,
        "chain": manifest.chain,
        "created_at": manifest.created_at,
        "files": manifest.files.len(),
        "copied_files": taken.files,
        "copied_bytes": taken.bytes,
        "removed": removed.len(),
        "removed_files": removed,
    });
    let (last, bytes) = (manifest.last.to_string(), speech.number(taken.bytes.div_ceil(1024)));
    let values = [("last", &*last), ("chain", &*manifest.chain), ("kib", &*bytes)];
    let mut lines = vec![
        speech.say_count("cli-backup-done", manifest.entries, &values),
        speech.say_with(kind, &[("target", &*told)]),
    ];
    if !removed.is_empty() {
        let values = [("files", &*removed.join(", "))];
        lines.push(speech.say_count("cli-backup-removed", removed.len() as u64, &values));
    }
    match (target, context.out.form()) {
        // Standard output is the backup itself.
        (backup::Place::Stream, form) => {
            let told = if form == Form::Json { object.to_string() } else { lines.join("\n") };
            drop(writeln!(io::stderr(), "{told}"));
        }
        (_, Form::Json) => context.out.json(&object)?,
        (_, Form::People) => lines.iter().try_for_each(|line| context.out.line(line))?,
    }
    Ok(Exit::Done)
}
