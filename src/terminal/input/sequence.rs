//! Which key a terminal means by which bytes. Never more than one key.
//!
//! Sources: ECMA-48 and the control sequences that xterm documents; the keys of 33 terminals in
//! the terminfo of ncurses 6.4.

use crate::terminal::keymap::{Key, KeyPress};

/// Terminals that mean something of their own by some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Nearly all.
    Usual,
    /// Sends `ESC A` for an arrow.
    Vt52,
    /// Has no keys above F4: the keypad's letters stand for the others.
    Vt100,
    /// Sends the rubout byte for Delete; its Backspace is `^H`.
    Sun,
    /// The same, and letters of its own for F-keys, where others report the mouse.
    Cons25,
}

impl Family {
    /// Which kind `TERM` names.
    pub fn of(term: &str) -> Family {
        match term.split(['-', '+']).next().unwrap_or("") {
            "vt52" => Family::Vt52,
            "vt100" | "vt102" => Family::Vt100,
            "sun" => Family::Sun,
            "cons25" => Family::Cons25,
            _ => Family::Usual,
        }
    }
}

/// A byte below 128 by itself.
pub fn of_byte(byte: u8, family: Family) -> Option<KeyPress> {
    let press = match byte {
        0x08 => KeyPress::plain(Key::Backspace),
        b'\t' => KeyPress::plain(Key::Tab),
        b'\r' => KeyPress::plain(Key::Enter),
        0x7f if matches!(family, Family::Sun | Family::Cons25) => KeyPress::plain(Key::Delete),
        0x7f => KeyPress::plain(Key::Backspace),
        0x01..=0x1a => KeyPress::ctrl(Key::Char(char::from(byte + 0x60))),
        0x1c..=0x1f => KeyPress::ctrl(Key::Char(char::from(byte + 0x18))),
        0x20..=0x7e => KeyPress::plain(Key::Char(char::from(byte))),
        _ => return None,
    };
    Some(press)
}

/// A byte after Esc that is a key together with it.
pub fn of_escape(byte: u8, family: Family) -> Option<KeyPress> {
    let key = match (byte, family) {
        // The Linux console's Shift-Tab.
        (b'\t', _) => return Some(KeyPress { key: Key::Tab, ctrl: false, shift: true }),
        (b'A', Family::Vt52) => Key::Up,
        (b'B', Family::Vt52) => Key::Down,
        (b'C', Family::Vt52) => Key::Right,
        (b'D', Family::Vt52) => Key::Left,
        (b'P', Family::Vt52) => Key::F(1),
        (b'Q', Family::Vt52) => Key::F(2),
        (b'R', Family::Vt52) => Key::F(3),
        _ => return None,
    };
    Some(KeyPress::plain(key))
}

/// The last byte of `ESC O`, after a modifier or none.
pub fn of_single(held: &[u8], last: u8, family: Family) -> Option<KeyPress> {
    let plain = |key| Some(held_with(key, modifier(held)));
    match last {
        b'A' => plain(Key::Up),
        b'B' => plain(Key::Down),
        b'C' => plain(Key::Right),
        b'D' => plain(Key::Left),
        b'H' => plain(Key::Home),
        b'F' => plain(Key::End),
        b'M' => plain(Key::Enter),
        b'I' => plain(Key::Tab),
        b' ' => plain(Key::Char(' ')),
        b'P'..=b'S' => plain(Key::F(last - b'P' + 1)),
        // rxvt's arrows with Ctrl.
        b'a'..=b'd' => arrow(last - b'a' + b'A').map(KeyPress::ctrl),
        _ => keypad(last, family).map(KeyPress::plain),
    }
}

/// The keypad's letters: F-keys where there are no others, else what is printed on the keys.
fn keypad(last: u8, family: Family) -> Option<Key> {
    let key = match (last, family) {
        (b't', Family::Vt52 | Family::Vt100) => Key::F(5),
        (b'u', Family::Vt52 | Family::Vt100) => Key::F(6),
        (b'v', Family::Vt52 | Family::Vt100) => Key::F(7),
        (b'w', Family::Vt52) => Key::F(8),
        (b'x', Family::Vt52) => Key::F(9),
        (b'l', Family::Vt100) => Key::F(8),
        (b'w', Family::Vt100) => Key::F(9),
        (b'x', Family::Vt100) => Key::F(10),
        (b'p'..=b'y', _) => Key::Char(char::from(last - b'p' + b'0')),
        (b'j'..=b'o', _) => Key::Char(char::from(last - b'j' + b'*')),
        (b'X', _) => Key::Char('='),
        _ => return None,
    };
    Some(key)
}

/// What stands between `ESC [` and the last byte, and that byte.
pub fn of_control(held: &[u8], last: u8, family: Family) -> Option<KeyPress> {
    let numbers = numbers(held);
    match (held, last) {
        // The Linux console's F1 to F5.
        (b"[", b'A'..=b'E') => Some(KeyPress::plain(Key::F(last - b'A' + 1))),
        (_, b'~' | b'^' | b'$' | b'@') => numbered(&numbers?, last),
        (_, b'z') => numbered_sun(*numbers?.first()?).map(KeyPress::plain),
        (_, b'u') => of_code(&numbers?),
        (b"", b'G' | b'I' | b'L'..=b'X') if family == Family::Cons25 => cons25(last),
        (b"", _) => alone(last),
        // With another number before it this is where the cursor is, and no key.
        (_, b'P'..=b'S') => {
            let first = *numbers?.first()?;
            (first == 1).then(|| held_with(Key::F(last - b'P' + 1), modifier(held)))
        }
        (_, b'Z') => Some(shifted(Key::Tab)),
        _ => {
            numbers?;
            let key = arrow(last).or_else(|| edge(last))?;
            Some(held_with(key, modifier(held)))
        }
    }
}

/// The last byte of a sequence that has nothing else.
fn alone(last: u8) -> Option<KeyPress> {
    match last {
        b'Z' => Some(shifted(Key::Tab)),
        // rxvt's arrows with Shift.
        b'a'..=b'd' => arrow(last - b'a' + b'A').map(shifted),
        b'L' => Some(KeyPress::plain(Key::Insert)),
        _ => arrow(last).or_else(|| edge(last)).map(KeyPress::plain),
    }
}

/// The letters of FreeBSD's console.
fn cons25(last: u8) -> Option<KeyPress> {
    let key = match last {
        b'G' => Key::PageDown,
        b'I' => Key::PageUp,
        b'L' => Key::Insert,
        b'M'..=b'X' => Key::F(last - b'M' + 1),
        _ => return None,
    };
    Some(KeyPress::plain(key))
}

fn arrow(last: u8) -> Option<Key> {
    match last {
        b'A' => Some(Key::Up),
        b'B' => Some(Key::Down),
        b'C' => Some(Key::Right),
        b'D' => Some(Key::Left),
        _ => None,
    }
}

fn edge(last: u8) -> Option<Key> {
    match last {
        b'H' => Some(Key::Home),
        b'F' => Some(Key::End),
        _ => None,
    }
}

/// A number and a last byte; rxvt says with the last byte what is held.
fn numbered(numbers: &[u32], last: u8) -> Option<KeyPress> {
    // `CSI 27 ; modifier ; code ~`: a key that has no sequence of its own.
    if let [27, modifier, code, ..] = *numbers {
        return of_code(&[code, modifier]);
    }
    let key = match *numbers.first()? {
        1 | 7 => Key::Home,
        2 => Key::Insert,
        3 => Key::Delete,
        4 | 8 => Key::End,
        5 => Key::PageUp,
        6 => Key::PageDown,
        number @ 11..=15 => f_key(number - 10)?,
        number @ 17..=21 => f_key(number - 11)?,
        number @ 23..=26 => f_key(number - 12)?,
        number @ (28 | 29) => f_key(number - 13)?,
        number @ 31..=34 => f_key(number - 14)?,
        _ => return None,
    };
    let modifier = match last {
        b'$' => 2,
        b'^' => 5,
        b'@' => 6,
        _ => numbers.get(1).copied().unwrap_or(1),
    };
    Some(held_with(key, modifier))
}

/// The keys of a Sun console.
fn numbered_sun(number: u32) -> Option<Key> {
    match number {
        214 => Some(Key::Home),
        216 => Some(Key::PageUp),
        220 => Some(Key::End),
        222 => Some(Key::PageDown),
        247 => Some(Key::Insert),
        224..=235 => f_key(number - 223),
        _ => None,
    }
}

fn f_key(number: u32) -> Option<Key> {
    u8::try_from(number).ok().map(Key::F)
}

/// A key by the number of its letter, as terminals with the newer protocols send it.
fn of_code(numbers: &[u32]) -> Option<KeyPress> {
    let bits = numbers.get(1).copied().unwrap_or(1).saturating_sub(1);
    let letter = char::from_u32(*numbers.first()?)?;
    let press = match letter {
        '\u{1b}' => KeyPress::plain(Key::Esc),
        '\r' => KeyPress::plain(Key::Enter),
        '\t' => held_with(Key::Tab, bits + 1),
        '\u{8}' | '\u{7f}' => KeyPress::plain(Key::Backspace),
        // Keys that only those protocols have.
        '\u{e000}'..='\u{f8ff}' => return None,
        letter if letter.is_control() || bits & ALT != 0 => return None,
        '[' if bits & CTRL != 0 => KeyPress::plain(Key::Esc),
        letter if bits & CTRL != 0 && letter.is_ascii_alphabetic() => {
            return of_byte(letter as u8 & 0x1f, Family::Usual);
        }
        letter if bits & SHIFT != 0 => {
            KeyPress::plain(Key::Char(letter.to_uppercase().next().unwrap_or(letter)))
        }
        letter => held_with(Key::Char(letter), bits + 1),
    };
    Some(press)
}

/// What is held, as the bits of a number that is one more.
const SHIFT: u32 = 1;
const ALT: u32 = 2;
const CTRL: u32 = 4;

/// A key with what is held.
fn held_with(key: Key, modifier: u32) -> KeyPress {
    let bits = modifier.saturating_sub(1);
    let letter = matches!(key, Key::Char(_));
    let bare = matches!(key, Key::Enter | Key::Esc | Key::Backspace);
    let ctrl = bits & CTRL != 0 && !bare && key != Key::Tab;
    KeyPress { key, ctrl, shift: bits & SHIFT != 0 && !bare && !letter }
}

fn shifted(key: Key) -> KeyPress {
    KeyPress { key, ctrl: false, shift: true }
}

/// The second number, or the only one of `ESC O`: what is held.
fn modifier(held: &[u8]) -> u32 {
    numbers(held).and_then(|numbers| numbers.get(1).or(numbers.first()).copied()).unwrap_or(1)
}

/// The numbers of a sequence; `None` when something else stands between them.
fn numbers(held: &[u8]) -> Option<Vec<u32>> {
    let text = std::str::from_utf8(held).ok()?;
    let one = |part: &str| {
        // What follows a colon tells more about the same number.
        let part = part.split(':').next().unwrap_or("");
        if part.is_empty() { Some(0) } else { part.parse().ok() }
    };
    text.split(';').map(one).collect()
}
