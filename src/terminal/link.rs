//! The line to the desk: says requests, hears replies, attaches again when the desk goes away.
//! Never decides what is asked; what is not answered yet is the model's to say again.

use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::inbox::Input;
use crate::client::waiting;
use crate::client::{Attach, Client, Receiver, Sender};
use crate::home::Place;
use crate::speech::Speech;
use crate::wire::{Request, Welcome};

/// The first pause before attaching again; each next one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// The longest pause: a desk that comes back is found within this time.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The half that asks, for as long as there is a desk.
#[derive(Debug, Clone)]
pub struct Link {
    line: Arc<Mutex<Option<Sender>>>,
}

/// Where the desk is, how to attach to it, and where what it says goes.
pub struct Way {
    /// The desk's place.
    pub place: Place,
    /// How to attach.
    pub how: Attach,
    /// The language in which it is told why there is no desk.
    pub speech: Arc<Speech>,
    /// Where everything goes that comes in.
    pub inbox: SyncSender<Input>,
}

impl Link {
    /// Hears what the desk says on an own thread and puts it into the inbox, for ever: when the
    /// desk goes away it attaches again, starting a person's own.
    pub fn follow(client: Client, way: Way) -> (Link, Welcome) {
        let (welcome, sender, receiver) = client.split();
        let link = Link { line: Arc::new(Mutex::new(Some(sender))) };
        let own = link.clone();
        thread::spawn(move || own.hear(receiver, &way));
        (link, welcome)
    }

    /// Says one request. While there is no desk it says nothing: whoever asks says it again when
    /// the desk is back.
    pub fn say(&self, request: &Request) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = line.as_mut()
            && sender.send(request).is_err()
        {
            // The thread that listens notices it, too, and attaches again.
            sender.hang_up();
            *line = None;
        }
    }

    fn put(&self, sender: Option<Sender>) {
        *self.line.lock().unwrap_or_else(PoisonError::into_inner) = sender;
    }

    fn hear(&self, mut receiver: Receiver, way: &Way) {
        let inbox = &way.inbox;
        loop {
            while let Ok(Some(reply)) = receiver.next_reply() {
                if inbox.send(Input::Reply(Box::new(reply))).is_err() {
                    return;
                }
            }
            self.put(None);
            let Some(client) = again(way) else { return };
            let (welcome, sender, next) = client.split();
            self.put(Some(sender));
            receiver = next;
            if inbox.send(Input::Linked(Box::new(welcome))).is_err() {
                return;
            }
        }
    }
}

/// Attaches again, however long it takes; `None` when the terminal has left.
fn again(way: &Way) -> Option<Client> {
    let mut pause = FIRST_PAUSE;
    let mut told = way.speech.say("link-gone");
    way.inbox.send(Input::Lost(told.clone())).ok()?;
    let mut tell = |why: String| {
        if why == told {
            return Some(());
        }
        told.clone_from(&why);
        way.inbox.send(Input::Lost(why)).ok()
    };
    loop {
        let client = Client::attach(&way.place, &way.how, &mut |opening| {
            // A terminal that has left is noticed below.
            let _ = tell(waiting::sentence(opening, &way.speech));
        });
        match client {
            Ok(client) => return Some(client),
            Err(error) => tell(error.sentence(&way.speech))?,
        }
        thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
