//! Tests that stand on tools of their own, behind a feature: they are built with the whole workspace, as every other check builds it, so that a
//! step does not build its dependencies anew with the features of one package alone.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Object stores are optional in a build, and not in a test.
pub(crate) const FEATURES: &str = "stores/objects";

/// The program of a tool as the tests run it: built with the whole workspace, like everything here.
pub(crate) fn tool(root: &Path, name: &str) -> Result<PathBuf> {
    let words = ["test", "--quiet", "--workspace", "--locked", "--features", FEATURES, "--no-run"];
    let status =
        Command::new("cargo").args(words).current_dir(root).status().context("failed to start cargo")?;
    ensure!(status.success(), "the build of the workspace failed");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    Ok(target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}

/// Some tests of one target, and what they stand on.
pub(crate) struct Gated<'a> {
    /// The feature that they are behind, as `package/feature`.
    pub(crate) feature: &'a str,
    /// The target and, where not all of its tests are meant, a part of their names: `["--test", "ledger", "clone"]`.
    pub(crate) words: &'a [&'a str],
    /// What they read of the environment.
    pub(crate) variable: (&'a str, &'a OsStr),
}

impl Gated<'_> {
    /// Runs them. A name that stands for no test is a failure: nothing would have been held.
    pub(crate) fn run(&self, root: &Path) -> Result<()> {
        let listed = self.command(root).args(["--", "--list"]).output().context("failed to start cargo")?;
        let listed =
            String::from_utf8_lossy(&listed.stdout).lines().filter(|line| line.ends_with(": test")).count();
        // Cargo says why when the tests are run; what could not be built is listed as nothing too.
        let status = self.command(root).status().context("failed to start cargo")?;
        ensure!(status.success(), "tests of {} failed: see the list above", self.words.join(" "));
        ensure!(
            listed > 0,
            "there is no test of {}: a name has changed, and nothing was held",
            self.words.join(" ")
        );
        Ok(())
    }

    fn command(&self, root: &Path) -> Command {
        let mut command = Command::new("cargo");
        let features = format!("{FEATURES},{}", self.feature);
        command.args(["test", "--workspace", "--locked", "--features", &features]).args(self.words);
        command.current_dir(root).env(self.variable.0, self.variable.1);
        command
    }
}
