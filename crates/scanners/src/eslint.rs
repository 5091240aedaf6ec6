//! ESLint's JSON (eslint.org, "Formatters reference"). It lists every file, clean ones too. A fatal message is a file that no rule has seen.

use crate::author::{Finding, Place, Rule, Run, Suppression};
use crate::error::Error;
use crate::format::Reader;
use crate::node::Node;
use crate::severity::{Level, Severity};
use crate::source::Source;

pub(crate) const READER: Reader = Reader {
    name: "eslint",
    made_by: "eslint -f json -o eslint.json .",
    tool: "ESLint",
    home: "https://eslint.org/",
    is: |source| {
        let first = source.first();
        first.has("filePath") && first.has("messages")
    },
    read,
};

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    for file in source.entries()? {
        let path = file.need("filePath")?;
        for message in file.list("messages")? {
            if message.flag("fatal") {
                let line = message.whole("line").unwrap_or_default();
                run.incomplete(path, &format!("line {line}: {}", message.or_empty("message")));
            }
            let finding = finding(path, &message, run)?;
            run.add(finding)?;
        }
        for message in file.maybe("suppressedMessages")? {
            let mut finding = finding(path, &message, run)?;
            for one in message.maybe("suppressions")? {
                finding = finding.suppressed(Some(Suppression::in_source(one.or_empty("justification"))));
            }
            run.add(finding)?;
        }
    }
    Ok(())
}

fn finding(path: &str, message: &Node<'_>, run: &mut Run<'_>) -> Result<Finding, Error> {
    let id = message.text("ruleId").unwrap_or(if message.flag("fatal") { "fatal" } else { "no-rule" });
    let mut rule = Rule::new(id).title(id);
    if !id.contains('/') && id.contains(|c: char| c.is_ascii_lowercase()) && message.has("ruleId") {
        rule = rule.link(&format!("https://eslint.org/docs/latest/rules/{id}"));
    }
    if ["security/", "no-secrets/", "no-unsanitized/", "xss/"].iter().any(|plugin| id.contains(plugin)) {
        rule = rule.security();
    }
    let place = Place::file(path)
        .lines(message.whole("line"), message.whole("endLine"))
        .columns(message.whole("column"), message.whole("endColumn"));
    Ok(Finding::new(rule, &text(id, message.or_empty("message"), run), severity(message)?).at(place))
}

/// The plugin no-secrets quotes what it found.
fn text(id: &str, message: &str, run: &mut Run<'_>) -> String {
    match message.split_once('"').filter(|_| id.starts_with("no-secrets/")) {
        Some((head, secret)) => format!("{head}{}", run.hide(secret.trim_end_matches('"'))),
        None => message.to_owned(),
    }
}

fn severity(message: &Node<'_>) -> Result<Severity, Error> {
    match message.whole("severity") {
        Some(2) => Ok(Severity::plain("2", Level::Error)),
        Some(1) => Ok(Severity::plain("1", Level::Warning)),
        _ => Err(message.error("severity", "a severity of 1 or 2 is expected")),
    }
}
