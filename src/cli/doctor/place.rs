//! Configuration, home folder, disk. Never writes, not even to try whether it could.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use nix::unistd::{AccessFlags, access};

use super::super::context::Context;
use super::super::keys;
use super::{Finding, Level};
use crate::home::Place;
use crate::home::place::Whose;

/// Bytes below which a day's work may not fit on the disk any more.
const SHORT: u64 = 500 * 1024 * 1024;
/// Bytes below which the desk may have to stop writing at any moment.
const FULL: u64 = 50 * 1024 * 1024;

/// The person's configuration and keymap.
pub fn config(context: &Context) -> Vec<Finding> {
    let file = context.config_file();
    let config = match &context.config_error {
        Some(error) => (Level::Fail, error.sentence(&context.speech)),
        None if file.as_deref().is_some_and(Path::exists) => {
            let file = file.map(|file| file.display().to_string()).unwrap_or_default();
            (Level::Ok, context.speech.say_with("cli-doctor-config", &[("file", &file)]))
        }
        None => (Level::Ok, context.say("cli-doctor-no-config")),
    };
    let keymap = match keys::keymap(context) {
        Ok(_) => {
            let name = context.keymap.as_deref().unwrap_or(keys::DEFAULT);
            (Level::Ok, context.speech.say_with("cli-doctor-keymap", &[("name", name)]))
        }
        Err(error) => (Level::Fail, error.sentence(&context.speech).unwrap_or_default()),
    };
    vec![Finding::new(config.0, "config", config.1), Finding::new(keymap.0, "keymap", keymap.1)]
}

/// The home folder and the disk it is on.
pub fn home(place: &Place, context: &Context) -> Vec<Finding> {
    let dir = place.dir.display().to_string();
    let say = |key: &str| context.speech.say_with(key, &[("dir", &dir)]);
    let home = match fs::metadata(&place.dir) {
        Err(_) if place.whose == Whose::System => (Level::Fail, say("cli-doctor-home-hidden")),
        Err(_) => (Level::Ok, say("cli-doctor-home-new")),
        Ok(about) if !about.is_dir() => (Level::Fail, say("cli-doctor-home-file")),
        Ok(about) if place.whose == Whose::System => {
            let open = about.mode() & 0o007 != 0;
            let key = if open { "desk-dir-open" } else { "cli-doctor-home-system" };
            (if open { Level::Fail } else { Level::Ok }, say(key))
        }
        Ok(_) => match place.check() {
            Err(error) => (Level::Fail, error.sentence(&context.speech)),
            Ok(()) if access(&place.dir, AccessFlags::W_OK | AccessFlags::X_OK).is_err() => {
                (Level::Fail, say("cli-doctor-home-closed"))
            }
            Ok(()) => (Level::Ok, say("cli-doctor-home")),
        },
    };
    let mut findings = vec![Finding::new(home.0, "home", home.1)];
    findings.extend(disk(place, context));
    findings
}

fn disk(place: &Place, context: &Context) -> Option<Finding> {
    // A home that is not there yet will be made on the disk of the folder above it.
    let there = place.dir.ancestors().find(|folder| folder.exists())?;
    let about = nix::sys::statvfs::statvfs(there).ok()?;
    let free = about.blocks_available() as u64 * about.fragment_size() as u64;
    let level = match free {
        0..FULL => Level::Fail,
        FULL..SHORT => Level::Warn,
        _ => Level::Ok,
    };
    let megabytes = context.speech.number(free / 1_000_000);
    let key = if level == Level::Ok { "cli-doctor-disk" } else { "cli-doctor-disk-short" };
    let sentence = context.speech.say_with(key, &[("free", &megabytes)]);
    Some(Finding::new(level, "disk", sentence))
}
