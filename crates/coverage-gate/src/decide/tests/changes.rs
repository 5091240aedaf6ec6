//! Components, single files, changed lines, the ratchet, marks in the source, and waivers.

use super::*;
use crate::facts::{BaselineFact, ChangeFact, ChangedFile, Mark, Measured, SourceFact, Unknown};
use crate::policy::{
    Baseline, BaselineFrom, Component, Exclusions, FileLimits, Limits, Loosened, PatchLimits, Slack,
};
use verdict::{Rule, RuleStatus, Waiver};

type Case = (Policy, Facts, &'static str, Reason, Status);

fn limits(pairs: &[(Metric, &str)]) -> Limits {
    pairs.iter().map(|(metric, text)| (*metric, Ratio::from_percent(text).unwrap())).collect()
}

fn line(covered: u64, total: u64) -> MetricCounts {
    counts(&[(Metric::Line, covered, total)])
}

/// Two files, of which the second is badly tested: 14 of 20 lines.
fn two() -> Facts {
    let mut facts = facts(&[(Metric::Line, 9, 10)]);
    facts.files = vec![file("src/a.c", line(9, 10)), file("src/b.c", line(5, 10))];
    facts.reports = vec![report("a.info", &line(14, 20))];
    facts
}

fn base() -> Policy {
    policy(&[(Metric::Line, "50")])
}

fn component(files: &str, limit: &str) -> Policy {
    let component = Component {
        name: "b".into(),
        files: vec![files.into()],
        class: Some("C".into()),
        limits: limits(&[(Metric::Line, limit)]),
    };
    Policy { components: vec![component], ..base() }
}

fn per_file(limit: &str, except: &[&str]) -> Policy {
    let except = except.iter().map(|glob| (*glob).to_owned()).collect();
    Policy { per_file: Some(FileLimits { limits: limits(&[(Metric::Line, limit)]), except }), ..base() }
}

fn new_files(limit: &str) -> Policy {
    let limits = FileLimits { limits: limits(&[(Metric::Line, limit)]), except: vec![] };
    Policy { new_files: Some(limits), ..base() }
}

fn patch(limit: &str, min_lines: u64) -> Policy {
    Policy { patch: Some(PatchLimits { limits: limits(&[(Metric::Line, limit)]), min_lines }), ..base() }
}

fn ratchet(slack: Slack, bootstrap: bool, absent_warns: bool) -> Policy {
    let baseline = Baseline {
        from: BaselineFrom::File,
        place: "baseline.json".into(),
        bootstrap,
        ancestors: 50,
        absent_warns,
    };
    Policy { ratchet: [(Metric::Line, slack)].into(), baseline: Some(baseline), ..base() }
}

fn exclusions(exclusions: Exclusions) -> Policy {
    Policy { exclusions: Some(exclusions), ..base() }
}

fn waiver(rule: &str, file: Option<&str>, expires: &str) -> Waiver {
    Waiver {
        rule: rule.into(),
        file: file.map(str::to_owned),
        owner: Some("linus".into()),
        reason: "replaced in 2.0".into(),
        approver: "grace".into(),
        link: "https://example.com/QA-7".into(),
        expires: expires.into(),
    }
}

fn waived(policy: Policy, waiver: Waiver) -> Policy {
    Policy { waivers: vec![waiver], ..policy }
}

/// One changed file, of whose changed lines this many are covered.
fn changed(measured: Measured, counted: Option<(u64, u64)>) -> Facts {
    let file = ChangedFile {
        path: "src/b.c".into(),
        new: true,
        changed: vec![(1, 8)],
        measured,
        lines: counted.map(|(covered, total)| Counts { covered, total }),
        uncovered: vec![(3, 4)],
        ..ChangedFile::default()
    };
    let change = ChangeFact { base: Some("aa".into()), files: vec![file], ..ChangeFact::default() };
    Facts { change: Some(change), today: Some("2026-08-22".into()), ..two() }
}

fn with_baseline(covered: u64, total: u64) -> Facts {
    let baseline = BaselineFact {
        place: "file baseline.json".into(),
        commit: Some("bb".into()),
        totals: line(covered, total),
        ..BaselineFact::default()
    };
    Facts { baseline: Some(baseline), ..two() }
}

fn no_baseline() -> Facts {
    let baseline = BaselineFact { unknown: Some(Unknown::new("absent", "no file")), ..BaselineFact::default() };
    Facts { baseline: Some(baseline), ..two() }
}

fn marked() -> Facts {
    let mut facts = changed(Measured::Lines, Some((8, 8)));
    facts.change.as_mut().unwrap().files[0].marks = vec![Mark { line: 7, mark: "LCOV_EXCL_LINE".into() }];
    facts
}

fn loosened(inputs: Vec<Loosened>) -> Policy {
    Policy { loosened: Some(inputs), ..base() }
}

pub(super) fn cases() -> Vec<Case> {
    use Measured::{Ambiguous, Lines, NotExpected, TotalsAlone, Undeclared};
    let none = Slack::default();
    let told = Loosened { input: "min-line".into(), asked: "50 %".into(), holds: "80 %".into() };
    let unknown = || {
        let change =
            ChangeFact { unknown: Some(Unknown::new("shallow", "fetch more")), ..ChangeFact::default() };
        Facts { change: Some(change), ..two() }
    };
    let today = || Facts { today: Some("2026-08-22".into()), ..two() };
    let excused = || waived(per_file("80", &[]), waiver("per-file-line", Some("src/b.*"), "2026-08-22"));
    vec![
        (component("src/b.c", "80"), two(), "component-b-line", Reason::BelowLimit, Status::Fail),
        (component("src/a.*", "80"), two(), "component-b-line", Reason::LimitReached, Status::Pass),
        (component("lib/**", "80"), two(), "component-b-line", Reason::ComponentEmpty, Status::Inconclusive),
        (per_file("50", &[]), two(), "per-file-line", Reason::FilesReachLimit, Status::Pass),
        (per_file("80", &[]), two(), "per-file-line", Reason::FilesBelowLimit, Status::Fail),
        (per_file("80", &["src/b.c"]), two(), "per-file-line", Reason::FilesReachLimit, Status::Pass),
        (per_file("80", &["**"]), two(), "per-file-line", Reason::NoFileToJudge, Status::Pass),
        (excused(), today(), "per-file-line", Reason::FilesWaived, Status::Warn),
        (new_files("80"), changed(Lines, Some((1, 2))), "new-file-line", Reason::FilesBelowLimit, Status::Fail),
        (
            new_files("80"),
            changed(Undeclared, None),
            "new-file-line",
            Reason::ChangedFileUnreported,
            Status::Inconclusive,
        ),
        (new_files("80"), unknown(), "new-file-line", Reason::ChangesUnknown, Status::Inconclusive),
        (patch("80", 0), changed(Lines, Some((6, 8))), "patch-line", Reason::BelowLimit, Status::Fail),
        (patch("75", 0), changed(Lines, Some((6, 8))), "patch-line", Reason::LimitReached, Status::Pass),
        (patch("80", 9), changed(Lines, Some((6, 8))), "patch-line", Reason::PatchSmall, Status::Pass),
        (patch("80", 0), changed(NotExpected, None), "patch-line", Reason::NoChangedCode, Status::Pass),
        (
            patch("80", 0),
            changed(Ambiguous, None),
            "patch-line",
            Reason::ChangedLinesUnknown,
            Status::Inconclusive,
        ),
        (
            patch("80", 0),
            changed(TotalsAlone, None),
            "patch-line",
            Reason::ChangedLinesUnknown,
            Status::Inconclusive,
        ),
        (patch("80", 0), unknown(), "patch-line", Reason::ChangesUnknown, Status::Inconclusive),
        (ratchet(none, false, false), with_baseline(14, 20), "ratchet-line", Reason::RatchetHeld, Status::Pass),
        (
            ratchet(none, false, false),
            with_baseline(15, 20),
            "ratchet-line",
            Reason::CoverageDropped,
            Status::Fail,
        ),
        (
            ratchet(none, false, false),
            with_baseline(94, 100),
            "ratchet-line",
            Reason::CodeRemoved,
            Status::Pass,
        ),
        (
            ratchet(none, false, false),
            no_baseline(),
            "ratchet-line",
            Reason::BaselineMissing,
            Status::Inconclusive,
        ),
        (ratchet(none, true, false), no_baseline(), "ratchet-line", Reason::BaselineBootstrap, Status::Warn),
        (exclusions(Exclusions::Fail), marked(), "new-exclusions", Reason::NewExclusions, Status::Fail),
        (exclusions(Exclusions::Warn), marked(), "new-exclusions", Reason::NewExclusions, Status::Warn),
        (exclusions(Exclusions::Ignore), marked(), "new-exclusions", Reason::ExclusionsIgnored, Status::Pass),
        (
            exclusions(Exclusions::Fail),
            changed(Lines, Some((8, 8))),
            "new-exclusions",
            Reason::NoNewExclusions,
            Status::Pass,
        ),
        (loosened(vec![]), two(), "policy-kept", Reason::PolicyKept, Status::Pass),
        (loosened(vec![told]), two(), "policy-kept", Reason::PolicyLoosened, Status::Fail),
    ]
}

fn rule(policy: &Policy, facts: &Facts, id: &str) -> Rule {
    decide(policy, facts).rules.into_iter().find(|rule| rule.id == id).unwrap()
}

#[test]
fn a_component_is_judged_by_its_own_files_and_names_its_class() {
    let rule = rule(&component("src/b.c", "80"), &two(), "component-b-line");
    assert_eq!(rule.message, "line coverage of b (class C) 50.00 % (5 of 10), limit 80 %: 3 more lines needed");
}

#[test]
fn a_source_in_no_report_belongs_to_its_component_and_is_a_file() {
    let mut facts = two();
    facts.unreported = vec![SourceFact { path: "src/b2.c".into(), lines: Some(10) }];
    let of_component = rule(&component("src/b*", "25"), &facts, "component-b-line");
    assert_eq!((of_component.status, of_component.observed["unreported"]), (RuleStatus::Pass, 10));
    let of_files = rule(&per_file("10", &[]), &facts, "per-file-line");
    assert!(of_files.message.starts_with("1 file is below 10 %, first src/b2.c (0 %: 1 more line needed)"));
}

#[test]
fn a_component_that_a_file_of_unclear_name_may_belong_to_is_not_judged() {
    let mut facts = two();
    facts.files[0].path = "b.c".into();
    facts.files[0].candidates = vec!["lib/b.c".into(), "src/b.c".into()];
    let judged = rule(&component("src/b.c", "50"), &facts, "component-b-line");
    assert_eq!((judged.status, judged.reason.as_str()), (RuleStatus::Inconclusive, "paths-unmapped"));
    assert_eq!(rule(&component("other/**", "50"), &facts, "component-b-line").reason, "component-empty");
}

#[test]
fn branches_of_which_only_a_total_is_known_do_not_vanish_from_the_changes() {
    let of_branches = PatchLimits { limits: limits(&[(Metric::Branch, "100")]), min_lines: 0 };
    let policy = Policy { patch: Some(of_branches), ..base() };
    let both = counts(&[(Metric::Line, 9, 10), (Metric::Branch, 0, 2)]);
    let mut facts = changed(Measured::Lines, Some((8, 8)));
    facts.files = vec![file("src/b.c", both.clone())];
    facts.reports = vec![report("a.info", &both)];
    let judged = rule(&policy, &facts, "patch-branch");
    assert_eq!((judged.status, judged.reason.as_str()), (RuleStatus::Inconclusive, "changed-lines-unknown"));
    facts.change.as_mut().unwrap().files[0].branches = Some(Counts { covered: 0, total: 0 });
    assert_eq!(rule(&policy, &facts, "patch-branch").reason, "no-changed-code", "known, and none was changed");
}

#[test]
fn conditions_that_no_report_measured_are_not_judged() {
    let policy = policy(&[(Metric::Mcdc, "100")]);
    let judged = rule(&policy, &two(), "total-mcdc");
    assert_eq!((judged.status, judged.reason.as_str()), (RuleStatus::Inconclusive, "not-measured"));
}

#[test]
fn an_expired_waiver_of_a_file_does_not_hold() {
    let mut facts = two();
    let policy = waived(per_file("80", &[]), waiver("per-file-line", Some("src/b.*"), "2026-08-21"));
    facts.today = Some("2026-08-22".into());
    let judged = rule(&policy, &facts, "per-file-line");
    assert_eq!(judged.status, RuleStatus::Fail);
    assert!(judged.message.contains("its waiver expired on 2026-08-21"), "{}", judged.message);
    facts.today = None;
    assert_eq!(rule(&policy, &facts, "per-file-line").status, RuleStatus::Fail, "of a day that nobody knows");
}

#[test]
fn a_waiver_of_a_rule_makes_its_failure_a_warning_and_no_other_rule() {
    let mut facts = changed(Measured::Lines, Some((6, 8)));
    let policy = waived(patch("80", 0), waiver("patch-line", None, "2026-12-31"));
    let waived = rule(&policy, &facts, "patch-line");
    assert_eq!((waived.status, waived.reason.as_str()), (RuleStatus::Warn, "waived"));
    assert_eq!(waived.waiver.unwrap().owner.as_deref(), Some("linus"));
    facts.change.as_mut().unwrap().unknown = Some(Unknown::new("shallow", "fetch more"));
    assert_eq!(rule(&policy, &facts, "patch-line").status, RuleStatus::Inconclusive);
}

#[test]
fn changed_lines_of_a_source_in_no_report_count_as_uncovered() {
    // diff-cover #119 and #123: a changed file that no report holds is no violation there.
    let mut facts = changed(Measured::Missing, None);
    facts.change.as_mut().unwrap().files[0].not_blank = Some(7);
    let judged = rule(&patch("80", 0), &facts, "patch-line");
    assert_eq!(judged.reason, Reason::BelowLimit.code());
    assert!(judged.message.contains("(0 of 7, 7 of which are in no report)"), "{}", judged.message);
    let ignoring = Policy { unreported: Unreported::Ignore, ..patch("80", 0) };
    assert_eq!(rule(&ignoring, &facts, "patch-line").status, RuleStatus::Skipped);
    let of_branches = PatchLimits { limits: limits(&[(Metric::Branch, "80")]), min_lines: 0 };
    facts.reports = vec![report("a.info", &counts(&[(Metric::Line, 14, 20), (Metric::Branch, 2, 2)]))];
    let judged = rule(&Policy { patch: Some(of_branches), ..base() }, &facts, "patch-branch");
    assert_eq!(judged.reason, Reason::SourcesUncountable.code());
}

#[test]
fn a_source_that_git_takes_for_binary_hides_nothing() {
    // One NUL byte in a source leaves git without lines to compare.
    let facts = changed(Measured::NotCompared, None);
    let judged = rule(&patch("80", 0), &facts, "patch-line");
    assert_eq!((judged.status, judged.reason.as_str()), (RuleStatus::Inconclusive, "changed-lines-unknown"));
    let judged = rule(&exclusions(Exclusions::Fail), &facts, "new-exclusions");
    assert_eq!((judged.status, judged.reason.as_str()), (RuleStatus::Inconclusive, "changed-lines-unknown"));
}

#[test]
fn the_uncovered_changed_lines_are_where_one_looks() {
    let rule = rule(&patch("80", 0), &changed(Measured::Lines, Some((6, 8))), "patch-line");
    let place = &rule.locations[0];
    assert_eq!((place.path.as_str(), place.line, place.end_line), ("src/b.c", Some(3), Some(4)));
    assert_eq!(
        rule.message,
        "line coverage of the changed lines 75.00 % (6 of 8), limit 80 %: 1 more line needed"
    );
}

#[test]
fn a_ratchet_allows_points_and_lines_exactly() {
    let half = Ratio::from_percent("0.5%").unwrap();
    let judge = |slack: Slack, covered, total| {
        rule(&ratchet(slack, false, false), &with_baseline(covered, total), "ratchet-line").status
    };
    // Now 14 of 20: 70 %.
    let points = Slack { points: Some(half), units: None };
    assert_eq!(judge(points, 705, 1000), RuleStatus::Pass, "a fall of exactly half a point");
    let mut facts = with_baseline(7051, 10_000);
    facts.files = vec![file("src/a.c", line(7000, 10_000))];
    facts.reports = vec![report("a.info", &line(7000, 10_000))];
    assert_eq!(rule(&ratchet(points, false, false), &facts, "ratchet-line").status, RuleStatus::Fail);
    let lines = Slack { points: None, units: Some(1) };
    assert_eq!(judge(lines, 15, 20), RuleStatus::Pass, "one more line is uncovered");
    assert_eq!(judge(lines, 16, 20), RuleStatus::Fail, "two more");
    assert_eq!(judge(Slack { points: Some(half), units: Some(1) }, 15, 20), RuleStatus::Fail, "both must hold");
}

#[test]
fn a_missing_baseline_is_never_zero() {
    // octocov: a missing baseline counts as 0 %, so that every difference passes.
    let judged = rule(&ratchet(Slack::default(), false, false), &no_baseline(), "ratchet-line");
    assert_eq!(judged.status, RuleStatus::Inconclusive);
    assert!(judged.message.contains("no file"), "{}", judged.message);
    let warned = rule(&ratchet(Slack::default(), false, true), &no_baseline(), "ratchet-line");
    assert_eq!((warned.status, warned.reason.as_str()), (RuleStatus::Warn, "baseline-missing"));
    let mut other = with_baseline(1, 2);
    other.baseline.as_mut().unwrap().totals = counts(&[(Metric::Branch, 1, 2)]);
    assert_eq!(
        rule(&ratchet(Slack::default(), false, false), &other, "ratchet-line").status,
        RuleStatus::Inconclusive
    );
}

#[test]
fn only_a_baseline_that_is_not_there_yet_may_be_gone_without() {
    for code in
        ["broken", "other-gate", "other-repository", "no-ancestor", "unreachable", "in-tree", "too-large"]
    {
        let mut facts = no_baseline();
        facts.baseline.as_mut().unwrap().unknown = Some(Unknown::new(code, "it is odd"));
        for (bootstrap, absent_warns) in [(true, false), (false, true)] {
            let judged = rule(&ratchet(Slack::default(), bootstrap, absent_warns), &facts, "ratchet-line");
            assert_eq!(judged.status, RuleStatus::Inconclusive, "{code}");
        }
    }
}

#[test]
fn a_mark_that_is_waived_is_told() {
    let policy = waived(exclusions(Exclusions::Fail), waiver("new-exclusions", Some("src/**"), "2026-12-31"));
    let judged = rule(&policy, &marked(), "new-exclusions");
    assert_eq!((judged.status, judged.reason.as_str()), (RuleStatus::Warn, "files-waived"));
}

#[test]
fn while_a_report_is_missing_none_of_them_is_judged() {
    let mut facts = changed(Measured::Lines, Some((8, 8)));
    facts.baseline = with_baseline(1, 2).baseline;
    facts.patterns.push(PatternFact { pattern: "b.info".into(), matched: 0 });
    let mut policy = patch("10", 0);
    policy.components = component("src/**", "10").components;
    policy.per_file = per_file("10", &[]).per_file;
    policy.new_files = new_files("10").new_files;
    policy.ratchet = ratchet(Slack::default(), true, true).ratchet;
    for id in ["component-b-line", "per-file-line", "new-file-line", "patch-line", "ratchet-line"] {
        assert_eq!(rule(&policy, &facts, id).reason, Reason::ReportsIncomplete.code(), "{id}");
    }
}
