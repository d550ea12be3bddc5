//! Who is mentioned in what is somebody else's: in notes and in drafts, by what they are called and
//! by what they were ever called. Never a word of others that goes without a person's doing.

use serde_json::json;

use crate::desk::Desk;

/// Called three names one after the other.
fn renamed() -> Desk {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    desk.ok(&["customer", "amend", "C-1", "--name", "Zubaidah Setiawati"]);
    desk.ok(&["customer", "amend", "C-1", "--name", "Nur Lestari"]);
    desk.ok(&["customer", "add", "--name", "Budi Hartono"]);
    desk
}

#[test]
fn a_name_between_the_first_and_the_last_is_looked_for_in_notes_and_reasons() {
    let desk = renamed();
    let note = "asks after zubaidah setiawati";
    desk.ok(&["log", "C-2", "--topic", "TE", "--note", note]);
    let erase = ["customer", "erase", "C-1", "--dry-run"];
    let told = desk.json(&erase);
    assert_eq!(told[0]["mentions"].as_array().map(Vec::len), Some(1), "{told:?}");
    let reason = ["customer", "erase", "C-1", "--yes", "--reason", "Zubaidah asked for it"];
    let refused = desk.cli(&reason);
    assert!(!refused.status.success() && refused.err.contains("C-1"), "{refused:?}");
    let export = desk.ok(&["customer", "export", "C-1", "--format", "json"]);
    assert!(export.contains("\"mentions_of_others\": 1"), "{export}");
}

#[test]
fn a_draft_about_somebody_else_that_mentions_them_is_told_and_stays() {
    let desk = renamed();
    let keep = |note: &str, id: &str| {
        let fields = [["note", note]];
        json!({ "keep": { "id": id, "form": "log", "customer": "C-2", "fields": fields } })
    };
    let mut talk = desk.talk("sari");
    talk.draft(keep("sister of Zubaidah Setiawati", "0190a5c4-0000-7000-8000-000000000001"));
    talk.draft(keep("nobody at all", "0190a5c4-0000-7000-8000-000000000002"));
    let told = desk.json(&["customer", "erase", "C-1", "--dry-run"]);
    let drafts = told[0]["draft_mentions"].as_array().expect("a list");
    assert_eq!(drafts.len(), 1, "{told:?}");
    let (by, about) = (&drafts[0]["by"], &drafts[0]["customer"]);
    assert_eq!((by, about), (&json!("sari"), &json!("C-2")), "{told:?}");
    let people = desk.ok(&["customer", "erase", "C-1", "--dry-run"]);
    assert!(people.contains("One draft about somebody else mentions them"), "{people}");
    desk.ok(&["customer", "erase", "C-1", "--yes", "--reason", "asked for"]);
    let left = desk.home().join("drafts/sari").read_dir().expect("there").count();
    assert_eq!(left, 2, "they are somebody else's");
}

#[test]
fn texts_of_the_desk_that_name_them_are_told_and_stay() {
    let desk = renamed();
    desk.ok(&["canned", "set", "greeting", "Greet Nur Lestari from us"]);
    desk.ok(&["canned", "set", "closing", "Thank you for calling"]);
    desk.ok(&["code", "set", "topic", "QN", "--label", "as for Zubaidah Setiawati"]);
    let mut talk = desk.talk(crate::desk::AGENT);
    talk.run(json!({ "set_view": { "name": "nur halimah", "filter": "status:open" } }));
    let told = desk.json(&["customer", "erase", "C-1", "--dry-run"]);
    let named = told[0]["setting_mentions"].as_array().expect("a list").iter();
    let named: Vec<_> = named.map(|one| (one["what"].clone(), one["name"].clone())).collect();
    let wanted = [("canned", "greeting"), ("code", "QN"), ("view", "nur halimah")];
    assert_eq!(named, wanted.map(|(what, name)| (json!(what), json!(name))));
    let people = desk.ok(&["customer", "erase", "C-1", "--dry-run"]);
    assert!(people.contains("3 texts of the desk mention them"), "{people}");
    let people = desk.ok(&["customer", "erase", "C-1", "--dry-run", "--lang", "id"]);
    assert!(people.contains("3 teks meja layanan menyebut mereka"), "{people}");
}
