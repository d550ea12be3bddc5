//! Which instrument or question is asked of the customer at hand: the list of them, the last choice
//! first. Never what it asks: the desk is asked for that.

use super::asking::{Asked, DRAFT};
use crate::domain::instrument::{QUICK, SERVQUAL};
use crate::domain::{CustomerId, Instrument, Measure};
use crate::terminal::model::Model;
use crate::terminal::over::Over;
use crate::terminal::post::Question;
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::wire::{Draft, InstrumentRow, Query};

/// What was chosen.
#[derive(Debug, Clone, Default)]
pub struct Chosen {
    /// The instrument that the desk is asked for, and for whom.
    pub awaited: Option<(String, CustomerId)>,
    /// What was asked last.
    pub last: Option<String>,
    /// Whose points the desk is asked for: a customer's, or (`None`) all's.
    pub weighing: Option<Option<CustomerId>>,
}

impl Model {
    /// Lists what can be asked.
    pub fn ask_questions(&mut self) {
        if self.need_hand().is_some() {
            self.over = Some(Over::Asking(self.askable()));
        }
    }

    fn askable(&self) -> Picker<String> {
        let speech = &self.speech;
        let instrument = |row: &InstrumentRow| {
            let title = row.title.of(speech.lang().tag()).to_owned();
            let text = if row.name == QUICK { speech.say("asking-quick") } else { title };
            (row.name.clone(), text)
        };
        let measure =
            |what: &Measure| (what.word().to_owned(), speech.word("measure", what.word()));
        let instruments = self.settings.instruments.iter().map(instrument);
        let mut all: Vec<(String, String)> =
            instruments.chain(Measure::ALL.iter().map(measure)).collect();
        // The last choice, the full form, the desk's own, then the short ones.
        let short = |name: &str| name == QUICK || name.parse::<Measure>().is_ok();
        let last = |name: &String| self.chosen.last.as_ref() == Some(name);
        all.sort_by_key(|(name, _)| (!last(name), name != SERVQUAL, short(name)));
        let row = |(name, text): (String, String)| PickRow {
            mark: name.clone(),
            text,
            words: String::new(),
            value: name,
        };
        Picker::new(&speech.say("asking-title"), all.into_iter().map(row).collect())
    }

    /// What was chosen from the list is asked.
    pub fn ask_chosen(&mut self, name: Option<String>) {
        let Some(name) = name else { return };
        self.over = None;
        self.ask_by(&name);
    }

    /// Asks something by its name.
    pub fn ask_by(&mut self, name: &str) {
        let Some(customer) = self.need_hand() else { return };
        if let Ok(what) = name.parse() {
            return self.open_asking(Asked::Measure(what));
        }
        self.chosen.awaited = Some((name.to_owned(), customer));
        self.ask(Question::Instrument, Query::Instrument { name: name.to_owned() });
    }

    /// The desk has said what an instrument asks.
    pub fn instrument_arrived(&mut self, row: Option<Box<InstrumentRow>>) {
        let Some((name, customer)) = self.chosen.awaited.take() else { return };
        let form = row.filter(|row| row.name == name).and_then(|row| row.text.parse().ok());
        let at_hand = self.hand.as_ref().is_some_and(|hand| hand.id == customer);
        match form.filter(|_| at_hand) {
            Some(form) => {
                let form: Box<Instrument> = Box::new(form);
                self.open_asking(Asked::Instrument { name, form });
            }
            None => {
                self.forget_held();
                self.say_with("asking-gone", &[("what", &name)]);
            }
        }
    }

    /// What was to open does not: what was typed for it goes nowhere else.
    pub fn await_no_form(&mut self) {
        let awaited = self.chosen.awaited.take().is_some();
        if self.chosen.weighing.take().is_some() || awaited {
            self.forget_held();
        }
    }

    /// What a draft is of: the name of its form, and how far answers have come.
    pub fn draft_word(&self, draft: &Draft) -> String {
        if draft.form.starts_with("improve") {
            return self.speech.say("draft-improve");
        }
        let Some(name) = draft.form.strip_prefix(DRAFT) else {
            return self.speech.say(&format!("draft-{}", draft.form.replace('_', "-")));
        };
        let is_answer = |value: &str| value.bytes().all(|byte| byte.is_ascii_digit());
        let given = draft.fields.iter().filter(|(_, value)| is_answer(value)).count();
        self.speech.say_count("draft-asking", given as u64, &[("what", name)])
    }
}
