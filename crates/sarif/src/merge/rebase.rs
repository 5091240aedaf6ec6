//! A value of a run as a value of the merged run: the same bytes, with other positions.

use super::group::{Group, quoted};
use super::layout::Source;
use super::ledger::Rewritten;
use super::lookup::{Spot, Target, read};
use super::splice::Splices;
use crate::json::span::Span;
use crate::json::string;
use crate::walk::{DescriptorAt, Refs};

/// One run of a group.
pub(super) struct Rebase<'g, 'd> {
    pub(super) group: &'g Group<'d>,
    pub(super) source: &'g Source<'d>,
    /// Which run of the group it is.
    pub(super) at: usize,
}

impl Rebase<'_, '_> {
    fn position(&self, number: usize) -> usize {
        let positions = self.group.positions.get(self.at);
        positions.and_then(|positions| positions.get(number)).copied().unwrap_or(number)
    }

    fn read(&self, index: Option<Span>) -> Option<usize> {
        read(self.source.lookup.text, index).ok().flatten()
    }

    /// Notes what changes in a value, besides white space.
    pub(super) fn value(&self, refs: &Refs, splices: &mut Splices, counts: &mut Rewritten) {
        let layout = &self.source.layout;
        for index in &refs.indexes {
            if let (Some(table), Some(old)) = (index.table, self.read(Some(index.value))) {
                renumber(splices, counts, index.value, (old, self.position(layout.table(table, old))));
            }
        }
        for component in &refs.components {
            if let (Some(at), Some(old)) = (component.index, self.read(component.index))
                && let Ok(Target::Position(found)) = self.source.lookup.component(Some(component))
            {
                renumber(splices, counts, at, (old, self.position(layout.component(found))));
            }
        }
        for (slot, descriptor) in refs.descriptors.iter().enumerate() {
            if refs.head.rule == Some(slot) {
                continue;
            }
            match self.source.lookup.descriptor(refs, descriptor) {
                Ok(Target::Position(spot)) => {
                    if let (Some(at), Some(old)) = (descriptor.index, self.read(descriptor.index)) {
                        renumber(splices, counts, at, (old, self.position(layout.descriptor(spot))));
                    }
                }
                Ok(Target::Name(spot)) => {
                    if let Some(new) = self.explicit(descriptor, spot, layout.descriptor(spot)) {
                        self.insert(splices, descriptor.index, descriptor.object.end(), "index", new);
                        counts.indexes += 1;
                    }
                }
                _ => {}
            }
        }
        if let Some(renamed) = self.group.renamed.get(self.at).filter(|renamed| !renamed.is_empty()) {
            for base in &refs.bases {
                if let Some(new) = renamed.get(&*string::unescape(base.of(self.source.lookup.text))) {
                    splices.put(*base, &quoted(new));
                    counts.bases += 1;
                }
            }
        }
    }

    /// The position that a reference by name must say from now on, because the name alone would lead elsewhere.
    fn explicit(&self, at: &DescriptorAt, spot: Spot, number: usize) -> Option<usize> {
        let text = self.source.lookup.text;
        let meaning = |span: Option<Span>| span.map(|span| string::unescape(span.of(text)));
        let class = self.group.component(self.at, self.source.layout.component(spot.component))?;
        let names = self.group.names.get(&(class, spot.part))?;
        let new = self.position(number);
        (names.find(meaning(at.id).as_deref(), meaning(at.guid).as_deref()) != Some(new)).then_some(new)
    }

    /// Writes an index where there is none, or over the −1 that says so.
    fn insert(&self, splices: &mut Splices, absent: Option<Span>, end: usize, name: &str, new: usize) {
        match absent {
            Some(absent) => splices.number(absent, new),
            None => splices.member(end, name, new.to_string().as_bytes()),
        }
    }

    /// Notes what changes in a result, besides white space.
    pub(super) fn result(&self, refs: &Refs, splices: &mut Splices, counts: &mut Rewritten) {
        self.value(refs, splices, counts);
        let (text, layout, head) = (self.source.lookup.text, &self.source.layout, &refs.head);
        let rule = head.rule.and_then(|slot| refs.descriptors.get(slot));
        let id = rule.and_then(|rule| rule.id).or(head.rule_id);
        let id = id.map(|id| string::unescape(id.of(text)));
        let target = self.source.lookup.rule(refs).unwrap_or(Target::Nothing);
        let (spot, number) = match target {
            Target::Position(spot) | Target::Name(spot) => (Some(spot), layout.descriptor(spot)),
            _ => match id.as_deref().and_then(|id| layout.stub_of(id)) {
                Some(stub) => (None, stub),
                None => (None, usize::MAX),
            },
        };
        if number == usize::MAX {
            self.bake(refs, None, id.as_deref(), self.group.overrides, splices, counts);
            return;
        }
        let component = spot.map_or(0, |spot| spot.component);
        let places = [rule.and_then(|rule| rule.index), head.rule_index];
        let mut named = true;
        for place in places.into_iter().flatten() {
            if let Some(old) = self.read(Some(place)) {
                named = false;
                // `rule.index` and `ruleIndex` may differ; each keeps its own meaning.
                let own = spot.map(|spot| layout.descriptor(Spot { index: old, ..spot }));
                let new = self.position(own.unwrap_or(number));
                renumber(splices, counts, place, (old, new));
            }
        }
        let class = self.group.component(self.at, layout.component(component)).unwrap_or(u32::MAX);
        if named {
            self.name_rule(refs, rule, class, id.as_deref(), number, splices, counts);
        }
        let own = spot.and_then(|spot| self.source.lookup.identity(spot)).and_then(|(own, _)| own.as_deref());
        let contested = self.group.contested.get(&class).filter(|_| spot.is_some() || id.is_some());
        let contested = contested.is_some_and(|ids| own.or(id.as_deref()).is_some_and(|own| ids.contains(own)));
        self.bake(refs, spot, id.as_deref(), contested || self.group.overrides, splices, counts);
    }

    /// A rule that is named only by its id gets its position where the id would lead elsewhere.
    #[expect(clippy::too_many_arguments, reason = "what a result says about its rule, and where to write it")]
    fn name_rule(
        &self,
        refs: &Refs,
        rule: Option<&DescriptorAt>,
        class: u32,
        id: Option<&[u8]>,
        number: usize,
        splices: &mut Splices,
        counts: &mut Rewritten,
    ) {
        let text = self.source.lookup.text;
        let new = self.position(number);
        let guid = rule.and_then(|rule| rule.guid).map(|guid| string::unescape(guid.of(text)));
        let names = self.group.names.get(&(class, crate::shape::Part::Rules));
        if names.and_then(|names| names.find(id, guid.as_deref())) == Some(new) {
            return;
        }
        counts.indexes += 1;
        match rule {
            // Only an object that has members can get one more.
            Some(rule) if rule.id.is_some() || rule.guid.is_some() || rule.component.is_some() => {
                self.insert(splices, rule.index, rule.object.end(), "index", new);
            }
            _ => self.insert(splices, refs.head.rule_index, refs.head.end, "ruleIndex", new),
        }
    }

    fn bake(
        &self,
        refs: &Refs,
        rule: Option<Spot>,
        id: Option<&[u8]>,
        wanted: bool,
        splices: &mut Splices,
        counts: &mut Rewritten,
    ) {
        let named = refs.head.rule_id.is_some() || refs.head.rule.is_some() || refs.head.rule_index.is_some();
        let levels = self.group.levels.get(self.at).filter(|_| wanted && named);
        if let Some(level) = levels.and_then(|levels| levels.level(self.source, refs, rule, id)) {
            splices.member(refs.head.end, "level", level);
            counts.levels += 1;
        }
    }
}

fn renumber(splices: &mut Splices, counts: &mut Rewritten, at: Span, (old, new): (usize, usize)) {
    if old != new {
        splices.number(at, new);
        counts.indexes += 1;
    }
}
