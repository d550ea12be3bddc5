//! The top line: who is here, in which state, and how the queue stands. Never more than a line, and
//! never half a word: what does not fit is left out, the least telling first.

use unicode_width::UnicodeWidthStr;

use crate::domain::At;
use crate::terminal::model::{Line, Model};
use crate::terminal::widget::columns::ends;
use crate::wire::DeskKind;

/// The line, at most `width` columns.
pub fn line(model: &Model, width: usize) -> String {
    let (mut left, mut right) = (left(model), right(model));
    let columns = |parts: &[String]| parts.join("  ").width();
    while columns(&left) + columns(&right) + 2 > width && left.len() + right.len() > 2 {
        // The oldest ticket, the sample desk, since when, the name of the program: in this order.
        if right.len() > 2 || left.len() == 1 {
            right.pop();
        } else if left.len() > 2 {
            left.pop();
        } else {
            left.remove(0);
        }
    }
    ends(&left.join("  "), &right.join("  "), width)
}

fn left(model: &Model) -> Vec<String> {
    let speech = &model.speech;
    let state = speech.word("state", model.me.state.word());
    let since = speech.clock(model.me.since);
    let key = if model.me.since == At::default() { "head-state" } else { "head-state-since" };
    let mut state = speech.say_with(key, &[("state", &state), ("time", &since)]);
    if !model.me.reason.is_empty() {
        state += &format!(" ({})", model.me.reason);
    }
    let mut left = vec!["sigap".to_owned(), model.me.name.clone(), state];
    if model.desk.kind == DeskKind::Throwaway {
        left.push(speech.say("head-throwaway"));
    }
    left
}

fn right(model: &Model) -> Vec<String> {
    let speech = &model.speech;
    if let Line::Down(_) = model.line {
        return vec![speech.say("head-no-desk")];
    }
    let Some(page) = &model.queue.page else { return Vec::new() };
    let count = |key: &str, count: u64| speech.say_with(key, &[("count", &speech.number(count))]);
    let mut right = vec![count("head-queue", page.open), count("head-breached", page.breached)];
    if let Some(oldest) = page.oldest {
        let span = speech.span(model.now.0 - oldest.0);
        right.push(speech.say_with("head-oldest", &[("span", &span)]));
    }
    right
}
