//! That the customer at hand leaves or is back, and who is gone. Never asked for before anything
//! else may be done: the key waits.

use super::Kind;
use super::log::short;
use crate::domain::leaving::sum;
use crate::domain::{CodeKind, ConsentState, CustomerId, Left};
use crate::speech::hear::{self, Towards};
use crate::terminal::model::Model;
use crate::terminal::over::{Over, Pick};
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::terminal::widget::{Field, Form};
use crate::wire::{Command, LostRow};

/// The outcome of a contact after which it is to be said why the customer leaves.
pub const LOST: &str = "LO";

impl Model {
    /// When the customer at hand left, while they are gone.
    pub fn hand_gone_since(&self) -> Option<Left> {
        self.hand.as_ref().and_then(|hand| hand.customer.as_ref()).and_then(|one| one.gone())
    }

    /// Asks why the customer at hand leaves; of one who is gone, whether they are back.
    pub fn ask_leaving(&mut self) {
        let Some(customer) = self.need_hand() else { return };
        if self.hand_gone_since().is_none() {
            return self.open_leaving();
        }
        let speech = self.speech.clone();
        let title = speech.say_with("leaving-title", &[("who", &short(&self.hand_label()))]);
        let items = vec![
            ("back", speech.say("leaving-back"), Pick::WonBack(customer)),
            ("right", speech.say("leaving-right"), Pick::PutRight),
        ];
        self.letters(&title, items);
    }

    /// Asks why, what they paid and when; what was said before is there.
    pub fn open_leaving(&mut self) {
        let Some(customer) = self.need_hand() else { return };
        let label = self.hand_label();
        let gone = self.hand_gone_since();
        let record = self.hand.as_ref().and_then(|hand| hand.customer.as_ref());
        let known = record.and_then(|record| record.worth.monthly);
        let speech = &self.speech;
        let monthly = gone.and_then(|left| left.monthly).or(known);
        let monthly = monthly.map(|sum| speech.money(sum)).unwrap_or_default();
        let why = gone.and_then(|left| left.reason).map(|code| code.to_string());
        let when = gone.map(|left| speech.full(left.at)).unwrap_or_default();
        let codes = self.codes(CodeKind::Leaving);
        let form = Form::new(
            &speech.say_with("form-leaving", &[("who", &label)]),
            vec![
                Field::code("reason", &speech.say("form-why"), codes, &why.unwrap_or_default()),
                Field::line("monthly", &speech.say("form-monthly"), &monthly),
                Field::line("time", &speech.say("form-left-at"), &when),
            ],
        );
        self.open_sheet(Kind::Leave, form, Some(customer), None);
    }

    /// Keeps it.
    pub fn save_leaving(&mut self) {
        let Some(reason) = self.code_field("reason", "form-leaving-needed") else { return };
        let Some(customer) = self.sheet.as_ref().and_then(|sheet| sheet.customer) else { return };
        let (monthly, time) = (self.field("monthly"), self.field("time"));
        let monthly = match (monthly.trim(), sum(&monthly)) {
            ("", _) => None,
            (_, Ok(sum)) => Some(sum),
            (_, Err(why)) => {
                let sentence = self.speech.malformed(&why);
                return self.blame("monthly", &sentence);
            }
        };
        let read = || hear::time(&time, self.now, &self.zone, Towards::Past);
        let at = if time.trim().is_empty() { None } else { read() };
        if at.is_none() && !time.trim().is_empty() {
            let sentence = self.speech.say("form-left-at-needed");
            return self.blame("time", &sentence);
        }
        self.send_sheet(Command::LoseCustomer { customer, reason, monthly, at }, None);
    }

    /// Lists who is gone.
    pub fn list_lost(&mut self) {
        self.settings.lost_ask.now();
        self.over = Some(Over::Lost(self.lost_list()));
    }

    fn lost_list(&self) -> Picker<CustomerId> {
        let speech = &self.speech;
        let codes = &self.settings.codes;
        let row = |row: &LostRow| {
            let may = match row.may_call {
                ConsentState::Given => "lost-may-call",
                ConsentState::Unknown => "lost-not-asked",
                ConsentState::Refused => "lost-no-call",
            };
            let left = speech.departure(&row.left, codes);
            PickRow {
                mark: speech.say(may),
                text: format!("{}  {}  {left}", row.label, row.phone),
                words: row.customer.to_string(),
                value: row.customer,
            }
        };
        let rows = self.settings.lost.iter().map(row).collect();
        Picker::new(&speech.say("lost-title"), rows).or_say(&speech.say("lost-none"))
    }

    /// Who is gone has come: it is shown where it was asked for.
    pub fn lost_arrived(&mut self) {
        let fresh = self.lost_list();
        if let Some(Over::Lost(picker)) = &mut self.over {
            picker.renew(fresh);
        }
    }

    /// Asks what to do about somebody who is gone. Who does not want offers is not called.
    pub fn ask_lost(&mut self, customer: Option<CustomerId>) {
        let Some(customer) = customer else { return };
        let known = self.settings.lost.iter().find(|row| row.customer == customer).cloned();
        let Some(row) = known else { return };
        let speech = self.speech.clone();
        let title = speech.say_with("leaving-title", &[("who", &short(&row.label))]);
        let back = ("back", speech.say("leaving-back"), Pick::WonBack(customer));
        let open = ("open", speech.say("callback-call"), Pick::Call(customer, row.label));
        self.letters(&title, vec![open, back]);
    }

    /// Tells whether an overlay shows who is gone.
    pub fn shows_lost(&self) -> bool {
        matches!(&self.over, Some(Over::Lost(_)))
    }
}
