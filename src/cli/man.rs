//! `sigap man`: manual pages made from the command line's own definition. Never a second text.

use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::help;
use crate::speech::Speech;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap man | man -l -
sigap man ticket open
sigap man customer-erase
sigap man --to ~/.local/share/man/man1")]
pub struct Args {
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    to: Option<PathBuf>,
}

pub fn run(args: Args, command: Command, context: &mut Context) -> Ended {
    if let Some(dir) = args.to {
        let written = write_all(&command, help::ROOT, &dir, &context.speech)?;
        let sentence =
            context.speech.say_count("cli-done-man", written, &[("dir", &dir.to_string_lossy())]);
        context.out.line(&sentence)?;
        return Ok(Exit::Done);
    }
    let mut name = help::ROOT.to_owned();
    let mut wanted = &command;
    // Pages are named sigap-customer-erase: then one word is all of them.
    let words = args.command.iter().flat_map(|words| words.split('-'));
    for word in words.skip_while(|word| *word == help::ROOT) {
        let missing = || {
            let sentence = context.speech.say_with("cli-usage-command", &[("given", word)]);
            Failure::said(Exit::Usage, sentence)
        };
        wanted = wanted.find_subcommand(word).ok_or_else(missing)?;
        name = format!("{name}-{word}");
    }
    let page = page(wanted, &name, &context.speech)
        .map_err(|why| Failure::file(Path::new("stdout"), why))?;
    context.out.raw(&page)?;
    Ok(Exit::Done)
}

/// What is said of the environment and of files: the words that are looked up in the locales.
const ENVIRONMENT: [(&str, &str); 9] = [
    ("SIGAP_HOME", "cli-man-env-home"),
    ("SIGAP_ZONE", "cli-man-env-zone"),
    ("SIGAP_AS", "cli-man-env-as"),
    ("LC_ALL, LC_MESSAGES, LANG", "cli-man-env-lang"),
    ("TERM", "cli-man-env-term"),
    ("NO_COLOR", "cli-man-env-colour"),
    ("COLORTERM", "cli-man-env-colorterm"),
    ("COLORFGBG", "cli-man-env-colorfgbg"),
    ("XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_RUNTIME_DIR", "cli-man-env-xdg"),
];
/// Files that a person may want to look at.
const FILES: [(&str, &str); 5] = [
    ("~/.config/sigap/config.toml", "cli-man-file-config"),
    ("~/.local/share/sigap/", "cli-man-file-data"),
    ("~/.local/share/sigap/desk.toml", "cli-man-file-desk"),
    ("~/.local/share/sigap/erasures.jsonl", "cli-man-file-erasures"),
    ("/etc/sigap/config.toml", "cli-man-file-system"),
];

/// The page of a command: clap's own sections, then examples; the first page has the exit codes,
/// the environment and the files too.
fn page(command: &Command, name: &str, speech: &Speech) -> std::io::Result<Vec<u8>> {
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let man = Man::new(command.clone()).title(name);
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let mut text = heading(speech, "cli-head-examples");
    text.push_str(&format!(".nf\n{}\n.fi\n", roff(&examples)));
    if name == help::ROOT {
        text.push_str(&heading(speech, "cli-head-exit"));
        for exit in Exit::ALL {
            let (code, key) = (exit.code().to_string(), format!("cli-exit-{}", exit.code()));
            text.push_str(&item(&code, &speech.say(&key)));
        }
        for (head, list) in
            [("cli-head-environment", &ENVIRONMENT[..]), ("cli-head-files", &FILES[..])]
        {
            text.push_str(&heading(speech, head));
            for (what, key) in list {
                text.push_str(&item(what, &speech.say(key)));
            }
        }
    }
    page.extend_from_slice(text.as_bytes());
    Ok(page)
}

fn heading(speech: &Speech, key: &str) -> String {
    format!(".SH {}\n", roff(speech.say(key).trim_end_matches(':')).to_uppercase())
}

fn item(what: &str, means: &str) -> String {
    format!(".TP\n\\fB{}\\fR\n{}\n", roff(what), roff(means))
}

/// Text as roff reads it: nothing in it is taken for a request.
fn roff(text: &str) -> String {
    let escaped = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    let safe = |line: &str| match line.starts_with('.') {
        true => format!("\\&{line}"),
        false => line.to_owned(),
    };
    escaped.lines().map(safe).collect::<Vec<_>>().join("\n")
}

/// One page per command, `sigap-ticket-open.1`; gives back how many.
fn write_all(command: &Command, name: &str, dir: &Path, speech: &Speech) -> Result<u64, Failure> {
    std::fs::create_dir_all(dir).map_err(|why| Failure::file(dir, why))?;
    let file = dir.join(format!("{name}.1"));
    let page = page(command, name, speech).map_err(|why| Failure::file(&file, why))?;
    std::fs::write(&file, page).map_err(|why| Failure::file(&file, why))?;
    let mut written = 1;
    for sub in command.get_subcommands() {
        written += write_all(sub, &format!("{name}-{}", sub.get_name()), dir, speech)?;
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_page() {
        let dir = tempfile::tempdir().expect("temp folder");
        let mut command = Command::new("sigap")
            .disable_help_subcommand(true)
            .subcommand(Command::new("find").about("finds").after_help(".x 'a-b' \\c"));
        command.build();
        let speech = Speech::new(crate::speech::Lang::En, jiff::tz::TimeZone::UTC);
        let written = write_all(&command, "sigap", dir.path(), &speech).expect("written");
        assert_eq!(written, 2);
        let text = std::fs::read_to_string(dir.path().join("sigap-find.1")).expect("there");
        assert!(text.contains("sigap\\-find") && text.contains("finds"), "{text}");
        assert!(text.contains("\n\\&.x \\(aqa\\-b\\(aq \\ec\n"), "{text}");
        let first = std::fs::read_to_string(dir.path().join("sigap.1")).expect("there");
        assert!(first.contains(".SH EXIT CODES") && first.contains("SIGAP_HOME"), "{first}");
    }
}
