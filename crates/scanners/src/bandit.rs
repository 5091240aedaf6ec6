//! Bandit's JSON (bandit.readthedocs.io, "Formatters: json"). Columns count from 0, `line_number` is the line that Bandit shows, and
//! one rule may be LOW here and HIGH there. Its metrics count what it found before `-l`, `-i` and a baseline took some out: what is counted
//! and not listed was not judged. Bandit always writes the metrics of all files together, also of none: without them nobody knows what
//! it looked at.

use std::collections::BTreeMap;

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "bandit",
    made_by: "bandit -r . -f json -o bandit.json",
    tool: "Bandit",
    home: "https://bandit.readthedocs.io/",
    is: |source| {
        let root = source.root();
        root.has("results") && root.has("metrics") && root.has("generated_at")
    },
    read,
};

/// The metrics of all files together.
const TOTALS: &str = "_totals";

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    for error in root.list("errors")? {
        run.incomplete(error.or_empty("filename"), error.or_empty("reason"));
    }
    let results = root.list("results")?;
    metrics(&root.node("metrics"), &results, run);
    for result in results {
        let finding = finding(&result, run)?;
        run.add(finding)?;
    }
    Ok(())
}

const SEVERITIES: [&str; 4] = ["HIGH", "MEDIUM", "LOW", "UNDEFINED"];

/// What the metrics count of each file, and of all files together.
fn metrics(metrics: &Node<'_>, results: &[Node<'_>], run: &mut Run<'_>) {
    if !metrics.node(TOTALS).value.is_object() {
        run.incomplete("the scan", "Bandit's metrics have no `_totals`, which Bandit always writes");
    }
    let mut listed: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for result in results {
        let severity = result.or_empty("issue_severity");
        for file in [result.or_empty("filename"), TOTALS] {
            *listed.entry((file, severity)).or_default() += 1;
        }
    }
    for (file, counts) in metrics.members().unwrap_or_default() {
        let what = if file == TOTALS { "the scan" } else { file };
        if file == TOTALS && counts.whole("loc") == Some(0) {
            run.incomplete(what, "Bandit looked at no line of code");
        }
        if !counts.value.is_object() {
            run.incomplete(what, "its metrics are no object");
        }
        for word in SEVERITIES {
            let listed = listed.get(&(file.trim(), word)).copied().unwrap_or_default();
            run.claimed(&counts, &format!("SEVERITY.{word}"), listed, what);
        }
    }
}

fn finding(result: &Node<'_>, run: &mut Run<'_>) -> Result<Finding, Error> {
    let id = result.need("test_id")?;
    // The page of each test names the Bandit that wrote it: …/en/1.8.6/plugins/….
    let link = result.or_empty("more_info");
    let version = link.split("/en/").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    run.version(if version == "latest" { "" } else { version });
    let message = message(id, result.need("issue_text")?, run);
    let cwe = result.node("issue_cwe").texts("id");
    let rule = Rule::new(id).name(result.or_empty("test_name")).title(result.or_empty("test_name"));
    let rule = rule.link(link).security().cwes(&cwe).confidence(result.or_empty("issue_confidence"));
    Ok(Finding::new(rule, &message, severity(result.or_empty("issue_severity")))
        .at(place(result)?)
        .property("confidence", result.or_empty("issue_confidence")))
}

/// Lines are those of the whole statement; the columns are of its first and last line.
fn place(result: &Node<'_>) -> Result<Place, Error> {
    let numbers: Vec<u64> = match result.node("line_range").value.as_array() {
        Some(list) => list.iter().filter_map(serde_json::Value::as_u64).collect(),
        None => Vec::new(),
    };
    let shown = result.whole("line_number").ok_or_else(|| result.error("line_number", "a line is missing"))?;
    let start = numbers.iter().copied().min().unwrap_or(shown);
    let end = numbers.iter().copied().max();
    Ok(Place::file(result.need("filename")?)
        .lines(Some(start), end)
        .columns(result.zero_based("col_offset"), result.zero_based("end_col_offset")))
}

/// B105, B106 and B107 quote the password that they found.
fn message(id: &str, text: &str, run: &mut Run<'_>) -> String {
    let quoted = text.split_once(": ").filter(|_| matches!(id, "B105" | "B106" | "B107"));
    match quoted {
        Some((head, secret)) => format!("{head}: {}", run.hide(secret.trim().trim_matches(['\'', '"']))),
        None => text.to_owned(),
    }
}

fn severity(word: &str) -> Severity {
    match word {
        "HIGH" => Severity::fixed(word, Level::Error, 80),
        "MEDIUM" => Severity::fixed(word, Level::Warning, 55),
        "LOW" => Severity::fixed(word, Level::Note, 20),
        _ => Severity::new(word, None, None),
    }
}
