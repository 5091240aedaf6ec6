//! The verdict and facts files: written first as an error that says the gate did not finish, then replaced.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::atomic;
use crate::inputs::{InputError, Inputs};

/// Where a gate keeps its evidence, below the workspace: a container may not see the runner's temporary folder.
const FOLDER: &str = ".releasegate";
const LONGEST_ID: usize = 64;

/// Where a gate's files go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    workspace: PathBuf,
    /// `.releasegate/backend.verdict.json`, relative to the workspace, with `/`.
    pub verdict: String,
    /// The facts beside it.
    pub facts: String,
    /// The name of the facts file alone, as the verdict refers to it.
    pub facts_name: String,
}

/// The gate's id: the input, or the tool's name.
///
/// # Errors
/// A name that could leave a folder or break an artifact's name.
pub fn gate_id(inputs: &Inputs, tool: &str) -> Result<String, InputError> {
    let id = match inputs.text("gate-id") {
        "" => tool,
        id => id,
    };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let first = id.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if !first || id.len() > LONGEST_ID || !id.bytes().all(allowed) {
        let message = format!(
            "`{}` is not a name: write up to {LONGEST_ID} letters, digits, `-`, `_` or `.`, and begin with a letter or digit",
            crate::text::one_line(id)
        );
        return Err(InputError::new("gate-id", message));
    }
    Ok(id.to_owned())
}

impl Place {
    /// The files of a gate, by its id and the input `verdict-path`.
    ///
    /// # Errors
    /// A path that is not a JSON file below the workspace.
    pub fn of(workspace: PathBuf, id: &str, verdict_path: &str) -> Result<Self, InputError> {
        let facts_name = format!("{id}.facts.json");
        let verdict = match verdict_path {
            "" => format!("{FOLDER}/{id}.verdict.json"),
            path => below_workspace(path)?,
        };
        let facts = match verdict.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{facts_name}"),
            None => facts_name.clone(),
        };
        if facts == verdict {
            return Err(InputError::new("verdict-path", "is the name of the facts file: choose another"));
        }
        Ok(Self { workspace, verdict, facts, facts_name })
    }

    /// The place of a tool whose inputs could not be read.
    #[must_use]
    pub fn fallback(workspace: PathBuf, tool: &str) -> Self {
        let facts_name = format!("{tool}.facts.json");
        let verdict = format!("{FOLDER}/{tool}.verdict.json");
        Self { workspace, verdict, facts: format!("{FOLDER}/{facts_name}"), facts_name }
    }

    /// Makes the folder, and takes away the facts of an earlier run: they belong to no verdict any more.
    ///
    /// # Errors
    /// The folder cannot be made, or a link stands in its way.
    pub fn prepare(&self) -> anyhow::Result<()> {
        if !self.workspace.is_dir() {
            bail!("the workspace {} is not a folder: check out the repository first", self.workspace.display());
        }
        let folder = self.folder()?;
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("failed to make the folder {}", folder.display()))?;
        if folder.ends_with(FOLDER) {
            atomic::write(&folder.join(".gitignore"), b"*\n")?;
        }
        match std::fs::remove_file(self.workspace.join(&self.facts)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("failed to remove the old {}", self.facts))
            }
            _ => Ok(()),
        }
    }

    /// Replaces the verdict.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn write_verdict(&self, bytes: &[u8]) -> anyhow::Result<()> {
        self.folder()?;
        atomic::write(&self.workspace.join(&self.verdict), bytes)
    }

    /// Replaces the facts.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn write_facts(&self, bytes: &[u8]) -> anyhow::Result<()> {
        self.folder()?;
        atomic::write(&self.workspace.join(&self.facts), bytes)
    }

    /// The folder, in which no component below the workspace is a link: a pull request could aim it anywhere.
    fn folder(&self) -> anyhow::Result<PathBuf> {
        let mut folder = self.workspace.clone();
        let parents = Path::new(&self.verdict).parent().map(Path::components);
        for part in parents.into_iter().flatten() {
            folder.push(part);
            if folder.symlink_metadata().is_ok_and(|entry| entry.is_symlink()) {
                bail!("{} is a link: evidence is not written through links; remove it", folder.display());
            }
        }
        Ok(folder)
    }
}

fn below_workspace(path: &str) -> Result<String, InputError> {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let wrong = |message: &str| Err(InputError::new("verdict-path", message));
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || path.contains(':') || path.ends_with('/') {
        return wrong("must be a file below the workspace, without `..` and without a leading `/`");
    }
    if path.starts_with(".git/") || path.starts_with(".github/") {
        return wrong("must not lie in .git or .github");
    }
    if !path.ends_with(".json") || path.chars().any(char::is_control) {
        return wrong("must end with .json");
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests;
