//! What a case expects: by hand in `expect.toml`, to the letter in `expected/`.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde_json::Value;
use similar::TextDiff;

use crate::case::bench::Outcome;
use crate::case::{Case, Expect, ExpectedRule, optional};

/// Lines around a difference.
const CONTEXT: usize = 2;

/// What a person wrote down, against what happened.
#[must_use]
pub fn by_hand(expect: &Expect, outcome: &Outcome) -> Vec<String> {
    let verdict: Value =
        outcome.verdict.as_deref().and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default();
    let text = |pointer: &str| verdict.pointer(pointer).and_then(Value::as_str);
    let mut complaints = Vec::new();
    let mut differs = |what: &str, wanted: String, found: String| {
        if wanted != found {
            complaints.push(format!("expect.toml: {what} is {found}, expected {wanted}"));
        }
    };
    differs("the exit code", format!("{:?}", Some(expect.exit)), format!("{:?}", outcome.exit));
    differs("the status", format!("{:?}", expect.status.as_deref()), format!("{:?}", text("/status")));
    if expect.decision.is_some() {
        let (wanted, found) = (expect.decision.as_deref(), text("/decision/action"));
        differs("the decision", format!("{wanted:?}"), format!("{found:?}"));
    }
    if expect.commit.is_some() {
        let (wanted, found) = (expect.commit.as_deref(), text("/subject/0/digest/gitCommit"));
        differs("the commit", format!("{wanted:?}"), format!("{found:?}"));
    }
    for (id, wanted) in &expect.rules {
        let rules = verdict.get("rules").and_then(Value::as_array).into_iter().flatten();
        let rule = rules.into_iter().find(|rule| rule.get("id").and_then(Value::as_str) == Some(id));
        let observed = |name: &str| rule?.get("observed")?.get(name)?.as_u64();
        differs(&format!("rule {id}"), shown(wanted), rule.map_or_else(|| "absent".to_owned(), found));
        for (name, number) in &wanted.observed {
            differs(
                &format!("{name} of rule {id}"),
                number.to_string(),
                observed(name).map_or_else(|| "absent".to_owned(), |found| found.to_string()),
            );
        }
    }
    let said = match text("/summary") {
        Some(summary) => summary.to_owned(),
        None => format!("{}{}", outcome.log, outcome.errors),
    };
    let unsaid = expect.says.iter().filter(|words| !said.contains(words.as_str()));
    complaints.extend(unsaid.map(|words| format!("expect.toml: it does not say {words:?}: {said}")));
    complaints
}

fn shown(rule: &ExpectedRule) -> String {
    line(&rule.status, &rule.reason, [rule.covered, rule.total, rule.covered_at_most])
}

fn found(rule: &Value) -> String {
    let text = |name: &str| rule.get(name).and_then(Value::as_str).unwrap_or_default();
    let number =
        |name: &str| rule.get("observed").and_then(|observed| observed.get(name)).and_then(Value::as_u64);
    line(text("status"), text("reason"), ["covered", "total", "covered_at_most"].map(number))
}

fn line(status: &str, reason: &str, [covered, total, at_most]: [Option<u64>; 3]) -> String {
    format!("{status}, {reason}, covered {covered:?}, total {total:?}, at most {at_most:?}")
}

/// The files of a run, against those of `expected/`, which an update writes.
///
/// # Errors
/// A file that cannot be read or written.
pub fn compare(
    case: &Case,
    files: &BTreeMap<&'static str, String>,
    update: bool,
) -> anyhow::Result<Vec<String>> {
    let folder = case.folder.join("expected");
    if update {
        if folder.is_dir() {
            std::fs::remove_dir_all(&folder)?;
        }
        std::fs::create_dir(&folder)?;
        for (name, text) in files {
            std::fs::write(folder.join(name), text)?;
        }
        return Ok(Vec::new());
    }
    let mut complaints = Vec::new();
    for (name, text) in files {
        match optional(&folder.join(name))? {
            Some(wanted) if wanted == *text => {}
            Some(wanted) => complaints.push(diff(name, &wanted, text)),
            None => complaints.push(format!("expected/{name} is missing: UPDATE=1 writes it")),
        }
    }
    for entry in std::fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !files.contains_key(name.as_str()) {
            complaints.push(format!("expected/{name} is not used: the run left no such thing"));
        }
    }
    Ok(complaints)
}

fn diff(name: &str, wanted: &str, found: &str) -> String {
    let diff = TextDiff::from_lines(wanted, found);
    let mut unified = diff.unified_diff();
    unified.context_radius(CONTEXT).header(&format!("expected/{name}"), "found").to_string()
}
