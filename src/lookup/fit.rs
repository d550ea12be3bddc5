//! How well one word that was typed fits something of a customer. Never knows what was typed.

/// Why a customer was found; the weakest fit of all typed words decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// It is the text.
    Exact,
    /// Words begin with the text.
    Prefix,
    /// It holds the text.
    Part,
    /// A letter or two differ.
    Typo,
    /// It sounds alike, or is another form of the name.
    Sound,
    /// Digits of a phone or account number.
    Number,
}

/// How one typed word fits, best first: the order is the ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// It is a whole account number, id or e-mail address, or with the other words a whole name.
    Whole,
    /// It is a whole phone number.
    Dialled,
    /// It is one of the name's words.
    Word,
    /// A word, address or account number begins with it.
    Start,
    /// A phone or account number begins or ends with these digits.
    Digits,
    /// Another form of one of the name's words.
    Nick,
    /// It is in a word, address or account number.
    Part,
    /// These digits are in a phone or account number.
    Inside,
    /// A town, company or tag.
    Town,
    /// A word that sounds alike and is written much alike.
    Sound,
    /// A word in which one letter differs, or two are swapped.
    Typo,
    /// A word that begins so, but for one letter.
    Unfinished,
    /// A long word in which two letters differ.
    Typos,
    /// An initial, or a word that merely sounds alike.
    Faint,
    /// It does not fit.
    Not,
}

impl Fit {
    /// What people are told.
    pub(crate) const fn why(self) -> Why {
        match self {
            Fit::Whole => Why::Exact,
            Fit::Word | Fit::Start => Why::Prefix,
            Fit::Part | Fit::Town => Why::Part,
            Fit::Dialled | Fit::Digits | Fit::Inside => Why::Number,
            Fit::Nick | Fit::Sound | Fit::Faint => Why::Sound,
            Fit::Typo | Fit::Unfinished | Fit::Typos | Fit::Not => Why::Typo,
        }
    }
}

/// How several words fit together, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Together {
    /// The weakest.
    pub(crate) worst: Fit,
    /// All of them, added up.
    pub(crate) sum: u16,
}

impl Together {
    /// Nothing asked, nothing missing.
    pub(crate) const NONE: Together = Together { worst: Fit::Whole, sum: 0 };

    /// With one word more.
    pub(crate) fn and(self, fit: Fit) -> Together {
        Together { worst: self.worst.max(fit), sum: self.sum.saturating_add(fit as u16) }
    }

    /// As one number: 0 is the text itself, more is further away.
    pub(crate) fn score(self) -> u32 {
        ((self.worst as u32) << 16) | u32::from(self.sum)
    }
}
