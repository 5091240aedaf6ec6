//! Every script runs in bash: `sh` is dash on the hosted runners, which drops environment names with a hyphen.

use super::tree::Tree;
use super::yaml::{Item, Kind, Mapping};
use super::{Finding, Rule, yaml};

pub(super) const RULE: Rule = Rule { code: "shell-not-bash", check };

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in yaml::documents(tree) {
        let source = &document.source;
        let mut report = |item: &Item, message: &str| {
            findings.push(Finding::new(RULE.code, source.path, source.line(item), message));
        };
        for shell in yaml::mappings(&document.root).into_iter().filter_map(shell) {
            if program(shell) == Some("sh") {
                report(shell, "`shell: sh` is dash on a hosted runner; write `shell: bash`");
            }
        }
        if !matches!(source.kind, Kind::ShippedAction | Kind::Action) {
            continue;
        }
        for step in yaml::steps(&document.root) {
            let Some(run) = yaml::value(step, "run") else { continue };
            if !matches!(shell(step).and_then(program), Some("bash" | "sh")) {
                report(run, "a script of an action without `shell: bash`; add it");
            }
        }
    }
    findings
}

fn shell(mapping: &Mapping) -> Option<&Item> {
    yaml::value(mapping, "shell")
}

/// The program of `bash -e {0}` is `bash`.
fn program(shell: &Item) -> Option<&str> {
    shell.value.text()?.split_whitespace().next()
}

#[cfg(test)]
pub(super) mod tests;
