//! Names that are short or other forms of each other. Never spelling variants: `sound` knows those.

/// A name and its other forms to a line, in order of the names; `#` begins what is said about them.
const TABLE: &str = include_str!("nicknames.txt");

/// The other forms of a name: of a short one the full ones, of a full one the short ones. Two short
/// forms of one name are hardly each other's.
pub(crate) fn others(name: &str) -> impl Iterator<Item = &'static str> + use<> {
    line_of(name).into_iter().flat_map(|line| line.split(' ').skip(1))
}

/// Halves the table until one line is left: it is asked at every key stroke.
fn line_of(name: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, TABLE.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = TABLE[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = TABLE[start..].find('\n').map_or(TABLE.len(), |at| start + at);
        let line = &TABLE[start..end];
        let (key, _) = line.split_once(' ')?;
        match key.cmp(name) {
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Equal => return (key != "#").then_some(line),
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        lines.map(|line| {
            let (name, others) = line.split_once(' ').expect("a name and its other forms");
            (name, others.split(' ').collect())
        })
    }

    #[test]
    fn short_and_full_names_lead_to_each_other() {
        assert!(others("bob").any(|other| other == "robert"));
        assert!(others("robert").any(|other| other == "bob"));
        assert!(["harold", "henry"].iter().all(|full| others("harry").any(|one| one == *full)));
        assert!(others("moh").any(|other| other == "muhammad"));
        assert_eq!(others("hartono").count(), 0);
        assert_eq!(others("#").count() + others("").count() + others("zzzz").count(), 0);
    }

    #[test]
    fn every_name_is_found_and_leads_back() {
        for (name, listed) in lines() {
            assert_eq!(others(name).collect::<Vec<_>>(), listed, "{name}: not in order");
            for other in listed {
                assert!(others(other).any(|back| back == name), "{other} lacks {name}");
            }
        }
    }

    #[test]
    fn every_name_is_written_as_it_is_compared() {
        for name in lines().flat_map(|(name, others)| others.into_iter().chain([name])) {
            assert_eq!(crate::lookup::fold::fold(name).text(), name);
        }
    }
}
