//! The level that a result has without saying so, for runs in which its rule will not stand alone any more. SARIF 2.1.0, errata 01,
//! §3.27.10.

use std::collections::HashMap;

use super::layout::Source;
use super::lookup::{Spot, Target, read};
use crate::document::Component;
use crate::json::cursor;
use crate::json::span::Span;
use crate::json::string;
use crate::shape::{Kind, Part};
use crate::walk::Refs;

/// What decides the level of a run's results beside themselves.
pub(super) struct Levels {
    /// By invocation: the overridden rule, and the level it gets, as it is written. SARIF forbids two overrides of one rule; of those
    /// that are there the most severe counts.
    overrides: Vec<HashMap<Overridden, Span>>,
    /// By component: the default level of each rule.
    defaults: Vec<Vec<Option<Span>>>,
}

#[derive(PartialEq, Eq, Hash)]
enum Overridden {
    Rule(Spot),
    Id(Vec<u8>),
}

impl Levels {
    pub(super) fn of(source: &Source<'_>) -> Self {
        let (text, run) = (source.lookup.text, source.lookup.run);
        let mut refs = Refs::default();
        let mut overrides = Vec::new();
        for invocation in run.table(crate::shape::Table::Invocations) {
            let mut own = HashMap::new();
            let array = cursor::member(text, *invocation, "ruleConfigurationOverrides");
            for entry in array.into_iter().flat_map(|array| cursor::elements(text, array)) {
                let level = level_in(text, entry, "configuration");
                let descriptor = cursor::member(text, entry, "descriptor");
                let (Some(level), Some(descriptor)) = (level, descriptor) else { continue };
                refs.read(text, descriptor, Kind::DescriptorReference(crate::shape::Context::Rule));
                let Some(at) = refs.descriptors.first() else { continue };
                let about = match source.lookup.descriptor(&refs, at) {
                    Ok(Target::Position(spot) | Target::Name(spot)) => Some(Overridden::Rule(spot)),
                    _ => at.id.map(|id| Overridden::Id(string::unescape(id.of(text)).into_owned())),
                };
                let Some(about) = about else { continue };
                let highest = own.entry(about).or_insert(level);
                if severity(level.of(text)) >= severity(highest.of(text)) {
                    *highest = level;
                }
            }
            overrides.push(own);
        }
        let default = |rule: &Span| level_in(text, *rule, "defaultConfiguration");
        let rules = |component: &Component| component.part(Part::Rules).iter().map(default).collect();
        Self { overrides, defaults: run.components.iter().map(rules).collect() }
    }

    pub(super) fn overrides(&self) -> bool {
        self.overrides.iter().any(|own| !own.is_empty())
    }

    /// The level of a result that does not say it, as it is to be written; none if its kind decides.
    pub(super) fn level<'d>(
        &self,
        source: &Source<'d>,
        refs: &Refs,
        rule: Option<Spot>,
        id: Option<&[u8]>,
    ) -> Option<&'d [u8]> {
        let text = source.lookup.text;
        let head = &refs.head;
        let failure = |kind: Span| *string::unescape(kind.of(text)) == *b"fail";
        if head.level.is_some() || !head.kind.is_none_or(failure) {
            return None;
        }
        let invocation = read(text, head.invocation).ok().flatten();
        let own = invocation.and_then(|invocation| self.overrides.get(invocation));
        let about = rule.map(Overridden::Rule).or_else(|| id.map(|id| Overridden::Id(id.to_vec())));
        let overridden = own.zip(about).and_then(|(own, about)| own.get(&about)).copied();
        let default = || {
            let rule = rule.filter(|rule| rule.part == Part::Rules)?;
            *self.defaults.get(rule.component)?.get(rule.index)?
        };
        let level = overridden.or_else(default).map(|level| level.of(text));
        Some(level.unwrap_or(b"\"warning\""))
    }
}

/// How severe a level is; one that SARIF does not know is above all others, so that it is seen.
fn severity(level: &[u8]) -> u8 {
    match &*string::unescape(level) {
        b"none" => 0,
        b"note" => 1,
        b"warning" => 2,
        b"error" => 3,
        _ => 4,
    }
}

/// `level` in the configuration `name` of an object.
fn level_in(text: &[u8], object: Span, name: &str) -> Option<Span> {
    let configuration = cursor::member(text, object, name)?;
    cursor::member(text, configuration, "level").filter(|level| level.of(text).starts_with(b"\""))
}
