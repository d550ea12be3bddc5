//! Attaches to the desk, starting one's own when none answers. Never opens the store.
