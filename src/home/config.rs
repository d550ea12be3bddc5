//! What a person and what the house has configured. Never guesses at a mistake: says file and line.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::disk;

/// Bytes of a configuration file: many times what all settings take, with comments.
const FILE_BYTES: u64 = 64 * 1024;

/// A configuration file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is there and cannot be read.
    #[error("{}: cannot be read: {why}", .file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// What the operating system says.
        why: std::io::Error,
    },
    /// The file has a mistake.
    #[error("{}:{line}: {what}", .file.display())]
    Mistake {
        /// Which file.
        file: PathBuf,
        /// In which line, from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// Somebody else could have written it.
    #[error("{0}: may be written by others than root; run: chown root {0} && chmod 644 {0}")]
    NotRoots(String),
}

/// A person's own choices, `$XDG_CONFIG_HOME/sigap/config.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `en` or `id`; else from the environment.
    pub language: Option<String>,
    /// A shipped keymap's name or a file; else `default`.
    pub keymap: Option<String>,
    /// How the screen looks; else as the terminal can.
    pub theme: Option<Theme>,
    /// IANA name of the desk's time zone; only read for a person's own desk.
    pub zone: Option<String>,
}

/// How the screen looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// Without colours, as with `NO_COLOR`.
    None,
}

/// The house's desk, `/etc/sigap/config.toml`, which only root may write.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SystemConfig {
    /// Folder of the system desk; without it there is none.
    pub home: Option<PathBuf>,
    /// Its socket; `/run/sigap/desk.sock` when not said.
    pub socket: Option<PathBuf>,
    /// Unix group whose members may attach; without it only the owner.
    pub group: Option<String>,
    /// Unix users who administrate the desk.
    pub administrators: Vec<String>,
    /// IANA name of the desk's time zone; the machine's when not said.
    pub zone: Option<String>,
    /// Gateway user → agents it may speak for (`*` for all).
    pub act_as: BTreeMap<String, Vec<String>>,
}

impl Config {
    /// Reads a person's file; one that is not there is an empty one.
    ///
    /// # Errors
    /// [`ConfigError::Unreadable`], [`ConfigError::Mistake`].
    pub fn read(file: &Path) -> Result<Config, ConfigError> {
        read(file)
    }
}

impl SystemConfig {
    /// Reads the house's file; one that is not there is an empty one.
    ///
    /// # Errors
    /// [`ConfigError`]; a file that others than root may write is not believed.
    pub fn read(file: &Path) -> Result<SystemConfig, ConfigError> {
        if let Ok(about) = fs::metadata(file)
            && (about.uid() != 0 || about.mode() & 0o022 != 0)
        {
            return Err(ConfigError::NotRoots(file.display().to_string()));
        }
        read(file)
    }
}

pub(super) fn read<T: Default + DeserializeOwned>(file: &Path) -> Result<T, ConfigError> {
    let unreadable = |why| ConfigError::Unreadable { file: file.to_owned(), why };
    let opened = match disk::open(file) {
        Ok(opened) => opened,
        // A home that is no folder is told by whoever opens it.
        Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(T::default());
        }
        Err(why) => return Err(unreadable(why)),
    };
    let mut text = String::new();
    let count = opened.take(FILE_BYTES + 1).read_to_string(&mut text).map_err(unreadable)?;
    if count as u64 > FILE_BYTES {
        let what = format!("the file has more than {FILE_BYTES} bytes");
        return Err(ConfigError::Mistake { file: file.to_owned(), line: 1, what });
    }
    parse(file, &text)
}

/// What a configuration file of this text says.
///
/// # Errors
/// [`ConfigError::Mistake`].
pub fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let line = text.get(..start).unwrap_or("").matches('\n').count() + 1;
        ConfigError::Mistake { file: file.to_owned(), line, what: error.message().to_owned() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_is_told_with_file_and_line() {
        let dir = tempfile::tempdir().expect("temp folder");
        let file = dir.path().join("config.toml");
        fs::write(&file, "language = \"id\"\nkeymp = \"vim\"\n").expect("written");
        let told = Config::read(&file).expect_err("unknown word").to_string();
        assert!(told.contains("config.toml:2:") && told.contains("keymp"), "{told}");
        fs::write(&file, "theme = \"contrast\"\n").expect("written");
        let told = Config::read(&file).expect_err("no such theme").to_string();
        assert!(told.contains("config.toml:1:") && told.contains("`none`"), "{told}");
        assert_eq!(Config::read(&dir.path().join("none")).expect("none"), Config::default());
    }
}
