//! Promised calls: when, who, what about; and what became of them. Never a time in the past
//! without saying so.

use super::Kind;
use super::log::short;
use crate::domain::{At, CallBackId, CallBackState, CustomerId};
use crate::speech::hear::{self, Towards};
use crate::terminal::action::Action;
use crate::terminal::model::Model;
use crate::terminal::over::{Over, Pick};
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::terminal::widget::{Field, Form};
use crate::wire::{CallBackRow, Command};

impl Model {
    /// Asks when the customer at hand shall be called.
    pub fn open_promise(&mut self) {
        let Some(customer) = self.need_hand() else { return };
        let label = self.hand_label();
        let speech = &self.speech;
        let me = (self.me.name.clone(), speech.say("form-me"));
        let anybody = (String::new(), speech.say("form-anybody"));
        let form = Form::new(
            &speech.say_with("form-promise", &[("who", &label)]),
            vec![
                Field::line("time", &speech.say("form-time"), ""),
                Field::choice(
                    "agent",
                    &speech.say("form-caller"),
                    vec![me, anybody],
                    &self.me.name,
                ),
                Field::note("note", &speech.say("field-note"), ""),
            ],
        );
        self.open_sheet(Kind::Promise, form, Some(customer), None);
        self.say("form-time-needed");
    }

    /// When the form on show says that the customer is called, as it was read.
    pub fn promise_sentence(&self) -> Option<String> {
        self.sheet.as_ref().filter(|sheet| sheet.kind == Kind::Promise)?;
        let time = self.speech.full(self.due_field().filter(|due| *due >= self.now)?);
        Some(self.speech.say_with("form-time-read", &[("time", &time)]))
    }

    /// Promises it.
    pub fn save_promise(&mut self) {
        let Some(due) = self.due_field() else {
            let sentence = self.speech.say("form-time-needed");
            return self.blame("time", &sentence);
        };
        if due < self.now {
            let sentence = self.speech.say("form-time-past");
            return self.blame("time", &sentence);
        }
        let Some(customer) = self.sheet.as_ref().and_then(|sheet| sheet.customer) else { return };
        let (agent, note) = (self.field("agent"), self.field("note"));
        self.send_sheet(Command::PromiseCall { customer, due, agent, note }, None);
    }

    /// What is typed as a point in time.
    fn due_field(&self) -> Option<At> {
        hear::time(&self.field("time"), self.now, &self.zone, Towards::Future)
    }

    /// Promised calls that are due now and that the person may make.
    pub fn due_calls(&self) -> impl Iterator<Item = &CallBackRow> {
        let mine = |agent: &str| agent.is_empty() || agent == self.me.name;
        let rows = self.settings.callbacks.iter();
        rows.filter(move |row| row.callback.due <= self.now && mine(&row.callback.agent))
    }

    /// Says once which promised calls have fallen due.
    pub fn tell_due_calls(&mut self) {
        let told = std::mem::replace(&mut self.settings.callbacks_told, self.now);
        let fresh: Vec<&CallBackRow> =
            self.due_calls().filter(|row| row.callback.due > told).collect();
        let key = self.key(Action::PromisedCalls);
        let text = match fresh[..] {
            [] => return,
            [row] => {
                let (who, time) =
                    (short(&row.label), self.speech.moment(row.callback.due, self.now));
                let values = [("who", &*who), ("time", &*time), ("key", &*key)];
                self.speech.say_with("callback-due", &values)
            }
            _ => self.speech.say_count("callbacks-due", fresh.len() as u64, &[("key", &key)]),
        };
        self.news(text);
    }

    /// Lists the promised calls that are open.
    pub fn list_callbacks(&mut self) {
        self.settings.callbacks_ask.now();
        self.over = Some(Over::CallBacks(self.callback_list()));
    }

    fn callback_list(&self) -> Picker<(CallBackId, CustomerId)> {
        let list = Picker::new(&self.speech.say("callbacks-title"), self.callback_rows());
        list.or_say(&self.speech.say("callbacks-none"))
    }

    fn callback_rows(&self) -> Vec<PickRow<(CallBackId, CustomerId)>> {
        let row = |row: &CallBackRow| {
            let note = row.callback.note.clone().unwrap_or_default();
            let late = if row.callback.due < self.now { "! " } else { "" };
            let agent = &row.callback.agent;
            PickRow {
                mark: format!("{late}{}", self.speech.moment(row.callback.due, self.now)),
                text: format!("{}  {}  {agent}  {note}", row.label, row.phone),
                words: row.callback.id.to_string(),
                value: (row.callback.id, row.callback.customer),
            }
        };
        self.settings.callbacks.iter().map(row).collect()
    }

    /// The promised calls have come: they are shown where they were asked for.
    pub fn callbacks_arrived(&mut self) {
        let fresh = self.callback_list();
        if let Some(Over::CallBacks(picker)) = &mut self.over {
            picker.renew(fresh);
        }
    }

    /// Asks what became of a promised call.
    pub fn ask_settle(&mut self, callback: CallBackId, customer: CustomerId) {
        let known = self.settings.callbacks.iter().find(|row| row.callback.id == callback);
        let label = known.map(|row| row.label.clone()).unwrap_or_default();
        let who = short(&label);
        let speech = self.speech.clone();
        let title = speech.say_with("callback-title", &[("who", &who)]);
        let settle = |state| Pick::Settle(callback, customer, state);
        let items = vec![
            ("open", speech.say("callback-call"), Pick::Call(customer, label)),
            ("kept", speech.say("callback-kept"), settle(CallBackState::Kept)),
            ("cancelled", speech.say("callback-cancelled"), settle(CallBackState::Cancelled)),
        ];
        self.letters(&title, items);
    }
}
