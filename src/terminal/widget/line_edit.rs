//! One line being typed. Never a line break in it, never longer than its limit.

use tui_input::{Input, InputRequest};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::Edited;
use super::columns::harmless;
use crate::domain::text::{clean_line, is_hostile};
use crate::terminal::keymap::{Key, KeyPress};

/// A one-line text field.
#[derive(Debug, Clone)]
pub struct LineEdit {
    input: Input,
    limit: usize,
    /// The text is a proposal: the first letter typed replaces it, any other key accepts it.
    proposed: bool,
}

/// What of a line is to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineView {
    /// At most the field's columns; `<` or `>` at an edge say that the text goes on there.
    pub text: String,
    /// Column of the cursor, from 0, within the field.
    pub cursor: u16,
}

impl LineEdit {
    /// A field that holds `text`, cursor at its end, and at most `limit` letters.
    pub fn new(text: &str, limit: usize) -> LineEdit {
        let text: String = harmless(text).chars().take(limit).collect();
        LineEdit { input: Input::new(text), limit, proposed: false }
    }

    /// A field with a text that the first letter typed replaces.
    pub fn proposing(text: &str, limit: usize) -> LineEdit {
        LineEdit { proposed: !text.is_empty(), ..LineEdit::new(text, limit) }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// How many letters it takes.
    pub const fn limit(&self) -> usize {
        self.limit
    }

    /// Tells whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    /// Puts another text in place, cursor at its end.
    pub fn replace(&mut self, text: &str) {
        *self = LineEdit::new(text, self.limit);
    }

    /// Takes a key: letters, cursor keys, and Ctrl with A E B F W U K Y D as in a shell.
    pub fn press(&mut self, press: KeyPress) -> Edited {
        if std::mem::take(&mut self.proposed) && press.typed().is_some() {
            self.replace("");
        }
        if let Some(c) = press.typed() {
            return self.type_one(c);
        }
        use InputRequest as R;
        let request = match (press.key, press.ctrl) {
            (Key::Backspace, _) => R::DeletePrevChar,
            (Key::Delete, false) | (Key::Char('d'), true) => R::DeleteNextChar,
            (Key::Delete, true) => R::DeleteNextWord,
            (Key::Left, false) | (Key::Char('b'), true) => R::GoToPrevChar,
            (Key::Right, false) | (Key::Char('f'), true) => R::GoToNextChar,
            (Key::Left, true) => R::GoToPrevWord,
            (Key::Right, true) => R::GoToNextWord,
            (Key::Home, _) | (Key::Char('a'), true) => R::GoToStart,
            (Key::End, _) | (Key::Char('e'), true) => R::GoToEnd,
            (Key::Char('w'), true) => R::DeletePrevWord,
            (Key::Char('u'), true) => R::DeleteFromStart,
            (Key::Char('k'), true) => R::DeleteTillEnd,
            // Whatever else is pressed is for the form or the keymap.
            _ => return Edited::Ignored,
        };
        match self.input.handle(request) {
            Some(changed) if changed.value => Edited::Changed,
            Some(_) | None => Edited::Moved,
        }
    }

    fn type_one(&mut self, c: char) -> Edited {
        if is_hostile(c) {
            return Edited::Ignored;
        }
        if self.text().chars().count() >= self.limit {
            return Edited::Full;
        }
        self.input.handle(InputRequest::InsertChar(c));
        Edited::Changed
    }

    /// Puts text in at the cursor, as one line; what goes over the limit is left out.
    pub fn paste(&mut self, text: &str) -> Edited {
        let text = clean_line(text);
        let before = self.text().chars().count();
        let fitting: String = text.chars().take(self.limit.saturating_sub(before)).collect();
        let cursor = self.input.cursor();
        let (left, right) = split_chars(self.text(), cursor);
        let joined = format!("{left}{fitting}{right}");
        let moved = cursor + fitting.chars().count();
        self.input = Input::new(joined).with_cursor(moved);
        match (fitting.len() == text.len(), fitting.is_empty()) {
            (false, _) => Edited::Full,
            (true, false) => Edited::Changed,
            (true, true) => Edited::Ignored,
        }
    }

    /// What is to be seen of it in `width` columns. A long text moves by half the field's width at
    /// a time, so that most keys draw one letter only.
    pub fn view(&self, width: u16) -> LineView {
        let columns = usize::from(width);
        let (left, _) = split_chars(self.text(), self.input.cursor());
        let (cursor, whole) = (left.width(), self.text().width());
        if whole < columns {
            return LineView { text: self.text().to_owned(), cursor: cursor as u16 };
        }
        if columns < 2 {
            return LineView { text: String::new(), cursor: 0 };
        }
        let step = (columns / 2).max(1);
        // The last column is kept for the `>` mark or for the cursor behind the text.
        let over = (cursor + 2).saturating_sub(columns);
        let from = over.div_ceil(step) * step;
        let text = slice_columns(self.text(), from, columns);
        LineView { text, cursor: (cursor - from) as u16 }
    }
}

fn split_chars(text: &str, chars: usize) -> (&str, &str) {
    let at = text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
    text.split_at(at)
}

/// The letters within columns `from` to `from + width`; a wide letter that lies across an edge
/// becomes a blank, and `<` and `>` stand for what lies outside.
fn slice_columns(text: &str, from: usize, width: usize) -> String {
    let to = from + width;
    let mut cells = String::new();
    let mut column = 0;
    for letter in text.graphemes(true) {
        let (start, end) = (column, column + letter.width());
        column = end;
        if start >= from && end <= to {
            cells.push_str(letter);
        } else if end > from && start < to {
            cells.extend(std::iter::repeat_n(' ', end.min(to) - start.max(from)));
        }
    }
    if from > 0 {
        cells = format!("<{}", drop_column(&cells));
    }
    if column > to {
        let kept = super::columns::bytes_within(&cells, width - 1);
        cells.truncate(kept);
        cells.extend(std::iter::repeat_n(' ', (width - 1).saturating_sub(cells.width())));
        cells.push('>');
    }
    cells
}

/// The text without its first column; half of a wide letter leaves a blank.
fn drop_column(text: &str) -> String {
    let Some(first) = text.graphemes(true).next() else { return String::new() };
    let rest = &text[first.len()..];
    format!("{}{rest}", " ".repeat(first.width().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::super::picture::pressed;
    use super::*;

    fn after(text: &str, keys: &str) -> (String, usize) {
        let mut line = LineEdit::new(text, 200);
        for press in pressed(keys) {
            line.press(press);
        }
        (line.text().to_owned(), line.input.cursor())
    }

    #[test]
    fn keys_edit_as_in_a_shell() {
        for (text, keys, wanted, cursor) in [
            ("", "'Siti'", "Siti", 4),
            ("Siti", "Home 'Bu' Space", "Bu Siti", 3),
            ("Bu Siti", "Ctrl-a Delete Delete", " Siti", 0),
            ("Bu Siti", "Ctrl-w", "Bu ", 3),
            ("Bu Siti", "Ctrl-Left Ctrl-k", "Bu ", 3),
            ("Bu Siti", "Ctrl-Left Ctrl-u", "Siti", 0),
            ("Bu Siti", "Ctrl-a Ctrl-Right 'x'", "Bu xSiti", 4),
            ("Bu Siti", "Left Left Backspace", "Bu Sti", 4),
            ("cafe\u{301}", "Backspace", "caf", 3),
            ("東京", "Left Backspace", "京", 0),
            ("x", "Enter Tab F2 Up", "x", 1),
        ] {
            assert_eq!(after(text, keys), (wanted.to_owned(), cursor), "{text} {keys}");
        }
    }

    #[test]
    fn a_line_never_grows_over_its_limit() {
        let mut line = LineEdit::new("abcd", 5);
        assert_eq!(line.press(pressed("e")[0]), Edited::Changed);
        assert_eq!(line.press(pressed("f")[0]), Edited::Full);
        assert_eq!(line.paste("xyz"), Edited::Full);
        assert_eq!(line.text(), "abcde");
        line.replace("a");
        assert_eq!(line.press(pressed("Home")[0]), Edited::Moved);
        assert_eq!(line.paste(" 0812\r\n33 "), Edited::Full);
        assert_eq!(line.text(), "0812a");
        assert_eq!(line.press(KeyPress::plain(Key::Char('\u{202e}'))), Edited::Ignored);
    }

    #[test]
    fn a_long_line_moves_by_half_its_field_and_shows_that_it_goes_on() {
        let mut line = LineEdit::new("0123456789abcdefghij", 200);
        for (keys, text, cursor) in [
            ("", "<ghij", 5),
            ("Home", "012345678>", 0),
            ("End Left Left Left Left", "<bcdefghij", 6),
        ] {
            for press in pressed(keys) {
                line.press(press);
            }
            let view = line.view(10);
            assert_eq!(view, LineView { text: text.to_owned(), cursor }, "{keys}");
        }
        for width in 1..30u16 {
            let mut line = LineEdit::new("東京都港区 0812 cafe\u{301} x", 200);
            for _ in 0..25 {
                let view = line.view(width);
                assert!(view.cursor < width, "{width} {view:?}");
                assert!(view.text.width() <= usize::from(width), "{width} {view:?}");
                line.press(pressed("Left")[0]);
            }
        }
    }
}
