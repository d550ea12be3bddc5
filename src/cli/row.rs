//! What scripts get: one JSON object per record, snake_case, times in RFC 3339. Never a field
//! that changes its meaning: scripts rely on it.

use serde::Serialize;

use crate::domain::leaving::written;
use crate::domain::{
    Activity, Agreement, At, Attribute, CallBackId, CallBackState, Change, Channel, Consent,
    ConsentHow, ConsentState, Customer, CustomerId, Date, Dimension, Direction, Email, ExternalId,
    Gap, Interaction, InteractionId, Left, Link, Matter, Phone, Priority, Proof, Purpose, Rater,
    Rating, RatingId, Score, Severity, Stage, Status, Subject, Ticket, TicketLine, TicketNo, Tier,
    TwoLetters, Verification,
};
use crate::wire::{CallBackRow, Company, HistoryItem, Merged, RecordChange, TicketView};

/// A time as scripts read it: `2026-11-21T09:00:00Z`.
pub fn rfc3339(at: At) -> String {
    jiff::Timestamp::from_millisecond(at.shown().0)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_string()
}

/// A customer with everything that is known. Every key is always there, but for the open tickets
/// of an export, which does not ask for them.
#[derive(Debug, Serialize)]
pub struct CustomerRow<'a> {
    customer_id: CustomerId,
    name: &'a str,
    phones: Vec<&'a str>,
    emails: Vec<&'a str>,
    account: &'a str,
    tier: Option<Tier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    open_tickets: Option<u64>,
    phone_details: &'a [Phone],
    email_details: &'a [Email],
    external_ids: &'a [ExternalId],
    address: &'a str,
    city: &'a str,
    postcode: &'a str,
    country: &'a str,
    birth_date: Option<Date>,
    language: &'a str,
    channel: Option<Channel>,
    tags: &'a [String],
    stage: Option<Stage>,
    needs: &'a str,
    expectations: &'a str,
    preferences: &'a str,
    note: &'a str,
    attributes: &'a [Attribute],
    consents: Vec<ConsentRow>,
    verified: Vec<VerifiedRow<'a>>,
    callbacks: Vec<CallBackJson<'a>>,
    customer_since: Option<String>,
    monthly: Option<String>,
    paid: Option<String>,
    left: Option<LeftRow>,
    since: String,
    changed_at: String,
    erased_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct ConsentRow {
    purpose: Purpose,
    channel: Channel,
    answer: ConsentState,
    how: ConsentHow,
    at: String,
}

/// That a customer left, and came back.
#[derive(Debug, Serialize)]
struct LeftRow {
    at: String,
    reason: Option<TwoLetters>,
    monthly: Option<String>,
    back_at: Option<String>,
}

impl From<Left> for LeftRow {
    fn from(left: Left) -> LeftRow {
        let Left { at, reason, monthly, back } = left;
        let (monthly, back_at) = (monthly.map(written), back.map(rfc3339));
        LeftRow { at: rfc3339(at), reason, monthly, back_at }
    }
}

#[derive(Debug, Serialize)]
struct VerifiedRow<'a> {
    proof: Proof,
    passed: bool,
    at: String,
    by: &'a str,
}

impl<'a> CustomerRow<'a> {
    /// A customer's record, and how many active tickets they have.
    pub fn new(customer: &'a Customer, open_tickets: Option<u64>) -> CustomerRow<'a> {
        let profile = &customer.profile;
        CustomerRow {
            customer_id: customer.id,
            name: &profile.name,
            phones: profile.phones.iter().map(|phone| phone.number.as_str()).collect(),
            emails: profile.emails.iter().map(|email| email.address.as_str()).collect(),
            account: &profile.account,
            tier: profile.tier,
            open_tickets,
            phone_details: &profile.phones,
            email_details: &profile.emails,
            external_ids: &profile.external,
            address: &profile.address,
            city: &profile.city,
            postcode: &profile.postcode,
            country: &profile.country,
            birth_date: profile.birth_date,
            language: &profile.language,
            channel: profile.channel,
            tags: &profile.tags,
            stage: profile.stage,
            needs: &profile.needs,
            expectations: &profile.expectations,
            preferences: &profile.preferences,
            note: &profile.note,
            attributes: &profile.attributes,
            consents: customer.consents.iter().map(consent).collect(),
            verified: customer.verified.iter().map(verified).collect(),
            callbacks: customer.callbacks.iter().map(CallBackJson::of).collect(),
            customer_since: customer.worth.since.map(rfc3339),
            monthly: customer.worth.monthly.map(written),
            paid: customer.worth.paid.map(written),
            left: customer.left.map(LeftRow::from),
            since: rfc3339(customer.since),
            changed_at: rfc3339(customer.changed),
            erased_at: customer.erased.map(rfc3339),
        }
    }
}

fn consent(consent: &Consent) -> ConsentRow {
    ConsentRow {
        purpose: consent.purpose,
        channel: consent.channel,
        answer: consent.state,
        how: consent.how,
        at: rfc3339(consent.at),
    }
}

fn verified(check: &Verification) -> VerifiedRow<'_> {
    let at = rfc3339(check.at);
    VerifiedRow { proof: check.proof, passed: check.passed, at, by: &check.by }
}

/// A promised call.
#[derive(Debug, Serialize)]
pub struct CallBackJson<'a> {
    callback: CallBackId,
    customer_id: CustomerId,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<&'a str>,
    due_at: String,
    agent: Option<&'a str>,
    state: CallBackState,
    note: Option<&'a str>,
}

impl<'a> CallBackJson<'a> {
    fn of(callback: &'a crate::domain::CallBack) -> CallBackJson<'a> {
        CallBackJson {
            callback: callback.id,
            customer_id: callback.customer,
            name: None,
            phone: None,
            due_at: rfc3339(callback.due),
            agent: Some(callback.agent.as_str()).filter(|agent| !agent.is_empty()),
            state: callback.state,
            note: callback.note.as_deref(),
        }
    }
}

impl<'a> From<&'a CallBackRow> for CallBackJson<'a> {
    fn from(row: &'a CallBackRow) -> CallBackJson<'a> {
        let (name, phone) = (Some(row.label.as_str()), Some(row.phone.as_str()));
        CallBackJson { name, phone, ..CallBackJson::of(&row.callback) }
    }
}

/// A ticket in a list.
#[derive(Debug, Serialize)]
pub struct TicketRow<'a> {
    ticket: TicketNo,
    customer_id: CustomerId,
    status: Status,
    priority: Priority,
    topic: TwoLetters,
    assignee: Option<&'a str>,
    escalated: bool,
    opened_at: String,
    due_at: Option<String>,
    /// While its clock stands still: since when, and how many seconds of business time were left.
    stands_since: Option<String>,
    left_seconds: Option<i64>,
    subject: Option<&'a str>,
    kind: Matter,
    acknowledged_at: Option<String>,
    gap: Option<Gap>,
    activity: Option<Activity>,
    /// Words of the cause.
    cause: Option<&'a str>,
    agreed: Option<Agreement>,
}

impl<'a> From<&'a Ticket> for TicketRow<'a> {
    fn from(ticket: &'a Ticket) -> TicketRow<'a> {
        TicketRow {
            ticket: ticket.no,
            customer_id: ticket.customer,
            status: ticket.status,
            priority: ticket.priority,
            topic: ticket.topic,
            assignee: ticket.assignee.as_deref(),
            escalated: ticket.escalated,
            opened_at: rfc3339(ticket.opened),
            due_at: ticket.due().map(rfc3339),
            stands_since: ticket.left().and(ticket.clock.stopped).map(rfc3339),
            left_seconds: ticket.left().map(|left| left / 1_000),
            subject: ticket.subject.as_deref(),
            kind: ticket.handling.kind,
            acknowledged_at: ticket.handling.acknowledged.map(rfc3339),
            gap: ticket.handling.cause.as_ref().map(|cause| cause.gap),
            activity: ticket.handling.activity,
            cause: ticket.handling.cause.as_ref().and_then(|cause| cause.words.as_deref()),
            agreed: ticket.agreement(),
        }
    }
}

/// One ticket with everything that is known and what happened to it.
#[derive(Debug, Serialize)]
pub struct TicketSheet<'a> {
    #[serde(flatten)]
    row: TicketRow<'a>,
    name: &'a str,
    severity: Severity,
    interaction: Option<InteractionId>,
    opened_by: &'a str,
    answer_due_at: String,
    resolve_due_at: String,
    answered_at: Option<String>,
    resolved_at: Option<String>,
    closed_at: Option<String>,
    reopened: u32,
    links: &'a [Link],
    followers: &'a [String],
    company: Option<&'a Company>,
    lines: Vec<LineRow<'a>>,
    merged: Vec<MergedRow<'a>>,
}

/// A ticket that lives on in another one.
#[derive(Debug, Serialize)]
struct MergedRow<'a> {
    ticket: TicketNo,
    subject: Option<&'a str>,
    lines: Vec<LineRow<'a>>,
}

#[derive(Debug, Serialize)]
struct LineRow<'a> {
    at: String,
    by: &'a str,
    what: &'a str,
    from: &'a str,
    to: &'a str,
    note: Option<&'a str>,
}

impl<'a> From<&'a TicketView> for TicketSheet<'a> {
    fn from(view: &'a TicketView) -> TicketSheet<'a> {
        let ticket = &view.ticket;
        let line = |line: &'a TicketLine| LineRow {
            at: rfc3339(line.at),
            by: &line.by,
            what: &line.what,
            from: &line.from,
            to: &line.to,
            note: line.note.as_deref(),
        };
        let merged = |merged: &'a Merged| MergedRow {
            ticket: merged.ticket,
            subject: merged.subject.as_deref(),
            lines: merged.lines.iter().map(line).collect(),
        };
        TicketSheet {
            row: TicketRow::from(ticket),
            name: &view.label,
            severity: ticket.severity,
            interaction: ticket.interaction,
            opened_by: &ticket.opened_by,
            answer_due_at: rfc3339(ticket.answer_due),
            resolve_due_at: rfc3339(ticket.resolve_due),
            answered_at: ticket.answered.map(rfc3339),
            resolved_at: ticket.resolved.map(rfc3339),
            closed_at: ticket.closed.map(rfc3339),
            reopened: ticket.reopened,
            links: &ticket.links,
            followers: &view.followers,
            company: view.company.as_ref(),
            lines: view.lines.iter().map(line).collect(),
            merged: view.merged.iter().map(merged).collect(),
        }
    }
}

/// One line of a customer's time line; `kind` says which.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum HistoryRow<'a> {
    /// A contact.
    Interaction {
        at: String,
        interaction: InteractionId,
        channel: Channel,
        direction: Direction,
        topic: TwoLetters,
        outcome: Option<TwoLetters>,
        ticket: Option<TicketNo>,
        by: &'a str,
        note: Option<&'a str>,
    },
    /// A ticket as it stands now.
    Ticket {
        at: String,
        #[serde(flatten)]
        row: TicketRow<'a>,
    },
    /// A rating.
    Rating {
        at: String,
        #[serde(flatten)]
        row: RatingRow<'a>,
    },
    /// A change of the customer's record.
    Record { at: String, what: &'a str, detail: &'a str, changes: &'a [Change], by: &'a str },
}

/// A rating: scores by dimension, `null` where skipped.
#[derive(Debug, Serialize)]
pub struct RatingRow<'a> {
    rating: RatingId,
    customer_id: CustomerId,
    interaction: Option<InteractionId>,
    ticket: Option<TicketNo>,
    tangibles: Option<Score>,
    reliability: Option<Score>,
    responsiveness: Option<Score>,
    assurance: Option<Score>,
    empathy: Option<Score>,
    scale: u8,
    rater: Rater,
    by: &'a str,
}

impl<'a> From<&'a Rating> for RatingRow<'a> {
    fn from(rating: &'a Rating) -> RatingRow<'a> {
        const { assert!(Dimension::ALL.len() == 5) };
        let [tangibles, reliability, responsiveness, assurance, empathy] = rating.scores;
        let (interaction, ticket) = match rating.subject {
            Subject::Interaction(id) => (Some(id), None),
            Subject::Ticket(no) => (None, Some(no)),
            Subject::Service => (None, None),
        };
        RatingRow {
            rating: rating.id,
            customer_id: rating.customer,
            interaction,
            ticket,
            tangibles,
            reliability,
            responsiveness,
            assurance,
            empathy,
            scale: rating.scale.byte(),
            rater: rating.rater,
            by: &rating.by,
        }
    }
}

impl<'a> From<&'a HistoryItem> for HistoryRow<'a> {
    fn from(item: &'a HistoryItem) -> HistoryRow<'a> {
        match item {
            HistoryItem::Interaction(contact) => contact_row(contact),
            HistoryItem::Ticket(ticket) => {
                HistoryRow::Ticket { at: rfc3339(ticket.opened), row: TicketRow::from(&**ticket) }
            }
            HistoryItem::Rating(rating) => {
                HistoryRow::Rating { at: rfc3339(rating.at), row: RatingRow::from(rating) }
            }
            HistoryItem::Record(RecordChange { at, by, what, changes, detail }) => {
                HistoryRow::Record { at: rfc3339(*at), what, detail, changes, by }
            }
        }
    }
}

fn contact_row(contact: &Interaction) -> HistoryRow<'_> {
    HistoryRow::Interaction {
        at: rfc3339(contact.at),
        interaction: contact.id,
        channel: contact.channel,
        direction: contact.direction,
        topic: contact.topic,
        outcome: contact.outcome,
        ticket: contact.ticket,
        by: &contact.by,
        note: contact.note.as_deref(),
    }
}
