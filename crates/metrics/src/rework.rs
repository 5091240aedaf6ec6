//! Deployment rework rate: how many deployments were not planned but repaired what users had noticed.

use ledger::predicate::DeploymentKind;
use serde::Serialize;

use crate::figures::Share;
use crate::records::Records;
use crate::rollout::{Rollout, is_new};

/// How many were repairs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rework {
    /// Hotfixes and ways back among those that brought something else than what was there; nothing where there is none.
    pub rate: Option<Share>,
    /// The same among all that succeeded.
    pub of_successes: Option<Share>,
    /// Why there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What this rests on.
    pub records: Records,
}

pub(crate) fn measure(ended: &[&Rollout<'_>]) -> Rework {
    let successes: Vec<&Rollout<'_>> = ended.iter().copied().filter(|one| one.succeeded()).collect();
    let new = successes.iter().filter(|one| is_new(one.kind)).count();
    let repairs: Vec<_> = successes.iter().filter(|one| is_repair(one.kind)).collect();
    let rate = Share::of(repairs.len(), new);
    Rework {
        rate,
        of_successes: Share::of(repairs.len(), successes.len()),
        reason: rate.is_none().then(|| "nothing new was deployed".to_owned()),
        records: Records::of(repairs.iter().flat_map(|one| one.stands())),
    }
}

const fn is_repair(kind: DeploymentKind) -> bool {
    matches!(kind, DeploymentKind::Hotfix | DeploymentKind::Rollback)
}
