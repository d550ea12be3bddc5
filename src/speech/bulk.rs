//! What is done to many tickets at once, in the reader's words. Never how many it cannot be done to
//! without how many it can.

use super::Speech;
use crate::domain::text::clean_line;
use crate::domain::{Bulk, TicketNo};

impl Speech {
    /// `give to sari`, `status: waiting`.
    pub fn bulk(&self, change: &Bulk) -> String {
        let said = match change {
            Bulk::Assign { to } if to.is_empty() => self.say("bulk-assign-nobody"),
            Bulk::Assign { to } => self.say_with("bulk-assign", &[("agent", to)]),
            Bulk::Status { status, agreed, .. } => {
                let status = self.word("status", status.word());
                let agreed = agreed.map(|agreed| self.agreement(Some(agreed)));
                let key = if agreed.is_some() { "bulk-status-agreed" } else { "bulk-status" };
                let agreed = agreed.unwrap_or_default();
                self.say_with(key, &[("status", &status), ("agreed", &agreed)])
            }
            Bulk::Priority { priority } => {
                let priority = self.word("priority", priority.word());
                self.say_with("bulk-priority", &[("priority", &priority)])
            }
            Bulk::Escalate { .. } => self.say("bulk-escalate"),
            Bulk::Note { .. } => self.say("bulk-note"),
            Bulk::Merge { into } => self.say_with("bulk-merge", &[("ticket", &into.to_string())]),
        };
        clean_line(&said)
    }

    /// How many of them it would be done to.
    pub fn bulk_preview(&self, change: &Bulk, count: usize, all: usize) -> String {
        let (what, refused) = (self.bulk(change), all.saturating_sub(count));
        let (of, refused) = (self.number(all as u64), self.number(refused as u64));
        let values = [("what", &*what), ("all", &*of), ("refused", &*refused)];
        let key = match count {
            0 => "bulk-preview-none",
            _ if count == all => "bulk-preview",
            _ => "bulk-preview-some",
        };
        self.say_count(key, count as u64, &values)
    }

    /// What was taken back of a change of many: `assignment of 4 tickets`, and how many stay.
    pub fn bulk_undone(&self, fact: &str, tickets: &[TicketNo], stayed: &[TicketNo]) -> String {
        let count = tickets.len() as u64;
        let said = self.say_count("bulk-undone", count, &[("what", &self.undone(fact))]);
        if stayed.is_empty() {
            return said;
        }
        let stayed: Vec<String> = stayed.iter().map(ToString::to_string).collect();
        let values = [("what", &*said), ("stayed", &*stayed.join(", "))];
        self.say_with("bulk-undone-some", &values)
    }
}
