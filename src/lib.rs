//! `sigap`, a service desk in a terminal.
//!
//! Reading order, floor by floor (a file imports only from floors below its own and from its own
//! folder; `tests/it/tidy.rs` holds it to that):
//!
//! 1. [`domain`]: the nouns and their rules; [`disk`]: opening what must be a plain file.
//! 2. [`wire`], [`store`], [`lookup`], [`speech`], [`home`]: messages, disk, finding, sentences,
//!    places.
//! 3. [`daemon`] and [`client`]: the two ends of the socket; [`backup`]: copies and back;
//!    [`report`]: how figures look.
//! 4. [`terminal`]: the screen.
//! 5. [`cli`]: the sub-commands.
//! 6. [`fuzz`]: what a fuzzer throws bytes at; the program does not use it.
//!
//! This file is the map and never holds code.

pub mod backup;
pub mod cli;
pub mod client;
pub mod daemon;
pub mod disk;
pub mod domain;
pub mod fuzz;
pub mod home;
pub mod lookup;
pub mod report;
pub mod speech;
pub mod store;
pub mod terminal;
pub mod wire;
