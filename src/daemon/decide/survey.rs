//! Surveys: from command to event. Never draws by hand: who is drawn follows from the seed.

use super::{Deciding, Declined};
use crate::daemon::survey;
use crate::domain::{
    Asked, Asks, CustomerId, Entry, Event, Fact, Field, Malformed, Refusal, SurveyPlan, limit,
};
use crate::wire::{AskTold, Command, Done};

impl Deciding<'_> {
    /// What is about a survey.
    pub(super) fn survey(&mut self, command: Command) -> Result<Done, Declined> {
        match command {
            Command::DrawSurvey(plan) => self.draw_survey(*plan),
            Command::TellAsked(told) => self.tell_asked(&told),
            _ => unreachable!("only what is about a survey comes here"),
        }
    }

    /// Draws a survey's customers.
    fn draw_survey(&mut self, plan: SurveyPlan) -> Result<Done, Declined> {
        let plan = plan.checked()?;
        if let Asks::Instrument(name) = &plan.asks {
            self.instrument(name)?;
        }
        let view = self.block.view();
        let surveys = view.surveys()?;
        if surveys.iter().any(|one| one.plan.name == plan.name) {
            return Err(Refusal::SurveyTaken { name: plan.name }.into());
        }
        let (field, limit) = (Field::Name, limit::SURVEYS);
        if surveys.len() >= limit {
            return Err(Malformed::TooMany { field, count: surveys.len() + 1, limit }.into());
        }
        let found = match self.found.take() {
            Some(found) => found,
            None => survey::eligible(&view, &plan, self.stamp.at)?,
        };
        // The lowest bits of a command's id are random; so few that a person can read them out.
        let seed = (self.stamp.command & 0xffff_ffff) as u64;
        let event = survey::drawn(&view, &plan, (found, seed), self.stamp.at)??;
        self.append(event);
        Ok(Done::default())
    }

    /// Keeps that somebody was asked and has not answered.
    fn tell_asked(&mut self, told: &AskTold) -> Result<Done, Declined> {
        let AskTold { survey, customer, outcome } = told;
        let customer = self.customer(*customer)?.id;
        let survey = survey::named(&self.block.view(), survey)??;
        let was = self.block.view().asked(survey.no, customer)?;
        let event = survey.ask(customer, &was, *outcome)?;
        Ok(self.about_customer(customer, event))
    }

    /// The event that takes back a draw, while nobody was asked, or what came of asking.
    pub(super) fn survey_back(&self, entry: &Entry) -> Result<Event, Declined> {
        let view = self.block.view();
        if let Fact::SurveyAsked(state) = &entry.fact {
            let customer = self.customer(CustomerId(state.customer))?.id;
            return Ok(view.asked(state.survey, customer)?.undo(state)?);
        }
        let no = entry.seq;
        let found = view.surveys()?.into_iter().find(|one| one.no == no);
        let survey = found.ok_or(Refusal::ChangedSince)?;
        let was_asked = view.asked_of(no)?.values().any(|asked| *asked != Asked::default());
        let answered = survey::answered(&view, std::slice::from_ref(&survey))?;
        if was_asked || answered.iter().any(|one| !one.is_empty()) {
            return Err(Refusal::ChangedSince.into());
        }
        Ok(Event::from(Fact::SurveyWithdrawn { survey: no }))
    }
}
