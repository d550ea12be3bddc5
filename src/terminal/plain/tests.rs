//! Line mode without a terminal and without a desk: lines in, a small made-up desk answers, what is
//! told comes out. Never a thread, a socket or a clock.

use std::collections::VecDeque;
use std::sync::Arc;

use super::talk::{Asks, Talk, Typist};
use crate::domain::{Malformed, Refusal};
use crate::speech::Lang;
use crate::terminal::inbox::{Effect, Input};
use crate::terminal::keymap::Keymap;
use crate::terminal::model::Start;
use crate::terminal::tests::world::World;
use crate::terminal::tests::{Seat, start, welcome};
use crate::wire::{Command, Reply, Signal};

/// Somebody at the prompt, and the desk that answers.
struct Line {
    talk: Talk,
    desk: Seat,
    effects: Vec<Effect>,
}

impl Line {
    fn new(lang: Lang) -> Line {
        Line::with(lang, World::furnished())
    }

    fn with(lang: Lang, world: World) -> Line {
        let desk = Seat::with(lang, (80, 24), world);
        let customers = desk.world.customers.len() as u64;
        let start = start(lang, (80, 24), desk.world.last.clone());
        let keymap = Arc::new(Keymap::clone(&start.keymap).for_lines());
        let start = Start { keymap, ..start };
        let model = crate::terminal::model::Model::new(start, &welcome(customers));
        let mut line = Line { talk: Talk::new(model, Typist::Person), desk, effects: Vec::new() };
        line.take(Input::Tick);
        line
    }

    fn take(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.talk.take(input, self.desk.now) {
                match effect {
                    Effect::Say(request) => inputs.extend(self.desk.answer(*request)),
                    other => self.effects.push(other),
                }
            }
        }
    }

    /// Types a line; what is told then.
    fn types(&mut self, line: &str) -> String {
        self.take(Input::Line(line.to_owned()));
        self.told()
    }

    fn told(&mut self) -> String {
        let mut told = self.talk.said();
        assert!(self.talk.is_idle(self.desk.now), "it waits for nothing: {told:?}");
        told.push(self.talk.prompt().text);
        told.join("\n")
    }

    fn commands(&self) -> Vec<Command> {
        self.desk.commands()
    }
}

#[test]
fn it_begins_with_where_one_is_and_what_to_do() {
    for (lang, word) in [(Lang::En, "? tells"), (Lang::Id, "? menyebutkan")] {
        let told = Line::new(lang).told();
        assert!(told.starts_with("sigap  agent42"), "{told}");
        assert!(told.contains(word) && told.ends_with("T-1042> "), "{told}");
    }
}

#[test]
fn one_call_is_handled_line_by_line_in_both_languages() {
    for lang in [Lang::En, Lang::Id] {
        let mut line = Line::new(lang);
        line.told();
        let found = line.types("5566");
        assert!(found.contains("Nur Halimah") && found.ends_with("> "), "{found}");
        line.types("v b");
        line.types("i BI charged twice in October");
        line.types("c");
        line.types("save");
        line.types("r 45-45");
        line.types("w SO");
        let commands = line.commands();
        let kinds: Vec<String> = commands.iter().map(kind).collect();
        let wanted = ["verify_customer", "log_interaction", "open_ticket", "rate", "set_outcome"];
        assert_eq!(kinds, wanted, "{lang:?}: {commands:#?}");
        assert!(!line.talk.was_refused());
    }
}

fn kind(command: &Command) -> String {
    let value = serde_json::to_value(command).expect("it can be said");
    value.as_object().and_then(|o| o.keys().next()).cloned().unwrap_or_default()
}

#[test]
fn a_form_asks_field_after_field_and_can_be_gone_back_in() {
    let mut line = Line::new(Lang::En);
    line.types("/nur");
    let asked = line.types("log");
    assert!(asked.contains("BI ") && asked.ends_with("topic: "), "{asked}");
    let wrong = line.types("qq");
    assert!(wrong.contains("! There is no code 'QQ'"), "{wrong}");
    assert!(wrong.ends_with("topic: "), "{wrong}");
    assert!(line.types("bi").contains("note (8,000): "));
    assert!(line.types("\\").ends_with("topic [BI billing]: "));
    assert!(line.types("").ends_with("note (8,000): "));
    assert!(line.types("first line \\").ends_with("... "));
    let channel = line.types("second line");
    assert!(channel.contains("1 ") && channel.ends_with("channel [call]: "), "{channel}");
    let wrong = line.types("pigeon");
    assert!(wrong.contains("'pigeon' is none of these"), "{wrong}");
    line.types("mail");
    line.types("");
    let commands = line.commands();
    let Some(Command::LogInteraction { note, channel, .. }) = commands.first() else {
        panic!("{commands:?}")
    };
    assert_eq!((note.as_str(), channel.word()), ("first line\nsecond line", "mail"));
}

#[test]
fn what_the_desk_refuses_is_asked_again_and_nothing_is_lost() {
    let mut line = Line::new(Lang::En);
    line.types("/nur");
    line.desk.world.refusal = Some(Refusal::Malformed(Malformed::NoScore));
    let told = line.types("i BI a note that took long to type");
    assert!(told.contains("a note that took long to type]: "), "{told}");
    assert!(line.talk.was_refused());
    let told = line.types("save");
    assert!(told.contains("Nur Halimah"), "{told}");
    assert_eq!(line.commands().len(), 2);
}

#[test]
fn a_form_that_is_left_keeps_its_draft_and_so_does_the_end_of_the_lines() {
    for last in ["cancel", "end"] {
        let mut line = Line::new(Lang::En);
        line.types("/nur");
        line.types("i");
        line.types("BI");
        line.types("half a sentence");
        match last {
            "end" => line.take(Input::End),
            word => drop(line.types(word)),
        }
        let kept = line.desk.kept();
        assert_eq!(kept.len(), 1, "{last}");
        assert!(kept[0].fields.iter().any(|(_, value)| value == "half a sentence"), "{kept:?}");
        assert_eq!(line.effects.contains(&Effect::Leave), last == "end");
    }
}

#[test]
fn numbers_mean_the_rows_they_were_told_with() {
    let mut line = Line::new(Lang::En);
    let queue = line.types("queue");
    assert!(queue.contains("1. !  T-1042") && queue.contains("2. T-1038"), "{queue}");
    // Others change the queue meanwhile.
    line.desk.world.tickets.remove(0);
    line.desk.world.tickets.reverse();
    assert!(line.types("2").ends_with("T-1038> "));
    let opened = line.types("open 3");
    assert!(opened.contains("T-1051") && opened.contains("no signal"), "{opened}");
    assert!(line.types("9").contains("no row 9"));
    assert!(line.talk.was_refused());
    let told = line.types("t");
    assert!(told.contains("T-1051"), "{told}");
}

#[test]
fn an_offer_is_told_at_once_and_taken_by_a_word_even_in_a_form() {
    let mut line = Line::new(Lang::En);
    line.types("/ budi");
    line.types("i BI");
    let ring = Signal::Ring {
        number: "0812-3344-5566".into(),
        call_id: "77".into(),
        agent: None,
        customer: Some(crate::domain::CustomerId(1)),
        label: "Nur \u{1b}[31mHalimah".into(),
        matches: 1,
    };
    line.take(Input::Reply(Box::new(Reply::Signal(ring))));
    let told = line.told();
    assert!(told.contains("Nur") && told.ends_with("note (8,000): "), "{told}");
    assert!(told.contains(":accept-offer takes it"), "{told}");
    assert!(!line.types("?").contains("takes it"), "it is announced once");
    let told = line.types(":accept");
    assert!(told.contains("Nur Halimah") && told.ends_with("> "), "{told}");
    assert_eq!(line.talk.prompt().kind, Asks::Anything);
}

#[test]
fn words_names_keys_and_sentences_lead_to_the_same_action() {
    for typed in
        ["p", "priority", "ticket-priority", "ticket_priority", "set the priority", ":priority"]
    {
        let mut line = Line::new(Lang::En);
        let told = line.types(typed);
        assert!(told.contains("urgent") && told.ends_with("choose: "), "{typed}: {told}");
        line.types("low");
        assert_eq!(line.commands().len(), 1, "{typed}");
    }
    let mut line = Line::new(Lang::Id);
    for typed in ["prioritas rendah", "priority l"] {
        let told = line.types(typed);
        assert_eq!(line.commands().len(), 1, "{typed}: {told}");
        line.desk.said.clear();
    }
}

#[test]
fn what_is_no_command_is_said_and_several_are_offered() {
    let mut line = Line::new(Lang::En);
    assert!(line.types("xyzzy plugh").contains("'xyzzy plugh' is no command"));
    let told = line.types("customer");
    assert!(told.contains("1  ") && told.ends_with("choose: "), "{told}");
    assert!(line.types("cancel").ends_with("> "));
    assert!(line.types("help").contains("i, log-interaction"));
    assert!(line.types("help merge").contains("x, merge-ticket"));
}

#[test]
fn every_action_can_be_typed_and_leaves_nobody_without_a_prompt() {
    use crate::terminal::action::Action;
    for lang in [Lang::En, Lang::Id] {
        // The small desk counts nothing for a wallboard.
        let left_out = |action: &Action| action.needs_its_key() || *action == Action::Wallboard;
        for action in Action::ALL.iter().filter(|action| !left_out(action)) {
            let mut line = Line::new(lang);
            line.types("/nur");
            line.types("queue");
            let told = line.types(action.name());
            assert!(!told.contains('\u{1b}'), "{action}: {told}");
            line.types("cancel");
            line.types("cancel");
            let told = line.types("queue");
            let queue = line.talk.model.speech.say("pane-queue");
            assert!(told.contains(&queue) && told.ends_with("> "), "{action}: {told}");
        }
    }
}

#[test]
fn an_answer_that_is_left_out_stays_as_it_is() {
    let mut line = Line::new(Lang::En);
    line.types("/nur");
    line.types("l tomorrow 9 ; ; about the modem");
    let commands = line.commands();
    let Some(Command::PromiseCall { note, .. }) = commands.first() else { panic!("{commands:?}") };
    assert_eq!(note, "about the modem");
}

#[test]
fn a_single_letter_chooses_by_its_mark_alone() {
    let mut line = Line::new(Lang::Id);
    line.types("/nur");
    line.types("v");
    let told = line.types("n");
    assert!(told.contains("'n' tidak memilih") && told.ends_with("pilih: "), "{told}");
    assert_eq!(line.commands().len(), 0);
    line.types("tgl. l");
    assert_eq!(line.commands().len(), 1);
}

#[test]
fn what_is_answered_at_once_is_not_asked_aloud() {
    let mut line = Line::new(Lang::En);
    line.types("/nur");
    let told = line.types("i BI charged twice");
    assert!(!told.contains("Enter keeps") && !told.contains("topic:"), "{told}");
    assert!(line.types("i").contains("Enter keeps"));
    line.types("cancel");
    assert!(!line.types("i").contains("Enter keeps"), "once is enough");
}

#[test]
fn a_program_that_is_wrong_does_not_type_on_into_a_form() {
    let mut line = Line::new(Lang::En);
    line.talk.typist = Typist::Program;
    line.types("/nur");
    let told = line.types("w QQ");
    assert!(told.contains("no code 'QQ'") && told.ends_with("> "), "{told}");
    assert!(line.types("p soon").ends_with("> "));
    line.desk.world.refusal = Some(Refusal::Malformed(Malformed::NoScore));
    assert!(line.types("i BI what was said").ends_with("> "));
    assert_eq!(line.desk.kept().len(), 1, "it is kept as a draft");
    let told = line.types("queue");
    assert!(told.contains("T-1038") && line.talk.was_refused(), "{told}");
}

#[test]
fn a_word_that_only_looks_like_a_command_does_nothing() {
    let mut line = Line::new(Lang::En);
    for typed in ["nur", "tkt", "hold que still x", "undoo"] {
        let told = line.types(typed);
        assert!(told.contains("is no command"), "{typed}: {told}");
    }
    assert_eq!(line.commands().len(), 0);
}

#[test]
fn a_filter_narrows_and_is_taken_away() {
    let mut line = Line::new(Lang::En);
    let told = line.types("filter priority:urgent");
    assert!(told.contains("priority:urgent"), "{told}");
    assert!(line.types("filter priority:").contains("priority"));
    let told = line.types("filter .");
    assert!(!told.contains("priority:"), "{told}");
}

#[test]
fn words_are_completed_where_they_may_stand() {
    let mut line = Line::new(Lang::En);
    assert!(line.talk.completions("wra").contains(&"wrap-up".to_owned()));
    assert!(line.talk.completions("T-10").contains(&"T-1042".to_owned()));
    assert!(line.talk.completions("assign ag").contains(&"agent07".to_owned()));
    assert!(line.talk.completions("filter st").contains(&"status:".to_owned()));
    line.types("/nur");
    line.types("log");
    assert!(line.talk.completions("b").contains(&"BI".to_owned()));
}

#[test]
fn an_empty_desk_offers_its_first_steps_and_locks_nobody_in() {
    let mut line = Line::with(Lang::En, World::empty());
    let told = line.told();
    assert!(told.contains("1  l") || told.contains("choose: "), "{told}");
    let told = line.types("queue");
    assert!(told.contains("Queue"), "{told}");
}
