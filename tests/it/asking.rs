//! Statements asked on the screen and line by line: keys in, what the desk keeps out. Never a
//! figure: reports have their own tests.

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::desk::{AGENT, Desk, finish, send};
use crate::pty::{Size, Terminal};
use crate::state::until;

/// A desk with one customer, who is at hand.
fn furnish(desk: &Desk) {
    let profile = json!({ "name": "Nur Halimah", "phones": [{ "number": "0812-3344-5566" }] });
    let add = json!({ "add_customer": { "profile": profile, "if_known": "refuse" } });
    desk.talk("supervisor").run(add);
}

fn at_hand(desk: &Desk, size: Size) -> Terminal {
    let mut terminal = desk.terminal_with(AGENT, size, &[], &[]);
    terminal.wait_for(AGENT).keys("/445566<Enter>").wait_for("Nur Halimah").settle();
    terminal
}

fn answers(desk: &Desk) -> Vec<Value> {
    let ask = json!({ "answers": { "after": null, "limit": 50 } });
    desk.talk("checker").ask(ask).as_array().expect("a list").clone()
}

fn scores(desk: &Desk) -> Vec<(Value, Value)> {
    let ask = json!({ "scores": { "after": null, "limit": 50 } });
    let all = desk.talk("checker").ask(ask).as_array().expect("a list").clone();
    all.into_iter().map(|one| (one["what"].clone(), one["score"].clone())).collect()
}

/// Waits until the desk keeps something that was begun.
fn is_kept(desk: &Desk, what: &str) {
    let mut talk = desk.talk(AGENT);
    until("the draft to be kept", || {
        talk.draft(json!("list")).to_string().contains(what).then_some(())
    });
}

/// An instrument of 24 statements, one of them as long as a statement may be.
fn own() -> String {
    let mut text = "title = 'Kiosk'\nscale = 'seven'\nlowest = 'no'\nhighest = 'yes'\n\
        [[dimension]]\nname = 'use'\ntitle = { en = 'Use', id = 'Pemakaian' }\n"
        .to_owned();
    for number in 1..=24 {
        let said = match number {
            2 => "the machine in the hall gives out what was paid for ".repeat(7) + "in the end.",
            _ => format!("It does number {number}."),
        };
        let one = format!("dimension = 'use'\nexpected = '{said}'\nperceived = '{said}'\n");
        text += &format!("[[statement]]\n{one}");
    }
    text
}

#[test]
fn the_full_form_is_asked_statement_by_statement_and_taken_back() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = at_hand(&desk, Size::NORMAL);
    terminal.keys("Q").wait_for("What shall be asked?").shows("asking_which");
    terminal.keys("<Enter>").wait_for("They work with equipment").keys("65").wait_for("3 of 22");
    terminal.keys("9").wait_for("Answers are 1 to 7").keys("-").wait_for("4 of 22");
    terminal.keys("<BS>").wait_for("3 of 22").wait_for("[-]").keys("7").wait_for("4 of 22");
    terminal.keys("R").wait_for("by agent").shows("asking_80x24");
    terminal.keys(&"4".repeat(18)).wait_for("22 of 22").keys("-");
    terminal.wait_for("21 answers by servqual are kept.").wait_for("servqual, agent");
    let given = answers(&desk);
    let wanted = [&[6, 5, 7][..], &[4; 18], &[0]].concat();
    assert_eq!(given[0]["perceived"], json!(wanted), "{given:?}");
    assert_eq!((&given[0]["expected"], &given[0]["rater"]), (&json!([]), &json!("agent")));
    terminal.keys("u").wait_for("Taken back: answers of Nur Halimah");
    assert!(answers(&desk).is_empty());
}

#[test]
fn both_sides_are_asked_in_one_sitting_about_the_contact_at_hand() {
    let desk = Desk::new();
    furnish(&desk);
    desk.ok(&[
        "instrument",
        "set",
        "kiosk",
        desk.write("own.toml", own()).to_str().expect("plain"),
    ]);
    let mut terminal = at_hand(&desk, Size::NORMAL);
    terminal.keys("iBIcharged twice<Enter>").wait_for("The contact is logged.");
    // What they expect first: what they get follows by itself.
    terminal.keys("Qkiosk<Enter>").wait_for("What they get  kiosk").keys("<Tab>");
    terminal.wait_for("What they expect  kiosk").keys(&"7".repeat(24));
    terminal.wait_for("Now what they get. Enter keeps").wait_for("1 of 24").keys("12");
    terminal.wait_for("3 of 24").keys("<Tab>").wait_for("What they expect").wait_for("[7]");
    terminal.keys("<Tab>").wait_for("What they get").keys("<Enter>");
    terminal.wait_for("22 statements are not asked yet.").keys("g").wait_for("3 of 24");
    terminal.keys("<Enter>").wait_for("22 statements").keys("<Enter>");
    terminal.wait_for("26 answers by kiosk are kept.");
    let given = answers(&desk);
    assert_eq!(given[0]["expected"], json!(vec![7; 24]), "{given:?}");
    assert_eq!(given[0]["perceived"], json!([&[1, 2][..], &[0; 22]].concat()));
    assert_eq!(given[0]["subject"], json!({ "interaction": "I-1" }), "{given:?}");
    // What was asked last is asked first.
    terminal.keys("Q").wait_for("> kiosk").keys("<Esc>");
}

#[test]
fn a_statement_longer_than_the_screen_is_read_to_its_end() {
    let desk = Desk::new();
    furnish(&desk);
    desk.ok(&[
        "instrument",
        "set",
        "kiosk",
        desk.write("own.toml", own()).to_str().expect("plain"),
    ]);
    let mut terminal = at_hand(&desk, Size::SMALL);
    terminal.keys("Qkiosk<Enter>").wait_for("1 of 24").keys("<Down>").wait_for("Down reads on.");
    terminal.shows("asking_long_40x12");
    for _ in 0..20 {
        terminal.settle();
        if terminal.screen().contains("in the end.") {
            break;
        }
        terminal.keys("<Down>");
    }
    assert!(terminal.screen().contains("in the end.") && terminal.screen().contains("2 of 24"));
    terminal.keys("<Down>").wait_for("3 of 24").keys("<PgDn>").wait_for("6 of 24");
    // On a wider screen it has room.
    terminal.resize(Size::NORMAL).keys("<Home><Down>").wait_for("in the end.").wait_for("2 of 24");
    terminal.resize(Size::WIDE).wait_for("in the end.").shows("asking_120x40");
}

#[test]
fn one_question_is_answered_with_one_key_and_ten_with_two() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = at_hand(&desk, Size::NORMAL);
    terminal.keys("Qnps<Enter>").wait_for("How likely are you").shows("asking_nps");
    terminal.keys("10").wait_for("Kept: recommendation (NPS) 10.");
    terminal.keys("Q").wait_for("> nps").keys("<Enter>").wait_for("10: press 1").keys("1<Enter>");
    terminal.wait_for("Kept: recommendation (NPS) 1.").keys("Qnps<Enter>").wait_for("10: press 1");
    terminal.keys("1<BS>0").wait_for("Kept: recommendation (NPS) 0.");
    terminal
        .keys("Qcsat<Enter>")
        .wait_for("How satisfied")
        .keys("0")
        .wait_for("Answers are 1 to 5");
    terminal.keys("-").wait_for("score").keys("5").wait_for("Kept: satisfaction (CSAT) 5.");
    let nps = |score: u8| (json!("nps"), json!(score));
    assert_eq!(scores(&desk), [nps(10), nps(1), nps(0), (json!("csat"), json!(5))]);
}

#[test]
fn what_is_answered_comes_back_after_escape_and_after_a_cut_line() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = at_hand(&desk, Size::NORMAL);
    terminal
        .keys("Qserv<Enter>")
        .wait_for("1 of 22")
        .keys("654<Esc>")
        .wait_for("Kept as an unsaved");
    terminal.keys("Qserv<Enter>").wait_for("These answers are from").wait_for("4 of 22").keys("3R");
    is_kept(&desk, "\"agent\"");
    send(terminal.pid(), Signal::SIGKILL);
    terminal.wait_end();
    let mut again = desk.terminal(AGENT);
    again.wait_for("One unsaved text is waiting").keys("gd").wait_for("servqual, 4 answers");
    again.keys("<Enter>").wait_for("5 of 22").wait_for("by agent").wait_for("Nur Halimah");
    // Afresh, the old answers wait; and back to them.
    again.keys("<C-n>").wait_for("1 of 22").wait_for("Answers to this are kept").keys("<C-n>");
    again.wait_for("5 of 22").keys("<Enter>").wait_for("18 statements").keys("k");
    again.wait_for("4 answers by servqual are kept.");
    assert_eq!(answers(&desk)[0]["perceived"], json!([&[6, 5, 4, 3][..], &[0; 18]].concat()));
    assert!(!desk.talk(AGENT).draft(json!("list")).to_string().contains("servqual"));
}

#[test]
fn nothing_is_asked_of_nobody_or_kept_without_an_answer() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("sigap").keys("Q").wait_for("No customer at hand");
    terminal.keys("/445566<Enter>").wait_for("Nur Halimah").keys("Qquick<Enter>");
    terminal.wait_for("What they expect  quick").keys("<Tab>").wait_for("in one way only");
    terminal.keys("<Enter>").wait_for("score").keys("-----").wait_for("score").keys("<Esc>");
    assert!(answers(&desk).is_empty());
    // An instrument that is taken away meanwhile is not asked.
    desk.ok(&[
        "instrument",
        "set",
        "kiosk",
        desk.write("own.toml", own()).to_str().expect("plain"),
    ]);
    let mut other = at_hand(&desk, Size::NORMAL);
    other.keys("Q").wait_for("kiosk");
    desk.ok(&["undo"]);
    other.keys("kiosk<Enter>").wait_for("kiosk cannot be asked");
}

#[test]
fn a_pocket_and_indonesian_have_the_whole_statement() {
    let desk = Desk::indonesian();
    furnish(&desk);
    let mut terminal = at_hand(&desk, Size::SMALL);
    terminal.keys("Qserv<Enter>").wait_for("Kenyataan").keys("6655").wait_for("5 dari 22");
    terminal.shows("asking_40x12_id");
    terminal.resize(Size::NORMAL).keys("<Tab>").wait_for("Harapan").shows("asking_80x24_id");
}

#[test]
fn an_announced_call_waits_for_its_own_key_while_one_asks() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = at_hand(&desk, Size::NORMAL);
    terminal.keys("Qnps<Enter>").wait_for("10: press 1").keys("1");
    let ring = json!({ "ring": { "number": "0812-3344-5566", "call_id": "9", "agent": AGENT,
        "customer": null, "label": "", "matches": 0 } });
    desk.talk("supervisor").signal(ring);
    terminal.wait_for("F12").keys("<Enter>").wait_for("Kept: recommendation (NPS) 1.");
}

#[test]
fn statements_are_answered_line_by_line_in_both_languages() {
    for (desk, first, kept) in [
        (Desk::new(), "1 of 22, Tangibles: They work with", "44 answers by servqual"),
        (Desk::indonesian(), "1 dari 22, Wujud: Mereka bekerja", "44 jawaban menurut servqual"),
    ] {
        furnish(&desk);
        let (sevens, fives) = ("7 ".repeat(22), "5".repeat(19));
        let lines = ["445566", "ask servqual", "6 5 -", "\\", "7", "R", "?"];
        let all = [
            &lines[..],
            &[":other_side", &sevens, &fives],
            &["ask nps 10", "ask csat 9", "ask csat 4", "history", "quit"],
        ]
        .concat();
        let script = all.join("\n") + "\n";
        let told = finish(desk.command::<&str>(&[]), std::io::Cursor::new(script));
        assert!(told.out.contains(first) && told.out.contains(kept), "{}", told.out);
        let given = answers(&desk);
        assert_eq!(given[0]["perceived"], json!([&[6, 5, 7][..], &[5; 19]].concat()), "{told:#?}");
        assert_eq!(given[0]["expected"], json!(vec![7; 22]));
        assert_eq!(given[0]["rater"], "agent");
        assert_eq!(scores(&desk), [(json!("nps"), json!(10)), (json!("csat"), json!(4))]);
        assert!(!told.status.success(), "one answer was off its scale");
    }
}

#[test]
fn an_answer_costs_a_thin_line_little_more_than_the_next_statement() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = at_hand(&desk, Size::NORMAL);
    terminal.keys("Qserv<Enter>").wait_for("1 of 22");
    let dearest = (0..8).map(|_| terminal.cost("6").bytes).max();
    // The longest statement has 86 letters, and the one before it has to go.
    assert!(dearest.is_some_and(|bytes| bytes <= 200), "{dearest:?}");
}

#[test]
fn points_show_their_sum_as_they_are_typed_and_are_a_customers_or_the_desks() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = at_hand(&desk, Size::NORMAL);
    // Who leads the desk says whose.
    terminal.keys("g%").wait_for("Whose points?").keys("c").wait_for("Importance  Nur Halimah");
    terminal.wait_for("Share out 100 points");
    terminal.keys("10<Tab>40<Tab>x").wait_gone("missing").keys("<Enter>").wait_for("0 to 100");
    terminal.keys("<BS>20").wait_for("Together 70: 30 are missing").shows("weights_80x24");
    terminal.keys("<Enter>").wait_for("add up to 70").keys("<Tab>20<Tab>20");
    terminal.wait_for("Together 110: 10 too many").keys("<BS><BS>10").wait_for("Together 100.");
    terminal.keys("<Enter>").wait_for("The weights of Nur Halimah are kept.");
    let row = desk.json(&["weights", "show", "--customer", "C-1"]).remove(0);
    assert_eq!((&row["own"], &row["desk"]), (&json!([10, 40, 20, 20, 10]), &Value::Null), "{row}");
    // What was said is there again.
    terminal
        .keys("g%c")
        .wait_for("Together 100.")
        .keys("<Esc>u")
        .wait_for("Taken back: importance");
    let mut lead = desk.terminal("supervisor");
    lead.wait_for("supervisor").keys("g%").wait_for("Importance  those of the desk");
    lead.keys("20<Tab>20<Tab>20<Tab>20<Tab>20<Enter>").wait_for("The desk's weights are kept.");
    let row = desk.json(&["weights", "show", "--customer", "C-1"]).remove(0);
    assert_eq!((&row["own"], &row["desk"]), (&Value::Null, &json!(vec![20; 5])), "{row}");
    lead.keys("g%").wait_for("Together 100.").keys("<C-u><Tab><C-u><Tab><C-u><Tab><C-u><Tab><C-u>");
    lead.wait_for("no points at all take back").keys("<Enter>").wait_for("weights are taken back");
    // Line by line.
    let script = "445566\nweights c 30; 30; 20; 10; 10\nquit\n";
    let told = finish(desk.command::<&str>(&[]), std::io::Cursor::new(script));
    assert!(told.status.success(), "{told:#?}");
}

#[test]
fn improvements_are_listed_set_down_put_off_done_and_taken_back() {
    let desk = Desk::new();
    furnish(&desk);
    let ticket = json!({ "customer": "C-1", "topic": "BI", "severity": "moderate",
        "subject": "charged twice" });
    desk.talk("supervisor").run(json!({ "open_ticket": ticket }));
    desk.ok(&["ticket", "cause", "T-1", "delivery", "--activity", "supply"]);
    let mut terminal = desk.terminal(AGENT);
    terminal.wait_for("T-1").keys("g.").wait_for("set down what").keys("<Enter>");
    // It begins from the cause of the selected ticket.
    terminal.wait_for("< delivery >").wait_for("< supply >").wait_for("BI").keys("<Enter>");
    terminal.wait_for("Say in a few words").types("one bill a month").keys("<Enter>");
    terminal.wait_for("Type the day on which").types("2026-01-15").keys("<Enter>");
    terminal.wait_for("The improvement is kept. g . lists").keys("g.").wait_for("one bill a month");
    terminal.shows("improvements_80x24").keys("<Enter>").wait_for("check it on another day");
    terminal.keys("p").wait_for("> check on").keys("<C-u>2027-02-01<Enter>").wait_for("is kept");
    terminal.keys("g.").wait_for("2027-02-01").keys("<Enter>").wait_for("it is done").keys("d");
    terminal.wait_for("It is done; complaints are counted").keys("g.").wait_for("done  one bill");
    let row = desk.json(&["improve", "list"]).remove(0);
    assert_eq!((&row["owner"], &row["check"]), (&json!(AGENT), &json!("2027-02-01")), "{row}");
    let about = (&row["topic"], &row["gap"], &row["activity"]);
    assert_eq!(about, (&json!("BI"), &json!("delivery"), &json!("supply")), "{row}");
    terminal.keys("<Enter>").wait_for("take it back").keys("t").wait_for("is taken back");
    assert!(desk.json(&["improve", "list"]).is_empty());
    terminal.keys("u").wait_for("Taken back: improvement");
    assert_eq!(desk.json(&["improve", "list"]).len(), 1);
    // What was typed for one comes back.
    terminal.keys("g.").wait_for("one bill").keys("<Down><Enter>").wait_for("what is done");
    terminal.types("a second courier").keys("<Esc>").wait_for("Kept as an unsaved text");
    terminal.keys("gd").wait_for("improvement").keys("<Enter>").wait_for("a second courier");
}

#[test]
fn improvements_are_set_down_and_listed_line_by_line() {
    let desk = Desk::indonesian();
    furnish(&desk);
    let script =
        "improvements +\nkurir kedua\nsari\n2026-01-15\nBI\n\n\nimprovements\n1\nt\nquit\n";
    let told = finish(desk.command::<&str>(&[]), std::io::Cursor::new(script));
    assert!(
        told.out.contains("Perbaikan disimpan.") && told.out.contains("kurir kedua"),
        "{told:#?}"
    );
    assert!(desk.json(&["improve", "list"]).is_empty(), "it was taken back: {told:#?}");
}

#[test]
fn who_may_not_change_anything_is_told_so_and_who_leads_nobody_has_the_customers_points_only() {
    let desk = Desk::new();
    furnish(&desk);
    desk.ok(&["improve", "add", "one bill a month", "--check", "2026-12-24"]);
    let mut chief = desk.talk("chief");
    for (agent, role) in [("sari", "agent"), ("rina", "auditor")] {
        chief.run(json!({ "set_role": { "agent": agent, "role": role } }));
    }
    let mut terminal = desk.terminal("sari");
    terminal.wait_for("sari").keys("g%").wait_for("No customer at hand");
    terminal.keys("/445566<Enter>").wait_for("History  Nur Halimah").keys("g%");
    terminal.wait_for("Importance  Nur Halimah").keys("<Esc>");
    let mut auditor = desk.terminal("rina");
    auditor.wait_for("rina").keys("Q").wait_for("agent, supervisor");
    auditor.keys("g%").wait_for("agent, supervisor").keys("g.").wait_for("one bill a month");
    assert!(!auditor.screen().contains("set down what"), "{}", auditor.screen());
    auditor.keys("<Enter>").wait_for("Nothing can be changed from here");
}

#[test]
fn a_desk_that_goes_away_and_comes_back_has_the_answers() {
    let desk = Desk::new();
    furnish(&desk);
    let mut terminal = at_hand(&desk, Size::NORMAL);
    terminal.keys("Qserv<Enter>").wait_for("1 of 22").keys("65").wait_for("3 of 22");
    is_kept(&desk, "perceived2");
    desk.kill();
    terminal.wait_for("The desk is back").keys("4").wait_for("4 of 22").keys("<Esc>Qserv<Enter>");
    terminal.wait_for("These answers are from").wait_for("4 of 22").keys("<Enter>k");
    terminal.wait_for("3 answers by servqual are kept.");
}
