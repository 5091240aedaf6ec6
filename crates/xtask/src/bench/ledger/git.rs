//! git: as many commits, each signed by an SSH key and verified by `git verify-commit`. They hold no files, which spares git most of its work.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::super::measure::{Run, measure};

/// As many commits are made and verified; what more of them would take is computed from that.
const MOST: u64 = 1_000;
const NAME: &str = "bench@example.invalid";

/// A repository that is made anew for each round.
pub(super) struct Repository {
    folder: PathBuf,
}

/// How many commits stand for so many entries.
pub(super) fn sample(size: u64) -> u64 {
    size.min(MOST)
}

/// Which git it is.
pub(super) fn version() -> Result<String> {
    let output = Command::new("git").arg("--version").output().context("failed to start git")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

impl Repository {
    /// Makes the key, and the list of whose signatures count.
    pub(super) fn new(folder: &Path) -> Result<Self> {
        let this = Self { folder: folder.to_owned() };
        let script = format!(
            "ssh-keygen -q -t ed25519 -N '' -C {NAME} -f key && printf '%s namespaces=\"git\" %s\\n' {NAME} \"$(cat key.pub)\" > allowed"
        );
        this.shell(&script)?;
        Ok(this)
    }

    /// Makes a sample of that many signed commits, one process each, as jobs would.
    pub(super) fn append(&self, size: u64) -> Result<Run> {
        self.shell("rm -rf repository && git init -q repository")?;
        let script = format!(
            "cd repository && at=0 && while [ $at -lt {} ]; do \
git commit -q --allow-empty -S -m \"Deploy $at\" || exit 1; at=$((at + 1)); done",
            sample(size)
        );
        self.shell(&script)
    }

    /// Verifies all of them, by as few processes of git as take their names.
    pub(super) fn verify(&self) -> Result<Run> {
        self.shell("cd repository && git rev-list HEAD | xargs git verify-commit")
    }

    fn shell(&self, script: &str) -> Result<Run> {
        let mut shell = Command::new("env");
        shell.args(["-i", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null"]);
        shell.arg(format!("PATH={}", std::env::var("PATH").context("there is no PATH")?));
        shell.arg(format!("HOME={}", self.folder.display()));
        for (at, (name, value)) in self.settings()?.iter().enumerate() {
            shell.arg(format!("GIT_CONFIG_KEY_{at}={name}")).arg(format!("GIT_CONFIG_VALUE_{at}={value}"));
            shell.arg(format!("GIT_CONFIG_COUNT={}", at + 1));
        }
        shell.args(["sh", "-c", script]).current_dir(&self.folder);
        measure(&shell, &self.folder)
    }

    fn settings(&self) -> Result<Vec<(&'static str, String)>> {
        let path = |name: &str| -> Result<String> {
            let text = self.folder.join(name);
            let text = text.to_str().context("the repository's path is no text")?;
            ensure!(!text.contains('"'), "the repository's path holds a quote");
            Ok(text.to_owned())
        };
        Ok(vec![
            ("user.name", "bench".to_owned()),
            ("user.email", NAME.to_owned()),
            ("gpg.format", "ssh".to_owned()),
            ("user.signingKey", path("key")?),
            ("gpg.ssh.allowedSignersFile", path("allowed")?),
            ("gc.auto", "0".to_owned()),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_that_nobody_signed_are_no_peer() {
        let folder = tempfile::tempdir().unwrap();
        let repository = Repository::new(folder.path()).unwrap();
        repository.append(2).unwrap();
        repository.verify().unwrap();
        repository.shell("cd repository && git commit -q --allow-empty --no-gpg-sign -m x").unwrap();
        assert!(repository.verify().is_err(), "one of three is not signed");
        assert_eq!((sample(10), sample(1_000_000)), (10, MOST));
    }
}
