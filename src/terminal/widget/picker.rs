//! Rows that are narrowed by typing until the wanted one is on top. Never hides a row that holds
//! what was typed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::list::Step;
use super::{Edited, LineEdit, Look, columns, list, put};
use crate::domain::limit;
use crate::terminal::keymap::{Key, KeyPress};

/// A row: something to be chosen, with its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PickRow<T> {
    /// Short and at the left: a key, a code. May be empty.
    pub mark: String,
    /// What it is.
    pub text: String,
    /// Other words by which it is found; not shown.
    pub words: String,
    /// What choosing it means.
    pub value: T,
}

/// The step to an end of the rows that a key stands for.
fn to_an_end(key: Key) -> Option<Step> {
    let ends = [(Key::Home, Step::First), (Key::End, Step::Last)];
    ends.into_iter().find(|(one, _)| *one == key).map(|(_, step)| step)
}

/// A box to type into, with the rows that fit it below.
#[derive(Debug, Clone)]
pub struct Picker<T> {
    /// Words above the rows, in the reader's language.
    pub title: String,
    filter: LineEdit,
    rows: Vec<PickRow<T>>,
    /// Indexes of the rows that fit, best first.
    fitting: Vec<usize>,
    at: usize,
    /// What is said when there is no row at all, in the reader's language.
    nothing: String,
}

impl<T: Clone> Picker<T> {
    /// All rows, the first one selected, nothing typed.
    pub fn new(title: &str, rows: Vec<PickRow<T>>) -> Picker<T> {
        let filter = LineEdit::new("", limit::FIELD_CHARS);
        let fitting = (0..rows.len()).collect();
        let nothing = String::new();
        Picker { title: title.to_owned(), filter, rows, fitting, at: 0, nothing }
    }

    /// The same, with what is said when there is no row at all.
    pub fn or_say(self, nothing: &str) -> Picker<T> {
        Picker { nothing: nothing.to_owned(), ..self }
    }

    /// Leaves out the rows whose value is not meant; nothing may be typed yet.
    pub fn keep(&mut self, is_meant: impl Fn(&T) -> bool) {
        self.rows.retain(|row| is_meant(&row.value));
        self.fitting = (0..self.rows.len()).collect();
    }

    /// What was typed.
    pub fn typed(&self) -> &str {
        self.filter.text()
    }

    /// Takes a key that types or edits; other keys are ignored. Where nothing is typed, Home and
    /// End have no text to move in and go to the first and the last row.
    pub fn press(&mut self, press: KeyPress) -> Edited {
        if self.typed().is_empty() && self.jump(press) == Edited::Moved {
            return Edited::Moved;
        }
        let edited = self.filter.press(press);
        self.narrow(edited)
    }

    /// Takes a key that goes to the first or the last row; other keys are ignored.
    pub fn jump(&mut self, press: KeyPress) -> Edited {
        let Some(step) = to_an_end(press.key) else { return Edited::Ignored };
        self.at = step.from(self.at, self.fitting.len(), 0);
        Edited::Moved
    }

    /// Puts text into the box.
    pub fn paste(&mut self, text: &str) -> Edited {
        let edited = self.filter.paste(text);
        self.narrow(edited)
    }

    /// Puts another text into the box.
    pub fn look_for(&mut self, text: &str) {
        self.filter.replace(text);
        self.narrow(Edited::Changed);
    }

    fn narrow(&mut self, edited: Edited) -> Edited {
        if matches!(edited, Edited::Changed | Edited::Full) {
            let typed = self.filter.text();
            let mut fitting: Vec<(Fit, usize)> = Vec::new();
            for (at, row) in self.rows.iter().enumerate() {
                fitting.extend(fit(row, typed).map(|fit| (fit, at)));
            }
            fitting.sort();
            self.fitting = fitting.into_iter().map(|(_, at)| at).collect();
            self.at = 0;
        }
        edited
    }

    /// Moves the selection.
    pub fn step(&mut self, step: Step, height: usize) {
        self.at = step.from(self.at, self.fitting.len(), height);
    }

    /// What is selected; `None` when no row fits.
    pub fn chosen(&self) -> Option<&T> {
        self.fitting.get(self.at).map(|at| &self.rows[*at].value)
    }

    /// The rows that fit, best first.
    pub fn fitting(&self) -> impl Iterator<Item = &PickRow<T>> {
        self.fitting.iter().map(|at| &self.rows[*at])
    }

    /// Selects one of the rows that fit by its place among them.
    pub fn go_to(&mut self, at: usize) {
        self.at = at.min(self.fitting.len().saturating_sub(1));
    }

    /// Takes the rows of another one, while somebody looks at these: what is typed stays, and so
    /// does the selection, whatever came before or behind it. Where it is gone, what follows it is
    /// selected.
    pub fn renew(&mut self, fresh: Picker<T>)
    where
        T: PartialEq,
    {
        let (typed, place, chosen) = (self.typed().to_owned(), self.at, self.chosen().cloned());
        *self = fresh;
        self.look_for(&typed);
        let same = chosen.and_then(|one| self.fitting().position(|row| row.value == one));
        self.go_to(same.unwrap_or(place));
    }

    /// What is said instead of rows when there is none at all.
    pub fn nothing(&self) -> &str {
        &self.nothing
    }

    /// How many rows fit.
    pub fn len(&self) -> usize {
        self.fitting.len()
    }

    /// Tells whether no row fits.
    pub fn is_empty(&self) -> bool {
        self.fitting.is_empty()
    }

    /// Draws title and box on one line, then the rows; the selected row's words are shown whole at
    /// the bottom when the row had to cut them. Tells where the cursor belongs: in the box.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let width = usize::from(area.width);
        let (some, all) = (self.fitting.len() as u64, self.rows.len() as u64);
        let count = list::counted(look.speech, some, all);
        let room = width.saturating_sub(count.width() + 1);
        let title = format!("{} ", columns::cut(&self.title, room.saturating_sub(6)));
        let typing = self.filter.view(room.saturating_sub(title.width()) as u16);
        let head = columns::ends(&format!("{title}{}", typing.text), &count, width);
        put(buf, area, 0, &head, look.theme.title());
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        self.draw_rows(below.intersection(area), buf, look);
        let cursor = (title.width() as u16 + typing.cursor).min(area.width.saturating_sub(1));
        (!area.is_empty()).then(|| Position::new(area.x + cursor, area.y))
    }

    /// Draws the rows alone, where nothing is typed.
    pub fn draw_rows(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) {
        if self.fitting.is_empty() {
            let none = self.rows.is_empty() && !self.nothing.is_empty();
            let nothing = if none { self.nothing.clone() } else { look.speech.say("pick-nothing") };
            for (line, text) in columns::wrap(&nothing, usize::from(area.width)).iter().enumerate()
            {
                put(buf, area, line as u16, text, look.theme.text());
            }
            return;
        }
        let width = usize::from(area.width).saturating_sub(2);
        let widest = self.rows.iter().map(|row| row.mark.width()).max().unwrap_or(0);
        let mark = widest.min(width / 3);
        let gap = if mark == 0 { 0 } else { mark + 2 };
        let whole = self.whole_words(width.saturating_sub(gap), usize::from(area.width));
        let rows = usize::from(area.height).saturating_sub(whole.len()).max(1);
        let window = window(self.at, self.fitting.len(), rows);
        for (line, at) in window.clone().enumerate() {
            let row = &self.rows[self.fitting[at]];
            let arrow = if at == self.at { "> " } else { "  " };
            let text = columns::cut(&row.text, width.saturating_sub(gap));
            let lead = if gap == 0 { String::new() } else { columns::fit(&row.mark, mark) + "  " };
            put(
                buf,
                area,
                line as u16,
                format!("{arrow}{lead}{text}").trim_end(),
                look.theme.text(),
            );
        }
        for (line, text) in whole.iter().enumerate() {
            put(buf, area, (window.len() + line) as u16, text, look.theme.text());
        }
    }

    /// The selected row's words, wrapped, when they are wider than their column.
    fn whole_words(&self, room: usize, width: usize) -> Vec<String> {
        match self.fitting.get(self.at).map(|at| &self.rows[*at]) {
            Some(row) if row.text.width() > room => columns::wrap(&row.text, width),
            Some(_) | None => Vec::new(),
        }
    }
}

/// The rows around `at` that are in a window: it moves by whole windows, so that a step within one
/// draws two marks only.
fn window(at: usize, len: usize, height: usize) -> std::ops::Range<usize> {
    let height = height.max(1);
    let top = (at / height * height).min(len.saturating_sub(height));
    top..len.min(top + height)
}

/// How well a row fits what was typed; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Its mark is what was typed, in the same letter case.
    Mark,
    /// Its mark is what was typed, in another letter case.
    MarkAnyCase,
    /// Every typed word begins a word of it.
    Words,
    /// It holds what was typed.
    Part,
    /// It has the typed letters in order.
    Letters,
}

fn fit<T>(row: &PickRow<T>, typed: &str) -> Option<Fit> {
    let typed = typed.trim();
    if row.mark.split("  ").any(|mark| mark == typed) {
        return Some(Fit::Mark);
    }
    let wanted = typed.to_lowercase();
    let marks = row.mark.to_lowercase();
    if !wanted.is_empty() && marks.split("  ").any(|mark| mark == wanted) {
        return Some(Fit::MarkAnyCase);
    }
    let all = format!("{} {} {}", row.text, row.words, row.mark).to_lowercase();
    let words: Vec<&str> = all.split(|c: char| !c.is_alphanumeric()).collect();
    let begins = |part: &str| words.iter().any(|word| word.starts_with(part));
    if wanted.split_whitespace().all(begins) {
        return Some(Fit::Words);
    }
    if all.contains(&wanted) {
        return Some(Fit::Part);
    }
    // Two letters in order are in almost everything.
    (wanted.chars().count() > 2 && in_order(&wanted, &row.text.to_lowercase())
        || wanted.chars().count() > 2 && in_order(&wanted, &row.words.to_lowercase()))
    .then_some(Fit::Letters)
}

fn in_order(letters: &str, text: &str) -> bool {
    let mut rest = text.chars();
    letters.chars().filter(|c| !c.is_whitespace()).all(|letter| rest.any(|c| c == letter))
}

#[cfg(test)]
mod tests {
    use super::super::picture::{picture, pressed};
    use super::*;
    use crate::speech::Lang;

    fn picker() -> Picker<u8> {
        let rows = [
            ("t", "take the ticket yourself", "take_ticket"),
            ("T", "change subject, topic or severity", "edit_ticket"),
            ("Ctrl-T", "insert a canned text", "canned"),
            ("q", "leave the desk", "quit"),
        ];
        let row = |(at, (mark, text, words)): (usize, (&str, &str, &str))| PickRow {
            mark: mark.into(),
            text: text.into(),
            words: words.into(),
            value: at as u8,
        };
        Picker::new("Commands", rows.into_iter().enumerate().map(row).collect())
    }

    #[test]
    fn a_renewed_list_keeps_what_is_selected_and_typed() {
        let kept = |leave_out: &[u8], typed: &str, at: usize| {
            let (mut shown, mut fresh) = (picker(), picker());
            shown.look_for(typed);
            shown.go_to(at);
            fresh.keep(|value| !leave_out.contains(value));
            shown.renew(fresh);
            (shown.typed().to_owned(), shown.chosen().copied())
        };
        assert_eq!(kept(&[0], "", 2), (String::new(), Some(2)), "one before it is gone");
        assert_eq!(kept(&[2], "", 2).1, Some(3), "it is gone: the next");
        assert_eq!(kept(&[3], "", 3).1, Some(2), "the last is gone: the one before");
        assert_eq!(kept(&[0], "desk", 0), ("desk".to_owned(), Some(3)));
        assert_eq!(kept(&[0, 1, 2, 3], "", 1).1, None);
    }

    #[test]
    fn typing_brings_the_wanted_row_to_the_top() {
        for (typed, wanted, fitting) in [
            ("", Some(0), 4),
            ("t", Some(0), 4),
            ("T", Some(1), 4),
            ("ctrl-t", Some(2), 1),
            ("take", Some(0), 1),
            ("tick sub", Some(1), 1),
            ("ubje", Some(1), 1),
            ("tkt", Some(0), 2),
            ("lvdsk", Some(3), 1),
            ("zzz", None, 0),
        ] {
            let mut picker = picker();
            picker.look_for(typed);
            assert_eq!(picker.chosen().copied(), wanted, "{typed}");
            assert_eq!(picker.len(), fitting, "{typed}");
        }
    }

    #[test]
    fn home_and_end_go_to_the_first_and_the_last_row_where_nothing_is_typed() {
        let mut picker = picker();
        for (keys, wanted) in [("End", Some(3)), ("Home", Some(0)), ("'t' End", Some(0))] {
            for press in pressed(keys) {
                picker.press(press);
            }
            assert_eq!(picker.chosen().copied(), wanted, "{keys}");
        }
    }

    #[test]
    fn what_is_selected_can_be_read_whole_on_a_narrow_screen() {
        let mut picker = picker();
        picker.step(Step::Down, 3);
        let drawn = picture(Lang::En, (30, 8), |area, buf, look| picker.draw(area, buf, look));
        assert_eq!(
            drawn,
            "Commands _              4 of 4\n\
             \x20 t       take the ticket you~\n\
             > T       change subject, top~\n\
             \x20 Ctrl-T  insert a canned text\n\
             \x20 q       leave the desk\n\
             change subject, topic or\nseverity"
        );
        for press in pressed("'zzz'") {
            picker.press(press);
        }
        let drawn = picture(Lang::Id, (20, 4), |area, buf, look| picker.draw(area, buf, look));
        assert_eq!(drawn, "Comm~ zzz_  0 dari 4\nTidak ada yang\ncocok; hapus\nbeberapa huruf.");
    }

    #[test]
    fn it_is_drawn_on_any_size() {
        for width in 0..50 {
            for height in 0..10 {
                picture(Lang::Id, (width, height), |area, buf, look| {
                    picker().draw(area, buf, look)
                });
            }
        }
    }
}
