//! A case for every reason.

use super::*;

type Case = (Policy, Facts, &'static str, Reason, Status);

/// A case for every reason.
fn cases() -> Vec<Case> {
    let high = || facts(vec![finding("B602", Severity::High)]);
    let clean = || facts(Vec::new());
    let with = |change: fn(&mut Facts)| {
        let mut facts = clean();
        change(&mut facts);
        facts
    };
    let run = |change: fn(&mut RunFact)| {
        let mut facts = clean();
        change(&mut facts.reports[0].runs[0]);
        facts.commit = Some("0123456789abcdef".into());
        facts
    };
    let required = |tool: &str| Policy { required_tools: vec![tool.into()], ..policy() };
    let of_tool = |tool: &str| Policy {
        tools: vec![OfTool { tool: tool.into(), limits: none_from(Severity::Medium) }],
        ..policy()
    };
    let unknown = |unknown: Unknown| Policy { unknown, ..policy() };
    let based = || Policy { baseline: Some("b.json".into()), ..policy() };
    let fixed = |tool: &str| fixed(Some(tool), Severity::Low);
    let told = Loosened { input: "max-high".into(), asked: "3".into(), holds: "0".into() };
    let broken = |f: &mut Facts| {
        f.reports[0].broken = Some(Broken { code: "malformed".into(), message: "line 3".into() })
    };
    vec![
        (policy(), clean(), "reports-found", Reason::ReportsFound, Status::Pass),
        (
            policy(),
            with(|f| f.patterns[0].matched = 0),
            "reports-found",
            Reason::NoReport,
            Status::Inconclusive,
        ),
        (policy(), with(|f| f.reports.clear()), "reports-found", Reason::NoReport, Status::Inconclusive),
        (policy(), clean(), "reports-readable", Reason::ReportsRead, Status::Pass),
        (policy(), with(broken), "reports-readable", Reason::ReportBroken, Status::Error),
        (
            policy(),
            with(|f| f.reports[0].runs.clear()),
            "reports-readable",
            Reason::ReportEmpty,
            Status::Inconclusive,
        ),
        (
            policy(),
            with(|f| (f.merged, f.not_merged) = (None, Some("a circle".into()))),
            "reports-readable",
            Reason::NotMerged,
            Status::Error,
        ),
        (policy(), clean(), "scans-complete", Reason::ScansComplete, Status::Pass),
        (
            policy(),
            run(|r| r.incomplete = vec!["no".into()]),
            "scans-complete",
            Reason::ScanIncomplete,
            Status::Inconclusive,
        ),
        (
            policy(),
            run(|r| r.commits = vec!["fedcba9876".into()]),
            "scans-complete",
            Reason::OtherCommit,
            Status::Inconclusive,
        ),
        (required("bandit"), clean(), "tool-bandit", Reason::ToolRan, Status::Pass),
        (required("Semgrep"), clean(), "tool-semgrep", Reason::ToolMissing, Status::Inconclusive),
        (
            required("bandit"),
            run(|r| r.incomplete = vec!["no".into()]),
            "tool-bandit",
            Reason::ToolFailed,
            Status::Inconclusive,
        ),
        (policy(), clean(), "reports-sound", Reason::ReportsSound, Status::Pass),
        (
            policy(),
            with(|f| f.reports[0].notices = vec!["odd".into()]),
            "reports-sound",
            Reason::ReportsOdd,
            Status::Warn,
        ),
        (
            policy(),
            with(|f| (f.committed, f.reports[0].runs[0].ended) = (Some(9), Some(8))),
            "scans-complete",
            Reason::ScanOlder,
            Status::Warn,
        ),
        (
            Policy { paths: vec![paths("p/**", none_from(Severity::Low))], ..policy() },
            facts(vec![FindingFact { path: None, ..finding("X", Severity::Low) }]),
            "paths-pay-max-low",
            Reason::PathsUnknown,
            Status::Inconclusive,
        ),
        (policy(), clean(), "nothing-lost", Reason::NothingLost, Status::Pass),
        (
            policy(),
            with(|f| f.reports[0].runs[0].results = 1),
            "nothing-lost",
            Reason::ResultsLost,
            Status::Error,
        ),
        (policy(), clean(), "max-high", Reason::WithinLimit, Status::Pass),
        (policy(), high(), "max-high", Reason::OverLimit, Status::Fail),
        (policy(), with(broken), "max-high", Reason::ReportsIncomplete, Status::Error),
        (of_tool("Semgrep"), clean(), "tool-semgrep-max-medium", Reason::NotScanned, Status::Inconclusive),
        (policy(), clean(), "severity-known", Reason::SeveritiesKnown, Status::Pass),
        (
            policy(),
            facts(vec![finding("X", Severity::Unknown)]),
            "severity-known",
            Reason::SeverityUnknown,
            Status::Fail,
        ),
        (
            unknown(Unknown::Low),
            facts(vec![finding("X", Severity::Unknown)]),
            "severity-known",
            Reason::SeverityAssumed,
            Status::Warn,
        ),
        (suppressed("2026-12-31"), high(), "suppressions-current", Reason::SuppressionsInUse, Status::Pass),
        (suppressed("2026-08-21"), high(), "suppressions-current", Reason::SuppressionExpired, Status::Fail),
        (suppressed("2026-12-31"), clean(), "suppressions-current", Reason::SuppressionUnused, Status::Warn),
        (suppressed("2026-08-30"), high(), "suppressions-current", Reason::SuppressionExpiring, Status::Warn),
        (
            based(),
            with(|f| f.baseline = Some(BaselineFact { path: "b.json".into(), ..BaselineFact::default() })),
            "baseline",
            Reason::BaselineRead,
            Status::Pass,
        ),
        (based(), clean(), "baseline", Reason::BaselineMissing, Status::Inconclusive),
        (
            policy(),
            with(|f| f.proposed = Some(ProposedFact::default())),
            "policy-proposed",
            Reason::PolicyAsStrict,
            Status::Pass,
        ),
        (
            policy(),
            with(|f| f.proposed = Some(ProposedFact { loosens: vec!["no limit".into()], broken: None })),
            "policy-proposed",
            Reason::PolicyLoosening,
            Status::Warn,
        ),
        (
            policy(),
            with(|f| {
                f.proposed = Some(ProposedFact::default());
                f.baseline = Some(BaselineFact { grows: Some(2), ..BaselineFact::default() });
            }),
            "policy-proposed",
            Reason::PolicyLoosening,
            Status::Warn,
        ),
        (
            policy(),
            with(|f| f.proposed = Some(ProposedFact { loosens: vec![], broken: Some("no YAML".into()) })),
            "policy-proposed",
            Reason::PolicyBroken,
            Status::Fail,
        ),
        (
            Policy { of_commit: OfCommit::Proven, ..required("bandit") },
            run(|r| r.commits = vec!["v1.2".into()]),
            "tool-bandit",
            Reason::ToolUnproven,
            Status::Inconclusive,
        ),
        (fixed("Bandit"), clean(), "policy-names", Reason::NamesKnown, Status::Pass),
        (fixed("Hadolint"), clean(), "policy-names", Reason::NameUnused, Status::Warn),
        (fixed("Bandti"), clean(), "policy-names", Reason::NameMistyped, Status::Error),
        (
            Policy { suppression_days: [(Severity::High, 7)].into(), ..suppressed("2026-12-31") },
            high(),
            "suppressions-current",
            Reason::SuppressionStopped,
            Status::Fail,
        ),
        (
            policy(),
            facts(vec![FindingFact { suppressed: Suppressed::Accepted, ..finding("B602", Severity::High) }]),
            "in-source",
            Reason::InSource,
            Status::Pass,
        ),
        (
            Policy { loosened: Some(vec![]), ..policy() },
            clean(),
            "policy-kept",
            Reason::PolicyKept,
            Status::Pass,
        ),
        (
            Policy { loosened: Some(vec![told]), ..policy() },
            clean(),
            "policy-kept",
            Reason::PolicyLoosened,
            Status::Fail,
        ),
    ]
}

#[test]
fn every_reason_is_reached() {
    let mut reached = Vec::new();
    for (policy, facts, id, reason, status) in cases() {
        let (_, code, of_gate) = judged(&policy, &facts, id);
        assert_eq!((code.as_str(), of_gate), (reason.code(), status), "{id}");
        reached.push(reason);
    }
    for reason in Reason::ALL {
        assert!(reached.contains(reason), "no case reaches {}", reason.code());
    }
}

#[test]
fn reason_codes_are_unique() {
    let codes: std::collections::BTreeSet<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(codes.len(), Reason::ALL.len());
}
