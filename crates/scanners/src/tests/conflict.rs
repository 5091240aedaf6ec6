//! Where a report says two things about how bad a finding is, the worse one reaches the log; what it leaves undefined is unknown.

use serde_json::Value;

use crate::{Limits, convert};

/// Level, score, source, the word that decides, and the word and the score that were outweighed, of the first result.
fn first(text: &str) -> String {
    let converted = convert(text.as_bytes(), &Limits::default(), None).unwrap();
    let log: Value = serde_json::from_slice(&converted.sarif).unwrap();
    let result = &log["runs"][0]["results"][0];
    let properties = &result["properties"];
    let keys =
        ["security-severity", "severitySource", "nativeSeverity", "outweighedSeverity", "outweighedScore"];
    let mut words = vec![result["level"].as_str().unwrap().to_owned()];
    words.extend(keys.iter().map(|key| properties[key].as_str().unwrap_or("-").to_owned()));
    words.join(" ").trim_end_matches(" -").to_owned()
}

#[test]
fn of_many_ratings_the_highest_word_and_score_count() {
    let of = |ratings: &str| {
        first(&format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","vulnerabilities":[{{"id":"CVE-2024-1","ratings":[{ratings}],"affects":[]}}]}}"#
        ))
    };
    assert_eq!(of(r#"{"severity":"low"},{"severity":"critical"}"#), "error 9.5 bucket critical");
    assert_eq!(
        of(r#"{"severity":"critical","method":"other"},{"method":"CVSSv2","score":2.1,"severity":"low"}"#),
        "error 9.5 bucket critical - 2.1"
    );
    assert_eq!(of(r#"{"method":"CVSSv31","score":9.8,"severity":"low"}"#), "error 9.8 score - low");
    assert_eq!(
        of(r#"{"method":"CVSSv31","score":9.8},{"method":"CVSSv4","score":2.0,"severity":"low"}"#),
        "error 9.8 score - low"
    );
    assert_eq!(of(r#"{"severity":"low"},{"score":9.8}"#), "error 9.8 score - low");
    assert_eq!(of(r#"{"severity":"unknown"}"#), "error - unknown");
    assert_eq!(
        of(r#"{"method":"OWASP","score":9.8,"severity":"low"}"#),
        "note 2.0 bucket low",
        "another scale"
    );
}

#[test]
fn a_score_that_is_worse_than_the_word_beside_it_counts() {
    let grype = |word: &str, own: &str, other: &str| {
        let cvss = |score: &str| format!(r#"[{{"version":"3.1","metrics":{{"baseScore":{score}}}}}]"#);
        first(&format!(
            r#"{{"matches":[{{"vulnerability":{{"id":"CVE-1","severity":"{word}","cvss":{}}},"relatedVulnerabilities":[{{"id":"CVE-1","cvss":{}}}],"artifact":{{"name":"x","version":"1","type":"deb"}}}}],"descriptor":{{"name":"grype"}}}}"#,
            cvss(own),
            cvss(other)
        ))
    };
    assert_eq!(grype("Low", "9.8", "0"), "error 9.8 score - Low");
    assert_eq!(grype("Negligible", "9.8", "0"), "error 9.8 score - Negligible");
    assert_eq!(grype("Low", "0", "9.8"), "note 2.0 bucket Low", "a distribution rates for itself");
    assert_eq!(grype("", "0", "9.8"), "error 9.8 score");
    let osv = |words: [&str; 2], score: &str| {
        let item =
            |id: &str, word: &str| format!(r#"{{"id":"{id}","database_specific":{{"severity":"{word}"}}}}"#);
        first(&format!(
            r#"{{"results":[{{"source":{{"path":"l"}},"packages":[{{"package":{{"name":"x","version":"1"}},"vulnerabilities":[{},{}],"groups":[{{"ids":["A","B"],"max_severity":"{score}"}}]}}]}}]}}"#,
            item("A", words[0]),
            item("B", words[1])
        ))
    };
    assert_eq!(osv(["LOW", "CRITICAL"], "2.0"), "error 9.5 bucket CRITICAL - 2.0");
    assert_eq!(osv(["LOW", "LOW"], "9.8"), "error 9.8 score - LOW");
    let semgrep = |word: &str| {
        first(&format!(
            r#"{{"version":"1","errors":[],"paths":{{"scanned":["a"]}},"results":[{{"check_id":"x","path":"a","start":{{"line":1}},"end":{{"line":1}},"extra":{{"severity":"{word}","message":"m","metadata":{{"security-severity":"9.8"}}}}}}]}}"#
        ))
    };
    let plain = |word: &str| {
        first(&format!(
            r#"{{"version":"1","errors":[],"paths":{{"scanned":["a"]}},"results":[{{"check_id":"x","path":"a","start":{{"line":1}},"end":{{"line":1}},"extra":{{"severity":"{word}","message":"m","metadata":{{}}}}}}]}}"#
        ))
    };
    assert_eq!(
        (plain("INFO").as_str(), plain("LOW").as_str()),
        ("note 2.0 bucket - INFO", "note 2.0 bucket LOW")
    );
    assert_eq!(
        (semgrep("INFO").as_str(), semgrep("INVENTORY").as_str()),
        ("error 9.8 score - INFO", "error 9.8 score INVENTORY")
    );
    let trivy = |source: &str| {
        first(&format!(
            r#"{{"SchemaVersion":2,"ArtifactName":".","Results":[{{"Target":"a","Vulnerabilities":[{{"VulnerabilityID":"CVE-1","PkgName":"x","Severity":"LOW","SeveritySource":"{source}","CVSS":{{"nvd":{{"V3Score":9.8}}}}}}]}}]}}"#
        ))
    };
    assert_eq!(
        (trivy("nvd").as_str(), trivy("debian").as_str()),
        ("error 9.8 score - LOW", "note 2.0 bucket LOW")
    );
}

#[test]
fn of_the_two_words_of_snyk_the_worse_counts() {
    let of = |critical: &str, plain: &str| {
        first(&format!(
            r#"{{"packageManager":"npm","dependencyCount":1,"vulnerabilities":[{{"id":"S","packageName":"x","severityWithCritical":"{critical}","severity":"{plain}"}}]}}"#
        ))
    };
    assert_eq!(of("critical", "high"), "error 9.5 bucket critical");
    assert_eq!(of("low", "high"), "error 8.0 bucket high");
}

#[test]
fn the_number_and_the_word_of_zap_conflict_and_the_worse_counts() {
    let of = |code: &str, word: &str| {
        first(&format!(
            r#"{{"@programName":"ZAP","@version":"2","site":[{{"@name":"x","alerts":[{{"pluginid":"1","riskcode":"{code}","riskdesc":"{word} (High)"}}]}}]}}"#
        ))
    };
    assert_eq!(of("3", "Low"), "error 8.0 bucket High");
    assert_eq!(of("1", "High"), "error 8.0 bucket High");
    assert_eq!(of("0", "Medium"), "warning 5.5 bucket Medium");
    assert_eq!(of("3", "Hoch"), "error 8.0 bucket Hoch");
    assert_eq!(of("9", "High"), "error - unknown 9");
}

#[test]
fn zap_has_no_false_positive_whose_word_says_that_it_is_none() {
    let suppressed = |word: &str| {
        let text = format!(
            r#"{{"@programName":"ZAP","@version":"2","site":[{{"@name":"x","alerts":[{{"pluginid":"1","riskcode":"3","confidence":"0","riskdesc":"High ({word})"}}]}}]}}"#
        );
        let converted = convert(text.as_bytes(), &Limits::default(), None).unwrap();
        String::from_utf8(converted.sarif).unwrap().contains("suppressions")
    };
    assert_eq!((suppressed("False Positive"), suppressed("Medium")), (true, false));
}

#[test]
fn what_is_told_twice_never_hides_the_worse() {
    let count = |text: &str| {
        let converted = convert(text.as_bytes(), &Limits::default(), None).unwrap();
        converted
            .native
            .into_iter()
            .map(|(word, count)| format!("{word} {count}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let item = |word: &str| format!(r#"{{"id":"A","database_specific":{{"severity":"{word}"}}}}"#);
    let osv = |first: &str, second: &str| {
        count(&format!(
            r#"{{"results":[{{"source":{{"path":"l"}},"packages":[{{"package":{{"name":"x"}},"vulnerabilities":[{},{}],"groups":[{{"ids":["A"]}}]}}]}}]}}"#,
            item(first),
            item(second)
        ))
    };
    assert_eq!(
        (osv("LOW", "CRITICAL"), osv("CRITICAL", "LOW")),
        ("CRITICAL 1".to_owned(), "CRITICAL 1".to_owned())
    );
    let line = |word: &str| {
        format!(
            "{{\"type\":\"auditAdvisory\",\"data\":{{\"advisory\":{{\"id\":1,\"module_name\":\"m\",\"severity\":\"{word}\",\"findings\":[]}}}}}}\n"
        )
    };
    let end = "{\"type\":\"auditSummary\",\"data\":{\"vulnerabilities\":{}}}\n";
    assert_eq!(count(&format!("{}{}{end}", line("low"), line("critical"))), "critical 1, low 1");
    let message = |level: &str| {
        format!(
            "{{\"reason\":\"compiler-message\",\"message\":{{\"level\":\"{level}\",\"message\":\"m\",\"code\":{{\"code\":\"x\"}},\"spans\":[]}}}}\n"
        )
    };
    let end = "{\"reason\":\"build-finished\",\"success\":true}\n";
    let build = [message("warning"), message("warning"), message("error"), end.to_owned()].concat();
    assert_eq!(count(&build), "error 1, warning 1");
    let rules = r#"{"rules":[{"id":"a","severity":"BLOCKER"},{"id":"a","severity":"INFO"}],"issues":[{"ruleId":"a","primaryLocation":{"filePath":"x","message":"m"}}]}"#;
    assert!(convert(rules.as_bytes(), &Limits::default(), None).is_err());
}

#[test]
fn what_a_tool_leaves_undefined_is_unknown() {
    let bandit = r#"{"errors":[],"generated_at":"x","metrics":{"_totals":{"loc":3}},"results":[{"test_id":"B1","issue_text":"x","issue_severity":"UNDEFINED","filename":"a.py","line_number":3}]}"#;
    assert_eq!(first(bandit), "error - unknown UNDEFINED");
    let checkov = r#"{"check_type":"terraform","results":{"failed_checks":[{"check_id":"CKV_1","file_path":"/a.tf","severity":null}]},"summary":{"failed":1}}"#;
    assert_eq!(first(checkov), "error - unknown");
}
