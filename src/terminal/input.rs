//! Terminal events turned into presses of keys, whatever the terminal sends for them. Never a
//! decision about what a key does.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::inbox::Input;
use super::keymap::{Key, KeyPress};

/// What a terminal event means to sigap: nothing, one input, or two.
///
/// Two come from Alt with a letter: over a slow line that is Esc and then the letter in one
/// packet, and sigap never needs Alt, so that neither of the two presses is lost.
pub fn inputs(event: Event) -> impl Iterator<Item = Input> {
    let (first, second) = match event {
        Event::Key(key) => {
            let (before, press) = presses(key);
            (before.map(Input::Key), press.map(Input::Key))
        }
        Event::Paste(text) => (None, Some(Input::Paste(text))),
        Event::Resize(columns, lines) => (None, Some(Input::Resize { columns, lines })),
        Event::Mouse(_) | Event::FocusGained | Event::FocusLost => (None, None),
    };
    first.into_iter().chain(second)
}

fn presses(event: KeyEvent) -> (Option<KeyPress>, Option<KeyPress>) {
    // Only terminals with the newer keyboard protocol send releases.
    if event.kind == KeyEventKind::Release {
        return (None, None);
    }
    let Some(press) = press(event.code, event.modifiers) else { return (None, None) };
    let alt = event.modifiers.contains(KeyModifiers::ALT) && matches!(press.key, Key::Char(_));
    (alt.then_some(KeyPress::plain(Key::Esc)), Some(press))
}

fn press(code: KeyCode, held: KeyModifiers) -> Option<KeyPress> {
    let mut ctrl = held.contains(KeyModifiers::CONTROL);
    let mut shift = held.contains(KeyModifiers::SHIFT);
    let key = match code {
        KeyCode::Char(c) => {
            shift = false;
            let key = if ctrl { with_ctrl(c) } else { alone(c) };
            ctrl = ctrl && matches!(key, Key::Char(_));
            key
        }
        KeyCode::F(number) => Key::F(number),
        KeyCode::Enter => {
            (ctrl, shift) = (false, false);
            Key::Enter
        }
        KeyCode::Esc => {
            (ctrl, shift) = (false, false);
            Key::Esc
        }
        KeyCode::Tab => {
            ctrl = false;
            Key::Tab
        }
        KeyCode::BackTab => {
            (ctrl, shift) = (false, true);
            Key::Tab
        }
        KeyCode::Backspace => {
            (ctrl, shift) = (false, false);
            Key::Backspace
        }
        KeyCode::Delete => Key::Delete,
        KeyCode::Insert => Key::Insert,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        // The middle key of a keypad without NumLock does nothing anywhere.
        KeyCode::KeypadBegin
        | KeyCode::Null
        | KeyCode::CapsLock
        | KeyCode::ScrollLock
        | KeyCode::NumLock
        | KeyCode::PrintScreen
        | KeyCode::Pause
        | KeyCode::Menu
        | KeyCode::Media(_)
        | KeyCode::Modifier(_) => return None,
    };
    Some(KeyPress { key, ctrl, shift })
}

/// Ctrl with some letters is another key with a name of its own.
fn with_ctrl(c: char) -> Key {
    match c.to_ascii_lowercase() {
        // `^H`: what many terminals send for Backspace.
        'h' => Key::Backspace,
        'i' => Key::Tab,
        'm' => Key::Enter,
        '[' => Key::Esc,
        c => alone(c),
    }
}

fn alone(c: char) -> Key {
    match c {
        '\u{8}' | '\u{7f}' => Key::Backspace,
        '\t' => Key::Tab,
        '\r' => Key::Enter,
        '\u{1b}' => Key::Esc,
        c => Key::Char(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(event: Event) -> String {
        let text = |input| match input {
            Input::Key(press) => press.to_string(),
            other => format!("{other:?}"),
        };
        inputs(event).map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_press_means_the_same_whatever_the_terminal_sends_for_it() {
        use KeyCode as C;
        let (none, ctrl, shift, alt) =
            (KeyModifiers::NONE, KeyModifiers::CONTROL, KeyModifiers::SHIFT, KeyModifiers::ALT);
        for (code, held, wanted) in [
            (C::Char('t'), none, "t"),
            (C::Char('T'), shift, "T"),
            (C::Char('T'), none, "T"),
            (C::Char('t'), ctrl, "Ctrl-T"),
            (C::Char('T'), ctrl | shift, "Ctrl-T"),
            (C::Char('j'), ctrl, "Ctrl-J"),
            (C::Char('h'), ctrl, "Backspace"),
            (C::Backspace, none, "Backspace"),
            (C::Backspace, ctrl, "Backspace"),
            (C::Enter, none, "Enter"),
            (C::Enter, shift, "Enter"),
            (C::Char('m'), ctrl, "Enter"),
            (C::BackTab, shift, "Shift-Tab"),
            (C::BackTab, none, "Shift-Tab"),
            (C::Tab, shift, "Shift-Tab"),
            (C::Left, ctrl, "Ctrl-Left"),
            (C::Left, alt, "Left"),
            (C::F(2), none, "F2"),
            (C::F(2), shift, "Shift-F2"),
            (C::Char('x'), alt, "Esc x"),
            (C::Char(' '), none, "Space"),
            (C::CapsLock, none, ""),
        ] {
            assert_eq!(shown(Event::Key(KeyEvent::new(code, held))), wanted, "{code:?} {held:?}");
        }
    }

    #[test]
    fn releases_and_the_mouse_are_nothing() {
        let release =
            KeyEvent::new_with_kind(KeyCode::Char('t'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(shown(Event::Key(release)), "");
        assert_eq!(shown(Event::FocusGained), "");
        let repeat =
            KeyEvent::new_with_kind(KeyCode::Char('t'), KeyModifiers::NONE, KeyEventKind::Repeat);
        assert_eq!(shown(Event::Key(repeat)), "t");
        assert_eq!(shown(Event::Paste("a\nb".into())), "Paste(\"a\\nb\")");
    }
}
