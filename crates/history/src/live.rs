//! What was live at a moment, what was under way then, and what never ended.
//!
//! A spot is a service in a region of an environment. At each, the last deployment that succeeded or was adopted is live until an entry
//! says that it was superseded, rolled back or undeployed. "Last" is by the order of the entries; times say only which entries there were.

use std::collections::BTreeMap;

use ledger::moment::Moment;
use ledger::name::Slug;
use ledger::predicate::DeploymentEvent;

use crate::deployed::{Deployed, Event, State, puts, takes_away};
use crate::doubt::Doubt;
use crate::gathered::History;
use crate::stand::Stand;

/// Milliseconds after which a deployment that began and did not end is stale, unless somebody says otherwise: a day.
pub const STALE_AFTER_MILLIS: i64 = 86_400_000;

/// What was live at one spot.
#[derive(Debug, Clone)]
pub struct Spot<'h> {
    /// What.
    pub service: &'h Slug,
    /// Where.
    pub environment: &'h Slug,
    /// In which part of it.
    pub region: Option<&'h Slug>,
    /// What was live; nothing where no entry says.
    pub live: Option<Live<'h>>,
    /// What was live last and was then taken away, with the event that says so, where nothing is live.
    pub ended: Option<Live<'h>>,
    /// What had begun and not ended, oldest first.
    pub open: Vec<&'h Deployed>,
    /// Why this may be wrong.
    pub doubts: Vec<Doubt>,
}

/// A deployment, and the event that made it so.
#[derive(Debug, Clone, Copy)]
pub struct Live<'h> {
    /// Which deployment.
    pub deployed: &'h Deployed,
    /// By which event.
    pub by: &'h Event,
}

/// A deployment that began and did not end.
#[derive(Debug, Clone, Copy)]
pub struct Stale<'h> {
    /// Which.
    pub deployed: &'h Deployed,
    /// The event by which it began.
    pub began: &'h Event,
    /// For how many milliseconds it has been open.
    pub open_millis: i64,
}

/// What a spot is, to be sorted by: a service, an environment, a region of it.
pub type Key<'h> = (&'h Slug, &'h Slug, Option<&'h Slug>);
/// The events at one spot, by their order.
pub type Events<'h> = Vec<Live<'h>>;
/// Two entries whose times are not in their order, around a moment.
type Skew<'h> = (&'h Stand, &'h Stand);

impl History {
    /// What was live at a moment, at every spot that the entries tell of until then, of one service or environment or of all.
    #[must_use]
    pub fn live(&self, service: Option<&Slug>, environment: Option<&Slug>, at: Moment) -> Vec<Spot<'_>> {
        let spots = self.spots(service, environment);
        let spots = spots.into_iter().filter(|(_, events)| events.iter().any(|one| one.by.at.time <= at));
        let skew = self.skew(at);
        spots.map(|(key, events)| self.spot(key, &events, at, skew)).collect()
    }

    /// What began and, for longer than this, has no end. The time of its entry counts.
    #[must_use]
    pub fn stale(&self, now: Moment, after_millis: i64) -> Vec<Stale<'_>> {
        let open = self.deployments().iter().filter(|one| one.state() == State::Started);
        let stale = open.filter_map(|deployed| {
            let began = deployed.first(DeploymentEvent::Started)?;
            let open_millis = now.millis() - began.at.time.millis();
            (open_millis > after_millis).then_some(Stale { deployed, began, open_millis })
        });
        stale.collect()
    }

    /// The events of each spot, in their order.
    #[must_use]
    pub fn spots(&self, service: Option<&Slug>, environment: Option<&Slug>) -> BTreeMap<Key<'_>, Events<'_>> {
        let mut spots: BTreeMap<Key<'_>, Events<'_>> = BTreeMap::new();
        for deployed in self.deployments() {
            let place = &deployed.environment;
            let wanted = service.is_none_or(|service| deployed.service == *service)
                && environment.is_none_or(|environment| place.name == *environment);
            if wanted {
                let key = (&deployed.service, &place.name, place.region.as_ref());
                let events = deployed.events.iter().map(|by| Live { deployed, by });
                spots.entry(key).or_default().extend(events);
            }
        }
        spots.values_mut().for_each(|events| events.sort_by_key(|one| one.by.at.order));
        spots
    }

    fn spot<'h>(&'h self, key: Key<'h>, events: &Events<'h>, at: Moment, skew: Option<Skew<'h>>) -> Spot<'h> {
        let fold = folded(events, |stand| stand.time <= at);
        let mut doubts: Vec<Doubt> = skew.and_then(|skew| skewed(events, &fold, skew)).into_iter().collect();
        doubts.extend(events.iter().filter_map(|one| elsewhen(one, at)));
        doubts.extend(
            fold.failed.map(|one| Doubt::FailedWithImpact {
                deployment: one.deployed.id.clone(),
                at: one.by.at.clone(),
            }),
        );
        let since = fold.live.map(|live| &live.by.at);
        doubts.extend(self.gaps_in(key.1, since, at));
        doubts.extend(self.erased_since(since, at));
        let mut open: Vec<&Deployed> = Vec::new();
        for one in events {
            let last = one.deployed.last_by(at).map(|event| event.record.event);
            if last == Some(DeploymentEvent::Started) && !open.iter().any(|other| other.id == one.deployed.id) {
                open.push(one.deployed);
            }
        }
        let (service, environment, region) = key;
        Spot { service, environment, region, live: fold.live, ended: fold.ended, open, doubts }
    }

    /// The first entry that is of later than a moment, and the last that is not, where that one stands behind it.
    fn skew(&self, at: Moment) -> Option<Skew<'_>> {
        let after = self.stands.iter().find(|stand| stand.time > at)?;
        let before = self.stands.iter().rev().find(|stand| stand.time <= at)?;
        (after.order < before.order).then_some((after, before))
    }

    /// What is known to have happened there without a record, between what is live and the moment.
    fn gaps_in<'h>(
        &'h self,
        environment: &'h Slug,
        since: Option<&'h Stand>,
        at: Moment,
    ) -> impl Iterator<Item = Doubt> + 'h {
        let there = self.gaps().iter().filter(move |gap| {
            let record = &gap.record;
            let (from, to) = (record.from.unwrap_or(record.found_at), record.to.unwrap_or(record.found_at));
            record.environment.as_ref().is_none_or(|name| name == environment)
                && from <= at
                && since.is_none_or(|since| to >= since.time)
        });
        there.map(|gap| Doubt::Gap { at: gap.at.clone() })
    }

    fn erased_since<'h>(&'h self, since: Option<&'h Stand>, at: Moment) -> impl Iterator<Item = Doubt> + 'h {
        let then = self
            .erased()
            .iter()
            .filter(move |one| one.at.time <= at && since.is_none_or(|since| one.at.order > since.order));
        then.map(|one| Doubt::Erased { at: one.at.clone() })
    }
}

/// Whether the answer rests on which of two clocks is right: whether it would be another if the entries ended before the first that is of
/// later, or went on to the last that is not.
fn skewed(events: &Events<'_>, fold: &Fold<'_>, (after, before): Skew<'_>) -> Option<Doubt> {
    let short = folded(events, |stand| stand.order < after.order);
    let long = folded(events, |stand| stand.order <= before.order);
    let differs = |other: &Fold<'_>| id(other.live) != id(fold.live);
    (differs(&short) || differs(&long))
        .then(|| Doubt::ClockSkew { after: after.clone(), before: before.clone() })
}

/// What the entries come to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fold<'h> {
    pub(crate) live: Option<Live<'h>>,
    pub(crate) ended: Option<Live<'h>>,
    /// What failed with impact after all of these.
    failed: Option<Live<'h>>,
}

/// Takes the events of a spot that there were, in their order.
pub(crate) fn folded<'h>(events: &[Live<'h>], there: impl Fn(&Stand) -> bool) -> Fold<'h> {
    let mut fold = Fold::default();
    for one in events.iter().filter(|one| there(&one.by.at)) {
        let event = one.by.record.event;
        if puts(event) {
            fold = Fold { live: Some(*one), ended: None, failed: None };
        } else if takes_away(event) && id(fold.live) == id(Some(*one)) {
            fold = Fold { live: None, ended: Some(*one), failed: None };
        } else if event == DeploymentEvent::Failed && one.by.record.impact == Some(true) {
            fold.failed = Some(*one);
        }
    }
    fold
}

fn id<'h>(live: Option<Live<'h>>) -> Option<&'h ledger::name::Ulid> {
    live.map(|live| &live.deployed.id)
}

/// A success that its record and its entry put on different sides of a moment.
fn elsewhen(one: &Live<'_>, at: Moment) -> Option<Doubt> {
    let finished = one.by.record.timing.finished_at.filter(|_| puts(one.by.record.event))?;
    ((finished <= at) != (one.by.at.time <= at)).then(|| Doubt::EnteredElsewhen {
        deployment: one.deployed.id.clone(),
        finished,
        at: one.by.at.clone(),
    })
}

#[cfg(test)]
mod tests;
