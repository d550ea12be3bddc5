//! The desk as far as it is there while it opens: whom it finds, as it last knew them. Never a
//! record, never a promise: what else is asked is answered by the open desk.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{answer, desk, identity};
use crate::home::{Clock, Place};
use crate::lookup::{Hit, Lookup};
use crate::wire::line::ANSWER_ROWS;
use crate::wire::{Answer, Found, FoundRow, PROTOCOL, Query, Reply, Request, Welcome};

/// What the desk knows before it is open.
pub struct Early {
    place: Place,
    clock: Clock,
    zone: String,
    /// Up to which seq, and who can be found; one who asks at a time.
    known: Mutex<Option<(u64, Lookup)>>,
}

impl Early {
    /// A desk that knows nobody yet.
    pub const fn new(place: Place, clock: Clock, zone: String) -> Early {
        Early { place, clock, zone, known: Mutex::new(None) }
    }

    fn known(&self) -> MutexGuard<'_, Option<(u64, Lookup)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds from now on by a look-up that knows everything up to a seq, until it is taken back.
    pub fn lend(&self, seq: u64, lookup: Lookup) {
        *self.known() = Some((seq, lookup));
    }

    /// Gives back what was lent.
    pub fn take_back(&self) -> Option<Lookup> {
        self.known().take().map(|(_, lookup)| lookup)
    }

    /// The welcome to a first line that asks to come in early; `None` when it does not, when nobody
    /// can be found yet, and for whatever the open desk has a better word for.
    pub fn welcome(&self, uid: u32, line: &[u8]) -> Option<Reply> {
        let Ok(Request::Hello(hello)) = serde_json::from_slice(line) else { return None };
        if !hello.early || hello.protocol != PROTOCOL {
            return None;
        }
        let (seq, customers) = self.known().as_ref().map(|(seq, all)| (*seq, all.len() as u64))?;
        // Who has been given which role is not known yet: nobody has more than the least.
        let act_as = hello.act_as.as_deref();
        let who = identity::identify(&self.place, uid, act_as, &BTreeMap::new()).ok()?;
        Some(Reply::Welcome(Welcome {
            protocol: PROTOCOL,
            program: super::PROGRAM.to_owned(),
            agent: who.agent,
            role: who.role,
            seq,
            now: self.clock.now(),
            zone: self.zone.clone(),
            kind: desk::kind(self.place.whose),
            customers,
            read_only: None,
        }))
    }

    /// The answer to a question for customers; `None` for everything else.
    pub fn answer(&self, line: &[u8]) -> Option<Reply> {
        let Ok(Request::Query { id, ask: Query::Find { text, limit } }) =
            serde_json::from_slice(line)
        else {
            return None;
        };
        let known = self.known();
        let (seq, lookup) = known.as_ref()?;
        let hits = lookup.find(&text, limit.min(ANSWER_ROWS) as usize);
        let rows = hits.hits.iter().filter_map(|hit| row(lookup, hit)).collect();
        let found = Found { rows, total: hits.total, of: lookup.len() as u64 };
        Some(Reply::Answer { id, seq: *seq, answer: Answer::Found(found) })
    }
}

/// A row without marks: they are of the record's own letters.
fn row(lookup: &Lookup, hit: &Hit) -> Option<FoundRow> {
    let shown = lookup.shown(hit.customer)?;
    Some(FoundRow {
        customer: hit.customer,
        label: shown.label,
        phones: shown.phones,
        emails: shown.emails,
        account: String::new(),
        tier: None,
        stage: None,
        open_tickets: shown.open_tickets,
        ticket: None,
        why: answer::why(hit.why),
        marks: Vec::new(),
    })
}
