//! Views of the queue: those that every desk has, and filters that the agent keeps under a name.
//! Never another agent's.

use super::Kind;
use crate::domain::filter::Saved;
use crate::terminal::errand::Errand;
use crate::terminal::inbox::Effect;
use crate::terminal::model::{Focus, Model};
use crate::terminal::over::Over;
use crate::terminal::pane::queue::{View, view_key};
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::terminal::widget::{Field, Form};
use crate::wire::{Command, QueueView};

/// What choosing a row of the list of views means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ViewPick {
    /// Show this.
    Show(View),
    /// Keep what is on show under a name.
    Save,
    /// Choose one to remove.
    Remove,
    /// Remove this one.
    RemoveThis(String),
}

impl Model {
    /// The views to choose from, the one on show named in the title.
    pub fn list_views(&mut self) {
        let speech = &self.speech;
        let built_in = |view: &QueueView| PickRow {
            mark: String::new(),
            text: speech.say(view_key(*view)),
            words: view.word().to_owned(),
            value: ViewPick::Show(View::BuiltIn(*view)),
        };
        let own = |saved: &Saved| PickRow {
            mark: String::new(),
            text: format!("{}  {}", saved.name, saved.filter),
            words: String::new(),
            value: ViewPick::Show(View::Saved(saved.clone())),
        };
        let doing = |key: &str, value: ViewPick| PickRow {
            mark: String::new(),
            text: speech.say(key),
            words: String::new(),
            value,
        };
        let mut rows: Vec<PickRow<ViewPick>> = QueueView::ALL.iter().map(built_in).collect();
        // Before one's own, of which there may be more than fit.
        if !self.queue.whole_text().is_empty() {
            rows.push(doing("views-save", ViewPick::Save));
        }
        if !self.settings.views.is_empty() {
            rows.push(doing("views-remove", ViewPick::Remove));
        }
        rows.extend(self.settings.views.iter().map(own));
        let title = speech.say("views-title");
        self.over = Some(Over::Views(Picker::new(&title, rows)));
    }

    /// A row of that list was chosen.
    pub fn view_picked(&mut self, pick: ViewPick) {
        match pick {
            ViewPick::Show(view) => self.show_view(view),
            ViewPick::Save => self.open_view(),
            ViewPick::Remove => {
                let row = |saved: &Saved| PickRow {
                    mark: String::new(),
                    text: format!("{}  {}", saved.name, saved.filter),
                    words: String::new(),
                    value: ViewPick::RemoveThis(saved.name.clone()),
                };
                let rows = self.settings.views.iter().map(row).collect();
                let title = self.speech.say("views-remove-title");
                self.over = Some(Over::Views(Picker::new(&title, rows)));
            }
            ViewPick::RemoveThis(name) => {
                let saved = Saved { name: name.clone(), filter: String::new() };
                self.run(Errand::View(name), Command::SetView(saved));
            }
        }
    }

    /// Shows a view, and remembers it for the next start.
    pub fn show_view(&mut self, view: View) {
        self.go(Focus::Queue);
        self.effects.push(Effect::Remember(view.remembered()));
        self.queue.show(view);
    }

    /// Asks for the name under which what is on show is kept.
    fn open_view(&mut self) {
        let speech = &self.speech;
        let filter = self.queue.whole_text();
        let title = speech.say_with("form-view", &[("filter", &filter)]);
        // Empty: typing would only be added to the name of the view on show.
        let name = Field::line("name", &speech.say("form-view-name"), "");
        self.open_sheet(Kind::View(filter), Form::new(&title, vec![name]), None, None);
    }

    /// Keeps it.
    pub fn save_view(&mut self, filter: String) {
        let saved = Saved { name: self.field("name"), filter };
        match saved.checked() {
            Ok(saved) => self.send_sheet(Command::SetView(saved), None),
            Err(mistake) => {
                let sentence = self.speech.malformed(&mistake);
                self.blame("name", &sentence);
            }
        }
    }

    /// The desk has kept a view: it is the one on show.
    pub fn view_saved(&mut self, filter: &str, name: Option<&str>) {
        let Some(name) = name else { return };
        let was = Saved::named(&self.settings.views, name).cloned();
        // The desk keeps it under the name that was there.
        let name = was.as_ref().map_or(name, |was| was.name.as_str());
        let saved = Saved { name: name.to_owned(), filter: filter.to_owned() };
        self.queue.narrow.clear();
        self.show_view(View::Saved(saved));
        self.settings.views_ask.now();
        match &was {
            Some(was) => self.done("done-view-replaced", &[("name", name), ("was", &was.filter)]),
            None => self.done("done-view", &[("name", name)]),
        }
    }

    /// The agent's views have come.
    pub fn views_arrived(&mut self, views: Vec<Saved>) {
        self.settings.views = views;
        let find = |name: &str| self.settings.views.iter().find(|one| one.name == name).cloned();
        if let Some(name) = self.queue.awaited.take() {
            // The view of the last time; one that is gone is no reason to show nothing.
            if let Some(saved) = find(&name) {
                self.queue.show(View::Saved(saved));
            }
            return self.queue.ask.now();
        }
        let View::Saved(shown) = &self.queue.view else { return };
        if let Some(saved) = find(&shown.name).filter(|saved| saved != shown) {
            self.queue.show(View::Saved(saved));
        }
    }
}
