//! The reports that the desk makes itself: what agents do, and the figures that come of it. Never a
//! row whose tickets a list would count otherwise.

use proptest::collection::vec;
use proptest::prelude::ProptestConfig;
use proptest::proptest;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::talk::Talk;

/// A report by something.
fn report(desk: &Desk, kind: &str, by: &str) -> Value {
    let told = desk.json(&["report", kind, "--from", "today 00:00", "--by", by]);
    told.into_iter().next().expect("one report")
}

/// A table's rows: what each is of, and its figures; of none -1.
fn rows(report: &Value, name: &str) -> Vec<(String, Vec<f64>)> {
    let tables = report["tables"].as_array().expect("tables");
    let table = tables.iter().find(|one| one["table"] == name);
    let table = table.unwrap_or_else(|| panic!("no {name} in {report}"));
    let columns = table["columns"].as_array().expect("columns");
    let row = |row: &Value| {
        let figure = |column: &Value| &row[column["name"].as_str().expect("a name")];
        let of = figure(&columns[0]).as_str().expect("a name");
        let number = |column| figure(column).as_f64().unwrap_or(-1.0);
        (of.to_owned(), columns[1..].iter().map(number).collect())
    };
    table["rows"].as_array().expect("rows").iter().map(row).collect()
}

/// The same of a report as the wire has it, in millionths.
fn wire_rows(report: &Value, name: &str) -> Vec<(String, Vec<f64>)> {
    let tables = report["tables"].as_array().expect("tables");
    let table = tables.iter().find(|one| one["name"] == name);
    let table = table.unwrap_or_else(|| panic!("no {name} in {report}"));
    let row = |row: &Value| {
        let cells = row["cells"].as_array().expect("cells");
        let of = cells[0]["text"].as_str().or(cells[0]["word"].as_str()).expect("a name");
        let number = |cell: &Value| cell["number"].as_i64().map_or(-1.0, |n| n as f64 / 1e6);
        (of.to_owned(), cells[1..].iter().map(number).collect())
    };
    table["rows"].as_array().expect("rows").iter().map(row).collect()
}

/// Some rows with some of their figures.
fn some<const N: usize>(rows: &[(String, Vec<f64>)], at: [usize; N]) -> Vec<(&str, [f64; N])> {
    rows.iter().map(|(of, figures)| (of.as_str(), at.map(|at| figures[at]))).collect()
}

fn complain(talk: &mut Talk, customer: &str, topic: &str, channel: &str) -> Value {
    let call = json!({ "customer": customer, "channel": channel, "direction": "in",
                       "topic": topic, "note": "calls" });
    let interaction = talk.run(json!({ "log_interaction": call }))["interaction"].clone();
    let ticket = json!({ "customer": customer, "interaction": interaction, "topic": topic,
                         "subject": "is wrong", "priority": "urgent" });
    talk.run(json!({ "open_ticket": ticket }))["ticket"].clone()
}

fn answer(talk: &mut Talk, ticket: &Value) {
    let note = json!({ "ticket": ticket, "note": "we told them", "answered": true });
    talk.run(json!({ "note_ticket": note }));
}

fn status(talk: &mut Talk, ticket: &Value, status: &str) {
    let set = json!({ "ticket": ticket, "status": status, "note": "" });
    talk.run(json!({ "set_status": set }));
}

fn customers(talk: &mut Talk) {
    for (name, tier) in [("Nur", json!("gold")), ("Siti", json!("iron")), ("Joko", Value::Null)] {
        let mut profile = json!({ "name": format!("{name} Halimah") });
        if !tier.is_null() {
            profile["tier"] = tier;
        }
        talk.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    }
}

/// What happens on the desk: each command is a second after the one before.
fn day(desk: &Desk) {
    let (mut sari, mut budi) = (desk.talk("sari"), desk.talk("budi"));
    customers(&mut sari);
    // Answered after a second, settled after two.
    let quick = complain(&mut sari, "C-1", "BI", "call");
    answer(&mut sari, &quick);
    status(&mut sari, &quick, "resolved");
    // Settled after a second, which answers it; comes back, and is settled again.
    let back = complain(&mut sari, "C-2", "BI", "mail");
    status(&mut budi, &back, "resolved");
    status(&mut budi, &back, "open");
    status(&mut budi, &back, "resolved");
    // Heard twice, and counted once.
    let kept = complain(&mut budi, "C-3", "DE", "chat");
    let merged = complain(&mut budi, "C-3", "OT", "chat");
    budi.run(json!({ "merge_tickets": { "tickets": [merged], "into": kept } }));
    // A mistake is nothing; so is a settlement that was one.
    complain(&mut sari, "C-1", "TE", "call");
    sari.run(json!("undo"));
    sari.run(json!("undo"));
    let open = complain(&mut sari, "C-1", "TE", "visit");
    status(&mut sari, &open, "resolved");
    sari.run(json!("undo"));
    let ticket = json!({ "customer": "C-2", "topic": "SU", "subject": "open on Sundays",
                         "kind": "suggestion" });
    sari.run(json!({ "open_ticket": ticket }));
    let scores = [Some(4), Some(5), None, Some(4), Some(5)];
    for (rater, scale) in [("customer", "five"), ("agent", "five")] {
        let rating = json!({ "customer": "C-1", "subject": { "ticket": quick }, "scores": scores,
                             "scale": scale, "rater": rater });
        sari.run(json!({ "rate": rating }));
    }
    let cause = json!({ "ticket": quick, "gap": "delivery", "words": "courier late" });
    sari.run(json!({ "set_cause": cause }));
}

#[test]
fn what_agents_do_is_what_the_desk_reports() {
    let desk = Desk::new();
    day(&desk);
    let by_topic = report(&desk, "desk", "topic");
    // Complaints, answered, median and nine of ten in seconds, due, in time.
    let told = rows(&by_topic, "answers");
    assert_eq!(
        some(&told, [0, 1, 2, 3, 4, 5]),
        [
            ("BI", [2.0, 2.0, 1.0, 1.0, 2.0, 1.0]),
            ("DE", [1.0, 0.0, -1.0, -1.0, 0.0, -1.0]),
            ("TE", [1.0, 0.0, -1.0, -1.0, 0.0, -1.0]),
            ("report-all", [4.0, 2.0, 1.0, 1.0, 2.0, 1.0]),
        ]
    );
    let told = rows(&by_topic, "resolutions");
    // One second since it came back, two since it was heard; the last is how many came back.
    assert_eq!(some(&told, [1, 2, 3, 6])[0], ("BI", [2.0, 1.5, 1.9, 1.0]));
    assert_eq!(some(&told, [1, 6])[3], ("report-all", [2.0, 1.0]));
    let told = rows(&by_topic, "backlog");
    let waiting = [("BI", [0.0]), ("DE", [1.0]), ("SU", [1.0]), ("TE", [1.0])];
    assert_eq!(some(&told, [0])[..4], waiting);
    let told = rows(&report(&desk, "desk", "channel"), "contacts");
    assert_eq!(
        some(&told, [0, 1]),
        [
            ("word-channel-call", [1.0, 1.0]),
            ("word-channel-mail", [1.0, 1.0]),
            ("word-channel-chat", [2.0, 1.0]),
            ("word-channel-visit", [1.0, 1.0]),
            ("report-all", [5.0, 3.0]),
        ]
    );
    let told = rows(&report(&desk, "desk", "tier"), "answers");
    assert_eq!(
        some(&told, [0]),
        [
            ("word-tier-gold", [2.0]),
            ("word-tier-iron", [1.0]),
            ("report-none", [1.0]),
            ("report-all", [4.0])
        ]
    );
    for rater in ["customer", "agent"] {
        let told = rows(&by_topic, &format!("ratings-{rater}-five"));
        assert_eq!(
            some(&told, [0, 1, 2]),
            [("BI", [1.0, 4.0, 4.5]), ("report-all", [1.0, 4.0, 4.5])]
        );
    }
    let told = report(&desk, "complaints", "agent");
    assert_eq!(some(&rows(&told, "suggestions"), [0, 1, 2])[1], ("report-all", [1.0, 0.0, 1.0]));
    let gaps = rows(&told, "complaints-by-gap");
    assert_eq!(
        some(&gaps, [0, 1, 2]),
        [
            ("report-none", [3.0, 0.75, 0.75]),
            ("word-gap-delivery", [1.0, 0.25, 1.0]),
            ("report-all", [4.0, 1.0, 1.0]),
        ]
    );
}

#[test]
fn what_was_answered_and_settled_elsewhere_counts_with_its_times() {
    let desk = Desk::new();
    let mut chief = desk.talk("chief");
    customers(&mut chief);
    let text = "zone Asia/Jakarta\nmon-sun 00:00-24:00\n";
    chief.run(json!({ "set_calendar": { "name": "all", "text": text } }));
    let terms = "answer 1h resolve 8h calendar all";
    chief.run(json!({ "set_rule": { "scope": "", "terms": terms } }));
    let file = "customer_id,topic,subject,status,created_at,first_response_at,resolved_at\n\
        C-1,BI,one,closed,2026-11-18 09:00,2026-11-18 09:30,2026-11-18 12:00\n\
        C-1,BI,two,resolved,2026-11-18 09:00,2026-11-18 11:00,2026-11-19 09:00\n\
        C-2,DE,three,open,2026-11-18 09:00,2026-11-18 09:10,\n\
        C-2,DE,four,open,2026-11-18 09:00,2026-11-17 09:00,soon\n\
        C-3,DE,five,new,2026-11-18 09:00,,\n";
    let path = desk.write("old.csv", file);
    desk.ok(&["import", "tickets", path.to_str().expect("plain")]);
    let told = desk.json(&["report", "desk", "--from", "2026-11-18", "--to", "2026-11-20"]);
    // Complaints, answered, median and nine of ten in seconds, due, in time.
    let [answers, settled] = ["answers", "resolutions"].map(|name| rows(&told[0], name));
    let [minutes, hours] = [60.0, 3_600.0];
    assert_eq!(
        some(&answers, [0, 1, 2, 3, 4]),
        [("report-all", [5.0, 3.0, 30.0 * minutes, 102.0 * minutes, 3.0])]
    );
    assert!((answers[0].1[5] - 2.0 / 3.0).abs() < 1e-6, "{answers:?}");
    assert_eq!(some(&settled, [1, 2])[0], ("report-all", [2.0, 13.5 * hours]));
    // What was no time is not lost, and who was answered is owed the end only.
    let four = &desk.json(&["ticket", "show", "T-4"])[0];
    let kept = four.to_string();
    assert!(kept.contains("first_response_at: 2026-11-17 09:00"), "{kept}");
    assert!(kept.contains("resolved_at: soon"), "{kept}");
    let three = &desk.json(&["ticket", "show", "T-3"])[0];
    assert_eq!(three["answered_at"], "2026-11-18T02:10:00Z", "{three}");
}

/// Those behind a row that counts something else than tickets.
fn behind(desk: &Desk, (kind, by): (&str, &str), row: &str) -> Vec<Value> {
    let asked = ["report", kind, "--from", "today 00:00", "--by", by, "--rows", row];
    desk.json(&asked)[0]["tables"][0]["rows"].as_array().expect("rows").clone()
}

#[test]
fn every_row_that_names_its_tickets_counts_as_many_as_the_list_shows() {
    let desk = Desk::new();
    day(&desk);
    let mut counted = 0;
    for kind in ["desk", "complaints"] {
        for by in ["topic", "agent", "tier", "channel", "hour", "week"] {
            let told = report(&desk, kind, by);
            for table in told["tables"].as_array().expect("tables") {
                for row in table["rows"].as_array().expect("rows") {
                    let Some(filter) = row["rows_of"].as_str() else { continue };
                    let words: Vec<&str> = filter.split(' ').collect();
                    let listed = match words[0].contains(':') {
                        true => desk.json(&[&["ticket", "list", "--all"], &words[..]].concat()),
                        false => behind(&desk, (kind, by), filter),
                    };
                    let first = table["columns"][1]["name"].as_str().expect("a name");
                    // Who came too early to be judged is behind the row as well.
                    let early = row["too-early"].as_u64().unwrap_or(0);
                    let count = row[first].as_u64().expect("a count") + early;
                    assert_eq!(count, listed.len() as u64, "{kind} {by} {row}");
                    counted += 1;
                }
            }
        }
    }
    assert!(counted > 60, "{counted}");
}

#[test]
fn the_same_period_is_the_same_bytes_before_and_after_a_start() {
    let desk = Desk::new();
    day(&desk);
    let args = |by| ["report", "desk", "--to", "2026-11-22T02:00:30Z", "--by", by, "--json"];
    for by in ["topic", "agent", "hour", "week"] {
        let first = desk.ok(&args(by));
        assert_eq!(desk.ok(&args(by)), first);
        let page = desk.ok(&args(by)[..6]);
        assert!(page.contains("FCR") && !page.contains("report-"), "{page}");
    }
    let before = desk.ok(&args("agent"));
    desk.stop();
    desk.start();
    assert_eq!(desk.ok(&args("agent")), before);
    let mut agent = desk.talk("an_agent");
    let mut chief = desk.talk("chief");
    chief.run(json!({ "set_role": { "agent": "an_agent", "role": "agent" } }));
    let meant = json!({ "kind": "desk", "from": 0, "until": 1 });
    let refused = agent.try_ask(json!({ "report": { "meant": meant } }));
    assert!(refused.to_string().contains("not_allowed"), "{refused}");
}

#[test]
fn who_is_happy_and_leaves_is_told_apart_from_who_stays_and_is_not() {
    let desk = Desk::new();
    let mut sari = desk.talk("sari");
    customers(&mut sari);
    let mut rate = |customer: &str, rater: &str, score: u8| {
        let rating = json!({ "customer": customer, "subject": "service", "rater": rater,
                             "scores": [score, score, null, null, null], "scale": "five" });
        sari.run(json!({ "rate": rating }));
    };
    rate("C-1", "customer", 2);
    rate("C-1", "customer", 4);
    rate("C-2", "customer", 3);
    rate("C-3", "customer", 5);
    rate("C-3", "agent", 1);
    let profile = json!({ "name": "Joko Halimah", "stage": "inactive" });
    let was = json!({ "name": "Joko Halimah" });
    sari.run(json!({ "amend_customer": { "customer": "C-3", "was": was, "profile": profile } }));
    let told = rows(&report(&desk, "desk", "topic"), "loyalty");
    assert_eq!(
        some(&told, [0]),
        [
            ("report-loyalist", [1.0]),
            ("report-mercenary", [1.0]),
            ("report-hostage", [1.0]),
            ("report-defector", [0.0]),
            ("report-all", [3.0]),
        ]
    );
}

#[test]
fn a_rating_of_the_service_at_large_has_a_row_whatever_rows_are_of() {
    let desk = Desk::new();
    customers(&mut desk.talk("one"));
    desk.ok(&["rate", "C-1", "--reliability", "4", "--empathy", "2"]);
    desk.ok(&["score", "nps", "9", "--customer", "C-1"]);
    // What is said now is not before now.
    customers(&mut desk.talk("two"));
    for by in ["agent", "tier", "topic", "channel", "hour", "week"] {
        let report = report(&desk, "desk", by);
        for table in ["ratings-customer-five", "nps-customer"] {
            let told = rows(&report, table);
            let figures: Vec<_> = told.iter().map(|(_, figures)| figures).collect();
            assert!(figures.len() == 2 && figures[0] == figures[1], "{by}: {told:?}");
        }
    }
    assert_eq!(rows(&report(&desk, "desk", "tier"), "nps-customer")[0].0, "word-tier-gold");
}

#[test]
fn questions_activities_and_improvements_are_counted_as_they_were_told() {
    let desk = Desk::new();
    let mut sari = desk.talk("sari");
    customers(&mut sari);
    let ticket = complain(&mut sari, "C-1", "BI", "call");
    complain(&mut sari, "C-2", "BI", "call");
    let cause = json!({ "ticket": ticket, "gap": "delivery", "activity": "supply" });
    sari.run(json!({ "set_cause": cause }));
    let mut give = |what: &str, score: u8, rater: &str| {
        let given = json!({ "customer": "C-1", "subject": { "ticket": ticket }, "what": what,
                            "score": score, "rater": rater });
        sari.run(json!({ "give_score": given }));
    };
    // Seven promoters, two passives, one detractor: the published 60.
    [10, 9, 9, 9, 10, 9, 9, 8, 7, 3].into_iter().for_each(|score| give("nps", score, "customer"));
    [4, 5, 3].into_iter().for_each(|score| give("csat", score, "customer"));
    give("ces", 6, "customer");
    give("csat", 1, "agent");
    give("csat", 1, "customer");
    sari.run(json!("undo"));
    let plan = json!({ "owner": "sari", "check": "2026-12-24", "gap": "delivery" });
    sari.run(json!({ "set_improvement": { "plan": plan, "action": "a second courier" } }));
    let told = report(&desk, "desk", "topic");
    let all = |name: &str| rows(&told, name).pop().expect("all of it").1;
    assert_eq!(all("nps-customer"), [10.0, 7.0, 2.0, 1.0, 60.0]);
    assert_eq!(all("csat-customer"), [3.0, 2.0, 0.666_667]);
    assert_eq!(all("csat-agent"), [1.0, 0.0, 0.0]);
    assert_eq!(all("ces-customer"), [1.0, 1.0, 1.0, 6.0]);
    let told = report(&desk, "complaints", "topic");
    let activities = rows(&told, "complaints-by-activity");
    assert_eq!(
        some(&activities, [0]),
        [("word-activity-supply", [1.0]), ("report-none", [1.0]), ("report-all", [2.0])]
    );
    let better = rows(&told, "improvements");
    assert_eq!(some(&better, [0, 1, 2]), [("a second courier", [1.0, 0.125, -1.0])]);
}

/// What somebody does to a ticket, by number; what may not be done is refused.
fn act(talk: &mut Talk, what: u8, ticket: &str, other: &str) -> Value {
    let set =
        |status: &str| json!({ "set_status": { "ticket": ticket, "status": status, "note": "" } });
    let run = match what {
        0 => json!({ "note_ticket": { "ticket": ticket, "note": "told", "answered": true } }),
        1 => json!({ "note_ticket": { "ticket": ticket, "note": "seen", "answered": false } }),
        2 => set("waiting"),
        3 => set("on_hold"),
        4 => set("open"),
        5 | 6 => set("resolved"),
        7 => set("closed"),
        8 => json!({ "merge_tickets": { "tickets": [ticket], "into": other } }),
        9 => json!({ "unmerge_ticket": { "ticket": ticket } }),
        10 => json!({ "set_priority": { "ticket": ticket, "priority": "low" } }),
        11 => json!({ "amend_ticket": { "ticket": ticket, "topic": "DE" } }),
        12 => json!({ "amend_ticket": { "ticket": ticket, "kind": "suggestion" } }),
        13 => json!({ "set_cause": { "ticket": ticket, "gap": "quality", "words": "" } }),
        14 => json!({ "take_ticket": { "ticket": ticket } }),
        _ => json!({ "assign_ticket": { "ticket": ticket, "to": "budi" } }),
    };
    talk.try_run(run)
}

/// What a topic's complaints come to by the tickets' own records: how many, settled, settled in
/// time, waiting.
fn by_record(tickets: &[Value], topic: &str) -> [f64; 4] {
    let mut sums = [0.0; 4];
    for row in tickets.iter().map(|row| &row["ticket"]).filter(|one| one["topic"] == topic) {
        let status = row["status"].as_str().expect("a status");
        let is_complaint = row["handling"]["kind"] != "suggestion";
        let is_over = ["resolved", "closed"].contains(&status);
        let clock = &row["clock"];
        let in_time = match clock["stopped"].as_i64() {
            Some(_) => clock["resolve_left"].as_i64() >= Some(0),
            None => row["resolved"].as_i64() <= row["resolve_due"].as_i64(),
        };
        let is_own = status != "merged";
        let counts = [
            is_own && is_complaint,
            is_over && is_complaint,
            is_over && is_complaint && in_time,
            is_own && !is_over,
        ];
        sums.iter_mut().zip(counts).for_each(|(sum, is_so)| *sum += f64::from(u8::from(is_so)));
    }
    sums
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    /// Read on again and again is as read from the beginning, and both are as the index has it.
    #[test]
    fn whatever_is_done_the_figures_are_those_of_the_journal_and_of_the_tickets(
        acts in vec((0_u8..16, 1_u8..6, 1_u8..6, 0_u8..6), 20..50),
    ) {
        let desk = Desk::new();
        let mut chief = desk.talk("chief");
        customers(&mut chief);
        let text = "zone Asia/Jakarta\nmon-sun 00:00-24:00\n";
        chief.run(json!({ "set_calendar": { "name": "all", "text": text } }));
        let terms = "answer 4s resolve 9s calendar all";
        chief.run(json!({ "set_rule": { "scope": "", "terms": terms } }));
        (0..5).for_each(|at| drop(complain(&mut chief, "C-1", ["BI", "TE"][at % 2], "call")));
        for (at, (what, ticket, other, whether)) in acts.into_iter().enumerate() {
            let done = act(&mut chief, what, &format!("T-{ticket}"), &format!("T-{other}"));
            // What came back stays so: the record counts a settlement anew that is put back.
            let is_back = what == 4;
            if whether == 0 && !is_back && done.get("done").is_some() {
                chief.try_run(json!("undo"));
            }
            if at.is_multiple_of(10) {
                report(&desk, "desk", "topic");
            }
        }
        // What is reported goes up to now, and not into it.
        chief.run(json!({ "add_customer": { "profile": { "name": "Last" }, "if_known": "add" } }));
        let until = 4_000_000_000_000_i64;
        let meant = json!({ "kind": "desk", "from": 0, "until": until, "by": "topic" });
        let ask = json!({ "report": { "meant": meant } });
        let told = chief.ask(ask.clone());
        let tickets = chief.ask(json!({ "tickets": { "after": null, "limit": 100 } }));
        let tickets = tickets.as_array().expect("tickets").clone();
        for topic in ["BI", "TE", "DE"] {
            let row = |name: &str, at: [usize; 2]| {
                let rows = wire_rows(&told, name);
                let row = rows.iter().find(|(of, _)| of == topic);
                row.map_or([0.0; 2], |(_, figures)| at.map(|at| figures[at].max(0.0)))
            };
            let [came, settled] = row("resolutions", [0, 1]);
            let [due, share] = row("resolutions", [4, 5]);
            let [waiting, _] = row("backlog", [0, 1]);
            let met = (share * due).round();
            let wanted = by_record(&tickets, topic);
            assert_eq!([came, settled, met, waiting], wanted, "{topic} {told}\n{tickets:?}");
        }
        drop(chief);
        desk.stop();
        desk.start();
        let mut chief = desk.talk("chief");
        let again = loop {
            let report = chief.ask(ask.clone());
            if report["behind"] == 0 {
                break report;
            }
        };
        assert_eq!(again, told);
    }
}
