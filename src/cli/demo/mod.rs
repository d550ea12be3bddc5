//! `sigap demo`: a throw-away desk with made-up customers, to try everything without harm. Never
//! touches a real desk, never leaves anything behind unless it is told to.

mod fill;
mod folder;
mod opinions;
mod people;
mod story;
mod words;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::open::{self, Screen};
use super::output::Form;
use crate::client::{Absent, Attach, Pen};
use crate::domain::{At, Refusal};
use crate::home::Place;
use crate::terminal::First;
use crate::wire::{Answer, Query};
use folder::{Folder, Refused};
use story::Scene;

/// Who has written the sample.
const SAMPLER: &str = "sample";

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap demo
sigap demo --customers 100000
sigap demo --keep /tmp/sample --seed 7")]
pub struct Args {
    #[arg(long, value_name = "N", default_value_t = 250,
          value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
    customers: u64,
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    if context.attach(Absent::Start).pen == Pen::Away {
        return Err(Refusal::OnlyReads.into());
    }
    let screen = Screen::look();
    // Whoever pipes something in wants the desk and not to talk with it, unless they say so.
    let opens = screen != Screen::Piped || context.plain;
    if !opens && args.keep.is_none() {
        return Err(Failure::said(Exit::NoDesk, context.say("cli-demo-no-screen")));
    }
    // From here on a signal must not leave the folder behind: it only asks to stop.
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&stop))
            .map_err(|why| Failure::file("signal".as_ref(), why))?;
    }
    let mut folder = folder(&args, context)?;
    context.around.home = Some(folder.dir().to_owned());
    let place = context.place()?;
    let mut desk = context.desk_at(&place, &context.attach(Absent::Start))?;
    folder.served_by(pid(&mut desk)?);
    if desk.client.welcome.customers == 0 {
        let agent = desk.client.welcome.agent.clone();
        let midnight = midnight(&desk);
        let scene = Scene { seed: args.seed, now: desk.now, midnight, agent };
        // Written by nobody who sits here, so that nobody's undo reaches into the sample.
        let how = Attach { act_as: Some(SAMPLER.to_owned()), ..context.attach(Absent::Start) };
        let mut sampler = context.desk_at(&place, &how)?;
        fill::fill(&scene, args.customers, &stop, &mut sampler)?;
    }
    if opens {
        // The screen attaches by itself; the desk must not be without anybody in between.
        let ended = open::screen(place, First::Panes, context);
        drop(desk);
        return ended;
    }
    tell(&place, context)
}

fn folder(args: &Args, context: &Context) -> Result<Folder, Failure> {
    let (dir, made) = match &args.keep {
        Some(dir) => (dir.clone(), Folder::kept(dir)),
        None => (std::env::temp_dir(), Folder::thrown(&std::env::temp_dir())),
    };
    made.map_err(|refused| match refused {
        Refused::Io(why) => Failure::file(&dir, why),
        Refused::Taken => {
            let dir = dir.display().to_string();
            let sentence = context.speech.say_with("cli-demo-taken", &[("dir", &dir)]);
            Failure::said(Exit::File, sentence)
        }
    })
}

/// When the desk's day began.
fn midnight(desk: &Desk) -> At {
    let now = Timestamp::from_millisecond(desk.now.0).unwrap_or(Timestamp::UNIX_EPOCH);
    let start = now.to_zoned(desk.zone.clone()).start_of_day();
    start.map_or(desk.now, |start| At(start.timestamp().as_millisecond()))
}

fn pid(desk: &mut Desk) -> Result<u32, Failure> {
    let Answer::Desk(status) = desk.client.query(Query::Desk)? else {
        return Err(Failure::unexpected());
    };
    Ok(status.pid)
}

/// Without a screen the desk can still be worked at from the command line.
fn tell(place: &Place, context: &mut Context) -> Ended {
    let dir = place.dir.display().to_string();
    match context.out.form() {
        Form::Json => context.out.json(&serde_json::json!({ "home": dir }))?,
        Form::People => {
            let sentence = context.speech.say_with("cli-demo-kept", &[("dir", &dir)]);
            context.out.line(&sentence)?;
        }
    }
    Ok(Exit::Done)
}
