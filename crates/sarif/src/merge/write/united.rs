//! A run that is made of several.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::super::Merged;
use super::super::classes::{Family, stub_bytes};
use super::super::group::{Group, Origin, Space, quoted};
use super::super::key::{automation, category, tool_members};
use super::super::layout::Source;
use super::super::ledger::Conservation;
use super::super::plan::Planned;
use super::super::rebase::Rebase;
use super::super::splice::{Splices, compact};
use super::super::stream::pieces;
use crate::document::Slot;
use crate::json::cursor;
use crate::shape::{Kind, Part, Shelf, Table};
use crate::walk::Refs;

struct United<'m, 'd, 'o, W> {
    sources: Vec<&'m Source<'d>>,
    group: &'m Group<'d>,
    out: &'o mut W,
    ledger: &'o mut Conservation,
    refs: Refs,
    splices: Splices,
    /// Whether the object that is being written has a member.
    begun: bool,
}

impl<'d> Merged<'d> {
    pub(super) fn united(
        &self,
        run: &Planned<'d>,
        group: &Group<'d>,
        out: &mut impl Write,
        ledger: &mut Conservation,
    ) -> io::Result<()> {
        let sources = run.sources.iter().filter_map(|at| self.sources.get(*at)).collect();
        let mut united = United {
            sources,
            group,
            out,
            ledger,
            refs: Refs::default(),
            splices: Splices::default(),
            begun: false,
        };
        united.out.write_all(b"{")?;
        united.tool()?;
        united.automation()?;
        united.same()?;
        united.bases()?;
        for table in Table::ALL.into_iter().filter(|table| *table != Table::Aggregates) {
            if united.has(Slot::Table(table)) {
                united.name(table.name())?;
                united.array((Family::Table(table), None))?;
            }
        }
        for shelf in Shelf::ALL.into_iter().filter(|shelf| *shelf != Shelf::Extensions) {
            if united.has(Slot::Shelf(shelf)) {
                united.name(shelf.name())?;
                united.components(Some(shelf))?;
            }
        }
        if united.has(Slot::Results) {
            united.name("results")?;
            united.results(run, &self.sources, self.threads)?;
        }
        united.out.write_all(b"}")
    }
}

impl<'d, W: Write> United<'_, 'd, '_, W> {
    fn has(&self, slot: Slot) -> bool {
        self.sources.iter().any(|source| source.lookup.run.members.iter().any(|member| member.slot == slot))
    }

    fn name(&mut self, name: &str) -> io::Result<()> {
        if self.begun {
            self.out.write_all(b",")?;
        }
        self.begun = true;
        write!(self.out, "\"{name}\":")
    }

    fn tool(&mut self) -> io::Result<()> {
        self.name("tool")?;
        self.out.write_all(b"{\"driver\":")?;
        if let Some((origin, class)) = self.group.shelf(None).first().copied() {
            self.component(origin, class)?;
        }
        let Some(first) = self.sources.first().copied() else { return Ok(()) };
        let extensions = |source: &&Source<'_>| {
            let array = cursor::member(source.lookup.text, source.lookup.run.tool, "extensions");
            array.is_some_and(|array| array.of(source.lookup.text).starts_with(b"["))
        };
        if self.sources.iter().any(extensions) {
            self.out.write_all(b",\"extensions\":")?;
            self.components(Some(Shelf::Extensions))?;
        }
        for (name, value) in tool_members(first) {
            self.out.write_all(b",")?;
            self.copy(first.lookup.text, name, value)?;
        }
        self.out.write_all(b"}")
    }

    fn copy(
        &mut self,
        text: &[u8],
        name: crate::json::span::Span,
        value: crate::json::span::Span,
    ) -> io::Result<()> {
        self.out.write_all(name.of(text))?;
        self.out.write_all(b":")?;
        self.out.write_all(&compact(text, value))
    }

    /// What all the runs have in common.
    fn same(&mut self) -> io::Result<()> {
        let Some(first) = self.sources.first().copied() else { return Ok(()) };
        for member in first.lookup.run.members.iter().filter(|member| member.slot == Slot::Other) {
            self.out.write_all(b",")?;
            self.copy(first.lookup.text, member.name, member.value)?;
        }
        Ok(())
    }

    /// The automation that all runs share; else their category, and each of them among the aggregates.
    fn automation(&mut self) -> io::Result<()> {
        let mut details = Vec::new();
        for source in &self.sources {
            let value = automation(source).map(|value| compact(source.lookup.text, value).into_owned());
            details.push(value.unwrap_or_default());
        }
        let mut aggregates: Vec<Vec<u8>> = Vec::new();
        for origin in self.group.origins((Family::Table(Table::Aggregates), None)).to_vec() {
            aggregates.push(self.bytes(Family::Table(Table::Aggregates), origin).unwrap_or_default());
        }
        let first = details.first().cloned().unwrap_or_default();
        let mut own = first.clone();
        if details.iter().any(|other| *other != first) {
            let id = self.sources.first().and_then(|source| category(source));
            own = id
                .map(|id| [b"{\"id\":", quoted(&[&id, &b"/"[..]].concat()).as_slice(), b"}"].concat())
                .unwrap_or_default();
            let known: BTreeSet<Vec<u8>> =
                aggregates.iter().cloned().chain([own.clone(), Vec::new()]).collect();
            let mut seen = known;
            aggregates.extend(details.into_iter().filter(|other| seen.insert(other.clone())));
        }
        if !own.is_empty() {
            self.name("automationDetails")?;
            self.out.write_all(&own)?;
        }
        if !aggregates.is_empty() || self.has(Slot::Table(Table::Aggregates)) {
            self.name("runAggregates")?;
            self.out.write_all(b"[")?;
            self.out.write_all(&aggregates.join(&b','))?;
            self.out.write_all(b"]")?;
        }
        Ok(())
    }

    fn bases(&mut self) -> io::Result<()> {
        if !self.has(Slot::Bases) {
            return Ok(());
        }
        self.name("originalUriBaseIds")?;
        self.out.write_all(b"{")?;
        let mut begun = false;
        for origin in self.group.origins((Family::Base, None)).to_vec() {
            let Some(value) = self.bytes(Family::Base, origin) else { continue };
            let source = self.sources.get(origin.0);
            let name = source.and_then(|source| {
                let at = origin.1.checked_sub(source.layout.known_base(source.layout.names.first()?)?)?;
                source.layout.names.get(at)
            });
            let Some(name) = name else { continue };
            let new = self.group.renamed.get(origin.0).and_then(|renamed| renamed.get(&**name));
            if begun {
                self.out.write_all(b",")?;
            }
            begun = true;
            self.ledger.rewritten.bases += u64::from(new.is_some());
            self.out.write_all(&quoted(new.map_or(&**name, Vec::as_slice)))?;
            self.out.write_all(b":")?;
            self.out.write_all(&value)?;
        }
        self.out.write_all(b"}")
    }

    /// The elements of an array of the merged run.
    fn array(&mut self, space: Space) -> io::Result<()> {
        self.out.write_all(b"[")?;
        for (at, origin) in self.group.origins(space).iter().enumerate() {
            if at > 0 {
                self.out.write_all(b",")?;
            }
            let bytes = self.bytes(space.0, *origin).unwrap_or_default();
            self.out.write_all(&bytes)?;
        }
        self.out.write_all(b"]")
    }

    /// A thing of a run as it stands in the merged run; none for a base that nothing defines.
    fn bytes(&mut self, family: Family, (at, number): Origin) -> Option<Vec<u8>> {
        let source = *self.sources.get(at)?;
        let mut out = Vec::new();
        let Some((span, kind)) = source.element(family, number) else {
            let stub = number.checked_sub(source.layout.stub(0))?;
            return source.layout.stubs.get(stub).map(|id| stub_bytes(id));
        };
        let text = source.lookup.text;
        self.refs.read(text, span, kind);
        self.splices.clear();
        self.splices.gaps(&self.refs);
        if kind == Kind::Shell && span.of(text).starts_with(b"{") {
            self.splices.shell(text, span);
        }
        let rebase = Rebase { group: self.group, source, at };
        rebase.value(&self.refs, &mut self.splices, &mut self.ledger.rewritten);
        self.splices.apply(text, span, &mut out);
        Some(out)
    }

    fn components(&mut self, shelf: Option<Shelf>) -> io::Result<()> {
        self.out.write_all(b"[")?;
        for (at, (origin, class)) in self.group.shelf(shelf).into_iter().enumerate() {
            if at > 0 {
                self.out.write_all(b",")?;
            }
            self.component(origin, class)?;
        }
        self.out.write_all(b"]")
    }

    /// A component with the descriptors of all that are one with it.
    fn component(&mut self, origin: Origin, class: u32) -> io::Result<()> {
        let shelf = self.sources.get(origin.0).and_then(|source| {
            source.lookup.run.components.get(origin.1.checked_sub(source.layout.component(0))?)?.shelf
        });
        let shell = self.bytes(Family::Component(shelf), origin).unwrap_or_default();
        let Some(inner) = shell.strip_suffix(b"}") else { return self.out.write_all(&shell) };
        self.out.write_all(inner)?;
        let mut begun = inner != b"{";
        for part in Part::ALL {
            let space = (Family::Descriptor(part), Some(class));
            if !self.group.present.contains(&(class, part)) && self.group.origins(space).is_empty() {
                continue;
            }
            write!(self.out, "{}\"{}\":", if begun { "," } else { "" }, part.name())?;
            begun = true;
            self.array(space)?;
        }
        self.out.write_all(b"}")
    }

    fn results(&mut self, run: &Planned<'d>, sources: &[Source<'d>], threads: usize) -> io::Result<()> {
        let mut begun = false;
        self.out.write_all(b"[")?;
        pieces(
            (run, sources),
            &run.kept,
            threads,
            |writer, piece| writer.list(piece),
            |_, (list, counts)| {
                if begun {
                    self.out.write_all(b",")?;
                }
                begun = true;
                self.ledger.rewritten += counts;
                self.out.write_all(&list)
            },
        )?;
        self.out.write_all(b"]")
    }
}
