//! Text that came from outside, made harmless. Never trusts that somebody else has done it.

/// Tells whether a character could drive a terminal or turn the reading direction about:
/// C0 and C1 controls, bidi embeddings, overrides and isolates, and invisible separators.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}' | '\u{061C}')
}

/// One harmless line: hostile characters and line breaks become single spaces, ends are trimmed.
pub fn clean_line(text: &str) -> String {
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

/// Harmless text of several lines: line breaks stay (as `\n`), tabs become spaces, other hostile
/// characters go, empty lines at both ends go.
pub fn clean_text(text: &str) -> String {
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
        assert_eq!(clean_text("\n one\r\n\r\ntwo\t.\u{1b}]0;x\u{7}\n\n"), " one\n\ntwo    .]0;x");
    }
}
