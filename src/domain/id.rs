//! The numbers by which the desk names things. Never made up outside the desk's counters.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::refusal::Malformed;

/// Defines a number with a letter in front, written `T-42` for people and on the wire and kept as
/// a bare integer on disk.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $letter:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&format!(concat!($letter, "-{}"), self.0))
            }
        }

        impl FromStr for $name {
            type Err = Malformed;
            /// Takes `T-42`, `t-42`, `T42` and `42`.
            fn from_str(text: &str) -> Result<Self, Malformed> {
                let bare = text.trim();
                let digits = bare
                    .strip_prefix($letter)
                    .or_else(|| bare.strip_prefix(&$letter.to_lowercase()))
                    .map_or(bare, |rest| rest.strip_prefix('-').unwrap_or(rest));
                match digits.parse::<u64>() {
                    Ok(number) if number > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => {
                        Ok($name(number))
                    }
                    _ => Err(Malformed::Number {
                        given: super::text::quoted(text),
                        example: concat!($letter, "-42").to_owned(),
                    }),
                }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                if to.is_human_readable() { to.collect_str(self) } else { to.serialize_u64(self.0) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                if from.is_human_readable() {
                    String::deserialize(from)?.parse().map_err(de::Error::custom)
                } else {
                    u64::deserialize(from).map($name)
                }
            }
        }
    };
}

id!(
    /// A customer, `C-12`.
    CustomerId, "C"
);
id!(
    /// One contact with a customer, `I-7`.
    InteractionId, "I"
);
id!(
    /// A complaint ticket, `T-42`.
    TicketNo, "T"
);
id!(
    /// One service rating, `R-3`.
    RatingId, "R"
);
id!(
    /// A promised call-back, `B-5`.
    CallBackId, "B"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_in_every_way_people_write_it() {
        for text in ["T-42", "t-42", "T42", " 42 "] {
            assert_eq!(text.parse(), Ok(TicketNo(42)), "{text}");
        }
        for text in ["", "T-", "T-0", "C-42", "-1", "+4", "T--4", "99999999999999999999"] {
            assert!(text.parse::<TicketNo>().is_err(), "{text}");
        }
    }
}
