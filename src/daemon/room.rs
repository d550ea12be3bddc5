//! Room in memory that connections share, most of all for what is large. Never needed for what an
//! agent's usual work takes, and never given to one agent as a whole: each has a part.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::wire::line::LINE_BYTES;

/// Bytes of large lines from all peers, from their reading until they are answered. What a line
/// becomes takes several times its own bytes at worst.
const LINES: usize = 8 * LINE_BYTES;
/// Bytes of them from one agent's programs: an import keeps four lines under way.
const AGENT_LINES: usize = 4 * LINE_BYTES;
/// Bytes of large answers, to all peers, that wait to be read.
const ANSWERS: usize = 16 * LINE_BYTES;
/// Bytes of them for one agent's programs: one that is being read and one that is not. Whoever
/// leaves answers unread is in the way of their own programs only.
const AGENT_ANSWERS: usize = 2 * LINE_BYTES;
/// Questions of one agent that are being answered at a time: as many as a few terminals ask.
const ASKING: usize = 8;

/// So many bytes that can be held at a time.
#[derive(Debug)]
pub struct Room {
    left: Mutex<usize>,
    freed: Condvar,
    /// What it is a part of.
    whole: Option<Arc<Room>>,
}

/// Some of it, given back when this is dropped.
#[derive(Debug)]
pub struct Held {
    room: Arc<Room>,
    bytes: usize,
    /// The same of what the room is a part of.
    of_whole: Option<Box<Held>>,
}

/// What all connections share.
#[derive(Debug)]
pub struct Rooms {
    lines: Arc<Room>,
    answers: Arc<Room>,
}

/// An agent's part of it, for all connections of theirs.
#[derive(Debug)]
pub struct Part {
    /// One byte of it is one question that is being answered.
    pub asking: Arc<Room>,
    /// For large lines that were read.
    pub lines: Arc<Room>,
    /// For large answers that are to be read.
    pub answers: Arc<Room>,
}

impl Default for Rooms {
    fn default() -> Rooms {
        Rooms { lines: Room::of(LINES), answers: Room::of(ANSWERS) }
    }
}

impl Rooms {
    /// A part for one more agent.
    pub fn part(&self) -> Part {
        Part {
            asking: Room::of(ASKING),
            lines: Room::within(&self.lines, AGENT_LINES),
            answers: Room::within(&self.answers, AGENT_ANSWERS),
        }
    }
}

impl Room {
    /// Room for so many bytes.
    pub fn of(bytes: usize) -> Arc<Room> {
        Arc::new(Room { left: Mutex::new(bytes), freed: Condvar::new(), whole: None })
    }

    /// At most so many bytes of a room that others have a part of too.
    fn within(whole: &Arc<Room>, bytes: usize) -> Arc<Room> {
        let (left, whole) = (Mutex::new(bytes), Some(Arc::clone(whole)));
        Arc::new(Room { left, freed: Condvar::new(), whole })
    }

    /// Waits until there is room for so many bytes, which must not be more than there ever is.
    pub fn take(self: &Arc<Room>, bytes: usize) -> Held {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.freed.wait_while(left, |left| *left < bytes);
        *waited.unwrap_or_else(PoisonError::into_inner) -= bytes;
        let of_whole = self.whole.as_ref().map(|whole| Box::new(whole.take(bytes)));
        Held { room: Arc::clone(self), bytes, of_whole }
    }

    /// Room for so many bytes, if there is some now.
    pub fn try_take(self: &Arc<Room>, bytes: usize) -> Option<Held> {
        {
            let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
            *left = left.checked_sub(bytes)?;
        }
        let mut held = Held { room: Arc::clone(self), bytes, of_whole: None };
        if let Some(whole) = &self.whole {
            held.of_whole = Some(Box::new(whole.try_take(bytes)?));
        }
        Some(held)
    }

    /// How many bytes can still be held.
    #[cfg(test)]
    pub fn left(&self) -> usize {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// How many they are.
    pub const fn bytes(&self) -> usize {
        self.bytes
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

    #[test]
    fn the_common_rooms_take_so_many_of_the_longest_lines_and_an_agent_s_part_so_many_of_them() {
        let rooms = Rooms::default();
        let all = |room: fn(&Part) -> &Arc<Room>, of_all: usize, of_one: usize| {
            let mut held = Vec::new();
            for _ in 0..of_all / of_one {
                let part = rooms.part();
                let room = room(&part);
                held.extend((0..of_one).map(|_| room.try_take(LINE_BYTES).expect("its part")));
                assert!(room.try_take(1).is_none(), "no more than its part");
            }
            assert!(room(&rooms.part()).try_take(1).is_none(), "that is all there is");
        };
        all(|part| &part.lines, 8, 4);
        all(|part| &part.answers, 16, 2);
        assert_eq!((rooms.lines.left(), rooms.answers.left()), (LINES, ANSWERS), "given back");
    }

    #[test]
    fn unread_answers_of_one_agent_leave_the_others_their_room() {
        let rooms = Rooms::default();
        let (deaf, other) = (rooms.part(), rooms.part());
        let unread: Vec<Held> =
            std::iter::from_fn(|| deaf.answers.try_take(LINE_BYTES / 2)).collect();
        assert_eq!(unread.len(), 4);
        assert!(other.answers.try_take(AGENT_ANSWERS).is_some(), "all of another's part is free");
        drop(unread);
        assert_eq!((deaf.answers.left(), rooms.answers.left()), (AGENT_ANSWERS, ANSWERS));
    }

    #[test]
    fn no_room_in_the_whole_costs_nothing_of_the_part() {
        let rooms = Rooms::default();
        let part = rooms.part();
        let all = rooms.answers.take(ANSWERS);
        assert!(part.answers.try_take(1).is_none());
        drop(all);
        assert_eq!((part.answers.left(), rooms.answers.left()), (AGENT_ANSWERS, ANSWERS));
    }
}
