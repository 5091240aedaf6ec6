//! One row a deployment, as its events leave it.

use std::collections::BTreeMap;

use history::deployed::{Deployed, State};
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::{NumericId, Pseudonym, Slug, Ulid};
use ledger::predicate::{ActorKind, DeploymentEvent, DeploymentKind, GateResult, Tier};
use metrics::read::{Scope, places};
use serde::Serialize;

use super::{Origin, digest};
use crate::extract::Extract;

/// What each deployment counts as: of what kind its rollout is, by the rules of the crate `metrics`.
#[derive(Debug, Clone, Default)]
pub struct Kinds(BTreeMap<Ulid, DeploymentKind>);

impl Kinds {
    /// Of all deployments of a history: what was live before decides, so that a part of them would not do.
    #[must_use]
    pub fn of(extract: Extract<'_>) -> Self {
        let scope = Scope { every_tier: true, ..Scope::default() };
        let places = places(extract.history, &scope);
        let rollouts = places.iter().flat_map(|place| &place.rollouts);
        let each = rollouts.flat_map(|one| one.parts.iter().map(|part| (part.id.clone(), one.kind)));
        Self(each.collect())
    }
}

/// A deployment.
#[derive(Debug, Serialize)]
pub struct Deployment<'h> {
    deployment_id: &'h Ulid,
    service: &'h Slug,
    tier: Tier,
    region: Option<&'h Slug>,
    rollout_id: Option<&'h Ulid>,
    kind: DeploymentKind,
    counts_as: DeploymentKind,
    state: State,
    outcome: Option<&'static str>,
    impact: Option<bool>,
    requested_at: Option<Moment>,
    started_at: Option<Moment>,
    finished_at: Option<Moment>,
    artifacts: Vec<String>,
    commits: Vec<&'h str>,
    config_digest: Option<String>,
    plan_digest: Option<String>,
    policy_digest: Option<String>,
    previous_deployment_id: Option<&'h Ulid>,
    remediates: Vec<&'h Ulid>,
    gates: Vec<Gate<'h>>,
    approvals: usize,
    overridden: bool,
    amended: bool,
    actor: Option<&'h Pseudonym>,
    actor_kind: Option<ActorKind>,
    authors: Vec<&'h Pseudonym>,
    repository_id: Option<&'h NumericId>,
    run_id: Option<&'h NumericId>,
    #[serde(flatten)]
    origin: Option<Origin<'h>>,
    entries: Vec<u64>,
}

#[derive(Debug, Serialize)]
struct Gate<'h> {
    id: &'h Slug,
    result: GateResult,
    verdict: Hash,
}

impl<'h> Deployment<'h> {
    /// The row of a deployment.
    #[must_use]
    pub fn of(one: &'h Deployed, kinds: &Kinds) -> Self {
        let told = |of: fn(&'h ledger::predicate::Deployment) -> Option<String>| {
            one.events.iter().rev().find_map(|event| of(&event.record))
        };
        let end = one.events.iter().find(|event| !event.record.event.is_open());
        let gates = one.gates().into_iter();
        Self {
            deployment_id: &one.id,
            service: &one.service,
            tier: one.environment.tier,
            region: one.environment.region.as_ref(),
            rollout_id: one.environment.rollout_id.as_ref(),
            kind: one.kind(),
            counts_as: kinds.0.get(&one.id).copied().unwrap_or_else(|| one.kind()),
            state: one.state(),
            outcome: end.and_then(|event| outcome(event.record.event)),
            impact: end.and_then(|event| impact(event.record.event, event.record.impact)),
            requested_at: one.events.iter().find_map(|event| event.record.timing.requested_at),
            started_at: one.started_at(),
            finished_at: one.finished_at(),
            artifacts: one.artifacts().map(|subject| digest(&subject.digest)).collect(),
            commits: one.commits().collect(),
            config_digest: told(|record| record.config_digest.as_ref().map(digest)),
            plan_digest: told(|record| record.plan_digest.as_ref().map(digest)),
            policy_digest: told(|record| record.policy_digest.as_ref().map(digest)),
            previous_deployment_id: one.previous().and_then(|previous| previous.deployment_id.as_ref()),
            remediates: one.remediates(),
            gates: gates
                .map(|gate| Gate { id: &gate.id, result: gate.result, verdict: gate.verdict })
                .collect(),
            approvals: one.approvals().len(),
            overridden: one.overridden().is_some(),
            amended: one.events.iter().any(|event| !event.amendments.is_empty()),
            actor: one.actor().map(|actor| &actor.pseudonym),
            actor_kind: one.actor().map(|actor| actor.kind),
            authors: one.authors(),
            repository_id: one.run().map(|run| &run.repository_id),
            run_id: one.run().map(|run| &run.run_id),
            // The entry of its first end; of what is open, the last.
            origin: end.or_else(|| one.events.last()).map(|event| Origin::of(&event.at)),
            entries: one.events.iter().map(|event| event.at.leaf.index).collect(),
        }
    }
}

/// How its first end left it: what was gone back from later had succeeded. What was taken away without having been told of had been there.
fn outcome(end: DeploymentEvent) -> Option<&'static str> {
    match end {
        DeploymentEvent::Succeeded | DeploymentEvent::Superseded | DeploymentEvent::Undeployed => {
            Some("success")
        }
        DeploymentEvent::Failed | DeploymentEvent::RolledBack => Some("failure"),
        DeploymentEvent::Cancelled => Some("cancelled"),
        DeploymentEvent::Adopted => Some("adopted"),
        DeploymentEvent::Requested | DeploymentEvent::Started => None,
    }
}

/// Whether a failure took traffic, where somebody said so; what was gone back from had.
fn impact(end: DeploymentEvent, told: Option<bool>) -> Option<bool> {
    match end {
        DeploymentEvent::Failed => told,
        DeploymentEvent::RolledBack => Some(true),
        _ => None,
    }
}
