//! Erasing people while something lies in the way. Never a word that stays because of it, but those
//! that nobody can reach.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::copies::text;
use crate::desk::AGENT;
use crate::erasure::{WORDS, bytes, cache, furnished, holders, with_a_cache};
use crate::state::until;
use crate::talk::Talk;

#[test]
fn what_lies_about_in_the_folders_of_a_desk_holds_up_no_erasure() {
    let desk = furnished();
    let at = |path: &str| desk.home().join(path);
    let folders = ["drafts/sari/a.json", "drafts/sari/a.new", "lookup.cache", "lookup.cache.new"];
    folders.iter().for_each(|path| fs::create_dir(at(path)).expect("made"));
    fs::write(at("drafts/.DS_Store"), "of a file manager").expect("written");
    let pipes = ["drafts/sari/b.json", "drafts/pipe", "index.damaged", "journal.damaged"];
    for pipe in pipes {
        nix::unistd::mkfifo(&at(pipe), nix::sys::stat::Mode::S_IRWXU).expect("made");
    }
    for link in ["drafts/sari/c.json", "drafts/link"] {
        std::os::unix::fs::symlink(at("nowhere"), at(link)).expect("linked");
    }
    desk.ok(&["customer", "erase", "C-1", "--reason", "asked for", "--yes"]);
    // A pipe would hold up whoever looks through every file.
    pipes.iter().for_each(|pipe| fs::remove_file(at(pipe)).expect("removed"));
    let all = bytes(&[desk.home(), desk.mirror()]);
    for word in ["Setiawati", "modem hangus", "belum selesai diketik"] {
        assert_eq!(holders(word, &all), Vec::<PathBuf>::new(), "{word}");
    }
}

#[test]
fn a_draft_that_cannot_be_removed_is_named_and_keeps_no_word_but_its_own() {
    let desk = furnished();
    with_a_cache(&desk);
    // A file that reads fail on, whoever reads.
    let draft = desk.home().join("drafts/sari/d.json");
    std::os::unix::fs::symlink("/proc/self/mem", &draft).expect("linked");
    let erase = json!({ "customers": ["C-1"], "reason": "asked for" });
    let mut talk = desk.talk(AGENT);
    talk.run(json!({ "erase_customers": erase }));
    let why = until("the erasure to fail", || {
        talk.ask(json!("desk"))["erasing_failed"].as_str().map(str::to_owned)
    });
    assert!(why.contains(text(&draft)), "{why}");
    let words = |folders: &[&str]| {
        let folders: Vec<_> = folders.iter().map(|folder| desk.home().join(folder)).collect();
        let all = bytes(&folders);
        WORDS[..10].iter().flat_map(|word| holders(word, &all)).collect::<Vec<_>>()
    };
    assert_eq!(words(&["index", "journal"]), Vec::<PathBuf>::new());
    assert!(!cache(&desk).exists(), "it went with their words");
    fs::remove_file(&draft).expect("removed");
    desk.stop();
    desk.start();
    let mut talk = desk.talk(AGENT);
    until("the erasure to be finished", || (talk.ask(json!("desk"))["erasing"] == 0).then_some(()));
    assert_eq!(words(&["."]), Vec::<PathBuf>::new());
}

/// They were told, exported and shown until the index was built anew: seconds on a real desk.
#[test]
fn from_its_acknowledgement_on_nobody_is_told_the_words_of_who_was_erased() {
    let desk = furnished();
    let rows: String = (0..3_000).map(|row| format!("Somebody {row},0899 {row:07}\n")).collect();
    let file = desk.write("many.csv", format!("name,phone\n{rows}"));
    desk.ok(&["import", "customers", text(&file)]);
    let (mut eraser, mut other) = (desk.talk(AGENT), desk.talk("sari"));
    let queue = json!({ "view": "all", "filter": {}, "skip": 0, "limit": 50 });
    let asks = [
        json!({ "ticket": { "ticket": "T-1" } }),
        json!({ "history": { "customer": "C-1", "limit": 50 } }),
        json!({ "queue": queue }),
        json!({ "tickets": { "after": null, "limit": 50, "filter": {} } }),
        json!({ "interactions": { "after": null, "limit": 50 } }),
        json!({ "customer": { "customer": "C-1" } }),
    ];
    let told = |talk: &mut Talk| -> Vec<String> {
        asks.iter().map(|ask| talk.ask(ask.clone()).to_string().to_lowercase()).collect()
    };
    let words = ["setiawati", "12-3344", "tagihan dobel", "lampu merah", "modem hangus", "kurir"];
    let before = told(&mut other);
    assert!(words.iter().all(|word| before.iter().any(|told| told.contains(word))), "{before:?}");
    eraser.run(json!({ "erase_customers": { "customers": ["C-1"], "reason": "asked for" } }));
    let mut is_over = false;
    while !is_over {
        is_over = other.ask(json!("desk"))["erasing"] == 0;
        for (ask, told) in asks.iter().zip(told(&mut other)) {
            let heard: Vec<_> = words.iter().filter(|word| told.contains(**word)).collect();
            assert!(heard.is_empty(), "{heard:?} of {ask}: {told}");
        }
    }
}
