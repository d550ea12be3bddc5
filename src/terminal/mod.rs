//! The screen an agent works at. Never opens the store or calls the daemon's code.

pub mod action;
pub mod input;
pub mod keymap;
pub mod widget;
