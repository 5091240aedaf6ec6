//! What a service can be rolled back to: what succeeded there before and brings something else than what is live.

use std::collections::{BTreeMap, BTreeSet};

use ledger::name::{Slug, Ulid};
use ledger::predicate::DeploymentEvent;
use serde::Serialize;

use crate::deployed::Deployed;
use crate::gathered::History;
use crate::live::{Live, folded};
use crate::stand::Stand;

/// What one spot can go back to.
#[derive(Debug, Clone)]
pub struct Targets<'h> {
    /// What.
    pub service: &'h Slug,
    /// Where.
    pub environment: &'h Slug,
    /// In which part of it.
    pub region: Option<&'h Slug>,
    /// What is live.
    pub live: Option<Live<'h>>,
    /// What it can go back to, newest first; of several that bring the same, the newest.
    pub targets: Vec<Target<'h>>,
}

/// One deployment that can be gone back to.
#[derive(Debug, Clone)]
pub struct Target<'h> {
    /// Which.
    pub deployed: &'h Deployed,
    /// Why somebody may not want to.
    pub blemishes: Vec<Blemish>,
}

/// What speaks against a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "blemish", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Blemish {
    /// Somebody went back from it before.
    RolledBack {
        /// The entry that says so.
        at: Stand,
    },
    /// Another deployment repaired what it broke.
    Remediated {
        /// Which.
        by: Ulid,
    },
    /// An incident has it as its cause.
    Incident {
        /// Which.
        incident: Ulid,
    },
}

/// Which deployments repaired which.
type Repairs<'h> = BTreeMap<&'h Ulid, Vec<&'h Ulid>>;

impl History {
    /// What can be rolled back to, at each spot of a service or of all in an environment.
    #[must_use]
    pub fn targets(&self, service: Option<&Slug>, environment: &Slug) -> Vec<Targets<'_>> {
        let mut repairs: Repairs<'_> = BTreeMap::new();
        for one in self.deployments() {
            one.remediates().into_iter().for_each(|broken| repairs.entry(broken).or_default().push(&one.id));
        }
        let mut all = Vec::new();
        for ((service, environment, region), events) in self.spots(service, Some(environment)) {
            let live = folded(&events, |_| true).live;
            all.push(Targets {
                service,
                environment,
                region,
                live,
                targets: self.earlier(&events, live, &repairs),
            });
        }
        all
    }

    fn earlier<'h>(
        &'h self,
        events: &[Live<'h>],
        live: Option<Live<'h>>,
        repairs: &Repairs<'h>,
    ) -> Vec<Target<'h>> {
        let mut brought: BTreeSet<_> = live.map(|live| live.deployed.brings()).into_iter().collect();
        let mut targets = Vec::new();
        for one in events.iter().rev().filter(|one| crate::deployed::puts(one.by.record.event)) {
            if brought.insert(one.deployed.brings()) {
                let blemishes = self.blemishes(one.deployed, repairs);
                targets.push(Target { deployed: one.deployed, blemishes });
            }
        }
        targets
    }

    fn blemishes(&self, deployed: &Deployed, repairs: &Repairs<'_>) -> Vec<Blemish> {
        let back = deployed.first(DeploymentEvent::RolledBack);
        let mut found: Vec<Blemish> =
            back.map(|event| Blemish::RolledBack { at: event.at.clone() }).into_iter().collect();
        let by = repairs.get(&deployed.id).into_iter().flatten();
        found.extend(by.map(|other| Blemish::Remediated { by: (*other).clone() }));
        for incident in self.incidents() {
            let cause = incident.record.caused_by.as_ref();
            let blemish = Blemish::Incident { incident: incident.record.incident_id.clone() };
            if cause.is_some_and(|cause| cause.deployment_id == deployed.id) && !found.contains(&blemish) {
                found.push(blemish);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
