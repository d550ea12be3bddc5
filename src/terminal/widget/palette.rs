//! Every action by name, with its key: `:`. Never an action that needs the very key it was pressed
//! with.

use super::picker::{PickRow, Picker};
use crate::speech::Speech;
use crate::terminal::action::{Action, Context, Group};
use crate::terminal::keymap::Keymap;

/// What is looked for by name comes before what the fingers know.
const ORDER: [Group; 7] = [
    Group::Customer,
    Group::Ticket,
    Group::Queue,
    Group::Everywhere,
    Group::Move,
    Group::Rating,
    Group::Text,
];

/// A picker of actions; `place` is where the person was, whose keys are shown.
pub fn palette(keymap: &Keymap, place: Context, speech: &Speech) -> Picker<Action> {
    let meant = |action: &Action| !action.needs_its_key() && *action != Action::Palette;
    let in_group = |group: Group| Action::ALL.iter().copied().filter(move |a| a.group() == group);
    let rows = ORDER.into_iter().flat_map(in_group).filter(meant).map(|action| PickRow {
        mark: keymap.key_of(action, place).unwrap_or_default(),
        text: speech.say(&action.help_key()),
        words: action.name().to_owned(),
        value: action,
    });
    Picker::new(&speech.say("palette-title"), rows.collect())
}

#[cfg(test)]
mod tests {
    use super::super::picture::{picture, speech};
    use super::*;
    use crate::speech::Lang;

    #[test]
    fn an_action_is_found_by_its_words_in_both_languages_and_by_its_name() {
        for (lang, typed, wanted) in [
            (Lang::En, "take tick your", Action::TakeTicket),
            (Lang::En, "take_ticket", Action::TakeTicket),
            (Lang::Id, "ambil tiket ini", Action::TakeTicket),
            (Lang::Id, "keluhan", Action::OpenComplaint),
            (Lang::Id, "undo", Action::Undo),
        ] {
            let keymap = Keymap::load("default").unwrap();
            let mut picker = palette(&keymap, Context::Queue, &speech(lang));
            picker.look_for(typed);
            assert_eq!(picker.chosen(), Some(&wanted), "{typed}");
        }
    }

    #[test]
    fn every_group_is_in_it() {
        assert!(Group::ALL.iter().all(|group| ORDER.contains(group)));
    }

    #[test]
    fn it_shows_the_key_of_the_place() {
        let keymap = Keymap::load("default").unwrap();
        let mut picker = palette(&keymap, Context::Queue, &speech(Lang::En));
        picker.look_for("priority");
        let drawn = picture(Lang::En, (40, 3), |area, buf, look| picker.draw(area, buf, look));
        assert_eq!(
            drawn,
            "Commands priority_               1 of 89\n> p          set the priority"
        );
    }
}
