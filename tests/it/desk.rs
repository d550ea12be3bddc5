//! A desk of one's own for each test: a folder, a clock, a daemon, commands and terminals, all of
//! the built program. Never the machine's own desk, environment or time; nothing is left behind.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::thread;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::pty::{Size, Terminal};
use crate::state::until;
use crate::talk::Talk;

/// The built program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_sigap");
/// Who the tests are, when they do not say otherwise.
pub const AGENT: &str = "agent42";

/// Whose desk a test wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anybody may be anybody, and the clock moves one second per command from 09:00 in Jakarta.
    Throwaway,
    /// One person's own, with the machine's clock.
    Personal,
}

/// A desk in a folder of its own. Its daemon is stopped and the folder removed with it.
pub struct Desk {
    dir: TempDir,
    kind: Kind,
    lang: &'static str,
    daemon: Mutex<Option<Child>>,
}

/// What a command said.
#[derive(Debug)]
pub struct Told {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output.
    pub out: String,
    /// Its standard error.
    pub err: String,
}

impl Desk {
    /// A throw-away desk in English whose daemon serves.
    pub fn new() -> Desk {
        let desk = Desk::closed(Kind::Throwaway);
        desk.start();
        desk
    }

    /// The same in Indonesian.
    pub fn indonesian() -> Desk {
        let mut desk = Desk::closed(Kind::Throwaway);
        desk.lang = "id_ID.UTF-8";
        desk.start();
        desk
    }

    /// A desk that no daemon serves yet.
    pub fn closed(kind: Kind) -> Desk {
        let dir = tempfile::Builder::new().prefix("sigap-test-").tempdir().expect("temp folder");
        for inner in ["home", "run", "user", "etc", "files"] {
            fs::DirBuilder::new().mode(0o700).create(dir.path().join(inner)).expect("folder made");
        }
        if kind == Kind::Throwaway {
            fs::write(dir.path().join("home/throwaway"), "").expect("marked as throw-away");
        }
        Desk { dir, kind, lang: "en_US.UTF-8", daemon: Mutex::new(None) }
    }

    /// The desk's home folder.
    pub fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    /// A file for the test's own use.
    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join("files").join(name)
    }

    /// A folder below the desk's top: `run`, `etc`, `user`.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The folder of its mirror.
    pub fn mirror(&self) -> PathBuf {
        self.folder("mirror")
    }

    /// Gives it a mirror from its next start on, and nothing else in `desk.toml`.
    pub fn with_mirror(&self) -> PathBuf {
        let mirror = self.mirror();
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&mirror).expect("made");
        let settings = format!("mirror = {mirror:?}\n");
        fs::write(self.home().join("desk.toml"), settings).expect("written");
        mirror
    }

    /// Writes a file for the test's own use.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.file(name);
        fs::write(&path, bytes).expect("test file written");
        path
    }

    /// Writes the settings of the person whose desk it is.
    pub fn configure(&self, settings: &str) {
        let folder = self.folder("user").join(".config/sigap");
        fs::create_dir_all(&folder).expect("made");
        fs::write(folder.join("config.toml"), settings).expect("written");
    }

    /// The whole environment of every process of this desk.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let below = |name: &str| self.dir.path().join(name).display().to_string();
        let mut environment = vec![
            ("PATH", "/usr/bin:/bin".to_owned()),
            ("HOME", below("user")),
            ("XDG_RUNTIME_DIR", below("run")),
            ("SIGAP_HOME", below("home")),
            ("SIGAP_ETC", below("etc")),
            ("SIGAP_ZONE", "Asia/Jakarta".to_owned()),
            ("TZ", "Asia/Jakarta".to_owned()),
            ("LANG", self.lang.to_owned()),
            ("TERM", "xterm-256color".to_owned()),
            ("RUST_BACKTRACE", "0".to_owned()),
        ];
        if self.kind == Kind::Throwaway {
            environment.push(("SIGAP_AS", AGENT.to_owned()));
            environment.push(("SIGAP_CLOCK", "2026-11-21T09:00:00+07:00".to_owned()));
        }
        environment
    }

    /// The program where every user can run it, `sigap` at the top: the built one may be in a
    /// folder that is closed to others.
    pub fn program_for_all(&self) -> PathBuf {
        let program = self.folder("sigap");
        if !program.exists() {
            let linked = fs::hard_link(PROGRAM, &program);
            linked.or_else(|_| fs::copy(PROGRAM, &program).map(drop)).expect("copied");
        }
        program
    }

    /// The program with arguments, in this desk's environment.
    pub fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(args).env_clear().envs(self.environment()).current_dir(self.file(""));
        command
    }

    /// Starts the daemon and waits until it serves.
    ///
    /// # Panics
    /// When it does not come up; with everything it said.
    pub fn start(&self) {
        let mut command = self.command(&["daemon", "--spawned"]);
        command.arg("--home").arg(self.home());
        self.start_as(command);
    }

    /// Starts a command that becomes the daemon and waits until it serves.
    ///
    /// # Panics
    /// When it does not come up; with everything it said.
    pub fn start_as(&self, mut command: Command) {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program is built");
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let mut said = Vec::new();
        for line in out.lines().map_while(Result::ok) {
            said.push(line);
            if said.last().is_some_and(|line| line == "ready") {
                *self.daemon.lock().expect("no test panicked in here") = Some(child);
                return;
            }
        }
        let mut err = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut err).expect("text");
        let status = child.wait().expect("it can be waited for");
        panic!("the daemon ended ({status}) before it served: {said:?}\n{err}");
    }

    /// Stops the daemon as the system would, and waits until it is gone.
    pub fn stop(&self) -> Option<ExitStatus> {
        self.end(Signal::SIGTERM)
    }

    /// Kills the daemon without a warning.
    pub fn kill(&self) {
        self.end(Signal::SIGKILL);
    }

    /// Waits for the daemon to leave by itself.
    pub fn leaves(&self) -> ExitStatus {
        let mut child = self.daemon.lock().expect("no test panicked in here").take();
        let child = child.as_mut().expect("it was started");
        until("the daemon to leave", || child.try_wait().expect("it is our child"))
    }

    fn end(&self, signal: Signal) -> Option<ExitStatus> {
        let mut child = self.daemon.lock().expect("no test panicked in here").take()?;
        send(child.id(), signal);
        Some(until("the daemon to end", || child.try_wait().expect("it is our child")))
    }

    /// Runs a command as agent42 and waits for its end.
    pub fn cli<S: AsRef<OsStr>>(&self, args: &[S]) -> Told {
        finish(self.command(args), &b""[..])
    }

    /// Runs a command that must end well, and gives its standard output.
    ///
    /// # Panics
    /// When it fails; with what it said.
    pub fn ok<S: AsRef<OsStr>>(&self, args: &[S]) -> String {
        let told = self.cli(args);
        let args: Vec<_> = args.iter().map(|arg| arg.as_ref().to_string_lossy()).collect();
        assert!(told.status.success(), "sigap {}: {told:#?}", args.join(" "));
        told.out
    }

    /// Runs a command on the house's desk, which must end well, and gives its standard output.
    ///
    /// # Panics
    /// When it fails; with what it said.
    pub fn ok_house(&self, args: &[&str]) -> String {
        let mut command = self.command(args);
        command.env_remove("SIGAP_HOME");
        let told = finish(command, &b""[..]);
        assert!(told.status.success(), "sigap {}: {told:#?}", args.join(" "));
        told.out
    }

    /// Runs a command with `--json` that must end well, and gives each line as a value.
    pub fn json(&self, args: &[&str]) -> Vec<Value> {
        let out = self.ok(&[args, &["--json"]].concat());
        let value = |line: &str| {
            serde_json::from_str(line).unwrap_or_else(|why| panic!("{args:?}: {line}: {why}"))
        };
        out.lines().map(value).collect()
    }

    /// The socket that the daemon serves.
    pub fn socket(&self) -> Option<PathBuf> {
        self.sockets().pop()
    }

    /// Every socket of this test: commands may have opened other homes than the desk's.
    fn sockets(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.dir.path().join("run/sigap")).into_iter().flatten();
        let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "sock")).collect()
    }

    /// A conversation over the socket that nobody has greeted yet.
    pub fn stranger(&self) -> Talk {
        Talk::open(&until("the socket", || self.socket()))
    }

    /// A conversation as an agent, who hears of changes too.
    pub fn talk(&self, agent: &str) -> Talk {
        let mut talk = self.stranger();
        talk.greet(json!({ "protocol": 1, "program": "test", "act_as": agent, "follow": true }));
        talk
    }

    /// The screen, at 80×24, as an agent.
    pub fn terminal(&self, agent: &str) -> Terminal {
        self.terminal_with(agent, Size::NORMAL, &[], &[])
    }

    /// The screen with a size, arguments and further environment.
    pub fn terminal_with(
        &self,
        agent: &str,
        size: Size,
        args: &[&str],
        environment: &[(&str, &str)],
    ) -> Terminal {
        let mut all: Vec<(String, String)> =
            self.environment().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        if self.kind == Kind::Throwaway {
            all.push(("SIGAP_AS".to_owned(), agent.to_owned()));
        }
        all.extend(environment.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())));
        Terminal::open(Path::new(PROGRAM), args, &all, size)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if thread::panicking() {
            // Whatever is wrong has been said; here nothing may wait or fail again.
            if let Some(mut child) = self.daemon.lock().ok().and_then(|mut daemon| daemon.take()) {
                drop(child.kill());
                drop(child.wait());
                let log = fs::read_to_string(self.home().join("daemon.log")).unwrap_or_default();
                eprintln!("the daemon's log:\n{log}");
            }
            return;
        }
        self.stop();
        // Daemons that a command or terminal has started by itself.
        for socket in self.sockets() {
            let Some(pid) = Talk::pid_behind(&socket) else { continue };
            send(pid, Signal::SIGTERM);
            until("a desk to end", || Talk::pid_behind(&socket).is_none().then_some(()));
        }
    }
}

/// Sends a signal to a process that a test started.
pub fn send(pid: u32, signal: Signal) {
    let pid = Pid::from_raw(i32::try_from(pid).expect("a process id"));
    // It may have ended by itself in the meantime.
    let _ = kill(pid, signal);
}

/// Runs a command to its end with something on its standard input.
pub fn finish(mut command: Command, input: impl Read + Send + 'static) -> Told {
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = pipes.spawn().expect("the program is built");
    let mut stdin = child.stdin.take().expect("piped");
    let (mut out, mut err) =
        (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
    // It may end without reading everything: then the pipe is closed, and that is no matter.
    let feed = thread::spawn(move || drop(std::io::copy(&mut { input }, &mut stdin)));
    let out = thread::spawn(move || all(&mut out));
    let err = thread::spawn(move || all(&mut err));
    let status = until("the command to end", || child.try_wait().expect("it is our child"));
    let text = |reader: thread::JoinHandle<Vec<u8>>| {
        String::from_utf8_lossy(&reader.join().expect("read")).into_owned()
    };
    let told = Told { status, out: text(out), err: text(err) };
    drop(feed);
    told
}

fn all(from: &mut impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    from.read_to_end(&mut bytes).expect("a pipe can be read");
    bytes
}

/// The permission bits of a file or folder.
pub fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o7777
}

/// Lengthens a file piece by piece, so that a large one costs no memory.
pub fn append_repeated(path: &Path, piece: &[u8], times: usize) {
    let mut file = fs::File::options().append(true).open(path).expect("test file");
    for _ in 0..times {
        file.write_all(piece).expect("test file written");
    }
    file.flush().expect("test file written");
}
