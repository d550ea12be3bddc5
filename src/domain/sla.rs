//! When an answer is due: rules by priority, tier and topic. Never a clock, never business time:
//! [`super::hours`] counts it.
//!
//! A rule is one line: what it is for (`*` for any), then what it asks for.
//!
//! ```text
//! urgent gold BI answer 30m resolve 2h calendar office warn 80% breach raise,assign:sari,tell:rina
//! ```

use std::fmt::{self, Display};
use std::str::FromStr;

use super::agent;
use super::calendar::{self, ALWAYS};
use super::code::TwoLetters;
use super::profile::Tier;
use super::refusal::Malformed;
use super::status::Priority;
use super::text::quoted;
use super::time::{At, HOUR, MINUTE, SECOND};

/// The longest time a rule may give: four years of office hours, and far below what
/// [`super::hours::SEARCH`] finds in any calendar that is open an hour a day.
const LONGEST: i64 = 10_000 * HOUR;

/// When a customer must have heard from the desk, and when the matter must be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// First answer.
    pub answer: At,
    /// Resolution.
    pub resolve: At,
}

impl Due {
    /// By plain time from the opening, where no rule was set.
    pub fn usual(priority: Priority, opened: At) -> Due {
        let terms = Terms::usual(priority);
        Due { answer: opened.plus(terms.answer), resolve: opened.plus(terms.resolve) }
    }
}

/// What a rule is for; `None` is any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scope {
    /// How soon.
    pub priority: Option<Priority>,
    /// Whose tickets.
    pub tier: Option<Tier>,
    /// About what.
    pub topic: Option<TwoLetters>,
}

impl Scope {
    /// Tells whether a ticket is meant.
    pub fn fits(&self, priority: Priority, tier: Option<Tier>, topic: TwoLetters) -> bool {
        self.priority.is_none_or(|one| one == priority)
            && self.tier.is_none_or(|one| Some(one) == tier)
            && self.topic.is_none_or(|one| one == topic)
    }

    /// Of the rules that fit the one with the highest weight counts: the one that says most about
    /// the ticket; of two that say as much, topic goes before tier and tier before priority.
    pub const fn weight(&self) -> u8 {
        let [topic, tier, priority] =
            [self.topic.is_some() as u8, self.tier.is_some() as u8, self.priority.is_some() as u8];
        (topic + tier + priority) * 8 + topic * 4 + tier * 2 + priority
    }
}

/// When somebody is told that a time is running out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warn {
    /// When so much of it is used, in percent.
    Used(u8),
    /// So many milliseconds of it before.
    Before(i64),
}

impl Warn {
    /// After how much of an allowance that is; `None` when it would be at once.
    pub const fn after(self, allowance: i64) -> Option<i64> {
        let after = match self {
            Warn::Used(percent) => allowance / 100 * percent as i64,
            Warn::Before(millis) => allowance - millis,
        };
        if after > 0 { Some(after) } else { None }
    }
}

/// What a rule asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Time to the first answer.
    pub answer: i64,
    /// Time until it is settled.
    pub resolve: i64,
    /// By which calendar.
    pub calendar: String,
    /// When somebody is warned.
    pub warn: Option<Warn>,
    /// What is done when the time has passed.
    pub breach: Breach,
}

/// What the desk does by itself when a time has passed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Breach {
    /// The priority becomes one step sooner.
    pub raise: bool,
    /// Who gets the ticket.
    pub assign: Option<String>,
    /// Who is told.
    pub tell: Option<String>,
}

impl Breach {
    /// Tells whether there is anything to be done.
    pub fn is_nothing(&self) -> bool {
        *self == Breach::default()
    }
}

impl Terms {
    /// What holds where a desk has set no rule that fits.
    pub fn usual(priority: Priority) -> Terms {
        let (answer, resolve) = match priority {
            Priority::Urgent => (30 * MINUTE, 2 * HOUR),
            Priority::High => (HOUR, 4 * HOUR),
            Priority::Normal => (4 * HOUR, 24 * HOUR),
            Priority::Low => (8 * HOUR, 72 * HOUR),
        };
        Terms::plain(answer, resolve)
    }

    /// Both times in plain time, and nothing else.
    pub fn plain(answer: i64, resolve: i64) -> Terms {
        let (calendar, breach) = (ALWAYS.to_owned(), Breach::default());
        Terms { answer, resolve, calendar, warn: None, breach }
    }

    /// A rule that can be kept: a ticket is not settled before its customer has heard anything, and
    /// nobody is warned of a time before it runs.
    ///
    /// # Errors
    /// [`Malformed::SettledFirst`], [`Malformed::WarnedAtOnce`].
    pub fn in_order(self) -> Result<Terms, Malformed> {
        let (answer, resolve) = (self.answer, self.resolve);
        if resolve < answer {
            return Err(Malformed::SettledFirst { answer: told(answer), resolve: told(resolve) });
        }
        match self.warn {
            Some(Warn::Before(warn)) if warn >= answer => {
                Err(Malformed::WarnedAtOnce { warn: told(warn), answer: told(answer) })
            }
            Some(Warn::Before(_) | Warn::Used(_)) | None => Ok(self),
        }
    }
}

impl Priority {
    /// One step sooner.
    pub const fn raised(self) -> Priority {
        match self {
            Priority::Low => Priority::Normal,
            Priority::Normal => Priority::High,
            Priority::High | Priority::Urgent => Priority::Urgent,
        }
    }
}

impl FromStr for Scope {
    type Err = Malformed;

    /// Takes words in any order, `*` for any: `BI urgent`, `* gold *`.
    fn from_str(text: &str) -> Result<Scope, Malformed> {
        let mut scope = Scope::default();
        for word in text.split_whitespace().filter(|word| *word != "*") {
            let malformed = || Malformed::Rule { given: quoted(word) };
            let twice = if let Ok(priority) = word.parse() {
                scope.priority.replace(priority).is_some()
            } else if let Ok(tier) = word.parse() {
                scope.tier.replace(tier).is_some()
            } else {
                scope.topic.replace(word.parse().map_err(|_| malformed())?).is_some()
            };
            if twice {
                return Err(malformed());
            }
        }
        Ok(scope)
    }
}

impl Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (priority, tier) = (self.priority.map(Priority::word), self.tier.map(Tier::word));
        write!(f, "{} {} ", priority.unwrap_or("*"), tier.unwrap_or("*"))?;
        match self.topic {
            Some(topic) => topic.fmt(f),
            None => f.write_str("*"),
        }
    }
}

impl FromStr for Terms {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Terms, Malformed> {
        let malformed = |word: &str| Malformed::Rule { given: quoted(word) };
        let (mut answer, mut resolve) = (None, None);
        let mut calendar = ALWAYS.to_owned();
        let (mut warn, mut breach) = (None, Breach::default());
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| malformed(word))?;
            match word {
                "answer" => answer = Some(span(value)?),
                "resolve" => resolve = Some(span(value)?),
                "calendar" if value == ALWAYS => {}
                "calendar" => calendar = calendar::checked_name(value)?,
                "warn" => warn = Some(value.parse()?),
                "breach" => breach = value.parse()?,
                _ => return Err(malformed(word)),
            }
        }
        let (Some(answer), Some(resolve)) = (answer, resolve) else {
            return Err(malformed(text));
        };
        Ok(Terms { answer, resolve, calendar, warn, breach })
    }
}

impl Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Terms { answer, resolve, calendar, warn, breach } = self;
        write!(f, "answer {} resolve {} calendar {calendar}", told(*answer), told(*resolve))?;
        match warn {
            Some(Warn::Used(percent)) => write!(f, " warn {percent}%")?,
            Some(Warn::Before(millis)) => write!(f, " warn {}", told(*millis))?,
            None => {}
        }
        if breach.is_nothing() { Ok(()) } else { write!(f, " breach {breach}") }
    }
}

impl FromStr for Warn {
    type Err = Malformed;

    /// Takes `80%` or `15m`.
    fn from_str(text: &str) -> Result<Warn, Malformed> {
        let Some(percent) = text.strip_suffix('%') else { return Ok(Warn::Before(span(text)?)) };
        let percent = percent.parse().ok().filter(|percent| (1..=99).contains(percent));
        percent.map(Warn::Used).ok_or_else(|| Malformed::Rule { given: quoted(text) })
    }
}

impl FromStr for Breach {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Breach, Malformed> {
        let mut breach = Breach::default();
        for word in text.split(',') {
            let malformed = || Malformed::Rule { given: quoted(word) };
            let name = |name: &str| match agent::checked_name(name)? {
                name if name.is_empty() => Err(malformed()),
                name => Ok(Some(name)),
            };
            match word.split_once(':') {
                None if word == "raise" => breach.raise = true,
                Some(("assign", who)) => breach.assign = name(who)?,
                Some(("tell", who)) => breach.tell = name(who)?,
                Some(_) | None => return Err(malformed()),
            }
        }
        Ok(breach)
    }
}

impl Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let assign = self.assign.as_ref().map(|who| format!("assign:{who}"));
        let tell = self.tell.as_ref().map(|who| format!("tell:{who}"));
        let raise = self.raise.then(|| "raise".to_owned());
        let all: Vec<String> = [raise, assign, tell].into_iter().flatten().collect();
        f.write_str(&all.join(","))
    }
}

/// A span of time as people write it: `1h30m`, `45s`.
///
/// # Errors
/// [`Malformed::Rule`] when it is none, or none from a second to ten thousand hours.
pub fn span(text: &str) -> Result<i64, Malformed> {
    let (mut millis, mut digits) = (0_i64, String::new());
    for c in text.chars() {
        let unit = match c {
            '0'..='9' if digits.len() < 9 => {
                digits.push(c);
                continue;
            }
            'h' => HOUR,
            'm' => MINUTE,
            's' => SECOND,
            _ => 0,
        };
        let Ok(count) = digits.parse::<i64>() else { break };
        millis += count * unit;
        digits.clear();
        if unit == 0 {
            digits.push(c);
            break;
        }
    }
    match digits.is_empty() && (SECOND..=LONGEST).contains(&millis) {
        true => Ok(millis),
        false => Err(Malformed::Rule { given: quoted(text) }),
    }
}

/// The same written out.
pub fn told(millis: i64) -> String {
    let parts =
        [(millis / HOUR, 'h'), (millis % HOUR / MINUTE, 'm'), (millis % MINUTE / SECOND, 's')];
    let shown = parts.iter().filter(|(count, _)| *count > 0);
    shown.map(|(count, unit)| format!("{count}{unit}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_before_there_is_anything_to_warn_of_is_refused() {
        let rule = |warn: &str| -> Result<Terms, Malformed> {
            format!("answer 1h resolve 8h warn {warn}").parse::<Terms>()?.in_order()
        };
        assert!(rule("59m").is_ok() && rule("99%").is_ok());
        for warn in ["1h", "9h"] {
            let (warn, answer) = (warn.to_owned(), "1h".to_owned());
            assert_eq!(rule(&warn), Err(Malformed::WarnedAtOnce { warn, answer }));
        }
    }

    #[test]
    fn rules_are_written_as_they_are_read() {
        for text in [
            "answer 30m resolve 2h calendar always",
            "answer 1h30m resolve 10000h calendar office warn 80%",
            "answer 45s resolve 2h calendar office warn 15m breach raise,assign:sari,tell:rina",
        ] {
            assert_eq!(text.parse::<Terms>().expect(text).to_string(), text);
        }
        for text in ["* * *", "urgent * *", "* gold BI", "low lead TE"] {
            assert_eq!(text.parse::<Scope>().expect(text).to_string(), text);
        }
        assert_eq!("BI  urgent".parse::<Scope>().expect("a scope").to_string(), "urgent * BI");
    }

    #[test]
    fn what_is_no_rule_is_named() {
        for text in [
            "",
            "answer 30m",
            "answer 30m resolve",
            "answer 30 resolve 2h",
            "answer 0m resolve 2h",
            "answer h resolve 2h",
            "answer 30m resolve 10001h",
            "answer 30m resolve 2h warn 100%",
            "answer 30m resolve 2h breach shout",
            "answer 30m resolve 2h breach tell:",
            "answer 30m resolve 2h breach raise,",
            "answer 1d resolve 2h",
            "answer ５m resolve 2h",
            "answer 30m resolve 2h calendar a/b",
            "answer 999999999h999999999h resolve 2h",
        ] {
            assert!(text.parse::<Terms>().is_err(), "{text}");
        }
        for text in ["soon", "urgent low", "gold gold", "BI TE"] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_rule_that_says_most_counts() {
        let order = [
            "urgent gold BI",
            "* gold BI",
            "urgent * BI",
            "urgent gold *",
            "* * BI",
            "* gold *",
            "urgent * *",
            "* * *",
        ];
        let weights = order.map(|text| text.parse::<Scope>().expect(text).weight());
        assert!(weights.is_sorted_by(|a, b| a > b), "{weights:?}");
    }

    #[test]
    fn a_warning_comes_before() {
        assert_eq!(Warn::Used(80).after(100 * MINUTE), Some(80 * MINUTE));
        assert_eq!(Warn::Before(15 * MINUTE).after(HOUR), Some(45 * MINUTE));
        assert_eq!(Warn::Before(HOUR).after(HOUR), None);
    }
}
