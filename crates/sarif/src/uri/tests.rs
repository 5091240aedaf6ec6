use super::{NoPath, Places, path_of, resolve};
use crate::result::ResultView;
use crate::run::RunView;

fn places(roots: &[String]) -> Places<'_> {
    Places { roots, has: None }
}

fn path(uri: &str) -> Result<String, NoPath> {
    let roots = ["/w/repo".to_owned(), r"C:\w\repo\".to_owned()];
    path_of(uri, &places(&roots)).map(|path| path.as_str().to_owned())
}

#[test]
fn relative_paths_in_the_ways_tools_write_them() {
    for (uri, expected) in [
        ("src/File.py", "src/File.py"),
        ("./src//a.py", "src/a.py"),
        (r"src\main.c", "src/main.c"),
        ("a%20b/%C3%A4.py", "a b/ä.py"),
        ("a b/ä.py", "a b/ä.py"),
        ("100%/x%zz.py", "100%/x%zz.py"),
        ("C%23/x.cs", "C#/x.cs"),
        ("C#/x.cs", "C#/x.cs"),
        ("file:src/a.py", "src/a.py"),
        ("Module/File557.PY", "Module/File557.PY"),
    ] {
        assert_eq!(path(uri).as_deref(), Ok(expected), "{uri}");
    }
}

#[test]
fn absolute_paths_below_a_root() {
    for (uri, expected) in [
        ("/w/repo/src/a.py", "src/a.py"),
        ("file:///w/repo/src/a%20b.py", "src/a b.py"),
        ("file:/w/repo/a.py", "a.py"),
        ("file://localhost/w/repo/a.py", "a.py"),
        (r"C:\w\repo\src\a.cs", "src/a.cs"),
        ("c:/w/repo/src/a.cs", "src/a.cs"),
        ("file:///C:/w/repo/src/a.cs", "src/a.cs"),
        ("file:///c%3A/w/repo/a.cs", "a.cs"),
        ("file://C:/w/repo/a.cs", "a.cs"),
        ("/home/runner/work/r/r/src/a.py", "src/a.py"),
        (r"D:\a\r\r\src\a.cs", "src/a.cs"),
        ("/github/workspace/src/a.py", "src/a.py"),
        ("/__w/r/r/a.py", "a.py"),
    ] {
        assert_eq!(path(uri).as_deref(), Ok(expected), "{uri}");
    }
}

#[test]
fn what_leads_to_no_path_says_why() {
    for (uri, reason) in [
        ("", NoPath::Missing),
        (".", NoPath::Missing),
        ("/w/repo", NoPath::Outside),
        ("/w/repository/a.py", NoPath::Outside),
        ("/etc/passwd", NoPath::Outside),
        ("/home/runner/work/a/b/c.py", NoPath::Outside),
        (r"D:\w\repo\a.cs", NoPath::Outside),
        ("https://example.org/a.py", NoPath::ForeignScheme),
        ("docker://alpine", NoPath::ForeignScheme),
        ("alpine:3.18", NoPath::ForeignScheme),
        ("pkg:npm/x@1", NoPath::ForeignScheme),
        ("file://host/share/a.py", NoPath::ForeignHost),
        ("file:////host/share", NoPath::ForeignHost),
        ("//host/share", NoPath::ForeignHost),
        (r"\\host\share", NoPath::ForeignHost),
        ("a%00b", NoPath::Unreadable),
        ("a%5cb", NoPath::Unreadable),
        ("a%FFb", NoPath::Unreadable),
        ("a\nb", NoPath::Unreadable),
    ] {
        assert_eq!(path(uri), Err(reason), "{uri}");
    }
    assert_eq!(path(&"a/".repeat(9000)), Err(NoPath::Unreadable));
}

#[test]
fn trap_4_no_way_out_of_the_checkout() {
    for uri in [
        "../../etc/passwd",
        "a/../b",
        "%2e%2e%2fetc",
        "..%2fetc",
        "..%5cetc",
        r"..\etc",
        "/w/repo/../x",
        "/w/repo/a/%2e%2e/x",
        "file:///w/repo/../x",
        "C:..",
        "C:a",
        r"C:\w\repo\..\x",
        "file:../x",
    ] {
        assert_eq!(path(uri), Err(NoPath::Escapes), "{uri}");
    }
}

#[test]
fn containers_folders_are_taken_off_only_if_the_repository_has_the_file() {
    let has = |path: &str| path == "src/a.py" || path == "a.py";
    let known = Places { roots: &[], has: Some(&has) };
    let path = |uri: &str| path_of(uri, &known).map(|path| path.as_str().to_owned());
    assert_eq!(path("/src/a.py").as_deref(), Ok("a.py"));
    assert_eq!(path("/app/src/a.py").as_deref(), Ok("src/a.py"));
    assert_eq!(path("/a.py").as_deref(), Ok("a.py"));
    assert_eq!(path("/app/other.py"), Err(NoPath::Outside));
    assert_eq!(path_of("/app/src/a.py", &places(&[])), Err(NoPath::Outside));
}

fn resolved(bases: &str, location: &str) -> Result<String, NoPath> {
    let run = format!(
        r#"{{"originalUriBaseIds":{bases},"artifacts":[{{"location":{{"uri":"x.py","uriBaseId":"SRC"}}}},{{"location":{{"index":0}}}},{{}}]}}"#
    );
    let result = format!(r#"{{"locations":[{{"physicalLocation":{{"artifactLocation":{location}}}}}]}}"#);
    let roots = ["/w/repo".to_owned()];
    let run = RunView::parse(&run).unwrap();
    let place = ResultView::read(&result).unwrap();
    resolve(&run, &place.place(), &places(&roots)).map(|path| path.as_str().to_owned())
}

#[test]
fn bases_stand_on_each_other() {
    let bases = r#"{"ROOT":{"uri":"file:///w/repo/"},"SRC":{"uri":"src/","uriBaseId":"ROOT"},"BARE":{},"ABS":{"uri":"file:///w/repo/x"}}"#;
    let of = |location: &str| resolved(bases, location);
    assert_eq!(of(r#"{"uri":"a.py","uriBaseId":"SRC"}"#).as_deref(), Ok("src/a.py"));
    assert_eq!(of(r#"{"uri":"a.py","uriBaseId":"ABS"}"#).as_deref(), Ok("x/a.py"));
    assert_eq!(of(r#"{"uri":"a.py","uriBaseId":"BARE"}"#).as_deref(), Ok("a.py"));
    assert_eq!(of(r#"{"uri":"a.py","uriBaseId":"%SRCROOT%"}"#).as_deref(), Ok("a.py"));
    assert_eq!(of(r#"{"uri":"/w/repo/b.py","uriBaseId":"SRC"}"#).as_deref(), Ok("b.py"));
    assert_eq!(of(r#"{"index":0}"#).as_deref(), Ok("src/x.py"));
    assert_eq!(of(r#"{"index":1}"#), Err(NoPath::DanglingArtifact));
    assert_eq!(of(r#"{"index":2}"#), Err(NoPath::Missing));
    assert_eq!(of(r#"{"index":9}"#), Err(NoPath::DanglingArtifact));
    assert_eq!(of(r#"{"uriBaseId":"SRC"}"#), Err(NoPath::Missing));
    assert_eq!(of(r#"{"uri":"../a.py","uriBaseId":"SRC"}"#), Err(NoPath::Escapes));
}

#[test]
fn trap_3_bases_in_a_circle_end() {
    let bases =
        r#"{"A":{"uri":"a/","uriBaseId":"B"},"B":{"uri":"b/","uriBaseId":"A"},"SRC":{"uriBaseId":"SRC"}}"#;
    assert_eq!(resolved(bases, r#"{"uri":"x","uriBaseId":"A"}"#), Err(NoPath::BaseLoop));
    assert_eq!(resolved(bases, r#"{"uri":"x","uriBaseId":"SRC"}"#), Err(NoPath::BaseLoop));
}

#[test]
fn a_path_is_written_as_a_uri_and_read_again() {
    for path in ["a b/ä#?%.py", "plain-1_2~3.rs", "a:b/c", "x@y/+z"] {
        let uri = super::RepositoryPath::new(path).unwrap().to_uri();
        assert!(!uri.contains([' ', '#', '?', ':']), "{uri}");
        assert_eq!(path_of(&uri, &places(&[])).unwrap().as_str(), path);
    }
}
