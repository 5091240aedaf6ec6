//! `validate`: requirement, tests, result, as a record that a person can read and sign. What did not run is not proved, and then the command fails.
//!
//! The list is data (`requirements/`); `defined` finds the tests in the source, `log` reads what ran, `judged` says what follows, `page` tells it.

pub(crate) mod defined;
mod judged;
mod log;
mod page;
pub(crate) mod requirement;
mod setting;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use crate::tools::gated;
use judged::Outcome;
use requirement::Requirement;
use setting::{Log, Setting};

/// No log of all tests is near this.
const LARGEST_LOG: u64 = 256 << 20;

/// Judges every requirement by a run of its tests, or by logs of runs that were made already, and writes `target/validation`.
///
/// # Errors
///
/// A requirement that is not proved, a list that contradicts itself, or a log that cannot be read.
pub(crate) fn run(root: &Path, words: &[&str]) -> Result<()> {
    let requirements = requirement::all()?;
    let place = target(root).join("validation");
    fs::create_dir_all(&place).with_context(|| format!("failed to make {}", place.display()))?;
    let given = logs(words)?;
    let paths = if given.is_empty() { vec![own_run(root, &place, &requirements)?] } else { given };

    let mut ran = log::Ran::default();
    let mut read = Vec::new();
    for path in &paths {
        let text = text(path)?;
        ran.add(&text);
        read.push(Log::of(path, &text));
    }
    let setting = Setting::gather(root, read)?;
    let judged = judged::judge(&requirements, &sources(root)?, &ran);
    for (name, text) in [
        ("validation.md", page::markdown(&setting, &judged)),
        ("validation.json", page::json(&setting, &judged)?),
    ] {
        let path = place.join(name);
        fs::write(&path, text).with_context(|| format!("failed to write {}", path.display()))?;
    }
    let proved = judged.iter().filter(|one| one.outcome == Outcome::Proved).count();
    let mut out = std::io::stdout().lock();
    for one in judged.iter().filter(|one| one.outcome != Outcome::Proved) {
        writeln!(out, "{}: {}: {}", one.requirement.id, one.outcome.word(), one.why())?;
    }
    writeln!(
        out,
        "{proved} of {} requirements proved; {}",
        judged.len(),
        place.join("validation.md").display()
    )?;
    ensure!(
        proved == judged.len(),
        "validate: {} of {} requirements are not proved",
        judged.len() - proved,
        judged.len()
    );
    Ok(())
}

/// The logs of `--from LOG`, which may be given several times.
fn logs(words: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for pair in words.chunks(2) {
        match pair {
            ["--from", path] => found.push(PathBuf::from(path)),
            _ => bail!(
                "validate takes nothing, or `--from LOG` for each log of a `cargo test` that was made already"
            ),
        }
    }
    Ok(found)
}

fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}

fn text(path: &Path) -> Result<String> {
    let size = fs::metadata(path).with_context(|| format!("failed to read {}", path.display()))?.len();
    ensure!(size <= LARGEST_LOG, "{} has {size} bytes: no log of tests is so large", path.display());
    let bytes = fs::read(path).with_context(|| format!("failed to read {}", path.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Runs the tests that are named, built as every check builds them, and answers their log. That a test fails, or that nothing could be built, is for
/// the log to tell: what did not run is not proved.
fn own_run(root: &Path, place: &Path, requirements: &[Requirement]) -> Result<PathBuf> {
    let path = place.join("tests.log");
    let log = fs::File::create(&path).with_context(|| format!("failed to write {}", path.display()))?;
    let names: BTreeSet<&str> = requirements.iter().flat_map(|one| &one.tests).map(String::as_str).collect();
    let mut tests = Command::new("cargo");
    tests.args(["test", "--workspace", "--locked", "--no-fail-fast", "--features", gated::FEATURES, "--"]);
    tests.args(names).current_dir(root).stdout(Stdio::from(log));
    let status = tests.status().context("failed to start cargo")?;
    writeln!(std::io::stdout(), "cargo test ended with {status}")?;
    Ok(path)
}

/// How often each test is defined in the sources of the suite.
fn sources(root: &Path) -> Result<BTreeMap<String, usize>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = ["crates", "tests"].iter().map(|name| root.join(name)).collect();
    while let Some(folder) = folders.pop() {
        let items = fs::read_dir(&folder).with_context(|| format!("failed to list {}", folder.display()))?;
        for item in items {
            let item = item?;
            let path = item.path();
            if item.file_type()?.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                for name in defined::tests(&text(&path)?) {
                    *found.entry(name.to_owned()).or_insert(0) += 1;
                }
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests;
