//! Announced calls: an offer in the notice line. Never takes a key from a form, and never trusts
//! the number.

use super::action::Action;
use super::flow::log::short;
use super::inbox::Effect;
use super::model::{Focus, Hand, Model};
use crate::domain::text::clean_line;
use crate::domain::{AgentState, At, CustomerId, Refusal};
use crate::wire::Signal;

/// Calls that may be announced at the same time; an older one makes room.
const OFFERS: usize = 9;

/// Milliseconds within which a key that takes a call was meant for the one that is gone.
const JUST_TAKEN: i64 = 5_000;

/// Contacts without an outcome that are remembered: more calls at once nobody handles.
const UNFINISHED: usize = 9;

/// One announced call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// As the telephone system gives it, made harmless.
    pub number: String,
    /// The telephone system's id of the call, else the number.
    pub call_id: String,
    /// Who it seems to be.
    pub customer: Option<CustomerId>,
    /// How they are shown.
    pub label: String,
    /// How many customers have this number.
    pub matches: u32,
    /// Whether the person has picked the handset up already.
    pub answered: Answered,
}

/// How far a call that is on offer here has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// It rings.
    No,
    /// The person has picked the handset up: next it is over at the others' terminals.
    Now,
    /// And waits here until they are done with what they type.
    Waits,
}

impl Offer {
    /// Who calls, for a sentence.
    fn who(&self) -> String {
        short(if self.label.is_empty() { &self.number } else { &self.label })
    }
}

/// The announced calls, the one on show first.
#[derive(Debug, Clone, Default)]
pub struct Offers {
    calls: Vec<Offer>,
    /// Who called last of those whom somebody else has taken, who has, and when.
    taken: Option<(String, String, At)>,
}

impl Offers {
    /// The one on show.
    pub fn first(&self) -> Option<&Offer> {
        self.calls.first()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.calls.len()
    }

    /// Tells whether none is announced.
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// A call is announced; the same one again replaces what was known of it.
    pub fn ring(&mut self, offer: Offer) {
        match self.calls.iter_mut().find(|call| call.call_id == offer.call_id) {
            Some(call) => *call = offer,
            None => {
                self.calls.push(offer);
                let surplus = self.calls.len().saturating_sub(OFFERS);
                self.calls.drain(..surplus);
            }
        }
    }

    /// The one of a call.
    fn of(&mut self, call_id: &str) -> Option<&mut Offer> {
        self.calls.iter_mut().find(|call| call.call_id == call_id)
    }

    /// A call is taken or gone; tells whether it was on offer here.
    pub fn over(&mut self, call_id: &str) -> Option<Offer> {
        let at = self.calls.iter().position(|call| call.call_id == call_id)?;
        Some(self.calls.remove(at))
    }
}

impl Model {
    /// The desk says that a call comes in.
    pub fn rung(&mut self, ring: Signal) {
        let Signal::Ring { number, call_id, agent: _, customer, label, matches } = ring else {
            return;
        };
        let number = clean_line(&number);
        let call_id = if call_id.is_empty() { number.clone() } else { call_id };
        let label = clean_line(&label);
        let answered = Answered::No;
        self.offers.ring(Offer { number, call_id, customer, label, matches, answered });
    }

    /// The desk says that a call was taken elsewhere or is gone.
    pub fn ring_over(&mut self, call_id: &str, by: &str) {
        if by == self.me.name
            && let Some(offer) = self.offers.of(call_id)
            && offer.answered == Answered::Now
        {
            offer.answered = Answered::Waits;
            return;
        }
        let Some(offer) = self.offers.over(call_id) else { return };
        let who = offer.who();
        match by {
            "" => self.tell("offer-gone", &[("who", &who)]),
            by if by == self.me.name => {}
            by => {
                self.offers.taken = Some((who.clone(), by.to_owned(), self.now));
                self.tell("offer-taken", &[("who", &who), ("by", by)]);
            }
        }
    }

    /// Nothing is on offer; who pressed a moment too late is told by whom it was taken.
    fn say_no_offer(&mut self) {
        let is_news = |taken: &(String, String, At)| self.now.0 - taken.2.0 < JUST_TAKEN;
        match self.offers.taken.take().filter(is_news) {
            Some((who, by, _)) => self.tell("offer-taken", &[("who", &who), ("by", &by)]),
            None => self.say("offer-none"),
        }
    }

    /// The person has picked the handset up: the caller is brought up, unless something is being
    /// typed or chosen; then the offer stays until they are done.
    pub fn answered_at_phone(&mut self, call_id: &str) {
        let Some(offer) = self.offers.of(call_id) else { return };
        offer.answered = Answered::Now;
        let offer = offer.clone();
        if self.sheet.is_none() && self.over.is_none() {
            self.offers.over(&offer.call_id);
            // It waits no longer at the person's other terminals.
            self.signal(self.over_signal(&offer));
            self.bring_up(offer);
        }
    }

    fn over_signal(&self, offer: &Offer) -> Signal {
        Signal::RingOver { call_id: offer.call_id.clone(), by: self.me.name.clone() }
    }

    /// Takes the call on show. Nothing happens before the desk has said that it is theirs: somebody
    /// else may have been quicker.
    pub fn accept_offer(&mut self) {
        let Some(offer) = self.offers.first().cloned() else { return self.say_no_offer() };
        self.offers.over(&offer.call_id);
        let (_, request) = self.post.take_call(self.over_signal(&offer));
        self.effects.push(Effect::Say(Box::new(request)));
        self.taking = Some(offer);
        if !self.is_up() {
            // Of a desk that is away nothing can be heard; the caller speaks already.
            self.call_taken();
        }
    }

    /// The call is theirs: its customer becomes the one at hand, or its number is looked for.
    pub fn call_taken(&mut self) {
        let Some(offer) = self.taking.take() else { return };
        if offer.answered == Answered::No {
            self.set_state(AgentState::OnCall, String::new());
        }
        self.bring_up(offer);
    }

    /// The call was taken elsewhere, or is gone: what was typed for it goes nowhere.
    pub fn call_not_taken(&mut self, refusal: &Refusal) {
        self.forget_held();
        let Some(offer) = self.taking.take() else { return };
        match refusal {
            Refusal::CallOver { by } if by.is_empty() => {
                self.tell("offer-gone", &[("who", &offer.who())]);
            }
            Refusal::CallOver { by } if *by == self.me.name => {
                self.tell("offer-taken-here", &[("who", &offer.who())]);
            }
            Refusal::CallOver { by } => {
                self.tell("offer-taken", &[("who", &offer.who()), ("by", by)]);
            }
            other => self.refuse(other),
        }
    }

    fn bring_up(&mut self, offer: Offer) {
        self.leave_sheet();
        self.close_all();
        self.drop_half_rating();
        match (offer.customer, offer.matches) {
            (Some(customer), 0 | 1) => {
                self.take_in_hand(customer, offer.label);
                if let Some(hand) = &mut self.hand {
                    hand.call = offer.call_id;
                }
                // Whoever was looked for before is not who calls.
                self.find.begin();
                self.focus = Focus::History;
            }
            _ => self.look_for_caller(&offer),
        }
    }

    fn look_for_caller(&mut self, offer: &Offer) {
        let number = short(&offer.number);
        // Whoever was at hand is not the caller: nothing must be logged for them by mistake.
        self.drop_half_rating();
        let unfinished = self.leave_unfinished();
        self.history = Default::default();
        self.rating = Default::default();
        self.find_text(&offer.number);
        self.caller = Some(offer.number.clone()).filter(|number| !number.is_empty());
        match (offer.number.is_empty(), offer.matches) {
            (true, _) => self.tell("offer-withheld", &[]),
            (false, 0) => {
                let key = self.new_key();
                self.say_with("offer-unknown", &[("number", &number), ("key", &key)]);
            }
            (false, _) => {
                let count = offer.matches.to_string();
                self.tell("offer-several", &[("number", &number), ("count", &count)]);
            }
        }
        if let (Some(notice), Some(unfinished)) = (&mut self.notice, unfinished) {
            notice.text = format!("{} {unfinished}", notice.text);
        }
    }

    /// Hides the call on show; others may still take it.
    pub fn decline_offer(&mut self) {
        let Some(offer) = self.offers.first().cloned() else { return self.say_no_offer() };
        self.offers.over(&offer.call_id);
    }

    /// Nobody is forgotten whose contact was logged and has no outcome: it is said once, and the
    /// contact is there again when they are at hand again.
    fn leave_unfinished(&mut self) -> Option<String> {
        let hand = self.hand.take()?;
        let logged = hand.logged?;
        self.unfinished.push((hand.id, logged));
        let surplus = self.unfinished.len().saturating_sub(UNFINISHED);
        self.unfinished.drain(..surplus);
        let key = self.key(Action::WrapUp);
        let values = [("who", &*short(&hand.label)), ("key", &*key)];
        Some(self.speech.say_with("hand-unfinished", &values))
    }

    /// Makes somebody the customer at hand. The same one again keeps what this call has logged.
    pub fn take_in_hand(&mut self, id: CustomerId, label: String) {
        let caller = self.caller.take();
        if self.left.is_some() {
            // Whoever goes on with somebody has read where they were; `g d` still has it.
            self.put_notice_away();
        }
        if self.hand.as_ref().is_some_and(|hand| hand.id == id) {
            if self.rating.stage == crate::terminal::pane::rating::Stage::Kept {
                self.rating = Default::default();
            }
            return self.ask_hand();
        }
        self.drop_half_rating();
        if let Some(unfinished) = self.leave_unfinished() {
            self.news(unfinished);
        }
        let at = self.unfinished.iter().position(|(customer, _)| *customer == id);
        let logged = at.map(|at| self.unfinished.remove(at).1);
        self.hand = Some(Hand {
            id,
            label,
            customer: None,
            ask: Default::default(),
            logged,
            opened: None,
            call: String::new(),
            caller,
            edit_when_there: false,
        });
        self.history = Default::default();
        self.rating = Default::default();
        self.ask_hand();
    }
}
