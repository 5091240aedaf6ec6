use super::*;

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    folder
}

/// The text of a file, where git tracks `tracked`, or there is no repository.
fn read(folder: &Path, tracked: Option<&[&str]>, path: &str) -> Result<String, String> {
    let workspace = Workspace::new(folder.to_owned());
    let repository = tracked.map(|tracked| Repository {
        tracked: tracked.iter().map(|path| (*path).to_owned()).collect(),
        ..Repository::default()
    });
    let sources = Sources { workspace: &workspace, repository: repository.as_ref(), judged: None };
    sources.read(path).map(|text| text.text)
}

#[test]
fn a_tracked_file_is_read_and_its_mark_left_out() {
    let folder = folder(&[("src/a.py", b"\xef\xbb\xbfx = 1\n")]);
    assert_eq!(read(folder.path(), Some(&["src/a.py"]), "src/a.py").unwrap(), "x = 1\n");
}

#[test]
fn what_git_does_not_track_is_not_shown() {
    let folder = folder(&[("secret.txt", b"x"), (".git/config", b"token"), (".env", b"x")]);
    for path in ["secret.txt", ".git/config", ".env"] {
        assert_eq!(read(folder.path(), Some(&["src/a.py"]), path).unwrap_err(), "git does not track it");
    }
}

#[test]
fn without_a_repository_nothing_hidden_is_shown() {
    let folder = folder(&[("a.py", b"x"), (".git/config", b"token"), (".env", b"x"), ("a/.b/c", b"x")]);
    assert_eq!(read(folder.path(), None, "a.py").unwrap(), "x");
    for path in [".git/config", ".env", "a/.b/c"] {
        assert!(read(folder.path(), None, path).unwrap_err().contains("hidden"), "{path}");
    }
}

#[test]
fn nothing_outside_of_the_workspace_is_shown() {
    let outer = folder(&[("secret", b"x"), ("workspace/a.py", b"x")]);
    let workspace = outer.path().join("workspace");
    let absolute = outer.path().join("secret").to_string_lossy().into_owned();
    for path in ["../secret", "a/../../secret", "C:/secret", "file://secret", "", absolute.as_str()] {
        for tracked in [None, Some([path].as_slice())] {
            let error = read(&workspace, tracked, path).unwrap_err();
            assert_eq!(error, "it does not lie in the workspace", "{path}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_shows_only_what_may_be_shown_by_its_own_name() {
    use std::os::unix::fs::symlink;
    let outer = folder(&[("secret", b"x"), ("w/.git/config", b"token"), ("w/lib/a.py", b"x")]);
    let workspace = outer.path().join("w");
    symlink(outer.path().join("secret"), workspace.join("out.py")).unwrap();
    symlink(workspace.join(".git"), workspace.join("src")).unwrap();
    symlink(workspace.join("lib"), workspace.join("same")).unwrap();
    let out = |tracked| read(&workspace, tracked, "out.py").unwrap_err();
    assert_eq!(out(None), "it is a link that leads out of the workspace");
    assert_eq!(out(Some(["out.py"].as_slice())), "it is a link that leads out of the workspace");
    assert!(read(&workspace, None, "src/config").unwrap_err().contains("hidden"));
    let tracked: &[&str] = &["lib/a.py", "same/a.py", "src/config"];
    assert_eq!(read(&workspace, Some(tracked), "src/config").unwrap_err(), "git does not track it");
    assert_eq!(read(&workspace, Some(tracked), "same/a.py").unwrap(), "x");
}

#[test]
fn only_text_of_a_size_that_people_read_is_shown() {
    let large = vec![b'x'; 2 * 1024 * 1024 + 1];
    let folder =
        folder(&[("large", &large), ("binary", b"a\0b"), ("latin1", b"caf\xe9"), ("fits", &large[1..])]);
    let all: &[&str] = &["binary", "fits", "folder", "gone", "large", "latin1"];
    let read = |path| read(folder.path(), Some(all), path);
    assert_eq!(read("large").unwrap_err(), "it is larger than 2 MiB");
    assert_eq!(read("binary").unwrap_err(), "it is no text");
    assert_eq!(read("latin1").unwrap(), "caf\u{fffd}");
    assert_eq!(read("fits").unwrap().len(), 2 * 1024 * 1024);
    assert_eq!(read("gone").unwrap_err(), "it is not in the workspace");
    std::fs::create_dir(folder.path().join("folder")).unwrap();
    assert!(read("folder").unwrap_err().contains("not a regular file"));
}
