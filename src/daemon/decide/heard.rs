//! What customers say of the service beside ratings, what they are asked, and what is done better:
//! from command to event. Never a figure.

use super::clock::changed;
use super::import::Row;
use super::{Deciding, Declined};
use crate::domain::instrument::checked_name;
use crate::domain::{
    Answers, At, CodeKind, CustomerId, Event, Fact, Field, Importance, Improvement, Instrument,
    Malformed, Measure, Plan, Rater, Refusal, Subject, limit,
};
use crate::wire::{Command, Done, ImportedAnswers};

/// Every entry there is.
const NOW: u64 = u64::MAX;

/// Whose answers, and which customers they speak for.
type Whose<'a> = (Option<CustomerId>, &'a str);

impl Deciding<'_> {
    /// What is heard in one command.
    pub(super) fn heard(&mut self, command: Command) -> Result<Done, Declined> {
        match command {
            Command::GiveAnswers {
                customer,
                segment,
                instrument,
                subject,
                rater,
                expected,
                perceived,
                at,
            } => {
                let at = at.unwrap_or(self.stamp.at).happened(self.stamp.at)?;
                let sides = (expected, perceived);
                let asked = self.instrument(&instrument)?;
                self.sit((customer, &segment), (&instrument, &asked), (subject, rater, at), sides)?;
                Ok(Done { customer, ..Done::default() })
            }
            Command::GiveScore { customer, subject, what, score, rater } => {
                self.score((customer, subject), (what, score), rater)
            }
            Command::SetImportance { customer, points } => self.set_importance(customer, points),
            Command::SetInstrument { name, text } => {
                let event = self.instrument_set(&name, &text)?;
                self.append(event);
                Ok(Done::default())
            }
            Command::SetImprovement { improvement, plan, action } => {
                self.set_improvement(improvement, plan.as_ref(), &action)
            }
            _ => unreachable!("only what is heard comes here"),
        }
    }

    /// Keeps one sitting.
    fn sit(
        &mut self,
        (customer, segment): Whose<'_>,
        (instrument, (version, asked)): (&str, &(u64, Instrument)),
        (subject, rater, at): (Subject, Rater, At),
        (expected, perceived): (Vec<u8>, Vec<u8>),
    ) -> Result<(), Declined> {
        let (interaction, ticket) = self.subject_of(customer, subject)?;
        Answers::check(asked, &expected, &perceived)?;
        self.append(Event::from(Fact::AnswersGiven {
            customer: customer.map_or(0, |customer| customer.0),
            segment: Answers::checked_segment(segment)?,
            instrument: instrument.trim().to_lowercase(),
            version: *version,
            scale: asked.scale.byte(),
            rater: rater.byte(),
            expected,
            perceived,
            interaction,
            ticket,
            at: at.0,
        }));
        Ok(())
    }

    /// Interaction and ticket of what is rated, which must be the customer's.
    pub(super) fn subject_of(
        &self,
        customer: Option<CustomerId>,
        subject: Subject,
    ) -> Result<(u64, u64), Declined> {
        if let Some(customer) = customer {
            self.customer(customer)?;
        }
        match subject {
            Subject::Interaction(id) => {
                let none = Refusal::NoInteraction { interaction: id };
                if Some(self.interaction(id)?.customer) != customer {
                    return Err(none.into());
                }
            }
            Subject::Ticket(no) => {
                let none = Refusal::NoTicket { ticket: no };
                if Some(self.ticket(no)?.customer) != customer {
                    return Err(none.into());
                }
            }
            Subject::Service => {}
        }
        Ok(subject.numbers())
    }

    fn score(
        &mut self,
        (customer, subject): (CustomerId, Subject),
        (what, given): (Measure, u8),
        rater: Rater,
    ) -> Result<Done, Declined> {
        let (interaction, ticket) = self.subject_of(Some(customer), subject)?;
        let (score, what, rater) = (what.check(given)?, what.byte(), rater.byte());
        let customer_no = customer.0;
        self.append(Event::from(Fact::ScoreGiven {
            customer: customer_no,
            interaction,
            ticket,
            what,
            score,
            rater,
        }));
        Ok(Done { customer: Some(customer), ..Done::default() })
    }

    fn set_importance(
        &mut self,
        customer: Option<CustomerId>,
        points: Option<[u8; 5]>,
    ) -> Result<Done, Declined> {
        let event = self.importance(customer, points)?;
        self.append(event);
        Ok(Done { customer, ..Done::default() })
    }

    fn importance(
        &self,
        customer: Option<CustomerId>,
        points: Option<[u8; 5]>,
    ) -> Result<Event, Declined> {
        if let Some(customer) = customer {
            self.customer(customer)?;
        }
        let was = self.block.view().importance(customer)?;
        Ok(Importance::set(customer, was, points)?)
    }

    /// The version of an instrument that counts now.
    pub(super) fn instrument(&self, name: &str) -> Result<(u64, Instrument), Declined> {
        let name = name.trim().to_lowercase();
        let own = self.block.view().instruments(NOW)?.into_iter().find(|one| one.name == name);
        match own {
            Some(own) => Ok((own.seq, own.text.parse()?)),
            None => {
                let built_in = Instrument::built_in(&name).map(|one| (0, one));
                built_in.ok_or_else(|| Refusal::NoInstrument { name }.into())
            }
        }
    }

    fn instrument_set(&self, name: &str, text: &str) -> Result<Event, Declined> {
        let name = checked_name(name)?;
        let to = match text.trim() {
            "" => String::new(),
            _ => text.parse::<Instrument>()?.to_string(),
        };
        let all = self.block.view().instruments(NOW)?;
        let from = changed(&all, &name, &to, limit::INSTRUMENTS)?;
        Ok(Event::from(Fact::InstrumentSet { name, from, to }))
    }

    fn set_improvement(
        &mut self,
        no: Option<u64>,
        plan: Option<&Plan>,
        action: &str,
    ) -> Result<Done, Declined> {
        let view = self.block.view();
        let was = no.map(|no| {
            let found = view.improvement(no)?.filter(|one| one.plan.is_some());
            found.ok_or_else(|| Declined::from(Refusal::NoImprovement { improvement: no }))
        });
        let was = was.transpose()?;
        if let Some(topic) = plan.and_then(|plan| plan.topic) {
            self.known_code(CodeKind::Topic, topic)?;
        }
        let count = view.improvements()?.len();
        if was.is_none() && count >= limit::IMPROVEMENTS {
            let (field, limit) = (Field::Note, limit::IMPROVEMENTS);
            return Err(Malformed::TooMany { field, count: count + 1, limit }.into());
        }
        let event = Improvement::set(was.as_ref(), plan, action)?;
        self.append(event);
        Ok(Done::default())
    }

    /// Takes the rows of a file in.
    pub(super) fn import_answers(
        &mut self,
        instrument: &str,
        rows: Vec<ImportedAnswers>,
    ) -> Result<Done, Declined> {
        let asked = self.instrument(instrument)?;
        let lines = rows.into_iter().map(|row| (row.line, row)).collect();
        self.each(lines, |deciding, row| {
            let ImportedAnswers { customer, segment, rater, expected, perceived, at, .. } = row;
            let customer = customer.map(|customer| deciding.referred(&customer)).transpose()?;
            let at = at.unwrap_or(deciding.stamp.at).happened(deciding.stamp.at)?;
            let whose = (customer.map(|customer| customer.id), segment.as_str());
            let about = (Subject::Service, rater, at);
            deciding.sit(whose, (instrument, &asked), about, (expected, perceived))?;
            Ok(Row::Added)
        })
    }

    /// The event that takes back what was heard, while it is still so.
    pub(super) fn heard_back(&self, entry: &crate::domain::Entry) -> Result<Event, Declined> {
        let (view, seq) = (self.block.view(), entry.seq);
        let gone = || Declined::from(Refusal::ChangedSince);
        match &entry.fact {
            Fact::AnswersGiven { customer, .. } => {
                view.sitting(seq)?.ok_or_else(gone)?;
                Ok(Event::from(Fact::AnswersWithdrawn { customer: *customer, entry: seq }))
            }
            Fact::ScoreGiven { customer, .. } => {
                view.score(seq)?.ok_or_else(gone)?;
                Ok(Event::from(Fact::ScoreWithdrawn { customer: *customer, entry: seq }))
            }
            Fact::ImportanceSet { customer, from, to } => {
                let customer = (*customer > 0).then_some(CustomerId(*customer));
                if view.importance(customer)? != Importance::kept(*to) {
                    return Err(gone());
                }
                self.importance(customer, Importance::kept(*from).map(|one| one.0))
            }
            Fact::InstrumentSet { name, from, to } => {
                let all = view.instruments(NOW)?;
                let now = all.iter().find(|one| one.name == *name);
                if now.map_or("", |one| one.text.as_str()) != to {
                    return Err(gone());
                }
                self.instrument_set(name, from)
            }
            Fact::ImprovementSet { improvement, .. } => {
                let no = if *improvement == 0 { seq } else { *improvement };
                Ok(view.improvement(no)?.ok_or_else(gone)?.undo(entry)?)
            }
            _ => Err(Refusal::NothingToUndo.into()),
        }
    }
}
