//! Where a change went: the first deployment to each place that succeeded with it.

use std::collections::BTreeMap;

use ledger::moment::Moment;
use ledger::name::{NumericId, Slug};

use crate::deployed::Deployed;
use crate::gathered::History;

/// A change that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A pull request by its number, of a repository by its number where the ledger has several.
    Pull(u64, Option<NumericId>),
    /// A commit whose digits begin so.
    Commit(String),
}

/// The first deployment to a place that succeeded with a change.
#[derive(Debug, Clone, Copy)]
pub struct Shipped<'h> {
    /// Which.
    pub deployed: &'h Deployed,
    /// When it ended.
    pub at: Moment,
}

impl Wanted {
    /// Whether a deployment is recorded to bring it.
    #[must_use]
    pub fn is_in(&self, one: &Deployed) -> bool {
        let mut changes = one.events.iter().flat_map(|event| &event.record.changes);
        match self {
            Self::Pull(number, repository) => {
                let of = |wanted: &NumericId| one.run().is_some_and(|run| run.repository_id == *wanted);
                repository.as_ref().is_none_or(of) && changes.any(|change| change.pr == Some(*number))
            }
            Self::Commit(digits) => {
                one.commits().any(|commit| commit.starts_with(digits.as_str()))
                    || changes.any(|change| change.commit.as_str().starts_with(digits.as_str()))
            }
        }
    }
}

impl History {
    /// The first deployment of each service to each environment that succeeded with a change, the earliest first. A deployment whose commits
    /// are not recorded has none but its own.
    #[must_use]
    pub fn shipped(&self, wanted: &Wanted) -> Vec<Shipped<'_>> {
        let mut places: BTreeMap<(&Slug, &Slug), Shipped<'_>> = BTreeMap::new();
        for one in self.deployments().iter().filter(|one| wanted.is_in(one)) {
            let put = one.put();
            let Some(at) = put.map(|event| event.record.timing.finished_at.unwrap_or(event.at.time)) else {
                continue;
            };
            let shipped = Shipped { deployed: one, at };
            let first = places.entry((&one.service, &one.environment.name)).or_insert(shipped);
            if at < first.at {
                *first = shipped;
            }
        }
        let mut all: Vec<Shipped<'_>> = places.into_values().collect();
        all.sort_by_key(|one| one.at);
        all
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::{event, history, minute, ulid};

    #[test]
    fn the_first_success_in_each_place_counts() {
        let changes = json!({"changes": [{"commit": "a".repeat(40), "committedAt": "2026-11-22T00:00:00.000Z", "pr": 7}]});
        let mut staging = changes.clone();
        staging["environment"] = json!({"name": "staging", "tier": "staging"});
        let none = json!({});
        let entries = [
            (1, Some(event(1, "started", "x", &staging))),
            (2, Some(event(1, "succeeded", "x", &none))),
            (3, Some(event(2, "started", "x", &changes))),
            (4, Some(event(2, "failed", "x", &none))),
            (5, Some(event(3, "started", "x", &changes))),
            (6, Some(event(3, "succeeded", "x", &none))),
            (7, Some(event(4, "started", "x", &changes))),
            (8, Some(event(4, "succeeded", "x", &none))),
        ];
        let history = history(&entries);
        let found = |wanted: &Wanted| {
            let all = history.shipped(wanted);
            all.iter().map(|one| (one.deployed.id.to_string(), one.at)).collect::<Vec<_>>()
        };
        let both = [(ulid(1), minute(2)), (ulid(3), minute(6))];
        assert_eq!(found(&Wanted::Pull(7, None)), both);
        assert_eq!(found(&Wanted::Commit("aaaa".to_owned())), both);
        assert_eq!(found(&Wanted::Pull(8, None)), []);
        assert_eq!(found(&Wanted::Pull(7, Some(NumericId::new("5").unwrap()))), [], "no run says whose it is");
    }
}
