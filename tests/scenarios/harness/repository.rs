//! The repository that a scenario's workflow runs in: the suite as it lies here, the scenario's files, one commit.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) struct Repository {
    pub(crate) path: PathBuf,
    /// The commit that the workflow runs for.
    pub(crate) head: String,
}

impl Repository {
    /// Lays out the suite's files (uncommitted ones too), the scenario's folder beside them, and its workflow as the only one.
    pub(crate) fn create(suite: &Path, scenario: &Path, path: PathBuf) -> Self {
        let files = git(suite, &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        for file in files.split('\0').filter(|file| !file.is_empty() && !file.starts_with(".github/workflows/"))
        {
            // A file that was deleted and not yet committed is still listed.
            if suite.join(file).is_file() {
                copy(&suite.join(file), &path.join(file));
            }
        }
        lay_out(scenario, &path);
        fs::create_dir_all(path.join(".github/workflows")).unwrap();
        fs::rename(path.join("workflow.yml"), path.join(".github/workflows/workflow.yml")).unwrap();

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
        let settings = settings.iter().flat_map(|setting| ["-c", setting]);
        git(&path, &settings.chain(["commit", "--quiet", "--message", "Sell more"]).collect::<Vec<_>>());
        let head = git(&path, &["rev-parse", "HEAD"]).trim().to_owned();
        Self { path, head }
    }

    /// Every third-party action that the workflow or one of the suite's actions names, with its pinned commit.
    pub(crate) fn third_party_actions(&self) -> BTreeMap<String, String> {
        let files =
            git(&self.path, &["ls-files", "-z", ".github/workflows", "action.yml", "actions/**/action.yml"]);
        let mut found = BTreeMap::new();
        for file in files.split('\0').filter(|file| !file.is_empty()) {
            let text = fs::read_to_string(self.path.join(file)).unwrap();
            let uses = text
                .lines()
                .filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("uses: "));
            for (action, rest) in uses.filter_map(|uses| uses.split_once('@')) {
                let commit = rest.split_whitespace().next().unwrap_or_default().to_owned();
                let other = found.insert(action.to_owned(), commit.clone());
                assert!(other.is_none_or(|other| other == commit), "{file} pins another commit of {action}");
            }
        }
        found
    }
}

fn lay_out(from: &Path, to: &Path) {
    for item in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let place = to.join(item.file_name());
        if item.file_type().unwrap().is_dir() {
            lay_out(&item.path(), &place);
        } else {
            copy(&item.path(), &place);
        }
    }
}

/// Keeps the time of the last change, by which cargo knows in the next job and the next run what it has built already.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(from, to).unwrap();
    let changed = fs::metadata(from).unwrap().modified().unwrap();
    fs::File::options().write(true).open(to).unwrap().set_modified(changed).unwrap();
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    // A hook that runs the tests names its own repository in these.
    git.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    let output = git.arg("-C").arg(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
