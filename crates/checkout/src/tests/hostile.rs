//! Repositories that nobody makes by accident.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::Sample;
use crate::{CheckoutError, DiffLimits, Lookup};

/// Writes an object that git would not.
fn object(sample: &Sample, kind: &str, bytes: &[u8]) -> String {
    let mut command = Command::new("git");
    command.arg("-C").arg(sample.root()).args(["hash-object", "-t", kind, "-w", "--literally", "--stdin"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn raw(id: &str) -> Vec<u8> {
    (0..id.len()).step_by(2).map(|at| u8::from_str_radix(&id[at..at + 2], 16).unwrap()).collect()
}

/// A tree of these entries: mode, name and object.
fn tree(sample: &Sample, entries: &[(&str, &[u8], &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, name, id) in entries {
        bytes.extend_from_slice(mode.as_bytes());
        bytes.push(b' ');
        bytes.extend_from_slice(name);
        bytes.push(0);
        bytes.extend(raw(id));
    }
    object(sample, "tree", &bytes)
}

fn commit(sample: &Sample, tree: &str) -> String {
    object(
        sample,
        "commit",
        format!("tree {tree}\nauthor A <a> 1 +0000\ncommitter A <a> 1 +0000\n\nx\n").as_bytes(),
    )
}

fn sample() -> (Sample, String, String) {
    let sample = Sample::of(&[("a", "1\n")]);
    let first = sample.git(&["rev-parse", "HEAD"]);
    let blob = sample.git(&["rev-parse", "HEAD:a"]);
    (sample, first, blob)
}

fn refused(sample: &Sample, from: &str, to: &str) -> CheckoutError {
    sample.open().changes(from, to, &DiffLimits::default()).unwrap_err()
}

#[test]
fn names_that_git_refuses_are_refused() {
    let (sample, first, blob) = sample();
    for name in [b"..".as_slice(), b".", b".git", b".GIT", b"x/../../y", b"/etc"] {
        let commit = commit(&sample, &tree(&sample, &[("100644", name, &blob)]));
        let error = refused(&sample, &first, &commit);
        assert!(matches!(error, CheckoutError::Path { .. }), "{error}");
    }
}

#[test]
fn a_name_that_is_not_utf_8_is_shown_as_far_as_it_is() {
    let (sample, first, blob) = sample();
    let commit = commit(&sample, &tree(&sample, &[("100644", b"\xff.py", &blob), ("100644", b"a", &blob)]));
    let found = sample.open().changes(&first, &commit, &DiffLimits::default()).unwrap();
    assert_eq!((found.files.len(), found.files[0].path.as_str()), (1, "\u{fffd}.py"));
}

#[test]
fn a_name_that_is_there_twice_is_an_error() {
    let (sample, first, blob) = sample();
    let commit = commit(&sample, &tree(&sample, &[("100644", b"x", &blob), ("100755", b"x", &blob)]));
    assert!(refused(&sample, &first, &commit).to_string().contains("twice"));
}

/// Sixteen folders, each of which holds the next one sixteen times, would be a million million folders.
#[test]
fn a_few_folders_that_hold_each_other_many_times_end_at_the_limit() {
    let (sample, first, blob) = sample();
    let mut inner = tree(&sample, &[("100644", b"x", &blob)]);
    let names: Vec<Vec<u8>> = (0..16).map(|number| format!("{number:02}").into_bytes()).collect();
    for _ in 0..16 {
        let entries: Vec<(&str, &[u8], &str)> =
            names.iter().map(|name| ("40000", name.as_slice(), inner.as_str())).collect();
        inner = tree(&sample, &entries);
    }
    let commit = commit(&sample, &inner);
    let limits = DiffLimits { files: 1000, folders: 1000, ..DiffLimits::default() };
    let error = sample.open().changes(&first, &commit, &limits).unwrap_err();
    assert!(matches!(error, CheckoutError::TooMuch { .. }), "{error}");
}

#[test]
fn folders_that_lie_too_deep_are_an_error() {
    let (sample, first, _) = sample();
    let deep = format!("{}x", "d/".repeat(2100));
    sample.import(&format!(
        "blob\nmark :1\ndata 2\ny\n\ncommit refs/heads/deep\nmark :2\ncommitter C <c> 1 +0000\ndata 1\nx\nM 100644 :1 {deep}\n\n"
    ));
    let commit = sample.marks()[&2].clone();
    let error = refused(&sample, &first, &commit);
    assert!(matches!(error, CheckoutError::TooMuch { what: "bytes in one path", .. }), "{error}");
    assert_eq!(sample.open().read(&commit, &deep, 10).unwrap(), Lookup::Found(b"y\n".to_vec()));
    assert_eq!(sample.open().read(&commit, &format!("{deep}/z"), 10).unwrap(), Lookup::Absent);
}

#[test]
fn objects_that_are_not_what_they_have_to_be_are_errors() {
    let (sample, first, blob) = sample();
    let wrong = commit(&sample, &blob);
    assert!(sample.open().read(&wrong, "a", 10).is_err());
    let cut = object(&sample, "tree", b"100644 a\0short");
    assert!(refused(&sample, &first, &commit(&sample, &cut)).to_string().contains("cannot be read"));
    let empty = object(&sample, "commit", b"");
    assert!(sample.open().read(&empty, "a", 10).is_err());
    let a_folder_as_file = tree(&sample, &[("100644", b"b", &sample.git(&["rev-parse", "HEAD^{tree}"]))]);
    assert!(
        refused(&sample, &first, &commit(&sample, &a_folder_as_file)).to_string().contains("it is no file")
    );
}

#[test]
fn a_pack_that_was_cut_off_is_an_error() {
    let (sample, first, _) = sample();
    sample.git(&["gc", "-q"]);
    let folder = sample.path(".git/objects/pack");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|end| end == "pack") {
            let bytes = std::fs::read(&path).unwrap();
            std::fs::remove_file(&path).unwrap();
            std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        }
    }
    assert!(sample.open().read(&first, "a", 10).is_err());
}

#[cfg(unix)]
#[test]
fn an_index_that_leads_out_of_the_workspace_is_refused() {
    let (sample, _, blob) = sample();
    sample.git(&["update-index", "--add", "--cacheinfo", &format!("100644,{blob},xx/secret")]);
    let mut index = std::fs::read(sample.path(".git/index")).unwrap();
    let at = index.windows(9).position(|window| window == b"xx/secret").unwrap();
    index[at..at + 2].copy_from_slice(b"..");
    // A checksum of zeros says that there is none.
    let end = index.len() - 20;
    index[end..].fill(0);
    sample.write(".git/index", index);
    let error = crate::open(sample.root()).unwrap_err();
    assert!(matches!(error, CheckoutError::Path { .. }), "{error:?}");
}
