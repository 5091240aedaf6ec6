//! What holds for all formats together.

use std::collections::BTreeSet;

use super::short;
use crate::{ErrorCode, Format, Limits, convert, convert_as, detect};

#[test]
fn names_are_unique_and_lead_back() {
    let names: BTreeSet<_> = Format::ALL.iter().map(|format| format.name()).collect();
    assert_eq!(names.len(), Format::ALL.len());
    for format in Format::ALL {
        assert_eq!(Format::named(format.name()), Some(*format));
        assert!(!format.made_by().is_empty());
    }
}

#[test]
fn what_is_no_report_is_an_error_with_a_next_step() {
    for (text, code) in [
        ("", ErrorCode::Empty),
        ("[]", ErrorCode::Ambiguous),
        ("null", ErrorCode::Ambiguous),
        ("{}", ErrorCode::UnknownFormat),
        ("{\"version\":\"2.1.0\",\"runs\":[]}", ErrorCode::UnknownFormat),
        ("<html/>", ErrorCode::UnknownFormat),
        ("hello", ErrorCode::UnknownFormat),
        ("{\"results\":", ErrorCode::Malformed),
    ] {
        let error = convert(text.as_bytes(), &Limits::default(), None).unwrap_err();
        assert_eq!(error.code, code, "{text}");
        assert!(error.to_string().contains("; "), "{error}");
        assert_eq!(detect(text.as_bytes()), None);
    }
}

#[test]
fn a_declared_format_must_be_the_one_that_is_there() {
    let bandit = br#"{"errors":[],"generated_at":"x","metrics":{},"results":[]}"#;
    let limits = Limits::default();
    assert!(convert_as(Format::Bandit, bandit, &limits, None).is_ok());
    for format in Format::ALL.iter().filter(|format| **format != Format::Bandit) {
        assert_eq!(convert_as(*format, bandit, &limits, None).unwrap_err().code, ErrorCode::UnknownFormat);
    }
}

#[test]
fn nothing_is_a_report_of_those_alone_who_write_it() {
    let whole = |text: &str| {
        let read = |format| convert_as(format, text.as_bytes(), &Limits::default(), None);
        let clean = |format: &Format| read(*format).is_ok_and(|read| read.incomplete.is_empty());
        Format::ALL.iter().filter(|format| clean(format)).map(|format| format.name()).collect::<Vec<_>>()
    };
    assert_eq!(whole("[]"), ["trivy", "gitleaks", "safety-v2", "ruff", "pylint", "hadolint", "shellcheck"]);
    assert_eq!(whole("null"), ["trivy", "gitleaks"]);
    for results in ["{\"results\":[]}", "{\"results\":null}"] {
        assert_eq!(whole(results), ["tfsec", "osv-scanner"]);
    }
    assert_eq!(whole("{\"issues\":[]}"), ["sonarqube"]);
    assert!(whole("{}").is_empty());
    let snyk = convert_as(Format::Snyk, b"[]", &Limits::default(), None).unwrap();
    assert_eq!(snyk.incomplete.len(), 1, "a list of projects without a project");
}

#[test]
fn a_report_of_two_formats_at_once_is_neither() {
    let npm = br#"{"auditReportVersion":2,"vulnerabilities":{"a":{"via":[{"source":1,"severity":"critical"}]}},"advisories":{},"actions":[]}"#;
    let lines = b"{\"type\":\"auditSummary\",\"data\":{}}\n{\"reason\":\"build-finished\",\"success\":true}\n";
    for (bytes, format) in [(&npm[..], Format::NpmAuditV1), (&lines[..], Format::Clippy)] {
        for read in
            [convert(bytes, &Limits::default(), None), convert_as(format, bytes, &Limits::default(), None)]
        {
            let error = read.unwrap_err();
            assert_eq!(error.code, ErrorCode::Malformed);
            assert!(error.to_string().contains(" at once; "), "{error}");
        }
    }
}

#[test]
fn results_and_texts_have_limits() {
    let one = r#"{"test_id":"B1","issue_text":"é long text","filename":"a.py","line_number":1,"issue_severity":"LOW"}"#;
    let text = format!(r#"{{"errors":[],"generated_at":"x","metrics":{{}},"results":[{one},{one}]}}"#);
    let limits = Limits { results: 1, ..Limits::default() };
    assert_eq!(convert(text.as_bytes(), &limits, None).unwrap_err().code, ErrorCode::TooLarge);
    let limits = Limits { text_bytes: 1, ..Limits::default() };
    let shown = short(&convert(text.as_bytes(), &limits, None).unwrap());
    assert!(shown.contains("| … [cut, 12 more bytes]"), "{shown}");
}

#[test]
fn a_scanners_failure_is_told_whatever_was_declared_and_without_secrets() {
    let text = br#"{"error": {"code": "E401", "summary": "https://bob:hunter2@registry.example.org refused"}}"#;
    for format in [Format::NpmAuditV1, Format::NpmAuditV2] {
        let error = convert_as(format, text, &Limits::default(), None).unwrap_err();
        assert_eq!(error.code, ErrorCode::ToolFailed);
        assert!(
            error.to_string().contains("E401: https://[REDACTED]@registry.example.org refused; "),
            "{error}"
        );
    }
}
