//! A scan that broke off over a part says so somewhere in its report.

use super::{differ, ended};

const FINISHED: &str =
    "{\"level\":\"info-0\",\"logger\":\"trufflehog\",\"msg\":\"finished scanning\",\"chunks\":9}\n";
const RUNNING: &str = "{\"level\":\"info-0\",\"logger\":\"trufflehog\",\"msg\":\"running source\"}\n";

#[test]
fn trufflehog_says_in_its_log_that_it_ended() {
    differ(
        &format!("{RUNNING}{FINISHED}"),
        &[
            RUNNING,
            &format!("{RUNNING}panic: runtime error: index out of range\n{FINISHED}"),
            &format!("{RUNNING}{FINISHED}[signal SIGSEGV: segmentation violation]\n"),
            &format!("{{\"level\":\"fatal\",\"logger\":\"trufflehog\",\"msg\":\"cannot open\"}}\n{FINISHED}"),
            &format!("{{\"level\":\"ERROR\",\"logger\":\"trufflehog\",\"msg\":\"cannot read\"}}\n{FINISHED}"),
        ],
    );
    let finding = "{\"SourceMetadata\":{\"Data\":{\"Git\":{\"file\":\"a\",\"line\":4}}},\"DetectorName\":\"AWS\",\"Verified\":true,\"Raw\":\"x\"}\n";
    assert_eq!(ended(finding), "1", "findings without a log are what `--json` alone writes");
    assert_eq!(ended(&format!("{RUNNING}{finding}")), "incomplete");
}

#[test]
fn mypy_says_that_it_saw_every_file() {
    let error = "a.py: error: Source file found twice under different module names  [misc]\n";
    differ(
        &format!("{error}Found 1 error in 1 file (checked 2 source files)\n"),
        &[&format!("{error}Found 1 error in 1 file (errors prevented further checking)\n")],
    );
    let line = "{\"file\":\"a.py\",\"line\":1,\"message\":\"m\",\"hint\":null,\"code\":\"misc\",\"severity\":\"error\"}\n";
    differ(
        &format!("{line}{line}Found 2 errors in 1 file (checked 2 source files)\n"),
        &[&format!("{line}{line}Found 2 errors in 1 file (errors prevented further checking)\n")],
    );
}

#[test]
fn shellcheck_stops_at_what_it_cannot_parse() {
    let of = |code: u64| {
        format!(
            r#"{{"comments":[{{"file":"a","line":1,"endLine":1,"column":1,"endColumn":1,"level":"error","code":{code},"message":"m","fix":null}}]}}"#
        )
    };
    differ(&of(1090), &[&of(1070), &of(1071), &of(1072), &of(1073), &of(1088), &of(1089)]);
}
