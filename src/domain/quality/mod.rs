//! What ratings, waits and departures amount to, as the literature counts it: each file is one
//! figure with its formula and source. Never a rounded number and never one without how many it is
//! of; `docs/service-quality.md` has a worked example of each.
//!
//! Erlang C is in [`staffing`](super::staffing), average handling time in [`work`](super::work),
//! resolution by the first contact in [`first_contact`](super::first_contact).
//!
//! Only the four basic operations and square roots are used, which IEEE 754 rounds alike on every
//! machine, and what is added up is put in order first: the same data is the same figure.

pub mod alpha;
pub mod draw;
pub mod gap;
pub mod interval;
pub mod pareto;
pub mod quadrant;
pub mod quantile;
pub mod retention;
pub mod sample;
pub mod scales;
pub mod survival;

pub use interval::{Interval, Worth};
pub use sample::{Apart, Kind, Sample};
