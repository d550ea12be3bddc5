//! Names of keys and the bytes a terminal sends for them. Never a key that a vt100 with function
//! keys lacks.
//!
//! A key is a letter as it is, or one of `<Tab> <S-Tab> <Enter> <Esc> <Space> <BS> <Up> <Down>
//! <Left> <Right> <Home> <End> <PgUp> <PgDn> <Ins> <Del> <F1>`…`<F12> <C-x>`; `<lt>` is `<`.

/// One key press.
#[derive(Debug, PartialEq, Eq)]
pub struct Press {
    /// What the terminal sends.
    pub bytes: Vec<u8>,
}

impl Press {
    /// Tells whether it is the Escape key alone.
    pub fn is_escape(&self) -> bool {
        self.bytes == b"\x1b"
    }
}

const NAMED: &[(&str, &str)] = &[
    ("Tab", "\t"),
    ("S-Tab", "\x1b[Z"),
    ("Enter", "\r"),
    ("Esc", "\x1b"),
    ("Space", " "),
    ("BS", "\x7f"),
    ("Up", "\x1b[A"),
    ("Down", "\x1b[B"),
    ("Right", "\x1b[C"),
    ("Left", "\x1b[D"),
    ("Home", "\x1b[H"),
    ("End", "\x1b[F"),
    ("Ins", "\x1b[2~"),
    ("Del", "\x1b[3~"),
    ("PgUp", "\x1b[5~"),
    ("PgDn", "\x1b[6~"),
    ("F1", "\x1bOP"),
    ("F2", "\x1bOQ"),
    ("F3", "\x1bOR"),
    ("F4", "\x1bOS"),
    ("F5", "\x1b[15~"),
    ("F6", "\x1b[17~"),
    ("F7", "\x1b[18~"),
    ("F8", "\x1b[19~"),
    ("F9", "\x1b[20~"),
    ("F10", "\x1b[21~"),
    ("F11", "\x1b[23~"),
    ("F12", "\x1b[24~"),
    ("lt", "<"),
];

/// The presses of a line of keys.
///
/// # Panics
/// At a name that is no key's.
pub fn presses(keys: &str) -> Vec<Press> {
    let mut presses = Vec::new();
    let mut rest = keys;
    while let Some(first) = rest.chars().next() {
        let name = rest.strip_prefix('<').and_then(|inner| inner.split_once('>'));
        let (bytes, after) = match name {
            Some((name, after)) => (named(name), after),
            None => (first.to_string().into_bytes(), &rest[first.len_utf8()..]),
        };
        presses.push(Press { bytes });
        rest = after;
    }
    presses
}

fn named(name: &str) -> Vec<u8> {
    if let Some(&(_, bytes)) = NAMED.iter().find(|(known, _)| *known == name) {
        return bytes.as_bytes().to_vec();
    }
    let letter = name.strip_prefix("C-").filter(|letter| letter.len() == 1);
    match letter.map(|letter| letter.as_bytes()[0]) {
        Some(letter @ b'a'..=b'z') => vec![letter - b'a' + 1],
        Some(_) | None => panic!("<{name}> is no key"),
    }
}

#[test]
fn keys_become_the_bytes_a_terminal_sends() {
    let bytes: Vec<Vec<u8>> =
        presses("a<Enter><C-j><F2>é<lt>").into_iter().map(|p| p.bytes).collect();
    let wanted: [&[u8]; 6] = [b"a", b"\r", b"\n", b"\x1bOQ", "é".as_bytes(), b"<"];
    assert_eq!(bytes, wanted);
}

#[test]
#[should_panic(expected = "<Entre> is no key")]
fn a_mistyped_key_is_noticed() {
    presses("<Entre>");
}
