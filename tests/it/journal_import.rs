//! `sigap journal export` and `journal import` through the built program: there and back, line by
//! line. Never half a desk.

use std::fs;
use std::path::Path;

use crate::copies::{answers, at, code, empty_home, files, furnished, is_anywhere, text};
use crate::desk::{Desk, Kind, finish};

/// The lines of a desk's journal.
fn exported(desk: &Desk, home: &Path) -> String {
    let told = at(desk, home, &["journal", "export"]);
    assert_eq!(code(&told), Some(0), "{told:?}");
    told.out
}

/// Those of them that are entries: the last one says what the others add up to.
fn entries(lines: &str) -> Vec<String> {
    let mut lines: Vec<String> = lines.lines().map(str::to_owned).collect();
    let end = lines.pop().expect("an end");
    assert!(end.starts_with("{\"end\":"), "{end}");
    lines
}

#[test]
fn what_is_exported_and_imported_is_the_same_desk() {
    let desk = Desk::closed(Kind::Throwaway);
    for (seed, customers) in [("3", "40"), ("11", "90")] {
        let sample = desk.file(&format!("sample-{seed}"));
        let args = ["demo", "--seed", seed, "--customers", customers, "--keep", text(&sample)];
        assert_eq!(code(&desk.cli(&args)), Some(0));
        let all = exported(&desk, &sample);
        let first = desk.write(&format!("{seed}.jsonl"), &all);
        let home = empty_home(&desk, &format!("home-{seed}"));
        let told = at(&desk, &home, &["journal", "import", text(&first)]);
        assert_eq!(code(&told), Some(0), "{told:?}");
        assert_eq!(exported(&desk, &home), all, "seed {seed}");
        assert_eq!(answers(&desk, &home), answers(&desk, &sample), "seed {seed}");
        let verify = |home: &Path| {
            let told = at(&desk, home, &["journal", "verify", "--deep", "--json"]);
            assert_eq!(code(&told), Some(0), "{told:?}");
        };
        verify(&home);
    }
}

#[test]
fn words_that_were_erased_or_could_drive_a_terminal_come_back_as_they_were() {
    let desk = furnished();
    let hostile = "a\u{1b}[2J\u{202e}\u{9b}31m \"quoted\" \\ \u{0} 名前 \u{1f600}\u{2028}end";
    desk.ok(&["canned", "set", "hello", "Good day"]);
    let mut lines = entries(&exported(&desk, &desk.home()));
    let at_name = lines.iter().position(|line| line.contains("Siti Rahayu")).expect("a customer");
    let escaped = serde_json::to_string(hostile).expect("JSON");
    lines[at_name] = lines[at_name].replace("\"Siti Rahayu\"", &escaped);
    let at_other = lines.iter().position(|line| line.contains("Nur Halimah")).expect("another");
    let (kept, _) = lines[at_other].split_once("\"private\":").expect("words");
    lines[at_other] = format!("{kept}\"private\":null}}");
    let source = desk.write("changed.jsonl", lines.join("\n"));
    let home = empty_home(&desk, "home");
    let told = at(&desk, &home, &["journal", "import", text(&source), "--without-end"]);
    assert_eq!(code(&told), Some(0), "{told:?}");
    let back = entries(&exported(&desk, &home));
    let value = |line: &str| serde_json::from_str::<serde_json::Value>(line).expect("JSON");
    for (line, wanted) in back.iter().zip(&lines) {
        assert_eq!(value(line), value(wanted));
    }
    assert_eq!(back.len(), lines.len());
}

#[test]
fn whoever_was_erased_since_the_lines_were_written_is_not_imported() {
    let desk = furnished();
    let before = desk.write("before.jsonl", exported(&desk, &desk.home()));
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    let list = desk.home().join("erasures.jsonl");
    let import = |name: &str, more: &[&str]| {
        let home = empty_home(&desk, name);
        if more.is_empty() {
            fs::copy(&list, home.join("erasures.jsonl")).expect("copied");
        }
        let told = at(&desk, &home, &[&["journal", "import", text(&before)], more].concat());
        assert_eq!(code(&told), Some(0), "{told:?}");
        home
    };
    // Somebody else with the same number, in another desk, is not meant.
    let line = fs::read_to_string(&list).expect("it is done");
    let other = desk.write("other.jsonl", line.replace("\"added_at\":", "\"added_at\":1"));
    let both = desk.write("both.jsonl", line + &fs::read_to_string(&other).expect("written"));
    for (name, more, is_there) in [
        ("own", &[][..], false),
        ("given", &["--erasures", text(&list)], false),
        ("other", &["--erasures", text(&other)], true),
        ("both", &["--erasures", text(&both)], false),
    ] {
        let home = import(name, more);
        assert_eq!(is_anywhere(&home, b"Siti Rahayu"), is_there, "{name}");
        assert!(is_anywhere(&home, b"Nur Halimah"), "{name}");
        let shown = at(&desk, &home, &["customer", "show", "C-1"]);
        assert_eq!(shown.out.contains("C-1 (erased)"), !is_there, "{name}: {shown:?}");
        let verified = at(&desk, &home, &["journal", "verify", "--deep"]);
        assert_eq!(code(&verified), Some(0), "{name}: {verified:?}");
        let kept = fs::read_to_string(home.join("erasures.jsonl")).unwrap_or_default();
        assert!(kept.contains("\"customer\":1"), "{name}: the list goes on: {kept}");
    }
}

#[test]
fn a_line_that_is_wrong_is_named_and_nothing_is_imported() {
    let desk = furnished();
    let lines: Vec<String> = exported(&desk, &desk.home()).lines().map(str::to_owned).collect();
    let spoilt = |number: usize, line: String| {
        let mut lines = lines.clone();
        lines[number - 1] = line;
        lines.join("\n")
    };
    let without = |number: usize| {
        let mut lines = lines.clone();
        lines.remove(number - 1);
        lines.join("\n")
    };
    let home = empty_home(&desk, "home");
    for (source, wanted) in [
        (spoilt(2, "{".to_owned()), "Line 2 "),
        (spoilt(3, lines[1].clone()), "Line 3 "),
        (spoilt(1, lines[0].replace("customer_added", "customer_eaten")), "customer_eaten"),
        (spoilt(2, lines[1].replace("\"private\":", "\"words\":")), "words"),
        (spoilt(2, lines[1].replace("C-2", "T-2")), "T-2"),
        (spoilt(2, lines[1].replace("2026-", "not-")), "'at'"),
        (without(1), "entry 2, and 1 should be next"),
        (without(3), "Line 3 "),
        (String::new(), "no entry"),
    ] {
        let mut command = desk.command(&["journal", "import", "-"]);
        command.arg("--home").arg(&home);
        let told = finish(command, std::io::Cursor::new(source));
        assert!(matches!(code(&told), Some(1 | 6)), "{wanted}: {told:?}");
        assert!(told.err.contains(wanted), "{wanted}: {told:?}");
        assert_eq!(files(&home).len(), 2, "the mark and the lock: {:?}", files(&home));
    }
    let source = desk.write("whole.jsonl", lines.join("\n"));
    assert_eq!(code(&at(&desk, &home, &["journal", "import", text(&source)])), Some(0));
    let told = at(&desk, &home, &["journal", "import", text(&source)]);
    assert!(code(&told) == Some(1) && told.err.contains("already"), "{told:?}");
    fs::remove_file(source).expect("removed");
}

#[test]
fn an_export_that_was_cut_at_a_lines_end_is_not_taken_for_a_whole_one() {
    let desk = furnished();
    let whole = exported(&desk, &desk.home());
    let lines = entries(&whole);
    let end = whole.lines().next_back().expect("an end");
    let import = |name: &str, bytes: String, more: &[&str]| {
        let (home, file) = (empty_home(&desk, name), desk.write("lines.jsonl", bytes));
        at(&desk, &home, &[&["journal", "import", text(&file)], more].concat())
    };
    let cut = || lines[..lines.len() - 1].join("\n") + "\n";
    let told = import("cut", cut(), &[]);
    assert!(code(&told) == Some(6) && told.err.contains("--without-end"), "{told:?}");
    assert_eq!(code(&import("taken", cut(), &["--without-end"])), Some(0));
    // A line that is not the one that was exported, or is left out, shows at the end.
    let other = whole.replace("Siti Rahayu", "Siti Rahayi");
    let short = format!("{}{end}\n", cut());
    for (name, bytes) in [("other", other), ("short", short)] {
        for more in [&[][..], &["--without-end"]] {
            let told = import(&format!("{name}{}", more.len()), bytes.clone(), more);
            assert_eq!(code(&told), Some(6), "{told:?}");
            assert!(told.err.contains("not the ones that were exported"), "{told:?}");
        }
    }
    // What was decided later goes behind it, with an end of its own.
    desk.ok(&["log", "C-1", "--topic", "BI"]);
    let from = (lines.len() + 1).to_string();
    let later = desk.ok(&["journal", "export", "--from", &from]);
    assert_eq!(code(&import("both", format!("{whole}{later}"), &[])), Some(0));
    assert_eq!(code(&import("carried", whole.replace('\n', "\r\n"), &[])), Some(0));
}
