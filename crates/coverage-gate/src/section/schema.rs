//! What the JSON Schema of the policy file says of this section.

use schemars::{Schema, SchemaGenerator, json_schema, schema_for};
use settings::schema::SectionSchema;

use super::Section;
use crate::policy::{Unmapped, Unreported};

pub(super) fn unmapped(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": Unmapped::WORDS })
}

pub(super) fn unreported(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": Unreported::WORDS })
}

/// The section's part of the file's schema.
#[must_use]
pub fn schema() -> SectionSchema {
    SectionSchema {
        name: "coverage",
        schema: schema_for!(Section).to_value(),
        overlaid: &["FileLimits", "Patch", "Baseline", "Exclusions", "Allowed"],
    }
}
