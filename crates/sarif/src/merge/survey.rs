//! Reads everything of a run that leads elsewhere, and refuses what leads nowhere. A gate must never guess.

use std::borrow::Cow;
use std::collections::HashMap;

use super::layout::{Layout, Source, States};
use super::lookup::{Lookup, Target, read};
use super::problem::Fault;
use crate::document::{Run, Slot};
use crate::json::cursor;
use crate::json::span::Span;
use crate::json::string;
use crate::shape::{Kind, Part, Table};
use crate::walk::Refs;

/// Surveys one run. `apart` says that it stays as it is anyway.
pub(super) fn survey<'d>(
    text: &'d [u8],
    run: &'d Run,
    (input, at): (usize, usize),
    apart: bool,
) -> Result<Source<'d>, Fault> {
    let source = Source {
        input,
        run: at,
        lookup: Lookup::new(text, run),
        layout: Layout::new(text, run),
        apart,
        unresolved: Default::default(),
        vague: false,
        spaced: false,
        states: States::default(),
    };
    let mut survey = Survey { source, refs: Refs::default(), external: external(text, run) };
    survey.source.apart |= survey.external;
    survey.tables()?;
    survey.components()?;
    survey.bases()?;
    survey.rest()?;
    survey.results()?;
    Ok(survey.source)
}

/// Whether tables of the run lie in other files, so that nothing can be said about its indexes.
fn external(text: &[u8], run: &Run) -> bool {
    run.members
        .iter()
        .any(|member| *string::unescape(member.name.of(text)) == *b"externalPropertyFileReferences")
}

struct Survey<'d> {
    source: Source<'d>,
    refs: Refs,
    external: bool,
}

impl<'d> Survey<'d> {
    fn tables(&mut self) -> Result<(), Fault> {
        let run = self.source.lookup.run;
        for table in Table::ALL {
            let elements = run.table(table);
            let mut parents = Vec::new();
            for (at, element) in elements.iter().enumerate() {
                self.value(*element, table.kind(), || format!("{}[{at}]", table.name()))?;
                let text = self.source.lookup.text;
                let parent = self.refs.indexes.iter().find(|index| index.parent);
                let parent = parent.and_then(|index| read(text, Some(index.value)).ok().flatten());
                parents.push(parent);
            }
            if let Some(at) = cycle(&parents) {
                return Err(Fault::at(format!("{}[{at}]", table.name()), "its parents lead back to it"));
            }
        }
        Ok(())
    }

    fn components(&mut self) -> Result<(), Fault> {
        let run = self.source.lookup.run;
        for (at, component) in run.components.iter().enumerate() {
            for part in Part::ALL {
                for (index, descriptor) in component.part(part).iter().enumerate() {
                    let place = || format!("{}[{index}] of tool component {at}", part.name());
                    self.value(*descriptor, Kind::Descriptor, place)?;
                }
            }
            self.value(component.object, Kind::Shell, || format!("tool component {at}"))?;
        }
        Ok(())
    }

    fn bases(&mut self) -> Result<(), Fault> {
        let (text, run) = (self.source.lookup.text, self.source.lookup.run);
        let names = run.bases.iter().enumerate().map(|(at, (name, _))| (string::unescape(name.of(text)), at));
        let names: HashMap<_, _> = names.collect();
        let mut parents = Vec::new();
        for (name, value) in &run.bases {
            let place = || format!("originalUriBaseIds {}", String::from_utf8_lossy(name.of(text)));
            self.value(*value, Kind::ArtifactLocation, place)?;
            let parent = cursor::text_member(text, *value, "uriBaseId");
            parents.push(parent.and_then(|parent| names.get(&parent).copied()));
        }
        match cycle(&parents).and_then(|at| run.bases.get(at)) {
            Some((name, _)) => {
                let place = format!("originalUriBaseIds {}", String::from_utf8_lossy(name.of(text)));
                Err(Fault::at(place, "its bases lead back to it"))
            }
            None => Ok(()),
        }
    }

    /// What lies in no table and is carried as it stands: if it leads anywhere, the run stays as it is.
    fn rest(&mut self) -> Result<(), Fault> {
        let (text, run) = (self.source.lookup.text, self.source.lookup.run);
        for member in run.members.iter().filter(|member| member.slot == Slot::Other) {
            let kind = match &*string::unescape(member.name.of(text)) {
                b"conversion" => Kind::Conversion,
                b"specialLocations" => Kind::SpecialLocations,
                _ => continue,
            };
            self.refs.read(text, member.value, kind);
            let refs = &self.refs;
            let indexed = |span: Option<Span>| span.is_some();
            self.source.apart |= !refs.indexes.is_empty()
                || !refs.bases.is_empty()
                || refs.descriptors.iter().any(|at| indexed(at.index))
                || refs.components.iter().any(|at| indexed(at.index));
        }
        Ok(())
    }

    fn results(&mut self) -> Result<(), Fault> {
        let run = self.source.lookup.run;
        for (at, result) in run.results().iter().enumerate() {
            let place = || format!("results[{at}]");
            self.value(*result, Kind::Result, place)?;
            let head = self.refs.head;
            self.source.spaced |= !self.refs.gaps.is_empty();
            self.source.states.suppressions.add(head.suppressions.is_some());
            self.source.states.baseline.add(head.baseline.is_some());
            let lookup = &self.source.lookup;
            match lookup.rule(&self.refs) {
                Ok(Target::Unclear) => self.source.apart = true,
                Ok(Target::Nothing) => self.unresolved(),
                // Which rule is meant nobody knows: this suite takes the worse, which depends on all that the run says.
                Ok(Target::Position(spot) | Target::Name(spot)) if lookup.contradicts(&self.refs, spot) => {
                    self.source.apart = true;
                }
                Ok(Target::Position(_) | Target::Name(_)) => {}
                Err(_) if self.external => {}
                Err(what) => return Err(Fault::at(place(), what)),
            }
        }
        Ok(())
    }

    fn unresolved(&mut self) {
        let lookup = &self.source.lookup;
        let rule = self.refs.head.rule.and_then(|slot| self.refs.descriptors.get(slot));
        if rule.is_some_and(|rule| rule.component.is_some()) {
            // A rule of a component that says nothing about it: another run's component might.
            self.source.apart = true;
            return;
        }
        let id = rule.and_then(|rule| rule.id).or(self.refs.head.rule_id);
        let id = id.map(|id| id.of(lookup.text)).filter(|id| id.starts_with(b"\"")).map(string::unescape);
        if let Some(id) = id
            && !self.source.unresolved.contains(&*id)
        {
            self.source.apart |= std::str::from_utf8(&id).is_err();
            self.source.apart |= lookup.of_extensions.find(Some(&id), None).is_some();
            self.source.unresolved.insert(id.into_owned());
        }
    }

    /// Reads a value and checks what it leads to.
    fn value(&mut self, span: Span, kind: Kind, place: impl Fn() -> String) -> Result<(), Fault> {
        let text = self.source.lookup.text;
        self.refs.read(text, span, kind);
        match self.check() {
            Ok(clear) => self.source.apart |= !clear,
            Err(_) if self.external => {}
            Err(what) => return Err(Fault::at(place(), what)),
        }
        self.source.vague |= self.source.lookup.vague(&self.refs);
        for base in &self.refs.bases {
            let name: Cow<'d, [u8]> = string::unescape(base.of(text));
            if self.source.layout.known_base(&name).is_none() {
                // A name that is no text cannot be told from another one once it is written.
                self.source.apart |= std::str::from_utf8(&name).is_err();
                self.source.layout.base(name);
            }
        }
        Ok(())
    }

    /// True if everything leads to one thing, false if something may be one of two.
    fn check(&self) -> Result<bool, String> {
        let lookup = &self.source.lookup;
        let mut clear = true;
        let mut graphs = None;
        for index in &self.refs.indexes {
            let Some(found) = read(lookup.text, Some(index.value))? else { continue };
            let (count, name) = match index.table {
                Some(table) => (lookup.run.table(table).len(), table.name()),
                None => {
                    let count = graphs.get_or_insert_with(|| {
                        let whole =
                            self.refs.head.graphs.map(|start| Span::new(start.start(), lookup.text.len()));
                        whole.map_or(0, |whole| cursor::elements(lookup.text, whole).count())
                    });
                    (*count, "graphs of the result")
                }
            };
            if found >= count {
                return Err(format!("index {found} is beyond the end of `{name}`, which has {count}"));
            }
        }
        for descriptor in &self.refs.descriptors {
            let found = lookup.descriptor(&self.refs, descriptor)?;
            // What the driver does not have is looked for in the extensions; beside another run's driver it would lead to a rule of that one.
            let elsewhere = found == Target::Nothing && lookup.is_of_an_extension(descriptor);
            clear &= found != Target::Unclear && !elsewhere;
        }
        for component in self.refs.components.iter().filter(|component| component.alone) {
            clear &= lookup.component(Some(component))? != Target::Unclear || component.index.is_none();
        }
        Ok(clear)
    }
}

/// The first element whose parents lead back to it.
fn cycle(parents: &[Option<usize>]) -> Option<usize> {
    // What was seen on an earlier way led to an end.
    let mut seen = vec![usize::MAX; parents.len()];
    for start in 0..parents.len() {
        let mut next = Some(start);
        while let Some(at) = next {
            let mark = seen.get_mut(at)?;
            if *mark == start {
                return Some(at);
            }
            if *mark != usize::MAX {
                break;
            }
            *mark = start;
            next = parents.get(at).copied().flatten();
        }
    }
    None
}
