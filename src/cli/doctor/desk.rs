//! The desk itself: who serves it, which version, whether it can write. Never starts it.

use super::super::context::Context;
use super::super::exit::Failure;
use super::{Finding, Level};
use crate::client::{Absent, ClientError, PROGRAM};
use crate::home::Place;
use crate::wire::{Answer, DeskStatus, Query};

pub fn findings(place: &Place, context: &Context) -> Vec<Finding> {
    let socket = place.socket.display().to_string();
    let mut desk = match context.desk_at(place, &context.attach(Absent::Tell)) {
        Ok(desk) => desk,
        Err(Failure::Desk(ClientError::NoDesk { system: false, .. })) => {
            let sentence = context.speech.say_with("cli-doctor-idle", &[("socket", &socket)]);
            return vec![Finding::new(Level::Ok, "daemon", sentence)];
        }
        Err(error) => {
            let sentence = error.sentence(&context.speech).unwrap_or_default();
            return vec![Finding::new(Level::Fail, "daemon", sentence)];
        }
    };
    match desk.client.query(Query::Desk) {
        Ok(Answer::Desk(status)) => {
            let mut findings = vec![served(&status, context), writing(&status, context)];
            findings.extend(warnings(&status, context));
            findings
        }
        Ok(_) => vec![Finding::new(Level::Fail, "daemon", context.say("desk-closed"))],
        Err(error) => {
            vec![Finding::new(Level::Fail, "daemon", error.sentence(&context.speech))]
        }
    }
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

/// What does not stop anybody yet.
fn warnings(status: &DeskStatus, context: &Context) -> Vec<Finding> {
    let speech = &context.speech;
    let warn = |sentence| Finding::new(Level::Warn, "warning", sentence);
    let told = |key: &str, why: &String| warn(speech.say_with(key, &[("why", why)]));
    let mirror = status.mirror_lost.as_ref().map(|why| told("cli-doctor-mirror-lost", why));
    let damage = status.damage.as_ref().map(|why| told("cli-doctor-journal-damaged", why));
    let disk = status.disk_low.as_ref().map(|why| warn(context.speech.refusal(why)));
    let erasing = erasing(status, context).map(warn);
    mirror.into_iter().chain(damage).chain(disk).chain(erasing).collect()
}

fn erasing(status: &DeskStatus, context: &Context) -> Option<String> {
    match &status.erasing_failed {
        Some(why) => Some(context.speech.say_with("cli-erase-failed", &[("why", why)])),
        None if status.erasing == 0 => None,
        None => Some(context.speech.say_count("cli-erase-waiting", status.erasing, &[])),
    }
}

fn writing(status: &DeskStatus, context: &Context) -> Finding {
    let speech = &context.speech;
    if let Some(why) = &status.read_only {
        let sentence = speech.say_with("cli-doctor-read-only", &[("why", why)]);
        return Finding::new(Level::Fail, "journal", sentence);
    }
    let (entries, customers) = (speech.number(status.seq), speech.number(status.customers));
    let megabytes = speech.number(status.journal_bytes / 1_000_000);
    let values = [("entries", &*entries), ("customers", &*customers), ("size", &*megabytes)];
    Finding::new(Level::Ok, "journal", speech.say_with("cli-doctor-journal", &values))
}
