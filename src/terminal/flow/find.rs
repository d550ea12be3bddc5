//! From what is typed to the customer at hand. Never opens one of several without being told.

use crate::terminal::action::{Action, Context};
use crate::terminal::detail::Showing;
use crate::terminal::flow::small::LETTERS_APART;
use crate::terminal::keymap::{Key, KeyPress};
use crate::terminal::model::{Focus, Model};
use crate::terminal::widget::Edited;

impl Model {
    /// Looks for a text from anywhere: a pasted number, a caller.
    pub fn find_text(&mut self, text: &str) {
        self.go(Focus::Find);
        self.find.begin();
        self.find.edit.paste(text);
        self.find.typed();
    }

    /// A key that goes into the box. A letter after a number that nobody has begins the search for
    /// a name: the number is the caller's, and is not forgotten.
    pub fn find_key(&mut self, press: KeyPress) {
        let called = self.is_callers_number();
        let letter = press.typed().is_some_and(char::is_alphabetic);
        if letter && self.find.is_nobodys_number() {
            self.caller = Some(self.find.text().to_owned());
            self.find.begin();
        } else if letter && called {
            self.find.edit.press(KeyPress::plain(Key::Char(' ')));
        }
        if self.find.edit.press(press) == Edited::Changed {
            self.find.typed();
        }
    }

    /// Whoever types a name without looking up, with an Enter in it, goes on in the box: a letter
    /// so soon after several were found is none of a command.
    pub fn types_on(&mut self, press: KeyPress) -> bool {
        let letter = press.typed().is_some_and(char::is_alphabetic);
        let soon = self.now.0 - self.find.asked_at.0 < LETTERS_APART;
        if !(letter && soon && self.find.asks && self.context() == Context::Find) {
            return false;
        }
        self.find.typing = true;
        self.find.edit.press(KeyPress::plain(Key::Char(' ')));
        self.find.edit.press(press);
        self.find.typed();
        true
    }

    /// Tells whether the box holds the number of a call that was taken, and nothing else yet.
    fn is_callers_number(&self) -> bool {
        self.caller.as_deref().is_some_and(|number| number.trim() == self.find.text())
    }

    /// The key that adds a customer from the box.
    pub fn new_key(&self) -> String {
        let place = if self.find.typing { Context::FindBox } else { Context::Find };
        self.keymap.key_of(Action::NewCustomer, place).unwrap_or_default()
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
                let key = self.new_key();
                self.say_with("find-nobody", &[("key", &key)]);
            }
            1 => self.open_selected(),
            _ if self.find.select_sole() => self.open_selected(),
            _ => {
                // What was typed ahead was meant for one customer, and there are several.
                self.forget_held();
                self.find.typing = false;
                (self.find.asks, self.find.asked_at) = (true, self.now);
                self.ask_to_choose();
            }
        }
    }

    fn ask_to_choose(&mut self) {
        let number = self.speech.number(self.find.rows.len() as u64);
        self.say_with("find-several", &[("count", &number)]);
    }

    /// Whoever is chosen among several found is meant by the next key, not the one at hand before.
    /// While nobody is chosen that key does nothing: it is asked once more, and `false`.
    pub fn take_the_chosen(&mut self) -> bool {
        let choosing = self.focus == Focus::Find && !self.find.typing && self.detail.is_none();
        let Some(row) = self.find.rows.selected().filter(|_| choosing).cloned() else {
            return true;
        };
        if self.find.asks {
            self.ask_to_choose();
            return false;
        }
        self.take_in_hand(row.customer, row.label);
        self.go(Focus::History);
        true
    }

    /// The selected customer is at hand from now on.
    fn open_selected(&mut self) {
        self.find.asks = false;
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
