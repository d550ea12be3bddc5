//! First contacts, judged as `sigap report fcr` judges them. Never by other rules than
//! [`crate::domain::first_contact`] has.

use std::collections::HashSet;

use super::behind;
use super::part::{Asked, Part, Parts, drawn, table};
use super::row::Row as Ticket;
use crate::domain::At;
use crate::domain::first_contact::{
    Came, FirstContactCount, Judged, Tickets, Verdict, Visits, judged,
};
use crate::domain::time::DAY;
use crate::wire::report::{Behind, Cell, Plot, ReportBy, Row, Table, Unit};

/// What became of the complaints that came in the time.
fn verdicts(asked: &Asked<'_>, days: u32) -> Vec<Judged> {
    // What belongs to a complaint that came before is no first contact.
    let since = asked.from.plus(-i64::from(days) * DAY);
    let rows = asked.columns.tickets.kept().filter(|row| row.opened >= since);
    let tickets: Tickets =
        rows.map(|row| (u64::from(row.no), asked.columns.tickets.told(row))).collect();
    let visits = visits(asked, &tickets, since);
    let all = judged(&tickets, &visits, days, asked.now);
    all.into_iter().filter(|one| asked.means(one.opened)).collect()
}

/// What the customers came with who have complained, and whose complaint was settled.
fn visits(asked: &Asked<'_>, tickets: &Tickets, since: At) -> Visits {
    let settled = tickets.values().filter(|told| !told.settled.is_empty());
    let customers: HashSet<u32> =
        settled.filter_map(|told| u32::try_from(told.customer).ok()).collect();
    let mut visits = Visits::new();
    let theirs = asked.columns.contacts.rows().iter().filter(|one| one.is_theirs());
    for one in theirs.filter(|one| one.at >= since && customers.contains(&one.customer)) {
        let came = Came { interaction: one.no.into(), topic: one.topic, at: one.at };
        visits.entry(one.customer.into()).or_default().push(came);
    }
    visits
}

/// The first ticket of each, what became of it, and the part that it is in.
pub fn parted<'a>(asked: &'a Asked<'_>, days: u32) -> Vec<(&'a Ticket, Verdict, Option<Part>)> {
    let one = |one: Judged| {
        let no = u32::try_from(one.ticket).ok()?;
        let ticket = asked.columns.tickets.get(no)?;
        let part = match asked.by {
            Some(ReportBy::Topic) => Some(Part::Topic(one.topic.bytes())),
            Some(_) => asked.of_ticket(ticket, ticket.by),
            None => None,
        };
        Some((ticket, one.verdict, part))
    };
    verdicts(asked, days).into_iter().filter_map(one).collect()
}

/// The table of first contacts.
pub fn contacts(asked: &Asked<'_>, days: u32) -> Table {
    let mut parts = Parts::<FirstContactCount>::new();
    for (_, verdict, part) in parted(asked, days) {
        parts.add(part, |count| count.add(verdict));
    }
    let rows = parts.rows(asked, |of, part, count| {
        let FirstContactCount { first, later, reopened, again, too_early } = count;
        let judged = count.judged();
        let mut cells = vec![of];
        cells.extend([judged, first, later, reopened, again, too_early].map(Cell::count));
        cells.push(Cell::ratio(i64::try_from(first).unwrap_or(0), judged));
        Row { cells, rows_of: behind::named(asked, Behind::FirstContact.word(), &part) }
    });
    let columns = [
        ("judged", Unit::Count),
        ("first-contact", Unit::Count),
        ("later", Unit::Count),
        ("came-back", Unit::Count),
        ("again", Unit::Count),
        ("too-early", Unit::Count),
        ("fcr", Unit::Share),
    ];
    drawn(
        table("first-contact", asked.of(), &columns, rows),
        Plot::Bars { column: 7 },
        &["first-contact"],
    )
}
