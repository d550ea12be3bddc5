//! `sigap ticket follow`, `sigap customer follow`: hearing of what others do. Never what they have
//! done: a terminal tells that.

use super::context::Context;
use super::exit::Ended;
use crate::domain::Record;
use crate::wire::Command;

/// Follows a ticket or a customer.
pub fn follow(record: Record, context: &mut Context) -> Ended {
    run(record, Command::Follow(record), "cli-done-followed", context)
}

/// No longer does.
pub fn unfollow(record: Record, context: &mut Context) -> Ended {
    run(record, Command::Unfollow(record), "done-unfollowed", context)
}

fn run(record: Record, command: Command, key: &str, context: &mut Context) -> Ended {
    let done = context.desk()?.client.run(command)?;
    context.done(&done, key, &[("what", &record.to_string())])
}
