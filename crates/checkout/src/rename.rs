//! Which of the files that are gone is which of the files that are new, as `git diff -M` tells it: first files with the same
//! bytes, then files that kept their name and changed folder, then every pair, the most similar first (`diffcore-rename.c`).

mod matrix;

use std::collections::HashMap;

use crate::CheckoutError;
use crate::similar::{Pieces, SAME_NAME, can_reach, score};
use crate::tree::Leaf;

/// How many files with the same bytes are looked at for one whose name fits.
const SAME_BYTES: usize = 100;
/// How many bytes are read in all to compare files.
const BUDGET: u64 = 1 << 30;

/// A file that is on one side only.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) path: Vec<u8>,
    /// What the file is; its name is that of its bytes, also where they lie in the workspace.
    pub(crate) leaf: Leaf,
}

/// Where the bytes of candidates come from.
pub(crate) trait Contents {
    /// How many bytes it has.
    fn size(&self, candidate: &Candidate) -> Result<u64, CheckoutError>;
    /// Its pieces.
    fn pieces(&self, candidate: &Candidate) -> Result<Pieces, CheckoutError>;
}

/// The pairs that were found.
#[derive(Debug, Default)]
pub(crate) struct Renames {
    /// For each new file, the place of the old one.
    pub(crate) pairs: HashMap<usize, usize>,
    /// There were too many files, or too large ones, to compare them all.
    pub(crate) skipped: bool,
}

/// Pairs the old files with the new ones; at most `most` times `most` pairs are compared, and no file larger than `largest`.
pub(crate) fn find(
    old: &[Candidate],
    new: &[Candidate],
    contents: &impl Contents,
    (most, largest): (usize, u64),
) -> Result<Renames, CheckoutError> {
    let mut pairing = Pairing::new(old, new);
    pairing.same_bytes();
    let mut scores = Scores { contents, largest, left: BUDGET, known: HashMap::new(), skipped: false };
    pairing.same_name(&mut scores)?;
    let (olds, news) = (pairing.free_old(), pairing.free_new());
    if olds.len().saturating_mul(news.len()) > most.saturating_mul(most) {
        scores.skipped = true;
    } else {
        matrix::pair(&mut pairing, &mut scores)?;
    }
    Ok(Renames { pairs: pairing.pairs, skipped: scores.skipped })
}

/// The work so far.
struct Pairing<'a> {
    old: &'a [Candidate],
    new: &'a [Candidate],
    used: Vec<bool>,
    pairs: HashMap<usize, usize>,
}

impl<'a> Pairing<'a> {
    fn new(old: &'a [Candidate], new: &'a [Candidate]) -> Self {
        Self { old, new, used: vec![false; old.len()], pairs: HashMap::new() }
    }

    fn is_used(&self, old: usize) -> bool {
        self.used.get(old).copied().unwrap_or(true)
    }

    fn pair(&mut self, old: usize, new: usize) {
        if let Some(used) = self.used.get_mut(old) {
            *used = true;
        }
        self.pairs.insert(new, old);
    }

    fn free_old(&self) -> Vec<(usize, &'a Candidate)> {
        self.old.iter().enumerate().filter(|(at, _)| !self.is_used(*at)).collect()
    }

    fn free_new(&self) -> Vec<(usize, &'a Candidate)> {
        self.new.iter().enumerate().filter(|(at, _)| !self.pairs.contains_key(at)).collect()
    }

    /// Files with the same bytes; where there are several, one that kept its name.
    fn same_bytes(&mut self) {
        let mut known: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, candidate) in self.old.iter().enumerate() {
            known.entry(candidate.leaf.id).or_default().push(at);
        }
        for (at, candidate) in self.new.iter().enumerate() {
            let Some(places) = known.get_mut(&candidate.leaf.id) else { continue };
            let fits = |place: &usize| {
                self.old.get(*place).is_some_and(|old| base(&old.path) == base(&candidate.path))
            };
            let best = places.iter().take(SAME_BYTES).position(fits).unwrap_or_default();
            if best < places.len() {
                let old = places.remove(best);
                self.pair(old, at);
            }
        }
    }

    /// Files of a name that one old and one new file alone have, if they are similar enough.
    fn same_name<C: Contents>(&mut self, scores: &mut Scores<'_, C>) -> Result<(), CheckoutError> {
        let (old, new) = (single_names(&self.free_old()), single_names(&self.free_new()));
        let mut names: Vec<_> = old.into_iter().collect();
        names.sort_unstable_by_key(|(_, at)| *at);
        for (name, old) in names {
            let Some(&new) = new.get(name) else { continue };
            let (Some(one), Some(other)) = (self.old.get(old), self.new.get(new)) else { continue };
            if scores.of((old, one), (new, other), SAME_NAME)? >= SAME_NAME {
                self.pair(old, new);
            }
        }
        Ok(())
    }
}

/// The names that one candidate alone has.
fn single_names<'a>(candidates: &[(usize, &'a Candidate)]) -> HashMap<&'a [u8], usize> {
    let mut names: HashMap<&[u8], Option<usize>> = HashMap::new();
    for (at, candidate) in candidates {
        names.entry(base(&candidate.path)).and_modify(|known| *known = None).or_insert(Some(*at));
    }
    names.into_iter().filter_map(|(name, at)| Some((name, at?))).collect()
}

/// The name without its folder.
fn base(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

/// One of the files that are compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Side {
    Old(usize),
    New(usize),
}

/// Scores of pairs; each file is read once.
struct Scores<'a, C> {
    contents: &'a C,
    largest: u64,
    left: u64,
    known: HashMap<Side, (u64, Option<Pieces>)>,
    skipped: bool,
}

impl<C: Contents> Scores<'_, C> {
    /// The score of two files, or zero where it cannot reach `least`.
    fn of(
        &mut self,
        (old_at, old): (usize, &Candidate),
        (new_at, new): (usize, &Candidate),
        least: u64,
    ) -> Result<u64, CheckoutError> {
        let (one, other) = (Side::Old(old_at), Side::New(new_at));
        if !can_reach(least, self.size(one, old)?, self.size(other, new)?) {
            return Ok(0);
        }
        if !self.read(one, old)? || !self.read(other, new)? {
            self.skipped = true;
            return Ok(0);
        }
        let pieces = |side| self.known.get(side).and_then(|(size, pieces)| Some((*size, pieces.as_ref()?)));
        match (pieces(&one), pieces(&other)) {
            (Some(one), Some(other)) => Ok(score(one, other)),
            _ => Ok(0),
        }
    }

    fn size(&mut self, side: Side, candidate: &Candidate) -> Result<u64, CheckoutError> {
        if let Some((size, _)) = self.known.get(&side) {
            return Ok(*size);
        }
        let size = self.contents.size(candidate)?;
        self.known.insert(side, (size, None));
        Ok(size)
    }

    /// Reads a file's pieces, unless it or all of them are too large.
    fn read(&mut self, side: Side, candidate: &Candidate) -> Result<bool, CheckoutError> {
        let Some((size, pieces)) = self.known.get_mut(&side) else { return Ok(false) };
        if pieces.is_some() {
            return Ok(true);
        }
        if *size > self.largest || *size > self.left {
            return Ok(false);
        }
        self.left -= *size;
        *pieces = Some(self.contents.pieces(candidate)?);
        Ok(true)
    }
}
