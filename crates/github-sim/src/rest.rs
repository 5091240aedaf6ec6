//! GitHub's REST API: one file a subject, each with its table of routes and the shapes of its answers.

pub(crate) mod account;
pub(crate) mod app;
pub(crate) mod organization;
pub(crate) mod repository;

use serde_json::Value;

/// Adds the fields of one object to another.
pub(crate) fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
