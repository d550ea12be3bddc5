//! Facts told in words and read back: every kind, with values of every kind. Never a desk.

use proptest::prelude::{any, prop_assert_eq};
use proptest::proptest;
use proptest::sample::Index;
use serde_json::Value;

use super::fact::told;
use super::untold::{NUMBERS, fact};
use crate::domain::event::{AskState, LeaveState, SurveyState, WorthState};
use crate::domain::{
    Activity, Agreement, Alarm, AskOutcome, CallBackState, Change, Channel, ClockChange,
    ClockState, CodeKind, ConsentHow, ConsentState, Direction, Fact, Field, Gap, Handled, LinkKind,
    Matter, Priority, Proof, Purpose, Rater, Role, Severity, Status, Strata, Tier,
};

/// What the made-up facts are made of.
struct Made<'a> {
    number: u64,
    time: i64,
    pick: &'a Index,
    text: &'a str,
}

impl Made<'_> {
    /// A byte of one of a word's values.
    fn one<T: Copy>(&self, all: &[T], byte: fn(T) -> u8) -> u8 {
        byte(all[self.pick.index(all.len())])
    }

    fn code(&self) -> [u8; 2] {
        [[0, 0], *b"BI", *b"OT"][self.pick.index(3)]
    }

    fn flag(&self) -> u8 {
        self.pick.index(2) as u8
    }

    fn changes(&self) -> Vec<Change> {
        let text = self.text.to_owned();
        vec![Change { field: Field::Tier, key: text.clone(), from: String::new(), to: text }]
    }

    fn of_customer(&self) -> Vec<Fact> {
        let (customer, due) = (self.number, self.time);
        let (callback, agent) = (self.number / 2, self.text.to_owned());
        let channel = self.one(Channel::ALL, Channel::byte);
        let state = self.one(ConsentState::ALL, ConsentState::byte);
        let call = self.one(CallBackState::ALL, CallBackState::byte);
        vec![
            Fact::CustomerAdded { customer, facts: self.changes() },
            Fact::CustomerAmended { customer, facts: Vec::new() },
            Fact::CustomerWithdrawn { customer },
            Fact::CustomerRestored { customer },
            Fact::CustomerErased { customer, reason: self.text.to_owned() },
            Fact::ConsentSet {
                customer,
                purpose: self.one(Purpose::ALL, Purpose::byte),
                channel,
                from: state,
                to: state,
                how: self.one(ConsentHow::ALL, ConsentHow::byte),
            },
            Fact::CustomerVerified {
                customer,
                proof: self.one(Proof::ALL, Proof::byte),
                passed: self.flag(),
            },
            Fact::VerificationWithdrawn { customer, entry: self.number },
            Fact::CallBackPromised { callback, customer, due, agent },
            Fact::CallBackSet { callback, customer, from: call, to: 250 },
        ]
    }

    fn of_contact(&self) -> Vec<Fact> {
        let (customer, interaction, at) = (self.number, self.number / 3, self.time);
        let scores = [0, 1, self.flag(), 5, 0];
        vec![
            Fact::InteractionLogged {
                interaction,
                customer,
                channel: self.one(Channel::ALL, Channel::byte),
                direction: self.one(Direction::ALL, Direction::byte),
                topic: self.code(),
                at,
            },
            Fact::InteractionWithdrawn { interaction, customer },
            Fact::OutcomeSet { interaction, customer, from: self.code(), to: *b"SO" },
            Fact::RatingGiven {
                rating: self.number,
                customer,
                interaction,
                ticket: 0,
                scores,
                scale: 5,
                rater: self.one(Rater::ALL, Rater::byte),
            },
            Fact::RatingWithdrawn { rating: self.number, customer },
        ]
    }

    fn of_ticket(&self) -> Vec<Fact> {
        let (ticket, at) = (self.number, self.time);
        let severity = self.one(Severity::ALL, Severity::byte);
        let priority = self.one(Priority::ALL, Priority::byte);
        let status = self.one(Status::ALL, Status::byte);
        vec![
            Fact::TicketOpened {
                ticket,
                customer: 3,
                interaction: 0,
                topic: self.code(),
                severity,
                priority,
                answer_due: at,
                resolve_due: at + 1,
                at,
            },
            Fact::TicketWithdrawn { ticket },
            Fact::TicketAssigned { ticket, from: String::new(), to: self.text.to_owned() },
            Fact::TicketStatusSet { ticket, from: status, to: status },
            Fact::TicketPrioritySet {
                ticket,
                from: priority,
                to: priority,
                answer_due: at,
                resolve_due: at,
            },
            Fact::TicketAmended {
                ticket,
                topic_from: self.code(),
                topic_to: *b"CO",
                severity_from: severity,
                severity_to: severity,
            },
            Fact::TicketNoted { ticket, answered: self.flag() },
            Fact::TicketEscalated { ticket, from: self.flag(), to: 1 },
            self.handled(),
            Fact::TicketNoteWithdrawn { ticket, entry: self.number },
            Fact::TicketLinked {
                ticket,
                other: self.number,
                kind: self.one(LinkKind::ALL, LinkKind::byte),
                linked: self.flag(),
            },
        ]
    }

    fn handled(&self) -> Fact {
        let what = self.one(Handled::ALL, Handled::byte);
        let to = match Handled::from_byte(what) {
            Some(Handled::Acknowledged | Handled::Answered | Handled::Settled) | None => self.time,
            Some(Handled::Matter) => self.one(Matter::ALL, Matter::byte).into(),
            Some(Handled::Cause) => self.one(Gap::ALL, Gap::byte).into(),
            Some(Handled::Agreement) => self.one(Agreement::ALL, Agreement::byte).into(),
            Some(Handled::Activity) => self.one(Activity::ALL, Activity::byte).into(),
        };
        Fact::TicketHandled { ticket: self.number, what, from: 0, to }
    }

    fn of_clock(&self) -> Vec<Fact> {
        let (ticket, at) = (self.number, self.time);
        let from = ClockState { since: at, told: 15, ..ClockState::default() };
        let to = ClockState {
            stopped: at,
            answer_due: at + 1,
            resolve_due: at + 2,
            answer_left: -at,
            resolve_left: at,
            answer_warn: at + 3,
            breach: self.flag(),
            tier: self.one(Tier::ALL, Tier::byte),
            policy: self.number,
            rule: self.number / 2,
            calendar: self.number / 3,
            ..from
        };
        let why = self.one(ClockChange::ALL, ClockChange::byte);
        let what = self.one(Alarm::ALL, Alarm::byte);
        vec![
            Fact::TicketClockSet { ticket, why, from, to },
            Fact::TicketClockTold { ticket, what, due: at, to: self.text.to_owned() },
        ]
    }

    fn heard(&self) -> Vec<Fact> {
        let (customer, number, text) = (self.number, self.number, || self.text.to_owned());
        let (interaction, ticket, rater) = (number / 2, number / 3, 4);
        vec![
            Fact::InstrumentSet { name: text(), from: text(), to: text() },
            Fact::AnswersGiven {
                customer,
                segment: text(),
                instrument: text(),
                version: number,
                scale: 7,
                rater: self.one(Rater::ALL, Rater::byte),
                expected: vec![0, 7, self.flag()],
                perceived: Vec::new(),
                interaction,
                ticket,
                at: self.time,
            },
            Fact::AnswersWithdrawn { customer, entry: number },
            Fact::ImportanceSet { customer, from: [0; 5], to: [11, 32, 22, 19, 16] },
            Fact::ScoreGiven { customer, interaction, ticket, what: 2, score: 0, rater },
            Fact::ScoreWithdrawn { customer, entry: number },
            Fact::ImprovementSet { improvement: number, from: text(), to: text() },
        ]
    }

    fn leaving(&self) -> Vec<Fact> {
        let (customer, sum) = (self.number, i64::from(self.flag()) * 13_913_085);
        let since = self.time / 1_000 * 1_000;
        let worth = WorthState { since, monthly: sum, paid: 1 };
        let left = LeaveState { at: since, reason: self.code(), monthly: sum, back: 0 };
        vec![
            Fact::CustomerWorthSet { customer, from: WorthState::default(), to: worth },
            Fact::CustomerLeft { customer, from: LeaveState::default(), to: left },
        ]
    }

    fn survey(&self) -> Vec<Fact> {
        let (customer, survey) = (self.number, self.number);
        let drawn = SurveyState {
            name: self.text.to_owned(),
            instrument: self.text.to_owned(),
            measure: 0,
            channel: self.one(Channel::ALL, Channel::byte),
            many: 200,
            by: self.one(Strata::ALL, Strata::byte),
            apart_days: 90,
            consented: self.flag(),
            from: self.time / 1_000 * 1_000,
            to: 0,
            until: self.time / 1_000 * 1_000,
            seed: u64::MAX,
            strata: vec![self.text.to_owned(), String::new()],
            sizes: vec![7, 1],
            drawn: vec![vec![1, customer], Vec::new()],
        };
        let (from, to) = (self.one(AskOutcome::ALL, AskOutcome::byte), 0);
        let asked = AskState { survey, customer, from, to, tries_from: 0, tries_to: 1 };
        vec![
            Fact::SurveyDrawn(Box::new(drawn)),
            Fact::SurveyWithdrawn { survey },
            Fact::SurveyAsked(asked),
        ]
    }

    fn of_setting(&self) -> Vec<Fact> {
        let text = || self.text.to_owned();
        let (retired_from, retired_to) = (self.pick.index(3) as u8, self.flag());
        let roles = [0, Role::Agent.byte(), Role::Administrator.byte()];
        vec![
            Fact::CodeSet {
                kind: self.one(CodeKind::ALL, CodeKind::byte),
                code: *b"BI",
                label_from: String::new(),
                label_to: text(),
                retired_from,
                retired_to,
            },
            Fact::CannedSet { name: text(), from: text(), to: String::new() },
            Fact::RoleSet { agent: text(), from: 0, to: roles[self.pick.index(3)] },
            Fact::ViewSet { agent: text() },
            Fact::CalendarSet { name: text(), from: text(), to: text() },
            Fact::SlaSet { scope: text(), from: text(), to: text() },
            Fact::SharingSet { agent: text(), from: text(), to: text() },
            Fact::HandoverWritten { until: self.time },
            Fact::HandoverWithdrawn { entry: self.number },
            Fact::HandoverRead { entry: self.number },
            Fact::FollowSet {
                ticket: self.number,
                customer: self.number / 2,
                agent: text(),
                through: self.number / 3,
                follows: self.flag(),
            },
        ]
    }
}

proptest! {
    #[test]
    fn every_fact_that_is_told_is_read_back(
        number in 0_u64..NUMBERS,
        time in -62_000_000_000_000_i64..200_000_000_000_000,
        pick in any::<Index>(),
        text in ".{0,12}",
    ) {
        let made = Made { number, time, pick: &pick, text: &text };
        let all = [made.of_customer(), made.of_contact(), made.of_ticket(), made.of_clock()];
        let more = [made.of_setting(), made.heard(), made.leaving(), made.survey()];
        let all = [all.concat(), more.concat()].concat();
        prop_assert_eq!(all.len(), 51, "one of each kind");
        for made in all {
            let line = Value::Object(told(&made)).to_string();
            let read = serde_json::from_str(&line).expect("JSON");
            prop_assert_eq!(fact(made.name(), read), Ok(made), "{}", line);
        }
    }
}

#[test]
fn what_is_missing_unknown_or_too_much_is_named() {
    let read = |what: &str, line: &str| {
        fact(what, serde_json::from_str(line).expect("JSON")).expect_err("wrong")
    };
    for (what, line, wanted) in [
        ("customer_eaten", "{}", "there is no fact 'customer_eaten'"),
        ("ticket_withdrawn", "{}", "'ticket' is missing"),
        ("ticket_withdrawn", r#"{"ticket":"C-1"}"#, "no such id: C-1"),
        ("ticket_withdrawn", r#"{"ticket":"T-18446744073709551615"}"#, "no such id"),
        ("ticket_withdrawn", r#"{"ticket":"T-1","why":1}"#, "has no 'why'"),
        ("ticket_noted", r#"{"ticket":"T-1","answered":1}"#, "neither true nor false"),
        ("ticket_status_set", r#"{"ticket":"T-1","from":"gone","to":"new"}"#, "gone"),
        ("call_back_set", r#"{"callback":"B-1","customer":"C-1","from":300}"#, "too high"),
    ] {
        let told = read(what, line);
        assert!(told.contains(wanted), "{what} {line}: {told}");
    }
}
