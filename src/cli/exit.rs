//! How a command ends: its exit code, and why not. Never a sentence in a language of its own.

use std::io;
use std::path::{Path, PathBuf};

use crate::client::ClientError;
use crate::domain::text::clean_line;
use crate::domain::{Malformed, Refusal};
use crate::home::{ConfigError, PlaceError};
use crate::speech::Speech;

/// Exit codes; `sigap --help`, the man page and the README show the same table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// The desk refused, or there is no such record; nothing was changed.
    Refused = 1,
    /// The command line is wrong.
    Usage = 2,
    /// No desk answers, or it cannot serve.
    NoDesk = 3,
    /// Done in part; what was left out was told.
    Partly = 4,
    /// Damage or trouble was found (`journal verify`, `doctor`).
    Trouble = 5,
    /// A file could not be read or written.
    File = 6,
}

impl Exit {
    /// Every exit code, in the order of the table.
    pub const ALL: [Exit; 7] = [
        Exit::Done,
        Exit::Refused,
        Exit::Usage,
        Exit::NoDesk,
        Exit::Partly,
        Exit::Trouble,
        Exit::File,
    ];

    /// The number the shell sees.
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// Why a command ended before it was done.
#[derive(Debug)]
pub enum Failure {
    /// The desk said no or could not be asked.
    Desk(ClientError),
    /// The desk's configuration or folder cannot be used.
    Place(PlaceError),
    /// A person's own configuration has a mistake.
    Config(ConfigError),
    /// A value on the command line that cannot be kept.
    Malformed(Malformed),
    /// A file, folder or stream failed.
    File {
        /// Which.
        path: PathBuf,
        /// What the operating system says.
        why: io::Error,
    },
    /// Anything else, already said in the reader's language.
    Said {
        /// The exit code.
        exit: Exit,
        /// What is wrong and what to do, one line or several.
        sentence: String,
    },
    /// The command was carried out and kept, and what it says of it could not be written.
    Untold(io::Error),
    /// Whoever read our output has gone; nobody is left to tell anything.
    Closed,
}

/// What a command gives back.
pub type Ended = Result<Exit, Failure>;

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Failure {
        Failure::Desk(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Desk(ClientError::Refused(refusal))
    }
}

impl From<PlaceError> for Failure {
    fn from(error: PlaceError) -> Failure {
        Failure::Place(error)
    }
}

impl From<Malformed> for Failure {
    fn from(malformed: Malformed) -> Failure {
        Failure::Malformed(malformed)
    }
}

impl Failure {
    /// A failure with a sentence that is said already.
    pub fn said(exit: Exit, sentence: impl Into<String>) -> Failure {
        Failure::Said { exit, sentence: sentence.into() }
    }

    /// A file that could not be read or written.
    pub fn file(path: &Path, why: io::Error) -> Failure {
        match why.kind() {
            io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::File { path: path.to_owned(), why },
        }
    }

    /// The same after a command that was carried out: what failed is the telling of it.
    pub fn after_keeping(self) -> Failure {
        match self {
            Failure::File { why, .. } => Failure::Untold(why),
            other => other,
        }
    }

    /// An answer that does not belong to its question: the other end is no desk of ours.
    pub fn unexpected() -> Failure {
        Failure::Desk(ClientError::Closed)
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Failure::Desk(ClientError::Refused(Refusal::Malformed(_))) => Exit::Usage,
            Failure::Desk(ClientError::Refused(Refusal::Lost { .. })) => Exit::Trouble,
            Failure::Desk(ClientError::Refused(_)) => Exit::Refused,
            Failure::Desk(_) | Failure::Place(PlaceError::Dir { .. } | PlaceError::NoHome) => {
                Exit::NoDesk
            }
            Failure::Place(PlaceError::Config(_)) | Failure::Config(_) => Exit::File,
            Failure::Malformed(_) => Exit::Usage,
            Failure::File { .. } => Exit::File,
            Failure::Untold(_) => Exit::Partly,
            Failure::Said { exit, .. } => *exit,
            Failure::Closed => Exit::Done,
        }
    }

    /// What is wrong and what to do; `None` when nobody is left to read it.
    pub fn sentence(&self, speech: &Speech) -> Option<String> {
        Some(match self {
            Failure::Desk(error) => error.sentence(speech),
            Failure::Place(error) => error.sentence(speech),
            Failure::Config(error) => error.sentence(speech),
            Failure::Malformed(malformed) => speech.malformed(malformed),
            Failure::File { path, why } => {
                let key = match why.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "cli-file-full",
                    _ => "cli-file-failed",
                };
                let path = clean_line(&path.display().to_string());
                let why = clean_line(&why.to_string());
                speech.say_with(key, &[("path", &path), ("why", &why)])
            }
            Failure::Untold(why) => {
                speech.say_with("cli-untold", &[("why", &clean_line(&why.to_string()))])
            }
            Failure::Said { sentence, .. } => sentence.clone(),
            Failure::Closed => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use nix::errno::Errno;

    use super::*;
    use crate::speech::Lang;

    #[test]
    fn a_file_that_finds_no_room_is_said_to_need_room_and_not_permissions() {
        let speech = Speech::new(Lang::En, TimeZone::UTC);
        let told = |errno: Errno| {
            let failure = Failure::file(Path::new("/b/desk.tar"), errno.into());
            failure.sentence(&speech).expect("somebody listens")
        };
        for errno in [Errno::ENOSPC, Errno::EDQUOT] {
            let told = told(errno);
            assert!(told.contains("Make room") && !told.contains("permissions"), "{told}");
        }
        assert!(told(Errno::EACCES).contains("Check the path and its permissions"));
    }
}
