//! What each action does where it is pressed. Never which key it was: the keymap knows.

use super::action::{Action, Group};
use super::detail::Showing;
use super::errand::{Deed, Errand};
use super::flow::bulk::Target;
use super::inbox::Effect;
use super::keymap::KeyPress;
use super::model::{Focus, Model};
use super::over::Over;
use super::pane::queue::View;
use super::pane::rating::{Outcome, Stage};
use super::widget::list::Step;
use crate::domain::{Matter, TicketNo};
use crate::wire::{Command, HistoryItem, QueueView};

impl Model {
    /// Does an action that was pressed with `press`, or chosen by name.
    pub fn act(&mut self, action: Action, press: KeyPress) {
        if action != Action::Undo {
            self.undo_named = false;
        }
        if self.over.is_some() && self.act_over(action) {
            return;
        }
        if self.is_asking() && self.act_asking(action, press) {
            return;
        }
        if self.sheet.is_some() && self.act_sheet(action) {
            return;
        }
        if self.is_filtering() && self.act_filter(action) {
            return;
        }
        if self.board.is_some() && self.act_board(action) {
            return;
        }
        if !self.may(action) {
            return self.refuse_right(action.right());
        }
        match action.group() {
            Group::Move => self.act_move(action, press),
            Group::Customer => self.act_customer(action),
            Group::Ticket => self.act_ticket(action),
            Group::Queue => self.act_queue(action),
            Group::Rating => self.act_rating(action, press),
            // Without a form there is no text to work on.
            Group::Text => {}
            Group::Everywhere => self.act_everywhere(action, press),
        }
    }

    fn act_move(&mut self, action: Action, press: KeyPress) {
        match action {
            Action::NextPane => self.go_by(1),
            Action::PreviousPane => self.go_by(Focus::ALL.len() - 1),
            Action::Find => {
                self.go(Focus::Find);
                self.find.begin();
            }
            Action::FindTyped => {
                // Another number is another caller's.
                self.caller = None;
                self.go(Focus::Find);
                self.find.begin();
                self.find.edit.press(press);
                self.find.typed();
            }
            Action::History => self.go(Focus::History),
            Action::Queue => self.go(Focus::Queue),
            Action::Rating if self.take_the_chosen() => self.begin_rating(),
            Action::MoveUp => self.step(Step::Up),
            Action::MoveDown => self.step(Step::Down),
            Action::PageUp => self.step(Step::PageUp),
            Action::PageDown => self.step(Step::PageDown),
            Action::First => self.step(Step::First),
            Action::Last => self.step(Step::Last),
            Action::Open => self.open(),
            Action::Back => self.back(),
            Action::Zoom => self.zoomed = !self.zoomed,
            Action::Filter => self.ask_filter(),
            _ => {}
        }
    }

    /// Goes to a pane; what was opened is closed.
    pub fn go(&mut self, focus: Focus) {
        self.detail = None;
        self.leave_filter();
        self.focus = focus;
        self.find.typing = focus == Focus::Find && self.find.rows.is_empty();
        self.find.entered = self.find.text().to_owned();
    }

    fn go_by(&mut self, by: usize) {
        let at = Focus::ALL.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        let next = Focus::ALL[(at + by) % Focus::ALL.len()];
        self.go(next);
        if next == Focus::Find {
            self.find.typing = true;
        }
        if next == Focus::Rating {
            self.rating.begin();
        }
    }

    fn step(&mut self, step: Step) {
        if let Some(detail) = &mut self.detail {
            return detail.scroll(step);
        }
        let page = self.page_rows();
        match self.focus {
            Focus::Find => {
                self.find.asks = false;
                if self.find.typing && matches!(step, Step::Down | Step::PageDown) {
                    self.find.typing = self.find.rows.is_empty();
                } else if !self.find.typing && self.find.rows.at() == Some(0) && step == Step::Up {
                    self.find.typing = true;
                } else {
                    self.find.rows.step(step, page);
                }
            }
            Focus::History => {
                self.history.rows.step(step, page);
                self.reach_older();
            }
            Focus::Queue => {
                self.queue.brought = false;
                self.queue.rows.step(step, page);
                self.queue.reach();
            }
            Focus::Rating => {}
        }
        self.side_moved();
    }

    /// Asks for older lines when the selection nears the end of what is there.
    fn reach_older(&mut self) {
        let Some(hand) = &self.hand else { return };
        let near = self.history.rows.at().is_some_and(|at| at + 10 >= self.history.rows.len());
        let (customer, more) = (hand.id, self.history.more && !self.history.older_asked);
        if near
            && more
            && let Some((before, ask)) = self.history.older(customer)
        {
            self.history.older_asked = true;
            self.ask(super::post::Question::Older(customer, before), ask);
        }
    }

    fn open(&mut self) {
        if self.detail.is_some() {
            return;
        }
        match self.focus {
            Focus::Find => self.open_found(),
            Focus::History => match self.history.rows.selected().map(|line| &line.item) {
                Some(HistoryItem::Ticket(ticket)) => self.show(Showing::Ticket(ticket.no)),
                Some(_) => {
                    if let Some(line) = self.history.rows.selected() {
                        self.show(Showing::Line(line.position));
                    }
                }
                None if self.hand.is_none() => self.say("notice-no-customer"),
                None => self.say("notice-nothing-selected"),
            },
            Focus::Queue => match self.queue.rows.selected() {
                Some(row) => {
                    let (no, customer) = (row.ticket.no, row.ticket.customer);
                    let label = row.label.clone();
                    self.take_in_hand(customer, label);
                    self.show(Showing::Ticket(no));
                }
                None => self.say("notice-nothing-selected"),
            },
            Focus::Rating => self.go(Focus::History),
        }
    }

    fn back(&mut self) {
        if !self.pressed.is_empty() {
            self.pressed.clear();
        } else if self.detail.is_some() {
            self.detail = None;
        } else if self.focus == Focus::Find && self.find.open_when_there {
            self.find.open_when_there = false;
        } else if self.acts_on_marks() {
            self.unmark();
        } else if self.zoomed {
            self.zoomed = false;
        } else if self.focus == Focus::Rating && self.rating.is_half() {
            self.drop_half_rating();
            self.go(Focus::History);
        } else if self.narrow().is_some_and(|narrow| !narrow.is_empty()) {
            self.clear_filter();
        } else if self.focus == Focus::Find && self.hand.is_none() {
            self.go(Focus::Queue);
        } else if self.focus != Focus::History && self.hand.is_some() {
            self.go(Focus::History);
        } else {
            // A call that rings stays on offer: only its own key hides it.
            self.put_notice_away();
        }
    }

    fn act_customer(&mut self, action: Action) {
        let lists =
            matches!(action, Action::PromisedCalls | Action::LostCustomers | Action::Surveys);
        let is_about_one = !lists && action != Action::NewCustomer;
        if is_about_one && !self.take_the_chosen() {
            return;
        }
        match action {
            Action::LogInteraction => self.open_log(),
            Action::OpenComplaint => self.open_complaint(Matter::Complaint),
            Action::OpenSuggestion => self.open_complaint(Matter::Suggestion),
            Action::RateService => self.begin_rating(),
            Action::AskQuestions => self.ask_questions(),
            Action::Weights => self.ask_weights(),
            Action::VerifyCustomer => self.ask_proof(),
            Action::WrapUp => self.open_wrap_up(),
            Action::EditCustomer => self.edit_when_there(),
            Action::NewCustomer => self.open_new(),
            Action::PromiseCall => self.open_promise(),
            Action::PromisedCalls => self.list_callbacks(),
            Action::CustomerLost => self.ask_leaving(),
            Action::LostCustomers => self.list_lost(),
            Action::Surveys => self.list_surveys(),
            _ => {}
        }
    }

    fn act_ticket(&mut self, action: Action) {
        if action == Action::ClaimNext {
            return self.run(Errand::Claim, Command::ClaimNext);
        }
        if action == Action::MarkTicket {
            return self.mark();
        }
        if action == Action::Follow {
            return self.follow();
        }
        if self.acts_on_marks() && self.act_marked(action) {
            return;
        }
        let Some(ticket) = self.selected_ticket() else { return self.say_no_ticket() };
        let one = Target::One(ticket);
        self.begun_with = self.known_ticket(ticket);
        match action {
            Action::TakeTicket => {
                self.run_ticket(ticket, Deed::Take, Command::TakeTicket { ticket });
            }
            Action::AssignTicket => self.ask_assignee(one),
            Action::TicketStatus => self.ask_status(one),
            Action::TicketPriority => self.ask_priority(one),
            Action::NoteTicket => self.open_ticket_note(one),
            Action::ReopenTicket => self.open_reopen(ticket),
            Action::EditTicket => self.open_ticket_edit(ticket),
            Action::LinkTicket => self.open_link(ticket),
            Action::EscalateTicket => self.open_escalate(one),
            Action::AcknowledgeTicket => {
                self.run_ticket(ticket, Deed::Acknowledge, Command::AcknowledgeTicket { ticket });
            }
            Action::TicketCause => self.open_cause(ticket),
            Action::MergeTicket => self.open_merge(one),
            Action::SplitTicket => self.open_split(ticket),
            _ => {}
        }
    }

    /// No ticket is selected, and where they are.
    pub fn say_no_ticket(&mut self) {
        let text = self.no_ticket();
        self.say_text(&text);
    }

    /// The sentence for that.
    pub fn no_ticket(&self) -> String {
        self.speech.say_with("notice-no-ticket", &[("key", &self.key(Action::Queue))])
    }

    /// The ticket that ticket actions are about: the opened one, else the one of the line that is
    /// opened or selected where the keys go. Never one that is not in front of the person: the
    /// queue's while the queue or no list of tickets has the keys.
    pub fn selected_ticket(&self) -> Option<TicketNo> {
        match (self.detail.as_ref().map(|detail| detail.of), self.focus) {
            (Some(Showing::Ticket(no)), _) => Some(no),
            (Some(Showing::Card(_)), _) => None,
            (Some(Showing::Line(_)), _) | (None, Focus::History) => {
                match &self.history.rows.selected()?.item {
                    HistoryItem::Ticket(ticket) => Some(ticket.no),
                    HistoryItem::Interaction(contact) => contact.ticket,
                    HistoryItem::Rating(_) | HistoryItem::Record(_) => None,
                }
            }
            (None, Focus::Find | Focus::Queue | Focus::Rating) => {
                let row = self.queue.rows.selected().filter(|_| self.shows_queue())?;
                Some(row.ticket.no)
            }
        }
    }

    fn act_queue(&mut self, action: Action) {
        let view = match action {
            Action::QueueViews => return self.list_views(),
            Action::QueueFreeze => return self.queue.freeze(),
            Action::QueueSort => {
                self.go(Focus::Queue);
                return self.queue.sort_next();
            }
            Action::QueueMine => QueueView::Mine,
            Action::QueueUnassigned => QueueView::Unassigned,
            Action::QueueAll => QueueView::All,
            Action::QueueLate => QueueView::Breached,
            Action::QueueFollowed => QueueView::Followed,
            _ => QueueView::MineAndUnassigned,
        };
        self.show_view(View::BuiltIn(view));
    }

    /// Goes to the rating line and begins, or goes on with what is half done.
    fn begin_rating(&mut self) {
        if self.need_hand().is_none() {
            return;
        }
        self.detail = None;
        self.leave_filter();
        self.focus = Focus::Rating;
        self.find.typing = false;
        self.rating.begin();
        self.say_rater();
    }

    /// Scores of a rating that was not finished are none: the next one begins afresh.
    pub fn drop_half_rating(&mut self) {
        if !self.rating.is_half() {
            return;
        }
        let who = self.hand_label();
        self.rating = Default::default();
        let key = self.key(Action::RateService);
        self.tell("rating-dropped", &[("who", &who), ("key", &key)]);
    }

    fn say_rater(&mut self) {
        let rater = self.speech.word("rater", self.rating.rater.word());
        let key = self.key(Action::Rater);
        let statement = self.key(Action::Statement);
        self.say_with("rating-by", &[("rater", &rater), ("key", &key), ("statement", &statement)]);
    }

    fn act_rating(&mut self, action: Action, press: KeyPress) {
        if self.need_hand().is_none() || self.rating.stage == Stage::Sending {
            return;
        }
        self.rating.begin();
        let outcome = match action {
            Action::Score => self.rating.score(press.typed().unwrap_or('0')),
            Action::SkipScore => self.rating.skip(),
            Action::Unscore => {
                self.rating.back();
                Outcome::Going
            }
            Action::Statement => return self.say_statement(),
            Action::Rater => {
                self.rating.next_rater();
                return self.say_rater();
            }
            _ => return,
        };
        match outcome {
            Outcome::Going => {}
            Outcome::OffScale => self.say("rating-off-scale"),
            Outcome::Full => self.send_rating(),
        }
    }

    fn say_statement(&mut self) {
        let Some(dimension) = self.rating.dimension() else { return };
        let statement = self.speech.say(&format!("statement-{}", dimension.word()));
        let word = self.speech.word("dimension", dimension.word());
        self.tell("rating-statement", &[("dimension", &word), ("statement", &statement)]);
    }

    fn send_rating(&mut self) {
        let Some(hand) = &self.hand else { return };
        let scores = self.rating.scores();
        if scores.iter().all(Option::is_none) {
            self.rating.back();
            return self.refuse(&crate::domain::Malformed::NoScore.into());
        }
        let (customer, rater, subject) = (hand.id, self.rating.rater, self.subject_at_hand());
        let scale = crate::domain::Scale::Five;
        self.rating.stage = Stage::Sending;
        self.run(Errand::Rate, Command::Rate { customer, subject, scores, scale, rater });
    }

    fn act_everywhere(&mut self, action: Action, press: KeyPress) {
        match action {
            Action::Undo => self.undo(),
            Action::Copy => self.ask_copy(),
            Action::MyState => self.ask_state(),
            Action::SetAway => self.ask_away(),
            Action::SayToAll => self.open_everybody(),
            Action::Handover => self.list_handovers(),
            Action::Drafts => self.list_drafts(),
            Action::Wallboard => self.open_board(),
            Action::Reports => self.list_reports(),
            Action::Improvements => self.list_improvements(),
            Action::WhatIf => self.open_what_if(),
            Action::AcceptOffer => self.accept_offer(),
            Action::DeclineOffer => self.decline_offer(),
            Action::Palette => self.open_palette(),
            Action::Menu => self.open_menu(),
            Action::Help => self.open_help(),
            Action::FirstSteps => self.over = Some(Over::first_steps(&self.speech)),
            Action::ImportHelp => self.ask_import(),
            Action::Redraw => self.effects.push(Effect::Redraw),
            Action::Suspend => self.effects.push(Effect::Stop),
            Action::Quit => self.quit(press),
            _ => {}
        }
    }
}
