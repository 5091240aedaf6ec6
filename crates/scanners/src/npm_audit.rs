//! npm's `audit --json` of npm 7 and later. Each package lists why it is vulnerable: an advisory of its own, or the name of another package
//! that has one. The severity is the advisory's; the package's is only the highest of these.

pub(crate) mod v1;

use std::collections::{BTreeMap, BTreeSet};

use crate::advisory::Vulnerability;
use crate::author::{Finding, Run};
use crate::error::{Error, ErrorCode};
use crate::format::Reader;
use crate::node::Node;
use crate::package::Package;
use crate::severity::{Bucket, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "npm-audit-v2",
    made_by: "npm audit --json > npm-audit.json",
    tool: "npm audit",
    home: "https://docs.npmjs.com/cli/commands/npm-audit",
    is: |source| {
        let root = source.root();
        root.has("auditReportVersion") || (root.node("error").has("summary") && !root.has("advisories"))
    },
    read,
};

/// The words by which all of npm's reports count.
const SEVERITIES: [&str; 5] = ["info", "low", "moderate", "high", "critical"];

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    failure(&root)?;
    let packages = root.object("vulnerabilities")?;
    let listed = u64::try_from(packages.len()).unwrap_or(u64::MAX);
    let told = root.node("metadata").node("vulnerabilities").whole("total");
    if told.is_some_and(|told| told != listed) {
        let what = format!("the report counts {} packages and lists {listed}", told.unwrap_or_default());
        return Err(root.error("vulnerabilities", what));
    }
    let counts = root.node("metadata").node("vulnerabilities");
    for word in SEVERITIES {
        let listed = packages.iter().filter(|(_, package)| package.text("severity") == Some(word)).count();
        run.claimed(&counts, word, listed, "the packages");
    }
    let known: BTreeSet<&str> = packages.iter().map(|(name, _)| *name).collect();
    let reached = reached(&packages)?;
    for (name, package) in &packages {
        let (via, mut absent) = (package.list("via")?, false);
        for via in &via {
            match via.value.as_str() {
                Some(other) if known.contains(other) => {}
                Some(other) => {
                    absent = true;
                    run.incomplete(name, &format!("vulnerable by {other}, of which nothing is told"));
                }
                None => run.add(finding(name, package, via)?)?,
            }
        }
        match reached.get(name) {
            _ if absent => {}
            None => run.incomplete(name, "it is vulnerable, and no advisory says by what"),
            Some(worst) if Bucket::read(package.or_empty("severity")) > Some(*worst) => {
                run.incomplete(name, "no advisory that is listed is as bad as it is");
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// How bad the worst advisory is that a chain of `via` leads to, for each package that one leads to. Some packages name each other in a
/// circle, or nothing.
fn reached<'a>(packages: &[(&'a str, Node<'a>)]) -> Result<BTreeMap<&'a str, Bucket>, Error> {
    let mut effects: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut told = Vec::new();
    for (name, package) in packages {
        for via in package.list("via")? {
            match via.value.as_str() {
                Some(other) => effects.entry(other).or_default().push(name),
                // What nobody knows may be the worst.
                None => told.push((Bucket::read(via.or_empty("severity")).unwrap_or(Bucket::Critical), *name)),
            }
        }
    }
    // The worst goes first, so that whoever is reached is reached by the worst.
    told.sort();
    let mut reached = BTreeMap::new();
    for (severity, name) in told.into_iter().rev() {
        let mut next = vec![name];
        while let Some(name) = next.pop() {
            reached.entry(name).or_insert(severity);
            next.extend(effects.remove(name).unwrap_or_default());
        }
    }
    Ok(reached)
}

fn finding(name: &str, package: &Node<'_>, via: &Node<'_>) -> Result<Finding, Error> {
    let url = via.or_empty("url");
    let mut ids =
        vec![via.scalar("source").ok_or_else(|| via.error("source", "an advisory's number is missing"))?];
    ids.extend(advisory_of(url));
    // No version is told, only where the package lies.
    let mut found = Vulnerability::new(
        ids,
        Package::new("npm", via.text("dependency").unwrap_or(name), ""),
        Severity::word(via.need("severity")?, via.node("cvss").score("score")),
    );
    via.or_empty("title").clone_into(&mut found.title);
    url.clone_into(&mut found.url);
    found.cwes = via.texts("cwe");
    let fix = package.node("fixAvailable");
    if let (Some(name), Some(version)) = (fix.text("name"), fix.text("version")) {
        found.fixed.push(format!("{name} {version}"));
    }
    Ok(found
        .finding()
        .property("range", via.or_empty("range"))
        .property("isDirect", package.flag("isDirect"))
        .property("nodes", package.texts("nodes"))
        .property("effects", package.texts("effects"))
        .property("fixAvailable", fix.value.as_bool().or(fix.value.is_object().then_some(true))))
}

/// The name at the end of an advisory's page.
fn advisory_of(url: &str) -> Option<String> {
    url.rsplit('/').next().filter(|name| name.starts_with("GHSA-")).map(str::to_owned)
}

/// What npm and its kin write when they could not ask.
fn failure(root: &Node<'_>) -> Result<(), Error> {
    let error = root.node("error");
    if error.value.is_null() {
        return Ok(());
    }
    if let Some(words) = error.value.as_str() {
        return Err(Error::new(ErrorCode::ToolFailed, format!("npm audit failed: {words}")));
    }
    let mut words: Vec<_> = ["code", "summary", "detail"].iter().filter_map(|key| error.text(key)).collect();
    // A refusal by the registry stands beside an error without words.
    words.extend(root.text("message"));
    Err(Error::new(ErrorCode::ToolFailed, format!("npm audit failed: {}", words.join(": "))))
}
