//! `sigap weights …`: how much each dimension matters. Never a weight that nobody has given.

use super::context::{Context, Desk};
use super::exit::{Ended, Exit, Failure};
use super::output::Form;
use super::table::Table;
use crate::domain::{CustomerId, Dimension, Importance};
use crate::wire::{Answer, Command, Query};

#[derive(Debug, clap::Args)]
#[command(after_help = "sigap weights show\nsigap weights set 11 32 22 19 16")]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    #[command(after_help = "sigap weights show\nsigap weights show --customer C-12")]
    Show {
        #[arg(long, value_name = "CUSTOMER")]
        customer: Option<String>,
    },
    #[command(after_help = "\
sigap weights set 11 32 22 19 16
sigap weights set 5 40 30 20 5 --customer 'nur halimah'")]
    Set {
        #[arg(value_name = "POINTS", num_args = 5, required = true)]
        points: Vec<u8>,
        #[arg(long, value_name = "CUSTOMER")]
        customer: Option<String>,
    },
    #[command(after_help = "sigap weights remove\nsigap weights remove --customer C-12")]
    Remove {
        #[arg(long, value_name = "CUSTOMER")]
        customer: Option<String>,
    },
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    match args.verb {
        Verb::Show { customer } => {
            let customer = whose(customer.as_deref(), &mut desk)?;
            show(customer, &mut desk, context)
        }
        Verb::Set { points, customer } => {
            let customer = whose(customer.as_deref(), &mut desk)?;
            let points: [u8; 5] = points.try_into().map_err(|_| Failure::unexpected())?;
            let points = Some(points);
            let done = desk.client.run(Command::SetImportance { customer, points })?;
            let key = if customer.is_some() { "done-weights-own" } else { "done-weights" };
            context.done(&done, key, &[])
        }
        Verb::Remove { customer } => {
            let customer = whose(customer.as_deref(), &mut desk)?;
            let done = desk.client.run(Command::SetImportance { customer, points: None })?;
            context.done(&done, "done-weights-removed", &[])
        }
    }
}

fn whose(given: Option<&str>, desk: &mut Desk) -> Result<Option<CustomerId>, Failure> {
    given.map(|given| desk.customer(given)).transpose()
}

fn show(customer: Option<CustomerId>, desk: &mut Desk, context: &mut Context) -> Ended {
    let Answer::Importance(row) = desk.client.query(Query::Importance { customer })? else {
        return Err(Failure::unexpected());
    };
    if context.out.form() == Form::Json {
        context.out.json(&row)?;
        return Ok(Exit::Done);
    }
    let heads = ["dimension", "desk", "customer"];
    let heads = heads.map(|head| context.say(&format!("cli-col-{head}")));
    let mut table = Table::new(heads, &[0, 1, 2]);
    let points = |all: Option<Importance>, place: usize| {
        all.map_or_else(|| "-".to_owned(), |all| all.0[place].to_string())
    };
    for (place, dimension) in Dimension::ALL.iter().enumerate() {
        let name = context.speech.word("dimension", dimension.word());
        table.row([name, points(row.desk, place), points(row.own, place)]);
    }
    context.out.table(&table)?;
    Ok(Exit::Done)
}
