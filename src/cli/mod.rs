//! The command line: one file per sub-command, each with its `Args` and a `run`. Never a rule of
//! the desk.
//!
//! A new sub-command is a file, a variant of [`Verb`], its `cli-about-…` and `cli-arg-…` sentences
//! in the locales, and examples in its `after_help`; tests hold it to that.

mod assignment;
mod audit;
mod backup;
mod bar;
pub(crate) mod calendar;
mod call;
mod canned;
mod code;
mod completions;
mod confirm;
mod context;
mod customer;
mod daemon;
mod demo;
mod doctor;
mod done;
mod exit;
mod export;
mod find;
mod follow;
mod given;
mod handover;
mod help;
mod history;
pub(crate) mod import;
mod improve;
mod instrument;
pub(crate) mod journal;
mod keys;
mod log;
mod looks;
mod lost;
mod man;
mod open;
mod outcome;
mod output;
mod queue;
mod rate;
mod report;
mod resolve;
mod restore;
mod roster;
mod row;
mod say;
mod score;
mod sheet;
mod sla;
mod staffing;
mod survey;
mod table;
mod ticket;
mod undo;
mod usage;
mod view;
mod wallboard;
mod weights;
mod when;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use jiff::tz::TimeZone;

use context::{Context, Environment, Global};
use exit::{Ended, Exit, Failure};
use output::Form;

use crate::speech::Speech;

/// The command line without a command.
#[derive(Debug, Parser)]
#[command(name = "sigap", disable_help_flag = true)]
struct Opening {
    #[command(flatten)]
    global: Global,
}

#[derive(Debug, Parser)]
#[command(name = "sigap", version, after_help = "sigap\nsigap demo\nsigap find nur halima")]
struct Sigap {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Demo(demo::Args),
    Find(find::Args),
    Customer(customer::Args),
    Log(log::Args),
    Outcome(outcome::Args),
    Ticket(ticket::Args),
    Queue(queue::Args),
    Rate(rate::Args),
    Score(score::Args),
    History(history::Args),
    Lost(lost::Args),
    Call(call::Args),
    Undo(undo::Args),
    Import(import::Args),
    Export(export::Args),
    Code(code::Args),
    Sla(sla::Args),
    Assignment(assignment::Args),
    Staffing(staffing::Args),
    Wallboard(wallboard::Args),
    Calendar(calendar::Args),
    Canned(canned::Args),
    View(view::Args),
    Instrument(instrument::Args),
    Weights(weights::Args),
    Survey(survey::Args),
    Improve(improve::Args),
    Roster(roster::Args),
    Report(report::Args),
    Say(say::Args),
    Handover(handover::Args),
    Audit(audit::Args),
    Journal(journal::Args),
    Backup(backup::Args),
    Restore(restore::Args),
    Keys(keys::Args),
    Doctor(doctor::Args),
    Daemon(daemon::Args),
    Completions(completions::Args),
    Man(man::Args),
}

/// Runs the program with the process's arguments; the exit code is all that is left.
pub fn run() -> ExitCode {
    let given: Vec<OsString> = given::conditions(std::env::args_os().collect());
    let environment = Environment::read();
    let (config, _) = environment.config();
    let lang = environment.lang(context::lang_flag(&given).as_deref(), &config);
    let meant = opening(&given).or_else(|_| understood(&given, help::plain(Sigap::command())));
    match meant {
        Ok(sigap) => {
            let mut context = Context::new(sigap.global, environment);
            let ended = dispatch(sigap.verb, &mut context);
            let ended = ended.and_then(|exit| context.out.flush().map(|()| exit));
            code(ended, &context)
        }
        Err(_) => explained(&given, &Speech::new(lang, TimeZone::system())),
    }
}

/// What most people type all day: no command, so that none has to be known. A terminal stays open
/// until the evening, and the definition of all commands would leave half a megabyte behind in it.
fn opening(given: &[OsString]) -> Result<Sigap, clap::Error> {
    let Opening { global } = Opening::try_parse_from(given)?;
    Ok(Sigap { global, verb: None })
}

fn understood(given: &[OsString], command: clap::Command) -> Result<Sigap, clap::Error> {
    let matches = command.try_get_matches_from(given)?;
    Sigap::from_arg_matches(&matches)
}

/// Help, or what is wrong: only now are all sentences about the commands needed.
fn explained(given: &[OsString], speech: &Speech) -> ExitCode {
    let error = understood(given, help::localized(Sigap::command(), speech))
        .expect_err("what is not understood is not understood in another language");
    if error.use_stderr() {
        drop(writeln!(io::stderr(), "{}", usage::mistake(&error, speech)));
        return ExitCode::from(Exit::Usage.code());
    }
    // Nobody may be left to read it; then there is nothing to be done.
    drop(error.print());
    ExitCode::from(Exit::Done.code())
}

fn dispatch(verb: Option<Verb>, context: &mut Context) -> Ended {
    let is_doctor = matches!(verb, Some(Verb::Doctor(_)));
    if let Some(error) = context.config_error.take_if(|_| !is_doctor) {
        return Err(Failure::Config(error));
    }
    let Some(verb) = verb else { return open::run(context) };
    match verb {
        Verb::Demo(args) => demo::run(args, context),
        Verb::Find(args) => find::run(args, context),
        Verb::Customer(args) => customer::run(args, context),
        Verb::Log(args) => log::run(args, context),
        Verb::Outcome(args) => outcome::run(args, context),
        Verb::Ticket(args) => ticket::run(args, context),
        Verb::Queue(args) => queue::run(args, context),
        Verb::Rate(args) => rate::run(args, context),
        Verb::Score(args) => score::run(args, context),
        Verb::History(args) => history::run(args, context),
        Verb::Lost(args) => lost::run(args, context),
        Verb::Call(args) => call::run(args, context),
        Verb::Undo(args) => undo::run(args, context),
        Verb::Code(args) => code::run(args, context),
        Verb::Sla(args) => sla::run(args, context),
        Verb::Assignment(args) => assignment::run(args, context),
        Verb::Staffing(args) => staffing::run(args, context),
        Verb::Wallboard(args) => wallboard::run(args, context),
        Verb::Calendar(args) => calendar::run(args, context),
        Verb::Canned(args) => canned::run(args, context),
        Verb::View(args) => view::run(args, context),
        Verb::Instrument(args) => instrument::run(args, context),
        Verb::Weights(args) => weights::run(args, context),
        Verb::Survey(args) => survey::run(args, context),
        Verb::Improve(args) => improve::run(args, context),
        Verb::Roster(args) => roster::run(args, context),
        Verb::Report(args) => report::run(args, context),
        Verb::Say(args) => say::run(args, context),
        Verb::Handover(args) => handover::run(args, context),
        Verb::Audit(args) => audit::run(args, context),
        Verb::Journal(args) => journal::run(args, context),
        Verb::Backup(args) => backup::run(args, context),
        Verb::Restore(args) => restore::run(args, context),
        Verb::Doctor(args) => doctor::run(args, context),
        Verb::Keys(args) => keys::run(args, context),
        Verb::Completions(args) => completions::run(args, definition(context), context),
        Verb::Man(args) => man::run(args, definition(context), context),
        Verb::Daemon(args) => daemon::run(args, context),
        Verb::Import(args) => import::run(args, context),
        Verb::Export(args) => export::run(args, context),
    }
}

/// The command line's definition in the reader's language.
fn definition(context: &Context) -> clap::Command {
    let mut command = help::localized(Sigap::command(), &context.speech);
    command.build();
    command
}

/// The exit code; a failure is told on standard error first.
fn code(ended: Ended, context: &Context) -> ExitCode {
    let exit = match &ended {
        Ok(exit) => *exit,
        Err(failure) => {
            if let Some(sentence) = failure.sentence(&context.speech) {
                tell(failure, &sentence, context.out.form());
            }
            failure.exit()
        }
    };
    ExitCode::from(exit.code())
}

fn tell(failure: &Failure, sentence: &str, form: Form) {
    let told = match form {
        Form::People => crate::domain::text::clean_text(sentence),
        Form::Json => {
            let exit = failure.exit().code();
            let told = serde_json::json!({ "exit": exit, "sentence": sentence });
            output::harmless_json(&told.to_string())
        }
    };
    // Without standard error there is nobody to tell.
    drop(writeln!(io::stderr(), "{told}"));
}

#[cfg(test)]
mod tests {
    use clap::Command;

    use super::*;
    use crate::speech::Lang;

    /// Every command with its path (`sigap`, `find`, `ticket-open`).
    fn walk(command: &Command, path: &str, visit: &mut dyn FnMut(&Command, &str)) {
        visit(command, path);
        for sub in command.get_subcommands() {
            walk(sub, &help::path_below(path, sub.get_name()), visit);
        }
    }

    #[test]
    fn every_command_and_argument_is_explained_in_each_language() {
        for lang in [Lang::En, Lang::Id] {
            let speech = Speech::new(lang, TimeZone::UTC);
            let mut missing = Vec::new();
            walk(&help::localized(Sigap::command(), &speech), help::ROOT, &mut |command, path| {
                let mut want = |key: String| {
                    if !speech.has(&key) {
                        missing.push(key);
                    }
                };
                want(format!("cli-about-{path}"));
                let shown = command.get_arguments().filter(|arg| !arg.is_hide_set());
                shown.for_each(|arg| want(help::key_of(arg, path, &speech)));
            });
            assert!(missing.is_empty(), "{}: {missing:#?}", lang.tag());
        }
    }

    #[test]
    fn every_command_has_examples_and_they_are_well_formed() {
        Sigap::command().debug_assert();
        walk(&Sigap::command(), help::ROOT, &mut |command, path| {
            let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(!examples.is_empty(), "no example for {path}");
            for line in examples.lines() {
                let words = shell_words(line);
                let mut wanted = path.split('-');
                assert_eq!(words[0], "sigap", "{line}");
                let has = |word| words.iter().any(|w| w.split('-').any(|part| part == word));
                assert!(wanted.all(has), "{line}");
                let parsed = Sigap::try_parse_from(&words);
                assert!(parsed.is_ok(), "{line}: {}", parsed.expect_err("wrong"));
            }
        });
    }

    #[test]
    fn no_example_has_a_condition_that_a_shell_redirects() {
        walk(&Sigap::command(), help::ROOT, &mut |command, path| {
            let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            for (at, _) in examples.match_indices(":<").chain(examples.match_indices(":>")) {
                let quotes = examples[..at].matches('\'').count();
                assert_eq!(quotes % 2, 1, "{path}: quote it: {examples}");
            }
        });
    }

    /// Words of sigap's part of an example line; quotes keep blanks, `|`, `<` and `>` end it.
    fn shell_words(line: &str) -> Vec<String> {
        let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
        for c in line.chars() {
            match (quote, c) {
                (Some(q), c) if c == q => quote = None,
                (None, '\'' | '"') => {
                    quote = Some(c);
                    word.get_or_insert_default();
                }
                (None, ' ') => words.extend(word.take()),
                (None, '(') => {}
                // What comes before our own part, `umask 077`.
                (None, ';') => (words, word) = (Vec::new(), None),
                (None, ')') => break,
                (None, '|') if words.first().is_some_and(|word| word != "sigap") => words.clear(),
                (None, '|' | '<' | '>') => return words,
                (_, c) => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        words
    }

    #[test]
    fn mistakes_are_told_in_the_readers_language() {
        let speech = Speech::new(Lang::Id, TimeZone::UTC);
        for (words, told) in [
            (vec!["sigap", "fnd"], "Tidak ada perintah 'fnd'.\nMaksudnya undo, find?"),
            (vec!["sigap", "find", "--limt", "3", "x"], "Tidak ada --limt di sini."),
            (vec!["sigap", "find", "x", "--limit", "0"], "'0' tidak cocok untuk --limit <N>."),
            (
                vec!["sigap", "ticket", "list", "-modem"],
                "Tidak ada -m di sini.\nDi saringan, '!kata' berarti tanpa kata itu.",
            ),
            (vec!["sigap", "find"], "Ada yang kurang: <WORDS>..."),
            (vec!["sigap", "find", "x", "--lang", "fr"], "'fr' tidak cocok untuk --lang <LANG>."),
        ] {
            let given: Vec<OsString> = words.iter().map(Into::into).collect();
            let command = help::localized(Sigap::command(), &speech);
            let error = understood(&given, command).expect_err("a mistake");
            let sentence = usage::mistake(&error, &speech);
            assert!(sentence.starts_with(told), "{sentence}");
        }
    }
}
