//! A customer as the desk keeps them, and what may be done. Never removed, at most withdrawn.

use serde::{Deserialize, Serialize};

use super::consent::{Consent, ConsentHow, ConsentState, Purpose};
use super::event::{Change, Entry, Event, Fact};
use super::field::Field;
use super::id::{CallBackId, CustomerId};
use super::interaction::Channel;
use super::leaving::{Left, Worth};
use super::marks::Marks;
use super::profile::Profile;
use super::refusal::{Malformed, Refusal};
use super::text::clean_text;
use super::time::At;
use super::word::words;

words! {
    /// How an agent made sure who is calling; the first letter is the key that is pressed.
    Proof {
        /// Date of birth.
        Birth = 1 "birth",
        /// Account or contract number.
        Account = 2 "account",
        /// Called back on a known number.
        Callback = 3 "callback",
        /// Saw a document.
        Document = 4 "document",
        /// Answered a question that was agreed on.
        Question = 5 "question",
        /// Known by voice or face.
        Known = 6 "known",
    }
}

words! {
    /// What became of a promised call.
    CallBackState {
        /// Not called yet.
        Open = 1 "open",
        /// Called.
        Kept = 2 "kept",
        /// No longer wanted.
        Cancelled = 3 "cancelled",
    }
}

/// One attempt to make sure who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// By which proof.
    pub proof: Proof,
    /// Did it convince.
    pub passed: bool,
    /// When.
    pub at: At,
    /// Who checked.
    pub by: String,
    /// Seq of its entry.
    pub entry: u64,
}

/// A promised call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallBack {
    /// Its number.
    pub id: CallBackId,
    /// Who is to be called.
    pub customer: CustomerId,
    /// When.
    pub due: At,
    /// Who will call; empty for anybody.
    pub agent: String,
    /// What about; `None` once erased.
    pub note: Option<String>,
    /// What became of it.
    pub state: CallBackState,
}

/// Verifications kept on the record; older ones stay in the journal.
const VERIFICATIONS_KEPT: usize = 20;

/// Somebody the desk serves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// Number.
    pub id: CustomerId,
    /// What is known.
    pub profile: Profile,
    /// Answers by purpose and channel.
    pub consents: Vec<Consent>,
    /// Latest last, at most 20.
    pub verified: Vec<Verification>,
    /// Promises, settled ones too, by number.
    pub callbacks: Vec<CallBack>,
    /// What they are to the house.
    #[serde(default, skip_serializing_if = "Worth::is_unknown")]
    pub worth: Worth,
    /// When and why they left last; `None` for one who never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Left>,
    /// When they were added.
    pub since: At,
    /// When anything of them was last changed.
    pub changed: At,
    /// Added by mistake and taken back: shown nowhere.
    pub withdrawn: bool,
    /// When everything that says who they are was erased; the facts stay. In a journal that ends
    /// before that was decided (a backup, held to the list of erasures): when the last of it was
    /// said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<At>,
}

/// Splits a profile's changes into facts and private parts.
fn split(changes: Vec<Change>) -> (Vec<Change>, Vec<Change>) {
    changes.into_iter().partition(|change| !change.field.is_private())
}

impl Customer {
    /// A new customer under a number of the desk's counter. The profile must be checked.
    pub fn add(id: CustomerId, profile: &Profile) -> Event {
        let (facts, private) = split(Profile::default().changes_to(profile));
        Event { fact: Fact::CustomerAdded { customer: id.0, facts }, private }
    }

    /// Somebody of whom nothing is kept but a profile, since a moment.
    pub fn of(id: CustomerId, profile: Profile, since: At) -> Customer {
        Customer {
            id,
            profile,
            consents: Vec::new(),
            verified: Vec::new(),
            callbacks: Vec::new(),
            worth: Worth::default(),
            left: None,
            since,
            changed: since,
            withdrawn: false,
            erased: None,
        }
    }

    /// The record that an entry with [`Fact::CustomerAdded`] makes.
    pub fn added(id: CustomerId, entry: &Entry) -> Customer {
        let mut customer = Customer::of(id, Profile::default(), entry.at);
        customer.apply(entry);
        customer
    }

    /// What a person is shown in place of a name: the first of name, account, phone, e-mail,
    /// external id, else the number. Empty for one who was erased: each language has its own word.
    pub fn label(&self) -> String {
        if self.erased.is_some() {
            return String::new();
        }
        let p = &self.profile;
        let candidates = [
            Some(p.name.clone()),
            Some(p.account.clone()),
            p.phones.first().map(|phone| phone.number.clone()),
            p.emails.first().map(|email| email.address.clone()),
            p.external.first().map(|id| format!("{} {}", id.system, id.id)),
        ];
        candidates
            .into_iter()
            .flatten()
            .find(|text| !text.is_empty())
            .unwrap_or_else(|| self.id.to_string())
    }

    /// Changes the profile into the wanted one (which must be checked).
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`] when nothing differs.
    pub fn amend(&self, wanted: &Profile) -> Result<Event, Refusal> {
        let (facts, private) = split(self.profile.changes_to(wanted));
        if facts.is_empty() && private.is_empty() {
            return Err(Refusal::AlreadySo);
        }
        Ok(Event { fact: Fact::CustomerAmended { customer: self.id.0, facts }, private })
    }

    /// Keeps an answer to "may we …".
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`].
    pub fn consent(
        &self,
        purpose: Purpose,
        channel: Channel,
        to: ConsentState,
        how: ConsentHow,
    ) -> Result<Event, Refusal> {
        let from = self.consent_state(purpose, channel);
        if from == to {
            return Err(Refusal::AlreadySo);
        }
        Ok(Event::from(Fact::ConsentSet {
            customer: self.id.0,
            purpose: purpose.byte(),
            channel: channel.byte(),
            from: from.byte(),
            to: to.byte(),
            how: how.byte(),
        }))
    }

    /// The answer in force; unknown when never asked.
    pub fn consent_state(&self, purpose: Purpose, channel: Channel) -> ConsentState {
        let found = self.consents.iter().find(|c| c.purpose == purpose && c.channel == channel);
        found.map_or(ConsentState::Unknown, |consent| consent.state)
    }

    /// Keeps how somebody's identity was checked.
    pub fn verify(&self, proof: Proof, passed: bool) -> Event {
        Event::from(Fact::CustomerVerified {
            customer: self.id.0,
            proof: proof.byte(),
            passed: passed.into(),
        })
    }

    /// Promises a call. The note is cleaned here.
    ///
    /// # Errors
    /// [`Malformed::TooLong`] for the note.
    pub fn promise_call(
        &self,
        id: CallBackId,
        due: At,
        agent: &str,
        note: &str,
    ) -> Result<Event, Malformed> {
        let (note, due) = (checked_note(note)?, due.checked()?);
        let agent = super::agent::checked_name(agent)?;
        let (callback, customer) = (id.0, self.id.0);
        Ok(Event::with_note(
            Fact::CallBackPromised { callback, customer, due: due.0, agent },
            &note,
        ))
    }

    /// Settles a promised call.
    ///
    /// # Errors
    /// [`Refusal::NoCallBack`], or [`Refusal::CallBackSettled`] when it is no longer open.
    pub fn settle_call(&self, id: CallBackId, to: CallBackState) -> Result<Event, Refusal> {
        let callback = self
            .callbacks
            .iter()
            .find(|c| c.id == id)
            .ok_or(Refusal::NoCallBack { callback: id })?;
        if callback.state != CallBackState::Open {
            return Err(Refusal::CallBackSettled { state: callback.state });
        }
        let (from, to) = (callback.state.byte(), to.byte());
        Ok(Event::from(Fact::CallBackSet { callback: id.0, customer: self.id.0, from, to }))
    }

    /// Erases everything that says who somebody is or what they said; open promises go too,
    /// because there is nobody left to call. `former` is what they were called before.
    ///
    /// # Errors
    /// [`Malformed`] for a reason that is missing or too long; [`Refusal::ReasonTells`] for one
    /// that says who it was: it stays for good.
    pub fn erase(&self, reason: &str, former: &[Profile]) -> Result<Event, Refusal> {
        let reason = super::text::clean_line(reason);
        let (count, limit) = (reason.chars().count(), super::limit::FIELD_CHARS);
        if super::text::looks_blank(&reason) {
            return Err(Malformed::Empty { field: Field::Note }.into());
        }
        if count > limit {
            return Err(Malformed::TooLong { field: Field::Note, count, limit }.into());
        }
        let mut profiles = former.iter().chain([&self.profile]);
        let tells = |profile: &Profile| Marks::any_of(profile).are_in(&reason);
        if !is_the_desks_own(&reason) && profiles.any(tells) {
            return Err(Refusal::ReasonTells { customer: self.id });
        }
        Ok(Event::from(Fact::CustomerErased { customer: self.id.0, reason }))
    }

    fn apply_promise(&mut self, id: CallBackId, due: At, agent: &str, entry: &Entry) {
        let (customer, agent) = (self.id, agent.to_owned());
        let (note, state) = (entry.text(Field::Note), CallBackState::Open);
        self.callbacks.push(CallBack { id, customer, due, agent, note, state });
    }

    fn apply_settled(&mut self, id: CallBackId, to: u8) {
        let state = CallBackState::from_byte(to).unwrap_or(CallBackState::Cancelled);
        self.callbacks.iter_mut().filter(|one| one.id == id).for_each(|one| one.state = state);
    }

    fn apply_verified(&mut self, proof: u8, passed: bool, entry: &Entry) {
        let proof = Proof::from_byte(proof).unwrap_or(Proof::Known);
        let (at, by, entry) = (entry.at, entry.by.clone(), entry.seq);
        self.verified.push(Verification { proof, passed, at, by, entry });
        let surplus = self.verified.len().saturating_sub(VERIFICATIONS_KEPT);
        self.verified.drain(..surplus);
    }

    /// Takes an entry about this customer into the record; entries about others do nothing.
    pub fn apply(&mut self, entry: &Entry) {
        match &entry.fact {
            Fact::CustomerAdded { facts, .. } | Fact::CustomerAmended { facts, .. } => {
                let private = entry.private.iter().flatten();
                facts.iter().chain(private).for_each(|change| self.profile.apply(change));
                if entry.private.is_none() {
                    self.apply_erasure(entry.at);
                }
            }
            Fact::CustomerWithdrawn { .. } => self.withdrawn = true,
            Fact::CustomerRestored { .. } => self.withdrawn = false,
            Fact::CustomerErased { .. } => self.apply_erasure(entry.at),
            Fact::ConsentSet { .. } => self.apply_consent(entry),
            Fact::CustomerVerified { proof, passed, .. } => {
                self.apply_verified(*proof, *passed == 1, entry);
            }
            Fact::VerificationWithdrawn { entry, .. } => {
                self.verified.retain(|v| v.entry != *entry)
            }
            Fact::CallBackPromised { callback, due, agent, .. } => {
                self.apply_promise(CallBackId(*callback), At(*due), agent, entry);
            }
            Fact::CallBackSet { callback, to, .. } => {
                self.apply_settled(CallBackId(*callback), *to)
            }
            Fact::CustomerWorthSet { to, .. } => self.worth = Worth::from(*to),
            Fact::CustomerLeft { to, .. } => self.left = Option::from(*to),
            Fact::InteractionLogged { .. }
            | Fact::InteractionWithdrawn { .. }
            | Fact::OutcomeSet { .. }
            | Fact::TicketOpened { .. }
            | Fact::TicketWithdrawn { .. }
            | Fact::TicketAssigned { .. }
            | Fact::TicketStatusSet { .. }
            | Fact::TicketPrioritySet { .. }
            | Fact::TicketAmended { .. }
            | Fact::TicketNoted { .. }
            | Fact::TicketNoteWithdrawn { .. }
            | Fact::TicketLinked { .. }
            | Fact::RatingGiven { .. }
            | Fact::RatingWithdrawn { .. }
            | Fact::CodeSet { .. }
            | Fact::CannedSet { .. }
            | Fact::RoleSet { .. }
            | Fact::ViewSet { .. }
            | Fact::TicketClockSet { .. }
            | Fact::TicketClockTold { .. }
            | Fact::CalendarSet { .. }
            | Fact::SlaSet { .. }
            | Fact::SharingSet { .. }
            | Fact::TicketEscalated { .. }
            | Fact::TicketHandled { .. }
            | Fact::HandoverWritten { .. }
            | Fact::HandoverWithdrawn { .. }
            | Fact::HandoverRead { .. }
            | Fact::FollowSet { .. }
            | Fact::InstrumentSet { .. }
            | Fact::AnswersGiven { .. }
            | Fact::AnswersWithdrawn { .. }
            | Fact::ImportanceSet { .. }
            | Fact::ScoreGiven { .. }
            | Fact::SurveyDrawn(_)
            | Fact::SurveyWithdrawn { .. }
            | Fact::SurveyAsked(_)
            | Fact::ScoreWithdrawn { .. }
            | Fact::ImprovementSet { .. } => return,
        }
        self.changed = entry.at;
    }

    fn apply_erasure(&mut self, at: At) {
        let Profile { language, channel, tier, stage, .. } = std::mem::take(&mut self.profile);
        self.profile = Profile { language, channel, tier, stage, ..Profile::default() };
        self.callbacks.iter_mut().for_each(|callback| callback.note = None);
        self.erased = Some(at);
    }

    fn apply_consent(&mut self, entry: &Entry) {
        let Fact::ConsentSet { purpose, channel, to, how, .. } = entry.fact else { return };
        let (Some(purpose), Some(channel), Some(state), Some(how)) = (
            Purpose::from_byte(purpose),
            Channel::from_byte(channel),
            ConsentState::from_byte(to),
            ConsentHow::from_byte(how),
        ) else {
            return;
        };
        self.consents.retain(|c| c.purpose != purpose || c.channel != channel);
        if state != ConsentState::Unknown {
            self.consents.push(Consent { purpose, channel, state, at: entry.at, how });
        }
        self.consents.sort_by_key(|c| (c.purpose, c.channel));
    }
}

/// Why those are erased who stand on a list of erased customers.
pub const BY_LIST: &str = "on the list of erased customers";
/// How the reason begins and ends when a rule says how long customers are kept.
const BY_RULE: (&str, &str) = ("retention: ", " days without contact");

/// Why those are erased who were not heard of for so many days.
pub fn by_rule(days: u32) -> String {
    format!("{}{days}{}", BY_RULE.0, BY_RULE.1)
}

/// Tells whether a reason is one of those above: they say who nobody is, whatever people's names
/// are.
fn is_the_desks_own(reason: &str) -> bool {
    let days = reason.strip_prefix(BY_RULE.0).and_then(|rest| rest.strip_suffix(BY_RULE.1));
    reason == BY_LIST || days.is_some_and(|days| days.parse::<u32>().is_ok())
}

/// A note made harmless and checked against its limit.
///
/// # Errors
/// [`Malformed::TooLong`].
pub fn checked_note(note: &str) -> Result<String, Malformed> {
    let note = clean_text(note);
    let count = note.chars().count();
    let limit = super::limit::NOTE_CHARS;
    if count > limit {
        Err(Malformed::TooLong { field: Field::Note, count, limit })
    } else {
        Ok(note)
    }
}
