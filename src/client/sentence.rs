//! Why a desk could not be asked, in the reader's language and with what to do next. Never text
//! of another program raw.

use super::ClientError;
use crate::domain::text::clean_line;
use crate::home::place::DirFault;
use crate::home::{ConfigError, PlaceError};
use crate::speech::Speech;
use crate::wire::Trouble;
use crate::wire::line::LineError;

/// A reason as part of a sentence: clean, without a full stop of its own.
fn reason(why: &str) -> String {
    clean_line(why).trim_end_matches('.').to_owned()
}

impl ClientError {
    /// What is wrong and what to do: one clean line.
    pub fn sentence(&self, speech: &Speech) -> String {
        match self {
            ClientError::Refused(refusal) => speech.refusal(refusal),
            ClientError::Trouble { trouble, sentence } => {
                trouble_sentence(*trouble, sentence, speech)
            }
            ClientError::NoDesk { socket, system } => {
                let key = if *system { "desk-down-system" } else { "desk-down" };
                speech.say_with(key, &[("socket", &clean_line(socket))])
            }
            ClientError::NotStarted { why } => {
                speech.say_with("desk-not-started", &[("why", &reason(why))])
            }
            ClientError::Foreign { socket, owner } => speech.say_with(
                "desk-foreign-socket",
                &[("socket", &clean_line(socket)), ("owner", &owner.to_string())],
            ),
            ClientError::Outside { socket, group } => {
                let (socket, group) = (clean_line(socket), clean_line(group));
                speech.say_with("desk-outside", &[("socket", &socket), ("group", &group)])
            }
            ClientError::Silent { socket } => speech.say_with("desk-silent", &[("socket", socket)]),
            ClientError::SocketGone { socket, pid } => {
                let (socket, pid) = (clean_line(socket), pid.to_string());
                speech.say_with("desk-socket-gone", &[("socket", &socket), ("pid", &pid)])
            }
            ClientError::Place(error) => error.sentence(speech),
            ClientError::Broken(LineError::TooLong) => speech.say("desk-line-too-long"),
            ClientError::Broken(error) => {
                speech.say_with("desk-broken", &[("why", &reason(&error.to_string()))])
            }
            ClientError::Closed => speech.say("desk-closed"),
        }
    }
}

fn trouble_sentence(trouble: Trouble, sentence: &str, speech: &Speech) -> String {
    let key = match trouble {
        Trouble::NotJson | Trouble::Unknown | Trouble::NoHello => "desk-not-understood",
        Trouble::TooLong => return speech.say("desk-line-too-long"),
        Trouble::Protocol => "desk-protocol",
        Trouble::NotAllowed => "desk-not-allowed",
        Trouble::Full => return speech.say("desk-full"),
        Trouble::Leaving => return speech.say("desk-leaving"),
        Trouble::Failed => "desk-failed",
    };
    speech.say_with(key, &[("why", &reason(sentence))])
}

impl PlaceError {
    /// What is wrong and what to do: one clean line.
    pub fn sentence(&self, speech: &Speech) -> String {
        match self {
            PlaceError::Config(error) => error.sentence(speech),
            PlaceError::NoHome => speech.say("desk-no-home"),
            PlaceError::Dir { dir, fault } => {
                let dir = clean_line(&dir.display().to_string());
                let because = |key, why: &std::io::Error| {
                    let why = clean_line(&why.to_string());
                    speech.say_with(key, &[("dir", &dir), ("why", &why)])
                };
                let of_file = |key, file: &std::path::Path| {
                    let file = clean_line(&file.display().to_string());
                    speech.say_with(key, &[("dir", &dir), ("file", &file)])
                };
                match fault {
                    DirFault::Unusable(why) => because("desk-dir-unusable", why),
                    DirFault::Socket(why) => because("desk-dir-socket", why),
                    DirFault::Reachable(file) => of_file("desk-dir-reachable", file),
                    DirFault::Mirror(file) => of_file("desk-mirror-open", file),
                    DirFault::SocketOpen(file) => of_file("desk-dir-socket-open", file),
                    DirFault::Foreign => speech.say_with("desk-dir-foreign", &[("dir", &dir)]),
                    DirFault::Open => speech.say_with("desk-dir-open", &[("dir", &dir)]),
                }
            }
        }
    }
}

impl ConfigError {
    /// What is wrong and what to do: one clean line.
    pub fn sentence(&self, speech: &Speech) -> String {
        let path = |file: &std::path::Path| clean_line(&file.display().to_string());
        match self {
            ConfigError::Unreadable { file, why } => {
                let (file, why) = (path(file), clean_line(&why.to_string()));
                speech.say_with("config-unreadable", &[("file", &file), ("why", &why)])
            }
            ConfigError::Mistake { file, line, what } => {
                let (file, line, what) = (path(file), line.to_string(), reason(what));
                let values = [("file", &*file), ("line", &*line), ("what", &*what)];
                speech.say_with("config-mistake", &values)
            }
            ConfigError::NotRoots(file) => {
                speech.say_with("config-not-roots", &[("file", &clean_line(file))])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::speech::Lang;

    #[test]
    fn a_reason_that_is_a_sentence_ends_with_one_full_stop() {
        for lang in [Lang::En, Lang::Id] {
            let speech = Speech::new(lang, TimeZone::UTC);
            for why in ["The disk is full", "The disk is full."] {
                let error = ClientError::NotStarted { why: why.to_owned() };
                let sentence = error.sentence(&speech);
                assert!(sentence.contains("The disk is full. "), "{sentence}");
                assert!(!sentence.contains(".."), "{sentence}");
            }
        }
    }
}
