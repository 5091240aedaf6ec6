//! `contract`: every exchange that the tests had with the simulator is held to GitHub's own OpenAPI document and GraphQL
//! schema, so that neither our client nor our simulator can be wrong in the same way unnoticed.
//!
//! The check is JavaScript, because the best readers of both languages are (ajv, graphql-js), and runs over logs alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::tools;

/// GitHub publishes both contracts as packages; a newer one is a change to review, so each is pinned.
const PACKAGES: &[&str] = &[
    "@octokit/openapi@23.0.2",
    "@octokit/graphql-schema@15.26.1",
    "ajv@8.20.0",
    "ajv-formats@3.0.1",
    "graphql@16.15.0",
];

/// The checker's own tests: a checker that finds nothing must be one that could.
const TESTS: &[&str] = &["check.test.mjs", "graphql.test.mjs", "rest.test.mjs"];

/// The variable that tells every simulator where to write what it was asked and what it answered.
pub(crate) const LOG_VARIABLE: &str = "SIM_LOG_DIR";

/// An emptied folder for the logs of one run of the tests.
pub(crate) fn fresh_logs(root: &Path) -> Result<PathBuf> {
    let logs = logs(root);
    if logs.exists() {
        fs::remove_dir_all(&logs).with_context(|| format!("failed to clear {}", logs.display()))?;
    }
    fs::create_dir_all(&logs).with_context(|| format!("failed to make {}", logs.display()))?;
    Ok(logs)
}

/// Checks what the last run of the tests logged.
pub(crate) fn run(root: &Path) -> Result<()> {
    let logs = logs(root);
    ensure!(has_logs(&logs), "{} holds no log: `cargo xtask test` writes it", logs.display());
    let packages = tools::node(root, "contract", PACKAGES)?;
    let source = root.join("crates/xtask/src/contract");
    let node = || {
        let mut node = Command::new("node");
        node.current_dir(&source).env("CONTRACT_PACKAGES", &packages);
        node
    };
    succeed(node().args(["--test", "--test-reporter=spec"]).args(TESTS), "the checker's own tests failed")?;
    let table = root.join("crates/github/README.md");
    succeed(
        node().arg("main.mjs").arg(&logs).arg("known-faults.json").arg(table),
        "GitHub's contract is not kept",
    )
}

fn logs(root: &Path) -> PathBuf {
    root.join("target/sim-log")
}

/// Whether there is a log with anything in it: simulators that were never asked leave empty files.
fn has_logs(logs: &Path) -> bool {
    let full = |item: fs::DirEntry| {
        let log = item.path().extension().is_some_and(|extension| extension == "ndjson");
        log && item.metadata().is_ok_and(|data| data.len() > 0)
    };
    fs::read_dir(logs).is_ok_and(|items| items.flatten().any(full))
}

fn succeed(command: &mut Command, message: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("failed to start {command:?}"))?;
    ensure!(status.success(), "{message}: see its output above");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_is_not_there_or_empty_is_an_error() {
        let root = tempfile::tempdir().unwrap();
        assert!(run(root.path()).unwrap_err().to_string().contains("holds no log"));
        let logs = fresh_logs(root.path()).unwrap();
        fs::write(logs.join("1-1.ndjson"), "").unwrap();
        fs::write(logs.join("note.txt"), "no log").unwrap();
        assert!(run(root.path()).unwrap_err().to_string().contains("holds no log"));
    }

    #[test]
    fn a_new_run_starts_without_old_logs() {
        let root = tempfile::tempdir().unwrap();
        let logs = fresh_logs(root.path()).unwrap();
        fs::write(logs.join("1-1.ndjson"), "{}\n").unwrap();
        assert!(has_logs(&logs));
        assert!(!has_logs(&fresh_logs(root.path()).unwrap()));
    }

    #[test]
    fn every_test_of_the_checker_runs() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/contract");
        let mut files: Vec<String> = fs::read_dir(source)
            .unwrap()
            .map(|item| item.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".test.mjs"))
            .collect();
        files.sort();
        assert_eq!(files, TESTS);
    }
}
