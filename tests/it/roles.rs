//! Who may do what, said to a real desk: every message of the protocol in every role. Never a
//! table of its own: `docs/roles.md` says what is wanted.

use serde_json::{Value, json};

use crate::desk::{Desk, Kind};
use crate::talk::Talk;

const PROTOCOL: &str = include_str!("../../docs/protocol.md");
const TABLE: &str = include_str!("../../docs/roles.md");
const ROLES: [&str; 4] = ["agent", "supervisor", "administrator", "auditor"];

/// Whether a role may, by the row of the page.
fn may(role: &str, name: &str) -> bool {
    let begun = format!("| {name} | ");
    let row = TABLE.lines().find_map(|line| line.strip_prefix(&begun));
    let cells = row.unwrap_or_else(|| panic!("no row for {name}")).split(" | ");
    let at = ROLES.iter().position(|one| *one == role).expect("a role");
    cells.map(|cell| cell.trim_end_matches(" |")).nth(at) == Some("yes")
}

/// Every example of a kind of request: `command`, `run`.
fn examples(kind: &str, inner: &str) -> Vec<Value> {
    let blocks = PROTOCOL.split("```json\n").skip(1).filter_map(|block| block.split("```").next());
    let read = |block| serde_json::Deserializer::from_str(block).into_iter::<Value>();
    let all = blocks.flat_map(read).map(|one| one.expect("JSON"));
    let wanted: Vec<Value> = all.filter_map(|one| one.get(kind)?.get(inner).cloned()).collect();
    assert!(!wanted.is_empty(), "no {kind} in docs/protocol.md");
    wanted
}

fn name(message: &Value) -> String {
    let tag = || message.as_object().and_then(|object| object.keys().next()).cloned();
    message.as_str().map(str::to_owned).or_else(tag).expect("a message")
}

fn is_not_allowed(reply: &Value) -> bool {
    reply.pointer("/refused/refusal/not_allowed").is_some()
}

/// A desk with somebody in each role, called `an_agent`, `an_auditor` …
fn staffed() -> (Desk, Talk) {
    let desk = Desk::new();
    let mut chief = desk.talk("chief");
    for role in ROLES {
        chief.run(json!({ "set_role": { "agent": format!("an_{role}"), "role": role } }));
    }
    (desk, chief)
}

#[test]
fn every_message_is_allowed_or_refused_by_role_as_the_page_says() {
    let (desk, mut chief) = staffed();
    for role in ROLES {
        let mut talk = desk.talk(&format!("an_{role}"));
        for run in examples("command", "run") {
            let whose = run.pointer("/set_importance/customer").map(|customer| match customer {
                Value::Null => " of the desk",
                _ => " of a customer",
            });
            let name = format!("`{}`{}", name(&run), whose.unwrap_or_default());
            let seq = chief.ask(json!("desk"))["seq"].clone();
            let reply = talk.try_run(run);
            assert_eq!(is_not_allowed(&reply), !may(role, &name), "{role} {name}: {reply}");
            if role == "auditor" {
                assert_eq!(chief.ask(json!("desk"))["seq"], seq, "{name} has changed something");
            }
        }
        for say in examples("signal", "say") {
            let name = format!("`{}`", name(&say));
            let reply = talk.signal(say);
            let name = if name == "`state`" { "`state` of oneself" } else { &name };
            assert_eq!(is_not_allowed(&reply), !may(role, name), "{role} {name}: {reply}");
        }
        let other = json!({ "state": { "agent": "chief", "state": "away", "reason": "",
            "since": 0 } });
        let (reply, row) = (talk.signal(other), "`state` of somebody else");
        assert_eq!(is_not_allowed(&reply), !may(role, row), "{role}: {reply}");
        for ask in examples("draft", "ask") {
            let name = format!("`{}`", name(&ask));
            let reply = talk.draft(ask);
            assert_eq!(is_not_allowed(&reply), !may(role, &name), "{role} {name}: {reply}");
        }
        for ask in examples("query", "ask") {
            let name = format!("`{}`", name(&ask));
            let row = if TABLE.contains(&format!("| {name} |")) { &name } else { "every other" };
            let reply = talk.try_ask(ask);
            assert_eq!(is_not_allowed(&reply), !may(role, row), "{role} {name}: {reply}");
        }
    }
}

#[test]
fn who_opened_whose_record_is_kept_and_told_to_those_who_may_ask() {
    let (desk, _chief) = staffed();
    desk.ok(&["customer", "add", "--name", "Nur Halimah", "--phone", "0812-3344-5566"]);
    desk.ok(&["customer", "add", "--name", "Budi Hartono"]);
    let mut agent = desk.talk("an_agent");
    agent.ask(json!({ "find": { "text": "nur", "limit": 9 } }));
    for _ in 0..3 {
        agent.ask(json!({ "customer": { "customer": "C-1" } }));
    }
    agent.ask(json!({ "history": { "customer": "C-1", "limit": 9 } }));
    let told = is_not_allowed(&agent.try_ask(json!({ "looks": { "limit": 9 } })));
    assert!(told, "an agent may not ask");
    let of = |customer: &str, more: &[&str]| {
        let looks = desk.json(&[&["audit", "looks", "--customer", customer][..], more].concat());
        let told = |look: &Value| format!("{} {}", look["by"], look["what"]).replace('"', "");
        looks.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(of("C-1", &["--agent", "an_agent"]), ["an_agent record", "an_agent history"]);
    assert_eq!(of("C-2", &["--agent", "an_agent"]), [""; 0], "finding is not looking");
    desk.ok(&["customer", "show", "C-2"]);
    assert!(of("C-2", &[]).contains(&"agent42 record".to_owned()));
    let said = desk.ok(&["audit", "looks", "--agent", "nobody"]);
    assert!(said.contains("Nobody has looked"), "{said}");
    desk.stop();
    desk.start();
    assert_eq!(of("C-1", &["--agent", "an_agent"]).len(), 2, "a restart forgets nothing");
    let files = std::fs::read_dir(desk.home().join("looks")).expect("made");
    let file = files.map(|file| file.expect("there").path()).next().expect("one day");
    assert_eq!(
        (crate::desk::mode(&file), crate::desk::mode(&desk.home().join("looks"))),
        (0o600, 0o700)
    );
    let kept = std::fs::read_to_string(file).expect("text");
    assert!(!kept.contains("Nur") && !kept.contains("5566"), "{kept}");
}

#[test]
fn a_role_that_is_given_or_taken_counts_at_once_for_who_is_attached() {
    let (desk, _chief) = staffed();
    let mut talk = desk.talk("an_agent");
    let code = |code: &str| {
        json!({ "set_code": { "kind": "topic", "code": code, "label": "Other",
        "retired": false } })
    };
    assert!(is_not_allowed(&talk.try_run(code("ZA"))));
    desk.ok(&["roster", "role", "an_agent", "supervisor"]);
    talk.run(code("ZA"));
    desk.ok(&["agent", "role", "an_agent", "auditor"]);
    assert!(is_not_allowed(&talk.try_run(code("ZB"))));
    let roster = talk.ask(json!("roster"));
    let own = roster.as_array().and_then(|all| all.iter().find(|one| one["name"] == "an_agent"));
    assert_eq!(own.map(|own| own["role"].clone()), Some(json!("auditor")));
    desk.ok(&["roster", "remove", "an_auditor"]);
    desk.ok(&["roster", "add", "an_auditor", "agent"]);
}

#[test]
fn who_gives_no_roles_any_more_takes_none_back_and_the_roster_fits_a_screen() {
    let (desk, mut chief) = staffed();
    let role = |role: &str| json!({ "set_role": { "agent": "an_supervisor", "role": role } });
    chief.run(role("administrator"));
    let mut second = desk.talk("an_supervisor");
    second.run(json!({ "set_role": { "agent": "newcomer", "role": "supervisor" } }));
    chief.run(role("supervisor"));
    let told = second.try_run(json!("undo"));
    assert!(is_not_allowed(&told), "{told}");
    let page = desk.ok(&["roster", "list"]);
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
}

#[test]
fn a_refusal_names_the_roles_that_may_and_who_of_them_is_here() {
    let (desk, _chief) = staffed();
    let mut agent = desk.talk("an_agent");
    let code = json!({ "set_code": { "kind": "topic", "code": "ZZ", "label": "Other",
        "retired": false } });
    let refusal = |reply: Value| reply["refused"]["refusal"]["not_allowed"].clone();
    let told = refusal(agent.try_run(code.clone()));
    assert_eq!(told["may"], json!(["supervisor", "administrator"]));
    assert_eq!(told["here"], json!(["chief"]));
    let supervisor = desk.talk("an_supervisor");
    let told = refusal(agent.try_run(code));
    assert_eq!(told["here"], json!(["an_supervisor", "chief"]));
    drop(supervisor);
}

#[test]
fn the_last_administrator_stays_one_and_the_roster_says_who_gave_which_role() {
    let (desk, mut chief) = staffed();
    let row = |desk: &Desk, name: &str| {
        let rows = desk.json(&["roster", "list"]);
        rows.into_iter().find(|row| row["agent"] == name).expect("on the roster")
    };
    let given = row(&desk, "an_auditor");
    assert_eq!(given["granted_by"], "chief");
    assert!(given["granted_at"].as_str().is_some_and(|at| at.ends_with('Z')), "{given}");
    let page = desk.ok(&["roster", "list"]);
    let line = page.lines().find(|line| line.starts_with("an_auditor")).expect("a row");
    assert!(line.contains("chief"), "{page}");
    assert_eq!(row(&desk, "chief")["granted_by"], Value::Null);
    // Undoing gives the role before back, by whoever undoes.
    chief.run(json!({ "set_role": { "agent": "an_auditor", "role": "agent" } }));
    chief.run(json!("undo"));
    assert_eq!(row(&desk, "an_auditor")["role"], "auditor");

    let own = Desk::closed(Kind::Personal);
    own.start();
    let me = own.stranger().greet(json!({ "protocol": 1, "program": "test" }));
    let me = me["agent"].as_str().expect("a name").to_owned();
    let told = own.cli(&["roster", "role", &me, "agent"]);
    assert!(!told.status.success() && told.err.contains("is the last administrator"), "{told:?}");
    own.ok(&["roster", "add", &me, "administrator"]);
    own.ok(&["roster", "add", "sari", "agent"]);
}
