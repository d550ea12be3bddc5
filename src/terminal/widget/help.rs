//! The keys of a place, `?`: narrowed by text and by key. Never a key that does nothing there.

use super::Edited;
use super::picker::{PickRow, Picker};
use crate::speech::Speech;
use crate::terminal::action::{Action, Context};
use crate::terminal::keymap::table::keys_of_place;
use crate::terminal::keymap::{KeyPress, Keymap};

/// A picker of the actions of a place with all their keys, the place's own first.
pub fn help(keymap: &Keymap, place: Context, speech: &Speech) -> Picker<Action> {
    let rows = keys_of_place(keymap, place, speech).into_iter().map(|row| PickRow {
        mark: row.keys.join("  "),
        text: row.help,
        words: row.action.name().to_owned(),
        value: row.action,
    });
    let title = speech.say_with("help-title", &[("place", &speech.say(place.heading()))]);
    Picker::new(&title, rows.collect())
}

/// Takes a key in help: letters and editing keys narrow the text, any other key that is not bound
/// in the list looks for itself, `F5` or `Ctrl-T`.
pub fn press(picker: &mut Picker<Action>, press: KeyPress) -> Edited {
    match picker.press(press) {
        Edited::Ignored => {
            picker.look_for(&press.to_string());
            Edited::Changed
        }
        edited => edited,
    }
}

/// The keys that edit a line of text, with what they do: they are the same in every keymap.
pub fn editing(speech: &Speech) -> Vec<(&'static str, String)> {
    let keys = [
        ("Ctrl-A  Home", "edit-start"),
        ("Ctrl-E  End", "edit-end"),
        ("Ctrl-Left  Ctrl-Right", "edit-word"),
        ("Ctrl-W", "edit-delete-word"),
        ("Ctrl-U", "edit-delete-start"),
        ("Ctrl-K", "edit-delete-end"),
        ("Ctrl-Z  Ctrl-Y", "edit-undo"),
    ];
    keys.into_iter().map(|(keys, key)| (keys, speech.say(key))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::picture::{picture, pressed, speech};
    use super::*;
    use crate::speech::Lang;

    #[test]
    fn help_is_narrowed_by_text_and_by_key() {
        let keymap = Keymap::load("default").unwrap();
        for (keys, wanted) in [
            ("'t'", Action::TakeTicket),
            ("'T'", Action::EditTicket),
            ("F5", Action::Rating),
            ("Ctrl-l", Action::Redraw),
            ("'queue: mine and'", Action::QueueMineAndUnassigned),
        ] {
            let mut picker = help(&keymap, Context::Queue, &speech(Lang::En));
            for one in pressed(keys) {
                press(&mut picker, one);
            }
            assert_eq!(picker.chosen(), Some(&wanted), "{keys}");
        }
    }

    #[test]
    fn the_keys_of_the_place_come_first() {
        let keymap = Keymap::load("default").unwrap();
        let picker = help(&keymap, Context::Rating, &speech(Lang::Id));
        let drawn = picture(Lang::Id, (60, 6), |area, buf, look| picker.draw(area, buf, look));
        assert!(drawn.contains("> 0-9"), "{drawn}");
        assert!(drawn.contains("lewati yang ini"), "{drawn}");
        assert!(editing(&speech(Lang::Id)).iter().all(|(_, text)| text.contains(' ')));
    }
}
