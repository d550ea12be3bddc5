//! What cannot be so: times that have not come, answers off the scale, instruments that cannot be
//! asked. Never taken without a word, and never refused without saying why.

use crate::desk::{Desk, finish};

fn desk_with_two() -> Desk {
    let desk = Desk::new();
    for name in ["Nur Halimah", "Siti Aminah"] {
        desk.ok(&["customer", "add", "--name", name]);
    }
    desk
}

#[test]
fn a_ticket_that_was_heard_or_answered_in_days_to_come_is_rejected_with_its_reason() {
    let desk = desk_with_two();
    let rows = "customer,topic,subject,opened_at,answered_at,status\n\
        C-1,BI,billed twice,2026-11-01,2099-01-01,open\n\
        C-1,BI,billed thrice,2099-01-01,,open\n\
        C-1,BI,billed once,2026-11-01,2026-11-02,open\n";
    let file = desk.write("tickets.csv", rows);
    let told = desk.cli(&["import", "tickets", file.to_str().expect("plain")]);
    let kept = std::fs::read_to_string(desk.file("tickets.csv.rejected.csv")).expect("two rows");
    let why = "2099-01-01 05:00 (UTC) cannot be when it happened";
    assert_eq!(kept.matches(why).count(), 2, "{kept}");
    let list = desk.json(&["ticket", "list", "--all"]);
    assert_eq!(list.len(), 1, "{told:?}");
    assert_eq!(list[0]["subject"], "billed once");
}

#[test]
fn answers_of_no_day_off_the_scale_or_of_nobody_are_told_one_by_one_before_and_after() {
    let desk = desk_with_two();
    let scores = ",1,2,3,4,5";
    let titles = "customer,date,perceived 1,perceived 2,perceived 3,perceived 4,perceived 5\n";
    let mut rows = titles.to_owned();
    for (customer, day) in
        [("C-1", "2026-11-20"), ("C-2", "2099-01-01"), ("C-2", "0001-01-01"), ("C-9", "2026-11-20")]
    {
        rows += &format!("{customer},{day}{scores}\n");
    }
    rows += "C-2,2026-11-20,1,2,3,4,6\n";
    let file = desk.write("said.csv", rows);
    let import = ["import", "answers", file.to_str().expect("plain"), "--instrument", "quick"];
    for more in [&["--dry-run"][..], &[]] {
        let told = desk.cli(&[&import[..], more].concat()).out;
        for wanted in [
            "The answers of 1 respondent",
            "Line 3 is not taken: '2099-01-01' is no day",
            "Line 4 is not taken: '0001-01-01' is no day",
            "Line 5 is not taken. There is no customer C-9",
            "Line 6 is not taken: '6' is no answer; 1 to 5 are",
            "Put the mended lines in a file of their own",
        ] {
            assert!(told.contains(wanted), "{more:?} {wanted}: {told}");
        }
    }
    let late = ["rate", "full", "C-1", "--instrument", "quick", "--perceived", "1 2 3 4 5"];
    let late = desk.cli(&[&late[..], &["--at", "2099-01-01"]].concat());
    assert!(late.err.contains("cannot be when it happened"), "{late:?}");
}

#[test]
fn undo_takes_back_what_was_done_before_a_file_changed_many_records() {
    let desk = Desk::new();
    for (name, account) in [("Nur Halimah", "A-1"), ("Siti Aminah", "A-2")] {
        desk.ok(&["customer", "add", "--name", name, "--account", account]);
    }
    desk.ok(&["customer", "add", "--name", "Last"]);
    let rows = "name,account,tier\nNur Halimah,A-1,gold\nSiti Aminah,A-2,iron\n";
    let file = desk.write("people.csv", rows);
    desk.ok(&["import", "customers", file.to_str().expect("plain"), "--update"]);
    assert_eq!(desk.json(&["customer", "show", "C-1"])[0]["tier"], "gold");
    assert_eq!(desk.ok(&["undo"]).trim(), "Taken back: new record C-3");
}

#[test]
fn undo_tears_no_rows_out_of_a_file_and_takes_back_what_was_done_before() {
    let desk = desk_with_two();
    desk.ok(&["rate", "full", "C-1", "--instrument", "quick", "--perceived", "1 2 3 4 5"]);
    let titles = "perceived 1,perceived 2,perceived 3,perceived 4,perceived 5\n";
    let file = desk.write("said.csv", format!("{titles}{}", "1,2,3,4,5\n".repeat(503)));
    desk.ok(&["import", "answers", file.to_str().expect("plain"), "--instrument", "quick"]);
    assert_eq!(desk.ok(&["undo"]).trim(), "Taken back: answers of C-1 Nur Halimah");
    desk.ok(&["customer", "add", "--name", "Last"]);
    let report = &desk.json(&["report", "quality"])[0];
    assert_eq!(report["tables"][1]["rows"][0]["perceived-n"], 503, "{report}");
}

const OWN: &str = r#"
title = "Kiosk"
scale = "five"
lowest = "no"
highest = "yes"
[[dimension]]
name = "use"
title = "Use"
[[statement]]
dimension = "use"
perceived = "it works"
"#;

#[test]
fn an_instrument_that_cannot_be_asked_says_what_and_where() {
    let desk = Desk::new();
    let long = "z".repeat(3_000);
    for (was, is, wanted) in [
        ("it works", "", "statement 1: perceived = \"\""),
        ("it works", &long, "statement 1: perceived: 3000 letters,"),
        ("title = \"Use\"", "title = \"\"", "use: title = \"\""),
        ("scale = \"five\"", "scale = \"nine\"", "line 3: unknown variant `nine`"),
        (OWN, "", "line 1: missing field `title`"),
    ] {
        let file = desk.write("own.toml", OWN.replace(was, is));
        let told = desk.cli(&["instrument", "set", "own", file.to_str().expect("plain")]);
        assert!(!told.status.success() && told.err.contains(wanted), "{wanted}: {}", told.err);
    }
    let file = desk.write("own.toml", OWN);
    desk.ok(&["instrument", "set", "own", file.to_str().expect("plain")]);
    let sheet = desk.ok(&["instrument", "sheet", "own"]);
    assert!(sheet.contains("--perceived '5'"), "as many as there are statements: {sheet}");
}

#[test]
fn what_is_asked_for_and_is_not_there_is_said_once() {
    let desk = desk_with_two();
    let none = desk.cli(&["report", "quality", "--instrument", "kiosk"]);
    assert!(!none.status.success() && none.err.contains("no instrument 'kiosk'"), "{none:?}");
    for rater in ["customer", "supervisor"] {
        desk.ok(&["rate", "C-1", "--rater", rater, "--reliability", "4"]);
    }
    desk.ok(&["customer", "add", "--name", "Last"]);
    let none = desk.cli(&["report", "quality", "--csv", "--table", "kiosk"]).err;
    assert_eq!(none.matches("quality-statements").count(), 1, "{none}");
    let draw = ["survey", "draw", "q4", "--instrument", "quick", "--many", "3"];
    let draw = [&draw[..], &["--from", "2026-11-20", "--to", "2026-11-01"]].concat();
    let none = desk.cli(&draw);
    assert!(none.err.contains("--from must be before --to"), "{none:?}");
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn at_a_prompt_an_empty_list_keeps_nobody_and_a_mistyped_answer_is_no_command() {
    let desk = desk_with_two();
    let script = "surveys\n/C-2\nask servqual\n4 4 x\ncancel\nsurveys\nsearch\nquit\nleave\n";
    let told = finish(desk.command::<&str>(&[]), std::io::Cursor::new(script)).out;
    assert_eq!(told.matches("No survey was drawn yet").count(), 2, "{told}");
    assert!(!told.contains("chooses nothing here"), "{told}");
    let asked = told.find("1 of 22").expect("it was asked");
    let wrong = &told[asked..];
    assert!(wrong.contains("Answers are 1 to 7") && !wrong.contains("at least one"), "{told}");
}
