//! Groups of findings of several tools, and what keeps two groups apart.

use std::collections::{BTreeMap, BTreeSet};

use super::{Across, Why, takes_part};
use crate::finding::Finding;

/// How many groups with the same names are tried: a report with thousands of versions of one package cannot make this slow.
const TRIED: usize = 64;

/// Findings that are one, and what all of them agree on.
#[derive(Default)]
struct Group {
    members: Vec<(usize, Why)>,
    tools: BTreeSet<String>,
    path: Option<String>,
    version: Option<String>,
    cves: BTreeSet<String>,
    cwes: BTreeSet<u32>,
}

/// All groups; those that went into others are empty.
#[derive(Default)]
pub(super) struct Groups {
    groups: Vec<Group>,
    /// Where each group went; itself if it stands.
    went: Vec<usize>,
}

impl Groups {
    /// Adds findings of one tool as a group, unless it is a single one that nothing can be joined with.
    pub(super) fn add(&mut self, findings: &[&Finding], cluster: Vec<usize>, across: Across) {
        let mut group = Group::default();
        let joins = |finding: &&Finding| {
            across.advisories && finding.package.is_some() || across.weaknesses && !finding.cwes.is_empty()
        };
        let first = cluster.first().and_then(|at| findings.get(*at).copied()).filter(joins);
        if first.is_none() && cluster.len() < 2 {
            return;
        }
        // What cannot be joined across tools needs no more than its members.
        if let Some(first) = first {
            group.tools.insert(first.tool.clone());
            group.path = first.spot.as_ref().map(|spot| spot.path.as_str().to_owned());
            group.version = first.package.as_ref().and_then(|package| package.version.clone());
            group.cves = first.aliases.iter().filter(|alias| alias.starts_with("CVE-")).cloned().collect();
            group.cwes = first.cwes.iter().copied().collect();
        }
        group.members = cluster.into_iter().map(|at| (at, Why::Fingerprint)).collect();
        self.went.push(self.groups.len());
        self.groups.push(group);
    }

    /// Joins by advisory and package. A tool that names no file is joined with the first one that does.
    pub(super) fn join_advisories(&mut self, findings: &[&Finding]) {
        // Those with a file first, so that the others find them.
        let mut order: Vec<usize> = (0..self.groups.len()).collect();
        order.sort_by_key(|at| self.groups.get(*at).is_none_or(|group| group.path.is_none()));
        let mut known: BTreeMap<(String, String, Option<String>), Vec<usize>> = BTreeMap::new();
        for at in order {
            let Some(finding) = self.first(findings, at) else { continue };
            let Some(package) = finding.package.as_ref().filter(|_| takes_part(finding)) else { continue };
            let path = self.groups.get(at).and_then(|group| group.path.clone());
            for alias in &finding.aliases {
                let named = |path| (alias.clone(), package.name.clone(), path);
                let candidates = known.get(&named(path.clone())).cloned().unwrap_or_default();
                let fits = |groups: &Self, other: &usize| groups.agree(at, *other);
                if let Some(other) = candidates.iter().take(TRIED).find(|other| fits(self, other)) {
                    self.join(at, *other, Why::Advisory);
                }
                known.entry(named(path.clone())).or_default().push(at);
                if path.is_some() {
                    known.entry(named(None)).or_default().push(at);
                }
            }
        }
    }

    /// Joins by weakness, file and line.
    pub(super) fn join_weaknesses(&mut self, findings: &[&Finding]) {
        let mut known: BTreeMap<(String, u64, u32), Vec<usize>> = BTreeMap::new();
        for at in 0..self.groups.len() {
            let Some(finding) = self.first(findings, at).filter(|finding| takes_part(finding)) else {
                continue;
            };
            let Some((path, line)) =
                finding.spot.as_ref().and_then(|spot| Some((spot.path.as_str(), spot.line?)))
            else {
                continue;
            };
            for cwe in &finding.cwes {
                let here = known.entry((path.to_owned(), line, *cwe)).or_default();
                let fits = |other: &&usize| self.agree(at, **other) && self.share_weakness(at, **other);
                if let Some(other) = here.iter().take(TRIED).find(fits).copied() {
                    self.join(at, other, Why::Weakness);
                }
                here.push(at);
            }
        }
    }

    /// The members of every group that stands.
    pub(super) fn into_members(self) -> impl Iterator<Item = Vec<(usize, Why)>> {
        self.groups.into_iter().map(|group| group.members).filter(|members| !members.is_empty())
    }

    fn first<'f>(&self, findings: &'f [&'f Finding], at: usize) -> Option<&'f Finding> {
        let (member, _) = self.groups.get(at)?.members.first()?;
        findings.get(*member).copied()
    }

    fn root(&self, mut at: usize) -> usize {
        while let Some(next) = self.went.get(at).filter(|next| **next != at) {
            at = *next;
        }
        at
    }

    fn pair(&self, one: usize, other: usize) -> Option<(&Group, &Group)> {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return None;
        }
        self.groups.get(one).zip(self.groups.get(other))
    }

    /// Whether nothing says that two groups are different faults.
    fn agree(&self, one: usize, other: usize) -> bool {
        let Some((one, other)) = self.pair(one, other) else { return false };
        let same =
            |one: &Option<String>, other: &Option<String>| one.is_none() || other.is_none() || one == other;
        let cves = one.cves.is_empty() || other.cves.is_empty() || one.cves == other.cves;
        one.tools.is_disjoint(&other.tools)
            && same(&one.path, &other.path)
            && same(&one.version, &other.version)
            && cves
    }

    /// Whether all members of both groups name one weakness.
    fn share_weakness(&self, one: usize, other: usize) -> bool {
        self.pair(one, other).is_some_and(|(one, other)| !one.cwes.is_disjoint(&other.cwes))
    }

    /// Puts one group into another.
    fn join(&mut self, from: usize, into: usize, why: Why) {
        let (from, into) = (self.root(from), self.root(into));
        let Some(gone) = self.groups.get_mut(from).map(std::mem::take) else { return };
        let Some(group) = self.groups.get_mut(into) else { return };
        // What stood alone has no reason yet; the first join gives it one, whichever of the two is kept in the end.
        for (_, reason) in group.members.iter_mut().filter(|(_, reason)| *reason == Why::Fingerprint) {
            *reason = why;
        }
        let told = |(at, reason)| (at, if reason == Why::Fingerprint { why } else { reason });
        group.members.extend(gone.members.into_iter().map(told));
        group.members.sort_unstable();
        group.tools.extend(gone.tools);
        group.path = group.path.take().or(gone.path);
        group.version = group.version.take().or(gone.version);
        group.cves.extend(gone.cves);
        group.cwes.retain(|cwe| gone.cwes.contains(cwe));
        if let Some(went) = self.went.get_mut(from) {
            *went = into;
        }
    }
}
