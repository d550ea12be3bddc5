//! What the command line says, sentence by sentence, and in which order. Never what it does: that
//! is in `commands.rs`.

use crate::desk::{Desk, Kind};

#[test]
fn a_limit_is_at_least_one() {
    let desk = Desk::closed(Kind::Personal);
    for command in [
        ["find", "x"].as_slice(),
        &["customer", "list"],
        &["history", "C-1"],
        &["ticket", "list"],
        &["journal", "show"],
    ] {
        let told = desk.cli(&[command, &["--limit", "0"]].concat());
        assert_eq!(told.status.code(), Some(2), "{command:?}: {told:?}");
        assert!(told.err.contains("'0' does not fit --limit"), "{command:?}: {told:?}");
    }
}

#[test]
fn help_begins_with_the_commands_own_options_and_says_what_counts_without_them() {
    let desk = Desk::closed(Kind::Personal);
    let help = desk.ok(&["log", "--help"]);
    let place = |option: &str| help.find(option).unwrap_or_else(|| panic!("{option}: {help}"));
    for own in ["--channel <", "--topic <", "--note <", "--outcome <", "--at <"] {
        for global in ["--home <", "--lang <", "--keymap <", "--json", "--help"] {
            assert!(place(own) < place(global), "{own} {global}:\n{help}");
        }
    }
    assert!(help.contains("(otherwise call)") && !help.contains("[default"), "{help}");
    let help = desk.ok(&["log", "--help", "--lang", "id"]);
    assert!(help.contains("(jika tidak: call)") && !help.contains("[default"), "{help}");
}
