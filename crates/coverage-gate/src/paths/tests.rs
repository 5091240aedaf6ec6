use coverage::{Coverage, FileKey, Limits};
use proptest::prelude::*;

use super::*;
use crate::repository::GoModule;

fn repository(tracked: &[&str]) -> Repository {
    let mut tracked: Vec<String> = tracked.iter().map(|path| (*path).to_owned()).collect();
    tracked.sort();
    Repository { tracked, ..Repository::default() }
}

fn named(repository: Option<&Repository>, map: &[&str], path: &str, sources: &[&str]) -> Named {
    let lines: Vec<String> = map.iter().map(|line| (*line).to_owned()).collect();
    let map = PathMap::parse(&lines).unwrap();
    Mapper::new(Path::new("/w/app"), &map, repository).name(path, sources)
}

/// The name and how it was found.
fn at(tracked: &[&str], path: &str, sources: &[&str]) -> (String, How) {
    let found = named(Some(&repository(tracked)), &[], path, sources);
    (found.path, found.how)
}

fn is(path: &str, how: How) -> (String, How) {
    (path.to_owned(), how)
}

#[test]
fn without_a_repository_only_the_report_says_where_a_file_lies() {
    for (path, sources, name, how) in [
        ("/w/app/src/a.py", &[][..], "src/a.py", How::Prefix),
        ("price.py", &["/w/app/shop"], "shop/price.py", How::Source),
        ("price.py", &["/w/app/shop/."], "shop/price.py", How::Source),
        ("price.py", &["/w/app/lib/../shop"], "shop/price.py", How::Source),
        ("price.py", &["file:///w/app/shop"], "shop/price.py", How::Source),
        ("../lib/x.py", &["/w/app/src"], "lib/x.py", How::Source),
        ("price.py", &["/w/app/a", "/w/app/b"], "price.py", How::AsIs),
        ("a.py", &["/elsewhere"], "a.py", How::AsIs),
        ("a.py", &["src"], "a.py", How::AsIs),
        ("/w/application/a.py", &[], "/w/application/a.py", How::AsIs),
        ("/home/runner/work/x/x/a.py", &[], "/home/runner/work/x/x/a.py", How::AsIs),
        ("/w/app/../a.py", &[], "/w/app/../a.py", How::AsIs),
        ("/w/app", &[], "/w/app", How::AsIs),
    ] {
        let found = named(None, &[], path, sources);
        assert_eq!((found.path.as_str(), found.how), (name, how), "{path} {sources:?}");
    }
    assert_eq!(named(None, &["/app => ."], "/app/a.py", &[]).how, How::Map);
}

#[test]
fn a_tracked_path_is_its_own_name() {
    let tracked = ["a.py", "src/a.py", "shop/a.py"];
    assert_eq!(at(&tracked, "src/a.py", &[]), is("src/a.py", How::AsIs));
    assert_eq!(at(&tracked, "a.py", &["."]), is("a.py", How::AsIs));
    assert_eq!(at(&tracked, "src/a.py", &["/w/app"]), is("src/a.py", How::AsIs));
}

#[test]
fn sources_say_where_a_relative_path_lies() {
    let tracked = ["a.py", "src/a.py", "shop/b.py"];
    assert_eq!(at(&tracked, "a.py", &["/w/app/src"]), is("src/a.py", How::Source));
    assert_eq!(at(&tracked, "a.py", &["src"]), is("src/a.py", How::Source));
    assert_eq!(at(&tracked, "b.py", &["/w/app/src", "/w/app/shop"]), is("shop/b.py", How::Source));
    assert_eq!(at(&tracked, "a.py", &["/home/runner/work/x/x/src"]), is("src/a.py", How::Source));
    assert_eq!(at(&["a/x.py", "b/x.py"], "x.py", &["/w/app/a", "/w/app/b"]).1, How::Ambiguous);
}

#[test]
fn checkouts_containers_and_windows() {
    let tracked = ["main.go", "src/a.cs", "src/deep/b.cs"];
    for path in ["/w/app/src/a.cs", "/home/runner/work/x/x/src/a.cs", "D:/a/x/x/src/a.cs", "/__w/x/x/src/a.cs"]
    {
        assert_eq!(at(&tracked, path, &[]), is("src/a.cs", How::Prefix), "{path}");
    }
    for path in
        ["C:/build/src/a.cs", "/app/src/a.cs", "/_/src/a.cs", "https://raw.example.com/o/r/c0ffee/src/a.cs"]
    {
        assert_eq!(at(&tracked, path, &[]), is("src/a.cs", How::Suffix), "{path}");
    }
    assert_eq!(at(&tracked, "deep/b.cs", &["/app/src"]), is("src/deep/b.cs", How::Suffix));
}

#[test]
fn packages_are_found_by_their_end() {
    let java = "shop/src/main/java/com/acme/Price.java";
    assert_eq!(at(&[java], "com/acme/Price.java", &[]), is(java, How::Suffix));
    let found = named(
        Some(&repository(&[java, "old/src/main/java/com/acme/Price.java"])),
        &[],
        "com/acme/Price.java",
        &[],
    );
    assert_eq!((found.path.as_str(), found.how), ("com/acme/Price.java", How::Ambiguous));
    assert_eq!(found.candidates, ["old/src/main/java/com/acme/Price.java", java]);
}

#[test]
fn import_paths_of_go_lie_in_the_innermost_module() {
    let mut repository = repository(&["go.mod", "price.go", "tools/go.mod", "tools/gen/a.go", "v2/price.go"]);
    let module = |name: &str, folder: &str| GoModule { name: name.into(), folder: folder.into() };
    repository.modules = vec![module("example.com/shop/gen", "tools"), module("example.com/shop", "")];
    let name = |path: &str| named(Some(&repository), &[], path, &[]);
    assert_eq!(
        (name("example.com/shop/price.go").path.as_str(), name("example.com/shop/price.go").how),
        ("price.go", How::Module)
    );
    assert_eq!(name("example.com/shop/gen/gen/a.go").path, "tools/gen/a.go");
    assert_eq!(name("example.com/shopping/price.go").how, How::Untracked);
}

#[test]
fn what_the_user_says_comes_first_and_is_not_bent() {
    let tracked = repository(&["src/a.py", "lib/a.py"]);
    let map = ["/app => lib"];
    assert_eq!(named(Some(&tracked), &map, "/app/a.py", &[]).path, "lib/a.py");
    assert_eq!(named(Some(&tracked), &map, "a.py", &["/app"]).path, "lib/a.py");
    let lost = named(Some(&tracked), &map, "/app/src/a.py", &[]);
    assert_eq!((lost.path.as_str(), lost.how), ("lib/src/a.py", How::Untracked));
}

#[test]
fn nothing_is_guessed() {
    for (tracked, path, sources, how) in [
        (&["src/a.py"][..], "src/A.py", &[][..], How::OtherCase),
        (&["src/a.py"], "/app/SRC/a.py", &[], How::OtherCase),
        (&["index.js"], "/app/node_modules/left-pad/index.js", &[], How::Untracked),
        (&["stdio.h"], "/usr/include/stdio.h", &[], How::Untracked),
        (&["src/a.py", "x/src/a.py"], "/b/x/src/a.py", &[], How::Ambiguous),
        (&["a.py"], "src/a.py", &["/app"], How::Untracked),
        (&["src/main/kotlin/shop/Price.kt"], "com/acme/shop/Price.kt", &[], How::Untracked),
        (&["src/ab.py"], "b.py", &[], How::Untracked),
    ] {
        let found = named(Some(&repository(tracked)), &[], path, sources);
        assert_eq!((found.path.as_str(), found.how), (path, how), "{path} {:?}", found.candidates);
    }
    let generated = named(Some(&repository(&["a.c"])), &[], "/w/app/build/gen.c", &[]);
    assert_eq!((generated.path.as_str(), generated.how), ("build/gen.c", How::Untracked));
}

fn coverage(paths: &[String]) -> Coverage {
    let records: String = paths.iter().map(|path| format!("SF:{path}\nDA:1,1\nend_of_record\n")).collect();
    coverage::read(&mut records.as_bytes(), &Limits::default()).unwrap().coverage
}

#[test]
fn two_files_of_one_report_never_become_one() {
    let tracked = repository(&["src/a.c"]);
    let map = PathMap::default();
    let mapper = Mapper::new(Path::new("/w/app"), &map, Some(&tracked));
    let mut one = coverage(&["/w/app/src/a.c".to_owned(), "/other/src/a.c".to_owned()]);
    let mut names = Names::default();
    let problems = names.relate(&mut one, &mapper);
    assert_eq!(
        problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
        [coverage::ProblemCode::ConflictingSource]
    );
    let kept: Vec<&str> = one.files.keys().map(|key| key.path.as_str()).collect();
    assert_eq!(kept, ["/other/src/a.c", "/w/app/src/a.c"]);
    assert_eq!(names.origin(&FileKey::of("/other/src/a.c")).how, How::Shared);
}

proptest! {
    #[test]
    fn mapping_loses_no_file_and_says_so_where_it_would(
        tracked in proptest::collection::btree_set("([ab]/){0,2}[xyX]", 0..6),
        paths in proptest::collection::btree_set("(/w/app/|/c/|C:/|)([ab]/){0,3}[xyX]", 1..8),
        rule in proptest::option::of("(/c|a|[.]) => ([.]|b)"),
    ) {
        let repository = Repository { tracked: tracked.into_iter().collect(), ..Repository::default() };
        let map = PathMap::parse(&rule.into_iter().collect::<Vec<_>>()).unwrap();
        let before = coverage(&paths.into_iter().collect::<Vec<_>>());
        for repository in [None, Some(&repository)] {
            let mapper = Mapper::new(Path::new("/w/app"), &map, repository);
            let (mut after, mut names) = (before.clone(), Names::default());
            let problems = names.relate(&mut after, &mapper);
            prop_assert_eq!(before.files.len(), after.files.len());
            let shared = after.files.keys().any(|key| names.origin(key).how == How::Shared);
            prop_assert_eq!(shared, !problems.is_empty());
            for key in after.files.keys() {
                let how = names.origin(key).how;
                if let Some(repository) = repository {
                    prop_assert!(!how.is_mapped() || repository.tracks(&key.path), "{key} {how:?}");
                }
            }
            // A second report of the same files changes nothing.
            let (mut again, first) = (before.clone(), after.clone());
            names.relate(&mut again, &mapper);
            prop_assert_eq!(again, first);
        }
    }
}
