//! What is said to whoever asked when something was decided, was refused, or could not be done.
//! Never a cause without what to do about it, where there is something.

use std::io::{self, ErrorKind};

use super::decide::Declined;
use super::desk::Desk;
use super::hub::Out;
use super::writer::{Job, Outcome};
use crate::domain::Refusal;
use crate::store::StoreError;
use crate::wire::{Reply, Trouble};

/// Says what came of a command.
pub fn reply(Job { id, out, held, .. }: Job, outcome: Outcome) {
    let reply = match outcome {
        Ok((seq, done)) => Reply::Done { id, seq, done },
        Err(Declined::Refused(refusal)) => {
            let sentence = refusal.to_string();
            Reply::Refused { id, refusal, sentence }
        }
        Err(Declined::Failed(StoreError::Damaged(damage))) => {
            tracing::error!("a command failed: {damage}");
            let (refusal, sentence) = (Refusal::from(&damage), damage.to_string());
            Reply::Refused { id, refusal, sentence }
        }
        Err(Declined::Failed(error)) => {
            tracing::error!("a command failed: {error}");
            let sentence = format!("the desk could not do that: {error}");
            Reply::Trouble { id: Some(id), trouble: Trouble::Failed, sentence }
        }
    };
    // Who asked may have gone; what was decided stands all the same.
    drop(out.send(Out::Reply(Box::new(reply))));
    drop(held);
}

/// What is said when something was not done: a rule says no, the disk is full, what is
/// asked for is lost, or something failed.
pub fn declined(desk: &Desk, id: u64, error: anyhow::Error) -> Reply {
    if is_full(&error) {
        return refused(id, desk.space.full());
    }
    match error.downcast::<Refusal>() {
        Ok(refusal) => refused(id, refusal),
        Err(error) => {
            tracing::error!("{error:#}");
            if let Some(StoreError::Damaged(damage)) = error.downcast_ref() {
                return refused(id, damage.into());
            }
            let sentence = format!("the desk could not do that: {error:#}");
            Reply::Trouble { id: Some(id), trouble: Trouble::Failed, sentence }
        }
    }
}

/// Says why a rule does not allow it.
pub fn refused(id: u64, refusal: Refusal) -> Reply {
    let sentence = refusal.to_string();
    Reply::Refused { id, refusal, sentence }
}

/// Tells whether it failed because the disk has no more room, or not for this user.
fn is_full(error: &anyhow::Error) -> bool {
    let kinds = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded];
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| kinds.contains(&cause.kind()))
}
