//! What a workflow finds: the repository that it runs in, with one commit, and the suite as it lies here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the suite's actions will be published; docs name them by it.
pub(crate) const SUITE: &str = "releasegate/releasegate";

/// The suite's files, uncommitted ones too, without history: what a runner fetches for a `uses:` has none.
pub(crate) struct Suite {
    pub(crate) path: PathBuf,
    /// Actions and reusable workflows, which name other actions.
    actions: Vec<PathBuf>,
}

impl Suite {
    /// Lays out the suite as a release of this checkout: its manifest names what was built of it. Who fetches the suite gets no sources here, so
    /// that an action which needs them fails.
    pub(crate) fn lay_out(checkout: &Path, path: PathBuf, release: &Path, sources: bool) -> Self {
        let mut actions = Vec::new();
        let files = git(checkout, &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        for file in files.split('\0').filter(|file| !file.is_empty() && !file.starts_with(".github/workflows/"))
        {
            if !sources && ["crates/", "tests/"].iter().any(|folder| file.starts_with(folder)) {
                continue;
            }
            // A file that was deleted and not yet committed is still listed.
            if checkout.join(file).is_file() {
                copy(&checkout.join(file), &path.join(file));
                if file.starts_with("actions/") && file.ends_with("/action.yml") {
                    actions.push(path.join(file));
                }
            }
        }
        fs::copy(release.join("manifest.json"), path.join("dist/manifest.json")).unwrap();
        Self { path, actions }
    }

    /// Adds the reusable workflows, which users call by name. `$/` is this repository at the running commit; act does not know it, so that it
    /// becomes the name by which the caller came.
    pub(crate) fn with_reusable_workflows(mut self, checkout: &Path) -> Self {
        let folder = ".github/workflows";
        for item in fs::read_dir(checkout.join(folder)).unwrap().map(Result::unwrap) {
            let text = fs::read_to_string(item.path()).unwrap();
            if text.contains("\n  workflow_call:\n") {
                let called = |line: &str| match line.split_once("uses: $/") {
                    Some((before, action)) => format!("{before}uses: {SUITE}/{action}@v0\n"),
                    None => format!("{line}\n"),
                };
                let place = self.path.join(folder);
                fs::create_dir_all(&place).unwrap();
                fs::write(place.join(item.file_name()), text.lines().map(called).collect::<String>()).unwrap();
                self.actions.push(place.join(item.file_name()));
            }
        }
        self
    }

    /// The repository of every action that the workflow or one of the suite's actions names, with the ref that is named.
    pub(crate) fn named_actions(&self, workflow: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let actions = self.actions.iter().map(|action| fs::read_to_string(action).unwrap());
        for text in std::iter::once(workflow.to_owned()).chain(actions) {
            let uses = text
                .lines()
                .filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("uses: "));
            for (action, rest) in uses.filter_map(|uses| uses.split_once('@')) {
                let action = if action.starts_with(&format!("{SUITE}/")) { SUITE } else { action };
                let commit = rest.split_whitespace().next().unwrap_or_default().to_owned();
                let other = found.insert(action.to_owned(), commit.clone());
                assert!(other.is_none_or(|other| other == commit), "{action} is named at two commits");
            }
        }
        found
    }
}

pub(crate) struct Repository {
    pub(crate) path: PathBuf,
    /// The commit that the workflow runs for.
    pub(crate) head: String,
}

impl Repository {
    /// Adds files and folders to what lies at the path, a later one over an earlier one, and the only workflow; commits it all. With `again` the commit is
    /// that of every other run with the same folders, whatever the workflow: so it is for another attempt.
    pub(crate) fn create(path: PathBuf, layers: &[(PathBuf, String)], workflow: &str, again: bool) -> Self {
        for (layer, place) in layers {
            lay_out(layer, &path.join(place));
        }
        fs::create_dir_all(path.join(".github/workflows")).unwrap();
        fs::write(path.join(".github/workflows/workflow.yml"), workflow).unwrap();

        git(&path, &["init", "--quiet", "--initial-branch=main"]);
        git(&path, &["remote", "add", "origin", "https://github.com/acme/shop.git"]);
        git(&path, &["add", "--all"]);
        // The settings of whoever runs the tests must neither sign nor check this commit.
        let settings = [
            "user.name=Mona",
            "user.email=mona@acme.example",
            "commit.gpgsign=false",
            "core.hooksPath=/dev/null",
        ];
        let mut commit: Vec<&str> = settings.iter().flat_map(|setting| ["-c", setting]).collect();
        commit.extend(["commit", "--quiet", "--message", "Sell more"]);
        if again {
            git(&path, &["rm", "--quiet", "--cached", ".github/workflows/workflow.yml"]);
        }
        git_at(&path, &commit, again.then_some("2026-11-22T10:00:00Z"));
        let head = git(&path, &["rev-parse", "HEAD"]).trim().to_owned();
        Self { path, head }
    }
}

/// Copies a file, or what a folder holds.
pub(super) fn lay_out(from: &Path, to: &Path) {
    if !from.is_dir() {
        return copy(from, to);
    }
    for item in fs::read_dir(from).unwrap().map(Result::unwrap) {
        lay_out(&item.path(), &to.join(item.file_name()));
    }
}

/// Keeps the time of the last change: reports that are older than what they measure are found by it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(from, to).unwrap();
    let changed = fs::metadata(from).unwrap().modified().unwrap();
    fs::File::options().write(true).open(to).unwrap().set_modified(changed).unwrap();
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    git_at(folder, arguments, None)
}

fn git_at(folder: &Path, arguments: &[&str], time: Option<&str>) -> String {
    let mut git = Command::new("git");
    for name in ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"] {
        time.map(|time| git.env(name, time));
    }
    // A hook that runs the tests names its own repository in these.
    git.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    let output = git.arg("-C").arg(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
