//! Surveys and their call list: whom to ask next, and what came of asking. Never keeps an answer:
//! that is done where answers always are, and it counts by itself.

use super::log::short;
use crate::domain::instrument::QUICK;
use crate::domain::{AskOutcome, Asks, ConsentHow, ConsentState, CustomerId, Purpose};
use crate::terminal::action::Action;
use crate::terminal::errand::Errand;
use crate::terminal::model::{Focus, Model};
use crate::terminal::over::{Over, Pick};
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::wire::{AskTold, Command, SurveyRow, ToAskRow};

impl Model {
    /// Lists the surveys.
    pub fn list_surveys(&mut self) {
        self.settings.surveys_ask.now();
        self.over = Some(Over::Surveys(self.survey_list()));
    }

    fn survey_list(&self) -> Picker<String> {
        let speech = &self.speech;
        let row = |row: &SurveyRow| {
            let progress = &row.progress;
            let share = progress.answered as f64 / (progress.drawn.max(1)) as f64;
            let [drawn, answered, to_ask] =
                [progress.drawn, progress.answered, progress.to_ask()].map(|n| speech.number(n));
            let rate = speech.percent(share);
            let values = [("drawn", &*drawn), ("answered", &answered), ("rate", &rate)];
            let key = if row.running { "surveys-row" } else { "surveys-row-over" };
            PickRow {
                mark: row.plan.name.clone(),
                text: speech.say_with(key, &[&values[..], &[("to-ask", &*to_ask)]].concat()),
                words: String::new(),
                value: row.plan.name.clone(),
            }
        };
        let rows = self.settings.surveys.iter().map(row).collect();
        Picker::new(&speech.say("surveys-title"), rows).or_say(&speech.say("surveys-none"))
    }

    /// The surveys have come.
    pub fn surveys_arrived(&mut self, rows: Vec<SurveyRow>) {
        self.settings.surveys = rows;
        let fresh = self.survey_list();
        if let Some(Over::Surveys(picker)) = &mut self.over {
            picker.renew(fresh);
        }
    }

    /// Lists who is still to be asked for a survey.
    pub fn list_to_ask(&mut self, survey: Option<String>) {
        let Some(survey) = survey else { return };
        if self.settings.to_ask_of != survey {
            self.settings.to_ask.clear();
        }
        self.settings.to_ask_of = survey;
        self.settings.to_ask_ask.now();
        self.over = Some(Over::ToAsk(self.to_ask_list()));
    }

    fn to_ask_list(&self) -> Picker<CustomerId> {
        let speech = &self.speech;
        let row = |row: &ToAskRow| {
            let tried = match row.tries {
                0 => String::new(),
                tries => speech.say_count("to-ask-tried", tries, &[]),
            };
            let text = format!("{}  {}  {tried}", row.label, row.address);
            PickRow {
                mark: row.customer.to_string(),
                text: text.trim_end().to_owned(),
                words: row.account.clone(),
                value: row.customer,
            }
        };
        let rows = self.settings.to_ask.iter().map(row).collect();
        let title = speech.say_with("to-ask-title", &[("name", &self.settings.to_ask_of)]);
        Picker::new(&title, rows).or_say(&speech.say("to-ask-none"))
    }

    /// Who is still to be asked has come; whoever types goes on typing.
    pub fn to_ask_arrived(&mut self, rows: Vec<ToAskRow>) {
        self.settings.to_ask = rows;
        let fresh = self.to_ask_list();
        if let Some(Over::ToAsk(picker)) = &mut self.over {
            picker.renew(fresh);
        }
    }

    /// Offers to call somebody, or to say what came of it.
    pub fn ask_to_ask(&mut self, customer: Option<CustomerId>) {
        let Some(customer) = customer else { return };
        let known = self.settings.to_ask.iter().find(|row| row.customer == customer);
        let Some(ToAskRow { label, .. }) = known.cloned() else { return };
        let speech = self.speech.clone();
        let title = speech.say_with("to-ask-what", &[("who", &short(&label))]);
        let outcome = |word, key, outcome| (word, speech.say(key), Pick::Asked(customer, outcome));
        let items = vec![
            ("call", speech.say("to-ask-call"), Pick::Ask(customer, label)),
            outcome("not", "to-ask-not-reached", AskOutcome::NotReached),
            outcome("refused", "to-ask-refused", AskOutcome::Refused),
            ("never", speech.say("to-ask-never"), Pick::NeverAsk(customer)),
            outcome("wrong", "to-ask-unreachable", AskOutcome::Unreachable),
            outcome("drop", "to-ask-dropped", AskOutcome::Dropped),
        ];
        self.letters(&title, items);
    }

    /// Whoever is to be asked becomes the customer at hand.
    pub fn ask_now(&mut self, customer: CustomerId, label: String) {
        self.leave_sheet();
        let who = short(&label);
        self.take_in_hand(customer, label);
        self.go(Focus::History);
        let name = &self.settings.to_ask_of;
        let survey = self.settings.surveys.iter().find(|row| row.plan.name == *name);
        let asks = survey.map(|row| match &row.plan.asks {
            Asks::Instrument(name) => name.clone(),
            Asks::Measure(measure) => measure.to_string(),
        });
        let list = self.key(Action::Surveys);
        let Some(what) = asks.filter(|name| name != QUICK) else {
            let rate = self.key(Action::RateService);
            let values = [("who", &*who), ("key", &*rate), ("list", &*list)];
            return self.say_with("to-ask-now-rate", &values);
        };
        let ask = self.key(Action::AskQuestions);
        let values = [("who", &*who), ("key", &*ask), ("what", &*what), ("list", &*list)];
        self.say_with("to-ask-now", &values);
        // It stands first in the list of what can be asked.
        self.chosen.last = Some(what);
    }

    /// Keeps what came of asking, and goes on with the list.
    pub fn tell_asked(&mut self, customer: CustomerId, outcome: AskOutcome) {
        let survey = self.settings.to_ask_of.clone();
        let told = AskTold { survey: survey.clone(), customer, outcome };
        self.run(Errand::Asked(outcome), Command::TellAsked(told));
        // The next one is on top already; the desk's list comes a moment later.
        let to_ask = &mut self.settings.to_ask;
        if let Some(at) = to_ask.iter().position(|row| row.customer == customer) {
            to_ask.remove(at);
        }
        self.list_to_ask(Some(survey));
    }

    /// The same, and that they never want to be asked again on this channel.
    pub fn never_ask(&mut self, customer: CustomerId) {
        let name = &self.settings.to_ask_of;
        let survey = self.settings.surveys.iter().find(|row| row.plan.name == *name);
        let channel = survey.map(|row| row.plan.channel);
        self.tell_asked(customer, AskOutcome::Refused);
        let Some(channel) = channel else { return };
        let (purpose, state, how) = (Purpose::Survey, ConsentState::Refused, ConsentHow::Call);
        let command = Command::SetConsent { customer, purpose, channel, state, how };
        self.run(Errand::Consent(customer), command);
    }

    /// What came of asking is kept.
    pub fn asked_done(&mut self, outcome: AskOutcome) {
        self.settings.to_ask_ask.now();
        self.settings.surveys_ask.now();
        let what = self.speech.word("asked", outcome.word());
        self.done("done-asked", &[("what", &what)]);
    }

    /// Where Esc leads from a list of surveys: one step back; `false` when it closes.
    pub fn survey_back(&mut self) -> bool {
        let is_asking =
            |pick: &Pick| matches!(pick, Pick::Ask(..) | Pick::Asked(..) | Pick::NeverAsk(_));
        match &self.over {
            Some(Over::ToAsk(_)) => self.list_surveys(),
            Some(Over::Letters(menu)) if menu.chosen().is_some_and(is_asking) => {
                let survey = self.settings.to_ask_of.clone();
                self.list_to_ask(Some(survey));
            }
            _ => return false,
        }
        true
    }

    /// Something has changed at the desk: who shows a list of surveys asks again.
    pub fn surveys_touched(&mut self) {
        match &self.over {
            Some(Over::Surveys(_)) => self.settings.surveys_ask.touched(),
            Some(Over::ToAsk(_)) => self.settings.to_ask_ask.touched(),
            _ => {}
        }
    }
}
