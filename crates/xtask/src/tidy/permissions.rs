//! Every workflow says which permissions its token has: silence means whatever the repository's settings grant.

use super::tree::Tree;
use super::yaml::Kind;
use super::{Finding, Rule, yaml};

pub(super) const RULE: Rule = Rule { code: "permissions", check };

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in yaml::documents(tree).filter(|document| document.source.kind == Kind::Workflow) {
        let source = &document.source;
        match document.root.value.map().and_then(|root| yaml::value(root, "permissions")) {
            None => {
                let message = "no top-level `permissions:`; write `permissions: {}` and grant per job";
                findings.push(Finding::new(RULE.code, source.path, 1, message));
            }
            Some(all) if matches!(all.value.text(), Some("write-all" | "read-all")) => {
                let message = "blanket `permissions:`; write `permissions: {}` and grant per job";
                findings.push(Finding::new(RULE.code, source.path, source.line(all), message));
            }
            Some(_) => {}
        }
    }
    findings
}

#[cfg(test)]
pub(super) mod tests;
