//! Grype's JSON (github.com/anchore/grype). Its related vulnerabilities are the same fault under other names; negligible is what GitHub shows
//! as the lowest score. A distribution's word stands beside the score that another database has for the same fault: only a score of the
//! match's own can be worse than its word. Packages without a match are not listed, so that a clean scan looks like one of nothing.

use crate::advisory::Vulnerability;
use crate::author::{Finding, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::package::{Package, kind_of};
use crate::score::Score;
use crate::severity::{Bucket, Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "grype",
    made_by: "grype dir:. -o json --file grype.json",
    tool: "Grype",
    home: "https://github.com/anchore/grype",
    is: |source| {
        let root = source.root();
        root.has("matches") && root.node("descriptor").text("name") == Some("grype")
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    let descriptor = root.node("descriptor");
    run.version(descriptor.or_empty("version"));
    let database = descriptor.node("db");
    let built = database.text("built").or_else(|| database.node("status").text("built"));
    run.about("database", built);
    let files = matches!(root.node("source").or_empty("type"), "directory" | "file");
    for one in root.list("matches")? {
        run.add(finding(&one, files)?)?;
    }
    for one in root.maybe("ignoredMatches")? {
        let mut words = Vec::new();
        for rule in one.maybe("appliedIgnoreRules")? {
            let reason = rule.text("reason").or(rule.text("vex-status")).or(rule.text("vulnerability"));
            words.push(reason.unwrap_or("ignored by a rule").to_owned());
        }
        let suppression = Suppression::external(&words.join("; "));
        run.add(finding(&one, files)?.suppressed(Some(suppression)))?;
    }
    Ok(())
}

fn finding(one: &Node<'_>, files: bool) -> Result<Finding, Error> {
    let (vulnerability, artifact) = (one.node("vulnerability"), one.node("artifact"));
    let mut ids = vec![vulnerability.need("id")?.to_owned()];
    let related = one.maybe("relatedVulnerabilities")?;
    ids.extend(related.iter().filter_map(|other| other.text("id")).map(str::to_owned));
    let kind = kind_of(artifact.or_empty("type"));
    let package =
        Package::told(artifact.text("purl"), kind, artifact.need("name")?, artifact.or_empty("version"));
    let others: Vec<_> = related.iter().filter_map(|other| score(other).ok().flatten()).collect();
    let severity = severity(vulnerability.or_empty("severity"), score(&vulnerability)?, others);
    let mut found = Vulnerability::new(ids, package, severity);
    let described = vulnerability
        .text("description")
        .or_else(|| related.iter().find_map(|other| other.text("description")));
    described.unwrap_or_default().clone_into(&mut found.description);
    vulnerability.or_empty("dataSource").clone_into(&mut found.url);
    found.fixed = vulnerability.node("fix").texts("versions");
    for weakness in vulnerability.maybe("cwes")? {
        found.cwes.extend(weakness.texts("cwe"));
    }
    let place = artifact.maybe("locations")?.first().and_then(|place| place.text("path")).map(str::to_owned);
    let inside = place.clone().filter(|_| !files);
    found.path = place.filter(|_| files).map(|path| path.trim_start_matches('/').to_owned());
    let exploited = !vulnerability.maybe("knownExploited")?.is_empty();
    Ok(found
        .finding()
        .property("namespace", vulnerability.or_empty("namespace"))
        .property("fixState", vulnerability.node("fix").or_empty("state"))
        .property("knownExploited", exploited.then_some(true))
        .property("packagePath", inside))
}

/// The score of the newest version of CVSS.
fn score(vulnerability: &Node<'_>) -> Result<Option<Score>, Error> {
    let mut best: Option<(String, Score)> = None;
    for cvss in vulnerability.maybe("cvss")? {
        if let Some(score) = cvss.node("metrics").score("baseScore") {
            best = best.max(Some((cvss.scalar("version").unwrap_or_default(), score)));
        }
    }
    Ok(best.map(|(_, score)| score))
}

fn severity(word: &str, own: Option<Score>, others: Vec<Score>) -> Severity {
    let negligible = word.eq_ignore_ascii_case("negligible");
    match (Bucket::read(word), own) {
        (None, None) if negligible => Severity::fixed(word, Level::Note, 1),
        (None, own) if negligible => Severity::new(word, Some(Bucket::Low), own),
        (bucket, None) => Severity::beside(word, bucket, others),
        (bucket, own) => Severity::new(word, bucket, own),
    }
}
