//! Text from data cannot drive a terminal: hostile text in every field, by wire and by import, and
//! the raw bytes of everything that shows it. Never a judgement of what is shown otherwise.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::desk::{Desk, Told};
use crate::talk::Talk;

/// A sequence that none of the program's own screens needs, C1, bidi, zero widths, and controls.
const HOSTILE: &str = "Nur\u{1b}[31337m\u{1b}]0;owned\u{7}\u{9b}31337m\u{90}q\u{202e}\u{2066}H\
    \u{200b}a\u{feff}l\u{85}i\u{2028}m\u{8}a\u{7f}h\u{e0041}\u{61c}\r\nx";

/// What must not reach a terminal, wherever it comes from.
fn is_hostile(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || matches!(c, '\u{61c}' | '\u{e0000}'..='\u{e007f}' | '\u{fff9}'..='\u{fffb}')
}

fn harmless(what: &str, text: &str) {
    let at = text.char_indices().find(|(_, c)| is_hostile(*c));
    if let Some((at, c)) = at {
        let from = text[..at].char_indices().rev().nth(60).map_or(0, |(from, _)| from);
        let around: String = text[from..].chars().take(120).collect();
        panic!("{what}: {c:?} in …{around:?}");
    }
}

/// A desk with hostile text in every field that takes one.
fn poisoned(desk: &Desk) -> Talk {
    let mut talk = desk.talk("agent42");
    let h = HOSTILE;
    let profile = json!({ "name": h, "phones": [{ "label": h, "number": format!("0812-3344{h}") }],
        "emails": [{ "label": h, "address": "a@x.example" }], "account": h,
        "external": [{ "system": h, "id": h }], "address": h, "city": h, "postcode": h,
        "country": h, "language": h, "tags": [h], "needs": h, "expectations": h,
        "preferences": h, "note": h, "attributes": [{ "name": h, "value": h }] });
    // What is no number is refused, with the number in the sentence.
    let add = json!({ "add_customer": { "profile": profile, "if_known": "add" } });
    let refused = talk.try_run(add.clone()).to_string();
    harmless("a refusal", &refused.replace("\\n", " "));
    let mut add = add;
    add["add_customer"]["profile"]["phones"][0]["number"] = json!("0812-3344-5566");
    talk.run(add);
    talk.run(
        json!({ "set_code": { "kind": "topic", "code": "ZZ", "label": h, "retired": false } }),
    );
    talk.run(json!({ "set_canned": { "name": h, "text": h } }));
    let log = json!({ "customer": "C-1", "channel": "call", "direction": "in", "topic": "ZZ",
        "note": h });
    talk.run(json!({ "log_interaction": log }));
    talk.run(
        json!({ "open_ticket": { "customer": "C-1", "topic": "ZZ", "subject": h, "note": h } }),
    );
    // What nobody can be called is refused, with the name in the sentence.
    let call = |agent: &str| {
        let due = 1_995_251_600_000_i64;
        let call = json!({ "customer": "C-1", "due": due, "agent": agent, "note": h });
        json!({ "promise_call": call })
    };
    for nobody in [
        json!({ "assign_ticket": { "ticket": "T-1", "to": h } }),
        json!({ "set_role": { "agent": h, "role": "agent" } }),
        call(h),
    ] {
        let refused = talk.try_run(nobody).to_string();
        assert!(refused.contains("agent_name"), "{refused}");
        harmless("a refusal", &refused.replace("\n", " "));
    }
    talk.run(json!({ "note_ticket": { "ticket": "T-1", "note": h } }));
    talk.run(call(""));
    for (agent, reason) in [("", h), (h, "")] {
        let state = json!({ "agent": agent, "state": "break", "reason": reason, "since": 0 });
        let refused = talk.signal(json!({ "state": state })).to_string();
        assert!(refused.contains("malformed"), "{refused}");
    }
    let fields = json!([["note", h], [h, h]]);
    let draft = json!({ "id": uuid::Uuid::from_u128(5), "form": "log", "customer": "C-1",
        "fields": fields });
    talk.draft(json!({ "keep": draft }));
    let row = json!({ "line": 3, "profile": { "name": h, "note": h, "account": "X" } });
    talk.run(json!({ "import_customers": { "rows": [row], "if_known": "add" } }));
    talk
}

fn harmless_both(what: &str, told: &Told) {
    harmless(&format!("{what}, standard output"), &told.out);
    harmless(&format!("{what}, standard error"), &told.err);
}

/// The same of surveys.
const SURVEYS: [&[&str]; 6] = [
    &["survey", "draw", HOSTILE, "--instrument", HOSTILE, "--many", "1"],
    &["survey", "draw", "q4", "--instrument", "quick", "--many", "1"],
    &["survey", "show", "q4"],
    &["survey", "show", HOSTILE],
    &["survey", "export", "q4"],
    &["survey", "outcome", "q4", HOSTILE, "refused"],
];

#[test]
fn no_command_writes_what_could_drive_a_terminal() {
    let desk = Desk::new();
    drop(poisoned(&desk));
    let h = HOSTILE;
    let commands: &[&[&str]] = &[
        &["find", "nur"],
        &["find", h],
        &["customer", "list"],
        &["customer", "show", "C-1"],
        &["customer", "show", h],
        &["customer", "callback", "list"],
        &["customer", "lost", h, "--reason", h],
        &["customer", "lost", "C-1", "--reason", "PR", "--monthly", h],
        &["lost", "list"],
        &["customer", "add", "--name", h, "--phone", h],
        &["customer", "amend", "C-1", "--email", h],
        &["history", "C-1"],
        &["history", h],
        &["ticket", "list"],
        &["ticket", "list", "--status", h],
        &["ticket", "show", "T-1"],
        &["ticket", "show", h],
        &["ticket", "take", h],
        &["log", h, "--topic", h],
        &["rate", h],
        &["code", "list"],
        &["code", "set", h, h],
        &["canned", "list"],
        &["canned", "remove", h],
        &["agent", "list"],
        &["agent", "role", h, h],
        &["call", "ring", h],
        &["journal", "show"],
        &["journal", "export"],
        &["journal", "verify"],
        &["journal", "import", h],
        &["journal", "verify", "--noted", h],
        &["restore", h],
        &["export", "customers"],
        &["export", "interactions"],
        &["export", "tickets"],
        &["export", h],
        &["import", "customers", h],
        &["import", h, h],
        &["keys"],
        &["doctor"],
        &["undo"],
        &["--keymap", h, "keys"],
        &["--lang", h, "find", "x"],
        &["--home", h, "find", "x"],
        &[h],
        &["find", "--wrong", h],
    ];
    for command in commands.iter().chain(&SURVEYS) {
        for json in [false, true] {
            let mut args = command.to_vec();
            if json {
                args.push("--json");
            }
            let told = desk.cli(&args);
            // Notes in a table for other programs keep their line breaks as those programs do.
            let is_table = command[0] == "export";
            let out = if is_table { told.out.replace("\r\n", "\n") } else { told.out.clone() };
            harmless_both(&format!("{args:?}"), &Told { out, ..told });
        }
    }
    let log = fs::read_to_string(desk.home().join("daemon.log")).expect("there is a log");
    harmless("the log", &log);
}

#[test]
fn no_import_writes_what_could_drive_a_terminal() {
    let desk = Desk::new();
    let h = HOSTILE.replace(['\r', '\n'], "");
    let table = format!(
        "name,phone,account,note,{h},birth date\n\"{h}\",{h},A-1,\"{h}\",{h},{h}\n\
         \"Nur {h}\",0812,A-1,{h},{h},21.11.1987\n\"open {h},1\n"
    );
    let card = format!("BEGIN:VCARD\nFN:{h}\nNOTE:{h}\nTEL:{h}\nX-{h}:{h}\nEND:VCARD\nstray {h}\n");
    let calls = format!(
        "customer,time,channel,topic,note\n{h},{h},{h},{h},{h}\nA-1,2026-11-20,call,{h},{h}\n"
    );
    let files = [
        ("list\u{1b}[31337m\u{202e}.csv", table.as_str(), "customers"),
        ("cards\u{9b}31337m.vcf", &card, "customers"),
        ("calls\u{200b}.csv", &calls, "interactions"),
        ("tickets\u{7}.csv", &calls, "tickets"),
    ];
    for (name, text, what) in files {
        let path = desk.write(name, text);
        let path = path.to_str().expect("plain");
        for more in [&["--dry-run"][..], &["--dry-run", "--json"], &[], &["--json"], &["--update"]]
        {
            let args = [&["import", what, path], more].concat();
            harmless_both(&format!("{name:?} {more:?}"), &desk.cli(&args));
        }
        harmless_both("a map", &desk.cli(&["import", what, path, "--map", HOSTILE]));
        let rejected = format!("{path}.rejected.csv");
        if Path::new(&rejected).exists() {
            let text = fs::read_to_string(&rejected).expect("text");
            let reasons = text.lines().filter(|line| line.contains("rejected"));
            reasons.for_each(|line| assert!(!line.contains("\u{1b}]0;"), "{line:?}"));
        }
    }
    for command in [["customer", "list"], ["export", "customers"], ["journal", "show"]] {
        harmless_both(&format!("{command:?}"), &desk.cli(&command));
    }
}

#[test]
fn no_screen_writes_what_could_drive_a_terminal() {
    let desk = Desk::new();
    let mut talk = poisoned(&desk);
    let mut screen = desk.terminal("agent42");
    screen.wait_for("Find");
    let ring = json!({ "number": "0812-3344-5566", "call_id": HOSTILE, "agent": "agent42" });
    talk.signal(json!({ "ring": ring }));
    for keys in
        ["/nur<Enter>", "<Tab>", "<Tab>", "<Tab>", "i", "<Esc>", "?", "<Esc>", "/T-1<Enter>"]
    {
        screen.keys(keys);
    }
    screen.wait_for("Nur");
    let raw = String::from_utf8_lossy(screen.raw()).into_owned();
    for hostile in ["31337m\u{1b}", "\u{1b}[31337m", "\u{1b}]0;owned", "\u{9b}", "\u{90}"] {
        assert!(!raw.contains(hostile), "{hostile:?} was written");
    }
    let bidi = raw.chars().find(|&c| is_hostile(c) && !c.is_control());
    assert_eq!(bidi, None, "was written");
}
