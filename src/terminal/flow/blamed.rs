//! Which field of a form a refusal is about. Never a guess: most are about the matter itself.

use crate::domain::{Field as Which, Refusal};

/// The field that a refusal is about.
pub fn blamed(refusal: &Refusal) -> Option<Which> {
    match refusal {
        Refusal::Malformed(malformed) => malformed.field(),
        Refusal::AccountTaken { .. } => Some(Which::Account),
        // All others are about the matter, not about a field.
        _ => None,
    }
}
