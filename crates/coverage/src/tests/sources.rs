//! Two files of one name, and one file of two names.

use crate::tests::{codes, only, refusal, report, short};
use crate::{Coverage, FileKey, Problem, ProblemCode};

fn xml(sources: &str, path: &str, hits: u8) -> String {
    format!(
        r#"<coverage><sources>{sources}</sources><class name="A" filename="{path}"><line number="1" hits="{hits}"/></class></coverage>"#
    )
}

fn source_of(sources: &str) -> Option<String> {
    only(&report(xml(sources, "a.py", 1)).coverage).source().map(str::to_owned)
}

fn merged(ours: impl AsRef<[u8]>, theirs: impl AsRef<[u8]>) -> Vec<Problem> {
    let (one, other) = (report(ours).coverage, report(theirs).coverage);
    let problems = one.clone().merge(other.clone());
    let swapped = other.clone().merge(one.clone());
    assert_eq!(problems, swapped, "the order of reports is nobody's choice");
    problems
}

fn kinds(problems: &[Problem]) -> Vec<ProblemCode> {
    problems.iter().map(|problem| problem.code).collect()
}

#[test]
fn the_single_source_of_a_report_is_known() {
    for (sources, expected) in [
        ("<source>/src/app</source>", Some("/src/app")),
        ("<source>\n  /src/app/ </source>", Some("/src/app")),
        (r"<source>C:\src\app\</source>", Some("C:/src/app")),
        ("<source>/a&amp;b&#47;c</source>", Some("/a&b/c")),
        ("<source><![CDATA[/a&b]]></source>", Some("/a&b")),
        ("<source>/</source>", Some("/")),
        ("<source/><source> </source><source>/a</source>", Some("/a")),
        ("<source>/a</source><source>/a/</source>", Some("/a")),
        ("<source>/a</source><source>/b</source>", None),
        ("<source>/a</source><source>/b</source><source>/a</source>", None),
        ("<source></source>", None),
        ("", None),
    ] {
        assert_eq!(source_of(sources).as_deref(), expected, "{sources}");
    }
    for bad in [format!("<source>{}</source>", "x".repeat(5000)), "<source>/a&#27;b</source>".to_owned()] {
        assert_eq!(refusal(xml(&bad, "a", 1)).code, crate::ReadErrorCode::Malformed, "{bad}");
    }
}

#[test]
fn an_absolute_path_needs_no_source() {
    for path in ["/src/a.py", r"C:\src\a.py", "https://raw.example.com/a.py"] {
        assert_eq!(only(&report(xml("<source>/b</source>", path, 1)).coverage).source(), None, "{path}");
    }
}

#[test]
fn one_path_in_two_sources_is_a_conflict() {
    let one = |source: &str| xml(&format!("<source>{source}</source>"), "a.py", 1);
    let problems = merged(one("/x/one"), one("/x/two"));
    assert_eq!(kinds(&problems), [ProblemCode::ConflictingSource]);
    let message = &problems[0].message;
    assert!(message.contains("`/x/one`") && message.contains("`/x/two`"), "{message}");
    assert_eq!(merged(one("/x/one"), one(r"\x\one\")), []);
    assert_eq!(merged(one("/x/one"), xml("", "a.py", 0)), [], "an unknown source contradicts none");
    let mut all = Coverage::default();
    for source in ["/b", "/c", "/a"] {
        all.merge(report(one(source)).coverage);
    }
    assert_eq!(only(&all).source(), Some("/a"), "whatever the order was");
}

#[test]
fn a_new_name_takes_the_place_of_the_source() {
    let mut all = Coverage::default();
    for (source, path, hits) in [("/x/one", "a.py", 1), ("/x", "one/a.py", 0), ("/x/two", "b.py", 1)] {
        all.merge(report(xml(&format!("<source>{source}</source>"), path, hits)).coverage);
    }
    let kept = FileKey::of("b.py");
    let problems = all.rekey(|key, file| {
        let source = file.source()?.strip_prefix("/x")?;
        (*key != kept).then(|| FileKey::of(format!("{source}/{}", key.path).trim_start_matches('/')))
    });
    assert_eq!(problems, []);
    let files: Vec<_> =
        all.files.iter().map(|(key, file)| (key.to_string(), file.source(), short(&file.counts()))).collect();
    assert_eq!(
        files,
        [
            ("b.py".to_owned(), Some("/x/two"), "line 1/1".to_owned()),
            ("one/a.py".to_owned(), None, "line 1/1".to_owned())
        ]
    );
}

#[test]
fn files_that_a_new_name_unites_are_compared() {
    let text = "SF:one/a\nDA:1,1\nend_of_record\nSF:two/a\nDA:2,1\nend_of_record\n";
    let mut coverage = report(text).coverage;
    let problems = coverage.rekey(|_, _| Some(FileKey::of("a")));
    assert_eq!(kinds(&problems), [ProblemCode::ConflictingSource]);
    assert_eq!(short(&only(&coverage).counts()), "line 2/2");
}

fn record(lines: &str) -> String {
    format!("SF:a\n{lines}end_of_record\n")
}

#[test]
fn lines_that_each_report_has_alone_are_two_sources() {
    for (ours, theirs, expected) in [
        ("DA:1,1\nDA:2,1\n", "DA:2,0\nDA:3,1\n", Some(ProblemCode::ConflictingSource)),
        ("DA:1,1\nDA:2,1\n", "DA:2,0\n", Some(ProblemCode::LinesDiffer)),
        ("DA:1,1\n", "", Some(ProblemCode::LinesDiffer)),
        ("DA:1,1\nDA:2,1\n", "DA:1,0\nDA:2,0\n", None),
        ("", "", None),
    ] {
        let found = kinds(&merged(record(ours), record(theirs)));
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{ours}{theirs}");
    }
}

#[test]
fn functions_that_each_report_has_alone_are_two_sources() {
    for (ours, theirs, expected) in [
        ("FN:1,f\n", "FN:1,g\n", Some(ProblemCode::ConflictingSource)),
        ("FN:1,f\nFN:2,g\n", "FN:1,f\n", Some(ProblemCode::LinesDiffer)),
        ("FN:1,f\n", "FNF:0\n", Some(ProblemCode::LinesDiffer)),
        ("FN:1,f\n", "", None),
        ("FN:1,f\nFNDA:1,f\n", "FN:1,f\nFNDA:0,f\n", None),
        // By name: a line may move with a blank one.
        ("FN:1,f\n", "FN:2,f\n", None),
        ("FN:1,f\nFN:5,f\n", "FN:1,f\n", None),
        ("FNL:0,1\nFNA:0,1,f<int>\n", "FNL:0,1\nFNA:0,1,f<char>\n", None),
        ("FNL:0,1\nFNA:0,1,f\n", "FNL:0,2\nFNA:0,1,f\n", Some(ProblemCode::ConflictingSource)),
        // Names of two kinds cannot be compared.
        ("FNL:0,1\nFNA:0,1,f\n", "FN:1,f\n", None),
    ] {
        let found = kinds(&merged(record(ours), record(theirs)));
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{ours}{theirs}");
    }
    let class = |method: &str| {
        format!(
            r#"<coverage><class name="A" filename="a"><method name="{method}"><line number="1" hits="1"/></method></class></coverage>"#
        )
    };
    assert_eq!(kinds(&merged(class("f"), class("g"))), [ProblemCode::ConflictingSource]);
    assert_eq!(merged(class("f"), class("f")), []);
    assert_eq!(merged(class("f"), record("DA:1,1\nFN:1,f\n")), [], "formats name functions in their own ways");
}

#[test]
fn records_of_one_tracefile_are_a_plain_union() {
    let text = format!("{}{}", record("DA:1,1\nFN:1,f\n"), record("DA:2,1\nFN:2,g\n"));
    assert_eq!(codes(&report(text)), []);
}
