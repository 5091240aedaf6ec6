//! Which control asks what of a record: data, so that an organisation can bring its own. Titles are in our own words; what a standard says
//! stands in the standard.

use ledger::json::{self, JsonError, Limits};
use ledger::name::Line;
use serde::{Deserialize, Serialize};

use crate::query::Query;

/// How large a mapping may be.
pub const LIMITS: Limits = Limits { bytes: 256 * 1024, depth: 5, count: 16 * 1024 };

/// The mappings that travel with the program.
const BUILT_IN: [&str; 5] = [
    include_str!("../controls/21-cfr-part-11.json"),
    include_str!("../controls/hipaa-security-rule.json"),
    include_str!("../controls/soc-2.json"),
    include_str!("../controls/iso-27001.json"),
    include_str!("../controls/owasp-cicd.json"),
];

/// A framework with those of its controls that a record says something of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Mapping {
    /// `releasegate/controls/v1`.
    schema: Schema,
    /// Its name.
    pub framework: Line,
    /// Which edition of it.
    pub edition: Line,
    /// At least one.
    pub controls: Vec<Control>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Schema {
    #[serde(rename = "releasegate/controls/v1")]
    V1,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Control {
    /// The framework's id of it.
    pub id: Line,
    /// What it is about.
    pub title: Line,
    /// What the record can show.
    pub shows: Line,
    /// What it cannot.
    pub does_not_show: Line,
    /// What is asked: at least one.
    pub queries: Vec<Query>,
}

/// Why something is no mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// Not such JSON, or too much of it.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// Not of this shape.
    #[error("{0}")]
    Shape(String),
    /// A query that there is not.
    #[error("/controls/{at}/queries: `{found}` is no query; there are {}", known())]
    Query {
        /// Of which control, counted from 0.
        at: usize,
        /// What stands there, cut and escaped.
        found: String,
    },
    /// A list without anything in it.
    #[error("{0} is empty")]
    Empty(String),
    /// Two controls with one id.
    #[error("/controls/{at}/id: stands twice")]
    Twice {
        /// The second of them.
        at: usize,
    },
}

fn known() -> String {
    Query::ALL.map(Query::word).join(", ")
}

impl Mapping {
    /// The mappings that travel with the program.
    #[must_use]
    pub fn built_in() -> Vec<Self> {
        // A test reads each of them.
        BUILT_IN.iter().filter_map(|text| Self::parse(text.as_bytes()).ok()).collect()
    }

    /// Reads a mapping.
    ///
    /// # Errors
    /// JSON that is not strict or is beyond the limits; an unknown member or query; a control without queries; an id that stands twice.
    pub fn parse(bytes: &[u8]) -> Result<Self, MappingError> {
        let value = json::read(bytes, LIMITS)?;
        let controls = value.get("controls").and_then(serde_json::Value::as_array);
        for (at, control) in controls.into_iter().flatten().enumerate() {
            let queries = control.get("queries").and_then(serde_json::Value::as_array);
            for word in queries.into_iter().flatten().filter_map(serde_json::Value::as_str) {
                if Query::of_word(word).is_none() {
                    let found = word.chars().take(64).collect::<String>().escape_debug().to_string();
                    return Err(MappingError::Query { at, found });
                }
            }
        }
        let shape = |error: serde_json::Error| {
            let text: String = error.to_string().chars().take(300).collect();
            MappingError::Shape(text.escape_debug().to_string())
        };
        let mapping: Self = serde_json::from_value(value).map_err(shape)?;
        mapping.checked()
    }

    fn checked(self) -> Result<Self, MappingError> {
        if self.controls.is_empty() {
            return Err(MappingError::Empty("/controls".to_owned()));
        }
        let mut seen = std::collections::BTreeSet::new();
        for (at, control) in self.controls.iter().enumerate() {
            if control.queries.is_empty() {
                return Err(MappingError::Empty(format!("/controls/{at}/queries")));
            }
            if !seen.insert(&control.id) {
                return Err(MappingError::Twice { at });
            }
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
