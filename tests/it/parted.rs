//! Figures of service quality and of who leaves, part by part. Never one figure of two raters or
//! scales.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::desk::Desk;

const ALL: [&str; 4] = ["--from", "2020-01-01T00:00:00Z", "--to", "2030-01-01T00:00:00Z"];

fn report(desk: &Desk, what: &[&str]) -> Value {
    let told = desk.json(&[&["report"][..], what, &ALL].concat());
    told.into_iter().next().expect("one report")
}

/// Every table of a name.
fn tables<'a>(report: &'a Value, name: &str) -> Vec<&'a Value> {
    let tables = report["tables"].as_array().expect("tables");
    tables.iter().filter(|one| one["table"] == name).collect()
}

/// A column of a table, -1 where there is no number.
fn column(table: &Value, name: &str) -> Vec<f64> {
    let rows = table["rows"].as_array().expect("rows");
    rows.iter().map(|row| row[name].as_f64().unwrap_or(-1.0)).collect()
}

/// 0 is no score.
fn rate(customer: u64, scores: [u8; 5], scale: &str, rater: &str) -> Value {
    let scores = scores.map(|score| Some(score).filter(|score| *score > 0));
    json!({ "rate": { "customer": format!("C-{customer}"), "subject": "service", "scores": scores,
                      "scale": scale, "rater": rater } })
}

#[test]
fn quality_has_rows_of_each_tier_with_raters_apart() {
    let desk = Desk::new();
    for (name, tier) in [("Nur", "gold"), ("Siti", "iron")] {
        desk.ok(&["customer", "add", "--name", name, "--tier", tier]);
    }
    let mut sari = desk.talk("sari");
    sari.run(rate(1, [5, 5, 5, 5, 5], "five", "customer"));
    sari.run(rate(1, [3, 1, 0, 3, 3], "five", "customer"));
    sari.run(rate(2, [1, 1, 1, 1, 1], "five", "customer"));
    sari.run(rate(2, [4, 4, 4, 4, 4], "five", "mystery"));
    let told = report(&desk, &["quality", "--by", "tier"]);
    let [customers, visits] = tables(&told, "quality-parts")[..] else { panic!("{told}") };
    // Gold, iron and all of them, each: all of it, then five dimensions.
    let means = column(customers, "perceived");
    assert_eq!([means[6], means[12]], [1.0, 40.0 / 14.0].map(rounded), "{customers}");
    assert_eq!(means[0], rounded(35.0 / 9.0));
    assert_eq!(column(customers, "perceived-n")[..4], [2.0, 2.0, 2.0, 1.0], "one left it out");
    assert_eq!(column(visits, "perceived"), [4.0; 12]);
    assert_eq!(tables(&report(&desk, &["quality"]), "quality-parts").len(), 0, "nobody asked");
    let people = desk.ok(&[&["report", "quality", "--by", "tier"][..], &ALL].concat());
    assert!(people.contains("part by part"), "{people}");
}

/// As a report has it: whole millionths.
fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

#[test]
fn who_leaves_is_told_by_the_way_they_came_last_and_what_they_complained_of() {
    let desk = Desk::new();
    for name in ["Nur", "Siti", "Joko"] {
        desk.ok(&["customer", "add", "--name", name]);
        desk.ok(&["customer", "worth", name, "--since", "2024-01-01"]);
    }
    for (customer, channel) in [("C-1", "call"), ("C-1", "mail"), ("C-2", "call")] {
        desk.ok(&["log", customer, "--channel", channel, "--topic", "BI", "--note", "it is dear"]);
    }
    desk.ok(&["ticket", "open", "C-2", "--topic", "TE", "--subject", "it is late"]);
    desk.ok(&["customer", "lost", "C-1", "--reason", "PR"]);
    let by_channel = report(&desk, &["lost", "--by", "channel"]);
    let [lost] = tables(&by_channel, "lost")[..] else { panic!("{by_channel}") };
    let rows = lost["rows"].as_array().expect("rows");
    let names: Vec<&str> = rows.iter().filter_map(|row| row["channel"].as_str()).collect();
    assert_eq!(names, ["word-channel-call", "word-channel-mail", "report-none", "report-all"]);
    assert_eq!(column(lost, "lost"), [0.0, 1.0, 0.0, 1.0]);
    assert_eq!(tables(&by_channel, "survival").len(), 1, "everybody's curve is one");
    assert_eq!(tables(&by_channel, "survival-part").len(), 3);
    let by_topic = report(&desk, &["lost", "--by", "topic"]);
    let [lost] = tables(&by_topic, "lost")[..] else { panic!("{by_topic}") };
    assert_eq!(column(lost, "customers"), [1.0, 2.0, 3.0], "{lost}");
}

#[test]
fn who_may_be_called_is_found_behind_those_who_may_not() {
    let desk = Desk::new();
    for (number, name) in ["Nur", "Siti", "Joko"].into_iter().enumerate() {
        desk.ok(&["customer", "add", "--name", name]);
        desk.ok(&["customer", "lost", &format!("C-{}", number + 1), "--reason", "PR"]);
    }
    let consent = ["--purpose", "marketing", "--channel", "call", "--answer", "given"];
    desk.ok(&[&["customer", "consent", "C-1"][..], &consent].concat());
    let rows = desk.json(&["lost", "list", "--may-call", "--limit", "1"]);
    assert_eq!(rows.len(), 1, "who left first");
    assert_eq!(rows[0]["name"], "Nur");
    let two = desk.cli(&["report", "desk", "--json", "--csv"]);
    assert!(two.err.contains("one form at a time") && !two.status.success(), "{}", two.err);
}

/// Numbers that look like chance and are the same every time.
fn next(state: &mut u64, below: u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) % below
}

/// All that somebody of one kind said by one instrument on one scale.
type Said = BTreeMap<(&'static str, &'static str, &'static str), Vec<Vec<u8>>>;

const RATERS: [&str; 4] = ["customer", "agent", "supervisor", "mystery"];
const SCALES: [(&str, u64); 2] = [("five", 5), ("seven", 7)];

/// Ratings and answers to the whole form by anybody on any scale, some of it left out.
fn say_anything(desk: &Desk, mut state: u64) -> Said {
    let mut sari = desk.talk("sari");
    let mut said = Said::new();
    for _ in 0..90 {
        let rater = RATERS[next(&mut state, 4) as usize];
        let mut drawn = |most: u64| {
            let score = next(&mut state, most + 1) as u8;
            // Somebody has said something.
            if score == 0 && next(&mut state, 2) == 0 { 1 } else { score }
        };
        if drawn(3) == 0 {
            let scores: Vec<u8> = std::iter::once(1).chain((1..22).map(|_| drawn(7))).collect();
            let answers = json!({ "customer": "C-1", "instrument": "servqual",
                "subject": "service", "rater": rater, "perceived": scores });
            sari.run(json!({ "give_answers": answers }));
            said.entry(("servqual", rater, "seven")).or_default().push(scores);
        } else {
            let (scale, most) = SCALES[usize::from(drawn(1) > 0)];
            let scores = [drawn(most).max(1), drawn(most), drawn(most), drawn(most), drawn(most)];
            sari.run(rate(1, scores, scale, rater));
            said.entry(("quick", rater, scale)).or_default().push(scores.to_vec());
        }
    }
    said
}

/// The mean of a place, or of all of them.
fn mean(said: &[Vec<u8>], places: std::ops::Range<usize>) -> f64 {
    let given = said.iter().flat_map(|one| &one[places.clone()]).filter(|score| **score > 0);
    let given: Vec<f64> = given.map(|score| f64::from(*score)).collect();
    if given.is_empty() { -1.0 } else { rounded(given.iter().sum::<f64>() / given.len() as f64) }
}

#[test]
fn whoever_says_what_on_whichever_scale_no_mean_is_of_two_of_them() {
    for seed in 1..=6 {
        let desk = Desk::new();
        desk.ok(&["customer", "add", "--name", "Nur"]);
        let said = say_anything(&desk, seed);
        assert!(said.len() > 8, "seed {seed}: {} kinds of 12 were drawn", said.len());
        let quality = report(&desk, &["quality", "--by", "tier"]);
        let (of_groups, statements) =
            (tables(&quality, "quality"), tables(&quality, "quality-statements"));
        assert_eq!((of_groups.len(), statements.len()), (said.len(), said.len()), "seed {seed}");
        let parts = tables(&quality, "quality-parts");
        for ((table, statements), parts) in of_groups.into_iter().zip(statements).zip(parts) {
            let of = &table["says"][0];
            let word = |name: &str| of[name].as_str().expect("there");
            let is_of = |(instrument, rater, scale): &(&str, &str, &str)| {
                let highest = if *scale == "five" { "1-5" } else { "1-7" };
                let rater = format!("word-rater-{rater}");
                [*instrument, &rater, highest] == ["instrument", "rater", "scale"].map(word)
            };
            let (_, all) = said.iter().find(|(kind, _)| is_of(kind)).expect("somebody said it");
            let mut each = column(statements, "perceived");
            let mut wanted: Vec<f64> = (0..all[0].len()).map(|at| mean(all, at..at + 1)).collect();
            // Statements stand worst first.
            each.sort_by(f64::total_cmp);
            wanted.sort_by(f64::total_cmp);
            assert_eq!(each, wanted, "seed {seed}: {of}");
            assert_eq!(column(parts, "perceived")[0], mean(all, 0..all[0].len()), "{of}");
        }
        let how = report(&desk, &["desk"]);
        let survey = report(&desk, &["survey"]);
        for ((instrument, rater, scale), all) in &said {
            if *instrument != "quick" {
                continue;
            }
            let name = format!("ratings-{rater}-{scale}");
            let [table] = tables(&how, &name)[..] else { panic!("{how}") };
            assert_eq!(column(table, "mean"), [mean(all, 0..5)], "seed {seed}: {name}");
            let side = match *rater {
                "customer" => "said-mean",
                "mystery" => "visits-mean",
                _ => continue,
            };
            if said.contains_key(&("quick", "mystery", scale)) {
                let name = format!("mystery-{scale}");
                let [weeks] = tables(&survey, &name)[..] else { panic!("{survey}") };
                assert_eq!(column(weeks, side)[0], mean(all, 0..5), "seed {seed}: {name}");
            }
        }
    }
}
