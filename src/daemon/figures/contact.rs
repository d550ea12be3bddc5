//! Contacts, ratings and answers as columns: each takes 24 bytes. Never a word that
//! anybody said.

use crate::domain::opinion::Measure;
use crate::domain::{At, Channel, Direction, Entry, Fact, Rater, Scale};

/// What a number of the journal takes here: no desk counts to four thousand million.
pub fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// One contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// When it took place.
    pub at: At,
    /// Number.
    pub no: u32,
    /// Whose.
    pub customer: u32,
    /// Who logged it.
    pub by: u16,
    /// About what.
    pub topic: [u8; 2],
    channel: u8,
    direction: u8,
}

/// One rating with the quick form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rated {
    /// When.
    pub at: At,
    /// Number.
    pub no: u32,
    /// What was rated: a contact, a ticket, or a customer's service.
    pub subject: u32,
    /// Scores of three bits each from the lowest on, then of what, by whom and on which scale.
    packed: u32,
    /// Who wrote it down.
    pub by: u16,
}

/// One answer to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opined {
    /// When.
    pub at: At,
    /// Number: that of its entry.
    pub no: u32,
    /// What was meant: a contact, a ticket, or a customer's service.
    pub subject: u32,
    /// Who wrote it down.
    pub by: u16,
    /// The answer.
    pub score: u8,
    what: u8,
    rater: u8,
    of: Of,
}

/// What a rating is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The contact of that number.
    Contact,
    /// The ticket of that number.
    Ticket,
    /// The service that the customer of that number had.
    Service,
}

impl Of {
    /// What a fact with these numbers is of.
    const fn meant((interaction, ticket): (u64, u64), customer: u64) -> (u64, Of) {
        match (interaction, ticket) {
            (0, 0) => (customer, Of::Service),
            (0, ticket) => (ticket, Of::Ticket),
            (interaction, _) => (interaction, Of::Contact),
        }
    }
}

impl Opined {
    /// What an entry tells of one, by the agent of a number.
    pub fn of(entry: &Entry, by: u16) -> Option<Opined> {
        let Fact::ScoreGiven { customer, interaction, ticket, what, score, rater } = &entry.fact
        else {
            return None;
        };
        let (subject, of) = Of::meant((*interaction, *ticket), *customer);
        let (at, no, subject) = (entry.at, small(entry.seq), small(subject));
        Some(Opined { at, no, subject, by, score: *score, what: *what, rater: *rater, of })
    }

    /// Which question, answered by whom.
    pub fn kind(&self) -> Option<(Measure, Rater)> {
        Some((Measure::from_byte(self.what)?, Rater::from_byte(self.rater)?))
    }

    /// Of what it is.
    pub const fn is_of(&self) -> Of {
        self.of
    }
}

/// Bits of one score.
const SCORE: u32 = 3;

impl Contact {
    /// What a fact tells of one, by the agent of a number.
    pub fn of(fact: &Fact, by: u16) -> Option<Contact> {
        let Fact::InteractionLogged { interaction, customer, channel, direction, topic, at } = fact
        else {
            return None;
        };
        let (no, customer) = (small(*interaction), small(*customer));
        let (topic, at) = (*topic, At(*at));
        Some(Contact { at, no, customer, by, topic, channel: *channel, direction: *direction })
    }

    /// By which way it came.
    pub fn channel(&self) -> Option<Channel> {
        Channel::from_byte(self.channel)
    }

    /// Tells whether the customer began it.
    pub const fn is_theirs(&self) -> bool {
        self.direction == Direction::In.byte()
    }
}

impl Rated {
    /// What a fact tells of one, entered at a time by the agent of a number.
    pub fn of(fact: &Fact, at: At, by: u16) -> Option<Rated> {
        let Fact::RatingGiven { rating, customer, interaction, ticket, scores, scale, rater } =
            fact
        else {
            return None;
        };
        let (subject, of) = Of::meant((*interaction, *ticket), *customer);
        let of = of as u32;
        let packed =
            scores.iter().rev().fold(0, |bits, score| bits << SCORE | u32::from(score & 7));
        let packed = packed | of << 16 | u32::from(rater & 7) << 20 | u32::from(scale & 15) << 24;
        Some(Rated { at, no: small(*rating), subject: small(subject), packed, by })
    }

    /// The scores; 0 where one was skipped.
    pub fn scores(&self) -> [u8; 5] {
        std::array::from_fn(|at| (self.packed >> (SCORE * at as u32) & 7) as u8)
    }

    /// Of what it is.
    pub const fn is_of(&self) -> Of {
        match self.packed >> 16 & 3 {
            0 => Of::Contact,
            1 => Of::Ticket,
            _ => Of::Service,
        }
    }

    /// By whom and on which scale.
    pub fn kind(&self) -> Option<(Rater, Scale)> {
        let [rater, scale] = [self.packed >> 20 & 7, self.packed >> 24 & 15];
        Some((Rater::from_byte(rater as u8)?, Scale::from_byte(scale as u8)?))
    }
}

/// Rows by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered<T>(Vec<T>);

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Numbered(Vec::new())
    }
}

/// What has a number.
pub trait HasNo {
    /// It.
    fn no(&self) -> u32;
}

impl HasNo for Contact {
    fn no(&self) -> u32 {
        self.no
    }
}

impl HasNo for Rated {
    fn no(&self) -> u32 {
        self.no
    }
}

impl HasNo for Opined {
    fn no(&self) -> u32 {
        self.no
    }
}

impl<T: HasNo> Numbered<T> {
    fn place(&self, no: u32) -> Result<usize, usize> {
        self.0.binary_search_by_key(&no, HasNo::no)
    }

    /// Adds a row, at the end unless numbers come in another order.
    pub fn put(&mut self, row: T) {
        match self.0.last() {
            Some(last) if last.no() >= row.no() => match self.place(row.no()) {
                Ok(at) => self.0[at] = row,
                Err(at) => self.0.insert(at, row),
            },
            Some(_) | None => self.0.push(row),
        }
    }

    /// The row of a number.
    pub fn get(&self, no: u32) -> Option<&T> {
        self.place(no).ok().map(|at| &self.0[at])
    }

    /// The same to be changed.
    pub fn get_mut(&mut self, no: u32) -> Option<&mut T> {
        self.place(no).ok().map(|at| &mut self.0[at])
    }

    /// Takes a row out.
    pub fn remove(&mut self, no: u32) {
        if let Ok(at) = self.place(no) {
            self.0.remove(at);
        }
    }

    /// All rows.
    pub fn rows(&self) -> &[T] {
        &self.0
    }

    /// Bytes they take.
    pub fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<T>()
    }

    /// Gives room back that is not needed.
    pub fn shrink(&mut self) {
        self.0.shrink_to(self.0.len() + self.0.len() / 16);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_and_a_rating_take_24_bytes_each() {
        assert_eq!((size_of::<Contact>(), size_of::<Rated>()), (24, 24));
        assert_eq!(size_of::<Opined>(), 24);
    }

    #[test]
    fn a_packed_rating_says_what_was_given() {
        for (scores, scale, rater) in [
            ([1, 2, 3, 4, 5], Scale::Five, Rater::Customer),
            ([7, 0, 7, 0, 1], Scale::Seven, Rater::Mystery),
        ] {
            for (interaction, ticket, of, subject) in
                [(9, 8, Of::Contact, 9), (0, 8, Of::Ticket, 8), (0, 0, Of::Service, 7)]
            {
                let (scale, rater) = (scale.byte(), rater.byte());
                let (rating, customer) = (3, 7);
                let fact = Fact::RatingGiven {
                    rating,
                    customer,
                    interaction,
                    ticket,
                    scores,
                    scale,
                    rater,
                };
                let rated = Rated::of(&fact, At(5), 2).expect("a rating");
                assert_eq!((rated.scores(), rated.is_of(), rated.subject), (scores, of, subject));
                let (by, on) = rated.kind().expect("known");
                assert_eq!((by.byte(), on.byte()), (rater, scale));
            }
        }
    }

    #[test]
    fn rows_are_found_by_number_in_whatever_order_they_came() {
        let row = |no: u32| Contact {
            at: At(0),
            no,
            customer: no * 10,
            by: 0,
            topic: *b"BI",
            channel: 1,
            direction: 1,
        };
        let mut rows = Numbered::default();
        [5, 9, 2, 7].iter().for_each(|no| rows.put(row(*no)));
        rows.remove(9);
        rows.remove(4);
        let numbers: Vec<u32> = rows.rows().iter().map(HasNo::no).collect();
        assert_eq!(numbers, [2, 5, 7]);
        assert_eq!(rows.get(7).map(|row| row.customer), Some(70));
    }
}
