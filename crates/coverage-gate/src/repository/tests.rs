use std::process::Command;

use tempfile::TempDir;

use super::*;

/// A commit at 2026-08-22T10:00:00Z.
const AT: &str = "1787392800 +0000";

/// Runs git without this machine's configuration.
pub(crate) fn git(folder: &Path, args: &[&str]) {
    let mut command = Command::new("git");
    for (name, value) in [("AUTHOR", "A"), ("COMMITTER", "C")] {
        command.env(format!("GIT_{name}_NAME"), value).env(format!("GIT_{name}_EMAIL"), "x@example.com");
        command.env(format!("GIT_{name}_DATE"), AT);
    }
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(variable);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    let output = command.arg("-C").arg(folder).args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository of these files with one commit.
pub(crate) fn committed(files: &[(&str, &str)], init: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &[&["init", "-q", "-b", "main"], init].concat());
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "x"]);
    folder
}

fn found(root: &Path) -> Option<Repository> {
    read(&Workspace::new(root.to_owned())).unwrap()
}

fn time(root: &Path) -> Option<u64> {
    found(root).unwrap().commit.unwrap().time
}

#[test]
fn tracked_files_and_the_commit_are_known() {
    let folder = committed(&[("src/a.c", "x"), ("b.c", "y"), ("go.mod", "module example.com/x\n")], &[]);
    std::fs::write(folder.path().join("untracked.c"), "z").unwrap();
    let repository = found(folder.path()).unwrap();
    assert_eq!(repository.tracked, ["b.c", "go.mod", "src/a.c"]);
    assert!(repository.tracks("src/a.c") && !repository.tracks("untracked.c") && !repository.tracks("src/A.c"));
    assert_eq!(repository.modules, [GoModule { name: "example.com/x".into(), folder: String::new() }]);
    let commit = repository.commit.unwrap();
    assert_eq!((commit.id.len(), commit.time), (40, Some(1_787_392_800)));
}

#[test]
fn packed_detached_and_linked_checkouts_are_read() {
    let folder = committed(&[("a.c", "x")], &[]);
    git(folder.path(), &["pack-refs", "--all"]);
    git(folder.path(), &["gc", "-q"]);
    assert_eq!(time(folder.path()), Some(1_787_392_800));
    git(folder.path(), &["checkout", "-q", "--detach"]);
    assert_eq!(time(folder.path()), Some(1_787_392_800));
    let linked = tempfile::tempdir().unwrap();
    let place = linked.path().join("linked");
    git(folder.path(), &["worktree", "add", "-q", "-b", "other", &place.to_string_lossy()]);
    assert_eq!((time(&place), found(&place).unwrap().tracked), (Some(1_787_392_800), vec!["a.c".to_owned()]));
}

#[test]
fn a_repository_of_sha_256_is_read() {
    let folder = committed(&[("a.c", "x")], &["--object-format=sha256"]);
    let commit = found(folder.path()).unwrap().commit.unwrap();
    assert_eq!((commit.id.len(), commit.time), (64, Some(1_787_392_800)));
}

#[cfg(unix)]
#[test]
fn links_are_no_files() {
    let folder = committed(&[("a.c", "x")], &[]);
    std::os::unix::fs::symlink("a.c", folder.path().join("b.c")).unwrap();
    git(folder.path(), &["add", "b.c"]);
    assert_eq!(found(folder.path()).unwrap().tracked, ["a.c"]);
}

#[test]
fn no_index_is_no_repository_and_a_broken_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(found(folder.path()).is_none());
    git(folder.path(), &["init", "-q"]);
    assert!(found(folder.path()).is_none());
    std::fs::write(folder.path().join(".git/index"), b"DIRC\0\0\0\x02").unwrap();
    let error = read(&Workspace::new(folder.path().to_owned())).unwrap_err();
    assert!(format!("{error:#}").starts_with("failed to read git's index"), "{error:#}");
}

#[test]
fn a_commit_that_is_not_there_leaves_its_time_unknown() {
    let folder = committed(&[("a.c", "x")], &[]);
    std::fs::write(folder.path().join(".git/HEAD"), format!("{}\n", "1".repeat(40))).unwrap();
    assert_eq!(time(folder.path()), None);
    std::fs::write(folder.path().join(".git/HEAD"), "ref: refs/heads/../../config\n").unwrap();
    assert!(found(folder.path()).unwrap().commit.is_none());
}
