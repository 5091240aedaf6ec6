//! A hostile report must not cost its length at each of its words: what takes time in squares takes minutes here, and is found.

use std::fmt::Write;
use std::time::Duration;

use serde_json::json;

use crate::{Format, Limits, convert_as};

/// Far more than any of these takes, and far less than a square of it.
const LONGEST: Duration = Duration::from_secs(10);

#[allow(clippy::disallowed_methods, reason = "a test measures")]
fn hold(what: &str, format: Format, bytes: &[u8]) {
    let start = std::time::Instant::now();
    let converted = convert_as(format, bytes, &Limits::default(), None);
    assert!(converted.is_ok(), "{what}: {:?}", converted.err());
    assert!(start.elapsed() < LONGEST, "{what} took {:?}", start.elapsed());
}

fn bandit(message: &str) -> Vec<u8> {
    let result = json!({"test_id": "B1", "issue_text": message, "filename": "a.py", "line_number": 1, "issue_severity": "LOW"});
    json!({"errors": [], "generated_at": "", "metrics": {}, "results": [result]}).to_string().into_bytes()
}

#[test]
fn texts_that_repeat_what_a_secret_begins_with() {
    for word in
        ["cookie: ", "://", "-----BEGIN é", "-----BEGIN PRIVATE KEY ", "AKIA ", "Bearer a ", "eyJ-", "<"]
    {
        hold(word, Format::Bandit, &bandit(&word.repeat(100_000 / word.len())));
    }
    let alert = json!({"pluginid": "1", "riskcode": "1", "desc": "<".repeat(100_000), "instances": []});
    let zap = json!({"@programName": "ZAP", "site": [{"@name": "x", "alerts": [alert]}]});
    hold("tags", Format::Zap, zap.to_string().as_bytes());
}

#[test]
fn lists_that_refer_to_each_other() {
    let count = 20_000;
    let mut packages = serde_json::Map::new();
    for at in 0..count {
        packages.insert(format!("p{at}"), json!({"via": [format!("p{}", count - 1 - at)]}));
    }
    let audit = json!({"auditReportVersion": 2, "vulnerabilities": packages});
    hold("packages", Format::NpmAuditV2, audit.to_string().as_bytes());

    let mut chain = serde_json::Map::new();
    for at in 0..count {
        chain.insert(format!("p{at:05}"), json!({"via": [format!("p{:05}", at + 1)]}));
    }
    chain.insert(format!("p{count:05}"), json!({"via": [{"source": 1, "severity": "low"}]}));
    let audit = json!({"auditReportVersion": 2, "vulnerabilities": chain});
    hold("a chain of packages", Format::NpmAuditV2, audit.to_string().as_bytes());

    let findings: Vec<_> = (0..count).map(|at| json!({"version": format!("1.{at}"), "paths": ["a"]})).collect();
    let advisory = json!({"id": 1, "module_name": "m", "severity": "low", "findings": findings});
    let audit = json!({"actions": [], "advisories": {"1": advisory}});
    hold("versions", Format::NpmAuditV1, audit.to_string().as_bytes());

    let items: Vec<_> = (0..count).map(|at| json!({"id": format!("V-{at}")})).collect();
    let groups: Vec<_> = (0..count).map(|at| json!({"ids": [format!("V-{at}")]})).collect();
    let package = json!({"package": {"name": "x"}, "vulnerabilities": items, "groups": groups});
    let osv = json!({"results": [{"source": {"path": "a"}, "packages": [package]}]});
    hold("groups", Format::OsvScanner, osv.to_string().as_bytes());

    let aliases: Vec<_> = (0..count).map(|at| format!("A-{at}")).collect();
    let audit =
        json!({"dependencies": [{"name": "x", "version": "1", "vulns": [{"id": "V", "aliases": aliases}]}]});
    hold("aliases", Format::PipAudit, audit.to_string().as_bytes());

    let mut text = "a.py:1: error: x  [y]\n".to_owned();
    for at in 0..count {
        writeln!(text, "a.py:{at}: note: z").unwrap();
    }
    text.push_str("Found 1 error in 1 file (checked 1 source file)\n");
    hold("notes", Format::Mypy, text.as_bytes());
}

#[test]
fn what_many_findings_share() {
    let count = 3_000;
    let affects: Vec<_> = (0..count).map(|at| json!({"ref": format!("c{at}")})).collect();
    let long = "x".repeat(300_000);
    let vulnerability = json!({"id": "CVE-1", "description": long, "source": {"url": format!("https://{long}")}, "ratings": [{"severity": long}], "affects": affects});
    let bom = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [vulnerability]});
    hold("components", Format::Cyclonedx, bom.to_string().as_bytes());

    let items: Vec<_> = (0..count).map(|_| json!({"id": "V"})).collect();
    let groups: Vec<_> = (0..count).map(|_| json!({"ids": ["V"]})).collect();
    let package = json!({"package": {"name": "x"}, "vulnerabilities": items, "groups": groups});
    let osv = json!({"results": [{"source": {"path": "a"}, "packages": [package]}]});
    hold("one name in many groups", Format::OsvScanner, osv.to_string().as_bytes());
}

#[test]
fn texts_have_a_limit_together() {
    let affects: Vec<_> = (0..100).map(|at| json!({"ref": format!("c{at}")})).collect();
    let vulnerability = json!({"id": "CVE-1", "recommendation": "y".repeat(1000), "affects": affects});
    let bom = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": [vulnerability]});
    let bytes = bom.to_string().into_bytes();
    let of = |longest: usize| {
        convert_as(Format::Cyclonedx, &bytes, &Limits { bytes: longest, ..Limits::default() }, None)
    };
    assert!(of(100_000).is_ok());
    assert_eq!(of(10_000).unwrap_err().code, crate::ErrorCode::TooLarge);
}
