//! The last line of the screen: the most useful keys of a place, as many as fit. Never a word cut
//! in two, never wider than the screen.

use unicode_width::UnicodeWidthStr;

use super::Keymap;
use crate::speech::Speech;
use crate::terminal::action::{Action, Context};

/// Shown in every place with a list, because all the rest is found through them. In a text field
/// the few keys of the field come first.
const ALWAYS: [Action; 2] = [Action::Palette, Action::Help];
/// Below this many columns each hint is one word, one blank apart, and commands are found by help
/// alone: a call's own keys come first.
const NARROW: usize = 60;

/// The hint line of a place and what it offers there, most useful first; at most `width` columns,
/// of what the person may do.
pub fn hint_line(
    keymap: &Keymap,
    (context, offered): (Context, &[Action]),
    width: usize,
    speech: &Speech,
    may: &dyn Fn(Action) -> bool,
) -> String {
    if is_numbered(keymap, context) {
        return numbered(keymap, context, width, speech, may);
    }
    line(keymap, (context, offered, &ALWAYS), width, speech, may)
}

/// The hint line of the four panes: what helps comes first and has the same room in each of them,
/// so that a few letters are sent to who goes from one to the next, and not a line. Where letters
/// are text it is the key after which they are what the line says.
pub fn pane_hints(
    keymap: &Keymap,
    (context, offered): (Context, &[Action]),
    width: usize,
    speech: &Speech,
    may: &dyn Fn(Action) -> bool,
) -> String {
    let help = |context| hint(keymap, Action::Help, context, speech).unwrap_or_default();
    let back = keymap.key_of(Action::Back, Context::FindBox).unwrap_or_default();
    let after = speech.say_with("hint-after", &[("key", &back)]);
    let firsts = [help(Context::Find), help(Context::Rating), after];
    let room = firsts.iter().map(|first| first.width()).max().unwrap_or(0);
    let gap = if width < NARROW { 1 } else { 2 };
    let first = if context.takes_text() { &firsts[2] } else { &help(context) };
    let place = if context.takes_text() { Context::Find } else { context };
    let Some(left) = width.checked_sub(room + gap).filter(|_| !is_numbered(keymap, place)) else {
        return hint_line(keymap, (context, offered), width, speech, may);
    };
    let rest = line(keymap, (place, offered, &[Action::Palette]), left, speech, may);
    format!("{first}{}{rest}", " ".repeat(room + gap - first.width()))
}

fn is_numbered(keymap: &Keymap, context: Context) -> bool {
    !keymap.hints.is_empty() && !context.takes_text() && context != Context::Offer
}

fn line(
    keymap: &Keymap,
    (context, offered, always): (Context, &[Action], &[Action]),
    width: usize,
    speech: &Speech,
    may: &dyn Fn(Action) -> bool,
) -> String {
    let wanted = offered.iter().chain(always).copied().filter(|action| may(*action));
    let mut seen: Vec<Action> = Vec::new();
    let mut hints: Vec<(Action, String)> = Vec::new();
    for action in wanted {
        if seen.contains(&action) || context == Context::Offer && always.contains(&action) {
            continue;
        }
        seen.push(action);
        hints.extend(hint(keymap, action, context, speech).map(|text| (action, text)));
    }
    if context.takes_text() {
        return fit(hints, &[], width, 2);
    }
    if width < NARROW {
        hints.retain(|(action, _)| *action != Action::Palette);
        hints.iter_mut().for_each(|(_, text)| *text = two_words(text));
        return fit(hints, always, width, 1);
    }
    fit(hints, always, width, 2)
}

/// The same where other keys than the place's come first; each with the key of its words. What
/// does it and what leaves it have room before any other.
pub fn hint_line_of(
    keymap: &Keymap,
    (context, offered): (Context, &[(Action, &str)]),
    width: usize,
    speech: &Speech,
    may: &dyn Fn(Action) -> bool,
) -> String {
    let known = offered.iter().filter(|(action, _)| may(*action));
    let mut hints: Vec<(Action, String)> = known
        .filter_map(|(action, words)| {
            let key = keymap.key_of(*action, context)?;
            Some((*action, format!("{key} {}", speech.say(words))))
        })
        .collect();
    let gap = if width < NARROW && !context.takes_text() { 1 } else { 2 };
    if gap == 1 {
        hints.iter_mut().for_each(|(_, text)| *text = two_words(text));
    }
    fit(hints, &[Action::Open, Action::Back], width, gap)
}

/// A key with the first word of what it does.
fn two_words(hint: &str) -> String {
    hint.split(' ').take(2).collect::<Vec<_>>().join(" ")
}

/// `t take`, when the action has a key here.
fn hint(keymap: &Keymap, action: Action, context: Context, speech: &Speech) -> Option<String> {
    let key = keymap.key_of(action, context)?;
    Some(format!("{key} {}", speech.say(&action.hint_key())))
}

/// As many hints as fit, `gap` blanks apart: the reserved ones first, then in order; shown in
/// order.
fn fit(hints: Vec<(Action, String)>, reserved: &[Action], width: usize, gap: usize) -> String {
    let cost = |text: &String| text.width() + gap;
    // The first hint has no gap before it.
    let mut left = width + gap;
    let mut kept = vec![false; hints.len()];
    for turn in [true, false] {
        for (at, (action, text)) in hints.iter().enumerate() {
            if reserved.contains(action) == turn && cost(text) <= left {
                kept[at] = true;
                left -= cost(text);
            }
        }
    }
    let shown = hints.into_iter().zip(kept).filter(|(_, kept)| *kept);
    shown.map(|((_, text), _)| text).collect::<Vec<_>>().join(&" ".repeat(gap))
}

/// The hints that a key file asks for, as on a 3270: `F1 keys  F2 find` where there is room, else
/// `1Keys 2Find`, one word each, else as many of these as fit.
fn numbered(
    keymap: &Keymap,
    context: Context,
    width: usize,
    speech: &Speech,
    may: &dyn Fn(Action) -> bool,
) -> String {
    let hints: Vec<(String, String)> = keymap
        .hints
        .iter()
        .filter(|action| may(**action))
        .filter_map(|action| {
            let key = keymap.key_of(*action, context)?;
            Some((key, speech.say(&action.hint_key())))
        })
        .collect();
    let roomy: Vec<String> = hints.iter().map(|(key, word)| format!("{key} {word}")).collect();
    if roomy.join("  ").width() <= width {
        return roomy.join("  ");
    }
    let mut line = String::new();
    for (key, word) in hints {
        let number = key.strip_prefix('F').filter(|rest| !rest.is_empty()).unwrap_or(&key);
        let gap = if line.is_empty() { "" } else { " " };
        let next = format!("{gap}{number}{}", capital(&word));
        if line.width() + next.width() > width {
            break;
        }
        line += &next;
    }
    line
}

/// The first word, with a capital letter that sets it off from the number before it.
fn capital(words: &str) -> String {
    let mut letters = words.split_whitespace().next().unwrap_or(words).chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect::<String>())
}
