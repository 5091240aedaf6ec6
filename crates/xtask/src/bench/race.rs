//! The race: every tool on every input, in turns, and what our own runs found held against the rules of the inputs.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use anyhow::{Context as _, Result as Outcome, ensure};
use serde_json::Value;

use super::input::{Count, Input, Totals};
use super::measure::{Run, measure, median};
use super::tool::{Tool, Tools};

/// What one tool took for one input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Result {
    pub(super) input: &'static str,
    pub(super) tool: Tool,
    /// The medians.
    pub(super) run: Run,
    /// Length of the input.
    pub(super) bytes: u64,
    /// Distinct lines that it names.
    pub(super) lines: u64,
}

/// Runs the tools that read an input, one after another and the whole list again, so that what slows the machine slows all.
pub(super) fn race(input: &Input, tools: &Tools, folder: &Path, rounds: usize) -> Outcome<Vec<Result>> {
    let ready = input.ready(folder)?;
    // All find the report in the page cache: the disk is not in the race.
    let mut report = File::open(&ready.path).context("failed to open a report")?;
    io::copy(&mut report, &mut io::sink()).context("failed to read a report")?;
    let readers = Tool::readers(input.name);
    let mut runs: Vec<Vec<Run>> = vec![Vec::new(); readers.len()];
    for _ in 0..rounds {
        for (tool, runs) in readers.iter().zip(&mut runs) {
            let command = tools.command(*tool, input.name, &ready.path)?;
            runs.push(measure(&command, folder)?);
            if *tool == Tool::Ours {
                check(&folder.join(".releasegate/coverage-gate.facts.json"), &ready.totals)
                    .with_context(|| format!("{}: the gate read something else", input.name))?;
            }
        }
    }
    let result = |(tool, runs): (&Tool, &Vec<Run>)| {
        let run = median(runs)?;
        Some(Result { input: input.name, tool: *tool, run, bytes: ready.bytes, lines: ready.totals.lines() })
    };
    readers.iter().zip(&runs).map(result).collect::<Option<_>>().context("nothing was run")
}

/// A fast reader that reads something else is none: the facts of the run must hold the totals of the rule.
fn check(facts: &Path, expected: &Totals) -> Outcome<()> {
    let text = fs::read_to_string(facts).context("the gate left no facts")?;
    let facts: Value = serde_json::from_str(&text).context("the facts are no JSON")?;
    for (metric, expected) in &expected.0 {
        let found = facts.pointer("/reports/0/content/totals").and_then(|totals| totals.get(metric));
        let found: Option<Count> = found.and_then(|count| serde_json::from_value(count.clone()).ok());
        ensure!(found == Some(*expected), "{metric}: {found:?}, and the rule wrote {expected:?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_that_differ_from_the_rule_end_the_race() {
        let folder = tempfile::tempdir().unwrap();
        let facts = folder.path().join("facts.json");
        let line = Count { covered: 3, total: 4 };
        let totals = Totals([("line".to_owned(), line)].into());
        let write = |covered: u64| {
            let found = serde_json::json!({"line": {"covered": covered, "total": line.total}});
            fs::write(&facts, serde_json::json!({"reports": [{"content": {"totals": found}}]}).to_string())
                .unwrap();
        };
        write(line.covered);
        check(&facts, &totals).unwrap();
        write(line.covered - 1);
        assert!(check(&facts, &totals).unwrap_err().to_string().starts_with("line: "));
    }
}
