//! From a place to an attached client. Never talks to a socket that another user serves or could
//! have put there.

use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::thread;
use std::time::Duration;

use nix::sys::socket::{getsockopt, sockopt::PeerCredentials};
use nix::unistd::{Gid, Group};

use super::start;
use super::{Absent, Attach, Client, ClientError};
use crate::home::place::Whose;
use crate::home::{Place, Serving, serving, shut};
use crate::wire::Opening;
use crate::wire::line::LineError;

/// How often a desk that hangs up before its welcome is tried again.
const LEAVING_TRIES: u32 = 50;
/// How long it is given each time.
const LEAVING_STEP: Duration = Duration::from_millis(20);

impl Client {
    /// Attaches to the desk at a place. When none answers and it is a person's own, starts it and
    /// tells how far it is (a rebuild of a large index takes its time); so it does when it is being
    /// started already.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn attach(
        place: &Place,
        how: &Attach,
        progress: &mut dyn FnMut(Opening),
    ) -> Result<Client, ClientError> {
        // A desk that is just leaving accepts and hangs up: then look again.
        for _ in 0..LEAVING_TRIES {
            match connect(place) {
                Ok(stream) => match Client::hello(stream, how, progress) {
                    Err(ClientError::Broken(LineError::Io(error))) if is_timeout(&error) => {
                        let socket = place.socket.display().to_string();
                        return Err(ClientError::Silent { socket });
                    }
                    Err(ClientError::Closed | ClientError::Broken(LineError::Io(_))) => {}
                    greeted => return greeted,
                },
                Err(error) if error.kind() == ErrorKind::NotADirectory => break,
                Err(error) if !is_absent(&error) => return Err(told(place, error)),
                Err(_) => break,
            }
            thread::sleep(LEAVING_STEP);
        }
        if how.absent == Absent::Tell
            && let Some(serving) = Serving::read(&place.lock())
            && serving::is_held(&place.lock()).unwrap_or(false)
        {
            return Err(start::socket_gone(&serving));
        }
        if place.whose == Whose::System || how.absent == Absent::Tell {
            let system = place.whose == Whose::System;
            return Err(ClientError::NoDesk { socket: place.socket.display().to_string(), system });
        }
        place.prepare()?;
        let daemon = start::start(place, how.meanwhile, progress)?;
        let stream = connect(place).map_err(|error| told(place, error));
        let greeted = stream.and_then(|stream| Client::hello(stream, how, progress));
        // One that could not open has hung up without a word; it says why elsewhere.
        greeted.map_err(|error| daemon.and_then(|daemon| daemon.failed()).unwrap_or(error))
    }
}

/// Connects to a desk where it should be, else where it says that it is: without a session, or in
/// another one, it has made its socket elsewhere.
pub(super) fn connect(place: &Place) -> io::Result<UnixStream> {
    let absent = match connect_to(&place.socket, place) {
        Err(error) if is_absent(&error) => error,
        other => return other,
    };
    let says = Serving::read(&place.lock()).filter(|says| says.socket != place.socket);
    says.and_then(|says| connect_to(&says.socket, place).ok()).ok_or(absent)
}

/// Connects and makes sure who serves the socket, and that nobody else could.
fn connect_to(socket: &Path, place: &Place) -> io::Result<UnixStream> {
    let denied = |uid| io::Error::new(ErrorKind::PermissionDenied, Foreign(uid));
    let trusted = trusted(socket, place)?;
    // Where the house's socket is root has said.
    let folder = socket.parent().filter(|_| place.whose != Whose::System);
    let owner = folder.and_then(|folder| shut::foreign_folder(folder, trusted));
    if let Some(owner) = owner.filter(|owner| *owner != own()) {
        return Err(denied(owner));
    }
    let stream = UnixStream::connect(socket)?;
    let server = getsockopt(&stream, PeerCredentials).map_err(io::Error::from)?.uid();
    if server == trusted || server == 0 { Ok(stream) } else { Err(denied(server)) }
}

/// Who may serve a place, beside root: the owner of its home. A system desk's home may be closed to
/// the asker; then it is the owner of the socket that root has named. A desk that has no home yet
/// can only be the asker's own: what is at its socket says nothing, anybody may have put it there.
fn trusted(socket: &Path, place: &Place) -> io::Result<u32> {
    match (fs::metadata(&place.dir), place.whose) {
        (Ok(about), _) => Ok(about.uid()),
        (Err(_), Whose::System) => Ok(fs::metadata(socket)?.uid()),
        (Err(_), Whose::Personal | Whose::Throwaway) => Ok(own()),
    }
}

fn own() -> u32 {
    nix::unistd::geteuid().as_raw()
}

#[derive(Debug, thiserror::Error)]
#[error("served by another user, or in a folder of theirs (uid {0})")]
struct Foreign(u32);

/// Tells whether nobody answers (no socket, or one that a dead daemon left).
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NotFound | ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset
    )
}

/// Tells whether a read took longer than it may.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

fn told(place: &Place, error: io::Error) -> ClientError {
    let socket = place.socket.display().to_string();
    let foreign = error.get_ref().and_then(|inner| inner.downcast_ref::<Foreign>()).map(|f| f.0);
    match (foreign, error.kind()) {
        (Some(owner), _) => ClientError::Foreign { socket, owner },
        (None, ErrorKind::PermissionDenied) if place.whose == Whose::System => {
            ClientError::Outside { group: group_of(place), socket }
        }
        (None, ErrorKind::PermissionDenied) => match fs::symlink_metadata(&place.socket) {
            Ok(about) => ClientError::Foreign { socket, owner: about.uid() },
            Err(_) => ClientError::from(error),
        },
        (None, kind) if is_absent(&error) || kind == ErrorKind::NotADirectory => {
            ClientError::NoDesk { socket, system: place.whose == Whose::System }
        }
        (None, _) => ClientError::from(error),
    }
}

/// Whom the house's desk lets in: the group that root has named, else the socket's own.
fn group_of(place: &Place) -> String {
    let named = place.system.group.clone();
    let own = || {
        let gid = Gid::from_raw(fs::metadata(&place.socket).ok()?.gid());
        Some(Group::from_gid(gid).ok()??.name)
    };
    named.or_else(own).unwrap_or_else(|| "sigap".to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;
    use crate::home::SystemConfig;

    /// Another user than the one who runs the test, whoever that is.
    const OTHER: u32 = 65_534;

    #[test]
    fn a_socket_says_nothing_about_who_may_serve_a_desk_without_a_home() {
        let folder = tempfile::tempdir().expect("a folder");
        let (dir, socket) = (folder.path().join("home"), folder.path().join("x.sock"));
        let _listener = UnixListener::bind(&socket).expect("bound");
        let system = SystemConfig::default();
        let mut place = Place { dir, socket, whose: Whose::Personal, system };
        connect(&place).expect("one's own, in a folder of one's own");
        if !nix::unistd::geteuid().is_root() {
            eprintln!("half of it is not run: only root can give a socket away");
            return;
        }
        let give = |path: &std::path::Path| {
            std::os::unix::fs::chown(path, Some(OTHER), None).expect("root may");
        };
        give(&place.socket);
        assert_eq!(trusted(&place.socket, &place).expect("told"), 0, "the asker");
        place.whose = Whose::System;
        assert_eq!(
            trusted(&place.socket, &place).expect("told"),
            OTHER,
            "root has said where the socket is"
        );
        place.whose = Whose::Personal;
        give(folder.path());
        let told = told(&place, connect(&place).expect_err("their folder"));
        assert!(matches!(told, ClientError::Foreign { owner: OTHER, .. }), "{told}");
        std::fs::create_dir(&place.dir).expect("made");
        give(&place.dir);
        assert_eq!(trusted(&place.socket, &place).expect("told"), OTHER, "whose home it is");
    }
}
