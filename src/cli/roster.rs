//! `sigap roster …`: who is at the desk and what they may do. Never a password.

use serde::Serialize;

use super::assignment;
use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::given;
use super::output::Form;
use super::row::rfc3339;
use super::table::Table;
use crate::domain::sharing::Topics;
use crate::domain::{Agent, AgentState, At, Role, TwoLetters};
use crate::wire::{Answer, Command, Query, Signal};

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
    #[command(after_help = "\
sigap roster state
sigap roster state ready
sigap roster state break --reason LU")]
    State {
        #[arg(value_name = "STATE", value_parser = given::word(AgentState::ALL, AgentState::word))]
        state: Option<AgentState>,
        #[arg(long, value_name = "CODE", requires = "state")]
        reason: Option<TwoLetters>,
    },
    #[command(after_help = "sigap roster away budi")]
    Away {
        #[arg(value_name = "AGENT")]
        agent: String,
    },
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
    #[command(after_help = "\
sigap roster skill sari BI,DE
sigap roster skill rina --all
sigap roster skill sari --none")]
    Skill {
        #[arg(value_name = "AGENT")]
        agent: String,
        #[arg(value_name = "TOPIC", value_delimiter = ',', conflicts_with_all = ["all", "none"],
              required_unless_present_any = ["all", "none"])]
        topics: Vec<TwoLetters>,
        #[arg(long, conflicts_with = "none")]
        all: bool,
        #[arg(long)]
        none: bool,
    },
}

/// Somebody at the desk.
#[derive(Debug, Serialize)]
pub struct AgentRow<'a> {
    agent: &'a str,
    role: Role,
    state: AgentState,
    reason: &'a str,
    since: String,
    by: &'a str,
    terminals: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    granted_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    granted_at: Option<String>,
}

impl<'a> From<&'a Agent> for AgentRow<'a> {
    fn from(agent: &'a Agent) -> AgentRow<'a> {
        AgentRow {
            agent: &agent.name,
            role: agent.role,
            state: agent.state,
            reason: &agent.reason,
            since: rfc3339(agent.since),
            by: &agent.by,
            terminals: agent.terminals,
            granted_by: agent.granted.as_ref().map(|granted| granted.by.as_str()),
            granted_at: agent.granted.as_ref().map(|granted| rfc3339(granted.at)),
        }
    }
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    match args.verb {
        Verb::List => list(|_| true, &mut desk, context),
        Verb::State { state: None, .. } => {
            let me = desk.client.welcome.agent.clone();
            list(|agent| agent.name == me, &mut desk, context)
        }
        Verb::State { state: Some(state), reason } => {
            let me = desk.client.welcome.agent.clone();
            let reason = reason.map(|code| code.to_string()).unwrap_or_default();
            does(&me, (state, reason), &mut desk, context)
        }
        Verb::Away { agent } => {
            let agent = desk.agent(&agent);
            does(&agent, (AgentState::Away, String::new()), &mut desk, context)
        }
        Verb::Add { agent, role } => set(&agent, Some(role), &mut desk, context),
        Verb::Remove { agent } => set(&agent, None, &mut desk, context),
        Verb::Role { agent, role, none: _ } => set(&agent, role, &mut desk, context),
        Verb::Skill { agent, topics, all, none: _ } => {
            let agent = desk.agent(&agent);
            let topics = if all { Topics::All } else { Topics::Only(topics.into_iter().collect()) };
            assignment::set(&agent, topics.to_string(), "cli-done-skill", context)
        }
    }
}

fn set(agent: &str, role: Option<Role>, desk: &mut Desk, context: &mut Context) -> Ended {
    let done = desk.client.run(Command::SetRole { agent: agent.to_owned(), role })?;
    context.done(&done, "cli-done-role", &[("agent", agent)])
}

fn list(meant: impl Fn(&Agent) -> bool, desk: &mut Desk, context: &mut Context) -> Ended {
    let Answer::Roster(mut agents) = desk.client.query(Query::Roster)? else {
        return Err(Failure::unexpected());
    };
    agents.retain(meant);
    let codes = desk.codes()?;
    let speech = &desk.speech;
    let heads = ["agent", "role", "state", "since", "reason", "granted"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2, 3]);
    for agent in &agents {
        if context.out.form() == Form::Json {
            context.out.json(&AgentRow::from(agent))?;
            continue;
        }
        let by = Some(&agent.by).filter(|by| !by.is_empty());
        let by = by.map(|by| speech.say_with("head-state-by", &[("by", by)]));
        // By whom, and when: two columns would be more than a screen is wide.
        let granted = agent
            .granted
            .as_ref()
            .map(|granted| format!("{} {}", speech.moment(granted.at, desk.now), granted.by));
        table.row([
            agent.name.clone(),
            speech.word("role", agent.role.word()),
            speech.word("state", agent.state.word()),
            speech.moment(agent.since, desk.now),
            by.unwrap_or_else(|| speech.reason(agent.state, &agent.reason, &codes)),
            granted.unwrap_or_default(),
        ]);
    }
    context.out.table(&table)?;
    if agents.is_empty() && context.out.form() == Form::People {
        let nobody = context.say("cli-agent-none");
        context.out.line(&nobody)?;
    }
    Ok(Exit::Done)
}

/// Says what somebody is doing from now on.
fn does(
    agent: &str,
    (state, reason): (AgentState, String),
    desk: &mut Desk,
    context: &mut Context,
) -> Ended {
    let (since, by) = (At::default(), String::new());
    desk.client.signal(Signal::State { agent: agent.to_owned(), state, reason, since, by })?;
    if context.out.form() == Form::Json {
        context.out.json(&serde_json::json!({ "agent": agent, "state": state }))?;
        return Ok(Exit::Done);
    }
    let word = context.speech.word("state", state.word());
    let values = [("agent", agent), ("state", &*word)];
    let sentence = context.speech.say_with("state-set", &values);
    context.out.line(&sentence)?;
    Ok(Exit::Done)
}
