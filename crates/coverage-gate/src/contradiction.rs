//! What no run of this gate could have written. Whoever forges a verdict can make digests fit; numbers must fit as well.

use std::collections::BTreeSet;

use verdict::Counts;

use crate::facts::{ChangedFile, Facts, FileFact, Measured, SCHEMA};
use crate::paths::How;
use crate::policy::Policy;

/// The first contradiction within policy and facts, for people.
pub(crate) fn find(policy: &Policy, facts: &Facts) -> Option<String> {
    let patterns = || facts.patterns.iter().map(|pattern| pattern.pattern.as_str());
    let asked = policy.files.iter().map(String::as_str).filter(|pattern| !pattern.starts_with('!'));
    if facts.schema != SCHEMA {
        return Some(format!("the facts are of schema {}", facts.schema));
    }
    if !policy.judges() {
        return Some("its policy sets no limit".to_owned());
    }
    if !patterns().eq(asked) {
        return Some("its facts are not about the files that its policy names".to_owned());
    }
    if facts.reports.iter().any(|report| report.content.is_some() && report.sha256.is_none()) {
        return Some("it counts a report without a digest".to_owned());
    }
    impossible(facts)
        .or_else(|| apart(facts))
        .or_else(|| unasked(policy, facts))
        .or_else(|| besides(policy, facts))
}

/// Facts beside the reports: they are gathered when the policy asks for them, and at no other time.
fn besides(policy: &Policy, facts: &Facts) -> Option<String> {
    let asked = [
        ("what was changed", policy.asks_for_changes(), facts.change.is_some()),
        ("a baseline", policy.baseline.is_some(), facts.baseline.is_some()),
        ("the day", !policy.waivers.is_empty(), facts.today.is_some()),
    ];
    if let Some((what, asked, _)) = asked.into_iter().find(|(_, asked, given)| asked != given) {
        let told = if asked {
            "its policy asks for {}, and its facts do not tell"
        } else {
            "its facts tell {}, which its policy does not ask for"
        };
        return Some(told.replace("{}", what));
    }
    let change = facts.change.as_ref();
    let known = change.is_some_and(|change| change.base.is_some());
    if change.is_some_and(|change| known == change.unknown.is_some() || (!known && !change.files.is_empty())) {
        return Some("its facts both know and do not know what was changed".to_owned());
    }
    let wrong = |file: &&ChangedFile| file.lines.is_some() != (file.measured == Measured::Lines);
    let file = change.into_iter().flat_map(|change| &change.files).find(wrong)?;
    Some(format!("it counts changed lines of {} that no report knows, or does not count them", file.path))
}

/// Names and sources that this policy, or a workspace without a repository, cannot give.
fn unasked(policy: &Policy, facts: &Facts) -> Option<String> {
    let asked = policy.sources.iter().filter(|pattern| !pattern.starts_with('!'));
    let answered = facts.sources.iter().map(|pattern| &pattern.pattern);
    let here = facts.repository.is_some();
    let fits = if here { answered.eq(asked) } else { facts.sources.is_empty() && facts.unreported.is_empty() };
    if !fits {
        return Some("its facts are not about the sources that its policy names".to_owned());
    }
    let wrong = |file: &&FileFact| match file.how {
        How::AsIs | How::Source | How::Prefix | How::Shared => false,
        How::Map => policy.path_map.is_empty(),
        How::Module | How::Suffix | How::Untracked | How::Ambiguous | How::OtherCase => !here,
    };
    if let Some(file) = facts.files.iter().find(wrong) {
        return Some(format!("{} has a name that nothing gives it", file.path));
    }
    let mapped = facts.files.iter().filter(|file| file.how.is_mapped());
    let reported: BTreeSet<&str> = mapped.map(|file| file.path.as_str()).collect();
    let both = facts.unreported.iter().find(|file| reported.contains(file.path.as_str()))?;
    Some(format!("{} is in a report and in none", both.path))
}

fn impossible(facts: &Facts) -> Option<String> {
    let of_files = facts.files.iter().flat_map(|file| file.counts.values());
    let of_reports = facts.contents().flat_map(|content| content.totals.values());
    let changed = facts.change.iter().flat_map(|change| &change.files);
    let of_changes = changed.flat_map(|file| file.lines.iter().chain(&file.branches));
    let of_baseline = facts.baseline.iter().flat_map(|baseline| baseline.totals.values());
    let wrong = |counts: &&Counts| counts.covered > counts.total;
    let counts = of_files.chain(of_reports).chain(of_changes).chain(of_baseline).find(wrong)?;
    Some(format!("it counts {} covered of {}", counts.covered, counts.total))
}

/// A union is at least as large as each of its parts, and at most as large as all of them together.
fn apart(facts: &Facts) -> Option<String> {
    facts.totals().iter().find_map(|(metric, union)| {
        let parts =
            || facts.contents().filter_map(|content| content.totals.get(metric)).map(|counts| counts.total);
        let fits = parts().max().unwrap_or(0) <= union.total && union.total <= parts().sum();
        (!fits).then(|| {
            format!("its files hold {} {}, which its reports do not give", union.total, metric.plural())
        })
    })
}

#[cfg(test)]
mod tests {
    use coverage::{Metric, MetricCounts};

    use super::*;
    use crate::decide::tests::{counts, facts, policy, report};
    use crate::facts::{BaselineFact, ChangeFact, PatternFact, RepositoryFact, SourceFact, Unknown};
    use crate::policy::PatchLimits;

    fn found(change: impl Fn(&mut Policy, &mut Facts)) -> Option<String> {
        let (mut policy, mut facts) = (policy(&[(Metric::Line, "80")]), facts(&[(Metric::Line, 9, 10)]));
        change(&mut policy, &mut facts);
        find(&policy, &facts)
    }

    fn lines(covered: u64, total: u64) -> MetricCounts {
        counts(&[(Metric::Line, covered, total)])
    }

    #[test]
    fn what_a_run_writes_has_none() {
        assert_eq!(found(|_, _| {}), None);
        assert_eq!(found(|_, facts| facts.reports.push(report("b.info", &lines(3, 10)))), None);
        assert_eq!(found(|policy, _| policy.files.push("!x".to_owned())), None);
    }

    #[test]
    fn forgeries_are_told_apart() {
        let told = |change: fn(&mut Policy, &mut Facts), words: &str| {
            let found = found(change).unwrap_or_default();
            assert!(found.contains(words), "{found}");
        };
        told(|policy, _| policy.limits.clear(), "sets no limit");
        told(|policy, _| policy.files.push("second.info".into()), "not about the files");
        told(|_, facts| facts.files[0].counts = lines(200, 10), "200 covered of 10");
        told(|_, facts| facts.files[0].counts = lines(2, 2), "its files hold 2 lines");
        told(|_, facts| facts.files[0].counts = lines(20, 20), "its files hold 20 lines");
        told(|_, facts| facts.reports[0].sha256 = None, "without a digest");
        told(|_, facts| facts.schema = "other".into(), "schema other");
    }
    #[test]
    fn names_that_nothing_gives_are_told() {
        let told = |change: fn(&mut Policy, &mut Facts), words: &str| {
            let found = found(change).unwrap_or_default();
            assert!(found.contains(words), "{found}");
        };
        told(|_, facts| facts.files[0].how = How::Map, "a name that nothing gives it");
        told(|_, facts| facts.files[0].how = How::Suffix, "a name that nothing gives it");
        told(|_, facts| facts.unreported.push(source("b.c")), "not about the sources");
        told(|policy, facts| in_repository(policy, facts, "other"), "not about the sources");
        told(
            |policy, facts| {
                in_repository(policy, facts, "src/**");
                facts.unreported.push(source(&facts.files[0].path));
            },
            "a.c is in a report and in none",
        );
        let fits = |policy: &mut Policy, facts: &mut Facts| {
            in_repository(policy, facts, "src/**");
            facts.unreported.push(source("b.c"));
            facts.files[0].how = How::Suffix;
        };
        assert_eq!(found(fits), None);
    }

    #[test]
    fn a_policy_without_a_total_is_one_all_the_same() {
        assert_eq!(found(|policy, facts| of_changes(policy, facts, Some(lines(1, 2)))), None);
    }

    #[test]
    fn changes_and_baseline_are_as_the_policy_asks() {
        let told = |change: fn(&mut Policy, &mut Facts), words: &str| {
            let found = found(change).unwrap_or_default();
            assert!(found.contains(words), "{found}");
        };
        told(|_, facts| facts.change = Some(ChangeFact::default()), "which its policy does not ask for");
        told(|_, facts| facts.today = Some("2026-01-01".into()), "the day");
        told(|_, facts| facts.baseline = Some(BaselineFact::default()), "a baseline");
        told(|policy, facts| of_changes(policy, facts, Some(lines(3, 2))), "3 covered of 2");
        told(|policy, facts| of_changes(policy, facts, None), "that no report knows");
        told(
            |policy, facts| {
                of_changes(policy, facts, Some(lines(1, 2)));
                facts.change = None;
            },
            "asks for what was changed",
        );
        told(
            |policy, facts| {
                of_changes(policy, facts, Some(lines(1, 2)));
                facts.change.iter_mut().for_each(|it| it.unknown = Some(Unknown::new("shallow", "")));
            },
            "both know and do not know",
        );
    }

    /// A policy about changed lines alone, and a changed file with these counts.
    fn of_changes(policy: &mut Policy, facts: &mut Facts, counts: Option<MetricCounts>) {
        let limits = std::mem::take(&mut policy.limits);
        policy.patch = Some(PatchLimits { limits, min_lines: 0 });
        let lines = counts.and_then(|counts| counts.get(&Metric::Line).copied());
        let file =
            ChangedFile { path: "a.c".into(), measured: Measured::Lines, lines, ..ChangedFile::default() };
        facts.change = Some(ChangeFact { base: Some("b".into()), files: vec![file], ..ChangeFact::default() });
    }

    fn source(path: &str) -> SourceFact {
        SourceFact { path: path.into(), lines: Some(1) }
    }

    fn in_repository(policy: &mut Policy, facts: &mut Facts, answered: &str) {
        policy.sources = vec!["src/**".into(), "!src/gen/**".into()];
        facts.repository = Some(RepositoryFact::default());
        facts.sources = vec![PatternFact { pattern: answered.into(), matched: 1 }];
    }
}
