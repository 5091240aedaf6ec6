//! Code scanning over the wire.

use std::io::Write;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::probe::{Got, start};
use crate::token::Level;
use crate::{Seed, Simulator};

const SARIFS: &str = "/repos/octo/shop/code-scanning/sarifs";
const ANALYSES: &str = "/repos/octo/shop/code-scanning/analyses";

fn shop() -> (Simulator, String) {
    let may = [("security_events", Level::Write)];
    let sim = start(Seed::small().actions_token("scan-token", "octo/shop", Some(1), &may));
    let sha = sim.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("1\n"))]).unwrap();
    (sim, sha)
}

fn packed(bytes: &[u8]) -> String {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

fn run(tool: &str, category: &str) -> Value {
    json!({
        "tool": {"driver": {"name": tool, "version": "1.2", "rules": [{"id": "r"}]}},
        "automationDetails": {"id": format!("{category}/")}, "results": [{"ruleId": "r", "message": {"text": "m"}}],
    })
}

fn upload(sim: &Simulator, sha: &str, sarif: &Value) -> Got {
    let body =
        json!({"commit_sha": sha, "ref": "refs/heads/main", "sarif": packed(sarif.to_string().as_bytes())});
    sim.post("scan-token", SARIFS, &body)
}

fn finished(sim: &Simulator, receipt: &Got) -> Got {
    sim.clock().advance(Duration::from_secs(5));
    sim.get("scan-token", &format!("{SARIFS}/{}", receipt.at("/id").as_str().unwrap())).expect(200)
}

#[test]
fn a_file_is_looked_at_after_a_while() {
    let (sim, sha) = shop();
    let sarif = json!({"version": "2.1.0", "runs": [run("one", "a"), run("one", "b")]});
    let receipt = upload(&sim, &sha, &sarif).expect(202);
    let status = format!("{SARIFS}/{}", receipt.at("/id").as_str().unwrap());
    assert!(receipt.at("/url").as_str().unwrap().ends_with(&status));
    assert_eq!(sim.get("scan-token", &status).expect(200).json(), json!({"processing_status": "pending"}));
    sim.get("scan-token", ANALYSES).expect(404);
    let done = finished(&sim, &receipt);
    assert_eq!(done.at("/processing_status"), "complete");
    let list = sim.get("scan-token", ANALYSES).expect(200);
    assert_eq!(list.each("category"), ["b", "a"]);
    assert_eq!((list.at("/0/results_count"), list.at("/0/rules_count")), (json!(1), json!(1)));
    assert_eq!((list.at("/0/tool/version"), list.at("/0/commit_sha")), (json!("1.2"), json!(sha)));
    let one = format!("{ANALYSES}/{}", list.at("/0/id"));
    assert_eq!(sim.get("scan-token", &one).expect(200).json(), list.at("/0"));
    let raw =
        sim.send("scan-token", "GET", &one, &Value::Null, &[("accept", "application/sarif+json")]).unwrap();
    assert_eq!((raw.json(), raw.header("content-type")), (sarif, "application/sarif+json; charset=utf-8"));
}

#[test]
fn analyses_are_filtered() {
    let (sim, sha) = shop();
    let first = upload(&sim, &sha, &json!({"version": "2.1.0", "runs": [run("one", "")]})).expect(202);
    let second = upload(&sim, &sha, &json!({"version": "2.1.0", "runs": [run("two", "")]})).expect(202);
    finished(&sim, &second);
    let tools = |query: &str| {
        let got = sim.get("scan-token", &format!("{ANALYSES}?{query}")).expect(200);
        got.json().as_array().unwrap().iter().map(|one| one["tool"]["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(tools("direction=asc"), ["one", "two"]);
    assert_eq!(tools("tool_name=two"), ["two"]);
    assert_eq!(tools(&format!("sarif_id={}", first.at("/id").as_str().unwrap())), ["one"]);
    assert_eq!(tools("ref=refs/heads/main&per_page=1"), ["two"]);
    sim.get("scan-token", &format!("{ANALYSES}?ref=refs/heads/other")).expect(404);
}

#[test]
fn a_file_that_github_cannot_take_fails_later() {
    let (sim, sha) = shop();
    let many = |count: usize| vec![json!({}); count];
    let mut large = run("one", "");
    large["results"] = json!(many(25_001));
    let runs: Vec<Value> = (0..21).map(|number| run("one", &number.to_string())).collect();
    let cases = [
        (json!({"version": "2.0.0", "runs": []}), "2.1.0"),
        (json!({"version": "2.1.0"}), "no runs"),
        (json!({"version": "2.1.0", "runs": [{}]}), "name its tool"),
        (json!({"version": "2.1.0", "runs": runs}), "more runs than allowed (21 > 20)"),
        (json!({"version": "2.1.0", "runs": [large]}), "more results per run than allowed (25001 > 25000)"),
        (json!({"version": "2.1.0", "runs": [run("one", "a"), run("one", "a")]}), "same tool and category"),
    ];
    for (sarif, words) in cases {
        let receipt = upload(&sim, &sha, &sarif).expect(202);
        let done = finished(&sim, &receipt);
        assert_eq!(done.at("/processing_status"), "failed");
        let error = done.at("/errors/0");
        assert!(error.as_str().unwrap().contains(words), "{error}");
    }
    sim.get("scan-token", ANALYSES).expect(404);
}

#[test]
fn what_is_wrong_at_once_is_refused_at_once() {
    let (sim, sha) = shop();
    let right = json!({"commit_sha": sha, "ref": "refs/heads/main", "sarif": packed(b"{}")});
    let with = |field: &str, value: Value| {
        let mut body = right.clone();
        body[field] = value;
        sim.post("scan-token", SARIFS, &body)
    };
    with("sarif", json!("***")).expect(400);
    with("sarif", json!(STANDARD.encode(b"{}"))).expect(400);
    with("sarif", json!(packed(b"not json"))).expect(400);
    with("sarif", Value::Null).expect(422);
    with("ref", json!("main")).expect(422);
    with("commit_sha", json!("abc")).expect(422);
    with("commit_sha", json!("0".repeat(40))).expect(404);
    sim.post("scan-token", SARIFS, &right).expect(202);
    sim.post("carol-token", SARIFS, &right).expect(403);
    sim.get("scan-token", &format!("{SARIFS}/none")).expect(404);
    sim.hub().code_scanning.off.insert(1);
    let off = sim.post("scan-token", SARIFS, &right).expect(403);
    assert!(off.at("/message").as_str().unwrap().contains("must be enabled"));
}

#[test]
fn what_github_does_not_understand_is_told_by_its_words() {
    let (sim, sha) = shop();
    sim.hub().code_scanning.default_setup.insert(1);
    let at = |uri: &str| json!({"message": {"text": "m"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}}}]});
    let with = |pointer: &str, value: Value| {
        let mut run = run("one", "a");
        *run.pointer_mut(pointer).unwrap() = value;
        run
    };
    let rule = |properties: Value| with("/tool/driver/rules/0", json!({"id": "r", "properties": properties}));
    let many: Vec<String> = (0..21).map(|number| number.to_string()).collect();
    let steps = json!([{"threadFlows": [{"locations": vec![json!({}); 10_001]}]}]);
    let cases = [
        (run("CodeQL", "a"), "default setup is enabled"),
        (rule(json!({"security-severity": 9.8})), "invalid security severity value"),
        (rule(json!({"tags": many})), "tags per rule than allowed (21 > 20)"),
        (with("/results", json!([at("https://example.com/a")])), "URI scheme \"https\" did not match"),
        (with("/results", json!([at("a b")])), "an invalid URI"),
        (with("/results", json!([{"locations": [{}]}])), "expected artifact location"),
        (with("/results", json!([{"locations": vec![json!({}); 1_001]}])), "(1001 > 1000)"),
        (with("/results", json!([{"codeFlows": steps}])), "(10001 > 10000)"),
    ];
    for (run, words) in cases {
        let receipt = upload(&sim, &sha, &json!({"version": "2.1.0", "runs": [run]})).expect(202);
        let done = finished(&sim, &receipt);
        assert!(done.at("/errors/0").as_str().unwrap_or_default().contains(words), "{words}: {}", done.json());
    }
    sim.hub().code_scanning.next_errors.push_back("parse error: expected string near offset 7".to_owned());
    let one = json!({"version": "2.1.0", "runs": [run("one", "a")]});
    let failed = upload(&sim, &sha, &one).expect(202);
    assert!(finished(&sim, &failed).at("/errors/0").as_str().unwrap().starts_with("parse error"));
    assert_eq!(finished(&sim, &upload(&sim, &sha, &one).expect(202)).at("/processing_status"), "complete");
}

#[test]
fn of_many_results_only_some_are_kept() {
    let (sim, sha) = shop();
    sim.hub().code_scanning.delay = Duration::ZERO;
    sim.hub().code_scanning.next_warning = "some were left out".to_owned();
    let mut run = run("one", "a");
    run["results"] = json!(vec![json!({}); 5_001]);
    let body = json!({"commit_sha": sha, "ref": "refs/heads/main", "checkout_uri": "file:///checkout/",
        "sarif": packed(json!({"version": "2.1.0", "runs": [run]}).to_string().as_bytes())});
    sim.post("scan-token", SARIFS, &body).expect(202);
    let list = sim.get("scan-token", ANALYSES).expect(200);
    assert_eq!(
        (list.at("/0/results_count"), list.at("/0/warning")),
        (json!(5_000), json!("some were left out"))
    );
    let mut late = body;
    late["started_at"] = json!("yesterday");
    sim.post("scan-token", SARIFS, &late).expect(422);
}
