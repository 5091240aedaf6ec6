//! What one tool reports twice: the same rule and fingerprint at the same place. GitHub's categories do not part it, since a matrix
//! reports one fault once per leg.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::takes_part;
use crate::finding::Finding;
use crate::fingerprint::Basis;
use crate::result::Region;
use crate::severity::Severity;

/// What findings that are neighbours agree on, if they are one.
type Agreed<'f> = (Option<&'f str>, Region, Option<&'f str>, bool);

/// The findings, put together where one tool reports them twice. By their order, all that may be are neighbours.
pub(super) fn clusters(ordered: &[&Finding]) -> Vec<Vec<usize>> {
    let worn = worn(ordered);
    let mut clusters: Vec<Vec<usize>> = Vec::with_capacity(ordered.len());
    let mut at = 0;
    for near in ordered.chunk_by(|one, other| same(one, other)) {
        let mut known: BTreeMap<Agreed<'_>, usize> = BTreeMap::new();
        for finding in near {
            let joins = near.len() > 1 && is_firm(finding, &worn) && takes_part(finding);
            let cluster =
                if joins { *known.entry(agreed(finding)).or_insert(clusters.len()) } else { clusters.len() };
            match clusters.get_mut(cluster) {
                Some(cluster) => cluster.push(at),
                None => clusters.push(vec![at]),
            }
            at += 1;
        }
    }
    clusters
}

fn same(one: &Finding, other: &Finding) -> bool {
    one.identity.key == other.identity.key
        && (&one.tool, &one.rule, &one.spot) == (&other.tool, &other.rule, &other.spot)
}

/// Beside what makes neighbours: the version, the columns, and whether the severity is known. The hash of a line tells nothing apart
/// that stands in it, and a fingerprint without a place cannot be held against anything: there the message has to be the same.
fn agreed(finding: &Finding) -> Agreed<'_> {
    let version = finding.package.as_ref().and_then(|package| package.version.as_deref());
    let placed = finding.region.iter().any(Option::is_some);
    let by_message = match finding.identity.basis {
        Basis::Package => false,
        Basis::Tool => !placed,
        Basis::LineHash | Basis::LogicalLocation | Basis::Rule => true,
    };
    let message = by_message.then_some(finding.message.as_str());
    (version, finding.region, message, finding.severity == Severity::Unknown)
}

/// Whether an identity says more than rule and path, which part everything.
fn is_firm(finding: &Finding, worn: &BTreeSet<(&str, &str)>) -> bool {
    match finding.identity.basis {
        Basis::Package | Basis::LineHash => true,
        Basis::Tool => {
            let own = finding.identity.own.as_deref();
            own.is_some_and(|own| !worn.contains(&(finding.tool.as_str(), own)))
        }
        Basis::LogicalLocation | Basis::Rule => false,
    }
}

/// Fingerprints, each with its tool, that stand at several places or for several rules: Semgrep writes "requires login" into all of
/// them. They are no names of a fault.
fn worn<'f>(ordered: &[&'f Finding]) -> BTreeSet<(&'f str, &'f str)> {
    let mut first: BTreeMap<(&str, &str), (&str, Region)> = BTreeMap::new();
    let mut worn = BTreeSet::new();
    for finding in ordered {
        let Some(own) = finding.identity.own.as_deref() else { continue };
        // The identity holds rule and path.
        let (name, place) = ((finding.tool.as_str(), own), (finding.identity.key.as_str(), finding.region));
        match first.entry(name) {
            Entry::Vacant(entry) => {
                entry.insert(place);
            }
            Entry::Occupied(entry) => {
                if *entry.get() != place {
                    worn.insert(name);
                }
            }
        }
    }
    worn
}
