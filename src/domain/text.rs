//! Text that came from outside, made harmless. Never trusts that somebody else has done it.

use unicode_normalization::char::is_combining_mark;

/// Tells whether a character could drive a terminal or turn the reading direction about:
/// C0 and C1 controls, bidi embeddings, overrides and isolates, and invisible separators.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' | '\u{061C}')
}

/// Tells whether nobody would see a letter: nothing but space, marks without a letter, characters
/// that are drawn as nothing, and the fillers of Hangul and Braille.
pub fn looks_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || is_hostile(c)
            || is_combining_mark(c)
            || matches!(c,
                '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
                | '\u{180B}'..='\u{180F}' | '\u{200C}' | '\u{200D}' | '\u{2800}' | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}')
            || is_drawn_as_nothing(c)
    })
}

/// Formats, signs that only stand before others, and what has no meaning that everybody shares.
fn is_drawn_as_nothing(c: char) -> bool {
    matches!(c,
        '\u{0600}'..='\u{0605}' | '\u{206A}'..='\u{206F}' | '\u{FFF0}'..='\u{FFF8}'
        | '\u{1D159}' | '\u{1D173}'..='\u{1D17A}' | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{13430}'..='\u{1345F}' | '\u{E000}'..='\u{F8FF}' | '\u{FDD0}'..='\u{FDEF}'
        | '\u{E0000}'..='\u{10FFFF}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Tells whether cleaning would change nothing: printable ASCII with single blanks inside. Most of
/// what a file holds is, and is looked at once rather than letter by letter.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut last = b' ';
    for &byte in bytes {
        if !(0x20..0x7F).contains(&byte) || (byte == b' ' && last == b' ') {
            return false;
        }
        last = byte;
    }
    last != b' ' || bytes.is_empty()
}

/// [`clean_line`] of a text that is not needed any more as it was.
pub fn cleaned_line(text: String) -> String {
    if is_clean(&text) { text } else { clean_line(&text) }
}

/// [`clean_text`] of a text that is not needed any more as it was.
pub fn cleaned_text(text: String) -> String {
    if is_clean(&text) { text } else { clean_text(&text) }
}

/// One harmless line: hostile characters and line breaks become single spaces, ends are trimmed.
pub fn clean_line(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if is_hostile(c) || c.is_whitespace() { ' ' } else { c };
        if c != ' ' || !(line.is_empty() || line.ends_with(' ')) {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Letters of a text that is quoted back to whoever gave it.
const QUOTED: usize = 60;

/// One harmless line for quoting what was given: no longer than a sentence can bear.
pub fn quoted(text: &str) -> String {
    let line = clean_line(&text.chars().take(QUOTED * 4).collect::<String>());
    if line.chars().count() <= QUOTED && text.chars().count() <= QUOTED * 4 {
        return line;
    }
    line.chars().take(QUOTED).chain("...".chars()).collect()
}

/// Harmless text of several lines: line breaks stay (as `\n`), tabs become spaces, other hostile
/// characters go, empty lines at both ends go.
pub fn clean_text(text: &str) -> String {
    if is_clean(text) {
        return text.to_owned();
    }
    let unified = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
    let kept: String = unified.chars().filter(|&c| c == '\n' || !is_hostile(c)).collect();
    kept.trim_matches('\n').trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_could_drive_a_terminal_is_left() {
        let rows = [
            ("plain", "plain"),
            ("  two   words ", "two words"),
            ("a\u{1b}[31mred", "a [31mred"),
            ("line\r\nbreak\tand tab", "line break and tab"),
            ("\u{202e}reversed\u{9b}2J", "reversed 2J"),
        ];
        for (given, wanted) in rows {
            assert_eq!(clean_line(given), wanted);
            assert!(!clean_text(given).chars().any(|c| c != '\n' && is_hostile(c)));
        }
        for same in ["", "a", "a b", "Jl. Melati 5, RT 03"] {
            assert!(is_clean(same) && clean_line(same) == same && clean_text(same) == same);
        }
        for other in [" ", "a ", " a", "a  b", "a\tb", "é", "a\u{7f}"] {
            assert!(!is_clean(other), "{other:?}");
        }
        for blank in ["", " ", "\u{3164}", "\u{2800}\u{2800}", "\u{200d}\u{200c}", "\u{301}\u{323}"]
        {
            assert!(looks_blank(blank), "{blank:?}");
        }
        for unseen in
            "\u{206a}\u{1d159}\u{1d173}\u{1bca0}\u{13430}\u{e0fff}\u{fff0}\u{fdd0}".chars()
        {
            assert!(looks_blank(&format!("{unseen}\u{10ffff}\u{e000}\u{600}")), "{unseen:?}");
        }
        for seen in ["a", "é", "e\u{301}", "\u{2801}", "\u{3164}김", "-", "क्\u{200d}ष"] {
            assert!(!looks_blank(seen), "{seen:?}");
        }
        assert_eq!(clean_text("\n one\r\n\r\ntwo\t.\u{1b}]0;x\u{7}\n\n"), " one\n\ntwo    .]0;x");
    }
}
