//! Cards of a vCard file, one after the other, as text. Never holds a picture: nothing could show
//! it, and it would be most of the file.

use std::io::{self, Read};

use super::window::Window;

/// Bytes of one card without its pictures; real ones have some thousand.
pub const CARD_BYTES: usize = 256 * 1024;
/// Bytes of one line, a picture's among them: some programs do not fold.
const LINE_BYTES: usize = 32 * 1024 * 1024;
/// Bytes of a line that belongs to no card that are shown with its reason.
const SHOWN_BYTES: usize = 1_000;
/// How every line of a card ends, however it ended in the file.
const LINE_BREAK: &str = "\r\n";
/// Properties that hold pictures, sounds, keys and the writing program's own layout.
const LEFT_OUT: [&str; 6] = ["PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE", "X-MS-OL-DESIGN"];

/// The text of a card.
#[derive(Debug, Default)]
pub struct Card {
    /// From `BEGIN:VCARD` to `END:VCARD`, without what is left out.
    pub text: String,
    /// The line of the file it begins at, from 1.
    pub line: u64,
    /// How many pictures and the like were left out.
    pub left_out: u64,
}

/// Why a stretch of a file is no card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// Without its pictures it is over [`CARD_BYTES`].
    TooLong,
    /// `END:VCARD` is missing.
    NoEnd,
    /// It is in no card.
    Outside,
}

/// What comes next in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// A card.
    Card,
    /// A stretch that is none; the card holds its beginning.
    Broken(Broken),
    /// Nothing.
    End,
}

/// A reader of cards.
pub struct Cards<R> {
    window: Window<R>,
    line: u64,
}

/// What a line is within a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Begin,
    End,
    Blank,
    Property,
    Continued,
    LeftOut,
}

/// What the lines before make of the next one.
#[derive(Debug, Default)]
struct State {
    /// Cards within the card (`AGENT` of version 2.1), which are left out.
    depth: usize,
    leaving_out: bool,
    /// The line before ends in a soft line break of quoted-printable.
    soft: bool,
    quoted: bool,
}

/// Tells whether text begins as a vCard file does.
pub fn is_cards(seen: &[u8]) -> bool {
    let start = seen.trim_ascii_start();
    start.len() >= 11 && start[..11].eq_ignore_ascii_case(b"BEGIN:VCARD")
}

impl<R: Read> Cards<R> {
    /// Reads cards out of what a window has before it.
    pub fn new(window: Window<R>) -> Cards<R> {
        Cards { window, line: 1 }
    }

    /// The character set's name, as far as it is known.
    pub fn charset(&self) -> &'static str {
        self.window.charset()
    }

    /// Reads the next card.
    ///
    /// # Errors
    /// What reading says.
    pub fn next(&mut self, card: &mut Card) -> io::Result<Next> {
        *card = Card { text: String::new(), line: self.line, left_out: 0 };
        let mut state = State::default();
        let mut broken = None;
        loop {
            let Some((length, next)) = self.see_line()? else {
                return Ok(match (card.text.is_empty(), broken) {
                    (true, _) => Next::End,
                    (false, broken) => Next::Broken(broken.unwrap_or(Broken::NoEnd)),
                });
            };
            let bytes = &self.window.seen()[..length];
            let begun = !card.text.is_empty();
            let line = state.line(bytes);
            if begun && line == Line::Begin && state.depth == 0 {
                // The next card begins: the one at hand was never ended.
                return Ok(Next::Broken(broken.unwrap_or(Broken::NoEnd)));
            }
            if !begun && !matches!(line, Line::Begin | Line::Blank) {
                card.text = String::from_utf8_lossy(&bytes[..length.min(SHOWN_BYTES)]).into();
                card.line = self.line;
                self.pass(next);
                return Ok(Next::Broken(Broken::Outside));
            }
            match line {
                Line::LeftOut if !state.leaving_out => {
                    card.left_out += 1;
                    state.leaving_out = true;
                }
                Line::LeftOut => {}
                Line::Blank if !begun => card.line = self.line + 1,
                _ if card.text.len() + length + LINE_BREAK.len() > CARD_BYTES => {
                    broken = Some(Broken::TooLong);
                }
                Line::Begin | Line::End | Line::Blank | Line::Property | Line::Continued => {
                    card.text.push_str(&String::from_utf8_lossy(bytes));
                    card.text.push_str(LINE_BREAK);
                }
            }
            self.pass(next);
            if line == Line::End && state.depth == 0 {
                return Ok(broken.map_or(Next::Card, Next::Broken));
            }
        }
    }

    fn pass(&mut self, bytes: usize) {
        self.window.pass(bytes);
        self.line += 1;
    }

    /// The length of the line at hand, and where the next begins; `None` at the end of the file.
    /// Of a line over the limit only the end is seen.
    fn see_line(&mut self) -> io::Result<Option<(usize, usize)>> {
        loop {
            let seen = self.window.seen();
            let end = memchr::memchr2(b'\n', b'\r', seen);
            if end.unwrap_or(seen.len()) > LINE_BYTES {
                self.window.pass(LINE_BYTES / 2);
                continue;
            }
            if let Some(next) = end.and_then(|end| self.window.line_break(end)) {
                return Ok(end.map(|end| (end, next)));
            }
            let length = seen.len();
            if self.window.is_at_end() {
                return Ok((length > 0).then_some((end.unwrap_or(length), length)));
            }
            self.window.see(length * 2 + 1)?;
        }
    }
}

impl State {
    /// What a line is, and what it makes of the next.
    fn line(&mut self, bytes: &[u8]) -> Line {
        let line = self.told(bytes);
        if line == Line::Property {
            self.leaving_out = false;
            self.quoted = find(bytes, b"QUOTED-PRINTABLE");
        }
        self.soft = self.quoted && bytes.ends_with(b"=") && line != Line::LeftOut;
        line
    }

    fn told(&mut self, bytes: &[u8]) -> Line {
        if self.soft {
            return Line::Continued;
        }
        let trimmed = bytes.trim_ascii();
        if trimmed.eq_ignore_ascii_case(b"END:VCARD") {
            return match self.depth {
                0 => Line::End,
                _ => {
                    self.depth -= 1;
                    Line::LeftOut
                }
            };
        }
        if self.depth > 0 {
            return Line::LeftOut;
        }
        if trimmed.eq_ignore_ascii_case(b"BEGIN:VCARD") {
            return Line::Begin;
        }
        let folded = bytes.starts_with(b" ") || bytes.starts_with(b"\t");
        if self.leaving_out && (folded || is_base64(trimmed)) {
            return Line::LeftOut;
        }
        if trimmed.is_empty() {
            return Line::Blank;
        }
        if folded {
            return Line::Continued;
        }
        if trimmed.len() >= 5
            && trimmed[..5].eq_ignore_ascii_case(b"AGENT")
            && trimmed.ends_with(b":")
        {
            self.depth = 1;
            return Line::LeftOut;
        }
        if is_left_out(trimmed) { Line::LeftOut } else { Line::Property }
    }
}

fn is_left_out(line: &[u8]) -> bool {
    let end = line.iter().position(|byte| matches!(byte, b':' | b';')).unwrap_or(line.len());
    let name = line[..end].rsplit(|byte| *byte == b'.').next().unwrap_or(line);
    LEFT_OUT.iter().any(|left_out| name.eq_ignore_ascii_case(left_out.as_bytes()))
}

fn is_base64(line: &[u8]) -> bool {
    line.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

fn find(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|piece| piece.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::super::text::Text;
    use super::*;

    fn all(text: &str) -> Vec<(u64, Next, String, u64)> {
        let text = Text::open(text.as_bytes(), None).expect("memory does not fail");
        let mut cards = Cards::new(Window::new(text));
        let (mut card, mut all) = (Card::default(), Vec::new());
        loop {
            match cards.next(&mut card).expect("memory does not fail") {
                Next::End => return all,
                next => all.push((card.line, next, std::mem::take(&mut card.text), card.left_out)),
            }
        }
    }

    #[test]
    fn cards_are_cut_apart_and_their_pictures_left_out() {
        let text = "\r\nBEGIN:VCARD\r\nFN:One\r\nPHOTO;BASE64:AAAA\r\n BBBB\r\n\
                    CCCC==\r\n\r\nTEL:1\r\nEND:VCARD\r\nbegin:vcard\n\
                    item1.PHOTO:x\n y\nFN:Two\n folded\nend:vcard";
        let all = all(text);
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].0, all[0].1, all[0].3), (2, Next::Card, 1));
        assert_eq!(all[0].2, "BEGIN:VCARD\r\nFN:One\r\nTEL:1\r\nEND:VCARD\r\n");
        assert_eq!((all[1].0, all[1].1, all[1].3), (10, Next::Card, 1));
        assert_eq!(all[1].2, "begin:vcard\r\nFN:Two\r\n folded\r\nend:vcard\r\n");
    }

    #[test]
    fn what_is_no_card_is_told_and_the_next_card_is_read() {
        let text = "BEGIN:VCARD\nFN:Never ended\nBEGIN:VCARD\nFN:Good\nEND:VCARD\nstray\n\
                    BEGIN:VCARD\nFN:Cut";
        let told: Vec<(u64, Next)> =
            all(text).iter().map(|(line, next, ..)| (*line, *next)).collect();
        let wanted = [
            (1, Next::Broken(Broken::NoEnd)),
            (3, Next::Card),
            (6, Next::Broken(Broken::Outside)),
            (7, Next::Broken(Broken::NoEnd)),
        ];
        assert_eq!(told, wanted);
    }

    #[test]
    fn soft_line_breaks_and_cards_within_cards_do_not_end_a_card() {
        let text = "BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0A=\nEND:VCARD=\nthree\n\
                    AGENT:\nBEGIN:VCARD\nFN:Agent\nEND:VCARD\nFN:Two\nEND:VCARD\n";
        let all = all(text);
        assert_eq!(all.len(), 1);
        assert!(all[0].2.contains("three\r\nFN:Two"), "{}", all[0].2);
        assert!(!all[0].2.contains("FN:Agent"));
    }

    #[test]
    fn a_card_over_the_limit_is_told_without_holding_it() {
        let text = format!(
            "BEGIN:VCARD\n{}END:VCARD\nBEGIN:VCARD\nFN:x\nEND:VCARD\n",
            "NOTE:0123456789\n".repeat(40_000)
        );
        let all = all(&text);
        assert_eq!((all[0].1, all[1].1), (Next::Broken(Broken::TooLong), Next::Card));
        assert!(all[0].2.len() <= CARD_BYTES);
    }

    #[test]
    fn a_card_is_read_to_the_limit_and_not_beyond() {
        let around = "BEGIN:VCARD\r\nNOTE:\r\nEND:VCARD\r\n".len();
        for (bytes, next) in
            [(CARD_BYTES, Next::Card), (CARD_BYTES + 1, Next::Broken(Broken::TooLong))]
        {
            let note = "x".repeat(bytes - around);
            let all = all(&format!("BEGIN:VCARD\nNOTE:{note}\nEND:VCARD\n"));
            assert_eq!((all.len(), all[0].1), (1, next), "{bytes}");
            assert_eq!(all[0].2.len() == bytes, next == Next::Card, "{bytes}");
        }
    }

    #[test]
    fn a_picture_of_one_line_is_left_out_to_the_limit_and_told_beyond() {
        for (bytes, next, pictures) in
            [(LINE_BYTES, Next::Card, 1), (LINE_BYTES + 1, Next::Broken(Broken::TooLong), 0)]
        {
            let picture = "x".repeat(bytes - "PHOTO:".len());
            let all = all(&format!("BEGIN:VCARD\nFN:x\nPHOTO:{picture}\nEND:VCARD\n"));
            assert_eq!((all[0].1, all[0].3), (next, pictures), "{bytes}");
        }
    }
}
