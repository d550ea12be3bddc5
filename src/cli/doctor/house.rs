//! The house's desk on its machine: who is let in, by which socket, at which login, and whether
//! backups are taken. Never asks systemd or sshd: reads what they read.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jiff::tz::TimeZone;
use nix::unistd::{Gid, Group, User};

use super::super::context::Context;
use super::{Finding, Level};
use crate::home::place::Whose;
use crate::home::{Clock, Place};
use crate::speech::Speech;

/// A backup older than this is a day missed: the timer takes one each night, some minutes late.
const BACKUP_AGE: Duration = Duration::from_secs(26 * 60 * 60);
/// Bytes of a file of sshd's that are looked at: many times what one has.
const SSHD_BYTES: usize = 256 * 1024;

pub fn findings(place: &Place, context: &Context) -> Vec<Finding> {
    if place.whose != Whose::System {
        return Vec::new();
    }
    let machine = Machine::around(context);
    let house = House { place, context };
    let mut findings = vec![house.group()];
    findings.extend(house.unknown_groups());
    findings.extend(house.unknown_users());
    findings.extend(house.socket());
    if machine.at("run/systemd/system").exists() {
        findings.push(house.start(&machine));
    }
    findings.extend(house.login(&machine));
    findings.push(house.backup(&machine));
    findings.push(house.clock(&machine));
    findings
}

/// The machine's folders, as they lie beside the house's configuration (`/etc/sigap`).
struct Machine {
    top: PathBuf,
}

impl Machine {
    fn around(context: &Context) -> Machine {
        let top = context.around.etc.ancestors().nth(2).unwrap_or(Path::new("/"));
        Machine { top: top.to_owned() }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.top.join(path)
    }

    /// Tells whether systemd starts a unit by itself: `target` wants it.
    fn wants(&self, target: &str, unit: &str) -> bool {
        let link = format!("etc/systemd/system/{target}.wants/{unit}");
        fs::symlink_metadata(self.at(&link)).is_ok()
    }

    /// What sshd is configured with, as far as it may be read; none where there is no sshd.
    fn sshd(&self) -> Option<String> {
        let folder = fs::read_dir(self.at("etc/ssh/sshd_config.d")).into_iter().flatten();
        let more = folder.filter_map(|entry| Some(entry.ok()?.path()));
        let mut more: Vec<PathBuf> =
            more.filter(|path| path.extension().is_some_and(|ending| ending == "conf")).collect();
        more.sort();
        more.push(self.at("etc/ssh/sshd_config"));
        let texts: Vec<String> =
            more.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
        // A file's last Match ends with it.
        let all = texts.join("\nMatch all\n");
        (!all.is_empty()).then(|| all.chars().take(SSHD_BYTES).collect())
    }
}

/// Options that a login needs which shall open the desk and nothing else.
const LOGIN: [(&str, &str); 2] = [("forcecommand", "sigap"), ("disableforwarding", "yes")];

/// Tells whether logins of a group open the desk and nothing else.
fn is_held(sshd: &str, group: &str) -> bool {
    let mut ours = false;
    let mut found = [false; LOGIN.len()];
    for line in sshd.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        let mut words = line.split([' ', '\t', '=']).filter(|word| !word.is_empty());
        let Some(keyword) = words.next().map(str::to_lowercase) else { continue };
        let value: Vec<&str> = words.collect();
        if keyword == "match" {
            let is_group = value.first().is_some_and(|word| word.eq_ignore_ascii_case("group"));
            ours = is_group && value.len() == 2 && value[1].split(',').any(|one| one == group);
        } else if ours {
            for (at, (wanted, end)) in LOGIN.iter().enumerate() {
                found[at] |= keyword == *wanted && value.first().is_some_and(|v| v.ends_with(end));
            }
        }
    }
    found == [true; LOGIN.len()]
}

/// The desk, and the words for it.
struct House<'a> {
    place: &'a Place,
    context: &'a Context,
}

impl House<'_> {
    fn found(&self, level: Level, what: &'static str, key: &str, value: &str) -> Finding {
        Finding::new(level, what, self.context.speech.say_with(key, &[("value", value)]))
    }

    fn group(&self) -> Finding {
        let Some(name) = self.place.system.group.as_deref() else {
            return self.found(Level::Warn, "group", "cli-doctor-no-group", "");
        };
        match Group::from_name(name) {
            Ok(Some(_)) => self.found(Level::Ok, "group", "cli-doctor-group", name),
            Ok(None) | Err(_) => self.found(Level::Fail, "group", "cli-doctor-group-gone", name),
        }
    }

    /// Groups that roles are given to and that are not there: nobody has those roles.
    fn unknown_groups(&self) -> Vec<Finding> {
        let listed = self.place.system.roles.values().flatten();
        let groups = listed.filter_map(|name| name.strip_prefix('@'));
        let gone = groups.filter(|name| matches!(Group::from_name(name), Ok(None)));
        gone.map(|name| self.found(Level::Warn, "group", "cli-doctor-role-gone", name)).collect()
    }

    /// Users who are named for a role and whom this machine does not know, and groups where only
    /// users are: nobody has what is given to them.
    fn unknown_users(&self) -> Vec<Finding> {
        let system = &self.place.system;
        let is_group = |name: &&String| name.starts_with('@');
        let groups = system.administrators.iter().filter(is_group);
        let groups = groups
            .map(|name| self.found(Level::Warn, "administrators", "cli-doctor-admin-group", name));
        let roles = system.roles.values().flatten();
        let users = system.administrators.iter().chain(roles).filter(|name| !is_group(name));
        let gone = users.filter(|name| matches!(User::from_name(name), Ok(None)));
        let gone = gone
            .map(|name| self.found(Level::Warn, "administrators", "cli-doctor-user-gone", name));
        groups.chain(gone).collect()
    }

    /// The socket, when there is one: whoever it lets in beside the group gets as far as a refusal.
    fn socket(&self) -> Option<Finding> {
        let about = fs::metadata(&self.place.socket).ok()?;
        let socket = self.place.socket.display().to_string();
        let name = self.place.system.group.as_deref();
        let group = name.and_then(|name| Group::from_name(name).ok().flatten());
        let is_groups = group.is_none_or(|group| group.gid == Gid::from_raw(about.gid()));
        Some(match (about.mode() & 0o007, is_groups) {
            (0, true) => self.found(Level::Ok, "socket", "cli-doctor-socket", &socket),
            (_, true) => self.found(Level::Fail, "socket", "cli-doctor-socket-open", &socket),
            (_, false) => self.found(Level::Fail, "socket", "cli-doctor-socket-group", &socket),
        })
    }

    fn start(&self, machine: &Machine) -> Finding {
        let wanted = machine.wants("sockets.target", "sigap.socket")
            || machine.wants("multi-user.target", "sigap.service");
        match wanted {
            true => self.found(Level::Ok, "start", "cli-doctor-start", ""),
            false => self.found(Level::Warn, "start", "cli-doctor-start-not", ""),
        }
    }

    fn login(&self, machine: &Machine) -> Option<Finding> {
        let group = self.place.system.group.as_deref()?;
        let sshd = machine.sshd()?;
        Some(match is_held(&sshd, group) {
            true => self.found(Level::Ok, "login", "cli-doctor-login", group),
            false => self.found(Level::Warn, "login", "cli-doctor-login-open", group),
        })
    }

    fn backup(&self, machine: &Machine) -> Finding {
        let folder = machine.at("var/backups/sigap");
        let shown = folder.display().to_string();
        let is_timed = machine.wants("timers.target", "sigap-backup.timer");
        match (newest(&folder), is_timed) {
            (Ok(Some(age)), _) if age <= BACKUP_AGE => {
                let hours = (age.as_secs() / 3_600).to_string();
                let values = [("value", &*shown), ("hours", &*hours)];
                let told = self.context.speech.say_with("cli-doctor-backup", &values);
                Finding::new(Level::Ok, "backup", told)
            }
            (Ok(Some(age)), _) => {
                let days = (age.as_secs() / 86_400).max(1).to_string();
                let values = [("value", &*shown), ("days", &*days)];
                let told = self.context.speech.say_with("cli-doctor-backup-old", &values);
                Finding::new(Level::Fail, "backup", told)
            }
            (Ok(None) | Err(_), false) => {
                self.found(Level::Warn, "backup", "cli-doctor-backup-none", &shown)
            }
            (Ok(None), true) => {
                self.found(Level::Warn, "backup", "cli-doctor-backup-first", &shown)
            }
            (Err(_), true) => self.found(Level::Ok, "backup", "cli-doctor-backup-closed", &shown),
        }
    }
}

impl House<'_> {
    /// The desk's time; whether somebody keeps it is told by those who do.
    fn clock(&self, machine: &Machine) -> Finding {
        let own = TimeZone::system();
        let named = self.place.system.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
        let zone = named.unwrap_or(own);
        let name = zone.iana_name().unwrap_or("UTC").to_owned();
        let now = Speech::new(self.context.speech.lang(), zone).full(Clock::System.now());
        let keepers = ["run/systemd/timesync/synchronized", "run/chrony", "run/ntpd.pid"];
        let is_kept = keepers.iter().any(|path| machine.at(path).exists());
        let told = format!("{now} {name}");
        match is_kept || !machine.at("run/systemd/system").exists() {
            true => self.found(Level::Ok, "clock", "cli-doctor-clock", &told),
            false => self.found(Level::Warn, "clock", "cli-doctor-clock-alone", &told),
        }
    }
}

/// The age of the newest backup in a folder.
fn newest(folder: &Path) -> std::io::Result<Option<Duration>> {
    let mut newest: Option<SystemTime> = None;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with("sigap-") {
            newest = newest.max(Some(entry.metadata()?.modified()?));
        }
    }
    // One from the future is as new as can be.
    Ok(newest.map(|time| time.elapsed().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_held_by_its_own_match_with_both_options() {
        let ours = include_str!("../../../packaging/sshd.conf");
        assert!(is_held(ours, "sigap") && !is_held(ours, "staff"));
        let match_of = |group: &str, options: &str| format!("Match Group {group}\n{options}\n");
        let both = "ForceCommand=/usr/bin/sigap\n disableforwarding yes";
        for (text, held) in [
            (match_of("staff,sigap", both), true),
            (match_of("sigap", "ForceCommand /usr/bin/sigap"), false),
            (match_of("sigap", "DisableForwarding yes"), false),
            (match_of("sigap", "#ForceCommand /usr/bin/sigap\nDisableForwarding yes"), false),
            (match_of("sigap User root", both), false),
            (both.to_owned(), false),
            (format!("{}Match all\nX11Forwarding no\n", match_of("sigap", both)), true),
            (format!("{}Match User x\n{both}", match_of("sigap", "")), false),
        ] {
            assert_eq!(is_held(&text, "sigap"), held, "{text}");
        }
    }
}
