//! Reports of scans that failed, broke off, looked at nothing, or count findings and list none: none of them is a clean scan.

mod broken_off;
mod claims;
mod nothing;

use crate::{Limits, convert};

/// What a report ends as: `error`, `incomplete`, or how many results it has.
fn ended(text: &str) -> String {
    match convert(text.as_bytes(), &Limits::default(), None) {
        Err(_) => "error".to_owned(),
        Ok(converted) if !converted.incomplete.is_empty() => "incomplete".to_owned(),
        Ok(converted) => converted.native.values().sum::<u64>().to_string(),
    }
}

/// That the first report is whole, and that the others, which differ in one thing, are not.
#[track_caller]
fn differ(whole: &str, broken: &[&str]) {
    let count = ended(whole);
    assert!(count.parse::<u64>().is_ok(), "{count}: {whole}");
    for text in broken {
        assert_ne!(*text, whole);
        assert_eq!(ended(text), "incomplete", "{text}");
    }
}

#[test]
fn npm_says_by_what_each_package_is_vulnerable() {
    let of = |via: &str| format!(r#"{{"auditReportVersion":2,"vulnerabilities":{via},"metadata":{{}}}}"#);
    let cycle = r#"{"a":{"name":"a","severity":"critical","via":["b"]},"b":{"name":"b","severity":"critical","via":["a"]}}"#;
    assert_eq!(ended(&of(cycle)), "incomplete");
    assert_eq!(ended(&of(r#"{"a":{"name":"a","severity":"critical","via":[]}}"#)), "incomplete");
    let milder = |via: &str| {
        of(&format!(
            r#"{{"a":{{"severity":"critical","via":["b"]}},"b":{{"severity":"critical","via":["a",{via}]}}}}"#
        ))
    };
    differ(&milder(r#"{"source":1,"severity":"critical"}"#), &[&milder(r#"{"source":1,"severity":"low"}"#)]);
    let chain = r#"{"c":{"name":"c","severity":"high","via":["b"]},"b":{"name":"b","severity":"high","via":["a"]},"a":{"name":"a","severity":"high","via":[{"source":1,"name":"a","severity":"high","title":"t","url":"u"}]}}"#;
    assert_eq!(ended(&of(chain)), "1");
    assert_eq!(ended(r#"{"auditReportVersion":2,"vulnerabilities":{},"error":"ENOLOCK"}"#), "error");
}

#[test]
fn npm_and_yarn_list_what_they_count() {
    let npm = |critical: u64| {
        format!(
            r#"{{"actions":[],"advisories":{{}},"metadata":{{"vulnerabilities":{{"critical":{critical}}}}}}}"#
        )
    };
    assert_eq!((ended(&npm(5)).as_str(), ended(&npm(0)).as_str()), ("incomplete", "0"));
    let yarn =
        |high: u64| format!(r#"{{"type":"auditSummary","data":{{"vulnerabilities":{{"high":{high}}}}}}}"#);
    assert_eq!((ended(&yarn(5)).as_str(), ended(&yarn(0)).as_str()), ("incomplete", "0"));
}

#[test]
fn snyk_looks_into_the_applications_of_an_image_and_lists_what_is_not_ok() {
    let image = r#"{"vulnerabilities":[],"ok":true,"dependencyCount":3,"packageManager":"deb","path":"img","applications":[{"vulnerabilities":[{"id":"SNYK-1","packageName":"x","name":"x","version":"1","severity":"critical","title":"t"}],"ok":false,"packageManager":"npm","targetFile":"/app/package.json"}]}"#;
    assert_eq!(ended(image), "1");
    assert_eq!(
        ended(
            r#"{"vulnerabilities":[],"ok":false,"dependencyCount":3,"packageManager":"npm","uniqueCount":7}"#
        ),
        "incomplete"
    );
    assert_eq!(ended(r#"{"vulnerabilities":[],"ok":true,"dependencyCount":3,"packageManager":"npm"}"#), "0");
}

#[test]
fn a_crash_that_is_told_beside_success_is_one() {
    let gitlab = |level: &str| {
        format!(
            r#"{{"version":"15.0.0","vulnerabilities":[],"scan":{{"type":"sast","status":"success","scanner":{{"name":"S"}},"messages":[{{"level":"{level}","value":"analyzer crashed"}}]}}}}"#
        )
    };
    assert_eq!((ended(&gitlab("fatal")).as_str(), ended(&gitlab("warn")).as_str()), ("incomplete", "0"));
    let semgrep = r#"{"version":"1","errors":[],"paths":{"scanned":["a.py"]},"results":[],"skipped_rules":[{"rule_id":"x","details":"not supported"}]}"#;
    assert_eq!(ended(semgrep), "incomplete");
    let build = |first: bool| {
        format!(
            "{{\"reason\":\"compiler-artifact\"}}\n{{\"reason\":\"build-finished\",\"success\":{first}}}\n{{\"reason\":\"build-finished\",\"success\":true}}\n"
        )
    };
    assert_eq!((ended(&build(false)).as_str(), ended(&build(true)).as_str()), ("incomplete", "0"));
}

#[test]
fn osv_loses_nothing_that_is_in_no_group() {
    let report = r#"{"results":[{"source":{"path":"l","type":"lockfile"},"packages":[{"package":{"name":"x","version":"1","ecosystem":"npm"},"vulnerabilities":[{"id":"GHSA-a","database_specific":{"severity":"LOW"}},{"id":"GHSA-b","database_specific":{"severity":"CRITICAL"}}],"groups":[{"ids":["GHSA-a"],"max_severity":"2.0"}]}]}]}"#;
    assert_eq!(ended(report), "2");
}
