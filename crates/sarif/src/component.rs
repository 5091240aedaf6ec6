//! Components of a tool (§3.19): its driver, its extensions and the taxonomies of a run, and how one finds them and their rules.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::diagnostic::Diagnostic;
use crate::message::Messages;
use crate::rule::{Rule, guid, read_rule};
use crate::view::{Object, array};

/// How many levels of a hierarchical id are looked up.
const LEVELS: usize = 64;

/// A driver, an extension or a taxonomy (§3.19).
#[derive(Clone, Debug, Default)]
pub(crate) struct Component<'a> {
    pub(crate) name: Option<Cow<'a, str>>,
    pub(crate) guid: Option<String>,
    /// Its `globalMessageStrings`.
    pub(crate) messages: Messages<'a>,
    pub(crate) rules: Vec<Rule<'a>>,
    /// The ids of its taxa, in their order.
    pub(crate) taxa: Vec<Cow<'a, str>>,
    by_id: HashMap<String, ById>,
    by_guid: HashMap<String, usize>,
}

/// What an id leads to in one component.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ById {
    One(usize),
    /// Several that agree in scores and differ in level or rank; the first of them.
    Levels(usize),
    Several,
    Nothing,
}

impl<'a> Component<'a> {
    /// Reads a component; `path` names it in diagnostics.
    pub(crate) fn read(
        text: &'a str,
        path: &str,
        taxonomies: &Components<'_>,
        notes: &mut Vec<Diagnostic>,
    ) -> Self {
        let object = Object::lenient(Some(text));
        let mut component = Self {
            name: object.string("name"),
            guid: guid(&object),
            messages: Messages::of(object.get("globalMessageStrings")),
            taxa: object
                .array("taxa")
                .into_iter()
                .map(|text| Object::lenient(Some(text)).string("id").unwrap_or_default())
                .collect(),
            ..Self::default()
        };
        for (at, text) in object.array("rules").into_iter().enumerate() {
            let rule = read_rule(text, &format!("{path}.rules[{at}]"), taxonomies, notes);
            let id = rule.id.clone().into_owned();
            // Each is held against the first one of its id.
            match component.by_id.entry(id) {
                Entry::Vacant(place) => {
                    place.insert(ById::One(at));
                }
                Entry::Occupied(mut place) => {
                    let seen = *place.get();
                    if let Some(first) = seen.first().and_then(|first| component.rules.get(first)) {
                        place.insert(seen.and(first, &rule));
                    }
                }
            }
            if let Some(guid) = &rule.guid {
                component.by_guid.entry(guid.clone()).or_insert(at);
            }
            component.rules.push(rule);
        }
        component
    }

    pub(crate) fn by_guid(&self, guid: &str) -> Option<usize> {
        self.by_guid.get(guid).copied()
    }

    /// The rule with an id, else the one whose id is its longest part before a `/` (§3.52.4: hierarchical ids).
    pub(crate) fn by_id(&self, id: &str) -> ById {
        match longest(id, |id| self.by_id.get(id).copied()) {
            Ok(found) => found.unwrap_or(ById::Nothing),
            Err(TooDeep) => ById::Several,
        }
    }
}

impl ById {
    /// The first rule of the id, as long as it matters which that is.
    const fn first(self) -> Option<usize> {
        match self {
            Self::One(at) | Self::Levels(at) => Some(at),
            Self::Several | Self::Nothing => None,
        }
    }

    const fn at_most_levels(self) -> Self {
        match self {
            Self::One(at) => Self::Levels(at),
            same => same,
        }
    }

    /// What the id leads to once there is another rule of it.
    fn and(self, first: &Rule<'_>, other: &Rule<'_>) -> Self {
        match self {
            Self::One(at) if !first.decides_like(other) && first.scores_like(other) => Self::Levels(at),
            Self::One(_) | Self::Levels(_) if !first.scores_like(other) => Self::Several,
            same => same,
        }
    }
}

/// An id of more levels than are looked up. Each costs the length of the id, and no tool writes as many: what it means is not known.
struct TooDeep;

/// What is known of an id, else of its longest part before a `/`.
fn longest<T>(id: &str, known: impl Fn(&str) -> Option<T>) -> Result<Option<T>, TooDeep> {
    let mut id = id;
    for _ in 0..LEVELS {
        if let Some(found) = known(id).filter(|_| !id.is_empty()) {
            return Ok(Some(found));
        }
        match id.rsplit_once('/') {
            Some((parent, _)) => id = parent,
            None => return Ok(None),
        }
    }
    Err(TooDeep)
}

/// Extensions or taxonomies in their order. Each reference of each result asks for one, so none is searched for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Components<'a> {
    all: Vec<Component<'a>>,
    /// The first one of each guid.
    by_guid: HashMap<String, usize>,
    /// The one of each name; nothing where several have it.
    by_name: HashMap<String, Option<usize>>,
    /// What each id of a rule leads to, over all of them, and the first one that has it.
    by_rule: HashMap<String, (usize, ById)>,
}

impl<'a> Components<'a> {
    /// Reads a list; `path` names it in diagnostics.
    pub(crate) fn read(
        text: &'a str,
        path: &str,
        taxonomies: &Components<'_>,
        notes: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut components = Self::default();
        for (at, text) in array(text).unwrap_or_default().into_iter().enumerate() {
            let component = Component::read(text, &format!("{path}[{at}]"), taxonomies, notes);
            if let Some(guid) = &component.guid {
                components.by_guid.entry(guid.clone()).or_insert(at);
            }
            if let Some(name) = &component.name {
                let known = components.by_name.entry(name.clone().into_owned());
                known.and_modify(|first| *first = None).or_insert(Some(at));
            }
            components.add_rules(at, &component);
            components.all.push(component);
        }
        components
    }

    fn add_rules(&mut self, at: usize, component: &Component<'a>) {
        for (id, found) in &component.by_id {
            match self.by_rule.entry(id.clone()) {
                Entry::Vacant(place) => {
                    place.insert((at, *found));
                }
                Entry::Occupied(mut place) => {
                    let (first, seen) = *place.get();
                    let one = seen.first().and_then(|at| self.all.get(first)?.rules.get(at));
                    let other = found.first().and_then(|at| component.rules.get(at));
                    let united = match (one.zip(other), found) {
                        (Some((one, other)), ById::One(_)) => seen.and(one, other),
                        (Some((one, other)), _) if one.scores_like(other) => seen.at_most_levels(),
                        _ => ById::Several,
                    };
                    place.insert((first, united));
                }
            }
        }
    }

    /// The extension of a name; an error where several have it.
    pub(crate) fn by_name(&self, name: &str) -> Option<Result<usize, ()>> {
        self.by_name.get(name).map(|found| found.ok_or(()))
    }

    /// What a rule's id leads to where the component is not said.
    pub(crate) fn by_rule(&self, id: &str) -> (Option<usize>, ById) {
        let found = longest(id, |id| self.by_rule.get(id).copied());
        match found {
            Ok(Some((at, found))) => (Some(at), found),
            Ok(None) => (None, ById::Nothing),
            Err(TooDeep) => (None, ById::Several),
        }
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Component<'a>> {
        self.all.get(at)
    }

    pub(crate) fn by_guid(&self, guid: &str) -> Option<usize> {
        self.by_guid.get(guid).copied()
    }
}
