//! What an agent could use instead, over the same rows. Never tuned down: each is asked the way
//! that its makers would.

use std::path::Path;

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use rusqlite::Connection;

use crate::made::rows::Rows;

/// As many rows as are looked at.
pub const FIRST: usize = 10;

/// One way of finding a row.
pub enum Peer<'a> {
    /// Helix's matcher over all rows.
    Nucleo(&'a Rows, Box<Matcher>),
    /// Skim's matcher over all rows.
    Skim(&'a Rows, Box<SkimMatcherV2>),
    /// SQLite's full text search by three letters.
    Trigrams(Connection),
}

impl Peer<'_> {
    /// As tables say it.
    pub const fn name(&self) -> &'static str {
        match self {
            Peer::Nucleo(..) => "nucleo-matcher over all rows",
            Peer::Skim(..) => "SkimMatcherV2 over all rows",
            Peer::Trigrams(_) => "SQLite FTS5 trigram",
        }
    }

    /// The best rows for a text.
    pub fn find(&mut self, text: &str) -> Vec<usize> {
        match self {
            Peer::Nucleo(rows, matcher) => {
                let pattern = Pattern::parse(text, CaseMatching::Ignore, Normalization::Smart);
                let mut letters = Vec::new();
                best(rows, |row| {
                    let row = Utf32Str::new(row, &mut letters);
                    pattern.score(row, matcher).map(i64::from)
                })
            }
            Peer::Skim(rows, matcher) => best(rows, |row| matcher.fuzzy_match(row, text)),
            Peer::Trigrams(table) => by_trigrams(table, text).expect("SQLite answers"),
        }
    }
}

/// All of them, `folder` for what is kept on disk.
pub fn peers<'a>(rows: &'a Rows, folder: &Path) -> [Peer<'a>; 3] {
    let skim = Box::new(SkimMatcherV2::default().ignore_case());
    let table = trigrams(rows, &folder.join("trigrams.db")).expect("SQLite fills its table");
    [
        Peer::Nucleo(rows, Box::new(Matcher::new(Config::DEFAULT))),
        Peer::Skim(rows, skim),
        Peer::Trigrams(table),
    ]
}

fn best(rows: &Rows, mut score: impl FnMut(&str) -> Option<i64>) -> Vec<usize> {
    let mut best: Vec<(i64, usize)> = Vec::with_capacity(FIRST + 1);
    for row in 0..rows.len() {
        let Some(score) = score(rows.text(row)) else { continue };
        if best.len() == FIRST && best[FIRST - 1].0 >= score {
            continue;
        }
        let at = best.partition_point(|(other, _)| *other >= score);
        best.insert(at, (score, row));
        best.truncate(FIRST);
    }
    best.into_iter().map(|(_, row)| row).collect()
}

/// A table of all rows.
///
/// # Errors
/// SQLite's.
pub fn trigrams(rows: &Rows, file: &Path) -> rusqlite::Result<Connection> {
    let mut table = Connection::open(file)?;
    table.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         CREATE VIRTUAL TABLE rows USING fts5(text, tokenize = 'trigram');",
    )?;
    let filling = table.transaction()?;
    {
        let mut insert = filling.prepare("INSERT INTO rows(rowid, text) VALUES (?1, ?2)")?;
        for row in 0..rows.len() {
            insert.execute((row as i64 + 1, rows.text(row)))?;
        }
    }
    filling.commit()?;
    Ok(table)
}

/// Rows that hold every word; where these are none, rows that share the most of three letters.
///
/// # Errors
/// SQLite's.
pub fn by_trigrams(table: &Connection, text: &str) -> rusqlite::Result<Vec<usize>> {
    let quoted = |part: &str| format!("\"{}\"", part.replace('"', ""));
    let long = |word: &&str| word.chars().count() > 2;
    let words: Vec<&str> = text.split_whitespace().filter(long).collect();
    if words.is_empty() {
        // Less than three letters are in no trigram: a scan that ends with the first rows.
        let text = format!("%{}%", text.trim());
        return rows_of(table, "SELECT rowid FROM rows WHERE text LIKE ?1 LIMIT 10", &text);
    }
    let ranked = "SELECT rowid FROM rows WHERE rows MATCH ?1 ORDER BY rank LIMIT 10";
    let all: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    let found = rows_of(table, ranked, &all.join(" AND "))?;
    if !found.is_empty() {
        return Ok(found);
    }
    let mut threes = Vec::new();
    for word in words {
        let letters: Vec<char> = word.chars().collect();
        threes.extend(letters.windows(3).map(|three| quoted(&String::from_iter(three))));
    }
    rows_of(table, ranked, &threes.join(" OR "))
}

fn rows_of(table: &Connection, ask: &str, text: &str) -> rusqlite::Result<Vec<usize>> {
    let mut ask = table.prepare_cached(ask)?;
    let rows = ask.query_map([text], |row| row.get::<_, i64>(0))?;
    rows.map(|row| Ok(row? as usize - 1)).collect()
}
