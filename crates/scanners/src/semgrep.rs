//! Semgrep's JSON (semgrep.dev, "JSON and SARIF output fields"). Errors are files, or parts of files, that no rule has seen.

use crate::author::{Finding, Place, Rule, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::package::{Package, kind_of};
use crate::score::Score;
use crate::severity::{Bucket, Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "semgrep",
    made_by: "semgrep scan --config rules.yml --json --output semgrep.json",
    tool: "Semgrep",
    home: "https://semgrep.dev/",
    is: |source| {
        let root = source.root();
        root.has("results") && root.has("paths") && root.has("errors")
    },
    read,
};

/// Reasons to skip a file that somebody chose, or that leave nothing to scan.
const CHOSEN: [&str; 12] = [
    "always_skipped",
    "semgrepignore_patterns_match",
    "gitignore_patterns_match",
    "cli_include_flags_do_not_match",
    "cli_exclude_flags_match",
    "excluded_by_config",
    "irrelevant_rule",
    "wrong_language",
    "dotfile",
    "binary",
    "minified",
    "not_a_regular_file",
];

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    run.version(root.or_empty("version"));
    for error in root.list("errors")? {
        let kind = error.texts("type").join(" ");
        let message = error.text("message").unwrap_or(&kind);
        run.incomplete(error.or_empty("path"), &format!("{}: {message}", error.or_empty("level")));
    }
    for rule in root.maybe("skipped_rules")? {
        run.incomplete(rule.or_empty("rule_id"), rule.text("details").unwrap_or("the rule was skipped"));
    }
    let paths = root.node("paths");
    if paths.has("scanned") && paths.list("scanned")?.is_empty() {
        run.incomplete("the scan", "Semgrep scanned no file");
    }
    for skipped in root.node("paths").maybe("skipped")? {
        let reason = skipped.or_empty("reason");
        if !CHOSEN.contains(&reason) {
            run.incomplete(skipped.or_empty("path"), reason);
        }
    }
    for result in root.list("results")? {
        run.add(finding(&result)?)?;
    }
    Ok(())
}

fn finding(result: &Node<'_>) -> Result<Finding, Error> {
    let extra = result.node("extra");
    let metadata = extra.node("metadata");
    let id = result.need("check_id")?;
    let references = metadata.texts("references");
    let link = references.first().map_or(metadata.or_empty("source"), String::as_str);
    let mut rule = Rule::new(id).title(id.rsplit('.').next().unwrap_or(id)).text(extra.or_empty("message"));
    rule = rule.link(link).link(metadata.or_empty("source")).cwes(&metadata.texts("cwe"));
    rule = rule.confidence(metadata.or_empty("confidence")).tag(metadata.or_empty("category"));
    if matches!(metadata.text("category"), None | Some("security")) || metadata.has("cwe") {
        rule = rule.security();
    }
    let score = metadata.scalar("security-severity").and_then(|text| Score::read(&text));
    let severity = severity(extra.need("severity")?, score);
    let (start, end) = (result.node("start"), result.node("end"));
    let line = start.whole("line").ok_or_else(|| start.error("line", "a line is missing"))?;
    let place = Place::file(result.need("path")?)
        .lines(Some(line), end.whole("line"))
        .columns(start.whole("col"), end.whole("col"));
    let ignored = extra.flag("is_ignored").then(|| Suppression::in_source("nosemgrep"));
    let fingerprint = extra.text("fingerprint").filter(|text| *text != "requires login");
    let finding = Finding::new(rule, extra.or_empty("message"), severity)
        .at(place)
        .suppressed(ignored)
        .fingerprint("semgrep/v1", fingerprint.unwrap_or_default())
        .property("owasp", metadata.texts("owasp"))
        .property("confidence", metadata.or_empty("confidence"))
        .property("likelihood", metadata.or_empty("likelihood"))
        .property("impact", metadata.or_empty("impact"))
        .property("validationState", extra.or_empty("validation_state"));
    Ok(package(finding, &extra.node("sca_info").node("dependency_match").node("found_dependency")))
}

/// What Supply Chain says about the package.
fn package(finding: Finding, found: &Node<'_>) -> Finding {
    let Some(name) = found.text("package") else { return finding };
    let package = Package::new(kind_of(found.or_empty("ecosystem")), name, found.or_empty("version"));
    finding
        .property("package", package.name)
        .property("version", package.version)
        .property("purl", package.purl)
}

fn severity(word: &str, score: Option<Score>) -> Severity {
    let bucket = match word {
        "CRITICAL" => Bucket::Critical,
        "ERROR" | "HIGH" => Bucket::High,
        "WARNING" | "MEDIUM" => Bucket::Medium,
        "INFO" | "LOW" => Bucket::Low,
        "INVENTORY" | "EXPERIMENT" if score.is_none() => return Severity::plain(word, Level::Note),
        _ => return Severity::new(word, None, score),
    };
    Severity::new(word, Some(bucket), score)
}
