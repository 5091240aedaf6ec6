use super::*;
use crate::decide::tests::finding;

fn side(findings: &[(&str, Severity)]) -> Side {
    let findings: Vec<FindingFact> = findings.iter().map(|(rule, severity)| finding(rule, *severity)).collect();
    Side::of_findings(&findings)
}

fn numbers(new: u64, gone: u64, unchanged: u64, severity_changed: u64) -> Numbers {
    Numbers { new, gone, unchanged, severity_changed }
}

fn of(old: &Side, new: &Side) -> Diff {
    diff(old, new, Vec::new())
}

#[test]
fn each_finding_is_new_gone_or_the_same_as_often_as_it_is_there() {
    let old = side(&[("A", Severity::High), ("A", Severity::High), ("B", Severity::Low)]);
    let new = side(&[("A", Severity::High), ("C", Severity::Medium), ("C", Severity::Medium)]);
    let there = of(&old, &new);
    assert_eq!(there.total, numbers(2, 2, 1, 0));
    assert_eq!(there.tools["Bandit"], there.total);
    let rules = |list: &[Only]| list.iter().map(|it| (it.about.rule.clone(), it.count)).collect::<Vec<_>>();
    assert_eq!(rules(&there.new), [("C".to_owned(), 2)]);
    assert_eq!(rules(&there.gone), [("A".to_owned(), 1), ("B".to_owned(), 1)]);
    assert_eq!(there.new[0].about.place.as_deref(), Some("src/a.py:7"));
    let back = of(&new, &old);
    assert_eq!((back.total.new, back.total.gone), (there.total.gone, there.total.new));
    assert_eq!(of(&old, &old).total, numbers(0, 0, 3, 0));
}

#[test]
fn a_severity_that_changed_makes_nothing_new() {
    let old = side(&[("A", Severity::High), ("A", Severity::Low), ("A", Severity::Low)]);
    let new = side(&[("A", Severity::Critical), ("A", Severity::Low), ("A", Severity::Medium)]);
    let diff = of(&old, &new);
    assert_eq!(diff.total, numbers(0, 0, 1, 2));
    let changes: Vec<_> = diff.severity_changed.iter().map(|it| (it.was, it.is, it.count)).collect();
    assert_eq!(changes, [(Severity::High, Severity::Critical, 1), (Severity::Low, Severity::Medium, 1)]);
}

#[test]
fn a_baseline_tells_no_severity_and_compares_all_the_same() {
    let findings = [finding("A", Severity::High), finding("A", Severity::Low), finding("B", Severity::Low)];
    let baseline = Side::of_baseline(&Document::of("g", &findings, "2026-01-01"));
    let same = of(&baseline, &Side::of_findings(&findings));
    assert_eq!(same.total, numbers(0, 0, 3, 0));
    assert_eq!(same.tools.len(), 1);
    let alone = of(&baseline, &Side::of_baseline(&Document::of("g", &findings[..1], "2026-01-01")));
    assert_eq!((alone.total, alone.tools.len()), (numbers(0, 2, 1, 0), 0));
    assert_eq!(alone.gone[0].about.rule, "Bandit A");
}

#[test]
fn no_count_overflows() {
    let mut one = Side::default();
    let about = About { identity: "a".into(), tool: None, rule: "r".into(), place: None };
    one.add(about.clone(), None, u64::MAX);
    one.add(about, None, u64::MAX);
    assert_eq!(of(&Side::default(), &one).total.new, u64::MAX);
}
