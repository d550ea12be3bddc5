//! Every key with what it does, as rows: for `sigap keys`, the README, help and the palette.
//! Never a key or an action that the live keymap does not have.

use super::Keymap;
use crate::speech::Speech;
use crate::terminal::action::{Action, Context, Group};

/// One line of the keys table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// Under which heading.
    pub group: Group,
    /// In which place.
    pub context: Context,
    /// The action.
    pub action: Action,
    /// The ways to reach it, best first; never empty.
    pub keys: Vec<String>,
    /// What it does, in the reader's language.
    pub help: String,
    /// The place in the reader's language; empty for everywhere.
    pub place: String,
}

/// Every binding of a keymap by group and action: first where it holds everywhere, then places
/// where other keys do the same.
pub fn keys_table(keymap: &Keymap, speech: &Speech) -> Vec<KeyRow> {
    let mut rows = Vec::new();
    for group in Group::ALL {
        for action in Action::ALL.iter().copied().filter(|action| action.group() == *group) {
            rows.extend(rows_of(keymap, action, speech));
        }
    }
    rows
}

fn rows_of(keymap: &Keymap, action: Action, speech: &Speech) -> Vec<KeyRow> {
    let everywhere = keymap.keys_of(action, Context::Everywhere);
    let mut rows = Vec::new();
    for &context in Context::ALL {
        let mut keys = own_keys(keymap, action, context);
        if context != Context::Everywhere {
            keys.retain(|key| !everywhere.contains(key));
        }
        if !keys.is_empty() {
            let place = match context {
                Context::Everywhere => String::new(),
                _ => speech.say(context.heading()),
            };
            let help = speech.say(&action.help_key());
            rows.push(KeyRow { group: action.group(), context, action, keys, help, place });
        }
    }
    rows
}

fn own_keys(keymap: &Keymap, action: Action, context: Context) -> Vec<String> {
    let bound = keymap.effective(context);
    let own = bound.iter().filter(|b| b.context == context && b.action == Some(action));
    own.map(|binding| super::key::written(&binding.keys)).collect()
}

/// What can be done in one place, for `?`: the place's own keys first, then what its hint line
/// offers, then the rest.
pub fn keys_of_place(keymap: &Keymap, context: Context, speech: &Speech) -> Vec<KeyRow> {
    let mut rows: Vec<KeyRow> = Vec::new();
    for binding in keymap.effective(context) {
        let Some(action) = binding.action else { continue };
        let keys = super::key::written(&binding.keys);
        if let Some(row) = rows.iter_mut().find(|row| row.action == action) {
            row.keys.push(keys);
            continue;
        }
        rows.push(KeyRow {
            group: action.group(),
            context: binding.context,
            action,
            keys: vec![keys],
            help: speech.say(&action.help_key()),
            place: String::new(),
        });
    }
    let order = |row: &KeyRow| {
        let place = |list: &[Action]| list.iter().position(|action| *action == row.action);
        let inherited = row.context != context;
        let hinted = place(context.useful()).filter(|_| inherited).unwrap_or(usize::MAX);
        (inherited, hinted, place(Action::ALL))
    };
    rows.sort_by_key(order);
    rows
}

/// The keys table as Markdown, a table per group: what the README shows.
pub fn markdown(keymap: &Keymap, speech: &Speech) -> String {
    let [keys, what, name] = ["keys-head-keys", "keys-head-what", "keys-head-name"];
    let mut text = String::new();
    let rows = keys_table(keymap, speech);
    for group in Group::ALL {
        let of_group: Vec<&KeyRow> = rows.iter().filter(|row| row.group == *group).collect();
        if of_group.is_empty() {
            continue;
        }
        let [keys, what, name] = [keys, what, name].map(|key| speech.say(key));
        text += &format!("### {}\n\n", speech.say(group.heading()));
        text += &format!("| {keys} | {what} | {name} |\n|---|---|---|\n");
        for row in of_group {
            text += &markdown_row(row);
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn markdown_row(row: &KeyRow) -> String {
    let code = |key: &String| format!("`{}`", key.replace('|', "\\|"));
    let keys = row.keys.iter().map(code).collect::<Vec<_>>().join(" ");
    let place = if row.place.is_empty() { String::new() } else { format!(" ({})", row.place) };
    format!("| {keys} | {}{place} | `{}` |\n", row.help, row.action)
}
