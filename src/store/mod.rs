//! Keeps what an agent was told is kept: journal files (the truth) and the sled index rebuilt from them. Never decides anything.
