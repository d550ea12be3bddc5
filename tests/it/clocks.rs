//! Due times as a desk keeps them: by rule and calendar, through pauses and changes, told once.
//! Never a time that passes: the desk's clock moves one second per command.

use serde_json::Value;

use crate::desk::{Desk, finish};

/// A desk with one customer, gold.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah", "--tier", "gold"]);
    desk
}

fn open(desk: &Desk, priority: &str) -> String {
    let ticket = ["ticket", "open", "C-1", "--topic", "BI", "--subject", "charged twice"];
    let opened = desk.json(&[ticket.as_slice(), &["--priority", priority]].concat());
    opened[0]["ticket"].as_str().expect("a number").to_owned()
}

fn ticket(desk: &Desk, no: &str) -> Value {
    desk.json(&["ticket", "show", no]).remove(0)
}

fn clock(desk: &Desk, no: &str) -> Value {
    desk.json(&["ticket", "clock", no]).remove(0)
}

fn dues(ticket: &Value) -> (&str, &str) {
    let due = |name: &str| ticket[name].as_str().expect("a time");
    (due("answer_due_at"), due("resolve_due_at"))
}

/// Office hours in Jakarta, where 21 November 2026 is a Saturday.
fn office(desk: &Desk) {
    let zone = ["calendar", "set", "office", "--zone", "Asia/Jakarta"];
    desk.ok(&[zone.as_slice(), &["--hours", "mon-fri 09:00-12:00 13:00-18:00"]].concat());
}

#[test]
fn a_ticket_is_due_by_the_rule_of_its_opening_and_stays_explained() {
    let desk = desk();
    office(&desk);
    desk.ok(&["calendar", "set", "office", "--off", "2026-11-23 Founders' Day"]);
    let all = ["sla", "set", "--answer", "1h", "--resolve", "9h", "--calendar", "office"];
    desk.ok(&all);
    desk.ok(&["sla", "set", "--topic", "TE", "--answer", "1s", "--resolve", "1s"]);
    let no = open(&desk, "normal");
    // Monday is off: Tuesday 9 to 18 without an hour at noon, and Wednesday from 9 to 10.
    let wanted = ("2026-11-24T03:00:00Z", "2026-11-25T03:00:00Z");
    assert_eq!(dues(&ticket(&desk, &no)), wanted);

    let before = clock(&desk, &no);
    assert_eq!(before["rule"]["name"], "* * *");
    assert_eq!(
        (&before["rule_changed"], &before["calendar_changed"]),
        (&false.into(), &false.into())
    );
    let days = before["days"].as_array().expect("days");
    let told = days.iter().map(|day| format!("{} {}", day["date"], day["counted"]));
    let hour = 3_600_000;
    let wanted = [("21", 0), ("23", 0), ("24", 3 * hour), ("24", 5 * hour), ("25", hour)];
    let wanted = wanted.iter().filter(|(day, _)| *day != "21");
    let wanted = wanted.map(|(day, counted)| format!("\"2026-11-{day}\" {counted}"));
    assert_eq!(told.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
    assert!(days[0]["off"].to_string().contains("Founders"), "{days:?}");

    desk.ok(&["sla", "set", "--answer", "2h", "--resolve", "4h", "--calendar", "always"]);
    desk.ok(&["calendar", "set", "office", "--no-off", "--hours", "mon-sun 00:00-24:00"]);
    desk.ok(&["sla", "remove", "--topic", "TE"]);
    let after = clock(&desk, &no);
    for same in ["rule", "terms", "calendar", "days", "ticket"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_eq!((&after["rule_changed"], &after["calendar_changed"]), (&true.into(), &true.into()));
    let told = desk.ok(&["ticket", "clock", &no]);
    for wanted in ["answer 1h resolve 9h", "changed since", "Founders' Day", "8h", "2026-11-25"] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    let next = open(&desk, "normal");
    assert_eq!(clock(&desk, &next)["terms"], "answer 2h resolve 4h calendar always");
}

/// A ticket that waited with a late first answer once said nothing of the time to settle it, and
/// its clock nothing of when the customer was answered.
#[test]
fn a_late_first_answer_hides_neither_the_other_clock_nor_its_own_step() {
    let desk = desk();
    desk.ok(&["sla", "set", "--answer", "1s", "--resolve", "9h"]);
    let no = open(&desk, "normal");
    desk.ok(&["ticket", "note", &no, "looking"]);
    desk.ok(&["ticket", "note", &no, "still looking"]);
    desk.ok(&["ticket", "status", &no, "waiting"]);
    let shown = desk.ok(&["ticket", "clock", &no]);
    for wanted in ["stands still since", "late", "8h59m left"] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let shown = desk.ok(&["ticket", "list"]);
    assert!(shown.contains("8h59m left"), "{shown}");
    let shown = desk.ok(&["ticket", "show", &no]);
    assert!(shown.contains("waits, 8h59m left"), "{shown}");

    desk.ok(&["ticket", "note", &no, "called back", "--answered"]);
    let steps = clock(&desk, &no)["steps"].clone();
    let last = steps.as_array().and_then(|steps| steps.last()).expect("a step");
    assert_eq!((&last["what"], &last["stands"]), (&"answered".into(), &true.into()), "{steps}");
    let shown = desk.ok(&["ticket", "clock", &no]);
    assert!(shown.contains("first answer given"), "{shown}");
    desk.ok(&["undo"]);
    assert!(!desk.ok(&["ticket", "clock", &no]).contains("first answer given"));
}

/// `sigap sla set --topic BI --resolve 6h` once forgot the calendar, the warning and who is told.
#[test]
fn a_rule_that_is_set_again_keeps_what_is_not_given() {
    let desk = desk();
    office(&desk);
    let set = |given: &[&str]| desk.cli(&[&["sla", "set", "--topic", "BI"], given].concat());
    let kept = || desk.json(&["sla", "show"])[0]["text"].as_str().expect("terms").to_owned();

    let told = set(&["--resolve", "6h"]);
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(told.err.contains("no rule for '* * BI' yet"), "{told:?}");
    let all = ["--answer", "1h", "--resolve", "8h", "--calendar", "office", "--warn", "15m"];
    assert_eq!(set(&[&all[..], &["--raise", "--tell", "me"]].concat()).status.code(), Some(0));
    let me = kept().rsplit_once(':').expect("who is told").1.to_owned();
    assert_eq!(set(&["--resolve", "6h"]).status.code(), Some(0));
    let wanted = "answer 1h resolve 6h calendar office warn 15m breach raise";
    assert_eq!(kept(), format!("{wanted},tell:{me}"));
    assert_eq!(set(&["--warn", "none", "--no-raise", "--tell", "none"]).status.code(), Some(0));
    assert_eq!(kept(), "answer 1h resolve 6h calendar office");

    let told = set(&["--resolve", "30m"]);
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(told.err.contains("30m to settle a ticket is less than 1h"), "{told:?}");
    assert_eq!(kept(), "answer 1h resolve 6h calendar office");
}

#[test]
fn what_holds_without_a_rule_is_changed_like_a_rule_and_a_warning_at_once_is_refused() {
    let desk = desk();
    desk.ok(&["sla", "set", "--priority", "urgent", "--answer", "20m"]);
    let text = || desk.json(&["sla", "show"])[0]["text"].as_str().expect("terms").to_owned();
    assert_eq!(text(), "answer 20m resolve 2h calendar always");
    let told = desk.cli(&["sla", "set", "--priority", "urgent", "--warn", "9h"]);
    assert_eq!(told.status.code(), Some(2), "{told:?}");
    assert!(told.err.contains("A warning 9h before would come at once"), "{told:?}");
    assert_eq!(text(), "answer 20m resolve 2h calendar always");
}

#[test]
fn the_rule_that_says_most_counts_and_a_desk_without_rules_is_as_ever() {
    let desk = desk();
    let before = open(&desk, "urgent");
    for (scope, time) in [
        (&["--priority", "urgent"][..], "1h"),
        (&["--tier", "gold"], "2h"),
        (&["--priority", "urgent", "--tier", "platinum"], "3h"),
        (&["--priority", "low", "--tier", "gold"], "5h"),
    ] {
        let terms = ["sla", "set", "--answer", time, "--resolve", "9h"];
        desk.ok(&[terms.as_slice(), scope].concat());
    }
    for (priority, wanted) in [("urgent", "2h"), ("low", "5h"), ("normal", "2h")] {
        let no = open(&desk, priority);
        let terms = format!("answer {wanted} resolve 9h calendar always");
        assert_eq!(clock(&desk, &no)["terms"], terms, "{priority}");
    }
    let clock = clock(&desk, &before);
    assert_eq!(
        (&clock["rule"], &clock["terms"]),
        (&Value::Null, &"answer 30m resolve 2h calendar always".into())
    );
    let shown = desk.ok(&["sla", "show"]);
    let [first, last] = ["urgent platinum *", "urgent * *"].map(|rule| shown.find(rule));
    assert!(first < last && first.is_some(), "{shown}");
}

#[test]
fn clocks_stand_still_while_a_ticket_waits_and_undo_gives_back_what_was() {
    let desk = desk();
    let no = open(&desk, "urgent");
    let opened = ticket(&desk, &no);
    assert_eq!(opened["stands_since"], Value::Null);
    desk.ok(&["ticket", "status", &no, "waiting"]);
    let waits = ticket(&desk, &no);
    assert_eq!((&waits["due_at"], waits["left_seconds"].as_i64()), (&Value::Null, Some(1_799)));
    let shown = desk.ok(&["ticket", "show", &no]);
    assert!(shown.contains("waits, 29m left"), "{shown}");
    let listed = desk.ok(&["ticket", "list"]);
    assert!(listed.contains("29m left"), "{listed}");
    assert!(desk.ok(&["ticket", "clock", &no]).contains("stands still"));
    // On hold it waits on; one second for each of these commands.
    desk.ok(&["ticket", "status", &no, "on_hold"]);
    desk.ok(&["ticket", "note", &no, "asked the bank"]);
    desk.ok(&["ticket", "status", &no, "open"]);
    let later = ticket(&desk, &no);
    let seconds = |ticket: &Value| dues(ticket).0.get(17..19).map(str::to_owned);
    assert_eq!(seconds(&opened).as_deref(), Some("02"));
    assert_eq!(seconds(&later).as_deref(), Some("05"), "three seconds later");

    desk.ok(&["undo"]);
    assert_eq!(ticket(&desk, &no)["left_seconds"], 1_799);
    desk.ok(&["ticket", "status", &no, "open"]);
    let again = ticket(&desk, &no);
    assert_eq!(seconds(&again).as_deref(), Some("07"), "the time of the undo waited, too");
    // What is taken back was never so: no time was lost.
    let other = open(&desk, "high");
    let opened = ticket(&desk, &other);
    desk.ok(&["ticket", "status", &other, "waiting"]);
    desk.ok(&["undo"]);
    assert_eq!(dues(&ticket(&desk, &other)), dues(&opened));
    assert_eq!(ticket(&desk, &other)["stands_since"], Value::Null);
}

#[test]
fn a_change_of_priority_or_topic_counts_anew_from_the_opening_less_the_pauses() {
    let desk = desk();
    desk.ok(&["sla", "set", "--priority", "high", "--answer", "10m", "--resolve", "1h"]);
    desk.ok(&["sla", "set", "--topic", "TE", "--answer", "20m", "--resolve", "2h"]);
    let no = open(&desk, "normal");
    let opened = ticket(&desk, &no);
    assert_eq!(dues(&opened), ("2026-11-21T06:00:04Z", "2026-11-22T02:00:04Z"));
    desk.ok(&["ticket", "status", &no, "waiting"]);
    desk.ok(&["ticket", "status", &no, "open"]);
    desk.ok(&["ticket", "priority", &no, "high"]);
    let high = ("2026-11-21T02:10:05Z", "2026-11-21T03:00:05Z");
    assert_eq!(dues(&ticket(&desk, &no)), high);
    desk.ok(&["ticket", "amend", &no, "--topic", "TE"]);
    let topic = ("2026-11-21T02:20:05Z", "2026-11-21T04:00:05Z");
    assert_eq!(dues(&ticket(&desk, &no)), topic);
    desk.ok(&["undo"]);
    assert_eq!(dues(&ticket(&desk, &no)), high);
    desk.ok(&["undo"]);
    assert_eq!(dues(&ticket(&desk, &no)), ("2026-11-21T06:00:05Z", "2026-11-22T02:00:05Z"));
    // Rules that were set after it was opened are not its own.
    desk.ok(&["sla", "remove", "--priority", "high"]);
    desk.ok(&["ticket", "priority", &no, "high"]);
    assert_eq!(dues(&ticket(&desk, &no)), high);

    desk.ok(&["ticket", "resolve", &no]);
    desk.ok(&["ticket", "reopen", &no]);
    let reopened = ticket(&desk, &no);
    assert_eq!(
        dues(&reopened),
        ("2026-11-21T03:00:14Z", "2026-11-21T06:00:14Z"),
        "by today's rules"
    );
    desk.ok(&["undo"]);
    desk.ok(&["undo"]);
    assert_eq!(dues(&ticket(&desk, &no)), high);
    let told = clock(&desk, &no);
    let steps = told["steps"].as_array().expect("steps").iter();
    let what: Vec<&str> = steps.clone().filter_map(|step| step["what"].as_str()).collect();
    let wanted = [
        "opened", "paused", "resumed", "priority", "topic", "topic", "priority", "priority",
        "reopened", "reopened",
    ];
    assert_eq!(what, wanted);
    assert_eq!(steps.filter(|step| step["undone"] == true).count(), 3);
}

/// What was told of a ticket's clocks, and what the desk did by itself.
fn told(desk: &Desk) -> Vec<String> {
    let entries = desk.json(&["journal", "show", "--limit", "1000"]);
    let own = entries.iter().filter(|entry| entry["by"] == "sigap:clock");
    let words = |entry: &Value| match entry["what"].as_str().expect("a fact") {
        "ticket_clock_told" => {
            format!("{} {}", entry["fact"]["what"], entry["fact"]["to"]).replace('"', "")
        }
        what => what.to_owned(),
    };
    own.map(words).collect()
}

#[test]
fn who_is_nearly_late_is_warned_and_lateness_is_acted_upon_once() {
    let desk = desk();
    let rule = ["sla", "set", "--answer", "10s", "--resolve", "1h", "--warn", "50%"];
    desk.ok(&[rule.as_slice(), &["--raise", "--assign", "sari", "--tell", "rina"]].concat());
    let no = open(&desk, "normal");
    let pass = |seconds: usize| {
        (0..seconds).for_each(|_| drop(desk.ok(&["ticket", "note", &no, "looked"])));
    };
    pass(4);
    assert_eq!(told(&desk), [""; 0]);
    pass(1);
    assert_eq!(told(&desk), ["answer_soon "]);
    pass(4);
    assert_eq!(told(&desk).len(), 1);
    pass(1);
    let late = [
        "answer_soon ",
        "answer_late rina",
        "ticket_priority_set",
        "ticket_assigned",
        "ticket_status_set",
    ];
    assert_eq!(told(&desk), late);
    let shown = ticket(&desk, &no);
    assert_eq!((&shown["priority"], &shown["assignee"]), (&"high".into(), &"sari".into()));
    desk.kill();
    desk.start();
    pass(3);
    assert_eq!(told(&desk), late, "not again after a restart");
    let steps = clock(&desk, &no)["steps"].as_array().expect("steps").len();
    assert_eq!(steps, 4, "opened, warned, late, raised");
}

#[test]
fn what_ran_out_while_nobody_served_is_told_at_the_next_start() {
    let desk = desk();
    desk.ok(&["sla", "set", "--answer", "30m", "--resolve", "1h", "--warn", "80%", "--raise"]);
    let no = open(&desk, "normal");
    desk.ok(&["ticket", "assign", &no, "sari"]);
    let waits = open(&desk, "normal");
    desk.ok(&["ticket", "status", &waits, "waiting"]);
    desk.stop();
    let mut command = desk.command(&["daemon", "--spawned"]);
    command.arg("--home").arg(desk.home()).env("SIGAP_CLOCK", "2026-11-21T09:40:00+07:00");
    desk.start_as(command);
    desk.ok(&["ticket", "note", &waits, "no answer yet"]);
    let late = ["answer_late sari", "ticket_priority_set"];
    assert_eq!(told(&desk), late, "late at once, and nothing of what waits");
    desk.ok(&["ticket", "note", &no, "looked"]);
    assert_eq!(told(&desk), late);
}

#[test]
fn holidays_come_from_files_and_a_calendar_in_use_stays() {
    let desk = desk();
    office(&desk);
    let event = |day: &str| format!("BEGIN:VEVENT\r\n{day}\r\nEND:VEVENT\r\n");
    let ics = |days: &[&str]| {
        let events: String = days.iter().map(|day| event(day)).collect();
        format!("BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n")
    };
    let eve = "SUMMARY:Eve\r\nDTSTART:20261224T050000Z\r\nDTEND:20261224T170000Z";
    let labour = "SUMMARY:Labour Day\r\nDTSTART;VALUE=DATE:20200501\r\nRRULE:FREQ=YEARLY";
    let file = desk.write("holidays.ics", ics(&[eve, labour]));
    let file = file.to_str().expect("a path");
    let told = desk.ok(&["calendar", "import", "office", file]);
    assert!(told.contains("2 holidays added"), "{told}");
    let shown = desk.ok(&["calendar", "show", "office"]);
    for wanted in ["zone Asia/Jakarta", "off 2026-12-24 12:00-24:00 Eve", "off 05-01 Labour Day"] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let again = desk.cli(&["calendar", "import", "office", file]);
    assert_eq!(again.status.code(), Some(1), "nothing is new: {again:?}");
    let weekly = "SUMMARY:Friday\r\nDTSTART:20261225\r\nRRULE:FREQ=WEEKLY";
    let bad = desk.write("bad.ics", ics(&[weekly]));
    let told = desk.cli(&["calendar", "import", "office", bad.to_str().expect("a path")]);
    assert_eq!(told.status.code(), Some(6), "{told:?}");
    assert!(told.err.contains("'Friday'") && told.err.contains("every year"), "{told:?}");

    desk.ok(&["sla", "set", "--answer", "1h", "--resolve", "2h", "--calendar", "office"]);
    let told = desk.cli(&["calendar", "remove", "office"]);
    assert!(told.status.code() == Some(1) && told.err.contains("* * *"), "{told:?}");
    for wrong in [
        &["sla", "set", "--answer", "1h", "--resolve", "2h", "--calendar", "home"][..],
        &["calendar", "set", "home", "--zone", "Middle/Earth", "--hours", "mon 9-10"],
        &["calendar", "set", "home", "--zone", "UTC"],
        &["calendar", "set", "always", "--zone", "UTC", "--hours", "mon 9-10"],
        &[
            "calendar",
            "set",
            "home",
            "--zone",
            "UTC",
            "--hours",
            "mon 9-10",
            "--off",
            "01-01..12-31",
        ],
    ] {
        let told = desk.cli(wrong);
        assert!(!told.status.success() && !told.err.is_empty(), "{wrong:?}: {told:?}");
    }
    desk.ok(&["undo"]);
    desk.ok(&["calendar", "remove", "office"]);
    desk.ok(&["undo"]);
    assert_eq!(desk.ok(&["calendar", "show", "office"]), shown);
}

#[test]
fn rules_and_calendars_are_the_supervisors() {
    let desk = desk();
    office(&desk);
    let rule = ["sla", "set", "--answer", "1h", "--resolve", "2h", "--calendar", "office"];
    desk.ok(&rule);
    let no = open(&desk, "normal");
    for (role, may) in [("agent", false), ("auditor", false), ("supervisor", true)] {
        desk.ok(&["agent", "role", "sari", role]);
        let as_sari = |args: &[&str]| {
            let mut command = desk.command(args);
            command.env("SIGAP_AS", "sari");
            finish(command, &b""[..])
        };
        let told = as_sari(&["sla", "set", "--answer", "3h", "--resolve", "4h"]);
        assert_eq!(told.status.success(), may, "{role}: {told:?}");
        let told = as_sari(&["calendar", "set", "office", "--off", "05-01"]);
        assert_eq!(told.status.success(), may, "{role}: {told:?}");
        for read in [&["sla", "show"][..], &["calendar", "list"], &["ticket", "clock", &no]] {
            assert!(as_sari(read).status.success(), "{role} {read:?}");
        }
    }
}
