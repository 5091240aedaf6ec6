//! What was validated, with what, and when: what a reader has to know before the results mean anything.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

/// A log of tests that was read.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Log {
    /// Its file name.
    pub(super) name: String,
    pub(super) sha256: String,
}

impl Log {
    pub(super) fn of(path: &Path, text: &str) -> Self {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Self { name: name.escape_default().to_string(), sha256: digest(text.as_bytes()) }
    }
}

/// A binary that lies built below the target folder.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Binary {
    pub(super) name: String,
    pub(super) sha256: String,
}

/// The circumstances of a validation.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Setting {
    pub(super) version: String,
    /// The commit of the checkout; empty where there is no git.
    pub(super) commit: String,
    /// Whether files differ from that commit.
    pub(super) changed: bool,
    pub(super) lockfile_sha256: String,
    pub(super) toolchain: String,
    /// When it was judged, in UTC.
    pub(super) date: String,
    /// The rehearsed release, if there is one.
    pub(super) binaries: Vec<Binary>,
    pub(super) logs: Vec<Log>,
}

impl Setting {
    pub(super) fn gather(root: &Path, logs: Vec<Log>) -> Result<Self> {
        let lockfile = fs::read(root.join("Cargo.lock")).context("failed to read Cargo.lock")?;
        let commit = said(root, "git", &["rev-parse", "HEAD"]).unwrap_or_default();
        // What git cannot tell may differ.
        let changed = said(root, "git", &["status", "--porcelain"]).is_none_or(|text| !text.is_empty());
        Ok(Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit,
            changed,
            lockfile_sha256: digest(&lockfile),
            toolchain: said(root, "rustc", &["-V"]).context("failed to ask rustc for its version")?,
            date: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            binaries: binaries(&super::target(root).join("rehearsal"))?,
            logs,
        })
    }
}

/// The files of a rehearsed release but for its manifest, by name; none where there is no such folder.
fn binaries(folder: &Path) -> Result<Vec<Binary>> {
    let mut found = Vec::new();
    let Ok(items) = fs::read_dir(folder) else { return Ok(found) };
    for item in items {
        let path = item?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_file() && name != "manifest.json" {
            let bytes = fs::read(&path).with_context(|| format!("failed to read {}", path.display()))?;
            found.push(Binary { name, sha256: digest(&bytes) });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// What a program prints, if it ends well.
fn said(root: &Path, program: &str, words: &[&str]) -> Option<String> {
    let output = Command::new(program).args(words).current_dir(root).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{binaries, digest};

    #[test]
    fn binaries_are_named_by_their_digests_and_the_manifest_is_none() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b", "a", "manifest.json"] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let found = binaries(folder.path()).unwrap();
        let found: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.sha256.as_str())).collect();
        assert_eq!(found, [("a", digest(b"a").as_str()), ("b", digest(b"b").as_str())]);
        assert!(binaries(&folder.path().join("none")).unwrap().is_empty());
    }
}
