//! Rules of this repository that no compiler checks: what may depend on what, how long a file may be, which text may be
//! committed. One rule is one file with `check`, pure over a [`Tree`]; the disk, git and cargo are read in `gather`.

mod dependency_edge;
mod file_length;
mod gather;
pub(crate) mod generated;
mod licence;
mod lockfile;
mod loose_lint;
mod manifest;
mod named_test;
mod permissions;
mod pure_io;
mod run_expression;
mod rust;
mod shell_not_bash;
mod stale_docs;
mod stray_text;
#[cfg(test)]
mod tests;
mod tree;
mod unpinned_action;
mod unreadable_yaml;
mod yaml;

use std::fmt;
use std::io::Write;
use std::path::Path;

use tree::Tree;

/// Something that must change before a commit, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// The file, relative to the root, with `/`.
    pub(crate) path: String,
    /// The line, from 1; 1 where the whole file is meant.
    pub(crate) line: usize,
    /// The rule, in kebab-case.
    pub(crate) code: &'static str,
    /// What is wrong; what to do.
    pub(crate) message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.code, self.message)
    }
}

impl Finding {
    /// A finding of `code` at a place.
    pub(crate) fn new(code: &'static str, path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, code, message: message.into() }
    }
}

/// A rule: its code, and the function that applies it.
struct Rule {
    code: &'static str,
    check: fn(&Tree) -> Vec<Finding>,
}

/// Every rule. Adding one touches this list and the rule's own file with its cases.
const RULES: &[Rule] = &[
    dependency_edge::RULE,
    file_length::RULE,
    licence::RULE,
    lockfile::RULE,
    loose_lint::RULE,
    named_test::RULE,
    permissions::RULE,
    pure_io::RULE,
    run_expression::RULE,
    shell_not_bash::RULE,
    stale_docs::RULE,
    stray_text::RULE,
    unpinned_action::RULE,
    unreadable_yaml::RULE,
];

/// Checks the repository at `root`, prints each finding, and fails if there is any. `extra` is one more source of findings: the
/// generated documentation, which needs more than a tree of text.
pub(crate) fn run_with(
    root: &Path,
    extra: impl Fn(&Path) -> anyhow::Result<Vec<Finding>>,
) -> anyhow::Result<()> {
    report(findings(root, extra)?, &mut std::io::stdout().lock())
}

fn findings(
    root: &Path,
    extra: impl Fn(&Path) -> anyhow::Result<Vec<Finding>>,
) -> anyhow::Result<Vec<Finding>> {
    let mut findings = check(&gather::tree(root)?);
    findings.extend(extra(root)?);
    Ok(findings)
}

fn check(tree: &Tree) -> Vec<Finding> {
    RULES.iter().flat_map(|rule| (rule.check)(tree)).collect()
}

fn report(mut findings: Vec<Finding>, out: &mut impl Write) -> anyhow::Result<()> {
    findings.sort();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    anyhow::ensure!(findings.is_empty(), "tidy: {} to put right, each line says how", findings.len());
    Ok(())
}
