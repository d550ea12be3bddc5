//! Reports of the desk: chosen by kind and time, read as a list, and from a row to its tickets.
//! Never a figure of this screen's own.

use crate::domain::time::DAY;
use crate::domain::{CustomerId, TicketNo};
use crate::report::{Said, grid, lines};
use crate::terminal::detail::Showing;
use crate::terminal::model::{Focus, Model};
use crate::terminal::over::Over;
use crate::terminal::post::Question;
use crate::terminal::widget::columns::wrap;
use crate::terminal::widget::picker::{PickRow, Picker};
use crate::wire::line::ANSWER_ROWS;
use crate::wire::report::{Behind, Cell, Plot, Row, Table};
use crate::wire::{Query, QueueRow, Report, ReportAsk, ReportBy, ReportKind, TicketFilter};

/// What the desk reports of itself, the most asked first.
const KINDS: [ReportKind; 6] = [
    ReportKind::Desk,
    ReportKind::Complaints,
    ReportKind::Quality,
    ReportKind::Gaps,
    ReportKind::Lost,
    ReportKind::Survey,
];
/// Days that a report goes back; whole weeks compare.
const DAYS: [i64; 5] = [28, 7, 1, 91, 364];
/// What may have a row of its own.
const PARTS: [ReportBy; 6] = [
    ReportBy::Topic,
    ReportBy::Agent,
    ReportBy::Tier,
    ReportBy::Channel,
    ReportBy::Hour,
    ReportBy::Week,
];
/// Of what customers expect and get: an hour is too short for it.
const QUALITY: [ReportBy; 5] =
    [ReportBy::Topic, ReportBy::Agent, ReportBy::Tier, ReportBy::Channel, ReportBy::Week];
/// Of who leaves and who answers: what they are, came by and complained of last.
const PEOPLE: [ReportBy; 3] = [ReportBy::Tier, ReportBy::Channel, ReportBy::Topic];

/// What may have a row of its own in a report.
const fn parts(kind: ReportKind) -> &'static [ReportBy] {
    match kind {
        ReportKind::Desk | ReportKind::Complaints | ReportKind::Gaps => &PARTS,
        ReportKind::Lost | ReportKind::Survey => &PEOPLE,
        ReportKind::Quality => &QUALITY,
    }
}

/// Columns at the end of a line that a list keeps for itself.
const MARGIN: usize = 6;

/// What choosing a row of a report means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportPick {
    /// Of which time this kind is.
    Kind(ReportKind),
    /// Ask for this.
    Ask(Box<ReportAsk>),
    /// The tickets of this filter.
    Tickets(String),
    /// The customers of this row of this report.
    Customers(Box<ReportAsk>),
    /// This one comes to hand.
    Customer(CustomerId, String),
    /// Open this one, of this customer, who is shown so.
    Ticket(TicketNo, CustomerId, String),
    /// A line that is only read.
    Line,
}

fn row(text: String, value: ReportPick) -> PickRow<ReportPick> {
    PickRow { mark: String::new(), text, words: String::new(), value }
}

impl Model {
    /// The reports there are.
    pub fn list_reports(&mut self) {
        self.reported = None;
        let speech = &self.speech;
        let kind = |kind: &ReportKind| {
            row(speech.say(&format!("report-title-{kind}")), ReportPick::Kind(*kind))
        };
        let rows = KINDS.iter().map(kind).collect();
        self.over = Some(Over::Report(Picker::new(&speech.say("reports-title"), rows)));
    }

    /// A row of that list, or of a report, was chosen.
    pub fn report_picked(&mut self, pick: ReportPick) {
        // A line that is only read leads nowhere, and away from nothing.
        match (&pick, self.over.take()) {
            (ReportPick::Line, over) => self.over = over,
            (ReportPick::Tickets(_) | ReportPick::Customers(_), Some(Over::Report(report))) => {
                self.reported = Some(report);
            }
            _ => {}
        }
        match pick {
            ReportPick::Kind(kind) => self.list_times(kind),
            ReportPick::Ask(meant) | ReportPick::Customers(meant) => {
                self.reporting = Some(ReportAsk::clone(&meant));
                self.ask(Question::Report, Query::Report { meant: *meant });
            }
            ReportPick::Tickets(filter) => {
                let filter = TicketFilter { text: filter, ..TicketFilter::default() };
                let query = Query::Tickets { after: None, limit: ANSWER_ROWS, filter };
                self.ask(Question::ReportRows, query);
            }
            ReportPick::Customer(customer, label) => {
                (self.board, self.reported) = (None, None);
                self.take_in_hand(customer, label);
                self.go(Focus::History);
            }
            ReportPick::Ticket(no, customer, label) => {
                self.board = None;
                self.reported = None;
                self.go(Focus::Queue);
                self.take_in_hand(customer, label);
                self.show(Showing::Ticket(no));
            }
            ReportPick::Line => {}
        }
    }

    /// Of which time.
    fn list_times(&mut self, kind: ReportKind) {
        let (speech, until) = (&self.speech, self.now);
        let time = |days: &i64| {
            let from = until.plus(-days * DAY);
            let meant =
                ReportAsk { kind, from, until, by: None, name: String::new(), rows: String::new() };
            let days = days.unsigned_abs();
            row(speech.say_count("reports-days", days, &[]), ReportPick::Ask(Box::new(meant)))
        };
        let rows = DAYS.iter().map(time).collect();
        let title = speech.say(&format!("report-title-{kind}"));
        self.over = Some(Over::Report(Picker::new(&title, rows)));
    }

    /// The tickets behind a row have come, the settled ones too.
    pub fn report_rows_arrived(&mut self, rows: &[QueueRow]) {
        let speech = &self.speech;
        let one = |one: &QueueRow| {
            let ticket = &one.ticket;
            let label = speech.label(ticket.customer, &one.label);
            let [opened, status] =
                [speech.date(ticket.opened), speech.word("status", ticket.status.word())];
            let text = format!("{opened}  {status}  {label}  {}", speech.subject(ticket));
            let value = ReportPick::Ticket(ticket.no, ticket.customer, label);
            PickRow { mark: ticket.no.to_string(), text, words: String::new(), value }
        };
        let all = rows.iter().map(one).collect();
        let title = speech.say_count("reports-rows", rows.len() as u64, &[]);
        let none = speech.say("reports-no-rows");
        self.over = Some(Over::Report(Picker::new(&title, all).or_say(&none)));
    }

    /// A report has come: it is shown, or how much is still to be read for it.
    pub fn report_arrived(&mut self, report: &Report) {
        let Some(meant) = self.reporting.take() else { return };
        let speech = &self.speech;
        let said = Said { speech, codes: &self.settings.codes };
        let again = |by: Option<ReportBy>| {
            ReportPick::Ask(Box::new(ReportAsk { by, ..ReportAsk::clone(&meant) }))
        };
        let mut rows = Vec::new();
        if report.behind > 0 {
            let text = speech.say_count("reports-behind", report.behind, &[]);
            rows.push(row(text, again(meant.by)));
        } else {
            let width = usize::from(self.layout().body().width).saturating_sub(MARGIN).max(20);
            rows.extend(wrap(&said.made(report), width).into_iter().map(line));
            report
                .tables
                .iter()
                .for_each(|table| rows.extend(table_rows(table, &meant, said, width)));
            rows.push(line(String::new()));
            let part =
                |by: &ReportBy| row(speech.say(&format!("reports-by-{by}")), again(Some(*by)));
            let parts = if meant.rows.is_empty() { parts(report.kind) } else { &[] };
            rows.extend(parts.iter().map(part));
        }
        let title = said.title(report);
        self.over = Some(Over::Report(Picker::new(&title, rows)));
    }
}

/// Where a row leads: to a customer, to the customers behind it, or to tickets.
fn leads(row: &Row, meant: &ReportAsk) -> ReportPick {
    let of = row.rows_of.as_str();
    if let Ok(customer) = of.parse::<CustomerId>() {
        let name = row.cells.get(1).and_then(|cell| match cell {
            Cell::Text(name) => Some(name.clone()),
            Cell::Said(_) | Cell::Word(_) | Cell::Number(_) | Cell::None => None,
        });
        return ReportPick::Customer(customer, name.unwrap_or_else(|| customer.to_string()));
    }
    if let Ok(no) = of.parse::<TicketNo>() {
        return of_ticket(no, row);
    }
    match of.split_whitespace().next().map(str::parse::<Behind>) {
        None => ReportPick::Line,
        Some(Ok(_)) => {
            let rows = of.to_owned();
            ReportPick::Customers(Box::new(ReportAsk { rows, ..meant.clone() }))
        }
        Some(Err(_)) => ReportPick::Tickets(of.to_owned()),
    }
}

/// A ticket behind a figure, with whoever it is of in the first two cells.
fn of_ticket(no: TicketNo, row: &Row) -> ReportPick {
    let text = |at: usize| match row.cells.get(at) {
        Some(Cell::Text(text)) => text.clone(),
        Some(Cell::Said(_) | Cell::Word(_) | Cell::Number(_) | Cell::None) | None => String::new(),
    };
    match text(0).parse::<CustomerId>() {
        Ok(customer) => ReportPick::Ticket(no, customer, text(1)),
        Err(_) => ReportPick::Line,
    }
}

fn line(text: String) -> PickRow<ReportPick> {
    row(text, ReportPick::Line)
}

/// A table as rows of a list: those that count tickets lead to them.
fn table_rows(
    table: &Table,
    meant: &ReportAsk,
    said: Said<'_>,
    width: usize,
) -> Vec<PickRow<ReportPick>> {
    let [of, means] = said
        .sentences(table)
        .map(|says| says.iter().flat_map(|text| wrap(text, width)).map(line).collect::<Vec<_>>());
    let mut rows = vec![line(String::new()), line(said.table(table))];
    rows.extend(of);
    if table.rows.is_empty() {
        rows.push(line(said.speech.say("report-empty")));
    } else if !matches!(table.plot, Plot::Bars { .. }) {
        rows.extend(lines(table, said, width).into_iter().map(line));
    }
    let parts = if table.rows.is_empty() { Vec::new() } else { grid(table, said, width) };
    for part in parts {
        rows.push(line(part.head));
        for (text, of) in part.rows.into_iter().zip(&table.rows) {
            let pick = leads(of, meant);
            rows.push(row(text, pick));
        }
    }
    rows.extend(means);
    rows
}
