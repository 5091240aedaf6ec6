use sarif::{Package, Severity};
use serde_json::Value;

use super::*;
use crate::decide::tests::{facts, finding, policy};
use crate::facts::{Facts, FindingFact};
use crate::judged;
use crate::policy::Cause;

fn suppression(id: &str, advisory: &str, reason: Cause, text: &str) -> Suppression {
    Suppression {
        id: id.into(),
        tool: None,
        rule: None,
        path: None,
        fingerprint: None,
        purl: Some("pkg:npm/lodash".into()),
        advisory: Some(advisory.into()),
        reason,
        justification: text.into(),
        ticket: "https://example.com/1".into(),
        author: "ada".into(),
        owner: "linus".into(),
        approver: "grace".into(),
        created: "2026-01-01".into(),
        expires: "2026-12-31".into(),
    }
}

fn dependency(purl: &str, aliases: &[&str]) -> FindingFact {
    FindingFact {
        package: Package::parse(purl),
        aliases: aliases.iter().map(|name| (*name).to_owned()).collect(),
        path: None,
        ..finding(aliases.first().copied().unwrap_or("none"), Severity::High)
    }
}

fn policy_with(suppressions: Vec<Suppression>) -> Policy {
    Policy { suppressions, ..policy() }
}

fn source() -> Source<'static> {
    Source { digest: "feed", time: verdict::Time::parse("2026-08-22T10:00:00Z").unwrap(), version: "0.1.0" }
}

/// Both documents.
fn documents(policy: &Policy, facts: &Facts) -> (Value, Value) {
    let rows = judged::rows(policy, facts);
    let (statements, _) = statements(policy, &rows);
    let open = openvex::document(&statements, source()).unwrap();
    let cyclone = cyclonedx::document(&statements, source());
    hold_openvex(&open);
    hold_cyclonedx(&cyclone);
    (open, cyclone)
}

/// What OpenVEX's JSON Schema asks for.
fn hold_openvex(document: &Value) {
    for name in ["@context", "@id", "author", "timestamp"] {
        assert!(document[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
    }
    assert_eq!(document["@context"], "https://openvex.dev/ns/v0.2.0");
    assert!(document["version"].as_u64().unwrap() >= 1);
    members(document, &["@context", "@id", "author", "role", "timestamp", "version", "tooling", "statements"]);
    let all = document["statements"].as_array().unwrap();
    assert!(!all.is_empty());
    for it in all {
        members(
            it,
            &[
                "vulnerability",
                "products",
                "status",
                "status_notes",
                "justification",
                "impact_statement",
                "action_statement",
            ],
        );
        members(&it["vulnerability"], &["name", "aliases"]);
        assert!(!it["vulnerability"]["name"].as_str().unwrap().is_empty());
        assert!(
            it["products"]
                .as_array()
                .unwrap()
                .iter()
                .all(|product| product["@id"].as_str().unwrap().starts_with("pkg:"))
        );
        match it["status"].as_str().unwrap() {
            "not_affected" => {
                assert!(it["justification"].is_string() != it["impact_statement"].is_string(), "{it}")
            }
            "affected" => assert!(!it["action_statement"].as_str().unwrap().is_empty()),
            other => panic!("{other}"),
        }
        if let Some(label) = it["justification"].as_str() {
            assert!(Label::ALL.iter().any(|known| known.word() == label));
        }
    }
}

/// What CycloneDX's JSON Schema asks for.
fn hold_cyclonedx(document: &Value) {
    assert_eq!((&document["bomFormat"], &document["specVersion"]), (&"CycloneDX".into(), &"1.6".into()));
    let uuid = document["serialNumber"].as_str().unwrap().strip_prefix("urn:uuid:").unwrap();
    let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
    assert!(lengths == [8, 4, 4, 4, 12] && uuid.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit()));
    let refs: Vec<&Value> =
        document["components"].as_array().unwrap().iter().map(|it| &it["bom-ref"]).collect();
    assert_eq!(refs.iter().map(|it| it.as_str().unwrap()).collect::<BTreeSet<_>>().len(), refs.len());
    for it in document["components"].as_array().unwrap() {
        members(it, &["type", "bom-ref", "name", "version", "purl"]);
        assert!(!it["name"].as_str().unwrap().is_empty() && it["type"] == "library");
    }
    for it in document["vulnerabilities"].as_array().unwrap() {
        members(it, &["bom-ref", "id", "source", "references", "analysis", "affects"]);
        members(&it["analysis"], &["state", "justification", "response", "detail"]);
        let known = ["not_affected", "false_positive", "exploitable"];
        assert!(known.contains(&it["analysis"]["state"].as_str().unwrap()));
        assert!(
            it["references"]
                .as_array()
                .unwrap()
                .iter()
                .all(|it| it["id"].is_string() && it["source"].is_object())
        );
        assert!(it["affects"].as_array().unwrap().iter().all(|it| refs.contains(&&it["ref"])));
    }
}

fn members(value: &Value, known: &[&str]) {
    let unknown: Vec<&String> =
        value.as_object().unwrap().keys().filter(|name| !known.contains(&name.as_str())).collect();
    assert_eq!(unknown, Vec::<&String>::new());
}

#[test]
fn every_cause_has_its_status_in_both_formats() {
    let cases = [
        (Cause::FalsePositive, "not ours", "not_affected", None, "false_positive", None),
        (
            Cause::NotAffected,
            "vulnerable_code_not_in_execute_path: template() is never called",
            "not_affected",
            Some("vulnerable_code_not_in_execute_path"),
            "not_affected",
            Some("code_not_reachable"),
        ),
        (Cause::NotAffected, "we call it never", "not_affected", None, "not_affected", None),
        (
            Cause::Mitigated,
            "behind the gateway",
            "not_affected",
            Some("inline_mitigations_already_exist"),
            "not_affected",
            Some("protected_by_mitigating_control"),
        ),
        (Cause::RiskAccepted, "until the rewrite", "affected", None, "exploitable", None),
    ];
    for (reason, text, status, label, state, justification) in cases {
        let policy = policy_with(vec![suppression("SUP-1", "CVE-2021-1", reason, text)]);
        let facts = facts(vec![dependency("pkg:npm/lodash@4.17.20", &["CVE-2021-1", "GHSA-a"])]);
        let (open, cyclone) = documents(&policy, &facts);
        let it = &open["statements"][0];
        assert_eq!((it["status"].as_str(), it["justification"].as_str()), (Some(status), label), "{reason:?}");
        assert_eq!(
            (&it["vulnerability"]["name"], &it["vulnerability"]["aliases"][0]),
            (&"CVE-2021-1".into(), &"GHSA-a".into())
        );
        assert_eq!(it["products"][0]["identifiers"]["purl"], "pkg:npm/lodash@4.17.20");
        assert!(
            it.to_string().contains(text) && it["status_notes"].as_str().unwrap().contains("accepted by grace")
        );
        let analysis = &cyclone["vulnerabilities"][0]["analysis"];
        assert_eq!(
            (analysis["state"].as_str(), analysis["justification"].as_str()),
            (Some(state), justification)
        );
        assert_eq!(analysis["response"].is_array(), reason == Cause::RiskAccepted);
        assert!(analysis["detail"].as_str().unwrap().contains(text));
        assert_eq!(
            (&open["author"], &cyclone["metadata"]["authors"][0]["name"]),
            (&"grace".into(), &"grace".into())
        );
        assert_eq!(
            (&open["timestamp"], &cyclone["metadata"]["timestamp"]),
            (&"2026-08-22T10:00:00Z".into(), &"2026-08-22T10:00:00Z".into())
        );
    }
    let accepted = policy_with(vec![suppression("S", "CVE-2021-1", Cause::RiskAccepted, "x")]);
    let (open, _) = documents(&accepted, &facts(vec![dependency("pkg:npm/lodash@1", &["CVE-2021-1"])]));
    assert!(open["statements"][0]["action_statement"].as_str().unwrap().contains("until 2026-12-31"));
}

#[test]
fn a_vulnerability_is_one_statement_whatever_its_finders_call_it() {
    let mut wide = suppression("SUP-1", "CVE-2021-1", Cause::Mitigated, "x");
    (wide.advisory, wide.purl, wide.rule, wide.path) = (None, None, None, Some("*".into()));
    let with_path = |mut it: FindingFact| {
        it.path = Some("a".into());
        it
    };
    let facts = facts(
        [
            ("pkg:npm/a@1", ["PYSEC-1", "GHSA-a"]),
            ("pkg:npm/b", ["CVE-2", "X-2"]),
            ("pkg:npm/c@2", ["GHSA-a", "CVE-1"]),
        ]
        .map(|(purl, names)| with_path(dependency(purl, &names)))
        .to_vec(),
    );
    let (open, cyclone) = documents(&policy_with(vec![wide]), &facts);
    let names: Vec<&str> = open["statements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["vulnerability"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["CVE-1", "CVE-2"]);
    assert_eq!(open["statements"][0]["vulnerability"]["aliases"], serde_json::json!(["GHSA-a", "PYSEC-1"]));
    let products: Vec<&str> = open["statements"][0]["products"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["@id"].as_str().unwrap())
        .collect();
    assert_eq!(products, ["pkg:npm/a@1", "pkg:npm/c@2"]);
    assert_eq!(cyclone["components"].as_array().unwrap().len(), 3);
    assert_eq!(cyclone["vulnerabilities"][0]["references"][0]["source"]["name"], "GitHub Advisories");
}

#[test]
fn what_no_statement_can_be_made_of_is_named() {
    let over =
        Suppression { expires: "2026-02-01".into(), ..suppression("OVER", "CVE-3", Cause::Mitigated, "x") };
    let mut code = suppression("CODE", "", Cause::Mitigated, "x");
    (code.advisory, code.purl, code.rule, code.path) =
        (None, None, Some("B602".into()), Some("src/*.py".into()));
    let policy = policy_with(vec![over, code]);
    let facts = facts(vec![dependency("pkg:npm/lodash@1", &["CVE-3"]), finding("B602", Severity::High)]);
    let rows = judged::rows(&policy, &facts);
    let (statements, left_out) = statements(&policy, &rows);
    assert!(statements.is_empty() && openvex::document(&statements, source()).is_none());
    hold_cyclonedx(&cyclonedx::document(&statements, source()));
    let told: Vec<(&str, &str)> = left_out.iter().map(|it| (it.id, it.why.as_str())).collect();
    assert_eq!(
        told,
        [
            ("OVER", "it hides no finding"),
            ("CODE", "1 of the 1 findings that it hides are of no package with an advisory")
        ]
    );
}

#[test]
fn a_label_is_taken_only_where_the_text_names_exactly_one() {
    assert_eq!(Label::named("(component_not_present)"), Some(Label::ComponentNotPresent));
    assert_eq!(Label::named("component_not_present, vulnerable_code_not_present"), None);
    assert_eq!(Label::named("the code is not_present"), None);
}

#[test]
fn hostile_words_can_be_seen_and_one_verdict_gives_one_document() {
    let evil = "a\u{202e}b\0<script>";
    let policy = policy_with(vec![suppression("S", evil, Cause::FalsePositive, evil)]);
    let facts = facts(vec![dependency("pkg:npm/lodash@1%20%3Cscript%3E", &[evil])]);
    let (open, cyclone) = documents(&policy, &facts);
    for document in [&open, &cyclone] {
        let text = document.to_string();
        assert!(text.contains("a\\\\u{202e}b\\\\u{0}<script>") && !text.contains('\u{202e}'), "{text}");
        assert!(text.contains("pkg:npm/lodash@1%20%3Cscript%3E"));
    }
    assert_eq!((open, cyclone), documents(&policy, &facts));
    assert_ne!(urn(source(), "openvex"), urn(Source { digest: "beef", ..source() }, "openvex"));
}
