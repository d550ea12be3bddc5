//! A form on show: what is typed into it, the draft the desk keeps of it, and what becomes of it.
//! Never loses a letter: leaving keeps a draft, saving drops it only when the desk has said done.

use uuid::Uuid;

use super::action::{Action, Context};
use super::ask::Ask;
use super::errand::Errand;
use super::flow::Kind;
use super::inbox::Effect;
use super::keymap::KeyPress;
use super::model::Model;
use super::widget::{Edited, Form};
use crate::domain::{
    At, Bulk, Channel, CustomerId, Direction, Priority, Ticket, TicketNo, TwoLetters, Was,
};
use crate::wire::{Command, Done, Draft, DraftAsk, Twin};

/// Milliseconds after the first unsaved letter at which the draft is kept: at most a second of
/// typing is lost to a dead line, the way to the desk's disk included.
const KEEP_AFTER: i64 = 600;

/// A form on show.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What it is for.
    pub kind: Kind,
    /// Its fields.
    pub form: Form,
    /// Whose matter it is.
    pub customer: Option<CustomerId>,
    /// Which ticket's.
    pub ticket: Option<TicketNo>,
    /// The ticket as it was on the screen when the form opened, and what the person was told since
    /// of what others have changed.
    pub seen: Was,
    /// By what the desk keeps its draft.
    pub draft: Uuid,
    /// The fields as the form began.
    pub begun: Vec<(String, String)>,
    /// Since when something is typed that the desk does not keep yet.
    pub unsaved: Option<At>,
    /// Whether the desk keeps a draft of it.
    pub kept: bool,
    /// When the text was typed that was there already when the form opened.
    pub resumed: Option<At>,
    /// Whether it is being typed or saved.
    pub stage: Stage,
    /// Whether the priority was chosen by the person, so that the severity no longer moves it.
    pub priority_chosen: bool,
    /// Who the customer seems to be.
    pub twins: Vec<Twin>,
    /// The question for them.
    pub twins_ask: Ask,
}

/// Where a form is between opening and done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Keys go into it.
    Typing,
    /// It is on its way to the desk; keys wait.
    Sending,
}

/// What is needed of a form when the desk has said done, for the form may have been left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// What it was for.
    pub kind: Kind,
    /// Its draft.
    pub draft: Uuid,
    /// Whose matter.
    pub customer: Option<CustomerId>,
    /// What was logged, when it was a contact.
    pub contact: Option<Contact>,
    /// When the customer is called, when it was promised.
    pub due: Option<At>,
    /// How the contact ended, when it was said.
    pub outcome: Option<TwoLetters>,
    /// The name of a view, when it was one.
    pub name: Option<String>,
    /// How many answers or points were given, or the score of one question.
    pub given: u64,
    /// What is done to how many tickets, when they are many.
    pub bulk: Option<(Box<Bulk>, usize)>,
}

/// A contact that is being logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// By which way.
    pub channel: Channel,
    /// Who began it.
    pub direction: Direction,
    /// About what.
    pub topic: TwoLetters,
    /// What was said.
    pub note: String,
}

impl Sheet {
    /// When the draft shall be kept.
    pub fn keep_at(&self) -> Option<At> {
        self.unsaved.map(|since| since.plus(KEEP_AFTER))
    }

    /// What differs from how the form began: what a draft holds.
    pub fn changed(&self) -> Vec<(String, String)> {
        let values = self.form.values();
        values.into_iter().filter(|value| !self.begun.contains(value)).collect()
    }
}

impl Model {
    /// Opens a form as it begins; what was typed into the same one before is offered, for who types
    /// fast begins another text. It is there at once only where just that text was chosen.
    pub fn open_sheet(
        &mut self,
        kind: Kind,
        form: Form,
        customer: Option<CustomerId>,
        ticket: Option<TicketNo>,
    ) {
        self.show_sheet(kind, form, customer, ticket);
        if let Some(chosen) = self.reopens.take()
            && let Some(draft) = self.draft_of_sheet().filter(|draft| draft.id == chosen)
        {
            self.resume(&draft);
        }
    }

    fn show_sheet(
        &mut self,
        kind: Kind,
        form: Form,
        customer: Option<CustomerId>,
        ticket: Option<TicketNo>,
    ) {
        self.over = None;
        let begun = form.values();
        let known = ticket.and_then(|no| self.known_ticket(no));
        let seen = known.as_ref().map(Ticket::seen).unwrap_or_default();
        self.sheet = Some(Sheet {
            draft: self.post.fresh(),
            kind,
            form,
            customer,
            ticket,
            seen,
            begun,
            unsaved: None,
            kept: false,
            resumed: None,
            stage: Stage::Typing,
            priority_chosen: false,
            twins: Vec::new(),
            twins_ask: Ask::default(),
        });
    }

    /// Puts what was typed before into the form on show.
    pub fn resume(&mut self, draft: &Draft) {
        let Some(sheet) = &mut self.sheet else { return };
        sheet.form.fill(&draft.fields);
        sheet.priority_chosen = draft.fields.iter().any(|(name, _)| name == "priority");
        sheet.draft = draft.id;
        sheet.kept = true;
        sheet.resumed = Some(draft.at);
        let to = ["note", "subject"].iter().find(|name| {
            draft.fields.iter().any(|(field, value)| field == *name && !value.is_empty())
        });
        if let Some(name) = to {
            sheet.form.go_to(name);
        }
        if self.is_elsewhere(draft) {
            self.draft_ask(DraftAsk::Claim { id: draft.id });
        }
        self.go_on_asking();
    }

    /// Begins the form on show anew, what was typed stays among the unsaved ones; or brings back
    /// the text that waits for this form.
    fn start_afresh(&mut self) {
        let is_older = self.sheet.as_ref().is_some_and(|sheet| sheet.resumed.is_some());
        if let Some(draft) = self.draft_of_sheet().filter(|_| !is_older) {
            self.keep_sheet();
            let Some(sheet) = &mut self.sheet else { return };
            sheet.form.fill(&sheet.begun);
            return self.resume(&draft);
        }
        let fresh = self.post.fresh();
        let Some(sheet) = &mut self.sheet else { return };
        if sheet.kind.draft_name().is_none() || sheet.changed().is_empty() {
            return self.say("draft-not-resumed");
        }
        self.keep_sheet();
        let Some(sheet) = &mut self.sheet else { return };
        sheet.form.fill(&sheet.begun);
        sheet.form.begin();
        (sheet.draft, sheet.kept, sheet.resumed) = (fresh, false, None);
        sheet.priority_chosen = false;
        sheet.twins.clear();
        let key = self.key(Action::Drafts);
        self.tell("draft-put-aside", &[("key", &key)]);
        self.follow_severity();
    }

    /// That the form on show holds an older text, for as long as it does; or that one waits for it.
    pub fn resumed_sentence(&self) -> Option<String> {
        let asking = self.is_asking();
        let (at, sentence) = match (self.sheet.as_ref()?.resumed, asking) {
            (Some(at), false) => (at, "draft-found"),
            (Some(at), true) => (at, "asking-found"),
            (None, false) => (self.draft_of_sheet()?.at, "draft-waits"),
            (None, true) => (self.draft_of_sheet()?.at, "asking-waits"),
        };
        let time = self.speech.moment(at, self.now);
        let place = if asking { Context::Asking } else { Context::Form };
        let key = self.keymap.key_of(Action::StartAfresh, place).unwrap_or_default();
        Some(self.speech.say_with(sentence, &[("time", &time), ("key", &key)]))
    }

    /// That the form on show is on its way to the desk.
    pub fn sending_sentence(&self) -> Option<String> {
        let sending = self.sheet.as_ref().is_some_and(|sheet| sheet.stage == Stage::Sending);
        sending.then(|| self.speech.say("form-sending"))
    }

    /// The draft that waits for the form on show.
    pub fn draft_of_sheet(&self) -> Option<Draft> {
        let sheet = self.sheet.as_ref()?;
        let name = sheet.kind.draft_name()?;
        let fits = |draft: &&Draft| {
            let place = draft.customer == sheet.customer && draft.ticket == sheet.ticket;
            draft.form == name && place && draft.id != sheet.draft
        };
        self.drafts.iter().find(fits).cloned()
    }

    /// Tells whether a draft is being typed at another seat.
    pub fn is_elsewhere(&self, draft: &Draft) -> bool {
        draft.live && draft.seat != self.me.seat
    }

    /// A draft that was being typed at another seat is ours from now on, with what was typed
    /// there to the last.
    pub fn draft_claimed(&mut self, drafts: Vec<Draft>) {
        let Some(draft) = drafts.into_iter().next() else { return };
        let fits = |sheet: &&mut Sheet| sheet.draft == draft.id && sheet.unsaved.is_none();
        if let Some(sheet) = self.sheet.as_mut().filter(fits) {
            sheet.form.fill(&draft.fields);
        }
        let time = self.speech.moment(draft.at, self.now);
        self.tell("draft-claimed", &[("time", &time)]);
        self.drafts.retain(|one| one.id != draft.id);
        self.drafts.insert(0, Draft { seat: self.me.seat.clone(), ..draft });
    }

    fn draft_ask(&mut self, ask: DraftAsk) {
        let (_, request) = self.post.draft(ask);
        self.effects.push(Effect::Say(Box::new(request)));
    }

    /// An action in a form; `false` when it is not the form's business and the form may stay.
    pub fn act_sheet(&mut self, action: Action) -> bool {
        match action {
            Action::Save | Action::Open => self.save_sheet(),
            Action::Back => self.leave_sheet(),
            Action::Canned => self.list_canned(),
            Action::StartAfresh => self.start_afresh(),
            Action::NextField | Action::PreviousField | Action::NewLine => {
                let Some(sheet) = &mut self.sheet else { return true };
                let edited = sheet.form.act(action);
                self.edited(edited);
            }
            // These leave the form where it is.
            Action::Redraw | Action::Suspend | Action::Help | Action::Palette | Action::Menu => {
                return false;
            }
            Action::Quit | Action::AcceptOffer | Action::DeclineOffer => return false,
            // Everything else leads elsewhere: the form is left as with Esc.
            _ => {
                self.leave_sheet();
                return false;
            }
        }
        true
    }

    /// A key in a form that is bound to nothing: text.
    pub fn sheet_key(&mut self, press: KeyPress) {
        let area = self.layout().sheet;
        let Some(sheet) = &mut self.sheet else { return };
        let in_priority = sheet.form.focused().name == "priority";
        let edited = sheet.form.press(press, area);
        sheet.priority_chosen |= in_priority && edited == Edited::Changed;
        self.edited(edited);
    }

    /// Text pasted into a form: one edit.
    pub fn sheet_paste(&mut self, text: &str) {
        let Some(sheet) = &mut self.sheet else { return };
        let edited = sheet.form.paste(text);
        self.edited(edited);
    }

    /// Another content for the field that is being filled in, as one edit.
    pub fn sheet_put(&mut self, text: &str) -> Edited {
        let Some(sheet) = &mut self.sheet else { return Edited::Ignored };
        let in_priority = sheet.form.focused().name == "priority";
        let edited = sheet.form.put(text);
        sheet.priority_chosen |= in_priority && edited == Edited::Changed;
        self.edited(edited);
        edited
    }

    fn edited(&mut self, edited: Edited) {
        match edited {
            Edited::Moved | Edited::Ignored => return,
            Edited::Full => self.say("form-full"),
            Edited::Changed => {}
        }
        let now = self.now;
        self.follow_severity();
        let Some(sheet) = &mut self.sheet else { return };
        if sheet.kind.draft_name().is_some() {
            sheet.unsaved.get_or_insert(now);
        }
        if sheet.kind == Kind::NewCustomer {
            sheet.twins_ask.touched();
        }
    }

    /// The priority follows severity and tier until the person has chosen one.
    pub fn follow_severity(&mut self) {
        let tier = self.hand_tier();
        let Some(sheet) = &mut self.sheet else { return };
        if !matches!(sheet.kind, Kind::Complaint(_)) || sheet.priority_chosen {
            return;
        }
        if let Ok(severity) = sheet.form.value("severity").parse() {
            let wanted = Priority::suggested(severity, tier).word().to_owned();
            if sheet.form.value("priority") != wanted {
                sheet.form.fill(&[("priority".to_owned(), wanted)]);
            }
        }
    }

    /// Keeps the draft when it is time.
    pub fn keep_due(&mut self) {
        let due = self.sheet.as_ref().and_then(Sheet::keep_at).is_some_and(|at| at <= self.now);
        if due {
            self.keep_sheet();
        }
    }

    /// Keeps what is typed, or forgets the draft when nothing is left of it.
    pub fn keep_sheet(&mut self) {
        let Some(sheet) = &mut self.sheet else { return };
        let Some(form) = sheet.kind.draft_name() else { return };
        if sheet.unsaved.take().is_none() {
            return;
        }
        let fields = sheet.changed();
        let at_hand = |hand: &&super::model::Hand| Some(hand.id) == sheet.customer;
        let label = self.hand.as_ref().filter(at_hand).map(|hand| hand.label.clone());
        let id = sheet.draft;
        if fields.is_empty() {
            if std::mem::take(&mut sheet.kept) {
                self.drop_draft(id);
            }
            return;
        }
        sheet.kept = true;
        let draft = Draft {
            id,
            form,
            customer: sheet.customer,
            ticket: sheet.ticket,
            label: label.unwrap_or_default(),
            fields,
            at: self.now,
            seat: String::new(),
            live: false,
        };
        self.drafts.retain(|one| one.id != id);
        self.drafts.insert(0, draft.clone());
        self.draft_ask(DraftAsk::Keep(draft));
    }

    /// Forgets a draft: it was saved, or nothing is left of it.
    pub fn drop_draft(&mut self, id: Uuid) {
        self.drafts.retain(|draft| draft.id != id);
        self.draft_ask(DraftAsk::Drop { id });
    }

    /// Leaves the form; what was typed stays as a draft.
    pub fn leave_sheet(&mut self) {
        self.keep_sheet();
        self.keep_what_if();
        let Some(sheet) = self.sheet.take() else { return };
        self.forget_held();
        if sheet.kept && sheet.stage == Stage::Typing {
            let key = self.key(Action::Drafts);
            self.tell("draft-kept", &[("key", &key)]);
        }
    }

    /// Sends what the form asks for.
    pub fn send_sheet(&mut self, command: Command, contact: Option<Contact>) {
        let Some(sheet) = &mut self.sheet else { return };
        sheet.stage = Stage::Sending;
        let (kind, draft, customer) = (sheet.kind.clone(), sheet.draft, sheet.customer);
        let due = match &command {
            Command::PromiseCall { due, .. } => Some(*due),
            _ => None,
        };
        let outcome = match &command {
            Command::SetOutcome { outcome, .. } => Some(*outcome),
            Command::LogInteraction { outcome, .. } => *outcome,
            _ => None,
        };
        let name = match &command {
            Command::SetView(view) => Some(view.name.clone()),
            _ => None,
        };
        let given = match &command {
            Command::GiveAnswers { expected, perceived, .. } => {
                expected.iter().chain(perceived).filter(|answer| **answer > 0).count() as u64
            }
            Command::GiveScore { score, .. } => u64::from(*score),
            Command::SetImportance { points: Some(_), .. } => 100,
            _ => 0,
        };
        let bulk = match &command {
            Command::ChangeTickets { tickets, change } => {
                Some((Box::new(change.clone()), tickets.len()))
            }
            _ => None,
        };
        let saved = Saved { kind, draft, customer, contact, due, outcome, name, given, bulk };
        self.run(Errand::Sheet(Box::new(saved)), command);
    }

    /// The desk has kept what a form asked for.
    pub fn sheet_saved(&mut self, saved: Saved, done: &Done) {
        let shown = self.sheet.as_ref().is_some_and(|sheet| sheet.draft == saved.draft);
        let kept = self.drafts.iter().any(|draft| draft.id == saved.draft);
        if shown {
            self.sheet = None;
        }
        if kept {
            self.drop_draft(saved.draft);
        }
        self.saved(&saved, done);
    }

    /// The desk has refused what a form asked for: it is there again, nothing is lost.
    pub fn sheet_back(&mut self, draft: Uuid) {
        self.forget_held();
        if let Some(sheet) = self.sheet.as_mut().filter(|sheet| sheet.draft == draft) {
            sheet.stage = Stage::Typing;
        }
    }

    /// The desk's list of one's own unsaved texts.
    pub fn drafts_listed(&mut self, drafts: Vec<Draft>) {
        let first = self.drafts.is_empty() && self.pressed_at == At::default();
        let open = self.sheet.as_ref().map(|sheet| sheet.draft);
        let waiting = drafts.iter().filter(|draft| Some(draft.id) != open).count();
        self.drafts = drafts;
        if first {
            self.tell_waiting(waiting);
        }
        self.drafts_arrived();
    }
}
