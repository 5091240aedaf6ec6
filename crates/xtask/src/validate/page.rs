//! A validation as a page for people and as JSON for machines.

use std::fmt::Write as _;

use anyhow::Result;
use serde_json::{Value, json};

use super::judged::{Judged, Outcome};
use super::setting::Setting;

/// What the project cannot prove for anybody: rows to be filled in by whoever validates.
const OWN_PLACE: &str = include_str!("own_place.md");

pub(super) fn markdown(setting: &Setting, judged: &[Judged]) -> String {
    let mut out = "# Validation record\n\nEvidence of what was tested and how it ended. It is no certificate, and says of no provision that it is met: whoever validates decides that, for\ntheir own place.\n\n".to_owned();
    out.push_str(&about(setting));
    out.push_str(&summary(judged));
    out.push_str("\n## Operational qualification: requirements, tests, results\n");
    let mut tool = "";
    for one in judged {
        if one.requirement.tool != tool {
            tool = one.requirement.tool;
            // Writing to a String cannot fail, here and below.
            let _ = write!(
                out,
                "\n### {tool}\n\n| Id | Requirement | Bears on | Tests | Result |\n| --- | --- | --- | --- | --- |\n"
            );
        }
        let tests: Vec<_> = one.tests.iter().map(|test| format!("`{}` {}", test.name, test.told())).collect();
        let (id, text) = (&one.requirement.id, &one.requirement.text);
        let _ = writeln!(
            out,
            "| {id} | {text} | {} | {} | **{}** |",
            one.requirement.sources.join("; "),
            tests.join(", "),
            one.outcome.word()
        );
    }
    out.push('\n');
    out.push_str(OWN_PLACE);
    out
}

fn about(setting: &Setting) -> String {
    let state = if setting.changed { ", with files that differ from it" } else { "" };
    let commit = if setting.commit.is_empty() { "unknown" } else { &setting.commit };
    let mut out = format!(
        "## What was validated\n\n| | |\n| --- | --- |\n| Version | {} |\n| Commit | {commit}{state} |\n| Cargo.lock, SHA-256 | {} |\n| Toolchain | {} |\n| Judged at | {} |\n",
        setting.version, setting.lockfile_sha256, setting.toolchain, setting.date
    );
    for log in &setting.logs {
        let _ = writeln!(out, "| Log `{}`, SHA-256 | {} |", log.name, log.sha256);
    }
    for binary in &setting.binaries {
        let _ = writeln!(out, "| `{}`, SHA-256 | {} |", binary.name, binary.sha256);
    }
    if setting.binaries.is_empty() {
        out.push_str("| Binaries | none lay built beside the tests |\n");
    }
    out.push_str(
        "\nA log does not say of which commit it is: that it is of this one is the word of whoever made it.\n",
    );
    out
}

fn summary(judged: &[Judged]) -> String {
    let count = |outcome| judged.iter().filter(|one| one.outcome == outcome).count();
    let (proved, not, failed) = (count(Outcome::Proved), count(Outcome::NotProved), count(Outcome::Failed));
    format!("\n{proved} of {} requirements proved, {not} not proved, {failed} failed.\n", judged.len())
}

pub(super) fn json(setting: &Setting, judged: &[Judged]) -> Result<String> {
    let one = |one: &Judged| -> Value {
        let tests: Vec<Value> = one
            .tests
            .iter()
            .map(|test| {
                json!({ "name": test.name, "defined": test.defined, "passed": test.tally.passed, "failed": test.tally.failed,
                        "ignored": test.tally.ignored, "result": test.outcome().word() })
            })
            .collect();
        let requirement = one.requirement;
        json!({ "id": requirement.id, "tool": requirement.tool, "text": requirement.text, "sources": requirement.sources,
                "tests": tests, "result": one.outcome.word() })
    };
    let requirements: Vec<Value> = judged.iter().map(one).collect();
    let mut text = serde_json::to_string_pretty(&json!({ "setting": setting, "requirements": requirements }))?;
    text.push('\n');
    Ok(text)
}
