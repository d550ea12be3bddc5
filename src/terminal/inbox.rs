//! Everything that can wake the terminal, and everything it can want done. Never does any of it.

use super::keymap::KeyPress;
use crate::wire::{Reply, Request, Welcome};

/// Inputs that may wait: more than a person types while a desk answers, and a bound all the same.
pub const INPUTS: usize = 1_024;

/// One thing that came in.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A key.
    Key(KeyPress),
    /// Text that was pasted, in one piece.
    Paste(String),
    /// The terminal has shown all that it was sent.
    Shown,
    /// A whole line, where lines are what is typed.
    Line(String),
    /// There are no more lines.
    End,
    /// The terminal has another size.
    Resize {
        /// Columns.
        columns: u16,
        /// Lines.
        lines: u16,
    },
    /// The desk says something.
    Reply(Box<Reply>),
    /// The desk is back.
    Linked(Box<Welcome>),
    /// The desk is gone, or still gone for another reason: a sentence.
    Lost(String),
    /// A time that was waited for has come.
    Tick,
    /// A program that was started (an import) says something.
    Child(Child),
    /// The shell wants us to stop.
    Stop,
    /// Somebody has pressed Ctrl-C where it is no key.
    Interrupt,
    /// The terminal or the system wants us to leave.
    Leave,
}

/// What a started program says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Child {
    /// A line.
    Line(String),
    /// It has ended, well or not.
    Ended(Ending),
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It did what it was asked.
    Well,
    /// It did not; its last lines say why.
    Badly,
}

/// One thing to be done outside the model.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Say this to the desk.
    Say(Box<Request>),
    /// Put this into the clipboard of the person's own machine.
    Copy(String),
    /// Import customers from this file.
    Import(String),
    /// Leave and open the throw-away sample desk in our place.
    Sample,
    /// Remember the view of the queue for the next start.
    Remember(String),
    /// Draw everything anew.
    Redraw,
    /// Stop as the shell's job.
    Stop,
    /// Leave.
    Leave,
}
