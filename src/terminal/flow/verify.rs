//! Who is calling, and what they agree to: one letter for the proof; consents only when wanted.
//! Never assumes a yes.

use super::Kind;
use super::log::options;
use crate::domain::{Channel, ConsentHow, ConsentState, CustomerId, Proof, Purpose};
use crate::terminal::errand::Errand;
use crate::terminal::model::Model;
use crate::terminal::over::{Pick, Verdict};
use crate::terminal::widget::{Field, Form};
use crate::wire::Command;

/// Channels that consents are asked for: the ways the desk itself takes to a customer.
const ASKED: [Channel; 3] = [Channel::Call, Channel::Mail, Channel::Chat];

impl Model {
    /// Asks by which proof the caller was verified.
    pub fn ask_proof(&mut self) {
        if self.need_hand().is_none() {
            return;
        }
        let speech = self.speech.clone();
        let proof =
            |proof: &Proof| (proof.word(), speech.word("proof", proof.word()), Pick::Proof(*proof));
        let mut items: Vec<_> = Proof::ALL.iter().map(proof).collect();
        items.push(("failed", speech.say("verify-failed"), Pick::Failed));
        items.push(("may", speech.say("verify-consents"), Pick::Consents));
        let title = speech.say_with("verify-title", &[("who", &self.hand_label())]);
        self.letters(&title, items);
    }

    /// Asks which proof did not convince.
    pub fn ask_failed_proof(&mut self) {
        let speech = self.speech.clone();
        let proof = |proof: &Proof| {
            (proof.word(), speech.word("proof", proof.word()), Pick::FailedProof(*proof))
        };
        let items = Proof::ALL.iter().map(proof).collect();
        let title = speech.say_with("verify-failed-title", &[("who", &self.hand_label())]);
        self.letters(&title, items);
    }

    /// Keeps how the caller was verified.
    pub fn verify(&mut self, proof: Proof, verdict: Verdict) {
        let Some(customer) = self.need_hand() else { return };
        let passed = verdict == Verdict::Passed;
        self.run(Errand::Verify(customer), Command::VerifyCustomer { customer, proof, passed });
    }

    /// The check is kept.
    pub fn verified(&mut self, customer: CustomerId) {
        if self.hand.as_ref().is_some_and(|hand| hand.id == customer) {
            self.ask_hand();
            self.history_newest();
        }
        self.done("done-verified", &[]);
    }

    /// Opens the answers to "may we …" of the customer at hand.
    pub fn open_consents(&mut self) {
        let Some(customer) = self.need_hand() else { return };
        let record = self.hand.as_ref().and_then(|hand| hand.customer.clone());
        let Some(record) = record else { return self.say("notice-not-there-yet") };
        let speech = &self.speech;
        let states = options(speech, "consent", ConsentState::ALL, ConsentState::word);
        let mut fields = Vec::new();
        for (purpose, channel) in asked() {
            let label = format!(
                "{} {}",
                speech.word("purpose", purpose.word()),
                speech.word("channel", channel.word())
            );
            let state = record.consent_state(purpose, channel).word();
            fields.push(Field::choice(&name(purpose, channel), &label, states.clone(), state));
        }
        let hows = options(speech, "how", ConsentHow::ALL, ConsentHow::word);
        fields.push(Field::choice("how", &speech.say("form-how"), hows, ConsentHow::Call.word()));
        let title = speech.say_with("form-consents", &[("who", &self.hand_label())]);
        self.open_sheet(Kind::Consents, Form::new(&title, fields), Some(customer), None);
    }

    /// Keeps the answers that were changed, each as an event of its own.
    pub fn save_consents(&mut self) {
        let Some(sheet) = self.sheet.take() else { return };
        let Some(customer) = sheet.customer else { return };
        let how = sheet.form.value("how").parse().unwrap_or(ConsentHow::Call);
        for (purpose, channel) in asked() {
            let name = name(purpose, channel);
            let value = sheet.form.value(&name);
            let is_new = !sheet.begun.contains(&(name, value.clone()));
            if is_new && let Ok(state) = value.parse() {
                let command = Command::SetConsent { customer, purpose, channel, state, how };
                self.run(Errand::Consent(customer), command);
            }
        }
        self.ask_hand();
    }
}

/// What is asked for on which channel, in the order of the form.
fn asked() -> impl Iterator<Item = (Purpose, Channel)> {
    Purpose::ALL.iter().flat_map(|purpose| {
        let channels = match purpose {
            // A recording is of a call; there is nothing to ask about the other ways.
            Purpose::Recording => &ASKED[..1],
            Purpose::Service | Purpose::Survey | Purpose::Marketing => &ASKED[..],
        };
        channels.iter().map(|channel| (*purpose, *channel))
    })
}

fn name(purpose: Purpose, channel: Channel) -> String {
    format!("{purpose}/{channel}")
}
