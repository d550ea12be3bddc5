//! The five scores at a prompt: digits, `-`, one at a time or all at once. Never a score that was
//! not typed.

use super::form::CANCEL;
use super::talk::Talk;
use crate::terminal::action::Action;
use crate::terminal::keymap::{Key, KeyPress};

impl Talk {
    /// A line while scores are asked; `false` when it is none and a command.
    pub(super) fn score_line(&mut self, line: &str) -> bool {
        match line {
            "" => {}
            "?" => self.press(Action::Statement),
            "\\" => self.press(Action::Unscore),
            "R" => self.press(Action::Rater),
            _ if CANCEL.contains(&line) => self.press(Action::Back),
            _ if line.chars().all(is_score) => self.scores(line),
            _ => return false,
        }
        true
    }

    /// Scores, one letter each.
    pub(super) fn scores(&mut self, line: &str) {
        if !line.chars().all(is_score) {
            return self.no("rating-off-scale", &[]);
        }
        for letter in line.chars().filter(|letter| !letter.is_whitespace()) {
            if !self.is_rating() {
                return;
            }
            match letter {
                '-' => self.press(Action::SkipScore),
                digit => self.model.act(Action::Score, KeyPress::plain(Key::Char(digit))),
            }
        }
    }

    /// `Tangibles (1-5, - none): `.
    pub(super) fn score_prompt(&self) -> String {
        let rating = &self.model.rating;
        let dimension = rating.dimension().map(|dimension| dimension.word()).unwrap_or_default();
        let word = self.model.speech.word("dimension", dimension);
        self.model.speech.say_with("plain-score", &[("dimension", &word)]) + ": "
    }
}

fn is_score(letter: char) -> bool {
    letter.is_ascii_digit() || letter == '-' || letter == ' '
}
