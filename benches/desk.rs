//! The figures a desk is judged by, measured from outside on the built program: import, key to
//! picture, first frame. Never a library call: a person at a terminal and a shell would see these.
//!
//! `cargo bench --bench desk`, or `cargo bench --bench desk -- 10000` for fewer customers.

#[allow(dead_code, reason = "another bench needs the rest")]
mod clock;
#[allow(dead_code, reason = "another bench needs the rest")]
mod outside;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use clock::memory;
use outside::{Anything, Daemon, SIGAP};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// A screen is complete when nothing has come for so long.
const QUIET: Duration = Duration::from_millis(60);
/// Nothing that is measured may take longer.
const PATIENCE: Duration = Duration::from_secs(20);
/// What is on every full frame.
const LAST_PANE: &str = "Rating";

/// A program on a terminal line of 80 columns and 24 lines.
struct Terminal {
    child: Box<dyn portable_pty::Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    screen: vt100::Parser,
}

impl Terminal {
    fn open(home: &Path) -> Anything<Terminal> {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::new(SIGAP);
        command.args(["--home".as_ref(), home.as_os_str()]);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let child = pair.slave.spawn_command(command)?;
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader()?;
        let keys = pair.master.take_writer()?;
        let lines = 24.try_into()?;
        let screen = vt100::Parser::new(lines, 80.try_into()?, 0);
        let (sender, output) = channel();
        thread::spawn(move || {
            let _line = pair.master;
            let mut bytes = [0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send((Instant::now(), bytes[..count].to_vec())).is_err() {
                    break;
                }
            }
        });
        Ok(Terminal { child, keys, output, screen })
    }

    /// Waits until the screen is complete; gives the time of the last byte and how many came.
    fn settle(&mut self, since: Instant) -> (Duration, usize) {
        let (mut last, mut count) = (since, 0);
        while let Ok((at, bytes)) = self.output.recv_timeout(QUIET) {
            self.screen.process(&bytes);
            (last, count) = (at, count + bytes.len());
        }
        (last - since, count)
    }

    /// Waits until the first frame is complete; gives the time of its last byte.
    fn first_frame(&mut self, since: Instant) -> Anything<Duration> {
        let mut last = since;
        while !self.screen.screen().contents().contains(LAST_PANE) {
            let (at, bytes) = self.output.recv_timeout(PATIENCE)?;
            self.screen.process(&bytes);
            last = at;
        }
        let (rest, count) = self.settle(since);
        Ok(if count > 0 { rest } else { last - since })
    }

    fn press(&mut self, keys: &str) -> Anything<(Duration, usize)> {
        let since = Instant::now();
        self.keys.write_all(keys.as_bytes())?;
        self.keys.flush()?;
        Ok(self.settle(since))
    }

    fn close(mut self) -> Anything<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

fn told(what: &str, figure: &str, goal: &str) {
    println!("{what:<54} {figure:>24}   {goal}");
}

fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[(times.len() * percent).div_ceil(100).max(1) - 1]
}

fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

const FIRST: [&str; 12] = [
    "Nur", "Budi", "Siti", "Ahmad", "Muhammad", "Dewi", "Agus", "Rina", "John", "Mary", "Yusuf",
    "Fatimah",
];
const LAST: [&str; 12] = [
    "Halimah", "Hartono", "Santoso", "Wijaya", "Rahman", "Smith", "Jones", "Lestari", "Putra",
    "Sari", "Hidayat", "Kusuma",
];

/// Made-up customers with the fields that an export usually has.
fn write_customers(file: &Path, rows: usize) -> Anything<()> {
    let mut out = std::io::BufWriter::new(fs::File::create(file)?);
    writeln!(out, "Customer ID,Full Name,Mobile Phone,Email,Address,City,Postal Code,Plan")?;
    for row in 0..rows {
        let mixed = row.wrapping_mul(0x9E37_79B9) >> 7;
        let (first, last) = (FIRST[mixed % 12], LAST[mixed / 12 % 12]);
        let middle = ["Ani", "Udi", "Ri", "Ono", "Eka", "Tri", "Dwi"][mixed / 144 % 7];
        let (house, part, post, plan) = (row % 300, row % 9, row % 1000, row % 5);
        writeln!(
            out,
            "AC-{row:07},{first} {middle} {last},0812{row:08},user{row}@mail.example,\
             \"Jl. Melati {house}, RT {part}\",Bandung,40{post:03},plan {plan}"
        )?;
    }
    Ok(out.flush()?)
}

/// Runs the import; gives its time, the most kilobytes of memory it had, and its summary.
fn import(home: &Path, file: &Path) -> Anything<(Duration, u64, String)> {
    let since = Instant::now();
    let mut child = outside::import(home, file)?;
    let process = child.id().to_string();
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        peak = peak.max(memory(&process, "VmHWM").unwrap_or(0));
        thread::sleep(Duration::from_millis(5));
    }
    let took = since.elapsed();
    let output = child.wait_with_output()?;
    let summary = String::from_utf8(output.stdout)?;
    Ok((took, peak, summary.lines().last().unwrap_or_default().to_owned()))
}

fn measure_import(dir: &Path, home: &Path, rows: usize) -> Anything<()> {
    let (small, large) = (dir.join("small.csv"), dir.join("large.csv"));
    write_customers(&small, rows / 10)?;
    write_customers(&large, rows)?;
    let (_daemon, _) = Daemon::start(home)?;
    let (_, small_peak, _) = import(home, &small)?;
    let (took, peak, first) = import(home, &large)?;
    let rate = rows as f64 / took.as_secs_f64();
    told("import, rows a second (a tenth of them known)", &format!("{rate:.0}"), ">= 20,000");
    let kilobytes = fs::metadata(&large)?.len() / 1024;
    told(
        &format!("importer's memory, file of {} / {kilobytes} kB", kilobytes / 10),
        &format!("{small_peak} / {peak} kB"),
        "the same",
    );
    let (again, _, second) = import(home, &large)?;
    let rate = rows as f64 / again.as_secs_f64();
    told("the same file again, rows a second", &format!("{rate:.0}"), "adds 0");
    println!("  first: {first}\n  again: {second}");
    Ok(())
}

fn measure_terminal(home: &Path) -> Anything<()> {
    let (_daemon, started) = Daemon::start(home)?;
    told("daemon started, nothing to replay", &ms(started), "");
    let mut frames = Vec::new();
    for _ in 0..15 {
        let since = Instant::now();
        let mut terminal = Terminal::open(home)?;
        frames.push(terminal.first_frame(since)?);
        terminal.close()?;
    }
    let figure = ms(percentile(&mut frames, 50));
    told("first full frame, daemon running, median of 15", &figure, "<= 100 ms");
    let mut terminal = Terminal::open(home)?;
    terminal.first_frame(Instant::now())?;
    let letters = ["/", "n", "u", "r", " ", "h", "a", "l", "i", "m", "\u{7f}", "\u{7f}"];
    let digits = ["/", "0", "8", "1", "2", "0", "0", "0", "4", "\u{7f}", "\u{7f}", "9"];
    let moves = ["\r", "\u{1b}[B", "\u{1b}[B", "\u{1b}[6~", "\t", "\t", "\u{1b}[Z", "\u{1b}[B"];
    let mut all = Vec::new();
    for (name, keys) in [("letters", &letters[..]), ("digits", &digits), ("moves", &moves)] {
        let (mut times, mut bytes) = (Vec::new(), 0);
        for _ in 0..8 {
            terminal.press("\u{1b}")?;
            for key in keys {
                let (time, count) = terminal.press(key)?;
                times.push(time);
                bytes += count;
            }
        }
        all.extend_from_slice(&times);
        let (half, most) = (percentile(&mut times, 50), percentile(&mut times, 95));
        let figure = format!("{} / {}", ms(half), ms(most));
        told(&format!("key to picture, {name}, median / p95"), &figure, "p95 <= 20 ms");
        println!("  {} bytes a key", bytes / times.len());
    }
    told("key to picture, all keys, p95", &ms(percentile(&mut all, 95)), "<= 20 ms");
    terminal.close()
}

/// A small desk that must be started for the terminal.
fn measure_cold_start(dir: &Path) -> Anything<()> {
    let file = dir.join("few.csv");
    write_customers(&file, 200)?;
    let mut frames = Vec::new();
    for round in 0..7 {
        // Each on a copy of its own: the desk a terminal has started stays for half a minute.
        let home = dir.join(format!("cold-{round}"));
        let (daemon, _) = Daemon::start(&home)?;
        import(&home, &file)?;
        drop(daemon);
        let since = Instant::now();
        let mut terminal = Terminal::open(&home)?;
        frames.push(terminal.first_frame(since)?);
        terminal.close()?;
    }
    let figure = ms(percentile(&mut frames, 50));
    told("first full frame, daemon to be started, median of 7", &figure, "<= 400 ms");
    Ok(())
}

fn main() -> Anything<()> {
    // cargo passes `--bench`; a number is the count of rows.
    let rows = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(100_000);
    let dir = tempfile::tempdir()?;
    let home = dir.path().join("home");
    println!("{rows} customers");
    measure_import(dir.path(), &home, rows)?;
    measure_terminal(&home)?;
    measure_cold_start(dir.path())
}
