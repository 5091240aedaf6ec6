//! Snyk's JSON of `test`, `container test` and `iac test` (docs.snyk.io), one report or a list with one for each project. `severity` is never critical:
//! `severityWithCritical` is what counts, unless it is milder. A project counts its packages and its issues, and says whether it is `ok`.

use std::collections::BTreeSet;

use crate::advisory::Vulnerability;
use crate::author::{Finding, Place, Rule, Run, Suppression};
use crate::error::{Error, ErrorCode};
use crate::format::Reader;
use crate::node::Node;
use crate::package::{Package, kind_of};
use crate::severity::{Bucket, Severity};
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
    if projects.is_empty() {
        run.incomplete("the scan", "Snyk tested no project");
    }
    for project in projects {
        if let Some(error) = project.text("error") {
            run.incomplete(
                project.text("displayTargetFile").unwrap_or_else(|| project.or_empty("path")),
                error,
            );
            continue;
        }
        let file = project.text("displayTargetFile").or_else(|| project.text("targetFile"));
        let issues = project.maybe("infrastructureAsCodeIssues")?;
        for issue in &issues {
            run.add(infrastructure(issue, file)?)?;
        }
        if project.has("infrastructureAsCodeIssues") && !project.has("vulnerabilities") {
            if issues.is_empty() && is_not_ok(&project) {
                run.incomplete(file.unwrap_or("the project"), "it is not ok, and nothing is listed");
            }
            continue;
        }
        packages(&project, file, run)?;
        // What a container's image holds beside the system's packages.
        let applications = project.maybe("applications")?;
        let mut parts = vec![&project];
        parts.extend(&applications);
        told(&parts, file.unwrap_or("the project"), run)?;
        for application in &applications {
            let file = application.text("displayTargetFile").or_else(|| application.text("targetFile"));
            packages(application, file, run)?;
            told(&[application], file.unwrap_or("an application"), run)?;
        }
    }
    Ok(())
}

fn is_not_ok(project: &Node<'_>) -> bool {
    project.node("ok").value.as_bool() == Some(false)
}

/// What a project says about itself: `parts` are it and, for an image, its applications.
fn told(parts: &[&Node<'_>], name: &str, run: &mut Run<'_>) -> Result<(), Error> {
    let (mut open, mut ids) = (0_usize, BTreeSet::new());
    for part in parts {
        let listed = part.list("vulnerabilities")?;
        open += listed.len() + part.maybe("infrastructureAsCodeIssues")?.len();
        let ignored = part.node("filtered").maybe("ignore")?;
        ids.extend(listed.iter().chain(&ignored).filter_map(|item| item.text("id")));
    }
    let Some(project) = parts.first() else { return Ok(()) };
    run.claimed(project, "uniqueCount", ids.len(), name);
    if is_not_ok(project) && open == 0 {
        run.incomplete(name, "it is not ok, and nothing is listed");
    }
    if parts.iter().all(|part| part.whole("dependencyCount") == Some(0)) {
        run.incomplete(name, "Snyk found no package");
    }
    Ok(())
}

fn packages(project: &Node<'_>, file: Option<&str>, run: &mut Run<'_>) -> Result<(), Error> {
    let manager = project.or_empty("packageManager");
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
    let words = [item.text("severityWithCritical"), item.text("severity")];
    let word = words.into_iter().flatten().rev().max_by_key(|word| Bucket::read(word));
    let word = word.ok_or_else(|| item.error("severity", "a text is missing"))?;
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
