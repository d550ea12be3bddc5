//! What people give a program by mistake or in need, and what it must answer: a sentence that
//! says what to do, an exit code, nothing lost. Never a panic, whatever comes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::desk::{Desk, Kind, Told, append_repeated, finish};
use crate::pty::Size;

/// Asserts that a command failed with a sentence.
fn refused(told: &Told, wanted: &[&str]) {
    let code = told.status.code().unwrap_or_else(|| panic!("ended by a signal: {told:?}"));
    assert!(code != 0 && code != 101, "exit code {code}: {told:?}");
    assert!(!told.err.contains("panicked") && !told.err.contains("RUST_BACKTRACE"), "{told:?}");
    assert!(told.err.trim().len() > 10, "no sentence: {told:?}");
    let sentence = told.err.to_lowercase();
    for word in wanted {
        assert!(sentence.contains(word), "{word:?} is not said: {told:?}");
    }
}

fn customers(desk: &Desk) -> u64 {
    desk.talk("counter").ask(json!("desk"))["customers"].as_u64().expect("a number")
}

#[test]
fn files_that_are_no_customer_list_are_refused_with_a_sentence() {
    let desk = Desk::new();
    let binary: Vec<u8> = (0..64 * 1024_u32).map(|i| ((i * 7919) >> 3) as u8).collect();
    let rows: [(&str, std::path::PathBuf, &[&str]); 5] = [
        ("binary", desk.write("photo.csv", &binary), &["photo.csv"]),
        ("empty", desk.write("empty.csv", ""), &["empty"]),
        ("folder", desk.file(""), &["folder"]),
        ("missing", desk.file("none.csv"), &["none.csv"]),
        ("no header we know", desk.write("odd.csv", "a,b\n1,2\n"), &["--map"]),
    ];
    for (what, path, wanted) in rows {
        for kind in ["customers", "interactions", "tickets"] {
            let args = [Path::new("import"), Path::new(kind), &path];
            let told = desk.cli(&args);
            let wanted = if kind == "customers" { wanted } else { &[] };
            assert!(!told.status.success(), "{what} {kind}: {told:?}");
            refused(&told, wanted);
        }
    }
    assert_eq!(customers(&desk), 0);
}

#[test]
fn a_file_that_may_not_be_read_is_refused_with_a_sentence() {
    let desk = Desk::closed(Kind::Personal);
    let path = desk.write("closed.csv", "name\nNur\n");
    let import = ["import", "customers", path.to_str().expect("plain"), "--dry-run"];
    let readable = |mode| {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("changed");
        finish(as_an_ordinary_user(&desk, &import), &b""[..])
    };
    let told = readable(0o644);
    assert!(
        told.status.success() && told.out.contains("Nur"),
        "else this proves nothing: {told:?}"
    );
    let told = readable(0o000);
    refused(&told, &["closed.csv cannot be read", "permission"]);
    assert_eq!(told.status.code(), Some(6), "{told:?}");
}

/// The program in a desk's environment, by somebody who may not read every file as root may.
fn as_an_ordinary_user(desk: &Desk, args: &[&str]) -> Command {
    const NOBODY: u32 = 65534;
    if !nix::unistd::geteuid().is_root() {
        return desk.command(args);
    }
    // The test's folders are root's, and the program may lie where nobody else can go.
    fs::set_permissions(desk.folder(""), fs::Permissions::from_mode(0o711)).expect("opened");
    for folder in ["home", "run", "user", "etc", "files"] {
        std::os::unix::fs::chown(desk.folder(folder), Some(NOBODY), Some(NOBODY)).expect("given");
    }
    let program = desk.folder("sigap");
    fs::copy(crate::desk::PROGRAM, &program).expect("copied");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("opened");
    let mut command = Command::new(program);
    command.args(args).env_clear().envs(desk.environment()).current_dir(desk.file(""));
    command.uid(NOBODY).gid(NOBODY);
    command
}

#[test]
fn rows_that_cannot_be_taken_are_kept_beside_the_file_with_line_and_reason() {
    let desk = Desk::new();
    let list = "name,phone,email\n\
        Nur Halimah,0812-3344-5566,nur@mail.example\n\
        \"Two\nLines\",0812-0000-0001,two@mail.example\n\
        Broken,not a number,\n\
        ,,\n\
        Short\n\
        \"Open quote,0813,x@y.example\n";
    let path = desk.write("list.csv", list);
    let told = desk.cli(&[Path::new("import"), Path::new("customers"), &path]);
    assert_eq!(told.status.code(), Some(4), "done in part has a code of its own: {told:?}");
    assert!(told.out.contains("list.csv.rejected.csv"), "{told:?}");
    let rejected = fs::read_to_string(desk.file("list.csv.rejected.csv")).expect("kept beside");
    let rows: Vec<&str> = rejected.lines().skip(1).collect();
    assert!(rows.len() == 1 && rows[0].contains("Open quote,0813") && rows[0].contains(",8,"));
    assert_eq!(customers(&desk), 4, "Nur, two lines, the broken number, the short row: {told:?}");
    let broken = desk.json(&["customer", "show", "Broken"]);
    assert!(broken[0].to_string().contains("not a number"), "nothing is dropped: {broken:?}");
}

#[test]
fn a_line_without_end_costs_no_memory() {
    let desk = Desk::new();
    let path = desk.file("endless.csv");
    let import = |rows: &str| {
        fs::write(&path, rows).expect("begun");
        append_repeated(&path, &[b'x'; 1 << 20], 200);
        // 200 MB for everything: a reader that keeps the line does not fit.
        let mut limited = Command::new("/bin/sh");
        let script = "ulimit -v 200000; exec \"$0\" import customers \"$1\"";
        limited.args(["-c", script, crate::desk::PROGRAM]).arg(&path);
        limited.env_clear().envs(desk.environment());
        finish(limited, &b""[..])
    };
    refused(&import(""), &["line"]);
    assert_eq!(customers(&desk), 0);
    let told = import("name,phone\nNur Halimah,0812-3344-5566\n");
    assert!(!told.status.success() && !told.err.contains("panicked"), "{told:?}");
    assert_eq!(customers(&desk), 1, "what came before it is in: {told:?}");
}

#[test]
fn a_home_that_cannot_be_one_is_refused_with_a_sentence() {
    let desk = Desk::closed(Kind::Personal);
    let file = desk.write("file", "x");
    let open = desk.file("open");
    fs::create_dir(&open).expect("made");
    fs::write(open.join("something"), "x").expect("written");
    fs::set_permissions(&open, fs::Permissions::from_mode(0o755)).expect("opened");
    let rows = [
        (file, "folder"),
        (desk.file("file").join("below"), "folder"),
        (Path::new("/proc/sigap").to_owned(), "--home"),
        (open, "chmod 700"),
    ];
    for (home, wanted) in rows {
        for args in [["find", "x"].as_slice(), &["daemon"]] {
            let mut command = desk.command(args);
            command.arg("--home").arg(&home);
            refused(&finish(command, &b""[..]), &[wanted]);
        }
    }
}

#[test]
fn a_desk_whose_files_or_socket_others_can_reach_does_not_start() {
    let desk = Desk::new();
    let add = json!({ "add_customer": { "profile": { "name": "Nur" }, "if_known": "add" } });
    desk.talk("one").run(add);
    desk.stop();
    let mode = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changed");
    };
    let home = desk.home();
    fs::write(home.join("desk.toml"), "").expect("written");
    let segment = home.join("journal/00000000000000000001.journal");
    let rows = [
        (home.join("journal"), 0o777, 0o700, "chmod -r go-rwx"),
        (segment.clone(), 0o620, 0o600, "00001.journal"),
        (segment.clone(), 0o602, 0o600, "00001.journal"),
        (home.join("desk.toml"), 0o666, 0o644, "desk.toml"),
        (desk.folder("run/sigap"), 0o777, 0o700, "socket"),
        (home.clone(), 0o755, 0o700, "chmod 700"),
    ];
    for (path, open, shut, wanted) in rows {
        mode(&path, open);
        for args in [["find", "nur"].as_slice(), &["daemon"]] {
            refused(&desk.cli(args), &[wanted]);
        }
        mode(&path, shut);
    }
    // Where a group may come in, it may not read on in the files.
    mode(&home, 0o750);
    mode(&home.join("desk.toml"), 0o600);
    mode(&segment, 0o640);
    refused(&desk.cli(&["find", "nur"]), &["00001.journal"]);
    mode(&segment, 0o600);
    fs::remove_file(home.join("desk.toml")).expect("removed");
    assert!(desk.ok(&["find", "nur"]).contains("Nur"));
}

#[test]
fn a_house_configuration_that_is_not_roots_alone_is_not_believed() {
    let desk = Desk::closed(Kind::Personal);
    let config = desk.folder("etc").join("config.toml");
    fs::write(&config, "administrators = [\"mallory\"]\n").expect("written");
    if nix::unistd::geteuid().is_root() {
        fs::set_permissions(&config, fs::Permissions::from_mode(0o664)).expect("opened");
        refused(&desk.cli(&["find", "x"]), &["chown root"]);
        fs::set_permissions(&config, fs::Permissions::from_mode(0o644)).expect("shut");
        std::os::unix::fs::chown(&config, Some(65534), None).expect("given");
    }
    for args in [["find", "x"].as_slice(), &["daemon"]] {
        refused(&desk.cli(args), &["chown root"]);
    }
    assert!(desk.cli(&["doctor"]).out.contains("chown root"));
}

#[test]
fn a_socket_that_somebody_else_serves_is_not_trusted() {
    if !nix::unistd::geteuid().is_root() {
        eprintln!("not run: only root can hand a socket to somebody else");
        return;
    }
    let desk = Desk::new();
    let socket = desk.socket().expect("it serves");
    desk.stop();
    // Served by another user: a listener started as nobody, in a folder that is nobody's.
    fs::create_dir_all(socket.parent().expect("a folder")).expect("the folder");
    for folder in [desk.folder(""), desk.folder("run")] {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o711)).expect("opened");
    }
    std::os::unix::fs::chown(desk.folder("run/sigap"), Some(65534), None).expect("handed over");
    let script = "use IO::Socket::UNIX; \
        my $s = IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 5) or die $!; \
        print \"ready\\n\"; close STDOUT; while (my $c = $s->accept) {}";
    let mut listener = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", "perl", "-e", script])
        .arg(&socket)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("setpriv is everywhere");
    let mut said = String::new();
    let out = listener.stdout.take().expect("piped");
    std::io::BufRead::read_line(&mut std::io::BufReader::new(out), &mut said).expect("text");
    assert_eq!(said, "ready\n");
    let told = desk.cli(&["find", "x"]);
    drop(listener.kill());
    drop(listener.wait());
    fs::remove_file(&socket).expect("removed");
    refused(&told, &["65534"]);
}

#[test]
fn a_terminal_of_ten_columns_and_three_rows_is_served_or_told_why_not() {
    let desk = Desk::new();
    desk.talk("one")
        .run(json!({ "add_customer": { "profile": { "name": "Nur" }, "if_known": "add" } }));
    let mut tiny = desk.terminal_with("agent42", Size(10, 3), &[], &[]);
    tiny.wait_until("anything", |screen| !screen.trim().is_empty());
    tiny.keys("<Tab><Tab>/nur<Enter>i").resize(Size::NORMAL);
    tiny.wait_for("History");
    tiny.resize(Size(1, 1)).resize(Size(10, 3)).resize(Size(300, 100)).wait_for("History");
}

#[test]
fn a_full_disk_loses_nothing_and_is_named() {
    let desk = Desk::closed(Kind::Throwaway);
    let Some(wrapped) = on_a_small_disk(&desk, "reserve_mb = 0") else {
        eprintln!("not run: no small disk can be mounted here");
        return;
    };
    desk.start_as(wrapped);
    let mut talk = desk.talk("one");
    let note = "x".repeat(7_000);
    let mut acknowledged = 0_u64;
    let refusal = loop {
        let profile = json!({ "name": format!("Customer {acknowledged}"), "note": note });
        let reply =
            talk.try_run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
        match reply.get("done") {
            Some(_) => acknowledged += 1,
            None => break reply,
        }
        assert!(acknowledged < 20_000, "the disk is never full");
    };
    let why = refusal.pointer("/refused/refusal/read_only/why");
    assert!(why.is_some(), "{refusal}");
    let desk_says = talk.ask(json!("desk"));
    assert_eq!(desk_says["customers"], acknowledged, "reading goes on: {desk_says}");
    assert!(desk_says["read_only"].is_string(), "{desk_says}");
    refused(&desk.cli(&["customer", "add", "--name", "One more"]), &[]);
}

#[test]
fn a_disk_that_fills_up_is_left_some_room_and_work_goes_on_when_there_is_more() {
    let desk = Desk::closed(Kind::Throwaway);
    let Some(wrapped) = on_a_small_disk(&desk, "reserve_mb = 12") else {
        eprintln!("not run: no small disk can be mounted here");
        return;
    };
    desk.start_as(wrapped);
    let mut talk = desk.talk("one");
    let add = json!({ "add_customer": { "profile": { "name": "Nur" }, "if_known": "add" } });
    assert!(talk.try_run(add.clone()).get("done").is_some());
    // Only the daemon sees this disk: it is filled through the daemon's own view of the files.
    let pid = talk.ask(json!("desk"))["pid"].to_string();
    let inside = format!("/proc/{pid}/root{}/filler", desk.home().display());
    fs::write(&inside, vec![7; 12 << 20]).expect("written");
    let refused = talk.try_run(add.clone());
    let low = refused.pointer("/refused/refusal/disk_low");
    assert_eq!(low.and_then(|low| low["reserve_mb"].as_u64()), Some(12), "{refused}");
    let status = talk.ask(json!("desk"));
    assert_eq!((&status["customers"], &status["read_only"]), (&json!(1), &json!(null)));
    assert!(status["disk_low"].is_object(), "{status}");
    fs::remove_file(&inside).expect("removed");
    assert!(talk.try_run(add).get("done").is_some(), "by itself");
}

#[test]
fn a_draft_on_a_full_disk_is_refused_as_a_save_is() {
    let desk = Desk::closed(Kind::Throwaway);
    let Some(wrapped) = on_a_small_disk(&desk, "reserve_mb = 12") else {
        eprintln!("not run: no small disk can be mounted here");
        return;
    };
    desk.start_as(wrapped);
    let mut talk = desk.talk("one");
    let pid = talk.ask(json!("desk"))["pid"].to_string();
    let inside = format!("/proc/{pid}/root{}/filler", desk.home().display());
    let mut filler = fs::File::create(&inside).expect("made");
    while std::io::Write::write_all(&mut filler, &[7; 4_096]).is_ok() {}
    let fields = json!([["note", "modem mati"]]);
    let draft = json!({ "id": "00000000-0000-0000-0000-000000000001", "form": "log",
        "fields": fields });
    let refused = talk.draft(json!({ "keep": draft }));
    assert!(refused.pointer("/refused/refusal/disk_low").is_some(), "{refused}");
}

/// The daemon with a home on a disk of 24 MB that goes when it ends; `None` where this user may
/// not mount one.
fn on_a_small_disk(desk: &Desk, settings: &str) -> Option<Command> {
    let unshare = if nix::unistd::geteuid().is_root() { "-m" } else { "-rm" };
    let script = "mount -t tmpfs -o size=24m,mode=0700 tmpfs \"$1\" && : >\"$1/throwaway\" \
        && echo \"$2\" >\"$1/desk.toml\" && exec \"$0\" daemon --spawned --home \"$1\"";
    let mut probe = Command::new("unshare");
    probe.args([unshare, "mount", "-t", "tmpfs", "tmpfs"]).arg(desk.home());
    if !probe.output().is_ok_and(|output| output.status.success()) {
        return None;
    }
    let mut command = Command::new("unshare");
    command
        .args([unshare, "sh", "-c", script, crate::desk::PROGRAM])
        .arg(desk.home())
        .arg(settings);
    command.env_clear().envs(desk.environment());
    command.env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    Some(command)
}
