//! Lines of a terminal that are written anew where they differ, without taking the screen. Never
//! sends a byte for lines that are as they were.

use crate::terminal::widget::columns::cut;

/// What stands on the terminal.
#[derive(Debug, Default)]
pub struct Paper {
    lines: Vec<String>,
    size: (u16, u16),
}

impl Paper {
    /// The bytes that make the terminal show these lines in the place of those before; the cursor
    /// stays below them. What has no room is left out.
    pub fn show(&mut self, lines: &[String], size: (u16, u16)) -> String {
        let (width, height) = (usize::from(size.0), usize::from(size.1));
        let room = height.saturating_sub(1);
        let lines: Vec<String> = lines.iter().take(room).map(|line| cut(line, width)).collect();
        let mut text = String::new();
        if self.size != size && !self.lines.is_empty() {
            // Nobody knows where a terminal of another size has put what it showed.
            text.push_str("\x1b[H\x1b[2J");
            self.lines.clear();
        }
        if self.lines != lines {
            self.write(&lines, &mut text);
        }
        (self.lines, self.size) = (lines, size);
        text
    }

    /// The bytes that put a line above what stands there.
    pub fn under(&mut self, head: String, size: (u16, u16)) -> String {
        let lines: Vec<String> = std::iter::once(head).chain(self.lines.iter().cloned()).collect();
        self.show(&lines, size)
    }

    fn write(&self, lines: &[String], text: &mut String) {
        if !self.lines.is_empty() {
            text.push_str(&format!("\x1b[{}A\r", self.lines.len()));
        }
        for (at, line) in lines.iter().enumerate() {
            if self.lines.get(at) != Some(line) {
                text.push_str(line);
                text.push_str("\x1b[K");
            }
            text.push_str("\r\n");
        }
        if self.lines.len() > lines.len() {
            text.push_str("\x1b[J");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;

    fn cells(count: u16) -> NonZeroU16 {
        NonZeroU16::new(count).expect("some")
    }

    fn lines(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn only_what_differs_is_written_and_the_cursor_ends_below() {
        let mut paper = Paper::default();
        let size = (10, 5);
        assert_eq!(paper.show(&lines(&["a", "b", "c"]), size), "a\x1b[K\r\nb\x1b[K\r\nc\x1b[K\r\n");
        assert_eq!(paper.show(&lines(&["a", "b", "c"]), size), "", "nothing new, not a byte");
        let changed = paper.show(&lines(&["a", "x", "c"]), size);
        assert_eq!(changed, "\x1b[3A\r\r\nx\x1b[K\r\n\r\n");
        assert_eq!(paper.show(&lines(&["a"]), size), "\x1b[3A\r\r\n\x1b[J");
    }

    #[test]
    fn what_has_no_room_is_left_out_and_another_size_begins_anew() {
        let mut terminal = vt100::Parser::new(cells(4), cells(6), 0);
        let mut paper = Paper::default();
        let all = lines(&["one", "much too long", "three", "four", "five"]);
        terminal.process(paper.show(&all, (6, 4)).as_bytes());
        assert_eq!(terminal.screen().contents(), "one\nmuch ~\nthree");
        terminal.screen_mut().set_size(cells(5), cells(20));
        terminal.process(paper.show(&all, (20, 5)).as_bytes());
        assert_eq!(terminal.screen().contents(), "one\nmuch too long\nthree\nfour");
    }
}
