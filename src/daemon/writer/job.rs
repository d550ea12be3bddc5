//! A command on its way to the writer. Never decided here.

use std::mem::{Discriminant, discriminant};
use std::sync::mpsc::Sender;

use uuid::Uuid;

use crate::daemon::hub::Out;
use crate::daemon::room::Held;
use crate::daemon::survey::Eligible;
use crate::domain::{At, Role};
use crate::store::Stamp;
use crate::wire::Command;

/// A command on its way.
#[derive(Debug)]
pub struct Job {
    /// The asker's number for it.
    pub id: u64,
    /// Made once by the asker.
    pub command_id: Uuid,
    /// Who asks.
    pub agent: String,
    /// Which gateway user spoke for them; empty when they spoke themselves.
    pub via: String,
    /// What they may do.
    pub role: Role,
    /// Which kind of command it is; what is asked for is gone once it is decided.
    pub kind: Discriminant<Command>,
    /// What is asked for.
    pub command: Command,
    /// Who can be drawn, where it draws a survey.
    pub found: Option<Eligible>,
    /// Where the reply goes.
    pub out: Sender<Out>,
    /// Its line's part of the common room, when it was a large one.
    pub held: Option<Held>,
}

impl Job {
    /// Whether it takes the agent's last action back.
    pub fn takes_back(&self) -> bool {
        let some = Command::UndoOf { customers: Vec::new() };
        [discriminant(&Command::Undo), discriminant(&some)].contains(&self.kind)
    }

    /// What is put on every entry of it.
    pub fn stamp(&self, at: At) -> Stamp {
        let (by, via) = (self.agent.clone(), self.via.clone());
        Stamp { at, by, via, command: self.command_id.as_u128(), undoes: 0 }
    }
}
