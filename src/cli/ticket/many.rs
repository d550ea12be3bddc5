//! The same for many tickets: named one by one or found by a filter, told before it is done. Never
//! a ticket that the preview did not name, and what a filter has found never without a yes.

use serde::Serialize;

use super::super::confirm::{confirmed, somebody_is_there};
use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use super::super::table::Table;
use super::list;
use crate::domain::bulk::once;
use crate::domain::{Bulk, Refusal, TicketNo, limit};
use crate::wire::{Answer, Command, Preview, Query, QueueRow};

/// Tickets that a person is shown before they say yes: enough to see a wrong filter by, and the
/// question stays on the screen.
const FIRST: usize = 10;
/// What is typed for a yes, in both languages.
const YES: &str = "y";

/// How many tickets may be meant beside those that are named.
#[derive(Debug, Default, clap::Args)]
pub struct Many {
    #[arg(id = "where", long = "where", value_name = "FILTER", allow_hyphen_values = true)]
    filter: Option<String>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, requires = "where", conflicts_with = "dry_run")]
    yes: bool,
}

/// What would become of one of them, for scripts.
#[derive(Debug, Serialize)]
struct PreviewRow<'a> {
    ticket: TicketNo,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
}

impl Many {
    /// The one ticket that is meant, when it is one and it is to be done at once.
    pub fn only(&self, tickets: &[TicketNo]) -> Option<TicketNo> {
        match (&*once(tickets), &self.filter, self.dry_run) {
            ([one], None, false) => Some(*one),
            _ => None,
        }
    }

    /// Tells what would become of it, and does it to those that allow it.
    pub fn run(&self, named: Vec<TicketNo>, change: Bulk, context: &mut Context) -> Ended {
        let asks = self.filter.is_some() && !self.dry_run && !self.yes;
        if asks {
            somebody_is_there(context)?;
        }
        let mut desk = context.desk()?;
        let (tickets, rows) = self.meant(named, &mut desk)?;
        if tickets.is_empty() {
            return Err(Failure::said(Exit::Refused, desk.speech.say("cli-ticket-none")));
        }
        let (all, ask) = (tickets.len(), change.clone());
        let query = Query::PreviewChange { tickets, change: ask };
        let Answer::PreviewChange(preview) = desk.client.query(query)? else {
            return Err(Failure::unexpected());
        };
        tell(&preview, (all, &change), &desk, context)?;
        let end = match (preview.allowed.is_empty(), preview.refused.is_empty()) {
            (true, _) => return Ok(Exit::Refused),
            (false, false) => Exit::Partly,
            (false, true) => Exit::Done,
        };
        if self.dry_run {
            return Ok(end);
        }
        if asks && !is_wanted(&rows, &preview, &desk, context)? {
            return Err(Failure::said(Exit::Refused, context.say("cli-ticket-not")));
        }
        let (count, what) = (preview.allowed.len() as u64, desk.speech.bulk(&change));
        let command = Command::ChangeTickets { tickets: preview.allowed, change };
        let done = desk.client.run(command)?;
        let sentence = desk.speech.say_count("bulk-done", count, &[("what", &what)]);
        context.done_said(&done, &sentence)?;
        Ok(end)
    }

    /// The tickets that are named, and those that fit the filter.
    fn meant(
        &self,
        named: Vec<TicketNo>,
        desk: &mut Desk,
    ) -> Result<(Vec<TicketNo>, Vec<QueueRow>), Failure> {
        let Some(filter) = &self.filter else { return Ok((once(&named), Vec::new())) };
        let (most, mut tickets) = (limit::BULK_TICKETS, named);
        let (found, total) = list::found(filter, most, desk)?;
        if total > most as u64 {
            let count = usize::try_from(total).unwrap_or(usize::MAX);
            return Err(Refusal::TooManyTickets { count, limit: most }.into());
        }
        tickets.extend(found.iter().map(|row| row.ticket.no));
        Ok((once(&tickets), found))
    }
}

/// Shows the first of those it would be done to, and asks.
fn is_wanted(
    rows: &[QueueRow],
    preview: &Preview,
    desk: &Desk,
    context: &mut Context,
) -> Result<bool, Failure> {
    let is_allowed = |row: &&QueueRow| preview.allowed.contains(&row.ticket.no);
    let first: Vec<QueueRow> = rows.iter().filter(is_allowed).take(FIRST).cloned().collect();
    if context.out.form() == Form::People {
        context.out.table(&list::table(&first, &desk.speech, desk.now))?;
    }
    let count = preview.allowed.len() as u64;
    let asked = match count - first.len() as u64 {
        0 => desk.speech.say_count("cli-ticket-confirm", count, &[]),
        more => {
            let more = desk.speech.number(more);
            desk.speech.say_count("cli-ticket-confirm-more", count, &[("more", &more)])
        }
    };
    confirmed(&asked, YES, context)
}

/// Those that do not allow it and why, then how many do.
fn tell(
    preview: &Preview,
    (all, change): (usize, &Bulk),
    desk: &Desk,
    context: &mut Context,
) -> Result<(), Failure> {
    let speech = &desk.speech;
    let refused: Vec<(TicketNo, String)> =
        preview.refused.iter().map(|one| (one.ticket, speech.refusal(&one.refusal))).collect();
    if context.out.form() == Form::Json {
        for (ticket, why) in &refused {
            context.out.json(&PreviewRow { ticket: *ticket, refused: Some(why) })?;
        }
        for ticket in &preview.allowed {
            context.out.json(&PreviewRow { ticket: *ticket, refused: None })?;
        }
        return context.out.flush();
    }
    let heads = ["ticket", "refused"].map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0]);
    refused.into_iter().for_each(|(ticket, why)| table.row([ticket.to_string(), why]));
    if !preview.refused.is_empty() {
        context.out.table(&table)?;
    }
    context.out.line(&speech.bulk_preview(change, preview.allowed.len(), all))?;
    context.out.flush()
}
