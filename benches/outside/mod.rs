//! The built program as a shell would run it: a desk of its own, an import. Never a library call.

use std::error::Error;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Whatever may go wrong ends the bench.
pub type Anything<T> = Result<T, Box<dyn Error>>;

/// The program.
pub const SIGAP: &str = env!("CARGO_BIN_EXE_sigap");

/// A command of the program at a home.
pub fn sigap(home: &Path) -> Command {
    let mut command = Command::new(SIGAP);
    command.args(["--home".as_ref(), home.as_os_str()]);
    command
}

/// An import of customers that has just begun; its summary will come on standard output.
pub fn import(home: &Path, file: &Path) -> std::io::Result<Child> {
    sigap(home)
        .args(["import", "customers", "--json"])
        .arg(file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// A daemon that stays until this is dropped.
pub struct Daemon(Child);

impl Daemon {
    /// Starts one; gives the time until it was ready.
    pub fn start(home: &Path) -> Anything<(Daemon, Duration)> {
        let since = Instant::now();
        let mut child = sigap(home).arg("daemon").stdout(Stdio::piped()).spawn()?;
        let mut ready = [0];
        child.stdout.take().ok_or("no output")?.read_exact(&mut ready)?;
        Ok((Daemon(child), since.elapsed()))
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // In order, so that the next start is an ordinary one.
        let _ = kill(Pid::from_raw(self.0.id().cast_signed()), Signal::SIGTERM);
        drop(self.0.wait());
    }
}
