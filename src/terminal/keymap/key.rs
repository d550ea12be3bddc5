//! One press of a key and how people write it: `t`, `T`, `Ctrl-t`, `F2`, `Enter`, `Shift-Tab`.
//! Never Alt, and never the keys that terminals keep for themselves.
//!
//! The grammar of key files, also printed by `sigap keys`:
//!
//! - A letter, digit or mark stands for itself; `t` and `T` are two keys.
//! - Named keys: `Enter Esc Tab Space Backspace Delete Insert Left Right Up Down Home End PgUp
//!   PgDn F1` to `F24`. The names may be written in any letter case.
//! - `Ctrl-` before a letter or an arrow, `Shift-` before a named key.
//! - `Digit` is any of `0` to `9`; a digit that is bound by itself goes before it.
//! - Several keys after one another are separated by blanks: `g g`.

use std::fmt;
use std::str::FromStr;

/// A key of the keyboard, without what is held with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Key {
    /// A letter, digit, mark or blank.
    Char(char),
    /// A function key, 1 to 24.
    F(u8),
    /// Enter, on the keypad too.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Backspace, whichever of `^H` and `^?` the terminal sends.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// The named keys as they are shown; aliases are in [`named`].
const NAMES: [(&str, Key); 15] = [
    ("Enter", Key::Enter),
    ("Esc", Key::Esc),
    ("Tab", Key::Tab),
    ("Space", Key::Char(' ')),
    ("Backspace", Key::Backspace),
    ("Delete", Key::Delete),
    ("Insert", Key::Insert),
    ("Left", Key::Left),
    ("Right", Key::Right),
    ("Up", Key::Up),
    ("Down", Key::Down),
    ("Home", Key::Home),
    ("End", Key::End),
    ("PgUp", Key::PageUp),
    ("PgDn", Key::PageDown),
];

/// The letters with which Ctrl edits a line of text, as in a shell.
const EDITING: &str = "abdefhkuwyz";

/// One press: a key with what is held down. Shift is told apart for named keys only; a letter
/// that needs it is another letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyPress {
    /// Which key.
    pub key: Key,
    /// With Ctrl.
    pub ctrl: bool,
    /// With Shift.
    pub shift: bool,
}

impl KeyPress {
    /// A key by itself.
    pub const fn plain(key: Key) -> KeyPress {
        KeyPress { key, ctrl: false, shift: false }
    }

    /// A key with Ctrl.
    pub const fn ctrl(key: Key) -> KeyPress {
        KeyPress { key, ctrl: true, shift: false }
    }

    /// The character it types into a text field, if it types one.
    pub const fn typed(self) -> Option<char> {
        match (self.key, self.ctrl) {
            (Key::Char(c), false) => Some(c),
            _ => None,
        }
    }

    /// Tells whether a text field has a use of its own for it: characters, cursor keys, and the
    /// Ctrl-letters that edit a line. Such keys are not looked up outside the field's own section.
    pub fn edits_text(self) -> bool {
        match self.key {
            Key::Char(c) => !self.ctrl || EDITING.contains(c),
            Key::F(_) | Key::Esc | Key::Tab => false,
            Key::Enter
            | Key::Backspace
            | Key::Delete
            | Key::Insert
            | Key::Left
            | Key::Right
            | Key::Up
            | Key::Down
            | Key::Home
            | Key::End
            | Key::PageUp
            | Key::PageDown => true,
        }
    }
}

impl fmt::Display for KeyPress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        if self.ctrl {
            text.push_str("Ctrl-");
        }
        if self.shift {
            text.push_str("Shift-");
        }
        match (NAMES.iter().find(|(_, key)| *key == self.key), self.key) {
            (Some((name, _)), _) => text.push_str(name),
            (None, Key::F(number)) => text.push_str(&format!("F{number}")),
            (None, Key::Char(c)) if self.ctrl => text.push(c.to_ascii_uppercase()),
            (None, Key::Char(c)) => text.push(c),
            (None, _) => text.push('?'),
        }
        f.pad(&text)
    }
}

/// What is wrong with how a key is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyProblem {
    /// No such name.
    Unknown,
    /// Alt does not reach every program over every line.
    Alt,
    /// Terminals stop and start their output with Ctrl-S and Ctrl-Q.
    FlowControl,
    /// Terminals cannot tell it from the other key.
    SameAs(&'static str),
    /// Ctrl with something other than a letter or an arrow.
    CtrlMark,
    /// Shift with a letter: the letter is written as it appears.
    ShiftLetter,
    /// No key at all.
    Empty,
    /// More keys after one another than anybody remembers.
    TooMany,
}

fn named(name: &str) -> Option<Key> {
    let alias = match name.to_ascii_lowercase().as_str() {
        "pageup" => "PgUp",
        "pagedown" => "PgDn",
        "return" => "Enter",
        "escape" => "Esc",
        "del" => "Delete",
        "ins" => "Insert",
        "backtab" => return None,
        _ => name,
    };
    if let Some((_, key)) = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(alias)) {
        return Some(*key);
    }
    let number = alias.strip_prefix(['F', 'f'])?;
    let plain = number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
    let number = number.parse::<u8>().ok().filter(|number| plain && (1..=24).contains(number))?;
    Some(Key::F(number))
}

impl FromStr for KeyPress {
    type Err = KeyProblem;

    fn from_str(text: &str) -> Result<KeyPress, KeyProblem> {
        let mut press = KeyPress::plain(Key::Esc);
        let mut rest = text;
        while let Some((held, key)) = rest.split_once('-').filter(|(_, key)| !key.is_empty()) {
            match held.to_ascii_lowercase().as_str() {
                "ctrl" => press.ctrl = true,
                "shift" => press.shift = true,
                "alt" | "meta" => return Err(KeyProblem::Alt),
                _ => return Err(KeyProblem::Unknown),
            }
            rest = key;
        }
        let mut letters = rest.chars();
        press.key = match (letters.next(), letters.next()) {
            (None, _) => return Err(KeyProblem::Empty),
            (Some(c), None) => character(c, press)?,
            (Some(_), Some(_)) => named(rest).ok_or(KeyProblem::Unknown)?,
        };
        let arrows = [Key::Left, Key::Right, Key::Up, Key::Down, Key::Home, Key::End];
        let may_ctrl = matches!(press.key, Key::Char('a'..='z')) || arrows.contains(&press.key);
        match press.key {
            Key::Char(_) if press.shift => Err(KeyProblem::ShiftLetter),
            _ if press.ctrl && !may_ctrl => Err(KeyProblem::CtrlMark),
            _ => Ok(press),
        }
    }
}

fn character(c: char, held: KeyPress) -> Result<Key, KeyProblem> {
    if c.is_control() || c.is_whitespace() {
        return Err(KeyProblem::Unknown);
    }
    if !held.ctrl {
        return Ok(Key::Char(c));
    }
    match c.to_ascii_lowercase() {
        's' | 'q' => Err(KeyProblem::FlowControl),
        'h' => Err(KeyProblem::SameAs("Backspace")),
        'i' => Err(KeyProblem::SameAs("Tab")),
        'm' => Err(KeyProblem::SameAs("Enter")),
        '[' => Err(KeyProblem::SameAs("Esc")),
        c => Ok(Key::Char(c)),
    }
}

/// What a key file binds: one press, or any digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// This press.
    One(KeyPress),
    /// Any of `0` to `9`, alone.
    Digit,
}

impl Pattern {
    /// Tells whether a press is meant by it.
    pub fn matches(self, press: KeyPress) -> bool {
        match self {
            Pattern::One(one) => one == press,
            Pattern::Digit => press.typed().is_some_and(|c| c.is_ascii_digit()),
        }
    }

    /// Tells whether some press is meant by both.
    pub fn meets(self, other: Pattern) -> bool {
        match (self, other) {
            (Pattern::Digit, Pattern::Digit) => true,
            (Pattern::One(press), any) | (any, Pattern::One(press)) => any.matches(press),
        }
    }

    /// Tells whether it types a character.
    pub const fn is_text(self) -> bool {
        match self {
            Pattern::One(press) => press.typed().is_some(),
            Pattern::Digit => true,
        }
    }

    /// Tells whether a text field has a use of its own for it.
    pub fn edits_text(self) -> bool {
        match self {
            Pattern::One(press) => press.edits_text(),
            Pattern::Digit => true,
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Pattern::One(press) => press.fmt(f),
            Pattern::Digit => f.pad("0-9"),
        }
    }
}

/// Keys after one another at most; nobody remembers more.
const SEQUENCE: usize = 4;

/// Reads what stands before the `=` in a key file: keys separated by blanks.
///
/// # Errors
/// The first key that is not written as the grammar says, with what is wrong with it.
pub fn sequence(text: &str) -> Result<Vec<Pattern>, (String, KeyProblem)> {
    let mut keys = Vec::new();
    for word in text.split_whitespace() {
        if word.eq_ignore_ascii_case("digit") {
            keys.push(Pattern::Digit);
            continue;
        }
        let press = word.parse::<KeyPress>().map_err(|problem| (word.to_owned(), problem))?;
        keys.push(Pattern::One(press));
    }
    match keys.len() {
        0 => Err((text.to_owned(), KeyProblem::Empty)),
        1..=SEQUENCE => Ok(keys),
        _ => Err((text.to_owned(), KeyProblem::TooMany)),
    }
}

/// Writes keys as they are written in a key file: `g g`, `Ctrl-T`.
pub fn written(keys: &[Pattern]) -> String {
    keys.iter().map(Pattern::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_key_is_read_and_shown_in_one_way() {
        for (text, shown) in [
            ("t", "t"),
            ("T", "T"),
            ("-", "-"),
            ("é", "é"),
            ("ctrl-t", "Ctrl-T"),
            ("Ctrl-T", "Ctrl-T"),
            ("ctrl-left", "Ctrl-Left"),
            ("f12", "F12"),
            ("PageUp", "PgUp"),
            ("return", "Enter"),
            ("shift-tab", "Shift-Tab"),
            ("SPACE", "Space"),
            ("f", "f"),
        ] {
            let press: KeyPress = text.parse().unwrap();
            assert_eq!(press.to_string(), shown, "{text}");
            assert_eq!(shown.parse(), Ok(press), "{shown}");
        }
    }

    #[test]
    fn keys_that_do_not_arrive_everywhere_are_refused_with_the_reason() {
        for (text, problem) in [
            ("Alt-x", KeyProblem::Alt),
            ("Ctrl-s", KeyProblem::FlowControl),
            ("Ctrl-Q", KeyProblem::FlowControl),
            ("Ctrl-h", KeyProblem::SameAs("Backspace")),
            ("Ctrl-i", KeyProblem::SameAs("Tab")),
            ("Ctrl-m", KeyProblem::SameAs("Enter")),
            ("Ctrl-[", KeyProblem::SameAs("Esc")),
            ("Ctrl-.", KeyProblem::CtrlMark),
            ("Ctrl-1", KeyProblem::CtrlMark),
            ("Ctrl-Enter", KeyProblem::CtrlMark),
            ("Shift-t", KeyProblem::ShiftLetter),
            ("F0", KeyProblem::Unknown),
            ("F25", KeyProblem::Unknown),
            ("F01", KeyProblem::Unknown),
            ("Entre", KeyProblem::Unknown),
            ("Super-x", KeyProblem::Unknown),
            ("", KeyProblem::Empty),
        ] {
            assert_eq!(text.parse::<KeyPress>(), Err(problem), "{text}");
        }
        assert_eq!(sequence("  "), Err(("  ".to_owned(), KeyProblem::Empty)));
        assert_eq!(sequence("a b c d e").unwrap_err().1, KeyProblem::TooMany);
        assert_eq!(written(&sequence("g  Digit").unwrap()), "g 0-9");
    }
}
