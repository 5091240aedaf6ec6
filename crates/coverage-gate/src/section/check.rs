//! What one member says about another.

use std::collections::BTreeSet;

use settings::{Node, Wrong};

use super::baseline::{Baseline, Source};
use super::limits::reaches;
use super::{Component, Section};

/// Commits that are looked at for a baseline at most.
const MOST_ANCESTORS: u32 = 1_000;

/// Refuses what no single member can tell.
pub(super) fn section(section: &Section, node: &Node) -> Result<(), Wrong> {
    components(section, node)?;
    for (index, waiver) in section.waivers.iter().enumerate() {
        if let Some((member, message)) = waiver.mistake() {
            return Err(
                place(node, &[Step::Member("waivers"), Step::Item(index), Step::Member(member)]).wrong(message)
            );
        }
    }
    if let Some(baseline) = &section.baseline {
        check_baseline(baseline, place(node, &[Step::Member("baseline")]))?;
    }
    limits(section, node)
}

fn components(section: &Section, node: &Node) -> Result<(), Wrong> {
    let mut names = BTreeSet::new();
    for (index, component) in section.components.iter().enumerate() {
        let member = |name| place(node, &[Step::Member("components"), Step::Item(index), Step::Member(name)]);
        // Case does not tell two parts of a summary apart.
        if !names.insert(component.name.0.to_lowercase()) {
            return Err(member("name")
                .wrong(format!("`{}` is the name of two components: rename one", component.name.0)));
        }
        if component.limits.is_none() && component.class.is_none() {
            let message = "says nothing: write `limits` or `class`; `limits: { line: 0 }` only shows it";
            return Err(place(node, &[Step::Member("components"), Step::Item(index)]).wrong(message));
        }
        class_of(section, component, member("class"), member("limits"))?;
    }
    Ok(())
}

fn class_of(section: &Section, component: &Component, class: &Node, own: &Node) -> Result<(), Wrong> {
    let Some(name) = &component.class else { return Ok(()) };
    let Some(asked) = section.classes.get(name) else {
        let known: Vec<&str> = section.classes.keys().map(|name| name.0.as_str()).collect();
        let known = if known.is_empty() { "none is written".to_owned() } else { known.join(", ") };
        return Err(
            class.wrong(format!("`{}` is not among `classes` ({known}): write its limits there", name.0))
        );
    };
    let limits = component.limits.unwrap_or_default();
    for (word, given) in limits.each() {
        let least = asked.each().find(|(metric, _)| *metric == word).map(|(_, least)| least);
        if let Some(least) = least.filter(|least| !reaches(given, *least)) {
            let at = own.member(word).unwrap_or(own);
            return Err(at.wrong(format!(
                "is less than the {} of class `{}`: take it out or raise it",
                least.percent(),
                name.0
            )));
        }
    }
    Ok(())
}

fn check_baseline(baseline: &Baseline, node: &Node) -> Result<(), Wrong> {
    let at = |member: &str| node.member(member).unwrap_or(node);
    if baseline.from == Source::File && baseline.path.is_none() {
        return Err(node.wrong("has no `path`: write which file holds the baseline"));
    }
    if baseline.git_ref.is_some() && !matches!(baseline.from, Source::Notes | Source::Branch) {
        return Err(at("ref").wrong("belongs to `from: notes` and `from: branch` alone: take it out"));
    }
    if baseline.path.is_some() && matches!(baseline.from, Source::Notes | Source::Branch) {
        return Err(at("path").wrong("belongs to `from: file` and `from: artifact` alone: take it out"));
    }
    if baseline.git_ref.as_deref().is_some_and(|name| !is_ref(name)) {
        return Err(at("ref")
            .wrong("is no ref's name: write letters, digits, `-`, `_`, `.` and `/`, such as coverage/main"));
    }
    if baseline.ancestors.is_some_and(|ancestors| ancestors > MOST_ANCESTORS) {
        return Err(at("ancestors").wrong(format!("is more than {MOST_ANCESTORS}")));
    }
    Ok(())
}

/// The names that `git check-ref-format` allows, without those that need quoting.
fn is_ref(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let part = |part: &str| {
        !part.is_empty()
            && part.chars().all(plain)
            && !part.starts_with(['.', '-'])
            && !part.ends_with('.')
            && !part.ends_with(".lock")
            && !part.contains("..")
    };
    name.len() <= 200 && name.split('/').all(part)
}

/// A map of limits without one is a limit that somebody meant to write.
fn limits(section: &Section, node: &Node) -> Result<(), Wrong> {
    let limits = |steps: &[Step<'_>]| {
        place(node, steps).wrong("sets no limit: write one, such as `line: 80`, or take it out")
    };
    let l = Step::Member("limits");
    if section.limits.is_some_and(|limits| limits.each().next().is_none()) {
        return Err(limits(&[l]));
    }
    for (index, component) in section.components.iter().enumerate() {
        if component.limits.is_some_and(|limits| limits.each().next().is_none()) {
            return Err(limits(&[Step::Member("components"), Step::Item(index), l]));
        }
    }
    if let Some((name, _)) = section.classes.iter().find(|(_, limits)| limits.each().next().is_none()) {
        return Err(limits(&[Step::Member("classes"), Step::Member(&name.0)]));
    }
    for (word, files) in [("per-file", &section.per_file), ("new-files", &section.new_files)] {
        if files.as_ref().is_some_and(|files| files.limits.each().next().is_none()) {
            return Err(limits(&[Step::Member(word), l]));
        }
    }
    if section.patch.is_some_and(|patch| patch.limits.each().next().is_none()) {
        return Err(limits(&[Step::Member("patch"), l]));
    }
    if section.ratchet.is_some_and(|ratchet| ratchet.each().next().is_none()) {
        return Err(place(node, &[Step::Member("ratchet")])
            .wrong("holds no metric: write one, such as `line: { points: 0 }`"));
    }
    let silent = section
        .ratchet
        .and_then(|ratchet| ratchet.line)
        .is_some_and(|line| line.points.or(None).is_none() && line.lines.is_none());
    if silent {
        let at = place(node, &[Step::Member("ratchet"), Step::Member("line")]);
        return Err(at.wrong("says nothing: write `points`, `lines` or both"));
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Item(usize),
}

/// The deepest node of the way that is there.
fn place<'a>(node: &'a Node, steps: &[Step<'_>]) -> &'a Node {
    let mut at = node;
    for step in steps {
        let next = match step {
            Step::Member(name) => at.member(name),
            Step::Item(index) => at.items().get(*index),
        };
        let Some(next) = next else { break };
        at = next;
    }
    at
}
