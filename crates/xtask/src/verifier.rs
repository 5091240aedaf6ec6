//! `verifier`: both verifiers of the ledger over the same bytes, the crate and the one in Python that was written from the format page.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::tools;
use crate::tools::gated::Gated;

/// What the second verifier needs beside Python's own library.
const PACKAGES: &[&str] = &["cryptography==50.0.2"];

/// Installs what the second verifier needs, and runs it beside the first.
pub(crate) fn run(root: &Path) -> Result<()> {
    let programs = tools::python(root, "verifier", PACKAGES)?;
    let python = programs.join("python3");
    let variable = ("RELEASEGATE_VERIFIER_PYTHON", python.as_os_str());
    Gated { feature: "tests/verifier", words: &["--test", "verifier"], variable }
        .run(root)
        .context("the verifiers of the ledger disagree")
}
