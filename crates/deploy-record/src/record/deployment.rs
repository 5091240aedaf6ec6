//! Events of deployments.

use journal::naming::ulid;
use journal::verdicts::Said;
use journal::{Private, Whole};
use ledger::digest::DigestSet;
use ledger::entry::idempotency_key;
use ledger::hash::Hash;
use ledger::known::Known;
use ledger::name::{Line, NumericId, Slug, Ulid};
use ledger::predicate::{
    Actor, ActorKind, ApprovalUse, Deployment, DeploymentEvent, DeploymentKind, Environment, Evidence, Gate,
    GateResult, GithubDeployment, LeafRef, Override, Predicate, Previous, Request, RequestEvent, Timing,
};
use ledger::statement::{Statement, Subject};
use verdict::Status;

use super::{Maker, RecordProblem, key};
use crate::facts::Facts;
use crate::ground::Which;
use crate::policy::Ended;
use crate::rules;

/// Where bytes were put that the ledger keeps itself.
pub(crate) const KEPT: &str = "ledger:";

pub(super) const fn event_of(ended: Ended) -> DeploymentEvent {
    match ended {
        Ended::Succeeded => DeploymentEvent::Succeeded,
        Ended::Failed => DeploymentEvent::Failed,
        Ended::Cancelled => DeploymentEvent::Cancelled,
    }
}

/// The first event of this run's deployment.
pub(super) fn begins(maker: &Maker<'_>, facts: &Facts, known: &[Known]) -> Result<Whole, RecordProblem> {
    let subject = journal::artifacts::subjects(&facts.commit, &facts.artifacts)?;
    let mut one = bare(maker, facts, &facts.own, DeploymentEvent::Started, maker.policy.kind)?;
    one.timing.started_at = Some(facts.now);
    one.previous = facts.ground.live.as_ref().map(previous).transpose()?;
    one.remediates = remediated(maker, facts);
    one.gates = gates(facts)?;
    one.evidence = evidence(facts)?;
    rest_on(&mut one, facts, known, &subject);
    one.changes = facts.brought.iter().flat_map(|brought| &brought.changes).cloned().collect();
    if !fits(&one, &subject) {
        // A deployment is not stopped by how much it brings: figures say that its commits are not recorded.
        one.changes.clear();
    }
    whole(maker, one, subject, true)
}

/// Whether a record is within its limits.
fn fits(one: &Deployment, subject: &[Subject]) -> bool {
    let statement =
        Statement { subject: subject.to_vec(), predicate: Predicate::Deployment(Box::new(one.clone())) };
    statement.to_bytes().is_ok()
}

/// What a way back that is deployed by a run of its own repairs: what is live.
fn remediated(maker: &Maker<'_>, facts: &Facts) -> Vec<Ulid> {
    let back = maker.policy.kind == DeploymentKind::Rollback;
    facts.ground.live.iter().filter(|_| back).map(|live| live.id.clone()).collect()
}

/// The approvals of the request that is used, each for every artifact; and the override, where somebody broke the glass.
fn rest_on(one: &mut Deployment, facts: &Facts, known: &[Known], subjects: &[Subject]) {
    let Some(asked) = rules::usable(facts) else { return };
    let of_request = |entry: &Known| match entry.statement.as_ref().map(|said| &said.predicate) {
        Some(Predicate::Request(request)) if request.request_id == asked.id => Some((**request).clone()),
        _ => None,
    };
    let all: Vec<Request> = known.iter().filter_map(of_request).collect();
    one.policy_digest = all.first().and_then(|first| first.policy_digest.clone());
    one.plan_digest = all.first().and_then(|first| first.plan_digest.clone());
    let Some(permitted) = all.iter().rev().find(|request| request.event.permits()) else { return };
    let artifacts: Vec<&Subject> = match subjects.split_first() {
        // The commit comes first; without artifacts it is what was approved.
        Some((commit, [])) => vec![commit],
        Some((_, artifacts)) => artifacts.iter().collect(),
        None => Vec::new(),
    };
    let uses = |leaf: &LeafRef| {
        let leaf = *leaf;
        artifacts
            .iter()
            .map(move |subject| ApprovalUse { leaf, applies_to: subject.digest.clone() })
            .collect::<Vec<_>>()
    };
    one.approvals = permitted.decisions.iter().flat_map(uses).collect();
    if permitted.event == RequestEvent::Overridden {
        let by = permitted.by.clone().zip(permitted.reason);
        one.overridden = by.map(|(by, reason)| Override { by, reason, review_by: None });
    }
}

/// A later event of a deployment, whoever began it: the same deployment, of the same things. Nothing if it is there.
pub(super) fn follows(
    maker: &Maker<'_>,
    facts: &Facts,
    known: &[Known],
    id: &Ulid,
    event: DeploymentEvent,
) -> Result<Option<Whole>, RecordProblem> {
    let key = key(id, event)?;
    if known.iter().any(|one| one.key == key) {
        return Ok(None);
    }
    let first = known.iter().filter_map(|one| one.statement.as_ref()).find_map(|said| match &said.predicate {
        Predicate::Deployment(one) if one.deployment_id == *id => Some((one, &said.subject)),
        _ => None,
    });
    let Some((first, subject)) = first else { return Ok(None) };
    let mut one = bare(maker, facts, id, event, first.kind)?;
    one.environment = first.environment.clone();
    one.policy_digest.clone_from(&first.policy_digest);
    one.plan_digest.clone_from(&first.plan_digest);
    one.config_digest.clone_from(&first.config_digest);
    one.timing.started_at = first.timing.started_at;
    let is_own = facts.ground.own.as_ref().is_some_and(|own| own.id == *id);
    let ends =
        matches!(event, DeploymentEvent::Succeeded | DeploymentEvent::Failed | DeploymentEvent::Cancelled);
    if ends {
        one.timing.finished_at = Some(facts.now);
    }
    let brings = is_own && ends;
    if brings {
        (one.gates, one.evidence) = (gates(facts)?, evidence(facts)?);
        one.remediates.clone_from(&first.remediates);
        one.github = github(facts)?;
        let back = maker.policy.mode == crate::policy::Mode::Rollback;
        // What had to be gone back from took traffic, unless somebody knows better.
        one.impact = match event {
            DeploymentEvent::Failed => maker.policy.impact.or(back.then_some(true)),
            _ => None,
        };
    }
    whole(maker, one, subject.clone(), brings).map(Some)
}

/// The number of the deployment that is a way back from one to another.
pub(crate) fn back_id(own: &Ulid, target: &Ulid) -> Result<Ulid, RecordProblem> {
    Ok(ulid(idempotency_key(&("releasegate/rollback/v1", own, target))?)?)
}

/// What was there before is there again, as a deployment of its own: it begins and ends in one append.
pub(super) fn back(
    maker: &Maker<'_>,
    facts: &Facts,
    known: &[Known],
    (own, target): (&Which, &Which),
) -> Result<Vec<Whole>, RecordProblem> {
    let id = back_id(&own.id, &target.id)?;
    let ended = event_of(maker.policy.ended);
    let subject = journal::artifacts::subjects(&target.commit, &target.artifacts)?;
    let mut events = Vec::new();
    for event in [DeploymentEvent::Started, ended] {
        if known.iter().any(|one| Some(one.key) == key(&id, event).ok()) {
            continue;
        }
        let mut one = bare(maker, facts, &id, event, DeploymentKind::Rollback)?;
        one.timing.started_at = Some(facts.now);
        one.remediates = vec![own.id.clone()];
        one.previous = Some(previous(own)?);
        if event == ended {
            one.timing.finished_at = Some(facts.now);
        }
        events.push(whole(maker, one, subject.clone(), false)?);
    }
    Ok(events)
}

fn previous(which: &Which) -> Result<Previous, RecordProblem> {
    let digest = match which.artifacts.first() {
        Some(artifact) => DigestSet::sha256(Hash::parse_hex(&artifact.sha256)?),
        None => DigestSet::new([(ledger::digest::Algorithm::GitCommit, which.commit.clone())].into())?,
    };
    Ok(Previous { deployment_id: Some(which.id.clone()), digest })
}

fn github(facts: &Facts) -> Result<Option<GithubDeployment>, RecordProblem> {
    let id = facts.github.map(|id| NumericId::new(id.to_string())).transpose()?;
    Ok(id.map(|deployment_id| GithubDeployment { deployment_id, status_id: None }))
}

/// What all events have.
fn bare(
    maker: &Maker<'_>,
    facts: &Facts,
    id: &Ulid,
    event: DeploymentEvent,
    kind: DeploymentKind,
) -> Result<Deployment, RecordProblem> {
    Ok(Deployment {
        deployment_id: id.clone(),
        idempotency_key: key(id, event)?,
        event,
        kind,
        service: maker.policy.service.clone(),
        environment: Environment {
            name: facts.environment.clone(),
            tier: maker.policy.rules.tier,
            region: None,
            rollout_id: None,
        },
        previous: None,
        config_digest: None,
        plan_digest: None,
        policy_digest: None,
        remediates: Vec::new(),
        changes: Vec::new(),
        timing: Timing { requested_at: None, started_at: None, finished_at: None, source: facts.clock },
        impact: None,
        gates: Vec::new(),
        evidence: Vec::new(),
        approvals: Vec::new(),
        overridden: None,
        actor: actor(maker, facts)?,
        authors: Vec::new(),
        run: maker.run.cloned(),
        github: None,
        observed_head: None,
    })
}

/// Who started the run; outside of one, whoever holds the key.
fn actor(maker: &Maker<'_>, facts: &Facts) -> Result<Actor, RecordProblem> {
    let (number, machine) = facts.actor.unwrap_or((0, true));
    let pseudonym = maker.veil.pseudonym(number)?;
    let name = match maker.name.filter(|_| !machine) {
        Some(name) => Some(maker.veil.commitment(&pseudonym, "name", "actor", name)?),
        None => None,
    };
    let kind = if machine { ActorKind::Workflow } else { ActorKind::Human };
    Ok(Actor { pseudonym, kind, name })
}

fn whole(
    maker: &Maker<'_>,
    one: Deployment,
    subject: Vec<Subject>,
    brings: bool,
) -> Result<Whole, RecordProblem> {
    let mut private = Vec::new();
    if let (Some(name), Some(_)) = (maker.name, one.actor.name) {
        private.push(Private { person: one.actor.pseudonym.clone(), field: "name", value: name.to_owned() });
    }
    Ok(Whole {
        key: one.idempotency_key,
        statement: Statement { subject, predicate: Predicate::Deployment(Box::new(one)) },
        evidence: if brings { maker.bytes.to_vec() } else { Vec::new() },
        private,
    })
}

/// The verdicts that were brought. Each is kept, with the facts that it was judged from where they fit.
fn gates(facts: &Facts) -> Result<Vec<Gate>, RecordProblem> {
    let said = facts.verdicts.iter().filter_map(|found| Some((&found.path, found.read.as_ref().ok()?)));
    said.map(|(path, said)| gate(facts, path, said)).collect()
}

fn gate(facts: &Facts, path: &str, said: &Said) -> Result<Gate, RecordProblem> {
    let mut kept = Vec::new();
    for piece in &facts.evidence {
        let of_facts = said.facts.as_ref().is_some_and(|(path, _)| *path == piece.path);
        if piece.path == *path || of_facts {
            let kind = if of_facts { "facts" } else { "verdict" };
            kept.extend(kept_as(piece, &format!("application/vnd.releasegate.{kind}+json"))?);
        }
    }
    Ok(Gate {
        id: Slug::new(said.gate.as_str())?,
        result: match said.status {
            Status::Pass => GateResult::Pass,
            Status::Warn => GateResult::Warn,
            Status::Fail => GateResult::Fail,
            Status::Inconclusive => GateResult::Inconclusive,
            Status::Error => GateResult::Error,
            Status::Skipped => GateResult::Skipped,
        },
        verdict: Hash::parse_hex(&said.sha256)?,
        evidence: kept,
    })
}

/// What else was brought.
fn evidence(facts: &Facts) -> Result<Vec<Evidence>, RecordProblem> {
    let of_gate = |path: &str| {
        facts.verdicts.iter().any(|found| {
            let beside = found.read.as_ref().ok().and_then(|said| said.facts.as_ref());
            found.path == path || beside.is_some_and(|(facts, _)| facts == path)
        })
    };
    let mut kept = Vec::new();
    for piece in facts.evidence.iter().filter(|piece| !of_gate(&piece.path)) {
        kept.extend(kept_as(piece, media_type(&piece.path))?);
    }
    Ok(kept)
}

fn kept_as(piece: &crate::facts::Piece, media_type: &str) -> Result<Option<Evidence>, RecordProblem> {
    let Ok((sha256, size)) = &piece.read else { return Ok(None) };
    // A path that no record can hold is left out: the digest says which file it was.
    let mut locations: Vec<Line> = Line::new(format!("workspace:{}", piece.path)).ok().into_iter().collect();
    if piece.kept {
        locations.insert(0, Line::new(KEPT)?);
    }
    Ok(Some(Evidence {
        sha256: Hash::parse_hex(sha256)?,
        media_type: Line::new(media_type)?,
        size: *size,
        locations,
    }))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "json" => "application/json",
        "xml" => "application/xml",
        "html" => "text/html",
        "txt" | "log" | "md" | "yml" | "yaml" => "text/plain",
        _ => "application/octet-stream",
    }
}
