//! Other runs of this very program: an import beside the screen, the sample desk in its place.
//! Never any work of their own.

use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::SyncSender;
use std::thread;

use anyhow::Context;
use crossterm::Command as _;
use crossterm::clipboard::CopyToClipboard;

use super::inbox::{Child, Ending, Input};
use crate::home::Place;
use crate::speech::Lang;

/// How an import ends that has left rows out: it says which, and the rest is in the desk.
const IN_PART: i32 = 4;

/// Opens the throw-away sample desk in place of this program.
///
/// # Errors
/// It cannot be started; otherwise this never comes back.
pub fn become_sample(lang: Lang) -> anyhow::Result<()> {
    let program = std::env::current_exe()?;
    let failed = Command::new(program).args(["demo", "--lang", lang.tag()]).exec();
    Err(failed).context("the sample desk cannot be opened")
}

/// Imports customers from a file; what it says and how it ends comes into the inbox.
pub fn import(place: &Place, lang: Lang, file: String, inbox: SyncSender<Input>) {
    let started = std::env::current_exe().and_then(|program| {
        Command::new(program)
            .args(["import", "customers", "--lang", lang.tag(), "--home"])
            .arg(&place.dir)
            .arg("--")
            .arg(at_home(file))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // A Ctrl-C at the screen is not meant for it.
            .process_group(0)
            .spawn()
    });
    thread::spawn(move || {
        let ended = match started {
            Ok(mut child) => {
                let errors = child.stderr.take().map(|from| follow(from, inbox.clone()));
                if let Some(from) = child.stdout.take() {
                    drop(follow(from, inbox.clone()).join());
                }
                drop(errors.map(thread::JoinHandle::join));
                child.wait().map(|status| status.success() || status.code() == Some(IN_PART))
            }
            Err(error) => Err(error),
        };
        let ending = match ended {
            Ok(true) => Ending::Well,
            Ok(false) => Ending::Badly,
            Err(error) => {
                drop(inbox.send(Input::Child(Child::Line(error.to_string()))));
                Ending::Badly
            }
        };
        // The terminal may have left meanwhile; the import is done all the same.
        drop(inbox.send(Input::Child(Child::Ended(ending))));
    });
}

/// A path as people write it: `~/` is their home folder, as in a shell.
fn at_home(file: String) -> PathBuf {
    match (file.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        (_, _) => PathBuf::from(file),
    }
}

/// Hands on every line of a pipe.
fn follow(
    from: impl Read + Send + 'static,
    inbox: SyncSender<Input>,
) -> thread::JoinHandle<io::Result<()>> {
    thread::spawn(move || {
        for line in BufReader::new(from).lines() {
            // A reader that has left must not stop the import: its pipe is read to the end.
            drop(inbox.try_send(Input::Child(Child::Line(line?))));
        }
        Ok(())
    })
}

/// The sequence that puts a text into the clipboard of the person's own machine (OSC 52).
pub fn clipboard(text: &str) -> Vec<u8> {
    let mut sequence = String::new();
    CopyToClipboard::to_clipboard_from(text)
        .write_ansi(&mut sequence)
        .expect("writing into a string cannot fail");
    sequence.into_bytes()
}
