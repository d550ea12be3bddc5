//! The way of a complaint, as ISO 10002 and ISO 18295 tell it: acknowledged, answered, looked into,
//! settled, closed with the customer's agreement. Never in the way: what is missing stops nothing.

use serde::{Deserialize, Serialize};

use super::activity::Activity;
use super::customer::checked_note;
use super::event::{Change, Entry, Event, Fact};
use super::field::Field;
use super::refusal::{Malformed, Refusal};
use super::status::{Severity, Status};
use super::ticket::Ticket;
use super::time::At;
use super::word::words;

words! {
    /// What a ticket is.
    #[derive(Default)]
    Matter {
        /// Something is wrong.
        #[default]
        Complaint = 1 "complaint",
        /// Something could be better; an answer is owed, but nothing is raised when it is late.
        Suggestion = 2 "suggestion",
    }
}

words! {
    /// Where the service fell short: the five gaps of Parasuraman, Zeithaml and Berry, each known
    /// by its number, too.
    Gap {
        /// 1: the desk does not know what customers expect.
        Perception = 1 "perception",
        /// 2: it knows, and its rules ask for something else.
        Specification = 2 "specification",
        /// 3: the rules are right, and were not kept.
        Delivery = 3 "delivery",
        /// 4: more, or something else, was promised.
        Communication = 4 "communication",
        /// 5: all was kept, and the customer sees it otherwise.
        Quality = 5 "quality",
    }
}

words! {
    /// What the customer says to how a ticket was settled.
    Agreement {
        /// They agree.
        Agreed = 1 "agreed",
        /// They do not.
        NotAgreed = 2 "not_agreed",
        /// They could not be reached.
        NotReached = 3 "not_reached",
    }
}

words! {
    /// What of a ticket's way is kept by a [`Fact::TicketHandled`].
    Handled {
        /// What it is.
        Matter = 1 "kind",
        /// When the customer was told that it was heard.
        Acknowledged = 2 "acknowledged",
        /// Why it came about; words of it are beside the fact.
        Cause = 3 "cause",
        /// What the customer said when it was closed.
        Agreement = 4 "agreed",
        /// At which activity of the house it came about.
        Activity = 5 "activity",
        /// When the customer had a first answer, in the desk from which it was carried over.
        Answered = 6 "answered_before",
        /// When it was settled there.
        Settled = 7 "settled_before",
    }
}

impl Matter {
    /// How bad it is while nobody says.
    pub const fn severity(self) -> Severity {
        match self {
            Matter::Complaint => Severity::Moderate,
            Matter::Suggestion => Severity::Minor,
        }
    }
}

/// Why a ticket came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Where the service fell short.
    pub gap: Gap,
    /// The activity, or more, in free words; empty without, `None` once erased.
    pub words: Option<String>,
    /// When that was found.
    pub at: At,
}

/// How far a ticket has come on its way, beside its status.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Handling {
    /// What it is.
    pub kind: Matter,
    /// When the customer was told that it was heard.
    pub acknowledged: Option<At>,
    /// Why it came about.
    pub cause: Option<Cause>,
    /// What the customer said when it was last closed; `None`: not asked.
    pub agreed: Option<Agreement>,
    /// At which activity of the house it came about.
    #[serde(default)]
    pub activity: Option<Activity>,
    /// When it was answered in the desk from which it was carried over.
    #[serde(default)]
    pub answered: Option<At>,
    /// When it was settled there.
    #[serde(default)]
    pub settled: Option<At>,
}

impl Handling {
    /// Tells whether nothing of it is kept.
    pub fn is_plain(&self) -> bool {
        *self == Handling::default()
    }
}

/// A step of a ticket's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Milestone {
    /// The customer was told that it was heard.
    Acknowledged,
    /// The customer had a first answer.
    Answered,
    /// Why it came about was found.
    Investigated,
    /// It was settled.
    Resolved,
    /// It was closed.
    Closed,
}

impl Milestone {
    /// All of them, in their order.
    pub const ALL: &'static [Milestone] = &[
        Milestone::Acknowledged,
        Milestone::Answered,
        Milestone::Investigated,
        Milestone::Resolved,
        Milestone::Closed,
    ];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Milestone::Acknowledged => "acknowledged",
            Milestone::Answered => "answered",
            Milestone::Investigated => "investigated",
            Milestone::Resolved => "resolved",
            Milestone::Closed => "closed",
        }
    }
}

/// Every status but that of a ticket which lives on in another one.
const OWN: [Status; 6] =
    [Status::New, Status::Open, Status::Waiting, Status::OnHold, Status::Resolved, Status::Closed];

impl Ticket {
    /// When a step was taken; `None` while it is owed. Whoever has an answer knows that they were
    /// heard, and what was settled is answered.
    pub fn reached(&self, step: Milestone) -> Option<At> {
        let answered = self.answered.or(self.resolved).or(self.closed);
        match step {
            Milestone::Acknowledged => self.handling.acknowledged.or(answered),
            Milestone::Answered => answered,
            Milestone::Investigated => self.handling.cause.as_ref().map(|cause| cause.at),
            Milestone::Resolved => self.resolved.or(self.closed),
            Milestone::Closed => self.closed,
        }
    }

    /// What is still owed, in its order; a suggestion has no cause.
    pub fn owed(&self) -> impl Iterator<Item = Milestone> {
        let is_own = !self.withdrawn && self.status != Status::Merged;
        Milestone::ALL.iter().copied().filter(move |step| {
            let asked = *step != Milestone::Investigated || self.is_complaint();
            is_own && asked && self.reached(*step).is_none()
        })
    }

    /// What the customer said to how it was settled, while it is closed.
    pub fn agreement(&self) -> Option<Agreement> {
        self.handling.agreed.filter(|_| self.status == Status::Closed)
    }

    /// The customer was told that it was heard.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`], [`Refusal::WrongStatus`].
    pub fn acknowledge(&self, at: At) -> Result<Event, Refusal> {
        self.must_be(&OWN)?;
        match self.handling.acknowledged {
            Some(_) => Err(Refusal::AlreadySo),
            None => Ok(self.handled(Handled::Acknowledged, 0, at.0)),
        }
    }

    /// Says why it came about; no gap takes that away.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`], [`Refusal::WrongStatus`], [`Refusal::Malformed`] for the words.
    pub fn set_cause(&self, gap: Option<Gap>, words: &str) -> Result<Event, Refusal> {
        let to = if gap.is_some() { checked_cause(words)? } else { String::new() };
        self.must_be(&OWN)?;
        let was = self.handling.cause.as_ref();
        let from = was.and_then(|cause| cause.words.clone()).unwrap_or_default();
        let gaps = [was.map(|cause| cause.gap), gap];
        if gaps[0] == gaps[1] && from == to {
            return Err(Refusal::AlreadySo);
        }
        let [before, after] = gaps.map(|gap| gap.map_or(0, |gap| i64::from(gap.byte())));
        let fact = self.handled(Handled::Cause, before, after).fact;
        let words = Change { field: Field::Note, key: String::new(), from, to };
        let private = if words.from == words.to { Vec::new() } else { vec![words] };
        Ok(Event { fact, private })
    }

    /// Says what it is.
    ///
    /// # Errors
    /// [`Refusal::AlreadySo`].
    pub fn set_kind(&self, kind: Matter) -> Result<Event, Refusal> {
        let was = self.handling.kind;
        if was == kind {
            return Err(Refusal::AlreadySo);
        }
        Ok(self.handled(Handled::Matter, was.byte().into(), kind.byte().into()))
    }

    /// Moves it to a status, see [`Ticket::set_status`]; what the customer said to how it was
    /// settled is kept when it is closed.
    ///
    /// # Errors
    /// As for [`Ticket::set_status`]; [`Refusal::AgreedTooSoon`] for an agreement to anything else.
    pub fn move_to(
        &self,
        status: Status,
        note: &str,
        agreed: Option<Agreement>,
    ) -> Result<Vec<Event>, Refusal> {
        match (status, agreed) {
            (Status::Closed, _) => self.close(agreed, note),
            (_, None) => self.set_status(status, note).map(|event| vec![event]),
            (_, Some(_)) => Err(Refusal::AgreedTooSoon { ticket: self.no }),
        }
    }

    /// Closes it; one that is closed keeps anew what the customer said.
    fn close(&self, agreed: Option<Agreement>, note: &str) -> Result<Vec<Event>, Refusal> {
        let byte = |agreed: Option<Agreement>| agreed.map_or(0, |one| i64::from(one.byte()));
        let (was, is) = (byte(self.handling.agreed), byte(agreed));
        let said = (was != is).then(|| self.handled(Handled::Agreement, was, is));
        if self.status == Status::Closed && agreed.is_some() {
            return said.map(|said| vec![said]).ok_or(Refusal::AlreadySo);
        }
        let closed = self.set_status(Status::Closed, note)?;
        Ok([Some(closed), said].into_iter().flatten().collect())
    }

    pub(super) fn handled(&self, what: Handled, from: i64, to: i64) -> Event {
        Event::from(Fact::TicketHandled { ticket: self.no.0, what: what.byte(), from, to })
    }

    /// What is kept of a step now, as a fact says it.
    pub(super) fn kept(&self, what: Handled) -> i64 {
        let Handling { kind, acknowledged, cause, agreed, activity, answered, settled } =
            &self.handling;
        match what {
            Handled::Matter => kind.byte().into(),
            Handled::Acknowledged => acknowledged.map_or(0, |at| at.0),
            Handled::Cause => cause.as_ref().map_or(0, |cause| cause.gap.byte().into()),
            Handled::Agreement => agreed.map_or(0, |agreed| agreed.byte().into()),
            Handled::Activity => activity.map_or(0, |activity| activity.byte().into()),
            Handled::Answered => answered.map_or(0, |at| at.0),
            Handled::Settled => settled.map_or(0, |at| at.0),
        }
    }

    /// Takes a step over into the record.
    pub(super) fn apply_handled(&mut self, what: u8, to: i64, entry: &Entry) {
        let Some(what) = Handled::from_byte(what) else { return };
        let byte = u8::try_from(to).unwrap_or(0);
        match what {
            Handled::Matter => {
                self.handling.kind = Matter::from_byte(byte).unwrap_or(self.handling.kind);
            }
            Handled::Acknowledged => self.handling.acknowledged = (to != 0).then_some(At(to)),
            Handled::Agreement => self.handling.agreed = Agreement::from_byte(byte),
            Handled::Activity => self.handling.activity = Activity::from_byte(byte),
            Handled::Answered => {
                self.handling.answered = (to != 0).then_some(At(to));
                self.answered = self.handling.answered.or(self.answered);
            }
            Handled::Settled => {
                self.handling.settled = (to != 0).then_some(At(to));
                self.resolved = self.handling.settled.or(self.resolved);
            }
            Handled::Cause => {
                let was = self.handling.cause.take();
                let is_said = entry.private.as_ref().is_none_or(|all| !all.is_empty());
                let words = match (is_said, was) {
                    (false, Some(was)) => was.words,
                    _ => entry.text(Field::Note),
                };
                let cause = |gap| Cause { gap, words, at: entry.at };
                self.handling.cause = Gap::from_byte(byte).map(cause);
            }
        }
    }

    /// The event that takes a step back, while it is still so.
    pub(super) fn undo_handled(&self, entry: &Entry) -> Result<Event, Refusal> {
        let Fact::TicketHandled { what, from, to, .. } = &entry.fact else {
            return Err(Refusal::NothingToUndo);
        };
        let what = Handled::from_byte(*what).ok_or(Refusal::ChangedSince)?;
        let words = entry.private.as_ref().ok_or(Refusal::ChangedSince)?;
        let now = self.handling.cause.as_ref().and_then(|cause| cause.words.as_deref());
        let is_said = |change: &Change| now.unwrap_or("") == change.to;
        if self.kept(what) != *to || !words.iter().all(is_said) {
            return Err(Refusal::ChangedSince);
        }
        let fact = self.handled(what, *to, *from).fact;
        Ok(Event { fact, private: words.iter().map(Change::reversed).collect() })
    }
}

fn checked_cause(words: &str) -> Result<String, Malformed> {
    checked_note(words).map_err(|malformed| match malformed {
        Malformed::TooLong { count, limit, .. } => {
            Malformed::TooLong { field: Field::Cause, count, limit }
        }
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Complaint, CustomerId, Priority, TicketNo};

    fn ticket(kind: Matter) -> Ticket {
        let complaint = Complaint {
            customer: CustomerId(1),
            interaction: None,
            topic: "BI".parse().expect("two letters"),
            kind,
            severity: kind.severity(),
            priority: Priority::Normal,
            subject: "charged twice",
            note: "",
            at: At(1),
        };
        let opened = Ticket::open(TicketNo(1), &complaint).expect("a good complaint");
        let mut ticket = Ticket::opened(&entry(1, opened)).expect("an opening");
        if kind != ticket.handling.kind {
            let event = ticket.set_kind(kind).expect("another kind");
            ticket.apply(&entry(1, event));
        }
        ticket
    }

    fn entry(seq: u64, event: Event) -> Entry {
        let Event { fact, private } = event;
        let (at, by) = (At(seq.cast_signed()), "ana".to_owned());
        Entry {
            seq,
            at,
            by,
            command: 1,
            via: String::new(),
            undoes: 0,
            fact,
            private: Some(private),
        }
    }

    fn owed(ticket: &Ticket) -> Vec<&'static str> {
        ticket.owed().map(Milestone::word).collect()
    }

    #[test]
    fn the_way_says_what_is_owed_and_nothing_waits_for_it() {
        let mut one = ticket(Matter::Complaint);
        let all = ["acknowledged", "answered", "investigated", "resolved", "closed"];
        assert_eq!(owed(&one), all);
        assert_eq!(owed(&ticket(Matter::Suggestion)), [all[0], all[1], all[3], all[4]]);
        // It is settled although nothing else was done.
        let resolved = one.move_to(Status::Resolved, "", None).expect("an arrow");
        resolved.into_iter().for_each(|event| one.apply(&entry(5, event)));
        assert_eq!(owed(&one), ["investigated", "closed"], "what was settled is answered");
        let cause = one.set_cause(Some(Gap::Delivery), "courier late").expect("a cause");
        one.apply(&entry(6, cause));
        let closed = one.move_to(Status::Closed, "", Some(Agreement::NotReached)).expect("closed");
        closed.into_iter().for_each(|event| one.apply(&entry(7, event)));
        assert!(owed(&one).is_empty());
        assert_eq!(one.agreement(), Some(Agreement::NotReached));
        // It is asked again when it comes back; what was said stays until then.
        let back = one.reopen("broken again").expect("settled");
        one.apply(&entry(8, back));
        assert_eq!((one.agreement(), owed(&one).contains(&"closed")), (None, true));
    }

    #[test]
    fn only_who_closes_says_that_the_customer_agrees() {
        let mut one = ticket(Matter::Complaint);
        let agreed = Some(Agreement::Agreed);
        let refused = one.move_to(Status::Resolved, "", agreed);
        assert!(matches!(refused, Err(Refusal::AgreedTooSoon { .. })), "{refused:?}");
        for status in [Status::Resolved, Status::Closed] {
            let events = one.move_to(status, "", None).expect("an arrow");
            events.into_iter().for_each(|event| one.apply(&entry(2, event)));
        }
        assert_eq!(one.move_to(Status::Closed, "", None), Err(Refusal::AlreadySo));
        let later = one.move_to(Status::Closed, "", agreed).expect("they called back");
        later.into_iter().for_each(|event| one.apply(&entry(3, event)));
        assert_eq!(one.agreement(), agreed);
        assert_eq!(one.move_to(Status::Closed, "", agreed), Err(Refusal::AlreadySo));
    }

    #[test]
    fn each_step_is_taken_back_while_it_is_still_so() {
        let mut one = ticket(Matter::Complaint);
        let plain = one.handling.clone();
        let steps = [
            one.acknowledge(At(9)).expect("not yet"),
            one.set_cause(Some(Gap::Quality), "waits too long").expect("a cause"),
            one.set_kind(Matter::Suggestion).expect("another kind"),
            one.investigate((None, ""), Some(Activity::Supply)).expect("one").remove(0),
        ];
        let entries: Vec<Entry> =
            steps.into_iter().enumerate().map(|(at, event)| entry(at as u64 + 2, event)).collect();
        entries.iter().for_each(|entry| one.apply(entry));
        for taken in entries.iter().rev() {
            let back = one.undo_handled(taken).expect("still so");
            one.apply(&entry(20, back));
            assert_eq!(one.undo_handled(taken), Err(Refusal::ChangedSince));
        }
        assert_eq!(one.handling, plain);
    }

    #[test]
    fn a_cause_keeps_its_words_and_loses_them_with_the_customer() {
        let mut one = ticket(Matter::Complaint);
        let said = one.set_cause(Some(Gap::Delivery), "Nur's courier").expect("a cause");
        let said = entry(2, said);
        one.apply(&said);
        assert_eq!(one.set_cause(Some(Gap::Delivery), "Nur's courier"), Err(Refusal::AlreadySo));
        let other = entry(3, one.set_cause(Some(Gap::Quality), "Nur's courier").expect("a gap"));
        assert_eq!(other.private, Some(Vec::new()), "words that stay are not written again");
        let mut erased = ticket(Matter::Complaint);
        erased.apply(&Entry { private: None, ..said.clone() });
        for (ticket, words) in [(&mut one, Some("Nur's courier".to_owned())), (&mut erased, None)] {
            ticket.apply(&other);
            let cause = ticket.handling.cause.clone().expect("a cause");
            assert_eq!((cause.gap, cause.words), (Gap::Quality, words));
        }
        let gone = one.set_cause(None, "left out").expect("there is one");
        one.apply(&entry(4, gone));
        assert_eq!(one.handling.cause, None);
    }

    #[test]
    fn what_is_too_long_or_too_many_is_told_by_its_own_name() {
        use crate::domain::{Link, LinkKind, TicketNo, limit};
        let mut one = ticket(Matter::Complaint);
        let words = "x".repeat(limit::NOTE_CHARS + 1);
        let told = one.set_cause(Some(Gap::Delivery), &words);
        assert!(matches!(told, Err(Refusal::Malformed(Malformed::TooLong { field, .. }))
            if field == Field::Cause));
        let link = |no: usize| Link { kind: LinkKind::Related, other: TicketNo(1_000 + no as u64) };
        one.links = (0..limit::LINKS).map(link).collect();
        let told = one.tied(link(limit::LINKS));
        assert!(matches!(told, Err(Refusal::Malformed(Malformed::TooMany { field, .. }))
            if field == Field::Link));
    }
}
