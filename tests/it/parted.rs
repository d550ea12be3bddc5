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

#[test]
fn whoever_rates_on_whichever_scale_no_mean_is_of_two_of_them() {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur"]);
    let mut sari = desk.talk("sari");
    let (mut state, mut given) = (7, BTreeMap::<(&str, &str), Vec<u8>>::new());
    for _ in 0..120 {
        let rater = ["customer", "agent", "supervisor", "mystery"][next(&mut state, 4) as usize];
        let (scale, most) = [("five", 5), ("seven", 7)][next(&mut state, 2) as usize];
        let scores = [(); 5].map(|()| next(&mut state, most) as u8 + 1);
        given.entry((rater, scale)).or_default().extend(scores);
        sari.run(rate(1, scores, scale, rater));
    }
    assert_eq!(given.len(), 8, "all of them were drawn");
    let mean = |rater: &str, scale: &str| {
        let all = &given[&(rater, scale)];
        rounded(all.iter().map(|score| f64::from(*score)).sum::<f64>() / all.len() as f64)
    };
    let scale_of = |highest: &str| if highest == "1-5" { "five" } else { "seven" };
    let quality = report(&desk, &["quality", "--by", "tier"]);
    let of_groups = tables(&quality, "quality");
    assert_eq!(of_groups.len(), 8);
    for (table, parts) in of_groups.into_iter().zip(tables(&quality, "quality-parts")) {
        let said = &table["says"][0];
        let rater = said["rater"].as_str().expect("who").trim_start_matches("word-rater-");
        let wanted = mean(rater, scale_of(said["scale"].as_str().expect("a scale")));
        assert_eq!(column(table, "perceived")[0], wanted, "{table}");
        assert_eq!(column(parts, "perceived")[0], wanted, "{parts}");
    }
    let how = report(&desk, &["desk"]);
    for (rater, scale) in given.keys() {
        let [table] = tables(&how, &format!("ratings-{rater}-{scale}"))[..] else {
            panic!("{how}")
        };
        assert_eq!(column(table, "mean"), [mean(rater, scale)], "{table}");
    }
    let survey = report(&desk, &["survey"]);
    for scale in ["five", "seven"] {
        let [weeks] = tables(&survey, &format!("mystery-{scale}"))[..] else { panic!("{survey}") };
        assert_eq!(column(weeks, "said-mean")[0], mean("customer", scale));
        assert_eq!(column(weeks, "visits-mean")[0], mean("mystery", scale));
    }
}
