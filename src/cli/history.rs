//! `sigap history`: a customer's time line, newest first. Never changes anything.

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::row::HistoryRow;
use super::table::Table;
use crate::domain::{Code, CodeKind, Interaction, Rating, Refusal, Ticket, TwoLetters};
use crate::speech::Speech;
use crate::wire::{Answer, HistoryItem, Query, RecordChange};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap history C-12
sigap history 'nur halimah' invoice --limit 5
sigap history C-12 kind:contact channel:call 'age:<30d'
sigap history C-12 --limit 100000 --json")]
pub struct Args {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = given::many())]
    limit: u64,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let customer = desk.customer(&args.customer)?;
    let Answer::Customer(found) = desk.client.query(Query::Customer { customer })? else {
        return Err(Failure::unexpected());
    };
    if found.is_none() {
        return Err(Refusal::NoCustomer { customer }.into());
    }
    let filter = desk.filter(&args.filter)?;
    let text = filter.to_string();
    let codes = desk.codes()?;
    let mut table = empty(&desk.speech);
    let (mut before, mut shown, mut more, mut like) = (None, 0, true, false);
    let mut of = None;
    while more && shown < args.limit {
        let ask = |limit| Query::History { customer, text: text.clone(), before, limit };
        let Answer::History(page) = desk.page(args.limit - shown, ask)? else {
            return Err(Failure::unexpected());
        };
        for (_, item) in &page.items {
            match context.out.form() {
                Form::Json => context.out.json(&HistoryRow::from(item))?,
                Form::People => table.row(cells(item, &desk, &codes)),
            }
        }
        shown += page.items.len() as u64;
        like |= page.like;
        of = page.of;
        before = page.items.last().map(|(position, _)| *position);
        more = page.more && before.is_some();
    }
    if shown == 0 {
        desk.has_those_of(&filter)?;
    }
    if context.out.form() == Form::People {
        context.out.table(&table)?;
        let of = desk.speech.number(of.unwrap_or_default());
        let end = match (shown, more) {
            (0, _) if !text.is_empty() => Some("cli-history-none-fits"),
            (0, _) => Some("cli-history-none"),
            (_, true) => Some("cli-history-more"),
            (_, false) => None,
        };
        let like = like.then_some("cli-like");
        for key in like.into_iter().chain(end) {
            let sentence = desk.speech.say_with(key, &[("of", &of)]);
            context.out.line(&sentence)?;
        }
    }
    Ok(Exit::Done)
}

/// A table for a time line.
pub fn empty(speech: &Speech) -> Table {
    let heads = ["when", "what", "topic", "note", "now"];
    Table::new(heads.map(|head| speech.say(&format!("cli-col-{head}"))), &[0])
}

/// An item's row in it.
pub fn cells(item: &HistoryItem, desk: &Desk, codes: &[Code]) -> [String; 5] {
    let speech = &desk.speech;
    let (at, [what, topic, note, now]) = match item {
        HistoryItem::Interaction(contact) => (contact.at, contact_cells(contact, speech, codes)),
        HistoryItem::Ticket(ticket) => (ticket.opened, ticket_cells(ticket, speech, codes)),
        HistoryItem::Rating(rating) => (rating.at, rating_cells(rating, speech)),
        HistoryItem::Record(change) => (change.at, record_cells(change, speech)),
    };
    [speech.moment(at, desk.now), what, topic, note, now]
}

fn with_word(code: TwoLetters, kind: CodeKind, speech: &Speech, codes: &[Code]) -> String {
    format!("{code} {}", speech.code(kind, code, codes)).trim_end().to_owned()
}

fn contact_cells(contact: &Interaction, speech: &Speech, codes: &[Code]) -> [String; 4] {
    let channel = speech.word("channel", contact.channel.word());
    let direction = speech.word("direction", contact.direction.word());
    let outcome = contact.outcome.map(|code| with_word(code, CodeKind::Outcome, speech, codes));
    let now = contact.ticket.map(|no| no.to_string()).or(outcome);
    [
        format!("{} {channel} {direction}", contact.id),
        with_word(contact.topic, CodeKind::Topic, speech, codes),
        contact.note.clone().unwrap_or_else(|| speech.say("cli-erased")),
        now.unwrap_or_else(|| "-".to_owned()),
    ]
}

fn ticket_cells(ticket: &Ticket, speech: &Speech, codes: &[Code]) -> [String; 4] {
    let matter = speech.word("matter", ticket.handling.kind.word());
    [
        [ticket.no.to_string(), matter, speech.word("priority", ticket.priority.word())].join(" "),
        with_word(ticket.topic, CodeKind::Topic, speech, codes),
        ticket.subject.clone().unwrap_or_else(|| speech.say("cli-erased")),
        speech.word("status", ticket.status.word()),
    ]
}

fn rating_cells(rating: &Rating, speech: &Speech) -> [String; 4] {
    let score = |score: &Option<crate::domain::Score>| match score {
        Some(score) => score.get().to_string(),
        None => "-".to_owned(),
    };
    let scores: Vec<String> = rating.scores.iter().map(score).collect();
    let values = [("scores", &*scores.join(" ")), ("scale", &*rating.scale.byte().to_string())];
    [
        rating.id.to_string(),
        "-".to_owned(),
        speech.say_with("cli-rated", &values),
        speech.word("rater", rating.rater.word()),
    ]
}

fn record_cells(record: &RecordChange, speech: &Speech) -> [String; 4] {
    let detail = speech.detail(&record.what, &record.detail);
    let detail = std::iter::once(detail).filter(|detail| !detail.is_empty());
    let changes = record.changes.iter().map(|change| speech.change(change));
    let note = detail.chain(changes).collect::<Vec<_>>().join(", ");
    [speech.fact(&record.what), "-".to_owned(), note, record.by.clone()]
}
