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
#[repr(u8)]
pub(crate) enum Fit {
    /// It is a whole account number, id or e-mail address, or with the other words a whole name.
    Whole,
    /// It is a whole phone number.
    Dialled,
    /// It is one of the name's words.
    Word,
    /// A word, address or account number begins with it.
    Start,
    /// A phone number begins or ends with these digits, an account number ends with them.
    Digits,
    /// An account number, or a part of an e-mail address, begins with these digits.
    Begun,
    /// Another form of one of the name's words.
    Nick,
    /// A word that sounds the same.
    Sound,
    /// A word in which one letter differs, or two are swapped.
    Typo,
    /// A word that sounds much alike.
    Alike,
    /// It is in a word, address or account number.
    Part,
    /// These digits are in a phone or account number.
    Inside,
    /// A town, company or tag.
    Town,
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
    /// How many there are.
    pub(crate) const COUNT: usize = Fit::Not as usize + 1;

    /// Those that fit, best first.
    pub(crate) const ALL: [Fit; Fit::COUNT - 1] = [
        Fit::Whole,
        Fit::Dialled,
        Fit::Word,
        Fit::Start,
        Fit::Digits,
        Fit::Begun,
        Fit::Nick,
        Fit::Sound,
        Fit::Typo,
        Fit::Alike,
        Fit::Part,
        Fit::Inside,
        Fit::Town,
        Fit::Unfinished,
        Fit::Typos,
        Fit::Faint,
    ];

    /// Tells whether a whole word fits so that is not written so.
    pub(crate) const fn is_another_word(self) -> bool {
        matches!(self, Fit::Nick | Fit::Sound | Fit::Typo | Fit::Alike | Fit::Typos)
    }

    /// What people are told.
    pub(crate) const fn why(self) -> Why {
        match self {
            Fit::Whole => Why::Exact,
            Fit::Word | Fit::Start => Why::Prefix,
            Fit::Part | Fit::Town => Why::Part,
            Fit::Dialled | Fit::Digits | Fit::Begun | Fit::Inside => Why::Number,
            Fit::Nick | Fit::Sound | Fit::Alike | Fit::Faint => Why::Sound,
            Fit::Typo | Fit::Unfinished | Fit::Typos | Fit::Not => Why::Typo,
        }
    }
}

/// What of a name was not typed. It counts where all of the name may have been typed, though not as
/// it is written: who has no more names than that is meant rather than who has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Rest {
    /// Nothing, or it does not count.
    None,
    /// Some words.
    Some,
}

/// How several words fit together, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Together {
    /// The weakest.
    pub(crate) worst: Fit,
    /// Whether words of the name are left over, where that counts.
    pub(crate) rest: Rest,
    /// All of them, added up.
    pub(crate) sum: u16,
}

impl Together {
    /// Nothing asked, nothing missing.
    pub(crate) const NONE: Together = Together { worst: Fit::Whole, rest: Rest::None, sum: 0 };

    /// As it counts where others fit too: in what was not typed as it is written, one likeness is
    /// not so much more likely than another that it should take all places before it.
    pub(crate) fn tier(self) -> Together {
        let is_like = matches!(self.worst, Fit::Sound | Fit::Typo | Fit::Alike);
        match is_like && self.rest == Rest::None {
            true => Together { worst: Fit::Sound, rest: Rest::None, sum: 0 },
            false => self,
        }
    }

    /// As it counts for a word that was taken for two.
    pub(crate) fn taken_apart(self) -> Together {
        let worst = if self.worst <= Fit::Word { Fit::Nick } else { Fit::Unfinished };
        Together { worst: worst.max(self.worst), ..self }
    }

    /// Above so many bits of the score is the weakest part.
    pub(crate) const WORST_BITS: u32 = 16;

    /// With one word more.
    pub(crate) fn and(self, fit: Fit) -> Together {
        let (worst, sum) = (self.worst.max(fit), self.sum.saturating_add(fit as u16));
        Together { worst, sum, ..self }
    }

    /// As one number: 0 is the text itself, more is further away.
    pub(crate) fn score(self) -> u32 {
        ((self.worst as u32) << Together::WORST_BITS)
            | ((self.rest as u32) << 15)
            | u32::from(self.sum)
    }
}
