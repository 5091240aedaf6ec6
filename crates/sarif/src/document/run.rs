//! A run, split: its members, its tables, and its tool components.

use super::outline::RawRun;
use crate::error::{ReadError, ReadErrorCode};
use crate::json::cursor;
use crate::json::span::Span;
use crate::json::string;
use crate::shape::{Part, Shelf, Table};

/// What a member of a run is to a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    Tool,
    Table(Table),
    Shelf(Shelf),
    Results,
    Bases,
    Automation,
    /// Carried as it stands.
    Other,
}

/// A member of a run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    pub(crate) name: Span,
    pub(crate) value: Span,
    pub(crate) slot: Slot,
}

/// A tool component and its descriptors.
#[derive(Debug, Clone)]
pub(crate) struct Component {
    /// None for the driver.
    pub(crate) shelf: Option<Shelf>,
    pub(crate) object: Span,
    /// The descriptors of each [`Part`].
    pub(crate) parts: [Vec<Span>; Part::ALL.len()],
}

/// A run as pieces of its log.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) span: Span,
    pub(crate) members: Vec<Member>,
    pub(crate) tables: [Vec<Span>; Table::ALL.len()],
    /// None if the run has no array of results, which is not the same as an empty one (§3.14.23).
    pub(crate) results: Option<Vec<Span>>,
    /// The driver, then those of each [`Shelf`].
    pub(crate) components: Vec<Component>,
    /// Where those of each [`Shelf`] begin.
    pub(crate) shelves: [usize; Shelf::ALL.len() + 1],
    pub(crate) tool: Span,
    /// `originalUriBaseIds`, as name and value.
    pub(crate) bases: Vec<(Span, Span)>,
}

impl Run {
    pub(crate) fn table(&self, table: Table) -> &[Span] {
        self.tables.get(table as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// The components of a shelf, as positions in `components`.
    pub(crate) fn shelf(&self, shelf: Shelf) -> std::ops::Range<usize> {
        let bound = |at: usize| self.shelves.get(at).copied().unwrap_or_default();
        bound(shelf as usize)..bound(shelf as usize + 1)
    }

    pub(crate) fn results(&self) -> &[Span] {
        self.results.as_deref().unwrap_or_default()
    }
}

impl Component {
    pub(crate) fn part(&self, part: Part) -> &[Span] {
        self.parts.get(part as usize).map(Vec::as_slice).unwrap_or_default()
    }
}

pub(super) fn split(text: &[u8], runs: Vec<RawRun>) -> Result<Vec<Run>, ReadError> {
    runs.into_iter().enumerate().map(|(at, run)| one(text, at, run)).collect()
}

fn one(text: &[u8], at: usize, raw: RawRun) -> Result<Run, ReadError> {
    let mut run = Run {
        span: raw.span,
        members: Vec::with_capacity(raw.members.len()),
        tables: Default::default(),
        results: None,
        components: Vec::new(),
        shelves: Default::default(),
        tool: Span::default(),
        bases: Vec::new(),
    };
    let refuse = |place: Span, what: &str| {
        let message = format!("run {at}: {what}; let the scanner write a SARIF log of version 2.1.0");
        Err(ReadError::at(text, place.start(), ReadErrorCode::NotSarif, message))
    };
    let mut shelves: [Vec<Span>; Shelf::ALL.len()] = Default::default();
    for (name, value, elements) in raw.members {
        let slot = slot(&string::unescape(name.of(text)), value.of(text));
        run.members.push(Member { name, value, slot });
        match slot {
            Slot::Tool => run.tool = value,
            Slot::Results => run.results = elements,
            Slot::Bases => run.bases = cursor::members(text, value).collect(),
            Slot::Table(table) => {
                if let Some(place) = run.tables.get_mut(table as usize) {
                    *place = elements.unwrap_or_default();
                }
            }
            Slot::Shelf(shelf) => {
                if let Some(place) = shelves.get_mut(shelf as usize) {
                    *place = cursor::elements(text, value).collect();
                }
            }
            Slot::Automation | Slot::Other => {}
        }
    }
    if !raw.span.of(text).starts_with(b"{") {
        return refuse(raw.span, "it is no object");
    }
    let driver = cursor::member(text, run.tool, "driver").filter(|driver| driver.of(text).starts_with(b"{"));
    let Some(driver) = driver else { return refuse(raw.span, "it names no tool (`tool.driver`)") };
    if !matches!(cursor::member(text, driver, "name"), Some(name) if name.of(text).starts_with(b"\"")) {
        return refuse(driver, "its tool has no name (`tool.driver.name`)");
    }
    if let (Some(extensions), Some(place)) = (cursor::member(text, run.tool, "extensions"), shelves.first_mut())
    {
        *place = cursor::elements(text, extensions).collect();
    }
    run.components.push(component(text, None, driver));
    for (shelf, objects) in Shelf::ALL.into_iter().zip(shelves) {
        if let Some(place) = run.shelves.get_mut(shelf as usize) {
            *place = run.components.len();
        }
        run.components.extend(objects.into_iter().map(|object| component(text, Some(shelf), object)));
    }
    if let Some(last) = run.shelves.last_mut() {
        *last = run.components.len();
    }
    if let Some(odd) = run.results().iter().find(|result| !result.of(text).starts_with(b"{")) {
        return refuse(*odd, "this result is no object");
    }
    Ok(run)
}

fn component(text: &[u8], shelf: Option<Shelf>, object: Span) -> Component {
    let mut parts: [Vec<Span>; Part::ALL.len()] = Default::default();
    for (name, value) in cursor::members(text, object) {
        let name = string::unescape(name.of(text));
        let part = Part::ALL.into_iter().find(|part| part.name().as_bytes() == &*name);
        if let Some(place) = part.and_then(|part| parts.get_mut(part as usize)) {
            *place = cursor::elements(text, value).collect();
        }
    }
    Component { shelf, object, parts }
}

/// A member whose value is not of its type is carried as it stands, like one that is not known.
fn slot(name: &[u8], value: &[u8]) -> Slot {
    let array = value.starts_with(b"[");
    let object = value.starts_with(b"{");
    match name {
        b"tool" if object => Slot::Tool,
        b"results" if array => Slot::Results,
        b"originalUriBaseIds" if object => Slot::Bases,
        b"automationDetails" if object => Slot::Automation,
        name if array => {
            let table = Table::ALL.into_iter().find(|table| table.name().as_bytes() == name);
            let shelves = Shelf::ALL.into_iter().filter(|shelf| *shelf != Shelf::Extensions);
            let shelf = || shelves.into_iter().find(|shelf| shelf.name().as_bytes() == name);
            table.map(Slot::Table).or_else(|| shelf().map(Slot::Shelf)).unwrap_or(Slot::Other)
        }
        _ => Slot::Other,
    }
}
