//! A file's bytes as UTF-8, whatever character set it is in. Never holds more than a chunk and the
//! evidence for the character set.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes read and decoded at a time: large enough that a call costs nothing beside the work.
pub const CHUNK: usize = 64 * 1024;
/// Bytes from the first one that is not ASCII on, by which the character set is told. A page of
/// names is enough; a megabyte would be read twice for nothing.
const EVIDENCE: usize = 256 * 1024;
/// So many well-formed UTF-8 letters for each broken one still make a damaged UTF-8 file rather
/// than a file of another character set.
const UTF8_TO_BROKEN: usize = 10;

/// Bytes of a byte order mark and what they say.
const MARKS: [(&[u8], Set); 5] = [
    (b"\xEF\xBB\xBF", Set::Utf8),
    (b"\xFF\xFE\0\0", Set::Utf32(First::Low)),
    (b"\0\0\xFE\xFF", Set::Utf32(First::High)),
    (b"\xFF\xFE", Set::Utf16(First::Low)),
    (b"\xFE\xFF", Set::Utf16(First::High)),
];

/// What a byte order mark or the pattern of zero bytes can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    Utf8,
    Utf16(First),
    Utf32(First),
}

/// Which byte of a wide letter comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    /// The high one.
    High,
    /// The low one.
    Low,
}

/// Whether the bytes at hand reach the end of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Middle,
    End,
}

/// How the bytes become letters.
enum How {
    /// Nothing but ASCII so far: every character set in question reads it alike.
    Ascii,
    /// As told by mark, evidence or person.
    Decoder(Box<Decoder>),
    /// UTF-32, which `encoding_rs` does not have.
    Utf32(First),
}

/// A stream of bytes read as UTF-8.
pub struct Text<R> {
    from: R,
    raw: Vec<u8>,
    ended: bool,
    how: How,
    name: &'static str,
}

/// The character set of a name that people use: `windows-1252`, `latin1`, `cp949`, `utf-16`.
pub fn charset(name: &str) -> Option<&'static Encoding> {
    let name = name.trim().to_ascii_lowercase().replace('_', "-");
    let known = match name.as_str() {
        "cp949" | "ms949" | "uhc" => "euc-kr",
        "cp936" | "ms936" => "gbk",
        "cp932" | "ms932" => "shift-jis",
        "cp950" | "ms950" => "big5",
        "utf8" | "utf-8-sig" => "utf-8",
        other => other,
    };
    let number = known.strip_prefix("cp125").map(|rest| format!("windows-125{rest}"));
    Encoding::for_label(number.as_deref().unwrap_or(known).as_bytes())
}

impl<R: Read> Text<R> {
    /// Begins to read. A character set that a person has named is believed over everything but
    /// a byte order mark.
    ///
    /// # Errors
    /// What reading the first chunk says.
    pub fn open(from: R, named: Option<&'static Encoding>) -> io::Result<Text<R>> {
        let mut text =
            Text { from, raw: Vec::new(), ended: false, how: How::Ascii, name: UTF_8.name() };
        text.gather(CHUNK)?;
        let mark = MARKS.iter().find(|(mark, _)| text.raw.starts_with(mark));
        if let Some((mark, _)) = mark {
            text.raw.drain(..mark.len());
        }
        // Salesforce's own test files carry UTF-16's mark before UTF-32: the letters know better.
        let evidence = match mark {
            Some((_, Set::Utf8)) => None,
            Some(_) => wide_by_zeros(&text.raw),
            None if named.is_none() => wide_by_zeros(&text.raw),
            None => None,
        };
        let set = evidence.or(mark.map(|(_, set)| *set));
        match (set, named) {
            (Some(Set::Utf8), _) => text.decide(UTF_8),
            (Some(Set::Utf16(First::High)), _) => text.decide(UTF_16BE),
            (Some(Set::Utf16(First::Low)), _) => text.decide(UTF_16LE),
            (Some(Set::Utf32(first)), _) => {
                text.how = How::Utf32(first);
                text.name = match first {
                    First::High => "UTF-32BE",
                    First::Low => "UTF-32LE",
                };
            }
            (None, Some(named)) => text.decide(named),
            (None, None) => {}
        }
        Ok(text)
    }

    /// The first bytes as they are in the file, without a byte order mark.
    pub fn head(&self) -> &[u8] {
        &self.raw
    }

    /// Tells whether every letter is two or four bytes wide, so that zero bytes mean nothing.
    pub fn is_wide(&self) -> bool {
        self.name.starts_with("UTF-16") || self.name.starts_with("UTF-32")
    }

    /// The character set's name as far as it is known; `UTF-8` while all is ASCII.
    pub fn charset(&self) -> &'static str {
        self.name
    }

    /// Appends some more text to `to`, as UTF-8; `false` at the end. Bytes that are no letter of
    /// the character set become U+FFFD.
    ///
    /// # Errors
    /// What reading says.
    pub fn read_into(&mut self, to: &mut Vec<u8>) -> io::Result<bool> {
        loop {
            self.gather(CHUNK)?;
            if self.raw.is_empty() {
                return Ok(false);
            }
            if matches!(self.how, How::Ascii) {
                let ascii = Encoding::ascii_valid_up_to(&self.raw);
                if ascii > 0 {
                    to.extend(self.raw.drain(..ascii));
                    return Ok(true);
                }
                self.gather(EVIDENCE)?;
                let told = told_by(&self.raw, self.reach());
                self.decide(told);
            }
            let (before, reach) = (to.len(), self.reach());
            match &mut self.how {
                How::Utf32(first) => widen(*first, &mut self.raw, reach, to),
                How::Decoder(decoder) => decode(decoder, &mut self.raw, reach, to),
                How::Ascii => {}
            }
            // A chunk may be less than one letter; then there is nothing to hand on yet.
            if to.len() > before || (self.ended && self.raw.is_empty()) {
                return Ok(to.len() > before);
            }
        }
    }

    fn decide(&mut self, encoding: &'static Encoding) {
        self.name = encoding.name();
        self.how = How::Decoder(Box::new(encoding.new_decoder_without_bom_handling()));
    }

    /// Reads until `raw` holds `wanted` bytes or the file ends.
    fn gather(&mut self, wanted: usize) -> io::Result<()> {
        while !self.ended && self.raw.len() < wanted {
            let at = self.raw.len();
            self.raw.resize(at + CHUNK, 0);
            let got = loop {
                match self.from.read(&mut self.raw[at..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other,
                }
            };
            self.raw.truncate(at + *got.as_ref().unwrap_or(&0));
            self.ended = got? == 0;
        }
        Ok(())
    }

    fn reach(&self) -> Reach {
        if self.ended { Reach::End } else { Reach::Middle }
    }
}

/// Decodes all whole letters of `raw` as UTF-32.
fn widen(first: First, raw: &mut Vec<u8>, reach: Reach, to: &mut Vec<u8>) {
    let whole = match reach {
        Reach::End => raw.len(),
        Reach::Middle => raw.len() / 4 * 4,
    };
    for four in raw[..whole].chunks(4) {
        let number = <[u8; 4]>::try_from(four).ok().map(|four| match first {
            First::High => u32::from_be_bytes(four),
            First::Low => u32::from_le_bytes(four),
        });
        let letter = number.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
        to.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
    }
    raw.drain(..whole);
}

/// Decodes all of `raw`; half a letter at its end stays inside the decoder.
fn decode(decoder: &mut Decoder, raw: &mut Vec<u8>, reach: Reach, to: &mut Vec<u8>) {
    let at = to.len();
    let room = decoder.max_utf8_buffer_length(raw.len()).unwrap_or(raw.len() * 3 + 16);
    to.resize(at + room, 0);
    let (_, read, written, _) = decoder.decode_to_utf8(raw, &mut to[at..], reach == Reach::End);
    to.truncate(at + written);
    raw.drain(..read);
}

/// UTF-16 or UTF-32, told by where the zero bytes are.
fn wide_by_zeros(head: &[u8]) -> Option<Set> {
    let head = &head[..head.len().min(4096) / 4 * 4];
    let zeros = |place: usize| head.iter().skip(place).step_by(4).filter(|b| **b == 0).count();
    let most = |count: usize| count * 10 >= head.len() / 4 * 7;
    let few = |count: usize| count * 20 <= head.len() / 4;
    let [a, b, c, d] = [zeros(0), zeros(1), zeros(2), zeros(3)];
    // Text of any script has its commas and line breaks in ASCII, hence some zeros; text in
    // Latin letters has them in nearly every other byte.
    let set = if most(a) && most(b) && most(c) && few(d) {
        Set::Utf32(First::High)
    } else if few(a) && most(b) && most(c) && most(d) {
        Set::Utf32(First::Low)
    } else if most(a) && most(c) && few(b) && few(d) {
        Set::Utf16(First::High)
    } else if most(b) && most(d) && few(a) && few(c) {
        Set::Utf16(First::Low)
    } else {
        return None;
    };
    (head.len() >= 8).then_some(set)
}

/// The character set of bytes of which the first is not ASCII.
fn told_by(evidence: &[u8], reach: Reach) -> &'static Encoding {
    let (mut good, mut broken) = (0, 0);
    for piece in evidence.utf8_chunks() {
        good += piece.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        broken += usize::from(!piece.invalid().is_empty());
    }
    let cut =
        reach == Reach::Middle && broken == 1 && std::str::from_utf8(evidence).is_err_and(is_cut);
    if broken == 0 || cut || good > broken * UTF8_TO_BROKEN {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(evidence, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// The only thing wrong is that the last letter is not all there.
fn is_cut(error: std::str::Utf8Error) -> bool {
    error.error_len().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hands out a few bytes at a time, as a slow pipe does.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(to.len());
            to[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn read(bytes: &[u8], step: usize) -> (String, &'static str) {
        let mut text = Text::open(Drip(bytes, step), None).expect("memory does not fail");
        let mut all = Vec::new();
        while text.read_into(&mut all).expect("memory does not fail") {}
        (String::from_utf8(all).expect("always UTF-8"), text.charset())
    }

    fn utf16(text: &str, first: First) -> Vec<u8> {
        let pair =
            |unit: u16| if first == First::High { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(pair).collect()
    }

    fn utf32(text: &str, first: First) -> Vec<u8> {
        let four = |c: char| {
            if first == First::High {
                u32::from(c).to_be_bytes()
            } else {
                u32::from(c).to_le_bytes()
            }
        };
        text.chars().flat_map(four).collect()
    }

    const ROWS: &str = "nama,kota\nSiti Nurbaya,Padang\nJosé Müller,Köln\nAçık Şen,İzmir\n";

    #[test]
    fn every_unicode_form_is_read_with_and_without_mark() {
        for step in [1, 3, 7, CHUNK] {
            for mark in ["", "\u{feff}"] {
                let text = format!("{mark}{ROWS}");
                let forms = [
                    (text.clone().into_bytes(), "UTF-8"),
                    (utf16(&text, First::High), "UTF-16BE"),
                    (utf16(&text, First::Low), "UTF-16LE"),
                    (utf32(&text, First::High), "UTF-32BE"),
                    (utf32(&text, First::Low), "UTF-32LE"),
                ];
                for (bytes, name) in forms {
                    assert_eq!(read(&bytes, step), (ROWS.to_owned(), name), "{step} {mark:?}");
                }
            }
        }
    }

    #[test]
    fn a_mark_that_contradicts_the_letters_is_not_believed() {
        for (first, name) in [(First::High, "UTF-32BE"), (First::Low, "UTF-32LE")] {
            let bytes = [&b"\xFE\xFF"[..], &utf32(ROWS, first)].concat();
            assert_eq!(read(&bytes, 7), (ROWS.to_owned(), name));
        }
    }

    #[test]
    fn older_character_sets_are_told_by_their_letters() {
        let rows = [
            ("windows-1252", "nom,ville\nJosé Müller,Köln\nFrançois Lefèvre,Orléans\n"),
            (
                "EUC-KR",
                "이름,전화번호,주소\n김철수,010-1234-5678,서울특별시 강남구\n박영희,02-555-0101,부산\n",
            ),
            (
                "Shift_JIS",
                "名前,電話番号\n山田太郎,03-1234-5678\n鈴木花子,06-9876-5432\nカタカナ,ひらがな\n",
            ),
            (
                "Big5",
                "姓名,電話,地址\n王小明,02-1234-5678,台北市中正區\n陳美玲,04-555-0101,台中市\n",
            ),
            (
                "GBK",
                "姓名,电话,地址\n王小明,010-1234-5678,北京市朝阳区\n陈美玲,021-555-0101,上海市\n",
            ),
            ("windows-1251", "имя,город\nИван Петров,Москва\nАнна Кузнецова,Новосибирск\n"),
        ];
        for (name, text) in rows {
            let encoding = Encoding::for_label(name.as_bytes()).expect("a known name");
            let (bytes, _, lost) = encoding.encode(text);
            assert!(!lost, "{name}");
            let (read, told) = read(&bytes, 5);
            assert_eq!((told, read.as_str()), (name, text));
        }
    }

    #[test]
    fn a_letter_far_into_a_file_is_still_heard() {
        let mut bytes = b"name,city\n".repeat(40_000);
        bytes.extend_from_slice(
            "Jos\u{e9},K\u{f6}ln\n".chars().map(|c| c as u8).collect::<Vec<_>>().as_slice(),
        );
        let (text, name) = read(&bytes, CHUNK);
        assert_eq!(name, "windows-1252");
        assert!(text.ends_with("José,Köln\n"), "{}", &text[text.len() - 20..]);
    }

    #[test]
    fn a_damaged_letter_does_not_make_another_character_set() {
        let mut bytes =
            "José Müller, Köln, Zürich, Orléans, François Lefèvre, Ñandú\n".repeat(3).into_bytes();
        bytes.extend_from_slice(b"broken \xff here\n");
        let (text, name) = read(&bytes, 11);
        assert_eq!(name, "UTF-8");
        assert!(text.ends_with("broken \u{fffd} here\n"), "{text}");
    }

    #[test]
    fn a_character_set_may_be_named() {
        for (name, encoding) in [
            ("cp949", "EUC-KR"),
            ("latin1", "windows-1252"),
            ("CP1251", "windows-1251"),
            ("utf-16", "UTF-16LE"),
        ] {
            assert_eq!(charset(name).map(Encoding::name), Some(encoding), "{name}");
        }
        assert_eq!(charset("klingon"), None);
        let mut text = Text::open(&b"caf\x82"[..], charset("ibm866")).expect("memory");
        let mut all = Vec::new();
        while text.read_into(&mut all).expect("memory") {}
        assert_eq!(String::from_utf8_lossy(&all), "cafВ");
    }
}
