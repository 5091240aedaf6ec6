//! Results that are equal once they are in one run. Only bytes are compared: what differs in anything is two results.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher;

use super::layout::Source;
use super::ledger::Rewritten;
use super::plan::{Planned, each};
use super::rebase::Rebase;
use super::splice::Splices;
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
    let joined = each(runs, threads, |run| {
        // Where something names results by their place, they keep it.
        let first = run.sources.first().and_then(|at| sources.get(*at));
        let pinned = first
            .and_then(|source| inputs.get(source.input))
            .is_some_and(|input| uris::pinned(&input.document));
        if pinned { (all(run, sources), Vec::new()) } else { equal(run, sources) }
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

fn equal(run: &Planned<'_>, sources: &[Source<'_>]) -> (Vec<Kept>, Vec<(u32, Kept)>) {
    let state = RandomState::new();
    let mut writer = Writer::new(run, sources);
    let mut other = Writer::new(run, sources);
    let (mut out, mut known) = (Vec::new(), Vec::new());
    let mut seen: HashMap<u64, u32> = HashMap::new();
    let (mut kept, mut doubles): (Vec<Kept>, Vec<(u32, Kept)>) = (Vec::new(), Vec::new());
    for result in all(run, sources) {
        let bytes = writer.result(result, &mut out);
        let mut hash = state.hash_one(bytes);
        loop {
            match seen.entry(hash) {
                Entry::Vacant(place) => {
                    place.insert(u32::try_from(kept.len()).unwrap_or(u32::MAX));
                    kept.push(result);
                    break;
                }
                // Equal hashes prove nothing; equal bytes do.
                Entry::Occupied(place) => {
                    let earlier = kept.get(*place.get() as usize).copied();
                    if earlier.is_some_and(|earlier| other.result(earlier, &mut known) == bytes) {
                        doubles.push((*place.get(), result));
                        break;
                    }
                    hash = hash.wrapping_add(1);
                }
            }
        }
    }
    doubles.sort_by_key(|(kept, _)| *kept);
    (kept, doubles)
}
