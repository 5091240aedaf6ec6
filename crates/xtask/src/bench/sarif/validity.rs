//! Logs held to the validator of the SARIF SDK: in a merged log it may find nothing that it did not find in what was merged, and in
//! what the converters write it may find no error at all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::fixtures;
use super::set::{SMALL, Set};
use super::tool::multitool;
use crate::gates::release;

/// Errors by the validator's rule.
type Errors = BTreeMap<String, u64>;

/// The validator, installed.
pub(super) struct Validator {
    program: PathBuf,
    /// Where it writes.
    folder: PathBuf,
}

/// Holds what this checkout merges and converts to the validator.
pub(crate) fn run(root: &Path) -> Result<()> {
    let folder = root.join("target/validity");
    fs::create_dir_all(&folder).context("failed to make target/validity")?;
    let ours = release::binary(root, "sarif-merge")?;
    let validator = Validator::install(root, &folder)?;
    let known = validator.merged(&SMALL, &ours)?;
    let fixtures = fixtures::merged(root, &ours, &folder)?;
    let errors = validator.errors(&fixtures.log)?;
    ensure!(errors.is_empty(), "sarif-multitool validate: what the converters write has errors: {errors:?}");
    super::say(&format!(
        "{known} errors in what was merged, none more in the merged log; no error in what was made of {} reports",
        fixtures.reports
    ))
}

impl Validator {
    pub(super) fn install(root: &Path, folder: &Path) -> Result<Self> {
        Ok(Self { program: multitool(root)?, folder: folder.to_owned() })
    }

    /// Merges a set with our program and validates it before and after. Answers how many errors there were in what was merged.
    pub(super) fn merged(&self, set: &Set, ours: &Path) -> Result<u64> {
        let ready = set.ready(&self.folder)?;
        let mut before = Errors::new();
        for file in ready.files()? {
            for (rule, count) in self.errors(&file)? {
                *before.entry(rule).or_default() += count;
            }
        }
        let mut merge = Command::new(ours);
        merge.args(["merge", &format!("{}/*.sarif", set.name), "--output", "valid.sarif"]);
        merge.current_dir(&self.folder).stdout(Stdio::null());
        let status = merge.status().with_context(|| format!("failed to start {merge:?}"))?;
        ensure!(status.success(), "{merge:?} ended with {status}");
        let new = added(&before, &self.errors(&self.folder.join("valid.sarif"))?);
        ensure!(
            new.is_empty(),
            "sarif-multitool validate: the merged log has errors that its parts had not: {new:?}"
        );
        Ok(before.values().sum())
    }

    fn errors(&self, log: &Path) -> Result<Errors> {
        let findings = self.folder.join("validated.sarif");
        if findings.exists() {
            fs::remove_file(&findings).context("failed to remove earlier findings")?;
        }
        let mut command = Command::new(&self.program);
        command.arg("validate").arg(log);
        command.args(["--quiet", "true", "--level", "Error;Warning;Note", "--log", "ForceOverwrite"]);
        command.arg("--output").arg(&findings).current_dir(&self.folder);
        let output = command.output().with_context(|| format!("failed to start {command:?}"))?;
        let said = String::from_utf8_lossy(&output.stderr);
        // It ends with 0 whether it finds something or not; without a log of its findings it found nothing out.
        let text =
            fs::read_to_string(&findings).with_context(|| format!("{command:?} wrote no findings: {said}"))?;
        count(&text).with_context(|| format!("{command:?} ended with {}: {said}", output.status))
    }
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
