//! Tickets as columns: a row for each, and beside it only what few have: about 100 bytes for one
//! whose clock stood still, 24 for each turn of one that came back, 16 for each answer after the
//! first. Never more for a ticket that is answered, settled and closed.

use std::collections::BTreeMap;

use super::contact::{Numbered, small};
use super::row::{
    ANSWERED, Answer, BY_SETTLING, CARRIED, FRESH, NEVER, Row, TURNS, Took, UNKNOWN, WITHDRAWN,
    millis,
};
use super::terms::Rules;
use super::turn::{Turn, inline, is_over, keep_turn, reopening};
use crate::domain::first_contact::{Told, is_fresh};
use crate::domain::time::{MINUTE, SECOND};
use crate::domain::{At, ClockState, Entry, LinkKind, Matter, Pause, Run, Status};

/// What was opened so long before it was written down was carried over from elsewhere.
const CARRIED_OVER: i64 = MINUTE;

/// All tickets.
#[derive(Debug, Default)]
pub struct Tickets {
    rows: Numbered<Row>,
    /// Of those that were settled or came back more than once.
    turns: BTreeMap<u32, Vec<Turn>>,
    /// Of those that were answered more than once.
    answers: BTreeMap<u32, Vec<Answer>>,
    /// Of those whose clock ever stood still or began anew.
    runs: BTreeMap<u32, Run>,
    /// In which ticket those live on that were merged.
    into: BTreeMap<u32, u32>,
    /// The command that carried tickets over from elsewhere.
    carrying: Option<u128>,
}

/// What an entry says of a ticket's beginning.
pub struct Opening {
    /// Number.
    pub ticket: u64,
    /// Whose.
    pub customer: u64,
    /// Heard in which contact.
    pub interaction: u64,
    /// About what.
    pub topic: [u8; 2],
    /// How soon.
    pub priority: u8,
    /// When it was heard.
    pub at: At,
}

impl Tickets {
    /// A ticket was opened.
    pub fn open(&mut self, entry: &Entry, opening: &Opening, by: u16) {
        let is_carried = opening.at.plus(CARRIED_OVER) < entry.at;
        self.carrying = is_carried.then_some(entry.command);
        let fresh = if is_fresh(opening.at, entry.at) { FRESH } else { 0 };
        self.rows.put(Row {
            opened: opening.at,
            settled: NEVER,
            answer_entry: 0,
            no: small(opening.ticket),
            customer: small(opening.customer),
            interaction: small(opening.interaction),
            answer_used: UNKNOWN,
            resolve_used: UNKNOWN,
            topic: opening.topic,
            by,
            settled_by: 0,
            holder: 0,
            clock: 0,
            status: Status::New.byte(),
            priority: opening.priority,
            kind: Matter::Complaint.byte(),
            gap: 0,
            activity: 0,
            flags: fresh | if is_carried { CARRIED } else { 0 },
            reopened: 0,
        });
    }

    /// Changes a row, if there is one.
    fn change(&mut self, ticket: u64, change: impl FnOnce(&mut Row)) {
        if let Some(row) = self.rows.get_mut(small(ticket)) {
            change(row);
        }
    }

    /// It was a mistake.
    pub fn withdraw(&mut self, ticket: u64) {
        self.change(ticket, |row| row.mark(WITHDRAWN));
    }

    /// It is about something else.
    pub fn set_topic(&mut self, ticket: u64, topic: [u8; 2]) {
        self.change(ticket, |row| row.topic = topic);
    }

    /// It is to be dealt with sooner or later than before.
    pub fn set_priority(&mut self, ticket: u64, priority: u8) {
        self.change(ticket, |row| row.priority = priority);
    }

    /// Somebody else has it.
    pub fn set_holder(&mut self, ticket: u64, holder: u16) {
        self.change(ticket, |row| row.holder = holder);
    }

    /// It is a complaint or a suggestion.
    pub fn set_kind(&mut self, ticket: u64, kind: u8) {
        self.change(ticket, |row| row.kind = kind);
    }

    /// Where the service fell short was found.
    pub fn set_gap(&mut self, ticket: u64, gap: u8) {
        self.change(ticket, |row| row.gap = gap);
    }

    /// At which activity it came about was found.
    pub fn set_activity(&mut self, ticket: u64, activity: u8) {
        self.change(ticket, |row| row.activity = activity);
    }

    /// It lives on in another one, or no longer.
    pub fn link(&mut self, ticket: u64, other: u64, kind: u8, linked: u8) {
        if kind != LinkKind::MergedInto.byte() {
            return;
        }
        match linked {
            0 => drop(self.into.remove(&small(ticket))),
            _ => drop(self.into.insert(small(ticket), small(other))),
        }
    }

    /// Its clock was set anew.
    pub fn set_clock(
        &mut self,
        entry: &Entry,
        (ticket, from, to): (u64, &ClockState, &ClockState),
        rules: &mut Rules,
    ) {
        let Some(row) = self.rows.get_mut(small(ticket)) else { return };
        row.clock = rules.number(to);
        let is_plain = to.since == 0 && to.stopped == 0;
        if is_plain && !self.runs.contains_key(&row.no) {
            return;
        }
        let opened = row.opened;
        let some = |millis: i64| (millis != 0).then_some(At(millis));
        let new = || Run { since: opened, pauses: Vec::new(), stopped: None };
        let run = self.runs.entry(row.no).or_insert_with(new);
        // As a ticket's own record keeps it.
        let ends = from.stopped != 0 && to.stopped == 0 && to.since == from.since;
        let begins_again = from.stopped == 0 && to.stopped != 0;
        match entry.undoes {
            0 if ends => run.pauses.push(Pause { from: At(from.stopped), to: entry.at }),
            1.. if begins_again => {
                let _ = run.pauses.pop_if(|pause| pause.from == At(to.stopped));
            }
            _ => {}
        }
        (run.since, run.stopped) = (some(to.since).unwrap_or(opened), some(to.stopped));
    }

    /// Business time that has passed up to a moment, in milliseconds.
    fn used(&self, row: &Row, at: At, rules: &Rules) -> i64 {
        let hours = rules.hours(row.clock);
        match self.runs.get(&row.no) {
            Some(run) => run.used(hours, at),
            None => hours.between(row.opened, at),
        }
    }

    /// What an answer or a settlement at a moment took.
    fn took(&self, row: &Row, at: At, rules: &Rules) -> (u32, i64) {
        let used = self.used(row, at, rules);
        let seconds = (used + SECOND / 2) / SECOND;
        (u32::try_from(seconds).unwrap_or(UNKNOWN - 1), used)
    }

    /// The customer was answered.
    pub fn answer(&mut self, entry: &Entry, ticket: u64, rules: &Rules) {
        let Some(row) = self.rows.get(small(ticket)) else { return };
        let (used, millis) = self.took(row, entry.at, rules);
        let met = millis <= rules.spans(row.clock, row.priority()).0;
        let answer = Answer { seq: entry.seq, used, met, by_settling: false };
        let no = row.no;
        match row.has(ANSWERED) {
            true => self.answers.entry(no).or_default().push(answer),
            false => self.change(ticket, |row| row.set_answer(answer)),
        }
    }

    /// It was answered in the desk from which it was carried over; `None`: nobody knows after all.
    pub fn answer_before(&mut self, ticket: u64, at: Option<At>, rules: &Rules) {
        let Some(row) = self.rows.get(small(ticket)) else { return };
        let took = at.map(|at| self.took(row, at, rules));
        let allowed = rules.spans(row.clock, row.priority()).0;
        self.change(ticket, |row| match took {
            Some((used, millis)) => {
                row.unmark(CARRIED);
                let met = millis <= allowed;
                row.set_answer(Answer { seq: 0, used, met, by_settling: false });
            }
            None => {
                row.mark(CARRIED);
                row.unset_answer();
            }
        });
    }

    /// It was settled there.
    pub fn settle_before(&mut self, ticket: u64, at: Option<At>, rules: &Rules) {
        let Some(row) = self.rows.get(small(ticket)).filter(|row| !row.has(TURNS)) else { return };
        let Some((at, turn)) = at.zip(inline(row)) else { return };
        let (used, millis) = self.took(row, at, rules);
        let met = millis <= rules.spans(row.clock, row.priority()).1;
        self.change(ticket, |row| keep_turn(row, &Turn { at, used, met, ..turn }));
    }

    /// A note was taken back, by which the customer may have been answered.
    pub fn withdraw_note(&mut self, ticket: u64, seq: u64, rules: &Rules) {
        let no = small(ticket);
        let settled = self.rows.get(no).and_then(|row| self.by_settling(row, rules));
        let later = self.answers.get_mut(&no);
        let Some(row) = self.rows.get_mut(no) else { return };
        let Some(later) = later else {
            if row.answer_entry == seq && row.has(ANSWERED) && !row.has(BY_SETTLING) {
                fall_back(row, settled);
            }
            return;
        };
        later.retain(|answer| answer.seq != seq);
        if row.answer_entry == seq && !row.has(BY_SETTLING) {
            match later.is_empty() {
                true => fall_back(row, settled),
                false => row.set_answer(later.remove(0)),
            }
        }
        if later.is_empty() {
            self.answers.remove(&no);
        }
    }

    /// The answer that the first settlement was: as much time had passed for the one as for the
    /// other.
    fn by_settling(&self, row: &Row, rules: &Rules) -> Option<Answer> {
        let first = self.turns_of(row).into_iter().find(|turn| turn.is_settled)?;
        let (answer, _) = rules.spans(row.clock, row.priority());
        let Turn { seq, used, .. } = first;
        let met = millis(used).is_some_and(|millis| millis <= answer);
        Some(Answer { seq, used, met, by_settling: true })
    }

    /// It stands somewhere else.
    pub fn move_to(
        &mut self,
        entry: &Entry,
        ticket: u64,
        (from, to): (u8, u8),
        by: u16,
        rules: &Rules,
    ) {
        let Some(row) = self.rows.get_mut(small(ticket)) else { return };
        row.status = to;
        let row = *row;
        match (is_over(from), is_over(to), entry.undoes) {
            (false, true, 0) => self.settle(entry, &row, by, rules),
            (true, false, 0) => self.turn(&row, reopening(entry, by)),
            (false, true, undone) => self.untake(&row, undone, false),
            (true, false, undone) => self.untake(&row, undone, true),
            (true, true, _) | (false, false, _) => {}
        }
    }

    fn settle(&mut self, entry: &Entry, row: &Row, by: u16, rules: &Rules) {
        // When it happened elsewhere nobody knows.
        let is_known = self.carrying != Some(entry.command);
        let (used, millis) = if is_known { self.took(row, entry.at, rules) } else { (UNKNOWN, 0) };
        let (answer, resolve) = rules.spans(row.clock, row.priority());
        let (seq, at) = (entry.seq, entry.at);
        let turn = Turn { seq, at, used, by, met: is_known && millis <= resolve, is_settled: true };
        let met = is_known && millis <= answer;
        if !row.has(ANSWERED) {
            let answer = Answer { seq, used, met, by_settling: true };
            self.change(row.no.into(), |row| row.set_answer(answer));
        }
        self.turn(row, turn);
    }

    /// It was settled or came back: in the row when it is the first time, else beside it.
    fn turn(&mut self, row: &Row, turn: Turn) {
        let is_first = row.settled == NEVER && !row.has(TURNS);
        let mut kept = None;
        if let Some(row) = self.rows.get_mut(row.no) {
            if is_first && turn.is_settled {
                keep_turn(row, &turn);
                return;
            }
            kept = inline(row);
            row.mark(TURNS);
            row.reopened = row.reopened.saturating_add(u8::from(!turn.is_settled));
        }
        let turns = self.turns.entry(row.no).or_default();
        if turns.is_empty() {
            turns.extend(kept);
        }
        turns.push(turn);
    }

    /// What an entry did was taken back.
    fn untake(&mut self, row: &Row, undone: u64, is_settled: bool) {
        let mut left = self.turns_of(row);
        let of_kind = |turn: &Turn| turn.is_settled == is_settled;
        let exact = left.iter().position(|turn| turn.seq == undone && of_kind(turn));
        let first = || left.iter().position(|turn| turn.seq == 0 && of_kind(turn));
        if let Some(at) = exact.or_else(first) {
            left.remove(at);
        }
        let Some(row) = self.rows.get_mut(row.no) else { return };
        row.reopened = row.reopened.saturating_sub(u8::from(!is_settled));
        if left.iter().all(|turn| !turn.is_settled) && row.has(BY_SETTLING) {
            let later = self.answers.get_mut(&row.no).filter(|later| !later.is_empty());
            match later {
                Some(later) => row.set_answer(later.remove(0)),
                None => fall_back(row, None),
            }
            self.answers.retain(|_, later| !later.is_empty());
        }
        row.settled = NEVER;
        row.unmark(TURNS);
        self.turns.remove(&row.no);
        match &left[..] {
            [] => {}
            [one] if one.is_settled => keep_turn(row, one),
            _ => {
                row.mark(TURNS);
                self.turns.insert(row.no, left);
            }
        }
    }

    fn turns_of(&self, row: &Row) -> Vec<Turn> {
        match self.turns.get(&row.no).filter(|_| row.has(TURNS)) {
            Some(turns) => turns.clone(),
            None => inline(row).into_iter().collect(),
        }
    }

    /// All that stand as tickets of their own.
    pub fn own(&self) -> impl Iterator<Item = &Row> {
        self.rows.rows().iter().filter(|row| !row.is_gone())
    }

    /// The ticket of a number.
    pub fn get(&self, no: u32) -> Option<&Row> {
        self.rows.get(no)
    }

    /// How long the settlement took that stands; `None` while there is none.
    pub fn resolution(&self, row: &Row) -> Option<Took> {
        if !is_over(row.status) {
            return None;
        }
        let last = match self.turns.get(&row.no).filter(|_| row.has(TURNS)) {
            Some(turns) => turns.iter().rev().find(|turn| turn.is_settled).copied(),
            None => inline(row),
        };
        last.map(|turn| Took { millis: millis(turn.used), met: turn.met })
    }

    /// Every time at which one was settled, within a stretch of time.
    pub fn settled_within(&self, row: &Row, (from, until): (At, At)) -> usize {
        let is_within = |turn: &Turn| turn.is_settled && (from..until).contains(&turn.at);
        match self.turns.get(&row.no).filter(|_| row.has(TURNS)) {
            Some(turns) => turns.iter().filter(|turn| is_within(turn)).count(),
            None => usize::from(inline(row).is_some_and(|turn| is_within(&turn))),
        }
    }

    /// Tells whether one waited at a moment: it was heard and not settled, as is known now.
    pub fn waited(&self, row: &Row, at: At) -> bool {
        let last = match self.turns.get(&row.no).filter(|_| row.has(TURNS)) {
            Some(turns) => turns.iter().rev().find(|turn| turn.at < at).map(|turn| turn.is_settled),
            None => Some(row.settled != NEVER && row.settled < at),
        };
        row.opened < at && !last.unwrap_or(false)
    }

    /// Whether the first answer was owed for too long at a moment; `None` where it was given, or
    /// nobody knows.
    pub fn late_answer(&self, row: &Row, at: At, rules: &Rules) -> Option<bool> {
        let is_owed = !row.has(ANSWERED) && !row.has(CARRIED);
        is_owed.then(|| self.is_late(row, rules.spans(row.clock, row.priority()).0, at, rules))
    }

    /// Whether the settlement was; `None` where it was settled.
    pub fn late_end(&self, row: &Row, at: At, rules: &Rules) -> Option<bool> {
        let is_owed = !is_over(row.status);
        is_owed.then(|| self.is_late(row, rules.spans(row.clock, row.priority()).1, at, rules))
    }

    /// Tells whether one that waits is late at a moment, as the queue has it: of what was carried
    /// over an answer is owed while nobody has said that there was one.
    pub fn waits_late(&self, row: &Row, at: At, rules: &Rules) -> bool {
        let (answer, resolve) = rules.spans(row.clock, row.priority());
        let late = |allowance| self.is_late(row, allowance, at, rules);
        (!row.has(ANSWERED) && late(answer)) || (!is_over(row.status) && late(resolve))
    }

    /// Counted up to when it was due and no further: what waits may wait for years.
    fn is_late(&self, row: &Row, allowance: i64, at: At, rules: &Rules) -> bool {
        let hours = rules.hours(row.clock);
        match self.runs.get(&row.no) {
            Some(run) => run.due(hours, allowance).is_some_and(|(due, left)| match run.stopped {
                Some(_) => left < 0,
                None => due < at,
            }),
            None => hours.after(row.opened, allowance).is_some_and(|due| due < at),
        }
    }

    /// The same as whoever judges first contacts needs it.
    pub fn told(&self, row: &Row) -> Told {
        let turns = self.turns_of(row);
        let mut settled = Vec::new();
        let mut reopened = Vec::new();
        for turn in turns {
            match turn.is_settled {
                true => settled.push((turn.at, u32::from(turn.by))),
                false => reopened.push(turn.at),
            }
        }
        Told {
            no: row.no.into(),
            customer: row.customer.into(),
            interaction: row.interaction.into(),
            topic: row.topic,
            agent: row.by.into(),
            opened: row.opened,
            is_fresh: row.has(FRESH),
            is_suggestion: !row.is_complaint(),
            into: self.into.get(&row.no).map(|into| u64::from(*into)),
            settled,
            reopened,
        }
    }

    /// All that were not taken back, merged ones too.
    pub fn kept(&self) -> impl Iterator<Item = &Row> {
        self.rows.rows().iter().filter(|row| !row.has(WITHDRAWN))
    }

    /// Bytes they take, what few have beside them roughly.
    pub fn bytes(&self) -> usize {
        let turns: usize =
            self.turns.values().map(|turns| turns.capacity() * size_of::<Turn>()).sum();
        let answers: usize =
            self.answers.values().map(|all| all.capacity() * size_of::<Answer>()).sum();
        let pauses: usize =
            self.runs.values().map(|run| run.pauses.capacity() * size_of::<Pause>()).sum();
        let nodes = (self.turns.len() + self.answers.len()) * size_of::<(u32, Vec<Turn>)>()
            + self.runs.len() * size_of::<(u32, Run)>()
            + self.into.len() * size_of::<(u32, u32)>();
        self.rows.bytes() + turns + answers + pauses + nodes
    }

    /// Gives room back that is not needed.
    pub fn shrink(&mut self) {
        self.rows.shrink();
    }
}

/// No note answered it any more: where it was settled, that did.
fn fall_back(row: &mut Row, settled: Option<Answer>) {
    match settled {
        Some(answer) => row.set_answer(answer),
        None => {
            row.unset_answer();
        }
    }
}
