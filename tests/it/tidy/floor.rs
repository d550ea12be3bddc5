//! Who may import whom: a file uses floors below its own and its own folder. Never a folder
//! without a floor: a new one must be given its place here.

use super::Breach;
use super::source::Source;

/// Every folder of `src/` and its floor; `main.rs` and `lib.rs` are the roof.
const FLOORS: &[(&str, u8)] = &[
    ("domain", 1),
    ("disk", 1),
    ("wire", 2),
    ("store", 2),
    ("lookup", 2),
    ("speech", 2),
    ("home", 2),
    ("daemon", 3),
    ("client", 3),
    ("backup", 3),
    ("report", 3),
    ("terminal", 4),
    ("cli", 5),
    ("fuzz", 6),
];

/// Who may not import whom although the floors would allow it: what talks to the desk over the
/// socket must not reach round it.
const WALLS: &[(&str, &[&str])] =
    &[("terminal", &["store", "lookup", "daemon"]), ("client", &["store", "lookup"])];

/// What the lower floors must not touch: clock, randomness, environment and the outside world are
/// read at the edges and passed as values.
const EDGES: &[(&[&str], &[&str])] = &[
    (&["domain"], &["std::fs", "std::net", "std::env", "std::process", "std::thread", "std::io"]),
    (&["domain"], &["sled", "ratatui", "crossterm", "fluent_bundle", "bincode"]),
    (
        &["domain", "wire", "lookup", "speech"],
        &["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now", "env::var"],
    ),
    (&["domain", "wire", "lookup", "speech"], &["Uuid::new_v4", "Uuid::now_v7"]),
];

/// Every import from a floor that is not below, and every reach for the outside from below.
pub fn breaches(source: &Source) -> Vec<Breach> {
    let Some(folder) = folder(&source.path) else { return Vec::new() };
    let Some(own) = floor(folder) else {
        let what = format!("`{folder}` has no floor; give it one in tests/it/tidy/floor.rs");
        return vec![Breach::new(&source.path, 1, what)];
    };
    let mut breaches = Vec::new();
    for at in source.find_all("crate::") {
        for used in used(&source.code[at + "crate::".len()..]) {
            if let Some(why) = forbidden(folder, own, used) {
                let line = source.line(at);
                breaches.push(Breach::new(&source.path, line, format!("`{folder}` {why}")));
            }
        }
    }
    breaches.extend(past_the_roof(source));
    for (folders, banned) in EDGES.iter().filter(|(folders, _)| folders.contains(&folder)) {
        for (at, word) in
            banned.iter().flat_map(|word| source.find_all(word).map(move |at| (at, word)))
        {
            if !source.is_test(at) {
                let what = format!("`{word}` is not for {}: pass it in", folders.join(", "));
                breaches.push(Breach::new(&source.path, source.line(at), what));
            }
        }
    }
    breaches
}

/// The folder of `src/` that a file belongs to; `None` for the roof.
fn folder(path: &str) -> Option<&str> {
    let inner = path.strip_prefix("src/")?;
    match inner.split_once('/') {
        Some((folder, _)) => Some(folder),
        None => inner.strip_suffix(".rs").filter(|name| !matches!(*name, "main" | "lib")),
    }
}

fn floor(folder: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == folder).map(|(_, floor)| *floor)
}

/// The folders named after `crate::`, in a list too: `{domain::At, wire}` names two.
fn used(rest: &str) -> Vec<&str> {
    let name = |text: &'_ str| text.find(|c: char| !c.is_alphanumeric() && c != '_');
    let Some(list) = rest.strip_prefix('{') else {
        return vec![&rest[..name(rest).unwrap_or(rest.len())]];
    };
    let mut names = Vec::new();
    let mut depth = 0_usize;
    let mut from = 0;
    for (at, c) in list.char_indices() {
        if depth == 0 && matches!(c, ',' | '}') {
            names.push(list[from..at].trim_start());
            from = at + 1;
        }
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            _ => {}
        }
    }
    let named = names.into_iter().map(|item| &item[..name(item).unwrap_or(item.len())]);
    named.filter(|item| !item.is_empty()).collect()
}

fn forbidden(folder: &str, own: u8, used: &str) -> Option<String> {
    if used == folder {
        return None;
    }
    let Some(other) = floor(used) else {
        return Some(format!("imports `crate::{used}`, which has no floor"));
    };
    if other >= own {
        return Some(format!("(floor {own}) imports `crate::{used}` (floor {other})"));
    }
    let wall = WALLS.iter().any(|(name, banned)| *name == folder && banned.contains(&used));
    wall.then(|| format!("imports `crate::{used}`; it talks to the desk over the socket only"))
}

/// A `use super::` at the file's own level that climbs out of the file's folder of `src/`.
fn past_the_roof(source: &Source) -> Vec<Breach> {
    let inner = source.path.trim_start_matches("src/").trim_end_matches(".rs");
    let depth = inner.trim_end_matches("/mod").split('/').count();
    let mut breaches = Vec::new();
    for (at, line) in source.code.lines().enumerate() {
        let Some(path) = line.trim_start_matches("pub ").strip_prefix("use super::") else {
            continue;
        };
        let climbs = 1 + path.split("::").take_while(|part| *part == "super").count();
        if climbs >= depth {
            let what = "climbs out of its folder with `super`; say `crate::` so that it is seen";
            breaches.push(Breach::new(&source.path, at + 1, what));
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        breaches(&Source::new(path, text)).iter().map(Breach::to_string).collect()
    }

    #[test]
    fn floors_below_and_ones_own_folder_may_be_used() {
        for (path, text) in [
            ("src/wire/x.rs", "use crate::domain::{At, Code};\nuse crate::wire::y;\n"),
            ("src/terminal/x.rs", "use crate::{client, domain::At, speech::Speech, wire};\n"),
            ("src/domain/x.rs", "// use crate::wire;\nlet x = \"crate::wire\";\n"),
            ("src/cli/mod.rs", "use crate::daemon;\nuse crate::terminal;\n"),
            ("src/main.rs", "use crate::anything;\n"),
            ("src/domain/text.rs", "#[cfg(test)]\nmod tests {\n    use super::*;\n}\n"),
            ("src/domain/text.rs", "use super::limit;\n"),
        ] {
            assert_eq!(found(path, text), [""; 0], "{path} {text}");
        }
    }

    #[test]
    fn a_floor_above_or_beside_is_told() {
        let rows = [
            ("src/domain/x.rs", "use crate::wire::Command;\n", "(floor 1) imports `crate::wire`"),
            ("src/wire/x.rs", "use crate::speech::Speech;\n", "imports `crate::speech` (floor 2)"),
            ("src/store/x.rs", "fn f(x: crate::cli::X) {}\n", "imports `crate::cli` (floor 5)"),
            ("src/wire/x.rs", "use crate::{domain::{At, Code}, home};\n", "`crate::home`"),
            ("src/terminal/x.rs", "use crate::store::Store;\n", "over the socket only"),
            ("src/client/x.rs", "use crate::attic;\n", "`crate::attic`, which has no floor"),
            ("src/attic/x.rs", "fn f() {}\n", "`attic` has no floor"),
            ("src/wire/mod.rs", "use super::home;\n", "climbs out of its folder"),
            ("src/store/a/b.rs", "use super::super::super::home;\n", "climbs out of its folder"),
            ("src/domain/x.rs", "let t = SystemTime::now();\n", "`SystemTime::now` is not for"),
            ("src/domain/x.rs", "use std::fs;\n", "`std::fs` is not for domain"),
        ];
        for (path, text, wanted) in rows {
            let found = found(path, text);
            assert!(found.len() == 1 && found[0].contains(wanted), "{path} {text} {found:?}");
        }
    }
}
