//! `sigap view …`: filters that an agent keeps under a name. Never another agent's.

use super::context::Context;
use super::exit::{Ended, Exit};
use super::output::Form;
use super::table::Table;
use crate::domain::filter::Saved;
use crate::domain::{Field, Malformed};
use crate::wire::{Command, QueueView};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap view list")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap view list\nsigap view list --json")]
    List,
    #[command(after_help = "\
sigap view save 'gold billing' topic:BI tier:gold status:new,open
sigap view save modems modem '!topic:BI'")]
    Save {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(value_name = "FILTER", required = true)]
        filter: Vec<String>,
    },
    #[command(after_help = "sigap view remove modems")]
    Remove {
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    match args.verb {
        Verb::List => {
            let views = desk.views()?;
            list(&views, context)
        }
        Verb::Save { name, filter } => {
            let filter = desk.filter(&filter)?;
            desk.has_those_of(&filter)?;
            let filter = filter.to_string();
            if filter.is_empty() {
                // An empty filter removes; nobody who says "save" means that.
                return Err(Malformed::Empty { field: Field::Filter }.into());
            }
            let views = desk.views()?;
            let was = Saved::named(&views, &name).map(|was| was.filter.as_str());
            let done = desk.client.run(Command::SetView(Saved { name, filter }))?;
            match was {
                Some(was) => context.done(&done, "cli-done-view-replaced", &[("was", was)]),
                None => context.done(&done, "cli-done-view", &[]),
            }
        }
        Verb::Remove { name } => {
            let filter = String::new();
            let done = desk.client.run(Command::SetView(Saved { name, filter }))?;
            context.done(&done, "cli-done-view-removed", &[])
        }
    }
}

/// The agent's own views; for people those that every desk has as well.
fn list(views: &[Saved], context: &mut Context) -> Ended {
    if context.out.form() == Form::Json {
        views.iter().try_for_each(|view| context.out.json(view))?;
        return Ok(Exit::Done);
    }
    let heads = ["name", "filter"].map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[]);
    for view in QueueView::ALL {
        let about = context.say(&format!("queue-view-{}", view.word().replace('_', "-")));
        table.row([view.word().to_owned(), about]);
    }
    views.iter().for_each(|view| table.row([view.name.clone(), view.filter.clone()]));
    context.out.table(&table)?;
    Ok(Exit::Done)
}
