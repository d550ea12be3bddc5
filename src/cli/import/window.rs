//! The part of a file's text that is being looked at. Never larger than what was asked to be seen
//! at once, whatever the file's length.

use std::io::{self, Read};

use super::text::Text;

/// A piece of text that moves on through a file.
pub struct Window<R> {
    text: Text<R>,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Window<R> {
    /// At the beginning of a text.
    pub fn new(text: Text<R>) -> Window<R> {
        Window { text, buffer: Vec::new(), at: 0, ended: false }
    }

    /// What is seen now.
    pub fn seen(&self) -> &[u8] {
        &self.buffer[self.at..]
    }

    /// Tells whether what is seen reaches the end of the file.
    pub fn is_at_end(&self) -> bool {
        self.ended
    }

    /// The character set's name, as far as it is known.
    pub fn charset(&self) -> &'static str {
        self.text.charset()
    }

    /// Makes at least `wanted` bytes seen, unless the file is shorter.
    ///
    /// # Errors
    /// What reading says.
    pub fn see(&mut self, wanted: usize) -> io::Result<&[u8]> {
        if self.buffer.len() - self.at < wanted && !self.ended {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        while !self.ended && self.buffer.len() < wanted {
            self.ended = !self.text.read_into(&mut self.buffer)?;
        }
        Ok(self.seen())
    }

    /// Moves on by `count` bytes that were seen.
    pub fn pass(&mut self, count: usize) {
        self.at += count;
    }

    /// Where the line break ends that begins at byte `at` of what is seen; `None` when that
    /// cannot be told before more is seen. `\r\r\n`, which some phones write, is one line break.
    pub fn line_break(&self, at: usize) -> Option<usize> {
        match &self.seen()[at..] {
            [b'\n', ..] => Some(at + 1),
            [b'\r', b'\n', ..] => Some(at + 2),
            [b'\r', b'\r', b'\n', ..] => Some(at + 3),
            [b'\r'] | [b'\r', b'\r'] if !self.ended => None,
            _ => Some(at + 1),
        }
    }
}
