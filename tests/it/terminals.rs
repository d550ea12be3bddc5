//! The whole call in every terminal that an agent may sit at, old ones and silent ones too. Never a
//! key that one of them lacks.

use std::collections::BTreeSet;

use serde_json::json;

use crate::call::{NOTE, everything_is_kept};
use crate::desk::{AGENT, Desk};
use crate::pty::{Size, Terminal};

/// What the screen says in a language.
struct Words {
    queue: &'static str,
    verified: &'static str,
    logged: &'static str,
    opened: &'static str,
    rated: &'static str,
    wrapped_up: &'static str,
}

const ENGLISH: Words = Words {
    queue: "Queue",
    verified: "The identity check is kept.",
    logged: "The contact is logged.",
    opened: "T-1 opened from this call",
    rated: "Rating kept: 4 5 - 4 2",
    wrapped_up: "Wrapped up",
};

const INDONESIAN: Words = Words {
    queue: "Antrean",
    verified: "Pemeriksaan identitas dicatat.",
    logged: "Kontak dicatat.",
    opened: "T-1 dibuka dari telepon ini",
    rated: "Penilaian dicatat: 4 5 - 4 2",
    wrapped_up: "Kontak diakhiri",
};

/// Puts two customers with accents and wide letters in their names on a desk.
fn furnish(desk: &Desk) {
    let mut talk = desk.talk("supervisor");
    let phone = |number: &str| json!([{ "label": "mobile", "number": number }]);
    for profile in [
        json!({ "name": "Nur Hal\u{ed}mah", "phones": phone("0812-3344-5566"),
            "account": "AC-00231", "tier": "gold", "stage": "member" }),
        json!({ "name": "\u{6c5f}\u{6238} Hartono", "phones": phone("0813-1111-2222"),
            "account": "AC-00232" }),
    ] {
        talk.run(json!({ "add_customer": { "profile": profile, "if_known": "refuse" } }));
    }
}

/// One call, looked up and handled, then an announced one, taken; and out.
fn whole_call(desk: &Desk, mut terminal: Terminal, words: &Words) -> Terminal {
    terminal.wait_for(words.queue).keys("445566<Enter>").wait_for("Nur Hal");
    terminal.keys("vb").wait_for(words.verified);
    terminal.keys("iBI").types(NOTE).keys("<Enter>").wait_for(words.logged);
    terminal.keys("c<Enter>");
    // A sentence takes two lines where the screen is narrow.
    terminal.wait_until("the complaint", |screen| on_one_line(screen).contains(words.opened));
    terminal.keys("r45-42");
    terminal.wait_until("the rating", |screen| on_one_line(screen).contains(words.rated));
    terminal.keys("wSO<Enter>").wait_for(words.wrapped_up);
    everything_is_kept(desk);
    desk.ok(&["call", "ring", "--number", "0813 1111 2222", "--agent", AGENT]);
    terminal.wait_for("2222").keys("<Enter>").wait_for("Hartono").wait_for("AC-00232");
    terminal
}

fn on_one_line(screen: &str) -> String {
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The whole call in a terminal that answers, which then is given back.
fn passes(desk: &Desk, words: &Words, size: Size, environment: &[(&str, &str)]) -> Terminal {
    furnish(desk);
    let terminal = desk.terminal_with(AGENT, size, &[], environment);
    let mut terminal = whole_call(desk, terminal, words);
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0, "{environment:?}");
    terminal
}

#[test]
fn the_whole_call_passes_in_a_vt100() {
    let terminal = passes(&Desk::new(), &ENGLISH, Size::NORMAL, &[("TERM", "vt100")]);
    assert_eq!(terminal.colours(), BTreeSet::new(), "a vt100 has none");
}

#[test]
fn the_whole_call_passes_in_the_kernels_console_and_in_multiplexers() {
    for term in ["linux", "screen", "tmux-256color"] {
        passes(&Desk::new(), &ENGLISH, Size::NORMAL, &[("TERM", term)]);
    }
}

#[test]
fn the_whole_call_passes_in_putty_xterm_and_rxvt() {
    for term in ["putty", "xterm-256color", "rxvt"] {
        passes(&Desk::new(), &ENGLISH, Size::NORMAL, &[("TERM", term)]);
    }
}

#[test]
fn the_whole_call_passes_in_plain_letters() {
    for (desk, words) in [(Desk::new(), &ENGLISH), (Desk::indonesian(), &INDONESIAN)] {
        // The configuration speaks the language that the locale cannot.
        let language = if words.queue == "Queue" { "en" } else { "id" };
        desk.configure(&format!("language = \"{language}\"\n"));
        let terminal = passes(&desk, words, Size::NORMAL, &[("LANG", "C")]);
        let odd = terminal.raw().iter().position(|byte| !byte.is_ascii());
        assert_eq!(odd, None, "{}", terminal.screen());
    }
}

#[test]
fn the_whole_call_passes_without_a_colour() {
    for theme in ["auto", "dark", "light", "high-contrast", "none"] {
        let desk = Desk::new();
        desk.configure(&format!("theme = \"{theme}\"\n"));
        let terminal = passes(&desk, &ENGLISH, Size::NORMAL, &[("NO_COLOR", "1")]);
        assert_eq!(terminal.colours(), BTreeSet::new(), "{theme}");
    }
}

#[test]
fn the_whole_call_passes_in_a_pocket_and_on_a_wall() {
    passes(&Desk::new(), &ENGLISH, Size::SMALL, &[]);
    passes(&Desk::indonesian(), &INDONESIAN, Size::SMALL, &[]);
    passes(&Desk::new(), &ENGLISH, Size(300, 100), &[]);
}

#[test]
fn the_whole_call_passes_in_a_terminal_that_answers_nothing() {
    let desk = Desk::new();
    furnish(&desk);
    let terminal = desk.terminal(AGENT).mute();
    let mut terminal = whole_call(&desk, terminal, &ENGLISH);
    terminal.keys("q");
    assert_eq!(terminal.wait_end(), 0);
}

#[test]
fn the_cursor_stands_behind_wide_and_combining_letters() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("Queue").keys("445566<Enter>").wait_for("History  Nur Hal");
    terminal.keys("iBI");
    let row_of = |terminal: &Terminal| usize::from(terminal.cursor().1);
    terminal.types("x").wait_for("x");
    let (start, _) = terminal.cursor();
    let mut wanted = start;
    // A letter of two columns, one with an accent of its own, two in one, and back again.
    for (letter, columns) in [("\u{6c5f}", 2), ("\u{e9}", 1), ("e\u{301}", 1), ("\u{d55c}", 2)] {
        wanted += columns;
        terminal.types(letter);
        terminal
            .wait_until(&format!("the cursor behind {letter}"), |screen| screen.contains(letter));
        assert_eq!(terminal.cursor().0, wanted, "behind {letter}\n{}", terminal.screen());
        let row = terminal.screen().lines().nth(row_of(&terminal)).map(str::to_owned);
        assert!(row.is_some_and(|row| row.contains(letter)), "{}", terminal.screen());
    }
    for columns in [2, 1, 1, 2] {
        wanted -= columns;
        terminal.keys("<BS>").settle();
        assert_eq!(terminal.cursor().0, wanted, "{}", terminal.screen());
    }
    // What stands right of wide letters stands where it stood.
    terminal.keys("<Esc><Esc>/2222").wait_for("0813-1111-2222");
    let row = terminal.rows_with("0813-1111-2222").remove(0);
    let head = terminal.rows_with("\u{6c5f}\u{6238} Hartono");
    assert_eq!(head.first(), Some(&row), "{}", terminal.screen());
}

#[test]
fn a_theme_is_chosen_by_an_option_and_the_doctor_says_who_chose() {
    let desk = Desk::new();
    furnish(&desk);
    let shown = |args: &[&str], environment: &[(&str, &str)]| {
        let mut terminal = desk.terminal_with(AGENT, Size::NORMAL, args, environment);
        terminal.wait_for("Queue").keys("445566<Enter>").wait_for("History  Nur Hal");
        terminal.keys("i<Enter>").wait_for("! Two letters");
        (terminal.colours(), terminal.screen())
    };
    let (auto, picture) = shown(&[], &[]);
    let (dark, same) = shown(&["--theme", "dark"], &[]);
    assert_eq!(same, picture);
    let (light, same) = shown(&["--theme", "light"], &[]);
    assert_eq!(same, picture);
    assert!(auto != dark && dark != light && auto != light, "{auto:?} {dark:?} {light:?}");
    assert_eq!(shown(&["--theme", "none"], &[]), (BTreeSet::new(), picture.clone()));
    assert_eq!(shown(&[], &[("COLORFGBG", "0;15")]), (light, picture.clone()));
    assert_eq!(shown(&["--theme", "high-contrast"], &[]).1, picture);
    // More colours would be more bytes: those with 16 million are sent the same.
    let rich = [("TERM", "xterm"), ("COLORTERM", "truecolor")];
    assert_eq!(shown(&[], &rich), (auto, picture));
    let doctor = |args: &[&str]| {
        let rows = desk.json(&[&["doctor"], args].concat());
        let rows =
            rows.into_iter().filter(|row| row["check"] == "theme" || row["check"] == "colours");
        rows.map(|row| row["sentence"].to_string()).collect::<Vec<_>>().join(" ")
    };
    assert!(doctor(&[]).contains("nothing says which"), "{}", doctor(&[]));
    assert!(doctor(&["--theme", "light"]).contains("light, by --theme"));
    desk.configure("theme = \"dark\"\n");
    let told = doctor(&[]);
    assert!(told.contains("dark, by the configuration") && told.contains("by TERM"), "{told}");
    let told = desk.cli(&["--theme", "pink"]);
    assert!(told.err.contains("high-contrast"), "{told:?}");
}
