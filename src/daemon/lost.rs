//! Who has left, as those see it who try to win them back. Never somebody who was erased.

use super::desk::Desk;
use crate::domain::{Channel, Purpose};
use crate::wire::LostRow;

/// Those who are gone, who left last first.
///
/// # Errors
/// The store's.
pub fn rows(desk: &Desk, limit: usize) -> anyhow::Result<Vec<LostRow>> {
    let view = desk.reader.view();
    let mut rows = Vec::new();
    for customer in view.lost(limit)? {
        let Some(record) = view.customer(customer)? else { continue };
        let Some(left) = record.gone() else { continue };
        let phone = record.profile.phones.first().map(|phone| phone.number.clone());
        rows.push(LostRow {
            customer,
            label: record.label(),
            phone: phone.unwrap_or_default(),
            left,
            // To win somebody back is to make them an offer.
            may_call: record.consent_state(Purpose::Marketing, Channel::Call),
        });
    }
    Ok(rows)
}
