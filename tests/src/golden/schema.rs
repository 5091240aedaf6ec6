//! The verdict against its published JSON Schema: the keywords that schemars writes for it, and an error at any other, so that
//! a schema which outgrows this reader cannot pass unread.

use anyhow::{Context as _, bail, ensure};
use serde_json::{Map, Value};

const SCHEMA: &str = include_str!("../../../crates/verdict/schema/verdict.v1.schema.json");

/// Checks a verdict.
///
/// # Errors
/// Where the value breaks the schema, by JSON pointer.
pub fn check(verdict: &Value) -> anyhow::Result<()> {
    let schema: Value = serde_json::from_str(SCHEMA)?;
    Checker { root: &schema }.value(&schema, verdict, "")
}

struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn value(&self, schema: &Value, value: &Value, at: &str) -> anyhow::Result<()> {
        match schema {
            Value::Bool(true) => Ok(()),
            Value::Object(keywords) => keywords
                .iter()
                .try_for_each(|(keyword, rule)| self.keyword(keyword, rule, value, at))
                .and_then(|()| self.rest(keywords, value, at)),
            _ => bail!("{at}: not a schema: {schema}"),
        }
    }

    fn keyword(&self, keyword: &str, rule: &Value, value: &Value, at: &str) -> anyhow::Result<()> {
        match keyword {
            "$schema" | "$defs" | "title" | "description" | "default" | "additionalProperties" => Ok(()),
            // `uint64` and `date-time`: the types that wrote the value hold them.
            "format" => Ok(()),
            "$ref" => {
                let pointer =
                    rule.as_str().and_then(|text| text.strip_prefix('#')).context("a foreign $ref")?;
                self.value(self.root.pointer(pointer).context("a $ref to nothing")?, value, at)
            }
            "type" => {
                let fits = match rule {
                    Value::Array(names) => names.iter().any(|name| is_a(name, value)),
                    name => is_a(name, value),
                };
                ensure!(fits, "{at}: {value} is not of type {rule}");
                Ok(())
            }
            "const" => {
                ensure!(rule == value, "{at}: {value} is not {rule}");
                Ok(())
            }
            "minimum" => {
                ensure!(value.as_i64() >= rule.as_i64(), "{at}: {value} is below {rule}");
                Ok(())
            }
            "pattern" => pattern(rule, value, at),
            "anyOf" | "oneOf" => {
                let options = rule.as_array().context("no list of schemas")?;
                let fitting = options.iter().filter(|option| self.value(option, value, at).is_ok()).count();
                ensure!(
                    fitting == 1 || (keyword == "anyOf" && fitting > 1),
                    "{at}: {value} fits {fitting} of {rule}"
                );
                Ok(())
            }
            "required" => {
                let names = rule.as_array().into_iter().flatten().filter_map(Value::as_str);
                let missing = names.filter(|name| value.is_object() && value.get(*name).is_none());
                let missing: Vec<_> = missing.collect();
                ensure!(missing.is_empty(), "{at}: {missing:?} is missing");
                Ok(())
            }
            "items" => {
                let mut items = value.as_array().into_iter().flatten().enumerate();
                items.try_for_each(|(index, item)| self.value(rule, item, &format!("{at}/{index}")))
            }
            "properties" => {
                let mut known = rule.as_object().into_iter().flatten();
                known.try_for_each(|(name, schema)| match value.get(name) {
                    Some(member) => self.value(schema, member, &format!("{at}/{name}")),
                    None => Ok(()),
                })
            }
            other => bail!("the schema uses `{other}`, which this reader does not know: teach it"),
        }
    }

    /// Members that no property names. The contract keeps unknown fields; what is written today has none.
    fn rest(&self, keywords: &Map<String, Value>, value: &Value, at: &str) -> anyhow::Result<()> {
        let Some(Value::Object(members)) = Some(value).filter(|_| keywords.get("type").is_some_and(is_object))
        else {
            return Ok(());
        };
        let known = keywords.get("properties").and_then(Value::as_object);
        for (name, member) in
            members.iter().filter(|(name, _)| known.is_none_or(|known| !known.contains_key(*name)))
        {
            match keywords.get("additionalProperties") {
                Some(schema) => self.value(schema, member, &format!("{at}/{name}"))?,
                None => bail!("{at}: `{name}` is not in the schema"),
            }
        }
        Ok(())
    }
}

fn is_object(name: &Value) -> bool {
    name == "object"
}

fn is_a(name: &Value, value: &Value) -> bool {
    match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_u64() || value.is_i64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    }
}

/// The one pattern that there is.
fn pattern(rule: &Value, value: &Value, at: &str) -> anyhow::Result<()> {
    ensure!(rule == "^[0-9]+/[1-9][0-9]*$", "{at}: the pattern {rule} is not known here: teach it");
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let parts = value.as_str().and_then(|text| text.split_once('/'));
    let fits = parts.is_some_and(|(over, under)| digits(over) && digits(under) && !under.starts_with('0'));
    ensure!(fits, "{at}: {value} does not match {rule}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_breaks_the_schema_is_told_by_its_place() {
        let told = |value: &Value| format!("{:#}", check(value).unwrap_err());
        assert!(told(&json!({})).contains("is missing"));
        assert!(told(&json!([])).contains("is not of type"));
        let checker = Checker { root: &json!({}) };
        let schema = json!({"type": "object", "properties": {"a": {"type": "integer", "minimum": 0}}});
        assert!(checker.value(&schema, &json!({"a": 1}), "").is_ok());
        for (value, words) in
            [(json!({"a": -1}), "/a: -1 is below"), (json!({"b": 1}), "`b` is not in the schema")]
        {
            let error = checker.value(&schema, &value, "").unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
        assert!(checker.value(&json!({"maximum": 1}), &json!(1), "").is_err(), "an unknown keyword");
    }
}
