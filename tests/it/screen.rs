//! The screen as people see it: pictures in both languages and three sizes, live changes, the
//! first run, leaving. Never a colour: what matters is said in words.

use std::path::Path;

use serde_json::json;

use crate::desk::{AGENT, Desk, Kind, PROGRAM};
use crate::pty::{Size, Terminal};

/// A few customers and tickets of a telephone company.
fn furnish(desk: &Desk) {
    let mut talk = desk.talk("supervisor");
    let people = [
        ("Nur Halimah", "0812-3344-5566", "gold", "charged twice in October", "major"),
        ("Budi Hartono", "0813-1111-2222", "iron", "modem not delivered", "moderate"),
        ("PT Sinar Abadi", "021-555-0100", "platinum", "no signal in the warehouse", "critical"),
    ];
    for (at, (name, phone, tier, subject, severity)) in people.into_iter().enumerate() {
        let profile = json!({ "name": name, "phones": [{ "number": phone }], "tier": tier,
            "account": format!("AC-0023{at}") });
        let added =
            talk.run(json!({ "add_customer": { "profile": profile, "if_known": "refuse" } }));
        let customer = &added["customer"];
        talk.run(json!({ "log_interaction": { "customer": customer, "channel": "call",
            "direction": "in", "topic": "BI", "note": subject } }));
        talk.run(json!({ "open_ticket": { "customer": customer, "topic": "BI",
            "severity": severity, "subject": subject } }));
    }
}

#[test]
fn all_four_panes_are_on_show_in_80_columns_in_both_languages() {
    for (desk, picture, history) in [
        (Desk::new(), "desk_80x24_en", "History"),
        (Desk::indonesian(), "desk_80x24_id", "Riwayat"),
    ] {
        furnish(&desk);
        let mut terminal = desk.terminal(AGENT);
        terminal.wait_for("T-3").keys("0812<Enter>");
        terminal.wait_for(&format!("{history}  Nur Halimah")).shows(picture);
    }
}

#[test]
fn other_sizes_have_pictures_too() {
    let desk = Desk::new();
    furnish(&desk);
    for (size, picture) in [(Size::WIDE, "desk_120x40"), (Size::SMALL, "desk_40x12")] {
        let mut terminal = desk.terminal_with(AGENT, size, &[], &[]);
        terminal.wait_until("the desk", |screen| screen.contains("Halimah") || size.0 < 80);
        terminal.keys("0812<Enter>").wait_for("Halimah").shows(picture);
        terminal.resize(Size::NORMAL).wait_for("Queue").wait_for("Rating");
        terminal.resize(size).shows(picture);
    }
}

#[test]
fn a_key_that_follows_a_new_size_is_heard() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("T-3");
    // The first key has the library listen for sizes, too; the second came together with one.
    for size in [Size::WIDE, Size::SMALL, Size::NORMAL] {
        terminal.keys("?").wait_for("Esc").keys("<Esc>").resize(size).keys("/0812");
        terminal.wait_for("Halimah").keys("<Esc><Esc>");
    }
}

#[test]
fn an_empty_desk_offers_three_ways_to_begin() {
    let desk = Desk::new();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("sigap import customers").shows("first_run_en");
    let desk = Desk::indonesian();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("sigap import customers").shows("first_run_id");
}

#[test]
fn what_others_do_appears_and_the_selected_row_stays_selected() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("T-3").keys("<F4>").wait_for("T-2");
    // Down to the last ticket, whichever that is.
    terminal.keys("<End>").wait_until("a selected ticket", |screen| selected(screen).is_some());
    let before = selected(&terminal.screen()).expect("one is selected");
    let mut talk = desk.talk("agent07");
    for round in 0..3 {
        let subject = format!("urgent matter {round}");
        talk.run(json!({ "open_ticket": { "customer": "C-3", "topic": "TE",
            "severity": "critical", "subject": subject } }));
        terminal.wait_for(&subject);
        assert_eq!(selected(&terminal.screen()).as_deref(), Some(before.as_str()));
    }
    talk.run(json!({ "take_ticket": { "ticket": before } }));
    terminal.wait_for("agent07");
    assert_eq!(selected(&terminal.screen()).as_deref(), Some(before.as_str()), "it stays");
}

/// The number of the ticket in the row that is marked.
fn selected(screen: &str) -> Option<String> {
    let row = screen.lines().find(|row| row.starts_with('>') && row.contains(" T-"))?;
    let number = row.split_whitespace().find(|word| word.starts_with("T-"))?;
    Some(number.to_owned())
}

#[test]
fn leaving_gives_the_terminal_back_as_it_was() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("T-1").keys("q");
    assert_eq!(terminal.wait_end(), 0);
    restored(terminal.raw());
    for signal in [nix::sys::signal::Signal::SIGTERM, nix::sys::signal::Signal::SIGHUP] {
        let mut terminal = desk.terminal(AGENT);
        terminal.wait_for("T-1");
        crate::desk::send(terminal.pid(), signal);
        terminal.wait_end();
        restored(terminal.raw());
    }
}

#[test]
fn a_stopped_screen_gives_the_shell_back_and_comes_back_whole() {
    let desk = Desk::new();
    furnish(&desk);
    let mut environment: Vec<(String, String)> =
        desk.environment().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    environment.push(("PS1".to_owned(), "shell> ".to_owned()));
    let args = ["--norc", "--noprofile", "-i"];
    let mut shell = Terminal::open(Path::new("/bin/bash"), &args, &environment, Size::NORMAL);
    shell.wait_for("shell>").types(PROGRAM).keys("<Enter>").wait_for("T-3");
    shell.keys("/0812<Enter>").wait_for("History  Nur Halimah");
    let picture = shell.screen();
    shell.keys("<C-z>").wait_for("Stopped").types("echo back at the shell").keys("<Enter>");
    shell.wait_until("the echo", |screen| screen.matches("back at the shell").count() == 2);
    shell.types("fg").keys("<Enter>").wait_for("History  Nur Halimah");
    assert_eq!(shell.screen(), picture);
    shell.keys("q").wait_for("shell>").types("exit").keys("<Enter>");
    shell.wait_end();
}

/// Asserts that what was switched on is switched off again, in the end.
pub fn restored(raw: &[u8]) {
    let text = String::from_utf8_lossy(raw);
    for mode in ["?1049", "?2004"] {
        let on = text.rfind(&format!("\x1b[{mode}h"));
        let off = text.rfind(&format!("\x1b[{mode}l"));
        assert!(on.is_none() || off > on, "{mode} is left on");
    }
    let shown = text.rfind("\x1b[?25h");
    assert!(text.rfind("\x1b[?25l") < shown || shown.is_none(), "the cursor is left hidden");
}

#[test]
fn nothing_hostile_reaches_the_terminal() {
    let desk = Desk::new();
    let hostile = "Nur\u{1b}]0;owned\u{7}\u{9b}31m\u{202e} Halimah";
    let mut talk = desk.talk("one");
    let profile = json!({ "name": hostile, "phones": [{ "number": "0812-3344-5566" }],
        "note": hostile });
    talk.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    talk.run(json!({ "open_ticket": { "customer": "C-1", "topic": "BI", "subject": hostile } }));
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("T-1").keys("0812<Enter>").wait_for("History  Nur");
    talk.signal(json!({ "ring": { "number": hostile, "call_id": "1", "agent": AGENT } }));
    talk.run(json!({ "log_interaction": { "customer": "C-1", "channel": "call",
        "direction": "in", "topic": "BI", "note": hostile } }));
    terminal.wait_for("billing");
    let raw = String::from_utf8_lossy(terminal.raw());
    for bad in ["\x1b]0;owned", "\u{9b}", "\u{202e}", "\x07"] {
        assert!(!raw.contains(bad), "{bad:?} reached the terminal");
    }
}

#[test]
fn a_persons_own_desk_opens_by_itself_and_is_there_again() {
    let desk = Desk::closed(Kind::Personal);
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("sigap import customers").keys("a").types("Nur Halimah");
    terminal.wait_for("Nur Halimah").keys("<Enter>").wait_for("History  Nur Halimah");
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
    let mut again = desk.terminal(AGENT);
    again.wait_for("Queue").keys("/nur<Enter>").wait_for("History  Nur Halimah");
}

#[test]
fn the_keys_of_other_programs_can_be_had() {
    let desk = Desk::new();
    furnish(&desk);
    for (keymap, pick) in [("vim", "/0812<Enter>"), ("function-keys", "<F2>0812<Enter>")] {
        let args = ["--keymap", keymap];
        let mut terminal = desk.terminal_with(AGENT, Size::NORMAL, &args, &[]);
        terminal.wait_for("T-1").keys(pick).wait_for("History  Nur Halimah");
    }
    let mine = desk.write("mine.toml", "[everywhere]\n\"t\" = \"dance\"\n\"x\" = \"nothng\"\n");
    let told = desk.cli(&["keys", "--keymap", mine.to_str().expect("plain")]);
    assert!(!told.status.success(), "{told:?}");
    for wanted in ["mine.toml:2", "mine.toml:3"] {
        assert!(told.err.contains(wanted), "all mistakes together: {told:?}");
    }
}

#[test]
fn a_step_of_a_ticket_says_what_it_did() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("T-1").keys("gqt").wait_for("T-1 is yours.");
    terminal.keys("m").types("looked into it").keys("<Enter>");
    terminal.wait_for("T-1: the note is kept.");
}
