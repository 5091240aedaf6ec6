//! Hadolint's JSON (github.com/hadolint/hadolint, "Output format"). A file that does not parse is one finding, DL1000, and has been seen by no rule.

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "hadolint",
    made_by: "hadolint -f json Dockerfile > hadolint.json",
    tool: "Hadolint",
    home: "https://github.com/hadolint/hadolint",
    is: |source| {
        let first = source.first();
        first.has("level") && first.has("file") && first.text("code").is_some_and(is_code)
    },
    read,
};

fn is_code(code: &str) -> bool {
    let number = code.strip_prefix("DL").or_else(|| code.strip_prefix("SC"));
    number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    for item in source.entries()? {
        if item.text("code") == Some("DL1000") {
            run.incomplete(item.or_empty("file"), item.or_empty("message"));
        }
        run.add(finding(&item)?)?;
    }
    Ok(())
}

fn finding(item: &Node<'_>) -> Result<Finding, Error> {
    let code = item.need("code")?;
    let link = if code.starts_with("SC") {
        format!("https://www.shellcheck.net/wiki/{code}")
    } else {
        format!("https://github.com/hadolint/hadolint/wiki/{code}")
    };
    let word = item.need("level")?;
    // The column is 1 for every finding of a Dockerfile's instruction: it says nothing.
    let column = item.whole("column").filter(|column| *column > 1);
    let place = Place::file(item.or_empty("file")).line(item.whole("line")).columns(column, None);
    let rule = Rule::new(code).title(code).link(&link);
    Ok(Finding::new(rule, item.or_empty("message"), Severity::plain(word, level(word, item)?)).at(place))
}

/// The four levels that Hadolint and ShellCheck share.
pub(crate) fn level(word: &str, item: &Node<'_>) -> Result<Level, Error> {
    match word {
        "error" => Ok(Level::Error),
        "warning" => Ok(Level::Warning),
        "info" | "style" => Ok(Level::Note),
        other => Err(item.error("level", format!("`{other}` is no level that is known"))),
    }
}
