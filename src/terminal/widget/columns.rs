//! Text fitted into columns of the screen, by the cells it takes. Never cuts a sentence: lists are
//! cut (with `~`), sentences wrap.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::domain::text::is_hostile;

/// Marks a list cell whose text goes on.
const CUT: char = '~';

/// One line in which every character that could drive a terminal, line breaks too, is a blank.
/// Blanks stay as many as they are: a person may just be typing the next word.
pub fn harmless(text: &str) -> String {
    text.chars().map(|c| if is_hostile(c) { ' ' } else { c }).collect()
}

/// Text without characters that could drive a terminal; line breaks stay, tabs become blanks.
pub fn harmless_lines(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', "    ");
    unified.chars().filter(|&c| c == '\n' || !is_hostile(c)).collect()
}

/// One line of text, made harmless and at most `width` columns wide; ends in `~` when cut.
pub fn cut(text: &str, width: usize) -> String {
    let text = harmless(text);
    if text.width() <= width {
        return text;
    }
    if width == 0 {
        return String::new();
    }
    let mut kept = text[..bytes_within(&text, width - 1)].to_owned();
    kept.push(CUT);
    kept
}

/// Like [`cut`], filled up with blanks to exactly `width` columns.
pub fn fit(text: &str, width: usize) -> String {
    let mut cell = cut(text, width);
    cell.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width())));
    cell
}

/// Like [`fit`], against the right edge: for numbers.
pub fn fit_right(text: &str, width: usize) -> String {
    let cell = cut(text, width);
    format!("{}{cell}", " ".repeat(width.saturating_sub(cell.width())))
}

/// Text at the left edge and text at the right edge of a line; the left one gives way.
pub fn ends(left: &str, right: &str, width: usize) -> String {
    let right = cut(right, width);
    let gap = if right.is_empty() { 0 } else { 1 };
    let left = fit(left, width.saturating_sub(right.width() + gap));
    let line = format!("{left}{}{right}", " ".repeat(gap.min(width - right.width())));
    line.trim_end().to_owned()
}

/// Bytes of the longest beginning that is at most `width` columns wide, whole letters only.
pub fn bytes_within(text: &str, width: usize) -> usize {
    let mut taken = 0;
    for (at, letter) in text.grapheme_indices(true) {
        taken += letter.width();
        if taken > width {
            return at;
        }
    }
    text.len()
}

/// How wide a column of a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// So many columns.
    Fixed(usize),
    /// What the others leave, in so many parts.
    Share(usize),
}

/// Columns of each cell in a line of `total`, one blank between them. Shares get nothing when the
/// fixed ones fill the line; cells that then do not fit are left out by the caller's [`row`].
pub fn widths(total: usize, columns: &[Width]) -> Vec<usize> {
    let gaps = columns.len().saturating_sub(1);
    let fixed: usize = columns.iter().map(|column| fixed(*column)).sum();
    let parts: usize = columns.iter().map(|column| share(*column)).sum();
    let rest = total.saturating_sub(fixed + gaps);
    let mut given = 0;
    let mut before = 0;
    let width = |column: &Width| match column {
        Width::Fixed(width) => *width,
        Width::Share(part) => {
            before += part;
            // Rounded over the running sum, so that the shares add up to the rest.
            let width = rest * before / parts.max(1) - given;
            given += width;
            width
        }
    };
    columns.iter().map(width).collect()
}

fn fixed(column: Width) -> usize {
    match column {
        Width::Fixed(width) => width,
        Width::Share(_) => 0,
    }
}

fn share(column: Width) -> usize {
    match column {
        Width::Fixed(_) => 0,
        Width::Share(part) => part,
    }
}

/// Cells side by side, each cut or filled to its width, one blank between them; blanks at the end
/// are left out because they would only cost time on a thin line.
pub fn row(cells: &[&str], widths: &[usize]) -> String {
    let fitted: Vec<String> =
        cells.iter().zip(widths).map(|(cell, width)| fit(cell, *width)).collect();
    fitted.join(" ").trim_end().to_owned()
}

/// Short texts side by side, two blanks between them, on as many lines as they take; none is broken
/// in two, one that is wider than a line is cut.
pub fn flow(texts: &[String], width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for text in texts {
        let text = cut(text, width);
        let last = lines.len() - 1;
        if lines[last].is_empty() {
            lines[last] = text;
        } else if lines[last].width() + 2 + text.width() <= width {
            lines[last] += &format!("  {text}");
        } else {
            lines.push(text);
        }
    }
    lines
}

/// Where a line is broken so that no part is wider than `width`: byte ranges that follow one
/// another without a gap. Blanks at a break stay at the end of their part and may stick out.
pub fn breaks(line: &str, width: usize) -> Vec<Range<usize>> {
    let width = width.max(1);
    let mut parts = Vec::new();
    let (mut start, mut taken, mut may_break) = (0, 0, 0);
    for (at, letter) in line.grapheme_indices(true) {
        let cells = letter.width();
        let blank = letter.chars().all(char::is_whitespace);
        if !blank && taken + cells > width && at > start {
            let end = if may_break > start { may_break } else { at };
            parts.push(start..end);
            start = end;
            taken = line[start..at].width();
        }
        taken += cells;
        // Scripts with wide letters are written without blanks and break anywhere.
        if blank || cells > 1 {
            may_break = at + letter.len();
        }
    }
    parts.push(start..line.len());
    parts
}

/// Text wrapped at words to lines of at most `width` columns; line breaks in it stay.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let parts = breaks(line, width);
        lines.extend(parts.into_iter().map(|part| line[part].trim_end().to_owned()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_cut_by_columns_and_marked() {
        for (text, width, wanted) in [
            ("Nur Halimah", 11, "Nur Halimah"),
            ("Nur Halimah", 6, "Nur H~"),
            ("Nur Halimah", 1, "~"),
            ("Nur Halimah", 0, ""),
            ("東京都", 6, "東京都"),
            ("東京都", 5, "東京~"),
            ("東京都", 4, "東~"),
            ("e\u{301}te\u{301}", 3, "e\u{301}te\u{301}"),
            ("e\u{301}te\u{301}s", 3, "e\u{301}t~"),
            ("a\u{1b}[2Jb", 20, "a [2Jb"),
        ] {
            assert_eq!(cut(text, width), wanted, "{text} in {width}");
            assert!(fit(text, width).width() == width, "{text} in {width}");
            assert!(fit_right(text, width).width() == width, "{text} in {width}");
        }
        assert_eq!(fit_right("42", 4), "  42");
        assert_eq!(ends("Queue", "14 of 57", 20), "Queue       14 of 57");
        assert_eq!(ends("Antrean saya", "14 dari 57", 15), "Ant~ 14 dari 57");
        assert_eq!(ends("x", "14 dari 57", 4), "14 ~");
    }

    #[test]
    fn columns_share_what_the_fixed_ones_leave() {
        use Width::{Fixed, Share};
        assert_eq!(widths(20, &[Fixed(6), Share(1), Fixed(3)]), [6, 9, 3]);
        assert_eq!(widths(20, &[Share(1), Share(2)]), [6, 13]);
        assert_eq!(widths(5, &[Fixed(6), Share(1)]), [6, 0]);
        assert_eq!(row(&["T-42", "Nur Halimah", ""], &[6, 5, 3]), "T-42   Nur ~");
    }

    #[test]
    fn short_texts_flow_without_being_broken() {
        let texts = ["g top", "e end", "f find"].map(str::to_owned);
        assert_eq!(flow(&texts, 20), ["g top  e end  f find"]);
        assert_eq!(flow(&texts, 19), ["g top  e end", "f find"]);
        assert_eq!(flow(&texts, 5), ["g top", "e end", "f fi~"]);
        assert_eq!(flow(&[], 5), [""]);
    }

    #[test]
    fn sentences_wrap_at_words_and_nothing_is_lost() {
        for (text, width, wanted) in [
            ("one two three", 7, vec!["one two", "three"]),
            ("one two three", 8, vec!["one two", "three"]),
            ("unbreakable", 5, vec!["unbre", "akabl", "e"]),
            ("a\n\nb", 5, vec!["a", "", "b"]),
            ("東京都 港区", 4, vec!["東京", "都", "港区"]),
            ("", 5, vec![""]),
            ("ab", 0, vec!["a", "b"]),
        ] {
            assert_eq!(wrap(text, width), wanted, "{text:?} in {width}");
        }
        let text = "Ada  yang salah dengan tagihan saya 東京都 bulan ini";
        for width in 1..30 {
            let parts = breaks(text, width);
            let joined: String = parts.iter().map(|part| &text[part.clone()]).collect();
            assert_eq!(joined, text);
        }
    }
}
