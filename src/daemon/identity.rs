//! Who is at the other end of the socket: the Unix user the kernel names. Never a claim, except
//! on throw-away desks and for gateway users whom root has listed.

use std::collections::BTreeMap;
use std::ffi::CString;
use std::os::unix::net::UnixStream;

use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
use nix::unistd::{Gid, Group, Uid, User, getgrouplist};

use crate::domain::Role;
use crate::domain::agent::is_name;
use crate::home::Place;
use crate::home::place::Whose;

/// Somebody who may come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The agent's name.
    pub agent: String,
    /// The gateway user who speaks for them; empty when they speak themselves. On a throw-away
    /// desk whoever claims to be somebody is.
    pub via: String,
    /// What they may do.
    pub role: Role,
    /// Where that comes from.
    pub standing: Standing,
}

impl Identity {
    /// The agent, and the gateway user who speaks for them.
    pub fn names(&self) -> (&str, &str) {
        (&self.agent, &self.via)
    }
}

/// Where somebody's role comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// From whom the desk belongs to: the roster changes nothing.
    Fixed(Role),
    /// From the roster, whenever it changes; this one while it says nothing.
    Given {
        /// From the house's list, or the least there is.
        otherwise: Role,
    },
}

impl Standing {
    /// The role of somebody to whom the roster gives this one, or none.
    pub fn role(self, granted: Option<Role>) -> Role {
        match self {
            Standing::Fixed(role) => role,
            Standing::Given { otherwise } => granted.unwrap_or(otherwise),
        }
    }
}

/// The user id at the other end.
///
/// # Errors
/// The kernel's, when the peer has gone.
pub fn peer(stream: &UnixStream) -> nix::Result<u32> {
    Ok(getsockopt(stream, PeerCredentials)?.uid())
}

/// Who a peer is, acting as somebody else where that is allowed.
///
/// # Errors
/// The sentence for a claim that is not believed.
pub fn identify(
    place: &Place,
    uid: u32,
    claim: Option<&str>,
    roles: &BTreeMap<String, Role>,
) -> Result<Identity, String> {
    if place.whose == Whose::Personal && !is_owner(uid) {
        return Err("this desk is its owner's alone; root sets up one for several people".into());
    }
    let own = user_name(uid);
    if place.whose == Whose::System && !may_come(place, uid, &own) {
        return Err(match place.system.group.as_deref() {
            Some(group) => format!("{own} is not in the group {group}; root adds who may come"),
            None => "this desk is its owner's alone; root names the group that may come".into(),
        });
    }
    let mut via = String::new();
    let agent = match claim {
        None => own,
        Some(name) if name == own => own,
        Some(name) if !is_name(name) => {
            return Err("an agent's name has 1 to 32 letters, digits, '.', '_' or '-'".into());
        }
        Some(name) if place.whose == Whose::Throwaway => name.to_owned(),
        Some(name) => {
            let may = place.system.act_as.get(&own);
            if !may.is_some_and(|names| names.iter().any(|one| one == name || one == "*")) {
                return Err(format!(
                    "{own} may not act as {name}; root lists who may under [act_as]"
                ));
            }
            via = own;
            name.to_owned()
        }
    };
    let standing = match place.whose {
        Whose::System if place.system.administrators.contains(&agent) => {
            Standing::Fixed(Role::Administrator)
        }
        Whose::System => {
            let listed = place.system.role_of(&agent, |group| is_member(&agent, group));
            Standing::Given { otherwise: listed.unwrap_or(Role::Agent) }
        }
        // Nobody else could give the owner of a desk of one's own a right back.
        Whose::Personal => Standing::Fixed(Role::Administrator),
        Whose::Throwaway => Standing::Given { otherwise: Role::Administrator },
    };
    let role = standing.role(roles.get(&agent).copied());
    Ok(Identity { agent, via, role, standing })
}

/// Tells whether a user is let in to the house's desk: in its group, today and not only when they
/// logged in; without a group only its owner. The socket's mode says the same, if nobody has
/// changed it.
fn may_come(place: &Place, uid: u32, name: &str) -> bool {
    let in_group = |group: &String| is_member(name, group);
    is_owner(uid) || place.system.group.as_ref().is_some_and(in_group)
}

/// Tells whether somebody of this name may come to the house's desk, or be spoken for there.
pub fn may_become(place: &Place, name: &str) -> bool {
    let in_group = |group: &String| is_member(name, group);
    place.whose == Whose::System
        && (place.system.group.as_ref().is_some_and(in_group)
            || place.system.role_of(name, |group| is_member(name, group)).is_some()
            || listed(place).iter().any(|one| one == name))
}

/// Tells whether somebody may come to a desk by any name that they like.
pub fn may_be_anybody(place: &Place) -> bool {
    let all = || place.system.act_as.values().flatten().any(|name| name == "*");
    place.whose == Whose::Throwaway || all()
}

/// The names that root has written down for the house's desk, and of those in its group.
pub fn listed(place: &Place) -> Vec<String> {
    let system = &place.system;
    let roles = system.roles.values().flatten().filter(|name| !name.starts_with('@'));
    let spoken_for = system.act_as.values().flatten().filter(|name| *name != "*");
    let group = system.group.as_ref().and_then(|group| Group::from_name(group).ok().flatten());
    let named = roles.chain(spoken_for).chain(&system.administrators).cloned();
    named.chain(group.map(|group| group.mem).unwrap_or_default()).collect()
}

/// Tells whether a user is in a Unix group, as the machine's name services (files, LDAP, …) say.
pub(super) fn is_member(name: &str, group: &str) -> bool {
    let Ok(Some(user)) = User::from_name(name) else { return false };
    let Ok(Some(group)) = Group::from_name(group) else { return false };
    let Ok(name) = CString::new(name) else { return false };
    let groups: Vec<Gid> = getgrouplist(&name, user.gid).unwrap_or_default();
    groups.contains(&group.gid)
}

/// Tells whether somebody is the owner of the desk's home, who alone may run the desk, or root, who
/// can read all of it anyway.
fn is_owner(uid: u32) -> bool {
    uid == nix::unistd::geteuid().as_raw() || uid == 0
}

pub(super) fn user_name(uid: u32) -> String {
    let found = User::from_uid(Uid::from_raw(uid)).ok().flatten().map(|user| user.name);
    found.filter(|name| is_name(name)).unwrap_or_else(|| format!("uid{uid}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::agent::NAME_BYTES;
    use crate::home::SystemConfig;

    fn place(whose: Whose) -> Place {
        let (dir, socket) = ("/nowhere".into(), "/nowhere/desk.sock".into());
        Place { dir, socket, whose, system: SystemConfig::default() }
    }

    #[test]
    fn nobody_but_its_owner_and_root_comes_in_to_a_desk_of_one_s_own() {
        let own = nix::unistd::geteuid().as_raw();
        let role = |whose, uid| identify(&place(whose), uid, None, &BTreeMap::new());
        for uid in [own, 0] {
            let who = role(Whose::Personal, uid).expect("they may");
            assert_eq!(who.role, Role::Administrator, "{uid}");
        }
        let told = role(Whose::Personal, own + 1).expect_err("somebody else");
        assert!(told.contains("owner"), "{told}");
        let told = role(Whose::System, own + 1).expect_err("no group may come");
        assert!(told.contains("owner") && told.contains("group"), "{told}");
    }

    #[test]
    fn a_claim_is_believed_only_where_it_may_be() {
        let mut place = place(Whose::Throwaway);
        let own = user_name(nix::unistd::geteuid().as_raw());
        let uid = nix::unistd::geteuid().as_raw();
        let identified = |place: &Place, claim| identify(place, uid, claim, &BTreeMap::new());
        let who = identified(&place, Some("agent42")).expect("anybody may be anybody");
        assert_eq!((&*who.agent, &*who.via), ("agent42", ""));
        let most = "x".repeat(NAME_BYTES);
        assert_eq!(identified(&place, Some(&most)).map(|who| who.agent), Ok(most.clone()));
        let long = format!("{most}x");
        for name in ["", "../up", "a b", ".hidden", "-x", &long] {
            assert!(identified(&place, Some(name)).is_err(), "{name}");
        }
        place.whose = Whose::System;
        assert!(identified(&place, Some("agent42")).is_err());
        assert_eq!(identified(&place, None).map(|who| who.role), Ok(Role::Agent));
        place.system.roles.insert(Role::Supervisor, vec!["@root".into()]);
        let granted = BTreeMap::from([("root".to_owned(), Role::Auditor)]);
        let root = |roles: &BTreeMap<_, _>| identify(&place, 0, None, roles).map(|who| who.role);
        assert_eq!(root(&BTreeMap::new()), Ok(Role::Supervisor), "by the group's name");
        assert_eq!(root(&granted), Ok(Role::Auditor), "the roster is more exact");
        place.system.act_as.insert(own.clone(), vec!["agent42".into()]);
        let both = |who: Identity| (who.agent, who.via);
        let told = identified(&place, Some("agent42")).map(both);
        assert_eq!(told, Ok(("agent42".into(), own.clone())), "who spoke for whom");
        assert_eq!(identified(&place, Some(&own)).map(both), Ok((own.clone(), String::new())));
        assert!(identified(&place, Some("agent43")).is_err());
    }
    #[test]
    fn only_members_of_its_group_come_in_to_the_desk_of_the_house() {
        let mut place = place(Whose::System);
        place.system.group = Some("nogroup".into());
        let enter = |uid| identify(&place, uid, None, &BTreeMap::new());
        let nobody = User::from_name("nobody").ok().flatten().expect("every machine has it");
        let daemon = User::from_name("daemon").ok().flatten().expect("every machine has it");
        assert!(enter(nobody.uid.as_raw()).is_ok(), "nogroup is its group");
        let told = enter(daemon.uid.as_raw()).expect_err("another group");
        assert!(told.contains("daemon is not in the group nogroup"), "{told}");
        assert!(enter(4_000_000_000).is_err(), "of whom nobody knows");
        assert!(enter(0).is_ok(), "root looks after the desk");
    }
}
