//! A source file with its comments and literals told apart from its code. Never changes a file.

use std::ops::Range;

/// One file.
pub struct Source {
    /// From the project's top.
    pub path: String,
    /// As it stands.
    pub text: String,
    /// The same bytes, with those of comments and of what is inside literals made blanks.
    pub code: String,
    /// Where each string literal's content begins, and that content as written.
    pub strings: Vec<(usize, String)>,
    /// The byte ranges of modules that are compiled for tests only.
    tests: Vec<Range<usize>>,
}

impl Source {
    /// Takes a file apart.
    pub fn new(path: &str, text: &str) -> Source {
        let (code, strings) = blanked(text);
        let tests = test_modules(&code);
        Source { path: path.to_owned(), text: text.to_owned(), code, strings, tests }
    }

    /// The line, counted from 1, of a byte.
    pub fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// Tells whether a byte belongs to tests.
    pub fn is_test(&self, at: usize) -> bool {
        let mut parts = self.path.split(['/', '.']);
        parts.any(|part| part == "tests") || self.tests.iter().any(|range| range.contains(&at))
    }

    /// Where a text stands in the code as a whole word (or a run of words and signs).
    pub fn find_all<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        self.code.match_indices(word).map(|(at, _)| at).filter(move |&at| {
            let before = self.code[..at].chars().next_back().is_some_and(is_name);
            let after = self.code[at + word.len()..].chars().next().is_some_and(is_name);
            !(before && word.starts_with(is_name) || after && word.ends_with(is_name))
        })
    }
}

/// The byte after the brace that closes the one at `open`; the end when none does.
pub fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => continue,
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

fn test_modules(code: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (at, _) in code.match_indices("#[cfg(test)]") {
        let rest = &code[at..];
        let Some(open) = rest.find(['{', ';']).filter(|&open| rest[open..].starts_with('{')) else {
            continue;
        };
        ranges.push(at..closing(code, at + open));
    }
    ranges
}

/// What the reader is in the middle of.
enum Part {
    Code,
    LineComment,
    BlockComment { depth: usize },
    Text { hashes: Option<usize>, from: usize },
}

fn blanked(text: &str) -> (String, Vec<(usize, String)>) {
    let bytes = text.as_bytes();
    let mut code = Vec::with_capacity(bytes.len());
    let mut strings = Vec::new();
    let mut part = Part::Code;
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let mut keep = 0;
        let mut taken = 1;
        match &mut part {
            Part::Code => (taken, keep, part) = in_code(bytes, at),
            Part::LineComment if rest[0] == b'\n' => part = Part::Code,
            Part::LineComment => {}
            Part::BlockComment { depth } if rest.starts_with(b"*/") => {
                taken = 2;
                *depth -= 1;
                if *depth == 0 {
                    part = Part::Code;
                }
            }
            Part::BlockComment { depth } if rest.starts_with(b"/*") => {
                taken = 2;
                *depth += 1;
            }
            Part::BlockComment { .. } => {}
            Part::Text { hashes: None, .. } if rest[0] == b'\\' => taken = 2,
            Part::Text { hashes, from } => {
                if let Some(end) = text_end(rest, *hashes) {
                    strings.push((*from, text[*from..at].to_owned()));
                    (taken, keep, part) = (end, end, Part::Code);
                }
            }
        }
        for (offset, &byte) in rest.iter().take(taken).enumerate() {
            code.push(if offset < keep || byte == b'\n' { byte } else { b' ' });
        }
        at += taken;
    }
    (String::from_utf8(code).expect("whole characters were kept or blanked"), strings)
}

/// In code: how many bytes are taken, how many of them are code, and what comes after them.
fn in_code(bytes: &[u8], at: usize) -> (usize, usize, Part) {
    let rest = &bytes[at..];
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    if rest.starts_with(b"//") {
        return (2, 0, Part::LineComment);
    }
    if rest.starts_with(b"/*") {
        return (2, 0, Part::BlockComment { depth: 1 });
    }
    if rest[0] == b'"' {
        return (1, 1, Part::Text { hashes: None, from: at + 1 });
    }
    let begins = at == 0 || !is_name(&bytes[at - 1]);
    if begins && let Some((length, hashes)) = raw_start(rest) {
        return (length, length, Part::Text { hashes: Some(hashes), from: at + length });
    }
    if rest[0] == b'\'' {
        // A letter in quotes, or a lifetime, which has no second quote.
        let letter = String::from_utf8_lossy(&rest[1..rest.len().min(12)]).into_owned();
        let length = match letter.chars().next() {
            Some('\\') => letter.char_indices().skip(2).find(|(_, c)| *c == '\'').map(|(i, _)| i),
            Some(c) => letter[c.len_utf8()..].starts_with('\'').then_some(c.len_utf8()),
            None => None,
        };
        return length.map_or((1, 1, Part::Code), |length| (length + 2, 0, Part::Code));
    }
    (1, 1, Part::Code)
}

/// `r"`, `r#"`, `br"` …: their length and their number of hashes.
fn raw_start(rest: &[u8]) -> Option<(usize, usize)> {
    let prefix = rest.iter().take_while(|byte| matches!(byte, b'b' | b'c' | b'r')).count();
    if prefix == 0 || prefix > 2 || rest[prefix - 1] != b'r' {
        return None;
    }
    let hashes = rest[prefix..].iter().take_while(|byte| **byte == b'#').count();
    let quoted = rest.get(prefix + hashes) == Some(&b'"');
    quoted.then_some((prefix + hashes + 1, hashes))
}

/// The length of the mark that ends a literal, when it stands here.
fn text_end(rest: &[u8], hashes: Option<usize>) -> Option<usize> {
    let hashes = hashes.unwrap_or(0);
    let closed = rest[0] == b'"' && rest.iter().skip(1).take(hashes).all(|byte| *byte == b'#');
    (closed && rest.len() > hashes).then_some(1 + hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_blank_and_everything_else_stays_in_place() {
        let rows = [
            ("a // {b\nc", "a      \nc"),
            ("a /* { /* } */ { */ b", "a                   b"),
            (r#"f("{ \" {")"#, r#"f("      ")"#),
            ("r#\"{ \" {\"# b", "r#\"     \"# b"),
            ("'{' + '\\'' + 'a", "    +      + 'a"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("'\u{e9}' {", "     {"),
            ("for\"x\"", "for\" \""),
        ];
        for (given, wanted) in rows {
            assert_eq!(Source::new("x.rs", given).code, wanted, "{given}");
        }
        let strings = Source::new("x.rs", "f(\"one\", r\"two\")").strings;
        assert_eq!(strings, [(3, "one".to_owned()), (11, "two".to_owned())]);
    }

    #[test]
    fn what_is_compiled_for_tests_only_is_known() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\nfn c() {}\n";
        let source = Source::new("src/x.rs", text);
        let tests = |name: &str| source.is_test(text.find(name).expect("it is there"));
        assert!(!tests("fn a") && tests("fn b") && !tests("fn c"));
        assert!(Source::new("tests/it/x.rs", "fn a() {}").is_test(0));
    }
}
