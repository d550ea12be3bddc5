//! Surveys: what is asked of whom, drawn at random, and what came of asking. Never an answer: those
//! are ratings and sittings, which count for a survey by whose they are and when they were given.

use serde::{Deserialize, Serialize};

use super::consent::{ConsentState, Purpose};
use super::customer::Customer;
use super::event::{Entry, Event, Fact};
use super::id::CustomerId;
use super::instrument;
use super::interaction::Channel;
use super::limit;
use super::opinion::Measure;
use super::quality::draw::stratified;
use super::refusal::{Malformed, Refusal};
use super::text::quoted;
use super::time::{At, DAY};
use super::word::words;

words! {
    /// What a draw is in proportion to.
    Strata {
        /// What customers are worth to the desk.
        Tier = 1 "tier",
        /// What their last contact was about.
        Topic = 2 "topic",
        /// Who had their last contact.
        Agent = 3 "agent",
    }
}

words! {
    /// Why somebody cannot be drawn.
    WhyNot {
        /// Everything that says who they are was erased.
        Erased = 1 "erased",
        /// They have left.
        Left = 2 "left",
        /// They do not want to be asked on this channel.
        Refused = 3 "refused",
        /// They have not said that they may be asked, and only those who did are wanted.
        NotConsented = 4 "not_consented",
        /// The desk cannot reach them on this channel.
        NoAddress = 5 "no_address",
        /// Another survey drew them a short time ago.
        DrawnLately = 6 "drawn_lately",
        /// They had no contact in the time that is meant.
        NoContact = 7 "no_contact",
    }
}

words! {
    /// What came of asking, when it was no answer.
    AskOutcome {
        /// They do not want to answer.
        Refused = 1 "refused",
        /// Nobody was there; they are asked again.
        NotReached = 2 "not_reached",
        /// The number or address is not theirs.
        Unreachable = 3 "unreachable",
        /// They are not asked any more.
        Dropped = 4 "dropped",
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// The statements of an instrument; those of `quick` are the rating.
    Instrument(String),
    /// One question.
    Measure(Measure),
}

/// Whom a survey is to ask, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SurveyPlan {
    /// Its name.
    pub name: String,
    /// What is asked.
    pub asks: Asks,
    /// On which channel.
    pub channel: Channel,
    /// How many are wanted.
    pub many: u32,
    /// In proportion to what.
    #[serde(default)]
    pub by: Option<Strata>,
    /// Nobody whom another survey drew within so many days.
    pub apart_days: u32,
    /// Only those who have said that they may be asked.
    #[serde(default)]
    pub consented: bool,
    /// Only those who had a contact from this time on.
    #[serde(default)]
    pub from: Option<At>,
    /// Only those who had one before this time.
    #[serde(default)]
    pub to: Option<At>,
    /// Before when it is answered.
    #[serde(default)]
    pub until: Option<At>,
    /// What the draw begins with; the desk chooses one when it is not given.
    #[serde(default)]
    pub seed: Option<u64>,
}

/// A survey as it stays on disk: bytes of words, times in milliseconds since 1970, 0 and an empty
/// text for "none".
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SurveyState {
    /// Its name.
    pub name: String,
    /// What is asked; empty for one question.
    pub instrument: String,
    /// Which question.
    pub measure: u8,
    /// On which channel.
    pub channel: u8,
    /// How many were wanted.
    pub many: u64,
    /// In proportion to what.
    pub by: u8,
    /// Days between two surveys of the same person.
    pub apart_days: u64,
    /// 1 when only those were meant who have said that they may be asked.
    pub consented: u8,
    /// Contacts from this time on.
    pub from: i64,
    /// Contacts before this time.
    pub to: i64,
    /// Before when it is answered.
    pub until: i64,
    /// What the draw began with.
    pub seed: u64,
    /// What the parts are called, in order.
    pub strata: Vec<String>,
    /// How many could be drawn in each.
    pub sizes: Vec<u64>,
    /// Who was drawn in each, by number.
    pub drawn: Vec<Vec<u64>>,
}

/// What came of asking somebody, as it stays on disk: the outcome's byte, 0 for none, and how often
/// nobody was there; before and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AskState {
    /// Seq of the entry that drew the survey.
    pub survey: u64,
    /// Who was asked.
    pub customer: u64,
    /// Outcome before.
    pub from: u8,
    /// Outcome now.
    pub to: u8,
    /// Attempts before.
    pub tries_from: u64,
    /// Attempts now.
    pub tries_to: u64,
}

/// A part of those who could be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stratum {
    /// A tier's word, a topic's letters or an agent's name; empty where nothing is known, or for
    /// all.
    pub name: String,
    /// How many could be drawn.
    pub size: u64,
    /// Who was, by number.
    pub drawn: Vec<CustomerId>,
}

/// A survey that was drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// Its number: the seq of the entry that drew it.
    pub no: u64,
    /// When it was drawn.
    pub at: At,
    /// By whom.
    pub by: String,
    /// Whom it asks, and what; with the seed that was used.
    pub plan: SurveyPlan,
    /// Of whom it was drawn, and who.
    pub strata: Vec<Stratum>,
    /// The last rating there was when it was drawn.
    pub ratings: u64,
}

/// What came of asking somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Asked {
    /// What came of it; `None` while they are still to be asked.
    pub outcome: Option<AskOutcome>,
    /// How often nobody was there.
    pub tries: u64,
}

fn some(at: i64) -> Option<At> {
    (at != 0).then_some(At(at))
}

impl SurveyPlan {
    /// The same, held to what can be kept.
    ///
    /// # Errors
    /// [`Malformed::SurveyName`], [`Malformed::Number`], [`Malformed::Date`].
    pub fn checked(self) -> Result<SurveyPlan, Malformed> {
        let name = instrument::checked_name(&self.name);
        let name = name.map_err(|_| Malformed::SurveyName { given: quoted(&self.name) })?;
        let most = limit::SURVEY_DRAWN;
        let number =
            |given: u32, example: String| Malformed::Number { given: given.to_string(), example };
        if !(1..=most).contains(&self.many) {
            return Err(number(self.many, format!("1-{most}")));
        }
        if self.apart_days > limit::SURVEY_APART_DAYS {
            return Err(number(self.apart_days, format!("0-{}", limit::SURVEY_APART_DAYS)));
        }
        let asks = match self.asks {
            Asks::Instrument(name) => Asks::Instrument(name.trim().to_lowercase()),
            Asks::Measure(measure) => Asks::Measure(measure),
        };
        for at in [self.from, self.to, self.until].into_iter().flatten() {
            at.checked()?;
        }
        Ok(SurveyPlan { name, asks, ..self })
    }

    /// Since when somebody must not have been drawn by another survey, to be drawn `now`.
    pub fn apart_since(&self, now: At) -> At {
        now.plus(-(i64::from(self.apart_days) * DAY))
    }

    /// Tells whether a contact of this time is one that is meant.
    pub fn means(&self, contact: At) -> bool {
        self.from.is_none_or(|from| contact >= from) && self.to.is_none_or(|to| contact < to)
    }

    /// Tells whether it is about a last contact at all.
    pub fn needs_contact(&self) -> bool {
        self.from.is_some()
            || self.to.is_some()
            || matches!(self.by, Some(Strata::Topic | Strata::Agent))
    }

    /// Why a customer cannot be asked, by what their record says; the first reason counts.
    pub fn why_not(&self, customer: &Customer) -> Option<WhyNot> {
        let consent = customer.consent_state(Purpose::Survey, self.channel);
        if customer.erased.is_some() {
            return Some(WhyNot::Erased);
        }
        if customer.gone().is_some() {
            return Some(WhyNot::Left);
        }
        match consent {
            ConsentState::Refused => return Some(WhyNot::Refused),
            ConsentState::Unknown if self.consented => return Some(WhyNot::NotConsented),
            ConsentState::Unknown | ConsentState::Given => {}
        }
        self.address(customer).is_none().then_some(WhyNot::NoAddress)
    }

    /// Where the channel reaches a customer.
    pub fn address(&self, customer: &Customer) -> Option<String> {
        let profile = &customer.profile;
        let found = match self.channel {
            Channel::Call | Channel::Chat => profile.phones.first().map(|one| one.number.clone()),
            Channel::Mail => profile.emails.first().map(|one| one.address.clone()),
            Channel::Visit | Channel::Letter => Some(profile.address.clone()),
        };
        found.filter(|address| !address.is_empty())
    }

    /// Draws, in proportion to the parts; the same seed and parts draw the same. Each part is in
    /// the order of its customers' numbers.
    ///
    /// # Errors
    /// [`Refusal::NobodyToAsk`].
    pub fn draw(
        self,
        parts: Vec<(String, Vec<CustomerId>)>,
        not: Vec<(WhyNot, u64)>,
        seed: u64,
    ) -> Result<Event, Refusal> {
        let (strata, parts): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        if parts.iter().all(Vec::is_empty) {
            return Err(Refusal::NobodyToAsk { why: not });
        }
        let sizes = parts.iter().map(|part| part.len() as u64).collect();
        let seed = self.seed.unwrap_or(seed);
        let drawn = stratified(parts, self.many as usize, seed);
        let numbers = |part: Vec<CustomerId>| part.into_iter().map(|one| one.0).collect();
        let (instrument, measure) = match self.asks {
            Asks::Instrument(name) => (name, 0),
            Asks::Measure(measure) => (String::new(), measure.byte()),
        };
        let millis = |at: Option<At>| at.map_or(0, |at| at.0);
        Ok(Event::from(Fact::SurveyDrawn(Box::new(SurveyState {
            name: self.name,
            instrument,
            measure,
            channel: self.channel.byte(),
            many: self.many.into(),
            by: self.by.map_or(0, Strata::byte),
            apart_days: self.apart_days.into(),
            consented: self.consented.into(),
            from: millis(self.from),
            to: millis(self.to),
            until: millis(self.until),
            seed,
            strata,
            sizes,
            drawn: drawn.into_iter().map(numbers).collect(),
        }))))
    }
}

impl Survey {
    /// The survey that an entry has drawn; `None` for an entry about something else. `ratings` is
    /// the last rating before it.
    pub fn of(entry: &Entry, ratings: u64) -> Option<Survey> {
        let Fact::SurveyDrawn(state) = &entry.fact else { return None };
        let asks = match Measure::from_byte(state.measure) {
            Some(measure) if state.instrument.is_empty() => Asks::Measure(measure),
            Some(_) | None => Asks::Instrument(state.instrument.clone()),
        };
        let parts = state.strata.iter().zip(&state.sizes).zip(&state.drawn);
        let stratum = |((name, size), drawn): ((&String, &u64), &Vec<u64>)| Stratum {
            name: name.clone(),
            size: *size,
            drawn: drawn.iter().copied().map(CustomerId).collect(),
        };
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let plan = SurveyPlan {
            name: state.name.clone(),
            asks,
            channel: Channel::from_byte(state.channel)?,
            many: small(state.many),
            by: Strata::from_byte(state.by),
            apart_days: small(state.apart_days),
            consented: state.consented == 1,
            from: some(state.from),
            to: some(state.to),
            until: some(state.until),
            seed: Some(state.seed),
        };
        let (no, at, by) = (entry.seq, entry.at, entry.by.clone());
        Some(Survey { no, at, by, plan, strata: parts.map(stratum).collect(), ratings })
    }

    /// Everybody who was drawn, part by part.
    pub fn drawn(&self) -> impl Iterator<Item = CustomerId> {
        self.strata.iter().flat_map(|part| part.drawn.iter().copied())
    }

    /// Tells whether what was given at a time, in an entry of this number, counts for it.
    pub fn counts(&self, given: At) -> bool {
        given >= self.at && self.plan.until.is_none_or(|until| given < until)
    }

    /// Keeps what came of asking somebody.
    ///
    /// # Errors
    /// [`Refusal::NotDrawn`], [`Refusal::AlreadySo`].
    pub fn ask(
        &self,
        customer: CustomerId,
        was: &Asked,
        outcome: AskOutcome,
    ) -> Result<Event, Refusal> {
        if !self.drawn().any(|one| one == customer) {
            return Err(Refusal::NotDrawn { survey: self.plan.name.clone(), customer });
        }
        let (to, tries) = match outcome {
            AskOutcome::NotReached => (None, was.tries + 1),
            AskOutcome::Refused | AskOutcome::Unreachable | AskOutcome::Dropped => {
                (Some(outcome), was.tries)
            }
        };
        let now = Asked { outcome: to, tries };
        if now == *was {
            return Err(Refusal::AlreadySo);
        }
        Ok(Event::from(Fact::SurveyAsked(AskState {
            survey: self.no,
            customer: customer.0,
            from: was.outcome.map_or(0, AskOutcome::byte),
            to: to.map_or(0, AskOutcome::byte),
            tries_from: was.tries,
            tries_to: tries,
        })))
    }
}

impl Asked {
    /// What it is after a fact.
    pub fn after(state: &AskState) -> Asked {
        Asked { outcome: AskOutcome::from_byte(state.to), tries: state.tries_to }
    }

    /// Takes a fact back, while it is still so.
    ///
    /// # Errors
    /// [`Refusal::ChangedSince`].
    pub fn undo(&self, state: &AskState) -> Result<Event, Refusal> {
        if *self != Asked::after(state) {
            return Err(Refusal::ChangedSince);
        }
        Ok(Event::from(Fact::SurveyAsked(AskState {
            from: state.to,
            to: state.from,
            tries_from: state.tries_to,
            tries_to: state.tries_from,
            ..*state
        })))
    }
}
