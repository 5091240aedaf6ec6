//! A test that a page or a requirement rests on is there: names in the threat model and in the requirements are those of functions below `#[test]`.

use std::collections::BTreeSet;

use super::tree::{File, Tree};
use super::{Finding, Rule};
use crate::validate::defined;

pub(super) const RULE: Rule = Rule { code: "named-test", check };

/// Which files name tests, and what stands around each name.
fn mark(path: &str) -> Option<char> {
    if path == "docs/threat-model.md" {
        return Some('`');
    }
    (path.starts_with("crates/xtask/src/validate/requirements/") && path.ends_with(".toml")).then_some('"')
}

fn check(tree: &Tree) -> Vec<Finding> {
    let there: BTreeSet<&str> = tree.sources("rs").flat_map(|file| defined::tests(&file.text)).collect();
    let naming = tree.files.iter().filter_map(|file| Some((file, mark(&file.path)?)));
    naming.flat_map(|(file, mark)| missing(file, mark, &there)).collect()
}

fn missing(file: &File, mark: char, there: &BTreeSet<&str>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (number, line) in file.lines() {
        for name in defined::named(line, mark).filter(|name| !there.contains(name)) {
            let message = format!("there is no test `{name}`; name one that there is, or write it");
            findings.push(Finding::new(RULE.code, &file.path, number, message));
        }
    }
    findings
}

#[cfg(test)]
pub(super) mod tests;
