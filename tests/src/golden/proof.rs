//! Proofs over what a run leaves behind, made before any value is replaced by a placeholder.

use anyhow::{Context as _, ensure};
use serde_json::Value;
use verdict::canonical;
use verdict::judgement;
use verdict::read::{Document, strict_value};

use super::schema;
use crate::case::bench::{CLOCK, Outcome};

/// A verdict is canonical, keeps its schema, and its digests are those of what they name.
///
/// # Errors
/// What does not hold.
pub fn of_verdict(bytes: &[u8], facts: Option<&[u8]>) -> anyhow::Result<()> {
    // Reading proves that the bytes are canonical and derives the judgement again.
    let document = Document::read(bytes).context("the verdict")?;
    schema::check(document.value()).context("the verdict breaks its schema")?;
    let verdict = document.verdict();
    ensure!(verdict.gate.version == env!("CARGO_PKG_VERSION"), "it names version {}", verdict.gate.version);
    for moment in [verdict.started, verdict.finished] {
        ensure!(moment.to_string() == CLOCK, "it was judged at {moment}, and the clock was pinned");
    }
    let named = verdict.facts.as_ref().and_then(|facts| facts.digest.get("sha256")).map(String::as_str);
    let found = facts.map(canonical::sha256_hex);
    ensure!(named == found.as_deref(), "it names facts {named:?}, and those beside it are {found:?}");
    if let Some(facts) = facts {
        let value = strict_value(facts).context("the facts")?;
        ensure!(canonical::bytes(&value)? == facts, "the facts are not canonical");
    }
    Ok(())
}

/// The outputs say what the files say.
#[must_use]
pub fn of_outputs(outcome: &Outcome) -> Vec<String> {
    let Some(verdict) = &outcome.verdict else { return vec!["there is no verdict".to_owned()] };
    let value: Value = serde_json::from_slice(verdict).unwrap_or_default();
    let text = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let unmet = |rule: &&Value| {
        let status = rule.get("status").and_then(Value::as_str);
        matches!(status, Some("fail" | "inconclusive" | "error"))
    };
    let rules = value.get("rules").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let failed: Vec<&str> =
        rules.iter().filter(unmet).filter_map(|rule| rule.get("id").and_then(Value::as_str)).collect();
    let wanted = [
        ("status", text("/status")),
        ("decision", text("/decision/action")),
        ("judgement", text("/judgement")),
        ("digest", format!("sha256:{}", canonical::sha256_hex(verdict))),
        ("failed-rules", failed.join(",")),
    ];
    let differing = wanted.iter().filter(|(name, value)| outcome.outputs.get(*name) != Some(value));
    differing
        .map(|(name, value)| {
            format!("output `{name}` is {:?}, the verdict says {value:?}", outcome.outputs.get(*name))
        })
        .collect()
}

/// Two runs over the same bytes leave the same bytes.
///
/// # Errors
/// They differ.
pub fn same(first: &Outcome, second: &Outcome) -> anyhow::Result<()> {
    ensure!(first.exit == second.exit, "the exit code differs");
    ensure!(first.verdict == second.verdict, "the verdict differs");
    ensure!(first.facts == second.facts, "the facts differ");
    Ok(())
}

/// A command judges as the action does; only the commit is known to the action alone.
///
/// # Errors
/// A verdict that cannot be read.
pub fn same_judgement(command: &[u8], action: &[u8]) -> anyhow::Result<Vec<String>> {
    let command: Value = serde_json::from_slice(command)?;
    let mut action: Value = serde_json::from_slice(action)?;
    let mut complaints = Vec::new();
    let status = |verdict: &Value| verdict.get("status").cloned();
    if status(&command) != status(&action) {
        complaints.push(format!(
            "status {:?} as a command, {:?} as an action",
            status(&command),
            status(&action)
        ));
    }
    if let (Some(of_action), Some(of_command)) = (action.get_mut("subject"), command.get("subject")) {
        *of_action = of_command.clone();
    }
    if judgement::of_value(&command)? != judgement::of_value(&action)? {
        complaints.push(format!("the judgement differs\nas a command: {command}\nas an action: {action}"));
    }
    Ok(complaints)
}
