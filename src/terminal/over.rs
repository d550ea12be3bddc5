//! Lists and menus over everything else: palette, help, canned texts, drafts, letters to choose
//! by. Never more than one at a time.

use uuid::Uuid;

use super::action::{Action, Context};
use super::errand::Errand;
use super::flow::bulk::{Previewed, Target};
use super::flow::handover::NotePick;
use super::flow::improve::Better;
use super::flow::view::ViewPick;
use super::keymap::KeyPress;
use super::model::Model;
use super::reports::ReportPick;
use super::widget::list::Step;
use super::widget::menu::Chose;
use super::widget::picker::{PickRow, Picker};
use super::widget::{Edited, Menu, help, menu, palette};
use crate::domain::{
    AgentState, AskOutcome, CallBackId, CallBackState, CustomerId, Priority, Proof, Status,
};
use crate::speech::Speech;
use crate::wire::Command;

/// What stands over everything else.
#[derive(Debug, Clone)]
pub enum Over {
    /// Every action by name.
    Palette(Picker<Action>),
    /// The keys of a place.
    Help(Picker<Action>),
    /// The numbered menu of actions.
    Actions(Menu<Action>),
    /// Canned texts for the form below.
    Canned(Picker<String>),
    /// One's own unsaved texts.
    Drafts(Picker<Option<Uuid>>),
    /// Promised calls.
    CallBacks(Picker<(CallBackId, CustomerId)>),
    /// Who has left and is not back.
    Lost(Picker<CustomerId>),
    /// The surveys.
    Surveys(Picker<String>),
    /// Who is still to be asked for one.
    ToAsk(Picker<CustomerId>),
    /// Views of the queue.
    Views(Picker<ViewPick>),
    /// Notes for the next shift, or the lines of one.
    Handover(Picker<NotePick>),
    /// The reports there are, or one of them.
    Report(Picker<ReportPick>),
    /// What can be asked.
    Asking(Picker<String>),
    /// What the desk does better; without a number one is set down.
    Improvements(Picker<Option<u64>>),
    /// The words of filters.
    FilterWords(Picker<String>),
    /// Who shall have a ticket.
    Assign(Target, Picker<String>),
    /// What would become of a change of many tickets.
    Preview(Box<Previewed>),
    /// Who shall be away.
    Agents(Picker<String>),
    /// One letter chooses.
    Letters(Menu<Pick>),
    /// What to do first on an empty desk.
    FirstSteps(Menu<Pick>),
}

/// What a letter chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// The caller is verified by this proof.
    Proof(Proof),
    /// The check failed; by which proof is asked next.
    Failed,
    /// The caller failed this proof.
    FailedProof(Proof),
    /// Answers to "may we …".
    Consents,
    /// Another status for a ticket.
    Status(Target, Status),
    /// Another priority for a ticket.
    Priority(Target, Priority),
    /// What one is doing.
    State(AgentState),
    /// Somebody whom the desk does not know has a ticket from now on.
    Assign(Target, String),
    /// The list of those who may have a ticket, again.
    AskAssignee(Target),
    /// A text for the clipboard.
    Copy(String),
    /// Add the customer in the form although somebody seems to be the same.
    AddAnyway,
    /// Leave the form and open somebody.
    Open(CustomerId, String),
    /// What became of a promised call.
    Settle(CallBackId, CustomerId, CallBackState),
    /// Open the customer of a promised call.
    Call(CustomerId, String),
    /// A customer who had left is back.
    WonBack(CustomerId),
    /// Somebody who was drawn for a survey is asked now.
    Ask(CustomerId, String),
    /// They were asked, and it was no answer.
    Asked(CustomerId, AskOutcome),
    /// They never want to be asked again.
    NeverAsk(CustomerId),
    /// Say anew why the customer at hand left, or when.
    PutRight,
    /// Keep the answers although statements are left.
    KeepAnswers,
    /// How much each dimension matters to a customer, or to all.
    Weigh(Option<CustomerId>),
    /// Something is done to the improvement of this number.
    Better(u64, Better),
    /// The throw-away sample desk.
    Sample,
    /// Import a file.
    Import,
    /// Add the first customer.
    FirstCustomer,
    /// Leave the desk.
    Leave,
    /// Show the drafts.
    Drafts,
    /// Nothing: go on as before.
    Stay,
}

impl Over {
    /// What to do first.
    pub fn first_steps(speech: &Speech) -> Over {
        Over::FirstSteps(Menu::lettered(
            &speech.say("first-title"),
            vec![
                ("look", speech.say("first-sample"), Pick::Sample),
                ("import", speech.say("first-import"), Pick::Import),
                ("add", speech.say("first-add"), Pick::FirstCustomer),
            ],
        ))
    }

    fn step(&mut self, step: Step, height: usize) {
        match self {
            Over::Palette(picker) | Over::Help(picker) => picker.step(step, height),
            Over::Canned(picker) | Over::Assign(_, picker) => picker.step(step, height),
            Over::Agents(picker) | Over::Asking(picker) => picker.step(step, height),
            Over::Preview(previewed) => previewed.list.step(step, height),
            Over::Drafts(picker) => picker.step(step, height),
            Over::Improvements(picker) => picker.step(step, height),
            Over::FilterWords(picker) => picker.step(step, height),
            Over::Views(picker) => picker.step(step, height),
            Over::Handover(picker) => picker.step(step, height),
            Over::Report(picker) => picker.step(step, height),
            Over::CallBacks(picker) => picker.step(step, height),
            Over::Lost(picker) | Over::ToAsk(picker) => picker.step(step, height),
            Over::Surveys(picker) => picker.step(step, height),
            Over::Actions(menu) => menu.step(step, height),
            Over::Letters(menu) | Over::FirstSteps(menu) => menu.step(step, height),
        }
    }
}

impl Model {
    /// An action while something stands over the screen; `false` when it goes away and the
    /// action goes on.
    pub fn act_over(&mut self, action: Action) -> bool {
        if let Some(step) = Step::of(action) {
            let height = usize::from(self.layout().sheet.height.saturating_sub(1));
            if let Some(over) = &mut self.over {
                over.step(step, height);
            }
            return true;
        }
        match action {
            Action::Open | Action::Save => self.choose(),
            Action::Back => self.over_back(),
            Action::Redraw | Action::Suspend => return false,
            // Everything else leads elsewhere.
            _ => {
                self.over = None;
                return false;
            }
        }
        true
    }

    /// What stands over the panes goes away; below the keys of a place an empty desk's first steps
    /// are there again.
    fn over_back(&mut self) {
        if self.survey_back() {
            return;
        }
        let helped = matches!(self.over, Some(Over::Help(_)));
        let report = self.reported.take().filter(|_| matches!(self.over, Some(Over::Report(_))));
        self.over = report.map(Over::Report);
        if helped && self.sheet.is_none() {
            self.offer_first_steps();
        }
    }

    /// A key that narrows a list or chooses from a menu.
    pub fn over_key(&mut self, press: KeyPress) {
        let Some(over) = &mut self.over else { return };
        let edited = match over {
            Over::Palette(picker) => picker.press(press),
            Over::Help(picker) => help::press(picker, press),
            Over::Canned(picker) | Over::Assign(_, picker) => picker.press(press),
            Over::Agents(picker) | Over::Asking(picker) => picker.press(press),
            Over::Preview(previewed) => previewed.list.jump(press),
            Over::Drafts(picker) => picker.press(press),
            Over::Improvements(picker) => picker.press(press),
            Over::FilterWords(picker) => picker.press(press),
            Over::Views(picker) => picker.press(press),
            Over::Handover(picker) => picker.press(press),
            Over::Report(picker) => picker.press(press),
            Over::CallBacks(picker) => picker.press(press),
            Over::Lost(picker) | Over::ToAsk(picker) => picker.press(press),
            Over::Surveys(picker) => picker.press(press),
            Over::Actions(menu) => match menu.press(press) {
                Chose::This(action) => {
                    self.over = None;
                    return self.act(action, press);
                }
                Chose::Waiting => Edited::Moved,
                Chose::Nothing => Edited::Ignored,
            },
            Over::Letters(menu) => match menu.press(press) {
                Chose::This(pick) => return self.picked(pick),
                Chose::Waiting => Edited::Moved,
                Chose::Nothing => Edited::Ignored,
            },
            // Nobody must be caught in the first steps: every other key does what it does.
            Over::FirstSteps(menu) => match menu.press(press) {
                Chose::This(pick) => return self.picked(pick),
                Chose::Waiting | Chose::Nothing => {
                    self.over = None;
                    return self.press(press);
                }
            },
        };
        if edited == Edited::Ignored {
            self.say_with("notice-not-in-list", &[("keys", &press.to_string())]);
        }
    }

    /// Text pasted while a list stands over the screen narrows it.
    pub fn over_paste(&mut self, text: &str) {
        match &mut self.over {
            Some(Over::Palette(picker) | Over::Help(picker)) => drop(picker.paste(text)),
            Some(Over::Canned(picker) | Over::Assign(_, picker)) => drop(picker.paste(text)),
            Some(Over::Agents(picker) | Over::Asking(picker)) => drop(picker.paste(text)),
            Some(Over::FilterWords(picker)) => drop(picker.paste(text)),
            Some(Over::Views(picker)) => drop(picker.paste(text)),
            Some(Over::Handover(picker)) => drop(picker.paste(text)),
            Some(Over::Report(picker)) => drop(picker.paste(text)),
            Some(Over::Drafts(picker)) => drop(picker.paste(text)),
            Some(Over::Improvements(picker)) => drop(picker.paste(text)),
            Some(Over::CallBacks(picker)) => drop(picker.paste(text)),
            Some(Over::Lost(picker) | Over::ToAsk(picker)) => drop(picker.paste(text)),
            Some(Over::Surveys(picker)) => drop(picker.paste(text)),
            Some(Over::Preview(_) | Over::Actions(_) | Over::Letters(_) | Over::FirstSteps(_))
            | None => {}
        }
    }

    /// Enter on what is selected.
    fn choose(&mut self) {
        let Some(over) = &self.over else { return };
        match over {
            Over::Palette(picker) | Over::Help(picker) => {
                let Some(action) = picker.chosen().copied() else { return };
                self.act_chosen(action);
            }
            Over::Actions(menu) => {
                let Some(action) = menu.chosen().copied() else { return };
                self.act_chosen(action);
            }
            Over::Canned(picker) => {
                let Some(text) = picker.chosen().cloned() else { return };
                self.over = None;
                self.sheet_paste(&text);
            }
            Over::Drafts(picker) => {
                let Some(id) = picker.chosen().copied() else { return };
                self.over = None;
                match id {
                    Some(id) => self.open_draft(id),
                    None => self.go_back_there(),
                }
            }
            Over::Views(picker) => {
                let Some(pick) = picker.chosen().cloned() else { return };
                self.over = None;
                self.view_picked(pick);
            }
            Over::Handover(picker) => {
                let Some(pick) = picker.chosen().copied() else { return };
                self.over = None;
                self.handover_picked(pick);
            }
            Over::Report(picker) => {
                let pick = picker.chosen().cloned();
                self.report_picked(pick.unwrap_or(ReportPick::Line));
            }
            Over::FilterWords(picker) => {
                let Some(word) = picker.chosen().cloned() else { return };
                self.over = None;
                self.put_filter_word(&word);
            }
            Over::CallBacks(picker) => {
                let Some((callback, customer)) = picker.chosen().copied() else { return };
                self.ask_settle(callback, customer);
            }
            Over::Lost(picker) => self.ask_lost(picker.chosen().copied()),
            Over::Improvements(picker) => self.ask_improvement(picker.chosen().copied()),
            Over::Surveys(picker) => self.list_to_ask(picker.chosen().cloned()),
            Over::ToAsk(picker) => self.ask_to_ask(picker.chosen().copied()),
            Over::Preview(previewed) => self.run_previewed(Previewed::clone(previewed)),
            Over::Assign(ticket, picker) => {
                let (ticket, typed) = (*ticket, picker.typed().trim().to_owned());
                let chosen = picker.chosen().cloned();
                self.assign(ticket, chosen, &typed);
            }
            Over::Asking(picker) => self.ask_chosen(picker.chosen().cloned()),
            Over::Agents(picker) => {
                let Some(agent) = picker.chosen().cloned() else { return };
                self.set_away(agent);
            }
            Over::Letters(menu) | Over::FirstSteps(menu) => {
                if let Some(pick) = menu.chosen().cloned() {
                    self.picked(pick);
                }
            }
        }
    }

    fn act_chosen(&mut self, action: Action) {
        self.over = None;
        self.act(action, KeyPress::plain(super::keymap::Key::Enter));
    }

    /// Shows letters to choose by.
    pub fn letters(&mut self, title: &str, items: Vec<(&str, String, Pick)>) {
        self.over = Some(Over::Letters(Menu::lettered(title, items)));
    }

    fn picked(&mut self, pick: Pick) {
        self.over = None;
        match pick {
            Pick::Proof(proof) => self.verify(proof, Verdict::Passed),
            Pick::FailedProof(proof) => self.verify(proof, Verdict::Failed),
            Pick::Failed => self.ask_failed_proof(),
            Pick::Consents => self.open_consents(),
            Pick::Status(ticket, status) => self.open_status(ticket, status),
            Pick::Priority(target, priority) => self.set_priority(target, priority),
            Pick::State(AgentState::Break) => self.open_reason(),
            Pick::State(state) => {
                // Whoever called is served, or is not waiting any more.
                self.caller = None;
                self.set_state(state, String::new());
            }
            Pick::Assign(ticket, to) => self.give_ticket(ticket, to),
            Pick::AskAssignee(ticket) => self.ask_assignee(ticket),
            Pick::Copy(text) => self.copy(text),
            Pick::AddAnyway => self.add_anyway(),
            Pick::Open(customer, label) | Pick::Call(customer, label) => {
                self.leave_sheet();
                self.take_in_hand(customer, label);
                self.go(super::model::Focus::History);
            }
            Pick::Settle(callback, customer, state) => {
                let command = Command::SettleCall { callback, customer, state };
                self.run(Errand::Settle, command);
            }
            Pick::WonBack(customer) => self.run(Errand::WonBack, Command::WinBack { customer }),
            Pick::Ask(customer, label) => self.ask_now(customer, label),
            Pick::Asked(customer, outcome) => self.tell_asked(customer, outcome),
            Pick::NeverAsk(customer) => self.never_ask(customer),
            Pick::PutRight => self.open_leaving(),
            Pick::KeepAnswers => self.send_asking(),
            Pick::Weigh(customer) => self.weigh(customer),
            Pick::Better(number, better) => self.better(number, better),
            Pick::Sample => self.effects.push(super::inbox::Effect::Sample),
            Pick::Import => self.ask_import(),
            Pick::FirstCustomer => self.open_new(),
            Pick::Leave => {
                self.keep_sheet();
                self.leave_home();
            }
            Pick::Drafts => self.list_drafts(),
            Pick::Stay => {}
        }
    }

    /// Every action by name.
    pub fn open_palette(&mut self) {
        let place = self.context();
        let mut all = palette::palette(&self.keymap, place, &self.speech);
        all.keep(|action| self.may(*action));
        self.over = Some(Over::Palette(all));
    }

    /// The keys of this place.
    pub fn open_help(&mut self) {
        let place = match self.context() {
            Context::List => Context::Everywhere,
            place => place,
        };
        let mut keys = help::help(&self.keymap, place, &self.speech);
        keys.keep(|action| self.may(*action));
        self.over = Some(Over::Help(keys));
    }

    /// The numbered menu.
    pub fn open_menu(&mut self) {
        let actions = menu::of_actions(&self.keymap, &self.speech, |action| self.may(*action));
        self.over = Some(Over::Actions(actions));
    }

    /// Canned texts for the note or line that is being typed.
    pub fn list_canned(&mut self) {
        if self.settings.canned.is_empty() {
            return self.say("canned-none");
        }
        let row = |canned: &crate::domain::Canned| PickRow {
            mark: canned.name.clone(),
            text: canned.text.lines().next().unwrap_or("").to_owned(),
            words: canned.text.clone(),
            value: canned.text.clone(),
        };
        let rows = self.settings.canned.iter().map(row).collect();
        self.over = Some(Over::Canned(Picker::new(&self.speech.say("canned-title"), rows)));
    }

    /// Closes all that stands over the panes.
    pub fn close_all(&mut self) {
        self.over = None;
        self.detail = None;
        self.pressed.clear();
    }
}

/// Whether a proof convinced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It did.
    Passed,
    /// It did not.
    Failed,
}
