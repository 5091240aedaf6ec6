mod changes;
mod declared;

use std::collections::BTreeMap;

use coverage::{Format, Metric, MetricCounts, Problem, ProblemCode};
use verdict::{Counts, FailOn, Ratio, Status};

use super::*;
use crate::facts::{Broken, FileFact, PatternFact, ReportContent, SCHEMA};
use crate::paths::PathMap;
use crate::policy::{Unmapped, Unreported};
use crate::reason::Reason;

pub(crate) fn counts(pairs: &[(Metric, u64, u64)]) -> MetricCounts {
    pairs
        .iter()
        .map(|(metric, covered, total)| (*metric, Counts { covered: *covered, total: *total }))
        .collect()
}

/// A report over one file with these counts, and no claims.
pub(crate) fn report(path: &str, totals: &MetricCounts) -> ReportFact {
    let content = ReportContent {
        format: Format::Lcov,
        producer: None,
        files: 1,
        totals: totals.clone(),
        claims: MetricCounts::new(),
        claims_repeat: false,
        written: None,
        problems: vec![],
    };
    ReportFact {
        path: path.into(),
        size: Some(1),
        sha256: Some("aa".into()),
        content: Some(content),
        broken: None,
    }
}

fn broken(path: &str, code: &str) -> ReportFact {
    let broken = Broken { code: code.into(), line: Some(3), message: "line 3: cut off".into() };
    ReportFact { path: path.into(), size: None, sha256: None, content: None, broken: Some(broken) }
}

pub(crate) fn file(path: &str, counts: MetricCounts) -> FileFact {
    FileFact { path: path.into(), counts, ..FileFact::default() }
}

pub(crate) fn facts(pairs: &[(Metric, u64, u64)]) -> Facts {
    let totals = counts(pairs);
    Facts {
        schema: SCHEMA.into(),
        patterns: vec![PatternFact { pattern: "*.info".into(), matched: 1 }],
        reports: vec![report("a.info", &totals)],
        files: vec![file("a.c", totals)],
        ..Facts::default()
    }
}

pub(crate) fn policy(limits: &[(Metric, &str)]) -> Policy {
    let limits = limits.iter().map(|(metric, text)| (*metric, Ratio::from_percent(text).unwrap()));
    Policy {
        files: vec!["*.info".into()],
        limits: limits.collect::<BTreeMap<_, _>>(),
        bootstrap: false,
        expected: None,
        path_map: PathMap::default(),
        unmapped: Unmapped::Warn,
        sources: vec![],
        unreported: Unreported::Count,
        components: vec![],
        per_file: None,
        new_files: None,
        patch: None,
        base: None,
        ratchet: BTreeMap::new(),
        baseline: None,
        exclusions: None,
        waivers: vec![],
        loosened: None,
        file_unread: false,
        fail_on: FailOn::Inconclusive,
        report_only: false,
    }
}

/// The reason of one rule, and the status of the gate.
fn judged(limits: &[(Metric, &str)], facts: &Facts, rule: &str) -> (&'static str, Status, String) {
    let draft = decide(&policy(limits), facts);
    let status = Status::aggregate(draft.rules.iter().map(|rule| rule.status));
    let rule = draft.rules.iter().find(|one| one.id == rule).unwrap();
    let reason = Reason::ALL.iter().find(|reason| reason.code() == rule.reason).unwrap();
    (reason.code(), status, rule.message.clone())
}

/// Limits and facts, the rule to look at, the reason it gives, and the status of the gate.
type Case = (Vec<(Metric, &'static str)>, Facts, &'static str, Reason, Status);

/// A case for every reason.
fn cases() -> Vec<Case> {
    use Metric::{Branch, Line};
    let line = || vec![(Line, "80")];
    let branch = || vec![(Branch, "80")];
    let good = || facts(&[(Line, 9, 10)]);
    let with = |change: fn(&mut Facts)| {
        let mut facts = good();
        change(&mut facts);
        facts
    };
    let problem = |code| Problem { code, line: Some(2), message: "odd".into() };
    let mut doubtful = good();
    doubtful.reports[0].content.as_mut().unwrap().problems.push(problem(ProblemCode::MissingCount));
    let mut lost = facts(&[(Line, 9, 10), (Branch, 9, 10)]);
    lost.reports[0].content.as_mut().unwrap().problems.push(problem(ProblemCode::BranchCounts));
    let unsaid = facts(&[(Line, 9, 10), (Branch, 0, 0)]);
    let mut none = unsaid.clone();
    none.reports[0].content.as_mut().unwrap().format = Format::Jacoco;
    let mut conflict = good();
    conflict.problems.push(problem(ProblemCode::ConflictingSource));
    let mut partly = facts(&[(Line, 9, 10), (Branch, 9, 10)]);
    partly.reports.push(report("b.info", &counts(&[(Line, 1, 1)])));
    let claim = |covered: u64| {
        let mut facts = good();
        facts.reports[0].content.as_mut().unwrap().claims = counts(&[(Line, covered, 10)]);
        facts
    };
    let mut cut = claim(0);
    cut.reports[0].content.as_mut().unwrap().format = Format::Jacoco;
    vec![
        (line(), good(), "total-line", Reason::LimitReached, Status::Pass),
        (line(), facts(&[(Line, 7, 10)]), "total-line", Reason::BelowLimit, Status::Fail),
        (branch(), good(), "total-branch", Reason::NotMeasured, Status::Inconclusive),
        (branch(), partly, "total-branch", Reason::PartlyMeasured, Status::Inconclusive),
        (line(), facts(&[(Line, 0, 0)]), "total-line", Reason::NothingMeasured, Status::Inconclusive),
        (branch(), facts(&[(Branch, 0, 0)]), "total-branch", Reason::NothingMeasured, Status::Inconclusive),
        (branch(), unsaid, "total-branch", Reason::NotMeasured, Status::Inconclusive),
        (branch(), none.clone(), "total-branch", Reason::NothingToCover, Status::Inconclusive),
        ([line(), branch()].concat(), none, "total-branch", Reason::NothingToCover, Status::Pass),
        (branch(), lost, "total-branch", Reason::DataLost, Status::Inconclusive),
        (
            line(),
            with(|f| f.reports.push(broken("b.info", "truncated"))),
            "total-line",
            Reason::ReportsIncomplete,
            Status::Error,
        ),
        (line(), good(), "reports-found", Reason::ReportsFound, Status::Pass),
        (line(), with(|f| f.patterns[0].matched = 0), "reports-found", Reason::NoReport, Status::Inconclusive),
        (line(), good(), "reports-readable", Reason::ReportsRead, Status::Pass),
        (
            line(),
            with(|f| f.reports.push(broken("b.info", "malformed"))),
            "reports-readable",
            Reason::ReportBroken,
            Status::Error,
        ),
        (
            line(),
            with(|f| f.reports.push(broken("b.info", "truncated"))),
            "reports-readable",
            Reason::ReportTruncated,
            Status::Error,
        ),
        (
            line(),
            with(|f| f.reports.push(broken("b.info", "empty"))),
            "reports-readable",
            Reason::ReportEmpty,
            Status::Inconclusive,
        ),
        (line(), good(), "reports-sound", Reason::ReportsSound, Status::Pass),
        (line(), doubtful, "reports-sound", Reason::ReportsDoubtful, Status::Warn),
        (line(), conflict, "reports-sound", Reason::ConflictingSource, Status::Inconclusive),
        (line(), good(), "claims-agree", Reason::NoClaims, Status::Pass),
        (line(), claim(9), "claims-agree", Reason::ClaimsAgree, Status::Pass),
        (line(), claim(10), "claims-agree", Reason::ClaimsDiffer, Status::Warn),
        (line(), cut, "total-line", Reason::ClaimsBelowLimit, Status::Inconclusive),
    ]
}

#[test]
fn every_reason_is_reached() {
    let mut reached = Vec::new();
    for (limits, facts, rule, reason, status) in cases() {
        let (code, of_gate, message) = judged(&limits, &facts, rule);
        assert_eq!((code, of_gate), (reason.code(), status), "{rule}: {message}");
        reached.push(reason);
    }
    for (policy, facts, rule, reason, status) in declared::cases().into_iter().chain(changes::cases()) {
        let draft = decide(&policy, &facts);
        let found = draft.rules.iter().find(|one| one.id == rule).unwrap();
        let of_gate = Status::aggregate(draft.rules.iter().map(|rule| rule.status));
        assert_eq!((found.reason.as_str(), of_gate), (reason.code(), status), "{rule}: {}", found.message);
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

#[test]
fn a_part_of_the_data_is_neither_passed_nor_failed() {
    for covered in [0, 10] {
        let mut facts = facts(&[(Metric::Line, covered, 10)]);
        facts.patterns.push(PatternFact { pattern: "shard-2.info".into(), matched: 0 });
        let (reason, status, message) = judged(&[(Metric::Line, "80")], &facts, "total-line");
        assert_eq!((reason, status), ("reports-incomplete", Status::Inconclusive), "{message}");
        assert!(message.contains(&format!("({covered} of 10)")), "{message}");
    }
}

#[test]
fn no_report_at_all_is_never_a_pass() {
    let mut none = facts(&[]);
    none.reports.clear();
    none.files.clear();
    none.patterns.clear();
    for limits in [vec![], vec![(Metric::Line, "0")], vec![(Metric::Branch, "0")]] {
        let draft = decide(&policy(&limits), &none);
        let status = Status::aggregate(draft.rules.iter().map(|rule| rule.status));
        assert!(!matches!(status, Status::Pass | Status::Warn | Status::Skipped), "{limits:?}: {status:?}");
    }
}

#[test]
fn the_summary_is_the_reason_and_not_its_consequence() {
    let mut facts = facts(&[(Metric::Line, 9, 10)]);
    facts.reports.push(broken("b.info", "truncated"));
    assert_eq!(decide(&policy(&[(Metric::Line, "80")]), &facts).summary, "b.info: line 3: cut off");
    facts.reports.pop();
    facts.patterns[0].matched = 0;
    let summary = decide(&policy(&[(Metric::Line, "80")]), &facts).summary;
    assert!(summary.starts_with("`*.info` matches no file"), "{summary}");
}

#[test]
fn the_message_says_how_much_is_missing() {
    let message = |covered, total| {
        judged(&[(Metric::Line, "80")], &facts(&[(Metric::Line, covered, total)]), "total-line").2
    };
    assert_eq!(message(1350, 1700), "line coverage 79.41 % (1 350 of 1 700), limit 80 %: 10 more lines needed");
    assert_eq!(message(7, 10), "line coverage 70.00 % (7 of 10), limit 80 %: 1 more line needed");
    assert_eq!(message(8, 10), "line coverage 80.00 % (8 of 10), limit 80 %");
}

#[test]
fn inexact_branches_are_judged_by_the_lower_bound_and_show_the_upper() {
    let mut facts = facts(&[(Metric::Line, 1, 1), (Metric::Branch, 2, 4)]);
    facts.files[0].branch_at_most = Some(4);
    let draft = decide(&policy(&[(Metric::Branch, "75")]), &facts);
    let rule = &draft.rules[0];
    assert_eq!(rule.reason, Reason::BelowLimit.code());
    assert_eq!(
        rule.observed,
        BTreeMap::from([("covered".into(), 2), ("total".into(), 4), ("covered_at_most".into(), 4)])
    );
}

#[test]
fn all_files_count_and_not_their_percentages() {
    // irongut#68: one line at 100 % and 10 000 lines at 0 % were shown as 50 %.
    let mut facts = facts(&[(Metric::Line, 1, 1)]);
    facts.files.push(file("big.c", counts(&[(Metric::Line, 0, 10_000)])));
    let (reason, _, message) = judged(&[(Metric::Line, "1%")], &facts, "total-line");
    assert_eq!(reason, Reason::BelowLimit.code());
    assert!(message.starts_with("line coverage <0.01 % (1 of 10 001)"), "{message}");
}

#[test]
fn one_report_that_found_no_branches_does_not_hide_among_others() {
    use Metric::{Branch, Line};
    let mut facts = facts(&[(Line, 9, 10), (Branch, 9, 10)]);
    let other = counts(&[(Line, 500, 500), (Branch, 0, 0)]);
    facts.reports.push(report("rust.info", &other));
    facts.files.push(file("lib.rs", other));
    let (reason, status, message) = judged(&[(Branch, "80")], &facts, "total-branch");
    assert_eq!((reason, status), ("partly-measured", Status::Inconclusive));
    assert!(message.starts_with("rust.info holds no branch data and others do"), "{message}");
    facts.reports[1].content.as_mut().unwrap().format = Format::Jacoco;
    assert_eq!(judged(&[(Branch, "80")], &facts, "total-branch").1, Status::Pass);
}

#[test]
fn a_claim_in_other_units_only_warns() {
    // gcovr counts a line once for each instance of its function: its root may claim less than its lines say.
    let mut facts = facts(&[(Metric::Line, 17, 17)]);
    let content = facts.reports[0].content.as_mut().unwrap();
    content.format = Format::Cobertura;
    content.claims = counts(&[(Metric::Line, 17, 19)]);
    assert_eq!(judged(&[(Metric::Line, "95")], &facts, "claims-agree").1, Status::Warn);
}

#[test]
fn branches_that_only_the_root_counts_are_not_left_out() {
    let mut facts = facts(&[(Metric::Line, 9, 10), (Metric::Branch, 2, 2)]);
    let content = facts.reports[0].content.as_mut().unwrap();
    content.format = Format::Cobertura;
    content.claims = counts(&[(Metric::Branch, 2, 100)]);
    let (reason, status, message) = judged(&[(Metric::Branch, "80")], &facts, "total-branch");
    assert_eq!((reason, status), ("claims-below-limit", Status::Inconclusive), "{message}");
}

#[test]
fn a_counter_that_does_not_fit_its_lines_keeps_them_from_being_judged() {
    let mut facts = facts(&[(Metric::Line, 9, 10)]);
    let problem = Problem { code: ProblemCode::CounterDiffers, line: None, message: "1 of 1000".into() };
    facts.reports[0].content.as_mut().unwrap().problems.push(problem);
    assert_eq!(judged(&[(Metric::Line, "80")], &facts, "total-line").0, "data-lost");
}

#[test]
fn claims_that_count_a_file_again_are_compared_with_nothing() {
    let mut facts = facts(&[(Metric::Line, 10, 10), (Metric::Branch, 10, 10)]);
    let content = facts.reports[0].content.as_mut().unwrap();
    content.claims = counts(&[(Metric::Line, 10, 20), (Metric::Branch, 10, 20)]);
    assert_eq!(judged(&[(Metric::Branch, "80")], &facts, "total-branch").0, "claims-below-limit");
    facts.reports[0].content.as_mut().unwrap().claims_repeat = true;
    assert_eq!(judged(&[(Metric::Branch, "80")], &facts, "total-branch").1, Status::Pass);
    assert_eq!(judged(&[(Metric::Branch, "80")], &facts, "claims-agree").0, "no-claims");
}

#[test]
fn a_report_of_types_alone_is_no_gap_and_one_without_line_numbers_is() {
    let mut facts = facts(&[(Metric::Line, 9, 10)]);
    facts.reports.push(report("types.info", &counts(&[(Metric::Line, 0, 0)])));
    assert_eq!(judged(&[(Metric::Line, "80")], &facts, "total-line").1, Status::Pass);
    // JaCoCo over classes without debug information counts instructions and no line.
    facts.reports[1] = report("j.xml", &counts(&[(Metric::Line, 0, 0), (Metric::Instruction, 0, 500)]));
    assert_eq!(judged(&[(Metric::Line, "80")], &facts, "total-line").0, "partly-measured");
}

#[test]
fn a_program_of_javascript_without_branches_has_nothing_to_cover() {
    use Metric::{Branch, Function, Line, Statement};
    for (format, reason) in [
        (Format::IstanbulJson, Reason::NothingToCover),
        (Format::IstanbulSummary, Reason::NothingToCover),
        (Format::Cobertura, Reason::NotMeasured),
    ] {
        for metric in [Branch, Function, Statement] {
            let mut facts = facts(&[(Line, 9, 10), (metric, 0, 0)]);
            facts.reports[0].content.as_mut().unwrap().format = format;
            let limits = [(Line, "80"), (metric, "80")];
            let (code, ..) = judged(&limits, &facts, &format!("total-{}", metric.word()));
            assert_eq!(code, reason.code(), "{format:?} {metric:?}");
        }
    }
}
