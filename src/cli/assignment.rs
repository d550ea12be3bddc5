//! `sigap assignment …`: sharing tickets out among agents who are ready. Never gives one itself:
//! the desk does.

use super::context::Context;
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use super::table::Table;
use crate::domain::sharing::{HIGHEST_LIMIT, Sharing, USUAL_LIMIT, Way};
use crate::wire::{Answer, Command, Query, SettingRow};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap assignment show\nsigap assignment least-loaded --limit 5")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap assignment show\nsigap assignment show --json")]
    Show,
    #[command(after_help = "sigap assignment off")]
    Off,
    #[command(after_help = "sigap assignment round-robin\nsigap assignment round-robin --limit 8")]
    RoundRobin(LimitArgs),
    #[command(after_help = "sigap assignment least-loaded --limit 5")]
    LeastLoaded(LimitArgs),
}

#[derive(Debug, clap::Args)]
struct LimitArgs {
    #[arg(long, value_name = "N", default_value_t = USUAL_LIMIT,
          value_parser = clap::value_parser!(u32).range(1..=i64::from(HIGHEST_LIMIT)))]
    limit: u32,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    match args.verb {
        Verb::Show => show(context),
        Verb::Off => set("", String::new(), "cli-done-sharing-off", context),
        Verb::RoundRobin(LimitArgs { limit }) => begin(Way::RoundRobin, limit, context),
        Verb::LeastLoaded(LimitArgs { limit }) => begin(Way::LeastLoaded, limit, context),
    }
}

fn begin(way: Way, limit: u32, context: &mut Context) -> Ended {
    set("", Sharing { way, limit }.to_string(), "cli-done-sharing", context)
}

/// Sets how the desk shares out, or what somebody is given.
pub fn set(agent: &str, text: String, sentence: &str, context: &mut Context) -> Ended {
    let values = [("agent", agent), ("text", &*text.clone())];
    let command = Command::SetSharing { agent: agent.to_owned(), text };
    let done = context.desk()?.client.run(command)?;
    context.done(&done, sentence, &values)
}

fn show(context: &mut Context) -> Ended {
    let Answer::Sharing(rows) = context.desk()?.client.query(Query::Sharing)? else {
        return Err(Failure::unexpected());
    };
    if context.out.form() == Form::Json {
        rows.iter().try_for_each(|row| context.out.json(row))?;
        return Ok(Exit::Done);
    }
    let desk = rows.iter().find(|row| row.name.is_empty());
    if context.out.form() == Form::People {
        let sharing = desk.and_then(|row| row.text.parse::<Sharing>().ok());
        let said = match sharing {
            None => context.say("cli-sharing-off"),
            Some(Sharing { way, limit }) => {
                let (way, limit) = (context.speech.word("way", way.word()), limit.to_string());
                context.speech.say_with("cli-sharing", &[("way", &way), ("limit", &limit)])
            }
        };
        context.out.line(&said)?;
    }
    let heads = ["agent", "topics"].map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1]);
    for SettingRow { name, text, .. } in rows.iter().filter(|row| !row.name.is_empty()) {
        table.row([name.clone(), text.clone()]);
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}
