//! What systemd gives the desk that it starts, and hears from it. Never needed: whoever starts a
//! desk by hand gives nothing and hears nothing here.

use std::fmt;
use std::io;
use std::os::unix::net::UnixListener;

use listenfd::ListenFd;
use sd_notify::NotifyState;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

use super::boot::BootError;
use crate::home::Place;

/// How much longer a start may take from each word of how far it is: a large index that is built
/// anew is on its way for minutes, and one that says nothing for so long is not.
const OPENING_USEC: u32 = 300_000_000;

/// Takes the socket that systemd listens at for this desk; `None` when it has given none.
///
/// # Errors
/// [`BootError::Socket`] for more than one, for something else than a listening socket, and for
/// one at another place than where agents look for it.
pub fn handed(place: &Place) -> Result<Option<UnixListener>, BootError> {
    let refuse = |why| BootError::Socket { socket: place.socket.display().to_string(), why };
    let wrong = |why: String| refuse(io::Error::new(io::ErrorKind::InvalidInput, why));
    let mut given = ListenFd::from_env();
    match given.len() {
        0 => return Ok(None),
        1 => {}
        count => return Err(wrong(format!("systemd gives {count} sockets; the desk takes one"))),
    }
    let Some(listener) = given.take_unix_listener(0).map_err(refuse)? else { return Ok(None) };
    let address = listener.local_addr().map_err(refuse)?;
    if address.as_pathname() != Some(&place.socket) {
        return Err(wrong(
            "systemd listens at another place; ListenStream= in sigap.socket and socket in \
             /etc/sigap/config.toml must say the same"
                .to_owned(),
        ));
    }
    Ok(Some(listener))
}

/// Tells whether systemd waits to hear how the desk is.
pub fn listens() -> bool {
    std::env::var_os("NOTIFY_SOCKET").is_some()
}

/// The desk is opening, in a sentence that `systemctl status` shows.
pub fn opening(sentence: &str) {
    tell(&[NotifyState::Status(sentence), NotifyState::ExtendTimeoutUsec(OPENING_USEC)]);
}

/// The desk serves.
pub fn ready(sentence: &str) {
    tell(&[NotifyState::Ready, NotifyState::Status(sentence)]);
}

/// The desk leaves.
pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        // The desk serves all the same, until systemd has waited for long enough.
        tracing::warn!("systemd cannot be told how the desk is: {error}");
    }
}

/// A line of the log as systemd's journal takes it: how grave it is in front, the time left to the
/// journal, so that `journalctl -p warning` finds what somebody has to look at.
pub struct Journald;

impl<S, N> FormatEvent<S, N> for Journald
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut to: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        write!(to, "<{}>", priority(*event.metadata().level()))?;
        event.record(&mut OneLine(&mut to));
        writeln!(to)
    }
}

/// How grave a line is, in the numbers of syslog(3).
fn priority(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        _ => 7,
    }
}

/// Writes what an event says; a line break in it would begin a line of another gravity.
struct OneLine<'a, 'b>(&'a mut Writer<'b>);

impl Visit for OneLine<'_, '_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let name = if field.name() == "message" { "" } else { field.name() };
        let text = format!("{value:?}").replace('\n', " ");
        // What cannot be written is told nowhere, as in any log.
        let _ = match name {
            "" => write!(self.0, "{text}"),
            name => write!(self.0, " {name}={text}"),
        };
    }
}
