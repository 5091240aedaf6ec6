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
}

/// Reads the repository at the workspace's own folder; none if there is no index.
///
/// # Errors
/// There is one, and it cannot be read: paths that were compared with nothing would look like paths of nowhere.
pub(crate) fn read(workspace: &Workspace) -> anyhow::Result<Option<Repository>> {
    let Some(checkout::Repository { tracked, commit, .. }) = checkout::open(workspace.root())? else {
        return Ok(None);
    };
    let modules = go_module::find(&tracked, workspace);
    Ok(Some(Repository { tracked, commit, modules }))
}

impl Repository {
    /// Whether git tracks a file of exactly this name.
    pub(crate) fn tracks(&self, path: &str) -> bool {
        self.tracked.binary_search_by(|known| known.as_str().cmp(path)).is_ok()
    }
}
