//! npm's `audit --json` of npm 6, which pnpm still writes, and the lines of Yarn 1.

use std::collections::{BTreeMap, BTreeSet};

use super::{advisory_of, failure};
use crate::advisory::Vulnerability;
use crate::author::Run;
use crate::error::{Error, ErrorCode};
use crate::format::Reader;
use crate::node::Node;
use crate::package::Package;
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
        let advisories = root.object("advisories")?;
        if advisories.is_empty() && counts(&root.node("metadata")) > 0 {
            return Err(root.error("advisories", "vulnerabilities are counted, and none is listed"));
        }
        for (_, item) in advisories {
            advisory(&item, run)?;
        }
        return Ok(());
    }
    run.tool("yarn audit");
    let (mut seen, mut ended) = (BTreeSet::new(), false);
    for line in source.objects() {
        let data = line.node("data");
        match line.text("type") {
            Some("auditAdvisory") => {
                let item = data.node("advisory");
                // One line for each path to the package: all paths are in the advisory.
                if seen.insert(item.scalar("id")) {
                    advisory(&item, run)?;
                }
            }
            Some("auditSummary") => {
                ended = true;
                if seen.is_empty() && counts(&data) > 0 {
                    return Err(line.error("data", "vulnerabilities are counted, and none is listed"));
                }
            }
            Some("error") => return Err(Error::new(ErrorCode::ToolFailed, line.or_empty("data"))),
            _ => {}
        }
    }
    if !ended {
        run.incomplete("the audit", "its summary is missing, so that it broke off");
    }
    Ok(())
}

/// How many vulnerabilities a summary counts, of all severities.
fn counts(summary: &Node<'_>) -> u64 {
    let severities = ["info", "low", "moderate", "high", "critical"];
    let counts = summary.node("vulnerabilities");
    severities.iter().filter_map(|severity| counts.whole(severity)).sum()
}

fn advisory(item: &Node<'_>, run: &mut Run<'_>) -> Result<(), Error> {
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
    Ok(())
}
