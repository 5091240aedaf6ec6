//! Rules of a tool component, read once per run: what decides severities, and what is shown.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::advisory::Ids;
use crate::cwe;
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, note_bad};
use crate::level::{Configuration, Level};
use crate::package::Package;
use crate::result::rank;
use crate::score;
use crate::severity::Severity;
use crate::view::{Object, Read};

/// How many levels of a hierarchical id are looked up.
const LEVELS: usize = 64;

/// A reporting descriptor (§3.49), as far as this suite reads it.
#[derive(Clone, Debug)]
pub struct Rule<'a> {
    /// `id`; empty if it has none.
    pub id: Cow<'a, str>,
    /// `name`.
    pub name: Option<Cow<'a, str>>,
    /// `shortDescription.text`, else `fullDescription.text`.
    pub description: Option<Cow<'a, str>>,
    /// `helpUri`.
    pub help_uri: Option<Cow<'a, str>>,
    /// `properties.tags`.
    pub tags: Vec<Cow<'a, str>>,
    /// The weaknesses that its tags, relationships and properties name, ascending.
    pub cwes: Vec<u32>,
    /// The advisories that its id, properties and tags name.
    pub advisories: Ids,
    /// The package that its properties name.
    pub package: Option<Package>,
    /// Its `messageStrings`, unread.
    pub(crate) messages: Option<&'a str>,
    pub(crate) guid: Option<String>,
    pub(crate) configuration: Configuration,
    pub(crate) score: Option<Decimal>,
    pub(crate) problem: Option<Severity>,
}

impl Rule<'_> {
    /// Whether two rules say the same about severities, so that it does not matter which of them is meant.
    fn decides_like(&self, other: &Self) -> bool {
        let (one, two) = (&self.configuration, &other.configuration);
        (&one.level, &one.rank) == (&two.level, &two.rank) && self.scores_like(other)
    }

    /// Whether two rules have the same scores, so that a result that says its level needs to know no more.
    fn scores_like(&self, other: &Self) -> bool {
        (self.score, self.problem, &self.cwes) == (other.score, other.problem, &other.cwes)
    }
}

/// A driver, an extension or a taxonomy (§3.19).
#[derive(Clone, Debug, Default)]
pub(crate) struct Component<'a> {
    pub(crate) name: Option<Cow<'a, str>>,
    pub(crate) guid: Option<String>,
    /// Its `globalMessageStrings`, unread.
    pub(crate) messages: Option<&'a str>,
    pub(crate) rules: Vec<Rule<'a>>,
    /// The ids of its taxa, in their order.
    pub(crate) taxa: Vec<Cow<'a, str>>,
    by_id: HashMap<String, Vec<usize>>,
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
        taxonomies: &[Component<'_>],
        notes: &mut Vec<Diagnostic>,
    ) -> Self {
        let object = Object::lenient(Some(text));
        let mut component = Self {
            name: object.string("name"),
            guid: guid(&object),
            messages: object.get("globalMessageStrings"),
            taxa: object
                .array("taxa")
                .into_iter()
                .map(|text| Object::lenient(Some(text)).string("id").unwrap_or_default())
                .collect(),
            ..Self::default()
        };
        for (at, text) in object.array("rules").into_iter().enumerate() {
            let rule = read_rule(text, &format!("{path}.rules[{at}]"), taxonomies, notes);
            component.by_id.entry(rule.id.clone().into_owned()).or_default().push(at);
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
        let mut id = id;
        for _ in 0..LEVELS {
            if let Some(at) = self.by_id.get(id).filter(|_| !id.is_empty()) {
                return self.one_of(at);
            }
            match id.rsplit_once('/') {
                Some((parent, _)) => id = parent,
                None => return ById::Nothing,
            }
        }
        // Each level costs the length of the id, and no tool writes as many: what such an id means is not known.
        ById::Several
    }

    fn one_of(&self, at: &[usize]) -> ById {
        let rules = || at.iter().filter_map(|at| self.rules.get(*at));
        let Some((at, first)) = at.first().zip(rules().next()) else { return ById::Nothing };
        if rules().all(|rule| rule.decides_like(first)) {
            ById::One(*at)
        } else if rules().all(|rule| rule.scores_like(first)) {
            ById::Levels(*at)
        } else {
            ById::Several
        }
    }
}

/// A guid, compared without regard to case (RFC 4122).
pub(crate) fn guid(object: &Object<'_>) -> Option<String> {
    object.string("guid").map(|guid| guid.to_ascii_lowercase())
}

/// A `reportingConfiguration`.
pub(crate) fn configuration(object: &Object<'_>, path: &str, notes: &mut Vec<Diagnostic>) -> Configuration {
    let configuration =
        Configuration { level: Read::of(object.last("level"), Level::read), rank: rank(object) };
    note_bad(&configuration.level, &format!("{path}.level"), notes);
    note_bad(&configuration.rank, &format!("{path}.rank"), notes);
    configuration
}

fn read_rule<'a>(
    text: &'a str,
    path: &str,
    taxonomies: &[Component<'_>],
    notes: &mut Vec<Diagnostic>,
) -> Rule<'a> {
    let object = Object::lenient(Some(text));
    let properties = object.object("properties");
    let id = object.string("id").unwrap_or_default();
    let tags: Vec<Cow<'a, str>> =
        properties.array("tags").into_iter().filter_map(crate::view::string).collect();
    let mut cwes = cwe::of_tags(&tags);
    cwes.extend(cwe::of_properties(&properties));
    cwes.extend(cwe::of_relationships(&object.array("relationships"), taxonomies));
    let path_of = |member: &str| format!("{path}.properties.{member}");
    Rule {
        guid: guid(&object),
        messages: object.get("messageStrings"),
        name: object.string("name"),
        description: ["shortDescription", "fullDescription"]
            .into_iter()
            .find_map(|name| object.object(name).string("text")),
        help_uri: object.string("helpUri"),
        configuration: configuration(
            &object.object("defaultConfiguration"),
            &format!("{path}.defaultConfiguration"),
            notes,
        ),
        score: score::read(&properties, &path_of(score::PROPERTY), notes),
        problem: score::problem(&properties, &path_of(score::PROBLEM), notes),
        advisories: Ids::of(&id, &properties, &tags),
        package: Package::of_properties(&properties),
        cwes: cwes.into_iter().collect(),
        id,
        tags,
    }
}
