//! What the policy declares beside limits: which reports must arrive, and which files must be the repository's.

use coverage::Metric;
use verdict::{Counts, RuleStatus, Status};

use super::{counts, decide, facts, file, policy, report};
use crate::expected::Expected;
use crate::facts::{Facts, PatternFact, RepositoryFact, SourceFact};
use crate::paths::How;
use crate::policy::{Policy, Unmapped, Unreported};
use crate::reason::Reason;

/// When the commit of these tests was made.
const COMMITTED: u64 = 1_787_392_800;

/// Policy and facts, the rule to look at, the reason it gives, and the status of the gate.
type Case = (Policy, Facts, &'static str, Reason, Status);

fn judged() -> Policy {
    policy(&[(Metric::Line, "80")])
}

fn expecting(names: &[&str]) -> Policy {
    let lines: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    Policy { expected: Expected::parse(&lines).unwrap(), ..judged() }
}

fn sources(unreported: Unreported) -> Policy {
    Policy { sources: vec!["src/*".into()], unreported, ..judged() }
}

fn good() -> Facts {
    facts(&[(Metric::Line, 9, 10)])
}

fn arrived(paths: &[&str]) -> Facts {
    let lines = counts(&[(Metric::Line, 9, 10)]);
    let mut facts = good();
    facts.reports = paths.iter().map(|path| report(path, &lines)).collect();
    facts.reports.iter_mut().for_each(|report| report.sha256 = Some(report.path.clone()));
    facts
}

fn in_repository() -> Facts {
    let repository = RepositoryFact { tracked: 1, commit: Some("a".repeat(40)), committed: Some(COMMITTED) };
    Facts { repository: Some(repository), ..good() }
}

fn written(at: Option<u64>) -> Facts {
    let mut facts = in_repository();
    facts.reports[0].content.as_mut().unwrap().written = at;
    facts
}

fn named(how: How) -> Facts {
    let mut facts = in_repository();
    facts.files.push(crate::facts::FileFact { how, ..file("gen.c", counts(&[(Metric::Line, 0, 0)])) });
    facts
}

fn unreported(lines: Option<u64>) -> Facts {
    Facts {
        sources: vec![PatternFact { pattern: "src/*".into(), matched: 2 }],
        unreported: vec![SourceFact { path: "src/b.c".into(), lines }],
        ..in_repository()
    }
}

/// A case for every reason that the declarations give.
pub(super) fn cases() -> Vec<Case> {
    [arrivals(), ages(), names(), reported()].concat()
}

fn arrivals() -> Vec<Case> {
    use Status::{Inconclusive, Pass};
    let rule = "reports-arrived";
    let mut twice = arrived(&["a/c.xml", "b/c.xml"]);
    twice.reports[1].sha256 = twice.reports[0].sha256.clone();
    vec![
        (judged(), good(), rule, Reason::ArrivalUndeclared, Pass),
        (judged(), twice.clone(), rule, Reason::ArrivalUndeclared, Pass),
        (expecting(&["2"]), arrived(&["a/c.xml", "b/c.xml"]), rule, Reason::ReportsArrived, Pass),
        (expecting(&["a/*", "b/*"]), arrived(&["a/c.xml", "b/c.xml"]), rule, Reason::ReportsArrived, Pass),
        (expecting(&["3"]), arrived(&["a/c.xml", "b/c.xml"]), rule, Reason::ReportMissing, Inconclusive),
        (expecting(&["a/*", "b/*"]), arrived(&["a/c.xml"]), rule, Reason::ReportMissing, Inconclusive),
        (expecting(&["2"]), twice, rule, Reason::ReportDuplicated, Inconclusive),
        (expecting(&["a/*"]), arrived(&["a/c.xml", "a/d.xml"]), rule, Reason::ReportAmbiguous, Inconclusive),
        (expecting(&["a/*"]), arrived(&["a/c.xml", "b/c.xml"]), rule, Reason::ReportUnexpected, Inconclusive),
        (expecting(&["1"]), arrived(&["a/c.xml", "b/c.xml"]), rule, Reason::ReportUnexpected, Inconclusive),
        (expecting(&["3"]), arrived(&["a/c.xml"]), "total-line", Reason::ReportsIncomplete, Inconclusive),
    ]
}

fn ages() -> Vec<Case> {
    use Status::{Inconclusive, Pass, Warn};
    let rule = "reports-fresh";
    let stale = || written(Some(COMMITTED - 3600));
    vec![
        (judged(), written(Some(COMMITTED + 60)), rule, Reason::ReportsFresh, Pass),
        (judged(), written(Some(COMMITTED - 300)), rule, Reason::ReportsFresh, Pass),
        (judged(), stale(), rule, Reason::ReportStale, Warn),
        (expecting(&["1"]), stale(), rule, Reason::ReportStale, Inconclusive),
        (expecting(&["1"]), stale(), "total-line", Reason::ReportsIncomplete, Inconclusive),
        (expecting(&["1"]), written(None), rule, Reason::AgeUnknown, Pass),
        (judged(), good(), rule, Reason::AgeUnknown, Pass),
    ]
}

fn names() -> Vec<Case> {
    use Status::{Fail, Inconclusive, Pass, Warn};
    let rule = "paths-mapped";
    let with = |unmapped| Policy { unmapped, ..judged() };
    let mut nothing = in_repository();
    nothing.files[0].how = How::Untracked;
    vec![
        (judged(), in_repository(), rule, Reason::PathsMapped, Pass),
        (judged(), named(How::Suffix), rule, Reason::PathsMapped, Pass),
        (judged(), named(How::Untracked), rule, Reason::PathsUnmapped, Warn),
        (with(Unmapped::Fail), named(How::Ambiguous), rule, Reason::PathsUnmapped, Fail),
        (with(Unmapped::Ignore), named(How::OtherCase), rule, Reason::UnmappedIgnored, Pass),
        (judged(), nothing.clone(), rule, Reason::NothingMapped, Inconclusive),
        (with(Unmapped::Fail), nothing.clone(), rule, Reason::NothingMapped, Inconclusive),
        (with(Unmapped::Ignore), nothing, rule, Reason::UnmappedIgnored, Pass),
        (judged(), good(), rule, Reason::NoRepository, Pass),
        (with(Unmapped::Fail), good(), rule, Reason::NoRepository, Inconclusive),
    ]
}

fn reported() -> Vec<Case> {
    use Status::{Fail, Inconclusive, Pass, Warn};
    let rule = "sources-reported";
    let mut no_match = unreported(Some(2));
    no_match.sources[0].matched = 0;
    let mut all = unreported(Some(2));
    all.unreported.clear();
    let branches = Policy { limits: policy(&[(Metric::Branch, "80")]).limits, ..sources(Unreported::Count) };
    let mut measured = unreported(Some(2));
    let both = counts(&[(Metric::Line, 9, 10), (Metric::Branch, 9, 10)]);
    measured.reports[0] = report("a.info", &both);
    measured.files[0].counts = both;
    vec![
        (judged(), in_repository(), rule, Reason::SourcesUndeclared, Pass),
        (sources(Unreported::Count), all, rule, Reason::SourcesReported, Pass),
        (sources(Unreported::Count), unreported(Some(1)), rule, Reason::SourcesCounted, Pass),
        (sources(Unreported::Count), unreported(Some(1)), "total-line", Reason::LimitReached, Pass),
        (sources(Unreported::Count), unreported(Some(2)), "total-line", Reason::BelowLimit, Fail),
        (sources(Unreported::Count), unreported(None), rule, Reason::SourcesUncountable, Inconclusive),
        (sources(Unreported::Count), unreported(None), "total-line", Reason::SourcesUncountable, Inconclusive),
        (branches, measured, "total-branch", Reason::SourcesUncountable, Inconclusive),
        (sources(Unreported::Warn), unreported(Some(2)), rule, Reason::SourcesUnreported, Warn),
        (sources(Unreported::Warn), unreported(Some(2)), "total-line", Reason::LimitReached, Warn),
        (sources(Unreported::Fail), unreported(None), rule, Reason::SourcesUnreported, Fail),
        (sources(Unreported::Ignore), unreported(Some(2)), rule, Reason::UnreportedIgnored, Pass),
        (sources(Unreported::Ignore), no_match, rule, Reason::SourcesNotFound, Inconclusive),
        (sources(Unreported::Ignore), good(), rule, Reason::NoRepository, Inconclusive),
    ]
}

#[test]
fn what_is_in_no_report_is_shown_apart() {
    let draft = decide(&sources(Unreported::Count), &unreported(Some(2)));
    let rule = &draft.rules[0];
    let said = "line coverage 75.00 % (9 of 12), 2 of which are in no report, limit 80 %: 1 more line needed";
    assert_eq!((rule.status, rule.message.as_str()), (RuleStatus::Fail, said));
    assert_eq!(rule.observed["unreported"], 2);
    assert_eq!((rule.observed["covered"], rule.observed["total"]), (9, 10));
    assert_eq!(unreported(Some(2)).totals()[&Metric::Line], Counts { covered: 9, total: 10 });
    assert!(draft.not_covered.contains(&"src/b.c: it is in no report".to_owned()), "{:?}", draft.not_covered);
}

#[test]
fn what_was_not_compared_is_said() {
    let notes = decide(&judged(), &good()).not_covered;
    assert!(notes.iter().any(|note| note.contains("none is checked out")), "{notes:?}");
    let notes = decide(&judged(), &written(None)).not_covered;
    assert!(notes.iter().any(|note| note.contains("does not say when it was written")), "{notes:?}");
    let notes = decide(&sources(Unreported::Count), &written(Some(COMMITTED))).not_covered;
    assert_eq!(notes, Vec::<String>::new());
}
