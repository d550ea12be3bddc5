//! One conversation with a desk, line by line, with a patience that ends. Never resends by itself.

use std::io::BufReader;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use sigap::wire::{
    Answer, Command, Hello, PROTOCOL, Query, Reply, Request, Welcome, journal::JournalLine, line,
};
use uuid::Uuid;

/// No answer of a small desk may take longer, whatever its disk does.
const PATIENCE: Duration = Duration::from_secs(20);
/// Entries asked for at a time.
const PAGE: u32 = 1_000;

/// A conversation that has been greeted.
pub struct Talk {
    pub welcome: Welcome,
    stream: UnixStream,
    reader: BufReader<UnixStream>,
    buffer: Vec<u8>,
}

impl Talk {
    pub fn open(socket: &Path, agent: &str) -> anyhow::Result<Talk> {
        let mut stream = UnixStream::connect(socket).context("connecting")?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let mut buffer = Vec::new();
        let hello = Hello {
            protocol: PROTOCOL,
            program: "torture".to_owned(),
            act_as: Some(agent.to_owned()),
            seat: String::new(),
            follow: false,
            watch: false,
            reads_only: false,
            early: false,
        };
        line::write(&mut stream, &Request::Hello(hello))?;
        let reply = loop {
            match line::read(&mut reader, &mut buffer)? {
                Some(Reply::Opening(_)) => {}
                reply => break reply,
            }
        };
        match reply {
            Some(Reply::Welcome(welcome)) => Ok(Talk { welcome, stream, reader, buffer }),
            other => bail!("no welcome but {other:?}"),
        }
    }

    /// Sends a command and does not wait.
    pub fn send(&mut self, id: u64, command_id: Uuid, run: &Command) -> anyhow::Result<()> {
        let run = run.clone();
        Ok(line::write(&mut self.stream, &Request::Command { id, command_id, run })?)
    }

    /// The next line; `None` when the desk has gone.
    pub fn reply(&mut self) -> anyhow::Result<Option<Reply>> {
        match line::read(&mut self.reader, &mut self.buffer) {
            Err(line::LineError::Io(error)) if is_timeout(&error) => bail!("the desk hangs"),
            Err(line::LineError::Io(_)) => Ok(None),
            other => Ok(other?),
        }
    }

    /// Sends a command and waits for what becomes of it.
    pub fn run(&mut self, id: u64, command_id: Uuid, run: &Command) -> anyhow::Result<Reply> {
        self.send(id, command_id, run)?;
        self.reply()?.context("the desk has gone")
    }

    pub fn ask(&mut self, ask: Query) -> anyhow::Result<Answer> {
        line::write(&mut self.stream, &Request::Query { id: 0, ask })?;
        match self.reply()? {
            Some(Reply::Answer { answer, .. }) => Ok(answer),
            Some(Reply::Trouble { sentence, .. }) => bail!("no answer but: {sentence}"),
            other => bail!("no answer but {other:?}"),
        }
    }

    /// Every entry of the journal.
    pub fn journal(&mut self) -> anyhow::Result<Vec<JournalLine>> {
        let mut lines: Vec<JournalLine> = Vec::new();
        loop {
            let from = lines.last().map_or(1, |last| last.seq + 1);
            match self.ask(Query::Journal { from, limit: PAGE })? {
                Answer::Journal(page) if page.is_empty() => return Ok(lines),
                Answer::Journal(page) => lines.extend(page),
                other => bail!("no journal but {other:?}"),
            }
        }
    }
}

fn is_timeout(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
}
