//! The sentences of one language, each taken apart when it is first said: of two thousand a
//! terminal says some dozens. Never a sentence that is not in `locales/`.

use std::sync::{PoisonError, RwLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource};
use unic_langid::LanguageIdentifier;

use super::Lang;

/// All sentences of a language.
pub(super) struct Book {
    /// As they are written, in the order of their keys.
    written: Vec<&'static str>,
    /// Those that were said already.
    said: RwLock<FluentBundle<FluentResource>>,
}

impl Book {
    /// Opens the book of a language. `term`, where it is given, stands in the place of one of the
    /// book's own: `-name = words`.
    pub(super) fn open(lang: Lang, term: Option<String>) -> Book {
        let name: LanguageIdentifier = lang.tag().parse().expect("our two tags are well-formed");
        let mut said = FluentBundle::new_concurrent(vec![name]);
        // Bidi isolates are invisible characters that cost cells on many terminals.
        said.set_use_isolating(false);
        let (terms, mut written): (Vec<&str>, Vec<&str>) =
            entries(lang.source()).partition(|entry| entry.starts_with('-'));
        // A blank follows each key and comes before all that a key is made of, so that the
        // entries are in the order of their keys.
        written.sort_unstable();
        for term in terms.into_iter().map(str::to_owned).chain(term) {
            said.add_resource_overriding(taken_apart(term));
        }
        Book { written, said: RwLock::new(said) }
    }

    /// Tells whether there is a sentence under a key.
    pub(super) fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// The sentence of a key with its values filled in, and what was wrong with them.
    pub(super) fn say(&self, key: &str, args: &FluentArgs<'_>) -> (Option<String>, Faults) {
        let said = self.said.read().unwrap_or_else(PoisonError::into_inner);
        if said.has_message(key) {
            return filled(&said, key, args);
        }
        drop(said);
        let Some(entry) = self.find(key) else { return (None, Faults::new()) };
        let mut said = self.said.write().unwrap_or_else(PoisonError::into_inner);
        said.add_resource_overriding(taken_apart(entry.to_owned()));
        filled(&said, key, args)
    }

    fn find(&self, key: &str) -> Option<&'static str> {
        let wanted = format!("{key} =");
        let at = self.written.partition_point(|entry| **entry < *wanted);
        self.written.get(at).copied().filter(|entry| entry.starts_with(&wanted))
    }
}

/// What is wrong with a sentence or its values.
pub(super) type Faults = Vec<FluentError>;

fn filled(
    said: &FluentBundle<FluentResource>,
    key: &str,
    args: &FluentArgs<'_>,
) -> (Option<String>, Faults) {
    let mut faults = Faults::new();
    let pattern = said.get_message(key).and_then(|message| message.value());
    let text = pattern.map(|pattern| said.format_pattern(pattern, Some(args), &mut faults));
    (text.map(|text| text.into_owned()), faults)
}

fn taken_apart(entry: String) -> FluentResource {
    match FluentResource::try_new(entry) {
        Ok(resource) => resource,
        // A test says every sentence; a broken one must not stop a call.
        Err((resource, _)) => resource,
    }
}

/// The entries of a file: each from a line that begins with a key to the next such line.
fn entries(source: &'static str) -> impl Iterator<Item = &'static str> {
    let begins = |line: &[u8]| line.first().is_some_and(|c| c.is_ascii_alphabetic() || *c == b'-');
    let mut rest = source;
    let next = move || {
        let mut lines = rest.split_inclusive('\n');
        let mut end = lines.next()?.len();
        for line in lines {
            if begins(line.as_bytes()) || line.starts_with('#') {
                break;
            }
            end += line.len();
        }
        let (entry, after) = rest.split_at(end);
        rest = after;
        Some(entry)
    };
    std::iter::from_fn(next).filter(move |entry| begins(entry.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Read one by one there is nothing else than read at once.
    #[test]
    fn every_sentence_of_the_file_is_found_by_its_key() {
        for lang in [Lang::En, Lang::Id] {
            let whole = FluentResource::try_new(lang.source().to_owned());
            let whole = whole.map_err(|(_, faults)| faults).expect("the file is well-formed");
            let mut bundle = FluentBundle::new_concurrent(Vec::new());
            bundle.add_resource(whole).expect("no key is there twice");
            let book = Book::open(lang, None);
            assert!(book.written.len() > 1_000, "{}", book.written.len());
            for entry in &book.written {
                let key = entry.split(' ').next().expect("a key");
                assert!(bundle.has_message(key) && book.has(key), "{key}");
            }
            let keys = lang.source().lines().filter(|line| {
                line.starts_with(|c: char| c.is_ascii_alphabetic()) && line.contains('=')
            });
            assert_eq!(book.written.len(), keys.count());
        }
    }

    #[test]
    fn what_is_not_there_is_not_said() {
        let book = Book::open(Lang::En, None);
        assert!(
            !book.has("no-such-key") && !book.has("") && !book.has("notice") && !book.has("-sigap")
        );
        assert_eq!(book.say("no-such-key", &FluentArgs::new()).0, None);
    }
}
