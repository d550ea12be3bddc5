//! Customers who leave and come back, by hand and from files. Never a sum that nobody has given.

use serde_json::{Value, json};

use crate::desk::Desk;
use crate::sample_data::shared;

fn desk_with_nur() -> Desk {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur Halimah", "--phone", "0812-3344-5566"]);
    desk
}

#[test]
fn who_leaves_is_listed_until_they_are_back_and_all_of_it_is_taken_back() {
    let desk = desk_with_nur();
    desk.ok(&["customer", "worth", "C-1", "--since", "2019-03-01", "--monthly", "29.85"]);
    desk.ok(&["customer", "worth", "C-1", "--paid", "1.889,50"]);
    let told = desk.ok(&["customer", "lost", "C-1", "--reason", "PR"]);
    assert!(told.contains("price"), "{told}");
    let rows = desk.json(&["lost", "list"]);
    assert_eq!(rows.len(), 1, "{rows:?}");
    let got = ["name", "reason", "monthly", "may_call"].map(|key| rows[0][key].clone());
    assert_eq!(got, [json!("Nur Halimah"), json!("PR"), json!("29.85"), json!("unknown")]);
    assert!(desk.json(&["lost", "list", "--may-call"]).is_empty(), "nobody has said yes");
    let consent = ["--purpose", "marketing", "--channel", "call", "--answer", "given"];
    desk.ok(&[&["customer", "consent", "C-1"][..], &consent].concat());
    assert_eq!(desk.json(&["lost", "list", "--may-call"]).len(), 1);

    let shown = &desk.json(&["customer", "show", "C-1"])[0];
    assert_eq!((&shown["left"]["reason"], &shown["paid"]), (&json!("PR"), &json!("1889.50")));
    let sheet = desk.ok(&["customer", "show", "C-1"]);
    assert!(sheet.contains("PR price, 29.85 a month"), "{sheet}");
    let history = desk.ok(&["history", "C-1"]);
    assert!(history.contains("customer left") && history.contains("PR price"), "{history}");

    desk.ok(&["customer", "won-back", "C-1"]);
    assert!(desk.json(&["lost", "list"]).is_empty());
    assert!(desk.ok(&["history", "C-1"]).contains("customer is back"));
    let again = desk.cli(&["customer", "won-back", "C-1"]);
    assert!(!again.status.success(), "they are back already");
    desk.ok(&["undo"]);
    assert_eq!(desk.json(&["lost", "list"]).len(), 1, "still gone");
    desk.ok(&["undo"]);
    desk.ok(&["undo"]);
    assert!(desk.json(&["lost", "list"]).is_empty(), "never left");
    let refused = desk.cli(&["customer", "lost", "C-1", "--reason", "ZZ"]);
    assert!(!refused.status.success(), "no such code");
}

/// The rows of a table by its name.
fn rows(report: &Value, name: &str) -> Vec<Value> {
    let tables = report["tables"].as_array().expect("tables");
    let table = tables.iter().find(|one| one["table"] == name).expect(name);
    table["rows"].as_array().expect("rows").clone()
}

#[test]
fn from_every_figure_of_who_left_and_of_who_answered_to_as_many_customers() {
    let desk = Desk::new();
    for (no, tier) in [(1, "gold"), (2, "iron"), (3, "gold"), (4, "gold")] {
        let name = format!("Nur {no}");
        desk.ok(&["customer", "add", "--name", &name, "--tier", tier]);
    }
    for (customer, reason) in [("C-1", "PR"), ("C-2", "PR"), ("C-3", "SE")] {
        desk.ok(&["customer", "worth", customer, "--monthly", "10"]);
        desk.ok(&["customer", "lost", customer, "--reason", reason]);
        desk.ok(&["score", "nps", "9", "--customer", customer]);
        desk.ok(&["rate", customer, "--empathy", "4"]);
    }
    desk.ok(&["customer", "add", "--name", "Last"]);
    let by_tier = &desk.json(&["report", "lost", "--by", "tier"])[0];
    for (name, count) in [("lost", "lost"), ("lost-reasons", "lost"), ("retention", "lost")] {
        for row in rows(by_tier, name) {
            let of = row["rows_of"].as_str().expect("each leads somewhere");
            let told = &desk.json(&["report", "lost", "--by", "tier", "--rows", of])[0];
            assert_eq!(json!(rows(told, "behind").len()), row[count], "{name}: {row}");
        }
    }
    let gold =
        &desk.json(&["report", "lost", "--by", "tier", "--rows", "lost part:word-tier-gold"])[0];
    let gone: Vec<_> = rows(gold, "behind").iter().map(|row| row["customer"].clone()).collect();
    assert_eq!(gone, ["C-3", "C-1"], "the last first");
    let quality = &desk.json(&["report", "quality"])[0];
    for name in ["quality", "scores"] {
        let row = &rows(quality, name)[0];
        let of = row["rows_of"].as_str().expect("it leads somewhere");
        let told = &desk.json(&["report", "quality", "--rows", of])[0];
        assert_eq!(rows(told, "behind").len(), 3, "{row}");
    }
    let none = desk.cli(&["report", "lost", "--rows", "topic:BI"]);
    assert!(!none.status.success() && none.err.contains("ticket list --all"), "{none:?}");

    let mut terminal = desk.terminal("chief");
    terminal.wait_for("Find").keys("gp").wait_for("Lost customers").types("Lost");
    terminal.keys("<Enter>").wait_for("364 days").types("364").keys("<Enter>");
    terminal.wait_for("Made at entry").types("price").keys("<Enter>").wait_for("C-2");
    assert!(terminal.rows_with("C-3").is_empty(), "{}", terminal.screen());
    terminal.keys("<Esc>").wait_for("Lost customers price").keys("<Enter>").wait_for("C-1");
    terminal.types("C-1").keys("<Enter>").wait_for("customer left");
}

#[test]
fn a_supervisors_own_reason_is_one_like_the_others() {
    let desk = desk_with_nur();
    desk.ok(&["code", "set", "leaving", "CL", "--label", "closed down"]);
    desk.ok(&["customer", "lost", "C-1", "--reason", "CL"]);
    assert_eq!(desk.json(&["lost", "list"])[0]["reason"], json!("CL"));
    let sheet = desk.ok(&["customer", "show", "C-1"]);
    assert!(sheet.contains("CL closed down"), "{sheet}");
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for it", "--yes"]);
    assert!(desk.json(&["lost", "list"]).is_empty(), "nobody can win them back");
}

#[test]
fn a_file_says_who_left_and_what_it_leaves_blank_is_told() {
    let desk = Desk::new();
    let file = desk.home().join("who.csv");
    let text = "account,tenure,monthly,total charges,churn date,churn reason\n\
        A-1,12,\"29,85\",358.20,2026-01-31,Price\n\
        A-2,0,20,,,\n\
        A-3,5,cheap,,no,\n\
        A-4,5,10,50,yes,the dog\n\
        A-5,5,10,50,yes,other\n";
    std::fs::write(&file, text).expect("written");
    let file = file.to_str().expect("plain");
    desk.ok(&["import", "customers", file]);
    let dry = desk.cli(&["import", "lost", file, "--dry-run"]);
    let dry = &dry.out;
    assert!(dry.contains("358.20") && dry.contains("PR price"), "{dry}");
    let done = desk.cli(&["import", "lost", file, "--json"]);
    let done: Value = serde_json::from_str(&done.out).expect("one object");
    let counts = ["rows", "added", "updated", "rejected", "unknown"].map(|key| done[key].clone());
    assert_eq!(counts, [5, 2, 1, 2, 1].map(|count| json!(count)), "{done}");
    let again = desk.cli(&["import", "lost", file, "--json"]);
    let again: Value = serde_json::from_str(&again.out).expect("one object");
    assert_eq!(again["known"], json!(3), "the same file again changes nothing: {again}");
    let first = &desk.json(&["find", "A-1"])[0];
    let id = first["customer_id"].as_str().expect("an id").to_owned();
    let shown = &desk.json(&["customer", "show", &id])[0];
    let left = &shown["left"];
    assert_eq!((&left["reason"], &left["monthly"]), (&json!("PR"), &json!("29.85")));
    assert!(left["at"].as_str().is_some_and(|at| at.starts_with("2026-01-31")), "{shown}");
    let sheet = desk.ok(&["customer", "show", &id]);
    assert!(sheet.contains("customer since 31 Jan 2025"), "{sheet}");
}

#[test]
fn a_telephone_companys_leavers_come_in_and_eleven_blanks_are_told() {
    let Some(folder) = shared("telco_churn") else { return };
    let file = folder.join("Telco-Customer-Churn.csv");
    let file = file.to_str().expect("plain");
    let desk = Desk::new();
    desk.ok(&["import", "customers", file]);
    let done = &desk.json(&["import", "lost", file, "--as-of", "2026-11-01T00:00:00Z"])[0];
    let counts = ["rows", "added", "rejected", "unknown"].map(|key| done[key].clone());
    assert_eq!(counts, [7_043, 1_869, 0, 11].map(|count| json!(count)), "{done}");
    let again = &desk.json(&["import", "lost", file, "--as-of", "2026-11-01T00:00:00Z"])[0];
    assert_eq!(again["known"], json!(7_043), "the same file again changes nothing: {again}");

    let span = ["--from", "2026-10-01T00:00:00Z", "--to", "2026-11-15T00:00:00Z"];
    let told = report(&desk, &span);
    let close =
        |got: f64, wanted: f64, by: f64| assert!((got - wanted).abs() < by, "{got} {wanted}");
    let all = &row(&told, "lost", 0)[1..];
    assert_eq!((all[0], all[1], all[4], all[5]), (7_043.0, 1_869.0, 139_130.85, 0.0));
    close(all[2], 0.265_37, 5e-6);
    let stays = row(&told, "stays", 0);
    close(stays[4], 0.843_2, 5e-5);
    close(stays[8], 0.592_8, 5e-5);
    assert_eq!(row(&told, "lost-known", 1)[1..3], [7_032.0, 11.0], "eleven blanks");
    assert_eq!(told, report(&desk, &span), "the same period is the same bytes");
    let people = desk.ok(&[&["report", "lost"][..], &span].concat());
    let sums = ["26.5%", "139,130.85", "84.3%", "59.3%", "Of 11 customers nobody knows"];
    sums.iter().for_each(|sum| assert!(people.contains(sum), "{sum}: {people}"));
}

fn report(desk: &Desk, span: &[&str]) -> Value {
    let told = desk.json(&[&["report", "lost"][..], span].concat());
    told.into_iter().next().expect("one report")
}

/// A row's figures, in the place of what is none of them -1.
fn row(report: &Value, name: &str, at: usize) -> Vec<f64> {
    let tables = report["tables"].as_array().expect("tables");
    let table = tables.iter().find(|one| one["table"] == name);
    let table = table.unwrap_or_else(|| panic!("no {name} in {report}"));
    let columns = table["columns"].as_array().expect("columns");
    let figure = |column: &Value| &table["rows"][at][column["name"].as_str().expect("a name")];
    columns.iter().map(|column| figure(column).as_f64().unwrap_or(-1.0)).collect()
}

#[test]
fn a_report_says_who_left_of_each_tier_and_forgets_what_was_taken_back() {
    let desk = Desk::new();
    for (name, tier) in [("Nur", "gold"), ("Siti", "gold"), ("Joko", "iron")] {
        desk.ok(&["customer", "add", "--name", name, "--tier", tier]);
    }
    desk.ok(&["customer", "worth", "C-1", "--since", "2024-01-01", "--monthly", "10"]);
    desk.ok(&["customer", "lost", "C-1", "--reason", "PR"]);
    desk.ok(&["customer", "lost", "C-3", "--reason", "SE"]);
    desk.ok(&["undo"]);
    let span = ["--from", "2020-01-01T00:00:00Z", "--to", "2030-01-01T00:00:00Z", "--by", "tier"];
    let told = report(&desk, &span);
    // Gold, iron, all of them: customers, lost, share, kept, a month, of how many not known.
    assert_eq!(row(&told, "lost", 0)[1..], [2.0, 1.0, 0.5, 0.5, 10.0, 0.0]);
    assert_eq!(row(&told, "lost", 1)[1..], [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
    assert_eq!(row(&told, "lost", 2)[1..3], [3.0, 1.0]);
    assert_eq!(told["tables"][2]["rows"][0]["reason"], json!("leaving-PR"));
    desk.ok(&["customer", "won-back", "C-1"]);
    assert_eq!(row(&report(&desk, &span), "lost", 2)[1..3], [3.0, 1.0], "they did leave");
}

#[test]
fn at_the_desk_two_keys_say_why_a_customer_leaves_and_who_is_gone() {
    let desk = desk_with_nur();
    let mut seat = desk.terminal("sari");
    seat.keys("/").types("nur").wait_for("Nur Halimah").keys("<Enter>").wait_for("0812-3344-5566");
    seat.keys("gj").wait_for("Leaves").types("PR").keys("<Tab>").types("29.85").keys("<Enter>");
    seat.wait_for("It is kept why they left.").wait_for("customer left: PR price");
    seat.keys("gz").wait_for("Who has left").wait_for("not asked").wait_for("29.85 a month");
    seat.keys("<Enter>").wait_for("back: they are a customer again").keys("b");
    seat.wait_for("They are a customer again.");
    assert!(desk.json(&["lost", "list"]).is_empty());
    seat.keys("u").wait_for("Taken back");
    assert_eq!(desk.json(&["lost", "list"]).len(), 1);
    seat.keys("w").wait_for("Wrap").types("LO").keys("<Enter>").wait_for("Wrapped up");
}
