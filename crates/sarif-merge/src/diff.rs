//! What came and what went between two runs: findings by their identity, each as often as it is there. Lines that moved and messages
//! that were worded anew make nothing new, since the identity holds neither.

use std::collections::{BTreeMap, BTreeSet};

use sarif::Severity;
use serde::Serialize;

use crate::baseline::Document;
use crate::facts::FindingFact;

/// The schema name of the answer for machines.
const SCHEMA: &str = "releasegate/sarif-diff/v1";

/// The findings of one run, by identity.
#[derive(Debug, Default)]
pub(crate) struct Side(BTreeMap<String, Group>);

/// Findings of one identity.
#[derive(Debug)]
struct Group {
    about: About,
    /// How many there are of each severity; a baseline tells none.
    by: BTreeMap<Option<Severity>, u64>,
}

/// What a finding is, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct About {
    pub(crate) identity: String,
    /// The tool; a baseline names it with the rule alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tool: Option<String>,
    pub(crate) rule: String,
    /// The file with its line, or the package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<String>,
}

/// Findings that are on one side alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Only {
    #[serde(flatten)]
    pub(crate) about: About,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) severity: Option<Severity>,
    pub(crate) count: u64,
}

/// Findings that are on both sides with another severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Changed {
    #[serde(flatten)]
    pub(crate) about: About,
    pub(crate) was: Severity,
    pub(crate) is: Severity,
    pub(crate) count: u64,
}

/// How many findings became what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Numbers {
    pub(crate) new: u64,
    pub(crate) gone: u64,
    pub(crate) unchanged: u64,
    pub(crate) severity_changed: u64,
}

/// The difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Diff {
    schema: &'static str,
    pub(crate) total: Numbers,
    /// By tool, as far as the sides name tools.
    pub(crate) tools: BTreeMap<String, Numbers>,
    pub(crate) new: Vec<Only>,
    pub(crate) gone: Vec<Only>,
    pub(crate) severity_changed: Vec<Changed>,
    /// Why what is new or gone cannot be told for sure; empty if it can.
    pub(crate) doubts: Vec<String>,
}

impl Side {
    /// The findings of a verdict, whatever the policy makes of them.
    pub(crate) fn of_findings(findings: &[FindingFact]) -> Self {
        let mut side = Self::default();
        for finding in findings {
            let about = About {
                identity: finding.identity.clone(),
                tool: Some(finding.tool.clone()),
                rule: finding.rule.clone(),
                place: crate::judged::place(finding),
            };
            side.add(about, Some(finding.severity), 1);
        }
        side
    }

    /// The findings of a baseline.
    pub(crate) fn of_baseline(document: &Document) -> Self {
        let mut side = Self::default();
        for known in &document.findings {
            let about =
                About { identity: known.identity.clone(), tool: None, rule: known.rule.clone(), place: None };
            side.add(about, None, known.count);
        }
        side
    }

    fn add(&mut self, about: About, severity: Option<Severity>, count: u64) {
        let group =
            self.0.entry(about.identity.clone()).or_insert_with(|| Group { about, by: BTreeMap::new() });
        let number = group.by.entry(severity).or_default();
        *number = number.saturating_add(count);
    }
}

/// Holds two sides against each other.
pub(crate) fn diff(old: &Side, new: &Side, doubts: Vec<String>) -> Diff {
    let mut diff = Diff {
        schema: SCHEMA,
        total: Numbers::default(),
        tools: BTreeMap::new(),
        new: Vec::new(),
        gone: Vec::new(),
        severity_changed: Vec::new(),
        doubts,
    };
    for identity in old.0.keys().chain(new.0.keys()).collect::<BTreeSet<_>>() {
        let (was, is) = (old.0.get(identity), new.0.get(identity));
        // A verdict tells more of a finding than a baseline.
        let named = [is, was].into_iter().flatten().find(|group| group.about.tool.is_some());
        let Some(about) = named.or(is).or(was).map(|group| &group.about) else { continue };
        let by = |group: Option<&Group>| group.map(|group| group.by.clone()).unwrap_or_default();
        diff.compare(about, by(was), by(is));
    }
    diff.new.sort_by_key(|it| std::cmp::Reverse(it.severity));
    diff.gone.sort_by_key(|it| std::cmp::Reverse(it.severity));
    diff.severity_changed.sort_by_key(|it| std::cmp::Reverse(it.is));
    diff
}

type BySeverity = BTreeMap<Option<Severity>, u64>;

impl Diff {
    fn compare(&mut self, about: &About, mut was: BySeverity, mut is: BySeverity) {
        let mut numbers = Numbers::default();
        for (severity, left) in &mut was {
            let same = is.get_mut(severity).map_or(0, |right| take(left, right));
            numbers.unchanged = numbers.unchanged.saturating_add(same);
        }
        // What is left on both sides is the same finding with another severity, the worst with the worst.
        for (before, left) in was.iter_mut().rev() {
            for (after, right) in is.iter_mut().rev() {
                let count = take(left, right);
                match (before, after) {
                    _ if count == 0 => {}
                    (Some(was), Some(is)) => {
                        numbers.severity_changed = numbers.severity_changed.saturating_add(count);
                        self.severity_changed.push(Changed { about: about.clone(), was: *was, is: *is, count });
                    }
                    // One side does not tell.
                    _ => numbers.unchanged = numbers.unchanged.saturating_add(count),
                }
            }
        }
        numbers.gone = only(about, was, &mut self.gone);
        numbers.new = only(about, is, &mut self.new);
        self.total.add(numbers);
        if let Some(tool) = &about.tool {
            self.tools.entry(tool.clone()).or_default().add(numbers);
        }
    }
}

impl Numbers {
    fn add(&mut self, other: Self) {
        self.new = self.new.saturating_add(other.new);
        self.gone = self.gone.saturating_add(other.gone);
        self.unchanged = self.unchanged.saturating_add(other.unchanged);
        self.severity_changed = self.severity_changed.saturating_add(other.severity_changed);
    }
}

/// Takes what both have from both.
fn take(left: &mut u64, right: &mut u64) -> u64 {
    let same = (*left).min(*right);
    *left -= same;
    *right -= same;
    same
}

fn only(about: &About, by: BySeverity, list: &mut Vec<Only>) -> u64 {
    let left = by.into_iter().filter(|(_, count)| *count > 0);
    let all = left.map(|(severity, count)| Only { about: about.clone(), severity, count });
    let before = list.len();
    list.extend(all);
    list.iter().skip(before).fold(0, |sum, it| sum.saturating_add(it.count))
}

#[cfg(test)]
mod tests;
