//! The nouns of a service desk and their rules. Never a clock, I/O, sled or a screen in here.
//!
//! Reading order: [`id`], [`contact`], [`customer`], [`profile`], [`interaction`], [`ticket`],
//! [`rating`], [`agent`], [`code`], then [`event`] (what was decided) and [`refusal`] (what may
//! not be done now, with the sentence a person reads).

pub mod agent;
pub mod bulk;
pub mod calendar;
pub mod clock;
pub mod code;
pub mod consent;
pub mod contact;
pub mod customer;
pub mod escalation;
pub mod event;
pub mod field;
pub mod filter;
pub mod first_contact;
pub mod follow;
pub mod handling;
pub mod handover;
pub mod hours;
pub mod id;
pub mod interaction;
pub mod limit;
pub mod look;
pub mod marks;
pub mod meanwhile;
pub mod merge;
mod named;
pub mod profile;
pub mod quality;
pub mod rating;
pub mod refusal;
pub mod right;
pub mod rng;
pub mod sets;
pub mod sharing;
pub mod sla;
pub mod sort;
pub mod split;
pub mod staffing;
pub mod standing;
pub mod status;
pub mod stint;
#[cfg(test)]
mod tests;
pub mod text;
pub mod theirs;
pub mod ticket;
pub mod time;
pub mod undo;
pub mod word;
pub mod work;

pub use agent::{Absence, Agent, AgentState, Granted, Role};
pub use bulk::Bulk;
pub use calendar::Calendar;
pub use clock::{Alarm, Clock, ClockChange, Pause, Ruling, Run};
pub use code::{Canned, Code, CodeKind, TwoLetters};
pub use consent::{Consent, ConsentHow, ConsentState, Purpose};
pub use contact::{Email, Line, Phone};
pub use customer::{CallBack, CallBackState, Customer, Proof, Verification};
pub use event::{Change, ClockState, Entry, Event, Fact};
pub use field::Field;
pub use filter::Filter;
pub use follow::{Followers, Record};
pub use handling::{Agreement, Cause, Gap, Handled, Handling, Matter, Milestone};
pub use handover::{Handover, HandoverRead};
pub use hours::Hours;
pub use id::{CallBackId, CustomerId, InteractionId, RatingId, TicketNo};
pub use interaction::{Channel, Direction, Interaction};
pub use look::{Look, Looked};
pub use marks::Marks;
pub use meanwhile::Was;
pub use profile::{Attribute, ExternalId, Profile, Stage, Tier};
pub use rating::{Dimension, Rater, Rating, Scale, Score, Subject};
pub use refusal::{Malformed, Refusal};
pub use right::Right;
pub use sort::Sort;
pub use status::{LinkKind, Priority, Severity, Status};
pub use theirs::Theirs;
pub use ticket::{Complaint, Link, Ticket, TicketLine};
pub use time::{At, Date};
