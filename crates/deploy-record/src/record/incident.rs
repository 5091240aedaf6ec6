//! Events of incidents.

use journal::Whole;
use journal::naming::ulid;
use ledger::entry::idempotency_key;
use ledger::known::Known;
use ledger::moment::Moment;
use ledger::name::{Line, Ulid};
use ledger::predicate::{Cause, Confidence, Incident, IncidentEvent, Predicate};
use ledger::statement::Statement;
use metrics::infer::ATTRIBUTION_MILLIS;

use super::{Maker, RecordProblem};
use crate::facts::Facts;
use crate::policy::{Event, Policy};

/// The number of an incident: what names it makes it the same, whoever records its events.
fn id(policy: &Policy, told: &Event) -> Result<Ulid, RecordProblem> {
    Ok(ulid(idempotency_key(&("releasegate/incident/v1", &policy.service, &told.reference))?)?)
}

/// When the incident was noticed that a run is about; nothing if the ledger does not hold it.
pub(super) fn noticed(policy: &Policy, known: &[Known]) -> Result<Option<Moment>, RecordProblem> {
    let Some(told) = &policy.incident else { return Ok(None) };
    let id = id(policy, told)?;
    Ok(known.iter().filter_map(|one| one.statement.as_ref()).find_map(|said| match &said.predicate {
        Predicate::Incident(one) if one.incident_id == id => Some(one.detected_at),
        _ => None,
    }))
}

/// Whether a record names a cause of the incident that a run is about.
pub(super) fn is_explained(policy: &Policy, known: &[Known]) -> Result<bool, RecordProblem> {
    let Some(told) = &policy.incident else { return Ok(false) };
    let id = id(policy, told)?;
    Ok(known.iter().filter_map(|one| one.statement.as_ref()).any(|said| match &said.predicate {
        Predicate::Incident(one) => one.incident_id == id && one.caused_by.is_some(),
        _ => false,
    }))
}

/// One event. What names the incident makes it the same incident, whoever records its events. A cause is one that somebody named, or that the rule found where somebody asked for it.
pub(super) fn event(maker: &Maker<'_>, facts: &Facts) -> Result<Whole, RecordProblem> {
    let Some(told) = &maker.policy.incident else {
        return Err(RecordProblem::NoIncident);
    };
    let (service, environment) = (&maker.policy.service, &facts.environment);
    let incident_id = id(maker.policy, told)?;
    let detected_at = told.detected_at.or(facts.ground.incident).unwrap_or(facts.now);
    let resolved = told.event == IncidentEvent::Resolved;
    let named = facts.ground.own.as_ref().filter(|_| maker.policy.deployment.is_some());
    let explicit = named.map(|own| Cause {
        deployment_id: own.id.clone(),
        confidence: Confidence::Explicit,
        window_millis: None,
    });
    // A repeated call says the same; a later event of the same kind says something else. What the rule found makes no other event of it: whoever asks again may find something else.
    let said = (&incident_id, told.event, &told.severity, told.detected_at, told.resolved_at, &explicit);
    let key = idempotency_key(&("releasegate/incident-event/v1", said, facts.run))?;
    let caused_by = explicit.or_else(|| {
        let suspect = facts.ground.suspect.as_ref().filter(|_| !facts.ground.explained)?;
        Some(Cause {
            deployment_id: suspect.which.id.clone(),
            confidence: Confidence::Inferred,
            window_millis: Some(ATTRIBUTION_MILLIS),
        })
    });
    let one = Incident {
        incident_id,
        event: told.event,
        service: service.clone(),
        environment: Some(environment.clone()),
        severity: told.severity.clone(),
        detected_at,
        resolved_at: resolved.then(|| told.resolved_at.unwrap_or(facts.now)),
        caused_by,
        reference: Some(Line::new(told.reference.as_str())?),
    };
    let which = facts.ground.own.as_ref().or(facts.ground.live.as_ref());
    let subject = match which {
        Some(which) => journal::artifacts::subjects(&which.commit, &which.artifacts)?,
        None => journal::artifacts::subjects(&facts.commit, &facts.artifacts)?,
    };
    Ok(Whole {
        key,
        statement: Statement { subject, predicate: Predicate::Incident(Box::new(one)) },
        evidence: Vec::new(),
        private: Vec::new(),
    })
}
