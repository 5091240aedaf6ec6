//! All entries of a ledger, by what they are about.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ledger::hash::Hash;
use ledger::known::Known;
use ledger::moment::Moment;
use ledger::name::{Slug, Ulid};
use ledger::predicate::{
    Approval, Deployment, EnvironmentSnapshot, Gap, Incident, LeafRef, Predicate, Request,
};
use ledger::statement::Subject;
use serde::Serialize;

use crate::amended::{Amendment, Erased};
use crate::consent::{Asked, AskedEvent, Given};
use crate::deployed::{Deployed, Event};
use crate::stand::Stand;

/// The known entries of one shard, in order.
#[derive(Debug, Clone, Copy)]
pub struct Part<'k> {
    /// The shard; none of a ledger without shards.
    pub shard: Option<&'k Slug>,
    /// Its entries from the first on.
    pub entries: &'k [Known],
}

/// Something that an entry tells beside deployments, with what later entries say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Told<T> {
    /// The entry.
    pub at: Stand,
    /// What it is about.
    pub subjects: Vec<Subject>,
    /// What was recorded.
    pub record: T,
    /// What later entries say of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub amendments: Vec<Amendment>,
}

/// What a ledger says.
#[derive(Debug, Clone, Default)]
pub struct History {
    deployments: Vec<Deployed>,
    approvals: Vec<Given>,
    requests: Vec<Asked>,
    incidents: Vec<Told<Incident>>,
    snapshots: Vec<Told<EnvironmentSnapshot>>,
    gaps: Vec<Told<Gap>>,
    erased: Vec<Erased>,
    /// Every entry, for its place in time.
    pub(crate) stands: Vec<Stand>,
    /// Where each deployment, approval and request is, since ledgers are long.
    ids: BTreeMap<Ulid, usize>,
    leaves: HashMap<Hash, usize>,
    asked: BTreeMap<Ulid, usize>,
    /// The requests that a deployment used, and those whose outcome names a decision.
    used: BTreeMap<Ulid, BTreeSet<usize>>,
    decided: HashMap<Hash, BTreeSet<usize>>,
}

/// What is only needed while entries are taken.
#[derive(Debug, Default)]
struct Sorted {
    amendments: HashMap<Hash, Vec<Amendment>>,
    revoked: HashMap<Hash, Stand>,
}

impl History {
    /// Gathers what the shards of a ledger say, given in their order. The entries have to be known: nothing is verified here.
    #[must_use]
    pub fn of(parts: &[Part<'_>]) -> Self {
        let (mut history, mut sorted, mut order) = (Self::default(), Sorted::default(), 0);
        for part in parts {
            for known in part.entries {
                let stand = Stand { order, shard: part.shard.cloned(), leaf: known.leaf, time: known.time };
                order += 1;
                history.stands.push(stand.clone());
                history.take(stand, known, &mut sorted);
            }
        }
        history.amend(sorted);
        history
    }

    /// Every deployment, in the order of their first entries.
    #[must_use]
    pub fn deployments(&self) -> &[Deployed] {
        &self.deployments
    }

    /// The deployment with an id.
    #[must_use]
    pub fn deployment(&self, id: &Ulid) -> Option<&Deployed> {
        self.deployments.get(*self.ids.get(id)?)
    }

    /// Every approval, rejection and revocation, oldest first.
    #[must_use]
    pub fn approvals(&self) -> &[Given] {
        &self.approvals
    }

    /// The approval, rejection or revocation of an entry.
    #[must_use]
    pub fn given(&self, leaf: LeafRef) -> Option<&Given> {
        let given = self.approvals.get(*self.leaves.get(&leaf.hash)?)?;
        (given.at.leaf == leaf).then_some(given)
    }

    /// The requests that a deployment used, that one of these approvals answers, or whose outcome names one of them; in the order of their first entries.
    pub(crate) fn behind(&self, id: &Ulid, approvals: &[LeafRef]) -> Vec<&Asked> {
        let mut found: BTreeSet<usize> = self.used.get(id).cloned().unwrap_or_default();
        for leaf in approvals {
            found.extend(self.decided.get(&leaf.hash).into_iter().flatten());
            let request = self.given(*leaf).and_then(|given| given.record.request_id.as_ref());
            found.extend(request.and_then(|request| self.asked.get(request)));
        }
        found.into_iter().filter_map(|at| self.requests.get(at)).collect()
    }

    /// Every request, in the order of their first entries.
    #[must_use]
    pub fn requests(&self) -> &[Asked] {
        &self.requests
    }

    /// The requests that a deployment used.
    pub fn used_by(&self, id: &Ulid) -> impl Iterator<Item = &Asked> {
        self.used.get(id).into_iter().flatten().filter_map(|at| self.requests.get(*at))
    }

    /// Every event of an incident, oldest first.
    #[must_use]
    pub fn incidents(&self) -> &[Told<Incident>] {
        &self.incidents
    }

    /// Every snapshot, oldest first.
    #[must_use]
    pub fn snapshots(&self) -> &[Told<EnvironmentSnapshot>] {
        &self.snapshots
    }

    /// Everything that is known to be missing, oldest first.
    #[must_use]
    pub fn gaps(&self) -> &[Told<Gap>] {
        &self.gaps
    }

    /// The entries that say nothing any more.
    #[must_use]
    pub fn erased(&self) -> &[Erased] {
        &self.erased
    }

    /// The latest time of an entry, whatever it tells; nothing without entries.
    #[must_use]
    pub fn latest(&self) -> Option<Moment> {
        self.stands.iter().map(|stand| stand.time).max()
    }

    /// How many entries were read.
    #[must_use]
    pub fn size(&self) -> usize {
        self.stands.len()
    }

    fn take(&mut self, at: Stand, known: &Known, sorted: &mut Sorted) {
        let Some(statement) = &known.statement else {
            self.erased.push(Erased { at, amendments: Vec::new() });
            return;
        };
        let subjects = &statement.subject;
        let mut amend = |target: Hash, amendment| sorted.amendments.entry(target).or_default().push(amendment);
        match &statement.predicate {
            Predicate::Deployment(one) => self.deployment_event(at, one, subjects),
            Predicate::Approval(one) => self.approval(at, one, subjects, sorted),
            Predicate::Request(one) => self.request_event(at, one, subjects),
            Predicate::Incident(one) => self.incidents.push(told(at, one, subjects)),
            Predicate::EnvironmentSnapshot(one) => self.snapshots.push(told(at, one, subjects)),
            Predicate::Gap(one) => self.gaps.push(told(at, one, subjects)),
            Predicate::Correction(one) => {
                amend(one.target.hash, Amendment::Correction { by: at, says: (**one).clone() });
            }
            Predicate::Redaction(one) => {
                amend(one.target.hash, Amendment::Redaction { by: at, says: (**one).clone() });
            }
            Predicate::Hold(one) => amend(one.target.hash, Amendment::Hold { by: at, says: (**one).clone() }),
            Predicate::Key(_) | Predicate::Seal(_) => {}
        }
    }

    fn deployment_event(&mut self, at: Stand, one: &Deployment, subjects: &[Subject]) {
        let next = self.deployments.len();
        let place = *self.ids.entry(one.deployment_id.clone()).or_insert(next);
        if place == next {
            self.deployments.push(Deployed {
                id: one.deployment_id.clone(),
                service: one.service.clone(),
                environment: one.environment.clone(),
                subjects: subjects.to_vec(),
                events: Vec::new(),
            });
        }
        if let Some(deployed) = self.deployments.get_mut(place) {
            deployed.events.push(Event { at, record: one.clone(), amendments: Vec::new() });
        }
    }

    fn request_event(&mut self, at: Stand, one: &Request, subjects: &[Subject]) {
        let next = self.requests.len();
        let place = *self.asked.entry(one.request_id.clone()).or_insert(next);
        if let Some(deployment) = &one.deployment_id {
            self.used.entry(deployment.clone()).or_default().insert(place);
        }
        for leaf in &one.decisions {
            self.decided.entry(leaf.hash).or_default().insert(place);
        }
        if place == next {
            let (id, subjects) = (one.request_id.clone(), subjects.to_vec());
            self.requests.push(Asked { id, subjects, events: Vec::new() });
        }
        if let Some(asked) = self.requests.get_mut(place) {
            asked.events.push(AskedEvent { at, record: one.clone(), amendments: Vec::new() });
        }
    }

    fn approval(&mut self, at: Stand, one: &Approval, subjects: &[Subject], sorted: &mut Sorted) {
        if let Some(target) = one.revokes {
            sorted.revoked.entry(target.hash).or_insert_with(|| at.clone());
        }
        self.leaves.insert(at.leaf.hash, self.approvals.len());
        let (subjects, record) = (subjects.to_vec(), one.clone());
        self.approvals.push(Given { at, subjects, record, revoked: None, amendments: Vec::new() });
    }

    /// Says of each entry what later ones say of it. A leaf hash is that of one entry of one shard.
    fn amend(&mut self, mut sorted: Sorted) {
        let mut of = |at: &Stand| sorted.amendments.remove(&at.leaf.hash).unwrap_or_default();
        for event in self.deployments.iter_mut().flat_map(|one| &mut one.events) {
            event.amendments = of(&event.at);
        }
        for event in self.requests.iter_mut().flat_map(|one| &mut one.events) {
            event.amendments = of(&event.at);
        }
        for given in &mut self.approvals {
            given.amendments = of(&given.at);
            given.revoked = sorted.revoked.remove(&given.at.leaf.hash);
        }
        self.incidents.iter_mut().for_each(|one| one.amendments = of(&one.at));
        self.snapshots.iter_mut().for_each(|one| one.amendments = of(&one.at));
        self.gaps.iter_mut().for_each(|one| one.amendments = of(&one.at));
        self.erased.iter_mut().for_each(|one| one.amendments = of(&one.at));
    }
}

fn told<T: Clone>(at: Stand, record: &T, subjects: &[Subject]) -> Told<T> {
    Told { at, subjects: subjects.to_vec(), record: record.clone(), amendments: Vec::new() }
}

#[cfg(test)]
mod tests;
