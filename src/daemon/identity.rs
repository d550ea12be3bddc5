//! Who is at the other end of the socket: the Unix user the kernel names. Never a claim, except
//! on throw-away desks and for gateway users whom root has listed.

use std::collections::BTreeMap;
use std::os::unix::net::UnixStream;

use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
use nix::unistd::{Uid, User};

use crate::domain::Role;
use crate::domain::agent::is_name;
use crate::home::Place;
use crate::home::place::Whose;

/// Somebody who may come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The agent's name.
    pub agent: String,
    /// What they may do.
    pub role: Role,
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
    let agent = match claim {
        None => own.clone(),
        Some(name) if name == own => own.clone(),
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
            name.to_owned()
        }
    };
    let granted = roles.get(&agent).copied();
    let role = match place.whose {
        Whose::System if place.system.administrators.contains(&agent) => Role::Administrator,
        Whose::System => granted.unwrap_or(Role::Agent),
        // Nobody else could give the owner of a desk of one's own a right back.
        Whose::Personal => Role::Administrator,
        Whose::Throwaway => granted.unwrap_or(Role::Administrator),
    };
    Ok(Identity { agent, role })
}

/// Tells whether somebody is the owner of the desk's home, who alone may run the desk, or root, who
/// can read all of it anyway.
fn is_owner(uid: u32) -> bool {
    uid == nix::unistd::geteuid().as_raw() || uid == 0
}

fn user_name(uid: u32) -> String {
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
        assert!(role(Whose::System, own + 1).is_ok(), "the house's desk is for everybody");
    }

    #[test]
    fn a_claim_is_believed_only_where_it_may_be() {
        let mut place = place(Whose::Throwaway);
        let own = user_name(nix::unistd::geteuid().as_raw());
        let uid = nix::unistd::geteuid().as_raw();
        let identified = |place: &Place, claim| identify(place, uid, claim, &BTreeMap::new());
        assert_eq!(identified(&place, Some("agent42")).map(|who| who.agent), Ok("agent42".into()));
        let most = "x".repeat(NAME_BYTES);
        assert_eq!(identified(&place, Some(&most)).map(|who| who.agent), Ok(most.clone()));
        let long = format!("{most}x");
        for name in ["", "../up", "a b", ".hidden", "-x", &long] {
            assert!(identified(&place, Some(name)).is_err(), "{name}");
        }
        place.whose = Whose::System;
        assert!(identified(&place, Some("agent42")).is_err());
        assert_eq!(identified(&place, None).map(|who| who.role), Ok(Role::Agent));
        place.system.act_as.insert(own, vec!["agent42".into()]);
        assert!(identified(&place, Some("agent42")).is_ok());
        assert!(identified(&place, Some("agent43")).is_err());
    }
}
