//! Sends a file's rows to the desk, several batches ahead of its answers. Never counts a row as
//! taken before the desk has said so.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use super::batch::{Batch, Counts, Maker, Reject, Why};
use super::progress::Progress;
use super::rejected::{Rejected, Unwritten};
use super::trouble;
use crate::cli::exit::Failure;
use crate::client::Client;
use crate::speech::Speech;
use crate::wire::{IfKnown, Imported, OtherName};

/// Batches made ready and not sent: the reader is ahead by as much as the desk needs to never
/// wait, and no more.
const READY: usize = 4;
/// Batches sent and not answered: while one is written to disk the next is decided.
const AHEAD: usize = 4;
/// Rows with a known number and another name that are told one by one.
const OTHER_NAMES: usize = 10;

/// What became of a file's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// What was met on the way.
    pub counts: Counts,
    /// New.
    pub added: u64,
    /// Known and left as they were.
    pub known: u64,
    /// Known and changed.
    pub updated: u64,
    /// Not taken.
    pub rejected: u64,
    /// Where those are.
    pub rejected_file: Option<PathBuf>,
    /// Known by a number, with another name.
    pub other_name: u64,
    /// The first of them.
    pub other_names: Vec<OtherName>,
    /// The last line of the file that was answered for.
    pub line: u64,
    /// The character set's name.
    pub charset: &'static str,
}

/// A batch of a file, or why it could not be read further; with the character set's name.
pub type Made = (io::Result<Batch>, &'static str);

/// Makes batches on a thread of their own. It ends with the file or when nobody listens.
pub fn batches(mut maker: Maker) -> Receiver<Made> {
    let (sender, receiver) = sync_channel(READY);
    thread::spawn(move || {
        while let Some(made) = maker.batch().transpose() {
            let failed = made.is_err();
            if sender.send((made, maker.charset())).is_err() || failed {
                break;
            }
        }
    });
    receiver
}

/// An import under way.
pub struct Import<'a> {
    /// The desk.
    pub client: &'a mut Client,
    /// What to do with those who are known.
    pub if_known: IfKnown,
    /// Where rows go that are not taken.
    pub rejected: Rejected,
    /// How far it is.
    pub progress: &'a mut Progress,
    /// The language of the reasons.
    pub speech: &'a Speech,
    /// What has become of the rows so far.
    pub tally: Tally,
}

impl Import<'_> {
    /// Sends everything and waits for every answer. Ends the file of rejected rows whatever
    /// happens.
    ///
    /// # Errors
    /// [`Failure`]; [`Import::tally`] says what was done until then.
    pub fn run(&mut self, batches: &Receiver<Made>, file: &str) -> Result<(), Failure> {
        let mut waiting: VecDeque<Batch> = VecDeque::new();
        for (made, charset) in batches {
            self.tally.charset = charset;
            let mut batch = made.map_err(|why| {
                let why = trouble::Trouble::Unreadable(why);
                Failure::said(why.exit(), why.sentence(file, self.speech))
            })?;
            if !batch.records.is_empty() {
                let records = batch.records.take();
                self.client.send_ahead(records.command(self.if_known))?;
                batch.sent = true;
            }
            waiting.push_back(batch);
            while waiting.len() > AHEAD {
                self.settle(waiting.pop_front())?;
            }
        }
        while !waiting.is_empty() {
            self.settle(waiting.pop_front())?;
        }
        Ok(())
    }

    /// Hears what became of the oldest batch.
    fn settle(&mut self, batch: Option<Batch>) -> Result<(), Failure> {
        let Some(mut batch) = batch else { return Ok(()) };
        if batch.sent {
            let done = self.client.outcome()?.ok_or_else(Failure::unexpected)?;
            let Imported { added, known, updated, rejected, other_name } =
                done.imported.ok_or_else(Failure::unexpected)?;
            self.tally.added += added;
            self.tally.known += known;
            self.tally.updated += updated;
            self.tally.other_name += other_name.len() as u64;
            let room = OTHER_NAMES.saturating_sub(self.tally.other_names.len());
            self.tally.other_names.extend(other_name.into_iter().take(room));
            for rejected in rejected {
                let row = batch.original(rejected.line).cloned().unwrap_or_default();
                batch.rejected.push(Reject { row, why: Why::Refused(rejected.refusal) });
            }
        }
        batch.rejected.sort_by_key(|reject| reject.row.line);
        for reject in &batch.rejected {
            let reason = super::report::reason(&reject.why, self.speech);
            self.rejected.write(&reject.row, &reason).map_err(unwritten)?;
        }
        self.tally.rejected += batch.rejected.len() as u64;
        self.tally.counts = self.tally.counts.plus(batch.counts);
        self.tally.line = batch.last_line().max(self.tally.line);
        self.progress.add(batch.counts.rows, self.speech);
        Ok(())
    }
}

/// A file of rejected rows that cannot be written.
pub fn unwritten((path, why): Unwritten) -> Failure {
    Failure::File { path, why }
}
