//! The bytes that records name: whether the ledger keeps them, and whether they are still those.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use history::stand::Stand;
use ledger::hash::Hash;
use ledger::predicate::Evidence;
use serde::Serialize;
use stores::StoreError;

use super::source::{Shard, Source};
use crate::record::KEPT;

/// What became of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Kept {
    /// The ledger keeps the bytes, and they are the ones that were recorded.
    Whole,
    /// The record holds the bytes in a location of its own (RFC 2397), and they are those.
    InTheRecord,
    /// The ledger does not keep them itself.
    Elsewhere,
    /// What lies there is something else, or nothing, and the record says that the ledger keeps it.
    Damaged,
}

impl Kept {
    /// For people.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::InTheRecord => "whole, in the record itself",
            Self::Elsewhere => "kept elsewhere",
            Self::Damaged => "damaged or missing",
        }
    }
}

/// Everything that deployments and requests name, each with the entry that does.
pub(super) fn named(source: &Source) -> impl Iterator<Item = (&Stand, &Evidence)> {
    let deployments = source.history.deployments().iter().flat_map(|one| &one.events);
    let of_deployments =
        deployments.flat_map(|event| event.record.every_evidence().map(|named| (&event.at, named)));
    let requests = source.history.requests().iter().flat_map(|one| &one.events);
    of_deployments
        .chain(requests.flat_map(|event| event.record.evidence.iter().map(|named| (&event.at, named))))
}

/// A piece of evidence with what became of it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Looked {
    #[serde(flatten)]
    pub(super) named: Evidence,
    pub(super) kept: Kept,
}

/// Looks at evidence, once at each digest of a shard.
#[derive(Debug, Default)]
pub(super) struct Eye {
    seen: BTreeMap<(Option<String>, Hash), Option<u64>>,
    damaged: BTreeMap<(Option<String>, Hash), ()>,
}

impl Eye {
    /// Looks at what an entry names.
    pub(super) async fn look(
        &mut self,
        source: &Source,
        at: &Stand,
        named: &Evidence,
    ) -> anyhow::Result<Looked> {
        let kept = match source.shard(at.shard.as_ref()) {
            Some(shard) => self.in_shard(shard, named).await?,
            None => match source.evidence(at.shard.as_ref(), &named.sha256)? {
                Some(bytes) if named.fits(&bytes) => Kept::Whole,
                Some(_) => Kept::Damaged,
                None => within(named),
            },
        };
        Ok(Looked { named: named.clone(), kept })
    }

    async fn in_shard(&mut self, shard: &Shard, named: &Evidence) -> anyhow::Result<Kept> {
        let key = (shard.place.store.origin().shard().map(ToString::to_string), named.sha256);
        if !self.seen.contains_key(&key) && !self.damaged.contains_key(&key) {
            match shard.place.store.evidence(&shard.head, &named.sha256).await {
                Ok(bytes) => {
                    let size = bytes.map(|bytes| bytes.len() as u64);
                    self.seen.insert(key.clone(), size);
                }
                Err(StoreError::Damaged { .. } | StoreError::TooLarge { .. } | StoreError::Refused { .. }) => {
                    self.damaged.insert(key.clone(), ());
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(match self.seen.get(&key) {
            // The store has held the bytes against their digest.
            Some(Some(size)) if *size == named.size => Kept::Whole,
            Some(None) => within(named),
            Some(Some(_)) | None => Kept::Damaged,
        })
    }
}

/// The bytes of a piece, where the ledger keeps them and they are those that were recorded.
pub(super) async fn bytes(source: &Source, at: &Stand, named: &Evidence) -> anyhow::Result<Option<Vec<u8>>> {
    let kept = match source.shard(at.shard.as_ref()) {
        Some(shard) => match shard.place.store.evidence(&shard.head, &named.sha256).await {
            Ok(bytes) => bytes,
            // That is a fault of its own.
            Err(StoreError::Damaged { .. } | StoreError::TooLarge { .. } | StoreError::Refused { .. }) => None,
            Err(error) => return Err(error.into()),
        },
        None => source.evidence(at.shard.as_ref(), &named.sha256)?,
    };
    Ok(kept.filter(|bytes| named.fits(bytes)))
}

/// What a record says of bytes that the ledger keeps nowhere else.
fn within(named: &Evidence) -> Kept {
    let of = |location: &ledger::name::Line| {
        let (_, data) = location.as_str().strip_prefix("data:")?.split_once(";base64,")?;
        Some(STANDARD.decode(data).is_ok_and(|bytes| named.fits(&bytes)))
    };
    if named.locations.iter().any(|location| location.as_str() == KEPT) {
        return Kept::Damaged;
    }
    let mut inside = named.locations.iter().filter_map(of).peekable();
    match (inside.peek().is_some(), inside.all(|fits| fits)) {
        (false, _) => Kept::Elsewhere,
        (true, true) => Kept::InTheRecord,
        (true, false) => Kept::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use ledger::name::Line;

    use super::*;

    fn evidence(locations: &[&str]) -> Evidence {
        let locations = locations.iter().map(|text| Line::new(*text).unwrap()).collect();
        let media_type = Line::new("text/plain").unwrap();
        Evidence { sha256: Hash::of(b"abc"), media_type, size: 3, locations }
    }

    #[test]
    fn attack_21_bytes_in_a_record_are_held_against_their_digest() {
        assert_eq!(within(&evidence(&["data:text/plain;base64,YWJj"])), Kept::InTheRecord);
        assert_eq!(within(&evidence(&["data:text/plain;base64,YWJk"])), Kept::Damaged);
        assert_eq!(within(&evidence(&["data:text/plain;base64,%%"])), Kept::Damaged);
        assert_eq!(within(&evidence(&["data:text/plain;base64,YWJj", "data:;base64,YWJk"])), Kept::Damaged);
        assert_eq!(within(&evidence(&["https://example.com/abc"])), Kept::Elsewhere);
        assert_eq!(within(&evidence(&[])), Kept::Elsewhere);
        assert_eq!(within(&evidence(&["workspace:abc.txt"])), Kept::Elsewhere);
        assert_eq!(within(&evidence(&["ledger:", "workspace:abc.txt"])), Kept::Damaged);
    }
}
