//! Whatever a report holds, nothing panics, paths stay in the repository, and GitHub takes the upload.

use std::collections::BTreeSet;
use std::io::Read;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{GITHUB, ProfileLimits, ProfileOptions, profile};
use crate::dedupe::{Across, deduplicate};
use crate::finding::{Finding, Reading};
use crate::run::RunView;
use crate::severity::SeverityPolicy;
use crate::uri::{Places, RepositoryPath};

/// A value that some tool wrote somewhere, or that an attacker would.
fn token() -> impl Strategy<Value = Value> {
    let texts = prop::sample::select(vec![
        "",
        "error",
        "info",
        "fail",
        "pass",
        "R",
        "R/a/b",
        "CVE-2020-1",
        "CWE-79",
        "security",
        "9.8",
        "NaN",
        "a.py",
        "../../etc/passwd",
        "%2e%2e/x",
        "..%5cx",
        "C:\\x",
        "file:////h/s",
        "https://x/y",
        "pkg:npm/a@1",
        "/home/runner/work/r/r/a",
        "\u{0}\u{202e}\r\n::error::",
        "accepted",
        "a/b/",
        "//",
        "primaryLocationLineHash",
        "0123",
        "javascript:alert(1)",
        "{0} [a](1) {{",
    ]);
    let numbers =
        prop::sample::select(vec![-2_i64, -1, 0, 1, 2, 3, 11, 10_001, 2_147_483_648, i64::MAX, i64::MIN]);
    let leaf = prop_oneof![
        texts.prop_map(Value::from),
        numbers.prop_map(Value::from),
        Just(Value::Null),
        Just(json!(true)),
        Just(json!(1.5))
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map(name(), inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "id",
        "text",
        "index",
        "guid",
        "uri",
        "uriBaseId",
        "level",
        "tags",
        "security-severity",
        "physicalLocation",
        "artifactLocation",
        "region",
        "startLine",
        "endLine",
        "toolComponent",
        "status",
        "purl",
        "locations",
        "location",
        "message",
        "properties",
        "name",
    ])
    .prop_map(str::to_owned)
}

/// A whole that is right, with some of its places overwritten.
fn spoilt(whole: Value, pointers: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop::collection::vec((prop::sample::select(pointers.to_vec()), token()), 0..5).prop_map(move |changes| {
        let mut whole = whole.clone();
        for (pointer, token) in changes {
            if let Some(place) = whole.pointer_mut(pointer) {
                *place = token;
            }
        }
        whole
    })
}

fn result() -> impl Strategy<Value = Value> {
    let location = json!({"physicalLocation": {"artifactLocation": {"uri": "a.py", "uriBaseId": "B", "index": 0}, "region": {"startLine": 1, "endLine": 2, "startColumn": 1, "endColumn": 2}},
        "logicalLocations": [{"fullyQualifiedName": "f"}], "id": 1});
    let whole = json!({
        "ruleId": "R", "ruleIndex": 0, "rule": {"index": 0, "toolComponent": {"index": 0}}, "level": "error", "kind": "fail", "rank": 1.5,
        "message": {"text": "m", "id": "x", "arguments": ["a"]}, "locations": [location], "relatedLocations": [location],
        "codeFlows": [{"threadFlows": [{"locations": [{"location": location}, {"index": 0}]}]}], "taxa": [{"index": 0, "toolComponent": {"index": 0}}],
        "suppressions": [{"kind": "external", "status": "rejected"}], "baselineState": "new", "provenance": {"invocationIndex": 0},
        "partialFingerprints": {"primaryLocationLineHash": "1:1"}, "properties": {"security-severity": "5.0", "tags": ["x"], "purl": "pkg:npm/x@1", "aliases": ["CVE-2020-1"]}
    });
    spoilt(
        whole,
        &[
            "",
            "/ruleId",
            "/ruleIndex",
            "/rule",
            "/rule/index",
            "/rule/toolComponent",
            "/rule/toolComponent/index",
            "/level",
            "/kind",
            "/rank",
            "/message",
            "/message/text",
            "/message/arguments",
            "/locations",
            "/locations/0",
            "/locations/0/physicalLocation",
            "/locations/0/physicalLocation/artifactLocation",
            "/locations/0/physicalLocation/artifactLocation/uri",
            "/locations/0/physicalLocation/artifactLocation/index",
            "/locations/0/physicalLocation/region",
            "/locations/0/physicalLocation/region/startLine",
            "/locations/0/physicalLocation/region/endColumn",
            "/relatedLocations/0",
            "/relatedLocations/0/id",
            "/codeFlows",
            "/codeFlows/0/threadFlows/0/locations/0",
            "/codeFlows/0/threadFlows/0/locations/1/index",
            "/taxa",
            "/taxa/0/index",
            "/suppressions",
            "/suppressions/0/status",
            "/baselineState",
            "/provenance",
            "/provenance/invocationIndex",
            "/partialFingerprints",
            "/partialFingerprints/primaryLocationLineHash",
            "/properties",
            "/properties/security-severity",
            "/properties/tags",
            "/properties/purl",
            "/properties/aliases",
        ],
    )
}

fn run() -> impl Strategy<Value = Value> {
    let rule = json!({"id": "R", "guid": "g", "name": "n", "shortDescription": {"text": "s"}, "help": {"text": "h", "markdown": "m"}, "helpUri": "https://x",
        "defaultConfiguration": {"level": "note"}, "properties": {"tags": ["a", "a", "CWE-79"], "security-severity": "7.0", "precision": "high"}});
    let whole = json!({
        "tool": {"driver": {"name": "T", "version": "1", "rules": [rule, rule]}, "extensions": [{"name": "X", "rules": [rule]}]},
        "automationDetails": {"id": "c/1"}, "originalUriBaseIds": {"B": {"uri": "src/", "uriBaseId": "C"}, "C": {"uri": "file:///w/repo/"}},
        "artifacts": [{"location": {"uri": "t.py", "uriBaseId": "B"}}], "taxonomies": [{"name": "CWE", "taxa": [{"id": "89"}]}],
        "threadFlowLocations": [{"location": {"physicalLocation": {"artifactLocation": {"uri": "s.py"}}}}], "columnKind": "utf16CodeUnits",
        "invocations": [{"executionSuccessful": true, "ruleConfigurationOverrides": [{"descriptor": {"index": 0}, "configuration": {"level": "error"}}]}]
    });
    let run = spoilt(
        whole,
        &[
            "/tool",
            "/tool/driver",
            "/tool/driver/rules",
            "/tool/driver/rules/0",
            "/tool/driver/rules/0/id",
            "/tool/driver/rules/0/name",
            "/tool/driver/rules/0/shortDescription",
            "/tool/driver/rules/0/help",
            "/tool/driver/rules/0/defaultConfiguration",
            "/tool/driver/rules/0/properties",
            "/tool/driver/rules/0/properties/tags",
            "/tool/driver/rules/0/properties/security-severity",
            "/tool/driver/rules/0/properties/precision",
            "/tool/extensions",
            "/tool/extensions/0",
            "/tool/extensions/0/rules",
            "/automationDetails",
            "/automationDetails/id",
            "/originalUriBaseIds",
            "/originalUriBaseIds/B",
            "/originalUriBaseIds/B/uriBaseId",
            "/originalUriBaseIds/C/uri",
            "/artifacts",
            "/artifacts/0/location/uri",
            "/taxonomies",
            "/taxonomies/0/taxa",
            "/threadFlowLocations",
            "/columnKind",
            "/invocations",
            "/invocations/0/ruleConfigurationOverrides/0/descriptor",
            "/invocations/0/ruleConfigurationOverrides/0/configuration",
            "/invocations/0/executionSuccessful",
        ],
    );
    (run, prop::collection::vec(result(), 0..6)).prop_map(|(mut run, results)| {
        if let Some(run) = run.as_object_mut() {
            run.insert("results".into(), Value::Array(results));
        }
        run
    })
}

/// What GitHub documents, asked of a log.
fn github_takes(log: &Value, categories: &mut BTreeSet<(String, String)>) {
    for run in log["runs"].as_array().unwrap() {
        let id = run["automationDetails"]["id"].as_str().unwrap();
        let driver = &run["tool"]["driver"];
        let tool = driver["name"].as_str().unwrap_or_default().to_owned();
        assert!(categories.insert((tool, id.to_owned())), "{id} twice");
        let none = Vec::new();
        let extensions = run["tool"]["extensions"].as_array().unwrap_or(&none);
        for rule in std::iter::once(driver)
            .chain(extensions)
            .flat_map(|component| component["rules"].as_array().unwrap())
        {
            rule_is_taken(rule);
        }
        for result in run["results"].as_array().unwrap() {
            assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
            let locations = result["locations"].as_array().unwrap();
            assert!((1..=100).contains(&locations.len()));
            for location in locations {
                let physical = &location["physicalLocation"];
                let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
                assert!(
                    !uri.is_empty()
                        && !uri.starts_with('/')
                        && !uri.contains(':')
                        && uri.split('/').all(|part| part != ".."),
                    "{uri}"
                );
                assert!(physical["region"]["startLine"].as_i64().unwrap() >= 1);
            }
            if let Some(index) = result["ruleIndex"].as_u64() {
                assert!(driver["rules"].get(usize::try_from(index).unwrap()).is_some());
            }
        }
    }
}

fn rule_is_taken(rule: &Value) {
    let letters = |value: &Value| value.as_str().unwrap().chars().count();
    assert!(
        letters(&rule["shortDescription"]["text"]) <= 1024 && letters(&rule["fullDescription"]["text"]) <= 1024
    );
    assert!(rule["help"]["text"].is_string());
    let tags: Vec<&str> =
        rule["properties"]["tags"].as_array().into_iter().flatten().map(|tag| tag.as_str().unwrap()).collect();
    assert!(tags.len() <= 10 && tags.iter().collect::<BTreeSet<_>>().len() == tags.len());
    if let Some(score) = rule["properties"].get("security-severity") {
        let score: f64 = score.as_str().unwrap().parse().unwrap();
        assert!(score > 0.0 && score <= 10.0 && tags.contains(&"security"));
    }
}

/// Reads, joins and uploads runs, and holds all of it to what must always be so.
fn hold(runs: &[Value], limits: ProfileLimits) {
    let texts: Vec<String> = runs.iter().map(Value::to_string).collect();
    let policy = SeverityPolicy { cwe_prior: true, ..SeverityPolicy::default() };
    let roots = ["/w/repo".to_owned()];
    let has = |_: &str| true;
    let places = Places { roots: &roots, has: Some(&has) };
    let reading = Reading { severities: &policy, places, line_hash: &|_, _| None, expired: &|_| false };
    let mut findings = Vec::new();
    let mut count = 0;
    for (at, run) in runs.iter().enumerate() {
        let view = RunView::parse(&texts[at]).unwrap();
        for (number, result) in run["results"].as_array().into_iter().flatten().enumerate() {
            let finding = Finding::read(&view, &result.to_string(), (at, number), &reading);
            for text in [&finding.message, &finding.tool, &finding.rule, &finding.title, &finding.category] {
                assert!(!text.contains(|letter: char| letter.is_control() || letter == '\u{202e}'), "{text:?}");
            }
            findings.push(finding);
            count += 1;
        }
    }
    let out = deduplicate(findings, Across { advisories: true, weaknesses: true });
    assert_eq!(out.findings.iter().map(|finding| finding.sources.len()).sum::<usize>(), count);
    let fallback = RepositoryPath::new("README.md").unwrap();
    let options = ProfileOptions { fallback: &fallback, category: "default", places, limits };
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let made = profile(&texts, &out.findings, &options).unwrap();
    let mut categories = BTreeSet::new();
    for file in &made.files {
        let mut text = String::new();
        flate2::read::GzDecoder::new(file.gzip.as_slice()).read_to_string(&mut text).unwrap();
        let _: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
        github_takes(&serde_json::from_str(&text).unwrap(), &mut categories);
        assert!(file.runs.len() <= limits.runs);
    }
    let up: usize = made.files.iter().flat_map(|file| &file.runs).map(|run| run.results).sum();
    assert_eq!(
        up + made.cut.iter().map(|cut| cut.count).sum::<usize>(),
        count,
        "every result is uploaded or counted"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_a_report_holds(runs in prop::collection::vec(run(), 1..4)) {
        hold(&runs, GITHUB);
        hold(&runs, ProfileLimits { runs: 2, results: 2, rules: 3, parts: 4, ..GITHUB });
    }
}
