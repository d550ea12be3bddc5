//! What the README says, tried. Never a second copy of it: the text itself is read.

use std::process::Command;

use serde_json::json;

use crate::desk::{Desk, PROGRAM, finish};
use crate::tidy::read;

/// The lines of every fenced block of a kind.
fn blocks(text: &str, kind: &str) -> Vec<String> {
    let fence = format!("```{kind}\n");
    let bodies = text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or(""));
    bodies.flat_map(str::lines).map(str::to_owned).collect()
}

#[test]
fn there_are_two_commands_to_set_up_and_no_more() {
    let commands = blocks(&read("README.md"), "console");
    assert_eq!(commands, ["cargo run --release", "tests/run"]);
    let run = crate::tidy::top().join("tests/run");
    assert_eq!(crate::desk::mode(&run) & 0o111, 0o111, "tests/run can be run");
}

#[test]
fn the_table_of_keys_is_the_programs_own() {
    let text = read("README.md");
    let (_, after) = text.split_once("<!-- keys:").expect("the table's beginning");
    let (_, after) = after.split_once("-->\n").expect("the end of that line");
    let (table, _) = after.split_once("<!-- end of keys -->").expect("the table's end");
    let desk = Desk::closed(crate::desk::Kind::Throwaway);
    let own = desk.ok(&["keys", "--markdown"]);
    assert_eq!(table.trim(), own.trim(), "copy the output of `sigap keys --markdown` over it");
}

#[test]
fn every_example_works_as_it_stands() {
    let desk = Desk::new();
    desk.write("customers.csv", "name,phone\nNur Halimah,0812-3344-5566\n");
    let examples = blocks(&read("README.md"), "sh");
    assert!(examples.len() > 8, "{examples:?}");
    for example in examples {
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &example.replacen("sigap", PROGRAM, 1)]);
        shell.env_clear().envs(desk.environment()).current_dir(desk.file(""));
        let told = finish(shell, &b""[..]);
        assert!(told.status.success() && !told.out.is_empty(), "{example}: {told:#?}");
    }
    let status = desk.talk("checker").ask(json!("desk"));
    assert_eq!((&status["customers"], &status["tickets"]), (&json!(1), &json!(1)), "{status}");
}
