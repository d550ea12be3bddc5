//! What a key costs on a thin line, in bytes, which do not vary from run to run: docs/terminals.md
//! has the same figures with times. Never a time: those are measured by benches/terminal.sh.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::desk::{AGENT, Desk};
use crate::pty::{Cost, Size, Terminal};

/// Presses by which a key is measured.
const PRESSES: usize = 8;
/// What enters the alternate screen, positions and gaps wider than a blank, besides the text.
const FRAME: usize = 200;
/// As many as a screen has rows, several times.
const PEOPLE: usize = 40;

/// A desk whose lists are longer than the screen, each customer with something in the time line.
fn full_desk() -> Desk {
    let desk = Desk::new();
    let mut talk = desk.talk("supervisor");
    let given = ["Nur", "Budi", "Sari", "Agus", "Dewi"];
    let family = ["Halimah", "Hartono", "Wulandari", "Santoso", "Lestari", "Abadi", "Utami"];
    for at in 0..PEOPLE {
        let profile = json!({
            "name": format!("{} {}", given[at % given.len()], family[at % family.len()]),
            "phones": [{ "number": format!("0812-3344-{:04}", 1000 + at * 37) }],
            "account": format!("AC-{:05}", 231 + at), "tier": "gold", "stage": "member" });
        let added = talk.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
        let customer = &added["customer"];
        let note = format!("charged twice in October, asks for {at} back");
        talk.run(json!({ "log_interaction": { "customer": customer, "channel": "call",
            "direction": "in", "topic": "BI", "note": note } }));
        talk.run(json!({ "open_ticket": { "customer": customer, "topic": "BI",
            "severity": "moderate", "subject": note } }));
    }
    desk
}

fn open(desk: &Desk) -> Terminal {
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("T-1 ").settle();
    terminal
}

/// What a key costs, pressed several times, cheapest first.
fn costs(terminal: &mut Terminal, key: &str) -> Vec<Cost> {
    let mut costs: Vec<Cost> = (0..PRESSES).map(|_| terminal.cost(key)).collect();
    costs.sort_unstable();
    costs
}

fn dearest(costs: &[Cost]) -> usize {
    costs.iter().map(|cost| cost.bytes).max().unwrap_or(0)
}

#[test]
fn the_first_frame_costs_little_more_than_its_letters() {
    let desk = full_desk();
    let mut terminal = open(&desk);
    let sent = terminal.raw().len();
    // The blank between two words is a part of the text; wider gaps are jumped over.
    let words = terminal.screen();
    let text = words.split_whitespace().map(|word| word.chars().count() + 1).sum::<usize>();
    assert!(sent * 10 <= text * 11 + FRAME * 10, "{sent} bytes for {text} letters and blanks");
    // With all of the screen's pieces in it: what was measured is what a person sees.
    terminal.wait_for("Find").wait_for("History").wait_for("Queue").wait_for("Rating");
}

/// What is said at a login is in the frame that shows the panes, not in a second one after it.
#[test]
fn a_login_with_a_promised_call_and_a_draft_is_one_frame() {
    let desk = full_desk();
    let mut talk = desk.talk(AGENT);
    let now = talk.ask(json!("wallboard"))["at"].as_i64().expect("a time");
    let due = json!({ "customer": "C-1", "due": now + 2_000, "agent": AGENT });
    talk.run(json!({ "promise_call": due }));
    let draft = json!({ "id": "00000000-0000-4000-8000-000000000001", "form": "log",
        "customer": "C-1", "fields": [["note", "the line is dead"]] });
    talk.draft(json!({ "keep": draft }));
    // The desk's clock moves by a second with each command.
    (0..4).for_each(|_| {
        talk.run(json!({ "open_ticket": { "customer": "C-1", "topic": "BI",
            "severity": "moderate", "subject": "charged twice" } }));
    });
    let mut terminal = open(&desk);
    terminal.wait_for("The call to Nur Halimah was promised").wait_for("One unsaved text").settle();
    let raw = String::from_utf8_lossy(terminal.raw()).into_owned();
    // Each frame of more than a few letters ends with the question whether it was shown.
    assert!(raw.ends_with("\x1b[5n") && raw.matches("\x1b[5n").count() == 1, "{raw:?}");
}

#[test]
fn a_step_down_costs_a_marker_and_a_scrolled_one_a_row() {
    let desk = full_desk();
    let mut terminal = open(&desk);
    terminal.keys("<F4><Home>").settle();
    let steps: Vec<Cost> = (0..4).map(|_| terminal.cost("<Down>")).collect();
    assert!(dearest(&steps) <= 20, "{steps:?}");
    assert!(steps.iter().all(|cost| cost.bytes > 0 && cost.pieces == 1), "{steps:?}");
    terminal.keys("<Down><Down><Down><Down>").settle();
    let scrolls = costs(&mut terminal, "<Down>");
    assert!(dearest(&scrolls) <= 130, "{scrolls:?}");
    terminal.keys("<Home>").settle();
    let pages: Vec<Cost> = (0..3).map(|_| terminal.cost("<PgDn>")).collect();
    assert!(pages[pages.len() / 2].bytes <= 400, "{pages:?}");
}

#[test]
fn a_step_in_find_costs_the_history_that_follows() {
    let desk = full_desk();
    let mut terminal = open(&desk);
    terminal.keys("/0812").wait_for("37 more").keys("<Down>").settle();
    let steps = costs(&mut terminal, "<Down>");
    assert!(steps[0].bytes > 0 && dearest(&steps) <= 230, "{steps:?}");
}

#[test]
fn a_typed_letter_costs_its_echo_and_its_results() {
    let desk = full_desk();
    let mut terminal = open(&desk);
    terminal.keys("/").settle();
    let letters: Vec<Cost> =
        ["n", "u", "r", " ", "h", "a", "l"].map(|key| terminal.cost(key)).into();
    assert!(dearest(&letters) <= 400, "{letters:?}");
    // Into the list, and the first of it.
    terminal.keys("<Enter><Enter>").wait_for("History  Nur Halimah");
    terminal.keys("iBI").wait_for("Log  Nur Halimah").types("charged").settle();
    let typed = costs(&mut terminal, "x");
    // Now and then the terminal is asked how fast it is.
    assert!(typed[PRESSES / 2].bytes <= 4 && typed[0].bytes > 0, "{typed:?}");
}

/// Two marks move, and the hint line's first word where letters become text or digits.
#[test]
fn the_next_pane_costs_two_marks_and_a_word() {
    let desk = full_desk();
    let mut terminal = open(&desk);
    for before in ["<F4><Home>", "0812-3344-1000<Enter>"] {
        terminal.keys(before).settle();
        let panes = costs(&mut terminal, "<Tab>");
        assert!(panes[0].bytes > 0 && panes[PRESSES / 2].bytes <= 30, "{before}: {panes:?}");
        assert!(dearest(&panes) <= 40, "{before}: {panes:?}");
    }
}

#[test]
fn what_others_change_in_a_row_costs_that_row() {
    let desk = full_desk();
    let mut talk = desk.talk("agent07");
    // The column of names is as wide as the longest one on show.
    talk.run(json!({ "assign_ticket": { "ticket": "T-5", "to": "agent07" } }));
    let mut terminal = open(&desk);
    // Also those that others have: else the row would go.
    terminal.keys("<F4>ga").wait_for("all, by due time").keys("<Home>").settle();
    for assignee in ["agent08", "agent09", "agent10"] {
        let ticket = row_number(&terminal);
        let assign = json!({ "assign_ticket": { "ticket": ticket, "to": assignee } });
        let change = terminal.cost_of(|terminal| {
            talk.run(assign);
            terminal.wait_for(assignee);
        });
        assert!(change.bytes <= 60, "{change:?}\n{}", terminal.screen());
    }
}

/// A terminal at the end of a line on which an answer takes its time.
fn slow(terminal: &mut Terminal, answered: &mut usize) {
    const UNDER_WAY: Duration = Duration::from_millis(300);
    let asked = String::from_utf8_lossy(terminal.raw()).matches("\x1b[5n").count();
    terminal.rest(UNDER_WAY);
    for _ in *answered..asked {
        terminal.send(b"\x1b[0n");
    }
    *answered = asked;
}

#[test]
fn on_a_slow_line_the_changes_of_many_rows_come_once_a_second() {
    let desk = full_desk();
    let mut talk = desk.talk("agent07");
    let mut terminal = desk.terminal(AGENT).mute();
    terminal.wait_for("T-1 ").keys("<F4>ga").wait_for("all, by due time");
    let mut answered = 0;
    // What was pressed is answered at once: that second is over first.
    (0..6).for_each(|_| slow(&mut terminal, &mut answered));
    let since = Instant::now();
    let changes = terminal.cost_of(|terminal| {
        for round in 0..16 {
            for row in 1..=8 {
                let to = format!("agent{:02}", 10 + (round + row) % 7);
                talk.run(json!({ "assign_ticket": { "ticket": format!("T-{row}"), "to": to } }));
            }
            slow(terminal, &mut answered);
        }
    });
    let seconds = usize::try_from(since.elapsed().as_secs()).expect("a few");
    assert!((2..=seconds + 2).contains(&changes.pieces), "{changes:?} in {seconds} s");
}

/// The number of a ticket on show that nobody has, and that is not selected.
fn row_number(terminal: &Terminal) -> String {
    let rows = terminal.rows_with(" T-");
    let row = rows.iter().find(|row| row.starts_with(' ') && row.ends_with(" -"));
    let number = row.expect("one").split_whitespace().find(|word| word.starts_with("T-"));
    number.expect("a ticket's row").to_owned()
}

#[test]
fn a_minute_that_passes_costs_its_figures() {
    let desk = Desk::new();
    let mut talk = desk.talk("supervisor");
    // The desk's clock moves by a second with each command. A ticket of shortly before a full
    // minute is another minute old on that minute.
    let mut wait_for_second = |wanted: i64| {
        let second = |at: &Value| (at.as_i64().expect("a time") / 1_000).rem_euclid(60);
        let add = json!({ "add_customer": { "profile": { "name": "X" }, "if_known": "add" } });
        while second(&talk.ask(json!("wallboard"))["at"]) != wanted {
            talk.run(add.clone());
        }
    };
    wait_for_second(56);
    desk.talk("agent07").run(json!({ "open_ticket": { "customer": "C-1", "topic": "BI",
        "severity": "moderate", "subject": "charged twice in October" } }));
    wait_for_second(51);
    let mut terminal = open(&desk);
    terminal.wait_for("oldest 0m");
    let passes = terminal.cost_of(|terminal| {
        terminal.wait_for("oldest 1m");
    });
    assert!(passes.bytes <= 120, "{passes:?}\n{}", terminal.screen());
}

#[test]
fn a_long_paste_is_one_edit_and_one_redraw() {
    let desk = full_desk();
    let mut terminal = open(&desk);
    terminal.keys("0812-3344-1000<Enter>").wait_for("History  Nur");
    terminal.keys("iBI").types("x").settle();
    // More than a note holds, which is said.
    let letter = "a long letter, pasted as it came; ".repeat(300);
    let paste = format!("\x1b[200~{letter}\x1b[201~");
    let cost = terminal.cost_of(|terminal| {
        terminal.send(paste.as_bytes()).wait_for("That is as much as fits here.");
    });
    assert!(cost.bytes <= 1_500 && cost.pieces == 1, "{cost:?}");
}

#[test]
fn a_window_that_is_drawn_larger_is_painted_when_it_rests() {
    const RESIZES: u16 = 30;
    /// A second has as many.
    const BETWEEN: Duration = Duration::from_millis(33);
    let desk = full_desk();
    let mut terminal = open(&desk);
    let wanted = terminal.screen();
    let before = terminal.raw().len();
    for step in 0..RESIZES {
        terminal.resize(Size(110 - step, 54 - step)).rest(BETWEEN);
    }
    terminal.resize(Size::NORMAL);
    terminal.wait_until("the picture", |screen| screen == wanted).settle();
    let raw = String::from_utf8_lossy(&terminal.raw()[before..]).into_owned();
    let redraws = raw.matches("\x1b[2J").count();
    assert!((1..=3).contains(&redraws), "{redraws} redraws");
    assert_eq!(terminal.screen(), wanted);
}

#[test]
fn nothing_is_sent_while_nothing_changes() {
    let desk = full_desk();
    let mut terminal = open(&desk);
    let rest = terminal.cost_of(|terminal| {
        terminal.ticks_at_rest();
    });
    assert_eq!(rest.bytes, 0, "{}", terminal.screen());
}
