//! A small desk for tests: three customers, three tickets, a few texts. Never keeps anything.

use super::NOW;
use crate::domain::filter::{Filter, Saved, Vocabulary};
use crate::domain::time::{HOUR, MINUTE};
use crate::domain::{
    Agent, AgentState, At, Bulk, Canned, Channel, Clock, Code, Customer, CustomerId, Direction,
    Handling, Interaction, InteractionId, Phone, Priority, Profile, Rater, Rating, RatingId,
    Record, Refusal, Role, Scale, Score, Severity, Stage, Status, Subject, Ticket, TicketLine,
    TicketNo, Tier, TwoLetters,
};
use crate::wire::{
    Answer, CallBackRow, Command, DeskStatus, Done, Draft, Found, FoundRow, HistoryItem,
    HistoryPage, ImportanceRow, Preview, Query, QueuePage, QueueRow, QueueView, RefusedTicket,
    TicketView, Twin, Wallboard, Why,
};

pub struct World {
    pub customers: Vec<Customer>,
    pub tickets: Vec<Ticket>,
    pub drafts: Vec<Draft>,
    pub canned: Vec<Canned>,
    pub views: Vec<Saved>,
    pub twins: Vec<Twin>,
    pub callbacks: Vec<CallBackRow>,
    /// What the person follows.
    pub followed: Vec<Record>,
    /// Why everybody is found; `None`: by what was typed.
    pub why: Option<Why>,
    /// The view of the queue that was on show last.
    pub last: Option<String>,
    /// The whole desk at a glance.
    pub board: Option<Box<Wallboard>>,
    /// The next command is refused with this.
    pub refusal: Option<Refusal>,
}

pub fn letters(code: &str) -> TwoLetters {
    code.parse().expect("two letters")
}

fn customer(id: u64, name: &str, phone: &str, email: &str, tier: Option<Tier>) -> Customer {
    let mut profile = Profile { name: name.into(), tier, ..Profile::default() };
    profile.phones = vec![Phone::parse("mobile", phone).expect("a number")];
    profile.account = format!("AC-0023{id}");
    profile.stage = (id == 1).then_some(Stage::Member);
    if !email.is_empty() {
        profile.emails = vec![crate::domain::Email::parse("", email).expect("an address")];
    }
    let since = NOW.plus(-400 * 24 * HOUR);
    Customer { changed: NOW, ..Customer::of(CustomerId(id), profile, since) }
}

pub fn ticket(no: u64, customer: u64, subject: &str, due: i64, priority: Priority) -> Ticket {
    Ticket {
        no: TicketNo(no),
        customer: CustomerId(customer),
        interaction: None,
        topic: letters("BI"),
        severity: Severity::Moderate,
        priority,
        status: Status::New,
        assignee: None,
        subject: Some(subject.into()),
        opened: NOW.plus(-192 * MINUTE),
        opened_by: "agent07".into(),
        answer_due: NOW.plus(due),
        resolve_due: NOW.plus(due + 24 * HOUR),
        answered: None,
        resolved: None,
        closed: None,
        reopened: 0,
        links: Vec::new(),
        changed: NOW,
        escalated: false,
        handling: Handling::default(),
        withdrawn: false,
        clock: Clock::default(),
    }
}

impl World {
    pub fn empty() -> World {
        let (customers, tickets, drafts) = (Vec::new(), Vec::new(), Vec::new());
        let (canned, twins, views) = (Vec::new(), Vec::new(), Vec::new());
        let callbacks = Vec::new();
        World {
            customers,
            tickets,
            drafts,
            canned,
            views,
            twins,
            callbacks,
            followed: Vec::new(),
            why: None,
            last: None,
            board: None,
            refusal: None,
        }
    }

    pub fn furnished() -> World {
        let nur = "nur.h@mail.example";
        let mut world = World::empty();
        world.customers = vec![
            customer(1, "Nur Halimah", "0812-3344-5566", nur, Some(Tier::Gold)),
            customer(2, "Budi Hartono", "0813-1111-2222", "", Some(Tier::Iron)),
            customer(3, "PT Sinar Abadi Sejahtera Nusantara", "021-555-0100", "", None),
        ];
        world.tickets = vec![
            ticket(1042, 1, "charged twice in October", -12 * MINUTE, Priority::Urgent),
            ticket(1038, 2, "modem not delivered", 46 * MINUTE, Priority::High),
            ticket(1051, 3, "no signal in the warehouse", 136 * MINUTE, Priority::Normal),
        ];
        world.tickets[1].assignee = Some("agent42".into());
        world.canned = vec![Canned { name: "sorry".into(), text: "We are sorry.".into() }];
        world
    }

    /// One more customer, by name and number.
    pub fn add(&mut self, name: &str, phone: &str) {
        let id = self.customers.len() as u64 + 1;
        self.customers.push(customer(id, name, phone, "", None));
    }

    pub fn label(&self, id: CustomerId) -> String {
        let known = self.customers.iter().find(|customer| customer.id == id);
        known.map(Customer::label).unwrap_or_default()
    }

    pub fn answer(&self, ask: &Query) -> Option<Answer> {
        Some(match ask {
            Query::Find { text, .. } => Answer::Found(self.found(text)),
            Query::Customer { customer } => {
                let found = self.customers.iter().find(|one| one.id == *customer);
                Answer::Customer(found.cloned().map(Box::new))
            }
            Query::History { customer, text, .. } => Answer::History(self.history(*customer, text)),
            Query::Ticket { ticket } => Answer::Ticket(self.ticket(*ticket)),
            Query::Queue { view, .. } => Answer::Queue(self.queue(*view)),
            Query::Codes => Answer::Codes(Code::defaults()),
            Query::Canned => Answer::Canned(self.canned.clone()),
            Query::Views => Answer::Views(self.views.clone()),
            Query::Instruments => Answer::Instruments(Vec::new()),
            Query::Improvements => Answer::Improvements(Vec::new()),
            Query::Importance { .. } => Answer::Importance(ImportanceRow { own: None, desk: None }),
            Query::Handover => Answer::Handover(Vec::new()),
            Query::Followed => Answer::Followed(self.followed.clone()),
            Query::Roster => Answer::Roster(vec![
                agent("agent42", AgentState::Ready),
                agent("agent07", AgentState::OnCall),
            ]),
            Query::Strangers { names } => {
                let is_known = |name: &String| ["agent42", "agent07"].contains(&name.as_str());
                Answer::Strangers(names.iter().filter(|name| !is_known(name)).cloned().collect())
            }
            Query::Wallboard => Answer::Wallboard(self.board.clone()?),
            Query::Twins { .. } => Answer::Twins(self.twins.clone()),
            Query::CallBacks { .. } => Answer::CallBacks(self.callbacks.clone()),
            Query::Lost { .. } => Answer::Lost(Vec::new()),
            Query::Surveys => Answer::Surveys(Vec::new()),
            Query::ToAsk { .. } => Answer::ToAsk(Vec::new()),
            Query::PreviewChange { tickets, change } => {
                Answer::PreviewChange(self.preview(tickets, change))
            }
            Query::Desk => Answer::Desk(Box::new(self.status())),
            _ => return None,
        })
    }

    fn status(&self) -> DeskStatus {
        let (customers, tickets) = (self.customers.len() as u64, self.tickets.len() as u64);
        let status = serde_json::json!({
            "home": "/home/agent42/desk", "kind": "personal", "pid": 4711, "started": 0,
            "program": "sigap test", "seq": 100, "journal_bytes": 0, "customers": customers,
            "interactions": 0, "tickets": tickets, "ratings": 0, "attached": 1, "read_only": null,
        });
        serde_json::from_value(status).expect("a status")
    }

    fn preview(&self, tickets: &[TicketNo], change: &Bulk) -> Preview {
        let mut told = Preview::default();
        for ticket in tickets.iter().copied() {
            let known = self.tickets.iter().find(|one| one.no == ticket);
            let known = known.ok_or(Refusal::NoTicket { ticket });
            match known.and_then(|one| change.events(one, None)) {
                Ok(_) => told.allowed.push(ticket),
                Err(refusal) => told.refused.push(RefusedTicket { ticket, refusal }),
            }
        }
        told
    }

    fn found(&self, text: &str) -> Found {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let fits = |customer: &&Customer| {
            let phone = customer.profile.phones.first().map(|phone| phone.digits());
            let phone = phone.unwrap_or_default();
            let name = customer.profile.name.to_lowercase();
            !digits.is_empty() && phone.contains(&digits)
                || digits.is_empty() && name.contains(&text.to_lowercase())
        };
        let why = if digits.is_empty() { Why::Prefix } else { Why::Number };
        let found = self.customers.iter().filter(fits).map(row);
        let rows: Vec<FoundRow> =
            found.map(|row| FoundRow { why: self.why.unwrap_or(why), ..row }).collect();
        Found { total: rows.len() as u64, of: 1_000_000, rows }
    }

    fn ticket(&self, no: TicketNo) -> Option<Box<TicketView>> {
        let ticket = self.tickets.iter().find(|ticket| ticket.no == no)?.clone();
        let label = self.label(ticket.customer);
        let line = |what: &str, to: &str, note: &str, at: At| TicketLine {
            entry: 1,
            at,
            by: "agent07".into(),
            what: what.into(),
            from: String::new(),
            to: to.into(),
            note: Some(note.into()),
        };
        let lines = vec![
            line("opened", "", "He was charged on the 3rd and again on the 9th.", ticket.opened),
            line("noted", "", "Asked the bank.", ticket.opened.plus(HOUR)),
            line("assigned", "agent07", "", ticket.opened.plus(2 * HOUR)),
        ];
        Some(Box::new(TicketView {
            ticket,
            label,
            lines,
            merged: Vec::new(),
            followers: Vec::new(),
            company: None,
        }))
    }

    /// Whether the desk can read the filter of a question.
    pub fn reads(&self, ask: &Query) -> Result<(), Refusal> {
        let Query::Queue { filter, .. } = ask else { return Ok(()) };
        Filter::read(&filter.text, &Vocabulary::plain()).map(drop).map_err(Refusal::from)
    }

    fn queue(&self, view: QueueView) -> QueuePage {
        let fits = |ticket: &&Ticket| {
            let mine = ticket.assignee.as_deref() == Some("agent42");
            ticket.is_active()
                && match view {
                    QueueView::MineAndUnassigned => mine || ticket.assignee.is_none(),
                    QueueView::Mine => mine,
                    QueueView::Unassigned => ticket.assignee.is_none(),
                    QueueView::All => true,
                    QueueView::Breached => ticket.due().is_some_and(|due| due < NOW),
                    QueueView::DueToday => ticket.due().is_some(),
                    QueueView::Followed => self.followed.contains(&Record::Ticket(ticket.no)),
                }
        };
        let row = |ticket: &Ticket| QueueRow {
            ticket: ticket.clone(),
            label: self.label(ticket.customer),
        };
        let rows: Vec<QueueRow> = self.tickets.iter().filter(fits).map(row).collect();
        QueuePage {
            total: rows.len() as u64,
            rows,
            open: 57,
            unassigned: 2,
            breached: 1,
            oldest: Some(NOW.plus(-192 * MINUTE)),
            like: false,
            unread: 0,
        }
    }

    fn history(&self, customer: CustomerId, text: &str) -> HistoryPage {
        if customer != CustomerId(1) {
            return HistoryPage {
                items: Vec::new(),
                more: false,
                like: false,
                total: None,
                of: None,
            };
        }
        let contact = |id: u64, at: At, topic: &str, note: &str| Interaction {
            id: InteractionId(id),
            customer,
            channel: Channel::Call,
            direction: Direction::In,
            topic: letters(topic),
            note: Some(note.into()),
            at,
            by: "agent07".into(),
            outcome: Some(letters("SO")),
            ticket: None,
        };
        let score = |given: u8| Score::new(given, Scale::Five).ok();
        let rating = Rating {
            id: RatingId(3),
            customer,
            subject: Subject::Service,
            scores: [score(4), score(5), None, score(4), score(5)],
            scale: Scale::Five,
            rater: Rater::Customer,
            at: NOW.plus(-24 * 24 * HOUR),
            by: "agent07".into(),
        };
        let mut first = contact(7, NOW.plus(-2 * MINUTE), "BI", "charged twice in October");
        (first.ticket, first.outcome) = (Some(TicketNo(1042)), None);
        let items = vec![
            (40, HistoryItem::Interaction(first)),
            (30, HistoryItem::Ticket(Box::new(self.tickets[0].clone()))),
            (20, HistoryItem::Rating(rating)),
            (
                10,
                HistoryItem::Interaction(contact(
                    2,
                    NOW.plus(-400 * 24 * HOUR),
                    "DE",
                    "modem arrived broken",
                )),
            ),
        ];
        let words = |(_, item): &(u64, HistoryItem)| format!("{item:?}").contains(text);
        HistoryPage {
            items: items.into_iter().filter(words).collect(),
            more: false,
            like: false,
            total: None,
            of: None,
        }
    }

    pub fn decide(&mut self, command: &Command) -> Result<Done, Refusal> {
        if let Some(refusal) = self.refusal.take() {
            return Err(refusal);
        }
        Ok(match command {
            Command::AddCustomer { profile, .. } => {
                let mut added = customer(4, "", "000", "", None);
                added.profile = (**profile).clone();
                self.customers.push(added);
                Done { customer: Some(CustomerId(4)), ..Done::default() }
            }
            Command::LogInteraction { customer, .. } => Done {
                customer: Some(*customer),
                interaction: Some(InteractionId(8)),
                ..Done::default()
            },
            Command::OpenTicket { interaction, .. } => {
                self.tickets.iter_mut().take(1).for_each(|one| one.interaction = *interaction);
                Done { ticket: Some(TicketNo(1042)), ..Done::default() }
            }
            Command::UndoOf { customers } if !customers.contains(&CustomerId(1)) => {
                return Err(Refusal::UndoElsewhere {
                    undone: "ticket_opened".into(),
                    about: "T-1042".into(),
                    whose: "Nur Halimah".into(),
                });
            }
            Command::Undo | Command::UndoOf { .. } => Done {
                undone: Some("ticket_opened".into()),
                ticket: Some(TicketNo(1042)),
                ..Done::default()
            },
            Command::ClaimNext => Done { ticket: Some(TicketNo(1038)), ..Done::default() },
            Command::TakeTicket { ticket } | Command::AssignTicket { ticket, .. } => {
                Done { ticket: Some(*ticket), ..Done::default() }
            }
            Command::Follow(record) => {
                self.followed.push(*record);
                Done::default()
            }
            Command::Unfollow(record) => {
                self.followed.retain(|one| one != record);
                Done::default()
            }
            Command::ChangeTickets { tickets, .. } => {
                Done { tickets: tickets.clone(), ..Done::default() }
            }
            _ => Done::default(),
        })
    }
}

fn agent(name: &str, state: AgentState) -> Agent {
    let since = NOW.plus(-12 * MINUTE);
    Agent { state, terminals: 1, ..Agent::absent(name, Role::Agent, since) }
}

fn row(customer: &Customer) -> FoundRow {
    let profile = &customer.profile;
    FoundRow {
        customer: customer.id,
        label: customer.label(),
        phones: profile.phones.iter().map(|phone| phone.number.clone()).collect(),
        emails: profile.emails.iter().map(|email| email.address.clone()).collect(),
        account: profile.account.clone(),
        tier: profile.tier,
        stage: profile.stage,
        open_tickets: u32::from(customer.id == CustomerId(1)),
        ticket: None,
        why: Why::Exact,
        marks: Vec::new(),
    }
}
