//! Words and signs that are not written here. Never judges a comment's content beyond them.

use super::Breach;
use super::shape::body;
use super::source::Source;

/// What is unfinished, left over from a search for a mistake, or silenced.
const NEVER: &[&str] = &["todo!", "unimplemented!", "dbg!", "#[ignore"];
/// The same, in comments and texts too. Joined here, so that this file does not hold them.
const UNFINISHED: &[[&str; 2]] = &[["TO", "DO"], ["FIX", "ME"], ["XX", "X:"]];
/// Whose `bool` is the thing said itself, a yes or no that the wire and the journal name, and not
/// a way of doing something.
const YES_OR_NO: &[&str] = &["verify", "note"];
/// The one place that may wait by the clock, between two looks at a state.
const WAITS: &str = "tests/it/state.rs";

/// Words that stand nowhere: not in the program, its tests or its benches.
pub fn anywhere(source: &Source) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for word in NEVER {
        for at in source.find_all(word) {
            breaches.push(Breach::new(&source.path, source.line(at), format!("`{word}`")));
        }
    }
    for parts in UNFINISHED {
        let word = parts.concat();
        for (at, _) in source.text.match_indices(&word) {
            let what = format!("`{word}`: finish it, or file it and take it out");
            breaches.push(Breach::new(&source.path, source.line(at), what));
        }
    }
    for at in source.find_all("thread::sleep") {
        if source.is_test(at) && source.path != WAITS {
            let what = "a test that waits by the clock; wait for a state (tests/it/state.rs)";
            breaches.push(Breach::new(&source.path, source.line(at), what));
        }
    }
    breaches
}

/// Signs that may stand in tests but not in the program.
pub fn in_program(source: &Source) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut tell = |at: usize, what: &str| {
        if !source.is_test(at) {
            breaches.push(Breach::new(&source.path, source.line(at), what));
        }
    };
    for at in source.find_all(".unwrap()") {
        tell(at, "`unwrap` outside tests; return the error, or `expect(\"why it cannot be\")`");
    }
    for (at, _) in source.code.match_indices("::*") {
        let after = source.code[at + 3..].trim_start();
        if after.starts_with([';', ',', '}']) {
            tell(at, "a glob import; name what is used");
        }
    }
    for word in ["#[allow(", "#![allow("] {
        for (at, _) in source.code.match_indices(word) {
            tell(at, "a silenced lint; mend it, or `#[expect(…, reason = \"…\")]`");
        }
    }
    for at in source.find_all("fn") {
        let Some((name, open)) = body(&source.code, at) else { continue };
        let public = source.code[..at].trim_end().ends_with("pub");
        if public && takes_bool(&source.code[at..open]) && !YES_OR_NO.contains(&name) {
            tell(at, &format!("`{name}` takes a `bool`; an enum says at the call what is meant"));
        }
    }
    breaches
}

fn takes_bool(signature: &str) -> bool {
    let inputs = signature.split("->").next().unwrap_or("");
    inputs.split([',', '(', ')']).any(|input| {
        input.split_once(':').is_some_and(|(name, kind)| {
            kind.trim() == "bool" && name.trim().chars().all(|c| c.is_alphanumeric() || c == '_')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let source = Source::new(path, text);
        let all = anywhere(&source).into_iter().chain(in_program(&source));
        all.map(|breach| breach.to_string()).collect()
    }

    #[test]
    fn each_forbidden_sign_is_told() {
        let late = ["// TO", "DO later\n"].concat();
        let rows = [
            ("fn f() {\n    todo!()\n}\n", "src/x.rs:2: `todo!`"),
            ("fn f() { unimplemented!() }\n", "`unimplemented!`"),
            ("let x = dbg!(y);\n", "`dbg!`"),
            ("#[ignore]\nfn f() {}\n", "`#[ignore`"),
            (late.as_str(), "finish it"),
            ("let x = y.unwrap();\n", "`unwrap` outside tests"),
            ("use super::*;\n", "a glob import"),
            ("use crate::domain::{self, text::*};\n", "a glob import"),
            ("#[allow(dead_code)]\nfn f() {}\n", "a silenced lint"),
            ("pub fn draw(at: At, wide: bool) -> X {}\n", "`draw` takes a `bool`"),
            ("#[cfg(test)]\nmod tests { fn f() { thread::sleep(x) } }\n", "waits by the clock"),
        ];
        for (text, wanted) in rows {
            let found = found("src/x.rs", text);
            assert!(found.len() == 1 && found[0].contains(wanted), "{text} {found:?}");
        }
    }

    #[test]
    fn what_only_looks_alike_passes() {
        for text in [
            "let x = y.unwrap_or(0) * a::B * 2;\n",
            "// y.unwrap() was here\nlet x = \"todo!\";\n",
            "pub fn is_it(&self) -> bool { true }\n",
            "fn each(f: impl Fn(&str) -> bool) {}\n",
            "#[cfg(test)]\nmod tests {\n    use super::*;\n    fn f() { x.unwrap(); }\n}\n",
            "my_todo!(); let s = Struct { wide: bool_of(x) };\n",
        ] {
            assert_eq!(found("src/x.rs", text), [""; 0], "{text}");
        }
    }
}
