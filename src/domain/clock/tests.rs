//! Pauses and changes of a ticket's clocks: the published cases, and made-up pauses against a slow
//! and obvious way. Never a desk.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Alarm, ClockChange, Pause, Ruling, Run};
use crate::domain::sla::Terms;
use crate::domain::time::{At, HOUR, MINUTE};
use crate::domain::{
    Complaint, CustomerId, Entry, Event, Fact, Hours, Matter, Priority, Severity, Status, Ticket,
    TicketNo, limit,
};

fn hours(text: &str) -> Hours {
    let calendar: crate::domain::Calendar = text.parse().expect("a calendar");
    let zone = TimeZone::get(&calendar.zone).expect("a zone of the time zone database");
    Hours::By(Box::new(calendar), zone)
}

fn at(text: &str) -> At {
    At(text.parse::<Timestamp>().expect("a time").as_millisecond())
}

#[test]
fn the_published_cases_with_time_on_hold_agree() {
    let office = hours("zone UTC\nmon-fri 10:00-18:00\n");
    // Urgent on a Thursday at 15:00: 2 hours to resolve.
    let since = at("2026-01-08T15:00:00Z");
    for (from, to, due) in [
        ("2026-01-08T15:30:00Z", "2026-01-08T16:30:00Z", "2026-01-08T18:00:00Z"),
        ("2026-01-08T15:30:00Z", "2026-01-08T16:30:01Z", "2026-01-09T10:00:01Z"),
        // Time on hold outside the hours changes nothing.
        ("2026-01-07T15:30:00Z", "2026-01-08T15:00:00Z", "2026-01-08T17:00:00Z"),
        ("2026-01-08T18:00:00Z", "2026-01-09T09:00:00Z", "2026-01-08T17:00:00Z"),
    ] {
        let pauses = vec![Pause { from: at(from), to: at(to) }];
        let run = Run { since, pauses, stopped: None };
        assert_eq!(run.due(&office, 2 * HOUR), Some((at(due), 0)), "{from} to {to}");
    }
    let stopped = |time: &str| Run { since, pauses: Vec::new(), stopped: Some(at(time)) };
    let left = |run: Run| run.due(&office, 2 * HOUR).map(|(_, left)| left / MINUTE);
    assert_eq!(left(stopped("2026-01-08T15:30:00Z")), Some(90));
    assert_eq!(left(stopped("2026-01-09T09:00:00Z")), Some(-60), "late when it was stopped");
}

#[test]
fn made_up_pauses_count_as_they_do_minute_by_minute() {
    let office = hours("zone America/New_York\nmon-fri 09:00-12:00 13:00-17:30\nsat 02:00-04:00\n");
    // The clocks are put forward in the night to 8 March 2026.
    let since = at("2026-03-05T20:00:00Z");
    let mut dice = 7_u64;
    let mut below = |limit: i64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(dice >> 40).expect("24 bits") % limit
    };
    for round in 0..200 {
        let (mut pauses, mut last) = (Vec::new(), since);
        for _ in 0..below(6) {
            let from = last.plus(below(20 * 60) * MINUTE);
            last = from.plus(below(10 * 60) * MINUTE);
            pauses.push(Pause { from, to: last });
        }
        let allowance = (1 + below(30 * 60)) * MINUTE;
        let (mut now, mut counted) = (since, 0);
        while counted < allowance {
            let next = now.plus(MINUTE);
            let waits = pauses.iter().any(|pause| (pause.from..pause.to).contains(&now));
            counted += if waits { 0 } else { office.between(now, next) };
            now = next;
        }
        let run = Run { since, pauses, stopped: None };
        assert_eq!(run.due(&office, allowance), Some((now, 0)), "{round}: {run:?}");
        assert_eq!(run.used(&office, now), allowance, "{round}: {run:?}");
    }
}

fn entry(seq: u64, at: At, Event { fact, private }: Event) -> Entry {
    let (by, command) = ("ana".to_owned(), u128::from(seq));
    Entry { seq, at, by, command, via: String::new(), undoes: 0, fact, private: Some(private) }
}

fn ticket() -> Ticket {
    let complaint = Complaint {
        customer: CustomerId(1),
        interaction: None,
        topic: "BI".parse().expect("two letters"),
        kind: Matter::Complaint,
        severity: Severity::Moderate,
        priority: Priority::Normal,
        subject: "charged twice",
        note: "",
        at: At(0),
    };
    let opened = Ticket::open(TicketNo(1), &complaint).expect("a good complaint");
    Ticket::opened(&entry(1, At(0), opened)).expect("an opening")
}

fn ruling(terms: &str) -> Ruling {
    let terms: Terms = terms.parse().expect("terms");
    Ruling { policy: 9, rule: 8, calendar: 0, tier: None, terms, hours: Hours::Always }
}

#[test]
fn after_so_many_pauses_the_clocks_run_on() {
    let mut ticket = ticket();
    let ruling = ruling("answer 1h resolve 2h");
    let pause = Pause { from: At(1), to: At(1) };
    for (count, pauses) in [(limit::PAUSES - 1, true), (limit::PAUSES, false)] {
        ticket.clock.pauses = vec![pause; count];
        let stopped = ticket.set_clock(ClockChange::Paused, &ticket.standing(), &ruling, At(2));
        assert_eq!(stopped.expect("all time counts").is_some(), pauses, "{count}");
    }
}

#[test]
fn what_is_told_depends_on_what_is_still_owed() {
    let mut ticket = ticket();
    let rule = ruling("answer 1h resolve 2h warn 50% breach raise");
    let set = ticket.set_clock(ClockChange::Opened, &ticket.standing(), &rule, At(0));
    ticket.apply(&entry(2, At(0), set.expect("all time counts").expect("a rule fits")));
    let next = |ticket: &Ticket| ticket.alarm();
    assert_eq!(next(&ticket), Some((At(HOUR / 2), Alarm::AnswerSoon)));
    let told = |what: Alarm| {
        let (ticket, what, due, to) = (1, what.byte(), 0, String::new());
        Fact::TicketClockTold { ticket, what, due, to }.into()
    };
    // Who is late need not be warned any more.
    ticket.apply(&entry(3, At(HOUR), told(Alarm::AnswerLate)));
    assert_eq!(next(&ticket), Some((At(HOUR), Alarm::ResolveSoon)));
    ticket.apply(&entry(4, At(HOUR), told(Alarm::ResolveSoon)));
    assert_eq!(next(&ticket), Some((At(2 * HOUR), Alarm::ResolveLate)));
    let waiting = ticket.set_status(Status::Waiting, "").expect("it may wait");
    ticket.apply(&entry(5, At(HOUR), waiting));
    let stop = ticket.set_clock(ClockChange::Paused, &ticket.standing(), &rule, At(HOUR));
    ticket.apply(&entry(6, At(HOUR), stop.expect("all time counts").expect("it stops")));
    assert_eq!((next(&ticket), ticket.due(), ticket.left()), (None, None, Some(0)));
    assert!(ticket.place() > Some(At(i64::from(u32::MAX) * 1_000)), "behind all others");
    // A rule that asks for nothing has nothing told.
    let quiet = ruling("answer 1h resolve 2h");
    let go_on = ticket.set_clock(ClockChange::Resumed, &ticket.standing(), &quiet, At(3 * HOUR));
    ticket.apply(&entry(7, At(3 * HOUR), go_on.expect("all time counts").expect("it runs")));
    assert_eq!(next(&ticket), None);
    assert_eq!(ticket.resolve_due, At(4 * HOUR), "two hours less than they took");
}
