//! The levels of results whose rules meet others.

use serde_json::{Value, json};

use super::oracle::list;
use super::{kept, run, with_rules};

/// A run whose rule has a level, and results that do not say theirs.
fn ruled(level: &str, count: usize, by: fn(usize) -> Value) -> Value {
    let rules = json!([{"id": "R1", "defaultConfiguration": {"level": level}}]);
    let results: Vec<Value> = (0..count)
        .map(|at| {
            let mut result = by(0);
            result["message"] = json!({"text": format!("{level} {at}")});
            result
        })
        .collect();
    with_rules(rules, json!({ "results": results }))
}

#[test]
pub(super) fn levels_survive_rules_of_one_id() {
    let ways: [fn(usize) -> Value; 4] = [
        |_| json!({"ruleId": "R1"}),
        |at| json!({"ruleId": "R1", "ruleIndex": at}),
        |at| json!({"rule": {"id": "R1", "index": at}}),
        |_| json!({"rule": {"id": "R1"}}),
    ];
    for way in ways {
        let after = kept(&[ruled("note", 1, way), ruled("error", 3, way)], 1);
        let levels: Vec<_> =
            list(&after["runs"][0]["results"]).map(|one| one["level"].as_str().unwrap()).collect();
        assert_eq!(levels, ["note", "error", "error", "error"]);
        assert_eq!(after["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len(), 2);
    }
    // A run that says nothing about the rule keeps meaning the default.
    let silent = run(json!({"results": [{"ruleId": "R1", "message": {"text": "silent"}}]}));
    let after = kept(&[ruled("note", 1, ways[0]), silent], 1);
    assert_eq!(after["runs"][0]["results"][1]["level"], json!("warning"));
    // What says its level, or is no failure, stays as it is.
    let said: fn(usize) -> Value = |_| json!({"ruleId": "R1", "ruleIndex": 0, "kind": "pass"});
    let after = kept(&[ruled("note", 1, said), ruled("error", 1, said)], 1);
    assert!(list(&after["runs"][0]["results"]).all(|one| one.get("level").is_none()));
}

#[test]
pub(super) fn overrides_lead_to_their_rules() {
    let overridden = |rules: [&str; 2], index: usize, text: &str| {
        let rules: Vec<Value> = rules.iter().map(|id| json!({ "id": id })).collect();
        let entry = json!([{"descriptor": {"index": index}, "configuration": {"level": "error"}}]);
        let result = json!({"ruleId": "R1", "ruleIndex": index, "message": {"text": text}, "provenance": {"invocationIndex": 0}});
        with_rules(
            json!(rules),
            json!({
                "invocations": [{"executionSuccessful": true, "commandLine": text, "ruleConfigurationOverrides": entry}],
                "results": [result]
            }),
        )
    };
    let after = kept(&[overridden(["Q", "R1"], 1, "1"), overridden(["R1", "S"], 0, "2")], 1);
    let run = &after["runs"][0];
    for invocation in list(&run["invocations"]) {
        assert_eq!(invocation["ruleConfigurationOverrides"][0]["descriptor"]["index"], json!(1));
    }
    assert!(list(&run["results"]).all(|result| result["level"] == json!("error")));
    assert_eq!(run["results"][1]["provenance"]["invocationIndex"], json!(1));
}
