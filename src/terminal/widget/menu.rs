//! A few things to choose from by one key, or many by their numbers. Never asks for Enter where
//! one key can mean one thing only.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_width::UnicodeWidthStr;

use super::list::{self, Step};
use super::{Look, columns, put, put_at};
use crate::speech::Speech;
use crate::terminal::action::Action;
use crate::terminal::keymap::{Key, KeyPress, Keymap};

/// Something to be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item<T> {
    mark: String,
    label: String,
    value: T,
}

/// A menu: each item has a letter or a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu<T> {
    /// What is chosen, in the reader's language.
    pub title: String,
    items: Vec<Item<T>>,
    typed: String,
    at: usize,
}

/// What a key did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chose<T> {
    /// It chose this.
    This(T),
    /// It is the beginning of several numbers, or took a digit back.
    Waiting,
    /// It means nothing here.
    Nothing,
}

impl<T: Clone> Menu<T> {
    /// Items by number, from 1.
    pub fn numbered(title: &str, items: Vec<(String, T)>) -> Menu<T> {
        let item = |(at, (label, value)): (usize, (String, T))| {
            let mark = (at + 1).to_string();
            Item { mark, label, value }
        };
        let items = items.into_iter().enumerate().map(item).collect();
        Menu { title: title.to_owned(), items, typed: String::new(), at: 0 }
    }

    /// Items by letter: the first letter of the item's own word that no item above it has, else a
    /// digit. The word is the same in every language, so that fingers keep what they know.
    pub fn lettered(title: &str, items: Vec<(&str, String, T)>) -> Menu<T> {
        let words: Vec<String> = items.iter().map(|(word, ..)| word.to_lowercase()).collect();
        let items = items.into_iter().map(|(_, label, value)| (label, value)).collect();
        let mut menu = Menu::numbered(title, items);
        let mut taken: Vec<char> = Vec::new();
        for (at, item) in menu.items.iter_mut().enumerate() {
            let digits = (at + 1).to_string();
            let free = words[at].chars().filter(char::is_ascii_lowercase).chain(digits.chars());
            if let Some(mark) = free.into_iter().find(|c| !taken.contains(c)) {
                taken.push(mark);
                item.mark = mark.to_string();
            }
        }
        menu
    }

    /// Puts the selection on an item that fits.
    pub fn select(&mut self, fits: impl Fn(&T) -> bool) {
        self.at = self.items.iter().position(|item| fits(&item.value)).unwrap_or(self.at);
    }

    /// Takes a key: a mark chooses at once as soon as it can mean one item only.
    pub fn press(&mut self, press: KeyPress) -> Chose<T> {
        if press == KeyPress::plain(Key::Backspace) && self.typed.pop().is_some() {
            return Chose::Waiting;
        }
        let Some(typed) = press.typed() else { return Chose::Nothing };
        let wanted = format!("{}{}", self.typed, typed.to_lowercase());
        let begun: Vec<usize> =
            (0..self.items.len()).filter(|at| self.items[*at].mark.starts_with(&wanted)).collect();
        match begun[..] {
            [] => Chose::Nothing,
            [only] => {
                self.typed.clear();
                self.at = only;
                Chose::This(self.items[only].value.clone())
            }
            [first, ..] => {
                self.typed = wanted;
                self.at = first;
                Chose::Waiting
            }
        }
    }

    /// What is selected: for Enter.
    pub fn chosen(&self) -> Option<&T> {
        self.items.get(self.at).map(|item| &item.value)
    }

    /// Moves the selection.
    pub fn step(&mut self, step: Step, height: usize) {
        self.typed.clear();
        self.at = step.from(self.at, self.items.len(), height);
    }

    /// Each item's mark and words.
    pub fn items(&self) -> impl Iterator<Item = (&str, &str)> {
        self.items.iter().map(|item| (item.mark.as_str(), item.label.as_str()))
    }

    /// Selects an item by its place.
    pub fn go_to(&mut self, at: usize) {
        self.typed.clear();
        self.at = at.min(self.items.len().saturating_sub(1));
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Tells whether there is nothing to choose.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Lines that show everything at a width: the title's and the items'.
    pub fn height(&self, width: u16) -> u16 {
        let side = self.side_by_side(usize::from(width));
        (1 + self.items.len().div_ceil(side.max(1))) as u16
    }

    /// Columns of items that fit beside one another, at most three.
    fn side_by_side(&self, width: usize) -> usize {
        let few = 9;
        if self.items.len() <= few {
            return 1;
        }
        (width / (self.cell() + 2).max(1)).clamp(1, 3)
    }

    fn mark_width(&self) -> usize {
        self.items.iter().map(|item| item.mark.width()).max().unwrap_or(0)
    }

    /// Columns of one item: marker, mark, label.
    fn cell(&self) -> usize {
        let label = self.items.iter().map(|item| item.label.width()).max().unwrap_or(0);
        2 + self.mark_width() + 2 + label
    }

    /// Draws the title, then the items, down and then across; tells where the cursor belongs: on
    /// the selected item.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let width = usize::from(area.width);
        let title = format!("{} {}", self.title, self.typed);
        let (at, all) = (self.at as u64 + 1, self.items.len() as u64);
        let count = if self.height(area.width) <= area.height {
            String::new()
        } else {
            list::counted(look.speech, at, all)
        };
        put(buf, area, 0, &columns::ends(&title, &count, width), look.theme.title());
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        self.draw_items(below.intersection(area), buf, look)
    }

    fn draw_items(&self, area: Rect, buf: &mut Buffer, look: &Look<'_>) -> Option<Position> {
        let selected = self.items.get(self.at)?;
        let width = usize::from(area.width);
        let side = self.side_by_side(width);
        let cell = width / side;
        let room = cell.saturating_sub(if side == 1 { 2 } else { 3 });
        let text = |item: &Item<T>| {
            let mark = columns::fit_right(&item.mark, self.mark_width());
            format!("{mark}  {}", item.label)
        };
        // A label that had to be cut can be read whole below.
        let cut = text(selected).width() > room;
        let whole = if cut { columns::wrap(&selected.label, width) } else { Vec::new() };
        let rows = usize::from(area.height).saturating_sub(whole.len()).max(1);
        let rows = rows.min(self.items.len().div_ceil(side));
        let page = rows * side;
        let top = self.at / page * page;
        let mut cursor = None;
        for (at, item) in self.items.iter().enumerate().skip(top).take(page) {
            let to = (((at - top) / rows * cell) as u16, ((at - top) % rows) as u16);
            let arrow = if at == self.at { "> " } else { "  " };
            let line = format!("{arrow}{}", columns::cut(&text(item), room));
            put_at(buf, area, to, line.trim_end(), look.theme.text());
            if at == self.at && !area.is_empty() {
                cursor = Some(Position::new(area.x + to.0, area.y + to.1));
            }
        }
        for (line, text) in whole.iter().enumerate() {
            put(buf, area, (rows + line) as u16, text, look.theme.text());
        }
        cursor
    }
}

/// The numbered menu of the actions that the person may do, as on a 3270.
pub fn of_actions(keymap: &Keymap, speech: &Speech, may: impl Fn(&Action) -> bool) -> Menu<Action> {
    let item = |action: Action| (speech.say(&action.help_key()), action);
    let items = keymap.menu().into_iter().filter(may).map(item).collect();
    Menu::numbered(&speech.say("menu-title"), items)
}

#[cfg(test)]
mod tests {
    use super::super::picture::{picture, pressed, speech};
    use super::*;
    use crate::speech::Lang;

    fn words(labels: &[&str]) -> Vec<(String, usize)> {
        labels.iter().enumerate().map(|(at, label)| ((*label).to_owned(), at)).collect()
    }

    #[test]
    fn one_letter_chooses() {
        let statuses = ["new", "open", "waiting", "on hold", "resolved", "closed", "Öl", "..."];
        let items = words(&statuses).into_iter().zip(statuses);
        let items = items.map(|((label, at), word)| (word, label, at)).collect();
        let mut menu = Menu::lettered("Status", items);
        let marks: Vec<&str> = menu.items.iter().map(|item| item.mark.as_str()).collect();
        assert_eq!(marks, ["n", "o", "w", "h", "r", "c", "l", "8"]);
        assert_eq!(menu.press(pressed("h")[0]), Chose::This(3));
        assert_eq!(menu.press(pressed("C")[0]), Chose::This(5));
        assert_eq!(menu.press(pressed("x")[0]), Chose::Nothing);
        assert_eq!(menu.press(pressed("F5")[0]), Chose::Nothing);
        menu.select(|value| *value == 2);
        assert_eq!(menu.chosen(), Some(&2));
        let drawn = picture(Lang::En, (20, 4), |area, buf, look| menu.draw(area, buf, look));
        assert_eq!(drawn, "Status        3 of 8\n  n  new\n  o  open\n> w  waiting");
        menu.select(|value| *value == 4);
        let drawn = picture(Lang::En, (10, 5), |area, buf, look| menu.draw(area, buf, look));
        assert_eq!(drawn, "St~ 5 of 8\n  h  on h~\n> r  reso~\n  c  clos~\nresolved");
    }

    #[test]
    fn a_number_waits_only_while_it_can_go_on() {
        let labels: Vec<String> = (1..=12).map(|at| format!("item {at}")).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let mut menu = Menu::numbered("Menu", words(&labels));
        assert_eq!(menu.press(pressed("2")[0]), Chose::This(1));
        assert_eq!(menu.press(pressed("1")[0]), Chose::Waiting);
        assert_eq!(menu.chosen(), Some(&0));
        assert_eq!(menu.press(pressed("Backspace")[0]), Chose::Waiting);
        assert_eq!(menu.press(pressed("1")[0]), Chose::Waiting);
        assert_eq!(menu.press(pressed("2")[0]), Chose::This(11));
        assert_eq!(menu.press(pressed("0")[0]), Chose::Nothing);
        menu.step(Step::Up, 5);
        let drawn = picture(Lang::En, (40, 7), |area, buf, look| menu.draw(area, buf, look));
        assert_eq!(
            drawn,
            "Menu\n\
             \x20  1  item 1           7  item 7\n\
             \x20  2  item 2           8  item 8\n\
             \x20  3  item 3           9  item 9\n\
             \x20  4  item 4          10  item 10\n\
             \x20  5  item 5        > 11  item 11\n\
             \x20  6  item 6          12  item 12"
        );
    }

    #[test]
    fn the_menu_of_actions_is_drawn_on_any_size_in_both_languages() {
        let keymap = Keymap::load("function-keys").unwrap();
        for lang in [Lang::En, Lang::Id] {
            let mut menu = of_actions(&keymap, &speech(lang), |_| true);
            menu.step(Step::Last, 20);
            for (width, height) in (0..90).zip((0..30).cycle()) {
                picture(lang, (width, height), |area, buf, look| menu.draw(area, buf, look));
            }
        }
    }
}
