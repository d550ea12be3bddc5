//! `sigap backup` and `sigap restore` through the built program: while the desk writes, twice,
//! spoilt, cut off, onto a full disk. Never a restored desk that says anything else.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::{Value, json};

use crate::copies::{
    answers, at, code, empty_home, files, flip, furnish, furnished, is_anywhere, text,
};
use crate::desk::{Desk, Kind, finish, mode};
use crate::state::until;

#[test]
fn a_backup_taken_while_the_desk_writes_gives_the_same_answers() {
    let desk = Desk::closed(Kind::Throwaway);
    let mut daemon = desk.command(&["daemon", "--spawned"]);
    // Files of some thirty blocks: many are begun while a backup is taken.
    daemon.env("SIGAP_FILE_BYTES", "10000");
    desk.start_as(daemon);
    furnish(&desk);
    let stop = AtomicBool::new(false);
    let (folder, file) = (desk.file("copy"), desk.file("copy.tar"));
    let log = json!({ "log_interaction": { "customer": "C-1", "channel": "call",
        "direction": "in", "topic": "BI", "note": "as fast as it goes" } });
    let taken: Vec<Value> = thread::scope(|scope| {
        for agent in ["agent1", "agent2", "agent3", "agent4"] {
            let (desk, log, stop) = (&desk, &log, &stop);
            scope.spawn(move || {
                let mut talk = desk.stranger();
                talk.greet(json!({ "protocol": 1, "program": "test", "act_as": agent }));
                while !stop.load(Ordering::Relaxed) {
                    talk.run(log.clone());
                }
            });
        }
        let mut watch = desk.talk("watcher");
        let taken = [(&folder, 100), (&file, 200), (&folder, 300)].map(|(to, entries)| {
            until("some work", || {
                (watch.ask(json!("desk"))["seq"].as_u64()? > entries).then_some(())
            });
            desk.json(&["backup", text(to)]).remove(0)
        });
        stop.store(true, Ordering::Relaxed);
        taken.into()
    });
    assert!(taken[0]["last"].as_u64() < taken[2]["last"].as_u64(), "it wrote: {taken:?}");
    assert!(taken[2]["files"].as_u64() > Some(2), "it began files: {taken:?}");
    let whole: Vec<String> = desk.ok(&["journal", "export"]).lines().map(str::to_owned).collect();
    for (name, source, taken) in
        [("from-folder", &folder, &taken[2]), ("from-file", &file, &taken[1])]
    {
        let home = empty_home(&desk, name);
        let told = at(&desk, &home, &["restore", text(source), "--json"]);
        assert_eq!(code(&told), Some(0), "{told:?}");
        let restored: Value = serde_json::from_str(&told.out).expect("JSON");
        let last = restored["last"].as_u64().expect("a number") as usize;
        assert_eq!((&restored["last"], &restored["chain"]), (&taken["last"], &taken["chain"]));
        let verified = at(&desk, &home, &["journal", "verify", "--json"]);
        let verified: Value = serde_json::from_str(&verified.out).expect("JSON");
        assert_eq!((&verified["last"], &verified["chain"]), (&taken["last"], &taken["chain"]));
        let back = answers(&desk, &home).remove(0);
        assert_eq!(back.lines().count(), last + 1, "{name}: the last line ends it");
        assert_eq!(back.lines().take(last).collect::<Vec<_>>(), whole[..last], "{name}");
        let left: Vec<String> = files(&home).into_keys().collect();
        assert!(!left.iter().any(|name| name.contains("partial")), "{left:?}");
    }
    // Up to its end it is the same desk, whatever is asked.
    desk.stop();
    desk.ok(&["backup", text(&folder)]);
    let home = empty_home(&desk, "again");
    assert_eq!(code(&at(&desk, &home, &["restore", text(&folder)])), Some(0));
    assert_eq!(answers(&desk, &home), answers(&desk, &desk.home()));
    for (path, wanted) in [(&folder, 0o700), (&file, 0o600), (&home.join("journal"), 0o700)] {
        assert_eq!(mode(path), wanted, "{}", path.display());
    }
}

#[test]
fn a_second_backup_copies_only_what_is_new_and_refuses_another_desk() {
    let desk = furnished();
    let folder = desk.file("copy");
    desk.ok(&["backup", text(&folder)]);
    let before = files(&folder);
    let again = &desk.json(&["backup", text(&folder)])[0];
    assert_eq!((&again["copied_files"], &again["copied_bytes"]), (&0.into(), &0.into()));
    let segment = "00000000000000000001.journal";
    assert_eq!(files(&folder)[segment], before[segment], "it was not written again");
    desk.ok(&["log", "C-1", "--topic", "BI"]);
    desk.stop();
    assert_eq!(desk.json(&["backup", text(&folder)])[0]["copied_files"], 1);
    assert!(desk.socket().is_none(), "no desk was started for it");
    // A file that has rotted in the backup is replaced.
    flip(&folder.join(segment), 300);
    assert_eq!(desk.json(&["backup", text(&folder)])[0]["copied_files"], 1);
    let kept = fs::read(folder.join(segment)).expect("readable");

    let other = furnished();
    for home in [other.home(), empty_home(&desk, "restored-later")] {
        if !home.join("journal").exists() {
            // The same desk, gone back to an earlier state and gone on from there.
            assert_eq!(code(&at(&desk, &home, &["restore", text(&folder)])), Some(0));
            desk.start();
            desk.ok(&["log", "C-1", "--topic", "TE"]);
            desk.ok(&["backup", text(&folder)]);
            at(&desk, &home, &["log", "C-2", "--topic", "DE"]);
        }
        let kept = fs::read(folder.join(segment)).expect("readable");
        let told = at(&desk, &home, &["backup", text(&folder)]);
        assert_eq!(code(&told), Some(1), "{told:?}");
        assert!(told.err.contains("does not have"), "{told:?}");
        assert_eq!(fs::read(folder.join(segment)).expect("readable"), kept);
    }
    assert!(fs::read(folder.join(segment)).expect("readable").starts_with(&kept));
}

#[test]
fn a_backup_is_never_written_into_a_desk_or_among_other_things() {
    let desk = furnished();
    let home = desk.home();
    let papers = desk.write("letter.txt", "x");
    let papers = papers.parent().expect("a folder");
    std::os::unix::fs::symlink(&home, desk.folder("link")).expect("linked");
    for (target, wanted) in [
        (home.clone(), 2),
        (home.join("journal"), 2),
        (home.join("new/deeper"), 2),
        (desk.folder("link").join("journal"), 2),
        (home.join("copy.tar"), 2),
        (papers.to_owned(), 1),
    ] {
        let told = desk.cli(&["backup", text(&target)]);
        assert_eq!(code(&told), Some(wanted), "{}: {told:?}", target.display());
    }
    assert_eq!(fs::read_dir(papers).expect("readable").count(), 1, "nothing was added");
    assert!(!home.join("copy.tar").exists() && !home.join("new").exists());
    // A copy of a journal is no backup, however much it looks like one: a mirror, say.
    let mirror = desk.file("../mirror");
    fs::create_dir(&mirror).expect("made");
    let segment = "00000000000000000001.journal";
    fs::copy(home.join("journal").join(segment), mirror.join(segment)).expect("copied");
    assert_eq!(code(&desk.cli(&["backup", text(&mirror)])), Some(1));
    let closed = Desk::closed(Kind::Throwaway);
    let told = closed.cli(&["backup", text(&closed.file("copy"))]);
    assert_eq!(code(&told), Some(1), "there is no journal: {told:?}");
}

#[test]
fn a_stream_restores_and_a_reader_that_leaves_is_no_success() {
    let desk = furnished();
    for round in 0..40 {
        let note = format!("{round} {}", "a long talk ".repeat(300));
        desk.ok(&["log", "C-1", "--topic", "BI", "--note", &note]);
    }
    let stream = |out: Stdio| {
        let mut command = desk.command(&["backup", "-", "--json"]);
        command.stdin(Stdio::null()).stdout(out).stderr(Stdio::piped());
        command.spawn().expect("the program is built")
    };
    let mut child = stream(Stdio::piped());
    let mut tar = Vec::new();
    child.stdout.take().expect("piped").read_to_end(&mut tar).expect("read");
    let told = child.wait_with_output().expect("ended");
    assert!(told.status.success());
    let summary: Value = serde_json::from_slice(&told.stderr).expect("a summary beside it");
    assert_eq!(summary["entries"], 44);
    let home = empty_home(&desk, "streamed");
    let mut command = desk.command(&["restore", "-"]);
    command.arg("--home").arg(&home);
    let told = finish(command, std::io::Cursor::new(tar.clone()));
    assert_eq!(code(&told), Some(0), "{told:?}");
    assert_eq!(answers(&desk, &home), answers(&desk, &desk.home()));

    let mut child = stream(Stdio::piped());
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("ended").code(), Some(6), "half a backup is none");
    let full = fs::File::options().write(true).open("/dev/full").expect("a full disk");
    let told = stream(full.into()).wait_with_output().expect("ended");
    assert_eq!(told.status.code(), Some(6));
    let said = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(said.contains("No space left"), "{said}");

    for cut in [0, 600, tar.len() / 2, tar.len() - 1500] {
        let home = empty_home(&desk, &format!("cut-{cut}"));
        let mut command = desk.command(&["restore", "-"]);
        command.arg("--home").arg(&home);
        let told = finish(command, std::io::Cursor::new(tar[..cut].to_vec()));
        assert!(matches!(code(&told), Some(5 | 6)), "cut at {cut}: {told:?}");
        assert!(told.err.contains("backup"), "cut at {cut}: {told:?}");
        assert_eq!(files(&home).len(), 2, "the mark and the lock: {:?}", files(&home));
    }
}

#[test]
fn a_flipped_bit_in_a_backup_is_named_and_nothing_is_restored() {
    let desk = furnished();
    let (folder, file) = (desk.file("copy"), desk.file("copy.tar"));
    desk.ok(&["backup", text(&folder)]);
    desk.ok(&["backup", text(&file)]);
    let segment = folder.join("00000000000000000001.journal");
    let length = fs::metadata(&segment).expect("there").len() as usize;
    let tar = fs::metadata(&file).expect("there").len() as usize;
    let mut places: Vec<(&Path, &Path, usize)> = Vec::new();
    for at in [3, 100, length - 3] {
        places.push((&folder, &segment, at));
        places.push((&file, &file, 512 + at));
    }
    places.push((&file, &file, 150));
    places.push((&file, &file, tar / 2));
    for (number, (source, spoilt, at_byte)) in places.into_iter().enumerate() {
        flip(spoilt, at_byte);
        let home = empty_home(&desk, &format!("home-{number}"));
        let told = at(&desk, &home, &["restore", text(source)]);
        assert_eq!(code(&told), Some(5), "{at_byte} of {}: {told:?}", spoilt.display());
        assert_eq!(files(&home).len(), 2, "the mark and the lock: {:?}", files(&home));
        flip(spoilt, at_byte);
    }
    let gone = desk.file("copy/gone");
    fs::rename(&segment, &gone).expect("moved");
    let home = empty_home(&desk, "missing");
    let told = at(&desk, &home, &["restore", text(&folder)]);
    assert!(code(&told) == Some(5) && told.err.contains("missing"), "{told:?}");
    fs::rename(&gone, &segment).expect("moved");
    // Longer than it says: a later backup was cut off in the middle. What it says is whole.
    let longer = [fs::read(&segment).expect("readable"), b"half a block".to_vec()].concat();
    fs::write(&segment, longer).expect("written");
    assert_eq!(code(&at(&desk, &home, &["restore", text(&folder)])), Some(0));
    assert_eq!(answers(&desk, &home), answers(&desk, &desk.home()));
}

#[test]
fn a_home_that_is_in_use_or_holds_a_desk_is_not_restored_into() {
    let desk = furnished();
    let folder = desk.file("copy");
    desk.ok(&["backup", text(&folder)]);
    let told = desk.cli(&["restore", text(&folder)]);
    assert!(code(&told) == Some(1) && told.err.contains("running"), "{told:?}");
    desk.stop();
    let before = fs::read(desk.home().join("journal/00000000000000000001.journal"));
    let told = desk.cli(&["restore", text(&folder)]);
    assert!(code(&told) == Some(1) && told.err.contains("already"), "{told:?}");
    let after = fs::read(desk.home().join("journal/00000000000000000001.journal"));
    assert_eq!(before.expect("readable"), after.expect("readable"));
    // Only an index is left: it knows of a journal that was lost, which is for a person to see.
    fs::rename(desk.home().join("journal"), desk.home().join("journal.away")).expect("moved");
    assert_eq!(code(&desk.cli(&["restore", text(&folder)])), Some(1));
    fs::remove_dir_all(desk.home().join("index")).expect("removed");
    assert_eq!(code(&desk.cli(&["restore", text(&folder)])), Some(0));
    // A desk that was opened and never used is as good as none.
    let unused = Desk::new();
    unused.stop();
    let rest = unused.home().join("restore.partial/journal");
    fs::create_dir_all(&rest).expect("made");
    fs::write(rest.join("00000000000000000001.journal"), "half").expect("left by a kill");
    assert_eq!(code(&unused.cli(&["restore", text(&folder)])), Some(0));
    assert_eq!(answers(&unused, &unused.home()), answers(&desk, &desk.home()));
}

#[test]
fn a_restore_that_is_killed_leaves_no_desk_and_is_made_up_for() {
    let desk = furnished();
    let file = desk.file("copy.tar");
    desk.ok(&["backup", text(&file)]);
    let tar = fs::read(&file).expect("readable");
    let home = empty_home(&desk, "home");
    let mut command = desk.command(&["restore", "-"]);
    let command = command.arg("--home").arg(&home).stdin(Stdio::piped());
    let mut child = command.spawn().expect("the program is built");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(&tar[..tar.len() / 2]).and_then(|()| stdin.flush()).expect("it reads");
    let partial = home.join("restore.partial/journal");
    until("the first file", || {
        let files = fs::read_dir(&partial).ok()?;
        (files.count() > 0).then_some(())
    });
    child.kill().expect("it is our child");
    child.wait().expect("ended");
    drop(stdin);
    assert!(!home.join("journal").exists(), "half a desk is none");
    let told = at(&desk, &home, &["restore", text(&file)]);
    assert_eq!(code(&told), Some(0), "{told:?}");
    assert_eq!(answers(&desk, &home), answers(&desk, &desk.home()));
    assert!(!home.join("restore.partial").exists());
}

#[test]
fn somebody_elses_desk_is_not_read_and_whose_it_is_is_said() {
    let desk = furnished();
    desk.stop();
    // Root may give its folder away; anybody else finds one of root's.
    let home = match nix::unistd::geteuid().is_root() {
        true => {
            std::os::unix::fs::chown(desk.home(), Some(65534), None).expect("given away");
            desk.home()
        }
        false => "/".into(),
    };
    let file = desk.file("copy.tar");
    let told = at(&desk, &home, &["backup", text(&file)]);
    assert_eq!(code(&told), Some(1), "{told:?}");
    assert!(told.err.contains("sudo -u '") && !file.exists(), "{told:?}");
}

#[test]
fn two_backups_into_one_folder_do_not_mix() {
    let desk = furnished();
    let folder = desk.file("copy");
    desk.ok(&["backup", text(&folder)]);
    let before = files(&folder);
    let held = fs::File::open(&folder).expect("there");
    let held = nix::fcntl::Flock::lock(held, nix::fcntl::FlockArg::LockExclusiveNonblock);
    let held = held.expect("nobody else has it");
    desk.ok(&["log", "C-1", "--topic", "BI"]);
    for target in [folder.clone(), folder.join("inner.tar")] {
        let told = desk.cli(&["backup", text(&target)]);
        assert!(code(&told) == Some(1) && told.err.contains("Another backup"), "{told:?}");
    }
    assert_eq!(files(&folder), before);
    drop(held);
    desk.ok(&["backup", text(&folder)]);
}

#[test]
fn only_the_last_copies_are_kept() {
    let desk = furnished();
    let dir = desk.file("copies");
    fs::create_dir(&dir).expect("made");
    let first = desk.file("first.tar");
    desk.ok(&["backup", text(&first)]);
    for day in 1..=4 {
        let name = format!("sigap-2025110{day}T013000Z.tar");
        fs::copy(&first, dir.join(name)).expect("copied");
    }
    let taken = &desk.json(&["backup", "--keep", "2", text(&dir)])[0];
    assert_eq!(taken["removed"], 3);
    let left: Vec<String> = files(&dir).into_keys().collect();
    assert_eq!((left.len(), left[0].as_str()), (2, "sigap-20251104T013000Z.tar"));
    let home = empty_home(&desk, "restored");
    let target = taken["target"].as_str().expect("a path");
    assert_eq!(code(&at(&desk, &home, &["restore", target])), Some(0));
}

#[test]
fn a_damaged_journal_is_not_backed_up() {
    let desk = furnished();
    let (folder, file) = (desk.file("copy"), desk.file("copy.tar"));
    desk.ok(&["backup", text(&folder)]);
    let before = files(&folder);
    desk.stop();
    flip(&desk.home().join("journal/00000000000000000001.journal"), 100);
    for target in [&folder, &file] {
        let told = desk.cli(&["backup", text(target)]);
        assert_eq!(code(&told), Some(5), "{told:?}");
        assert!(told.err.contains("Entry 1 is damaged") && told.err.contains("repair"), "{told:?}");
    }
    assert_eq!(files(&folder), before);
    assert!(!file.exists(), "nothing under its name");
}

#[test]
fn whoever_was_erased_since_the_backup_is_not_restored() {
    let desk = furnished();
    let folder = desk.file("copy");
    desk.ok(&["backup", text(&folder)]);
    let added = &desk.json(&["journal", "show", "--from", "1", "--limit", "1"])[0];
    let at_time: jiff::Timestamp = added["at"].as_str().expect("a time").parse().expect("a time");
    let (added, customer) = (at_time.as_millisecond(), 1);
    let list = |added: i64| {
        let line = json!({
            "customer": customer, "added": 1, "added_at": added, "erased": 9, "erased_at": added,
        });
        desk.write("erasures.jsonl", format!("\n{line}\n"))
    };
    let said = |home: &Path| answers(&desk, home).concat();
    for (number, given, is_there) in [(0, added, false), (1, added + 1, true)] {
        // Somebody else with the same number, in another desk, is not meant.
        let (file, home) = (list(given), empty_home(&desk, &format!("home-{number}")));
        let told = at(&desk, &home, &["restore", text(&folder), "--erasures", text(&file)]);
        assert_eq!(code(&told), Some(0), "{told:?}");
        assert_eq!(is_anywhere(&home, b"Siti Rahayu"), is_there);
        assert!(is_anywhere(&home, b"Nur Halimah"));
        assert_eq!(said(&home).contains("Siti Rahayu"), is_there);
        let shown = at(&desk, &home, &["customer", "show", "C-1"]);
        assert_eq!(shown.out.contains("C-1 (erased)"), !is_there, "{shown:?}");
        let verified = at(&desk, &home, &["journal", "verify"]);
        assert_eq!(code(&verified), Some(0), "{verified:?}");
    }
    // The home's own list is heeded without being asked for, and stays.
    let home = empty_home(&desk, "own-list");
    fs::copy(list(added), home.join("erasures.jsonl")).expect("copied");
    assert_eq!(code(&at(&desk, &home, &["restore", text(&folder)])), Some(0));
    assert!(!is_anywhere(&home, b"Siti Rahayu"));
    let kept = fs::read_to_string(home.join("erasures.jsonl")).expect("kept");
    assert_eq!(kept.lines().filter(|line| !line.is_empty()).count(), 1, "{kept}");
    // A repair from the same backup brings the entry back, and not the words.
    let segment = home.join("journal/00000000000000000001.journal");
    flip(&segment, 100);
    let told = at(&desk, &home, &["journal", "repair", "--from", text(&folder)]);
    assert_eq!(code(&told), Some(0), "{told:?}");
    assert!(told.out.contains("Entry 1 is back"), "{told:?}");
    assert!(!is_anywhere(&home.join("journal"), b"Siti Rahayu"));
    let missing = at(&desk, &home, &["restore", text(&folder), "--erasures", "no-such-list"]);
    assert_eq!(code(&missing), Some(6), "{missing:?}");
}
