//! Which deployments a success replaces: pure.

use std::collections::HashSet;

use github::deployments::{Current, Deployment, State};

use crate::begin::SERVICE;

/// Whether a deployment is older than this one of a service, and of the same thing. One that names no service may be of any, as those are that
/// Actions or another tool made; so the service of the later one is told and not read.
pub(crate) fn could_be(older: &Deployment, by: &Deployment, service: &str) -> bool {
    older.id < by.id
        && older.environment == by.environment
        && older.task == by.task
        && older.attached(SERVICE).is_none_or(|named| named == service)
}

/// The successful ones among those that could be replaced, newest first, each once: pages move while they are read.
pub(crate) fn replaced(there: &[Current], by: &Deployment, service: &str) -> Vec<u64> {
    let succeeded =
        |one: &&Current| one.status.as_ref().is_some_and(|status| status.state == State::Success.name());
    let mut seen = HashSet::new();
    let old = there.iter().filter(succeeded).filter(|one| could_be(&one.deployment, by, service));
    let mut old: Vec<u64> = old.map(|one| one.deployment.id).filter(|id| seen.insert(*id)).collect();
    old.sort_unstable_by(|one, other| other.cmp(one));
    old
}

#[cfg(test)]
mod tests;
