//! What the desk was asked and what it promised, held against what its journal says. Never asks
//! the desk itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::{Context, ensure};
use sigap::domain::Fact;
use sigap::wire::Command;
use sigap::wire::journal::JournalLine;
use uuid::Uuid;

/// A command and what is known of it.
#[derive(Debug, Clone)]
pub struct Promise {
    /// The asker's number, the same nowhere else in the round.
    pub id: u64,
    /// Who asked; only they are answered under that id again.
    pub agent: String,
    pub command_id: Uuid,
    pub run: Command,
    /// Words of its entries, one per entry, in order; empty for an entry without any.
    pub texts: Vec<String>,
    pub fate: Fate,
}

/// What became of a command, as far as its asker knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Nothing was heard.
    Unknown,
    /// It was said to be kept, with this seq last.
    Kept(u64),
    /// It was said not to be.
    Refused(String),
}

/// Holds a journal against what was promised: all that was acknowledged is there with its words,
/// nothing is half there, nothing refused is there, and no number is left out or given twice.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(promises: &[Promise], journal: &[JournalLine]) -> anyhow::Result<()> {
    for (wanted, line) in (1..).zip(journal) {
        ensure!(line.seq == wanted, "entry {} stands where {wanted} should be", line.seq);
    }
    let mut by_command: HashMap<Uuid, Vec<&JournalLine>> = HashMap::new();
    for line in journal {
        by_command.entry(line.command).or_default().push(line);
    }
    let erased = Erased::of(journal);
    for promise in promises {
        let lines = by_command.get(&promise.command_id).map_or(&[][..], Vec::as_slice);
        let about = || format!("command {} ({:?})", promise.command_id, promise.fate);
        check_one(promise, lines, &erased).with_context(about)?;
    }
    numbers(journal)
}

/// Whose words have to go, and which tickets are theirs.
struct Erased {
    customers: BTreeSet<u64>,
    tickets: BTreeSet<u64>,
}

impl Erased {
    fn of(journal: &[JournalLine]) -> Erased {
        let customers: BTreeSet<u64> =
            journal.iter().filter_map(|line| erased(&line.fact)).collect();
        let tickets = journal.iter().filter_map(|line| match line.fact {
            Fact::TicketOpened { ticket, customer, .. } => {
                customers.contains(&customer).then_some(ticket)
            }
            _ => None,
        });
        let tickets = tickets.collect();
        Erased { customers, tickets }
    }

    fn is_theirs(&self, fact: &Fact) -> bool {
        match fact {
            Fact::CustomerAdded { customer, .. }
            | Fact::InteractionLogged { customer, .. }
            | Fact::TicketOpened { customer, .. } => self.customers.contains(customer),
            Fact::TicketNoted { ticket, .. } => self.tickets.contains(ticket),
            _ => false,
        }
    }
}

const fn erased(fact: &Fact) -> Option<u64> {
    match fact {
        Fact::CustomerErased { customer, .. } => Some(*customer),
        _ => None,
    }
}

/// Words that must be nowhere on the disk: those of customers who were erased.
pub fn forbidden(promises: &[Promise], journal: &[JournalLine]) -> Vec<String> {
    let erased = Erased::of(journal);
    let mut texts: HashMap<Uuid, std::slice::Iter<'_, String>> =
        promises.iter().map(|promise| (promise.command_id, promise.texts.iter())).collect();
    let mut forbidden = Vec::new();
    for line in journal {
        let text = texts.get_mut(&line.command).and_then(Iterator::next);
        let mark = text.and_then(|text| text.split_inclusive(';').next());
        if erased.is_theirs(&line.fact) {
            forbidden.extend(mark.filter(|mark| !mark.is_empty()).map(str::to_owned));
        }
    }
    forbidden
}

fn check_one(promise: &Promise, lines: &[&JournalLine], erased: &Erased) -> anyhow::Result<()> {
    match &promise.fate {
        Fate::Kept(seq) => {
            let last = lines.last().context("was acknowledged and is not there")?;
            ensure!(last.seq == *seq, "acknowledged as {seq}, found as {}", last.seq);
        }
        Fate::Refused(sentence) if sentence.is_empty() => anyhow::bail!("refused without a word"),
        Fate::Refused(_) | Fate::Unknown if lines.is_empty() => return Ok(()),
        // A desk that could not say whether it was kept told its askers so.
        Fate::Refused(_) | Fate::Unknown => {}
    }
    let found = lines.len();
    ensure!(found == promise.texts.len(), "{found} entries of {}", promise.texts.len());
    for (text, line) in promise.texts.iter().zip(lines) {
        let is_right = match &line.private {
            None => erased.is_theirs(&line.fact),
            Some(words) => text.is_empty() || words.iter().any(|change| change.to == *text),
        };
        ensure!(is_right, "entry {} does not hold its words", line.seq);
    }
    ensure!(lines.is_sorted_by(|a, b| a.seq + 1 == b.seq), "its entries are apart");
    Ok(())
}

/// New records of each kind are numbered from 1 on without gaps.
fn numbers(journal: &[JournalLine]) -> anyhow::Result<()> {
    let mut last: BTreeMap<&'static str, u64> = BTreeMap::new();
    for line in journal {
        let number = match line.fact {
            Fact::CustomerAdded { customer, .. } => customer,
            Fact::InteractionLogged { interaction, .. } => interaction,
            Fact::TicketOpened { ticket, .. } => ticket,
            _ => continue,
        };
        let last = last.entry(line.fact.name()).or_default();
        ensure!(number == *last + 1, "{} {number} follows {last}", line.fact.name());
        *last = number;
    }
    Ok(())
}
