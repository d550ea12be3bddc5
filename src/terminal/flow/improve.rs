//! What the desk does better: the list, late first, with complaints before and since; setting one
//! down, changing it. Never a figure that somebody has typed: the desk counts.

use super::Kind;
use super::log::options;
use crate::domain::{Activity, CodeKind, Date, Gap, Plan};
use crate::terminal::errand::Errand;
use crate::terminal::model::Model;
use crate::terminal::over::{Over, Pick};
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::terminal::widget::{Field, Form};
use crate::wire::{Command, ImprovementRow};

/// The code in front of the row that sets one down.
const NEW: &str = "+";

/// What is done to an improvement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// It is done.
    Done,
    /// It is looked at on another day.
    PutOff,
    /// Anything of it is changed.
    Change,
    /// It is taken back.
    TakeBack,
}

impl Model {
    /// Lists what the desk does better.
    pub fn list_improvements(&mut self) {
        self.settings.improvements_ask.now();
        self.over = Some(Over::Improvements(self.improvement_list()));
    }

    fn improvement_list(&self) -> Picker<Option<u64>> {
        let speech = &self.speech;
        let mut all: Vec<&ImprovementRow> = self.settings.improvements.iter().collect();
        let plan = |row: &ImprovementRow| row.improvement.plan.clone();
        all.sort_by_key(|row| plan(row).map(|plan| (plan.done, plan.check)));
        let rows = all.into_iter().filter_map(|row| {
            let plan = plan(row)?;
            Some(PickRow {
                mark: row.improvement.no.to_string(),
                text: self.improvement_words(row, &plan),
                words: format!("{} {}", plan.owner, plan.filter()),
                value: Some(row.improvement.no),
            })
        });
        let new = PickRow {
            mark: NEW.to_owned(),
            text: speech.say("improve-new"),
            words: String::new(),
            value: None,
        };
        let may = self.may_change();
        let rows = rows.chain(may.then_some(new)).collect();
        Picker::new(&speech.say("improve-title"), rows).or_say(&speech.say("improve-none"))
    }

    /// Tells whether whoever sits here may set one down.
    fn may_change(&self) -> bool {
        !self.only_reads()
    }

    /// `2026-12-24 late  a second courier  sari  1.5 a week before, - since  gap:delivery`.
    fn improvement_words(&self, row: &ImprovementRow, plan: &Plan) -> String {
        let speech = &self.speech;
        let state = match (plan.done, row.late) {
            (true, _) => speech.say("improve-done"),
            (false, true) => format!("{} {}", plan.check, speech.say("improve-late")),
            (false, false) => plan.check.to_string(),
        };
        let (before, after) = (speech.pace(Some(row.before)), speech.pace(row.after));
        let pace = speech.say_with("improve-pace", &[("before", &before), ("after", &after)]);
        let erased = || speech.say("cli-erased");
        let action = row.improvement.action.clone().unwrap_or_else(erased);
        [state, action, plan.owner.clone(), pace, plan.filter()].join("  ").trim_end().to_owned()
    }

    /// The list has come: it is shown where it was asked for.
    pub fn improvements_arrived(&mut self, rows: Vec<ImprovementRow>) {
        self.settings.improvements = rows;
        let fresh = self.improvement_list();
        if let Some(Over::Improvements(picker)) = &mut self.over {
            match picker.chosen() {
                // What was selected before any were there was the row that sets one down.
                Some(None) if picker.len() == 1 && picker.typed().is_empty() => *picker = fresh,
                Some(_) | None => picker.renew(fresh),
            }
        }
    }

    /// Asks what to do about one; without a number one is set down.
    pub fn ask_improvement(&mut self, number: Option<Option<u64>>) {
        let Some(number) = number else { return };
        let Some(number) = number else { return self.open_improvement(None) };
        let Some(row) = self.improvement(number) else { return };
        if !self.may_change() {
            return self.say("improve-read-only");
        }
        let done = row.improvement.plan.as_ref().is_some_and(|plan| plan.done);
        let title = row.improvement.action.clone().unwrap_or_default();
        let speech = self.speech.clone();
        let pick = |better: Better| Pick::Better(number, better);
        let mut items = vec![
            ("done", speech.say("improve-is-done"), pick(Better::Done)),
            ("put off", speech.say("improve-put-off"), pick(Better::PutOff)),
            ("change", speech.say("improve-change"), pick(Better::Change)),
            ("take back", speech.say("improve-take-back"), pick(Better::TakeBack)),
        ];
        if done {
            items.drain(..2);
        }
        self.letters(&format!("{number}  {title}"), items);
    }

    fn improvement(&self, number: u64) -> Option<&ImprovementRow> {
        self.settings.improvements.iter().find(|row| row.improvement.no == number)
    }

    /// Does it.
    pub fn better(&mut self, number: u64, better: Better) {
        let Some(row) = self.improvement(number).cloned() else { return };
        let set = |plan: Option<Plan>, action: String| Command::SetImprovement {
            improvement: Some(number),
            plan,
            action,
        };
        match better {
            Better::PutOff => {
                self.open_improvement(Some(number));
                if let Some(sheet) = &mut self.sheet {
                    sheet.form.go_to("check");
                }
            }
            Better::Change => self.open_improvement(Some(number)),
            Better::Done => {
                let plan = row.improvement.plan.map(|plan| Plan { done: true, ..plan });
                let action = row.improvement.action.unwrap_or_default();
                self.run(Errand::Improve("done-improvement-done"), set(plan, action));
            }
            Better::TakeBack => {
                let errand = Errand::Improve("done-improvement-removed");
                self.run(errand, set(None, String::new()));
            }
        }
    }

    /// Opens the form, for a change with what is there; a new one begins from the cause of the
    /// ticket that is selected.
    pub fn open_improvement(&mut self, number: Option<u64>) {
        let known = number.and_then(|number| self.improvement(number)).cloned();
        let plan = known.as_ref().and_then(|row| row.improvement.plan.clone());
        let action = known.and_then(|row| row.improvement.action).unwrap_or_default();
        let ticket = self.selected_ticket().and_then(|no| self.known_ticket(no));
        let ticket = ticket.filter(|one| number.is_none() && one.handling.cause.is_some());
        let cause = ticket.as_ref().and_then(|ticket| ticket.handling.cause.as_ref());
        let gap = plan.as_ref().map_or(cause.map(|cause| cause.gap), |plan| plan.gap);
        let place = ticket.as_ref().and_then(|ticket| ticket.handling.activity);
        let place = plan.as_ref().map_or(place, |plan| plan.activity);
        let topic = ticket.as_ref().map(|ticket| ticket.topic);
        let topic = plan.as_ref().map_or(topic, |plan| plan.topic);
        let owner = plan.as_ref().map_or_else(|| self.me.name.clone(), |plan| plan.owner.clone());
        let check = plan.map(|plan| plan.check.to_string()).unwrap_or_default();
        let speech = &self.speech;
        let or_none = |group: &str, all: Vec<(String, String)>| {
            let none = (String::new(), speech.say(group));
            std::iter::once(none).chain(all).collect::<Vec<_>>()
        };
        let gaps = or_none("improve-any", options(speech, "gap", Gap::ALL, Gap::word));
        let activities = options(speech, "activity", Activity::ALL, Activity::word);
        let places = or_none("improve-any", activities);
        let topic = topic.map(|topic| topic.to_string()).unwrap_or_default();
        let fields = vec![
            Field::line("action", &speech.say("improve-action"), &action),
            Field::line("owner", &speech.say("improve-owner"), &owner),
            Field::date("check", &speech.say("improve-check"), &check),
            Field::code("topic", &speech.say("form-topic"), self.codes(CodeKind::Topic), &topic),
            Field::choice("gap", &speech.say("form-gap"), gaps, gap.map_or("", Gap::word)),
            Field::choice(
                "activity",
                &speech.say("form-activity"),
                places,
                place.map_or("", Activity::word),
            ),
        ];
        let form = Form::new(&speech.say("form-improve"), fields);
        self.open_sheet(Kind::Improve(number), form, None, None);
    }

    /// Keeps it.
    pub fn save_improvement(&mut self, number: Option<u64>) {
        for (name, missing) in
            [("action", "improve-action-needed"), ("owner", "improve-owner-needed")]
        {
            if self.field(name).trim().is_empty() {
                let sentence = self.speech.say(missing);
                return self.blame(name, &sentence);
            }
        }
        let Ok(check) = self.field("check").parse::<Date>() else {
            let sentence = self.speech.say("improve-check-needed");
            return self.blame("check", &sentence);
        };
        let was = number.and_then(|number| self.improvement(number));
        let done = was.and_then(|row| row.improvement.plan.as_ref()).is_some_and(|plan| plan.done);
        let plan = Plan {
            owner: self.field("owner").trim().to_owned(),
            check,
            topic: self.field("topic").parse().ok(),
            gap: self.field("gap").parse().ok(),
            activity: self.field("activity").parse().ok(),
            done,
        };
        let (improvement, action) = (number, self.field("action"));
        self.send_sheet(Command::SetImprovement { improvement, plan: Some(plan), action }, None);
    }

    /// The desk has kept it.
    pub fn improved(&mut self) {
        self.settings.improvements_ask.now();
        let key = self.key(crate::terminal::action::Action::Improvements);
        self.done("improve-kept", &[("key", &key)]);
    }

    /// Opens the form of a draft: of a change the improvement has to be there.
    pub fn open_improvement_again(&mut self, form: &str) {
        let number = form.rsplit('_').next().and_then(|number| number.parse().ok());
        match number {
            Some(number) if self.improvement(number).is_none() => self.list_improvements(),
            number => self.open_improvement(number),
        }
    }
}
