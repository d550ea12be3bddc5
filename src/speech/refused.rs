//! The sentence for each refusal. Never an English one in an Indonesian screen.

use std::cmp::Ordering;
use std::path::Path;

use super::Speech;
use crate::domain::text::clean_line;
use crate::domain::{CallBackState, Field, Malformed, Refusal, Role, Status, TicketNo};

impl Speech {
    /// Why not, and what to do next: one clean line that may go to a terminal as it is.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        let sentence = match refusal {
            Refusal::Malformed(malformed) => return self.malformed(malformed),
            Refusal::NoCustomer { customer } => self.no("customer", customer),
            Refusal::Erased { customer } => self.of("refused-erased", customer),
            Refusal::ReasonTells { customer } => self.of("refused-reason-tells", customer),
            Refusal::NoTicket { ticket } => self.no("ticket", ticket),
            Refusal::NoInteraction { interaction } => self.no("interaction", interaction),
            Refusal::NoRating { rating } => self.no("rating", rating),
            Refusal::NoCallBack { callback } => self.no("call-back", callback),
            Refusal::NobodyCalled { name, like } => self.nobody_called(name, like),
            Refusal::ViewTaken { name } => self.say_with("refused-view-taken", &[("name", name)]),
            Refusal::NoHandover { note } => self.no("handover", note),
            Refusal::NoInstrument { name } => self.no("instrument", name),
            Refusal::NoImprovement { improvement } => self.no("improvement", improvement),
            Refusal::NoSurvey { .. }
            | Refusal::SurveyTaken { .. }
            | Refusal::NobodyToAsk { .. }
            | Refusal::NotDrawn { .. } => self.of_survey(refusal),
            Refusal::AgreedTooSoon { ticket } => self.agreed_too_soon(*ticket),
            Refusal::LastAdministrator { agent } => self.last_administrator(agent),
            Refusal::NoCode { code } => self.say_with("refused-no-code", &[("code", code)]),
            Refusal::SeemsKnown { customer, label, same } => {
                let (customer, field) = (customer.to_string(), self.field(*same));
                let values = [("customer", &*customer), ("label", label), ("field", &field)];
                self.say_with("refused-seems-known", &values)
            }
            Refusal::AccountTaken { account, customer } => self.account_taken(account, customer),
            Refusal::AlreadyTaken { ticket, by } => {
                let ticket = ticket.to_string();
                self.say_with("refused-already-taken", &[("ticket", &ticket), ("by", by)])
            }
            Refusal::AlreadyYours { ticket } => self.about("refused-already-yours", ticket),
            Refusal::OneOfMany { ticket, why } => self.one_of_many(ticket, why),
            Refusal::TooManyTickets { count, limit } => self.too_many_tickets(*count, *limit),
            Refusal::AlreadySo => self.say("refused-already-so"),
            Refusal::WrongStatus { ticket, status, allowed } => {
                self.wrong_status(&ticket.to_string(), *status, allowed)
            }
            Refusal::OtherCustomer { ticket, customer } => self.other(ticket, customer),
            Refusal::LinkToItself { ticket } => self.about("refused-link-to-itself", ticket),
            Refusal::NothingToUndo => self.say("refused-nothing-to-undo"),
            Refusal::UndoElsewhere { undone, about, whose } => {
                let what = format!("{} {about}", self.undone(undone));
                self.say_with("refused-undo-elsewhere", &[("what", what.trim()), ("who", whose)])
            }
            Refusal::ChangedSince => self.say("refused-changed-since"),
            Refusal::SetSince { .. } => self.set_since(refusal),
            Refusal::ChangedMeanwhile { .. } => self.meanwhile(refusal),
            Refusal::NotAllowed { may, here } => self.not_allowed(may, here),
            Refusal::CallBackSettled { state } => self.call_back_settled(*state),
            Refusal::NobodyLike { given } => self.nobody_like(given),
            Refusal::NothingToClaim => self.say("refused-nothing-to-claim"),
            Refusal::CallOver { by } => self.call_over(by),
            Refusal::NoCall { call } => self.say_with("refused-no-call", &[("call", call)]),
            Refusal::NotHere { agent } => self.say_with("refused-not-here", &[("agent", agent)]),
            Refusal::ReadOnly { why } => self.read_only(why),
            Refusal::Lost { first, last, file, why } => self.lost((*first, *last), file, why),
            Refusal::DiskLow { free_mb, reserve_mb } => self.disk_low(*free_mb, *reserve_mb),
            Refusal::NoCalendar { .. }
            | Refusal::CalendarInUse { .. }
            | Refusal::NeverDue { .. } => self.of_calendar(refusal),
            Refusal::CommandIdUsed => self.say("refused-command-id-used"),
            Refusal::OnlyReads => self.say("refused-only-reads"),
            Refusal::Busy => self.say("refused-busy"),
        };
        clean_line(&sentence)
    }

    fn call_over(&self, by: &str) -> String {
        match by {
            "" => self.say("refused-call-over"),
            by => self.say_with("refused-call-taken", &[("by", by)]),
        }
    }

    /// Which entries of the journal are lost, in which file, and what is wrong there: one clean
    /// line. Below its first seq the last one says that a block without entries is unreadable.
    pub fn damage(&self, (first, last): (u64, u64), file: &Path, why: &str) -> String {
        let key = match first.cmp(&last) {
            Ordering::Less => "damage-many",
            Ordering::Equal => "damage-one",
            Ordering::Greater => "damage-before",
        };
        let (first, last) = (first.to_string(), last.to_string());
        let (file, why) = (file.display().to_string(), self.flaw(why));
        let values = [("first", &*first), ("last", &*last), ("file", &*file), ("why", &*why)];
        clean_line(&self.say_with(key, &values))
    }

    fn disk_low(&self, free: u64, reserve: u64) -> String {
        let (free, reserve) = (free.to_string(), reserve.to_string());
        self.say_with("refused-disk-low", &[("free", &free), ("reserve", &reserve)])
    }

    /// The same, and what to do.
    pub(super) fn lost(&self, range: (u64, u64), file: &str, why: &str) -> String {
        let damage = self.damage(range, Path::new(file), why);
        format!("{damage} {}", self.say("damage-remedy"))
    }

    /// What the store says of a flaw has a key made of its own words; what has none stays as it is.
    pub(super) fn flaw(&self, why: &str) -> String {
        let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let words: String = why.chars().filter(|c| *c != '\'').map(letter).collect();
        let key = format!("flaw-{words}");
        if self.has(&key) { self.say(&key) } else { why.to_owned() }
    }

    /// A list of erased customers that cannot be read to its end, and what to do: one clean line.
    pub fn broken_list(&self, file: &Path, line: u64, why: &str) -> String {
        let (file, line) = (file.display().to_string(), line.to_string());
        let values = [("file", &*file), ("line", &*line), ("why", why)];
        clean_line(&self.say_with("erasures-broken", &values))
    }

    /// What is wrong with a value that was given, and how to write it: one clean line.
    pub fn malformed(&self, malformed: &Malformed) -> String {
        let given = |key, given: &str| self.say_with(key, &[("given", given)]);
        let sentence = match malformed {
            Malformed::Phone { given: text } => given("malformed-phone", text),
            Malformed::Email { given: text } => given("malformed-email", text),
            Malformed::Date { given: text } => given("malformed-date", text),
            Malformed::Time { given: text } => given("malformed-time", text),
            Malformed::Word { given, allowed } => {
                self.say_with("malformed-word", &[("given", given), ("allowed", allowed)])
            }
            Malformed::Number { given, example } => {
                self.say_with("malformed-number", &[("given", given), ("example", example)])
            }
            Malformed::TwoLetters { given: text } => given("malformed-two-letters", text),
            Malformed::Score { given, highest } => self.say_with(
                "malformed-score",
                &[("given", &given.to_string()), ("highest", &highest.to_string())],
            ),
            Malformed::NoScore => self.say("malformed-no-score"),
            Malformed::TooLong { field, count, limit } => {
                self.too_much("malformed-too-long", *field, *count, *limit)
            }
            Malformed::TooMany { field, count, limit } => {
                self.too_much("malformed-too-many", *field, *count, *limit)
            }
            Malformed::Empty { field } => {
                self.say_with("malformed-empty", &[("field", &self.field(*field))])
            }
            Malformed::AgentName { given: text } => given("malformed-agent-name", text),
            Malformed::Nobody => self.say("malformed-nobody"),
            Malformed::Calendar { given: text } => given("malformed-calendar", text),
            Malformed::CalendarName { given: text } => given("malformed-calendar-name", text),
            Malformed::Zone { given: text } => given("malformed-zone", text),
            Malformed::NeverOpen => self.say("malformed-never-open"),
            Malformed::TooManyHolidays { count, limit } => {
                let (count, limit) = (self.number(*count as u64), self.number(*limit as u64));
                let values = [("count", &*count), ("limit", &*limit)];
                self.say_with("malformed-too-many-holidays", &values)
            }
            Malformed::Rule { given: text } => given("malformed-rule", text),
            Malformed::SettledFirst { answer, resolve } => {
                let values = [("answer", &**answer), ("resolve", &**resolve)];
                self.say_with("malformed-settled-first", &values)
            }
            Malformed::NoNote { given, count } => {
                let given = [("given", &*self.number(*given as u64))];
                self.say_count("malformed-no-note", *count as u64, &given)
            }
            Malformed::WarnedAtOnce { warn, answer } => {
                let values = [("warn", &**warn), ("answer", &**answer)];
                self.say_with("malformed-warned-at-once", &values)
            }
            Malformed::Instrument { .. }
            | Malformed::InstrumentName { .. }
            | Malformed::SurveyName { .. }
            | Malformed::Answers { .. }
            | Malformed::Points { .. }
            | Malformed::Improvement { .. } => self.of_heard(malformed),
        };
        clean_line(&sentence)
    }

    fn not_allowed(&self, may: &[Role], here: &[String]) -> String {
        let roles: Vec<String> = may.iter().map(|role| self.word("role", role.word())).collect();
        let (roles, here) = (roles.join(", "), here.join(", "));
        match here.is_empty() {
            true => self.say_with("refused-not-allowed", &[("roles", &roles)]),
            false => {
                self.say_with("refused-not-allowed-here", &[("roles", &roles), ("who", &here)])
            }
        }
    }

    fn of_calendar(&self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::NoCalendar { calendar } => {
                self.say_with("refused-no-calendar", &[("calendar", calendar)])
            }
            Refusal::CalendarInUse { calendar, rule } => {
                let values = [("calendar", &**calendar), ("rule", &**rule)];
                self.say_with("refused-calendar-in-use", &values)
            }
            Refusal::NeverDue { calendar } => {
                self.say_with("refused-never-due", &[("calendar", calendar)])
            }
            _ => String::new(),
        }
    }

    fn call_back_settled(&self, state: CallBackState) -> String {
        let state = self.word("callback", state.word());
        self.say_with("refused-call-back-settled", &[("state", &state)])
    }

    fn no(&self, what: &str, number: &impl ToString) -> String {
        self.say_with(&format!("refused-no-{what}"), &[(what, &number.to_string())])
    }

    fn of(&self, key: &str, customer: &impl ToString) -> String {
        self.say_with(key, &[("customer", &customer.to_string())])
    }

    fn agreed_too_soon(&self, ticket: TicketNo) -> String {
        self.say_with("refused-agreed-too-soon", &[("ticket", &ticket.to_string())])
    }

    fn last_administrator(&self, agent: &str) -> String {
        self.say_with("refused-last-administrator", &[("agent", agent)])
    }

    fn nobody_called(&self, name: &str, like: &str) -> String {
        let key = if like.is_empty() { "refused-nobody-called" } else { "refused-mistyped-name" };
        self.say_with(key, &[("name", name), ("like", like)])
    }

    fn nobody_like(&self, given: &str) -> String {
        self.say_with("refused-nobody-like", &[("given", given)])
    }

    fn one_of_many(&self, ticket: &impl ToString, why: &Refusal) -> String {
        let values = [("ticket", &*ticket.to_string()), ("why", &*self.refusal(why))];
        self.say_with("refused-one-of-many", &values)
    }

    fn too_many_tickets(&self, count: usize, limit: usize) -> String {
        let (count, limit) = (self.number(count as u64), self.number(limit as u64));
        self.say_with("refused-too-many-tickets", &[("count", &count), ("limit", &limit)])
    }

    fn meanwhile(&self, refusal: &Refusal) -> String {
        let Refusal::ChangedMeanwhile { field, theirs, yours, by } = refusal else {
            return String::new();
        };
        let (theirs, yours) = (self.value(field, theirs), self.value(field, yours));
        let field = self.say(&format!("field-{}", field.replace('_', "-")));
        let values = [("field", &*field), ("theirs", &*theirs), ("yours", &*yours), ("by", &**by)];
        let key = if by.is_empty() { "refused-meanwhile" } else { "refused-meanwhile-by" };
        self.say_with(key, &values)
    }

    fn set_since(&self, refusal: &Refusal) -> String {
        let Refusal::SetSince { field, by, theirs, yours } = refusal else {
            return String::new();
        };
        if theirs.is_empty() && yours.is_empty() {
            return self.say_with("refused-set-since", &[("by", by)]);
        }
        let (theirs, yours) = (self.value(field, theirs), self.value(field, yours));
        let field = self.say(&format!("field-{}", field.replace('_', "-")));
        let values = [("field", &*field), ("theirs", &*theirs), ("yours", &*yours), ("by", &**by)];
        self.say_with("refused-set-since-to", &values)
    }

    /// A value of a record as a person reads it.
    fn value(&self, field: &str, value: &str) -> String {
        match field {
            _ if value.is_empty() => "-".to_owned(),
            "severity" | "priority" | "status" | "tier" | "stage" | "channel" => {
                self.word(field, value)
            }
            _ => value.to_owned(),
        }
    }

    fn account_taken(&self, account: &str, customer: &impl ToString) -> String {
        let customer = customer.to_string();
        let values = [("account", account), ("customer", &*customer)];
        self.say_with("refused-account-taken", &values)
    }

    fn other(&self, ticket: &impl ToString, customer: &impl ToString) -> String {
        let (ticket, customer) = (ticket.to_string(), customer.to_string());
        let values = [("ticket", &*ticket), ("customer", &*customer)];
        self.say_with("refused-other-customer", &values)
    }

    fn about(&self, key: &str, ticket: &impl ToString) -> String {
        self.say_with(key, &[("ticket", &ticket.to_string())])
    }

    fn wrong_status(&self, ticket: &str, status: Status, allowed: &[Status]) -> String {
        let word = |status: &Status| self.word("status", status.word());
        let status = word(&status);
        if allowed.is_empty() {
            let values = [("ticket", ticket), ("status", &status)];
            return self.say_with("refused-wrong-status-never", &values);
        }
        let allowed = allowed.iter().map(word).collect::<Vec<_>>().join(", ");
        let values = [("ticket", ticket), ("status", &*status), ("allowed", &*allowed)];
        self.say_with("refused-wrong-status", &values)
    }

    fn too_much(&self, key: &str, field: Field, count: usize, limit: usize) -> String {
        let (count, limit) = (self.number(count as u64), self.number(limit as u64));
        self.say_with(key, &[("field", &self.field(field)), ("count", &count), ("limit", &limit)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{CallBackId, CustomerId, InteractionId, RatingId, Right, WhyNot};
    use crate::speech::Lang;

    fn text() -> String {
        "x\u{1b}[2Jy".to_owned()
    }

    fn every_mistake() -> Vec<Malformed> {
        let field = Field::Subject;
        vec![
            Malformed::Phone { given: text() },
            Malformed::Email { given: text() },
            Malformed::Date { given: text() },
            Malformed::Time { given: text() },
            Malformed::Word { given: text(), allowed: "call, mail".to_owned() },
            Malformed::Number { given: text(), example: "T-42".to_owned() },
            Malformed::TwoLetters { given: text() },
            Malformed::Score { given: 9, highest: 5 },
            Malformed::NoScore,
            Malformed::TooLong { field, count: 9000, limit: 8000 },
            Malformed::TooMany { field: Field::Phone, count: 51, limit: 50 },
            Malformed::Empty { field },
            Malformed::AgentName { given: text() },
            Malformed::Nobody,
            Malformed::Instrument { given: text() },
            Malformed::InstrumentName { given: text() },
            Malformed::SurveyName { given: text() },
            Malformed::Answers { count: 21, statements: 22 },
            Malformed::Points { total: 99 },
            Malformed::Improvement { given: text() },
            Malformed::Calendar { given: text() },
            Malformed::CalendarName { given: text() },
            Malformed::Zone { given: text() },
            Malformed::NeverOpen,
            Malformed::TooManyHolidays { count: 1_001, limit: 1_000 },
            Malformed::Rule { given: text() },
            Malformed::SettledFirst { answer: "4h".to_owned(), resolve: "2h".to_owned() },
            Malformed::NoNote { given: 99, count: 2 },
            Malformed::WarnedAtOnce { warn: "9h".to_owned(), answer: "1h".to_owned() },
        ]
    }

    fn meanwhile(field: &str, by: &str) -> Refusal {
        let (field, by) = (field.to_owned(), by.to_owned());
        Refusal::ChangedMeanwhile { field, theirs: "high".into(), yours: "low".into(), by }
    }

    fn set_since(theirs: &str, yours: &str) -> Refusal {
        let (field, by) = ("status".to_owned(), "sari".to_owned());
        Refusal::SetSince { field, by, theirs: theirs.into(), yours: yours.into() }
    }

    fn every_refusal() -> Vec<Refusal> {
        let (customer, ticket) = (CustomerId(7), TicketNo(42));
        let refused = vec![
            Refusal::NoCustomer { customer },
            Refusal::Erased { customer },
            Refusal::ReasonTells { customer },
            Refusal::NoTicket { ticket },
            Refusal::NoInteraction { interaction: InteractionId(3) },
            Refusal::NoRating { rating: RatingId(3) },
            Refusal::NoCallBack { callback: CallBackId(3) },
            Refusal::NobodyCalled { name: text(), like: String::new() },
            Refusal::NobodyCalled { name: "sarri".into(), like: "sari".into() },
            Refusal::ViewTaken { name: text() },
            Refusal::NoHandover { note: 3 },
            Refusal::NoSurvey { name: text() },
            Refusal::SurveyTaken { name: text() },
            Refusal::NobodyToAsk { why: Vec::new() },
            Refusal::NobodyToAsk { why: vec![(WhyNot::Left, 3)] },
            Refusal::NotDrawn { survey: text(), customer },
            Refusal::LastAdministrator { agent: text() },
            Refusal::AgreedTooSoon { ticket },
            Refusal::NoCode { code: "XX".to_owned() },
            Refusal::NoCalendar { calendar: text() },
            Refusal::CalendarInUse { calendar: text(), rule: text() },
            Refusal::NeverDue { calendar: text() },
            Refusal::SeemsKnown { customer, label: text(), same: Field::Phone },
            Refusal::AccountTaken { account: text(), customer },
            Refusal::AlreadyTaken { ticket, by: text() },
            Refusal::AlreadyYours { ticket },
            Refusal::OneOfMany { ticket, why: Box::new(Refusal::ChangedSince) },
            Refusal::TooManyTickets { count: 201, limit: 200 },
            Refusal::AlreadySo,
            Refusal::WrongStatus { ticket, status: Status::Closed, allowed: vec![Status::OnHold] },
            Refusal::WrongStatus { ticket, status: Status::Closed, allowed: vec![] },
            Refusal::LinkToItself { ticket },
            Refusal::OtherCustomer { ticket, customer },
            Refusal::NothingToUndo,
            Refusal::UndoElsewhere {
                undone: "ticket_opened".into(),
                about: ticket.to_string(),
                whose: text(),
            },
            Refusal::ChangedSince,
            set_since("", ""),
            set_since("open", "new"),
            meanwhile("priority", ""),
            meanwhile("subject", "sari"),
            Refusal::NotAllowed { may: Right::Lead.roles().to_vec(), here: Vec::new() },
            Refusal::NotAllowed { may: Right::Administer.roles().to_vec(), here: vec![text()] },
            Refusal::CallBackSettled { state: CallBackState::Kept },
            Refusal::NobodyLike { given: "x".into() },
            Refusal::NothingToClaim,
            Refusal::CallOver { by: String::new() },
            Refusal::CallOver { by: text() },
            Refusal::NotHere { agent: text() },
            Refusal::NoCall { call: text() },
            Refusal::ReadOnly { why: text() },
            Refusal::Lost { first: 1, last: 2, file: text(), why: text() },
            Refusal::Lost { first: 2, last: 2, file: text(), why: text() },
            Refusal::Lost { first: 3, last: 2, file: text(), why: text() },
            Refusal::DiskLow { free_mb: 12, reserve_mb: 64 },
            Refusal::CommandIdUsed,
            Refusal::OnlyReads,
            Refusal::Busy,
        ];
        every_mistake().into_iter().map(Refusal::Malformed).chain(refused).collect()
    }

    /// Whatever the store says of a flaw is told in the reader's language.
    #[test]
    fn every_flaw_has_a_sentence() {
        let said = [
            "the file ends within a block",
            "there is no block where one should be",
            "a block's header fails its check",
            "a block's header makes no sense",
            "a block's content fails its check",
            "a block holds something else than its entries",
            "the journal's first file is missing",
            "a block does not follow from the one before it",
            "entries are missing here",
            "entries cannot be read from here on",
            "its words are not the ones that were sealed",
            "the block was altered after it was sealed, or the one behind it was",
            "the block was removed",
            "a block was inserted here that belongs elsewhere",
            "the file is missing",
            "a block is missing",
        ];
        for why in said {
            let indonesian = Speech::new(crate::speech::Lang::Id, jiff::tz::TimeZone::UTC);
            let english = Speech::new(crate::speech::Lang::En, jiff::tz::TimeZone::UTC);
            assert_ne!(indonesian.flaw(why), why);
            assert_eq!(english.flaw(why), why);
        }
    }

    #[test]
    fn every_refusal_has_a_clean_sentence_of_its_own_in_each_language() {
        for lang in [Lang::En, Lang::Id] {
            let speech = Speech::new(lang, jiff::tz::TimeZone::UTC);
            let mut seen = std::collections::BTreeSet::new();
            for refusal in every_refusal() {
                let sentence = speech.refusal(&refusal);
                assert!(sentence.contains(' ') && sentence.ends_with(['.', '?']), "{sentence}");
                assert!(!sentence.contains(['{', '\u{1b}']), "{sentence}");
                assert!(seen.insert(sentence.clone()), "twice: {sentence}");
            }
        }
        let indonesian = Speech::new(Lang::Id, jiff::tz::TimeZone::UTC);
        let taken = Refusal::AlreadyTaken { ticket: TicketNo(42), by: "sari".to_owned() };
        assert!(indonesian.refusal(&taken).starts_with("T-42 sudah diambil sari."));
    }
}
