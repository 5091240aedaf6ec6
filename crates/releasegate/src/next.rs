//! The next step for a repository without a policy file: one with the numbers that were measured.

use crate::facts::{Facts, Verified};
use crate::half::Half;
use crate::policy::Policy;

/// Severities that the text names even if there is no finding of them.
const ALWAYS: [&str; 2] = ["critical", "high"];
/// Severities of which there are named as many as were found.
const FOUND: [&str; 2] = ["medium", "low"];

/// A policy file under which this run would pass and a worse one would not; none where there is a file, or nothing was measured. It holds
/// nothing but our own words and integers.
#[must_use]
pub fn policy_file(policy: &Policy, facts: &Facts) -> Option<String> {
    if Half::ALL.iter().any(|half| policy.halves.of(*half).in_file) {
        return None;
    }
    let of = |half: Half| facts.judged.of(half).verdict.as_ref();
    let sections: Vec<String> =
        of(Half::Coverage).and_then(coverage).into_iter().chain(of(Half::Reports).and_then(findings)).collect();
    (!sections.is_empty()).then(|| format!("# .github/releasegate.yml\n{}", sections.concat()))
}

/// The share of lines in whole percent, floored.
fn coverage(verdict: &Verified) -> Option<String> {
    let lines = verdict.lines?;
    let percent = u128::from(lines.covered).checked_mul(100)?.checked_div(u128::from(lines.total))?;
    Some(format!("coverage:\n  limits: {{ line: {} }}\n", percent.min(100)))
}

fn findings(verdict: &Verified) -> Option<String> {
    let found = verdict.findings.as_ref()?;
    let number = |severity: &str| found.get(severity).copied().unwrap_or_default();
    let always = ALWAYS.into_iter().map(|severity| (severity, number(severity)));
    let others =
        FOUND.into_iter().map(|severity| (severity, number(severity))).filter(|(_, number)| *number > 0);
    let limits: Vec<String> =
        always.chain(others).map(|(severity, number)| format!("{severity}: {number}")).collect();
    Some(format!("sarif:\n  limits: {{ {} }}\n", limits.join(", ")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use verdict::{Action, Counts, Decision, FailOn, Status};

    use super::*;
    use crate::facts::Judged;

    fn judged(lines: Option<(u64, u64)>, findings: Option<&[(&str, u64)]>) -> Judged {
        let verdict = Verified {
            gate: "g".to_owned(),
            version: "1".to_owned(),
            path: "p".to_owned(),
            sha256: "00".to_owned(),
            judgement: "j".to_owned(),
            status: Status::Pass,
            decision: Decision { action: Action::Proceed, fail_on: FailOn::default(), report_only: false },
            summary: "s".to_owned(),
            unmet: Vec::new(),
            unmet_count: 0,
            lines: lines.map(|(covered, total)| Counts { covered, total }),
            findings: findings
                .map(|all| all.iter().map(|(word, n)| ((*word).to_owned(), *n)).collect::<BTreeMap<_, _>>()),
        };
        Judged { outcome: "success".to_owned(), verdict: Some(verdict), problem: None }
    }

    #[test]
    fn the_file_holds_what_was_measured_floored() {
        let mut facts = Facts::default();
        facts.judged.coverage = judged(Some((1_999, 2_000)), None);
        facts.judged.reports = judged(None, Some(&[("low", 3), ("high", 1), ("evil\n", 9)]));
        let file = policy_file(&Policy::default(), &facts).unwrap();
        assert_eq!(
            file,
            "# .github/releasegate.yml\ncoverage:\n  limits: { line: 99 }\nsarif:\n  limits: { critical: 0, high: 1, low: 3 }\n"
        );
    }

    #[test]
    fn there_is_none_where_a_file_speaks_or_nothing_was_measured() {
        let mut facts = Facts::default();
        facts.judged.coverage = judged(Some((0, 0)), None);
        assert_eq!(policy_file(&Policy::default(), &facts), None);
        facts.judged.coverage = judged(Some((1, 2)), None);
        let mut policy = Policy::default();
        policy.halves.reports.in_file = true;
        assert_eq!(policy_file(&policy, &facts), None);
    }
}
