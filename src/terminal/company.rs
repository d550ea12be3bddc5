//! Who else has open what is open here: the desk is told what is open, and tells who else has it.
//! Never a lock, and never a word about a record that is not on the screen.

use unicode_width::UnicodeWidthStr;

use super::detail::Showing;
use super::model::Model;
use crate::speech::Speech;
use crate::wire::{self, Crowd, Opened, Record, Signal};

/// What the desk knows of this terminal, and this terminal of the others.
#[derive(Debug, Clone, Default)]
pub struct Company {
    /// What the desk was told is open here.
    said: Vec<Opened>,
    /// What it has told last: about what was open then.
    told: Vec<wire::Company>,
}

impl Model {
    /// What is open here: the ticket of the form or the one that was opened, and the customer.
    /// What merely stands beside a selected row is not: whoever moves past it is not looking.
    fn opened(&self) -> Vec<Opened> {
        let sheet = self.sheet.as_ref();
        let of_sheet = sheet.and_then(|sheet| sheet.ticket);
        let ticket = of_sheet.or(match self.detail.as_ref().map(|detail| detail.of) {
            Some(Showing::Ticket(ticket)) => Some(ticket),
            Some(Showing::Line(_) | Showing::Card(_)) | None => None,
        });
        let customer = sheet.and_then(|sheet| sheet.customer);
        let customer = customer.or(self.hand.as_ref().map(|hand| hand.id));
        let types = sheet.is_some_and(|sheet| !sheet.changed().is_empty());
        let about = sheet.map(|sheet| (sheet.ticket, sheet.customer));
        let ticket = ticket.map(|no| Opened {
            record: Record::Ticket(no),
            typing: types && about.is_some_and(|(ticket, _)| ticket == Some(no)),
        });
        let customer = customer.map(|id| Opened {
            record: Record::Customer(id),
            typing: types && about.is_some_and(|(_, customer)| customer == Some(id)),
        });
        ticket.into_iter().chain(customer).collect()
    }

    /// Tells the desk what is open here, when that is something else than it was.
    pub fn say_opened(&mut self) {
        if !self.is_up() {
            return;
        }
        let opened = self.opened();
        if opened != self.company.said {
            self.company.said.clone_from(&opened);
            self.signal(Signal::Open { records: opened });
        }
    }

    /// The desk has told who else is there.
    pub fn company_told(&mut self, records: Vec<wire::Company>) {
        self.company.told = records;
    }

    /// The desk is gone, and with it who is there; a new one knows nothing of this terminal.
    pub fn company_lost(&mut self) {
        self.company = Company::default();
    }

    /// Who else has a record open, in at most so many columns: with names where there is room for
    /// them. That somebody writes is said even where there is none.
    pub fn company(&self, record: Record, room: usize) -> String {
        let told = self.company.told.iter().find(|company| company.record == record);
        told.map(|company| words(company, room, &self.speech)).unwrap_or_default()
    }
}

/// How long a text is to be.
#[derive(Clone, Copy)]
enum Length {
    Names,
    Count,
    Nothing,
}

fn words(company: &wire::Company, room: usize, speech: &Speech) -> String {
    let (writing, looking) = (&company.writing, &company.looking);
    let said = |(write, look): (Length, Length)| {
        let parts =
            [some("writing", writing, write, speech), some("looking", looking, look, speech)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    };
    let shorter = [
        (Length::Names, Length::Names),
        (Length::Names, Length::Count),
        (Length::Names, Length::Nothing),
        (Length::Count, Length::Nothing),
    ];
    let lonely = [(Length::Nothing, Length::Names), (Length::Nothing, Length::Count)];
    let forms: &[_] = if writing.count > 0 { &shorter } else { &lonely };
    let fitting = forms.iter().map(|form| said(*form)).find(|text| text.width() <= room);
    fitting.unwrap_or_else(|| said((Length::Count, Length::Nothing)))
}

fn some(doing: &str, crowd: &Crowd, length: Length, speech: &Speech) -> Option<String> {
    let count = u64::from(crowd.count);
    match length {
        _ if count == 0 => None,
        Length::Names if !crowd.names.is_empty() => {
            let names = crowd.names.join(", ");
            Some(speech.say_count(&format!("company-{doing}"), count, &[("names", &names)]))
        }
        Length::Names | Length::Count => {
            Some(speech.say_count(&format!("company-{doing}-count"), count, &[]))
        }
        Length::Nothing => None,
    }
}
