use super::{BaselineState, Finding, Reading};
use crate::diagnostic::DiagnosticCode;
use crate::fingerprint::Basis;
use crate::level::Kind;
use crate::owasp::Owasp;
use crate::run::RunView;
use crate::severity::{Severity, SeverityPolicy, SeverityStep};
use crate::suppression::Suppressed;
use crate::uri::{NoPath, Places};

const RUN: &str = r#"{
  "tool": {"driver": {"name": "Scan\u001b[31m", "rules": [{
    "id": "R1", "name": "rule-one", "shortDescription": {"text": "A  rule\nof ours"}, "helpUri": "https://example.org/r1",
    "properties": {"tags": ["security", "CWE-89"], "security-severity": "8.5"}
  }, {"id": "R2", "helpUri": "javascript:alert(1)"}]}},
  "automationDetails": {"id": "nightly/linux/2026"},
  "originalUriBaseIds": {"ROOT": {"uri": "file:///w/repo/"}}
}"#;

fn read(text: &str) -> Finding {
    let roots = ["/w/repo".to_owned()];
    let policy = SeverityPolicy::default();
    let reading = Reading {
        severities: &policy,
        places: Places { roots: &roots, has: None },
        line_hash: &|path, line| (line < 100).then(|| format!("{}@{line}:1", path.as_str())),
        expired: &|_| true,
    };
    Finding::read(&RunView::parse(RUN).unwrap(), text, (3, 7), &reading)
}

#[test]
fn a_result_of_a_code_scanner() {
    let finding = read(
        r#"{"ruleId":"R1","ruleIndex":0,"message":{"text":"found [it](1)\u202e\n"},"baselineState":"new","suppressions":[],
        "locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/A.py","uriBaseId":"ROOT"},"region":{"startLine":5,"endLine":7}}},
          {"physicalLocation":{"artifactLocation":{"uri":"src/b.py"}}},{"physicalLocation":{"artifactLocation":{"uri":"https://x"}}}]}"#,
    );
    let spot = finding.spot.as_ref().unwrap();
    assert_eq!((spot.path.as_str(), spot.line, spot.end_line), ("src/A.py", Some(5), Some(7)));
    assert_eq!(finding.others.iter().map(|spot| spot.path.as_str()).collect::<Vec<_>>(), ["src/b.py"]);
    assert_eq!(
        (finding.tool.as_str(), finding.category.as_str(), finding.title.as_str()),
        ("Scan [31m", "nightly/linux", "A rule of ours")
    );
    assert_eq!(
        (finding.severity, finding.step, finding.score.as_deref()),
        (Severity::High, SeverityStep::RuleScore, Some("8.5"))
    );
    assert_eq!(
        (finding.message.as_str(), finding.help_uri.as_deref()),
        ("found it", Some("https://example.org/r1"))
    );
    assert_eq!(
        (finding.cwes.as_slice(), finding.owasp().into_iter().collect::<Vec<_>>()),
        (&[89][..], vec![Owasp::A03])
    );
    assert_eq!(
        (finding.suppressed, finding.baseline, finding.kind),
        (Suppressed::Not, Some(BaselineState::New), Kind::Fail)
    );
    assert_eq!(
        (finding.fingerprint.as_deref(), finding.identity.basis),
        (Some("src/A.py@5:1"), Basis::LineHash)
    );
    assert_eq!((finding.sources.len(), finding.sources[0].run, finding.sources[0].result), (1, 3, 7));
    assert!(finding.notes.is_empty(), "{:?}", finding.notes);
}

#[test]
fn a_result_about_a_dependency() {
    let finding = read(
        r#"{"ruleId":"CVE-2021-44228-log4j-core","level":"error","message":{"text":"m"},
        "locations":[{"physicalLocation":{"artifactLocation":{"uri":"pom.xml"},"region":{"startLine":1}},
          "logicalLocations":[{"fullyQualifiedName":"pkg:maven/org.apache/log4j-core@2.14.0?type=jar"}]}],
        "properties":{"aliases":["GHSA-jfh8-c2jp-5v3q"]}}"#,
    );
    let package = finding.package.as_ref().unwrap();
    assert_eq!(
        (package.name.as_str(), package.version.as_deref()),
        ("pkg:maven/org.apache/log4j-core", Some("2.14.0"))
    );
    assert_eq!(finding.advisory.as_deref(), Some("CVE-2021-44228"));
    assert_eq!(finding.aliases, ["CVE-2021-44228", "GHSA-jfh8-c2jp-5v3q"]);
    assert_eq!(finding.identity.basis, Basis::Package);
}

#[test]
fn a_place_that_is_no_file_says_why_and_is_still_part_of_the_identity() {
    let at = |uri: &str| {
        read(&format!(
            r#"{{"ruleId":"R2","locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"{uri}"}},"region":{{"startLine":1}}}}}}]}}"#
        ))
    };
    let (one, two) = (at("https://example.org/a"), at("https://example.org/b"));
    assert_eq!((one.no_path, &one.spot), (Some(NoPath::ForeignScheme), &None));
    assert_ne!(one.identity.key, two.identity.key);
    assert_eq!((at("../x").no_path, read("{}").no_path), (Some(NoPath::Escapes), Some(NoPath::Missing)));
    assert_eq!(one.help_uri, None, "a link that runs a script is no link");
}

#[test]
fn lines_beyond_what_a_file_has_are_none() {
    for line in ["0", "-1", "2147483648", "1e5", "\"1\"", "1.5"] {
        let text = format!(
            r#"{{"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"a"}},"region":{{"startLine":{line}}}}}}}]}}"#
        );
        assert_eq!(read(&text).spot.unwrap().line, None, "{line}");
    }
    let text = r#"{"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a"},"region":{"startLine":5,"endLine":4}}}]}"#;
    assert_eq!(read(text).spot.unwrap().end_line, None);
}

#[test]
fn what_is_no_result_is_a_finding_of_unknown_severity() {
    for text in ["null", "7", "[]", "\"x\""] {
        let finding = read(text);
        assert_eq!(
            (finding.severity, finding.step, finding.kind),
            (Severity::Unknown, SeverityStep::Unreadable, Kind::Fail)
        );
        assert_eq!(finding.notes[0].code, DiagnosticCode::UnreadableMember);
    }
}

#[test]
fn one_bad_token_costs_one_member() {
    let finding = read(
        r#"{"ruleId":"R2","level":"info","baselineState":"old","locations":7,"message":[],"properties":"x"}"#,
    );
    assert_eq!((finding.rule.as_str(), finding.severity, finding.baseline), ("R2", Severity::Unknown, None));
    assert_eq!(
        finding.notes.iter().map(|note| note.member.as_str()).collect::<Vec<_>>(),
        ["level", "baselineState"]
    );
}

#[test]
fn long_texts_are_cut() {
    let text = format!(r#"{{"ruleId":"{}","message":{{"text":"{}"}}}}"#, "r".repeat(5000), "m ".repeat(50_000));
    let finding = read(&text);
    assert_eq!((finding.rule.chars().count(), finding.message.chars().count()), (200, 1000));
}
