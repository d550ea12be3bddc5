//! One test binary: the desk as its users meet it. Never a module of the program inside: what is
//! tested here goes through the built program, its socket, its files or its source text.
//!
//! [`desk`] is a desk of one's own for each test, [`pty`] a terminal on it, [`talk`] a
//! conversation over its socket, [`sshd`] a login from elsewhere, [`copies`] are other homes,
//! [`state`] waits; [`tidy`] holds the house rules. The others are tests.

mod any_terminal;
mod audit;
mod backup;
mod backup_places;
mod backup_rate;
mod bad_input;
mod browser;
mod bulk;
mod call;
mod clocks;
mod command_line;
mod commands;
mod company;
mod copies;
mod crew;
mod desk;
mod doctor;
mod erased_list;
mod erasure;
mod erasure_hindered;
mod figures;
mod filter;
mod finding;
mod first_contact;
mod follow;
mod handling;
mod handover;
mod harmless;
mod hostile;
mod import;
mod journal_import;
mod kept_desk;
mod killed;
mod leaving;
mod life;
mod limits;
mod line_mode;
mod login;
mod meanwhile;
mod measures;
mod mentioned;
mod metrics;
mod named;
mod opening;
mod packaging;
mod plain_files;
mod press;
mod protocol;
mod pty;
mod queue;
mod read_only;
mod readme;
mod refusing_disk;
mod repair;
mod report;
mod roles;
mod sample_data;
mod sample_desk;
mod screen;
mod server;
mod sharing;
mod sshd;
mod staffing;
mod state;
mod steering;
mod talk;
mod terminals;
mod thin;
mod tidy;
mod told;
mod wallboard;
