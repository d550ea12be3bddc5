//! From what is typed to the customer at hand. Never opens one of several without being told.

use crate::terminal::detail::Showing;
use crate::terminal::model::{Focus, Model};

impl Model {
    /// Looks for a text from anywhere: a pasted number, a caller.
    pub fn find_text(&mut self, text: &str) {
        self.go(Focus::Find);
        self.find.begin();
        self.find.edit.paste(text);
        self.find.typed();
    }

    /// Enter in Find: opens the only one found, else goes into the list.
    pub fn open_found(&mut self) {
        if !self.find.typing {
            return self.open_selected();
        }
        if self.find.text().is_empty() {
            if !self.find.rows.is_empty() {
                self.find.typing = false;
            }
            return;
        }
        if self.find.is_answered() {
            self.open_only();
        } else {
            // The answer decides where the next keys go: they wait for it.
            self.find.open_when_there = true;
        }
    }

    /// The answer to what is typed has come.
    pub fn find_arrived(&mut self) {
        if self.find.open_when_there && self.find.is_answered() {
            self.find.open_when_there = false;
            self.open_only();
        }
        self.side_moved();
    }

    fn open_only(&mut self) {
        match self.find.rows.len() {
            0 => {
                self.forget_held();
                let key = self.key(crate::terminal::action::Action::NewCustomer);
                self.say_with("find-nobody", &[("key", &key)]);
            }
            1 => self.open_selected(),
            count => {
                // What was typed ahead was meant for one customer, and there are several.
                self.forget_held();
                self.find.typing = false;
                let number = self.speech.number(count as u64);
                self.say_with("find-several", &[("count", &number)]);
            }
        }
    }

    /// The selected customer is at hand from now on.
    fn open_selected(&mut self) {
        let Some(row) = self.find.rows.selected().cloned() else {
            return self.say("notice-nothing-selected");
        };
        let same = self.hand.as_ref().is_some_and(|hand| hand.id == row.customer);
        self.take_in_hand(row.customer, row.label);
        self.go(Focus::History);
        match row.ticket {
            Some(ticket) => self.show(Showing::Ticket(ticket)),
            // Enter on who is at hand already: more is wanted than the time line.
            None if same => self.show(Showing::Card(row.customer)),
            None => {}
        }
    }
}
