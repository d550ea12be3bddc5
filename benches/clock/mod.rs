//! What benches measure with: processor time, spreads of times, memory. Never the wall clock, which
//! other work on the machine has its part in, unless a function says so.

use std::fs;
use std::time::Duration;

use nix::time::{ClockId, clock_gettime};

/// Processor time of all of this process so far.
pub fn processor() -> Duration {
    let clock = ClockId::CLOCK_PROCESS_CPUTIME_ID;
    clock_gettime(clock).map(Duration::from).expect("every process has a clock of its own")
}

/// What times are like.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spread {
    /// In milliseconds.
    pub median: f64,
    /// Of a hundred one takes longer.
    pub p99: f64,
    /// None takes longer.
    pub worst: f64,
    /// How many there are.
    pub count: usize,
}

impl Spread {
    /// Of these times.
    pub fn of(times: impl IntoIterator<Item = Duration>) -> Spread {
        let mut times: Vec<Duration> = times.into_iter().collect();
        times.sort_unstable();
        let at = |percent: usize| {
            let place = (times.len() * percent).div_ceil(100).max(1) - 1;
            times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e3)
        };
        Spread { median: at(50), p99: at(99), worst: at(100), count: times.len() }
    }

    /// Median, p99 and worst.
    pub fn text(&self) -> String {
        let part = |ms: f64| match ms {
            100.0.. => format!("{ms:.0}"),
            10.0.. => format!("{ms:.1}"),
            _ => format!("{ms:.2}"),
        };
        format!("{} / {} / {}", part(self.median), part(self.p99), part(self.worst))
    }
}

/// Kilobytes of memory a process has, by the name Linux gives them (`VmRSS`, `VmHWM`).
pub fn memory(process: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}
