//! The desk line by line: `sigap --plain`, `TERM=dumb`, a pipe. Never a look into the program: the
//! lines and the protocol say it all.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;

use serde_json::{Value, json};

use crate::desk::{AGENT, Desk, finish};
use crate::pty::{Size, Terminal};
use crate::state::{PATIENCE, until};

const NOTE: &str = "charged twice in October";

/// Customers of whom one has a name that would drive a terminal, if it reached one.
fn furnish(desk: &Desk) {
    let mut talk = desk.talk("supervisor");
    for (name, number) in [
        ("Nur Halimah", "0812-3344-5566"),
        ("Budi Hartono", "0813-1111-2222"),
        ("Nur Hal\u{ed}mah \u{6c5f}", "0812-9999-0000"),
    ] {
        let phones = json!([{ "label": "mobile", "number": number }]);
        let profile = json!({ "name": name, "phones": phones, "tier": "gold" });
        talk.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    }
}

/// One call as in a script: found, verified, logged, complained about, rated, wrapped up.
const CALL: [&str; 8] = [
    "445566",
    "v b",
    "i BI charged twice in October",
    "c save",
    "r 45-45",
    "w SO",
    "history",
    "quit",
];

fn check(desk: &Desk, what: &str) {
    let mut talk = desk.talk("checker");
    let history = talk.ask(json!({ "history": { "customer": "C-1", "limit": 50 } }));
    let items = history["items"].as_array().expect("a list");
    let of =
        |kind: &str| -> Vec<&Value> { items.iter().filter_map(|item| item[1].get(kind)).collect() };
    let contact = of("interaction");
    assert_eq!(contact.len(), 1, "{what}: {history}");
    assert_eq!((&contact[0]["note"], &contact[0]["outcome"]), (&json!(NOTE), &json!("SO")));
    assert_eq!(of("ticket").len(), 1, "{what}: {history}");
    assert_eq!(of("rating")[0]["scores"], json!([4, 5, null, 4, 5]), "{what}: {history}");
}

#[test]
fn one_call_is_handled_through_a_pipe_in_both_languages() {
    for desk in [Desk::new(), Desk::indonesian()] {
        furnish(&desk);
        let script = CALL.join("\n") + "\n";
        let told = finish(desk.command::<&str>(&[]), std::io::Cursor::new(script));
        assert!(told.status.success(), "{told:#?}");
        assert!(told.out.contains(NOTE) && !told.out.contains('\u{1b}'), "{}", told.out);
        check(&desk, &told.out);
    }
}

#[test]
fn one_call_is_handled_at_a_dumb_terminal_and_at_a_good_one() {
    for (term, args) in [("dumb", &[][..]), ("xterm-256color", &["--plain"])] {
        let desk = Desk::new();
        furnish(&desk);
        let mut terminal = desk.terminal_with(AGENT, Size(80, 60), args, &[("TERM", term)]);
        terminal.wait_for("? tells");
        for line in CALL {
            terminal.types(line).keys("<Enter>");
        }
        assert_eq!(terminal.wait_end(), 0, "{term}: {}", terminal.screen());
        let escape = terminal.raw().contains(&0x1b);
        assert!(!escape, "{term}: {:?}", String::from_utf8_lossy(terminal.raw()));
        check(&desk, &terminal.screen());
    }
}

#[test]
fn a_form_is_asked_field_by_field_at_a_terminal() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = desk.terminal_with(AGENT, Size::NORMAL, &["--plain"], &[]);
    terminal.wait_for("? tells").types("/ budi").keys("<Enter>").wait_for("Budi Hartono>");
    terminal.types("i").keys("<Enter>").wait_for("topic:").types("zz").keys("<Enter>");
    terminal.wait_for("! There is no code 'ZZ'").types("te").keys("<Enter>").wait_for("note (");
    terminal.types("the line is dad").keys("<Left>").types("e").wait_for("the line is daed");
    terminal.send(b"\x7f\x7f").types("ea").wait_for("the line is dead");
    terminal.keys("<Enter>").wait_for("channel [call]:").types("save").keys("<Enter>");
    terminal.wait_for("The contact is logged.").keys("<Up><Up>").wait_for("> the line is dead");
    assert!(!terminal.raw().contains(&0x1b));
}

#[test]
fn tab_completes_a_customers_name_from_what_the_desk_knows() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = desk.terminal_with(AGENT, Size::NORMAL, &["--plain"], &[]);
    terminal.wait_for("? tells").types("/ bud").keys("<Tab>").wait_for("/ Budi Hartono");
    terminal.keys("<Enter>").wait_for("Budi Hartono>").types("/nur h").keys("<Tab>");
    // Several begin alike: what they share, then who they are.
    terminal.wait_for("/Nur Hal").keys("<Tab>").wait_for("Nur Halimah  Nur Hal\u{ed}mah");
}

#[test]
fn ctrl_c_at_a_dumb_terminal_leaves_a_question_and_then_the_desk() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = desk.terminal_with(AGENT, Size::NORMAL, &[], &[("TERM", "dumb")]);
    terminal.wait_for("? tells").types("11112222").keys("<Enter>").wait_for("Budi Hartono>");
    terminal.types("i").keys("<Enter>").wait_for("topic:").types("TE").keys("<Enter>");
    terminal.wait_for("note (").types("half a").send(b"\x03");
    terminal.wait_for("Kept as an unsaved text").types("p").keys("<Enter>");
    terminal.wait_for("No ticket is selected: queue goes to the queue.").send(b"\x03");
    assert_eq!(terminal.wait_end(), 0, "{}", terminal.screen());
}

/// The program with lines written to it and read from it one by one.
struct Piped {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<String>,
    heard: Vec<String>,
}

impl Piped {
    fn open(mut command: Command) -> Piped {
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = pipes.spawn().expect("the program is built");
        let input = child.stdin.take();
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, output) = channel();
        thread::spawn(move || {
            for line in out.split(b'\n').map_while(Result::ok) {
                if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                    return;
                }
            }
        });
        Piped { child, input, output, heard: Vec::new() }
    }

    fn types(&mut self, line: &str) -> &mut Piped {
        let input = self.input.as_mut().expect("not at its end");
        writeln!(input, "{line}").expect("it reads");
        self
    }

    /// Waits for a line that holds a text.
    fn wait_for(&mut self, text: &str) -> String {
        loop {
            match self.output.recv_timeout(PATIENCE) {
                Ok(line) => {
                    self.heard.push(line.clone());
                    if line.contains(text) {
                        return line;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("{text:?} was not told: {:#?}", self.heard)
                }
            }
        }
    }

    /// No more lines: the exit code.
    fn end(&mut self) -> Option<i32> {
        self.input = None;
        until("the end", || self.child.try_wait().expect("our child")).code()
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn what_others_do_is_told_in_one_line_each() {
    let desk = Desk::new();
    furnish(&desk);
    let mut lines = Piped::open(desk.command::<&str>(&[]));
    lines.wait_for("? tells");
    lines.types("11112222").wait_for("Budi Hartono");
    // A call, a word to everybody, and a change of who is at hand.
    desk.ok(&["call", "ring", "--number", "0812-3344-5566", "--agent", AGENT]);
    let ring = lines.wait_for("Nur Halimah");
    assert!(ring.contains("accept-offer"), "{ring}");
    let mut supervisor = desk.talk("supervisor");
    let note = json!({ "customer": "C-2", "channel": "call", "direction": "in", "topic": "BI",
        "note": "called again" });
    supervisor.run(json!({ "log_interaction": note }));
    let news = lines.wait_for("supervisor");
    assert!(news.contains("Budi Hartono"), "{news}");
    lines.types("accept").wait_for("Nur Halimah  gold");
    assert_eq!(lines.end(), Some(0));
}

#[test]
fn the_end_of_the_lines_keeps_what_was_typed_as_a_draft() {
    let desk = Desk::new();
    furnish(&desk);
    let mut lines = Piped::open(desk.command::<&str>(&[]));
    lines.types("11112222").types("i").types("TE").types("the line is dead since Monday");
    lines.wait_for("channel");
    assert_eq!(lines.end(), Some(0));
    let mut talk = desk.talk(AGENT);
    until("the draft", || {
        let drafts = talk.draft(json!("list")).to_string();
        drafts.contains("the line is dead since Monday").then_some(())
    });
    let mut again = Piped::open(desk.command::<&str>(&[]));
    again.types("drafts").wait_for("the line is dead since Monday");
    again.types("1").wait_for("note");
    again.types("save").wait_for("The contact is logged.");
}

#[test]
fn under_a_poor_locale_no_byte_is_above_127_and_hostile_letters_reach_nobody() {
    let desk = Desk::new();
    furnish(&desk);
    let mut talk = desk.talk("supervisor");
    let note = json!({ "customer": "C-3", "channel": "call", "direction": "in", "topic": "BI",
        "note": "\u{1b}]0;owned\u{7}\u{9b}31m r\u{e9}sum\u{e9} \u{202e}" });
    drop(talk.try_run(json!({ "log_interaction": note })));
    let mut command = desk.command::<&str>(&[]);
    command.env("LANG", "C").env_remove("LC_ALL");
    let script =
        b"\x1b[31m/\xff\xfe hal\n99990000\nhistory\nopen 1\n\x07\x9b\nhelp all\nW\n".to_vec();
    let told = finish(command, std::io::Cursor::new(script));
    let odd = told.out.bytes().find(|b| *b > 127 || (*b < 32 && *b != b'\n'));
    assert_eq!(odd, None, "{}", told.out);
    assert!(told.out.contains("Nur Halimah ??"), "{}", told.out);
}

#[test]
fn what_is_refused_is_in_the_exit_code_and_the_rest_is_done() {
    let desk = Desk::new();
    furnish(&desk);
    let script = "11112222\ni QQ no such topic\ni BI after the mistake\n";
    let told = finish(desk.command::<&str>(&[]), std::io::Cursor::new(script));
    assert_eq!(told.status.code(), Some(1), "{told:#?}");
    let history = desk.talk("one").ask(json!({ "history": { "customer": "C-2", "limit": 9 } }));
    assert!(history.to_string().contains("after the mistake"), "{history}");
}

#[test]
fn a_thousand_lines_at_once_are_all_dealt_with() {
    let desk = Desk::new();
    furnish(&desk);
    let script = "11112222\n".to_owned() + &"history\n".repeat(1_000) + "i BI the last one\n";
    let told = finish(desk.command::<&str>(&[]), std::io::Cursor::new(script));
    assert!(told.status.success(), "{}", told.err);
    assert!(told.out.contains("The contact is logged."), "the last line, too");
}

#[test]
fn a_desk_that_goes_away_is_told_and_so_is_its_return() {
    let desk = Desk::new();
    furnish(&desk);
    let mut lines = Piped::open(desk.command::<&str>(&[]));
    lines.wait_for("? tells");
    // It starts the desk again by itself.
    desk.kill();
    lines.wait_for("The desk is away");
    lines.wait_for("The desk is back");
    lines.types("11112222").wait_for("Budi Hartono");
    assert_eq!(lines.end(), Some(0));
}

#[test]
fn a_terminal_that_vanishes_leaves_no_line_mode_behind() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal: Terminal =
        desk.terminal_with(AGENT, Size::NORMAL, &["--plain"], &[("TERM", "xterm")]);
    terminal.wait_for("? tells");
    let spent = terminal.ticks_at_rest();
    assert!(spent <= 5, "{spent} ticks at rest");
    crate::desk::send(terminal.pid(), nix::sys::signal::Signal::SIGTERM);
    assert_eq!(terminal.wait_end(), 0);
}
