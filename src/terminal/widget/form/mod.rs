//! Labelled fields that are filled in one after another. Never saves anything: it is asked for its
//! contents.
//!
//! Reading order: [`field`] (kinds of fields), [`reading`] (days), [`drawing`].

pub mod drawing;
pub mod field;
pub mod reading;

use ratatui::layout::Rect;

use super::Edited;
use crate::speech::Speech;
use crate::terminal::action::Action;
use crate::terminal::keymap::{Key, KeyPress};

pub use field::{Choice, CodeEdit, Field, Kind};

/// A form: a title, fields, and the one that is being filled in.
#[derive(Debug, Clone)]
pub struct Form {
    /// What it is for, in the reader's language.
    pub title: String,
    fields: Vec<Field>,
    at: usize,
    /// A complete code has just gone on by itself: a Tab pressed out of habit stays here.
    went_on: bool,
}

impl Form {
    /// A form that begins at its first field.
    pub fn new(title: &str, fields: Vec<Field>) -> Form {
        assert!(!fields.is_empty(), "a form has at least one field");
        Form { title: title.to_owned(), fields, at: 0, went_on: false }
    }

    /// Its fields in order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field that is being filled in.
    pub fn focused(&self) -> &Field {
        &self.fields[self.at]
    }

    /// Index of the field that is being filled in.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// What is in a field (see [`Field::value`]); empty when there is no such field.
    pub fn value(&self, name: &str) -> String {
        self.fields.iter().find(|field| field.name == name).map_or_else(String::new, Field::value)
    }

    /// Names and contents of all fields, in order: what a draft keeps.
    pub fn values(&self) -> Vec<(String, String)> {
        self.fields.iter().map(|field| (field.name.clone(), field.value())).collect()
    }

    /// Puts contents into the fields of these names, of a draft for example; unknown names do
    /// nothing.
    pub fn fill(&mut self, values: &[(String, String)]) {
        for (name, value) in values {
            for field in self.fields.iter_mut().filter(|field| field.name == *name) {
                field.fill(value);
            }
        }
    }

    /// Goes to the first field.
    pub fn begin(&mut self) {
        (self.at, self.went_on) = (0, false);
    }

    /// Goes to a field by its name; tells whether there is one.
    pub fn go_to(&mut self, name: &str) -> bool {
        let found = self.fields.iter().position(|field| field.name == name);
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    /// Takes a key that the keymap has no action for; `area` is where the form is shown. A code
    /// that is complete goes on to the next field by itself; Up and Down go to other fields where
    /// the field has no use for them.
    pub fn press(&mut self, press: KeyPress, area: Rect) -> Edited {
        let size = self.note_size(area);
        let field = &mut self.fields[self.at];
        let edited = field.press(press, size);
        self.went_on = edited == Edited::Changed && press.typed().is_some() && field.is_complete();
        if self.went_on {
            self.move_by(1);
        }
        match (edited, press.key, press.ctrl) {
            (Edited::Ignored, Key::Up, false) => self.move_by(-1),
            (Edited::Ignored, Key::Down, false) => self.move_by(1),
            (edited, ..) => edited,
        }
    }

    /// Takes an action that fields know: next and previous field, a new line in a note.
    pub fn act(&mut self, action: Action) -> Edited {
        let note = match &mut self.fields[self.at].kind {
            Kind::Note(note) => Some(note),
            Kind::Line(_) | Kind::Choice(_) | Kind::Code(_) | Kind::Date(_) => None,
        };
        match (action, note) {
            (Action::NextField, _) if std::mem::take(&mut self.went_on) => Edited::Moved,
            (Action::NextField, _) => self.turn(1),
            (Action::PreviousField, _) => self.turn(-1),
            (Action::NewLine, Some(note)) => note.new_line(),
            // All other actions are the screen's.
            _ => Edited::Ignored,
        }
    }

    /// Puts text in at the cursor: a paste or a canned text.
    pub fn paste(&mut self, text: &str) -> Edited {
        self.went_on = false;
        self.fields[self.at].paste(text)
    }

    /// Puts another content into the field that is being filled in.
    pub fn put(&mut self, text: &str) -> Edited {
        self.went_on = false;
        self.fields[self.at].put(text)
    }

    /// Goes `by` fields on, not over the ends.
    fn move_by(&mut self, by: isize) -> Edited {
        let to = self.at.saturating_add_signed(by).min(self.fields.len() - 1);
        if to == self.at {
            return Edited::Ignored;
        }
        self.at = to;
        Edited::Moved
    }

    /// Goes `by` fields on, around the ends.
    fn turn(&mut self, by: isize) -> Edited {
        let count = self.fields.len();
        self.at = (self.at + count).saturating_add_signed(by) % count;
        Edited::Moved
    }

    /// Looks at every field for what cannot be read, shows it there and goes to the first one;
    /// tells whether all is well.
    pub fn check(&mut self, speech: &Speech) -> bool {
        let mut first = None;
        for (at, field) in self.fields.iter_mut().enumerate() {
            field.error = field.mistake(speech);
            if field.error.is_some() {
                first = first.or(Some(at));
            }
        }
        self.at = first.unwrap_or(self.at);
        first.is_none()
    }

    /// Shows what is wrong with a field and goes to it; tells whether there is such a field.
    pub fn blame(&mut self, name: &str, sentence: &str) -> bool {
        let found = self.go_to(name);
        if found {
            self.fields[self.at].error = Some(sentence.to_owned());
        }
        found
    }
}

#[cfg(test)]
mod tests;
