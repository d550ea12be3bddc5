//! Text as the look-up compares it: small letters without accents, in words. Never shown.

use std::str::Split;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Letters of one word that are compared: longer words are cut, on both sides alike.
const WORD_BYTES: usize = 64;

/// Folded words, joined by single blanks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Folded(String);

impl Folded {
    /// The words in the order in which they were written.
    pub(crate) fn words(&self) -> Words<'_> {
        Words(self.0.split(' '))
    }

    /// All words, joined by single blanks.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// The words joined in alphabetic order: the same for `Halimah, Nur` and `nur halimah`.
    pub(crate) fn sorted(&self) -> String {
        let mut words: Vec<&str> = self.words().collect();
        words.sort_unstable();
        words.join(" ")
    }
}

/// The words of a [`Folded`] text; none are empty.
pub(crate) struct Words<'a>(Split<'a, char>);

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;
    fn next(&mut self) -> Option<&'a str> {
        self.0.find(|word| !word.is_empty())
    }
}

/// Folds a text: `O'Brien-Çelik, PT.` becomes `obrien celik pt`. Apostrophes join, everything else
/// that is neither letter nor digit separates. A text of nothing but signs keeps them, so that a
/// customer called `***` can be found.
pub(crate) fn fold(text: &str) -> Folded {
    let mut folded = String::with_capacity(text.len());
    let mut word = 0;
    for c in text.chars() {
        if each_letter(c, |letter| folded.push(letter)) {
            if folded.len() > word + WORD_BYTES {
                cut(&mut folded, word + WORD_BYTES);
            }
        } else if folded.len() > word {
            folded.push(' ');
            word = folded.len();
        }
    }
    folded.truncate(folded.trim_end().len());
    if folded.is_empty() { signs(text) } else { Folded(folded) }
}

/// Gives the folded letters of one character (none for marks and apostrophes) and tells whether
/// the word goes on.
pub(crate) fn each_letter(c: char, mut take: impl FnMut(char)) -> bool {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() {
            take(c.to_ascii_lowercase());
            return true;
        }
        return matches!(c, '\'' | '`');
    }
    if let Some(letters) = spelled_out(c) {
        letters.chars().for_each(take);
        return true;
    }
    let mut goes_on = true;
    for part in std::iter::once(c).nfkd() {
        if canonical_combining_class(part) != 0 {
            continue;
        }
        if part.is_alphanumeric() {
            part.to_lowercase().for_each(&mut take);
        } else {
            goes_on = false;
        }
    }
    goes_on
}

/// Letters that do not come apart into a letter and a mark.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ı' => "i",
        'ة' => "ه",
        'ى' => "ي",
        // Apostrophes of all kinds and the stretching stroke of Arabic join.
        '\u{2018}' | '\u{2019}' | '\u{02BB}' | '\u{02BC}' | '\u{02BF}' | '\u{0640}' => "",
        _ => return None,
    })
}

fn signs(text: &str) -> Folded {
    let mut folded = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if !word.is_empty() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            let start = folded.len();
            folded.extend(word.chars().flat_map(char::to_lowercase));
            cut(&mut folded, start + WORD_BYTES);
        }
    }
    Folded(folded)
}

/// Cuts to at most `bytes`, between two characters.
fn cut(text: &mut String, bytes: usize) {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

/// Small letters and digits only: `AC-00231` becomes `ac00231`. For account numbers and ids.
pub(crate) fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for c in text.chars() {
        each_letter(c, |letter| squeezed.push(letter));
    }
    squeezed
}

/// Small letters, nothing else changed: for e-mail addresses.
pub(crate) fn lower(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_differently_is_folded_alike() {
        let rows = [
            ("Nur  HALIMAH", "nur halimah"),
            ("O'Brien-Çelik, PT.", "obrien celik pt"),
            ("Nu’man", "numan"),
            ("Łukasz Straße", "lukasz strasse"),
            ("e\u{301}le\u{300}ne Zoë", "elene zoe"),
            ("ＰＴ Ｓｉｎａｒ", "pt sinar"),
            ("أحمد", "احمد"),
            ("فاطمة", "فاطمه"),
            ("王小明", "王小明"),
            ("  ", ""),
            ("*** !", "*** !"),
            ("😀", "😀"),
            ("a\u{0}b", "a b"),
        ];
        for (given, wanted) in rows {
            assert_eq!(fold(given).text(), wanted, "{given}");
        }
        assert_eq!(fold("Halimah, Nur").sorted(), "halimah nur");
        assert_eq!(squeeze("AC-00231/b"), "ac00231b");
    }

    #[test]
    fn a_very_long_word_is_cut_between_characters() {
        let long = "é王".repeat(5_000);
        assert!(fold(&long).text().len() <= WORD_BYTES);
        assert!(fold(&"!😀".repeat(5_000)).text().len() <= WORD_BYTES);
    }
}
