//! `browser`: the pages of `coverage-gate html`, `sarif-merge html` and `deploy-record report`, opened in a Chromium that nobody sees. What a test of their text
//! cannot tell is asked here: whether they run under their own content policy, ask nobody for anything, can be read by everyone, obey
//! keys and print.

mod record;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::tools::{self, gated};

/// The driver of the browser, and the checks of the Web Content Accessibility Guidelines.
const PACKAGES: &[&str] = &["playwright-core@1.65.1", "axe-core@4.14.1"];
/// What the browser is called: by Debian, by other Linux distributions, and on GitHub's runners.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// What is asked.
const TESTS: &[&str] = &["findings.test.mjs", "page.test.mjs", "report.test.mjs"];
/// The picture in the README of deploy-record. Fonts differ between machines, so it is written anew only where `UPDATE=1` asks for it.
const PICTURE: &str = "actions/deploy-record/report.png";

/// What could leave the page's text, in a path and in a source.
const HOSTILE: &str = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>\"'";
/// So many more files that a filter has something to do.
const MORE_FILES: usize = 300;

/// More findings than these the second page does not show.
const MORE_FINDINGS: usize = 5_010;
/// So many of them are not suppressed.
const COUNTED: usize = 4_990;

/// Makes the pages and asks the browser.
pub(crate) fn run(root: &Path) -> Result<()> {
    let packages = tools::node(root, "browser", PACKAGES)?;
    let browser = tools::one_of(NAMES, "chromium")?;
    let (page, findings, report) = (page(root)?, findings(root)?, report(root)?);
    let picture = root.join("target/browser/report.png");
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec"])
        .args(TESTS)
        .current_dir(root.join("crates/xtask/src/browser"))
        .env("BROWSER_PACKAGES", packages)
        .env("BROWSER_PROGRAM", browser)
        .env("BROWSER_PAGE", &page)
        .env("BROWSER_FINDINGS", &findings)
        .env("BROWSER_REPORT", &report)
        .env("BROWSER_PICTURE", &picture);
    let status = node.status().context("failed to start node")?;
    let (page, findings, report) = (page.display(), findings.display(), report.display());
    ensure!(status.success(), "{page}, {findings} or {report} is not as it should be: see the output above");
    let size = fs::metadata(&picture).context("no picture was made")?.len();
    ensure!(size > 20_000, "the picture has {size} bytes: it shows nothing");
    if std::env::var_os("UPDATE").is_some() {
        fs::copy(&picture, root.join(PICTURE)).with_context(|| format!("failed to write {PICTURE}"))?;
    }
    ensure!(root.join(PICTURE).is_file(), "{PICTURE} is missing: run this with UPDATE=1");
    Ok(())
}

/// Judges the sample project with the gate, and shows the verdict.
fn page(root: &Path) -> Result<PathBuf> {
    let gate = gated::tool(root, "coverage-gate")?;
    let place = root.join("target/browser/shop");
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("failed to clear {}", place.display()))?;
    }
    prepare(&root.join("tests/html/shop"), &place)?;
    let judged = command(&gate, &place, &["--files", "coverage.info", "--min-line", "100"])?;
    ensure!(judged == Some(1), "the gate ended with {judged:?} over a project that falls short");
    let shown = command(&gate, &place, &["html"])?;
    ensure!(shown == Some(0), "no page was made: {shown:?}");
    Ok(place.join("coverage.html"))
}

/// Judges a log of many findings with the other gate, and shows the verdict.
fn findings(root: &Path) -> Result<PathBuf> {
    let gate = gated::tool(root, "sarif-merge")?;
    let place = root.join("target/browser/scans");
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("failed to clear {}", place.display()))?;
    }
    fs::create_dir_all(&place).with_context(|| format!("failed to make {}", place.display()))?;
    fs::write(place.join("scan.sarif"), scan().to_string()).context("failed to write the log")?;
    let judged = command(&gate, &place, &["--files", "scan.sarif", "--block", "high"])?;
    ensure!(judged == Some(1), "the gate ended with {judged:?} over a log with findings of severity high");
    let shown = command(&gate, &place, &["html"])?;
    ensure!(shown == Some(0), "no page was made: {shown:?}");
    Ok(place.join("findings.html"))
}

/// Reports on a sample ledger.
fn report(root: &Path) -> Result<PathBuf> {
    let tool = gated::tool(root, "deploy-record")?;
    let place = root.join("target/browser/record");
    if place.exists() {
        fs::remove_dir_all(&place).with_context(|| format!("failed to clear {}", place.display()))?;
    }
    record::write(&place)?;
    let words = [
        "report",
        "--store",
        "dir:store",
        "--trust",
        "trust.json",
        "--format",
        "html",
        "--output",
        "report.html",
    ];
    let window = ["--from", "2026-09-01", "--to", "2026-11-01"];
    let shown = command(&tool, &place, &[words.as_slice(), &window].concat())?;
    ensure!(shown == Some(0), "no report was made of a sound ledger: {shown:?}");
    Ok(place.join("report.html"))
}

/// Two tools: one with what is hostile and something suppressed, the other with more notes than a page shows.
fn scan() -> Value {
    let result = |rule: &str, level: &str, path: &str| {
        json!({"ruleId": rule, "level": level, "message": {"text": format!("found by {rule}")}, "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": path}, "region": {"startLine": 7}}}]})
    };
    let mut hostile = result(&format!("{HOSTILE} \u{202e}txt.exe"), "error", "src/hostile.py");
    let mut accepted = result("accepted", "warning", "src/accepted.py");
    if let (Some(hostile), Some(accepted)) = (hostile.as_object_mut(), accepted.as_object_mut()) {
        hostile.insert("message".to_owned(), json!({"text": HOSTILE}));
        accepted.insert("suppressions".to_owned(), json!([{"kind": "inSource"}]));
    }
    let linked = result("sql-injection", "error", "src/shop.py");
    let rules = json!([{"id": "sql-injection", "helpUri": "https://example.com/sql", "properties": {"tags": ["CWE-89"]}}]);
    let note = |at: usize| {
        let mut note = result("style", "note", &format!("lib/module_{at}.py"));
        if let Some(note) = note.as_object_mut().filter(|_| at >= COUNTED) {
            note.insert("suppressions".to_owned(), json!([{"kind": "inSource"}]));
        }
        note
    };
    let notes: Vec<Value> = (0..MORE_FINDINGS).map(note).collect();
    json!({"version": "2.1.0", "runs": [
        {"tool": {"driver": {"name": "Finder", "rules": rules}}, "results": [hostile, accepted, linked]},
        {"tool": {"driver": {"name": "Linter  two"}}, "results": notes},
    ]})
}

/// The sample project with what is hostile, and with many files more.
fn prepare(from: &Path, place: &Path) -> Result<()> {
    fs::create_dir_all(place.join("src")).with_context(|| format!("failed to make {}", place.display()))?;
    for name in ["price.py", "stock.py", "label.py"] {
        let name = Path::new("src").join(name);
        fs::copy(from.join(&name), place.join(&name))
            .with_context(|| format!("failed to copy {}", name.display()))?;
    }
    let source = format!("x = 1\n# {HOSTILE}\n# \u{1b}[31m \u{202e}txt.exe\ny = 2\n");
    fs::write(place.join("src/hostile.py"), source).context("failed to write a source")?;
    let mut report = fs::read_to_string(from.join("coverage.info")).context("failed to read the report")?;
    for path in ["src/hostile.py", &format!("src/{HOSTILE}.py")] {
        report.push_str(&format!("SF:{path}\nDA:1,1\nDA:4,0\nend_of_record\n"));
    }
    for at in 0..MORE_FILES {
        report.push_str(&format!("SF:lib/module_{at}.py\nDA:1,1\nDA:2,{}\nend_of_record\n", at % 100));
    }
    fs::write(place.join("coverage.info"), report).context("failed to write the report")
}

/// Runs the gate as a command, whatever runner this itself runs under; answers its exit code.
fn command(gate: &Path, place: &Path, words: &[&str]) -> Result<Option<i32>> {
    let mut command = Command::new(gate);
    for (name, _) in std::env::vars_os() {
        if ["GITHUB_", "RELEASEGATE_", "RUNNER_"]
            .iter()
            .any(|prefix| name.to_string_lossy().starts_with(prefix))
        {
            command.env_remove(name);
        }
    }
    let output = command.args(words).current_dir(place).output().context("failed to start the gate")?;
    Ok(output.status.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_of_the_page_runs() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/browser");
        let names = fs::read_dir(source).unwrap().map(|item| item.unwrap().file_name().into_string().unwrap());
        let mut tests: Vec<String> = names.filter(|name| name.ends_with(".test.mjs")).collect();
        tests.sort();
        assert_eq!(tests, TESTS);
    }
}
