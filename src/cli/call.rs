//! `sigap call …`: what the telephone system says. Never believes the number: it is text from
//! outside.

use super::context::Context;
use super::exit::{Ended, Exit};
use super::output::Form;
use crate::domain::text::clean_line;
use crate::domain::work::CallStep;
use crate::wire::Signal;

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap call ring --number +6281233445566 --agent sari")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "\
sigap call ring --number +6281233445566
sigap call ring --number 0812-3344-5566 --call-id a81f --agent sari")]
    Ring {
        #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
        number: String,
        #[arg(long, value_name = "ID")]
        call_id: Option<String>,
        #[arg(long, value_name = "AGENT")]
        agent: Option<String>,
    },
    #[command(after_help = "sigap call answer --call-id a81f --agent sari")]
    Answer {
        #[arg(long, value_name = "ID")]
        call_id: String,
        #[arg(long, value_name = "AGENT")]
        agent: Option<String>,
    },
    #[command(after_help = "sigap call hold --call-id a81f")]
    Hold {
        #[arg(long, value_name = "ID")]
        call_id: String,
    },
    #[command(after_help = "sigap call resume --call-id a81f")]
    Resume {
        #[arg(long, value_name = "ID")]
        call_id: String,
    },
    #[command(after_help = "sigap call end --call-id a81f")]
    End {
        #[arg(long, value_name = "ID")]
        call_id: String,
    },
    #[command(after_help = "sigap call over --call-id a81f")]
    Over {
        #[arg(long, value_name = "ID")]
        call_id: String,
    },
}

fn step(call_id: &str, step: CallStep, agent: String) -> Signal {
    Signal::Call { call_id: call_id.to_owned(), step, agent }
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let (signal, key, number) = match args.verb {
        Verb::Ring { number, call_id, agent } => {
            let (number, call_id) = (clean_line(&number), call_id.unwrap_or_default());
            let agent = agent.map(|agent| desk.agent(&agent)).filter(|agent| !agent.is_empty());
            let signal = Signal::Ring {
                number: number.clone(),
                call_id,
                agent,
                customer: None,
                label: String::new(),
                matches: 0,
            };
            (signal, "cli-done-ring", number)
        }
        Verb::Answer { call_id, agent } => {
            let agent = agent.map(|agent| desk.agent(&agent)).unwrap_or_default();
            (step(&call_id, CallStep::Answer, agent), "cli-done-call-answer", call_id)
        }
        Verb::Hold { call_id } => {
            (step(&call_id, CallStep::Hold, String::new()), "cli-done-call-hold", call_id)
        }
        Verb::Resume { call_id } => {
            (step(&call_id, CallStep::Resume, String::new()), "cli-done-call-resume", call_id)
        }
        Verb::End { call_id } => {
            (step(&call_id, CallStep::End, String::new()), "cli-done-call-end", call_id)
        }
        Verb::Over { call_id } => {
            let signal = Signal::RingOver { call_id: call_id.clone(), by: String::new() };
            (signal, "cli-done-ring-over", call_id)
        }
    };
    desk.client.signal(signal)?;
    match context.out.form() {
        Form::Json => context.out.json(&serde_json::json!({ "announced": number }))?,
        Form::People => {
            let sentence = context.speech.say_with(key, &[("number", &number)]);
            context.out.line(&sentence)?;
        }
    }
    Ok(Exit::Done)
}
