//! What was decided, as it stays on disk for ever. Never a domain type inside: flat primitives.
//!
//! A [`Fact`] holds who, what and how much; names, numbers and words of people are [`Change`]s
//! kept beside it, so that they can be erased and the facts stay. Variants are added at the end
//! and never changed; golden bytes of each are tested.

use serde::{Deserialize, Serialize};

pub use super::entry::{Change, Entry, Event};
pub use super::leaving::{LeaveState, WorthState};
pub use super::standing::ClockState;
pub use super::survey::{AskState, SurveyState};

/// What happened, without the words of people. Ids are bare numbers, words are their bytes,
/// times are milliseconds since 1970 UTC, 0 stands for "none".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A customer was added; tier, stage, language and channel are facts.
    CustomerAdded {
        /// Number.
        customer: u64,
        /// Facts among the profile's values.
        facts: Vec<Change>,
    },
    /// Values of a customer were changed; the private ones are beside the fact.
    CustomerAmended {
        /// Number.
        customer: u64,
        /// Facts among the changes.
        facts: Vec<Change>,
    },
    /// A customer was added by mistake and taken back.
    CustomerWithdrawn {
        /// Number.
        customer: u64,
    },
    /// A taken-back customer is there again.
    CustomerRestored {
        /// Number.
        customer: u64,
    },
    /// A customer agreed to or refused something.
    ConsentSet {
        /// Number.
        customer: u64,
        /// What for.
        purpose: u8,
        /// On which channel.
        channel: u8,
        /// The answer before.
        from: u8,
        /// The answer now.
        to: u8,
        /// How it reached the desk.
        how: u8,
    },
    /// An agent made sure (or could not) that somebody is who they say.
    CustomerVerified {
        /// Number.
        customer: u64,
        /// By which proof.
        proof: u8,
        /// 1 when it convinced.
        passed: u8,
    },
    /// A verification was taken back.
    VerificationWithdrawn {
        /// Customer.
        customer: u64,
        /// Seq of the verification's entry.
        entry: u64,
    },
    /// The desk promised to call.
    CallBackPromised {
        /// Number of the promise.
        callback: u64,
        /// Customer.
        customer: u64,
        /// When.
        due: i64,
        /// The agent who will call; empty for anybody.
        agent: String,
    },
    /// A promise changed its state.
    CallBackSet {
        /// Number of the promise.
        callback: u64,
        /// Customer.
        customer: u64,
        /// State before.
        from: u8,
        /// State now.
        to: u8,
    },
    /// A contact took place.
    InteractionLogged {
        /// Number.
        interaction: u64,
        /// Customer.
        customer: u64,
        /// By which way.
        channel: u8,
        /// Who began it.
        direction: u8,
        /// Two letters.
        topic: [u8; 2],
        /// When it took place.
        at: i64,
    },
    /// A logged contact was taken back.
    InteractionWithdrawn {
        /// Number.
        interaction: u64,
        /// Customer.
        customer: u64,
    },
    /// How a contact ended.
    OutcomeSet {
        /// Interaction.
        interaction: u64,
        /// Customer.
        customer: u64,
        /// Two letters before; zeros for none.
        from: [u8; 2],
        /// Two letters now; zeros for none.
        to: [u8; 2],
    },
    /// A complaint was opened; subject and note are beside it.
    TicketOpened {
        /// Number.
        ticket: u64,
        /// Customer.
        customer: u64,
        /// Interaction it came from.
        interaction: u64,
        /// Two letters.
        topic: [u8; 2],
        /// How bad it is.
        severity: u8,
        /// How soon it must be dealt with.
        priority: u8,
        /// First answer due by plain time; where rules are set a [`Fact::TicketClockSet`] follows.
        answer_due: i64,
        /// Resolution due by plain time.
        resolve_due: i64,
        /// When it was opened, which an import may put into the past.
        at: i64,
    },
    /// A ticket was opened by mistake and taken back.
    TicketWithdrawn {
        /// Number.
        ticket: u64,
    },
    /// A ticket was given to somebody or to nobody (empty).
    TicketAssigned {
        /// Number.
        ticket: u64,
        /// Before.
        from: String,
        /// Now.
        to: String,
    },
    /// A ticket changed its status; a note may be beside it.
    TicketStatusSet {
        /// Number.
        ticket: u64,
        /// Before.
        from: u8,
        /// Now.
        to: u8,
    },
    /// A ticket changed its priority and with it its due times.
    TicketPrioritySet {
        /// Number.
        ticket: u64,
        /// Before.
        from: u8,
        /// Now.
        to: u8,
        /// First answer due now.
        answer_due: i64,
        /// Resolution due now.
        resolve_due: i64,
    },
    /// Subject (beside the fact), topic or severity were changed.
    TicketAmended {
        /// Number.
        ticket: u64,
        /// Topic before.
        topic_from: [u8; 2],
        /// Topic now.
        topic_to: [u8; 2],
        /// Severity before.
        severity_from: u8,
        /// Severity now.
        severity_to: u8,
    },
    /// A note was added (beside the fact).
    TicketNoted {
        /// Number.
        ticket: u64,
        /// 1 when the customer was answered by it.
        answered: u8,
    },
    /// A note was taken back.
    TicketNoteWithdrawn {
        /// Number.
        ticket: u64,
        /// Seq of the note's entry.
        entry: u64,
    },
    /// Two tickets belong together, or no longer.
    TicketLinked {
        /// Number.
        ticket: u64,
        /// The other.
        other: u64,
        /// In which way.
        kind: u8,
        /// 1 linked, 0 unlinked.
        linked: u8,
    },
    /// A service was rated.
    RatingGiven {
        /// Number.
        rating: u64,
        /// Customer.
        customer: u64,
        /// Interaction rated.
        interaction: u64,
        /// Ticket rated.
        ticket: u64,
        /// In the order of the dimensions; 0 skipped.
        scores: [u8; 5],
        /// Highest possible score.
        scale: u8,
        /// By whom.
        rater: u8,
    },
    /// A rating was taken back.
    RatingWithdrawn {
        /// Number.
        rating: u64,
        /// Customer.
        customer: u64,
    },
    /// A topic or outcome code was defined, renamed or retired.
    CodeSet {
        /// Topic or outcome.
        kind: u8,
        /// Two letters.
        code: [u8; 2],
        /// Word before.
        label_from: String,
        /// Word now.
        label_to: String,
        /// Retired before: 1 yes, 0 no, 2 there was no such code.
        retired_from: u8,
        /// Retired now: 1 yes, 0 no, 2 there is no such code.
        retired_to: u8,
    },
    /// A canned text was written, changed or (empty) removed.
    CannedSet {
        /// Name.
        name: String,
        /// Text before.
        from: String,
        /// Text now.
        to: String,
    },
    /// Somebody was given a role; 0 takes it away.
    RoleSet {
        /// Unix user.
        agent: String,
        /// Before.
        from: u8,
        /// Now.
        to: u8,
    },
    /// Everything that says who a customer is, or what they said, is erased.
    CustomerErased {
        /// Number.
        customer: u64,
        /// Why, in the administrator's words, which name nobody.
        reason: String,
    },
    /// An agent has kept a filter under a name, or (empty) removed it; both are beside the fact.
    ViewSet {
        /// Whose it is.
        agent: String,
    },
    /// The due times of a ticket were counted, or its clocks were stopped.
    TicketClockSet {
        /// Number.
        ticket: u64,
        /// Why.
        why: u8,
        /// Before.
        from: ClockState,
        /// Now.
        to: ClockState,
    },
    /// The desk has told that a due time is near or has passed.
    TicketClockTold {
        /// Number.
        ticket: u64,
        /// What was told.
        what: u8,
        /// The due time.
        due: i64,
        /// Who was told; empty for everybody.
        to: String,
    },
    /// A calendar was set, or (empty) removed.
    CalendarSet {
        /// Name.
        name: String,
        /// Its text before.
        from: String,
        /// Its text now.
        to: String,
    },
    /// A rule for due times was set, or (empty) removed.
    SlaSet {
        /// For which tickets, `urgent gold BI`.
        scope: String,
        /// What it asked for before.
        from: String,
        /// What it asks for now.
        to: String,
    },
    /// Somebody above is to look at a ticket, or need no longer; why is beside it.
    TicketEscalated {
        /// Number.
        ticket: u64,
        /// 1 when it was so before.
        from: u8,
        /// 1 when it is so now.
        to: u8,
    },
    /// A step on the way of a complaint was taken; words of a cause are beside it.
    TicketHandled {
        /// Number.
        ticket: u64,
        /// Which step.
        what: u8,
        /// Before: a word's byte, or a time; 0 for none.
        from: i64,
        /// Now.
        to: i64,
    },
    /// How tickets are shared out was set, or (empty) is no more.
    SharingSet {
        /// Whose topics; empty for how the desk does it.
        agent: String,
        /// What was said before.
        from: String,
        /// Now.
        to: String,
    },
    /// A note for the next shift was written; it is beside the fact.
    HandoverWritten {
        /// Until when it is shown.
        until: i64,
    },
    /// A hand-over note was taken back.
    HandoverWithdrawn {
        /// Seq of the note's entry.
        entry: u64,
    },
    /// Whoever did this has read a hand-over note.
    HandoverRead {
        /// Seq of the note's entry.
        entry: u64,
    },
    /// Somebody follows a ticket or a customer, or no longer.
    FollowSet {
        /// Ticket; 0 when it is a customer.
        ticket: u64,
        /// Customer; 0 when it is a ticket.
        customer: u64,
        /// Who follows.
        agent: String,
        /// The ticket that brought them when it was merged into this one; 0 when they chose to.
        through: u64,
        /// 1 from now on, 0 no longer.
        follows: u8,
    },
    /// An instrument was set, or (empty) is no more; whatever is answered by it names this entry.
    InstrumentSet {
        /// Name.
        name: String,
        /// Its text before.
        from: String,
        /// Its text now.
        to: String,
    },
    /// Statements of an instrument were answered in one sitting.
    AnswersGiven {
        /// Customer; 0 for somebody who is not named.
        customer: u64,
        /// Which customers they speak for, in a word; may be empty.
        segment: String,
        /// By which instrument.
        instrument: String,
        /// Seq of the entry that set it; 0 for one that every desk has.
        version: u64,
        /// Highest possible answer.
        scale: u8,
        /// By whom.
        rater: u8,
        /// What they expect, statement by statement: 0 not answered; empty when not asked.
        expected: Vec<u8>,
        /// What they perceive, likewise.
        perceived: Vec<u8>,
        /// Interaction rated.
        interaction: u64,
        /// Ticket rated.
        ticket: u64,
        /// When they answered, which an import may put into the past.
        at: i64,
    },
    /// Answers were taken back.
    AnswersWithdrawn {
        /// Customer; 0 for somebody who is not named.
        customer: u64,
        /// Seq of the entry that gave them.
        entry: u64,
    },
    /// How much each dimension matters; zeros for nothing said.
    ImportanceSet {
        /// To which customer; 0 to all.
        customer: u64,
        /// Before, in the order of the dimensions.
        from: [u8; 5],
        /// Now: a hundred in all.
        to: [u8; 5],
    },
    /// A customer has answered one question: are they satisfied, would they recommend, was it easy.
    ScoreGiven {
        /// Customer.
        customer: u64,
        /// Interaction meant.
        interaction: u64,
        /// Ticket meant.
        ticket: u64,
        /// Which question.
        what: u8,
        /// The answer.
        score: u8,
        /// By whom.
        rater: u8,
    },
    /// A score was taken back.
    ScoreWithdrawn {
        /// Customer.
        customer: u64,
        /// Seq of the entry that gave it.
        entry: u64,
    },
    /// An improvement was set down, changed or (empty) taken back; what is done is beside it.
    ImprovementSet {
        /// Seq of the entry that set it down; 0 in that entry.
        improvement: u64,
        /// Owner, check date and what it is about, before.
        from: String,
        /// Now.
        to: String,
    },
    /// Since when a customer is one and what they pay was set.
    CustomerWorthSet {
        /// Number.
        customer: u64,
        /// What was said before.
        from: WorthState,
        /// Now.
        to: WorthState,
    },
    /// A customer has left, or come back.
    CustomerLeft {
        /// Number.
        customer: u64,
        /// How it was before.
        from: LeaveState,
        /// How it is now.
        to: LeaveState,
    },
    /// Customers were drawn for a survey.
    SurveyDrawn(Box<SurveyState>),
    /// A draw was taken back before anybody was asked.
    SurveyWithdrawn {
        /// Seq of the entry that drew.
        survey: u64,
    },
    /// What came of asking somebody who was drawn, when it was no answer.
    SurveyAsked(AskState),
}
