//! Words, ids and times back into the bytes and numbers of the disk: what [`super::fact`] tells,
//! the other way round. Never guesses: what it does not know it names.

use std::str::FromStr;

use serde_json::{Map, Value};

use super::heard;
use super::leaving;
use super::survey;
use crate::domain::leaving::sum;
use crate::domain::{
    Activity, Agreement, Alarm, CallBackId, CallBackState, Change, Channel, ClockChange,
    ClockState, CodeKind, ConsentHow, ConsentState, CustomerId, Dimension, Direction, Fact, Gap,
    Handled, InteractionId, LinkKind, Matter, Priority, Proof, Purpose, Rater, RatingId, Role,
    Severity, Status, TicketNo, Tier, TwoLetters,
};

/// Numbers from here on are nobody's: JSON readers lose digits beyond, and counters go on from
/// the highest one.
pub const NUMBERS: u64 = 1 << 53;

/// The fact of this name with these fields.
///
/// # Errors
/// What is wrong with it, in a few words.
pub fn fact(what: &str, told: Map<String, Value>) -> Result<Fact, String> {
    let mut told = Told(told);
    let rooms: [Room; 8] = [
        of_customer,
        of_contact,
        of_ticket,
        of_clock,
        of_setting,
        heard::read,
        leaving::read,
        survey::read,
    ];
    let mut found = None;
    for room in rooms {
        found = room(what, &mut told)?;
        if found.is_some() {
            break;
        }
    }
    let fact = found.ok_or_else(|| format!("there is no fact '{what}' in this version"))?;
    match told.0.keys().next() {
        None => Ok(fact),
        Some(name) => Err(format!("{what} has no '{name}'")),
    }
}

/// The fields that have not been read yet.
pub(super) struct Told(Map<String, Value>);

/// Reads facts of some kinds; of others it knows nothing.
type Room = fn(&str, &mut Told) -> Read<Option<Fact>>;

pub(super) type Read<T> = Result<T, String>;

impl Told {
    pub(super) fn take(&mut self, name: &str) -> Read<Value> {
        self.0.remove(name).ok_or_else(|| format!("'{name}' is missing"))
    }

    pub(super) fn text(&mut self, name: &str) -> Read<String> {
        match self.take(name)? {
            Value::String(text) => Ok(text),
            other => Err(format!("'{name}' is no text: {other}")),
        }
    }

    pub(super) fn number(&mut self, name: &str) -> Read<u64> {
        let value = self.take(name)?;
        let number = value.as_u64().filter(|number| *number < NUMBERS);
        number.ok_or_else(|| format!("'{name}' is no number that could be: {value}"))
    }

    pub(super) fn byte(&mut self, name: &str) -> Read<u8> {
        let number = self.number(name)?;
        u8::try_from(number).map_err(|_| format!("'{name}' is too high: {number}"))
    }

    pub(super) fn flag(&mut self, name: &str) -> Read<u8> {
        match self.take(name)? {
            Value::Bool(yes) => Ok(u8::from(yes)),
            other => Err(format!("'{name}' is neither true nor false: {other}")),
        }
    }

    /// An id such as `C-12`; 0 for none.
    pub(super) fn id<T: FromStr>(&mut self, name: &str, number: fn(T) -> u64) -> Read<u64> {
        match self.take(name)? {
            Value::Null => Ok(0),
            Value::String(text) => {
                let id = text.parse::<T>().ok().map(number).filter(|number| *number < NUMBERS);
                id.ok_or_else(|| format!("'{name}' is no such id: {text}"))
            }
            other => Err(format!("'{name}' is no id: {other}")),
        }
    }

    pub(super) fn time(&mut self, name: &str) -> Read<i64> {
        super::import::millis(&self.text(name)?).map_err(|why| format!("'{name}': {why}"))
    }

    /// A time; `null` for none.
    pub(super) fn some_time(&mut self, name: &str) -> Read<i64> {
        match self.0.get(name) {
            Some(Value::Null) => self.take(name).map(|_| 0),
            Some(_) | None => self.time(name),
        }
    }

    /// A span of time in milliseconds, before or after.
    fn span(&mut self, name: &str) -> Read<i64> {
        let value = self.take(name)?;
        let span = value.as_i64().filter(|span| span.unsigned_abs() < NUMBERS);
        span.ok_or_else(|| format!("'{name}' is no span of time: {value}"))
    }

    /// An object of its own.
    pub(super) fn part<T>(&mut self, name: &str, read: fn(&mut Told) -> Read<T>) -> Read<T> {
        let Value::Object(fields) = self.take(name)? else {
            return Err(format!("'{name}' is no object"));
        };
        let mut told = Told(fields);
        let part = read(&mut told).map_err(|why| format!("'{name}': {why}"))?;
        match told.0.keys().next() {
            None => Ok(part),
            Some(field) => Err(format!("'{name}' has no '{field}'")),
        }
    }

    /// A sum in hundredths; `null` for none.
    pub(super) fn money(&mut self, name: &str) -> Read<i64> {
        match self.0.get(name) {
            Some(Value::Null) => self.take(name).map(|_| 0),
            Some(_) | None => sum(&self.text(name)?).map_err(|why| format!("'{name}': {why}")),
        }
    }

    fn clock(&mut self) -> Read<ClockState> {
        Ok(ClockState {
            since: self.some_time("since")?,
            stopped: self.some_time("stopped")?,
            answer_due: self.some_time("answer_due")?,
            resolve_due: self.some_time("resolve_due")?,
            answer_left: self.span("answer_left")?,
            resolve_left: self.span("resolve_left")?,
            answer_warn: self.some_time("answer_warn")?,
            resolve_warn: self.some_time("resolve_warn")?,
            told: self.byte("told")?,
            breach: self.flag("breach")?,
            tier: match self.0.get("tier") {
                Some(Value::Null) => self.take("tier").map(|_| 0)?,
                Some(_) | None => self.word("tier", Tier::byte)?,
            },
            policy: self.number("policy")?,
            rule: self.number("rule")?,
            calendar: self.number("calendar")?,
        })
    }

    /// A word's byte; a number is the byte itself, of a newer version.
    pub(super) fn word<T: FromStr>(&mut self, name: &str, byte: fn(T) -> u8) -> Read<u8> {
        match self.take(name)? {
            Value::String(word) => {
                let known = word.parse::<T>().map(byte);
                known.map_err(|_| format!("'{name}' is no word of this version: {word}"))
            }
            other => {
                self.0.insert(name.to_owned(), other);
                self.byte(name)
            }
        }
    }

    /// A value of a step on a complaint's way; `null` for none.
    fn step(&mut self, name: &str, what: u8) -> Read<i64> {
        if self.0.get(name).is_some_and(Value::is_null) {
            return self.take(name).map(|_| 0);
        }
        Ok(match Handled::from_byte(what) {
            Some(Handled::Acknowledged | Handled::Answered | Handled::Settled) => {
                return self.time(name);
            }
            Some(Handled::Matter) => self.word(name, Matter::byte)?.into(),
            Some(Handled::Cause) => self.word(name, Gap::byte)?.into(),
            Some(Handled::Agreement) => self.word(name, Agreement::byte)?.into(),
            Some(Handled::Activity) => self.word(name, Activity::byte)?.into(),
            None => return self.span(name),
        })
    }

    /// Two letters; zeros for none.
    pub(super) fn code(&mut self, name: &str) -> Read<[u8; 2]> {
        match self.take(name)? {
            Value::Null => Ok([0, 0]),
            Value::String(text) => {
                let letters = text.parse::<TwoLetters>().map(TwoLetters::bytes);
                letters.map_err(|_| format!("'{name}' is no code of two letters: {text}"))
            }
            other => Err(format!("'{name}' is no code: {other}")),
        }
    }

    fn changes(&mut self, name: &str) -> Read<Vec<Change>> {
        serde_json::from_value(self.take(name)?).map_err(|why| format!("'{name}': {why}"))
    }

    pub(super) fn customer(&mut self) -> Read<u64> {
        self.id("customer", |id: CustomerId| id.0)
    }

    pub(super) fn ticket(&mut self) -> Read<u64> {
        self.id("ticket", |id: TicketNo| id.0)
    }

    pub(super) fn interaction(&mut self) -> Read<u64> {
        self.id("interaction", |id: InteractionId| id.0)
    }

    fn callback(&mut self) -> Read<u64> {
        self.id("callback", |id: CallBackId| id.0)
    }

    fn rating(&mut self) -> Read<u64> {
        self.id("rating", |id: RatingId| id.0)
    }

    fn scores(&mut self) -> Read<[u8; 5]> {
        let mut scores = [0; 5];
        for (score, dimension) in scores.iter_mut().zip(Dimension::ALL) {
            let name = dimension.word();
            match self.take(name)? {
                Value::Null => {}
                given => {
                    self.0.insert(name.to_owned(), given);
                    *score = self.byte(name)?;
                }
            }
        }
        Ok(scores)
    }

    /// Whether a code was retired; 2 when there was no such code.
    fn retired(&mut self, name: &str) -> Read<u8> {
        match self.0.get(name) {
            Some(Value::Null) => self.take(name).map(|_| 2),
            Some(_) | None => self.flag(name),
        }
    }

    /// A role; 0 for none.
    fn role(&mut self, name: &str) -> Read<u8> {
        match self.0.get(name) {
            Some(Value::Null) => self.take(name).map(|_| 0),
            Some(_) | None => self.word(name, Role::byte),
        }
    }
}

fn of_customer(what: &str, t: &mut Told) -> Read<Option<Fact>> {
    Ok(Some(match what {
        "customer_added" => {
            Fact::CustomerAdded { customer: t.customer()?, facts: t.changes("facts")? }
        }
        "customer_amended" => {
            Fact::CustomerAmended { customer: t.customer()?, facts: t.changes("facts")? }
        }
        "customer_withdrawn" => Fact::CustomerWithdrawn { customer: t.customer()? },
        "customer_restored" => Fact::CustomerRestored { customer: t.customer()? },
        "customer_erased" => {
            Fact::CustomerErased { customer: t.customer()?, reason: t.text("reason")? }
        }
        "consent_set" => Fact::ConsentSet {
            customer: t.customer()?,
            purpose: t.word("purpose", Purpose::byte)?,
            channel: t.word("channel", Channel::byte)?,
            from: t.word("from", ConsentState::byte)?,
            to: t.word("to", ConsentState::byte)?,
            how: t.word("how", ConsentHow::byte)?,
        },
        "customer_verified" => Fact::CustomerVerified {
            customer: t.customer()?,
            proof: t.word("proof", Proof::byte)?,
            passed: t.flag("passed")?,
        },
        "verification_withdrawn" => {
            Fact::VerificationWithdrawn { customer: t.customer()?, entry: t.number("entry")? }
        }
        "call_back_promised" => Fact::CallBackPromised {
            callback: t.callback()?,
            customer: t.customer()?,
            due: t.time("due")?,
            agent: t.text("agent")?,
        },
        "call_back_set" => Fact::CallBackSet {
            callback: t.callback()?,
            customer: t.customer()?,
            from: t.word("from", CallBackState::byte)?,
            to: t.word("to", CallBackState::byte)?,
        },
        _ => return Ok(None),
    }))
}

fn of_contact(what: &str, t: &mut Told) -> Read<Option<Fact>> {
    Ok(Some(match what {
        "interaction_logged" => Fact::InteractionLogged {
            interaction: t.interaction()?,
            customer: t.customer()?,
            channel: t.word("channel", Channel::byte)?,
            direction: t.word("direction", Direction::byte)?,
            topic: t.code("topic")?,
            at: t.time("at")?,
        },
        "interaction_withdrawn" => {
            Fact::InteractionWithdrawn { interaction: t.interaction()?, customer: t.customer()? }
        }
        "outcome_set" => Fact::OutcomeSet {
            interaction: t.interaction()?,
            customer: t.customer()?,
            from: t.code("from")?,
            to: t.code("to")?,
        },
        "rating_given" => Fact::RatingGiven {
            rating: t.rating()?,
            customer: t.customer()?,
            interaction: t.interaction()?,
            ticket: t.ticket()?,
            scores: t.scores()?,
            scale: t.byte("scale")?,
            rater: t.word("rater", Rater::byte)?,
        },
        "rating_withdrawn" => {
            Fact::RatingWithdrawn { rating: t.rating()?, customer: t.customer()? }
        }
        _ => return Ok(None),
    }))
}

fn of_ticket(what: &str, t: &mut Told) -> Read<Option<Fact>> {
    Ok(Some(match what {
        "ticket_opened" => Fact::TicketOpened {
            ticket: t.ticket()?,
            customer: t.customer()?,
            interaction: t.interaction()?,
            topic: t.code("topic")?,
            severity: t.word("severity", Severity::byte)?,
            priority: t.word("priority", Priority::byte)?,
            answer_due: t.time("answer_due")?,
            resolve_due: t.time("resolve_due")?,
            at: t.time("at")?,
        },
        "ticket_escalated" => {
            Fact::TicketEscalated { ticket: t.ticket()?, from: t.flag("from")?, to: t.flag("to")? }
        }
        "ticket_handled" => {
            let (ticket, what) = (t.ticket()?, t.word("what", Handled::byte)?);
            let (from, to) = (t.step("from", what)?, t.step("to", what)?);
            Fact::TicketHandled { ticket, what, from, to }
        }
        "ticket_withdrawn" => Fact::TicketWithdrawn { ticket: t.ticket()? },
        "ticket_assigned" => {
            Fact::TicketAssigned { ticket: t.ticket()?, from: t.text("from")?, to: t.text("to")? }
        }
        "ticket_status_set" => Fact::TicketStatusSet {
            ticket: t.ticket()?,
            from: t.word("from", Status::byte)?,
            to: t.word("to", Status::byte)?,
        },
        "ticket_priority_set" => Fact::TicketPrioritySet {
            ticket: t.ticket()?,
            from: t.word("from", Priority::byte)?,
            to: t.word("to", Priority::byte)?,
            answer_due: t.time("answer_due")?,
            resolve_due: t.time("resolve_due")?,
        },
        "ticket_amended" => Fact::TicketAmended {
            ticket: t.ticket()?,
            topic_from: t.code("topic_from")?,
            topic_to: t.code("topic_to")?,
            severity_from: t.word("severity_from", Severity::byte)?,
            severity_to: t.word("severity_to", Severity::byte)?,
        },
        "ticket_noted" => Fact::TicketNoted { ticket: t.ticket()?, answered: t.flag("answered")? },
        "ticket_note_withdrawn" => {
            Fact::TicketNoteWithdrawn { ticket: t.ticket()?, entry: t.number("entry")? }
        }
        "ticket_linked" => Fact::TicketLinked {
            ticket: t.ticket()?,
            other: t.id("other", |id: TicketNo| id.0)?,
            kind: t.word("kind", LinkKind::byte)?,
            linked: t.flag("linked")?,
        },
        _ => return Ok(None),
    }))
}

fn of_clock(what: &str, t: &mut Told) -> Read<Option<Fact>> {
    Ok(Some(match what {
        "ticket_clock_set" => Fact::TicketClockSet {
            ticket: t.ticket()?,
            why: t.word("why", ClockChange::byte)?,
            from: t.part("from", Told::clock)?,
            to: t.part("to", Told::clock)?,
        },
        "ticket_clock_told" => Fact::TicketClockTold {
            ticket: t.ticket()?,
            what: t.word("what", Alarm::byte)?,
            due: t.time("due")?,
            to: t.text("to")?,
        },
        _ => return Ok(None),
    }))
}

fn of_setting(what: &str, t: &mut Told) -> Read<Option<Fact>> {
    Ok(Some(match what {
        "code_set" => Fact::CodeSet {
            kind: t.word("kind", CodeKind::byte)?,
            code: t.code("code")?,
            label_from: t.text("label_from")?,
            label_to: t.text("label_to")?,
            retired_from: t.retired("retired_from")?,
            retired_to: t.retired("retired_to")?,
        },
        "canned_set" => {
            Fact::CannedSet { name: t.text("name")?, from: t.text("from")?, to: t.text("to")? }
        }
        "role_set" => {
            Fact::RoleSet { agent: t.text("agent")?, from: t.role("from")?, to: t.role("to")? }
        }
        "view_set" => Fact::ViewSet { agent: t.text("agent")? },
        "calendar_set" => {
            Fact::CalendarSet { name: t.text("name")?, from: t.text("from")?, to: t.text("to")? }
        }
        "sla_set" => {
            Fact::SlaSet { scope: t.text("scope")?, from: t.text("from")?, to: t.text("to")? }
        }
        "sharing_set" => {
            Fact::SharingSet { agent: t.text("agent")?, from: t.text("from")?, to: t.text("to")? }
        }
        "handover_written" => Fact::HandoverWritten { until: t.time("until")? },
        "handover_withdrawn" => Fact::HandoverWithdrawn { entry: t.number("entry")? },
        "handover_read" => Fact::HandoverRead { entry: t.number("entry")? },
        "follow_set" => Fact::FollowSet {
            ticket: t.ticket()?,
            customer: t.customer()?,
            agent: t.text("agent")?,
            through: t.id("through", |id: TicketNo| id.0)?,
            follows: t.flag("follows")?,
        },
        _ => return Ok(None),
    }))
}
