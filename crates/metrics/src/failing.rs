//! Change fail rate, and failed deployment recovery time: how many broke something, and how long until that was repaired.

use history::trouble::Trouble;
use ledger::moment::Moment;
use ledger::predicate::DeploymentKind;
use serde::Serialize;

use crate::figures::Share;
use crate::records::Records;
use crate::rollout::Rollout;
use crate::spread::Spread;

/// How many broke something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FailRate {
    /// Rollouts that failed with impact, were repaired by another, or caused an incident, each once, among those that reached their users:
    /// planned ones, hotfixes and changes of configuration. Nothing where there is none.
    pub rate: Option<Share>,
    /// Why there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The ids of the deployments that did.
    pub failed: Vec<String>,
    /// What this rests on.
    pub records: Records,
}

/// How long until what broke was repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recovery {
    /// Over what was repaired; nothing where nothing was.
    pub spread: Option<Spread>,
    /// Why there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What is not repaired yet: left out.
    pub open: usize,
    /// Repaired, by their dates, before they broke anything: left out.
    pub negative: usize,
    /// What this rests on.
    pub records: Records,
}

/// What there is to know of failures: every rollout of the place that repairs something, and every incident of the service. The former are few:
/// to look through all rollouts for each would take the square of their number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground<'g, 'h> {
    pub(crate) repairers: &'g [&'g Rollout<'h>],
    pub(crate) troubles: &'g [&'g Trouble],
}

/// What broke something, of those that ended in a window.
pub(crate) fn failures<'e, 'h>(ended: &[&'e Rollout<'h>], ground: Ground<'_, 'h>) -> Vec<&'e Rollout<'h>> {
    let reached = ended.iter().copied().filter(|one| reached(one));
    reached.filter(|one| ground.failed(one)).collect()
}

/// Whether it brought a change to its users.
fn reached(one: &Rollout<'_>) -> bool {
    let forward = matches!(one.kind, DeploymentKind::Planned | DeploymentKind::Hotfix | DeploymentKind::Config);
    forward && (one.succeeded() || one.failed_with_impact())
}

impl<'h> Ground<'_, 'h> {
    fn failed(&self, one: &Rollout<'h>) -> bool {
        one.failed_with_impact() || self.repairs(one).next().is_some() || self.caused(one).next().is_some()
    }

    /// The rollouts that say that they repair it, whenever they were.
    fn repairs<'s>(&'s self, one: &'s Rollout<'h>) -> impl Iterator<Item = &'s Rollout<'h>> {
        let repairs = |other: &&Rollout<'h>| {
            matches!(other.kind, DeploymentKind::Rollback | DeploymentKind::Hotfix)
                && other.remediates.iter().any(|id| one.has(id))
        };
        self.repairers.iter().copied().filter(repairs)
    }

    fn caused<'s>(&'s self, one: &'s Rollout<'h>) -> impl Iterator<Item = &'s Trouble> {
        let causes = |trouble: &&Trouble| trouble.causes.iter().any(|cause| one.has(&cause.deployment_id));
        self.troubles.iter().copied().filter(causes)
    }

    /// When its users had what they need again: when its last incident was over, or, without any, when the first success that repairs it
    /// was there. Nothing while that is open.
    fn restored(&self, one: &Rollout<'h>) -> Option<Moment> {
        let over: Vec<Option<Moment>> = self.caused(one).map(|trouble| trouble.resolved_at).collect();
        if over.is_empty() {
            return self
                .repairs(one)
                .filter(|other| other.succeeded())
                .filter_map(|other| other.finished)
                .min();
        }
        over.into_iter().collect::<Option<Vec<Moment>>>()?.into_iter().max()
    }
}

pub(crate) fn rate(ended: &[&Rollout<'_>], ground: Ground<'_, '_>) -> FailRate {
    let of = ended.iter().filter(|one| reached(one)).count();
    let failed: Vec<&Rollout<'_>> =
        ended.iter().copied().filter(|one| reached(one) && ground.failed(one)).collect();
    let rate = Share::of(failed.len(), of);
    let reason = rate.is_none().then(|| "no change reached its users".to_owned());
    let troubles = failed.iter().flat_map(|one| ground.caused(one)).flat_map(|trouble| &trouble.entries);
    let records =
        Records::of(ended.iter().filter(|one| reached(one)).flat_map(|one| one.stands()).chain(troubles));
    let failed = failed.iter().filter_map(|one| one.parts.first()).map(|one| one.id.to_string()).collect();
    FailRate { rate, reason, failed, records }
}

pub(crate) fn recovery(failed: &[&Rollout<'_>], ground: Ground<'_, '_>) -> Recovery {
    let (mut millis, mut open, mut negative, mut stands) = (Vec::new(), 0, 0, Vec::new());
    for one in failed {
        let Some((restored, finished)) = ground.restored(one).zip(one.finished) else {
            open += 1;
            continue;
        };
        match restored.millis() - finished.millis() {
            took if took < 0 => negative += 1,
            took => millis.push(took),
        }
        stands.extend(one.stands());
        stands.extend(ground.caused(one).flat_map(|trouble| &trouble.entries));
        stands.extend(ground.repairs(one).flat_map(|other| other.stands()));
    }
    let spread = Spread::of(millis);
    let reason = spread.is_none().then(|| match (failed.len(), open) {
        (0, _) => "nothing failed".to_owned(),
        (_, 0) => "what failed was repaired, by its dates, before it failed".to_owned(),
        _ => "nothing of what failed is repaired yet".to_owned(),
    });
    Recovery { spread, reason, open, negative, records: Records::of(stands) }
}
