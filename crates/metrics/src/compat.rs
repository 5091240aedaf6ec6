//! The rules of two other tools, for whoever compares: what their figures would be, not what is true. Each counts what DORA does not count
//! (README of the command), and is shown beside ours with the rule's name.

use history::History;
use history::trouble::Trouble;
use ledger::moment::Moment;
use ledger::name::Slug;
use serde::Serialize;

use crate::figures::Share;
use crate::read::{Place, Scope, places};
use crate::rollout::Rollout;
use crate::spread::{lower_median, quantile};
use crate::window::Window;

/// Whose rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rules {
    /// Of dora-team/fourkeys, archived in January 2024.
    Fourkeys,
    /// Of Apache DevLake 1.0.3, main dashboard of 2023.
    Devlake,
}

/// The figures by another tool's rules. Times are in milliseconds; nothing where the tool has no figure, or an empty set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Others {
    /// Whose rules.
    pub rules: Rules,
    /// What was deployed.
    pub service: Slug,
    /// Where to.
    pub environment: Slug,
    /// How many deployments it counts.
    pub deployments: usize,
    /// The median lead time. DevLake's is over pull requests' reviews, which no record holds.
    pub lead_time_millis: Option<i64>,
    /// Its change fail rate.
    pub change_fail_rate: Option<Share>,
    /// DevLake's panel of details counts incidents, not deployments: it can exceed one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_fail_rate_details: Option<Share>,
    /// Its recovery time.
    pub recovery_millis: Option<i64>,
}

/// The figures by another tool's rules.
#[must_use]
pub fn measure(history: &History, scope: &Scope, window: &Window, rules: Rules) -> Vec<Others> {
    let troubles = history.troubles();
    let of = |place: &Place<'_>| {
        let here: Vec<&Trouble> = troubles.iter().filter(|one| one.service == *place.service).collect();
        match rules {
            Rules::Fourkeys => fourkeys(place, &here, window),
            Rules::Devlake => devlake(place, &here, window),
        }
    };
    places(history, scope).iter().map(of).collect()
}

fn successes<'p, 'h>(place: &'p Place<'h>, window: &Window) -> Vec<&'p Rollout<'h>> {
    place.ended(window).into_iter().filter(|one| one.succeeded()).collect()
}

fn median(mut millis: Vec<i64>, of: fn(&[i64]) -> Option<i64>) -> Option<i64> {
    millis.sort_unstable();
    of(&millis)
}

/// Every pair of a success and a commit of what it brings counts, also for the second time; every incident with a named cause counts.
fn fourkeys(place: &Place<'_>, troubles: &[&Trouble], window: &Window) -> Others {
    let successes = successes(place, window);
    let lead = successes.iter().flat_map(|one| {
        let finished = one.finished.map(Moment::millis);
        let began = commits(one, &place.rollouts).into_iter().map(Moment::millis);
        began.filter_map(move |began| Some(finished? - began)).filter(|lead| *lead > 0)
    });
    let caused = |trouble: &&&Trouble, one: &Rollout<'_>| {
        trouble.causes.iter().any(|cause| one.has(&cause.deployment_id))
    };
    let named: usize = successes.iter().map(|one| troubles.iter().filter(|of| caused(of, one)).count()).sum();
    let recovered = troubles.iter().filter(|one| window.has(one.detected_at)).filter_map(|trouble| {
        let deployed = place.rollouts.iter().filter(|one| caused(&trouble, one)).filter_map(|one| one.finished);
        let began = deployed.chain([trouble.detected_at]).min()?;
        Some(trouble.resolved_at?.millis() - began.millis())
    });
    Others {
        rules: Rules::Fourkeys,
        service: place.service.clone(),
        environment: place.environment.clone(),
        deployments: successes.len(),
        lead_time_millis: median(lead.collect(), |sorted| quantile(sorted, 500)),
        change_fail_rate: Share::of(named, successes.len()),
        change_fail_rate_details: None,
        recovery_millis: median(recovered.collect(), |sorted| quantile(sorted, 500)),
    }
}

/// When the commits of what a rollout brings were made: its own, or those that came when the same artifact was deployed before.
fn commits(one: &Rollout<'_>, all: &[Rollout<'_>]) -> Vec<Moment> {
    let brings = |of: &Rollout<'_>| of.parts.first().map(|part| part.brings().0.into_iter().cloned().collect());
    let wanted: Option<Vec<_>> = brings(one);
    let same = |other: &&Rollout<'_>| other.finished <= one.finished && brings(other) == wanted;
    let of = all.iter().rev().filter(same).find(|other| !other.changes.is_empty());
    let from = if one.changes.is_empty() { of } else { Some(one) };
    from.iter().flat_map(|from| &from.changes).map(|change| change.committed_at).collect()
}

/// An incident belongs to the success that ended last before it was noticed, however long before, whatever anybody said.
fn devlake(place: &Place<'_>, troubles: &[&Trouble], window: &Window) -> Others {
    let successes = successes(place, window);
    let noticed = || troubles.iter().filter(|one| window.has(one.detected_at));
    let before = |trouble: &Trouble| {
        let ended =
            |one: &&Rollout<'_>| one.succeeded() && one.finished.is_some_and(|at| at < trouble.detected_at);
        place
            .rollouts
            .iter()
            .rev()
            .find(ended)
            .and_then(|one| Some((one.parts.first()?.id.clone(), one.finished?)))
    };
    let mut blamed: Vec<_> = noticed().filter_map(|one| before(one)).map(|(id, _)| id).collect();
    let incidents = blamed.len();
    blamed.sort_unstable();
    blamed.dedup();
    let recovered =
        noticed().filter_map(|one| Some(one.resolved_at?.millis() - before(one)?.1.millis())).collect();
    Others {
        rules: Rules::Devlake,
        service: place.service.clone(),
        environment: place.environment.clone(),
        deployments: successes.len(),
        lead_time_millis: None,
        change_fail_rate: Share::of(blamed.len(), successes.len()),
        change_fail_rate_details: Share::of(incidents, successes.len()),
        recovery_millis: median(recovered, lower_median),
    }
}
