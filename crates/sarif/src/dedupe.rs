//! One finding for what several results say: inside a tool by fingerprint, across tools by advisory and package, and, only if asked
//! for, by weakness and line. Never by message or severity, which change when a feed is re-worded.
//!
//! What is joined stays listed in the kept finding's sources, the kept one has the highest severity, and it is suppressed only if all
//! of them are. What could be two faults stays two: other versions, other files, other CVEs, or twice the same tool. A finding whose
//! severity cannot be read stands for none that has one, nor the other way round: it may be the worst. One that was told none has that of
//! its advisory.

use serde::{Deserialize, Serialize};

use crate::finding::{BaselineState, Finding, Source};
use crate::level::Kind;
use crate::severity::Severity;

mod cluster;
mod group;
mod order;

use group::Groups;

/// How many notes a finding keeps of those that it stands for.
const NOTES: usize = 20;

/// Why a finding was joined with another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The same tool found it at the same line with the same fingerprint.
    Fingerprint,
    /// Another tool names the same advisory for the same package.
    Advisory,
    /// Another tool names the same weakness at the same line.
    Weakness,
}

/// What is joined across tools. Inside a tool, findings are always joined.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Across {
    /// By advisory and package.
    pub advisories: bool,
    /// By weakness, file and line.
    pub weaknesses: bool,
}

impl Default for Across {
    fn default() -> Self {
        Self { advisories: true, weaknesses: false }
    }
}

/// A finding that another one stands for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Joined {
    /// What was joined.
    pub source: Source,
    /// The finding that is kept.
    pub into: Source,
    /// Why.
    pub why: Why,
}

/// What is left, and what it stands for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Deduplicated {
    /// The kept findings, by run and result.
    pub findings: Vec<Finding>,
    /// The others, by run and result.
    pub joined: Vec<Joined>,
}

/// Joins findings. The answer does not depend on their order.
pub fn deduplicate(findings: Vec<Finding>, across: Across) -> Deduplicated {
    let (places, groups) = grouped(&findings, across);
    // Nearly all findings stand alone, and are not moved.
    let mut slots: Vec<Option<Finding>> = findings.into_iter().map(Some).collect();
    let mut joined = Vec::new();
    for group in groups {
        let place = |(rank, why): &(usize, Why)| Some((*places.get(*rank)?, *why));
        let places: Vec<(usize, Why)> = group.iter().filter_map(place).collect();
        let members = places.iter().filter_map(|(at, why)| Some((slots.get_mut(*at)?.take()?, *why)));
        let Some((at, kept)) = keep(members.collect(), &mut joined) else { continue };
        if let Some(slot) = places.get(at).and_then(|(at, _)| slots.get_mut(*at)) {
            *slot = Some(kept);
        }
    }
    let mut findings: Vec<Finding> = slots.into_iter().flatten().collect();
    let place = |finding: &Finding| (finding.run, finding.result);
    if !findings.is_sorted_by_key(place) {
        findings.sort_by_cached_key(place);
    }
    joined.sort_by_key(|joined: &Joined| (joined.source.run, joined.source.result));
    Deduplicated { findings, joined }
}

/// The places of the findings in their order by content, and the groups of several, as positions in that order.
fn grouped(findings: &[Finding], across: Across) -> (Vec<usize>, Vec<Vec<(usize, Why)>>) {
    let places = order::by_content(findings);
    let ordered: Vec<&Finding> = places.iter().filter_map(|at| findings.get(*at)).collect();
    let mut groups = Groups::default();
    for cluster in cluster::clusters(&ordered) {
        groups.add(&ordered, cluster, across);
    }
    if across.advisories {
        groups.join_advisories(&ordered);
    }
    if across.weaknesses {
        groups.join_weaknesses(&ordered);
    }
    let several = groups.into_members().filter(|members| members.len() > 1).collect();
    (places, several)
}

/// Whether a finding is joined with any other. Passed checks and what is no longer there are counted by nobody, and a finding of one
/// kind cannot stand for another.
pub(crate) fn takes_part(finding: &Finding) -> bool {
    finding.kind == Kind::Fail && finding.baseline != Some(BaselineState::Absent)
}

/// Keeps the most severe of a group and gives it what the others know. Answers which one it is.
fn keep(members: Vec<(Finding, Why)>, joined: &mut Vec<Joined>) -> Option<(usize, Finding)> {
    // The first of equals, by the order of content.
    let highest = members.iter().map(|(finding, _)| finding.severity).max();
    let at = members.iter().position(|(finding, _)| Some(finding.severity) == highest)?;
    let tool = members.get(at).map(|(finding, _)| finding.tool.clone()).unwrap_or_default();
    let mut others = members;
    let several = others.iter().any(|(other, _)| other.tool != tool);
    let each = if several { others.iter().map(|(finding, _)| finding.clone()).collect() } else { Vec::new() };
    let (mut kept, _) = others.remove(at);
    kept.members = each;
    let into = kept.sources.first().cloned();
    for (other, why) in others {
        let why = if other.tool == tool { Why::Fingerprint } else { why };
        if let (Some(source), Some(into)) = (other.sources.first(), &into) {
            joined.push(Joined { source: source.clone(), into: into.clone(), why });
        }
        absorb(&mut kept, other);
    }
    kept.sources.sort();
    kept.aliases.sort_unstable();
    kept.aliases.dedup();
    kept.cwes.sort_unstable();
    kept.cwes.dedup();
    let cve = kept.aliases.iter().find(|alias| alias.starts_with("CVE-"));
    kept.advisory = cve.cloned().or_else(|| kept.advisory.take());
    Some((at, kept))
}

fn absorb(kept: &mut Finding, other: Finding) {
    kept.sources.extend(other.sources);
    kept.suppressed = kept.suppressed.min(other.suppressed);
    if kept.severity == Severity::Unknown {
        kept.at_least = kept.at_least.max(other.at_least);
    }
    // What one tool does not know to be old is new.
    kept.baseline = kept.baseline.zip(other.baseline).map(|(one, two)| one.max(two));
    // Put in order once, when all are there.
    kept.aliases.extend(other.aliases);
    kept.cwes.extend(other.cwes);
    if kept.spot.is_none() {
        (kept.spot, kept.no_path) = (other.spot, other.no_path);
    }
    if let (Some(package), Some(other)) = (&mut kept.package, other.package) {
        package.version = package.version.take().or(other.version);
    }
    kept.advisory = kept.advisory.take().or(other.advisory);
    for note in other.notes {
        if kept.notes.len() < NOTES && !kept.notes.contains(&note) {
            kept.notes.push(note);
        }
    }
}

#[cfg(test)]
mod tests;
