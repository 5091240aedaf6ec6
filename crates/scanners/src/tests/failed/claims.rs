//! What a report counts it lists: a count that is beyond the list, or no number, is no clean scan.

use super::{differ, ended};
use crate::{ErrorCode, Limits, convert};

#[test]
fn junit_lists_the_tests_failures_and_errors_that_it_counts() {
    let suite =
        |counts: &str, within: &str| format!("<testsuite {counts}><testcase name='a'/>{within}</testsuite>");
    let whole = suite("tests='1' failures='0' errors='0'", "");
    differ(
        &whole,
        &[
            &suite("tests='10' failures='0' errors='0'", ""),
            &suite("tests='1' failures='1' errors='0'", ""),
            &suite("tests='1' failures='0' errors='1'", ""),
            &suite("tests='1' failures='3.0'", ""),
            &suite("tests='-1'", ""),
            &suite("tests='1'", "<error message='collection failed'/>"),
            &suite("tests='1'", "<failure message='the suite could not end'/>"),
            &format!("<testsuites failures='3' errors='2'>{whole}</testsuites>"),
            &format!(
                "<testsuites><testsuite failures='3'>{whole}<testcase name='z'/></testsuite></testsuites>"
            ),
        ],
    );
    let nested = format!(
        "<testsuites tests='2'><testsuite tests='2'>{whole}<testcase name='z'/></testsuite></testsuites>"
    );
    assert_eq!(ended(&nested), "0", "a suite counts what the suites within it list");
}

#[test]
fn junit_holds_its_tests_in_suites() {
    let of = |name: &str| format!("<testsuites><{name}><testcase name='a'/></{name}></testsuites>");
    assert_eq!(
        ended(&format!("<testsuites><properties><a/></properties>{}</testsuites>", of("testsuite"))),
        "0"
    );
    let hidden = "<testcase name='b'><failure message='m'/></testcase>";
    assert_eq!(
        ended(&format!("<testsuite><testcase name='a'/><group>{hidden}</group></testsuite>")),
        "incomplete"
    );
}

#[test]
fn what_xml_has_once_is_there_once() {
    let odc = |list: &str| {
        format!("<analysis><scanInfo><engineVersion>9</engineVersion></scanInfo>{list}</analysis>")
    };
    let list = "<dependencies><dependency><fileName>a</fileName></dependency></dependencies>";
    assert_eq!((ended(&odc(list)).as_str(), ended(&odc(&list.repeat(2))).as_str()), ("0", "error"));
    let zap = |list: &str| format!("<OWASPZAPReport version='2'><site name='x'>{list}</site></OWASPZAPReport>");
    assert_eq!((ended(&zap("<alerts/>")).as_str(), ended(&zap("<alerts/><alerts/>")).as_str()), ("0", "error"));
    let bom = |list: &str| format!("<bom xmlns='http://cyclonedx.org/schema/bom/1.5'>{list}</bom>");
    let list = "<vulnerabilities/>";
    assert_eq!((ended(&bom(list)).as_str(), ended(&bom(&list.repeat(2))).as_str()), ("0", "error"));
}

#[test]
fn junit_of_pytest_counts_subtests_that_it_does_not_list() {
    let of = |name: &str| {
        format!("<testsuite name='{name}' tests='4' failures='0'><testcase name='a'/></testsuite>")
    };
    assert_eq!((ended(&of("pytest")).as_str(), ended(&of("other")).as_str()), ("0", "incomplete"));
}

#[test]
fn eslint_lists_the_messages_that_each_file_counts() {
    let of = |counts: &str, more: &str| {
        format!(
            r#"[{{"filePath":"/a.js","messages":[{{"ruleId":"x","severity":2,"message":"m"}}{more}],{counts}}}]"#
        )
    };
    differ(
        &of(r#""errorCount":1,"warningCount":0,"fatalErrorCount":0"#, ""),
        &[
            &of(r#""errorCount":5"#, ""),
            &of(r#""errorCount":1,"warningCount":1"#, ""),
            &of(r#""errorCount":1,"fatalErrorCount":1"#, ""),
            &of(r#""errorCount":"many""#, ""),
            &of(
                r#""errorCount":1,"warningCount":1"#,
                r#",{"ruleId":null,"severity":1,"message":"File ignored because of a matching ignore pattern."}"#,
            ),
        ],
    );
}

#[test]
fn trivy_lists_the_misconfigurations_that_a_target_counts() {
    let of = |failures: u64, status: &str| {
        format!(
            r#"{{"SchemaVersion":2,"ArtifactName":".","Results":[{{"Target":"Dockerfile","MisconfSummary":{{"Successes":1,"Failures":{failures}}},"Misconfigurations":[{{"ID":"DS1","Severity":"LOW","Status":"{status}"}}]}}]}}"#
        )
    };
    differ(&of(1, "FAIL"), &[&of(5, "FAIL"), &of(1, "PASS")]);
}

#[test]
fn trivy_holds_no_findings_that_nobody_reads() {
    let of = |more: &str| {
        format!(
            r#"{{"SchemaVersion":2,"ArtifactName":".","Results":[{{"Target":"x","Class":"custom"{more}}}]}}"#
        )
    };
    differ(
        &of(""),
        &[
            &of(r#","CustomResources":[{"Type":"x","Data":{"Severity":"CRITICAL"}}]"#),
            &of(r#","Malware":[{"ID":"M1","Severity":"CRITICAL"}]"#),
            &of(r#","Malware":{"M1":"CRITICAL"}"#),
        ],
    );
    let known =
        r#","CustomResources":[],"Malware":null,"Packages":[{"Name":"x"}],"MisconfSummary":{"Successes":1}"#;
    assert_eq!(ended(&of(known)), "0", "what is empty or no finding hides nothing");
}

#[test]
fn trivy_has_a_target_for_every_entry_of_a_list() {
    let text =
        r#"[{"Target":"x"},{"filePath":"/a.js","messages":[{"ruleId":"x","severity":2,"message":"m"}]}]"#;
    let error = convert(text.as_bytes(), &Limits::default(), None).unwrap_err();
    assert_eq!((error.code, error.place.as_deref()), (ErrorCode::Malformed, Some("[1].Target")));
}

#[test]
fn bandit_lists_the_findings_that_its_totals_count() {
    let of = |totals: &str| {
        format!(
            r#"{{"errors":[],"generated_at":"x","metrics":{{"_totals":{{{totals}}}}},"results":[{{"test_id":"B1","issue_text":"x","issue_severity":"HIGH","filename":"a.py","line_number":3}}]}}"#
        )
    };
    differ(
        &of(r#""loc":10,"SEVERITY.HIGH":1,"SEVERITY.LOW":0"#),
        &[
            &of(r#""loc":10,"SEVERITY.HIGH":3"#),
            &of(r#""loc":10,"SEVERITY.HIGH":1,"SEVERITY.LOW":7"#),
            &of(r#""loc":10,"SEVERITY.UNDEFINED":1"#),
            &of(r#""loc":10,"SEVERITY.HIGH":1.5"#),
        ],
    );
}

#[test]
fn bandit_counts_each_file_and_all_of_them_together() {
    let of = |metrics: &str| format!(r#"{{"errors":[],"generated_at":"x","metrics":{metrics},"results":[]}}"#);
    differ(
        &of(r#"{"_totals":{"loc":5,"SEVERITY.HIGH":0},"a.py":{"loc":5,"SEVERITY.HIGH":0}}"#),
        &[
            &of(r#"{"a.py":{"loc":5,"SEVERITY.HIGH":0}}"#),
            &of(r#"{"_totals":{"loc":5},"a.py":{"loc":5,"SEVERITY.HIGH":3}}"#),
            &of(r#"{"_totals":{"loc":5},"a.py":{"loc":5,"SEVERITY.HIGH":"many"}}"#),
            &of(r#"{"_totals":{"loc":5},"a.py":7}"#),
            &of(r#"{"_totals":[1]}"#),
            &of("{}"),
            &of("[1]"),
        ],
    );
    let high =
        r#"{"test_id":"B1","issue_text":"x","issue_severity":"HIGH","filename":"./a.py","line_number":3}"#;
    let listed = |file: &str| {
        let counts = format!(r#"{{"_totals":{{"SEVERITY.HIGH":1}},"{file}":{{"SEVERITY.HIGH":1}}}}"#);
        of(&counts).replace(r#""results":[]"#, &format!(r#""results":[{high}]"#))
    };
    differ(&listed("./a.py"), &[&listed("./b.py")]);
}

#[test]
fn npm_lists_the_packages_of_each_severity_that_it_counts() {
    let of = |counts: &str| {
        format!(
            r#"{{"auditReportVersion":2,"vulnerabilities":{{"a":{{"severity":"low","via":[{{"source":1,"severity":"low"}}]}}}},"metadata":{{"vulnerabilities":{{{counts}}}}}}}"#
        )
    };
    differ(
        &of(r#""low":1,"critical":0,"total":1"#),
        &[&of(r#""low":1,"critical":4,"total":1"#), &of(r#""low":2"#)],
    );
}

#[test]
fn npm_6_and_yarn_list_the_paths_of_each_severity_that_they_count() {
    let advisory =
        r#"{"id":1,"module_name":"m","severity":"low","findings":[{"version":"1","paths":["a>m","b>m"]}]}"#;
    let npm = |counts: &str| {
        format!(
            r#"{{"actions":[],"advisories":{{"1":{advisory}}},"metadata":{{"vulnerabilities":{{{counts}}}}}}}"#
        )
    };
    differ(
        &npm(r#""low":2,"critical":0"#),
        &[&npm(r#""low":2,"critical":1"#), &npm(r#""low":3"#), &npm(r#""low":"x""#)],
    );
    let yarn = |counts: &str| {
        format!(
            "{{\"type\":\"auditAdvisory\",\"data\":{{\"advisory\":{advisory}}}}}\n{{\"type\":\"auditSummary\",\"data\":{{\"vulnerabilities\":{{{counts}}}}}}}\n"
        )
    };
    differ(&yarn(r#""low":2"#), &[&yarn(r#""low":2,"high":3"#), &yarn(r#""low":3"#)]);
}

#[test]
fn safety_lists_the_vulnerabilities_that_it_counts() {
    let of = |meta: &str| {
        format!(
            r#"{{"report_meta":{{{meta}}},"vulnerabilities":[{{"vulnerability_id":"1","package_name":"x"}}],"ignored_vulnerabilities":[]}}"#
        )
    };
    differ(
        &of(r#""packages_found":3,"vulnerabilities_found":1,"vulnerabilities_ignored":0"#),
        &[
            &of(r#""packages_found":3,"vulnerabilities_found":9"#),
            &of(r#""packages_found":3,"vulnerabilities_found":1,"vulnerabilities_ignored":1"#),
        ],
    );
}

#[test]
fn snyk_lists_the_issues_that_it_counts() {
    let of = |more: &str, listed: &str| {
        format!(r#"{{"packageManager":"npm","dependencyCount":3,{more},"vulnerabilities":[{listed}]}}"#)
    };
    let issue = r#"{"id":"SNYK-1","packageName":"x","version":"1","severity":"low","title":"t"}"#;
    let ignored = format!(r#""ok":false,"filtered":{{"ignore":[{issue}]}}"#);
    differ(
        &of(r#""ok":false,"uniqueCount":1"#, issue),
        &[&of(r#""ok":false,"uniqueCount":7"#, issue), &of(r#""ok":false"#, ""), &of(&ignored, "")],
    );
    let code = |ok: bool| format!(r#"{{"ok":{ok},"infrastructureAsCodeIssues":[]}}"#);
    differ(&code(true), &[&code(false)]);
    assert_eq!(ended(&of(r#""infrastructureAsCodeIssues":[]"#, issue)), "1", "neither list hides the other");
}

#[test]
fn checkov_lists_the_files_that_it_counts_as_unparsed() {
    let of = |listed: &str, count: u64| {
        format!(
            r#"{{"check_type":"terraform","results":{{"failed_checks":[],"parsing_errors":{listed}}},"summary":{{"passed":1,"failed":0,"parsing_errors":{count}}}}}"#
        )
    };
    differ(&of("[]", 0), &[&of("[]", 4), &of("null", 1)]);
    assert_eq!(ended(&of(r#"{"a.tf":"x"}"#, 0)), "error", "a list of another type is never an empty one");
}

#[test]
fn trufflehog_prints_the_secrets_that_its_log_counts() {
    let of = |verified: u64, unverified: u64| {
        format!(
            "{{\"level\":\"info-0\",\"logger\":\"trufflehog\",\"msg\":\"finished scanning\",\"chunks\":9,\"verified_secrets\":{verified},\"unverified_secrets\":{unverified}}}\n"
        )
    };
    differ(&of(0, 0), &[&of(0, 9), &of(1, 0)]);
}
