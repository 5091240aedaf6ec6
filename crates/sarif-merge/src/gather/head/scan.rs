//! Whether a scan came to its end, by all that a run can say about it (§3.14, §3.20, §3.58). What cannot be read counts as a failure: a
//! scanner that broke off may have written anything.

use jiff::Timestamp;
use sarif::plain_line;
use serde_json::Value;

use super::{Head, LETTERS};

/// Why the scan is not complete, if so.
pub(super) fn incomplete(head: &Head<'_>) -> Vec<String> {
    let mut reasons = Vec::new();
    match head.results.map(|raw| raw.get().starts_with('[')) {
        Some(true) => {}
        Some(false) => reasons.push("`results` is no list".to_owned()),
        // Null is what §3.14.23 asks of a run that was not finished.
        None => reasons.push("the run has no `results`, as one that was not finished".to_owned()),
    }
    if !head.external.is_null() {
        reasons.push(
            "a part of it lies in other files, which are not read (externalPropertyFileReferences)".to_owned(),
        );
    }
    for (name, value) in [("invocations", &head.invocations), ("versionControlProvenance", &head.provenance)] {
        if !value.is_array() && !value.is_null() {
            reasons.push(format!("`{name}` is no list"));
        }
    }
    for invocation in head.invocations.as_array().map(Vec::as_slice).unwrap_or_default() {
        of_invocation(invocation, head, &mut reasons);
    }
    reasons
}

fn of_invocation(invocation: &Value, head: &Head<'_>, reasons: &mut Vec<String>) {
    if !invocation.is_object() {
        reasons.push("an invocation is no object".to_owned());
        return;
    }
    let text = |name: &str| invocation.get(name).and_then(Value::as_str).map(|text| plain_line(text, LETTERS));
    let why = text("exitCodeDescription").or_else(|| text("processStartFailureMessage"));
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    let exit = invocation.get("exitCode").and_then(Value::as_i64).unwrap_or(0);
    match invocation.get("executionSuccessful") {
        Some(Value::Bool(true)) if text("processStartFailureMessage").is_none() => {}
        Some(Value::Bool(_)) => reasons.push(format!("it says that it failed{why}")),
        None if exit == 0 && why.is_empty() && text("exitSignalName").is_none() => {}
        None => reasons.push(format!("it ended with {exit}{why}")),
        Some(_) => reasons.push("`executionSuccessful` is neither true nor false".to_owned()),
    }
    for list in ["toolExecutionNotifications", "toolConfigurationNotifications"] {
        match invocation.get(list) {
            None | Some(Value::Null) => {}
            Some(Value::Array(notes)) => {
                let errors = notes.iter().filter(|note| is_error(note, invocation, head));
                reasons.extend(errors.map(|note| {
                    let text = note.pointer("/message/text").or_else(|| note.pointer("/exception/message"));
                    plain_line(text.and_then(Value::as_str).unwrap_or("an error without words"), LETTERS)
                }));
            }
            Some(_) => reasons.push(format!("`{list}` is no list")),
        }
    }
}

/// The level of a notification (§3.58.6): its own, else that of an override, else that of what it is about, else `warning`.
fn is_error(note: &Value, invocation: &Value, head: &Head<'_>) -> bool {
    match note.get("level") {
        Some(Value::String(level)) => !matches!(level.as_str(), "none" | "note" | "warning"),
        Some(Value::Null) | None => {
            let about = note.get("descriptor");
            let same = |other: &Value| {
                let is = |name: &str| {
                    let value = other.pointer(&format!("/descriptor/{name}"));
                    value.is_some() && value == about.and_then(|about| about.get(name))
                };
                is("id") || is("index") || is("guid")
            };
            let overrides = invocation.get("notificationConfigurationOverrides").and_then(Value::as_array);
            let over = overrides.and_then(|all| all.iter().find(|one| same(one)));
            let level = over.and_then(|over| over.pointer("/configuration/level")).and_then(Value::as_str);
            let level = level.or_else(|| default_level(about?, head));
            level == Some("error") || (level.is_none() && note.get("exception").is_some())
        }
        Some(_) => true,
    }
}

/// What the driver says of notifications of this kind.
fn default_level<'h>(about: &Value, head: &'h Head<'_>) -> Option<&'h str> {
    let all = head.tool.pointer("/driver/notifications")?.as_array()?;
    let by_index =
        about.get("index").and_then(Value::as_u64).and_then(|index| all.get(usize::try_from(index).ok()?));
    let by_id = || all.iter().find(|one| one.get("id").is_some() && one.get("id") == about.get("id"));
    by_index.or_else(by_id)?.pointer("/defaultConfiguration/level")?.as_str()
}

/// When the last invocation says that it ended, in seconds since 1970.
pub(super) fn ended(head: &Head<'_>) -> Option<u64> {
    let all = head.invocations.as_array()?;
    let times = all.iter().filter_map(|one| one.get("endTimeUtc")?.as_str()?.parse::<Timestamp>().ok());
    times.max().and_then(|time| u64::try_from(time.as_second()).ok())
}
