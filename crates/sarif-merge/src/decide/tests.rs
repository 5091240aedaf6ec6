use std::collections::BTreeMap;

use sarif::{Kind, Package, Severity, SeverityOverride, SeverityPolicy, SeverityStep, Suppressed};
use verdict::{FailOn, RuleStatus, Status};

mod cases;
mod told;

use super::*;
use crate::facts::{
    BaselineFact, Broken, Conserved, FindingFact, MergedFact, PatternFact, ProposedFact, RunFact, SCHEMA,
};
use crate::policy::{
    Asked, Cause, InSource, Loosened, OfCommit, OfPaths, OfTool, Suppression, Unknown, WithoutFile, none_from,
};

pub(crate) fn finding(rule: &str, severity: Severity) -> FindingFact {
    FindingFact {
        tool: "Bandit".into(),
        rule: rule.into(),
        title: String::new(),
        message: "it is bad".into(),
        kind: None,
        severity,
        step: SeverityStep::Native,
        at_least: None,
        path: Some("src/a.py".into()),
        other_paths: Vec::new(),
        line: Some(7),
        end_line: None,
        identity: format!("id-{rule}"),
        fingerprint: None,
        aliases: Vec::new(),
        package: None,
        cwes: vec![78],
        suppressed: Suppressed::NotStated,
        also: Vec::new(),
        first_seen: None,
        help: None,
        members: Vec::new(),
    }
}

/// Facts of one whole report with these findings.
pub(crate) fn facts(findings: Vec<FindingFact>) -> Facts {
    let results = findings.len() as u64;
    let run = RunFact { tool: "Bandit".into(), version: Some("1.9".into()), results, ..RunFact::default() };
    let mut ledger: BTreeMap<String, Conserved> = BTreeMap::new();
    ledger.insert(
        "Bandit".into(),
        Conserved { read: results, written: results, findings: results, ..Conserved::default() },
    );
    Facts {
        schema: SCHEMA.into(),
        patterns: vec![PatternFact { pattern: "r/*".into(), matched: 1 }],
        reports: vec![ReportFact {
            path: "r/bandit.json".into(),
            size: Some(1),
            sha256: Some("aa".into()),
            format: Some("bandit".into()),
            runs: vec![run],
            ..ReportFact::default()
        }],
        merged: Some(MergedFact { results, runs: 1, ..MergedFact::default() }),
        ledger,
        findings,
        today: "2026-08-22".into(),
        ..Facts::default()
    }
}

pub(crate) fn policy() -> Policy {
    let asked = Asked { files: vec!["r/*".into()], limits: none_from(Severity::High), ..Asked::default() };
    Policy::resolve(None, asked).unwrap()
}

fn suppression(expires: &str) -> Suppression {
    Suppression {
        id: "SUP-1".into(),
        tool: None,
        rule: Some("B602".into()),
        path: Some("src/*.py".into()),
        fingerprint: None,
        purl: None,
        advisory: None,
        reason: Cause::Mitigated,
        justification: "behind the gateway".into(),
        ticket: "https://example.com/1".into(),
        author: "ada".into(),
        owner: "linus".into(),
        approver: "grace".into(),
        created: "2026-01-01".into(),
        expires: expires.into(),
    }
}

/// A severity that is not the tool's.
fn fixed(tool: Option<&str>, severity: Severity) -> Policy {
    let one = SeverityOverride { tool: tool.map(Into::into), rule: None, severity };
    Policy { severities: SeverityPolicy { overrides: vec![one], cwe_prior: false }, ..policy() }
}

/// A limit over the findings in some files.
fn paths(files: &str, limits: crate::policy::Limits) -> OfPaths {
    OfPaths { name: "pay".into(), files: vec![files.into()], without_file: WithoutFile::default(), limits }
}

fn suppressed(expires: &str) -> Policy {
    Policy { suppressions: vec![suppression(expires)], ..policy() }
}

/// The rule's status and reason, and the gate's status.
fn judged(policy: &Policy, facts: &Facts, id: &str) -> (RuleStatus, String, Status) {
    let draft = decide(policy, facts);
    let rule = draft.rules.iter().find(|rule| rule.id == id).unwrap_or_else(|| panic!("no rule {id}"));
    (rule.status, rule.reason.clone(), Status::aggregate(draft.rules.iter().map(|rule| rule.status)))
}

#[test]
fn nothing_at_all_is_never_a_pass() {
    let draft =
        decide(&policy(), &Facts { schema: SCHEMA.into(), today: "2026-08-22".into(), ..Facts::default() });
    assert_eq!(Status::aggregate(draft.rules.iter().map(|rule| rule.status)), Status::Inconclusive);
    assert!(draft.rules.iter().all(|rule| rule.status != RuleStatus::Pass
        || rule.id == "scans-complete"
        || rule.id == "severity-known"
        || rule.id == "reports-sound"));
}

#[test]
fn what_is_too_much_already_is_too_much_whatever_is_missing() {
    let mut facts = facts(vec![finding("B602", Severity::High)]);
    facts.patterns.push(PatternFact { pattern: "s/*".into(), matched: 0 });
    assert_eq!(judged(&policy(), &facts, "max-high").0, RuleStatus::Fail);
    assert_eq!(judged(&policy(), &facts, "max-critical").0, RuleStatus::Inconclusive);
}

/// sarif-tools ends with the number of errors: 256 of them are none (its exit code is taken modulo 256).
#[test]
fn two_hundred_and_fifty_six_findings_are_not_none() {
    for number in [256, 512, 65_536] {
        let many: Vec<FindingFact> = (0..number).map(|_| finding("B602", Severity::High)).collect();
        let draft = decide(&policy(), &facts(many));
        let rule = draft.rules.iter().find(|rule| rule.id == "max-high").unwrap();
        assert_eq!((rule.status, rule.observed["findings"]), (RuleStatus::Fail, number));
        assert_eq!(rule.locations.len(), 100);
    }
}

#[test]
fn a_limit_is_reached_exactly() {
    let two = || facts(vec![finding("A", Severity::Medium), finding("B", Severity::Medium)]);
    let most = |most: u64| Policy { limits: [(Severity::Medium, most)].into(), ..policy() };
    assert_eq!(judged(&most(2), &two(), "max-medium").0, RuleStatus::Pass);
    assert_eq!(judged(&most(1), &two(), "max-medium").0, RuleStatus::Fail);
}

#[test]
fn limits_of_a_tool_and_of_paths_are_about_their_own_findings() {
    let mut other = finding("S1", Severity::Medium);
    (other.tool, other.path) = ("Semgrep".into(), Some("lib/pay/a.py".into()));
    let all = facts(vec![finding("B1", Severity::Low), other]);
    let of = |tool: &str| Policy {
        tools: vec![OfTool { tool: tool.into(), limits: none_from(Severity::Medium) }],
        ..policy()
    };
    assert_eq!(judged(&of("BANDIT"), &all, "tool-bandit-max-medium").0, RuleStatus::Pass);
    let mut joined = all.clone();
    joined.findings[1].also = vec!["Bandit".into()];
    assert_eq!(
        judged(&of("bandit"), &joined, "tool-bandit-max-medium").0,
        RuleStatus::Fail,
        "another tool's word for it"
    );
    let of_paths = |files: &str| {
        let paths = OfPaths { name: "payment".into(), ..paths(files, none_from(Severity::Medium)) };
        Policy { paths: vec![paths], ..policy() }
    };
    assert_eq!(judged(&of_paths("lib/pay/**"), &all, "paths-payment-max-medium").0, RuleStatus::Fail);
    assert_eq!(judged(&of_paths("src/**"), &all, "paths-payment-max-medium").0, RuleStatus::Pass);
}

/// A finding whose severity nobody knows passes the gates of every peer that was looked at.
#[test]
fn an_unknown_severity_fails_unless_the_policy_says_what_it_is() {
    let unknown = facts(vec![finding("X", Severity::Unknown)]);
    let with = |unknown: Unknown| Policy { unknown, ..policy() };
    assert_eq!(judged(&policy(), &unknown, "severity-known").2, Status::Fail);
    assert_eq!(judged(&with(Unknown::High), &unknown, "max-high").0, RuleStatus::Fail);
    assert_eq!(judged(&with(Unknown::Medium), &unknown, "max-high").2, Status::Warn);
    assert_eq!(judged(&with(Unknown::Ignore), &unknown, "severity-known").2, Status::Warn);
}

#[test]
fn a_suppression_hides_what_it_names_until_its_day_and_nothing_else() {
    let high = facts(vec![finding("B602", Severity::High)]);
    assert_eq!(judged(&suppressed("2026-08-22"), &high, "max-high").0, RuleStatus::Pass, "its last day");
    assert_eq!(judged(&suppressed("2026-08-21"), &high, "max-high").0, RuleStatus::Fail, "the day after");
    for change in [
        (|f: &mut FindingFact| f.rule = "B603".into()) as fn(&mut FindingFact),
        |f| f.path = Some("src/deep/a.py".into()),
        |f| f.path = None,
    ] {
        let mut other = high.clone();
        change(&mut other.findings[0]);
        assert_eq!(judged(&suppressed("2026-12-31"), &other, "max-high").0, RuleStatus::Fail);
    }
    let mut early = suppressed("2026-12-31");
    early.suppressions[0].created = "2026-08-23".into();
    assert_eq!(judged(&early, &high, "max-high").0, RuleStatus::Fail, "it has not begun");
}

#[test]
fn a_suppression_of_a_package_is_about_its_version_if_it_names_one() {
    let mut one = finding("CVE-2026-1", Severity::Critical);
    (one.aliases, one.path) = (vec!["CVE-2026-1".into(), "GHSA-aaaa-bbbb-cccc".into()], None);
    one.package = Package::parse("pkg:npm/left-pad@1.3.0");
    let facts = facts(vec![one]);
    let judge = |purl: &str, advisory: &str| {
        let it = Suppression {
            rule: None,
            path: None,
            purl: Some(purl.into()),
            advisory: Some(advisory.into()),
            ..suppression("2026-12-31")
        };
        judged(&Policy { suppressions: vec![it], ..policy() }, &facts, "max-critical").0
    };
    assert_eq!(judge("pkg:npm/left-pad", "ghsa-aaaa-bbbb-cccc"), RuleStatus::Pass);
    assert_eq!(judge("pkg:npm/left-pad@1.3.0", "CVE-2026-1"), RuleStatus::Pass);
    assert_eq!(judge("pkg:npm/left-pad@1.2.0", "CVE-2026-1"), RuleStatus::Fail);
    assert_eq!(judge("pkg:npm/left-pad", "CVE-2026-2"), RuleStatus::Fail);
    assert_eq!(judge("pkg:pypi/left-pad", "CVE-2026-1"), RuleStatus::Fail);
}

/// Whoever writes another report must not decide about this one.
#[test]
fn a_finding_of_several_tools_is_accepted_or_known_only_if_each_of_them_is() {
    let of = |tool: &str, path: Option<&str>| FindingFact {
        tool: tool.into(),
        path: path.map(str::to_owned),
        ..finding("B602", Severity::High)
    };
    let group = |members: Vec<FindingFact>| facts(vec![FindingFact { members, ..of("B", Some("src/a.py")) }]);
    let both = || group(vec![of("A", None), of("B", Some("src/a.py"))]);
    let with = |change: fn(&mut Suppression)| {
        let mut it = Suppression { rule: Some("B602".into()), ..suppression("2026-12-31") };
        change(&mut it);
        Policy { suppressions: vec![it], ..policy() }
    };
    let status = |policy: &Policy, facts: &Facts| judged(policy, facts, "max-high").0;
    let of_b = with(|it| (it.tool, it.path) = (Some("B".into()), None));
    let of_path = with(|it| (it.tool, it.path) = (None, Some("src/*.py".into())));
    let of_rule = with(|it| (it.tool, it.path) = (None, None));
    assert_eq!(status(&of_b, &both()), RuleStatus::Fail, "A's is not accepted");
    assert_eq!(status(&of_path, &both()), RuleStatus::Fail, "A's has no path");
    assert_eq!(status(&of_rule, &both()), RuleStatus::Pass);
    let two = Policy {
        suppressions: [
            of_b.suppressions,
            with(|it| (it.tool, it.path) = (Some("A".into()), None)).suppressions,
        ]
        .concat(),
        ..policy()
    };
    assert_eq!(status(&two, &both()), RuleStatus::Pass, "each by its own");
}

#[test]
fn what_nobody_knows_is_hidden_and_graced_for_as_long_as_what_it_counts_for() {
    let facts = facts(vec![finding("B602", Severity::Unknown)]);
    let it = Suppression { created: "2026-08-01".into(), ..suppression("2026-12-31") };
    let with = |days| Policy {
        unknown: Unknown::Critical,
        suppressions: vec![it.clone()],
        suppression_days: [(Severity::Critical, days)].into(),
        ..policy()
    };
    assert_eq!(judged(&with(60), &facts, "max-critical").0, RuleStatus::Pass);
    assert_eq!(judged(&with(7), &facts, "max-critical").0, RuleStatus::Fail);
}

#[test]
fn what_the_scanner_suppresses_holds_only_if_it_is_accepted_and_the_policy_agrees() {
    let with = |suppressed: Suppressed| {
        let mut facts = facts(vec![finding("B602", Severity::High)]);
        facts.findings[0].suppressed = suppressed;
        facts
    };
    assert_eq!(judged(&policy(), &with(Suppressed::Accepted), "max-high").0, RuleStatus::Pass);
    for open in [Suppressed::NotStated, Suppressed::Not, Suppressed::NotAccepted, Suppressed::Expired] {
        assert_eq!(judged(&policy(), &with(open), "max-high").0, RuleStatus::Fail, "{open:?}");
    }
    let strict = Policy { in_source: InSource::Ignore, ..policy() };
    assert_eq!(judged(&strict, &with(Suppressed::Accepted), "max-high").0, RuleStatus::Fail);
}

#[test]
fn what_is_known_is_left_alone_only_if_asked_for_and_for_its_days_of_grace() {
    let known = |day: &str| {
        let mut facts = facts(vec![finding("B602", Severity::High)]);
        facts.findings[0].first_seen = Some(day.into());
        facts.baseline = Some(BaselineFact { path: "b.json".into(), findings: 1, ..BaselineFact::default() });
        facts
    };
    let with = |new_only: bool, grace: Option<u32>| Policy {
        new_only,
        grace: grace.map(|days| (Severity::High, days)).into_iter().collect(),
        baseline: Some("b.json".into()),
        ..policy()
    };
    let status = |policy: &Policy, facts: &Facts| judged(policy, facts, "max-high").0;
    assert_eq!(status(&with(false, None), &known("2026-08-01")), RuleStatus::Fail);
    assert_eq!(status(&with(true, None), &known("2026-08-01")), RuleStatus::Pass);
    assert_eq!(status(&with(false, Some(7)), &known("2026-08-15")), RuleStatus::Pass, "seven days");
    assert_eq!(status(&with(false, Some(7)), &known("2026-08-14")), RuleStatus::Fail, "eight");
    assert_eq!(status(&with(true, Some(7)), &known("2026-08-14")), RuleStatus::Fail, "overdue counts again");
    assert_eq!(status(&with(false, Some(7)), &known("2026-08-23")), RuleStatus::Fail, "seen tomorrow");
    assert_eq!(status(&with(false, Some(7)), &known("soon")), RuleStatus::Fail);
}

#[test]
fn a_kind_that_is_no_failure_is_told_and_counts_as_what_it_says() {
    let mut open = facts(vec![finding("R", Severity::Info)]);
    open.findings[0].kind = Some(Kind::Review);
    assert_eq!(judged(&policy(), &open, "max-high").2, Status::Pass);
}

#[test]
fn a_submodule_has_a_commit_of_its_own() {
    let mut facts = facts(Vec::new());
    facts.commit = Some("0123456789abcdef".into());
    facts.reports[0].runs[0].commits = vec!["fedcba9876".into(), "0123456789".into()];
    assert_eq!(judged(&policy(), &facts, "scans-complete").0, RuleStatus::Pass);
    facts.reports[0].runs[0].commits = vec!["main".into()];
    assert_eq!(judged(&policy(), &facts, "scans-complete").0, RuleStatus::Pass, "a name is no commit");
}

#[test]
fn the_summary_says_the_worst_first() {
    let draft = decide(&policy(), &facts(vec![finding("B602", Severity::High)]));
    assert_eq!(draft.summary, "1 finding of severity high, 0 allowed, first B602 (Bandit) at src/a.py:7");
    assert_eq!(policy().fail_on, FailOn::Inconclusive);
}

#[test]
fn a_required_tool_that_ended_before_the_commit_was_made_has_not_run_on_it() {
    let policy = Policy { required_tools: vec!["Bandit".into()], ..policy() };
    let mut facts = facts(Vec::new());
    (facts.committed, facts.reports[0].runs[0].ended) = (Some(9), Some(8));
    assert_eq!(judged(&policy, &facts, "tool-bandit").0, RuleStatus::Inconclusive);
    facts.reports[0].runs[0].ended = Some(9);
    assert_eq!(judged(&policy, &facts, "tool-bandit").0, RuleStatus::Pass);
}

#[test]
fn a_limit_of_paths_is_about_every_file_that_a_finding_names() {
    let policy = Policy { paths: vec![paths("pay/**", none_from(Severity::Low))], ..policy() };
    let mut facts = facts(vec![finding("X", Severity::Low)]);
    assert_eq!(judged(&policy, &facts, "paths-pay-max-low").0, RuleStatus::Pass);
    facts.findings[0].other_paths = vec!["pay/a.py".into()];
    assert_eq!(judged(&policy, &facts, "paths-pay-max-low").0, RuleStatus::Fail);
}

#[test]
fn days_by_severity_end_a_suppression_before_its_own_day() {
    let days =
        |most: u32| Policy { suppression_days: [(Severity::High, most)].into(), ..suppressed("2026-12-31") };
    let high = facts(vec![finding("B602", Severity::High)]);
    // Accepted on the first of January, judged 233 days later.
    assert_eq!(judged(&days(233), &high, "max-high").0, RuleStatus::Pass);
    assert_eq!(judged(&days(232), &high, "max-high").0, RuleStatus::Fail);
}

#[test]
fn the_fingerprint_of_a_line_needs_the_rule_that_was_found_there() {
    let mut other = finding("B603", Severity::High);
    (other.identity, other.fingerprint) = ("x".into(), Some("abc:1".into()));
    let facts = facts(vec![other]);
    let with = |rule: Option<&str>| {
        let it = Suppression {
            rule: rule.map(Into::into),
            path: None,
            fingerprint: Some("abc:1".into()),
            ..suppression("2026-12-31")
        };
        judged(&Policy { suppressions: vec![it], ..policy() }, &facts, "max-high").0
    };
    assert_eq!(with(Some("B603")), RuleStatus::Pass);
    assert_eq!(with(Some("B602")), RuleStatus::Fail);
    assert_eq!(with(None), RuleStatus::Fail);
}
