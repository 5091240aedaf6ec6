//! What no run of this gate could have written. Whoever forges a verdict can make digests fit; numbers must fit as well.

use crate::facts::{Facts, SCHEMA};
use crate::policy::Policy;

/// The first contradiction within policy and facts, for people.
pub(crate) fn find(policy: &Policy, facts: &Facts) -> Option<String> {
    let asked = policy.files.iter().filter(|pattern| !pattern.starts_with('!'));
    let found = if facts.schema != SCHEMA {
        "the facts are of another schema"
    } else if !policy.judges() {
        "its policy sets no limit"
    } else if !facts.patterns.iter().map(|pattern| &pattern.pattern).eq(asked) {
        "its facts are not about the files that its policy names"
    } else if facts.reports.iter().any(|report| report.broken.is_none() && report.sha256.is_none()) {
        "it counts a report without a digest"
    } else if facts.merged.is_some() == facts.not_merged.is_some() {
        "its reports are both merged and not"
    } else if facts.merged.is_none() && !facts.findings.is_empty() {
        "it has findings, and nothing that they could be of"
    } else if policy.baseline.is_none() && facts.findings.iter().any(|finding| finding.first_seen.is_some()) {
        "it knows findings of a baseline that its policy does not name"
    } else {
        return None;
    };
    Some(found.to_owned())
}
