//! A closed set of words that are stored as one byte and written as one word. Never a free text.

/// Makes an enum whose variants have a stable byte (disk), a stable word (wire, CLI, CSV) and,
/// for the wire and the CLI, the same word in serde.
///
/// The byte goes into the journal: a number once given is never given again.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident {
        $($(#[$vmeta:meta])* $variant:ident = $byte:literal $word:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
                 serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant,)+ }

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
                        given: $crate::domain::text::clean_line(text),
                        allowed: words.join(", "),
                    }
                })
            }
        }
    };
}
pub(crate) use words;
