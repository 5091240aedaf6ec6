//! Generated blocks of Markdown can be regenerated: each is closed, and its name occurs once in its file. That their bodies
//! are current is checked by whoever generates them, through [`super::run_with`].

use super::tree::{File, Tree};
use super::{Finding, Rule, generated};

pub(super) const RULE: Rule = Rule { code: "stale-docs", check };

fn check(tree: &Tree) -> Vec<Finding> {
    tree.sources("md").flat_map(blocks).collect()
}

fn blocks(file: &File) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, text) in file.lines() {
        let name = text.strip_prefix("<!-- generated: ").and_then(|rest| rest.strip_suffix(" -->"));
        if let Some(Err(error)) = name.map(|name| generated::differs(&file.text, name, "")) {
            findings.push(Finding::new(RULE.code, &file.path, line, error.to_string()));
        }
    }
    findings
}

#[cfg(test)]
pub(super) mod tests;
