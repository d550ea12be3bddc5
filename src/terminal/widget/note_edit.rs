//! A note being typed: several lines, wrapped at words. Never begins a line on Enter, because
//! Enter saves; never remembers where it was drawn.

use std::ops::Range;

use ratatui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::{Edited, columns};
use crate::domain::text::is_hostile;
use crate::terminal::keymap::{Key, KeyPress};

/// Steps that can be taken back with Ctrl-Z: more than anybody presses it.
const UNDO_STEPS: usize = 500;

/// A text field of several lines.
#[derive(Debug, Clone)]
pub struct NoteEdit {
    area: TextArea<'static>,
    letters: usize,
    limit: usize,
}

/// What of a note is to be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteView {
    /// The lines of the window, each at most its width.
    pub lines: Vec<String>,
    /// Column and line of the cursor within the window.
    pub cursor: (u16, u16),
    /// How many lines there are above the window.
    pub above: usize,
    /// How many lines there are below it.
    pub below: usize,
}

/// One line on the screen: a part of a line of the note.
struct Part {
    line: usize,
    bytes: Range<usize>,
}

impl NoteEdit {
    /// A note that holds `text`, cursor at its end, and at most `limit` letters.
    pub fn new(text: &str, limit: usize) -> NoteEdit {
        let text: String = columns::harmless_lines(text).chars().take(limit).collect();
        let mut area = TextArea::new(text.split('\n').map(str::to_owned).collect());
        area.set_max_histories(UNDO_STEPS);
        area.move_cursor(CursorMove::Bottom);
        area.move_cursor(CursorMove::End);
        NoteEdit { area, letters: text.chars().count(), limit }
    }

    /// What was typed.
    pub fn text(&self) -> String {
        self.area.lines().join("\n")
    }

    /// Tells whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.area.is_empty()
    }

    /// Begins a new line at the cursor.
    pub fn new_line(&mut self) -> Edited {
        if self.letters >= self.limit {
            return Edited::Full;
        }
        self.area.insert_newline();
        self.letters += 1;
        Edited::Changed
    }

    /// Puts text in at the cursor as one edit; what goes over the limit is left out.
    pub fn paste(&mut self, text: &str) -> Edited {
        let text = columns::harmless_lines(text);
        let fitting: String = text.chars().take(self.limit - self.letters).collect();
        if !fitting.is_empty() {
            self.letters += fitting.chars().count();
            self.area.insert_str(&fitting);
        }
        match (fitting.len() == text.len(), text.is_empty()) {
            (false, _) => Edited::Full,
            (true, false) => Edited::Changed,
            (true, true) => Edited::Ignored,
        }
    }

    /// Takes a key; the field is shown `width` columns wide and `height` lines high, so that Up,
    /// Down, PgUp and PgDn move by what is seen. Up in the first line and Down in the last one are
    /// ignored: a form goes to another field.
    pub fn press(&mut self, press: KeyPress, (width, height): (u16, u16)) -> Edited {
        if let Some(c) = press.typed() {
            return self.type_one(c);
        }
        let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(1);
        match (press.key, press.ctrl) {
            (Key::Up, false) => return self.climb(-1, width),
            (Key::Down, false) => return self.climb(1, width),
            (Key::PageUp, false) => return self.climb(-page, width),
            (Key::PageDown, false) => return self.climb(page, width),
            _ => {}
        }
        self.edit(press).or_else(|| self.go(press)).unwrap_or(Edited::Ignored)
    }

    fn type_one(&mut self, c: char) -> Edited {
        if is_hostile(c) {
            return Edited::Ignored;
        }
        if self.letters >= self.limit {
            return Edited::Full;
        }
        self.area.insert_char(c);
        self.letters += 1;
        Edited::Changed
    }

    /// Keys that change the text.
    fn edit(&mut self, press: KeyPress) -> Option<Edited> {
        let area = &mut self.area;
        let changed = match (press.key, press.ctrl) {
            (Key::Backspace, _) => return Some(self.delete_letter(CursorMove::Back)),
            (Key::Delete, false) | (Key::Char('d'), true) => {
                return Some(self.delete_letter(CursorMove::Forward));
            }
            (Key::Delete, true) => area.delete_next_word(),
            (Key::Char('w'), true) => area.delete_word(),
            (Key::Char('u'), true) => area.delete_line_by_head(),
            (Key::Char('k'), true) => area.delete_line_by_end(),
            (Key::Char('z'), true) => area.undo(),
            (Key::Char('y'), true) => area.redo(),
            // Whatever else is pressed moves the cursor or is not for a text.
            _ => return None,
        };
        self.count();
        Some(if changed { Edited::Changed } else { Edited::Moved })
    }

    /// Keys that move the cursor.
    fn go(&mut self, press: KeyPress) -> Option<Edited> {
        let to = match (press.key, press.ctrl) {
            (Key::Left, false) | (Key::Char('b'), true) => self.jump(self.beside(CursorMove::Back)),
            (Key::Right, false) | (Key::Char('f'), true) => {
                self.jump(self.beside(CursorMove::Forward))
            }
            (Key::Left, true) => CursorMove::WordBack,
            (Key::Right, true) => CursorMove::WordForward,
            (Key::Home, false) | (Key::Char('a'), true) => CursorMove::Head,
            (Key::End, false) | (Key::Char('e'), true) => CursorMove::End,
            (Key::Home, true) => CursorMove::Jump(0, 0),
            (Key::End, true) => {
                self.area.move_cursor(CursorMove::Bottom);
                CursorMove::End
            }
            // Whatever else is pressed is for the form or the keymap.
            _ => return None,
        };
        self.area.move_cursor(to);
        Some(Edited::Moved)
    }

    fn count(&mut self) {
        let lines = self.area.lines();
        self.letters =
            lines.iter().map(|line| line.chars().count()).sum::<usize>() + lines.len() - 1;
    }

    /// Deletes what a person calls one letter, with the marks that belong to it, as one edit.
    fn delete_letter(&mut self, side: CursorMove) -> Edited {
        let here = self.at();
        let there = self.beside(side);
        let (from, to) = if there < here { (there, here) } else { (here, there) };
        let letters = if from.0 == to.0 { to.1 - from.1 } else { 1 };
        if letters == 0 {
            return Edited::Moved;
        }
        let jump = self.jump(from);
        self.area.move_cursor(jump);
        self.area.delete_str(letters);
        self.count();
        Edited::Changed
    }

    fn at(&self) -> (usize, usize) {
        let cursor = self.area.cursor();
        (cursor.0, cursor.1)
    }

    fn jump(&self, (line, letter): (usize, usize)) -> CursorMove {
        // The limit of a note is far below what fits.
        let small = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        CursorMove::Jump(small(line), small(letter))
    }

    /// Line and character one letter before or behind the cursor, across line ends.
    fn beside(&self, side: CursorMove) -> (usize, usize) {
        let (line, at) = self.at();
        let lines = self.area.lines();
        let mut ends = vec![0];
        for letter in lines[line].graphemes(true) {
            ends.push(ends[ends.len() - 1] + letter.chars().count());
        }
        if side == CursorMove::Back {
            match ends.iter().rev().find(|end| **end < at) {
                Some(end) => (line, *end),
                None if line > 0 => (line - 1, lines[line - 1].chars().count()),
                None => (line, at),
            }
        } else {
            match ends.iter().find(|end| **end > at) {
                Some(end) => (line, *end),
                None if line + 1 < lines.len() => (line + 1, 0),
                None => (line, at),
            }
        }
    }

    /// The lines of the screen; one column is kept for the cursor behind the text.
    fn parts(&self, width: u16) -> Vec<Part> {
        let room = usize::from(width.saturating_sub(1));
        let mut parts = Vec::new();
        for (line, text) in self.area.lines().iter().enumerate() {
            let broken = columns::breaks(text, room);
            parts.extend(broken.into_iter().map(|bytes| Part { line, bytes }));
        }
        parts
    }

    /// Where the cursor is: which part, and how many columns into it.
    fn place(&self, parts: &[Part], width: u16) -> (usize, usize) {
        let (line, letter) = self.at();
        let text = &self.area.lines()[line];
        let byte = text.char_indices().nth(letter).map_or(text.len(), |(at, _)| at);
        let holds = |part: &Part| part.line == line && part.bytes.start <= byte;
        let at = parts.iter().rposition(holds).unwrap_or(0);
        let column = text[parts[at].bytes.start..byte].width();
        (at, column.min(usize::from(width.saturating_sub(1))))
    }

    /// Moves up or down by lines of the screen, keeping the column.
    fn climb(&mut self, by: isize, width: u16) -> Edited {
        let parts = self.parts(width);
        let (at, column) = self.place(&parts, width);
        let to = at.saturating_add_signed(by).min(parts.len() - 1);
        if to == at {
            return Edited::Ignored;
        }
        let part = &parts[to];
        let text = &self.area.lines()[part.line];
        let bytes = columns::bytes_within(&text[part.bytes.clone()], column);
        let mut letter = text[..part.bytes.start + bytes].chars().count();
        // The end of a wrapped part is the beginning of the next one: stay on this one.
        if part.bytes.start + bytes == part.bytes.end && part.bytes.end < text.len() {
            letter = letter.saturating_sub(1);
        }
        let jump = self.jump((part.line, letter));
        self.area.move_cursor(jump);
        Edited::Moved
    }

    /// How many lines of the screen the text takes at a width.
    pub fn height(&self, width: u16) -> usize {
        self.parts(width).len()
    }

    /// The part of the text around the cursor that fits. A long text moves by half the window, so
    /// that most keys draw one letter only.
    pub fn view(&self, width: u16, height: u16) -> NoteView {
        let parts = self.parts(width);
        let (at, column) = self.place(&parts, width);
        let rows = usize::from(height).max(1);
        let step = (rows / 2).max(1);
        let over = (at + 1).saturating_sub(rows);
        let top = (over.div_ceil(step) * step).min(parts.len().saturating_sub(rows));
        let shown = &parts[top..parts.len().min(top + rows)];
        let line = |part: &Part| {
            let text = &self.area.lines()[part.line][part.bytes.clone()];
            text[..columns::bytes_within(text, usize::from(width))].to_owned()
        };
        NoteView {
            lines: shown.iter().map(line).collect(),
            cursor: (column as u16, (at - top) as u16),
            above: top,
            below: parts.len() - top - shown.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::pressed;
    use super::*;

    const SIZE: (u16, u16) = (11, 3);

    fn after(text: &str, keys: &str) -> NoteEdit {
        let mut note = NoteEdit::new(text, 200);
        for press in pressed(keys) {
            if press.key == Key::Char('j') && press.ctrl {
                note.new_line();
            } else {
                note.press(press, SIZE);
            }
        }
        note
    }

    #[test]
    fn keys_edit_the_note() {
        for (text, keys, wanted) in [
            ("", "'dua kali' Ctrl-j 'ditagih'", "dua kali\nditagih"),
            ("dua kali", "Enter 'x'", "dua kalix"),
            ("satu\ndua", "Up End '!'", "satu!\ndua"),
            ("satu\ndua", "Home Backspace", "satudua"),
            ("satu\ndua", "Up End Delete", "satudua"),
            ("satu dua", "Ctrl-w 'tiga'", "satu tiga"),
            ("satu dua", "Ctrl-a Ctrl-k 'x'", "x"),
            ("satu", "' dua' Ctrl-z Ctrl-z", "satu d"),
            ("satu", "'x' Ctrl-z Ctrl-y", "satux"),
            ("cafe\u{301}", "Backspace", "caf"),
            ("cafe\u{301}x", "Left Left 'y'", "cafye\u{301}x"),
            ("a\nb", "Ctrl-Home 'x' Ctrl-End 'y'", "xa\nby"),
            ("", "Backspace Delete", ""),
        ] {
            assert_eq!(after(text, keys).text(), wanted, "{text:?} {keys}");
        }
    }

    #[test]
    fn up_and_down_follow_the_lines_that_are_seen() {
        // Wrapped at 10 columns: "ditagih " / "dua kali " / "bulan ini".
        let text = "ditagih dua kali bulan ini";
        assert_eq!(after(text, "Up Home").view(11, 3).cursor, (0, 0));
        assert_eq!(after(text, "Up 'x'").text(), "ditagih dua kalix bulan ini");
        assert_eq!(after(text, "Up Up Home 'x'").text(), format!("x{text}"));
        let mut note = after(text, "Up Up");
        assert_eq!(note.press(pressed("Up")[0], SIZE), Edited::Ignored);
        assert_eq!(note.press(pressed("Down")[0], SIZE), Edited::Moved);
        assert_eq!(note.press(pressed("PgDn")[0], SIZE), Edited::Moved);
        assert_eq!(note.press(pressed("Down")[0], SIZE), Edited::Ignored);
    }

    #[test]
    fn a_paste_is_one_edit_and_harmless() {
        let mut note = after("", "'a'");
        assert_eq!(note.paste("b\r\nc\u{1b}[2J\td"), Edited::Changed);
        assert_eq!(note.text(), "ab\nc[2J    d");
        note.press(pressed("Ctrl-z")[0], SIZE);
        assert_eq!(note.text(), "a");
    }

    #[test]
    fn a_note_never_grows_over_its_limit() {
        let mut note = NoteEdit::new("abcdefgh", 6);
        assert_eq!(note.text(), "abcdef");
        assert_eq!(note.press(pressed("g")[0], SIZE), Edited::Full);
        assert_eq!(note.new_line(), Edited::Full);
        note.press(pressed("Backspace")[0], SIZE);
        assert_eq!(note.paste("xyz"), Edited::Full);
        assert_eq!(note.text(), "abcdex");
        note.press(pressed("Ctrl-u")[0], SIZE);
        assert_eq!(note.paste("123456"), Edited::Changed);
    }

    #[test]
    fn the_window_is_around_the_cursor_and_keeps_its_width() {
        let text = "one two three four five six seven eight nine ten";
        let view = after(text, "").view(11, 3);
        assert_eq!(view.lines, ["seven ", "eight nine ", "ten"]);
        assert_eq!((view.lines.len(), view.below), (3, 0));
        for width in 1..20 {
            for height in 1..5 {
                let mut note = after("東京都港区 cafe\u{301} satu\n\ndua tiga empat lima", "");
                for _ in 0..40 {
                    let view = note.view(width, height);
                    assert!(view.cursor.0 < width && view.cursor.1 < height, "{view:?}");
                    assert!(view.lines.iter().all(|line| line.width() <= usize::from(width)));
                    note.press(pressed("Left")[0], (width, height));
                }
            }
        }
    }
}
