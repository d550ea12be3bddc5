//! Starts a person's own desk and waits until it serves. Never starts a system desk.
//!
//! The daemon writes lines to its standard output until it serves: `progress DONE ALL`, then
//! `ready` or `failed SENTENCE`. Whoever loses a race between two starts hears `owned` and
//! connects to the winner.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::ClientError;
use super::connect::{connect, is_absent};
use crate::home::Place;
use crate::home::place::SERVING;

/// How far a starting desk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Entries taken in so far.
    pub done: u64,
    /// Entries in all.
    pub all: u64,
}

/// How long the winner of a race is waited for: it may rebuild its index first.
const RACE_PATIENCE: Duration = Duration::from_secs(60);
/// How long the socket of a desk that says it serves is looked for.
const SOCKET_PATIENCE: Duration = Duration::from_secs(1);
/// How often a socket that is about to appear is tried.
const RACE_STEP: Duration = Duration::from_millis(10);

/// Starts the daemon of a place and waits until it serves.
///
/// # Errors
/// [`ClientError::NotStarted`] with the daemon's own sentence.
pub(super) fn start(place: &Place, progress: &mut dyn FnMut(Progress)) -> Result<(), ClientError> {
    let program = std::env::current_exe()?;
    let mut child = Command::new(program)
        .arg("daemon")
        .arg("--home")
        .arg(&place.dir)
        .arg("--spawned")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .current_dir("/")
        .spawn()?;
    let told = child.stdout.take().map(|out| BufReader::new(out).lines());
    for line in told.into_iter().flatten().map_while(Result::ok) {
        match line.split_once(' ').unwrap_or((line.as_str(), "")) {
            ("ready", _) => {
                // The desk outlives this process; nobody waits for its end but init.
                thread::spawn(move || child.wait());
                return Ok(());
            }
            ("owned", _) => {
                drop(child.wait());
                return wait_for_winner(place);
            }
            ("failed", why) => {
                drop(child.wait());
                return Err(ClientError::NotStarted { why: why.to_owned() });
            }
            ("progress", numbers) => {
                let mut numbers = numbers.split(' ').filter_map(|number| number.parse().ok());
                if let (Some(done), Some(all)) = (numbers.next(), numbers.next()) {
                    progress(Progress { done, all });
                }
            }
            _ => {}
        }
    }
    let status = child.wait()?;
    let why = format!("it ended before it served ({status}); see {}", place.log().display());
    Err(ClientError::NotStarted { why })
}

/// Waits for the desk that owns the home to serve. One that says it serves and has no socket has
/// lost it, and would be waited for in vain.
fn wait_for_winner(place: &Place) -> Result<(), ClientError> {
    let since = Instant::now();
    loop {
        match connect(place) {
            Ok(_) => return Ok(()),
            Err(error) if is_absent(&error) && since.elapsed() < RACE_PATIENCE => {
                let serves = fs::read(place.lock()).is_ok_and(|bytes| bytes == SERVING);
                if serves && since.elapsed() > SOCKET_PATIENCE {
                    let socket = place.socket.display().to_string();
                    return Err(ClientError::SocketGone { socket });
                }
                thread::sleep(RACE_STEP);
            }
            Err(error) => return Err(error.into()),
        }
    }
}
