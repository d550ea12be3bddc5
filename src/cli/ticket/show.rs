//! `sigap ticket show`: one ticket and what happened to it. Never changes anything.

use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use super::super::row::TicketSheet;
use super::super::table::Table;
use crate::domain::split::numbered;
use crate::domain::{CodeKind, Matter, Refusal, Status, Ticket, TicketLine, TicketNo};
use crate::wire::{Answer, Company, Crowd, Query, TicketView};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap ticket show T-1042\nsigap ticket show 1042 --json")]
pub struct Args {
    #[arg(value_name = "T-n")]
    ticket: TicketNo,
}

pub fn run(Args { ticket }: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let Answer::Ticket(found) = desk.client.query(Query::Ticket { ticket })? else {
        return Err(Failure::unexpected());
    };
    let view = found.ok_or(Refusal::NoTicket { ticket })?;
    match context.out.form() {
        Form::Json => context.out.json(&TicketSheet::from(&*view))?,
        Form::People => {
            let sheet = sheet(&view, &mut desk)?;
            context.out.table(&sheet)?;
            context.out.line("")?;
            let lines = time_line(numbered(&view.lines), &desk);
            context.out.table(&lines)?;
            for merged in &view.merged {
                let subject = merged.subject.clone();
                let subject = subject.unwrap_or_else(|| desk.speech.say("cli-erased"));
                let values = [("ticket", &*merged.ticket.to_string()), ("subject", &*subject)];
                context.out.line("")?;
                context.out.line(&desk.speech.say_with("ticket-merged-here", &values))?;
                let lines = merged.lines.iter().map(|line| (None, line));
                context.out.table(&time_line(lines, &desk))?;
            }
        }
    }
    Ok(Exit::Done)
}

/// The ticket as two columns.
///
/// # Errors
/// [`Failure`].
pub fn sheet(view: &TicketView, desk: &mut Desk) -> Result<Table, Failure> {
    let codes = desk.codes()?;
    let speech = &desk.speech;
    let ticket = &view.ticket;
    let word = |group: &str, word: &str| speech.word(group, word);
    let mut table = Table::sheet();
    let subject = speech.subject(ticket);
    table.row([ticket.no.to_string(), subject]);
    let topic = speech.code(CodeKind::Topic, ticket.topic, &codes);
    let mut rows = vec![
        (
            "customer",
            format!("{}  {}", ticket.customer, speech.label(ticket.customer, &view.label)),
        ),
        ("status", word("status", ticket.status.word())),
        ("priority", word("priority", ticket.priority.word())),
        ("severity", word("severity", ticket.severity.word())),
        ("topic", format!("{} {topic}", ticket.topic)),
        ("assignee", ticket.assignee.clone().unwrap_or_else(|| "-".to_owned())),
        ("opened", format!("{} ({})", speech.full(ticket.opened), ticket.opened_by)),
    ];
    rows.extend(times(ticket, desk));
    rows.extend(way(ticket, desk));
    if !ticket.links.is_empty() {
        let link = |link: &crate::domain::Link| {
            format!("{} {}", speech.word("link", link.kind.word()), link.other)
        };
        rows.push(("links", ticket.links.iter().map(link).collect::<Vec<_>>().join(", ")));
    }
    rows.extend(view.company.as_ref().map(|company| ("company", beside(company, desk))));
    if !view.followers.is_empty() {
        rows.push(("followers", view.followers.join(", ")));
    }
    for (name, value) in rows {
        table.row([speech.say(&format!("cli-col-{name}")), value]);
    }
    Ok(table)
}

fn times(ticket: &Ticket, desk: &Desk) -> Vec<(&'static str, String)> {
    let full = |at| desk.speech.full(at);
    let mut rows = Vec::new();
    let stands = desk.speech.left(ticket);
    match ticket.answered {
        Some(at) => rows.push(("answered", full(at))),
        None if ticket.is_active() && stands.is_some() && ticket.answer_is_next() => {}
        None if ticket.is_active() => rows.push(("answer-due", full(ticket.answer_due))),
        None => {}
    }
    if let Some(left) = stands {
        let key = if ticket.answer_is_next() { "answer-due" } else { "resolve-due" };
        rows.push((key, desk.speech.say_with("queue-waits", &[("left", &left)])));
    } else if ticket.is_active() {
        rows.push(("resolve-due", full(ticket.resolve_due)));
    }
    rows.extend(ticket.resolved.map(|at| ("resolved", full(at))));
    rows.extend(ticket.closed.map(|at| ("closed", full(at))));
    if ticket.reopened > 0 {
        rows.push(("reopened", ticket.reopened.to_string()));
    }
    rows
}

/// Who else has it open, and who of them types something about it.
fn beside(company: &Company, desk: &Desk) -> String {
    let told = [("writing", &company.writing), ("looking", &company.looking)];
    let said = |(doing, crowd): (&str, &Crowd)| {
        let count = u64::from(crowd.count);
        match crowd.names.join(", ") {
            none if none.is_empty() => {
                desk.speech.say_count(&format!("company-{doing}-count"), count, &[])
            }
            names => {
                desk.speech.say_count(&format!("company-{doing}"), count, &[("names", &names)])
            }
        }
    };
    let some = told.into_iter().filter(|(_, crowd)| crowd.count > 0);
    some.map(said).collect::<Vec<_>>().join(", ")
}

/// What a complaint's way has beside the times, and what it still owes.
fn way(ticket: &Ticket, desk: &Desk) -> Vec<(&'static str, String)> {
    let speech = &desk.speech;
    let kind = ticket.handling.kind;
    let mut rows = Vec::new();
    rows.extend((kind != Matter::Complaint).then(|| ("kind", speech.word("matter", kind.word()))));
    rows.extend(ticket.handling.acknowledged.map(|at| ("acknowledged", speech.full(at))));
    rows.extend(ticket.handling.cause.as_ref().map(|cause| ("cause", speech.gap(cause))));
    let activity = ticket.handling.activity.map(|one| speech.word("activity", one.word()));
    rows.extend(activity.map(|activity| ("activity", activity)));
    if ticket.status == Status::Closed {
        rows.push(("agreed", speech.agreement(ticket.agreement())));
    }
    rows.extend(speech.owed(ticket).map(|owed| ("owed", owed)));
    rows
}

/// What happened to it; words with the number by which they are copied, where they have one.
pub fn time_line<'a>(
    lines: impl Iterator<Item = (Option<usize>, &'a TicketLine)>,
    desk: &Desk,
) -> Table {
    let speech = &desk.speech;
    let heads = ["when", "agent", "what", "note"];
    let mut table = Table::new(heads.map(|head| speech.say(&format!("cli-col-{head}"))), &[0, 1]);
    for (number, line) in lines {
        let note = line.note.clone().unwrap_or_else(|| speech.say("cli-erased"));
        let note = number.map_or(note.clone(), |number| format!("#{number} {note}"));
        table.row([
            speech.moment(line.at, desk.now),
            line.by.clone(),
            speech.ticket_line(line),
            note,
        ]);
    }
    table
}
