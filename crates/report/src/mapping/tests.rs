use serde_json::{Value, json};

use super::*;

fn mapping(queries: Value) -> Value {
    json!({"schema": "releasegate/controls/v1", "framework": "ours", "edition": "1", "controls": [
        {"id": "1", "title": "a", "shows": "b", "doesNotShow": "c", "queries": queries}]})
}

fn refused(value: &Value) -> String {
    Mapping::parse(value.to_string().as_bytes()).unwrap_err().to_string()
}

#[test]
fn every_built_in_mapping_is_one_and_asks_what_there_is() {
    for text in BUILT_IN {
        Mapping::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text}"));
    }
    let all = Mapping::built_in();
    let frameworks: Vec<&str> = all.iter().map(|one| one.framework.as_str()).collect();
    let wanted = [
        "21 CFR Part 11",
        "HIPAA Security Rule",
        "SOC 2",
        "ISO/IEC 27001",
        "OWASP Top 10 CI/CD Security Risks",
    ];
    assert_eq!(frameworks, wanted);
    let asked: std::collections::BTreeSet<Query> =
        all.iter().flat_map(|one| &one.controls).flat_map(|one| one.queries.clone()).collect();
    // How many people must approve is for an organisation to say.
    let never: Vec<Query> = Query::ALL.into_iter().filter(|query| !asked.contains(query)).collect();
    assert_eq!(never, [Query::TwoApprovers]);
}

#[test]
fn what_is_no_mapping_is_refused_and_says_where() {
    assert!(Mapping::parse(mapping(json!(["gates-passed"])).to_string().as_bytes()).is_ok());
    let unknown = refused(&mapping(json!(["all-is-well"])));
    assert!(unknown.contains("/controls/0/queries") && unknown.contains("approved-deployments"), "{unknown}");
    let control = refused(&mapping(json!(["all-\u{1b}[31m"])));
    assert!(!control.contains('\u{1b}') && control.contains("control character"), "{control}");
    assert_eq!(refused(&mapping(json!([]))), "/controls/0/queries is empty");
    let mut twice = mapping(json!(["gates-passed"]));
    let one = twice["controls"][0].clone();
    twice["controls"].as_array_mut().unwrap().push(one);
    assert_eq!(refused(&twice), "/controls/1/id: stands twice");
    let mut more = mapping(json!(["gates-passed"]));
    more["compliant"] = json!(true);
    assert!(refused(&more).contains("unknown field"));
    let mut long = mapping(json!(["gates-passed"]));
    long["framework"] = json!("x".repeat(2000));
    assert!(refused(&long).contains("1 to 1024 bytes"));
    let mut turned = mapping(json!(["gates-passed"]));
    turned["framework"] = json!("a\u{202e}b");
    assert!(Mapping::parse(turned.to_string().as_bytes()).is_err());
}

#[test]
fn a_mapping_that_is_too_large_too_deep_or_ambiguous_is_refused() {
    let large = format!("\"{}\"", "x".repeat(10 << 20));
    assert!(Mapping::parse(large.as_bytes()).unwrap_err().to_string().contains("are the limit"));
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(Mapping::parse(deep.as_bytes()).unwrap_err().to_string().contains("deeper than"));
    assert!(
        Mapping::parse(b"{\"schema\": 1, \"schema\": 2}").unwrap_err().to_string().contains("stands twice")
    );
    assert!(Mapping::parse(b"\xff\xfe").is_err());
}
