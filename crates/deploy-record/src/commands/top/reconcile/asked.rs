//! What is asked for, and what of a comparison answers it. All is compared before anything is left out: what another service or environment
//! recorded is no gap of this one.

use std::collections::BTreeMap;

use jiff::Timestamp;
use ledger::name::{Slug, Ulid};
use mirror::compare::{Different, Unrecorded};
use mirror::{Comparison, Recorded};

/// What is asked for.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) environment: Option<Slug>,
    pub(super) service: Option<Slug>,
    /// Only what began then or later.
    pub(super) from: Option<Timestamp>,
}

/// A comparison without what was not asked for.
#[derive(Debug, Default)]
pub(super) struct Narrowed {
    pub(super) comparison: Comparison,
    /// Unrecorded, and said to be of another service. Whoever may deploy can say so.
    pub(super) elsewhere: Vec<Unrecorded>,
}

impl Asked {
    /// Leaves out of a comparison what was not asked for. `services` says whose each record is; `places`, in which environment GitHub has each
    /// deployment.
    pub(super) fn narrow(
        &self,
        all: Comparison,
        recorded: &[Recorded],
        (services, places): (&BTreeMap<Ulid, Slug>, &BTreeMap<u64, String>),
    ) -> Narrowed {
        let records: BTreeMap<&Ulid, &Recorded> = recorded.iter().map(|record| (&record.id, record)).collect();
        let timely = |at: Timestamp| self.from.is_none_or(|from| at >= from);
        let here = |name: &str| self.environment.as_ref().is_none_or(|wanted| wanted.as_str() == name);
        let own = |id: &Ulid| {
            let of = self.service.as_ref().is_none_or(|wanted| services.get(id) == Some(wanted));
            of && records.get(id).is_some_and(|record| timely(record.started))
        };
        let is = |id: &Ulid| own(id) && records.get(id).is_some_and(|record| here(&record.environment));
        let there = |id: &u64| places.get(id).is_some_and(|name| here(name));
        let asked = |one: &Unrecorded| here(&one.environment) && timely(one.created_at);
        let other = |one: &Unrecorded| {
            self.service
                .as_ref()
                .is_some_and(|wanted| one.service.as_ref().is_some_and(|named| named != wanted.as_str()))
        };
        let (elsewhere, unrecorded) = all.unrecorded.into_iter().filter(asked).partition(other);
        let keep = |ids: Vec<Ulid>| ids.into_iter().filter(is).collect();
        let differs = |one: &(Ulid, u64, Different)| is(&one.0) || (own(&one.0) && there(&one.1));
        Narrowed {
            comparison: Comparison {
                unrecorded,
                phantoms: all.phantoms.into_iter().filter(|(_, id)| is(id)).collect(),
                gone: keep(all.gone),
                unread: keep(all.unread),
                unshown: keep(all.unshown),
                different: all.different.into_iter().filter(differs).collect(),
                same: all.same.into_iter().filter(|(id, _)| is(id)).collect(),
            },
            elsewhere,
        }
    }
}
