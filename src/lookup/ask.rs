//! What an agent typed, taken apart into what each customer must have. Never looks anything up.

use super::dial::Dialled;
use super::fold::{fold, lower, squeeze};

/// Letters of the box that are read: more than any name or address has.
const READ_CHARS: usize = 300;
/// Parts that are looked for; what follows narrows no more.
const NEEDS: usize = 12;

/// Bytes of a text that may be an account number.
const WHOLE_BYTES: usize = 48;

/// One thing a customer must have to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Need {
    /// A word of a name, of an address, of anything.
    Word(String),
    /// Letters and digits together: an account number, `AC-00231`.
    Code {
        /// As typed, in small letters.
        raw: String,
        /// Without signs.
        bare: String,
    },
    /// A whole account number or id, without signs.
    Whole(String),
    /// An e-mail address or a part of one.
    Email(String),
    /// Digits.
    Number(Dialled),
}

/// The ways in which a text can be read, the likelier ones first. Empty for a text with nothing in
/// it to look for.
pub(crate) fn readings(text: &str) -> Vec<Vec<Need>> {
    let text: String = text.chars().take(READ_CHARS).collect();
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let together = limited(whole_words(&words));
    let mut apart = limited(words.iter().flat_map(|word| pieces(word)).collect());
    if apart.iter().all(|need| matches!(need, Need::Number(_))) && apart.len() > 1 {
        // Groups of one number typed with blanks are never looked for one by one.
        apart.clear();
    }
    // A name may hold anything: `Studio 66-77`, `A.B.`, `John@Home`. Of digits alone, the number
    // is looked for in names too.
    let named = limited(fold(&text).words().map(|word| Need::Word(word.to_owned())).collect());
    let digits = text.trim().bytes().all(|byte| byte.is_ascii_digit());
    let named = if digits { Vec::new() } else { named };
    let mut readings = vec![together];
    for other in [apart, named, Vec::from_iter(whole(&text))] {
        if !other.is_empty() && !readings.contains(&other) {
            readings.push(other);
        }
    }
    readings.retain(|needs| !needs.is_empty());
    readings
}

/// A text with signs or digits between letters may be a whole account number, however it is
/// written: `M-B`, `AC 231`.
fn whole(text: &str) -> Option<Need> {
    let text = text.trim();
    let signs = text.contains(|c: char| !c.is_alphabetic() && !c.is_whitespace());
    let letters = text.contains(char::is_alphabetic);
    let short = text.len() <= WHOLE_BYTES;
    (short && signs && letters).then(|| Need::Whole(squeeze(text)))
}

fn limited(mut needs: Vec<Need>) -> Vec<Need> {
    let mut seen = Vec::new();
    needs.retain(|need| {
        // A name may have a word twice.
        let new = matches!(need, Need::Word(_)) || !seen.contains(need);
        seen.push(need.clone());
        new
    });
    needs.truncate(NEEDS);
    needs
}

/// Words as typed; digits that follow each other are one number.
fn whole_words(words: &[&str]) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut number = String::new();
    for word in words {
        if is_number(word) || (!number.is_empty() && word.chars().all(is_dialled)) {
            number.push_str(word);
            continue;
        }
        end_number(&mut number, &mut needs);
        needs.extend(whole_word(word));
    }
    end_number(&mut number, &mut needs);
    needs
}

fn end_number(number: &mut String, needs: &mut Vec<Need>) {
    if !number.is_empty() {
        needs.push(Need::Number(Dialled::read(&std::mem::take(number))));
    }
}

fn whole_word(word: &str) -> Vec<Need> {
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.contains('@') {
        return vec![Need::Email(lower(word))];
    }
    if inner.contains(['.', '_']) && !inner.contains(' ') && inner.is_ascii() {
        return vec![Need::Email(lower(inner))];
    }
    let (letters, digits) =
        (inner.chars().any(char::is_alphabetic), inner.chars().any(|c| c.is_ascii_digit()));
    if letters && digits {
        return vec![Need::Code { raw: lower(inner), bare: squeeze(inner) }];
    }
    pieces(word)
}

/// The words within a word: `al-rashid` is two.
fn pieces(word: &str) -> Vec<Need> {
    if is_number(word) {
        return vec![Need::Number(Dialled::read(word))];
    }
    if !word.chars().any(char::is_alphanumeric) {
        return Vec::new();
    }
    fold(word)
        .words()
        .map(|piece| match is_number(piece) {
            true => Need::Number(Dialled::read(piece)),
            false => Need::Word(piece.to_owned()),
        })
        .collect()
}

/// Digits and what people write between them.
fn is_number(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) && word.chars().all(is_dialled)
}

fn is_dialled(c: char) -> bool {
    c.is_ascii_digit() || "+()-./\u{2010}\u{2011}\u{2013}".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |need: &Need| match need {
            Need::Word(word) => word.clone(),
            Need::Code { bare, .. } => format!("#{bare}"),
            Need::Whole(bare) => format!("={bare}"),
            Need::Email(part) => format!("@{part}"),
            Need::Number(number) => number.digits.clone(),
        };
        let show = |needs: &Vec<Need>| needs.iter().map(show).collect::<Vec<_>>().join(" ");
        readings(text).iter().map(show).collect()
    }

    #[test]
    fn a_text_is_taken_apart_by_what_it_looks_like() {
        let rows: &[(&str, &[&str])] = &[
            ("Nur Halimah", &["nur halimah"]),
            (
                "halimah 0812 334-455",
                &[
                    "halimah 0812334455",
                    "halimah 0812 334455",
                    "halimah 0812 334 455",
                    "=halimah0812334455",
                ],
            ),
            ("+62 812 3344", &["628123344", "62 812 3344"]),
            ("+62 812 - 3344", &["628123344", "62 812 3344"]),
            ("5566", &["5566"]),
            ("AC-00231", &["#ac00231", "ac 00231", "ac 00231", "=ac00231"]),
            ("M-B", &["m b", "=mb"]),
            ("al-rashid", &["al rashid", "=alrashid"]),
            ("nur.h@mail", &["@nur.h@mail", "nur h mail", "=nurhmail"]),
            ("nur.h", &["@nur.h", "nur h", "=nurh"]),
            ("PT. Sinar", &["pt sinar", "=ptsinar"]),
            ("nur nur", &["nur nur"]),
            ("- nur -", &["nur", "=nur"]),
            ("", &[]),
            (" \t\u{0} ", &[]),
            ("***", &["***"]),
        ];
        for (text, wanted) in rows {
            assert_eq!(shown(text), *wanted, "{text}");
        }
        assert!(readings(&"a1 b2 ".repeat(5_000))[0].len() <= NEEDS);
    }
}
