//! Two people who change one record at the same time. Different values of it merge; the same one,
//! changed by both, is never overwritten without a word.

use serde::{Deserialize, Serialize};

use super::code::TwoLetters;
use super::profile::Profile;
use super::refusal::Refusal;
use super::status::{Priority, Severity, Status};
use super::ticket::{Ticket, TicketLine};

/// What somebody saw of a ticket when they began to change it; `None` for what they do not ask
/// about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Was {
    /// Its subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// About what.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<TwoLetters>,
    /// How bad.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// How soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Where it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<Status>,
    /// Who had it; empty for nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
}

/// The name of a value, what the time line says when it changes, and the value as a word.
type Value = (&'static str, &'static str, Option<String>);

impl Was {
    /// Tells whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Was::default()
    }

    /// What somebody was told of one of its values: that is what they have seen from now on.
    pub fn learn(&mut self, field: &str, theirs: &str) {
        match field {
            "subject" => self.subject = Some(theirs.to_owned()),
            "topic" => self.topic = theirs.parse().ok(),
            "severity" => self.severity = theirs.parse().ok(),
            "priority" => self.priority = theirs.parse().ok(),
            "status" => self.status = theirs.parse().ok(),
            "assignee" => self.assignee = Some(theirs.to_owned()),
            _ => {}
        }
    }

    fn values(&self) -> [Value; 6] {
        let word = |word: &'static str| word.to_owned();
        [
            ("subject", "amended", self.subject.clone()),
            ("topic", "amended", self.topic.map(|topic| topic.to_string())),
            ("severity", "amended", self.severity.map(|one| word(one.word()))),
            ("priority", "priority", self.priority.map(|one| word(one.word()))),
            ("status", "status", self.status.map(|one| word(one.word()))),
            ("assignee", "assigned", self.assignee.clone()),
        ]
    }
}

impl Ticket {
    /// All that can be seen of it.
    pub fn seen(&self) -> Was {
        Was {
            subject: self.subject.clone(),
            topic: Some(self.topic),
            severity: Some(self.severity),
            priority: Some(self.priority),
            status: Some(self.status),
            assignee: Some(self.assignee.clone().unwrap_or_default()),
        }
    }

    /// Makes sure that nothing of what is `wanted` was changed to something else by somebody since
    /// it was seen; `lines` is its time line.
    ///
    /// # Errors
    /// [`Refusal::ChangedMeanwhile`] with both values.
    pub fn is_as_seen(&self, was: &Was, wanted: &Was, lines: &[TicketLine]) -> Result<(), Refusal> {
        let now = self.seen().values().into_iter().zip(was.values()).zip(wanted.values());
        for (((field, what, now), (_, _, was)), (_, _, wanted)) in now {
            let (Some(was), Some(yours)) = (was, wanted) else { continue };
            let theirs = now.unwrap_or_default();
            if theirs != was && theirs != yours {
                let by = changed_by(lines, what, &theirs);
                return Err(Refusal::ChangedMeanwhile {
                    field: field.to_owned(),
                    theirs,
                    yours,
                    by,
                });
            }
        }
        Ok(())
    }
}

/// Who has changed a value, as far as the time line knows: nobody is named who may not have.
fn changed_by(lines: &[TicketLine], what: &str, value: &str) -> String {
    let mut such = lines.iter().rev().filter(|line| line.what == what);
    let last = such.clone().next();
    let sure = last.filter(|last| last.to == value || such.all(|line| line.by == last.by));
    sure.map(|line| line.by.clone()).unwrap_or_default()
}

impl Profile {
    /// Makes sure that nothing of what is `wanted` was changed to something else by somebody since
    /// the record `was` seen. What there may be many of is added to, never in the way.
    ///
    /// # Errors
    /// [`Refusal::ChangedMeanwhile`] with both values.
    pub fn is_as_seen(&self, was: &Profile, wanted: &Profile) -> Result<(), Refusal> {
        let theirs = was.changes_to(self);
        for mine in was.changes_to(wanted).into_iter().filter(|mine| mine.field.is_single()) {
            let other = theirs.iter().find(|one| one.field == mine.field && one.to != mine.to);
            if let Some(other) = other {
                return Err(Refusal::ChangedMeanwhile {
                    field: mine.field.word().to_owned(),
                    theirs: other.to.clone(),
                    yours: mine.to,
                    by: String::new(),
                });
            }
        }
        Ok(())
    }
}
