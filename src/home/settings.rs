//! What a desk's owner has set for this desk, in `desk.toml` in its home. Never what a person
//! chooses for their own screen.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::config::{self, ConfigError};

/// The file's name in a desk's home.
pub const FILE: &str = "desk.toml";
/// Megabytes that stay free unless said otherwise: some hours of notes, and room for the desk to
/// open, tell why it writes no more, and be backed up.
const RESERVE_MB: u64 = 64;

/// A desk's settings.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// A folder on another disk that gets a copy of every block of the journal.
    pub mirror: Option<PathBuf>,
    /// Megabytes of the disk that the desk leaves free: below that it takes no more commands.
    pub reserve_mb: u64,
    /// How long customers are kept.
    pub retention: Retention,
}

/// After how many days without a contact `sigap customer expire` erases somebody. Never 0: that
/// would be everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Every customer.
    pub customers_without_contact_days: Option<NonZeroU32>,
    /// Those of the tier `lead`, in place of the other.
    pub leads_without_contact_days: Option<NonZeroU32>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { mirror: None, reserve_mb: RESERVE_MB, retention: Retention::default() }
    }
}

impl Settings {
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
                Err(ConfigError::Mistake { file, line: 1, what: what.to_owned() })
            }
            Some(_) | None => Ok(settings),
        }
    }
}
