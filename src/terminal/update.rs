//! One input in, the changed model and what is to be done out. Never any I/O, never a clock.

use super::action::Context;
use super::errand::Errand;
use super::inbox::{Child, Effect, Ending, Input};
use super::keymap::{Key, KeyPress, Resolved};
use super::model::{Focus, Line, Model};
use super::sheet::Stage;
use crate::domain::At;

/// Keys that are kept while an answer decides where they go: a paragraph typed ahead.
const HELD: usize = 2_000;

/// Takes one input in at the desk's time `now`; gives what is to be done outside, in order.
pub fn update(model: &mut Model, input: Input, now: At) -> Vec<Effect> {
    model.now = now;
    match input {
        Input::Key(_) | Input::Paste(_) => model.typed(input),
        Input::Resize { columns, lines } => model.size = (columns, lines),
        Input::Reply(reply) => model.heard(*reply),
        Input::Linked(welcome) => model.linked(&welcome),
        Input::Lost(lost) => model.lost(lost),
        // Lines are taken apart before they come here: see `plain`.
        // How many are late, and which, changes while nobody does anything.
        Input::Tick if model.queue.page.is_some() => model.queue.ask.aged(now),
        Input::Tick | Input::Shown | Input::Line(_) | Input::End => {}
        Input::Child(Child::Line(line)) => model.import_says(line),
        Input::Child(Child::Ended(Ending::Well)) => model.import_ended("load-done"),
        Input::Child(Child::Ended(Ending::Badly)) => model.import_failed(),
        Input::Stop => model.effects.push(Effect::Stop),
        Input::Leave | Input::Interrupt => {
            model.keep_sheet();
            model.effects.push(Effect::Leave);
        }
    }
    model.replay();
    model.keep_due();
    model.tell_due_calls();
    model.say_here();
    model.say_opened();
    model.side_follows();
    model.board_follows();
    model.ask_due();
    model.settle();
    std::mem::take(&mut model.effects)
}

impl Model {
    /// Where a key is pressed.
    pub fn context(&self) -> Context {
        if self.over.is_some() {
            return Context::List;
        }
        if self.is_asking() {
            return Context::Asking;
        }
        if self.sheet.is_some() {
            return Context::Form;
        }
        if self.board.is_some() {
            return Context::Wallboard;
        }
        if self.detail.is_some() && self.focus != Focus::Rating {
            return Context::Detail;
        }
        if self.is_filtering() {
            return Context::FilterBox;
        }
        match self.focus {
            Focus::Find if self.find.typing => Context::FindBox,
            Focus::Find => Context::Find,
            Focus::History => Context::History,
            Focus::Queue => Context::Queue,
            Focus::Rating => Context::Rating,
        }
    }

    /// Tells whether what is typed must wait for an answer that decides where it goes.
    fn is_holding(&self) -> bool {
        let saving = self.sheet.as_ref().is_some_and(|sheet| sheet.stage == Stage::Sending);
        // The next step back depends on what this one took back.
        let undoing = self.is_up() && self.post.is_running(|errand| *errand == Errand::Undo);
        // So do they on whether the call is theirs.
        let taking = self.is_up() && self.taking.is_some();
        let awaiting = self.chosen.awaited.is_some() || self.chosen.weighing.is_some();
        let opening = self.is_up() && awaiting;
        saving || undoing || taking || opening || self.find.open_when_there
    }

    /// Something is typed. Esc always gets through, and while the desk is away so does Ctrl-C:
    /// nobody is locked in by an answer that does not come.
    fn typed(&mut self, input: Input) {
        let through = is(&input, Key::Esc, Held::Nothing)
            || !self.is_up() && is(&input, Key::Char('c'), Held::Ctrl);
        if self.is_holding() && !through {
            if self.held.len() < HELD {
                self.held.push_back(input);
            } else {
                self.say("notice-too-much-ahead");
            }
            return;
        }
        self.notice_read();
        // Esc takes away what everybody was told, and nothing else with it.
        if is(&input, Key::Esc, Held::Nothing) && self.word.take().is_some() {
            return;
        }
        self.word_read();
        let command = !self.context().takes_text();
        self.pressed_at = self.now;
        let typed = match &input {
            Input::Key(press) => press.typed().is_some_and(char::is_alphabetic),
            _ => false,
        };
        match input {
            Input::Key(press) => self.press(press),
            Input::Paste(text) => self.paste(&text),
            _ => {}
        }
        self.lettered = if command && typed { self.now } else { At::default() };
    }

    /// What was held goes where the answer has led.
    fn replay(&mut self) {
        while !self.is_holding() {
            let Some(input) = self.held.pop_front() else { return };
            self.typed(input);
        }
    }

    /// A key that nothing holds back.
    pub fn press(&mut self, press: KeyPress) {
        let context = self.context();
        if !context.keeps_keys() && self.pressed.is_empty() && !self.offers.is_empty() {
            let offered = self.keymap.resolve(Context::Offer, &[press]);
            if let Resolved::Action(action) = offered {
                return self.act(action, press);
            }
        }
        if self.pressed.is_empty() && self.types_on(press) {
            return;
        }
        self.pressed.push(press);
        match self.keymap.resolve(context, &self.pressed) {
            Resolved::Action(action) => {
                self.pressed.clear();
                self.act(action, press);
            }
            Resolved::Wait(_) => {}
            Resolved::Nothing => {
                let pressed = std::mem::take(&mut self.pressed);
                if pressed.len() == 1 || context.takes_text() {
                    pressed.into_iter().for_each(|press| self.text_key(press));
                } else {
                    let keys = pressed.iter().map(KeyPress::to_string).collect::<Vec<_>>();
                    self.say_with("notice-no-such-keys", &[("keys", &keys.join(" "))]);
                }
            }
        }
    }

    /// A key that is bound to nothing: text where text is typed, else a word of help.
    fn text_key(&mut self, press: KeyPress) {
        match self.context() {
            Context::List => self.over_key(press),
            Context::Form => self.sheet_key(press),
            Context::FindBox => self.find_key(press),
            Context::FilterBox => self.filter_key(press),
            Context::Everywhere
            | Context::Offer
            | Context::Find
            | Context::History
            | Context::Queue
            | Context::Rating
            | Context::Asking
            | Context::Detail
            | Context::Wallboard => {
                let help = self.key(super::action::Action::Help);
                let keys = press.to_string();
                self.say_with("notice-no-such-key", &[("keys", &keys), ("help", &help)]);
            }
        }
    }

    /// Pasted text is one edit; outside a text field it goes to Find, never to commands.
    fn paste(&mut self, text: &str) {
        self.pressed.clear();
        match self.context() {
            Context::List => self.over_paste(text),
            Context::Form => self.sheet_paste(text),
            // Nobody has said what is pasted.
            Context::Asking => {}
            Context::FilterBox => self.filter_paste(text),
            Context::FindBox => {
                self.find.edit.paste(text);
                self.find.typed();
            }
            Context::Everywhere
            | Context::Offer
            | Context::Find
            | Context::History
            | Context::Queue
            | Context::Rating
            | Context::Detail
            | Context::Wallboard => {
                self.board = None;
                self.find_text(text);
            }
        }
    }

    /// Clears what was held: the screen it was meant for did not come.
    pub fn forget_held(&mut self) {
        self.held.clear();
    }

    /// Tells whether requests can be answered now.
    pub fn is_up(&self) -> bool {
        self.line == Line::Up
    }
}

/// What is held down with a key.
#[derive(Clone, Copy)]
enum Held {
    Nothing,
    Ctrl,
}

fn is(input: &Input, key: Key, held: Held) -> bool {
    let wanted = match held {
        Held::Nothing => KeyPress::plain(key),
        Held::Ctrl => KeyPress::ctrl(key),
    };
    matches!(input, Input::Key(press) if *press == wanted)
}
