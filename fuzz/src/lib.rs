//! A folder for the fuzzer's programs. Never on a disk where there is memory for it.

use std::path::Path;

thread_local! {
    static SCRATCH: tempfile::TempDir = {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        folder.expect("a folder of one's own")
    };
}

/// Gives a function a folder that is nobody else's.
pub fn scratch(with: impl FnOnce(&Path)) {
    SCRATCH.with(|folder| with(folder.path()));
}
