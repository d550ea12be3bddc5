//! What is looked for on the screens: the subject of the first ticket of everybody's queue changes
//! every other second. Never a change that a person could not have made.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sigap::wire::Command;

use super::attach;
use super::floor::Floor;
use super::line::{Line, MARK};
use crate::clock::Spread;
use crate::outside::Anything;

/// Between two changes.
const EVERY: Duration = Duration::from_secs(2);

/// The changes, and when the screens showed them.
pub struct Pulse {
    seen: Vec<Duration>,
    stopped: Option<Duration>,
}

impl Pulse {
    /// Changes it until it is over; one terminal is stopped for the middle third of the time.
    pub fn beat(home: &Path, lines: &mut [Line], floor: &Floor, end: Instant) -> Anything<Pulse> {
        let mut client = attach(home, "agent0")?;
        let whole = end.saturating_duration_since(Instant::now());
        let (stop, go_on) = (Instant::now() + whole / 3, Instant::now() + whole * 2 / 3);
        let stopped = lines.last().map(Line::process).transpose()?;
        let say =
            |signal| stopped.map_or(Ok(()), |id| kill(Pid::from_raw(id.cast_signed()), signal));
        let (mut sent, mut is_stopped, mut gone_on) = (Vec::new(), false, None);
        while Instant::now() + EVERY < end {
            let now = Instant::now();
            if !is_stopped && now >= stop {
                say(Signal::SIGSTOP)?;
                is_stopped = true;
            }
            if is_stopped && gone_on.is_none() && now >= go_on {
                gone_on = Some((sent.len(), Instant::now()));
                say(Signal::SIGCONT)?;
            }
            let subject = Some(format!("{MARK}{:06}", sent.len() + 1));
            sent.push(now);
            let (ticket, kind, topic, severity) = (floor.marked, None, None, None);
            let was = Default::default();
            client.run(Command::AmendTicket { ticket, kind, subject, topic, severity, was })?;
            thread::sleep(EVERY.saturating_sub(now.elapsed()));
        }
        thread::sleep(end.saturating_duration_since(Instant::now()));
        let others = lines.split_last().map_or(&[][..], |(_, others)| others);
        let mut seen = Vec::new();
        for (number, at) in sent.iter().enumerate() {
            for line in others {
                let shown = line.seen(number as u64 + 1).ok_or("a change is on no screen")?;
                seen.push(shown - *at);
            }
        }
        let last = lines.last();
        let stopped = gone_on.and_then(|(mark, at)| Some(last?.seen(mark as u64)? - at));
        Ok(Pulse { seen, stopped })
    }

    /// From the command to the screens.
    pub fn seen(&self) -> Spread {
        Spread::of(self.seen.iter().copied())
    }

    /// What became of the one that was stopped.
    pub fn stopped(&self) -> String {
        match self.stopped {
            Some(after) => {
                format!("shows what is {:.0} ms after it goes on", after.as_secs_f64() * 1e3)
            }
            None => "was not seen to catch up".to_owned(),
        }
    }
}
