//! The lock file is committed: the launcher builds with `--locked`, so without it no action runs from a branch.

use super::tree::Tree;
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule { code: "lockfile", check };

const PATH: &str = "Cargo.lock";

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    if tree.file(PATH).is_none() {
        findings.push(Finding::new(
            RULE.code,
            PATH,
            1,
            "the lock file is not committed; run `cargo check` and add it",
        ));
    }
    if let Err(error) = &tree.packages {
        let message =
            format!("cargo cannot resolve the locked graph: {error}; run `cargo check` and commit {PATH}");
        findings.push(Finding::new(RULE.code, PATH, 1, message));
    }
    findings
}

#[cfg(test)]
pub(super) mod tests;
