//! One call in keys, announced and not. Never more keys than were promised.

use super::{Answers, Seat, pressed};
use crate::domain::{
    Channel, CustomerId, Direction, InteractionId, Matter, Proof, Rater, Refusal, Scale, Severity,
    Subject, TicketNo,
};
use crate::speech::Lang;
use crate::terminal::inbox::Input;
use crate::terminal::model::Focus;
use crate::wire::{Command, Reply, Request, Signal};

const NOTE: &str = "charged twice in October";

fn ring(number: &str, customer: Option<u64>, matches: u32) -> Signal {
    Signal::Ring {
        number: number.into(),
        call_id: "call-1".into(),
        agent: None,
        customer: customer.map(CustomerId),
        label: if matches == 1 { "Nur Halimah".into() } else { String::new() },
        matches,
    }
}

fn letters(code: &str) -> crate::domain::TwoLetters {
    super::world::letters(code)
}

/// The commands of the call by the script of the screen.
fn call() -> Vec<Command> {
    let customer = CustomerId(1);
    let interaction = InteractionId(8);
    vec![
        Command::VerifyCustomer { customer, proof: Proof::Birth, passed: true },
        Command::LogInteraction {
            customer,
            channel: Channel::Call,
            direction: Direction::In,
            topic: letters("BI"),
            note: NOTE.into(),
            at: None,
            outcome: None,
        },
        Command::OpenTicket {
            customer,
            interaction: Some(interaction),
            topic: letters("BI"),
            severity: Some(Severity::Moderate),
            priority: None,
            subject: NOTE.into(),
            note: NOTE.into(),
            assignee: None,
            kind: Matter::Complaint,
            acknowledged: true,
        },
        Command::Rate {
            customer,
            subject: Subject::Interaction(interaction),
            scores: [Some(4), Some(5), None, Some(4), Some(2)],
            scale: Scale::Five,
            rater: Rater::Customer,
        },
        Command::SetOutcome { interaction, outcome: letters("SO") },
    ]
}

/// Verify, log, complaint, rating, wrap-up; gives how many keys, the note's letters left out.
fn handle(seat: &mut Seat) -> usize {
    let [before, after] = ["v b i 'BI'", "Enter c Enter 'r45-42' w 'SO' Enter"];
    seat.keys(before).keys(&format!("'{NOTE}'")).keys(after);
    pressed(before).len() + pressed(after).len()
}

#[test]
fn a_call_takes_19_keys_announced_and_25_without() {
    for (offer, keys, most) in [(true, "Enter", 19), (false, "'445566' Enter", 25)] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        if offer {
            seat.signal(ring("0812-3344-5566", Some(1), 1));
        }
        seat.keys(keys);
        assert_eq!(seat.model.hand.as_ref().map(|hand| hand.id), Some(CustomerId(1)));
        assert_eq!(seat.model.focus, Focus::History);
        let count = pressed(keys).len() + handle(&mut seat);
        assert!(count <= most, "{count} keys");
        assert_eq!(seat.commands(), call());
        assert!(seat.kept().is_empty(), "nothing is left of the drafts");
    }
}

#[test]
fn typing_ahead_of_a_slow_desk_loses_nothing() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.answers = Answers::Later;
    seat.keys("'445566' Enter");
    handle(&mut seat);
    assert!(seat.commands().is_empty(), "nothing may be decided before it is known for whom");
    seat.catch_up();
    for _ in 0..10 {
        seat.catch_up();
    }
    assert_eq!(seat.commands(), call());
}

#[test]
fn keys_typed_ahead_never_reach_another_customer() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter");
    seat.answers = Answers::Later;
    // Two customers have an "a" and an "i": the note was meant for one nobody knows yet.
    seat.keys("/ 'a' Enter i 'BI'").keys("'for somebody else' Enter");
    seat.catch_up();
    assert!(seat.commands().is_empty());
    assert!(seat.shows("are found: choose one"), "{}", seat.frame().text());
    assert!(seat.model.sheet.is_none());
}

#[test]
fn an_offer_takes_no_key_from_a_form_and_f12_keeps_the_draft() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'1111' Enter i 'BI' 'asks for a pa'");
    seat.signal(ring("0812-3344-5566", Some(1), 1));
    assert!(seat.shows("F12 takes it"), "{}", seat.frame().text());
    seat.keys("'per invoice'");
    assert_eq!(seat.model.field("note"), "asks for a paper invoice");
    seat.keys("F12");
    assert_eq!(seat.model.hand.as_ref().map(|hand| hand.id), Some(CustomerId(1)));
    let kept = seat.kept();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].fields.contains(&("note".into(), "asks for a paper invoice".into())));
    let over = |request: &Request| {
        matches!(request, Request::Signal { say: Signal::RingOver { call_id, by }, .. }
            if call_id == "call-1" && by == "agent42")
    };
    assert!(seat.said.iter().any(over), "the others hear that it is taken");
}

#[test]
fn a_caller_who_is_not_one_known_customer_is_looked_for() {
    for (number, customer, matches, shown) in [
        ("0899 1", None, 0, "Nobody here has 0899 1"),
        ("0812-3344-5566", None, 2, "2 customers have 0812-3344-5566"),
        ("", None, 0, "The number is withheld"),
    ] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys("'1111' Enter");
        seat.signal(ring(number, customer, matches)).keys("Enter");
        assert!(seat.shows(shown), "{}", seat.frame().text());
        assert!(seat.model.hand.is_none(), "whoever was at hand is not the caller");
        assert_eq!(seat.model.find.text(), number);
    }
}

#[test]
fn an_offer_goes_when_somebody_else_takes_it() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.signal(ring("0812-3344-5566", Some(1), 1));
    assert!(seat.shows("Call from 0812-3344-5566: Nur Halimah. Enter takes it, X hides it."));
    seat.signal(Signal::RingOver { call_id: "call-1".into(), by: "agent07".into() });
    assert!(seat.shows("The call of Nur Halimah was taken by agent07."));
    seat.keys("Enter");
    assert!(seat.model.offers.is_empty());
}

#[test]
fn who_presses_a_moment_too_late_reads_who_has_taken_the_call() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    let pressed = |seat: &mut Seat, after: i64| {
        seat.signal(ring("0812-3344-5566", Some(1), 1));
        seat.signal(Signal::RingOver { call_id: "call-1".into(), by: "agent07".into() });
        seat.keys("Down").after(after).keys("F12");
        seat.shows("The call of Nur Halimah was taken by agent07.")
    };
    assert!(pressed(&mut seat, 1_000), "{}", seat.frame().text());
    assert!(!pressed(&mut seat, 6_000), "{}", seat.frame().text());
}

#[test]
fn a_ticket_is_opened_from_this_call_only_when_it_was_heard_in_it() {
    for (keys, said) in [
        ("i 'BI' 'no light' Enter c Enter", "T-1042 opened from this call; first answer due"),
        ("c 'BI' Tab 'no light' Enter", "T-1042 is opened; first answer due"),
    ] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys("'445566' Enter").keys(keys);
        assert!(seat.shows(said), "{keys}\n{}", seat.frame().text());
    }
}

#[test]
fn a_suggestion_is_called_one_in_the_time_line() {
    for (lang, word) in [(Lang::En, "suggestion"), (Lang::Id, "saran")] {
        let mut seat = Seat::new(lang, (120, 40));
        seat.world.tickets[0].handling.kind = Matter::Suggestion;
        seat.keys("'445566' Enter");
        let frame = seat.frame().text();
        let row = frame.lines().find(|line| line.contains("T-1042 charged"));
        assert!(row.is_some_and(|row| row.contains(word)), "{frame}");
    }
}

#[test]
fn who_takes_a_call_too_late_reads_by_whom_it_was_taken_and_stays_as_they_were() {
    for (by, shown) in [
        ("agent07", "The call of Nur Halimah was taken by agent07."),
        ("agent42", "You have taken the call of Nur Halimah at another terminal."),
        ("", "The call of Nur Halimah is over."),
    ] {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys("'1111' Enter").signal(ring("0812-3344-5566", Some(1), 1));
        seat.answers = Answers::Later;
        // What is typed ahead is meant for the caller, and goes nowhere.
        seat.keys("Enter i 'BI' 'for the caller'");
        assert_eq!(seat.waiting.len(), 1, "nothing is said before it is known whose it is");
        let Request::Signal { id, .. } = seat.waiting.remove(0) else { panic!("a signal") };
        let refusal = Refusal::CallOver { by: by.into() };
        let sentence = refusal.to_string();
        seat.take(Input::Reply(Box::new(Reply::Refused { id, refusal, sentence })));
        assert!(seat.shows(shown), "{}", seat.frame().text());
        assert_eq!(seat.model.hand.as_ref().map(|hand| hand.id), Some(CustomerId(2)));
        assert!(seat.model.sheet.is_none() && seat.model.offers.is_empty());
        let does = |one: &Request| matches!(one, Request::Signal { say: Signal::State { .. }, .. });
        assert!(!seat.waiting.iter().any(does), "nobody is on a call");
    }
}

#[test]
fn a_call_answered_at_the_phone_waits_at_no_terminal_once_it_is_on_another_screen() {
    let answered = || {
        let mut seat = Seat::new(Lang::En, (80, 24));
        seat.keys("'1111' Enter i 'BI' 'asks for'");
        seat.signal(ring("0812-3344-5566", Some(1), 1));
        let (call_id, by) = ("call-1".to_owned(), "agent42".to_owned());
        let step = crate::domain::work::CallStep::Answer;
        seat.signal(Signal::Call { call_id: call_id.clone(), step, agent: by.clone() });
        seat.signal(Signal::RingOver { call_id, by });
        assert_eq!(seat.model.offers.len(), 1, "it waits for what is typed");
        seat
    };
    for by in ["agent42", ""] {
        let mut seat = answered();
        let (call_id, by) = ("call-1".to_owned(), by.to_owned());
        seat.signal(Signal::RingOver { call_id, by });
        assert!(seat.model.offers.is_empty());
    }
    let mut seat = answered();
    seat.keys("F12");
    let does = |one: &Request| matches!(one, Request::Signal { say: Signal::State { .. }, .. });
    assert!(!seat.said.iter().any(does), "the desk knows what one does");
    assert_eq!(seat.model.hand.as_ref().map(|hand| hand.id), Some(CustomerId(1)));
}

#[test]
fn a_refused_form_is_there_again_with_its_text() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI'").keys(&format!("'{NOTE}'"));
    seat.world.refusal = Some(Refusal::ReadOnly { why: "the disk is full".into() });
    seat.keys("Enter");
    assert!(seat.shows("The desk is read-only: the disk is full."), "{}", seat.frame().text());
    assert_eq!(seat.model.field("note"), NOTE);
    seat.keys("Enter");
    assert!(seat.model.sheet.is_none());
    assert_eq!(seat.commands().len(), 2);
}

#[test]
fn wrapping_up_logs_the_contact_when_nobody_has() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter w 'SO' Enter");
    let expected = Command::LogInteraction {
        customer: CustomerId(1),
        channel: Channel::Call,
        direction: Direction::In,
        topic: letters("OT"),
        note: String::new(),
        at: None,
        outcome: Some(letters("SO")),
    };
    assert_eq!(seat.commands(), [expected]);
    let ready = |request: &Request| {
        matches!(request, Request::Signal { say: Signal::State { state, .. }, .. }
            if *state == crate::domain::AgentState::Ready)
    };
    assert!(seat.said.iter().any(ready));
}

#[test]
fn the_desk_goes_away_in_the_middle_and_nothing_is_said_twice_or_lost() {
    let mut seat = Seat::new(Lang::En, (80, 24));
    seat.keys("'445566' Enter i 'BI'").keys(&format!("'{NOTE}'"));
    seat.answers = Answers::Later;
    seat.keys("Enter");
    let command_id = |requests: &[Request]| {
        let mut ids = requests.iter().filter_map(|request| match request {
            Request::Command { command_id, .. } => Some(*command_id),
            _ => None,
        });
        ids.next().expect("a command")
    };
    let first = command_id(&seat.waiting);
    seat.waiting.clear();
    seat.take(Input::Lost("The desk has closed the connection.".into()));
    assert!(seat.shows("What you type is kept"), "{}", seat.frame().text());
    let mut welcome = super::welcome(3);
    welcome.seq += 1;
    seat.take(Input::Linked(Box::new(welcome)));
    assert_eq!(command_id(&seat.waiting), first, "the same command under the same id");
    seat.catch_up();
    assert!(seat.model.sheet.is_none());
    assert_eq!(
        seat.model.hand.as_ref().and_then(|hand| hand.logged.as_ref()).map(|l| l.id),
        Some(InteractionId(8))
    );
    assert!(seat.model.post.is_empty(), "nothing is left unanswered");
    assert_eq!(TicketNo(1042), seat.model.queue.rows.all()[0].ticket.no, "panes ask anew");
}
