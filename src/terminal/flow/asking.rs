//! What the customer at hand is asked, one statement after another: which instrument or question,
//! where one is in it, what is kept. Never an answer that nobody has given.

use super::Kind;
use crate::domain::instrument::{QUICK, Side};
use crate::domain::{Instrument, Malformed, Measure, Rater, Scale, Subject};
use crate::terminal::action::Action;
use crate::terminal::keymap::KeyPress;
use crate::terminal::model::Model;
use crate::terminal::over::Pick;
use crate::terminal::sheet::{Saved, Sheet};
use crate::terminal::widget::list::Step;
use crate::terminal::widget::{Edited, Field, Form};
use crate::wire::Command;

/// The field that says who answers.
pub const RATER: &str = "rater";
/// In the place of an answer: it was asked and none was given.
pub const SKIPPED: &str = "-";
/// Statements on a page: PgDn goes a few of them on.
const PAGE: usize = 5;
/// Before the name of an instrument or question in the names of drafts.
pub const DRAFT: &str = "asking_";

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// The statements of an instrument.
    Instrument {
        /// Its name.
        name: String,
        /// What it asks.
        form: Box<Instrument>,
    },
    /// One question.
    Measure(Measure),
}

/// What is asked, and how far down one reads where a statement is longer than the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// What.
    pub what: Asked,
    /// The first line on show of the statement.
    pub top: usize,
}

impl Asked {
    /// Its name, by which it is chosen.
    pub fn name(&self) -> &str {
        match self {
            Asked::Instrument { name, .. } => name,
            Asked::Measure(what) => what.word(),
        }
    }

    /// The sides that are asked, first the one that is asked on a call. What the quick form has
    /// them perceive is the rating line's.
    pub fn sides(&self) -> Vec<Side> {
        match self {
            Asked::Instrument { name, form } => [Side::Perceived, Side::Expected]
                .into_iter()
                .filter(|side| form.asks(*side) && (name != QUICK || *side == Side::Expected))
                .collect(),
            Asked::Measure(_) => Vec::new(),
        }
    }

    /// How many statements there are on a side.
    pub fn count(&self) -> usize {
        match self {
            Asked::Instrument { form, .. } => form.statements.len(),
            Asked::Measure(_) => 1,
        }
    }

    /// The lowest and the highest answer.
    pub const fn range(&self) -> (u8, u8) {
        match self {
            Asked::Instrument { form, .. } => (1, Scale::byte(form.scale)),
            Asked::Measure(what) => what.range(),
        }
    }

    /// The side and the place, from 0, of a field of its form.
    pub fn place(&self, field: usize) -> (Option<Side>, usize) {
        (self.sides().get(field / self.count()).copied(), field % self.count())
    }

    /// The names of the fields with answers, side by side.
    fn fields(&self) -> Vec<String> {
        match self {
            Asked::Measure(what) => vec![what.word().to_owned()],
            Asked::Instrument { .. } => {
                let numbers = 1..=self.count();
                let of = |side: Side| numbers.clone().map(move |number| format!("{side}{number}"));
                self.sides().into_iter().flat_map(of).collect()
            }
        }
    }
}

impl Sheet {
    /// What is asked in it.
    pub fn asking(&self) -> Option<&Asking> {
        match &self.kind {
            Kind::Asking(asking) => Some(asking),
            _ => None,
        }
    }

    /// The answers on a side as they stand; of one question that one.
    fn given(&self, side: usize) -> Vec<String> {
        let count = self.asking().map_or(0, |asking| asking.what.count());
        let fields = self.form.fields().iter().skip(side * count).take(count);
        fields.map(Field::value).collect()
    }

    /// The answers on a side as the desk takes them: none where nobody was asked.
    fn answers(&self, side: Side) -> Vec<u8> {
        let sides = self.asking().map(|asking| asking.what.sides()).unwrap_or_default();
        let at = sides.iter().position(|one| *one == side);
        let given = at.map(|at| self.given(at)).unwrap_or_default();
        let answers: Vec<u8> = given.iter().map(|given| given.parse().unwrap_or(0)).collect();
        if answers.iter().all(|answer| *answer == 0) { Vec::new() } else { answers }
    }

    /// The first statement of a side that is not asked yet, from a place on and around the end.
    fn open_from(&self, side: usize, from: usize) -> Option<usize> {
        let given = self.given(side);
        let ahead = (0..given.len()).map(|ahead| (from + ahead) % given.len());
        ahead.into_iter().find(|at| given[*at].is_empty())
    }

    /// Statements that are not asked yet on the sides on which some are.
    fn left_open(&self) -> usize {
        let Some(asking) = self.asking() else { return 0 };
        let sides = (0..asking.what.sides().len().max(1)).map(|side| self.given(side));
        let begun = sides.filter(|given| given.iter().any(|one| !one.is_empty()));
        begun.flatten().filter(|one| one.is_empty()).count()
    }
}

impl Model {
    /// Tells whether statements are asked, and keys answer them.
    pub fn is_asking(&self) -> bool {
        self.sheet.as_ref().is_some_and(|sheet| sheet.asking().is_some())
    }

    /// Opens it for the customer at hand; what was begun goes on.
    pub fn open_asking(&mut self, what: Asked) {
        let Some(customer) = self.need_hand() else { return };
        self.chosen.last = Some(what.name().to_owned());
        let speech = &self.speech;
        let rater = |rater: &Rater| (rater.word().to_owned(), speech.word("rater", rater.word()));
        let raters = Rater::ALL.iter().map(rater).collect();
        let mut fields: Vec<Field> =
            what.fields().iter().map(|name| Field::line(name, "", "")).collect();
        fields.push(Field::choice(RATER, &speech.say("asking-rater"), raters, ""));
        let title = speech.say_with("asking-form", &[("what", what.name())]);
        let form = Form::new(&title, fields);
        let kind = Kind::Asking(Box::new(Asking { what, top: 0 }));
        self.open_sheet(kind, form, Some(customer), None);
        let resumed = self.sheet.as_ref().is_some_and(|sheet| sheet.resumed.is_some());
        if let Some(draft) = self.draft_of_sheet().filter(|_| !resumed) {
            self.resume(&draft);
        }
    }

    /// Goes to where one was: the first statement that is not asked, of the side that is begun.
    pub fn go_on_asking(&mut self) {
        let Some(sheet) = self.sheet.as_ref().filter(|sheet| sheet.asking().is_some()) else {
            return;
        };
        let sides = sheet.asking().map_or(0, |asking| asking.what.sides().len()).max(1);
        let begun = |side: &usize| sheet.given(*side).iter().any(|one| !one.is_empty());
        let open = |side: usize| sheet.open_from(side, 0).map(|at| (side, at));
        let to = (0..sides).filter(begun).find_map(open);
        let to = to.or_else(|| (0..sides).find_map(open));
        if let Some((side, at)) = to {
            self.go_to_statement(side, at);
        }
    }

    fn go_to_statement(&mut self, side: usize, at: usize) {
        let Some(sheet) = &mut self.sheet else { return };
        if let Kind::Asking(asking) = &mut sheet.kind {
            asking.top = 0;
            let name = asking.what.fields().swap_remove(side * asking.what.count() + at);
            sheet.form.go_to(&name);
        }
    }

    /// Index of the side that is asked, and the place on it.
    fn statement_at(&self) -> Option<(usize, usize)> {
        let sheet = self.sheet.as_ref()?;
        let count = sheet.asking()?.what.count();
        Some((sheet.form.at() / count, sheet.form.at() % count))
    }

    /// An action while statements are asked; `false` when it is a form's, or leads elsewhere.
    pub fn act_asking(&mut self, action: Action, press: KeyPress) -> bool {
        match action {
            Action::Score => self.give(press),
            Action::SkipScore => self.answer(SKIPPED),
            Action::Unscore => self.step_back(),
            Action::Rater => self.next_rater(),
            Action::OtherSide => self.other_side(),
            _ => match Step::of(action) {
                Some(step) => self.look_at(step),
                None => return false,
            },
        }
        true
    }

    /// A digit: an answer, or the first digit of a ten.
    fn give(&mut self, press: KeyPress) {
        let digit = press.typed().and_then(|digit| digit.to_digit(10));
        let Some(sheet) = &self.sheet else { return };
        let Some((low, high)) = sheet.asking().map(|asking| asking.what.range()) else { return };
        let begun = high >= 10 && sheet.form.focused().value() == "1";
        let number = match digit.and_then(|digit| u8::try_from(digit).ok()) {
            Some(0) if begun => Some(10),
            number => number.filter(|number| (low..=high).contains(number)),
        };
        let Some(number) = number else {
            let [low, high] = [low, high].map(|end| end.to_string());
            return self.say_with("asking-off-scale", &[("low", &low), ("high", &high)]);
        };
        if high >= 10 && number == 1 {
            self.sheet_put("1");
            return;
        }
        self.answer(&number.to_string());
    }

    /// Puts an answer down and goes on.
    fn answer(&mut self, answer: &str) {
        if self.sheet_put(answer) != Edited::Full {
            self.go_on();
        }
    }

    /// The next statement that is not asked; at the end of a side the other one where that is
    /// begun, or comes after it; at the end of all it is saved.
    fn go_on(&mut self) {
        let Some((side, at)) = self.statement_at() else { return };
        let Some(sheet) = &self.sheet else { return };
        if let Some(next) = sheet.open_from(side, at + 1) {
            return self.go_to_statement(side, next);
        }
        let sides = sheet.asking().map(|asking| asking.what.sides()).unwrap_or_default();
        let other = (0..sides.len()).find(|other| *other != side);
        let wanted = |other: &usize| {
            let begun = sheet.given(*other).iter().any(|one| !one.is_empty());
            // What they get is asked after what they expect, and not the other way round.
            begun || sides[*other] == Side::Perceived
        };
        let next = other.filter(wanted).and_then(|other| Some((other, sheet.open_from(other, 0)?)));
        match next {
            Some((other, next)) => {
                let key = self.key(Action::Save);
                let sentence = format!("asking-now-{}", sides[other]);
                self.go_to_statement(other, next);
                self.say_with(&sentence, &[("key", &key)]);
            }
            None => self.send_asking(),
        }
    }

    /// The statement before; the only question is asked anew.
    fn step_back(&mut self) {
        match self.statement_at() {
            Some((side, at)) if at > 0 => self.go_to_statement(side, at - 1),
            Some(_) => drop(self.sheet_put("")),
            None => {}
        }
    }

    /// Somebody else answers.
    fn next_rater(&mut self) {
        let Some((side, at)) = self.statement_at() else { return };
        let Some(sheet) = &mut self.sheet else { return };
        let was = sheet.form.value(RATER);
        let now = Rater::ALL.iter().position(|rater| rater.word() == was).unwrap_or(0);
        let next = Rater::ALL[(now + 1) % Rater::ALL.len()];
        sheet.form.go_to(RATER);
        self.sheet_put(next.word());
        self.go_to_statement(side, at);
    }

    /// The same statement, as the other side is asked for.
    fn other_side(&mut self) {
        let Some((side, at)) = self.statement_at() else { return };
        let sides = self.sheet.as_ref().and_then(Sheet::asking).map(|asking| asking.what.sides());
        match sides.map(|sides| sides.len()) {
            Some(2) => self.go_to_statement(1 - side, at),
            Some(_) | None => self.say("asking-one-side"),
        }
    }

    /// Looks at other statements; a long one is read to its end first.
    fn look_at(&mut self, step: Step) {
        let below = self.lines_below();
        let Some((side, at)) = self.statement_at() else { return };
        let Some(Kind::Asking(asking)) = self.sheet.as_mut().map(|sheet| &mut sheet.kind) else {
            return;
        };
        match step {
            Step::Down if below > 0 => asking.top += 1,
            Step::Up if asking.top > 0 => asking.top -= 1,
            _ => {
                let to = step.from(at, asking.what.count(), PAGE);
                self.go_to_statement(side, to);
            }
        }
    }

    /// Enter: what is answered is kept; before all is asked, a second time.
    pub fn save_asking(&mut self) {
        let open = self.sheet.as_ref().map_or(0, Sheet::left_open);
        if open == 0 {
            return self.send_asking();
        }
        let speech = self.speech.clone();
        let items = vec![
            ("keep", speech.say("asking-keep"), Pick::KeepAnswers),
            ("go", speech.say("asking-go-on"), Pick::Stay),
        ];
        self.letters(&speech.say_count("asking-open", open as u64, &[]), items);
    }

    /// Keeps what is answered.
    pub fn send_asking(&mut self) {
        let subject = self.subject_at_hand();
        let Some(sheet) = &self.sheet else { return };
        let (Some(asking), Some(customer)) = (sheet.asking(), sheet.customer) else { return };
        let rater = sheet.form.value(RATER).parse().unwrap_or(Rater::Customer);
        let command = match &asking.what {
            Asked::Instrument { name, .. } => Command::GiveAnswers {
                customer: Some(customer),
                segment: String::new(),
                instrument: name.clone(),
                subject,
                rater,
                expected: sheet.answers(Side::Expected),
                perceived: sheet.answers(Side::Perceived),
                at: None,
            },
            Asked::Measure(what) => match sheet.form.focused().value().parse() {
                Ok(score) => Command::GiveScore { customer, subject, what: *what, score, rater },
                Err(_) => return self.refuse(&Malformed::NoScore.into()),
            },
        };
        match &command {
            Command::GiveAnswers { expected, perceived, .. }
                if expected.is_empty() && perceived.is_empty() =>
            {
                self.refuse(&Malformed::NoScore.into());
            }
            _ => self.send_sheet(command, None),
        }
    }

    /// What a rating or answers given now are about.
    pub fn subject_at_hand(&self) -> Subject {
        let hand = self.hand.as_ref();
        match hand.map(|hand| (&hand.logged, hand.opened)) {
            Some((Some(logged), _)) => Subject::Interaction(logged.id),
            Some((None, Some(ticket))) => Subject::Ticket(ticket),
            Some((None, None)) | None => Subject::Service,
        }
    }

    /// The desk has kept the answers.
    pub fn asked(&mut self, what: &Asked, saved: &Saved) {
        match what {
            Asked::Instrument { name, .. } => {
                let text = self.speech.answers_kept(saved.given, name);
                self.done_text(&text);
            }
            Asked::Measure(what) => {
                let what = self.speech.word("measure", what.word());
                let score = saved.given.to_string();
                self.done("done-score", &[("what", &what), ("score", &score)]);
            }
        }
    }
}
