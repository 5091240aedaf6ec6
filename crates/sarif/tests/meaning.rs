//! A merge changes no meaning: what a result is, where it is and how severe it is reads the same before and after.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod oracle;

use std::collections::BTreeSet;

use oracle::{make, merged};
use proptest::prelude::*;
use sarif::{Finding, Places, Reading, RunView, Severity, SeverityPolicy};
use serde_json::Value;

/// What the results of a log mean, without where they stand in it and which step decided: a merge may write a rule's level into its
/// results.
fn meanings(log: &Value) -> BTreeSet<(String, Severity)> {
    let policy = SeverityPolicy::default();
    let roots = ["/a".to_owned(), "/b".to_owned(), "/w".to_owned()];
    let places = Places { roots: &roots, has: None };
    let reading = Reading { severities: &policy, places, line_hash: &|_, _| None, expired: &|_| false };
    let mut all = BTreeSet::new();
    for run in log["runs"].as_array().unwrap() {
        let text = run.to_string();
        let view = RunView::parse(&text).unwrap();
        for result in run["results"].as_array().into_iter().flatten() {
            let finding = Finding::read(&view, &result.to_string(), (0, 0), &reading);
            let what = (finding.tool, finding.category, finding.rule, finding.kind);
            let place = (finding.spot, finding.no_path, finding.others);
            let rest = format!("{what:?} {place:?} {:?} {:?}", finding.suppressed, finding.message);
            all.insert((rest, finding.severity));
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_merge_changes_no_meaning(one: u64, other: u64) {
        prop_assert_eq!(changed(one, other), (vec![], vec![]), "lost, and new");
    }
}

/// An override that names a rule of an extension by its id alone leads to the driver's once another run brings that.
#[test]
fn an_override_of_an_extensions_rule_keeps_its_meaning() {
    assert_eq!(changed(4_917_341_742_464_606_759, 9_366_484_893_288_698_037), (vec![], vec![]));
}

/// Findings by what identifies them, each with its severity.
type Meanings = Vec<(String, Severity)>;

/// What is read otherwise after two logs are merged: what is lost, and what is new.
fn changed(one: u64, other: u64) -> (Meanings, Meanings) {
    let logs = [make::log(one), make::log(other)];
    let before: BTreeSet<_> = logs.iter().flat_map(meanings).collect();
    let after = meanings(&merged(&logs));
    let known = |found: &&(String, Severity)| found.1 != Severity::Unknown;
    let lost = before.difference(&after).filter(known).cloned().collect();
    // What was unknown, as with a result whose rule's id stands twice, may be known by the level that the merge writes down.
    let was_unknown = |what: &String| before.contains(&(what.clone(), Severity::Unknown));
    (lost, after.difference(&before).filter(|found| !was_unknown(&found.0)).cloned().collect())
}
