//! Tracked files, names of commits, and files of commits.

use super::Sample;
use super::sample::{FIRST, run};
use crate::{CheckoutError, Lookup};

fn time(sample: &Sample) -> Option<u64> {
    sample.open().commit.unwrap().time
}

#[test]
fn tracked_files_and_the_commit_are_known() {
    let sample = Sample::of(&[("src/a.c", "x"), ("b.c", "y")]);
    sample.write("untracked.c", "z");
    let repository = sample.open();
    assert_eq!(repository.tracked, ["b.c", "src/a.c"]);
    assert!(repository.tracks("src/a.c") && !repository.tracks("untracked.c") && !repository.tracks("src/A.c"));
    let commit = repository.commit.unwrap();
    assert_eq!((commit.id, commit.time), (sample.git(&["rev-parse", "HEAD"]), Some(FIRST)));
}

#[test]
fn packed_detached_and_linked_checkouts_are_read() {
    let sample = Sample::of(&[("a.c", "x")]);
    sample.git(&["pack-refs", "--all"]);
    sample.git(&["gc", "-q"]);
    assert_eq!(time(&sample), Some(FIRST));
    sample.git(&["checkout", "-q", "--detach"]);
    assert_eq!(time(&sample), Some(FIRST));
    let linked = tempfile::tempdir().unwrap();
    let place = linked.path().join("linked");
    sample.git(&["worktree", "add", "-q", "-b", "other", &place.to_string_lossy()]);
    let output = run(&place, FIRST + 60, &["commit", "-q", "--allow-empty", "-m", "y"]);
    assert!(output.status.success());
    let repository = crate::open(&place).unwrap().unwrap();
    assert_eq!(repository.tracked, ["a.c"]);
    assert_eq!(repository.commit.as_ref().unwrap().time, Some(FIRST + 60));
    assert_eq!(repository.resolve("main"), Some(sample.git(&["rev-parse", "main"])));
    assert_eq!(repository.resolve("HEAD"), Some(sample.git(&["rev-parse", "other"])));
}

#[test]
fn a_repository_of_sha_256_is_read() {
    let sample = Sample::new(&["--object-format=sha256"]);
    sample.write("a.c", "x\n");
    let first = sample.commit();
    sample.write("a.c", "x\ny\n");
    let second = sample.commit();
    let repository = sample.open();
    assert_eq!((first.len(), repository.commit.as_ref().unwrap().id.clone()), (64, second.clone()));
    assert_eq!(repository.read(&first, "a.c", 100).unwrap(), Lookup::Found(b"x\n".to_vec()));
    assert_eq!(super::sample::ours(&sample, &first, &second).files[0].added, [(2, 2)]);
    assert!(!repository.holds(&first[..40]) && repository.resolve(&first[..40]).is_none());
}

#[cfg(unix)]
#[test]
fn links_are_no_files() {
    let sample = Sample::of(&[("a.c", "x")]);
    std::os::unix::fs::symlink("a.c", sample.path("b.c")).unwrap();
    let commit = sample.commit();
    assert_eq!(sample.open().tracked, ["a.c"]);
    assert_eq!(sample.open().read(&commit, "b.c", 100).unwrap(), Lookup::NoFile);
}

#[test]
fn no_index_is_no_repository_and_a_broken_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(crate::open(folder.path()).unwrap().is_none());
    let sample = Sample::new(&[]);
    assert!(crate::open(sample.root()).unwrap().is_none());
    sample.write(".git/index", b"DIRC\0\0\0\x02");
    let error = crate::open(sample.root()).unwrap_err();
    assert!(error.to_string().starts_with("failed to read git's index"), "{error}");
}

#[test]
fn a_folder_inside_a_repository_is_none() {
    let sample = Sample::of(&[("src/a.c", "x")]);
    assert!(crate::open(&sample.path("src")).unwrap().is_none());
}

#[test]
fn a_commit_that_is_not_there_leaves_its_time_unknown() {
    let sample = Sample::of(&[("a.c", "x")]);
    let gone = "1".repeat(40);
    sample.write(".git/HEAD", format!("{gone}\n"));
    assert_eq!(time(&sample), None);
    assert!(!sample.open().holds(&gone));
    assert_eq!(sample.open().read(&gone, "a.c", 100).unwrap(), Lookup::NoCommit);
    sample.write(".git/HEAD", "ref: refs/heads/../../config\n");
    assert!(sample.open().commit.is_none());
}

#[test]
fn names_are_resolved_loose_and_packed() {
    let sample = Sample::of(&[("a.c", "x")]);
    let first = sample.git(&["rev-parse", "HEAD"]);
    sample.git(&["tag", "-a", "v1", "-m", "annotated"]);
    sample.git(&["tag", "-a", "v1-again", "-m", "a tag of a tag", "v1"]);
    sample.write("a.c", "y");
    let second = sample.commit();
    sample.git(&["branch", "feature/x"]);
    sample.git(&["tag", "light"]);
    sample.git(&["tag", "main", &first]);
    sample.git(&["update-ref", "refs/remotes/origin/base", &first]);
    sample.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/base"]);
    for _ in 0..2 {
        let repository = sample.open();
        for (name, expected) in [
            ("refs/heads/main", &second),
            ("main", &second),
            ("feature/x", &second),
            ("light", &second),
            ("HEAD", &second),
            ("refs/tags/main", &first),
            ("refs/tags/v1", &first),
            ("v1", &first),
            ("tags/v1", &first),
            ("v1-again", &first),
            ("origin/base", &first),
            ("base", &first),
            ("refs/remotes/origin/base", &first),
            ("refs/remotes/origin/HEAD", &first),
            (&first, &first),
            (&first.to_uppercase(), &first),
        ] {
            assert_eq!(repository.resolve(name).as_ref(), Some(expected), "{name}");
        }
        for name in [
            "",
            "gone",
            "refs/heads/gone",
            "../config",
            "/etc/passwd",
            "main~1",
            "main^",
            "-q",
            "config",
            "index",
        ] {
            assert_eq!(repository.resolve(name), None, "{name}");
        }
        assert_eq!(repository.resolve(&first[..39]), None);
        let tree = sample.git(&["rev-parse", "HEAD^{tree}"]);
        assert_eq!((repository.resolve(&tree), repository.holds(&tree)), (None, false));
        sample.git(&["pack-refs", "--all"]);
    }
}

#[test]
fn a_ref_that_names_itself_ends() {
    let sample = Sample::of(&[("a.c", "x")]);
    sample.write(".git/refs/heads/loop", "ref: refs/heads/loop\n");
    assert_eq!(sample.open().resolve("loop"), None);
}

#[test]
fn a_file_of_a_commit_is_read() {
    let sample = Sample::of(&[("src/deep/a.c", "one\n"), ("b.c", "two\n")]);
    let first = sample.git(&["rev-parse", "HEAD"]);
    sample.write("src/deep/a.c", "three\n");
    let second = sample.commit();
    sample.git(&["gc", "-q"]);
    let repository = sample.open();
    let read = |commit: &str, path: &str, most: u64| repository.read(commit, path, most).unwrap();
    assert_eq!(read(&first, "src/deep/a.c", 100), Lookup::Found(b"one\n".to_vec()));
    assert_eq!(read(&second, "src/deep/a.c", 6), Lookup::Found(b"three\n".to_vec()));
    assert_eq!(read(&second, "src/deep/a.c", 5), Lookup::TooLarge);
    for path in ["", "src/deep/b.c", "b.c/a.c", "../b.c", "/b.c", "src//deep/a.c", "src/./deep/a.c", "B.c"] {
        assert_eq!(read(&second, path, 100), Lookup::Absent, "{path}");
    }
    for folder in ["src", "src/deep"] {
        assert_eq!(read(&second, folder, 100), Lookup::NoFile, "{folder}");
    }
    assert_eq!(read("main", "b.c", 100), Lookup::NoCommit);
}

#[test]
fn a_submodule_is_no_file() {
    let sample = Sample::of(&[("a.c", "x")]);
    let commit = sample.git(&["rev-parse", "HEAD"]);
    sample.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{commit},module")]);
    sample.git(&["commit", "-q", "-m", "x"]);
    let commit = sample.git(&["rev-parse", "HEAD"]);
    assert_eq!(sample.open().read(&commit, "module", 100).unwrap(), Lookup::NoFile);
    assert_eq!(sample.open().read(&commit, "module/a.c", 100).unwrap(), Lookup::NoFile);
    assert_eq!(sample.open().tracked, ["a.c"]);
}

#[test]
fn objects_of_another_repository_are_found_and_replacements_are_not_obeyed() {
    let sample = Sample::of(&[("a.c", "x")]);
    let first = sample.git(&["rev-parse", "HEAD"]);
    let clone = Sample::new(&[]);
    clone.git(&["fetch", "-q", &sample.root().to_string_lossy()]);
    clone.git(&["checkout", "-q", "--detach", "FETCH_HEAD"]);
    std::fs::remove_dir_all(clone.path(".git/objects")).unwrap();
    clone.write(".git/objects/info/alternates", format!("{}\n", sample.path(".git/objects").display()));
    assert_eq!(clone.open().read(&first, "a.c", 100).unwrap(), Lookup::Found(b"x".to_vec()));

    sample.write("a.c", "y");
    let second = sample.commit();
    sample.git(&["replace", &first, &second]);
    assert_eq!(sample.git(&["show", &format!("{first}:a.c")]), "y");
    assert_eq!(sample.open().read(&first, "a.c", 100).unwrap(), Lookup::Found(b"x".to_vec()));
}

#[test]
fn what_a_filter_left_out_is_an_error_that_says_so() {
    let sample = Sample::of(&[("a.c", "one\n")]);
    let first = sample.git(&["rev-parse", "HEAD"]);
    let blob = sample.git(&["rev-parse", "HEAD:a.c"]);
    sample.write("a.c", "two\n");
    let second = sample.commit();
    sample.remove(&format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
    let repository = sample.open();
    let error = repository.read(&first, "a.c", 100).unwrap_err();
    assert!(matches!(error, CheckoutError::Missing { what: "file", .. }), "{error}");
    assert!(error.to_string().contains("check out without a filter"), "{error}");
    assert!(repository.changes(&first, &second, &crate::DiffLimits::default()).is_err());
}
