//! Phones and e-mail addresses. Never dials and never sends.

use serde::{Deserialize, Serialize};

use super::limit;
use super::refusal::Malformed;
use super::text::{clean_line, quoted};
use super::word::words;

words! {
    /// What is known about who answers a number.
    Line {
        /// The customer's own number.
        Own = 0 "own",
        /// Several people answer it (a switchboard, a family): finding it proves nobody.
        Shared = 1 "shared",
        /// The customer asked that it is not shown or passed on.
        Withheld = 2 "withheld",
    }
}

/// A telephone number as somebody typed it, with what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    /// What it is for, in the customer's words: `mobile`, `work`; may be empty.
    #[serde(default, skip_serializing_if = "str_empty")]
    pub label: Label,
    /// As typed, without hostile characters: `+62 812-3344-5566`.
    pub number: String,
    /// Who answers it.
    #[serde(default = "own")]
    pub line: Line,
}

/// A short free text beside a value.
pub type Label = String;

fn own() -> Line {
    Line::Own
}

fn str_empty(text: &str) -> bool {
    text.is_empty()
}

/// The digits of a number as dialled: `+62 812` and `0062 812` give `62812`, `0812` stays `0812`.
pub fn digits(number: &str) -> String {
    let all: String = number.chars().filter(char::is_ascii_digit).collect();
    all.strip_prefix("00").map(str::to_owned).unwrap_or(all)
}

/// Digits that two ways of writing one number share.
pub const TAIL_DIGITS: usize = 9;

/// The last nine digits (fewer when the number is shorter), without a leading trunk zero: the same
/// for every way of writing one number, so it can be compared and hashed.
pub fn tail(number: &str) -> String {
    let digits = digits(number);
    let national = digits.trim_start_matches('0');
    national[national.len().saturating_sub(TAIL_DIGITS)..].to_owned()
}

impl Phone {
    /// Checks a typed number: 3 to [`limit::PHONE_DIGITS`] digits and nothing but what people
    /// write between them. An extension (`ext. 12`, `x12`) is kept as typed.
    ///
    /// # Errors
    /// [`Malformed::Phone`] says what was given.
    pub fn parse(label: &str, number: &str) -> Result<Phone, Malformed> {
        let number = clean_line(number);
        let lower = number.to_lowercase();
        let (main, extension) = match lower.find(['x', '#', ';']).or_else(|| lower.find("ext")) {
            Some(at) => lower.split_at(lower.find("ext").unwrap_or(at).min(at)),
            None => (lower.as_str(), ""),
        };
        let count = main.chars().filter(char::is_ascii_digit).count();
        let written =
            main.chars().all(|c| c.is_ascii_digit() || "+()-./ \u{a0}\u{2010}\u{2011}".contains(c));
        let extended = extension.chars().all(|c| c.is_ascii_alphanumeric() || "#.:;= ".contains(c));
        if !(3..=limit::PHONE_DIGITS).contains(&count) || !written || !extended || number.len() > 60
        {
            return Err(Malformed::Phone { given: quoted(&number) });
        }
        Ok(Phone { label: clean_line(label), number, line: Line::Own })
    }

    /// The digits as dialled, see [`digits`]; an extension is left out.
    pub fn digits(&self) -> String {
        let main = self.number.to_lowercase();
        digits(main.split(['x', '#', ';', 'e']).next().unwrap_or(""))
    }

    /// What two ways of writing the same number share, see [`tail`].
    pub fn tail(&self) -> String {
        tail(&self.digits())
    }
}

/// An e-mail address as somebody typed it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Email {
    /// What it is for; may be empty.
    #[serde(default, skip_serializing_if = "str_empty")]
    pub label: Label,
    /// As typed: `nur.h@mail.example`.
    pub address: String,
}

impl Email {
    /// Checks a typed address: something, one `@`, something with no blank in it. More is the
    /// business of whoever delivers mail.
    ///
    /// # Errors
    /// [`Malformed::Email`] says what was given.
    pub fn parse(label: &str, address: &str) -> Result<Email, Malformed> {
        let address = clean_line(address);
        let halves = address.split_once('@').filter(|(user, host)| {
            !user.is_empty()
                && !host.is_empty()
                && !host.contains('@')
                && !address.contains([' ', ',', ';', '<', '>'])
        });
        match halves {
            Some(_) if address.chars().count() <= limit::FIELD_CHARS + 54 => {
                Ok(Email { label: clean_line(label), address })
            }
            _ => Err(Malformed::Email { given: quoted(&address) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_tail_however_it_is_written() {
        for number in [
            "0812-3344-5566",
            "+62 812 3344 5566",
            "0062 (812) 33445566",
            "62812.3344.5566",
            "+62 812-3344-5566 ext. 12",
        ] {
            let phone = Phone::parse("", number).expect(number);
            assert_eq!(phone.tail(), "233445566", "{number}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for number in
            ["", "12", "call me", "0812 or 0813", "3.14e7 people", "1234567890123456789012345"]
        {
            assert!(Phone::parse("", number).is_err(), "{number}");
        }
        for address in ["", "nobody", "a@", "@b", "a@b@c", "a b@c", "a@b,c@d"] {
            assert!(Email::parse("", address).is_err(), "{address}");
        }
    }
}
