//! A desk's process: started, waited for with patience that ends, stopped or killed. Never left
//! running.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::random::Random;

/// No desk of a few hundred entries may take longer to start or to end, on a slow disk either.
const PATIENCE: Duration = Duration::from_secs(30);

/// How a start ended.
pub enum Start {
    /// It serves.
    Serves(Daemon),
    /// It says why it does not.
    Failed(String),
}

/// A running desk; killed when it is dropped.
pub struct Daemon {
    child: Child,
    said: Receiver<Option<String>>,
    errors: Receiver<Option<String>>,
}

impl Daemon {
    /// Starts a desk and does not wait.
    pub fn spawn(mut command: Command) -> anyhow::Result<Daemon> {
        let pipes = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().context("starting the desk")?;
        let said = lines(child.stdout.take());
        let errors = lines(child.stderr.take());
        Ok(Daemon { child, said, errors })
    }

    /// Starts a desk and waits until it serves or says that it does not.
    pub fn start(command: Command) -> anyhow::Result<Start> {
        let mut daemon = Daemon::spawn(command)?;
        loop {
            match daemon.said.recv_timeout(PATIENCE) {
                Ok(Some(line)) if line == "ready" => return Ok(Start::Serves(daemon)),
                Ok(Some(line)) if line.starts_with("failed ") => return Ok(Start::Failed(line)),
                Ok(Some(line)) if line.starts_with("opening ") => {}
                Ok(Some(line)) => bail!("the desk said '{line}' while it started"),
                Ok(None) => {
                    let status = daemon.wait()?;
                    let errors = daemon.errors();
                    bail!("the desk ended without a word ({status}) while it started: {errors}")
                }
                Err(_) => bail!("the desk hangs while it starts"),
            }
        }
    }

    /// Starts a desk that must serve.
    pub fn serving(command: Command) -> anyhow::Result<Daemon> {
        match Daemon::start(command)? {
            Start::Serves(daemon) => Ok(daemon),
            Start::Failed(why) => bail!("the desk does not open: {why}"),
        }
    }

    /// Waits for so long, or until it has nothing more to say.
    pub fn ends_within(&self, moment: Duration) {
        let until = Instant::now() + moment;
        let left = || until.saturating_duration_since(Instant::now());
        while let Ok(Some(_line)) = self.said.recv_timeout(left()) {}
    }

    /// Kills it without a warning.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().and_then(|()| self.child.wait()).context("killing the desk")?;
        Ok(())
    }

    /// Ends it in order, which must go well.
    pub fn stop(mut self) -> anyhow::Result<()> {
        let status = self.ended()?;
        match status.success() {
            true => Ok(()),
            false => bail!("the desk ended badly ({status}): {}", self.errors()),
        }
    }

    /// Tells it to end, and waits for it.
    pub fn ended(&mut self) -> anyhow::Result<ExitStatus> {
        let pid = Pid::from_raw(i32::try_from(self.child.id())?);
        kill(pid, Signal::SIGTERM).context("stopping the desk")?;
        self.wait()
    }

    fn wait(&mut self) -> anyhow::Result<ExitStatus> {
        // Its standard output closes when it ends.
        loop {
            match self.said.recv_timeout(PATIENCE) {
                Ok(Some(_line)) => {}
                Ok(None) | Err(RecvTimeoutError::Disconnected) => return Ok(self.child.wait()?),
                Err(RecvTimeoutError::Timeout) => bail!("the desk hangs while it ends"),
            }
        }
    }

    fn errors(&self) -> String {
        let lines = self.errors.iter().flatten();
        lines.take(20).collect::<Vec<_>>().join(" / ")
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It may have ended before.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A random moment within a time.
pub fn moment(longest: Duration, random: &mut Random) -> Duration {
    let micros = u64::try_from(longest.as_micros()).unwrap_or(u64::MAX);
    Duration::from_micros(random.below(micros))
}

/// Lets time pass that nobody can be asked for.
pub fn pause(moment: Duration) {
    let (_open, never) = channel::<()>();
    let _time_is_up = never.recv_timeout(moment);
}

/// Lines as they come, `None` at the end.
fn lines(from: Option<impl Read + Send + 'static>) -> Receiver<Option<String>> {
    let (sender, receiver) = channel();
    if let Some(from) = from {
        thread::spawn(move || {
            let told = BufReader::new(from).lines().map_while(Result::ok).map(Some);
            for line in told.chain([None]) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
    }
    receiver
}
