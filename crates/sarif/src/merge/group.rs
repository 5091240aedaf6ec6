//! Runs that become one: their tables, united, and where each of their things is to be found in them.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::bake::Levels;
use super::classes::{Classes, Family, classes};
use super::layout::Source;
use super::lookup::{Identity, Names};
use crate::json::{cursor, string};
use crate::shape::{Part, Shelf};

/// An array of the merged run: what it holds, and for descriptors the class of their component.
pub(super) type Space = (Family, Option<u32>);

/// A run and the number of a thing in its layout.
pub(super) type Origin = (usize, usize);

/// Several runs as one.
pub(super) struct Group<'d> {
    /// By run, then by the number of the layout: the position in the merged array.
    pub(super) positions: Vec<Vec<usize>>,
    /// What the merged arrays hold, in order, each by its first origin.
    pub(super) spaces: HashMap<Space, Vec<Origin>>,
    /// The names that bases of URIs have in the merged run, where they change.
    pub(super) renamed: Vec<HashMap<Vec<u8>, Vec<u8>>>,
    /// What identifiers lead to in the merged run, by the class of a component.
    pub(super) names: HashMap<(u32, Part), Names<'d>>,
    /// The ids of rules that have several meanings, by the class of their component.
    pub(super) contested: HashMap<u32, HashSet<Vec<u8>>>,
    /// The arrays of descriptors that any component of a class has, be they empty.
    pub(super) present: HashSet<(u32, Part)>,
    pub(super) classes: Classes,
    pub(super) levels: Vec<Levels>,
    /// Whether any run overrides the configuration of rules.
    pub(super) overrides: bool,
}

impl<'d> Group<'d> {
    /// Unites runs; none if they cannot be one after all.
    pub(super) fn new(sources: &[&Source<'d>]) -> Option<Self> {
        if unclear(sources) {
            return None;
        }
        let classes = classes(sources)?;
        let drivers = sources.iter().zip(&classes.of);
        let mut drivers = drivers.map(|(source, of)| of.get(source.layout.component(0)));
        let driver = drivers.next()?;
        if !drivers.all(|other| other == driver) {
            return None;
        }
        let levels: Vec<Levels> = sources.iter().map(|source| Levels::of(source)).collect();
        let overrides = levels.iter().any(Levels::overrides);
        let mut group = Self {
            positions: Vec::new(),
            spaces: HashMap::new(),
            renamed: Vec::new(),
            names: HashMap::new(),
            contested: HashMap::new(),
            present: HashSet::new(),
            classes,
            levels,
            overrides,
        };
        group.place(sources.len());
        group.name(sources);
        group.present(sources);
        group.rename(sources);
        Some(group)
    }

    /// The class of a component of a run.
    pub(super) fn component(&self, source: usize, number: usize) -> Option<u32> {
        self.classes.of.get(source)?.get(number).copied()
    }

    fn space(&self, source: usize, number: usize) -> Option<Space> {
        let family = *self.classes.families.get(source)?.get(number)?;
        let owner = *self.classes.owners.get(source)?.get(number)?;
        Some((family, owner.and_then(|owner| self.component(source, owner))))
    }

    /// Gives each class its position: in the order of the runs, and of each run's own table.
    fn place(&mut self, sources: usize) {
        let mut known: HashMap<u32, usize> = HashMap::new();
        for source in 0..sources {
            let classes = self.classes.of.get(source).map(Vec::as_slice).unwrap_or_default();
            let mut positions = Vec::with_capacity(classes.len());
            for (number, class) in classes.iter().enumerate() {
                let Some(space) = self.space(source, number) else { continue };
                let table = self.spaces.entry(space).or_default();
                let position = *known.entry(*class).or_insert_with(|| {
                    table.push((source, number));
                    table.len() - 1
                });
                positions.push(position);
            }
            self.positions.push(positions);
        }
    }

    /// Learns what identifiers lead to in the merged run, and which lead to several rules.
    fn name(&mut self, sources: &[&Source<'d>]) {
        for ((family, owner), origins) in &self.spaces {
            let (Family::Descriptor(part), Some(owner)) = (*family, *owner) else { continue };
            let names = self.names.entry((owner, part)).or_default();
            let mut seen = HashSet::new();
            for (source, number) in origins {
                let Some(source) = sources.get(*source) else { continue };
                let (id, guid) = name_of(source, *number);
                if part == Part::Rules
                    && let Some(id) = &id
                    && !seen.insert(id.clone())
                {
                    self.contested.entry(owner).or_default().insert(id.to_vec());
                }
                names.add((id, guid));
            }
        }
    }

    fn present(&mut self, sources: &[&Source<'d>]) {
        for (at, source) in sources.iter().enumerate() {
            let text = source.lookup.text;
            for (index, component) in source.lookup.run.components.iter().enumerate() {
                let Some(class) = self.component(at, source.layout.component(index)) else { continue };
                for (name, value) in cursor::members(text, component.object) {
                    let name = string::unescape(name.of(text));
                    let part = Part::ALL.into_iter().find(|part| part.name().as_bytes() == &*name);
                    if let (Some(part), true) = (part, value.of(text).starts_with(b"[")) {
                        self.present.insert((class, part));
                    }
                }
            }
        }
    }

    /// Gives bases of URIs that have several meanings several names.
    fn rename(&mut self, sources: &[&Source<'d>]) {
        let mut taken: HashSet<Vec<u8>> =
            sources.iter().flat_map(|source| source.layout.names.iter().map(|name| name.to_vec())).collect();
        let mut given: HashMap<u32, Vec<u8>> = HashMap::new();
        let mut counts: HashMap<&[u8], usize> = HashMap::new();
        let mut owned: HashSet<Vec<u8>> = HashSet::new();
        for (at, source) in sources.iter().enumerate() {
            let mut renamed = HashMap::new();
            for name in &source.layout.names {
                let number = source.layout.known_base(name);
                let Some(class) = number.and_then(|number| self.component(at, number)) else { continue };
                let new = given.entry(class).or_insert_with(|| {
                    if owned.insert(name.to_vec()) {
                        return name.to_vec();
                    }
                    let count = counts.entry(name).or_insert(1);
                    loop {
                        *count += 1;
                        let new = [name, format!("_{count}").as_bytes()].concat();
                        if taken.insert(new.clone()) {
                            return new;
                        }
                    }
                });
                if new.as_slice() != &**name {
                    renamed.insert(name.to_vec(), new.clone());
                }
            }
            self.renamed.push(renamed);
        }
    }

    /// The components of a shelf, by their class, in order.
    pub(super) fn shelf(&self, shelf: Option<Shelf>) -> Vec<(Origin, u32)> {
        let origins = self.spaces.get(&(Family::Component(shelf), None)).map(Vec::as_slice).unwrap_or_default();
        let class = |origin: &Origin| Some((*origin, self.component(origin.0, origin.1)?));
        origins.iter().filter_map(class).collect()
    }

    /// The elements of an array.
    pub(super) fn origins(&self, space: Space) -> &[Origin] {
        self.spaces.get(&space).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Whether a place that is clear in its own run would be unclear in the merged one: a taxonomy and an extension are told apart by
/// their names alone, and so are the kinds of descriptors of one component.
fn unclear(sources: &[&Source<'_>]) -> bool {
    let calls =
        |shelf| sources.iter().flat_map(move |source| source.lookup.calls(shelf)).collect::<HashSet<_>>();
    let (extensions, taxonomies) = (calls(Shelf::Extensions), calls(Shelf::Taxonomies));
    if !extensions.is_disjoint(&taxonomies) {
        return true;
    }
    let any = |shelf| sources.iter().any(|source| !source.lookup.run.shelf(shelf).is_empty());
    let kinds = |part| {
        let mut components = sources.iter().flat_map(|source| &source.lookup.run.components);
        usize::from(components.any(|component| !component.part(part).is_empty()))
    };
    let several = Part::ALL.map(kinds).iter().sum::<usize>() > 1;
    let vague = sources.iter().any(|source| source.vague);
    vague && (several || (any(Shelf::Extensions) && any(Shelf::Taxonomies)))
}

/// The identifier and GUID of a descriptor by its number.
fn name_of<'d>(source: &Source<'d>, number: usize) -> Identity<'d> {
    if let Some(stub) = number.checked_sub(source.layout.stub(0)) {
        return (source.layout.stubs.get(stub).map(|id| Cow::Owned(id.clone())), None);
    }
    let spot = source.layout.spot(number);
    spot.and_then(|spot| source.lookup.identity(spot)).cloned().unwrap_or_default()
}

/// A name as JSON. Half of a pair cannot be written so; runs with such names stay apart.
pub(super) fn quoted(name: &[u8]) -> Vec<u8> {
    string::quote(&String::from_utf8_lossy(name))
}
