//! Rules, read once per run: what decides severities, and what is shown.

use std::borrow::Cow;

use crate::advisory::Ids;
use crate::component::Components;
use crate::cwe;
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, note_bad};
use crate::level::{Configuration, Level};
use crate::message::Messages;
use crate::package::Package;
use crate::result::rank;
use crate::score::{self, Said};
use crate::severity::Severity;
use crate::view::{Object, Read};

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
    /// Its `messageStrings`.
    pub(crate) messages: Messages<'a>,
    pub(crate) guid: Option<String>,
    pub(crate) configuration: Configuration,
    pub(crate) score: Said<Decimal>,
    pub(crate) problem: Said<Severity>,
}

impl Rule<'_> {
    /// Whether two rules say the same about severities, so that it does not matter which of them is meant.
    pub(crate) fn decides_like(&self, other: &Self) -> bool {
        let (one, two) = (&self.configuration, &other.configuration);
        (&one.level, &one.rank) == (&two.level, &two.rank) && self.scores_like(other)
    }

    /// Whether two rules have the same scores, so that a result that says its level needs to know no more.
    pub(crate) fn scores_like(&self, other: &Self) -> bool {
        (self.score, self.problem, &self.cwes) == (other.score, other.problem, &other.cwes)
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

pub(crate) fn read_rule<'a>(
    text: &'a str,
    path: &str,
    taxonomies: &Components<'_>,
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
        messages: Messages::of(object.get("messageStrings")),
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
