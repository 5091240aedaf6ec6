//! What the tests of all formats share: a conversion as short lines that a person can check against the report.

mod conflict;
mod cost;
mod damage;
mod failed;
mod fixtures;
mod properties;
mod surface;

use std::fmt::Write;

use serde_json::Value;

use crate::Converted;

/// A conversion, one line for each thing that it says.
pub(crate) fn short(converted: &Converted) -> String {
    let log: Value = serde_json::from_slice(&converted.sarif).unwrap();
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    let mut out = format!("format: {}\n", converted.format.name());
    writeln!(out, "tool: {} {}", converted.tool, converted.version.as_deref().unwrap_or("?")).unwrap();
    for (key, value) in driver["properties"].as_object().into_iter().flatten() {
        writeln!(out, "about: {key}={value}").unwrap();
    }
    for (word, count) in &converted.native {
        writeln!(out, "native: {word} {count}").unwrap();
    }
    writeln!(out, "redacted: {}", converted.redacted).unwrap();
    for one in &converted.incomplete {
        writeln!(out, "incomplete: {}: {}", one.what, one.reason).unwrap();
    }
    for rule in driver["rules"].as_array().unwrap() {
        let properties = &rule["properties"];
        let tags: Vec<_> = properties["tags"].as_array().into_iter().flatten().map(text).collect();
        let words = [
            text(&rule["id"]),
            text(&rule["defaultConfiguration"]["level"]),
            text(&properties["security-severity"]),
            text(&properties["precision"]),
            tags.join(","),
            text(&rule["shortDescription"]["text"]),
            text(&rule["helpUri"]),
        ];
        writeln!(out, "rule: {}", words.join(" | ")).unwrap();
    }
    for result in run["results"].as_array().unwrap() {
        writeln!(out, "result: {}", self::result(result)).unwrap();
    }
    out
}

fn result(result: &Value) -> String {
    let properties = &result["properties"];
    let mut words = vec![text(&result["ruleId"]), text(&result["level"])];
    let severity = ["security-severity", "severitySource", "nativeSeverity"].map(|key| text(&properties[key]));
    words.push(severity.join(" "));
    words.push(places(&result["locations"]));
    words.push(text(&result["message"]["text"]));
    for (key, value) in properties.as_object().into_iter().flatten() {
        if !["security-severity", "severitySource", "nativeSeverity"].contains(&key.as_str()) {
            words.push(format!("{key}={value}"));
        }
    }
    for (key, value) in result["partialFingerprints"].as_object().into_iter().flatten() {
        words.push(format!("fingerprint {key}={}", text(value)));
    }
    for one in result["suppressions"].as_array().into_iter().flatten() {
        let words_of_one = [&one["kind"], &one["justification"], &one["properties"]["expires"]].map(text);
        words.push(format!("suppressed {}", words_of_one.join(" ")));
    }
    for one in result["relatedLocations"].as_array().into_iter().flatten() {
        words.push(format!(
            "related {} {}",
            places(&Value::Array(vec![one.clone()])),
            text(&one["message"]["text"])
        ));
    }
    words.join(" | ")
}

fn places(list: &Value) -> String {
    let place = |one: &Value| {
        let region = &one["physicalLocation"]["region"];
        let mut words = text(&one["physicalLocation"]["artifactLocation"]["uri"]);
        if !region.is_null() {
            let number = |key: &str| text(&region[key]);
            write!(words, ":{}:{}", number("startLine"), number("startColumn")).unwrap();
            write!(words, "-{}:{}", number("endLine"), number("endColumn")).unwrap();
        }
        if let Some(logical) = one["logicalLocations"].get(0) {
            write!(
                words,
                " ({} {} {})",
                text(&logical["kind"]),
                text(&logical["name"]),
                text(&logical["fullyQualifiedName"])
            )
            .unwrap();
        }
        words
    };
    list.as_array().into_iter().flatten().map(place).collect::<Vec<_>>().join(", ")
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.replace('\n', "⏎"),
        other => other.to_string(),
    }
}
