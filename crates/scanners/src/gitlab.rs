//! GitLab's security reports (gitlab.com, "Security report schemas" 14 and 15): SAST, secret detection, dependency and container scanning, DAST. Evidence
//! and the extract of a secret's line are not carried over.

use crate::advisory::Vulnerability;
use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::package::{Package, kind_of};
use crate::severity::Severity;
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "gitlab",
    made_by: "an analyzer of GitLab: gl-sast-report.json and its kin",
    tool: "GitLab",
    home: "https://docs.gitlab.com/user/application_security/",
    is: |source| {
        let root = source.root();
        let version = root
            .text("version")
            .is_some_and(|version| version.starts_with("14.") || version.starts_with("15."));
        version && root.has("vulnerabilities") && root.node("scan").has("type")
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    let scan = root.node("scan");
    let scanner = scan.node("scanner");
    run.tool(scanner.or_empty("name"));
    run.version(scanner.or_empty("version"));
    run.about("schema", root.or_empty("version"));
    if scan.need("status")? != "success" {
        let messages = scan.maybe("messages")?;
        let words: Vec<_> = messages.iter().filter_map(|message| message.text("value")).collect();
        run.incomplete("the scan", &words.join("; "));
    }
    for message in scan.maybe("messages")? {
        // An analyzer may say `success` and have crashed over a part.
        if !matches!(message.text("level"), Some("info" | "warn")) && scan.text("status") == Some("success") {
            run.incomplete("the scan", message.or_empty("value"));
        }
    }
    let kind = scan.need("type")?;
    for item in root.list("vulnerabilities")? {
        let finding = finding(&item, kind, run)?;
        run.add(finding)?;
    }
    Ok(())
}

fn finding(item: &Node<'_>, kind: &str, run: &mut Run<'_>) -> Result<Finding, Error> {
    let (location, identifiers) = (item.node("location"), item.maybe("identifiers")?);
    let of_type = |kind: &str| -> Vec<String> {
        let of = identifiers
            .iter()
            .filter(|one| one.text("type").is_some_and(|word| word.eq_ignore_ascii_case(kind)));
        of.filter_map(|one| one.scalar("value")).collect()
    };
    let _ = run.hide(item.or_empty("raw_source_code_extract"));
    let severity = Severity::word(item.or_empty("severity"), None);
    let message = item.text("message").or(item.text("name")).or(item.text("description")).unwrap_or_default();
    let flagged =
        item.maybe("flags")?.iter().any(|flag| flag.text("type") == Some("flagged-as-likely-false-positive"));
    let primary = identifiers.first();
    let dependency = location.node("dependency");
    let finding = if let Some(name) = dependency.node("package").text("name") {
        let mut ids: Vec<_> = identifiers
            .iter()
            .filter(|one| one.text("type") != Some("cwe"))
            .filter_map(|one| one.scalar("value"))
            .collect();
        ids.extend(item.text("id").map(str::to_owned).filter(|_| identifiers.is_empty()));
        let package =
            Package::new(kind_of(location.or_empty("package_manager")), name, dependency.or_empty("version"));
        let mut found = Vulnerability::new(ids, package, severity);
        item.text("name").unwrap_or(message).clone_into(&mut found.title);
        item.or_empty("description").clone_into(&mut found.description);
        found.url = primary.map(|one| one.or_empty("url")).unwrap_or_default().to_owned();
        found.cwes = of_type("cwe");
        found.path = location.text("file").filter(|_| !location.has("image")).map(str::to_owned);
        found.finding().property("image", location.or_empty("image"))
    } else {
        let id = primary
            .and_then(|one| one.scalar("value"))
            .or_else(|| item.scalar("cve"))
            .or_else(|| item.scalar("id"));
        let id = id.ok_or_else(|| item.error("identifiers", "an identifier is missing"))?;
        let title = item.text("name").unwrap_or(message);
        let rule =
            Rule::new(&id).title(title).text(item.or_empty("description")).help(item.or_empty("solution"));
        let rule = rule.link(primary.map(|one| one.or_empty("url")).unwrap_or_default()).security().tag(kind);
        let rule = rule.cwes(&of_type("cwe")).confidence(item.or_empty("confidence"));
        Finding::new(rule, message, severity).at(place(&location))
    };
    Ok(finding
        .property("likelyFalsePositive", flagged.then_some(true))
        .property("confidence", item.or_empty("confidence"))
        .property("owasp", of_type("owasp"))
        .property("gitlabId", item.or_empty("id")))
}

/// A file with lines; what DAST tests is a page, which is no file.
fn place(location: &Node<'_>) -> Place {
    let page = format!("{}{}", location.or_empty("hostname"), location.or_empty("path"));
    let name = location.text("method").filter(|_| location.has("file")).or_else(|| location.text("class"));
    let logical = name.unwrap_or(if location.has("hostname") { &page } else { location.or_empty("image") });
    let place = location.text("file").map_or_else(Place::default, Place::file);
    place.lines(location.whole("start_line"), location.whole("end_line")).logical(logical, "", "member")
}
