//! Sharing tickets out among agents: by which order, up to how many, about what. Never a clock and
//! never who is at work: the desk says who may be given one.

use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::str::FromStr;

use super::agent::Role;
use super::code::TwoLetters;
use super::refusal::Malformed;
use super::text::quoted;
use super::word::words;

/// Who the desk is when it gives a ticket to somebody: no Unix user is called this.
pub const BY_ITSELF: &str = "sigap:assign";
/// Open tickets of one agent up to which the desk gives more, where nobody has said another number:
/// about what can be kept in mind beside a call.
pub const USUAL_LIMIT: u32 = 5;
/// The highest such number: a day's work of the fastest.
pub const HIGHEST_LIMIT: u32 = 1_000;
/// What such a number looks like.
const EXAMPLE: &str = "5";
/// Topics of every kind, as they are written.
const ALL: &str = "all";

words! {
    /// In which order the agents come.
    Way {
        /// Who was given a ticket longest ago.
        RoundRobin = 1 "round_robin",
        /// Who has fewest open tickets; of several who was given one longest ago.
        LeastLoaded = 2 "least_loaded",
    }
}

/// How a desk shares its tickets out: `least_loaded 5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharing {
    /// In which order.
    pub way: Way,
    /// Nobody who has so many open tickets is given another.
    pub limit: u32,
}

impl Display for Sharing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.way, self.limit)
    }
}

impl FromStr for Sharing {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Sharing, Malformed> {
        let mut words = text.split_whitespace();
        let way = words.next().unwrap_or_default().parse()?;
        let limit = words.next().map_or(Some(USUAL_LIMIT), |word| word.parse().ok());
        let limit = limit.filter(|limit| (1..=HIGHEST_LIMIT).contains(limit));
        match (limit, words.next()) {
            (Some(limit), None) => Ok(Sharing { way, limit }),
            (None, _) | (_, Some(_)) => {
                Err(Malformed::Number { given: quoted(text), example: EXAMPLE.to_owned() })
            }
        }
    }
}

/// What an agent is good at: `BI DE`, or `all`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topics {
    /// Everything.
    All,
    /// These.
    Only(BTreeSet<TwoLetters>),
}

impl Topics {
    /// What somebody is given of whom nothing was said: agents everything; who steers or looks on
    /// nothing.
    pub fn usual(role: Role) -> Topics {
        match role {
            Role::Agent => Topics::All,
            Role::Supervisor | Role::Administrator | Role::Auditor => Topics::Only(BTreeSet::new()),
        }
    }

    /// Tells whether a topic is among them.
    pub fn has(&self, topic: TwoLetters) -> bool {
        match self {
            Topics::All => true,
            Topics::Only(topics) => topics.contains(&topic),
        }
    }
}

impl Display for Topics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Topics::All => f.write_str(ALL),
            Topics::Only(topics) => {
                let topics: Vec<String> = topics.iter().map(TwoLetters::to_string).collect();
                f.write_str(&topics.join(" "))
            }
        }
    }
}

impl FromStr for Topics {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Topics, Malformed> {
        if text.trim().eq_ignore_ascii_case(ALL) {
            return Ok(Topics::All);
        }
        let words = text.split([' ', ',']).filter(|word| !word.is_empty());
        Ok(Topics::Only(words.map(str::parse).collect::<Result<_, _>>()?))
    }
}

/// Somebody who is ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Free {
    /// Their name.
    pub name: String,
    /// About what.
    pub topics: Topics,
    /// Their open tickets.
    pub open: u32,
    /// Seq of the entry that gave them their last one; 0 for never.
    pub given: u64,
}

impl Sharing {
    /// Who of those that are free is given a ticket about a topic; `has_declined` are not. `None`
    /// when nobody may be.
    pub fn choose<'a>(
        &self,
        topic: TwoLetters,
        free: &'a mut [Free],
        has_declined: impl Fn(&str) -> bool,
    ) -> Option<&'a mut Free> {
        let may = |one: &&mut Free| {
            one.open < self.limit && one.topics.has(topic) && !has_declined(&one.name)
        };
        free.iter_mut().filter(may).min_by(|a, b| {
            let load = |one: &Free| match self.way {
                Way::LeastLoaded => one.open,
                Way::RoundRobin => 0,
            };
            (load(a), a.given, &a.name).cmp(&(load(b), b.given, &b.name))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn topic(text: &str) -> TwoLetters {
        text.parse().expect("a topic")
    }

    /// `sari BI,DE 3 17`: who, about what, how many are open, when they were given the last one.
    fn free(text: &str) -> Free {
        let words: Vec<&str> = text.split(' ').collect();
        let number = |at: usize| words[at].parse::<u32>().expect("a number");
        let topics = words[1].parse().expect("topics");
        Free { name: words[0].into(), topics, open: number(2), given: number(3).into() }
    }

    #[test]
    fn who_comes_next_is_as_in_this_table() {
        for (rule, about, all, wanted) in [
            ("least_loaded 5", "BI", &["a all 2 1", "b all 1 9"][..], Some("b")),
            ("round_robin 5", "BI", &["a all 2 1", "b all 1 9"], Some("a")),
            ("least_loaded 5", "BI", &["a all 2 7", "b all 2 3"], Some("b")),
            ("least_loaded 5", "BI", &["b all 2 0", "a all 2 0"], Some("a")),
            ("round_robin 5", "BI", &["b all 2 0", "a all 3 0"], Some("a")),
            ("least_loaded 5", "BI", &["a DE 0 0", "b BI,DE 4 9"], Some("b")),
            ("least_loaded 5", "BI", &["a all 5 0", "b all 4 9"], Some("b")),
            ("round_robin 5", "BI", &["a all 5 0", "b DE 0 0"], None),
            ("least_loaded 5", "BI", &["declines all 0 0", "b all 4 9"], Some("b")),
            ("least_loaded 5", "BI", &["declines all 0 0"], None),
            ("least_loaded 5", "BI", &[], None),
        ] {
            let sharing: Sharing = rule.parse().expect("a rule");
            let mut all: Vec<Free> = all.iter().map(|one| free(one)).collect();
            let chosen = sharing.choose(topic(about), &mut all, |name| name == "declines");
            assert_eq!(chosen.map(|one| &*one.name), wanted, "{rule} {about}");
        }
    }

    #[test]
    fn what_is_written_is_read_again_and_what_is_no_rule_is_refused() {
        for text in ["least_loaded 5", "round_robin 1000"] {
            assert_eq!(text.parse::<Sharing>().expect(text).to_string(), text);
        }
        assert_eq!("round-robin".parse::<Sharing>().expect("it is").limit, USUAL_LIMIT);
        for text in
            ["", "off", "round_robin 0", "round_robin 1001", "round_robin x", "round_robin 1 2"]
        {
            assert!(text.parse::<Sharing>().is_err(), "{text}");
        }
        for (text, wanted) in [("all", "all"), ("de,BI de", "BI DE")] {
            assert_eq!(text.parse::<Topics>().expect(text).to_string(), wanted);
        }
        assert!("BI,billing".parse::<Topics>().is_err());
        let is_usual = |role: &Role| Topics::usual(*role).has(topic("BI"));
        let usual: Vec<Role> = Role::ALL.iter().copied().filter(is_usual).collect();
        assert_eq!(usual, [Role::Agent]);
    }

    proptest! {
        #[test]
        fn nobody_is_over_the_limit_or_without_the_skill_and_nobody_is_left_out(
            asked in proptest::collection::vec(0_usize..3, 0..60),
            people in proptest::collection::vec((0_usize..4, 0_u32..6, 0_u64..9), 0..6),
            limit in 1_u32..6,
            way in 0_usize..2,
        ) {
            let (known, skills) = (["BI", "DE", "TE"], ["BI", "DE", "all", "BI,TE"]);
            let sharing = Sharing { way: Way::ALL[way], limit };
            let person = |(at, (skill, open, given)): (usize, &(usize, u32, u64))| {
                free(&format!("agent{at} {} {open} {given}", skills[*skill]))
            };
            let mut all: Vec<Free> = people.iter().enumerate().map(person).collect();
            for (seq, about) in asked.iter().enumerate() {
                let about = topic(known[*about]);
                let may = |one: &Free| one.open < limit && one.topics.has(about);
                let before = all.clone();
                let Some(chosen) = sharing.choose(about, &mut all, |_| false) else {
                    prop_assert!(!before.iter().any(may));
                    continue;
                };
                prop_assert!(may(chosen));
                for other in before.iter().filter(|one| may(one)) {
                    let is_next = match sharing.way {
                        Way::RoundRobin => chosen.given <= other.given,
                        Way::LeastLoaded => chosen.open <= other.open,
                    };
                    prop_assert!(is_next);
                }
                (chosen.open, chosen.given) = (chosen.open + 1, 100 + seq as u64);
            }
        }
    }
}
