//! A closed set of words that are stored as one byte and written as one word. Never a free text.

/// Makes an enum whose variants have a stable byte (disk) and a stable word (wire, CLI, CSV). In
/// serde it is the word where people read along, else the byte, so that the order in which the
/// variants are written down here never matters to the disk.
///
/// The byte goes into the journal: a number once given is never given again.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$vmeta:meta])* $variant:ident = $byte:literal $word:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                if to.is_human_readable() {
                    to.serialize_str(self.word())
                } else {
                    to.serialize_u8(self.byte())
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                use serde::de::Error;
                if from.is_human_readable() {
                    let word = <String as serde::Deserialize>::deserialize(from)?;
                    let known = $name::ALL.iter().copied().find(|value| value.word() == word);
                    known.ok_or_else(|| D::Error::unknown_variant(&word, &[$($word,)+]))
                } else {
                    let byte = <u8 as serde::Deserialize>::deserialize(from)?;
                    let unknown = || format!("byte {byte} is no {}", stringify!($name));
                    $name::from_byte(byte).ok_or_else(|| D::Error::custom(unknown()))
                }
            }
        }

        impl $name {
            /// Every value, in the order in which people are shown them.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The word people, scripts and the wire use.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// The byte kept in the journal; never changes meaning.
            pub const fn byte(self) -> u8 {
                match self { $($name::$variant => $byte,)+ }
            }

            /// The value of a journal byte; `None` for a byte this version does not know.
            pub const fn from_byte(byte: u8) -> Option<$name> {
                match byte { $($byte => Some($name::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::domain::refusal::Malformed;
            fn from_str(text: &str) -> Result<$name, Self::Err> {
                let wanted = text.trim().to_lowercase().replace([' ', '-'], "_");
                $name::ALL.iter().copied().find(|value| value.word() == wanted).ok_or_else(|| {
                    let words: Vec<&str> = $name::ALL.iter().map(|value| value.word()).collect();
                    $crate::domain::refusal::Malformed::Word {
                        given: $crate::domain::text::quoted(text),
                        allowed: words.join(", "),
                    }
                })
            }
        }
    };
}
pub(crate) use words;
