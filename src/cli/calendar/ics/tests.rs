//! Files of holidays as others write them, and as nobody should. Never a desk.

use jiff::tz::TimeZone;

use super::{Why, Wrong, read};

fn file(events: &[&str]) -> String {
    let event = |lines: &&str| format!("BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n");
    let events: String = events.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n")
}

fn taken(event: &str) -> Result<Vec<String>, Wrong> {
    let zone = TimeZone::get("Asia/Jakarta").expect("a zone");
    let holidays = read(file(&[event]).as_bytes(), &zone)?;
    Ok(holidays.iter().map(ToString::to_string).collect())
}

#[test]
fn holidays_are_taken_as_they_are_meant() {
    for (event, wanted) in [
        ("SUMMARY:Christmas\r\nDTSTART;VALUE=DATE:20261225", &["off 2026-12-25 Christmas"][..]),
        (
            "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20270102\r\nSUMMARY:Year\\, \r\n end",
            &["off 2026-12-25..2027-01-01 Year, end"],
        ),
        ("DTSTART:20260320\r\nDURATION:P2D", &["off 2026-03-20..2026-03-21"]),
        (
            "DTSTART:20261224T120000\r\nDTEND:20261225T000000\r\nSUMMARY:Eve",
            &["off 2026-12-24 12:00-24:00 Eve"],
        ),
        // 02:00 to 04:30 in Jakarta, and it goes on into the minute after that.
        ("DTSTART:20261224T190000Z\r\nDTEND:20261224T212959Z", &["off 2026-12-25 02:00-04:30"]),
        (
            "DTSTART;TZID=\"Asia/Tokyo\":20261224T170000\r\nDURATION:P2DT1H",
            &["off 2026-12-24 15:00-24:00", "off 2026-12-25", "off 2026-12-26 00:00-16:00"],
        ),
        (
            "DTSTART:20200501\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1\r\nSUMMARY:Labour",
            &["off 05-01 Labour"],
        ),
        ("DTSTART:20240229\r\nRRULE:FREQ=YEARLY", &["off 02-29"]),
        (
            "DTSTART:20240229\r\nRRULE:FREQ=YEARLY;UNTIL=20320229T000000Z",
            &["off 2024-02-29", "off 2028-02-29", "off 2032-02-29"],
        ),
        (
            "DTSTART:20261231\r\nDTEND:20270102\r\nRRULE:FREQ=YEARLY;COUNT=2",
            &["off 2026-12-31..2027-01-01", "off 2027-12-31..2028-01-01"],
        ),
        ("DTSTART:20261225\r\nSTATUS:CANCELLED", &[]),
        (
            "BEGIN:VALARM\r\nDTSTART:20200101\r\nEND:VALARM\r\nDTSTART:20261225\r\nX;A=\"b:c;d\":e",
            &["off 2026-12-25"],
        ),
    ] {
        assert_eq!(taken(event).expect(event), wanted, "{event}");
    }
}

#[test]
fn an_event_that_would_be_another_one_is_refused_by_its_name() {
    for (event, why) in [
        ("", Why::Start),
        ("DTSTART:20260230", Why::Start),
        ("DTSTART:2026-12-25", Why::Start),
        ("DTSTART:20261225T250000", Why::Start),
        ("DTSTART:20261225T120000", Why::End),
        ("DTSTART:20261225\r\nDTEND:20261224", Why::End),
        ("DTSTART:20261225\r\nDTEND:20261226T120000", Why::End),
        ("DTSTART:20261225\r\nDTEND:20281226", Why::End),
        ("DTSTART:20261225\r\nDURATION:-P1D", Why::End),
        ("DTSTART:20261225\r\nRRULE:FREQ=WEEKLY", Why::Rule),
        ("DTSTART:20261126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH", Why::Rule),
        ("DTSTART:20261126\r\nRRULE:FREQ=YEARLY;INTERVAL=2", Why::Rule),
        ("DTSTART:20261126\r\nRRULE:FREQ=YEARLY\r\nRRULE:FREQ=YEARLY", Why::Rule),
        ("DTSTART:20261126\r\nRRULE:FREQ=YEARLY\r\nEXDATE:20281126", Why::Days),
        ("DTSTART;TZID=Middle Earth:20261126T120000\r\nDURATION:PT1H", Why::Zone),
    ] {
        let event = format!("SUMMARY:Feast\r\n{event}");
        let wrong = Wrong::Event { name: "Feast".to_owned(), why };
        assert_eq!(taken(&event), Err(wrong), "{event}");
    }
    assert_eq!(taken("DTSTART:x"), Err(Wrong::Event { name: "3".to_owned(), why: Why::Start }));
    for text in ["", "BEGIN:VCARD\r\nEND:VCARD", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT"] {
        assert_eq!(read(text.as_bytes(), &TimeZone::UTC), Err(Wrong::NotOne), "{text}");
    }
    let many = vec!["DTSTART:20261225\r\nRRULE:FREQ=YEARLY;COUNT=150"; 20];
    assert_eq!(read(file(&many).as_bytes(), &TimeZone::UTC), Err(Wrong::TooMany));
}

/// Programs write the end of all time where they mean none; it was once refused, or taken as a
/// hundred and fifty single days.
#[test]
fn an_end_that_nobody_lives_to_see_is_none() {
    for end in ["UNTIL=99991231T235959Z", "UNTIL=99991231", "UNTIL=30000101", "COUNT=9999"] {
        let event = format!("DTSTART:20260501\r\nRRULE:FREQ=YEARLY;{end}\r\nSUMMARY:Labour");
        assert_eq!(taken(&event).expect(end), ["off 05-01 Labour"], "{end}");
    }
    // The last day in Jakarta is the day before in UTC.
    let event = "DTSTART:20260501\r\nRRULE:FREQ=YEARLY;UNTIL=20270430T170000Z";
    assert_eq!(taken(event).expect(event), ["off 2026-05-01", "off 2027-05-01"]);
}

/// Lines are folded by bytes, also within a letter; such a name once had two crosses in it.
#[test]
fn a_letter_that_was_folded_in_two_is_one_again() {
    let line = "SUMMARY:Idulfitri – Fête".as_bytes();
    for at in 9..line.len() {
        let (before, after) = line.split_at(at);
        let event = [before, b"\r\n ", after, b"\r\nDTSTART:20260320"].concat();
        let begin = b"\xef\xbb\xbfBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n";
        let file = [&begin[..], &event, b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"].concat();
        let holidays = read(&file, &TimeZone::UTC).expect("a calendar");
        let told: Vec<String> = holidays.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["off 2026-03-20 Idulfitri – Fête"], "folded at {at}");
    }
}
