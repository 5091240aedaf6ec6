//! What the ledger holds of an environment beside the request: broken glass that nobody looked at, and what was approved and deployed before.

use std::collections::{BTreeMap, BTreeSet};

use approval::facts::Earlier;
use approval::policy::Policy;
use approval::request::Artifact;
use ledger::digest::{Algorithm, DigestSet};
use ledger::moment::Moment;
use ledger::name::{Pseudonym, Slug, Ulid};
use ledger::predicate::{Decision, Deployment, DeploymentEvent, LeafRef, Predicate, RequestEvent};
use ledger::statement::Subject;
use verdict::Time;

use crate::record::naming;
use ledger::known::Known;

/// Every request of the ledger, by its number.
#[derive(Debug, Default)]
pub(super) struct History<'e> {
    requests: BTreeMap<&'e Ulid, Past<'e>>,
    /// Which request each approval answers.
    answers: BTreeMap<LeafKey, &'e Ulid>,
}

type LeafKey = (u64, [u8; 32]);

#[derive(Debug, Default)]
struct Past<'e> {
    environment: Option<&'e Slug>,
    repository: Option<u64>,
    approved: bool,
    broken: Option<(Moment, Option<&'e Pseudonym>)>,
    reviewed: bool,
}

const fn key(leaf: LeafRef) -> LeafKey {
    (leaf.index, *leaf.hash.as_bytes())
}

impl<'e> History<'e> {
    pub(super) fn of(entries: &'e [Known]) -> Self {
        let mut history = Self::default();
        for entry in entries {
            match entry.statement.as_ref().map(|statement| &statement.predicate) {
                Some(Predicate::Request(one)) => history.event(one),
                Some(Predicate::Approval(one)) if one.decision == Decision::Approve => {
                    if let Some(id) = &one.request_id {
                        history.answers.insert(key(entry.leaf), id);
                    }
                }
                _ => {}
            }
        }
        history
    }

    fn event(&mut self, one: &'e ledger::predicate::Request) {
        let past = self.requests.entry(&one.request_id).or_default();
        past.environment = Some(&one.environment);
        if let Some(place) = &one.place {
            past.repository = place.repository_id.as_str().parse().ok();
        }
        match one.event {
            RequestEvent::Approved => past.approved = true,
            RequestEvent::Overridden => {
                past.broken.get_or_insert((one.at, one.by.as_ref()));
            }
            // Nobody looks at their own doing.
            RequestEvent::Reviewed => {
                let breaker = past.broken.and_then(|(_, by)| by);
                past.reviewed |= one.by.is_some() && one.by.as_ref() != breaker;
            }
            _ => {}
        }
    }

    /// When the review of each broken glass is due that nobody looked at. A policy that no longer knows broken glass leaves no time for it: whoever
    /// takes the rule out does not take the review with it.
    pub(super) fn reviews_due(&self, environment: &Slug, repository: u64, policy: &Policy) -> Vec<Time> {
        let within = policy.break_glass.as_ref().map_or(0, |glass| glass.review_within);
        let here = self.requests.values().filter(|past| {
            past.environment == Some(environment)
                && past.repository.is_none_or(|known| known == repository)
                && !past.reviewed
        });
        let due = |past: &Past<'_>| {
            let (at, _) = past.broken?;
            let due = at.millis().checked_add(i64::from(within).checked_mul(3_600_000)?)?;
            naming::time(Moment::from_millis(due).ok()?)
        };
        here.filter_map(due).collect()
    }

    /// What was deployed to an environment on approvals: not what broke the glass, and nothing of which a part was approved by nobody.
    pub(super) fn earlier(&self, entries: &[Known], environment: &Slug, name: &str) -> Vec<Earlier> {
        let mut found = Vec::new();
        for entry in entries {
            let Some(statement) = &entry.statement else { continue };
            let Predicate::Deployment(one) = &statement.predicate else { continue };
            let counts = one.event == DeploymentEvent::Succeeded
                && one.environment.name == *environment
                && one.overridden.is_none();
            if counts && self.rests_on_approvals(one, &statement.subject, environment) {
                found.extend(deployed(one, &statement.subject, name).filter(|one| !found.contains(one)));
            }
        }
        found
    }

    fn rests_on_approvals(&self, one: &Deployment, subjects: &[Subject], environment: &Slug) -> bool {
        let approved = |leaf: LeafRef| {
            let past = self.answers.get(&key(leaf)).and_then(|id| self.requests.get(*id));
            past.is_some_and(|past| {
                past.approved && past.broken.is_none() && past.environment == Some(environment)
            })
        };
        let used: BTreeSet<&DigestSet> =
            one.approvals.iter().filter(|used| approved(used.leaf)).map(|used| &used.applies_to).collect();
        let all = one.approvals.iter().all(|used| approved(used.leaf));
        let mut artifacts =
            subjects.iter().filter(|subject| subject.digest.get(Algorithm::GitCommit).is_none());
        !used.is_empty() && all && artifacts.all(|artifact| used.contains(&artifact.digest))
    }
}

fn deployed(one: &Deployment, subjects: &[Subject], environment: &str) -> Option<Earlier> {
    let repository_id = one.run.as_ref()?.repository_id.as_str().parse().ok()?;
    let commit = subjects.iter().find_map(|subject| subject.digest.get(Algorithm::GitCommit))?.to_owned();
    let artifact = |subject: &Subject| {
        let sha256 = subject.digest.get(Algorithm::Sha256)?.to_owned();
        Some(Artifact { name: subject.name.to_string(), sha256 })
    };
    let mut artifacts: Vec<Artifact> = subjects.iter().filter_map(artifact).collect();
    artifacts.sort_unstable();
    Some(Earlier { repository_id, environment: environment.to_owned(), commit, artifacts })
}
