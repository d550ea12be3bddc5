//! Every compiled-in keymap is whole, every mistake is told, every key means what it says. Never
//! a test of what an action does.

use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr;

use super::super::action::Group;
use super::*;
use crate::speech::{Lang, Speech};

fn speech(lang: Lang) -> Speech {
    Speech::new(lang, TimeZone::UTC)
}

fn pressed(text: &str) -> Vec<KeyPress> {
    text.split_whitespace().map(|key| key.parse().unwrap()).collect()
}

fn keymap(name: &str) -> Keymap {
    match Keymap::load(name) {
        Ok(keymap) => keymap,
        Err(error) => panic!("{}", error.tell(&speech(Lang::En))),
    }
}

#[test]
fn every_compiled_in_keymap_is_without_mistakes_and_reaches_every_action() {
    for (name, _) in BUILT_IN {
        let keymap = keymap(name);
        for action in Action::ALL {
            let reached = |context: &Context| keymap.key_of(*action, *context).is_some();
            assert!(Context::ALL.iter().any(reached), "{action} has no key in {name}");
        }
    }
}

#[test]
fn every_action_and_place_has_its_words_in_both_languages() {
    for lang in [Lang::En, Lang::Id] {
        let speech = speech(lang);
        for action in Action::ALL {
            assert!(speech.has(&action.help_key()), "{}", action.help_key());
            assert!(speech.has(&action.hint_key()), "{}", action.hint_key());
            let words = speech.say(&action.hint_key());
            assert!(words.width() <= 12, "'{words}' is long for a hint line");
        }
        for group in Group::ALL {
            assert!(speech.has(group.heading()));
        }
        for context in Context::ALL {
            assert!(speech.has(context.heading()));
        }
    }
}

#[test]
fn keys_mean_what_the_screen_promises() {
    use Context as C;
    for (name, context, keys, wanted) in [
        ("default", C::Queue, "t", "take_ticket"),
        ("default", C::History, "t", "take_ticket"),
        ("default", C::Queue, "T", "edit_ticket"),
        ("default", C::Queue, "0", "find_typed"),
        ("default", C::Rating, "4", "score"),
        ("default", C::Rating, "?", "statement"),
        ("default", C::Rating, "F1", "help"),
        ("default", C::Queue, "?", "help"),
        ("default", C::Form, "t", "-"),
        ("default", C::Form, "4", "-"),
        ("default", C::Form, "Enter", "save"),
        ("default", C::Form, "Esc", "back"),
        ("default", C::Form, "Tab", "next_field"),
        ("default", C::Form, "Up", "-"),
        ("default", C::Form, "Ctrl-w", "-"),
        ("default", C::Form, "Ctrl-z", "-"),
        ("default", C::Queue, "Ctrl-z", "suspend"),
        ("default", C::Form, "Ctrl-l", "redraw"),
        ("default", C::Form, "F12", "accept_offer"),
        ("default", C::Form, "F2", "find"),
        ("default", C::Form, "F6", "canned"),
        ("default", C::FindBox, "q", "-"),
        ("default", C::FindBox, "Tab", "next_pane"),
        ("default", C::FindBox, "Down", "move_down"),
        ("default", C::FindBox, "Backspace", "-"),
        ("default", C::List, "q", "-"),
        ("default", C::List, "Enter", "open"),
        ("default", C::Offer, "Enter", "accept_offer"),
        ("default", C::Offer, "t", "-"),
        ("default", C::Detail, "g g", "first"),
        ("default", C::Detail, "g X", "-"),
        ("default", C::Detail, "e", "escalate_ticket"),
        ("default", C::Detail, "J", "-"),
        ("vim", C::Queue, "l", "open"),
        ("vim", C::Queue, "h", "back"),
        ("vim", C::Queue, "y y", "copy"),
        ("vim", C::Queue, "5", "find_typed"),
        ("vim", C::Queue, "Ctrl-u", "page_up"),
        ("vim", C::Form, "Ctrl-u", "-"),
        ("vim", C::FindBox, "Ctrl-n", "move_down"),
        ("function-keys", C::Queue, "F5", "log_interaction"),
        ("function-keys", C::Queue, "i", "log_interaction"),
        ("function-keys", C::Form, "F6", "canned"),
        ("function-keys", C::Form, "F3", "back"),
    ] {
        let wanted = Action::named(wanted).map_or(Resolved::Nothing, Resolved::Action);
        assert_eq!(
            keymap(name).resolve(context, &pressed(keys)),
            wanted,
            "{keys} in {context:?} of {name}"
        );
    }
}

#[test]
fn a_prefix_waits_and_says_what_may_follow() {
    let Resolved::Wait(hints) = keymap("default").resolve(Context::Queue, &pressed("g")) else {
        panic!("g must wait");
    };
    assert!(hints.contains(&Hint { keys: "g".into(), action: Action::First }));
    assert!(hints.contains(&Hint { keys: "l".into(), action: Action::QueueLate }));
    assert_eq!(keymap("default").resolve(Context::Queue, &[]), Resolved::Nothing);
}

#[test]
fn a_file_of_ones_own_lies_over_its_base() {
    let own = "base = \"vim\"\n[queue]\n\"x\" = \"take_ticket\"\n\"t\" = \"nothing\"\n\
               \"1\" = \"queue_mine\"\n[everywhere]\n\"u\" = \"nothing\"\n";
    let keymap = Keymap::parse("own.toml", own).unwrap();
    for (context, keys, wanted) in [
        (Context::Queue, "x", Resolved::Action(Action::TakeTicket)),
        (Context::Queue, "t", Resolved::Nothing),
        (Context::History, "t", Resolved::Action(Action::TakeTicket)),
        (Context::Queue, "u", Resolved::Nothing),
        (Context::Queue, "1", Resolved::Action(Action::QueueMine)),
        (Context::Queue, "2", Resolved::Action(Action::FindTyped)),
        (Context::Queue, "y y", Resolved::Action(Action::Copy)),
    ] {
        assert_eq!(keymap.resolve(context, &pressed(keys)), wanted, "{keys} in {context:?}");
    }
    assert_eq!(keymap.key_of(Action::TakeTicket, Context::Queue).as_deref(), Some("x"));
}

const BROKEN: &str = r#"base = "emacs"
colour = "red"
[queue]
"t" = "tkae_ticket"
"Alt-x" = "undo"
"Ctrl-s" = "save"
"PgUp" = "page_up"
"PageUp" = "page_up"
"x" = 5
[qeue]
"t" = "take_ticket"
[form]
"t" = "save"
[everywhere]
"g" = "undo"
"t t" = "copy"
"o" = "undo"
"o" = "copy"
"#;

#[test]
fn all_mistakes_are_told_together_with_file_and_line() {
    let error = Keymap::parse("my.toml", BROKEN).unwrap_err();
    let english = error.tell(&speech(Lang::En));
    for wanted in [
        "my.toml:1: There is no keymap 'emacs' to lay this over; base is one of default, vim",
        "my.toml:2: 'colour' does not belong here",
        "my.toml:4: There is no action 'tkae_ticket'; sigap keys lists them. Perhaps: take_ticket",
        "my.toml:5: 'Alt-x': Alt does not arrive",
        "my.toml:6: 'Ctrl-s': terminals stop",
        "my.toml:8: 'PgUp' is bound twice in [queue], first on line 7",
        "my.toml:9: An action is written in quotes",
        "my.toml:10: There is no place [qeue]; places are everywhere",
        "Perhaps: queue",
        "my.toml:13: 't' is text in [form]",
        "my.toml:15: 'g' hides 'g g', 'g e', 'g f', 'g h', 'g q'",
        "my.toml:16: 't' hides 't t' in [everywhere] (see default:",
        "my.toml:18: 'o' is bound twice in [everywhere], first on line 17",
    ] {
        assert!(english.contains(wanted), "missing: {wanted}\n{english}");
    }
    let indonesian = error.tell(&speech(Lang::Id));
    assert_eq!(indonesian.lines().count(), english.lines().count());
    assert!(indonesian.contains("my.toml:4: Tidak ada tindakan 'tkae_ticket'"), "{indonesian}");
}

#[test]
fn a_keymap_that_is_not_there_says_which_are() {
    let error = Keymap::load("emacs").unwrap_err();
    assert_eq!(
        error.tell(&speech(Lang::En)),
        "There is no keymap emacs; give one of default, vim, function-keys, or a file."
    );
    let folder = std::env::temp_dir();
    let error = Keymap::load(folder.to_str().unwrap()).unwrap_err();
    assert!(matches!(error, KeymapError::Unreadable { .. }), "{error:?}");
}

#[test]
fn the_hint_line_fits_every_width_in_both_languages() {
    for lang in [Lang::En, Lang::Id] {
        let speech = speech(lang);
        for (name, _) in BUILT_IN {
            let keymap = keymap(name);
            for context in Context::ALL {
                let all =
                    hint_line(&keymap, (*context, context.useful()), 1_000, &speech, &|_| true);
                assert!(!all.is_empty(), "no hints in {context:?} of {name}");
                for width in [0, 1, 10, 40, 79, 80, 120] {
                    let line =
                        hint_line(&keymap, (*context, context.useful()), width, &speech, &|_| true);
                    assert!(line.width() <= width, "{line:?} in {width}");
                }
            }
        }
    }
}

#[test]
fn the_hint_line_shows_the_most_useful_keys() {
    for (name, lang, context, width, wanted) in [
        (
            "default",
            Lang::En,
            Context::History,
            80,
            "i log  c complaint  r rate  w wrap up  n next  / find  : commands  ? keys",
        ),
        ("default", Lang::En, Context::History, 40, "i log c complaint r rate w wrap ? keys"),
    ] {
        assert_eq!(
            hint_line(&keymap(name), (context, context.useful()), width, &speech(lang), &|_| true),
            wanted
        );
    }
}

#[test]
fn all_twelve_function_keys_are_shown_at_80_columns() {
    for lang in [Lang::En, Lang::Id] {
        let line =
            hint_line(&keymap("function-keys"), (Context::Queue, &[]), 80, &speech(lang), &|_| {
                true
            });
        assert!(line.starts_with('1') && line.contains(" 12"), "{line}");
    }
    let menu = keymap("function-keys").menu();
    assert!(menu.contains(&Action::TakeTicket) && menu.contains(&Action::Quit));
    assert!(!menu.contains(&Action::LogInteraction) && !menu.contains(&Action::MoveUp));
}

#[test]
fn the_keys_table_has_every_action_once_for_each_place() {
    let rows = keys_table(&keymap("default"), &speech(Lang::En));
    for action in Action::ALL {
        assert!(rows.iter().any(|row| row.action == *action), "{action} is not in the table");
    }
    let find: Vec<_> = rows.iter().filter(|row| row.action == Action::Find).collect();
    assert_eq!(find[0].keys, ["/", "F2", "g f"]);
    let text = markdown(&keymap("default"), &speech(Lang::En));
    assert!(text.contains("| `t` | take the ticket yourself | `take_ticket` |"), "{text}");
    assert!(text.contains("| `0-9` | give the score and go on (Rating) | `score` |"), "{text}");
}

#[test]
fn help_obeys_only_the_keys_of_its_own_place() {
    let keymap = keymap("default");
    let own = |key: &str| keymap.own(Context::List, key.parse().unwrap());
    assert_eq!(own("Enter"), Some(Action::Open));
    assert_eq!(own("F5"), None);
    assert_eq!(own("t"), None);
}

/// Lines like those of a key file, many of them wrong.
const LINE: &str = concat!(
    r#"(\[(queue|form|everywhere|x\.y|\[a\])\]|base = .{0,9}|hints = \[.{0,9}\]|"#,
    r#""?(g|g g|t t|Alt-x|é|.{0,6})"? ?= ?"?(undo|nothing|take_ticket|.{0,9})"?)"#,
);

proptest::proptest! {
    /// Whatever a file holds is read or told, on a line that it has.
    #[test]
    fn any_text_is_read_or_told(
        lines in proptest::collection::vec(LINE, 0..20)
    ) {
        let source = lines.join("\n");
        if let Err(KeymapError::Mistakes(mistakes)) = Keymap::parse("own.toml", &source) {
            let count = source.lines().count() + 1;
            proptest::prop_assert!(mistakes.iter().all(|one| (1..=count).contains(&one.line)));
            proptest::prop_assert!(mistakes.windows(2).all(|two| two[0].line <= two[1].line));
        }
    }

    /// A keymap that was read always answers.
    #[test]
    fn any_keys_are_answered(
        keys in proptest::collection::vec("[a-z:/?G]|F[1-9]|Ctrl-[abcd]|Esc|Tab", 0..6)
    ) {
        for (name, _) in BUILT_IN {
            let (keymap, presses) = (keymap(name), pressed(&keys.join(" ")));
            for context in Context::ALL {
                if let Resolved::Wait(hints) = keymap.resolve(*context, &presses) {
                    proptest::prop_assert!(!hints.is_empty());
                }
            }
        }
    }
}
