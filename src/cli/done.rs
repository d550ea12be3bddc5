//! What a write brought about, as scripts get it. Never a field that changes its meaning: scripts
//! rely on it.

use serde::Serialize;

use crate::domain::{CallBackId, CustomerId, InteractionId, RatingId, TicketNo};
use crate::wire::Done;

/// What a write brought about; what does not apply is left out.
#[derive(Debug, Serialize)]
pub struct DoneRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<CustomerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interaction: Option<InteractionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<TicketNo>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tickets: &'a [TicketNo],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    stayed: &'a [TicketNo],
    #[serde(skip_serializing_if = "Option::is_none")]
    rating: Option<RatingId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<CallBackId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    undone: Option<&'a str>,
}

impl<'a> From<&'a Done> for DoneRow<'a> {
    fn from(done: &'a Done) -> DoneRow<'a> {
        DoneRow {
            customer_id: done.customer,
            interaction: done.interaction,
            ticket: done.ticket,
            tickets: &done.tickets,
            stayed: &done.stayed,
            rating: done.rating,
            callback: done.callback,
            undone: done.undone.as_deref(),
        }
    }
}
