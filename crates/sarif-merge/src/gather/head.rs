//! What a run says of itself: who scanned what, and whether the scan came to its end.

mod notifications;
mod scan;
mod shape;

use sarif::{Document, RunView, plain_line};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::facts::RunFact;

/// How many reasons and commits of one run are kept.
const KEPT: usize = 20;
const LETTERS: usize = 200;

/// The members that are asked for. What they hold is looked at one by one, so that one odd value hides no other.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Head<'a> {
    tool: Value,
    invocations: Value,
    conversion: Value,
    #[serde(rename = "versionControlProvenance")]
    provenance: Value,
    #[serde(rename = "externalPropertyFileReferences")]
    external: Value,
    taxonomies: Value,
    #[serde(borrow, rename = "automationDetails")]
    automation: Option<&'a RawValue>,
    #[serde(borrow, rename = "originalUriBaseIds")]
    bases: Option<&'a RawValue>,
    #[serde(borrow)]
    artifacts: Option<&'a RawValue>,
    #[serde(borrow)]
    results: Option<&'a RawValue>,
}

/// The facts of a run.
pub(super) fn of(document: &Document<'_>, run: usize) -> RunFact {
    let text = document.run(run).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    let view = RunView::parse(text).unwrap_or_default();
    let (head, broken): (Head<'_>, bool) = match serde_json::from_str(text) {
        Ok(head) => (head, false),
        Err(_) => (Head::default(), true),
    };
    let driver = head.tool.pointer("/driver").unwrap_or(&Value::Null);
    let version = ["semanticVersion", "version", "dottedQuadFileVersion"];
    let mut incomplete = scan::incomplete(&head);
    incomplete.extend(shape::wrong(&head, document.results(run)));
    if broken {
        incomplete.push("its members cannot be read".to_owned());
    }
    let more = incomplete.len().saturating_sub(KEPT);
    incomplete.truncate(KEPT);
    if more > 0 {
        incomplete.push(format!("and {more} more"));
    }
    RunFact {
        tool: name(view.tool()),
        version: version
            .iter()
            .find_map(|name| driver.get(name)?.as_str())
            .map(|text| plain_line(text, LETTERS)),
        category: plain_line(view.category(), LETTERS),
        results: document.results(run).count() as u64,
        incomplete,
        commits: commits(&head),
        ended: scan::ended(&head),
        ended_unclear: scan::ended_unclear(&head),
    }
}

/// A tool's name in one plain line. Letters that are taken out could make it another tool's, so it says that there were some.
fn name(raw: &str) -> String {
    let plain = plain_line(raw, LETTERS);
    if plain == raw { plain } else { format!("{plain} (with letters that cannot be shown)") }
}

fn commits(head: &Head<'_>) -> Vec<String> {
    let all = head.provenance.as_array().map(Vec::as_slice).unwrap_or_default();
    let ids = all.iter().filter_map(|one| one.get("revisionId")?.as_str());
    ids.take(KEPT).map(|id| plain_line(id, LETTERS)).collect()
}
