//! `sigap canned …`: texts that are written once and used often. Never sends one to anybody.

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::table::Table;
use crate::domain::{Canned, Field, Malformed};
use crate::wire::{Answer, Command, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap canned list")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap canned list")]
    List,
    #[command(after_help = "\
sigap canned set refund 'The money is back on your account within five working days.'
sigap canned set greeting - < greeting.txt")]
    Set {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "TEXT")]
        note: String,
    },
    #[command(after_help = "sigap canned remove refund")]
    Remove {
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::List => list(context),
        Verb::Set { name, note } => {
            let text = given::text(Some(note))?;
            if text.trim().is_empty() {
                // An empty text removes; nobody who says "set" means that.
                return Err(Malformed::Empty { field: Field::Note }.into());
            }
            let done = context.desk()?.client.run(Command::SetCanned(Canned { name, text }))?;
            context.done(&done, "cli-done-canned", &[])
        }
        Verb::Remove { name } => {
            let text = String::new();
            let done = context.desk()?.client.run(Command::SetCanned(Canned { name, text }))?;
            context.done(&done, "cli-done-canned-removed", &[])
        }
    }
}

fn list(context: &mut Context) -> Ended {
    let Answer::Canned(texts) = context.desk()?.client.query(Query::Canned)? else {
        return Err(Failure::unexpected());
    };
    if context.out.form() == Form::Json {
        texts.iter().try_for_each(|canned| context.out.json(canned))?;
        return Ok(Exit::Done);
    }
    let heads = ["name", "text"].map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[]);
    texts.into_iter().for_each(|canned| table.row([canned.name, canned.text]));
    if table.is_empty() {
        let none = context.say("cli-canned-none");
        context.out.line(&none)?;
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}
