//! Writing SARIF: a run, its rules and results. Each format says what it read; here it becomes SARIF 2.1.0, always in the same way:
//! every result has its rule, texts are cut and free of secrets, and a part that was not scanned is in the run's notifications.

mod claim;
mod finding;
mod shape;

use std::collections::BTreeMap;

use serde_json::Value;

pub(crate) use finding::{Finding, Place, Rule, Suppression};

use crate::error::{Error, ErrorCode};
use crate::limits::Limits;
use crate::redact::{self, RedactionKey};
use crate::severity::Severity;

/// A part of a scan that was not done: a gate that wants the whole cannot pass on it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Incomplete {
    /// The file, package or step.
    pub what: String,
    /// What the scanner says about it.
    pub reason: String,
}

/// A run that is being written.
pub(crate) struct Run<'a> {
    pub(crate) limits: &'a Limits,
    key: Option<&'a RedactionKey>,
    driver: shape::Driver,
    rules: BTreeMap<String, usize>,
    results: Vec<shape::Result>,
    pub(crate) incomplete: Vec<Incomplete>,
    pub(crate) redacted: u64,
    /// Bytes of all texts so far.
    carried: usize,
    pub(crate) native: BTreeMap<String, u64>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(tool: &str, home: &str, limits: &'a Limits, key: Option<&'a RedactionKey>) -> Self {
        let driver = shape::Driver::new(tool, home);
        let (rules, native) = (BTreeMap::new(), BTreeMap::new());
        Self {
            limits,
            key,
            driver,
            rules,
            results: Vec::new(),
            incomplete: Vec::new(),
            redacted: 0,
            carried: 0,
            native,
        }
    }

    /// The scanner's name, where the report tells it.
    pub(crate) fn tool(&mut self, name: &str) {
        if !name.trim().is_empty() {
            self.driver.name = self.short(name.trim());
        }
    }

    pub(crate) fn version(&mut self, version: &str) {
        self.driver.set_version(version.trim());
    }

    /// Something about the scanner: its database, its rule pack.
    pub(crate) fn about(&mut self, key: &str, value: impl Into<Value>) {
        let value = self.clean(value.into());
        shape::put(&mut self.driver.properties, key, value);
    }

    /// A part that was not scanned.
    pub(crate) fn incomplete(&mut self, what: &str, reason: &str) {
        let what = self.short(if what.is_empty() { "the scan" } else { what });
        let reason = self.short(if reason.is_empty() { "no reason is given" } else { reason });
        if self.incomplete.len() < self.limits.results {
            self.incomplete.push(Incomplete { what, reason });
        }
    }

    /// What is written in place of a secret, which is counted.
    pub(crate) fn hide(&mut self, secret: &str) -> String {
        if secret.is_empty() {
            return String::new();
        }
        self.redacted += 1;
        redact::mark(secret, self.key)
    }

    /// A secret's identity under the key; nothing without one.
    pub(crate) fn identity(&self, secret: &str) -> Option<String> {
        self.key.filter(|_| !secret.is_empty()).map(|key| key.identity(secret))
    }

    /// Adds a result, and its rule unless it is there.
    ///
    /// # Errors
    /// More results than the limit, or texts that are together twice as long as the longest report: a text that a format says once and
    /// that thousands of results share.
    pub(crate) fn add(&mut self, finding: Finding) -> Result<(), Error> {
        if self.carried > self.limits.bytes.saturating_mul(2) {
            let what = format!("the texts of its results are longer than {} bytes", self.limits.bytes);
            return Err(Error::new(ErrorCode::TooLarge, what));
        }
        if self.results.len() >= self.limits.results {
            let what = format!("more than {} results", self.limits.results);
            return Err(Error::new(ErrorCode::TooLarge, what));
        }
        let word = self.short(finding.severity.counted_as());
        *self.native.entry(word).or_default() += 1;
        let index = self.rule(&finding.rule, &finding.severity, &finding.message);
        let result = self.result(finding, index);
        self.results.push(result);
        Ok(())
    }

    fn rule(&mut self, rule: &Rule, severity: &Severity, message: &str) -> usize {
        let id = self.short(&rule.id);
        let index = if let Some(index) = self.rules.get(&id) {
            *index
        } else {
            let mut rule = rule.clone();
            rule.id = id.clone();
            rule.title = self.clip(&rule.title, 1000);
            rule.text = self.clip(&rule.text, 1000);
            rule.help = self.text(if rule.help.is_empty() { &rule.text } else { &rule.help });
            if rule.help.is_empty() {
                rule.help = self.text(if rule.title.is_empty() { message } else { &rule.title });
            }
            self.driver.rules.push(shape::Descriptor::new(rule));
            let index = self.driver.rules.len().saturating_sub(1);
            self.rules.insert(id, index);
            index
        };
        if let Some(descriptor) = self.driver.rules.get_mut(index) {
            descriptor.raise(severity);
        }
        index
    }

    fn result(&mut self, finding: Finding, index: usize) -> shape::Result {
        let limit = self.limits.items;
        let fallback = if finding.rule.title.is_empty() { &finding.rule.id } else { &finding.rule.title };
        let message = self.text(if finding.message.is_empty() { fallback } else { &finding.message });
        let mut properties = BTreeMap::new();
        for (key, value) in finding.properties {
            let value = self.clean(value);
            shape::put(&mut properties, &key, value);
        }
        shape::put(&mut properties, "cwe", finding.rule.cwes.iter().cloned().map(Value::String).collect());
        let native = self.short(&finding.severity.native);
        shape::severity(&mut properties, &Severity { native, ..finding.severity });
        let suppressions = finding.suppressions.into_iter().take(limit).map(|mut one| {
            one.justification = self.text(&one.justification);
            shape::Suppression::new(one)
        });
        let suppressions: Vec<_> = suppressions.collect();
        let related = finding.related.into_iter().take(limit).map(|(message, place)| {
            let message = self.text(&message);
            shape::Location::new(self.place(place), Some(message))
        });
        let related: Vec<_> = related.collect();
        let places = finding.places.into_iter().take(limit);
        let locations: Vec<_> = places.map(|place| shape::Location::new(self.place(place), None)).collect();
        shape::Result {
            rule_id: self.short(&finding.rule.id),
            rule_index: index,
            level: finding.severity.level,
            message: shape::Message::new(message),
            locations,
            related_locations: related,
            partial_fingerprints: finding.fingerprints,
            suppressions,
            properties,
        }
    }

    /// A place whose names hold no secret: a web address can.
    fn place(&mut self, mut place: Place) -> Place {
        place.uri = place.uri.map(|uri| self.text(&uri));
        place.logical = place.logical.map(|(name, full, kind)| (self.text(&name), self.text(&full), kind));
        place
    }

    /// A text without secrets, cut at the limit.
    pub(crate) fn text(&mut self, text: &str) -> String {
        self.clip(text, self.limits.text_bytes)
    }

    fn clip(&mut self, text: &str, bytes: usize) -> String {
        self.carried = self.carried.saturating_add(text.len());
        let (clean, found) = redact::scrub(text, self.key);
        self.redacted += found;
        shape::cut(clean.into_owned(), bytes)
    }

    pub(crate) fn short(&mut self, text: &str) -> String {
        self.clip(text, 500)
    }

    fn clean(&mut self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(list) => {
                let more = list.len().saturating_sub(self.limits.items);
                let kept = list.into_iter().take(self.limits.items).map(|one| self.clean(one));
                kept.collect::<Vec<_>>()
                    .into_iter()
                    .chain((more > 0).then(|| format!("… [cut, {more} more]").into()))
                    .collect()
            }
            other => other,
        }
    }

    pub(crate) fn names(&self) -> (String, Option<String>) {
        (self.driver.name.clone(), self.driver.version.clone())
    }

    /// The log, as compact JSON with a line end.
    ///
    /// # Errors
    /// Never, as far as is known: nothing in it is what JSON cannot say.
    pub(crate) fn finish(mut self) -> Result<(Vec<u8>, Vec<Incomplete>), Error> {
        self.incomplete.sort();
        self.incomplete.dedup();
        let log = shape::Log::new(self.driver, &self.incomplete, self.results);
        let mut bytes = serde_json::to_vec(&log).map_err(|error| Error::malformed(error.to_string()))?;
        bytes.push(b'\n');
        Ok((bytes, self.incomplete))
    }
}
