//! The language of filters, as rows of tables. Never a desk behind it.

use super::*;
use crate::domain::{At, Malformed, limit, time::DAY, time::HOUR};

fn indonesian() -> Vocabulary {
    let mut words = Vocabulary::plain();
    words.key(Key::Priority, "prioritas");
    words.value(Key::Priority, "mendesak", "urgent");
    words.value(Key::Status, "buka", "open");
    words.value(Key::Status, "tahan lain", "on_hold");
    words.value(Key::Topic, "tagihan", "BI");
    words.value(Key::Topic, "gangguan", "TE");
    words.value(Key::Topic, "kiriman", "DE");
    words.value(Key::Agent, "saya", "me");
    words.value(Key::Due, "hari ini", "today");
    for (unit, word) in [(Unit::Hours, "j"), (Unit::Days, "h"), (Unit::Days, "hari")] {
        words.unit(unit, word);
    }
    words
}

#[test]
fn what_is_typed_is_written_out_in_the_words_of_the_wire() {
    for (typed, written) in [
        ("", ""),
        ("   ", ""),
        ("modem", "modem"),
        ("status:open", "status:open"),
        ("Status:OPEN,on-hold", "status:open,on_hold"),
        ("status:onhold", "status:on_hold"),
        ("topic:bi,te -topic:de", "topic:BI,TE -topic:DE"),
        ("agent:me,none,sari", "agent:me,none,sari"),
        ("due:<2j due:>1h due:3j due:late", "due:<2h due:>1d due:<3h due:late"),
        ("age:>3d age:2w age:<90m age:1j", "age:>3d age:>2w age:<90m age:>1h"),
        ("tier:gold,none", "tier:gold,none"),
        ("customer:12 customer:C-7", "customer:C-12 customer:C-7"),
        ("kind:contact channel:call by:me", "kind:contact channel:call by:me"),
        ("\"no signal\" -\"at all", "\"no signal\" -\"at all\""),
        ("-modem - \"\" !topic:BI !", "-modem -topic:BI"),
        ("14:30 a\u{1b}b \u{1b}", "14:30 ab"),
        ("prioritas:mendesak status:buka,tahan-lain", "priority:urgent status:open,on_hold"),
        ("topic:tagihan agent:saya due:hari-ini", "topic:BI agent:me due:today"),
        ("due:\"hari ini\"", "due:today"),
        ("status:open,", "status:open"),
    ] {
        let words = indonesian();
        match Filter::read(typed, &words) {
            Ok(filter) => {
                assert_eq!(filter.to_string(), written, "{typed}");
                let again = Filter::read(written, &Vocabulary::plain());
                assert_eq!(again, Ok(filter), "{typed}: read again");
            }
            Err(_) => assert_eq!(written, "", "{typed}"),
        }
    }
}

#[test]
fn a_mistake_names_the_word_and_what_is_possible() {
    let words = indonesian();
    for (typed, given, allowed) in [
        ("statsu:open", "statsu", "prioritas"),
        ("x status:opne", "status:opne", "buka"),
        ("status:", "status:", "tahan-lain"),
        ("due:soon", "due:soon", "<2j"),
        ("due:<5", "due:<5", "hari-ini"),
        ("age:>12345d", "age:>12345d", ">3h"),
        ("topic:bil", "topic:bil", "BI"),
        ("agent:a,,b", "agent:a,,b", "saya"),
        ("customer:halimah", "customer:halimah", "C-12"),
        ("tier:golden", "tier:golden", "none"),
    ] {
        let Err(Malformed::Word { given: named, allowed: listed }) = Filter::read(typed, &words)
        else {
            panic!("{typed} is a mistake");
        };
        assert_eq!(named, given, "{typed}");
        assert!(listed.split(", ").any(|one| one == allowed), "{typed}: {listed}");
    }
}

#[test]
fn a_filter_has_so_many_letters_and_conditions_and_no_more() {
    let read = |text: String| Filter::read(&text, &Vocabulary::plain());
    assert!(read("x".repeat(limit::FILTER_CHARS)).is_ok());
    assert!(matches!(read("x".repeat(limit::FILTER_CHARS + 1)), Err(Malformed::TooLong { .. })));
    assert!(read("x ".repeat(limit::FILTER_TERMS)).is_ok());
    assert!(matches!(read("x ".repeat(limit::FILTER_TERMS + 1)), Err(Malformed::TooMany { .. })));
}

#[test]
fn what_is_written_out_reads_back_to_the_same_filter() {
    let spans: Vec<String> = (0..331).map(|number| format!("{}h", number % 10)).collect();
    let many: Vec<String> = (0..331).map(|number| format!("{number}h")).collect();
    for (typed, written) in [
        ("24\" topic:TE", Some("24 topic:TE")),
        ("5\" note: big", None),
        ("14:\"a b\" c", Some("\"14:a b\" c")),
        ("-\"a b\" !\"topic:TE", Some("-\"a b\" -\"topic:TE\"")),
        ("\u{202e}-modem", Some("-modem")),
        ("\u{202e}\"a b\" -\u{202e}\"-c d\"", Some("\"a b\" -\"-c d\"")),
        ("--modem a\"-b \"-x", Some("--modem a-b \"-x\"")),
        ("status:\"on hold\",open,\"open\"", Some("status:on_hold,open")),
        (&format!("due:{}", spans.join(",")), Some("due:<0h,<1h,<2h,<3h,<4h,<5h,<6h,<7h,<8h,<9h")),
        (&format!("due:{}", many.join(",")), None),
        (&"a\"b c d e\" ".repeat(30), None),
        ("a\"b c d e\"", Some("ab c d e")),
    ] {
        let filter = Filter::read(typed, &Vocabulary::plain()).ok();
        assert_eq!(filter.as_ref().map(ToString::to_string).as_deref(), written, "{typed}");
        let again = written.and_then(|text| Filter::read(text, &Vocabulary::plain()).ok());
        assert_eq!(again, filter, "{typed}: read again");
    }
}

#[test]
fn whatever_signs_stand_where_they_read_back_the_same() {
    let signs = ['a', '"', '-', ':', ' ', ',', '\u{202e}', '!'];
    for number in 0..signs.len().pow(5) {
        let sign = |place: u32| signs[number / signs.len().pow(place) % signs.len()];
        let typed: String = (0..5).map(sign).collect();
        drop(complete(&typed, &Vocabulary::plain(), &[]));
        let Ok(filter) = Filter::read(&typed, &Vocabulary::plain()) else { continue };
        let written = filter.to_string();
        let again = Filter::read(&written, &Vocabulary::plain());
        assert_eq!(again, Ok(filter), "{typed:?} written {written:?}");
    }
}

#[test]
fn a_topic_that_the_desk_does_not_have_is_a_mistake_where_its_topics_are_known() {
    for (typed, is_known) in [("topic:BI", true), ("topic:xx", false), ("topic:BI,RO", false)] {
        assert_eq!(Filter::read(typed, &indonesian()).is_ok(), is_known, "{typed}");
        assert!(Filter::read(typed, &Vocabulary::plain()).is_ok(), "{typed} is kept as it is");
    }
}

#[test]
fn half_typed_words_are_never_mistakes() {
    let words = indonesian();
    let whole = "status:open topic:BI,TE due:<2j -agent:none prio:x modem ";
    for end in 0..=whole.len() {
        let typed = Filter::typed(&whole[..end], &words);
        let blamed = whole[..end].contains("prio:");
        assert_eq!(typed.mistake.is_some(), blamed, "{}", &whole[..end]);
    }
    for (typed, counts) in [
        ("status:open topic:", "status:open"),
        ("status:open top", "status:open top"),
        ("status:op", ""),
        ("status:open,w", ""),
        ("due:<", ""),
        ("modem due:<2", "modem"),
        ("bad:x modem", "modem"),
    ] {
        assert_eq!(Filter::typed(typed, &words).filter.to_string(), counts, "{typed}");
    }
}

#[test]
fn what_can_become_no_condition_any_more_is_wrong_before_a_blank_follows() {
    let words = indonesian();
    for (typed, is_wrong) in [
        ("stat", false),
        ("stauts:", true),
        ("status:", false),
        ("status:op", false),
        ("status:openx", true),
        ("status:open,w", false),
        ("status:opne,w", true),
        ("topic:b", false),
        ("topic:tagi", false),
        ("topic:bill", true),
        ("due:<", false),
        ("due:<12", false),
        ("due:<3ha", false),
        ("due:<3x", true),
        ("due:har", false),
        ("due:soon", true),
        ("customer:c-", false),
        ("customer:hal", true),
        ("tier:go", false),
        ("tier:tin", true),
    ] {
        assert_eq!(Filter::typed(typed, &words).mistake.is_some(), is_wrong, "{typed}");
    }
}

#[test]
fn the_last_word_of_quotes_that_are_open_is_found_by_its_beginning() {
    for (typed, counts) in [
        ("\"mod", "mod"),
        ("\"modem da", "\"modem\" da"),
        ("\"the modem da", "\"the modem\" da"),
        ("\"modem da\"", "\"modem da\""),
        ("-\"modem da", "-\"modem da\""),
        ("\"modem ", "\"modem\""),
        ("tier:gold \"modem da", "tier:gold \"modem\" da"),
    ] {
        let filter = Filter::typed(typed, &Vocabulary::plain()).filter;
        assert_eq!(filter.to_string(), counts, "{typed}");
    }
}

#[test]
fn tab_completes_keys_and_values() {
    let words = indonesian();
    let first = |text: &str| {
        let completed = complete(text, &words, &["sari", "budi"]);
        (completed.from, completed.words.into_iter().next())
    };
    for (typed, from, word) in [
        ("", 0, Some("status:")),
        ("modem ", 6, Some("status:")),
        ("to", 0, Some("topic:")),
        ("-to", 1, Some("topic:")),
        ("prior", 0, Some("prioritas:")),
        ("priority:u", 9, Some("urgent")),
        ("prioritas:", 10, Some("low")),
        ("prioritas:me", 10, Some("mendesak")),
        ("status:open,w", 12, Some("waiting")),
        ("agent:s", 6, Some("saya")),
        ("agent:b", 6, Some("budi")),
        ("due:<", 4, Some("<2j")),
        ("due:<2h", 4, None),
        ("topic:B", 6, Some("BI")),
        ("modem", 0, None),
        ("\"to", 3, None),
        ("bad:x", 5, None),
    ] {
        assert_eq!(first(typed), (from, word.map(str::to_owned)), "{typed}");
    }
}

#[test]
fn a_ticket_passes_what_it_has() {
    let now = At(100 * DAY + 10 * HOUR);
    let day = |number: i64| At(number * DAY);
    let moment = Moment { now, days: [day(99), day(100), day(101), day(102)], me: "sari" };
    let followers = ["rina".to_owned(), "sari".to_owned()];
    let ticket = Facts {
        kind: Some(Kind::Ticket),
        status: Some(Status::Open),
        topic: "BI".parse().ok(),
        holder: Some("sari"),
        due: Some(now.plus(HOUR)),
        at: Some(now.plus(-4 * DAY)),
        tier: Some(Tier::Gold),
        priority: Some(Priority::Urgent),
        severity: Some(Severity::Major),
        customer: Some(CustomerId(12)),
        channel: None,
        by: Some("budi"),
        escalated: None,
        matter: Some(Kind::Complaint),
        gap: Some(Some(Gap::Delivery)),
        activity: Some(Some(crate::domain::Activity::Supply)),
        agreed: Some(None),
        followers: Some(&followers),
    };
    let (due, followers) = (Some(now.plus(-HOUR)), Some(&[][..]));
    let late = Facts { due, holder: Some(""), tier: None, followers, ..ticket };
    let paused = Facts { status: Some(Status::Waiting), ..late };
    let settled = Facts { status: Some(Status::Closed), due: None, ..ticket };
    // Which of the four pass.
    for (filter, passing) in [
        ("", "tlps"),
        ("modem", "tlps"),
        ("status:open", "tl"),
        ("-status:open", "ps"),
        ("status:waiting,closed", "ps"),
        ("topic:BI topic:TE", ""),
        ("agent:me", "ts"),
        ("agent:SARI", "ts"),
        ("agent:none", "lp"),
        ("-agent:budi", "tlps"),
        ("by:budi -by:me", "tlps"),
        ("due:<2h", "tlp"),
        ("due:<30m", "lp"),
        ("due:>30m", "t"),
        ("due:late", "l"),
        ("due:today", "tlp"),
        ("due:tomorrow", ""),
        ("due:none", "s"),
        ("age:>3d", "tlps"),
        ("age:<3d", ""),
        ("tier:gold", "ts"),
        ("tier:none", "lp"),
        ("priority:urgent severity:major customer:C-12", "tlps"),
        ("channel:call", ""),
        ("-channel:call kind:ticket", "tlps"),
        ("follower:me", "ts"),
        ("follower:none", "lp"),
        ("follower:Rina,budi", "ts"),
        ("-follower:budi", "tlps"),
    ] {
        let filter = Filter::read(filter, &Vocabulary::plain()).expect(filter);
        let all = [('t', &ticket), ('l', &late), ('p', &paused), ('s', &settled)];
        let fitting = all.into_iter().filter(|(_, facts)| filter.fits(facts, &moment));
        assert_eq!(fitting.map(|(name, _)| name).collect::<String>(), passing, "{filter}");
    }
}
