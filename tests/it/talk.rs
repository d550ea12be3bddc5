//! The public protocol from outside: lines of JSON over the socket, without a type of the
//! program. Never sends what the test did not say.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use serde_json::{Value, json};

use crate::state::{PATIENCE, until};

/// One connection.
pub struct Talk {
    stream: BufReader<UnixStream>,
    next: u64,
    /// What was pushed while something else was waited for.
    pushed: VecDeque<Value>,
}

impl Talk {
    /// Connects; says nothing yet.
    pub fn open(socket: &Path) -> Talk {
        Talk::on(until("the desk to listen", || UnixStream::connect(socket).ok()))
    }

    fn on(stream: UnixStream) -> Talk {
        stream.set_read_timeout(Some(PATIENCE)).expect("a socket takes a time-out");
        Talk { stream: BufReader::new(stream), next: 1, pushed: VecDeque::new() }
    }

    /// The process that answers at a socket, if one does.
    pub fn pid_behind(socket: &Path) -> Option<u32> {
        // One connection: a desk that is just leaving may not take a second one.
        let mut talk = Talk::on(UnixStream::connect(socket).ok()?);
        talk.say(&json!({ "hello": { "protocol": 1, "program": "test" } }).to_string());
        talk.first()?;
        talk.say(&json!({ "query": { "id": 1, "ask": "desk" } }).to_string());
        let reply = talk.hear()?;
        reply.pointer("/answer/answer/desk/pid")?.as_u64()?.try_into().ok()
    }

    /// Says hello and gives back the welcome.
    ///
    /// # Panics
    /// When the desk does not welcome.
    pub fn greet(&mut self, hello: Value) -> Value {
        self.say(&json!({ "hello": hello }).to_string());
        let reply = self.first().expect("the desk answers a hello");
        reply.get("welcome").unwrap_or_else(|| panic!("no welcome: {reply}")).clone()
    }

    /// What the desk says when it is open.
    pub fn first(&mut self) -> Option<Value> {
        let heard = self.hear()?;
        if heard.get("opening").is_some() { self.first() } else { Some(heard) }
    }

    /// Sends a line as it is.
    pub fn say(&mut self, line: &str) {
        // The desk may have hung up: then the next line that is heard is none.
        drop(self.stream.get_mut().write_all(format!("{line}\n").as_bytes()));
    }

    /// Sends bytes as they are, without a line's end; tells whether they were taken.
    pub fn send(&mut self, bytes: &[u8]) -> bool {
        self.stream.get_mut().write_all(bytes).is_ok()
    }

    /// The next line; `None` when the desk has hung up.
    pub fn hear(&mut self) -> Option<Value> {
        let mut line = String::new();
        match self.stream.read_line(&mut line) {
            Ok(0) => None,
            Ok(_) => {
                Some(serde_json::from_str(&line).unwrap_or_else(|why| panic!("{why}: {line}")))
            }
            Err(why) if why.kind() == ErrorKind::ConnectionReset => None,
            Err(why) => panic!("the desk said nothing for {PATIENCE:?}: {why}"),
        }
    }

    /// Tells whether the desk has hung up, when nothing else is to be heard.
    pub fn is_over(&mut self) -> bool {
        let stream = self.stream.get_mut();
        stream.set_nonblocking(true).expect("a socket can be");
        let read = stream.read(&mut [0]);
        stream.set_nonblocking(false).expect("a socket can be");
        !read.is_err_and(|why| why.kind() == ErrorKind::WouldBlock)
    }

    /// The next reply; what is said unasked in between is put aside for [`Talk::pushed`].
    pub fn reply(&mut self) -> Option<Value> {
        loop {
            let heard = self.hear()?;
            if heard.get("changed").is_none() && heard.get("signal").is_none() {
                return Some(heard);
            }
            self.pushed.push_back(heard);
        }
    }

    /// The next thing of a kind that the desk says unasked: `changed`, `signal/ring`.
    pub fn pushed(&mut self, kind: &str) -> Value {
        loop {
            let heard = self.pushed.pop_front().or_else(|| self.hear());
            let heard = heard.unwrap_or_else(|| panic!("the desk left; no {kind} was heard"));
            if let Some(wanted) = heard.pointer(&format!("/{kind}")) {
                return wanted.clone();
            }
        }
    }

    /// Asks a question and gives back the answer's inside: `talk.ask(json!("desk"))["pid"]`.
    pub fn ask(&mut self, ask: Value) -> Value {
        let reply = self.try_ask(ask);
        let answer =
            reply.pointer("/answer/answer").unwrap_or_else(|| panic!("no answer: {reply}"));
        answer.as_object().and_then(|o| o.values().next()).cloned().unwrap_or(Value::Null)
    }

    /// Asks a question and gives back the whole reply.
    pub fn try_ask(&mut self, ask: Value) -> Value {
        self.request("query", "ask", ask)
    }

    /// Runs a command and gives back what came about.
    ///
    /// # Panics
    /// When it is refused.
    pub fn run(&mut self, run: Value) -> Value {
        let reply = self.try_run(run);
        reply.pointer("/done/done").unwrap_or_else(|| panic!("not done: {reply}")).clone()
    }

    /// Runs a command and gives back the whole reply.
    pub fn try_run(&mut self, run: Value) -> Value {
        self.request("command", "run", run)
    }

    /// Sends a signal and gives back the whole reply.
    pub fn signal(&mut self, say: Value) -> Value {
        self.request("signal", "say", say)
    }

    /// Keeps, drops, lists or claims drafts; gives back the whole reply.
    pub fn draft(&mut self, ask: Value) -> Value {
        self.request("draft", "ask", ask)
    }

    /// Says something and gives back the whole reply.
    pub fn request(&mut self, kind: &str, word: &str, what: Value) -> Value {
        let id = self.next;
        self.next += 1;
        let mut request = json!({ "id": id, word: what });
        if kind == "command" {
            request["command_id"] = json!(uuid::Uuid::now_v7());
        }
        self.say(&json!({ kind: request }).to_string());
        let reply = self.reply().expect("the desk answers");
        let own = reply.as_object().and_then(|o| o.values().next()).and_then(|r| r.get("id"));
        assert!(reply.get("trouble").is_some() || own == Some(&json!(id)), "{id}: {reply}");
        reply
    }
}
