//! Mistakes on the command line, told in the reader's language. Never clap's own English.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::domain::Malformed;
use crate::domain::text::clean_line;
use crate::speech::Speech;

/// What is wrong with the command line and what to do.
pub fn mistake(error: &clap::Error, speech: &Speech) -> String {
    let of = |kind| value(error, kind);
    let sentence = match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::NoEquals => match of(ContextKind::InvalidValue) {
            given if given.is_empty() => {
                speech.say_with("cli-usage-no-value", &[("arg", &of(ContextKind::InvalidArg))])
            }
            given => speech.say_with(
                "cli-usage-value",
                &[
                    ("arg", &of(ContextKind::InvalidArg)),
                    ("given", &given),
                    ("values", &of(ContextKind::ValidValue)),
                ],
            ),
        },
        ErrorKind::ValueValidation => invalid(error, speech),
        ErrorKind::UnknownArgument => unknown(error, speech),
        ErrorKind::InvalidSubcommand => {
            speech.say_with("cli-usage-command", &[("given", &of(ContextKind::InvalidSubcommand))])
        }
        ErrorKind::TooManyValues
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues
        | ErrorKind::MissingRequiredArgument => {
            speech.say_with("cli-usage-missing", &[("arg", &of(ContextKind::InvalidArg))])
        }
        ErrorKind::ArgumentConflict => {
            let (one, other) = (of(ContextKind::InvalidArg), of(ContextKind::PriorArg));
            speech.say_with("cli-usage-conflict", &[("arg", &one), ("other", &other)])
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            speech.say("cli-usage-no-command")
        }
        ErrorKind::InvalidUtf8 => speech.say("cli-usage-utf8"),
        // Help and version are no mistakes; clap may add kinds that nobody here has met.
        _ => clean_line(&error.to_string()),
    };
    let suggested =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let meant = suggested.into_iter().map(of).find(|text| !text.is_empty());
    let meant = meant.map(|word| speech.say_with("cli-usage-meant", &[("word", &word)]));
    let parts = [Some(sentence), meant, Some(speech.say("cli-usage-help"))];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// An option that is not there; where words are filtered by, it was one that must not be there.
fn unknown(error: &clap::Error, speech: &Speech) -> String {
    let arg = value(error, ContextKind::InvalidArg);
    let sentence = speech.say_with("cli-usage-unknown", &[("arg", &arg)]);
    let is_word = arg.starts_with('-') && !arg.starts_with("--");
    match is_word && value(error, ContextKind::Usage).contains("[FILTER]") {
        true => format!("{sentence}\n{}", speech.say("cli-usage-not-word")),
        false => sentence,
    }
}

/// A value that one of our own types did not take has a sentence of its own.
fn invalid(error: &clap::Error, speech: &Speech) -> String {
    let source = std::error::Error::source(error);
    match source.and_then(|source| source.downcast_ref::<Malformed>()) {
        Some(malformed) => speech.malformed(malformed),
        None => speech.say_with(
            "cli-usage-invalid",
            &[
                ("arg", &value(error, ContextKind::InvalidArg)),
                ("given", &value(error, ContextKind::InvalidValue)),
            ],
        ),
    }
}

fn value(error: &clap::Error, kind: ContextKind) -> String {
    let text = match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    clean_line(&text)
}
