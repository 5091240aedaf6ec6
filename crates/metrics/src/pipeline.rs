//! What teams watch beside DORA's metrics: how long deployments, ways back and approvals take, and how many failed in a row.

use history::History;
use history::trouble::Trouble;
use serde::Serialize;

use crate::records::Records;
use crate::rollout::{Outcome, Rollout};
use crate::spread::Spread;
use crate::window::Window;
use ledger::predicate::{DeploymentKind, RequestEvent};

/// Figures of a pipeline, over what ended in the window. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pipeline {
    /// From begin to end of what succeeded, without ways back.
    pub duration: Option<Spread>,
    /// From begin to end of ways back that succeeded.
    pub rollback: Option<Spread>,
    /// From the request to the last approval that it needed, of what was deployed.
    pub approval_wait: Option<Spread>,
    /// From an incident's being noticed to its end, of incidents that were noticed in the window; what older tools call time to restore.
    pub time_to_restore: Option<Spread>,
    /// How many incidents were noticed in the window.
    pub incidents: usize,
    /// How many of them are not over.
    pub incidents_open: usize,
    /// How many failed, whether or not anybody noticed.
    pub failures: usize,
    /// How many failed in a row at most.
    pub longest_failures: usize,
    /// How many failed in a row up to the end of the window, without a success since.
    pub consecutive_failures: usize,
    /// What the times rest on.
    pub records: Records,
}

pub(crate) fn measure(
    ended: &[&Rollout<'_>],
    troubles: &[&Trouble],
    history: &History,
    window: &Window,
) -> Pipeline {
    let succeeded: Vec<&Rollout<'_>> = ended.iter().copied().filter(|one| one.succeeded()).collect();
    let took = |back: bool| {
        let those = succeeded.iter().filter(|one| (one.kind == DeploymentKind::Rollback) == back);
        Spread::of(those.filter_map(|one| duration(one)).collect())
    };
    let noticed: Vec<&&Trouble> = troubles.iter().filter(|one| window.has(one.detected_at)).collect();
    let over = |one: &&&Trouble| Some(one.resolved_at?.millis() - one.detected_at.millis());
    let (consecutive_failures, longest_failures) = streaks(ended);
    Pipeline {
        duration: took(false),
        rollback: took(true),
        approval_wait: Spread::of(succeeded.iter().flat_map(|one| waits(one, history)).collect()),
        time_to_restore: Spread::of(noticed.iter().filter_map(over).collect()),
        incidents: noticed.len(),
        incidents_open: noticed.iter().filter(|one| one.resolved_at.is_none()).count(),
        failures: ended.iter().filter(|one| is_failure(one)).count(),
        longest_failures,
        consecutive_failures,
        records: Records::of(
            ended.iter().flat_map(|one| one.stands()).chain(noticed.iter().flat_map(|one| &one.entries)),
        ),
    }
}

fn duration(one: &Rollout<'_>) -> Option<i64> {
    let took = one.finished?.millis() - one.started?.millis();
    (took >= 0).then_some(took)
}

/// How long each request that a rollout used waited for its last approval.
fn waits<'w>(one: &'w Rollout<'_>, history: &'w History) -> impl Iterator<Item = i64> + 'w {
    one.parts.iter().flat_map(|deployed| history.used_by(&deployed.id)).filter_map(|asked| {
        let at = |wanted: fn(RequestEvent) -> bool| {
            asked.events.iter().find(|event| wanted(event.record.event)).map(|event| event.record.at.millis())
        };
        let wait = at(RequestEvent::permits)? - at(|event| event == RequestEvent::Requested)?;
        (wait >= 0).then_some(wait)
    })
}

fn is_failure(one: &Rollout<'_>) -> bool {
    matches!(one.outcome, Outcome::Failed(_))
}

/// How many failed in a row at the end, and at most. A way back that succeeds is no success of what failed.
fn streaks(ended: &[&Rollout<'_>]) -> (usize, usize) {
    let (mut row, mut longest) = (0, 0);
    for one in ended.iter().filter(|one| one.kind != DeploymentKind::Rollback || is_failure(one)) {
        row = if is_failure(one) { row + 1 } else { 0 };
        longest = longest.max(row);
    }
    (row, longest)
}
