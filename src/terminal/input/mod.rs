//! What a terminal sends, byte by byte, turned into presses of keys, pastes and answers. Never a
//! decision about what a key does, and never a byte that makes it fail or wait for ever.
//!
//! Read here and not by a library, because over a slow line a sequence comes in pieces, because
//! old terminals send keys that no library knows, and because an answer must not become a key.

mod sequence;
#[cfg(test)]
mod tests;

use std::mem;
use std::time::Duration;

use super::keymap::{Key, KeyPress};
use sequence::Family;

/// How long an Esc by itself may still become another key: over SSH an arrow can come in two
/// pieces, and nobody sees that Esc takes a moment.
const LONE: Duration = Duration::from_millis(80);
/// How long the beginning of a sequence is waited for: a person hardly ever types one.
const BEGUN: Duration = Duration::from_millis(400);
/// After so long without a byte a paste is taken to be over: the line must have lost its end.
const PASTING: Duration = Duration::from_secs(10);
/// The same after an Esc at the end of what has come: a person wants out, or the end comes in two
/// pieces.
const LEAVING: Duration = Duration::from_secs(1);
/// Bytes of a sequence: longer ones are no key, and are passed over to their end.
const SEQUENCE: usize = 64;
/// Bytes of an answer in words (a name, a colour), which nobody asked for.
const WORDS: usize = 4 * 1024;
/// Bytes that a person may have typed after Esc and a letter that can begin such an answer.
const TYPED: usize = 16;
/// Bytes of a paste that are handed on in one piece: a field takes far less.
const PASTE: usize = 1024 * 1024;
/// What ends a paste.
const PASTED: &[u8] = b"\x1b[201~";
/// The answer to `CSI 5 n`, without its Esc.
const READY: &[u8] = b"[0n";

/// One thing that a terminal has sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// A key.
    Key(KeyPress),
    /// A text that was pasted, in one piece.
    Paste(String),
    /// It has shown all that it was sent: the answer to `CSI 5 n`.
    Ready,
}

/// Where in a sequence the bytes are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum State {
    /// Between two keys.
    #[default]
    Ground,
    /// Within a letter of more than one byte, of which so many are still to come.
    Letter(usize),
    /// After an Esc.
    Escape,
    /// After `ESC [`.
    Control,
    /// After `ESC O`.
    Single,
    /// After `ESC ]`, `ESC P` and the like, up to their end.
    Words,
    /// Within a report of the mouse, of which so many bytes are still to come.
    Mouse(usize),
    /// Within a paste.
    Paste,
}

/// Takes bytes in and gives what they mean, however they were cut into pieces.
#[derive(Debug)]
pub struct Decoder {
    family: Family,
    state: State,
    /// The bytes of the letter, sequence or paste so far, without what began it.
    held: Vec<u8>,
    /// Whether controls may come as one byte: else these bytes belong to letters.
    controls: Controls,
    /// What would make the answer to our question of what was given up last.
    answer: &'static [u8],
}

/// How a terminal sends what begins a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Controls {
    SevenBits,
    EightBits,
}

impl Decoder {
    /// For the terminal that `TERM` names.
    pub fn of_terminal(term: &str) -> Decoder {
        let controls =
            if term.contains("8bit") { Controls::EightBits } else { Controls::SevenBits };
        let (family, state, held) = (Family::of(term), State::Ground, Vec::new());
        Decoder { family, state, held, controls, answer: b"" }
    }

    /// Takes in what has been read in one piece.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<Sent> {
        let mut sent = Vec::new();
        let mut rest = bytes;
        let answer = mem::take(&mut self.answer);
        if let Some(after) = bytes.strip_prefix(answer).filter(|_| !answer.is_empty()) {
            // It came in two pieces: nobody has typed this.
            sent.push(Sent::Ready);
            rest = after;
        }
        if self.state == State::Paste && bytes == b"\x03" {
            // Ctrl-C by itself: the end of the paste is lost, and a person waits.
            self.state = State::Ground;
            sent.extend(pasted(&mem::take(&mut self.held)));
            return sent;
        }
        while let Some((&byte, after)) = rest.split_first() {
            rest = if self.step(byte, after, &mut sent) { after } else { rest };
        }
        sent
    }

    /// How long to wait for the next byte before [`Decoder::give_up`]; for ever between keys.
    pub fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Ground => None,
            State::Escape => Some(LONE),
            State::Letter(_) | State::Control | State::Single | State::Words | State::Mouse(_) => {
                Some(BEGUN)
            }
            State::Paste if self.held.last() == Some(&0x1b) => Some(LEAVING),
            State::Paste => Some(PASTING),
        }
    }

    /// Nothing more has come: what was held is what it looks like.
    pub fn give_up(&mut self) -> Vec<Sent> {
        let held = mem::take(&mut self.held);
        self.answer = match (&self.state, &*held) {
            (State::Escape, _) => READY,
            (State::Control, []) => &READY[1..],
            (State::Control, b"0") => &READY[2..],
            _ => b"",
        };
        let typed = |begun: Option<char>| {
            let begun = begun.map(Key::Char).map(KeyPress::plain);
            let letters = held.iter().filter(|byte| byte.is_ascii_graphic());
            let letters = letters.map(|byte| KeyPress::plain(Key::Char(char::from(*byte))));
            let esc = std::iter::once(KeyPress::plain(Key::Esc));
            esc.chain(begun).chain(letters).map(Sent::Key).collect()
        };
        match mem::take(&mut self.state) {
            State::Words if held.len() <= TYPED => typed(None),
            State::Ground | State::Letter(_) | State::Words | State::Mouse(_) => Vec::new(),
            State::Escape => typed(None),
            State::Control => typed(Some('[')),
            State::Single => typed(Some('O')),
            State::Paste => {
                pasted(held.strip_suffix(b"\x1b").unwrap_or(&held)).into_iter().collect()
            }
        }
    }

    /// One byte; `false` when it has to be looked at once more, in the state it has led to.
    fn step(&mut self, byte: u8, after: &[u8], sent: &mut Vec<Sent>) -> bool {
        match self.state {
            State::Ground => self.ground(byte, sent),
            State::Letter(more) => return self.letter(byte, more, sent),
            State::Escape => return self.escape(byte, after, sent),
            State::Control => return self.control(byte, sent),
            State::Single => return self.single(byte, sent),
            State::Words => self.words(byte),
            State::Mouse(1) => self.go(State::Ground),
            State::Mouse(more) => self.state = State::Mouse(more - 1),
            State::Paste => self.paste(byte, sent),
        }
        true
    }

    fn go(&mut self, state: State) {
        self.state = state;
        self.held.clear();
    }

    fn ground(&mut self, byte: u8, sent: &mut Vec<Sent>) {
        match byte {
            0x1b => self.go(State::Escape),
            // The same in one byte, as a vt220 may send them.
            0x9b if self.controls == Controls::EightBits => self.go(State::Control),
            0x8f if self.controls == Controls::EightBits => self.go(State::Single),
            0xc2..=0xdf => self.begin(byte, 1),
            0xe0..=0xef => self.begin(byte, 2),
            0xf0..=0xf4 => self.begin(byte, 3),
            0x80.. => {}
            _ => sent.extend(sequence::of_byte(byte, self.family).map(Sent::Key)),
        }
    }

    fn begin(&mut self, byte: u8, more: usize) {
        self.go(State::Letter(more));
        self.held.push(byte);
    }

    fn letter(&mut self, byte: u8, more: usize, sent: &mut Vec<Sent>) -> bool {
        if !(0x80..0xc0).contains(&byte) {
            // It was no letter; what comes now may be one.
            self.go(State::Ground);
            return false;
        }
        self.held.push(byte);
        self.state = State::Letter(more - 1);
        if more == 1 {
            let letter = std::str::from_utf8(&self.held).ok().and_then(|text| text.chars().next());
            let press = letter.filter(|c| !c.is_control()).map(Key::Char).map(KeyPress::plain);
            sent.extend(press.map(Sent::Key));
            self.go(State::Ground);
        }
        true
    }

    fn escape(&mut self, byte: u8, after: &[u8], sent: &mut Vec<Sent>) -> bool {
        if let Some(press) = sequence::of_escape(byte, self.family) {
            sent.push(Sent::Key(press));
            self.go(State::Ground);
            return true;
        }
        match byte {
            b'[' => self.go(State::Control),
            b'O' => self.go(State::Single),
            b'?' if self.family == Family::Vt52 => self.go(State::Single),
            // A person's Alt with a letter comes by itself.
            b'P' | b'_' | b'^' | b'X' if after.is_empty() => {
                sent.push(Sent::Key(KeyPress::plain(Key::Esc)));
                self.go(State::Ground);
                return false;
            }
            b']' | b'P' | b'_' | b'^' | b'X' => {
                self.go(State::Words);
                self.held.push(byte);
            }
            // Esc and a key in one packet: neither is lost.
            _ => {
                sent.push(Sent::Key(KeyPress::plain(Key::Esc)));
                self.go(State::Ground);
                return false;
            }
        }
        true
    }

    fn control(&mut self, byte: u8, sent: &mut Vec<Sent>) -> bool {
        let linux = self.held == b"[";
        let rxvt =
            byte == b'$' && !self.held.is_empty() && self.held.iter().all(u8::is_ascii_digit);
        match byte {
            // Something else begins: what was held is broken.
            0x1b => {
                self.go(State::Ground);
                return false;
            }
            b'[' if self.held.is_empty() => self.held.push(byte),
            0x20..=0x3f if !rxvt && !linux => {
                self.hold(byte);
            }
            0x20..=0x7e => {
                let held = mem::take(&mut self.held);
                self.state = State::Ground;
                match (&*held, byte) {
                    (b"200", b'~') => self.state = State::Paste,
                    (b"0" | b"3", b'n') => sent.push(Sent::Ready),
                    (b"", b'M') if self.family != Family::Cons25 => self.state = State::Mouse(3),
                    (held, _) if held.len() >= SEQUENCE => {}
                    (held, last) => {
                        let press = sequence::of_control(held, last, self.family);
                        sent.extend(press.map(Sent::Key));
                    }
                }
            }
            // Bytes that belong to no sequence.
            _ => {}
        }
        true
    }

    /// Keeps a byte of a sequence; of one that is too long only that it goes on.
    fn hold(&mut self, byte: u8) {
        if self.held.len() < SEQUENCE {
            self.held.push(byte);
        }
    }

    fn single(&mut self, byte: u8, sent: &mut Vec<Sent>) -> bool {
        match byte {
            0x1b => {
                self.go(State::Ground);
                return false;
            }
            // A modifier, as some terminals put it here too.
            b'1'..=b'9' | b';' if self.held.len() < SEQUENCE => self.held.push(byte),
            _ => {
                let held = mem::take(&mut self.held);
                self.state = State::Ground;
                match sequence::of_single(&held, byte, self.family) {
                    Some(press) => sent.push(Sent::Key(press)),
                    None if byte.is_ascii_graphic() && held.is_empty() => {
                        // Esc, then a capital O, then something: typed by a person.
                        for key in [Key::Esc, Key::Char('O'), Key::Char(char::from(byte))] {
                            sent.push(Sent::Key(KeyPress::plain(key)));
                        }
                    }
                    None => {}
                }
            }
        }
        true
    }

    fn words(&mut self, byte: u8) {
        let before = self.held.last().copied().unwrap_or_default();
        // Within a letter the one-byte end is a part of it.
        let ended =
            byte == 0x07 || byte == 0x9c && before < 0x80 || (before, byte) == (0x1b, b'\\');
        if ended {
            return self.go(State::Ground);
        }
        if self.held.len() >= WORDS {
            // Passed over to its end.
            self.held.truncate(TYPED + 1);
        }
        self.held.push(byte);
    }

    fn paste(&mut self, byte: u8, sent: &mut Vec<Sent>) {
        self.held.push(byte);
        if self.held.ends_with(PASTED) {
            self.held.truncate(self.held.len() - PASTED.len());
            sent.extend(pasted(&mem::take(&mut self.held)));
            self.state = State::Ground;
        } else if self.held.len() >= PASTE && byte.is_ascii() && !self.may_end() {
            sent.extend(pasted(&mem::take(&mut self.held)));
        }
    }

    /// Tells whether the last bytes may be the beginning of a paste's end.
    fn may_end(&self) -> bool {
        let tail = self.held.len().saturating_sub(PASTED.len());
        self.held[tail..].contains(&0x1b)
    }
}

/// A paste as text; an empty one is nothing.
fn pasted(bytes: &[u8]) -> Option<Sent> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    (!text.is_empty()).then_some(Sent::Paste(text))
}
