//! Bytes that are on people's disks, compared with what this version writes and reads. Never
//! brought up to date: a difference here is a journal that can no longer be read.

use std::fmt::Write;
use std::fs;

use super::super::entry::Salts;
use super::super::{block, codec};
use super::story::story;
use super::{Desk, state, write};
use crate::domain::event::{AskState, LeaveState, SurveyState, WorthState};
use crate::domain::{At, Change, ClockState, Entry, Fact, Field};
use crate::store::verify;

const FACTS: &str = include_str!("../../../tests/it/journals/facts-v1.hex");
const BLOCK: &str = include_str!("../../../tests/it/journals/block-v1.hex");
const JOURNAL: &[u8] = include_bytes!("../../../tests/it/journals/v1/00000000000000000001.journal");
const STATE: &str = include_str!("../../../tests/it/journals/v1/state.txt");

fn changes() -> Vec<Change> {
    let (key, from, to) = ("k".to_owned(), "f".to_owned(), "t".to_owned());
    vec![Change { field: Field::Tier, key, from, to }]
}

fn opened(ticket: u64, customer: u64) -> Fact {
    Fact::TicketOpened {
        ticket,
        customer,
        interaction: 0,
        topic: *b"TE",
        severity: 4,
        priority: 1,
        answer_due: 1_795_000_000_000,
        resolve_due: 1_795_000_000_001,
        at: 1_794_000_000_000,
    }
}

/// A fact of the first kind, or of the kind after the given one. No new kind can be left out: the
/// third part names every one.
fn sample(after: Option<&Fact>) -> Option<Fact> {
    let (customer, ticket, agent) = (3, 300, "agent1".to_owned());
    let first = Fact::CustomerAdded { customer, facts: changes() };
    let Some(fact) = after else { return Some(first) };
    Some(match fact {
        Fact::CustomerAdded { .. } => Fact::CustomerAmended { customer, facts: changes() },
        Fact::CustomerAmended { .. } => Fact::CustomerWithdrawn { customer },
        Fact::CustomerWithdrawn { .. } => Fact::CustomerRestored { customer },
        Fact::CustomerRestored { .. } => {
            Fact::ConsentSet { customer, purpose: 1, channel: 2, from: 0, to: 1, how: 5 }
        }
        Fact::ConsentSet { .. } => Fact::CustomerVerified { customer, proof: 6, passed: 1 },
        Fact::CustomerVerified { .. } => Fact::VerificationWithdrawn { customer, entry: 70_000 },
        Fact::VerificationWithdrawn { .. } => {
            Fact::CallBackPromised { callback: 8, customer, due: 1_795_000_000_000, agent }
        }
        Fact::CallBackPromised { .. } => {
            Fact::CallBackSet { callback: 8, customer, from: 1, to: 3 }
        }
        Fact::CallBackSet { .. } => Fact::InteractionLogged {
            interaction: 9,
            customer,
            channel: 5,
            direction: 2,
            topic: *b"BI",
            at: -1,
        },
        Fact::InteractionLogged { .. } => Fact::InteractionWithdrawn { interaction: 9, customer },
        Fact::InteractionWithdrawn { .. } => {
            Fact::OutcomeSet { interaction: 9, customer, from: [0, 0], to: *b"SO" }
        }
        Fact::OutcomeSet { .. } => opened(ticket, customer),
        fact => return later_sample(fact),
    })
}

/// The second half of [`sample`].
fn later_sample(fact: &Fact) -> Option<Fact> {
    let (customer, ticket, agent) = (3, 300, "agent1".to_owned());
    let (from, to, due) = ("f".to_owned(), "t".to_owned(), 1_795_000_000_000);
    Some(match fact {
        Fact::TicketOpened { .. } => Fact::TicketWithdrawn { ticket },
        Fact::TicketWithdrawn { .. } => Fact::TicketAssigned { ticket, from, to },
        Fact::TicketAssigned { .. } => Fact::TicketStatusSet { ticket, from: 1, to: 7 },
        Fact::TicketStatusSet { .. } => {
            Fact::TicketPrioritySet { ticket, from: 1, to: 4, answer_due: 1, resolve_due: 2 }
        }
        Fact::TicketPrioritySet { .. } => Fact::TicketAmended {
            ticket,
            topic_from: *b"TE",
            topic_to: *b"IN",
            severity_from: 1,
            severity_to: 2,
        },
        Fact::TicketAmended { .. } => Fact::TicketNoted { ticket, answered: 1 },
        Fact::TicketNoted { .. } => Fact::TicketNoteWithdrawn { ticket, entry: 12 },
        Fact::TicketNoteWithdrawn { .. } => {
            Fact::TicketLinked { ticket, other: 301, kind: 3, linked: 1 }
        }
        Fact::TicketLinked { .. } => rating(customer),
        Fact::RatingGiven { .. } => Fact::RatingWithdrawn { rating: 5, customer },
        Fact::RatingWithdrawn { .. } => Fact::CodeSet {
            kind: 2,
            code: *b"SO",
            label_from: from,
            label_to: to,
            retired_from: 2,
            retired_to: 1,
        },
        Fact::CodeSet { .. } => Fact::CannedSet { name: agent, from, to },
        Fact::CannedSet { .. } => Fact::RoleSet { agent, from: 0, to: 3 },
        Fact::RoleSet { .. } => Fact::CustomerErased { customer, reason: to },
        Fact::CustomerErased { .. } => Fact::ViewSet { agent },
        Fact::ViewSet { .. } => {
            let now = ClockState { since: 1, answer_due: 5, resolve_due: 6, ..standing() };
            Fact::TicketClockSet { ticket, why: 2, from: now, to: standing() }
        }
        Fact::TicketClockSet { .. } => Fact::TicketClockTold { ticket, what: 4, due, to },
        Fact::TicketClockTold { .. } => Fact::CalendarSet { name: agent, from, to },
        Fact::CalendarSet { .. } => Fact::SlaSet { scope: agent, from, to },
        Fact::SlaSet { .. } => Fact::TicketEscalated { ticket, from: 0, to: 1 },
        Fact::TicketEscalated { .. } => Fact::TicketHandled { ticket, what: 3, from: 0, to: 4 },
        Fact::TicketHandled { .. } => Fact::SharingSet { agent, from, to },
        Fact::SharingSet { .. } => Fact::HandoverWritten { until: 1_795_000_000_000 },
        Fact::HandoverWritten { .. } => Fact::HandoverWithdrawn { entry: 12 },
        Fact::HandoverWithdrawn { .. } => Fact::HandoverRead { entry: 12 },
        Fact::HandoverRead { .. } => {
            Fact::FollowSet { ticket, customer: 0, agent, through: 301, follows: 1 }
        }
        Fact::FollowSet { .. } => Fact::InstrumentSet { name: agent, from, to },
        fact => return heard_sample(fact),
    })
}

/// The third part of [`sample`]: what customers say. The match has no other arm, so that a new kind
/// cannot be left out.
fn heard_sample(fact: &Fact) -> Option<Fact> {
    let (customer, ticket) = (3, 300);
    let (from, to) = ("f".to_owned(), "t".to_owned());
    Some(match fact {
        Fact::InstrumentSet { .. } => answers(customer),
        Fact::AnswersGiven { .. } => Fact::AnswersWithdrawn { customer, entry: 12 },
        Fact::AnswersWithdrawn { .. } => {
            Fact::ImportanceSet { customer, from: [0; 5], to: [11, 32, 22, 19, 16] }
        }
        Fact::ImportanceSet { .. } => {
            Fact::ScoreGiven { customer, interaction: 9, ticket, what: 2, score: 10, rater: 1 }
        }
        Fact::ScoreGiven { .. } => Fact::ScoreWithdrawn { customer, entry: 12 },
        Fact::ScoreWithdrawn { .. } => Fact::ImprovementSet { improvement: 12, from, to },
        Fact::ImprovementSet { .. }
        | Fact::CustomerWorthSet { .. }
        | Fact::CustomerLeft { .. }
        | Fact::SurveyDrawn(_)
        | Fact::SurveyWithdrawn { .. } => return latest_sample(fact),
        Fact::SurveyAsked(_)
        | Fact::CustomerAdded { .. }
        | Fact::CustomerAmended { .. }
        | Fact::CustomerWithdrawn { .. }
        | Fact::CustomerRestored { .. }
        | Fact::ConsentSet { .. }
        | Fact::CustomerVerified { .. }
        | Fact::VerificationWithdrawn { .. }
        | Fact::CallBackPromised { .. }
        | Fact::CallBackSet { .. }
        | Fact::InteractionLogged { .. }
        | Fact::InteractionWithdrawn { .. }
        | Fact::OutcomeSet { .. }
        | Fact::TicketOpened { .. }
        | Fact::TicketWithdrawn { .. }
        | Fact::TicketAssigned { .. }
        | Fact::TicketStatusSet { .. }
        | Fact::TicketPrioritySet { .. }
        | Fact::TicketAmended { .. }
        | Fact::TicketNoted { .. }
        | Fact::TicketNoteWithdrawn { .. }
        | Fact::TicketLinked { .. }
        | Fact::RatingGiven { .. }
        | Fact::RatingWithdrawn { .. }
        | Fact::CodeSet { .. }
        | Fact::CannedSet { .. }
        | Fact::RoleSet { .. }
        | Fact::CustomerErased { .. }
        | Fact::ViewSet { .. }
        | Fact::TicketClockSet { .. }
        | Fact::TicketClockTold { .. }
        | Fact::CalendarSet { .. }
        | Fact::SlaSet { .. }
        | Fact::TicketEscalated { .. }
        | Fact::TicketHandled { .. }
        | Fact::SharingSet { .. }
        | Fact::HandoverWritten { .. }
        | Fact::HandoverWithdrawn { .. }
        | Fact::HandoverRead { .. }
        | Fact::FollowSet { .. } => return None,
    })
}

fn answers(customer: u64) -> Fact {
    Fact::AnswersGiven {
        customer,
        segment: "s".to_owned(),
        instrument: "i".to_owned(),
        version: 70_000,
        scale: 7,
        rater: 1,
        expected: vec![7, 0],
        perceived: vec![1, 2],
        interaction: 9,
        ticket: 0,
        at: 1_795_000_000_000,
    }
}

fn latest_sample(fact: &Fact) -> Option<Fact> {
    let customer = 3;
    Some(match fact {
        Fact::ImprovementSet { .. } => Fact::CustomerWorthSet {
            customer,
            from: WorthState::default(),
            to: WorthState { since: 1_700_000_000_000, monthly: 2_985, paid: 188_950 },
        },
        Fact::CustomerWorthSet { .. } => {
            let (at, back) = (1_794_000_000_000, 1_795_000_000_000);
            let left = LeaveState { at, reason: *b"PR", monthly: 2_985, back: 0 };
            Fact::CustomerLeft { customer, from: left, to: LeaveState { back, ..left } }
        }
        Fact::CustomerLeft { .. } => Fact::SurveyDrawn(Box::new(SurveyState {
            name: "q4".to_owned(),
            instrument: "i".to_owned(),
            measure: 2,
            channel: 1,
            many: 200,
            by: 3,
            apart_days: 90,
            consented: 1,
            from: 1_794_000_000_000,
            to: 1_795_000_000_000,
            until: 0,
            seed: 70_000,
            strata: vec!["sari".to_owned(), String::new()],
            sizes: vec![300, 1],
            drawn: vec![vec![3, 300], vec![]],
        })),
        Fact::SurveyDrawn(_) => Fact::SurveyWithdrawn { survey: 12 },
        Fact::SurveyWithdrawn { .. } => {
            let (survey, tries_from, tries_to) = (12, 0, 300);
            Fact::SurveyAsked(AskState { survey, customer, from: 0, to: 2, tries_from, tries_to })
        }
        _ => return None,
    })
}

fn rating(customer: u64) -> Fact {
    let (rating, interaction, ticket) = (5, 9, 0);
    let (scores, scale, rater) = ([1, 2, 0, 4, 7], 7, 4);
    Fact::RatingGiven { rating, customer, interaction, ticket, scores, scale, rater }
}

fn standing() -> ClockState {
    ClockState {
        since: 1_794_000_000_000,
        stopped: 1_794_000_000_001,
        answer_due: 1_795_000_000_000,
        resolve_due: 1_795_000_000_001,
        answer_left: -1,
        resolve_left: 70_000,
        answer_warn: 0,
        resolve_warn: 300,
        told: 5,
        breach: 1,
        tier: 2,
        policy: 9,
        rule: 8,
        calendar: 7,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("memory takes it");
        text
    })
}

#[test]
fn every_fact_has_the_bytes_it_always_had() {
    let mut written = String::new();
    let mut fact = sample(None);
    while let Some(one) = fact {
        let mut bytes = Vec::new();
        codec::encode_into(&one, &mut bytes);
        writeln!(written, "{} {}", one.name(), hex(&bytes)).expect("memory takes it");
        assert_eq!(codec::decode::<Fact>(&bytes).as_ref(), Ok(&one));
        fact = sample(Some(&one));
    }
    let kept: Vec<&str> = FACTS.lines().filter(|line| !line.starts_with('#')).collect();
    let now: Vec<&str> = written.lines().collect();
    assert_eq!(kept, now, "bytes on disk have changed; they are now\n{written}");
}

#[test]
fn every_field_has_the_byte_it_always_had() {
    for field in Field::ALL {
        let mut bytes = Vec::new();
        codec::encode_into(field, &mut bytes);
        assert_eq!(bytes, [field.byte()], "{field}");
    }
}

#[test]
fn a_block_has_the_bytes_it_always_had() {
    let entry = |seq, private| Entry {
        seq,
        at: At(1_795_000_000_000),
        by: "agent1".to_owned(),
        via: String::new(),
        command: 0x0199_0000_0000_7000_8000_0000_0000_0001,
        undoes: 3,
        fact: Fact::TicketNoted { ticket: 300, answered: 1 },
        private,
    };
    let note = vec![Change::new(Field::Note, "Called back.")];
    let entries = [entry(8, Some(note)), entry(9, Some(Vec::new())), entry(10, None)];
    let mut salts = Salts::seeded([1; 32]);
    let mut bytes = Vec::new();
    let hash = block::build(&[2; 32], 8, &entries, &mut salts, &mut bytes);
    let written = bytes.chunks(32).map(hex).collect::<Vec<String>>().join("\n");
    let kept: Vec<&str> = BLOCK.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        kept.join("\n"),
        format!("{written}\nchain {}", hex(&hash)),
        "the block has changed"
    );
    let header = block::Header::read(&bytes).expect("a header");
    let parts = header.parts(&bytes[block::HEADER..][..header.length()]).expect("whole");
    let read = (8..).zip(&parts).map(|(seq, part)| part.decode(seq).expect("an entry"));
    assert_eq!(read.collect::<Vec<Entry>>(), entries);
}

#[test]
fn who_spoke_for_somebody_stands_behind_the_facts_and_nobody_leaves_no_byte() {
    let entry = |via: &str| Entry {
        seq: 1,
        at: At(7),
        by: "sari".to_owned(),
        via: via.to_owned(),
        command: 1,
        undoes: 0,
        fact: Fact::TicketNoted { ticket: 300, answered: 1 },
        private: Some(Vec::new()),
    };
    let body = |entry: Entry| {
        let mut bytes = Vec::new();
        let hash = block::build(&[2; 32], 1, &[entry], &mut Salts::seeded([1; 32]), &mut bytes);
        let header = block::Header::read(&bytes).expect("a header");
        let body = bytes[block::HEADER..][..header.length()].to_vec();
        let read = header.parts(&body).expect("whole")[0].decode(1).expect("an entry");
        (body, hash, read)
    };
    let (own, own_hash, _) = body(entry(""));
    let (spoken, spoken_hash, read) = body(entry("pbx"));
    assert_eq!(read, entry("pbx"));
    assert_ne!(own_hash, spoken_hash, "the chain vouches for it");
    let length = own[0] as usize;
    assert_eq!(spoken[0] as usize, length + 4);
    assert_eq!(spoken[4..4 + length], own[4..4 + length]);
    assert_eq!(spoken[4 + length..][..4], [3, b'p', b'b', b'x']);
}

#[test]
fn the_first_journal_format_is_read_and_written_as_ever() {
    let desk = Desk::new();
    fs::create_dir(desk.path().join("journal")).expect("made");
    fs::write(desk.journal(), JOURNAL).expect("written");
    let (store, opened) = desk.open();
    assert_eq!(opened.damage, None);
    let now = state(&store.reader().view()).join("\n");
    assert_eq!(now, STATE.trim_end(), "the journal means something else now; it is now\n{now}");
    assert_eq!(verify(desk.path(), 0, None, &mut |_| ()).expect("readable").damage, []);

    let again = Desk::new();
    let (mut store, _) = again.open();
    write(&mut store, &story());
    let bytes = fs::read(again.journal()).expect("readable");
    assert!(bytes.starts_with(JOURNAL), "the same story is written differently now");
    assert!(bytes[JOURNAL.len()..].iter().all(|byte| *byte == 0));
}
