//! From what was typed to the best customers. Never decides what a word means: `ask` does.
//!
//! The part of the text that fits the fewest customers says who is looked at, the other parts
//! narrow. Readings of the text are tried in turn until one finds somebody; of the others only who
//! is exactly that is added. What is merely like the text is added when there is room on the page.

use super::Lookup;
use super::ask::{self, Need};
use super::best::Candidate;
use super::fit::{Fit, Together, Why};
use super::seek::{Care, Sought};
use super::title;
use crate::domain::CustomerId;

/// Customers that are looked for at least, so that how many are found does not depend on how many
/// are shown.
const PAGE: usize = 50;
/// Customers who are the text in another reading.
const OTHERS: usize = 256;
/// Rows that are compared with all that is needed: half a millisecond's work. Of more, some
/// are gone through in the order in which they are shown.
const GATHER: usize = 2_000;
/// Rows gone through so, the busiest first and then as many others by their customer number.
pub(super) const SCAN: usize = 4_000;
/// Customers who fit alike and are as busy, of whom letters say who comes before whom.
const LETTERED: usize = 256;
/// Letters of a word from which it may be two, written together.
const JOINED_LETTERS: usize = 6;
/// Letters of the shorter of those two.
const JOINED_PART: usize = 3;

/// One customer found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Who.
    pub customer: CustomerId,
    /// Why.
    pub why: Why,
    /// How far from what was typed: 0 is the text itself. Comparable within one answer.
    pub score: u32,
}

/// Customers for a text, best first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hits {
    /// At most as many as were asked for.
    pub hits: Vec<Hit>,
    /// How many fit in all, at least.
    pub total: u64,
}

/// How much is looked for.
pub(crate) struct Wanted {
    /// How many of the best make a page.
    pub(crate) page: usize,
    /// How many rows are gathered at most.
    pub(crate) gather: usize,
    /// Who fits worse is looked for only where nobody fits so.
    pub(crate) enough: Fit,
}

/// What was compared so far; the same word may be in several readings.
#[derive(Default)]
struct Compared(Vec<(Need, Sought)>);

/// What one reading of the text finds: the best rows, and how many there are at least.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) best: Vec<Candidate>,
    pub(super) total: usize,
}

impl Lookup {
    /// The best customers for what was typed; nothing for an empty text. A title before the name
    /// (`Ibu Halimah`) may be part of somebody's name, or only be said.
    pub fn find(&self, text: &str, limit: usize) -> Hits {
        let typed = self.find_as_typed(text, limit);
        match title::without(text) {
            Some(name) => typed.beside(self.find_as_typed(name, limit), limit),
            None => typed,
        }
    }

    fn find_as_typed(&self, text: &str, limit: usize) -> Hits {
        let mut readings = ask::readings(text);
        let (page, mut compared) = (limit.max(PAGE), Compared::default());
        let joined = readings.first().and_then(|needs| self.taken_apart(needs, &mut compared));
        let mut found = Found::default();
        for (at, needs) in readings.iter().enumerate() {
            found = self.read(needs, Care::Strict, page, &mut compared);
            if found.total > 0 {
                readings.swap(0, at);
                break;
            }
        }
        let wanted = if found.total > 0 { &readings[..1] } else { &readings[..] };
        if found.sure() < page {
            let mut loose =
                wanted.iter().map(|needs| self.read(needs, Care::Loose, page, &mut compared));
            found = loose.find(|loose| loose.total > 0).unwrap_or(found);
        }
        for needs in joined.iter().chain(readings.iter().skip(1)) {
            found.add(self.exactly(needs));
        }
        if let Some(needs) = joined {
            let care = if found.total > 0 { Care::Strict } else { Care::Loose };
            let apart = self.read(&needs, care, page, &mut compared).best.into_iter();
            let apart = apart.map(|one| self.candidate(one.row, one.together.taken_apart()));
            found.add(apart.collect());
        }
        let mut best = self.rank(found.best, &readings, limit);
        if let Some(needs) = readings.first() {
            self.leave_room(needs, &mut best);
        }
        let hits = best.into_iter().take(limit).map(Candidate::hit).collect();
        Hits { hits, total: found.total as u64 }
    }

    fn read(&self, needs: &[Need], care: Care, page: usize, compared: &mut Compared) -> Found {
        for need in needs {
            // What nobody has need not be narrowed by the rest.
            if compared.with(self, need, care).is_empty() {
                return Found::default();
            }
        }
        let sought: Vec<&Sought> = needs.iter().filter_map(|need| compared.get(need)).collect();
        let enough = match care {
            // Who fits worse is found again among what is merely like the text.
            Care::Strict => Fit::Nick,
            Care::Loose => Fit::Faint,
        };
        self.evaluate(&sought, &Wanted { page, gather: GATHER, enough }, |_| true)
    }

    /// Those whose very name or account number a reading is. Not found by comparing: a reading that
    /// is not the best one must not take its time.
    fn exactly(&self, needs: &[Need]) -> Vec<Candidate> {
        let rows = match needs {
            [need @ Need::Whole(_)] => {
                let mut rows = Vec::new();
                self.each_row(&self.seek(need), None, Fit::Whole, |row, _| rows.push(row));
                rows
            }
            needs => self.named_exactly(needs).unwrap_or_default(),
        };
        let live = rows.into_iter().filter(|&row| self.people.is_live(row));
        live.map(|row| self.candidate(row, Together::NONE)).take(OTHERS).collect()
    }

    fn named_exactly(&self, needs: &[Need]) -> Option<Vec<u32>> {
        let word = |need: &Need| self.names.find(need.word()?);
        let mut words: Vec<u32> = needs.iter().map(word).collect::<Option<_>>()?;
        words.sort_unstable();
        Some(self.named(&words, usize::MAX)?.take(GATHER).collect())
    }

    /// Another reading when a word is in no name: `nurhalimah` may be a `Nur Halimah`.
    fn taken_apart(&self, needs: &[Need], compared: &mut Compared) -> Option<Vec<Need>> {
        needs.iter().enumerate().find_map(|(at, need)| {
            let Need::Word(word) = need else { return None };
            let joined = word.chars().count() >= JOINED_LETTERS;
            if !joined || !compared.with(self, need, Care::Strict).is_empty() {
                return None;
            }
            let (first, second) = self.two_words(word)?;
            let mut apart = needs.to_vec();
            let pair = [first, second].map(|word| Need::Word(word.to_owned()));
            apart.splice(at..=at, pair);
            Some(apart)
        })
    }

    /// The longest first word that somebody has, with the rest begun by another.
    fn two_words<'a>(&self, word: &'a str) -> Option<(&'a str, &'a str)> {
        let ends = word.char_indices().map(|(at, _)| at).rev();
        let parts = ends
            .map(|at| word.split_at(at))
            .filter(|(first, second)| first.len() >= JOINED_PART && second.len() >= JOINED_PART);
        let mut known = parts.filter(|(first, _)| self.names.find(first).is_some());
        known.find(|(_, second)| self.names.has_beginning(second))
    }

    /// Sorts by fit, open tickets, recent contact; then letter by letter, label and number. Only
    /// those are compared by letters who may be among the first.
    fn rank(
        &self,
        candidates: Vec<Candidate>,
        readings: &[Vec<Need>],
        limit: usize,
    ) -> Vec<Candidate> {
        let pattern: String = match readings.first() {
            Some(needs) => needs.iter().map(Need::letters).collect(),
            None => String::new(),
        };
        let mut candidates = self.in_rounds(candidates);
        let place = |one: &Candidate| (one.tier, one.round, one.together, one.quiet);
        if let Some(last) = limit.checked_sub(1).and_then(|last| candidates.get(last)) {
            let last = place(last);
            let end = candidates.partition_point(|one| place(one) <= last);
            candidates.truncate(end.min(limit + LETTERED));
        }
        let mut keyed: Vec<_> = candidates
            .into_iter()
            .map(|candidate| {
                let label = self.label(candidate.row);
                let letters = self.letters.score(&label, &pattern);
                let key = (place(&candidate), -letters);
                (key, label, candidate)
            })
            .collect();
        keyed.sort_unstable_by(|one, other| {
            (one.0, &one.1, one.2.customer).cmp(&(other.0, &other.1, other.2.customer))
        });
        keyed.into_iter().map(|(_, _, candidate)| candidate).collect()
    }
}

impl Hits {
    /// Both lists as one, the better fits first; who is in both keeps the place in this one.
    fn beside(mut self, others: Hits, limit: usize) -> Hits {
        let known: Vec<CustomerId> = self.hits.iter().map(|hit| hit.customer).collect();
        let is_new = |hit: &Hit| !known.contains(&hit.customer);
        self.hits.extend(others.hits.into_iter().filter(is_new));
        // A title is a part more on one side, so only the weakest parts are compared.
        self.hits.sort_by_key(|hit| hit.score >> Together::WORST_BITS);
        self.hits.truncate(limit);
        self.total = self.total.max(others.total).max(self.hits.len() as u64);
        self
    }
}

impl Found {
    /// How many of the best no other spelling can come before.
    fn sure(&self) -> usize {
        self.best.iter().filter(|one| one.together.worst < Fit::Sound).count()
    }

    /// Adds what another reading finds; who is there already keeps the better fit.
    fn add(&mut self, others: Vec<Candidate>) {
        for candidate in others {
            match self.best.iter_mut().find(|known| known.row == candidate.row) {
                Some(known) => *known = candidate.min(*known),
                None => {
                    self.best.push(candidate);
                    self.total += 1;
                }
            }
        }
    }
}

impl Compared {
    /// A need compared with everything, at least with so much care.
    fn with(&mut self, lookup: &Lookup, need: &Need, care: Care) -> &Sought {
        let known = self.0.iter().position(|(other, _)| other == need);
        let at = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push((need.clone(), lookup.seek(need)));
        }
        let sought = &mut self.0[at].1;
        match care {
            Care::Strict => {}
            Care::Loose => lookup.loosen(sought),
        }
        sought
    }

    fn get(&self, need: &Need) -> Option<&Sought> {
        self.0.iter().find(|(other, _)| other == need).map(|(_, sought)| sought)
    }
}

impl Candidate {
    fn hit(self) -> Hit {
        let (why, score) = (self.together.worst.why(), self.tier.score());
        Hit { customer: self.customer, why, score }
    }
}

impl Need {
    /// When it is a word of a name.
    pub(super) fn word(&self) -> Option<&str> {
        match self {
            Need::Word(word) => Some(word),
            Need::Code { .. } | Need::Whole(_) | Need::Email(_) | Need::Number(_) => None,
        }
    }

    fn letters(&self) -> &str {
        match self {
            Need::Word(word) => word,
            Need::Code { bare, .. } | Need::Whole(bare) => bare,
            Need::Email(part) => part,
            Need::Number(_) => "",
        }
    }
}
