//! SonarQube's generic issues (docs.sonarsource.com, "Generic formatted issues"), of 10.3 and before. Columns count from 0.

use std::collections::BTreeMap;

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Bucket, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "sonarqube",
    made_by: "a linter's format \"SonarQube generic issues\"",
    tool: "SonarQube generic issues",
    home: "https://docs.sonarsource.com/",
    is: |source| {
        let root = source.root();
        let issues = root.list("issues");
        let has_primary = |list: &Vec<Node<'_>>| list.first().is_some_and(|first| first.has("primaryLocation"));
        issues.is_ok_and(|list| has_primary(&list) || root.has("rules"))
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    let mut rules = BTreeMap::new();
    for rule in root.maybe("rules")? {
        let id = rule.need("id")?;
        if rules.contains_key(id) {
            return Err(rule.error("id", "two rules have this id, so that nobody knows which one is meant"));
        }
        rules.insert(id, rule);
    }
    let issues = root.list("issues")?;
    let nothing = serde_json::Value::Null;
    let engine_of = |issue: &Node<'_>| {
        let rule = rules.get(issue.or_empty("ruleId"));
        issue
            .text("engineId")
            .or_else(|| rule.and_then(|rule| rule.text("engineId")))
            .unwrap_or_default()
            .to_owned()
    };
    let engines: std::collections::BTreeSet<String> = issues.iter().map(engine_of).collect();
    // One engine alone is the tool; of several each rule bears its own.
    let only = engines.len() == 1;
    if only {
        run.tool(engines.first().map(String::as_str).unwrap_or_default());
    }
    for issue in &issues {
        let id = issue.need("ruleId")?;
        let unknown = Node::root(&nothing);
        let rule = rules.get(id).unwrap_or(&unknown);
        let engine = engine_of(issue);
        let id = if only || engine.is_empty() { id.to_owned() } else { format!("{engine}:{id}") };
        run.add(finding(issue, rule, &id, &engine)?)?;
    }
    Ok(())
}

fn finding(issue: &Node<'_>, about: &Node<'_>, id: &str, engine: &str) -> Result<Finding, Error> {
    let title = about.text("name").unwrap_or(id);
    let mut rule = Rule::new(id).title(title).text(about.or_empty("description"));
    let impacts = about.maybe("impacts")?;
    let security = impacts.iter().find(|impact| impact.text("softwareQuality") == Some("SECURITY"));
    let kind = issue.text("type").or_else(|| about.text("type")).unwrap_or_default();
    let is_security = security.is_some() || matches!(kind, "VULNERABILITY" | "SECURITY_HOTSPOT");
    if is_security {
        rule = rule.security();
    }
    let of_impacts =
        || impacts.iter().filter_map(|impact| impact.text("severity")).max_by_key(|word| bucket(word));
    let own = issue.text("severity").or_else(|| about.text("severity"));
    let word =
        security.and_then(|impact| impact.text("severity")).or(own).or_else(of_impacts).unwrap_or_default();
    let severity = match bucket(word) {
        Some(bucket) if !is_security => Severity::plain(word, bucket.level()),
        bucket => Severity::new(word, bucket, None),
    };
    let primary = issue.node("primaryLocation");
    let mut finding = Finding::new(rule, primary.or_empty("message"), severity)
        .at(place(&primary)?)
        .property("engine", engine)
        .property("type", kind)
        .property("effortMinutes", issue.whole("effortMinutes"))
        .property("cleanCodeAttribute", about.or_empty("cleanCodeAttribute"));
    for other in issue.maybe("secondaryLocations")? {
        finding = finding.related(other.or_empty("message"), place(&other)?);
    }
    Ok(finding)
}

fn bucket(word: &str) -> Option<Bucket> {
    match word {
        "BLOCKER" => Some(Bucket::Critical),
        "CRITICAL" | "HIGH" => Some(Bucket::High),
        "MAJOR" | "MEDIUM" => Some(Bucket::Medium),
        "MINOR" | "LOW" => Some(Bucket::Low),
        "INFO" => Some(Bucket::Info),
        _ => None,
    }
}

fn place(location: &Node<'_>) -> Result<Place, Error> {
    let range = location.node("textRange");
    Ok(Place::file(location.need("filePath")?)
        .lines(range.whole("startLine"), range.whole("endLine"))
        .columns(range.zero_based("startColumn"), range.zero_based("endColumn")))
}
