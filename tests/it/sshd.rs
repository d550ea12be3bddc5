//! A house's desk behind a real OpenSSH server: throw-away users, keys and configuration in a
//! folder of their own, both programs where nothing else of the machine sees or keeps them. Never a
//! user, file or process that outlives the test.

use std::fmt::Write;
use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use nix::sys::signal::Signal;

use crate::copies::text;
use crate::desk::{Desk, Told, finish, send};
use crate::pty::{Size, Terminal};
use crate::server;
use crate::state::until;
use crate::tidy;

/// The user of the desk, an agent, and somebody with a login who is no agent: numbers that no
/// machine gives.
const USERS: [(&str, u32); 3] = [("sigap", 1_961_000), ("sari", 1_961_001), ("luar", 1_961_002)];
/// Options for a terminal, which brings along what it should not.
const TERMINAL: &[&str] = &["-tt", "-o", "SendEnv=LANG SIGAP_HOME"];
/// Makes the users known to what runs in it, keeps its own logs, and starts both programs. All of
/// it ends with the first of them.
const WITHIN: &str = r#"
    set -e
    mount --make-rprivate /
    for file in passwd group shadow; do mount --bind "$D/$file" "/etc/$file"; done
    mount -t tmpfs tmpfs /run
    mkdir -m 755 /run/sshd
    mount -t tmpfs tmpfs /var/log
    HOME=/nonexistent setpriv --reuid=sigap --regid=sigap --init-groups \
        "$D/sigap" daemon >"$D/daemon.out" 2>&1 &
    exec /usr/sbin/sshd -D -E "$D/sshd.log" -f "$D/sshd_config""#;

/// A desk of the house with a server in front of it.
pub struct Login {
    /// The desk.
    pub desk: Desk,
    port: u16,
    server: Child,
}

/// Sets one up. Where there is no OpenSSH or nobody may do it, says so; where that must not be,
/// as in CI, fails.
pub fn house() -> Option<Login> {
    let here = |program: &str| Path::new(program).exists();
    let is_there = ["/usr/sbin/sshd", "/usr/bin/ssh", "/usr/bin/setpriv"].into_iter().all(here);
    let may = Command::new("unshare").args(["--mount", "--pid", "--fork", "true"]).status();
    if is_there && may.is_ok_and(|status| status.success()) {
        return Some(Login::new());
    }
    let why = "nobody can log in to the desk here: OpenSSH's server and client, util-linux and \
               root are needed; tests/run says how to get them";
    assert!(std::env::var_os("CI").is_none(), "{why}");
    eprintln!("not run: {why}");
    None
}

impl Login {
    fn new() -> Login {
        let more = "group = \"sigap\"\nadministrators = [\"root\", \"sigap\"]\n";
        let (desk, socket) = server::house(more);
        for (folder, mode) in [("", 0o711), ("run", 0o755), ("run/sigap", 0o755), ("etc", 0o755)] {
            allow(&desk.folder(folder), mode);
        }
        allow(&desk.folder("etc").join("config.toml"), 0o644);
        give(&desk.home(), "sigap");
        give(&desk.folder("run/sigap"), "sigap");
        desk.program_for_all();
        people(&desk);
        keys(&desk);
        let (server, port) = serve(&desk);
        let login = Login { desk, port, server };
        until("the desk to serve", || UnixStream::connect(&socket).ok());
        login
    }

    /// Words of a command line as somebody who has a key: options, then what is to be run.
    fn words(&self, user: &str, options: &[&str], run: &[&str]) -> Vec<String> {
        let at = |name: &str| self.desk.folder(name).display().to_string();
        let mut words = vec!["-F".to_owned(), "none".to_owned(), "-i".to_owned(), at("key")];
        let known = format!("UserKnownHostsFile={}", at("known_hosts"));
        let fixed = ["IdentitiesOnly=yes", "StrictHostKeyChecking=yes", "BatchMode=yes", &known];
        let fixed = fixed.into_iter().flat_map(|option| ["-o", option]);
        words.extend(fixed.chain(options.iter().copied()).map(str::to_owned));
        words.extend(["-p".to_owned(), self.port.to_string(), format!("{user}@127.0.0.1")]);
        words.extend(run.iter().map(|&word| word.to_owned()));
        words
    }

    /// `ssh` with options, running something at the other end.
    pub fn ssh(&self, user: &str, options: &[&str], run: &[&str]) -> Command {
        let mut command = Command::new("/usr/bin/ssh");
        command.args(self.words(user, options, run));
        command.env_clear().env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
        command
    }

    /// The same to its end.
    pub fn runs(&self, user: &str, options: &[&str], run: &[&str]) -> Told {
        finish(self.ssh(user, options, run), &b""[..])
    }

    /// Copies a file to somebody's home folder, by `scp` with options.
    pub fn copy(&self, user: &str, options: &[&str], file: &Path) -> Told {
        let mut words = self.words(user, &[], &[]);
        let to = format!("{}:copied", words.pop().expect("where to"));
        words.iter_mut().filter(|word| *word == "-p").for_each(|word| "-P".clone_into(word));
        let mut command = Command::new("/usr/bin/scp");
        command.args(options).args(words).arg(file).arg(to);
        command.env_clear().env("PATH", "/usr/bin:/bin");
        finish(command, &b""[..])
    }

    /// Somebody's terminal, logged in, with options and what the client finds in its environment.
    pub fn terminal(&self, user: &str, options: &[&str], environment: &[(&str, &str)]) -> Terminal {
        self.open(self.words(user, &[TERMINAL, options].concat(), &[]), environment)
    }

    /// The same, asking for a command.
    pub fn terminal_running(&self, user: &str, run: &[&str]) -> Terminal {
        self.open(self.words(user, TERMINAL, run), &[])
    }

    fn open(&self, words: Vec<String>, more: &[(&str, &str)]) -> Terminal {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let own = [
            ("PATH", "/usr/bin:/bin"),
            ("TERM", "xterm-256color"),
            ("LANG", "en_US.UTF-8"),
            ("SIGAP_HOME", "/tmp"),
        ];
        let all = own.iter().chain(more);
        let all: Vec<_> = all.map(|(name, value)| (name.to_string(), value.to_string())).collect();
        Terminal::open(Path::new("/usr/bin/ssh"), &words, &all, Size::NORMAL)
    }

    /// Somebody's home folder.
    pub fn home_of(&self, user: &str) -> PathBuf {
        self.desk.folder(user)
    }

    /// Processes of the program that run as somebody.
    pub fn sessions(&self, user: &str) -> Vec<PathBuf> {
        let (program, uid) = (self.desk.folder("sigap"), uid(user));
        let all = fs::read_dir("/proc").expect("there").filter_map(Result::ok);
        let is_one = |process: &PathBuf| {
            use std::os::unix::fs::MetadataExt;
            let is_theirs = fs::metadata(process).is_ok_and(|about| about.uid() == uid);
            is_theirs && fs::read_link(process.join("exe")).is_ok_and(|exe| exe == program)
        };
        all.map(|entry| entry.path()).filter(is_one).collect()
    }

    /// What the server has written down.
    pub fn log(&self) -> String {
        fs::read_to_string(self.desk.folder("sshd.log")).unwrap_or_default()
    }
}

impl Drop for Login {
    fn drop(&mut self) {
        // All that was begun within ends with it.
        send(self.server.id(), Signal::SIGKILL);
        drop(self.server.wait());
        if std::thread::panicking() {
            let desk = fs::read_to_string(self.desk.folder("daemon.out")).unwrap_or_default();
            eprintln!("the server's log:\n{}\nthe desk's:\n{desk}", self.log());
        }
        until("every session to end", || self.sessions("sari").is_empty().then_some(()));
        until("the desk to end", || self.sessions("sigap").is_empty().then_some(()));
    }
}

fn uid(user: &str) -> u32 {
    USERS.iter().find(|(name, _)| *name == user).expect("a user").1
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("its mode is changed");
}

fn give(path: &Path, user: &str) {
    chown(path, Some(uid(user)), Some(uid(user))).expect("root may");
}

/// The machine's users and groups with those of the test.
fn people(desk: &Desk) {
    let is_ours = |line: &&str| USERS.iter().any(|(name, _)| line.starts_with(&format!("{name}:")));
    let mut files = ["passwd", "group", "shadow"].map(|name| {
        let all = fs::read_to_string(format!("/etc/{name}")).expect("root reads it");
        let others = all.lines().filter(|line| !is_ours(line));
        (name, others.fold(String::new(), |all, line| all + line + "\n"))
    });
    for (user, uid) in USERS {
        let home = desk.folder(user);
        let members = if user == "sigap" { "sari" } else { "" };
        let lines = [
            format!("{user}:x:{uid}:{uid}::{}:/bin/sh", home.display()),
            format!("{user}:x:{uid}:{members}"),
            format!("{user}:*:20000:0:99999:7:::"),
        ];
        for ((_, text), line) in files.iter_mut().zip(lines) {
            writeln!(text, "{line}").expect("text can be added to text");
        }
        if user != "sigap" {
            fs::create_dir(&home).expect("made");
            fs::create_dir(home.join(".ssh")).expect("made");
            give(&home, user);
            give(&home.join(".ssh"), user);
        }
    }
    for (name, text) in files {
        fs::write(desk.folder(name), text).expect("written");
        allow(&desk.folder(name), if name == "shadow" { 0o600 } else { 0o644 });
    }
}

/// The server's key, and one key that both users may log in with.
fn keys(desk: &Desk) {
    for name in ["host_key", "key"] {
        let mut command = Command::new("/usr/bin/ssh-keygen");
        command.args(["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", text(&desk.folder(name))]);
        assert!(command.status().expect("it is there").success());
    }
    let key = fs::read_to_string(desk.folder("key.pub")).expect("made");
    for user in ["sari", "luar"] {
        let file = desk.folder(user).join(".ssh/authorized_keys");
        fs::write(&file, &key).expect("written");
        allow(&file, 0o600);
        give(&file, user);
    }
}

/// What the house would have, and the snippet of the package: the program is the one under test,
/// and a line that was cut is noticed sooner.
fn configuration(desk: &Desk, port: u16) -> String {
    let mut snippet = tidy::read("packaging/sshd.conf");
    let replaced = [
        ("/usr/bin/sigap", desk.folder("sigap").display().to_string()),
        ("ClientAliveInterval 15", "ClientAliveInterval 1".to_owned()),
        ("ClientAliveCountMax 3", "ClientAliveCountMax 2".to_owned()),
    ];
    for (from, to) in replaced {
        assert!(snippet.contains(from), "sshd.conf has no {from}");
        snippet = snippet.replace(from, &to);
    }
    let (host_key, etc) = (desk.folder("host_key"), desk.folder("etc"));
    format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nPidFile none\nUsePAM no\n\
         PasswordAuthentication no\nKbdInteractiveAuthentication no\nLogLevel VERBOSE\n\
         PermitTunnel yes\nAllowTcpForwarding yes\nAllowAgentForwarding yes\n\
         Subsystem sftp /usr/lib/openssh/sftp-server\nSetEnv SIGAP_ETC={}\n{snippet}",
        host_key.display(),
        etc.display()
    )
}

/// Starts both programs; takes another port when somebody was faster.
fn serve(desk: &Desk) -> (Child, u16) {
    loop {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("it has one").port();
        drop(free);
        fs::write(desk.folder("sshd_config"), configuration(desk, port)).expect("written");
        let key = fs::read_to_string(desk.folder("host_key.pub")).expect("made");
        fs::write(desk.folder("known_hosts"), format!("[127.0.0.1]:{port} {key}")).expect("known");
        let mut command = Command::new("unshare");
        command.args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", WITHIN]);
        command.env_clear().envs(desk.environment()).env_remove("SIGAP_HOME");
        command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("D", desk.folder(""));
        let mut server = command.stdin(Stdio::null()).spawn().expect("unshare");
        let log = || fs::read_to_string(desk.folder("sshd.log")).unwrap_or_default();
        let serves = until("the server", || match server.try_wait().expect("our child") {
            Some(status) if log().contains("in use") => {
                assert!(!status.success());
                Some(false)
            }
            Some(status) => panic!("the server ended ({status}): {}", log()),
            None => log().contains("Server listening").then_some(true),
        });
        if serves {
            return (server, port);
        }
        fs::remove_file(desk.folder("sshd.log")).expect("read");
    }
}
