//! Which values of which records an entry has set, so that nobody's change is taken for another's.
//! Never what a value is now: that is the record's.

use super::event::{AskState, Change, Entry, Fact};
use super::field::Field;
use super::refusal::Refusal;
use super::status::{Priority, Severity, Status};

/// A value that an entry has set.
#[derive(Debug, Clone)]
pub struct Set {
    /// Of what, and which: `status`, `priority`, a field of a profile …
    what: &'static str,
    /// The record's number; 0 for a setting.
    id: u64,
    /// Which one of several.
    key: String,
    /// The value before, as a word; empty where it is none that a person reads.
    from: String,
    /// The value after.
    to: String,
}

impl Set {
    fn of(what: &'static str, id: u64) -> Set {
        Set { what, id, key: String::new(), from: String::new(), to: String::new() }
    }

    fn key(self, key: impl Into<String>) -> Set {
        Set { key: key.into(), ..self }
    }

    fn words(self, from: impl Into<String>, to: impl Into<String>) -> Set {
        Set { from: from.into(), to: to.into(), ..self }
    }

    /// Whether both are about the same value.
    pub fn is_of(&self, other: &Set) -> bool {
        (self.what, self.id, &self.key) == (other.what, other.id, &other.key)
    }

    /// Somebody has set it since, perhaps to the same: it is theirs now.
    pub fn set_since(&self, later: &Set, by: &str) -> Refusal {
        Refusal::SetSince {
            field: self.what.to_owned(),
            by: by.to_owned(),
            theirs: later.to.clone(),
            yours: self.from.clone(),
        }
    }
}

/// The values that an entry has set; none for what was made anew, and for clocks, which follow.
pub fn sets(entry: &Entry) -> Vec<Set> {
    match &entry.fact {
        Fact::CustomerAmended { customer, facts } => of_customer(*customer, facts, entry),
        Fact::TicketAmended { ticket, .. } => amended(*ticket, entry),
        Fact::TicketAssigned { ticket, from, to } => {
            vec![Set::of("assignee", *ticket).words(from, to)]
        }
        Fact::TicketStatusSet { ticket, from, to } => {
            let word = |byte: u8| Status::from_byte(byte).map_or("", Status::word);
            vec![Set::of("status", *ticket).words(word(*from), word(*to))]
        }
        Fact::TicketPrioritySet { ticket, from, to, .. } => {
            let word = |byte: u8| Priority::from_byte(byte).map_or("", Priority::word);
            vec![Set::of("priority", *ticket).words(word(*from), word(*to))]
        }
        Fact::TicketEscalated { ticket, .. } => vec![Set::of("escalated", *ticket)],
        Fact::TicketHandled { ticket, what, .. } => {
            vec![Set::of("handled", *ticket).key(what.to_string())]
        }
        Fact::TicketLinked { ticket, other, kind, .. } => {
            vec![Set::of("link", *ticket).key(format!("{other} {kind}"))]
        }
        Fact::ConsentSet { customer, purpose, channel, .. } => {
            vec![Set::of("consent", *customer).key(format!("{purpose} {channel}"))]
        }
        Fact::CustomerWorthSet { customer, .. } => vec![Set::of("worth", *customer)],
        Fact::CustomerLeft { customer, .. } => vec![Set::of("left", *customer)],
        Fact::CallBackSet { callback, .. } => vec![Set::of("callback", *callback)],
        Fact::OutcomeSet { interaction, .. } => vec![Set::of("outcome", *interaction)],
        Fact::CodeSet { kind, code, .. } => vec![of_code(*kind, code)],
        Fact::CannedSet { name, .. } => vec![Set::of("canned", 0).key(name)],
        Fact::CalendarSet { name, .. } => vec![Set::of("calendar", 0).key(name)],
        Fact::SlaSet { scope, .. } => vec![Set::of("sla", 0).key(scope)],
        Fact::SharingSet { agent, .. } => vec![Set::of("sharing", 0).key(agent)],
        Fact::InstrumentSet { name, .. } => vec![Set::of("instrument", 0).key(name)],
        Fact::ImportanceSet { customer, .. } => vec![Set::of("importance", *customer)],
        Fact::ImprovementSet { improvement, .. } => vec![Set::of("improvement", *improvement)],
        Fact::SurveyAsked(state) => vec![of_asked(state)],
        Fact::RoleSet { agent, from: _, to: _ } => vec![Set::of("role", 0).key(agent)],
        Fact::CustomerAdded { .. }
        | Fact::CustomerWithdrawn { .. }
        | Fact::CustomerRestored { .. }
        | Fact::CustomerVerified { .. }
        | Fact::CustomerErased { .. }
        | Fact::VerificationWithdrawn { .. }
        | Fact::CallBackPromised { .. }
        | Fact::InteractionLogged { .. }
        | Fact::InteractionWithdrawn { .. }
        | Fact::TicketOpened { .. }
        | Fact::TicketWithdrawn { .. }
        | Fact::TicketNoted { .. }
        | Fact::TicketNoteWithdrawn { .. }
        | Fact::TicketClockSet { .. }
        | Fact::TicketClockTold { .. }
        | Fact::RatingGiven { .. }
        | Fact::RatingWithdrawn { .. }
        | Fact::AnswersGiven { .. }
        | Fact::AnswersWithdrawn { .. }
        | Fact::ScoreGiven { .. }
        | Fact::ScoreWithdrawn { .. }
        | Fact::SurveyDrawn(_)
        | Fact::SurveyWithdrawn { .. }
        | Fact::ViewSet { .. }
        | Fact::FollowSet { .. }
        | Fact::HandoverWritten { .. }
        | Fact::HandoverWithdrawn { .. }
        | Fact::HandoverRead { .. } => Vec::new(),
    }
}

fn of_customer(customer: u64, facts: &[Change], entry: &Entry) -> Vec<Set> {
    let private = entry.private.iter().flatten();
    facts.iter().chain(private).flat_map(|one| of_profile(customer, one)).collect()
}

fn of_asked(state: &AskState) -> Set {
    Set::of("asked", state.survey).key(state.customer.to_string())
}

fn of_code(kind: u8, code: &[u8]) -> Set {
    Set::of("code", kind.into()).key(String::from_utf8_lossy(code))
}

fn amended(ticket: u64, entry: &Entry) -> Vec<Set> {
    let Fact::TicketAmended { topic_from, topic_to, severity_from, severity_to, .. } = &entry.fact
    else {
        return Vec::new();
    };
    let letters = |code: &[u8; 2]| String::from_utf8_lossy(code).into_owned();
    let word = |byte: u8| Severity::from_byte(byte).map_or("", Severity::word);
    let topic = Set::of("topic", ticket).words(letters(topic_from), letters(topic_to));
    let severity = Set::of("severity", ticket).words(word(*severity_from), word(*severity_to));
    let changes = entry.private.iter().flatten();
    let subject = changes.filter(|change| change.field == Field::Subject);
    let subject = subject.map(|one| Set::of("subject", ticket).words(&one.from, &one.to));
    let topic = Some(topic).filter(|_| topic_from != topic_to);
    let severity = Some(severity).filter(|_| severity_from != severity_to);
    subject.chain(topic).chain(severity).collect()
}

/// Of what there may be several, each value is one of its own; a change of one into another is
/// about both.
fn of_profile(customer: u64, change: &Change) -> Vec<Set> {
    let Change { field, key, from, to } = change;
    let set = |key: String| Set::of(field.word(), customer).key(key).words(from, to);
    if field.is_single() {
        return vec![set(key.clone())];
    }
    let values = [from, to].into_iter().filter(|value| !value.is_empty());
    values.map(|value| set(format!("{key} {value}"))).collect()
}
