//! The kinds of findings that one target can have.

use super::Target;
use crate::advisory::Vulnerability;
use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::node::Node;
use crate::package::{Package, kind_of};
use crate::severity::{Bucket, Severity};

/// The lists of a target, and the word that Trivy has for one of them.
pub(super) const LISTS: [(&str, &str); 4] = [
    ("Vulnerabilities", "vulnerability"),
    ("Misconfigurations", "misconfiguration"),
    ("Secrets", "secret"),
    ("Licenses", "license"),
];

/// One finding; none for a check that passed.
pub(super) fn finding(
    word: &str,
    item: &Node<'_>,
    target: &Target<'_>,
    run: &mut Run<'_>,
) -> Result<Option<Finding>, Error> {
    let finding = match word {
        "vulnerability" => vulnerability(item, target)?,
        "misconfiguration" if passed(item) => return Ok(None),
        "misconfiguration" => misconfiguration(item, target)?,
        "secret" => secret(item, target, run)?,
        "license" => license(item, target)?,
        other => return Err(item.error("", format!("`{other}` is no kind of finding that is known"))),
    };
    Ok(Some(finding.property("artifact", target.artifact).property("target", target.name)))
}

/// Whether a check passed, or somebody made an exception for it.
pub(super) fn passed(item: &Node<'_>) -> bool {
    matches!(item.or_empty("Status"), "PASS" | "EXCEPTION")
}

fn vulnerability(item: &Node<'_>, target: &Target<'_>) -> Result<Finding, Error> {
    let name = item.need("PkgName")?;
    let purl = item.node("PkgIdentifier").text("PURL");
    let package = Package::told(purl, kind_of(target.kind), name, item.or_empty("InstalledVersion"));
    let mut ids = vec![item.need("VulnerabilityID")?.to_owned()];
    ids.extend(item.texts("VendorIDs"));
    let mut found = Vulnerability::new(ids, package, severity(item));
    item.or_empty("Title").clone_into(&mut found.title);
    item.or_empty("Description").clone_into(&mut found.description);
    item.or_empty("PrimaryURL").clone_into(&mut found.url);
    found.cwes = item.texts("CweIDs");
    found.fixed =
        item.or_empty("FixedVersion").split(", ").filter(|one| !one.is_empty()).map(str::to_owned).collect();
    let inside = item.text("PkgPath");
    // The target of system packages is the system, not a file.
    let path = inside.unwrap_or(target.name);
    found.path = (target.files && (inside.is_some() || target.class != "os-pkgs")).then(|| path.to_owned());
    Ok(found
        .finding()
        .property("status", item.or_empty("Status"))
        .property("severityFrom", item.or_empty("SeveritySource"))
        .property("packagePath", inside))
}

/// The word with the score of whoever gave it, else with the highest that others gave.
fn severity(item: &Node<'_>) -> Severity {
    let sources = item.node("CVSS").members().unwrap_or_default();
    // Of one source's scores the newest method's.
    let of = |node: &Node<'_>| ["V40Score", "V3Score", "V2Score"].iter().find_map(|key| node.score(key));
    let chosen = item.or_empty("SeveritySource");
    let own = sources.iter().find(|(name, _)| *name == chosen).and_then(|(_, node)| of(node));
    let (word, others) = (item.or_empty("Severity"), sources.iter().filter_map(|(_, node)| of(node)));
    match own {
        Some(score) => Severity::word(word, Some(score)),
        None => Severity::beside(word, Bucket::read(word), others),
    }
}

fn misconfiguration(item: &Node<'_>, target: &Target<'_>) -> Result<Finding, Error> {
    let id = item.need("ID")?;
    let cause = item.node("CauseMetadata");
    let references = item.texts("References");
    let link = item.text("PrimaryURL").or(references.first().map(String::as_str)).unwrap_or_default();
    let rule = Rule::new(id).title(item.or_empty("Title")).text(item.or_empty("Description"));
    let rule = rule.help(item.or_empty("Resolution")).link(link).security().tag("misconfiguration");
    let message = item.text("Message").unwrap_or_else(|| item.or_empty("Title"));
    let mut place = Place::default();
    if target.files {
        place = Place::file(target.name).lines(cause.whole("StartLine"), cause.whole("EndLine"));
    }
    let place = place.logical(cause.or_empty("Resource"), "", "resource");
    Ok(Finding::new(rule, message, Severity::word(item.or_empty("Severity"), None))
        .at(place)
        .property("alias", item.or_empty("AVDID")))
}

fn secret(item: &Node<'_>, target: &Target<'_>, run: &mut Run<'_>) -> Result<Finding, Error> {
    let title = item.text("Title").unwrap_or_else(|| item.or_empty("RuleID"));
    let rule = Rule::new(item.need("RuleID")?).title(title).security().tag("secret").cwes(&["798".to_owned()]);
    // The match is masked as a rule, not always: it is left out.
    let _ = run.hide(item.or_empty("Match"));
    let mut place = Place::default();
    if target.files {
        place = Place::file(target.name).lines(item.whole("StartLine"), item.whole("EndLine"));
    }
    Ok(Finding::new(rule, &format!("{title}: [REDACTED]"), Severity::word(item.or_empty("Severity"), None))
        .at(place)
        .property("category", item.or_empty("Category")))
}

fn license(item: &Node<'_>, target: &Target<'_>) -> Result<Finding, Error> {
    let name = item.need("Name")?;
    let package = item.or_empty("PkgName");
    let rule = Rule::new(&format!("license:{name}")).title(&format!("licence {name}")).tag("license");
    let path = item.text("FilePath").filter(|_| target.files);
    let place = path.map_or_else(Place::default, Place::file).logical(package, "", "package");
    let whose = if package.is_empty() { item.or_empty("FilePath") } else { package };
    let message = format!("{whose} has the licence {name} ({})", item.or_empty("Category"));
    let severity = Severity { score: None, ..Severity::word(item.or_empty("Severity"), None) };
    Ok(Finding::new(rule, &message, severity).at(place).property("package", package))
}
