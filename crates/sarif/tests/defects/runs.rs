//! Which runs become one, and what they keep.

use serde_json::{Value, json};

use super::oracle::{list, log, merged, try_merge};
use super::{kept, run};

#[test]
pub(super) fn categories_survive() {
    let runs: Vec<Value> =
        (0..20).map(|at| run(json!({"automationDetails": {"id": format!("cat{at}/")}}))).collect();
    let after = kept(&runs, 20);
    let ids: Vec<_> =
        list(&after["runs"]).map(|run| run["automationDetails"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, (0..20).map(|at| format!("cat{at}/")).collect::<Vec<_>>());
}

#[test]
pub(super) fn one_category_with_several_runs_keeps_each_id() {
    let details = [json!({"id": "cat/1", "guid": "a"}), json!({"id": "cat/2", "guid": "b"})];
    let runs: Vec<Value> = details.iter().map(|one| run(json!({"automationDetails": one}))).collect();
    let after = kept(&runs, 1);
    assert_eq!(after["runs"][0]["automationDetails"], json!({"id": "cat/"}));
    assert_eq!(after["runs"][0]["runAggregates"], json!(details));
}

#[test]
pub(super) fn unknown_members_survive() {
    let raw = r#"{"version":"2.1.0","x-log":1.50,"runs":[{"tool":{"driver":{"name":"T","x-d":[1E2]},"x-t":{}},"x-run":"\u0000\ud800","results":[{"x-r":-0.0,"message":{"text":"1","x-m":{"a":null}}}]}]}"#;
    let other = raw.replace("\"1\"", "\"2\"");
    let (out, _) = try_merge(&[("a", raw.as_bytes()), ("b", other.as_bytes())], 1).unwrap();
    let text = String::from_utf8(out).unwrap();
    for piece in [
        r#""x-log":1.50"#,
        r#""x-d":[1E2]"#,
        r#""x-t":{}"#,
        r#""x-run":"\u0000\ud800""#,
        r#""x-r":-0.0"#,
        r#""x-m":{"a":null}"#,
    ] {
        assert!(text.contains(piece), "{piece} is not in {text}");
    }
    assert_eq!(text.matches("\"x-run\"").count(), 1, "{text}");
}

#[test]
pub(super) fn unknown_members_in_conflict_keep_runs_apart() {
    let after = kept(&[run(json!({"x-run": 1})), run(json!({"x-run": 2})), run(json!({"x-run": 1}))], 2);
    assert_eq!((&after["runs"][0]["x-run"], &after["runs"][1]["x-run"]), (&json!(1), &json!(2)));
    // A log is one, so of its own members both values stay.
    let [mut one, mut other] = [log(&[]), log(&[])];
    one["x-log"] = json!(1);
    other["x-log"] = json!(2);
    (one["properties"], other["properties"]) = (json!({"a": 1, "b": 1}), json!({"a": 1, "b": 2}));
    let after = merged(&[one, other]);
    let values = |object: &Value, name: &str| {
        object
            .as_object()
            .unwrap()
            .iter()
            .filter(|(own, _)| own.starts_with(name))
            .map(|(_, value)| value.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(values(&after, "x-log"), [json!(1), json!(2)]);
    assert_eq!(
        (values(&after["properties"], "a"), values(&after["properties"], "b")),
        (vec![json!(1)], vec![json!(1), json!(2)])
    );
}

#[test]
pub(super) fn runs_without_results_survive() {
    let after = kept(&[run(json!({})), run(json!({"automationDetails": {"id": "c/"}}))], 2);
    assert!(list(&after["runs"]).all(|run| run["results"] == json!([])));
    // No results at all is not the same as none found.
    let mut none = run(json!({}));
    none.as_object_mut().unwrap().remove("results");
    let after = kept(&[run(json!({})), none], 2);
    assert!(after["runs"][1].get("results").is_none());
}

#[test]
pub(super) fn names_do_not_run_into_versions() {
    let named = |name: &str, version: &str| {
        let mut run = run(json!({"results": [{"message": {"text": name}}]}));
        run["tool"]["driver"] = json!({"name": name, "version": version});
        run
    };
    kept(&[named("Tool1", "2.0"), named("Tool", "12.0"), named("Tool", "12.0")], 2);
}

#[test]
pub(super) fn states_are_all_or_none() {
    let states = |text: &str, more: Value| {
        let mut result = json!({"message": {"text": text}});
        result.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        run(json!({"results": [result]}))
    };
    let runs = [
        states("1", json!({"suppressions": []})),
        states("2", json!({})),
        states("3", json!({"suppressions": [{"kind": "inSource"}]})),
        states("4", json!({"baselineState": "new"})),
        run(json!({})),
    ];
    let after = kept(&runs, 3);
    for run in list(&after["runs"]) {
        for member in ["suppressions", "baselineState"] {
            let having = list(&run["results"]).filter(|result| result.get(member).is_some()).count();
            assert!(having == 0 || having == run["results"].as_array().unwrap().len());
        }
    }
}

#[test]
pub(super) fn external_properties_survive() {
    let mut one = log(&[run(json!({
        "externalPropertyFileReferences": {"artifacts": [{"location": {"uri": "sarif:/inlineExternalProperties/0"}}]},
        "results": [{"message": {"text": "[x](sarif:/runs/0/results/0)"}, "locations": [{"physicalLocation": {"artifactLocation": {"index": 7}}}]}]
    }))]);
    one["inlineExternalProperties"] = json!([{"guid": "one"}]);
    let mut other = one.clone();
    other["inlineExternalProperties"] = json!([{"guid": "two"}]);
    let after = merged(&[one, other]);
    assert_eq!(after["inlineExternalProperties"], json!([{"guid": "one"}, {"guid": "two"}]));
    let second = &after["runs"][1];
    let reference = &second["externalPropertyFileReferences"]["artifacts"][0]["location"]["uri"];
    assert_eq!(*reference, json!("sarif:/inlineExternalProperties/1"));
    assert_eq!(second["results"][0]["message"]["text"], json!("[x](sarif:/runs/1/results/0)"));
    assert_eq!(second["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["index"], json!(7));
}

#[test]
pub(super) fn column_kinds_and_schemas_are_not_made_up() {
    let runs = [
        run(json!({})),
        run(json!({"columnKind": "unicodeCodePoints"})),
        run(json!({"columnKind": "utf16CodeUnits"})),
    ];
    let after = kept(&runs, 3);
    let kinds: Vec<_> = list(&after["runs"]).map(|run| run.get("columnKind").cloned()).collect();
    assert_eq!(kinds, [None, Some(json!("unicodeCodePoints")), Some(json!("utf16CodeUnits"))]);
    assert!(after.get("$schema").is_none());
    for member in
        ["redactionTokens", "defaultEncoding", "defaultSourceLanguage", "language", "newlineSequences"]
    {
        kept(&[run(json!({})), run(json!({ member: "x" })), run(json!({ member: "y" }))], 3);
    }
}
