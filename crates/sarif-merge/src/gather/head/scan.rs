//! Whether a scan came to its end, by all that a run can say about it (§3.14, §3.20, §3.58). What cannot be read counts as a failure: a
//! scanner that broke off may have written anything.

use jiff::Timestamp;
use sarif::plain_line;
use serde_json::Value;

use super::notifications::{Known, Overrides, list, tells_error};
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
    // Writers that leave out nothing write an object without members, which leads to no file.
    if !head.external.is_null() && head.external.as_object().is_none_or(|files| !files.is_empty()) {
        reasons.push(
            "a part of it lies in other files, which are not read (externalPropertyFileReferences)".to_owned(),
        );
    }
    let described = Known::of_tool(&head.tool);
    for invocation in head.invocations.as_array().map(Vec::as_slice).unwrap_or_default() {
        of_invocation(invocation, &described, &mut reasons);
    }
    of_conversion(&head.conversion, &mut reasons);
    reasons
}

fn of_invocation(invocation: &Value, described: &Known<'_>, reasons: &mut Vec<String>) {
    reasons.extend(of_process(invocation));
    let overrides = Overrides::of(invocation);
    for name in ["toolExecutionNotifications", "toolConfigurationNotifications"] {
        let errors = list(invocation, name).iter().filter(|note| tells_error(note, &overrides, described));
        reasons.extend(errors.map(|note| {
            let text = note.pointer("/message/text").or_else(|| note.pointer("/exception/message"));
            plain_line(text.and_then(Value::as_str).unwrap_or("an error without words"), LETTERS)
        }));
    }
}

/// How the process ended. A scanner that found something may well end with another code than nought, and says by `executionSuccessful`
/// that it did its work (§3.20.14). One that was ended by a signal, or never began, did not, whatever it says.
fn of_process(invocation: &Value) -> Option<String> {
    let said = |name: &str| invocation.get(name).filter(|value| !value.is_null());
    let shown =
        |value: &Value| plain_line(&value.as_str().map_or_else(|| value.to_string(), str::to_owned), LETTERS);
    let why = said("processStartFailureMessage").or_else(|| said("exitCodeDescription"));
    let why = why.map(|why| format!(": {}", shown(why))).unwrap_or_default();
    if said("processStartFailureMessage").is_some() {
        return Some(format!("it was not started{why}"));
    }
    let signal = said("exitSignalName").filter(|name| name.as_str() != Some(""));
    // Writers that leave out nothing write the nought that stands for no signal.
    let signal = signal.or_else(|| said("exitSignalNumber").filter(|number| number.as_i64() != Some(0)));
    if let Some(signal) = signal {
        return Some(format!("it was ended by the signal {}{why}", shown(signal)));
    }
    let code = said("exitCode").map_or_else(|| "0".to_owned(), shown);
    match invocation.get("executionSuccessful") {
        Some(Value::Bool(true)) => None,
        Some(Value::Bool(false)) => Some(format!("it says that it failed{why}")),
        None if matches!(code.as_str(), "0" | "0.0") && why.is_empty() => None,
        None => Some(format!("it ended with {code}{why}")),
        Some(_) => Some("`executionSuccessful` is neither true nor false".to_owned()),
    }
}

/// Why the conversion into this log is not complete (§3.22): what it could not read is not in it.
fn of_conversion(conversion: &Value, reasons: &mut Vec<String>) {
    if let Some(invocation) = conversion.get("invocation").filter(|invocation| !invocation.is_null()) {
        let mut found = Vec::new();
        of_invocation(invocation, &Known::of_tool(conversion.get("tool").unwrap_or(&Value::Null)), &mut found);
        reasons.extend(found.into_iter().map(|why| format!("its conversion: {why}")));
    }
}

/// When the last invocation says that it ended, in seconds since 1970.
pub(super) fn ended(head: &Head<'_>) -> Option<u64> {
    let times = ends(head).filter_map(|end| end.parse::<Timestamp>().ok());
    times.max().and_then(|time| u64::try_from(time.as_second()).ok())
}

/// An end that is no moment: SARIF asks for UTC with a `Z` (§3.20.8), and a time without a zone may be any of a day's.
pub(super) fn ended_unclear(head: &Head<'_>) -> Option<String> {
    let unclear = ends(head).find(|end| !end.is_empty() && end.parse::<Timestamp>().is_err());
    unclear.map(|end| plain_line(end, 40))
}

fn ends<'h>(head: &'h Head<'_>) -> impl Iterator<Item = &'h str> {
    let all = head.invocations.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(|one| one.get("endTimeUtc")?.as_str())
}

#[cfg(test)]
mod tests;
