//! The keys of one object, each of which may stand there once.

use std::collections::HashSet;

/// The keys that one object had so far. A key is kept as 64 bits of it: two that are taken for one refuse a report, and
/// hide nothing.
#[derive(Default)]
pub(super) struct Keys {
    few: Vec<u64>,
    many: HashSet<u64>,
}

/// Most objects have fewer members than this, which are found fastest by looking at each.
const FEW: usize = 24;

impl Keys {
    /// Adds a key, and tells whether it is the first of its name.
    pub(super) fn add(&mut self, key: &str) -> bool {
        let key = hash(key);
        if self.many.is_empty() && self.few.len() < FEW {
            let new = !self.few.contains(&key);
            self.few.push(key);
            return new;
        }
        if self.many.is_empty() {
            self.many.extend(self.few.drain(..));
        }
        self.many.insert(key)
    }

    pub(super) fn len(&self) -> usize {
        self.few.len().max(self.many.len())
    }
}

/// FNV-1a, which is the fastest for texts as short as keys are.
fn hash(key: &str) -> u64 {
    key.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}
