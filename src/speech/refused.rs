//! The sentence for each refusal. Never an English one in an Indonesian screen.

use super::Speech;
use crate::domain::Refusal;

impl Speech {
    /// Why not, and what to do next.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        refusal.to_string()
    }
}
