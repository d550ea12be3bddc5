//! What the command line says, sentence by sentence, and in which order. Never what it does: that
//! is in `commands.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::json;
use sigap::speech::{Lang, Speech};
use sigap::store::Damage;

use crate::copies::text;
use crate::desk::{Desk, Kind};

#[test]
fn a_limit_is_at_least_one() {
    let desk = Desk::closed(Kind::Personal);
    for command in [
        ["find", "x"].as_slice(),
        &["customer", "list"],
        &["history", "C-1"],
        &["ticket", "list"],
        &["journal", "show"],
    ] {
        let told = desk.cli(&[command, &["--limit", "0"]].concat());
        assert_eq!(told.status.code(), Some(2), "{command:?}: {told:?}");
        assert!(told.err.contains("'0' does not fit --limit"), "{command:?}: {told:?}");
    }
}

#[test]
fn help_begins_with_the_commands_own_options_and_says_what_counts_without_them() {
    let desk = Desk::closed(Kind::Personal);
    let help = desk.ok(&["log", "--help"]);
    let place = |option: &str| help.find(option).unwrap_or_else(|| panic!("{option}: {help}"));
    for own in ["--channel <", "--topic <", "--note <", "--outcome <", "--at <"] {
        for global in ["--home <", "--lang <", "--keymap <", "--json", "--help"] {
            assert!(place(own) < place(global), "{own} {global}:\n{help}");
        }
    }
    assert!(help.contains("(otherwise call)") && !help.contains("[default"), "{help}");
    let help = desk.ok(&["log", "--help", "--lang", "id"]);
    assert!(help.contains("(jika tidak: call)") && !help.contains("[default"), "{help}");
}

#[test]
fn undo_says_what_and_whose_was_taken_back() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah", "--phone", "0812-3344-5566"]);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "charged twice"]);
    desk.ok(&["ticket", "take", "T-1"]);
    assert_eq!(desk.ok(&["ticket", "resolve", "T-1"]), "T-1 is now resolved.\n");
    let undo = |wanted: &str| {
        let said = desk.ok(&["undo"]);
        assert!(said.starts_with("Taken back: ") && said.ends_with(wanted), "{said}");
    };
    undo(" T-1 of C-1 Nur Halimah\n");
    desk.ok(&["undo"]);
    undo(" T-1 of C-1 Nur Halimah\n");
    undo("new record C-1\n");
}

/// Runs a command whose output goes to a full disk; `None` where there is no such device.
fn onto_a_full_disk(desk: &Desk, args: &[&str]) -> Option<(Option<i32>, String)> {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("not run: there is no /dev/full");
        return None;
    };
    let output = desk.command(args).stdout(full).output().expect("the program is built");
    Some((output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned()))
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    let Some((code, told)) = onto_a_full_disk(&desk, &["customer", "list"]) else { return };
    assert_eq!(code, Some(6), "{told}");
    assert!(told.contains("stdout"), "{told}");
}

#[test]
fn what_is_kept_is_not_said_to_have_failed_when_the_telling_does() {
    let desk = Desk::new();
    let list = desk.write("list.csv", "name,phone\nNur,0812-1\n");
    let import = ["import", "customers", list.to_str().expect("plain")];
    let add = ["customer", "add", "--name", "Budi", "--phone", "0812-2"];
    for (kept, args) in [(1, import.as_slice()), (2, &add)] {
        let Some((code, told)) = onto_a_full_disk(&desk, args) else { return };
        assert_eq!(code, Some(4), "{args:?}: {told}");
        assert!(told.contains("done and kept"), "{args:?}: {told}");
        assert_eq!(desk.json(&["customer", "list"]).len(), kept, "{args:?}");
    }
}

#[test]
fn a_contact_cannot_have_taken_place_in_the_future() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    let log = ["log", "C-1", "--topic", "BI", "--note", "x", "--at"];
    let told = desk.cli(&[log.as_slice(), &["2199-01-01 10:00"]].concat());
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(told.err.contains("01 Jan 2199 10:00 has not come yet"), "{told:?}");
    assert_eq!(desk.json(&["history", "C-1"]).len(), 1, "nothing was logged");
    desk.ok(&[log.as_slice(), &["yesterday 16:00"]].concat());
}

#[test]
fn a_time_that_no_calendar_has_is_refused_by_the_desk_itself() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    let mut talk = desk.talk("maya");
    for at in [100_000_000_000_000_000_i64, 253_402_300_800_000, i64::MIN] {
        let log = json!({ "customer": "C-1", "channel": "call", "direction": "in", "topic": "BI",
            "note": "x", "at": at });
        let promise = json!({ "customer": "C-1", "due": at, "note": "x" });
        let ticket = json!({ "line": 2, "customer": { "id": "C-1" }, "topic": "BI",
            "subject": "x", "opened": at });
        for run in [json!({ "log_interaction": log }), json!({ "promise_call": promise })] {
            let told = talk.try_run(run);
            assert!(told["refused"].to_string().contains(&at.to_string()), "{told}");
        }
        let told = talk.run(json!({ "import_tickets": { "rows": [ticket] } }));
        assert!(told.to_string().contains(&at.to_string()), "{told}");
    }
    assert_eq!(desk.json(&["history", "C-1"]).len(), 1, "nothing was kept");
}

#[test]
fn the_fields_of_a_map_are_listed_within_the_line() {
    let desk = Desk::closed(Kind::Personal);
    let list = desk.write("odd.csv", "a,b\n1,2\n");
    let import = ["import", "customers", list.to_str().expect("plain"), "--map", "a=nmae"];
    let told = desk.cli(&import);
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(told.err.contains("whole_address") && told.err.lines().count() > 3, "{told:?}");
    assert!(told.err.lines().all(|line| line.len() < 80), "{told:?}");
}

#[test]
fn a_dry_run_of_one_row_speaks_of_one_row() {
    let desk = Desk::new();
    let list = desk.write("one.csv", "name\nNur\n");
    let said = desk.ok(&["import", "customers", list.to_str().expect("plain"), "--dry-run"]);
    assert!(said.contains("One row. New: 1."), "{said}");
    let card = desk.write("one.vcf", "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Nur\r\nEND:VCARD\r\n");
    let said = desk.ok(&["import", "customers", card.to_str().expect("plain"), "--dry-run"]);
    assert!(said.starts_with("The first rows"), "a card has no table of columns: {said}");
}

#[test]
fn those_whose_time_is_over_are_listed_with_the_year_and_their_days_beside_the_rules() {
    let desk = Desk::closed(Kind::Throwaway);
    let rules = "[retention]\ncustomers_without_contact_days = 30\n";
    fs::write(desk.home().join("desk.toml"), rules).expect("written");
    desk.start();
    desk.ok(&["customer", "add", "--name", "Long Ago"]);
    let line = "customer_id,at,topic,note\nC-1,2025-11-21 09:00,BI,call\n";
    desk.ok(&["import", "interactions", text(&desk.write("contacts.csv", line))]);
    let shown = desk.ok(&["customer", "expire", "--dry-run"]);
    assert!(shown.contains("21 Nov 2025") && shown.contains("365"), "{shown}");
    assert!(shown.contains("days ago") && shown.contains("rule: days"), "{shown}");
    let row = &desk.json(&["customer", "expire", "--dry-run"])[0];
    assert_eq!((&row["days_since"], &row["days"]), (&json!(365), &json!(30)));
}

#[test]
fn what_was_done_with_an_erased_customer_is_not_taken_back() {
    let desk = crate::copies::furnished();
    desk.ok(&["log", "C-2", "--topic", "BI"]);
    desk.ok(&["log", "C-1", "--topic", "BI"]);
    desk.ok(&["rate", "C-1", "--empathy", "2"]);
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    let entries = || desk.json(&["journal", "show"]).len();
    let before = entries();
    for _ in 0..2 {
        let told = desk.cli(&["undo"]);
        assert_eq!(told.status.code(), Some(1), "{told:?}");
    }
    assert_eq!(entries(), before);
    assert!(desk.ok(&["undo"]).contains("C-2"), "what was done before that can be taken back");
}

/// Whatever the store can be refused, found in its own source.
#[test]
fn every_refusal_of_the_system_has_a_sentence_in_each_language() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let files = fs::read_dir(source).expect("there").map(|file| file.expect("there").path());
    let mut verbs = BTreeSet::new();
    for file in files.filter(|file| file.is_file()) {
        let text = fs::read_to_string(file).expect("readable");
        for call in text.split("StoreError::io(").skip(1) {
            let verb = call.trim_start().strip_prefix('"').and_then(|call| call.split_once('"'));
            verbs.extend(verb.map(|(verb, _)| verb.to_owned()));
        }
    }
    assert!(verbs.len() > 10, "{verbs:?}");
    for lang in [Lang::En, Lang::Id] {
        let speech = Speech::new(lang, jiff::tz::TimeZone::UTC);
        for verb in &verbs {
            let source = std::io::Error::from_raw_os_error(28);
            let why = format!("cannot {verb} /srv/a: b: {source}");
            let said = speech.cause(&why);
            assert!(said.contains("/srv/a: b"), "{said}");
            assert!(!said.contains("os error") && said != why, "{}: {said}", lang.tag());
        }
        let (first, last, why) = (3, 5, "the file ends within a block".to_owned());
        let damage = Damage { first, last, file: "/srv/1.journal".into(), why };
        let said = speech.cause(&damage.to_string());
        assert!(said.starts_with(&speech.damage((3, 5), &damage.file, &damage.why)), "{said}");
        assert_eq!(speech.cause("something else"), "something else");
    }
}
