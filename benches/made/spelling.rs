//! The same word as somebody else would write or mistype it. Never the word itself.

use super::law::Dice;
use super::stock::Tradition;

/// Where in a word a sound is written so.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    Anywhere,
    Start,
    End,
    Within,
}

/// What is written, what for it, and where.
type Way = (&'static str, &'static str, Where);

use Where::{Anywhere, End, Start, Within};

/// Old Indonesian spelling (until 1947 and 1972) for new, and back.
const INDONESIAN: &[Way] = &[
    ("u", "oe", Anywhere),
    ("oe", "u", Anywhere),
    ("dj", "j", Anywhere),
    ("j", "dj", Start),
    ("tj", "c", Anywhere),
    ("c", "tj", Start),
    ("sj", "sy", Anywhere),
    ("nj", "ny", Anywhere),
    ("ny", "nj", Anywhere),
    ("y", "j", Start),
    ("aya", "aja", Within),
    ("iya", "ija", Within),
    ("yo", "jo", Within),
    ("i", "ie", End),
    ("v", "p", Anywhere),
    ("f", "p", Anywhere),
    ("dh", "d", Anywhere),
    ("th", "t", Anywhere),
    ("nn", "n", Within),
    ("tt", "t", Within),
];
/// Arabic names, as they are heard and written in Indonesia.
const ARABIC: &[Way] = &[
    ("kh", "ch", Anywhere),
    ("kh", "h", Anywhere),
    ("ch", "h", Anywhere),
    ("sy", "sh", Anywhere),
    ("sy", "sj", Anywhere),
    ("sh", "sy", Anywhere),
    ("f", "p", Anywhere),
    ("f", "v", Start),
    ("z", "s", Anywhere),
    ("z", "j", Start),
    ("q", "k", Anywhere),
    ("dh", "d", Anywhere),
    ("th", "t", Anywhere),
    ("ah", "a", End),
    ("y", "i", End),
    ("i", "y", End),
    ("u", "oe", Anywhere),
    ("y", "j", Start),
    ("mm", "m", Within),
    ("dd", "d", Within),
    ("ll", "l", Within),
    ("ss", "s", Within),
    ("ai", "ae", Within),
];
/// English names.
const ENGLISH: &[Way] = &[
    ("ph", "f", Anywhere),
    ("ck", "k", Anywhere),
    ("ca", "ka", Start),
    ("co", "ko", Start),
    ("cl", "kl", Start),
    ("ch", "k", Start),
    ("kn", "n", Start),
    ("wr", "r", Start),
    ("th", "t", Within),
    ("ll", "l", Anywhere),
    ("tt", "t", Anywhere),
    ("nn", "n", Anywhere),
    ("ss", "s", Anywhere),
    ("rr", "r", Anywhere),
    ("bb", "b", Anywhere),
    ("y", "ie", End),
    ("ie", "y", End),
    ("son", "sen", End),
    ("ey", "y", End),
    ("ee", "ea", Anywhere),
    ("mac", "mc", Start),
    ("mc", "mac", Start),
    ("z", "s", Anywhere),
    ("x", "ks", Within),
    ("ght", "t", Within),
    ("wh", "w", Start),
    ("v", "f", Within),
    ("ei", "ie", Within),
];

/// A word with its first letter large.
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A word with one or two of its sounds written another way; `None` when it has none to change.
pub fn respelled(word: &str, tradition: Tradition, dice: &mut Dice) -> Option<String> {
    let ways = match tradition {
        Tradition::Indonesian | Tradition::Chinese => INDONESIAN,
        Tradition::Arabic => ARABIC,
        Tradition::English => ENGLISH,
    };
    let lower = word.to_lowercase();
    let (mut other, mut done) = (lower.clone(), 0);
    for _ in 0..1 + dice.roll(2) {
        (other, done) = once(&other, done, ways, dice).unwrap_or((other, done));
    }
    (other != lower && other.len() > 2).then_some(other)
}

/// One sound behind what is done already written another way, and up to where it is done then.
fn once(word: &str, done: usize, ways: &[Way], dice: &mut Dice) -> Option<(String, usize)> {
    let rest = word.get(done..)?;
    let fit = ways.iter().filter_map(|(from, to, place)| {
        let at = match place {
            Where::Anywhere => rest.find(from)?,
            Where::Start => (done == 0 && rest.starts_with(from)).then_some(0)?,
            Where::End => rest.ends_with(from).then(|| rest.len() - from.len())?,
            Where::Within => rest.get(1..)?.find(from)? + 1,
        } + done;
        let other = format!("{}{to}{}", &word[..at], &word[at + from.len()..]);
        Some((other, at + to.len()))
    });
    let all: Vec<(String, usize)> = fit.collect();
    all.get(dice.roll(all.len().max(1))).cloned()
}

/// A word with one letter wrong; `None` for one too short to be known again.
pub fn wrong(word: &str, dice: &mut Dice) -> Option<String> {
    let mut letters: Vec<char> = word.to_lowercase().chars().collect();
    let at = place(&letters, dice)?;
    let old = letters[at];
    while letters[at] == old {
        letters[at] = char::from(b'a' + dice.roll(26) as u8);
    }
    Some(letters.into_iter().collect())
}

/// A word with two neighbours swapped; `None` for one too short, or of equal letters.
pub fn swapped(word: &str, dice: &mut Dice) -> Option<String> {
    let mut letters: Vec<char> = word.to_lowercase().chars().collect();
    let at = place(&letters, dice)?.min(letters.len() - 2);
    letters.swap(at, at + 1);
    let other: String = letters.into_iter().collect();
    (other != word.to_lowercase()).then_some(other)
}

/// Shortest word that a slip is made in.
const SLIP_LETTERS: usize = 4;

fn place(letters: &[char], dice: &mut Dice) -> Option<usize> {
    let can = letters.len() >= SLIP_LETTERS && letters.iter().all(char::is_ascii_alphabetic);
    can.then(|| dice.roll(letters.len()))
}
