//! What can be done at the prompt, and what completes a word of it. Never an action that whoever
//! sits here may not do.

use super::talk::{Asking, Talk};
use super::words::split;
use crate::terminal::action::{Action, Context, Group};
use crate::terminal::widget::palette::palette;

/// Names that are told when several begin alike: as many as one listens to.
const NAMES: usize = 12;

impl Talk {
    /// What can be done: the most used, all of it, or what has these words.
    pub(super) fn help(&mut self, words: &str) {
        if words.is_empty() {
            self.say("plain-help");
            for action in self.usual() {
                self.tell_action(action);
            }
            return self.say("plain-help-more");
        }
        let mut all = palette(&self.model.keymap, Context::Everywhere, &self.model.speech);
        all.keep(|action| self.model.may(*action));
        if !["all", "semua"].contains(&words) {
            all.look_for(words);
        }
        let found: Vec<Action> = all.fitting().map(|row| row.value).collect();
        if found.is_empty() {
            return self.no("plain-unknown", &[("given", words)]);
        }
        found.into_iter().for_each(|action| self.tell_action(action));
    }

    /// What one does all day.
    fn usual(&self) -> Vec<Action> {
        let wanted = [
            Action::Find,
            Action::History,
            Action::Queue,
            Action::Open,
            Action::LogInteraction,
            Action::OpenComplaint,
            Action::RateService,
            Action::WrapUp,
            Action::ClaimNext,
            Action::TicketStatus,
            Action::NoteTicket,
            Action::MyState,
            Action::AcceptOffer,
            Action::Undo,
            Action::Quit,
        ];
        wanted.into_iter().filter(|action| self.model.may(*action)).collect()
    }

    /// `i, log: log a call, mail or visit`.
    fn tell_action(&mut self, action: Action) {
        let (keymap, speech) = (&self.model.keymap, &self.model.speech);
        let keys = keymap.keys_of(action, Context::Everywhere);
        let key = keys.into_iter().next();
        let name = action.name().replace('_', "-");
        let names: Vec<String> = key.into_iter().chain([name]).collect();
        let text = format!("{}: {}", names.join(", "), speech.say(&action.help_key()));
        self.tell(text);
    }

    /// Where the name begins that a line looks for; `None` where it looks for none.
    pub fn name_at(&self, line: &str) -> Option<usize> {
        let at = match line.strip_prefix('/') {
            Some(rest) => line.len() - rest.trim_start().len(),
            None if self.asking == Asking::Find => 0,
            None => return None,
        };
        let begun = line[at..].contains(char::is_alphabetic);
        (begun && self.model.over.is_none() && self.model.sheet.is_none()).then_some(at)
    }

    /// Asks the desk whose name begins so.
    pub fn look_up(&mut self, name: &str) {
        let find = &mut self.model.find;
        if find.text() != name.trim() {
            find.edit.replace(name.trim());
            find.typed();
        }
    }

    /// Names that begin so, a few; `None` while the desk has not answered.
    pub fn names(&self, name: &str) -> Option<Vec<String>> {
        let find = &self.model.find;
        let low = name.trim().to_lowercase();
        let fits = |label: &&String| label.to_lowercase().starts_with(&low);
        let labels = || find.rows.all().iter().map(|row| &row.label).filter(fits);
        (find.is_answered() && find.text() == name.trim()).then(|| {
            let mut names: Vec<String> = labels().cloned().collect();
            names.sort();
            names.dedup();
            names.truncate(NAMES);
            names
        })
    }

    /// Words that may stand where the last word of a line is begun.
    pub fn completions(&self, line: &str) -> Vec<String> {
        let begun = line.rsplit(char::is_whitespace).next().unwrap_or("");
        let first = split(line).1.is_empty() && !line.ends_with(char::is_whitespace);
        let low = begun.to_lowercase();
        let fits = |word: &String| word.to_lowercase().starts_with(&low);
        let mut words: Vec<String> =
            self.words_here(line, first).into_iter().filter(fits).collect();
        words.sort();
        words.dedup();
        words
    }

    fn words_here(&self, line: &str, first: bool) -> Vec<String> {
        let model = &self.model;
        if let Some(over) = &model.over {
            return over.marks();
        }
        if let Some(sheet) = &model.sheet {
            let actions = ["save", "cancel", ":canned", ":start-afresh"].map(str::to_owned);
            let begins = if first { actions.to_vec() } else { Vec::new() };
            return super::choose::codes(sheet.form.focused()).into_iter().chain(begins).collect();
        }
        let tickets = model.queue.rows.all().iter().map(|row| row.ticket.no.to_string());
        let is_filter = self.asking == Asking::Filter || {
            let word = split(line).0;
            !first && ["f", "filter"].contains(&word)
        };
        if is_filter {
            let words = model.filter_words();
            return words.keys().map(|(_, word)| format!("{word}:")).collect();
        }
        if first {
            let names = Action::ALL.iter().filter(|action| {
                model.may(**action) && !action.needs_its_key() && action.group() != Group::Text
            });
            let own = ["more", "cancel", "language"].map(str::to_owned);
            let names = names.map(|action| action.name().replace('_', "-"));
            return names.chain(own).chain(tickets).collect();
        }
        let codes = model.settings.codes.iter().map(|code| code.code.to_string());
        let agents = model.settings.roster.iter().map(|agent| agent.name.clone());
        codes.chain(agents).chain(tickets).collect()
    }
}
