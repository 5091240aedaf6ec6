//! mypy's own text: `path:line:column:line:column: error: text  [code]`, of which line and code may be absent.

use super::Message;
use crate::author::Place;
use crate::error::Error;

/// Whether the first line is mypy's, or its summary.
pub(super) fn is_mypy(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    line(first).is_some() || summary(first).is_some()
}

/// Every message, if the summary agrees.
pub(super) fn messages(text: &str) -> Result<Vec<Message>, Error> {
    let (mut messages, mut told) = (Vec::new(), None);
    for (at, raw) in text.lines().enumerate().filter(|(_, raw)| !raw.trim().is_empty()) {
        if let Some(message) = line(raw) {
            messages.push(message);
        } else if let Some(errors) = summary(raw) {
            told = Some(errors);
        } else {
            return Err(Error::malformed("`path:line: error: text` is expected").at(format!("line {}", at + 1)));
        }
    }
    let errors = messages.iter().filter(|message| message.severity == "error").count();
    match told {
        Some(told) if Ok(told) == u64::try_from(errors) => Ok(messages),
        Some(told) => Err(Error::malformed(format!("the summary counts {told} errors, {errors} are listed"))),
        None => {
            Err(Error::malformed("the summary (`Found …` or `Success: …`) is missing, so that mypy broke off"))
        }
    }
}

/// Whether a line is mypy's summary.
pub(super) fn is_summary(line: &str) -> bool {
    summary(line).is_some()
}

/// Whether a line is the summary of a run that saw every file, down to its last word: what cannot be read "prevents further checking".
pub(super) fn is_whole(line: &str) -> bool {
    let checked = match line.strip_prefix("Success: no issues found in ") {
        Some(checked) => Some(checked),
        None => line.split_once(" (checked ").and_then(|(_, checked)| checked.strip_suffix(')')),
    };
    let count = checked.and_then(|checked| {
        checked.strip_suffix(" source files").or_else(|| checked.strip_suffix(" source file"))
    });
    is_summary(line) && count.is_some_and(|count| count.parse::<u64>().is_ok_and(|count| count > 0))
}

/// How many errors a summary tells.
fn summary(line: &str) -> Option<u64> {
    if line.starts_with("Success: no issues found") {
        return Some(0);
    }
    let rest = line.strip_prefix("Found ")?;
    let (count, rest) = rest.split_once(' ')?;
    rest.starts_with("error").then(|| count.parse().ok()).flatten()
}

fn line(raw: &str) -> Option<Message> {
    let (places, severity, text) = ["error", "warning", "note"].iter().find_map(|severity| {
        let (places, text) = raw.split_once(&format!(": {severity}: "))?;
        Some((places, *severity, text))
    })?;
    // Numbers from the end, up to four; what is before them is the path, perhaps with a drive.
    let (mut path, mut numbers) = (places, Vec::new());
    while let Some((head, number)) = path.rsplit_once(':') {
        let Ok(number) = number.parse::<u64>() else { break };
        numbers.insert(0, number);
        path = head;
        if numbers.len() == 4 {
            break;
        }
    }
    let number = |at: usize| numbers.get(at).copied();
    // The end column is that of the last character.
    let end = number(3).and_then(|column| column.checked_add(1));
    let place = Place::file(path).lines(number(0), number(2)).columns(number(1), end);
    let code = text.strip_suffix(']').and_then(|text| text.rsplit_once("  [")).filter(|_| severity != "note");
    let (text, code) = code.unwrap_or((text, ""));
    let [file, severity, text, code] = [path, severity, text, code].map(str::to_owned);
    (!file.is_empty()).then(|| Message { file, place, severity, text, code, hint: String::new() })
}
