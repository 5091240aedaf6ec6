//! Every thing of a run that can be led to, under one number.

use std::borrow::Cow;
use std::collections::HashMap;

use super::classes::Family;
use super::lookup::{Lookup, Spot};
use crate::document::Run;
use crate::json::span::Span;
use crate::json::string;
use crate::shape::{Kind, Part, Table};

/// The numbers of a run's elements, components, descriptors and bases of URIs.
pub(super) struct Layout<'d> {
    tables: [usize; Table::ALL.len()],
    components: usize,
    /// By component and part.
    descriptors: Vec<[usize; Part::ALL.len()]>,
    bases: usize,
    /// Every base of URIs that is defined, then those that are only used.
    pub(super) names: Vec<Cow<'d, [u8]>>,
    by_name: HashMap<Cow<'d, [u8]>, usize>,
    /// The ids of rules that stand for what this run says nothing about, in order; behind all others.
    pub(super) stubs: Vec<Vec<u8>>,
}

impl<'d> Layout<'d> {
    pub(super) fn new(text: &'d [u8], run: &'d Run) -> Self {
        let mut next = 0;
        let mut take = |count: usize| {
            let first = next;
            next += count;
            first
        };
        let tables = Table::ALL.map(|table| take(run.table(table).len()));
        let components = take(run.components.len());
        let descriptors = run
            .components
            .iter()
            .map(|component| Part::ALL.map(|part| take(component.part(part).len())))
            .collect();
        let mut layout = Self {
            tables,
            components,
            descriptors,
            bases: next,
            names: Vec::new(),
            by_name: HashMap::new(),
            stubs: Vec::new(),
        };
        for (name, _) in &run.bases {
            layout.base(string::unescape(name.of(text)));
        }
        layout
    }

    pub(super) fn table(&self, table: Table, index: usize) -> usize {
        self.tables.get(table as usize).copied().unwrap_or_default() + index
    }

    pub(super) fn component(&self, component: usize) -> usize {
        self.components + component
    }

    pub(super) fn descriptor(&self, spot: Spot) -> usize {
        let first = self.descriptors.get(spot.component).and_then(|parts| parts.get(spot.part as usize));
        first.copied().unwrap_or_default() + spot.index
    }

    /// The descriptor of a number; none if the number is of something else.
    pub(super) fn spot(&self, number: usize) -> Option<Spot> {
        let before = number < self.descriptors.first()?.first().copied()? || number >= self.bases;
        if before {
            return None;
        }
        let component = self.descriptors.partition_point(|parts| parts.first().is_some_and(|at| *at <= number));
        let component = component.checked_sub(1)?;
        let parts = self.descriptors.get(component)?;
        let part = Part::ALL.into_iter().zip(parts).rev().find(|(_, first)| **first <= number);
        part.map(|(part, first)| Spot { component, part, index: number - first })
    }

    /// The number of a base of URIs, which is given to it on first sight.
    pub(super) fn base(&mut self, name: Cow<'d, [u8]>) -> usize {
        if let Some(known) = self.by_name.get(&name) {
            return self.bases + known;
        }
        let at = self.names.len();
        self.names.push(name.clone());
        self.by_name.insert(name, at);
        self.bases + at
    }

    /// The number of a base of URIs that has been seen.
    pub(super) fn known_base(&self, name: &[u8]) -> Option<usize> {
        self.by_name.get(name).map(|at| self.bases + at)
    }

    /// The number of a stub; all bases have been seen by then.
    pub(super) fn stub(&self, at: usize) -> usize {
        self.bases + self.names.len() + at
    }

    pub(super) fn len(&self) -> usize {
        self.bases + self.names.len() + self.stubs.len()
    }

    /// The stub for what a rule id means, if there is one.
    pub(super) fn stub_of(&self, id: &[u8]) -> Option<usize> {
        self.stubs.binary_search_by(|stub| stub.as_slice().cmp(id)).ok().map(|at| self.stub(at))
    }
}

/// What a run is, its references and its numbers.
pub(super) struct Source<'d> {
    /// Which input, in their order.
    pub(super) input: usize,
    /// Which run of it.
    pub(super) run: usize,
    pub(super) lookup: Lookup<'d>,
    pub(super) layout: Layout<'d>,
    /// Whether the run is carried as it stands, whatever the others are.
    pub(super) apart: bool,
    /// The rule ids of results that lead to no rule of the driver.
    pub(super) unresolved: std::collections::BTreeSet<Vec<u8>>,
    pub(super) states: States,
    /// Whether something leads to a place that could mean something else once tables grow.
    pub(super) vague: bool,
    /// Whether there is white space between the tokens of results.
    pub(super) spaced: bool,
}

impl Source<'_> {
    /// Where the thing of a number stands, and what it is. Bases that are only used, and stubs, stand nowhere.
    pub(super) fn element(&self, family: Family, number: usize) -> Option<(Span, Kind)> {
        let (layout, run) = (&self.layout, self.lookup.run);
        match family {
            Family::Table(table) => {
                let at = number.checked_sub(layout.table(table, 0))?;
                Some((*run.table(table).get(at)?, table.kind()))
            }
            Family::Component(_) => {
                let at = number.checked_sub(layout.components)?;
                Some((run.components.get(at)?.object, Kind::Shell))
            }
            Family::Descriptor(_) => Some((self.lookup.element(layout.spot(number)?)?, Kind::Descriptor)),
            Family::Base => {
                let at = number.checked_sub(layout.bases)?;
                Some((run.bases.get(at)?.1, Kind::ArtifactLocation))
            }
        }
    }
}

/// Which of the members that all results of a run must have or lack are there, §3.27.23 and §3.27.24.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct States {
    pub(super) suppressions: State,
    pub(super) baseline: State,
}

/// How many results have a member.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum State {
    /// There is no result.
    #[default]
    Open,
    None,
    All,
    Some,
}

impl State {
    pub(super) fn add(&mut self, has: bool) {
        *self = match (*self, has) {
            (Self::Open | Self::All, true) => Self::All,
            (Self::Open | Self::None, false) => Self::None,
            _ => Self::Some,
        };
    }
}
