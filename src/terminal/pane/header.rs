//! The top line: who is here, in which state, and how the queue stands. Never more than a line, and
//! never half a word: what does not fit is left out, the least telling first.

use unicode_width::UnicodeWidthStr;

use crate::domain::{AgentState, At};
use crate::terminal::model::{Line, Model};
use crate::terminal::widget::columns::ends;
use crate::wire::DeskKind;

/// Steps in which the line is shortened: the oldest ticket goes, the sample desk, since when, the
/// name of the program, and the late ones last. Who is here and in which state is always told.
const STEPS: usize = 5;

/// The line, at most `width` columns.
pub fn line(model: &Model, width: usize) -> String {
    let columns = |parts: &[String]| parts.join("  ").width();
    let mut steps = (0..=STEPS).map(|step| (left(model, step), right(model, step)));
    let fits =
        |(left, right): &(Vec<String>, Vec<String>)| columns(left) + columns(right) + 2 <= width;
    let parts = steps.find(fits);
    let (left, right) = parts.unwrap_or_else(|| (left(model, STEPS), right(model, STEPS)));
    ends(&left.join("  "), &right.join("  "), width)
}

/// All of it, however long, for a line that nothing stands beside.
pub fn words(model: &Model) -> String {
    [left(model, 0), right(model, 0)].concat().join("  ")
}

fn left(model: &Model, step: usize) -> Vec<String> {
    let mut left = Vec::new();
    if step < 4 {
        left.push("sigap".to_owned());
    }
    left.push(model.me.name.clone());
    if model.only_reads() {
        left.push(model.speech.say("head-reads"));
        return left;
    }
    left.push(if step < 3 { state_since(model) } else { state(model) });
    if step < 2 && model.desk.kind == DeskKind::Throwaway {
        left.push(model.speech.say("head-throwaway"));
    }
    left
}

fn state(model: &Model) -> String {
    let word = model.speech.word("state", model.me.state.word());
    model.speech.say_with("head-state", &[("state", &word)])
}

fn state_since(model: &Model) -> String {
    let (speech, me) = (&model.speech, &model.me);
    let word = speech.word("state", me.state.word());
    let values = [("state", &*word), ("time", &*speech.clock(me.since))];
    let mut told = match (me.since == At::default(), me.state) {
        (true, _) => state(model),
        (false, AgentState::Ready) => speech.say_with("head-state-since", &values),
        // How long, in minutes: the line is drawn anew with the clock's minute and not between.
        (false, AgentState::OnCall | AgentState::WrapUp | AgentState::Break | AgentState::Away) => {
            format!("{} {}", state(model), speech.span(model.now.0 - me.since.0))
        }
    };
    let reason = speech.reason(me.state, &me.reason, &model.settings.codes);
    let by = Some(&me.by).filter(|by| !by.is_empty());
    let by = by.map(|by| speech.say_with("head-state-by", &[("by", by)]));
    let why = by.unwrap_or(reason);
    if !why.is_empty() {
        told += &format!(" ({why})");
    }
    told
}

fn right(model: &Model, step: usize) -> Vec<String> {
    let speech = &model.speech;
    if let Line::Down(_) = model.line {
        return vec![speech.say("head-no-desk")];
    }
    let Some(page) = &model.queue.page else { return Vec::new() };
    let count = |key: &str, count: u64| speech.say_with(key, &[("count", &speech.number(count))]);
    let mut right = vec![count("head-queue", page.open), count("head-breached", page.breached)];
    let due = model.due_calls().count() as u64;
    if due > 0 {
        right.push(count("head-due-calls", due));
    }
    let kept = right.len();
    if let Some(oldest) = page.oldest {
        let span = speech.span(model.now.0 - oldest.0);
        right.push(speech.say_with("head-oldest", &[("span", &span)]));
    }
    right.truncate(match step {
        0 => right.len(),
        1..STEPS => kept,
        _ => 1,
    });
    right
}
