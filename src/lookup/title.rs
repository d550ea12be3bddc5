//! What callers say before a name and few customers have in theirs: `Ibu Halimah`, `Pak Budi`,
//! `Hj. Siti`, `Mr Smith`. Never a word that is a name by itself.

/// Titles, folded.
const TITLES: &[&str] = &[
    "bapak", "bp", "bpk", "pak", "ibu", "bu", "mas", "mbak", "mba", "kak", "kakak", "bang",
    "saudara", "saudari", "sdr", "sdri", "tuan", "tn", "nyonya", "ny", "nona", "nn", "haji",
    "hajah", "hajjah", "h", "hj", "dr", "drs", "dra", "drg", "ir", "prof", "mr", "mrs", "ms",
    "miss", "mister", "madam", "sir",
];

/// Tells whether a folded word is a title. `H.` is: hardly ever does it stand for a name.
pub(crate) fn is_one(word: &str) -> bool {
    TITLES.contains(&word)
}

/// The text without the titles it begins with; `None` when it begins with none, or is nothing else.
pub(crate) fn without(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    let whole = rest.len();
    while let Some((word, behind)) = rest.split_once(char::is_whitespace) {
        let bare = word.trim_end_matches(['.', ',']).to_lowercase();
        if !is_one(&bare) {
            break;
        }
        rest = behind.trim_start();
    }
    (!rest.is_empty() && rest.len() < whole).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_titles_in_front_of_something_are_left_out() {
        let rows = [
            ("ibu halimah", Some("halimah")),
            ("  Bu. Nur Halimah", Some("Nur Halimah")),
            ("Bapak H. Soekarno", Some("Soekarno")),
            ("pak 5566", Some("5566")),
            ("ibu", None),
            ("ibu ", None),
            ("budi pak", None),
            ("haji", None),
            ("", None),
        ];
        for (text, wanted) in rows {
            assert_eq!(without(text), wanted, "{text}");
        }
    }
}
