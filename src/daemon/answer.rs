//! Questions and their answers, read from synced state. Never waits for the writer.

use std::collections::BTreeSet;

use anyhow::Context;

use super::board;
use super::clock;
use super::desk::Desk;
use super::drafts::About;
use super::figures;
use super::former;
use super::heard;
use super::history;
use super::looks;
use super::lost;
use super::masked;
use super::named;
use super::preview;
use super::queue;
use super::retention;
use super::survey;
use super::writer::{Chore, Work};
use crate::domain::{
    Agent, At, Bulk, Customer, CustomerId, Entry, Handover, Marks, Profile, Record, Role, Ticket,
    TicketNo,
};
use crate::home::Settings;
use crate::lookup::{self, Marked};
use crate::store::{Digest, StoreError, View};
use crate::wire::journal::{JournalHead, TableDigest};
use crate::wire::line::{ANSWER_ROWS, MERGED};
use crate::wire::{
    Answer, CallBackRow, DeskStatus, Found, FoundRow, Mark, MarkedField, Merged, Query, TicketView,
    Twin, Why,
};

/// Answers a question of an agent, for whom a gateway user may have spoken; says at which seq it
/// was read.
///
/// # Errors
/// The store's; a row that fails its checksum is an error, never a wrong answer.
pub fn answer(
    desk: &Desk,
    (agent, via): (&str, &str),
    ask: Query,
) -> anyhow::Result<(u64, Answer)> {
    // The head is read first: what is read after it may be newer, never older.
    let seq = desk.reader.head();
    if ask == Query::IndexDigest {
        return digest(desk);
    }
    let history_of =
        if let Query::History { customer, .. } = &ask { Some(*customer) } else { None };
    let mut answer = read(desk, agent, ask)?;
    masked::mask(desk, history_of, &mut answer)?;
    if let Some(look) = looks::looked_at(history_of, &answer) {
        desk.looks.keep(desk.clock.now(), (agent, via), look);
    }
    Ok((seq, answer))
}

fn read(desk: &Desk, agent: &str, ask: Query) -> anyhow::Result<Answer> {
    let view = desk.reader.view();
    Ok(match ask {
        Query::Find { text, limit } => Answer::Found(find(desk, &text, rows(limit))?),
        Query::Customer { customer } => Answer::Customer(living(desk, customer)?.map(Box::new)),
        Query::Withdrawn { customer } => Answer::Customer(view.withdrawn(customer)?.map(Box::new)),
        Query::Customers { after, limit } => Answer::Customers(view.customers(after, rows(limit))?),
        Query::Twins { profile } => Answer::Twins(twins(desk, &profile)?),
        Query::Matches { profiles } => Answer::Matches(matches(desk, profiles)),
        Query::History { customer, text, before, limit } => {
            Answer::History(history::page(desk, agent, (customer, &text), before, rows(limit))?)
        }
        Query::Expired { after, limit } => {
            Answer::Expired(retention::expired(desk, after, rows(limit))?)
        }
        Query::DraftsAbout { customer } => drafts_about(desk, customer)?,
        Query::Interaction { interaction } => Answer::Interaction(view.interaction(interaction)?),
        Query::Interactions { after, limit } => {
            Answer::Interactions(view.interactions(after, rows(limit))?)
        }
        Query::Ticket { ticket } => Answer::Ticket(ticket_view(desk, agent, ticket)?.map(Box::new)),
        Query::PreviewChange { tickets, change } => change_seen(desk, agent, &tickets, &change)?,
        Query::Tickets { after, limit, filter } => {
            Answer::Tickets(queue::tickets(desk, agent, after, rows(limit), &filter)?)
        }
        Query::Queue { view, filter, sort, skip, limit } => {
            let part = (skip as usize, rows(limit));
            Answer::Queue(queue::page(desk, agent, (view, sort), &filter, part)?)
        }
        Query::Ratings { after, limit } => Answer::Ratings(view.ratings(after, rows(limit))?),
        Query::Answers { after, limit } => Answer::Answers(view.answers(after, rows(limit))?),
        Query::Scores { after, limit } => Answer::Scores(view.scores(after, rows(limit))?),
        Query::Instruments => Answer::Instruments(heard::instruments(&view)?),
        Query::Instrument { name } => Answer::Instrument(heard::instrument(&view, &name)?),
        Query::Importance { customer } => Answer::Importance(heard::importance(&view, customer)?),
        Query::Improvements => Answer::Improvements(heard::improvements(desk)?),
        Query::CallBacks { before, limit: most } => callbacks(desk, before, rows(most))?,
        Query::Lost { consent, limit } => Answer::Lost(lost::rows(desk, consent, rows(limit))?),
        Query::Surveys | Query::PreviewSurvey { .. } | Query::ToAsk { .. } => {
            survey::answer(desk, ask)?
        }
        Query::Codes => Answer::Codes(view.codes()?),
        Query::Canned => Answer::Canned(view.canned()?),
        Query::Views => Answer::Views(view.views(agent)?),
        Query::Handover => Answer::Handover(handovers(desk, agent)?),
        Query::Followed => Answer::Followed(desk.hub.follows.of(agent).iter().copied().collect()),
        Query::Sla => Answer::Sla(clock::sla(&view)?),
        Query::Sharing => Answer::Sharing(view.sharing()?.into_iter().map(clock::row).collect()),
        Query::Calendar { name } => Answer::Calendar(clock::calendar(&view, &name)?.map(Box::new)),
        Query::Clock { ticket } => Answer::Clock(clock::page(desk, ticket)?.map(Box::new)),
        Query::Roster => Answer::Roster(with_holders(desk)?),
        Query::Strangers { names } => Answer::Strangers(named::strangers(desk, agent, names)),
        Query::Wallboard => Answer::Wallboard(Box::new(board::page(desk)?)),
        Query::Report { meant } => Answer::Report(Box::new(figures::report(desk, &meant)?)),
        Query::Desk => Answer::Desk(Box::new(status(desk)?)),
        Query::Journal { from, limit } => {
            Answer::Journal(sound(desk, from, rows(limit))?.into_iter().map(Into::into).collect())
        }
        Query::Looks { customer, meant, after, limit } => {
            Answer::Looks(desk.looks.page(customer, &meant, (after, rows(limit)))?)
        }
        Query::Work { meant, after, limit } => {
            Answer::Work(desk.worked.page(&meant, after, rows(limit))?)
        }
        Query::JournalHead => Answer::JournalHead(head(desk)?),
        Query::IndexDigest => digest(desk)?.1,
    })
}

fn change_seen(
    desk: &Desk,
    agent: &str,
    tickets: &[TicketNo],
    change: &Bulk,
) -> anyhow::Result<Answer> {
    named::are_known_to(desk, agent, change)?;
    Ok(Answer::PreviewChange(preview::of(&desk.reader.view(), tickets, change)?))
}

/// How many drafts are about a customer, under whatever they were called.
fn drafts_about(desk: &Desk, customer: CustomerId) -> anyhow::Result<Answer> {
    let view = desk.reader.view();
    let mut profiles = former::profiles(&view, customer)?;
    profiles.extend(view.withdrawn(customer)?.or(view.customer(customer)?).map(|c| c.profile));
    let (customers, marks) = ([customer.0].into(), Marks::of_each(&profiles));
    let (about, drafts) = ((&customers, &marks), desk.place.drafts());
    Ok(Answer::DraftsAbout(About::told(&drafts, about, &desk.reader)?))
}

/// Notes for the next shift, what an agent has not read first.
fn handovers(desk: &Desk, agent: &str) -> Result<Vec<Handover>, StoreError> {
    let mut notes = desk.reader.view().handovers(desk.clock.now())?;
    notes.sort_by_key(|note| !note.is_unread(agent));
    Ok(notes)
}

fn head(desk: &Desk) -> Result<JournalHead, StoreError> {
    let (seq, chain) = desk.reader.chain()?;
    Ok(JournalHead { seq, chain })
}

/// Entries from a seq on; where a later one is lost, those in front of it.
fn sound(desk: &Desk, from: u64, limit: usize) -> Result<Vec<Entry>, StoreError> {
    match desk.reader.entries(from, limit) {
        Err(StoreError::Damaged(damage)) if damage.first > from.max(1) => {
            desk.reader.entries(from, (damage.first - from.max(1)) as usize)
        }
        other => other,
    }
}

/// Asked of the writer, between two blocks, so that nothing changes meanwhile.
fn digest(desk: &Desk) -> anyhow::Result<(u64, Answer)> {
    let (told, hears) = std::sync::mpsc::sync_channel(1);
    desk.submit(Work::Chore(Chore::Digest(told)))
        .ok()
        .context("the desk is leaving; attach again")?;
    let Digest { seq, tables } = hears.recv().context("the desk is leaving; attach again")??;
    let told = tables.into_iter().map(|one| TableDigest {
        table: one.table.to_owned(),
        rows: one.rows,
        hash: one.hash,
    });
    Ok((seq, Answer::IndexDigest(told.collect())))
}

fn rows(limit: u32) -> usize {
    limit.min(ANSWER_ROWS) as usize
}

fn find(desk: &Desk, text: &str, limit: usize) -> anyhow::Result<Found> {
    let of = desk.customers();
    if let Some(row) = ticket_row(desk, text)? {
        return Ok(Found { rows: vec![row], total: 1, of });
    }
    let lookup = desk.lookup();
    let (hits, typed) = (lookup.find(text, limit), lookup::Read::of(text));
    let mut rows = Vec::with_capacity(hits.hits.len());
    for hit in &hits.hits {
        let Some(customer) = living(desk, hit.customer)? else { continue };
        let marked = lookup.marks(&typed, &customer);
        rows.push(found_row(desk, customer, why(hit.why), &marked)?);
    }
    Ok(Found { rows, total: hits.total, of })
}

/// The customer of a ticket asked for by its number, `T-42`.
fn ticket_row(desk: &Desk, text: &str) -> anyhow::Result<Option<FoundRow>> {
    if !text.trim_start().starts_with(['T', 't']) {
        return Ok(None);
    }
    let Ok(no) = text.parse::<TicketNo>() else { return Ok(None) };
    let Some(ticket) = desk.reader.view().ticket(no)?.filter(|ticket| !ticket.withdrawn) else {
        return Ok(None);
    };
    let Some(customer) = living(desk, ticket.customer)? else { return Ok(None) };
    let row = found_row(desk, customer, Why::Exact, &Marked::default())?;
    Ok(Some(FoundRow { ticket: Some(no), ..row }))
}

fn living(desk: &Desk, id: CustomerId) -> anyhow::Result<Option<Customer>> {
    Ok(desk.reader.view().customer(id)?.filter(|customer| !customer.withdrawn))
}

fn found_row(
    desk: &Desk,
    customer: Customer,
    why: Why,
    marked: &Marked,
) -> anyhow::Result<FoundRow> {
    let id = customer.id;
    let label = customer.label();
    let profile = customer.profile;
    let mut phones: Vec<String> = profile.phones.into_iter().map(|phone| phone.number).collect();
    let mut emails: Vec<String> = profile.emails.into_iter().map(|email| email.address).collect();
    // What matched is shown first, where a list row shows only one.
    let front = |list: &mut Vec<String>, at: Option<usize>| {
        if let Some(at) = at.filter(|at| *at < list.len()) {
            list[..=at].rotate_right(1);
        }
    };
    front(&mut phones, marked.phone);
    front(&mut emails, marked.email);
    let marks = marked.marks.iter().map(|mark| Mark {
        field: match mark.field {
            lookup::MarkedField::Label => MarkedField::Label,
            lookup::MarkedField::Phone => MarkedField::Phone,
            lookup::MarkedField::Email => MarkedField::Email,
            lookup::MarkedField::Account => MarkedField::Account,
        },
        start: mark.start,
        len: mark.len,
    });
    Ok(FoundRow {
        customer: id,
        label,
        phones,
        emails,
        account: profile.account,
        tier: profile.tier,
        stage: profile.stage,
        open_tickets: desk.reader.view().open_tickets(id)?,
        ticket: None,
        why,
        marks: marks.collect(),
    })
}

pub(super) const fn why(why: lookup::Why) -> Why {
    match why {
        lookup::Why::Exact => Why::Exact,
        lookup::Why::Prefix => Why::Prefix,
        lookup::Why::Part => Why::Part,
        lookup::Why::Typo => Why::Typo,
        lookup::Why::Sound => Why::Sound,
        lookup::Why::Number => Why::Number,
    }
}

fn twins(desk: &Desk, profile: &Profile) -> anyhow::Result<Vec<Twin>> {
    // A half-typed form may not be a whole profile yet; then nobody seems to be the same.
    let Ok(profile) = profile.clone().checked() else { return Ok(Vec::new()) };
    let found = desk.lookup().twins(&profile);
    let mut twins = Vec::with_capacity(found.len());
    for (customer, same) in found {
        twins.push(Twin { customer, label: label(desk, customer)?, same });
    }
    Ok(twins)
}

fn matches(desk: &Desk, profiles: Vec<Profile>) -> Vec<Option<CustomerId>> {
    let lookup = desk.lookup();
    let checked = profiles.into_iter().map(|profile| profile.checked().ok());
    checked.map(|profile| Some(lookup.known(&profile?)?.0)).collect()
}

/// How a customer is shown.
pub(super) fn label(desk: &Desk, customer: CustomerId) -> anyhow::Result<String> {
    Ok(desk.reader.view().label(customer)?.unwrap_or_else(|| customer.to_string()))
}

fn ticket_view(desk: &Desk, me: &str, no: TicketNo) -> anyhow::Result<Option<TicketView>> {
    let Some(ticket) = desk.reader.view().ticket(no)?.filter(|ticket| !ticket.withdrawn) else {
        return Ok(None);
    };
    let label = label(desk, ticket.customer)?;
    let (view, mut merged) = (desk.reader.view(), Vec::new());
    took_in(&view, &ticket, &mut merged)?;
    let (record, lines) = (Record::Ticket(no), view.ticket_lines(no)?);
    let (followers, company) = (desk.hub.follows.followers(&[record]), desk.hub.beside(record, me));
    Ok(Some(TicketView { ticket, label, lines, merged, followers, company }))
}

/// The tickets that live on in one, and those in them, as far as one answer goes.
fn took_in(view: &View, ticket: &Ticket, merged: &mut Vec<Merged>) -> anyhow::Result<()> {
    for no in ticket.took_in() {
        if merged.len() >= MERGED {
            return Ok(());
        }
        let Some(one) = view.ticket(no)? else { continue };
        let (subject, lines) = (one.subject.clone(), view.ticket_lines(no)?);
        merged.push(Merged { ticket: no, subject, lines });
        took_in(view, &one, merged)?;
    }
    Ok(())
}

fn callbacks(desk: &Desk, before: Option<At>, limit: usize) -> anyhow::Result<Answer> {
    let mut rows = Vec::new();
    for callback in desk.reader.view().call_backs(before, limit)? {
        let record =
            desk.reader.view().customer(callback.customer)?.context("a call-back of nobody")?;
        let phone = record.profile.phones.first().map(|phone| phone.number.clone());
        rows.push(CallBackRow {
            callback,
            label: record.label(),
            phone: phone.unwrap_or_default(),
        });
    }
    Ok(Answer::CallBacks(rows))
}

/// Everybody who has a role or was at the desk since it started.
/// Those who are or were at the desk or have a role, and whoever else has open tickets.
fn with_holders(desk: &Desk) -> anyhow::Result<Vec<Agent>> {
    let mut agents = roster(desk);
    let known: BTreeSet<String> = agents.iter().map(|agent| agent.name.clone()).collect();
    let queue = desk.reader.view().queue()?;
    let holders = queue.iter().filter_map(|entry| entry.assignee.as_ref());
    let others: BTreeSet<&String> = holders.filter(|name| !known.contains(*name)).collect();
    let absent = |name: &String| Agent::absent(name, Role::Agent, desk.started);
    agents.extend(others.into_iter().map(absent));
    Ok(agents)
}

pub(super) fn roster(desk: &Desk) -> Vec<Agent> {
    let mut agents = desk.crew.all();
    for (name, granted) in desk.reader.view().roles().unwrap_or_default() {
        let role = granted.role;
        if let Some(agent) = agents.iter_mut().find(|agent| agent.name == name) {
            // Given since they came, unless root's file says more.
            if !desk.place.system.administrators.contains(&name) {
                (agent.role, agent.granted) = (role, Some(granted));
            }
        } else {
            let absent = Agent::absent(&name, role, desk.started);
            agents.push(Agent { granted: Some(granted), ..absent });
        }
    }
    agents.sort_by(|a, b| (role_order(a.role), &a.name).cmp(&(role_order(b.role), &b.name)));
    agents
}

const fn role_order(role: Role) -> u8 {
    match role {
        Role::Administrator => 0,
        Role::Supervisor => 1,
        Role::Agent => 2,
        Role::Auditor => 3,
    }
}

fn status(desk: &Desk) -> anyhow::Result<DeskStatus> {
    let counts = desk.reader.view().counts()?;
    Ok(DeskStatus {
        home: desk.place.dir.display().to_string(),
        kind: desk.kind(),
        pid: std::process::id(),
        started: desk.started,
        program: super::PROGRAM.to_owned(),
        seq: desk.reader.head(),
        journal_bytes: desk.reader.journal_bytes()?,
        customers: counts.customers,
        interactions: counts.interactions,
        tickets: counts.tickets,
        ratings: counts.ratings,
        attached: u32::try_from(desk.hub.attached()).unwrap_or(u32::MAX),
        read_only: desk.hub.read_only(),
        mirror: desk.settings.mirror.as_ref().map(|mirror| mirror.display().to_string()),
        mirror_lost: desk.reader.look_at_mirror(),
        open_to_others: desk.hub.open_to_others(),
        damage: desk.reader.damage().as_ref().map(Into::into),
        erasing: desk.reader.erasing() as u64,
        erasing_failed: desk.hub.erasing_failed(),
        settings_changed: !Settings::read(&desk.place.dir).is_ok_and(|now| now == desk.settings),
        disk_low: desk.space.enough().err(),
        unread_tickets: desk.written.unread(),
        looks_lost: desk.looks.lost(),
        first_contact_days: desk.settings.first_contact(),
        metrics_lost: desk.hub.metrics_lost(),
    })
}
