//! A result as GitHub reads it.

use super::assemble::Item;
use super::location::{Rebase, at};
use super::write::{Out, array};
use super::{Fix, Ledger, ProfileOptions};
use crate::fingerprint::PRIMARY;
use crate::level::level;
use crate::run::{Found, RuleAt};
use crate::view::Object;

/// A result, written.
pub(super) struct Written {
    /// The members before `ruleIndex` or `rule`, without the closing brace: where a rule stands is known when the parts are.
    pub(super) head: String,
    /// The rule.
    pub(super) rule: Option<RuleAt>,
}

impl Written {
    /// The whole, with the rule's new index in its component.
    pub(super) fn with_index(&self, index: Option<usize>) -> String {
        let reference = match (self.rule, index) {
            (Some(RuleAt { extension: None, .. }), Some(index)) => format!(",\"ruleIndex\":{index}"),
            (Some(RuleAt { extension: Some(extension), .. }), Some(index)) => {
                format!(",\"rule\":{{\"index\":{index},\"toolComponent\":{{\"index\":{extension}}}}}")
            }
            _ => String::new(),
        };
        format!("{}{reference}}}", self.head)
    }
}

/// Writes a result.
pub(super) fn write(
    item: &Item<'_>,
    rebase: &Rebase<'_, '_>,
    options: &ProfileOptions<'_>,
    ledger: &mut Ledger,
) -> Written {
    let mut out = Out::object();
    let rule = match item.rule {
        Found::Rule(at) => Some(at),
        Found::Levels(_) | Found::Nothing | Found::Unclear => None,
    };
    let described = rule.and_then(|at| rebase.run.at(at));
    let id = item.view.rule_id().or_else(|| described.map(|rule| rule.id.clone())).filter(|id| !id.is_empty());
    if let Some(id) = id {
        out.text("ruleId", &id);
    }
    match level(rebase.run, &item.view, &mut Vec::new()) {
        Some((level, _)) => {
            if item.view.level().value().is_none() {
                ledger.fixed(Fix::LevelBaked);
            }
            out.text("level", level.as_str());
        }
        None => {
            ledger.fixed(Fix::LevelUnreadable);
            out.text("level", "error");
        }
    }
    let text = item.view.object.object("message").string("text").filter(|text| !text.is_empty());
    let fallback = if item.finding.message.is_empty() { &item.finding.title } else { &item.finding.message };
    out.message(
        "message",
        text.as_deref().unwrap_or(if fallback.is_empty() { "(no message)" } else { fallback }),
    );
    locations(&item.view.object, &mut out, rebase, options, ledger);
    if let Some(fingerprint) = &item.finding.fingerprint {
        let mut member = Out::object();
        member.text(PRIMARY, fingerprint);
        out.put("partialFingerprints", &member.end());
    }
    let mut head = out.end();
    head.pop();
    Written { head, rule }
}

fn locations(
    object: &Object<'_>,
    out: &mut Out,
    rebase: &Rebase<'_, '_>,
    options: &ProfileOptions<'_>,
    ledger: &mut Ledger,
) {
    let mut texts = object.array("locations");
    let first = if texts.is_empty() { None } else { rebase.location(texts.remove(0)) };
    let mut drop = |count: usize| (0..count).for_each(|_| ledger.fixed(Fix::LocationDropped));
    let (others, dropped) = rebase.locations(&texts);
    let others: Vec<String> = others.into_iter().take(99).collect();
    drop(dropped);
    let (related, dropped) = rebase.locations(&object.array("relatedLocations"));
    drop(dropped);
    let first = match first {
        Some((location, had_no_line)) => {
            if had_no_line {
                ledger.fixed(Fix::FirstLine);
            }
            location
        }
        None => {
            ledger.fixed(Fix::FallbackLocation);
            at(options.fallback, r#"{"startLine":1}"#)
        }
    };
    out.put("locations", &array(std::iter::once(first).chain(others)));
    if !related.is_empty() {
        out.put("relatedLocations", &array(related));
    }
    match rebase.flows(&object.array("codeFlows")) {
        Some(flows) if !flows.is_empty() => out.put("codeFlows", &array(flows)),
        Some(_) => {}
        None => ledger.fixed(Fix::FlowsDropped),
    }
}
