//! `sigap customer verify`: how somebody's identity was checked. Never says who they are.

use super::super::context::Context;
use super::super::exit::Ended;
use super::super::given;
use crate::domain::Proof;
use crate::wire::Command;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
sigap customer verify C-12 --proof birth
sigap customer verify C-12 --proof question --failed")]
pub struct Args {
    #[arg(value_name = "CUSTOMER")]
    customer: String,
    #[arg(long, value_name = "PROOF", value_parser = given::word(Proof::ALL, Proof::word))]
    proof: Proof,
    #[arg(long)]
    failed: bool,
}

pub fn run(args: Args, context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let customer = desk.customer(&args.customer)?;
    let passed = !args.failed;
    let done = desk.client.run(Command::VerifyCustomer { customer, proof: args.proof, passed })?;
    context.done(&done, "cli-done-customer-verified", &[])
}
