//! YAML that does not parse cannot be judged by the other rules, and a reader who copies it gets an error.

use super::tree::Tree;
use super::{Finding, Rule, yaml};

pub(super) const RULE: Rule = Rule { code: "unreadable-yaml", check };

fn check(tree: &Tree) -> Vec<Finding> {
    let sources = yaml::sources(tree);
    let broken = sources.iter().filter_map(|source| {
        let (line, message) = source.parse().err()?;
        Some(Finding::new(RULE.code, source.path, line, format!("{message}; write YAML that parses")))
    });
    broken.collect()
}

#[cfg(test)]
pub(super) mod tests;
