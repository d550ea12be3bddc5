//! What goes to standard output, for people or for scripts. Never a character that could drive a
//! terminal, whatever the data holds.

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

use serde::Serialize;

use super::exit::Failure;
use super::table::Table;
use crate::domain::text::{clean_line, clean_text, is_hostile};

/// Who reads the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A person: sentences and tables.
    People,
    /// A script: one JSON object per line.
    Json,
}

/// Columns of output that goes to no terminal.
const PLAIN_WIDTH: u16 = 80;
/// Columns below which a table is not squeezed any further.
const LEAST_WIDTH: u16 = 40;

/// Standard output.
#[derive(Debug)]
pub struct Output {
    to: BufWriter<io::Stdout>,
    form: Form,
    width: u16,
}

impl Output {
    /// Standard output, as wide as the terminal it goes to.
    pub fn new(form: Form) -> Output {
        let is_terminal = io::stdout().is_terminal();
        let terminal = is_terminal.then(crossterm::terminal::size).and_then(Result::ok);
        let width = terminal.map_or(PLAIN_WIDTH, |(columns, _)| columns.max(LEAST_WIDTH));
        Output { to: BufWriter::new(io::stdout()), form, width }
    }

    /// Who reads it.
    pub const fn form(&self) -> Form {
        self.form
    }

    /// Columns of a line.
    pub fn width(&self) -> usize {
        self.width.into()
    }

    /// One line of text; hostile characters and line breaks in it become blanks.
    pub fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.put(&clean_line(text))
    }

    /// Text of several lines, made harmless; blanks and empty lines inside stay.
    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.put(&clean_text(text))
    }

    /// A table, no wider than the terminal.
    pub fn table(&mut self, table: &Table) -> Result<(), Failure> {
        if table.is_empty() {
            return Ok(());
        }
        self.put(&table.render(self.width))
    }

    /// One JSON object on a line of its own.
    pub fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let line = serde_json::to_string(value).expect("our rows have text keys only");
        self.put(&harmless_json(&line))
    }

    /// Bytes that were made by us for a file: a completion script, a man page.
    pub fn raw(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.to.write_all(bytes).map_err(failed)
    }

    /// Sends on what is still held back.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.to.flush().map_err(failed)
    }

    fn put(&mut self, text: &str) -> Result<(), Failure> {
        self.to.write_all(text.as_bytes()).and_then(|()| self.to.write_all(b"\n")).map_err(failed)
    }
}

fn failed(error: io::Error) -> Failure {
    Failure::file(Path::new("stdout"), error)
}

/// JSON whose strings hold no character that could drive a terminal. serde_json escapes C0 only;
/// C1 controls, DEL, bidi marks and the like become `\u` escapes here, which read the same.
pub fn harmless_json(line: &str) -> String {
    if !line.chars().any(is_hostile) {
        return line.to_owned();
    }
    let mut harmless = String::with_capacity(line.len() + 16);
    for c in line.chars() {
        if is_hostile(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(harmless, "\\u{unit:04x}").expect("a String takes everything");
            }
        } else {
            harmless.push(c);
        }
    }
    harmless
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_keeps_every_character_and_shows_none_that_is_hostile() {
        let name = "a\u{1b}[2J\u{9b}31m\u{202e}x\u{7f}\u{e0001}\u{feff} é 名";
        let line = serde_json::to_string(&serde_json::json!({ "name": name })).expect("json");
        let harmless = harmless_json(&line);
        assert!(!harmless.chars().any(is_hostile), "{harmless:?}");
        let back: serde_json::Value = serde_json::from_str(&harmless).expect("still json");
        assert_eq!(back["name"], name);
    }
}
