//! A scan that looked at nothing has found nothing: where a report tells, it is no clean one.

use super::{differ, ended};
use crate::{Format, Limits, convert_as};

#[test]
fn a_scan_of_no_code_is_not_clean() {
    let bandit = |loc: u64| {
        format!(r#"{{"errors":[],"generated_at":"x","metrics":{{"_totals":{{"loc":{loc}}}}},"results":[]}}"#)
    };
    differ(&bandit(9), &[&bandit(0)]);
    let semgrep = |scanned: &str| {
        format!(r#"{{"version":"1","errors":[],"paths":{{"scanned":[{scanned}]}},"results":[]}}"#)
    };
    differ(&semgrep(r#""a.py""#), &[&semgrep("")]);
    let pylint = |modules: u64| {
        format!(r#"{{"messages":[],"statistics":{{"messageTypeCount":{{}},"modulesLinted":{modules}}}}}"#)
    };
    differ(&pylint(1), &[&pylint(0)]);
    let clippy = |first: &str| format!("{first}{{\"reason\":\"build-finished\",\"success\":true}}\n");
    differ(&clippy("{\"reason\":\"compiler-artifact\"}\n"), &[&clippy("")]);
    let checkov = |resources: u64, passed: u64| {
        format!(
            r#"{{"check_type":"terraform","results":{{"failed_checks":[]}},"summary":{{"passed":{passed},"failed":0,"resource_count":{resources}}}}}"#
        )
    };
    differ(&checkov(1, 0), &[&checkov(0, 0)]);
    assert_eq!(ended(&checkov(0, 1)), "0", "a check that passed looked at something");
}

#[test]
fn an_empty_list_of_eslint_is_a_scan_of_no_file() {
    let read = convert_as(Format::Eslint, b"[]", &Limits::default(), None).unwrap();
    assert_eq!(read.incomplete.len(), 1);
}

#[test]
fn a_file_that_eslint_ignores_is_a_doubt_only_alone() {
    let ignored = r#"{"filePath":"/b.js","messages":[{"ruleId":null,"severity":1,"message":"File ignored because of a matching ignore pattern."}]}"#;
    let other = r#"{"filePath":"/a.js","messages":[]}"#;
    differ(&format!("[{other},{ignored}]"), &[&format!("[{ignored}]"), &format!("[{ignored},{ignored}]")]);
}

#[test]
fn checkov_may_leave_out_what_fails_nothing() {
    let of = |skipped: u64| {
        format!(
            r#"{{"check_type":"terraform","results":{{"failed_checks":[]}},"summary":{{"passed":7,"failed":0,"skipped":{skipped},"resource_count":2}}}}"#
        )
    };
    assert_eq!(
        (ended(&of(1)).as_str(), ended(&of(0).replace("\"failed\":0", "\"failed\":1")).as_str()),
        ("0", "error")
    );
}

#[test]
fn a_scan_of_no_package_is_not_clean() {
    let snyk = |count: u64| {
        format!(r#"{{"ok":true,"packageManager":"npm","dependencyCount":{count},"vulnerabilities":[]}}"#)
    };
    differ(&snyk(1), &[&snyk(0)]);
    let image = r#"{"ok":true,"packageManager":"deb","dependencyCount":0,"vulnerabilities":[],"applications":[{"vulnerabilities":[],"ok":true,"packageManager":"npm","dependencyCount":5}]}"#;
    assert_eq!(ended(image), "0", "an image may hold applications alone");
    let safety = |count: u64| format!(r#"{{"report_meta":{{"packages_found":{count}}},"vulnerabilities":[]}}"#);
    differ(&safety(1), &[&safety(0)]);
    let scan = |dependencies: &str| {
        format!(
            r#"{{"meta":{{"schema_version":"3.0"}},"scan_results":{{"projects":[{{"files":[{{"location":"r.txt","results":{{"dependencies":[{dependencies}]}}}}]}}]}}}}"#
        )
    };
    let none = r#"{"meta":{"schema_version":"3.0"},"scan_results":{"projects":[]}}"#;
    differ(&scan(r#"{"name":"x","specifications":[]}"#), &[&scan(""), none]);
    let pip = |list: &str| format!(r#"{{"dependencies":[{list}],"fixes":[]}}"#);
    differ(&pip(r#"{"name":"x","version":"1","vulns":[]}"#), &[&pip("")]);
    let odc = |list: &str| format!(r#"{{"scanInfo":{{"engineVersion":"9"}},"dependencies":[{list}]}}"#);
    differ(&odc(r#"{"fileName":"a.jar"}"#), &[&odc("")]);
}

#[test]
fn a_scan_with_no_rule_or_target_is_not_clean() {
    let golangci = |enabled: bool| {
        format!(r#"{{"Issues":null,"Report":{{"Linters":[{{"Name":"gosec","Enabled":{enabled}}}]}}}}"#)
    };
    differ(&golangci(true), &[&golangci(false)]);
    let secrets = |plugins: &str| {
        format!(r#"{{"version":"1.5.0","plugins_used":[{plugins}],"results":{{}},"generated_at":"x"}}"#)
    };
    differ(&secrets(r#"{"name":"AWSKeyDetector"}"#), &[&secrets("")]);
    let zap = |site: &str| format!(r#"{{"@programName":"ZAP","@version":"2","site":[{site}]}}"#);
    differ(&zap(r#"{"@name":"x","alerts":[]}"#), &[&zap("")]);
    let log = |chunks: u64| {
        format!(
            "{{\"level\":\"info-0\",\"logger\":\"trufflehog\",\"msg\":\"finished scanning\",\"chunks\":{chunks}}}\n"
        )
    };
    differ(&log(9), &[&log(0)]);
    let junit =
        |within: &str| format!("<testsuite tests='1'><testcase name='a'>{within}</testcase></testsuite>");
    differ(&junit(""), &[&junit("<skipped/>")]);
    assert_eq!(
        ended("<testsuite><testcase name='a'><skipped/></testcase><testcase name='b'/></testsuite>"),
        "0"
    );
}
