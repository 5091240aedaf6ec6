//! The entries that a figure rests on.

use std::collections::{BTreeMap, BTreeSet};

use history::stand::Stand;
use serde::{Serialize, Serializer};

/// Entries by shard (`""` for a ledger without shards), written as ranges of indexes: `{"": "0-3,7"}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Records(BTreeMap<String, BTreeSet<u64>>);

impl Records {
    /// These entries.
    pub fn of<'s>(stands: impl IntoIterator<Item = &'s Stand>) -> Self {
        let mut records = Self::default();
        for stand in stands {
            let shard = stand.shard.as_ref().map(ToString::to_string).unwrap_or_default();
            records.0.entry(shard).or_default().insert(stand.leaf.index);
        }
        records
    }

    /// How many entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.values().map(BTreeSet::len).sum()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The ranges of each shard.
    pub fn ranges(&self) -> impl Iterator<Item = (&str, String)> {
        self.0.iter().map(|(shard, indexes)| (shard.as_str(), ranges(indexes)))
    }
}

fn ranges(indexes: &BTreeSet<u64>) -> String {
    let mut found: Vec<(u64, u64)> = Vec::new();
    for index in indexes {
        match found.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*index) => *last = *index,
            _ => found.push((*index, *index)),
        }
    }
    let word = |(from, to): &(u64, u64)| if from == to { from.to_string() } else { format!("{from}-{to}") };
    found.iter().map(word).collect::<Vec<_>>().join(",")
}

impl Serialize for Records {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.ranges())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_one_range() {
        assert_eq!(ranges(&[3, 0, 1, 7].into()), "0-1,3,7");
        assert_eq!(ranges(&BTreeSet::new()), "");
    }
}
