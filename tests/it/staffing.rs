//! How many agents calls need, from the command line and as the manual prints it. Never the screen:
//! that has tests of its own.

use serde_json::json;

use crate::desk::Desk;

/// The blocks of a kind in the manual.
fn blocks(kind: &str) -> Vec<String> {
    let manual = include_str!("../../docs/staffing.md");
    let begin = format!("```{kind}\n");
    let parts = manual.split(begin.as_str()).skip(1);
    parts.filter_map(|part| part.split("```").next()).map(str::to_owned).collect()
}

#[test]
fn the_manual_shows_what_the_program_says() {
    let desk = Desk::new();
    let commands = blocks("sh");
    let said = blocks("text");
    assert_eq!(commands.len(), said.len());
    for (command, said) in commands.iter().zip(said) {
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let out = desk.ok(&words);
        assert!(out.starts_with(&said), "{command}\n{out}");
    }
}

#[test]
fn scripts_get_a_row_for_each_number_of_agents_around_the_answer() {
    let desk = Desk::new();
    let rows = desk.json(&["staffing", "--calls", "250", "--aht", "330", "--agents", "28"]);
    let agents: Vec<u64> = rows.iter().filter_map(|row| row["agents"].as_u64()).collect();
    assert_eq!(agents, [26, 27, 28, 29, 30]);
    let answer = rows.iter().find(|row| row["answer"] == true).expect("the one asked for");
    assert_eq!(answer["agents"], 28);
    assert_eq!(format!("{:.4}", answer["p_wait"].as_f64().expect("a share")), "0.2272");
    assert_eq!(format!("{:.2}", answer["asa_seconds"].as_f64().expect("seconds")), "14.75");
    let needed = desk.json(&["staffing", "--calls", "1", "--per", "1h", "--aht", "1m"]);
    assert_eq!(needed[0]["agents"], 1, "none is no number of agents");
}

#[test]
fn more_work_than_agents_is_refused_with_the_number_that_is_needed() {
    let desk = Desk::new();
    let few = ["staffing", "--calls", "720", "--aht", "240", "--agents", "48"];
    let told = desk.cli(&few);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    assert!(told.err.contains("at least 49 agents"), "{told:?}");
    for wrong in [["--calls", "0"], ["--aht", "0"], ["--target", "100/20"], ["--agents", "0"]] {
        let mut words = few.to_vec();
        let at = words.iter().position(|word| *word == wrong[0]);
        match at {
            Some(at) => words[at + 1] = wrong[1],
            None => words.extend(wrong),
        }
        let told = desk.cli(&words);
        assert_eq!(told.status.code(), Some(2), "{words:?}: {told:?}");
    }
}

#[test]
fn what_is_not_given_is_the_desk_s_own_and_that_is_said() {
    let desk = Desk::new();
    let told = desk.cli(&["staffing"]);
    assert_eq!(told.status.code(), Some(1), "{told:?}");
    assert!(told.err.contains("no call in the last 4h; give --calls and --aht"), "{told:?}");
    let told = desk.cli(&["staffing", "--per", "30m"]);
    assert_eq!(told.status.code(), Some(2), "of nothing: {told:?}");
    // What comes in is not worked out anew at once.
    let desk = Desk::new();
    let _sari = desk.terminal("sari");
    for call in ["a", "b"] {
        desk.ok(&["call", "answer", "--call-id", call, "--agent", "sari"]);
        desk.ok(&["call", "end", "--call-id", call]);
    }
    let own = desk.ok(&["staffing"]);
    assert!(
        own.starts_with("The desk's own calls and handling time of the last 4h.\n2 calls in 1h")
    );
    let board = &desk.json(&["wallboard"])[0];
    let rows = desk.json(&["staffing", "--calls", "720"]);
    assert_eq!(rows[0]["aht_seconds"], board["aht_s"], "{board}");
    assert_eq!((&rows[0]["calls"], &rows[0]["of_the_desk"]), (&json!(720.0), &json!(["aht"])));
    assert!(desk.ok(&["staffing", "--aht", "4m"]).starts_with("As many calls as the desk had"));
}
