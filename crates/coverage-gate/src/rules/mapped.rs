//! `paths-mapped`: each file of the reports is one that git tracks. A file under another name is merged with nothing, is
//! found by no pattern, and may be generated or somebody else's.

use runner::text::count;
use verdict::{Location, Rule, RuleStatus};

use crate::facts::{Facts, FileFact};
use crate::paths::How;
use crate::policy::{Policy, Unmapped};
use crate::reason::Reason;

pub(super) fn rule(policy: &Policy, facts: &Facts) -> Rule {
    let unmapped: Vec<&FileFact> = facts.unmapped().collect();
    let (status, reason, message) = judge(policy, facts, &unmapped);
    let mut rule = Rule::new(
        "paths-mapped",
        "every file of the reports is one that git tracks",
        status,
        reason.code(),
        message,
    );
    let location = |file: &&FileFact| Location {
        path: file.path.clone(),
        line: None,
        end_line: None,
        message: Some(why(file)),
    };
    rule.locations = unmapped.iter().take(100).map(location).collect();
    rule
}

fn judge(policy: &Policy, facts: &Facts, unmapped: &[&FileFact]) -> (RuleStatus, Reason, String) {
    if facts.repository.is_none() {
        let message =
            "there is no repository in the workspace to compare with: check it out, or set `unmapped: ignore`";
        let status = match policy.unmapped {
            Unmapped::Fail => RuleStatus::Inconclusive,
            Unmapped::Warn | Unmapped::Ignore => RuleStatus::NotApplicable,
        };
        return (status, Reason::NoRepository, message.to_owned());
    }
    let Some(first) = unmapped.first() else {
        return (RuleStatus::Pass, Reason::PathsMapped, "all of them are".to_owned());
    };
    let files = count(unmapped.len() as u64, "file is", "files are");
    let message = format!("{files} not, first {}: {}", first.path, why(first));
    if policy.unmapped == Unmapped::Ignore {
        return (RuleStatus::NotApplicable, Reason::UnmappedIgnored, message);
    }
    if unmapped.len() == facts.files.len() {
        let message = format!(
            "not one file of the reports is: they are of another repository, or `path-map` is needed; {message}"
        );
        return (RuleStatus::Inconclusive, Reason::NothingMapped, message);
    }
    let status = match policy.unmapped {
        Unmapped::Fail => RuleStatus::Fail,
        Unmapped::Warn | Unmapped::Ignore => RuleStatus::Warn,
    };
    (status, Reason::PathsUnmapped, message)
}

/// Why a file has no name in the repository, and what to do.
pub(crate) fn why(file: &FileFact) -> String {
    let candidates: Vec<String> = file.candidates.iter().map(|path| format!("`{path}`")).collect();
    let (any, all) = (candidates.join(" or "), candidates.join(" and "));
    match file.how {
        How::Ambiguous => format!("it may be {any}: say which by `path-map`"),
        How::OtherCase => format!("{all} differs in case alone: write it as git does, or map it by `path-map`"),
        How::Shared => format!("another file of the same report would be {all}, too"),
        _ => {
            "git does not track it: leave generated code out of the report, or map it by `path-map`".to_owned()
        }
    }
}
