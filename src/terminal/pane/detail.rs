//! The lines of one opened thing, wrapped to the width it has. Never a value that was erased.

use super::history::{first_line, record_words, topic, way};
use super::queue::{self, Seen};
use crate::domain::split::numbered;
use crate::domain::{
    Change, CodeKind, Customer, Dimension, Interaction, Matter, Rating, Status, Subject, Ticket,
    TicketLine,
};
use crate::speech::Speech;
use crate::terminal::detail::{Detail, Showing};
use crate::terminal::model::Model;
use crate::terminal::paint;
use crate::terminal::widget::columns::wrap;
use crate::wire::{HistoryItem, Record, RecordChange, TicketView};

/// Every line of what is opened.
pub fn lines(model: &Model, detail: &Detail, width: usize) -> Vec<String> {
    let seen = model.seen();
    match detail.of {
        Showing::Ticket(no) => match &detail.ticket {
            Some(view) => ticket(view, &seen, width),
            None => vec![format!("{no} ...")],
        },
        Showing::Card(_) => match detail.card.as_deref().or(model.hand_record(detail.of)) {
            Some(customer) => card(customer, &seen, width),
            None => vec!["...".to_owned()],
        },
        Showing::Line(position) => {
            let line = model.history.rows.all().iter().find(|line| line.position == position);
            match line.map(|line| &line.item) {
                Some(HistoryItem::Interaction(contact)) => interaction(contact, &seen, width),
                Some(HistoryItem::Rating(given)) => rating(given, &seen, width),
                Some(HistoryItem::Record(change)) => record(change, &seen, width),
                Some(HistoryItem::Ticket(opened)) => head(opened, "", &seen, width),
                None => Vec::new(),
            }
        }
    }
}

/// The title of what is opened.
pub fn title(model: &Model, detail: &Detail) -> String {
    match detail.of {
        Showing::Ticket(no) => no.to_string(),
        Showing::Card(customer) => customer.to_string(),
        Showing::Line(position) => {
            let line = model.history.rows.all().iter().find(|line| line.position == position);
            match line.map(|line| &line.item) {
                Some(HistoryItem::Interaction(contact)) => contact.id.to_string(),
                Some(HistoryItem::Rating(rating)) => rating.id.to_string(),
                Some(HistoryItem::Ticket(ticket)) => ticket.no.to_string(),
                Some(HistoryItem::Record(_)) | None => model.speech.say("history-record"),
            }
        }
    }
}

/// The record that is opened; a line of the history is none.
pub const fn company_of(detail: &Detail) -> Option<Record> {
    match detail.of {
        Showing::Ticket(no) => Some(Record::Ticket(no)),
        Showing::Card(customer) => Some(Record::Customer(customer)),
        Showing::Line(_) => None,
    }
}

/// Parts side by side; one that is wider than a line goes on below, nothing of it is cut.
fn flow(parts: &[String], width: usize) -> Vec<String> {
    let parts: Vec<String> = parts.iter().flat_map(|part| wrap(part, width)).collect();
    paint::flow(&parts, width)
}

/// `label: value`, or nothing without a value.
fn pair(label: &str, value: &str) -> Option<String> {
    (!value.is_empty()).then(|| format!("{label}: {value}"))
}

fn ticket(view: &TicketView, seen: &Seen<'_>, width: usize) -> Vec<String> {
    let label = seen.speech.label(view.ticket.customer, &view.label);
    let mut lines = head(&view.ticket, &label, seen, width);
    let followers = view.followers.join(", ");
    if !followers.is_empty() {
        let said = seen.speech.say_with("detail-followers", &[("who", &followers)]);
        lines.extend(wrap(&said, width));
    }
    lines.push(String::new());
    let numbered: Vec<_> = numbered(&view.lines).collect();
    for (number, line) in numbered.into_iter().rev() {
        lines.extend(ticket_line((number, line), seen, width));
    }
    for merged in &view.merged {
        let subject = first_line(merged.subject.as_deref(), seen.speech);
        let values = [("ticket", &*merged.ticket.to_string()), ("subject", &*subject)];
        lines.push(String::new());
        lines.extend(wrap(&seen.speech.say_with("ticket-merged-here", &values), width));
        for line in merged.lines.iter().rev() {
            lines.extend(ticket_line((None, line), seen, width));
        }
    }
    lines
}

fn head(ticket: &Ticket, label: &str, seen: &Seen<'_>, width: usize) -> Vec<String> {
    let speech = seen.speech;
    let word = |group: &str, word: &str| speech.word(group, word);
    let kind = ticket.handling.kind;
    let mut lines = wrap(&first_line(ticket.subject.as_deref(), speech), width);
    let due = ticket.due().map(|due| {
        let key =
            if ticket.answered.is_none() { "detail-answer-due" } else { "detail-resolve-due" };
        speech.say_with(key, &[("time", &speech.moment(due, seen.now))])
    });
    let stands = speech.left(ticket).map(|left| {
        let key =
            if ticket.answer_is_next() { "detail-answer-left" } else { "detail-resolve-left" };
        speech.say_with(key, &[("left", &left)])
    });
    let links = ticket
        .links
        .iter()
        .map(|link| format!("{} {}", word("link", link.kind.word()), link.other));
    let parts: Vec<String> = [
        Some(label.to_owned()).filter(|label| !label.is_empty()),
        Some(topic(ticket.topic, seen.codes, speech)),
        Some(word("status", ticket.status.word())),
        Some(kind)
            .filter(|kind| *kind != Matter::Complaint)
            .map(|kind| word("matter", kind.word())),
        ticket.escalated.then(|| speech.say("detail-escalated")),
        pair(&speech.say("detail-priority"), &word("priority", ticket.priority.word())),
        pair(&speech.say("detail-severity"), &word("severity", ticket.severity.word())),
        pair(&speech.say("detail-assignee"), &queue::holder(ticket, seen)),
        due.or(stands),
        pair(&speech.say("detail-opened"), &opened(ticket, seen)),
        (ticket.reopened > 0)
            .then(|| speech.say_count("detail-reopened", u64::from(ticket.reopened), &[])),
        ticket.interaction.map(|id| id.to_string()),
    ]
    .into_iter()
    .flatten()
    .chain(links)
    .collect();
    lines.extend(flow(&parts, width));
    lines.extend(flow(&speech.way(ticket, seen.now), width));
    lines
}

fn opened(ticket: &Ticket, seen: &Seen<'_>) -> String {
    format!("{} {}", seen.speech.moment(ticket.opened, seen.now), ticket.opened_by)
}

/// What was done; words with the number by which they are copied.
fn ticket_line(
    (number, line): (Option<usize>, &TicketLine),
    seen: &Seen<'_>,
    width: usize,
) -> Vec<String> {
    let speech = seen.speech;
    let mut text = format!(
        "{}  {}  {}",
        speech.moment(line.at, seen.now),
        line.by,
        speech.say(&format!("line-{}", line.what.replace('_', "-")))
    );
    let to = value(&line.what, &line.to, speech);
    if !to.is_empty() {
        text += " ";
        text += &to;
    }
    let mut lines = wrap(&text, width);
    match &line.note {
        Some(note) if !note.is_empty() => {
            let note = number.map_or(note.clone(), |number| format!("#{number} {note}"));
            lines
                .extend(wrap(&note, width.saturating_sub(2)).into_iter().map(|l| format!("  {l}")));
        }
        Some(_) => {}
        None => lines.push(format!("  {}", speech.say("history-erased"))),
    }
    lines
}

/// A value of a ticket's time line in the reader's words.
fn value(what: &str, value: &str, speech: &Speech) -> String {
    let worded = match what {
        "status" => value.parse::<Status>().map(|status| speech.word("status", status.word())).ok(),
        "priority" => value
            .parse::<crate::domain::Priority>()
            .map(|priority| speech.word("priority", priority.word()))
            .ok(),
        "kind" => Some(speech.word("matter", value)),
        "cause" if value.is_empty() => Some(speech.say("line-no-cause")),
        "cause" => Some(speech.word("gap", value)),
        "agreed" if value.is_empty() => Some(speech.word("agreed", "not_asked")),
        "agreed" => Some(speech.word("agreed", value)),
        "assigned" if value.is_empty() => Some(speech.say("detail-nobody")),
        _ => None,
    };
    worded.unwrap_or_else(|| value.to_owned())
}

fn interaction(contact: &Interaction, seen: &Seen<'_>, width: usize) -> Vec<String> {
    let speech = seen.speech;
    let outcome = contact
        .outcome
        .map(|code| speech.code(CodeKind::Outcome, code, seen.codes))
        .unwrap_or_default();
    let parts: Vec<String> = [
        Some(speech.full(contact.at)),
        Some(way(contact.channel, contact.direction, speech)),
        Some(topic(contact.topic, seen.codes, speech)),
        pair(&speech.say("detail-outcome"), &outcome),
        pair(&speech.say("detail-by"), &contact.by),
        contact.ticket.map(|ticket| ticket.to_string()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut lines = flow(&parts, width);
    lines.push(String::new());
    match contact.note.as_deref() {
        None => lines.push(speech.say("history-erased")),
        Some("") => lines.push("-".to_owned()),
        Some(note) => lines.extend(wrap(note, width)),
    }
    lines
}

fn rating(rating: &Rating, seen: &Seen<'_>, width: usize) -> Vec<String> {
    let speech = seen.speech;
    let subject = match rating.subject {
        Subject::Interaction(id) => id.to_string(),
        Subject::Ticket(no) => no.to_string(),
        Subject::Service => speech.say("detail-service"),
    };
    let parts = [
        speech.full(rating.at),
        format!("{}: {}", speech.say("detail-rated-by"), speech.word("rater", rating.rater.word())),
        format!("{}: {}", speech.say("detail-scale"), speech.word("scale", rating.scale.word())),
        format!("{}: {subject}", speech.say("detail-about")),
        format!("{}: {}", speech.say("detail-by"), rating.by),
    ];
    let mut lines = flow(&parts, width);
    lines.push(String::new());
    for (dimension, score) in Dimension::ALL.iter().zip(rating.scores) {
        let score = score.map_or("-".to_owned(), |score| score.get().to_string());
        lines.push(format!("{score}  {}", speech.word("dimension", dimension.word())));
    }
    lines
}

fn record(change: &RecordChange, seen: &Seen<'_>, width: usize) -> Vec<String> {
    let speech = seen.speech;
    let parts = [
        speech.full(change.at),
        record_words(change, speech),
        format!("{}: {}", speech.say("detail-by"), change.by),
    ];
    let mut lines = flow(&parts, width);
    if !change.changes.is_empty() {
        lines.push(String::new());
    }
    for one in &change.changes {
        lines.extend(wrap(&changed(one, speech), width));
    }
    lines
}

fn changed(change: &Change, speech: &Speech) -> String {
    let field = speech.field(change.field);
    let key = if change.key.is_empty() { String::new() } else { format!(" ({})", change.key) };
    let or_dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    if change.from.is_empty() {
        return format!("{field}{key}: {}", change.to);
    }
    format!("{field}{key}: {} -> {}", or_dash(&change.from), or_dash(&change.to))
}

/// Everything that is known about a customer.
fn card(customer: &Customer, seen: &Seen<'_>, width: usize) -> Vec<String> {
    let (profile, speech) = (&customer.profile, seen.speech);
    let labelled = |label: &str, value: &str| match label {
        "" => value.to_owned(),
        label => format!("{value} ({label})"),
    };
    let phones = profile.phones.iter().map(|phone| {
        let line = match phone.line {
            crate::domain::Line::Own => String::new(),
            line => format!(" {}", speech.word("line", line.word())),
        };
        labelled(&phone.label, &phone.number) + &line
    });
    let emails = profile.emails.iter().map(|email| labelled(&email.label, &email.address));
    let place = [&profile.address, &profile.postcode, &profile.city, &profile.country];
    let place: Vec<&str> =
        place.into_iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
    let word =
        |group: &str, word: Option<&str>| word.map(|w| speech.word(group, w)).unwrap_or_default();
    let mut lines = wrap(&speech.who(customer), width);
    lines.extend(phones.chain(emails).flat_map(|text| wrap(&text, width)));
    let field = |name: &str| speech.say(&format!("field-{name}"));
    let short = [
        ("account", profile.account.clone()),
        ("tier", word("tier", profile.tier.map(|tier| tier.word()))),
        ("stage", word("stage", profile.stage.map(|stage| stage.word()))),
        ("address", place.join(", ")),
        ("birth-date", profile.birth_date.map(|date| date.to_string()).unwrap_or_default()),
        ("language", profile.language.clone()),
        ("channel", word("channel", profile.channel.map(|channel| channel.word()))),
        ("tags", profile.tags.join(", ")),
        ("needs", profile.needs.clone()),
        ("expectations", profile.expectations.clone()),
        ("preferences", profile.preferences.clone()),
        ("note", profile.note.clone()),
    ];
    for (name, value) in short {
        lines.extend(pair(&field(name), &value).into_iter().flat_map(|text| wrap(&text, width)));
    }
    lines.extend(card_more(customer, seen).into_iter().flat_map(|text| wrap(&text, width)));
    lines
}

fn card_more(customer: &Customer, seen: &Seen<'_>) -> Vec<String> {
    let (profile, speech) = (&customer.profile, seen.speech);
    let mut more = Vec::new();
    for id in &profile.external {
        more.push(format!("{}: {}", id.system, id.id));
    }
    for consent in &customer.consents {
        let (purpose, channel) = (consent.purpose.word(), consent.channel.word());
        let state = speech.word("consent", consent.state.word());
        let what =
            format!("{} {}", speech.word("purpose", purpose), speech.word("channel", channel));
        more.push(format!("{what}: {state}, {}", speech.day(consent.at)));
    }
    for check in customer.verified.iter().rev().take(3) {
        let key = if check.passed { "detail-verified" } else { "detail-not-verified" };
        let proof = speech.word("proof", check.proof.word());
        let time = speech.moment(check.at, seen.now);
        more.push(speech.say_with(key, &[("proof", &proof), ("time", &time), ("by", &check.by)]));
    }
    for promise in
        customer.callbacks.iter().filter(|c| c.state == crate::domain::CallBackState::Open)
    {
        let time = speech.moment(promise.due, seen.now);
        let note = promise.note.clone().unwrap_or_default();
        more.push(speech.say_with("detail-call-back", &[("time", &time), ("note", &note)]));
    }
    more.extend(speech.worth(&customer.worth));
    if let Some(left) = &customer.left {
        let said = speech.departure(left, seen.codes);
        more.push(speech.say_with("detail-left", &[("said", &said)]));
    }
    for attribute in &profile.attributes {
        more.push(format!("{}: {}", attribute.name, attribute.value));
    }
    let since = speech.full(customer.since);
    more.push(
        speech
            .say_with("detail-since", &[("time", &since), ("customer", &customer.id.to_string())]),
    );
    more
}
