//! A form, field after field: what is asked, and what a line does to the field. Never a rule about
//! what may stand in it: the form and the desk say that.

use super::talk::Talk;
use super::words::split;
use crate::terminal::action::Action;
use crate::terminal::widget::Edited;
use crate::terminal::widget::form::{Choice, Field, Form, Kind};

/// Words that save a form, whole lines; `\save` is the text.
pub(super) const SAVE: [&str; 2] = ["save", "simpan"];
/// Words that leave it.
pub(super) const CANCEL: [&str; 2] = ["cancel", "batal"];
/// What parts the answers of one line.
const PART: &str = ";";

/// What follows an answer that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// The next field.
    Fits,
    /// The same one again.
    Wrong,
}

impl Talk {
    /// A line that is typed into the field which is asked.
    pub(super) fn form_line(&mut self, line: &str) {
        let text = line.trim();
        if self.model.is_asking() && !self.is_sending() && !text.starts_with(':') {
            return self.asking_line(text);
        }
        if CANCEL.contains(&text) {
            self.note.clear();
            return self.press(Action::Back);
        }
        if self.is_sending() {
            return self.say("form-sending");
        }
        if let Some(more) = self.goes_on(line) {
            return self.note.push(more);
        }
        if !self.note.is_empty() {
            self.note.push(line.to_owned());
            let note = std::mem::take(&mut self.note).join("\n");
            return self.answer_and_go_on(&note);
        }
        match text {
            "" => self.next_field(),
            "." => self.clear_field(),
            "\\" => self.field_before(),
            "?" => self.explain(),
            _ if SAVE.contains(&text) => self.save(),
            _ => match text.strip_prefix(':') {
                Some(name) => self.form_action(name.trim()),
                None => self.answer_and_go_on(text.strip_prefix('\\').unwrap_or(text)),
            },
        }
    }

    /// The line of a note that ends in a backslash: more follows.
    fn goes_on(&self, line: &str) -> Option<String> {
        let is_note = self.field().is_some_and(|field| matches!(field.kind, Kind::Note(_)));
        let more = line.trim_end().strip_suffix('\\').filter(|more| !more.trim().is_empty());
        more.filter(|_| is_note).map(|more| more.trim_end().to_owned())
    }

    /// An action in the form: `:canned`, `:start_afresh`, `:accept`.
    fn form_action(&mut self, name: &str) {
        let (word, rest) = split(name);
        let known = Action::named(&word.to_lowercase().replace('-', "_"));
        let known = known.or_else(|| (word == "accept").then_some(Action::AcceptOffer));
        match known {
            Some(action) => {
                self.press(action);
                rest.clone_into(&mut self.rest);
            }
            None => self.no("plain-unknown", &[("given", name)]),
        }
    }

    fn form(&self) -> Option<&Form> {
        self.model.sheet.as_ref().map(|sheet| &sheet.form)
    }

    fn field(&self) -> Option<&Field> {
        self.form().map(Form::focused)
    }

    fn answer_and_go_on(&mut self, text: &str) {
        if self.answer(text) == Answer::Fits {
            self.next_field();
        }
    }

    /// Puts an answer into the field that is asked.
    fn answer(&mut self, text: &str) -> Answer {
        let Some(field) = self.field() else { return Answer::Wrong };
        let value = match &field.kind {
            Kind::Choice(choice) => meant(choice, text),
            Kind::Code(_) => Some(text.to_uppercase()),
            Kind::Line(_) | Kind::Note(_) | Kind::Date(_) => Some(text.to_owned()),
        };
        let Some(value) = value else {
            let words = words(field);
            self.no("plain-no-choice", &[("given", text), ("words", &words)]);
            return Answer::Wrong;
        };
        let edited = self.model.sheet_put(&value);
        let mistake = self.field().and_then(|field| field.mistake(&self.model.speech));
        if let Some(mistake) = mistake {
            self.model.sheet_put("");
            self.refused = true;
            self.rest.clear();
            self.tell(format!("! {mistake}"));
            return Answer::Wrong;
        }
        if edited == Edited::Full { Answer::Wrong } else { Answer::Fits }
    }

    fn clear_field(&mut self) {
        self.model.sheet_put("");
        self.next_field();
    }

    /// The next field; after the last one the form is saved.
    fn next_field(&mut self) {
        match self.go_by(1) {
            Moved::On => {}
            Moved::End => self.save(),
        }
    }

    fn field_before(&mut self) {
        if self.go_by(-1) == Moved::End {
            self.say("plain-first-field");
        }
    }

    fn go_by(&mut self, by: isize) -> Moved {
        let Some(sheet) = &mut self.model.sheet else { return Moved::End };
        let to = sheet.form.at().checked_add_signed(by);
        let field = to.and_then(|to| sheet.form.fields().get(to));
        let Some(name) = field.map(|field| field.name.clone()) else { return Moved::End };
        sheet.form.go_to(&name);
        Moved::On
    }

    /// The rest of a command answers the fields: a code, a choice or a day takes one word, a text
    /// all of them up to a `;`. After the last of them the form is saved, unless a text that is
    /// asked next is still empty.
    pub(super) fn fill_from(&mut self, rest: &str) {
        if self.model.is_asking() {
            return self.ask_from(rest);
        }
        if SAVE.contains(&rest) {
            return self.save();
        }
        if let Some(after) = rest.strip_prefix(PART) {
            // Nothing is said of it: it stays as it is.
            self.next_field();
            return after.trim().clone_into(&mut self.rest);
        }
        let Some(field) = self.field() else { return };
        let is_text = matches!(field.kind, Kind::Line(_) | Kind::Note(_));
        let (answer, after) = match rest.split_once(PART) {
            Some((text, after)) if is_text => (text.trim(), after.trim()),
            None if is_text => (rest.trim(), ""),
            Some(_) | None => {
                let (word, after) = split(rest);
                (word, after.trim_start_matches(PART).trim_start())
            }
        };
        let (answer, after) = (answer.to_owned(), after.to_owned());
        if !answer.is_empty() && self.answer(&answer) == Answer::Wrong {
            return;
        }
        let empty = |field: &Field| {
            matches!(field.kind, Kind::Note(_) | Kind::Line(_)) && field.value().is_empty()
        };
        let next = self.form().and_then(|form| form.fields().get(form.at() + 1));
        let (last, asks) = (next.is_none(), next.is_some_and(empty) && !is_text);
        match after.is_empty() {
            true if asks => self.next_field(),
            true => self.save(),
            false if last => self.no("plain-not-needed", &[("given", &after)]),
            false => {
                self.next_field();
                self.rest = after;
            }
        }
    }

    /// Saves the form; whatever is missing or wrong is told with its field.
    fn save(&mut self) {
        self.press(Action::Save);
        let wrong = self.field().is_some_and(|field| field.error.is_some());
        self.refused |= wrong;
        if !wrong {
            self.fed = self.feeding;
        }
    }

    /// What is told before a field is asked: what was wrong with it, what may be chosen, what is in
    /// it on several lines.
    pub(super) fn tell_field(&mut self) {
        if self.model.is_asking() {
            return self.tell_statement();
        }
        let Some(field) = self.field() else { return };
        let mut lines: Vec<String> = field.error.iter().map(|error| format!("! {error}")).collect();
        match &field.kind {
            Kind::Choice(_) | Kind::Code(_) => {
                lines.push(format!("{}: {}", field.label, words(field)));
            }
            Kind::Note(note) if note.text().contains('\n') => {
                lines.extend(note.text().lines().map(|line| format!("  {line}")));
            }
            Kind::Note(_) | Kind::Line(_) | Kind::Date(_) => {}
        }
        lines.into_iter().for_each(|line| self.tell(line));
    }

    /// What a line does here, and how much may be typed.
    fn explain(&mut self) {
        self.say("plain-form-keys");
        let Some(field) = self.field() else { return };
        if let Some(limit) = field.limit() {
            let limit = self.model.speech.number(limit as u64);
            self.say_with("plain-limit", &[("count", &limit)]);
        }
        self.tell_field();
        self.tell_form();
    }

    /// All fields with what is in them.
    fn tell_form(&mut self) {
        let Some(form) = self.form() else { return };
        let line = |field: &Field| format!("  {}: {}", field.label, shown(field));
        let lines: Vec<String> = form.fields().iter().map(line).collect();
        lines.into_iter().for_each(|line| self.tell(line));
    }

    /// `topic [BI billing]: `.
    pub(super) fn field_prompt(&self) -> String {
        if self.model.is_asking() {
            return self.asking_prompt();
        }
        let Some(field) = self.field() else { return String::new() };
        if !self.note.is_empty() {
            return "... ".to_owned();
        }
        let shown = shown(field);
        let limit = match field.limit() {
            Some(limit) => format!(" ({})", self.model.speech.number(limit as u64)),
            None => String::new(),
        };
        match shown.is_empty() {
            true => format!("{}{limit}: ", field.label),
            false => format!("{}{limit} [{shown}]: ", field.label),
        }
    }
}

/// Where a step among the fields led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moved {
    On,
    End,
}

/// What is in a field, on one line.
fn shown(field: &Field) -> String {
    match &field.kind {
        Kind::Choice(choice) => choice.options.get(choice.at).map(|(_, word)| word.clone()),
        Kind::Code(code) => {
            let word = code.word().unwrap_or_default();
            Some(format!("{} {word}", code.line.text()).trim().to_owned())
        }
        Kind::Note(note) => {
            let text = note.text();
            let more = if text.lines().count() > 1 { " ..." } else { "" };
            text.lines().next().map(|line| format!("{line}{more}"))
        }
        Kind::Line(_) | Kind::Date(_) => Some(field.value()),
    }
    .unwrap_or_default()
}

/// What may be chosen in a field.
fn words(field: &Field) -> String {
    match &field.kind {
        Kind::Choice(choice) => {
            let options = choice.options.iter().enumerate();
            let words: Vec<String> =
                options.map(|(at, (_, word))| format!("{} {word}", at + 1)).collect();
            words.join(", ")
        }
        Kind::Code(code) => {
            let codes = code.codes.iter().map(|(code, word)| format!("{code} {word}"));
            codes.collect::<Vec<_>>().join(", ")
        }
        Kind::Note(_) | Kind::Line(_) | Kind::Date(_) => String::new(),
    }
}

/// The choice that is meant by a number, its value, its word, or the beginning of one word only.
fn meant(choice: &Choice, text: &str) -> Option<String> {
    let options = &choice.options;
    let number = text.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let low = text.to_lowercase();
    let exact = options.iter().find(|(value, word)| *value == low || word.to_lowercase() == low);
    let begun = |(value, word): &&(String, String)| {
        word.to_lowercase().starts_with(&low) || value.starts_with(&low)
    };
    let mut those = options.iter().filter(begun);
    let only = those.next().filter(|_| those.next().is_none());
    let found = exact.or_else(|| number.and_then(|at| options.get(at))).or(only);
    found.map(|(value, _)| value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_meant_by_number_value_word_or_beginning() {
        let options = [("call", "telepon"), ("mail", "surat"), ("message", "pesan"), ("1", "x")];
        let options = options.map(|(value, word)| (value.to_owned(), word.to_owned())).to_vec();
        let choice = Choice { options, at: 0 };
        for (text, wanted) in [
            ("call", Some("call")),
            ("Telepon", Some("call")),
            ("2", Some("mail")),
            ("1", Some("1")),
            ("s", Some("mail")),
            ("m", None),
            ("me", Some("message")),
            ("0", None),
            ("9", None),
            ("zz", None),
        ] {
            assert_eq!(meant(&choice, text).as_deref(), wanted, "{text}");
        }
    }
}
