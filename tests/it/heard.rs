//! What customers say of the service through the built program: instruments, answers, weights,
//! scores, causes and improvements. Never a figure: that is a report's.

use serde_json::json;

use crate::desk::Desk;

fn desk() -> Desk {
    let desk = Desk::new();
    desk.ok(&["customer", "add", "--name", "Nur", "--account", "A1"]);
    desk
}

fn refused(desk: &Desk, args: &[&str]) -> String {
    let told = desk.cli(args);
    assert!(!told.status.success(), "{}", told.out);
    told.err
}

const KIOSK: &str = r#"
title = "Kiosk"
scale = "seven"
lowest = "no"
highest = "yes"
[[dimension]]
name = "use"
title = { en = "Use", id = "Pemakaian" }
[[statement]]
dimension = "use"
expected = "it should work"
perceived = "it works"
"#;

fn set_kiosk(desk: &Desk, text: &str) {
    let file = desk.write("kiosk.toml", text);
    desk.ok(&["instrument", "set", "kiosk", file.to_str().expect("a plain path")]);
}

#[test]
fn an_instrument_of_ones_own_is_set_shown_and_taken_back() {
    let desk = desk();
    set_kiosk(&desk, KIOSK);
    let rows = desk.json(&["instrument", "list"]);
    let names: Vec<_> = rows.iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, ["kiosk", "quick", "servqual"]);
    let told = desk.ok(&["instrument", "show", "servqual"]);
    assert!(told.contains("\n22 ") && told.contains("1 not at all"), "{told}");
    let told = desk.ok(&["instrument", "show", "servqual", "--lang", "id"]);
    assert!(told.contains("Mutu layanan"), "{told}");
    // What is exported is an instrument again, and the same.
    let text = desk.ok(&["instrument", "export", "kiosk"]);
    let file = desk.write("again.toml", text);
    let file = file.to_str().expect("a plain path");
    let same = refused(&desk, &["instrument", "set", "kiosk", file]);
    assert!(same.contains("already"), "{same}");
    desk.ok(&["undo"]);
    assert_eq!(desk.json(&["instrument", "list"]).len(), 2);
    let none = refused(&desk, &["instrument", "show", "kiosk"]);
    assert!(none.contains("There is no instrument 'kiosk'"), "{none}");
    let own = refused(&desk, &["instrument", "set", "quick", file]);
    assert!(own.contains("quick"), "{own}");
}

#[test]
fn answers_name_customer_rater_and_version_and_are_undone() {
    let desk = desk();
    set_kiosk(&desk, KIOSK);
    let full = ["rate", "full", "C-1", "--instrument"];
    let said = desk.ok(&[&full[..], &["quick", "--expected", "5 5 4 - 5"]].concat());
    assert_eq!(said.trim(), "4 answers by quick are kept.");
    desk.ok(&[&full[..], &["kiosk", "--expected", "7", "--perceived", "5"]].concat());
    let many = refused(&desk, &[&full[..], &["servqual", "--perceived", "7 7"]].concat());
    assert!(many.contains("2 answers to 22 statements"), "{many}");
    let high = refused(&desk, &[&full[..], &["quick", "--expected", "5 5 4 6 5"]].concat());
    assert!(high.contains('6'), "{high}");
    let history = desk.ok(&["history", "C-1"]);
    assert!(history.contains("kiosk, customer: 1 expected, 1"), "{history}");
    desk.ok(&["undo"]);
    let history = desk.ok(&["history", "C-1"]);
    assert!(!history.contains("kiosk") && history.contains("quick"), "{history}");
    // Nobody is taken back of whom something is kept.
    let segment = ["rate", "full", "--segment", "gold", "--instrument", "quick"];
    desk.ok(&[&segment[..], &["--expected", "5,5,4,4,5", "--rater", "mystery"]].concat());
}

#[test]
fn weights_are_of_the_desk_and_of_a_customer() {
    let desk = desk();
    desk.ok(&["weights", "set", "11", "32", "22", "19", "16"]);
    desk.ok(&["weights", "set", "5", "40", "30", "20", "5", "--customer", "C-1"]);
    let row = desk.json(&["weights", "show", "--customer", "C-1"]).remove(0);
    assert_eq!(row, json!({ "own": [5, 40, 30, 20, 5], "desk": [11, 32, 22, 19, 16] }));
    let wrong = refused(&desk, &["weights", "set", "20", "20", "20", "20", "19"]);
    assert!(wrong.contains("add up to 99"), "{wrong}");
    desk.ok(&["undo"]);
    let row = desk.json(&["weights", "show", "--customer", "C-1"]).remove(0);
    assert_eq!(row["own"], json!(null));
}

#[test]
fn a_score_is_one_question_with_its_own_numbers() {
    let desk = desk();
    let said = desk.ok(&["score", "nps", "9", "--customer", "C-1"]);
    assert_eq!(said.trim(), "Kept: recommendation (NPS) 9.");
    let wrong = refused(&desk, &["score", "csat", "6", "--customer", "C-1"]);
    assert!(wrong.contains("1-5"), "{wrong}");
    assert!(desk.ok(&["history", "C-1"]).contains("(NPS) 9"));
    desk.ok(&["undo"]);
    assert!(!desk.ok(&["history", "C-1"]).contains("(NPS)"));
}

#[test]
fn a_cause_has_its_activity_and_an_improvement_counts_what_it_is_about() {
    let desk = desk();
    let open = ["ticket", "open", "C-1", "--topic", "DE", "--subject"];
    desk.ok(&[&open[..], &["arrived broken"]].concat());
    desk.ok(&[&open[..], &["never came"]].concat());
    desk.ok(&["ticket", "cause", "T-1", "3", "--activity", "distribution"]);
    assert!(desk.ok(&["ticket", "show", "T-1"]).contains("distribution"));
    for (filter, hit) in [("activity:distribution", "T-1"), ("activity:none", "T-2")] {
        let rows = desk.json(&["ticket", "list", "--all", filter]);
        let found: Vec<_> = rows.iter().map(|row| row["ticket"].as_str()).collect();
        assert_eq!(found, [Some(hit)], "{filter}");
    }
    let add = ["improve", "add", "a second courier", "--owner", "sari", "--check"];
    let about = ["--gap", "delivery", "--activity", "distribution"];
    desk.ok(&[&add[..], &["2020-01-01"], &about].concat());
    let row = desk.json(&["improve", "list", "--late"]).remove(0);
    assert_eq!((&row["late"], &row["before"]["count"]), (&json!(true), &json!(1)));
    assert_eq!(row["tickets"], "gap:delivery activity:distribution");
    let board = desk.json(&["wallboard", "--once"]).remove(0);
    assert_eq!(board["improvements_late"], 1);
    let number = row["no"].to_string();
    desk.ok(&["improve", "done", &number]);
    let row = desk.json(&["improve", "list"]).remove(0);
    assert_eq!((&row["late"], &row["after"]["count"]), (&json!(false), &json!(0)));
    desk.ok(&["undo"]);
    desk.ok(&["undo"]);
    assert!(desk.json(&["improve", "list"]).is_empty());
    desk.ok(&["undo"]);
    let rows = desk.json(&["ticket", "list", "--all", "activity:none"]);
    assert_eq!(rows.len(), 2, "gap and activity go together");
}

/// The published instrument of 24 statements as a file of ours: where its answers are, and no more.
fn published() -> String {
    let mut text = "title = \"Kiosk, 24 statements\"\nscale = \"seven\"\nlowest = \"no\"\n\
        highest = \"yes\"\n[[dimension]]\nname = \"all\"\ntitle = \"All\"\n"
        .to_owned();
    for at in 0..24 {
        let [expected, perceived] = [2 * at + 1, 2 * at + 2];
        text += &format!(
            "[[statement]]\ndimension = \"all\"\nexpected = \"{at} should be\"\n\
             perceived = \"{at} is\"\nexpected_column = {expected}\n\
             perceived_column = {perceived}\n"
        );
    }
    text
}

/// 211 respondents of 2019, the 48 answers of each as they were published: a file in CP949 of
/// github.com/hanakim120/kiosk-servqual-research (MIT licence), its other columns left out.
const RESPONDENTS: &[u8] = include_bytes!("data/kiosk.csv");

/// A cell in millionths, rounded to so many thousandths of the unit as were published.
fn thousandths(cell: &serde_json::Value) -> i64 {
    let millionths = cell["number"].as_i64().unwrap_or_else(|| panic!("{cell}"));
    (millionths + millionths.signum() * 500) / 1_000
}

#[test]
fn the_published_kiosk_survey_comes_out_as_it_was_published() {
    let desk = desk();
    set_kiosk(&desk, &published());
    let file = desk.write("kiosk2019.csv", RESPONDENTS);
    let file = file.to_str().expect("a plain path");
    let import = ["import", "answers", file, "--instrument", "kiosk", "--encoding", "cp949"];
    let take = |more: &[&str]| desk.cli(&[&import[..], more, &["--json"]].concat());
    for more in [&["--dry-run"][..], &[]] {
        let told: serde_json::Value = serde_json::from_str(&take(more).out).expect("one object");
        assert_eq!(told["added"], 207, "{told}");
        let empty: Vec<_> = told["rejected"].as_array().into_iter().flatten().collect();
        assert!(empty.len() == 4 && empty.iter().all(|one| one["given"] == ""), "{told}");
    }
    let again = refused(&desk, &import);
    assert!(again.contains("there already"), "{again}");
    let report = quality(&desk, "kiosk");
    let row = &report["tables"][0]["rows"][0]["cells"];
    assert_eq!((&row[1]["number"], &row[2]["number"]), (&json!(207_000_000), &json!(207_000_000)));
    let [expected, perceived, gap] = [3, 4, 5].map(|at| thousandths(&row[at]));
    assert_eq!((expected, perceived, gap), (5_974, 4_872, -1_102));
    let alphas = [8, 9].map(|at| (row[at]["number"].as_i64().expect("an alpha") + 50) / 100);
    assert_eq!(alphas, [8_788, 9_065]);
    let told = desk.ok(&["report", "quality", "--from", "2026-11-01", "--to", "2027-01-01"]);
    for wanted in ["5.97", "4.87", "-1.10", "0.879", "0.907"] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    // The same at the same entry is the same.
    assert_eq!(quality(&desk, "kiosk"), report);
}

/// The report of all times, as the desk makes it.
fn quality(desk: &Desk, name: &str) -> serde_json::Value {
    let until = 9_000_000_000_000_i64;
    let meant = json!({ "kind": "quality", "from": 0, "until": until, "name": name });
    let mut talk = desk.talk("agent1");
    loop {
        let report = talk.ask(json!({ "report": { "meant": meant } }));
        if report["behind"] == 0 {
            return report;
        }
    }
}

#[test]
fn raters_and_scales_are_never_in_one_figure() {
    let desk = desk();
    let full = ["rate", "full", "C-1", "--instrument", "quick"];
    desk.ok(&[&full[..], &["--expected", "5 5 5 5 5"]].concat());
    desk.ok(&["rate", "C-1", "--tangibles", "4", "--empathy", "3"]);
    desk.ok(&["rate", "C-1", "--tangibles", "7", "--scale", "seven"]);
    desk.ok(&["rate", "C-1", "--tangibles", "1", "--rater", "mystery"]);
    desk.ok(&["score", "nps", "9", "--customer", "C-1"]);
    desk.ok(&["score", "nps", "0", "--customer", "C-1", "--rater", "agent"]);
    let report = quality(&desk, "");
    let tables = report["tables"].as_array().expect("tables").clone();
    let of = |name: &str| tables.iter().filter(|one| one["name"] == name).collect::<Vec<_>>();
    let tangibles = |table: &serde_json::Value| {
        let cells = &table["rows"][1]["cells"];
        [3, 4, 5].map(|at| cells[at]["number"].as_i64().map(|one| one / 1_000_000))
    };
    let means: Vec<_> = of("quality").into_iter().map(tangibles).collect();
    assert_eq!(
        means,
        [[Some(5), Some(4), Some(-1)], [None, Some(7), None], [None, Some(1), None],],
        "{report:#}"
    );
    // What was taken back is not counted.
    desk.ok(&["undo"]);
    let left = quality(&desk, "");
    let count = |report: &serde_json::Value| {
        let tables = report["tables"].as_array().expect("tables");
        tables.last().expect("scores")["rows"].as_array().map(Vec::len)
    };
    assert_eq!((count(&report), count(&left)), (Some(2), Some(1)));
    let scores = of("scores")[0]["rows"].as_array().expect("rows").clone();
    let figures: Vec<_> = scores.iter().map(|row| row["cells"][4]["number"].as_i64()).collect();
    assert_eq!(figures, [Some(100_000_000), Some(-100_000_000)]);
}

#[test]
fn by_importance_each_customer_counts_by_their_own_points_else_by_the_desks() {
    let desk = desk();
    desk.ok(&["customer", "add", "--name", "Budi"]);
    let all = |sides: &[&str]| {
        let of = |customer: &str| {
            let args = [&["rate", "full", customer, "--instrument", "quick"][..], sides].concat();
            desk.ok(&args);
        };
        of("C-1");
        of("C-2");
    };
    let weighted = || {
        // What is kept now is not before the end that is asked for.
        desk.ok(&["customer", "add", "--name", "later"]);
        let report = quality(&desk, "quick");
        let rows = report["tables"][0]["rows"].as_array().expect("rows").clone();
        let is_it = |row: &&serde_json::Value| row["cells"][0]["word"] == "report-quality-weighted";
        rows.iter().find(is_it).map(|row| row["cells"].clone())
    };
    all(&["--expected", "5 5 5 5 5", "--perceived", "1 5 5 5 5"]);
    desk.ok(&["weights", "set", "100", "0", "0", "0", "0", "--customer", "C-1"]);
    assert_eq!(weighted(), None, "of C-2 nobody knows what matters");
    desk.ok(&["weights", "set", "0", "25", "25", "25", "25"]);
    // -4 of the one, 0 of the other.
    let row = weighted().expect("of both");
    let millions = |at: usize| row[at]["number"].as_i64().map(|one| one / 1_000_000);
    assert_eq!([millions(1), millions(5)], [Some(2), Some(-2)], "{row}");
    // Also where the two sides are of different people: the ratings are perceptions.
    let apart = desk_apart();
    let report = quality(&apart, "quick");
    let row = &report["tables"][0]["rows"][1]["cells"];
    assert_eq!(row[0]["word"], "report-quality-weighted", "{report:#}");
    let figures = [3, 4, 5, 6, 7].map(|at| row[at]["number"].as_i64().map(|one| one / 1_000));
    assert_eq!(figures[..3], [Some(5_000), Some(3_500), Some(-1_500)], "{row}");
    assert!(figures[3] < figures[2] && figures[2] < figures[4], "it has an interval: {row}");
}

/// Two who said what they expect, and two others who rated: one by their own points.
fn desk_apart() -> Desk {
    let desk = desk();
    desk.ok(&["customer", "add", "--name", "Budi"]);
    desk.ok(&["weights", "set", "20", "20", "20", "20", "20"]);
    desk.ok(&["weights", "set", "100", "0", "0", "0", "0", "--customer", "C-1"]);
    let segment = ["rate", "full", "--segment", "gold", "--instrument", "quick", "--expected"];
    desk.ok(&[&segment[..], &["5 5 5 5 5"]].concat());
    desk.ok(&[&segment[..], &["5 5 5 5 5"]].concat());
    for (customer, tangibles) in [("C-1", "2"), ("C-2", "5")] {
        let four = ["--reliability", "5", "--responsiveness", "5", "--assurance", "5"];
        let rest = ["--tangibles", tangibles, "--empathy", "5"];
        desk.ok(&[&["rate", customer][..], &four, &rest].concat());
    }
    desk.ok(&["customer", "add", "--name", "later"]);
    desk
}
