//! Statements at a prompt, one at a time or several answers in a line. Never an answer that was not
//! typed.

use super::form::{CANCEL, SAVE};
use super::talk::Talk;
use super::words::split;
use crate::terminal::action::Action;
use crate::terminal::flow::asking::{Asked, SKIPPED};
use crate::terminal::keymap::{Key, KeyPress};
use crate::terminal::pane::asking::rater;
use crate::terminal::sheet::Sheet;

impl Talk {
    /// A line while statements are asked.
    pub(super) fn asking_line(&mut self, line: &str) {
        match line {
            "" => self.next_statement(),
            "\\" => self.press(Action::Unscore),
            "?" => self.explain_asking(),
            "R" => self.tell_rater(),
            _ if CANCEL.contains(&line) => self.press(Action::Back),
            _ if SAVE.contains(&line) => self.model.send_asking(),
            // Whoever mistypes an answer means no command.
            _ if split(line).0.chars().all(is_answer) => self.answers(line),
            _ => self.command(line),
        }
    }

    /// Answers with blanks or commas between; where all are of one digit they need none.
    pub(super) fn answers(&mut self, line: &str) {
        let Some((low, high)) = self.asked().map(Asked::range) else { return };
        let words = line.split([' ', ',']).filter(|word| !word.is_empty());
        let answers: Vec<String> = match high {
            10.. => words.map(str::to_owned).collect(),
            _ => words.flat_map(|word| word.chars().map(String::from)).collect(),
        };
        for answer in answers {
            let fits = |number: u8| (low..=high).contains(&number);
            if answer != SKIPPED && !answer.parse().is_ok_and(fits) {
                let [low, high] = [low, high].map(|end| end.to_string());
                return self.no("asking-off-scale", &[("low", &low), ("high", &high)]);
            }
            if !self.is_filling() || self.is_sending() {
                return self.no("plain-not-needed", &[("given", &answer)]);
            }
            self.answer_one(&answer, high);
        }
    }

    fn answer_one(&mut self, answer: &str, high: u8) {
        if answer == SKIPPED {
            return self.press(Action::SkipScore);
        }
        for digit in answer.chars() {
            self.model.act(Action::Score, KeyPress::plain(Key::Char(digit)));
        }
        // No other digit follows on this line: it is a one.
        if high >= 10 && answer == "1" {
            self.model.send_asking();
        }
    }

    /// The rest of a command: answers, and that they are to be saved.
    pub(super) fn ask_from(&mut self, rest: &str) {
        let (word, after) = split(rest);
        let all = rest.chars().all(is_answer);
        match (SAVE.contains(&word), all) {
            (true, _) => self.model.send_asking(),
            (false, true) => self.answers(rest),
            (false, false) if word.chars().all(is_answer) => {
                let (word, after) = (word.to_owned(), after.to_owned());
                self.answers(&word);
                self.rest = after;
            }
            (false, false) => self.no("plain-not-needed", &[("given", rest)]),
        }
    }

    fn next_statement(&mut self) {
        let Some(sheet) = &self.model.sheet else { return };
        let count = self.asked().map_or(1, Asked::count);
        match sheet.form.at() % count + 1 == count {
            true => self.press(Action::Save),
            false => self.press(Action::MoveDown),
        }
    }

    fn asked(&self) -> Option<&Asked> {
        self.model.sheet.as_ref().and_then(Sheet::asking).map(|asking| &asking.what)
    }

    fn tell_rater(&mut self) {
        self.press(Action::Rater);
        let said = self.model.sheet.as_ref().map(|sheet| rater(sheet, &self.model.speech));
        self.tell(said.unwrap_or_default());
    }

    fn explain_asking(&mut self) {
        self.say("plain-asking-keys");
        self.tell_statement();
        let said = self.asked().map(|asked| asked.scale(&self.model.speech));
        self.tell(said.unwrap_or_default());
    }

    /// What is read out: `7 of 22, Reliability: They keep their promises.`
    pub(super) fn tell_statement(&mut self) {
        let (Some(sheet), Some(asked)) = (&self.model.sheet, self.asked()) else { return };
        let speech = &self.model.speech;
        let place = asked.place(sheet.form.at());
        let statement = asked.statement(place, speech);
        let text = match asked {
            Asked::Measure(_) => statement,
            Asked::Instrument { .. } => {
                let (number, count) = ((place.1 + 1).to_string(), asked.count().to_string());
                let dimension = asked.dimension(place.1, speech);
                let values = [("number", &*number), ("count", &*count)];
                let said = [("dimension", &*dimension), ("statement", &*statement)];
                speech.say_with("plain-statement", &[values, said].concat())
            }
        };
        self.tell(text);
    }

    /// `What they get (1 to 7, - none, ? help) [6]: `.
    pub(super) fn asking_prompt(&self) -> String {
        let (Some(sheet), Some(asked)) = (&self.model.sheet, self.asked()) else {
            return String::new();
        };
        let speech = &self.model.speech;
        let (side, _) = asked.place(sheet.form.at());
        let heading = asked.heading(side, speech).into_iter().next().unwrap_or_default();
        let [low, high] = [asked.range().0, asked.range().1].map(|end| end.to_string());
        let values = [("what", &*heading), ("low", &*low), ("high", &*high)];
        let given = sheet.form.focused().value();
        let given = if given.is_empty() { given } else { format!(" [{given}]") };
        format!("{}{given}: ", speech.say_with("plain-asking-prompt", &values))
    }
}

fn is_answer(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '-' | ' ' | ',')
}
