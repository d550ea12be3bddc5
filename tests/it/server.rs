//! The house's desk as systemd starts it and as its users meet it: the socket that is handed over,
//! what is told of the start, who is let in and as what. Never systemd itself.

use std::fs::{self, Permissions};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::copies::{at, empty_home, text};
use crate::desk::{Desk, Kind, PROGRAM, Told, finish, send};
use crate::state::PATIENCE;
use crate::talk::Talk;
use crate::tidy;

/// The house's desk: its configuration with something more in it, and where its socket is to be.
pub fn house(more: &str) -> (Desk, PathBuf) {
    let desk = Desk::closed(Kind::Personal);
    let socket = desk.folder("run").join("sigap/desk.sock");
    fs::create_dir(desk.folder("run").join("sigap")).expect("made");
    let config = format!("home = {:?}\nsocket = {socket:?}\n{more}", desk.home());
    fs::write(desk.folder("etc").join("config.toml"), config).expect("written");
    (desk, socket)
}

/// Tells whether the tests run as root, whose word alone the house's configuration is.
fn is_root() -> bool {
    let is_root = nix::unistd::geteuid().is_root();
    if !is_root {
        eprintln!("not run: only root can set up a desk for the house");
    }
    is_root
}

/// What a shell runs to become a program's daemon that takes its standard input for the socket.
pub const TAKES_THE_SOCKET: &str =
    "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" daemon";

fn shell(desk: &Desk) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", TAKES_THE_SOCKET, PROGRAM]).env_clear().envs(desk.environment());
    command.env_remove("SIGAP_HOME");
    command
}

/// Starts the desk with what systemd gives: a socket, and a place to tell it how it goes.
pub fn activated(mut command: Command, listener: &UnixListener, told: &Path) -> Child {
    command.env("NOTIFY_SOCKET", told);
    let listener: OwnedFd = listener.try_clone().expect("another handle").into();
    command.stdin(Stdio::from(listener)).stdout(Stdio::null()).stderr(Stdio::piped());
    command.spawn().expect("a shell")
}

/// Hears what systemd would until it is what is wanted.
pub fn hear(from: &UnixDatagram, wanted: &str) -> String {
    let mut all = String::new();
    let mut piece = [0; 4096];
    while !all.contains(wanted) {
        let count = from.recv(&mut piece).unwrap_or_else(|why| panic!("{why} after: {all}"));
        all.push_str(&String::from_utf8_lossy(&piece[..count]));
        all.push('\n');
    }
    all
}

#[test]
fn a_desk_serves_the_socket_that_systemd_hands_over_and_tells_it_how_it_goes() {
    if !is_root() {
        return;
    }
    let (desk, socket) = house("");
    let listener = UnixListener::bind(&socket).expect("bound");
    let told = desk.folder("run").join("notify");
    let systemd = UnixDatagram::bind(&told).expect("bound");
    systemd.set_read_timeout(Some(PATIENCE)).expect("set");
    let mut early = Talk::open(&socket);
    let mut daemon = activated(shell(&desk), &listener, &told);
    let said = hear(&systemd, "READY=1");
    assert!(said.contains("STATUS=Open at "), "{said}");
    let hello = json!({ "protocol": 1, "program": "test" });
    early.greet(hello);
    drop(early);
    let status = daemon.try_wait().expect("our child");
    assert_eq!(status, None, "it stays when nobody is there");
    send(daemon.id(), Signal::SIGTERM);
    hear(&systemd, "STOPPING=1");
    let ended = daemon.wait_with_output().expect("it ends");
    let log = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{log}");
    assert!(log.lines().all(|line| line.starts_with('<')) && log.contains("<6>opened"), "{log}");
    assert!(!desk.home().join("daemon.log").exists(), "the journal has it");
    assert!(UnixStream::connect(&socket).is_ok(), "who comes meanwhile is not turned away");
}

#[test]
fn a_socket_at_another_place_than_where_agents_look_is_not_served() {
    if !is_root() {
        return;
    }
    let (desk, socket) = house("");
    let elsewhere = socket.with_file_name("other.sock");
    let listener = UnixListener::bind(&elsewhere).expect("bound");
    let told = desk.folder("run").join("nobody");
    let daemon = activated(shell(&desk), &listener, &told);
    let ended = daemon.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(3), "{said}");
    assert!(said.contains("ListenStream= in sigap.socket"), "{said}");
}

/// Runs a command as another Unix user, who may look where the desk is and no further.
fn as_user(desk: &Desk, user: &str, args: &[&str]) -> Told {
    let group = nix::unistd::User::from_name(user).ok().flatten().expect("a user").gid;
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--regid", &group.to_string(), "--clear-groups"]);
    command.arg(desk.program_for_all()).args(args).env_clear().envs(desk.environment());
    command.env_remove("SIGAP_HOME").env_remove("XDG_RUNTIME_DIR").env("HOME", "/nonexistent");
    finish(command, &b""[..])
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("its mode is changed");
}

/// The house's desk for members of `nogroup`, whose socket others see.
fn for_nogroup(more: &str) -> (Desk, PathBuf) {
    let (desk, socket) = house(&format!("group = \"nogroup\"\n{more}"));
    for open in ["", "run", "run/sigap", "etc"] {
        allow(&desk.folder(open), 0o755);
    }
    let mut daemon = desk.command(&["daemon", "--spawned"]);
    daemon.env_remove("SIGAP_HOME");
    desk.start_as(daemon);
    (desk, socket)
}

#[test]
fn who_is_not_in_the_group_is_told_whom_to_ask_and_gets_no_socket() {
    if !is_root() {
        return;
    }
    let (desk, socket) = for_nogroup("");
    let about = fs::metadata(&socket).expect("there");
    assert_eq!(about.permissions().mode() & 0o777, 0o660);
    let told = as_user(&desk, "nobody", &["customer", "add", "--name", "Siti Rahayu"]);
    assert!(told.status.success(), "a member: {told:?}");
    let told = as_user(&desk, "daemon", &["find", "siti"]);
    assert_eq!(told.status.code(), Some(3), "{told:?}");
    for words in ["members of the group nogroup", text(&socket), "adduser NAME nogroup"] {
        assert!(told.err.contains(words), "{words}: {told:?}");
    }
    assert!(!told.out.contains("Siti") && !told.err.contains("Siti"), "{told:?}");
    // A socket that somebody has opened to everybody lets nobody in either.
    allow(&socket, 0o666);
    let told = as_user(&desk, "daemon", &["find", "siti"]);
    assert_eq!(told.status.code(), Some(3), "{told:?}");
    assert!(told.err.contains("daemon is not in the group nogroup"), "{told:?}");
}

#[test]
fn a_role_comes_from_a_unix_group_until_the_roster_says_otherwise() {
    if !is_root() {
        return;
    }
    let more = "administrators = [\"root\"]\n[roles]\nauditor = [\"@nogroup\"]\n";
    let (desk, _) = for_nogroup(more);
    let add = ["customer", "add", "--name", "Siti Rahayu"];
    let told = as_user(&desk, "nobody", &add);
    assert_eq!(told.status.code(), Some(1), "an auditor reads only: {told:?}");
    desk.ok_house(&["agent", "role", "nobody", "agent"]);
    let told = as_user(&desk, "nobody", &add);
    assert!(told.status.success(), "{told:?}");
}

#[test]
fn what_a_gateway_user_does_for_two_agents_is_theirs_and_its_own_name_is_kept() {
    if !is_root() {
        return;
    }
    let (desk, _) = house("administrators = [\"root\"]\n[act_as]\nroot = [\"sari\", \"budi\"]\n");
    desk.start();
    let run = |agent: &str, args: &[&str]| {
        let mut command = desk.command(args);
        command.env("SIGAP_AS", agent).env_remove("SIGAP_HOME");
        let told = finish(command, &b""[..]);
        assert!(told.status.success(), "{agent} {args:?}: {told:?}");
        told.out
    };
    run("sari", &["customer", "add", "--name", "Siti Rahayu"]);
    run("budi", &["ticket", "open", "C-1", "--topic", "BI", "--subject", "twice"]);
    run("budi", &["ticket", "note", "T-1", "--note", "calls back"]);
    run("budi", &["undo"]);
    desk.ok_house(&["customer", "amend", "C-1", "--city", "Medan"]);
    for agent in ["sari", "budi"] {
        run(agent, &["customer", "show", "C-1"]);
    }
    desk.ok_house(&["customer", "show", "C-1"]);
    let rows = |args: &[&str]| -> Vec<(Value, Value)> {
        let out = desk.ok_house(&[args, &["--json"]].concat());
        let rows = out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        rows.map(|row| (row["by"].clone(), row["via"].clone())).collect()
    };
    let (sari, budi) = ((json!("sari"), json!("root")), (json!("budi"), json!("root")));
    let own = (json!("root"), Value::Null);
    let audit = rows(&["audit"]);
    let count = |who: &(Value, Value)| audit.iter().filter(|row| *row == who).count();
    assert_eq!((count(&sari), count(&own)), (1, 1), "{audit:?}");
    assert_eq!(count(&budi) + 2, audit.len(), "{audit:?}");
    assert_eq!(rows(&["audit", "--by", "root"]), audit, "whatever went through it");
    assert_eq!(rows(&["audit", "--by", "sari"]), std::slice::from_ref(&sari));
    let looks = rows(&["audit", "looks", "--customer", "C-1"]);
    assert!([&sari, &budi, &own].iter().all(|who| looks.contains(who)), "{looks:?}");
    for told in [desk.ok_house(&["audit"]), desk.ok_house(&["audit", "looks"])] {
        assert!(told.contains("sari via root") && told.contains("budi via root"), "{told}");
    }
    // It stays in a copy by lines, when the customer goes and when the desk starts anew.
    let lines = desk.ok_house(&["journal", "export"]);
    let (copy, file) = (empty_home(&desk, "copy"), desk.write("lines", &lines));
    let told = at(&desk, &copy, &["journal", "import", text(&file)]);
    assert!(told.status.success(), "{told:?}");
    assert_eq!(at(&desk, &copy, &["journal", "export"]).out, lines);
    desk.ok_house(&["customer", "erase", "C-1", "--reason", "asked", "--yes"]);
    desk.stop();
    desk.start();
    assert_eq!(rows(&["audit"])[..audit.len()], audit);
}

/// What the doctor says of one thing on a machine that lies below the test's folder.
fn finding(desk: &Desk, check: &str) -> Option<String> {
    let mut command = desk.command(&["doctor", "--json"]);
    command.env_remove("SIGAP_HOME").env("SIGAP_ETC", desk.folder("etc/sigap"));
    let told = finish(command, &b""[..]);
    let rows = told.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let is_it = |row: &Value| row["check"] == check;
    let said = |row: Value| format!("{} {}", row["level"], row["sentence"]).replace('"', "");
    rows.filter(is_it).map(said).next()
}

#[test]
fn the_doctor_looks_at_the_machine_that_a_house_has_its_desk_on() {
    if !is_root() {
        return;
    }
    let (desk, socket) = for_nogroup("[roles]\nauditor = [\"@nobody-has-it\"]\n");
    fs::create_dir(desk.folder("etc/sigap")).expect("made");
    let config = desk.folder("etc/config.toml");
    fs::copy(&config, desk.folder("etc/sigap/config.toml")).expect("copied");
    let is = |check: &str, wanted: &str| {
        let said = finding(&desk, check);
        let said = said.unwrap_or_else(|| panic!("{check} is not looked at"));
        assert!(said.starts_with(wanted), "{check}: {said}");
    };
    let make = |folder: &str| fs::create_dir_all(desk.folder(folder)).expect("made");
    let write = |file: &str, text: &str| fs::write(desk.folder(file), text).expect("written");
    is("group", "ok Members of the group nogroup");
    is("socket", "ok ");
    is("backup", "warn Nobody takes backups");
    is("clock", "ok At the desk it is");
    assert_eq!((finding(&desk, "start"), finding(&desk, "login")), (None, None), "no such thing");
    make("run/systemd/system");
    is("start", "warn It is not there by itself");
    is("clock", "warn At the desk it is");
    make("run/chrony");
    is("clock", "ok ");
    make("etc/systemd/system/sockets.target.wants");
    write("etc/systemd/system/sockets.target.wants/sigap.socket", "");
    is("start", "ok ");
    make("etc/ssh/sshd_config.d");
    write("etc/ssh/sshd_config", "PermitRootLogin no\n");
    is("login", "warn A login of the group nogroup");
    let snippet = tidy::read("packaging/sshd.conf").replace("Group sigap", "Group nogroup");
    write("etc/ssh/sshd_config.d/sigap.conf", &snippet);
    is("login", "ok ");
    make("etc/systemd/system/timers.target.wants");
    write("etc/systemd/system/timers.target.wants/sigap-backup.timer", "");
    make("var/backups/sigap");
    is("backup", "warn There is none");
    write("var/backups/sigap/sigap-1.tar", "");
    is("backup", "ok The newest");
    let old = fs::File::options().write(true).open(desk.folder("var/backups/sigap/sigap-1.tar"));
    let days = Duration::from_secs(3 * 24 * 3_600);
    old.and_then(|file| file.set_modified(SystemTime::now() - days)).expect("made older");
    is("backup", "fail The newest");
    allow(&socket, 0o666);
    is("socket", "fail ");
    allow(&socket, 0o660);
    std::os::unix::fs::chown(&socket, None, Some(0)).expect("root may");
    is("socket", "fail ");
}

#[test]
fn a_desk_that_systemd_starts_again_is_missed_by_nobody() {
    if !is_root() {
        return;
    }
    let (desk, socket) = house("");
    let listener = UnixListener::bind(&socket).expect("bound");
    let told = desk.folder("run").join("notify");
    let systemd = UnixDatagram::bind(&told).expect("bound");
    systemd.set_read_timeout(Some(PATIENCE)).expect("set");
    let mut first = activated(shell(&desk), &listener, &told);
    hear(&systemd, "READY=1");
    desk.ok_house(&["customer", "add", "--name", "Budi"]);
    let mut terminal = desk.terminal("root");
    terminal.wait_for("Queue");
    send(first.id(), Signal::SIGKILL);
    first.wait().expect("our child");
    // Who comes while there is no desk waits at the socket, and is served by the next one.
    let mut waits = desk.command(&["customer", "add", "--name", "Siti Rahayu"]);
    let mut waits = waits.env_remove("SIGAP_HOME").stdout(Stdio::null()).spawn().expect("built");
    let mut second = activated(shell(&desk), &listener, &told);
    hear(&systemd, "READY=1");
    assert!(waits.wait().expect("our child").success());
    terminal.keys("/siti").wait_for("Siti Rahayu").keys("<Enter>");
    terminal.wait_for("History  Siti Rahayu");
    terminal.keys("iTE").types("the line is dead").keys("<Enter>").wait_for("the line is dead");
    terminal.keys("q");
    terminal.wait_end();
    send(second.id(), Signal::SIGTERM);
    second.wait().expect("our child");
}

#[test]
fn a_configuration_that_others_could_have_written_is_not_believed() {
    if !is_root() {
        return;
    }
    let (desk, _) = house("");
    let (folder, file) = (desk.folder("etc"), desk.folder("etc").join("config.toml"));
    for (path, mode) in [(&folder, 0o777), (&folder, 0o775), (&file, 0o666), (&file, 0o664)] {
        let before = crate::desk::mode(path);
        allow(path, mode);
        for args in [&["find", "siti"][..], &["daemon"]] {
            let mut command = desk.command(args);
            command.env_remove("SIGAP_HOME");
            let told = finish(command, &b""[..]);
            assert_eq!(told.status.code(), Some(6), "{mode:o} {told:?}");
            let words = format!("{} may be written by others", path.display());
            assert!(told.err.contains(&words), "{mode:o} {told:?}");
        }
        allow(path, before);
    }
    for path in [&folder, &file] {
        std::os::unix::fs::chown(path, Some(65_534), None).expect("root may");
        let mut command = desk.command(&["find", "siti"]);
        command.env_remove("SIGAP_HOME");
        assert_eq!(finish(command, &b""[..]).status.code(), Some(6), "{}", path.display());
        std::os::unix::fs::chown(path, Some(0), None).expect("root may");
    }
}
