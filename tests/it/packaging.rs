//! The systemd units: what they run is what the program takes, and works where they let it. Never
//! systemd itself, which a container has not.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::copies::text;
use crate::desk::{Desk, Kind, PROGRAM, Told, finish, send};
use crate::server;
use crate::state::PATIENCE;
use crate::tidy;

/// Where the units keep backups.
const BACKUPS: &str = "/var/backups/sigap";
/// What the units rely on to keep the program where it may be; `SANDBOX` does the same.
const RULES: [(&str, &str); 6] = [
    ("ProtectSystem", "strict"),
    ("ProtectHome", "tmpfs"),
    ("PrivateNetwork", "yes"),
    ("NoNewPrivileges", "yes"),
    ("CapabilityBoundingSet", ""),
    ("RestrictAddressFamilies", "AF_UNIX"),
];
/// Nothing can be written but in `$RW`, there is no home folder, no network, and root is nobody
/// special.
const SANDBOX: &str = r#"
    set -e
    mount --make-rprivate /
    mount --bind "$RW" "$RW"
    for at in $(findmnt -rn -o TARGET | grep -vE '^/(proc|sys|dev)'); do
        mount -o remount,bind,ro "$at"
    done
    mount -o remount,bind,rw "$RW"
    mount -t tmpfs -o mode=755,ro tmpfs "$HOME"
    exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all -- "$@""#;

/// A unit's settings, the last of each name.
fn settings(unit: &str) -> BTreeMap<String, String> {
    let text = tidy::read(&format!("packaging/{unit}"));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The units of a kind, by name without its ending.
fn units(ending: &str) -> Vec<String> {
    let name = |path: &String| {
        Path::new(path).file_stem().and_then(|name| name.to_str()).map(str::to_owned)
    };
    tidy::files("packaging", ending).iter().filter_map(name).collect()
}

/// The services that do their work and end; the desk itself stays.
fn tasks() -> Vec<String> {
    let mut all = units("service");
    all.retain(|unit| settings(&format!("{unit}.service"))["Type"] == "oneshot");
    all
}

/// What each of them runs, with another folder for the backups.
fn commands(backups: &Path) -> Vec<Vec<String>> {
    let words = |unit: String| {
        let run = settings(&format!("{unit}.service")).remove("ExecStart").expect("it runs");
        let words = run.strip_prefix("/usr/bin/sigap ").expect("the installed program");
        words.replace(BACKUPS, text(backups)).split(' ').map(str::to_owned).collect()
    };
    tasks().into_iter().map(words).collect()
}

/// The house's desk with a customer and rules of age, served; its folder of backups.
fn house() -> (Desk, PathBuf) {
    let desk = Desk::closed(Kind::Personal);
    let socket = desk.folder("run").join("sigap/desk.sock");
    let config =
        format!("home = {:?}\nsocket = {socket:?}\nadministrators = [\"root\"]\n", desk.home());
    fs::write(desk.folder("etc").join("config.toml"), config).expect("written");
    let rules = "[retention]\ncustomers_without_contact_days = 30\n";
    fs::write(desk.home().join("desk.toml"), rules).expect("written");
    let mut daemon = desk.command(&["daemon", "--spawned"]);
    daemon.env_remove("SIGAP_HOME");
    desk.start_as(daemon);
    desk.ok(&["customer", "add", "--name", "Siti Rahayu"]);
    let backups = desk.file("backups");
    fs::create_dir(&backups).expect("made");
    (desk, backups)
}

/// Runs a program as the units let it run.
fn sandboxed(desk: &Desk, backups: &Path, args: &[&str]) -> Told {
    finish(sandbox(desk, backups, args), &b""[..])
}

fn sandbox(desk: &Desk, writable: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--net", "sh", "-c", SANDBOX, "sandbox"]).args(args);
    command.env_clear().envs(desk.environment()).env_remove("SIGAP_HOME");
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("RW", writable);
    command
}

/// Tells whether rights can be taken away here as systemd does; says so when not.
fn can_shut_in(desk: &Desk, writable: &Path) -> bool {
    let is_root = nix::unistd::geteuid().is_root();
    let can = is_root && sandboxed(desk, writable, &["true"]).status.success();
    if !can {
        eprintln!("not run: only root with unshare, mount and setpriv can take rights away");
    }
    can
}

#[test]
fn every_command_in_the_units_is_one_that_the_program_takes() {
    let desk = Desk::closed(Kind::Personal);
    let rules = "[retention]\ncustomers_without_contact_days = 30\n";
    fs::write(desk.home().join("desk.toml"), rules).expect("written");
    desk.ok(&["customer", "add", "--name", "Siti Rahayu"]);
    let pages = desk.file("man");
    desk.ok(&["man", "--to", text(&pages)]);
    let (services, timers) = (units("service"), units("timer"));
    assert!(tasks().len() >= 2 && timers.iter().all(|timer| services.contains(timer)));
    fs::create_dir(desk.file("backups")).expect("as docs/data.md says");
    for words in commands(&desk.file("backups")) {
        desk.ok(&words);
    }
    for service in services {
        let page = settings(&format!("{service}.service")).remove("Documentation");
        let page = page.and_then(|page| Some(page.strip_prefix("man:")?.replace("(1)", ".1")));
        let page = page.unwrap_or_else(|| panic!("{service} has no page"));
        assert!(pages.join(&page).exists(), "{service}: {page}");
    }
    assert_eq!(fs::read_dir(desk.file("backups")).expect("made").count(), 1);
}

#[test]
fn the_units_do_their_work_within_their_sandbox_with_the_desk_and_without() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("not run: only root can take rights away as systemd does");
        return;
    }
    let (desk, backups) = house();
    if !can_shut_in(&desk, &backups) {
        return;
    }
    for service in units("service") {
        let settings = settings(&format!("{service}.service"));
        for (name, value) in RULES {
            let set = settings.get(name).map(String::as_str);
            assert_eq!(set, Some(value), "{service}: {name}; does the sandbox here do it too?");
        }
    }
    let outside = desk.home().join("written");
    let told = sandboxed(&desk, &backups, &["touch", text(&outside)]);
    assert!(!told.status.success() && !outside.exists(), "nothing is shut: {told:?}");
    let run = |words: &[String]| {
        let args: Vec<&str> =
            [PROGRAM].into_iter().chain(words.iter().map(String::as_str)).collect();
        sandboxed(&desk, &backups, &args)
    };
    let commands = commands(&backups);
    for words in &commands {
        let told = run(words);
        assert!(told.status.success(), "{words:?}: {told:?}");
    }
    assert_eq!(fs::read_dir(&backups).expect("there").count(), 1);
    desk.stop();
    for words in &commands {
        let told = run(words);
        // Without the desk there is nobody to erase anybody; a backup is taken all the same.
        assert_eq!(told.status.success(), words[0] == "backup", "{words:?}: {told:?}");
    }
}

#[test]
fn the_desk_itself_works_within_the_sandbox_of_its_unit_and_leaves_its_socket() {
    let (desk, socket) = server::house("administrators = [\"root\"]\n");
    if !can_shut_in(&desk, &desk.home()) {
        return;
    }
    let listener = UnixListener::bind(&socket).expect("bound");
    let told = desk.folder("run").join("notify");
    let systemd = UnixDatagram::bind(&told).expect("bound");
    systemd.set_read_timeout(Some(PATIENCE)).expect("set");
    let within = sandbox(&desk, &desk.home(), &["sh", "-c", server::TAKES_THE_SOCKET, PROGRAM]);
    let mut daemon = server::activated(within, &listener, &told);
    server::hear(&systemd, "READY=1");
    desk.ok_house(&["customer", "add", "--name", "Siti Rahayu"]);
    send(daemon.id(), nix::sys::signal::Signal::SIGTERM);
    assert!(daemon.wait().expect("it ends").success());
    assert!(socket.exists(), "it is systemd's");
    assert!(desk.home().join("journal").exists());
}

#[test]
fn the_socket_the_example_and_the_login_name_the_same_places() {
    let (socket, service) = (settings("sigap.socket"), settings("sigap.service"));
    let config = tidy::read("packaging/config.toml");
    let says = |name: &str, value: &str| {
        let line = format!("{name} = \"{value}\"");
        assert!(config.lines().any(|one| one == line), "config.toml has no line {line}");
    };
    says("socket", &socket["ListenStream"]);
    says("group", &socket["SocketGroup"]);
    says("home", &service["RequiresMountsFor"]);
    assert_eq!(format!("/var/lib/{}", service["StateDirectory"]), service["RequiresMountsFor"]);
    let sysusers = tidy::read("packaging/sysusers.conf");
    assert!(sysusers.contains(&format!("u {} - ", service["User"])), "{sysusers}");
    let login = tidy::read("packaging/sshd.conf");
    let program = service["ExecStart"].split(' ').next().expect("a program");
    for line in [format!("ForceCommand {program}"), format!("Match Group {}", service["Group"])] {
        assert!(login.lines().any(|one| one.trim() == line), "sshd.conf has no line {line}");
    }
    assert!(tidy::read("packaging/tmpfiles.conf").contains(&format!("d {BACKUPS} 0700 sigap")));
}

/// Files of the package, as `Cargo.toml` names them.
fn assets() -> Vec<String> {
    let manifest = tidy::read("Cargo.toml");
    let (_, list) = manifest.split_once("\nassets = [\n").expect("the package has files");
    let (list, _) = list.split_once("\n]").expect("they end");
    let lines = list.lines().filter(|line| !line.trim_start().starts_with('#'));
    let source = |line: &str| line.split('"').nth(1).expect("a file").to_owned();
    lines.map(source).collect()
}

#[test]
fn the_package_has_every_file_that_it_needs_and_its_scripts_are_understood() {
    let assets = assets();
    let fits = |file: &str, asset: &String| match asset.split_once('*') {
        Some((start, end)) => file.starts_with(start) && file.ends_with(end),
        None => file == asset,
    };
    for ending in ["service", "socket", "timer", "conf", "toml"] {
        for file in tidy::files("packaging", ending) {
            assert!(assets.iter().any(|asset| fits(&file, asset)), "{file} is not in the package");
        }
    }
    for asset in assets.iter().filter(|asset| !asset.starts_with("target/")) {
        let (folder, ending) = asset.rsplit_once('.').expect("an ending");
        let folder = folder.split('*').next().expect("a first part").trim_end_matches('/');
        let is_there = fs::exists(tidy::top().join(asset)).unwrap_or(false)
            || !tidy::files(folder, ending).is_empty();
        assert!(is_there, "{asset} is not there");
    }
    let scripts = fs::read_dir(tidy::top().join("packaging/debian")).expect("scripts");
    for script in scripts.map(|entry| entry.expect("an entry").path()) {
        let mut shell = Command::new("sh");
        shell.arg("-n").arg(&script);
        let told = finish(shell, &b""[..]);
        assert!(told.status.success(), "{}: {told:?}", script.display());
    }
    let maker = tidy::read("packaging/deb");
    for asset in assets.iter().filter_map(|asset| asset.strip_prefix("target/package/")) {
        let folder = asset.split('/').next().expect("a folder");
        assert!(maker.contains(&format!("\"$made/{folder}\"")), "nobody makes {folder}");
    }
}

#[test]
fn systemd_itself_finds_little_to_object_to_in_the_units() {
    let analyze = |args: &[&str]| {
        let mut command = Command::new("systemd-analyze");
        command.args(args).current_dir(tidy::top());
        command.output().map(|out| String::from_utf8_lossy(&out.stdout).into_owned())
    };
    if !analyze(&["--help"]).is_ok_and(|help| help.contains("--offline")) {
        eprintln!("not run: there is no systemd-analyze here that looks at files");
        return;
    }
    for unit in units("service") {
        let file = format!("packaging/{unit}.service");
        let told = analyze(&["security", "--offline=true", "--no-pager", &file]).expect("it runs");
        let (_, found) = told.split_once("exposure level for").expect("a verdict");
        let number = found.split_whitespace().find_map(|word| word.parse::<f64>().ok());
        // Of ten; a service without a word about it has nine and a half.
        assert!(number.is_some_and(|exposed| exposed < 1.5), "{unit}: {told}");
    }
}
