//! The text file for Prometheus: read as its parser reads it, held to its conventions and to what
//! the desk has done. Never written by a desk at rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::copies::text;
use crate::desk::{AGENT, Desk, Kind, mode};
use crate::state::until;

/// Samples by name and labels.
type Samples = BTreeMap<String, f64>;

/// Reads a page of the text format, strictly: HELP, TYPE, then the family's samples.
fn parse(page: &str) -> Samples {
    assert!(page.ends_with('\n'), "the last line ends too");
    let (mut families, mut samples) = (BTreeSet::new(), Samples::new());
    let (mut family, mut kind) = ("", "");
    for line in page.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, words) = help.split_once(' ').expect("a help line has words");
            assert!(families.insert(name) && words.ends_with('.'), "{line}");
            (family, kind) = (name, "");
        } else if let Some(told) = line.strip_prefix("# TYPE ") {
            let (name, is) = told.split_once(' ').expect("a type line has a type");
            assert!(name == family && kind.is_empty(), "{line}");
            kind = is;
            conventional(name, kind);
        } else {
            let (series, value) = line.rsplit_once(' ').expect("a sample has a value");
            let name = series.split('{').next().expect("a first part");
            let own = match kind {
                "histogram" => ["_bucket", "_sum", "_count"]
                    .iter()
                    .any(|ending| name.strip_suffix(ending) == Some(family)),
                "counter" | "gauge" => name == family,
                other => panic!("{line}: {other}"),
            };
            assert!(own, "{line} stands below {family}");
            labels(&series[name.len()..]);
            let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
            assert!(samples.insert(series.to_owned(), value).is_none(), "twice: {line}");
        }
    }
    samples
}

/// The naming conventions of prometheus.io: prefix, letters, units, `_total` for counters alone.
fn conventional(name: &str, kind: &str) {
    let letters = |c: char| c.is_ascii_lowercase() || c == '_';
    assert!(name.starts_with("sigap_") && name.chars().all(letters), "{name}");
    assert_eq!(name.ends_with("_total"), kind == "counter", "{name}");
    for unit in ["milliseconds", "micros", "millis", "_ms", "kilobytes", "_mb", "percent"] {
        assert!(!name.contains(unit), "{name} is not in a base unit");
    }
}

fn labels(text: &str) {
    let Some(inner) = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) else {
        assert!(text.is_empty(), "{text}");
        return;
    };
    for pair in inner.split(',') {
        let (name, value) = pair.split_once('=').expect("a label has a value");
        assert!(name.chars().all(|c| c.is_ascii_lowercase()), "{pair}");
        assert!(value.len() >= 2 && value.starts_with('"') && value.ends_with('"'), "{pair}");
    }
}

/// Starts a desk that writes its metrics as soon as something is new.
fn watched(kind: Kind) -> (Desk, PathBuf) {
    let desk = Desk::closed(kind);
    let file = desk.file("sigap.prom");
    let args = ["daemon", "--spawned", "--metrics", text(&file), "--pause", "0", "--home"];
    let mut command = desk.command(&args);
    command.arg(desk.home());
    desk.start_as(command);
    (desk, file)
}

fn read(file: &Path) -> Samples {
    parse(&fs::read_to_string(file).expect("it is always there, whole"))
}

/// Waits until a sample is so.
fn is(file: &Path, series: &str, value: f64) {
    until(&format!("{series} {value}"), || {
        (read(file).get(series).copied() == Some(value)).then_some(())
    });
}

#[test]
fn what_the_desk_has_done_and_how_it_is_can_be_collected() {
    let (desk, file) = watched(Kind::Throwaway);
    assert_eq!(mode(&file), 0o644, "another user collects it");
    let first = read(&file);
    assert_eq!(first["sigap_commands_total{result=\"done\"}"], 0.0);
    desk.ok(&["customer", "add", "--name", "Siti Rahayu", "--phone", "+62 812 3344 5566"]);
    desk.ok(&["ticket", "open", "C-1", "--topic", "BI", "--subject", "charged twice"]);
    assert!(!desk.cli(&["ticket", "take", "T-9"]).status.success());
    is(&file, "sigap_commands_total{result=\"done\"}", 2.0);
    is(&file, "sigap_commands_total{result=\"refused\"}", 1.0);
    is(&file, "sigap_connections", 0.0);
    let samples = read(&file);
    for (series, value) in [
        ("sigap_customers", 1.0),
        ("sigap_lookup_customers", 1.0),
        ("sigap_queue_tickets{status=\"new\"}", 1.0),
        ("sigap_queue_tickets{status=\"waiting\"}", 0.0),
        ("sigap_queue_unassigned_tickets", 1.0),
        ("sigap_queue_breached_tickets", 0.0),
        ("sigap_connections_total", 3.0),
        ("sigap_read_only", 0.0),
        ("sigap_mirror_configured", 0.0),
        ("sigap_commit_duration_seconds_bucket{le=\"+Inf\"}", 2.0),
        ("sigap_commit_duration_seconds_count", 2.0),
    ] {
        assert_eq!(samples.get(series), Some(&value), "{series}: {samples:#?}");
    }
    assert!(samples["sigap_memory_resident_bytes"] > 1e6);
    assert!(samples["sigap_journal_entries_total"] >= 2.0);
    let opened = samples["sigap_queue_oldest_timestamp_seconds"];
    assert!(opened > samples["sigap_start_time_seconds"] && opened < 1.8e9, "{opened}");
    let buckets = samples.iter().filter(|(series, _)| series.contains("_bucket"));
    let mut buckets: Vec<(f64, f64)> = buckets
        .map(|(series, count)| {
            let bound = series.split('"').nth(1).expect("a bound").replace("+Inf", "inf");
            (bound.parse().expect("a number"), *count)
        })
        .collect();
    buckets.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(buckets.is_sorted_by_key(|(_, count)| *count), "they add up: {buckets:?}");
    let page = fs::read_to_string(&file).expect("there");
    for word in ["Siti", "3344", "charged", AGENT] {
        assert!(!page.contains(word), "{word} is nobody's business here");
    }
    desk.stop();
    assert!(!file.exists(), "a desk that has left tells nothing");
}

#[test]
fn a_desk_at_rest_writes_no_metrics_and_is_not_woken_for_them() {
    let (desk, file) = watched(Kind::Personal);
    let mut talk = desk.stranger();
    talk.greet(json!({ "protocol": 1, "program": "test" }));
    let pid = talk.ask(json!("desk"))["pid"].as_u64().expect("a process id");
    is(&file, "sigap_queries_total", 1.0);
    let seen = || {
        let about = fs::metadata(&file).expect("there");
        (about.ino(), woken(pid))
    };
    let before = until("rest", || {
        let first = seen();
        std::thread::yield_now();
        (0..1_000).all(|_| seen() == first).then_some(first)
    });
    // Only time can tell that nothing comes.
    let since = Instant::now();
    while since.elapsed() < Duration::from_secs(1) {
        assert_eq!(seen(), before, "{:?} later", since.elapsed());
    }
    drop(talk);
    until("news", || (seen().0 != before.0).then_some(()));
}

/// How often the threads of a process that write metrics have gone to sleep of their own will.
fn woken(pid: u64) -> u64 {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).expect("it runs");
    let of = |thread: PathBuf| -> u64 {
        let status = fs::read_to_string(thread.join("status")).unwrap_or_default();
        let is_it = status.starts_with("Name:\tmetrics\n");
        let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
        if is_it { line.and_then(|text| text.trim().parse().ok()).unwrap_or(0) } else { 0 }
    };
    threads.filter_map(Result::ok).map(|entry| of(entry.path())).sum()
}

#[test]
fn a_desk_whose_metrics_cannot_be_written_serves_all_the_same() {
    let desk = Desk::closed(Kind::Throwaway);
    let args = ["daemon", "--spawned", "--metrics", "/nowhere/sigap.prom", "--home"];
    let mut command = desk.command(&args);
    command.arg(desk.home());
    desk.start_as(command);
    desk.ok(&["customer", "add", "--name", "Siti Rahayu"]);
    let log = fs::read_to_string(desk.home().join("daemon.log")).expect("a log");
    assert!(log.contains("/nowhere/sigap.prom"), "{log}");
    let told = desk.cli(&["doctor"]);
    assert!(told.out.contains("The file of metrics is not written"), "{told:?}");
    assert!(told.out.contains("/nowhere/sigap.prom"), "{told:?}");
}
