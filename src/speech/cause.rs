//! Why the desk can only be read, or its mirror is lost, in the reader's language: the store says
//! it in English, for the log. Never takes away what has no sentence: that stays as the store said
//! it.

use super::Speech;
use crate::domain::text::clean_line;

impl Speech {
    /// What the store said went wrong, without a full stop: one clean line.
    pub fn cause(&self, why: &str) -> String {
        let said = self.refused_by_system(why).or_else(|| self.damaged(why));
        let said = said.unwrap_or_else(|| self.flaw(why));
        clean_line(said.trim_end_matches('.'))
    }

    /// Why nothing can be written, and that nothing was.
    pub(super) fn read_only(&self, why: &str) -> String {
        self.say_with("refused-read-only", &[("why", &self.cause(why))])
    }

    /// `cannot VERB PATH: SOURCE`.
    fn refused_by_system(&self, why: &str) -> Option<String> {
        let (tried, source) = why.strip_prefix("cannot ")?.rsplit_once(": ")?;
        let (verb, path) = tried.split_at(tried.find(" /")?);
        let key = format!("cause-{}", verb.replace(' ', "-"));
        let source = self.system(source);
        let values = [("path", path.trim_start()), ("why", &*source)];
        self.has(&key).then(|| self.say_with(&key, &values))
    }

    /// The operating system's own words have its number behind them.
    fn system(&self, source: &str) -> String {
        let number = source.rsplit_once("(os error ").and_then(|(_, rest)| rest.strip_suffix(')'));
        let key = number.map(|number| format!("system-{number}")).filter(|key| self.has(key));
        key.map_or_else(|| self.flaw(source), |key| self.say(&key))
    }

    /// Entries that are lost: which ones, the file, and what is wrong there.
    fn damaged(&self, why: &str) -> Option<String> {
        let (which, rest) = why.split_once(" (")?;
        let (place, _) = rest.split_once("); get back what is lost")?;
        let (file, flaw) = place.rsplit_once(": ")?;
        let numbers = which.split(' ').filter_map(|word| word.parse::<u64>().ok());
        let numbers: Vec<u64> = numbers.collect();
        let range = match (which.starts_with("the journal"), &*numbers) {
            (true, [first]) => (*first, first.saturating_sub(1)),
            (false, [only]) => (*only, *only),
            (false, [first, last]) => (*first, *last),
            _ => return None,
        };
        Some(self.lost(range, file, flaw))
    }
}
