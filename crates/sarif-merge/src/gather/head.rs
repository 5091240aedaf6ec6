//! What a run says of itself: who scanned what, and whether the scan came to its end.

use sarif::{Document, RunView, plain_line};
use serde_json::Value;

use crate::facts::RunFact;

/// How many reasons and commits of one run are kept.
const KEPT: usize = 20;
const LETTERS: usize = 200;

/// The facts of a run.
pub(super) fn of(document: &Document<'_>, run: usize) -> RunFact {
    let text = document.run(run).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    let view = RunView::parse(text).unwrap_or_default();
    let head: Head = serde_json::from_str(text).unwrap_or_default();
    let driver = head.tool.pointer("/driver").unwrap_or(&Value::Null);
    let version = ["semanticVersion", "version", "dottedQuadFileVersion"];
    RunFact {
        tool: plain_line(view.tool(), LETTERS),
        version: version
            .iter()
            .find_map(|name| driver.get(name)?.as_str())
            .map(|text| plain_line(text, LETTERS)),
        category: plain_line(view.category(), LETTERS),
        results: document.results(run).count() as u64,
        incomplete: incomplete(&head),
        commits: commits(&head),
    }
}

/// The members that are asked for. What they hold is looked at one by one, so that one odd value hides no other.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Head {
    tool: Value,
    invocations: Value,
    #[serde(rename = "versionControlProvenance")]
    provenance: Value,
    results: Present,
}

/// Whether `results` is there at all: without it nobody says that anything was looked for (§3.14.23).
#[derive(Debug, Default)]
enum Present {
    #[default]
    No,
    Yes,
}

impl<'de> serde::Deserialize<'de> for Present {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Null is what §3.14.23 asks of a run that was not finished.
        let is_list = Option::<serde::de::IgnoredAny>::deserialize(deserializer)?.is_some();
        Ok(if is_list { Self::Yes } else { Self::No })
    }
}

fn incomplete(head: &Head) -> Vec<String> {
    let mut reasons = Vec::new();
    if matches!(head.results, Present::No) {
        reasons.push("the run has no `results`, as one that was not finished".to_owned());
    }
    let invocations = head.invocations.as_array().map(Vec::as_slice).unwrap_or_default();
    if !head.invocations.is_array() && !head.invocations.is_null() {
        reasons.push("`invocations` is no list".to_owned());
    }
    for invocation in invocations {
        match invocation.get("executionSuccessful") {
            Some(Value::Bool(true)) | None => {}
            Some(Value::Bool(false)) => {
                let why =
                    invocation.get("exitCodeDescription").or(invocation.get("processStartFailureMessage"));
                let why = why.and_then(Value::as_str).map(|why| format!(": {}", plain_line(why, LETTERS)));
                reasons.push(format!("it says that it failed{}", why.unwrap_or_default()));
            }
            Some(_) => reasons.push("`executionSuccessful` is neither true nor false".to_owned()),
        }
        for list in ["toolExecutionNotifications", "toolConfigurationNotifications"] {
            let notes = invocation.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            for note in notes.iter().filter(|note| note.get("level").and_then(Value::as_str) == Some("error")) {
                let text =
                    note.pointer("/message/text").and_then(Value::as_str).unwrap_or("an error without words");
                reasons.push(plain_line(text, LETTERS));
            }
        }
    }
    let more = reasons.len().saturating_sub(KEPT);
    reasons.truncate(KEPT);
    if more > 0 {
        reasons.push(format!("and {more} more"));
    }
    reasons
}

fn commits(head: &Head) -> Vec<String> {
    let all = head.provenance.as_array().map(Vec::as_slice).unwrap_or_default();
    let ids = all.iter().filter_map(|one| one.get("revisionId")?.as_str());
    ids.take(KEPT).map(|id| plain_line(id, LETTERS)).collect()
}
