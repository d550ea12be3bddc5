//! The desk itself: who serves it, which version, whether it can write; of one that does not run,
//! whether it would start. Never starts it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, Instant};

use super::super::bar::Bar;
use super::super::context::Context;
use super::super::daemon::sentence;
use super::super::exit::Failure;
use super::{Finding, Level};
use crate::client::{Absent, ClientError, PROGRAM};
use crate::daemon::{self, BootError};
use crate::home::{Place, Settings, serving};
use crate::store::Looked;
use crate::wire::{Answer, DeskStatus, Query};

/// Looking that takes no longer needs no word about how far it is.
const UNSAID: Duration = Duration::from_secs(1);

pub fn findings(place: &Place, context: &Context) -> Vec<Finding> {
    let mut desk = match context.desk_at(place, &context.attach(Absent::Tell)) {
        Ok(desk) => desk,
        Err(Failure::Desk(ClientError::NoDesk { system: false, .. })) => {
            return at_rest(place, context);
        }
        Err(error) => {
            let is_down = matches!(error, Failure::Desk(ClientError::NoDesk { .. }));
            let sentence = error.sentence(&context.speech).unwrap_or_default();
            let mut findings = vec![Finding::new(Level::Fail, "daemon", sentence)];
            if is_down && is_own(place) {
                // The house's desk does not start by itself; why it may not have is seen all the
                // same.
                let found = at_rest(place, context).into_iter();
                findings.extend(found.filter(|finding| finding.level != Level::Ok));
            }
            return findings;
        }
    };
    match desk.client.query(Query::Desk) {
        Ok(Answer::Desk(status)) => {
            let mut findings = vec![served(&status, context), writing(&status, context)];
            findings.extend(mirror(place, &status, context));
            findings.extend(settings(place, &status, context));
            findings.extend(warnings(&status, context));
            findings
        }
        Ok(_) => vec![Finding::new(Level::Fail, "daemon", context.say("desk-closed"))],
        Err(error) => {
            vec![Finding::new(Level::Fail, "daemon", error.sentence(&context.speech))]
        }
    }
}

/// Tells whether the user may look into a desk's home, and run its desk.
fn is_own(place: &Place) -> bool {
    let own = nix::unistd::geteuid().as_raw();
    fs::metadata(&place.dir).is_ok_and(|about| about.uid() == own)
}

/// A desk that does not run: everything that its start would refuse is looked for, in the words of
/// the start.
fn at_rest(place: &Place, context: &Context) -> Vec<Finding> {
    let fail = |what, sentence| Finding::new(Level::Fail, what, sentence);
    let dir = place.dir.display().to_string();
    if serving::is_held(&place.lock()).unwrap_or(false) {
        let sentence = context.speech.say_with("daemon-held", &[("dir", &dir)]);
        return vec![Finding::new(Level::Warn, "daemon", sentence)];
    }
    let settings = match Settings::read(&place.dir) {
        Ok(settings) => settings,
        Err(error) => return vec![fail("settings", error.sentence(&context.speech))],
    };
    let mirror = settings.mirror.as_deref();
    let (began, mut bar) = (Instant::now(), None);
    let mut progress = |progress| {
        if began.elapsed() >= UNSAID {
            bar.get_or_insert_with(Bar::new).store(progress);
        }
    };
    let looked = daemon::look(place, mirror, &mut progress);
    drop(bar);
    match looked {
        Ok(looked) => {
            let socket = place.socket.display().to_string();
            let idle = context.speech.say_with("cli-doctor-idle", &[("socket", &socket)]);
            let mirror = mirror.map(|mirror| mirror.display().to_string());
            let mut findings = vec![Finding::new(Level::Ok, "daemon", idle)];
            findings.extend(looked_at(looked, mirror.as_deref(), context));
            findings
        }
        // What is wrong with the home itself is told of the home.
        Err(BootError::Place(_)) if place.check().is_err() => {
            vec![fail("daemon", context.say("cli-doctor-no-start"))]
        }
        Err(error) => vec![fail("daemon", sentence(error, &context.speech).1)],
    }
}

fn looked_at(looked: Looked, mirror: Option<&str>, context: &Context) -> Vec<Finding> {
    let Looked { damage, mirror_lost } = looked;
    let lost = |why: &str| {
        let why = context.speech.cause(why);
        context.speech.say_with("cli-doctor-mirror-lost", &[("why", &why)])
    };
    let damage = damage.map(|damage| context.speech.refusal(&(&damage).into()));
    let damage = damage.map(|sentence| Finding::new(Level::Fail, "journal", sentence));
    let mirror = match (mirror_lost, mirror) {
        (Some(why), _) => Some(Finding::new(Level::Fail, "mirror", lost(&why))),
        (None, Some(dir)) => {
            let sentence = context.speech.say_with("cli-doctor-mirror-there", &[("dir", dir)]);
            Some(Finding::new(Level::Ok, "mirror", sentence))
        }
        (None, None) => None,
    };
    damage.into_iter().chain(mirror).collect()
}

fn served(status: &DeskStatus, context: &Context) -> Finding {
    let speech = &context.speech;
    let pid = status.pid.to_string();
    let values = [("program", status.program.as_str()), ("pid", &*pid), ("own", PROGRAM)];
    if status.program == PROGRAM {
        let attached = u64::from(status.attached);
        let sentence = speech.say_count("cli-doctor-daemon", attached, &values);
        return Finding::new(Level::Ok, "daemon", sentence);
    }
    Finding::new(Level::Warn, "daemon", speech.say_with("cli-doctor-version", &values))
}

/// A desk without its second copy goes on; whoever looks after it is to know.
fn mirror(place: &Place, status: &DeskStatus, context: &Context) -> Option<Finding> {
    let say = |key: &str, name: &str, value: &str| context.speech.say_with(key, &[(name, value)]);
    let open = status.mirror.as_deref().map(|mirror| place.check_mirror(Path::new(mirror)));
    if let Some(Err(open)) = open {
        return Some(Finding::new(Level::Fail, "mirror", open.sentence(&context.speech)));
    }
    match (&status.mirror_lost, &status.mirror) {
        (Some(why), _) => {
            let sentence = say("cli-doctor-mirror-lost", "why", &context.speech.cause(why));
            Some(Finding::new(Level::Fail, "mirror", sentence))
        }
        (None, Some(dir)) => {
            Some(Finding::new(Level::Ok, "mirror", say("cli-doctor-mirror", "dir", dir)))
        }
        (None, None) => None,
    }
}

/// What the file says now, which the desk has read when it was started.
fn settings(place: &Place, status: &DeskStatus, context: &Context) -> Option<Finding> {
    let found = match Settings::read(&place.dir) {
        Err(error) if place.dir.exists() => (Level::Fail, error.sentence(&context.speech)),
        Ok(_) | Err(_) if status.settings_changed => {
            (Level::Warn, context.say("cli-doctor-settings-changed"))
        }
        Ok(_) | Err(_) => return None,
    };
    Some(Finding::new(found.0, "settings", found.1))
}

/// What does not stop anybody yet.
fn warnings(status: &DeskStatus, context: &Context) -> Vec<Finding> {
    let speech = &context.speech;
    let warn = |sentence| Finding::new(Level::Warn, "warning", sentence);
    let damage = status.damage.as_ref().map(|lost| warn(speech.refusal(lost)));
    let erasing = erasing(status, context).map(warn);
    let looks = status
        .looks_lost
        .as_ref()
        .map(|why| warn(speech.say_with("cli-doctor-looks-lost", &[("why", &speech.cause(why))])));
    let metrics = status.metrics_lost.as_ref().map(|why| {
        warn(speech.say_with("cli-doctor-metrics-lost", &[("why", &speech.cause(why))]))
    });
    damage.into_iter().chain(erasing).chain(looks).chain(metrics).collect()
}

fn erasing(status: &DeskStatus, context: &Context) -> Option<String> {
    match &status.erasing_failed {
        Some(why) => {
            let why = context.speech.cause(why);
            Some(context.speech.say_with("cli-erase-failed", &[("why", &why)]))
        }
        None if status.erasing == 0 => None,
        None => Some(context.speech.say_count("cli-erase-waiting", status.erasing, &[])),
    }
}

fn writing(status: &DeskStatus, context: &Context) -> Finding {
    let speech = &context.speech;
    if let Some(why) = &status.read_only {
        let sentence = speech.say_with("cli-doctor-read-only", &[("why", &speech.cause(why))]);
        return Finding::new(Level::Fail, "journal", sentence);
    }
    // The very words with which every save is refused now.
    if let Some(refusal) = &status.disk_low {
        return Finding::new(Level::Fail, "journal", speech.refusal(refusal));
    }
    let (entries, customers) = (speech.number(status.seq), speech.number(status.customers));
    let megabytes = speech.number(status.journal_bytes / 1_000_000);
    let values = [("entries", &*entries), ("customers", &*customers), ("size", &*megabytes)];
    Finding::new(Level::Ok, "journal", speech.say_with("cli-doctor-journal", &values))
}
