//! What the desk under load has: customers, and tickets about them. Never more work than a floor
//! of two hundred agents has open.

use sigap::client::Client;
use sigap::domain::{CustomerId, Matter, Priority, Severity, Sort, TicketNo, TwoLetters};
use sigap::wire::{Answer, Command, IfKnown, ImportedCustomer, Query, QueueView, TicketFilter};

use crate::made::People;
use crate::outside::Anything;

/// Customers taken in by one command, and commands on the way.
const ROWS: usize = 500;
const AHEAD: usize = 8;
/// Tickets that are open: ten for each agent of a floor of two hundred.
const TICKETS: usize = 2_000;
/// Tickets that one answer gives.
const PAGE: u32 = 1_000;

/// What everybody who works there knows.
#[derive(Debug, Clone)]
pub struct Floor {
    /// How many customers there are.
    pub customers: u64,
    /// What is open.
    pub tickets: Vec<TicketNo>,
    /// What is on every screen: the first that is due.
    pub marked: TicketNo,
    /// Topics that tickets and contacts are about.
    pub topics: Vec<TwoLetters>,
}

/// Makes the customers and tickets.
pub fn furnish(client: &mut Client, customers: usize) -> Anything<()> {
    let mut people = People::new();
    let mut line = 0;
    while line < customers as u64 {
        let rows: Vec<ImportedCustomer> = (&mut people)
            .take(ROWS.min(customers - line as usize))
            .map(|customer| {
                line += 1;
                ImportedCustomer { line, profile: customer.profile }
            })
            .collect();
        client.send_ahead(Command::ImportCustomers { rows, if_known: IfKnown::Add })?;
        while client.ahead() >= AHEAD {
            client.outcome()?;
        }
    }
    while client.outcome()?.is_some() {}
    let topics = topics(client)?;
    for number in 0..TICKETS {
        // The very first is due before all others.
        let priority = if number == 0 { Priority::Urgent } else { Priority::Low };
        client.send_ahead(Command::OpenTicket {
            customer: CustomerId((number * 37 % customers) as u64 + 1),
            interaction: None,
            topic: topics[number % topics.len()],
            severity: Some(Severity::Moderate),
            priority: Some(priority),
            subject: format!("matter {number}"),
            note: "What was said on the telephone, as far as it was understood.".to_owned(),
            assignee: None,
            kind: Matter::Complaint,
            acknowledged: false,
        })?;
        while client.ahead() >= AHEAD {
            client.outcome()?;
        }
    }
    while client.outcome()?.is_some() {}
    Ok(())
}

fn topics(client: &mut Client) -> Anything<Vec<TwoLetters>> {
    let Answer::Codes(codes) = client.query(Query::Codes)? else {
        return Err("no codes were told".into());
    };
    let is_topic =
        |code: &&sigap::domain::Code| code.kind == sigap::domain::CodeKind::Topic && !code.retired;
    Ok(codes.iter().filter(is_topic).map(|code| code.code).collect())
}

impl Floor {
    /// What a desk has.
    pub fn of(client: &mut Client) -> Anything<Floor> {
        let (view, filter) = (QueueView::All, TicketFilter::default());
        let ask = Query::Queue { view, filter, sort: Sort::Due, skip: 0, limit: PAGE };
        let Answer::Queue(page) = client.query(ask)? else {
            return Err("no queue was told".into());
        };
        let mut tickets: Vec<TicketNo> = page.rows.iter().map(|row| row.ticket.no).collect();
        let marked = TicketNo(1);
        tickets.retain(|ticket| *ticket != marked);
        if tickets.is_empty() {
            return Err("the desk has no open tickets".into());
        }
        Ok(Floor { customers: client.welcome.customers, tickets, marked, topics: topics(client)? })
    }
}
