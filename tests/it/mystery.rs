//! What mystery shoppers found beside what customers said. Never both in one figure.

use serde_json::{Value, json};

use crate::desk::Desk;

/// The report of all of today: its end lies behind the desk's own clock.
const SURVEY: [&str; 6] =
    ["report", "survey", "--from", "today 00:00", "--to", "2030-01-01T00:00:00Z"];

fn rows(report: &Value, name: &str) -> Vec<Vec<f64>> {
    let tables = report["tables"].as_array().expect("tables");
    let table = tables.iter().find(|one| one["table"] == name);
    let table = table.unwrap_or_else(|| panic!("no {name} in {report}"));
    let columns = &table["columns"].as_array().expect("columns")[1..];
    let row = |row: &Value| {
        let figure = |column: &Value| row[column["name"].as_str().expect("a name")].as_f64();
        columns.iter().map(|column| figure(column).unwrap_or(-1.0)).collect()
    };
    table["rows"].as_array().expect("rows").iter().map(row).collect()
}

#[test]
fn visits_stand_beside_what_customers_said_and_are_never_mixed_with_it() {
    let desk = Desk::new();
    let mut sari = desk.talk("sari");
    let profile = json!({ "name": "Nur Halimah" });
    sari.run(json!({ "add_customer": { "profile": profile, "if_known": "add" } }));
    let none = desk.json(&SURVEY);
    assert_eq!(none[0]["tables"], json!([]), "nobody has come");
    let mut rate = |scores: [u8; 5], scale: &str, rater: &str| {
        let rating = json!({ "customer": "C-1", "subject": "service", "scores": scores,
                             "scale": scale, "rater": rater });
        sari.run(json!({ "rate": rating }))
    };
    rate([5, 5, 5, 5, 5], "five", "customer");
    rate([4, 4, 4, 4, 4], "five", "customer");
    rate([1, 1, 1, 1, 1], "five", "supervisor");
    rate([7, 7, 7, 7, 7], "seven", "customer");
    rate([3, 2, 3, 3, 4], "five", "mystery");
    let report = &desk.json(&SURVEY)[0];
    let weeks = rows(report, "mystery-five");
    assert_eq!(weeks, [[2.0, 4.5, 1.0, 3.0, -1.5], [2.0, 4.5, 1.0, 3.0, -1.5]]);
    let dimensions = rows(report, "mystery-five-dimensions");
    assert_eq!(dimensions[1], [2.0, 4.5, 1.0, 2.0, -2.5], "reliability");
    assert_eq!(report["tables"].as_array().map(Vec::len), Some(2), "no visit on the other scale");
    let people = desk.ok(&SURVEY);
    assert!(people.contains("Fewer than six visits"), "{people}");
}
