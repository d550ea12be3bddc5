//! Forms, menus and lists that stand over the panes. Never over the history, where there is room
//! for both.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthStr;

use super::asking;
use super::beside::clear;
use crate::terminal::backend::Frame;
use crate::terminal::flow::bulk::Previewed;
use crate::terminal::layout::Layout;
use crate::terminal::model::Model;
use crate::terminal::over::{Over, Pick};
use crate::terminal::widget::columns::{cut, wrap};
use crate::terminal::widget::{Look, Menu, put_at};
use crate::wire::Record;

/// Draws the form on show and what stands over it.
pub fn draw(model: &Model, layout: &Layout, frame: &mut Frame) {
    let look = Look { speech: &model.speech, theme: &model.theme };
    if let Some(sheet) = &model.sheet {
        clear(layout.sheet, frame);
        let cells = &mut frame.cells;
        let cursor = match sheet.asking() {
            Some(asking) => asking::draw(sheet, asking, layout.sheet, cells, &look),
            None => sheet.form.draw(layout.sheet, cells, &look),
        };
        frame.cursor = cursor.unwrap_or(frame.cursor);
        if let Some(ticket) = sheet.ticket {
            // Of a customer the history's title says it.
            let (from, room) = sheet.form.title_gap(layout.sheet, &model.speech);
            let company = model.company(Record::Ticket(ticket), usize::from(room));
            let at = from + room.saturating_sub(u16::try_from(company.width()).unwrap_or(room));
            put_at(
                &mut frame.cells,
                layout.sheet,
                (at, 0),
                &cut(&company, usize::from(room)),
                look.theme.text(),
            );
        }
    }
    let Some(over) = &model.over else { return };
    let area = layout.sheet;
    clear(area, frame);
    let cells = &mut frame.cells;
    let cursor = match over {
        Over::Palette(picker) | Over::Help(picker) => picker.draw(area, cells, &look),
        Over::Canned(picker) | Over::Assign(_, picker) => picker.draw(area, cells, &look),
        Over::Agents(picker) | Over::Asking(picker) => picker.draw(area, cells, &look),
        Over::FilterWords(picker) => picker.draw(area, cells, &look),
        Over::Views(picker) => picker.draw(area, cells, &look),
        Over::Preview(previewed) => return preview(previewed, (area, &look), frame),
        Over::Handover(picker) => picker.draw(area, cells, &look),
        Over::Report(picker) => picker.draw(area, cells, &look),
        Over::Drafts(picker) => picker.draw(area, cells, &look),
        Over::Improvements(picker) => picker.draw(area, cells, &look),
        Over::CallBacks(picker) => picker.draw(area, cells, &look),
        Over::Lost(picker) | Over::ToAsk(picker) => picker.draw(area, cells, &look),
        Over::Surveys(picker) => picker.draw(area, cells, &look),
        Over::Actions(menu) => menu.draw(area, cells, &look),
        Over::Letters(menu) => menu.draw(area, cells, &look),
        Over::FirstSteps(menu) => return first_steps(model, menu, layout, frame),
    };
    frame.cursor = cursor.unwrap_or(frame.cursor);
}

/// What would be done to how many, whole however narrow the screen is, and to which.
fn preview(previewed: &Previewed, (area, look): (Rect, &Look<'_>), frame: &mut Frame) {
    let told = wrap(&previewed.told, usize::from(area.width));
    for (row, line) in (0..area.height).zip(&told) {
        put_at(&mut frame.cells, area, (0, row), line, look.theme.title());
    }
    let taken = area.height.min(told.len() as u16);
    let below = Rect { y: area.y + taken, height: area.height - taken, ..area };
    previewed.list.draw_rows(below, &mut frame.cells, look);
    frame.cursor = Position::new(area.x, area.y);
}

/// The first run: what sigap is, three ways to begin, and the same from the command line.
fn first_steps(model: &Model, menu: &Menu<Pick>, layout: &Layout, frame: &mut Frame) {
    let width = layout.header.width;
    let height = layout.notice.y.saturating_sub(1);
    let area = Rect { x: 0, y: 1, width, height };
    clear(area, frame);
    let speech = &model.speech;
    let columns = usize::from(width.saturating_sub(4));
    let help = model.key(crate::terminal::action::Action::Help);
    let steps = model.key(crate::terminal::action::Action::FirstSteps);
    let welcome = speech.say_count("first-welcome", model.desk.customers, &[]);
    let before = wrap(&welcome, columns);
    let values = [("help", &*help), ("steps", &*steps)];
    let after = [speech.say("first-commands"), speech.say_with("first-later", &values)];
    let after: Vec<String> = after.iter().flat_map(|text| wrap(text, columns)).collect();
    let wanted = menu.height(width);
    let room = area.height.saturating_sub(wanted);
    let lines = |texts: &[String]| u16::try_from(texts.len()).unwrap_or(0);
    // On a small screen the menu comes first; the words around it as far as there is room.
    let above = if lines(&before) + 4 <= room { lines(&before) + 2 } else { 0 };
    if above > 0 {
        for (row, line) in (1..above).zip(&before) {
            put_at(&mut frame.cells, area, (2, row), line, Style::new());
        }
    }
    let look = Look { speech, theme: &model.theme };
    // Where the words below have no room the menu has it: it shows what it had to cut whole.
    let left = area.height.saturating_sub(above);
    let words = lines(&after) + 1;
    let height = if left >= wanted + words { left - words } else { left };
    let body = Rect { y: area.y + above, height: height.min(wanted + 2), ..area };
    let cursor = menu.draw(body, &mut frame.cells, &look);
    frame.cursor = cursor.unwrap_or(frame.cursor);
    let rest = Rect {
        y: body.bottom() + 1,
        height: area.bottom().saturating_sub(body.bottom() + 1),
        ..area
    };
    for (row, line) in (0..rest.height).zip(&after) {
        put_at(&mut frame.cells, rest, (2, row), line, Style::new());
    }
}
