//! What stands in one cell: a value as it was meant, several phones or addresses in one. Never
//! throws a piece away: what is no phone or address is handed back.

use std::borrow::Cow;

use crate::domain::text::clean_line;
use crate::domain::{Email, Phone};

/// Between several values in one cell, as Google writes it and `sigap export` too.
pub const BETWEEN: &str = " ::: ";
/// First letters that make a spreadsheet take a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// What people write into a cell that has no value.
const NOTHING: [&str; 8] = ["-", "--", "n/a", "null", "\\n", "#n/a", "(blank)", "(none)"];
/// Digits on both sides of a `/` that make two numbers of it rather than one.
const NUMBER_DIGITS: usize = 7;

/// A cell as it was meant: without blanks around it, without the quote that keeps a spreadsheet
/// from calculating, without the `="…"` that keeps one from rounding.
pub fn meant(cell: &str) -> Cow<'_, str> {
    let cell = cell.trim();
    match cell.as_bytes().first() {
        Some(b'\'') if is_formula(cell.trim_start_matches('\'')) => Cow::Borrowed(&cell[1..]),
        Some(b'=') if cell.len() > 3 && cell.starts_with("=\"") && cell.ends_with('"') => {
            Cow::Owned(cell[2..cell.len() - 1].replace("\"\"", "\""))
        }
        Some(_) | None => Cow::Borrowed(cell),
    }
}

/// A cell that no spreadsheet calculates with; [`meant`] gives back what went in.
pub fn harmless(value: &str) -> Cow<'_, str> {
    if is_formula(value.trim_start_matches('\'')) {
        Cow::Owned(format!("'{value}"))
    } else {
        Cow::Borrowed(value)
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(FORMULA)
}

/// Tells whether a cell says that there is no value.
pub fn is_nothing(cell: &str) -> bool {
    cell.is_empty() || NOTHING.iter().any(|nothing| cell.eq_ignore_ascii_case(nothing))
}

/// A number as it was before a spreadsheet made a fraction of it: `12346.0` is `12346`.
pub fn whole(cell: &str) -> &str {
    match cell.strip_suffix(".0") {
        Some(digits) if digits.len() > 1 && digits.bytes().all(|b| b.is_ascii_digit()) => digits,
        Some(_) | None => cell,
    }
}

/// The labels of the values in one cell; a single one stands for all. Google marks its own with a
/// star.
pub fn labels(cell: &str) -> Vec<String> {
    cell.split(BETWEEN.trim())
        .map(|label| clean_line(label.trim_start_matches([' ', '*'])))
        .collect()
}

/// The label of the `index`th value.
pub fn label<'a>(labels: &'a [String], index: usize, usual: &'a str) -> &'a str {
    let label = if labels.len() == 1 { labels.first() } else { labels.get(index) };
    label.map(String::as_str).filter(|label| !label.is_empty()).unwrap_or(usual)
}

/// Words in one cell, for tags.
pub fn words(cell: &str) -> impl Iterator<Item = &str> {
    let pieces = if cell.contains(BETWEEN.trim()) { cell.split(":::") } else { cell.split("\0") };
    pieces
        .flat_map(move |piece| {
            let separators: &[char] =
                if cell.contains(":::") { &[] } else { &[',', ';', '|', '\n'] };
            piece.split(separators)
        })
        .map(|word| word.trim().trim_start_matches("* ").trim())
        .filter(|word| !word.is_empty())
}

/// Lines of an address in one line.
pub fn one_line(cell: &str) -> String {
    let lines = cell.split(['\n', '\r']).map(|line| line.trim().trim_end_matches(',').trim());
    clean_line(&lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", "))
}

/// Values found in a cell and what is none.
#[derive(Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// Values, in order.
    pub good: Vec<T>,
    /// Pieces that are none.
    pub bad: Vec<String>,
}

/// The telephone numbers in a cell. `usual` is the label of those that have none in the cell.
pub fn phones(cell: &str, labels: &[String], usual: &str) -> Found<Phone> {
    let mut found = Found { good: Vec::new(), bad: Vec::new() };
    for piece in phone_pieces(cell) {
        let usual = label(labels, found.good.len(), usual);
        match phone(whole(&piece), usual) {
            Some(phone) => found.good.push(phone),
            None => found.bad.push(piece.into_owned()),
        }
    }
    found
}

fn phone(piece: &str, usual: &str) -> Option<Phone> {
    let piece = piece.strip_prefix("tel:").unwrap_or(piece);
    if let Ok(phone) = Phone::parse(usual, piece) {
        return Some(phone);
    }
    // `0812-3344-5566 (WA)`: a number and words about it.
    let is_number = |c: char| c.is_ascii_digit() || "+-. ()/".contains(c);
    let from = piece.find(|c: char| c.is_ascii_digit() || c == '+')?;
    let from = if piece[..from].ends_with('(') { from - 1 } else { from };
    let to = piece[from..].find(|c| !is_number(c)).map_or(piece.len(), |length| from + length);
    let number = piece[from..to].trim_end_matches([' ', '(', '-', '.', '/']).trim();
    let words = clean_line(&format!("{} {}", &piece[..from], &piece[to..]));
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    if digits < NUMBER_DIGITS || words.is_empty() || words.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let label = if usual.is_empty() { words.to_owned() } else { format!("{usual} {words}") };
    Phone::parse(&label, number).ok()
}

fn phone_pieces(cell: &str) -> Vec<Cow<'_, str>> {
    let mut pieces: Vec<Cow<'_, str>> = Vec::new();
    if !cell.contains([':', ';', ',', '\n', '|', '/', '&', 'o', 'a', 'd']) {
        return vec![Cow::Borrowed(cell)];
    }
    let marked = [" or ", " atau ", " dan ", " and ", " & ", " / "].iter().fold(
        Cow::Borrowed(cell),
        |text, word| match text.contains(word) {
            true => Cow::Owned(text.replace(word, "\n")),
            false => text,
        },
    );
    for piece in marked.replace(":::", "\n").split([';', ',', '\n', '|']) {
        let piece = piece.trim();
        if piece.to_lowercase().starts_with("ext") && !pieces.is_empty() {
            let number = pieces.pop().unwrap_or_default();
            pieces.push(Cow::Owned(format!("{number};{piece}")));
        } else if !piece.is_empty() {
            let halves: Vec<&str> = piece.split('/').map(str::trim).collect();
            let digits = |half: &&str| half.bytes().filter(u8::is_ascii_digit).count();
            if halves.len() > 1 && halves.iter().all(|half| digits(half) >= NUMBER_DIGITS) {
                pieces.extend(halves.iter().map(|half| Cow::Owned((*half).to_owned())));
            } else {
                pieces.push(Cow::Owned(piece.to_owned()));
            }
        }
    }
    pieces
}

/// The e-mail addresses in a cell.
pub fn emails(cell: &str, labels: &[String], usual: &str) -> Found<Email> {
    let mut found = Found { good: Vec::new(), bad: Vec::new() };
    let between = |c: char| matches!(c, ';' | ',' | '\n' | '|');
    let text =
        if cell.contains(":::") { Cow::Owned(cell.replace(":::", ";")) } else { cell.into() };
    for piece in text.split(between).map(str::trim).filter(|piece| !piece.is_empty()) {
        let usual = label(labels, found.good.len(), usual);
        let named = piece.strip_suffix('>').and_then(|piece| piece.rsplit_once('<'));
        // `Nur Halimah <nur@mail.example>` and `mailto:` are ways of writing, not of being wrong.
        let (words, address) = named.map_or(("", piece), |(words, address)| (words, address));
        let address = address.trim().strip_prefix("mailto:").unwrap_or(address.trim());
        let words = clean_line(words.trim().trim_matches('"'));
        let label = if words.is_empty() { usual } else { &words };
        match Email::parse(label, address) {
            Ok(email) => found.good.push(email),
            Err(_) if named.is_none() && piece.contains(char::is_whitespace) => {
                let each = piece.split_whitespace().map(|one| Email::parse(usual, one));
                match each.collect::<Result<Vec<Email>, _>>() {
                    Ok(all) => found.good.extend(all),
                    Err(_) => found.bad.push(piece.to_owned()),
                }
            }
            Err(_) => found.bad.push(piece.to_owned()),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_harmless_cell_means_what_went_in() {
        for value in ["+62 812", "=1+1", "-5", "@x", "'=x", "''+x", "plain", "'tis", "a=b", ""] {
            let cell = harmless(value);
            assert!(!cell.starts_with(FORMULA), "{cell}");
            assert_eq!(meant(&cell), value, "{cell}");
        }
        assert_eq!(meant("=\"0812\""), "0812");
        assert_eq!(meant("  padded\u{3000}"), "padded");
        assert_eq!(whole("12346.0"), "12346");
        assert_eq!(whole("1.0.0"), "1.0.0");
    }

    #[test]
    fn several_numbers_in_a_cell_are_several_numbers() {
        let rows: [(&str, &[&str], &[&str]); 17] = [
            ("0812-3344-5566", &["0812-3344-5566"], &[]),
            ("0812 3344 ::: 0813 5566", &["0812 3344", "0813 5566"], &[]),
            ("0812334455; 0813445566", &["0812334455", "0813445566"], &[]),
            ("0812334455/0813445566", &["0812334455", "0813445566"], &[]),
            ("0812334455 / 021-5550", &["0812334455", "021-5550"], &[]),
            ("021/555-0101", &["021/555-0101"], &[]),
            ("0812334455 atau 0813445566", &["0812334455", "0813445566"], &[]),
            ("021-5550101, ext 12", &["021-5550101;ext 12"], &[]),
            ("tel:+1-418-656-9254;ext=102", &["+1-418-656-9254;ext=102"], &[]),
            ("62812334455.0", &["62812334455"], &[]),
            ("call me", &[], &["call me"]),
            ("6.28123E+11", &[], &["6.28123E+11"]),
            ("0812334455, call me", &["0812334455"], &["call me"]),
            ("0812334455 (WA)", &["0812334455"], &[]),
            ("(021) 555 0101 Ibu Siti", &["(021) 555 0101"], &[]),
            ("HP: +62 812-3344-5566", &["+62 812-3344-5566"], &[]),
            ("before 5 call 0812334455 after 6", &[], &["before 5 call 0812334455 after 6"]),
        ];
        for (cell, good, bad) in rows {
            let found = phones(cell, &[], "");
            let numbers: Vec<&str> = found.good.iter().map(|phone| phone.number.as_str()).collect();
            assert_eq!(
                (
                    numbers.as_slice(),
                    found.bad.iter().map(String::as_str).collect::<Vec<_>>().as_slice()
                ),
                (good, bad),
                "{cell}"
            );
        }
        assert_eq!(phones("0812334455 (WA)", &[], "mobile").good[0].label, "mobile WA");
        let labelled = phones("0812334455 ::: 0813445566", &labels("* Mobile ::: Work"), "");
        assert_eq!(
            labelled.good.iter().map(|p| p.label.as_str()).collect::<Vec<_>>(),
            ["Mobile", "Work"]
        );
    }

    #[test]
    fn several_addresses_in_a_cell_are_several_addresses() {
        type Case =
            (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);
        let rows: [Case; 7] = [
            ("a@b.example", &[("", "a@b.example")], &[]),
            ("a@b; c@d", &[("", "a@b"), ("", "c@d")], &[]),
            ("a@b c@d", &[("", "a@b"), ("", "c@d")], &[]),
            ("a@b ::: c@d", &[("", "a@b"), ("", "c@d")], &[]),
            ("mailto:a@b", &[("", "a@b")], &[]),
            ("\"Nur H.\" <a@b>, c@d", &[("Nur H.", "a@b"), ("", "c@d")], &[]),
            (
                "hannah88opowersc@m, nobody at home",
                &[("", "hannah88opowersc@m")],
                &["nobody at home"],
            ),
        ];
        for (cell, good, bad) in rows {
            let found = emails(cell, &[], "");
            let shown: Vec<(&str, &str)> =
                found.good.iter().map(|e| (e.label.as_str(), e.address.as_str())).collect();
            assert_eq!(shown, good, "{cell}");
            assert_eq!(found.bad, bad, "{cell}");
        }
    }

    #[test]
    fn tags_and_addresses_are_cut_and_joined_as_people_mean_them() {
        assert_eq!(
            words("* myContacts ::: Friends, old").collect::<Vec<_>>(),
            ["myContacts", "Friends, old"]
        );
        assert_eq!(words("vip; jakarta,, timur").collect::<Vec<_>>(), ["vip", "jakarta", "timur"]);
        assert_eq!(one_line("Jl. Melati 5,\r\n RT 03\nBandung"), "Jl. Melati 5, RT 03, Bandung");
    }
}
