//! Puts the reader's language into the command line's help. Never a sentence of its own: what a
//! command does is `cli-about-…` in the locales, what an argument means is `cli-arg-…`.

use clap::{Arg, ArgAction, Command};

use super::context::AFTER;
use super::exit::Exit;
use crate::speech::Speech;

/// The command line with help in the language of `speech`.
///
/// Examples come from each command's `after_help`, one command line per line.
pub fn localized(command: Command, speech: &Speech) -> Command {
    told(plain(command), ROOT, speech)
}

/// The command line that understands the same and says nothing.
pub fn plain(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).global(true);
    let help = help.display_order(AFTER + 1);
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(help)
        .arg(version)
}

/// The name of the command line's root in the keys of sentences.
pub const ROOT: &str = "sigap";

/// The name of a sub-command in the keys of sentences: `find`, `ticket-open`.
pub fn path_below(path: &str, name: &str) -> String {
    if path == ROOT { name.to_owned() } else { format!("{path}-{name}") }
}

fn told(command: Command, path: &str, speech: &Speech) -> Command {
    let about = speech.say(&format!("cli-about-{path}"));
    let template = template(&command, path, speech);
    let command = command.mut_args(|arg| explained(arg, path, speech));
    let command = command.about(about).help_template(template);
    command.mut_subcommands(|sub| {
        let path = path_below(path, sub.get_name());
        told(sub, &path, speech)
    })
}

/// The key of an argument's help: its own under this command, else the one for every command.
pub fn key_of(arg: &Arg, path: &str, speech: &Speech) -> String {
    let id = arg.get_id().as_str().replace('_', "-");
    let own = format!("cli-arg-{path}-{id}");
    if speech.has(&own) { own } else { format!("cli-arg-{id}") }
}

fn explained(arg: Arg, path: &str, speech: &Speech) -> Arg {
    let help = speech.say(&key_of(&arg, path, speech));
    let values: Vec<String> =
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if !arg.get_action().takes_values() {
        return arg.help(help);
    }
    let with = |help: String, key: &str, what: String| match what.as_str() {
        "" => help,
        what => speech.say_with(key, &[("help", &help), ("values", what)]),
    };
    let otherwise = arg.get_default_values().iter().map(|value| value.to_string_lossy());
    let otherwise = otherwise.collect::<Vec<_>>().join(" ");
    let help = with(help, "cli-arg-of", values.join(", "));
    let help = with(help, "cli-arg-otherwise", otherwise);
    arg.help(help).hide_possible_values(true).hide_default_value(true)
}

/// clap's template with the headings in the reader's language, and only those that are needed.
fn template(command: &Command, path: &str, speech: &Speech) -> String {
    let mut text = format!("{{about}}\n\n{} {{usage}}\n", speech.say("cli-head-usage"));
    let mut part = |is_there: bool, key: &str, tag: &str| {
        if is_there {
            text.push_str(&format!("\n{}\n{{{tag}}}\n", speech.say(key)));
        }
    };
    part(command.has_subcommands(), "cli-head-commands", "subcommands");
    part(command.get_positionals().next().is_some(), "cli-head-arguments", "positionals");
    part(true, "cli-head-options", "options");
    if let Some(examples) = command.get_after_help() {
        text.push_str(&format!("\n{}\n", speech.say("cli-head-examples")));
        for line in examples.to_string().lines() {
            text.push_str(&format!("  {line}\n"));
        }
    }
    if path == ROOT {
        text.push_str(&format!("\n{}\n", speech.say("cli-head-exit")));
        for exit in Exit::ALL {
            let code = exit.code();
            text.push_str(&format!("  {code}  {}\n", speech.say(&format!("cli-exit-{code}"))));
        }
    }
    text
}
