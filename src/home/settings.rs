//! What a desk's owner has set for this desk, in `desk.toml` in its home. Never what a person
//! chooses for their own screen.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use super::config::{self, ConfigError};
use crate::disk;
use crate::domain::first_contact;

/// The file's name in a desk's home.
pub const FILE: &str = "desk.toml";
/// Megabytes that stay free unless said otherwise: some hours of notes, and room for the desk to
/// open, tell why it writes no more, and be backed up.
const RESERVE_MB: u64 = 64;

/// Days for which it is kept who looked at whose record unless said otherwise: a year, and a month
/// for whoever goes through it.
const LOOKS_DAYS: u32 = 400;

/// Days for which it is kept what agents did when unless said otherwise: a quarter, by which shifts
/// are planned. By the minute it concerns nobody for longer.
const WORK_DAYS: u32 = 92;

/// A desk's settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// A folder on another disk that gets a copy of every block of the journal.
    pub mirror: Option<PathBuf>,
    /// Megabytes of the disk that the desk leaves free: below that it takes no more commands.
    #[serde(deserialize_with = "megabytes")]
    pub reserve_mb: u64,
    /// Days within which a reopened complaint, or a customer who comes again, counts against
    /// first-contact resolution.
    #[serde(deserialize_with = "days")]
    pub first_contact_days: Option<NonZeroU32>,
    /// How long customers are kept.
    pub retention: Retention,
}

/// After how many days without a contact `sigap customer expire` erases somebody. Never 0: that
/// would be everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Every customer.
    #[serde(deserialize_with = "days")]
    pub customers_without_contact_days: Option<NonZeroU32>,
    /// Those of the tier `lead`, in place of the other.
    #[serde(deserialize_with = "days")]
    pub leads_without_contact_days: Option<NonZeroU32>,
    /// After how many days it is forgotten who looked at whose record.
    #[serde(deserialize_with = "days")]
    pub looks_days: Option<NonZeroU32>,
    /// After how many days it is forgotten what agents did when.
    #[serde(deserialize_with = "days")]
    pub work_days: Option<NonZeroU32>,
}

impl Retention {
    /// Days for which it is kept who looked at whose record.
    pub fn looks(&self) -> u32 {
        self.looks_days.map_or(LOOKS_DAYS, NonZeroU32::get)
    }

    /// Days for which it is kept what agents did when.
    pub fn work(&self) -> u32 {
        self.work_days.map_or(WORK_DAYS, NonZeroU32::get)
    }
}

impl Default for Settings {
    fn default() -> Settings {
        let (reserve_mb, retention) = (RESERVE_MB, Retention::default());
        Settings { mirror: None, reserve_mb, first_contact_days: None, retention }
    }
}

impl Settings {
    /// Days within which a customer who comes again was not helped the first time.
    pub fn first_contact(&self) -> u32 {
        self.first_contact_days.map_or(first_contact::DAYS, NonZeroU32::get)
    }

    /// Reads the settings in a desk's home; a file that is not there is an empty one.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`]; [`ConfigError::Mistake`] with file and line, for a mirror that
    /// is not an absolute path too.
    pub fn read(home: &Path) -> Result<Settings, ConfigError> {
        let file = home.join(FILE);
        let settings: Settings = config::read(&file)?;
        match &settings.mirror {
            Some(mirror) if !mirror.is_absolute() || mirror.starts_with(home) => {
                let what = "mirror must be a whole path (/…) to a folder outside the desk's home";
                let line = line_of("mirror", &file);
                Err(ConfigError::Mistake { file, line, what: what.to_owned() })
            }
            Some(_) | None => Ok(settings),
        }
    }
}

/// The line of a file, from 1, that sets something.
fn line_of(name: &str, file: &Path) -> usize {
    let text = disk::read(file).unwrap_or_default();
    String::from_utf8_lossy(&text)
        .lines()
        .position(|line| line.trim_start().starts_with(name))
        .map_or(1, |at| at + 1)
}

fn megabytes<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let number = toml::Value::deserialize(from)?.as_integer();
    let number = number.and_then(|number| u64::try_from(number).ok());
    number.ok_or_else(|| {
        D::Error::custom("reserve_mb must be a whole number of megabytes, 0 or more")
    })
}

fn days<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NonZeroU32>, D::Error> {
    let number = toml::Value::deserialize(from)?.as_integer();
    let number = number.and_then(|number| NonZeroU32::new(u32::try_from(number).ok()?));
    let wanted = || D::Error::custom("it must be a whole number of days, 1 or more");
    number.map(Some).ok_or_else(wanted)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_setting_that_cannot_be_is_told_with_what_may_be() {
        let home = tempfile::tempdir().expect("a folder");
        for (text, told) in [
            ("# mine\nreserve_mb = -5\n", "desk.toml:2: reserve_mb must be a whole number of mega"),
            (
                "reserve_mb = \"64\"\n",
                "desk.toml:1: reserve_mb must be a whole number of megabytes",
            ),
            ("reserve_mb = 1\nmirror = \"copy\"\n", "desk.toml:2: mirror must be a whole path"),
            ("miror = \"/x\"\n", "desk.toml:1: unknown field `miror`, expected one of `mirror`"),
            (
                "[retention]\ncustomers_without_contact_days = 0\n",
                "desk.toml:2: it must be a whole number of days",
            ),
            ("[retention]\nleads_without_contact_days = 1.5\n", "desk.toml:2: it must be"),
            ("first_contact_days = 0\n", "desk.toml:1: it must be a whole number of days"),
        ] {
            fs::write(home.path().join(FILE), text).expect("written");
            let mistake = Settings::read(home.path()).expect_err(text).to_string();
            assert!(mistake.contains(told), "{text}: {mistake}");
        }
        let text = "reserve_mb = 0\n[retention]\nleads_without_contact_days = 30\n";
        fs::write(home.path().join(FILE), text).expect("written");
        let settings = Settings::read(home.path()).expect("as it may be");
        assert_eq!((settings.reserve_mb, settings.mirror), (0, None));
        assert_eq!(settings.retention.leads_without_contact_days, NonZeroU32::new(30));
    }
}
