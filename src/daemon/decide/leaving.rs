//! Customers who leave and come back: from command to events. Never a rule that a noun could hold.

use super::import::Row;
use super::{Deciding, Declined};
use crate::domain::CodeKind;
use crate::wire::{Command, Done, ImportedLeaver};

impl Deciding<'_> {
    pub(super) fn leaving(&mut self, command: Command) -> Result<Done, Declined> {
        let at = self.stamp.at;
        let (customer, event) = match command {
            Command::SetWorth { customer, worth } => {
                (customer, self.customer(customer)?.set_worth(worth)?)
            }
            Command::LoseCustomer { customer, reason, monthly, at: when } => {
                let record = self.customer(customer)?;
                self.known_code(CodeKind::Leaving, reason)?;
                (customer, record.leave(when.unwrap_or(at), Some(reason), monthly)?)
            }
            Command::WinBack { customer } => (customer, self.customer(customer)?.come_back(at)?),
            Command::ImportLost { rows } => {
                let lines = rows.into_iter().map(|row| (row.line, row)).collect();
                return self.each(lines, |deciding, row| deciding.import_leaver(&row));
            }
            _ => unreachable!("only what is about leaving comes here"),
        };
        Ok(self.about_customer(customer, event))
    }

    /// What a row says is laid over what is known. Nobody leaves twice, and a row that says that
    /// somebody is still there brings nobody back.
    fn import_leaver(&mut self, row: &ImportedLeaver) -> Result<Row, Declined> {
        let id = self.referred(&row.customer)?.id;
        row.reason.map_or(Ok(()), |reason| self.known_code(CodeKind::Leaving, reason))?;
        let mut became = Row::Known;
        let customer = self.customer(id)?;
        let worth = row.worth.over(customer.worth);
        if worth != customer.worth {
            let event = customer.set_worth(worth)?;
            self.append(event);
            became = Row::Updated;
        }
        let customer = self.customer(id)?;
        // Why and when is what was said first, or by hand.
        if let (Some(at), None) = (row.left, customer.gone()) {
            let event = customer.leave(at, row.reason, row.worth.monthly)?;
            self.append(event);
            became = Row::Added;
        }
        Ok(became)
    }
}
