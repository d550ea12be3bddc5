//! Whether there is something new, for one thread that tells others of it. Never what it is.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Something that one thread waits for and many say.
#[derive(Debug, Default)]
pub struct News {
    state: Mutex<State>,
    came: Condvar,
}

#[derive(Debug, Default)]
struct State {
    is_new: bool,
    is_over: bool,
}

impl News {
    /// There is something new.
    pub fn come(&self) {
        let mut state = self.state();
        // Once is enough until somebody has looked: what comes in crowds wakes nobody again.
        if !std::mem::replace(&mut state.is_new, true) {
            self.came.notify_one();
        }
    }

    /// Waits for something new, at most so long; `false` when it is over.
    pub fn wait(&self, at_most: Option<Duration>) -> bool {
        let state = self.state();
        let waits = |state: &mut State| !state.is_new && !state.is_over;
        let mut state = match at_most {
            None => self.came.wait_while(state, waits).unwrap_or_else(PoisonError::into_inner),
            Some(span) => {
                let waited = self.came.wait_timeout_while(state, span, waits);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
        };
        state.is_new = false;
        !state.is_over
    }

    /// Waits whatever comes meanwhile; `false` when it is over.
    pub fn rest(&self, span: Duration) -> bool {
        let waited = self.came.wait_timeout_while(self.state(), span, |state| !state.is_over);
        !waited.unwrap_or_else(PoisonError::into_inner).0.is_over
    }

    /// Nothing comes any more.
    pub fn end(&self) {
        self.state().is_over = true;
        self.came.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_are_told_once_and_an_end_is_always() {
        let news = News::default();
        news.come();
        news.come();
        assert!(news.wait(None), "there is something");
        assert!(news.wait(Some(Duration::ZERO)), "nothing more, and no end");
        news.end();
        assert!(!news.wait(None) && !news.rest(Duration::from_secs(3600)));
    }
}
