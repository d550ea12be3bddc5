//! Who may do what: one table of rights and the roles that have them. Never who somebody is: that
//! is the desk's business at the door.

use super::agent::Role;

/// Something that some roles may do and others not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Reads what the desk keeps.
    Read,
    /// Works for customers: whatever an agent keeps, changes, takes, drafts or answers.
    Serve,
    /// Steers the others and arranges the desk: states, codes, texts, calendars, rules, imports.
    Lead,
    /// Gives roles and erases customers for good.
    Administer,
    /// Reads how the others work: their states and calls by the minute.
    Oversee,
    /// Looks over the desk's shoulder: what it has done, and who has looked at whom.
    Inspect,
}

impl Right {
    /// Every right.
    pub const ALL: &'static [Right] = &[
        Right::Read,
        Right::Serve,
        Right::Lead,
        Right::Administer,
        Right::Oversee,
        Right::Inspect,
    ];

    /// Who has it, the least role first: the table.
    pub const fn roles(self) -> &'static [Role] {
        use Role::{Administrator, Agent, Auditor, Supervisor};
        match self {
            Right::Read => &[Agent, Supervisor, Administrator, Auditor],
            Right::Serve => &[Agent, Supervisor, Administrator],
            Right::Lead => &[Supervisor, Administrator],
            Right::Administer => &[Administrator],
            Right::Oversee => &[Supervisor, Administrator, Auditor],
            Right::Inspect => &[Administrator, Auditor],
        }
    }

    /// Tells whether a role has it.
    pub fn is_of(self, role: Role) -> bool {
        self.roles().contains(&role)
    }

    /// Tells whether it changes nothing, so that a connection that only reads has it too.
    pub const fn only_reads(self) -> bool {
        match self {
            Right::Read | Right::Oversee | Right::Inspect => true,
            Right::Serve | Right::Lead | Right::Administer => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auditor_changes_nothing_and_an_administrator_may_everything() {
        for right in Right::ALL {
            assert!(right.is_of(Role::Administrator), "{right:?}");
            assert_eq!(right.is_of(Role::Auditor), right.only_reads(), "{right:?}");
        }
    }
}
