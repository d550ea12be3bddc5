//! How many misheard names are found, on other people's data. Never compares speed.

use std::path::PathBuf;

use super::super::Lookup;
use super::{customer, desk, profile};
use crate::domain::CustomerId;

/// Where other people's test data is: `SIGAP_SHARED`, else `../shared`. Says so when there is none.
fn shared(file: &str) -> Option<String> {
    let folder = std::env::var_os("SIGAP_SHARED").map_or(PathBuf::from("../shared"), PathBuf::from);
    let path = folder.join("data").join(file);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("NOT RUN: {} is not there; SIGAP_SHARED may name the folder", path.display());
    }
    text
}

/// How many of all are found among the first ten.
fn recall(lookup: &Lookup, asked: &[(String, u64)]) -> f64 {
    let found = asked.iter().filter(|(text, id)| {
        let hits = lookup.find(text, 10).hits;
        hits.iter().any(|hit| hit.customer == CustomerId(*id))
    });
    found.count() as f64 / asked.len().max(1) as f64
}

/// A word with one letter wrong, and with two swapped, at a place that depends on the row.
fn misheard(word: &str, row: usize) -> [String; 2] {
    let letters: Vec<char> = word.chars().collect();
    let at = row % (letters.len() - 1);
    let (mut wrong, mut swapped) = (letters.clone(), letters);
    wrong[at] = if wrong[at] == 'x' { 'k' } else { 'x' };
    swapped.swap(at, at + 1);
    [wrong, swapped].map(|letters| letters.into_iter().collect())
}

#[test]
fn misheard_people_of_febrl_are_found() {
    let Some(text) = shared("febrl/dataset1.csv") else { return };
    let mut lookup = Lookup::new();
    let mut typos = Vec::new();
    let mut copies = Vec::new();
    let rows: Vec<Vec<&str>> =
        text.lines().skip(1).map(|line| line.split(',').map(str::trim).collect()).collect();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row[0].ends_with("-org")) {
        let id = at as u64 + 1;
        let name = format!("{} {}", row[1], row[2]);
        lookup.put(&customer(id, profile(&name, "", "", row[10])));
        if row[1].len() > 2 && row[2].len() > 2 {
            let [wrong, swapped] = misheard(row[2], at);
            typos.push((format!("{} {wrong}", row[1]), id));
            typos.push((format!("{swapped} {}", row[1]), id));
        }
        let copy = row[0].replace("-org", "-dup-0");
        if let Some(copy) = rows.iter().find(|row| row[0] == copy) {
            copies.push((format!("{} {}", copy[1], copy[2]), id));
        }
    }
    let (typos, copies) = (recall(&lookup, &typos), recall(&lookup, &copies));
    println!("febrl: one letter wrong or two swapped {typos:.3}, duplicates {copies:.3}");
    assert!(typos >= 0.99, "one letter wrong or two swapped: {typos}");
    // The made-up duplicates lose whole words and swap names with addresses; four of five remain.
    assert!(copies >= 0.8, "names of duplicates: {copies}");
}

#[test]
fn people_are_found_by_their_short_names() {
    let Some(text) = shared("nicknames/names.csv") else { return };
    let mut lookup = desk();
    let mut asked = Vec::new();
    for (at, row) in text.lines().skip(1).enumerate() {
        let id = 1_000 + at as u64;
        let (full, nick) = (row.split(',').next().unwrap_or(""), row.split(',').nth(2));
        lookup.put(&customer(id, profile(&format!("{full} Family{at}"), "", "", "")));
        asked.push((format!("{} family{at}", nick.unwrap_or("")), id));
    }
    let recall = recall(&lookup, &asked);
    println!("nicknames: {recall:.3}");
    assert!(recall >= 0.95, "short names: {recall}");
}

#[test]
fn names_that_sound_alike_find_each_other() {
    let mut lookup = desk();
    let pairs = [
        ("Soeharto Wibowo", "suharto"),
        ("Tjokro Aminoto", "cokro"),
        ("Djoko Widodo", "joko"),
        ("Achmad Soebardjo", "ahmad subarjo"),
        ("Sjahrir Wijaya", "syahrir widjaja"),
        ("Muhammad Yusuf", "mochamad joesoef"),
        ("Fitri Nurhayati", "vitri noerhajati"),
        ("Aziz Zaenal", "ajis jaenal"),
        ("Khalid Ramadhan", "kholid ramadan"),
        ("Stephen Philips", "steven filips"),
        ("Catherine Wright", "katherine right"),
        ("Jahja Setiawan", "yahya setyawan"),
    ];
    for (at, (name, _)) in pairs.iter().enumerate() {
        lookup.put(&customer(500 + at as u64, profile(name, "", "", "")));
    }
    for (at, (name, typed)) in pairs.iter().enumerate() {
        let found = recall(&lookup, &[((*typed).to_owned(), 500 + at as u64)]);
        assert!(found == 1.0, "{typed} for {name}");
    }
}
