use std::path::Path;

use runner::files::Workspace;

use super::*;
use crate::decide::tests::finding;

fn setting(folder: &Path) -> Setting {
    Setting::plain(Workspace::new(folder.to_owned()), jiff::civil::date(2026, 8, 22))
}

fn kept(folder: &Path, findings: &[FindingFact], day: &str) {
    std::fs::write(folder.join("known.json"), Document::of("", findings, day).bytes().unwrap()).unwrap();
}

#[test]
fn what_the_change_adds_to_the_baseline_is_counted_and_what_cannot_be_read_is_not_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let two = [finding("A", Severity::High), finding("B", Severity::High)];
    let grown =
        |known: &[(&str, u64)]| grown(&known.iter().copied().collect(), "known.json", &setting(folder.path()));
    assert_eq!(grown(&[]), Some(0), "it is not there");
    kept(folder.path(), &two, "2026-08-01");
    assert_eq!(grown(&[]), Some(2));
    assert_eq!(grown(&[("id-A", 1)]), Some(1));
    assert_eq!(grown(&[("id-A", 1), ("id-B", 7)]), Some(0));
    std::fs::write(folder.path().join("known.json"), "{").unwrap();
    assert_eq!(grown(&[]), None);
}

#[test]
fn a_finding_of_several_tools_is_known_once_each_of_them_is() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (finding("A", Severity::Low), finding("B", Severity::High));
    let group = || vec![FindingFact { members: vec![one.clone(), other.clone()], ..other.clone() }];
    let seen = |findings: &mut Vec<FindingFact>| {
        compare("known.json", &setting(folder.path()), findings).unwrap();
        findings[0].first_seen.clone()
    };
    kept(folder.path(), std::slice::from_ref(&other), "2026-08-01");
    assert_eq!(seen(&mut group()), None, "the one that stands for both is not enough");
    kept(folder.path(), &group(), "2026-08-02");
    assert_eq!(seen(&mut group()).as_deref(), Some("2026-08-02"), "a baseline holds each of them");
}
