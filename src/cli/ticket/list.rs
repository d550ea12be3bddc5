//! `sigap ticket list`: tickets by due time or as they are to be sorted, the settled ones after
//! the others. Never changes anything.

use std::collections::HashMap;

use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::given;
use super::super::output::Form;
use super::super::row::TicketRow;
use super::super::table::Table;
use crate::domain::filter::{Filter, Is, Key, Kind};
use crate::domain::{
    At, Field, Malformed, Priority, Refusal, Sort, Status, Ticket, TicketNo, Tier, TwoLetters,
};
use crate::speech::Speech;
use crate::wire::line::ANSWER_ROWS;
use crate::wire::{Answer, Query, QueueRow, QueueView, TicketFilter};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap ticket list
sigap ticket list --assignee me --priority urgent
sigap ticket list --status resolved --status closed --customer C-12 --json
sigap ticket list modem broken
sigap ticket list topic:BI due:2h tier:gold '!agent:me'
sigap ticket list --view due_today priority:urgent
sigap ticket list --sort age
sigap ticket list --all '\"charged twice\"' 'age:<30d'")]
pub struct Args {
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    #[arg(long, value_name = "NAME", conflicts_with_all = ["status", "all"])]
    view: Option<String>,
    #[arg(long, value_name = "STATUS", value_parser = given::word(Status::ALL, Status::word))]
    status: Vec<Status>,
    #[arg(long, conflicts_with = "status")]
    all: bool,
    #[arg(long, value_name = "AGENT")]
    assignee: Option<String>,
    #[arg(long, value_name = "CODE")]
    topic: Option<TwoLetters>,
    #[arg(long, value_name = "PRIORITY", value_parser = given::word(Priority::ALL, Priority::word))]
    priority: Option<Priority>,
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<String>,
    #[arg(long, value_name = "BY", default_value = "due",
        value_parser = given::word(Sort::ALL, Sort::word))]
    sort: Sort,
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = given::many())]
    limit: u64,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let mut filter = desk.filter(&args.filter)?;
    if let Some(name) = &args.view {
        filter = desk.view(name)?.and(filter);
    }
    let mut status = args.status;
    let worded = filter.words().next().is_some();
    let asks = worded && args.view.is_none() || filter.asks(Key::Status);
    if status.is_empty() && !args.all && !asks {
        // What still has to be done; settled tickets are asked for by their status, by words or by
        // --all.
        status = vec![Status::New, Status::Open, Status::Waiting, Status::OnHold];
    }
    let asked = TicketFilter {
        status,
        assignee: args.assignee.map(|agent| desk.agent(&agent)),
        topic: args.topic,
        priority: args.priority,
        customer: args.customer.map(|customer| desk.customer(&customer)).transpose()?,
        text: filter.to_string(),
    };
    let is_settled =
        |status: &Status| matches!(status, Status::Resolved | Status::Closed | Status::Merged);
    let (rows, total) = if asked.status.is_empty() || asked.status.iter().any(is_settled) {
        every(&asked, args.sort, &mut desk)?
    } else {
        queue(&asked, (args.sort, limit), &mut desk)?
    };
    if rows.is_empty() {
        desk.has_those_of(&filter)?;
        desk.has_those(asked.assignee.into_iter().collect())?;
    }
    let none = none(&filter, &desk.speech);
    show(&rows[..rows.len().min(limit)], (total, &none), &desk, context)?;
    if worded { desk.tell_unread(context) } else { Ok(Exit::Done) }
}

/// The tickets that fit a filter, at most `limit`, and how many fit: active ones, unless the filter
/// asks for others. One that says nothing means no ticket, not all of them.
pub fn found(filter: &str, limit: usize, desk: &mut Desk) -> Result<(Vec<QueueRow>, u64), Failure> {
    let filter = desk.filter(&[filter.to_owned()])?;
    if filter.terms().is_empty() {
        return Err(Refusal::from(Malformed::Empty { field: Field::Filter }).into());
    }
    let asked = TicketFilter { text: filter.to_string(), ..TicketFilter::default() };
    let (rows, total) = match filter.asks(Key::Status) {
        true => every(&asked, Sort::Due, desk)?,
        false => queue(&asked, (Sort::Due, limit), desk)?,
    };
    if rows.is_empty() {
        desk.has_those_of(&filter)?;
    }
    Ok((rows.into_iter().take(limit).collect(), total))
}

/// Active tickets come in the order of the queue.
fn queue(
    filter: &TicketFilter,
    (sort, limit): (Sort, usize),
    desk: &mut Desk,
) -> Result<(Vec<QueueRow>, u64), Failure> {
    let mut rows: Vec<QueueRow> = Vec::new();
    loop {
        let skip = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let wanted = u32::try_from(limit - rows.len()).unwrap_or(u32::MAX).min(ANSWER_ROWS);
        let (view, filter) = (QueueView::All, filter.clone());
        let query = Query::Queue { view, filter, sort, skip, limit: wanted };
        let Answer::Queue(page) = desk.client.query(query)? else {
            return Err(Failure::unexpected());
        };
        let is_last = page.rows.is_empty();
        rows.extend(page.rows);
        if is_last || rows.len() >= limit {
            return Ok((rows, page.total));
        }
    }
}

/// Settled tickets are not in the queue: all that fit are read by number and put in order.
fn every(
    filter: &TicketFilter,
    sort: Sort,
    desk: &mut Desk,
) -> Result<(Vec<QueueRow>, u64), Failure> {
    let mut rows = numbered(filter, desk)?;
    rows.sort_by_key(|row| order(&row.ticket));
    if !sort.is_due() {
        let tiers = if sort == Sort::Tier { tiers(filter, desk)? } else { HashMap::new() };
        rows.sort_by_cached_key(|QueueRow { ticket, .. }| {
            let tier = || Ok::<_, std::convert::Infallible>(tiers.get(&ticket.no).copied());
            let Ok(rank) = sort.rank(ticket.priority, ticket.opened, tier);
            (ticket.place().is_none(), rank)
        });
    }
    let total = rows.len() as u64;
    Ok((rows, total))
}

/// Whose tier it is only the desk knows, and a customer's record is not opened for a list.
fn tiers(filter: &TicketFilter, desk: &mut Desk) -> Result<HashMap<TicketNo, Tier>, Failure> {
    let mut tiers = HashMap::new();
    for tier in Tier::ALL {
        let text = format!("{} tier:{tier}", filter.text);
        let of_tier = TicketFilter { text, ..filter.clone() };
        let rows = numbered(&of_tier, desk)?;
        tiers.extend(rows.into_iter().map(|row| (row.ticket.no, *tier)));
    }
    Ok(tiers)
}

fn numbered(filter: &TicketFilter, desk: &mut Desk) -> Result<Vec<QueueRow>, Failure> {
    let mut rows: Vec<QueueRow> = Vec::new();
    loop {
        let after = rows.last().map(|row| row.ticket.no);
        let query = Query::Tickets { after, limit: ANSWER_ROWS, filter: filter.clone() };
        let Answer::Tickets(page) = desk.client.query(query)? else {
            return Err(Failure::unexpected());
        };
        if page.is_empty() {
            return Ok(rows);
        }
        rows.extend(page);
    }
}

/// What is due first comes first; what is not due any more comes last, the newest first.
fn order(ticket: &Ticket) -> (Option<std::cmp::Reverse<TicketNo>>, At, TicketNo) {
    match ticket.place() {
        Some(place) => (None, place, ticket.no),
        None => (Some(std::cmp::Reverse(ticket.no)), ticket.opened, ticket.no),
    }
}

/// What is said when no ticket fits: some conditions are not of tickets.
fn none(filter: &Filter, speech: &Speech) -> String {
    let words = speech.vocabulary(&[]);
    let of_lines = |kind: &Kind| matches!(kind, Kind::Contact | Kind::Rating | Kind::Change);
    let is_of_lines = |is: &Is| match is {
        Is::Kind(any) => any.iter().any(of_lines),
        is => is.key() == Some(Key::Channel),
    };
    let asked = filter.terms().iter().filter(|term| is_of_lines(&term.is));
    let asked: Vec<Option<Key>> = asked.map(|term| term.is.key()).collect();
    let keys = [Key::Kind, Key::Channel].into_iter().filter(|key| asked.contains(&Some(*key)));
    let keys: Vec<String> = keys.map(|key| format!("{}:", words.word_of(key))).collect();
    match keys.is_empty() {
        true => speech.say("cli-ticket-none"),
        false => speech.say_with("cli-ticket-none-of-lines", &[("keys", &keys.join(" "))]),
    }
}

fn show(
    rows: &[QueueRow],
    (total, none): (u64, &str),
    desk: &Desk,
    context: &mut Context,
) -> Ended {
    if context.out.form() == Form::Json {
        rows.iter().try_for_each(|row| context.out.json(&TicketRow::from(&row.ticket)))?;
        context.more(rows.len() as u64, total)?;
        return Ok(Exit::Done);
    }
    context.out.table(&table(rows, &desk.speech, desk.now))?;
    if rows.is_empty() {
        context.out.line(none)?;
    }
    context.more(rows.len() as u64, total)?;
    Ok(Exit::Done)
}

/// When something is due, or what is left while the clock stands still.
pub fn due(ticket: &Ticket, speech: &Speech, now: At) -> String {
    let due = ticket.due().map(|due| speech.due(due, now));
    due.or_else(|| speech.left(ticket)).unwrap_or_else(|| "-".to_owned())
}

/// Tickets as lines; a ticket that was found by its number, too.
pub fn table(rows: &[QueueRow], speech: &Speech, now: At) -> Table {
    let heads = ["ticket", "due", "status", "priority", "name", "topic", "subject", "assignee"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2, 3, 5]);
    for QueueRow { ticket, label } in rows {
        table.row([
            ticket.no.to_string(),
            due(ticket, speech, now),
            speech.word("status", ticket.status.word()),
            speech.word("priority", ticket.priority.word()),
            speech.label(ticket.customer, label),
            ticket.topic.to_string(),
            speech.subject(ticket),
            ticket.assignee.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    table
}
