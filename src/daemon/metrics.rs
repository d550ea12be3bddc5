//! How the desk is, in a text file that Prometheus's node exporter collects. Never a name, a number
//! or a word of a customer or an agent.
//!
//! A desk at rest writes nothing and is not woken: the file is written when something has changed,
//! at most every [`PAUSE`], and when the next ticket becomes late. What only time changes is told
//! as the moment since when.

use std::fmt::Write;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::PROGRAM;
use super::counts::BOUNDS;
use super::desk::Desk;
use crate::disk;
use crate::domain::{At, Status};

/// From one writing to the next: as often as Prometheus usually asks.
pub const PAUSE: Duration = Duration::from_secs(15);
/// Whoever collects the file is another user.
const MODE: u32 = 0o644;
/// Longest wait for a ticket to become late: a clock that is set anew is noticed within the hour.
const LATE_WAIT: Duration = Duration::from_secs(3600);

/// Where to and how often.
#[derive(Debug, Clone)]
pub struct Metrics {
    /// The file.
    pub file: PathBuf,
    /// From one writing to the next, [`PAUSE`] but for tests.
    pub pause: Duration,
}

/// The thread that writes the file, until the desk leaves; then the file is removed.
pub struct Writing {
    desk: Arc<Desk>,
    thread: Option<JoinHandle<()>>,
}

impl Writing {
    /// Begins. A file that cannot be written is told, and tried again with the next change.
    ///
    /// # Errors
    /// There is no thread for it.
    pub fn begin(desk: &Arc<Desk>, metrics: Metrics) -> io::Result<Writing> {
        try_to_write(desk, &metrics.file);
        let own = Arc::clone(desk);
        let thread = thread::Builder::new().name("metrics".into());
        let thread = thread.spawn(move || keep_writing(&own, &metrics))?;
        Ok(Writing { desk: Arc::clone(desk), thread: Some(thread) })
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.desk.counts.end();
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn keep_writing(desk: &Desk, Metrics { file, pause }: &Metrics) {
    while desk.counts.rest(*pause) && desk.counts.wait(next_late(desk)) {
        try_to_write(desk, file);
    }
    // What would be told of a desk that has left is not so any more.
    if let Err(why) = fs::remove_file(file)
        && why.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!("the metrics cannot be removed: {why}");
    }
}

/// Writes the file; that it cannot be written, or can again, is told once.
fn try_to_write(desk: &Desk, file: &Path) {
    let why = write(desk, file).err().map(|why| why.to_string());
    if desk.hub.are_metrics_lost(why.clone()) {
        match why {
            Some(why) => tracing::warn!("the metrics cannot be written: {why}"),
            None => tracing::info!("the metrics are written again"),
        }
        desk.hub.ask_anew();
    }
}

/// How long until another ticket becomes late; `None` when none will by itself.
fn next_late(desk: &Desk) -> Option<Duration> {
    let now = desk.clock.now();
    let queue = desk.reader.view().queue().ok()?;
    let runs = queue.iter().filter(|entry| entry.status.runs() && entry.due >= now);
    let next = runs.map(|entry| entry.due.0 - now.0).min()?;
    // Late is what lies behind: a moment more.
    let next = Duration::from_millis(u64::try_from(next).unwrap_or(0) + 1);
    Some(next.min(LATE_WAIT))
}

/// Writes the file beside and puts it in its place: whoever reads it reads a whole one.
fn write(desk: &Desk, file: &Path) -> io::Result<()> {
    let naming = |why: io::Error| io::Error::new(why.kind(), format!("{}: {why}", file.display()));
    let beside = file.with_extension("new");
    let mut options = OpenOptions::new();
    // Whatever is there is taken away and not written into: it may lead elsewhere.
    drop(fs::remove_file(&beside));
    options.create_new(true).write(true).mode(MODE);
    let written = disk::open_with(&mut options, &beside).and_then(|mut to| {
        to.set_permissions(fs::Permissions::from_mode(MODE))?;
        to.write_all(page(desk).as_bytes())
    });
    written.and_then(|()| fs::rename(&beside, file)).map_err(naming)
}

/// What Prometheus calls the exposition format.
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl std::fmt::Display) {
        self.family(name, kind, help);
        self.sample(name, "", value);
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.one(name, "counter", help, value);
    }

    fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.one(name, "gauge", help, value);
    }
}

fn page(desk: &Desk) -> String {
    let mut page = Page(String::new());
    page.family("sigap_build_info", "gauge", "Version of the desk's program.");
    let version = PROGRAM.trim_start_matches("sigap ");
    page.sample("sigap_build_info", &format!("{{version=\"{version}\"}}"), 1);
    let started = seconds(desk.started);
    page.one("sigap_start_time_seconds", "gauge", "When the desk was started.", started);
    work(desk, &mut page);
    keeping(desk, &mut page);
    queue(desk, &mut page);
    health(desk, &mut page);
    page.0
}

fn work(desk: &Desk, page: &mut Page) {
    let counts = &desk.counts;
    page.family("sigap_commands_total", "counter", "Commands by what came of them.");
    for (result, count) in
        [("done", &counts.done), ("refused", &counts.refused), ("failed", &counts.failed)]
    {
        page.sample("sigap_commands_total", &format!("{{result=\"{result}\"}}"), count.get());
    }
    page.counter("sigap_queries_total", "Questions that were asked.", counts.asked.get());
    page.counter("sigap_connections_total", "Connections let in.", counts.attached.get());
    let refused = counts.turned_away.get();
    page.counter("sigap_connections_refused_total", "Connections turned away.", refused);
    let attached = desk.hub.attached() as u64;
    page.gauge("sigap_connections", "Terminals and commands that are attached.", attached);
}

/// The journal, and how long it takes to keep a block of it.
fn keeping(desk: &Desk, page: &mut Page) {
    let name = "sigap_commit_duration_seconds";
    page.family(name, "histogram", "Time to write a block and sync it to disk.");
    let (bucket, mut so_far) = (format!("{name}_bucket"), 0);
    for (at, count) in desk.counts.kept.iter().enumerate() {
        so_far += count.get();
        let bound = BOUNDS.get(at).map_or("+Inf".to_owned(), |micros| as_seconds(*micros));
        page.sample(&bucket, &format!("{{le=\"{bound}\"}}"), so_far);
    }
    page.sample(&format!("{name}_sum"), "", as_seconds(desk.counts.keeping.get()));
    page.sample(&format!("{name}_count"), "", so_far);
    page.counter("sigap_journal_entries_total", "Entries of the journal.", desk.reader.head());
    if let Ok(bytes) = desk.reader.journal_bytes() {
        page.gauge("sigap_journal_bytes", "Bytes of all journal files.", bytes);
    }
    if let Ok(counts) = desk.reader.view().counts() {
        page.gauge("sigap_customers", "Customers of the desk.", counts.customers);
    }
    let found = desk.lookup().len() as u64;
    page.gauge("sigap_lookup_customers", "Customers who can be found.", found);
}

fn queue(desk: &Desk, page: &mut Page) {
    let Ok(queue) = desk.reader.view().queue() else { return };
    let now = desk.clock.now();
    page.family("sigap_queue_tickets", "gauge", "Tickets in the queue by their status.");
    for status in [Status::New, Status::Open, Status::Waiting, Status::OnHold] {
        let count = queue.iter().filter(|entry| entry.status == status).count();
        page.sample("sigap_queue_tickets", &format!("{{status=\"{status}\"}}"), count);
    }
    let nobodys = queue.iter().filter(|entry| entry.assignee.is_none()).count() as u64;
    page.gauge("sigap_queue_unassigned_tickets", "Tickets that nobody has.", nobodys);
    let late = queue.iter().filter(|entry| entry.status.runs() && entry.due < now).count() as u64;
    page.gauge("sigap_queue_breached_tickets", "Tickets whose time is over.", late);
    if let Some(oldest) = queue.iter().map(|entry| entry.opened).min() {
        let name = "sigap_queue_oldest_timestamp_seconds";
        page.one(name, "gauge", "When the oldest of the queue was opened.", seconds(oldest));
    }
}

fn health(desk: &Desk, page: &mut Page) {
    let mut flag = |name: &str, help: &str, is_so: bool| page.gauge(name, help, u64::from(is_so));
    let read_only = desk.hub.read_only().is_some();
    flag("sigap_read_only", "1 when nothing can be written any more.", read_only);
    let mirror = desk.settings.mirror.is_some();
    flag("sigap_mirror_configured", "1 when the journal has a second copy.", mirror);
    let lost = desk.reader.mirror_lost().is_some();
    flag("sigap_mirror_lost", "1 when nothing is written to that copy any more.", lost);
    let low = desk.space.enough().is_err();
    flag("sigap_disk_low", "1 when the disk is too full to take a command.", low);
    let open = desk.hub.open_to_others().is_some();
    flag("sigap_open_to_others", "1 when other users can reach the desk's files.", open);
    let waiting = desk.reader.erasing() as u64;
    page.gauge("sigap_erasures_waiting", "Customers being taken off the disk.", waiting);
    if let Some(bytes) = resident() {
        page.gauge("sigap_memory_resident_bytes", "Memory of the desk's process.", bytes);
    }
}

/// Bytes of memory this process has, where the system tells.
fn resident() -> Option<u64> {
    let status = disk::read(Path::new("/proc/self/status")).ok()?;
    let status = String::from_utf8(status).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1_024)
}

fn seconds(at: At) -> String {
    as_seconds(u64::try_from(at.0).unwrap_or(0) * 1_000)
}

/// Microseconds as a number of seconds that loses nothing.
fn as_seconds(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_told_in_seconds_and_exactly() {
        for (micros, told) in [(0, "0"), (250, "0.00025"), (2_500_000, "2.5"), (60_000_000, "60")] {
            assert_eq!(as_seconds(micros), told);
        }
        assert_eq!(seconds(At(1_763_690_400_001)), "1763690400.001");
        assert!(resident().is_some_and(|bytes| bytes > 1_000_000));
    }
}
