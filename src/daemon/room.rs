//! Room in memory that all connections share for what is large. Never needed for what an agent's
//! usual work takes: whoever has nothing large waits for nobody.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// So many bytes that can be held at a time.
#[derive(Debug)]
pub struct Room {
    left: Mutex<usize>,
    freed: Condvar,
}

/// Some of it, given back when this is dropped.
#[derive(Debug)]
pub struct Held {
    room: Arc<Room>,
    bytes: usize,
}

impl Room {
    /// Room for so many bytes.
    pub fn of(bytes: usize) -> Arc<Room> {
        Arc::new(Room { left: Mutex::new(bytes), freed: Condvar::new() })
    }

    /// Waits until there is room for so many bytes, which must not be more than there ever is.
    pub fn take(self: &Arc<Room>, bytes: usize) -> Held {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.freed.wait_while(left, |left| *left < bytes);
        *waited.unwrap_or_else(PoisonError::into_inner) -= bytes;
        Held { room: Arc::clone(self), bytes }
    }

    /// How many bytes can still be held.
    #[cfg(test)]
    pub fn left(&self) -> usize {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        *self.room.left.lock().unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_no_room_waits_until_there_is_some() {
        let room = Room::of(10);
        let (one, two) = (room.take(6), room.take(4));
        std::thread::scope(|scope| {
            let third = scope.spawn(|| drop(room.take(5)));
            drop(two);
            assert!(!third.is_finished(), "four are too few");
            drop(one);
            third.join().expect("ten are enough");
        });
        drop(room.take(10));
    }
}
