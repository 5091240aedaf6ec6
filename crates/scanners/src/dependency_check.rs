//! OWASP Dependency-Check's JSON and XML (dependency-check.github.io). Severity words come in any case, and as numbers; the score of the newest version of
//! CVSS counts.

mod xml;

use crate::advisory::Vulnerability;
use crate::author::{Finding, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::package::Package;
use crate::score::Score;
use crate::severity::{Bucket, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "dependency-check",
    made_by: "dependency-check --scan . --format JSON, or --format XML",
    tool: "OWASP Dependency-Check",
    home: "https://dependency-check.github.io/DependencyCheck/",
    is: |source| match source {
        Source::Xml(root) => root.name == "analysis" && root.child("scanInfo").is_some(),
        _ => source.root().node("scanInfo").has("engineVersion"),
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let value;
    let root = match source {
        Source::Xml(element) => {
            value = xml::report(element)?;
            Node::root(&value)
        }
        _ => source.root(),
    };
    let info = root.node("scanInfo");
    run.version(info.or_empty("engineVersion"));
    for database in info.maybe("dataSource")? {
        let stamp = database.or_empty("timestamp");
        run.about(&format!("database {}", database.or_empty("name")), stamp);
    }
    for failure in info.maybe("analysisExceptions")? {
        let cause = failure.node("exception");
        run.incomplete("the analysis", cause.text("message").unwrap_or_else(|| failure.or_empty("message")));
    }
    let dependencies = root.list("dependencies")?;
    if dependencies.is_empty() {
        run.incomplete("the scan", "Dependency-Check found no dependency");
    }
    for dependency in dependencies {
        for item in dependency.maybe("vulnerabilities")? {
            run.add(finding(&dependency, &item)?)?;
        }
        for item in dependency.maybe("suppressedVulnerabilities")? {
            let suppression = Suppression::external(item.or_empty("notes"));
            run.add(finding(&dependency, &item)?.suppressed(Some(suppression)))?;
        }
    }
    Ok(())
}

fn finding(dependency: &Node<'_>, item: &Node<'_>) -> Result<Finding, Error> {
    let file = dependency.need("fileName")?;
    let purl = dependency.maybe("packages")?.iter().find_map(|package| package.text("id"));
    let package = purl.and_then(Package::of_purl).unwrap_or_else(|| Package::new("", file, ""));
    let id = item.need("name")?;
    let mut found = Vulnerability::new(vec![id.to_owned()], package, severity(item));
    item.or_empty("description").clone_into(&mut found.description);
    let own = id.starts_with("CVE-").then(|| format!("https://nvd.nist.gov/vuln/detail/{id}"));
    let references = item.maybe("references")?;
    let link = references.iter().find_map(|reference| reference.text("url")).map(str::to_owned);
    found.url = own.or(link).unwrap_or_default();
    found.cwes = item.texts("cwes");
    // A jar within an archive is `app.war/WEB-INF/lib/a.jar`, and an entry of a lockfile `package-lock.json?name`.
    let path = dependency.text("filePath").unwrap_or(file);
    found.path = path.split('?').next().map(str::to_owned);
    let exploited = item.has("knownExploitedVulnerability").then_some(true);
    Ok(found
        .finding()
        .property("fileName", file)
        .property("sha256", dependency.or_empty("sha256"))
        .property("source", item.or_empty("source"))
        .property("knownExploited", exploited))
}

fn severity(item: &Node<'_>) -> Severity {
    let of = |key: &str, member: &str| item.node(key).score(member);
    let four = item.node("cvssv4").node("cvssData");
    let score = four.score("baseScore").or_else(|| of("cvssv4", "baseScore"));
    let score = score.or_else(|| of("cvssv3", "baseScore")).or_else(|| of("cvssv2", "score"));
    let word = item.scalar("severity").unwrap_or_default();
    // Of advisories without a word some have a score in its place.
    let score = score.or_else(|| Score::read(&word));
    Severity::new(&word, Bucket::read(&word).or(score.map(Bucket::of)), score)
}
