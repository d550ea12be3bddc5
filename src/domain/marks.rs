//! What gives a customer away in a text: their name, numbers and addresses, however they are
//! written. Never decides whose words a text is.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::contact::tail;
use super::profile::Profile;

/// Letters below which a name or number says nothing: `Al` is in every second note.
const LETTERS: usize = 3;
/// Digits below which a number is looked for nowhere: four of them are a year.
const DIGITS: usize = 6;

/// What a mention is found by.
#[derive(Debug, Default)]
pub struct Marks {
    phrases: Vec<String>,
    tails: Vec<String>,
    /// Account numbers without what parts their groups.
    accounts: Vec<String>,
}

impl Marks {
    /// Whole name, e-mail addresses, account and telephone numbers.
    pub fn of(profile: &Profile) -> Marks {
        let emails = profile.emails.iter().map(|email| &email.address);
        let phrases = [&profile.name, &profile.account].into_iter().chain(emails);
        let tails = profile.phones.iter().map(|phone| tail(&phone.number));
        let tails = tails.filter(|tail| tail.len() >= DIGITS).collect();
        let account = squeezed(&plain(&profile.account));
        let accounts = Some(account).filter(|account| account.chars().count() >= DIGITS);
        let mut marks =
            Marks { phrases: Vec::new(), tails, accounts: accounts.into_iter().collect() };
        marks.add(phrases.map(String::as_str));
        marks
    }

    /// Those of several profiles: of what somebody is called and was called before.
    pub fn of_each<'a>(profiles: impl IntoIterator<Item = &'a Profile>) -> Marks {
        let mut all = Marks::default();
        for Marks { phrases, tails, accounts } in profiles.into_iter().map(Marks::of) {
            all.phrases.extend(phrases);
            all.tails.extend(tails);
            all.accounts.extend(accounts);
        }
        all
    }

    /// The same, each word of the name, the street, the birth date and every number of another
    /// system.
    pub fn any_of(profile: &Profile) -> Marks {
        let mut marks = Marks::of(profile);
        let ids = profile.external.iter().map(|external| external.id.as_str());
        let words = profile.name.split(|c: char| !c.is_alphanumeric());
        let born = profile.birth_date.map(|date| date.to_string());
        marks.add(words.chain(ids).chain([profile.address.as_str()]).chain(born.as_deref()));
        marks
    }

    fn add<'a>(&mut self, phrases: impl Iterator<Item = &'a str>) {
        let phrases = phrases.map(|phrase| plain(phrase.trim()));
        self.phrases.extend(phrases.filter(|phrase| phrase.chars().count() >= LETTERS));
    }

    /// Tells whether one of them is in a text.
    pub fn are_in(&self, text: &str) -> bool {
        let text = plain(text);
        let numbers = numbers(&text);
        let letters = if self.accounts.is_empty() { String::new() } else { squeezed(&text) };
        self.phrases.iter().any(|phrase| is_whole(&text, phrase))
            || self.tails.iter().any(|tail| numbers.iter().any(|number| number.contains(tail)))
            || self.accounts.iter().any(|account| letters.contains(account))
    }
}

/// A text in small letters without marks over them, and without what is drawn as nothing: so a
/// name is written by whoever has no key for them, and found all the same.
fn plain(text: &str) -> String {
    const SOFT_HYPHEN: char = '\u{ad}';
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c) && *c != SOFT_HYPHEN);
    letters.flat_map(char::to_lowercase).collect()
}

/// A text without what parts its groups.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Tells whether a phrase is in a text and not a part of longer words.
fn is_whole(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// The digits of every number in a text, whatever parts their groups.
fn numbers(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_ascii_digit() && !" -./()+".contains(c));
    let digits = parts.map(|part| part.chars().filter(char::is_ascii_digit).collect::<String>());
    digits.filter(|digits| digits.len() >= DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Email, Line, Phone};

    fn profile() -> Profile {
        let phone = |number: &str| Phone {
            label: String::new(),
            number: number.to_owned(),
            line: Line::Own,
        };
        Profile {
            name: "Nur Halimah".to_owned(),
            account: "7".to_owned(),
            phones: vec![phone("+62 812-3344-5566"), phone("112")],
            emails: vec![Email { label: String::new(), address: "nur@mail.example".to_owned() }],
            address: "Jalan Kenanga 41".to_owned(),
            ..Profile::default()
        }
    }

    #[test]
    fn a_name_or_number_is_found_however_it_is_written_and_nothing_else() {
        let (marks, any) = (Marks::of(&profile()), Marks::any_of(&profile()));
        for (text, whole, part) in [
            ("the sister of NUR HALIMAH called", true, true),
            ("call (0812) 3344 5566, please", true, true),
            ("call 081233445566.", true, true),
            ("write to Nur@mail.example", true, true),
            ("Mrs. Halimah's letter", false, true),
            ("moved from jalan kenanga 41", false, true),
            ("nur halimahwati, 7 calls, 112", false, true),
            ("halimahwati, 7 calls, 112", false, false),
            ("0812 3344 5567", false, false),
            ("2024 2025 2026", false, false),
        ] {
            assert_eq!((marks.are_in(text), any.are_in(text)), (whole, part), "{text}");
        }
        assert!(!Marks::default().are_in("anybody"));
    }

    #[test]
    fn a_name_without_its_marks_and_an_account_without_its_hyphens_are_found() {
        let (name, account) = ("Jos\u{e9} \u{d1}andu".to_owned(), "AC-00991".to_owned());
        let marks = Marks::of(&Profile { name, account, ..Profile::default() });
        for text in ["jose nandu called", "JOS\u{c9} NANDU", "Jo\u{ad}se Nandu", "see ac00991"] {
            assert!(marks.are_in(text), "{text}");
        }
        assert!(!marks.are_in("josefa nandu, ac 0099"));
    }
}
