//! One opened thing, drawn beside the lists where there is room, else in the queue's place. Never
//! over the history.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::detail;
use crate::terminal::backend::Frame;
use crate::terminal::detail::Detail;
use crate::terminal::layout::Layout;
use crate::terminal::model::{Focus, Model};
use crate::terminal::view::point;
use crate::terminal::widget::columns::{ends, fit};
use crate::terminal::widget::{put, put_at};

/// Draws what is opened, or what stands beside the selection.
pub fn draw(model: &Model, layout: &Layout, frame: &mut Frame) {
    if layout.side.width > 0 {
        bar(layout.side, frame);
        if let Some(detail) = model.detail.as_ref().or(model.side.as_ref()) {
            block(model, detail, layout.side, frame);
        }
    } else if let Some(detail) = &model.detail
        && model.focus != Focus::Rating
    {
        clear(layout.sheet, frame);
        block(model, detail, layout.sheet, frame);
    }
}

/// Blanks an area, so that nothing below shines through.
pub fn clear(area: Rect, frame: &mut Frame) {
    let blank = fit("", usize::from(area.width));
    for row in 0..area.height {
        put(&mut frame.cells, area, row, &blank, Style::reset());
    }
}

/// A line between the lists and what stands beside them; `|` is one byte on every terminal.
fn bar(area: Rect, frame: &mut Frame) {
    let column = Rect { x: area.x - 1, width: 1, ..area };
    for row in 0..column.height {
        put(&mut frame.cells, column, row, "|", Style::new());
    }
}

fn block(model: &Model, detail: &Detail, area: Rect, frame: &mut Frame) {
    let opened = model.detail.is_some();
    let width = usize::from(area.width);
    let lines = detail::lines(model, detail, width.saturating_sub(2));
    let rows = usize::from(area.height.saturating_sub(1));
    let below = lines.len().saturating_sub(detail.top + rows);
    let right = match (detail.top, below) {
        (0, 0) => String::new(),
        _ => {
            let last = (detail.top + rows).min(lines.len());
            let shown = format!("{}-{last}", detail.top + 1);
            let values = [("shown", &*shown), ("all", &*lines.len().to_string())];
            model.speech.say_with("detail-lines", &values)
        }
    };
    let mark = if opened { "*" } else { " " };
    let title = format!("{mark}{}", detail::title(model, detail));
    let right = super::beside_count(model, detail::company_of(detail), &title, (&right, width));
    let style = if opened { model.theme.title() } else { Style::new() };
    put(&mut frame.cells, area, 0, &ends(&title, &right, width), style);
    for (row, line) in (1..area.height).zip(lines.iter().skip(detail.top)) {
        put_at(&mut frame.cells, area, (2, row), line, Style::new());
    }
    if opened {
        point(frame, area, (0, 0));
    }
}
