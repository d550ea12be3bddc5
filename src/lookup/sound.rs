//! How a name sounds, for ears that know Indonesian, Arabic-derived and English names. Never shown.
//!
//! A key is made of the consonants: old and new Indonesian spelling (`oe` `tj` `dj` `sj` `nj`
//! against `u` `c` `j` `sy` `ny`), sounds that are written or said one for the other (`f p v`,
//! `k q`, `z s`, `z j`), silent `h`, doubled letters. Where a spelling has two readings (`j` is
//! English or Dutch, `ch` is `k`, `kh` or `c`) a word has several keys. Words with few consonants
//! keep their vowels too, or `Jahja` would sound like `Yo`.

/// Keys of one word; ambiguous spellings multiply, so there is a limit.
const KEYS: usize = 8;

/// Consonants below which vowels are kept.
const FEW: usize = 3;

/// One or more readings of a few letters; capitals are consonants, small letters vowels.
type Readings = &'static [&'static str];

/// The keys of a folded word; none for words that are not written in Latin letters.
pub(crate) fn keys(word: &str) -> Vec<String> {
    let mut keys: Vec<String> = spoken(word).iter().map(|spoken| skeleton(spoken)).collect();
    keys.retain(|key| !key.is_empty());
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The word as it may be said, vowels kept, in every reading.
pub(crate) fn spoken(word: &str) -> Vec<String> {
    let mut spoken = vec![String::new()];
    each_sound(word, |readings| {
        let room = KEYS / spoken.len();
        let grown = readings
            .iter()
            .take(room.max(1))
            .flat_map(|reading| spoken.iter().map(move |so_far| join(so_far, reading)));
        spoken = grown.collect();
    });
    spoken
}

/// The word as it is said, vowels kept, in the first reading: to compare two words of one key.
pub(crate) fn said(word: &str) -> String {
    let mut said = String::new();
    each_sound(word, |readings| said = join(&said, readings[0]));
    said
}

/// Appends a reading; the same sound twice is one.
fn join(so_far: &str, reading: &str) -> String {
    let mut joined = so_far.to_owned();
    for sound in reading.chars() {
        if !joined.ends_with(sound) {
            joined.push(sound);
        }
    }
    joined
}

fn skeleton(spoken: &str) -> String {
    let few = spoken.chars().filter(char::is_ascii_uppercase).count() < FEW;
    let kept = spoken.char_indices();
    kept.filter(|(at, c)| few || *at == 0 || c.is_ascii_uppercase()).map(|(_, c)| c).collect()
}

fn each_sound(word: &str, mut take: impl FnMut(Readings)) {
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return;
    }
    let mut rest = word;
    let mut first = true;
    while !rest.is_empty() {
        let (letters, readings) = sound(rest, first);
        take(readings);
        first = first && letters == 1 && rest.starts_with('h');
        rest = &rest[letters..];
    }
}

/// The first sound of the rest of a word: how many letters write it, and its readings.
fn sound(rest: &str, first: bool) -> (usize, Readings) {
    several(rest, first).unwrap_or_else(|| (1, single(rest, first)))
}

/// Sounds written with two or three letters.
fn several(rest: &str, first: bool) -> Option<(usize, Readings)> {
    const WRITTEN: &[(&str, Readings)] = &[
        ("sch", &["S"]),
        ("tch", &["C"]),
        ("ght", &["T"]),
        ("oe", &["u"]),
        ("oo", &["u"]),
        ("ou", &["u"]),
        ("ee", &["i"]),
        ("tj", &["C"]),
        ("dj", &["J"]),
        ("sj", &["S"]),
        ("sy", &["S"]),
        ("sh", &["S"]),
        ("ts", &["S"]),
        ("dz", &["S", "J"]),
        ("zh", &["S", "J"]),
        ("nj", &["N", "NJ"]),
        ("ny", &["N"]),
        ("ph", &["F"]),
        ("th", &["T"]),
        ("dh", &["D"]),
        ("dt", &["T"]),
        ("bh", &["B"]),
        ("gh", &["G"]),
        ("ck", &["K"]),
        ("kh", &["K", ""]),
        ("ch", &["K", "C", ""]),
    ];
    const OPENING: &[(&str, Readings)] = &[("kn", &["N"]), ("wr", &["R"]), ("ch", &["C", "K"])];
    const CLOSING: &[(&str, Readings)] = &[("gh", &[""]), ("dh", &["T"])];
    let opening = OPENING.iter().filter(|(letters, _)| first && rest.starts_with(letters));
    let closing = CLOSING.iter().filter(|(letters, _)| rest == *letters);
    let anywhere = WRITTEN.iter().filter(|(letters, _)| rest.starts_with(letters));
    let (letters, readings) = opening.chain(closing).chain(anywhere).next()?;
    Some((letters.len(), readings))
}

/// Sounds written with one letter.
fn single(rest: &str, first: bool) -> Readings {
    let mut letters = rest.bytes();
    let letter = letters.next().unwrap_or(b'h');
    let next = letters.next();
    let soft = matches!(next, Some(b'e' | b'i' | b'y'));
    match letter {
        b'a' => &["a"],
        b'e' | b'i' => &["i"],
        b'o' | b'u' => &["u"],
        b'y' if first => &["Y"],
        b'y' => &["i"],
        b'w' if first => &["W"],
        b'w' => &["u"],
        b'j' if first => &["J", "Y"],
        b'j' => &["J", "i"],
        b'c' if soft => &["C", "S"],
        b'c' => &["K", "C"],
        b'g' if first && soft => &["G", "J"],
        b'd' if next.is_none() => &["T"],
        b'b' if next.is_none() => &["F"],
        b'z' => &["S", "J"],
        b's' => &["S"],
        b'x' => &["KS"],
        b'k' | b'q' => &["K"],
        b'f' | b'p' | b'v' => &["F"],
        b'b' => &["B"],
        b'd' => &["D"],
        b'g' => &["G"],
        b'l' => &["L"],
        b'm' => &["M"],
        b'n' => &["N"],
        b'r' => &["R"],
        b't' => &["T"],
        // h is silent; nothing else is left of the alphabet.
        _ => &[""],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        keys(one).iter().any(|key| keys(other).contains(key))
    }

    #[test]
    fn names_that_sound_alike_share_a_key() {
        for group in [
            "muhammad mohamad mochamad mohammed muhamad mukhamad mohamat",
            "ahmad achmad akhmad ahmat achmat",
            "yusuf jusuf joesoef yusup jusup",
            "soeharto suharto suhartoe",
            "tjokro cokro tjokroe",
            "djoko joko djokoe",
            "wijaya widjaja wijaja widjaya",
            "sjarif syarif sharif sarif",
            "njoman nyoman",
            "yahya jahja yahja",
            "zaenal zainal jaenal saenal",
            "aziz azis ajis",
            "fitri vitri pitri",
            "ramadhan ramadan",
            "khalid halid kalid",
            "qomar komar",
            "budi boedi budhi",
            "nur noor noer",
            "husein hoesein usein",
            "stephen steven stefen",
            "catherine katherine kathryn",
            "geoffrey jeffrey jefri",
            "philip filip phillip",
            "dickson dixon",
            "smith smyth schmidt",
            "wright right",
            "lee li leigh",
            "setiawan setyawan setiyawan",
            "candra chandra",
            "christian kristian",
            "fathimah fatimah fatima",
            "yakub jakub yakup",
        ] {
            let names: Vec<&str> = group.split(' ').collect();
            for name in &names {
                assert!(alike(names[0], name), "{} {name}: {:?}", names[0], keys(name));
            }
        }
    }

    #[test]
    fn short_names_keep_their_vowels_and_other_names_their_consonants() {
        for (one, other) in [
            ("yahya", "yo"),
            ("ali", "eli"),
            ("budi", "beda"),
            ("hartono", "hartati"),
            ("nur", "nora"),
        ] {
            assert!(!alike(one, other), "{one} {other}: {:?} {:?}", keys(one), keys(other));
        }
        assert!(keys("王小明").is_empty() && keys("").is_empty() && keys("3m").is_empty());
        assert!(keys(&"chjzckhg".repeat(8)).len() <= KEYS);
    }
}
