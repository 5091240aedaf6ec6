//! npm's `audit --json` of npm 6, which pnpm still writes, and the lines of Yarn 1. Both count the paths to what is vulnerable, by severity. What they were told
//! to leave out (`--level`, ignored advisories) is still counted, and was not judged.

use std::collections::{BTreeMap, BTreeSet};

use super::{SEVERITIES, advisory_of, failure};
use crate::advisory::Vulnerability;
use crate::author::Run;
use crate::error::{Error, ErrorCode};
use crate::format::Reader;
use crate::node::Node;
use crate::package::Package;
use crate::redact;
use crate::severity::Severity;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "npm-audit-v1",
    made_by: "pnpm audit --json > audit.json, or yarn audit --json > audit.json",
    tool: "npm audit",
    home: "https://docs.npmjs.com/cli/commands/npm-audit",
    is: |source| {
        let root = source.root();
        let object = root.node("advisories").value.is_object() && (root.has("actions") || root.has("metadata"));
        object
            || source
                .objects()
                .iter()
                .any(|line| matches!(line.text("type"), Some("auditAdvisory" | "auditSummary")))
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    failure(&root)?;
    if root.has("advisories") {
        let mut listed = Paths::new();
        for (_, item) in root.object("advisories")? {
            *listed.entry(item.or_empty("severity")).or_default() += advisory(&item, run)?;
        }
        counts(&root.node("metadata"), &listed, run);
        return Ok(());
    }
    run.tool("yarn audit");
    yarn(source, run)
}

/// How many paths lead to the advisories of a severity.
type Paths<'a> = BTreeMap<&'a str, usize>;

fn yarn(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let (mut seen, mut ended) = (BTreeSet::new(), false);
    let (mut listed, mut lines) = (Paths::new(), Paths::new());
    let mut summaries = Vec::new();
    for line in source.objects() {
        let data = line.node("data");
        match line.text("type") {
            Some("auditAdvisory") => {
                let item = data.node("advisory");
                let word = item.or_empty("severity");
                *lines.entry(word).or_default() += 1;
                // One line for each path to the package, and all paths are in each advisory.
                if seen.insert(redact::digest(&[&data.raw_text("advisory")])) {
                    *listed.entry(word).or_default() += advisory(&item, run)?;
                }
            }
            Some("auditSummary") => {
                ended = true;
                summaries.push(data);
            }
            Some("error") => return Err(Error::new(ErrorCode::ToolFailed, line.or_empty("data"))),
            _ => {}
        }
    }
    if !ended {
        run.incomplete("the audit", "its summary is missing, so that it broke off");
    }
    for (word, count) in lines {
        let paths = listed.entry(word).or_default();
        *paths = count.max(*paths);
    }
    for summary in summaries {
        counts(&summary, &listed, run);
    }
    Ok(())
}

/// Holds what a summary counts of each severity against the paths that are listed.
fn counts(summary: &Node<'_>, listed: &Paths<'_>, run: &mut Run<'_>) {
    for word in SEVERITIES {
        let paths = listed.get(word).copied().unwrap_or_default();
        run.claimed(&summary.node("vulnerabilities"), word, paths, "the advisories");
    }
}

/// Adds an advisory, and says how many paths lead to it: one at least.
fn advisory(item: &Node<'_>, run: &mut Run<'_>) -> Result<usize, Error> {
    let name = item.need("module_name")?;
    let mut ids = vec![item.scalar("id").ok_or_else(|| item.error("id", "an advisory's number is missing"))?];
    ids.extend(item.texts("cves"));
    ids.extend(item.texts("github_advisory_id"));
    ids.extend(advisory_of(item.or_empty("url")));
    let findings = item.list("findings")?;
    let mut versions: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in &findings {
        versions.entry(finding.or_empty("version")).or_default().extend(finding.texts("paths"));
    }
    if versions.is_empty() {
        versions.insert("", Vec::new());
    }
    let count = versions.values().map(|paths| paths.len().max(1)).sum();
    for (version, paths) in versions {
        let severity = Severity::word(item.need("severity")?, item.node("cvss").score("score"));
        let mut found = Vulnerability::new(ids.clone(), Package::new("npm", name, version), severity);
        item.or_empty("title").clone_into(&mut found.title);
        item.or_empty("overview").clone_into(&mut found.description);
        item.or_empty("url").clone_into(&mut found.url);
        found.cwes = item.texts("cwe");
        found.fixed = item
            .text("patched_versions")
            .filter(|text| *text != "<0.0.0")
            .map(str::to_owned)
            .into_iter()
            .collect();
        let finding = found.finding().property("range", item.or_empty("vulnerable_versions"));
        run.add(finding.property("paths", paths).property("recommendation", item.or_empty("recommendation")))?;
    }
    Ok(count)
}
