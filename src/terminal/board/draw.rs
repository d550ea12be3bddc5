//! The wallboard laid out for the screen that there is, from forty columns to a wall. Never draws
//! what it has no room for in half: a block without room is a line.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::Board;
use super::text::{Block, Seen};
use crate::terminal::backend::Frame;
use crate::terminal::model::Model;
use crate::terminal::pane::beside::clear;
use crate::terminal::view::point;
use crate::terminal::widget::columns::{cut, ends};
use crate::terminal::widget::{put, put_at};

/// Below this many columns blocks stand below each other, and only one of them is whole.
pub const NARROW: usize = 72;
/// From this many columns there are three blocks side by side.
const BROAD: u16 = 160;
/// Lines that the block with the keys has at least: its title and three rows.
const LEAST: u16 = 4;
/// Columns before a row: `>` and a blank.
const MARK: u16 = 2;
/// Columns between two blocks.
const GAP: u16 = 2;

/// Draws the board over the panes.
pub fn draw(model: &Model, area: Rect, frame: &mut Frame) {
    let Some(board) = &model.board else { return };
    clear(area, frame);
    let width = usize::from(area.width);
    let clock = model.speech.clock(model.now);
    let title = format!("*{}", model.speech.say("board-title"));
    put(&mut frame.cells, area, 0, &ends(&title, &clock, width), model.theme.title());
    point(frame, area, (0, 0));
    let Some(seen) = model.board_seen() else { return };
    let paper = Paper { model, board, seen };
    let mut rest = below(area, 1);
    let figures = paper.seen.figures(width.saturating_sub(usize::from(MARK)));
    // On a small screen some rows of the block that has the keys come before the last figures.
    let most = usize::from(rest.height.saturating_sub(LEAST));
    rest = paper.lines(&figures[..figures.len().min(most)], rest, frame);
    if width < NARROW {
        let others = others(board.block);
        let others = if rest.height > LEAST { &others[..] } else { &[] };
        return paper.stack(&[board.block], others, rest, frame);
    }
    let quality = paper.seen.quality(width.saturating_sub(usize::from(MARK)));
    let lines = u16::try_from(quality.len()).unwrap_or(1) + 1;
    // The rest comes first where there is little of it.
    let lines = if rest.height >= lines + 8 { lines } else { 0 };
    let foot = Rect { y: rest.bottom() - lines, height: lines, ..rest };
    rest.height -= lines;
    paper.columns(rest, frame);
    if lines > 0 {
        let title = format!(" {}", model.speech.say("board-quality"));
        put(&mut frame.cells, foot, 0, &title, model.theme.title());
        paper.lines(&quality, below(foot, 1), frame);
    }
}

fn below(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect { y: area.y + lines, height: area.height - lines, ..area }
}

fn others(block: Block) -> Vec<Block> {
    Block::ALL.into_iter().filter(|one| *one != block).collect()
}

/// What is drawn with.
struct Paper<'a> {
    model: &'a Model,
    board: &'a Board,
    seen: Seen<'a>,
}

impl Paper<'_> {
    /// Plain lines; gives what is left below them.
    fn lines(&self, lines: &[String], area: Rect, frame: &mut Frame) -> Rect {
        for (row, line) in (0..area.height).zip(lines) {
            let style = if line.starts_with('!') { self.model.theme.alarm() } else { Style::new() };
            put_at(&mut frame.cells, area, (MARK, row), line, style);
        }
        below(area, u16::try_from(lines.len()).unwrap_or(u16::MAX))
    }

    /// The blocks side by side, people always at the right.
    fn columns(&self, area: Rect, frame: &mut Frame) {
        let count = if area.width >= BROAD { 3 } else { 2 };
        let wide = (area.width - GAP * (count - 1)) / count;
        let column = |at: u16| Rect { x: area.x + at * (wide + GAP), width: wide, ..area };
        if count == 3 {
            self.stack(&[Block::Topics], &[], column(0), frame);
            self.stack(&[Block::Priorities, Block::Tiers], &[], column(1), frame);
        } else {
            let parts = [Block::Topics, Block::Priorities, Block::Tiers];
            let first = parts.into_iter().find(|part| *part == self.board.block);
            let first = first.unwrap_or(Block::Topics);
            let rest: Vec<Block> = parts.into_iter().filter(|part| *part != first).collect();
            self.stack(&[first], &rest, column(0), frame);
        }
        self.stack(&[Block::Agents], &[], column(count - 1), frame);
    }

    /// Blocks below each other: the first ones whole as far as they can be, the others whole where
    /// there is room, else on a line each.
    fn stack(&self, first: &[Block], others: &[Block], area: Rect, frame: &mut Frame) {
        let width = usize::from(area.width.saturating_sub(MARK));
        let whole = |block: Block| {
            u16::try_from(self.seen.rows(block, width).len()).unwrap_or(u16::MAX).saturating_add(1)
        };
        let mut rest = area;
        let mut lines = u16::try_from(others.len()).unwrap_or(0);
        let mut waiting = u16::try_from(first.len()).unwrap_or(0);
        for block in first {
            waiting -= 1;
            // Each of those that follow has its title and a row at least.
            let room = rest.height.saturating_sub(lines + waiting * 2);
            let height = whole(*block).min(room);
            self.block(*block, Rect { height, ..rest }, frame);
            rest = below(rest, height);
        }
        for block in others {
            lines -= 1;
            let room = rest.height.saturating_sub(lines);
            let height = whole(*block);
            if height <= room {
                self.block(*block, Rect { height, ..rest }, frame);
                rest = below(rest, height);
            } else if room > 0 {
                let line = self.seen.summary(*block, width);
                put_at(&mut frame.cells, rest, (1, 0), &line, Style::new());
                rest = below(rest, 1);
            }
        }
    }

    /// A title and rows, those around the selected one.
    fn block(&self, block: Block, area: Rect, frame: &mut Frame) {
        if area.height == 0 {
            return;
        }
        let width = usize::from(area.width.saturating_sub(MARK));
        let rows = self.seen.rows(block, width);
        let has_keys = self.board.block == block && self.model.sheet.is_none();
        let at = if self.board.block == block { self.board.at(&rows) } else { 0 };
        let shown = usize::from(area.height - 1);
        let top = (at + 1).saturating_sub(shown).min(rows.len().saturating_sub(shown));
        let more = rows.len().saturating_sub(top + shown);
        let more = match more {
            0 => String::new(),
            more => self.model.speech.say_with("board-more", &[("count", &more.to_string())]),
        };
        let mark = if has_keys { "*" } else { " " };
        let title = format!("{mark}{}", self.seen.title(block));
        let style = if has_keys { self.model.theme.title() } else { Style::new() };
        put(&mut frame.cells, area, 0, &ends(&title, &more, width + 1), style);
        for (line, (number, row)) in (1..area.height).zip(rows.iter().enumerate().skip(top)) {
            put_at(&mut frame.cells, area, (MARK, line), &cut(&row.text, width), Style::new());
            if has_keys && number == at {
                put(&mut frame.cells, area, line, ">", Style::new());
                point(frame, area, (0, line));
            }
        }
    }
}
