//! Who has left, as those see it who try to win them back. Never somebody who was erased.

use super::desk::Desk;
use crate::domain::{Channel, ConsentState, Purpose};
use crate::wire::LostRow;

/// Those who are gone, who left last first; of whom this consent is known, where that is asked for.
///
/// # Errors
/// The store's.
pub fn rows(
    desk: &Desk,
    consent: Option<ConsentState>,
    limit: usize,
) -> anyhow::Result<Vec<LostRow>> {
    let view = desk.reader.view();
    let mut rows = Vec::new();
    let most = if consent.is_some() { usize::MAX } else { limit };
    for customer in view.lost(most)? {
        if rows.len() == limit {
            break;
        }
        let Some(record) = view.customer(customer)? else { continue };
        let Some(left) = record.gone() else { continue };
        // To win somebody back is to make them an offer.
        let may_call = record.consent_state(Purpose::Marketing, Channel::Call);
        if consent.is_some_and(|wanted| wanted != may_call) {
            continue;
        }
        let phone = record.profile.phones.first().map(|phone| phone.number.clone());
        rows.push(LostRow {
            customer,
            label: record.label(),
            phone: phone.unwrap_or_default(),
            left,
            may_call,
        });
    }
    Ok(rows)
}
