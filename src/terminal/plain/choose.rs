//! Lists and menus as numbered lines: a number, a code, a letter or words choose. Never another
//! choice than the screen offers.

use super::act::BEGINS;
use super::form::CANCEL;
use super::talk::Talk;
use crate::terminal::action::Action;
use crate::terminal::over::Over;
use crate::terminal::widget::picker::Picker;
use crate::terminal::widget::{Menu, form};

/// Rows of a list that are told at once; words narrow it.
const ROWS: usize = 30;

/// What does a change of many, once it was seen what would become of it.
const YES: [&str; 2] = ["yes", "ya"];

/// A row: its code or letter, and its words.
type Row = (String, String);

fn rows_of<T: Clone>(picker: &Picker<T>) -> Vec<Row> {
    picker.fitting().map(|row| (row.mark.clone(), row.text.clone())).collect()
}

fn items_of<T: Clone>(menu: &Menu<T>) -> Vec<Row> {
    menu.items().map(|(mark, label)| (mark.to_owned(), label.to_owned())).collect()
}

/// Words that narrow a picker; how many rows fit them.
fn narrow<T: Clone>(picker: &mut Picker<T>, text: &str) -> Option<usize> {
    picker.look_for(text);
    Some(picker.len())
}

impl Over {
    /// What is chosen, for the line above the rows.
    pub(super) fn title(&self) -> String {
        match self {
            Over::Palette(picker) | Over::Help(picker) => picker.title.clone(),
            Over::Actions(menu) => menu.title.clone(),
            Over::Canned(picker) | Over::FilterWords(picker) => picker.title.clone(),
            Over::Agents(picker) | Over::Asking(picker) | Over::Assign(_, picker) => {
                picker.title.clone()
            }
            Over::Drafts(picker) => picker.title.clone(),
            Over::Improvements(picker) => picker.title.clone(),
            Over::CallBacks(picker) => picker.title.clone(),
            Over::Lost(picker) | Over::ToAsk(picker) => picker.title.clone(),
            Over::Surveys(picker) => picker.title.clone(),
            Over::Views(picker) => picker.title.clone(),
            Over::Handover(picker) => picker.title.clone(),
            Over::Report(picker) => picker.title.clone(),
            Over::Preview(previewed) => previewed.told.clone(),
            Over::Letters(menu) | Over::FirstSteps(menu) => menu.title.clone(),
        }
    }

    fn rows(&self) -> Vec<Row> {
        match self {
            Over::Palette(picker) | Over::Help(picker) => rows_of(picker),
            Over::Actions(menu) => items_of(menu),
            Over::Canned(picker) | Over::FilterWords(picker) => rows_of(picker),
            Over::Agents(picker) | Over::Asking(picker) | Over::Assign(_, picker) => {
                rows_of(picker)
            }
            Over::Drafts(picker) => rows_of(picker),
            Over::Improvements(picker) => rows_of(picker),
            Over::CallBacks(picker) => rows_of(picker),
            Over::Lost(picker) | Over::ToAsk(picker) => rows_of(picker),
            Over::Surveys(picker) => rows_of(picker),
            Over::Views(picker) => rows_of(picker),
            Over::Handover(picker) => rows_of(picker),
            Over::Report(picker) => rows_of(picker),
            Over::Preview(previewed) => rows_of(&previewed.list),
            Over::Letters(menu) | Over::FirstSteps(menu) => items_of(menu),
        }
    }

    fn nothing(&self) -> String {
        match self {
            Over::Agents(picker) | Over::Asking(picker) | Over::Assign(_, picker) => {
                picker.nothing()
            }
            Over::Canned(picker) | Over::FilterWords(picker) => picker.nothing(),
            Over::Drafts(picker) => picker.nothing(),
            Over::Improvements(picker) => picker.nothing(),
            Over::CallBacks(picker) => picker.nothing(),
            Over::Lost(picker) | Over::ToAsk(picker) => picker.nothing(),
            Over::Surveys(picker) => picker.nothing(),
            Over::Views(picker) => picker.nothing(),
            Over::Handover(picker) => picker.nothing(),
            Over::Report(picker) => picker.nothing(),
            Over::Palette(_) | Over::Help(_) | Over::Actions(_) => "",
            Over::Preview(_) | Over::Letters(_) | Over::FirstSteps(_) => "",
        }
        .to_owned()
    }

    fn go_to(&mut self, at: usize) {
        match self {
            Over::Palette(picker) | Over::Help(picker) => picker.go_to(at),
            Over::Actions(menu) => menu.go_to(at),
            Over::Canned(picker) | Over::FilterWords(picker) => picker.go_to(at),
            Over::Agents(picker) | Over::Asking(picker) | Over::Assign(_, picker) => {
                picker.go_to(at)
            }
            Over::Drafts(picker) => picker.go_to(at),
            Over::Improvements(picker) => picker.go_to(at),
            Over::CallBacks(picker) => picker.go_to(at),
            Over::Lost(picker) | Over::ToAsk(picker) => picker.go_to(at),
            Over::Surveys(picker) => picker.go_to(at),
            Over::Views(picker) => picker.go_to(at),
            Over::Handover(picker) => picker.go_to(at),
            Over::Report(picker) => picker.go_to(at),
            Over::Preview(previewed) => previewed.list.go_to(at),
            Over::Letters(menu) | Over::FirstSteps(menu) => menu.go_to(at),
        }
    }

    /// Narrows the rows by words; how many fit. `None` where rows are not narrowed.
    fn look_for(&mut self, text: &str) -> Option<usize> {
        match self {
            Over::Palette(picker) | Over::Help(picker) => narrow(picker, text),
            Over::Canned(picker) | Over::FilterWords(picker) => narrow(picker, text),
            Over::Agents(picker) | Over::Asking(picker) | Over::Assign(_, picker) => {
                narrow(picker, text)
            }
            Over::Drafts(picker) => narrow(picker, text),
            Over::Improvements(picker) => narrow(picker, text),
            Over::CallBacks(picker) => narrow(picker, text),
            Over::Lost(picker) | Over::ToAsk(picker) => narrow(picker, text),
            Over::Surveys(picker) => narrow(picker, text),
            Over::Views(picker) => narrow(picker, text),
            Over::Handover(picker) => narrow(picker, text),
            Over::Report(picker) => narrow(picker, text),
            Over::Preview(_) | Over::Actions(_) | Over::Letters(_) | Over::FirstSteps(_) => None,
        }
    }
}

impl Talk {
    /// A line while something is to be chosen.
    pub(super) fn choose_line(&mut self, line: &str) {
        if CANCEL.contains(&line) {
            self.press(Action::Back);
        } else if let Some(name) = line.strip_prefix(':').filter(|name| !name.is_empty()) {
            self.command(&format!(":{name}"));
        } else if line.is_empty() || line == "?" {
            self.tell_choices();
        } else if matches!(self.model.over, Some(Over::FirstSteps(_))) && !self.is_choice(line) {
            // Nobody must be caught in the first steps.
            self.model.over = None;
            self.command(line);
        } else {
            self.choose(line);
        }
    }

    /// The place of the row that a line names: by its code or letter, or by its number.
    fn place_of(&self, line: &str) -> Option<usize> {
        let rows = self.model.over.as_ref()?.rows();
        let low = line.to_lowercase();
        let exact = rows.iter().position(|(mark, _)| mark == line);
        let any = || rows.iter().position(|(mark, _)| mark.to_lowercase() == low);
        let number = || {
            let number = line.parse::<usize>().ok()?.checked_sub(1)?;
            (number < rows.len()).then_some(number)
        };
        let word = || {
            let begins = |at: &usize| rows[*at].1.to_lowercase().starts_with(&low);
            let mut begun = (0..rows.len()).filter(begins);
            begun.next().filter(|_| begun.next().is_none() && low.chars().count() >= BEGINS)
        };
        exact.or_else(any).or_else(number).or_else(word)
    }

    fn is_choice(&self, line: &str) -> bool {
        self.place_of(line).is_some()
    }

    /// Chooses by a number, a code or words; `false` when nothing was chosen.
    pub(super) fn choose(&mut self, line: &str) -> bool {
        let place = self.place_of(line);
        let Some(over) = &mut self.model.over else { return false };
        match over {
            Over::Preview(_) if YES.contains(&line) => {
                self.press(Action::Open);
                return true;
            }
            Over::Preview(_) => {
                self.no("plain-yes-or-cancel", &[]);
                return false;
            }
            // Whoever is not on the list is named as well.
            Over::Assign(..) if place.is_none() => {
                over.look_for(line);
                self.press(Action::Open);
                return true;
            }
            _ => {}
        }
        if let Some(at) = place {
            over.go_to(at);
            self.press(Action::Open);
            return true;
        }
        match over.look_for(line) {
            Some(1) if line.chars().count() >= BEGINS => {
                self.press(Action::Open);
                return true;
            }
            Some(1..) => self.tell_choices(),
            Some(0) => {
                over.look_for("");
                self.no("plain-no-such-choice", &[("given", line)]);
            }
            None => self.no("plain-no-such-choice", &[("given", line)]),
        }
        false
    }

    /// The rows that may be chosen.
    pub(super) fn tell_choices(&mut self) {
        let Some(over) = &self.model.over else { return };
        let (title, rows, nothing) = (over.title(), over.rows(), over.nothing());
        let is_preview = matches!(over, Over::Preview(_));
        let may_be_named = matches!(over, Over::Assign(..));
        self.tell(title);
        if rows.is_empty() {
            let none = self.model.speech.say("pick-nothing");
            self.tell(if nothing.is_empty() { none } else { nothing });
            // Where nothing can be chosen nobody is kept.
            if !(may_be_named || is_preview) {
                self.press(Action::Back);
            }
        }
        for (at, (mark, text)) in rows.iter().take(ROWS).enumerate() {
            let number = (at + 1).to_string();
            let mark = if mark.is_empty() || *mark == number { "" } else { mark };
            let row = [number.as_str(), mark, text].into_iter().filter(|part| !part.is_empty());
            self.tell(format!("  {}", row.collect::<Vec<_>>().join("  ")));
        }
        if rows.len() > ROWS {
            let left = self.model.speech.number((rows.len() - ROWS) as u64);
            self.say_with("plain-more-choices", &[("count", &left)]);
        }
        if is_preview {
            self.say("plain-yes-or-cancel");
        }
    }
}

/// A field's name for completion, see [`form`].
pub(super) fn codes(field: &form::Field) -> Vec<String> {
    match &field.kind {
        form::Kind::Code(code) => code.codes.iter().map(|(code, _)| code.clone()).collect(),
        form::Kind::Choice(choice) => choice.options.iter().map(|(_, word)| word.clone()).collect(),
        form::Kind::Line(_) | form::Kind::Note(_) | form::Kind::Date(_) => Vec::new(),
    }
}

impl Over {
    /// Codes and letters for completion.
    pub(super) fn marks(&self) -> Vec<String> {
        let rows = self.rows().into_iter();
        rows.map(|(mark, text)| if mark.is_empty() { text } else { mark }).collect()
    }
}
