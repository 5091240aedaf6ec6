//! Events of incidents.

use journal::Whole;
use journal::naming::ulid;
use ledger::entry::idempotency_key;
use ledger::name::Line;
use ledger::predicate::{Cause, Confidence, Incident, IncidentEvent, Predicate};
use ledger::statement::Statement;

use super::{Maker, RecordProblem};
use crate::facts::Facts;

/// One event. What names the incident makes it the same incident, whoever records its events. A cause is one that somebody named.
pub(super) fn event(maker: &Maker<'_>, facts: &Facts) -> Result<Whole, RecordProblem> {
    let Some(told) = &maker.policy.incident else {
        return Err(RecordProblem::NoIncident);
    };
    let (service, environment) = (&maker.policy.service, &facts.environment);
    let incident_id = ulid(idempotency_key(&("releasegate/incident/v1", service, &told.reference))?)?;
    let detected_at = told.detected_at.unwrap_or(facts.now);
    let resolved = told.event == IncidentEvent::Resolved;
    let named = facts.ground.own.as_ref().filter(|_| maker.policy.deployment.is_some());
    let caused_by = named.map(|own| Cause {
        deployment_id: own.id.clone(),
        confidence: Confidence::Explicit,
        window_millis: None,
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
    // A repeated call says the same; a later event of the same kind says something else.
    let said =
        (&one.incident_id, told.event, &told.severity, told.detected_at, told.resolved_at, &one.caused_by);
    let run = facts.run;
    let key = idempotency_key(&("releasegate/incident-event/v1", said, run))?;
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
