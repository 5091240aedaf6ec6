//! The shell of tidy: reads the files that git would commit, and asks cargo about the packages.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use anyhow::Context;
use serde::Deserialize;

use super::tree::{File, Package, Tree};

/// Folders that a checkout without git is not searched for.
const NOT_OURS: [&str; 4] = [".git", ".releasegate", "node_modules", "target"];

/// Everything the rules look at.
pub(super) fn tree(root: &Path) -> anyhow::Result<Tree> {
    let paths = match git_paths(root) {
        Some(paths) => paths,
        None => walked_paths(root)?,
    };
    let mut files = Vec::new();
    for path in paths {
        if let Some(text) = text_of(&root.join(&path))? {
            files.push(File { path, text });
        }
    }
    Ok(Tree { files, packages: packages(root).map_err(|error| format!("{error:#}")) })
}

/// What git tracks, and what it would track: a new file is checked before its first commit.
fn git_paths(root: &Path) -> Option<BTreeSet<String>> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let listed = String::from_utf8_lossy(&listed.stdout);
    Some(listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// A source archive has no git: every file below the root counts, build output apart.
fn walked_paths(root: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut paths = BTreeSet::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let place = root.join(&folder);
        let entries =
            std::fs::read_dir(&place).with_context(|| format!("failed to list {}", place.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if !entry.file_type()?.is_dir() {
                paths.insert(path);
            } else if !NOT_OURS.contains(&name.as_str()) {
                folders.push(path);
            }
        }
    }
    Ok(paths)
}

/// The text of a file; nothing for a binary, a folder, a dangling link, or a tracked file that is deleted here.
fn text_of(path: &Path) -> anyhow::Result<Option<String>> {
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = std::fs::read(path).with_context(|| format!("failed to read {}", path.display()))?;
    Ok((!bytes.contains(&0)).then(|| String::from_utf8_lossy(&bytes).into_owned()))
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

/// The packages of the locked graph for every platform; the workspace's own have no source and are left out.
fn packages(root: &Path) -> anyhow::Result<Vec<Package>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--all-features"])
        .current_dir(root)
        .output()
        .context("failed to start cargo")?;
    let errors = String::from_utf8_lossy(&output.stderr);
    let reason =
        errors.lines().find_map(|line| line.strip_prefix("error: ")).unwrap_or("cargo metadata failed");
    anyhow::ensure!(output.status.success(), "{reason}");
    let metadata: Metadata =
        serde_json::from_slice(&output.stdout).context("failed to read cargo's metadata")?;
    let foreign = metadata.packages.into_iter().filter(|package| package.source.is_some());
    Ok(foreign.map(|p| Package { name: p.name, version: p.version, licence: p.license }).collect())
}
