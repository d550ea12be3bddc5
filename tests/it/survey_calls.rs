//! Who was drawn for a survey is asked: by keys on the screen, line by line, by a file. Never a
//! look into the program: what the screen says and what `sigap survey show` counts.

use std::io::Cursor;

use serde_json::Value;

use crate::desk::{AGENT, Desk, finish};

/// A desk with a survey of two customers, one of them with a name that a spreadsheet would
/// calculate.
fn desk(instrument: &str) -> Desk {
    let desk = Desk::new();
    for (name, phone) in [("Nur Halimah", "0812-1000-0001"), ("=1+1 Budi", "0812-1000-0002")] {
        desk.ok(&["customer", "add", "--name", name, "--phone", phone, "--account", phone]);
    }
    desk.ok(&["survey", "draw", "q4", "--instrument", instrument, "--many", "2"]);
    desk
}

fn count(desk: &Desk, key: &str) -> u64 {
    let told = desk.json(&["survey", "show", "q4"]).remove(0);
    told[key].as_u64().expect("a count")
}

#[test]
fn the_call_list_is_worked_with_keys() {
    let desk = desk("quick");
    let mut seat = desk.terminal(AGENT);
    seat.keys("gt").wait_for("0 of 2 have answered");
    seat.keys("<Enter>").wait_for("Nur Halimah  0812-1000-0001");
    seat.keys("<Enter>").wait_for("wrong number").keys("n").wait_for("not reached once");
    assert_eq!((count(&desk, "not_reached"), count(&desk, "open")), (1, 1));
    // Whoever was tried less often is on top now.
    seat.keys("<Enter>").wait_for("call now").keys("c").wait_for("is at hand");
    seat.wait_for("History  =1+1 Budi").keys("r").keys("44444").keys("<Enter>");
    seat.wait_for("rating");
    crate::state::until("the answer to count", || (count(&desk, "answered") == 1).then_some(()));
    seat.keys("gt").wait_for("1 of 2 have answered").keys("<Enter>").wait_for("not reached once");
    seat.keys("<Enter>").wait_for("ever again").keys("<Esc>").wait_for("q4: still to be asked");
    seat.keys("<Esc>").wait_for("1 of 2 have answered").keys("<Enter>").wait_for("not reached");
    seat.keys("<Enter>").wait_for("ever again").keys("e").wait_for("Nobody is left");
    assert_eq!((count(&desk, "refused"), count(&desk, "answered")), (1, 1));
    let consents = desk.json(&["customer", "show", "C-1"]).remove(0)["consents"].clone();
    assert!(consents.to_string().contains("refused"), "{consents}");
}

#[test]
fn nobody_slips_under_the_finger_of_who_works_a_list_while_another_works_it_too() {
    let desk = Desk::new();
    for n in 1..=4 {
        let (name, phone) = (format!("Nur {n}"), format!("0812-1000-000{n}"));
        desk.ok(&["customer", "add", "--name", &name, "--phone", &phone]);
    }
    desk.ok(&["survey", "draw", "q4", "--instrument", "quick", "--many", "4"]);
    let mut seat = desk.terminal(AGENT);
    seat.keys("gt").wait_for("0 of 4 have answered").keys("<Enter>").wait_for("Nur 4");
    seat.keys("<Down><Down>").wait_for("> C-3");
    // Another seat hears from the first that they do not want to answer.
    desk.ok(&["survey", "outcome", "q4", "C-1", "refused"]);
    seat.wait_gone("C-1").wait_for("> C-3");
    desk.ok(&["survey", "outcome", "q4", "C-3", "refused"]);
    seat.wait_gone("C-3").wait_for("> C-4").keys("<Enter>").wait_for("Nur 4").wait_for("call now");
}

#[test]
fn the_call_list_is_worked_line_by_line() {
    let desk = desk("quick");
    let script = ":surveys\nq4\nC-1\nn\ncancel\ncancel\nquit\n";
    let told = finish(desk.command::<&str>(&["--plain"]), Cursor::new(script));
    assert!(told.status.success(), "{told:#?}");
    for wanted in ["0 of 2 have answered", "Nur Halimah  0812-1000-0001", "not reached"] {
        assert!(told.out.contains(wanted), "{wanted}: {}", told.out);
    }
    assert_eq!(count(&desk, "not_reached"), 1);
}

#[test]
fn a_file_goes_out_and_its_answers_come_back_and_count() {
    let desk = desk("servqual");
    let file = desk.file("q4.csv");
    let path = file.to_str().expect("a plain path");
    desk.ok(&["survey", "export", "q4", "--output", path]);
    let text = std::fs::read_to_string(&file).expect("written");
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 3, "{text}");
    assert!(rows[0].starts_with("customer,account,name,address,expected 1,"), "{text}");
    assert!(rows[0].ends_with(",perceived 22"), "{text}");
    assert!(!rows[2].contains(",=1+1"), "nothing is calculated: {text}");
    let looks = desk.json(&["audit", "looks"]);
    assert_eq!(looks.len(), 2, "who took whose record out is kept: {looks:?}");

    let answers = ["6"; 44].join(",");
    let empty = ",".repeat(44);
    let filled = rows[1].strip_suffix(&empty).expect("empty columns").to_owned();
    let back = [rows[0].to_owned(), format!("{filled},{answers}"), rows[2].to_owned()];
    let file = desk.write("back.csv", back.join("\n") + "\n");
    let path = file.to_str().expect("a plain path");
    let done = desk.cli(&["import", "answers", path, "--instrument", "servqual", "--json"]);
    let told: Value = serde_json::from_str(done.out.lines().next().expect("a line")).expect("JSON");
    assert_eq!(told["added"], 1, "{told}");
    assert!(done.status.success(), "who has not answered is no mistake: {done:?}");
    let words = ["import", "answers", path, "--instrument", "servqual", "--dry-run"];
    assert!(desk.ok(&words).contains("1 line has no answers and is left out."));
    assert_eq!((count(&desk, "answered"), count(&desk, "open")), (1, 1));
    desk.ok(&["survey", "export", "q4", "--output", path]);
    let again = std::fs::read_to_string(&file).expect("written");
    assert_eq!(again.lines().count(), 2, "who has answered is not asked again: {again}");
}
