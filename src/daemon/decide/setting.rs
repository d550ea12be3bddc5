//! Codes, canned texts, hand-over notes and roles: from command to events. Never removes what was
//! used once.

use super::{Deciding, Declined};
use crate::daemon::administrators;
use crate::domain;
use crate::domain::filter::Saved;
use crate::domain::{Canned, Code, Event, Fact, Field, Handover, Malformed, Refusal, Role, limit};
use crate::wire::Done;

/// In a [`Fact::CodeSet`]: there was no such code.
const NO_SUCH_CODE: u8 = 2;

impl Deciding<'_> {
    pub(super) fn set_code(&mut self, code: Code) -> Result<Done, Declined> {
        let code = code.checked()?;
        let codes = self.block.view().codes()?;
        let was = codes.iter().find(|one| one.kind == code.kind && one.code == code.code);
        if was == Some(&code) {
            return Err(Refusal::AlreadySo.into());
        }
        if was.is_none() && codes.len() >= limit::CODES {
            let (field, count, limit) = (Field::Subject, codes.len() + 1, limit::CODES);
            return Err(Malformed::TooMany { field, count, limit }.into());
        }
        let fact = Fact::CodeSet {
            kind: code.kind.byte(),
            code: code.code.bytes(),
            label_from: was.map(|was| was.label.clone()).unwrap_or_default(),
            label_to: code.label,
            retired_from: was.map_or(NO_SUCH_CODE, |was| was.retired.into()),
            retired_to: code.retired.into(),
        };
        self.append(Event::from(fact));
        Ok(Done::default())
    }

    pub(super) fn set_canned(&mut self, canned: Canned) -> Result<Done, Declined> {
        let Canned { name, text: to } = canned.checked()?;
        let all = self.block.view().canned()?;
        let from =
            all.iter().find(|one| one.name == name).map(|one| one.text.clone()).unwrap_or_default();
        if from == to {
            return Err(Refusal::AlreadySo.into());
        }
        if from.is_empty() && all.len() >= limit::CANNED {
            let (field, count, limit) = (Field::Note, all.len() + 1, limit::CANNED);
            return Err(Malformed::TooMany { field, count, limit }.into());
        }
        self.append(Event::from(Fact::CannedSet { name, from, to }));
        Ok(Done::default())
    }

    pub(super) fn set_view(&mut self, view: Saved) -> Result<Done, Declined> {
        let mut view = view.checked()?;
        let agent = self.stamp.by.clone();
        let all = self.block.view().views(&agent)?;
        let was = Saved::named(&all, &view.name);
        if let Some(was) = was {
            // Names that differ by capitals alone are one.
            view.name.clone_from(&was.name);
        }
        if !view.filter.is_empty() && was.is_none() && all.len() >= limit::VIEWS {
            let (field, count, limit) = (Field::Filter, all.len() + 1, limit::VIEWS);
            return Err(Malformed::TooMany { field, count, limit }.into());
        }
        self.append(view.set(&agent, was)?);
        Ok(Done::default())
    }

    pub(super) fn write_handover(&mut self, text: &str) -> Result<Done, Declined> {
        let shown = self.block.view().handovers(self.stamp.at)?.len();
        self.append(Handover::written(text, shown, self.stamp.at)?);
        Ok(Done::default())
    }

    pub(super) fn read_handover(&mut self, no: u64) -> Result<Done, Declined> {
        let notes = self.block.view().handovers(self.stamp.at)?;
        let note = notes.iter().find(|note| note.no == no);
        let note = note.ok_or(Refusal::NoHandover { note: no })?;
        self.append(note.read_by(&self.stamp.by)?);
        Ok(Done::default())
    }

    pub(super) fn set_role(&mut self, agent: &str, role: Option<Role>) -> Result<Done, Declined> {
        let agent = domain::agent::checked_name(agent)?;
        if agent.is_empty() {
            return Err(Malformed::Empty { field: Field::Name }.into());
        }
        let from = self.block.view().role(&agent)?.map_or(0, Role::byte);
        let to = role.map_or(0, Role::byte);
        if from == to {
            return Err(Refusal::AlreadySo.into());
        }
        self.stays_administrated(&agent, role)?;
        self.append(Event::from(Fact::RoleSet { agent, from, to }));
        Ok(Done::default())
    }

    /// Refuses a role by which the desk would be without an administrator.
    pub(super) fn stays_administrated(
        &self,
        agent: &str,
        role: Option<Role>,
    ) -> Result<(), Declined> {
        let roles = self.block.view().roles()?;
        let roles = roles.into_iter().map(|(agent, granted)| (agent, granted.role)).collect();
        match administrators::are_left(self.place, roles, (agent, role), &self.stamp.by) {
            true => Ok(()),
            false => Err(Refusal::LastAdministrator { agent: agent.to_owned() }.into()),
        }
    }
}
