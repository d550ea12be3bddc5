//! Made-up contacts, tickets, ratings and promises around a time. Never anything after it but
//! what is due.

use super::words::{AGENT, COMPLAINT, NOTE};
use crate::domain::rng::Rng;
use crate::domain::time::{HOUR, MINUTE};
use crate::domain::{
    At, Channel, ConsentHow, ConsentState, CustomerId, Direction, Gap, Priority, Profile, Proof,
    Purpose, Rater, Scale, Severity, Status, Subject, TicketNo, TwoLetters, code, sla::Due,
};
use crate::wire::{Command, CustomerRef, ImportedInteraction, ImportedTicket};

const DAY: i64 = 24 * HOUR;
/// How far back the sample desk remembers.
const MEMORY_DAYS: u64 = 400;

/// Who is at the sample desk and when.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Everything is the same for the same seed.
    pub seed: u64,
    /// The desk's time.
    pub now: At,
    /// When today began in the desk's zone.
    pub midnight: At,
    /// Whoever opened the sample desk: some tickets are theirs.
    pub agent: String,
}

/// Where the service falls short: mostly rules are not kept, or too much was promised.
const GAP: [Gap; 7] = [
    Gap::Delivery,
    Gap::Delivery,
    Gap::Delivery,
    Gap::Communication,
    Gap::Communication,
    Gap::Specification,
    Gap::Quality,
];

fn letters(code: &str) -> TwoLetters {
    code.parse().expect("our own codes are two letters")
}

/// Speaks the customer's language.
fn told(profile: &Profile, english: &'static str, indonesian: &'static str) -> &'static str {
    if profile.language == "en" { english } else { indonesian }
}

impl Scene {
    pub(super) fn rng(&self, what: u64, n: u64) -> Rng {
        Rng::of(self.seed.wrapping_add(what), n)
    }

    /// The past contacts of the `n`th customer, none to eight, oldest first.
    pub fn contacts(&self, n: u64, profile: &Profile) -> Vec<ImportedInteraction> {
        let mut rng = self.rng(1, n);
        let count = *rng.pick(&[0, 1, 1, 2, 2, 3, 4, 8]);
        let mut times: Vec<At> = (0..count).map(|_| self.in_hours(1, &mut rng)).collect();
        times.sort_unstable();
        let contact = |at: At| {
            let (topic, english, indonesian) = *rng.pick(&NOTE);
            let channel = if rng.chance(60) { Channel::Call } else { *rng.pick(Channel::ALL) };
            let direction = if rng.chance(80) { Direction::In } else { Direction::Out };
            let outcome = rng.chance(85).then(|| letters(rng.pick::<&str>(&code::OUTCOMES)));
            ImportedInteraction {
                line: n,
                customer: CustomerRef::Id(CustomerId(n)),
                channel,
                direction,
                topic: letters(topic),
                note: told(profile, english, indonesian).to_owned(),
                at,
                outcome,
            }
        };
        times.into_iter().map(contact).collect()
    }

    /// A complaint of the past that is settled, for some customers.
    pub fn settled(&self, n: u64, profile: &Profile) -> Option<ImportedTicket> {
        let mut rng = self.rng(2, n);
        let opened = self.in_hours(4, &mut rng);
        let status = if rng.chance(80) { Status::Closed } else { Status::Resolved };
        let assignee = Some((*rng.pick(&AGENT)).to_owned());
        rng.chance(9).then(|| {
            let row = self.ticket(n, profile, Some(opened), (status, assignee), &mut rng);
            self.dealt_with(row, &mut rng)
        })
    }

    /// The same with when it was answered and settled, and why it came about where that was found.
    fn dealt_with(&self, row: ImportedTicket, rng: &mut Rng) -> ImportedTicket {
        let answered = row.opened.plus(MINUTE * (3 + rng.below(110) as i64));
        let settled = answered.plus(HOUR * (1 + rng.below(30) as i64));
        let gap = rng.chance(70).then(|| *rng.pick(&GAP));
        ImportedTicket { answered: Some(answered), settled: Some(settled), gap, ..row }
    }

    /// A complaint that waits now; due times lie around now, some have passed.
    pub fn waiting(&self, n: u64, profile: &Profile) -> ImportedTicket {
        let mut rng = self.rng(3, n);
        let assignee = match rng.below(10) {
            0..4 => None,
            4..7 => Some(self.agent.clone()),
            _ => Some((*rng.pick(&AGENT)).to_owned()),
        };
        let status = match (&assignee, rng.below(10)) {
            (None, _) => Status::New,
            (Some(_), 0) => Status::Waiting,
            (Some(_), 1) => Status::OnHold,
            (Some(_), _) => Status::Open,
        };
        self.ticket(n, profile, None, (status, assignee), &mut rng)
    }

    /// A time in working hours, at least `least` days ago.
    fn in_hours(&self, least: u64, rng: &mut Rng) -> At {
        let days = (least + rng.below(MEMORY_DAYS)) as i64;
        self.midnight.plus(8 * HOUR + rng.below(10 * 60) as i64 * MINUTE - days * DAY)
    }

    /// When a ticket was opened whose first answer is due around now: one in four is late.
    fn just_now(&self, priority: Priority, rng: &mut Rng) -> At {
        let patience = Due::usual(priority, At(0)).answer.0;
        let minutes = (patience / MINUTE) as u64;
        self.now.plus(-MINUTE * (1 + rng.below(minutes * 4 / 3) as i64))
    }

    /// What was told to the customers of some of the tickets that wait.
    pub fn answer(&self, ticket: TicketNo, row: &ImportedTicket) -> Option<Command> {
        let mut rng = self.rng(5, ticket.0);
        let note = "told the customer what happens next".to_owned();
        let worked_on = row.status != Some(Status::New) && rng.chance(45);
        worked_on.then_some(Command::NoteTicket { ticket, note, answered: true })
    }

    fn ticket(
        &self,
        n: u64,
        profile: &Profile,
        opened: Option<At>,
        (status, assignee): (Status, Option<String>),
        rng: &mut Rng,
    ) -> ImportedTicket {
        let (topic, english, indonesian) = *rng.pick(&COMPLAINT);
        let severity = match rng.below(10) {
            0..3 => Severity::Minor,
            3..7 => Severity::Moderate,
            7..9 => Severity::Major,
            _ => Severity::Critical,
        };
        let priority = Priority::suggested(severity, profile.tier);
        ImportedTicket {
            line: n,
            customer: CustomerRef::Id(CustomerId(n)),
            topic: letters(topic),
            severity: Some(severity),
            priority: Some(priority),
            status: Some(status),
            assignee,
            subject: told(profile, english, indonesian).to_owned(),
            note: String::new(),
            opened: opened.unwrap_or_else(|| self.just_now(priority, rng)),
            kind: None,
            acknowledged: None,
            answered: None,
            settled: None,
            gap: None,
            cause: String::new(),
            agreed: None,
        }
    }

    /// What else is known of the `n`th customer: consents, checks, ratings, promised calls.
    pub fn more(&self, n: u64) -> Vec<Command> {
        let mut rng = self.rng(4, n);
        let customer = CustomerId(n);
        let mut commands = Vec::new();
        for purpose in [Purpose::Service, Purpose::Survey, Purpose::Marketing] {
            if rng.chance(40) {
                let answers = [ConsentState::Given, ConsentState::Given, ConsentState::Refused];
                let (channel, state) = (*rng.pick(&Channel::ALL[..2]), *rng.pick(&answers));
                let how = ConsentHow::Call;
                commands.push(Command::SetConsent { customer, purpose, channel, state, how });
            }
        }
        if rng.chance(20) {
            let (proof, passed) = (*rng.pick(Proof::ALL), rng.chance(90));
            commands.push(Command::VerifyCustomer { customer, proof, passed });
        }
        if rng.chance(35) {
            commands.push(rating(customer, &mut rng));
        }
        if rng.chance(6) {
            let due = self.now.plus((rng.below(48) as i64 - 4) * 30 * MINUTE);
            let agent = if rng.chance(50) { self.agent.clone() } else { String::new() };
            let note = "asked to be called back".to_owned();
            commands.push(Command::PromiseCall { customer, due, agent, note });
        }
        commands
    }
}

fn rating(customer: CustomerId, rng: &mut Rng) -> Command {
    let scores = std::array::from_fn(|_| match rng.below(12) {
        0 => None,
        1 => Some(1),
        2 => Some(2),
        3..6 => Some(3),
        6..10 => Some(4),
        _ => Some(5),
    });
    // At least one dimension must have a score.
    let scores = if scores.iter().all(Option::is_none) { [Some(4); 5] } else { scores };
    let rater = *rng.pick(&[Rater::Customer, Rater::Customer, Rater::Agent, Rater::Supervisor]);
    Command::Rate { customer, subject: Subject::Service, scores, scale: Scale::Five, rater }
}

#[cfg(test)]
mod tests {
    use super::super::people;
    use super::*;

    const NOW: At = At(1_795_252_800_000);

    fn scene() -> Scene {
        Scene { seed: 1, now: NOW, midnight: NOW.plus(-9 * HOUR), agent: "agent42".to_owned() }
    }

    #[test]
    fn the_past_is_past_and_what_waits_is_due_around_now() {
        let scene = scene();
        let mut due = Vec::new();
        for n in 1..=300 {
            let profile = people::customer(1, n);
            let contacts = scene.contacts(n, &profile);
            assert!(contacts.iter().all(|contact| contact.at < scene.now));
            assert!(contacts.is_sorted_by_key(|contact| contact.at));
            if let Some(ticket) = scene.settled(n, &profile) {
                assert!(ticket.opened < scene.now.plus(-2 * DAY));
            }
            let ticket = scene.waiting(n, &profile);
            let priority = ticket.priority.expect("always said");
            assert!(ticket.opened < scene.now);
            due.push(Due::usual(priority, ticket.opened).answer);
        }
        let late = due.iter().filter(|at| **at < scene.now).count();
        assert!((45..110).contains(&late), "{late} of 300 are late");
    }

    #[test]
    fn the_same_seed_tells_the_same_story() {
        let profile = people::customer(1, 5);
        assert_eq!(scene().contacts(5, &profile), scene().contacts(5, &profile));
        assert_eq!(scene().more(5), scene().more(5));
    }
}
