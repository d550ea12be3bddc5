//! `sigap daemon --stop`: ends the desk of a home in order, as systemd would. Never kills it: what
//! it has to write first takes its time.

use std::io::{self, IsTerminal};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;

use super::super::context::Context;
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use crate::home::{Place, Serving, serving};

/// How long a desk may take to leave: a large one writes its index first.
const PATIENCE: Duration = Duration::from_secs(120);
/// Leaving that takes no longer needs no word.
const UNSAID: Duration = Duration::from_secs(1);
/// How often it is looked whether it has.
const STEP: Duration = Duration::from_millis(20);

pub fn run(place: &Place, context: &mut Context) -> Ended {
    let dir = place.dir.display().to_string();
    let lock = place.lock();
    let is_held = || serving::is_held(&lock).map_err(|why| Failure::file(&lock, why));
    if !is_held()? {
        return said("daemon-not-running", None, &[("dir", &dir)], context);
    }
    let Some(Serving { pid, .. }) = Serving::read(&lock) else {
        // It has no socket yet, or is no daemon: a restore or repair ends by itself.
        let sentence = context.speech.say_with("daemon-held", &[("dir", &dir)]);
        return Err(Failure::said(Exit::Refused, sentence));
    };
    let number = pid.to_string();
    let values = [("dir", &*dir), ("pid", &*number)];
    let id = i32::try_from(pid).map_err(|_| Failure::unexpected())?;
    match kill(Pid::from_raw(id), Signal::SIGTERM) {
        Ok(()) | Err(Errno::ESRCH) => {}
        Err(_) => {
            let sentence = context.speech.say_with("daemon-not-yours", &values);
            return Err(Failure::said(Exit::Refused, sentence));
        }
    }
    let (began, bar) = (Instant::now(), ProgressBar::new_spinner());
    if !io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar.set_message(context.speech.say_with("daemon-stopping", &values));
    while is_held()? {
        if began.elapsed() >= UNSAID {
            bar.tick();
        }
        if began.elapsed() > PATIENCE {
            let sentence = context.speech.say_with("daemon-stays", &values);
            return Err(Failure::said(Exit::NoDesk, sentence));
        }
        thread::sleep(STEP);
    }
    bar.finish_and_clear();
    said("daemon-stopped", Some(pid), &values, context)
}

/// Says so; for scripts which process was stopped.
fn said(key: &str, pid: Option<u32>, values: &[(&str, &str)], context: &mut Context) -> Ended {
    if context.out.form() == Form::Json {
        context.out.json(&json!({ "stopped": pid }))?;
        return Ok(Exit::Done);
    }
    let sentence = context.speech.say_with(key, values);
    context.out.line(&sentence)?;
    Ok(Exit::Done)
}
