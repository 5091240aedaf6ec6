//! What a request may say of a check run, with GitHub's limits and words.

use jiff::Timestamp;
use serde_json::Value;

use crate::answer::Answer;
use crate::check::CheckChange;
use crate::rest::git_links::supplied;

const STATUSES: [&str; 6] = ["queued", "in_progress", "completed", "waiting", "requested", "pending"];
/// "You cannot change a check run conclusion to `stale`, only GitHub can set this."
const CONCLUSIONS: [&str; 7] =
    ["action_required", "cancelled", "failure", "neutral", "success", "skipped", "timed_out"];
const LEVELS: [&str; 3] = ["notice", "warning", "failure"];

/// The most annotations of one request.
const MOST_ANNOTATIONS: usize = 50;
const MOST_ACTIONS: usize = 3;
/// The longest summary and text, in characters.
const LONGEST_TEXT: usize = 65_535;
/// The longest message and raw details of an annotation, in bytes, and its longest title.
const LONGEST_MESSAGE: usize = 64 << 10;
const LONGEST_TITLE: usize = 255;

fn invalid(what: &str) -> Answer {
    Answer::unprocessable(&format!("Invalid request.\n\n{what}"))
}

/// Name, commit and the rest of a request that makes a check run.
pub(crate) fn create_request(body: &Value) -> Result<(&str, &str, CheckChange), Answer> {
    let (name, sha) = (supplied(body, "name")?, supplied(body, "head_sha")?);
    let mut change = asked(body, true)?;
    change.name = None;
    Ok((name, sha, change))
}

/// What a request says beside name and commit; a new output needs a title.
pub(crate) fn asked(body: &Value, new: bool) -> Result<CheckChange, Answer> {
    let status = one_of(body, "status", &STATUSES)?;
    let conclusion = one_of(body, "conclusion", &CONCLUSIONS)?;
    if status.as_deref() == Some("completed") && conclusion.is_none() {
        return Err(invalid("\"conclusion\" wasn't supplied."));
    }
    let mut change = CheckChange {
        name: text(body, "name")?,
        external_id: text(body, "external_id")?,
        details_url: text(body, "details_url")?,
        status,
        conclusion,
        started_at: time(body, "started_at")?,
        completed_at: time(body, "completed_at")?,
        ..CheckChange::default()
    };
    if let Some(output) = body.get("output").filter(|output| !output.is_null()) {
        if new {
            supplied(output, "title")?;
        }
        supplied(output, "summary")?;
        change.output = Some((text(output, "title")?, long(output, "summary")?, long(output, "text")?));
        change.annotations = annotations(output)?;
    }
    change.actions = actions(body)?;
    Ok(change)
}

fn text(body: &Value, field: &str) -> Result<Option<String>, Answer> {
    match body.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(other) => Err(invalid(&format!("For 'properties/{field}', {other} is not a string."))),
    }
}

fn long(body: &Value, field: &str) -> Result<Option<String>, Answer> {
    let found = text(body, field)?;
    let length = found.as_deref().map_or(0, |text| text.chars().count());
    if length > LONGEST_TEXT {
        return Err(invalid(&format!("Only {LONGEST_TEXT} characters are allowed; {length} were supplied.")));
    }
    Ok(found)
}

fn one_of(body: &Value, field: &str, words: &[&str]) -> Result<Option<String>, Answer> {
    let found = text(body, field)?;
    match found {
        Some(word) if !words.contains(&word.as_str()) => {
            Err(invalid(&format!("For 'properties/{field}', \"{word}\" is not a member of {words:?}.")))
        }
        found => Ok(found),
    }
}

fn time(body: &Value, field: &str) -> Result<Option<Timestamp>, Answer> {
    let found = text(body, field)?;
    found
        .map(|text| text.parse().map_err(|_| invalid(&format!("\"{text}\" is not a valid date-time."))))
        .transpose()
}

fn annotations(output: &Value) -> Result<Vec<Value>, Answer> {
    let Some(list) = output.get("annotations").filter(|list| !list.is_null()) else { return Ok(Vec::new()) };
    let list = list.as_array().ok_or_else(|| invalid("For 'properties/annotations', it is not an array."))?;
    if list.len() > MOST_ANNOTATIONS {
        let supplied = list.len();
        return Err(invalid(&format!(
            "No more than {MOST_ANNOTATIONS} items are allowed; {supplied} were supplied."
        )));
    }
    list.iter().map(annotation).collect()
}

fn annotation(annotation: &Value) -> Result<Value, Answer> {
    supplied(annotation, "path")?;
    supplied(annotation, "annotation_level")?;
    let message = supplied(annotation, "message")?;
    one_of(annotation, "annotation_level", &LEVELS)?;
    let (start, end) = (line(annotation, "start_line")?, line(annotation, "end_line")?);
    if end < start {
        return Err(invalid("\"end_line\" must be greater than or equal to \"start_line\"."));
    }
    let columns = annotation.get("start_column").or_else(|| annotation.get("end_column"));
    if start != end && columns.is_some_and(|column| !column.is_null()) {
        return Err(invalid(
            "\"start_column\" and \"end_column\" must be omitted if \"start_line\" and \"end_line\" differ.",
        ));
    }
    let raw = text(annotation, "raw_details")?.unwrap_or_default();
    let title = text(annotation, "title")?.unwrap_or_default();
    if message.len().max(raw.len()) > LONGEST_MESSAGE || title.chars().count() > LONGEST_TITLE {
        return Err(invalid(
            "An annotation's message and raw details have at most 64 KB, its title 255 characters.",
        ));
    }
    Ok(annotation.clone())
}

fn line(annotation: &Value, field: &str) -> Result<u64, Answer> {
    match annotation.get(field) {
        None => Err(invalid(&format!("\"{field}\" wasn't supplied."))),
        Some(value) => value
            .as_u64()
            .ok_or_else(|| invalid(&format!("For 'properties/{field}', {value} is not an integer."))),
    }
}

fn actions(body: &Value) -> Result<Option<Value>, Answer> {
    let Some(list) = body.get("actions").filter(|list| !list.is_null()) else { return Ok(None) };
    let count = list.as_array().map_or(usize::MAX, Vec::len);
    if count > MOST_ACTIONS {
        return Err(invalid(&format!("No more than {MOST_ACTIONS} items are allowed; {count} were supplied.")));
    }
    for action in list.as_array().into_iter().flatten() {
        for (field, most) in [("label", 20), ("description", 40), ("identifier", 20)] {
            let length = supplied(action, field)?.chars().count();
            if length > most {
                return Err(invalid(&format!("Only {most} characters are allowed; {length} were supplied.")));
            }
        }
    }
    Ok(Some(list.clone()))
}
