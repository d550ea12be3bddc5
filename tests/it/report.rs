//! What became of promised calls, and how long agents did what, over a time. Never a figure that
//! the wallboard tells otherwise.

use serde_json::{Value, json};

use crate::desk::Desk;

const LONG_AGO: &str = "2020-01-01T00:00:00Z";
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn figures<const N: usize>(row: &Value, names: [&str; N]) -> [i64; N] {
    names.map(|name| row[name].as_i64().unwrap_or(-1))
}

#[test]
fn promised_calls_are_kept_late_or_missed_as_the_wallboard_counts_them() {
    let desk = Desk::new();
    let mut sari = desk.talk("sari");
    let now = sari.ask(json!("desk"))["started"].as_i64().expect("a time");
    let profile = json!({ "name": "Nur Halimah" });
    sari.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    let mut promise = |due: i64, agent: &str, state: Option<&str>| {
        let call = json!({ "customer": "C-1", "due": due, "agent": agent });
        let done = sari.run(json!({ "promise_call": call }));
        if let Some(state) = state {
            let callback = done["callback"].clone();
            let settle = json!({ "callback": callback, "customer": "C-1", "state": state });
            sari.run(json!({ "settle_call": settle }));
        }
    };
    promise(now - HOUR, "budi", None);
    promise(now - HOUR, "budi", Some("kept"));
    promise(now - HOUR / 10, "", Some("kept"));
    promise(now - HOUR, "", Some("cancelled"));
    promise(now + HOUR, "budi", None);
    let rows = desk.json(&["report", "promises", "--from", LONG_AGO, "--by", "agent"]);
    let names = ["due", "kept", "late", "missed", "cancelled"];
    let told: Vec<_> = rows.iter().map(|row| (&row["of"], figures(row, names))).collect();
    assert_eq!(
        told,
        [
            (&json!("budi"), [2, 0, 1, 1, 0]),
            (&json!("sari"), [1, 1, 0, 0, 1]),
            (&Value::Null, [3, 1, 1, 1, 1]),
        ]
    );
    let board = sari.ask(json!("wallboard"));
    assert_eq!(board["calls_missed"], rows[2]["missed"]);
    assert!(desk.ok(&["report", "promises"]).contains("missed"));
}

#[test]
fn a_time_that_ends_before_it_begins_is_no_time_without_figures() {
    let desk = Desk::new();
    for report in ["fcr", "aht", "promises", "states"] {
        let told = desk.cli(&["report", report, "--from", "today 09:00", "--to", "today 08:00"]);
        assert_eq!(told.status.code(), Some(2), "{told:?}");
        assert!(told.err.contains("--from must be before --to"), "{told:?}");
    }
}

#[test]
fn time_in_each_state_comes_from_the_files_of_the_days() {
    let desk = Desk::new();
    let mut sari = desk.talk("sari");
    let now = sari.ask(json!("desk"))["started"].as_i64().expect("a time");
    let day = now / DAY - 3;
    let line = |at: i64, state: &str| {
        let did = json!({ "state": { "state": state } });
        json!({ "at": day * DAY + at, "agent": "budi", "did": did })
    };
    // Ready from ten to midnight and an hour more, then on a break for half an hour.
    let first = format!("{}\n", line(10 * HOUR, "ready"));
    let second = format!("{}\n{}\n", line(25 * HOUR, "break"), line(25 * HOUR + HOUR / 2, "away"));
    let work = desk.home().join("work");
    std::fs::create_dir_all(&work).expect("a folder");
    std::fs::write(work.join(format!("{day}.jsonl")), first).expect("written");
    std::fs::write(work.join(format!("{}.jsonl", day + 1)), second).expect("written");
    let time = |days: i64| {
        let at = jiff::Timestamp::from_millisecond((day + days) * DAY).expect("a time");
        at.to_string()
    };
    let (from, to) = (time(0), time(2));
    let rows = desk.json(&["report", "states", "--from", &from, "--to", &to, "--by", "agent"]);
    let names = ["ready_s", "on_call_s", "wrap_up_s", "break_s", "away_s"];
    let wanted = [15 * 3_600, 0, 0, 1_800, 22 * 3_600 + 1_800];
    assert_eq!((&rows[0]["of"], figures(&rows[0], names)), (&json!("budi"), wanted));
    assert_eq!(figures(&rows[1], names), wanted, "all of them");
    let rows = desk.json(&["report", "states", "--from", &from, "--to", &to, "--by", "day"]);
    let sum = |at: usize| figures(&rows[at], names);
    let days = rows.len() - 1;
    assert!(days >= 2, "{rows:?}");
    let ready: i64 = (0..days).map(|at| sum(at)[0]).sum();
    assert_eq!(ready, wanted[0], "{rows:?}");
    // Whoever was ready before the time began is so in it.
    let later = desk.json(&["report", "states", "--from", &time(1), "--to", &to]);
    assert_eq!(figures(&later[0], names)[0], 3_600);
    assert!(desk.ok(&["report", "states", "--from", &from]).contains("wrap-up"));
}
