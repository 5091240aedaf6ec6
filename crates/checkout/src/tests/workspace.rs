//! What changed up to the workspace, beside `git diff -M -U0 COMMIT`.

use super::Sample;
use super::differing::numbered;
use super::sample::by_git;
use crate::{Change, ChangeKind, Changes, DiffLimits};

fn changes(sample: &Sample, from: &str) -> Changes {
    sample.open().changes_to_worktree(from, &DiffLimits::default()).unwrap()
}

fn as_git(sample: &Sample, from: &str) -> Vec<Change> {
    let found = changes(sample, from).files;
    assert_eq!(found, by_git(sample, from, &[]));
    found
}

/// Two commits, and the first one's name.
fn sample() -> (Sample, String) {
    let sample = Sample::of(&[
        ("src/a.py", &numbered(1, 30)),
        ("src/b.py", "1\n2\n3\n"),
        ("src/c.py", "x\ny\n"),
        ("d.py", "z\n"),
        ("src/deep/e.py", "e\n"),
    ]);
    let first = sample.git(&["rev-parse", "HEAD"]);
    sample.write("src/a.py", numbered(1, 10) + "new\n" + &numbered(11, 30));
    sample.write("src/new.py", "1\n2\n");
    sample.commit();
    (sample, first)
}

#[test]
fn a_clean_workspace_is_as_its_commit() {
    let (sample, first) = sample();
    let head = sample.git(&["rev-parse", "HEAD"]);
    assert_eq!(as_git(&sample, &first).len(), 2);
    let committed = sample.open().changes(&first, &head, &DiffLimits::default()).unwrap();
    assert_eq!(changes(&sample, &first), committed);
    assert!(as_git(&sample, &head).is_empty());
}

#[test]
fn uncommitted_edits_are_the_new_side() {
    let (sample, first) = sample();
    let head = sample.git(&["rev-parse", "HEAD"]);
    sample.write("src/a.py", "above\n".to_owned() + &numbered(1, 10) + "new\n" + &numbered(11, 30));
    sample.write("d.py", "z\nno commit touched it\n");
    sample.remove("src/c.py");
    std::fs::remove_dir_all(sample.path("src/deep")).unwrap();
    sample.write("untracked.py", "1\n");
    let found = as_git(&sample, &first);
    let names: Vec<_> = found.iter().map(|change| (change.path.as_str(), change.kind)).collect();
    assert_eq!(
        names,
        [
            ("d.py", ChangeKind::Modified),
            ("src/a.py", ChangeKind::Modified),
            ("src/c.py", ChangeKind::Deleted),
            ("src/deep/e.py", ChangeKind::Deleted),
            ("src/new.py", ChangeKind::Added)
        ]
    );
    assert_eq!(found[1].added, [(1, 1), (12, 12)]);
    as_git(&sample, &head);
    sample.write("src/a.py", numbered(1, 30));
    assert!(as_git(&sample, &first).iter().all(|change| change.path != "src/a.py"));
}

#[test]
fn staged_files_are_seen_too() {
    let (sample, first) = sample();
    sample.write("staged.py", "1\n2\n");
    sample.write("src/b.py", "1\n2\n3\n4\n");
    sample.git(&["add", "staged.py", "src/b.py"]);
    sample.git(&["mv", "src/c.py", "moved.py"]);
    sample.git(&["rm", "-q", "d.py"]);
    sample.write("meant.py", "1\n2\n3\n");
    sample.git(&["add", "-N", "meant.py"]);
    let found = as_git(&sample, &first);
    assert_eq!(found.len(), 7);
    sample.write("staged.py", "1\n2\n3\n");
    sample.write("moved.py", "x\ny\nz\n");
    as_git(&sample, &first);
}

#[test]
fn a_file_that_was_touched_or_copied_is_compared_by_its_bytes() {
    let (sample, first) = sample();
    let expected = as_git(&sample, &first);
    for path in ["src/a.py", "src/b.py", "src/new.py"] {
        let bytes = std::fs::read(sample.path(path)).unwrap();
        sample.remove(path);
        sample.write(path, bytes);
    }
    assert_eq!(changes(&sample, &first).files, expected);
    // The same size at the time of the index, as if both happened in one moment.
    sample.write("src/b.py", "1\n2\n4\n");
    let index = std::fs::metadata(sample.path(".git/index")).unwrap().modified().unwrap();
    let file = std::fs::File::options().write(true).open(sample.path("src/b.py")).unwrap();
    file.set_modified(index).unwrap();
    let found = changes(&sample, &first).files;
    assert_eq!(found.iter().find(|change| change.path == "src/b.py").unwrap().added, [(3, 3)]);
}

#[test]
fn line_ends_of_the_system_are_no_change() {
    let (sample, first) = sample();
    let head = sample.git(&["rev-parse", "HEAD"]);
    let windows = |path: &str, text: &str| sample.write(path, text.replace('\n', "\r\n"));
    windows("src/b.py", "1\n2\n3\n");
    windows("src/new.py", "1\n2\n");
    assert_eq!(changes(&sample, &head).files, []);
    windows("src/b.py", "1\n2\nthree\n3\n");
    windows("src/new.py", "1\n2\n3\n");
    let found = changes(&sample, &first).files;
    let lines: Vec<_> = found.iter().map(|change| (change.path.as_str(), change.added.as_slice())).collect();
    assert_eq!(
        lines,
        [
            ("src/a.py", [(11, 11)].as_slice()),
            ("src/b.py", [(3, 3)].as_slice()),
            ("src/new.py", [(1, 3)].as_slice())
        ]
    );
    sample.git(&["config", "core.autocrlf", "true"]);
    assert_eq!(found, by_git(&sample, &first, &[]));
    // The other way round: the commit has them, the workspace does not.
    windows("src/c.py", "x\ny\n");
    sample.git(&["config", "core.autocrlf", "false"]);
    let commit = sample.commit();
    sample.write("src/c.py", "x\ny\n");
    assert_eq!(changes(&sample, &commit).files, []);
}

#[test]
fn a_file_that_lfs_keeps_is_no_change() {
    let (sample, _) = sample();
    let pointer =
        format!("version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 11\n", "0".repeat(64));
    sample.write("model.txt", pointer);
    let head = sample.commit();
    sample.write("model.txt", "0123456789\n");
    assert_eq!(changes(&sample, &head).files, []);
    sample.write("model.txt", "0123456789ab\n");
    assert_eq!(changes(&sample, &head).files.len(), 1);
}

#[test]
fn an_uncommitted_rename_is_found() {
    let (sample, first) = sample();
    sample.git(&["mv", "src/a.py", "src/z.py"]);
    sample.write("src/z.py", numbered(1, 10) + "new\n" + &numbered(11, 29) + "changed\n");
    let found = as_git(&sample, &first);
    let renamed = found.iter().find(|change| change.path == "src/z.py").unwrap();
    assert_eq!((renamed.kind, renamed.was.as_deref()), (ChangeKind::Renamed, Some("src/a.py")));
}

#[test]
fn what_a_sparse_checkout_left_out_is_not_gone() {
    for index in ["--no-sparse-index", "--sparse-index"] {
        let (sample, first) = sample();
        let expected = changes(&sample, &first);
        sample.git(&["sparse-checkout", "set", "--cone", index, "docs"]);
        assert!(sample.path("d.py").exists() && !sample.path("src").exists());
        assert_eq!(
            sample.open().tracked,
            ["d.py", "src/a.py", "src/b.py", "src/c.py", "src/deep/e.py", "src/new.py"]
        );
        assert_eq!(changes(&sample, &first), expected, "{index}");
        sample.write("d.py", "z\ny\n");
        sample.git(&["add", "d.py"]);
        assert_eq!(changes(&sample, &first).files.len(), 3, "{index}");
    }
    let sample = Sample::of(&[("in/a", "1\n"), ("out/deep/b", "2\n"), ("out/c", "3\n")]);
    sample.git(&["sparse-checkout", "set", "--cone", "--sparse-index", "in"]);
    assert_eq!(sample.open().tracked, ["in/a", "out/c", "out/deep/b"]);
    sample.write("in/a", "2\n");
    sample.git(&["add", "in/a"]);
    assert_eq!(as_git(&sample, &sample.git(&["rev-parse", "HEAD"])).len(), 1);
}

#[test]
fn a_conflict_is_compared_as_it_lies_there() {
    let (sample, first) = sample();
    sample.git(&["checkout", "-q", "-b", "other", &first]);
    sample.write("src/a.py", "other\n".to_owned() + &numbered(2, 30));
    sample.write("src/new.py", "another\n");
    sample.commit();
    assert!(!sample.run(&["merge", "-q", "main"]).status.success());
    let found = changes(&sample, &first).files;
    let text = std::fs::read_to_string(sample.path("src/new.py")).unwrap();
    let lines = u32::try_from(text.lines().count()).unwrap();
    assert_eq!(found.iter().find(|change| change.path == "src/new.py").unwrap().added, [(1, lines)]);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let (sample, first) = sample();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("e.py"), "secret\n").unwrap();
    std::fs::remove_dir_all(sample.path("src/deep")).unwrap();
    std::os::unix::fs::symlink(outside.path(), sample.path("src/deep")).unwrap();
    sample.remove("d.py");
    std::os::unix::fs::symlink(outside.path().join("e.py"), sample.path("d.py")).unwrap();
    let found = changes(&sample, &first).files;
    let kinds: Vec<_> =
        found.iter().map(|change| (change.path.as_str(), change.kind, change.added.len())).collect();
    assert_eq!(
        kinds,
        [
            ("d.py", ChangeKind::Other, 0),
            ("src/a.py", ChangeKind::Modified, 1),
            ("src/deep/e.py", ChangeKind::Deleted, 0),
            ("src/new.py", ChangeKind::Added, 1)
        ]
    );
}

#[test]
fn an_edited_file_that_is_too_large_is_not_looked_at() {
    let (sample, first) = sample();
    sample.write("src/b.py", numbered(1, 100));
    sample.write("d.py", "z\n");
    let limits = DiffLimits { bytes: 1000, ..DiffLimits::default() };
    let found = sample.open().changes_to_worktree(&first, &limits).unwrap();
    let large: Vec<_> = found.files.iter().map(|change| (change.path.as_str(), change.too_large)).collect();
    assert_eq!(large, [("src/a.py", false), ("src/b.py", true), ("src/new.py", false)]);
}
