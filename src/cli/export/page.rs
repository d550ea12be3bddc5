//! All records of a kind, a page at a time. Never two pages in memory.

use crate::cli::exit::Failure;
use crate::client::{Client, ClientError};
use crate::wire::{Answer, Query, Trouble};

/// Records of a page: at the usual size of a record far below what one line of the wire may hold.
const PAGE_ROWS: u32 = 500;

/// How pages of one kind of record are asked for.
pub struct Pages<T> {
    /// The question for those after a number.
    pub ask: fn(Option<u64>, u32) -> Query,
    /// The records of its answer.
    pub take: fn(Answer) -> Option<Vec<T>>,
    /// A record's number.
    pub number: fn(&T) -> u64,
}

impl<T> Pages<T> {
    /// Does something with each record, in the order of their numbers; gives back how many.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn each(
        &self,
        client: &mut Client,
        mut each: impl FnMut(&T) -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        let (mut after, mut limit, mut count) = (None, PAGE_ROWS, 0);
        loop {
            let answer = match client.query((self.ask)(after, limit)) {
                // Records may be large; a smaller page goes through.
                Err(ClientError::Trouble { trouble: Trouble::TooLong, .. }) if limit > 1 => {
                    limit /= 2;
                    continue;
                }
                other => other?,
            };
            let page = (self.take)(answer).ok_or_else(Failure::unexpected)?;
            let Some(last) = page.last() else { return Ok(count) };
            after = Some((self.number)(last));
            count += page.len() as u64;
            page.iter().try_for_each(&mut each)?;
        }
    }
}
