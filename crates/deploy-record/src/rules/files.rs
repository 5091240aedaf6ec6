//! Files that were named have to be there, be readable, and be small enough to be kept.

use verdict::{Rule, RuleStatus};

use super::rule;
use crate::facts::Facts;
use crate::policy::Policy;

/// Bytes of evidence that a record keeps.
pub(crate) const MOST_KEPT: u64 = 10 << 20;

pub(super) fn is_about_files(id: &str) -> bool {
    matches!(id, "files" | "evidence")
}

pub(super) fn rules(policy: &Policy, facts: &Facts) -> Vec<Rule> {
    let mut rules = Vec::new();
    if !policy.verdicts.is_empty() || !policy.evidence.is_empty() {
        let message = facts.unmatched.first().map(|(input, pattern)| {
            let hidden = if pattern.contains(".releasegate") {
                "; a pattern does not look into .releasegate: name each file there"
            } else {
                ""
            };
            format!("`{pattern}` in `{input}` matches no file{hidden}")
        });
        rules.push(match message {
            Some(message) => {
                rule("files", "every file that was named is there", RuleStatus::Error, "no-file", message)
            }
            None => rule(
                "files",
                "every file that was named is there",
                RuleStatus::Pass,
                "there",
                "Every file is there.",
            ),
        });
    }
    if !facts.evidence.is_empty() {
        rules.push(evidence(policy, facts));
    }
    rules
}

fn evidence(policy: &Policy, facts: &Facts) -> Rule {
    let title = "the evidence is kept";
    if let Some((path, problem)) = facts
        .evidence
        .iter()
        .filter(|one| one.named)
        .find_map(|one| Some((&one.path, one.read.as_ref().err()?)))
    {
        let message = format!("{path} cannot be kept: {problem}");
        return rule("evidence", title, RuleStatus::Error, "unreadable", message);
    }
    let left: Vec<&str> =
        facts.evidence.iter().filter(|one| one.named && !one.kept).map(|one| one.path.as_str()).collect();
    match left.first() {
        Some(first) if !policy.digest_only => {
            let message = format!(
                "{first} does not fit: a record keeps {MOST_KEPT} bytes; leave it out, or say `large-evidence: digest` and keep the file elsewhere"
            );
            rule("evidence", title, RuleStatus::Error, "too-large", message)
        }
        Some(first) => {
            let message = format!(
                "Of {} files, {first} first, the record has the digest alone: keep them elsewhere.",
                left.len()
            );
            rule("evidence", title, RuleStatus::Warn, "digest-only", message)
        }
        None => {
            let message = format!("{} files are kept in the record.", facts.evidence.len());
            rule("evidence", title, RuleStatus::Pass, "kept", message)
        }
    }
}
