//! What changed lately, for terminals that show it: put into words once for nearly all of them.
//! Never more for one that lags than it can use.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::wire::line::{self, TOUCHED};
use crate::wire::{Changed, Reply, Touched};

/// Changes remembered for terminals that lag; a terminal that lags more hears "much".
const REMEMBERED: usize = 2_000;

/// How far the journal was, and how often all was to be asked for again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    seen: u64,
    anew: u64,
}

impl Place {
    /// How far the journal was.
    #[cfg(test)]
    pub const fn seen(self) -> u64 {
        self.seen
    }
}

/// What a terminal is told of changes.
#[derive(Debug)]
pub enum Told {
    /// The line that all are told who are as far.
    Line(Arc<[u8]>),
    /// What changed since this one was told last.
    Own(Changed),
}

/// What changed.
#[derive(Debug, Default)]
pub struct Changes {
    now: Place,
    recent: VecDeque<(u64, Touched)>,
    /// Everything up to this seq has been forgotten from `recent`.
    forgotten: u64,
    cried: Cried,
}

/// What everybody was nudged for last: nearly all have seen what came before and are told the very
/// same.
#[derive(Debug, Default)]
struct Cried {
    from: Place,
    to: Place,
    line: Option<Arc<[u8]>>,
}

impl Changes {
    /// Nothing, since the journal was so far.
    pub fn from(head: u64) -> Changes {
        let now = Place { seen: head, anew: 0 };
        let cried = Cried { to: now, ..Cried::default() };
        Changes { now, forgotten: head, cried, ..Changes::default() }
    }

    /// Where who comes now begins.
    pub const fn now(&self) -> Place {
        self.now
    }

    /// What a block touched.
    pub fn add(&mut self, head: u64, touched: impl Iterator<Item = (u64, Touched)>) {
        self.now.seen = head;
        for (seq, one) in touched {
            self.recent.push_back((seq, one));
            if self.recent.len() > REMEMBERED
                && let Some((seq, _)) = self.recent.pop_front()
            {
                self.forgotten = seq;
            }
        }
    }

    /// All is to be asked for again.
    pub const fn ask_anew(&mut self) {
        self.now.anew += 1;
    }

    /// Puts into words what changed since that was done last.
    pub fn put_into_words(&mut self) {
        let (from, to) = (self.cried.to, self.now);
        let line = self.between(from, to).and_then(|changed| {
            // What does not fit into a line is told one by one, as what somebody has missed.
            line::written(&Reply::Changed(changed)).ok()
        });
        self.cried = Cried { from, to, line: line.map(Into::into) };
    }

    /// What a terminal has not seen yet of what was put into words; moves its place. What came
    /// since is told next.
    pub fn told(&self, at: &mut Place) -> Option<Told> {
        let Cried { from, to, line } = &self.cried;
        let told = match line {
            Some(line) if at == from => Some(Told::Line(Arc::clone(line))),
            Some(_) | None => self.between(*at, *to).map(Told::Own),
        };
        // Who came since it was put into words is further already.
        *at = Place { seen: at.seen.max(to.seen), anew: at.anew.max(to.anew) };
        told
    }

    /// What changed between two places, gathered; `None` when nothing did.
    fn between(&self, from: Place, to: Place) -> Option<Changed> {
        let anew = to.anew > from.anew;
        if to.seen <= from.seen && !anew {
            return None;
        }
        let first = self.recent.partition_point(|(seq, _)| *seq <= from.seen);
        let fresh = self.recent.range(first..).take_while(|(seq, _)| *seq <= to.seen);
        let mut touched: Vec<Touched> = Vec::new();
        let mut much = anew || self.forgotten > from.seen;
        for (_, one) in fresh {
            if touched.contains(one) {
                continue;
            }
            if touched.len() == TOUCHED {
                much = true;
                break;
            }
            touched.push(one.clone());
        }
        if much {
            touched.clear();
        }
        Some(Changed { seq: to.seen.max(from.seen), touched, much })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Kind;

    fn touched(id: u64) -> Touched {
        let (what, by, to) = ("ticket_noted".into(), "a".into(), String::new());
        Touched { kind: Kind::Ticket, id, what, by, to }
    }

    /// One change each, up to here.
    fn go_on(changes: &mut Changes, to: u64) {
        let from = changes.now().seen + 1;
        changes.add(to, (from..=to).map(|seq| (seq, touched(seq))));
    }

    fn changed(told: Told) -> Changed {
        match told {
            Told::Own(changed) => changed,
            Told::Line(line) => match serde_json::from_slice(&line).expect("a reply") {
                Reply::Changed(changed) => changed,
                other => panic!("{other:?}"),
            },
        }
    }

    fn next(changes: &mut Changes, at: &mut Place) -> Option<Changed> {
        changes.put_into_words();
        changes.told(at).map(changed)
    }

    #[test]
    fn who_has_seen_the_same_is_told_the_same_line_and_who_lags_what_they_missed() {
        let mut changes = Changes::from(7);
        let [mut one, mut two, mut lags] = [changes.now(); 3];
        go_on(&mut changes, 8);
        changes.put_into_words();
        let mut late = changes.now();
        let lines = [&mut one, &mut two].map(|at| match changes.told(at) {
            Some(Told::Line(line)) => line,
            other => panic!("{other:?}"),
        });
        assert!(Arc::ptr_eq(&lines[0], &lines[1]), "put into words once");
        go_on(&mut changes, 9);
        assert!(changes.told(&mut one).is_none(), "it is told next");
        changes.put_into_words();
        assert!(matches!(changes.told(&mut one), Some(Told::Line(_))), "in step again");
        let Some(Told::Own(missed)) = changes.told(&mut lags) else { panic!("its own") };
        assert_eq!((missed.seq, missed.touched), (9, vec![touched(8), touched(9)]));
        let told = changes.told(&mut late).map(changed).expect("changed");
        assert_eq!((told.seq, told.touched), (9, vec![touched(9)]), "not what was before it came");
        assert!([one, lags, late].iter().all(|at| *at == changes.now()), "all are as far");
    }

    #[test]
    fn a_terminal_that_lags_hears_once_and_no_more_than_it_can_use() {
        let mut changes = Changes::from(7);
        let mut at = changes.now();
        assert_eq!(next(&mut changes, &mut at), None);
        changes.add(9, [(8, touched(1)), (9, touched(1))].into_iter());
        let told = next(&mut changes, &mut at).expect("changed");
        assert_eq!((told.seq, told.touched.len(), told.much), (9, 1, false));
        for (count, told, is_much) in [(TOUCHED, TOUCHED, false), (TOUCHED + 1, 0, true)] {
            let to = changes.now().seen + count as u64;
            go_on(&mut changes, to);
            let heard = next(&mut changes, &mut at).expect("changed");
            assert_eq!((heard.touched.len(), heard.much), (told, is_much), "{count}");
        }
        assert_eq!(next(&mut changes, &mut at), None);
    }

    #[test]
    fn who_is_to_ask_anew_hears_so_once() {
        let mut changes = Changes::from(7);
        let mut at = changes.now();
        changes.ask_anew();
        let told = next(&mut changes, &mut at).expect("changed");
        assert_eq!((told.seq, told.touched.len(), told.much), (7, 0, true));
        assert_eq!(next(&mut changes, &mut at), None);
    }

    #[test]
    fn so_many_changes_are_remembered_for_who_lags() {
        for count in [REMEMBERED, REMEMBERED + 1] {
            let mut changes = Changes::from(0);
            let mut at = changes.now();
            (1..=count as u64).for_each(|seq| changes.add(seq, [(seq, touched(1))].into_iter()));
            let told = next(&mut changes, &mut at).expect("changed");
            assert_eq!(told.much, count > REMEMBERED, "{count}");
        }
    }
}
