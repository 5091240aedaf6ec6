//! As much of JSON Schema (2020-12) as the file's schema uses. A word that it does not know stops the test, so that nothing is taken
//! for checked that is not.

use regex_automata::meta::Regex;
use serde_json::{Map, Value};
use settings::Node;

/// The tree as an editor's reader of YAML 1.2 sees it.
pub(super) fn as_editors_read(node: &Node) -> Value {
    match &node.value {
        settings::Value::List(items) => items.iter().map(as_editors_read).collect(),
        settings::Value::Map(members) => members
            .iter()
            .map(|(name, node)| (name.clone(), as_editors_read(node)))
            .collect::<Map<_, _>>()
            .into(),
        settings::Value::Scalar { text, plain } => {
            let word = match text.as_str() {
                "" | "~" => Some(Value::Null),
                text => serde_json::from_str(text).ok().filter(|value: &Value| !value.is_string()),
            };
            word.filter(|_| *plain).unwrap_or_else(|| Value::String(text.clone()))
        }
    }
}

/// What does not fit, by its place.
pub(super) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    Check { root: schema }.value(schema, value, "", &mut faults);
    faults
}

struct Check<'a> {
    root: &'a Value,
}

fn matches(pattern: &Value, text: &str) -> bool {
    // Editors know no Unicode classes here either: ECMA 262 without the flag `u`.
    let pattern =
        pattern.as_str().unwrap().replace(r"\s", "[ \t]").replace(r"\S", "[^ \t]").replace(r"\d", "[0-9]");
    let pattern = pattern.replace("[^![ \t]]", "[^! \t]");
    Regex::new(&pattern).unwrap().is_match(text)
}

impl Check<'_> {
    fn value(&self, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let Value::Object(words) = schema else {
            assert!(schema.is_boolean(), "{schema}");
            if schema == &Value::Bool(false) {
                faults.push(format!("{at}: unknown"));
            }
            return;
        };
        for (word, says) in words {
            self.word(words, word, says, value, at, faults);
        }
    }

    fn fits(&self, schema: &Value, value: &Value) -> bool {
        let mut faults = Vec::new();
        self.value(schema, value, "", &mut faults);
        faults.is_empty()
    }

    fn word(
        &self,
        words: &Map<String, Value>,
        word: &str,
        says: &Value,
        value: &Value,
        at: &str,
        faults: &mut Vec<String>,
    ) {
        let list = || says.as_array().unwrap().iter();
        let number = || says.as_f64().unwrap();
        let length = |of: usize| of as f64;
        let holds = match word {
            "$schema" | "title" | "description" | "$defs" => true,
            "$ref" => {
                let target = self.root.pointer(says.as_str().unwrap().strip_prefix('#').unwrap()).unwrap();
                return self.value(target, value, at, faults);
            }
            "type" => list_or_one(says).any(|kind| is_a(kind, value)),
            "enum" => list().any(|known| known == value),
            "const" => says == value,
            "anyOf" => match says.as_array().unwrap().as_slice() {
                [only] => return self.value(only, value, at, faults),
                any => any.iter().any(|schema| self.fits(schema, value)),
            },
            "oneOf" => list().filter(|schema| self.fits(schema, value)).count() == 1,
            "not" => !self.fits(says, value),
            "pattern" => value.as_str().is_none_or(|text| matches(says, text)),
            "minLength" => value.as_str().is_none_or(|text| length(text.chars().count()) >= number()),
            "minimum" => value.as_f64().is_none_or(|given| given >= number()),
            "maximum" => value.as_f64().is_none_or(|given| given <= number()),
            "minItems" => value.as_array().is_none_or(|items| length(items.len()) >= number()),
            "maxItems" => value.as_array().is_none_or(|items| length(items.len()) <= number()),
            "uniqueItems" => {
                value.as_array().is_none_or(|items| (1..items.len()).all(|n| !items[..n].contains(&items[n])))
            }
            "contains" => value.as_array().is_none_or(|items| items.iter().any(|item| self.fits(says, item))),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.value(says, item, &format!("{at}/{index}"), faults);
                }
                true
            }
            "required" => {
                let missing =
                    |name: &&str| value.as_object().is_some_and(|members| !members.contains_key(*name));
                faults.extend(
                    list().filter_map(Value::as_str).filter(missing).map(|name| format!("{at}: has no {name}")),
                );
                true
            }
            "propertyNames" => {
                let names = value.as_object().into_iter().flat_map(Map::keys);
                let odd = names.filter(|name| !self.fits(says, &Value::String((*name).clone())));
                faults.extend(odd.map(|name| format!("{at}: name {name}")));
                true
            }
            "properties" | "patternProperties" | "additionalProperties" => {
                if word == "properties" || !words.contains_key("properties") && word == "additionalProperties" {
                    self.members(words, value, at, faults);
                }
                true
            }
            other => panic!("the check does not know `{other}`"),
        };
        if !holds {
            faults.push(format!("{at}: {word}"));
        }
    }

    fn members(&self, words: &Map<String, Value>, value: &Value, at: &str, faults: &mut Vec<String>) {
        let by_name = words.get("properties").and_then(Value::as_object);
        let by_pattern = words.get("patternProperties").and_then(Value::as_object);
        for (name, member) in value.as_object().into_iter().flatten() {
            let at = format!("{at}/{name}");
            let mut known: Vec<&Value> = by_name.and_then(|members| members.get(name)).into_iter().collect();
            let fitting = by_pattern
                .into_iter()
                .flatten()
                .filter(|(pattern, _)| matches(&Value::String((*pattern).clone()), name));
            known.extend(fitting.map(|(_, schema)| schema));
            if known.is_empty() {
                known.extend(words.get("additionalProperties"));
            }
            for schema in known {
                self.value(schema, member, &at, faults);
            }
        }
    }
}

fn list_or_one(says: &Value) -> impl Iterator<Item = &str> {
    let many = says.as_array().into_iter().flatten();
    many.chain(says.is_string().then_some(says)).filter_map(Value::as_str)
}

fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        other => panic!("the check does not know the type `{other}`"),
    }
}
