//! What is said between the desk and whoever attaches to it: one JSON message per line. Never a
//! socket in here, only the words. `docs/protocol.md` shows an example of each.

pub mod answer;
pub mod board;
pub mod clock;
pub mod command;
#[cfg(test)]
mod examples;
pub mod heard;
pub mod imported;
pub mod journal;
pub mod line;
pub mod presence;
pub mod query;
pub mod reply;
pub mod report;
pub mod request;
mod right;
pub mod signal;
pub mod survey;

pub use answer::{
    Answer, CallBackRow, DeskStatus, ExpiredPage, ExpiredRow, Found, FoundRow, HistoryItem,
    HistoryPage, LostRow, Mark, MarkedField, Merged, Preview, QueuePage, QueueRow, RecordChange,
    RefusedTicket, TicketView, Twin, Why,
};
pub use board::Wallboard;
pub use clock::{ClockDay, ClockPage, ClockStep, SettingRow, SlaPage};
pub use command::Command;
pub use heard::{ImportanceRow, ImprovementRow, InstrumentRow};
pub use imported::{
    CustomerRef, IfKnown, ImportedAnswers, ImportedCustomer, ImportedInteraction, ImportedLeaver,
    ImportedTicket,
};
pub use presence::{Company, Crowd, Opened, Record};
pub use query::{Query, QueueView, TicketFilter};
pub use reply::{
    Changed, DeskKind, Done, Imported, Kind, Opening, OtherName, Rejected, Reply, Step, Touched,
    Trouble, Welcome,
};
pub use report::{Report, ReportAsk, ReportBy, ReportKind};
pub use request::{Draft, DraftAsk, Hello, Request};
pub use signal::{FollowNews, Signal};
pub use survey::{AskTold, Progress, SurveyPreview, SurveyRow, ToAskRow};

/// Version of the protocol that `hello` speaks; a desk refuses any other with a sentence.
pub const PROTOCOL: u32 = 1;
