//! The line that is being typed at a terminal that can go back to the left edge: cursor keys,
//! history, completion. Never an escape sequence: carriage returns and blanks are enough.

use unicode_width::UnicodeWidthStr;

use crate::terminal::keymap::{Key, KeyPress};
use crate::terminal::widget::{Edited, LineEdit};

/// Letters of a line: a note, with its command.
const LETTERS: usize = crate::domain::limit::NOTE_CHARS + 200;
/// Lines that Up brings back. They are never written anywhere: they hold what customers said.
const KEPT: usize = 200;

/// A line being typed.
#[derive(Debug, Clone)]
pub struct Editor {
    line: LineEdit,
    kept: Vec<String>,
    /// Which of the kept lines is on show; its end: what is being typed.
    at: usize,
    /// What was being typed when Up was pressed.
    typed: String,
    /// What is on show, to draw no more than what changes.
    shown: Option<(String, u16)>,
}

/// What a key led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// The line may look otherwise.
    Going,
    /// It is done.
    Line(String),
    /// The last word is to be completed.
    Complete,
    /// Nothing was typed, and the person wants to leave.
    Leave,
    /// What is begun is given up: what was typed is gone, and so is the question.
    Cancel,
    /// The program is to stop as the shell's job.
    Stop,
}

impl Default for Editor {
    fn default() -> Editor {
        let line = LineEdit::new("", LETTERS);
        Editor { line, kept: Vec::new(), at: 0, typed: String::new(), shown: None }
    }
}

impl Editor {
    /// What is typed.
    pub fn text(&self) -> &str {
        self.line.text()
    }

    /// Takes a key.
    pub fn press(&mut self, press: KeyPress) -> Typed {
        match (press.key, press.ctrl) {
            (Key::Enter, _) | (Key::Char('j' | 'm'), true) => return self.done(),
            (Key::Tab, false) => return Typed::Complete,
            (Key::Up, false) | (Key::Char('p'), true) => self.go(-1),
            (Key::Down, false) | (Key::Char('n'), true) => self.go(1),
            (Key::Char('c'), true) if self.line.text().is_empty() => return Typed::Cancel,
            (Key::Char('c'), true) => self.line.replace(""),
            (Key::Char('d'), true) if self.line.text().is_empty() => return Typed::Leave,
            (Key::Char('z'), true) => return Typed::Stop,
            (Key::Char('l'), true) => self.shown = None,
            (Key::Esc, _) if self.line.text().is_empty() => return Typed::Cancel,
            (Key::Esc, _) => self.line.replace(""),
            _ => drop::<Edited>(self.line.press(press)),
        }
        Typed::Going
    }

    /// Text that was pasted, on one line.
    pub fn paste(&mut self, text: &str) {
        self.line.paste(text);
    }

    fn done(&mut self) -> Typed {
        let line = self.line.text().to_owned();
        self.line.replace("");
        if !line.trim().is_empty() && self.kept.last() != Some(&line) {
            self.kept.push(line.clone());
            let surplus = self.kept.len().saturating_sub(KEPT);
            self.kept.drain(..surplus);
        }
        self.at = self.kept.len();
        Typed::Line(line)
    }

    /// Goes through the lines typed before.
    fn go(&mut self, by: isize) {
        if self.at == self.kept.len() {
            self.line.text().clone_into(&mut self.typed);
        }
        let to = self.at.saturating_add_signed(by).min(self.kept.len());
        if to != self.at {
            self.at = to;
            let line = self.kept.get(to).unwrap_or(&self.typed).clone();
            self.line.replace(&line);
        }
    }

    /// Another line in place of the one that is typed: it was completed.
    pub fn put(&mut self, line: &str) {
        self.line.replace(line);
    }

    /// The bytes that take the line off the screen.
    pub fn erase(&mut self) -> String {
        match self.shown.take() {
            Some((text, _)) => format!("\r{}\r", " ".repeat(text.width())),
            None => String::new(),
        }
    }

    /// The bytes that show the line as it is now, on a screen of so many columns.
    pub fn show(&mut self, prompt: &str, columns: u16) -> String {
        let width = columns.saturating_sub(1);
        let lead = crate::terminal::widget::columns::cut(prompt, usize::from(width / 2));
        let taken = u16::try_from(lead.width()).unwrap_or(width);
        let view = self.line.view(width.saturating_sub(taken));
        let whole = format!("{lead}{}", view.text);
        let cursor = taken + view.cursor;
        let now = (whole, cursor);
        let out = match self.shown.as_ref() {
            Some(was) if *was == now => String::new(),
            Some((was, at)) => redrawn(was, *at, &now),
            None => redrawn("", 0, &now),
        };
        self.shown = Some(now);
        out
    }
}

/// The bytes from one picture of the line to the next: what was typed at the end is only added.
fn redrawn(was: &str, at: u16, (now, cursor): &(String, u16)) -> String {
    let at_end = |text: &str, at: u16| usize::from(at) == text.width();
    if let Some(added) = now.strip_prefix(was).filter(|_| !was.is_empty())
        && at_end(was, at)
        && at_end(now, *cursor)
    {
        return added.to_owned();
    }
    let blanks = " ".repeat(was.width().saturating_sub(now.width()));
    if blanks.is_empty() && at_end(now, *cursor) {
        return format!("\r{now}");
    }
    format!("\r{now}{blanks}\r{}", &now[..column(now, *cursor)])
}

/// The byte at which a column begins.
fn column(text: &str, column: u16) -> usize {
    let mut width = 0;
    for (at, letter) in text.char_indices() {
        if width >= usize::from(column) {
            return at;
        }
        width += letter.to_string().width();
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(editor: &mut Editor, text: &str) -> String {
        text.chars()
            .map(|letter| {
                editor.press(KeyPress::plain(Key::Char(letter)));
                editor.show("> ", 40)
            })
            .collect()
    }

    /// What a terminal shows of the bytes: a line, and where the cursor is.
    fn seen(bytes: &str) -> String {
        let mut parser =
            vt100::Parser::new(3.try_into().expect("rows"), 40.try_into().expect("columns"), 0);
        parser.process(bytes.as_bytes());
        let (_, column) = parser.screen().cursor_position();
        let row = parser.screen().rows(0, 40).next().unwrap_or_default();
        format!("{}|{column}", row.trim_end())
    }

    #[test]
    fn letters_at_the_end_are_only_added() {
        let mut editor = Editor::default();
        assert_eq!(editor.show("> ", 40), "\r> ");
        assert_eq!(typed(&mut editor, "i BI"), "i BI");
        assert_eq!(editor.show("> ", 40), "", "nothing new");
    }

    #[test]
    fn the_line_is_shown_as_it_is_whatever_is_pressed() {
        let mut editor = Editor::default();
        let mut bytes = editor.show("> ", 40);
        bytes += &typed(&mut editor, "take 42 x");
        let keys = ["Left", "Left", "Backspace", "Home", "Delete", "End", "é", "Ctrl-w", "Up"];
        for key in keys {
            let press = key.parse().unwrap_or_else(|_| panic!("{key}"));
            editor.press(press);
            bytes += &editor.show("> ", 40);
            assert!(seen(&bytes).starts_with(format!("> {}", editor.text()).trim_end()), "{key}");
        }
        bytes += &editor.erase();
        assert_eq!(seen(&bytes), "|0");
        assert!(!bytes.contains('\u{1b}'));
    }

    #[test]
    fn lines_typed_before_come_back_and_the_one_begun_too() {
        let mut editor = Editor::default();
        for line in ["queue", "i BI note", "i BI note"] {
            typed(&mut editor, line);
            let enter = editor.press(KeyPress::plain(Key::Enter));
            assert_eq!(enter, Typed::Line(line.to_owned()));
        }
        typed(&mut editor, "beg");
        let mut went = |key: Key| {
            editor.press(KeyPress::plain(key));
            editor.text().to_owned()
        };
        assert_eq!(went(Key::Up), "i BI note");
        assert_eq!(went(Key::Up), "queue");
        assert_eq!(went(Key::Up), "queue");
        assert_eq!(went(Key::Down), "i BI note");
        assert_eq!(went(Key::Down), "beg");
    }

    #[test]
    fn a_word_is_completed_and_keys_lead_where_they_do_in_a_shell() {
        let mut editor = Editor::default();
        typed(&mut editor, "assign ag");
        assert_eq!(editor.press(KeyPress::plain(Key::Tab)), Typed::Complete);
        editor.put("assign agent07 ");
        assert_eq!(editor.text(), "assign agent07 ");
        assert_eq!(editor.press(KeyPress::ctrl(Key::Char('c'))), Typed::Going);
        assert_eq!(editor.text(), "");
        assert_eq!(editor.press(KeyPress::ctrl(Key::Char('c'))), Typed::Cancel);
        assert_eq!(editor.press(KeyPress::ctrl(Key::Char('d'))), Typed::Leave);
    }
}
