//! From a history to figures: which rollouts there are, and which of them a window has.

use std::collections::{BTreeMap, BTreeSet};

use history::History;
use history::deployed::{Deployed, puts, takes_away};
use history::trouble::Trouble;
use ledger::digest::DigestSet;
use ledger::moment::Moment;
use ledger::name::{Slug, Ulid};
use ledger::predicate::{DeploymentKind, Tier};

use crate::failing::{self, Ground};
use crate::figures::{Doubts, Figures};
use crate::lead::{self, Start};
use crate::rollout::{Outcome, Rollout, kind_of};
use crate::window::Window;
use crate::{frequency, pipeline, rework};

/// What is measured.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// This service; none for each of them.
    pub service: Option<Slug>,
    /// This environment; none for each whose tier is production.
    pub environment: Option<Slug>,
    /// Every environment, whatever its tier, where none is named.
    pub every_tier: bool,
    /// Where the clock of a change starts.
    pub start: Start,
}

/// The rollouts of one service in one environment, those that ended first first; what is open comes last.
#[derive(Debug, Clone)]
pub struct Place<'h> {
    /// What.
    pub service: &'h Slug,
    /// Where.
    pub environment: &'h Slug,
    /// What the environment is for, as its last record says.
    pub tier: Tier,
    /// All of them.
    pub rollouts: Vec<Rollout<'h>>,
}

/// The figures of each service in each environment of a scope, over a window, sorted by their names. Where nothing was recorded there are none; a
/// window without deployments has figures that say so.
#[must_use]
pub fn measure(history: &History, scope: &Scope, window: &Window) -> Vec<Figures> {
    let troubles = history.troubles();
    places(history, scope).iter().map(|place| of_place(place, &troubles, history, scope, window)).collect()
}

/// The rollouts of each service in each environment of a scope.
#[must_use]
pub fn places<'h>(history: &'h History, scope: &Scope) -> Vec<Place<'h>> {
    let kinds = kinds(history);
    let mut groups: BTreeMap<(&Slug, &Slug), BTreeMap<&Ulid, Vec<&Deployed>>> = BTreeMap::new();
    for one in history.deployments() {
        let place = (&one.service, &one.environment.name);
        let wanted = scope.service.as_ref().is_none_or(|service| service == place.0)
            && scope.environment.as_ref().is_none_or(|environment| environment == place.1);
        if wanted {
            let rollout = one.environment.rollout_id.as_ref().unwrap_or(&one.id);
            groups.entry(place).or_default().entry(rollout).or_default().push(one);
        }
    }
    let places = groups.into_iter().filter_map(|((service, environment), rollouts)| {
        let mut rollouts: Vec<Rollout<'_>> = rollouts
            .into_values()
            .filter_map(|parts| Rollout::of(parts.clone(), kind(&parts, &kinds)))
            .collect();
        let order =
            |one: &Rollout<'_>| one.parts.first().and_then(|one| one.events.first()).map(|at| at.at.order);
        rollouts.sort_by_key(|one| (one.finished.is_none(), one.finished, order(one)));
        let tier = rollouts.iter().max_by_key(|one| order(one))?.tier;
        let wanted = scope.environment.is_some() || scope.every_tier || tier == Tier::Production;
        wanted.then_some(Place { service, environment, tier, rollouts })
    });
    places.collect()
}

/// The kind of a rollout: of its first deployment that is not the same again.
fn kind(parts: &[&Deployed], kinds: &BTreeMap<&Ulid, DeploymentKind>) -> DeploymentKind {
    let each = || parts.iter().map(|one| kinds.get(&one.id).copied().unwrap_or_else(|| one.kind()));
    each().find(|kind| *kind != DeploymentKind::Redeploy).unwrap_or(DeploymentKind::Redeploy)
}

/// What is brought: artifacts and configuration.
type Brought<'h> = (Vec<&'h DigestSet>, Option<&'h DigestSet>);

/// The kind of each deployment, by what was live in its place when it succeeded there.
fn kinds(history: &History) -> BTreeMap<&Ulid, DeploymentKind> {
    let mut kinds = BTreeMap::new();
    for events in history.spots(None, None).values() {
        let mut live: Option<(&Ulid, Brought<'_>)> = None;
        for one in events {
            let (event, deployed) = (one.by.record.event, one.deployed);
            if puts(event) {
                let brings = deployed.brings();
                let (same, config) = live
                    .as_ref()
                    .map_or((false, false), |(_, there)| (there.0 == brings.0, there.1 == brings.1));
                kinds.entry(&deployed.id).or_insert_with(|| kind_of(deployed.kind(), same, config));
                live = Some((&deployed.id, brings));
            } else if takes_away(event) && live.as_ref().is_some_and(|(id, _)| *id == &deployed.id) {
                live = None;
            }
        }
    }
    kinds
}

fn of_place(
    place: &Place<'_>,
    troubles: &[Trouble],
    history: &History,
    scope: &Scope,
    window: &Window,
) -> Figures {
    let here = |one: &&Trouble| {
        one.service == *place.service
            && one.environment.as_ref().is_none_or(|environment| environment == place.environment)
    };
    let troubles: Vec<&Trouble> = troubles.iter().filter(here).collect();
    let ended = place.ended(window);
    let repairers: Vec<&Rollout<'_>> = place.rollouts.iter().filter(|one| !one.remediates.is_empty()).collect();
    let ground = Ground { repairers: &repairers, troubles: &troubles };
    let failed = failing::failures(&ended, ground);
    Figures {
        service: place.service.clone(),
        environment: place.environment.clone(),
        tier: place.tier,
        deployment_frequency: frequency::measure(&ended, window),
        change_lead_time: lead::measure(&place.rollouts, window, scope.start),
        change_fail_rate: failing::rate(&ended, ground),
        failed_deployment_recovery_time: failing::recovery(&failed, ground),
        rework_rate: rework::measure(&ended),
        pipeline: pipeline::measure(&ended, &troubles, history, window),
        doubts: doubts(place, &troubles, history, window),
    }
}

impl<'h> Place<'h> {
    /// What ended in a window, in the order in which it did.
    #[must_use]
    pub fn ended(&self, window: &Window) -> Vec<&Rollout<'h>> {
        let ended = |one: &&Rollout<'h>| {
            let told = !matches!(one.outcome, Outcome::Open | Outcome::Adopted);
            told && one.finished.is_some_and(|at| window.has(at))
        };
        self.rollouts.iter().filter(ended).collect()
    }
}

fn doubts(place: &Place<'_>, troubles: &[&Trouble], history: &History, window: &Window) -> Doubts {
    let within = |at: Option<Moment>| at.is_some_and(|at| window.has(at));
    let ended: Vec<&Rollout<'_>> = place.rollouts.iter().filter(|one| within(one.finished)).collect();
    let count = |wanted: &dyn Fn(&Rollout<'_>) -> bool| ended.iter().filter(|one| wanted(one)).count();
    let begun =
        |one: &&Rollout<'_>| one.outcome == Outcome::Open && one.started.is_none_or(|at| at < window.to());
    let gaps = history.gaps().iter().filter(|gap| {
        let record = &gap.record;
        let (from, to) = (record.from.unwrap_or(record.found_at), record.to.unwrap_or(record.found_at));
        record.environment.as_ref().is_none_or(|name| name == place.environment)
            && from < window.to()
            && to >= window.from()
    });
    let noticed: Vec<&&Trouble> = troubles.iter().filter(|one| window.has(one.detected_at)).collect();
    let ids: BTreeSet<&Ulid> = history.deployments().iter().map(|one| &one.id).collect();
    let known = |one: &&&&Trouble| one.causes.iter().any(|cause| ids.contains(&cause.deployment_id));
    let inferred = |one: &&&&Trouble| {
        one.causes.iter().any(|cause| cause.confidence == ledger::predicate::Confidence::Inferred)
    };
    Doubts {
        impact_unknown: count(&|one| one.outcome == Outcome::Failed(None)),
        adopted: count(&|one| one.outcome == Outcome::Adopted),
        cancelled: count(&|one| one.outcome == Outcome::Cancelled),
        open: place.rollouts.iter().filter(begun).count(),
        amended: count(&|one| one.is_amended()),
        gaps: gaps.count(),
        erased: history.erased().len(),
        incidents_without_cause: noticed.iter().filter(|one| !known(one)).count(),
        causes_inferred: noticed.iter().filter(inferred).count(),
    }
}
