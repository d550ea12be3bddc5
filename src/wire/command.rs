//! What an agent asks the desk to decide. Never says who asks or when: the desk knows.

use serde::{Deserialize, Serialize};

use super::imported::{
    IfKnown, ImportedAnswers, ImportedCustomer, ImportedInteraction, ImportedLeaver, ImportedTicket,
};
use super::survey::AskTold;
use crate::domain::filter::Saved;
use crate::domain::{
    Activity, Agreement, At, Bulk, CallBackId, CallBackState, Canned, Channel, Code, ConsentHow,
    ConsentState, CustomerId, Direction, Gap, InteractionId, Link, Matter, Measure, Plan, Priority,
    Profile, Proof, Purpose, Rater, Record, Role, Scale, Severity, Status, Subject, SurveyPlan,
    TicketNo, TwoLetters, Was, Worth,
};

/// One command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Adds a customer.
    AddCustomer {
        /// What is known.
        profile: Box<Profile>,
        /// [`IfKnown::Refuse`] or [`IfKnown::Add`].
        if_known: IfKnown,
    },
    /// Replaces a customer's profile; only what differs becomes an event.
    AmendCustomer {
        /// Which.
        customer: CustomerId,
        /// The profile as the form was opened: fields changed by others since stay theirs.
        was: Box<Profile>,
        /// The profile as it shall be.
        profile: Box<Profile>,
    },
    /// Keeps an answer to "may we …".
    SetConsent {
        /// Whose.
        customer: CustomerId,
        /// What for.
        purpose: Purpose,
        /// On which channel.
        channel: Channel,
        /// The answer.
        state: ConsentState,
        /// How it reached the desk.
        how: ConsentHow,
    },
    /// Keeps how somebody's identity was checked.
    VerifyCustomer {
        /// Whose.
        customer: CustomerId,
        /// By which proof.
        proof: Proof,
        /// Did it convince.
        passed: bool,
    },
    /// Promises a call.
    PromiseCall {
        /// To whom.
        customer: CustomerId,
        /// When.
        due: At,
        /// Who will call; empty for anybody.
        #[serde(default)]
        agent: String,
        /// What about.
        #[serde(default)]
        note: String,
    },
    /// Settles a promised call.
    SettleCall {
        /// Which.
        callback: CallBackId,
        /// To whom it was promised.
        customer: CustomerId,
        /// What became of it.
        state: CallBackState,
    },
    /// Says what a customer is to the house.
    SetWorth {
        /// Which.
        customer: CustomerId,
        /// Since when they are one, and what they pay.
        worth: Worth,
    },
    /// Says that a customer has left; of one who is gone it is put right.
    LoseCustomer {
        /// Which.
        customer: CustomerId,
        /// Why.
        reason: TwoLetters,
        /// What they paid in a month, in hundredths; what is known of them when not said.
        monthly: Option<i64>,
        /// When; `None` for now.
        at: Option<At>,
    },
    /// Says that a customer who had left is back.
    WinBack {
        /// Which.
        customer: CustomerId,
    },
    /// Logs a contact.
    LogInteraction {
        /// With whom.
        customer: CustomerId,
        /// By which way.
        channel: Channel,
        /// Who began it.
        direction: Direction,
        /// About what.
        topic: TwoLetters,
        /// What was said.
        #[serde(default)]
        note: String,
        /// When; `None` for now.
        #[serde(default)]
        at: Option<At>,
        /// How it ended, when known already.
        #[serde(default)]
        outcome: Option<TwoLetters>,
    },
    /// Says how a contact ended.
    SetOutcome {
        /// Which.
        interaction: InteractionId,
        /// Two letters.
        outcome: TwoLetters,
    },
    /// Opens a complaint ticket.
    OpenTicket {
        /// Whose.
        customer: CustomerId,
        /// Heard in which contact.
        #[serde(default)]
        interaction: Option<InteractionId>,
        /// About what.
        topic: TwoLetters,
        /// How bad; moderate when not said.
        #[serde(default)]
        severity: Option<Severity>,
        /// How soon; from severity and tier when not said.
        #[serde(default)]
        priority: Option<Priority>,
        /// One line.
        subject: String,
        /// As much as there is to say.
        #[serde(default)]
        note: String,
        /// Who shall have it; `None` for nobody yet.
        #[serde(default)]
        assignee: Option<String>,
        /// What it is.
        #[serde(default)]
        kind: Matter,
        /// Whether the customer knows by now that it was heard.
        #[serde(default)]
        acknowledged: bool,
    },
    /// Takes a ticket for oneself.
    TakeTicket {
        /// Which.
        ticket: TicketNo,
    },
    /// Takes the most urgent ticket nobody has.
    ClaimNext,
    /// Gives a ticket to somebody, or to nobody (empty).
    AssignTicket {
        /// Which.
        ticket: TicketNo,
        /// To whom.
        to: String,
        /// What was seen of it before: what others have changed since is not overwritten.
        #[serde(default, skip_serializing_if = "Was::is_empty")]
        was: Was,
    },
    /// Adds a note.
    NoteTicket {
        /// Which.
        ticket: TicketNo,
        /// What to note.
        note: String,
        /// Whether the customer was answered by it.
        #[serde(default)]
        answered: bool,
    },
    /// Moves a ticket to another status (resolved, closed and open again included).
    SetStatus {
        /// Which.
        ticket: TicketNo,
        /// To which status.
        status: Status,
        /// Why.
        #[serde(default)]
        note: String,
        /// When it is closed: what the customer said; `None` when they were not asked.
        #[serde(default)]
        agreed: Option<Agreement>,
        /// What was seen of it before: what others have changed since is not overwritten.
        #[serde(default, skip_serializing_if = "Was::is_empty")]
        was: Was,
    },
    /// Brings a settled ticket back.
    ReopenTicket {
        /// Which.
        ticket: TicketNo,
        /// Why.
        #[serde(default)]
        note: String,
    },
    /// Changes how soon a ticket is dealt with.
    SetPriority {
        /// Which.
        ticket: TicketNo,
        /// How soon.
        priority: Priority,
        /// What was seen of it before: what others have changed since is not overwritten.
        #[serde(default, skip_serializing_if = "Was::is_empty")]
        was: Was,
    },
    /// Changes kind, subject, topic or severity; what is `None` stays.
    AmendTicket {
        /// Which.
        ticket: TicketNo,
        /// What it is.
        #[serde(default)]
        kind: Option<Matter>,
        /// One line.
        #[serde(default)]
        subject: Option<String>,
        /// About what.
        #[serde(default)]
        topic: Option<TwoLetters>,
        /// How bad.
        #[serde(default)]
        severity: Option<Severity>,
        /// What was seen of it before: what others have changed since is not overwritten.
        #[serde(default, skip_serializing_if = "Was::is_empty")]
        was: Was,
    },
    /// Ties two tickets together.
    LinkTickets {
        /// Which.
        ticket: TicketNo,
        /// To which other, and how.
        link: Link,
    },
    /// Has somebody above look at a ticket; whoever has it keeps it.
    EscalateTicket {
        /// Which.
        ticket: TicketNo,
        /// Why.
        reason: String,
    },
    /// Somebody above has looked at it.
    EndEscalation {
        /// Which.
        ticket: TicketNo,
        /// What came of it.
        #[serde(default)]
        note: String,
    },
    /// The customer was told that a ticket was heard.
    AcknowledgeTicket {
        /// Which.
        ticket: TicketNo,
    },
    /// Says why a ticket came about.
    SetCause {
        /// Which.
        ticket: TicketNo,
        /// Where the service fell short; `None` takes it away.
        gap: Option<Gap>,
        /// What there is to say about it.
        #[serde(default)]
        words: String,
        /// At which activity of the house; `None` takes it away.
        #[serde(default)]
        activity: Option<Activity>,
    },
    /// Makes tickets of one customer one: all are kept, and live on in the last.
    MergeTickets {
        /// Which; at most [`super::line::IMPORT_ROWS`].
        #[serde(deserialize_with = "super::line::rows")]
        tickets: Vec<TicketNo>,
        /// In which they live on.
        into: TicketNo,
    },
    /// Opens a second ticket for what else one is about, tied to it.
    SplitTicket {
        /// Which.
        ticket: TicketNo,
        /// What the second one is about.
        subject: String,
        /// About what; the first one's when left out.
        #[serde(default)]
        topic: Option<TwoLetters>,
        /// Which of its notes are copied: by number, as the ticket shows them; at most
        /// [`super::line::IMPORT_ROWS`].
        #[serde(default, deserialize_with = "super::line::rows")]
        notes: Vec<usize>,
    },
    /// Does the same to many tickets: to all of them, or to none.
    ChangeTickets {
        /// Which; at most [`crate::domain::limit::BULK_TICKETS`].
        #[serde(deserialize_with = "super::line::rows")]
        tickets: Vec<TicketNo>,
        /// What is done to each.
        change: Bulk,
    },
    /// Makes a merged ticket one of its own again, as it was.
    UnmergeTicket {
        /// Which.
        ticket: TicketNo,
    },
    /// Keeps a service rating.
    Rate {
        /// Whose service.
        customer: CustomerId,
        /// What is rated.
        subject: Subject,
        /// In the order of the dimensions; `null` where skipped.
        scores: [Option<u8>; 5],
        /// On which scale.
        scale: Scale,
        /// By whom.
        rater: Rater,
    },
    /// Keeps the answers to an instrument.
    GiveAnswers {
        /// Whose; `None` for somebody who is not named.
        #[serde(default)]
        customer: Option<CustomerId>,
        /// Which customers they speak for, in a word.
        #[serde(default)]
        segment: String,
        /// By which instrument.
        instrument: String,
        /// What they are about.
        subject: Subject,
        /// Who answered.
        rater: Rater,
        /// What they expect, statement by statement: 0 not answered; empty when not asked.
        #[serde(default)]
        expected: Vec<u8>,
        /// What they perceive, likewise.
        #[serde(default)]
        perceived: Vec<u8>,
        /// When; `None` for now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<At>,
    },
    /// Keeps the answer to one question.
    GiveScore {
        /// Whose.
        customer: CustomerId,
        /// What it is about.
        subject: Subject,
        /// Which question.
        what: Measure,
        /// The answer.
        score: u8,
        /// Who answered.
        rater: Rater,
    },
    /// Says how much each dimension matters.
    SetImportance {
        /// To whom; `None` to all.
        #[serde(default)]
        customer: Option<CustomerId>,
        /// A hundred in all, in the order of the dimensions; `None` takes away what was said.
        points: Option<[u8; 5]>,
    },
    /// Sets an instrument of the desk's own, or (empty text) removes it.
    SetInstrument {
        /// Its name.
        name: String,
        /// What it asks, see `docs/instruments.md`.
        text: String,
    },
    /// Sets down what is to be done better, changes it, or (no plan) takes it back.
    SetImprovement {
        /// Which; `None` for a new one.
        #[serde(default)]
        improvement: Option<u64>,
        /// Who sees to it, when it is looked at, what it is about.
        plan: Option<Plan>,
        /// What is done.
        #[serde(default)]
        action: String,
    },
    /// Draws whom a survey asks.
    DrawSurvey(Box<SurveyPlan>),
    /// Says that somebody who was drawn was asked, and did not answer.
    TellAsked(AskTold),
    /// Defines, renames or retires a topic or outcome code.
    SetCode(Code),
    /// Writes, changes or (empty text) removes a canned text.
    SetCanned(Canned),
    /// Keeps a filter for the asker under a name, or (an empty one) removes it.
    SetView(Saved),
    /// Writes a note for the next shift.
    WriteHandover {
        /// What it says.
        text: String,
    },
    /// Says that one has read a hand-over note.
    ReadHandover {
        /// Its number.
        note: u64,
    },
    /// Hears of a ticket or a customer from now on, whatever is on one's screen.
    Follow(Record),
    /// No longer does.
    Unfollow(Record),
    /// Sets a calendar, or (empty text) removes it.
    SetCalendar {
        /// Its name.
        name: String,
        /// What it says, see `docs/clocks.md`.
        text: String,
    },
    /// Sets a rule for due times, or (empty terms) removes it.
    SetRule {
        /// For which tickets: `urgent gold BI`, with `*` for any.
        scope: String,
        /// What it asks for: `answer 30m resolve 2h calendar office`.
        terms: String,
    },
    /// Sets how tickets are shared out among agents who are ready, or (empty text) ends it.
    SetSharing {
        /// Whose topics; empty for how the desk does it.
        agent: String,
        /// `least_loaded 5`, `round_robin 5`; of an agent `BI DE` or `all`.
        text: String,
    },
    /// Gives somebody a role.
    SetRole {
        /// Unix user.
        agent: String,
        /// Which; `None` takes it away.
        role: Option<Role>,
    },
    /// Erases everything that says who these customers are and what they said, for good: from the
    /// journal's files, the mirror, the index and the drafts. The facts stay.
    EraseCustomers {
        /// At most [`super::line::IMPORT_ROWS`].
        #[serde(deserialize_with = "super::line::rows")]
        customers: Vec<CustomerId>,
        /// Why, in words that name nobody.
        reason: String,
    },
    /// Takes back the asker's own last action that still stands.
    Undo,
    /// The same when it is about one of these customers or a ticket of theirs; else it is refused
    /// with what it would take back.
    UndoOf {
        /// Those whom the asker has in front of them.
        customers: Vec<CustomerId>,
    },
    /// Takes many customers in at once.
    ImportCustomers {
        /// At most [`super::line::IMPORT_ROWS`].
        #[serde(deserialize_with = "super::line::rows")]
        rows: Vec<ImportedCustomer>,
        /// What to do with those who are known.
        if_known: IfKnown,
    },
    /// Takes many past contacts in at once; those that are there already change nothing.
    ImportInteractions {
        /// At most [`super::line::IMPORT_ROWS`].
        #[serde(deserialize_with = "super::line::rows")]
        rows: Vec<ImportedInteraction>,
    },
    /// Takes many tickets in at once; those that are there already change nothing.
    ImportTickets {
        /// At most [`super::line::IMPORT_ROWS`].
        #[serde(deserialize_with = "super::line::rows")]
        rows: Vec<ImportedTicket>,
    },
    /// Takes the answers of many respondents in at once.
    ImportAnswers {
        /// By which instrument.
        instrument: String,
        /// At most [`super::line::IMPORT_ROWS`].
        #[serde(deserialize_with = "super::line::rows")]
        rows: Vec<ImportedAnswers>,
    },
    /// Takes in what a file says of many customers who may have left.
    ImportLost {
        /// At most [`super::line::IMPORT_ROWS`].
        #[serde(deserialize_with = "super::line::rows")]
        rows: Vec<ImportedLeaver>,
    },
}
