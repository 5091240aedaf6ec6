//! One finding for what several results say: inside a tool by fingerprint, across tools by advisory and package, and, only if asked
//! for, by weakness and line. Never by message or severity, which change when a feed is re-worded.
//!
//! What is joined stays listed in the kept finding's sources, the kept one has the highest severity, and it is suppressed only if all
//! of them are. What could be two faults stays two: other versions, other files, other CVEs, or twice the same tool.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::finding::{BaselineState, Finding, Source};
use crate::fingerprint::Basis;
use crate::level::Kind;

mod group;

use group::Groups;

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
    let findings = ordered(findings);
    let mut groups = Groups::default();
    for cluster in clusters(&findings) {
        groups.add(&findings, cluster, across);
    }
    if across.advisories {
        groups.join_advisories(&findings);
    }
    if across.weaknesses {
        groups.join_weaknesses(&findings);
    }
    let mut slots: Vec<Option<Finding>> = findings.into_iter().map(Some).collect();
    let mut out = Deduplicated::default();
    for group in groups.into_members() {
        let members = group.iter().filter_map(|(at, why)| Some((slots.get_mut(*at)?.take()?, *why)));
        keep(members.collect(), &mut out);
    }
    out.findings.sort_by_cached_key(|finding| (finding.run, finding.result));
    out.joined.sort_by_key(|joined| (joined.source.run, joined.source.result));
    out
}

/// The findings in their order by content. Their places are sorted and then each is moved once.
fn ordered(findings: Vec<Finding>) -> Vec<Finding> {
    let mut places: Vec<usize> = (0..findings.len()).collect();
    let key = |at: &usize| findings.get(*at).map(order);
    places.sort_by(|one, other| key(one).cmp(&key(other)));
    let mut slots: Vec<Option<Finding>> = findings.into_iter().map(Some).collect();
    places.into_iter().filter_map(|at| slots.get_mut(at)?.take()).collect()
}

/// An order by content, so that neither files nor threads decide what is kept.
fn order(finding: &Finding) -> impl Ord + '_ {
    let place = (&finding.spot, &finding.rule, &finding.identity.key);
    (&finding.tool, place, &finding.category, &finding.message, finding.run, finding.result)
}

/// Whether a finding is joined with any other. Passed checks and what is no longer there are counted by nobody, and a finding of one
/// kind cannot stand for another.
pub(crate) fn takes_part(finding: &Finding) -> bool {
    finding.kind == Kind::Fail && finding.baseline != Some(BaselineState::Absent)
}

/// The findings that one tool reports twice: same rule, fingerprint, file, line and version. GitHub's categories do not part them,
/// since a matrix reports one fault once per leg. A fingerprint that is only rule and path parts everything.
fn clusters(findings: &[Finding]) -> Vec<Vec<usize>> {
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    let mut known = HashMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let firm = matches!(finding.identity.basis, Basis::Package | Basis::LineHash | Basis::Tool);
        if !firm || !takes_part(finding) {
            clusters.push(vec![at]);
            continue;
        }
        let version = finding.package.as_ref().and_then(|package| package.version.as_deref());
        let key = (&finding.tool, &finding.rule, &finding.identity.key, &finding.spot, version);
        let cluster = *known.entry(key).or_insert(clusters.len());
        match clusters.get_mut(cluster) {
            Some(cluster) => cluster.push(at),
            None => clusters.push(vec![at]),
        }
    }
    clusters
}

/// Keeps the most severe of a group and gives it what the others know.
fn keep(members: Vec<(Finding, Why)>, out: &mut Deduplicated) {
    // The first of equals, by the order of content.
    let highest = members.iter().map(|(finding, _)| finding.severity).max();
    let Some(at) = members.iter().position(|(finding, _)| Some(finding.severity) == highest) else { return };
    let tool = members.get(at).map(|(finding, _)| finding.tool.clone()).unwrap_or_default();
    let mut others = members;
    let (mut kept, _) = others.remove(at);
    let into = kept.sources.first().cloned();
    for (other, why) in others {
        let why = if other.tool == tool { Why::Fingerprint } else { why };
        if let (Some(source), Some(into)) = (other.sources.first(), &into) {
            out.joined.push(Joined { source: source.clone(), into: into.clone(), why });
        }
        absorb(&mut kept, other);
    }
    kept.sources.sort();
    out.findings.push(kept);
}

fn absorb(kept: &mut Finding, other: Finding) {
    kept.sources.extend(other.sources);
    kept.suppressed = kept.suppressed.min(other.suppressed);
    // What one tool does not know to be old is new.
    kept.baseline = kept.baseline.zip(other.baseline).map(|(one, two)| one.max(two));
    for alias in other.aliases {
        if let Err(at) = kept.aliases.binary_search(&alias) {
            kept.aliases.insert(at, alias);
        }
    }
    for cwe in other.cwes {
        if let Err(at) = kept.cwes.binary_search(&cwe) {
            kept.cwes.insert(at, cwe);
        }
    }
    if kept.spot.is_none() {
        (kept.spot, kept.no_path) = (other.spot, other.no_path);
    }
    if let (Some(package), Some(other)) = (&mut kept.package, other.package) {
        package.version = package.version.take().or(other.version);
    }
    let cve = kept.aliases.iter().find(|alias| alias.starts_with("CVE-"));
    kept.advisory = cve.cloned().or_else(|| kept.advisory.take()).or(other.advisory);
    for note in other.notes {
        if !kept.notes.contains(&note) {
            kept.notes.push(note);
        }
    }
}

#[cfg(test)]
mod tests;
