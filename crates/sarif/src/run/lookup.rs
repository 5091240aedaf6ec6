//! How a result finds its rule (§3.27.5–7, §3.52, §3.54).

use crate::component::{ById, Component};
use crate::diagnostic::{Diagnostic, DiagnosticCode};
use crate::plain;
use crate::result::ResultView;
use crate::run::{ComponentReference, Found, Reference, RuleAt, RunView};
use crate::view::Read;

/// A component and its index among the extensions, unless it is the driver.
type At<'r, 'a> = (Option<usize>, &'r Component<'a>);

impl<'a> RunView<'a> {
    /// Looks up a result's rule (§3.27.5–7, §3.52, §3.54): the component by guid or index, else the driver; in it the rule by guid,
    /// else by index. The id plays a part only where neither is given.
    pub fn rule(&self, result: &ResultView<'_>, notes: &mut Vec<Diagnostic>) -> Found {
        let reference = result.reference(self.driver.name.as_deref());
        if reference.contradicts {
            notes.push(Diagnostic::new(DiagnosticCode::ContradictingRule, "rule.index", ""));
            return Found::Unclear;
        }
        let found = self.find(&reference, "rule", notes);
        if let (Found::Rule(at), Some(id)) = (found, &reference.id)
            && let Some(rule) = self.at(at)
            && !is_below(id, &rule.id)
        {
            notes.push(Diagnostic::new(DiagnosticCode::RuleIdDiffers, "ruleId", plain::line(&rule.id, 100)));
        }
        found
    }

    /// What the ids of a result lead to, where that is another rule than the one that its index or guid leads to: which of them is meant
    /// nobody knows.
    pub(crate) fn contradicting(&self, result: &ResultView<'_>, found: Found) -> Vec<Found> {
        let Found::Rule(at) = found else { return Vec::new() };
        let Some(rule) = self.at(at) else { return Vec::new() };
        let component = at.extension.map_or(Some(&self.driver), |index| self.extensions.get(index));
        let named = |id: &str| {
            let own = component.map_or(ById::Nothing, |component| component.by_id(id));
            match found_at(at.extension, own) {
                Found::Nothing => self.anywhere(id),
                found => found,
            }
        };
        let others = result.rule_ids().filter(|id| !is_below(id, &rule.id)).map(|id| named(&id));
        others.filter(|other| !matches!(other, Found::Nothing) && *other != found).collect()
    }

    pub(super) fn find(&self, reference: &Reference<'_>, path: &str, notes: &mut Vec<Diagnostic>) -> Found {
        let (extension, component) = match self.component(&reference.component) {
            Ok(found) => found,
            Err(code) => {
                notes.push(Diagnostic::new(code, &format!("{path}.toolComponent"), ""));
                return Found::Unclear;
            }
        };
        let by_guid = reference.guid.as_ref().map(|guid| component.by_guid(guid));
        let by_index = match &reference.index {
            Read::Absent | Read::Value(-1) => None,
            Read::Value(index) => {
                Some(usize::try_from(*index).ok().filter(|index| *index < component.rules.len()))
            }
            Read::Bad(_) => Some(None),
        };
        let found = match (by_guid, by_index) {
            (Some(Some(one)), Some(Some(other))) if one != other => {
                notes.push(Diagnostic::new(DiagnosticCode::ContradictingRule, path, ""));
                return Found::Unclear;
            }
            (Some(found), _) | (None, Some(found)) => found,
            (None, None) => return self.by_id(reference, (extension, component), path, notes),
        };
        match found {
            Some(rule) => Found::Rule(RuleAt { extension, rule }),
            None => {
                let found = reference.index.value().map(ToString::to_string).or_else(|| reference.guid.clone());
                let found = plain::line(&found.unwrap_or_default(), 60);
                notes.push(Diagnostic::new(DiagnosticCode::DanglingRule, path, found));
                Found::Unclear
            }
        }
    }

    fn by_id(
        &self,
        reference: &Reference<'_>,
        (extension, component): At<'_, 'a>,
        path: &str,
        notes: &mut Vec<Diagnostic>,
    ) -> Found {
        let Some(id) = &reference.id else { return Found::Nothing };
        let found = match found_at(extension, component.by_id(id)) {
            Found::Nothing if extension.is_none() => self.anywhere(id),
            found => found,
        };
        if found == Found::Unclear {
            notes.push(Diagnostic::new(DiagnosticCode::AmbiguousRule, path, plain::line(id, 100)));
        }
        found
    }

    /// What an id leads to that is said without its component: by the letter to the driver alone, but tools forget to say which of their
    /// extensions has the rule.
    fn anywhere(&self, id: &str) -> Found {
        match found_at(None, self.driver.by_id(id)) {
            Found::Nothing => {
                let (extension, found) = self.extensions.by_rule(id);
                found_at(extension, found)
            }
            found => found,
        }
    }

    /// The component of a reference by guid or index, else by name, else the driver. Those of them that lead anywhere have to agree.
    fn component(&self, reference: &ComponentReference<'_>) -> Result<At<'_, 'a>, DiagnosticCode> {
        const DRIVER: Option<usize> = None;
        let by_guid = reference.guid.as_ref().map(|guid| {
            let driver = self.driver.guid.as_ref() == Some(guid);
            if driver { Some(DRIVER) } else { self.extensions.by_guid(guid).map(Some) }
        });
        let by_index = match reference.index {
            Read::Absent | Read::Value(-1) => None,
            Read::Value(index) => Some(usize::try_from(index).ok().map(Some)),
            Read::Bad(_) => Some(None),
        };
        let by_name = reference.name.as_ref().and_then(|name| {
            let driver = self.driver.name.as_ref() == Some(name);
            if driver { Some(Ok(DRIVER)) } else { self.extensions.by_name(name).map(|at| at.map(Some)) }
        });
        let at = match (by_guid, by_index, &by_name) {
            (Some(Some(one)), Some(Some(other)), _) if one != other => {
                return Err(DiagnosticCode::ContradictingRule);
            }
            (Some(found), _, _) | (None, Some(found), _) => found.ok_or(DiagnosticCode::DanglingRule)?,
            (None, None, Some(Ok(found))) => return self.component_at(*found),
            (None, None, Some(Err(()))) => return Err(DiagnosticCode::AmbiguousRule),
            (None, None, None) => DRIVER,
        };
        let (_, component) = self.component_at(at)?;
        // Several components may share a name; another one's is a contradiction.
        let other = by_name.is_some() && component.name != reference.name;
        if other { Err(DiagnosticCode::ContradictingRule) } else { Ok((at, component)) }
    }

    fn component_at(&self, at: Option<usize>) -> Result<At<'_, 'a>, DiagnosticCode> {
        let component = at.map_or(Some(&self.driver), |index| self.extensions.get(index));
        component.map(|component| (at, component)).ok_or(DiagnosticCode::DanglingRule)
    }
}

const fn found_at(extension: Option<usize>, found: ById) -> Found {
    match found {
        ById::One(rule) => Found::Rule(RuleAt { extension, rule }),
        ById::Levels(rule) => Found::Levels(RuleAt { extension, rule }),
        ById::Several => Found::Unclear,
        ById::Nothing => Found::Nothing,
    }
}

/// Whether an id is another one or lies below it in the hierarchy that `/` makes.
fn is_below(id: &str, parent: &str) -> bool {
    id.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
