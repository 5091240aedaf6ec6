use std::io::Read as _;

use super::*;

fn workspace(files: &[&str]) -> (tempfile::TempDir, Workspace) {
    let folder = tempfile::Builder::new().prefix("work [x]{y}").tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, file).unwrap();
    }
    let workspace = Workspace::new(folder.path().to_owned());
    (folder, workspace)
}

fn found(workspace: &Workspace, patterns: &[&str]) -> Vec<Vec<String>> {
    let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    let found = workspace.find("files", &patterns).unwrap();
    found.iter().map(|one| one.paths.iter().map(|path| workspace.shown(path)).collect()).collect()
}

fn complaint(workspace: &Workspace, pattern: &str) -> String {
    let error = workspace.find("files", &[pattern.to_owned()]).unwrap_err();
    error.downcast::<crate::InputError>().expect("a mistake of the caller").to_string()
}

#[test]
fn each_pattern_tells_what_it_found_in_order() {
    let (_folder, workspace) = workspace(&["b/x.xml", "a/x.xml", "a/deep/er/x.xml", "a/y.info"]);
    assert_eq!(
        found(&workspace, &["**/*.xml", "./a/*.info", "a/?.xml", "none/*.xml", "gone.xml"]),
        [vec!["a/deep/er/x.xml", "a/x.xml", "b/x.xml"], vec!["a/y.info"], vec!["a/x.xml"], vec![], vec![]]
    );
}

#[test]
fn a_star_stays_in_its_folder() {
    let (_folder, workspace) = workspace(&["a/x.xml", "a/b/x.xml"]);
    assert_eq!(found(&workspace, &["a/*.xml", "*/*/x.xml"]), [["a/x.xml"], ["a/b/x.xml"]]);
}

#[test]
fn a_line_with_an_exclamation_mark_takes_files_out() {
    let (_folder, workspace) = workspace(&["a/x.xml", "node_modules/p/x.xml"]);
    assert_eq!(found(&workspace, &["**/x.xml", "!**/node_modules/**"]), [["a/x.xml"]]);
}

#[test]
fn a_name_that_looks_like_a_pattern_is_found_as_it_stands() {
    let (_folder, workspace) = workspace(&["[a].xml", "a.xml"]);
    assert_eq!(found(&workspace, &["[a].xml"]), [["[a].xml"]]);
}

#[test]
fn git_and_our_own_evidence_are_not_looked_through() {
    let (_folder, workspace) = workspace(&[".git/x.json", ".releasegate/x.json", ".hidden/x.json"]);
    assert_eq!(found(&workspace, &["**/x.json"]), [[".hidden/x.json"]]);
}

/// A pattern that names the folder of evidence means it; one that only reaches it does not.
#[test]
fn evidence_is_found_by_patterns_that_begin_with_its_folder() {
    let files =
        [".releasegate/a.verdict.json", ".releasegate/.git/x.verdict.json", "sub/.releasegate/b.verdict.json"];
    let (_folder, workspace) = workspace(&files);
    for named in [".releasegate/*.verdict.json", "./.releasegate/**/*.verdict.json"] {
        assert_eq!(found(&workspace, &[named]), [[".releasegate/a.verdict.json"]], "{named}");
    }
    for reached in [
        "**/*.verdict.json",
        "*/*.verdict.json",
        ".release*/*.json",
        "{.releasegate,x}/*.json",
        "sub/.releasegate/*.json",
    ] {
        assert_eq!(found(&workspace, &[reached]), [[""; 0]], "{reached}");
    }
}

#[test]
fn what_is_spared_is_found_by_its_name_alone() {
    let (_folder, workspace) = workspace(&[".releasegate/own.verdict.json", ".releasegate/other.verdict.json"]);
    let workspace = workspace.sparing(&[".releasegate/own.verdict.json"]);
    let told = found(&workspace, &[".releasegate/*.json", ".releasegate/own.verdict.json"]);
    assert_eq!(told, [[".releasegate/other.verdict.json"], [".releasegate/own.verdict.json"]]);
}

#[test]
fn a_folder_or_a_broken_pattern_is_a_mistake_that_says_what_to_write() {
    let (_folder, workspace) = workspace(&["a/x.xml"]);
    assert_eq!(
        complaint(&workspace, "a"),
        "input `files`: `a` is a folder: name the files in it, such as `a/**/*.xml`"
    );
    assert!(complaint(&workspace, "a/{x").starts_with("input `files`: `a/{x` is not a pattern"));
}

#[test]
fn the_digest_is_that_of_the_whole_file_however_much_was_read() {
    let (_folder, workspace) = workspace(&["a.txt"]);
    let mut file = workspace.open(&workspace.root().join("a.txt")).unwrap();
    let mut some = [0; 2];
    file.read_exact(&mut some).unwrap();
    let expected = verdict::canonical::sha256_hex(b"a.txt");
    assert_eq!(file.finish().unwrap(), (expected, 5));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_workspace_is_refused() {
    use std::os::unix::fs::symlink;
    let (outside, _) = workspace(&["secret.xml"]);
    let (_folder, workspace) = workspace(&["real.xml"]);
    symlink(outside.path().join("secret.xml"), workspace.root().join("out.xml")).unwrap();
    symlink(outside.path(), workspace.root().join("folder")).unwrap();
    symlink("real.xml", workspace.root().join("in.xml")).unwrap();
    let open = |name: &str| workspace.open(&workspace.root().join(name)).map(drop);
    for name in ["out.xml", "folder/secret.xml"] {
        let error = format!("{:#}", open(name).unwrap_err());
        assert!(error.contains("leads out of the workspace"), "{error}");
    }
    assert!(open("in.xml").is_ok());
    // Named with `..` by whoever wrote the workflow, or types the command.
    let beside = outside.path().file_name().unwrap().to_string_lossy().into_owned();
    assert!(open(&format!("../{beside}/secret.xml")).is_ok());
    // A detour that comes back is still the workspace, and its links still are.
    assert!(open("none/../out.xml").is_err());
    // A folder that leads out of the workspace is not looked into.
    assert_eq!(found(&workspace, &["**/secret.xml"]), [[""; 0]]);
}

#[cfg(unix)]
#[test]
fn a_linked_folder_in_the_workspace_is_looked_into_and_a_loop_ends() {
    use std::os::unix::fs::symlink;
    let (_folder, workspace) = workspace(&["real/x.xml", "shards/1/x.xml"]);
    symlink("../real", workspace.root().join("shards/2")).unwrap();
    symlink("..", workspace.root().join("shards/loop")).unwrap();
    symlink("gone", workspace.root().join("shards/x.xml")).unwrap();
    let found = &found(&workspace, &["shards/*/x.xml", "shards/*.xml"]);
    assert_eq!(found[0], ["shards/1/x.xml", "shards/2/x.xml"]);
    // A link to nothing is found, so that reading it fails, and is not passed over.
    assert_eq!(found[1], ["shards/x.xml"]);
}

#[test]
fn an_exclusion_takes_out_the_file_that_bears_its_very_name() {
    let (_folder, workspace) = workspace(&["x[1].xml", "x1.xml"]);
    assert_eq!(found(&workspace, &["*.xml", "!x[1].xml"]), [[""; 0]]);
}

#[test]
fn a_pattern_that_would_grow_without_end_is_a_mistake() {
    let (_folder, workspace) = workspace(&[]);
    let deep = format!("{}b{}", "{a,".repeat(200), "}".repeat(200));
    assert!(complaint(&workspace, &deep).contains("more than 32 braces"));
    assert!(complaint(&workspace, &format!("*{}", "x".repeat(5000))).contains("4096 bytes"));
}

#[cfg(unix)]
#[test]
fn what_is_not_a_regular_file_is_refused() {
    let (_folder, workspace) = workspace(&[]);
    let error = workspace.open(Path::new("/dev/zero")).map(drop).unwrap_err();
    assert_eq!(format!("{error:#}"), "it is not a regular file");
}
