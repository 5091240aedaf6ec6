//! The binaries under test: built once by cargo, in the profile of the tests, and never found by chance on the machine.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, ensure};
use serde_json::Value;

static BUILT: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());

/// The program of a tool.
///
/// # Errors
/// It does not build.
pub fn program(tool: &str) -> anyhow::Result<PathBuf> {
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(program) = built.get(tool) {
        return Ok(program.clone());
    }
    let program = build(tool).with_context(|| format!("failed to build {tool}"))?;
    built.insert(tool.to_owned(), program.clone());
    Ok(program)
}

fn build(tool: &str) -> anyhow::Result<PathBuf> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--message-format=json", "--package", tool, "--bin", tool]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "cargo build: {}", output.status);
    let messages = String::from_utf8(output.stdout)?;
    let mut program = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let named = message.get("target")?.get("name")?.as_str() == Some(tool);
        let path = message.get("executable")?.as_str()?;
        named.then(|| PathBuf::from(path))
    });
    program.next_back().context("cargo named no program")
}
