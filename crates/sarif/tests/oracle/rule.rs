//! Rules, levels and components: the steps of SARIF 2.1.0, §3.27.10, §3.52.3 and §3.54.2, over values.

use serde_json::{Map, Value};

use super::{Reader, list};

type Place = (String, usize);

impl<'a> Reader<'a> {
    /// The rule of a result: its component, its position, itself.
    pub(super) fn rule(&self, result: &Value) -> Option<(String, usize, &'a Value)> {
        let mut reference = result["rule"].as_object().cloned().unwrap_or_default();
        if !present(reference.get("index"))
            && let Some(index) = result.get("ruleIndex").filter(|index| present(Some(index)))
        {
            reference.insert("index".to_owned(), index.clone());
        }
        if let (None, Some(id)) = (reference.get("id"), result.get("ruleId")) {
            reference.insert("id".to_owned(), id.clone());
        }
        let ((place, index), rule) = self.reference(&reference, "rule")?;
        Some((place, index, rule))
    }

    /// The level of a result, said or not.
    pub(super) fn level(&self, result: &Value) -> String {
        if let Some(level) = result["level"].as_str() {
            return level.to_owned();
        }
        if result["kind"].as_str().is_some_and(|kind| kind != "fail") {
            return "none".to_owned();
        }
        let rule = self.rule(result);
        let invocation = result["provenance"]["invocationIndex"].as_u64();
        let overrides = invocation.and_then(|at| self.run["invocations"].get(usize::try_from(at).unwrap()));
        for entry in overrides.into_iter().flat_map(|one| list(&one["ruleConfigurationOverrides"])) {
            let Some(descriptor) = entry["descriptor"].as_object() else { continue };
            let same = match (self.reference(descriptor, "rule"), &rule) {
                (Some((place, _)), Some((component, index, _))) => place == (component.clone(), *index),
                (None, None) => descriptor
                    .get("id")
                    .is_some_and(|id| result["ruleId"] == *id || result["rule"]["id"] == *id),
                (None, Some((component, _, rule))) => {
                    // A rule that says nothing but its id is as good as none.
                    component == "0 rules"
                        && rule.as_object().is_some_and(|rule| rule.len() == 1)
                        && descriptor.get("id") == rule.get("id")
                }
                _ => false,
            };
            if let (true, Some(level)) = (same, entry["configuration"]["level"].as_str()) {
                return level.to_owned();
            }
        }
        let default = rule.and_then(|(_, _, rule)| rule["defaultConfiguration"]["level"].as_str());
        default.unwrap_or("warning").to_owned()
    }

    /// What a reference to a descriptor leads to.
    pub(super) fn reference(&self, reference: &Map<String, Value>, role: &str) -> Option<(Place, &'a Value)> {
        let shelf = if matches!(role, "taxon" | "related") { "taxonomies" } else { "extensions" };
        let component = reference.get("toolComponent").unwrap_or(&Value::Null);
        let all = self.components();
        let (position, component) = match component.get("index").filter(|index| present(Some(index))) {
            Some(index) => self.component_at(number(index), component, shelf)?,
            None => match component.get("guid") {
                Some(guid) => {
                    all.iter().map(|(_, one)| *one).enumerate().find(|(_, one)| one["guid"] == *guid)?
                }
                None => (0, all[0].1),
            },
        };
        let parts: &[&str] = match role {
            "rule" => &["rules"],
            "notification" => &["notifications"],
            "taxon" => &["taxa"],
            _ => &["taxa", "rules", "notifications"],
        };
        let id = reference.get("id").and_then(Value::as_str);
        if let Some(index) = reference.get("index").filter(|index| present(Some(index))) {
            let index = number(index);
            let found = parts.iter().filter_map(|part| Some((*part, component.get(*part)?.get(index)?)));
            let found: Vec<_> = found.collect();
            let fitting = found.iter().find(|(_, one)| one["id"].as_str() == id).or(found.first())?;
            return Some(((format!("{position} {}", fitting.0), index), fitting.1));
        }
        let guid = reference.get("guid").filter(|guid| guid.is_string());
        for part in parts {
            let found = list(&component[*part]).enumerate();
            if let Some((at, one)) =
                guid.and_then(|guid| found.into_iter().find(|(_, one)| one["guid"] == *guid))
            {
                return Some(((format!("{position} {part}"), at), one));
            }
            let mut id = id?;
            loop {
                let found = list(&component[*part]).enumerate().find(|(_, one)| one["id"] == *id);
                if let Some((at, one)) = found {
                    return Some(((format!("{position} {part}"), at), one));
                }
                match id.rfind('/') {
                    Some(end) => id = &id[..end],
                    None => break,
                }
            }
        }
        None
    }

    /// The component at a position: of the shelf that fits, by name where both have one.
    pub(super) fn component_at(
        &self,
        index: usize,
        reference: &Value,
        shelf: &str,
    ) -> Option<(usize, &'a Value)> {
        let all = self.components();
        let on = |shelf: &str| {
            let first = all.iter().position(|(own, _)| *own == shelf)?;
            let at = first + index;
            all.get(at).filter(|(own, _)| *own == shelf).map(|(_, one)| (at, *one))
        };
        let other = if shelf == "extensions" { "taxonomies" } else { "extensions" };
        match (on(shelf), on(other)) {
            (Some(one), None) | (None, Some(one)) => Some(one),
            (None, None) => None,
            (Some(one), Some(second)) => {
                let fits = |one: &Value| reference.get("name").is_some_and(|name| one["name"] == *name);
                let chosen = shelf != "extensions" && !fits(one.1) && fits(second.1);
                Some(if chosen { second } else { one })
            }
        }
    }
}

fn present(index: Option<&Value>) -> bool {
    index.is_some_and(|index| *index != serde_json::json!(-1))
}

fn number(index: &Value) -> usize {
    usize::try_from(index.as_u64().unwrap()).unwrap()
}
