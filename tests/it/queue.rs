//! The live queue as plain lines: once, in a pipe as it changes, in a terminal redrawn in place.
//! Never the screen of the desk.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStderr, ChildStdout, Stdio};

use nix::sys::signal::Signal;

use crate::desk::{Desk, send};
use crate::pty::Size;
use crate::state::until;

fn open(desk: &Desk, subject: &str, priority: &str) {
    let ticket = ["ticket", "open", "C-1", "--topic", "BI", "--subject", subject];
    desk.ok(&[ticket.as_slice(), &["--priority", priority]].concat());
}

/// A desk with one ticket.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    open(&desk, "charged twice", "high");
    desk
}

/// The program watching in a pipe.
struct Watching {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    errors: Lines<BufReader<ChildStderr>>,
}

impl Watching {
    fn new(desk: &Desk, more: &[&str]) -> Watching {
        let mut command = desk.command(&[&["queue", "--watch"], more].concat());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program is built");
        let out = child.stdout.take().expect("piped");
        let said = child.stderr.take().expect("piped");
        let errors = BufReader::new(said).lines();
        Watching { child, lines: BufReader::new(out).lines(), errors }
    }

    /// What it says beside the lines.
    fn said(&mut self) -> String {
        self.errors.next().expect("a sentence").expect("text")
    }

    fn line(&mut self) -> String {
        self.lines.next().expect("a line").expect("text")
    }

    /// Ctrl-C; gives the exit code.
    fn end(mut self) -> Option<i32> {
        send(self.child.id(), Signal::SIGINT);
        let rest: Vec<String> = self.lines.map(|line| line.expect("text")).collect();
        assert_eq!(rest, [""; 0], "nothing more is said");
        until("the watch to end", || self.child.try_wait().expect("our child")).code()
    }
}

#[test]
fn the_queue_is_printed_with_how_it_stands() {
    let desk = desk();
    open(&desk, "no signal", "urgent");
    let told = desk.ok(&["queue"]);
    assert!(told.contains("waiting now 2") && told.contains("charged twice"), "{told}");
    let urgent = desk.ok(&["queue", "priority:urgent"]);
    assert!(urgent.contains("no signal") && !urgent.contains("charged twice"), "{urgent}");
    assert!(desk.ok(&["queue", "--view", "breached", "--lang", "id"]).contains("Tidak ada tiket"));
    let rows = desk.json(&["queue"]);
    assert_eq!((rows.len(), &rows[0]["ticket"]), (2, &"T-2".into()), "the most urgent first");
}

#[test]
fn the_queue_and_lists_are_sorted_by_what_is_asked_for() {
    let desk = desk();
    desk.ok(&["customer", "add", "--name", "Budi Hartono", "--tier", "platinum"]);
    desk.ok(&["ticket", "open", "C-2", "--topic", "TE", "--subject", "slow", "--priority", "low"]);
    open(&desk, "no signal", "urgent");
    let numbers = |list: &[&str]| -> String {
        let rows = desk.json(list);
        let numbers = rows.iter().map(|row| row["ticket"].as_str().expect("a number").to_owned());
        numbers.collect::<Vec<_>>().join(" ")
    };
    for (sort, wanted) in [
        (&["--sort", "due"][..], "T-3 T-1 T-2"),
        (&[], "T-3 T-1 T-2"),
        (&["--sort", "priority"], "T-3 T-1 T-2"),
        (&["--sort", "age"], "T-1 T-2 T-3"),
        (&["--sort", "tier"], "T-2 T-3 T-1"),
        (&["--sort", "tier", "--limit", "1"], "T-2"),
        (&["--sort", "tier", "topic:BI"], "T-3 T-1"),
    ] {
        assert_eq!(numbers(&[&["queue"], sort].concat()), wanted, "{sort:?}");
        assert_eq!(numbers(&[&["ticket", "list"], sort].concat()), wanted, "{sort:?}");
    }
    desk.ok(&["ticket", "resolve", "T-3", "--note", "done"]);
    assert_eq!(numbers(&["ticket", "list", "--all", "--sort", "tier"]), "T-2 T-1 T-3");
    assert_eq!(numbers(&["ticket", "list", "--all", "--sort", "age"]), "T-1 T-2 T-3");
    let refused = desk.cli(&["queue", "--sort", "name"]);
    assert!(refused.status.code() == Some(2) && refused.err.contains("tier"), "{refused:?}");
}

#[test]
fn in_a_pipe_there_is_a_line_for_every_change_and_ctrl_c_ends_it() {
    let desk = desk();
    let mut watching = Watching::new(&desk, &[]);
    let line = watching.line();
    assert!(line.contains("  there  T-1  ") && line.ends_with("charged twice"), "{line}");
    open(&desk, "no signal", "urgent");
    let line = watching.line();
    assert!(line.contains("  came  T-2  ") && line.contains("  urgent  "), "{line}");
    desk.ok(&["ticket", "assign", "T-1", "sari"]);
    let line = watching.line();
    assert!(line.contains("  changed  T-1  ") && line.contains("  sari  "), "{line}");
    desk.ok(&["ticket", "resolve", "T-2", "--note", "done"]);
    let line = watching.line();
    assert!(line.contains("  gone  T-2  "), "{line}");
    assert_eq!(watching.end(), Some(0));
    let mut watching = Watching::new(&desk, &["--json", "agent:sari"]);
    let row: serde_json::Value = serde_json::from_str(&watching.line()).expect("json");
    assert_eq!((&row["change"], &row["ticket"]), (&"there".into(), &"T-1".into()));
    assert_eq!(watching.end(), Some(0));
}

#[test]
fn a_watch_waits_for_a_desk_that_goes_away_and_says_so() {
    let desk = desk();
    let mut watching = Watching::new(&desk, &[]);
    watching.line();
    desk.stop();
    let said = watching.said();
    assert!(said.contains("The desk has gone"), "{said}");
    desk.start();
    let said = watching.said();
    assert!(said.contains("The desk is back"), "{said}");
    open(&desk, "no signal", "urgent");
    let line = watching.line();
    assert!(line.contains("  came  T-2  "), "nothing is told twice: {line}");
    assert_eq!(watching.end(), Some(0));
    let mut watching = Watching::new(&desk, &[]);
    watching.line();
    watching.line();
    desk.stop();
    watching.said();
    assert_eq!(watching.end(), Some(0), "Ctrl-C ends the waiting too");
}

#[test]
fn in_a_terminal_it_is_redrawn_in_place_and_sends_nothing_while_nothing_changes() {
    let desk = desk();
    let mut terminal = desk.terminal_with("sari", Size::NORMAL, &["queue", "--watch"], &[]);
    terminal.wait_for("charged twice").wait_for("waiting now 1");
    let before = terminal.raw().len();
    open(&desk, "no signal", "urgent");
    terminal.wait_for("no signal").wait_for("waiting now 2");
    let sent = terminal.raw().len() - before;
    assert!(sent < 700, "only what differs: {sent} bytes");
    assert_eq!(terminal.rows_with("charged twice").len(), 1, "{}", terminal.screen());
    terminal.send(b"\x03");
    assert_eq!(terminal.wait_end(), 0);
    assert!(terminal.screen().contains("charged twice"), "what was shown stays");
}
