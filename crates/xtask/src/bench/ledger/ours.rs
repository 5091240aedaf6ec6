//! Our own side: the example `race` of the crate, in a release build.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::super::measure::{Run, measure};

/// The program, and where it works.
pub(super) struct Race {
    program: PathBuf,
    folder: PathBuf,
}

impl Race {
    /// Builds it.
    pub(super) fn build(root: &Path, folder: &Path) -> Result<Self> {
        let words = ["build", "--release", "--locked", "--package", "ledger", "--example", "race"];
        let status = Command::new("cargo").args(words).current_dir(root).status();
        ensure!(status.context("failed to start cargo")?.success(), "the release build of the race failed");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let program = target.join("release/examples").join(format!("race{}", std::env::consts::EXE_SUFFIX));
        Ok(Self { program, folder: folder.to_owned() })
    }

    /// The program itself.
    pub(super) fn program(&self) -> &Path {
        &self.program
    }

    /// A ledger as one file.
    pub(super) fn ledger(&self, size: u64) -> PathBuf {
        self.folder.join(format!("{size}.ledger"))
    }

    /// Records so many deployments: each is signed, gets its place, and a checkpoint is signed over all so far.
    pub(super) fn append(&self, size: u64) -> Result<Run> {
        self.shell("exec \"$0\" append \"$1\" > \"$2\"", size)
    }

    /// Verifies all of them.
    pub(super) fn verify(&self, size: u64) -> Result<Run> {
        self.shell("exec \"$0\" verify < \"$2\"", size)
    }

    fn shell(&self, script: &str, size: u64) -> Result<Run> {
        let mut shell = Command::new("sh");
        shell.args(["-c", script]).arg(&self.program).arg(size.to_string()).arg(self.ledger(size));
        measure(&shell, &self.folder)
    }
}
