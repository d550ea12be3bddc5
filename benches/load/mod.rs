//! The people and terminals of a desk under load. Never on a desk that somebody uses.
//!
//! [`floor`] is what the desk has, [`seat`] a terminal as the desk sees it and who works at it,
//! [`line`] the program on a terminal line, [`pulse`] what is looked for on its screen, [`tally`]
//! counts.

pub mod floor;
pub mod line;
pub mod pulse;
pub mod seat;
pub mod tally;

use std::path::Path;
use std::time::Duration;

use nix::time::{clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;
use sigap::client::{Absent, Attach, Client};
use sigap::home::{Place, place::Surroundings};

use crate::outside::Anything;

/// The desk at a home.
pub fn place(home: &Path) -> Anything<Place> {
    Ok(Place::find(&Surroundings::read(Some(home)))?)
}

/// Somebody who asks one thing after the other.
pub fn attach(home: &Path, agent: &str) -> Anything<Client> {
    let act_as = Some(agent.to_owned());
    let how = Attach { act_as, absent: Absent::Tell, ..Attach::default() };
    Ok(Client::attach(&place(home)?, &how, &mut |_| ())?)
}

/// Processor time of a process so far.
pub fn worked(process: u32) -> Anything<Duration> {
    let clock = clock_getcpuclockid(Pid::from_raw(process.cast_signed()))?;
    Ok(clock_gettime(clock)?.into())
}
