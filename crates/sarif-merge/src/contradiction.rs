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
    } else if policy.file.is_some() != facts.proposed.is_some() {
        "its facts tell of another policy file, or of none where there is one"
    } else {
        return None;
    };
    Some(found.to_owned())
}

#[cfg(test)]
mod tests {
    use sarif::Severity;

    use super::*;
    use crate::decide::tests::{facts, finding, policy};

    fn found(change: fn(&mut Policy, &mut Facts)) -> Option<String> {
        let (mut policy, mut facts) = (policy(), facts(vec![finding("B602", Severity::High)]));
        change(&mut policy, &mut facts);
        find(&policy, &facts)
    }

    #[test]
    fn what_a_run_writes_has_none() {
        assert_eq!(found(|_, _| {}), None);
        assert_eq!(found(|policy, _| policy.files.push("!x".to_owned())), None);
    }

    #[test]
    fn forgeries_are_told_apart() {
        for (change, words) in [
            ((|_, facts| facts.schema = "other".into()) as fn(&mut Policy, &mut Facts), "another schema"),
            (|policy, _| policy.limits.clear(), "sets no limit"),
            (|policy, _| policy.files.push("more".into()), "not about the files"),
            (|_, facts| facts.reports[0].sha256 = None, "without a digest"),
            (|_, facts| facts.not_merged = Some("a circle".into()), "both merged and not"),
            (
                |_, facts| (facts.merged, facts.not_merged) = (None, Some("a circle".into())),
                "nothing that they could be of",
            ),
            (|_, facts| facts.findings[0].first_seen = Some("2026-01-01".into()), "does not name"),
            (|_, facts| facts.proposed = Some(crate::facts::ProposedFact::default()), "policy file"),
        ] {
            let told = found(change).unwrap_or_default();
            assert!(told.contains(words), "{words}: {told}");
        }
    }
}
