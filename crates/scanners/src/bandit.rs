//! Bandit's JSON (bandit.readthedocs.io, "Formatters: json"). Columns count from 0, `line_number` is the line that Bandit shows, and
//! one rule may be LOW here and HIGH there.

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

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    for error in root.list("errors")? {
        run.incomplete(error.or_empty("filename"), error.or_empty("reason"));
    }
    for result in root.list("results")? {
        let finding = finding(&result, run)?;
        run.add(finding)?;
    }
    Ok(())
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
        "UNDEFINED" => Severity::plain(word, Level::Note),
        _ => Severity::new(word, None, None),
    }
}
