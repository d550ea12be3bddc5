//! The words of the reader's screen for filters: keys, values, labels of topics. Never the only
//! words: those of the wire are always understood.

use super::Speech;
use crate::domain::filter::{Day, Key, Kind, Unit, Vocabulary, Whether};
use crate::domain::text::clean_line;
use crate::domain::{
    Activity, Agent, Agreement, Channel, Code, CodeKind, Gap, Priority, Severity, Status, Tier,
};

/// Names that one line tells of those who may be asked for: what fits into a notice.
const NAMED: usize = 8;

impl Speech {
    /// What may be written in a filter in this language, with the desk's topics.
    pub fn vocabulary(&self, codes: &[Code]) -> Vocabulary {
        let mut words = Vocabulary::plain();
        for key in Key::ALL {
            // The first is shown, all are understood.
            let known = self.say(&format!("filter-key-{key}"));
            known.split_whitespace().for_each(|word| words.key(*key, word));
        }
        self.of_group(Key::Status, "status", Status::ALL, Status::word, &mut words);
        self.of_group(Key::Tier, "tier", Tier::ALL, Tier::word, &mut words);
        self.of_group(Key::Priority, "priority", Priority::ALL, Priority::word, &mut words);
        self.of_group(Key::Severity, "severity", Severity::ALL, Severity::word, &mut words);
        self.of_group(Key::Channel, "channel", Channel::ALL, Channel::word, &mut words);
        for kind in Kind::ALL {
            // As help names it, then as the time line does.
            words.value(Key::Kind, &self.say(&format!("filter-kind-{kind}")), kind.word());
        }
        for (key, kind) in [
            ("history-ticket", Kind::Ticket),
            ("history-rating", Kind::Rating),
            ("history-record", Kind::Change),
        ] {
            words.value(Key::Kind, &self.say(key), kind.word());
        }
        for key in [Key::Due, Key::Age] {
            for day in Day::ALL {
                words.value(key, &self.say(&format!("filter-day-{day}")), day.word());
            }
        }
        for (channel, key) in
            [(Channel::Call, "filter-more-call"), (Channel::Mail, "filter-more-mail")]
        {
            let known = self.say(key);
            known.split_whitespace().for_each(|w| words.value(Key::Channel, w, channel.word()));
        }
        for (unit, key) in [
            (Unit::Minutes, "filter-unit-minute"),
            (Unit::Hours, "filter-unit-hour"),
            (Unit::Days, "filter-unit-day"),
            (Unit::Weeks, "filter-unit-week"),
        ] {
            self.say(key).split_whitespace().for_each(|word| words.unit(unit, word));
        }
        self.of_group(Key::Gap, "gap", Gap::ALL, Gap::word, &mut words);
        self.of_group(Key::Activity, "activity", Activity::ALL, Activity::word, &mut words);
        self.of_group(Key::Agreed, "agreed", Agreement::ALL, Agreement::word, &mut words);
        for whether in Whether::ALL {
            let word = self.say(&format!("filter-whether-{whether}"));
            words.value(Key::Escalated, &word, whether.word());
        }
        for key in [Key::Agent, Key::By, Key::Follower] {
            words.value(key, &self.say("queue-me"), "me");
        }
        for key in
            [Key::Agent, Key::By, Key::Tier, Key::Gap, Key::Activity, Key::Agreed, Key::Follower]
        {
            words.value(key, &self.say("filter-day-none"), "none");
        }
        for code in codes.iter().filter(|code| code.kind == CodeKind::Topic) {
            let label = self.code(CodeKind::Topic, code.code, codes);
            words.value(Key::Topic, &label, &code.code.to_string());
        }
        words
    }

    /// That nobody has a name that a filter asks for, and whom it could ask for.
    pub fn nobody_to_ask_for(&self, name: &str, known: &[Agent]) -> String {
        let mut names: Vec<&str> = known.iter().map(|one| one.name.as_str()).take(NAMED).collect();
        if known.len() > NAMED {
            names.push("…");
        }
        let [me, none] = ["queue-me", "filter-day-none"].map(|key| self.say(key));
        let known = [&[me.as_str(), &none], &names[..]].concat().join(", ");
        clean_line(&self.say_with("filter-nobody", &[("name", name), ("known", &known)]))
    }

    fn of_group<T: Copy>(
        &self,
        key: Key,
        group: &str,
        all: &[T],
        word: fn(T) -> &'static str,
        words: &mut Vocabulary,
    ) {
        for one in all {
            words.value(key, &self.word(group, word(*one)), word(*one));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::Code;
    use crate::domain::filter::{Filter, Key, Vocabulary};
    use crate::speech::{Lang, Speech};

    #[test]
    fn every_word_that_is_offered_is_understood_in_each_language() {
        for lang in [Lang::En, Lang::Id] {
            let speech = Speech::new(lang, jiff::tz::TimeZone::UTC);
            let words = speech.vocabulary(&Code::defaults());
            for (key, word) in words.keys() {
                for value in words.values_of(key) {
                    let typed = format!("{word}:{value}");
                    let filter = Filter::read(&typed, &words);
                    let filter = filter.unwrap_or_else(|why| panic!("{typed}: {why}"));
                    assert!(filter.asks(key), "{typed} means {filter}");
                    let written = filter.to_string();
                    assert_eq!(Filter::read(&written, &Vocabulary::plain()), Ok(filter), "{typed}");
                }
            }
        }
    }

    #[test]
    fn the_words_of_the_screen_mean_what_they_say() {
        let speech = Speech::new(Lang::Id, jiff::tz::TimeZone::UTC);
        let words = speech.vocabulary(&Code::defaults());
        for (typed, wanted) in [
            ("status:terbuka,ditunda", "status:open,on_hold"),
            ("prioritas:mendesak", "priority:urgent"),
            ("topik:tagihan", "topic:BI"),
            ("pemegang:saya,kosong", "agent:me,none"),
            ("tenggat:telat tenggat:hari-ini", "due:late due:today"),
            ("jenis:keluhan,data", "kind:complaint,change"),
            ("jenis:saran celah:3,mutu", "kind:suggestion gap:delivery,quality"),
            ("status:open", "status:open"),
            ("agen:saya petugas:kosong", "agent:me agent:none"),
            ("kanal:telepon saluran:surel", "channel:call channel:mail"),
            ("usia:>3hari", "age:>3d"),
        ] {
            let read = Filter::read(typed, &words).map(|filter| filter.to_string());
            assert_eq!(read.as_deref(), Ok(wanted), "{typed}");
        }
        assert_eq!(words.word_of(Key::Topic), "topik");
    }

    #[test]
    fn a_span_is_typed_in_the_letters_in_which_the_screen_writes_it() {
        for (lang, hints, table) in [
            (Lang::En, ["<2h", ">1d"], vec![("2h", "<2h"), ("90m", "<90m"), ("3days", "<3d")]),
            (
                Lang::Id,
                ["<2j", ">1h"],
                vec![
                    ("2j", "<2h"),
                    ("2h", "<2d"),
                    (">3hari", ">3d"),
                    ("2jam", "<2h"),
                    ("3d", "<3d"),
                ],
            ),
        ] {
            let speech = Speech::new(lang, jiff::tz::TimeZone::UTC);
            let words = speech.vocabulary(&Code::defaults());
            let shown = words.values_of(Key::Due);
            assert!(hints.iter().all(|hint| shown.iter().any(|one| one == hint)), "{shown:?}");
            for (typed, wanted) in table {
                let read = Filter::read(&format!("due:{typed}"), &words).map(|one| one.to_string());
                assert_eq!(read, Ok(format!("due:{wanted}")), "{lang:?} {typed}");
            }
            for (unit, span) in [("day", "day"), ("hour", "hour"), ("minute", "minute")] {
                let typed = speech.say(&format!("filter-unit-{unit}"));
                let written = speech.say(&format!("span-{span}"));
                assert_eq!(typed.split(' ').next(), Some(&*written), "{lang:?}");
            }
        }
    }
}
