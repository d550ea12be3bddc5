//! `Cargo.toml` and the list of test files. Never asks cargo: the text is what people read.

use super::Breach;
use super::source::Source;

/// Every dependency that no comment line above it says what for.
pub fn dependencies(path: &str, text: &str) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut within = false;
    let mut above = "";
    for (at, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            within = line.trim_matches(['[', ']']).ends_with("dependencies");
        }
        let name = line.split(['=', '.', ' ']).next().unwrap_or("");
        let begins = name.starts_with(|c: char| c.is_alphabetic());
        if within && begins && !above.starts_with('#') {
            let what = format!("`{name}` has no comment line above it that says what it is for");
            breaches.push(Breach::new(path, at + 1, what));
        }
        above = line;
    }
    breaches
}

/// Every dependency that no line of code names: the program for `[dependencies]`, tests and
/// benches too for `[dev-dependencies]`.
pub fn idle(path: &str, text: &str, program: &[Source], others: &[Source]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut section = "";
    for (at, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            section = line;
        }
        let users: &[&[Source]] = match section {
            "[dependencies]" => &[program],
            "[dev-dependencies]" => &[program, others],
            _ => continue,
        };
        let name = line.split(['=', '.', ' ']).next().unwrap_or("");
        if !name.starts_with(|c: char| c.is_alphabetic()) {
            continue;
        }
        let word = name.replace('-', "_");
        let mut sources = users.iter().flat_map(|sources| sources.iter());
        if !sources.any(|source| source.find_all(&word).next().is_some()) {
            breaches.push(Breach::new(path, at + 1, format!("nothing uses `{name}`; take it out")));
        }
    }
    breaches
}

/// Every file of the test binary that its `main.rs` does not declare (it would test nothing).
pub fn forgotten(main: &Source, files: &[String]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for file in files {
        let inner = file.strip_prefix("tests/it/").unwrap_or(file);
        let module = match inner.split_once('/') {
            Some((folder, "mod.rs")) => folder,
            Some(_) => continue,
            None => inner.trim_end_matches(".rs"),
        };
        let declared = format!("mod {module};");
        if module != "main" && !main.code.lines().any(|line| line == declared) {
            let what = format!("tests/it/main.rs does not say `{declared}`: it is never run");
            breaches.push(Breach::new(file, 1, what));
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_without_a_reason_is_told() {
        let text = "[package]\nname = \"x\"\n[dependencies]\n# why\nserde = \"1\"\nsled = \"1\"\n\
                    [dev-dependencies]\ninsta.version = \"1\"\n[profile.dev]\ndebug = 1\n";
        let found = dependencies("Cargo.toml", text);
        let lines: Vec<usize> = found.iter().map(|breach| breach.line).collect();
        assert_eq!(lines, [6, 8], "{found:?}");
    }

    #[test]
    fn a_dependency_that_nothing_uses_is_told() {
        let text = "[dependencies]\nserde_json = \"1\"\nfuzzy-matcher = \"1\"\nsled = \"1\"\n\
                    [dev-dependencies]\ninsta = \"1\"\nproptest = \"1\"\n[profile.dev]\nx = 1\n";
        let program = [Source::new("src/x.rs", "use fuzzy_matcher::X; // sled\nserde_json::y();")];
        let others = [Source::new("tests/it/x.rs", "insta::assert!(sled::z);")];
        let found = idle("Cargo.toml", text, &program, &others);
        let lines: Vec<usize> = found.iter().map(|breach| breach.line).collect();
        assert_eq!(lines, [4, 7], "{found:?}");
    }

    #[test]
    fn a_test_file_that_is_not_declared_is_told() {
        let main = Source::new("tests/it/main.rs", "mod one;\n// mod two;\nmod box_;\n");
        let files = ["tests/it/main.rs", "tests/it/one.rs", "tests/it/two.rs"];
        let deeper = ["tests/it/box_/mod.rs", "tests/it/box_/in.rs", "tests/it/bag/mod.rs"];
        let all: Vec<String> = files.iter().chain(&deeper).map(|&path| path.to_owned()).collect();
        let found = forgotten(&main, &all);
        let paths: Vec<&str> = found.iter().map(|breach| breach.path.as_str()).collect();
        assert_eq!(paths, ["tests/it/two.rs", "tests/it/bag/mod.rs"]);
    }
}
