//! A report with every plot and with data that wants to break out, in all its looks. Never a
//! browser in here: what one makes of the page is held by `tests/it/browser.rs`.

use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr;

use super::{Said, glyph, lines, page};
use crate::speech::{Lang, Speech};
use crate::wire::report::{Cell, Column, Plot, Report, Unit};

/// One table for each plot, a wide one and an empty one.
fn report() -> Report {
    let text = include_str!("../../tests/it/data/report.json");
    serde_json::from_str(text).expect("our own")
}

fn drawn(lang: Lang, name: &str, width: usize) -> Vec<String> {
    let speech = Speech::new(lang, TimeZone::UTC);
    let report = report();
    let table = report.tables.iter().find(|table| table.name == name).expect("it is there");
    lines(table, Said { speech: &speech, codes: &[] }, width)
}

#[test]
fn plots_of_letters_fit_every_width_and_drive_no_terminal() {
    for (width, table) in [20, 38, 78, 200]
        .into_iter()
        .flat_map(|width| report().tables.into_iter().map(move |table| (width, table)))
    {
        let lines = drawn(Lang::Id, &table.name, width);
        let none = table.rows.is_empty() || table.plot == Plot::None;
        assert_eq!(lines.is_empty(), none, "{}", table.name);
        for line in lines {
            assert!(line.width() <= width, "{} at {width}: {line}", table.name);
            assert!(!line.contains(['\u{1b}', '\u{202e}']), "{line:?}");
            let plain: String = line.chars().map(glyph).filter(|c| !"名前".contains(*c)).collect();
            assert!(plain.is_ascii(), "{plain}");
        }
    }
}

#[test]
fn bars_are_as_long_as_their_numbers_and_those_below_nothing_look_otherwise() {
    let bars = drawn(Lang::En, "bars", 78);
    let long = |line: &str| line.matches('█').count();
    assert_eq!((bars.len(), long(&bars[3])), (4, 0), "the row of all has none: {bars:?}");
    assert!(bars[0].starts_with("late") && long(&bars[0]) > 35, "{bars:?}");
    let ratio = long(&bars[1]) as f64 / long(&bars[0]) as f64;
    assert!((ratio - 0.24).abs() < 0.02 && long(&bars[2]) == 0, "{bars:?}");
    let gaps = drawn(Lang::Id, "gaps", 78);
    assert!(gaps[0].contains("-1,50  ░░░░") && gaps[1].contains("0,50  ████"), "{gaps:?}");
    assert_eq!(gaps[0].matches('░').count().div_ceil(3), long(&gaps[1]), "{gaps:?}");
}

#[test]
fn curves_rise_fall_and_say_from_where_to_where() {
    let line = drawn(Lang::En, "line", 78);
    assert_eq!(line[0], "report-column-sample-n  0 .. 39");
    assert!(line[1].starts_with("  ▁▁") && line[1].ends_with("█"), "{line:?}");
    assert_eq!(line[2], "  0 .. 39");
    assert_eq!(line.len(), 3, "nothing is drawn of what nobody knows");
    let steps = drawn(Lang::En, "steps", 60);
    let row = |at: usize| steps[at].matches('█').count();
    assert!(steps[0].starts_with(" 100% │███") && row(0) < row(3) && row(3) < row(10), "{steps:?}");
    assert!(steps[11].ends_with("72"), "{steps:?}");
    let corners = drawn(Lang::En, "corners", 78);
    assert_eq!(
        corners[0],
        "Up: report-column-sample-mean. To the right: report-column-sample-points."
    );
    assert!(corners[1].starts_with('A') && corners[11].ends_with('B'), "{corners:?}");
    assert!(corners.iter().any(|line| line.contains('┼')), "{corners:?}");
    assert_eq!(corners[12], "A  tangibles  11  4.80");
}

#[test]
fn a_page_holds_every_figure_runs_nothing_and_is_the_same_again() {
    let speech = Speech::new(Lang::Id, TimeZone::UTC);
    let said = Said { speech: &speech, codes: &[] };
    let html = page(&report(), said);
    assert_eq!(html, page(&report(), said));
    assert!(html.starts_with("<!doctype html>\n<html lang=\"id\">"));
    assert!(html.contains("Mutu layanan") && html.contains("1.234"), "title and entry");
    for never in ["<script", "http:", "https:", "url(", "\u{1b}", "\u{202e}", "javascript"] {
        assert!(!html.contains(never), "{never}");
    }
    assert_eq!(html.matches("<svg").count(), 5);
    assert_eq!(html.matches("<svg").count(), html.matches("</svg>").count());
    assert_eq!(html.matches("<table").count(), 6, "behind each plot, and the wide one");
    let cells: usize =
        report().tables.iter().map(|table| table.rows.len() * table.columns.len()).sum();
    let found = html.matches("role=\"cell\"").count() + html.matches("role=\"rowheader\"").count();
    assert_eq!(found, cells);
    assert!(html.contains("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;&amp;"));
    assert!(!html.contains("NaN") && !html.contains("inf"), "no plot of nothing");
}

#[test]
fn a_value_is_written_as_its_unit_is() {
    let speech = Speech::new(Lang::Id, TimeZone::UTC);
    let said = Said { speech: &speech, codes: &[] };
    for (unit, raw, wanted) in [
        (Unit::Count, 1_234_000_000, "1.234"),
        (Unit::Share, 265_370, "26,5%"),
        (Unit::Duration, 8_180_000, "8,2d"),
        (Unit::Money, 139_130_850_000, "139.130,85"),
        (Unit::Score, -1_102_053, "-1,10"),
        (Unit::Days, 2_500_000, "2,5"),
        (Unit::Number, 1_500_000, "1,5"),
        (Unit::Number, 2_000_000, "2"),
        (Unit::Number, 333_333, "0,333"),
        (Unit::Time, 0, "01 Jan 1970 00.00"),
    ] {
        assert_eq!(said.value(unit, &Cell::Number(raw)), wanted, "{unit}");
    }
    assert_eq!(said.value(Unit::Count, &Cell::None), "-");
    let topic = Column { name: "topic".into(), unit: Unit::Label };
    assert_eq!(
        said.cell(&topic, &Cell::Text("BI".into())),
        format!("BI {}", speech.say("topic-BI"))
    );
    assert_eq!(said.cell(&topic, &Cell::Text("no topic".into())), "no topic");
}
