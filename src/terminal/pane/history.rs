//! History: everything that happened with the customer at hand, newest first. Never another's.

use crate::domain::{
    At, Channel, Code, CodeKind, ConsentState, Customer, CustomerId, Direction, Purpose, Ticket,
    TwoLetters,
};
use crate::speech::Speech;
use crate::terminal::ask::Ask;
use crate::terminal::model::Hand;
use crate::terminal::narrow::Narrow;
use crate::terminal::questions::{FIRST_ROWS, MORE_ROWS};
use crate::terminal::rows::{Row, Rows};
use crate::terminal::widget::list::Step;
use crate::wire::line::ANSWER_ROWS;
use crate::wire::{HistoryItem, HistoryPage, Query, RecordChange};

/// What History shows.
#[derive(Debug, Clone, Default)]
pub struct HistoryPane {
    /// Positions and items.
    pub rows: Rows<Line>,
    /// Whether older ones follow.
    pub more: bool,
    /// Whether older ones are on their way.
    pub older_asked: bool,
    /// Whose rows these are; `None` before the first answer.
    pub of: Option<CustomerId>,
    /// What narrows it.
    pub narrow: Narrow,
    /// Whether nothing has a word that was looked for, and these have one like it.
    pub like: bool,
    /// How many lines pass the filter, and of how many.
    pub total: Option<(u64, u64)>,
    /// Whether the next answer is about other lines, so that the list begins anew.
    pub anew: bool,
    /// The person has just added something: the newest line is selected when it is there.
    pub newest: bool,
    /// Its question.
    pub ask: Ask,
}

/// One line of the time line with its place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its place; larger is newer.
    pub position: u64,
    /// What happened.
    pub item: HistoryItem,
}

impl Row for Line {
    type Id = u64;
    fn id(&self) -> u64 {
        self.position
    }
}

impl HistoryPane {
    /// The question for the newest lines: as many as were on show.
    pub fn query(&self, customer: CustomerId) -> Query {
        let shown = u32::try_from(self.rows.len()).unwrap_or(ANSWER_ROWS);
        let limit = shown.clamp(FIRST_ROWS, ANSWER_ROWS);
        Query::History { customer, text: self.narrow.filter.clone(), before: None, limit }
    }

    /// The question for what is older than the last line, and that line's place.
    pub fn older(&self, customer: CustomerId) -> Option<(u64, Query)> {
        let before = self.rows.all().last()?.position;
        let text = self.narrow.filter.clone();
        let ask = Query::History { customer, text, before: Some(before), limit: MORE_ROWS };
        Some((before, ask))
    }

    /// Other lines are wanted; see [`super::queue::QueuePane::narrowed`].
    pub fn narrowed(&mut self) {
        self.anew = true;
        self.ask.now();
    }

    /// Its question was asked.
    pub fn sent(&mut self, id: u64, now: At) {
        self.ask.sent(id, now);
        self.narrow.asked.clone_from(&self.narrow.filter);
    }

    /// Takes the newest lines.
    pub fn take(&mut self, customer: CustomerId, page: HistoryPage) {
        self.more = page.more;
        self.like = page.like;
        self.total = page.total.zip(page.of);
        // What is older of another filter's lines is for nobody any more.
        self.older_asked &= !self.anew;
        let lines = lines(page);
        if std::mem::take(&mut self.anew) && self.of == Some(customer) {
            self.rows.narrow(lines);
        } else if self.of == Some(customer) {
            self.rows.refresh(lines);
            if std::mem::take(&mut self.newest) {
                self.rows.step(Step::First, 1);
            }
        } else {
            self.rows.replace(lines);
        }
        self.of = Some(customer);
    }

    /// Takes older lines.
    pub fn take_older(&mut self, customer: CustomerId, before: u64, page: HistoryPage) {
        self.older_asked = false;
        let follows = self.rows.all().last().is_some_and(|line| line.position == before);
        if self.of == Some(customer) && follows && !self.anew {
            self.more = page.more;
            self.rows.extend(lines(page));
        }
    }
}

fn lines(page: HistoryPage) -> Vec<Line> {
    page.items.into_iter().map(|(position, item)| Line { position, item }).collect()
}

/// What the title says about the customer at hand: name, account, tier, stage, verified, consents.
pub fn title(hand: &Hand, now: At, speech: &Speech) -> Vec<String> {
    let Some(customer) = &hand.customer else { return vec![hand.label.clone()] };
    let profile = &customer.profile;
    let mut parts = vec![speech.who(customer)];
    if !profile.account.is_empty() && profile.account != customer.label() {
        parts.push(profile.account.clone());
    }
    parts.extend(profile.tier.map(|tier| speech.word("tier", tier.word())));
    parts.extend(profile.stage.map(|stage| speech.word("stage", stage.word())));
    parts.push(verified(customer, now, speech));
    parts.push(consents(customer, speech));
    parts.retain(|part| !part.is_empty());
    parts
}

/// Hours for which a verification holds good: a working day, so that the next call asks again.
const VERIFIED_HOURS: i64 = 12;

fn verified(customer: &Customer, now: At, speech: &Speech) -> String {
    let recent = customer
        .verified
        .last()
        .filter(|v| now.0 - v.at.0 < VERIFIED_HOURS * crate::domain::time::HOUR);
    speech.say(match recent.map(|v| v.passed) {
        Some(true) => "history-verified",
        Some(false) => "history-not-verified",
        None => "history-unverified",
    })
}

/// Whether they may be called and written to about their own concerns.
fn consents(customer: &Customer, speech: &Speech) -> String {
    let word = |channel: Channel| {
        let state = customer.consent_state(Purpose::Service, channel);
        let word = speech.word("consent", state.word());
        match state {
            ConsentState::Unknown => String::new(),
            ConsentState::Given | ConsentState::Refused => {
                format!("{} {word}", speech.word("channel", channel.word()))
            }
        }
    };
    let said = [word(Channel::Call), word(Channel::Mail)];
    said.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The cells of a line: when, which way, topic, what, how it stands.
pub fn cells(line: &Line, codes: &[Code], now: At, speech: &Speech) -> Vec<String> {
    let when = |at: At| speech.moment(at, now);
    match &line.item {
        HistoryItem::Interaction(contact) => {
            let ended = match (contact.ticket, contact.outcome) {
                (Some(ticket), _) => ticket.to_string(),
                (None, Some(outcome)) => named(CodeKind::Outcome, outcome, codes, speech),
                (None, None) => "-".to_owned(),
            };
            let topic = topic(contact.topic, codes, speech);
            let note = first_line(contact.note.as_deref(), speech);
            vec![
                when(contact.at),
                way(contact.channel, contact.direction, speech),
                topic,
                note,
                ended,
            ]
        }
        HistoryItem::Ticket(ticket) => ticket_cells(ticket, codes, &when, speech),
        HistoryItem::Rating(rating) => {
            let scores = rating.scores.map(|score| match score {
                Some(score) => score.get().to_string(),
                None => "-".to_owned(),
            });
            let rater = speech.word("rater", rating.rater.word());
            let what = speech.say_with("history-rated", &[("scores", &scores.join(" "))]);
            vec![when(rating.at), speech.say("history-rating"), rater, what, rating.id.to_string()]
        }
        HistoryItem::Record(change) => record_cells(change, &when, speech),
    }
}

fn ticket_cells(
    ticket: &Ticket,
    codes: &[Code],
    when: &impl Fn(At) -> String,
    speech: &Speech,
) -> Vec<String> {
    let status = speech.word("status", ticket.status.word());
    let subject = first_line(ticket.subject.as_deref(), speech);
    let what = format!("{} {subject}", ticket.no);
    let topic = topic(ticket.topic, codes, speech);
    let matter = speech.word("matter", ticket.handling.kind.word());
    vec![when(ticket.opened), matter, topic, what, status]
}

fn record_cells(
    change: &RecordChange,
    when: &impl Fn(At) -> String,
    speech: &Speech,
) -> Vec<String> {
    let fields = change.changes.iter().map(|change| speech.field(change.field));
    let mut named: Vec<String> = Vec::new();
    for field in fields {
        if !named.contains(&field) {
            named.push(field);
        }
    }
    let mut text = record_words(change, speech);
    if !named.is_empty() {
        text += ": ";
        text += &named.join(", ");
    }
    vec![when(change.at), speech.say("history-record"), "-".to_owned(), text, change.by.clone()]
}

/// What was done to the record and, where the desk says it, how: `identity checked: birth date`.
pub fn record_words(change: &RecordChange, speech: &Speech) -> String {
    let words: Vec<&str> = change.detail.split(' ').collect();
    let said = match (change.what.as_str(), &words[..]) {
        ("consent_set", [purpose, channel, state]) => {
            let [purpose, channel, state] =
                [("purpose", purpose), ("channel", channel), ("consent", state)]
                    .map(|(group, word)| speech.word(group, word));
            format!("{purpose} {channel}: {state}")
        }
        ("customer_verified", [proof, passed]) => {
            let proof = speech.word("proof", proof);
            if *passed == "passed" {
                proof
            } else {
                format!("{proof}, {}", speech.say("history-not-verified"))
            }
        }
        ("call_back_set", [state]) => speech.word("callback", state),
        (
            "call_back_promised"
            | "answers_given"
            | "score_given"
            | "survey_asked"
            | "customer_left"
            | "customer_left_undone"
            | "customer_back",
            _,
        ) => speech.detail(&change.what, &change.detail),
        (_, _) => change.detail.clone(),
    };
    let fact = speech.fact(&change.what);
    if said.is_empty() { fact } else { format!("{fact}: {said}") }
}

/// `call in`, in the reader's words.
pub fn way(channel: Channel, direction: Direction, speech: &Speech) -> String {
    let (channel, direction) =
        (speech.word("channel", channel.word()), speech.word("direction", direction.word()));
    format!("{channel} {direction}")
}

/// `BI billing`.
pub fn topic(code: TwoLetters, codes: &[Code], speech: &Speech) -> String {
    format!("{code} {}", speech.code(CodeKind::Topic, code, codes)).trim_end().to_owned()
}

fn named(kind: CodeKind, code: TwoLetters, codes: &[Code], speech: &Speech) -> String {
    let word = speech.code(kind, code, codes);
    if word.is_empty() { code.to_string() } else { word }
}

/// The first line of a note, or that it was erased.
pub fn first_line(text: Option<&str>, speech: &Speech) -> String {
    match text {
        None => speech.say("history-erased"),
        Some(text) => {
            text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("-").into()
        }
    }
}
