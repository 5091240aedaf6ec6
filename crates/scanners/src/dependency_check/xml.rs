//! Dependency-Check's XML, given the shape of its JSON.

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::xml::Element;

/// What stands once in its parent.
const ONCE: [&str; 10] = [
    "scanInfo",
    "analysisExceptions",
    "dependencies",
    "vulnerabilities",
    "name",
    "severity",
    "cvssV2",
    "cvssV3",
    "cvssV4",
    "baseScore",
];

pub(super) fn report(root: &Element) -> Result<Value, Error> {
    root.has_once(&ONCE)?;
    let info = root.child("scanInfo").ok_or_else(|| root.error("<scanInfo> is missing"))?;
    let list = root.child("dependencies").ok_or_else(|| root.error("<dependencies> is missing"))?;
    let sources: Value = info.all("dataSource").map(|one| texts(one, &["name", "timestamp"])).collect();
    let exceptions = info.child("analysisExceptions").into_iter().flat_map(|list| list.all("exception"));
    let exceptions: Value = exceptions.map(|one| texts(one, &["message"])).collect();
    let dependencies: Value = list.all("dependency").map(dependency).collect();
    Ok(json!({
        "scanInfo": {"engineVersion": info.text_of("engineVersion"), "dataSource": sources, "analysisExceptions": exceptions},
        "dependencies": dependencies,
    }))
}

fn dependency(element: &Element) -> Value {
    let mut object = members(element, &["fileName", "filePath", "sha256"]);
    let identifiers = element.child("identifiers").into_iter().flat_map(|list| list.all("package"));
    object.insert("packages".to_owned(), identifiers.map(|one| texts(one, &["id"])).collect());
    let list = element.child("vulnerabilities");
    for (name, key) in
        [("vulnerability", "vulnerabilities"), ("suppressedVulnerability", "suppressedVulnerabilities")]
    {
        let items = list.into_iter().flat_map(|list| list.all(name));
        object.insert(key.to_owned(), items.map(vulnerability).collect());
    }
    Value::Object(object)
}

fn vulnerability(element: &Element) -> Value {
    let mut object = members(element, &["name", "severity", "description", "notes"]);
    object.insert("source".to_owned(), element.attribute("source").into());
    let cwes = element.child("cwes").into_iter().flat_map(|list| list.all("cwe"));
    object.insert("cwes".to_owned(), cwes.map(|cwe| Value::from(cwe.text.trim())).collect());
    let links = element.child("references").into_iter().flat_map(|list| list.all("reference"));
    object.insert("references".to_owned(), links.map(|one| texts(one, &["url"])).collect());
    for (name, key) in [("cvssV2", "cvssv2"), ("cvssV3", "cvssv3"), ("cvssV4", "cvssv4")] {
        if let Some(cvss) = element.child(name) {
            object.insert(key.to_owned(), texts(cvss, &["score", "baseScore"]));
        }
    }
    if element.child("knownExploitedVulnerability").is_some() {
        object.insert("knownExploitedVulnerability".to_owned(), json!({}));
    }
    Value::Object(object)
}

fn texts(element: &Element, names: &[&str]) -> Value {
    Value::Object(members(element, names))
}

fn members(element: &Element, names: &[&str]) -> Map<String, Value> {
    let text = |name: &&str| {
        let child = element.child(name)?;
        Some(((*name).to_owned(), Value::from(child.text.trim())))
    };
    names.iter().filter_map(text).collect()
}
