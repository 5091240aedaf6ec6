//! Which deployments somebody asks for.

use ledger::moment::Moment;
use ledger::name::{NumericId, Pseudonym, Slug};
use ledger::predicate::DeploymentKind;

use crate::deployed::{Deployed, State};
use crate::gathered::History;

/// What a deployment has to be; what is not asked for is anything.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this service.
    pub service: Option<Slug>,
    /// To this environment.
    pub environment: Option<Slug>,
    /// Left in this state.
    pub state: Option<State>,
    /// Of this kind, as its last event says.
    pub kind: Option<DeploymentKind>,
    /// Of a commit whose digits begin so, as a subject or among its changes.
    pub commit: Option<String>,
    /// Of an artifact with this digest, of whichever algorithm.
    pub artifact: Option<String>,
    /// Recorded by this run.
    pub run: Option<NumericId>,
    /// With an entry of this moment or later.
    pub since: Option<Moment>,
    /// With an entry of before this moment; with `since`, the same entry.
    pub until: Option<Moment>,
    /// Resting on an approval by this person.
    pub approver: Option<Pseudonym>,
    /// Judged by this gate.
    pub gate: Option<Slug>,
}

impl History {
    /// The deployments that a filter takes, the one that began last first, and no more than `limit`; and how many there are in all.
    #[must_use]
    pub fn find(&self, filter: &Filter, limit: usize) -> (Vec<&Deployed>, usize) {
        let mut found: Vec<&Deployed> =
            self.deployments().iter().rev().filter(|deployed| filter.takes(deployed, self)).collect();
        let all = found.len();
        found.truncate(limit);
        (found, all)
    }
}

impl Filter {
    /// Whether it takes a deployment of a history.
    #[must_use]
    pub fn takes(&self, one: &Deployed, of: &History) -> bool {
        is(self.service.as_ref(), |service| one.service == *service)
            && is(self.environment.as_ref(), |name| one.environment.name == *name)
            && is(self.state.as_ref(), |state| one.state() == *state)
            && is(self.kind.as_ref(), |kind| one.kind() == *kind)
            && is(self.commit.as_ref(), |digits| has_commit(one, digits))
            && is(self.artifact.as_ref(), |digest| has_artifact(one, digest))
            && is(self.run.as_ref(), |run| {
                one.events.iter().any(|event| event.record.run.as_ref().is_some_and(|of| of.run_id == *run))
            })
            && is(self.gate.as_ref(), |id| one.gates().iter().any(|gate| gate.id == *id))
            && is(self.approver.as_ref(), |person| {
                let given = one.approvals().into_iter().filter_map(|used| of.given(used.leaf));
                given.into_iter().any(|given| given.record.approver == *person)
            })
            && one.events.iter().any(|event| {
                is(self.since.as_ref(), |since| event.at.time >= *since)
                    && is(self.until.as_ref(), |until| event.at.time < *until)
            })
    }
}

fn is<T>(wanted: Option<&T>, holds: impl FnOnce(&T) -> bool) -> bool {
    wanted.is_none_or(holds)
}

fn has_commit(one: &Deployed, digits: &str) -> bool {
    let changes = one.events.iter().flat_map(|event| &event.record.changes);
    one.commits().any(|commit| commit.starts_with(digits))
        || changes.into_iter().any(|change| change.commit.as_str().starts_with(digits))
}

fn has_artifact(one: &Deployed, digest: &str) -> bool {
    use ledger::digest::Algorithm;
    let set = |algorithm| one.artifacts().any(|subject| subject.digest.get(algorithm) == Some(digest));
    set(Algorithm::Sha256) || set(Algorithm::Sha512)
}

#[cfg(test)]
mod tests;
