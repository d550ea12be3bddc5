//! `sigap man`: manual pages made from the command line's own definition. Never a second text.

use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;

use super::context::Context;
use super::exit::{Ended, Exit, Failure};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap man | man -l -
sigap man ticket open
sigap man --to ~/.local/share/man/man1")]
pub struct Args {
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    to: Option<PathBuf>,
}

pub fn run(args: Args, command: Command, context: &mut Context) -> Ended {
    if let Some(dir) = args.to {
        let written = write_all(&command, "sigap", &dir)?;
        let sentence =
            context.speech.say_count("cli-done-man", written, &[("dir", &dir.to_string_lossy())]);
        context.out.line(&sentence)?;
        return Ok(Exit::Done);
    }
    let mut name = "sigap".to_owned();
    let mut wanted = &command;
    for word in &args.command {
        let missing = || {
            let sentence = context.speech.say_with("cli-usage-command", &[("given", word)]);
            Failure::said(Exit::Usage, sentence)
        };
        wanted = wanted.find_subcommand(word).ok_or_else(missing)?;
        name = format!("{name}-{word}");
    }
    let page = page(wanted, &name).map_err(|why| Failure::file(Path::new("stdout"), why))?;
    context.out.raw(&page)?;
    Ok(Exit::Done)
}

fn page(command: &Command, name: &str) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command.clone()).title(name).render(&mut page)?;
    Ok(page)
}

/// One page per command, `sigap-ticket-open.1`; gives back how many.
fn write_all(command: &Command, name: &str, dir: &Path) -> Result<u64, Failure> {
    std::fs::create_dir_all(dir).map_err(|why| Failure::file(dir, why))?;
    let file = dir.join(format!("{name}.1"));
    let page = page(command, name).map_err(|why| Failure::file(&file, why))?;
    std::fs::write(&file, page).map_err(|why| Failure::file(&file, why))?;
    let mut written = 1;
    for sub in command.get_subcommands() {
        written += write_all(sub, &format!("{name}-{}", sub.get_name()), dir)?;
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
            .subcommand(Command::new("find").about("finds"));
        command.build();
        assert_eq!(write_all(&command, "sigap", dir.path()).expect("written"), 2);
        let text = std::fs::read_to_string(dir.path().join("sigap-find.1")).expect("there");
        assert!(text.contains("sigap\\-find") && text.contains("finds"), "{text}");
    }
}
