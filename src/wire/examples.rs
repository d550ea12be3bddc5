//! Holds `docs/protocol.md` to the messages as they are. Never part of the program: tests only.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Answer, Command, DraftAsk, Query, Reply, Request, Signal, Trouble};
use crate::domain::{Malformed, Refusal, Right, Role};

const TEXT: &str = include_str!("../../docs/protocol.md");

/// Names every variant of an enum as the wire does. The match has no other arm, so that a new
/// variant stops the build until it is named here, and then the test until it is documented.
macro_rules! names {
    ($all:ident, $name:ident, $of:ty { $($pattern:pat => $word:literal,)+ }) => {
        const $all: &[&str] = &[$($word),+];
        fn $name(one: &$of) -> &'static str {
            match one { $($pattern => $word),+ }
        }
    };
}

names!(REQUESTS, request, Request {
    Request::Hello(_) => "hello",
    Request::Query { .. } => "query",
    Request::Command { .. } => "command",
    Request::Signal { .. } => "signal",
    Request::Draft { .. } => "draft",
});

names!(QUERIES, query, Query {
    Query::Find { .. } => "find",
    Query::Customer { .. } => "customer",
    Query::Withdrawn { .. } => "withdrawn",
    Query::Customers { .. } => "customers",
    Query::Twins { .. } => "twins",
    Query::Matches { .. } => "matches",
    Query::History { .. } => "history",
    Query::Expired { .. } => "expired",
    Query::DraftsAbout { .. } => "drafts_about",
    Query::Interaction { .. } => "interaction",
    Query::Interactions { .. } => "interactions",
    Query::Ticket { .. } => "ticket",
    Query::PreviewChange { .. } => "preview_change",
    Query::Tickets { .. } => "tickets",
    Query::Queue { .. } => "queue",
    Query::Ratings { .. } => "ratings",
    Query::Answers { .. } => "answers",
    Query::Scores { .. } => "scores",
    Query::Instruments => "instruments",
    Query::Instrument { .. } => "instrument",
    Query::Importance { .. } => "importance",
    Query::Improvements => "improvements",
    Query::CallBacks { .. } => "call_backs",
    Query::Lost { .. } => "lost",
    Query::Surveys => "surveys",
    Query::PreviewSurvey { .. } => "preview_survey",
    Query::ToAsk { .. } => "to_ask",
    Query::Codes => "codes",
    Query::Canned => "canned",
    Query::Views => "views",
    Query::Handover => "handover",
    Query::Followed => "followed",
    Query::Sla => "sla",
    Query::Sharing => "sharing",
    Query::Calendar { .. } => "calendar",
    Query::Clock { .. } => "clock",
    Query::Roster => "roster",
    Query::Strangers { .. } => "strangers",
    Query::Wallboard => "wallboard",
    Query::Report { .. } => "report",
    Query::Desk => "desk",
    Query::Journal { .. } => "journal",
    Query::Looks { .. } => "looks",
    Query::Work { .. } => "work",
    Query::JournalHead => "journal_head",
    Query::IndexDigest => "index_digest",
});

names!(COMMANDS, command, Command {
    Command::AddCustomer { .. } => "add_customer",
    Command::AmendCustomer { .. } => "amend_customer",
    Command::SetConsent { .. } => "set_consent",
    Command::VerifyCustomer { .. } => "verify_customer",
    Command::PromiseCall { .. } => "promise_call",
    Command::SettleCall { .. } => "settle_call",
    Command::SetWorth { .. } => "set_worth",
    Command::LoseCustomer { .. } => "lose_customer",
    Command::WinBack { .. } => "win_back",
    Command::LogInteraction { .. } => "log_interaction",
    Command::SetOutcome { .. } => "set_outcome",
    Command::OpenTicket { .. } => "open_ticket",
    Command::TakeTicket { .. } => "take_ticket",
    Command::ClaimNext => "claim_next",
    Command::AssignTicket { .. } => "assign_ticket",
    Command::NoteTicket { .. } => "note_ticket",
    Command::SetStatus { .. } => "set_status",
    Command::ReopenTicket { .. } => "reopen_ticket",
    Command::SetPriority { .. } => "set_priority",
    Command::AmendTicket { .. } => "amend_ticket",
    Command::LinkTickets { .. } => "link_tickets",
    Command::EscalateTicket { .. } => "escalate_ticket",
    Command::EndEscalation { .. } => "end_escalation",
    Command::AcknowledgeTicket { .. } => "acknowledge_ticket",
    Command::SetCause { .. } => "set_cause",
    Command::MergeTickets { .. } => "merge_tickets",
    Command::SplitTicket { .. } => "split_ticket",
    Command::ChangeTickets { .. } => "change_tickets",
    Command::UnmergeTicket { .. } => "unmerge_ticket",
    Command::Rate { .. } => "rate",
    Command::GiveAnswers { .. } => "give_answers",
    Command::GiveScore { .. } => "give_score",
    Command::SetImportance { .. } => "set_importance",
    Command::SetInstrument { .. } => "set_instrument",
    Command::SetImprovement { .. } => "set_improvement",
    Command::DrawSurvey(_) => "draw_survey",
    Command::TellAsked(_) => "tell_asked",
    Command::SetCode(_) => "set_code",
    Command::SetCanned(_) => "set_canned",
    Command::SetView(_) => "set_view",
    Command::WriteHandover { .. } => "write_handover",
    Command::ReadHandover { .. } => "read_handover",
    Command::Follow(_) => "follow",
    Command::Unfollow(_) => "unfollow",
    Command::SetCalendar { .. } => "set_calendar",
    Command::SetRule { .. } => "set_rule",
    Command::SetSharing { .. } => "set_sharing",
    Command::SetRole { .. } => "set_role",
    Command::EraseCustomers { .. } => "erase_customers",
    Command::Undo => "undo",
    Command::UndoOf { .. } => "undo_of",
    Command::ImportCustomers { .. } => "import_customers",
    Command::ImportInteractions { .. } => "import_interactions",
    Command::ImportTickets { .. } => "import_tickets",
    Command::ImportAnswers { .. } => "import_answers",
    Command::ImportLost { .. } => "import_lost",
});

names!(SIGNALS, signal, Signal {
    Signal::Ring { .. } => "ring",
    Signal::RingOver { .. } => "ring_over",
    Signal::State { .. } => "state",
    Signal::Here => "here",
    Signal::Call { .. } => "call",
    Signal::Everybody { .. } => "everybody",
    Signal::Open { .. } => "open",
    Signal::Company { .. } => "company",
    Signal::Left { .. } => "left",
    Signal::Followed { .. } => "followed",
});

names!(DRAFTS, draft, DraftAsk {
    DraftAsk::Keep(_) => "keep",
    DraftAsk::Drop { .. } => "drop",
    DraftAsk::List => "list",
    DraftAsk::Claim { .. } => "claim",
});

names!(REPLIES, reply, Reply {
    Reply::Opening(_) => "opening",
    Reply::Welcome(_) => "welcome",
    Reply::Answer { .. } => "answer",
    Reply::Done { .. } => "done",
    Reply::Refused { .. } => "refused",
    Reply::Trouble { .. } => "trouble",
    Reply::Changed(_) => "changed",
    Reply::Signal(_) => "signal",
});

names!(ANSWERS, answer, Answer {
    Answer::Found(_) => "found",
    Answer::Customer(_) => "customer",
    Answer::Customers(_) => "customers",
    Answer::Twins(_) => "twins",
    Answer::Matches(_) => "matches",
    Answer::History(_) => "history",
    Answer::Expired(_) => "expired",
    Answer::DraftsAbout(_) => "drafts_about",
    Answer::Interaction(_) => "interaction",
    Answer::Interactions(_) => "interactions",
    Answer::Ticket(_) => "ticket",
    Answer::PreviewChange(_) => "preview_change",
    Answer::Tickets(_) => "tickets",
    Answer::Queue(_) => "queue",
    Answer::Ratings(_) => "ratings",
    Answer::Answers(_) => "answers",
    Answer::Scores(_) => "scores",
    Answer::Instruments(_) => "instruments",
    Answer::Instrument(_) => "instrument",
    Answer::Importance(_) => "importance",
    Answer::Improvements(_) => "improvements",
    Answer::CallBacks(_) => "call_backs",
    Answer::Lost(_) => "lost",
    Answer::Surveys(_) => "surveys",
    Answer::PreviewSurvey(_) => "preview_survey",
    Answer::ToAsk(_) => "to_ask",
    Answer::Codes(_) => "codes",
    Answer::Canned(_) => "canned",
    Answer::Views(_) => "views",
    Answer::Handover(_) => "handover",
    Answer::Followed(_) => "followed",
    Answer::Sla(_) => "sla",
    Answer::Sharing(_) => "sharing",
    Answer::Calendar(_) => "calendar",
    Answer::Clock(_) => "clock",
    Answer::Roster(_) => "roster",
    Answer::Strangers(_) => "strangers",
    Answer::Wallboard(_) => "wallboard",
    Answer::Report(_) => "report",
    Answer::Desk(_) => "desk",
    Answer::Journal(_) => "journal",
    Answer::Looks(_) => "looks",
    Answer::Work(_) => "work",
    Answer::JournalHead(_) => "journal_head",
    Answer::IndexDigest(_) => "index_digest",
    Answer::Drafts(_) => "drafts",
});

names!(TROUBLES, trouble, Trouble {
    Trouble::NotJson => "not_json",
    Trouble::Unknown => "unknown",
    Trouble::TooLong => "too_long",
    Trouble::NoHello => "no_hello",
    Trouble::Protocol => "protocol",
    Trouble::NotAllowed => "not_allowed",
    Trouble::Full => "full",
    Trouble::Leaving => "leaving",
    Trouble::Failed => "failed",
});

names!(REFUSALS, refusal, Refusal {
    Refusal::Malformed(_) => "malformed",
    Refusal::NoCustomer { .. } => "no_customer",
    Refusal::Erased { .. } => "erased",
    Refusal::NobodyLike { .. } => "nobody_like",
    Refusal::NoCalendar { .. } => "no_calendar",
    Refusal::CalendarInUse { .. } => "calendar_in_use",
    Refusal::NeverDue { .. } => "never_due",
    Refusal::NoTicket { .. } => "no_ticket",
    Refusal::NoInteraction { .. } => "no_interaction",
    Refusal::NoRating { .. } => "no_rating",
    Refusal::NoCallBack { .. } => "no_call_back",
    Refusal::NobodyCalled { .. } => "nobody_called",
    Refusal::ViewTaken { .. } => "view_taken",
    Refusal::NoHandover { .. } => "no_handover",
    Refusal::NoInstrument { .. } => "no_instrument",
    Refusal::NoImprovement { .. } => "no_improvement",
    Refusal::NoSurvey { .. } => "no_survey",
    Refusal::SurveyTaken { .. } => "survey_taken",
    Refusal::NobodyToAsk { .. } => "nobody_to_ask",
    Refusal::NotDrawn { .. } => "not_drawn",
    Refusal::AgreedTooSoon { .. } => "agreed_too_soon",
    Refusal::LastAdministrator { .. } => "last_administrator",
    Refusal::NoCode { .. } => "no_code",
    Refusal::SeemsKnown { .. } => "seems_known",
    Refusal::AccountTaken { .. } => "account_taken",
    Refusal::AlreadyTaken { .. } => "already_taken",
    Refusal::AlreadyYours { .. } => "already_yours",
    Refusal::OneOfMany { .. } => "one_of_many",
    Refusal::TooManyTickets { .. } => "too_many_tickets",
    Refusal::AlreadySo => "already_so",
    Refusal::WrongStatus { .. } => "wrong_status",
    Refusal::OtherCustomer { .. } => "other_customer",
    Refusal::LinkToItself { .. } => "link_to_itself",
    Refusal::NothingToUndo => "nothing_to_undo",
    Refusal::UndoElsewhere { .. } => "undo_elsewhere",
    Refusal::NothingToClaim => "nothing_to_claim",
    Refusal::ChangedSince => "changed_since",
    Refusal::SetSince { .. } => "set_since",
    Refusal::ChangedMeanwhile { .. } => "changed_meanwhile",
    Refusal::NotAllowed { .. } => "not_allowed",
    Refusal::CallBackSettled { .. } => "call_back_settled",
    Refusal::CallOver { .. } => "call_over",
    Refusal::NotHere { .. } => "not_here",
    Refusal::NoCall { .. } => "no_call",
    Refusal::ReadOnly { .. } => "read_only",
    Refusal::ReasonTells { .. } => "reason_tells",
    Refusal::Lost { .. } => "lost",
    Refusal::DiskLow { .. } => "disk_low",
    Refusal::CommandIdUsed => "command_id_used",
    Refusal::OnlyReads => "only_reads",
    Refusal::Busy => "busy",
});

names!(MALFORMED, malformed, Malformed {
    Malformed::Phone { .. } => "phone",
    Malformed::Email { .. } => "email",
    Malformed::Date { .. } => "date",
    Malformed::Word { .. } => "word",
    Malformed::Number { .. } => "number",
    Malformed::TwoLetters { .. } => "two_letters",
    Malformed::Score { .. } => "score",
    Malformed::NoScore => "no_score",
    Malformed::TooLong { .. } => "too_long",
    Malformed::TooMany { .. } => "too_many",
    Malformed::Empty { .. } => "empty",
    Malformed::AgentName { .. } => "agent_name",
    Malformed::Nobody => "nobody",
    Malformed::Calendar { .. } => "calendar",
    Malformed::CalendarName { .. } => "calendar_name",
    Malformed::Zone { .. } => "zone",
    Malformed::NeverOpen => "never_open",
    Malformed::TooManyHolidays { .. } => "too_many_holidays",
    Malformed::Rule { .. } => "rule",
    Malformed::SettledFirst { .. } => "settled_first",
    Malformed::Time { .. } => "time",
    Malformed::Instrument { .. } => "instrument",
    Malformed::InstrumentName { .. } => "instrument_name",
    Malformed::SurveyName { .. } => "survey_name",
    Malformed::Answers { .. } => "answers",
    Malformed::Points { .. } => "points",
    Malformed::Improvement { .. } => "improvement",
    Malformed::NoNote { .. } => "no_note",
    Malformed::WarnedAtOnce { .. } => "warned_at_once",
});

const ROLES: &str = include_str!("../../docs/roles.md");

/// The row of `docs/roles.md` for a right.
fn row(name: &str, right: Right) -> String {
    let cells = Role::ALL.iter().map(|role| if right.is_of(*role) { "yes" } else { "no" });
    format!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | "))
}

/// The rows of `docs/roles.md` for a request: what nobody may but some, and every command.
fn rows_of(one: &Request) -> Vec<String> {
    match one {
        Request::Hello(_) => Vec::new(),
        Request::Query { ask, .. } if ask.right() == Right::Read => Vec::new(),
        Request::Query { ask, .. } => vec![row(&format!("`{}`", query(ask)), ask.right())],
        Request::Command { run: Command::SetImportance { customer, .. }, .. } => {
            let points = None;
            let other = Command::SetImportance { customer: *customer, points };
            let whose = if customer.is_some() { "of a customer" } else { "of the desk" };
            vec![row(&format!("`set_importance` {whose}"), other.right())]
        }
        Request::Command { run, .. } => vec![row(&format!("`{}`", command(run)), run.right())],
        Request::Signal { say: say @ Signal::State { state, since, .. }, .. } => {
            let (agent, reason) = ("sari".to_owned(), String::new());
            let by = String::new();
            let other = Signal::State { agent, state: *state, reason, since: *since, by };
            let rows = [("`state` of oneself", say), ("`state` of somebody else", &other)];
            rows.map(|(name, say)| row(name, say.right("budi"))).into()
        }
        Request::Signal { say, .. } => vec![row(&format!("`{}`", signal(say)), say.right(""))],
        Request::Draft { ask, .. } => vec![row(&format!("`{}`", draft(ask)), ask.right())],
    }
}

#[test]
fn the_roles_page_says_what_the_table_says() {
    let requests = examples().into_iter().filter_map(|one| serde_json::from_value(one).ok());
    let mut wanted: BTreeSet<String> = requests.flat_map(|one| rows_of(&one)).collect();
    wanted.insert(row("every other", Right::Read));
    let is_row = |line: &&str| line.contains(" yes |");
    let told: BTreeSet<String> = ROLES.lines().filter(is_row).map(str::to_owned).collect();
    let missing: Vec<_> = wanted.difference(&told).collect();
    let wrong: Vec<_> = told.difference(&wanted).collect();
    assert!(missing.is_empty() && wrong.is_empty(), "missing: {missing:#?}\nwrong: {wrong:#?}");
}

/// What an example shows: `query/find`, `answer/found`.
fn shown_by_request(one: &Request) -> Vec<String> {
    let inner = match one {
        Request::Hello(_) => return vec!["hello".to_owned()],
        Request::Query { ask, .. } => query(ask),
        Request::Command { run, .. } => command(run),
        Request::Signal { say, .. } => signal(say),
        Request::Draft { ask, .. } => draft(ask),
    };
    vec![request(one).to_owned(), format!("{}/{inner}", request(one))]
}

fn shown_by_reply(one: &Reply) -> Vec<String> {
    let mut shown = vec![format!("reply/{}", reply(one))];
    match one {
        Reply::Answer { answer: inner, .. } => shown.push(format!("answer/{}", answer(inner))),
        Reply::Refused { refusal: why, .. } => {
            shown.push(format!("refusal/{}", refusal(why)));
            if let Refusal::Malformed(why) = why {
                shown.push(format!("malformed/{}", malformed(why)));
            }
        }
        Reply::Trouble { trouble: what, .. } => shown.push(format!("trouble/{}", trouble(what))),
        Reply::Opening(_) | Reply::Welcome(_) | Reply::Done { .. } | Reply::Changed(_) => {}
        Reply::Signal(say) => shown.push(format!("signal/{}", signal(say))),
    }
    shown
}

/// Every example, in the order of the page.
fn examples() -> Vec<Value> {
    let blocks = TEXT.split("```json\n").skip(1).map(|block| block.split("```").next());
    let read = |block: &str| {
        let all = serde_json::Deserializer::from_str(block).into_iter::<Value>();
        all.map(|one| one.unwrap_or_else(|why| panic!("{why}:\n{block}"))).collect::<Vec<_>>()
    };
    blocks.flatten().flat_map(read).collect()
}

/// Takes one example apart and puts it together again; gives back what it shows.
fn read(example: &Value) -> Vec<String> {
    let tag = example.as_object().and_then(|object| object.keys().next()).expect("an object");
    let pushed = tag == "signal" && example[tag].get("say").is_none();
    if REQUESTS.contains(&tag.as_str()) && !pushed {
        let request: Request = serde_json::from_value(example.clone())
            .unwrap_or_else(|why| panic!("{why}:\n{example}"));
        same(example, &serde_json::to_value(&request).expect("JSON"));
        return shown_by_request(&request);
    }
    let reply: Reply =
        serde_json::from_value(example.clone()).unwrap_or_else(|why| panic!("{why}:\n{example}"));
    same(example, &serde_json::to_value(&reply).expect("JSON"));
    shown_by_reply(&reply)
}

fn same(written: &Value, understood: &Value) {
    assert_eq!(written, understood, "\nwritten:\n{written}\nunderstood:\n{understood}");
}

#[test]
fn every_example_is_well_formed_and_every_message_has_one() {
    let shown: Vec<String> = examples().iter().flat_map(read).collect();
    let wanted = |all: &[&str], under: &str| {
        all.iter().map(|name| format!("{under}{name}")).collect::<Vec<_>>()
    };
    let wanted = [
        wanted(REQUESTS, ""),
        wanted(QUERIES, "query/"),
        wanted(COMMANDS, "command/"),
        wanted(SIGNALS, "signal/"),
        wanted(DRAFTS, "draft/"),
        wanted(REPLIES, "reply/"),
        wanted(ANSWERS, "answer/"),
    ];
    let missing: Vec<_> = wanted.concat().into_iter().filter(|one| !shown.contains(one)).collect();
    assert!(missing.is_empty(), "docs/protocol.md has no example of {missing:?}");
}

#[test]
fn every_trouble_and_every_refusal_has_its_row() {
    for (all, heading) in
        [(TROUBLES, "## Trouble"), (REFUSALS, "## Refusals"), (MALFORMED, "## Refusals")]
    {
        let (_, part) = TEXT.split_once(heading).expect("the heading is there");
        for name in all {
            assert!(part.contains(&format!("\n| `{name}` |")), "{heading}: {name}");
        }
    }
}
