//! Which letters a terminal can show. Never sends one that it would break a line over.

use unicode_normalization::UnicodeNormalization;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::backend::Frame;

/// What the locale says about the terminal's letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    /// UTF-8.
    All,
    /// Seven bits, as on a vt100 or under `LANG=C`.
    Ascii,
}

impl Letters {
    /// The letters of a locale's name (`LC_ALL`, `LC_CTYPE` or `LANG`, the first that is set).
    /// Where none is set the terminal is taken for one of today.
    pub fn of_locale(locale: &str) -> Letters {
        let name = locale.to_ascii_lowercase();
        if name.is_empty() || name.contains("utf-8") || name.contains("utf8") {
            Letters::All
        } else {
            Letters::Ascii
        }
    }

    /// Leaves only letters that can be shown: others lose their accent or become `?`, in as many
    /// columns as they had.
    pub fn fit(self, frame: &mut Frame) {
        if self == Letters::All {
            let cells = frame.cells.content.iter_mut();
            for cell in cells.filter(|cell| cell.symbol().chars().any(makes_a_picture)) {
                cell.set_symbol(&without_picture(cell.symbol()));
            }
            return;
        }
        for cell in frame.cells.content.iter_mut().filter(|cell| !cell.symbol().is_ascii()) {
            let wide = cell.symbol().width() > 1;
            let first = cell.symbol().nfd().next();
            let base = first.map(bar).filter(char::is_ascii_graphic).unwrap_or('?');
            // The column behind a wide letter is drawn with it, so both are filled here.
            let mut letters = base.to_string();
            if wide {
                letters.push('?');
            }
            cell.set_symbol(&letters);
        }
    }
}

/// What makes another picture of the letter before it: no two terminals agree in how many columns.
const fn makes_a_picture(letter: char) -> bool {
    matches!(letter, '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The letter alone, with blanks up to the columns that the picture was given.
fn without_picture(symbol: &str) -> String {
    let columns = symbol.width();
    let mut alone: String = symbol.chars().filter(|letter| !makes_a_picture(*letter)).collect();
    alone.extend(std::iter::repeat_n(' ', columns.saturating_sub(alone.width())));
    alone
}

impl Letters {
    /// The same for a line of text that stands by itself.
    pub fn line(self, text: &str) -> String {
        if self == Letters::All || text.is_ascii() {
            return text.to_owned();
        }
        let mut line = String::with_capacity(text.len());
        for letter in text.chars() {
            let base = letter.nfd().next().map(bar).filter(|base| base.is_ascii_graphic());
            match (letter.is_ascii(), letter.width().unwrap_or(0)) {
                (true, _) => line.push(letter),
                // A mark of its own belongs to the letter before it, which stands by itself.
                (false, 0) => {}
                (false, 1) => line.push(base.unwrap_or('?')),
                (false, _) => line.push_str("??"),
            }
        }
        line
    }
}

/// A bar as a letter that every terminal has; another letter as it is.
pub const fn bar(letter: char) -> char {
    match letter {
        '▁' => '.',
        '▂' => ':',
        '▃' => '-',
        '▄' => '=',
        '▅' => '+',
        '▆' => '*',
        '▇' => '%',
        '█' => '#',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Position;
    use ratatui::style::Style;

    use super::*;

    #[test]
    fn only_a_locale_that_says_so_is_poor() {
        for (locale, letters) in [
            ("", Letters::All),
            ("id_ID.UTF-8", Letters::All),
            ("C.utf8", Letters::All),
            ("C", Letters::Ascii),
            ("POSIX", Letters::Ascii),
            ("de_DE.ISO-8859-1", Letters::Ascii),
        ] {
            assert_eq!(Letters::of_locale(locale), letters, "{locale}");
        }
    }

    /// Of `0812999` with a heart before it another number was on the screen: the terminal and we
    /// counted its columns differently.
    #[test]
    fn letters_that_terminals_count_differently_are_shown_plain() {
        let mut frame = Frame::empty(12, 1);
        frame.cells.set_string(
            0,
            0,
            "\u{2764}\u{fe0f}1\u{fe0f}\u{20e3}\u{1f44d}\u{1f3fd}x",
            Style::new(),
        );
        Letters::All.fit(&mut frame);
        assert_eq!(frame.text(), "\u{2764} 1 \u{1f44d}x\n");
    }

    #[test]
    fn every_column_stays_where_it_was() {
        let mut frame = Frame::empty(12, 1);
        frame.cells.set_string(0, 0, "é\u{6c5f}ł N|", Style::new());
        frame.cursor = Position::new(0, 0);
        let before = frame.clone();
        Letters::All.fit(&mut frame);
        assert_eq!(frame, before);
        Letters::Ascii.fit(&mut frame);
        assert_eq!(frame.text(), "e??? N|\n");
        frame.cells.set_string(0, 0, "_▁▂▃▄▅▆▇█", Style::new());
        Letters::Ascii.fit(&mut frame);
        assert_eq!(frame.text(), "_.:-=+*%#\n");
        assert_eq!(Letters::Ascii.line("é\u{6c5f} e\u{301}N"), "e?? eN");
        assert_eq!(Letters::All.line("é"), "é");
    }
}
