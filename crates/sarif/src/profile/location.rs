//! Locations as GitHub takes them: a relative, percent-encoded URI, and a region with valid numbers.

use super::write::{Out, array};
use crate::result::{Location, location};
use crate::run::RunView;
use crate::uri::{Places, RepositoryPath, resolve};
use crate::view::{Object, integer};

/// GitHub keeps no more locations of a result.
const LOCATIONS: usize = 100;
/// GitHub rejects results with more steps.
const STEPS: usize = 10_000;

/// What is needed to find a location's file.
pub(super) struct Rebase<'r, 'a> {
    pub(super) run: &'r RunView<'a>,
    pub(super) places: &'r Places<'r>,
    /// `run.threadFlowLocations`.
    pub(super) steps: &'r [&'a str],
}

/// A region's `startLine` and the members that are valid beside it.
fn region(object: &Object<'_>) -> Option<String> {
    let number = |name: &str| {
        object.get(name).and_then(integer).filter(|number| (1..=i64::from(i32::MAX)).contains(number))
    };
    let start = number("startLine")?;
    let end = number("endLine").filter(|end| *end >= start);
    let (column, last) = (number("startColumn"), number("endColumn"));
    // On one line the last column is behind the first (§3.30.8); a column without a start means the line's first.
    let ends_behind = last.filter(|last| end.is_some_and(|end| end > start) || *last >= column.unwrap_or(1));
    let mut out = Out::object();
    let written =
        [("startLine", Some(start)), ("startColumn", column), ("endLine", end), ("endColumn", ends_behind)];
    for (name, number) in written {
        if let Some(number) = number {
            out.put(name, &number.to_string());
        }
    }
    Some(out.end())
}

/// A location at a file.
pub(super) fn at(path: &RepositoryPath, region: &str) -> String {
    let mut artifact = Out::object();
    artifact.text("uri", &path.to_uri());
    let mut physical = Out::object();
    physical.put("artifactLocation", &artifact.end());
    physical.put("region", region);
    let mut out = Out::object();
    out.put("physicalLocation", &physical.end());
    out.end()
}

impl Rebase<'_, '_> {
    /// A location, rewritten; `None` if it is no file of the repository. The flag says that it had no line and got the first.
    pub(super) fn location(&self, text: &str) -> Option<(String, bool)> {
        let object = Object::lenient(Some(text));
        let found: Location<'_> = location(text);
        let path = resolve(self.run, &found, self.places).ok()?;
        let written = region(&object.object("physicalLocation").object("region"));
        let first = written.is_none();
        let mut out = at(&path, written.as_deref().unwrap_or(r#"{"startLine":1}"#));
        let id = object.get("id").and_then(integer).filter(|id| *id >= 0);
        let message = object.object("message").string("text");
        if id.is_some() || message.is_some() {
            out.pop();
            if let Some(id) = id {
                out.push_str(&format!(",\"id\":{id}"));
            }
            if let Some(message) = message {
                let mut member = Out::object();
                member.text("text", &message);
                out.push_str(&format!(",\"message\":{}", member.end()));
            }
            out.push('}');
        }
        Some((out, first))
    }

    /// Locations, rewritten, and how many were left out.
    pub(super) fn locations(&self, texts: &[&str]) -> (Vec<String>, usize) {
        let kept: Vec<String> =
            texts.iter().filter_map(|text| self.location(text)).map(|(text, _)| text).take(LOCATIONS).collect();
        let dropped = texts.len().saturating_sub(kept.len());
        (kept, dropped)
    }

    /// Data flows, with the steps that stand in the run's table written out. Steps elsewhere than in the repository are left out, and
    /// flows without any step left as well. `None` if there are too many steps.
    pub(super) fn flows(&self, texts: &[&str]) -> Option<Vec<String>> {
        let mut budget = STEPS;
        let mut flows = Vec::new();
        for flow in texts {
            let mut threads = Vec::new();
            for thread in Object::lenient(Some(flow)).array("threadFlows") {
                let steps = Object::lenient(Some(thread)).array("locations");
                budget = budget.checked_sub(steps.len())?;
                let steps: Vec<String> = steps.into_iter().filter_map(|step| self.step(step)).collect();
                if !steps.is_empty() {
                    let mut out = Out::object();
                    out.put("locations", &array(steps));
                    threads.push(out.end());
                }
            }
            if !threads.is_empty() {
                let mut out = Out::object();
                out.put("threadFlows", &array(threads));
                flows.push(out.end());
            }
        }
        Some(flows)
    }

    fn step(&self, text: &str) -> Option<String> {
        let object = Object::lenient(Some(text));
        let index = object.get("index").and_then(integer).and_then(|index| usize::try_from(index).ok());
        let shared = || Object::lenient(Some(self.steps.get(index?)?)).get("location");
        let (location, _) = self.location(object.get("location").or_else(shared)?)?;
        let mut out = Out::object();
        out.put("location", &location);
        Some(out.end())
    }
}
