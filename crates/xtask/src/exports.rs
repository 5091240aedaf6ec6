//! `exports`: what is exported, read by those that it is for. DuckDB computes the five metrics by the SQL of the page, OSCAL's models read the assessment
//! results, and a validator holds what was signed to the schema that packs bring along.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::tools;
use crate::tools::gated::Gated;

/// The engine, the models of OSCAL 1.2.1, and a validator of JSON Schema.
const PACKAGES: &[&str] = &["duckdb==2.0.0", "compliance-trestle==5.2.0", "jsonschema-rs==0.60.3"];

/// Installs the readers, and runs the tests that stand on them.
pub(crate) fn run(root: &Path) -> Result<()> {
    let python = tools::python(root, "exports", PACKAGES)?.join("python3");
    let variable = ("RELEASEGATE_READERS_PYTHON", python.as_os_str());
    Gated { feature: "deploy-record/foreign-readers", words: &["--test", "ledger", "readers"], variable }
        .run(root)
        .context("what is exported is not what its readers read")
}
