//! First-contact resolution: which complaints were settled by the contact that brought them. Never
//! a complaint of which it cannot be known yet.
//!
//! What counts, and why, is in `docs/agents.md`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::code::TwoLetters;
use super::event::Fact;
use super::handling::{Handled, Matter};
use super::interaction::Direction;
use super::status::{LinkKind, Status};
use super::time::{At, DAY};

/// Days within which a customer who comes again was not helped the first time, unless the desk says
/// otherwise: a week, in which most who were not helped come again.
pub const DAYS: u32 = 7;

/// Milliseconds within which whoever took a complaint settles it by that contact: the call, the
/// wrap-up, and what they have to look up. A mail or a letter has no other end.
const AT_ONCE: i64 = DAY;

/// What became of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Settled by the first contact.
    First,
    /// Not settled within a day by whoever took it.
    Later,
    /// Settled, and then opened again.
    Reopened,
    /// Settled, and the customer came with it once more.
    Again,
    /// Whether it stays settled is not known yet.
    TooEarly,
}

/// A complaint with whatever of the same customer belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstContact {
    /// Number of the first ticket.
    pub ticket: u64,
    /// Who took it.
    pub agent: String,
    /// What it is about, as the ticket says now.
    pub topic: TwoLetters,
    /// When it came.
    pub opened: At,
    /// What became of it.
    pub verdict: Verdict,
}

/// The same with the agent's number in place of their name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Number of the first ticket.
    pub ticket: u64,
    /// Who took it.
    pub agent: u32,
    /// What it is about, as the ticket says now.
    pub topic: TwoLetters,
    /// When it came.
    pub opened: At,
    /// What became of it.
    pub verdict: Verdict,
}

/// Gathers what a journal tells, oldest first.
#[derive(Debug, Default)]
pub struct FirstContacts {
    steps: Vec<Step>,
    /// Seqs of entries that were taken back.
    undone: BTreeSet<u64>,
    /// Agents by number, and their numbers.
    names: Vec<String>,
    numbers: BTreeMap<String, u32>,
}

#[derive(Debug)]
struct Step {
    seq: u64,
    at: At,
    by: u32,
    what: What,
}

#[derive(Debug)]
enum What {
    Opened { ticket: u64, customer: u64, interaction: u64, topic: [u8; 2], at: At },
    Suggestion { ticket: u64, is_one: bool },
    Amended { ticket: u64, topic: [u8; 2] },
    Settled { ticket: u64 },
    Reopened { ticket: u64 },
    Merged { ticket: u64, into: Option<u64> },
    Came { interaction: u64, customer: u64, topic: [u8; 2], at: At },
}

/// A ticket as its steps tell; agents by number.
#[derive(Debug)]
pub struct Told {
    /// Number.
    pub no: u64,
    /// Whose.
    pub customer: u64,
    /// Heard in which contact; 0 for none.
    pub interaction: u64,
    /// About what.
    pub topic: [u8; 2],
    /// Who took it.
    pub agent: u32,
    /// When it came.
    pub opened: At,
    /// Whether it was written down while it was fresh, see [`is_fresh`].
    pub is_fresh: bool,
    /// Whether it is no complaint.
    pub is_suggestion: bool,
    /// The ticket in which it lives on.
    pub into: Option<u64>,
    /// When it was settled, and by whom.
    pub settled: Vec<(At, u32)>,
    /// When it came back.
    pub reopened: Vec<At>,
}

/// A contact that a customer began.
#[derive(Debug, Clone, Copy)]
pub struct Came {
    /// Its number.
    pub interaction: u64,
    /// What it was about.
    pub topic: [u8; 2],
    /// When it took place.
    pub at: At,
}

/// Tickets by number.
pub type Tickets = BTreeMap<u64, Told>;
/// What customers came with, by customer.
pub type Visits = BTreeMap<u64, Vec<Came>>;

/// Tells whether a ticket was written down while it was fresh: an old one tells nothing of its
/// beginning.
pub fn is_fresh(opened: At, written: At) -> bool {
    written <= opened.plus(AT_ONCE)
}

impl FirstContacts {
    /// Takes an entry of the journal.
    pub fn take(&mut self, (seq, undoes): (u64, u64), at: At, by: &str, fact: &Fact) {
        if undoes > 0 {
            self.undone.insert(undoes);
        } else if let Some(what) = what(fact) {
            let by = self.number(by);
            self.steps.push(Step { seq, at, by, what });
        }
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The complaints, the oldest first, judged with so many days in which a customer who comes
    /// again was not helped.
    pub fn judged(mut self, days: u32, now: At) -> Vec<FirstContact> {
        let names = std::mem::take(&mut self.names);
        let (tickets, came) = self.told();
        let named = |one: Judged| {
            let Judged { ticket, agent, topic, opened, verdict } = one;
            let agent = names.get(agent as usize).cloned().unwrap_or_default();
            FirstContact { ticket, agent, topic, opened, verdict }
        };
        judged(&tickets, &came, days, now).into_iter().map(named).collect()
    }

    fn told(self) -> (Tickets, Visits) {
        let (mut tickets, mut came) = (Tickets::new(), Visits::new());
        for step in self.steps.into_iter().filter(|step| !self.undone.contains(&step.seq)) {
            let ticket = match step.what {
                What::Came { interaction, customer, topic, at } => {
                    came.entry(customer).or_default().push(Came { interaction, topic, at });
                    continue;
                }
                What::Opened { ticket, .. } => {
                    tickets.extend(Told::new(&step).map(|told| (ticket, told)));
                    continue;
                }
                What::Suggestion { ticket, .. }
                | What::Amended { ticket, .. }
                | What::Settled { ticket }
                | What::Reopened { ticket }
                | What::Merged { ticket, .. } => ticket,
            };
            if let Some(told) = tickets.get_mut(&ticket) {
                told.add(step);
            }
        }
        (tickets, came)
    }
}

/// The complaints among tickets, the oldest first, judged with so many days in which a customer
/// who comes again was not helped. One that lives on in a ticket that is not among them was told of
/// before.
pub fn judged(tickets: &Tickets, came: &Visits, days: u32, now: At) -> Vec<Judged> {
    let window = i64::from(days) * DAY;
    let mut groups: BTreeMap<u64, Vec<&Told>> = BTreeMap::new();
    for told in tickets.values().filter(|told| !told.is_suggestion) {
        groups.entry(lives_in(told, tickets)).or_default().push(told);
    }
    groups.retain(|root, _| tickets.contains_key(root));
    let mut groups: Vec<Vec<&Told>> = groups.into_values().collect();
    groups.iter_mut().for_each(|group| group.sort_by_key(|told| (told.opened, told.no)));
    groups.sort_by_key(|group| (group[0].opened, group[0].no));
    let mut matters: Vec<Vec<&Told>> = Vec::new();
    let mut last: HashMap<(u64, [u8; 2]), (At, usize)> = HashMap::new();
    for group in groups {
        let first = group[0];
        let key = (first.customer, first.topic);
        let before = last.get(&key).filter(|(at, _)| first.opened <= at.plus(window));
        let place = before.map_or(matters.len(), |(_, place)| *place);
        last.insert(key, (first.opened, place));
        match matters.get_mut(place) {
            // The customer came with the same matter again: it is counted once.
            Some(matter) => matter.extend(group),
            None => matters.push(group),
        }
    }
    let judge = |matter: &Vec<&Told>| judge(matter, came, window, now);
    matters.iter().filter(|matter| matter[0].is_fresh).map(judge).collect()
}

/// What of a fact matters here.
fn what(fact: &Fact) -> Option<What> {
    Some(match fact {
        Fact::TicketOpened { ticket, customer, interaction, topic, at, .. } => What::Opened {
            ticket: *ticket,
            customer: *customer,
            interaction: *interaction,
            topic: *topic,
            at: At(*at),
        },
        Fact::TicketHandled { ticket, what, to, .. } if *what == Handled::Matter.byte() => {
            let is_one = *to == i64::from(Matter::Suggestion.byte());
            What::Suggestion { ticket: *ticket, is_one }
        }
        Fact::TicketAmended { ticket, topic_to, .. } => {
            What::Amended { ticket: *ticket, topic: *topic_to }
        }
        Fact::TicketStatusSet { ticket, from, to } => {
            let is_over =
                |status: Option<Status>| matches!(status, Some(Status::Resolved | Status::Closed));
            let (from, to) = (Status::from_byte(*from), Status::from_byte(*to));
            match (is_over(from), is_over(to)) {
                (false, true) => What::Settled { ticket: *ticket },
                (true, false) => What::Reopened { ticket: *ticket },
                (false, false) | (true, true) => return None,
            }
        }
        Fact::TicketLinked { ticket, other, kind, linked }
            if *kind == LinkKind::MergedInto.byte() =>
        {
            What::Merged { ticket: *ticket, into: Some(*other).filter(|_| *linked > 0) }
        }
        Fact::InteractionLogged { interaction, customer, direction, topic, at, .. }
            if *direction == Direction::In.byte() =>
        {
            let (interaction, customer) = (*interaction, *customer);
            What::Came { interaction, customer, topic: *topic, at: At(*at) }
        }
        _ => return None,
    })
}

impl Told {
    fn new(step: &Step) -> Option<Told> {
        let What::Opened { ticket, customer, interaction, topic, at } = step.what else {
            return None;
        };
        Some(Told {
            no: ticket,
            customer,
            interaction,
            topic,
            agent: step.by,
            opened: at,
            is_fresh: is_fresh(at, step.at),
            is_suggestion: false,
            into: None,
            settled: Vec::new(),
            reopened: Vec::new(),
        })
    }

    fn add(&mut self, step: Step) {
        match step.what {
            What::Suggestion { is_one, .. } => self.is_suggestion = is_one,
            What::Amended { topic, .. } => self.topic = topic,
            What::Settled { .. } => self.settled.push((step.at, step.by)),
            What::Reopened { .. } => self.reopened.push(step.at),
            What::Merged { into, .. } => self.into = into,
            What::Opened { .. } | What::Came { .. } => {}
        }
    }
}

/// The ticket in which one lives on, itself when it was not merged.
fn lives_in(told: &Told, tickets: &Tickets) -> u64 {
    let mut no = told.no;
    // A merged ticket is never merged into, so that this ends; a damaged journal may say anything.
    for _ in 0..tickets.len() {
        match tickets.get(&no).and_then(|told| told.into) {
            Some(into) => no = into,
            None => break,
        }
    }
    no
}

fn judge(matter: &[&Told], came: &Visits, window: i64, now: At) -> Judged {
    let first = matter[0];
    let settled = matter.iter().flat_map(|told| &told.settled).min_by_key(|(at, _)| *at);
    let at_once = settled
        .filter(|(at, by)| *by == first.agent && *at <= first.opened.plus(AT_ONCE))
        .map(|(at, _)| *at);
    let verdict = match at_once {
        _ if now < first.opened.plus(AT_ONCE + window) => Verdict::TooEarly,
        None => Verdict::Later,
        Some(at) => {
            let until = at.plus(window);
            let mut reopened = matter.iter().flat_map(|told| &told.reopened);
            let is_later = |one: At| one > first.opened && one <= until;
            let another = |interaction: u64| interaction == 0 || interaction != first.interaction;
            let topics: BTreeSet<[u8; 2]> = matter.iter().map(|told| told.topic).collect();
            let is_again = |one: &Came| {
                is_later(one.at) && another(one.interaction) && topics.contains(&one.topic)
            };
            let mut tickets = matter.iter();
            if reopened.any(|one| *one >= at && *one <= until) {
                Verdict::Reopened
            } else if tickets.any(|told| is_later(told.opened) && another(told.interaction))
                || came.get(&first.customer).is_some_and(|all| all.iter().any(is_again))
            {
                Verdict::Again
            } else {
                Verdict::First
            }
        }
    };
    let (ticket, agent, opened) = (first.no, first.agent, first.opened);
    Judged { ticket, agent, topic: TwoLetters::from_bytes(first.topic), opened, verdict }
}

/// How many complaints had which verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FirstContactCount {
    /// Settled by the first contact.
    pub first: u64,
    /// Settled later or by somebody else, or not at all.
    pub later: u64,
    /// Opened again.
    pub reopened: u64,
    /// With a customer who came again.
    pub again: u64,
    /// Not judged yet.
    pub too_early: u64,
}

impl FirstContactCount {
    /// Counts one more.
    pub fn add(&mut self, verdict: Verdict) {
        *match verdict {
            Verdict::First => &mut self.first,
            Verdict::Later => &mut self.later,
            Verdict::Reopened => &mut self.reopened,
            Verdict::Again => &mut self.again,
            Verdict::TooEarly => &mut self.too_early,
        } += 1;
    }

    /// How many are judged.
    pub fn judged(&self) -> u64 {
        self.first + self.later + self.reopened + self.again
    }

    /// The share settled by the first contact, from 0 to 1; `None` when none is judged.
    pub fn share(&self) -> Option<f64> {
        (self.judged() > 0).then(|| self.first as f64 / self.judged() as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: u8 = Status::Open.byte();
    const RESOLVED: u8 = Status::Resolved.byte();

    fn opened(ticket: u64, at: i64) -> Fact {
        let (answer_due, resolve_due) = (0, 0);
        let (severity, priority, interaction) = (1, 1, ticket);
        let (customer, topic) = (1, *b"BI");
        Fact::TicketOpened {
            ticket,
            customer,
            interaction,
            topic,
            severity,
            priority,
            answer_due,
            resolve_due,
            at: at * DAY,
        }
    }

    fn status(ticket: u64, from: u8, to: u8) -> Fact {
        Fact::TicketStatusSet { ticket, from, to }
    }

    fn merged(ticket: u64, other: u64, linked: u8) -> Fact {
        Fact::TicketLinked { ticket, other, kind: LinkKind::MergedInto.byte(), linked }
    }

    /// What becomes of days, entries that they take back, and facts, by sari.
    fn judged(lines: &[(i64, u64, Fact)]) -> Vec<(u64, Verdict)> {
        let mut told = FirstContacts::default();
        for (seq, (day, undoes, fact)) in (1..).zip(lines) {
            told.take((seq, *undoes), At(day * DAY), "sari", fact);
        }
        let judged = told.judged(7, At(100 * DAY));
        judged.iter().map(|one| (one.ticket, one.verdict)).collect()
    }

    #[test]
    fn what_was_taken_back_or_unmerged_is_as_if_it_had_not_been() {
        use Verdict::{Again, First, Later, Reopened};
        let solved = [(1, 0, opened(1, 1)), (1, 0, status(1, OPEN, RESOLVED))];
        let with = |more: &[(i64, u64, Fact)]| judged(&[&solved, more].concat());
        let reopen = (2, 0, status(1, RESOLVED, OPEN));
        let back = (2, 3, status(1, OPEN, RESOLVED));
        assert_eq!(with(&[]), [(1, First)]);
        assert_eq!(with(std::slice::from_ref(&reopen)), [(1, Reopened)]);
        assert_eq!(with(&[reopen, back]), [(1, First)]);
        assert_eq!(with(&[(2, 2, status(1, RESOLVED, OPEN))]), [(1, Later)]);
        assert_eq!(with(&[(2, 1, Fact::TicketWithdrawn { ticket: 1 })]), []);
        assert_eq!(with(&[(8, 0, status(1, RESOLVED, OPEN))]), [(1, Reopened)]);
        assert_eq!(with(&[(9, 0, status(1, RESOLVED, OPEN))]), [(1, First)]);
        let (two, settled) = ((9, 0, opened(2, 9)), (9, 0, status(2, OPEN, RESOLVED)));
        let merge = (9, 0, merged(2, 1, 1));
        let unmerge = (9, 0, merged(2, 1, 0));
        assert_eq!(with(&[two.clone(), settled.clone()]), [(1, First), (2, First)]);
        assert_eq!(with(&[two.clone(), merge.clone()]), [(1, First)]);
        assert_eq!(with(&[two, settled, merge, unmerge]), [(1, First), (2, First)]);
        let soon = (8, 0, opened(2, 8));
        assert_eq!(with(&[soon]), [(1, Again)]);
    }

    #[test]
    fn what_is_no_complaint_or_was_written_down_late_or_belongs_to_an_older_one_does_not_count() {
        let kind = Fact::TicketHandled {
            ticket: 1,
            what: Handled::Matter.byte(),
            from: Matter::Complaint.byte().into(),
            to: Matter::Suggestion.byte().into(),
        };
        assert_eq!(judged(&[(1, 0, opened(1, 1)), (1, 0, kind)]), []);
        assert_eq!(judged(&[(9, 0, opened(1, 1)), (9, 0, status(1, OPEN, RESOLVED))]), []);
        assert_eq!(judged(&[(1, 0, opened(5, 1)), (1, 0, merged(5, 4, 1))]), []);
        assert_eq!(judged(&[(95, 0, opened(1, 95))]), [(1, Verdict::TooEarly)]);
        let round = [(1, 0, opened(1, 1)), (1, 0, merged(1, 2, 1)), (1, 0, opened(2, 1))];
        assert!(judged(&[&round[..], &[(1, 0, merged(2, 1, 1))]].concat()).len() <= 1);
    }
}
