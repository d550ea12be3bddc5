//! `sigap undo`: takes back one's own last action that still stands. Never somebody else's.

use super::context::{Context, Desk};
use super::exit::{Ended, Failure};
use crate::domain::CustomerId;
use crate::wire::{Answer, Command, Done, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap undo")]
pub struct Args {}

pub fn run(_: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let done = desk.client.run(Command::Undo)?;
    if let (false, Some(fact)) = (done.tickets.is_empty(), &done.undone) {
        let what = context.speech.bulk_undone(fact, &done.tickets, &done.stayed);
        return context.done(&done, "done-undone", &[("what", &what)]);
    }
    let noun = done.undone.as_deref().map(|fact| context.speech.undone(fact)).unwrap_or_default();
    let number = [
        done.ticket.map(|id| id.to_string()),
        done.interaction.map(|id| id.to_string()),
        done.rating.map(|id| id.to_string()),
        done.callback.map(|id| id.to_string()),
    ];
    let number = number.into_iter().flatten().next();
    let who = who(&done, &mut desk)?;
    // Whoever was taken back is nobody's any more: the number says who it was.
    let gone = done.customer.filter(|_| who.is_none()).map(|id| id.to_string());
    let parts = [Some(noun), number, gone].into_iter().flatten();
    let what = parts.collect::<Vec<_>>().join(" ");
    match who {
        Some(who) => context.done(&done, "done-undone-of", &[("what", &what), ("who", &who)]),
        None => context.done(&done, "done-undone", &[("what", &what)]),
    }
}

/// The customer it was about, while there is one.
fn who(done: &Done, desk: &mut Desk) -> Result<Option<String>, Failure> {
    let Some(customer) = whose(done, desk)? else { return Ok(None) };
    let Answer::Customer(found) = desk.client.query(Query::Customer { customer })? else {
        return Err(Failure::unexpected());
    };
    Ok(found.map(|found| match found.erased {
        // Their number is all that stands for them.
        Some(_) => desk.speech.who(&found),
        None => format!("{customer} {}", desk.speech.who(&found)),
    }))
}

fn whose(done: &Done, desk: &mut Desk) -> Result<Option<CustomerId>, Failure> {
    let Some(ticket) = done.ticket.filter(|_| done.customer.is_none()) else {
        return Ok(done.customer);
    };
    let Answer::Ticket(found) = desk.client.query(Query::Ticket { ticket })? else {
        return Err(Failure::unexpected());
    };
    Ok(found.map(|view| view.ticket.customer))
}
