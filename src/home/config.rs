//! What a person and what the house has configured. Never guesses at a mistake: says file and line.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::disk;
use crate::domain::Role;

/// Bytes of a configuration file: many times what all settings take, with comments.
const FILE_BYTES: u64 = 64 * 1024;

/// Who is listed for several roles has the first: more than what everybody may do before less, so
/// that an auditor among the agents reads only.
const ROLES: [Role; 4] = [Role::Administrator, Role::Supervisor, Role::Auditor, Role::Agent];

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
    #[error("{0}: may be written by others than root; run: chown root {0} && chmod go-w {0}")]
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
    /// How the screen looks; else `auto`.
    pub theme: Option<Theme>,
    /// IANA name of the desk's time zone; only read for a person's own desk.
    pub zone: Option<String>,
}

/// How the screen looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// By the background that the terminal says it has; else in colours readable on any.
    Auto,
    /// For light letters on black.
    Dark,
    /// For dark letters on white.
    Light,
    /// With reverse, bold and underline, and few colours.
    HighContrast,
    /// Neither colours nor bold.
    None,
}

impl Theme {
    /// All of them.
    pub const ALL: &[Theme] =
        &[Theme::Auto, Theme::Dark, Theme::Light, Theme::HighContrast, Theme::None];

    /// The theme of a name.
    pub fn named(name: &str) -> Option<Theme> {
        Theme::ALL.iter().copied().find(|theme| theme.word() == name)
    }

    /// Its name in the configuration and behind `--theme`.
    pub const fn word(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Dark => "dark",
            Theme::Light => "light",
            Theme::HighContrast => "high-contrast",
            Theme::None => "none",
        }
    }
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
    /// Unix users who administrate the desk, whatever its roster says.
    pub administrators: Vec<String>,
    /// Role → who has it unless the roster says otherwise: Unix users, and `@group` for all members
    /// of a Unix group.
    pub roles: BTreeMap<Role, Vec<String>>,
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
    /// [`ConfigError`]; a file that others than root may write, or put another one in the place of,
    /// is not believed.
    pub fn read(file: &Path) -> Result<SystemConfig, ConfigError> {
        let is_others = |path: &Path| {
            let about = fs::metadata(path);
            about.is_ok_and(|about| about.uid() != 0 || about.mode() & 0o022 != 0)
        };
        // A folder alone says nothing yet: there may be no system desk here.
        if file.exists() {
            for path in [Some(file), file.parent()].into_iter().flatten() {
                if is_others(path) {
                    return Err(ConfigError::NotRoots(path.display().to_string()));
                }
            }
        }
        read(file)
    }

    /// The role of somebody whom the roster gives none: the first that they are listed for.
    /// `is_member` tells whether they are in a Unix group.
    pub fn role_of(&self, agent: &str, is_member: impl Fn(&str) -> bool) -> Option<Role> {
        let is_meant = |name: &String| match name.strip_prefix('@') {
            Some(group) => is_member(group),
            None => name == agent,
        };
        let has = |role: &Role| self.roles.get(role).is_some_and(|who| who.iter().any(is_meant));
        ROLES.into_iter().find(has)
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
        for theme in Theme::ALL {
            fs::write(&file, format!("theme = \"{}\"\n", theme.word())).expect("written");
            assert_eq!(Config::read(&file).expect("a theme").theme, Some(*theme));
        }
        assert_eq!(Config::read(&dir.path().join("none")).expect("none"), Config::default());
    }

    #[test]
    fn the_example_of_the_package_is_understood_with_what_it_leaves_out_too() {
        let text = include_str!("../../packaging/config.toml");
        let read = |text: &str| parse::<SystemConfig>(Path::new("config.toml"), text);
        let config = read(text).expect("well-formed");
        assert_eq!(config.administrators, ["sigap"]);
        assert!(config.roles.is_empty() && config.zone.is_none());
        let whole = |line: &str| match line.strip_prefix("# ") {
            Some(left) if left.starts_with('[') || left.contains(" = ") => format!("{left}\n"),
            Some(_) | None => format!("{line}\n"),
        };
        let config = read(&text.lines().map(whole).collect::<String>()).expect("well-formed");
        assert_eq!(config.roles.len(), 3);
        assert!(config.zone.is_some() && config.act_as.contains_key("telephone"));
    }

    #[test]
    fn a_role_is_had_by_name_or_by_group_and_the_first_of_several_counts() {
        let text = "[roles]\nagent = [\"@sigap\"]\nauditor = [\"@audit\", \"wati\"]\n\
                    supervisor = [\"@leads\"]\nadministrator = [\"budi\"]\n";
        let config: SystemConfig = parse(Path::new("config.toml"), text).expect("well-formed");
        let role = |who: &str, groups: &[&str]| config.role_of(who, |one| groups.contains(&one));
        for (who, groups, wanted) in [
            ("sari", &["sigap"][..], Some(Role::Agent)),
            ("sari", &["sigap", "leads"], Some(Role::Supervisor)),
            ("sari", &["sigap", "audit"], Some(Role::Auditor)),
            ("wati", &["sigap"], Some(Role::Auditor)),
            ("wati", &["leads"], Some(Role::Supervisor)),
            ("budi", &["audit"], Some(Role::Administrator)),
            ("sari", &["users"], None),
        ] {
            assert_eq!(role(who, groups), wanted, "{who} in {groups:?}");
        }
        let mistake = "home = \"/x\"\n[roles]\nboss = [\"sari\"]\n";
        let told = parse::<SystemConfig>(Path::new("c.toml"), mistake).expect_err("no such role");
        assert!(told.to_string().contains("boss"), "{told}");
    }
}
