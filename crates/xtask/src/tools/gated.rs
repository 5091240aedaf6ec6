//! Tests that stand on tools of their own, behind a feature: they are built with the whole workspace, as every other check builds it, so that a
//! step does not build its dependencies anew with the features of one package alone.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

/// Object stores are optional in a build, and not in a test.
pub(crate) const FEATURES: &str = "stores/objects";

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
