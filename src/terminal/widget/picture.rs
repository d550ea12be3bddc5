//! Widgets drawn to text, for tests. Never used by the program.

use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Look, Theme};
use crate::speech::{Lang, Speech};
use crate::terminal::keymap::KeyPress;

/// The words of a language, at UTC.
pub fn speech(lang: Lang) -> Speech {
    Speech::new(lang, TimeZone::UTC)
}

/// The presses that a text names, `a B Enter`; a word in quotes is typed letter by letter.
pub fn pressed(keys: &str) -> Vec<KeyPress> {
    let mut presses = Vec::new();
    for (at, part) in keys.split('\'').enumerate() {
        if at % 2 == 1 {
            let typed =
                part.chars().map(|c| KeyPress::plain(crate::terminal::keymap::Key::Char(c)));
            presses.extend(typed);
        } else {
            presses.extend(
                part.split_whitespace()
                    .map(|key| key.parse::<KeyPress>().expect("a test names keys")),
            );
        }
    }
    presses
}

/// What a widget draws on `width` × `height` cells, right-hand blanks cut, the cursor as `_` or,
/// on a letter, in brackets below the picture.
pub fn picture(
    lang: Lang,
    (width, height): (u16, u16),
    draw: impl Fn(Rect, &mut Buffer, &Look<'_>) -> Option<Position>,
) -> String {
    let (speech, theme) = (speech(lang), Theme::plain());
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    let cursor = draw(area, &mut buf, &Look { speech: &speech, theme: &theme });
    let mut lines = Vec::new();
    for y in 0..height {
        let mut line = String::new();
        let mut hidden = 0;
        for x in 0..width {
            let symbol = buf[(x, y)].symbol();
            if hidden > 0 {
                hidden -= 1;
                continue;
            }
            hidden = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
            let at_cursor = cursor == Some(Position::new(x, y));
            line.push_str(if at_cursor && symbol == " " { "_" } else { symbol });
        }
        lines.push(line.trim_end().to_owned());
    }
    if let Some(cursor) = cursor {
        assert!(area.contains(cursor), "the cursor {cursor} is outside {area}");
    }
    lines.join("\n").trim_end().to_owned()
}
