//! A run's files without what differs between machines and builds; each of these values was proved before.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use crate::case::bench::Outcome;
use verdict::canonical;

/// Every file of `expected/`, by name; one that would be empty is absent.
///
/// # Errors
/// A verdict that is not JSON.
pub fn files(outcome: &Outcome, workspace: &Path) -> anyhow::Result<BTreeMap<&'static str, String>> {
    let verdict: Option<Value> = outcome.verdict.as_deref().map(serde_json::from_slice).transpose()?;
    let text = |text: &str| placed(text, verdict.as_ref(), outcome, workspace);
    let pretty = |value: &Value| text(&format!("{value:#}\n"));
    let mut files = BTreeMap::from([
        ("exit-code", format!("{}\n", outcome.exit.unwrap_or(-1))),
        ("log.txt", text(&outcome.log)),
        ("stderr.txt", text(&outcome.errors)),
        ("summary.md", text(&outcome.summary)),
    ]);
    if !outcome.outputs.is_empty() {
        let outputs: Map<String, Value> =
            outcome.outputs.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
        files.insert("outputs.json", pretty(&Value::Object(outputs)));
    }
    if let Some(verdict) = &verdict {
        files.insert("verdict.json", pretty(verdict));
    }
    if let Some(facts) = &outcome.facts {
        files.insert("facts.json", pretty(&serde_json::from_slice(facts)?));
    }
    files.retain(|_, text| !text.is_empty());
    Ok(files)
}

fn placed(text: &str, verdict: Option<&Value>, outcome: &Outcome, workspace: &Path) -> String {
    let mut text = text.to_owned();
    let mut replace = |from: &str, to: &str| {
        if !from.is_empty() {
            text = text.replace(from, to);
        }
    };
    if let Ok(real) = workspace.canonicalize() {
        replace(&real.to_string_lossy(), "<workspace>");
    }
    replace(&workspace.to_string_lossy(), "<workspace>");
    if let Some(bytes) = &outcome.verdict {
        replace(&canonical::sha256_hex(bytes), "<digest>");
    }
    let member = |pointer: &str| verdict.and_then(|verdict| verdict.pointer(pointer)).and_then(Value::as_str);
    replace(member("/judgement").unwrap_or_default(), "<judgement>");
    replace(member("/gate/binary/sha256").unwrap_or_default(), "<binary>");
    let version = |version: &str| format!("\"version\": \"{version}\"");
    replace(&version(env!("CARGO_PKG_VERSION")), &version("<version>"));
    text
}
