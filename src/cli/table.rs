//! Tables for people: columns under short headings, wrapped to the terminal's width. Never raw
//! data: every cell is cleaned on its way in; never a word broken that fits somewhere whole.

use comfy_table::{ColumnConstraint, ContentArrangement, Width, presets};
use unicode_width::UnicodeWidthStr;

use crate::domain::text::{clean_line, clean_text};

/// Blanks between two columns.
const GAP: usize = 2;
/// Columns that the names of a sheet's values may take: the values are what is read.
const NAME_COLUMNS: usize = 28;

/// Rows under headings.
#[derive(Debug)]
pub struct Table {
    headings: Option<Vec<String>>,
    rows: Vec<Vec<String>>,
    keep: Vec<usize>,
    below: Option<usize>,
}

/// What a column would like to have.
#[derive(Debug, Clone, Copy, Default)]
struct Wish {
    /// So that nothing is wrapped.
    whole: usize,
    /// So that no word is broken.
    least: usize,
}

impl Table {
    /// An empty table. Columns whose numbers are in `keep` are not wrapped (numbers, times).
    pub fn new<const N: usize>(headings: [String; N], keep: &[usize]) -> Table {
        let headings = headings.iter().map(|heading| clean_line(heading)).collect();
        Table { headings: Some(headings), rows: Vec::new(), keep: keep.to_vec(), below: None }
    }

    /// Two columns without headings: what, and its value.
    pub fn sheet() -> Table {
        Table { headings: None, rows: Vec::new(), keep: Vec::new(), below: None }
    }

    /// Where a column has no room of its own, its values stand below those of the one before.
    pub fn below(self, column: usize) -> Table {
        Table { below: Some(column), ..self }
    }

    /// Adds a row. A cell may have several lines.
    pub fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.rows.push(cells.iter().map(|cell| clean_text(cell)).collect());
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table's lines within `width` columns, without blanks at their ends.
    pub fn render(&self, width: u16) -> String {
        let width = usize::from(width);
        let wishes = self.wishes();
        let least: usize = wishes.iter().map(|wish| wish.least + GAP).sum();
        match self.below {
            Some(column) if least > width + GAP => self.folded(column).render(width as u16),
            Some(_) | None => self.drawn(&shares(&wishes, width)),
        }
    }

    fn wishes(&self) -> Vec<Wish> {
        let lines: Vec<&Vec<String>> = self.headings.iter().chain(&self.rows).collect();
        let columns = lines.iter().map(|row| row.len()).max().unwrap_or(0);
        let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(|t| t.width()).max();
        let wish = |at: usize| {
            let cells = || lines.iter().filter_map(move |row| row.get(at));
            let whole = widest(&mut cells().flat_map(|cell| cell.lines())).unwrap_or(0);
            let word = widest(&mut cells().flat_map(|cell| cell.split_whitespace())).unwrap_or(0);
            match (&self.headings, at) {
                (None, 0) => {
                    let whole = whole.min(NAME_COLUMNS);
                    Wish { whole, least: whole }
                }
                _ if self.keep.contains(&at) => Wish { whole, least: whole },
                _ => Wish { whole, least: word },
            }
        };
        (0..columns).map(wish).collect()
    }

    /// The same with a column's values below those of the one before.
    fn folded(&self, column: usize) -> Table {
        let join = |row: &Vec<String>, between: &str| {
            let mut row = row.clone();
            let under = row.remove(column);
            match row[column - 1].as_str() {
                "-" => row[column - 1] = under,
                _ if under == "-" => {}
                _ => row[column - 1] = [row[column - 1].as_str(), &under].join(between),
            }
            row
        };
        let number = |&at: &usize| if at > column { at - 1 } else { at };
        Table {
            headings: self.headings.as_ref().map(|headings| join(headings, ", ")),
            rows: self.rows.iter().map(|row| join(row, "\n")).collect(),
            keep: self.keep.iter().map(number).collect(),
            below: None,
        }
    }

    fn drawn(&self, widths: &[usize]) -> String {
        let mut table = comfy_table::Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        if let Some(headings) = &self.headings {
            table.set_header(headings);
        }
        for row in &self.rows {
            table.add_row(row);
        }
        for (column, width) in table.column_iter_mut().zip(widths) {
            column.set_padding((0, GAP as u16));
            let width = Width::Fixed((width + GAP) as u16);
            column.set_constraint(ColumnConstraint::Absolute(width));
        }
        let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n")
    }
}

/// How many of `width` each column gets: all that it wants where there is room, else first enough
/// for its longest word; where even that is too much, the widest give way.
fn shares(wishes: &[Wish], width: usize) -> Vec<usize> {
    let room = width.saturating_sub(GAP * wishes.len().saturating_sub(1)).max(wishes.len());
    let mut shares: Vec<usize> = wishes.iter().map(|wish| wish.least.max(1)).collect();
    while shares.iter().sum::<usize>() > room {
        let widest = shares.iter_mut().max().expect("a table has columns");
        *widest -= 1;
    }
    let mut left = room - shares.iter().sum::<usize>();
    while left > 0 {
        let wanting = shares.iter_mut().zip(wishes).filter(|(has, wish)| **has < wish.whole);
        let Some((narrowest, _)) = wanting.min_by_key(|(has, _)| **has) else { break };
        *narrowest += 1;
        left -= 1;
    }
    shares
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
        assert!(text.contains("a[2J@mail.example"), "{text}");
    }

    #[test]
    fn no_word_is_broken_that_fits_somewhere_whole() {
        let heads = ["id", "name", "phone", "e-mail", "account", "tier", "open"];
        let mut table = Table::new(heads.map(str::to_owned), &[0, 2, 5, 6]).below(3);
        let mail = "bambang.king.sanjaya@surel.example";
        let row = ["C-1", "Bambang King Sanjaya", "(0860) 0765 4321", mail, "AC-00001"];
        let row = [row.as_slice(), &["platinum", "1"]].concat();
        table.row::<7>(std::array::from_fn(|at| row[at].to_owned()));
        for width in [80, 100, 140] {
            let text = table.render(width);
            for whole in ["C-1", "(0860) 0765 4321", mail, "AC-00001", "platinum"] {
                assert!(text.contains(whole), "{whole} at {width}:\n{text}");
            }
            assert!(text.lines().all(|line| line.width() <= usize::from(width)), "{text}");
            let beside = text.lines().any(|line| line.contains("4321") && line.contains(mail));
            assert_eq!(beside, width > 80, "{text}");
        }
    }

    #[test]
    fn a_long_name_of_a_value_leaves_the_value_its_room() {
        let mut sheet = Table::sheet();
        let name = "  attribute: ".to_owned() + &"a very long property name ".repeat(4);
        let mail = "somebody.with.a.long.name@mail.example";
        sheet.row([name, mail.to_owned()]);
        let text = sheet.render(80);
        assert!(text.contains(mail), "{text}");
        assert!(text.lines().all(|line| line.width() <= 80), "{text}");
    }
}
