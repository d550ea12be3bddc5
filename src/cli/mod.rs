//! One file per sub-command. Never a rule of the desk.
