//! Waiting for a state. Never for a span of time: the pause is only between two looks.

use std::thread;
use std::time::{Duration, Instant};

/// How long anything in these tests may take on a busy machine before it counts as hung.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks at a state that nothing announces (a process that ends, a file).
const PAUSE: Duration = Duration::from_millis(5);

/// Looks until there is something, and gives it back.
///
/// # Panics
/// When there is still nothing after [`PATIENCE`]; `what` says what was waited for.
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(since.elapsed() < PATIENCE, "waited {PATIENCE:?} for {what}");
        thread::sleep(PAUSE);
    }
}
