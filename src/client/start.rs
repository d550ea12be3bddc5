//! Starts a person's own desk and waits until it serves. Never starts a system desk.
//!
//! The daemon writes lines to its standard output until it serves: `opening {…}`, then
//! `ready` or `failed SENTENCE`. Whoever loses a race between two starts hears `owned` and
//! connects to the winner.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::connect::{connect, is_absent};
use super::{ClientError, Meanwhile};
use crate::home::{Place, Serving};
use crate::wire::Opening;

/// How long the owner of a home is waited for: one that leaves may have much to write first.
const RACE_PATIENCE: Duration = Duration::from_secs(60);
/// How long the socket of a desk that says it serves is looked for.
const SOCKET_PATIENCE: Duration = Duration::from_secs(1);
/// How often a socket that is about to appear is tried.
const RACE_STEP: Duration = Duration::from_millis(10);
/// After how long without one the daemon is started again: the owner may have left.
const NEXT_TRY: Duration = Duration::from_millis(250);

/// What came of starting a daemon.
enum Started {
    /// It serves.
    Serves,
    /// It is opening and lets in whoever wants to come early.
    Opens(Daemon),
    /// Another one has the home, about to serve or about to leave.
    Owned,
}

/// A daemon that is opening.
pub(super) struct Daemon {
    /// Why it could not, should that be so.
    failed: Receiver<String>,
}

impl Daemon {
    /// Why it could not open; waits until that is sure.
    pub(super) fn failed(&self) -> Option<ClientError> {
        self.failed.recv().ok().map(|why| ClientError::NotStarted { why })
    }
}

/// Starts the daemon of a place and waits until it serves, or whoever was faster; who wants to come
/// early waits until it lets them in.
///
/// # Errors
/// [`ClientError::NotStarted`] with the daemon's own sentence.
pub(super) fn start(
    place: &Place,
    meanwhile: Meanwhile,
    progress: &mut dyn FnMut(Opening),
) -> Result<Option<Daemon>, ClientError> {
    let since = Instant::now();
    loop {
        match spawn(place, meanwhile, progress)? {
            Started::Serves => return Ok(None),
            Started::Opens(daemon) => return Ok(Some(daemon)),
            Started::Owned => {}
        }
        if serves_soon(place, since)? {
            return Ok(None);
        }
    }
}

/// A desk runs and cannot be reached.
pub(super) fn socket_gone(Serving { pid, socket }: &Serving) -> ClientError {
    ClientError::SocketGone { socket: socket.display().to_string(), pid: *pid }
}

fn spawn(
    place: &Place,
    meanwhile: Meanwhile,
    progress: &mut dyn FnMut(Opening),
) -> Result<Started, ClientError> {
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
    let mut told = told.into_iter().flatten().map_while(Result::ok);
    while let Some(line) = told.next() {
        match line.split_once(' ').unwrap_or((line.as_str(), "")) {
            ("ready", _) => {
                // The desk outlives this process; nobody waits for its end but init.
                thread::spawn(move || child.wait());
                return Ok(Started::Serves);
            }
            ("owned", _) => {
                drop(child.wait());
                return Ok(Started::Owned);
            }
            ("failed", why) => {
                drop(child.wait());
                return Err(ClientError::NotStarted { why: why.to_owned() });
            }
            ("opening", how_far) => {
                serde_json::from_str(how_far).into_iter().for_each(&mut *progress);
                if meanwhile == Meanwhile::Find {
                    return Ok(Started::Opens(listened_to(child, told)));
                }
            }
            _ => {}
        }
    }
    let status = child.wait()?;
    let why = format!("it ended before it served ({status}); see {}", place.log().display());
    Err(ClientError::NotStarted { why })
}

/// Goes on listening to a daemon, which must not wait until somebody hears what it says.
fn listened_to(mut child: Child, told: impl Iterator<Item = String> + Send + 'static) -> Daemon {
    let (tell, failed) = channel();
    thread::spawn(move || {
        for line in told.take_while(|line| line != "ready") {
            if let Some(("failed", why)) = line.split_once(' ') {
                // Whoever attached has no question any more.
                let _ = tell.send(why.to_owned());
            }
        }
        drop(tell);
        child.wait()
    });
    Daemon { failed }
}

/// Waits for whoever owns the home to serve; `false` when that takes so long that it may have left.
/// One that says it serves and has no socket has lost it, and would be waited for in vain.
fn serves_soon(place: &Place, since: Instant) -> Result<bool, ClientError> {
    let began = Instant::now();
    loop {
        match connect(place) {
            Ok(_) => return Ok(true),
            Err(error) if is_absent(&error) && since.elapsed() < RACE_PATIENCE => {
                match Serving::read(&place.lock()) {
                    Some(serving) if began.elapsed() > SOCKET_PATIENCE => {
                        return Err(socket_gone(&serving));
                    }
                    None if began.elapsed() > NEXT_TRY => return Ok(false),
                    Some(_) | None => {}
                }
                thread::sleep(RACE_STEP);
            }
            Err(error) => return Err(error.into()),
        }
    }
}
