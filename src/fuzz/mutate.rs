//! Small changes of bytes, the same ones for the same seed. Never a clock or real chance.

/// Pieces that have broken readers before.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\xff\xff\xff\xff",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\xfd\xff\xff\xff\xff\xff\xff\xff\x7f",
    b"\x80\0\0\0\0\0\0\0",
    b"18446744073709551615",
    b"-9223372036854775808",
    b"1e999",
    b"99999999-99-99",
    b"\"",
    b"\"\"",
    b"\r",
    b"\r\n\r\n",
    b"\t,;|",
    b"[[[[[[[[[[[[[[[[",
    b"{\"a\":",
    b"\\ud800",
    b"\x1b[2J\x9b2J",
    b"\xe2\x80\xae\xe2\x81\xa6",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"=?utf-8?b?",
    b"ENCODING=QUOTED-PRINTABLE:=",
    b"BEGIN:VCARD\n",
    b"SIGAPBLK",
];

/// A stream of numbers from a seed (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    /// A number below `end`; 0 when there is none.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((number ^ (number >> 31)) % end.max(1) as u64) as usize
    }

    /// Bytes with one to four things changed in them; `other` lends pieces.
    pub fn change(&mut self, bytes: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(4) {
            self.once(&mut bytes, other);
        }
        bytes
    }

    fn once(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(bytes.len());
        let end = (at + 1 + self.below(32)).min(bytes.len());
        match self.below(8) {
            0 | 1 if at < bytes.len() => bytes[at] ^= 1_u8 << self.below(8),
            2 if at < bytes.len() => bytes[at] = self.below(256) as u8,
            3 => drop(bytes.drain(at..end)),
            4 => bytes.truncate(at),
            5 => {
                let piece = bytes[at..end].to_vec();
                let times = 1 + self.below(20);
                bytes.splice(at..at, piece.repeat(times));
            }
            6 => {
                let from = self.below(other.len());
                let piece = &other[from..(from + 1 + self.below(200)).min(other.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            _ => {
                let piece = PIECES[self.below(PIECES.len())];
                let over = (at + piece.len() * self.below(2)).min(bytes.len());
                bytes.splice(at..over, piece.iter().copied());
            }
        }
    }
}
