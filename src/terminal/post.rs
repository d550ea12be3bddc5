//! What was said to the desk and is not answered yet. Never loses a command: one that gets no
//! answer is said again under the same command id when the desk is back.

use uuid::Uuid;

use super::errand::Errand;
use crate::domain::{CustomerId, TicketNo};
use crate::wire::{Command, DraftAsk, Query, Request, Signal};

/// Which question an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// What is typed in Find.
    Find,
    /// The customer at hand.
    Customer(CustomerId),
    /// The newest part of a time line.
    History(CustomerId),
    /// An older part of it.
    Older(CustomerId, u64),
    /// The queue.
    Queue,
    /// A ticket for the detail.
    Ticket(TicketNo),
    /// A ticket that has left the queue while it was selected.
    Gone(TicketNo),
    /// A customer for the detail.
    Card(CustomerId),
    /// A ticket that was just opened, to tell when it is due.
    Opened(TicketNo),
    /// Who the customer in the form seems to be.
    Twins,
    /// What would become of a change of many tickets.
    Preview,
    /// Topic and outcome codes.
    Codes,
    /// Canned texts.
    Canned,
    /// The filters that the agent keeps.
    Views,
    /// What can be asked.
    Instruments,
    /// What an instrument asks.
    Instrument,
    /// What matters to a customer, or to all.
    Importance,
    /// What the desk does better.
    Improvements,
    /// Notes for the next shift.
    Handover,
    /// What the person follows.
    Followed,
    /// Who is at the desk.
    Roster,
    /// Which names that a filter asks for nobody has.
    Strangers,
    /// Promised calls.
    CallBacks,
    /// Who has left and is not back.
    Lost,
    /// The surveys.
    Surveys,
    /// Who is still to be asked for one.
    ToAsk,
    /// How many customers there are.
    Desk,
    /// The whole desk at a glance.
    Wallboard,
    /// A report.
    Report,
    /// The tickets behind a row of one.
    ReportRows,
    /// One's own drafts.
    Drafts,
    /// A draft that another seat was typing.
    Claimed,
}

/// What an unanswered request is about.
#[derive(Debug, Clone, PartialEq)]
pub enum About {
    /// A question; asked anew when the desk was away.
    Question(Question),
    /// A command; said again when the desk was away.
    Command(Box<Errand>),
    /// A draft kept or dropped; said again.
    Draft,
    /// Something said and not kept.
    Signal,
    /// An announced call that somebody here takes.
    Taking,
}

/// One unanswered request.
#[derive(Debug, Clone, PartialEq)]
pub struct Flight {
    /// Its number.
    pub id: u64,
    /// What it is about.
    pub about: About,
    /// As it was said.
    pub request: Request,
}

/// Numbers for requests, ids for commands and drafts, and what is unanswered.
#[derive(Debug, Clone)]
pub struct Post {
    next: u64,
    ids: u128,
    flights: Vec<Flight>,
}

impl Post {
    /// A post whose command and draft ids count on from `seed` (128 random bits).
    pub fn new(seed: u128) -> Post {
        Post { next: 1, ids: seed, flights: Vec::new() }
    }

    /// An id that never repeats.
    pub fn fresh(&mut self) -> Uuid {
        self.ids = self.ids.wrapping_add(1);
        uuid::Builder::from_random_bytes(self.ids.to_be_bytes()).into_uuid()
    }

    fn post(&mut self, about: About, make: impl FnOnce(u64) -> Request) -> (u64, Request) {
        let id = self.next;
        self.next += 1;
        let request = make(id);
        self.flights.push(Flight { id, about, request: request.clone() });
        (id, request)
    }

    /// Asks a question.
    pub fn ask(&mut self, question: Question, ask: Query) -> (u64, Request) {
        self.post(About::Question(question), |id| Request::Query { id, ask })
    }

    /// Runs a command.
    pub fn run(&mut self, errand: Errand, run: Command) -> (u64, Request) {
        let command_id = self.fresh();
        self.post(About::Command(Box::new(errand)), |id| Request::Command { id, command_id, run })
    }

    /// Does something with a draft. The list is a question, the rest must not be lost.
    pub fn draft(&mut self, ask: DraftAsk) -> (u64, Request) {
        let about = match &ask {
            DraftAsk::List => About::Question(Question::Drafts),
            DraftAsk::Claim { .. } => About::Question(Question::Claimed),
            DraftAsk::Keep(_) | DraftAsk::Drop { .. } => About::Draft,
        };
        self.post(about, |id| Request::Draft { id, ask })
    }

    /// Says something that is not kept.
    pub fn signal(&mut self, say: Signal) -> (u64, Request) {
        self.post(About::Signal, |id| Request::Signal { id, say })
    }

    /// Takes an announced call.
    pub fn take_call(&mut self, say: Signal) -> (u64, Request) {
        self.post(About::Taking, |id| Request::Signal { id, say })
    }

    /// The request that a reply answers; it is unanswered no longer.
    pub fn settle(&mut self, id: u64) -> Option<Flight> {
        let at = self.flights.iter().position(|flight| flight.id == id)?;
        Some(self.flights.remove(at))
    }

    /// Whether a command is on its way that fits.
    pub fn is_running(&self, fits: impl Fn(&Errand) -> bool) -> bool {
        self.flights.iter().any(|flight| match &flight.about {
            About::Command(errand) => fits(errand),
            About::Question(_) | About::Draft | About::Signal | About::Taking => false,
        })
    }

    /// The desk is back: what must not be lost is said again, in order; questions are forgotten,
    /// their panes ask anew.
    pub fn again(&mut self) -> Vec<Request> {
        self.flights.retain(|flight| match flight.about {
            About::Question(_) | About::Signal | About::Taking => false,
            About::Command(_) | About::Draft => true,
        });
        self.flights.iter().map(|flight| flight.request.clone()).collect()
    }

    /// How many are unanswered.
    pub fn len(&self) -> usize {
        self.flights.len()
    }

    /// Tells whether everything is answered.
    pub fn is_empty(&self) -> bool {
        self.flights.is_empty()
    }
}
