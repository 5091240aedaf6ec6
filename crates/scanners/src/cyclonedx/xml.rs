//! CycloneDX's XML, given the shape of its JSON.

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::xml::Element;

/// What stands once in its parent.
const ONCE: [&str; 8] =
    ["vulnerabilities", "ratings", "affects", "analysis", "state", "severity", "score", "method"];

pub(super) fn document(root: &Element) -> Result<Value, Error> {
    root.has_once(&ONCE)?;
    let mut document = Map::new();
    let metadata = root.child("metadata");
    let mut about = Map::new();
    if let Some(main) = metadata.and_then(|metadata| metadata.child("component")) {
        about.insert("component".to_owned(), component(main));
    }
    let tools = metadata.and_then(|metadata| metadata.child("tools"));
    let inner = tools.and_then(|tools| tools.child("components")).or(tools);
    let tools = inner.into_iter().flat_map(|tools| tools.all("tool").chain(tools.all("component")));
    about.insert("tools".to_owned(), tools.map(|tool| texts(tool, &["name", "version"])).collect());
    document.insert("metadata".to_owned(), Value::Object(about));
    document.insert("components".to_owned(), components(root));
    if let Some(list) = root.child("vulnerabilities") {
        document.insert("vulnerabilities".to_owned(), list.all("vulnerability").map(vulnerability).collect());
    }
    Ok(Value::Object(document))
}

fn components(element: &Element) -> Value {
    element.child("components").into_iter().flat_map(|list| list.all("component")).map(component).collect()
}

fn component(element: &Element) -> Value {
    let mut object = members(element, &["group", "name", "version", "purl"]);
    object.insert("bom-ref".to_owned(), element.attribute("bom-ref").into());
    object.insert("components".to_owned(), components(element));
    Value::Object(object)
}

fn vulnerability(element: &Element) -> Value {
    let mut object = members(element, &["id", "description", "detail", "recommendation"]);
    let list = |name: &'static str, item: &'static str| {
        element.child(name).into_iter().flat_map(move |list| list.all(item))
    };
    let source = element.child("source").map(|source| texts(source, &["name", "url"]));
    object.insert("source".to_owned(), source.unwrap_or_default());
    object.insert(
        "references".to_owned(),
        list("references", "reference").map(|one| texts(one, &["id"])).collect(),
    );
    let ratings = list("ratings", "rating").map(|rating| texts(rating, &["score", "severity", "method"]));
    object.insert("ratings".to_owned(), ratings.collect());
    object.insert("cwes".to_owned(), list("cwes", "cwe").map(|cwe| Value::from(cwe.text.trim())).collect());
    object.insert("affects".to_owned(), list("affects", "target").map(affected).collect());
    if let Some(analysis) = element.child("analysis") {
        let mut about = members(analysis, &["state", "justification", "detail"]);
        let responses = analysis.child("responses").into_iter().flat_map(|list| list.all("response"));
        about.insert("response".to_owned(), responses.map(|one| Value::from(one.text.trim())).collect());
        object.insert("analysis".to_owned(), Value::Object(about));
    }
    Value::Object(object)
}

fn affected(target: &Element) -> Value {
    let versions = target.child("versions").into_iter().flat_map(|list| list.all("version"));
    let versions: Value = versions.map(|one| texts(one, &["version", "status"])).collect();
    json!({"ref": target.text_of("ref"), "versions": versions})
}

fn texts(element: &Element, names: &[&str]) -> Value {
    Value::Object(members(element, names))
}

fn members(element: &Element, names: &[&str]) -> Map<String, Value> {
    let text = |name: &&str| Some(((*name).to_owned(), Value::from(element.child(name)?.text.trim())));
    names.iter().filter_map(text).collect()
}
