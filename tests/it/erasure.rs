//! Erasing people through the built program: what they were and said is nowhere on the disk any
//! more, and what happened still is. Never a look into a file but for words that must be gone.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::copies::{code, text};
use crate::desk::{AGENT, Desk, Kind, finish, mode};
use crate::pty::Size;
use crate::state::until;

/// Whatever says who C-1 and C-2 are or what they said, as it was typed.
pub const WORDS: [&str; 18] = [
    "Halimah Setiawati",
    "Nur H. Setiawati",
    "+62 812-3344-5566",
    "(021) 5559 8811",
    "setiawati@mail.example",
    "AC-77-00231",
    "Jalan Kenanga 41",
    "zd-99182",
    "modem hangus",
    "tagihan dobel dua bulan",
    "lampu merah berkedip",
    "hubungi iparnya",
    "belum selesai diketik",
    "bicara pelan",
    "Gunawan Prakoso",
    "0857 1122 3344",
    "gerai melati",
    "kurir terlambat",
];
/// The same numbers as others write them, and one as the look-up's cache keeps it.
const DIGITS: [&str; 5] = ["81233445566", "2155598811", "5559-8811", "85711223344", PACKED];
/// 0812 3344 5566, each digit and one more in four bits, the last ones first; in small letters.
const PACKED: &str = "wfud#\x19";

/// The file that keeps whom the desk finds.
pub fn cache(desk: &Desk) -> PathBuf {
    desk.home().join("lookup.cache")
}

/// Ends the desk and starts it again: then there is a cache, with their words in it.
pub fn with_a_cache(desk: &Desk) {
    desk.stop();
    let kept = lower(fs::read(cache(desk)).expect("there is a cache"));
    for word in ["halimah", PACKED, "setiawati", "mail.example", "ac-77-00231", "prakoso"] {
        assert!(memchr::memmem::find(&kept, word.as_bytes()).is_some(), "'{word}' is not in it");
    }
    desk.start();
}

/// A desk with a mirror and three customers, of whom everything is kept that can be.
pub fn furnished() -> Desk {
    let desk = Desk::closed(Kind::Throwaway);
    desk.with_mirror();
    desk.start();
    desk.ok(&[
        "customer",
        "add",
        "--name",
        "Nur H. Setiawati",
        "--phone",
        "rumah=(021) 5559 8811",
        "--phone",
        "+62 812-3344-5566",
        "--email",
        "setiawati@mail.example",
        "--account",
        "AC-77-00231",
        "--address",
        "Jalan Kenanga 41",
        "--external",
        "zendesk=zd-99182",
        "--tier",
        "gold",
        "--note",
        "bicara pelan",
    ]);
    desk.ok(&["customer", "amend", "C-1", "--name", "Halimah Setiawati"]);
    let file = "name,phone,paket\nGunawan Prakoso,0857 1122 3344,gerai melati\n";
    let file = desk.write("customers.csv", file);
    desk.ok(&["import", "customers", text(&file)]);
    desk.ok(&["customer", "add", "--name", "Siti Rahayu", "--phone", "081100112233"]);
    desk.ok(&["log", "C-1", "--topic", "TE", "--note", "modem hangus"]);
    let subject = "tagihan dobel dua bulan";
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", subject]);
    desk.ok(&["ticket", "note", "T-1", "lampu merah berkedip"]);
    desk.ok(&["ticket", "cause", "T-1", "delivery", "kurir terlambat"]);
    let promise = ["--due", "+2h", "--note", "hubungi iparnya"];
    desk.ok(&[&["customer", "callback", "promise", "C-1"][..], &promise].concat());
    desk.ok(&["rate", "C-1", "--empathy", "4"]);
    desk.ok(&["log", "C-3", "--topic", "BI", "--note", "came with a neighbour, +628 1233 445566"]);
    let fields = json!([["note", "belum selesai diketik"]]);
    let draft = json!({ "keep": {
        "id": uuid::Uuid::from_u128(7), "form": "log", "customer": "C-1", "ticket": null,
        "fields": fields, "at": 1, "seat": "tty1", "live": false,
    }});
    let of_ticket = json!({ "keep": {
        "id": uuid::Uuid::from_u128(8), "form": "ticket_note", "ticket": "T-1",
        "fields": [["note", "belum selesai diketik"]],
    }});
    let of_another = json!({ "keep": {
        "id": uuid::Uuid::from_u128(9), "form": "log", "customer": "C-3", "fields": [],
    }});
    for (agent, draft) in [(AGENT, draft), ("sari", of_ticket), ("sari", of_another)] {
        let kept = desk.talk(agent).draft(draft);
        assert!(kept.get("done").is_some(), "{kept}");
    }
    desk
}

fn lower(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.make_ascii_lowercase();
    bytes
}

/// Every byte below some folders, small letters for capitals, by file.
pub fn bytes(folders: &[PathBuf]) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut all, mut open) = (Vec::new(), folders.to_vec());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("readable") {
            let path = entry.expect("readable").path();
            match path.is_dir() {
                true => open.push(path),
                // The socket may be among them.
                false => all.extend(fs::read(&path).ok().map(|bytes| (path, lower(bytes)))),
            }
        }
    }
    all
}

/// Where a word is, in whatever letter case.
pub fn holders(word: &str, all: &[(PathBuf, Vec<u8>)]) -> Vec<PathBuf> {
    let word = word.to_lowercase();
    let finder = memchr::memmem::Finder::new(&word);
    let holding = all.iter().filter(|(_, bytes)| finder.find(bytes).is_some());
    holding.map(|(path, _)| path.clone()).collect()
}

fn nothing_is_left(desk: &Desk) {
    let all = bytes(&[desk.home(), desk.mirror()]);
    for word in WORDS.iter().chain(&DIGITS) {
        let found = holders(word, &all);
        // What C-3 said of a neighbour is C-3's.
        assert!(found.is_empty(), "'{word}' is in {found:?}");
    }
}

fn facts_are_left(desk: &Desk) {
    for args in [&["journal", "verify"][..], &["journal", "verify", "--deep"]] {
        desk.ok(args);
    }
    let status = desk.talk("agent42").ask(json!("desk"));
    let counts = ["customers", "interactions", "tickets", "ratings", "erasing"];
    let counts = counts.map(|count| status[count].as_u64().expect("a count"));
    assert_eq!(counts, [3, 2, 1, 1, 0], "{status}");
    let ticket = &desk.json(&["ticket", "show", "T-1"])[0];
    assert_eq!((&ticket["topic"], &ticket["subject"]), (&json!("BI"), &Value::Null));
    let rated = desk.json(&["history", "C-1"]);
    assert!(rated.iter().any(|line| line["empathy"] == 4), "{rated:?}");
    assert_eq!(code(&desk.cli(&["find", "setiawati"])), Some(1));
    assert!(desk.ok(&["customer", "show", "C-1"]).contains("C-1 (erased)"));
}

#[test]
fn an_erased_customer_is_nowhere_on_the_disk_and_what_happened_stays() {
    let desk = furnished();
    with_a_cache(&desk);
    let all = bytes(&[desk.home(), desk.mirror()]);
    for word in WORDS {
        assert!(!holders(word, &all).is_empty(), "'{word}' is not kept as it was typed");
    }
    let told = desk.json(&["customer", "erase", "C-1", "--dry-run"]).remove(0);
    let counted = ["contacts", "tickets", "ratings", "callbacks", "drafts"];
    let counted = counted.map(|name| &told[name]);
    assert_eq!(counted, [1, 1, 1, 1, 2].map(|count| json!(count)).each_ref());
    assert_eq!(told["open_tickets"], json!(["T-1"]));
    let mentions = told["mentions"].as_array().expect("a list");
    assert_eq!(mentions.len(), 1, "{told}");
    let (whose, which) = (&mentions[0]["customer"], &mentions[0]["interaction"]);
    assert_eq!((whose, which), (&json!("C-3"), &json!("I-2")));
    let shown = desk.ok(&["customer", "erase", "C-1", "--dry-run"]);
    assert!(shown.contains("I-2") && shown.contains("T-1"), "{shown}");
    // The note that mentions them is looked at by a person; here it is taken back.
    desk.ok(&["undo"]);
    desk.ok(&["log", "C-3", "--topic", "BI", "--note", "came with a neighbour"]);
    let told = desk.cli(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    assert_eq!(code(&told), Some(0), "{told:?}");
    assert!(told.out.contains("C-1 is erased."), "{told:?}");
    desk.json(&["customer", "erase", "C-2", "--reason", "asked for", "--yes"]);
    desk.ok(&["customer", "erase", "C-3", "--reason", "the mention", "--yes"]);
    nothing_is_left(&desk);
    facts_are_left(&desk);
    assert!(!cache(&desk).exists(), "it went with their words");
    desk.stop();
    assert!(cache(&desk).exists(), "it is kept again");
    nothing_is_left(&desk);
    desk.start();
    facts_are_left(&desk);
    nothing_is_left(&desk);
    let left = |agent: &str| fs::read_dir(desk.home().join("drafts").join(agent)).expect("there");
    assert_eq!((left(AGENT).count(), left("sari").count()), (0, 0), "C-3 was erased too");
}

#[test]
fn no_draft_is_kept_about_somebody_who_was_erased() {
    let desk = furnished();
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    let mut talk = desk.talk(AGENT);
    for about in [json!({ "customer": "C-1" }), json!({ "ticket": "T-1" })] {
        let mut draft = json!({
            "id": uuid::Uuid::from_u128(7), "form": "log", "label": WORDS[0],
            "fields": [["note", "belum selesai diketik"]],
        });
        draft.as_object_mut().expect("made so").extend(about.as_object().expect("made so").clone());
        let told = talk.draft(json!({ "keep": draft }));
        assert_eq!(told["refused"]["refusal"]["erased"]["customer"], "C-1", "{told}");
    }
    let all = bytes(&[desk.home()]);
    assert!(holders(WORDS[0], &all).is_empty());
}

#[test]
fn an_erasure_that_was_killed_half_way_is_finished_when_the_desk_starts() {
    let desk = furnished();
    let rows: String = (0..3_000).map(|row| format!("Somebody {row},0899 {row:07}\n")).collect();
    let file = desk.write("many.csv", format!("name,phone\n{rows}"));
    desk.ok(&["import", "customers", text(&file)]);
    with_a_cache(&desk);
    let list = desk.home().join("erasures.jsonl");
    let done = || fs::read_to_string(&list).map_or(0, |list| list.matches("\"customer\"").count());
    // On a busy machine one may be finished before the desk is killed.
    let half_way = ["C-1", "C-2", "C-3"].map(|customer| {
        let before = done();
        let erase = json!({ "customers": [customer], "reason": "asked for" });
        desk.talk(AGENT).run(json!({ "erase_customers": erase }));
        desk.kill();
        let is_half_way = done() == before;
        desk.start();
        let mut talk = desk.talk(AGENT);
        until("the erasure to be finished", || {
            (talk.ask(json!("desk"))["erasing"] == 0).then_some(())
        });
        assert_eq!(done(), before + 1, "{customer}");
        is_half_way
    });
    assert!(half_way.contains(&true), "each was finished before the desk was killed");
    nothing_is_left(&desk);
    desk.ok(&["journal", "verify", "--deep"]);
    desk.stop();
    assert!(cache(&desk).exists(), "it is kept again");
    nothing_is_left(&desk);
}

#[test]
fn a_customer_who_was_added_by_mistake_and_taken_back_can_be_erased() {
    let desk = furnished();
    let added =
        &desk.json(&["customer", "add", "--name", "Zebra Undone", "--phone", "0899 123"])[0];
    let undone = added["customer_id"].as_str().expect("a number").to_owned();
    desk.ok(&["undo"]);
    assert_eq!(code(&desk.cli(&["customer", "show", &undone])), Some(1), "nobody works with them");
    let preview = desk.json(&["customer", "erase", &undone, "--dry-run"]).remove(0);
    assert_eq!(preview["name"], "Zebra Undone");
    desk.ok(&["customer", "erase", &undone, "--reason", "asked for", "--yes"]);
    let holding = holders("Zebra Undone", &bytes(&[desk.home(), desk.mirror()]));
    assert!(holding.is_empty(), "{holding:?}");
    let again = desk.cli(&["customer", "erase", &undone, "--reason", "asked for", "--yes"]);
    assert_eq!(code(&again), Some(1), "{again:?}");
}

#[test]
fn erasing_is_refused_in_a_sentence_of_its_own() {
    let desk = furnished();
    let erase = |more: &[&str]| desk.cli(&[&["customer", "erase"][..], more].concat());
    let nobody = erase(&["C-1", "--reason", "asked for"]);
    assert_eq!(code(&nobody), Some(2), "{nobody:?}");
    assert!(nobody.err.contains("--yes"), "{nobody:?}");
    assert_eq!(code(&erase(&["C-1", "--yes"])), Some(2), "a reason is needed");
    assert_eq!(code(&erase(&["C-99", "--reason", "x", "--yes"])), Some(1));
    desk.ok(&["agent", "role", "sari", "agent"]);
    let args = ["customer", "erase", "C-1", "--reason", "x", "--yes"];
    let mut command = desk.command(&args);
    command.env("SIGAP_AS", "sari");
    let told = finish(command, &b""[..]);
    assert_eq!(code(&told), Some(1));
    assert!(told.err.contains("Only these roles may do this: admin."), "{told:?}");
    desk.ok(&args);
    let log = ["log", "C-1", "--topic", "BI"];
    for again in [&args[..], &log, &["customer", "amend", "C-1", "--name", "x"]] {
        let told = desk.cli(again);
        assert_eq!(code(&told), Some(1), "{told:?}");
        assert!(told.err.contains("C-1 was erased"), "{told:?}");
    }
}

/// Words that come after somebody was erased would stay on the disk for ever.
#[test]
fn nothing_more_is_said_about_an_erased_customer_and_their_ticket_can_be_closed() {
    let desk = furnished();
    desk.ok(&["ticket", "amend", "T-1", "--severity", "critical", "--subject", "another subject"]);
    let erase = json!({ "customers": ["C-1"], "reason": "asked for" });
    let mut talk = desk.talk(AGENT);
    talk.run(json!({ "erase_customers": erase }));
    let resolved = json!("resolved");
    for run in [
        json!({ "note_ticket": { "ticket": "T-1", "note": "said later", "answered": false } }),
        json!({ "set_status": { "ticket": "T-1", "status": resolved, "note": "said later" } }),
        json!({ "amend_ticket": { "ticket": "T-1", "subject": "said later" } }),
    ] {
        let told = talk.try_run(run);
        assert_eq!(told["refused"]["sentence"], "C-1 was erased", "{told}");
    }
    // Undone or not (which the words that are still there decide), the subject does not come back.
    desk.cli(&["undo"]);
    desk.ok(&["ticket", "take", "T-1"]);
    desk.ok(&["ticket", "status", "T-1", "resolved"]);
    let waits = || (talk.ask(json!("desk"))["erasing"] == 0).then_some(());
    until("the erasure to be finished", waits);
    let all = bytes(&[desk.home(), desk.mirror()]);
    for word in ["said later", "tagihan dobel", "another subject"] {
        assert_eq!(holders(word, &all), Vec::<PathBuf>::new(), "{word}");
    }
}

#[test]
fn a_person_confirms_with_the_number_and_sees_who_is_erased() {
    let desk = furnished();
    let args = ["customer", "erase", "C-1", "--reason", "asked for"];
    let asked = |answer: &str| {
        let mut terminal = desk.terminal_with(AGENT, Size::NORMAL, &args, &[]);
        terminal.wait_for("type C-1:").send(answer.as_bytes());
        terminal.wait_end()
    };
    let record = || desk.talk(AGENT).ask(json!({ "customer": { "customer": "C-1" } }));
    assert_eq!(asked("C-2\r"), 1);
    assert!(record().get("erased").is_none(), "another number is no yes");
    assert_eq!(asked("c-1\r"), 0);
    assert!(record().get("erased").is_some(), "{}", record());
    desk.terminal(AGENT).wait_for("C-1 (erased)");
}

#[test]
fn exports_show_that_a_customer_was_erased() {
    let desk = furnished();
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    let told = |args: &[&str]| desk.ok(args);
    let shown = [
        told(&["export", "customers"]),
        told(&["export", "customers", "--format", "vcard"]),
        told(&["export", "customers", "--format", "json"]),
        told(&["export", "interactions"]),
        told(&["export", "tickets"]),
        told(&["customer", "list"]),
        told(&["ticket", "list"]),
        told(&["ticket", "show", "T-1"]),
        told(&["history", "C-1"]),
        told(&["journal", "show"]),
        told(&["customer", "export", "C-1"]),
        told(&["customer", "export", "C-1", "--format", "json"]),
    ];
    for shown in shown {
        assert!(shown.contains("erased"), "{shown}");
        for word in WORDS.iter().take(14) {
            assert!(!shown.contains(word), "'{word}': {shown}");
        }
    }
    // It is no customer for whoever imports the file again.
    let file = desk.write("again.csv", told(&["export", "customers"]));
    let report = desk.cli(&["import", "customers", text(&file), "--json"]);
    assert!(report.out.contains("\"added\":0"), "{report:?}");
}

#[test]
fn a_person_gets_everything_that_is_kept_about_them_and_nothing_of_others() {
    let desk = furnished();
    let file = desk.file("kept.json");
    desk.ok(&["customer", "export", "C-1", "--format", "json", "--output", text(&file)]);
    assert_eq!(mode(&file), 0o600);
    let object = fs::read_to_string(&file).expect("written");
    let read: Value = serde_json::from_str(&object).expect("JSON");
    assert_eq!(read["tickets"][0]["lines"].as_array().map(Vec::len), Some(3), "{object}");
    assert_eq!(read["journal"].as_array().map(Vec::len), Some(8), "{object}");
    let readable = desk.ok(&["customer", "export", "C-1"]);
    for kept in [&object, &readable] {
        for word in WORDS.iter().take(14).filter(|word| **word != "belum selesai diketik") {
            assert!(kept.contains(word), "'{word}' is missing: {kept}");
        }
        assert!(!kept.contains("Siti") && !kept.contains("neighbour"), "{kept}");
    }
    let indonesian = ["customer", "export", "C-1", "--lang", "id"];
    let indonesian = desk.ok(&indonesian);
    assert!(indonesian.contains("Janji telepon"));
    for internal in ["=", "call", "inbound", "moderate", "2026-11-2", "true", "T0"] {
        assert!(!indonesian.contains(internal), "'{internal}' is no word: {indonesian}");
    }
}

#[test]
fn those_whose_time_is_over_are_erased_and_nobody_else() {
    let desk = Desk::closed(Kind::Throwaway);
    desk.start();
    let without = desk.cli(&["customer", "expire", "--dry-run"]);
    assert_eq!(code(&without), Some(1), "{without:?}");
    assert!(without.err.contains("[retention]"), "{without:?}");
    // On 2026-11-21, who was last heard of more than 30 (a lead: 3) days ago?
    for (name, tier, last) in [
        ("Long Ago", "gold", "2026-10-01"),
        ("Lately", "gold", "2026-11-10"),
        ("Lead Of Lately", "lead", "2026-11-10"),
        ("Open Ticket", "gold", "2026-10-01"),
        ("Open Promise", "gold", "2026-10-01"),
        ("Never Called", "lead", ""),
    ] {
        let added = &desk.json(&["customer", "add", "--name", name, "--tier", tier])[0];
        let customer = added["customer_id"].as_str().expect("a number");
        if !last.is_empty() {
            let line = format!("customer_id,at,topic,note\n{customer},{last} 09:00,BI,call\n");
            let file = desk.write("contacts.csv", line);
            desk.ok(&["import", "interactions", text(&file)]);
        }
    }
    desk.ok(&["ticket", "open", "C-4", "--topic", "BI", "--subject", "waiting"]);
    desk.ok(&["customer", "callback", "promise", "C-5", "--due", "+2h"]);
    desk.stop();
    let rules = "[retention]\ncustomers_without_contact_days = 30\n\
                 leads_without_contact_days = 3\n";
    fs::write(desk.home().join("desk.toml"), rules).expect("written");
    desk.start();
    let listed = desk.json(&["customer", "expire", "--dry-run"]);
    let who: Vec<&Value> = listed.iter().map(|row| &row["customer_id"]).collect();
    assert_eq!(who, [&json!("C-1"), &json!("C-3")], "{listed:?}");
    assert_eq!(code(&desk.cli(&["customer", "expire"])), Some(2), "nobody is there to confirm");
    desk.ok(&["customer", "expire", "--yes"]);
    let journal = desk.ok(&["journal", "export"]);
    assert!(journal.contains("retention: 30 days") && journal.contains("retention: 3 days"));
    let all = bytes(&[desk.home()]);
    assert!(holders("Long Ago", &all).is_empty() && holders("Lead Of", &all).is_empty());
    assert!(!holders("Never Called", &all).is_empty(), "added just now");
    let none = desk.ok(&["customer", "expire", "--yes"]);
    assert!(none.contains("Nobody"), "{none}");
    desk.stop();
    let zero = "[retention]\ncustomers_without_contact_days = 0\n";
    fs::write(desk.home().join("desk.toml"), zero).expect("written");
    let told = desk.cli(&["customer", "list"]);
    assert!(!told.status.success() && told.err.contains("desk.toml:2"), "{told:?}");
}

#[test]
fn a_reason_that_says_who_was_erased_is_refused_because_it_stays() {
    let desk = furnished();
    let erase = |reason: &str| {
        desk.cli(&["customer", "erase", "C-1", "--reason", reason, "--yes", "--json"])
    };
    for reason in [
        "Mrs setiawati asked for it",
        "letter from halimah.",
        "call from 0812-33445566",
        "mail of SETIAWATI@mail.example",
        "account AC-77-00231 closed",
        "moved out of Jalan Kenanga 41",
        // The name as it was first typed.
        "Nur H. Setiawati",
    ] {
        let told = erase(reason);
        assert_eq!(code(&told), Some(1), "{reason}: {told:?}");
        assert!(told.err.contains("stays for good"), "{told:?}");
    }
    let refused = desk.talk(AGENT).try_run(json!({ "erase_customers": {
        "customers": ["C-1"], "reason": "Halimah asked for it",
    }}));
    assert!(refused["refused"]["refusal"]["reason_tells"].is_object(), "{refused}");
    assert_eq!(code(&erase("asked for by letter, see file 2026/118")), Some(0));
}

#[test]
fn an_export_says_who_else_mentions_the_person_and_writes_over_nothing() {
    let desk = furnished();
    let file = desk.write("kept.txt", "another person's");
    let args = ["customer", "export", "C-1", "--output", text(&file)];
    let told = desk.cli(&args);
    assert!(code(&told) == Some(6) && told.err.contains("--force"), "{told:?}");
    assert_eq!(fs::read_to_string(&file).expect("there"), "another person's");
    let told = desk.ok(&[&args[..], &["--force"]].concat());
    assert!(told.contains("One note of somebody else's mentions C-1"), "{told}");
    assert!(!fs::read_to_string(&file).expect("there").contains("neighbour"));
    let told = desk.cli(&["customer", "export", "C-1"]);
    assert!(told.err.contains("One note of somebody else's mentions C-1"), "{told:?}");
    let none = desk.cli(&["customer", "export", "C-3"]);
    assert_eq!((code(&none), none.err.as_str()), (Some(0), ""));
}
