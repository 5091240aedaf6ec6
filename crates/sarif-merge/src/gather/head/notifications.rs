//! How bad a notification is (§3.58.6): by its own level, else that of an override, else that of what it is about, else `warning`.
//!
//! What a tool describes and what an invocation overrides is read once, for a run may have as many of either as it has notifications.
//! Where a reference leads to several of them, the worst counts.

use std::collections::HashMap;

use serde_json::Value;

/// How many levels of a hierarchical id are looked up (§3.52.4). No tool writes as many: what is deeper counts as an error.
const LEVELS: usize = 64;

/// Whether something is an error; none where nobody says. The worst is the greatest.
type IsError = Option<bool>;

/// What is known of levels, by each way of naming that they are for.
#[derive(Default)]
pub(super) struct Known<'h> {
    by_id: HashMap<&'h str, IsError>,
    by_guid: HashMap<String, IsError>,
    by_index: HashMap<(Component, u64), IsError>,
    /// Over all components, for references that name theirs in another way than by its index.
    by_index_anywhere: HashMap<u64, IsError>,
}

/// A component's index among the extensions; none for the driver.
type Component = Option<u64>;

/// The overrides of an invocation (§3.20.6).
#[derive(Default)]
pub(super) struct Overrides<'h> {
    known: Known<'h>,
    /// By the whole descriptor: only an override of the very same one makes anything milder.
    exact: HashMap<String, IsError>,
}

impl<'h> Known<'h> {
    /// What a tool's driver and extensions say of their notifications.
    pub(super) fn of_tool(tool: &'h Value) -> Self {
        let mut known = Self::default();
        let extensions = (0_u64..).zip(list(tool, "extensions")).map(|(at, extension)| (Some(at), extension));
        for (component, value) in tool.get("driver").map(|driver| (None, driver)).into_iter().chain(extensions)
        {
            for (at, one) in (0_u64..).zip(list(value, "notifications")) {
                let level = is_error(one.pointer("/defaultConfiguration/level"));
                known.add(one, level);
                known.add_index(Some(component), at, level);
            }
        }
        known
    }

    fn add(&mut self, named: &'h Value, level: IsError) {
        if let Some(id) = named.get("id").and_then(Value::as_str) {
            let known = self.by_id.entry(id).or_default();
            *known = level.max(*known);
        }
        if let Some(guid) = guid(named) {
            let known = self.by_guid.entry(guid).or_default();
            *known = level.max(*known);
        }
    }

    fn add_index(&mut self, component: Option<Component>, index: u64, level: IsError) {
        let anywhere = self.by_index_anywhere.entry(index).or_default();
        *anywhere = level.max(*anywhere);
        if let Some(component) = component {
            let known = self.by_index.entry((component, index)).or_default();
            *known = level.max(*known);
        }
    }

    /// The worst of what a reference leads to by its id and its guid.
    fn named(&self, about: &Value) -> IsError {
        let id = about.get("id").and_then(Value::as_str).and_then(|id| self.at_or_above(id));
        id.max(guid(about).and_then(|guid| self.by_guid.get(&guid).copied().flatten()))
    }

    fn at_or_above(&self, id: &str) -> IsError {
        let mut id = id;
        for _ in 0..LEVELS {
            if let Some(known) = self.by_id.get(id) {
                return *known;
            }
            (id, _) = id.rsplit_once('/')?;
        }
        Some(true)
    }

    /// What an index leads to, if to anything.
    fn indexed(&self, about: &Value, index: u64) -> Option<IsError> {
        match component(about) {
            Some(component) => self.by_index.get(&(component, index)),
            None => self.by_index_anywhere.get(&index),
        }
        .copied()
    }
}

impl<'h> Overrides<'h> {
    /// The overrides of an invocation.
    pub(super) fn of(invocation: &'h Value) -> Self {
        let mut overrides = Self::default();
        for one in list(invocation, "notificationConfigurationOverrides") {
            let Some(about) = one.get("descriptor") else { continue };
            let level = is_error(one.pointer("/configuration/level"));
            overrides.known.add(about, level);
            if let Index::At(index) = index(about) {
                overrides.known.add_index(component(about), index, level);
            }
            let exact = overrides.exact.entry(about.to_string()).or_default();
            *exact = level.max(*exact);
        }
        overrides
    }

    fn level(&self, about: &Value) -> IsError {
        if self.exact.is_empty() {
            return None;
        }
        let indexed = match index(about) {
            Index::At(index) => self.known.indexed(about, index).flatten(),
            Index::None | Index::Unreadable => None,
        };
        match self.known.named(about).max(indexed) {
            Some(true) => Some(true),
            _ => self.exact.get(&about.to_string()).copied().flatten(),
        }
    }
}

/// Whether a notification tells of an error. One with an exception does, if nothing says its level.
pub(super) fn tells_error(note: &Value, overrides: &Overrides<'_>, described: &Known<'_>) -> bool {
    if let Some(own) = is_error(note.get("level")) {
        return own;
    }
    let about = note.get("descriptor").filter(|about| !about.is_null());
    let level = about.and_then(|about| {
        overrides.level(about).or_else(|| {
            let indexed = match index(about) {
                Index::None => None,
                // What leads nowhere may have been meant for anything.
                Index::At(index) => described.indexed(about, index).unwrap_or(Some(true)),
                Index::Unreadable => Some(true),
            };
            described.named(about).max(indexed)
        })
    });
    level.unwrap_or_else(|| note.get("exception").is_some_and(|exception| !exception.is_null()))
}

enum Index {
    None,
    At(u64),
    Unreadable,
}

fn index(about: &Value) -> Index {
    match about.get("index") {
        None | Some(Value::Null) => Index::None,
        // SARIF's −1 says that there is none.
        Some(value) if value.as_i64() == Some(-1) => Index::None,
        Some(value) => value.as_u64().map_or(Index::Unreadable, Index::At),
    }
}

/// The component of a reference: the driver where it names none; nothing where it names one in another way than by its index.
fn component(about: &Value) -> Option<Component> {
    match about.get("toolComponent") {
        None | Some(Value::Null) => Some(None),
        Some(reference) => reference.get("index").and_then(Value::as_u64).map(Some),
    }
}

/// A guid, compared without regard to case (RFC 4122).
fn guid(named: &Value) -> Option<String> {
    named.get("guid").and_then(Value::as_str).map(str::to_ascii_lowercase)
}

/// A level that cannot be read may be an error.
fn is_error(level: Option<&Value>) -> IsError {
    match level {
        None | Some(Value::Null) => None,
        Some(level) => Some(!matches!(level.as_str(), Some("none" | "note" | "warning"))),
    }
}

/// The elements of a list; none where there is no list.
pub(super) fn list<'h>(value: &'h Value, name: &str) -> &'h [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
