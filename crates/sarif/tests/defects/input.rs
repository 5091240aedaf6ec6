//! Input that no merge may pass over.

use sarif::{Document, Limits, ReadErrorCode};
use serde_json::{Value, json};

use super::oracle::{log, try_merge};
use super::{error_of, kept, run, with_rules};

#[test]
pub(super) fn broken_input_is_an_error() {
    let whole = log(&[run(json!({"results": [{"message": {"text": "1"}}]}))]).to_string();
    for end in 1..whole.len() {
        let error = Document::read(&whole.as_bytes()[..end], &Limits::default()).unwrap_err();
        assert_eq!(error.code, ReadErrorCode::Malformed, "{}", &whole[..end]);
        assert_eq!(error.place.byte, end);
    }
}

#[test]
pub(super) fn no_bytes_are_an_error() {
    assert_eq!(Document::read(b"", &Limits::default()).unwrap_err().code, ReadErrorCode::Empty);
    assert_eq!(Document::read(b"\xEF\xBB\xBF\n", &Limits::default()).unwrap_err().code, ReadErrorCode::Empty);
}

#[test]
pub(super) fn depth_beyond_64_is_read() {
    let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
    let raw = format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"T"}}}},"x":{deep},"results":[]}}]}}"#
    );
    let (out, _) = try_merge(&[("a", raw.as_bytes())], 1).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), raw);
}

#[test]
pub(super) fn indexes_out_of_range_name_their_place() {
    let place = |place: Value| {
        run(json!({"results": [{}, {"locations": [{"physicalLocation": {"artifactLocation": place}}]}]}))
    };
    for (index, said) in [
        ("0", "index 0 is beyond the end of `artifacts`"),
        ("-2", "`-2` is no index"),
        ("1.5", "`1.5` is no index"),
        ("\"0\"", "`\"0\"` is no index"),
        ("12345678901234567890", "index 12345678901234567890 is beyond"),
        ("null", "`null` is no index"),
    ] {
        let index: Value = serde_json::from_str(index).unwrap();
        let error = error_of(&place(json!({ "index": index })));
        assert!(error.starts_with("in.sarif: run 0, results[1]: ") && error.contains(said), "{error}");
    }
    let absent =
        with_rules(json!([{"id": "A"}]), json!({"results": [{"ruleIndex": -1, "message": {"text": "m"}}]}));
    kept(std::slice::from_ref(&absent), 1);
    let whole = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T","rules":[{"id":"A"}]}},"results":[{"ruleIndex":0.0}]}]}"#;
    try_merge(&[("a", whole.as_bytes())], 1).unwrap();
    for result in [
        json!({"ruleIndex": 1}),
        json!({"rule": {"index": 1}}),
        json!({"ruleIndex": 1, "rule": {"index": 0}}),
        json!({"rule": {"toolComponent": {"index": 0}}}),
        json!({"rule": {"toolComponent": {"index": u64::MAX}}}),
        json!({"taxa": [{"index": 0}]}),
        json!({"provenance": {"invocationIndex": 0}}),
        json!({"graphTraversals": [{"resultGraphIndex": 0}]}),
        json!({"graphTraversals": [{"runGraphIndex": 0}]}),
        json!({"webRequest": {"index": 0}}),
        json!({"stacks": [{"frames": [{"location": {"logicalLocations": [{"index": 0}]}}]}]}),
        json!({"suppressions": [{"location": {"physicalLocation": {"address": {"parentIndex": 0}}}}]}),
    ] {
        let error = error_of(&with_rules(json!([{"id": "A"}]), json!({ "results": [result] })));
        assert!(error.starts_with("in.sarif: run 0, results[0]: "), "{error}");
    }
}

#[test]
pub(super) fn parents_in_circles_are_an_error() {
    for (table, element) in [
        ("artifacts", json!([{"parentIndex": 0}])),
        ("logicalLocations", json!([{"parentIndex": 1}, {"parentIndex": 2}, {"parentIndex": 1}])),
        ("addresses", json!([{}, {"parentIndex": 1}])),
    ] {
        let error = error_of(&run(json!({ table: element })));
        assert!(error.contains(table) && error.contains("lead back to it"), "{error}");
    }
    let error =
        error_of(&run(json!({"originalUriBaseIds": {"A": {"uriBaseId": "B"}, "B": {"uriBaseId": "A"}}})));
    assert!(error.contains("originalUriBaseIds \"A\"") && error.contains("lead back to it"), "{error}");
    let chain: Vec<Value> =
        (0..50_000).map(|at: usize| json!({"parentIndex": at + 1})).chain([json!({})]).collect();
    let (out, _) =
        try_merge(&[("a", log(&[run(json!({ "artifacts": chain }))]).to_string().as_bytes())], 1).unwrap();
    assert!(!out.is_empty());
}
