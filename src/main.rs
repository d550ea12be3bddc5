//! The program's exit code and nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    sigap::cli::run()
}
