//! Who has left and is not back, who left last first. Never who is withdrawn or erased: nobody can
//! win them back.

use super::error::StoreError;
use super::overlay::Overlay;
use super::table::{self, Table};
use super::view::{View, each};
use crate::domain::{At, Customer, CustomerId};

/// Lists a customer while they are gone.
pub(super) fn keep(was: &Customer, is: &Customer, rows: &mut Overlay) {
    let gone = |customer: &Customer| {
        let is_nobody = customer.withdrawn || customer.erased.is_some();
        customer.gone().filter(|_| !is_nobody).map(|left| left.at)
    };
    let key = |at: At| table::lost(at, is.id);
    match (gone(was), gone(is)) {
        (before, after) if before == after => {}
        (before, after) => {
            before.into_iter().for_each(|at| rows.remove(key(at)));
            after.into_iter().for_each(|at| rows.put(key(at), &()));
        }
    }
}

impl View<'_> {
    /// Who has left and is not back, who left last first.
    ///
    /// # Errors
    /// See [`View::customer`].
    pub fn lost(&self, limit: usize) -> Result<Vec<CustomerId>, StoreError> {
        let rows = each::<()>(self.rows().scan(Table::Lost.all())).take(limit);
        rows.map(|row| Ok(CustomerId(table::number_in(&row?.0, 1)))).collect()
    }
}
