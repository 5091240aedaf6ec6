//! A run taken apart for its upload: which results go, which rules they need, and how a part of it is written.

use std::collections::{BTreeMap, BTreeSet};

use super::location::Rebase;
use super::result::{self, Written};
use super::rules;
use super::write::{Out, array};
use super::{CutReason, Fix, Ledger, ProfileError, ProfileOptions};
use crate::decimal::Decimal;
use crate::finding::{BaselineState, Finding};
use crate::level::Kind;
use crate::result::ResultView;
use crate::run::{Found, RuleAt, RunView};
use crate::severity::{Severity, SeverityStep};
use crate::view::{Object, array as elements};

/// A result that goes.
pub(super) struct Item<'a> {
    pub(super) view: ResultView<'a>,
    pub(super) finding: &'a Finding,
    pub(super) rule: Found,
}

/// A result that goes, written.
pub(super) struct Ready {
    pub(super) written: Written,
    pub(super) severity: Severity,
    /// The identity: by it results are spread over parts, and equals are ordered.
    pub(super) key: String,
}

/// A run that is ready to be written in parts.
pub(super) struct Run {
    pub(super) at: usize,
    pub(super) tool: String,
    pub(super) category: String,
    pub(super) ready: Vec<Ready>,
    /// The rules of the driver and of each extension, written.
    rules: BTreeMap<Option<usize>, Vec<String>>,
    /// The components without rules: the driver, then the extensions.
    driver: String,
    extensions: Vec<String>,
    /// The members of the run beside tool, results and category.
    rest: String,
}

impl Run {
    pub(super) fn read(
        at: usize,
        text: &str,
        selected: &BTreeMap<usize, &Finding>,
        options: &ProfileOptions<'_>,
        ledger: &mut Ledger,
    ) -> Result<Self, ProfileError> {
        let object = Object::parse(text).ok_or(ProfileError::NotARun(at))?;
        let view = RunView::read(object.members());
        let steps = object.array("threadFlowLocations");
        let rebase = Rebase { run: &view, places: &options.places, steps: &steps };
        let mut highest: BTreeMap<RuleAt, Decimal> = BTreeMap::new();
        let mut ready = Vec::new();
        for (number, text) in object.array("results").into_iter().enumerate() {
            let tool = crate::plain::line(view.tool(), 200);
            let Some(finding) = going(selected.get(&number).copied(), &tool, ledger) else { continue };
            let result = ResultView::read(text).unwrap_or_default();
            let rule = view.rule(&result, &mut Vec::new());
            if let (Found::Rule(rule), Some(score)) = (rule, score(finding)) {
                let known = highest.entry(rule).or_insert(score);
                *known = score.max(*known);
            }
            let item = Item { view: result, finding, rule };
            let written = result::write(&item, &rebase, options, ledger);
            ready.push(Ready { written, severity: finding.severity, key: finding.identity.key.clone() });
        }
        let tool = object.object("tool");
        let extensions = tool.array("extensions");
        if extensions.len() > options.limits.extensions {
            let (count, limit) = (extensions.len(), options.limits.extensions);
            return Err(ProfileError::Extensions { run: at, count, limit });
        }
        let mut rules = BTreeMap::new();
        let texts = std::iter::once((None, tool.object("driver")))
            .chain(extensions.iter().enumerate().map(|(at, text)| (Some(at), Object::lenient(Some(text)))));
        let mut components = Vec::new();
        for (extension, component) in texts {
            let write = |(rule, text): (usize, &str)| {
                let at = RuleAt { extension, rule };
                view.at(at).map(|rule| rules::write(text, rule, highest.get(&at).copied(), ledger))
            };
            let written: Vec<String> =
                component.array("rules").into_iter().enumerate().filter_map(write).collect();
            rules.insert(extension, written);
            components.push(about(&component));
        }
        let driver = if components.is_empty() { String::new() } else { components.remove(0) };
        let category = if view.category().is_empty() { options.category } else { view.category() };
        Ok(Self {
            at,
            tool: view.tool().to_owned(),
            category: category.to_owned(),
            ready,
            rules,
            driver,
            extensions: components,
            rest: rest(&object),
        })
    }

    /// How many rules there are.
    pub(super) fn rules(&self) -> usize {
        self.rules.values().map(Vec::len).sum()
    }

    /// A part with some of the results: with all rules, or with those that these results need.
    pub(super) fn part(&self, category: &str, results: &[&Ready], all_rules: bool) -> String {
        let needed: BTreeSet<RuleAt> = results.iter().filter_map(|ready| ready.written.rule).collect();
        let mut index: BTreeMap<RuleAt, usize> = BTreeMap::new();
        let mut component = |extension: Option<usize>, about: &str| {
            let rules = self.rules.get(&extension).map(Vec::as_slice).unwrap_or_default();
            let mut kept = Vec::new();
            for (rule, text) in rules.iter().enumerate() {
                let at = RuleAt { extension, rule };
                if all_rules || needed.contains(&at) {
                    index.insert(at, kept.len());
                    kept.push(text);
                }
            }
            format!("{},\"rules\":{}}}", about.strip_suffix('}').unwrap_or(about), array(kept))
        };
        let mut tool = Out::object();
        tool.put("driver", &component(None, &self.driver));
        let extensions: Vec<String> =
            self.extensions.iter().enumerate().map(|(at, about)| component(Some(at), about)).collect();
        if !extensions.is_empty() {
            tool.put("extensions", &array(extensions));
        }
        let mut details = Out::object();
        details.text("id", &format!("{category}/"));
        let mut out = Out::object();
        out.put("tool", &tool.end());
        out.put("automationDetails", &details.end());
        let head = out.end();
        let results = results.iter().map(|ready| {
            let rule = ready.written.rule.and_then(|rule| index.get(&rule).copied());
            ready.written.with_index(rule)
        });
        format!("{}{},\"results\":{}}}", head.strip_suffix('}').unwrap_or(&head), self.rest, array(results))
    }

    /// Notes the rules that no part has.
    pub(super) fn note_dropped_rules(&self, ledger: &mut Ledger) {
        let needed: BTreeSet<RuleAt> = self.ready.iter().filter_map(|ready| ready.written.rule).collect();
        (needed.len()..self.rules()).for_each(|_| ledger.fixed(Fix::RuleDropped));
    }
}

/// The finding, if it shall become an alert.
fn going<'f>(finding: Option<&'f Finding>, tool: &str, ledger: &mut Ledger) -> Option<&'f Finding> {
    let Some(finding) = finding else {
        ledger.cut(tool, CutReason::NotSelected, Severity::Unknown);
        return None;
    };
    let reason = if finding.kind != Kind::Fail {
        CutReason::NotAFailure
    } else if finding.suppressed.is_suppressed() {
        CutReason::Suppressed
    } else if finding.baseline == Some(BaselineState::Absent) {
        CutReason::Absent
    } else {
        return Some(finding);
    };
    ledger.cut(tool, reason, finding.severity);
    None
}

/// The score that a tool gave to a result or its rule; what a policy or a prior says is no score of the rule.
fn score(finding: &Finding) -> Option<Decimal> {
    let told =
        [SeverityStep::Native, SeverityStep::ResultScore, SeverityStep::RuleScore].contains(&finding.step);
    finding.score.as_deref().filter(|_| told).and_then(Decimal::parse)
}

/// What a tool component says about itself, as far as GitHub shows it and it is a text.
fn about(component: &Object<'_>) -> String {
    let mut out = Out::object();
    // SARIF asks for a name (§3.19.8).
    out.text("name", &component.string("name").unwrap_or("unnamed".into()));
    for name in ["fullName", "organization", "version", "semanticVersion", "guid"] {
        if let Some(text) = component.string(name) {
            out.text(name, &text);
        }
    }
    out.end()
}

/// What the run says about its invocation and columns.
fn rest(object: &Object<'_>) -> String {
    let mut out = String::new();
    let columns = ["utf16CodeUnits", "unicodeCodePoints"];
    if let Some(columns) = object.string("columnKind").filter(|kind| columns.contains(&kind.as_ref())) {
        out.push_str(&format!(",\"columnKind\":\"{columns}\""));
    }
    let invocations: Vec<String> = object
        .get("invocations")
        .and_then(elements)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|text| Object::lenient(Some(text)).get("executionSuccessful"))
        .filter(|token| ["true", "false"].contains(token))
        .take(100)
        .map(|token| format!("{{\"executionSuccessful\":{token}}}"))
        .collect();
    if !invocations.is_empty() {
        out.push_str(&format!(",\"invocations\":{}", array(invocations)));
    }
    out
}
