//! Which names sound alike: other people's pairs, and rules of spelling. Never a pair that was
//! chosen for being found.
//!
//! Of other people's data those pairs are taken whose words differ and have the same primary key by
//! Double Metaphone, a rule that none of the programs here uses; but jellyfish's, which its authors
//! list as alike themselves.

use std::collections::HashMap;
use std::path::PathBuf;

use rphonetic::{DoubleMetaphone, Encoder};

use crate::Anything;
use crate::made::law::Dice;
use crate::made::stock::Tradition;
use crate::made::{spelling, tradition};

const OLD: &str = "old and new Indonesian spelling, by rule";
const ARABIC: &str = "Arabic-derived names, by rule";
const ENGLISH: &str = "English names, by rule";
const NICKNAMES: &str = "nicknames set, same Double Metaphone";
const FEBRL: &str = "FEBRL 1 and 3, same Double Metaphone";
const SPLINK: &str = "splink fake 1000, same Double Metaphone";
const JELLYFISH: &str = "jellyfish, listed as alike";

/// Where pairs come from.
pub const SOURCES: [&str; 7] = [OLD, ARABIC, ENGLISH, NICKNAMES, FEBRL, SPLINK, JELLYFISH];

/// Pairs by rule of each kind.
const BY_RULE: usize = 500;

/// Two names that sound alike.
pub struct Pair {
    /// One of [`SOURCES`].
    pub source: &'static str,
    /// What is asked.
    pub typed: String,
    /// What the customer is called.
    pub meant: String,
}

/// All of them; `names` are the customers that names by rule are chosen from.
///
/// # Errors
/// The files'.
pub fn all(names: &[String]) -> Anything<Vec<Pair>> {
    let mut pairs = by_rule(names);
    pairs.extend(nicknames()?);
    pairs.extend(febrl()?);
    pairs.extend(splink()?);
    pairs.extend(jellyfish()?);
    Ok(pairs)
}

fn by_rule(names: &[String]) -> Vec<Pair> {
    let mut dice = Dice(0x50_BAD_50);
    let mut pairs = Vec::new();
    for (source, wanted) in
        [(OLD, Tradition::Indonesian), (ARABIC, Tradition::Arabic), (ENGLISH, Tradition::English)]
    {
        let some = (0..names.len()).map(|_| dice.roll(names.len())).collect::<Vec<_>>();
        let some = some.into_iter().filter(|at| tradition(*at as u64 + 1) == Some(wanted));
        let pair = some.filter_map(|at| {
            let words = names[at].split(' ').map(|word| {
                spelling::respelled(word, wanted, &mut dice).unwrap_or(word.to_lowercase())
            });
            let typed = words.collect::<Vec<_>>().join(" ");
            let differs = typed != names[at].to_lowercase();
            differs.then(|| Pair { source, typed, meant: names[at].clone() })
        });
        pairs.extend(pair.take(BY_RULE).collect::<Vec<_>>());
    }
    pairs
}

/// A file of other people's data.
fn shared(file: &str) -> Anything<csv::Reader<std::fs::File>> {
    let beside = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder = std::env::var_os("SIGAP_SHARED").map_or(beside, PathBuf::from);
    let path = folder.join("data").join(file);
    let reader = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_path(&path);
    Ok(reader.map_err(|error| format!("{}: {error}; SIGAP_SHARED names it", path.display()))?)
}

/// Two words that differ and have one key; `false` for those that are one in the other's letters.
fn sounds(one: &str, other: &str, rule: &DoubleMetaphone) -> bool {
    let is_word = |word: &str| word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic());
    is_word(one)
        && is_word(other)
        && !one.eq_ignore_ascii_case(other)
        && rule.encode(one) == rule.encode(other)
}

fn nicknames() -> Anything<Vec<Pair>> {
    // A family name of its own for each, so that who is meant is certain.
    const FAMILIES: [&str; 7] =
        ["Hartono", "Siregar", "Rahman", "Whitfield", "Kusuma", "Thornbury", "Wijaya"];
    let rule = DoubleMetaphone::default();
    let mut pairs = Vec::new();
    for (at, row) in shared("nicknames/names.csv")?.records().enumerate() {
        let row = row?;
        let (full, short) = (row.get(0).unwrap_or(""), row.get(2).unwrap_or(""));
        if sounds(full, short, &rule) {
            let family = FAMILIES[at % FAMILIES.len()];
            let [typed, meant] = [short, full].map(|name| format!("{name} {family}"));
            pairs.push(Pair { source: NICKNAMES, typed, meant });
        }
    }
    Ok(pairs)
}

fn febrl() -> Anything<Vec<Pair>> {
    let rule = DoubleMetaphone::default();
    let mut pairs = Vec::new();
    for file in ["febrl/dataset1.csv", "febrl/dataset3.csv"] {
        let rows: Vec<csv::StringRecord> = shared(file)?.records().collect::<Result<_, _>>()?;
        let person =
            |row: &csv::StringRecord| [1, 2].map(|at| row.get(at).unwrap_or("").to_owned());
        let number = |row: &csv::StringRecord| {
            row.get(0).and_then(|id| id.split('-').nth(1)).unwrap_or("").to_owned()
        };
        let is_first = |row: &&csv::StringRecord| row.get(0).is_some_and(|id| id.ends_with("org"));
        let firsts: HashMap<String, [String; 2]> =
            rows.iter().filter(is_first).map(|row| (number(row), person(row))).collect();
        for row in rows.iter().filter(|row| !is_first(row)) {
            if let Some(first) = firsts.get(&number(row)) {
                pairs.extend(alike(FEBRL, first, &person(row), &rule));
            }
        }
    }
    Ok(pairs)
}

fn splink() -> Anything<Vec<Pair>> {
    let rule = DoubleMetaphone::default();
    let (mut pairs, mut firsts) = (Vec::new(), HashMap::new());
    for row in shared("splink_fake1000/fake_1000.csv")?.records() {
        let row = row?;
        let person = [1, 2].map(|at| row.get(at).unwrap_or("").to_owned());
        let cluster = row.get(6).unwrap_or("").to_owned();
        let first = firsts.entry(cluster).or_insert_with(|| person.clone());
        pairs.extend(alike(SPLINK, first, &person, &rule));
    }
    Ok(pairs)
}

/// A pair of people whose given and family names are the same or sound the same, not both the same.
fn alike(
    source: &'static str,
    one: &[String; 2],
    other: &[String; 2],
    rule: &DoubleMetaphone,
) -> Option<Pair> {
    let fits = |at: usize| one[at] == other[at] || sounds(&one[at], &other[at], rule);
    let whole = one.iter().all(|word| !word.is_empty());
    (whole && one != other && fits(0) && fits(1)).then(|| Pair {
        source,
        typed: other.join(" "),
        meant: one.join(" "),
    })
}

fn jellyfish() -> Anything<Vec<Pair>> {
    let mut pairs = Vec::new();
    let mut add = |one: &str, other: &str| {
        // Letters without a name say nothing.
        if one.len() > 3 && other.len() > 3 && !one.eq_ignore_ascii_case(other) {
            for (meant, typed) in [(one, other), (other, one)] {
                let [typed, meant] = [typed, meant].map(|name| format!("{name} Hartono"));
                pairs.push(Pair { source: JELLYFISH, typed, meant });
            }
        }
    };
    let unheaded = |file: &str| -> Anything<Vec<csv::StringRecord>> {
        let mut reader = shared(&format!("jellyfish_testdata/testdata/{file}"))?;
        let mut rows = vec![reader.headers()?.clone()];
        rows.extend(reader.records().collect::<Result<Vec<_>, _>>()?);
        Ok(rows)
    };
    for row in unheaded("match_rating_comparison.csv")? {
        if row.get(2) == Some("True") {
            add(&row[0], &row[1]);
        }
    }
    for file in ["soundex.csv", "nysiis.csv", "metaphone.csv"] {
        let rows = unheaded(file)?;
        for (at, one) in rows.iter().enumerate() {
            for other in rows[at + 1..].iter().filter(|other| other.get(1) == one.get(1)) {
                add(&one[0], &other[0]);
            }
        }
    }
    Ok(pairs)
}
