//! The requirements: one file a tool in `requirements/`, in the order of their numbers.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

/// What each file is about, the letters of its ids, and its text.
const FILES: [(&str, &str, &str); 6] = [
    ("every tool", "ALL", include_str!("requirements/suite.toml")),
    ("coverage-gate", "COV", include_str!("requirements/coverage-gate.toml")),
    ("sarif-merge", "SAR", include_str!("requirements/sarif-merge.toml")),
    ("approval-issue", "APP", include_str!("requirements/approval-issue.toml")),
    ("deploy-record", "DEP", include_str!("requirements/deploy-record.toml")),
    ("deploy-verify", "VER", include_str!("requirements/deploy-verify.toml")),
];

/// One sentence that can be false, and the tests that would fail if it were.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Requirement {
    /// `RG-`, the letters of the tool and a number: `RG-APP-003`.
    pub(crate) id: String,
    /// The sentence.
    pub(crate) text: String,
    /// Provisions that it bears on. That one of them is met is nowhere said.
    pub(crate) sources: Vec<String>,
    /// Names of test functions.
    pub(crate) tests: Vec<String>,
    /// The tool, from the file.
    #[serde(skip)]
    pub(crate) tool: &'static str,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    requirement: Vec<Requirement>,
}

/// Every requirement.
///
/// # Errors
///
/// A file that is no list of them, an id out of its order, or a requirement without text, source or test.
pub(crate) fn all() -> Result<Vec<Requirement>> {
    let files = FILES.iter().map(|(tool, letters, text)| read(tool, letters, text));
    Ok(files.collect::<Result<Vec<_>>>()?.concat())
}

fn read(tool: &'static str, letters: &str, text: &str) -> Result<Vec<Requirement>> {
    let file: File = toml::from_str(text).with_context(|| format!("requirements of {tool}"))?;
    let mut found = file.requirement;
    for (number, one) in (1..).zip(&mut found) {
        let id = format!("RG-{letters}-{number:03}");
        ensure!(one.id == id, "{}: the requirement in this place is {id}", one.id);
        ensure!(one.text.ends_with('.') && !one.text.contains('|'), "{id}: its text is no sentence");
        ensure!(!one.sources.is_empty(), "{id}: it bears on nothing");
        ensure!(!one.tests.is_empty(), "{id}: no test proves it");
        let tests: BTreeSet<&String> = one.tests.iter().collect();
        ensure!(tests.len() == one.tests.len(), "{id}: it names a test twice");
        one.tool = tool;
    }
    Ok(found)
}

/// The table of the page for users.
pub(crate) fn table() -> Result<String> {
    let mut out = "| Id | Requirement | Bears on | Tests |\n| --- | --- | --- | --- |\n".to_owned();
    for one in all()? {
        let tests: Vec<_> = one.tests.iter().map(|name| format!("`{name}`")).collect();
        writeln!(out, "| {} | {} | {} | {} |", one.id, one.text, one.sources.join("; "), tests.join(", "))?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{FILES, all, read, table};

    const ONE: &str = "[[requirement]]\nid = \"RG-COV-001\"\ntext = \"It holds.\"\nsources = [\"A\"]\ntests = [\"it_holds\"]\n";

    #[test]
    fn there_are_forty_and_some_of_every_tool() {
        let all = all().unwrap();
        assert!(all.len() >= 40, "{}", all.len());
        for (tool, ..) in FILES {
            assert!(all.iter().any(|one| one.tool == tool), "{tool}");
        }
        assert_eq!(table().unwrap().lines().count(), all.len() + 2);
    }

    #[test]
    fn a_requirement_is_read() {
        let read = read("coverage-gate", "COV", ONE).unwrap();
        assert_eq!((read[0].tool, read[0].tests[0].as_str()), ("coverage-gate", "it_holds"));
    }

    #[test]
    fn what_is_no_whole_requirement_is_refused() {
        let twice = format!("{ONE}{ONE}");
        let cases = [
            (twice.as_str(), "in this place is RG-COV-002"),
            (&ONE.replace("COV", "SAR"), "in this place is RG-COV-001"),
            (&ONE.replace("It holds.", "It holds"), "no sentence"),
            (&ONE.replace("[\"A\"]", "[]"), "bears on nothing"),
            (&ONE.replace("[\"it_holds\"]", "[]"), "no test proves it"),
            (&ONE.replace("[\"it_holds\"]", "[\"a\", \"a\"]"), "a test twice"),
            (&ONE.replace("sources", "source"), "requirements of coverage-gate"),
        ];
        for (text, words) in cases {
            let error = format!("{:#}", read("coverage-gate", "COV", text).unwrap_err());
            assert!(error.contains(words), "{words}: {error}");
        }
    }
}
