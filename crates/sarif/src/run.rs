//! A run as its results need it: the tool's rules and how a result finds its own, invocations, artifacts and bases.

use std::borrow::Cow;

use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::level::Configuration;
use crate::result::ResultView;
use crate::rule::{ById, Component, Rule, configuration, guid};
use crate::uri::Bases;
use crate::view::{Object, Read};

/// A view of a run, without its results.
#[derive(Clone, Debug, Default)]
pub struct RunView<'a> {
    pub(crate) driver: Component<'a>,
    pub(crate) extensions: Vec<Component<'a>>,
    pub(crate) taxonomies: Vec<Component<'a>>,
    pub(crate) invocations: Vec<Invocation>,
    pub(crate) artifacts: Vec<&'a str>,
    pub(crate) bases: Bases,
    category: String,
    notes: Vec<Diagnostic>,
}

/// An invocation's overrides (§3.20.5).
#[derive(Clone, Debug, Default)]
pub(crate) struct Invocation {
    pub(crate) overrides: Vec<(Overridden, Configuration)>,
    /// An override leads nowhere: whatever rule it was meant for, results of this invocation cannot be judged by a default.
    pub(crate) unclear: bool,
}

/// What an override is about.
#[derive(Clone, PartialEq, Eq, Debug)]
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
pub(crate) struct ComponentReference {
    pub(crate) guid: Option<String>,
    pub(crate) index: Read<i64>,
}

/// A `reportingDescriptorReference` (§3.52).
#[derive(Clone, Debug)]
pub(crate) struct Reference<'a> {
    pub(crate) id: Option<Cow<'a, str>>,
    pub(crate) guid: Option<String>,
    pub(crate) index: Read<i64>,
    pub(crate) component: ComponentReference,
    /// Two indexes in the same result differ.
    pub(crate) contradicts: bool,
}

impl ComponentReference {
    pub(crate) fn read(object: &Object<'_>) -> Self {
        Self { guid: guid(object), index: object.integer("index") }
    }

    /// Whether it leads to another component than the driver, or tries to.
    pub(crate) fn is_given(&self) -> bool {
        self.guid.is_some() || !matches!(self.index, Read::Absent | Read::Value(-1))
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
                "artifacts" => run.artifacts = crate::view::array(text).unwrap_or_default(),
                "originalUriBaseIds" => run.bases = Bases::read(text),
                "automationDetails" => run.category = category(text),
                "taxonomies" => run.taxonomies = components(text, "taxonomies", &[], &mut run.notes),
                _ => {}
            }
        }
        if let Some(text) = tool.get("extensions") {
            run.extensions = components(text, "tool.extensions", &run.taxonomies, &mut run.notes);
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

    /// Looks up a result's rule (§3.27.5–7, §3.52, §3.54): the component by guid or index, else the driver; in it the rule by guid,
    /// else by index. The id plays a part only where neither is given.
    pub fn rule(&self, result: &ResultView<'_>, notes: &mut Vec<Diagnostic>) -> Found {
        let reference = result.reference();
        if reference.contradicts {
            notes.push(Diagnostic::new(DiagnosticCode::ContradictingRule, "rule.index", ""));
            return Found::Unclear;
        }
        let found = self.find(&reference, "rule", notes);
        if let (Found::Rule(at), Some(id)) = (found, &reference.id)
            && let Some(rule) = self.at(at)
            && !is_below(id, &rule.id)
        {
            notes.push(Diagnostic::new(
                DiagnosticCode::RuleIdDiffers,
                "ruleId",
                crate::plain::line(&rule.id, 100),
            ));
        }
        found
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

    fn find(&self, reference: &Reference<'_>, path: &str, notes: &mut Vec<Diagnostic>) -> Found {
        let Some((extension, component)) = self.component(&reference.component) else {
            notes.push(Diagnostic::new(DiagnosticCode::DanglingRule, &format!("{path}.toolComponent"), ""));
            return Found::Unclear;
        };
        let rule = match (&reference.guid, &reference.index, &reference.id) {
            (Some(guid), _, _) => component.by_guid(guid),
            (None, Read::Value(index), _) if *index != -1 => {
                usize::try_from(*index).ok().filter(|index| *index < component.rules.len())
            }
            (None, Read::Bad(_), _) => None,
            (None, _, None) => return Found::Nothing,
            (None, _, Some(id)) => match component.by_id(id) {
                ById::One(rule) => Some(rule),
                ById::Nothing => return Found::Nothing,
                ById::Levels(rule) => return Found::Levels(RuleAt { extension, rule }),
                ById::Several => {
                    notes.push(Diagnostic::new(
                        DiagnosticCode::AmbiguousRule,
                        path,
                        crate::plain::line(id, 100),
                    ));
                    return Found::Unclear;
                }
            },
        };
        match rule {
            Some(rule) => Found::Rule(RuleAt { extension, rule }),
            None => {
                let found = reference.index.value().map(ToString::to_string).or_else(|| reference.guid.clone());
                notes.push(Diagnostic::new(
                    DiagnosticCode::DanglingRule,
                    path,
                    crate::plain::line(&found.unwrap_or_default(), 60),
                ));
                Found::Unclear
            }
        }
    }

    fn component(&self, reference: &ComponentReference) -> Option<(Option<usize>, &Component<'a>)> {
        if let Some(guid) = &reference.guid {
            if self.driver.guid.as_ref() == Some(guid) {
                return Some((None, &self.driver));
            }
            let index = self.extensions.iter().position(|extension| extension.guid.as_ref() == Some(guid))?;
            return self.extensions.get(index).map(|extension| (Some(index), extension));
        }
        match reference.index {
            Read::Absent | Read::Value(-1) => Some((None, &self.driver)),
            Read::Value(index) => {
                let index = usize::try_from(index).ok()?;
                self.extensions.get(index).map(|extension| (Some(index), extension))
            }
            Read::Bad(_) => None,
        }
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
                    invocation.overrides.push((about, configuration));
                }
            }
            self.invocations.push(invocation);
        }
        self.notes.append(&mut notes);
    }
}

/// Whether an id is another one or lies below it in the hierarchy that `/` makes.
fn is_below(id: &str, parent: &str) -> bool {
    id.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn components<'a>(
    text: &'a str,
    path: &str,
    taxonomies: &[Component<'_>],
    notes: &mut Vec<Diagnostic>,
) -> Vec<Component<'a>> {
    let texts = crate::view::array(text).unwrap_or_default();
    let read = |(at, text)| Component::read(text, &format!("{path}[{at}]"), taxonomies, notes);
    texts.into_iter().enumerate().map(read).collect()
}

fn category(text: &str) -> String {
    let id = Object::lenient(Some(text)).string("id").unwrap_or_default();
    id.rsplit_once('/').map(|(category, _)| category.to_owned()).unwrap_or_default()
}
