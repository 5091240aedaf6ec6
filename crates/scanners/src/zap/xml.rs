//! ZAP's XML, given the shape of its JSON.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::xml::Element;

/// What stands once in its parent.
const ONCE: [&str; 6] = ["alerts", "instances", "riskcode", "riskdesc", "confidence", "pluginid"];

pub(super) fn report(root: &Element) -> Result<Value, Error> {
    root.has_once(&ONCE)?;
    let mut report = attributes(root);
    let mut sites = Vec::new();
    for site in root.all("site") {
        let mut object = attributes(site);
        let list = site.child("alerts").ok_or_else(|| site.error("<alerts> is missing"))?;
        let alerts = list.all("alertitem").map(|alert| object_of(alert, "instances", "instance"));
        object.insert("alerts".to_owned(), alerts.collect());
        sites.push(Value::Object(object));
    }
    report.insert("site".to_owned(), Value::Array(sites));
    Ok(Value::Object(report))
}

fn attributes(element: &Element) -> Map<String, Value> {
    let pair = |(key, value): &(String, String)| (format!("@{key}"), Value::String(value.clone()));
    element.attributes.iter().map(pair).collect()
}

/// Children as texts, but for the one that holds a list.
fn object_of(element: &Element, list: &str, item: &str) -> Value {
    let mut object = Map::new();
    for child in &element.children {
        let value = if child.name == list {
            child.all(item).map(|one| object_of(one, "", "")).collect()
        } else {
            Value::String(child.text.clone())
        };
        object.insert(child.name.clone(), value);
    }
    Value::Object(object)
}
