//! The rule by which a cause is found that nobody named. Its answer is worth nothing until it is recorded: a report that ran the rule anew
//! would find another cause in another window.

use history::History;
use history::deployed::Deployed;
use ledger::moment::Moment;
use ledger::name::Slug;
use ledger::predicate::DeploymentEvent;

/// How long before an incident a deployment may have ended and still be its cause, unless somebody says otherwise: a day.
pub const ATTRIBUTION_MILLIS: u64 = 86_400_000;

/// What may have caused an incident.
#[derive(Debug, Clone)]
pub struct Suspect<'h> {
    /// The deployment that succeeded last, at or before the incident was noticed.
    pub deployed: &'h Deployed,
    /// What was under way at that moment, and may as well have been it.
    pub in_flight: Vec<&'h Deployed>,
}

/// The deployment of a service to an environment that succeeded last at or before a moment, within so many milliseconds.
#[must_use]
pub fn suspect<'h>(
    history: &'h History,
    service: &Slug,
    environment: &Slug,
    detected: Moment,
    window_millis: u64,
) -> Option<Suspect<'h>> {
    let there = || {
        let here = |one: &&Deployed| one.service == *service && one.environment.name == *environment;
        history.deployments().iter().filter(here)
    };
    let succeeded = |one: &&Deployed| one.first(DeploymentEvent::Succeeded).is_some();
    let finished = |one: &Deployed| one.finished_at().filter(|at| *at <= detected);
    let ended = there().filter(succeeded).filter_map(|one| Some((finished(one)?, one)));
    // Of two that ended at once, the one that was recorded later.
    let (at, deployed) = ended.max_by_key(|(at, _)| *at)?;
    let since = u64::try_from(detected.millis() - at.millis()).ok()?;
    let in_flight = there().filter(|one| {
        let began = one.started_at().is_some_and(|began| began <= detected);
        one.id != deployed.id && began && one.finished_at().is_none_or(|ended| ended > detected)
    });
    (since <= window_millis).then(|| Suspect { deployed, in_flight: in_flight.collect() })
}
