//! The first steps on an empty desk: sample data in a desk of its own, a file, or one customer.
//! Never sample data in a desk that is to be kept.

use super::Kind;
use crate::terminal::inbox::Effect;
use crate::terminal::model::{IMPORT_LINES, Importing, Model};
use crate::terminal::over::Over;
use crate::terminal::widget::{Field, Form};

impl Model {
    /// Offers the first steps where nobody is in the desk yet.
    pub fn offer_first_steps(&mut self) {
        if self.desk.customers == 0 && !self.only_reads() {
            self.over = Some(Over::first_steps(&self.speech));
        }
    }

    /// Asks which file to import.
    pub fn ask_import(&mut self) {
        if self.importing.is_some() {
            return self.say("load-running");
        }
        self.open_import("");
        self.say("load-hint");
    }

    fn open_import(&mut self, path: &str) {
        let speech = &self.speech;
        let form = Form::new(
            &speech.say("form-import"),
            vec![Field::line("file", &speech.say("form-file"), path)],
        );
        self.open_sheet(Kind::Import, form, None, None);
    }

    /// Starts the import.
    pub fn save_import(&mut self) {
        let file = self.field("file");
        if file.is_empty() {
            let sentence = self.speech.say("load-no-file");
            return self.blame("file", &sentence);
        }
        self.sheet = None;
        let name = crate::domain::text::clean_line(&file);
        let before = self.desk.customers;
        self.importing = Some(Importing {
            path: file.clone(),
            file: name,
            since: self.now,
            before,
            lines: Vec::new(),
        });
        self.effects.push(Effect::Import(file));
    }

    /// The import says something: its last lines are its outcome.
    pub fn import_says(&mut self, line: String) {
        let Some(Importing { lines, .. }) = &mut self.importing else { return };
        lines.push(crate::domain::text::clean_line(&line));
        let surplus = lines.len().saturating_sub(IMPORT_LINES);
        lines.drain(..surplus);
    }

    /// How far the import is, for as long as it runs.
    pub fn import_sentence(&self) -> Option<String> {
        let Importing { file, before, .. } = self.importing.as_ref()?;
        let added = self.desk.customers.saturating_sub(*before);
        Some(self.speech.say_count("load-begun", added, &[("file", file)]))
    }

    /// The import has failed: the form is there again with the path as typed, unless the person
    /// has begun something else.
    pub fn import_failed(&mut self) {
        let Importing { path, since, lines, .. } = self.importing.clone().unwrap_or_default();
        self.import_ended("load-failed");
        let waited = self.pressed_at <= since && self.sheet.is_none() && self.over.is_none();
        if waited {
            self.open_import(&path);
            self.blame("file", &lines.join(" "));
            self.notice = None;
        }
    }

    /// The import has ended.
    pub fn import_ended(&mut self, key: &str) {
        let Importing { lines, .. } = self.importing.take().unwrap_or_default();
        self.tell(key, &[("lines", &lines.join(" "))]);
        self.settings.desk_ask.now();
        self.queue.ask.now();
    }
}
