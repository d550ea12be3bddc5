//! Lines made of parts. Never a part broken in two.

use unicode_width::UnicodeWidthStr;

use super::widget::columns::cut;

/// Parts side by side with two blanks between them, on as many lines as they need: a part is cut
/// only when it is wider than a whole line.
pub fn flow(parts: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        let part = cut(part, width);
        match lines.last_mut() {
            Some(line) if line.width() + 2 + part.width() <= width => {
                line.push_str("  ");
                line.push_str(&part);
            }
            _ => lines.push(part),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stay_whole_where_a_line_is_wide_enough() {
        let parts = ["Nur Halimah", "gold", "calls yes, mail no", "x"].map(str::to_owned);
        assert_eq!(flow(&parts, 20), ["Nur Halimah  gold", "calls yes, mail no", "x"]);
        assert_eq!(flow(&parts, 10), ["Nur Halim~", "gold", "calls yes~", "x"]);
    }
}
