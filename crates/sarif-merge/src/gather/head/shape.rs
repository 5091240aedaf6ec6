//! Members that hold something of another kind than SARIF gives them. A list where an object belongs reads as nothing at all, and what it
//! was meant to say, as a rule's score or an override, is lost without a word: a run with one is not complete.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::Head;

/// What a member holds, as far as it can decide. Null is the same as no member.
enum Is {
    Text,
    Object(&'static [(&'static str, Is)]),
    List(&'static Is),
}

const OBJECT: Is = Is::Object(&[]);
const COMPONENT_REFERENCE: Is = Is::Object(&[("name", Is::Text), ("guid", Is::Text)]);
const REFERENCE: Is =
    Is::Object(&[("id", Is::Text), ("guid", Is::Text), ("toolComponent", COMPONENT_REFERENCE)]);
const RELATIONSHIP: Is = Is::Object(&[("target", REFERENCE)]);
const DESCRIPTOR: Is = Is::Object(&[
    ("id", Is::Text),
    ("guid", Is::Text),
    ("properties", OBJECT),
    ("defaultConfiguration", OBJECT),
    ("relationships", Is::List(&RELATIONSHIP)),
]);
const COMPONENT: Is = Is::Object(&[
    ("name", Is::Text),
    ("guid", Is::Text),
    ("rules", Is::List(&DESCRIPTOR)),
    ("notifications", Is::List(&DESCRIPTOR)),
    ("taxa", Is::List(&DESCRIPTOR)),
]);
const TOOL: Is = Is::Object(&[("driver", COMPONENT), ("extensions", Is::List(&COMPONENT))]);
const OVERRIDE: Is = Is::Object(&[("descriptor", REFERENCE), ("configuration", OBJECT)]);
const NOTIFICATION: Is = Is::Object(&[("descriptor", REFERENCE)]);
const INVOCATION: Is = Is::Object(&[
    ("ruleConfigurationOverrides", Is::List(&OVERRIDE)),
    ("notificationConfigurationOverrides", Is::List(&OVERRIDE)),
    ("toolExecutionNotifications", Is::List(&NOTIFICATION)),
    ("toolConfigurationNotifications", Is::List(&NOTIFICATION)),
]);
const CONVERSION: Is = Is::Object(&[("tool", TOOL), ("invocation", INVOCATION)]);

/// What of a result is looked at: what leads to its rule, its severity and its file.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Members<'a> {
    #[serde(rename = "ruleId", borrow)]
    rule_id: Option<&'a RawValue>,
    #[serde(borrow)]
    rule: Option<&'a RawValue>,
    #[serde(borrow)]
    properties: Option<&'a RawValue>,
    #[serde(borrow)]
    locations: Option<&'a RawValue>,
    #[serde(borrow)]
    provenance: Option<&'a RawValue>,
    #[serde(borrow)]
    taxa: Option<&'a RawValue>,
}

/// Each kind of member that holds something else than it should, once.
pub(super) fn wrong<'h>(head: &Head<'h>, results: impl Iterator<Item = &'h [u8]>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    TOOL.check("tool", &head.tool, &mut found);
    Is::List(&INVOCATION).check("invocations", &head.invocations, &mut found);
    Is::List(&OBJECT).check("versionControlProvenance", &head.provenance, &mut found);
    Is::List(&COMPONENT).check("taxonomies", &head.taxonomies, &mut found);
    CONVERSION.check("conversion", &head.conversion, &mut found);
    OBJECT.check_start("automationDetails", head.automation, &mut found);
    OBJECT.check_start("originalUriBaseIds", head.bases, &mut found);
    Is::List(&OBJECT).check_start("artifacts", head.artifacts, &mut found);
    for result in results {
        of_result(result, &mut found);
    }
    found
}

fn of_result(result: &[u8], found: &mut BTreeSet<String>) {
    let Ok(members) = serde_json::from_slice::<Members<'_>>(result) else {
        found.insert("the members of a result cannot be read".to_owned());
        return;
    };
    Is::Text.check_start("ruleId", members.rule_id, found);
    OBJECT.check_start("properties", members.properties, found);
    OBJECT.check_start("provenance", members.provenance, found);
    Is::List(&OBJECT).check_start("locations", members.locations, found);
    Is::List(&OBJECT).check_start("taxa", members.taxa, found);
    match members.rule.map(|rule| serde_json::from_str::<Value>(rule.get())) {
        Some(Ok(rule)) => REFERENCE.check("rule", &rule, found),
        Some(Err(_)) => {
            found.insert("the `rule` of a result cannot be read".to_owned());
        }
        None => {}
    }
}

impl Is {
    const fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Object(_) => "object",
            Self::List(_) => "list",
        }
    }

    fn check(&self, name: &'static str, value: &Value, found: &mut BTreeSet<String>) {
        match (self, value) {
            (_, Value::Null) | (Self::Text, Value::String(_)) => {}
            (Self::Object(members), Value::Object(object)) => {
                for (name, is) in *members {
                    if let Some(value) = object.get(*name) {
                        is.check(name, value, found);
                    }
                }
            }
            (Self::List(of), Value::Array(list)) => {
                if list.iter().any(Value::is_null) {
                    found.insert(format!("an element of `{name}` is null"));
                }
                for value in list.iter().filter(|value| !value.is_null()) {
                    of.check(name, value, found);
                }
            }
            _ => self.note(name, found),
        }
    }

    /// Of a value that is not read whole, only by its first letter.
    fn check_start(&self, name: &'static str, value: Option<&RawValue>, found: &mut BTreeSet<String>) {
        let first = match self {
            Self::Text => '"',
            Self::Object(_) => '{',
            Self::List(_) => '[',
        };
        if value.is_some_and(|value| !value.get().starts_with(first)) {
            self.note(name, found);
        }
    }

    fn note(&self, name: &str, found: &mut BTreeSet<String>) {
        found.insert(format!("`{name}` is or holds no {}: what it says is lost", self.name()));
    }
}

#[cfg(test)]
mod tests;
