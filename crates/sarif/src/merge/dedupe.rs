//! Results that are equal once they are in one run. Only bytes are compared: what differs in anything is two results.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::convert::Infallible;
use std::hash::BuildHasher;

use super::layout::Source;
use super::ledger::Rewritten;
use super::plan::{Planned, each};
use super::rebase::Rebase;
use super::splice::Splices;
use super::stream::pieces;
use super::{Input, uris};
use crate::json::span::Span;
use crate::shape::Kind;
use crate::walk::Refs;

/// A result of one of the runs of a merged run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) source: u32,
    pub(super) result: u32,
}

/// Writes the results of a merged run, one at a time.
pub(super) struct Writer<'p, 'd> {
    planned: &'p Planned<'d>,
    sources: &'p [Source<'d>],
    refs: Refs,
    splices: Splices,
    pub(super) counts: Rewritten,
}

impl<'p, 'd> Writer<'p, 'd> {
    pub(super) fn new(planned: &'p Planned<'d>, sources: &'p [Source<'d>]) -> Self {
        let counts = Rewritten::default();
        Self { planned, sources, refs: Refs::default(), splices: Splices::default(), counts }
    }

    fn source(&self, kept: Kept) -> Option<(&'p Source<'d>, Span)> {
        let source = self.sources.get(*self.planned.sources.get(kept.source as usize)?)?;
        Some((source, *source.lookup.run.results().get(kept.result as usize)?))
    }

    /// Results with commas between them.
    pub(super) fn list(&mut self, piece: &[Kept]) -> (Vec<u8>, Rewritten) {
        let (mut list, mut out) = (Vec::new(), Vec::new());
        for kept in piece {
            if !list.is_empty() {
                list.push(b',');
            }
            list.extend_from_slice(self.result(*kept, &mut out));
        }
        (list, self.counts)
    }

    /// Whether results of this run are copied as they stand.
    pub(super) fn copies(&self) -> bool {
        let spaced = |at: &usize| self.sources.get(*at).is_some_and(|source| source.spaced);
        self.planned.group.is_none() && !self.planned.sources.iter().any(spaced)
    }

    /// A result as it stands in the merged run: its own bytes if nothing of it changes, else those written to `out`.
    pub(super) fn result<'o>(&mut self, kept: Kept, out: &'o mut Vec<u8>) -> &'o [u8]
    where
        'd: 'o,
    {
        let Some((source, span)) = self.source(kept) else { return &[] };
        let text = source.lookup.text;
        if self.planned.group.is_none() && !source.spaced {
            return span.of(text);
        }
        let kind = if self.planned.group.is_some() { Kind::Result } else { Kind::Plain };
        self.refs.read(text, span, kind);
        self.splices.clear();
        self.splices.gaps(&self.refs);
        if let Some(group) = &self.planned.group {
            let rebase = Rebase { group, source, at: kept.source as usize };
            rebase.result(&self.refs, &mut self.splices, &mut self.counts);
        }
        if self.splices.is_empty() {
            return span.of(text);
        }
        out.clear();
        self.splices.apply(text, span, out);
        out
    }
}

/// Finds the equal results of every merged run.
pub(super) fn join(inputs: &[&Input<'_>], sources: &[Source<'_>], runs: &mut [Planned<'_>], threads: usize) {
    // A log of one run is shared out by its results, many runs by run.
    let own = threads / runs.len().max(1);
    let joined = each(runs, threads, |run| {
        // Where something names results by their place, they keep it.
        let first = run.sources.first().and_then(|at| sources.get(*at));
        let pinned = first
            .and_then(|source| inputs.get(source.input))
            .is_some_and(|input| uris::pinned(&input.document));
        if pinned { (all(run, sources), Vec::new()) } else { equal(run, sources, own) }
    });
    for (run, (kept, doubles)) in runs.iter_mut().zip(joined) {
        (run.kept, run.doubles) = (kept, doubles);
    }
}

fn all(run: &Planned<'_>, sources: &[Source<'_>]) -> Vec<Kept> {
    let mut all = Vec::new();
    for (source, at) in (0..).zip(&run.sources) {
        let results = sources.get(*at).map_or(0, |source| source.lookup.run.results().len());
        all.extend((0..).take(results).map(|result| Kept { source, result }));
    }
    all
}

fn equal(run: &Planned<'_>, sources: &[Source<'_>], threads: usize) -> (Vec<Kept>, Vec<(u32, Kept)>) {
    let state = RandomState::new();
    let hashes = |writer: &mut Writer<'_, '_>, piece: &[Kept]| {
        let mut out = Vec::new();
        let hash = |kept: &Kept| state.hash_one(writer.result(*kept, &mut out));
        piece.iter().map(hash).collect::<Vec<u64>>()
    };
    let mut known = Known {
        seen: HashMap::new(),
        kept: Vec::new(),
        doubles: Vec::new(),
        writers: [Writer::new(run, sources), Writer::new(run, sources)],
        buffers: Default::default(),
    };
    let results = all(run, sources);
    let done: Result<(), Infallible> = pieces((run, sources), &results, threads, hashes, |piece, hashes| {
        for (result, hash) in piece.iter().zip(hashes) {
            known.add(*result, hash);
        }
        Ok(())
    });
    let Ok(()) = done;
    known.doubles.sort_by_key(|(kept, _)| *kept);
    (known.kept, known.doubles)
}

/// The results that were met.
struct Known<'p, 'd> {
    seen: HashMap<u64, u32>,
    kept: Vec<Kept>,
    doubles: Vec<(u32, Kept)>,
    writers: [Writer<'p, 'd>; 2],
    buffers: [Vec<u8>; 2],
}

impl Known<'_, '_> {
    fn add(&mut self, result: Kept, mut hash: u64) {
        loop {
            match self.seen.entry(hash) {
                Entry::Vacant(place) => {
                    place.insert(u32::try_from(self.kept.len()).unwrap_or(u32::MAX));
                    self.kept.push(result);
                    return;
                }
                // Equal hashes prove nothing; equal bytes do.
                Entry::Occupied(place) => {
                    let earlier = self.kept.get(*place.get() as usize).copied();
                    let ([one, other], [first, second]) = (&mut self.writers, &mut self.buffers);
                    if earlier.is_some_and(|earlier| one.result(earlier, first) == other.result(result, second))
                    {
                        self.doubles.push((*place.get(), result));
                        return;
                    }
                    hash = hash.wrapping_add(1);
                }
            }
        }
    }
}
