//! Records as JSON lines, for scripts. Never a character that could drive a terminal.

use serde::Serialize;

use crate::cli::output::harmless_json;
use crate::cli::row::{CustomerRow, RatingRow, TicketRow, rfc3339};
use crate::domain::{
    Channel, Customer, CustomerId, Direction, Interaction, InteractionId, Rating, Ticket, TicketNo,
    TwoLetters,
};

/// A contact.
#[derive(Debug, Serialize)]
struct InteractionRow<'a> {
    interaction: InteractionId,
    customer_id: CustomerId,
    channel: Channel,
    direction: Direction,
    topic: TwoLetters,
    note: Option<&'a str>,
    at: String,
    by: &'a str,
    outcome: Option<TwoLetters>,
    ticket: Option<TicketNo>,
}

/// A rating with its time.
#[derive(Debug, Serialize)]
struct TimedRating<'a> {
    at: String,
    #[serde(flatten)]
    rating: RatingRow<'a>,
}

fn line(value: &impl Serialize) -> String {
    let line = serde_json::to_string(value).expect("our rows have text keys only");
    harmless_json(&line) + "\n"
}

/// A customer.
pub fn customer(customer: &Customer) -> String {
    line(&CustomerRow::new(customer, None))
}

/// A contact.
pub fn interaction(contact: &Interaction) -> String {
    line(&InteractionRow {
        interaction: contact.id,
        customer_id: contact.customer,
        channel: contact.channel,
        direction: contact.direction,
        topic: contact.topic,
        note: contact.note.as_deref(),
        at: rfc3339(contact.at),
        by: &contact.by,
        outcome: contact.outcome,
        ticket: contact.ticket,
    })
}

/// A ticket.
pub fn ticket(ticket: &Ticket) -> String {
    line(&TicketRow::from(ticket))
}

/// A rating.
pub fn rating(rating: &Rating) -> String {
    line(&TimedRating { at: rfc3339(rating.at), rating: RatingRow::from(rating) })
}
