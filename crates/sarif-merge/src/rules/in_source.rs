//! `in-source`: what does not count only since the source, or the scanner's own files, say so. Whoever writes the code can write that, and
//! nobody else has accepted it: people who read a green verdict have to see it.

use std::collections::BTreeMap;

use runner::text::count;
use sarif::Severity;
use verdict::{Rule, RuleStatus};

use super::{Counted, Standing, limit, rule};
use crate::facts::FindingFact;
use crate::reason::Reason;

/// How many places the rule names.
const NAMED: usize = 100;

/// Those findings, the worst first.
pub(crate) fn found<'a>(counted: &Counted<'a>) -> Vec<&'a FindingFact> {
    let all = counted.all.iter().filter(|(_, standing)| *standing == Standing::InSource);
    let mut all: Vec<&FindingFact> = all.map(|(finding, _)| *finding).collect();
    // What nobody knows may be the worst.
    all.sort_by_key(|it| std::cmp::Reverse((it.severity == Severity::Unknown, it.severity)));
    all
}

pub(super) fn rules(counted: &Counted<'_>) -> Option<Rule> {
    let found = found(counted);
    let first = found.first()?;
    let mut numbers: BTreeMap<Severity, u64> = BTreeMap::new();
    for finding in &found {
        *numbers.entry(finding.severity).or_default() += 1;
    }
    let listed: Vec<String> = Severity::ALL
        .iter()
        .filter_map(|severity| Some(format!("{} {}", numbers.get(severity)?, severity.as_str())))
        .collect();
    let number = found.len() as u64;
    let message = format!(
        "{} only because the source or the scanner's own files say so ({}), first {}; `in-source: ignore` makes them count",
        count(number, "finding passes", "findings pass"),
        listed.join(", "),
        limit::said(first)
    );
    let title = "what only the source accepts is told";
    let mut rule = rule("in-source", title, RuleStatus::Pass, Reason::InSource, message);
    let observed = numbers.into_iter().map(|(severity, number)| (severity.as_str().to_owned(), number));
    rule.observed = observed.collect();
    rule.locations = found.iter().take(NAMED).filter_map(|finding| limit::location(finding)).collect();
    Some(rule)
}
