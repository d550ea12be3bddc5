//! `sigap daemon`: runs the desk in the foreground. Never forks: systemd, a shell or a terminal
//! that found no desk has started it.

mod stop;

use std::io::Write;
use std::path::{self, Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use crate::client::waiting;
use crate::daemon::{self, BootError, Metrics, Report, StartedBy};
use crate::home::place::{THROWAWAY_MARK, Whose};
use crate::home::{Clock, Place, Settings};
use crate::speech::Speech;
use crate::store::StoreError;
use crate::wire::{Opening, Step};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap daemon\nsigap daemon --home /srv/desk\n\
sigap daemon --metrics /var/lib/prometheus/node-exporter/sigap.prom\nsigap daemon --stop")]
pub struct Args {
    #[arg(long, conflicts_with_all = ["spawned", "linger", "metrics"])]
    stop: bool,
    #[arg(long, value_name = "FILE")]
    metrics: Option<PathBuf>,
    /// Started by a client: reports on standard output, leaves when nobody is attached.
    #[arg(long, hide = true)]
    spawned: bool,
    /// Seconds to stay after the last client, for tests.
    #[arg(long, hide = true, value_name = "SECONDS")]
    linger: Option<u64>,
    /// Seconds from one writing of the metrics to the next, for tests.
    #[arg(long, hide = true, value_name = "SECONDS", requires = "metrics")]
    pause: Option<u64>,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let place = context.place()?;
    if args.stop {
        return stop::run(&place, context);
    }
    let started_by = match args.spawned {
        true => StartedBy::Client,
        false if daemon::listens() => StartedBy::System,
        false => StartedBy::Hand,
    };
    let ended = (|| {
        let clock = clock(&place)?;
        let zone = zone(&place, context)?;
        let file_bytes = file_bytes(&place)?;
        let settings = Settings::read(&place.dir);
        let settings = settings.map_err(|error| ("failed", error.sentence(&context.speech)))?;
        let linger = args.linger.map_or(daemon::LINGER, Duration::from_secs);
        let mut steps = Steps::default();
        let mut report = |report: Report| match started_by {
            StartedBy::Client => say(&report),
            StartedBy::Hand => tell(&report, &mut steps, &place, &context.speech),
            StartedBy::System => tell_system(&report, &mut steps, &place, &context.speech),
        };
        let handed = match started_by {
            StartedBy::Client => None,
            StartedBy::Hand | StartedBy::System => {
                daemon::handed(&place).map_err(|error| sentence(error, &context.speech))?
            }
        };
        let metrics = metrics(args.metrics.as_deref(), args.pause, &place)?;
        let place = place.clone();
        let args = daemon::Args {
            place,
            clock,
            zone,
            file_bytes,
            settings,
            linger,
            started_by,
            metrics,
            handed,
        };
        daemon::run(args, &mut report).map_err(|error| sentence(error, &context.speech))
    })();
    match (ended, started_by) {
        (Ok(()), _) => Ok(Exit::Done),
        (Err(why), StartedBy::Hand | StartedBy::System) => Err(Failure::said(Exit::NoDesk, why.1)),
        (Err((word, why)), StartedBy::Client) => {
            line(&format!("{word} {}", why.replace('\n', " ")));
            Ok(Exit::NoDesk)
        }
    }
}

/// What `client::start` reads.
fn say(report: &Report) {
    match report {
        Report::Opening(opening) => {
            let opening = serde_json::to_string(opening).expect("numbers are JSON");
            line(&format!("opening {opening}"));
        }
        Report::Ready => line("ready"),
    }
}

fn line(text: &str) {
    // Whoever started the desk may have gone; the desk stays all the same.
    let mut out = std::io::stdout();
    drop(writeln!(out, "{text}").and_then(|()| out.flush()));
}

/// What was told of the opening last: a log gets a line for each tenth, not for each moment.
#[derive(Default)]
struct Steps(Option<(Step, u64)>);

impl Steps {
    /// Tells whether this is worth a line.
    fn is_new(&mut self, Opening { step, done, all }: Opening) -> bool {
        let now = Some((step, (done * 10).checked_div(all).unwrap_or(0)));
        std::mem::replace(&mut self.0, now) != now
    }
}

fn tell(report: &Report, steps: &mut Steps, place: &Place, speech: &Speech) {
    match report {
        Report::Opening(opening) if steps.is_new(*opening) => {
            line(&waiting::sentence(*opening, speech));
        }
        Report::Opening(_) => {}
        Report::Ready => {
            let socket = place.socket.display().to_string();
            line(&speech.say_with("daemon-ready", &[("socket", &socket)]));
        }
    }
}

/// What `systemctl status` shows.
fn tell_system(report: &Report, steps: &mut Steps, place: &Place, speech: &Speech) {
    match report {
        Report::Opening(opening) if steps.is_new(*opening) => {
            daemon::opening(&waiting::sentence(*opening, speech));
        }
        Report::Opening(_) => {}
        Report::Ready => {
            let socket = place.socket.display().to_string();
            daemon::ready(&speech.say_with("daemon-serves", &[("socket", &socket)]));
        }
    }
}

type Told = (&'static str, String);

/// What tests ask for is believed on throw-away desks only.
fn of_tests(name: &str, place: &Place) -> Option<String> {
    let believed = place.whose == Whose::Throwaway || place.dir.join(THROWAWAY_MARK).exists();
    std::env::var(name).ok().filter(|_| believed)
}

fn clock(place: &Place) -> Result<Clock, Told> {
    Clock::of(of_tests("SIGAP_CLOCK", place).as_deref()).map_err(|why| ("failed", why))
}

/// Where it tells how it is.
fn metrics(
    file: Option<&Path>,
    pause: Option<u64>,
    place: &Place,
) -> Result<Option<Metrics>, Told> {
    let Some(file) = file else { return Ok(None) };
    let pause = pause.map_or(daemon::PAUSE, Duration::from_secs);
    match path::absolute(file) {
        Ok(file) if file.starts_with(&place.dir) => {
            let (file, home) = (file.display(), place.dir.display());
            Err(("failed", format!("{file}: name a file that is not in the desk's home {home}")))
        }
        Ok(file) => Ok(Some(Metrics { file, pause })),
        Err(why) => Err(("failed", format!("{}: {why}", file.display()))),
    }
}

/// The size of the journal's files: small ones let a short test see many changes of file.
fn file_bytes(place: &Place) -> Result<Option<u64>, Told> {
    let Some(text) = of_tests("SIGAP_FILE_BYTES", place) else { return Ok(None) };
    let bytes = text.parse().map(Some);
    bytes.map_err(|_| ("failed", format!("SIGAP_FILE_BYTES must be a number, not '{text}'")))
}

/// The desk's time zone: the house's or the person's configuration, `SIGAP_ZONE`, the machine's.
fn zone(place: &Place, context: &Context) -> Result<String, Told> {
    let configured = place.system.zone.clone().or_else(|| context.config.zone.clone());
    let wanted = std::env::var("SIGAP_ZONE").ok().filter(|name| !name.is_empty()).or(configured);
    match wanted {
        None => Ok(TimeZone::system().iana_name().unwrap_or("UTC").to_owned()),
        Some(name) if TimeZone::get(&name).is_ok() => Ok(name),
        Some(name) => {
            Err(("failed", context.speech.say_with("daemon-no-zone", &[("zone", &name)])))
        }
    }
}

/// Why a desk does not start: for whoever reads a starting daemon's words, and for a person.
pub fn sentence(error: BootError, speech: &Speech) -> Told {
    let said = |key: &str, values: &[(&str, &str)]| speech.say_with(key, values);
    match error {
        BootError::Place(error) => {
            ("failed", Failure::Place(error).sentence(speech).unwrap_or_default())
        }
        BootError::Owned(dir) => ("owned", said("daemon-owned", &[("dir", &dir)])),
        BootError::Unfinished(dir) => ("failed", said("daemon-unfinished", &[("dir", &dir)])),
        BootError::Store { why: StoreError::List { file, line, why }, .. } => {
            ("failed", speech.broken_list(&file, line, &why))
        }
        BootError::Store { dir, why } => {
            ("failed", said("daemon-no-store", &[("dir", &dir), ("why", &why.to_string())]))
        }
        BootError::Socket { socket, why } => {
            ("failed", said("daemon-no-socket", &[("socket", &socket), ("why", &why.to_string())]))
        }
        BootError::Io { dir, why } => {
            ("failed", said("daemon-io", &[("dir", &dir), ("why", &why.to_string())]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_gets_a_line_for_each_tenth_of_an_opening() {
        let mut steps = Steps::default();
        let mut lines = |step| {
            let opening = |done| Opening { step, done, all: 1_000 };
            (0..=1_000).filter(|done| steps.is_new(opening(*done))).count()
        };
        assert_eq!((lines(Step::Journal), lines(Step::Lookup)), (11, 11));
    }
}
