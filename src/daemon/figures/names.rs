//! Names of agents as numbers, so that a million contacts do not repeat them. Never forgets one:
//! what somebody did stays theirs.

use std::collections::HashMap;

/// The number of nobody.
pub const NOBODY: u16 = 0;

/// Names by number.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

impl Names {
    /// The number of a name, a new one where it is needed. No desk has so many that a number runs
    /// out; where one does, the others are nobody's.
    pub fn number(&mut self, name: &str) -> u16 {
        if name.is_empty() {
            return NOBODY;
        }
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let Ok(number) = u16::try_from(self.names.len() + 1) else { return NOBODY };
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    /// The number of a name, nobody's where it has none.
    pub fn known(&self, name: &str) -> u16 {
        self.numbers.get(name).copied().unwrap_or(NOBODY)
    }

    /// The name of a number; empty for nobody.
    pub fn name(&self, number: u16) -> &str {
        let at = usize::from(number).checked_sub(1);
        at.and_then(|at| self.names.get(at)).map_or("", |name| name)
    }
}
