//! No expression inside a script: the runner pastes its value into the shell's text, so that a branch name can be a command.

use super::tree::Tree;
use super::{Finding, Rule, yaml};

pub(super) const RULE: Rule = Rule { code: "run-expression", check };

/// How every expression of GitHub Actions opens.
const OPENING: &str = "${{";

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in yaml::documents(tree) {
        for step in yaml::steps(&document.root) {
            let Some(run) = yaml::value(step, "run") else { continue };
            if run.value.text().is_some_and(|script| script.contains(OPENING)) {
                let line = document.source.line_with(run, OPENING);
                let message =
                    format!("`{OPENING}` in a `run:`; pass the value through `env:` and read the variable");
                findings.push(Finding::new(RULE.code, document.source.path, line, message));
            }
        }
    }
    findings
}

#[cfg(test)]
pub(super) mod tests;
