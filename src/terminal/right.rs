//! Which right each action needs, and who sits here with which. Never who has a right: that is
//! [`Right::roles`].

use super::action::{Action, Group};
use super::model::Model;
use crate::domain::{Refusal, Right};

impl Action {
    /// What whoever does it needs.
    pub const fn right(self) -> Right {
        if matches!(self, Action::PromisedCalls) {
            return Right::Read;
        }
        if matches!(self, Action::SetAway | Action::SayToAll) {
            return Right::Lead;
        }
        if matches!(self, Action::Rating | Action::Undo | Action::MyState | Action::AcceptOffer) {
            return Right::Serve;
        }
        match self.group() {
            Group::Customer | Group::Ticket | Group::Rating => Right::Serve,
            Group::Move | Group::Queue | Group::Text | Group::Everywhere => Right::Read,
        }
    }
}

impl Model {
    /// Tells whether whoever sits here may do it: else it is neither offered nor begun.
    pub fn may(&self, action: Action) -> bool {
        action.right().is_of(self.me.role)
    }

    /// Says who may, before anything is typed.
    pub fn refuse_right(&mut self, right: Right) {
        let may = right.roles().to_vec();
        self.refuse(&Refusal::NotAllowed { may, here: Vec::new() });
    }
}
