//! Attaches to the desk, starting a person's own when none answers. Never opens the store.

pub mod connect;
pub mod sentence;
pub mod start;
pub mod waiting;

use std::collections::VecDeque;
use std::io::BufReader;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use uuid::Uuid;

use crate::domain::Refusal;
use crate::wire::line::{self, LineError};
use crate::wire::{
    Answer, Command, Done, DraftAsk, Hello, Opening, PROTOCOL, Query, Reply, Request, Signal,
    Trouble, Welcome,
};

/// Program and version, as said in `hello`.
pub const PROGRAM: &str = concat!("sigap ", env!("CARGO_PKG_VERSION"));

/// How long a desk may say nothing before its welcome: a busy one needs some milliseconds, one that
/// is starting says how far it is.
const WELCOME_PATIENCE: Duration = Duration::from_secs(10);

/// How to attach.
#[derive(Debug, Clone, Default)]
pub struct Attach {
    /// An agent's name to act as; only throw-away desks believe it.
    pub act_as: Option<String>,
    /// Where the asker sits; empty for a command line.
    pub seat: String,
    /// What shall be pushed.
    pub follow: Follow,
    /// What to do when no desk answers.
    pub absent: Absent,
    /// What to do while it opens.
    pub meanwhile: Meanwhile,
    /// Whether anything may be changed over it.
    pub pen: Pen,
}

/// Whether anything may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pen {
    /// Whatever one's role allows.
    #[default]
    Held,
    /// Nothing at all.
    Away,
}

/// Whether changes and signals are pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Follow {
    /// Replies only.
    #[default]
    Nothing,
    /// Changes and signals too; whoever sits there is ready for calls.
    Changes,
    /// Changes and signals too, for a screen at which nobody takes calls.
    Watch,
}

/// What to do while the desk opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Meanwhile {
    /// Wait.
    #[default]
    Wait,
    /// Attach; the desk finds customers as it last knew them, answers the rest later, and asks to
    /// attach again when it is open.
    Find,
}

/// What to do when no desk answers at the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Absent {
    /// Start it when it is a person's own; a system desk never.
    #[default]
    Start,
    /// Say so.
    Tell,
}

/// Why the desk could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The desk says no, and why.
    #[error("{0}")]
    Refused(Refusal),
    /// The desk did not understand, or cannot serve.
    #[error("{sentence}")]
    Trouble {
        /// Which kind.
        trouble: Trouble,
        /// The desk's sentence.
        sentence: String,
    },
    /// No desk answers and none may be started.
    #[error("no desk answers at {socket}")]
    NoDesk {
        /// Where it should be.
        socket: String,
        /// Whether it is the house's, so that only the system may start it.
        system: bool,
    },
    /// The desk could not be started.
    #[error("the desk could not be started: {why}")]
    NotStarted {
        /// The daemon's own sentence.
        why: String,
    },
    /// The socket belongs to somebody else.
    #[error("the socket {socket} belongs to another user (uid {owner}); it is not trusted")]
    Foreign {
        /// Which socket.
        socket: String,
        /// Whose.
        owner: u32,
    },
    /// The house's desk is closed to the asker.
    #[error("only members of the group {group} may come to the desk at {socket}")]
    Outside {
        /// Its socket.
        socket: String,
        /// Whom it lets in.
        group: String,
    },
    /// The place cannot be used.
    #[error(transparent)]
    Place(#[from] crate::home::PlaceError),
    /// Something accepts connections and says nothing.
    #[error("what serves {socket} does not answer")]
    Silent {
        /// Which socket.
        socket: String,
    },
    /// A desk runs, and its socket was removed under it.
    #[error("the desk runs, but its socket {socket} is gone")]
    SocketGone {
        /// Which socket.
        socket: String,
        /// The desk's process.
        pid: u32,
    },
    /// The connection broke.
    #[error("the desk has gone away: {0}")]
    Broken(#[from] LineError),
    /// The desk closed the connection.
    #[error("the desk has closed the connection")]
    Closed,
}

impl From<std::io::Error> for ClientError {
    fn from(error: std::io::Error) -> ClientError {
        ClientError::Broken(LineError::Io(error))
    }
}

/// An attached asker that waits for each answer. Commands may also be sent ahead.
#[derive(Debug)]
pub struct Client {
    /// Who the asker is to the desk.
    pub welcome: Welcome,
    sender: Sender,
    receiver: Receiver,
    next: u64,
    ahead: VecDeque<u64>,
}

/// The half that asks.
#[derive(Debug)]
pub struct Sender {
    stream: UnixStream,
}

/// The half that listens.
#[derive(Debug)]
pub struct Receiver {
    stream: BufReader<UnixStream>,
    buffer: Vec<u8>,
}

impl Sender {
    /// Says one line.
    ///
    /// # Errors
    /// [`LineError`].
    pub fn send(&mut self, request: &Request) -> Result<(), LineError> {
        line::write(&mut self.stream, request)
    }

    /// Ends the conversation, waking a receiver that waits.
    pub fn hang_up(&self) {
        // The peer may have gone first; then there is nothing left to end.
        drop(self.stream.shutdown(Shutdown::Both));
    }
}

impl Receiver {
    /// Waits for the next line; `None` when the desk has closed the connection.
    ///
    /// # Errors
    /// [`LineError`].
    pub fn next_reply(&mut self) -> Result<Option<Reply>, LineError> {
        line::read(&mut self.stream, &mut self.buffer)
    }
}

impl Client {
    /// Says hello on a fresh connection and hears who one is, once the desk is open.
    ///
    /// # Errors
    /// [`ClientError::Trouble`] when the desk does not let the asker in.
    pub fn hello(
        stream: UnixStream,
        how: &Attach,
        progress: &mut dyn FnMut(Opening),
    ) -> Result<Client, ClientError> {
        stream.set_read_timeout(Some(WELCOME_PATIENCE))?;
        let mut sender = Sender { stream: stream.try_clone()? };
        let mut receiver =
            Receiver { stream: BufReader::with_capacity(1 << 16, stream), buffer: Vec::new() };
        sender.send(&Request::Hello(Hello {
            protocol: PROTOCOL,
            program: PROGRAM.to_owned(),
            act_as: how.act_as.clone(),
            seat: how.seat.clone(),
            follow: how.follow != Follow::Nothing,
            watch: how.follow == Follow::Watch,
            reads_only: how.pen == Pen::Away,
            early: how.meanwhile == Meanwhile::Find,
        }))?;
        let reply = loop {
            match receiver.next_reply()? {
                Some(Reply::Opening(opening)) => progress(opening),
                reply => break reply,
            }
        };
        match reply {
            Some(Reply::Welcome(welcome)) => {
                receiver.stream.get_ref().set_read_timeout(None)?;
                Ok(Client { welcome, sender, receiver, next: 1, ahead: VecDeque::new() })
            }
            Some(Reply::Trouble { trouble, sentence, .. }) => {
                Err(ClientError::Trouble { trouble, sentence })
            }
            Some(_) | None => Err(ClientError::Closed),
        }
    }

    /// The two halves, for a terminal that asks and listens at the same time.
    pub fn split(self) -> (Welcome, Sender, Receiver) {
        (self.welcome, self.sender, self.receiver)
    }

    /// Asks and waits for the answer.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn query(&mut self, ask: Query) -> Result<Answer, ClientError> {
        Ok(self.query_at(ask)?.1)
    }

    /// Asks, and hears at which seq the answer was read.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn query_at(&mut self, ask: Query) -> Result<(u64, Answer), ClientError> {
        let id = self.number();
        self.sender.send(&Request::Query { id, ask })?;
        match self.reply_to(id)? {
            Reply::Answer { seq, answer, .. } => Ok((seq, answer)),
            other => Err(unexpected(other)),
        }
    }

    /// Has a command decided and waits until it is on disk.
    ///
    /// # Errors
    /// [`ClientError::Refused`] with the desk's reason, or any other [`ClientError`].
    pub fn run(&mut self, run: Command) -> Result<Done, ClientError> {
        let id = self.number();
        self.sender.send(&Request::Command { id, command_id: Uuid::now_v7(), run })?;
        self.done(id)
    }

    /// Sends a command without waiting; its outcome is fetched, in order, with
    /// [`Client::outcome`].
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn send_ahead(&mut self, run: Command) -> Result<(), ClientError> {
        let id = self.number();
        self.sender.send(&Request::Command { id, command_id: Uuid::now_v7(), run })?;
        self.ahead.push_back(id);
        Ok(())
    }

    /// How many commands were sent ahead and not fetched yet.
    pub fn ahead(&self) -> usize {
        self.ahead.len()
    }

    /// The outcome of the oldest command sent ahead; `None` when there is none.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn outcome(&mut self) -> Result<Option<Done>, ClientError> {
        self.ahead.pop_front().map(|id| self.done(id)).transpose()
    }

    /// Says something that is not kept.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn signal(&mut self, say: Signal) -> Result<(), ClientError> {
        let id = self.number();
        self.sender.send(&Request::Signal { id, say })?;
        self.done(id).map(|_| ())
    }

    /// Keeps, drops, lists or claims a draft; the list is empty for keep and drop.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn draft(&mut self, ask: DraftAsk) -> Result<Vec<crate::wire::Draft>, ClientError> {
        let id = self.number();
        self.sender.send(&Request::Draft { id, ask })?;
        match self.reply_to(id)? {
            Reply::Answer { answer: Answer::Drafts(drafts), .. } => Ok(drafts),
            Reply::Done { .. } => Ok(Vec::new()),
            other => Err(unexpected(other)),
        }
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn done(&mut self, id: u64) -> Result<Done, ClientError> {
        match self.reply_to(id)? {
            Reply::Done { done, .. } => Ok(done),
            other => Err(unexpected(other)),
        }
    }

    /// The reply to one question; pushed lines in between are passed over.
    fn reply_to(&mut self, wanted: u64) -> Result<Reply, ClientError> {
        loop {
            let reply = self.receiver.next_reply()?.ok_or(ClientError::Closed)?;
            let about = match &reply {
                Reply::Answer { id, .. } | Reply::Done { id, .. } | Reply::Refused { id, .. } => {
                    Some(*id)
                }
                Reply::Trouble { id, .. } => Some(id.unwrap_or(wanted)),
                Reply::Opening(_) | Reply::Welcome(_) | Reply::Changed(_) | Reply::Signal(_) => {
                    None
                }
            };
            if about == Some(wanted) {
                return Ok(reply);
            }
        }
    }
}

fn unexpected(reply: Reply) -> ClientError {
    match reply {
        Reply::Refused { refusal, .. } => ClientError::Refused(refusal),
        Reply::Trouble { trouble, sentence, .. } => ClientError::Trouble { trouble, sentence },
        Reply::Opening(_)
        | Reply::Welcome(_)
        | Reply::Answer { .. }
        | Reply::Done { .. }
        | Reply::Changed(_)
        | Reply::Signal(_) => ClientError::Closed,
    }
}
