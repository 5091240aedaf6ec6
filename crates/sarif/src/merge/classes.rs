//! Which elements of several runs are the same.
//!
//! Elements are the same if their bytes are, and if whatever they lead to is the same. Because elements lead to one another, and may
//! do so in circles, classes begin coarse (by bytes without indexes) and are split until nothing splits further.

use std::collections::HashMap;

use super::layout::Source;
use super::lookup::{Spot, Target, read};
use super::splice::Splices;
use crate::json::span::Span;
use crate::json::string;
use crate::shape::{Kind, Part, Shelf, Table};
use crate::walk::Refs;

/// What a class is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Family {
    Table(Table),
    Component(Option<Shelf>),
    Descriptor(Part),
    Base,
}

/// After this many rounds, or looks at elements, runs are left apart. Each round goes one step further along parents and
/// relationships; logs that need more are made to take time.
const ROUNDS: usize = 200;
const LOOKS: usize = 64 << 20;

/// The classes of all that several runs hold.
pub(super) struct Classes {
    /// By run, then by the number of the layout.
    pub(super) of: Vec<Vec<u32>>,
    pub(super) families: Vec<Vec<Family>>,
    /// The number of the component of each descriptor.
    pub(super) owners: Vec<Vec<Option<usize>>>,
}

struct Node {
    family: Family,
    bytes: Vec<u8>,
    leads: Vec<Option<usize>>,
    owner: Option<usize>,
}

/// The classes; none if they do not settle.
pub(super) fn classes(sources: &[&Source<'_>]) -> Option<Classes> {
    let mut first: HashMap<(Family, Vec<u8>), u32> = HashMap::new();
    let mut of = Vec::with_capacity(sources.len());
    let mut leads = Vec::with_capacity(sources.len());
    let (mut families, mut owners) = (Vec::new(), Vec::new());
    for source in sources {
        let nodes = nodes(source);
        let mut own = Vec::with_capacity(nodes.len());
        let mut own_leads = Vec::with_capacity(nodes.len());
        let (mut own_families, mut own_owners) = (Vec::new(), Vec::new());
        for mut node in nodes {
            let next = u32::try_from(first.len()).ok()?;
            own.push(*first.entry((node.family, node.bytes)).or_insert(next));
            node.leads.extend(node.owner.map(Some));
            own_leads.push(node.leads);
            own_families.push(node.family);
            own_owners.push(node.owner);
        }
        of.push(own);
        leads.push(own_leads);
        families.push(own_families);
        owners.push(own_owners);
    }
    let mut count = first.len();
    drop(first);
    let nodes = of.iter().map(Vec::len).sum::<usize>().max(1);
    for _ in 0..ROUNDS.min(LOOKS / nodes) {
        let (next, found) = split(&of, &leads)?;
        of = next;
        if found == count {
            return Some(Classes { of, families, owners });
        }
        count = found;
    }
    None
}

/// One round: elements stay together if they are of one class and what they lead to is.
fn split(of: &[Vec<u32>], leads: &[Vec<Vec<Option<usize>>>]) -> Option<(Vec<Vec<u32>>, usize)> {
    let mut found: HashMap<(u32, Vec<u32>), u32> = HashMap::new();
    let mut next = Vec::with_capacity(of.len());
    for (classes, leads) in of.iter().zip(leads) {
        let mut own = Vec::with_capacity(classes.len());
        for (class, leads) in classes.iter().zip(leads) {
            let to =
                |lead: &Option<usize>| lead.and_then(|lead| classes.get(lead).copied()).unwrap_or(u32::MAX);
            let new = u32::try_from(found.len()).ok()?;
            own.push(*found.entry((*class, leads.iter().map(to).collect())).or_insert(new));
        }
        next.push(own);
    }
    Some((next, found.len()))
}

/// The things of a run, by their numbers in the layout.
fn nodes(source: &Source<'_>) -> Vec<Node> {
    let run = source.lookup.run;
    let mut reader = Reader { source, refs: Refs::default(), splices: Splices::default() };
    let mut nodes = Vec::with_capacity(source.layout.len());
    for table in Table::ALL {
        for element in run.table(table) {
            nodes.push(reader.node(Family::Table(table), *element, table.kind(), None));
        }
    }
    for component in &run.components {
        nodes.push(reader.node(Family::Component(component.shelf), component.object, Kind::Shell, None));
    }
    for (at, component) in run.components.iter().enumerate() {
        let owner = Some(source.layout.component(at));
        for part in Part::ALL {
            for descriptor in component.part(part) {
                nodes.push(reader.node(Family::Descriptor(part), *descriptor, Kind::Descriptor, owner));
            }
        }
    }
    let text = source.lookup.text;
    for (at, name) in source.layout.names.iter().enumerate() {
        let defined = run.bases.get(at).filter(|(own, _)| string::unescape(own.of(text)) == *name);
        let mut node = match defined {
            Some((_, value)) => reader.node(Family::Base, *value, Kind::ArtifactLocation, None),
            None => Node { family: Family::Base, bytes: Vec::new(), leads: Vec::new(), owner: None },
        };
        node.bytes = [name, &b"\""[..], &node.bytes].concat();
        nodes.push(node);
    }
    let driver = Some(source.layout.component(0));
    for stub in &source.layout.stubs {
        let bytes = stub_bytes(stub);
        nodes.push(Node { family: Family::Descriptor(Part::Rules), bytes, leads: Vec::new(), owner: driver });
    }
    nodes
}

/// A rule that says nothing but its id.
pub(super) fn stub_bytes(id: &[u8]) -> Vec<u8> {
    [b"{\"id\":", string::quote(&String::from_utf8_lossy(id)).as_slice(), b"}"].concat()
}

struct Reader<'s, 'd> {
    source: &'s Source<'d>,
    refs: Refs,
    splices: Splices,
}

impl Reader<'_, '_> {
    fn node(&mut self, family: Family, span: Span, kind: Kind, owner: Option<usize>) -> Node {
        let text = self.source.lookup.text;
        self.refs.read(text, span, kind);
        self.splices.clear();
        self.splices.gaps(&self.refs);
        if kind == Kind::Shell && span.of(text).starts_with(b"{") {
            self.splices.shell(text, span);
        }
        let leads = leads(self.source, &self.refs, &mut self.splices);
        let mut bytes = Vec::with_capacity(span.end() - span.start());
        self.splices.apply(text, span, &mut bytes);
        Node { family, bytes, leads, owner }
    }
}

/// What a value leads to, in its own order; the indexes that say so are blanked.
fn leads(source: &Source<'_>, refs: &Refs, blank: &mut Splices) -> Vec<Option<usize>> {
    let (lookup, layout) = (&source.lookup, &source.layout);
    let there = |index: Option<Span>| read(lookup.text, index).ok().flatten();
    let mut leads = Vec::new();
    for index in &refs.indexes {
        if let (Some(table), Some(position)) = (index.table, there(Some(index.value))) {
            leads.push(Some(layout.table(table, position)));
            blank.put(index.value, b"");
        }
    }
    for descriptor in &refs.descriptors {
        let spot = match lookup.descriptor(refs, descriptor) {
            Ok(Target::Position(spot) | Target::Name(spot)) => Some(spot),
            _ => None,
        };
        leads.push(spot.map(|spot: Spot| layout.descriptor(spot)));
        if let (Some(index), Some(_)) = (descriptor.index, there(descriptor.index)) {
            blank.put(index, b"");
        }
    }
    for component in &refs.components {
        if let (Some(index), Some(_)) = (component.index, there(component.index)) {
            blank.put(index, b"");
            leads.push(match lookup.component(Some(component)) {
                Ok(Target::Position(component)) => Some(layout.component(component)),
                _ => None,
            });
        }
    }
    for base in &refs.bases {
        leads.push(layout.known_base(&string::unescape(base.of(lookup.text))));
    }
    leads
}
