//! How much each dimension matters: a hundred points shared out. Never a weight nobody has given.

use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};

use super::event::{Event, Fact};
use super::id::CustomerId;
use super::refusal::{Malformed, Refusal};

/// What the points add up to (Parasuraman, Zeithaml, Berry 1988).
pub const POINTS: u32 = 100;

/// Points in the order of the dimensions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Importance(pub [u8; 5]);

impl Importance {
    /// Points that are a hundred in all.
    ///
    /// # Errors
    /// [`Malformed::Points`].
    pub fn new(points: [u8; 5]) -> Result<Importance, Malformed> {
        let total = points.iter().map(|one| u32::from(*one)).sum();
        if total == POINTS { Ok(Importance(points)) } else { Err(Malformed::Points { total }) }
    }

    /// What a fact keeps; `None` for zeros.
    pub fn kept(points: [u8; 5]) -> Option<Importance> {
        (points != [0; 5]).then_some(Importance(points))
    }

    /// Sets it for a customer, or (`None`) for all; no points take away what was said.
    ///
    /// # Errors
    /// [`Malformed::Points`], [`Refusal::AlreadySo`].
    pub fn set(
        customer: Option<CustomerId>,
        was: Option<Importance>,
        points: Option<[u8; 5]>,
    ) -> Result<Event, Refusal> {
        let now = points.map(Importance::new).transpose()?;
        if was == now {
            return Err(Refusal::AlreadySo);
        }
        let [from, to] = [was, now].map(|one| one.map_or([0; 5], |one| one.0));
        let customer = customer.map_or(0, |customer| customer.0);
        Ok(Event::from(Fact::ImportanceSet { customer, from, to }))
    }
}

impl Display for Importance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let points: Vec<String> = self.0.iter().map(u8::to_string).collect();
        f.pad(&points.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_a_hundred_in_all() {
        for (points, total) in [
            ([11, 32, 22, 19, 16], 100),
            ([20; 5], 100),
            ([100, 0, 0, 0, 0], 100),
            ([20, 20, 20, 20, 19], 99),
            ([255; 5], 1_275),
            ([0; 5], 0),
        ] {
            let wanted = match total {
                100 => Ok(Importance(points)),
                total => Err(Malformed::Points { total }),
            };
            assert_eq!(Importance::new(points), wanted);
        }
        let usual = [11, 32, 22, 19, 16];
        let set = Importance::set(None, None, Some(usual)).expect("said for the first time");
        assert_eq!(set.fact, Fact::ImportanceSet { customer: 0, from: [0; 5], to: usual });
        let same = Importance::set(None, Some(Importance(usual)), Some(usual));
        assert_eq!(same, Err(Refusal::AlreadySo));
        assert_eq!(Importance::set(None, None, None), Err(Refusal::AlreadySo));
    }
}
