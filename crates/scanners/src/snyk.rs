//! Snyk's JSON of `test`, `container test` and `iac test` (docs.snyk.io), one report or a list with one for each project. `severity` is never critical:
//! `severityWithCritical` is what counts.

use crate::advisory::Vulnerability;
use crate::author::{Finding, Place, Rule, Run, Suppression};
use crate::error::{Error, ErrorCode};
use crate::format::Reader;
use crate::node::Node;
use crate::package::{Package, kind_of};
use crate::severity::Severity;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "snyk",
    made_by: "snyk test --all-projects --json-file-output=snyk.json",
    tool: "Snyk",
    home: "https://snyk.io/",
    is: |source| {
        let (root, first) = (source.root(), source.first());
        is_project(&root)
            || is_project(&first)
            || (root.value.get("ok").is_some() && root.has("error") && root.has("path"))
    },
    read,
};

fn is_project(node: &Node<'_>) -> bool {
    let packages = node.has("vulnerabilities") && (node.has("packageManager") || node.has("dependencyCount"));
    packages || node.has("infrastructureAsCodeIssues")
}

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    if root.value.is_object() && !is_project(&root) {
        return Err(Error::new(ErrorCode::ToolFailed, format!("Snyk failed: {}", root.or_empty("error"))));
    }
    let projects = if root.value.is_object() { vec![root] } else { source.entries()? };
    for project in projects {
        if let Some(error) = project.text("error") {
            run.incomplete(
                project.text("displayTargetFile").unwrap_or_else(|| project.or_empty("path")),
                error,
            );
            continue;
        }
        let file = project.text("displayTargetFile").or_else(|| project.text("targetFile"));
        for issue in project.maybe("infrastructureAsCodeIssues")? {
            run.add(infrastructure(&issue, file)?)?;
        }
        if project.has("infrastructureAsCodeIssues") {
            continue;
        }
        packages(&project, file, run)?;
        // What a container's image holds beside the system's packages.
        for application in project.maybe("applications")? {
            let file = application.text("displayTargetFile").or_else(|| application.text("targetFile"));
            packages(&application, file, run)?;
        }
    }
    Ok(())
}

fn packages(project: &Node<'_>, file: Option<&str>, run: &mut Run<'_>) -> Result<(), Error> {
    let manager = project.or_empty("packageManager");
    let not_ok = project.value.get("ok").and_then(serde_json::Value::as_bool) == Some(false);
    let counted = project.whole("uniqueCount").is_some_and(|count| count > 0);
    let listed = !project.list("vulnerabilities")?.is_empty() || !project.maybe("applications")?.is_empty();
    if (not_ok || counted) && !listed && project.node("filtered").maybe("ignore")?.is_empty() {
        return Err(project.error("vulnerabilities", "the project is not ok, and nothing is listed"));
    }
    for item in project.list("vulnerabilities")? {
        run.add(finding(&item, manager, file)?)?;
    }
    for item in project.node("filtered").maybe("ignore")? {
        let mut finding = finding(&item, manager, file)?;
        for one in item.node("filtered").maybe("ignored")? {
            let suppression = Suppression::external(one.or_empty("reason")).until(one.or_empty("expires"));
            finding = finding.suppressed(Some(suppression));
        }
        if finding.suppressions.is_empty() {
            finding = finding.suppressed(Some(Suppression::external("ignored by Snyk's policy")));
        }
        run.add(finding)?;
    }
    Ok(())
}

fn finding(item: &Node<'_>, manager: &str, file: Option<&str>) -> Result<Finding, Error> {
    let identifiers = item.node("identifiers");
    let mut ids = vec![item.need("id")?.to_owned()];
    ids.extend(identifiers.texts("CVE"));
    ids.extend(identifiers.texts("GHSA"));
    let manager = item.text("packageManager").unwrap_or(manager);
    let name = item.text("packageName").map_or_else(|| item.need("name"), Ok)?;
    let package = Package::new(kind_of(manager), name, item.or_empty("version"));
    let word = item.text("severityWithCritical").map_or_else(|| item.need("severity"), Ok)?;
    let mut found = Vulnerability::new(ids, package, Severity::word(word, item.score("cvssScore")));
    item.or_empty("title").clone_into(&mut found.title);
    found.url = format!("https://security.snyk.io/vuln/{}", item.need("id")?);
    found.cwes = identifiers.texts("CWE");
    found.fixed = item.texts("fixedIn");
    found.path = file.map(str::to_owned);
    Ok(found
        .finding()
        .property("from", item.texts("from"))
        .property("isUpgradable", item.node("isUpgradable").value.as_bool())
        .property("isPatchable", item.node("isPatchable").value.as_bool())
        .property("exploit", item.or_empty("exploit")))
}

fn infrastructure(issue: &Node<'_>, file: Option<&str>) -> Result<Finding, Error> {
    let id = issue.need("id")?;
    let title = issue.text("title").unwrap_or(id);
    let about = issue.node("iacDescription");
    let rule = Rule::new(id).title(title).text(about.or_empty("issue")).help(about.or_empty("resolve"));
    let rule = rule.link(issue.or_empty("documentation")).security().tag("misconfiguration");
    let place = file.map_or_else(Place::default, Place::file).line(issue.whole("lineNumber"));
    let path = issue.texts("path").join(".");
    let ignored = issue.flag("isIgnored").then(|| Suppression::external("ignored by Snyk's policy"));
    Ok(Finding::new(rule, &format!("{title}: {path}"), Severity::word(issue.need("severity")?, None))
        .at(place.logical(&path, "", "member"))
        .suppressed(ignored))
}
