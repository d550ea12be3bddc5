//! What is said of somebody who was erased while the index still has their words: numbers, times
//! and states. Never needed once the index was built anew: it has none of them then.

use std::collections::BTreeSet;

use super::desk::Desk;
use crate::domain::{CustomerId, Interaction, Ticket, TicketLine};
use crate::wire::{Answer, HistoryItem, HistoryPage, Merged, RecordChange, TicketView};

/// Those whose words are not told.
struct Erased(BTreeSet<CustomerId>);

/// Takes the words of those who were erased out of an answer; a history's is `history_of`'s.
///
/// # Errors
/// The store's.
pub fn mask(
    desk: &Desk,
    history_of: Option<CustomerId>,
    answer: &mut Answer,
) -> anyhow::Result<()> {
    if desk.reader.erasing() == 0 {
        return Ok(());
    }
    let erasures = desk.reader.view().erasures()?;
    let erased = Erased(erasures.iter().map(|one| CustomerId(one.customer)).collect());
    match answer {
        Answer::Ticket(Some(view)) => erased.view(view),
        Answer::Tickets(rows) => rows.iter_mut().for_each(|row| erased.ticket(&mut row.ticket)),
        Answer::Queue(page) => {
            page.rows.iter_mut().for_each(|row| erased.ticket(&mut row.ticket));
        }
        Answer::Interaction(Some(one)) => erased.interaction(one),
        Answer::Interactions(all) => all.iter_mut().for_each(|one| erased.interaction(one)),
        Answer::History(page) => erased.history(history_of, page),
        // These have no words of an erased customer, or never had, or come from the journal
        // itself, where theirs go first.
        Answer::Found(_)
        | Answer::Customer(_)
        | Answer::Customers(_)
        | Answer::Twins(_)
        | Answer::Matches(_)
        | Answer::Expired(_)
        | Answer::DraftsAbout(_)
        | Answer::Interaction(None)
        | Answer::Ticket(None)
        | Answer::PreviewChange(_)
        | Answer::Ratings(_)
        | Answer::Answers(_)
        | Answer::Scores(_)
        | Answer::Instruments(_)
        | Answer::Instrument(_)
        | Answer::Importance(_)
        | Answer::Improvements(_)
        | Answer::CallBacks(_)
        | Answer::Lost(_)
        | Answer::Surveys(_)
        | Answer::PreviewSurvey(_)
        | Answer::ToAsk(_)
        | Answer::Codes(_)
        | Answer::Canned(_)
        | Answer::Views(_)
        | Answer::Handover(_)
        | Answer::Followed(_)
        | Answer::Sharing(_)
        | Answer::Sla(_)
        | Answer::Calendar(_)
        | Answer::Clock(_)
        | Answer::Roster(_)
        | Answer::Strangers(_)
        | Answer::Wallboard(_)
        | Answer::Report(_)
        | Answer::Desk(_)
        | Answer::Journal(_)
        | Answer::Looks(_)
        | Answer::Work(_)
        | Answer::JournalHead(_)
        | Answer::IndexDigest(_)
        | Answer::Drafts(_) => {}
    }
    Ok(())
}

impl Erased {
    fn has(&self, customer: CustomerId) -> bool {
        self.0.contains(&customer)
    }

    fn ticket(&self, ticket: &mut Ticket) {
        if self.has(ticket.customer) {
            ticket.subject = None;
            if let Some(cause) = &mut ticket.handling.cause {
                cause.words = None;
            }
        }
    }

    fn view(&self, view: &mut TicketView) {
        if self.has(view.ticket.customer) {
            self.ticket(&mut view.ticket);
            view.lines.iter_mut().for_each(wordless);
            // Only tickets of one customer are merged.
            for Merged { subject, lines, .. } in &mut view.merged {
                *subject = None;
                lines.iter_mut().for_each(wordless);
            }
        }
    }

    fn interaction(&self, contact: &mut Interaction) {
        if self.has(contact.customer) {
            contact.note = None;
        }
    }

    fn history(&self, of: Option<CustomerId>, page: &mut HistoryPage) {
        let is_erased = of.is_some_and(|customer| self.has(customer));
        for (_, item) in &mut page.items {
            match item {
                HistoryItem::Interaction(one) => self.interaction(one),
                HistoryItem::Ticket(ticket) => self.ticket(ticket),
                HistoryItem::Record(RecordChange { changes, .. }) if is_erased => changes.clear(),
                HistoryItem::Record(_) | HistoryItem::Rating(_) => {}
            }
        }
    }
}

/// A ticket's line without a note, and without the subjects it had.
fn wordless(line: &mut TicketLine) {
    line.note = None;
    if line.what == "amended" {
        line.from.clear();
        line.to.clear();
    }
}
