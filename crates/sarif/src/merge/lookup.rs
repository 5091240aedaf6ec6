//! What the references of a run lead to, by the rules of SARIF 2.1.0, §3.52.3 and §3.54.2.
//!
//! Where a reference could mean two things, neither is chosen: the run is then carried as it stands.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::document::Run;
use crate::json::cursor;
use crate::json::span::Span;
use crate::json::string;
use crate::shape::{Context, Part, Shelf};
use crate::walk::{ComponentAt, DescriptorAt, Refs, position};

/// How many levels of a hierarchical identifier are looked at: each costs the length of the identifier.
const LEVELS: usize = 64;

/// A descriptor of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Spot {
    pub(super) component: usize,
    pub(super) part: Part,
    pub(super) index: usize,
}

/// What a reference leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<T> {
    /// Nothing in this run.
    Nothing,
    /// This, which is named by its position.
    Position(T),
    /// This, which is named by identifier alone.
    Name(T),
    /// One of several.
    Unclear,
}

/// The descriptors of one part of a component, by identifier.
#[derive(Debug, Default)]
pub(super) struct Names<'d> {
    /// What each descriptor calls itself.
    own: Vec<Identity<'d>>,
    pub(super) ids: HashMap<Cow<'d, [u8]>, usize>,
    pub(super) guids: HashMap<Cow<'d, [u8]>, usize>,
}

impl<'d> Names<'d> {
    /// Takes a descriptor; the first one of an identifier is found by it.
    pub(super) fn add(&mut self, (id, guid): Identity<'d>) {
        let index = self.own.len();
        self.own.push((id.clone(), guid.clone()));
        if let Some(id) = id {
            self.ids.entry(id).or_insert(index);
        }
        if let Some(guid) = guid {
            self.guids.entry(guid).or_insert(index);
        }
    }

    /// The descriptor of a GUID, else of an identifier, else of the longest beginning of it that ends before a `/` (§3.52.4).
    pub(super) fn find(&self, id: Option<&[u8]>, guid: Option<&[u8]>) -> Option<usize> {
        if let Some(found) = guid.and_then(|guid| self.guids.get(guid)) {
            return Some(*found);
        }
        let mut id = id?;
        for _ in 0..LEVELS {
            if let Some(found) = self.ids.get(id) {
                return Some(*found);
            }
            id = id.get(..memchr::memrchr(b'/', id)?)?;
        }
        None
    }
}

/// The references of a run.
pub(super) struct Lookup<'d> {
    pub(super) text: &'d [u8],
    pub(super) run: &'d Run,
    /// By component and part.
    pub(super) names: Vec<[Names<'d>; Part::ALL.len()]>,
    /// The rules of all extensions: readers of this suite look for an id there which the driver does not have.
    pub(super) of_extensions: Names<'d>,
    labels: Vec<Label<'d>>,
    /// The first component of a GUID, and the first one beside the driver of a name.
    by_guid: HashMap<Cow<'d, [u8]>, usize>,
    by_name: HashMap<Cow<'d, [u8]>, usize>,
}

/// What a component calls itself.
struct Label<'d> {
    guid: Option<Cow<'d, [u8]>>,
    name: Option<Cow<'d, [u8]>>,
}

impl<'d> Lookup<'d> {
    pub(super) fn new(text: &'d [u8], run: &'d Run) -> Self {
        let mut names = Vec::with_capacity(run.components.len());
        let mut labels = Vec::with_capacity(run.components.len());
        for component in &run.components {
            let mut parts: [Names<'d>; Part::ALL.len()] = Default::default();
            for (part, found) in Part::ALL.into_iter().zip(&mut parts) {
                for descriptor in component.part(part) {
                    found.add(identity(text, *descriptor, "id"));
                }
            }
            names.push(parts);
            let (name, guid) = identity(text, component.object, "name");
            labels.push(Label { guid, name });
        }
        let (mut by_guid, mut by_name) = (HashMap::new(), HashMap::new());
        for (at, Label { guid, name }) in labels.iter().enumerate() {
            if let Some(guid) = guid {
                by_guid.entry(guid.clone()).or_insert(at);
            }
            if let (Some(name), true) = (name, at > 0) {
                by_name.entry(name.clone()).or_insert(at);
            }
        }
        let mut of_extensions = Names::default();
        for parts in names.get(run.shelf(Shelf::Extensions)).unwrap_or_default() {
            let ids = parts.get(Part::Rules as usize).into_iter().flat_map(|rules| rules.ids.keys());
            ids.for_each(|id| of_extensions.add((Some(id.clone()), None)));
        }
        Self { text, run, names, of_extensions, labels, by_guid, by_name }
    }

    /// What a descriptor calls itself.
    pub(super) fn identity(&self, spot: Spot) -> Option<&Identity<'d>> {
        self.part(spot.component, spot.part)?.own.get(spot.index)
    }

    pub(super) fn part(&self, component: usize, part: Part) -> Option<&Names<'d>> {
        self.names.get(component)?.get(part as usize)
    }

    /// How many descriptors a part of a component has.
    pub(super) fn len(&self, component: usize, part: Part) -> usize {
        self.run.components.get(component).map_or(0, |found| found.part(part).len())
    }

    fn meaning(&self, span: Option<Span>) -> Option<Cow<'d, [u8]>> {
        let text = self.text;
        span.map(|span| span.of(text)).filter(|value| value.starts_with(b"\"")).map(string::unescape)
    }

    /// The component that a reference names. No reference, or an empty one, names the driver.
    pub(super) fn component(&self, at: Option<&ComponentAt>) -> Result<Target<usize>, String> {
        let Some(at) = at else { return Ok(Target::Name(0)) };
        let guid = self.meaning(at.guid);
        let name = self.meaning(at.name);
        let Some(index) = read(self.text, at.index)? else {
            if let Some(guid) = guid {
                return Ok(self.by_guid.get(&guid).map_or(Target::Nothing, |found| Target::Name(*found)));
            }
            let driver = self.labels.first().is_none_or(|label| label.name == name);
            let other = name.is_some_and(|name| self.by_name.contains_key(&name));
            // By the letter an absent index means the driver; by its name it is another component.
            return Ok(if other && !driver { Target::Unclear } else { Target::Name(0) });
        };
        let on = |shelf: Shelf| {
            let range = self.run.shelf(shelf);
            range.start.checked_add(index).filter(|found| range.contains(found))
        };
        let order = match at.shelf {
            Shelf::Extensions => [Shelf::Extensions, Shelf::Taxonomies],
            _ => [Shelf::Taxonomies, Shelf::Extensions],
        };
        match (order.map(on), at.shelf) {
            ([None, None], _) => {
                let shelves = [Shelf::Policies, Shelf::Translations].map(on);
                shelves.into_iter().flatten().next().map(Target::Position).ok_or_else(|| {
                    format!("index {index} of a tool component leads to none of this run's extensions and taxonomies")
                })
            }
            ([Some(only), None] | [None, Some(only)], _) => Ok(Target::Position(only)),
            // The place of a rule is an extension by the schema's own words; only taxonomies are disputed.
            ([Some(extension), Some(_)], Shelf::Extensions) => Ok(Target::Position(extension)),
            ([Some(first), Some(second)], _) => match (self.fits(at, first), self.fits(at, second)) {
                (true, false) => Ok(Target::Position(first)),
                (false, true) => Ok(Target::Position(second)),
                _ => Ok(Target::Unclear),
            },
        }
    }

    /// Whether a component bears the name or GUID of a reference.
    fn fits(&self, at: &ComponentAt, component: usize) -> bool {
        let (guid, name) = (self.meaning(at.guid), self.meaning(at.name));
        self.labels.get(component).is_some_and(|label| {
            (guid.is_some() && label.guid == guid) || (name.is_some() && label.name == name)
        })
    }

    /// Whether a value leads somewhere by a position that could mean something else once tables grow: a taxonomy that it does not
    /// name, or a related descriptor whose identifier it does not give.
    pub(super) fn vague(&self, refs: &Refs) -> bool {
        let component = |at: &ComponentAt| {
            let found = at.index.map(|_| self.component(Some(at)));
            at.shelf == Shelf::Taxonomies
                && matches!(found, Some(Ok(Target::Position(found))) if !self.fits(at, found))
        };
        let descriptor = |at: &DescriptorAt| {
            let found = at.index.map(|_| self.descriptor(refs, at));
            let (id, guid) = (self.meaning(at.id), self.meaning(at.guid));
            at.context == Context::Related
                && matches!(found, Some(Ok(Target::Position(spot))) if !self.is(&spot, id.as_deref(), guid.as_deref()))
        };
        refs.components.iter().any(component) || refs.descriptors.iter().any(descriptor)
    }

    /// What the components of a shelf call themselves.
    pub(super) fn calls(&self, shelf: Shelf) -> impl Iterator<Item = &[u8]> {
        let labels = self.labels.get(self.run.shelf(shelf)).unwrap_or_default();
        labels.iter().flat_map(|label| [label.guid.as_deref(), label.name.as_deref()]).flatten()
    }

    /// The descriptor that a reference names.
    pub(super) fn descriptor(&self, refs: &Refs, at: &DescriptorAt) -> Result<Target<Spot>, String> {
        let component = self.component(at.component.and_then(|slot| refs.components.get(slot)))?;
        let index = read(self.text, at.index)?;
        let component = match component {
            Target::Position(component) | Target::Name(component) => component,
            Target::Unclear => return Ok(if index.is_some() { Target::Unclear } else { Target::Nothing }),
            Target::Nothing if index.is_some() => return Ok(Target::Unclear),
            Target::Nothing => return Ok(Target::Nothing),
        };
        let id = self.meaning(at.id);
        let guid = self.meaning(at.guid);
        let parts: &[Part] = match at.context {
            Context::Rule => &[Part::Rules],
            Context::Notification => &[Part::Notifications],
            Context::Taxon => &[Part::Taxa],
            Context::Related => &[Part::Taxa, Part::Rules, Part::Notifications],
        };
        let Some(index) = index else {
            let found = parts.iter().find_map(|part| {
                let index = self.part(component, *part)?.find(id.as_deref(), guid.as_deref())?;
                Some(Spot { component, part: *part, index })
            });
            return Ok(found.map_or(Target::Nothing, Target::Name));
        };
        let spots = parts.iter().filter(|part| index < self.len(component, **part)).map(|part| Spot {
            component,
            part: *part,
            index,
        });
        let all: Vec<Spot> = spots.collect();
        match all.as_slice() {
            [] => Err(format!("index {index} of a descriptor is beyond the end of its table")),
            [only] => Ok(Target::Position(*only)),
            several => {
                let mut fit = several.iter().filter(|spot| self.is(spot, id.as_deref(), guid.as_deref()));
                match (fit.next(), fit.next()) {
                    (Some(only), None) => Ok(Target::Position(*only)),
                    _ => Ok(Target::Unclear),
                }
            }
        }
    }

    /// Whether a reference that names neither component nor position, such as that of an override, leads to an extension's rule for want of one
    /// of the driver.
    pub(super) fn is_of_an_extension(&self, at: &DescriptorAt) -> bool {
        let named = at.context == Context::Rule && at.component.is_none() && at.index.is_none();
        let id = self.meaning(at.id).filter(|_| named);
        id.is_some_and(|id| self.of_extensions.find(Some(&id), None).is_some())
    }

    /// Whether a result calls its rule otherwise than the rule does that its index or GUID leads to.
    pub(super) fn contradicts(&self, refs: &Refs, spot: Spot) -> bool {
        let rule = refs.head.rule.and_then(|slot| refs.descriptors.get(slot));
        let ids = [refs.head.rule_id, rule.and_then(|rule| rule.id)];
        ids.into_iter().filter_map(|id| self.meaning(id)).any(|id| !self.is(&spot, Some(&id), None))
    }

    /// Whether a descriptor bears an identifier, or a beginning of it.
    fn is(&self, spot: &Spot, id: Option<&[u8]>, guid: Option<&[u8]>) -> bool {
        let Some((own_id, own_guid)) = self.identity(*spot) else { return false };
        let within = |own: &[u8], id: &[u8]| {
            id.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
        };
        (guid.is_some() && own_guid.as_deref() == guid)
            || matches!((own_id.as_deref(), id), (Some(own), Some(id)) if within(own, id))
    }

    /// Where a descriptor stands.
    pub(super) fn element(&self, spot: Spot) -> Option<Span> {
        self.run.components.get(spot.component)?.part(spot.part).get(spot.index).copied()
    }

    /// What `rule`, `ruleIndex` and `ruleId` of a result lead to, §3.27.5 to §3.27.7.
    pub(super) fn rule(&self, refs: &Refs) -> Result<Target<Spot>, String> {
        let head = &refs.head;
        let rule = head.rule.and_then(|slot| refs.descriptors.get(slot));
        let index = read(self.text, head.rule_index)?;
        let empty = DescriptorAt {
            context: Context::Rule,
            object: Span::default(),
            id: None,
            guid: None,
            index: None,
            component: None,
        };
        let mut at = rule.copied().unwrap_or(empty);
        at.id = at.id.or(head.rule_id);
        if read(self.text, at.index)?.is_none() {
            at.index = index.and(head.rule_index);
        } else if let Some(index) = index {
            let own = DescriptorAt { index: head.rule_index, ..at };
            // Both are written anew, so both have to lead somewhere.
            self.descriptor(refs, &own)
                .map_err(|_| format!("ruleIndex {index} is beyond the end of the rules"))?;
        }
        self.descriptor(refs, &at)
    }
}

/// What a thing calls itself: an identifier and a GUID.
pub(super) type Identity<'d> = (Option<Cow<'d, [u8]>>, Option<Cow<'d, [u8]>>);

/// An identifier and the GUID of a descriptor or component.
pub(super) fn identity<'d>(text: &'d [u8], object: Span, key: &str) -> Identity<'d> {
    let (mut id, mut guid) = (None, None);
    for (name, value) in cursor::members(text, object) {
        let value = value.of(text);
        if value.starts_with(b"\"") {
            match &*string::unescape(name.of(text)) {
                b"guid" => guid = Some(string::unescape(value)),
                name if name == key.as_bytes() => id = Some(string::unescape(value)),
                _ => {}
            }
        }
    }
    (id, guid)
}

/// The position that an index gives, if it is there.
pub(super) fn read(text: &[u8], index: Option<Span>) -> Result<Option<usize>, String> {
    index.map_or(Ok(None), |index| position(index.of(text)).map_err(|shown| format!("`{shown}` is no index")))
}
