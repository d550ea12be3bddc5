//! `sigap journal head`: the last entry and the hash that vouches for all before it, to be noted
//! where nobody who can change the desk can change it. Never reads the journal itself.

use super::super::context::Context;
use super::super::exit::{Ended, Exit, Failure};
use super::super::output::Form;
use crate::wire::{Answer, Query};

pub fn run(context: &mut Context) -> Ended {
    let mut desk = context.desk()?;
    let Answer::JournalHead(head) = desk.client.query(Query::JournalHead)? else {
        return Err(Failure::unexpected());
    };
    match context.out.form() {
        Form::Json => context.out.json(&head)?,
        Form::People => context.out.line(&format!("{}:{}", head.seq, head.chain))?,
    }
    Ok(Exit::Done)
}
