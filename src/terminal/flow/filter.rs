//! Narrowing a list while one types: what is complete counts at once, a mistake is said with its
//! word, and nothing typed is ever taken away. Never another list than the one that has the keys.

use crate::domain::filter::{Filter, Key, Vocabulary};
use crate::terminal::action::Action;
use crate::terminal::keymap::KeyPress;
use crate::terminal::model::{Focus, Model};
use crate::terminal::narrow::Narrow;
use crate::terminal::over::Over;
use crate::terminal::post::Question;
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::terminal::widget::{Edited, LineEdit};
use crate::wire::Query;

impl Model {
    /// The filter of the pane that has the keys.
    pub fn narrow(&self) -> Option<&Narrow> {
        match self.focus {
            Focus::History => Some(&self.history.narrow),
            Focus::Queue => Some(&self.queue.narrow),
            Focus::Find | Focus::Rating => None,
        }
    }

    fn narrow_mut(&mut self) -> Option<&mut Narrow> {
        match self.focus {
            Focus::History => Some(&mut self.history.narrow),
            Focus::Queue => Some(&mut self.queue.narrow),
            Focus::Find | Focus::Rating => None,
        }
    }

    /// Tells whether keys go into a filter's box.
    pub fn is_filtering(&self) -> bool {
        self.detail.is_none() && self.narrow().is_some_and(|narrow| narrow.typing)
    }

    /// What may be written in a filter here.
    pub fn filter_words(&self) -> Vocabulary {
        self.speech.vocabulary(&self.settings.codes)
    }

    /// Opens the box of the list that has the keys; what was typed into it is there.
    pub fn ask_filter(&mut self) {
        // What is opened would hide the list that is narrowed.
        self.detail = None;
        match self.focus {
            Focus::Find | Focus::Rating => {
                self.go(Focus::Find);
                self.find.begin();
            }
            Focus::History if self.hand.is_none() => self.say("notice-no-customer"),
            Focus::History | Focus::Queue => {
                let Some(narrow) = self.narrow_mut() else { return };
                narrow.typing = true;
                if narrow.is_empty() {
                    self.tell_filter_keys();
                }
            }
        }
    }

    /// What may be typed into an empty box.
    fn tell_filter_keys(&mut self) {
        let words = self.filter_words();
        // Two times are for reports and programs: nobody types them in the middle of a call.
        let typed = words.keys().filter(|(key, _)| *key != Key::Opened);
        let keys: Vec<String> = typed.map(|(_, word)| format!("{word}:")).collect();
        self.say_with("filter-empty", &[("keys", &keys.join(" "))]);
    }

    /// A key that goes into the box. A question mark is part of no condition: outside quotes it
    /// asks for the words.
    pub fn filter_key(&mut self, press: KeyPress) {
        let quotes = |narrow: &Narrow| narrow.edit.text().matches('"').count();
        let in_quotes = self.narrow().is_some_and(|narrow| quotes(narrow) % 2 == 1);
        if press.typed() == Some('?') && !in_quotes {
            return self.show_filter_words();
        }
        match self.narrow_mut().map(|narrow| narrow.press(press)) {
            Some(Edited::Changed) => self.filter_typed(),
            Some(Edited::Full) => self.say("form-full"),
            Some(Edited::Moved | Edited::Ignored) | None => {}
        }
    }

    /// Text pasted into the box.
    pub fn filter_paste(&mut self, text: &str) {
        if let Some(narrow) = self.narrow_mut() {
            narrow.edit.paste(text);
            self.filter_typed();
        }
    }

    /// Another text in the box.
    pub fn put_filter(&mut self, text: &str) {
        if let Some(narrow) = self.narrow_mut() {
            narrow.edit.replace(text);
            self.filter_typed();
        }
    }

    /// The text has changed: what is complete narrows the list at once.
    pub fn filter_typed(&mut self) {
        let words = self.filter_words();
        let Some((mistake, changed)) = self.narrow_mut().map(|narrow| narrow.read(&words)) else {
            return;
        };
        if let Some(mistake) = mistake {
            self.refuse(&mistake.into());
        }
        if changed {
            self.narrowed();
        }
    }

    /// Asks for the list anew.
    fn narrowed(&mut self) {
        match self.focus {
            Focus::History => self.history.narrowed(),
            Focus::Queue => self.queue.narrowed(),
            Focus::Find | Focus::Rating => {}
        }
    }

    /// Enter: the filter stays and keys move through the list again; a mistake is said, and the
    /// text stays to be mended.
    pub fn keep_filter(&mut self) {
        let words = self.filter_words();
        let Some(narrow) = self.narrow_mut() else { return };
        let filter = match Filter::read(narrow.edit.text(), &words) {
            Ok(filter) => filter,
            Err(mistake) => return self.refuse(&mistake.into()),
        };
        narrow.typing = false;
        if narrow.is_empty() {
            narrow.clear();
        }
        let names: Vec<String> = filter.named().map(str::to_owned).collect();
        if !names.is_empty() {
            self.ask(Question::Strangers, Query::Strangers { names });
        }
    }

    /// Where nothing passes a filter: that nobody has a name that it asks for.
    pub fn tell_strangers(&mut self, names: &[String]) {
        let is_empty = match self.focus {
            Focus::History => self.history.rows.is_empty(),
            Focus::Queue => self.queue.rows.is_empty(),
            Focus::Find | Focus::Rating => false,
        };
        if let Some(name) = names.first().filter(|_| is_empty) {
            let sentence = self.speech.nobody_to_ask_for(name, &self.settings.roster);
            self.say_text(&sentence);
        }
    }

    /// Esc: everything is shown again. Tells whether anything was hidden.
    pub fn clear_filter(&mut self) -> bool {
        let Some(narrow) = self.narrow_mut() else { return false };
        let was = narrow.typing || !narrow.is_empty();
        let narrowed = !narrow.filter.is_empty();
        narrow.clear();
        if narrowed {
            self.narrowed();
        }
        was
    }

    /// Tab: the word at the end is completed, another one at each press.
    pub fn complete_filter(&mut self) {
        let words = self.filter_words();
        let names: Vec<String> = self.settings.roster.iter().map(|one| one.name.clone()).collect();
        let agents: Vec<&str> = names.iter().map(String::as_str).collect();
        let Some(narrow) = self.narrow_mut() else { return };
        let offered = narrow.complete(&words, &agents);
        self.filter_typed();
        match &offered[..] {
            [] => self.say("filter-no-more"),
            [_] => {}
            several => {
                let list = several.join("  ");
                self.say_with("filter-offers", &[("words", &list)]);
            }
        }
    }

    /// The words of filters, with what they mean: choosing one puts it into the box.
    pub fn show_filter_words(&mut self) {
        let words = self.filter_words();
        let row = |(key, word): (Key, &str)| {
            let values = words.values_of(key).join(" ");
            let text = self.speech.say_with(&format!("filter-about-{key}"), &[("values", &values)]);
            PickRow {
                mark: format!("{word}:"),
                text,
                words: key.word().to_owned(),
                value: format!("{word}:"),
            }
        };
        let mut rows: Vec<PickRow<String>> = words.keys().map(row).collect();
        for (mark, about) in [("-", "without"), ("\" \"", "phrase"), ("abc", "word")] {
            let text = self.speech.say(&format!("filter-about-{about}"));
            let (mark, words, value) = (mark.to_owned(), String::new(), String::new());
            rows.push(PickRow { mark, text, words, value });
        }
        let title = self.speech.say("filter-title");
        self.over = Some(Over::FilterWords(Picker::new(&title, rows)));
    }

    /// A word of the list of them was chosen.
    pub fn put_filter_word(&mut self, word: &str) {
        if let Some(narrow) = self.narrow_mut().filter(|_| !word.is_empty()) {
            narrow.append(word);
            self.filter_typed();
        }
    }

    /// An action in the box; `false` when it leads elsewhere: what is in the box stays.
    pub fn act_filter(&mut self, action: Action) -> bool {
        match action {
            Action::KeepFilter | Action::Open => self.keep_filter(),
            Action::Back => drop(self.clear_filter()),
            Action::Complete => self.complete_filter(),
            Action::Help => self.show_filter_words(),
            Action::Redraw | Action::Suspend | Action::Quit | Action::Filter => return false,
            Action::MoveDown | Action::PageDown => {
                self.keep_filter();
                return self.is_filtering();
            }
            Action::MoveUp | Action::PageUp => {}
            _ => {
                self.leave_filter();
                return false;
            }
        }
        true
    }

    /// Keys go elsewhere: what narrows the lists stays.
    pub fn leave_filter(&mut self) {
        for narrow in [&mut self.queue.narrow, &mut self.history.narrow] {
            narrow.typing = false;
        }
    }

    /// Narrows the queue by a text that is ready made.
    pub fn filter_queue(&mut self, text: &str) {
        self.queue.narrow.edit = LineEdit::new(text, crate::domain::limit::FIELD_CHARS);
        let words = self.filter_words();
        drop(self.queue.narrow.read(&words));
        self.queue.narrowed();
    }
}
