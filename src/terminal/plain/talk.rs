//! The conversation in lines: what was typed is taken to the same model that the screen shows, and
//! what has changed there is told. Never any I/O, never a clock, never a rule of the desk.

use std::collections::VecDeque;

use super::lists::Listed;
use super::tell::Seen;
use crate::domain::At;
use crate::terminal::inbox::{Effect, Input};
use crate::terminal::model::{Focus, Model};
use crate::terminal::notice::{Notice, Tone};
use crate::terminal::sheet::Stage;
use crate::terminal::update::update;
use crate::wire::{Reply, Request};

/// Milliseconds after which the next line is taken although the desk owes an answer: nobody is
/// locked in by one that does not come.
const PATIENCE: i64 = 10_000;

/// The conversation.
pub struct Talk {
    /// The same state that the screen shows.
    pub model: Model,
    /// Who types.
    pub(super) typist: Typist,
    /// Lines that are not dealt with yet.
    pub(super) heard: VecDeque<Heard>,
    /// The rest of a line whose first words have led to a question: its answers.
    pub(super) rest: String,
    /// The lines of a note of which more follow.
    pub(super) note: Vec<String>,
    /// What the numbers of the last list stand for.
    pub(super) listed: Listed,
    /// Where the next line goes that is no command.
    pub(super) asking: Asking,
    /// Somebody is looked for, and what follows is decided by who is found.
    pub(super) finding: bool,
    /// The list that was asked for, to be told although it is the same.
    pub(super) wanted: Option<Wanted>,
    /// What was told last.
    pub(super) seen: Option<Seen>,
    /// What is to be told.
    said: Vec<String>,
    sentences: Vec<String>,
    notice: Option<Notice>,
    /// The announced call that was told last.
    offered: Option<String>,
    effects: Vec<Effect>,
    /// A command went out: what it has touched is asked for again before anything else.
    ran: bool,
    /// Since when an answer is waited for.
    since: Option<At>,
    /// Whether a line is being dealt with: what changes meanwhile is the person's own doing.
    pub(super) own: bool,
    /// Whether anything typed was refused or not understood.
    pub(super) refused: bool,
    /// Whether the rest of a line answers what is asked.
    pub(super) feeding: bool,
    /// Whether the form on its way to the desk was filled in by it.
    pub(super) fed: bool,
    /// Whether it was said what a line does in a form.
    pub(super) explained: bool,
}

/// Who types the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typist {
    /// Somebody who reads what comes of each before the next.
    Person,
    /// A program that does not.
    Program,
}

/// A line, or that there are no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A line.
    Line(String),
    /// The end.
    End,
}

/// Where a line goes that is no command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// It is a command.
    Nothing,
    /// Who or what is looked for.
    Find,
    /// By what the list is narrowed.
    Filter,
}

/// What is told although it may be the same as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Who was found.
    Found,
    /// The time line.
    History,
    /// The queue.
    Queue,
    /// What goes on after the rows told last.
    More,
    /// The selected row.
    Row,
    /// What is opened.
    Opened,
    /// Where one is.
    Where,
}

/// What is asked when a line may be typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prompt {
    /// Before the line.
    pub text: String,
    /// Whether it is a question, or only says that one may type.
    pub kind: Asks,
}

/// Of which kind a prompt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Anything may be said.
    Anything,
    /// A question is to be answered.
    Question,
}

impl Talk {
    /// Begins a conversation about a model.
    pub fn new(model: Model, typist: Typist) -> Talk {
        Talk {
            model,
            typist,
            heard: VecDeque::new(),
            rest: String::new(),
            note: Vec::new(),
            listed: Listed::default(),
            asking: Asking::Nothing,
            finding: false,
            wanted: None,
            seen: None,
            said: Vec::new(),
            sentences: Vec::new(),
            notice: None,
            offered: None,
            effects: Vec::new(),
            ran: false,
            since: None,
            own: false,
            refused: false,
            feeding: false,
            fed: false,
            explained: false,
        }
    }

    /// Takes one input in; gives what is to be done outside, in order.
    pub fn take(&mut self, input: Input, now: At) -> Vec<Effect> {
        match input {
            Input::Line(line) => self.heard.push_back(Heard::Line(line)),
            Input::End => self.heard.push_back(Heard::End),
            other => {
                let is_refusal = matches!(&other, Input::Reply(reply)
                    if matches!(**reply, Reply::Refused { .. } | Reply::Trouble { .. }));
                self.refused |= is_refusal;
                self.step(other, now);
                if is_refusal && self.is_filling() && std::mem::take(&mut self.fed) {
                    self.leave_begun();
                    self.step(Input::Tick, now);
                }
            }
        }
        self.go_on(now);
        std::mem::take(&mut self.effects)
    }

    /// What is to be told; nobody is told it twice.
    pub fn said(&mut self) -> Vec<String> {
        std::mem::take(&mut self.said)
    }

    /// Lines that wait to be dealt with.
    pub fn waiting(&self) -> usize {
        self.heard.len()
    }

    /// Whether anything typed was refused or not understood.
    pub const fn was_refused(&self) -> bool {
        self.refused
    }

    /// Tells whether the next line can be typed: nothing is waited for.
    pub fn is_idle(&self, now: At) -> bool {
        self.seen.is_some() && self.heard.is_empty() && !self.waits_at(now)
    }

    /// When the next line is taken whether the desk has answered or not.
    pub fn wake_at(&self) -> Option<At> {
        self.since.map(|since| since.plus(PATIENCE))
    }

    /// Tells one line, or several.
    pub(super) fn tell(&mut self, text: impl Into<String>) {
        self.said.push(text.into());
    }

    /// Tells a sentence.
    pub(super) fn say(&mut self, key: &str) {
        self.say_with(key, &[]);
    }

    /// Tells a sentence with values.
    pub(super) fn say_with(&mut self, key: &str, values: &[(&str, &str)]) {
        let text = self.model.speech.say_with(key, values);
        self.tell(text);
    }

    /// Tells why something typed leads nowhere; what was to follow it is forgotten.
    pub(super) fn no(&mut self, key: &str, values: &[(&str, &str)]) {
        self.refused = true;
        self.rest.clear();
        self.say_with(key, values);
    }

    /// Gives the model something to do and takes down what it wants done.
    fn step(&mut self, input: Input, now: At) {
        for effect in update(&mut self.model, input, now) {
            match effect {
                // There is no clipboard to reach without an escape sequence: it is read out.
                Effect::Copy(text) => {
                    self.model.notice = None;
                    self.said.extend(text.lines().map(str::to_owned));
                }
                Effect::Redraw => {}
                Effect::Say(request) => {
                    self.ran |= matches!(*request, Request::Command { .. });
                    self.effects.push(Effect::Say(request));
                }
                other => self.effects.push(other),
            }
        }
        self.tell_notices();
    }

    /// Tells what the screen has in its notice lines, once each.
    fn tell_notices(&mut self) {
        let sentences = self.model.sentences();
        let sending = self.model.sending_sentence();
        let fresh = sentences.iter().filter(|one| !self.sentences.contains(one));
        // A call is announced once, whatever is being typed when it would be said otherwise.
        let offer = self.model.offer_sentence();
        let rings = self.model.offers.first().map(|offer| offer.call_id.clone());
        let known = rings == self.offered;
        let fresh = fresh.filter(|one| Some(*one) != sending.as_ref());
        let fresh = fresh.filter(|one| !known || Some(*one) != offer.as_ref());
        self.said.extend(fresh.cloned());
        self.offered = rings;
        self.sentences = sentences;
        let Some(notice) = self.model.notice.clone() else { return };
        if self.notice.as_ref() == Some(&notice) {
            return;
        }
        self.refused |= notice.tone == Tone::No && self.is_dead_end(&notice.text);
        self.said.push(notice.text.clone());
        // What was done stays: it is what `undo` takes back at once.
        if notice.tone != Tone::Done {
            self.model.notice = None;
        }
        self.notice = self.model.notice.clone();
    }

    fn is_dead_end(&self, text: &str) -> bool {
        let ends = ["notice-no-customer", "notice-nothing-selected"];
        let is_end = |key: &&str| self.model.speech.say(key) == text;
        ends.iter().any(is_end) || self.model.no_ticket() == text
    }

    /// Goes on as far as it goes without another answer.
    fn go_on(&mut self, now: At) {
        loop {
            if self.waits_at(now) {
                self.since.get_or_insert(now);
                return;
            }
            self.since = None;
            if std::mem::take(&mut self.ran) && self.model.is_up() {
                self.ask_again();
            } else if self.finding {
                self.found();
            } else if !self.rest.is_empty() {
                // What it answers is not asked aloud.
                self.feed();
            } else {
                self.tell_changes();
                if let Some(heard) = self.heard.pop_front() {
                    self.own = true;
                    self.model.notice_read();
                    self.model.word_read();
                    match heard {
                        Heard::Line(line) => self.line(&line),
                        Heard::End => {
                            self.model.keep_sheet();
                            self.model.leave_home();
                            return self.step(Input::Tick, now);
                        }
                    }
                } else {
                    self.own = false;
                    return;
                }
            }
            self.step(Input::Tick, now);
        }
    }

    /// Tells whether an answer is waited for that decides what comes next.
    fn waits_at(&self, now: At) -> bool {
        let model = &self.model;
        let patient = self.since.is_none_or(|since| now.0 - since.0 < PATIENCE);
        let opening = self.seen.is_none() && !model.is_furnished();
        model.is_up() && patient && (!model.post.is_empty() || opening)
    }

    /// What a command may have changed is asked for before the next line is about it.
    fn ask_again(&mut self) {
        self.model.ask_hand();
        self.model.ask_detail();
        if self.model.queue.follows() {
            self.model.queue.ask.now();
        }
    }

    /// Tells whether something is asked that can be given up.
    pub fn has_begun(&self) -> bool {
        let asks = self.model.over.is_some() || self.asking != Asking::Nothing;
        asks || self.is_filling() || self.is_rating()
    }

    /// Tells whether a form takes the next line.
    pub(super) fn is_filling(&self) -> bool {
        self.model.over.is_none() && self.model.sheet.is_some()
    }

    /// Tells whether the form on show is on its way to the desk.
    pub(super) fn is_sending(&self) -> bool {
        self.model.sheet.as_ref().is_some_and(|sheet| sheet.stage == Stage::Sending)
    }

    /// Tells whether the scores of a rating are being asked.
    pub(super) fn is_rating(&self) -> bool {
        use crate::terminal::pane::rating::Stage as Scores;
        let model = &self.model;
        let asks = model.focus == Focus::Rating && model.rating.stage == Scores::Asking;
        asks && model.over.is_none() && model.sheet.is_none() && model.hand.is_some()
    }

    /// What is asked now.
    pub fn prompt(&self) -> Prompt {
        let question = |text: String| Prompt { text, kind: Asks::Question };
        let speech = &self.model.speech;
        if self.model.over.is_some() {
            return question(format!("{}: ", speech.say("plain-choose")));
        }
        if self.is_filling() {
            return question(self.field_prompt());
        }
        match self.asking {
            Asking::Find => return question(format!("{}: ", speech.say("pane-find"))),
            Asking::Filter => return question(format!("{}: ", speech.say("pane-filter"))),
            Asking::Nothing => {}
        }
        if self.is_rating() {
            return question(self.score_prompt());
        }
        let hand = Some(self.model.hand_label()).filter(|label| !label.is_empty());
        let ticket = self.model.selected_ticket().map(|ticket| ticket.to_string());
        let parts: Vec<String> = hand.into_iter().chain(ticket).collect();
        Prompt { text: format!("{}> ", parts.join(", ")), kind: Asks::Anything }
    }
}
