//! Business time against what others have published, and against a slow, obvious second way of
//! counting it. Never shares a line with the first way.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Hours, SEARCH};
use crate::domain::calendar::Calendar;
use crate::domain::time::{At, DAY, HOUR, MINUTE};

fn hours(text: &str) -> Hours {
    let calendar: Calendar = text.parse().expect("a calendar");
    let zone = TimeZone::get(&calendar.zone).expect("a zone of the time zone database");
    Hours::By(Box::new(calendar), zone)
}

fn at(text: &str) -> At {
    At(text.parse::<Timestamp>().expect("a time").as_millisecond())
}

const MON_FRI: &str = "zone UTC\nmon-fri 10:00-18:00\n";
/// The 8th is a Thursday.
const THU_FRI_OFF: &str = "zone UTC\nmon-fri 10:00-18:00\noff 2026-01-08..2026-01-09\n";

#[test]
fn the_published_cases_agree() {
    let new_york = "zone America/New_York\nmon-fri 09:00-18:00\n";
    let moscow = "zone Europe/Moscow\nmon-fri 09:00-18:00\n";
    let sunday = "zone UTC\nsun 09:00-17:00\n";
    let monday = "zone UTC\nmon 09:00-17:00\n";
    for (calendar, start, minutes, due) in [
        (sunday, "2007-01-01T00:00:00Z", 60, "2007-01-07T10:00:00Z"),
        (monday, "2007-01-01T00:00:00Z", 60, "2007-01-01T10:00:00Z"),
        (new_york, "2007-01-01T22:00:00Z", 120, "2007-01-02T15:00:00Z"),
        // Moscow was at UTC+3 in that winter, as it is now.
        (moscow, "2007-01-01T22:00:00Z", 120, "2007-01-02T08:00:00Z"),
        // Urgent on a Friday at 17:00, 30 minutes and 2 hours.
        (MON_FRI, "2026-01-09T17:00:00Z", 30, "2026-01-09T17:30:00Z"),
        (MON_FRI, "2026-01-09T17:00:00Z", 120, "2026-01-12T11:00:00Z"),
        // High on a Friday at 19:00, 1 hour and 4 hours.
        (MON_FRI, "2026-01-09T19:00:00Z", 60, "2026-01-12T11:00:00Z"),
        (MON_FRI, "2026-01-09T19:00:00Z", 240, "2026-01-12T14:00:00Z"),
        // Urgent on a Thursday at 15:00, Thursday and Friday being holidays.
        (THU_FRI_OFF, "2026-01-08T15:00:00Z", 30, "2026-01-12T10:30:00Z"),
        (THU_FRI_OFF, "2026-01-08T15:00:00Z", 120, "2026-01-12T12:00:00Z"),
        (MON_FRI, "2026-01-08T15:00:00Z", 120, "2026-01-08T17:00:00Z"),
    ] {
        let (hours, start, millis) = (hours(calendar), at(start), minutes * MINUTE);
        assert_eq!(hours.after(start, millis), Some(at(due)), "{calendar}{start:?}");
        assert_eq!(hours.between(start, at(due)), millis, "{calendar}{start:?}");
    }
}

#[test]
fn hours_are_the_wall_clocks_when_the_clocks_are_changed() {
    let night = hours("zone Europe/Berlin\nmon-sun 01:00-04:00\n");
    let open = |from, to| night.between(at(from), at(to)) / HOUR;
    // On 29 March 2:00 is 3:00 at once; on 25 October 3:00 is 2:00 again.
    assert_eq!(open("2026-03-28T00:00:00+01:00", "2026-03-29T00:00:00+01:00"), 3);
    assert_eq!(open("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00"), 2);
    assert_eq!(open("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00"), 4);
    // A span that the clock shows twice, with a gap between.
    let twice = hours("zone Europe/Berlin\nmon-sun 02:00-02:30\n");
    let spans: Vec<_> = twice
        .open(at("2026-10-25T00:00:00+02:00"), at("2026-10-26T00:00:00+01:00"))
        .map(|one| (one.from, one.millis() / MINUTE))
        .collect();
    let first = (at("2026-10-25T02:00:00+02:00"), 30);
    assert_eq!(spans, [first, (at("2026-10-25T02:00:00+01:00"), 30)]);
    // Samoa went without 30 December 2011.
    let samoa = hours("zone Pacific/Apia\nmon-sun 00:00-24:00\n");
    let [before, after] = ["2011-12-29T00:00:00-10:00", "2012-01-01T00:00:00+14:00"].map(at);
    assert_eq!(samoa.between(before, after), 2 * DAY);
}

#[test]
fn a_calendar_that_is_never_open_again_is_given_up() {
    let closed = hours("zone UTC\nmon-sun 00:00-24:00\noff 01-01..12-31 Closed down\n");
    let start = at("2026-01-08T15:00:00Z");
    assert_eq!(closed.after(start, 1), None);
    assert_eq!(closed.between(start, At(i64::MAX)), 0);
    assert_eq!(closed.after(start, 0), Some(start), "nothing is due at once");
    let open = hours("zone UTC\nmon-sun 00:00-24:00\n");
    assert_eq!(open.after(start, SEARCH), Some(start.plus(SEARCH)));
    assert_eq!(open.after(start, SEARCH + 1), None);
    for end in [At(i64::MIN), At(i64::MAX)] {
        assert_eq!(open.after(end, HOUR), None, "the ends of time are no trouble");
    }
    assert_eq!(Hours::Always.after(start, 30 * MINUTE), Some(start.plus(30 * MINUTE)));
}

/// Calendars tried by the gate; `SIGAP_CALENDARS=10000` tries as many.
const CALENDARS: u64 = 1_000;
/// How far the slow way goes in one case.
const WALKED: i64 = 40 * DAY;

/// With daylight saving by an hour, half an hour and two, at midnight and a minute after it, with
/// offsets of half and quarter hours, a day that was left out, and none of this.
const ZONES: [&str; 18] = [
    "UTC",
    "Asia/Jakarta",
    "America/New_York",
    "Europe/London",
    "Europe/Dublin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "America/St_Johns",
    "Africa/Casablanca",
    "Asia/Gaza",
    "America/Asuncion",
    "Pacific/Chatham",
    "Antarctica/Troll",
    "America/Sao_Paulo",
];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mixed = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        (mixed ^ (mixed >> 33)) % limit
    }

    fn millis(&mut self, limit: i64) -> i64 {
        i64::try_from(self.below(limit.unsigned_abs())).expect("below the limit")
    }
}

/// A calendar as the slow way knows it: weekday, minutes; month, day, minutes.
struct Plain {
    zone: TimeZone,
    open: Vec<(i8, u16, u16)>,
    off: Vec<(i8, i8, u16, u16)>,
}

impl Plain {
    fn is_open(&self, at: i64) -> bool {
        let now = self.zone.to_datetime(Timestamp::from_millisecond(at).expect("a time"));
        let minute = now.hour() as u16 * 60 + now.minute() as u16;
        let weekday = now.date().weekday().to_monday_zero_offset();
        let is_off = |one: &&(i8, i8, u16, u16)| {
            (one.0, one.1) == (now.month(), now.day()) && (one.2..one.3).contains(&minute)
        };
        self.open.iter().any(|one| one.0 == weekday && (one.1..one.2).contains(&minute))
            && self.off.iter().find(is_off).is_none()
    }

    /// Minute by minute: when so much has passed, and how much has until then.
    fn walk(&self, start: i64, millis: i64) -> (i64, i64) {
        let (mut at, mut counted) = (start, 0);
        while at < start + WALKED {
            let step = MINUTE - at.rem_euclid(MINUTE);
            if self.is_open(at) {
                if counted + step >= millis {
                    return (at + millis - counted, millis);
                }
                counted += step;
            }
            at += step;
        }
        (at, counted)
    }
}

fn made_up(dice: &mut Dice) -> (String, Plain) {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let zone = ZONES[dice.below(ZONES.len() as u64) as usize];
    let mut text = format!("zone {zone}\n");
    let zone = TimeZone::get(zone).expect("a zone of the time zone database");
    let mut plain = Plain { zone, open: Vec::new(), off: Vec::new() };
    let span = |dice: &mut Dice| {
        let from = dice.below(1_440) as u16;
        // One in four goes up to midnight, where days meet.
        let to = if dice.below(4) == 0 {
            1_440
        } else {
            from + 1 + dice.below(1_440 - from as u64) as u16
        };
        (from, to)
    };
    let clock = |(from, to): (u16, u16)| {
        format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    };
    for _ in 0..=dice.below(12) {
        let (day, hours) = (dice.below(7), span(dice));
        text += &format!("{} {}\n", days[day as usize], clock(hours));
        plain.open.push((day as i8, hours.0, hours.1));
    }
    for _ in 0..dice.below(20) {
        let (month, day) = (1 + dice.below(12) as i8, 1 + dice.below(28) as i8);
        let day = if (month, dice.below(3)) == (2, 0) { 29 } else { day };
        let hours = if dice.below(2) == 0 { (0, 1_440) } else { span(dice) };
        text += &format!("off {month:02}-{day:02} {}\n", clock(hours));
        plain.off.push((month, day, hours.0, hours.1));
    }
    (text, plain)
}

/// A moment of the years 1995 to 2037; every second one shortly before the clocks are changed.
fn moment(dice: &mut Dice, zone: &TimeZone) -> i64 {
    let first = at("1995-01-01T00:00:00Z").0;
    let any = first + dice.millis(42 * 365 * DAY);
    if dice.below(2) == 0 {
        return any;
    }
    let from = Timestamp::from_millisecond(any).expect("a time");
    let change = zone.following(from).next().map(|change| change.timestamp().as_millisecond());
    change.map_or(any, |change| change - dice.millis(3 * DAY))
}

#[test]
fn the_slow_and_obvious_way_counts_the_same() {
    let wanted = std::env::var("SIGAP_CALENDARS").ok();
    let count = wanted.map_or(CALENDARS, |count| count.parse().expect("a number"));
    let mut ended = 0;
    for seed in 0..count {
        let mut dice = Dice(seed);
        let (text, plain) = made_up(&mut dice);
        let start = moment(&mut dice, &plain.zone);
        let millis = 1 + dice.millis(3 * DAY);
        let (end, counted) = plain.walk(start, millis);
        let (fast, told) = (hours(&text), format!("seed {seed}: {start} + {millis} by\n{text}"));
        if counted == millis {
            ended += 1;
            assert_eq!(fast.after(At(start), millis), Some(At(end)), "{told}");
        }
        assert_eq!(fast.between(At(start), At(end)), counted, "{told}");
    }
    assert!(ended * 10 >= count * 9, "{ended} of {count} came to an end");
}
