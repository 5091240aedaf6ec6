//! What changed, beside `git diff -M -U0`.

use super::Sample;
use super::sample::{by_git, ours};
use crate::{Change, ChangeKind, CheckoutError, DiffLimits};

/// Lines from `first` to `last`.
pub(super) fn numbered(first: usize, last: usize) -> String {
    (first..=last).map(|number| format!("line {number} of many\n")).collect()
}

/// Commits once, edits, commits again, and asserts that both say the same.
fn as_git(before: &[(&str, &[u8])], edit: impl Fn(&Sample)) -> Vec<Change> {
    let sample = Sample::new(&[]);
    for (path, bytes) in before {
        sample.write(path, bytes);
    }
    let from = sample.commit();
    edit(&sample);
    let to = sample.commit();
    let found = ours(&sample, &from, &to);
    assert_eq!(found.files, by_git(&sample, &from, &[&to]));
    assert!(!found.renames_skipped);
    found.files
}

#[test]
fn added_changed_and_deleted_files_have_gits_lines() {
    let old = numbered(1, 40);
    let before: [(&str, &[u8]); 4] =
        [("src/a.py", old.as_bytes()), ("src/b.py", b"x\n"), ("c.py", b"y\n"), ("same.py", b"z\n")];
    let found = as_git(&before, |sample| {
        let new = numbered(1, 10) + "new\n" + &numbered(13, 30) + "changed\n" + &numbered(32, 40) + "last\n";
        sample.write("src/a.py", new);
        sample.remove("src/b.py");
        sample.write("src/new/d.py", "1\n2\n3\n");
        sample.write("c.py", "");
    });
    assert_eq!(found.len(), 4);
    let change = found.iter().find(|change| change.path == "src/a.py").unwrap();
    assert_eq!(change.added, [(11, 11), (30, 30), (40, 40)]);
}

#[test]
fn line_ends_and_last_lines_count_as_git_counts_them() {
    let before: [(&str, &[u8]); 5] = [
        ("ended", b"a\nb\n"),
        ("open", b"a\nb"),
        ("windows", b"a\r\nb\r\n"),
        ("mixed", b"a\r\nb\nc\r\n"),
        ("empty", b""),
    ];
    as_git(&before, |sample| {
        sample.write("ended", "a\nb");
        sample.write("open", "a\nb\nc");
        sample.write("windows", "a\nb\n");
        sample.write("mixed", "a\r\nb\r\nc\r\n");
        sample.write("empty", "\n");
    });
}

#[test]
fn a_rename_owes_what_it_changed_and_no_more() {
    let (one, two) = (numbered(1, 30), numbered(101, 130));
    let before: [(&str, &[u8]); 3] =
        [("a/one.py", one.as_bytes()), ("a/two.py", two.as_bytes()), ("three.py", b"1\n2\n3\n4\n")];
    let found = as_git(&before, |sample| {
        sample.git(&["mv", "a", "b"]);
        sample.write("b/two.py", numbered(101, 120) + "new\n" + &numbered(122, 130));
        sample.git(&["mv", "three.py", "four.py"]);
        sample.write("four.py", "1\n2\n5\n6\n7\n8\n9\n");
    });
    let kinds: Vec<_> = found.iter().map(|change| (change.path.as_str(), change.kind)).collect();
    let expected = [
        ("b/one.py", ChangeKind::Renamed),
        ("b/two.py", ChangeKind::Renamed),
        ("four.py", ChangeKind::Added),
        ("three.py", ChangeKind::Deleted),
    ];
    assert_eq!(kinds, expected);
    assert_eq!((&found[0].added, &found[0].was), (&Vec::new(), &Some("a/one.py".to_owned())));
    assert_eq!(found[1].added, [(21, 21)]);
}

#[test]
fn equal_files_are_paired_by_name_and_the_most_similar_first() {
    let (text, other) = (numbered(1, 30), numbered(1, 25));
    let before: [(&str, &[u8]); 5] = [
        ("x/a.py", text.as_bytes()),
        ("x/b.py", text.as_bytes()),
        ("x/c.py", text.as_bytes()),
        ("x/e.py", other.as_bytes()),
        ("x/empty.py", b""),
    ];
    as_git(&before, |sample| {
        for name in ["a", "b", "c", "e", "empty"] {
            sample.remove(&format!("x/{name}.py"));
        }
        sample.write("y/c.py", &text);
        sample.write("y/z.py", &text);
        sample.write("y/a.py", numbered(1, 24));
        sample.write("y/d.py", numbered(1, 20));
        sample.write("y/f.py", numbered(1, 28));
        sample.write("void.py", "");
    });
}

#[test]
fn binary_files_have_no_lines() {
    let found = as_git(&[("a.bin", b"\0\x01\x02"), ("b.py", b"text\n")], |sample| {
        sample.write("a.bin", b"\0\x01\x03");
        sample.write("b.py", b"text\nmore\0\n");
        sample.write("c.bin", b"\0new");
    });
    assert!(found.iter().all(|change| change.binary && change.added.is_empty()));
}

#[test]
fn a_pull_request_cannot_declare_its_code_binary() {
    let sample = Sample::of(&[("a.py", "x\n")]);
    let from = sample.git(&["rev-parse", "HEAD"]);
    sample.write("a.py", "x\ny\n");
    sample.write(".gitattributes", "*.py -diff\n");
    let to = sample.commit();
    assert!(by_git(&sample, &from, &[&to])[1].binary);
    let found = ours(&sample, &from, &to);
    assert_eq!((found.files[1].binary, found.files[1].added.as_slice()), (false, [(2, 2)].as_slice()));
}

#[cfg(unix)]
#[test]
fn modes_change_no_lines_and_links_and_submodules_are_other() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let found = as_git(&[("run.sh", b"x\n")], |sample| {
        std::fs::set_permissions(sample.path("run.sh"), std::fs::Permissions::from_mode(0o755)).unwrap();
    });
    assert_eq!((found[0].kind, found[0].added.len()), (ChangeKind::Modified, 0));

    let sample = Sample::of(&[("a.py", "1\n2\n"), ("b.py", "3\n"), ("target", "4\n")]);
    symlink("target", sample.path("link.py")).unwrap();
    let from = sample.commit();
    sample.remove("a.py");
    symlink("target", sample.path("a.py")).unwrap();
    sample.remove("link.py");
    sample.write("link.py", "5\n6\n");
    symlink("target", sample.path("new-link")).unwrap();
    sample.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{from},module")]);
    std::fs::create_dir(sample.path("module")).unwrap();
    let to = sample.commit();
    let found = ours(&sample, &from, &to).files;
    let shown: Vec<_> = found
        .iter()
        .map(|change| (change.path.as_str(), change.kind, &change.added[..], &change.removed[..]))
        .collect();
    let none: &[(u32, u32)] = &[];
    assert_eq!(
        shown,
        [
            ("a.py", ChangeKind::Other, none, &[(1, 2)][..]),
            ("link.py", ChangeKind::Other, &[(1, 2)][..], none),
            ("module", ChangeKind::Other, none, none),
            ("new-link", ChangeKind::Other, none, none),
        ]
    );
}

#[test]
fn a_file_that_becomes_a_folder_is_gone_and_its_files_are_new() {
    as_git(&[("a", b"1\n"), ("b/c", b"2\n"), ("b/d", b"9\n")], |sample| {
        sample.remove("a");
        sample.write("a/x", "3\n");
        std::fs::remove_dir_all(sample.path("b")).unwrap();
        sample.write("b", "4\n");
    });
}

#[test]
fn packed_deltas_give_the_same() {
    let sample = Sample::new(&[]);
    let mut commits = Vec::new();
    for version in 0..20 {
        sample.write("src/a.py", numbered(1, 300 + version) + &numbered(7 * version, 400));
        commits.push(sample.commit());
    }
    sample.git(&["repack", "-adfq", "--depth=50", "--window=50"]);
    for pair in commits.windows(2) {
        assert_eq!(ours(&sample, &pair[0], &pair[1]).files, by_git(&sample, &pair[0], &[&pair[1]]));
    }
}

#[test]
fn too_many_candidates_are_left_out_and_said_to_be() {
    let sample = Sample::new(&[]);
    for number in 0..4 {
        sample.write(&format!("old/{number}.py"), numbered(number * 100, number * 100 + 20));
    }
    let from = sample.commit();
    for number in 0..4 {
        sample.remove(&format!("old/{number}.py"));
        sample.write(&format!("new/x{number}.py"), numbered(number * 100, number * 100 + 19));
    }
    let to = sample.commit();
    let limits = |renames| DiffLimits { renames, ..DiffLimits::default() };
    let found = sample.open().changes(&from, &to, &limits(4)).unwrap();
    assert_eq!((found.files.len(), found.renames_skipped), (4, false));
    let found = sample.open().changes(&from, &to, &limits(3)).unwrap();
    assert_eq!((found.files.len(), found.renames_skipped), (8, true));
    let names = sample.git(&["diff", "-M", "-l3", "--name-status", &from, &to]);
    assert_eq!(names.lines().count(), 8, "{names}");
}

#[test]
fn what_is_too_large_is_not_looked_at_and_too_much_is_an_error() {
    let sample = Sample::of(&[("a.py", "1\n"), ("b.py", "2\n"), ("gone.py", "0123456789\n0123456789\n")]);
    let from = sample.git(&["rev-parse", "HEAD"]);
    sample.write("a.py", "1\n2\n3\n4\n5\n6\n");
    sample.write("b.py", "2\n3\n");
    sample.remove("gone.py");
    sample.write("new.py", "0123456789\n012345678\n");
    let to = sample.commit();
    let limits = DiffLimits { bytes: 11, ..DiffLimits::default() };
    let found = sample.open().changes(&from, &to, &limits).unwrap();
    let large: Vec<_> = found.files.iter().map(|change| (change.path.as_str(), change.too_large)).collect();
    assert_eq!(large, [("a.py", true), ("b.py", false), ("gone.py", true), ("new.py", true)]);
    assert!(found.renames_skipped);
    let limits = DiffLimits { files: 2, ..DiffLimits::default() };
    let error = sample.open().changes(&from, &to, &limits).unwrap_err();
    assert!(matches!(error, CheckoutError::TooMuch { what: "files that differ", most: 2 }), "{error}");
}

#[test]
fn odd_names_are_names() {
    let sample = Sample::of(&[("a", "1\n")]);
    let from = sample.git(&["rev-parse", "HEAD"]);
    for name in ["new\nline.py", "tab\t.py", "quote\".py", "ä ö.py", "-q.py"] {
        sample.write(name, "1\n2\n");
    }
    let to = sample.commit();
    let names: Vec<String> = ours(&sample, &from, &to).files.into_iter().map(|change| change.path).collect();
    assert_eq!(names, ["-q.py", "new\nline.py", "quote\".py", "tab\t.py", "ä ö.py"]);
}
