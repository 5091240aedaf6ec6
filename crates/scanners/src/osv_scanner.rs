//! OSV-Scanner's JSON (google.github.io/osv-scanner, "Output"). A group is one fault under several names: it is one finding. Its score is the highest that
//! the group has; a CVSS vector alone is not computed. Of that score and of the words of the database the worst counts. Packages without
//! a vulnerability are not listed, so that a clean scan looks like one of nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::advisory::Vulnerability;
use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::package::{Package, kind_of};
use crate::severity::{Bucket, Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "osv-scanner",
    made_by: "osv-scanner scan source --format json --output osv.json .",
    tool: "OSV-Scanner",
    home: "https://google.github.io/osv-scanner/",
    is: |source| {
        let root = source.root();
        let results = root.list("results").unwrap_or_default();
        results.first().is_some_and(|first| first.has("packages") && first.has("source"))
            || (results.is_empty() && root.has("experimental_config") && root.has("results"))
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    for result in source.root().maybe("results")? {
        let from = result.node("source");
        let path = from.text("path").filter(|_| from.text("type") != Some("docker"));
        for package in result.list("packages")? {
            let vulnerabilities = package.maybe("vulnerabilities")?;
            let mut items = Items::new();
            for item in &vulnerabilities {
                items.entry(item.need("id")?).or_default().push(item);
            }
            for group in groups(&package)? {
                run.add(finding(&package, &group, &mut items, path)?)?;
            }
            for name in package.maybe("license_violations")? {
                let name = name.value.as_str().ok_or_else(|| name.error("", "a text is expected"))?;
                run.add(license(&package, name, path)?)?;
            }
        }
    }
    Ok(())
}

/// What is told about each name, by however many. Groups share no name, so that the first one that has it takes what is told: a name in
/// thousands of groups must not cost all of it each time.
type Items<'a> = BTreeMap<&'a str, Vec<&'a Node<'a>>>;

/// Names of one fault, with what the group knows about it.
struct Group<'a> {
    ids: Vec<String>,
    node: Option<Node<'a>>,
}

fn groups<'a>(package: &Node<'a>) -> Result<Vec<Group<'a>>, Error> {
    let groups = package.maybe("groups")?;
    if groups.is_empty() {
        let alone = |item: &Node<'a>| Ok(Group { ids: vec![item.need("id")?.to_owned()], node: None });
        return package.maybe("vulnerabilities")?.iter().map(alone).collect();
    }
    let group = |node: Node<'a>| {
        let ids = node.texts("ids");
        if ids.is_empty() {
            Err(node.error("ids", "a name is missing"))
        } else {
            Ok(Group { ids, node: Some(node) })
        }
    };
    let mut all = groups.into_iter().map(group).collect::<Result<Vec<_>, _>>()?;
    // What is in no group would be lost with it.
    let mut known: BTreeSet<String> = all.iter().flat_map(|group| group.ids.iter().cloned()).collect();
    for item in package.maybe("vulnerabilities")? {
        let id = item.need("id")?;
        if known.insert(id.to_owned()) {
            all.push(Group { ids: vec![id.to_owned()], node: None });
        }
    }
    Ok(all)
}

fn finding(
    package: &Node<'_>,
    group: &Group<'_>,
    items: &mut Items<'_>,
    path: Option<&str>,
) -> Result<Finding, Error> {
    let about = package.node("package");
    let items: Vec<_> = group.ids.iter().filter_map(|id| items.remove(id.as_str())).flatten().collect();
    let mut ids = group.ids.clone();
    ids.extend(items.iter().flat_map(|item| item.texts("aliases")));
    ids.extend(group.node.iter().flat_map(|node| node.texts("aliases")));
    let score = group.node.as_ref().and_then(|node| node.score("max_severity"));
    let words: Vec<&str> =
        items.iter().filter_map(|item| item.node("database_specific").text("severity")).collect();
    let word = words.into_iter().max_by_key(|word| Bucket::read(word)).unwrap_or_default();
    let version = about.text("version").unwrap_or_else(|| about.or_empty("commit"));
    let package = Package::new(kind_of(about.or_empty("ecosystem")), about.need("name")?, version);
    let mut found = Vulnerability::new(ids, package, Severity::word(word, score));
    if let Some(item) = items.first() {
        item.or_empty("summary").clone_into(&mut found.title);
        item.or_empty("details").clone_into(&mut found.description);
        found.url = format!("https://osv.dev/vulnerability/{}", item.or_empty("id"));
    }
    found.cwes = items.iter().flat_map(|item| item.node("database_specific").texts("cwe_ids")).collect();
    found.fixed = items.iter().flat_map(|item| fixed(item, about.or_empty("name"))).collect();
    found.fixed.sort();
    found.fixed.dedup();
    found.path = path.map(str::to_owned);
    let analysis = group.node.as_ref().map(|node| node.node("experimentalAnalysis"));
    let calls = analysis.and_then(|node| node.members().ok());
    let called =
        calls.filter(|list| !list.is_empty()).map(|list| list.iter().any(|(_, one)| one.flag("called")));
    Ok(found.finding().property("called", called))
}

/// The versions that end a range of the package.
fn fixed(item: &Node<'_>, name: &str) -> Vec<String> {
    let mut versions = Vec::new();
    for affected in item.maybe("affected").unwrap_or_default() {
        if affected.node("package").text("name") != Some(name) {
            continue;
        }
        for range in affected.maybe("ranges").unwrap_or_default() {
            let events = range.maybe("events").unwrap_or_default();
            versions.extend(events.iter().flat_map(|event| event.texts("fixed")));
        }
    }
    versions
}

fn license(package: &Node<'_>, name: &str, path: Option<&str>) -> Result<Finding, Error> {
    let whose = package.node("package").need("name")?;
    let rule = Rule::new(&format!("license:{name}")).title(&format!("licence {name}")).tag("license");
    let place = path.map_or_else(Place::default, Place::file).logical(whose, "", "package");
    let message = format!("{whose} has the licence {name}, which is not allowed");
    Ok(Finding::new(rule, &message, Severity::plain("", Level::Warning)).at(place))
}
