//! The model drawn into a frame. Never changes the model, never talks to the terminal.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::action::{Action, Context};
use super::backend::Frame;
use super::board;
use super::flow::Kind;
use super::flow::bulk::{FORM_HINTS, MARKED_HINTS};
use super::keymap::{Resolved, hint_line, hint_line_of, pane_hints};
use super::layout::Layout;
use super::model::{Focus, Line, Model};
use super::notice::Tone;
use super::over::Over;
use super::paint::flow;
use super::pane;
use super::pane::rating;
use super::widget::columns::{cut, ends, wrap};
use super::widget::put;
use crate::domain::Role;

/// What the four panes offer while a customer is at hand, and while nobody is. It is the same in
/// all of them: who goes from one to the next has another list to read, and a thin line nothing to
/// send.
const AT_HAND: &[Action] = &[
    Action::LogInteraction,
    Action::OpenComplaint,
    Action::RateService,
    Action::WrapUp,
    Action::ClaimNext,
    Action::Find,
    Action::TakeTicket,
    Action::NoteTicket,
    Action::VerifyCustomer,
    Action::PromiseCall,
    Action::Undo,
];
const NOBODY: &[Action] = &[
    Action::Open,
    Action::TakeTicket,
    Action::TicketStatus,
    Action::NoteTicket,
    Action::ClaimNext,
    Action::Find,
    Action::NewCustomer,
    Action::AssignTicket,
    Action::TicketPriority,
    Action::Filter,
    Action::Undo,
];

/// A form that keeps nothing: what is asked is worked out while it is typed.
const ASKED_HINTS: [(Action, &str); 3] = [
    (Action::Save, "hint-done"),
    (Action::Back, "hint-back"),
    (Action::NextField, "hint-next-field"),
];

/// Draws everything.
pub fn view(model: &Model) -> Frame {
    let (width, height) = model.size;
    let mut frame = Frame::empty(width, height);
    if model.is_tiny() {
        tiny(model, &mut frame);
        return frame;
    }
    let layout = model.layout();
    let columns = usize::from(width);
    let plain = Style::new();
    put(&mut frame.cells, layout.header, 0, &pane::header::line(model, columns), plain);
    if model.board.is_some() {
        board::draw::draw(model, layout.body(), &mut frame);
    } else {
        panes(model, &layout, &mut frame);
    }
    for (row, line) in (0..).zip(model.notice_lines(columns)) {
        put(&mut frame.cells, layout.notice, row, &line, plain);
    }
    put(&mut frame.cells, layout.hints, 0, &hints(model, columns), plain);
    pane::covers::draw(model, &layout, &mut frame);
    frame
}

fn panes(model: &Model, layout: &Layout, frame: &mut Frame) {
    for focus in Focus::ALL {
        let area = layout.pane(focus);
        if area.height > 0 {
            pane::draw(model, focus, area, frame);
        }
    }
    pane::beside::draw(model, layout, frame);
}

/// A sentence where there is no room for a screen.
fn tiny(model: &Model, frame: &mut Frame) {
    let area = frame.cells.area;
    let (columns, lines) = super::layout::LEAST;
    let size = format!("{columns}x{lines}");
    let text = model.speech.say_with("view-too-small", &[("size", &size)]);
    for (row, line) in (0..area.height).zip(wrap(&text, usize::from(area.width))) {
        put(&mut frame.cells, area, row, &line, Style::new());
    }
}

/// The last line: keys of this place, or what may follow the keys pressed so far.
fn hints(model: &Model, width: usize) -> String {
    let last = model.following_keys(width).pop();
    let place = model.context();
    let may = |action| model.may(action);
    let offered = match &model.over {
        Some(Over::Preview(previewed)) => previewed.hints(),
        None if model.sheet.is_none() && model.acts_on_marks() => MARKED_HINTS.to_vec(),
        None => match &model.sheet {
            Some(sheet) if sheet.kind == Kind::WhatIf => ASKED_HINTS.to_vec(),
            Some(sheet) if sheet.ticket.is_none() && sheet.kind.is_previewed() => {
                FORM_HINTS.to_vec()
            }
            Some(_) | None => Vec::new(),
        },
        Some(_) => Vec::new(),
    };
    let (keymap, speech) = (&model.keymap, &model.speech);
    last.unwrap_or_else(|| match offered.is_empty() {
        true if model.shares_hints() => {
            pane_hints(keymap, (place, model.useful_in_panes()), width, speech, &may)
        }
        true => hint_line(keymap, (place, model.useful()), width, speech, &may),
        false => hint_line_of(keymap, (place, &offered), width, speech, &may),
    })
}

impl Model {
    /// Tells whether the hint line is that of all four panes: before anything is typed or scored
    /// there is nothing else to say.
    fn shares_hints(&self) -> bool {
        match self.context() {
            Context::Find | Context::History | Context::Queue => true,
            Context::Rating => !self.rating.is_half(),
            Context::FindBox => {
                self.find.text().is_empty() || self.find.text() == self.find.entered
            }
            Context::Everywhere
            | Context::Offer
            | Context::Detail
            | Context::Wallboard
            | Context::FilterBox
            | Context::Form
            | Context::Asking
            | Context::List => false,
        }
    }

    /// What the hint line offers in this place alone.
    fn useful(&self) -> &'static [Action] {
        match self.context() {
            // Whom nobody finds may be new.
            Context::FindBox if !self.find.rows.is_empty() => &[Action::Open, Action::Back],
            place => place.useful(),
        }
    }

    const fn useful_in_panes(&self) -> &'static [Action] {
        match self.hand {
            Some(_) => AT_HAND,
            None => NOBODY,
        }
    }

    /// The areas of the screen as it is now.
    pub fn layout(&self) -> Layout {
        let columns = usize::from(self.size.0);
        let notice = u16::try_from(self.notice_lines(columns).len()).unwrap_or(1);
        let rating = u16::try_from(self.rating_lines().len()).unwrap_or(1);
        Layout::of(self, notice, rating)
    }

    /// The rating line, on more than one line where the screen is narrow.
    pub fn rating_lines(&self) -> Vec<String> {
        let mark = if self.focus == Focus::Rating { "*" } else { " " };
        let mut parts = vec![format!("{mark}{}", self.speech.say("pane-rating"))];
        parts.extend(rating::words(&self.rating, &self.speech));
        flow(&parts, usize::from(self.size.0))
    }

    /// What is said to the person: no desk, an announced call, the latest notice. Never cut.
    pub fn notice_lines(&self, width: usize) -> Vec<String> {
        let mut lines: Vec<String> =
            self.sentences().iter().flat_map(|sentence| wrap(sentence, width)).collect();
        if let Some(notice) = &self.notice {
            lines.extend(self.notice_text(notice.tone, &notice.text, width));
        }
        let mut keys = self.following_keys(width);
        keys.pop();
        lines.extend(keys);
        if lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }

    /// What is to be said for as long as it is so, the latest notice apart.
    pub fn sentences(&self) -> Vec<String> {
        let mut told = Vec::new();
        if let Line::Down(why) = &self.line {
            told.push(self.speech.say_with("link-down", &[("why", why)]));
        } else if let Some(why) = &self.desk.read_only {
            let why = self.speech.cause(why);
            told.push(self.speech.say_with("desk-read-only", &[("why", &why)]));
        } else if self.me.role == Role::Administrator {
            // For who can do something about it; the work of the others goes on as ever.
            let lost = self.desk.mirror_lost.as_ref().map(|_| "desk-mirror-lost");
            let open = self.desk.open_to_others.as_ref().map(|_| "desk-open-to-others");
            let looks = self.desk.looks_lost.as_ref().map(|_| "desk-looks-lost");
            let metrics = self.desk.metrics_lost.as_ref().map(|_| "desk-metrics-lost");
            let trouble = open.into_iter().chain(lost).chain(looks).chain(metrics);
            told.extend(trouble.map(|key| self.speech.say(key)));
        }
        let sentences = [
            self.offer_sentence(),
            self.word_sentence(),
            self.resumed_sentence(),
            self.twin_sentence(),
            self.promise_sentence(),
            self.import_sentence(),
            self.what_if_sentence(),
            self.weights_sentence(),
            self.sending_sentence(),
        ];
        told.extend(sentences.into_iter().flatten());
        told
    }

    /// What may follow the keys pressed so far, on as many lines as it takes.
    fn following_keys(&self, width: usize) -> Vec<String> {
        if self.pressed.is_empty() {
            return Vec::new();
        }
        let Resolved::Wait(hints) = self.keymap.resolve(self.context(), &self.pressed) else {
            return Vec::new();
        };
        let keys: Vec<String> = self.pressed.iter().map(ToString::to_string).collect();
        let named = |hint: &super::keymap::Hint| {
            format!("{} {}", hint.keys, self.speech.say(&hint.action.hint_key()))
        };
        let mut parts = vec![format!("{}:", keys.join(" "))];
        parts.extend(hints.iter().filter(|hint| self.may(hint.action)).map(named));
        flow(&parts, width)
    }

    /// A notice; what was done has the key that takes it back at its right.
    fn notice_text(&self, tone: Tone, text: &str, width: usize) -> Vec<String> {
        let undo = match tone {
            Tone::Done if !matches!(self.context(), Context::Form | Context::Asking) => {
                let key = self.key(Action::Undo);
                format!("{key} {}", self.speech.say(&Action::Undo.hint_key()))
            }
            Tone::Done | Tone::News | Tone::No => String::new(),
        };
        let lines = wrap(text, width);
        let fits = |line: &String| {
            super::widget::columns::cut(line, width.saturating_sub(undo.len() + 2)) == *line
        };
        match &lines[..] {
            [only] if !undo.is_empty() && fits(only) => vec![ends(only, &undo, width)],
            _ => lines,
        }
    }

    /// The announced call, with the key that takes it here.
    pub fn offer_sentence(&self) -> Option<String> {
        let offer = self.offers.first()?;
        let typing = self.context().keeps_keys();
        let context = if typing { self.context() } else { Context::Offer };
        let key = |action: Action| {
            self.keymap.key_of(action, context).unwrap_or_else(|| self.key(action))
        };
        let (accept, decline) = (key(Action::AcceptOffer), key(Action::DeclineOffer));
        let number = if offer.number.is_empty() {
            self.speech.say("offer-no-number")
        } else {
            cut(&offer.number, 24)
        };
        let who = match (&offer.label, offer.matches) {
            (label, 0 | 1) if !label.is_empty() => cut(label, 30),
            (_, 0 | 1) => self.speech.say("offer-nobody"),
            (_, matches) => self.speech.say_count("offer-many", u64::from(matches), &[]),
        };
        let more = self.offers.len() - 1;
        let values =
            [("number", &*number), ("who", &*who), ("accept", &*accept), ("decline", &*decline)];
        // While something is typed no key hides it: Esc is the form's.
        let sentence = if typing { "offer-ring-typing" } else { "offer-ring" };
        let mut text = self.speech.say_with(sentence, &values);
        if more > 0 {
            text += " ";
            text += &self.speech.say_count("offer-more", more as u64, &[]);
        }
        Some(text)
    }

    /// What a ticket is seen with.
    pub fn seen(&self) -> pane::queue::Seen<'_> {
        pane::queue::Seen {
            now: self.now,
            me: &self.me.name,
            codes: &self.settings.codes,
            followed: &self.settings.followed,
            speech: &self.speech,
        }
    }

    /// The record of the customer at hand, when that is what is shown.
    pub fn hand_record(&self, of: super::detail::Showing) -> Option<&crate::domain::Customer> {
        let hand = self.hand.as_ref()?;
        let shown = of == super::detail::Showing::Card(hand.id);
        hand.customer.as_deref().filter(|_| shown)
    }
}

/// Puts the hardware cursor at a column and row of an area.
pub fn point(frame: &mut Frame, area: Rect, (column, row): (u16, u16)) {
    if area.width > 0 && area.height > 0 {
        let (x, y) = (area.x + column.min(area.width - 1), area.y + row.min(area.height - 1));
        frame.cursor = Position::new(x, y);
    }
}
