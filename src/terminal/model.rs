//! Everything the screen shows and everything a key can change. Never reads a clock, a socket or
//! the environment: what comes from there comes in as values.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use jiff::tz::TimeZone;
use uuid::Uuid;

use super::ask::Ask;
use super::board::Board;
use super::company::Company;
use super::detail::Detail;
use super::errand::Logged;
use super::flow::chosen::Chosen;
use super::flow::{drafts::Left, everybody::Word, follow};
use super::inbox::{Effect, Input};
use super::keymap::{KeyPress, Keymap};
use super::notice::Notice;
use super::offer::{Offer, Offers};
use super::over::Over;
use super::pane::find::FindPane;
use super::pane::history::HistoryPane;
use super::pane::queue::QueuePane;
use super::pane::rating::RatingPane;
use super::post::{Post, Question};
use super::reports::ReportPick;
use super::sheet::Sheet;
use super::widget::Theme;
use super::widget::picker::Picker;
use crate::client::Pen;
use crate::domain::filter::Saved;
use crate::domain::time::MINUTE;
use crate::domain::{
    Agent, AgentState, At, Bulk, Canned, Code, Customer, CustomerId, Handover, Record, Role,
    Ticket, TicketNo,
};
use crate::speech::Speech;
use crate::wire::{
    CallBackRow, DeskKind, Draft, ImprovementRow, InstrumentRow, LostRow, Query, ReportAsk,
    SurveyRow, ToAskRow, Welcome,
};

/// Lines of an import's outcome that are shown.
pub const IMPORT_LINES: usize = 3;

/// An import that runs beside the screen.
#[derive(Debug, Clone, Default)]
pub struct Importing {
    /// From which file, as it was given.
    pub path: String,
    /// The same as people are shown it.
    pub file: String,
    /// Since when.
    pub since: At,
    /// How many customers there were when it began.
    pub before: u64,
    /// The last lines it has said: its outcome, in the end.
    pub lines: Vec<String>,
}

/// The terminal's state.
pub struct Model {
    /// Sentences, days and times.
    pub speech: Arc<Speech>,
    /// Which key does what.
    pub keymap: Arc<Keymap>,
    /// How things look.
    pub theme: Theme,
    /// The desk's time zone.
    pub zone: TimeZone,
    /// The desk's time.
    pub now: At,
    /// Columns and lines of the terminal.
    pub size: (u16, u16),
    /// Who sits here.
    pub me: Me,
    /// Whose desk it is and how big.
    pub desk: Desk,
    /// Whether there is a desk.
    pub line: Line,
    /// The pane that has the keys.
    pub focus: Focus,
    /// Whether that pane has the whole screen.
    pub zoomed: bool,
    /// The customer at hand.
    pub hand: Option<Hand>,
    /// Contacts that were logged and left without an outcome, and whose they are.
    pub unfinished: Vec<(CustomerId, Logged)>,
    /// Who was found.
    pub find: FindPane,
    /// The time line of the customer at hand.
    pub history: HistoryPane,
    /// Tickets to be dealt with.
    pub queue: QueuePane,
    /// The five scores.
    pub rating: RatingPane,
    /// One opened thing.
    pub detail: Option<Detail>,
    /// What stands beside the lists on a wide screen.
    pub side: Option<Detail>,
    /// When what stands beside shall follow the selection.
    pub side_due: Option<At>,
    /// The form on show.
    pub sheet: Option<Sheet>,
    /// A list or menu over everything else.
    pub over: Option<Over>,
    /// What is to be done to the marked rows, until the desk has said what would become of it.
    pub previewing: Option<Bulk>,
    /// Which instrument is asked, and which was last.
    pub chosen: Chosen,
    /// The report that is awaited.
    pub reporting: Option<ReportAsk>,
    /// The report whose rows are looked at: Esc leads back to it.
    pub reported: Option<Picker<ReportPick>>,
    /// The ticket that a person has begun to change, as the screen had it then.
    pub begun_with: Option<Ticket>,
    /// The whole desk at a glance, over the panes.
    pub board: Option<Board>,
    /// What was last asked of Erlang C, field by field.
    pub what_if: Vec<(String, String)>,
    /// What the desk's own calls were when it was asked: in an hour, and how long one took.
    pub what_if_own: Option<[String; 2]>,
    /// Announced calls.
    pub offers: Offers,
    /// The call that the person takes, until the desk says whether it is theirs.
    pub taking: Option<Offer>,
    /// The number of a caller whom nobody has found yet: a new customer begins with it.
    pub caller: Option<String>,
    /// What a supervisor has said to everybody.
    pub word: Option<Word>,
    /// One line for the person.
    pub notice: Option<Notice>,
    /// Whether the last key was told what it would take back of somebody who is not on the screen.
    pub undo_named: bool,
    /// What the desk has settled for everybody.
    pub settings: Settings,
    /// One's own unsaved texts, as the desk knows them.
    pub drafts: Vec<Draft>,
    /// The unsaved text that was chosen, until its form opens.
    pub reopens: Option<Uuid>,
    /// Where one was when the line broke off, until one goes back there.
    pub left: Option<Left>,
    /// Keys pressed after one another, not yet an action.
    pub pressed: Vec<KeyPress>,
    /// When the last key was pressed, if it was a letter where letters are commands.
    pub lettered: At,
    /// Who else has open what is open here.
    pub company: Company,
    /// What was told last of what is followed.
    pub follow_told: follow::Told,
    /// In which minute the desk was last told that somebody sits here.
    pub here: i64,
    /// When a key was last pressed.
    pub pressed_at: At,
    /// What was typed while an answer is waited for that decides where it goes.
    pub held: VecDeque<Input>,
    /// What was said to the desk and is not answered.
    pub post: Post,
    /// The import that runs.
    pub importing: Option<Importing>,
    /// What is to be done outside.
    pub effects: Vec<Effect>,
}

/// Who sits here.
#[derive(Debug, Clone)]
pub struct Me {
    /// The agent's name.
    pub name: String,
    /// What the seat is called, to tell its drafts from those being typed elsewhere.
    pub seat: String,
    /// What they may do.
    pub role: Role,
    /// Whether they have said that they change nothing.
    pub pen: Pen,
    /// What they are doing.
    pub state: AgentState,
    /// Why.
    pub reason: String,
    /// Since when; the beginning of time when the desk has not said yet.
    pub since: At,
    /// Who has set it, when that was somebody else.
    pub by: String,
}

/// Whose desk it is.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Whose.
    pub kind: DeskKind,
    /// How many customers it has.
    pub customers: u64,
    /// Why nothing can be written.
    pub read_only: Option<String>,
    /// Why there is no second copy of what is kept any more.
    pub mirror_lost: Option<String>,
    /// What of it others can reach who should not.
    pub open_to_others: Option<String>,
    /// Why it is not kept who looks at whose record.
    pub looks_lost: Option<String>,
    /// Why the file of metrics is not written.
    pub metrics_lost: Option<String>,
    /// The newest seq heard of.
    pub seq: u64,
}

impl Desk {
    /// The desk as it welcomes somebody.
    fn of(welcome: &Welcome) -> Desk {
        Desk {
            kind: welcome.kind,
            customers: welcome.customers,
            read_only: welcome.read_only.clone(),
            mirror_lost: None,
            open_to_others: None,
            looks_lost: None,
            metrics_lost: None,
            seq: welcome.seq,
        }
    }
}

/// Whether there is a desk at the other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// There is.
    Up,
    /// There is none, and why.
    Down(String),
}

/// The four panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// Looking for somebody.
    Find,
    /// The customer at hand.
    History,
    /// Tickets.
    Queue,
    /// Scores.
    Rating,
}

impl Focus {
    /// The panes from top to bottom.
    pub const ALL: [Focus; 4] = [Focus::Find, Focus::History, Focus::Queue, Focus::Rating];
}

/// The customer at hand.
#[derive(Debug, Clone)]
pub struct Hand {
    /// Number.
    pub id: CustomerId,
    /// What is shown until the record is there, and afterwards.
    pub label: String,
    /// The record.
    pub customer: Option<Box<Customer>>,
    /// The question for it.
    pub ask: Ask,
    /// The contact logged in this call.
    pub logged: Option<Logged>,
    /// The ticket opened in this call.
    pub opened: Option<TicketNo>,
    /// The announced call that brought the customer; empty without one.
    pub call: String,
    /// The number they called from, when nobody was found by it.
    pub caller: Option<String>,
    /// Whether their record shall be opened for changes as soon as it is there.
    pub edit_when_there: bool,
}

/// What the desk has settled for everybody, and what few panes show.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Topic and outcome codes.
    pub codes: Vec<Code>,
    /// Their question.
    pub codes_ask: Ask,
    /// The filters that the agent keeps.
    pub views: Vec<Saved>,
    /// Their question.
    pub views_ask: Ask,
    /// Notes for the next shift.
    pub handovers: Vec<Handover>,
    /// Their question.
    pub handover_ask: Ask,
    /// What can be asked.
    pub instruments: Vec<InstrumentRow>,
    /// Their question.
    pub instruments_ask: Ask,
    /// What the desk does better.
    pub improvements: Vec<ImprovementRow>,
    /// Their question.
    pub improvements_ask: Ask,
    /// What the person follows.
    pub followed: BTreeSet<Record>,
    /// Their question.
    pub followed_ask: Ask,
    /// Canned texts.
    pub canned: Vec<Canned>,
    /// Their question.
    pub canned_ask: Ask,
    /// Who is at the desk.
    pub roster: Vec<Agent>,
    /// Their question.
    pub roster_ask: Ask,
    /// Promised calls.
    pub callbacks: Vec<CallBackRow>,
    /// Their question.
    pub callbacks_ask: Ask,
    /// Up to when it was said which of them are due.
    pub callbacks_told: At,
    /// Who has left and is not back.
    pub lost: Vec<LostRow>,
    /// Their question.
    pub lost_ask: Ask,
    /// The surveys, the one that was drawn last first.
    pub surveys: Vec<SurveyRow>,
    /// Their question.
    pub surveys_ask: Ask,
    /// Who is still to be asked.
    pub to_ask: Vec<ToAskRow>,
    /// For which survey.
    pub to_ask_of: String,
    /// Their question.
    pub to_ask_ask: Ask,
    /// The question how many customers there are.
    pub desk_ask: Ask,
}

/// What a terminal begins with.
pub struct Start {
    /// Sentences, days and times.
    pub speech: Arc<Speech>,
    /// Which key does what.
    pub keymap: Arc<Keymap>,
    /// How things look.
    pub theme: Theme,
    /// The desk's time zone.
    pub zone: TimeZone,
    /// Columns and lines.
    pub size: (u16, u16),
    /// What the seat is called.
    pub seat: String,
    /// 128 random bits, from which command and draft ids count on.
    pub seed: u128,
    /// The view of the queue that was on show last.
    pub view: Option<String>,
    /// Whether anything may be changed here.
    pub pen: Pen,
}

impl Model {
    /// The screen of somebody who has just been welcomed.
    pub fn new(start: Start, welcome: &Welcome) -> Model {
        let mut model = Model {
            speech: start.speech,
            keymap: start.keymap,
            theme: start.theme,
            zone: start.zone,
            now: welcome.now,
            size: start.size,
            me: Me {
                name: welcome.agent.clone(),
                seat: start.seat,
                role: welcome.role,
                pen: start.pen,
                state: AgentState::Ready,
                reason: String::new(),
                since: At::default(),
                by: String::new(),
            },
            desk: Desk::of(welcome),
            line: Line::Up,
            focus: Focus::Queue,
            zoomed: false,
            hand: None,
            unfinished: Vec::new(),
            find: FindPane::default(),
            history: HistoryPane::default(),
            queue: QueuePane::remembered(start.view.as_deref()),
            rating: RatingPane::default(),
            detail: None,
            side: None,
            side_due: None,
            sheet: None,
            over: None,
            previewing: None,
            chosen: Chosen::default(),
            reporting: None,
            reported: None,
            begun_with: None,
            board: None,
            what_if: Vec::new(),
            what_if_own: None,
            offers: Offers::default(),
            taking: None,
            caller: None,
            word: None,
            notice: None,
            undo_named: false,
            settings: Settings { codes: Code::defaults(), ..Settings::default() },
            drafts: Vec::new(),
            reopens: None,
            left: None,
            pressed: Vec::new(),
            lettered: At::default(),
            company: Company::default(),
            follow_told: Default::default(),
            here: welcome.now.0.div_euclid(MINUTE),
            pressed_at: At::default(),
            held: VecDeque::new(),
            post: Post::new(start.seed),
            importing: None,
            effects: Vec::new(),
        };
        model.ask_everything();
        model.offer_first_steps();
        model
    }

    /// Asks a question.
    pub fn ask(&mut self, question: Question, ask: Query) -> u64 {
        let (id, request) = self.post.ask(question, ask);
        self.effects.push(Effect::Say(Box::new(request)));
        id
    }

    /// The customer at hand, or a notice that there is none.
    pub fn need_hand(&mut self) -> Option<CustomerId> {
        let hand = self.hand.as_ref().map(|hand| hand.id);
        if hand.is_none() {
            self.say("notice-no-customer");
        }
        hand
    }
}
