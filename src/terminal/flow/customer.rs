//! Adding a customer and changing their record. Never adds somebody twice without saying so.

use super::Kind;
use super::log::short;
use super::profile;
use crate::domain::contact::tail;
use crate::domain::{Customer, CustomerId, Email, Field, Phone, Profile};
use crate::terminal::model::{Focus, Model};
use crate::terminal::over::Pick;
use crate::terminal::post::Question;
use crate::terminal::widget::Form;
use crate::wire::{Command, Done, IfKnown, Query, Twin};

impl Model {
    /// Opens the form for a new customer, with the caller's number and what was looked for in
    /// their places. An older text waits.
    pub fn open_new(&mut self) {
        let known = self.guessed();
        self.open_new_again();
        let Some(sheet) = self.sheet.as_mut().filter(|_| !known.is_empty()) else { return };
        sheet.form.fill(&known);
        sheet.twins_ask.now();
    }

    /// Opens the form for a new customer with the text that was chosen, whoever calls now.
    pub fn open_new_again(&mut self) {
        let fields = profile::fields(&Profile::default(), &self.speech);
        let form = Form::new(&self.speech.say("form-new"), fields);
        self.open_sheet(Kind::NewCustomer, form, None, None);
        self.say("form-several-lines");
    }

    /// Fields of a new customer that are known: what was looked for, and the caller's number.
    fn guessed(&self) -> Vec<(String, String)> {
        // What was found and opened is not what a new customer is about.
        let looked_for = self.focus == Focus::Find || self.find.rows.is_empty();
        let mut begun = guess(if looked_for { self.find.text() } else { "" });
        if begun.phones.is_empty() {
            let caller = self.caller.as_deref().and_then(|number| Phone::parse("", number).ok());
            begun.phones.extend(caller);
        }
        let empty = Form::new("", profile::fields(&Profile::default(), &self.speech)).values();
        let filled = Form::new("", profile::fields(&begun, &self.speech)).values();
        filled.into_iter().filter(|value| !empty.contains(value)).collect()
    }

    /// Opens the record of the customer at hand.
    pub fn open_edit(&mut self) {
        let Some(customer) = self.need_hand() else { return };
        let record = self.hand.as_ref().and_then(|hand| hand.customer.clone());
        let Some(record) = record else { return self.say("notice-not-there-yet") };
        let was = record.profile;
        let title = self.speech.say_with("form-edit", &[("who", &self.hand_label())]);
        let form = Form::new(&title, profile::fields(&was, &self.speech));
        self.open_sheet(Kind::EditCustomer(Box::new(was)), form, Some(customer), None);
        self.add_callers_number(customer);
        if self.notice.is_none() {
            self.say("form-several-lines");
        }
    }

    /// The number that the customer has called from is offered as one of theirs.
    fn add_callers_number(&mut self, customer: CustomerId) {
        let hand = self.hand.as_ref().filter(|hand| hand.id == customer);
        let number = hand.and_then(|hand| hand.caller.as_deref());
        let Some(phone) = number.and_then(|number| Phone::parse("", number).ok()) else { return };
        let Some(sheet) = &mut self.sheet else { return };
        let typed = sheet.form.value(Field::Phone.word());
        let known = typed.lines().any(|line| tail(line) == phone.tail());
        if known || sheet.resumed.is_some() {
            return;
        }
        let phones = format!("{typed}\n{}", phone.number).trim().to_owned();
        sheet.form.fill(&[(Field::Phone.word().to_owned(), phones)]);
        self.tell("form-caller-added", &[("number", &phone.number)]);
    }

    /// The record as typed, or what is wrong shown at its field.
    fn typed_profile(&mut self, was: &Profile) -> Option<Box<Profile>> {
        let sheet = self.sheet.as_ref()?;
        match profile::read(|name| sheet.form.value(name), was, &self.speech) {
            Ok(profile) => Some(Box::new(profile)),
            Err((field, wrong)) => {
                let sentence = self.speech.malformed(&wrong);
                self.blame(field.word(), &sentence);
                self.say("form-mistakes");
                None
            }
        }
    }

    /// Adds the customer.
    pub fn save_new(&mut self, if_known: IfKnown) {
        let Some(profile) = self.typed_profile(&Profile::default()) else { return };
        self.send_sheet(Command::AddCustomer { profile, if_known }, None);
    }

    /// The person has seen who seems to be the same and adds all the same.
    pub fn add_anyway(&mut self) {
        self.save_new(IfKnown::Add);
    }

    /// Changes the record.
    pub fn save_edit(&mut self, was: Profile) {
        let Some(profile) = self.typed_profile(&was) else { return };
        let Some(customer) = self.sheet.as_ref().and_then(|sheet| sheet.customer) else { return };
        self.send_sheet(Command::AmendCustomer { customer, was: Box::new(was), profile }, None);
    }

    /// Somebody like this is there: what now?
    pub fn ask_known(&mut self, customer: CustomerId, label: &str) {
        let speech = self.speech.clone();
        let shown = short(label);
        let who = [("who", shown.as_str())];
        let items = vec![
            ("open", speech.say_with("known-open", &who), Pick::Open(customer, label.to_owned())),
            ("add", speech.say("known-add"), Pick::AddAnyway),
            ("back", speech.say("known-back"), Pick::Stay),
        ];
        self.letters(&speech.say_with("known-title", &who), items);
    }

    /// The new customer is at hand.
    pub fn customer_added(&mut self, done: &Done) {
        let Some(customer) = done.customer else { return };
        self.desk.customers += 1;
        self.find.begin();
        self.take_in_hand(customer, customer.to_string());
        self.go(Focus::History);
        self.done("done-added", &[("customer", &customer.to_string())]);
    }

    /// Asks who the customer being typed seems to be.
    pub fn ask_twins_due(&mut self) {
        let now = self.now;
        let Some(sheet) = &self.sheet else { return };
        if sheet.kind != Kind::NewCustomer || sheet.twins_ask.due().is_none_or(|at| at > now) {
            return;
        }
        // Half a number is no number yet: it is asked again when it can be read.
        let form = &sheet.form;
        let readable = profile::read(|name| form.value(name), &Profile::default(), &self.speech);
        let profile = match readable {
            Ok(profile) => profile,
            Err(_) => Profile { name: form.value("name"), ..Profile::default() },
        };
        if profile == Profile::default() {
            if let Some(sheet) = &mut self.sheet {
                (sheet.twins, sheet.twins_ask) = (Vec::new(), Default::default());
            }
            return;
        }
        let id = self.ask(Question::Twins, Query::Twins { profile: Box::new(profile) });
        if let Some(sheet) = &mut self.sheet {
            sheet.twins_ask.sent(id, now);
        }
    }

    /// Who the customer being typed seems to be.
    pub fn twins_found(&mut self, id: u64, twins: Vec<Twin>) {
        let Some(sheet) = &mut self.sheet else { return };
        if !sheet.twins_ask.answered(id) {
            return;
        }
        sheet.twins = twins;
    }

    /// Who the customer being typed seems to be, for as long as it seems so.
    pub fn twin_sentence(&self) -> Option<String> {
        let twin = self.sheet.as_ref()?.twins.first()?;
        let (customer, field) = (twin.customer.to_string(), self.speech.field(twin.same));
        let who = short(&twin.label);
        let values = [("who", &*who), ("customer", &*customer), ("field", &*field)];
        Some(self.speech.say_with("form-twin", &values))
    }
}

/// What was looked for, as the field it seems to be.
fn guess(text: &str) -> Profile {
    if let Ok(phone) = Phone::parse("", text) {
        return Profile { phones: vec![phone], ..Profile::default() };
    }
    if let Ok(email) = Email::parse("", text) {
        return Profile { emails: vec![email], ..Profile::default() };
    }
    let is_name = text.chars().all(|c| c.is_alphabetic() || " .'-".contains(c));
    let name = if is_name { text.to_owned() } else { String::new() };
    Profile { name, ..Profile::default() }
}

/// The phone that is dialled first, for the clipboard.
pub fn first_phone(customer: &Customer) -> Option<&str> {
    customer.profile.phones.first().map(|phone| phone.number.as_str())
}
