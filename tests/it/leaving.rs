//! How a terminal is left: told to, hung up on, or gone. Never raw, never spinning, never without
//! what was being typed.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::pty::{PtyMaster, grantpt, posix_openpt, ptsname_r, unlockpt};
use nix::sys::signal::Signal;
use nix::sys::termios::{FlowArg, LocalFlags, tcflow, tcgetattr};
use serde_json::json;

use crate::desk::{AGENT, Desk, PROGRAM, send};
use crate::pty::{Size, Terminal};
use crate::screen::restored;
use crate::state::until;

/// A person who presses the next key finds the shell.
const AT_ONCE: Duration = Duration::from_millis(100);
/// Of so many one must be as quick: a busy test machine makes any of them wait.
const TRIES: usize = 4;
const TEXT: &str = "the line is dead since Mon";

fn desk_with_nur() -> Desk {
    let desk = Desk::new();
    let profile = json!({ "name": "Nur Halimah", "phones": [{ "number": "0812-3344-5566" }] });
    let add = json!({ "add_customer": { "profile": profile, "if_known": "refuse" } });
    desk.talk("supervisor").run(add);
    desk
}

/// Waits until the desk has a text that was being typed.
fn is_kept(desk: &Desk, typed: &str) {
    let mut talk = desk.talk(AGENT);
    until("the draft to be kept", || {
        talk.draft(json!("list")).to_string().contains(typed).then_some(())
    });
}

/// The next login is told of the text and finds it, with whom it is about.
fn finds_its_text_again(desk: &Desk, typed: &str) {
    let mut again = desk.terminal(AGENT);
    again.wait_for("One unsaved text is waiting").keys("gd").wait_for(typed).keys("<Enter>");
    again.wait_for("Log  Nur Halimah").wait_for(typed).wait_for("History  Nur Halimah");
    again.types("day").keys("<Enter>").wait_for("The contact is logged.");
    let ask = json!({ "history": { "customer": "C-1", "limit": 5 } });
    let history = desk.talk("checker").ask(ask).to_string();
    assert!(history.contains(&format!("\"{typed}day\"")), "{history}");
}

#[test]
fn a_signal_gives_the_line_back_at_once_and_keeps_the_last_letter() {
    for signal in [Signal::SIGTERM, Signal::SIGHUP] {
        let desk = desk_with_nur();
        let mut typed = TEXT.to_owned();
        let mut quickest = Duration::MAX;
        for round in 0..TRIES {
            let mut terminal = desk.terminal(AGENT);
            terminal.wait_for("Queue").keys("445566<Enter>").wait_for("History  Nur Halimah");
            assert!(terminal.is_raw());
            // The same form brings its text back; what is typed now is not yet a second old.
            let more = if round == 0 { TEXT } else { "." };
            if round > 0 {
                typed.push('.');
            }
            terminal.keys(if round == 0 { "iBI" } else { "i<C-n>" }).types(more).wait_for(&typed);
            let since = Instant::now();
            send(terminal.pid(), signal);
            terminal.wait_end();
            quickest = quickest.min(since.elapsed());
            restored(terminal.raw());
            assert!(!terminal.is_raw(), "{signal}: the line is left raw");
            is_kept(&desk, &typed);
        }
        assert!(quickest < AT_ONCE, "{signal}: {quickest:?}");
        finds_its_text_again(&desk, &typed);
    }
}

#[test]
fn whoever_is_cut_off_goes_back_to_where_they_were_and_who_leaves_begins_afresh() {
    let desk = desk_with_nur();
    let ticket = json!({ "customer": "C-1", "topic": "BI", "severity": "moderate",
        "subject": "charged twice" });
    desk.talk("supervisor").run(json!({ "open_ticket": ticket }));
    let mut cut = desk.terminal(AGENT);
    cut.wait_for("T-1").keys("<F4><Enter>").wait_for("charged twice").wait_for("T-1 ");
    // The line is dead and nobody has noticed; then the program is killed; then it hears of it.
    let back = |also: Option<&mut Terminal>, signal: Signal| {
        if let Some(cut) = also {
            send(cut.pid(), signal);
            cut.wait_end();
        }
        let mut again = desk.terminal(AGENT);
        again.wait_for("You were at Nur Halimah T-1 up to ").wait_for("No customer at hand");
        again.keys("gd").wait_for("where you were: Nur Halimah T-1").keys("<Enter>");
        again.wait_for("History  Nur Halimah").wait_for("still owed").wait_gone("You were at");
        again
    };
    let mut second = back(None, Signal::SIGKILL);
    send(cut.pid(), Signal::SIGKILL);
    let mut third = back(Some(&mut second), Signal::SIGKILL);
    let mut last = back(Some(&mut third), Signal::SIGHUP);
    last.keys("q");
    last.wait_end();
    let mut fresh = desk.terminal(AGENT);
    fresh.wait_for("T-1").settle();
    assert!(!fresh.screen().contains("You were at"), "{}", fresh.screen());
}

#[test]
fn a_stop_from_outside_gives_the_shell_back_and_a_wake_up_paints_everything() {
    let desk = desk_with_nur();
    let mut environment: Vec<(String, String)> =
        desk.environment().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    environment.push(("PS1".to_owned(), "shell> ".to_owned()));
    let args = ["--norc", "--noprofile", "-i"];
    let mut shell = Terminal::open(Path::new("/bin/bash"), &args, &environment, Size::NORMAL);
    shell.wait_for("shell>").types(PROGRAM).keys("<Enter>").wait_for("Queue");
    shell.keys("445566<Enter>").wait_for("History  Nur Halimah");
    shell.keys("iBI").types(TEXT).wait_for(TEXT);
    let (picture, cursor) = (shell.screen(), shell.cursor());
    let children = format!("/proc/{0}/task/{0}/children", shell.pid());
    let children = fs::read_to_string(children).expect("the shell runs");
    let pid = children.split_whitespace().next().and_then(|pid| pid.parse().ok());
    send(pid.expect("the shell has a child"), Signal::SIGTSTP);
    shell.wait_for("Stopped");
    restored(of_program(&shell));
    // Whatever the shell has drawn over is drawn anew.
    shell.types("clear; echo and back").keys("<Enter>").wait_gone("Stopped");
    shell.wait_for("and back").types("fg").keys("<Enter>").wait_for(TEXT);
    assert_eq!(shell.screen(), picture);
    assert_eq!(shell.cursor(), cursor);
    shell.keys("<Enter>").wait_gone("Enter save").keys("q");
    // The prompts above it are there as soon as the program has left its screen.
    shell.wait_until("a new prompt", |screen| screen.trim_end().ends_with("shell>"));
    restored(of_program(&shell));
    shell.types("exit").keys("<Enter>");
    shell.wait_end();
}

/// What the program has sent to a shell's terminal until it gave it back, without what the shell
/// has switched on since.
fn of_program(shell: &Terminal) -> &[u8] {
    let shown: &[u8] = b"\x1b[?25h";
    let raw = shell.raw();
    let last = raw.windows(shown.len()).rposition(|part| part == shown);
    &raw[..last.expect("the cursor is shown") + shown.len()]
}

/// A window's own end of a line that no other process inherits: it is gone as soon as the test lets
/// go of it.
fn window() -> PtyMaster {
    let window = posix_openpt(OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC).expect("pty");
    grantpt(&window).and_then(|()| unlockpt(&window)).expect("a line");
    window
}

/// The line of a window as programs have it.
fn line_of(window: &PtyMaster, how: OFlag) -> File {
    let path = ptsname_r(window).expect("its name");
    let mut options = File::options();
    options.read(true).write(true).custom_flags(how.bits()).open(path).expect("a line")
}

/// Runs the program in a window until it has drawn.
fn runs(
    desk: &Desk,
    window: &mut PtyMaster,
    setsid: &[&str],
    before: &str,
    args: &[&str],
) -> Child {
    let script = format!("stty rows 24 cols 80; {before} exec \"$0\" \"$@\"");
    let mut command = Command::new("setsid");
    command.args(setsid).args(["sh", "-c", &script, PROGRAM]).args(args);
    command.env_clear().envs(desk.environment());
    let line = || line_of(window, OFlag::empty());
    let child = command.stdin(line()).stdout(line()).stderr(line()).spawn();
    drop(command);
    let mut first = [0; 1024];
    assert!(window.read(&mut first).expect("it draws") > 0);
    child.expect("setsid is everywhere")
}

/// Tells whether all that was typed on a line was taken from it.
fn is_read(line: &File) -> bool {
    let mut ends = [PollFd::new(line.as_fd(), PollFlags::POLLIN)];
    poll(&mut ends, PollTimeout::ZERO).expect("a line") == 0
}

/// How a line comes to take no more.
#[derive(Debug, Clone, Copy)]
enum Held {
    /// Somebody has pressed Ctrl-S.
    Xoff,
    /// Nobody reads at the other end, and what is on the way fills it.
    Full,
}

/// A program whose next letters cannot be shown is told to leave; gives back how long it took.
fn leaves_held(
    desk: &Desk,
    held: Held,
    args: &[&str],
    keys: [&str; 2],
    signal: Signal,
) -> Duration {
    let mut window = window();
    let mut child = runs(desk, &mut window, &[], "", args);
    window.write_all(keys[0].as_bytes()).expect("it listens");
    is_kept(desk, TEXT);
    let mut line = line_of(&window, OFlag::O_NONBLOCK);
    match held {
        Held::Xoff => tcflow(&line, FlowArg::TCOOFF).expect("a line"),
        Held::Full => while line.write(&[b'.'; 1024]).is_ok() {},
    }
    // Whoever has read the second has handed on the first.
    for key in [keys[1], "\x1b[C"] {
        window.write_all(key.as_bytes()).expect("it listens");
        until("the key to be read", || is_read(&line).then_some(()));
    }
    let since = Instant::now();
    send(child.id(), signal);
    until("the program to end", || child.try_wait().expect("it is our child"));
    let took = since.elapsed();
    let modes = tcgetattr(&line).expect("a line has modes");
    assert!(modes.local_flags.contains(LocalFlags::ICANON), "{held:?}: the line is left raw");
    took
}

#[test]
fn a_held_line_keeps_nobody_who_is_told_to_leave() {
    let screen = format!("445566\riBI{TEXT}");
    let lines = format!("445566\ri\rBI\r{TEXT}\r");
    for held in [Held::Xoff, Held::Full] {
        for signal in [Signal::SIGTERM, Signal::SIGHUP] {
            let is_quick = (0..TRIES).any(|_| {
                let desk = desk_with_nur();
                let took = leaves_held(&desk, held, &[], [&screen, "!"], signal);
                finds_its_text_again(&desk, &format!("{TEXT}!"));
                took < AT_ONCE
            });
            assert!(is_quick, "{held:?} {signal}: never within {AT_ONCE:?}");
        }
        let desk = desk_with_nur();
        leaves_held(&desk, held, &["--plain"], [&lines, "?\r?\r"], Signal::SIGTERM);
        finds_its_text_again(&desk, TEXT);
    }
}

/// A window that closes while something is typed; gives back how long the program outlived it.
fn closes(desk: &Desk, setsid: &[&str], before: &str, typed: &str) -> Duration {
    let mut window = window();
    let mut child = runs(desk, &mut window, setsid, before, &[]);
    window.write_all(format!("445566\riBI{typed}").as_bytes()).expect("it listens");
    is_kept(desk, typed);
    let since = Instant::now();
    drop(window);
    until("the program to end", || child.try_wait().expect("it is our child"));
    since.elapsed()
}

#[test]
fn a_window_that_is_closed_leaves_nobody_behind() {
    // With the hang-up heard, not to be heard, and where there is none to hear.
    for (setsid, before) in
        [(&["--ctty"][..], ""), (&["--ctty"], "trap '' HUP;"), (&[], "trap '' HUP;")]
    {
        let is_quick = (0..TRIES).any(|_| {
            let desk = desk_with_nur();
            let took = closes(&desk, setsid, before, TEXT);
            finds_its_text_again(&desk, TEXT);
            took < AT_ONCE
        });
        assert!(is_quick, "{setsid:?} {before}: never within {AT_ONCE:?}");
    }
}
