//! Answers to an instrument in one sitting: what somebody expects, what they perceive, or both.
//! Never mixes raters, scales or versions of an instrument: each sitting says its own.

use serde::{Deserialize, Serialize};

use super::event::{Entry, Fact};
use super::id::{CustomerId, InteractionId, TicketNo};
use super::instrument::{Instrument, Side};
use super::limit;
use super::rating::{Rater, Scale, Score, Subject};
use super::refusal::Malformed;
use super::text::clean_line;
use super::time::At;

/// One sitting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Its number: that of the entry that gave it.
    pub no: u64,
    /// Whose; `None` for somebody who is not named.
    pub customer: Option<CustomerId>,
    /// Which customers they speak for, in a word; may be empty.
    pub segment: String,
    /// By which instrument.
    pub instrument: String,
    /// Seq of the entry that set it; 0 for one that every desk has.
    pub version: u64,
    /// On which scale.
    pub scale: Scale,
    /// By whom.
    pub rater: Rater,
    /// What they expect, statement by statement: 0 not answered; empty when not asked.
    pub expected: Vec<u8>,
    /// What they perceive, likewise.
    pub perceived: Vec<u8>,
    /// What they are about.
    pub subject: Subject,
    /// When they were given.
    pub at: At,
    /// Which agent entered them.
    pub by: String,
}

impl Answers {
    /// The answers that an entry has given; `None` for an entry about something else.
    pub fn of(entry: &Entry) -> Option<Answers> {
        let Fact::AnswersGiven {
            customer,
            segment,
            instrument,
            version,
            scale,
            rater,
            expected,
            perceived,
            interaction,
            ticket,
            at,
        } = &entry.fact
        else {
            return None;
        };
        Some(Answers {
            no: entry.seq,
            customer: (*customer > 0).then_some(CustomerId(*customer)),
            segment: segment.clone(),
            instrument: instrument.clone(),
            version: *version,
            scale: Scale::from_byte(*scale)?,
            rater: Rater::from_byte(*rater)?,
            expected: expected.clone(),
            perceived: perceived.clone(),
            subject: Subject::of(*interaction, *ticket),
            at: At(*at),
            by: entry.by.clone(),
        })
    }

    /// Makes sure that answers are those to an instrument: one for each statement or none at all on
    /// a side, none above its scale, at least one given.
    ///
    /// # Errors
    /// [`Malformed::Answers`], [`Malformed::Score`], [`Malformed::NoScore`].
    pub fn check(
        instrument: &Instrument,
        expected: &[u8],
        perceived: &[u8],
    ) -> Result<(), Malformed> {
        for (side, answers) in [(Side::Expected, expected), (Side::Perceived, perceived)] {
            let asked = if instrument.asks(side) { instrument.statements.len() } else { 0 };
            if !answers.is_empty() && answers.len() != asked {
                return Err(Malformed::Answers { count: answers.len(), statements: asked });
            }
            let given = answers.iter().filter(|answer| **answer > 0);
            for answer in given {
                Score::new(*answer, instrument.scale)?;
            }
        }
        match expected.iter().chain(perceived).all(|answer| *answer == 0) {
            true => Err(Malformed::NoScore),
            false => Ok(()),
        }
    }

    /// Which customers they speak for, in one harmless line.
    ///
    /// # Errors
    /// [`Malformed::TooLong`].
    pub fn checked_segment(segment: &str) -> Result<String, Malformed> {
        let segment = clean_line(segment);
        let (count, limit) = (segment.chars().count(), limit::SEGMENT_CHARS);
        let field = super::field::Field::Name;
        if count > limit { Err(Malformed::TooLong { field, count, limit }) } else { Ok(segment) }
    }
}

impl Subject {
    /// What a fact is about; 0 stands for none.
    pub const fn of(interaction: u64, ticket: u64) -> Subject {
        match (interaction, ticket) {
            (0, 0) => Subject::Service,
            (0, ticket) => Subject::Ticket(TicketNo(ticket)),
            (interaction, _) => Subject::Interaction(InteractionId(interaction)),
        }
    }

    /// The same as a fact keeps it: interaction and ticket, 0 for none.
    pub const fn numbers(self) -> (u64, u64) {
        match self {
            Subject::Interaction(id) => (id.0, 0),
            Subject::Ticket(no) => (0, no.0),
            Subject::Service => (0, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_those_to_the_instrument() {
        let quick = Instrument::built_in("quick").expect("every desk has it");
        type Row<'a> = (&'a [u8], &'a [u8], Result<(), Malformed>);
        let table: [Row<'_>; 8] = [
            (&[], &[1, 2, 0, 4, 5], Ok(())),
            (&[5, 5, 5, 5, 5], &[], Ok(())),
            (&[5, 5, 0, 5, 5], &[1, 1, 1, 1, 1], Ok(())),
            (&[], &[], Err(Malformed::NoScore)),
            (&[0; 5], &[0; 5], Err(Malformed::NoScore)),
            (&[], &[1, 2], Err(Malformed::Answers { count: 2, statements: 5 })),
            (&[1; 6], &[1; 5], Err(Malformed::Answers { count: 6, statements: 5 })),
            (&[6, 0, 0, 0, 0], &[], Err(Malformed::Score { given: 6, highest: 5 })),
        ];
        for (expected, perceived, wanted) in table {
            assert_eq!(Answers::check(&quick, expected, perceived), wanted, "{expected:?}");
        }
    }

    #[test]
    fn a_segment_is_one_short_line() {
        assert_eq!(Answers::checked_segment(" gold\n2026 "), Ok("gold 2026".to_owned()));
        let long = "x".repeat(limit::SEGMENT_CHARS + 1);
        assert!(matches!(Answers::checked_segment(&long), Err(Malformed::TooLong { .. })));
    }
}
