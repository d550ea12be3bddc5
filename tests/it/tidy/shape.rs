//! Lengths of files, functions and lines, and the first words of each file. Never a matter of
//! taste: rustfmt has the rest.

use super::Breach;
use super::source::{Source, closing};

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 70;
const LINE_CHARS: usize = 100;

/// Everything that is too long or does not say what it is for.
pub fn breaches(source: &Source) -> Vec<Breach> {
    let mut breaches = opening(source);
    let lines = source.text.lines().count();
    if lines > FILE_LINES {
        let what = format!("{lines} lines, {FILE_LINES} may be; take a part out");
        breaches.push(Breach::new(&source.path, lines, what));
    }
    for (at, line) in source.text.lines().enumerate() {
        let chars = line.chars().count();
        if chars > LINE_CHARS {
            let what = format!("{chars} characters in one line, {LINE_CHARS} may be");
            breaches.push(Breach::new(&source.path, at + 1, what));
        }
    }
    breaches.extend(long_functions(source));
    breaches
}

/// The opening `//!` must be there and say one thing that the file never does.
fn opening(source: &Source) -> Vec<Breach> {
    let about: Vec<&str> = source.text.lines().map_while(|line| line.strip_prefix("//!")).collect();
    let says = about.join(" ").to_lowercase();
    if about.is_empty() {
        vec![Breach::new(&source.path, 1, "begins with no `//!` that says what the file is for")]
    } else if !["never", "nothing else", "no more"].iter().any(|word| says.contains(word)) {
        vec![Breach::new(&source.path, 1, "its `//!` names nothing that this file never does")]
    } else {
        Vec::new()
    }
}

fn long_functions(source: &Source) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for at in source.find_all("fn") {
        let Some((name, open)) = body(&source.code, at) else { continue };
        let lines = source.line(closing(&source.code, open) - 1) - source.line(at) + 1;
        if lines > FUNCTION_LINES {
            let what = format!("`{name}` has {lines} lines, {FUNCTION_LINES} may be");
            breaches.push(Breach::new(&source.path, source.line(at), what));
        }
    }
    breaches
}

/// The name of the function whose `fn` stands at a byte, and where its body opens; `None` for a
/// function type or a declaration without a body.
pub fn body(code: &str, at: usize) -> Option<(&str, usize)> {
    let rest = code[at..].strip_prefix("fn ")?.trim_start();
    let name = &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_')?];
    if name.is_empty() {
        return None;
    }
    let mut depth = 0_usize;
    for (offset, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b'{' if depth == 0 => return Some((name, offset)),
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        breaches(&Source::new("src/x.rs", text)).iter().map(Breach::to_string).collect()
    }

    #[test]
    fn what_is_within_the_limits_passes() {
        let long = format!("fn f(x: [u8; 4]) {{\n{}}}\n", "    x();\n".repeat(68));
        assert_eq!(found(&format!("//! Says. Never more.\n{long}")), [""; 0]);
        let line = "x".repeat(100);
        assert_eq!(found(&format!("//! Says. Never more.\n{line}\n")), [""; 0]);
        assert_eq!(found(&format!("//! Says. Never more.\n{}", "x\n".repeat(499))), [""; 0]);
    }

    #[test]
    fn what_is_over_a_limit_is_told_with_its_line() {
        let long = format!("//! Never.\n\nfn f() {{\n{}}}\n", "    x('{');\n".repeat(69));
        assert_eq!(found(&long), ["src/x.rs:3: `f` has 71 lines, 70 may be"]);
        let line = format!("//! Never.\n{}\n", "é".repeat(101));
        assert_eq!(found(&line), ["src/x.rs:2: 101 characters in one line, 100 may be"]);
        let many = format!("//! Never.\n{}", "x\n".repeat(500));
        assert_eq!(found(&many), ["src/x.rs:501: 501 lines, 500 may be; take a part out"]);
    }

    #[test]
    fn a_file_that_does_not_say_what_it_is_for_is_told() {
        let none = "src/x.rs:1: begins with no `//!` that says what the file is for";
        assert_eq!(found("fn f() {}\n"), [none]);
        assert_eq!(found("// Never.\nfn f() {}\n"), [none]);
        let half = "src/x.rs:1: its `//!` names nothing that this file never does";
        assert_eq!(found("//! Draws.\nfn f() {}\n"), [half]);
    }
}
