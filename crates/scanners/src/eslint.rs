//! ESLint's JSON (eslint.org, "Formatters reference"). It lists every file, clean ones too. A fatal message is a file that no rule has seen. Each file counts its messages.

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
    let files = source.entries()?;
    if files.is_empty() {
        run.incomplete("the scan", "ESLint lists every file that it looks at, and lists none");
    }
    let linted = files.iter().any(|file| !file.maybe("messages").is_ok_and(|list| list.iter().any(is_ignored)));
    for file in files {
        let path = file.need("filePath")?;
        let messages = file.list("messages")?;
        counts(&file, path, &messages, run);
        for message in messages {
            if message.flag("fatal") {
                let line = message.whole("line").unwrap_or_default();
                run.incomplete(path, &format!("line {line}: {}", message.or_empty("message")));
            } else if is_ignored(&message) && !linted {
                run.incomplete(path, message.or_empty("message"));
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

/// Whether a message says that its file was named and ignored. The project itself ignores it: beside files that were linted that is no doubt.
fn is_ignored(message: &Node<'_>) -> bool {
    !message.has("ruleId") && message.or_empty("message").starts_with("File ignored")
}

/// What a file counts; fatal messages are errors, too.
fn counts(file: &Node<'_>, path: &str, messages: &[Node<'_>], run: &mut Run<'_>) {
    let of =
        |severity: u64| messages.iter().filter(|message| message.whole("severity") == Some(severity)).count();
    run.claimed(file, "errorCount", of(2), path);
    run.claimed(file, "warningCount", of(1), path);
    let fatal = messages.iter().filter(|message| message.flag("fatal")).count();
    run.claimed(file, "fatalErrorCount", fatal, path);
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
