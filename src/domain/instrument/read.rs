//! An instrument out of its text and back. Never guesses: what does not fit is named.

use std::fmt::{self, Display};
use std::str::FromStr;

use super::{BTreeSet, Instrument, Malformed, Said, Side, limit};
use crate::domain::text::{clean_line, clean_text, looks_blank, quoted};

impl FromStr for Instrument {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Instrument, Malformed> {
        if text.len() > limit::INSTRUMENT_BYTES {
            return Err(wrong(format!("{} > {} bytes", text.len(), limit::INSTRUMENT_BYTES)));
        }
        let read = toml::from_str::<Instrument>(text);
        read.map_err(|error| unreadable(&error, text)).and_then(checked)
    }
}

impl Display for Instrument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&toml::to_string(self).map_err(|_| fmt::Error)?)
    }
}

/// What TOML says of it, and in which line.
fn unreadable(error: &toml::de::Error, text: &str) -> Malformed {
    let before = error.span().and_then(|span| text.get(..span.start));
    let line = before.map_or(1, |before| before.matches('\n').count() + 1);
    wrong(format!("line {line}: {}", error.message()))
}

fn wrong(given: impl AsRef<str>) -> Malformed {
    Malformed::Instrument { given: quoted(given.as_ref()) }
}

/// The instrument with its texts cleaned, if it can be asked.
fn checked(mut one: Instrument) -> Result<Instrument, Malformed> {
    let dimensions = one.dimensions.len();
    if !(1..=limit::INSTRUMENT_DIMENSIONS).contains(&dimensions) {
        return Err(wrong(format!("dimension: {dimensions}")));
    }
    let statements = one.statements.len();
    if !(1..=limit::STATEMENTS).contains(&statements) {
        return Err(wrong(format!("statement: {statements}")));
    }
    for (said, what) in
        [(&mut one.title, "title"), (&mut one.lowest, "lowest"), (&mut one.highest, "highest")]
    {
        clean(said, what)?;
    }
    if !one.scenario.is_nothing() {
        cleaned((&mut one.scenario, "scenario"), clean_text, limit::SCENARIO_CHARS)?;
    }
    for dimension in &mut one.dimensions {
        clean(&mut dimension.title, &format!("{}: title", dimension.name))?;
        let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let length = 1..=limit::VIEW_NAME_CHARS;
        if !length.contains(&dimension.name.len()) || !dimension.name.chars().all(is_word) {
            return Err(wrong(format!("name = {:?}", dimension.name)));
        }
    }
    for (at, statement) in one.statements.iter_mut().enumerate() {
        for (said, side) in
            [(&mut statement.expected, Side::Expected), (&mut statement.perceived, Side::Perceived)]
        {
            if !said.is_nothing() {
                clean(said, &format!("statement {}: {}", at + 1, side.word()))?;
            }
        }
    }
    fits_together(&one)?;
    Ok(one)
}

/// Every dimension once and with statements, every statement in one, each side asked throughout.
fn fits_together(one: &Instrument) -> Result<(), Malformed> {
    let mut names = BTreeSet::new();
    for dimension in &one.dimensions {
        if !names.insert(dimension.name.as_str()) || one.of_dimension(&dimension.name).is_empty() {
            return Err(wrong(format!("name = {:?}", dimension.name)));
        }
    }
    if let Some(stray) = one.statements.iter().find(|one| !names.contains(one.dimension.as_str())) {
        return Err(wrong(format!("dimension = {:?}", stray.dimension)));
    }
    let says = |side: Side| one.statements.iter().any(|one| !one.said(side).is_nothing());
    let is_half = |side: &Side| says(*side) && !one.asks(*side);
    if let Some(side) = Side::ALL.iter().find(|side| is_half(side)) {
        return Err(wrong(format!("statement: {} ?", side.word())));
    }
    if !Side::ALL.iter().any(|side| says(*side)) {
        return Err(wrong("statement: expected ? perceived ?"));
    }
    Ok(())
}

/// One line of letters, whatever was written; `what` it is of.
fn clean(said: &mut Said, what: &str) -> Result<(), Malformed> {
    cleaned((said, what), clean_line, limit::STATEMENT_CHARS)
}

fn cleaned(
    (said, what): (&mut Said, &str),
    as_is: fn(&str) -> String,
    most: usize,
) -> Result<(), Malformed> {
    let line = |text: &mut String| {
        *text = as_is(text);
        let count = text.chars().count();
        match count <= most {
            true if looks_blank(text) => Err(wrong(format!("{what} = \"\""))),
            true => Ok(()),
            false => Err(wrong(format!("{what}: {count} letters, {most} fit"))),
        }
    };
    match said {
        Said::Plain(text) => line(text),
        Said::Both(both) => line(&mut both.en).and_then(|()| line(&mut both.id)),
        Said::Nothing => Err(wrong(format!("{what} = \"\""))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Scale;

    const OWN: &str = r#"
title = "Kiosk"
scale = "seven"
lowest = "no"
highest = "yes"
[[dimension]]
name = "use"
title = { en = "Use", id = "Pemakaian" }
[[statement]]
dimension = "use"
expected = "it should work"
perceived = "it works"
expected_column = 4
perceived_column = "1-2. works"
"#;

    #[test]
    fn an_instrument_is_written_as_it_is_read() {
        let one: Instrument = OWN.parse().expect("an instrument");
        assert_eq!(one.to_string().parse::<Instrument>(), Ok(one.clone()));
        assert_eq!((one.scale, one.dimensions[0].title.of("id")), (Scale::Seven, "Pemakaian"));
        assert_eq!(one.title.of("id"), "Kiosk", "the one language there is");
    }

    #[test]
    fn what_every_desk_has_is_of_the_shape_of_the_literature() {
        let count = |name: &str| {
            let one = Instrument::built_in(name).expect("every desk has it");
            assert!(one.asks(Side::Expected) && one.asks(Side::Perceived));
            let dimensions = one.dimensions.iter();
            let of = dimensions.map(|asked| one.of_dimension(&asked.name).len()).collect();
            (one.scale, of)
        };
        assert_eq!(count("servqual"), (Scale::Seven, vec![4, 5, 4, 4, 5]));
        assert_eq!(count("quick"), (Scale::Five, vec![1; 5]));
        let words: Vec<&str> = crate::domain::Dimension::ALL.iter().map(|one| one.word()).collect();
        for name in Instrument::built_in_names() {
            let one = Instrument::built_in(name).expect("every desk has it");
            let names: Vec<&str> = one.dimensions.iter().map(|one| one.name.as_str()).collect();
            assert_eq!(names, words, "{name}");
        }
    }

    #[test]
    fn what_cannot_be_asked_is_no_instrument() {
        for (was, is) in [
            ("scale = \"seven\"", "scale = \"nine\""),
            ("title = \"Kiosk\"", "title = \"\""),
            ("name = \"use\"", "name = \"Use it\""),
            ("dimension = \"use\"", "dimension = \"other\""),
            ("expected = \"it should work\"\nperceived = \"it works\"", ""),
            ("lowest = \"no\"", "lowest = \"no\"\nmiddle = \"so\""),
            ("[[statement]]", "[[dimension]]\nname = \"use\"\ntitle = \"Again\"\n[[statement]]"),
            (
                "[[statement]]",
                "[[statement]]\ndimension = \"use\"\nperceived = \"half\"\n[[statement]]",
            ),
        ] {
            let text = OWN.replace(was, is);
            assert_ne!(text, OWN);
            let read = text.parse::<Instrument>();
            assert!(matches!(read, Err(Malformed::Instrument { .. })), "{is}: {read:?}");
        }
    }

    #[test]
    fn an_instrument_without_end_is_not_read() {
        let long = OWN.replace("Kiosk", &"x".repeat(limit::INSTRUMENT_BYTES));
        assert!(matches!(long.parse::<Instrument>(), Err(Malformed::Instrument { .. })));
        let row = "[[statement]]\ndimension = \"use\"\nexpected = \"a\"\nperceived = \"b\"\n";
        let many = format!("{OWN}{}", row.repeat(limit::STATEMENTS));
        assert!(matches!(many.parse::<Instrument>(), Err(Malformed::Instrument { .. })));
    }
}
