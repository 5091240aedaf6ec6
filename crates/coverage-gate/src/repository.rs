//! The repository that is checked out in the workspace, and where Go's modules lie in it.

mod go_module;

use runner::files::Workspace;

pub(crate) use checkout::Commit;
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
    /// Its commits and files, for what was changed.
    pub(crate) git: Option<checkout::Repository>,
}

/// Reads the repository at the workspace's own folder; none if there is no index.
///
/// # Errors
/// There is one, and it cannot be read: paths that were compared with nothing would look like paths of nowhere.
pub(crate) fn read(workspace: &Workspace) -> anyhow::Result<Option<Repository>> {
    let Some(git) = checkout::open(workspace.root())? else { return Ok(None) };
    let (tracked, commit) = (git.tracked.clone(), git.commit.clone());
    let modules = go_module::find(&tracked, workspace);
    Ok(Some(Repository { tracked, commit, modules, git: Some(git) }))
}

impl Repository {
    /// Whether git tracks a file of exactly this name.
    pub(crate) fn tracks(&self, path: &str) -> bool {
        self.tracked.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }
}
