//! Reads key files and lays them over one another. Never stops at the first mistake.

use std::fs::File;
use std::io::Read;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{KeymapError, Mistake, What, nearest};
use super::{BUILT_IN, Binding, Keymap, key};
use crate::terminal::action::{Action, Context};

/// Bytes of a key file: many times the largest compiled-in one.
const FILE_BYTES: u64 = 64 * 1024;
/// What stands in place of an action to unbind a key.
const NOTHING: &str = "nothing";

/// The text of a compiled-in key file.
pub fn built_in(name: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, source)| *source)
}

/// The text of a person's own key file.
///
/// # Errors
/// [`KeymapError::NoSuch`] when there is no such file, [`KeymapError::Unreadable`] otherwise.
pub fn file(path: &str) -> Result<String, KeymapError> {
    let unreadable = |why: String| KeymapError::Unreadable { file: path.to_owned(), why };
    let opened = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => KeymapError::NoSuch { name: path.to_owned() },
        _ => unreadable(error.to_string()),
    })?;
    let mut text = String::new();
    let read = opened.take(FILE_BYTES + 1).read_to_string(&mut text);
    let bytes = read.map_err(|error| unreadable(error.to_string()))?;
    if bytes as u64 > FILE_BYTES {
        return Err(unreadable(format!("> {FILE_BYTES} bytes")));
    }
    Ok(text)
}

/// What one file says, as it is read.
struct Layer<'a> {
    file: &'a str,
    source: &'a str,
    base: Option<String>,
    hints: Option<Vec<Action>>,
    bindings: Vec<Binding>,
    mistakes: Vec<Mistake>,
}

/// Reads a key file and lays it over its base.
///
/// # Errors
/// [`KeymapError::Mistakes`] with every mistake of the file.
pub fn parse(name: &str, source: &str) -> Result<Keymap, KeymapError> {
    let mut top = Layer::read(name, source);
    let base = match top.base.take() {
        Some(base) => Some(base),
        None if name == "default" => None,
        None => Some("default".to_owned()),
    };
    let mut keymap = Keymap {
        name: name.to_owned(),
        hints: Vec::new(),
        bindings: Vec::new(),
        told: Default::default(),
    };
    if let Some(below) = base.filter(|base| base != name) {
        let source = built_in(&below).expect("a base was checked to be compiled in");
        let below = parse(&below, source)?;
        (keymap.hints, keymap.bindings) = (below.hints, below.bindings);
    }
    let Layer { hints, bindings, mut mistakes, .. } = top;
    keymap.hints = hints.unwrap_or(keymap.hints);
    let layer = keymap.bindings.iter().map(|binding| binding.layer + 1).max().unwrap_or(0);
    lay_over(&mut keymap.bindings, bindings, layer);
    mistakes.extend(hidden(&keymap, name));
    mistakes.sort_by_key(|mistake| mistake.line);
    if mistakes.is_empty() { Ok(keymap) } else { Err(KeymapError::Mistakes(mistakes)) }
}

/// Puts a file's bindings before those of the files below it, which lose the same keys.
fn lay_over(below: &mut Vec<Binding>, mut above: Vec<Binding>, layer: usize) {
    below.retain(|old| !above.iter().any(|new| same_place(old, new)));
    for binding in &mut above {
        binding.layer = layer;
    }
    // Everywhere there is nothing wider that the key would have to be kept from.
    above.retain(|binding| binding.action.is_some() || binding.context.falls_back_to().is_some());
    below.splice(0..0, above);
}

fn same_place(one: &Binding, other: &Binding) -> bool {
    one.context == other.context && one.keys == other.keys
}

impl<'a> Layer<'a> {
    fn read(file: &'a str, source: &'a str) -> Layer<'a> {
        let (bindings, mistakes) = (Vec::new(), Vec::new());
        let mut layer = Layer { file, source, base: None, hints: None, bindings, mistakes };
        let (table, errors) = DeTable::parse_recoverable(source);
        for (name, value) in in_order(table.get_ref()) {
            match value.get_ref() {
                DeValue::Table(section) => layer.section(name, section),
                _ => layer.setting(name, value),
            }
        }
        for error in errors {
            layer.syntax(error.span().unwrap_or(0..0), error.message());
        }
        layer
    }

    /// TOML itself refuses a key that is written twice in the same way: that is told as our own
    /// mistake is told when it is written in two ways.
    fn syntax(&mut self, span: Range<usize>, message: &str) {
        let line = self.line(span.start);
        let written = self.source.get(span.clone()).unwrap_or("").trim_matches(['"', '\'']);
        let keys = key::sequence(written).ok().filter(|_| message.contains("duplicate key"));
        // Sections do not lie inside one another, so the nearest one above is the other one.
        let nearest = self.bindings.iter().filter(|b| keys.as_ref() == Some(&b.keys));
        match nearest.filter(|b| b.line < line).max_by_key(|b| b.line) {
            Some(first) => {
                let (keys, context) = (key::written(&first.keys), first.context);
                let first = first.line;
                self.mistake(span, What::Double { keys, context, first });
            }
            None => self.mistake(span, What::Syntax { message: message.to_owned() }),
        }
    }

    fn line(&self, at: usize) -> usize {
        1 + self.source.bytes().take(at).filter(|byte| *byte == b'\n').count()
    }

    fn mistake(&mut self, span: Range<usize>, what: What) {
        let line = self.line(span.start);
        self.mistakes.push(Mistake { file: self.file.to_owned(), line, what });
    }

    /// `base = "vim"` or `hints = ["find", …]` at the top of the file.
    fn setting(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        match (name.get_ref().as_ref(), value.get_ref()) {
            ("base", DeValue::String(base)) if built_in(base).is_some() => {
                self.base = Some(base.to_string());
            }
            ("base", DeValue::String(base)) => {
                self.mistake(value.span(), What::UnknownBase { given: base.to_string() });
            }
            ("hints", DeValue::Array(list)) => {
                let mut hints = Vec::new();
                for one in list.iter() {
                    hints.extend(self.action(one).flatten());
                }
                self.hints = Some(hints);
            }
            (given, _) => {
                self.mistake(name.span(), What::UnknownSetting { given: given.to_owned() });
            }
        }
    }

    fn section(&mut self, name: &Spanned<std::borrow::Cow<'_, str>>, section: &DeTable<'_>) {
        let Ok(context) = name.get_ref().parse::<Context>() else {
            let given = name.get_ref().to_string();
            let near = nearest(&given, Context::ALL.iter().map(|context| context.name()));
            self.mistake(name.span(), What::UnknownContext { given, near });
            return;
        };
        for (keys, action) in in_order(section) {
            self.binding(context, keys, action);
        }
    }

    fn binding(
        &mut self,
        context: Context,
        written: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let action = self.action(value);
        let keys = match key::sequence(written.get_ref()) {
            Ok(keys) => keys,
            Err((given, problem)) => {
                self.mistake(written.span(), What::Key { given, problem });
                return;
            }
        };
        let Some(action) = action else { return };
        let shown = key::written(&keys);
        if context.takes_text() && keys[0].is_text() && action.is_some() {
            self.mistake(written.span(), What::TextKey { keys: shown, context });
            return;
        }
        let (file, line) = (self.file.to_owned(), self.line(written.span().start));
        let binding = Binding { context, keys, action, file, line, layer: 0 };
        match self.bindings.iter().find(|old| same_place(old, &binding)) {
            Some(first) => {
                let first = first.line;
                self.mistake(written.span(), What::Double { keys: shown, context, first });
            }
            None => self.bindings.push(binding),
        }
    }

    /// The action a value names: `Some(None)` for `nothing`, `None` after a mistake.
    fn action(&mut self, value: &Spanned<DeValue<'_>>) -> Option<Option<Action>> {
        let DeValue::String(given) = value.get_ref() else {
            self.mistake(value.span(), What::NoName);
            return None;
        };
        if given == NOTHING {
            return Some(None);
        }
        let action = Action::named(given);
        if action.is_none() {
            let names = Action::ALL.iter().map(|action| action.name()).chain([NOTHING]);
            let (given, near) = (given.to_string(), nearest(given, names));
            self.mistake(value.span(), What::UnknownAction { given, near });
        }
        action.map(Some)
    }
}

/// A table's rows as they stand in the file: help and hints keep that order.
fn in_order<'t, 'i>(
    table: &'t DeTable<'i>,
) -> Vec<(&'t Spanned<std::borrow::Cow<'i, str>>, &'t Spanned<DeValue<'i>>)> {
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by_key(|(name, _)| name.span().start);
    rows
}

/// Keys that would make longer ones unreachable, told at the line of the file being read: once
/// for a short binding, whatever number of long ones it hides.
fn hidden(keymap: &Keymap, file: &str) -> Vec<Mistake> {
    let mut told: Vec<Mistake> = Vec::new();
    for context in Context::ALL {
        let bound = keymap.effective(*context);
        let bound: Vec<&Binding> = bound.into_iter().filter(|b| b.action.is_some()).collect();
        for short in &bound {
            let longer: Vec<&Binding> = bound.iter().copied().filter(|b| hides(short, b)).collect();
            let mistakes = tell_hidden(short, &longer, file);
            told.extend(mistakes.into_iter().filter(|one| !told.contains(one)).collect::<Vec<_>>());
        }
    }
    told
}

fn tell_hidden(short: &Binding, longer: &[&Binding], file: &str) -> Vec<Mistake> {
    let tell = |at: &Binding, long: &[&Binding], other: &Binding| Mistake {
        file: at.file.clone(),
        line: at.line,
        what: What::Hides {
            short: key::written(&short.keys),
            long: long.iter().map(|b| key::written(&b.keys)).collect::<Vec<_>>().join("', '"),
            context: at.context,
            other: format!("{}:{}", other.file, other.line),
        },
    };
    match longer.first() {
        None => Vec::new(),
        Some(first) if short.file == file => vec![tell(short, longer, first)],
        // The long ones are the new ones; each has a line of its own to be mended.
        Some(_) => {
            let own = longer.iter().filter(|long| long.file == file);
            own.map(|long| tell(long, &[long], short)).collect()
        }
    }
}

fn hides(short: &Binding, long: &Binding) -> bool {
    short.keys.len() < long.keys.len()
        && short.keys.iter().zip(&long.keys).all(|(one, other)| one.meets(*other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_read_to_the_limit_and_not_beyond() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys.toml");
        for (bytes, is_read) in [(FILE_BYTES, true), (FILE_BYTES + 1, false)] {
            std::fs::write(&path, "#".repeat(bytes as usize)).expect("written");
            assert_eq!(file(path.to_str().expect("plain")).is_ok(), is_read, "{bytes}");
        }
    }
}
