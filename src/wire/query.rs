//! Questions to the desk. Never changes anything, never waits for a write.

use serde::{Deserialize, Deserializer, Serialize};

use super::report::ReportAsk;
use crate::domain::{
    At, Bulk, ConsentState, CustomerId, InteractionId, Priority, Profile, RatingId, Sort, Status,
    SurveyPlan, TicketNo, TwoLetters,
};

/// Which tickets a queue shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueView {
    /// The asker's and those nobody has.
    #[default]
    MineAndUnassigned,
    /// The asker's.
    Mine,
    /// Those nobody has.
    Unassigned,
    /// Everybody's.
    All,
    /// Those that are late.
    Breached,
    /// Those that are due today, in the desk's time zone.
    DueToday,
    /// Those that the asker follows, or whose customer.
    Followed,
}

impl QueueView {
    /// All of them, in the order in which people are shown them.
    pub const ALL: &'static [QueueView] = &[
        QueueView::MineAndUnassigned,
        QueueView::Mine,
        QueueView::Unassigned,
        QueueView::All,
        QueueView::Breached,
        QueueView::DueToday,
        QueueView::Followed,
    ];

    /// The word of the wire.
    pub const fn word(self) -> &'static str {
        match self {
            QueueView::MineAndUnassigned => "mine_and_unassigned",
            QueueView::Mine => "mine",
            QueueView::Unassigned => "unassigned",
            QueueView::All => "all",
            QueueView::Breached => "breached",
            QueueView::DueToday => "due_today",
            QueueView::Followed => "followed",
        }
    }

    /// The one that is meant by a name as people write it: `Due today`, `due-today`.
    pub fn named(name: &str) -> Option<QueueView> {
        let wanted = name.trim().to_lowercase().replace(['-', ' '], "_");
        QueueView::ALL.iter().copied().find(|view| view.word() == wanted)
    }

    /// The same as a filter, to be kept with what is asked for beside it.
    pub const fn filter(self) -> &'static str {
        match self {
            QueueView::MineAndUnassigned => "agent:me,none",
            QueueView::Mine => "agent:me",
            QueueView::Unassigned => "agent:none",
            QueueView::All => "",
            QueueView::Breached => "due:late",
            QueueView::DueToday => "due:today",
            QueueView::Followed => "follower:me",
        }
    }
}

/// Which tickets to list; what is `None` or empty does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TicketFilter {
    /// Any of these statuses.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "each_once")]
    pub status: Vec<Status>,
    /// With this assignee; empty text: with none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// About this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<TwoLetters>,
    /// This soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Whose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// A filter as people write it, see `docs/protocol.md`: conditions and words of subject, notes
    /// and the customer's name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// By whom and when something was done that is to be told; what is `None` does not narrow.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DoneBy {
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// From this time on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<At>,
    /// Up to this time, which is not included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<At>,
}

impl DoneBy {
    /// Tells whether that is meant which was done at a time; by nobody for what concerns everybody.
    pub fn means(&self, by: Option<&str>, at: At) -> bool {
        let is_by = |by: &str| self.agent.as_ref().is_none_or(|agent| agent == by);
        by.is_none_or(is_by)
            && self.since.is_none_or(|since| at >= since)
            && self.until.is_none_or(|until| at < until)
    }
}

/// Statuses without doubles: each ticket of the desk is held to every one of them.
fn each_once<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Status>, D::Error> {
    let mut once = Vec::new();
    for status in super::line::rows::<D, Status>(from)? {
        if !once.contains(&status) {
            once.push(status);
        }
    }
    Ok(once)
}

/// One question. Every list has a limit; the desk cuts larger ones to
/// [`super::line::ANSWER_ROWS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Query {
    /// Customers (and tickets) for what an agent types.
    Find {
        /// As typed: name, digits, e-mail, account, ticket number.
        text: String,
        /// How many rows.
        limit: u32,
    },
    /// One customer.
    Customer {
        /// Which.
        customer: CustomerId,
    },
    /// A customer who was taken back after they were added, for whoever exports or erases what is
    /// kept of them.
    Withdrawn {
        /// Which.
        customer: CustomerId,
    },
    /// Customers by number, for lists and exports.
    Customers {
        /// Those after this number; 0 is not a customer, so `None` begins.
        after: Option<CustomerId>,
        /// How many.
        limit: u32,
    },
    /// Who a profile seems to be, best match first.
    Twins {
        /// As typed so far.
        profile: Box<Profile>,
    },
    /// For each profile the customer an import would match it with.
    Matches {
        /// At most [`super::line::IMPORT_ROWS`].
        #[serde(deserialize_with = "super::line::rows")]
        profiles: Vec<Profile>,
    },
    /// A customer's time line, newest first.
    History {
        /// Whose.
        customer: CustomerId,
        /// A filter as people write it; empty for all.
        #[serde(default)]
        text: String,
        /// Items older than this position; `None` begins with the newest.
        #[serde(default)]
        before: Option<u64>,
        /// How many.
        limit: u32,
    },
    /// Customers whom the desk has kept for longer than its rules say, by number.
    Expired {
        /// Those after this number.
        after: Option<CustomerId>,
        /// How many.
        limit: u32,
    },
    /// How many drafts are about a customer or their tickets, whoever types them, and which of the
    /// others mention them.
    DraftsAbout {
        /// Whom.
        customer: CustomerId,
    },
    /// One contact.
    Interaction {
        /// Which.
        interaction: InteractionId,
    },
    /// Contacts by number, for exports.
    Interactions {
        /// Those after this number.
        after: Option<InteractionId>,
        /// How many.
        limit: u32,
    },
    /// One ticket with its time line.
    Ticket {
        /// Which.
        ticket: TicketNo,
    },
    /// What would become of a change of many tickets.
    PreviewChange {
        /// Which; past [`crate::domain::limit::BULK_TICKETS`] each is told to be too many.
        #[serde(deserialize_with = "super::line::rows")]
        tickets: Vec<TicketNo>,
        /// What is to be done to each.
        change: Bulk,
    },
    /// Tickets by number, for lists and exports.
    Tickets {
        /// Those after this number.
        after: Option<TicketNo>,
        /// How many.
        limit: u32,
        /// Which.
        #[serde(default)]
        filter: TicketFilter,
    },
    /// What has to be done, by due time unless it is sorted otherwise.
    Queue {
        /// Which tickets.
        view: QueueView,
        /// Narrower than the view.
        #[serde(default)]
        filter: TicketFilter,
        /// By what the rows are sorted.
        #[serde(default, skip_serializing_if = "Sort::is_due")]
        sort: Sort,
        /// How many rows to leave out at the top.
        #[serde(default)]
        skip: u32,
        /// How many rows.
        limit: u32,
    },
    /// Ratings by number, for exports.
    Ratings {
        /// Those after this number.
        after: Option<RatingId>,
        /// How many.
        limit: u32,
    },
    /// Answers to instruments by number, for exports.
    Answers {
        /// Those after this number.
        after: Option<u64>,
        /// How many.
        limit: u32,
    },
    /// Scores (CSAT, NPS, CES) by number, for exports.
    Scores {
        /// Those after this number.
        after: Option<u64>,
        /// How many.
        limit: u32,
    },
    /// What the desk asks, without the statements.
    Instruments,
    /// One instrument with its statements.
    Instrument {
        /// Its name.
        name: String,
    },
    /// How much each dimension matters.
    Importance {
        /// To whom, too; `None` for all only.
        #[serde(default)]
        customer: Option<CustomerId>,
    },
    /// What is to be done better, and what came of it.
    Improvements,
    /// Promised calls that are open, by due time.
    CallBacks {
        /// Those due before this.
        before: Option<At>,
        /// How many.
        limit: u32,
    },
    /// Customers who have left and are not back, who left last first.
    Lost {
        /// Those only whose consent to be called with an offer is this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consent: Option<ConsentState>,
        /// How many.
        limit: u32,
    },
    /// Surveys, the one that was drawn last first.
    Surveys,
    /// Who could be drawn, without drawing anybody.
    PreviewSurvey {
        /// Whom it would ask.
        plan: Box<SurveyPlan>,
    },
    /// Who is still to be asked: those who were tried least come first, then by number.
    ToAsk {
        /// For which survey.
        survey: String,
        /// How many to leave out at the top.
        #[serde(default)]
        skip: u32,
        /// How many.
        limit: u32,
    },
    /// Topic and outcome codes.
    Codes,
    /// Canned texts.
    Canned,
    /// The filters that the asker keeps.
    Views,
    /// Notes for the next shift.
    Handover,
    /// What the asker follows.
    Followed,
    /// Rules for due times, and the calendars they count by.
    Sla,
    /// How tickets are shared out among agents who are ready.
    Sharing,
    /// One calendar with its holidays.
    Calendar {
        /// Its name.
        name: String,
    },
    /// How a ticket's due times came about.
    Clock {
        /// Which.
        ticket: TicketNo,
    },
    /// Who is at the desk.
    Roster,
    /// Which of some names nobody has who could come to this desk.
    Strangers {
        /// The names; at most [`super::line::IMPORT_ROWS`].
        #[serde(deserialize_with = "super::line::rows")]
        names: Vec<String>,
    },
    /// The whole desk at a glance.
    Wallboard,
    /// How the desk does over a time.
    Report {
        /// What is asked for.
        meant: ReportAsk,
    },
    /// How the desk is doing.
    Desk,
    /// Entries of the journal.
    Journal {
        /// From this seq on.
        from: u64,
        /// How many.
        limit: u32,
    },
    /// Who looked at which customer's record, oldest first.
    Looks {
        /// At whose record.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        customer: Option<CustomerId>,
        /// Which looks.
        #[serde(default)]
        meant: DoneBy,
        /// Those after this place, the `next` of the page before.
        #[serde(default)]
        after: u64,
        /// How many.
        limit: u32,
    },
    /// What agents have done and when, oldest first.
    Work {
        /// Which lines; that the desk was started is told all the same.
        #[serde(default)]
        meant: DoneBy,
        /// Those after this place, the `next` of the page before.
        #[serde(default)]
        after: u64,
        /// How many.
        limit: u32,
    },
    /// The last entry and the hash that vouches for all up to it.
    JournalHead,
    /// What the index holds, as a hash per table, for comparing it with the journal. Nothing is
    /// written while it is read.
    IndexDigest,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_that_is_asked_for_again_and_again_counts_once_and_a_long_list_is_refused() {
        let read = |count: usize| {
            let list = vec![r#""closed","open""#; count].join(",");
            serde_json::from_str::<TicketFilter>(&format!(r#"{{"status":[{list}]}}"#))
        };
        assert_eq!(read(3).expect("a short list").status, [Status::Closed, Status::Open]);
        assert!(read(200_000).is_err(), "a list that nobody needs");
    }

    #[test]
    fn a_view_is_meant_in_any_letter_case() {
        for (name, wanted) in [
            ("all", Some(QueueView::All)),
            (" Due today ", Some(QueueView::DueToday)),
            ("MINE-and_unassigned", Some(QueueView::MineAndUnassigned)),
            ("gold", None),
            ("", None),
        ] {
            assert_eq!(QueueView::named(name), wanted, "{name}");
        }
    }
}
