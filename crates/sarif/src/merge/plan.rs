//! Which runs become one, decided before anything is written.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::dedupe::Kept;
use super::group::Group;
use super::key::Key;
use super::layout::{Source, States};
use super::lookup::Names;
use super::problem::{Fault, MergeError};
use super::survey::survey;
use super::{Input, uris};
use crate::shape::Part;

/// A run of the merged log.
pub(super) struct Planned<'d> {
    /// The runs that it is made of, as positions among all.
    pub(super) sources: Vec<usize>,
    /// None for a run that is carried as it stands.
    pub(super) group: Option<Group<'d>>,
    /// The results that are carried.
    pub(super) kept: Vec<Kept>,
    /// The others: which of the carried ones they equal.
    pub(super) doubles: Vec<(u32, Kept)>,
}

impl Planned<'_> {
    /// The results that were joined with a carried one.
    pub(super) fn joined(&self, result: usize) -> &[(u32, Kept)] {
        let start = self.doubles.partition_point(|(kept, _)| (*kept as usize) < result);
        let end = self.doubles.partition_point(|(kept, _)| (*kept as usize) <= result);
        self.doubles.get(start..end).unwrap_or_default()
    }
}

/// Does `work` for every item, by several threads, and returns the answers in the order of the items.
pub(super) fn each<T: Sync, R: Send>(items: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads.clamp(1, items.len().max(1));
    if threads == 1 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((at, item)) = {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    items.get(at).map(|item| (at, item))
                } {
                    let answer = work(item);
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((at, answer));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, answer)| answer).collect()
}

/// Surveys every run of every log. Of several faults the first in order is told, whichever thread met it.
pub(super) fn survey_all<'d>(inputs: &[&'d Input<'d>], threads: usize) -> Result<Vec<Source<'d>>, MergeError> {
    let mut runs = Vec::new();
    for (at, input) in inputs.iter().enumerate() {
        let pinned = uris::pinned(&input.document);
        runs.extend(
            input.document.runs.iter().enumerate().map(|(run, found)| (at, run, *input, found, pinned)),
        );
    }
    let surveyed = each(&runs, threads, |(at, run, input, found, pinned)| {
        let source = survey(input.document.text(), found, (*at, *run), *pinned);
        source.map_err(|fault: Fault| fault.in_file(&input.name, *run))
    });
    surveyed.into_iter().collect()
}

/// Groups the runs, in the order of the first run of each group.
pub(super) fn plan<'d>(sources: &mut [Source<'d>]) -> Vec<Planned<'d>> {
    let mut groups: Vec<Vec<usize>> = grouped(sources);
    groups.sort_unstable();
    let mut planned = Vec::with_capacity(groups.len());
    for group in groups {
        if group.len() > 1 {
            stub(sources, &group);
            let members: Vec<&Source<'d>> = group.iter().filter_map(|at| sources.get(*at)).collect();
            if let Some(united) = Group::new(&members) {
                planned.push(run(group, Some(united)));
                continue;
            }
        }
        planned.extend(group.into_iter().map(|at| run(vec![at], None)));
    }
    planned.sort_by_key(|run| run.sources.first().copied());
    planned
}

fn run<'d>(sources: Vec<usize>, group: Option<Group<'d>>) -> Planned<'d> {
    Planned { sources, group, kept: Vec::new(), doubles: Vec::new() }
}

fn grouped(sources: &[Source<'_>]) -> Vec<Vec<usize>> {
    let mut by_key: BTreeMap<Key, BTreeMap<States, Vec<usize>>> = BTreeMap::new();
    for (at, source) in sources.iter().enumerate() {
        let mut key = Key::of(source);
        // A run in which all results say whether they are suppressed, and one in which none does, cannot be one (§3.27.23), and
        // to complete either would say what its tool did not.
        let states = std::mem::take(&mut key.states);
        by_key.entry(key).or_default().entry(states).or_default().push(at);
    }
    let mut groups = Vec::new();
    for mut by_states in by_key.into_values() {
        // A run without results fits in any.
        let open = by_states.remove(&States::default()).unwrap_or_default();
        match by_states.first_entry() {
            Some(mut first) => {
                first.get_mut().extend(open);
                first.get_mut().sort_unstable();
            }
            None => groups.push(open),
        }
        groups.extend(by_states.into_values());
    }
    groups
}

/// Where a result names a rule that its own run says nothing about, and another run of the group does, an empty rule keeps it from
/// being read as that one.
fn stub(sources: &mut [Source<'_>], group: &[usize]) {
    // A run never knows what it does not resolve, so whoever knows it is another one.
    let mut known: Names<'_> = Names::default();
    for lookup in group.iter().filter_map(|at| Some(&sources.get(*at)?.lookup)) {
        let own = lookup.part(0, Part::Rules).into_iter().chain([&lookup.of_extensions]);
        for id in own.flat_map(|rules| rules.ids.keys()) {
            known.add((Some(Cow::Borrowed(id)), None));
        }
    }
    let mut stubs = Vec::with_capacity(group.len());
    for at in group {
        let Some(source) = sources.get(*at) else { continue };
        let taken = source.unresolved.iter().filter(|id| known.find(Some(id), None).is_some());
        stubs.push((*at, taken.cloned().collect::<Vec<_>>()));
    }
    for (at, stubs) in stubs {
        if let Some(source) = sources.get_mut(at) {
            source.layout.stubs = stubs;
        }
    }
}
