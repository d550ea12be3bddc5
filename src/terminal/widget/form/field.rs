//! The kinds of fields a form may have, and what each does with a key. Never a rule of the desk:
//! what is typed is only read, not judged.

use super::super::{Edited, LineEdit, NoteEdit};
use super::reading::date;
use crate::domain::limit;
use crate::speech::Speech;
use crate::terminal::keymap::{Key, KeyPress};

/// A field with its label.
#[derive(Debug, Clone)]
pub struct Field {
    /// By which its content is asked for and kept in drafts.
    pub name: String,
    /// In the reader's language.
    pub label: String,
    /// What is wrong with its content, in the reader's language.
    pub error: Option<String>,
    /// What is typed into it.
    pub kind: Kind,
}

/// What is typed into a field.
#[derive(Debug, Clone)]
pub enum Kind {
    /// One line.
    Line(LineEdit),
    /// Several lines.
    Note(Box<NoteEdit>),
    /// One of a few words.
    Choice(Choice),
    /// Two letters that stand for a word.
    Code(CodeEdit),
    /// A day.
    Date(LineEdit),
}

/// One of a few words.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Each value with its word in the reader's language.
    pub options: Vec<(String, String)>,
    /// The chosen one.
    pub at: usize,
}

/// Two letters, with what they stand for.
#[derive(Debug, Clone)]
pub struct CodeEdit {
    /// The letters typed so far, capitals.
    pub line: LineEdit,
    /// Each code with its word in the reader's language.
    pub codes: Vec<(String, String)>,
}

/// Letters of the longest way to write a day, with some to spare.
const DATE_CHARS: usize = 16;

impl Field {
    fn new(name: &str, label: &str, kind: Kind) -> Field {
        Field { name: name.to_owned(), label: label.to_owned(), error: None, kind }
    }

    /// A field of one line.
    pub fn line(name: &str, label: &str, text: &str) -> Field {
        Field::new(name, label, Kind::Line(LineEdit::new(text, limit::FIELD_CHARS)))
    }

    /// A field of one line with a proposal that the first letter typed replaces.
    pub fn proposal(name: &str, label: &str, text: &str) -> Field {
        Field::new(name, label, Kind::Line(LineEdit::proposing(text, limit::FIELD_CHARS)))
    }

    /// A field of several lines.
    pub fn note(name: &str, label: &str, text: &str) -> Field {
        Field::new(name, label, Kind::Note(Box::new(NoteEdit::new(text, limit::NOTE_CHARS))))
    }

    /// One of a few words; the first one is chosen when `value` is none of them.
    pub fn choice(name: &str, label: &str, options: Vec<(String, String)>, value: &str) -> Field {
        let at = options.iter().position(|(known, _)| known == value).unwrap_or(0);
        Field::new(name, label, Kind::Choice(Choice { options, at }))
    }

    /// Two letters out of `codes`, each with its word.
    pub fn code(name: &str, label: &str, codes: Vec<(String, String)>, value: &str) -> Field {
        let line = LineEdit::new(value, 2);
        Field::new(name, label, Kind::Code(CodeEdit { line, codes }))
    }

    /// A day; read as `1987-11-21`, `21/11/1987`, `21.11.1987` or `21 11 1987`.
    pub fn date(name: &str, label: &str, value: &str) -> Field {
        Field::new(name, label, Kind::Date(LineEdit::new(value, DATE_CHARS)))
    }

    /// What is in it: a choice's value, a code's letters, a day as `1987-11-21` when it can be
    /// read, else the text as typed.
    pub fn value(&self) -> String {
        match &self.kind {
            Kind::Line(line) => line.text().trim().to_owned(),
            Kind::Note(note) => note.text(),
            Kind::Choice(choice) => choice.value().to_owned(),
            Kind::Code(code) => code.line.text().to_owned(),
            Kind::Date(line) => {
                date(line.text()).map_or_else(|| line.text().to_owned(), |date| date.to_string())
            }
        }
    }

    /// Puts another content in place; a choice that does not know the value stays as it is.
    pub fn fill(&mut self, value: &str) {
        match &mut self.kind {
            Kind::Line(line) | Kind::Date(line) => line.replace(value),
            Kind::Note(note) => **note = NoteEdit::new(value, limit::NOTE_CHARS),
            Kind::Choice(choice) => {
                let known = choice.options.iter().position(|(known, _)| known == value);
                choice.at = known.unwrap_or(choice.at);
            }
            Kind::Code(code) => code.line.replace(value),
        }
        self.error = None;
    }

    /// Puts another content in place as a person does it: what goes over a limit is left out and
    /// told.
    pub fn put(&mut self, text: &str) -> Edited {
        let before = self.value();
        if let Kind::Choice(_) = self.kind {
            self.fill(text);
        } else {
            self.fill("");
            if self.paste(text) == Edited::Full {
                return Edited::Full;
            }
        }
        if self.value() == before { Edited::Moved } else { Edited::Changed }
    }

    /// How many letters it takes, where that is told.
    pub const fn limit(&self) -> Option<usize> {
        match &self.kind {
            Kind::Line(line) => Some(line.limit()),
            Kind::Note(_) => Some(limit::NOTE_CHARS),
            Kind::Choice(_) | Kind::Code(_) | Kind::Date(_) => None,
        }
    }

    /// Takes a key; a note is shown `size` columns and lines large.
    pub fn press(&mut self, press: KeyPress, size: (u16, u16)) -> Edited {
        let edited = match &mut self.kind {
            Kind::Line(line) | Kind::Date(line) => line.press(press),
            Kind::Note(note) => note.press(press, size),
            Kind::Choice(choice) => choice.press(press),
            Kind::Code(code) => code.press(press),
        };
        self.settle(edited)
    }

    /// Puts text in at the cursor.
    pub fn paste(&mut self, text: &str) -> Edited {
        let edited = match &mut self.kind {
            Kind::Line(line) | Kind::Date(line) => line.paste(text),
            Kind::Note(note) => note.paste(text),
            Kind::Choice(_) => Edited::Ignored,
            Kind::Code(code) => code.line.paste(&text.to_uppercase()),
        };
        self.settle(edited)
    }

    /// An error is shown until the content is changed.
    fn settle(&mut self, edited: Edited) -> Edited {
        if edited == Edited::Changed {
            self.error = None;
        }
        edited
    }

    /// Tells whether the field is filled so that nothing can follow: the second letter of a known
    /// code.
    pub fn is_complete(&self) -> bool {
        match &self.kind {
            Kind::Code(code) => code.word().is_some(),
            Kind::Line(_) | Kind::Note(_) | Kind::Choice(_) | Kind::Date(_) => false,
        }
    }

    /// What cannot be read in it: an unknown code, a day that is none. Empty is fine.
    pub fn mistake(&self, speech: &Speech) -> Option<String> {
        let value = self.value();
        let wrong = match &self.kind {
            Kind::Line(_) | Kind::Note(_) | Kind::Choice(_) => None,
            Kind::Code(code) => code.word().is_none().then_some("form-no-code"),
            Kind::Date(_) => date(&value).is_none().then_some("form-no-date"),
        };
        let wrong = wrong.filter(|_| !value.trim().is_empty())?;
        Some(speech.say_with(wrong, &[("given", &value)]))
    }
}

impl Choice {
    /// The chosen value.
    pub fn value(&self) -> &str {
        self.options.get(self.at).map_or("", |(value, _)| value)
    }

    fn press(&mut self, press: KeyPress) -> Edited {
        let count = self.options.len();
        if count == 0 {
            return Edited::Ignored;
        }
        let to = match (press.key, press.ctrl) {
            (Key::Left, false) => (self.at + count - 1) % count,
            (Key::Right | Key::Char(' '), false) => (self.at + 1) % count,
            (Key::Home, _) => 0,
            (Key::End, _) => count - 1,
            (Key::Char(c), false) => match self.next_of(c) {
                Some(to) => to,
                None => return Edited::Ignored,
            },
            // Whatever else is pressed is for the form or the keymap.
            _ => return Edited::Ignored,
        };
        let changed = to != self.at;
        self.at = to;
        if changed { Edited::Changed } else { Edited::Moved }
    }

    /// The next option after the chosen one that begins with a letter, around the end.
    fn next_of(&self, letter: char) -> Option<usize> {
        let wanted: String = letter.to_lowercase().collect();
        let count = self.options.len();
        (1..=count)
            .map(|ahead| (self.at + ahead) % count)
            .find(|at| self.options[*at].1.to_lowercase().starts_with(&wanted))
    }
}

impl CodeEdit {
    /// What the letters stand for.
    pub fn word(&self) -> Option<&str> {
        let typed = self.line.text();
        self.codes.iter().find(|(code, _)| code == typed).map(|(_, word)| word.as_str())
    }

    /// The codes that begin with what is typed; all of them when none does.
    pub fn offered(&self) -> Vec<&(String, String)> {
        let typed = self.line.text();
        let begun: Vec<_> = self.codes.iter().filter(|(code, _)| code.starts_with(typed)).collect();
        if begun.is_empty() { self.codes.iter().collect() } else { begun }
    }

    fn press(&mut self, press: KeyPress) -> Edited {
        match press.typed() {
            Some(c) if c.is_ascii_alphabetic() => {
                // A third letter begins anew: the first two were wrong or have been changed.
                if self.line.text().chars().count() == 2 {
                    self.line.replace("");
                }
                let capital = Key::Char(c.to_ascii_uppercase());
                self.line.press(KeyPress::plain(capital))
            }
            Some(_) => Edited::Ignored,
            None => self.line.press(press),
        }
    }
}
