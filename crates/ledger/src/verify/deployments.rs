//! The events of each deployment: they are of one thing, begin once, and end.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use crate::digest::DigestSet;
use crate::fault::{FaultKind, NoticeKind};
use crate::hash::Hash;
use crate::moment::Moment;
use crate::name::Ulid;
use crate::predicate::{Deployment, DeploymentEvent, EnvironmentSnapshot};
use crate::report::Findings;
use crate::statement::Subject;

/// The deployments of a ledger.
#[derive(Debug, Default)]
pub(super) struct Deployments {
    /// By their 128 bits: ledgers are long.
    seen: BTreeMap<u128, Seen>,
    /// Every artifact that came into an environment, by [`digest`].
    deployed: HashSet<Hash>,
    /// Whether the envelope of some deployment is not there: what is seen of others may not be all.
    blind: bool,
}

#[derive(Debug)]
struct Seen {
    /// The [`digest`] of what it is of: everything that its events have in common.
    of: Hash,
    began: Option<Began>,
    last: u64,
    over: bool,
}

/// Where and when a deployment began: its first event that is more than a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Began {
    pub(super) index: u64,
    pub(super) time: Moment,
    /// Whether no earlier event can have been erased.
    pub(super) known: bool,
}

impl Deployments {
    /// An event whose envelope is not there.
    pub(super) const fn erased(&mut self) {
        self.blind = true;
    }

    /// Takes the next event, and says where its deployment began.
    pub(super) fn event(
        &mut self,
        index: u64,
        time: Moment,
        one: &Deployment,
        subjects: &[Subject],
        findings: &mut Findings,
    ) -> Began {
        // Jobs that tell of one deployment need not list its artifacts in one order.
        let mut subjects = subjects.to_vec();
        subjects.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        let of = digest(&(&one.service, &one.environment, &subjects));
        let new = Seen { of, began: None, last: index, over: false };
        let seen = self.seen.entry(bits(&one.deployment_id)).or_insert(new);
        if seen.of != of {
            let message =
                format!("deployment {} began with another service, environment or artifact", one.deployment_id);
            findings.fault(index, FaultKind::DeploymentChanged, message);
        }
        let after = matches!(
            one.event,
            DeploymentEvent::Superseded | DeploymentEvent::RolledBack | DeploymentEvent::Undeployed
        );
        if seen.over && !after {
            let message = format!("deployment {} ended before, and begins or ends again", one.deployment_id);
            findings.fault(index, FaultKind::DeploymentOver, message);
        }
        seen.over |= !one.event.is_open();
        seen.last = index;
        for subject in subjects.iter().filter(|_| one.event != DeploymentEvent::Requested) {
            self.deployed.insert(digest(&(&one.environment.name, &subject.digest)));
        }
        let known = !self.blind || one.event.is_open();
        let now = Began { index, time, known };
        if one.event == DeploymentEvent::Requested { now } else { *seen.began.get_or_insert(now) }
    }

    /// What runs and was never deployed by a record.
    pub(super) fn snapshot(&self, index: u64, one: &EnvironmentSnapshot, findings: &mut Findings) {
        let recorded = |found: &DigestSet| self.deployed.contains(&digest(&(&one.environment, found)));
        let unknown: Vec<_> = one.workloads.iter().filter(|workload| !recorded(&workload.digest)).collect();
        if let [first, ..] = unknown.as_slice() {
            let message = format!(
                "{} workloads run that no entry deployed to {}, such as {}",
                unknown.len(),
                one.environment,
                first.name
            );
            findings.notice(index, NoticeKind::WorkloadUnrecorded, message);
        }
    }

    /// What began and did not end.
    pub(super) fn finish(&self, findings: &mut Findings) {
        for (deployment, seen) in self.seen.iter().filter(|(_, seen)| !seen.over) {
            let message = format!("deployment {} began, and no entry says how it ended", digits(*deployment));
            findings.notice(seen.last, NoticeKind::DeploymentOpen, message);
        }
    }
}

/// The digits of Crockford's base32, which stand for five bits each.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The number that a ULID is.
fn bits(id: &Ulid) -> u128 {
    let value = |digit: u8| DIGITS.iter().position(|known| *known == digit).unwrap_or_default();
    id.as_str().bytes().fold(0, |bits, digit| bits << 5 | value(digit) as u128)
}

/// Its text.
fn digits(bits: u128) -> String {
    let digit = |at: u32| DIGITS.get((bits >> (5 * at) & 31) as usize).copied().unwrap_or_default();
    (0..26).rev().map(|at| char::from(digit(at))).collect()
}

/// SHA-256 of the canonical bytes: what has the same is the same.
fn digest(value: &impl Serialize) -> Hash {
    // Texts, lists and objects of them: they always have canonical bytes.
    Hash::of(&verdict::canonical::bytes(value).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ulid_is_its_bits() {
        for text in ["00000000000000000000000000", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ", "01JD6ZC0V8Q4S9T2M3N5P00002"] {
            assert_eq!(digits(bits(&Ulid::new(text).unwrap())), text);
        }
        assert_eq!(bits(&Ulid::new("7ZZZZZZZZZZZZZZZZZZZZZZZZZ").unwrap()), u128::MAX);
    }
}
