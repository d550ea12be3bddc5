//! Who can be drawn for a survey, how far asking has come, and who is still to be asked. Never
//! counts an answer that somebody else than the customer gave, or that was given before the draw.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::desk::Desk;
use crate::domain::instrument::QUICK;
use crate::domain::{
    AskOutcome, Asked, Asks, At, Customer, CustomerId, Event, Fact, Measure, Rater, RatingId,
    Refusal, Role, Strata, Survey, SurveyPlan, WhyNot,
};
use crate::store::{HistoryItem, StoreError, View};
use crate::wire::line::ANSWER_ROWS;
use crate::wire::{Answer, Command, Progress, Query, SurveyPreview, SurveyRow, ToAskRow};

/// Customers read at once while all of them are looked through.
const STEP: usize = 1_000;

/// Answers a question about surveys.
///
/// # Errors
/// A [`Refusal`] of what was asked for; the store's.
pub fn answer(desk: &Desk, ask: Query) -> anyhow::Result<Answer> {
    let (view, now) = (desk.reader.view(), desk.clock.now());
    Ok(match ask {
        Query::PreviewSurvey { plan } => Answer::PreviewSurvey(preview(&view, *plan, now)?),
        Query::ToAsk { survey, skip, limit } => {
            let part = (skip as usize, limit.min(ANSWER_ROWS) as usize);
            Answer::ToAsk(to_ask(&view, &survey, part)?)
        }
        _ => Answer::Surveys(rows(&view, now)?),
    })
}

/// Who could be drawn, part by part in the order of their names, and why the others cannot.
#[derive(Debug, Clone, Default)]
pub struct Eligible {
    /// The parts and who is in them, by number.
    pub parts: Vec<(String, Vec<CustomerId>)>,
    /// Why not, and of how many.
    pub why_not: Vec<(WhyNot, u64)>,
}

/// Looks through all customers of the desk.
///
/// # Errors
/// The store's, here and below.
pub fn eligible(view: &View<'_>, plan: &SurveyPlan, now: At) -> Result<Eligible, StoreError> {
    let lately = drawn_since(view, plan.apart_since(now))?;
    let mut parts = BTreeMap::<String, Vec<CustomerId>>::new();
    let mut why_not = BTreeMap::<WhyNot, u64>::new();
    let mut after = None;
    loop {
        let customers = view.customers(after, STEP)?;
        let Some(last) = customers.last() else { break };
        after = Some(last.id);
        for customer in &customers {
            match part_of(view, plan, customer, &lately)? {
                Ok(part) => parts.entry(part).or_default().push(customer.id),
                Err(why) => *why_not.entry(why).or_default() += 1,
            }
        }
    }
    Ok(Eligible { parts: parts.into_iter().collect(), why_not: why_not.into_iter().collect() })
}

/// The same before a draw is decided, in the thread of whoever asks: looking through a million
/// customers takes seconds, for which nobody else shall wait. `None` where nothing is drawn, or not
/// by somebody who may not, or not like this: then the writer says why.
pub fn looked_up(desk: &Desk, role: Role, command: &Command) -> Option<Eligible> {
    let Command::DrawSurvey(plan) = command else { return None };
    desk.may(role, command.right()).ok()?;
    let plan = SurveyPlan::clone(plan).checked().ok()?;
    eligible(&desk.reader.view(), &plan, desk.clock.now()).ok()
}

/// Draws. Of those who are drawn it is looked up once more: what was looked through may be a moment
/// old, and whoever has refused since is left out.
///
/// # Errors
/// A [`Refusal`] when nobody is left; the store's.
pub fn drawn(
    view: &View<'_>,
    plan: &SurveyPlan,
    (mut found, seed): (Eligible, u64),
    now: At,
) -> Result<Result<Event, Refusal>, StoreError> {
    let lately = drawn_since(view, plan.apart_since(now))?;
    loop {
        let Eligible { parts, why_not } = found.clone();
        let event = match plan.clone().draw(parts, why_not, seed) {
            Ok(event) => event,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let Fact::SurveyDrawn(state) = &event.fact else { return Ok(Ok(event)) };
        let mut left = HashSet::new();
        for number in state.drawn.iter().flatten() {
            let id = CustomerId(*number);
            let still = match view.customer(id)? {
                Some(customer) => part_of(view, plan, &customer, &lately)?.is_ok(),
                None => false,
            };
            if !still {
                left.insert(id);
            }
        }
        if left.is_empty() {
            return Ok(Ok(event));
        }
        found.parts.iter_mut().for_each(|(_, part)| part.retain(|one| !left.contains(one)));
    }
}

/// Everybody whom a survey has drawn since then.
fn drawn_since(view: &View<'_>, since: At) -> Result<HashSet<CustomerId>, StoreError> {
    let surveys = view.surveys()?;
    let lately = surveys.iter().filter(|one| one.at > since);
    Ok(lately.flat_map(Survey::drawn).collect())
}

/// To which part a customer belongs, or why they cannot be drawn.
fn part_of(
    view: &View<'_>,
    plan: &SurveyPlan,
    customer: &Customer,
    lately: &HashSet<CustomerId>,
) -> Result<Result<String, WhyNot>, StoreError> {
    if let Some(why) = plan.why_not(customer) {
        return Ok(Err(why));
    }
    if lately.contains(&customer.id) {
        return Ok(Err(WhyNot::DrawnLately));
    }
    let tier = || customer.profile.tier.map_or("", |tier| tier.word()).to_owned();
    if !plan.needs_contact() {
        let is_by_tier = plan.by == Some(Strata::Tier);
        return Ok(Ok(if is_by_tier { tier() } else { String::new() }));
    }
    for item in view.history(customer.id, None)? {
        let (_, HistoryItem::Interaction(contact)) = item? else { continue };
        if plan.means(contact.at) {
            return Ok(Ok(match plan.by {
                None => String::new(),
                Some(Strata::Tier) => tier(),
                Some(Strata::Topic) => contact.topic.to_string(),
                Some(Strata::Agent) => contact.by,
            }));
        }
    }
    Ok(Err(WhyNot::NoContact))
}

/// What a draw would come to, were it made now.
///
/// # Errors
/// What the plan is wrong about, as a [`Refusal`].
fn preview(view: &View<'_>, plan: SurveyPlan, now: At) -> anyhow::Result<SurveyPreview> {
    let plan = plan.checked().map_err(Refusal::from)?;
    let Eligible { parts, why_not } = eligible(view, &plan, now)?;
    let sizes: Vec<usize> = parts.iter().map(|(_, part)| part.len()).collect();
    let shares = crate::domain::quality::draw::allocate(&sizes, plan.many as usize);
    let strata = parts.into_iter().zip(shares);
    let strata = strata.map(|((name, part), share)| (name, part.len() as u64, share as u64));
    let eligible = sizes.iter().sum::<usize>() as u64;
    Ok(SurveyPreview { eligible, strata: strata.collect(), why_not })
}

/// Which of those who were drawn have answered, survey by survey in the order given.
pub fn answered(
    view: &View<'_>,
    surveys: &[Survey],
) -> Result<Vec<HashSet<CustomerId>>, StoreError> {
    let drawn: Vec<HashSet<CustomerId>> =
        surveys.iter().map(|survey| survey.drawn().collect()).collect();
    let mut answered = vec![HashSet::new(); surveys.len()];
    let mut count = |given: &Given<'_>| {
        for (at, survey) in surveys.iter().enumerate() {
            if given.counts(survey) && drawn[at].contains(&given.customer) {
                answered[at].insert(given.customer);
            }
        }
    };
    let Some(first) = surveys.iter().map(|one| one.no).min() else { return Ok(answered) };
    for one in view.answers(Some(first), usize::MAX)? {
        let Some(customer) = one.customer.filter(|_| one.rater == Rater::Customer) else {
            continue;
        };
        count(&Given { no: one.no, customer, at: one.at, what: What::Instrument(&one.instrument) });
    }
    for one in view.scores(Some(first), usize::MAX)? {
        if one.rater == Rater::Customer {
            let (no, customer, at) = (one.no, one.customer, one.at);
            count(&Given { no, customer, at, what: What::Measure(one.what) });
        }
    }
    let ratings = surveys.iter().filter(|one| one.plan.asks == Asks::Instrument(QUICK.to_owned()));
    let Some(first) = ratings.map(|one| one.ratings).min() else { return Ok(answered) };
    for one in view.ratings(Some(RatingId(first)), usize::MAX)? {
        if one.rater == Rater::Customer {
            let (no, customer, at) = (one.id.0, one.customer, one.at);
            count(&Given { no, customer, at, what: What::Rating });
        }
    }
    Ok(answered)
}

/// Something that a customer has given.
struct Given<'a> {
    /// Its number: of its entry, or of the rating.
    no: u64,
    customer: CustomerId,
    at: At,
    what: What<'a>,
}

enum What<'a> {
    Instrument(&'a str),
    Measure(Measure),
    Rating,
}

impl Given<'_> {
    /// Tells whether it is what a survey asks, and came after the draw and before its end.
    fn counts(&self, survey: &Survey) -> bool {
        let is_asked = match (&self.what, &survey.plan.asks) {
            (What::Instrument(given), Asks::Instrument(name)) => {
                self.no > survey.no && given == name
            }
            (What::Measure(given), Asks::Measure(asked)) => self.no > survey.no && given == asked,
            (What::Rating, Asks::Instrument(name)) => self.no > survey.ratings && name == QUICK,
            (What::Instrument(_) | What::Rating, Asks::Measure(_))
            | (What::Measure(_), Asks::Instrument(_)) => false,
        };
        is_asked && survey.counts(self.at)
    }
}

/// Where somebody who was drawn stands.
pub enum Stands {
    /// Has answered.
    Answered,
    /// Asking them has come to this.
    Is(AskOutcome),
    /// Erased, taken back, or wants no more surveys.
    Gone,
    /// Still to be asked, after so many tries.
    Open(Box<Customer>, u64),
}

impl Stands {
    /// How it is called.
    pub const fn word(&self) -> &'static str {
        match self {
            Stands::Answered => "answered",
            Stands::Is(AskOutcome::Refused) => "refused",
            Stands::Is(AskOutcome::Unreachable) => "unreachable",
            Stands::Is(AskOutcome::Dropped) => "dropped",
            Stands::Gone => "gone",
            Stands::Open(_, 0) => "open",
            Stands::Is(AskOutcome::NotReached) | Stands::Open(..) => "not-reached",
        }
    }
}

fn stands(
    view: &View<'_>,
    survey: &Survey,
    customer: CustomerId,
    (answered, asked): (&HashSet<CustomerId>, &HashMap<CustomerId, Asked>),
) -> Result<Stands, StoreError> {
    if answered.contains(&customer) {
        return Ok(Stands::Answered);
    }
    let asked = asked.get(&customer).cloned().unwrap_or_default();
    if let Some(outcome) = asked.outcome {
        return Ok(Stands::Is(outcome));
    }
    let record = view.customer(customer)?.filter(|one| !one.withdrawn);
    let wants = record.filter(|one| match survey.plan.why_not(one) {
        Some(WhyNot::Erased | WhyNot::Refused | WhyNot::NotConsented) => false,
        Some(WhyNot::Left | WhyNot::NoAddress | WhyNot::DrawnLately | WhyNot::NoContact) | None => {
            true
        }
    });
    Ok(wants.map_or(Stands::Gone, |one| Stands::Open(Box::new(one), asked.tries)))
}

/// Counts one more who was drawn.
pub fn add(progress: &mut Progress, stands: &Stands) {
    progress.drawn += 1;
    match stands {
        Stands::Answered => progress.answered += 1,
        Stands::Is(AskOutcome::Refused) => progress.refused += 1,
        Stands::Is(AskOutcome::Unreachable) => progress.unreachable += 1,
        Stands::Is(AskOutcome::Dropped) => progress.dropped += 1,
        Stands::Gone => progress.gone += 1,
        Stands::Is(AskOutcome::NotReached) => progress.not_reached += 1,
        Stands::Open(_, 0) => progress.open += 1,
        Stands::Open(_, _) => progress.not_reached += 1,
    }
}

/// Surveys with how far they have come, the one that was drawn last first.
pub fn rows(view: &View<'_>, now: At) -> Result<Vec<SurveyRow>, StoreError> {
    let surveys = view.surveys()?;
    let answered = answered(view, &surveys)?;
    let mut rows = Vec::with_capacity(surveys.len());
    for (survey, answered) in surveys.into_iter().zip(&answered).rev() {
        rows.push(row(view, survey, answered, now)?);
    }
    Ok(rows)
}

fn row(
    view: &View<'_>,
    survey: Survey,
    answered: &HashSet<CustomerId>,
    now: At,
) -> Result<SurveyRow, StoreError> {
    let asked = view.asked_of(survey.no)?;
    let (mut progress, mut strata) = (Progress::default(), Vec::new());
    for part in &survey.strata {
        let mut of_part = Progress::default();
        for customer in &part.drawn {
            let stands = stands(view, &survey, *customer, (answered, &asked))?;
            add(&mut of_part, &stands);
            add(&mut progress, &stands);
        }
        strata.push((part.name.clone(), part.size, of_part));
    }
    let eligible = survey.strata.iter().map(|part| part.size).sum();
    let running = survey.plan.until.is_none_or(|until| now < until);
    let Survey { no, at, by, plan, .. } = survey;
    Ok(SurveyRow { no, at, by, plan, eligible, running, progress, strata })
}

/// Who was drawn: when, where they stand, and how often nobody was there.
pub type Stood = (CustomerId, At, Stands, u64);

/// Who was drawn for a survey, of all or of one part.
///
/// # Errors
/// [`Refusal::NoSurvey`] inside.
pub fn drawn_of(
    view: &View<'_>,
    name: &str,
    part: Option<&str>,
) -> Result<Result<Vec<Stood>, Refusal>, StoreError> {
    let survey = match named(view, name)? {
        Ok(survey) => survey,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let answered = answered(view, std::slice::from_ref(&survey))?.remove(0);
    let asked = view.asked_of(survey.no)?;
    let mut all = Vec::new();
    let meant = |name: &str| part.is_none_or(|part| part == name || part == "-" && name.is_empty());
    for one in survey.strata.iter().filter(|one| meant(&one.name)).flat_map(|one| &one.drawn) {
        let tries = asked.get(one).map_or(0, |asked| asked.tries);
        all.push((*one, survey.at, stands(view, &survey, *one, (&answered, &asked))?, tries));
    }
    Ok(Ok(all))
}

/// The survey of a name.
///
/// # Errors
/// [`Refusal::NoSurvey`] inside.
pub fn named(view: &View<'_>, name: &str) -> Result<Result<Survey, Refusal>, StoreError> {
    let name = name.trim().to_lowercase();
    let found = view.surveys()?.into_iter().find(|one| one.plan.name == name);
    Ok(found.ok_or(Refusal::NoSurvey { name }))
}

/// Who is still to be asked: those who were tried least come first, then by number.
///
/// # Errors
/// [`Refusal::NoSurvey`], the store's.
fn to_ask(
    view: &View<'_>,
    name: &str,
    (skip, limit): (usize, usize),
) -> anyhow::Result<Vec<ToAskRow>> {
    let survey = named(view, name)??;
    let answered = answered(view, std::slice::from_ref(&survey))?.remove(0);
    let asked = view.asked_of(survey.no)?;
    let mut open = Vec::new();
    for customer in survey.drawn() {
        if let Stands::Open(record, tries) = stands(view, &survey, customer, (&answered, &asked))? {
            open.push((tries, record));
        }
    }
    open.sort_by_key(|(tries, record)| (*tries, record.id));
    let rows = open.into_iter().skip(skip).take(limit).map(|(tries, record)| ToAskRow {
        customer: record.id,
        label: record.label(),
        account: record.profile.account.clone(),
        address: survey.plan.address(&record).unwrap_or_default(),
        tries,
    });
    Ok(rows.collect())
}
