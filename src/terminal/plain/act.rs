//! What a line does: an action of the screen with what follows it as the answers to what it asks.
//! Never an action of its own where the screen has one.

use super::form::CANCEL;
use super::talk::{Asking, Talk, Typist, Wanted};
use super::words::{self, Meaning, Own};
use crate::speech::{Lang, Speech};
use crate::terminal::action::{Action, Context, Group};
use crate::terminal::keymap::{Key, KeyPress};
use crate::terminal::model::Focus;
use crate::terminal::over::Over;
use crate::terminal::widget::list::Step;
use crate::terminal::widget::palette::palette;

/// Letters from which the beginning of a word stands for it: fewer are in too many.
pub(super) const BEGINS: usize = 3;

impl Talk {
    /// One line, wherever it goes.
    pub(super) fn line(&mut self, line: &str) {
        if self.model.over.is_some() {
            return self.choose_line(line.trim());
        }
        if self.is_filling() {
            return self.form_line(line);
        }
        match std::mem::replace(&mut self.asking, Asking::Nothing) {
            Asking::Find if CANCEL.contains(&line.trim()) => return,
            Asking::Find if !line.trim().is_empty() => return self.find(line.trim()),
            Asking::Filter if !CANCEL.contains(&line.trim()) => return self.filter(line.trim()),
            Asking::Filter => return,
            Asking::Find | Asking::Nothing => {}
        }
        if self.is_rating() && self.score_line(line.trim()) {
            return;
        }
        self.command(line.trim());
    }

    /// A command.
    pub(super) fn command(&mut self, line: &str) {
        if line.is_empty() {
            return;
        }
        match words::meaning(&self.model, line) {
            Meaning::Row(number) => self.select(number),
            Meaning::Find(text) => self.find(&text),
            Meaning::Ticket(number) => self.find(&number),
            Meaning::Own(own, rest) => self.own(own, &rest),
            Meaning::Act(action, rest) => self.act(action, &rest),
            Meaning::Words(text) => self.palette(&text),
        }
    }

    fn own(&mut self, own: Own, rest: &str) {
        match own {
            Own::More => self.more(),
            Own::Cancel => self.act(Action::Back, ""),
            Own::Language => self.language(rest),
        }
    }

    fn language(&mut self, rest: &str) {
        let wanted = [Lang::En, Lang::Id].into_iter().find(|lang| lang.tag() == rest);
        let Some(lang) = wanted else {
            return self.no("plain-which-language", &[]);
        };
        self.model.speech = Speech::new(lang, self.model.zone.clone()).into();
        self.say("plain-language");
        self.wanted = Some(Wanted::Where);
    }

    /// Words that are no action's name: the one action whose sentence has them is meant, several
    /// are offered. Never one that only looks like it: nobody wants that done.
    fn palette(&mut self, text: &str) {
        let mut all = palette(&self.model.keymap, Context::Everywhere, &self.model.speech);
        all.keep(|action| self.model.may(*action));
        let parts: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let has = |sentence: &str| {
            let words: Vec<&str> = sentence.split(|c: char| !c.is_alphanumeric()).collect();
            let begins = |word: &&str, part: &str| match part.chars().count() < BEGINS {
                true => *word == part,
                false => word.starts_with(part),
            };
            parts.iter().all(|part| words.iter().any(|word| begins(word, part)))
        };
        let rows = all.fitting();
        let found: Vec<Action> = rows
            .filter(|row| has(&format!("{} {}", row.text, row.words).to_lowercase()))
            .map(|row| row.value)
            .collect();
        match found[..] {
            [] => {
                let (word, rest) = words::split(text);
                match words::by_part(&word.to_lowercase()) {
                    Some(action) => self.act(action, rest),
                    None => self.no("plain-unknown", &[("given", text)]),
                }
            }
            [only] => self.act(only, ""),
            _ => {
                all.keep(|action| found.contains(action));
                self.model.over = Some(Over::Palette(all));
            }
        }
    }

    /// Does an action; `rest` answers what it asks.
    pub(super) fn act(&mut self, action: Action, rest: &str) {
        if !self.model.may(action) {
            return self.press(action);
        }
        match action.group() {
            Group::Move => self.act_move(action, rest),
            Group::Queue => {
                self.press(action);
                if !matches!(action, Action::QueueViews) {
                    self.wanted = Some(Wanted::Queue);
                }
                rest.clone_into(&mut self.rest);
            }
            Group::Text => self.no("plain-no-form", &[]),
            Group::Everywhere => self.act_everywhere(action, rest),
            Group::Ticket if action == Action::MarkTicket => self.mark(rest),
            Group::Ticket if action == Action::ClaimNext => {
                // What is claimed is what the next line is about.
                self.model.go(Focus::Queue);
                self.press(action);
                rest.clone_into(&mut self.rest);
            }
            Group::Customer | Group::Ticket | Group::Rating => {
                self.press(action);
                rest.clone_into(&mut self.rest);
            }
        }
    }

    /// The action as the screen does it.
    pub(super) fn press(&mut self, action: Action) {
        self.model.act(action, KeyPress::plain(Key::Enter));
    }

    fn act_move(&mut self, action: Action, rest: &str) {
        match action {
            Action::Find | Action::FindTyped if rest.is_empty() => self.asking = Asking::Find,
            Action::Find | Action::FindTyped => self.find(rest),
            Action::History => {
                self.press(action);
                if self.model.need_hand().is_some() {
                    self.model.history.ask.now();
                    self.wanted = Some(Wanted::History);
                }
            }
            Action::Queue => {
                self.press(action);
                self.model.queue.ask.now();
                self.wanted = Some(Wanted::Queue);
            }
            Action::Rating => {
                self.press(action);
                rest.clone_into(&mut self.rest);
            }
            Action::Open => self.open(rest),
            Action::Filter if rest.is_empty() => self.ask_filter(),
            Action::Filter => self.filter(rest),
            Action::NextPane | Action::PreviousPane => {
                self.press(action);
                self.wanted = Some(match self.model.focus {
                    Focus::Find => Wanted::Found,
                    Focus::History => Wanted::History,
                    Focus::Queue => Wanted::Queue,
                    Focus::Rating => Wanted::Where,
                });
            }
            Action::PageDown => self.more(),
            Action::Back => {
                self.press(action);
                self.wanted = Some(Wanted::Where);
            }
            _ => {
                self.model.detail = None;
                self.press(action);
                if Step::of(action).is_some() {
                    self.wanted = Some(Wanted::Row);
                }
            }
        }
    }

    fn act_everywhere(&mut self, action: Action, rest: &str) {
        match action {
            Action::Help | Action::Palette => self.help(rest),
            Action::Redraw => self.wanted = Some(Wanted::Where),
            // Nobody types a word and means a letter of a name.
            Action::Quit => {
                self.model.lettered = Default::default();
                self.press(action);
                rest.clone_into(&mut self.rest);
            }
            _ => {
                self.press(action);
                rest.clone_into(&mut self.rest);
            }
        }
    }

    /// Looks for somebody or something.
    pub(super) fn find(&mut self, text: &str) {
        // Another number is another caller's; a name may be that of who called.
        if !text.contains(char::is_alphabetic) {
            self.model.caller = None;
        }
        self.model.find_text(text);
        self.finding = true;
    }

    /// The answer is there: the only one is taken in hand or opened, several are told.
    pub(super) fn found(&mut self) {
        self.finding = false;
        let find = &mut self.model.find;
        let several = find.rows.len() > 1 && !find.select_sole();
        if several && find.is_answered() {
            find.typing = false;
            self.wanted = Some(Wanted::Found);
        } else if find.is_answered() {
            self.refused |= find.rows.is_empty();
            self.press(Action::Open);
            if self.model.detail.is_some() {
                self.wanted = Some(Wanted::Opened);
            }
        }
    }

    fn ask_filter(&mut self) {
        self.press(Action::Filter);
        self.asking = match self.model.focus {
            Focus::Find | Focus::Rating => Asking::Find,
            Focus::History | Focus::Queue if self.model.is_filtering() => Asking::Filter,
            Focus::History | Focus::Queue => Asking::Nothing,
        };
    }

    /// Narrows the list; `.` shows everything again.
    fn filter(&mut self, text: &str) {
        if !matches!(self.model.focus, Focus::History | Focus::Queue) {
            self.model.go(Focus::Queue);
        }
        match text {
            "?" => {
                self.model.show_filter_words();
                return;
            }
            "cancel" | "batal" => return self.model.leave_filter(),
            _ => {}
        }
        self.model.detail = None;
        self.model.put_filter(if text == "." { "" } else { text });
        self.model.keep_filter();
        self.wanted = Some(match self.model.focus {
            Focus::History => Wanted::History,
            Focus::Find | Focus::Queue | Focus::Rating => Wanted::Queue,
        });
    }

    /// Marks the selected row, or those of the numbers given.
    fn mark(&mut self, rest: &str) {
        let numbers: Result<Vec<usize>, _> = rest.split_whitespace().map(str::parse).collect();
        match numbers {
            Ok(numbers) if numbers.is_empty() => self.press(Action::MarkTicket),
            Ok(numbers) => {
                for number in numbers {
                    self.select(number);
                    self.press(Action::MarkTicket);
                }
            }
            Err(_) => self.no("plain-which-row", &[("given", rest)]),
        }
        self.wanted = None;
    }

    /// The rest of a line answers what its first word has led to. A program that was wrong does
    /// not learn of it in time: what it has begun is left, so that its next line is no answer.
    pub(super) fn feed(&mut self) {
        let refused = std::mem::replace(&mut self.refused, false);
        self.feeding = true;
        self.feed_rest();
        self.feeding = false;
        let begun = self.model.over.is_some() || self.is_filling() || self.is_rating();
        if self.refused && begun {
            self.leave_begun();
        }
        self.refused |= refused;
    }

    /// What a program has begun is left; a person goes on with it.
    pub(super) fn leave_begun(&mut self) {
        if self.typist == Typist::Program {
            self.model.over = None;
            self.press(Action::Back);
        }
    }

    fn feed_rest(&mut self) {
        let rest = std::mem::take(&mut self.rest);
        if self.model.over.is_some() {
            let (word, after) = words::split(&rest);
            let (word, after) = (word.to_owned(), after.to_owned());
            if self.choose(&word) {
                self.rest = after;
            }
        } else if self.is_filling() && !self.is_sending() {
            self.fill_from(&rest);
        } else if self.is_rating() {
            self.scores(&rest);
        } else if self.model.is_up() {
            self.no("plain-not-needed", &[("given", &rest)]);
        }
    }
}
