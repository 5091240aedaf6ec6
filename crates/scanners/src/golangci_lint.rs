//! golangci-lint's JSON (golangci-lint.run, "Output"). In its SARIF a rule is a linter; here it is the code that the text begins with, where there is
//! one. What does not compile has been seen by no linter.

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Bucket, Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "golangci-lint",
    made_by: "golangci-lint run --output.json.path golangci.json",
    tool: "golangci-lint",
    home: "https://golangci-lint.run/",
    is: |source| {
        let root = source.root();
        root.value.get("Issues").is_some() && root.has("Report")
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let root = source.root();
    let report = root.node("Report");
    if let Some(error) = report.text("Error") {
        run.incomplete("the run", error);
    }
    for warning in report.maybe("Warnings")? {
        let text = warning.or_empty("Text");
        if ["can't run", "failed", "timeout", "error"]
            .iter()
            .any(|word| text.to_ascii_lowercase().contains(word))
        {
            run.incomplete(warning.text("Tag").unwrap_or("a linter"), text);
        }
    }
    let linters = report.maybe("Linters")?;
    let enabled = linters.iter().filter(|linter| linter.flag("Enabled"));
    let enabled: Vec<_> = enabled.filter_map(|linter| linter.text("Name")).map(str::to_owned).collect();
    if !linters.is_empty() && enabled.is_empty() {
        run.incomplete("the run", "no linter was enabled");
    }
    run.about("linters", enabled);
    for issue in root.maybe("Issues")? {
        if issue.text("FromLinter") == Some("typecheck") {
            run.incomplete(issue.node("Pos").or_empty("Filename"), issue.or_empty("Text"));
        }
        run.add(finding(&issue)?)?;
    }
    Ok(())
}

fn finding(issue: &Node<'_>) -> Result<Finding, Error> {
    let linter = issue.need("FromLinter")?;
    let text = issue.or_empty("Text");
    let code = text.split([':', ' ']).next().filter(|code| is_code(code)).filter(|_| text.contains(": "));
    let id = code.unwrap_or(linter);
    let mut rule = Rule::new(id).title(id).tag(linter);
    let word = issue.or_empty("Severity");
    let severity = if linter == "gosec" {
        rule = rule.security();
        match Bucket::read(word) {
            Some(bucket) => Severity::new(word, Some(bucket), None),
            None => Severity::plain(word, level(word)),
        }
    } else {
        Severity::plain(word, level(word))
    };
    let (position, range) = (issue.node("Pos"), issue.node("LineRange"));
    let line = position.whole("Line");
    let end = range.whole("To").filter(|_| range.whole("From") == line);
    let place =
        Place::file(position.need("Filename")?).lines(line, end).columns(position.whole("Column"), None);
    Ok(Finding::new(rule, text, severity).at(place).property("linter", linter))
}

/// `G104`, `SA1019`, `ST1005`: capitals and digits.
fn is_code(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
    digits.len() < word.len() && digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn level(word: &str) -> Level {
    match word.to_ascii_lowercase().as_str() {
        "error" | "high" | "critical" => Level::Error,
        "info" | "low" | "note" => Level::Note,
        _ => Level::Warning,
    }
}
