//! One test binary: the desk as its users meet it. Never a module of the program inside: what is
//! tested here goes through the built program, its socket, its files or its source text.
//!
//! [`desk`] is a desk of one's own for each test, [`pty`] a terminal on it, [`talk`] a
//! conversation over its socket, [`state`] waits; [`tidy`] holds the house rules. The others are
//! tests.

mod desk;
mod press;
mod pty;
mod state;
mod talk;
mod tidy;
