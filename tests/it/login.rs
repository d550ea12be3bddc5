//! A login to the house's desk over SSH, by the snippet of the package and a real OpenSSH: the desk
//! and nothing else. What is refused to an agent is tried by somebody else first, who may.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;

use crate::copies::text;
use crate::desk::{finish, send};
use crate::pty::Terminal;
use crate::sshd::{self, Login};
use crate::state::{PATIENCE, until};

/// A draft is at most a second old; a busy test machine may add one.
const DRAFT_AGE: Duration = Duration::from_secs(2);
/// What was typed when the line was cut.
const TYPED: &str = "the line is dead since Mon";

/// An agent's terminal on a desk with a customer.
fn at_the_desk(login: &Login) -> Terminal {
    login.desk.ok_house(&["customer", "add", "--name", "Nur Halimah", "--phone", "081233445566"]);
    let mut terminal = login.terminal("sari", &[], &[]);
    terminal.wait_for("Queue").wait_for("sari");
    terminal
}

#[test]
fn an_agent_lands_in_the_desk_and_brings_no_settings_along() {
    let Some(login) = sshd::house() else { return };
    let mut terminal = at_the_desk(&login);
    terminal.keys("445566<Enter>").wait_for("History  Nur Halimah");
    let sessions = login.sessions("sari");
    assert_eq!(sessions.len(), 1, "{sessions:?}");
    let environment = fs::read_to_string(sessions[0].join("environ")).expect("it runs");
    let names: Vec<&str> =
        environment.split('\0').filter_map(|one| one.split('=').next()).collect();
    for (name, is_there) in
        [("LANG", true), ("TERM", true), ("SIGAP_HOME", false), ("SSH_AUTH_SOCK", false)]
    {
        assert_eq!(names.contains(&name), is_there, "{name}: {names:?}");
    }
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn an_agent_runs_no_other_command_with_a_terminal_or_without() {
    let Some(login) = sshd::house() else { return };
    let told = login.runs("luar", &[], &["id"]);
    assert!(told.out.contains("uid="), "whoever is no agent may: {told:?}");
    let told = login.runs("sari", &[], &["id"]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    assert!(!told.out.contains("uid=") && told.err.contains("opens the desk"), "{told:?}");
    let mut terminal = login.terminal_running("sari", &["id; exec sh"]);
    terminal.wait_for("Welcome to sigap");
    assert!(!String::from_utf8_lossy(terminal.raw()).contains("uid="), "{}", terminal.screen());
    // What leaves a terminal for a moment elsewhere leads to no shell here.
    terminal.keys("<C-z>").wait_for("There is no shell").keys("q");
    assert_eq!(terminal.wait_end(), 0, "{}", terminal.screen());
}

#[test]
fn an_agent_copies_no_file_to_the_server_by_either_protocol() {
    let Some(login) = sshd::house() else { return };
    let file = login.desk.write("words.txt", "words");
    for options in [&["-s"][..], &["-O"]] {
        let told = login.copy("luar", options, &file);
        assert!(told.status.success(), "whoever is no agent may: {options:?}: {told:?}");
        let told = login.copy("sari", options, &file);
        assert!(!told.status.success(), "{options:?}: {told:?}");
    }
    let is_copied = |user: &str| login.home_of(user).join("copied").exists();
    assert!(is_copied("luar") && !is_copied("sari"));
}

/// Something on the machine that an agent may not reach, which greets whoever comes.
struct Inside {
    port: u16,
}

impl Inside {
    fn open() -> Inside {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("it has one").port();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // Whoever came may have gone.
                drop((&stream).write_all(b"inside\n"));
            }
        });
        Inside { port }
    }

    /// Tells whether somebody reaches it by a port that leads there, through a proxy or straight.
    fn is_reached(&self, port: u16, by: Proxy) -> bool {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
        stream.set_read_timeout(Some(PATIENCE)).expect("set");
        if by == Proxy::Socks {
            let [high, low] = self.port.to_be_bytes();
            let ask = [4, 1, high, low, 127, 0, 0, 1, 0];
            stream.write_all(&ask).expect("the proxy listens");
        }
        let mut said = Vec::new();
        let mut piece = [0; 64];
        while let Ok(count @ 1..) = stream.read(&mut piece) {
            said.extend_from_slice(&piece[..count]);
            if said.ends_with(b"inside\n") {
                return true;
            }
        }
        false
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proxy {
    None,
    Socks,
}

fn free_port() -> u16 {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    free.local_addr().expect("it has one").port()
}

/// Whether somebody gets inside by a forwarding of their own end, while a login stands.
fn forwards(login: &Login, user: &str, inside: &Inside, by: Proxy) -> bool {
    let port = free_port();
    let way = match by {
        Proxy::None => ["-L".to_owned(), format!("{port}:127.0.0.1:{}", inside.port)],
        Proxy::Socks => ["-D".to_owned(), format!("127.0.0.1:{port}")],
    };
    let mut command =
        login.ssh(user, &["-N", "-o", "ExitOnForwardFailure=yes", &way[0], &way[1]], &[]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let _tunnel = Running(command.spawn().expect("ssh"));
    until("the tunnel's end here", || TcpStream::connect(("127.0.0.1", port)).ok());
    inside.is_reached(port, by)
}

/// A process that ends with the test, whatever becomes of it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn an_agent_gets_no_way_through_to_the_network() {
    let Some(login) = sshd::house() else { return };
    let inside = Inside::open();
    for by in [Proxy::None, Proxy::Socks] {
        assert!(forwards(&login, "luar", &inside, by), "whoever is no agent may: {by:?}");
        assert!(!forwards(&login, "sari", &inside, by), "{by:?}");
    }
    let to = format!("127.0.0.1:{}", inside.port);
    let told = login.runs("luar", &["-W", &to], &[]);
    assert!(told.out.contains("inside"), "whoever is no agent may: {told:?}");
    let told = login.runs("sari", &["-W", &to], &[]);
    assert!(!told.status.success() && !told.out.contains("inside"), "{told:?}");
    // And nobody gets from the machine to an agent.
    let back = format!("127.0.0.1:0:{to}");
    let strict = ["-o", "ExitOnForwardFailure=yes", "-R", &back];
    let told = login.runs("luar", &strict, &["true"]);
    assert!(told.status.success(), "whoever is no agent may: {told:?}");
    let told = login.runs("sari", &[&["-N"], &strict[..]].concat(), &[]);
    assert!(told.err.contains("remote port forwarding failed"), "{told:?}");
}

#[test]
fn an_agent_brings_no_keys_of_an_ssh_agent_along() {
    let Some(login) = sshd::house() else { return };
    let socket = login.desk.folder("agent.sock");
    let mut agent = Command::new("/usr/bin/ssh-agent");
    agent.arg("-D").arg("-a").arg(&socket).stdout(Stdio::null());
    let _agent = Running(agent.spawn().expect("it is there"));
    until("the agent", || socket.exists().then_some(()));
    let mut command = login.ssh("luar", &["-A"], &["echo \"at ${SSH_AUTH_SOCK:-none}\""]);
    command.env("SSH_AUTH_SOCK", &socket);
    let told = finish(command, &b""[..]);
    assert!(told.out.starts_with("at /"), "whoever is no agent may: {told:?}");
    let mut terminal = login.terminal("sari", &["-A"], &[("SSH_AUTH_SOCK", text(&socket))]);
    terminal.wait_for("sari");
    let environment = fs::read_to_string(login.sessions("sari")[0].join("environ"));
    assert!(!environment.expect("it runs").contains("SSH_AUTH_SOCK"));
}

#[test]
fn who_has_a_login_and_is_no_agent_is_told_whom_to_ask() {
    let Some(login) = sshd::house() else { return };
    let program = login.desk.folder("sigap").display().to_string();
    let told = login.runs("luar", &[], &[&program, "find", "siti"]);
    assert_eq!(told.status.code(), Some(3), "{told:?}");
    assert!(told.err.contains("Only members of the group sigap"), "{told:?}");
    assert!(told.err.contains("adduser NAME sigap"), "{told:?}");
}

/// Waits until what was typed is kept, and says how long after it was on the screen.
fn kept(login: &Login) -> Duration {
    let since = Instant::now();
    let folder = login.desk.home().join("drafts/sari");
    until("the draft to be kept", || {
        let files = fs::read_dir(&folder).ok()?.filter_map(Result::ok);
        let holds = |file: &Path| fs::read_to_string(file).is_ok_and(|text| text.contains(TYPED));
        files.map(|entry| entry.path()).any(|file| holds(&file)).then_some(())
    });
    since.elapsed()
}

/// Cuts the line while something is typed; the next login has it.
fn outlives(cut: impl Fn(&mut Terminal)) {
    let Some(login) = sshd::house() else { return };
    let mut terminal = at_the_desk(&login);
    terminal.keys("445566<Enter>").wait_for("History  Nur Halimah");
    terminal.keys("iTE").types(TYPED).wait_for("since Mon");
    let age = kept(&login);
    assert!(age < DRAFT_AGE, "kept after {age:?}");
    cut(&mut terminal);
    until("the session to end", || login.sessions("sari").is_empty().then_some(()));
    terminal.kill();
    let mut again = login.terminal("sari", &[], &[]);
    again.wait_for("One unsaved text is waiting").keys("gd").wait_for(TYPED);
}

#[test]
fn a_line_that_breaks_loses_nothing_and_the_next_login_offers_what_was_typed() {
    outlives(|terminal| terminal.kill());
}

#[test]
fn a_line_that_only_falls_silent_is_noticed_and_loses_nothing_either() {
    outlives(|terminal| send(terminal.pid(), Signal::SIGSTOP));
}
