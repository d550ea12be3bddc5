//! `sigap customer callback …`: promised calls. Never calls anybody.

use super::super::context::{Context, Desk};
use super::super::exit::{Ended, Exit, Failure};
use super::super::given;
use super::super::output::Form;
use super::super::row::CallBackJson;
use super::super::table::Table;
use super::super::when::{self, Towards};
use crate::domain::{CallBackId, CallBackState, Customer};
use crate::wire::{Answer, CallBackRow, Command, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap customer callback list")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "\
sigap customer callback promise C-12 --due 'tomorrow 09:00' --note 'about the refund'
sigap customer callback promise C-12 --due +2h --agent sari")]
    Promise {
        #[arg(value_name = "CUSTOMER")]
        customer: String,
        #[arg(long, value_name = "TIME")]
        due: String,
        #[arg(long, value_name = "AGENT")]
        agent: Option<String>,
        #[arg(long, value_name = "TEXT")]
        note: Option<String>,
    },
    #[command(after_help = "sigap customer callback settle C-12 B-5 kept")]
    Settle {
        #[arg(value_name = "CUSTOMER")]
        customer: String,
        #[arg(value_name = "B-n")]
        callback: CallBackId,
        #[arg(value_name = "STATE", value_parser = given::word(SETTLED, CallBackState::word))]
        state: CallBackState,
    },
    #[command(after_help = "\
sigap customer callback list
sigap customer callback list --before 'tomorrow 00:00' --json")]
    List {
        #[arg(long, value_name = "TIME")]
        before: Option<String>,
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = given::rows())]
        limit: u32,
    },
}

const SETTLED: &[CallBackState] = &[CallBackState::Kept, CallBackState::Cancelled];

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    match args.verb {
        Verb::Promise { customer, due, agent, note } => {
            let customer = desk.customer(&customer)?;
            let due = when::parse(&due, desk.now, &desk.zone, Towards::Future)?;
            let agent = agent.map(|agent| desk.agent(&agent)).unwrap_or_default();
            let note = given::text(note)?;
            let done = desk.client.run(Command::PromiseCall { customer, due, agent, note })?;
            let when = desk.speech.full(due);
            context.done(&done, "cli-done-call-promised", &[("when", &when)])
        }
        Verb::Settle { customer, callback, state } => {
            let customer = desk.customer(&customer)?;
            let done = desk.client.run(Command::SettleCall { callback, customer, state })?;
            context.done(&done, "cli-done-call-settled", &[])
        }
        Verb::List { before, limit } => {
            let before = before
                .map(|text| when::parse(&text, desk.now, &desk.zone, Towards::Future))
                .transpose()?;
            let Answer::CallBacks(rows) = desk.client.query(Query::CallBacks { before, limit })?
            else {
                return Err(Failure::unexpected());
            };
            list(&rows, &desk, context)
        }
    }
}

fn list(rows: &[CallBackRow], desk: &Desk, context: &mut Context) -> Ended {
    if context.out.form() == Form::Json {
        rows.iter().try_for_each(|row| context.out.json(&CallBackJson::from(row)))?;
        return Ok(Exit::Done);
    }
    let heads = ["callback", "due", "customer", "name", "phone", "agent", "note"];
    let heads = heads.map(|head| desk.speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2, 4]);
    for CallBackRow { callback, label, phone } in rows {
        table.row([
            callback.id.to_string(),
            desk.speech.moment(callback.due, desk.now),
            callback.customer.to_string(),
            label.clone(),
            phone.clone(),
            callback.agent.clone(),
            callback.note.clone().unwrap_or_default(),
        ]);
    }
    if table.is_empty() {
        let none = context.say("cli-callback-none");
        context.out.line(&none)?;
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}

/// Every promise to one customer, settled ones too.
pub fn of_one(customer: &Customer, desk: &Desk) -> Table {
    let speech = &desk.speech;
    let heads = ["callback", "due", "agent", "state", "note"];
    let heads = heads.map(|head| speech.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1]);
    for one in &customer.callbacks {
        table.row([
            one.id.to_string(),
            speech.full(one.due),
            one.agent.clone(),
            speech.word("callback", one.state.word()),
            one.note.clone().unwrap_or_else(|| speech.say("cli-erased")),
        ]);
    }
    table
}
