//! Why something may not be done, as data; the sentence is in the locales. Never a bare "error".

use serde::{Deserialize, Serialize};

use super::field::Field;
use super::id::{CallBackId, CustomerId, InteractionId, RatingId, TicketNo};
pub use super::malformed::Malformed;
use super::status::Status;
use super::survey::WhyNot;

/// A well-formed command that is not allowed now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// What was given cannot be kept.
    #[error("{0}")]
    Malformed(Malformed),
    /// There is no such customer.
    #[error("there is no customer {customer}")]
    NoCustomer {
        /// Asked for.
        customer: CustomerId,
    },
    /// Nothing can be done for or with a customer whose words are gone.
    #[error("{customer} was erased")]
    Erased {
        /// Asked for.
        customer: CustomerId,
    },
    /// The reason of an erasure, which stays for good, says who it was.
    #[error("the reason stays for good and must not have a name, number or address of {customer}")]
    ReasonTells {
        /// Who is to be erased.
        customer: CustomerId,
    },
    /// A file or a caller means nobody, or more than one.
    #[error("'{given}' is not exactly one customer")]
    NobodyLike {
        /// What was given.
        given: String,
    },
    /// There is no such ticket.
    #[error("there is no ticket {ticket}")]
    NoTicket {
        /// Asked for.
        ticket: TicketNo,
    },
    /// Nobody who could come to this desk has this name.
    #[error("nobody here is called {name}")]
    NobodyCalled {
        /// As given.
        name: String,
        /// Somebody who is called almost so; may be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        like: String,
    },
    /// Every desk has a view of this name.
    #[error("every desk has a view '{name}'")]
    ViewTaken {
        /// As given.
        name: String,
    },
    /// There is no such interaction.
    #[error("there is no interaction {interaction}")]
    NoInteraction {
        /// Asked for.
        interaction: InteractionId,
    },
    /// There is no such rating.
    #[error("there is no rating {rating}")]
    NoRating {
        /// Asked for.
        rating: RatingId,
    },
    /// There is no such call-back.
    #[error("there is no call-back {callback}")]
    NoCallBack {
        /// Asked for.
        callback: CallBackId,
    },
    /// There is no such hand-over note, or it is not shown any more.
    #[error("there is no hand-over note {note}")]
    NoHandover {
        /// Asked for.
        note: u64,
    },
    /// There is no such instrument.
    #[error("there is no instrument {name}")]
    NoInstrument {
        /// Asked for.
        name: String,
    },
    /// There is no such improvement.
    #[error("there is no improvement {improvement}")]
    NoImprovement {
        /// Asked for.
        improvement: u64,
    },
    /// There is no such survey.
    #[error("there is no survey '{name}'")]
    NoSurvey {
        /// Asked for.
        name: String,
    },
    /// A survey of this name was drawn already.
    #[error("a survey '{name}' was drawn already")]
    SurveyTaken {
        /// Asked for.
        name: String,
    },
    /// Nobody can be drawn.
    #[error("there is nobody whom this survey could ask")]
    NobodyToAsk {
        /// Why not, and of how many.
        why: Vec<(WhyNot, u64)>,
    },
    /// A survey does not ask this customer.
    #[error("{customer} was not drawn for the survey '{survey}'")]
    NotDrawn {
        /// Its name.
        survey: String,
        /// Whom.
        customer: CustomerId,
    },
    /// What the customer says to it is kept when it is closed, and not before.
    #[error("{ticket} is not being closed, and what the customer says is kept then")]
    AgreedTooSoon {
        /// Which.
        ticket: TicketNo,
    },
    /// Nobody else could give the role back.
    #[error("{agent} is the last administrator")]
    LastAdministrator {
        /// Whose role it is.
        agent: String,
    },
    /// The code is not one of the desk's.
    #[error("{code} is not a code of this desk")]
    NoCode {
        /// Two letters.
        code: String,
    },
    /// Somebody like this is there already.
    #[error("{label} ({customer}) seems to be the same customer")]
    SeemsKnown {
        /// The one who is there.
        customer: CustomerId,
        /// How they are shown.
        label: String,
        /// Which field is the same.
        same: Field,
    },
    /// Another customer has this account number.
    #[error("account {account} belongs to {customer}")]
    AccountTaken {
        /// The account number.
        account: String,
        /// Whose it is.
        customer: CustomerId,
    },
    /// The ticket has an assignee.
    #[error("{ticket} is already taken by {by}")]
    AlreadyTaken {
        /// Which.
        ticket: TicketNo,
        /// By whom.
        by: String,
    },
    /// The ticket is the asker's own.
    #[error("{ticket} is yours already")]
    AlreadyYours {
        /// Which.
        ticket: TicketNo,
    },
    /// One of many tickets does not allow what is done to all of them.
    #[error("{ticket}: {why}")]
    OneOfMany {
        /// Which.
        ticket: TicketNo,
        /// Why not.
        why: Box<Refusal>,
    },
    /// More tickets than one change takes.
    #[error("{count} tickets, one change takes {limit}; do it in parts")]
    TooManyTickets {
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// Nothing would change.
    #[error("that is so already")]
    AlreadySo,
    /// The status does not allow it.
    #[error("{ticket} is {status}")]
    WrongStatus {
        /// Which.
        ticket: TicketNo,
        /// Its status.
        status: Status,
        /// Statuses from which it would be allowed.
        allowed: Vec<Status>,
    },
    /// Tickets of two customers cannot become one.
    #[error("{ticket} is about another customer, {customer}")]
    OtherCustomer {
        /// The ticket that shall take in.
        ticket: TicketNo,
        /// Whose it is.
        customer: CustomerId,
    },
    /// A ticket cannot be linked to itself.
    #[error("{ticket} cannot be linked to itself")]
    LinkToItself {
        /// Which.
        ticket: TicketNo,
    },
    /// There is nothing of the asker's own left to undo.
    #[error("there is nothing of yours to undo")]
    NothingToUndo,
    /// The asker's last action is about somebody else than they have in front of them.
    #[error("the last action is about {whose}: {undone} {about}")]
    UndoElsewhere {
        /// The fact that would be taken back, `ticket_opened` …
        undone: String,
        /// The number of what it is about.
        about: String,
        /// How the customer is shown; empty for a setting of the desk.
        whose: String,
    },
    /// Nobody's tickets have all been taken.
    #[error("no ticket is waiting for somebody to take it")]
    NothingToClaim,
    /// Somebody has changed since what would be undone.
    #[error("it has been changed since; undo would overwrite that")]
    ChangedSince,
    /// Somebody has set the very value since, perhaps to the same: it is theirs now.
    #[error("{by} has set {field} since, to '{theirs}'; undo would put '{yours}' back")]
    SetSince {
        /// Which value.
        field: String,
        /// Who.
        by: String,
        /// What they have set; empty where it is no word.
        theirs: String,
        /// What undo would put in its place.
        yours: String,
    },
    /// Somebody else has changed the very value meanwhile.
    #[error("{field} was changed meanwhile: theirs is '{theirs}', yours '{yours}'")]
    ChangedMeanwhile {
        /// Which value: `subject`, `priority`, `tier` …
        field: String,
        /// What it is now.
        theirs: String,
        /// What it was to be.
        yours: String,
        /// Who changed it; empty when that is not known.
        by: String,
    },
    /// The role does not allow it.
    #[error("only these roles may do this: {}", words(.may))]
    NotAllowed {
        /// The roles that may, the least first.
        may: Vec<super::agent::Role>,
        /// Who has one of them and is at the desk now, as far as is known.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        here: Vec<String>,
    },
    /// Such a record may not be changed any more.
    #[error("a callback that is {state} cannot be changed")]
    CallBackSettled {
        /// Its state.
        state: super::customer::CallBackState,
    },
    /// The announced call was taken already or is gone.
    #[error("that call is over or was taken{}", taker(.by))]
    CallOver {
        /// Who took it; empty when it is over.
        #[serde(default)]
        by: String,
    },
    /// The telephone system tells of a call that nobody here has answered, or that is over.
    #[error("no call {call} is under way")]
    NoCall {
        /// Its id.
        call: String,
    },
    /// Who sits at no terminal is away, and cannot be anything else.
    #[error("{agent} is at no terminal of this desk now")]
    NotHere {
        /// Who.
        agent: String,
    },
    /// The desk cannot write: the disk failed or is full.
    #[error("the desk is read-only: {why}")]
    ReadOnly {
        /// What happened, for the person who mends it.
        why: String,
    },
    /// Part of the journal cannot be read.
    #[error("journal entries {first} to {last} cannot be read ({file}: {why})")]
    Lost {
        /// First seq that is lost.
        first: u64,
        /// Last seq that is known to be lost with it.
        last: u64,
        /// The file it is in, or should be in.
        file: String,
        /// What is wrong there, for the person who mends it.
        why: String,
    },
    /// The disk has less room left than the desk leaves free. It goes on when there is room again.
    #[error("only {free_mb} MB of the disk are free, the desk leaves {reserve_mb} MB; make room")]
    DiskLow {
        /// Megabytes that are free.
        free_mb: u64,
        /// Megabytes that stay free.
        reserve_mb: u64,
    },
    /// There is no such calendar.
    #[error("there is no calendar {calendar}")]
    NoCalendar {
        /// Its name.
        calendar: String,
    },
    /// A rule counts by the calendar.
    #[error("the rule '{rule}' counts by the calendar {calendar}; change the rule first")]
    CalendarInUse {
        /// Its name.
        calendar: String,
        /// What the rule is for.
        rule: String,
    },
    /// The calendar has no open hours for years.
    #[error("the calendar {calendar} is not open for long enough within ten years; change it")]
    NeverDue {
        /// Its name.
        calendar: String,
    },
    /// A command came under the id of another one.
    #[error("this command id was used for something else; make a new one for each command")]
    CommandIdUsed,
    /// Nothing is to be changed over this connection.
    #[error("this connection only reads; open another one to change something")]
    OnlyReads,
    /// Too many commands are waiting.
    #[error("the desk is busy; try again")]
    Busy,
}

fn taker(by: &str) -> String {
    if by.is_empty() { String::new() } else { format!(" by {by}") }
}

fn words(roles: &[super::agent::Role]) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", ")
}

impl Refusal {
    /// Whether undoing would overwrite what was done since.
    pub const fn is_too_late(&self) -> bool {
        matches!(self, Refusal::ChangedSince | Refusal::SetSince { .. })
    }
}

impl From<Malformed> for Refusal {
    fn from(malformed: Malformed) -> Refusal {
        Refusal::Malformed(malformed)
    }
}
