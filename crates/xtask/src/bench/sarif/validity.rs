//! The merged log held to the validator of the SARIF SDK: it may find nothing that it did not find in what was merged.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::set::Set;
use super::tool::{Tool, Tools};

/// Errors by the validator's rule.
type Errors = BTreeMap<String, u64>;

/// Merges a set and validates it before and after. Answers how many errors there were in what was merged.
pub(super) fn check(set: &Set, tools: &Tools, place: &Path) -> Result<u64> {
    let ready = set.ready(place)?;
    let mut before = Errors::new();
    for file in ready.files()? {
        for (rule, count) in errors(&file, tools, place)? {
            *before.entry(rule).or_default() += count;
        }
    }
    let mut merge = tools.command(Tool::Ours, &ready)?;
    let status = merge.stdout(Stdio::null()).status().with_context(|| format!("failed to start {merge:?}"))?;
    ensure!(status.success(), "{merge:?} ended with {status}");
    let new = added(&before, &errors(&tools.output(Tool::Ours), tools, place)?);
    ensure!(
        new.is_empty(),
        "sarif-multitool validate: the merged log has errors that its parts had not: {new:?}"
    );
    Ok(before.values().sum())
}

fn errors(log: &Path, tools: &Tools, place: &Path) -> Result<Errors> {
    let findings = place.join("validated.sarif");
    if findings.exists() {
        fs::remove_file(&findings).context("failed to remove earlier findings")?;
    }
    let mut command = tools.validate(log, &findings);
    let output = command.output().with_context(|| format!("failed to start {command:?}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    // It ends with 0 whether it finds something or not; without a log of its findings it found nothing out.
    let text =
        fs::read_to_string(&findings).with_context(|| format!("{command:?} wrote no findings: {said}"))?;
    count(&text).with_context(|| format!("{command:?} ended with {}: {said}", output.status))
}

/// The errors in what the validator wrote, which is a log as well. One that says that it could not validate says nothing.
fn count(text: &str) -> Result<Errors> {
    let log: Value = serde_json::from_str(text).context("the findings are no JSON")?;
    let run = log.pointer("/runs/0").context("the findings have no run")?;
    let done = run.pointer("/invocations/0/executionSuccessful").and_then(Value::as_bool);
    ensure!(done == Some(true), "the validator did not come to its end");
    let results = run.get("results").and_then(Value::as_array).context("the findings are no list")?;
    // Of a log that it cannot read it says that all went well, and finds nothing; of one that it reads it always notes something.
    ensure!(!results.is_empty(), "the validator could not read the log");
    let mut errors = Errors::new();
    for result in results {
        if result.get("level").and_then(Value::as_str) == Some("error") {
            let rule = result.get("ruleId").and_then(Value::as_str).unwrap_or("without a rule");
            *errors.entry(rule.to_owned()).or_default() += 1;
        }
    }
    Ok(errors)
}

/// What there is more of.
fn added(before: &Errors, after: &Errors) -> Errors {
    let more = |(rule, count): (&String, &u64)| {
        let more = count.saturating_sub(before.get(rule).copied().unwrap_or(0));
        (more > 0).then(|| (rule.clone(), more))
    };
    after.iter().filter_map(more).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(done: bool, results: &str) -> String {
        format!(r#"{{"runs":[{{"invocations":[{{"executionSuccessful":{done}}}],"results":{results}}}]}}"#)
    }

    #[test]
    fn errors_are_counted_by_rule_and_nothing_else_is() {
        let text = findings(
            true,
            r#"[{"ruleId":"A","level":"error"},{"ruleId":"A","level":"error"},{"ruleId":"B","level":"note"},{"ruleId":"C"}]"#,
        );
        assert_eq!(count(&text).unwrap(), Errors::from([("A".to_owned(), 2)]));
        assert!(count(&findings(false, r#"[{"ruleId":"A"}]"#)).is_err());
        assert!(count(&findings(true, "[]")).is_err());
        assert!(count(r#"{"runs":[]}"#).is_err());
    }

    #[test]
    fn an_error_more_is_new_and_one_less_is_not() {
        let of = |count| Errors::from([("A".to_owned(), count)]);
        assert_eq!(added(&of(2), &of(3)), of(1));
        assert_eq!(added(&of(3), &of(2)), Errors::new());
        assert_eq!(added(&Errors::new(), &of(1)), of(1));
    }
}
