//! Inputs of the actions that people come from, put under our names before anything is read: moving over is the line of `uses:`. What is left
//! out or means something else is told, and what is not done stays as it was given, so that it is refused by its name.

use std::collections::BTreeMap;

use mirror::migrate::{self, Advice};
use runner::{ActionSpec, World};
use serde_json::{Map, Value};

use crate::action::SPEC;

/// Whose inputs are taken, in this order; where two have one name, it means the same.
const RIVALS: [&str; 3] = [migrate::BOBHEADXI, migrate::CHRNORM_START, migrate::CHRNORM_FINISH];
/// Whoever gives it says how a deployment ended, in an action that knows no other mode.
const STATE: &str = "state";

/// What became of the inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// `toJSON(inputs)` under our names.
    pub json: String,
    /// What to tell.
    pub notices: Vec<String>,
}

/// Translates the inputs of a run; nothing if none has another action's name, or they cannot be read, which whoever reads them next says.
#[must_use]
pub fn translate(json: &str, vars: &BTreeMap<String, String>) -> Option<Moved> {
    let Ok(Value::Object(given)) = verdict::read::strict_value(json.as_bytes()) else { return None };
    let (mut ours, theirs): (Map<_, _>, Map<_, _>) = given.into_iter().partition(|(name, value)| {
        SPEC.input(name).is_some() || text(value).is_none_or(|text| text.trim().is_empty()) || !is_theirs(name)
    });
    if theirs.is_empty() {
        return None;
    }
    let mut notices = Vec::new();
    for (name, value) in theirs {
        let given = text(&value).unwrap_or_default();
        match advised(&name, &given, vars) {
            Some(Advice::Write { input, value, notice }) if is_free(&ours, input) => {
                let words = notice.map_or_else(String::new, |words| format!(": {words}"));
                notices.push(format!("`{name}` is taken as `{input}`{words}"));
                put(&mut ours, input, value);
                if name.eq_ignore_ascii_case(STATE) && is_free(&ours, "mode") {
                    notices.push("`mode` is `finish`, since `state` says how it ended".to_owned());
                    put(&mut ours, "mode", "finish".to_owned());
                }
            }
            Some(Advice::LeaveOut(words)) => {
                notices.push(format!("`{name}` is left out: {words}"));
            }
            // What is not done is refused by whoever reads it, with the words of the action.
            _ => {
                ours.insert(name, value);
            }
        }
    }
    Some(Moved { json: Value::Object(ours).to_string(), notices })
}

/// Puts a run's inputs under our names, and tells what became of them.
pub(crate) fn take_over(world: &mut World<'_>) {
    let moved = world.vars.get("RELEASEGATE_INPUTS").and_then(|json| translate(json, &world.vars));
    let Some(moved) = moved else { return };
    let title = [("title", "Moving over".to_owned())];
    let told: String =
        moved.notices.iter().map(|notice| runner::command::command("notice", &title, notice)).collect();
    crate::say(world.stdout, &told);
    world.vars.insert("RELEASEGATE_INPUTS".to_owned(), moved.json);
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        _ => None,
    }
}

fn is_theirs(name: &str) -> bool {
    migrate::lines().any(|(_, known, _)| known.eq_ignore_ascii_case(name))
}

fn advised(name: &str, value: &str, vars: &BTreeMap<String, String>) -> Option<Advice> {
    let advice = RIVALS.iter().find_map(|rival| migrate::advice(rival, name, value))?;
    Some(match advice {
        Advice::Own(_) if is_own(name, value.trim(), vars) => Advice::LeaveOut("the run says the same"),
        other => other,
    })
}

/// Whether a value is what the run says itself: its repository or a part of that name, its ref, its commit.
fn is_own(name: &str, value: &str, vars: &BTreeMap<String, String>) -> bool {
    let said = |variable: &str| vars.get(variable).map(String::as_str).filter(|text| !text.is_empty());
    let repository = said("GITHUB_REPOSITORY").and_then(|whole| Some((whole, whole.split_once('/')?)));
    let same = |own: &str| own.eq_ignore_ascii_case(value);
    match name.to_ascii_lowercase().as_str() {
        "repository" => repository.is_some_and(|(whole, _)| same(whole)),
        "owner" => repository.is_some_and(|(_, (owner, _))| same(owner)),
        "repo" => repository.is_some_and(|(_, (_, repo))| same(repo)),
        _ => ["GITHUB_REF", "GITHUB_REF_NAME", "GITHUB_HEAD_REF", "GITHUB_SHA"]
            .iter()
            .any(|variable| said(variable) == Some(value)),
    }
}

fn found<'a>(ours: &'a Map<String, Value>, input: &str) -> Option<&'a Value> {
    ours.iter().find(|(name, _)| name.eq_ignore_ascii_case(input)).map(|(_, value)| value)
}

/// Whether nobody gave an input of ours: a default of action.yml is nobody's word.
fn is_free(ours: &Map<String, Value>, input: &str) -> bool {
    let spec: &ActionSpec = &SPEC;
    let default = spec.input(input).map_or("", |input| input.declared_default());
    found(ours, input).and_then(text).is_none_or(|text| text.trim().is_empty() || text == default)
}

fn put(ours: &mut Map<String, Value>, input: &str, value: String) {
    ours.retain(|name, _| !name.eq_ignore_ascii_case(input));
    ours.insert(input.to_owned(), Value::String(value));
}

#[cfg(test)]
mod tests;
