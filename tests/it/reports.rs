//! Reports as people and programs are given them: tables, plots, CSV and a page. Never what the
//! figures are: `figures.rs` holds those.

use crate::browser;
use crate::desk::{Desk, finish};

/// A desk on which something was complained of, by a topic whose name wants to break out.
fn desk() -> Desk {
    let desk = Desk::new();
    let label = "<b>\"loud\"</b> =1+1";
    desk.ok(&["code", "set", "topic", "LO", "--label", label]);
    desk.ok(&["customer", "add", "--name", "Nur Halimah"]);
    for topic in ["LO", "BI", "BI"] {
        desk.ok(&["ticket", "open", "C-1", "--topic", topic, "--subject", "is wrong"]);
    }
    // What is reported goes up to now, and not into it.
    desk.ok(&["customer", "add", "--name", "Joko Widodo"]);
    desk
}

#[test]
fn a_report_is_a_table_a_sheet_and_a_page_with_the_same_figures() {
    let desk = desk();
    let asked = ["report", "complaints", "--by", "topic"];
    let with = |more: &[&str]| desk.ok(&[&asked, more].concat());
    let told = with(&[]);
    assert!(told.contains("Complaints and suggestions") && told.contains("entry"), "{told}");
    assert!(told.contains("LO <b>\"loud\"</b> =1+1"), "{told}");
    assert!(told.lines().all(|line| line.chars().count() <= 80), "{told}");
    assert_eq!(told, with(&[]), "the same again");

    let csv = with(&["--csv", "--table", "complaints-by-topic"]);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "table,topic,complaints,share,so-far,rows_of");
    assert!(lines[1].starts_with("complaints-by-topic,BI,2,0.666667,0.666667,"), "{csv}");
    let all = with(&["--csv"]);
    assert!(all.contains(&csv) && all.contains("\nsuggestions,"), "{all}");
    let refused = desk.cli(&[&asked[..], &["--csv", "--table", "no-such"]].concat());
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.err.contains("complaints-by-topic"), "{refused:?}");

    let path = desk.file("report.html");
    with(&["--html", path.to_str().expect("plain")]);
    let page = std::fs::read_to_string(&path).expect("it is there");
    assert!(page.contains("LO &lt;b&gt;&quot;loud&quot;&lt;/b&gt; =1+1"), "{page}");
    assert!(page.contains("66.7%"), "{page}");
    browser::look_at(&page);
}

#[test]
fn a_report_under_a_poor_locale_is_plain_ascii_and_shows_its_bars() {
    let desk = desk();
    let asked = ["report", "complaints", "--by", "topic"];
    let mut command = desk.command(&asked);
    command.env("LANG", "C").env_remove("LC_ALL");
    let told = finish(command, std::io::empty()).out;
    assert!(told.is_ascii() && told.contains("####"), "{told}");
    assert!(desk.ok(&asked).contains("████"));
}

#[test]
fn a_report_on_the_screen_leads_from_a_row_to_its_tickets() {
    let desk = desk();
    let mut terminal = desk.terminal("chief");
    terminal.wait_for("T-3");
    terminal.keys("gp").wait_for("Complaints and suggestions");
    terminal.keys("<Enter>").wait_for("28 days").keys("<Enter>");
    terminal.wait_for("Made at entry").wait_for("settled by the first contact");
    let told = terminal.screen();
    assert!(!told.contains("report-"), "{told}");
    // A line that is only read leads nowhere.
    terminal.keys("<Enter>").types("each topic").wait_for("A row for each topic");
    terminal.keys("<Enter>").wait_for("LO <b>").types("LO").wait_gone("Made at entry");
    // The first table, in two parts, tells who is behind it; the next one counts tickets.
    terminal.keys("<Down><Down><Enter>").wait_for("1 ticket;");
    assert_eq!(terminal.rows_with("T-1").len(), 1, "{}", terminal.screen());
    assert!(terminal.rows_with("T-2").is_empty(), "{}", terminal.screen());
    // Back to where one was, and from a ticket that is settled to what became of it.
    terminal.keys("<Esc>").wait_for("How the desk works LO");
    desk.ok(&["ticket", "resolve", "T-1"]);
    terminal.keys("<Enter>").wait_for("resolved").keys("<Enter>").wait_for("settled 21 Nov");
}

#[test]
fn what_customers_expect_and_get_is_on_the_screen_too() {
    let desk = desk();
    desk.ok(&["rate", "C-1", "--reliability", "4", "--empathy", "2"]);
    desk.ok(&["customer", "add", "--name", "Siti Aminah"]);
    let mut terminal = desk.terminal("chief");
    terminal.wait_for("T-3");
    terminal.keys("gp").wait_for("Lost customers").types("Service quality");
    terminal.keys("<Enter>").wait_for("28 days").keys("<Enter>");
    terminal.wait_for("Made at entry").types("Reliab").wait_for("4.00");
    assert!(!terminal.screen().contains("report-"), "{}", terminal.screen());
}
