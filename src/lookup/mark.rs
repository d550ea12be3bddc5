//! Which letters of a found customer match what was typed. Never decides who is found.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use rapidfuzz::distance::osa;

use super::Lookup;
use super::ask::{self, Need};
use super::dial::Dialled;
use super::fold::{each_letter, lower};
use super::nick;
use super::sound;
use crate::domain::Customer;

/// Which shown field a mark is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkedField {
    /// The customer's label.
    Label,
    /// The phone shown.
    Phone,
    /// The e-mail address shown.
    Email,
    /// The account number.
    Account,
}

/// Matched letters: `len` characters (not bytes) from character `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// In which field.
    pub field: MarkedField,
    /// First matched character.
    pub start: u32,
    /// How many.
    pub len: u32,
}

/// What to show of a customer for what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marked {
    /// Which of the customer's phones matched; show it first.
    pub phone: Option<usize>,
    /// Which of the customer's e-mail addresses matched.
    pub email: Option<usize>,
    /// Matched letters of the label, of these two (the first ones when `None`) and of the account.
    pub marks: Vec<Mark>,
}

/// Letters that are compared; its time grows with both texts multiplied.
const LETTERS: usize = 48;

/// The letter matcher, one for all: it keeps its work space.
#[derive(Default)]
pub(crate) struct Letters(SkimMatcherV2);

impl Letters {
    /// How well the letters match in their order; 0 when they do not. More is better.
    pub(crate) fn score(&self, text: &str, typed: &str) -> i64 {
        let (text, typed) = (beginning(text), beginning(typed));
        if typed.is_empty() { 0 } else { self.0.fuzzy_match(text, typed).unwrap_or(0) }
    }

    fn matched(&self, text: &str, typed: &str) -> Option<Vec<usize>> {
        self.0.fuzzy_indices(beginning(text), beginning(typed)).map(|(_, letters)| letters)
    }
}

fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(LETTERS).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Letters of a text as they are compared, each with the character it stands for.
struct Spread {
    letters: Vec<char>,
    from: Vec<u32>,
}

impl Spread {
    fn words(text: &str) -> Vec<Spread> {
        let mut words = vec![Spread { letters: Vec::new(), from: Vec::new() }];
        for (at, c) in text.chars().enumerate() {
            let word = words.last_mut().expect("there is always a word to add to");
            let goes_on = each_letter(c, |letter| {
                word.letters.push(letter);
                word.from.push(at as u32);
            });
            if !goes_on && !word.letters.is_empty() {
                words.push(Spread { letters: Vec::new(), from: Vec::new() });
            }
        }
        words.retain(|word| !word.letters.is_empty());
        words
    }

    fn of(text: &str, wanted: impl Fn(char) -> bool) -> Spread {
        let kept = text.chars().enumerate().filter(|(_, c)| wanted(*c));
        let (from, letters) = kept.map(|(at, c)| (at as u32, c)).unzip();
        Spread { letters, from }
    }

    /// Where the letters are: at the start, else at the end, else anywhere.
    fn find(&self, typed: &str) -> Option<(u32, u32)> {
        let typed: Vec<char> = typed.chars().collect();
        let last = self.letters.len().checked_sub(typed.len()).filter(|_| !typed.is_empty())?;
        let order = [0, last].into_iter().chain(0..=last);
        let at = order.into_iter().find(|&at| self.letters[at..].starts_with(&typed))?;
        Some(self.span(at, at + typed.len() - 1))
    }

    fn span(&self, first: usize, last: usize) -> (u32, u32) {
        (self.from[first], self.from[last] + 1 - self.from[first])
    }

    fn text(&self) -> String {
        self.letters.iter().collect()
    }
}

/// What was typed, taken apart once for all whose letters are marked.
pub struct Read(Vec<Vec<Need>>);

impl Read {
    /// A text as it can be read.
    pub fn of(text: &str) -> Read {
        Read(ask::readings(text))
    }
}

impl Lookup {
    /// The letters of a customer that match what was typed.
    pub fn marks(&self, typed: &Read, customer: &Customer) -> Marked {
        let mut marked = Marked::default();
        for needs in &typed.0 {
            for need in needs {
                self.mark(need, customer, &mut marked);
            }
            if !marked.marks.is_empty() {
                break;
            }
        }
        show_as_label(customer, &mut marked);
        marked.marks.sort_unstable();
        marked.marks.dedup();
        marked
    }

    fn mark(&self, need: &Need, customer: &Customer, marked: &mut Marked) {
        match need {
            Need::Word(word) => {
                let held = mark_word(word, customer, marked)
                    || mark_email(word, customer, marked)
                    || mark_account(word, customer, marked);
                if !held {
                    self.mark_like(word, customer, marked);
                }
            }
            Need::Code { raw, bare } => {
                let _ = mark_account(bare, customer, marked)
                    || mark_email(raw, customer, marked)
                    || mark_word(bare, customer, marked);
            }
            Need::Whole(bare) => {
                let _ = mark_account(bare, customer, marked);
            }
            Need::Email(part) => {
                let _ = mark_email(part, customer, marked);
            }
            Need::Number(number) => {
                let _ = mark_phone(number, customer, marked)
                    || mark_account(&number.digits, customer, marked)
                    || mark_email(&number.digits, customer, marked)
                    || mark_word(&number.digits, customer, marked);
            }
        }
    }

    /// Marks the word of the name that is most like the typed one: the letters they share, all of
    /// it when it merely sounds alike.
    fn mark_like(&self, typed: &str, customer: &Customer, marked: &mut Marked) {
        let words = Spread::words(&customer.profile.name);
        let apart = |word: &Spread| osa::distance(word.letters.iter().copied(), typed.chars());
        let Some(word) = words.iter().min_by_key(|word| apart(word)) else { return };
        let text = word.text();
        let alike = apart(word) <= 1 + typed.chars().count() / 3;
        let word = match alike {
            true => Some(word),
            false => words.iter().find(|word| sounds_like(typed, &word.text())),
        };
        let Some(word) = word else { return };
        match self.letters.matched(&text, typed).filter(|_| alike) {
            Some(letters) => {
                for at in letters.into_iter().filter(|&at| at < word.from.len()) {
                    push(marked, MarkedField::Label, (word.from[at], 1));
                }
            }
            None => push(marked, MarkedField::Label, word.span(0, word.letters.len() - 1)),
        }
    }
}

fn sounds_like(typed: &str, word: &str) -> bool {
    let keys = sound::keys(typed);
    sound::keys(word).iter().any(|key| keys.contains(key)) || nick::others(typed).any(|n| n == word)
}

fn push(marked: &mut Marked, field: MarkedField, (start, len): (u32, u32)) {
    marked.marks.push(Mark { field, start, len });
}

fn mark_word(typed: &str, customer: &Customer, marked: &mut Marked) -> bool {
    let words = Spread::words(&customer.profile.name);
    let starts = words.iter().find(|word| word.text().starts_with(typed));
    let holds = || words.iter().find(|word| word.text().contains(typed));
    let found = starts.or_else(holds).and_then(|word| word.find(typed));
    found.map(|span| push(marked, MarkedField::Label, span)).is_some()
}

fn mark_email(typed: &str, customer: &Customer, marked: &mut Marked) -> bool {
    let mut emails = customer.profile.emails.iter().enumerate();
    let found = emails.find_map(|(at, email)| {
        // Character for character: an address whose small letters are more than its letters has
        // no marks.
        let small = lower(&email.address);
        let same = small.chars().count() == email.address.chars().count();
        let span = Spread::of(&small, |_| true).find(typed).filter(|_| same)?;
        Some((at, span))
    });
    found
        .filter(|(at, _)| *marked.email.get_or_insert(*at) == *at)
        .map(|(_, span)| push(marked, MarkedField::Email, span))
        .is_some()
}

fn mark_account(typed: &str, customer: &Customer, marked: &mut Marked) -> bool {
    let account = &customer.profile.account;
    let words = Spread::words(account);
    let (mut letters, mut from) = (Vec::new(), Vec::new());
    for word in words {
        letters.extend(word.letters);
        from.extend(word.from);
    }
    let span = Spread { letters, from }.find(typed);
    span.map(|span| push(marked, MarkedField::Account, span)).is_some()
}

fn mark_phone(number: &Dialled, customer: &Customer, marked: &mut Marked) -> bool {
    let mut phones = customer.profile.phones.iter().enumerate();
    let found = phones.find_map(|(at, phone)| {
        let digits = Spread::of(&phone.number, |c| c.is_ascii_digit());
        let span = number.written().find_map(|written| digits.find(&written))?;
        Some((at, span))
    });
    found
        .filter(|(at, _)| *marked.phone.get_or_insert(*at) == *at)
        .map(|(_, span)| push(marked, MarkedField::Phone, span))
        .is_some()
}

/// A customer without a name is shown by account, phone or e-mail: what is marked there is marked
/// in the label too.
fn show_as_label(customer: &Customer, marked: &mut Marked) {
    let profile = &customer.profile;
    if !profile.name.is_empty() {
        return;
    }
    let shown = if !profile.account.is_empty() {
        MarkedField::Account
    } else if !profile.phones.is_empty() {
        MarkedField::Phone
    } else {
        MarkedField::Email
    };
    let first = match shown {
        MarkedField::Phone => marked.phone.unwrap_or(0) == 0,
        MarkedField::Email => marked.email.unwrap_or(0) == 0,
        MarkedField::Account | MarkedField::Label => true,
    };
    if first {
        let copies = marked.marks.iter().filter(|mark| mark.field == shown);
        let copies: Vec<Mark> =
            copies.map(|mark| Mark { field: MarkedField::Label, ..*mark }).collect();
        marked.marks.extend(copies);
    }
}
