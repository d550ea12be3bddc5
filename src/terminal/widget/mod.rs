//! The pieces that panes and dialogs are made of. Never anything about customers or tickets, and
//! nothing remembered while drawing: each is drawn from `&self` into an area.
//!
//! Reading order: [`ground`], [`theme`] and [`columns`] (how text looks and fits), [`line_edit`]
//! and [`note_edit`] (typing), [`form`] (fields), [`list`] (steps), [`picker`] with [`palette`] and
//! [`help`] (rows that are narrowed by typing), [`menu`] (one key chooses).

pub mod columns;
pub mod form;
pub mod ground;
pub mod help;
pub mod line_edit;
pub mod list;
pub mod menu;
pub mod note_edit;
pub mod palette;
pub mod picker;
pub mod theme;

#[cfg(test)]
mod picture;

use crate::speech::Speech;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

pub use form::{Field, Form};
pub use ground::Around;
pub use line_edit::LineEdit;
pub use list::Step;
pub use menu::Menu;
pub use note_edit::NoteEdit;
pub use picker::Picker;
pub use theme::Theme;

/// What drawing needs besides the state: words and styles.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The reader's language.
    pub speech: &'a Speech,
    /// The terminal's styles.
    pub theme: &'a Theme,
}

/// What a key did to a text or a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// The text is another one: keep the draft.
    Changed,
    /// Only the cursor moved.
    Moved,
    /// The text has as many letters as it may have; what did not fit was left out.
    Full,
    /// The key means nothing here.
    Ignored,
}

/// Puts one line of text into a row of an area, cut off at its right edge; a row below the area
/// is left out.
pub fn put(buf: &mut Buffer, area: Rect, row: u16, text: &str, style: Style) {
    put_at(buf, area, (0, row), text, style);
}

/// Puts text at a column and row of an area; what lies outside is left out.
pub fn put_at(buf: &mut Buffer, area: Rect, (column, row): (u16, u16), text: &str, style: Style) {
    let area = area.intersection(buf.area);
    if row < area.height && column < area.width {
        let width = usize::from(area.width - column);
        buf.set_stringn(area.x + column, area.y + row, text, width, style);
    }
}
