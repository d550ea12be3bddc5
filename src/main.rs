//! The program's exit code, and where its memory comes from; nothing else.

use std::process::ExitCode;

/// Half again as many appends a second as with the C library's, see `benches/append.rs`.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    sigap::cli::run()
}
