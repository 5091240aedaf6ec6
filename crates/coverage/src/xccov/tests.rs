use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Format, ProblemCode, ReadErrorCode};

fn file(path: &str, covered: u32, executable: u32) -> String {
    format!(
        r#"{{"coveredLines":{covered},"executableLines":{executable},"functions":[
            {{"coveredLines":{covered},"executableLines":{executable},"executionCount":{covered},"lineCoverage":0.5,"lineNumber":3,"name":"f()"}},
            {{"coveredLines":0,"executableLines":1,"executionCount":0,"lineCoverage":0,"lineNumber":9,"name":"g()"}}
        ],"lineCoverage":0.5,"name":"A.swift","path":"{path}"}}"#
    )
}

fn target(files: &str) -> String {
    format!(
        r#"{{"buildProductPath":"/b/App","coveredLines":1,"executableLines":2,"files":[{files}],"lineCoverage":0.5,"name":"App.app"}}"#
    )
}

fn whole(targets: &str, covered: u32, executable: u32) -> String {
    format!(
        r#"{{"coveredLines":{covered},"executableLines":{executable},"lineCoverage":0.5,"targets":[{targets}]}}"#
    )
}

#[test]
fn files_have_totals_functions_and_no_line() {
    let read = report(whole(&target(&file("/app/A.swift", 3, 4)), 3, 4));
    assert_eq!(read.format, Format::XccovJson);
    assert_eq!(short(&read.coverage.totals()), "line 3/4, function 1/2");
    assert_eq!(short(&read.claims), "line 3/4");
    assert!(only(&read.coverage).is_totals_only() && !read.claims_repeat);
}

#[test]
fn a_file_of_two_targets_counts_once() {
    let two = format!("{},{}", target(&file("/app/A.swift", 3, 4)), target(&file("/app/A.swift", 1, 4)));
    let read = report(whole(&two, 4, 8));
    assert_eq!(short(&read.coverage.totals()), "line 3/4, function 1/2");
    assert!(read.claims_repeat, "the report's own total counts it twice");
    assert_eq!(codes(&read), []);
    let differ = format!("{},{}", target(&file("/app/A.swift", 3, 4)), target(&file("/app/A.swift", 3, 9)));
    let read = report(whole(&differ, 6, 13));
    assert_eq!(short(&read.coverage.totals()), "line 3/9, function 1/2");
    assert_eq!(codes(&read), [ProblemCode::ConflictingSource]);
}

#[test]
fn broken_files_are_refused() {
    for broken in [
        r#"{"coveredLines":3,"executableLines":2,"path":"/a"}"#,
        r#"{"coveredLines":3,"path":"/a"}"#,
        r#"{"executableLines":3,"path":"/a"}"#,
        r#"{"coveredLines":1,"executableLines":2}"#,
        r#"{"coveredLines":-1,"executableLines":2,"path":"/a"}"#,
        r#"{"coveredLines":0.5,"executableLines":2,"path":"/a"}"#,
        r#"{"coveredLines":1,"executableLines":2,"path":"/a","functions":[{"name":"f"}]}"#,
    ] {
        assert_eq!(refusal(whole(&target(broken), 1, 2)).code, ReadErrorCode::Malformed, "{broken}");
    }
}

#[test]
fn a_part_of_a_report_is_refused() {
    assert_eq!(refusal(r#"{"coveredLines":1,"executableLines":2,"files":[]}"#).code, ReadErrorCode::Malformed);
    assert_eq!(refusal(r#"{"lineCoverage":1,"targets":{}}"#).code, ReadErrorCode::Malformed);
    assert!(report(whole("", 0, 0)).coverage.files.is_empty());
    assert_eq!(totals(whole(&target(""), 0, 0)), "");
}
