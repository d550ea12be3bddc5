//! Poor terminals, pastes and odd keys. Never a terminal that answers more than it must.

use std::collections::BTreeSet;

use serde_json::json;

use crate::desk::{AGENT, Desk};
use crate::pty::Size;

fn desk_with_nur() -> Desk {
    let desk = Desk::new();
    let profile = json!({ "name": "Nur Hal\u{ed}mah", "phones": [{ "number": "0812-3344-5566" }] });
    let add = json!({ "add_customer": { "profile": profile, "if_known": "refuse" } });
    desk.talk("supervisor").run(add);
    desk
}

#[test]
fn a_plain_terminal_gets_plain_letters() {
    let desk = desk_with_nur();
    for (term, locale) in [("vt100", "C"), ("linux", "C"), ("xterm", "POSIX")] {
        let environment = [("TERM", term), ("LANG", locale), ("NO_COLOR", "1")];
        let mut terminal = desk.terminal_with(AGENT, Size::NORMAL, &[], &environment);
        terminal.wait_for("Queue").keys("445566<Enter>").wait_for("History  Nur Hal");
        let odd = terminal.raw().iter().find(|byte| !byte.is_ascii());
        assert_eq!(odd, None, "{term} {locale}: {}", terminal.screen());
        terminal.keys("q");
        assert_eq!(terminal.wait_end(), 0);
    }
}

#[test]
fn no_colour_is_sent_where_none_is_wanted() {
    let desk = desk_with_nur();
    let colours = |environment: &[(&str, &str)]| {
        let mut terminal = desk.terminal_with(AGENT, Size::NORMAL, &[], environment);
        terminal.wait_for("Queue").keys("445566<Enter>").wait_for("History  Nur Hal");
        terminal.keys("i<Enter>").wait_for("! Two letters").colours()
    };
    assert!(!colours(&[]).is_empty(), "else this test sees nothing");
    assert_eq!(colours(&[("NO_COLOR", "1")]), BTreeSet::new());
    desk.configure("theme = \"none\"\n");
    assert_eq!(colours(&[]), BTreeSet::new(), "as configured");
}

#[test]
fn a_paste_is_text_and_never_a_command() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    // Outside a text field it is looked for; a `q` or a line's end in it does nothing else.
    terminal.wait_for("Queue").send(b"\x1b[200~q 0812 3344\r\n5566\x1b[201~");
    terminal.wait_until("the search", |screen| screen.contains("Find q 0812 3344"));
    terminal.keys("<Esc>").keys("/445566<Enter>").wait_for("History  Nur Hal");
    let long = "a long letter, pasted as it came; ".repeat(200);
    terminal.keys("iBI").send(format!("\x1b[200~{long}the end\x1b[201~").as_bytes());
    terminal.wait_for("the end").keys("<Enter>").wait_gone("the end");
    let ask = json!({ "history": { "customer": "C-1", "limit": 5 } });
    let history = desk.talk("checker").ask(ask).to_string();
    assert!(history.contains(&format!("{long}the end")), "{history}");
}

#[test]
fn keys_pressed_before_the_screen_is_there_are_not_lost() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.keys("445566<Enter>iBI").types("typed ahead");
    terminal.wait_for("typed ahead").wait_for("History  Nur Hal").keys("<Enter>");
    terminal.wait_gone("Enter save");
    let ask = json!({ "history": { "customer": "C-1", "limit": 5 } });
    let history = desk.talk("checker").ask(ask).to_string();
    assert!(history.contains("typed ahead"), "{history}");
}

#[test]
fn a_long_name_in_wide_letters_breaks_no_column() {
    let desk = desk_with_nur();
    let name = "\u{6c5f}\u{6238}\u{5ddd}".repeat(20);
    let profile = json!({ "name": name, "phones": [{ "number": "0812-3344-5567" }] });
    desk.talk("one").run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue").keys("0812").wait_for("0812-3344-5567").wait_for("5566");
    let column = |number: &str| {
        let row = terminal.rows_with(number).remove(0);
        let before = row.split(number).next().expect("it is there").to_owned();
        before.chars().map(|c| if c.is_ascii() || c == '\u{ed}' { 1 } else { 2 }).sum::<usize>()
    };
    assert_eq!(column("0812-3344-5567"), column("0812-3344-5566"), "{}", terminal.screen());
}

/// Hundredths of a second that a screen may take while nothing happens for a second.
const AT_REST: u64 = 5;

#[test]
fn a_screen_at_rest_costs_nothing() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue");
    for keys in ["", "445566<Enter>", "r45", "<Esc><Esc>iBI", "<Esc>:"] {
        let spent = terminal.keys(keys).ticks_at_rest();
        assert!(spent <= AT_REST, "{spent} ticks after {keys}\n{}", terminal.screen());
    }
    let sent = terminal.raw().len();
    terminal.ticks_at_rest();
    assert_eq!(terminal.raw().len(), sent, "nothing is drawn where nothing changes");
}

#[test]
fn what_is_not_on_show_does_not_keep_a_screen_awake() {
    let desk = desk_with_nur();
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue");
    // What somebody else imports touches everything: the history of nobody, too.
    let row = |at: u64| json!({ "line": at, "profile": { "account": format!("A-{at}") } });
    let rows: Vec<_> = (1..=500).map(row).collect();
    let import = json!({ "import_customers": { "rows": rows, "if_known": "refuse" } });
    desk.talk("one").run(import);
    terminal.keys("/A-77").wait_for("A-77 ").ticks_at_rest();
    let spent = terminal.ticks_at_rest();
    assert!(spent <= AT_REST, "{spent} ticks\n{}", terminal.screen());
}
