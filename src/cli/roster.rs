//! `sigap roster …`: who is at the desk and what they may do. Never a password.

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::row::AgentRow;
use super::table::Table;
use crate::domain::Role;
use crate::wire::{Answer, Command, Query};

#[derive(Debug, clap::Args)]
#[command(alias = "agent", after_help = "sigap roster list")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap roster list\nsigap roster list --json")]
    List,
    #[command(after_help = "sigap roster add sari supervisor")]
    Add {
        #[arg(value_name = "AGENT")]
        agent: String,
        #[arg(value_name = "ROLE", value_parser = given::word(Role::ALL, Role::word))]
        role: Role,
    },
    #[command(after_help = "sigap roster remove budi")]
    Remove {
        #[arg(value_name = "AGENT")]
        agent: String,
    },
    #[command(after_help = "sigap roster role sari supervisor\nsigap roster role budi --none")]
    Role {
        #[arg(value_name = "AGENT")]
        agent: String,
        #[arg(value_name = "ROLE", required_unless_present = "none",
              value_parser = given::word(Role::ALL, Role::word))]
        role: Option<Role>,
        #[arg(long, conflicts_with = "role")]
        none: bool,
    },
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    match args.verb {
        Verb::List => {
            let Answer::Roster(agents) = desk.client.query(Query::Roster)? else {
                return Err(Failure::unexpected());
            };
            let speech = &desk.speech;
            let heads = ["agent", "role", "state", "since", "reason"];
            let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
            let mut table = Table::new(heads, &[0, 1, 2, 3]);
            for agent in &agents {
                if context.out.form() == Form::Json {
                    context.out.json(&AgentRow::from(agent))?;
                    continue;
                }
                table.row([
                    agent.name.clone(),
                    speech.word("role", agent.role.word()),
                    speech.word("state", agent.state.word()),
                    speech.moment(agent.since, desk.now),
                    agent.reason.clone(),
                ]);
            }
            context.out.table(&table)?;
            if agents.is_empty() && context.out.form() == Form::People {
                let nobody = context.say("cli-agent-none");
                context.out.line(&nobody)?;
            }
            Ok(Exit::Done)
        }
        Verb::Add { agent, role } => set(&agent, Some(role), &mut desk, context),
        Verb::Remove { agent } => set(&agent, None, &mut desk, context),
        Verb::Role { agent, role, none: _ } => set(&agent, role, &mut desk, context),
    }
}

fn set(agent: &str, role: Option<Role>, desk: &mut Desk, context: &mut Context) -> Ended {
    let done = desk.client.run(Command::SetRole { agent: agent.to_owned(), role })?;
    context.done(&done, "cli-done-role", &[("agent", agent)])
}
