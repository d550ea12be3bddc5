//! Behind the figures of what was done: contacts, calls, tickets, promises, and surveys that were
//! drawn. Never one that lives on in another ticket: it is counted there.

use super::{Counted, Wanted, is_of, is_so};
use crate::daemon::desk::Desk;
use crate::daemon::figures::calls::{self, parted};
use crate::daemon::figures::contact::{Contact, small};
use crate::daemon::figures::first;
use crate::daemon::figures::lasts::Lasts;
use crate::daemon::figures::line::Call;
use crate::daemon::figures::part::Asked;
use crate::daemon::figures::promises::Due;
use crate::daemon::figures::row::Row as Ticket;
use crate::daemon::survey::{self, Stood};
use crate::domain::first_contact::Verdict;
use crate::domain::promise::Became;
use crate::domain::{CallBackId, InteractionId, Matter, TicketNo};
use crate::store::View;
use crate::wire::report::Cell;

/// Who had a contact.
pub fn contacts(asked: &Asked<'_>, wanted: &Wanted<'_>) -> Vec<Counted> {
    let contacts = asked.columns.contacts.rows().iter().filter(|one| asked.means(one.at));
    let of_part = |one: &&Contact| is_of(asked, wanted, asked.of_contact(one).as_ref());
    let one = |one: &Contact| Counted {
        customer: one.customer.into(),
        ticket: 0,
        at: one.at,
        about: Cell::Text(InteractionId(one.no.into()).to_string()),
        figure: Cell::count(1),
    };
    contacts.filter(of_part).map(one).collect()
}

/// The calls, each with who had it: a call alone does not say whose it was.
pub fn calls(desk: &Desk, asked: &Asked<'_>, wanted: &Wanted<'_>) -> std::io::Result<Vec<Counted>> {
    let calls = calls::calls(desk, asked)?;
    let parted = parted(asked);
    let one = |call: &Call| Counted {
        customer: 0,
        ticket: 0,
        at: call.answered,
        about: Cell::Text(asked.columns.names.name(call.agent).to_owned()),
        figure: Cell::seconds(call.spans().iter().sum()),
    };
    let of_part = |call: &&&Call| is_of(asked, wanted, parted(call).as_ref());
    Ok(calls.iter().filter(of_part).map(|call| one(call)).collect())
}

/// Who was drawn for a survey, and where they stand.
pub fn drawn(
    view: &View<'_>,
    asked: &Asked<'_>,
    wanted: &Wanted<'_>,
) -> anyhow::Result<Vec<Counted>> {
    let name = wanted.get("name").copied().unwrap_or("");
    // A part of the survey, by which it was drawn; or of the report, by what customers are now.
    let (drawn_as, now) = (wanted.get("drawn").copied(), Lasts::new(asked));
    let of_part = |one: &Stood| is_of(asked, wanted, now.part(small(one.0.0)).as_ref());
    let one = |(customer, at, stands, tries): Stood| Counted {
        customer: customer.0,
        ticket: 0,
        at,
        about: Cell::Word(format!("survey-{}", stands.word())),
        figure: Cell::count(tries),
    };
    Ok(survey::drawn_of(view, name, drawn_as)??.into_iter().filter(of_part).map(one).collect())
}

/// Who was promised a call that was due, and what became of it.
pub fn promises(asked: &Asked<'_>) -> Vec<Counted> {
    let due = asked.columns.promises.due((asked.from, asked.end()));
    let one = |one: Due| {
        let became = match one.became {
            Became::Kept => "report-column-promises-kept",
            Became::Late => "report-column-promises-late",
            Became::Missed => "report-column-promises-missed",
            // It is in no figure.
            Became::Cancelled => return None,
        };
        Some(Counted {
            customer: one.customer.into(),
            ticket: 0,
            at: one.at,
            about: Cell::Text(CallBackId(one.no.into()).to_string()),
            figure: Cell::Word(became.to_owned()),
        })
    };
    due.filter_map(one).collect()
}

fn ticket(ticket: &Ticket, figure: Cell) -> Counted {
    Counted {
        customer: ticket.customer.into(),
        ticket: ticket.no,
        at: ticket.opened,
        about: Cell::Text(TicketNo(ticket.no.into()).to_string()),
        figure,
    }
}

/// Complaints, and whether the first contact settled them.
pub fn first_contacts(asked: &Asked<'_>, wanted: &Wanted<'_>, days: u32) -> Vec<Counted> {
    let mut all = Vec::new();
    for (one, verdict, part) in first::parted(asked, days) {
        if is_of(asked, wanted, part.as_ref()) {
            let became = match verdict {
                Verdict::First => "report-column-first-contact",
                Verdict::Later => "report-column-later",
                Verdict::Reopened => "report-column-came-back",
                Verdict::Again => "report-column-again",
                Verdict::TooEarly => "report-column-too-early",
            };
            all.push(ticket(one, Cell::Word(became.to_owned())));
        }
    }
    all
}

/// Tickets that came in the time.
pub fn opened(asked: &Asked<'_>, wanted: &Wanted<'_>) -> Vec<Counted> {
    let came = asked.columns.tickets.own().filter(|one| asked.means(one.opened));
    let kind =
        |one: &Ticket| if one.is_complaint() { Matter::Complaint } else { Matter::Suggestion };
    let meant = came.filter(|one| {
        let part = asked.of_ticket(one, one.by);
        is_so(wanted, "kind", kind(one).word()) && is_of(asked, wanted, part.as_ref())
    });
    let status = |one: &Ticket| format!("word-status-{}", one.status().word().replace('_', "-"));
    meant.map(|one| ticket(one, Cell::Word(status(one)))).collect()
}

/// Tickets that waited at the end of the time, and how old each was.
pub fn waited(asked: &Asked<'_>, wanted: &Wanted<'_>) -> Vec<Counted> {
    let (tickets, end) = (&asked.columns.tickets, asked.end());
    let of_part = |one: &&Ticket| is_of(asked, wanted, asked.of_ticket(one, one.holder).as_ref());
    let all = tickets.own().filter(|one| tickets.waited(one, end)).filter(of_part);
    all.map(|one| ticket(one, Cell::seconds(end.0.saturating_sub(one.opened.0)))).collect()
}
