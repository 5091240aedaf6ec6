//! A run as its results need it: the tool's rules and how a result finds its own, invocations, artifacts and bases.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::component::{Component, Components};
use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::level::Configuration;
use crate::result::ResultView;
use crate::rule::{Rule, configuration, guid};
use crate::uri::{Artifact, Bases};
use crate::view::{Object, Read};

mod lookup;

/// A view of a run, without its results.
#[derive(Clone, Debug, Default)]
pub struct RunView<'a> {
    pub(crate) driver: Component<'a>,
    pub(crate) extensions: Components<'a>,
    pub(crate) taxonomies: Components<'a>,
    pub(crate) invocations: Vec<Invocation>,
    pub(crate) artifacts: Vec<Artifact<'a>>,
    pub(crate) bases: Bases,
    category: String,
    notes: Vec<Diagnostic>,
}

/// An invocation's overrides (§3.20.5). SARIF forbids two of one rule; those that are there are united, and the most severe counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Invocation {
    pub(crate) overrides: HashMap<Overridden, Configuration>,
    /// An override leads nowhere: whatever rule it was meant for, results of this invocation cannot be judged by a default.
    pub(crate) unclear: bool,
}

/// What an override is about.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Overridden {
    /// A rule that the tool describes.
    Rule(RuleAt),
    /// An id that the tool describes no rule for, as results may name one.
    Named(String),
}

/// Where a rule is defined.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RuleAt {
    /// The extension's index; `None` is the driver.
    pub extension: Option<usize>,
    /// The index of the rule in its component.
    pub rule: usize,
}

/// What a result's reference leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// A rule.
    Rule(RuleAt),
    /// Several rules have the id and differ in nothing but level and rank; the first of them. A result that says its own level, as a
    /// merge writes it, needs to know no more.
    Levels(RuleAt),
    /// The tool describes no such rule, which SARIF allows.
    Nothing,
    /// The reference leads nowhere, or to several rules that differ: what the rule says is unknown.
    Unclear,
}

/// A `toolComponentReference` (§3.54).
#[derive(Clone, Debug)]
pub(crate) struct ComponentReference<'a> {
    pub(crate) guid: Option<String>,
    pub(crate) index: Read<i64>,
    pub(crate) name: Option<Cow<'a, str>>,
}

/// A `reportingDescriptorReference` (§3.52).
#[derive(Clone, Debug)]
pub(crate) struct Reference<'a> {
    pub(crate) id: Option<Cow<'a, str>>,
    pub(crate) guid: Option<String>,
    pub(crate) index: Read<i64>,
    pub(crate) component: ComponentReference<'a>,
    /// Two indexes in the same result differ.
    pub(crate) contradicts: bool,
}

impl<'a> ComponentReference<'a> {
    pub(crate) fn read(object: &Object<'a>) -> Self {
        Self { guid: guid(object), index: object.integer("index"), name: object.string("name") }
    }

    /// Whether it leads to another component than the driver of this name, or tries to.
    pub(crate) fn is_given(&self, driver: Option<&str>) -> bool {
        self.guid.is_some()
            || !matches!(self.index, Read::Absent | Read::Value(-1))
            || self.name.as_ref().is_some_and(|name| Some(name.as_ref()) != driver)
    }
}

impl<'a> Reference<'a> {
    pub(crate) fn read(object: &Object<'a>) -> Self {
        Self {
            id: object.string("id"),
            guid: guid(object),
            index: object.integer("index"),
            component: ComponentReference::read(&object.object("toolComponent")),
            contradicts: false,
        }
    }
}

impl<'a> RunView<'a> {
    /// Reads a run from its members, each name with its value's text; `results` and what nobody here asks for are passed over.
    pub fn read<'n>(members: impl IntoIterator<Item = (&'n str, &'a str)>) -> Self {
        let mut run = Self::default();
        let (mut tool, mut invocations) = (Object::default(), None);
        for (name, text) in members {
            match name {
                "tool" => tool = Object::lenient(Some(text)),
                "invocations" => invocations = Some(text),
                "artifacts" => {
                    let all = crate::view::array(text).unwrap_or_default();
                    run.artifacts = all.into_iter().map(Artifact::read).collect();
                }
                "originalUriBaseIds" => run.bases = Bases::read(text),
                "automationDetails" => run.category = category(text),
                "taxonomies" => {
                    run.taxonomies =
                        Components::read(text, "taxonomies", &Components::default(), &mut run.notes);
                }
                _ => {}
            }
        }
        if let Some(text) = tool.get("extensions") {
            run.extensions = Components::read(text, "tool.extensions", &run.taxonomies, &mut run.notes);
        }
        if let Some(text) = tool.get("driver") {
            run.driver = Component::read(text, "tool.driver", &run.taxonomies, &mut run.notes);
        }
        run.read_invocations(invocations);
        run
    }

    /// Reads a run from its whole text; `None` if it is no JSON object.
    pub fn parse(text: &'a str) -> Option<Self> {
        Object::parse(text).map(|object| Self::read(object.members()))
    }

    /// `tool.driver.name`; empty if there is none.
    pub fn tool(&self) -> &str {
        self.driver.name.as_deref().unwrap_or_default()
    }

    /// GitHub's category: `automationDetails.id` up to its last `/`, which is not part of it.
    pub fn category(&self) -> &str {
        &self.category
    }

    /// What was noticed in the run itself: in its rules, extensions and invocations.
    pub fn notes(&self) -> &[Diagnostic] {
        &self.notes
    }

    /// The rule at a place.
    pub fn at(&self, at: RuleAt) -> Option<&Rule<'a>> {
        let component = match at.extension {
            None => Some(&self.driver),
            Some(index) => self.extensions.get(index),
        };
        component.and_then(|component| component.rules.get(at.rule))
    }

    /// The invocation that produced a result: `Some(None)` if the result names none, `None` if what it names is not there.
    pub(crate) fn invocation(
        &self,
        result: &ResultView<'_>,
        notes: &mut Vec<Diagnostic>,
    ) -> Option<Option<&Invocation>> {
        let index = match result.invocation_index() {
            Read::Absent | Read::Value(-1) => return Some(None),
            Read::Value(index) => index,
            Read::Bad(found) => {
                notes.push(Diagnostic::new(
                    DiagnosticCode::UnreadableMember,
                    "provenance.invocationIndex",
                    found,
                ));
                return None;
            }
        };
        let invocation = usize::try_from(index).ok().and_then(|index| self.invocations.get(index));
        if invocation.is_none() {
            notes.push(Diagnostic::new(
                DiagnosticCode::DanglingInvocation,
                "provenance.invocationIndex",
                index.to_string(),
            ));
        }
        invocation.map(Some)
    }

    fn read_invocations(&mut self, text: Option<&str>) {
        let mut notes = Vec::new();
        for (at, text) in text.and_then(crate::view::array).unwrap_or_default().into_iter().enumerate() {
            let mut invocation = Invocation::default();
            for (number, text) in
                Object::lenient(Some(text)).array("ruleConfigurationOverrides").into_iter().enumerate()
            {
                let path = format!("invocations[{at}].ruleConfigurationOverrides[{number}]");
                let object = Object::lenient(Some(text));
                let reference = Reference::read(&object.object("descriptor"));
                let about = match self.find(&reference, &format!("{path}.descriptor"), &mut notes) {
                    Found::Rule(rule) => Some(Overridden::Rule(rule)),
                    Found::Nothing => reference.id.map(|id| Overridden::Named(id.into_owned())),
                    Found::Levels(_) | Found::Unclear => {
                        invocation.unclear = true;
                        None
                    }
                };
                if let Some(about) = about {
                    let configuration = configuration(&object.object("configuration"), &path, &mut notes);
                    match invocation.overrides.entry(about) {
                        Entry::Vacant(place) => {
                            place.insert(configuration);
                        }
                        Entry::Occupied(mut place) => place.get_mut().unite(configuration),
                    }
                }
            }
            self.invocations.push(invocation);
        }
        self.notes.append(&mut notes);
    }
}

fn category(text: &str) -> String {
    let id = Object::lenient(Some(text)).string("id").unwrap_or_default();
    id.rsplit_once('/').map(|(category, _)| category.to_owned()).unwrap_or_default()
}
