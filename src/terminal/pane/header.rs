//! The top line: who is here, in which state, and how the queue stands. Never more than a line.

use crate::domain::At;
use crate::terminal::model::{Line, Model};
use crate::wire::DeskKind;

/// Left and right part of the line.
pub fn parts(model: &Model) -> (String, String) {
    (left(model), right(model))
}

fn left(model: &Model) -> String {
    let speech = &model.speech;
    let mut left = format!("sigap  {}", model.me.name);
    let state = speech.word("state", model.me.state.word());
    let since = speech.clock(model.me.since);
    let key = if model.me.since == At::default() { "head-state" } else { "head-state-since" };
    left += "  ";
    left += &speech.say_with(key, &[("state", &state), ("time", &since)]);
    if !model.me.reason.is_empty() {
        left += &format!(" ({})", model.me.reason);
    }
    if model.desk.kind == DeskKind::Throwaway {
        left += "  ";
        left += &speech.say("head-throwaway");
    }
    left
}

fn right(model: &Model) -> String {
    let speech = &model.speech;
    if let Line::Down(_) = model.line {
        return speech.say("head-no-desk");
    }
    let Some(page) = &model.queue.page else { return String::new() };
    let mut right = speech.say_with("head-queue", &[("count", &speech.number(page.open))]);
    right += "  ";
    right += &speech.say_with("head-breached", &[("count", &speech.number(page.breached))]);
    if let Some(oldest) = page.oldest {
        let span = speech.span(model.now.0 - oldest.0);
        right += "  ";
        right += &speech.say_with("head-oldest", &[("span", &span)]);
    }
    right
}
