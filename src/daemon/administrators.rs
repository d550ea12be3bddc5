//! Who administrates a desk: whether somebody is left when a role changes. Never who may come in.

use std::collections::BTreeMap;

use nix::unistd::{Group, geteuid};

use super::identity::{is_member, user_name};
use crate::domain::Role;
use crate::home::Place;
use crate::home::place::Whose;

/// What the roster gives.
pub type Roles = BTreeMap<String, Role>;

/// Tells whether the desk still has an administrator when `by` has given somebody this role, or
/// none. Whoever was none is not missed, and nobody is counted on who is neither in the roster nor
/// at it.
pub fn are_left(
    place: &Place,
    mut roles: Roles,
    (agent, role): (&str, Option<Role>),
    by: &str,
) -> bool {
    match place.whose {
        Whose::Personal => {
            let owner = user_name(geteuid().as_raw());
            agent != owner || role.is_none_or(|role| role == Role::Administrator)
        }
        Whose::System | Whose::Throwaway => {
            let was_one = is_one(place, &roles, agent);
            match role {
                Some(role) => roles.insert(agent.to_owned(), role),
                None => roles.remove(agent),
            };
            let mut known: Vec<String> = roles.keys().cloned().collect();
            known.push(by.to_owned());
            known.extend(listed(place));
            !was_one || known.iter().any(|name| is_one(place, &roles, name))
        }
    }
}

fn is_one(place: &Place, roles: &Roles, name: &str) -> bool {
    let system = &place.system;
    let listed = || system.role_of(name, |group| is_member(name, group));
    // Everybody is one on a throw-away desk of whom nothing else was said.
    let unsaid = (place.whose == Whose::Throwaway).then_some(Role::Administrator);
    system.administrators.iter().any(|one| one == name)
        || roles.get(name).copied().or_else(listed).or(unsaid) == Some(Role::Administrator)
}

/// Whom root has named, and the members of groups that root has.
fn listed(place: &Place) -> Vec<String> {
    let system = &place.system;
    let named = system.roles.get(&Role::Administrator).into_iter().flatten();
    let people = |name: &String| match name.strip_prefix('@') {
        Some(group) => Group::from_name(group).ok().flatten().map(|one| one.mem),
        None => Some(vec![name.clone()]),
    };
    let named = named.filter_map(people).flatten();
    system.administrators.iter().cloned().chain(named).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::home::SystemConfig;
    use crate::home::config::parse;

    #[test]
    fn the_last_administrator_stays_one() {
        let place = |whose, text: &str| {
            let system: SystemConfig = parse(Path::new("config.toml"), text).expect("well-formed");
            Place { dir: "/x".into(), socket: "/y".into(), whose, system }
        };
        let roles = |text: &str| -> Roles {
            let one = |word: &str| {
                let (name, role) = word.split_once('=').expect("who and what");
                (name.to_owned(), role.parse().expect("a role"))
            };
            text.split_whitespace().map(one).collect()
        };
        let (system, agent) = (Whose::System, Some(Role::Agent));
        let listed = "[roles]\nadministrator = [\"rina\"]\n";
        let chief = "administrators = [\"root\"]\n";
        for (config, roster, change, wanted) in [
            ("", "sari=administrator", ("sari", None), false),
            ("", "sari=administrator", ("sari", agent), false),
            ("", "sari=administrator", ("sari", Some(Role::Administrator)), true),
            ("", "sari=administrator budi=administrator", ("sari", None), true),
            ("", "sari=administrator budi=agent", ("budi", None), true),
            (chief, "sari=administrator", ("sari", None), true),
            (chief, "", ("root", agent), true),
            (listed, "sari=administrator", ("sari", None), true),
            (listed, "sari=administrator rina=agent", ("sari", None), false),
            (listed, "", ("rina", agent), false),
            (listed, "rina=administrator", ("rina", None), true),
        ] {
            let left = are_left(&place(system, config), roles(roster), change, change.0);
            assert_eq!(left, wanted, "{config} {roster} {change:?}");
        }
        let throwaway = place(Whose::Throwaway, "");
        let left = |roster: &str, agent: &str, role: Option<Role>, by: &str| {
            are_left(&throwaway, roles(roster), (agent, role), by)
        };
        assert!(!left("", "sari", agent, "sari"), "nobody else is known there");
        assert!(!left("budi=agent", "sari", agent, "sari"));
        assert!(left("", "budi", agent, "sari") && left("sari=agent", "sari", None, "sari"));
        assert!(left("budi=administrator", "sari", agent, "sari"));
        let owner = user_name(geteuid().as_raw());
        let own = place(Whose::Personal, "");
        assert!(!are_left(&own, Roles::new(), (&owner, agent), &owner));
        assert!(are_left(&own, Roles::new(), ("sari", agent), &owner));
    }
}
