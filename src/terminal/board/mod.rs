//! The wallboard on the screen: what is selected on it and where that leads. Never a figure of its
//! own: the desk counts, and is asked again when something has changed.

pub mod draw;
pub mod text;

use super::action::{Action, Group};
use super::ask::Ask;
use super::model::{Focus, Model};
use super::pane::queue::View;
use super::widget::list::Step;
use crate::domain::At;
use crate::domain::time::MINUTE;
use crate::wire::{QueueView, Wallboard};
use text::{Block, Line, Seen};

/// Milliseconds between two questions that nobody pressed a key for: a wall is read once a second
/// at most, and the desk counts once for all who ask within one.
pub const PAUSE: i64 = 1_000;

/// The board on show.
#[derive(Debug, Clone, Default)]
pub struct Board {
    /// What the desk has counted last.
    pub page: Option<Box<Wallboard>>,
    /// Its question.
    pub ask: Ask,
    /// The minute in which it was asked: spans on the board move on with the next one.
    asked: i64,
    /// The block in which keys move.
    pub block: Block,
    /// What is selected in it; the first row when it is not there.
    pub chosen: Option<String>,
}

impl Board {
    /// Its question was asked.
    pub fn sent(&mut self, id: u64, now: At) {
        self.ask.sent(id, now);
        self.asked = now.0.div_euclid(MINUTE);
    }

    /// When it is to be asked again.
    pub fn due(&self) -> Option<At> {
        self.ask.due_every(PAUSE)
    }

    /// Where the selected row of a block is.
    pub fn at(&self, rows: &[Line]) -> usize {
        let chosen = self.chosen.as_ref();
        rows.iter().position(|row| Some(&row.id) == chosen).unwrap_or(0)
    }

    fn go(&mut self, by: usize) {
        let at = Block::ALL.iter().position(|block| *block == self.block).unwrap_or(0);
        self.block = Block::ALL[(at + by) % Block::ALL.len()];
        self.chosen = None;
    }
}

impl Model {
    /// Shows the board.
    pub fn open_board(&mut self) {
        self.detail = None;
        self.leave_filter();
        let board = self.board.get_or_insert_default();
        board.ask.now();
    }

    /// What the board is seen with, once the desk has answered.
    pub fn board_seen(&self) -> Option<Seen<'_>> {
        let page = self.board.as_ref()?.page.as_deref()?;
        let (speech, codes) = (&*self.speech, &*self.settings.codes);
        Some(Seen { page, speech, codes, now: self.now })
    }

    /// The desk has counted.
    pub fn board_arrived(&mut self, id: u64, page: Box<Wallboard>) {
        let Some(board) = &mut self.board else { return };
        if board.ask.answered(id) {
            if page.behind > 0 {
                board.ask.touched();
            }
            board.page = Some(page);
        }
    }

    /// Something that the board shows has changed.
    pub fn board_touched(&mut self) {
        if let Some(board) = &mut self.board {
            board.ask.touched();
        }
    }

    /// With every minute what is late, due soon and since when is another.
    pub fn board_follows(&mut self) {
        let minute = self.now.0.div_euclid(MINUTE);
        if let Some(board) = self.board.as_mut().filter(|board| board.asked < minute) {
            board.ask.touched();
        }
    }

    /// An action while the board is on show; `false` when it goes on below, the board put aside
    /// where it would hide what it leads to.
    pub fn act_board(&mut self, action: Action) -> bool {
        if let Some(step) = Step::of(action) {
            self.board_step(step);
            return true;
        }
        match action {
            Action::NextPane => self.board_go(1),
            Action::PreviousPane => self.board_go(Block::ALL.len() - 1),
            Action::Open => self.board_open(),
            Action::SetAway => return self.set_chosen_away(),
            Action::Back | Action::Wallboard => self.board = None,
            // These leave it where it is.
            Action::WhatIf
            | Action::Reports
            | Action::Improvements
            | Action::SayToAll
            | Action::Handover
            | Action::Undo
            | Action::MyState
            | Action::Drafts
            | Action::Palette
            | Action::Menu
            | Action::Help
            | Action::Redraw
            | Action::Suspend
            | Action::DeclineOffer
            | Action::Quit => return false,
            Action::NewCustomer
            | Action::PromisedCalls
            | Action::LostCustomers
            | Action::Surveys => {
                return self.leave();
            }
            // Everything else leads elsewhere, but never to a ticket or customer out of sight.
            _ => match action.group() {
                Group::Customer | Group::Ticket | Group::Rating => {
                    let key = self.key(Action::Back);
                    self.say_with("board-in-front", &[("key", &key)]);
                }
                Group::Move | Group::Queue | Group::Text | Group::Everywhere => {
                    return self.leave();
                }
            },
        }
        true
    }

    /// The board goes, and what was pressed is done below it.
    fn leave(&mut self) -> bool {
        self.board = None;
        false
    }

    fn board_go(&mut self, by: usize) {
        if let Some(board) = &mut self.board {
            board.go(by);
        }
    }

    /// The rows of the block in which keys move.
    fn board_rows(&self) -> Vec<Line> {
        let block = self.board.as_ref().map_or(Block::Agents, |board| board.block);
        self.board_seen().map(|seen| seen.rows(block, draw::NARROW)).unwrap_or_default()
    }

    fn board_step(&mut self, step: Step) {
        let rows = self.board_rows();
        let page = self.layout().body().height.into();
        let Some(board) = &mut self.board else { return };
        let (at, last) = (board.at(&rows), rows.len().saturating_sub(1));
        let to = match step {
            Step::Up => at.saturating_sub(1),
            Step::Down => at + 1,
            Step::PageUp => at.saturating_sub(page),
            Step::PageDown => at + page,
            Step::First => 0,
            Step::Last => last,
        };
        board.chosen = rows.get(to.min(last)).map(|row| row.id.clone());
    }

    /// What is selected: its block and by what it is known.
    fn board_chosen(&self) -> Option<(Block, String)> {
        let rows = self.board_rows();
        let board = self.board.as_ref()?;
        Some((board.block, rows.get(board.at(&rows))?.id.clone()))
    }

    /// The queue, narrowed to what is selected.
    fn board_open(&mut self) {
        let Some((block, id)) = self.board_chosen() else {
            return self.say("notice-nothing-selected");
        };
        let filter = match block {
            Block::Agents => format!("agent:{id}"),
            Block::Topics => format!("topic:{id}"),
            Block::Priorities => format!("priority:{id}"),
            Block::Tiers if id.is_empty() => "tier:none".to_owned(),
            Block::Tiers => format!("tier:{id}"),
        };
        self.board = None;
        self.go(Focus::Queue);
        self.show_view(View::BuiltIn(QueueView::All));
        self.queue.narrow.clear();
        self.queue.narrow.append(&filter);
        self.filter_typed();
    }

    /// The selected agent is away from now on; where nobody is, one chooses whom.
    fn set_chosen_away(&mut self) -> bool {
        match self.board_chosen() {
            Some((Block::Agents, agent)) if self.may(Action::SetAway) => self.set_away(agent),
            _ => return false,
        }
        true
    }
}
