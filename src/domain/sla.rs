//! When an answer is due. Never a clock: times come in and go out as values.
//!
//! Plain elapsed time for now; business calendars and policies by tier and topic replace the
//! two tables below without touching who calls them.

use super::status::Priority;
use super::time::{At, HOUR, MINUTE};

/// When the customer must have heard from the desk for the first time.
pub const fn first_answer_due(priority: Priority, opened: At) -> At {
    opened.plus(match priority {
        Priority::Urgent => 30 * MINUTE,
        Priority::High => HOUR,
        Priority::Normal => 4 * HOUR,
        Priority::Low => 8 * HOUR,
    })
}

/// When the matter must be settled.
pub const fn resolution_due(priority: Priority, opened: At) -> At {
    opened.plus(match priority {
        Priority::Urgent => 2 * HOUR,
        Priority::High => 4 * HOUR,
        Priority::Normal => 24 * HOUR,
        Priority::Low => 72 * HOUR,
    })
}
