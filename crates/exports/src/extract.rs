//! What is exported: a history, which part of it, and as of which head.

use std::collections::BTreeSet;

use history::History;
use history::consent::Given;
use history::deployed::Deployed;
use history::filter::Filter;
use history::stand::Stand;
use history::trouble::Trouble;
use ledger::hash::Hash;
use ledger::moment::Moment;
use ledger::name::Slug;
use serde::Serialize;

/// As of which state of the ledger an export is, and what was found when that was verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AsOf {
    /// The ledger, without a shard.
    pub ledger: String,
    /// `sound`, `unproven` or `not-verifiable`: nothing is exported of what is faulty.
    pub state: String,
    /// Whether all shards were read as a whole; not so for a part of a ledger out of a pack.
    pub whole: bool,
    /// The head of each shard, in their order; none for a part.
    pub heads: Vec<Head>,
}

/// The head of a shard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Which shard of which ledger.
    pub origin: String,
    /// Its number of entries.
    pub size: u64,
    /// The root over them, in hex.
    pub root: Hash,
    /// The time of its last entry.
    pub time: Option<Moment>,
}

/// What is exported of what.
#[derive(Debug, Clone, Copy)]
pub struct Extract<'h> {
    /// What the ledger says.
    pub history: &'h History,
    /// Which deployments: service, environment, and from when on. Its other members are not for exports.
    pub filter: &'h Filter,
    /// As of which head.
    pub as_of: &'h AsOf,
}

impl<'h> Extract<'h> {
    /// The deployments, in the order of their first entries.
    pub fn deployments(self) -> impl Iterator<Item = &'h Deployed> {
        let history = self.history;
        history.deployments().iter().filter(move |one| self.filter.takes(one, history))
    }

    /// The incidents of the services and environments, in the order of their first entries.
    pub fn incidents(self) -> impl Iterator<Item = Trouble> {
        self.history.troubles().into_iter().filter(move |one| {
            self.is_there(Some(&one.service), one.environment.as_ref())
                && one.entries.iter().any(|at| self.is_late_enough(at))
        })
    }

    /// The approvals, rejections and revocations: of one service those alone that its deployments rest on, or that take such a one back.
    pub fn approvals(self) -> impl Iterator<Item = &'h Given> {
        let used: Option<BTreeSet<Hash>> = self.filter.service.as_ref().map(|_| {
            let used = self.deployments().flat_map(Deployed::approvals);
            used.map(|used| used.leaf.hash).collect()
        });
        self.history.approvals().iter().filter(move |given| {
            let revoked = given.record.revokes.map(|leaf| leaf.hash);
            used.as_ref().is_none_or(|used| {
                used.contains(&given.at.leaf.hash) || revoked.is_some_and(|leaf| used.contains(&leaf))
            }) && self.is_there(None, Some(&given.record.environment))
                && (used.is_some() || self.is_late_enough(&given.at))
        })
    }

    /// Whether something of a service and of an environment is asked for. What is of no environment is of each.
    pub(crate) fn is_there(self, service: Option<&Slug>, environment: Option<&Slug>) -> bool {
        let asked = |wanted: Option<&Slug>, found: Option<&Slug>| {
            wanted.zip(found).is_none_or(|(wanted, found)| wanted == found)
        };
        asked(self.filter.service.as_ref(), service) && asked(self.filter.environment.as_ref(), environment)
    }

    /// Whether an entry is of the time that is asked for.
    pub(crate) fn is_late_enough(self, at: &Stand) -> bool {
        self.filter.since.is_none_or(|since| at.time >= since)
    }

    /// The ledger, or the shard, that an entry stands in.
    pub(crate) fn origin(self, at: &Stand) -> String {
        let ledger = &self.as_of.ledger;
        at.shard.as_ref().map_or_else(|| ledger.clone(), |shard| format!("{ledger}/{shard}"))
    }
}
