//! A report's page in a real browser: nothing in its console, nothing cut, on a telephone and on a
//! wide screen. Never skipped in silence: where no Chromium is installed the test says so.

use std::path::Path;
use std::process::Command;

use jiff::tz::TimeZone;
use serde_json::Value;
use sigap::report::{Said, page};
use sigap::speech::{Lang, Speech};
use sigap::wire::Report;

/// What Debian and others call it.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// Without these it asks the network for news of itself.
const QUIET: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
];
/// Tells of a page in a frame how wide it is, and what of it lies outside.
const RULER: &str = r#"
addEventListener("load", () => {
  const told = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument, wide = frame.clientWidth;
    const all = [...page.body.querySelectorAll("*")];
    const shown = all.filter(one => getComputedStyle(one).clipPath !== "inset(50%)"
      && !one.closest("thead"));
    const outside = shown.filter(one => {
      const box = one.getBoundingClientRect();
      // A caption once stood on a telephone with one letter below the other.
      const stacked = one.textContent.trim().length > 3 && box.width < 20 && box.height > 60;
      return stacked || box.width > 0 && (box.right > wide + 1 || box.left < -1);
    });
    return {
      wide, scroll: page.scrollingElement.scrollWidth, elements: all.length,
      plots: page.querySelectorAll("svg").length,
      outside: outside.slice(0, 5).map(one => one.outerHTML.slice(0, 200)),
      small: [...page.querySelectorAll("svg text")].filter(one =>
        one.getBoundingClientRect().height < 8).length,
    };
  });
  document.body.textContent = JSON.stringify(told);
});
"#;

fn browser() -> Option<&'static str> {
    let runs = |name: &&str| Command::new(name).arg("--version").output().is_ok();
    let found = NAMES.into_iter().find(runs);
    if found.is_none() {
        println!("NOT RUN: no {} is installed", NAMES.join(" or "));
    }
    found
}

/// The page as it is after it was loaded, and what the browser has said meanwhile.
fn loaded(browser: &str, file: &Path, folder: &Path) -> (String, String) {
    let profile = folder.join("profile");
    let mut command = Command::new(browser);
    command.args(QUIET).arg(format!("--user-data-dir={}", profile.display()));
    command.arg("--virtual-time-budget=5000").arg("--dump-dom");
    let output = command.arg(format!("file://{}", file.display())).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

fn attribute(html: &str) -> String {
    html.replace('&', "&amp;").replace('"', "&quot;")
}

/// Looks at a page at both widths.
pub fn look_at(html: &str) {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let plain = folder.path().join("page.html");
    std::fs::write(&plain, html).expect("a page");
    let (dom, said) = loaded(browser, &plain, folder.path());
    assert!(dom.contains("</table>"), "it is shown:\n{dom}");
    let console: Vec<&str> = said.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(console.is_empty(), "{console:?}");

    let frame = |wide: u32| {
        let page = attribute(html);
        format!(
            "<iframe style=\"width:{wide}px;height:900px;border:0\" srcdoc=\"{page}\"></iframe>"
        )
    };
    let harness = folder.path().join("harness.html");
    let frames = [375, 1280].map(frame).concat();
    let ruled = format!("<!doctype html><body>{frames}<script>{RULER}</script>");
    std::fs::write(&harness, ruled).expect("a page");
    let (dom, said) = loaded(browser, &harness, folder.path());
    let text = dom.split("<body>").nth(1).and_then(|rest| rest.split("</body>").next());
    let text = text.unwrap_or_default().replace("&lt;", "<").replace("&gt;", ">");
    let text = text.replace("&amp;", "&");
    let told: Vec<Value> = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{dom}\n{said}"));
    assert_eq!(told.len(), 2, "{told:?}");
    for (told, wide) in told.iter().zip([375, 1280]) {
        assert_eq!(told["wide"], wide, "{told}");
        assert!(told["scroll"].as_u64().expect("a width") <= wide, "{told:#}");
        assert_eq!(told["outside"], Value::Array(Vec::new()), "{told:#}");
        assert_eq!(told["small"], 0, "{told:#}");
        assert!(told["elements"].as_u64().expect("a number") > 20, "{told}");
    }
}

#[test]
fn a_reports_page_is_right_in_a_browser_on_a_telephone_and_on_a_wide_screen() {
    let text = include_str!("data/report.json");
    let report: Report = serde_json::from_str(text).expect("our own");
    for lang in [Lang::En, Lang::Id] {
        let speech = Speech::new(lang, TimeZone::UTC);
        let html = page(&report, Said { speech: &speech, codes: &[] });
        look_at(&html);
    }
}
