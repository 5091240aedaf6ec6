//! The verdict and facts files: written first as an error that says the gate did not finish, then replaced.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};

use crate::atomic;
use crate::inputs::InputError;

/// Where a gate keeps its evidence, below the workspace: a container may not see the runner's temporary folder.
pub(crate) const FOLDER: &str = ".releasegate";
const LONGEST_ID: usize = 64;
/// What is looked into to tell whose verdict it is; ours are far smaller.
const LARGEST_VERDICT: u64 = 64 * 1024 * 1024;

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

/// The inputs that say where evidence goes. They are read on their own, so that a mistake in another input cannot leave an
/// older verdict in the place of this run's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placing {
    /// The input `gate-id`.
    pub gate_id: String,
    /// The input `verdict-path`.
    pub verdict_path: String,
    /// The input `mode`, of actions that do several things.
    pub mode: String,
}

impl Placing {
    /// Out of whatever was given; what cannot be read counts as not given.
    #[must_use]
    pub fn read(json: Option<&String>, flag: impl Fn(&str) -> Option<String>) -> Self {
        let members = json.and_then(|json| serde_json::from_str::<serde_json::Value>(json).ok());
        let of_json = |name: &str| {
            let members = members.as_ref()?.as_object()?;
            let (_, value) = members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
            match value {
                serde_json::Value::String(text) => Some(text.trim().to_owned()),
                serde_json::Value::Bool(_) | serde_json::Value::Number(_) => Some(value.to_string()),
                _ => None,
            }
        };
        let text = |name: &str| of_json(name).or_else(|| flag(name)).unwrap_or_default();
        Self { gate_id: text("gate-id"), verdict_path: text("verdict-path"), mode: text("mode") }
    }
}

/// The gate's id: the input, or the tool's name.
///
/// # Errors
/// A name that could leave a folder or break an artifact's name.
pub fn gate_id(given: &str, tool: &str) -> Result<String, InputError> {
    let id = if given.is_empty() { tool } else { given };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let first = id.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    if !first || id.len() > LONGEST_ID || !id.bytes().all(allowed) || id.ends_with('.') || is_device(id) {
        let message = format!(
            "`{}` is not a name: write up to {LONGEST_ID} letters, digits, `-`, `_` or `.`, and begin with a letter or digit",
            crate::text::one_line(id)
        );
        return Err(InputError::new("gate-id", message));
    }
    Ok(id.to_owned())
}

/// Names that Windows keeps for devices, whatever follows the first dot.
fn is_device(id: &str) -> bool {
    let stem = id.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

impl Place {
    /// The files of a gate, by its id and the input `verdict-path`.
    ///
    /// # Errors
    /// A path that is not a JSON file below the workspace.
    pub fn of(workspace: PathBuf, id: &str, verdict_path: &str) -> Result<Self, InputError> {
        let verdict = match verdict_path {
            "" => format!("{FOLDER}/{id}.verdict.json"),
            path => below_workspace(path)?,
        };
        let stem = verdict.strip_suffix(".verdict.json").or(verdict.strip_suffix(".json")).unwrap_or(&verdict);
        let facts = format!("{stem}.facts.json");
        let facts_name = facts.rsplit('/').next().unwrap_or(&facts).to_owned();
        Ok(Self { workspace, verdict, facts, facts_name })
    }

    /// The place of a tool whose inputs could not be read.
    #[must_use]
    pub fn fallback(workspace: PathBuf, tool: &str) -> Self {
        let facts_name = format!("{tool}.facts.json");
        let verdict = format!("{FOLDER}/{tool}.verdict.json");
        Self { workspace, verdict, facts: format!("{FOLDER}/{facts_name}"), facts_name }
    }

    /// Its files, relative to the workspace.
    pub(crate) fn files(&self) -> [&str; 2] {
        [&self.verdict, &self.facts]
    }

    /// What lies here and is not this gate's: two gates must not share a file, and no report is to be written over.
    fn taken_by(&self, id: &str) -> Option<String> {
        if Path::new(&self.verdict).starts_with(FOLDER) {
            // Nobody chose this place; whatever lies there could have come with the checkout, and is replaced.
            return None;
        }
        let path = self.workspace.join(&self.verdict);
        let found = path.symlink_metadata().ok()?;
        let readable = found.is_file() && found.len() <= LARGEST_VERDICT;
        let bytes = readable.then(|| std::fs::read(path).ok()).flatten();
        let value: Option<serde_json::Value> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        match value.as_ref().and_then(|value| value.get("gate")?.get("id")?.as_str()) {
            Some(gate) if gate == id => None,
            Some(other) => Some(format!("the verdict of the gate `{}`", crate::text::one_line(other))),
            None => Some("something that is no verdict".to_owned()),
        }
    }

    /// Refuses a place where the verdict of another gate lies, or another file that somebody named.
    ///
    /// # Errors
    /// There is one.
    pub fn free_for(self, id: &str) -> Result<Self, InputError> {
        match self.taken_by(id) {
            None => Ok(self),
            Some(other) => {
                let message = format!("holds {other}: choose another path, or remove that file");
                Err(InputError::new("verdict-path", message))
            }
        }
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
        // First of all: whatever fails from here on, no verdict is left that this run did not write.
        remove(&self.workspace, &self.verdict)?;
        make(&folder)?;
        remove(&self.workspace, &self.facts)
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

    fn folder(&self) -> anyhow::Result<PathBuf> {
        folder_of(&self.workspace, &self.verdict)
    }
}

/// Writes a file of the gate's own beside where verdicts lie by default, and gives its path in the workspace. Whoever chose another
/// place for the verdict has no such folder yet.
///
/// # Errors
/// It cannot be written, or a link stands in its way.
pub fn keep(workspace: &Path, name: &str, bytes: &[u8]) -> anyhow::Result<String> {
    let path = format!("{FOLDER}/{name}");
    make(&folder_of(workspace, &path)?)?;
    atomic::write(&workspace.join(&path), bytes)?;
    Ok(path)
}

/// Removes a file that [`keep`] wrote in an earlier run: beside this run's verdict it would be taken for its own.
///
/// # Errors
/// It is there and cannot be removed, or a link stands in its way.
pub fn discard(workspace: &Path, name: &str) -> anyhow::Result<()> {
    let path = format!("{FOLDER}/{name}");
    folder_of(workspace, &path)?;
    remove(workspace, &path)
}

fn remove(workspace: &Path, file: &str) -> anyhow::Result<()> {
    match std::fs::remove_file(workspace.join(file)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("failed to remove the old {file}"))
        }
        _ => Ok(()),
    }
}

/// Makes a folder for evidence; git is told to look past the default one.
fn make(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("failed to make the folder {}", folder.display()))?;
    if folder.ends_with(FOLDER) {
        atomic::write(&folder.join(".gitignore"), b"*\n")?;
    }
    Ok(())
}

/// The folder of a file, in which no component below the workspace is a link: a pull request could aim it anywhere.
fn folder_of(workspace: &Path, file: &str) -> anyhow::Result<PathBuf> {
    let mut folder = workspace.to_owned();
    let parents = Path::new(file).parent().map(Path::components);
    for part in parents.into_iter().flatten() {
        folder.push(part);
        if folder.symlink_metadata().is_ok_and(|entry| entry.is_symlink()) {
            bail!("{} is a link: evidence is not written through links; remove it", folder.display());
        }
    }
    Ok(folder)
}

fn below_workspace(path: &str) -> Result<String, InputError> {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let wrong = |message: &str| Err(InputError::new("verdict-path", message));
    let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
    if !plain || path.contains(':') || path.ends_with('/') {
        return wrong("must be a file below the workspace, without `..` and without a leading `/`");
    }
    let hidden = |part: &str| matches!(part.to_ascii_lowercase().as_str(), ".git" | ".github" | FOLDER);
    if path.split('/').any(hidden) {
        return wrong(
            "must not lie in .git, .github or .releasegate; the last one is where it lies by default",
        );
    }
    if !path.ends_with(".json") || path.ends_with(".facts.json") {
        return wrong("must end with .json, and not with .facts.json");
    }
    // The action hands the path to the upload, which reads patterns.
    if path.contains(['*', '?', '[', ']', '{', '}', '!']) || path.chars().any(char::is_control) {
        return wrong("must not hold characters of a pattern, or control characters");
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests;
