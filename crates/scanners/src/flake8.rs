//! Flake8's text, `path:line:column: code text` (flake8.pycqa.org, "Selecting and ignoring violations"). A run without findings writes nothing, which a run that broke
//! off does too: with `--count` it ends in a number, which is held against the lines.

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::ruff;
use crate::severity::{Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "flake8",
    made_by: "flake8 --count > flake8.txt",
    tool: "Flake8",
    home: "https://flake8.pycqa.org/",
    is: |source| match source {
        Source::Text(text) => {
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            line(first).is_some() || (first.trim().parse::<u64>().is_ok() && text.trim().lines().count() == 1)
        }
        _ => false,
    },
    read,
};

struct Line<'a> {
    path: &'a str,
    line: u64,
    column: u64,
    code: &'a str,
    text: &'a str,
}

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let Source::Text(text) = source else { return Err(Error::malformed("text is expected")) };
    let (mut found, mut counted) = (0_u64, None);
    for (at, raw) in text.lines().enumerate().filter(|(_, raw)| !raw.trim().is_empty()) {
        let place = format!("line {}", at + 1);
        if counted.is_some() {
            return Err(Error::malformed("a line follows the count").at(place));
        }
        if let Some(line) = line(raw) {
            found += 1;
            let finding = finding(&line, run);
            run.add(finding)?;
        } else if let Ok(count) = raw.trim().parse::<u64>() {
            counted = Some(count);
        } else {
            return Err(Error::malformed("`path:line:column: code text` is expected").at(place));
        }
    }
    match counted {
        Some(count) if count != found => {
            Err(Error::malformed(format!("the count is {count}, {found} lines are listed")))
        }
        _ => Ok(()),
    }
}

/// The parts of a line; the path may begin with a drive.
fn line(raw: &str) -> Option<Line<'_>> {
    let (places, rest) = raw.trim_end().split_once(": ")?;
    let (rest_of_path, column) = places.rsplit_once(':')?;
    let (path, line) = rest_of_path.rsplit_once(':')?;
    let (code, text) = rest.split_once(' ')?;
    let letters = code.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let is_code =
        letters.len() < code.len() && !letters.is_empty() && letters.bytes().all(|byte| byte.is_ascii_digit());
    let (line, column) = (line.parse().ok()?, column.parse().ok()?);
    (is_code && !path.is_empty()).then_some(Line { path, line, column, code, text })
}

fn finding(line: &Line<'_>, run: &mut Run<'_>) -> Finding {
    let code = line.code;
    let severity = match code {
        "E902" | "E999" => {
            run.incomplete(line.path, line.text);
            Severity::plain("", Level::Error)
        }
        _ if code.starts_with("E9") || code.starts_with("F8") => Severity::plain("", Level::Error),
        _ if ruff::is_security(code) => Severity::new("", Some(ruff::bandit(code)), None),
        _ if code.starts_with('W') || code.starts_with('C') => Severity::plain("", Level::Note),
        _ => Severity::plain("", Level::Warning),
    };
    let mut rule = Rule::new(code).title(code);
    if ruff::is_security(code) {
        rule = rule.security();
    }
    // flake8-bandit quotes the password that it found.
    let quoted = line.text.split_once(": ").filter(|_| matches!(code, "S105" | "S106" | "S107"));
    let text = match quoted {
        Some((head, secret)) => format!("{head}: {}", run.hide(secret.trim().trim_matches(['\'', '"']))),
        None => line.text.to_owned(),
    };
    // Flake8 writes a column of 0 for what concerns the whole line.
    let place = Place::file(line.path).line(Some(line.line)).columns(Some(line.column), None);
    Finding::new(rule, &text, severity).at(place)
}
