//! Which key does what where. Never what an action does, only which one is meant.
//!
//! Key files are compiled in (`keymaps/`); a person's own is laid over one of them. Reading order:
//! [`key`] (how a key is written), [`read`] (key files), [`mistake`] (what may be wrong in one),
//! [`table`] (keys shown to people).

pub mod hints;
pub mod key;
pub mod mistake;
pub mod read;
pub mod table;

pub use hints::{hint_line, hint_line_of, pane_hints};
pub use key::{Key, KeyPress, Pattern};
pub use mistake::{KeymapError, Mistake, What};
pub use table::{KeyRow, keys_table, markdown};

use super::action::{Action, Context};

/// The compiled-in key files by name.
pub const BUILT_IN: [(&str, &str); 3] = [
    ("default", include_str!("../../../keymaps/default.toml")),
    ("vim", include_str!("../../../keymaps/vim.toml")),
    ("function-keys", include_str!("../../../keymaps/function-keys.toml")),
];

/// Keys bound to an action in one context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Where.
    pub context: Context,
    /// Keys after one another.
    pub keys: Vec<Pattern>,
    /// What they do; `None`: nothing, although the keys do something everywhere else.
    pub action: Option<Action>,
    /// In which file.
    pub file: String,
    /// On which line of it, from 1.
    pub line: usize,
    /// 0 for the file at the bottom, 1 for the one laid over it, …
    layer: usize,
}

/// All keys of the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keymap {
    /// The name or file it was asked for by.
    pub name: String,
    /// What the hint line offers, when the key file says so (`hints = […]`).
    pub hints: Vec<Action>,
    bindings: Vec<Binding>,
    told: Told,
}

/// How sentences tell people to reach an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Told {
    /// By its best key.
    #[default]
    Keys,
    /// By its name, as a line that is typed.
    Names,
}

/// One way to go on after the keys pressed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The keys that follow, as people write them.
    pub keys: String,
    /// What they do.
    pub action: Action,
}

/// What the keys pressed so far mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// This action; the keys are used up.
    Action(Action),
    /// More keys must follow: these may.
    Wait(Vec<Hint>),
    /// Nothing. In a context that takes text the last key goes into the text.
    Nothing,
}

impl Keymap {
    /// The keymap of a compiled-in name (`default`, `vim`, `function-keys`) or of a file.
    ///
    /// # Errors
    /// [`KeymapError::NoSuch`] when it is neither, [`KeymapError::Unreadable`] for the file,
    /// [`KeymapError::Mistakes`] with all of them.
    pub fn load(name_or_file: &str) -> Result<Keymap, KeymapError> {
        match read::built_in(name_or_file) {
            Some(source) => Keymap::parse(name_or_file, source),
            None => Keymap::parse(name_or_file, &read::file(name_or_file)?),
        }
    }

    /// The keymap of a key file's text, laid over its base.
    ///
    /// # Errors
    /// [`KeymapError::Mistakes`], in the order of lines.
    pub fn parse(name: &str, source: &str) -> Result<Keymap, KeymapError> {
        read::parse(name, source)
    }

    /// What `keys` mean in a context. `keys` holds what was pressed since the last answer other
    /// than [`Resolved::Wait`], the newest last.
    pub fn resolve(&self, context: Context, keys: &[KeyPress]) -> Resolved {
        let begun = |binding: &&Binding| begins_with(&binding.keys, keys);
        let fitting: Vec<&Binding> = self.effective(context).into_iter().filter(begun).collect();
        let mut exact = fitting.iter().filter(|binding| binding.keys.len() == keys.len());
        // A digit that is bound by itself goes before `Digit`.
        let by_itself = exact.clone().find(|binding| !binding.keys.contains(&Pattern::Digit));
        if let Some(binding) = by_itself.or_else(|| exact.next()) {
            return binding.action.map_or(Resolved::Nothing, Resolved::Action);
        }
        let follow = |binding: &&Binding| {
            let keys = key::written(&binding.keys[keys.len()..]);
            binding.action.map(|action| Hint { keys, action })
        };
        let hints: Vec<Hint> = fitting.iter().filter_map(follow).collect();
        if hints.is_empty() { Resolved::Nothing } else { Resolved::Wait(hints) }
    }

    /// What one key means in this very place, whatever it means elsewhere: help looks every other
    /// key up instead of obeying it.
    pub fn own(&self, context: Context, press: KeyPress) -> Option<Action> {
        let own = |b: &&Binding| b.context == context && b.keys.len() == 1;
        let mut bound = self.bindings.iter().filter(own);
        bound.find(|binding| binding.keys[0].matches(press)).and_then(|binding| binding.action)
    }

    /// What is bound in a context, its own bindings first, in the order of the files; what a file
    /// laid over binds comes before what it is laid over.
    pub fn effective(&self, context: Context) -> Vec<&Binding> {
        let own = |binding: &&Binding| binding.context == context;
        let mut bound: Vec<&Binding> = self.bindings.iter().filter(own).collect();
        if let Some(wider) = context.falls_back_to() {
            let inherited = self.bindings.iter().filter(|binding| {
                binding.context == wider
                    && !(context.takes_text() && binding.keys[0].edits_text())
                    && !bound.iter().any(|own| own.keys == binding.keys)
            });
            let inherited: Vec<&Binding> = inherited.collect();
            bound.extend(inherited);
        }
        bound
    }

    /// Every way to reach an action in a context, best first, as people write keys.
    pub fn keys_of(&self, action: Action, context: Context) -> Vec<String> {
        let reach = |binding: &&Binding| binding.action == Some(action);
        let bound = self.effective(context);
        bound.into_iter().filter(reach).map(|binding| key::written(&binding.keys)).collect()
    }

    /// The best way to reach an action in a context: a key, or in line mode what is typed.
    pub fn key_of(&self, action: Action, context: Context) -> Option<String> {
        let name = action.name().replace('_', "-");
        match (self.told, context) {
            (Told::Keys, _) => self.keys_of(action, context).into_iter().next(),
            (Told::Names, Context::Form | Context::Asking) => Some(format!(":{name}")),
            (Told::Names, _) => Some(name),
        }
    }

    /// The same keys, for people who type lines: sentences name actions instead of keys.
    pub fn for_lines(self) -> Keymap {
        Keymap { told: Told::Names, ..self }
    }

    /// Actions for the numbered menu: all that can be chosen by name and have no function key.
    pub fn menu(&self) -> Vec<Action> {
        let on_f_key = |action: Action| {
            let is_f = |binding: &Binding| {
                matches!(binding.keys[..], [Pattern::One(KeyPress { key: Key::F(_), .. })])
            };
            self.bindings.iter().any(|b| b.action == Some(action) && is_f(b))
        };
        let chosen = |action: &Action| in_menu(*action) && !on_f_key(*action);
        Action::ALL.iter().copied().filter(chosen).collect()
    }
}

/// Tells whether a menu has a use for an action: moving about and editing text have none.
fn in_menu(action: Action) -> bool {
    use super::action::Group;
    match action.group() {
        Group::Customer | Group::Ticket | Group::Queue => true,
        Group::Everywhere => !matches!(action, Action::Menu | Action::Palette),
        Group::Move => {
            matches!(
                action,
                Action::Find | Action::History | Action::Queue | Action::Rating | Action::Zoom
            ) || action == Action::Filter
        }
        Group::Rating | Group::Text => false,
    }
}

/// Tells whether `keys` are the first of `bound`.
fn begins_with(bound: &[Pattern], keys: &[KeyPress]) -> bool {
    !keys.is_empty()
        && bound.len() >= keys.len()
        && bound.iter().zip(keys).all(|(pattern, press)| pattern.matches(*press))
}

#[cfg(test)]
mod tests;
