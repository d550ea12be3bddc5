//! Notes for the next shift: told of when one comes, read, acknowledged, written. Never taken for
//! read because it was listed.

use super::Kind;
use crate::domain::Handover;
use crate::terminal::action::Action;
use crate::terminal::errand::Errand;
use crate::terminal::model::Model;
use crate::terminal::over::Over;
use crate::terminal::widget::columns::wrap;
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::terminal::widget::{Field, Form};
use crate::wire::Command;

/// What choosing a row of the list of notes means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotePick {
    /// Show the note of this number whole.
    Show(u64),
    /// Write one.
    Write,
    /// This one is read.
    Read(u64),
}

/// Columns at the end of a line that a list keeps for itself.
const MARGIN: usize = 6;

impl Model {
    /// Lists the notes: those that are unread, writing one, the others.
    pub fn list_handovers(&mut self) {
        self.settings.handover_ask.now();
        let list = self.handover_list();
        self.over = Some(Over::Handover(list));
    }

    fn handover_list(&self) -> Picker<NotePick> {
        let speech = &self.speech;
        let row = |note: &Handover| {
            let mark = match note.is_unread(&self.me.name) {
                true => format!("{} ", speech.say("handover-new")),
                false => String::new(),
            };
            PickRow {
                mark: format!("{mark}{}", speech.moment(note.at, self.now)),
                text: format!("{}  {}", note.by, note.text.lines().next().unwrap_or("")),
                words: note.text.clone(),
                value: NotePick::Show(note.no),
            }
        };
        let (unread, read): (Vec<&Handover>, Vec<&Handover>) =
            self.settings.handovers.iter().partition(|note| note.is_unread(&self.me.name));
        let mut rows: Vec<PickRow<NotePick>> = unread.into_iter().map(row).collect();
        if !self.only_reads() {
            let text = speech.say("handover-write");
            let (mark, words) = (String::new(), String::new());
            rows.push(PickRow { mark, text, words, value: NotePick::Write });
        }
        rows.extend(read.into_iter().map(row));
        Picker::new(&speech.say("handover-title"), rows).or_say(&speech.say("handover-none"))
    }

    /// A row of that list, or of a note, was chosen.
    pub fn handover_picked(&mut self, pick: NotePick) {
        match pick {
            NotePick::Show(no) => self.show_handover(no),
            NotePick::Write => self.open_handover(),
            NotePick::Read(no) => {
                let found = self.settings.handovers.iter().find(|note| note.no == no);
                let unread = found.filter(|note| note.is_unread(&self.me.name));
                let by = unread.map(|note| note.by.clone());
                match by.filter(|_| !self.only_reads()) {
                    Some(by) => self.run(Errand::Handover(by), Command::ReadHandover { note: no }),
                    None => self.list_handovers(),
                }
            }
        }
    }

    /// A note whole, with who has read it; Enter on any of its lines acknowledges it.
    fn show_handover(&mut self, no: u64) {
        let Some(note) = self.settings.handovers.iter().find(|note| note.no == no) else { return };
        let speech = &self.speech;
        let width = usize::from(self.layout().sheet.width).saturating_sub(MARGIN);
        let acknowledges = note.is_unread(&self.me.name) && !self.only_reads();
        let told = if acknowledges { "handover-done" } else { "handover-back" };
        let texts = [&note.text, "", &speech.handover_read(note, self.now), &speech.say(told)];
        let row = |text: String| {
            let (mark, words) = (String::new(), String::new());
            PickRow { mark, text, words, value: NotePick::Read(no) }
        };
        let rows = texts.iter().flat_map(|text| wrap(text, width)).map(row).collect();
        self.over = Some(Over::Handover(Picker::new(&speech.handover_head(note), rows)));
    }

    /// Asks what the next shift shall know.
    pub fn open_handover(&mut self) {
        let speech = &self.speech;
        let fields = vec![Field::note("note", &speech.say("form-handover-text"), "")];
        let form = Form::new(&speech.say("form-handover"), fields);
        self.open_sheet(Kind::Handover, form, None, None);
    }

    /// Writes it.
    pub fn save_handover(&mut self) {
        let text = self.field("note");
        if text.trim().is_empty() {
            let sentence = self.speech.say("form-note-needed");
            return self.blame("note", &sentence);
        }
        self.send_sheet(Command::WriteHandover { text }, None);
    }

    /// The desk has kept that a note was read.
    pub fn handover_read(&mut self, by: &str) {
        self.settings.handover_ask.now();
        self.tell("handover-acknowledged", &[("by", by)]);
    }

    /// The notes have come: the person is told while there are more to read than before.
    pub fn handovers_arrived(&mut self, notes: Vec<Handover>) {
        let unread = |notes: &[Handover]| {
            notes.iter().filter(|note| note.is_unread(&self.me.name)).count() as u64
        };
        let (before, now) = (unread(&self.settings.handovers), unread(&notes));
        self.settings.handovers = notes;
        if now > before && !self.only_reads() {
            let key = self.key(Action::Handover);
            let told = self.speech.say_count("handover-unread", now, &[("key", &key)]);
            self.news(told);
        }
    }
}
