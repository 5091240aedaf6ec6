//! Reads a log the slow way: as values, with everything that an index leads to put in its place. It shares no code with the crate.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

use std::collections::BTreeSet;

use sarif::{Conservation, Document, Input, Limits, MergeError, merge};
use serde_json::{Map, Value, json};

pub mod make;
mod rule;

/// Merges logs that have names.
pub fn try_merge(logs: &[(&str, &[u8])], threads: usize) -> Result<(Vec<u8>, Conservation), MergeError> {
    let read = |(name, bytes): &(&str, &'_ [u8])| Input {
        name: (*name).to_owned(),
        document: Document::read(Vec::leak(bytes.to_vec()), &Limits::default()).unwrap(),
    };
    let inputs: Vec<Input<'_>> = logs.iter().map(read).collect();
    let merged = merge(&inputs, threads)?;
    let mut out = Vec::new();
    let ledger = merged.write(&mut out).unwrap();
    assert!(ledger.holds(), "{ledger:?}");
    Ok((out, ledger))
}

/// Merges logs, and reads what comes out.
pub fn merged(logs: &[Value]) -> Value {
    let bytes: Vec<(String, Vec<u8>)> = logs
        .iter()
        .enumerate()
        .map(|(at, log)| (format!("{at:03}.sarif"), log.to_string().into_bytes()))
        .collect();
    let named: Vec<(&str, &[u8])> = bytes.iter().map(|(name, log)| (name.as_str(), log.as_slice())).collect();
    let (out, _) = try_merge(&named, 2).unwrap();
    serde_json::from_slice(&out).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out)))
}

/// A log with these runs.
pub fn log(runs: &[Value]) -> Value {
    json!({"version": "2.1.0", "runs": runs})
}

/// Everything that a log says in its results, each with its tool and category.
pub fn results(log: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for run in log["runs"].as_array().unwrap() {
        let reader = Reader { run };
        for result in list(&run["results"]) {
            let read = reader.result(result);
            let category = category(run);
            all.insert(
                json!({"tool": run["tool"]["driver"]["name"], "category": category, "result": read})
                    .to_string(),
            );
        }
    }
    all
}

/// Everything that lies in the tables of a log, whether a result leads to it or not.
pub fn tables(log: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for run in log["runs"].as_array().unwrap() {
        let reader = Reader { run };
        for (table, role) in TABLES {
            for (at, element) in list(&run[table]).enumerate() {
                let read = reader.value(element, role, &mut vec![(table.to_string(), at)]);
                all.insert(format!("{table} {read}"));
            }
        }
        for (shelf, component) in reader.components() {
            for part in ["rules", "notifications", "taxa"] {
                for (at, descriptor) in list(&component[part]).enumerate() {
                    let stack = &mut vec![(format!("{shelf} {part}"), at)];
                    let name = &component["name"];
                    all.insert(format!(
                        "{shelf} {name} {part} {}",
                        reader.value(descriptor, "descriptor", stack)
                    ));
                }
            }
        }
    }
    all
}

pub fn category(run: &Value) -> Option<String> {
    let id = run["automationDetails"]["id"].as_str()?;
    Some(id[..id.rfind('/')?].to_owned())
}

pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

const TABLES: [(&str, &str); 9] = [
    ("artifacts", "artifact"),
    ("logicalLocations", "logical"),
    ("invocations", "plain"),
    ("threadFlowLocations", "step"),
    ("graphs", "plain"),
    ("webRequests", "webRequest"),
    ("webResponses", "webResponse"),
    ("addresses", "address"),
    ("versionControlProvenance", "plain"),
];

/// What has been entered, so that circles end.
type Stack = Vec<(String, usize)>;

pub struct Reader<'a> {
    run: &'a Value,
}

impl<'a> Reader<'a> {
    fn result(&self, result: &Value) -> Value {
        let mut read = self.value(result, "result", &mut Vec::new());
        let object = read.as_object_mut().unwrap();
        object.remove("ruleIndex");
        object.insert("level".to_owned(), json!(self.level(result)));
        let rule = self.rule(result);
        let descriptor = rule
            .map_or(Value::Null, |(_, _, descriptor)| self.value(descriptor, "descriptor", &mut Vec::new()));
        // A rule that says nothing but the id under which it was sought is as good as none.
        let stub = descriptor.as_object().is_some_and(|rule| rule.len() == 1 && rule.contains_key("id"));
        object.insert("@rule".to_owned(), if stub { Value::Null } else { descriptor });
        read
    }

    /// A value with what it leads to. `role` says what an `index` of it means.
    fn value(&self, value: &Value, role: &str, stack: &mut Stack) -> Value {
        match value {
            Value::Array(all) => all.iter().map(|each| self.value(each, role, stack)).collect(),
            Value::Object(object) => self.object(object, role, stack),
            other => other.clone(),
        }
    }

    fn object(&self, object: &Map<String, Value>, role: &str, stack: &mut Stack) -> Value {
        let mut read = Map::new();
        for (name, value) in object {
            let new = match (role, name.as_str()) {
                (_, "properties") => value.clone(),
                ("descriptorReference" | "rule" | "taxon" | "related" | "notification", "index") => continue,
                ("component" | "taxonomy", "index") => {
                    let shelf = if role == "taxonomy" { "taxonomies" } else { "extensions" };
                    let at = usize::try_from(value.as_u64().unwrap()).unwrap();
                    let found = self.component_at(at, &Value::Object(object.clone()), shelf);
                    found.map(|(_, component)| component["name"].clone()).unwrap()
                }
                (_, "index") => self.entered(table_of(role, name), value, role, stack),
                (_, "parentIndex") => self.entered(table_of(role, name), value, role, stack),
                (_, "invocationIndex") => self.entered("invocations", value, "plain", stack),
                (_, "runGraphIndex") => self.entered("graphs", value, "plain", stack),
                (_, "uriBaseId") => self.base(value, 0),
                _ => self.value(value, child(role, name), stack),
            };
            read.insert(name.clone(), new);
        }
        if matches!(role, "taxon" | "related" | "notification")
            && let Some((place, descriptor)) = self.reference(object, role)
        {
            let inner = if stack.contains(&place) {
                json!("circle")
            } else {
                stack.push(place);
                let inner = self.value(descriptor, "descriptor", stack);
                stack.pop();
                inner
            };
            read.insert("@descriptor".to_owned(), inner);
        }
        if role == "rule" {
            // Read apart, with the result or override that holds it.
            read.remove("toolComponent");
        }
        Value::Object(read)
    }

    fn entered(&self, table: &str, index: &Value, role: &str, stack: &mut Stack) -> Value {
        let Some(at) = index.as_f64().filter(|index| *index >= 0.0) else { return json!("none") };
        let at = format!("{at}").parse::<usize>().unwrap();
        let place = (table.to_owned(), at);
        if stack.contains(&place) {
            return json!("circle");
        }
        stack.push(place);
        let role = TABLES.iter().find(|(name, _)| *name == table).map_or(role, |(_, role)| role);
        let inner = self.value(&self.run[table][at], role, stack);
        stack.pop();
        assert!(!inner.is_null(), "{table}[{at}] is missing");
        inner
    }

    fn base(&self, name: &Value, depth: usize) -> Value {
        assert!(depth < 20);
        let base = name.as_str().and_then(|name| self.run["originalUriBaseIds"].get(name));
        match base {
            None => json!("undefined"),
            Some(base) => {
                let mut base = base.clone();
                if let Some(parent) = base.get("uriBaseId").cloned() {
                    base["uriBaseId"] = self.base(&parent, depth + 1);
                }
                base
            }
        }
    }

    pub fn components(&self) -> Vec<(&'static str, &'a Value)> {
        let mut all = vec![("driver", &self.run["tool"]["driver"])];
        all.extend(list(&self.run["tool"]["extensions"]).map(|component| ("extensions", component)));
        for shelf in ["taxonomies", "translations", "policies"] {
            all.extend(list(&self.run[shelf]).map(|component| (shelf, component)));
        }
        all
    }
}

/// The table into which an index of an object of a role leads.
fn table_of(role: &str, name: &str) -> &'static str {
    match (role, name) {
        ("artifact", _) | ("place", _) => "artifacts",
        ("logical", _) => "logicalLocations",
        ("step", _) => "threadFlowLocations",
        ("webRequest", _) => "webRequests",
        ("webResponse", _) => "webResponses",
        ("address", _) => "addresses",
        _ => panic!("{name} in {role}"),
    }
}

/// The role of what lies under a name.
fn child<'r>(role: &'r str, name: &str) -> &'r str {
    match (role, name) {
        ("artifact", "location") => "place",
        ("component", "locations") => "place",
        (
            _,
            "artifactLocation" | "analysisTarget" | "responseFiles" | "executableLocation" | "workingDirectory"
            | "stdin" | "stdout" | "stderr" | "stdoutStderr" | "mappedTo" | "displayBase",
        ) => "place",
        (_, "logicalLocations") => "logical",
        (_, "address") => "address",
        (_, "webRequest") => "webRequest",
        (_, "webResponse") => "webResponse",
        (_, "threadFlows") => "flow",
        ("flow", "locations") => "step",
        (_, "taxa") => "taxon",
        (_, "target") => "related",
        (_, "rule" | "associatedRule") => "rule",
        ("ruleOverride", "descriptor") => "rule",
        (_, "descriptor") => "notification",
        (_, "ruleConfigurationOverrides") => "ruleOverride",
        ("taxon" | "related", "toolComponent") | (_, "supportedTaxonomies") => "taxonomy",
        (_, "toolComponent" | "associatedComponent") => "component",
        (_, "relationships") => "plain",
        _ => "plain",
    }
}
