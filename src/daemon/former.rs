//! What somebody was called before: everything that was ever set in their record. Never whose it is
//! that they are called so now.

use crate::domain::{CustomerId, Profile};
use crate::store::{HistoryItem, StoreError, View};

/// The profile as it was added, and what each change of the record has set since.
///
/// # Errors
/// The store's.
pub fn profiles(view: &View<'_>, customer: CustomerId) -> Result<Vec<Profile>, StoreError> {
    let mut profiles: Vec<Profile> = view.first(customer)?.into_iter().collect();
    for item in view.history(customer, None)? {
        match item?.1 {
            HistoryItem::Record(entry) => {
                profiles.extend(entry.private.as_deref().map(Profile::set_by));
            }
            HistoryItem::Interaction(_) | HistoryItem::Ticket(_) | HistoryItem::Rating(_) => {}
        }
    }
    Ok(profiles)
}
