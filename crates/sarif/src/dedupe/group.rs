//! Groups of findings of several tools, and what keeps two groups apart.

use std::collections::{BTreeMap, BTreeSet};

use super::{Across, Why, takes_part};
use crate::finding::Finding;
use crate::severity::{Severity, SeverityStep};

/// How many groups with the same names are tried: a report with thousands of versions of one package cannot make this slow.
const TRIED: usize = 64;

/// Findings that are one, and what all of them agree on.
#[derive(Default)]
struct Group {
    members: Vec<(usize, Why)>,
    /// The first member by the order of content.
    first: Option<usize>,
    /// Whether it was joined with another one, so that its members have a reason.
    joined: bool,
    tools: BTreeSet<String>,
    path: Option<String>,
    version: Option<String>,
    cves: BTreeSet<String>,
    cwes: BTreeSet<u32>,
    severity: Told,
}

/// What a tool says of how severe something is.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Told {
    #[default]
    Known,
    /// Nothing: its reports have no severities, as pip-audit's.
    Nothing,
    /// Something that cannot be read, and may be the worst.
    Unreadable,
}

impl Told {
    fn by(finding: &Finding) -> Self {
        match (finding.severity, finding.step) {
            (Severity::Unknown, SeverityStep::Native) => Self::Nothing,
            (Severity::Unknown, _) => Self::Unreadable,
            _ => Self::Known,
        }
    }

    /// Whether one may stand for the other. Of one advisory of one package, a tool that says how severe it is says it for one that says
    /// nothing.
    fn fits(self, other: Self, why: Why) -> bool {
        self == other || why == Why::Advisory && self != Self::Unreadable && other != Self::Unreadable
    }
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
            group.severity = Told::by(first);
        }
        group.first = cluster.first().copied();
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
                let candidates = known.get(&named(path.clone())).into_iter().flatten().take(TRIED);
                if let Some(other) = candidates.copied().find(|other| self.agree(at, *other, Why::Advisory)) {
                    self.join(at, other, Why::Advisory);
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
                let fits =
                    |other: &usize| self.agree(at, *other, Why::Weakness) && self.share_weakness(at, *other);
                if let Some(other) = here.iter().copied().take(TRIED).find(fits) {
                    self.join(at, other, Why::Weakness);
                }
                here.push(at);
            }
        }
    }

    /// The members of every group that stands.
    pub(super) fn into_members(self) -> impl Iterator<Item = Vec<(usize, Why)>> {
        let members = self.groups.into_iter().map(|mut group| {
            group.members.sort_unstable();
            group.members
        });
        members.filter(|members| !members.is_empty())
    }

    fn first<'f>(&self, findings: &'f [&'f Finding], at: usize) -> Option<&'f Finding> {
        findings.get(self.groups.get(at)?.first?).copied()
    }

    /// Where a group is in the end. The way there is made shorter for whoever asks next.
    fn root(&mut self, mut at: usize) -> usize {
        while let Some(next) = self.went.get(at).copied().filter(|next| *next != at) {
            let beyond = self.went.get(next).copied().unwrap_or(next);
            if let Some(went) = self.went.get_mut(at) {
                *went = beyond;
            }
            at = next;
        }
        at
    }

    fn pair(&mut self, one: usize, other: usize) -> Option<(&Group, &Group)> {
        let (one, other) = (self.root(one), self.root(other));
        if one == other {
            return None;
        }
        self.groups.get(one).zip(self.groups.get(other))
    }

    /// Whether nothing says that two groups are different faults.
    fn agree(&mut self, one: usize, other: usize, why: Why) -> bool {
        let Some((one, other)) = self.pair(one, other) else { return false };
        let same =
            |one: &Option<String>, other: &Option<String>| one.is_none() || other.is_none() || one == other;
        let cves = one.cves.is_empty() || other.cves.is_empty() || one.cves == other.cves;
        one.severity.fits(other.severity, why)
            && one.tools.is_disjoint(&other.tools)
            && same(&one.path, &other.path)
            && same(&one.version, &other.version)
            && cves
    }

    /// Whether all members of both groups name one weakness.
    fn share_weakness(&mut self, one: usize, other: usize) -> bool {
        self.pair(one, other).is_some_and(|(one, other)| !one.cwes.is_disjoint(&other.cwes))
    }

    /// Puts one group into another. The lesser moves, so that a group of thousands costs no more than its members.
    fn join(&mut self, from: usize, into: usize, why: Why) {
        let (from, into) = (self.root(from), self.root(into));
        let Some(mut less) = self.groups.get_mut(from).map(std::mem::take) else { return };
        let Some(group) = self.groups.get_mut(into) else { return };
        if less.members.len() > group.members.len() {
            std::mem::swap(&mut less, group);
        }
        // What stood alone has no reason yet; the first join gives it one, whichever of the two is kept in the end.
        for side in [&mut less, &mut *group] {
            if !side.joined {
                side.members.iter_mut().for_each(|(_, reason)| *reason = why);
            }
        }
        group.joined = true;
        group.members.append(&mut less.members);
        group.first = group.first.min(less.first);
        group.tools.extend(less.tools);
        group.path = group.path.take().or(less.path);
        group.version = group.version.take().or(less.version);
        group.cves.extend(less.cves);
        if less.severity == Told::Known {
            group.severity = Told::Known;
        }
        group.cwes.retain(|cwe| less.cwes.contains(cwe));
        if let Some(went) = self.went.get_mut(from) {
            *went = into;
        }
    }
}
