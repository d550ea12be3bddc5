//! Every limit at its last permitted value and one beyond, through the running desk, and the page
//! about limits against the source. Never a limit that stands nowhere else than here.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::talk::Talk;
use crate::tidy;

/// A row of `docs/limits.md`: number, file below `src/`, constant.
struct Row {
    number: u64,
    file: String,
    name: String,
}

fn page() -> Vec<Row> {
    let text = tidy::read("docs/limits.md");
    let row = |line: &str| {
        let mut cells = line.split('|').skip(2);
        let number = cells.next()?.trim().replace(',', "").parse().ok()?;
        let mut names = cells.next()?.split('`').skip(1).step_by(2);
        Some(Row { number, file: names.next()?.to_owned(), name: names.next()?.to_owned() })
    };
    text.lines().filter_map(row).collect()
}

/// The limit of a name and a file's ending.
fn limit(file: &str, name: &str) -> usize {
    let page = page();
    let mut rows = page.iter().filter(|row| row.file == file && row.name == name);
    rows.next().map(|row| row.number as usize).unwrap_or_else(|| panic!("{file} {name}"))
}

/// What a constant is in the source, when it is a product of numbers or of limits, or seconds.
fn in_source(file: &str, name: &str) -> Option<u64> {
    let text = tidy::read(&format!("src/{file}"));
    let (_, after) = text.split_once(&format!("const {name}: "))?;
    let value = after.split_once('=')?.1.split_once(';')?.0.trim();
    let value = value.trim_start_matches("Duration::from_secs(").trim_end_matches(')');
    let factors = value.split('*').map(|factor| match factor.trim().replace('_', "") {
        named if named == "LINEBYTES" => in_source("wire/line.rs", "LINE_BYTES"),
        number => number.parse().ok(),
    });
    factors.product()
}

#[test]
fn the_page_about_limits_says_what_the_source_says() {
    let page = page();
    assert!(page.len() > 45, "{} rows", page.len());
    for row in &page {
        let found = in_source(&row.file, &row.name);
        assert_eq!(found, Some(row.number), "{} {}", row.file, row.name);
    }
    let text = tidy::read("src/domain/limit.rs");
    for line in text.lines().filter_map(|line| line.strip_prefix("pub const ")) {
        let name = line.split(':').next().expect("named");
        let told = page.iter().any(|row| row.file == "domain/limit.rs" && row.name == name);
        assert!(told, "{name} is not in docs/limits.md");
    }
}

fn add(profile: Value) -> Value {
    let mut whole = json!({ "name": "Nur" });
    let fields = whole.as_object_mut().expect("an object");
    fields.extend(profile.as_object().expect("an object").clone());
    json!({ "add_customer": { "profile": whole, "if_known": "add" } })
}

fn many(count: usize, one: impl Fn(usize) -> Value) -> Vec<Value> {
    (0..count).map(one).collect()
}

#[test]
fn what_a_customer_may_have_is_taken_to_the_limit_and_not_beyond() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    let letters = |count: usize| "é".repeat(count);
    type Case<'a> = (&'static str, &'a dyn Fn(usize) -> Value);
    let cases: [Case<'_>; 11] = [
        ("NAME_CHARS", &|n| add(json!({ "name": letters(n) }))),
        ("FIELD_CHARS", &|n| add(json!({ "address": letters(n) }))),
        ("FIELD_CHARS", &|n| add(json!({ "tags": [letters(n)] }))),
        ("NOTE_CHARS", &|n| add(json!({ "note": letters(n) }))),
        ("ATTRIBUTE_CHARS", &|n| {
            add(json!({ "attributes": [{ "name": "a", "value": letters(n) }] }))
        }),
        ("PHONES", &|n| {
            add(json!({ "phones": many(n, |at| json!({ "number": format!("08120000{at:04}") })) }))
        }),
        ("EMAILS", &|n| {
            add(json!({ "emails": many(n, |at| json!({ "address": format!("a{at}@x.example") })) }))
        }),
        ("EXTERNAL_IDS", &|n| {
            let id = |at: usize| json!({ "system": "crm", "id": at.to_string() });
            add(json!({ "external": many(n, id) }))
        }),
        ("TAGS", &|n| add(json!({ "tags": many(n, |at| json!(format!("tag{at}"))) }))),
        ("ATTRIBUTES", &|n| {
            let one = |at: usize| json!({ "name": format!("a{at}"), "value": "x" });
            add(json!({ "attributes": many(n, one) }))
        }),
        ("PHONE_DIGITS", &|n| add(json!({ "phones": [{ "number": "1".repeat(n) }] }))),
    ];
    for (name, command) in cases {
        let most = limit("domain/limit.rs", name);
        let at = talk.try_run(command(most));
        assert!(at.get("done").is_some(), "{name} at {most}: {at}");
        let over = talk.try_run(command(most + 1));
        let malformed = over.pointer("/refused/refusal/malformed");
        assert!(malformed.is_some(), "{name} over {most}: {over}");
    }
}

#[test]
fn what_a_ticket_and_a_desk_may_have_is_taken_to_the_limit_and_not_beyond() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    talk.run(add(json!({})));
    let ticket = json!({ "open_ticket": { "customer": "C-1", "topic": "BI", "subject": "x" } });
    let links = limit("domain/limit.rs", "LINKS");
    (0..links + 2).for_each(|_| drop(talk.run(ticket.clone())));
    let link = |other: usize| {
        let other = format!("T-{other}");
        let link = json!({ "kind": "related", "other": other });
        json!({ "link_tickets": { "ticket": "T-1", "link": link } })
    };
    (0..links).for_each(|at| drop(talk.run(link(at + 2))));
    assert!(talk.try_run(link(links + 2)).pointer("/refused/refusal/malformed").is_some());

    let canned = |at: usize| json!({ "set_canned": { "name": format!("text{at}"), "text": "x" } });
    let most = limit("domain/limit.rs", "CANNED");
    (0..most).for_each(|at| drop(talk.run(canned(at))));
    assert!(talk.try_run(canned(most)).pointer("/refused/refusal/malformed").is_some());

    let name = limit("domain/agent.rs", "NAME_BYTES");
    let role = |n: usize| json!({ "set_role": { "agent": "a".repeat(n), "role": "agent" } });
    assert!(talk.try_run(role(name)).get("done").is_some());
    assert!(talk.try_run(role(name + 1)).pointer("/refused/refusal/malformed").is_some());

    let letters = (b'A'..=b'Z').flat_map(|one| (b'A'..=b'Z').map(move |two| (one, two)));
    let code = |kind: &str, (one, two): (u8, u8)| {
        let code = String::from_utf8(vec![one, two]).expect("letters");
        json!({ "set_code": { "kind": kind, "code": code, "label": "a label", "retired": false } })
    };
    let codes = |talk: &mut Talk| talk.ask(json!("codes")).as_array().map_or(0, Vec::len);
    let most = limit("domain/limit.rs", "CODES");
    let mut refused = None;
    for (kind, letters) in ["topic", "outcome"]
        .into_iter()
        .flat_map(|kind| letters.clone().map(move |letters| (kind, letters)))
    {
        let reply = talk.try_run(code(kind, letters));
        if reply.pointer("/refused/refusal/malformed").is_some() {
            refused = Some(reply);
            break;
        }
    }
    assert!(refused.is_some() && codes(&mut talk) == most, "{refused:?}");
}

#[test]
fn what_a_message_and_a_draft_may_have_is_taken_to_the_limit_and_not_beyond() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    let rows = limit("wire/line.rs", "IMPORT_ROWS");
    let import = |count: usize| {
        let row = |at: usize| json!({ "line": at, "profile": { "name": format!("C{at}") } });
        json!({ "import_customers": { "rows": many(count, row), "if_known": "refuse" } })
    };
    let over = talk.try_run(import(rows + 1));
    assert_eq!(over.pointer("/trouble/trouble"), Some(&json!("unknown")), "{over}");
    assert!(talk.try_run(import(rows)).get("done").is_some());
    talk.run(add(json!({})));
    let page = |limit: usize| json!({ "customers": { "after": null, "limit": limit } });
    let answered = limit("wire/line.rs", "ANSWER_ROWS");
    for asked in [answered, answered + 1] {
        let given = talk.ask(page(asked));
        assert_eq!(given.as_array().map(Vec::len), Some(answered), "of {}", rows + 1);
    }
    let bytes = limit("wire/line.rs", "LINE_BYTES");
    let ask = json!({ "query": { "id": 1, "ask": "codes" } }).to_string();
    let padded = |length: usize| format!("{}{ask}", " ".repeat(length - 1 - ask.len()));
    talk.say(&padded(bytes));
    assert!(talk.reply().expect("answered").get("answer").is_some());

    let draft = |id: u128, text: String| {
        let id = uuid::Uuid::from_u128(id);
        json!({ "keep": { "id": id, "form": "log", "fields": [["note", text]] } })
    };
    let drafts = limit("daemon/drafts.rs", "DRAFTS_PER_AGENT");
    for number in 0..drafts {
        assert!(talk.draft(draft(number as u128, String::new())).get("done").is_some());
    }
    let over = talk.draft(draft(drafts as u128, String::new()));
    assert_eq!(over.pointer("/trouble/trouble"), Some(&json!("failed")), "{over}");
    assert!(over.to_string().contains("200 drafts"), "{over}");
    let bytes = limit("daemon/drafts.rs", "DRAFT_BYTES");
    let over = talk.draft(draft(0, "x".repeat(bytes)));
    assert!(over.to_string().contains("a draft may have"), "{over}");
    assert!(talk.draft(draft(0, "x".repeat(bytes - 400))).get("done").is_some());

    talk.say(&padded(limit("wire/line.rs", "LINE_BYTES") + 1));
    let over = talk.reply();
    assert!(over.is_none_or(|over| over.to_string().contains("too_long")));
    assert_eq!(talk.hear(), None, "that was the end");
}

#[test]
fn so_many_verifications_of_a_customer_are_shown_and_no_more() {
    let desk = Desk::new();
    let mut talk = desk.talk("one");
    talk.run(add(json!({})));
    let most = limit("domain/customer.rs", "VERIFICATIONS_KEPT");
    let verify = json!({ "customer": "C-1", "proof": "birth", "passed": true });
    let mut shown = || {
        talk.run(json!({ "verify_customer": verify.clone() }));
        let record = talk.ask(json!({ "customer": { "customer": "C-1" } }));
        record["verified"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["entry"].clone())
            .collect()
    };
    let all: Vec<Vec<Value>> = (0..=most).map(|_| shown()).collect();
    assert_eq!((all[most - 1].len(), all[most].len()), (most, most));
    assert_eq!(all[most - 1][1..], all[most][..most - 1], "the oldest one goes");
}

#[test]
fn so_many_strangers_have_a_place_and_no_more() {
    let desk = Desk::new();
    let most = limit("daemon/desk.rs", "STRANGERS");
    let mut strangers: Vec<Talk> = (1..most).map(|_| desk.stranger()).collect();
    // Who says hello comes after all of them, and is one of them until then.
    let greeted = |strangers: &mut Vec<Talk>| {
        drop(desk.talk("one"));
        strangers.iter_mut().map(Talk::is_over).collect::<Vec<bool>>()
    };
    assert_eq!(greeted(&mut strangers), vec![false; most - 1]);
    strangers.push(desk.stranger());
    let over = greeted(&mut strangers);
    assert!(over[0] && !over[1..].contains(&true), "the oldest one goes: {over:?}");
}

#[test]
fn a_hello_has_so_many_bytes_and_no_more() {
    let desk = Desk::new();
    let hello = json!({ "hello": { "protocol": 1, "program": "test" } }).to_string();
    let most = limit("daemon/ears.rs", "HELLO_BYTES");
    let said = |length: usize| {
        let mut talk = desk.stranger();
        talk.say(&format!("{}{hello}", " ".repeat(length - 1 - hello.len())));
        talk.hear().expect("answered")
    };
    assert!(said(most).get("welcome").is_some());
    assert_eq!(said(most + 1).pointer("/trouble/trouble"), Some(&json!("too_long")));
}

#[test]
fn a_row_of_a_table_and_settings_are_read_to_the_limit_and_not_beyond() {
    let desk = Desk::new();
    let most = limit("cli/import/rows.rs", "ROW_BYTES");
    for (bytes, wanted) in [(most - 100, 1), (most + 100, 0)] {
        let rows = format!("name,note\nNur{bytes},{}\n", "x".repeat(bytes - 20));
        let path = desk.write("list.csv", rows);
        let before = desk.talk("one").ask(json!("desk"))["customers"].as_u64().expect("told");
        let told = desk.cli(&["import", "customers", &path.display().to_string()]);
        let after = desk.talk("one").ask(json!("desk"))["customers"].as_u64().expect("told");
        assert!(after - before <= wanted, "{bytes}: {told:?}");
        assert!(!told.err.contains("panicked"), "{told:?}");
        assert_eq!(told.status.code() == Some(4), after == before, "told when not taken: {told:?}");
    }
    let most = limit("home/config.rs", "FILE_BYTES");
    desk.configure(&"#".repeat(most));
    assert!(desk.cli(&["find", "x"]).status.code() != Some(6));
    desk.configure(&"#".repeat(most + 1));
    let told = desk.cli(&["find", "x"]);
    assert!(!told.status.success() && told.err.contains("65536"), "{told:?}");
}
