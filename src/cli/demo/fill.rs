//! Fills the sample desk through the public wire, like any other program would. Never faster than
//! the desk keeps things: what is sent ahead is bounded.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::super::context::Desk;
use super::super::exit::{Exit, Failure};
use super::people;
use super::story::Scene;
use super::words::CANNED;
use crate::client::ClientError;
use crate::domain::{Canned, Profile, Refusal, TicketNo};
use crate::wire::{Command, IfKnown, ImportedCustomer};

/// Customers of one import command.
const BATCH: u64 = 500;
/// Commands on their way at a time: enough to keep the desk busy, below what it takes at once.
const AHEAD: usize = 16;
/// Customers of whom more is known than an import would bring; each costs a few commands.
const CLOSE: u64 = 400;
/// Complaints that wait now: about what five agents have before them.
const WAITING: u64 = 48;

/// Makes `customers` customers with their past, complaints that wait, and what belongs to them.
///
/// # Errors
/// [`Failure::Desk`]; [`Failure::Said`] when somebody has asked to stop.
pub fn fill(
    scene: &Scene,
    customers: u64,
    stop: &AtomicBool,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let bar = bar(customers, desk);
    let (mut first, mut settled) = (1, 0);
    while first <= customers {
        let last = customers.min(first + BATCH - 1);
        let profiles: Vec<(u64, Profile)> =
            (first..=last).map(|n| (n, people::customer(scene.seed, n))).collect();
        for command in batch(scene, &profiles) {
            if let Command::ImportTickets { rows } = &command {
                settled += rows.len() as u64;
            }
            send(command, desk)?;
        }
        if stop.load(Ordering::Relaxed) {
            bar.finish_and_clear();
            return Err(Failure::said(Exit::Partly, desk.speech.say("cli-demo-stopped")));
        }
        bar.set_position(last);
        first = last + 1;
    }
    for command in finish(scene, customers, settled) {
        send(command, desk)?;
    }
    settle(0, desk)?;
    bar.finish_and_clear();
    Ok(())
}

/// The customers of a batch, their contacts and their settled complaints.
fn batch(scene: &Scene, profiles: &[(u64, Profile)]) -> Vec<Command> {
    let line =
        |(n, profile): &(u64, Profile)| ImportedCustomer { line: *n, profile: profile.clone() };
    let rows = profiles.iter().map(line).collect();
    let mut commands = vec![Command::ImportCustomers { rows, if_known: IfKnown::Add }];
    let contacts: Vec<_> =
        profiles.iter().flat_map(|(n, profile)| scene.contacts(*n, profile)).collect();
    let pieces = contacts.chunks(BATCH as usize);
    commands.extend(pieces.map(|rows| Command::ImportInteractions { rows: rows.to_vec() }));
    let rows: Vec<_> =
        profiles.iter().filter_map(|(n, profile)| scene.settled(*n, profile)).collect();
    if !rows.is_empty() {
        commands.push(Command::ImportTickets { rows });
    }
    commands
}

/// What waits now, what is known of the closest customers, and the desk's canned texts.
fn finish(scene: &Scene, customers: u64, settled: u64) -> Vec<Command> {
    let mut commands: Vec<Command> = CANNED
        .iter()
        .map(|(name, text)| {
            Command::SetCanned(Canned { name: (*name).to_owned(), text: (*text).to_owned() })
        })
        .collect();
    commands.extend((1..=customers.min(CLOSE)).flat_map(|n| scene.more(n)));
    commands.extend((1..=customers.min(CLOSE)).filter_map(|n| scene.score(n)));
    commands.extend(scene.opinions(customers));
    let count = WAITING.min(customers);
    // Spread over everybody, so that the queue holds new and old customers.
    let spread = |at: u64| 1 + at * customers / count;
    let rows: Vec<_> = (0..count)
        .map(spread)
        .map(|n| scene.waiting(n, &people::customer(scene.seed, n)))
        .collect();
    if !rows.is_empty() {
        // Numbers are given in the order in which tickets come, the settled ones came first.
        let numbers = (settled + 1..).map(TicketNo);
        let answers = numbers.zip(&rows).filter_map(|(no, row)| scene.answer(no, row));
        let answers: Vec<Command> = answers.collect();
        commands.push(Command::ImportTickets { rows });
        commands.extend(answers);
    }
    commands
}

fn send(command: Command, desk: &mut Desk) -> Result<(), Failure> {
    desk.client.send_ahead(command)?;
    settle(AHEAD, desk)
}

/// Waits until at most `most` commands are on their way.
fn settle(most: usize, desk: &mut Desk) -> Result<(), Failure> {
    while desk.client.ahead() > most {
        match desk.client.outcome() {
            Ok(done) => {
                let imported = done.and_then(|done| done.imported);
                if let Some(rejected) = imported.and_then(|mut all| all.rejected.pop()) {
                    return Err(rejected.refusal.into());
                }
            }
            // An answer that would change nothing is no trouble.
            Err(ClientError::Refused(Refusal::AlreadySo)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn bar(customers: u64, desk: &Desk) -> ProgressBar {
    let bar = ProgressBar::new(customers);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}")
        .expect("the template is well-formed");
    bar.set_style(style.progress_chars("#>-"));
    bar.set_message(desk.speech.say("cli-demo-filling"));
    bar
}
