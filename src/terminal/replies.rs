//! What the desk says, taken into the model. Never draws on a guess: the screen shows what the
//! desk has said, and whatever a change touches is asked for again.

use super::flow::drafts::Left;
use super::flow::log::short;
use super::inbox::Effect;
use super::model::{Line, Model};
use super::over::Over;
use super::post::{About, Question};
use crate::client::{ClientError, waiting};
use crate::domain::{CustomerId, Refusal, TicketNo};
use crate::wire::{Answer, Changed, FoundRow, Kind, QueueRow, Reply, Signal, Touched, Welcome};

impl Model {
    /// The desk says something.
    pub fn heard(&mut self, reply: Reply) {
        match reply {
            Reply::Opening(opening) => {
                let sentence = waiting::sentence(opening, &self.speech);
                self.say_text(&sentence);
            }
            Reply::Welcome(_) => {}
            Reply::Answer { id, seq, answer } => {
                self.desk.seq = self.desk.seq.max(seq);
                if let Some(About::Question(question)) = self.post.settle(id).map(|f| f.about) {
                    self.answered(id, question, answer);
                }
            }
            Reply::Done { id, seq, done } => {
                self.desk.seq = self.desk.seq.max(seq);
                match self.post.settle(id).map(|f| f.about) {
                    Some(About::Command(errand)) => self.errand_done(*errand, done),
                    Some(About::Taking) => self.call_taken(),
                    Some(About::Question(_) | About::Draft | About::Signal) | None => {}
                }
            }
            Reply::Refused { id, refusal, sentence: _ } => match self.post.settle(id) {
                Some(flight) => self.refused(flight.about, &refusal),
                None => self.refuse(&refusal),
            },
            Reply::Trouble { id, trouble, sentence } => {
                if let Some(flight) = id.and_then(|id| self.post.settle(id)) {
                    self.troubled(flight.about);
                }
                let why = ClientError::Trouble { trouble, sentence }.sentence(&self.speech);
                self.say_text(&why);
            }
            Reply::Changed(changed) => self.changed(&changed),
            Reply::Signal(signal) => self.signalled(signal),
        }
    }

    fn answered(&mut self, id: u64, question: Question, answer: Answer) {
        match (question, answer) {
            (Question::Find, Answer::Found(mut found)) => {
                if self.find.ask.answered(id) {
                    for row in &mut found.rows {
                        row.label = self.speech.label(row.customer, &row.label);
                    }
                    self.find.take(found);
                    self.find_arrived();
                }
            }
            (Question::Customer(_), Answer::Customer(customer)) => {
                let Some(hand) = &mut self.hand else { return };
                if !hand.ask.answered(id) {
                    return;
                }
                let Some(customer) = customer else { return self.hand_gone() };
                hand.label = self.speech.who(&customer);
                hand.customer = Some(customer);
                let edit = std::mem::take(&mut hand.edit_when_there);
                self.follow_severity();
                if edit {
                    self.open_edit();
                }
            }
            (Question::History(customer), Answer::History(page)) => {
                // Of an outdated filter nothing is shown: the newer question follows.
                if self.history.ask.answered(id) && !self.history.narrow.is_outdated() {
                    self.history.take(customer, page);
                }
            }
            (Question::Older(customer, before), Answer::History(page)) => {
                self.history.take_older(customer, before, page);
            }
            (Question::Queue, Answer::Queue(mut page)) => {
                for row in &mut page.rows {
                    row.label = self.speech.label(row.ticket.customer, &row.label);
                }
                if self.queue.ask.answered(id)
                    && self.queue.frozen.is_none()
                    && !self.queue.is_outdated()
                {
                    self.queue_arrived(page);
                }
            }
            (Question::Gone(_), Answer::Ticket(Some(view))) => {
                let label = self.speech.label(view.ticket.customer, &view.label);
                let row = QueueRow { ticket: view.ticket, label };
                self.queue.rows.renew(row);
            }
            (Question::Ticket(ticket), Answer::Ticket(view)) => self.ticket_shown(id, ticket, view),
            (Question::Opened(_), Answer::Ticket(Some(view))) => self.tell_opened(&view.ticket),
            (Question::Strangers, Answer::Strangers(names)) => self.tell_strangers(&names),
            (Question::Card(_), Answer::Customer(customer)) => self.card_shown(id, customer),
            (Question::Preview, Answer::PreviewChange(preview)) => self.preview_arrived(preview),
            (Question::Twins, Answer::Twins(twins)) => self.twins_found(id, twins),
            (Question::Wallboard, Answer::Wallboard(page)) => self.board_arrived(id, page),
            (Question::Instrument, Answer::Instrument(row)) => self.instrument_arrived(row),
            (Question::Importance, Answer::Importance(row)) => self.importance_arrived(row),
            (Question::Report, Answer::Report(report)) => self.report_arrived(&report),
            (Question::ReportRows, Answer::Tickets(rows)) => self.report_rows_arrived(&rows),
            (Question::Drafts, Answer::Drafts(drafts)) => self.drafts_listed(drafts),
            (Question::Claimed, Answer::Drafts(drafts)) => self.draft_claimed(drafts),
            (question, answer) => self.setting_answered(id, question, answer),
        }
    }

    /// The customer at hand was taken back: nothing can be done for them any more.
    fn hand_gone(&mut self) {
        let Some(hand) = self.hand.take() else { return };
        self.history = Default::default();
        self.rating = Default::default();
        self.tell("news-gone", &[("who", &short(&hand.label))]);
    }

    fn setting_answered(&mut self, id: u64, question: Question, answer: Answer) {
        let awaited = self.settings.ask_of(question).is_some_and(|ask| ask.answered(id));
        if !awaited {
            return;
        }
        match answer {
            Answer::Codes(codes) => self.settings.codes = codes,
            Answer::Canned(canned) => self.settings.canned = canned,
            Answer::Views(views) => self.views_arrived(views),
            Answer::Instruments(rows) => self.settings.instruments = rows,
            Answer::Improvements(rows) => self.improvements_arrived(rows),
            Answer::Handover(notes) => self.handovers_arrived(notes),
            Answer::Followed(all) => self.settings.followed = all.into_iter().collect(),
            Answer::Roster(roster) => {
                self.settings.roster = roster;
                self.roster_arrived();
            }
            Answer::CallBacks(rows) => {
                if self.settings.callbacks.is_empty() {
                    // The first ones: what is over already is to be said as well.
                    self.settings.callbacks_told = Default::default();
                }
                self.settings.callbacks = rows;
                self.callbacks_arrived();
            }
            Answer::Lost(rows) => {
                self.settings.lost = rows;
                self.lost_arrived();
            }
            Answer::Surveys(rows) => self.surveys_arrived(rows),
            Answer::ToAsk(rows) => self.to_ask_arrived(rows),
            Answer::Desk(status) => {
                self.desk.customers = status.customers;
                self.desk.read_only = status.read_only;
                self.desk.mirror_lost = status.mirror_lost;
                self.desk.open_to_others = status.open_to_others;
                self.desk.looks_lost = status.looks_lost;
                self.desk.metrics_lost = status.metrics_lost;
            }
            // An answer to another question than was asked: there is nothing to show.
            _ => {}
        }
    }

    /// A command or question is refused.
    fn refused(&mut self, about: About, refusal: &Refusal) {
        match about {
            About::Command(errand) => self.errand_refused(*errand, refusal),
            About::Question(question) => {
                self.question_failed(question);
                if question == Question::Queue && matches!(refusal, Refusal::Malformed(_)) {
                    self.queue.refused();
                }
                self.refuse(refusal);
            }
            About::Taking => self.call_not_taken(refusal),
            About::Draft | About::Signal => self.refuse(refusal),
        }
    }

    /// The desk could not serve a request: what waits for it must not wait for ever.
    fn troubled(&mut self, about: About) {
        match about {
            About::Command(errand) => self.errand_failed(*errand),
            About::Question(question) => self.question_failed(question),
            About::Taking => self.taking = None,
            About::Draft | About::Signal => {}
        }
    }

    fn question_failed(&mut self, question: Question) {
        match question {
            Question::Find => {
                self.find.ask = Default::default();
                self.find.open_when_there = false;
            }
            Question::History(_) => self.history.ask = Default::default(),
            Question::Older(..) => self.history.older_asked = false,
            Question::Queue => self.queue.ask = Default::default(),
            Question::Customer(_) => {
                if let Some(hand) = &mut self.hand {
                    hand.ask = Default::default();
                }
            }
            Question::Twins => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.twins_ask = Default::default();
                }
            }
            Question::Ticket(_) | Question::Card(_) => {
                for detail in self.detail.iter_mut().chain(&mut self.side) {
                    detail.ask = Default::default();
                }
            }
            Question::Preview => self.previewing = None,
            Question::Report | Question::ReportRows => self.reporting = None,
            Question::Instrument | Question::Importance => self.await_no_form(),
            Question::Gone(_) | Question::Opened(_) | Question::Strangers => {}
            Question::Drafts | Question::Claimed => {}
            Question::Wallboard => {
                self.board.iter_mut().for_each(|board| board.ask = Default::default());
            }
            Question::Views => {
                self.settings.views_ask = Default::default();
                self.queue.awaited = None;
            }
            Question::Codes
            | Question::Canned
            | Question::Instruments
            | Question::Handover
            | Question::Followed
            | Question::Roster
            | Question::CallBacks
            | Question::Lost
            | Question::Improvements
            | Question::Surveys
            | Question::ToAsk
            | Question::Desk => {
                if let Some(ask) = self.settings.ask_of(question) {
                    *ask = Default::default();
                }
            }
        }
    }

    /// Something changed: every pane that shows it asks again.
    fn changed(&mut self, changed: &Changed) {
        self.desk.seq = self.desk.seq.max(changed.seq);
        self.board_touched();
        if changed.much {
            self.much_changed();
            return;
        }
        for touched in &changed.touched {
            self.touched(touched);
            self.tell_of(touched);
        }
    }

    fn much_changed(&mut self) {
        if self.queue.frozen.is_some() {
            // Nobody knows any more what has become of what is shown.
            self.say("queue-thawed");
        }
        self.queue.thaw();
        self.queue.ask.touched();
        self.history.ask.touched();
        self.find_touched();
        if let Some(hand) = &mut self.hand {
            hand.ask.touched();
        }
        self.detail_touched();
        self.settings.codes_ask.touched();
        self.settings.canned_ask.touched();
        self.settings.views_ask.touched();
        self.settings.instruments_ask.touched();
        self.settings.handover_ask.touched();
        self.settings.followed_ask.touched();
        self.settings.roster_ask.touched();
        self.settings.callbacks_ask.touched();
        self.settings.desk_ask.touched();
    }

    fn touched(&mut self, touched: &Touched) {
        let at_hand = self.hand.as_ref().is_some_and(|hand| hand.id.0 == touched.id);
        self.surveys_touched();
        match touched.kind {
            Kind::Customer => {
                if touched.what == "customer_erased" {
                    self.forget_found(CustomerId(touched.id));
                    self.queue.forget(CustomerId(touched.id));
                }
                self.find_touched();
                self.queue.touched();
                if touched.what == "customer_added" {
                    self.settings.desk_ask.touched();
                }
                if self.shows_callbacks() || touched.what.starts_with("call_back") {
                    self.settings.callbacks_ask.touched();
                }
                if self.shows_lost() {
                    self.settings.lost_ask.touched();
                }
                if at_hand {
                    self.history.ask.touched();
                    if let Some(hand) = &mut self.hand {
                        hand.ask.touched();
                    }
                }
                self.detail_touched();
            }
            Kind::Interaction | Kind::Rating => {
                if at_hand {
                    self.history.ask.touched();
                }
            }
            Kind::Ticket => {
                self.queue.touched();
                self.find_touched();
                self.detail_touched();
            }
            // Of what somebody else has read a screen learns when it asks next: a whole shift reads
            // the same note in the same minutes.
            Kind::Setting if touched.what == "handover_read" && touched.by != self.me.name => {}
            Kind::Setting if touched.what.starts_with("handover_") => {
                self.settings.handover_ask.touched();
            }
            // Who else follows something is on no screen but that of who has it open.
            Kind::Setting if touched.what == "follow_set" => {
                if touched.to == self.me.name {
                    self.follow_changed();
                }
            }
            Kind::Setting if touched.what == "improvement_set" => {
                if matches!(&self.over, Some(Over::Improvements(_))) {
                    self.settings.improvements_ask.touched();
                }
            }
            Kind::Setting if touched.what == "instrument_set" => {
                self.settings.instruments_ask.touched();
            }
            Kind::Setting => {
                self.settings.codes_ask.touched();
                self.settings.canned_ask.touched();
                if touched.by == self.me.name {
                    self.settings.views_ask.touched();
                }
                self.settings.roster_ask.touched();
            }
        }
    }

    /// Nothing of somebody who was erased stays in a row that is kept for show.
    fn forget_found(&mut self, customer: CustomerId) {
        let rows = &mut self.find.rows;
        let Some(row) = rows.all().iter().find(|row| row.customer == customer) else { return };
        let (label, account) = (customer.to_string(), String::new());
        let (phones, emails, marks) = (Vec::new(), Vec::new(), Vec::new());
        let forgotten = FoundRow { label, account, phones, emails, marks, ..row.clone() };
        rows.put(forgotten);
    }

    fn find_touched(&mut self) {
        if !self.find.text().is_empty() {
            self.find.ask.touched();
        }
    }

    /// Says so when somebody else has changed what the person is looking at.
    fn tell_of(&mut self, touched: &Touched) {
        if touched.by == self.me.name {
            return;
        }
        let speech = self.speech.clone();
        let looked_at = match touched.kind {
            Kind::Ticket => {
                let ticket = TicketNo(touched.id);
                let mine = self.queue.rows.all().iter().find(|row| row.ticket.no == ticket);
                let holder = mine.and_then(|row| row.ticket.assignee.as_deref());
                let selected = self.selected_ticket() == Some(ticket);
                let told = touched.to == self.me.name;
                (selected || told || holder == Some(&self.me.name)).then(|| ticket.to_string())
            }
            // What becomes of a ticket is told of the ticket.
            Kind::Interaction if is_later_of_ticket(&touched.what) => None,
            Kind::Customer | Kind::Interaction | Kind::Rating => self
                .hand
                .as_ref()
                .filter(|hand| hand.id.0 == touched.id)
                .map(|hand| short(&hand.label)),
            Kind::Setting => None,
        };
        if let Some(what) = looked_at {
            let fact = speech.fact(&touched.what);
            self.tell("news-changed", &[("what", &what), ("fact", &fact), ("by", &touched.by)]);
        }
    }

    fn signalled(&mut self, signal: Signal) {
        match signal {
            Signal::Ring { .. } => self.rung(signal),
            Signal::RingOver { call_id, by } => self.ring_over(&call_id, &by),
            Signal::State { .. } => {
                self.board_touched();
                self.somebody_does(signal);
            }
            Signal::Company { records } => self.company_told(records),
            Signal::Followed { news, more } => self.follow_told(news, more),
            Signal::Left { customer, label, ticket, at } => {
                self.was_at(Left { customer, label, ticket, at });
            }
            // Said to the desk, and by it to nobody.
            Signal::Here | Signal::Open { .. } => {}
            Signal::Everybody { text, by, at } => self.heard_word(&text, &by, at),
            Signal::Call { call_id, step: _, agent: _ } => self.answered_at_phone(&call_id),
        }
    }

    /// Says something that is not kept.
    pub fn signal(&mut self, say: Signal) {
        let (_, request) = self.post.signal(say);
        self.effects.push(Effect::Say(Box::new(request)));
    }

    /// The desk has gone away, or is still away for another reason.
    pub fn lost(&mut self, why: String) {
        self.line = Line::Down(why);
        self.await_no_form();
        self.company_lost();
    }

    /// The desk is back: what was not answered is said again, what is shown is asked again.
    pub fn linked(&mut self, welcome: &Welcome) {
        self.line = Line::Up;
        self.taking = None;
        self.await_no_form();
        self.company_lost();
        self.me.role = welcome.role;
        self.desk.read_only.clone_from(&welcome.read_only);
        self.desk.customers = welcome.customers;
        for request in self.post.again() {
            self.effects.push(Effect::Say(Box::new(request)));
        }
        self.find.ask.give_up();
        self.history.ask.give_up();
        self.queue.ask.give_up();
        self.queue.thaw();
        self.board.iter_mut().for_each(|board| board.ask.give_up());
        self.history.older_asked = false;
        self.reset_asks();
        self.ask_everything();
        self.say_state_again();
        self.tell("link-back", &[]);
    }
}

/// Tells whether a fact is about a ticket that was there before.
fn is_later_of_ticket(fact: &str) -> bool {
    fact.starts_with("ticket_") && fact != "ticket_opened"
}
