//! `primaryLocationLineHash` to the letter of codeql-action's `fingerprints.ts`: a rolling hash over the hundred letters from each
//! line's start on, without spaces and tabs, so that an alert keeps its identity when lines around it move.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many letters make a hash.
const BLOCK: usize = 100;
/// The base of the rolling hash.
const BASE: u64 = 37;
/// What stands for the end of the file.
const END: u16 = 65_535;

/// The hashes of the lines that are asked for, as `hash:occurrence`. Occurrences count over the whole file.
///
/// The file is decoded as JavaScript does: bytes that are no UTF-8 become U+FFFD, a byte order mark stays.
pub fn line_hashes(source: &[u8], wanted: &BTreeSet<u64>) -> BTreeMap<u64, String> {
    let mut roll = Roll::new(wanted);
    let text = String::from_utf8_lossy(source);
    for unit in text.encode_utf16() {
        roll.take(unit);
    }
    roll.take(END);
    for _ in 0..BLOCK {
        roll.emit();
        roll.push(0);
    }
    roll.found
}

struct Roll<'a> {
    wanted: &'a BTreeSet<u64>,
    found: BTreeMap<u64, String>,
    counts: HashMap<u64, u64>,
    /// The letters of the block, and the line that starts at each.
    window: [(u16, Option<u64>); BLOCK],
    index: usize,
    hash: u64,
    /// `BASE` to the power of `BLOCK`: the weight of the letter that leaves.
    leaving: u64,
    line: u64,
    at_start: bool,
    after_return: bool,
}

impl<'a> Roll<'a> {
    fn new(wanted: &'a BTreeSet<u64>) -> Self {
        Self {
            wanted,
            found: BTreeMap::new(),
            counts: HashMap::new(),
            window: [(0, None); BLOCK],
            index: 0,
            hash: 0,
            leaving: (0..BLOCK).fold(1_u64, |power, _| power.wrapping_mul(BASE)),
            line: 0,
            at_start: true,
            after_return: false,
        }
    }

    fn take(&mut self, unit: u16) {
        const SPACE: u16 = 32;
        const TAB: u16 = 9;
        const RETURN: u16 = 13;
        const FEED: u16 = 10;
        if unit == SPACE || unit == TAB || (self.after_return && unit == FEED) {
            self.after_return = false;
            return;
        }
        self.after_return = unit == RETURN;
        let unit = if unit == RETURN { FEED } else { unit };
        self.emit();
        if self.at_start {
            self.at_start = false;
            self.line = self.line.saturating_add(1);
            let line = self.line;
            if let Some(slot) = self.window.get_mut(self.index) {
                slot.1 = Some(line);
            }
        }
        self.at_start = unit == FEED;
        self.push(unit);
    }

    /// Writes down the hash of the line whose block is complete.
    fn emit(&mut self) {
        let Some(line) = self.window.get_mut(self.index).and_then(|slot| slot.1.take()) else { return };
        let count = self.counts.entry(self.hash).or_default();
        *count = count.saturating_add(1);
        if self.wanted.contains(&line) {
            self.found.insert(line, format!("{:x}:{count}", self.hash));
        }
    }

    fn push(&mut self, unit: u16) {
        let Some(slot) = self.window.get_mut(self.index) else { return };
        let begin = std::mem::replace(&mut slot.0, unit);
        let gone = self.leaving.wrapping_mul(u64::from(begin));
        self.hash = self.hash.wrapping_mul(BASE).wrapping_add(u64::from(unit)).wrapping_sub(gone);
        self.index = (self.index + 1) % BLOCK;
    }
}
