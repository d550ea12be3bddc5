//! Tables for people: columns under short headings, wrapped to the terminal's width. Never raw
//! data: every cell is cleaned on its way in.

use comfy_table::{ColumnConstraint, ContentArrangement, presets};

use crate::domain::text::{clean_line, clean_text};

/// Rows under headings.
#[derive(Debug)]
pub struct Table {
    inner: comfy_table::Table,
    keep: Vec<usize>,
}

impl Table {
    /// An empty table. Columns whose numbers are in `keep` are never wrapped (numbers, times).
    pub fn new<const N: usize>(headings: [String; N], keep: &[usize]) -> Table {
        let mut inner = comfy_table::Table::new();
        inner.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        inner.set_header(headings.iter().map(|heading| clean_line(heading)));
        Table { inner, keep: keep.to_vec() }
    }

    /// Two columns without headings: what, and its value.
    pub fn sheet() -> Table {
        let mut inner = comfy_table::Table::new();
        inner.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        Table { inner, keep: vec![0] }
    }

    /// Adds a row. A cell may have several lines.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.inner.add_row(cells.iter().map(|cell| clean_text(cell)));
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }

    /// The table's lines within `width` columns, without blanks at their ends.
    pub fn render(&self, width: u16) -> String {
        let mut table = self.inner.clone();
        // The last column's right padding is cut off again below.
        table.set_width(width + 1);
        for (at, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, 2));
            if self.keep.contains(&at) {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    #[test]
    fn wide_and_hostile_data_stays_within_the_columns() {
        let mut table = Table::new(["customer", "name", "e-mail"].map(str::to_owned), &[0]);
        let long = "名前".repeat(60);
        table.row(["C-1000000".into(), long, "a\u{1b}[2J@mail.example".into()]);
        table.row(["C-2".into(), "short".into(), "-".into()]);
        let text = table.render(80);
        assert!(text.lines().all(|line| line.width() <= 80), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
        assert!(text.starts_with("customer   name"), "{text}");
        assert!(text.lines().any(|line| line.starts_with("C-1000000  ")), "{text}");
    }
}
