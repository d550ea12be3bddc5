//! What the desk answers. Never more rows than the question's limit.

use serde::{Deserialize, Serialize};

use super::board::Wallboard;
use super::clock::{ClockPage, SettingRow, SlaPage};
use super::heard::{ImportanceRow, ImprovementRow, InstrumentRow};
use super::journal::{JournalHead, JournalLine, TableDigest};
use super::presence::Company;
use super::reply::DeskKind;
use super::report::Report;
use super::survey::{SurveyPreview, SurveyRow, ToAskRow};
use crate::domain::filter::Saved;
use crate::domain::work::WorkLine;
use crate::domain::{
    Agent, Answers, At, CallBack, Canned, Change, Code, ConsentState, Customer, CustomerId, Field,
    Handover, Interaction, Left, Look, Opinion, Rating, Record, Refusal, Stage, Ticket, TicketLine,
    TicketNo, Tier,
};

/// One answer; each belongs to the query of the same name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// To `find`.
    Found(Found),
    /// To `customer`; `None` when there is none or it was withdrawn.
    Customer(Option<Box<Customer>>),
    /// To `customers`.
    Customers(Vec<Customer>),
    /// To `twins`.
    Twins(Vec<Twin>),
    /// To `matches`, one per profile.
    Matches(Vec<Option<CustomerId>>),
    /// To `history`.
    History(HistoryPage),
    /// To `expired`.
    Expired(ExpiredPage),
    /// To `drafts_about`.
    DraftsAbout(DraftsAbout),
    /// To `interaction`.
    Interaction(Option<Interaction>),
    /// To `interactions`.
    Interactions(Vec<Interaction>),
    /// To `ticket`.
    Ticket(Option<Box<TicketView>>),
    /// To `preview_change`.
    PreviewChange(Preview),
    /// To `tickets`.
    Tickets(Vec<QueueRow>),
    /// To `queue`.
    Queue(QueuePage),
    /// To `ratings`.
    Ratings(Vec<Rating>),
    /// To `answers`.
    Answers(Vec<Answers>),
    /// To `scores`.
    Scores(Vec<Opinion>),
    /// To `instruments`: by name.
    Instruments(Vec<InstrumentRow>),
    /// To `instrument`; `None` when there is none of this name.
    Instrument(Option<Box<InstrumentRow>>),
    /// To `importance`.
    Importance(ImportanceRow),
    /// To `improvements`: by number.
    Improvements(Vec<ImprovementRow>),
    /// To `call_backs`.
    CallBacks(Vec<CallBackRow>),
    /// To `lost`.
    Lost(Vec<LostRow>),
    /// To `surveys`.
    Surveys(Vec<SurveyRow>),
    /// To `preview_survey`.
    PreviewSurvey(SurveyPreview),
    /// To `to_ask`.
    ToAsk(Vec<ToAskRow>),
    /// To `codes`.
    Codes(Vec<Code>),
    /// To `canned`.
    Canned(Vec<Canned>),
    /// To `views`, by name.
    Views(Vec<Saved>),
    /// To `handover`: what the asker has not read yet first, then by age, newest first.
    Handover(Vec<Handover>),
    /// To `followed`: tickets by number, then customers.
    Followed(Vec<Record>),
    /// To `sla`.
    Sla(SlaPage),
    /// To `sharing`: what counts for all (without a name), then each agent's topics.
    Sharing(Vec<SettingRow>),
    /// To `calendar`; `None` when there is none of this name.
    Calendar(Option<Box<SettingRow>>),
    /// To `clock`.
    Clock(Option<Box<ClockPage>>),
    /// To `roster`.
    Roster(Vec<Agent>),
    /// To `strangers`: those that nobody has.
    Strangers(Vec<String>),
    /// To `wallboard`.
    Wallboard(Box<Wallboard>),
    /// To `report`.
    Report(Box<Report>),
    /// To `desk`.
    Desk(Box<DeskStatus>),
    /// To `journal`.
    Journal(Vec<JournalLine>),
    /// To `looks`.
    Looks(LooksPage),
    /// To `work`.
    Work(WorkPage),
    /// To `journal_head`.
    JournalHead(JournalHead),
    /// To `index_digest`, table by table.
    IndexDigest(Vec<TableDigest>),
    /// To a draft's `list` and `claim`.
    Drafts(Vec<super::request::Draft>),
}

/// What would become of a change of many tickets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Preview {
    /// Those that it would be done to.
    pub allowed: Vec<TicketNo>,
    /// Those that do not allow it.
    pub refused: Vec<RefusedTicket>,
}

/// A ticket that does not allow something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedTicket {
    /// Which.
    pub ticket: TicketNo,
    /// Why not.
    pub refusal: Refusal,
}

/// Why a row was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is the text.
    Exact,
    /// It begins with the text.
    Prefix,
    /// It holds the text.
    Part,
    /// A letter or two differ.
    Typo,
    /// It sounds alike.
    Sound,
    /// Digits of a phone or account number.
    Number,
}

/// Which shown field a mark is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkedField {
    /// The label.
    Label,
    /// The phone shown.
    Phone,
    /// The e-mail shown.
    Email,
    /// The account number.
    Account,
}

/// Matched letters: `len` characters (not bytes) from character `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// In which field.
    pub field: MarkedField,
    /// First matched character.
    pub start: u32,
    /// How many.
    pub len: u32,
}

/// One customer found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundRow {
    /// Number.
    pub customer: CustomerId,
    /// Name, or what is shown in its place.
    pub label: String,
    /// Phones; the one that matched first.
    pub phones: Vec<String>,
    /// E-mail addresses; the one that matched first.
    pub emails: Vec<String>,
    /// Account number.
    pub account: String,
    /// Tier.
    pub tier: Option<Tier>,
    /// Life-cycle stage.
    pub stage: Option<Stage>,
    /// How many tickets are active.
    pub open_tickets: u32,
    /// The ticket that was asked for by number.
    pub ticket: Option<TicketNo>,
    /// Why it is here.
    pub why: Why,
    /// Matched letters.
    pub marks: Vec<Mark>,
}

/// Customers for what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Best first.
    pub rows: Vec<FoundRow>,
    /// How many match in all (at least; the look-up stops counting at some hundreds).
    pub total: u64,
    /// How many customers the desk has.
    pub of: u64,
}

/// Somebody who may be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twin {
    /// Number.
    pub customer: CustomerId,
    /// How they are shown.
    pub label: String,
    /// Which field is the same.
    pub same: Field,
}

/// A change of a customer's record, without the values (those are in the record).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordChange {
    /// When.
    pub at: At,
    /// Who.
    pub by: String,
    /// Which fact; `call_back_withdrawn` and `call_back_restored` for a promise or its settling
    /// that was undone.
    pub what: String,
    /// The changes, values of amended fields included; empty once erased.
    pub changes: Vec<Change>,
    /// The fact's own words: a proof, a purpose and its answer, a time, a state; may be empty.
    pub detail: String,
}

/// Drafts that concern a customer, whoever types them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftsAbout {
    /// Those about them or their tickets: they go with them.
    pub count: u64,
    /// Those about somebody else whose words mention them, a hundred at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentioned: Vec<DraftMention>,
}

/// A draft about somebody else that mentions a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftMention {
    /// Who types it.
    pub by: String,
    /// Which form.
    pub form: String,
    /// Whom it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// Which ticket it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketNo>,
    /// When it was last kept.
    pub at: At,
}

/// One line of a customer's time line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HistoryItem {
    /// A contact.
    Interaction(Interaction),
    /// A ticket, at the time it was opened, as it stands now.
    Ticket(Box<Ticket>),
    /// A rating.
    Rating(Rating),
    /// A change of the record.
    Record(RecordChange),
}

/// A part of a customer's time line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// Position and item, newest first; the position pages on with `before`.
    pub items: Vec<(u64, HistoryItem)>,
    /// Whether older ones follow.
    pub more: bool,
    /// Whether nothing has a word that was looked for, and these have one like it.
    #[serde(default)]
    pub like: bool,
    /// How many pass the filter in all; `None` without one.
    #[serde(default)]
    pub total: Option<u64>,
    /// Of how many that were looked through; `None` without a filter.
    #[serde(default)]
    pub of: Option<u64>,
}

/// A ticket with what happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketView {
    /// The ticket.
    pub ticket: Ticket,
    /// How its customer is shown.
    pub label: String,
    /// What happened, oldest first.
    pub lines: Vec<TicketLine>,
    /// The tickets that live on in it, and those in them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<Merged>,
    /// Who follows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followers: Vec<String>,
    /// Who else than the asker has it open at that moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Company>,
}

/// A ticket that lives on in another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Which.
    pub ticket: TicketNo,
    /// One line; `None` once erased.
    pub subject: Option<String>,
    /// What happened to it, oldest first.
    pub lines: Vec<TicketLine>,
}

/// A ticket in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRow {
    /// The ticket.
    pub ticket: Ticket,
    /// How its customer is shown.
    pub label: String,
}

/// A part of the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePage {
    /// By due time.
    pub rows: Vec<QueueRow>,
    /// How many the view and filter hold.
    pub total: u64,
    /// How many active tickets the desk has.
    pub open: u64,
    /// How many of those nobody has.
    pub unassigned: u64,
    /// How many of those are late.
    pub breached: u64,
    /// When the oldest of those was opened.
    pub oldest: Option<At>,
    /// Whether nobody has a word that was looked for, and these have one like it.
    #[serde(default)]
    pub like: bool,
    /// How many tickets are not found by their words yet: some, for a while, after a start.
    #[serde(default)]
    pub unread: u64,
}

/// A customer who has been kept for longer than the desk's rules say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiredRow {
    /// Number.
    pub customer: CustomerId,
    /// How they are shown.
    pub label: String,
    /// When the last contact was; when they were added, where there was none.
    pub last: At,
    /// The rule: so many days are allowed.
    pub days: u32,
}

/// A part of the customers who have been kept for too long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiredPage {
    /// By number.
    pub rows: Vec<ExpiredRow>,
    /// Where to ask on, also after an answer without rows; `None` when all have been looked at.
    pub next: Option<CustomerId>,
    /// Whether the desk has a rule at all.
    pub ruled: bool,
}

/// A part of the looks that were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LooksPage {
    /// Looks, oldest first.
    pub rows: Vec<Look>,
    /// Where to ask on from; `None` when that was all.
    pub next: Option<u64>,
}

/// A part of the work that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkPage {
    /// Lines in the order in which they were written.
    pub rows: Vec<WorkLine>,
    /// Where to ask on from; `None` when that was all.
    pub next: Option<u64>,
}

/// A promised call in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallBackRow {
    /// The promise.
    pub callback: CallBack,
    /// How the customer is shown.
    pub label: String,
    /// Where to call; empty when there is no number.
    pub phone: String,
}

/// A customer who has left, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostRow {
    /// Who.
    pub customer: CustomerId,
    /// How they are shown.
    pub label: String,
    /// Where to call; empty when there is no number.
    pub phone: String,
    /// When and why they left.
    pub left: Left,
    /// Whether they may be called with an offer.
    pub may_call: ConsentState,
}

/// How the desk is doing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskStatus {
    /// Its home folder.
    pub home: String,
    /// Whose it is.
    pub kind: DeskKind,
    /// Process id of the daemon.
    pub pid: u32,
    /// When the daemon started.
    pub started: At,
    /// The daemon's program and version.
    pub program: String,
    /// Last seq of the journal.
    pub seq: u64,
    /// Bytes of all journal files.
    pub journal_bytes: u64,
    /// Customers that are not withdrawn.
    pub customers: u64,
    /// Contacts.
    pub interactions: u64,
    /// Tickets.
    pub tickets: u64,
    /// Ratings.
    pub ratings: u64,
    /// Attached connections, this one included.
    pub attached: u32,
    /// Why nothing can be written; `None` when all is well.
    pub read_only: Option<String>,
    /// The folder of the journal's second copy, when there is one.
    #[serde(default)]
    pub mirror: Option<String>,
    /// Why nothing is written to the mirror any more; `None` without one, or when all is well.
    #[serde(default)]
    pub mirror_lost: Option<String>,
    /// What of the desk others can reach since it was started; with it no desk would start.
    #[serde(default)]
    pub open_to_others: Option<String>,
    /// What of the journal cannot be read, as far as that has been noticed since the desk started.
    #[serde(default)]
    pub damage: Option<Refusal>,
    /// Customers whose words are being taken off the disk.
    #[serde(default)]
    pub erasing: u64,
    /// Why that could not be done; it is begun again when the desk next starts.
    #[serde(default)]
    pub erasing_failed: Option<String>,
    /// Whether `desk.toml` says something else than when the desk was started.
    #[serde(default)]
    pub settings_changed: bool,
    /// That the disk is nearly full, as commands are told.
    #[serde(default)]
    pub disk_low: Option<Refusal>,
    /// How many tickets are not found by their words yet: some, for a while, after a start.
    #[serde(default)]
    pub unread_tickets: u64,
    /// Why it is not kept at the moment who looks at whose record.
    #[serde(default)]
    pub looks_lost: Option<String>,
    /// Days within which whoever comes again was not helped by the first contact.
    #[serde(default)]
    pub first_contact_days: u32,
    /// Why the file of metrics is not written at the moment.
    #[serde(default)]
    pub metrics_lost: Option<String>,
}
