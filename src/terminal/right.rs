//! Which right each action needs, and who sits here with which. Never who has a right: that is
//! [`Right::roles`].

use super::action::{Action, Group};
use super::model::Model;
use crate::client::Pen;
use crate::domain::{Refusal, Right, Role};

impl Action {
    /// What whoever does it needs.
    pub const fn right(self) -> Right {
        if matches!(self, Action::PromisedCalls | Action::LostCustomers | Action::Surveys) {
            return Right::Read;
        }
        if matches!(self, Action::Reports) {
            return Right::Oversee;
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
        // They lead to nothing but changes.
        let leads_on = matches!(action, Action::ImportHelp | Action::FirstSteps | Action::Drafts);
        let changes = leads_on || !action.right().only_reads();
        action.right().is_of(self.me.role) && !(changes && self.only_reads())
    }

    /// Tells whether nothing is changed from here: it was opened so, or an auditor sits here.
    pub fn only_reads(&self) -> bool {
        self.me.pen == Pen::Away || self.me.role == Role::Auditor
    }

    /// Says who may, before anything is typed.
    pub fn refuse_right(&mut self, right: Right) {
        if self.me.pen == Pen::Away {
            return self.refuse(&Refusal::OnlyReads);
        }
        let may = right.roles().to_vec();
        self.refuse(&Refusal::NotAllowed { may, here: Vec::new() });
    }
}
