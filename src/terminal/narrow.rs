//! The box in a pane's title line into which a filter is typed, and what the pane asks for by it.
//! Never decides what passes: the desk does.

use super::keymap::KeyPress;
use super::widget::{Edited, LineEdit};
use crate::domain::filter::{Filter, Typed, Vocabulary, complete};
use crate::domain::{Malformed, limit};

/// A pane's filter.
#[derive(Debug, Clone)]
pub struct Narrow {
    /// What is typed, in the reader's words.
    pub edit: LineEdit,
    /// Whether keys go into the box.
    pub typing: bool,
    /// What of it is complete, in the words of the wire: what is asked for.
    pub filter: String,
    /// What the awaited or the last answer was asked for.
    pub asked: String,
    /// What Tab has put in, and what it puts in next.
    offered: Option<Offered>,
}

/// Words that may stand at the end of the text.
#[derive(Debug, Clone)]
struct Offered {
    before: String,
    words: Vec<String>,
    at: usize,
}

impl Default for Narrow {
    fn default() -> Narrow {
        let edit = LineEdit::new("", limit::FIELD_CHARS);
        let (filter, asked) = (String::new(), String::new());
        Narrow { edit, typing: false, filter, asked, offered: None }
    }
}

impl Narrow {
    /// Tells whether nothing narrows the list.
    pub fn is_empty(&self) -> bool {
        self.edit.text().trim().is_empty()
    }

    /// Tells whether an answer to what was asked is about another filter than the one typed now.
    pub fn is_outdated(&self) -> bool {
        self.asked != self.filter
    }

    /// A key that types or edits.
    pub fn press(&mut self, press: KeyPress) -> Edited {
        self.offered = None;
        self.edit.press(press)
    }

    /// Nothing narrows the list any more.
    pub fn clear(&mut self) {
        *self = Narrow { asked: std::mem::take(&mut self.asked), ..Narrow::default() };
    }

    /// Reads what is typed; tells what is wrong with it, and whether something else is asked for.
    pub fn read(&mut self, words: &Vocabulary) -> (Option<Malformed>, bool) {
        let Typed { filter, mistake } = Filter::typed(self.edit.text(), words);
        let filter = filter.to_string();
        let changed = filter != self.filter;
        self.filter = filter;
        (mistake, changed)
    }

    /// Puts the next word in that may stand at the end; gives all of them.
    pub fn complete(&mut self, words: &Vocabulary, agents: &[&str]) -> Vec<String> {
        let text = self.edit.text();
        match &mut self.offered {
            Some(offered) if offered.words.len() > 1 && offered.shown() == text => {
                offered.at = (offered.at + 1) % offered.words.len();
            }
            _ => {
                let completed = complete(text, words, agents);
                let before = text[..completed.from].to_owned();
                self.offered = Some(Offered { before, words: completed.words, at: 0 });
            }
        }
        let Some(offered) = self.offered.as_ref().filter(|offered| !offered.words.is_empty())
        else {
            return Vec::new();
        };
        self.edit.replace(&offered.shown());
        let (before, after) = offered.words.split_at(offered.at);
        after.iter().chain(before).cloned().collect()
    }

    /// Puts a word at the end of the text.
    pub fn append(&mut self, word: &str) {
        let text = self.edit.text().trim_end();
        let blank = if text.is_empty() { "" } else { " " };
        self.edit.replace(&format!("{text}{blank}{word}"));
        self.offered = None;
    }
}

impl Offered {
    fn shown(&self) -> String {
        format!("{}{}", self.before, self.words[self.at])
    }
}
