//! Which pane asks which question when. Never draws and never reads an answer.

use super::ask::Ask;
use super::board::Board;
use super::inbox::Effect;
use super::model::{Line, Model};
use super::over::Over;
use super::post::Question;
use crate::domain::At;
use crate::wire::{DraftAsk, Query};

/// Customers asked for: as many as anybody looks through before typing another letter.
pub const FIND_ROWS: u32 = 50;
/// Rows of a time line or queue asked for at first; more as the person moves down.
pub const FIRST_ROWS: u32 = 60;
/// Rows asked for in addition when the selection nears the end.
pub const MORE_ROWS: u32 = 200;

impl Model {
    /// Wants every answer anew: at the start, and when the desk has been away.
    pub fn ask_everything(&mut self) {
        self.queue.ask.now();
        self.settings.codes_ask.now();
        self.settings.canned_ask.now();
        self.settings.views_ask.now();
        self.settings.instruments_ask.now();
        self.settings.handover_ask.now();
        self.settings.followed_ask.now();
        self.settings.roster_ask.now();
        self.settings.callbacks_ask.now();
        self.settings.desk_ask.now();
        self.board.iter_mut().for_each(|board| board.ask.now());
        self.ask_drafts();
        if !self.find.text().is_empty() {
            self.find.ask.now();
        }
        self.ask_hand();
        self.ask_detail();
    }

    /// Wants the customer at hand and their time line anew.
    pub fn ask_hand(&mut self) {
        if let Some(hand) = &mut self.hand {
            hand.ask.now();
            self.history.ask.now();
        }
    }

    /// Asks which drafts there are.
    pub fn ask_drafts(&mut self) {
        let (_, request) = self.post.draft(DraftAsk::List);
        self.effects.push(Effect::Say(Box::new(request)));
    }

    /// Asks all that is due.
    pub fn ask_due(&mut self) {
        if self.line != Line::Up {
            return;
        }
        let now = self.now;
        let due = |ask: &Ask| ask.due().is_some_and(|at| at <= now);
        if due(&self.find.ask) {
            self.ask_find();
        }
        if self.hand.as_ref().is_some_and(|hand| due(&hand.ask)) {
            self.ask_customer();
        }
        if due(&self.history.ask) {
            self.ask_history();
        }
        // Which view was on show last is asked first.
        if due(&self.queue.ask) && self.queue.follows() {
            let ask = self.queue.query();
            let id = self.ask(Question::Queue, ask);
            self.queue.sent(id, now);
        }
        if self.board.as_ref().and_then(Board::due).is_some_and(|at| at <= now) {
            let id = self.ask(Question::Wallboard, Query::Wallboard);
            self.board.iter_mut().for_each(|board| board.sent(id, now));
        }
        self.ask_details_due();
        self.ask_twins_due();
        self.ask_settings_due();
    }

    fn ask_find(&mut self) {
        let text = self.find.text().to_owned();
        let id = self.ask(Question::Find, Query::Find { text: text.clone(), limit: FIND_ROWS });
        self.find.asked = text;
        self.find.ask.sent(id, self.now);
    }

    fn ask_customer(&mut self) {
        let Some(customer) = self.hand.as_ref().map(|hand| hand.id) else { return };
        let id = self.ask(Question::Customer(customer), Query::Customer { customer });
        let now = self.now;
        if let Some(hand) = &mut self.hand {
            hand.ask.sent(id, now);
        }
    }

    fn ask_history(&mut self) {
        let Some(customer) = self.hand.as_ref().map(|hand| hand.id) else {
            // Nobody's history is on show: a wish left standing would wake us without end.
            return self.history.ask.drop_want();
        };
        let ask = self.history.query(customer);
        let id = self.ask(Question::History(customer), ask);
        self.history.sent(id, self.now);
    }

    fn ask_settings_due(&mut self) {
        let now = self.now;
        let survey = self.settings.to_ask_of.clone();
        let asks = [
            (Question::Codes, Query::Codes),
            (Question::Canned, Query::Canned),
            (Question::Views, Query::Views),
            (Question::Instruments, Query::Instruments),
            (Question::Handover, Query::Handover),
            (Question::Followed, Query::Followed),
            (Question::Roster, Query::Roster),
            (Question::CallBacks, Query::CallBacks { before: None, limit: MORE_ROWS }),
            (Question::Lost, Query::Lost { consent: None, limit: MORE_ROWS }),
            (Question::Improvements, Query::Improvements),
            (Question::Surveys, Query::Surveys),
            (Question::ToAsk, Query::ToAsk { survey, skip: 0, limit: MORE_ROWS }),
            (Question::Desk, Query::Desk),
        ];
        for (question, ask) in asks {
            let wanted = self.settings.ask_of(question).and_then(|ask| ask.due());
            if wanted.is_some_and(|at| at <= now) {
                let id = self.ask(question, ask);
                if let Some(ask) = self.settings.ask_of(question) {
                    ask.sent(id, now);
                }
            }
        }
    }

    /// The next time at which something must be done although nothing comes in.
    pub fn wake_at(&self) -> Option<At> {
        let settings = &self.settings;
        let mut asks = vec![&self.find.ask, &self.history.ask];
        asks.extend(self.queue.follows().then_some(&self.queue.ask));
        asks.extend([&settings.codes_ask, &settings.canned_ask, &settings.roster_ask]);
        asks.extend([&settings.callbacks_ask, &settings.desk_ask, &settings.views_ask]);
        asks.extend([&settings.instruments_ask, &settings.improvements_ask]);
        asks.extend([&settings.handover_ask, &settings.followed_ask, &settings.lost_ask]);
        asks.extend([&settings.surveys_ask, &settings.to_ask_ask]);
        asks.extend(self.hand.as_ref().map(|hand| &hand.ask));
        asks.extend(self.detail.iter().chain(&self.side).map(|detail| &detail.ask));
        asks.extend(self.sheet.as_ref().map(|sheet| &sheet.twins_ask));
        let due = asks.into_iter().filter_map(Ask::due).filter(|_| self.line == Line::Up);
        let draft = self.sheet.as_ref().and_then(|sheet| sheet.keep_at());
        let board = self.board.as_ref().and_then(Board::due).filter(|_| self.line == Line::Up);
        due.chain(draft).chain(self.side_due).chain(board).min()
    }

    /// Tells whether all that the first frame shows is there.
    pub fn is_furnished(&self) -> bool {
        let board = self.board.as_ref().is_none_or(|board| board.page.is_some());
        board && self.queue.page.is_some() && self.me.since != At::default()
    }

    /// Tells whether nothing more is expected that the first frame could show: what is said of
    /// promised calls and unsaved texts comes with it, and not in a second one.
    pub fn is_answered(&self) -> bool {
        self.is_furnished() && self.post.is_empty()
    }

    /// Tells whether an overlay shows promised calls.
    pub fn shows_callbacks(&self) -> bool {
        matches!(&self.over, Some(Over::CallBacks(_)))
    }
}

impl super::model::Settings {
    /// The question of one of the settings.
    pub fn ask_of(&mut self, question: Question) -> Option<&mut Ask> {
        match question {
            Question::Codes => Some(&mut self.codes_ask),
            Question::Canned => Some(&mut self.canned_ask),
            Question::Views => Some(&mut self.views_ask),
            Question::Instruments => Some(&mut self.instruments_ask),
            Question::Handover => Some(&mut self.handover_ask),
            Question::Followed => Some(&mut self.followed_ask),
            Question::Roster => Some(&mut self.roster_ask),
            Question::CallBacks => Some(&mut self.callbacks_ask),
            Question::Lost => Some(&mut self.lost_ask),
            Question::Improvements => Some(&mut self.improvements_ask),
            Question::Surveys => Some(&mut self.surveys_ask),
            Question::ToAsk => Some(&mut self.to_ask_ask),
            Question::Desk => Some(&mut self.desk_ask),
            Question::Find
            | Question::Customer(_)
            | Question::History(_)
            | Question::Older(..)
            | Question::Queue
            | Question::Ticket(_)
            | Question::Gone(_)
            | Question::Card(_)
            | Question::Opened(_)
            | Question::Strangers
            | Question::Twins
            | Question::Preview
            | Question::Wallboard
            | Question::Report
            | Question::ReportRows
            | Question::Instrument
            | Question::Importance
            | Question::Drafts
            | Question::Claimed => None,
        }
    }
}
