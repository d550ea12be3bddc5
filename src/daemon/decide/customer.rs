//! Customers, contacts and ratings: from command to events. Never a rule that a noun could hold.

use super::super::former;
use super::{Deciding, Declined};
use crate::domain::customer::checked_note;
use crate::domain::{
    At, Channel, CodeKind, Customer, CustomerId, Direction, Event, Fact, Field, InteractionId,
    Profile, Proof, Rater, Rating, Refusal, Scale, Score, Subject, TwoLetters,
};
use crate::lookup::identity;
use crate::wire::{Done, IfKnown};

impl Deciding<'_> {
    pub(super) fn add_customer(
        &mut self,
        profile: Profile,
        if_known: IfKnown,
    ) -> Result<Done, Declined> {
        let profile = profile.checked()?;
        if if_known == IfKnown::Refuse {
            let pending = self.pending.find(&identity::keys(&profile));
            let twin = pending.or_else(|| self.lookup.twins(&profile).into_iter().next());
            if let Some((customer, same)) = twin {
                let label = self.customer(customer)?.label();
                return Err(Refusal::SeemsKnown { customer, label, same }.into());
            }
        }
        self.account_is_free(&profile, None)?;
        let customer = self.new_customer(&profile);
        Ok(Done { customer: Some(customer), ..Done::default() })
    }

    /// Erases customers: all of them or, when one is refused, none. Of those who were taken back
    /// after they were added the words are there still. Who was erased before is refused, and
    /// looked for once more in all that is kept, unless that goes on already.
    pub(super) fn erase(
        &mut self,
        customers: &[CustomerId],
        reason: &str,
    ) -> Result<Done, Declined> {
        let mut before = Vec::new();
        for customer in customers {
            let found = self.block.view().customer(*customer)?;
            let found = found.or(self.block.view().withdrawn(*customer)?);
            before.extend(found.filter(|found| found.erased.is_some()).map(|found| found.id));
        }
        if let Some(customer) = before.first().copied() {
            if self.reader.erasing() == 0 {
                before.into_iter().for_each(|customer| self.block.erase_once_more(customer));
            }
            return Err(Refusal::Erased { customer }.into());
        }
        for customer in customers {
            let former = former::profiles(&self.block.view(), *customer)?;
            let record = match self.block.view().withdrawn(*customer)? {
                Some(gone) if gone.erased.is_none() => gone,
                Some(_) | None => self.customer(*customer)?,
            };
            let event = record.erase(reason, &former)?;
            self.append(event);
        }
        Ok(Done { customer: customers.first().copied(), ..Done::default() })
    }

    /// Appends the event of a checked profile that is nobody's yet.
    pub(super) fn new_customer(&mut self, profile: &Profile) -> CustomerId {
        let customer = self.block.next_customer();
        self.append(Customer::add(customer, profile));
        self.pending.put(customer, &identity::keys(profile));
        customer
    }

    /// Appends the event that makes a customer's profile into a checked one.
    pub(super) fn change_customer(
        &mut self,
        customer: &Customer,
        wanted: &Profile,
    ) -> Result<(), Declined> {
        let event = customer.amend(wanted)?;
        self.append(event);
        self.pending.put(customer.id, &identity::keys(wanted));
        if let Some(first) = self.block.view().first(customer.id)? {
            self.pending.also(customer.id, &identity::former(&first));
        }
        Ok(())
    }

    /// Who a profile is, by its keys, with what the open block holds already on top.
    pub(super) fn known(&self, profile: &Profile) -> Option<(CustomerId, Field)> {
        self.lookup.known_beside(&identity::keys(profile), self.pending)
    }

    /// An account number belongs to one customer.
    fn account_is_free(&self, profile: &Profile, but: Option<CustomerId>) -> Result<(), Declined> {
        if profile.account.is_empty() {
            return Ok(());
        }
        let only = Profile { account: profile.account.clone(), ..Profile::default() };
        match self.known(&only) {
            Some((customer, Field::Account)) if Some(customer) != but => {
                let account = profile.account.clone();
                Err(Refusal::AccountTaken { account, customer }.into())
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn verify_customer(
        &mut self,
        customer: CustomerId,
        proof: Proof,
        passed: bool,
    ) -> Result<Done, Declined> {
        let event = self.customer(customer)?.verify(proof, passed);
        Ok(self.about_customer(customer, event))
    }

    /// Fields that others changed since the form was opened stay theirs, unless the form changed
    /// them too: then the form's value counts, and undo has the other.
    pub(super) fn amend_customer(
        &mut self,
        id: CustomerId,
        was: &Profile,
        wanted: Profile,
    ) -> Result<Done, Declined> {
        let customer = self.customer(id)?;
        let wanted = wanted.checked()?;
        customer.profile.is_as_seen(was, &wanted)?;
        let mut merged = customer.profile.clone();
        for change in was.changes_to(&wanted) {
            merged.apply(&change);
        }
        let merged = merged.checked()?;
        self.account_is_free(&merged, Some(id))?;
        self.change_customer(&customer, &merged)?;
        Ok(Done { customer: Some(id), ..Done::default() })
    }

    pub(super) fn log(
        &mut self,
        (customer, channel, direction, topic): (CustomerId, Channel, Direction, TwoLetters),
        note: &str,
        at: Option<At>,
        outcome: Option<TwoLetters>,
    ) -> Result<Done, Declined> {
        self.customer(customer)?;
        self.known_code(CodeKind::Topic, topic)?;
        outcome.map_or(Ok(()), |outcome| self.known_code(CodeKind::Outcome, outcome))?;
        let at = at.unwrap_or(self.stamp.at).happened(self.stamp.at)?;
        let note = checked_note(note)?;
        let id = self.block.next_interaction();
        let fact = Fact::InteractionLogged {
            interaction: id.0,
            customer: customer.0,
            channel: channel.byte(),
            direction: direction.byte(),
            topic: topic.bytes(),
            at: at.0,
        };
        self.append(Event::with_note(fact, &note));
        if let Some(outcome) = outcome {
            self.append(outcome_set(id, customer, None, outcome));
        }
        Ok(Done { customer: Some(customer), interaction: Some(id), ..Done::default() })
    }

    pub(super) fn set_outcome(
        &mut self,
        id: InteractionId,
        outcome: TwoLetters,
    ) -> Result<Done, Declined> {
        let interaction = self.interaction(id)?;
        self.known_code(CodeKind::Outcome, outcome)?;
        if interaction.outcome == Some(outcome) {
            return Err(Refusal::AlreadySo.into());
        }
        self.append(outcome_set(id, interaction.customer, interaction.outcome, outcome));
        Ok(Done { customer: Some(interaction.customer), interaction: Some(id), ..Done::default() })
    }

    pub(super) fn rate(
        &mut self,
        (customer, subject): (CustomerId, Subject),
        scores: [Option<u8>; 5],
        scale: Scale,
        rater: Rater,
    ) -> Result<Done, Declined> {
        let (interaction, ticket) = self.subject_of(Some(customer), subject)?;
        let scores = Rating::check(&scores, scale)?;
        let rating = self.block.next_rating();
        self.append(Event::from(Fact::RatingGiven {
            rating: rating.0,
            customer: customer.0,
            interaction,
            ticket,
            scores: scores.map(|score| score.map_or(0, Score::get)),
            scale: scale.byte(),
            rater: rater.byte(),
        }));
        Ok(Done { customer: Some(customer), rating: Some(rating), ..Done::default() })
    }
}

/// The event that says how a contact ended.
pub(super) fn outcome_set(
    id: InteractionId,
    customer: CustomerId,
    from: Option<TwoLetters>,
    to: TwoLetters,
) -> Event {
    Event::from(Fact::OutcomeSet {
        interaction: id.0,
        customer: customer.0,
        from: from.map_or([0, 0], TwoLetters::bytes),
        to: to.bytes(),
    })
}
