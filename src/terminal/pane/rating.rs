//! Rating: five digits on one line. Never averages, never mixes who rated.

use crate::domain::{Dimension, Rater, Scale};
use crate::speech::Speech;

/// One of the five.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Slot {
    /// Not asked yet.
    #[default]
    Open,
    /// Left out.
    Skipped,
    /// 1 to 5.
    Score(u8),
}

/// What the rating line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatingPane {
    /// In the order of the dimensions.
    pub slots: [Slot; 5],
    /// Which one is asked now; 5 when all are answered.
    pub at: usize,
    /// Who rates.
    pub rater: Rater,
    /// Where the scores are.
    pub stage: Stage,
}

/// Where the scores are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Being asked.
    #[default]
    Asking,
    /// On their way to the desk.
    Sending,
    /// Kept; shown until the next rating begins.
    Kept,
}

/// What a key in the rating line led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The line shows it.
    Going,
    /// All five are answered.
    Full,
    /// 6, 7, 8, 9 or 0: not on the scale.
    OffScale,
}

impl Default for RatingPane {
    fn default() -> RatingPane {
        let slots = [Slot::Open; 5];
        RatingPane { slots, at: 0, rater: Rater::Customer, stage: Stage::Asking }
    }
}

impl RatingPane {
    /// Begins a rating; one that is half done goes on.
    pub fn begin(&mut self) {
        if self.stage == Stage::Kept {
            *self = RatingPane::default();
        }
    }

    /// Tells whether something is given and nothing of it kept.
    pub fn is_half(&self) -> bool {
        self.stage == Stage::Asking && self.slots.iter().any(|slot| *slot != Slot::Open)
    }

    /// Gives a score to the dimension asked now.
    pub fn score(&mut self, digit: char) -> Outcome {
        match digit.to_digit(10).and_then(|score| u8::try_from(score).ok()) {
            Some(score) if (1..=Scale::Five.byte()).contains(&score) => {
                self.answer(Slot::Score(score))
            }
            Some(_) | None => Outcome::OffScale,
        }
    }

    /// Leaves the dimension asked now out.
    pub fn skip(&mut self) -> Outcome {
        self.answer(Slot::Skipped)
    }

    fn answer(&mut self, slot: Slot) -> Outcome {
        if let Some(place) = self.slots.get_mut(self.at) {
            *place = slot;
            self.at += 1;
        }
        if self.at == self.slots.len() { Outcome::Full } else { Outcome::Going }
    }

    /// Goes back to the dimension before.
    pub fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
        self.slots[self.at] = Slot::Open;
    }

    /// The next one who may have rated.
    pub fn next_rater(&mut self) {
        let at = Rater::ALL.iter().position(|rater| *rater == self.rater).unwrap_or(0);
        self.rater = Rater::ALL[(at + 1) % Rater::ALL.len()];
    }

    /// The dimension asked now.
    pub fn dimension(&self) -> Option<Dimension> {
        Dimension::ALL.get(self.at).copied()
    }

    /// The scores as the desk takes them.
    pub fn scores(&self) -> [Option<u8>; 5] {
        self.slots.map(|slot| match slot {
            Slot::Score(score) => Some(score),
            Slot::Open | Slot::Skipped => None,
        })
    }
}

/// `Tangibles 4`, `Reliability _`: the words of the line; the one asked now has a `_`.
pub fn words(pane: &RatingPane, speech: &Speech) -> Vec<String> {
    let word = |(at, dimension): (usize, &Dimension)| {
        let name = speech.word("dimension", dimension.word());
        let mark = match pane.slots[at] {
            Slot::Score(score) => score.to_string(),
            Slot::Skipped => "-".to_owned(),
            Slot::Open if at == pane.at => "_".to_owned(),
            Slot::Open => ".".to_owned(),
        };
        format!("{name} {mark}")
    };
    Dimension::ALL.iter().enumerate().map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::Lang;

    #[test]
    fn five_keys_fill_the_line_and_any_can_be_taken_back() {
        let speech = Speech::new(Lang::En, jiff::tz::TimeZone::UTC);
        let mut pane = RatingPane::default();
        for (key, shown, outcome) in [
            ('4', "4 _ . . .", Outcome::Going),
            ('9', "4 _ . . .", Outcome::OffScale),
            ('5', "4 5 _ . .", Outcome::Going),
            ('-', "4 5 - _ .", Outcome::Going),
            ('<', "4 5 _ . .", Outcome::Going),
            ('1', "4 5 1 _ .", Outcome::Going),
            ('2', "4 5 1 2 _", Outcome::Going),
            ('3', "4 5 1 2 3", Outcome::Full),
        ] {
            let got = match key {
                '-' => pane.skip(),
                '<' => {
                    pane.back();
                    Outcome::Going
                }
                digit => pane.score(digit),
            };
            let words = words(&pane, &speech);
            let marks: Vec<&str> = words.iter().filter_map(|word| word.split(' ').nth(1)).collect();
            assert_eq!((marks.join(" ").as_str(), got), (shown, outcome), "{key}");
        }
        assert_eq!(pane.scores(), [Some(4), Some(5), Some(1), Some(2), Some(3)]);
    }
}
