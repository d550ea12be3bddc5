//! `sigap completions`: what a shell needs to complete sigap's command line. Never asks the desk.

use clap_complete::Shell;

use super::context::Context;
use super::exit::{Ended, Exit};

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap completions bash > ~/.local/share/bash-completion/completions/sigap
sigap completions zsh > ~/.zfunc/_sigap
sigap completions fish > ~/.config/fish/completions/sigap.fish")]
pub struct Args {
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub fn run(args: Args, mut command: clap::Command, context: &mut Context) -> Ended {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "sigap", &mut script);
    context.out.raw(&script)?;
    Ok(Exit::Done)
}
