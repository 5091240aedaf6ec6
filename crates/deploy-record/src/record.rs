//! What a run appends: statements, made of policy, facts and what the ledger says at that moment. Pure: bytes of files come with the call.

mod deployment;
mod incident;

pub(crate) use deployment::{KEPT, back_id};

use history::deployed::State;
use journal::naming::{NameProblem, approval_key, ulid};
use journal::{Veil, Whole};
use ledger::entry::idempotency_key;
use ledger::hash::Hash;
use ledger::known::Known;
use ledger::name::{Slug, Ulid};
use ledger::predicate::{DeploymentEvent, Predicate, Request, RequestEvent, Run};
use ledger::statement::Statement;

use crate::facts::Facts;
use crate::ground::{Ground, Question};
use crate::policy::{Consent, Mode, Policy};
use crate::rules;

/// Why nothing can be said.
#[derive(Debug, thiserror::Error)]
pub enum RecordProblem {
    /// A name that no record can hold.
    #[error(transparent)]
    Name(#[from] NameProblem),
    /// The same, of the ledger's own kinds.
    #[error("the record cannot hold a name: {0}")]
    Plain(#[from] ledger::name::NameError),
    /// A digest that is none.
    #[error("the record cannot hold a digest: {0}")]
    Hash(#[from] ledger::hash::HashError),
    /// A digest that is none.
    #[error("the record cannot hold a digest: {0}")]
    Digest(#[from] ledger::digest::DigestError),
    /// What is recorded is about nothing that can be named.
    #[error(transparent)]
    Subject(#[from] journal::artifacts::ArtifactProblem),
    /// The run is about no incident.
    #[error("nothing says which incident it is")]
    NoIncident,
    /// A key has no canonical bytes.
    #[error("failed to write the record: {0}")]
    Canonical(#[from] verdict::canonical::CanonicalError),
}

/// Whom and what the statements are made with.
pub struct Maker<'a> {
    /// What is asked for.
    pub policy: &'a Policy,
    /// What hides people.
    pub veil: &'a Veil,
    /// The run that records.
    pub run: Option<&'a Run>,
    /// Bytes that are kept, of all files together.
    pub bytes: &'a [Vec<u8>],
    /// The name that the actor goes by.
    pub name: Option<&'a str>,
}

impl std::fmt::Debug for Maker<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Maker").field("policy", self.policy).finish_non_exhaustive()
    }
}

/// The number of the deployment of an attempt: the same however often its job asks.
///
/// # Errors
/// None that can be.
pub fn own_id(run: Option<(u64, u64, u64)>, now: i64, what: (&Slug, &Slug, &str)) -> Result<Ulid, NameProblem> {
    // Outside of a run nothing says that two calls are one.
    let moment = run.is_none().then_some(now);
    ulid(idempotency_key(&("releasegate/deployment/v1", run, moment, what))?)
}

/// The key of an event of a deployment.
///
/// # Errors
/// None that can be.
pub fn key(id: &Ulid, event: DeploymentEvent) -> Result<Hash, NameProblem> {
    Ok(idempotency_key(&("releasegate/deployment-event/v1", id, event))?)
}

/// Whether the ledger says of a deployment that another one took its place.
#[must_use]
pub fn is_superseded(id: &Ulid, known: &[Known]) -> bool {
    key(id, DeploymentEvent::Superseded).is_ok_and(|key| known.iter().any(|one| one.key == key))
}

/// The facts as they are over another state of the ledger.
///
/// # Errors
/// Names that no record can hold.
pub fn over(policy: &Policy, facts: &Facts, known: &[Known]) -> Result<Facts, RecordProblem> {
    let subjects = journal::artifacts::subjects(&facts.commit, &facts.artifacts).unwrap_or_default();
    let noticed = incident::noticed(policy, known)?;
    let question = Question {
        environment: &facts.environment,
        service: &policy.service,
        subjects: &subjects,
        own: &facts.own,
        named: policy.deployment.as_ref().or(facts.about.as_ref()),
        run: facts.run,
        request: policy.request.as_deref(),
        target: facts.target.as_ref().or(policy.target.as_ref()),
        detected: policy
            .incident
            .as_ref()
            .filter(|_| policy.infer)
            .map(|told| told.detected_at.or(noticed).unwrap_or(facts.now)),
        now: facts.now,
        stale_after: policy.rules.stale_after,
    };
    let mut ground = Ground::of(known, &question);
    if policy.rules.approval == Consent::None && policy.request.is_none() {
        // What is not asked for is not used up.
        ground.request = None;
    }
    ground.incident = noticed;
    ground.explained = incident::is_explained(policy, known)?;
    Ok(Facts { ground, ..facts.clone() })
}

/// What has to be appended to this ledger; nothing if the run may not record, or has recorded.
///
/// # Errors
/// What no record can hold.
pub fn events(maker: &Maker<'_>, facts: &Facts, known: &[Known]) -> Result<Vec<Whole>, RecordProblem> {
    let facts = &over(maker.policy, facts, known)?;
    let begun = key(&facts.own, DeploymentEvent::Started)?;
    if maker.policy.mode == Mode::Start && known.iter().any(|one| one.key == begun) {
        return Ok(Vec::new());
    }
    if !rules::may_record(maker.policy, facts) {
        return Ok(Vec::new());
    }
    match maker.policy.mode {
        Mode::Start => started(maker, facts, known),
        Mode::Finish => finished(maker, facts, known),
        Mode::Rollback => rolled_back(maker, facts, known),
        Mode::Incident => incident::event(maker, facts).map(|event| vec![event]),
    }
}

/// The entries by which a run like this one says what it is there to say; none where nothing says so.
///
/// # Errors
/// Names that no record can hold.
pub fn entries(maker: &Maker<'_>, facts: &Facts, known: &[Known]) -> Result<Vec<u64>, RecordProblem> {
    let policy = maker.policy;
    let own = facts.ground.own.as_ref().map_or(&facts.own, |own| &own.id);
    let ended = deployment::event_of(policy.ended);
    if matches!(policy.mode, Mode::Finish | Mode::Rollback) && facts.ground.own.is_none() {
        return Ok(Vec::new());
    }
    let mut keys = match policy.mode {
        Mode::Start => vec![key(&facts.own, DeploymentEvent::Started)?],
        Mode::Finish => vec![key(own, ended)?],
        Mode::Rollback => match &facts.target {
            Some(target) => vec![key(&deployment::back_id(own, target)?, ended)?],
            None => return Ok(Vec::new()),
        },
        Mode::Incident => vec![incident::event(maker, facts)?.key],
    };
    if !known.iter().any(|one| keys.contains(&one.key)) {
        return Ok(Vec::new());
    }
    match (policy.mode, &facts.ground.request, &facts.target) {
        (Mode::Start, Some(asked), _) if asked.used_by.as_ref() == Some(&facts.own) => {
            keys.push(approval_key(&asked.digest, &"consumed")?);
        }
        (Mode::Rollback, _, Some(target)) => {
            keys.push(key(&deployment::back_id(own, target)?, DeploymentEvent::Started)?);
            keys.push(key(own, DeploymentEvent::Failed)?);
            keys.push(key(own, DeploymentEvent::RolledBack)?);
        }
        _ => {}
    }
    Ok(known.iter().filter(|one| keys.contains(&one.key)).map(|one| one.leaf.index).collect())
}

/// Deployments that nobody ended are superseded, the approval is used, and the deployment begins: all in one append, or nothing.
fn started(maker: &Maker<'_>, facts: &Facts, known: &[Known]) -> Result<Vec<Whole>, RecordProblem> {
    let mut events = Vec::new();
    for open in rules::superseded(maker.policy, facts) {
        events.extend(deployment::follows(maker, facts, known, &open.which.id, DeploymentEvent::Superseded)?);
    }
    events.extend(consumed(maker, facts, known)?);
    events.push(deployment::begins(maker, facts, known)?);
    Ok(events)
}

fn finished(maker: &Maker<'_>, facts: &Facts, known: &[Known]) -> Result<Vec<Whole>, RecordProblem> {
    let Some(own) = facts.ground.own.as_ref().filter(|own| own.state == State::Started) else {
        return Ok(Vec::new());
    };
    let event = deployment::event_of(maker.policy.ended);
    let mut events: Vec<Whole> =
        deployment::follows(maker, facts, known, &own.id, event)?.into_iter().collect();
    if event == DeploymentEvent::Succeeded
        && let Some(live) = facts.ground.live.as_ref().filter(|live| live.id != own.id)
    {
        // What was live is not any more: whoever asks what was live then finds one answer.
        events.extend(deployment::follows(maker, facts, known, &live.id, DeploymentEvent::Superseded)?);
    }
    Ok(events)
}

/// The deployment failed, it was gone back from, and what was there before is there again, as a deployment of its own.
fn rolled_back(maker: &Maker<'_>, facts: &Facts, known: &[Known]) -> Result<Vec<Whole>, RecordProblem> {
    let (Some(own), Some(target)) = (&facts.ground.own, &facts.ground.target) else { return Ok(Vec::new()) };
    let there = key(&back_id(&own.id, &target.id)?, deployment::event_of(maker.policy.ended))?;
    if known.iter().any(|one| one.key == there) {
        return Ok(Vec::new());
    }
    let mut events = Vec::new();
    if own.state == State::Started {
        events.extend(deployment::follows(maker, facts, known, &own.id, DeploymentEvent::Failed)?);
    }
    let done = maker.policy.ended == crate::policy::Ended::Succeeded;
    if done && own.state != State::RolledBack {
        events.extend(deployment::follows(maker, facts, known, &own.id, DeploymentEvent::RolledBack)?);
    }
    events.extend(deployment::back(maker, facts, known, (own, target))?);
    if done && let Some(live) = facts.ground.live.as_ref().filter(|live| live.id != own.id) {
        // Its place is taken by the same thing once more, under a record of its own.
        events.extend(deployment::follows(maker, facts, known, &live.id, DeploymentEvent::Superseded)?);
    }
    Ok(events)
}

/// That this deployment uses the approval: the same event as that of whoever else would use it, so that only one of them can.
fn consumed(maker: &Maker<'_>, facts: &Facts, known: &[Known]) -> Result<Option<Whole>, RecordProblem> {
    let Some(asked) = rules::usable(facts) else { return Ok(None) };
    let first = known.iter().find(|one| one.leaf.index == asked.entry);
    let Some(statement) = first.and_then(|one| one.statement.as_ref()) else { return Ok(None) };
    let Predicate::Request(first) = &statement.predicate else { return Ok(None) };
    let request = Request {
        event: RequestEvent::Consumed,
        at: facts.now,
        place: None,
        notices: Vec::new(),
        decisions: Vec::new(),
        deployment_id: Some(facts.own.clone()),
        superseded_by: None,
        by: None,
        reason: None,
        evidence: Vec::new(),
        run: maker.run.cloned(),
        ..(**first).clone()
    };
    Ok(Some(Whole {
        key: approval_key(&asked.digest, &"consumed")?,
        statement: Statement {
            subject: statement.subject.clone(),
            predicate: Predicate::Request(Box::new(request)),
        },
        evidence: Vec::new(),
        private: Vec::new(),
    }))
}

#[cfg(test)]
mod tests;
