//! The command line as a person meets it: who is meant, times as people say them, sentences that
//! say what to do, tables that fit. Never the shape of `--json`: that is in `command_line.rs`.

use std::fs;

use unicode_width::UnicodeWidthStr;

use crate::desk::{Desk, Kind, finish};

/// Two customers whose names begin alike.
fn furnished(desk: &Desk) {
    let nur = ["customer", "add", "--name", "Nur Halimah", "--phone", "mobile=0812-3344-5566"];
    desk.ok(&[nur.as_slice(), &["--account", "AC-00231", "--tier", "gold"]].concat());
    let hamidah = ["customer", "add", "--name", "Nur Hamidah", "--phone", "0812-3345-1100"];
    desk.ok(&[hamidah.as_slice(), &["--email", "hamidah@mail.example"]].concat());
}

/// Whether a sheet is about a customer.
fn is_of(sheet: &str, number: &str, name: &str) -> bool {
    let first = sheet.lines().next().unwrap_or("");
    first.split_once(' ').is_some_and(|(no, rest)| no == number && rest.trim() == name)
}

#[test]
fn a_customer_is_named_by_whatever_fits_only_one() {
    let desk = Desk::new();
    furnished(&desk);
    for given in ["C-1", "c1", "AC-00231", "ac-00231", "0812-3344-5566", "+6281233445566"] {
        let shown = desk.ok(&["customer", "show", given]);
        assert!(is_of(&shown, "C-1", "Nur Halimah"), "{given}: {shown}");
    }
    for given in ["hamidah@mail.example", "nur hamidah", "hamid", "HAMIDAH"] {
        let shown = desk.ok(&["customer", "show", given]);
        assert!(is_of(&shown, "C-2", "Nur Hamidah"), "{given}: {shown}");
    }
    let told = desk.cli(&["log", "nur", "--topic", "BI", "--note", "whose?"]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    assert!(told.err.contains("C-1") && told.err.contains("C-2"), "who it may be: {told:?}");
    assert_eq!(desk.json(&["history", "C-1"]).len(), 1, "nothing was logged");
    let told = desk.cli(&["customer", "show", "nobody at all"]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    assert!(told.err.contains("Nobody fits"), "{told:?}");
}

#[test]
fn a_customer_who_seems_known_is_added_only_when_one_insists() {
    let desk = Desk::new();
    furnished(&desk);
    let again = ["customer", "add", "--name", "N. Halimah", "--phone", "+62 812 3344 5566"];
    let told = desk.cli(&again);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    for wanted in ["Nur Halimah", "C-1", "AC-00231", "--anyway"] {
        assert!(told.err.contains(wanted), "{wanted}: {told:?}");
    }
    assert_eq!(desk.json(&["customer", "list"]).len(), 2);
    desk.ok(&[again.as_slice(), &["--anyway"]].concat());
    assert_eq!(desk.json(&["customer", "list"]).len(), 3);
}

#[test]
fn history_of_nobody_is_refused_and_attributes_have_their_names() {
    let desk = Desk::new();
    furnished(&desk);
    let told = desk.cli(&["history", "C-99"]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    assert!(told.err.contains("C-99"), "{told:?}");
    desk.ok(&["customer", "amend", "C-1", "--attribute", "Shoe size=43"]);
    let said = desk.ok(&["history", "C-1"]);
    assert!(said.contains("Shoe size: 43"), "{said}");
}

#[test]
fn finding_a_ticket_shows_its_line() {
    let desk = Desk::new();
    furnished(&desk);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "charged twice"]);
    let ticket = desk.json(&["ticket", "list"])[0]["ticket"].as_str().expect("a number").to_owned();
    let said = desk.ok(&["find", &ticket]);
    assert!(said.contains(&ticket) && said.contains("charged twice"), "{said}");
}

#[test]
fn what_is_known_can_be_changed_and_taken_back() {
    let desk = Desk::new();
    furnished(&desk);
    let amend = ["customer", "amend", "AC-00231", "--city", "Bandung", "--tag", "vip"];
    let more = ["--phone", "office=021 555 0101", "--line", "021 555 0101=shared"];
    desk.ok(&[amend.as_slice(), &more].concat());
    let shown = desk.ok(&["customer", "show", "C-1"]);
    for wanted in ["Bandung", "vip", "021 555 0101 (office) [shared]", "0812-3344-5566 (mobile)"] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let said = desk.ok(&["undo"]);
    assert!(said.contains("change of the record of C-1 Nur Halimah"), "{said}");
    let shown = desk.ok(&["customer", "show", "C-1"]);
    assert!(!shown.contains("Bandung") && !shown.contains("021 555"), "{shown}");
    desk.ok(&["customer", "amend", "C-1", "--remove", "phone=081233445566", "--clear", "tier"]);
    let shown = &desk.json(&["customer", "show", "C-1"])[0];
    assert!(shown["phones"].as_array().is_some_and(Vec::is_empty), "{shown}");
    assert!(shown["tier"].is_null(), "{shown}");
    let told = desk.cli(&["customer", "amend", "C-2", "--remove", "phone=110"]);
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(told.err.contains("phone=0812-3345-1100"), "what is there is said: {told:?}");
    let told = desk.cli(&["customer", "amend", "C-2", "--name", "Nur Hamidah"]);
    assert!(told.err.contains("so already"), "{told:?}");
}

#[test]
fn a_promised_call_takes_times_as_people_say_them() {
    let desk = Desk::new();
    furnished(&desk);
    let promise = |due: &str| {
        desk.ok(&["customer", "callback", "promise", "C-1", "--due", due, "--agent", "me"])
    };
    // The desk's clock stands at 09:00 in Jakarta on 21 November.
    assert!(promise("14:30").contains("21 Nov 2026 14:30"));
    assert!(promise("8:15").contains("22 Nov 2026 08:15"), "that time has passed today");
    assert!(promise("tomorrow 09:00").contains("22 Nov 2026 09:00"));
    let calls = desk.json(&["customer", "callback", "list", "--before", "tomorrow 00:00"]);
    assert_eq!(calls.len(), 1, "{calls:?}");
    assert_eq!(
        (&calls[0]["due_at"], &calls[0]["agent"]),
        (&"2026-11-21T07:30:00Z".into(), &"agent42".into())
    );
    desk.ok(&["customer", "callback", "settle", "C-1", "B-1", "kept"]);
    let told = desk.cli(&["customer", "callback", "settle", "C-1", "B-1", "kept"]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    let told = desk.cli(&["customer", "callback", "promise", "C-1", "--due", "soon"]);
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(told.err.contains("tomorrow 09:00"), "how to write it: {told:?}");
}

#[test]
fn a_promised_call_that_is_taken_back_does_not_look_cancelled() {
    let desk = Desk::new();
    furnished(&desk);
    desk.ok(&["customer", "callback", "promise", "C-1", "--due", "besok 9"]);
    let history = desk.ok(&["history", "C-1"]);
    assert!(history.contains("call-back promised"), "{history}");
    assert!(history.contains("22 Nov 2026 09:00"), "for when it is promised: {history}");
    desk.ok(&["undo"]);
    let history = serde_json::to_string(&desk.json(&["history", "C-1"])).expect("json");
    assert!(history.contains("call_back_withdrawn"), "{history}");
    assert!(!history.contains("cancelled"), "{history}");
}

#[test]
fn a_note_comes_from_standard_input_and_has_an_end() {
    let desk = Desk::new();
    furnished(&desk);
    let log = ["log", "C-1", "--topic", "BI", "--note", "-"];
    let told = finish(desk.command(&log), "two lines\nof a letter\n".as_bytes());
    assert!(told.status.success(), "{told:?}");
    let history = desk.json(&["history", "C-1"]);
    assert_eq!(history[0]["note"], "two lines\nof a letter");
    let told = finish(desk.command(&log), std::io::repeat(b'x'));
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(told.err.contains("8,000"), "how much fits: {told:?}");
}

#[test]
fn codes_canned_texts_and_roles_are_the_desks_own() {
    let desk = Desk::new();
    furnished(&desk);
    let told = desk.cli(&["log", "C-1", "--topic", "RO", "--note", "abroad"]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    desk.ok(&["code", "set", "topic", "RO", "--label", "roaming"]);
    desk.ok(&["log", "C-1", "--topic", "RO", "--note", "abroad"]);
    assert!(desk.ok(&["history", "C-1"]).contains("RO roaming"));
    desk.ok(&["code", "set", "topic", "RO", "--retire"]);
    let told = desk.cli(&["log", "C-1", "--topic", "RO", "--note", "again"]);
    assert_eq!(told.status.code(), Some(1), "a retired code is no longer taken: {told:?}");
    let codes = desk.json(&["code", "list", "--kind", "topic"]);
    let roaming = codes.iter().find(|code| code["code"] == "RO").expect("still there");
    assert_eq!((&roaming["label"], &roaming["retired"]), (&"roaming".into(), &true.into()));
    desk.ok(&["canned", "set", "refund", "The money is back."]);
    assert!(desk.ok(&["canned", "list"]).contains("The money is back."));
    desk.ok(&["canned", "remove", "refund"]);
    assert!(desk.json(&["canned", "list"]).is_empty());
    desk.ok(&["agent", "role", "sari", "supervisor"]);
}

#[test]
fn tables_and_sheets_fit_eighty_columns_in_both_languages() {
    for desk in [Desk::new(), Desk::indonesian()] {
        furnished(&desk);
        let long = "a subject that says everything there is to say about a modem, and then more";
        let name = format!("PT {}", "Sinar Contoh Nusantara Abadi Sentosa ".repeat(4));
        let mail = format!("{}@mail.example", "x".repeat(60));
        desk.ok(&["customer", "add", "--name", &name, "--email", &mail, "--account", "名前名前"]);
        desk.ok(&["ticket", "open", "C-3", "--topic", "TE", "--subject", long, "--note", long]);
        desk.ok(&["ticket", "take", "T-1"]);
        desk.ok(&["log", "C-3", "--topic", "BI", "--note", long]);
        desk.ok(&["customer", "callback", "promise", "C-3", "--due", "+2h", "--note", long]);
        desk.ok(&["rate", "C-3", "--empathy", "3"]);
        for args in [
            ["find", "sinar"].as_slice(),
            &["customer", "list"],
            &["customer", "show", "C-3"],
            &["customer", "callback", "list"],
            &["ticket", "list"],
            &["ticket", "show", "T-1"],
            &["history", "C-3"],
            &["journal", "show"],
            &["code", "list"],
            &["agent", "list"],
            &["keys"],
            &["doctor"],
        ] {
            let out = desk.ok(args);
            let wide = out.lines().find(|line| line.width() > 80);
            assert_eq!(wide, None, "{args:?}:\n{out}");
            assert!(!out.trim().is_empty(), "{args:?}");
        }
    }
}

#[test]
fn nothing_is_said_in_english_at_an_indonesian_desk() {
    let desk = Desk::indonesian();
    let said = desk.ok(&["customer", "add", "--name", "Nur Halimah", "--phone", "081233445566"]);
    assert_eq!(said, "C-1 ditambahkan.\n");
    let said =
        desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "ditagih dua kali"]);
    assert_eq!(said, "T-1 dibuka; batas jawaban pertama 21 Nov 2026 13.00.\n");
    let rows: [(&[&str], &str); 7] = [
        (&["ticket", "take", "T-9"], "Tidak ada tiket T-9."),
        (&["ticket", "close", "T-1"], "T-1 berstatus baru; ini hanya bisa dari: selesai."),
        (&["ticket", "tke", "T-1"], "Tidak ada perintah 'tke'."),
        (&["rate", "C-1"], "Penilaian perlu sedikitnya satu nilai."),
        (&["customer", "show", "C-7"], "Tidak ada pelanggan C-7."),
        (&["log", "C-1", "--topic", "billing"], "'billing' bukan kode."),
        (&["customer", "add", "--phone", "081233445566"], "tampaknya pelanggan yang sama: telepon"),
    ];
    for (args, wanted) in rows {
        let told = desk.cli(args);
        assert!(!told.status.success() && told.err.contains(wanted), "{args:?}: {told:?}");
    }
    let help = desk.ok(&["ticket", "open", "--help"]);
    for wanted in ["Pemakaian:", "Contoh:", "Buka tiket keluhan", "Tampilkan bantuan ini"] {
        assert!(help.contains(wanted), "{wanted}:\n{help}");
    }
}

#[test]
fn the_journal_is_verified_with_and_without_a_daemon_and_damage_is_told() {
    let desk = Desk::new();
    furnished(&desk);
    for round in 0..20 {
        desk.ok(&["log", "C-1", "--topic", "BI", "--note", &format!("call {round}")]);
    }
    let running = &desk.json(&["journal", "verify"])[0];
    assert_eq!((&running["entries"], &running["damage"]), (&22.into(), &serde_json::json!([])));
    desk.stop();
    let stopped = &desk.json(&["journal", "verify"])[0];
    assert_eq!(stopped["entries"], 22, "offline: {stopped}");
    assert!(desk.socket().is_none(), "no daemon was started for it");
    let segment = fs::read_dir(desk.home().join("journal"))
        .expect("the journal is a folder")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|ending| ending == "journal"))
        .expect("there is a segment");
    let mut bytes = fs::read(&segment).expect("readable");
    let at = bytes.windows(6).position(|six| six == b"call 7").expect("the note is in there");
    bytes[at] ^= 0x20;
    fs::write(&segment, bytes).expect("spoilt");
    let told = desk.cli(&["journal", "verify"]);
    assert_eq!(told.status.code(), Some(5), "{told:?}");
    assert!(told.out.contains("damaged") && told.out.contains("backup"), "{told:?}");
}

#[test]
fn the_doctor_finds_what_is_wrong_and_says_what_to_do() {
    let desk = Desk::new();
    let all = desk.json(&["doctor"]);
    let level = |rows: &[serde_json::Value], check: &str| {
        let row = rows.iter().find(|row| row["check"] == check);
        row.unwrap_or_else(|| panic!("{check} is not looked at: {rows:?}"))["level"].clone()
    };
    for check in ["config", "keymap", "home", "disk", "daemon", "journal"] {
        assert_eq!(level(&all, check), "ok", "{check}: {all:?}");
    }
    desk.configure("keymap = \"vim\"\nlangauge = \"id\"\n");
    let told = desk.cli(&["doctor"]);
    assert_eq!(told.status.code(), Some(5), "{told:?}");
    assert!(told.out.contains("config.toml:2"), "file and line: {told:?}");
    let told = desk.cli(&["find", "x"]);
    assert_eq!(told.status.code(), Some(6), "nothing runs on a half-read configuration: {told:?}");
    desk.configure("keymap = \"vmi\"\n");
    let told = desk.cli(&["doctor"]);
    assert!(told.out.contains("vmi") && told.out.contains("function-keys"), "{told:?}");
}

#[test]
fn the_doctor_starts_nothing() {
    let desk = Desk::closed(Kind::Personal);
    desk.ok(&["doctor"]);
    assert!(desk.socket().is_none() && !desk.home().join("journal").exists());
}

#[test]
fn shells_and_manuals_are_served_from_the_same_definition() {
    let desk = Desk::closed(Kind::Personal);
    for (shell, wanted) in
        [("bash", "complete -F"), ("zsh", "#compdef sigap"), ("fish", "complete -c sigap")]
    {
        let script = desk.ok(&["completions", shell]);
        assert!(script.contains(wanted) && script.contains("callback"), "{shell}");
    }
    let page = desk.ok(&["man"]);
    for wanted in [".TH sigap 1", ".SH EXAMPLES", ".SH EXIT CODES", "SIGAP_HOME"] {
        assert!(page.contains(wanted), "{wanted}:\n{page}");
    }
    assert!(page.contains("desk.toml") && page.contains("erasures.jsonl"), "{page}");
    assert!(desk.ok(&["man", "ticket", "open"]).contains("subject"));
    // As the pages themselves name it.
    for name in ["customer-erase", "sigap-customer-erase"] {
        assert!(desk.ok(&["man", name]).contains("reason"), "{name}");
    }
    assert_eq!(desk.cli(&["man", "ticket", "opn"]).status.code(), Some(2));
    let folder = desk.file("man1");
    desk.ok(&["man", "--to", folder.to_str().expect("plain")]);
    assert!(folder.join("sigap-customer-callback-promise.1").is_file());
}
