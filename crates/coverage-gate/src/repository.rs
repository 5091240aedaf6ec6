//! The repository that is checked out in the workspace: which files git tracks, which commit it is at, and where Go's modules
//! lie. Only files are read. git itself is not run: it would obey the checkout's own configuration, which can name programs.

mod commit;
mod go_module;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use gix_index::hash::Kind;
use runner::files::Workspace;

pub(crate) use commit::Commit;
pub(crate) use go_module::GoModule;

/// What is known of the repository.
#[derive(Debug, Default)]
pub(crate) struct Repository {
    /// The paths of the files that git tracks, sorted; links and submodules are no files.
    pub(crate) tracked: Vec<String>,
    /// The commit that is checked out, where it can be told.
    pub(crate) commit: Option<Commit>,
    /// Go's modules, the longest name first.
    pub(crate) modules: Vec<GoModule>,
}

/// Reads the repository at the workspace's own folder; none if there is no index.
///
/// # Errors
/// There is one, and it cannot be read: paths that were compared with nothing would look like paths of nowhere.
pub(crate) fn read(workspace: &Workspace) -> anyhow::Result<Option<Repository>> {
    let Some(folder) = git_folder(workspace.root()) else { return Ok(None) };
    let index = folder.join("index");
    if !index.is_file() {
        return Ok(None);
    }
    let common = common_folder(&folder);
    let kind = object_kind(&common);
    let tracked = tracked(&index, kind).context("failed to read git's index")?;
    let commit = commit::checked_out(&folder, &common, kind);
    let modules = go_module::find(&tracked, workspace);
    Ok(Some(Repository { tracked, commit, modules }))
}

impl Repository {
    /// Whether git tracks a file of exactly this name.
    pub(crate) fn tracks(&self, path: &str) -> bool {
        self.tracked.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }
}

/// `.git`, or the folder that the file `.git` of a linked worktree names.
fn git_folder(root: &Path) -> Option<PathBuf> {
    let place = root.join(".git");
    if place.is_dir() {
        return Some(place);
    }
    let text = std::fs::read_to_string(&place).ok()?;
    let folder = text.strip_prefix("gitdir:")?.trim();
    Some(root.join(folder)).filter(|folder| folder.is_dir())
}

/// Where the objects and branches lie that all worktrees share.
fn common_folder(folder: &Path) -> PathBuf {
    match std::fs::read_to_string(folder.join("commondir")) {
        Ok(text) => folder.join(text.trim()),
        Err(_) => folder.to_owned(),
    }
}

/// How objects are named: `extensions.objectFormat` of the repository's configuration.
fn object_kind(common: &Path) -> Kind {
    let config = std::fs::read_to_string(common.join("config")).unwrap_or_default().to_ascii_lowercase();
    let format =
        config.lines().filter_map(|line| line.split_once('=')).find(|(key, _)| key.trim() == "objectformat");
    match format {
        Some((_, value)) if value.trim() == "sha256" => Kind::Sha256,
        _ => Kind::Sha1,
    }
}

fn tracked(index: &Path, kind: Kind) -> anyhow::Result<Vec<String>> {
    let options = gix_index::decode::Options { thread_limit: Some(1), ..Default::default() };
    // The checksum tells what the disk did to the file; a file that was cut off does not decode.
    let index = gix_index::File::at(index, kind, true, options)?;
    let is_file = |entry: &&gix_index::Entry| {
        use gix_index::entry::Mode;
        entry.mode == Mode::FILE || entry.mode == Mode::FILE_EXECUTABLE
    };
    let path = |entry: &gix_index::Entry| entry.path(&index).to_string();
    let mut paths: Vec<String> = index.entries().iter().filter(is_file).map(path).collect();
    // A path in conflict has an entry for each side.
    paths.sort_unstable();
    paths.dedup();
    Ok(paths)
}

#[cfg(test)]
pub(crate) mod tests;
